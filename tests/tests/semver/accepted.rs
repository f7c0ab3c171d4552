//! Pairs on which the verdict and cargo-semver-checks differ, with the reason.

use std::collections::BTreeMap;

const LIST: &str = include_str!("accepted.txt");

/// Pairs with their reasons: a line that begins with `# ` is the reason of the lines that follow.
pub(crate) fn read() -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    let mut reason = "";
    for line in LIST.lines().filter(|line| !line.trim().is_empty()) {
        if let Some(text) = line.strip_prefix("# ") {
            reason = text;
            continue;
        }
        assert!(!reason.is_empty(), "`{line}` has no reason");
        let before = all.insert(line.to_owned(), reason.to_owned());
        assert!(before.is_none(), "`{line}` is listed twice");
    }
    all
}
