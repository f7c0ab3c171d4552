//! The options of the generator as arguments of the command. They follow from the table in `gatewright-build`.

use std::marker::PhantomData;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches};
use gatewright_build::{Builder, Code, Kind, OPTIONS, OptionInfo, Section};

use crate::code_parser::CodeParser;

/// Some sections of the options.
pub(crate) trait Sections {
    const SECTIONS: &'static [Section];
}

/// How a document is read, and what its items are called: for all commands that read one.
#[derive(Debug)]
pub(crate) struct Reading;

impl Sections for Reading {
    const SECTIONS: &'static [Section] = &[Section::Document, Section::Diagnostics, Section::Selection, Section::Types];
}

/// What is written.
#[derive(Debug)]
pub(crate) struct Writing;

impl Sections for Writing {
    const SECTIONS: &'static [Section] = &[Section::Output];
}

/// The options that an invocation sets, with their values in the order of the table.
#[derive(Debug)]
pub(crate) struct OptionArguments<S> {
    values: Vec<(&'static OptionInfo, String)>,
    sections: PhantomData<S>,
}

impl<S: Sections> OptionArguments<S> {
    /// Sets the options on top of what a builder has.
    pub(crate) fn apply(&self, builder: Builder) -> Result<Builder, String> {
        self.values.iter().try_fold(builder, |builder, (option, text)| option.set(builder, text))
    }

    /// Replaces the value of file arguments that have none.
    pub(crate) fn with_default_file(&self, path: &str) -> Self {
        let filled = |(option, text): &(&'static OptionInfo, String)| match text.as_str() {
            "" if option.kind() == Kind::File => (*option, path.to_owned()),
            _ => (*option, text.clone()),
        };
        Self { values: self.values.iter().map(filled).collect(), sections: PhantomData }
    }

    fn options() -> impl Iterator<Item = &'static OptionInfo> {
        OPTIONS.iter().filter(|option| S::SECTIONS.contains(&option.section))
    }
}

impl<S: Sections> Args for OptionArguments<S> {
    fn augment_args(command: Command) -> Command {
        Self::options().fold(command, |command, option| command.arg(argument(option)))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl<S: Sections> FromArgMatches for OptionArguments<S> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let mut values = Vec::new();
        for option in Self::options() {
            values.extend(texts(option, matches)?.into_iter().map(|text| (option, text)));
        }
        Ok(Self { values, sections: PhantomData })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// The values that an option has in an invocation, as [`OptionInfo::set`] takes them.
fn texts(option: &OptionInfo, matches: &ArgMatches) -> Result<Vec<String>, Error> {
    let wrong = |error: clap::parser::MatchesError| Error::raw(ErrorKind::InvalidValue, error);
    if option.kind() == Kind::Flag {
        let is_set = matches.try_get_one::<bool>(option.argument).map_err(wrong)?.copied().unwrap_or(false);
        let opposite = option.default().as_deref() != Some("true");
        return Ok(is_set.then(|| opposite.to_string()).into_iter().collect());
    }
    if is_code(option) {
        let codes = matches.try_get_many::<Code>(option.argument).map_err(wrong)?;
        return Ok(codes.into_iter().flatten().map(ToString::to_string).collect());
    }
    let texts = matches.try_get_many::<String>(option.argument).map_err(wrong)?;
    Ok(texts.into_iter().flatten().cloned().collect())
}

/// Whether the values are codes of diagnostics, which shells complete.
fn is_code(option: &OptionInfo) -> bool {
    option.value == "CODE"
}

fn argument(option: &'static OptionInfo) -> Arg {
    let help = option.help().trim_end_matches('.').to_owned();
    let heading = option.section.title();
    let argument = Arg::new(option.argument).long(option.argument).help(help.clone()).help_heading(heading);
    let argument = match option.kind() {
        Kind::Flag => return argument.action(ArgAction::SetTrue),
        Kind::Word => argument.action(ArgAction::Set),
        Kind::File => argument.action(ArgAction::Set).num_args(0..=1).require_equals(true).default_missing_value(""),
        _ => argument.action(ArgAction::Append),
    };
    let argument = argument.value_name(option.value);
    if is_code(option) {
        return argument.value_parser(CodeParser).hide_possible_values(true);
    }
    if option.words().is_empty() {
        return argument.value_parser(move |text: &str| option.check(text).map(|()| text.to_owned()));
    }
    let words = option.words().iter().map(|word| PossibleValue::new(word.name).help(word.help));
    let default = option.default().map(|word| format!("{help} [default: {word}]"));
    let argument = argument.value_parser(PossibleValuesParser::new(words));
    default.into_iter().fold(argument, Arg::help)
}

/// `NAME=VALUE`. The value may have an equals sign, its name may not.
pub(crate) fn variable(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("an equals sign must stand between name and value".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Arguments {
        #[command(flatten)]
        reading: OptionArguments<Reading>,
        #[command(flatten)]
        writing: OptionArguments<Writing>,
    }

    /// What an invocation says, and what is set with it.
    fn example(option: &OptionInfo) -> (String, String) {
        let argument = option.argument;
        let opposite = (option.default().as_deref() != Some("true")).to_string();
        let word = option.words().last().map_or("path:a", |word| word.name);
        let text = match option.kind() {
            Kind::Flag => return (format!("--{argument}"), opposite),
            Kind::Word => word,
            Kind::Map | Kind::Lists => "a=b",
            _ if is_code(option) => "name-collision",
            _ => "a",
        };
        (format!("--{argument}={text}"), text.to_owned())
    }

    #[test]
    fn every_option_is_an_argument() {
        for option in OPTIONS {
            let (argument, text) = example(option);
            let arguments = Arguments::try_parse_from(["gatewright", &argument]).unwrap();
            let values: Vec<_> = [arguments.reading.values, arguments.writing.values].concat();
            let [(found, value)] = values.as_slice() else { panic!("{argument}: {} values", values.len()) };
            assert_eq!((found.key, value), (option.key, &text));
        }
    }

    #[test]
    fn wrong_values_are_named() {
        for (argument, expected) in [
            ("--rename=Pet", "an equals sign must stand between the two"),
            ("--runtime=git", "one of `embedded`, `registry` and `path:DIR`"),
            ("--codecs=all", "[possible values: needed, both]"),
        ] {
            let error = Arguments::try_parse_from(["gatewright", argument]).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }

    #[test]
    fn a_file_may_have_no_value() {
        let arguments = Arguments::try_parse_from(["gatewright", "--lock"]).unwrap();
        let builder =
            arguments.writing.with_default_file("sdk/gatewright.lock").apply(Builder::new("api.yaml")).unwrap();
        assert!(format!("{builder:?}").contains("\"sdk/gatewright.lock\""), "{builder:?}");
    }
}
