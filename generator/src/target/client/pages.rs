//! The pages of a call.

use super::{Called, call, outcome};
use crate::emit::Types;
use crate::ir::{NextPage, PageInput, Paging, Presence, TypeKind, TypeRef};
use crate::print::{Expression, Item, Literal, Options, Pages, Path, Property, Step, Type};

/// `rt::pages!`: the method that gives the pages.
pub(super) fn item(called: Called<'_>, paging: &Paging, types: Types<'_>) -> Item<'static> {
    let Called { names, outcomes, .. } = called;
    let error = match outcomes.failures.is_empty() {
        true => Type::runtime("rt::client::NoError"),
        false => Path::from(&names.error).into(),
    };
    let headers = outcomes.success_headers().map(|id| types.ty(&TypeRef::Named(id)));
    let mut arguments = vec![outcome::success_type(called, types), error, types.ty(&paging.item)];
    arguments.extend(headers);
    let success = outcomes.successes.first().and_then(|outcome| outcome.content.as_ref());
    Pages {
        name: names.call.clone(),
        demands: call::demands(called),
        pages: Type::Path(Path::runtime("rt::client::Pages"), arguments),
        how: how(paging),
        items: items(paging, types),
        is_option: success.is_some_and(|content| matches!(types.unaliased(&content.ty), TypeRef::Nullable(_))),
    }
    .into()
}

fn how(paging: &Paging) -> Vec<Step> {
    let start = match &paging.next {
        NextPage::Link => Step::new("link", []),
        NextPage::Url(at) => Step::new("url", [path(at)]),
        NextPage::Token(at, to) => Step::new("token", [path(at), input(to)]),
        NextPage::HeaderToken(name, to) => Step::new("header_token", [Expression::str(name), input(to)]),
        NextPage::LastItem(id, to) => Step::new("last_item", [path(id), input(to)]),
        NextPage::Page(to, first) => {
            Step::new("page", [input(to), Expression::Literal(Literal::integer(&first.to_string()))])
        }
        NextPage::Offset(to) => Step::new("offset", [input(to)]),
    };
    // Only who counts has to look at the items.
    let counts = matches!(paging.next, NextPage::LastItem(..) | NextPage::Page(..) | NextPage::Offset(_));
    let further = [("items", &paging.items, counts), ("more", &paging.more, true), ("last", &paging.last, true)];
    let further = further.into_iter().filter(|(_, at, wanted)| *wanted && !at.is_empty());
    core::iter::once(start).chain(further.map(|(method, at, _)| Step::new(method, [path(at)]))).collect()
}

/// Names of properties, one inside the other.
fn path(names: &[String]) -> Expression {
    Expression::reference(Expression::Array(names.iter().map(|name| Expression::str(name)).collect()))
}

fn input(to: &PageInput) -> Expression {
    let (variant, value) = match to {
        PageInput::Query(name) => ("rt::client::To::Query", Expression::str(name)),
        PageInput::Header(name) => ("rt::client::To::Header", Expression::str(name)),
        PageInput::Body(names) => ("rt::client::To::Body", path(names)),
    };
    Expression::Call(Path::runtime(variant), vec![value])
}

/// The properties that lead to the items.
fn items(paging: &Paging, types: Types<'_>) -> Vec<Property> {
    let property = |(id, index): &(crate::ir::TypeId, usize)| {
        let TypeKind::Struct(object) = &types.api.types.get(*id).kind else { return None };
        let (field, name) = (object.fields.get(*index)?, types.names.of_type(*id).members.get(*index)?);
        let option = match field.presence {
            Presence::Required => Options::None,
            Presence::Nullable | Presence::Optional => Options::One,
            Presence::OptionalNullable => Options::Two,
        };
        Some(Property { name: name.clone(), option })
    };
    paging.steps.iter().filter_map(property).collect()
}
