//! Bodies: JSON, forms, XML, text, and the parts of `multipart/form-data`.

use bytes::Bytes;
use futures_util::{FutureExt, stream};
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use serde_json::{Map, Value};

use super::brackets;
use super::input::{Input, Kind};
use super::nodes;
use super::raw::pairs;
use super::style::{self, Encoding, Garbled};
use crate::{Part, Style, xml};

/// More parts than this are rejected: each costs more than its bytes.
pub(super) const PARTS: usize = 1000;

/// Rejects a body of more values than the limit, before any of them is read. The error says what is wrong.
pub(super) fn bound(input: &Input, bytes: &[u8], limit: usize) -> Result<(), String> {
    let too_many = match input.kind {
        Kind::Json => nodes::exceed_json(bytes, limit),
        Kind::Xml(_) => nodes::exceed(bytes, b'<', limit),
        // A field has two names and two values on its way.
        Kind::Form => nodes::exceed(bytes, b'&', limit / 4),
        Kind::Text | Kind::Stream | Kind::Multipart | Kind::Parts => false,
    };
    if too_many { Err(format!("found more than {limit} values")) } else { Ok(()) }
}

/// Reads a body that is neither JSON nor multipart. The error says what is wrong.
pub(super) fn value(input: &Input, bytes: &[u8]) -> Result<Value, String> {
    match input.kind {
        Kind::Form => form(input.fields, text(bytes)?).map_err(|Garbled(found)| format!("found {found}")),
        Kind::Xml(shape) => xml::read(text(bytes)?, shape).map_err(|error| {
            format!("found text that is not XML: {error} at line {} column {}", error.line, error.column)
        }),
        Kind::Json | Kind::Text | Kind::Stream | Kind::Multipart | Kind::Parts => text(bytes).map(Value::from),
    }
}

fn text(bytes: &[u8]) -> Result<&str, String> {
    std::str::from_utf8(bytes).map_err(|_| "found text that is not UTF-8".to_owned())
}

/// The fields of a form as an object. A field that occurs again is an array; others are, if
/// `fields` says so.
fn form(fields: &[(&str, Style)], text: &str) -> Result<Value, Garbled> {
    let pairs = pairs(text);
    let mut members = Map::new();
    for (name, raw) in &pairs {
        // By its own name, a field of objects is what else it may be.
        let is_list = |(field, style): &&(&str, Style)| field == name && *style != Style::DeepObject;
        if let Some((field, style)) = fields.iter().find(is_list) {
            let list = style::list(*style, field, &[*raw], Encoding::Form)?;
            for item in list.otherwise.unwrap_or(list.value).as_array().into_iter().flatten() {
                push(&mut members, name, item.clone());
            }
        } else if !fields.iter().any(|(field, style)| is_deep(*style, field, name)) {
            style::add(&mut members, name.clone().into_owned(), Value::from(Encoding::Form.decode(raw)?));
        }
    }
    for (field, style) in fields {
        if *style == Style::DeepObject
            && let Some(deep) = style::deep_object(field, pairs.iter().map(|(name, raw)| (&**name, *raw)))?
        {
            members.insert((*field).to_owned(), deep.value);
        }
    }
    Ok(Value::Object(members))
}

fn is_deep(style: Style, field: &str, key: &str) -> bool {
    style == Style::DeepObject && brackets::path(field, key).is_some()
}

/// Adds an item to a member that is an array from the start.
fn push(members: &mut Map<String, Value>, name: &str, item: Value) {
    match members.get_mut(name) {
        Some(Value::Array(items)) => items.push(item),
        _ => {
            members.insert(name.to_owned(), Value::Array(vec![item]));
        }
    }
}

/// What stands between parts. The error says what is wrong.
pub(super) fn boundary(headers: &HeaderMap) -> Result<String, String> {
    let media = headers.get(CONTENT_TYPE).and_then(|media| media.to_str().ok()).unwrap_or_default();
    // All of `multipart` have one form (RFC 2046 §5.1); multer knows that of forms alone.
    let parameters = media.find(';').and_then(|at| media.get(at..)).unwrap_or_default();
    multer::parse_boundary(format!("multipart/form-data{parameters}"))
        .map_err(|error| format!("found no boundary: {error}"))
}

/// The parts of a multipart body. The error says what is wrong.
pub(super) fn multipart(headers: &HeaderMap, bytes: &Bytes) -> Result<Vec<Part>, String> {
    let boundary = boundary(headers)?;
    let whole = stream::iter([Ok::<_, std::convert::Infallible>(bytes.clone())]);
    let mut multipart = multer::Multipart::new(whole, boundary);
    let reading = async {
        let mut parts = Vec::new();
        while let Some(field) = multipart.next_field().await? {
            let (name, file_name) = (field.name().map(str::to_owned), field.file_name().map(str::to_owned));
            let media_type = field.content_type().map(ToString::to_string);
            let bytes = field.bytes().await?;
            parts.push(Part { name: name.unwrap_or_default(), file_name, media_type, bytes, ..Part::default() });
            if parts.len() > PARTS {
                break;
            }
        }
        Ok(parts)
    };
    // All bytes are here, so there is nothing to wait for.
    let parts: Option<Result<Vec<Part>, multer::Error>> = reading.now_or_never();
    match parts {
        Some(Ok(parts)) if parts.len() <= PARTS => Ok(parts),
        Some(Ok(_)) => Err(format!("found more than {PARTS} parts")),
        Some(Err(error)) => Err(format!("found a malformed multipart body: {error}")),
        None => Err("found a multipart body that does not end".to_owned()),
    }
}
