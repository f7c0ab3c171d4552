//! What a call takes and gives, for the docs of its method.

use super::{Called, call, outcome};
use crate::emit::{Types, docs};
use crate::ir::{Outcome, Standing, StatusPattern};
use crate::names::Ident;

/// A line for the required inputs, the optional ones, the response, the failures and the credentials, of those that
/// there are.
pub(super) fn lines(called: Called<'_>, types: Types<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    for (word, required) in [("Required", true), ("Optional", false)] {
        let inputs = call::inputs(called, required);
        let inputs = inputs
            .iter()
            .map(|input| docs::called(format!("{}: {}", input.name(), input.argument(called, types).flat())));
        push(&mut lines, word, inputs.collect());
    }
    let gives = docs::called(outcome::success_type(called, types).flat());
    lines.push(format!("- Returns: {gives}"));
    let failures = called.outcomes.failures.iter().zip(&called.names.failures);
    push(&mut lines, "Fails", failures.map(|(outcome, name)| failure(outcome, name)).collect());
    push(&mut lines, "Credentials", credentials(called, types));
    lines
}

fn push(lines: &mut Vec<String>, word: &str, what: Vec<String>) {
    if !what.is_empty() {
        lines.push(format!("- {word}: {}", what.join(", ")));
    }
}

/// `NotFound` (404).
fn failure(outcome: &Outcome, name: &Ident) -> String {
    let status = match outcome.status {
        StatusPattern::Code(code) => code.to_string(),
        StatusPattern::Class(class) => format!("{class}XX"),
        StatusPattern::Default => "any other".to_owned(),
    };
    format!("{} ({status})", docs::called(name))
}

/// The methods of the client that take what the operation asks for.
fn credentials(called: Called<'_>, types: Types<'_>) -> Vec<String> {
    let schemes = || types.api.security.iter().zip(&types.names.security);
    let alternatives = called.operation.security.iter().map(|alternative| {
        let usable = alternative.iter().filter(|requirement| requirement.standing == Standing::Usable);
        let methods: Vec<String> = usable
            .filter_map(|requirement| schemes().find(|(scheme, _)| scheme.name.wire == requirement.scheme))
            .map(|(_, names)| docs::called(&names.method))
            .collect();
        if methods.is_empty() { "none".to_owned() } else { methods.join(" with ") }
    });
    let mut alternatives: Vec<String> = alternatives.collect();
    alternatives.dedup();
    if alternatives.iter().all(|one| one == "none") { Vec::new() } else { vec![alternatives.join(", or ")] }
}
