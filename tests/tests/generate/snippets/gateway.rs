//! What only exports of API Gateway have: parts of documentation, routes of HTTP APIs, what CloudFormation fills in.

use expect_test::{Expect, expect};

use crate::document::{builder, calls, generate, items, text};

/// Checks what is said of items and members by texts with the word `part`, in the order in which they are generated.
#[track_caller]
fn check_docs(document: &str, expected: Expect) {
    let generated = match generate(&builder(), "export.yaml", &crate::document::indented(document, 0)) {
        Ok(generated) => generated,
        Err(error) => panic!("{error}"),
    };
    let mut found = String::new();
    let mut docs: Vec<&str> = Vec::new();
    for line in text(&generated).lines().map(str::trim) {
        match line.strip_prefix("/// ") {
            Some(said) => docs.push(said),
            None if line == "///" || line.starts_with("#[") => {}
            None => {
                let own = docs.iter().filter(|said| said.contains("part"));
                own.for_each(|said| found.push_str(&format!("{said}\n    {line}\n")));
                docs.clear();
            }
        }
    }
    expected.assert_eq(&found);
}

const DOCUMENTED: &str = "
swagger: '2.0'
info: {title: Shop, version: '1'}
securityDefinitions:
  token: {type: apiKey, in: header, name: Authorization}
paths:
  /:
    get: {responses: {}}
  /pets:
    get:
      parameters: [{name: limit, in: query, type: integer}]
      responses: {200: {description: 200 response, schema: {$ref: '#/definitions/Pet'}}, 400: {description: Said in place.}}
  /pets/{petId}:
    get:
      parameters: [{name: petId, in: path, required: true, type: string}, {name: limit, in: query, type: integer}]
      responses:
        200: {description: 200 response, headers: {X-Left: {type: string}}}
        404: {description: 404 response, schema: {$ref: '#/definitions/Problem'}, headers: {X-Left: {type: string}}}
    post:
      parameters:
      - {name: petId, in: path, required: true, type: string}
      - {name: X-Trace, in: header, type: string}
      - {name: limit, in: query, type: integer}
      - {name: Pet, in: body, required: true, schema: {$ref: '#/definitions/Pet'}}
      responses: {204: {description: 204 response}}
  /petshops:
    get: {responses: {}}
definitions:
  Pet: {type: object, properties: {name: {type: string}}}
  Problem: {type: object, description: Said in place., properties: {message: {type: string}}}
x-amazon-apigateway-documentation:
  documentationParts:
";

/// Each type of part, and by which location it is inherited.
#[test]
fn documentation_parts() {
    let parts = [
        "{type: API}, properties: {description: part of the API, info: {description: part of info}}",
        "{type: AUTHORIZER, name: token}, properties: {description: part of the authorizer}",
        "{type: MODEL, name: Pet}, properties: {title: part of Pet, description: It is a part.}",
        "{type: MODEL, name: Problem}, properties: {description: part of Problem}",
        "{type: RESOURCE, path: /}, properties: {description: part of the root alone}",
        "{type: METHOD, path: /pets}, properties: {summary: part of each method at and below pets}",
        "{type: METHOD, path: /pets, method: POST}, properties: {summary: part of each POST below pets, deprecated: true}",
        "{type: QUERY_PARAMETER, name: limit}, properties: {description: part of each limit}",
        "{type: QUERY_PARAMETER, path: '/pets/{petId}', method: GET, name: limit}, properties: {description: part of one limit}",
        "{type: PATH_PARAMETER, path: '/pets/{petId}', name: petId}, properties: {description: part of petId}",
        "{type: REQUEST_HEADER, name: X-Trace}, properties: {description: part of X-Trace}",
        "{type: REQUEST_BODY, path: '/pets/{petId}', method: POST}, properties: {description: part of the body}",
        "{type: RESPONSE, statusCode: '200'}, properties: {description: part of each 200}",
        "{type: RESPONSE, statusCode: '400'}, properties: {description: part of each 400}",
        "{type: RESPONSE, statusCode: '404'}, properties: {description: part of each 404}",
        "{type: RESPONSE, path: '/pets/{petId}', statusCode: '*'}, properties: {description: part of all below a pet}",
        "{type: RESPONSE_BODY, path: '/pets', statusCode: '200'}, properties: {description: part of the answered body}",
        "{type: RESPONSE_HEADER, statusCode: '404', name: X-Left}, properties: {description: part of X-Left with 404}",
        "{type: RESPONSE_HEADER, name: X-Left}, properties: {description: part of X-Left}",
    ];
    let parts: String = parts.iter().map(|part| format!("  - {{location: {part}}}\n")).collect();
    check_docs(
        &format!("{DOCUMENTED}{parts}"),
        expect![[r#"
            part of Pet
                pub struct Pet {
            It is a part.
                pub struct Pet {
            part of X-Left with 404
                pub x_left: Option<String>,
            part of X-Left
                pub x_left: Option<String>,
            part of the API
                pub struct Client {
            part of the authorizer
                pub fn with_token(self, key: &str) -> Self {
            part of the root alone
                pub fn get_root(&self) -> GetRoot {
            part of each method at and below pets
                pub fn get_pets(&self) -> GetPets {
            part of each method at and below pets
                pub fn get_pets_by_pet_id(&self, pet_id: &str) -> GetPetsByPetId {
            `pet_id`: part of petId
                pub fn get_pets_by_pet_id(&self, pet_id: &str) -> GetPetsByPetId {
            part of each POST below pets
                pub fn post_pets_by_pet_id(&self) -> PostPetsByPetId {
            part of each limit
                limit: i64 => query("limit");
            part of each 200
                send -> models::Pet, GetPetsError { 200 => json }
            part of the answered body
                send -> models::Pet, GetPetsError { 200 => json }
            part of one limit
                limit: i64 => query("limit");
            part of all below a pet
                send -> (), GetPetsByPetIdError, models::GetPetsByPetIdHeaders { 200 => empty }
            part of all below a pet
                404 => NotFound(models::Problem) json,
            part of petId
                pet_id: &str => path("petId") -> PostPetsByPetId<rt::Given, B>, A: RequiresPathPetId;
            part of the body
                body: &models::Pet => body_json() -> PostPetsByPetId<A, rt::Given>, B: RequiresBody;
            part of each limit
                limit: i64 => query("limit");
            part of X-Trace
                x_trace: &str => header("X-Trace");
            part of all below a pet
                send -> (), rt::client::NoError { 204 => empty }
            part of the root alone
                fn get_root(
            part of each method at and below pets
                fn get_pets(
            part of each method at and below pets
                fn get_pets_by_pet_id(
            part of each POST below pets
                fn post_pets_by_pet_id(
            part of each limit
                pub limit: Option<i64>,
            part of each 200
                Ok(models::Pet),
            part of the answered body
                Ok(models::Pet),
            part of petId
                pub pet_id: String,
            part of one limit
                pub limit: Option<i64>,
            part of all below a pet
                Ok(models::GetPetsByPetIdHeaders),
            part of all below a pet
                NotFound(models::Problem, models::GetPetsByPetIdNotFoundHeaders),
            part of petId
                pub pet_id: String,
            part of each limit
                pub limit: Option<i64>,
            part of X-Trace
                pub x_trace: Option<String>,
            part of the body
                pub body: models::Pet,
            part of all below a pet
                NoContent,
        "#]],
    );
}

/// Whoever calls the default route of an HTTP API says which path, and whoever answers it is told.
#[test]
fn default_routes() {
    let operation = "x-amazon-apigateway-any-method: {isDefaultRoute: true, responses: {default: {description: Any.}}}";
    let generated = ["$default", "/$default"].map(|path| {
        let head = "openapi: 3.0.1\ninfo: {title: Shop, version: '1'}";
        let generated = generate(&builder(), "export.yaml", &format!("{head}\npaths: {{{path}: {{{operation}}}}}\n"));
        let generated = generated.unwrap_or_else(|error| panic!("{error}"));
        let report = generated.report.one_line();
        assert!(report.iter().all(|line| line.contains("note[any-method]")), "{}", report.join("\n"));
        let mut wanted = calls(text(&generated));
        wanted.extend(items(text(&generated), "server").into_iter().filter(|item| item.contains("Route::new(")));
        wanted.join("\n") + "\n"
    });
    assert_eq!(generated[0], generated[1]);
    expect![[r#"
        impl Client {
            /// `ANY $default`
            ///
            /// - Required: `path: &str`
            /// - Optional: `query: &BTreeMap<String, String>`, `body: &rt::Value`
            /// - Returns: `()`
            /// - Fails: `Default` (any other)
            pub fn any_default(&self, method: rt::http::Method) -> AnyDefault {
                AnyDefault(self.core.request("ANY", "$default").method(method), rt::PhantomData)
            }
        }
        rt::request! {
            /// A call of `ANY $default`; `send` sends it.
            AnyDefault;
            required {
                /// The whole path, with the slash that it begins with.
                path: &str => path("path") -> AnyDefault<rt::Given>, A: RequiresPathPath;
            }
            optional {
                /// The query, of which the document says nothing: it is handed on as it is.
                query: &BTreeMap<String, String> => query_as("query"; rt::Style::Form { explode: true });
                /// The body, of which the document says nothing: it is handed on as it is.
                body: &rt::Value => body_json();
            }
            /// Any.
            send -> (), AnyDefaultError { 200..=299 => empty }
            failures AnyDefaultError {
                /// Any.
                _ => Default empty,
            }
        }
        rt::requirements! {
            RequiresPathPath = "this call is missing its required path parameter `path`", "call `.path(…)` before `.send()`";
        }
        /// The API as a service: for axum, for AWS Lambda, or in process.
        pub fn service<A: Shop>(api: A) -> rt::server::Service {
            rt::server::Setup::new(
                    api,
                    rt::server::Manner::ApiGateway,
                    "",
                    [rt::server::Route::new("ANY", "$default", A::any_default)],
                )
                .reject(A::reject)
                .service()
        }
    "#]].assert_eq(&generated[0]);
}

/// A proxy gets requests whole, and its document need not say what is in them.
#[test]
fn inputs_of_proxies() {
    let proxy = "x-amazon-apigateway-integration: {type: AWS_PROXY, httpMethod: POST, uri: u}";
    let code = |path: &str, method: &str, said: &str, integration: &str| {
        let document = format!(
            "
            openapi: 3.0.1
            info: {{title: Shop, version: '1'}}
            paths:
              {path}:
                {method}: {{{said} responses: {{'200': {{description: Done.}}}}, {integration}}}
            "
        );
        let generated = generate(&builder(), "export.yaml", &crate::document::indented(&document, 0));
        let generated = generated.unwrap_or_else(|error| panic!("{error}"));
        let wanted = |line: &&str| {
            ["body: ", "query: ", "body(", "query_as("].iter().any(|part| line.contains(part))
                || line.contains("Input::")
        };
        let lines = text(&generated).lines().map(str::trim).filter(wanted).map(|line| format!("    {line}\n"));
        let head = format!("{method} {path} {said}");
        format!("{}\n{}", head.trim_end(), lines.collect::<String>())
    };
    let any = "x-amazon-apigateway-any-method";
    let body = "requestBody: {content: {text/plain: {schema: {type: string}}}},";
    let parameters = "parameters: [{name: n, in: query, schema: {type: string}}],";
    let cases = [
        code("/save", "post", "", proxy),
        code("/save", "post", "", "x-a: mock"),
        code("/save", "post", body, proxy),
        code("/save", "get", "", proxy),
        code("/save", any, "", "x-a: mock"),
        code("/{proxy+}", any, "", proxy),
        code("/{proxy+}", "get", "", proxy),
        code("/{proxy+}", "put", parameters, proxy),
        code("/{proxy+}", "put", body, proxy),
    ];
    expect![[r#"
        post /save
            /// - Optional: `body: &rt::Value`
            body: &rt::Value => body_json();
            pub body: Option<PostSaveBody>,
            rt::server::Input::body_json(),
            rt::server::Input::body_stream("*/*"),
            let body = match parts.body() {
            Ok(Self { body: body? })
        post /save
        post /save requestBody: {content: {text/plain: {schema: {type: string}}}},
            /// - Optional: `body: &str`
            body: &str => body_text("text/plain");
            pub body: Option<String>,
            rt::server::Input::body_text("text/plain"),
            Ok(Self { body: body? })
        get /save
        x-amazon-apigateway-any-method /save
            /// - Optional: `query: &BTreeMap<String, String>`, `body: &rt::Value`
            query: &BTreeMap<String, String> => query_as("query"; rt::Style::Form { explode: true });
            body: &rt::Value => body_json();
            pub query: Option<BTreeMap<String, String>>,
            pub body: Option<AnySaveBody>,
            rt::server::Input::query("query").object(rt::Style::Form { explode: true }),
            rt::server::Input::body_json(),
            rt::server::Input::body_stream("*/*"),
            let body = match parts.body() {
            query: value_0?,
            body: body?,
        x-amazon-apigateway-any-method /{proxy+}
            /// - Optional: `query: &BTreeMap<String, String>`, `body: &rt::Value`
            query: &BTreeMap<String, String> => query_as("query"; rt::Style::Form { explode: true });
            body: &rt::Value => body_json();
            pub query: Option<BTreeMap<String, String>>,
            pub body: Option<AnyByProxyBody>,
            rt::server::Input::path("proxy").required(),
            rt::server::Input::query("query").object(rt::Style::Form { explode: true }),
            rt::server::Input::body_json(),
            rt::server::Input::body_stream("*/*"),
            let body = match parts.body() {
            query: value_1?,
            body: body?,
        get /{proxy+}
            /// - Optional: `query: &BTreeMap<String, String>`
            query: &BTreeMap<String, String> => query_as("query"; rt::Style::Form { explode: true });
            pub query: Option<BTreeMap<String, String>>,
            rt::server::Input::path("proxy").required(),
            rt::server::Input::query("query").object(rt::Style::Form { explode: true }),
            query: value_1?,
        put /{proxy+} parameters: [{name: n, in: query, schema: {type: string}}],
            /// - Optional: `n: &str`, `body: &rt::Value`
            body: &rt::Value => body_json();
            pub body: Option<PutByProxyBody>,
            rt::server::Input::path("proxy").required(),
            rt::server::Input::query("n"),
            rt::server::Input::body_json(),
            rt::server::Input::body_stream("*/*"),
            let body = match parts.body() {
            body: body?,
        put /{proxy+} requestBody: {content: {text/plain: {schema: {type: string}}}},
            /// - Optional: `query: &BTreeMap<String, String>`, `body: &str`
            query: &BTreeMap<String, String> => query_as("query"; rt::Style::Form { explode: true });
            body: &str => body_text("text/plain");
            pub query: Option<BTreeMap<String, String>>,
            pub body: Option<String>,
            rt::server::Input::path("proxy").required(),
            rt::server::Input::query("query").object(rt::Style::Form { explode: true }),
            rt::server::Input::body_text("text/plain"),
            query: value_1?,
            body: body?,
    "#]]
    .assert_eq(&cases.concat());
}

/// API Gateway's own keywords are known wherever its exports have them.
#[test]
fn extensions_in_their_places() {
    let document = "
        openapi: 3.0.1
        info: {title: Shop, version: '1'}
        servers:
        - {url: 'https://a.example', x-amazon-apigateway-endpoint-configuration: {disableExecuteApiEndpoint: true}}
        x-amazon-apigateway-api-key-source: HEADER
        x-amazon-apigateway-binary-media-types: [image/png]
        x-amazon-apigateway-cors: {allowOrigins: ['*']}
        x-amazon-apigateway-importexport-version: '1.0'
        x-amazon-apigateway-minimum-compression-size: 0
        x-amazon-apigateway-request-validator: all
        x-amazon-apigateway-request-validators: {all: {validateRequestBody: true}}
        paths:
          /pets:
            get:
              isDefaultRoute: false
              x-amazon-apigateway-auth: {type: NONE}
              x-amazon-apigateway-integration: {$ref: '#/components/x-amazon-apigateway-integrations/fn'}
              responses: {'204': {description: Done.}}
        components:
          x-amazon-apigateway-integrations: {fn: {type: aws_proxy, httpMethod: POST, uri: 'arn:aws:lambda:f'}}
          securitySchemes:
            token:
              type: oauth2
              flows: {}
              x-amazon-apigateway-authtype: custom
              x-amazon-apigateway-authorizer: {type: jwt, jwtConfiguration: {issuer: 'https://a.example'}}
        ";
    let generated = generate(&builder(), "export.yaml", &crate::document::indented(document, 0));
    let report = generated.unwrap_or_else(|error| panic!("{error}")).report.one_line();
    assert!(!report.iter().any(|line| line.contains("unknown-field")), "{}", report.join("\n"));
}

/// The model that API Gateway gives every API: it says nothing of a value, and an answer of it keeps what comes.
#[test]
fn the_empty_model() {
    super::check_document(
        "
        swagger: '2.0'
        info: {title: Shop, version: '1'}
        paths:
          /pets:
            get:
              produces: [application/json]
              responses: {'200': {description: 200 response, schema: {$ref: '#/definitions/Empty'}}}
        definitions:
          Empty: {type: object, title: Empty Schema}
        ",
        expect![[r#"
            pub type Empty = BTreeMap<String, rt::Value>;
        "#]],
    );
}

/// API Gateway asks for a key beside an authorizer, and an authorizer of whole requests says itself what it looks at.
#[test]
fn credentials() {
    let document = "
        swagger: '2.0'
        info: {title: Shop, version: '1'}
        host: shop.example
        basePath: /prod
        schemes: [https]
        x-amazon-apigateway-request-validators: {}
        securityDefinitions:
          key: {type: apiKey, name: x-api-key, in: header}
          pool: {type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: cognito_user_pools}
          OAuth2:
            type: apiKey
            name: Unused
            in: header
            x-amazon-apigateway-authorizer: {type: request, identitySource: method.request.querystring.token}
        paths:
          /both: {get: {security: [{pool: []}, {key: []}], responses: {'204': {description: ok}}}}
          /key: {get: {security: [{key: []}], responses: {'204': {description: ok}}}}
          /any: {get: {security: [{pool: []}, {OAuth2: []}, {key: []}], responses: {'204': {description: ok}}}}
        ";
    let generated = generate(&builder(), "export.yaml", &crate::document::indented(document, 0)).unwrap();
    let lines: Vec<&str> = text(&generated)
        .lines()
        .map(str::trim)
        .filter(|line| line.contains(".security(") || line.contains("Credential::"))
        .collect();
    expect![[r#"
        .credential("key", rt::client::Credential::header("x-api-key", key)),
        .credential("pool", rt::client::Credential::header("Authorization", key)),
        .credential("OAuth2", rt::client::Credential::query("token", key)),
        GetBoth(self.core.request("GET", "/both").security(&[&["key", "pool"]]), rt::PhantomData)
        GetKey(self.core.request("GET", "/key").security(&[&["key"]]), rt::PhantomData)
        GetAny(self.core.request("GET", "/any").security(&[&["key", "pool"], &["OAuth2", "key"]]), rt::PhantomData)
        .security(const {
        .security(const { &[&[rt::server::Requirement::new("key", &[])]] }),
        .security(const {"#]]
    .assert_eq(&lines.join("\n"));
}
