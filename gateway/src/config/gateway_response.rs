//! Gateway responses: what API Gateway itself answers where a request ends early.
//!
//! The types, their status codes and the way `DEFAULT_4XX` and `DEFAULT_5XX` supply the others are
//! those of [Gateway response types](https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html).

use std::fmt;
use std::str::FromStr;

use gatewright_document::Origin;
use indexmap::IndexMap;

/// The template of every gateway response that the document does not configure.
pub const DEFAULT_TEMPLATE: &str = "{\"message\":$context.error.messageString}";

macro_rules! response_types {
    ($($(#[$doc:meta])* $variant:ident $name:literal $status:literal $error:literal;)*) => {
        /// The reason for which API Gateway answers a request itself.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum GatewayResponseType {
            $($(#[$doc])* $variant,)*
        }

        impl GatewayResponseType {
            /// Every type, in the order of AWS's own messages.
            pub const ALL: &[GatewayResponseType] = &[$(GatewayResponseType::$variant,)*];

            /// The name that documents use.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(GatewayResponseType::$variant => $name,)* }
            }

            /// The status code of AWS's own response; the two `DEFAULT_` types have none.
            #[must_use]
            pub fn default_status(self) -> Option<u16> {
                match self { $(GatewayResponseType::$variant => Some($status).filter(|status| *status != 0),)* }
            }

            /// The value of the header `x-amzn-ErrorType`.
            #[must_use]
            pub fn error_type(self) -> &'static str {
                match self { $(GatewayResponseType::$variant => $error,)* }
            }
        }
    };
}

response_types! {
    /// The request is larger than 10 MB.
    RequestTooLarge "REQUEST_TOO_LARGE" 413 "RequestTooLargeException";
    /// No such resource, where API Gateway cannot say so by `MISSING_AUTHENTICATION_TOKEN`.
    ResourceNotFound "RESOURCE_NOT_FOUND" 404 "ResourceNotFoundException";
    /// The authorizer could not be called.
    AuthorizerConfigurationError "AUTHORIZER_CONFIGURATION_ERROR" 500 "AuthorizerConfigurationException";
    /// No such method or path, or a request without its signature.
    MissingAuthenticationToken "MISSING_AUTHENTICATION_TOKEN" 403 "MissingAuthenticationTokenException";
    /// The body does not fit its model.
    BadRequestBody "BAD_REQUEST_BODY" 400 "BadRequestException";
    /// The signature is not valid.
    InvalidSignature "INVALID_SIGNATURE" 403 "InvalidSignatureException";
    /// The method needs an API key that the request does not have.
    InvalidApiKey "INVALID_API_KEY" 403 "ForbiddenException";
    /// A required parameter is missing.
    BadRequestParameters "BAD_REQUEST_PARAMETERS" 400 "BadRequestException";
    /// The authorizer failed.
    AuthorizerFailure "AUTHORIZER_FAILURE" 500 "AuthorizerFailureException";
    /// The request does not say who asks, or the authorizer does not know them.
    Unauthorized "UNAUTHORIZED" 401 "UnauthorizedException";
    /// The integration took longer than its limit.
    IntegrationTimeout "INTEGRATION_TIMEOUT" 504 "InternalServerErrorException";
    /// The authorizer rejected.
    AccessDenied "ACCESS_DENIED" 403 "AccessDeniedException";
    /// What the other 4xx types take their parts from.
    Default4xx "DEFAULT_4XX" 0 "BadRequestException";
    /// What the other 5xx types take their parts from.
    Default5xx "DEFAULT_5XX" 0 "InternalServerErrorException";
    /// A firewall rejected.
    WafFiltered "WAF_FILTERED" 403 "ForbiddenException";
    /// The usage plan's quota is used up.
    QuotaExceeded "QUOTA_EXCEEDED" 429 "LimitExceededException";
    /// Too many requests at once.
    Throttled "THROTTLED" 429 "TooManyRequestsException";
    /// The configuration of the API has an error that shows only at run time.
    ApiConfigurationError "API_CONFIGURATION_ERROR" 500 "InternalServerErrorException";
    /// No mapping for this content type, and passing it through is not allowed.
    UnsupportedMediaType "UNSUPPORTED_MEDIA_TYPE" 415 "BadRequestException";
    /// The integration failed.
    IntegrationFailure "INTEGRATION_FAILURE" 504 "InternalServerErrorException";
    /// The authentication token is too old.
    ExpiredToken "EXPIRED_TOKEN" 403 "ExpiredTokenException";
}

impl fmt::Display for GatewayResponseType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// A name that is no gateway response type; prints what AWS answers to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownResponseType(pub String);

impl fmt::Display for UnknownResponseType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known: Vec<&str> = GatewayResponseType::ALL.iter().map(|kind| kind.as_str()).collect();
        write!(
            formatter,
            "1 validation error detected: Value '{}' at 'responseType' failed to satisfy constraint: \
             Member must satisfy enum value set: [{}]",
            self.0,
            known.join(", ")
        )
    }
}

impl std::error::Error for UnknownResponseType {}

impl FromStr for GatewayResponseType {
    type Err = UnknownResponseType;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        GatewayResponseType::ALL
            .iter()
            .find(|kind| kind.as_str() == text)
            .copied()
            .ok_or_else(|| UnknownResponseType(text.to_owned()))
    }
}

/// What the document says about one gateway response.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GatewayResponse {
    /// The status code; the type's own when missing.
    pub status_code: Option<u16>,
    /// Headers by name, and where each takes its value from, as written.
    pub parameters: IndexMap<String, String>,
    /// Templates by content type. These are not Velocity: variables are replaced, nothing else.
    pub templates: IndexMap<String, String>,
    /// The entry in the document, if it stands in one.
    pub origin: Option<Origin>,
}

/// A gateway response as it is given: configured, taken from a `DEFAULT_` type, or AWS's own.
#[derive(Clone, Debug, PartialEq)]
pub struct ResolvedGatewayResponse {
    /// The status code; `None` only for the `DEFAULT_` types themselves.
    pub status_code: Option<u16>,
    /// Headers by name, and where each takes its value from.
    pub parameters: IndexMap<String, String>,
    /// Templates by content type.
    pub templates: IndexMap<String, String>,
    /// Whether the type itself is not configured.
    pub is_default: bool,
}

/// What is answered for `kind` when the document configures `configured`.
///
/// A type that is configured takes nothing from `DEFAULT_4XX` or `DEFAULT_5XX`, not even what it
/// leaves open (recorded at AWS).
#[must_use]
pub fn resolve(
    kind: GatewayResponseType,
    configured: &IndexMap<GatewayResponseType, GatewayResponse>,
) -> ResolvedGatewayResponse {
    let own = configured.get(&kind);
    let fallback = kind.default_status().and_then(|status| {
        let general = if status >= 500 { GatewayResponseType::Default5xx } else { GatewayResponseType::Default4xx };
        configured.get(&general)
    });
    let base = own.or(fallback);
    let templates = base.map(|response| response.templates.clone()).unwrap_or_default();
    ResolvedGatewayResponse {
        status_code: base.and_then(|response| response.status_code).or(kind.default_status()),
        parameters: base.map(|response| response.parameters.clone()).unwrap_or_default(),
        templates: if templates.is_empty() {
            IndexMap::from([("application/json".to_owned(), DEFAULT_TEMPLATE.to_owned())])
        } else {
            templates
        },
        is_default: own.is_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn configured(
        kind: GatewayResponseType,
        status_code: Option<u16>,
    ) -> IndexMap<GatewayResponseType, GatewayResponse> {
        IndexMap::from([(kind, GatewayResponse { status_code, ..GatewayResponse::default() })])
    }

    #[test]
    fn inheritance() {
        use GatewayResponseType::{AccessDenied, ApiConfigurationError, Default4xx, Default5xx, Unauthorized};
        let table = [
            (Default5xx, Some(599), ApiConfigurationError, Some(599), true),
            (Default5xx, Some(599), AccessDenied, Some(403), true),
            (Default4xx, Some(400), Unauthorized, Some(400), true),
            (Unauthorized, Some(405), Unauthorized, Some(405), false),
            (Unauthorized, None, Unauthorized, Some(401), false),
            (Default4xx, None, Default4xx, None, false),
        ];
        for (kind, status, asked, expected, is_default) in table {
            let resolved = resolve(asked, &configured(kind, status));
            assert_eq!((resolved.status_code, resolved.is_default), (expected, is_default), "{kind} {asked}");
        }
    }

    #[test]
    fn names_round_trip() {
        for kind in GatewayResponseType::ALL {
            assert_eq!(kind.as_str().parse(), Ok(*kind));
        }
        assert!("NOPE".parse::<GatewayResponseType>().is_err());
    }
}
