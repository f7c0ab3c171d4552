//! Writes values as YAML that reads back as the same values.

use std::fmt::Write as _;

use crate::tree::Value;

/// A value as the lines of a block, the first without its indentation; scalars and empty containers are one line.
pub(crate) fn block(value: &Value, indent: usize) -> String {
    match value {
        Value::Object(entries) if !entries.is_empty() => {
            let lines = entries.iter().map(|(key, value)| entry(key, value, indent));
            lines.collect::<Vec<_>>().join(&format!("\n{:indent$}", ""))
        }
        Value::Array(items) if !items.is_empty() => {
            let lines = items.iter().map(|value| item(value, indent));
            lines.collect::<Vec<_>>().join(&format!("\n{:indent$}", ""))
        }
        other => flow(other),
    }
}

/// `key: value`, for a mapping at that indentation.
pub(crate) fn entry(key: &str, value: &Value, indent: usize) -> String {
    format!("{}:{}", scalar(key), behind_key(value, indent))
}

/// What follows the colon of a key.
pub(crate) fn behind_key(value: &Value, indent: usize) -> String {
    if is_block(value) {
        let inner = indent + 2;
        format!("\n{:inner$}{}", "", block(value, inner))
    } else {
        format!(" {}", flow(value))
    }
}

/// `- value`, for a sequence at that indentation.
pub(crate) fn item(value: &Value, indent: usize) -> String {
    format!("- {}", block(value, indent + 2))
}

fn is_block(value: &Value) -> bool {
    match value {
        Value::Object(entries) => !entries.is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => false,
    }
}

/// A value in one line, in brackets if it has parts.
pub(crate) fn flow(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => number.text().into_owned(),
        Value::String(text) => scalar(text),
        Value::Array(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Value::Object(entries) => {
            let entries = entries.iter().map(|(key, value)| format!("{}: {}", scalar(key), flow(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}

/// A string: plain where that can be read as nothing else, in double quotes elsewhere.
pub(crate) fn scalar(text: &str) -> String {
    const WORDS: [&str; 10] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan"];
    let plain = |character: char| character.is_ascii_alphanumeric() || "$./ _()-@".contains(character);
    let starts = text.starts_with(|first: char| first.is_ascii_alphabetic() || matches!(first, '$' | '/'));
    let is_word = WORDS.contains(&text.to_ascii_lowercase().as_str());
    if starts && !is_word && text.chars().all(plain) && !text.ends_with(' ') {
        return text.to_owned();
    }
    let mut out = String::new();
    // Characters that JSON leaves as they are, and YAML does not take or takes for the end of a line.
    for character in serde_json::Value::from(text).to_string().chars() {
        match u32::from(character) {
            code @ (0x7f..=0x9f | 0xfeff | 0xfffe | 0xffff | 0x2028 | 0x2029) => {
                let _ = write!(out, "\\u{code:04x}");
            }
            _ => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn reads_back_the_same() {
        let value = Value::from(json!({
            "a b": [1, [2, []], {"x": null, "y": {}}, "yes", "1.0", "", " a", "a ", "#", "a: b", "a #b", "- a"],
            "": {"\u{85}\u{7f}\u{2028}": "\u{feff}\n\t\"\\", "<": "ü😀", "true": true, "y": -0.5, "é": "null"},
            "/paths/{id}": {"$ref": "#/a/b~1c"}, "*": "&a", "!t": "%", "?": "|", "[": "]", "x-y": [{"a": [{"b": 1}]}],
            "Infinity": ".inf", "0x1f": "0o7", "~": "=", "<a": "a,b", "12:30": "2020-01-01",
        }));
        for text in [block(&value, 0), flow(&value), format!("k:{}", behind_key(&value, 0)), item(&value, 0)] {
            let read = crate::read::yaml(&text).unwrap_or_else(|error| panic!("{error}\n{text}")).0;
            let read = read.get("k").or(read.as_array().and_then(|items| items.first())).unwrap_or(&read);
            assert_eq!(read, &value, "{text}");
        }
    }
}
