//! What a request is called by: the client's word for it, else one of ours.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{LazyLock, OnceLock};

use http::HeaderValue;

/// Longer ones are replaced: they go into every line of a log.
const LONGEST: usize = 128;

/// Tells this process from others.
static PROCESS: LazyLock<u64> = LazyLock::new(|| RandomState::new().hash_one(0));

static NEXT: AtomicU64 = AtomicU64::new(1);

/// The id of a request, made when somebody asks for it.
#[derive(Clone, Debug, Default)]
pub(super) struct RequestId(OnceLock<String>);

impl RequestId {
    pub(super) fn get(&self) -> &str {
        self.0.get_or_init(made)
    }
}

impl From<Option<String>> for RequestId {
    fn from(taken: Option<String>) -> Self {
        Self(taken.map(OnceLock::from).unwrap_or_default())
    }
}

/// The id that a client sent, if it cannot be mistaken for anything else in a log.
pub(super) fn taken(sent: &HeaderValue) -> Option<String> {
    let text = sent.to_str().ok()?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:/+=@".contains(&byte);
    let is_id = !text.is_empty() && text.len() <= LONGEST && text.bytes().all(is_plain);
    is_id.then(|| text.to_owned())
}

/// A new id: that of the process, and a number.
pub(super) fn made() -> String {
    format!("{:016x}-{:06x}", *PROCESS, NEXT.fetch_add(1, Ordering::Relaxed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_plain() {
        let taken = |text: &'static str| taken(&HeaderValue::from_static(text));
        assert_eq!(taken("Root=1-67891233-abcdef012345").as_deref(), Some("Root=1-67891233-abcdef012345"));
        for text in ["", "a b", "a\"b", "a{b", "a\tb"] {
            assert_eq!(taken(text), None, "{text:?}");
        }
        assert_eq!(super::taken(&HeaderValue::from_str(&"a".repeat(129)).unwrap()), None);
        assert_ne!(made(), made());
    }
}
