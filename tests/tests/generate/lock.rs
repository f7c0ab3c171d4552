//! Names that stay when the document changes.

use std::fs;
use std::path::PathBuf;

use gatewright_build::{Builder, Generated, LockMode, ServerTraits};
use serde_json::{Value, json};

use crate::document::{builder, generate, text};

/// A lock in a folder of its own.
struct Lock(PathBuf);

impl Lock {
    fn new(name: &str) -> Self {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.lock"));
        let _ = fs::remove_file(&path);
        Self(path)
    }

    fn builder(&self) -> Builder {
        builder().lock(&self.0).lock_mode(LockMode::Update)
    }

    /// Generates, and writes the names.
    #[track_caller]
    fn generate(&self, builder: &Builder, document: &Value) -> Generated {
        let generated = generate(builder, "api.json", &document.to_string()).unwrap();
        generated.names.as_ref().unwrap().write().unwrap();
        generated
    }

    fn text(&self) -> String {
        fs::read_to_string(&self.0).unwrap()
    }
}

fn document(paths: Value, schemas: Value) -> Value {
    json!({"openapi": "3.0.3", "info": {"title": "Pets", "version": "1"}, "paths": paths, "components": {"schemas": schemas}})
}

fn operation(id: &str) -> Value {
    json!({"operationId": id, "responses": {"204": {"description": "Done."}}})
}

/// The methods of the client with what they send, as `name GET /path`.
fn methods(generated: &Generated) -> Vec<String> {
    let text = text(generated);
    let mut methods: Vec<String> = text
        .split("-> ")
        .filter_map(|method| {
            let (name, body) = method.split_once(" {\n")?;
            let (_, request) = body.split_once("}\n")?.0.split_once("request(\"")?;
            let mut parts = request.split('"').step_by(2);
            Some(format!("{name} {} {}", parts.next()?, parts.next()?))
        })
        .collect();
    methods.sort();
    methods
}

#[test]
fn operations_keep_their_names() {
    let lock = Lock::new("operations");
    let first = document(json!({"/pets": {"get": operation("list")}}), json!({}));
    assert_eq!(methods(&lock.generate(&lock.builder(), &first)), ["List GET /pets"]);

    // A collision, of which the newcomer would win without the lock.
    let second = document(json!({"/cats": {"get": operation("list")}, "/pets": {"get": operation("list")}}), json!({}));
    assert_eq!(
        methods(&generate(&builder(), "api.json", &second.to_string()).unwrap()),
        ["GetPets GET /pets", "List GET /cats"]
    );
    assert_eq!(methods(&lock.generate(&lock.builder(), &second)), ["GetCats GET /cats", "List GET /pets"]);

    // Who is first is gone, and the other keeps the name it got.
    let third = document(json!({"/cats": {"get": operation("list")}}), json!({}));
    assert_eq!(methods(&lock.generate(&lock.builder(), &third)), ["GetCats GET /cats"]);
    assert!(!lock.text().contains("/pets"), "{}", lock.text());

    // A renamed `operationId` breaks no caller either, and an option wins over both.
    let fourth = document(json!({"/cats": {"get": operation("allCats")}}), json!({}));
    assert_eq!(methods(&lock.generate(&lock.builder(), &fourth)), ["GetCats GET /cats"]);
    let renamed = lock.builder().rename("GET /cats", "cats");
    assert_eq!(methods(&lock.generate(&renamed, &fourth)), ["Cats GET /cats"]);
    assert_eq!(methods(&lock.generate(&lock.builder(), &fourth)), ["Cats GET /cats"]);
}

#[test]
fn traits_of_tags_keep_their_names() {
    let lock = Lock::new("tags");
    let builder = || lock.builder().server(true).server_traits(ServerTraits::Tag);
    let tagged = |id: &str, tag: &str| {
        let mut operation = operation(id);
        operation["tags"] = json!([tag]);
        operation
    };
    let traits = |generated: &Generated| -> Vec<String> {
        let lines =
            text(generated).lines().filter_map(|line| line.trim().strip_prefix("pub trait ")?.split(':').next());
        lines.filter(|name| name.contains("Cats")).map(str::to_owned).collect()
    };
    let first = document(json!({"/b": {"get": tagged("b", "cats")}}), json!({}));
    assert_eq!(traits(&lock.generate(&builder(), &first)), ["CatsApi"]);

    // The newcomer sorts before it, and would win without the lock.
    let second = document(json!({"/a": {"get": tagged("a", "Cats")}, "/b": {"get": tagged("b", "cats")}}), json!({}));
    assert_eq!(traits(&lock.generate(&builder(), &second)), ["CatsApi2", "CatsApi"]);
    assert!(lock.text().contains("tag.cats = \"CatsApi\""), "{}", lock.text());

    let renamed = builder().rename("#/tags/Cats", "OtherCats");
    assert_eq!(traits(&lock.generate(&renamed, &second)), ["OtherCats", "CatsApi"]);
}

#[test]
fn the_types_of_an_operation_keep_their_names() {
    let lock = Lock::new("companions");
    let failing = |id: &str| {
        let mut operation = operation(id);
        operation["responses"]["404"] = json!({"description": "Not there."});
        operation
    };
    let first = document(json!({"/pet": {"get": failing("getPet")}}), json!({}));
    lock.generate(&lock.builder(), &first);
    let second =
        document(json!({"/error": {"get": failing("getPetError")}, "/pet": {"get": failing("getPet")}}), json!({}));
    let generated = lock.generate(&lock.builder(), &second);
    assert!(text(&generated).contains("send -> (), GetPetError {"), "{}", text(&generated));
    assert_eq!(methods(&generated), ["GetError GET /error", "GetPet GET /pet"]);
}

#[test]
fn schemas_and_members_keep_their_names() {
    let lock = Lock::new("schemas");
    let object = |members: &[&str]| {
        let members: serde_json::Map<String, Value> =
            members.iter().map(|name| ((*name).to_owned(), json!({"type": "string"}))).collect();
        json!({"type": "object", "properties": members})
    };
    let first =
        document(json!({}), json!({"pet": object(&["userId", "_id"]), "Status": {"type": "string", "enum": ["ASC"]}}));
    let generated = lock.generate(&lock.builder(), &first);
    assert!(text(&generated).contains("optional user_id \"userId\""), "{}", text(&generated));
    let second = document(
        json!({}),
        json!({
            "Pet": object(&["name"]),
            "pet": object(&["userId", "user_id", "_id", "id"]),
            "Status": {"type": "string", "enum": ["Asc", "ASC"]},
        }),
    );
    let generated = lock.generate(&lock.builder(), &second);
    for line in [
        "both Pet \"#/components/schemas/pet\" {\n            optional user_id \"userId\",\n            optional user_id_2 \"user_id\",\n            optional id \"_id\",\n            optional id_2 \"id\",",
        "both Pet2 \"#/components/schemas/Pet\" {\n            optional name \"name\",",
        "Asc2 \"Asc\",\n            Asc \"ASC\",",
    ] {
        assert!(text(&generated).contains(line), "{line}\n{}", text(&generated));
    }
    // Written once, it stays as it is.
    let names = lock.text();
    let again = lock.generate(&lock.builder(), &second);
    assert!(!again.names.unwrap().changed);
    assert_eq!(lock.text(), names);
    assert!(generate(&lock.builder().lock_mode(LockMode::Frozen), "api.json", &second.to_string()).is_ok());
    assert!(generate(&lock.builder().lock_mode(LockMode::Frozen), "api.json", &first.to_string()).is_err());
}

/// Two branches that each add something are merged line by line.
#[test]
fn what_two_branches_add_can_be_merged() {
    let lock = Lock::new("merged");
    let both = document(json!({"/cats": {"get": operation("cats")}, "/dogs": {"get": operation("dogs")}}), json!({}));
    lock.generate(&lock.builder(), &both);
    let merged = lock.text();
    let mut lines: Vec<String> = Vec::new();
    for path in ["/cats", "/dogs"] {
        let one = document(json!({path: {"get": both["paths"][path]["get"].clone()}}), json!({}));
        fs::remove_file(&lock.0).unwrap();
        lock.generate(&lock.builder(), &one);
        let missing: Vec<String> =
            lock.text().lines().filter(|line| !lines.iter().any(|known| known == line)).map(str::to_owned).collect();
        lines.extend(missing);
    }
    let mut expected: Vec<&str> = merged.lines().filter(|line| !line.is_empty()).collect();
    let mut found: Vec<&str> = lines.iter().map(String::as_str).filter(|line| !line.is_empty()).collect();
    expected.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, expected);
}

/// An inline type is found again although the parameters were put into another order.
#[test]
fn places_do_not_depend_on_the_order_of_parameters() {
    let lock = Lock::new("places");
    let parameter = |name: &str| json!({"name": name, "in": "query", "schema": {"type": "string", "enum": [name]}});
    let with = |parameters: Vec<Value>| {
        let mut get = operation("list");
        get["parameters"] = Value::Array(parameters);
        document(json!({"/pets": {"get": get}}), json!({}))
    };
    lock.generate(&lock.builder(), &with(vec![parameter("sort"), parameter("state")]));
    let names = lock.text();
    assert!(names.contains("\"#/paths/~1pets/get/parameters/query:sort/schema\" = \"ListSort\""), "{names}");
    let again = lock.generate(&lock.builder(), &with(vec![parameter("state"), parameter("sort")]));
    assert!(!again.names.unwrap().changed);
}
