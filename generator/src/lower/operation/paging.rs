//! What extensions say of pages.

use gatewright_document::Node;

use crate::ir::{NextPage, PageInput, PagingSource, Path, SaidPaging};

/// How an operation pages, as one of its extensions has it.
pub(super) fn said(operation: &Node<'_>) -> Option<SaidPaging> {
    let of = |key: &'static str| operation.read(key).map(|node| (node, PagingSource::Extension(key)));
    let microsoft = || of("x-ms-pageable").map(|(node, source)| pageable(&node, source));
    let speakeasy = || of("x-speakeasy-pagination").and_then(|(node, source)| speakeasy(&node, source));
    let fern = || of("x-fern-pagination").and_then(|(node, source)| fern(&node, source));
    let dropshot = || of("x-dropshot-pagination").map(|(_, source)| dropshot(source));
    microsoft().or_else(speakeasy).or_else(fern).or_else(dropshot)
}

/// AutoRest: `nextLinkName` may be null, of what would page and does not.
fn pageable(node: &Node<'_>, source: PagingSource) -> SaidPaging {
    let text = |key: &str| node.read(key).and_then(|value| value.as_str().map(str::to_owned));
    let dotted = |name: &str| name.split('.').map(str::to_owned).collect();
    SaidPaging {
        source,
        next: text("nextLinkName").filter(|name| !name.is_empty()).map(|name| NextPage::Url(dotted(&name))),
        items: Some(dotted(&text("itemName").unwrap_or_else(|| "value".to_owned()))),
        more: Path::new(),
        last: Path::new(),
    }
}

/// Dropshot: `page_token` and `next_page` beside `items`.
fn dropshot(source: PagingSource) -> SaidPaging {
    let to = PageInput::Query("page_token".to_owned());
    SaidPaging {
        source,
        next: Some(NextPage::Token(vec!["next_page".to_owned()], to)),
        items: Some(vec!["items".to_owned()]),
        more: Path::new(),
        last: Path::new(),
    }
}

fn speakeasy(node: &Node<'_>, source: PagingSource) -> Option<SaidPaging> {
    let inputs = node.read("inputs");
    let input = |kind: &str| {
        let all = inputs.iter().flat_map(Node::items);
        let mut found = all.filter(|input| input.read("type").is_some_and(|known| known.as_str() == Some(kind)));
        let input = found.next()?;
        let name = input.read("name")?.as_str()?.to_owned();
        let in_body = input.read("in").is_some_and(|place| place.as_str() == Some("requestBody"));
        Some(if in_body { PageInput::Body(vec![name]) } else { PageInput::Query(name) })
    };
    let outputs = node.read("outputs");
    let output = |key: &str| outputs.as_ref()?.read(key)?.as_str().map(str::to_owned);
    let path = |key: &str| output(key).and_then(|text| json_path(&text));
    let next = match node.read("type")?.as_str()? {
        "offsetLimit" => match (input("page"), input("offset")) {
            (Some(page), _) => NextPage::Page(page, 1),
            (None, offset) => NextPage::Offset(offset?),
        },
        "cursor" => match last_item(&output("nextCursor")?) {
            Some((_, id)) => NextPage::LastItem(id, input("cursor")?),
            None => NextPage::Token(path("nextCursor")?, input("cursor")?),
        },
        "url" => NextPage::Url(path("nextUrl")?),
        _ => return None,
    };
    let items = path("results").or_else(|| last_item(&output("nextCursor")?).map(|(items, _)| items));
    Some(SaidPaging { source, next: Some(next), items, more: Path::new(), last: path("numPages").unwrap_or_default() })
}

fn fern(node: &Node<'_>, source: PagingSource) -> Option<SaidPaging> {
    let text = |key: &str| node.read(key).and_then(|value| value.as_str().map(str::to_owned));
    let of_response = |key: &str| text(key).and_then(|text| json_path(text.strip_prefix("$response")?));
    let of_request = |key: &str| {
        let path = json_path(text(key)?.strip_prefix("$request")?)?;
        match path.as_slice() {
            [name] => Some(PageInput::Query(name.clone())),
            [] => None,
            _ => Some(PageInput::Body(path)),
        }
    };
    let next = if let Some(at) = of_response("next_uri").or_else(|| of_response("next_path")) {
        NextPage::Url(at)
    } else if let Some(at) = of_response("next_cursor") {
        NextPage::Token(at, of_request("cursor")?)
    } else {
        let to = of_request("offset")?;
        // The offset counts pages, unless a step says how many items one has.
        if node.get("step").is_some() { NextPage::Offset(to) } else { NextPage::Page(to, 1) }
    };
    node.mark_read(&["step"]);
    let more = of_response("has-next-page").unwrap_or_default();
    Some(SaidPaging { source, next: Some(next), items: of_response("results"), more, last: Path::new() })
}

/// `$.data.items`, of which a client follows names alone.
fn json_path(text: &str) -> Option<Path> {
    let text = text.strip_prefix('$').unwrap_or(text);
    let text = text.strip_suffix("[*]").unwrap_or(text);
    let names: Path = text.split('.').filter(|name| !name.is_empty()).map(str::to_owned).collect();
    let plain = |name: &String| !name.contains(['[', ']', '*', '(', '?', '@']);
    names.iter().all(plain).then_some(names)
}

/// `$.data[-1].id`: where the items are, and the property of the last of them.
fn last_item(text: &str) -> Option<(Path, Path)> {
    let (items, id) = text.split_once("[-1]").or_else(|| text.split_once("[(@.length-1)]"))?;
    Some((json_path(items)?, json_path(id)?))
}
