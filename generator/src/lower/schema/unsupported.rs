//! Keywords that no Rust type expresses, and those that say nothing.

use gatewright_document::{Code, Fix, Map, Node, Severity, Value};

use crate::lower::facts::dialect::{of_today, within_slashes};
use crate::lower::facts::pattern::{Effort, effort};
use crate::lower::facts::schema_type::{SchemaType, listed};
use crate::lower::sink::Sink;

/// Keywords that say something of the values which no Rust type says.
pub(crate) fn unsupported(report: &mut Sink<'_>, node: &Node<'_>) {
    const KEYWORDS: [&str; 16] = [
        "not",
        "if",
        "then",
        "else",
        "contains",
        "minContains",
        "maxContains",
        "propertyNames",
        "dependentRequired",
        "dependentSchemas",
        "dependencies",
        "unevaluatedProperties",
        "unevaluatedItems",
        "$dynamicRef",
        "$recursiveRef",
        "contentSchema",
    ];
    let Value::Object(map) = node.value() else { return };
    for (keyword, value) in map.iter().filter(|(key, _)| KEYWORDS.contains(&key.as_str())) {
        // What is admitted anyway, or never there, demands nothing.
        let is_idle = match keyword.as_str() {
            "propertyNames" => *value == Value::Bool(true) || is_any_name(value),
            "unevaluatedProperties" | "unevaluatedItems" | "contains" => *value == Value::Bool(true),
            "dependentRequired" | "dependentSchemas" | "dependencies" => value.as_object().is_some_and(Map::is_empty),
            _ => false,
        };
        if !is_idle {
            report.not_expressed(node, keyword, "values are not held to it");
        }
    }
    if map.get("collectionFormat").and_then(Value::as_str).is_some_and(|format| format != "csv")
        && map.get("in").is_none()
    {
        report.not_expressed(
            node,
            "collectionFormat",
            "lists within lists, and lists in headers, are read with commas",
        );
    }
    idle(report, node);
    empty_range(report, node);
    if map.get("additionalItems").is_some_and(|more| *more != Value::Bool(true)) {
        let is_tuple = map.get("items").is_some_and(|items| matches!(items, Value::Array(_)));
        if !is_tuple {
            report.not_expressed(node, "additionalItems", "has no effect where `items` is no list");
        }
    }
    odd_pattern(report, node);
}

/// Whether a schema of names admits all of them: names are strings.
fn is_any_name(schema: &Value) -> bool {
    let is_type = |(key, value): (&String, &Value)| key == "type" && value.as_str() == Some("string");
    schema.as_object().is_some_and(|keywords| keywords.iter().all(is_type))
}

/// Tells of a pattern that no server could hold values to as it is.
fn odd_pattern(report: &mut Sink<'_>, node: &Node<'_>) {
    let Some(pattern) = node.get("pattern") else { return };
    let Some(text) = pattern.as_str() else { return };
    let within = within_slashes(text);
    let effort = effort(&of_today(text));
    if let Err(error) = effort {
        report
            .add(Code::MALFORMED_PATTERN, pattern.origin())
            .message(format!("`{text}` is not a regular expression: {error}"))
            .label("no value could be held to it")
            .help("patterns are those of ECMA-262, as in JavaScript; with `--allow malformed-pattern` values are not checked");
        return;
    }
    if effort == Ok(Effort::Backtracks) {
        report
            .add(Code::BACKTRACKING_PATTERN, pattern.origin())
            .message(format!("`{text}` has look-around or back-references"))
            .label("texts that take too many steps are rejected")
            .help("write the rule without, or bound the text with `maxLength`");
    }
    if let Some(within) = within {
        report
            .add(Code::INVALID_PATTERN, pattern.origin())
            .message(format!("`{text}` matches nothing: the slashes are a part of it"))
            .label(format!("read as `{within}`"))
            .help("write it without the slashes of JavaScript")
            .fix(Fix::update(pattern.origin(), within.into()));
    }
}

/// Bounds that no value can keep.
fn empty_range(report: &mut Sink<'_>, node: &Node<'_>) {
    const BOUNDS: [(&str, &str); 4] = [
        ("minimum", "maximum"),
        ("minLength", "maxLength"),
        ("minItems", "maxItems"),
        ("minProperties", "maxProperties"),
    ];
    for (least, most) in BOUNDS {
        let (Some(low), Some(high)) = (node.get(least), node.get(most)) else { continue };
        if let (Some(low), Some(number)) = (low.value().as_f64(), high.value().as_f64())
            && low > number
        {
            report
                .add(Code::INVALID_VALUE, high.origin())
                .message(format!("`{most}` is {number}, and `{least}` is {low}"))
                .label("no value keeps both")
                .help("a server rejects every value; raise one or lower the other");
        }
    }
}

/// Keywords that say nothing, since they are about values of another type than the schema has.
fn idle(report: &mut Sink<'_>, node: &Node<'_>) {
    const OF_OBJECTS: [&str; 4] = ["properties", "additionalProperties", "patternProperties", "required"];
    const OF_ARRAYS: [&str; 3] = ["items", "prefixItems", "additionalItems"];
    let types: Vec<SchemaType<'_>> = match node.get("type") {
        Some(ty) => {
            ty.as_str().into_iter().chain(ty.items().filter_map(|name| name.as_str())).map(SchemaType::parse).collect()
        }
        None => return,
    };
    let is_known = |ty: &SchemaType<'_>| SchemaType::ALL.contains(ty);
    for (home, keywords) in [(SchemaType::Object, OF_OBJECTS.as_slice()), (SchemaType::Array, &OF_ARRAYS)] {
        if types.is_empty() || types.contains(&home) || !types.iter().all(is_known) {
            continue;
        }
        for keyword in keywords {
            // `required: true` of a parameter is its own.
            let Some(value) = node.get(keyword).filter(|value| value.as_bool().is_none()) else { continue };
            report
                .once(&value, Code::UNSUPPORTED_KEYWORD)
                .at(&node.origin().key(keyword))
                .severity(Severity::Note)
                .message(format!("`{keyword}` says nothing of {}", listed(&types)))
                .label("has no effect")
                .help(format!("it applies to values of type {} only", home.as_str()));
        }
    }
}
