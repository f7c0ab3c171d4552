//! Bodies against typed requests, and what is answered when something is missing or wrong.
#![cfg(feature = "server")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says what is wrong by panicking"
)]

mod server;

use gatewright_runtime::server::{Body, FromRequest, Input, Manner, Parts, Rejection, Reply, Route};
use gatewright_runtime::{FromJson, Limits, Misfit, Reader, Validate, Value, Violations};
use serde_json::json;
use server::{Check, Echo, request};

request! { Three {
    operand2: String = required Input::query("operand2").required(),
    operand1: String = required Input::query("operand1").required(),
    zone: String = required Input::header("Zone").required(),
    body: Value = required Input::body_json().required(),
} }

request! { List { body: Vec<i64> = required Input::body_json().required() } }
request! { MaybeBody { body: Option<Vec<i64>> = optional Input::body_json() } }
request! { Patch { body: Value = required Input::body_json_as("application/merge-patch+json").required() } }
request! { Note { text: String = required Input::body_text("text/plain").required() } }
request! { Picture { bytes: Body = stream Input::body_stream("image/*").required() } }
request! { MaybePicture { bytes: Option<Body> = optional_stream Input::body_stream("image/*") } }

#[derive(Debug)]
#[allow(dead_code, reason = "read by its debug form")]
struct Either(String, Option<String>);

impl FromRequest for Either {
    type Response = Reply;

    const INPUTS: &'static [Input] = &[Input::body_json().required(), Input::body_stream("*/*").required()];

    fn from_request(parts: &mut Parts) -> Result<Self, Rejection> {
        let media = parts.media_type().map(str::to_owned);
        match parts.body() {
            Some(0) => Ok(Self(parts.required::<Value>(0)?.to_string(), media)),
            _ => Ok(Self(format!("{:?}", parts.stream(1)?), media)),
        }
    }
}

#[derive(Debug)]
struct Limited {
    limit: i64,
    body: Vec<Positive>,
}

#[derive(Debug)]
struct Positive(i64);

impl FromJson for Positive {
    fn blank() -> Self {
        Self(0)
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), Misfit> {
        self.0.read(reader)
    }
}

impl Validate for Positive {
    fn validate_into(&self, violations: &mut Violations) {
        if self.0 < 1 {
            violations.add("must be at least 1");
        }
    }
}

impl FromRequest for Limited {
    type Response = Reply;

    const INPUTS: &'static [Input] = &[Input::query("limit").required(), Input::body_json().required()];

    fn from_request(parts: &mut Parts) -> Result<Self, Rejection> {
        Ok(Self { limit: parts.required(0)?, body: parts.required(1)? })
    }

    fn validate(&self, violations: &mut Violations) {
        violations.check("query limit", &self.limit, &const { Limits::new().maximum(100.0) });
        violations.nested("body", &self.body);
    }
}

fn routes() -> Vec<Route<Echo>> {
    vec![
        Route::new("POST", "/three", Echo::show::<Three>),
        Route::new("POST", "/body", Echo::show::<List>),
        Route::new("POST", "/maybe", Echo::show::<MaybeBody>),
        Route::new("PATCH", "/body", Echo::show::<Patch>),
        Route::new("POST", "/note", Echo::show::<Note>),
        Route::new("POST", "/picture", Echo::show::<Picture>),
        Route::new("POST", "/maybe-picture", Echo::show::<MaybePicture>),
        Route::new("POST", "/either", Echo::show::<Either>),
        Route::new("POST", "/limited", Echo::show::<Limited>),
    ]
}

const CHECK: Check = Check(routes);

#[test]
fn json_bodies() {
    CHECK.reads("POST /body\ncontent-type: application/json\n\n[1, 2]", "List { body: [1, 2] }");
    CHECK.reads("POST /body\ncontent-type: application/vnd.x+json; charset=utf-8\n\n[1]", "List { body: [1] }");
    CHECK.reads("POST /body\n\n\u{feff}[1]", "List { body: [1] }");
    CHECK.reads("POST /maybe", "MaybeBody { body: None }");
    CHECK.reads("POST /maybe\ncontent-type: application/json", "MaybeBody { body: None }");
    CHECK.reads("POST /maybe\ncontent-type: application/json\n\n[]", "MaybeBody { body: Some([]) }");
    CHECK.reads("PATCH /body\ncontent-type: Application/Merge-Patch+JSON\n\nnull", "Patch { body: Null }");
}

#[test]
fn json_bodies_that_do_not_fit() {
    let error = |pointer: &str, detail: &str| json!([{"in": "body", "pointer": pointer, "detail": detail}]);
    let post = |body: &str| format!("POST /body\ncontent-type: application/json\n\n{body}");
    CHECK.rejects("POST /body", 400, error("", "is required"));
    CHECK.rejects(
        &post("[1,"),
        400,
        error("", "found text that is not JSON: expected a value, found the end of the text at line 1 column 4"),
    );
    CHECK.rejects(&post("[1, \"x\"]"), 400, error("/1", "expected an integer of 64 bits, found the string \"x\""));
    CHECK.rejects(&post("{}"), 400, error("", "expected an array, found an empty object"));
    CHECK.rejects("POST /body\ncontent-type: text/plain\n\n[1]", 415, Value::Null);
    CHECK.rejects("PATCH /body\ncontent-type: application/json\n\n{}", 415, Value::Null);
    let bad_body = |request: &str| CHECK.gateway_says(request, 400, "BadRequestException", "Invalid request body");
    bad_body("POST /body");
    bad_body(&post("[1,"));
    bad_body(&post("[\"x\"]"));
    CHECK.gateway_says(
        "POST /body\ncontent-type: text/plain\n\n[1]",
        415,
        "BadRequestException",
        "Unsupported Media Type",
    );
}

#[test]
fn other_bodies() {
    CHECK.reads("POST /note\ncontent-type: text/plain;charset=utf-8\n\nHyvää yötä", "Note { text: \"Hyvää yötä\" }");
    CHECK.reads("POST /note\ncontent-type: text/plain", "Note { text: \"\" }");
    CHECK.reads("POST /picture\ncontent-type: image/png\n\nabc", "Picture { bytes: Body(..) }");
    CHECK.reads("POST /maybe-picture", "MaybePicture { bytes: None }");
    CHECK.reads("POST /either\ncontent-type: application/json\n\n{ }", "Either(\"{}\", Some(\"application/json\"))");
    CHECK.reads("POST /either\ncontent-type: audio/ogg\n\nabc", "Either(\"Body(..)\", Some(\"audio/ogg\"))");
    CHECK.rejects("POST /picture\ncontent-type: text/plain\n\nabc", 415, Value::Null);
    CHECK.rejects("POST /note", 400, json!([{"in": "body", "pointer": "", "detail": "is required"}]));
    CHECK.gateway_says("POST /note", 400, "BadRequestException", "Invalid request body");
}

#[test]
fn everything_that_is_missing_is_named_at_once() {
    let missing = "Missing required request parameters";
    CHECK.gateway_says("POST /three", 400, "BadRequestException", &format!("{missing}: [Zone, operand1, operand2]"));
    CHECK.gateway_says(
        "POST /three?operand1=1\nZone: z",
        400,
        "BadRequestException",
        &format!("{missing}: [operand2]"),
    );
    CHECK.gateway_says(
        "POST /three?operand1=&operand2=+\nZone: z",
        400,
        "BadRequestException",
        &format!("{missing}: [operand1, operand2]"),
    );
    let error = |place, name| json!({"in": place, "name": name, "detail": "is required"});
    let body = json!({"in": "body", "pointer": "", "detail": "is required"});
    CHECK.rejects(
        "POST /three",
        400,
        json!([error("query", "operand2"), error("query", "operand1"), error("header", "Zone"), body]),
    );
    CHECK.reads(
        "POST /three?operand1=&operand2=\nZone:\ncontent-type: application/json\n\n1",
        "Three { operand2: \"\", operand1: \"\", zone: \"\", body: Number(1) }",
    );
}

#[test]
fn an_empty_body_is_an_empty_object_at_api_gateway() {
    let answer = CHECK.answer(Manner::ApiGateway, "POST /three?operand1=1&operand2=2\nZone: z");
    assert!(answer.ends_with("body: Object {} }"), "{answer}");
}

#[test]
fn constraints() {
    let post =
        |query: &str, body: &str| format!("POST /limited?limit={query}\ncontent-type: application/json\n\n{body}");
    CHECK.reads(&post("100", "[1]"), "Limited { limit: 100, body: [Positive(1)] }");
    CHECK.rejects(
        &post("101", "[1, 0]"),
        422,
        json!([
            {"in": "query", "name": "limit", "detail": "must be at most 100"},
            {"in": "body", "pointer": "/1", "detail": "must be at least 1"},
        ]),
    );
    CHECK.gateway_says(&post("101", "[]"), 400, "BadRequestException", "Invalid request parameters: [limit]");
    CHECK.gateway_says(&post("101", "[-1]"), 400, "BadRequestException", "Invalid request body");
}

#[test]
fn unknown_routes() {
    CHECK.rejects("GET /nowhere", 404, Value::Null);
    CHECK.rejects("GET /", 404, Value::Null);
    CHECK.gateway_says("GET /nowhere", 403, "MissingAuthenticationTokenException", "Missing Authentication Token");
    CHECK.gateway_says("DELETE /body", 403, "MissingAuthenticationTokenException", "Missing Authentication Token");
    let answer = CHECK.answer(Manner::Problem, "DELETE /body");
    let (head, body) = answer.split_once("\n\n").unwrap();
    assert_eq!(head, "405\nallow: PATCH, POST\ncontent-type: application/problem+json");
    assert_eq!(
        body,
        "{\"type\":\"about:blank\",\"title\":\"Method Not Allowed\",\"status\":405,\
         \"detail\":\"only PATCH, POST can be used here\"}"
    );
}
