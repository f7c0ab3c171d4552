//! Percent-encoding and parameter styles (RFC 3986, RFC 6570, OpenAPI 3 Style Values).

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::Value;

use crate::Style;

/// What a path segment encodes. API Gateway hands path parameters to templates still encoded, so `+`,
/// `-`, `*` and `.` stay as they are, and only what would change the path is encoded.
const SEGMENT: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>').add(b'?').add(b'`').add(b'{').add(b'}').add(b'/').add(b'%').add(b'\\').add(b'^').add(b'|').add(b'[').add(b']');

/// A greedy parameter (`{proxy+}`) is several segments.
const GREEDY: &AsciiSet = &SEGMENT.remove(b'/');

/// What a query encodes: everything but RFC 3986's unreserved characters, so that `+` arrives as `+`.
const QUERY: &AsciiSet = &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

pub(super) fn segment(text: &str) -> String {
    utf8_percent_encode(text, SEGMENT).to_string()
}

pub(super) fn greedy(text: &str) -> String {
    utf8_percent_encode(text, GREEDY).to_string()
}

pub(super) fn query(text: &str) -> String {
    utf8_percent_encode(text, QUERY).to_string()
}

/// A value taken apart for a style.
enum Pieces {
    One(String),
    List(Vec<String>),
    Members(Vec<(String, Value)>),
}

fn pieces(value: Value) -> Pieces {
    match value {
        Value::Array(items) => Pieces::List(items.iter().map(scalar).collect()),
        Value::Object(members) => Pieces::Members(members.into_iter().filter(|(_, value)| !value.is_null()).collect()),
        other => Pieces::One(scalar(&other)),
    }
}

/// A scalar as text; what is nested deeper than a style can say is JSON.
pub(super) fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// The pairs of a query or a form, encoded: `name=value&…`. Empty when there is nothing to say.
pub(super) fn pairs(name: &str, value: Value, style: Option<Style>) -> String {
    let key = query(name);
    let joined = |items: &[String], separator: &str| format!("{key}={}", encoded(items, separator, query));
    match (pieces(value), style.unwrap_or(Style::Form { explode: true })) {
        (Pieces::One(text), _) => format!("{key}={}", query(&text)),
        (Pieces::List(items), _) if items.is_empty() => String::new(),
        (Pieces::List(items), Style::SpaceDelimited | Style::Ssv) => joined(&items, "%20"),
        (Pieces::List(items), Style::PipeDelimited | Style::Pipes) => joined(&items, "%7C"),
        (Pieces::List(items), Style::Tsv) => joined(&items, "%09"),
        (Pieces::List(items), Style::Form { explode: true } | Style::Multi | Style::DeepObject) => {
            let items: Vec<String> = items.iter().map(|item| format!("{key}={}", query(item))).collect();
            items.join("&")
        }
        (Pieces::List(items), _) => joined(&items, ","),
        (Pieces::Members(members), Style::DeepObject) => {
            let mut pairs = Vec::new();
            deep(&key, &Value::Object(members.into_iter().collect()), &mut pairs);
            pairs.join("&")
        }
        (Pieces::Members(members), Style::Form { explode: true }) => {
            let pairs: Vec<String> = members.into_iter().map(|(name, value)| self::pairs(&name, value, None)).collect();
            pairs.into_iter().filter(|pair| !pair.is_empty()).collect::<Vec<_>>().join("&")
        }
        (Pieces::Members(members), style) => {
            let separator = match style {
                Style::SpaceDelimited | Style::Ssv => "%20",
                Style::PipeDelimited | Style::Pipes => "%7C",
                Style::Tsv => "%09",
                _ => ",",
            };
            joined(&flat(&members), separator)
        }
    }
}

/// `key[a][b]=…`: what OpenAPI's `deepObject` leaves open for deeper objects and lists is done as
/// most servers read it.
fn deep(key: &str, value: &Value, pairs: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                deep(&format!("{key}%5B{}%5D", query(name)), value, pairs);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| deep(key, item, pairs)),
        Value::Null => {}
        other => pairs.push(format!("{key}={}", query(&scalar(other)))),
    }
}

fn flat(members: &[(String, Value)]) -> Vec<String> {
    members.iter().flat_map(|(name, value)| [name.clone(), scalar(value)]).collect()
}

fn encoded(items: &[String], separator: &str, encode: fn(&str) -> String) -> String {
    items.iter().map(|item| encode(item)).collect::<Vec<_>>().join(separator)
}

/// A path parameter in its style.
pub(super) fn path(name: &str, value: Value, style: Style) -> String {
    let assigned = |members: &[(String, Value)], separator: &str| {
        let pairs: Vec<String> =
            members.iter().map(|(name, value)| format!("{}={}", segment(name), segment(&scalar(value)))).collect();
        pairs.join(separator)
    };
    match (style, pieces(value)) {
        (Style::Label { .. }, Pieces::One(text)) => format!(".{}", segment(&text)),
        (Style::Label { explode }, Pieces::List(items)) => format!(".{}", encoded(&items, if explode { "." } else { "," }, segment)),
        (Style::Label { explode: true }, Pieces::Members(members)) => format!(".{}", assigned(&members, ".")),
        (Style::Label { explode: false }, Pieces::Members(members)) => format!(".{}", encoded(&flat(&members), ",", segment)),
        (Style::Matrix { .. }, Pieces::One(text)) if text.is_empty() => format!(";{}", segment(name)),
        (Style::Matrix { .. }, Pieces::One(text)) => format!(";{}={}", segment(name), segment(&text)),
        (Style::Matrix { explode: true }, Pieces::List(items)) => {
            items.iter().map(|item| format!(";{}={}", segment(name), segment(item))).collect()
        }
        (Style::Matrix { explode: false }, Pieces::List(items)) => format!(";{}={}", segment(name), encoded(&items, ",", segment)),
        (Style::Matrix { explode: true }, Pieces::Members(members)) => format!(";{}", assigned(&members, ";")),
        (Style::Matrix { explode: false }, Pieces::Members(members)) => {
            format!(";{}={}", segment(name), encoded(&flat(&members), ",", segment))
        }
        (_, Pieces::One(text)) => segment(&text),
        (_, Pieces::List(items)) => encoded(&items, ",", segment),
        (Style::Simple { explode: true } | Style::Form { explode: true }, Pieces::Members(members)) => assigned(&members, ","),
        (_, Pieces::Members(members)) => encoded(&flat(&members), ",", segment),
    }
}

/// A header value in style `simple`: nothing is encoded.
pub(super) fn header(value: Value, style: Option<Style>) -> String {
    match pieces(value) {
        Pieces::One(text) => text,
        Pieces::List(items) => items.join(","),
        Pieces::Members(members) if style == Some(Style::Simple { explode: true }) => {
            let pairs: Vec<String> = members.iter().map(|(name, value)| format!("{name}={}", scalar(value))).collect();
            pairs.join(",")
        }
        Pieces::Members(members) => flat(&members).join(","),
    }
}

/// The pairs of a form body (`application/x-www-form-urlencoded`): members by name, lists repeated,
/// deeper objects in brackets.
pub(super) fn form(value: Value) -> String {
    let Value::Object(members) = value else { return query(&scalar(&value)) };
    let mut all = Vec::new();
    for (name, value) in members {
        match &value {
            Value::Object(_) => deep(&query(&name), &value, &mut all),
            Value::Array(items) if items.iter().any(Value::is_object) => {
                for (index, item) in items.iter().enumerate() {
                    deep(&format!("{}%5B{index}%5D", query(&name)), item, &mut all);
                }
            }
            _ => {
                let pair = pairs(&name, value, None);
                if !pair.is_empty() {
                    all.push(pair);
                }
            }
        }
    }
    all.join("&")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn segments_keep_what_api_gateway_reads_as_it_is() {
        let cases = [("+", "+"), ("-1.5", "-1.5"), ("*", "*"), ("/", "%2F"), ("a b", "a%20b"), ("%2F", "%252F"), ("é", "%C3%A9"), ("a;b=c", "a;b=c"), ("a?b#c", "a%3Fb%23c")];
        for (text, expected) in cases {
            assert_eq!(segment(text), expected);
        }
        assert_eq!(greedy("a/b c"), "a/b%20c");
        assert_eq!(query("+ &=/é"), "%2B%20%26%3D%2F%C3%A9");
    }

    #[test]
    fn styles() {
        let list = json!(["a b", "c,d"]);
        let object = json!({"x": 1, "y": "z w"});
        let form = |explode| Some(Style::Form { explode });
        let queries = [
            (list.clone(), None, "p=a%20b&p=c%2Cd"),
            (list.clone(), form(false), "p=a%20b,c%2Cd"),
            (list.clone(), Some(Style::PipeDelimited), "p=a%20b%7Cc%2Cd"),
            (list.clone(), Some(Style::SpaceDelimited), "p=a%20b%20c%2Cd"),
            (object.clone(), form(true), "x=1&y=z%20w"),
            (object.clone(), form(false), "p=x,1,y,z%20w"),
            (object.clone(), Some(Style::DeepObject), "p%5Bx%5D=1&p%5By%5D=z%20w"),
            (json!({"a": {"b": [1, 2]}}), Some(Style::DeepObject), "p%5Ba%5D%5Bb%5D=1&p%5Ba%5D%5Bb%5D=2"),
            (json!([]), None, ""),
            (json!(true), None, "p=true"),
        ];
        for (value, style, expected) in queries {
            assert_eq!(pairs("p", value, style), expected);
        }
        let paths = [
            (Style::Simple { explode: false }, "a%20b,c,d", "x,1,y,z%20w"),
            (Style::Simple { explode: true }, "a%20b,c,d", "x=1,y=z%20w"),
            (Style::Label { explode: false }, ".a%20b,c,d", ".x,1,y,z%20w"),
            (Style::Label { explode: true }, ".a%20b.c,d", ".x=1.y=z%20w"),
            (Style::Matrix { explode: false }, ";p=a%20b,c,d", ";p=x,1,y,z%20w"),
            (Style::Matrix { explode: true }, ";p=a%20b;p=c,d", ";x=1;y=z%20w"),
        ];
        for (style, of_list, of_object) in paths {
            assert_eq!(path("p", list.clone(), style), of_list);
            assert_eq!(path("p", object.clone(), style), of_object);
        }
        assert_eq!(header(object, Some(Style::Simple { explode: true })), "x=1,y=z w");
        assert_eq!(self::form(json!({"a": [1, 2], "b": {"c": null, "d": 1}, "e": [{"f": 2}]})), "a=1&a=2&b%5Bd%5D=1&e%5B0%5D%5Bf%5D=2");
    }
}
