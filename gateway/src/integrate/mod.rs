//! What API Gateway needs to import a document that says nothing of it: integrations with a Lambda function, validators,
//! CORS, gateway responses.
//!
//! All of it is additions, so that it is an overlay: a document that is generated from elsewhere can be integrated again
//! after each change.
//!
//! In both modes the function gets the event of a proxy integration, for which the generated server has an entry, and
//! returns what a proxy returns. As a proxy API Gateway hands on both. Mapped, templates of the document write the event
//! and read the result: API Gateway sees statuses and models, and can be set up to do more with them.
//!
//! ```
//! use gatewright_document::Document;
//! use gatewright_gateway::integrate::{Mode, Wish, integrate};
//!
//! let text = "openapi: 3.0.3\ninfo: {title: Pets, version: '1'}\npaths:\n  /pets:\n    get:\n      responses: {'204': {description: None.}}\n";
//! let document = Document::from_text("pets.yaml", text).unwrap();
//! let overlay = integrate(&document, &Wish::new("Pets", Mode::Proxy)).unwrap();
//! assert!(overlay.contains("functions/${Pets.Arn}/invocations"));
//! ```

mod cors;
mod operation;
mod template;

use std::fmt;

use gatewright_document::{Document, Fix, Node, Version, overlay_of_actions};
use serde_json::{Value, json};

/// How the function gets requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// API Gateway hands on the request and the response.
    Proxy,
    /// Templates of the document write the event and the response.
    Mapped,
}

/// What is to be added.
#[derive(Clone, Debug)]
pub struct Wish {
    lambda: String,
    mode: Mode,
    cors: Option<String>,
}

impl Wish {
    /// Integrations with a function: its logical id in the template that deploys it, or its ARN.
    #[must_use]
    pub fn new(lambda: impl Into<String>, mode: Mode) -> Wish {
        Wish { lambda: lambda.into(), mode, cors: None }
    }

    /// Lets pages of this origin call the API; `*` for all.
    #[must_use]
    pub fn cors(mut self, origin: impl Into<String>) -> Wish {
        self.cors = Some(origin.into());
        self
    }
}

/// Why a document cannot be integrated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IntegrateError {
    /// It has integrations already.
    Integrated,
    /// API Gateway imports Swagger 2.0 and OpenAPI 3.0.
    Version,
    /// It refers to other files, which API Gateway does not follow.
    SeveralFiles,
    /// It is part of a template.
    Template,
    /// It has no operations.
    Empty,
    /// The origin for CORS has characters that no header has, or the function's name some that no ARN has.
    Wish,
}

impl fmt::Display for IntegrateError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Integrated => "the document has integrations already",
            Self::Version => "API Gateway does not import OpenAPI 3.1",
            Self::SeveralFiles => "API Gateway imports a document in one file",
            Self::Template => "the document is part of a template",
            Self::Empty => "the document has no operations",
            Self::Wish => "the function is a logical id or an ARN, and the origin one that a header can have",
        })
    }
}

impl std::error::Error for IntegrateError {}

/// The methods that API Gateway knows.
const METHODS: [&str; 7] = ["get", "put", "post", "delete", "options", "head", "patch"];

/// The names of what is added.
const VALIDATOR: &str = "all";
const ERROR_MODEL: &str = "GatewayError";

/// The additions, as an overlay.
///
/// # Errors
///
/// When API Gateway would not import the result, or there is nothing to do.
pub fn integrate(document: &Document, wish: &Wish) -> Result<String, IntegrateError> {
    check(document, wish)?;
    let mut actions: Vec<(String, Fix)> =
        vec![("validators, and what API Gateway itself responds".to_owned(), root(document, wish))];
    let paths = document.root().get("paths");
    for (path, item) in paths.iter().flat_map(Node::entries).filter(|(path, _)| path.starts_with('/')) {
        for key in METHODS {
            if let Some(node) = item.get(key) {
                let label = format!("{} {path}", key.to_ascii_uppercase());
                actions.push((label, operation::integration(document, wish, &item, &node)));
            }
        }
        if let (Some(origin), None) = (&wish.cors, item.get("options")) {
            actions.push((format!("CORS of {path}"), cors::preflight(document, origin, path, &item)));
        }
    }
    let title = format!(
        "{} behind API Gateway",
        document.root().get("info").and_then(|info| info.str("title")).unwrap_or("API")
    );
    if actions.len() < 2 {
        return Err(IntegrateError::Empty);
    }
    Ok(overlay_of_actions(&title, document, &actions))
}

fn check(document: &Document, wish: &Wish) -> Result<(), IntegrateError> {
    let is_name = |text: &str| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b":-_.$/".contains(&byte))
    };
    let is_origin = |text: &str| text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\'' && byte != b'"');
    if !is_name(&wish.lambda) || !wish.cors.as_deref().is_none_or(is_origin) {
        return Err(IntegrateError::Wish);
    }
    if document.template().is_some() {
        return Err(IntegrateError::Template);
    }
    if document.has_integrations() {
        return Err(IntegrateError::Integrated);
    }
    if document.version() == Version::OpenApi31 {
        return Err(IntegrateError::Version);
    }
    if document.file_count() > 1 {
        return Err(IntegrateError::SeveralFiles);
    }
    Ok(())
}

/// What belongs to the whole API.
fn root(document: &Document, wish: &Wish) -> Fix {
    let mut added = json!({
        "x-amazon-apigateway-request-validators": {
            VALIDATOR: {"validateRequestBody": true, "validateRequestParameters": true},
        },
        "x-amazon-apigateway-request-validator": VALIDATOR,
        "x-amazon-apigateway-gateway-responses": {
            "DEFAULT_4XX": gateway_response(wish),
            "DEFAULT_5XX": gateway_response(wish),
        },
    });
    if wish.mode == Mode::Mapped {
        let model = json!({
            ERROR_MODEL: {
                "type": "object",
                "description": "What failed, where the function itself does not say it.",
                "required": ["message"],
                "properties": {"message": {"type": "string"}},
            },
        });
        match document.version() {
            Version::Swagger20 => put(&mut added, "definitions", model),
            _ => put(&mut added, "components", json!({"schemas": model})),
        }
    }
    Fix::update(document.root().origin(), added)
}

/// What API Gateway responds where no function does: pages of other origins see it too.
fn gateway_response(wish: &Wish) -> Value {
    // The message has its quotes.
    let template = "{\"message\": $context.error.messageString}";
    let mut response = json!({"responseTemplates": {"application/json": template}});
    if let Some(origin) = &wish.cors {
        let parameters = json!({"gatewayresponse.header.Access-Control-Allow-Origin": format!("'{origin}'")});
        put(&mut response, "responseParameters", parameters);
    }
    response
}

/// Sets an entry of an object.
fn put(object: &mut Value, key: &str, value: Value) {
    if let Some(entries) = object.as_object_mut() {
        entries.insert(key.to_owned(), value);
    }
}

#[cfg(test)]
mod tests {
    use gatewright_document::{LoadOptions, Report, Severity};

    use super::*;
    use crate::check::check_document;

    const SWAGGER: &str = "
swagger: '2.0'
info: {title: Pets, version: '1'}
paths:
  /pets/{id}:
    put:
      parameters:
      - {name: id, in: path, required: true, type: string}
      - {name: pet, in: body, required: true, schema: {$ref: '#/definitions/Pet'}}
      responses:
        '200': {description: Changed., headers: {ETag: {type: string}}, schema: {$ref: '#/definitions/Pet'}}
        '404': {description: No such pet.}
  /pets:
    get:
      responses:
        default: {description: All., schema: {$ref: '#/definitions/Pet'}}
definitions:
  Pet: {type: object, required: [name], properties: {name: {type: string}}}
";

    fn integrated(text: &str, wish: &Wish) -> Result<Document, IntegrateError> {
        let document = Document::from_text("pets.yaml", text).unwrap();
        let overlay = integrate(&document, wish)?;
        let with = LoadOptions::new().overlay_text("aws.yaml", &overlay).load_text("pets.yaml", text);
        Ok(with.unwrap_or_else(|report| panic!("{report}\n{overlay}")))
    }

    #[test]
    fn nothing_is_wrong_with_what_is_added() {
        for mode in [Mode::Proxy, Mode::Mapped] {
            for lambda in ["Pets", "arn:aws:lambda:eu-west-1:123456789012:function:Pets"] {
                let document = integrated(SWAGGER, &Wish::new(lambda, mode).cors("https://pets.example")).unwrap();
                let mut report = Report::new(document.sources());
                check_document(&document, &mut report);
                let found = report.diagnostics().iter().filter(|found| found.severity != Severity::Note).count();
                assert_eq!(found, 0, "{mode:?}: {:?}", report.one_line());
            }
        }
    }

    #[test]
    fn what_cannot_be_imported_is_rejected() {
        let wish = Wish::new("Pets", Mode::Proxy);
        let error = |text: &str| integrated(text, &wish).err();
        assert_eq!(error(&SWAGGER.replace("swagger: '2.0'", "openapi: 3.1.0")), Some(IntegrateError::Version));
        assert_eq!(error("openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\n"), Some(IntegrateError::Empty));
        let mock = "    get:\n      x-amazon-apigateway-integration: {type: mock}\n";
        assert_eq!(error(&SWAGGER.replace("    get:\n", mock)), Some(IntegrateError::Integrated));
        assert_eq!(integrated(SWAGGER, &Wish::new("a'b", Mode::Proxy)).err(), Some(IntegrateError::Wish));
        assert_eq!(integrated(SWAGGER, &wish.clone().cors("'; x")).err(), Some(IntegrateError::Wish));
    }
}
