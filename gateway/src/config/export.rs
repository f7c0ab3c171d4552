//! The configuration as API Gateway exports it: the document that `GetExport` would give for a stage.
//!
//! An export has less than what was imported: of parameters only name, place, type and whether they
//! are required, of responses only headers and models, and no summaries, tags or descriptions.

use serde_json::{Map, Value, json};

use super::api::{GatewayConfig, Method, ModelRef, Parameter, Resource};
use super::authorization::{Authorization, Authorizer, AuthorizerKind};
use super::describe::{extend, object, request_parameters, response_parameters, templates, unless_empty};
use super::integration::{ConnectionType, Integration, IntegrationResponse};
use super::mapping::ParameterLocation;

/// The version of the exported document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Swagger 2.0.
    Swagger,
    /// OpenAPI 3.0.
    OpenApi,
}

/// What an export says beyond the configuration.
#[derive(Clone, Debug)]
pub struct ExportOptions {
    /// The version of the document.
    pub format: Format,
    /// Whether integrations, authorizers and validators are in it (`extensions=apigateway`).
    pub extensions: bool,
    /// The id of the API.
    pub api_id: String,
    /// The region.
    pub region: String,
    /// The stage.
    pub stage: String,
    /// `info.version` of a document that had none; a time stamp at AWS.
    pub version: String,
}

/// Exports an API.
#[must_use]
pub fn export(config: &GatewayConfig, options: &ExportOptions) -> Value {
    Exporter { config, options }.document()
}

struct Exporter<'a> {
    config: &'a GatewayConfig,
    options: &'a ExportOptions,
}

impl Exporter<'_> {
    fn is_swagger(&self) -> bool {
        self.options.format == Format::Swagger
    }

    fn document(&self) -> Value {
        let host = format!("{}.execute-api.{}.amazonaws.com", self.options.api_id, self.options.region);
        let head = if self.is_swagger() {
            json!({
                "swagger": "2.0",
                "info": self.info(),
                "host": host,
                "basePath": format!("/{}", self.options.stage),
                "schemes": ["https"],
            })
        } else {
            json!({
                "openapi": "3.0.1",
                "info": self.info(),
                "servers": [{
                    "url": format!("https://{host}/{{basePath}}"),
                    "variables": {"basePath": {"default": self.options.stage}},
                }],
            })
        };
        let mut document = object(&head);
        let paths: Map<String, Value> =
            self.config.resources.iter().map(|(path, resource)| (path.clone(), self.path_item(resource))).collect();
        document.insert("paths".to_owned(), paths.into());
        self.parts(&mut document);
        if self.options.extensions {
            self.root_extensions(&mut document);
        }
        document.into()
    }

    fn info(&self) -> Value {
        let info = &self.config.info;
        let mut exported = Map::new();
        let version = info.version.clone().unwrap_or_else(|| self.options.version.clone());
        let optional = [
            ("description", info.description.clone().map(Value::from)),
            ("version", Some(version.into())),
            ("title", info.title.clone().map(Value::from)),
        ];
        extend(&mut exported, optional);
        exported.into()
    }

    /// Models and security schemes, where either version keeps them.
    fn parts(&self, document: &mut Map<String, Value>) {
        let models: Map<String, Value> =
            self.config.models.iter().map(|(name, model)| (name.clone(), self.schema(&model.schema))).collect();
        let schemes = self.security_schemes();
        if self.is_swagger() {
            extend(document, [("securityDefinitions", unless_empty(schemes)), ("definitions", unless_empty(models))]);
        } else {
            let mut components = Map::new();
            extend(&mut components, [("schemas", unless_empty(models)), ("securitySchemes", unless_empty(schemes))]);
            document.insert("components".to_owned(), components.into());
        }
    }

    fn root_extensions(&self, document: &mut Map<String, Value>) {
        let config = self.config;
        let validators: Map<String, Value> = config
            .validators
            .iter()
            .map(|(name, validator)| {
                let flags = json!({
                    "validateRequestParameters": validator.parameters,
                    "validateRequestBody": validator.body,
                });
                (name.clone(), flags)
            })
            .collect();
        let responses: Map<String, Value> = config
            .gateway_responses
            .iter()
            .map(|(kind, response)| {
                let mut exported = Map::new();
                let parameters: Map<String, Value> =
                    response.parameters.iter().map(|(name, source)| (name.clone(), source.as_str().into())).collect();
                let templates: Map<String, Value> =
                    response.templates.iter().map(|(name, text)| (name.clone(), text.as_str().into())).collect();
                let optional = [
                    ("statusCode", response.status_code.map(Value::from)),
                    ("responseParameters", unless_empty(parameters)),
                    ("responseTemplates", unless_empty(templates)),
                ];
                extend(&mut exported, optional);
                (kind.as_str().to_owned(), exported.into())
            })
            .collect();
        let types = &config.binary_media_types;
        let optional = [
            ("x-amazon-apigateway-request-validators", unless_empty(validators)),
            ("x-amazon-apigateway-gateway-responses", unless_empty(responses)),
            ("x-amazon-apigateway-binary-media-types", (!types.is_empty()).then(|| types.clone().into())),
            ("x-amazon-apigateway-minimum-compression-size", config.minimum_compression_size.map(Value::from)),
            ("x-amazon-apigateway-policy", config.policy.as_ref().map(|policy| policy.value.clone())),
        ];
        extend(document, optional);
    }

    fn path_item(&self, resource: &Resource) -> Value {
        let key = |method: &Method| match &method.kind {
            super::api::MethodKind::Named(name) => name.to_ascii_lowercase(),
            super::api::MethodKind::Any => "x-amazon-apigateway-any-method".to_owned(),
        };
        resource.methods.values().map(|method| (key(method), self.operation(method))).collect::<Map<_, _>>().into()
    }

    fn operation(&self, method: &Method) -> Value {
        let mut operation = Map::new();
        let name = method.operation_name.clone().map(Value::from);
        let texts = |items: &[String]| (!items.is_empty()).then(|| items.to_vec().into());
        extend(&mut operation, [("operationId", name)]);
        let mut parameters: Vec<Value> = method.parameters.iter().map(|parameter| self.parameter(parameter)).collect();
        if self.is_swagger() {
            parameters.extend(self.body_parameter(method));
            let types = [("consumes", texts(&method.consumes)), ("produces", texts(&method.produces))];
            extend(&mut operation, types);
        }
        if !parameters.is_empty() {
            operation.insert("parameters".to_owned(), parameters.into());
        }
        if !self.is_swagger() && !method.request_models.is_empty() {
            let mut body = object(&json!({"content": self.content(&method.request_models)}));
            extend(&mut body, [("required", method.body_required.then_some(true.into()))]);
            operation.insert("requestBody".to_owned(), body.into());
        }
        operation.insert("responses".to_owned(), self.responses(method));
        extend(&mut operation, [("security", self.security(method))]);
        if self.options.extensions {
            let validator = method.request_validator.as_ref().map(|name| name.value.as_str().into());
            let integration = method.integration.as_ref().map(integration);
            let optional = [
                ("x-amazon-apigateway-request-validator", validator),
                ("x-amazon-apigateway-integration", integration),
            ];
            extend(&mut operation, optional);
        }
        operation.into()
    }

    fn parameter(&self, parameter: &Parameter) -> Value {
        let place = match parameter.location {
            ParameterLocation::Header => "header",
            ParameterLocation::Path => "path",
            ParameterLocation::QueryString => "query",
        };
        let mut exported = object(&json!({"name": parameter.name, "in": place}));
        if self.is_swagger() {
            exported.insert("required".to_owned(), parameter.required.into());
            exported.insert("type".to_owned(), "string".into());
        } else {
            extend(&mut exported, [("required", parameter.required.then_some(true.into()))]);
            exported.insert("schema".to_owned(), json!({"type": "string"}));
        }
        exported.into()
    }

    /// Swagger 2.0 names the body parameter; API Gateway gives it the name of the model.
    fn body_parameter(&self, method: &Method) -> Option<Value> {
        let model = method.request_models.values().next()?;
        let name = model.name.clone().or_else(|| method.body_name.clone()).unwrap_or_else(|| "body".to_owned());
        Some(json!({"in": "body", "name": name, "required": true, "schema": self.schema(&model.schema)}))
    }

    fn content(&self, models: &indexmap::IndexMap<String, ModelRef>) -> Value {
        let entry = |(name, model): (&String, &ModelRef)| (name.clone(), json!({"schema": self.schema(&model.schema)}));
        models.iter().map(entry).collect::<Map<_, _>>().into()
    }

    fn responses(&self, method: &Method) -> Value {
        let mut responses = Map::new();
        for (status, response) in &method.responses {
            let mut exported = object(&json!({"description": format!("{status} response")}));
            let header =
                if self.is_swagger() { json!({"type": "string"}) } else { json!({"schema": {"type": "string"}}) };
            let headers = response.headers.keys().map(|name| (name.clone(), header.clone())).collect();
            extend(&mut exported, [("headers", unless_empty(headers))]);
            if self.is_swagger() {
                let schema = response.models.values().next().map(|model| self.schema(&model.schema));
                extend(&mut exported, [("schema", schema)]);
            } else {
                exported.insert("content".to_owned(), self.content(&response.models));
            }
            responses.insert(status.clone(), exported.into());
        }
        responses.into()
    }

    /// A schema with its references as this version writes them. Schemas are as deep as the document
    /// that they were read from, which is limited.
    fn schema(&self, schema: &Value) -> Value {
        match schema {
            Value::Object(entries) => {
                let entry = |(key, value): (&String, &Value)| {
                    let name = value.as_str().and_then(|text| text.strip_prefix("#/definitions/"));
                    let value = match name.filter(|_| key == "$ref" && !self.is_swagger()) {
                        Some(name) => format!("#/components/schemas/{name}").into(),
                        None => self.schema(value),
                    };
                    (key.clone(), value)
                };
                Value::Object(entries.iter().map(entry).collect())
            }
            Value::Array(items) => items.iter().map(|item| self.schema(item)).collect(),
            other => other.clone(),
        }
    }

    fn security(&self, method: &Method) -> Option<Value> {
        let mut requirements = Vec::new();
        match &method.authorization {
            Authorization::None => {}
            Authorization::Iam => requirements.push(json!({"sigv4": []})),
            Authorization::Custom(name) => requirements.push(json!({ name: [] })),
            Authorization::Cognito(name, scopes) | Authorization::Jwt(name, scopes) => {
                requirements.push(json!({ name: scopes }));
            }
        }
        if method.api_key_required {
            requirements.push(json!({"api_key": []}));
        }
        (!requirements.is_empty()).then(|| requirements.into())
    }

    fn security_schemes(&self) -> Map<String, Value> {
        let mut schemes = Map::new();
        for (_, method) in self.config.methods() {
            if method.api_key_required {
                let scheme = json!({"type": "apiKey", "name": "x-api-key", "in": "header"});
                schemes.insert("api_key".to_owned(), scheme);
            }
            if method.authorization == Authorization::Iam {
                let mut scheme = object(&json!({"type": "apiKey", "name": "Authorization", "in": "header"}));
                let auth_type = self.options.extensions.then(|| "awsSigv4".into());
                extend(&mut scheme, [("x-amazon-apigateway-authtype", auth_type)]);
                schemes.insert("sigv4".to_owned(), scheme.into());
            }
            if let Some(name) = method.authorization.authorizer()
                && let Some(authorizer) = self.config.authorizers.get(name)
            {
                schemes.insert(name.to_owned(), self.authorizer_scheme(authorizer));
            }
        }
        schemes
    }

    fn authorizer_scheme(&self, authorizer: &Authorizer) -> Value {
        let header = match authorizer.identity_sources.as_slice() {
            [super::authorization::IdentitySource::Header(name)] => name.as_str(),
            _ => "Unused",
        };
        let mut scheme = object(&json!({"type": "apiKey", "name": header, "in": "header"}));
        if !self.options.extensions {
            return scheme.into();
        }
        let auth_type = authorizer.auth_type.clone().unwrap_or_else(|| "custom".to_owned());
        let mut exported = object(&json!({"type": authorizer.kind.as_str().to_ascii_lowercase()}));
        let pools = match &authorizer.kind {
            AuthorizerKind::Cognito(pools) => Some(json!(pools)),
            _ => None,
        };
        let text = |value: &Option<String>| value.clone().map(Value::from);
        let optional = [
            ("providerARNs", pools),
            ("authorizerUri", text(&authorizer.uri)),
            ("authorizerCredentials", text(&authorizer.credentials)),
            ("identitySource", text(&authorizer.identity_source).filter(|_| header == "Unused")),
            ("identityValidationExpression", text(&authorizer.identity_validation)),
            ("authorizerResultTtlInSeconds", authorizer.result_ttl.map(Value::from)),
        ];
        extend(&mut exported, optional);
        scheme.insert("x-amazon-apigateway-authtype".to_owned(), auth_type.into());
        scheme.insert("x-amazon-apigateway-authorizer".to_owned(), exported.into());
        scheme.into()
    }
}

/// An integration as documents write it.
fn integration(integration: &Integration) -> Value {
    let mut exported = object(&json!({
        "type": integration.kind.as_str().to_ascii_lowercase(),
        "passthroughBehavior": integration.passthrough_behavior.as_str().to_ascii_lowercase(),
    }));
    let responses: Map<String, Value> = integration
        .responses
        .iter()
        .map(|response| {
            let pattern = response.selection_pattern.as_ref().map_or("default", |pattern| pattern.value.as_str());
            (pattern.to_owned(), integration_response(response))
        })
        .collect();
    let timeout = Some(integration.timeout_millis).filter(|millis| *millis != Integration::DEFAULT_TIMEOUT_MILLIS);
    let (connection, link) = match &integration.connection {
        ConnectionType::Internet => (None, None),
        ConnectionType::VpcLink(link) => (Some("VPC_LINK".into()), link.clone().map(Value::from)),
    };
    let keys = &integration.cache_key_parameters;
    let is_mock = integration.kind == super::integration::IntegrationType::Mock;
    let optional = [
        ("httpMethod", integration.http_method.clone().filter(|_| !is_mock).map(Value::from)),
        ("uri", integration.uri.as_ref().map(|uri| uri.value.as_str().into())),
        ("credentials", integration.credentials.clone().map(Value::from)),
        ("connectionType", connection),
        ("connectionId", link),
        ("responses", unless_empty(responses)),
        ("requestParameters", unless_empty(request_parameters(&integration.request_parameters))),
        ("requestTemplates", unless_empty(templates(&integration.request_templates))),
        ("contentHandling", integration.content_handling.map(|handling| handling.as_str().into())),
        ("timeoutInMillis", timeout.map(Value::from)),
        ("cacheNamespace", integration.cache_namespace.clone().map(Value::from)),
        ("cacheKeyParameters", (!keys.is_empty()).then(|| keys.clone().into())),
    ];
    extend(&mut exported, optional);
    exported.into()
}

fn integration_response(response: &IntegrationResponse) -> Value {
    let mut exported = object(&json!({"statusCode": response.status_code.value}));
    let optional = [
        ("responseParameters", unless_empty(response_parameters(response))),
        ("responseTemplates", unless_empty(templates(&response.templates))),
        ("contentHandling", response.content_handling.map(|handling| handling.as_str().into())),
    ];
    extend(&mut exported, optional);
    exported.into()
}
