//! Reads a code of diagnostics from the command line.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, Error};
use gatewright_build::Code;

/// Knows every code: shells complete them, and of a misspelt one the nearest is named, where clap by
/// itself would list all.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CodeParser;

impl TypedValueParser for CodeParser {
    type Value = Code;

    fn parse_ref(&self, command: &Command, argument: Option<&Arg>, value: &OsStr) -> Result<Code, Error> {
        let name = value.to_string_lossy();
        if let Some(code) = Code::parse(&name) {
            return Ok(code);
        }
        let mut error = Error::new(ErrorKind::InvalidValue).with_cmd(command);
        let argument = argument.map_or_else(|| "CODE".to_owned(), Arg::to_string);
        error.insert(ContextKind::InvalidArg, ContextValue::String(argument));
        error.insert(ContextKind::InvalidValue, ContextValue::String(name.clone().into_owned()));
        if let Some(near) = Code::nearest(&name) {
            error.insert(ContextKind::SuggestedValue, ContextValue::String(near.to_string()));
        } else {
            let all = "`gatewright explain` lists all codes".into();
            error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![all]));
        }
        Err(error)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(Code::ALL.iter().map(|info| PossibleValue::new(info.code.as_str()).help(info.summary))))
    }
}
