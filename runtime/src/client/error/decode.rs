//! Bodies that do not have their documented form.

use std::fmt;

use crate::client::Answer;
use crate::codec::Misfit;
use crate::wire::xml::Malformed;

/// What is wrong with a body.
#[derive(Debug)]
pub enum Unreadable {
    /// There is none.
    Empty,
    /// It is of this media type, and no text.
    Bytes(String),
    /// It is not XML.
    Malformed(Malformed),
    /// It is not JSON, or it is JSON or XML of another form.
    Misfit(Misfit),
}

/// A body does not have its documented form. The answer is kept, and with it the body.
#[derive(Debug)]
pub struct DecodeError(Box<Parts>);

#[derive(Debug)]
struct Parts {
    unreadable: Unreadable,
    answer: Answer,
}

impl DecodeError {
    pub(in crate::client) fn new(unreadable: Unreadable, answer: Answer) -> Self {
        Self(Box::new(Parts { unreadable, answer }))
    }

    /// Where in the JSON: `$.output.c`. `None` if the body is not JSON at all. In XML, where the member would be in JSON.
    #[must_use]
    pub fn path(&self) -> Option<String> {
        match &self.0.unreadable {
            Unreadable::Misfit(misfit) if !misfit.is_syntax() => Some(misfit.path()),
            Unreadable::Misfit(_) | Unreadable::Empty | Unreadable::Bytes(_) | Unreadable::Malformed(_) => None,
        }
    }

    /// Line and column, from 1, where the body does not fit. `None` if there is none.
    #[must_use]
    pub fn line_and_column(&self) -> Option<(usize, usize)> {
        match &self.0.unreadable {
            Unreadable::Misfit(misfit) => Some(misfit.line_and_column()).filter(|(line, _)| *line > 0),
            Unreadable::Malformed(error) => Some((error.line, error.column)),
            Unreadable::Empty | Unreadable::Bytes(_) => None,
        }
    }

    /// What was expected: `a number`.
    #[must_use]
    pub fn expected(&self) -> &str {
        match &self.0.unreadable {
            Unreadable::Misfit(misfit) => misfit.expected(),
            Unreadable::Malformed(_) => "XML",
            Unreadable::Bytes(_) => "text",
            Unreadable::Empty => "JSON",
        }
    }

    /// What was found: `the string "x"`.
    #[must_use]
    pub fn found(&self) -> String {
        match &self.0.unreadable {
            Unreadable::Misfit(misfit) => misfit.found().to_owned(),
            Unreadable::Empty => "an empty body".to_owned(),
            Unreadable::Bytes(media_type) => format!("bytes of `{media_type}`"),
            Unreadable::Malformed(error) => error.to_string(),
        }
    }

    /// The answer as it came.
    #[must_use]
    pub fn raw(&self) -> &Answer {
        &self.0.answer
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let answer = &self.0.answer;
        write!(f, "`{}` answered {} with a body that does not fit: ", answer.operation(), answer.code())?;
        match &self.0.unreadable {
            Unreadable::Misfit(misfit) if misfit.is_syntax() => write!(f, "not JSON, {misfit}"),
            Unreadable::Misfit(misfit) => all(misfit, f),
            Unreadable::Empty => f.write_str("expected JSON, found an empty body"),
            Unreadable::Bytes(media_type) => write!(f, "expected text, found bytes of `{media_type}`"),
            Unreadable::Malformed(error) => {
                write!(f, "not XML, {error} at line {} column {}", error.line, error.column)
            }
        }
    }
}

/// More misfits than this are only counted.
const SHOWN: usize = 10;

/// All that does not fit, and the way out where the service leaves out what it promises.
fn all(misfit: &Misfit, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    one(misfit, f)?;
    for other in misfit.others().iter().take(SHOWN) {
        f.write_str("; ")?;
        one(other, f)?;
    }
    if let Some(more) = misfit.others().len().checked_sub(SHOWN).filter(|more| *more > 0) {
        write!(f, "; and {more} more")?;
    }
    let mut settings: Vec<String> = Vec::new();
    for setting in core::iter::once(misfit).chain(misfit.others()).filter_map(Misfit::setting) {
        if !settings.contains(&setting) && settings.len() < SHOWN {
            settings.push(setting);
        }
    }
    if !settings.is_empty() {
        write!(f, "\n  accept it in gatewright.toml with\n    {}", settings.join("\n    "))?;
    }
    if core::iter::once(misfit).chain(misfit.others()).any(Misfit::is_missing) {
        f.write_str("\n  or all that is missing with `lenient-responses = true`")?;
    }
    Ok(())
}

/// A misfit, and where its schema stands in the document.
fn one(misfit: &Misfit, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{misfit}")?;
    match misfit.schema() {
        Some(schema) => write!(f, " ({schema})"),
        None => Ok(()),
    }
}

impl std::error::Error for DecodeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0.unreadable {
            Unreadable::Misfit(misfit) => Some(misfit),
            Unreadable::Malformed(error) => Some(error),
            Unreadable::Empty | Unreadable::Bytes(_) => None,
        }
    }
}
