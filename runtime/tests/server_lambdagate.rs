//! A whole server in the form that generated code has: trait, requests, responses, routes.
#![cfg(feature = "server")]
#![allow(clippy::unwrap_used, reason = "a test says what is wrong by panicking")]

mod server;

use gatewright_runtime as rt;
use server::answer_of;

#[derive(Clone, Debug)]
struct Input {
    a: f64,
    b: f64,
    op: String,
}
rt::object! { both Input { required a "a", required b "b", required op "op" } }

#[derive(Clone, Debug)]
struct Output {
    c: Option<f64>,
}
rt::object! { both Output { optional c "c" } }

#[derive(Clone, Debug)]
struct Outcome {
    input: Option<Input>,
    output: Option<Output>,
}
rt::object! { both Outcome { optional input "input", optional output "output" } }

#[derive(Clone, Debug, PartialEq)]
struct GetCalcHeaders {
    operand_1: Option<String>,
    operator: Option<String>,
}
rt::headers! { GetCalcHeaders { operand_1 "operand_1", operator "operator" } }

trait LambdaGate: Send + Sync + 'static {
    fn get_calc(
        &self,
        request: GetCalcRequest,
        context: rt::server::Context,
    ) -> impl Future<Output = Result<GetCalcResponse, String>> + Send;
    fn post_calc(
        &self,
        request: PostCalcRequest,
        context: rt::server::Context,
    ) -> impl Future<Output = Result<PostCalcResponse, String>> + Send;
    /// A name that every `Clone` type has too.
    fn clone(
        &self,
        request: (),
        context: rt::server::Context,
    ) -> impl Future<Output = Result<PostCalcResponse, String>> + Send;
}

#[derive(Clone, Debug, PartialEq)]
struct GetCalcRequest {
    operand1: String,
    operand2: String,
    operator: String,
}

impl rt::server::FromRequest for GetCalcRequest {
    type Response = GetCalcResponse;

    const INPUTS: &'static [rt::server::Input] = &[
        rt::server::Input::query("operand1").required(),
        rt::server::Input::query("operand2").required(),
        rt::server::Input::query("operator").required(),
    ];

    fn from_request(parts: &mut rt::server::Parts) -> Result<Self, rt::server::Rejection> {
        Ok(Self { operand1: parts.required(0)?, operand2: parts.required(1)?, operator: parts.required(2)? })
    }
}

#[derive(Clone, Debug, PartialEq)]
struct PostCalcRequest {
    invocation_type: Option<String>,
    body: Input,
}

impl rt::server::FromRequest for PostCalcRequest {
    type Response = PostCalcResponse;

    const INPUTS: &'static [rt::server::Input] =
        &[rt::server::Input::header("InvocationType"), rt::server::Input::body_json().required()];

    fn from_request(parts: &mut rt::server::Parts) -> Result<Self, rt::server::Rejection> {
        Ok(Self { invocation_type: parts.optional(0)?, body: parts.required(1)? })
    }
}

#[derive(Clone, Debug, PartialEq)]
enum GetCalcResponse {
    Ok(Outcome, GetCalcHeaders),
}

impl rt::server::IntoReply for GetCalcResponse {
    fn into_reply(self) -> rt::server::Reply {
        match self {
            Self::Ok(body, headers) => rt::server::Reply::json(200, &body).headers(&headers),
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
enum PostCalcResponse {
    Ok(Outcome),
}

impl rt::server::IntoReply for PostCalcResponse {
    fn into_reply(self) -> rt::server::Reply {
        match self {
            Self::Ok(body) => rt::server::Reply::json(200, &body),
        }
    }
}

fn service<A: LambdaGate>(api: A) -> rt::server::Service {
    let routes = [
        rt::server::Route::new("GET", "/calc", A::get_calc),
        rt::server::Route::new("POST", "/calc", A::post_calc),
        rt::server::Route::new("GET", "/clone", A::clone),
    ];
    rt::server::Service::new(api, rt::server::Manner::ApiGateway, "/test", routes)
}

struct Adder;

impl LambdaGate for Adder {
    async fn get_calc(&self, request: GetCalcRequest, _: rt::server::Context) -> Result<GetCalcResponse, String> {
        let sum = request.operand1.parse::<f64>().unwrap() + request.operand2.parse::<f64>().unwrap();
        let headers = GetCalcHeaders { operand_1: Some(request.operand1), operator: Some(request.operator) };
        Ok(GetCalcResponse::Ok(Outcome { input: None, output: Some(Output { c: Some(sum) }) }, headers))
    }

    async fn post_calc(&self, request: PostCalcRequest, _: rt::server::Context) -> Result<PostCalcResponse, String> {
        let sum = request.body.a + request.body.b;
        Ok(PostCalcResponse::Ok(Outcome {
            input: Some(request.body),
            output: Some(Output { c: request.invocation_type.is_none().then_some(sum) }),
        }))
    }

    async fn clone(&self, (): (), _: rt::server::Context) -> Result<PostCalcResponse, String> {
        Ok(PostCalcResponse::Ok(Outcome { input: None, output: None }))
    }
}

#[track_caller]
fn check(request: &str, expected: &str) {
    assert_eq!(answer_of(&service(Adder), request), expected, "{request}");
}

#[test]
fn calls() {
    check(
        "GET /test/calc?operand1=1&operand2=2&operator=%2B",
        "200\ncontent-type: application/json\noperand_1: 1\noperator: +\n\n{\"output\":{\"c\":3}}",
    );
    let post = "POST /test/calc\ncontent-type: application/json";
    let body = "{\"a\":0.5,\"b\":2,\"op\":\"+\",\"more\":[]}";
    let input = "\"input\":{\"a\":0.5,\"b\":2,\"op\":\"+\"}";
    check(
        &format!("{post}\n\n{body}"),
        &format!("200\ncontent-type: application/json\n\n{{{input},\"output\":{{\"c\":2.5}}}}"),
    );
    check(
        &format!("{post}\nInvocationType: Event\n\n{body}"),
        &format!("200\ncontent-type: application/json\n\n{{{input},\"output\":{{}}}}"),
    );
    check("GET /test/clone", "200\ncontent-type: application/json\n\n{}");
}

#[test]
fn rejections() {
    let rejection = |message: &str| {
        format!(
            "400\ncontent-type: application/json\nx-amzn-errortype: BadRequestException\n\n{{\"message\": \"{message}\"}}"
        )
    };
    check("GET /test/calc?operand2=2", &rejection("Missing required request parameters: [operand1, operator]"));
    for body in ["", "{", "[]", "{\"a\":1,\"b\":2}", "{\"a\":\"1\",\"b\":2,\"op\":\"+\"}"] {
        check(
            &format!("POST /test/calc\ncontent-type: application/json\n\n{body}"),
            &rejection("Invalid request body"),
        );
    }
}
