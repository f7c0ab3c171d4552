//! Multipart bodies whose parts a method takes as they arrive: which there may be, and how many of each.

use super::request::called;
use crate::emit::{Outline, Types};
use crate::ir::{Content, Part, PartKind, TypeKind, TypeRef};
use crate::print::{Expression, Literal};

/// A call of a method, and its arguments.
type Call = (&'static str, Vec<Expression>);

/// What is said of the input.
pub(super) fn calls(content: &Content, types: Types<'_>) -> Vec<Call> {
    let TypeRef::Named(id) = types.unaliased(&content.ty) else { return vec![listed(Vec::new())] };
    let def = types.api.types.get(*id);
    let TypeKind::Multipart(parts) = &def.kind else { return vec![listed(Vec::new())] };
    let known = parts.iter().filter(|part| part.kind != PartKind::Rest).map(|part| expected(part, types)).collect();
    let closed = def.closed.then(|| ("closed", Vec::new()));
    [listed(known)].into_iter().chain(closed).collect()
}

fn listed(parts: Vec<Expression>) -> Call {
    ("parts", vec![Expression::reference(Expression::Array(parts))])
}

/// `Expected::several("films").required().at_most(3)`
fn expected(part: &Part, types: Types<'_>) -> Expression {
    let is_list = match &part.kind {
        PartKind::Files | PartKind::Items(_) => true,
        PartKind::Text(ty) => matches!(types.outline(ty), Outline::List | Outline::ListOrOne),
        PartKind::File | PartKind::Json(_) | PartKind::Rest => false,
    };
    let path = if is_list { "rt::server::Expected::several" } else { "rt::server::Expected::one" };
    let mut calls: Vec<Call> = part.required.then(|| ("required", Vec::new())).into_iter().collect();
    let count = |count: u64| vec![Expression::Literal(Literal::count(count))];
    if is_list {
        // All items of JSON may come in one part.
        let least = part.limits.min_items.filter(|least| *least > 1 && !matches!(part.kind, PartKind::Items(_)));
        calls.extend(least.map(|least| ("at_least", count(least))));
        calls.extend(part.limits.max_items.map(|most| ("at_most", count(most))));
    }
    called(path, vec![Expression::str(&part.name.wire)], calls)
}
