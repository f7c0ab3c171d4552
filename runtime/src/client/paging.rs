//! How an operation says where its next page is.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::{Answer, Request};
use crate::wire::style::Style;

/// Names of properties, one inside the other.
type Path = &'static [&'static str];

/// How an operation pages; written by generated code.
#[derive(Clone, Copy, Debug)]
pub struct Paging {
    next: Next,
    items: Path,
    more: Path,
    last: Path,
}

/// An input of a call that says which page.
#[derive(Clone, Copy, Debug)]
pub enum To {
    /// A query parameter.
    Query(&'static str),
    /// A header.
    Header(&'static str),
    /// A property of the body.
    Body(Path),
}

/// Where the next page is said.
#[derive(Clone, Copy, Debug)]
enum Next {
    Link,
    Url(Path),
    Token(Path, To),
    HeaderToken(&'static str, To),
    LastItem(Path, To),
    Page(To, u64),
    Offset(To),
}

impl Paging {
    const fn of(next: Next) -> Self {
        Self { next, items: &[], more: &[], last: &[] }
    }

    /// By the header `Link` with `rel=next` (RFC 8288).
    #[must_use]
    pub const fn link() -> Self {
        Self::of(Next::Link)
    }

    /// By a URL in the body.
    #[must_use]
    pub const fn url(at: Path) -> Self {
        Self::of(Next::Url(at))
    }

    /// By a token in the body, which is given back.
    #[must_use]
    pub const fn token(at: Path, to: To) -> Self {
        Self::of(Next::Token(at, to))
    }

    /// By a token in a header, which is given back.
    #[must_use]
    pub const fn header_token(name: &'static str, to: To) -> Self {
        Self::of(Next::HeaderToken(name, to))
    }

    /// By the last item of the page before: a property of it is given back.
    #[must_use]
    pub const fn last_item(id: Path, to: To) -> Self {
        Self::of(Next::LastItem(id, to))
    }

    /// By the number of the page, of which the first is given.
    #[must_use]
    pub const fn page(to: To, first: u64) -> Self {
        Self::of(Next::Page(to, first))
    }

    /// By the number of items before the page.
    #[must_use]
    pub const fn offset(to: To) -> Self {
        Self::of(Next::Offset(to))
    }

    /// Where the items are; the body itself if nothing is said.
    #[must_use]
    pub const fn items(self, items: Path) -> Self {
        Self { items, ..self }
    }

    /// A property that is false where there is no further page.
    #[must_use]
    pub const fn more(self, more: Path) -> Self {
        Self { more, ..self }
    }

    /// A property that has the number of the last page.
    #[must_use]
    pub const fn last(self, last: Path) -> Self {
        Self { last, ..self }
    }

    /// Whether the client counts, and the server says nothing of the next page.
    pub(super) fn counts(&self) -> bool {
        matches!(self.next, Next::Page(..) | Next::Offset(_))
    }

    /// The call of another page.
    pub(super) fn apply(&self, request: Request, token: &str) -> Request {
        match self.next {
            Next::Link | Next::Url(_) => request.at(token),
            Next::Token(_, to)
            | Next::HeaderToken(_, to)
            | Next::LastItem(_, to)
            | Next::Page(to, _)
            | Next::Offset(to) => to.give(request, token),
        }
    }

    /// What the page behind an answer is found by. `current` is what its own page was found by.
    pub(super) fn next(&self, first: &Request, current: Option<&str>, answer: &Answer) -> Option<String> {
        if !self.more.is_empty() && !is_true(&find(answer, self.more, Whole).unwrap_or_default()) {
            return None;
        }
        let token = match self.next {
            Next::Link => next_link(answer),
            Next::Url(at) => text(&found(answer, at)?).filter(|url| is_url(url)),
            Next::Token(at, _) => text(&found(answer, at)?),
            Next::HeaderToken(name, _) => Some(answer.headers().get(name)?.to_str().ok()?.to_owned()),
            Next::LastItem(id, _) => text(&find(answer, self.items, Last(id))??),
            Next::Page(to, begin) => {
                let length = find(answer, self.items, Length)?;
                let page = current.and_then(|current| current.parse().ok()).or_else(|| to.number(first));
                let page: u64 = page.unwrap_or(begin);
                let last =
                    find(answer, self.last, Whole).and_then(|last| last.as_u64()).filter(|_| !self.last.is_empty());
                (length > 0 && last.is_none_or(|last| page < last)).then(|| page.saturating_add(1).to_string())
            }
            Next::Offset(to) => {
                let length = find(answer, self.items, Length)?;
                let offset = current.and_then(|current| current.parse().ok()).or_else(|| to.number(first));
                (length > 0).then(|| offset.unwrap_or(0).saturating_add(length).to_string())
            }
        };
        token.filter(|token| !token.is_empty())
    }
}

impl To {
    fn give(self, request: Request, token: &str) -> Request {
        match self {
            Self::Query(name) => request.query_as(name, &token, Style::Form { explode: false }),
            Self::Header(name) => request.header(name, &token),
            Self::Body(path) => request.body_with(path, token),
        }
    }

    /// The number that the caller gave.
    fn number(self, request: &Request) -> Option<u64> {
        match self {
            Self::Query(name) => request.query_text(name)?.parse().ok(),
            Self::Header(_) | Self::Body(_) => None,
        }
    }
}

/// The target of `rel=next`, of all headers `Link`.
fn next_link(answer: &Answer) -> Option<String> {
    let links = answer.headers().get_all(http::header::LINK);
    links.iter().filter_map(|header| header.to_str().ok()).find_map(next_of)
}

/// `<https://…?page=2>; rel="next", <…>; rel="last"`.
fn next_of(header: &str) -> Option<String> {
    let mut rest = header;
    loop {
        let (_, behind) = rest.split_once('<')?;
        let (target, behind) = behind.split_once('>')?;
        // Parameters go on to the next target, whatever signs are in them.
        let end = behind.find(", <").or_else(|| behind.find(",<")).unwrap_or(behind.len());
        let (parameters, after) = behind.split_at(end);
        let is_next = |parameter: &str| {
            let (name, value) = parameter.split_once('=').unwrap_or_default();
            name.trim().eq_ignore_ascii_case("rel")
                && value.trim().trim_matches('"').split_whitespace().any(|rel| rel.eq_ignore_ascii_case("next"))
        };
        if parameters.split(';').any(is_next) {
            return Some(target.to_owned());
        }
        rest = after;
    }
}

/// What is called `next` may be a token, which is no place to go to.
fn is_url(text: &str) -> bool {
    ["http://", "https://", "/", "?"].iter().any(|start| text.starts_with(start))
}

/// A token as text; that of null is none.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        // As `{"href": "…"}` of JSON:API and HAL.
        Value::Object(object) => object.get("href").and_then(text),
        _ => None,
    }
}

fn is_true(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(flag) => *flag,
        Value::String(text) => !text.is_empty() && text != "false",
        _ => true,
    }
}

/// A value of the body by its path, also where that is XML, whose elements are called as the properties.
fn found(answer: &Answer, path: Path) -> Option<Value> {
    if answer.is_media("application/xml") || answer.is_media("text/xml") {
        let body = answer.body_text();
        let document = roxmltree::Document::parse(&body).ok()?;
        let child = |node: roxmltree::Node<'_, '_>, name: &str| {
            // Names differ in their first letter as often as not.
            let is = |child: &roxmltree::Node<'_, '_>| child.tag_name().name().eq_ignore_ascii_case(name);
            node.children().find(is).map(|child| child.id())
        };
        let mut node = document.root_element();
        for name in path {
            node = document.get_node(child(node, name)?)?;
        }
        return Some(Value::from(node.text()?.trim()));
    }
    find(answer, path, Whole)
}

/// What is read at a place of a body.
trait Seek: Copy {
    type Found;
    fn read<'de, D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Found, D::Error>;
}

/// The value.
#[derive(Clone, Copy)]
struct Whole;

/// The number of items.
#[derive(Clone, Copy)]
struct Length;

/// A property of the last item.
#[derive(Clone, Copy)]
struct Last(Path);

impl Seek for Whole {
    type Found = Value;

    fn read<'de, D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        serde::Deserialize::deserialize(deserializer)
    }
}

impl Seek for Length {
    type Found = u64;

    fn read<'de, D: Deserializer<'de>>(self, deserializer: D) -> Result<u64, D::Error> {
        struct Count;
        impl<'de> Visitor<'de> for Count {
            type Value = u64;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<u64, A::Error> {
                let mut count = 0;
                while items.next_element::<IgnoredAny>()?.is_some() {
                    count += 1;
                }
                Ok(count)
            }
        }
        deserializer.deserialize_seq(Count)
    }
}

impl Seek for Last {
    type Found = Option<Value>;

    fn read<'de, D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<Value>, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Last {
    type Value = Option<Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Option<Value>, A::Error> {
        let mut last = None;
        while let Some(id) = items.next_element_seed(Within { path: self.0, what: Whole })? {
            last = id;
        }
        Ok(last)
    }
}

/// Reads one place of a body and skips the rest; `None` where it is not there.
fn find<S: Seek>(answer: &Answer, path: Path, what: S) -> Option<S::Found> {
    let mut reader = serde_json::Deserializer::from_slice(answer.body());
    Within { path, what }.deserialize(&mut reader).ok().flatten()
}

#[derive(Clone, Copy)]
struct Within<S> {
    path: Path,
    what: S,
}

impl<'de, S: Seek> DeserializeSeed<'de> for Within<S> {
    type Value = Option<S::Found>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        match self.path {
            [] => self.what.read(deserializer).map(Some),
            _ => deserializer.deserialize_any(self),
        }
    }
}

impl<'de, S: Seek> Visitor<'de> for Within<S> {
    type Value = Option<S::Found>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut properties: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(name) = properties.next_key::<Cow<'de, str>>()? {
            match self.path {
                [first, path @ ..] if name == *first => {
                    found = properties.next_value_seed(Within { path, what: self.what })?;
                }
                _ => {
                    properties.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(found)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::next_of;

    #[test]
    fn links() {
        for (header, expected) in [
            (r#"<https://a/?page=2>; rel="next", <https://a/?page=9>; rel="last""#, Some("https://a/?page=2")),
            (r#"<https://a/?page=1>; rel="prev",<https://a/?page=3>; rel=next"#, Some("https://a/?page=3")),
            (r#"<https://a/?q=a,b;c>; title="x"; rel="last next""#, Some("https://a/?q=a,b;c")),
            (r#"<https://a/>; rel="nextish""#, None),
            ("<https://a/", None),
            ("", None),
        ] {
            assert_eq!(next_of(header).as_deref(), expected, "{header}");
        }
    }
}
