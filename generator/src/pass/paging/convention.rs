//! What names and types say of pages.

use super::place::{Body, List, plain};
use crate::ir::{
    Field, NextPage, Operation, PageInput, Paging, PagingSource, Parameter, Path, Place, Scalar, TypeId, TypeKind,
    TypeRef,
};

/// Parameters that take a token, by their plain names.
const TOKENS: [&str; 19] = [
    "after",
    "bookmark",
    "continuation",
    "continuationtoken",
    "continue",
    "cursor",
    "exclusivestartkey",
    "lastevaluatedkey",
    "marker",
    "nextcursor",
    "nextpagetoken",
    "nexttoken",
    "offsettoken",
    "pagecursor",
    "pagetoken",
    "paginationtoken",
    "startingtoken",
    "startkey",
    "token",
];
/// Such parameters whose property may be called as they are: they are not said of the page itself.
const SAME: [&str; 10] = [
    "bookmark",
    "continuation",
    "continuationtoken",
    "continue",
    "cursor",
    "lastevaluatedkey",
    "nextcursor",
    "nextpagetoken",
    "nexttoken",
    "after",
];
const URLS: [&str; 11] = [
    "next",
    "nexthref",
    "nextlink",
    "nextpagelink",
    "nextpageurl",
    "nextpageuri",
    "nexturi",
    "nexturl",
    "odatanextlink",
    "linknext",
    "nextrecordsurl",
];
const PAGES: [&str; 5] = ["page", "pagenumber", "pageno", "pageindex", "currentpage"];
const OFFSETS: [&str; 6] = ["offset", "skip", "startat", "startindex", "start", "pageoffset"];
const SIZES: [&str; 13] = [
    "count",
    "itemsperpage",
    "limit",
    "maxitems",
    "maxresults",
    "pagelimit",
    "pagesize",
    "perpage",
    "resultsperpage",
    "results",
    "rows",
    "size",
    "top",
];
const LAST_PAGES: [&str; 6] = ["lastpage", "numpages", "pagecount", "pages", "pagestotal", "totalpages"];
const MORE: [&str; 6] = ["hasmore", "hasnext", "hasnextpage", "istruncated", "morepages", "more"];

/// How an operation pages, if its inputs and its response say so together.
pub(super) fn recognised(body: &Body<'_>, operation: &Operation, headers: Option<TypeId>) -> Option<Paging> {
    let list = body.only_list()?;
    let facts = body.facts();
    let inputs = Inputs { operation };
    let next = inputs
        .token(body, &facts)
        .or_else(|| header_token(body, &inputs, headers))
        .or_else(|| inputs.last_item(body, &facts, &list))
        .or_else(|| url(body, &facts, inputs.has_text()))
        .or_else(|| has_header(body, headers, "link").then_some(NextPage::Link))
        .or_else(|| inputs.counted(body, &facts))?;
    // A token that is empty says as much.
    let counts = matches!(next, NextPage::LastItem(..) | NextPage::Page(..) | NextPage::Offset(_));
    let more = named(&facts, &MORE).filter(|(_, field)| counts && body.is_flag(field));
    let last = named(&facts, &LAST_PAGES).filter(|(_, field)| body.is_scalar(field));
    let last = last.filter(|_| matches!(next, NextPage::Page(_, 1)));
    let path = |found: Option<(Path, &Field)>| found.map(|(path, _)| path).unwrap_or_default();
    let List { path: items, steps, item } = list;
    let (more, last) = (path(more), path(last));
    Some(Paging { next, items, more, last, steps, item, source: PagingSource::Convention })
}

/// The first of the properties that has one of the names.
fn named<'a>(facts: &[(Path, &'a Field)], names: &[&str]) -> Option<(Path, &'a Field)> {
    let is = |path: &Path| path.last().is_some_and(|name| names.contains(&plain(name).as_str()));
    facts.iter().find(|(path, _)| is(path)).cloned()
}

/// A URL: what is called so beyond doubt, or a `next` beside a `previous`, among links, or of an operation without an
/// input that could take a token.
fn url(body: &Body<'_>, facts: &[(Path, &Field)], has_text: bool) -> Option<NextPage> {
    let is_url = |(path, field): &&(Path, &Field)| {
        let Some((name, around)) = path.split_last() else { return false };
        let name = plain(name);
        let among_links = around.iter().any(|name| plain(name).ends_with("links") || plain(name) == "link");
        let beside_previous = || {
            facts.iter().any(|(other, _)| {
                other.split_last().is_some_and(|(last, before)| {
                    before == around && matches!(plain(last).as_str(), "previous" | "prev" | "previouspage")
                })
            })
        };
        let is_uri = field.docs.notes.iter().any(|note| note.contains("uri") || note.contains("url"));
        match name.as_str() {
            // It may be an object with the URL in it.
            "next" if among_links => true,
            "next" => body.is_scalar(field) && (beside_previous() || is_uri || !has_text),
            _ => URLS.contains(&name.as_str()) && body.is_scalar(field),
        }
    };
    facts.iter().find(is_url).map(|(path, _)| NextPage::Url(path.clone()))
}

/// The header of a response, as it is written.
fn header_named<'a>(body: &Body<'a>, headers: Option<TypeId>, is: impl Fn(&str) -> bool) -> Option<&'a str> {
    let TypeKind::Headers(fields) = &body.types.get(headers?).kind else { return None };
    fields.iter().map(|field| field.name.wire.as_str()).find(|name| is(&plain(name)))
}

fn has_header(body: &Body<'_>, headers: Option<TypeId>, name: &str) -> bool {
    header_named(body, headers, |known| known == name).is_some()
}

/// A token in a header of the response.
fn header_token(body: &Body<'_>, inputs: &Inputs<'_>, headers: Option<TypeId>) -> Option<NextPage> {
    let (to, plain_name) = inputs.token_input()?;
    let next = format!("next{plain_name}");
    let name = header_named(body, headers, |known| known == next || known == format!("x{next}"))?;
    Some(NextPage::HeaderToken(name.to_owned(), to))
}

/// The inputs of an operation.
struct Inputs<'a> {
    operation: &'a Operation,
}

impl<'a> Inputs<'a> {
    /// The parameter of one of the names, and that name.
    fn named(&self, places: &[Place], names: &[&str]) -> Option<(&'a Parameter, String)> {
        let all = self.operation.parameters.iter().filter(|parameter| places.contains(&parameter.place));
        all.map(|parameter| (parameter, bracketed(&parameter.name.wire)))
            .find(|(_, name)| names.contains(&name.as_str()))
    }

    fn token_input(&self) -> Option<(PageInput, String)> {
        let (parameter, name) = self.named(&[Place::Query, Place::Header], &TOKENS)?;
        matches!(parameter.ty, TypeRef::Scalar(_) | TypeRef::Named(_)).then(|| (input(parameter), name))
    }

    /// Whether there is an input that a token might be for.
    fn has_text(&self) -> bool {
        let mut inputs = self.operation.parameters.iter().filter(|parameter| parameter.place != Place::Path);
        inputs.any(|parameter| matches!(parameter.ty, TypeRef::Scalar(Scalar::String)))
    }

    /// A token of the response that a parameter takes.
    fn token(&self, body: &Body<'_>, facts: &[(Path, &Field)]) -> Option<NextPage> {
        // Dropshot, and those who do as it does.
        const BESIDE: [(&str, &str); 5] = [
            ("pagetoken", "nextpage"),
            ("cursor", "next"),
            ("continuationtoken", "continuation"),
            ("exclusivestartkey", "lastevaluatedkey"),
            ("startkey", "nextkey"),
        ];
        let (to, wanted) = self.token_input()?;
        let fits = |(path, field): &&(Path, &Field)| {
            let Some((name, around)) = path.split_last() else { return false };
            let name = plain(name);
            let is_next = name.strip_prefix("next").is_some_and(|rest| wanted.ends_with(rest) && !rest.is_empty())
                || wanted.strip_prefix("next").is_some_and(|rest| rest == name)
                || (name == wanted && SAME.contains(&wanted.as_str()) && (wanted != "after" || !around.is_empty()))
                || BESIDE.contains(&(wanted.as_str(), name.as_str()));
            is_next && body.is_scalar(field) && (Body::may_be_missing(field) || name != wanted || !around.is_empty())
        };
        facts.iter().find(fits).map(|(path, _)| NextPage::Token(path.clone(), to))
    }

    /// Stripe's `starting_after` and OpenAI's `after`: the id of the last item, where a flag says that there is more.
    fn last_item(&self, body: &Body<'_>, facts: &[(Path, &Field)], list: &List) -> Option<NextPage> {
        let (parameter, _) = self.named(&[Place::Query], &["startingafter", "after"])?;
        named(facts, &MORE).filter(|(_, field)| body.is_flag(field))?;
        let item = Body { types: body.types, ty: &list.item };
        let id = item.properties(item.ty).map(|(_, _, field)| field).find(|field| field.name.wire == "id")?;
        item.is_scalar(id).then(|| NextPage::LastItem(vec!["id".to_owned()], input(parameter)))
    }

    /// The number of a page or of the items before it, beside a size or a count of pages.
    fn counted(&self, body: &Body<'_>, facts: &[(Path, &Field)]) -> Option<NextPage> {
        let number = |names: &[&str]| self.named(&[Place::Query], names).filter(|(parameter, _)| is_number(parameter));
        let size = number(&SIZES);
        let pages = named(facts, &LAST_PAGES).filter(|(_, field)| body.is_scalar(field));
        if let Some((parameter, _)) = number(&PAGES).filter(|_| size.is_some() || pages.is_some()) {
            let to = input(parameter);
            let first = first_page(self.operation, &to).unwrap_or(1);
            return Some(NextPage::Page(to, first));
        }
        let (parameter, _) = number(&OFFSETS).filter(|_| size.is_some())?;
        Some(NextPage::Offset(input(parameter)))
    }
}

/// Which page is the first, by the parameter's default or its minimum.
pub(super) fn first_page(operation: &Operation, to: &PageInput) -> Option<u64> {
    let PageInput::Query(name) = to else { return None };
    let parameter = operation.parameters.iter().find(|parameter| parameter.name.wire == *name)?;
    parameter
        .default
        .as_deref()
        .and_then(serde_json::Value::as_u64)
        .or_else(|| (plain(name) == "pageindex").then_some(0))
}

fn input(parameter: &Parameter) -> PageInput {
    match parameter.place {
        Place::Header => PageInput::Header(parameter.name.wire.clone()),
        _ => PageInput::Query(parameter.name.wire.clone()),
    }
}

fn is_number(parameter: &Parameter) -> bool {
    match &parameter.ty {
        TypeRef::Scalar(scalar) => !matches!(scalar, Scalar::Bool | Scalar::Bytes),
        _ => false,
    }
}

/// `page[cursor]` is a cursor, and `page[number]` a page.
fn bracketed(name: &str) -> String {
    match name.strip_prefix("page[").and_then(|rest| rest.strip_suffix(']')) {
        Some("number") => "page".to_owned(),
        Some(inner) => plain(inner),
        None => plain(name),
    }
}
