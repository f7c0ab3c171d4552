//! `x-amazon-apigateway-integration`.

use gatewright_document::{Code, Node};
use indexmap::IndexMap;

use super::super::api::Located;
use super::super::integration::{
    ConnectionType, ContentHandling, Integration, IntegrationResponse, IntegrationType, PassthroughBehavior,
};
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
        let (request_parameters, http_api_parameters) = self.request_parameters(&node);
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
            http_api_parameters,
            request_templates: self.templates(node.get("requestTemplates")),
            responses: self.integration_responses(&node),
            timeout_millis: timeout.unwrap_or(Integration::DEFAULT_TIMEOUT_MILLIS),
            cache_namespace: self.optional_text(node.get("cacheNamespace")),
            cache_key_parameters: self.texts(node.get("cacheKeyParameters")),
            payload_format_version: self.optional_text(node.get("payloadFormatVersion")),
            subtype: self.optional_text(node.get("integrationSubtype")),
            origin: node.origin().clone(),
        })
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

    /// Mappings of REST APIs, and apart from them those of HTTP APIs (`overwrite:path`).
    fn request_parameters(&mut self, node: &Node<'d>) -> (Vec<RequestMapping>, Vec<(String, Located<String>)>) {
        let (mut mappings, mut changes) = (Vec::new(), Vec::new());
        let entries: Vec<_> = node.get("requestParameters").iter().flat_map(Node::entries).collect();
        for (target, node) in entries {
            let Some(text) = self.text(&node) else {
                continue;
            };
            if !target.starts_with("integration.request.") && !text.starts_with("method.request.") {
                changes.push((target.to_owned(), Located::new(text, node.origin().clone())));
                continue;
            }
            match (parse_request_target(target), Source::parse(&text)) {
                (Ok((location, name)), Ok(source)) => {
                    mappings.push(RequestMapping { location, name, source, origin: node.origin().clone() });
                }
                (Err(message), _) => self.invalid_mapping(&node, true, &message),
                (_, Err(message)) => self.invalid_mapping(&node, false, &message),
            }
        }
        changes.extend(self.http_api_response_parameters(node));
        (mappings, changes)
    }

    /// HTTP APIs map the headers of answers by status, beside the integration's own parameters.
    fn http_api_response_parameters(&mut self, node: &Node<'d>) -> Vec<(String, Located<String>)> {
        let by_status: Vec<_> = node.get("responseParameters").iter().flat_map(Node::entries).collect();
        let entries: Vec<_> = by_status.iter().flat_map(|(_, mappings)| mappings.entries()).collect();
        let texts = entries.into_iter().filter_map(|(target, node)| Some((target, self.text(&node)?, node)));
        texts.map(|(target, text, node)| (target.to_owned(), Located::new(text, node.origin().clone()))).collect()
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
