//! Operations as methods: parameters, models, responses.

use gatewright_document::{Code, Node};
use indexmap::IndexMap;

use super::super::api::{Method, MethodKind, MethodResponse, ModelRef, Parameter, RequestValidator};
use super::super::authorization::Authorizer;
use super::super::mapping::ParameterLocation;
use super::super::path::PathTemplate;
use super::Reader;

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
const ANY: &str = "x-amazon-apigateway-any-method";

/// The body of a request, as either version declares it.
#[derive(Default)]
struct RequestBody {
    models: IndexMap<String, ModelRef>,
    required: bool,
    name: Option<String>,
}

impl<'d> Reader<'d> {
    pub(super) fn methods(
        &mut self,
        path: &PathTemplate,
        item: &Node<'d>,
        validators: &IndexMap<String, RequestValidator>,
        authorizers: &IndexMap<String, Authorizer>,
    ) -> IndexMap<MethodKind, Method> {
        let mut methods = IndexMap::new();
        for (name, operation) in item.entries() {
            let kind = match name.to_ascii_lowercase() {
                name if METHODS.contains(&name.as_str()) => MethodKind::Named(name.to_ascii_uppercase()),
                name if name == ANY => MethodKind::Any,
                _ => continue,
            };
            let method = self.method(kind.clone(), path, item, &operation, validators, authorizers);
            methods.insert(kind, method);
        }
        methods
    }

    fn method(
        &mut self,
        kind: MethodKind,
        path: &PathTemplate,
        item: &Node<'d>,
        operation: &Node<'d>,
        validators: &IndexMap<String, RequestValidator>,
        authorizers: &IndexMap<String, Authorizer>,
    ) -> Method {
        let declared = self.declared_parameters(item, operation);
        let consumes = self.media_types(operation, "consumes");
        let produces = self.media_types(operation, "produces");
        let mut parameters: Vec<Parameter> = declared.iter().filter_map(|node| self.parameter(node)).collect();
        add_path_parameters(&mut parameters, path, item);
        let body = self.request_body(operation, &declared, &consumes);
        let guard = self.guard(operation, authorizers);
        Method {
            kind,
            operation_name: self.optional_text(operation.get("operationId")),
            parameters,
            request_models: body.models,
            body_required: body.required,
            body_name: body.name,
            request_validator: self.validator_name(operation, validators),
            authorization: guard.authorization,
            api_key_required: guard.api_key_required,
            ignored_schemes: guard.ignored_schemes,
            responses: self.method_responses(operation, &produces),
            consumes,
            produces,
            integration: self.integration(operation),
            origin: operation.origin().clone(),
        }
    }

    fn media_types(&mut self, operation: &Node<'d>, key: &str) -> Vec<String> {
        let node = operation.get(key).or_else(|| self.root.get(key));
        self.texts(node)
    }

    /// Parameters of the path item, replaced by those of the operation with the same name and place.
    fn declared_parameters(&mut self, item: &Node<'d>, operation: &Node<'d>) -> Vec<Node<'d>> {
        let mut found: Vec<Node<'d>> = Vec::new();
        for node in [item, operation]
            .into_iter()
            .filter_map(|holder| holder.get("parameters"))
            .flat_map(|list| list.items().collect::<Vec<_>>())
        {
            match node.resolve() {
                Ok(node) => {
                    let is_same =
                        |other: &Node<'d>| other.str("name") == node.str("name") && other.str("in") == node.str("in");
                    match found.iter_mut().find(|other| is_same(other)) {
                        Some(other) => *other = node,
                        None => found.push(node),
                    }
                }
                Err(error) => {
                    error.report(&mut self.report, &node);
                }
            }
        }
        found
    }

    fn parameter(&mut self, node: &Node<'d>) -> Option<Parameter> {
        let location = match node.str("in")? {
            "path" => ParameterLocation::Path,
            "query" => ParameterLocation::QueryString,
            "header" => ParameterLocation::Header,
            _ => return None,
        };
        let name = self.optional_text(node.get("name"))?;
        let type_name = node.str("type").or_else(|| {
            let schema = node.get("schema")?;
            schema.resolve().unwrap_or(schema).str("type")
        });
        Some(Parameter {
            location,
            name,
            required: node.get("required").is_some_and(|node| self.flag(&node)),
            type_name: type_name.map(str::to_owned),
            origin: node.origin().clone(),
        })
    }

    fn request_body(&mut self, operation: &Node<'d>, declared: &[Node<'d>], consumes: &[String]) -> RequestBody {
        if let Some(parameter) = declared.iter().find(|node| node.str("in") == Some("body")) {
            let models =
                parameter.get("schema").map(|schema| self.for_each_type(&schema, consumes)).unwrap_or_default();
            return RequestBody {
                models,
                required: parameter.get("required").is_some_and(|node| self.flag(&node)),
                name: parameter.str("name").map(str::to_owned),
            };
        }
        let Some(node) = operation.get("requestBody") else {
            return RequestBody::default();
        };
        match node.resolve() {
            Ok(body) => RequestBody {
                models: self.content(&body),
                required: body.get("required").is_some_and(|node| self.flag(&node)),
                name: None,
            },
            Err(error) => {
                error.report(&mut self.report, &node);
                RequestBody::default()
            }
        }
    }

    /// Swagger 2.0 has one schema for all media types.
    fn for_each_type(&mut self, schema: &Node<'d>, types: &[String]) -> IndexMap<String, ModelRef> {
        let model = self.models.reference(schema, &mut self.report);
        if types.is_empty() {
            return IndexMap::from([("application/json".to_owned(), model)]);
        }
        types.iter().map(|name| (name.clone(), model.clone())).collect()
    }

    /// OpenAPI 3 has a schema per media type.
    fn content(&mut self, holder: &Node<'d>) -> IndexMap<String, ModelRef> {
        let entries: Vec<_> = holder.get("content").iter().flat_map(Node::entries).collect();
        let mut models = IndexMap::new();
        for (name, media) in entries {
            if let Some(schema) = media.get("schema") {
                models.insert(name.to_owned(), self.models.reference(&schema, &mut self.report));
            }
        }
        models
    }

    fn method_responses(&mut self, operation: &Node<'d>, produces: &[String]) -> IndexMap<String, MethodResponse> {
        let mut responses = IndexMap::new();
        let entries: Vec<_> = operation.get("responses").iter().flat_map(Node::entries).collect();
        for (status, node) in entries {
            let is_status = status.len() == 3 && status.bytes().all(|byte| byte.is_ascii_digit());
            if !is_status {
                // API Gateway's import knows no `default` and no classes here.
                continue;
            }
            let node = match node.resolve() {
                Ok(node) => node,
                Err(error) => {
                    error.report(&mut self.report, &node);
                    continue;
                }
            };
            let headers: Vec<_> = node.get("headers").iter().flat_map(Node::entries).collect();
            let models = match node.get("schema") {
                Some(schema) => self.for_each_type(&schema, produces),
                None => self.content(&node),
            };
            let response = MethodResponse {
                headers: headers.into_iter().map(|(name, node)| (name.to_owned(), node.origin().clone())).collect(),
                models,
                origin: node.origin().clone(),
            };
            responses.insert(status.to_owned(), response);
        }
        responses
    }

    /// Reports a method whose backend is not known.
    pub(super) fn unknown_integration(&mut self, node: &Node<'d>, message: String) {
        self.report
            .add(Code::UNKNOWN_INTEGRATION, node.origin())
            .message(message)
            .help("the types are `aws`, `aws_proxy`, `http`, `http_proxy` and `mock`");
    }
}

/// API Gateway's import declares what stands in the path, whether or not the document does.
fn add_path_parameters(parameters: &mut Vec<Parameter>, path: &PathTemplate, item: &Node<'_>) {
    for name in path.parameters() {
        let is_declared =
            parameters.iter().any(|found| found.location == ParameterLocation::Path && found.name == name);
        if !is_declared {
            parameters.push(Parameter {
                location: ParameterLocation::Path,
                name: name.to_owned(),
                required: true,
                type_name: Some("string".to_owned()),
                origin: item.origin().own_key(),
            });
        }
    }
}
