//! Bearer tokens that are fetched, kept until they expire, and fetched anew.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use http::HeaderMap;
use http::header::{AUTHORIZATION, HeaderValue};

use super::{Bearer, RequestError, Sign, Signer, Signing};

/// How long before its end a token is fetched anew, unless half of its life is shorter.
const EARLY: Duration = Duration::from_secs(60);

/// A token and how long it is good for.
#[derive(Clone)]
pub struct Token {
    secret: String,
    end: Option<Instant>,
    /// From when on a new one is fetched.
    stale: Option<Instant>,
}

impl Token {
    /// A token without an end that is known: it is kept until a server rejects it.
    #[must_use]
    pub fn new(secret: impl Into<String>) -> Self {
        Self { secret: secret.into(), end: None, stale: None }
    }

    /// Says how long the token is good for, from now.
    #[must_use]
    pub fn expires_in(mut self, life: Duration) -> Self {
        let now = Instant::now();
        self.end = now.checked_add(life);
        self.stale = now.checked_add(life - EARLY.min(life / 2));
        self
    }

    fn is_stale(&self) -> bool {
        self.stale.is_some_and(|stale| stale <= Instant::now())
    }

    fn is_over(&self) -> bool {
        self.end.is_some_and(|end| end <= Instant::now())
    }
}

impl fmt::Debug for Token {
    /// Never shows the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").field("end", &self.end).finish_non_exhaustive()
    }
}

/// A token that is being fetched.
pub type Fetching<'p> = Pin<Box<dyn Future<Output = Result<Token, RequestError>> + Send + 'p>>;

/// Gives tokens: an identity provider, a file, another program.
pub trait TokenProvider: Send + Sync {
    /// Fetches a new token. It is called when there is none, or the last one is about to end or was rejected; never
    /// twice at once.
    fn fetch(&self) -> Fetching<'_>;
}

impl<F, Fut> TokenProvider for F
where
    F: Fn() -> Fut + Send + Sync,
    Fut: Future<Output = Result<Token, RequestError>> + Send + 'static,
{
    fn fetch(&self) -> Fetching<'_> {
        Box::pin(self())
    }
}

/// Tokens of a provider, for the calls of all clients that share it.
///
/// One is fetched when the first call needs it, kept until shortly before it ends, and fetched anew once when a server
/// answers 401 to it.
///
/// ```
/// use gatewright_runtime::client::{Token, Tokens};
///
/// let tokens = Tokens::new(|| async { Ok(Token::new("secret").expires_in(std::time::Duration::from_secs(3600))) });
/// ```
#[derive(Clone)]
pub struct Tokens(Arc<Shared>);

struct Shared {
    provider: Box<dyn TokenProvider>,
    token: Mutex<Option<Token>>,
    /// Held by who fetches; others wait for the result.
    fetching: tokio::sync::Mutex<()>,
}

impl Tokens {
    /// Shares a provider: a type of one's own, or a function that returns a future.
    pub fn new(provider: impl TokenProvider + 'static) -> Self {
        let (provider, fetching) = (Box::new(provider), tokio::sync::Mutex::new(()));
        Self(Arc::new(Shared { provider, token: Mutex::new(None), fetching }))
    }

    /// A token that is good now.
    ///
    /// # Errors
    /// As the provider.
    pub async fn token(&self) -> Result<Token, RequestError> {
        if let Some(token) = self.0.known().filter(|token| !token.is_stale()) {
            return Ok(token);
        }
        let _one = self.0.fetching.lock().await;
        let known = self.0.known();
        // Somebody else has fetched it meanwhile.
        if let Some(token) = known.clone().filter(|token| !token.is_stale()) {
            return Ok(token);
        }
        match (self.0.provider.fetch().await, known) {
            (Ok(token), _) => {
                *self.0.lock() = Some(token.clone());
                Ok(token)
            }
            // The last one is good for a while.
            (Err(_), Some(token)) if !token.is_over() => Ok(token),
            (Err(error), _) => Err(error),
        }
    }
}

impl Shared {
    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Token>> {
        self.token.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn known(&self) -> Option<Token> {
        self.lock().clone()
    }
}

impl Sign for Tokens {
    fn sign<'r>(&'r self, request: &'r mut reqwest::Request) -> Signing<'r> {
        Box::pin(async move {
            let token = self.token().await?;
            let value = HeaderValue::from_str(&format!("Bearer {}", token.secret));
            // The error would show the secret.
            let mut value = value.map_err(|_| RequestError::new("the token cannot stand in a header"))?;
            value.set_sensitive(true);
            request.headers_mut().insert(AUTHORIZATION, value);
            Ok(())
        })
    }

    fn rejected(&self, sent: &HeaderMap) -> bool {
        let sent = sent.get(AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
        let mut known = self.0.lock();
        // Not one that was fetched since.
        if known.as_ref().is_some_and(|known| Some(known.secret.as_str()) == sent) {
            *known = None;
        }
        sent.is_some()
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tokens")
    }
}

impl From<Tokens> for Bearer {
    fn from(tokens: Tokens) -> Self {
        Signer::new(tokens).into()
    }
}
