//! How parameters and forms are written as text (OpenAPI styles, RFC 6570, Swagger 2.0 `collectionFormat`).
//!
//! Values are percent-encoded piece by piece and joined afterwards, so that a separator inside a
//! value is never taken for one between values. Headers know no encoding and go as they are.

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

/// How an array or an object is written as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Path and header: `a,b`; objects `k,v` or, exploded, `k=v`.
    Simple {
        /// Whether each member keeps its name.
        explode: bool,
    },
    /// Path: `.a,b`, exploded `.a.b`.
    Label {
        /// Whether each value has its own prefix.
        explode: bool,
    },
    /// Path: `;name=a,b`, exploded `;name=a;name=b`.
    Matrix {
        /// Whether each value has its own name.
        explode: bool,
    },
    /// Query and cookie: `name=a,b`, exploded `name=a&name=b`.
    Form {
        /// Whether each value has its own name.
        explode: bool,
    },
    /// Query: `name=a%20b`.
    SpaceDelimited,
    /// Query: `name=a%7Cb`.
    PipeDelimited,
    /// Query: `name[key]=value`, to any depth.
    DeepObject,
    /// `collectionFormat: tsv`: separated by tabs.
    Tsv,
}

/// What RFC 3986 does not call unreserved: all that could mean something in a query.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A path segment. API Gateway hands `%2B` on as it is, so `+` and its like must stay.
const SEGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'/')
    .add(b'%')
    .add(b'\\')
    .add(b'^')
    .add(b'|')
    .add(b'[')
    .add(b']');

/// Several segments.
const SEGMENTS: &AsciiSet = &SEGMENT.remove(b'/');

/// Inside a list or an object in a path.
const ITEM: &AsciiSet = &SEGMENT.add(b',').add(b';').add(b'=');

/// Inside an exploded label, where dots separate.
const LABEL_ITEM: &AsciiSet = &ITEM.add(b'.');

/// What a cookie may not hold (RFC 6265), and `%`.
const COOKIE: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b',').add(b';').add(b'\\').add(b'%');

fn encode(text: &str, set: &'static AsciiSet) -> String {
    utf8_percent_encode(text, set).to_string()
}

/// The text of a value that stands alone. What is no scalar is written as JSON.
#[must_use]
pub fn scalar(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

/// The pieces of a list or an object, encoded; `None` for a scalar. Members that are null are left out.
fn pieces(value: &Value, explode: bool, set: &'static AsciiSet) -> Option<Vec<String>> {
    let piece = |value: &Value| encode(&scalar(value), set);
    match value {
        Value::Array(items) => Some(items.iter().map(piece).collect()),
        Value::Object(members) => {
            let mut pieces = Vec::new();
            for (name, member) in members.iter().filter(|(_, member)| !member.is_null()) {
                let name = encode(name, set);
                if explode {
                    pieces.push(format!("{name}={}", piece(member)));
                } else {
                    pieces.extend([name, piece(member)]);
                }
            }
            Some(pieces)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

/// A header's value.
#[must_use]
pub fn simple(value: &Value, explode: bool) -> String {
    match value {
        Value::Array(items) => items.iter().map(scalar).collect::<Vec<_>>().join(","),
        Value::Object(members) => {
            let between = if explode { '=' } else { ',' };
            let members = members.iter().filter(|(_, member)| !member.is_null());
            members.map(|(name, member)| format!("{name}{between}{}", scalar(member))).collect::<Vec<_>>().join(",")
        }
        _ => scalar(value),
    }
}

/// A header's value in a style: lists of Swagger 2.0 may be separated by other things than commas.
#[must_use]
pub fn header(value: &Value, style: Style) -> String {
    match (value, separator(style)) {
        (Value::Array(items), Some(separator)) => items.iter().map(scalar).collect::<Vec<_>>().join(separator),
        _ => simple(value, matches!(style, Style::Simple { explode: true })),
    }
}

/// What separates the items of a list, if it is no comma.
fn separator(style: Style) -> Option<&'static str> {
    match style {
        Style::SpaceDelimited => Some(" "),
        Style::PipeDelimited => Some("|"),
        Style::Tsv => Some("\t"),
        _ => None,
    }
}

/// A path parameter, percent-encoded.
#[must_use]
pub fn path(name: &str, value: &Value, style: Style) -> String {
    match style {
        Style::Label { explode } => {
            let set = if explode { LABEL_ITEM } else { ITEM };
            let separator = if explode { "." } else { "," };
            let pieces = pieces(value, explode, set).map(|pieces| pieces.join(separator));
            format!(".{}", pieces.unwrap_or_else(|| encode(&scalar(value), SEGMENT)))
        }
        Style::Matrix { explode } => matrix(name, value, explode),
        _ => {
            let explode = matches!(style, Style::Simple { explode: true });
            let separator = separator(style).map_or_else(|| ",".to_owned(), |separator| encode(separator, SEGMENT));
            let pieces = pieces(value, explode, ITEM).map(|pieces| pieces.join(&separator));
            pieces.unwrap_or_else(|| encode(&scalar(value), SEGMENT))
        }
    }
}

/// A path parameter that may span segments (`{proxy+}`, reserved expansion): `/` stays.
#[must_use]
pub fn greedy_path(value: &Value) -> String {
    encode(&scalar(value), SEGMENTS)
}

fn matrix(name: &str, value: &Value, explode: bool) -> String {
    let name = encode(name, ITEM);
    match (pieces(value, explode, ITEM), value) {
        (None, _) => match encode(&scalar(value), ITEM) {
            text if text.is_empty() => format!(";{name}"),
            text => format!(";{name}={text}"),
        },
        (Some(pieces), Value::Object(_)) if explode => pieces.iter().map(|piece| format!(";{piece}")).collect(),
        (Some(pieces), _) if explode => pieces.iter().map(|piece| format!(";{name}={piece}")).collect(),
        (Some(pieces), _) => format!(";{name}={}", pieces.join(",")),
    }
}

/// A query parameter that is one text, percent-encoded: `name=value`. It is written where the text is, if that needs no
/// encoding.
#[cfg(feature = "client")]
pub(crate) fn pair(name: &str, mut text: String) -> String {
    let is_plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte));
    if is_plain(&text) && is_plain(name) {
        text.insert(0, '=');
        text.insert_str(0, name);
        return text;
    }
    let mut pair = String::with_capacity(name.len() + text.len() + 8);
    pair.extend(utf8_percent_encode(name, QUERY));
    pair.push('=');
    pair.extend(utf8_percent_encode(&text, QUERY));
    pair
}

/// A text that is a whole query, percent-encoded.
#[cfg(feature = "client")]
pub(crate) fn whole_query(text: &str) -> String {
    encode(text, QUERY)
}

/// A query parameter as pairs `name=value`, percent-encoded.
#[must_use]
pub fn query(name: &str, value: &Value, style: Style) -> Vec<String> {
    let pair = |name: &str, value: &str| vec![format!("{}={value}", encode(name, QUERY))];
    let joined = |separator: &str| match pieces(value, false, QUERY) {
        Some(pieces) => pair(name, &pieces.join(separator)),
        None => pair(name, &encode(&scalar(value), QUERY)),
    };
    match style {
        Style::DeepObject if !matches!(value, Value::Object(_) | Value::Array(_)) => joined(","),
        Style::DeepObject => {
            let mut pairs = Vec::new();
            deep(name.to_owned(), value, &mut pairs);
            pairs
        }
        Style::Form { explode: true } | Style::Simple { explode: true } => {
            match value {
                Value::Array(items) => {
                    items.iter().flat_map(|item| pair(name, &encode(&scalar(item), QUERY))).collect()
                }
                Value::Object(members) => {
                    let members = members.iter().filter(|(_, member)| !member.is_null());
                    // A list in an object that is spread out repeats its name, as one beside it would.
                    members.flat_map(|(name, member)| exploded_member(name, member)).collect()
                }
                _ => joined(","),
            }
        }
        Style::SpaceDelimited => joined("%20"),
        Style::PipeDelimited => joined("%7C"),
        Style::Tsv => joined("%09"),
        Style::Form { explode: false } | Style::Simple { .. } | Style::Label { .. } | Style::Matrix { .. } => {
            joined(",")
        }
    }
}

fn exploded_member(name: &str, member: &Value) -> Vec<String> {
    let items = match member {
        Value::Array(items) => items.as_slice(),
        _ => std::slice::from_ref(member),
    };
    items.iter().map(|item| format!("{}={}", encode(name, QUERY), encode(&scalar(item), QUERY))).collect()
}

/// `name[key]=value`, and `name[0]=value` for lists. Goes as deep as the value, which was built by code.
fn deep(name: String, value: &Value, pairs: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (key, member) in members.iter().filter(|(_, member)| !member.is_null()) {
                deep(format!("{name}[{key}]"), member, pairs);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                deep(format!("{name}[{index}]"), item, pairs);
            }
        }
        _ => pairs.push(format!("{}={}", encode(&name, QUERY), encode(&scalar(value), QUERY))),
    }
}

/// A cookie parameter as pairs `name=value`.
#[must_use]
pub fn cookie(name: &str, value: &Value, style: Style) -> Vec<String> {
    match (value, style) {
        (Value::Array(items), Style::Form { explode: true }) => {
            items.iter().map(|item| format!("{name}={}", encode(&scalar(item), COOKIE))).collect()
        }
        (Value::Object(_), Style::Form { explode: true }) => pieces(value, true, COOKIE).unwrap_or_default(),
        _ => {
            let pieces = pieces(value, false, COOKIE).map(|pieces| pieces.join(","));
            vec![format!("{name}={}", pieces.unwrap_or_else(|| encode(&scalar(value), COOKIE)))]
        }
    }
}

/// A body of `application/x-www-form-urlencoded`. Lists repeat their name and objects are written
/// `name[key]=value`, but for the fields that have a style of their own.
#[must_use]
pub fn form(value: &Value, fields: &[(&str, Style)]) -> String {
    let Value::Object(members) = value else {
        return query("value", value, Style::Form { explode: true }).join("&");
    };
    let mut pairs = Vec::new();
    for (name, member) in members.iter().filter(|(_, member)| !member.is_null()) {
        let own = fields.iter().find(|(field, _)| field == name).map(|(_, style)| *style);
        pairs.extend(match (own, member) {
            (Some(style), _) => query(name, member, style),
            (None, Value::Array(items)) if items.iter().any(|item| item.is_object() || item.is_array()) => {
                query(name, member, Style::DeepObject)
            }
            (None, Value::Object(_)) => query(name, member, Style::DeepObject),
            (None, _) => query(name, member, Style::Form { explode: true }),
        });
    }
    pairs.join("&")
}

/// Reads what [`form`] writes without styles: a field that occurs again is a list.
#[must_use]
pub fn read_form(text: &str) -> Value {
    let mut members = serde_json::Map::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let decode = |text: &str| {
            let text = text.replace('+', " ");
            percent_encoding::percent_decode_str(&text).decode_utf8_lossy().into_owned()
        };
        let value = Value::from(decode(value));
        match members.get_mut(&decode(name)) {
            None => {
                members.insert(decode(name), value);
            }
            Some(Value::Array(items)) => items.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
        }
    }
    Value::Object(members)
}
