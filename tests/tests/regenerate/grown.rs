//! Documents that grew something optional, and callers that were written before.

use std::fs;

use gatewright_build::{Builder, Document};
use serde_json::{Map, Value, json};

use crate::HEAD;
use crate::workspace::{Workspace, root, runtime};

const DOCUMENTS: [(&str, &str); 4] = [
    ("lambdagate", "swagger/lambdagate.json"),
    ("bookshop", "swagger/bookshop.yaml"),
    ("issue_tracker", "swagger/issue-tracker.yaml"),
    ("music_library", "swagger/music-library.json"),
];

/// What people write who leave room for what they do not know: members by name or by `new`, `_` in a `match`.
const CALLERS: &str = include_str!("callers.rs");

/// Adds something optional wherever something can be added.
fn grow(value: &mut Value, swagger2: bool) {
    match value {
        Value::Object(map) => {
            for (key, value) in map.iter_mut() {
                if !matches!(key.as_str(), "example" | "examples" | "default" | "mapping" | "const") {
                    grow(value, swagger2);
                }
            }
            if map.get("responses").is_some_and(Value::is_object)
                && !map.contains_key("swagger")
                && !map.contains_key("schemas")
            {
                grow_operation(map, swagger2);
            }
            if let Some(Value::Object(members)) = map.get_mut("properties")
                && members.values().all(Value::is_object)
            {
                members.insert("added_later".to_owned(), json!({"type": "string"}));
                members.insert("addedLater".to_owned(), json!({"type": "integer"}));
            }
            if let Some(Value::Array(values)) = map.get_mut("enum")
                && values.iter().all(Value::is_string)
                // A tag of a union is no list that grows.
                && values.len() > 1
            {
                values.push(json!("added later"));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| grow(item, swagger2)),
        _ => {}
    }
}

fn grow_operation(operation: &mut Map<String, Value>, swagger2: bool) {
    let text = |place: &str| match swagger2 {
        true => json!({"name": "addedLater", "in": place, "type": "string"}),
        false => json!({"name": "addedLater", "in": place, "schema": {"type": "string"}}),
    };
    let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
    parameters.as_array_mut().unwrap().extend([text("query"), text("header")]);
    let responses = operation.get_mut("responses").and_then(Value::as_object_mut).unwrap();
    let failures = responses.keys().any(|status| status.starts_with(['4', '5']) || status == "default");
    // The first failure that is documented gives the failures a type; more of them are only more variants.
    if failures {
        responses.entry("451").or_insert_with(|| json!({"description": "Added later."}));
    }
}

fn generate(name: &str, document: &Value) -> String {
    let document = Document::from_text(&format!("{name}.json"), &document.to_string()).unwrap();
    let generated = Builder::new(name).generate_from(&document).unwrap();
    generated.files.into_iter().next().unwrap().text
}

#[test]
fn what_is_added_breaks_no_caller() {
    let crate_ = Workspace::new("grown", &runtime());
    let mut library = HEAD.to_owned();
    fs::create_dir_all(crate_.path("src/after")).unwrap();
    for age in ["before", "after"] {
        library.push_str(&format!("/// The APIs {age} they grew.\npub mod {age} {{\n"));
        for (name, file) in DOCUMENTS {
            let document = Document::load(root().join(file)).unwrap();
            let mut json: Value = serde_json::from_str(&document.root().value().to_json().to_string()).unwrap();
            if age == "after" {
                grow(&mut json, file.contains("lambdagate") || file.contains("bookshop"));
                json["paths"]["/added/later"] = json!({"get": {"responses": {"200": {"description": "Added later."}}}});
            }
            let text = generate(name, &json);
            assert_eq!(text.contains("added_later"), age == "after", "{name}");
            crate_.write(&format!("src/{name}_{age}.rs"), &text);
            let path = crate_.path(&format!("src/{name}_{age}.rs"));
            library.push_str(&format!("/// One.\npub mod {name} {{ include!({path:?}); }}\n"));
        }
        library.push_str(&format!("/// Who calls them.\npub mod callers {{\n{CALLERS}\n}}\n}}\n"));
    }
    crate_.write("src/lib.rs", &library);
    crate_.checks();
}
