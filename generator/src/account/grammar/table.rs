//! The keywords of each object of the specification.

use super::Holds::{Either, List, Names, NamesOrExtensions, One};
use super::{Fate, Holds, In, Keyword, Kind};

pub(super) static EXTENSION: Keyword = ignored("x-…", "an extension that other tools look for");

const fn new(name: &'static str, holds: Holds, fate: Fate) -> Keyword {
    Keyword { name, holds, fate, versions: In::All }
}

const fn expressed(name: &'static str) -> Keyword {
    new(name, Holds::Value, Fate::Expressed)
}

const fn holding(name: &'static str, holds: Holds) -> Keyword {
    new(name, holds, Fate::Expressed)
}

const fn structure(name: &'static str, holds: Holds) -> Keyword {
    new(name, holds, Fate::Structure)
}

const fn asked(name: &'static str, reason: &'static str) -> Keyword {
    new(name, Holds::Value, Fate::Asked(reason))
}

const fn documented(name: &'static str) -> Keyword {
    new(name, Holds::Value, Fate::Documented)
}

const fn ignored(name: &'static str, reason: &'static str) -> Keyword {
    new(name, Holds::Value, Fate::Ignored(reason))
}

const fn reported(name: &'static str) -> Keyword {
    new(name, Holds::Value, Fate::Reported)
}

impl Keyword {
    const fn only(self, versions: In) -> Self {
        Self { versions, ..self }
    }

    const fn text(self) -> Self {
        Self { holds: Holds::Text, ..self }
    }

    const fn texts(self) -> Self {
        Self { holds: Holds::Texts, ..self }
    }

    const fn number(self) -> Self {
        Self { holds: Holds::Number, ..self }
    }

    const fn count(self) -> Self {
        Self { holds: Holds::Count, ..self }
    }

    const fn objects(self) -> Self {
        Self { holds: Holds::Objects, ..self }
    }

    const fn flag(self) -> Self {
        Self { holds: Holds::Flag, ..self }
    }

    const fn values(self) -> Self {
        Self { holds: Holds::Values, ..self }
    }
}

const PUBLISHER: &str = "says who publishes the API, and nothing of its calls";
const ILLUSTRATION: &str = "shows a whole message, and demands nothing";
const GATEWAY: &str = "configures API Gateway: `gatewright serve` and `check` act on it, callers do not see it";
const TOKENS: &str = "says how to get a token, which is left to the program that gives it to the client";
const XML: &str = "says how a value is written as XML, and none is";
const NAME_OF_PLACE: &str = "names a place that references lead to";
const ALONE: &str = "there is one type, and nothing to tell apart";
const WHOLE: &str = "says which side gives a member, and this is none";
const UNASKED: &str = "a value for a discriminator, and none leads here";
const UNLISTED: &str = "speaks of listed values, and none stand here";
const GROUPING: &str = "describes groups of operations; the client has all methods in one place";

#[rustfmt::skip]
static DOCUMENT: [Keyword; 35] = [
    structure("swagger", Holds::Value), structure("openapi", Holds::Value),
    holding("info", One(Kind::Info)),
    expressed("host").text().only(In::Swagger), expressed("basePath").text().only(In::Swagger), expressed("schemes").texts().only(In::Swagger),
    expressed("consumes").texts().only(In::Swagger), expressed("produces").texts().only(In::Swagger),
    holding("paths", NamesOrExtensions(Kind::PathItem)),
    holding("x-ms-paths", NamesOrExtensions(Kind::PathItem)), expressed("x-ms-parameterized-host"),
    holding("webhooks", NamesOrExtensions(Kind::PathItem)),
    holding("x-webhooks", NamesOrExtensions(Kind::PathItem)),
    structure("definitions", Names(Kind::Schema)),
    structure("parameters", Names(Kind::Parameter)).only(In::Swagger),
    structure("responses", Names(Kind::Response)).only(In::Swagger),
    holding("securityDefinitions", Names(Kind::SecurityScheme)),
    holding("components", One(Kind::Components)).only(In::OpenApi),
    holding("servers", List(Kind::Server)).only(In::OpenApi),
    expressed("security").objects(),
    ignored("tags", GROUPING),
    new("externalDocs", One(Kind::ExternalDocs), Fate::Documented),
    ignored("jsonSchemaDialect", "schemas are read as JSON Schema 2020-12 with what OpenAPI adds"),
    ignored("$self", NAME_OF_PLACE),
    ignored("$schema", "says which schema the document itself follows"),
    ignored("x-amazon-apigateway-api-key-source", GATEWAY),
    ignored("x-amazon-apigateway-binary-media-types", GATEWAY),
    ignored("x-amazon-apigateway-cors", GATEWAY),
    documented("x-amazon-apigateway-documentation"),
    ignored("x-amazon-apigateway-endpoint-configuration", GATEWAY),
    ignored("x-amazon-apigateway-gateway-responses", GATEWAY),
    ignored("x-amazon-apigateway-importexport-version", GATEWAY),
    ignored("x-amazon-apigateway-minimum-compression-size", GATEWAY),
    ignored("x-amazon-apigateway-policy", GATEWAY),
    ignored("x-amazon-apigateway-request-validators", GATEWAY),
];

/// What API Gateway reads at the document as well as at an operation.
pub(super) static GATEWAY_ANYWHERE: [Keyword; 9] = [
    ignored("isDefaultRoute", GATEWAY),
    ignored("x-amazon-apigateway-request-validator", GATEWAY),
    ignored("x-amazon-apigateway-integration", GATEWAY),
    ignored("x-amazon-apigateway-integrations", GATEWAY),
    ignored("x-amazon-apigateway-security-policy", GATEWAY),
    ignored("x-amazon-apigateway-endpoint-access-mode", GATEWAY),
    ignored("x-amazon-apigateway-tag-value", GATEWAY),
    ignored("x-amazon-apigateway-deployment", GATEWAY),
    ignored("x-amazon-apigateway-routes", GATEWAY),
];

static INFO: [Keyword; 7] = [
    expressed("title").text(),
    expressed("version"),
    documented("description").text(),
    documented("summary").text(),
    ignored("termsOfService", PUBLISHER),
    ignored("contact", PUBLISHER),
    ignored("license", PUBLISHER),
];

static SERVER: [Keyword; 5] = [
    expressed("url"),
    holding("variables", Names(Kind::ServerVariable)),
    documented("description").text(),
    documented("name").text(),
    ignored("x-amazon-apigateway-endpoint-configuration", GATEWAY),
];

static SERVER_VARIABLE: [Keyword; 3] = [expressed("default"), documented("enum"), documented("description").text()];

static COMPONENTS: [Keyword; 12] = [
    structure("schemas", Names(Kind::Schema)),
    structure("parameters", Names(Kind::Parameter)),
    structure("responses", Names(Kind::Response)),
    structure("requestBodies", Names(Kind::RequestBody)),
    structure("headers", Names(Kind::Header)),
    holding("securitySchemes", Names(Kind::SecurityScheme)),
    structure("callbacks", Names(Kind::Callback)),
    structure("pathItems", Names(Kind::PathItem)),
    structure("mediaTypes", Names(Kind::MediaType)),
    ignored("examples", ILLUSTRATION),
    ignored("links", "says what may be called next; a link that a response uses is reported there"),
    ignored("x-amazon-apigateway-integrations", GATEWAY),
];

#[rustfmt::skip]
pub(super) static PATH_ITEM: [Keyword; 15] = [
    expressed("$ref").text(),
    holding("get", One(Kind::Operation)), holding("put", One(Kind::Operation)), holding("post", One(Kind::Operation)),
    holding("delete", One(Kind::Operation)), holding("options", One(Kind::Operation)),
    holding("head", One(Kind::Operation)), holding("patch", One(Kind::Operation)),
    holding("trace", One(Kind::Operation)),
    holding("x-amazon-apigateway-any-method", One(Kind::Operation)),
    documented("summary").text(), documented("description").text(),
    holding("servers", List(Kind::Server)).only(In::OpenApi),
    holding("parameters", List(Kind::Parameter)),
    reported("additionalOperations"),
];

static OPERATION: [Keyword; 17] = [
    expressed("operationId").text(),
    expressed("tags").texts(),
    documented("summary").text(),
    documented("description").text(),
    documented("deprecated").flag(),
    new("externalDocs", One(Kind::ExternalDocs), Fate::Documented),
    holding("parameters", List(Kind::Parameter)),
    holding("requestBody", One(Kind::RequestBody)),
    holding("responses", NamesOrExtensions(Kind::Response)),
    holding("callbacks", NamesOrExtensions(Kind::Callback)),
    expressed("security").objects(),
    holding("servers", List(Kind::Server)).only(In::OpenApi),
    expressed("consumes").texts().only(In::Swagger),
    expressed("produces").texts().only(In::Swagger),
    expressed("schemes").texts().only(In::Swagger),
    expressed("x-amazon-apigateway-auth"),
    ignored("$schema", "names a schema of the extensions"),
];

static PARAMETER: [Keyword; 16] = [
    expressed("$ref").text(),
    expressed("name"),
    expressed("in"),
    expressed("required").flag(),
    expressed("style").text(),
    expressed("explode").flag(),
    expressed("collectionFormat").text(),
    holding("schema", One(Kind::Schema)),
    holding("content", Names(Kind::MediaType)),
    documented("description").text(),
    documented("deprecated").flag(),
    documented("example"),
    documented("examples"),
    ignored("allowReserved", "clients encode every reserved character, and servers read both forms"),
    reported("allowEmptyValue"),
    asked("x-nullable", "a parameter has a value or is not there"),
];

static HEADER: [Keyword; 11] = [
    expressed("$ref").text(),
    holding("schema", One(Kind::Schema)),
    holding("content", Names(Kind::MediaType)),
    documented("description").text(),
    documented("required").flag(),
    documented("deprecated").flag(),
    documented("example"),
    ignored("examples", ILLUSTRATION),
    ignored("style", "headers have one style, `simple`"),
    ignored("explode", "members of objects in headers are text"),
    ignored("allowReserved", "nothing in a header is encoded"),
];

static REQUEST_BODY: [Keyword; 4] = [
    expressed("$ref").text(),
    holding("content", Names(Kind::MediaType)),
    documented("description").text(),
    expressed("required").flag(),
];

static MEDIA_TYPE: [Keyword; 7] = [
    expressed("$ref").text(),
    holding("schema", One(Kind::Schema)),
    holding("itemSchema", One(Kind::Schema)),
    ignored("example", ILLUSTRATION),
    ignored("examples", ILLUSTRATION),
    expressed("encoding"),
    reported("itemEncoding"),
];

static RESPONSE: [Keyword; 8] = [
    expressed("$ref").text(),
    documented("description").text(),
    documented("summary").text(),
    holding("headers", Names(Kind::Header)),
    holding("content", Names(Kind::MediaType)).only(In::OpenApi),
    holding("schema", One(Kind::Schema)),
    ignored("examples", ILLUSTRATION),
    reported("links"),
];

static SECURITY_SCHEME: [Keyword; 15] = [
    expressed("$ref").text(),
    expressed("type"),
    expressed("name"),
    expressed("in"),
    expressed("scheme"),
    documented("description").text(),
    ignored("bearerFormat", "a hint for people"),
    ignored("flows", TOKENS),
    ignored("flow", TOKENS),
    ignored("authorizationUrl", TOKENS),
    ignored("tokenUrl", TOKENS),
    ignored("scopes", TOKENS),
    ignored("openIdConnectUrl", TOKENS),
    expressed("x-amazon-apigateway-authtype"),
    ignored("x-amazon-apigateway-authorizer", GATEWAY),
];

static DISCRIMINATOR: [Keyword; 3] =
    [asked("propertyName", ALONE).text(), asked("mapping", ALONE), reported("defaultMapping")];

static XML_OBJECT: [Keyword; 7] = [
    asked("name", XML).text(),
    asked("prefix", XML).text(),
    asked("namespace", XML).text(),
    asked("attribute", XML).flag(),
    asked("wrapped", XML).flag(),
    asked("nodeType", XML).text(),
    asked("x-ms-text", XML),
];

static EXTERNAL_DOCS: [Keyword; 2] = [documented("url").text(), documented("description").text()];

#[rustfmt::skip]
pub(super) static SCHEMA: [Keyword; 79] = [
    expressed("$ref").text(), expressed("type"), expressed("format").text(), expressed("enum").values(), expressed("const"),
    expressed("nullable").flag(), expressed("x-nullable"), expressed("x-isnullable"),
    holding("properties", Names(Kind::Schema)), expressed("required").texts(),
    holding("additionalProperties", One(Kind::Schema)), holding("patternProperties", Names(Kind::Schema)),
    holding("items", Either(Kind::Schema)), holding("additionalItems", One(Kind::Schema)),
    holding("prefixItems", List(Kind::Schema)),
    holding("allOf", List(Kind::Schema)), holding("oneOf", List(Kind::Schema)), holding("anyOf", List(Kind::Schema)),
    holding("discriminator", One(Kind::Discriminator)), asked("x-ms-discriminator-value", UNASKED),
    asked("readOnly", WHOLE).flag(), asked("writeOnly", WHOLE).flag(),
    expressed("minLength").count(), expressed("maxLength").count(), expressed("pattern").text(), expressed("minimum").number(), expressed("maximum").number(),
    expressed("exclusiveMinimum"), expressed("exclusiveMaximum"), expressed("multipleOf").number(), expressed("minItems").count(),
    expressed("maxItems").count(), expressed("uniqueItems").flag(), expressed("minProperties").count(), expressed("maxProperties").count(),
    expressed("contentEncoding"), expressed("contentMediaType"),
    expressed("x-rust-type"), asked("x-enum-varnames", UNLISTED), asked("x-enumNames", UNLISTED),
    asked("x-enum-names", UNLISTED), asked("x-ms-enum", UNLISTED), asked("x-enum-descriptions", UNLISTED),
    asked("x-enumDescriptions", UNLISTED),
    documented("title").text(), documented("description").text(), documented("deprecated").flag(),
    documented("default"), documented("example"), documented("examples").values(),
    new("externalDocs", One(Kind::ExternalDocs), Fate::Documented),
    new("xml", One(Kind::Xml), Fate::Asked(XML)),
    structure("$defs", Names(Kind::Schema)), structure("definitions", Names(Kind::Schema)),
    ignored("$id", NAME_OF_PLACE), ignored("id", NAME_OF_PLACE), ignored("$anchor", NAME_OF_PLACE),
    ignored("$dynamicAnchor", NAME_OF_PLACE), ignored("$recursiveAnchor", NAME_OF_PLACE),
    ignored("$schema", "says which draft of JSON Schema is meant; all are read alike"),
    ignored("$vocabulary", "says which keywords are meant; all are read alike"),
    ignored("$comment", "a note from author to author"),
    reported("$dynamicRef"), reported("$recursiveRef"),
    reported("not"), reported("if"), reported("then"), reported("else"),
    reported("contains"), reported("minContains"), reported("maxContains"),
    reported("propertyNames"), reported("dependentRequired"), reported("dependentSchemas"), reported("dependencies"),
    reported("unevaluatedProperties"), reported("unevaluatedItems"), reported("contentSchema"),
    reported("collectionFormat"),
];

pub(super) fn table(kind: Kind) -> &'static [Keyword] {
    match kind {
        Kind::Document => &DOCUMENT,
        Kind::Info => &INFO,
        Kind::Server => &SERVER,
        Kind::ServerVariable => &SERVER_VARIABLE,
        Kind::Components => &COMPONENTS,
        Kind::PathItem => &PATH_ITEM,
        Kind::Operation => &OPERATION,
        Kind::Parameter => &PARAMETER,
        Kind::Header => &HEADER,
        Kind::RequestBody => &REQUEST_BODY,
        Kind::MediaType => &MEDIA_TYPE,
        Kind::Response => &RESPONSE,
        Kind::Callback => &[],
        Kind::SecurityScheme => &SECURITY_SCHEME,
        Kind::Discriminator => &DISCRIMINATOR,
        Kind::Xml => &XML_OBJECT,
        Kind::ExternalDocs => &EXTERNAL_DOCS,
        Kind::Schema => &SCHEMA,
    }
}
