//! Which diagnostics the user allows, warns about and denies.

use std::collections::BTreeMap;

use crate::code::Code;
use crate::diagnostic::{Diagnostic, Severity};

/// Levels by code, as `--allow`, `--warn`, `--deny` and `--strict` set them.
///
/// ```
/// use gatewright_document::{Code, Diagnostic, LintLevels, Severity};
///
/// let levels = LintLevels::new().strict(true).allow(Code::YAML_TAG);
/// let severity = |code| levels.severity(&Diagnostic::new(code, None));
/// assert_eq!(severity(Code::YAML_TAG), None);
/// assert_eq!(severity(Code::DUPLICATE_KEY), Some(Severity::Error));
/// assert_eq!(severity(Code::JSON_SYNTAX), Some(Severity::Error));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LintLevels {
    levels: BTreeMap<Code, Level>,
    strict: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    Allow,
    Warn,
    Deny,
}

impl LintLevels {
    /// Every code at its default.
    #[must_use]
    pub fn new() -> LintLevels {
        LintLevels::default()
    }

    /// Says nothing of this code. Errors cannot be silenced: there is nothing to generate from. The exceptions say so in
    /// their explanation.
    #[must_use]
    pub fn allow(mut self, code: Code) -> LintLevels {
        self.levels.insert(code, Level::Allow);
        self
    }

    /// Makes this code a warning, also under `strict`.
    #[must_use]
    pub fn warn(mut self, code: Code) -> LintLevels {
        self.levels.insert(code, Level::Warn);
        self
    }

    /// Makes this code an error.
    #[must_use]
    pub fn deny(mut self, code: Code) -> LintLevels {
        self.levels.insert(code, Level::Deny);
        self
    }

    /// Makes errors of what real documents do and the specification forbids.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> LintLevels {
        self.strict = strict;
        self
    }

    /// The severity of a diagnostic under these levels; `None` if it is not to be said.
    #[must_use]
    pub fn severity(&self, diagnostic: &Diagnostic) -> Option<Severity> {
        let firm = !diagnostic.code.info().may_be_allowed;
        if diagnostic.severity == Severity::Error && firm {
            return Some(Severity::Error);
        }
        match self.levels.get(&diagnostic.code) {
            Some(Level::Allow) => None,
            Some(Level::Warn) => Some(Severity::Warning),
            Some(Level::Deny) => Some(Severity::Error),
            None if self.strict && diagnostic.code.info().strict => Some(Severity::Error),
            None => Some(diagnostic.severity),
        }
    }
}
