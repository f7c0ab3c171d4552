//! The fixes of what lowering reports, where there is a safe one.

use gatewright_document::{Fix, Node, Origin, Value, Version};
use serde_json::{Value as Json, json};

use crate::lower::facts::scalar::nearest_type;
use crate::lower::facts::schema_type::SchemaType;

/// Declares path parameters for all methods of a path, as the strings that they are taken for.
pub(crate) fn path_parameters(item: &Origin, names: &[&String], version: Version) -> Fix {
    let parameters = names.iter().map(|name| match version {
        Version::Swagger20 => json!({"name": name, "in": "path", "required": true, "type": "string"}),
        _ => json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}}),
    });
    Fix::update(item, json!({"parameters": parameters.collect::<Json>()}))
}

/// Names a header so that it can be sent: `-` for each run of characters that no header has.
pub(crate) fn header_name(name: &Node<'_>) -> Option<Fix> {
    let parts =
        name.as_str()?.split(|character: char| !character.is_ascii_alphanumeric() && !"-_.".contains(character));
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| Fix::update(name.origin(), parts.join("-").into()))
}

/// Writes a schema type as the specification has it, if it is clear what is meant: types of other languages, and
/// typing errors.
pub(crate) fn schema_type(node: &Node<'_>, name: &str, version: Version) -> Option<Fix> {
    // The type must stand alone, and in this very schema.
    node.str("type").filter(|written| *written == name)?;
    let at = node.origin();
    let meant = match name.to_ascii_lowercase().as_str() {
        "int-or-string" | "intorstring" => return Some(integer_or_string(at, version)),
        "int" => json!({"type": "integer"}),
        "long" => json!({"type": "integer", "format": "int64"}),
        "float" => json!({"type": "number", "format": "float"}),
        "double" => json!({"type": "number", "format": "double"}),
        "bool" => json!({"type": "boolean"}),
        "str" | "text" => json!({"type": "string"}),
        "date" => json!({"type": "string", "format": "date"}),
        "datetime" | "date-time" => json!({"type": "string", "format": "date-time"}),
        "uuid" => json!({"type": "string", "format": "uuid"}),
        "dict" | "map" | "json" => json!({"type": "object"}),
        lower => {
            let same = SchemaType::ALL.iter().map(|ty| ty.as_str()).find(|known| *known == lower);
            json!({"type": same.map(str::to_owned).or_else(|| nearest_type(name))?})
        }
    };
    // A format of the document says more.
    let format = meant.get("format").filter(|_| node.get("format").is_none()).cloned();
    let mut update = json!({"type": meant.get("type")});
    if let Some((format, fields)) = format.zip(update.as_object_mut()) {
        fields.insert("format".to_owned(), format);
    }
    Some(Fix::update(at, update))
}

fn integer_or_string(at: &Origin, version: Version) -> Fix {
    let update = match version {
        Version::Swagger20 => json!({"x-kubernetes-int-or-string": true}),
        Version::OpenApi30 => json!({"oneOf": [{"type": "integer"}, {"type": "string"}]}),
        Version::OpenApi31 => json!({"type": ["integer", "string"]}),
    };
    Fix::remove(&at.child("type")).and_update(at, update)
}

/// Writes what `null` in the place of a schema stands for: among choices the value `null`, elsewhere anything.
pub(crate) fn null_schema(node: &Node<'_>, version: Version) -> Option<Fix> {
    if !matches!(node.value(), Value::Null) {
        return None;
    }
    let list = node.parent()?;
    if !matches!(list.value(), Value::Array(_)) {
        return Some(Fix::replace(node.origin(), json!({})));
    }
    let is_choice = matches!(list.origin().pointer.last().as_deref(), Some("oneOf" | "anyOf"));
    let schema = list.parent().filter(|_| is_choice)?;
    let fix = Fix::remove(node.origin());
    Some(match version {
        Version::Swagger20 => fix.and_update(schema.origin(), json!({"x-nullable": true})),
        Version::OpenApi30 => fix.and_update(schema.origin(), json!({"nullable": true})),
        Version::OpenApi31 => fix.and_update(list.origin(), json!([{"type": "null"}])),
    })
}

/// Lists a property as required in its object, in place of `required: true` at the property.
pub(crate) fn required_flag(flag: &Node<'_>) -> Option<Fix> {
    let required = flag.as_bool()?;
    let fix = Fix::remove(flag.origin());
    let property = flag.parent()?;
    let object = property.parent().filter(|table| table.origin().pointer.last().as_deref() == Some("properties"));
    let object = object.and_then(|table| table.parent()).filter(|_| required);
    let (Some(object), Some(name)) = (object, property.origin().pointer.last()) else { return Some(fix) };
    let listed = match object.get("required") {
        None => false,
        Some(list) => match list.value() {
            Value::Array(names) => names.iter().any(|known| known.as_str() == Some(&name)),
            // It is no list, and gets a fix of its own.
            _ => return Some(fix),
        },
    };
    Some(if listed { fix } else { fix.and_update(object.origin(), json!({"required": [name]})) })
}
