//! `jsonencode`, `jsondecode` and `yamlencode`.

use hcl::Value;
use hcl::eval::Func;

use super::{made, one, text, values};

pub(super) const ALL: &[(&str, Func)] = &[
    ("jsonencode", |arguments| made(json(&one(arguments)?))),
    ("jsondecode", |arguments| {
        let value: serde_json::Value =
            serde_json::from_str(&text(&one(arguments)?)?).map_err(|error| format!("this is no JSON: {error}"))?;
        Ok(values::sorted(hcl::to_value(value).map_err(|error| error.to_string())?))
    }),
    ("yamlencode", |arguments| {
        let mut out = String::new();
        yaml(&values::sorted(one(arguments)?), 0, &mut out);
        made(out)
    }),
];

/// Compact JSON with sorted keys, in which `<`, `>` and `&` are escaped, as Terraform writes it.
pub(super) fn json(value: &Value) -> String {
    let text = serde_json::to_string(&values::sorted(value.clone())).unwrap_or_default();
    let escapes =
        [('<', "\\u003c"), ('>', "\\u003e"), ('&', "\\u0026"), ('\u{2028}', "\\u2028"), ('\u{2029}', "\\u2029")];
    // These characters stand in strings only.
    escapes.iter().fold(text, |text, (character, escape)| text.replace(*character, escape))
}

/// YAML in blocks, with every text in quotes.
fn yaml(value: &Value, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(entries) if !entries.is_empty() => {
            for (name, value) in entries {
                out.push_str(&format!("{indent}{}:", json(&Value::from(name.clone()))));
                match value {
                    Value::Object(inner) if !inner.is_empty() => {
                        out.push('\n');
                        yaml(value, depth + 1, out);
                    }
                    // Lists stand below their key without a further indentation.
                    Value::Array(inner) if !inner.is_empty() => {
                        out.push('\n');
                        yaml(value, depth, out);
                    }
                    plain => out.push_str(&format!(" {}\n", json(plain))),
                }
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                let mut inner = String::new();
                yaml(item, depth + 1, &mut inner);
                out.push_str(&format!("{indent}- {}", inner.trim_start()));
            }
        }
        plain => out.push_str(&format!("{indent}{}\n", json(plain))),
    }
}
