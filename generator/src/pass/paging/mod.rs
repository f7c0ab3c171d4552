//! Finds the operations that give their items page by page.
//!
//! Runs after `outcomes`, before `naming`: a call that pages has a method for it. What the user or an extension of the document
//! says comes first; else an input and a property of the response must both be there, of fitting types, with
//! one list of items. A `cursor` or a `next` alone says nothing.

mod convention;
mod option;
pub(super) mod place;

use gatewright_document::{Code, Origin, Report};

use self::place::Body;
use crate::ir::{
    Api, Format, Method, NextPage, Operation, Outcomes, PageInput, Paging, PagingSource, Place, SaidPaging, TypeArena,
};
use crate::options::Options;

pub(super) fn run(api: &mut Api, options: &Options, report: &mut Report) {
    if !options.client {
        api.paging = api.operations.iter().map(|_| None).collect();
        return;
    }
    option::apply(api, options, report);
    let all = api.operations.iter().zip(&api.outcomes);
    api.paging = all.map(|(operation, outcomes)| of_operation(&api.types, operation, outcomes)).collect();
    told(api, report);
}

fn of_operation(types: &TypeArena, operation: &Operation, outcomes: &Outcomes) -> Option<Paging> {
    let first = outcomes.successes.first().filter(|_| outcomes.has_one_success())?;
    let content = first.content.as_ref().filter(|content| matches!(content.format, Format::Json | Format::Xml))?;
    let body = Body { types, ty: &content.ty };
    if let Some(said) = &operation.paging {
        return said_to(&body, operation, said);
    }
    if operation.method != Method::Get {
        return None;
    }
    convention::recognised(&body, operation, first.headers)
}

/// What is said, if the types have it so.
fn said_to(body: &Body<'_>, operation: &Operation, said: &SaidPaging) -> Option<Paging> {
    let next = said.next.clone()?;
    let has = |to: &PageInput| match to {
        PageInput::Query(name) => has_parameter(operation, Place::Query, name),
        PageInput::Header(name) => has_parameter(operation, Place::Header, name),
        PageInput::Body(_) => operation.body.is_some(),
    };
    let fits = match &next {
        NextPage::Link | NextPage::Url(_) => true,
        NextPage::Token(_, to)
        | NextPage::HeaderToken(_, to)
        | NextPage::LastItem(_, to)
        | NextPage::Page(to, _)
        | NextPage::Offset(to) => has(to),
    };
    let list = match &said.items {
        Some(items) => body.list(items)?,
        None => body.only_list()?,
    };
    let next = match next {
        NextPage::Page(to, first) => {
            let first = convention::first_page(operation, &to).unwrap_or(first);
            NextPage::Page(to, first)
        }
        next => next,
    };
    fits.then(|| Paging {
        next,
        items: list.path,
        more: said.more.clone(),
        last: said.last.clone(),
        steps: list.steps,
        item: list.item,
        source: said.source,
    })
}

fn has_parameter(operation: &Operation, place: Place, name: &str) -> bool {
    operation.parameters.iter().any(|parameter| parameter.place == place && parameter.name.wire == name)
}

/// Reports once which operations page because of their names.
fn told(api: &Api, report: &mut Report) {
    const SHOWN: usize = 5;
    let found: Vec<&Operation> = (api.operations.iter().zip(&api.paging))
        .filter(|(_, paging)| paging.as_ref().is_some_and(|paging| paging.source == PagingSource::Convention))
        .map(|(operation, _)| operation)
        .collect();
    let Some(first) = found.first() else { return };
    let names: Vec<String> = found.iter().take(SHOWN).map(|operation| format!("`{operation}`")).collect();
    let rest = match found.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let place = Origin::root(first.origin.source).child("paths");
    report
        .note(Code::PAGES, &place)
        .message(format!("{} operations page by their names and types: {}{rest}", found.len(), names.join(", ")))
        .label("their calls have `pages()`")
        .help(
            "say otherwise by `--pages` or `[pages]` in gatewright.toml, or an extension such as `x-fern-pagination`",
        );
}
