//! Templates of Terraform: documents that `templatefile` renders before API Gateway imports them.
//!
//! Directives (`%{ if }`, `%{ for }`) and expressions (`${jsonencode(x)}`) are worked out with the variables that the
//! user gives. A variable that stands alone, `${name}`, may have no value: it stays as it is written, since the gateway
//! takes such names for functions and other resources of the deployment.
//!
//! The language is read by the crate `hcl-rs`, which also evaluates its expressions. Here stand the directives, whose
//! output must be traced back to the text that the user wrote, and Terraform's functions.

mod cost;
mod functions;
mod pieces;
mod render;
mod undefined;
mod values;

use hcl::edit::template::Template;
use hcl::eval::Context;
use indexmap::IndexMap;

use crate::code::Code;
use crate::diagnostic::{Diagnostic, Origin, SourceId, Span};
use crate::report::Report;
use crate::source::Source;

pub(crate) use pieces::Pieces;

/// Variables of a template with their values as text.
pub(crate) type Variables = IndexMap<String, String>;

/// Renders the text of a source if it is a template. The text that was written is kept for messages.
pub(crate) fn fill_in(
    source: &mut Source,
    id: SourceId,
    variables: &Variables,
    report: &mut Report,
) -> Result<(), Box<Diagnostic>> {
    if !is_template(&source.name, &source.text) {
        return Ok(());
    }
    let template: Template = source.text.parse().map_err(|error| unreadable(&error, id))?;
    let mut faults = undefined::find(&template, variables, id).into_iter();
    if let Some(first) = faults.next() {
        for fault in faults {
            report.push(fault);
        }
        return Err(Box::new(first));
    }
    let (text, pieces) = render::render(&source.text, &template, &context(variables), variables)
        .map_err(|fault| Box::new(fault.diagnostic(id)))?;
    source.render(text, pieces);
    Ok(())
}

/// Whether `templatefile` is meant to read a text: its file is named for that, it has a directive with its end, or a
/// function that no other language of templates has.
fn is_template(name: &str, text: &str) -> bool {
    name.ends_with(".tftpl")
        || (has_directive(text, &["if", "for"]) && has_directive(text, &["endif", "endfor"]))
        || ["jsonencode", "yamlencode"].iter().any(|function| has_call(text, function))
}

/// Whether `%{ WORD` stands in a text, with a `~` or without.
fn has_directive(text: &str, words: &[&str]) -> bool {
    text.match_indices("%{").any(|(at, mark)| {
        let escaped = text.get(..at).is_some_and(|before| before.ends_with('%'));
        let rest = text.get(at + mark.len()..).unwrap_or_default();
        let rest = rest.strip_prefix('~').unwrap_or(rest).trim_start();
        let word = rest.split(|character: char| !character.is_ascii_alphanumeric()).next().unwrap_or_default();
        !escaped && words.contains(&word)
    })
}

/// Whether `${FUNCTION(` stands in a text.
fn has_call(text: &str, function: &str) -> bool {
    text.split("${").skip(1).any(|rest| {
        let rest = rest.strip_prefix('~').unwrap_or(rest).trim_start();
        rest.strip_prefix(function).is_some_and(|rest| rest.starts_with('('))
    })
}

fn context(variables: &Variables) -> Context<'static> {
    let mut context = Context::new();
    functions::declare(&mut context);
    for (name, value) in variables {
        if let Ok(name) = hcl::Identifier::new(name.as_str()) {
            context.declare_var(name, values::parse(value));
        }
    }
    context
}

fn unreadable(error: &hcl::edit::parser::Error, id: SourceId) -> Box<Diagnostic> {
    let at = error.location().offset();
    Box::new(fault(Span::new(at, at + 1), id, format!("the template cannot be read: {}", error.message())))
}

fn fault(span: Span, id: SourceId, message: String) -> Diagnostic {
    let mut diagnostic = Diagnostic::new(Code::UNRENDERED_TEMPLATE, Some(Origin::span(id, span)));
    diagnostic.message = message;
    diagnostic
}

#[cfg(test)]
// A test that cannot go on has failed.
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests;
