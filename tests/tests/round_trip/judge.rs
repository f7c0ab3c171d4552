//! The judge: the crate `jsonschema` says whether a value fits a schema of the table.

use std::cell::Cell;
use std::sync::{Arc, OnceLock, Weak};

use jsonschema::{Keyword, ValidationError, Validator};
use serde_json::Value;

use crate::schemas::REF;
use crate::strings;

/// Compiles each schema of the table once, when it is first asked for.
pub(crate) struct Judge {
    table: Arc<Vec<Value>>,
    compiled: Vec<OnceLock<Option<Validator>>>,
    itself: Weak<Judge>,
}

impl Judge {
    pub(crate) fn new(table: Arc<Vec<Value>>) -> Arc<Self> {
        Arc::new_cyclic(|itself| {
            let compiled = table.iter().map(|_| OnceLock::new()).collect();
            Self { table, compiled, itself: itself.clone() }
        })
    }

    /// Whether the value fits; nothing fits a schema that the judge cannot read.
    pub(crate) fn accepts(&self, index: usize, value: &Value) -> bool {
        let compiled = self.compiled[index].get_or_init(|| self.compile(index));
        compiled.as_ref().is_some_and(|validator| validator.is_valid(value))
    }

    fn compile(&self, index: usize) -> Option<Validator> {
        let itself = self.itself.clone();
        let options =
            jsonschema::draft202012::options().should_validate_formats(true).should_ignore_unknown_formats(true);
        let options = options.with_keyword(REF, move |_, value, _| {
            let target = value.as_u64().and_then(|index| usize::try_from(index).ok()).unwrap_or(usize::MAX);
            Ok(Box::new(Reference { judge: itself.clone(), target }))
        });
        let options = options.with_format("byte", strings::is_base64);
        let options = options.with_keyword("pattern", |_, value, _| {
            let pattern = value.as_str().and_then(|pattern| regress::Regex::new(pattern).ok());
            Ok(Box::new(Pattern(pattern)))
        });
        options.build(&self.table[index]).ok()
    }
}

struct Reference {
    judge: Weak<Judge>,
    target: usize,
}

/// `pattern` as ECMA-262 has it: the crate's own reading takes `{1, 32}` for a count.
struct Pattern(Option<regress::Regex>);

impl<'i> Keyword<'i> for Pattern {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        if self.is_valid(instance) { Ok(()) } else { Err(ValidationError::custom("does not match")) }
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        let text = instance.as_str();
        text.is_none_or(|text| self.0.as_ref().is_some_and(|pattern| pattern.find(text).is_some()))
    }
}

/// References that lead back without going deeper into the value would never end.
const DEPTH: usize = 300;

thread_local! {
    static OPEN: Cell<usize> = const { Cell::new(0) };
}

impl<'i> Keyword<'i> for Reference {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        if self.is_valid(instance) { Ok(()) } else { Err(ValidationError::custom("does not fit what is referred to")) }
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        OPEN.with(|open| {
            if open.get() >= DEPTH {
                return false;
            }
            open.set(open.get() + 1);
            let fits = self.judge.upgrade().is_some_and(|judge| judge.accepts(self.target, instance));
            open.set(open.get() - 1);
            fits
        })
    }
}
