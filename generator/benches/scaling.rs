//! Whether time and memory grow with the document and no faster, whatever it is large with.
//!
//! `cargo bench -p gatewright-build --bench scaling` makes documents of 1, 4, 16 and 64 MB of several shapes, in JSON and
//! YAML, and generates a whole crate in memory from each, in a process of its own: CPU seconds and the most memory, and
//! both for each MB of the document. What is over the goal is marked. Behind `--`, sizes in MB and names of shapes choose;
//! with `GATEWRIGHT_STAGES` set, each stage shows where both stand at its end.

// A bench that cannot go on has failed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use std::{env, fs};

use serde_json::{Map, Value, json};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Seconds, and MB of memory, for each MB of a document.
const GOAL: (f64, f64) = (0.25, 30.0);
const SIZES: [usize; 4] = [1, 4, 16, 64];
/// A document of about that many bytes.
type Make = fn(usize) -> Value;

const SHAPES: [(&str, Make); 6] = [
    ("schemas", schemas),
    ("one-schema", one_schema),
    ("nested", nested),
    ("references", references),
    ("operations", operations),
    ("strings", strings),
];

fn main() {
    if let Some(document) = env::var_os("GATEWRIGHT_SCALING_OF") {
        return measure(Path::new(&document));
    }
    let chosen: Vec<String> = env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let sizes: Vec<usize> = chosen.iter().filter_map(|size| size.parse().ok()).collect();
    let shapes: Vec<&str> =
        SHAPES.iter().map(|(name, _)| *name).filter(|name| chosen.iter().any(|c| c == name)).collect();
    println!("{:<12} {:<5} {:>5} {:>9} {:>9} {:>9} {:>9}", "shape", "form", "MB", "s", "MB used", "s/MB", "MB/MB");
    let folder = tempfile::tempdir().unwrap();
    for (name, shape) in SHAPES.iter().filter(|(name, _)| shapes.is_empty() || shapes.contains(name)) {
        for size in SIZES.iter().filter(|size| sizes.is_empty() || sizes.contains(size)) {
            for (form, path) in files(folder.path(), &shape(size << 20)) {
                print!("{name:<12} {form:<5} ");
                let run =
                    Command::new(env::current_exe().unwrap()).env("GATEWRIGHT_SCALING_OF", &path).output().unwrap();
                assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
                print!("{}", String::from_utf8_lossy(&run.stdout));
            }
        }
    }
}

/// The same document in both forms.
fn files(folder: &Path, document: &Value) -> [(&'static str, PathBuf); 2] {
    let (json, yaml) = (folder.join("api.json"), folder.join("api.yaml"));
    fs::write(&json, serde_json::to_string(document).unwrap()).unwrap();
    let mut text = String::new();
    write_yaml(&mut text, document, 0);
    fs::write(&yaml, text).unwrap();
    [("JSON", json), ("YAML", yaml)]
}

/// Blocks, with strings as JSON has them, which YAML takes too.
fn write_yaml(out: &mut String, value: &Value, depth: usize) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (key, value) in map {
                let _ = write!(out, "\n{:depth$}{}:", "", Value::from(key.as_str()));
                write_yaml(out, value, depth + 1);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                let _ = write!(out, "\n{:depth$}-", "");
                write_yaml(out, item, depth + 1);
            }
        }
        scalar => {
            let _ = write!(out, " {scalar}");
        }
    }
}

fn measure(document: &Path) {
    let megabytes = fs::metadata(document).unwrap().len() as f64 / f64::from(1 << 20);
    let mut builder = gatewright_build::Builder::new(document);
    if env::var_os("GATEWRIGHT_STAGES").is_some() {
        builder = builder.stage_ended(|stage| {
            println!("  {stage:<12} {:9.2} s {:9} MB", cpu_time().as_secs_f64(), peak_memory() / 1024);
        });
    }
    let generated = builder.generate_crate("measured");
    // A line of references without an end is rejected; that too has to be quick.
    let rejected = match &generated {
        Ok(_) => "",
        Err(gatewright_build::Error::Document(report)) if report.has_errors() => "  rejected",
        Err(error) => panic!("{error:.2000}"),
    };
    let (seconds, memory) = (cpu_time().as_secs_f64(), peak_memory() as f64 / 1024.0);
    let (time_each, memory_each) = (seconds / megabytes, memory / megabytes);
    // What the program itself takes counts for little in a large document, and for much in a small one.
    let over = time_each > GOAL.0 || (memory - 20.0) / megabytes > GOAL.1;
    let mark = if over { "  over" } else { "" };
    println!("{megabytes:5.1} {seconds:9.2} {memory:9.0} {time_each:9.3} {memory_each:9.1}{mark}{rejected}");
}

fn document(paths: Value, schemas: Map<String, Value>) -> Value {
    json!({"openapi": "3.0.3", "info": {"title": "Scaling", "version": "1"}, "paths": paths, "components": {"schemas": schemas}})
}

/// One operation that uses a schema.
fn user(schema: &str) -> Value {
    let schema = json!({"$ref": format!("#/components/schemas/{schema}")});
    json!({"/a": {"post": {"operationId": "post", "requestBody": {"content": {"application/json": {"schema": schema}}},
        "responses": {"200": {"description": "Ok", "content": {"application/json": {"schema": schema}}}}}}})
}

/// Adds schemas until the document is so large.
fn many(size: usize, mut schema: impl FnMut(usize) -> Value) -> Map<String, Value> {
    let mut schemas = Map::new();
    let mut written = 0;
    while written < size {
        let number = schemas.len();
        let schema = schema(number);
        written += schema.to_string().len() + 20;
        schemas.insert(format!("Schema{number}"), schema);
    }
    schemas
}

/// Many schemas of a few properties, each of which refers to others.
fn schemas(size: usize) -> Value {
    let schemas = many(size, |number| {
        json!({"type": "object", "description": format!("The schema of number {number}."), "required": ["id"], "properties": {
            "id": {"type": "string", "description": "What it is called.", "maxLength": 40},
            "size": {"type": "integer", "format": "int64"},
            "kind": {"type": "string", "enum": ["first", "second", format!("kind-{number}")]},
            "next": {"$ref": format!("#/components/schemas/Schema{}", number + 1)},
            "others": {"type": "array", "items": {"$ref": format!("#/components/schemas/Schema{}", number / 2)}}}})
    });
    let last = schemas.len();
    let mut all = schemas;
    all.insert(format!("Schema{last}"), json!({"type": "string"}));
    document(user("Schema0"), all)
}

/// One schema with all that the document has.
fn one_schema(size: usize) -> Value {
    let mut properties = Map::new();
    while properties.len() * 100 < size {
        let number = properties.len();
        let property = json!({"type": "string", "description": format!("Property {number}."), "maxLength": number});
        properties.insert(format!("property{number}"), property);
    }
    let one = json!({"type": "object", "properties": properties});
    document(user("One"), Map::from_iter([("One".to_owned(), one)]))
}

/// Schemas that are written one within the other, as deep as is read.
fn nested(size: usize) -> Value {
    let schemas = many(size, |number| {
        (0..20).fold(json!({"type": "string"}), |inner, depth| {
            json!({"type": "object", "properties": {format!("level{depth}"): inner, format!("own{number}"): {"type": "integer"}}})
        })
    });
    let mut paths = Map::new();
    for name in schemas.keys() {
        let path = user(name)["/a"]["post"]["responses"].clone();
        paths.insert(format!("/{name}"), json!({"get": {"responses": path}}));
    }
    document(paths.into(), schemas)
}

/// A chain of schemas that only refer to the next.
fn references(size: usize) -> Value {
    let mut schemas = many(size, |number| json!({"$ref": format!("#/components/schemas/Schema{}", number + 1)}));
    let end = json!({"type": "object", "properties": {"id": {"type": "string"}}});
    schemas.insert(format!("Schema{}", schemas.len()), end);
    document(user("Schema0"), schemas)
}

/// Many operations with a few parameters.
fn operations(size: usize) -> Value {
    let mut paths = Map::new();
    let mut written = 0;
    while written < size {
        let number = paths.len();
        let path = json!({"get": {"operationId": format!("getThing{number}"), "summary": format!("Gets thing {number}."),
            "tags": [format!("tag{}", number % 50)], "parameters": [
            {"name": "id", "in": "path", "required": true, "schema": {"type": "string"}},
            {"name": "limit", "in": "query", "description": "How many.", "schema": {"type": "integer", "format": "int32"}}],
            "responses": {"200": {"description": "Ok", "content": {"application/json": {"schema": {"$ref": format!("#/components/schemas/Thing{}", number % 100)}}}},
                "404": {"description": "There is none."}}}});
        written += path.to_string().len() + 20;
        paths.insert(format!("/things{number}/{{id}}"), path);
    }
    let thing = |number: usize| json!({"type": "object", "properties": {format!("name{number}"): {"type": "string"}}});
    document(paths.into(), (0..100).map(|number| (format!("Thing{number}"), thing(number))).collect())
}

/// Few schemas with descriptions and examples of a thousand words.
fn strings(size: usize) -> Value {
    let text = "Words and more words, with `code` and a link to https://a.example in them.\n".repeat(200);
    let schemas = many(size, |number| {
        json!({"type": "object", "description": format!("{text} {number}"), "properties": {
            "value": {"type": "string", "description": text, "example": text, "default": text}}})
    });
    let all: Vec<Value> = schemas.keys().map(|name| json!({"$ref": format!("#/components/schemas/{name}")})).collect();
    let mut schemas = schemas;
    schemas.insert(
        "All".to_owned(),
        json!({"type": "object", "properties":
        all.into_iter().enumerate().map(|(number, schema)| (format!("p{number}"), schema)).collect::<Map<_, _>>()}),
    );
    document(user("All"), schemas)
}

/// The CPU time of the whole process.
#[cfg(unix)]
fn cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
}

/// Elsewhere the time that has passed has to do.
#[cfg(not(unix))]
fn cpu_time() -> Duration {
    static START: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
    START.elapsed()
}

/// The most memory that the process has had, in kB; 0 where the system does not say.
fn peak_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
