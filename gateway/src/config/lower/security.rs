//! Security schemes as authorizers, and security requirements as what guards a method.

use gatewright_document::{Code, Node};
use indexmap::IndexMap;

use super::super::authorization::{Authorization, Authorizer, AuthorizerKind, IdentitySource};
use super::super::kind::ApiKind;
use super::Reader;

/// The parts of a method's guard.
pub(super) struct Guard {
    pub(super) authorization: Authorization,
    pub(super) api_key_required: bool,
    pub(super) ignored_schemes: Vec<String>,
}

impl<'d> Reader<'d> {
    fn schemes(&self) -> Option<Node<'d>> {
        self.root
            .get("securityDefinitions")
            .or_else(|| self.root.get("components").and_then(|node| node.get("securitySchemes")))
    }

    pub(super) fn authorizers(&mut self, kind: ApiKind) -> IndexMap<String, Authorizer> {
        let schemes: Vec<_> = self.schemes().iter().flat_map(Node::entries).collect();
        let mut found = IndexMap::new();
        for (name, scheme) in schemes {
            let scheme = scheme.resolve().unwrap_or(scheme);
            let node = scheme.get("x-amazon-apigateway-authorizer").and_then(|node| node.resolve().ok());
            if let Some(node) = node
                && let Some(authorizer) = self.authorizer(&scheme, &node, kind)
            {
                found.insert(name.to_owned(), authorizer);
            }
        }
        found
    }

    fn authorizer(&mut self, scheme: &Node<'d>, node: &Node<'d>, api: ApiKind) -> Option<Authorizer> {
        let type_name = self.optional_text(node.get("type"));
        let kind = match type_name.as_deref().map(str::to_ascii_lowercase).as_deref() {
            // Without a type, what else is there tells.
            Some("token") | None if node.get("jwtConfiguration").is_none() => AuthorizerKind::Token,
            Some("request") => AuthorizerKind::Request,
            Some("cognito_user_pools") => AuthorizerKind::Cognito(self.unimportant_texts(node.get("providerARNs"))),
            Some("jwt") | None => {
                let jwt = node.get("jwtConfiguration");
                AuthorizerKind::Jwt {
                    issuer: self.optional_text(jwt.as_ref().and_then(|jwt| jwt.get("issuer"))),
                    audience: self.texts(jwt.as_ref().and_then(|jwt| jwt.get("audience"))),
                }
            }
            Some(_) => {
                let at = node.get("type").unwrap_or_else(|| node.clone());
                self.invalid_value(&at, "an authorizer is of type `token`, `request`, `cognito_user_pools` or `jwt`");
                return None;
            }
        };
        let identity_source =
            self.optional_text(node.get("identitySource")).or_else(|| self.identity_of_scheme(scheme, &kind));
        let sources = identity_source.iter().flat_map(|text| text.split(','));
        let identity_sources = sources.filter_map(IdentitySource::parse).collect();
        let ttl = self.number(node.get("authorizerResultTtlInSeconds"));
        let simple = node.get("enableSimpleResponses").is_some_and(|node| self.flag(&node)) && api == ApiKind::Http;
        let authorizer = Authorizer {
            kind,
            uri: self.aws_uri(node.get("authorizerUri")).map(|uri| uri.value),
            credentials: self.unimportant_text(node.get("authorizerCredentials")),
            identity_sources,
            identity_source,
            identity_validation: self.optional_text(node.get("identityValidationExpression")),
            result_ttl: ttl.map(|seconds| u32::try_from(seconds).unwrap_or(u32::MAX)),
            auth_type: self.optional_text(scheme.get("x-amazon-apigateway-authtype")),
            payload_format_version: self.optional_text(node.get("authorizerPayloadFormatVersion")),
            simple_responses: simple,
            origin: node.origin().clone(),
        };
        self.check_caching(&authorizer, api);
        Some(authorizer)
    }

    fn check_caching(&mut self, authorizer: &Authorizer, api: ApiKind) {
        if let Some(seconds) = authorizer.result_ttl.filter(|seconds| *seconds > Authorizer::LONGEST_RESULT_TTL) {
            self.report
                .add(Code::IMPORT_LIMIT, &authorizer.origin.child("authorizerResultTtlInSeconds"))
                .message(format!("the authorizer's answers are to be kept for {seconds} s"))
                .help("the longest is 3600 s");
        }
        let is_kept = authorizer.kind == AuthorizerKind::Request && !authorizer.result_lifetime(api).is_zero();
        if is_kept && authorizer.identity_sources.is_empty() {
            self.report
                .add(Code::IMPORT_LIMIT, &authorizer.origin)
                .message("the authorizer's answers are kept, but nothing tells callers apart")
                .help("name what identifies a caller in `identitySource`, or set `authorizerResultTtlInSeconds` to 0");
        }
    }

    /// Without an identity source, the scheme itself says where the token is, unless it is named `Unused`,
    /// as schemes of authorizers that get the whole request are.
    fn identity_of_scheme(&mut self, scheme: &Node<'d>, kind: &AuthorizerKind) -> Option<String> {
        let name = self.optional_text(scheme.get("name"));
        match (name, scheme.str("in")) {
            (Some(name), _) if name == "Unused" && *kind == AuthorizerKind::Request => None,
            (Some(name), Some("query")) => Some(format!("method.request.querystring.{name}")),
            (Some(name), _) => Some(format!("method.request.header.{name}")),
            (None, _) => Some("method.request.header.Authorization".to_owned()),
        }
    }

    /// What guards an operation: its own requirements or those of the root, and `x-amazon-apigateway-auth`.
    pub(super) fn guard(&mut self, operation: &Node<'d>, authorizers: &IndexMap<String, Authorizer>) -> Guard {
        let mut guard =
            Guard { authorization: Authorization::None, api_key_required: false, ignored_schemes: Vec::new() };
        let requirements = operation.get("security").or_else(|| self.root.get("security"));
        for requirement in requirements.iter().flat_map(Node::items) {
            for (name, scopes) in requirement.entries() {
                self.require(&mut guard, name, &scopes, authorizers);
            }
        }
        let auth = operation.get("x-amazon-apigateway-auth").and_then(|auth| auth.get("type"));
        if let Some(node) = auth {
            match self.text(&node).map(|text| text.to_ascii_uppercase()).as_deref() {
                Some("AWS_IAM") => guard.authorization = Authorization::Iam,
                Some("NONE") => guard.authorization = Authorization::None,
                _ => {}
            }
        }
        guard
    }

    fn require(
        &mut self,
        guard: &mut Guard,
        name: &str,
        scopes: &Node<'d>,
        authorizers: &IndexMap<String, Authorizer>,
    ) {
        let scheme = self.schemes().and_then(|schemes| schemes.get(name));
        let Some(scheme) = scheme.map(|scheme| scheme.resolve().unwrap_or(scheme)) else {
            // SAM writes a scheme of this name for methods without an authorizer.
            if name == "NONE" {
                return;
            }
            self.report
                .add(Code::UNKNOWN_SECURITY_SCHEME, &scopes.origin().own_key())
                .message(format!("there is no security scheme `{name}`"));
            return;
        };
        let is_free = guard.authorization == Authorization::None;
        if let Some(authorizer) = authorizers.get(name) {
            let scopes: Vec<String> = scopes.items().filter_map(|scope| scope.as_str().map(str::to_owned)).collect();
            let authorization = match authorizer.kind {
                AuthorizerKind::Token | AuthorizerKind::Request => Authorization::Custom(name.to_owned()),
                AuthorizerKind::Cognito(_) => Authorization::Cognito(name.to_owned(), scopes),
                AuthorizerKind::Jwt { .. } => Authorization::Jwt(name.to_owned(), scopes),
            };
            if is_free {
                guard.authorization = authorization;
            }
            return;
        }
        let auth_type = self.optional_text(scheme.get("x-amazon-apigateway-authtype"));
        if auth_type.is_some_and(|text| text.eq_ignore_ascii_case("awsSigv4")) {
            if is_free {
                guard.authorization = Authorization::Iam;
            }
        } else if scheme.str("type") == Some("apiKey")
            && scheme.str("name").is_some_and(|name| name.eq_ignore_ascii_case("x-api-key"))
        {
            guard.api_key_required = true;
        } else {
            guard.ignored_schemes.push(name.to_owned());
        }
    }
}
