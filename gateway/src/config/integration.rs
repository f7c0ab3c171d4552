//! Integrations: what a method calls, and how request and answer are changed on the way.

use gatewright_document::Origin;
use indexmap::IndexMap;

use super::http_mapping::{HttpMapping, HttpValue};
use super::located::Located;
use super::mapping::{RequestMapping, ResponseMapping};

/// What kind of backend an integration calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntegrationType {
    /// A Lambda function or another service of AWS, with mappings.
    Aws,
    /// A Lambda function that gets the whole request and gives the whole answer.
    AwsProxy,
    /// An HTTP endpoint, with mappings.
    Http,
    /// An HTTP endpoint that gets the request and gives the answer as they are.
    HttpProxy,
    /// Nothing: the request template gives the status, the response template the body.
    Mock,
}

impl IntegrationType {
    /// The word of API Gateway, in capitals.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            IntegrationType::Aws => "AWS",
            IntegrationType::AwsProxy => "AWS_PROXY",
            IntegrationType::Http => "HTTP",
            IntegrationType::HttpProxy => "HTTP_PROXY",
            IntegrationType::Mock => "MOCK",
        }
    }

    /// The type of that name, in capitals or not.
    #[must_use]
    pub fn parse(text: &str) -> Option<IntegrationType> {
        match text.to_ascii_lowercase().as_str() {
            "aws" => Some(IntegrationType::Aws),
            "aws_proxy" => Some(IntegrationType::AwsProxy),
            "http" => Some(IntegrationType::Http),
            "http_proxy" => Some(IntegrationType::HttpProxy),
            "mock" => Some(IntegrationType::Mock),
            _ => None,
        }
    }

    /// Whether the answer is given as it is, without mappings.
    #[must_use]
    pub fn is_proxy(self) -> bool {
        matches!(self, IntegrationType::AwsProxy | IntegrationType::HttpProxy)
    }
}

/// What happens to a body of a content type that no request template is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PassthroughBehavior {
    /// It goes through unchanged.
    #[default]
    WhenNoMatch,
    /// It goes through if there are no templates at all, else 415.
    WhenNoTemplates,
    /// 415.
    Never,
}

impl PassthroughBehavior {
    /// The word of API Gateway, in capitals.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            PassthroughBehavior::WhenNoMatch => "WHEN_NO_MATCH",
            PassthroughBehavior::WhenNoTemplates => "WHEN_NO_TEMPLATES",
            PassthroughBehavior::Never => "NEVER",
        }
    }

    /// The behaviour of that name, in capitals or not.
    #[must_use]
    pub fn parse(text: &str) -> Option<PassthroughBehavior> {
        match text.to_ascii_lowercase().as_str() {
            "when_no_match" => Some(PassthroughBehavior::WhenNoMatch),
            "when_no_templates" => Some(PassthroughBehavior::WhenNoTemplates),
            "never" => Some(PassthroughBehavior::Never),
            _ => None,
        }
    }
}

/// How a body is turned from bytes into text or back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentHandling {
    /// Bytes become base64.
    ConvertToText,
    /// Base64 becomes bytes.
    ConvertToBinary,
}

impl ContentHandling {
    /// The word of API Gateway.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ContentHandling::ConvertToText => "CONVERT_TO_TEXT",
            ContentHandling::ConvertToBinary => "CONVERT_TO_BINARY",
        }
    }

    /// The conversion of that name, in capitals or not.
    #[must_use]
    pub fn parse(text: &str) -> Option<ContentHandling> {
        match text.to_ascii_uppercase().as_str() {
            "CONVERT_TO_TEXT" => Some(ContentHandling::ConvertToText),
            "CONVERT_TO_BINARY" => Some(ContentHandling::ConvertToBinary),
            _ => None,
        }
    }
}

/// How the backend is reached.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum ConnectionType {
    /// Over the internet.
    #[default]
    Internet,
    /// Through a VPC link, by its id.
    VpcLink(Option<String>),
}

/// What a method calls.
#[derive(Clone, Debug, PartialEq)]
pub struct Integration {
    /// The kind of backend.
    pub kind: IntegrationType,
    /// Where the backend is.
    pub uri: Option<Located<String>>,
    /// The HTTP method of the call; `None` and `ANY` stand for the client's.
    pub http_method: Option<String>,
    /// The role that calls.
    pub credentials: Option<String>,
    /// How the backend is reached.
    pub connection: ConnectionType,
    /// Whether certificates of the backend are not checked.
    pub insecure_skip_verification: bool,
    /// How the request body is converted.
    pub content_handling: Option<ContentHandling>,
    /// What happens without a template.
    pub passthrough_behavior: PassthroughBehavior,
    /// Where the parameters of the call come from.
    pub request_parameters: Vec<RequestMapping>,
    /// HTTP APIs: changes to the request (`overwrite:path`, `append:header.X` …).
    pub http_request: Vec<HttpMapping>,
    /// HTTP APIs: changes to responses, by status.
    pub http_responses: IndexMap<String, Vec<HttpMapping>>,
    /// HTTP APIs: the parameters of a first-class integration (`QueueUrl`, `MessageBody` …).
    pub subtype_parameters: IndexMap<String, HttpValue>,
    /// Templates of the request body by content type.
    pub request_templates: IndexMap<String, Located<String>>,
    /// Integration responses, in the order of the document.
    pub responses: Vec<IntegrationResponse>,
    /// How long the backend may take, in milliseconds.
    pub timeout_millis: u32,
    /// `cacheNamespace`.
    pub cache_namespace: Option<String>,
    /// `cacheKeyParameters`.
    pub cache_key_parameters: Vec<String>,
    /// `payloadFormatVersion` (HTTP APIs).
    pub payload_format_version: Option<String>,
    /// `integrationSubtype` (HTTP APIs).
    pub subtype: Option<String>,
    /// Whether responses are passed on while they come (`responseTransferMode: STREAM`).
    pub streams: bool,
    /// The integration.
    pub origin: Origin,
}

impl Integration {
    /// The time limit of API Gateway, and the default.
    pub const DEFAULT_TIMEOUT_MILLIS: u32 = 29_000;

    /// The place in the document that says who is called.
    #[must_use]
    pub fn target_origin(&self) -> &Origin {
        self.uri.as_ref().map_or(&self.origin, |uri| &uri.origin)
    }

    /// The integration response without a selection pattern.
    #[must_use]
    pub fn default_response(&self) -> Option<&IntegrationResponse> {
        self.responses.iter().find(|response| response.selection_pattern.is_none())
    }
}

/// What becomes of answers of the backend that a pattern selects.
#[derive(Clone, Debug, PartialEq)]
pub struct IntegrationResponse {
    /// The pattern; `None` is the default response.
    pub selection_pattern: Option<Located<String>>,
    /// The status of the method response.
    pub status_code: Located<String>,
    /// How the body is converted.
    pub content_handling: Option<ContentHandling>,
    /// Where the headers come from.
    pub parameters: Vec<ResponseMapping>,
    /// Templates of the body by content type.
    pub templates: IndexMap<String, Located<String>>,
    /// The integration response.
    pub origin: Origin,
}

/// The function that an invocation URI names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LambdaUri {
    /// The region of the function.
    pub region: String,
    /// The function's ARN, or what stands in its place.
    pub arn: String,
    /// The function's name.
    pub name: String,
    /// The version or alias.
    pub qualifier: Option<String>,
}

/// Reads `arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/ARN/invocations`, or the plain
/// ARN of a function as HTTP APIs have it. In a document that is not rendered yet, the variable that
/// stands for the URI or the ARN gives the name: `Calc` of `${Calc.Arn}`.
#[must_use]
pub fn parse_lambda_uri(uri: &str) -> Option<LambdaUri> {
    if let Some((name, qualifier)) = variable_function(uri) {
        let (name, qualifier) = (name.to_owned(), qualifier.map(str::to_owned));
        return Some(LambdaUri { region: String::new(), arn: uri.to_owned(), name, qualifier });
    }
    let (region, arn) = match uri.split_once(":lambda:path/") {
        Some((head, path)) => {
            let (_, rest) = path.split_once("functions/")?;
            let arn = CALLS.iter().find_map(|call| Some(rest.split_once(call)?.0)).unwrap_or(rest);
            (head.rsplit(':').next().unwrap_or_default(), arn)
        }
        None => (uri.strip_prefix("arn:").and_then(|rest| rest.split(':').nth(2)).unwrap_or_default(), uri),
    };
    let (name, qualifier) = match arn.split_once(":function:") {
        Some((_, rest)) => split_qualifier(rest),
        // An expression such as `${FunctionArn}` or a bare name, as importers other than AWS's let through.
        None if uri.contains(":lambda:path/") => variable_function(arn).unwrap_or((arn, None)),
        None => return None,
    };
    Some(LambdaUri {
        region: region.to_owned(),
        arn: arn.to_owned(),
        name: name.to_owned(),
        qualifier: qualifier.map(str::to_owned),
    })
}

/// What follows the function in a URI.
const CALLS: [&str; 2] = ["/invocations", "/response-streaming-invocations"];

/// The function of `${Calc.Arn}` and `${Calc.Arn}:live`, with its qualifier.
fn variable_function(text: &str) -> Option<(&str, Option<&str>)> {
    let (variable, qualifier) = split_qualifier(text);
    Some((sole_variable(variable)?, qualifier))
}

/// `Calc` of `${Calc.Arn}` or `${Calc}`, if the text is nothing else. Terraform writes
/// `${aws_lambda_function.calc.invoke_arn}`.
fn sole_variable(text: &str) -> Option<&str> {
    let name = text.strip_prefix("${")?.strip_suffix('}')?;
    let is_other = name.is_empty() || name.starts_with("stageVariables.") || name.contains(['{', '}']);
    let ends =
        [".Arn", ".Alias", ".Version", ".arn", ".invoke_arn", ".qualified_arn", ".response_streaming_invoke_arn"];
    let function = ends.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
    (!is_other).then(|| function.strip_prefix("aws_lambda_function.").unwrap_or(function))
}

fn split_qualifier(rest: &str) -> (&str, Option<&str>) {
    // `${stageVariables.name}` has no colon, `${AWS::Region}` has: a colon inside of braces separates nothing.
    let mut depth = 0_u32;
    for (index, character) in rest.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ':' if depth == 0 => {
                let (name, qualifier) = rest.split_at(index);
                return (name, qualifier.strip_prefix(':'));
            }
            _ => {}
        }
    }
    (rest, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lambda_uris() {
        let head = "arn:aws:apigateway:us-west-2:lambda:path/2015-03-31/functions/";
        let table = [
            ("arn:aws:lambda:us-west-2:123456789012:function:Calc/invocations", "Calc", None),
            ("arn:aws:lambda:us-west-2:123456789012:function:Calc:live/invocations", "Calc", Some("live")),
            ("arn:aws:lambda:us-west-2:1:function:${stageVariables.f}/invocations", "${stageVariables.f}", None),
            ("${Function.Arn}/invocations", "Function", None),
            ("${Function.Arn}:live/invocations", "Function", Some("live")),
            ("${Function.Arn}:$LATEST/response-streaming-invocations", "Function", Some("$LATEST")),
            ("${aws_lambda_function.calc.arn}/invocations", "calc", None),
            ("${stageVariables.arn}/invocations", "${stageVariables.arn}", None),
        ];
        for (tail, name, qualifier) in table {
            let found = parse_lambda_uri(&format!("{head}{tail}")).unwrap();
            assert_eq!(
                (found.name.as_str(), found.qualifier.as_deref(), found.region.as_str()),
                (name, qualifier, "us-west-2")
            );
        }
        assert_eq!(parse_lambda_uri("arn:aws:lambda:eu-west-1:1:function:F").unwrap().region, "eu-west-1");
        assert_eq!(parse_lambda_uri("arn:aws:apigateway:us-east-1:s3:path/b"), None);
        assert_eq!(parse_lambda_uri("http://example.com"), None);
        assert_eq!(parse_lambda_uri("${calc_arn}").unwrap().name, "calc_arn");
        assert_eq!(parse_lambda_uri("${stageVariables.uri}"), None);
    }
}
