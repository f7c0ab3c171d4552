//! From a document of any version to a [`GatewayConfig`].
//!
//! One method reads one part of the document. What is wrong is reported where it stands and left
//! out, so that one mistake costs one diagnostic and never the run.

mod integration;
mod intrinsic;
mod method;
mod security;
mod text;

use gatewright_document::{Code, Document, Node, Origin, Report};
use indexmap::IndexMap;

use super::api::{ApiKeySource, GatewayConfig, Info, RequestValidator, Resource};
use super::base_path::BasePathMode;
use super::gateway_response::{GatewayResponse, GatewayResponseType};
use super::integration::IntegrationType;
use super::kind::ApiKind;
use super::located::Located;
use super::model::Models;
use super::path::PathTemplate;
use super::variables::Variables;
use intrinsic::Unknown;

/// How a document is read.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What happens to the base path.
    pub base_path: BasePathMode,
    /// Values for variables and CloudFormation expressions.
    pub variables: Variables,
}

impl GatewayConfig {
    /// Reads what a document says about API Gateway.
    ///
    /// ```
    /// use gatewright_document::Document;
    /// use gatewright_gateway::config::{GatewayConfig, Options};
    ///
    /// let document = Document::from_text(
    ///     "api.yaml",
    ///     "swagger: '2.0'\ninfo: {title: A, version: '1'}\npaths: {/a: {get: {responses: {}}}}\n",
    /// )
    /// .unwrap();
    /// let (config, report) = GatewayConfig::read(&document, &Options::default());
    /// assert!(config.resources.contains_key("/a"));
    /// assert!(!report.has_errors());
    /// ```
    #[must_use]
    pub fn read(document: &Document, options: &Options) -> (GatewayConfig, Report) {
        let mut reader = Reader {
            root: document.root(),
            options,
            variables: options.variables.with_template(document.template()),
            report: Report::new(document.sources()),
            models: Models::default(),
            unknown: IndexMap::new(),
        };
        let config = reader.config(document);
        reader.report_unknown();
        (config, reader.report)
    }
}

/// What every part needs while the document is read.
pub(super) struct Reader<'d> {
    root: Node<'d>,
    options: &'d Options,
    variables: Variables,
    report: Report,
    models: Models<'d>,
    /// What has no value here, with the first place and how often it is wanted.
    unknown: IndexMap<Unknown, (Origin, usize)>,
}

impl<'d> Reader<'d> {
    fn config(&mut self, document: &'d Document) -> GatewayConfig {
        let root = self.root.clone();
        let base_path = self.base_path();
        let kind = self.kind();
        let validators = self.validators();
        let default_validator = self.validator_name(&root, &validators);
        let authorizers = self.authorizers(kind);
        let gateway_responses = self.gateway_responses();
        for (name, schema) in self.schemas() {
            self.models.declare(name, schema);
        }
        let resources = self.resources(&base_path, &validators, &authorizers);
        let models = std::mem::take(&mut self.models).finish(&mut self.report);
        GatewayConfig {
            kind,
            info: self.info(),
            mount: self.options.base_path.mount(&base_path),
            base_path,
            resources,
            models,
            validators,
            default_validator,
            authorizers,
            gateway_responses,
            api_key_source: self.api_key_source(),
            binary_media_types: self.texts(root.get("x-amazon-apigateway-binary-media-types")),
            minimum_compression_size: self
                .number(root.get("x-amazon-apigateway-minimum-compression-size"))
                .and_then(|size| u32::try_from(size).ok()),
            cors: root.get("x-amazon-apigateway-cors").map(raw),
            policy: root.get("x-amazon-apigateway-policy").map(raw),
            disable_execute_api_endpoint: self.disables_execute_api_endpoint(),
            origin: root.origin().clone(),
            sources: document.sources().clone(),
        }
    }

    fn info(&self) -> Info {
        let info = self.root.get("info");
        let text = |key: &str| self.unimportant_text(info.as_ref()?.get(key));
        Info { title: text("title"), version: text("version"), description: text("description") }
    }

    /// An HTTP API says so by parts that REST APIs do not have. Integrations that HTTP APIs do not have say more:
    /// some documents of REST APIs were begun as HTTP APIs.
    fn kind(&self) -> ApiKind {
        let is_rest = self.operations().any(|(_, _, operation)| {
            let integration = operation.get("x-amazon-apigateway-integration").and_then(|node| node.resolve().ok());
            let kind = integration.and_then(|node| IntegrationType::parse(node.str("type")?));
            kind.is_some_and(|kind| !kind.is_proxy())
        });
        if is_rest {
            return ApiKind::Rest;
        }
        let is_http = self.root.get("x-amazon-apigateway-importexport-version").is_some()
            || self.root.get("x-amazon-apigateway-cors").is_some()
            || self.operations().any(|(_, _, operation)| {
                let integration = operation.get("x-amazon-apigateway-integration").and_then(|node| node.resolve().ok());
                let is_two = |node: &Node<'_>| node.as_str() == Some("2.0") || node.as_f64() == Some(2.0);
                integration.as_ref().and_then(|node| node.get("payloadFormatVersion")).is_some_and(|node| is_two(&node))
                    || operation.get("isDefaultRoute").is_some()
                    || integration.is_some_and(|node| node.get("integrationSubtype").is_some())
            });
        if is_http { ApiKind::Http } else { ApiKind::Rest }
    }

    fn operations(&self) -> impl Iterator<Item = (&'d str, &'d str, Node<'d>)> + use<'d> {
        let paths = self.root.get("paths");
        paths.into_iter().flat_map(|paths| paths.entries().collect::<Vec<_>>()).flat_map(|(path, item)| {
            let item = item.resolve().unwrap_or(item);
            item.entries().map(move |(name, operation)| (path, name, operation)).collect::<Vec<_>>()
        })
    }

    /// `basePath`, or what the first server's URL or its variable `basePath` says.
    fn base_path(&mut self) -> String {
        let text = match self.root.get("basePath") {
            Some(node) => self.text(&node),
            None => self.server_base_path(),
        };
        let parts: Vec<String> = text
            .unwrap_or_default()
            .split('/')
            .filter(|part| !part.is_empty())
            .map(|part| format!("/{part}"))
            .collect();
        parts.concat()
    }

    fn server_base_path(&mut self) -> Option<String> {
        let server = self.root.get("servers")?.items().next()?;
        let variables = server.get("variables");
        if let Some(default) =
            variables.as_ref().and_then(|node| node.get("basePath")).and_then(|node| node.get("default"))
        {
            return self.text(&default);
        }
        let url = self.text(&server.get("url")?)?;
        let path = match url.split_once("://") {
            Some((_, rest)) => rest.split_once('/').map_or("", |(_, path)| path),
            None => url.as_str(),
        };
        let mut path = path.to_owned();
        for (name, variable) in variables.iter().flat_map(Node::entries) {
            if let Some(value) = variable.get("default").and_then(|node| self.text(&node)) {
                path = path.replace(&format!("{{{name}}}"), &value);
            }
        }
        Some(path)
    }

    fn api_key_source(&mut self) -> ApiKeySource {
        let Some(node) = self.root.get("x-amazon-apigateway-api-key-source") else {
            return ApiKeySource::Header;
        };
        match self.text(&node).map(|text| text.to_ascii_uppercase()).as_deref() {
            Some("AUTHORIZER") => ApiKeySource::Authorizer,
            Some("HEADER") | None => ApiKeySource::Header,
            Some(_) => {
                self.invalid_value(&node, "an API key comes from `HEADER` or `AUTHORIZER`");
                ApiKeySource::Header
            }
        }
    }

    fn disables_execute_api_endpoint(&self) -> bool {
        let server = self.root.get("servers").and_then(|servers| servers.items().next());
        [Some(self.root.clone()), server].into_iter().flatten().any(|holder| {
            let endpoint = holder.get("x-amazon-apigateway-endpoint-configuration");
            endpoint.and_then(|node| node.get("disableExecuteApiEndpoint")).and_then(|node| node.as_bool())
                == Some(true)
        })
    }

    fn validators(&mut self) -> IndexMap<String, RequestValidator> {
        let Some(validators) = self.root.get("x-amazon-apigateway-request-validators") else {
            return IndexMap::new();
        };
        let read = |(name, node): (&str, Node<'d>)| {
            let flag = |key: &str| node.get(key).is_some_and(|node| self.flag(&node));
            let validator = RequestValidator {
                body: flag("validateRequestBody"),
                parameters: flag("validateRequestParameters"),
                origin: node.origin().clone(),
            };
            (name.to_owned(), validator)
        };
        validators.entries().map(read).collect()
    }

    /// The validator that the root or an operation names.
    fn validator_name(
        &mut self,
        holder: &Node<'d>,
        validators: &IndexMap<String, RequestValidator>,
    ) -> Option<Located<String>> {
        let node = holder.get("x-amazon-apigateway-request-validator")?;
        let name = self.text(&node)?;
        if !validators.contains_key(&name) {
            let known: Vec<String> = validators.keys().map(|name| format!("`{name}`")).collect();
            let diagnostic = self
                .report
                .add(Code::UNKNOWN_VALIDATOR, node.origin())
                .message(format!("the request validator `{name}` is not defined"));
            if known.is_empty() {
                diagnostic.help("define it in `x-amazon-apigateway-request-validators`");
            } else {
                diagnostic.help(format!("there is {}", known.join(", ")));
            }
        }
        Some(Located::new(name, node.origin().clone()))
    }

    fn gateway_responses(&mut self) -> IndexMap<GatewayResponseType, GatewayResponse> {
        let mut found = IndexMap::new();
        let Some(responses) = self.root.get("x-amazon-apigateway-gateway-responses") else {
            return found;
        };
        for (name, node) in responses.entries() {
            match name.parse::<GatewayResponseType>() {
                Ok(kind) => {
                    let response = self.gateway_response(&node);
                    found.insert(kind, response);
                }
                Err(error) => {
                    self.report
                        .add(Code::INVALID_VALUE, &node.origin().own_key())
                        .message(format!("`{name}` is no type of a gateway response"))
                        .help(error.to_string());
                }
            }
        }
        found
    }

    fn gateway_response(&mut self, node: &Node<'d>) -> GatewayResponse {
        let status_code = node.get("statusCode").and_then(|status| {
            let text = self.text(&status)?;
            let code = text.parse().ok().filter(|code| (100..600).contains(code));
            if code.is_none() {
                self.invalid_value(&status, "a status code is a number from 100 to 599");
            }
            code
        });
        GatewayResponse {
            status_code,
            parameters: self.text_map(node.get("responseParameters")),
            templates: self.text_map(node.get("responseTemplates")),
            origin: Some(node.origin().clone()),
        }
    }

    fn schemas(&self) -> Vec<(&'d str, Node<'d>)> {
        let tables = [self.root.get("definitions"), self.root.get("components").and_then(|node| node.get("schemas"))];
        tables.into_iter().flatten().flat_map(|table| table.entries().collect::<Vec<_>>()).collect()
    }

    fn resources(
        &mut self,
        base_path: &str,
        validators: &IndexMap<String, RequestValidator>,
        authorizers: &IndexMap<String, super::authorization::Authorizer>,
    ) -> IndexMap<String, Resource> {
        let prefix = self.options.base_path.prefix(base_path);
        let mut resources: IndexMap<String, Resource> = IndexMap::new();
        let Some(paths) = self.root.get("paths") else {
            return resources;
        };
        for (path, item) in paths.entries().filter(|(path, _)| !path.starts_with("x-")) {
            let item = match item.resolve() {
                Ok(item) => item,
                Err(error) => {
                    error.report(&mut self.report, &item);
                    continue;
                }
            };
            let path = if path == "/" && !prefix.is_empty() { prefix.clone() } else { format!("{prefix}{path}") };
            let template = PathTemplate::parse(&path);
            let methods = self.methods(&template, &item, validators, authorizers);
            let resource = Resource { path: template, methods, origin: item.origin().clone() };
            resources.insert(path, resource);
        }
        resources
    }
}

fn raw(node: Node<'_>) -> Located<serde_json::Value> {
    Located::new(node.value().to_json(), node.origin().clone())
}
