//! Diagnostic codes: name, default severity, summary and explanation of each.
//!
//! The whole project's codes stand in one table, so that `gatewright explain` knows them all and no two
//! crates use one word for different things.

mod table;

use std::fmt;

use crate::diagnostic::Severity;

/// The stable name of a kind of diagnostic, in kebab-case: `unresolved-reference`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(&'static str);

/// What a code means.
#[derive(Clone, Copy, Debug)]
pub struct CodeInfo {
    /// The code.
    pub code: Code,
    /// The severity it is reported with unless levels say otherwise.
    pub severity: Severity,
    /// Whether `--strict` makes an error of it.
    pub strict: bool,
    /// Whether levels may make less of it although it is an error.
    pub may_be_allowed: bool,
    /// One line.
    pub summary: &'static str,
    /// What it is, why it matters and what to do; Markdown.
    pub explanation: &'static str,
}

impl Code {
    /// The code's name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.0
    }

    /// What the code means.
    #[must_use]
    pub fn info(self) -> &'static CodeInfo {
        // Every code is made by the table, so the fallback is only there to avoid a panic path.
        Code::ALL.iter().find(|info| info.code == self).unwrap_or(&UNKNOWN)
    }

    /// The code of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Code> {
        Code::ALL.iter().map(|info| info.code).find(|code| code.0 == name)
    }

    /// The known code that looks most like `name`, for help.
    #[must_use]
    pub fn nearest(name: &str) -> Option<Code> {
        crate::nearest::nearest(name, Code::ALL.iter().map(|info| info.code.0)).and_then(|near| Code::parse(&near))
    }
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.0)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0)
    }
}

static UNKNOWN: CodeInfo = CodeInfo {
    code: Code("unknown"),
    severity: Severity::Error,
    strict: false,
    may_be_allowed: false,
    summary: "a code that is in no table",
    explanation: "",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_kebab_case_and_explained() {
        let mut names: Vec<_> = Code::ALL.iter().map(|info| info.code.as_str()).collect();
        names.sort_unstable();
        let before = names.len();
        names.dedup();
        assert_eq!(names.len(), before);
        for info in Code::ALL {
            let name = info.code.as_str();
            assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{name}");
            assert!(!info.summary.ends_with('.') && !info.summary.is_empty(), "{name}");
            assert!(info.explanation.ends_with('.'), "{name}");
            assert_eq!(Code::parse(name), Some(info.code));
            assert_eq!(info.code.info().code, info.code);
        }
    }

    #[test]
    fn strict_is_read_from_the_table() {
        assert!(Code::DUPLICATE_KEY.info().strict);
        assert!(!Code::YAML_TAG.info().strict);
        assert_eq!(Code::nearest("duplicat-key"), Some(Code::DUPLICATE_KEY));
    }
}
