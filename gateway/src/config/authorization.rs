//! Authorizers, and which of them guards a method.

use std::fmt;
use std::time::Duration;

use gatewright_document::Origin;

use super::kind::ApiKind;

/// Who may call a method.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Authorization {
    /// Everybody.
    #[default]
    None,
    /// Requests signed by AWS credentials (`awsSigv4`).
    Iam,
    /// Whom a Lambda authorizer lets in, by the authorizer's name.
    Custom(String),
    /// Whom a Cognito user pool knows, by the authorizer's name, with the scopes asked for.
    Cognito(String, Vec<String>),
    /// Who has a JSON Web Token of the issuer (HTTP APIs), by the authorizer's name, with the scopes asked for.
    Jwt(String, Vec<String>),
}

impl Authorization {
    /// The word of API Gateway: `NONE`, `AWS_IAM`, `CUSTOM`, `COGNITO_USER_POOLS` or `JWT`.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Authorization::None => "NONE",
            Authorization::Iam => "AWS_IAM",
            Authorization::Custom(_) => "CUSTOM",
            Authorization::Cognito(..) => "COGNITO_USER_POOLS",
            Authorization::Jwt(..) => "JWT",
        }
    }

    /// The authorizer's name.
    #[must_use]
    pub fn authorizer(&self) -> Option<&str> {
        match self {
            Authorization::None | Authorization::Iam => None,
            Authorization::Custom(name) | Authorization::Cognito(name, _) | Authorization::Jwt(name, _) => Some(name),
        }
    }
}

/// What an authorizer decides by.
#[derive(Clone, Debug, PartialEq)]
pub enum AuthorizerKind {
    /// A function that gets one token.
    Token,
    /// A function that gets the request.
    Request,
    /// User pools of Cognito, by ARN.
    Cognito(Vec<String>),
    /// JSON Web Tokens of an issuer for an audience (HTTP APIs).
    Jwt {
        /// The issuer's URL.
        issuer: Option<String>,
        /// Accepted audiences.
        audience: Vec<String>,
    },
}

impl AuthorizerKind {
    /// The word of API Gateway.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            AuthorizerKind::Token => "TOKEN",
            AuthorizerKind::Request => "REQUEST",
            AuthorizerKind::Cognito(_) => "COGNITO_USER_POOLS",
            AuthorizerKind::Jwt { .. } => "JWT",
        }
    }
}

/// One value by which an authorizer knows who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IdentitySource {
    /// `method.request.header.NAME` or `$request.header.NAME`.
    Header(String),
    /// `method.request.querystring.NAME` or `$request.querystring.NAME`.
    QueryString(String),
    /// `stageVariables.NAME`.
    StageVariable(String),
    /// `context.NAME`.
    Context(String),
}

impl IdentitySource {
    /// Reads one source; `None` for what is no source.
    #[must_use]
    pub fn parse(text: &str) -> Option<IdentitySource> {
        let text = text.trim();
        let text = text.strip_prefix('$').unwrap_or(text);
        let after = |prefixes: &[&str]| prefixes.iter().find_map(|prefix| text.strip_prefix(prefix)).map(str::to_owned);
        after(&["method.request.header.", "request.header."])
            .map(IdentitySource::Header)
            .or_else(|| {
                after(&["method.request.querystring.", "request.querystring."]).map(IdentitySource::QueryString)
            })
            .or_else(|| after(&["stageVariables."]).map(IdentitySource::StageVariable))
            .or_else(|| after(&["context."]).map(IdentitySource::Context))
    }
}

impl fmt::Display for IdentitySource {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            IdentitySource::Header(name) => write!(formatter, "header `{name}`"),
            IdentitySource::QueryString(name) => write!(formatter, "query parameter `{name}`"),
            IdentitySource::StageVariable(name) => write!(formatter, "stage variable `{name}`"),
            IdentitySource::Context(name) => write!(formatter, "`$context.{name}`"),
        }
    }
}

/// An authorizer of the API.
#[derive(Clone, Debug, PartialEq)]
pub struct Authorizer {
    /// What it decides by.
    pub kind: AuthorizerKind,
    /// The function, as an invocation URI.
    pub uri: Option<String>,
    /// The role that calls the function.
    pub credentials: Option<String>,
    /// What must be in the request before the authorizer is asked.
    pub identity_sources: Vec<IdentitySource>,
    /// The sources as written.
    pub identity_source: Option<String>,
    /// What a token must look like before the function is asked.
    pub identity_validation: Option<String>,
    /// For how many seconds an answer is kept, as written.
    pub result_ttl: Option<u32>,
    /// `x-amazon-apigateway-authtype`.
    pub auth_type: Option<String>,
    /// `authorizerPayloadFormatVersion` of HTTP APIs.
    pub payload_format_version: Option<String>,
    /// `enableSimpleResponses` of HTTP APIs.
    pub simple_responses: bool,
    /// The security scheme.
    pub origin: Origin,
}

impl Authorizer {
    /// The longest time that an answer can be kept, in seconds.
    pub const LONGEST_RESULT_TTL: u32 = 3_600;

    /// For how long an answer of a function is kept: five minutes if a REST API says nothing, and not
    /// at all if an HTTP API does.
    #[must_use]
    pub fn result_lifetime(&self, api: ApiKind) -> Duration {
        let default = match api {
            ApiKind::Rest => 300,
            ApiKind::Http => 0,
        };
        Duration::from_secs(self.result_ttl.unwrap_or(default).min(Self::LONGEST_RESULT_TTL).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_sources() {
        let table = [
            ("method.request.header.Authorization", Some(IdentitySource::Header("Authorization".into()))),
            (" $request.querystring.auth ", Some(IdentitySource::QueryString("auth".into()))),
            ("stageVariables.key", Some(IdentitySource::StageVariable("key".into()))),
            ("$context.identity.sourceIp", Some(IdentitySource::Context("identity.sourceIp".into()))),
            ("method.request.body", None),
        ];
        for (text, expected) in table {
            assert_eq!(IdentitySource::parse(text), expected, "{text}");
        }
    }
}
