//! Operations: their calls in the client, their requests and answers in the server.

use expect_test::{Expect, expect};

use crate::document::{builder, calls, generate, indented, text};

/// Checks the request, its methods and its answers, as the client has them, for the operation
/// `do it` on `GET /things/{id}` of an OpenAPI 3.0 document.
#[track_caller]
fn check(operation: &str, expected: Expect) {
    let method = if operation.contains("requestBody") { "post" } else { "get" };
    let document = format!(
        "openapi: 3.0.3\ninfo: {{title: Snippet, version: '1'}}\npaths:\n  /things/{{id}}:\n    parameters:\n    - {{name: id, in: path, \
         required: true, schema: {{type: string}}}}\n    {method}:\n      operationId: do it\n{}",
        indented(operation, 6)
    );
    let generated = match generate(&builder().server(false), "snippet.yaml", &document) {
        Ok(generated) => generated,
        Err(error) => panic!("{error}\n\n{document}"),
    };
    let report = generated.report.one_line();
    // A note is no complaint.
    let warnings = report.iter().filter(|line| !line.contains(": note["));
    assert_eq!(warnings.count(), 0, "{}\n\n{document}", report.join("\n"));
    expected.assert_eq(&(calls(text(&generated)).join("\n") + "\n"));
}

#[test]
fn one_required_input_is_an_argument() {
    check(
        "responses: {'204': {description: Done.}}",
        expect![[r#"
            impl Client {
                /// `GET /things/{id}`
                ///
                /// - Required: `id: &str`
                /// - Returns: `()`
                pub fn do_it(&self, id: &str) -> DoIt {
                    DoIt(self.core.request("GET", "/things/{id}").id("do it").path("id", &id), rt::PhantomData)
                }
            }
            rt::request! {
                /// A call of `GET /things/{id}`; `send` sends it.
                DoIt;
                /// Done.
                send -> (), rt::client::NoError { 204 => empty }
            }
        "#]],
    );
}

#[test]
fn parameters_of_every_place() {
    check(
        "
        parameters:
        - {name: q, in: query, required: true, schema: {type: string}}
        - {name: tags, in: query, style: pipeDelimited, explode: false, schema: {type: array, items: {type: string}}}
        - {name: X-Trace, in: header, schema: {type: string, format: uuid}}
        - {name: session, in: cookie, schema: {type: string}}
        - {name: limit, in: query, schema: {type: integer, format: int32, default: 20}}
        responses: {'200': {description: Done., content: {application/json: {schema: {type: array, items: {type: string}}}}}}
        ",
        expect![[r#"
            impl Client {
                /// `GET /things/{id}`
                ///
                /// - Required: `id: &str`, `q: &str`
                /// - Optional: `limit: i32`, `tags: &[&str]`, `x_trace: &rt::Uuid`, `session: &str`
                /// - Returns: `Vec<String>`
                pub fn do_it(&self) -> DoIt {
                    DoIt(self.core.request("GET", "/things/{id}").id("do it").accept("application/json"), rt::PhantomData)
                }
            }
            rt::request! {
                /// A call of `GET /things/{id}`; `send` sends it.
                DoIt;
                required {
                    /// Path parameter `id`.
                    id: &str => path("id") -> DoIt<rt::Given, B>, A: RequiresPathId;
                    /// Query parameter `q`.
                    q: &str => query("q") -> DoIt<A, rt::Given>, B: RequiresQueryQ;
                }
                optional {
                    /// Query parameter `limit`. Default: `20`.
                    limit: i32 => query("limit");
                    /// Query parameter `tags`.
                    tags: &[&str] => query_as("tags"; rt::Style::PipeDelimited);
                    /// Header parameter `X-Trace`.
                    x_trace: &rt::Uuid => header("X-Trace");
                    /// Cookie parameter `session`.
                    session: &str => cookie("session");
                }
                /// Done.
                send -> Vec<String>, rt::client::NoError { 200 => json }
            }
            rt::requirements! {
                RequiresPathId = "this call is missing its required path parameter `id`", "call `.id(…)` before `.send()`";
                RequiresQueryQ = "this call is missing its required query parameter `q`", "call `.q(…)` before `.send()`";
            }
        "#]],
    );
}

#[test]
fn several_answers() {
    check(
        "
        responses:
          '200': {description: Here it is., content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}
          '201': {description: Made., content: {text/plain: {schema: {type: string}}}}
          '404': {description: Not there.}
          4XX: {description: Rejected., content: {application/problem+json: {schema: {type: object}}}}
          default: {description: Anything else., content: {application/json: {schema: {type: string}}}}
        ",
        expect![[r#"
            impl Client {
                /// `GET /things/{id}`
                ///
                /// - Required: `id: &str`
                /// - Returns: `DoItSuccess`
                /// - Fails: `NotFound` (404), `ClientError` (4XX), `Default` (any other)
                pub fn do_it(&self, id: &str) -> DoIt {
                    let request = self
                        .core
                        .request("GET", "/things/{id}")
                        .id("do it")
                        .accept("application/json, text/plain, application/problem+json")
                        .path("id", &id);
                    DoIt(request, rt::PhantomData)
                }
            }
            rt::request! {
                /// A call of `GET /things/{id}`; `send` sends it.
                DoIt;
                send -> DoItSuccess, DoItError {}
                successes DoItSuccess {
                    /// Here it is.
                    200 => Ok(models::DoItOkResponse) json_as,
                    /// Made.
                    201 => Created(String) text_as,
                }
                failures DoItError {
                    /// Not there.
                    404 => NotFound empty,
                    /// Rejected.
                    400..=499 => ClientError(BTreeMap<String, rt::Value>) json,
                    /// Anything else.
                    _ => Default(String) json,
                }
            }
        "#]],
    );
}

#[test]
fn bodies() {
    check(
        "
        requestBody: {required: true, content: {application/json: {schema: {type: array, items: {type: integer}}}}}
        responses: {'204': {description: Done.}}
        ",
        expect![[r#"
            impl Client {
                /// `POST /things/{id}`
                ///
                /// - Required: `id: &str`, `body: &[i64]`
                /// - Returns: `()`
                pub fn do_it(&self) -> DoIt {
                    DoIt(self.core.request("POST", "/things/{id}").id("do it"), rt::PhantomData)
                }
            }
            rt::request! {
                /// A call of `POST /things/{id}`; `send` sends it.
                DoIt;
                required {
                    /// Path parameter `id`.
                    id: &str => path("id") -> DoIt<rt::Given, B>, A: RequiresPathId;
                    /// The body.
                    body: &[i64] => body_json() -> DoIt<A, rt::Given>, B: RequiresBody;
                }
                /// Done.
                send -> (), rt::client::NoError { 204 => empty }
            }
            rt::requirements! {
                RequiresBody = "this call is missing its required body", "call `.body(…)` before `.send()`";
                RequiresPathId = "this call is missing its required path parameter `id`", "call `.id(…)` before `.send()`";
            }
        "#]],
    );
    check(
        "
        requestBody: {content: {application/octet-stream: {schema: {type: string, format: binary}}}}
        responses: {'200': {description: Done., content: {image/png: {schema: {type: string, format: binary}}}}}
        ",
        expect![[r#"
            impl Client {
                /// `POST /things/{id}`
                ///
                /// - Required: `id: &str`
                /// - Optional: `body: &rt::Bytes`
                /// - Returns: `rt::Bytes`
                pub fn do_it(&self, id: &str) -> DoIt {
                    let request = self.core.request("POST", "/things/{id}");
                    DoIt(request.id("do it").accept("image/png").path("id", &id), rt::PhantomData)
                }
            }
            rt::request! {
                /// A call of `POST /things/{id}`; `send` sends it.
                DoIt;
                optional {
                    /// The body.
                    body: &rt::Bytes => body_bytes("application/octet-stream");
                }
                /// Done.
                send -> rt::Bytes, rt::client::NoError { 200 => bytes }
            }
        "#]],
    );
}

#[test]
fn a_server_of_its_own() {
    check(
        "
        servers: [{url: '{where}://up.example/v2/', variables: {where: {default: https}}}, {url: 'https://second.example'}]
        responses: {'204': {description: Done.}}
        ",
        expect![[r#"
            impl Client {
                /// Servers:
                ///
                /// * `{where}://up.example/v2/`; `where` is by default `https`
                /// * `https://second.example`
                ///
                /// `GET /things/{id}`
                ///
                /// - Required: `id: &str`
                /// - Returns: `()`
                pub fn do_it(&self, id: &str) -> DoIt {
                    let request = self.core.request("GET", "/things/{id}");
                    DoIt(request.id("do it").server("https://up.example/v2").path("id", &id), rt::PhantomData)
                }
            }
            rt::request! {
                /// A call of `GET /things/{id}`; `send` sends it.
                DoIt;
                /// Done.
                send -> (), rt::client::NoError { 204 => empty }
            }
        "#]],
    );
    check(
        "
        servers: [{url: /v2/}]
        responses: {'204': {description: Done.}}
        ",
        expect![[r#"
            impl Client {
                /// `GET /things/{id}`
                ///
                /// - Required: `id: &str`
                /// - Returns: `()`
                pub fn do_it(&self, id: &str) -> DoIt {
                    DoIt(self.core.request("GET", "/things/{id}").id("do it").server("/v2").path("id", &id), rt::PhantomData)
                }
            }
            rt::request! {
                /// A call of `GET /things/{id}`; `send` sends it.
                DoIt;
                /// Done.
                send -> (), rt::client::NoError { 204 => empty }
            }
        "#]],
    );
}

/// What a body is for is chosen by its media type, spellings of plain JSON are one, JSON is preferred to what
/// would be mere text, and an answer that is held the same way in each is read as what it is.
#[test]
fn media_types_of_one_form() {
    check(
        "
        requestBody:
          required: true
          content:
            application/json-patch+json: {schema: {type: object}}
            application/merge-patch+json: {schema: {type: object}}
        responses:
          '200':
            description: It.
            content:
              text/plain: {schema: {type: object}}
              application/json: {schema: {type: object}}
              text/json: {schema: {type: object}}
              application/xml: {}
          '404':
            description: Not there.
            content: {image/png: {}, image/jpeg: {}}
          '409':
            description: Meant to be text.
            content: {application/json: {schema: {type: object}}, application/xml: {schema: {type: string}}}
        ",
        expect![[r#"
            impl Client {
                /// `POST /things/{id}`
                ///
                /// - Required: `id: &str`, `body: &DoItBody`
                /// - Returns: `BTreeMap<String, rt::Value>`
                /// - Fails: `NotFound` (404), `ConflictXml` (409), `ConflictJson` (409)
                pub fn do_it(&self) -> DoIt {
                    let request = self
                        .core
                        .request("POST", "/things/{id}")
                        .id("do it")
                        .accept("application/json, image/png, image/jpeg, application/xml");
                    DoIt(request, rt::PhantomData)
                }
            }
            rt::request! {
                /// A call of `POST /things/{id}`; `send` sends it.
                DoIt;
                required {
                    /// Path parameter `id`.
                    id: &str => path("id") -> DoIt<rt::Given, B>, A: RequiresPathId;
                    /// The body.
                    body: &DoItBody => body_of() -> DoIt<A, rt::Given>, B: RequiresBody;
                }
                /// It.
                send -> BTreeMap<String, rt::Value>, DoItError { 200 => json }
                failures DoItError {
                    /// Not there.
                    404 => NotFound(rt::Bytes) bytes,
                    /// Meant to be text.
                    409 if "application/xml" => ConflictXml(String) text,
                    /// Meant to be text.
                    409 => ConflictJson(BTreeMap<String, rt::Value>) json,
                }
            }
            rt::requirements! {
                RequiresBody = "this call is missing its required body", "call `.body(…)` before `.send()`";
                RequiresPathId = "this call is missing its required path parameter `id`", "call `.id(…)` before `.send()`";
            }
        "#]],
    );
}

/// A type for each, where one would do, would be a choice that means nothing to callers.
#[test]
fn media_types_that_write_the_same_schema_have_one_type() {
    check(
        "
        requestBody:
          required: true
          content:
            application/json: {schema: {required: [name], properties: {name: {type: string}}}}
            application/xml: {schema: {required: [name], properties: {name: {type: string}}}}
        responses:
          '204': {description: Done.}
        ",
        expect![[r#"
            impl Client {
                /// `POST /things/{id}`
                ///
                /// - Required: `id: &str`, `body: &models::DoItBody`
                /// - Returns: `()`
                pub fn do_it(&self) -> DoIt {
                    DoIt(self.core.request("POST", "/things/{id}").id("do it"), rt::PhantomData)
                }
            }
            rt::request! {
                /// A call of `POST /things/{id}`; `send` sends it.
                DoIt;
                required {
                    /// Path parameter `id`.
                    id: &str => path("id") -> DoIt<rt::Given, B>, A: RequiresPathId;
                    /// The body.
                    body: &models::DoItBody => body_json() -> DoIt<A, rt::Given>, B: RequiresBody;
                }
                /// Done.
                send -> (), rt::client::NoError { 204 => empty }
            }
            rt::requirements! {
                RequiresBody = "this call is missing its required body", "call `.body(…)` before `.send()`";
                RequiresPathId = "this call is missing its required path parameter `id`", "call `.id(…)` before `.send()`";
            }
        "#]],
    );
}
