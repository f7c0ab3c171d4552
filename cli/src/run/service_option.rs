//! `--service NAME=WHERE`: what answers for a service of AWS or an HTTP endpoint.

use std::path::PathBuf;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use gatewright_gateway::{
    Gateway, Headers, RemoteService, Request, Response, Service, ServiceCredentials, ServiceTarget, ServiceUnreachable,
};
use serde_json::{Map, Value, json};

use super::function_option::program;
use super::program::Program;
use crate::outcome::Failure;

/// A service's name, and what answers for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ServiceOption {
    name: String,
    place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    /// An endpoint that speaks the service's own protocol.
    Endpoint(String),
    /// An executable.
    Program(PathBuf),
}

impl ServiceOption {
    /// `dynamodb=http://127.0.0.1:8000`, `sqs=./queue.py`, or `https://api.example.com=http://127.0.0.1:9000`.
    pub(crate) fn parse(text: &str) -> Result<ServiceOption, String> {
        let (name, place) = text
            .split_once('=')
            .filter(|(name, place)| !name.is_empty() && !place.is_empty())
            .ok_or("NAME=URL or NAME=PATH is wanted")?;
        let place = match RemoteService::new(place) {
            Ok(_) => Place::Endpoint(place.to_owned()),
            Err(_) => Place::Program(program(place)?),
        };
        Ok(ServiceOption { name: name.trim_end_matches('/').to_owned(), place })
    }

    /// What is registered, under its name.
    pub(crate) fn register(&self, gateway: Gateway, credentials: &ServiceCredentials) -> Result<Gateway, Failure> {
        match &self.place {
            Place::Endpoint(url) => Ok(gateway.service(self.name.as_str(), remote(url, credentials)?)),
            Place::Program(path) => {
                let program = Program::new(path.as_os_str(), []);
                Ok(gateway.service(self.name.as_str(), ProgramService(Arc::new(program))))
            }
        }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}

/// The endpoint that all services have.
pub(crate) fn remote(url: &str, credentials: &ServiceCredentials) -> Result<RemoteService, Failure> {
    let remote = RemoteService::new(url).map_err(|error| Failure::misused(error.to_string()))?;
    Ok(remote.credentials(credentials.clone()))
}

/// A program that gets the whole request as JSON, and answers a body, or status, headers and body as JSON.
#[derive(Clone, Debug)]
struct ProgramService(Arc<Program>);

impl Service for ProgramService {
    fn call(
        &self,
        request: Request,
        target: Option<ServiceTarget>,
    ) -> BoxFuture<'static, Result<Response, ServiceUnreachable>> {
        let program = Arc::clone(&self.0);
        async move {
            let event = event(&request, target.as_ref()).to_string();
            let ended = program.run(event.into()).await;
            let (status, output) = ended.map_err(|error| ServiceUnreachable(format!("the program failed: {error}")))?;
            match status {
                Some(status) if status.success() => Ok(response(output)),
                Some(status) => Err(ServiceUnreachable(format!("the program ended with {status}"))),
                None => Err(ServiceUnreachable("the program wrote more than is taken".to_owned())),
            }
        }
        .boxed()
    }
}

/// The request as the program reads it.
fn event(request: &Request, target: Option<&ServiceTarget>) -> Value {
    let headers: Map<String, Value> =
        request.headers.names().map(|name| (name.to_owned(), request.headers.get(name).into())).collect();
    let (body, is_encoded) = match std::str::from_utf8(&request.body) {
        Ok(text) => (text.to_owned(), false),
        Err(_) => (STANDARD.encode(&request.body), true),
    };
    json!({
        "service": target.map(|target| target.service.as_str()),
        "action": target.and_then(|target| target.action.as_deref()),
        "region": target.map(|target| target.region.as_str()),
        "method": request.method,
        "path": request.path,
        "query": request.raw_query,
        "headers": headers,
        "body": body,
        "isBase64Encoded": is_encoded,
    })
}

/// What a program wrote: an object with `statusCode`, or the body itself.
fn response(output: Vec<u8>) -> Response {
    let said = serde_json::from_slice::<Value>(&output).ok();
    let status = said.as_ref().and_then(|said| said.get("statusCode")?.as_u64());
    let status = status.and_then(|status| u16::try_from(status).ok()).filter(|status| (100..1000).contains(status));
    let (Some(said), Some(status)) = (said, status) else {
        return Response { status: 200, body: output.into(), ..Response::default() };
    };
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let headers = said.get("headers").and_then(Value::as_object).into_iter().flatten();
    let headers: Headers = headers.map(|(name, value)| (name.clone(), text(value))).collect();
    let body = match said.get("body") {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::String(body)) if said.get("isBase64Encoded") == Some(&Value::Bool(true)) => {
            STANDARD.decode(body).unwrap_or_default()
        }
        Some(body) => text(body).into_bytes(),
    };
    Response { status, headers, body: body.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options() {
        let place = |text: &str| ServiceOption::parse(text).map(|option| (option.name, option.place));
        let at = |url: &str| Place::Endpoint(url.to_owned());
        assert_eq!(place("sqs=http://127.0.0.1:1"), Ok(("sqs".to_owned(), at("http://127.0.0.1:1"))));
        let endpoint = place("https://a.example/=http://127.0.0.1:1");
        assert_eq!(endpoint, Ok(("https://a.example".to_owned(), at("http://127.0.0.1:1"))));
        for wrong in ["sqs", "sqs=", "=http://127.0.0.1:1", "sqs=no/such/file"] {
            assert!(ServiceOption::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn responses_of_programs() {
        let plain = response(b"{\"MessageId\": \"1\"}".to_vec());
        assert_eq!((plain.status, plain.text().as_ref()), (200, "{\"MessageId\": \"1\"}"));
        let full = response(br#"{"statusCode": 404, "headers": {"X-A": 1}, "body": {"a": 1}}"#.to_vec());
        assert_eq!((full.status, full.headers.get("x-a"), full.text().as_ref()), (404, Some("1"), "{\"a\":1}"));
    }

    #[test]
    fn requests_for_programs() {
        let request = Request::new("POST", "/?Action=Publish").header("X-A", "1").body(vec![0xff]);
        let target = ServiceTarget::parse("arn:aws:apigateway:eu-west-1:sns:action/Publish");
        let told = event(&request, target.as_ref());
        assert_eq!(
            (&told["service"], &told["action"], &told["region"]),
            (&json!("sns"), &json!("Publish"), &json!("eu-west-1"))
        );
        assert_eq!(
            (&told["body"], &told["isBase64Encoded"], &told["headers"]["X-A"]),
            (&json!("/w=="), &json!(true), &json!("1"))
        );
    }
}
