//! Regular expressions of documents: ECMAScript, compiled once per pattern.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use regress::Regex;

/// Longer texts are not matched but let pass: matching backtracks, and its time is up to the text.
const LONGEST: usize = 64 * 1024;

/// Compiled patterns; `None` for one that is malformed. Patterns are part of the program, so there are only so many.
static COMPILED: RwLock<BTreeMap<&'static str, Option<Arc<Regex>>>> = RwLock::new(BTreeMap::new());

/// Whether a text matches, somewhere. A malformed pattern matches everything.
pub(super) fn matches(pattern: &'static str, text: &str) -> bool {
    text.len() > LONGEST || compiled(pattern).is_none_or(|regex| regex.find(text).is_some())
}

fn compiled(pattern: &'static str) -> Option<Arc<Regex>> {
    // A lock that a panicking thread has left is as good as any: entries are written whole.
    if let Some(known) = COMPILED.read().unwrap_or_else(PoisonError::into_inner).get(pattern) {
        return known.clone();
    }
    // As JSON Schema asks: by code points. Some patterns are valid only without.
    let regex = Regex::with_flags(pattern, "u").or_else(|_| Regex::new(pattern)).ok().map(Arc::new);
    COMPILED.write().unwrap_or_else(PoisonError::into_inner).insert(pattern, regex.clone());
    regex
}
