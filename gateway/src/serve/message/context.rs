//! `$context`: what the gateway knows about a request, for templates, mappings and events.

use std::sync::OnceLock;
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use crate::config::ApiKind;
use crate::serve::message::request::Request;

/// Facts about the deployed API that no document says.
#[derive(Clone, Debug)]
pub struct Deployment {
    /// The id of the API.
    pub api_id: String,
    /// The account.
    pub account_id: String,
    /// The region.
    pub region: String,
    /// The stage.
    pub stage: String,
    /// The stage's variables.
    pub stage_variables: IndexMap<String, String>,
}

/// What the gateway knows about one request.
#[derive(Debug, Default)]
pub struct Context {
    /// REST or HTTP API.
    pub kind: ApiKind,
    /// `requestId`, a UUID.
    pub request_id: String,
    /// The `X-Amzn-Trace-Id` of the request.
    pub trace_id: String,
    /// `apiId`.
    pub api_id: String,
    /// `accountId`.
    pub account_id: String,
    /// `stage`.
    pub stage: String,
    /// `httpMethod`.
    pub http_method: String,
    /// `path`, with the stage.
    pub path: String,
    /// `resourcePath`.
    pub resource_path: String,
    /// The route of an HTTP API, as `GET /pets/{id}`.
    pub route_key: Option<String>,
    /// `resourceId`.
    pub resource_id: String,
    /// `protocol`.
    pub protocol: &'static str,
    /// `domainName`.
    pub domain_name: String,
    /// `identity.sourceIp`.
    pub source_ip: String,
    /// `identity.userAgent`.
    pub user_agent: Option<String>,
    /// `identity.apiKey`.
    pub api_key: Option<String>,
    /// `authorizer.…`: what the authorizer said.
    pub authorizer: Map<String, Value>,
    /// When the request came, in milliseconds since 1970.
    pub time_millis: u64,
    /// The stage's variables.
    pub stage_variables: IndexMap<String, String>,
    /// What templates set in `requestOverride`.
    pub request_override: Map<String, Value>,
    /// What templates set in `responseOverride`.
    pub response_override: Map<String, Value>,
    built: OnceLock<Value>,
}

impl Context {
    /// The context of a request before it is routed.
    #[must_use]
    pub fn new(kind: ApiKind, deployment: &Deployment, request: &Request) -> Context {
        let uuid = uuid::Uuid::new_v4().to_string();
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let mut trace_id = format!("Root=1-{:08x}-", since.as_secs());
        trace_id.extend(uuid.chars().filter(char::is_ascii_hexdigit).take(24));
        let domain_name = request.headers.get("host").map_or_else(
            || format!("{}.execute-api.{}.amazonaws.com", deployment.api_id, deployment.region),
            |host| host.split(':').next().unwrap_or(host).to_owned(),
        );
        let request_id = if kind == ApiKind::Http { extended_id(&uuid) } else { uuid };
        Context {
            kind,
            request_id,
            trace_id: request.headers.get("x-amzn-trace-id").map_or(trace_id, str::to_owned),
            api_id: deployment.api_id.clone(),
            account_id: deployment.account_id.clone(),
            stage: deployment.stage.clone(),
            http_method: request.method.clone(),
            path: request.path.clone(),
            protocol: request.protocol,
            domain_name,
            source_ip: request.source_ip.clone(),
            user_agent: request.headers.get("user-agent").map(str::to_owned),
            time_millis: u64::try_from(since.as_millis()).unwrap_or(u64::MAX),
            stage_variables: deployment.stage_variables.clone(),
            ..Context::default()
        }
    }

    /// Takes over the path in the form that everything else looks at.
    pub(crate) fn set_path(&mut self, path: &str) {
        path.clone_into(&mut self.path);
        self.built = OnceLock::new();
    }

    /// Says which resource the request means.
    pub fn set_resource(&mut self, path: &str) {
        path.clone_into(&mut self.resource_path);
        self.resource_id = resource_id(path);
        self.built = OnceLock::new();
    }

    /// Takes over what an authorizer said.
    pub fn set_authorizer(&mut self, values: Map<String, Value>) {
        self.authorizer = values;
        self.built = OnceLock::new();
    }

    /// Takes over which API key was used.
    pub fn set_api_key(&mut self, key: String) {
        self.api_key = Some(key);
        self.built = OnceLock::new();
    }

    /// The whole context as templates see it, without the overrides.
    #[must_use]
    pub fn value(&self) -> &Value {
        self.built.get_or_init(|| self.build())
    }

    /// A value by its dotted name, as mappings and gateway responses use it; `None` if there is none.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<String> {
        match name {
            "requestId" => return Some(self.request_id.clone()),
            "extendedRequestId" => return Some(self.extended_request_id()),
            "httpMethod" => return Some(self.http_method.clone()),
            "resourcePath" => return Some(self.resource_path.clone()),
            "resourceId" => return Some(self.resource_id.clone()),
            "stage" => return Some(self.stage.clone()),
            "apiId" => return Some(self.api_id.clone()),
            "routeKey" => return self.route_key.clone(),
            _ => {}
        }
        let at = |value| name.split('.').try_fold(value, |value: &Value, part| value.get(part));
        let found = at(self.value()).or_else(|| self.of_http_authorizer(name))?;
        match found {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            // As Java prints a map.
            Value::Object(_) => {
                Some(gatewright_vtl::Value::from_json(found, gatewright_vtl::Collections::JsonSmart).to_string())
            }
            other => Some(other.to_string()),
        }
    }

    /// `authorizer.claims.sub` and `authorizer.key` of an HTTP API, whose events have them below `jwt` and `lambda`.
    fn of_http_authorizer(&self, name: &str) -> Option<&Value> {
        let name = name.strip_prefix("authorizer.").filter(|_| self.kind == ApiKind::Http)?;
        let kinds = ["jwt", "lambda"].iter().filter_map(|kind| self.authorizer.get(*kind));
        kinds.into_iter().find_map(|value| name.split('.').try_fold(value, |value, part| value.get(part)))
    }

    fn build(&self) -> Value {
        let mut value = json!({
            "accountId": self.account_id,
            "apiId": self.api_id,
            "deploymentId": deployment_id(&self.api_id),
            "domainName": self.domain_name,
            "domainPrefix": self.domain_name.split('.').next().unwrap_or_default(),
            "extendedRequestId": self.extended_request_id(),
            "httpMethod": self.http_method,
            "identity": self.identity(),
            "path": self.path,
            "protocol": self.protocol,
            "requestId": self.request_id,
            "requestTime": self.request_time(),
            "requestTimeEpoch": self.time_millis,
            "resourceId": self.resource_id,
            "resourcePath": self.resource_path,
            "stage": self.stage,
            "awsEndpointRequestId": self.request_id,
            "xrayTraceId": self.trace_id,
        });
        if let Some(entries) = value.as_object_mut()
            && !self.authorizer.is_empty()
        {
            entries.insert("authorizer".to_owned(), self.authorizer.clone().into());
        }
        value
    }

    fn identity(&self) -> Value {
        let mut identity = json!({
            "accessKey": null,
            "accountId": null,
            "caller": null,
            "cognitoAuthenticationProvider": null,
            "cognitoAuthenticationType": null,
            "cognitoIdentityId": null,
            "cognitoIdentityPoolId": null,
            "principalOrgId": null,
            "sourceIp": self.source_ip,
            "user": null,
            "userAgent": self.user_agent,
            "userArn": null,
        });
        if let (Some(key), Some(entries)) = (&self.api_key, identity.as_object_mut()) {
            entries.insert("apiKey".to_owned(), key.as_str().into());
            entries.insert("apiKeyId".to_owned(), resource_id(key).into());
        }
        identity
    }

    /// `x-amz-apigw-id`: 15 characters of base64 and `=`. That of HTTP APIs is the request id itself.
    #[must_use]
    pub fn extended_request_id(&self) -> String {
        if self.kind == ApiKind::Http { self.request_id.clone() } else { extended_id(&self.request_id) }
    }

    /// `10/Nov/2024:21:05:00 +0000`.
    #[must_use]
    pub fn request_time(&self) -> String {
        self.formatted("%d/%b/%Y:%H:%M:%S +0000")
    }

    /// The time of the request in UTC.
    #[must_use]
    pub fn formatted(&self, format: &str) -> String {
        let millis = i64::try_from(self.time_millis).unwrap_or_default();
        let time = jiff::Timestamp::from_millisecond(millis).unwrap_or_default();
        time.to_zoned(jiff::tz::TimeZone::UTC).strftime(format).to_string()
    }
}

/// The context of an AWS_PROXY event: without what only templates and access logs know.
#[must_use]
pub(crate) fn event_context(context: &Context) -> Value {
    let mut value = context.value().clone();
    if let Some(entries) = value.as_object_mut() {
        entries.shift_remove("awsEndpointRequestId");
        entries.shift_remove("xrayTraceId");
    }
    value
}

/// An id of the form that the networks of AWS give: eleven bytes in base64.
fn extended_id(uuid: &str) -> String {
    let number = uuid
        .chars()
        .filter_map(|digit| digit.to_digit(16))
        .fold(0_u128, |number, digit| number << 4 | u128::from(digit));
    // Mixed, so that it is not taken for a part of the other id.
    let mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835).to_be_bytes();
    STANDARD.encode(mixed.get(..11).unwrap_or_default())
}

/// A short id that is the same in every run, as resources have one at AWS.
fn resource_id(path: &str) -> String {
    const LETTERS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in path.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    (0..6)
        .map(|_| {
            let digit = usize::try_from(hash % 36).unwrap_or_default();
            hash /= 36;
            LETTERS.get(digit).copied().map_or('0', char::from)
        })
        .collect()
}

fn deployment_id(api_id: &str) -> String {
    resource_id(&format!("deployment of {api_id}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context() -> Context {
        let deployment = Deployment {
            api_id: "abc".into(),
            account_id: "123456789012".into(),
            region: "us-east-1".into(),
            stage: "test".into(),
            stage_variables: IndexMap::new(),
        };
        let mut context = Context::new(ApiKind::Rest, &deployment, &Request::new("GET", "/test/a"));
        context.set_resource("/a");
        context.time_millis = 1_700_000_000_123;
        context
    }

    #[test]
    fn dotted_names() {
        let context = context();
        let table = [
            ("stage", Some("test")),
            ("identity.sourceIp", Some("127.0.0.1")),
            ("identity.user", None),
            ("domainPrefix", Some("abc")),
            ("requestTime", Some("14/Nov/2023:22:13:20 +0000")),
            ("requestTimeEpoch", Some("1700000000123")),
            ("nope.x", None),
        ];
        for (name, expected) in table {
            assert_eq!(context.get(name).as_deref(), expected, "{name}");
        }
        assert_eq!(context.resource_id.len(), 6);
    }
}
