//! What things are called: types that several places share, schemas that fill files, variants, and operations whose
//! `operationId`s a framework made.

use std::fs;
use std::path::PathBuf;

use expect_test::{Expect, expect};
use gatewright_build::{Builder, Generated};
use serde_json::{Value, json};

use crate::document::{builder, generate, text};

/// The structs, enums and aliases of the models, without those that are named in the document.
fn types(output: &str) -> Vec<String> {
    let models = output.split_once("pub mod models {").map_or("", |(_, models)| models);
    let lines = models.lines().take_while(|line| *line != "}").filter_map(|line| line.strip_prefix("    pub "));
    let items = lines.filter(|line| ["struct ", "enum ", "type "].iter().any(|kind| line.starts_with(kind)));
    items.map(|line| line.trim_end_matches([' ', '{', ';', '}']).to_owned()).collect()
}

/// The methods of the client that start calls.
fn methods(output: &str) -> Vec<String> {
    let calls = output.lines().filter(|line| line.starts_with("        pub fn ") && line.contains("(&self"));
    let names = calls.filter_map(|line| line.trim_start().strip_prefix("pub fn ")?.split(['(', '<']).next());
    names.filter(|name| !matches!(*name, "core")).map(str::to_owned).collect()
}

#[track_caller]
fn check(document: &Value, names: fn(&str) -> Vec<String>, expected: &Expect) {
    let generated = generate(&builder(), "api.json", &document.to_string()).unwrap();
    expected.assert_eq(&(names(text(&generated)).join("\n") + "\n"));
}

fn document(paths: Value, schemas: Value) -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Names", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas},
    })
}

fn listing(id: &str, parameter: &str, values: &[&str]) -> Value {
    let schema = json!({"type": "string", "enum": values});
    json!({"get": {
        "operationId": id,
        "parameters": [{"name": parameter, "in": "query", "schema": schema}],
        "responses": {"204": {"description": "Done."}},
    }})
}

fn storing(id: &str, schema: &Value) -> Value {
    json!({"post": {
        "operationId": id,
        "requestBody": {"content": {"application/json": {"schema": schema}}},
        "responses": {"204": {"description": "Done."}},
    }})
}

#[test]
fn a_shared_type_is_called_after_the_property() {
    let document = document(
        json!({
            "/issues": listing("issues/list", "state", &["open", "closed", "all"]),
            "/pulls": listing("pulls/list", "state", &["open", "closed", "all"]),
        }),
        json!({}),
    );
    check(
        &document,
        types,
        &expect![[r#"
            enum State
        "#]],
    );
}

#[test]
fn a_shared_type_of_several_properties_is_called_after_its_values() {
    let document = document(
        json!({
            "/issues": listing("issues/list", "direction", &["asc", "desc"]),
            "/pulls": listing("pulls/list", "order", &["asc", "desc"]),
        }),
        json!({}),
    );
    check(
        &document,
        types,
        &expect![[r#"
        enum AscDesc
    "#]],
    );
}

#[test]
fn shared_bodies_are_called_after_what_the_operations_are_about() {
    let pull = json!({"type": "object", "properties": {"title": {"type": "string"}, "draft": {"type": "boolean"}}});
    let document =
        document(json!({"/a": storing("pulls/create", &pull), "/b": storing("pulls/update", &pull)}), json!({}));
    check(
        &document,
        types,
        &expect![[r#"
        struct PullsBody
    "#]],
    );
}

#[test]
fn two_shared_types_of_one_name_are_told_apart_by_what_they_say() {
    let document = document(
        json!({
            "/a": listing("a", "state", &["open", "closed"]),
            "/b": listing("b", "state", &["open", "closed"]),
            "/c": listing("c", "state", &["on", "off"]),
            "/d": listing("d", "state", &["on", "off"]),
            "/e": listing("e", "state", &["on", "off"]),
        }),
        json!({}),
    );
    check(
        &document,
        types,
        &expect![[r#"
        enum OpenClosedState
        enum State
    "#]],
    );
}

#[test]
fn a_named_schema_owns_what_is_written_in_place_in_it() {
    let document = document(
        json!({}),
        json!({
            "UserDto": {"description": "A user.", "oneOf": [
                {"title": "Company name", "type": "object", "properties": {"company": {"type": "string"}}},
            ]},
            "Wrapped": {"allOf": [{"type": "object", "properties": {"inner": {"enum": ["a", "b"]}}}]},
        }),
    );
    check(
        &document,
        types,
        &expect![[r#"
        struct UserDto
        struct Wrapped
        enum WrappedInner
    "#]],
    );
}

#[test]
fn variants_are_called_after_title_or_type() {
    let long = "A title that goes on and on, as sentences do, for longer than any name should ever be";
    let document = document(
        json!({}),
        json!({"Value": {"oneOf": [
            {"type": ["integer", "null"]},
            {"type": "object", "properties": {}},
            {"type": "array", "items": {"type": "array", "items": {"type": "string"}}},
            {"type": "array", "items": {"type": "integer"}},
            {"title": long, "properties": {"both": {"type": "string"}}},
            {"properties": {"both": {"type": "string"}, "other": {"type": "string"}}},
        ]}}),
    );
    let variants = |output: &str| {
        let body = output.split_once("pub enum Value {").map_or("", |(_, body)| body);
        let lines = body.lines().take_while(|line| line.trim() != "}").map(str::trim);
        lines.filter(|line| !line.starts_with("//") && !line.is_empty()).map(str::to_owned).collect()
    };
    check(
        &document,
        variants,
        &expect![[r#"
        Integer(i64),
        Object(BTreeMap<String, rt::Value>),
        ArrayList(Vec<Vec<String>>),
        IntegerList(Vec<i64>),
        ATitleThatGoesOn(ValueATitleThatGoesOn),
        Other(ValueOther),
        Unknown(rt::Value),
    "#]],
    );
}

#[test]
fn operation_ids_lose_the_path_and_method_that_a_framework_appended() {
    let operation = |id: &str| json!({"operationId": id, "responses": {"204": {"description": "Done."}}});
    let with_item = |id: &str| {
        let mut operation = operation(id);
        operation["parameters"] =
            json!([{"name": "item_id", "in": "path", "required": true, "schema": {"type": "string"}}]);
        operation
    };
    let document = document(
        json!({
            "/api/app/about": {"get": operation("get_app_info_api_app_about_get")},
            "/items/{item_id}": {
                "get": with_item("read_item_items__item_id__get"),
                "put": with_item("save_items__item_id__put"),
            },
            "/": {"get": operation("root__get")},
            // Both would be `save`.
            "/save": {"post": operation("save_save_post")},
            // These are names of somebody's own.
            "/pets": {"get": operation("listPetsGet")},
            "/pet": {"post": operation("pet_post")},
        }),
        json!({}),
    );
    check(
        &document,
        methods,
        &expect![[r#"
        get_app_info
        read_item
        save_items_item_id_put
        root
        save_save_post
        list_pets_get
        pet_post
    "#]],
    );
}

/// A document of several files, as they stand in a folder.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, Value)]) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("names-{name}"));
        for (path, content) in files {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content.to_string()).unwrap();
        }
        Self(folder)
    }

    fn generate(&self) -> Generated {
        Builder::new(self.0.join("api.json")).generate().unwrap()
    }
}

#[test]
fn schemas_of_files_have_rules_of_their_own() {
    let body = |file: &str| {
        let content = json!({"application/json": {"schema": {"$ref": file}}});
        json!({"post": {"requestBody": {"required": true, "content": content}, "responses": {"204": {"description": "Done."}}}})
    };
    let file =
        |item: serde_json::Value| json!({"type": "array", "items": {"$ref": "#/$defs/Item"}, "$defs": {"Item": item}});
    let folder = Folder::new(
        "rules",
        &[
            ("api.json", document(json!({"/one": body("one.json"), "/two": body("two.json")}), json!({}))),
            ("one.json", file(json!({"type": "object", "minProperties": 2, "properties": {"a": {"type": "string"}}}))),
            ("two.json", file(json!({"type": "object", "not": {"required": ["b"]}}))),
        ],
    );
    let generated = folder.generate();
    // Both stand at the same place of their file.
    for rule in [r#"\"minProperties\":2"#, r#"\"required\":[\"b\"]"#] {
        assert!(text(&generated).contains(rule), "{rule}");
    }
}

#[test]
fn schemas_that_fill_files_are_called_after_component_or_file() {
    let pet = json!({"type": "object", "properties": {"name": {"type": "string"}, "kind": {"enum": ["cat", "dog"]}}});
    let response = |file: &str| {
        let schema = json!({"$ref": file});
        json!({"get": {"responses": {"200": {"description": "It.", "content": {"application/json": {"schema": schema}}}}}})
    };
    let root = document(
        json!({
            "/pet": response("schemas/pet-v2.json"),
            "/order": response("schemas/Order.schema.json"),
            "/shop": response("shop/Item.json"),
            "/store": response("store/Item.json"),
        }),
        json!({"Pet": {"$ref": "schemas/pet-v2.json"}, "Animal": {"$ref": "schemas/pet-v2.json"}}),
    );
    let item = |key: &str| json!({"type": "object", "properties": {key: {"type": "string"}}});
    let folder = Folder::new(
        "files",
        &[
            ("api.json", root),
            ("schemas/pet-v2.json", pet),
            ("schemas/Order.schema.json", json!({"type": "object", "properties": {"id": {"type": "string"}}})),
            ("shop/Item.json", item("price")),
            ("store/Item.json", item("shelf")),
        ],
    );
    let names = types(text(&folder.generate())).join("\n") + "\n";
    expect![[r#"
        type Pet = Animal
        struct Animal
        enum AnimalKind
        struct Order
        struct Item
        struct StoreItem
    "#]]
    .assert_eq(&names);
}
