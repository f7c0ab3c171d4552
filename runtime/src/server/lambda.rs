//! The server as an AWS Lambda function behind API Gateway, a function URL or a load balancer.
//!
//! Proxy events go in and proxy responses come out as JSON, so any Lambda runtime can carry them.
//! The forms are those of "Lambda proxy integrations" in the API Gateway developer guide: REST APIs
//! and payload format 1.0 name `httpMethod` and `path`, payload format 2.0 names `rawPath`.

use std::fmt;
use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, COOKIE, SET_COOKIE};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};

use super::service::collected;
use super::{Body, Service};
use crate::wire::media_type::MediaType;

/// The event is none that API Gateway, a function URL or a load balancer sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAProxyEvent(&'static str);

impl fmt::Display for NotAProxyEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the event is not an HTTP proxy event: {}", self.0)
    }
}

impl std::error::Error for NotAProxyEvent {}

/// The `requestContext` of the event that a request came in: what API Gateway or a load balancer knows of it, such as
/// the claims that an authorizer found. Among the extensions of the request's [`Head`](super::Head).
#[derive(Clone, Debug, PartialEq)]
pub struct LambdaContext(pub Value);

/// Who sent the event, and by that the form of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sender {
    /// A REST API, or payload format 1.0.
    RestApi,
    /// Payload format 2.0: an HTTP API or a function URL.
    HttpApi,
    /// A load balancer, which wants header lines alone or all of them, as it sends them itself.
    LoadBalancer { all_lines: bool },
}

impl Service {
    /// Answers a Lambda proxy event: REST API and payload format 1.0, payload format 2.0, or load
    /// balancer.
    ///
    /// With the `lambda_runtime` crate:
    ///
    /// ```text
    /// let service = service(MyApi::new()); lambda_runtime::run(service_fn(async |event:
    /// LambdaEvent<serde_json::Value>| service.lambda(&event.payload).await)).await
    /// ```
    ///
    /// # Errors
    /// When the event is not a proxy event.
    pub async fn lambda(&self, event: &Value) -> Result<Value, NotAProxyEvent> {
        let sender = sender(event);
        let response = self.answer_event(event, sender).await?;
        Ok(answer(collected(response).await, sender))
    }

    /// The same for a function whose responses are streamed (`InvokeMode: RESPONSE_STREAM` of a function URL, or
    /// `responseTransferMode: STREAM` of a REST API): events, lines and bytes are sent while they are made, and responses
    /// may be larger than 6 MB.
    ///
    /// With the `lambda_runtime` crate:
    ///
    /// ```text
    /// let service = service(MyApi::new());
    /// lambda_runtime::run(service_fn(async |event: LambdaEvent<serde_json::Value>| {
    ///     let LambdaResponse { status, headers, cookies, body } = service.lambda_streaming(&event.payload).await?;
    ///     let metadata_prelude = MetadataPrelude { status_code: status, headers, cookies };
    ///     Ok::<_, NotAProxyEvent>(StreamResponse { metadata_prelude, stream: body })
    /// })).await
    /// ```
    ///
    /// # Errors
    /// When the event is not a proxy event.
    pub async fn lambda_streaming(&self, event: &Value) -> Result<LambdaResponse, NotAProxyEvent> {
        let (mut head, body) = self.answer_event(event, sender(event)).await?.into_parts();
        let cookies = head.headers.get_all(SET_COOKIE).iter().map(header_text).collect();
        head.headers.remove(SET_COOKIE);
        Ok(LambdaResponse { status: head.status, headers: head.headers, cookies, body })
    }

    async fn answer_event(&self, event: &Value, sender: Sender) -> Result<Response<Body>, NotAProxyEvent> {
        let method = method(event, sender)?;
        let path = path(event, sender)?;
        let path = self.below_base(path).unwrap_or(path);
        let query = query(event, sender);
        let body = body(event)?;
        let head = head(event, method, path, &query);
        Ok(self.answer_below(head, path, &query, body).await)
    }
}

/// A response of [`Service::lambda_streaming`]: what Lambda wants first, and the body, a stream of bytes.
#[derive(Debug)]
pub struct LambdaResponse {
    /// The status.
    pub status: StatusCode,
    /// The headers without cookies.
    pub headers: HeaderMap,
    /// The values of `Set-Cookie`.
    pub cookies: Vec<String>,
    /// The body, which is not yet made.
    pub body: Body,
}

/// The request as the `http` crate has it; of its extensions, the address of the client and the context of the event.
fn head(event: &Value, method: Method, path: &str, query: &str) -> Parts {
    let mut head = Request::new(()).into_parts().0;
    let target = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
    // What no URI can be written with is still among the parameters.
    head.uri = target.parse().unwrap_or_default();
    (head.method, head.headers) = (method, headers(event));
    let pointers = ["/requestContext/identity/sourceIp", "/requestContext/http/sourceIp"];
    let address = pointers.iter().find_map(|pointer| text(event, pointer)?.parse::<IpAddr>().ok());
    if let Some(address) = address {
        head.extensions.insert(address);
    }
    if let Some(context) = event.get("requestContext") {
        head.extensions.insert(LambdaContext(context.clone()));
    }
    head
}

fn sender(event: &Value) -> Sender {
    if event.get("version").and_then(Value::as_str) == Some("2.0") {
        Sender::HttpApi
    } else if event.pointer("/requestContext/elb").is_some() {
        Sender::LoadBalancer { all_lines: event.get("multiValueHeaders").is_some() }
    } else {
        Sender::RestApi
    }
}

fn text<'e>(event: &'e Value, pointer: &str) -> Option<&'e str> {
    event.pointer(pointer)?.as_str()
}

fn method(event: &Value, sender: Sender) -> Result<Method, NotAProxyEvent> {
    let pointer = if sender == Sender::HttpApi { "/requestContext/http/method" } else { "/httpMethod" };
    let method = text(event, pointer).ok_or(NotAProxyEvent("it names no method"))?;
    Method::from_bytes(method.as_bytes()).map_err(|_| NotAProxyEvent("its method is none of HTTP"))
}

/// The path without the stage, which payload format 2.0 leaves in front.
fn path(event: &Value, sender: Sender) -> Result<&str, NotAProxyEvent> {
    let pointer = if sender == Sender::HttpApi { "/rawPath" } else { "/path" };
    let path = text(event, pointer).ok_or(NotAProxyEvent("it names no path"))?;
    let stage = if sender == Sender::HttpApi { text(event, "/requestContext/stage") } else { None };
    let below = stage.and_then(|stage| path.strip_prefix('/')?.strip_prefix(stage));
    Ok(below.filter(|rest| rest.is_empty() || rest.starts_with('/')).unwrap_or(path))
}

/// The query, encoded. Payload format 1.0 has it decoded; a load balancer leaves it as it was sent.
fn query(event: &Value, sender: Sender) -> String {
    if sender == Sender::HttpApi {
        return text(event, "/rawQueryString").unwrap_or_default().to_owned();
    }
    let encoded = |text: &str| match sender {
        Sender::LoadBalancer { .. } => text.to_owned(),
        _ => utf8_percent_encode(text, NON_ALPHANUMERIC).to_string(),
    };
    let pairs = values(event, "multiValueQueryStringParameters", "queryStringParameters");
    let pairs: Vec<_> = pairs.map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    pairs.join("&")
}

/// The entries of a map to lists, or, where that is absent, of a map to single texts.
fn values<'e>(event: &'e Value, lists: &str, singles: &str) -> impl Iterator<Item = (&'e str, &'e str)> {
    let map = [lists, singles].into_iter().find_map(|name| event.get(name)?.as_object());
    map.into_iter().flatten().flat_map(|(name, value)| {
        let items = match value {
            Value::Array(items) => items.as_slice(),
            single => std::slice::from_ref(single),
        };
        items.iter().filter_map(|item| Some((name.as_str(), item.as_str()?)))
    })
}

fn headers(event: &Value) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let mut add = |name: &str, value: &str| {
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
            headers.append(name, value);
        }
    };
    for (name, value) in values(event, "multiValueHeaders", "headers") {
        add(name, value);
    }
    for cookie in event.get("cookies").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
        add(COOKIE.as_str(), cookie);
    }
    headers
}

fn body(event: &Value) -> Result<Bytes, NotAProxyEvent> {
    let body = text(event, "/body").unwrap_or_default();
    if event.get("isBase64Encoded") == Some(&Value::Bool(true)) {
        let decoded = BASE64.decode(body).map_err(|_| NotAProxyEvent("its body is not base64"))?;
        return Ok(decoded.into());
    }
    Ok(Bytes::copy_from_slice(body.as_bytes()))
}

fn answer(response: Response<Bytes>, sender: Sender) -> Value {
    let (head, body) = response.into_parts();
    let mut answer = Map::new();
    answer.insert("statusCode".to_owned(), head.status.as_u16().into());
    match sender {
        Sender::RestApi | Sender::LoadBalancer { all_lines: true } => {
            answer.insert("multiValueHeaders".to_owned(), header_lines(&head.headers));
        }
        Sender::LoadBalancer { all_lines: false } => {
            answer.insert("headers".to_owned(), joined_headers(&head.headers, true));
        }
        Sender::HttpApi => {
            answer.insert("headers".to_owned(), joined_headers(&head.headers, false));
            let cookies: Vec<_> = head.headers.get_all(SET_COOKIE).iter().map(header_text).collect();
            if !cookies.is_empty() {
                answer.insert("cookies".to_owned(), cookies.into());
            }
        }
    }
    if let Sender::LoadBalancer { .. } = sender {
        answer.insert("statusDescription".to_owned(), head.status.to_string().into());
    }
    let text = if is_text(&head.headers) { std::str::from_utf8(&body).ok() } else { None };
    let encoded = if text.is_none() && !body.is_empty() { Some(BASE64.encode(&body)) } else { None };
    answer.insert("isBase64Encoded".to_owned(), encoded.is_some().into());
    answer.insert("body".to_owned(), json!(encoded.as_deref().or(text).unwrap_or_default()));
    Value::Object(answer)
}

fn header_text(value: &HeaderValue) -> String {
    String::from_utf8_lossy(value.as_bytes()).into_owned()
}

fn header_lines(headers: &HeaderMap) -> Value {
    let lines = |name| headers.get_all(name).iter().map(header_text).collect::<Vec<_>>();
    Value::Object(headers.keys().map(|name| (name.as_str().to_owned(), lines(name).into())).collect())
}

/// One text for each name. Cookies can not be joined: the last one stands, if they are wanted here
/// at all.
fn joined_headers(headers: &HeaderMap, with_cookies: bool) -> Value {
    let joined = |name: &HeaderName| {
        let mut lines: Vec<_> = headers.get_all(name).iter().map(header_text).collect();
        if *name == SET_COOKIE {
            lines.drain(..lines.len().saturating_sub(1));
        }
        lines.join(", ")
    };
    let names = headers.keys().filter(|name| with_cookies || **name != SET_COOKIE);
    Value::Object(names.map(|name| (name.as_str().to_owned(), joined(name).into())).collect())
}

/// Whether a body can stand in JSON as it is.
fn is_text(headers: &HeaderMap) -> bool {
    let Some(media) = headers.get(CONTENT_TYPE).and_then(|media| media.to_str().ok()) else {
        return false;
    };
    !headers.contains_key(CONTENT_ENCODING) && MediaType(media).is_text()
}
