//! `x-amazon-apigateway-integration`.

use gatewright_document::{Code, Node};
use indexmap::IndexMap;

use super::super::http_mapping::{HttpMapping, HttpSide, HttpValue, parse_http_target};
use super::super::integration::{
    ConnectionType, ContentHandling, Integration, IntegrationResponse, IntegrationType, PassthroughBehavior,
};
use super::super::located::Located;
use super::super::mapping::{RequestMapping, ResponseMapping, Source, parse_request_target, parse_response_target};
use super::Reader;

impl<'d> Reader<'d> {
    pub(super) fn integration(&mut self, operation: &Node<'d>) -> Option<Integration> {
        let holder = operation.get("x-amazon-apigateway-integration")?;
        let node = match holder.resolve() {
            Ok(node) => node,
            Err(error) => {
                error.report(&mut self.report, &holder);
                return None;
            }
        };
        let kind = self.integration_type(&node)?;
        // Mappings of REST APIs and of HTTP APIs have nothing in common but the place where they stand.
        let subtype = self.optional_text(node.get("integrationSubtype"));
        let (mut request_parameters, mut http_request, mut subtype_parameters) = Default::default();
        if subtype.is_some() {
            subtype_parameters = self.subtype_parameters(&node);
        } else if has_http_mappings(&node) {
            http_request = self.http_mappings(node.get("requestParameters"), HttpSide::Request);
        } else {
            request_parameters = self.request_parameters(&node);
        }
        let connection = self.connection(&node);
        let timeout = self.number(node.get("timeoutInMillis")).and_then(|millis| u32::try_from(millis).ok());
        Some(Integration {
            kind,
            uri: match kind {
                IntegrationType::Aws | IntegrationType::AwsProxy => self.aws_uri(node.get("uri")),
                _ => self.located(node.get("uri")),
            },
            http_method: self.optional_text(node.get("httpMethod")).map(|text| text.to_ascii_uppercase()),
            credentials: self.unimportant_text(node.get("credentials")),
            connection,
            insecure_skip_verification: node
                .get("tlsConfig")
                .and_then(|tls| tls.get("insecureSkipVerification"))
                .is_some_and(|node| self.flag(&node)),
            content_handling: self.content_handling(&node),
            passthrough_behavior: self.passthrough_behavior(&node),
            request_parameters,
            http_request,
            http_responses: self.http_responses(&node),
            subtype_parameters,
            request_templates: self.templates(node.get("requestTemplates")),
            responses: self.integration_responses(&node),
            timeout_millis: timeout.unwrap_or(Integration::DEFAULT_TIMEOUT_MILLIS),
            cache_namespace: self.optional_text(node.get("cacheNamespace")),
            cache_key_parameters: self.texts(node.get("cacheKeyParameters")),
            payload_format_version: self.optional_text(node.get("payloadFormatVersion")),
            subtype,
            streams: self.streams(&node),
            origin: node.origin().clone(),
        })
    }

    /// Whether responses are streamed: said by the mode, or by the URI of a function.
    fn streams(&mut self, node: &Node<'d>) -> bool {
        let mode = self.optional_text(node.get("responseTransferMode"));
        let uri = self.unimportant_text(node.get("uri")).unwrap_or_default();
        mode.is_some_and(|mode| mode.eq_ignore_ascii_case("STREAM")) || uri.ends_with("/response-streaming-invocations")
    }

    fn integration_type(&mut self, node: &Node<'d>) -> Option<IntegrationType> {
        let Some(type_node) = node.get("type") else {
            self.unknown_integration(node, "the integration has no `type`".to_owned());
            return None;
        };
        let text = self.text(&type_node)?;
        let kind = IntegrationType::parse(&text);
        if kind.is_none() {
            self.unknown_integration(&type_node, format!("`{text}` is no type of an integration"));
        }
        kind
    }

    fn connection(&mut self, node: &Node<'d>) -> ConnectionType {
        match self.optional_text(node.get("connectionType")) {
            Some(text) if text.eq_ignore_ascii_case("VPC_LINK") => {
                ConnectionType::VpcLink(self.unimportant_text(node.get("connectionId")))
            }
            _ => ConnectionType::Internet,
        }
    }

    fn content_handling(&mut self, node: &Node<'d>) -> Option<ContentHandling> {
        let node = node.get("contentHandling")?;
        let text = self.text(&node)?;
        let handling = ContentHandling::parse(&text);
        if handling.is_none() {
            self.invalid_value(&node, "`contentHandling` is `CONVERT_TO_TEXT` or `CONVERT_TO_BINARY`");
        }
        handling
    }

    fn passthrough_behavior(&mut self, node: &Node<'d>) -> PassthroughBehavior {
        let Some(node) = node.get("passthroughBehavior") else {
            return PassthroughBehavior::default();
        };
        let Some(text) = self.text(&node) else {
            return PassthroughBehavior::default();
        };
        PassthroughBehavior::parse(&text).unwrap_or_else(|| {
            self.invalid_value(&node, "`passthroughBehavior` is `when_no_match`, `when_no_templates` or `never`");
            PassthroughBehavior::default()
        })
    }

    fn templates(&mut self, node: Option<Node<'d>>) -> IndexMap<String, Located<String>> {
        let entries: Vec<_> = node.iter().flat_map(Node::entries).collect();
        let mut templates = IndexMap::new();
        for (name, node) in entries {
            if let Some(text) = self.template(&node) {
                templates.insert(name.to_owned(), Located::new(text, node.origin().clone()));
            }
        }
        templates
    }

    fn request_parameters(&mut self, node: &Node<'d>) -> Vec<RequestMapping> {
        let mut mappings = Vec::new();
        for (target, node) in entries(node.get("requestParameters")) {
            let Some(text) = self.text(&node) else {
                continue;
            };
            match (parse_request_target(target), Source::parse(&text)) {
                (Ok((location, name)), Ok(source)) => {
                    mappings.push(RequestMapping { location, name, source, origin: node.origin().clone() });
                }
                (Err(message), _) => self.invalid_mapping(&node, true, &message),
                (_, Err(message)) => self.invalid_mapping(&node, false, &message),
            }
        }
        mappings
    }

    /// `overwrite:header.X` and the like of an HTTP API.
    fn http_mappings(&mut self, node: Option<Node<'d>>, side: HttpSide) -> Vec<HttpMapping> {
        let mut mappings = Vec::new();
        for (target, node) in entries(node) {
            match parse_http_target(target, side) {
                Ok((change, target)) => {
                    let value = HttpValue::parse(&self.template(&node).unwrap_or_default());
                    mappings.push(HttpMapping { change, target, value, origin: node.origin().clone() });
                }
                Err(message) => self.invalid_mapping(&node, true, &message),
            }
        }
        mappings
    }

    /// HTTP APIs map responses by status, beside the integration's own parameters.
    fn http_responses(&mut self, node: &Node<'d>) -> IndexMap<String, Vec<HttpMapping>> {
        let by_status = entries(node.get("responseParameters"));
        by_status
            .into_iter()
            .map(|(status, node)| (status.to_owned(), self.http_mappings(Some(node), HttpSide::Response)))
            .collect()
    }

    fn subtype_parameters(&mut self, node: &Node<'d>) -> IndexMap<String, HttpValue> {
        let given = entries(node.get("requestParameters"));
        let values = given
            .into_iter()
            .filter_map(|(name, node)| Some((name.to_owned(), HttpValue::parse(&self.template(&node)?))));
        values.collect()
    }

    fn response_parameters(&mut self, node: &Node<'d>) -> Vec<ResponseMapping> {
        let mut mappings = Vec::new();
        let entries: Vec<_> = node.get("responseParameters").iter().flat_map(Node::entries).collect();
        for (target, node) in entries {
            let Some(text) = self.text(&node) else {
                continue;
            };
            match (parse_response_target(target), Source::parse(&text)) {
                (Ok(header), Ok(source)) => {
                    mappings.push(ResponseMapping { header, source, origin: node.origin().clone() });
                }
                (Err(message), _) => self.invalid_mapping(&node, true, &message),
                (_, Err(message)) => self.invalid_mapping(&node, false, &message),
            }
        }
        mappings
    }

    fn invalid_mapping(&mut self, node: &Node<'d>, is_key: bool, message: &str) {
        let origin = if is_key { node.origin().own_key() } else { node.origin().clone() };
        self.report.add(Code::INVALID_MAPPING, &origin).message(message).label("has no effect");
    }

    fn integration_responses(&mut self, node: &Node<'d>) -> Vec<IntegrationResponse> {
        let entries: Vec<_> = node.get("responses").iter().flat_map(Node::entries).collect();
        let mut responses = Vec::new();
        for (pattern, node) in entries {
            let selection_pattern = (pattern != "default" && !pattern.is_empty())
                .then(|| Located::new(pattern.to_owned(), node.origin().own_key()));
            let Some(status_code) = self.located(node.get("statusCode")) else {
                self.report
                    .add(Code::MISSING_FIELD, node.origin())
                    .message("an integration response has no `statusCode`");
                continue;
            };
            responses.push(IntegrationResponse {
                selection_pattern,
                status_code,
                content_handling: self.content_handling(&node),
                parameters: self.response_parameters(&node),
                templates: self.templates(node.get("responseTemplates")),
                origin: node.origin().clone(),
            });
        }
        responses
    }
}

fn entries<'d>(node: Option<Node<'d>>) -> Vec<(&'d str, Node<'d>)> {
    node.iter().flat_map(Node::entries).collect()
}

/// Whether `requestParameters` are those of an HTTP API: `append:`, `overwrite:`, `remove:`.
fn has_http_mappings(node: &Node<'_>) -> bool {
    let given = entries(node.get("requestParameters"));
    given.iter().any(|(target, _)| !target.starts_with("integration.request.") && target.contains(':'))
}
