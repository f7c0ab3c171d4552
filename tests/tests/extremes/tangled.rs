//! Small documents that say very much: written out they would be exponentially larger, or endless.

use serde_json::{Map, Value, json};

use crate::{outcome, reference, with_schemas};

const CHOICES: [&str; 2] = ["oneOf", "anyOf"];
const KEYWORDS: [&str; 3] = ["allOf", "oneOf", "anyOf"];

fn object(member: &str) -> Value {
    json!({"type": "object", "properties": {member: {"type": "string"}}})
}

/// Layers of schemas, each of which refers to all of the next layer, by the keyword.
fn layers(keyword: &str, depth: usize, width: usize, own_members: bool) -> Value {
    let name = |layer: usize, place: usize| format!("L{layer:03}x{place}");
    let mut schemas = Vec::new();
    for (layer, place) in (0..depth).flat_map(|layer| (0..width).map(move |place| (layer, place))) {
        let below: Vec<Value> = (0..width).map(|other| reference(&name(layer + 1, other))).collect();
        let mut schema = if own_members { object(&format!("m{layer}x{place}")) } else { json!({}) };
        schema[keyword] = below.into();
        schemas.push((name(layer, place), schema));
    }
    schemas.extend((0..width).map(|place| (name(depth, place), object(&format!("end{place}")))));
    with_schemas(schemas)
}

/// Schemas that all refer to all, themselves included.
fn complete(keyword: &str, own_members: bool) -> Value {
    let names: Vec<String> = (0..12).map(|number| format!("C{number:02}")).collect();
    with_schemas(names.iter().map(|name| {
        let mut schema = if own_members { object(name) } else { json!({}) };
        schema[keyword] = names.iter().map(|other| reference(other)).collect();
        (name.clone(), schema)
    }))
}

/// One inline schema within the other, each with members around the choice.
fn nested(keyword: &str, depth: usize) -> Value {
    let schema = (0..depth).fold(object("innermost"), |inner, level| {
        let mut schema = object(&format!("around{level}"));
        schema[keyword] = json!([inner, object(&format!("beside{level}"))]);
        schema
    });
    with_schemas([("Outermost".to_owned(), schema)])
}

/// A line of schemas, of which each is made of the next by the function.
fn line(length: usize, link: impl Fn(Value, usize) -> Value) -> Value {
    let name = |number: usize| format!("S{number:05}");
    let schemas = (0..length).map(|number| (name(number), link(reference(&name(number + 1)), number)));
    with_schemas(schemas.chain([(name(length), object("end"))]))
}

#[track_caller]
fn small(what: &str, document: &Value) {
    let most = 40 * document.to_string().len() + 10_000;
    let length = outcome(document).unwrap_or_else(|codes| panic!("{what}: {codes:?}"));
    assert!(length <= most, "{what}: {length} bytes of code, and at most {most} are expected");
}

#[track_caller]
fn rejected(what: &str, document: &Value, code: &str) {
    assert_eq!(outcome(document), Err(vec![code.to_owned()]), "{what}");
}

pub(crate) fn check() {
    for keyword in KEYWORDS {
        small(&format!("layers of {keyword}"), &layers(keyword, 40, 4, false));
        small(&format!("nested {keyword}"), &nested(keyword, 15));
    }
    for keyword in CHOICES {
        small(&format!("all {keyword} all"), &complete(keyword, false));
        // Each way through the layers has other members around it: written out as far as there is room.
        rejected(&format!("layers of {keyword} with members"), &layers(keyword, 40, 3, true), "too-large");
        let through_one = line(8, |next, number| {
            let mut schema = object(&format!("p{number}"));
            schema[keyword] = json!([next, next, {"properties": {"z": next}}]);
            schema
        });
        small(&format!("{keyword} with members, one way"), &through_one);
        let circle = with_schemas([("A", "B"), ("B", "A")].map(|(own, other)| {
            let mut schema = object(own);
            schema[keyword] = json!([reference(other), object("leaf")]);
            (own.to_owned(), schema)
        }));
        small(&format!("{keyword} in a circle"), &circle);
    }
    let schemes: Map<String, Value> = (0..200).map(|number| (format!("s{number}"), json!([]))).collect();
    let mut asking = with_schemas([]);
    asking["security"] = json!([schemes]);
    asking["paths"] = json!({"/p": {"get": {"responses": {}}}});
    rejected("a list of schemes for every operation", &asking, "too-large");
    // An example as deep as the schemas, of which two that differ speak of each member: many ways, and all of them fit.
    let depth = 60;
    let both = |level: usize| {
        json!([0, 1].map(|side| json!({"properties": {"next": reference(&format!("L{level:02}x{side}"))}})))
    };
    let levels = (0..depth).flat_map(|level| [0, 1].map(|side| (level, side)));
    let mut deep = with_schemas(
        levels
            .map(|(level, side)| (format!("L{level:02}x{side}"), json!({"allOf": both(level + 1)})))
            .chain([0, 1].map(|side| (format!("L{depth}x{side}"), object("end")))),
    );
    let example = (0..depth).fold(json!({"end": "of it"}), |inner, _| json!({"next": inner}));
    let content = json!({"application/json": {"schema": reference("L00x0"), "example": example}});
    deep["paths"] = json!({"/p": {"get": {"responses": {"200": {"description": "It.", "content": content}}}}});
    assert!(outcome(&deep).is_ok(), "a deep example");
    rejected("all of all", &complete("allOf", true), "all-of-cycle");
    small(
        "layers of types",
        &line(40, |next, _| json!({"type": ["object", "array", "string"], "properties": {"a": next}, "items": next})),
    );
    small(
        "a line of members",
        &line(3_000, |next, _| json!({"type": "object", "required": ["next"], "properties": {"next": next}})),
    );
    small("a line of lists", &line(3_000, |next, _| json!({"type": "array", "items": next})));
    small(
        "a line of choices",
        &line(
            300,
            |next, number| json!({"oneOf": [next, {"type": "object", "properties": {format!("m{number}"): {"type": "string"}}}]}),
        ),
    );
    rejected(
        "a line of bases",
        &line(300, |next, number| json!({"allOf": [next, object(&format!("m{number}"))]})),
        "nesting-too-deep",
    );
    small("a line of names", &line(50, |next, _| next));
    rejected("a long line of names", &line(3_000, |next, _| next), "reference-cycle");
}
