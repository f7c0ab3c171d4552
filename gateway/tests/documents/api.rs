//! One API: its stand-ins, and a call of each of its integrations.

use std::path::Path;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as URL_SAFE_NO_PAD;
use bytes::Bytes;
use futures_util::stream;
use gatewright_document::Document;
use gatewright_gateway::config::{GatewayConfig, IntegrationType, Method, Options, Variables, parse_lambda_uri};
use gatewright_gateway::{
    Gateway, Request, Response, Service, ServiceTarget, ServiceUnreachable, StageKind, StreamingFunction, Trace,
};
use serde_json::{Value, json};

use crate::moto::Moto;
use crate::provision::{self, Recorded};
use crate::sample;

/// Where HTTP integrations go whose URI is not known.
const ENDPOINT: &str = "https://backend.example";

/// What became of an integration.
pub(crate) enum Outcome {
    Ran,
    NotRun(String),
}

pub(crate) struct Api {
    document: Document,
    /// Names that have no value in the document.
    unknown: Vec<String>,
}

impl Api {
    /// The API of a document, or the APIs of a template.
    pub(crate) fn load_all(path: &Path) -> Result<Vec<Api>, String> {
        let document = Document::load(path).map_err(|report| report.one_line().join("; "))?;
        let others: Vec<String> = document.template().map(|template| template.apis.clone()).unwrap_or_default();
        let mut apis = vec![Api::of(document)?];
        for other in others.iter().skip(1) {
            apis.push(Api::of(Document::load_api(path, other).map_err(|report| report.one_line().join("; "))?)?);
        }
        Ok(apis)
    }

    fn of(document: Document) -> Result<Api, String> {
        let gateway = Gateway::from_document(&document).map_err(|error| error.to_string())?;
        let told = gateway.report().one_line();
        let unknown = told.iter().filter(|line| line.contains("no value")).flat_map(|line| names(line)).collect();
        Ok(Api { document, unknown })
    }

    /// A gateway in which every name has a value: by default itself.
    fn gateway(&self, arns: &[(String, String)]) -> Gateway {
        let value = |name: &String| {
            let known = arns.iter().find(|(known, _)| known == name).map(|(_, arn)| arn.clone());
            known.unwrap_or_else(|| if self.is_endpoint(name) { ENDPOINT.to_owned() } else { plain(name) })
        };
        let variables = self.unknown.iter().fold(Variables::default(), |all, name| all.set(name.as_str(), value(name)));
        let options = Options { variables, ..Options::default() };
        let mut gateway = Gateway::from_document_with(&self.document, &options).unwrap();
        for name in stage_variables(&gateway) {
            gateway = gateway.stage_variable(name, "backend.example");
        }
        for name in gateway.missing_functions() {
            if streams(&gateway, &name) {
                let pieces = |_: Value| {
                    stream::iter([Bytes::from_static(b"{}\0\0\0\0\0\0\0\0"), Bytes::from_static(b"a story")])
                };
                gateway = gateway.function(name, StreamingFunction::new(pieces));
                continue;
            }
            let answer = |_: &Value| Ok::<_, String>(json!({"statusCode": 200, "body": "{}"}));
            gateway = gateway.function(name, answer);
        }
        for origin in origins(&gateway) {
            let endpoint = |_: Request| async { Response { status: 200, body: "{}".into(), ..Response::default() } };
            gateway = gateway.service(origin, endpoint);
        }
        gateway
    }

    /// Whether a name stands for the whole URI of an HTTP integration.
    fn is_endpoint(&self, name: &str) -> bool {
        let (config, _) = GatewayConfig::read(&self.document, &Options::default());
        let mut integrations = config.methods().filter_map(|(_, method)| method.integration.as_ref());
        integrations.any(|it| it.uri.as_ref().is_some_and(|uri| uri.value.starts_with(&format!("${{{name}}}"))))
            && !name.contains('.')
    }

    /// Calls every integration: a description of each, its kind, and what became of it.
    pub(crate) async fn run(&self, moto: Option<&Moto>) -> Vec<(String, String, Outcome)> {
        // A first round finds out what must be there.
        let recorder = Recorder::default();
        let gateway = self.gateway(&[]).service("*", recorder.clone());
        let calls = calls(&gateway);
        for call in &calls {
            for request in &call.requests {
                let _ = call.ask(&gateway, request.clone()).await;
            }
        }
        let recorded = recorder.0.lock().unwrap().clone();
        let arns = provision::arns(
            &recorded,
            &self.unknown.iter().map(|name| (name.clone(), plain(name))).collect::<Vec<_>>(),
        );
        let mut gateway = self.gateway(&arns);
        if let Some(moto) = moto {
            provision::create(&recorded, &arns, &moto.service).await;
            gateway = gateway.service("*", provision::Emulated(moto.service.clone()));
        }
        let mut outcomes = Vec::new();
        for call in calls {
            let is_service = !matches!(call.kind.as_str(), "lambda" | "http" | "mock");
            let mut last = Outcome::NotRun("there is no request for it".to_owned());
            for request in &call.requests {
                let trace = call.ask(&gateway, request.clone()).await;
                last = outcome(&trace, is_service);
                if matches!(last, Outcome::Ran) {
                    break;
                }
            }
            outcomes.push((call.what, call.kind, last));
        }
        outcomes
    }
}

fn outcome(trace: &Trace, is_service: bool) -> Outcome {
    if let Some(failure) = &trace.failure {
        return Outcome::NotRun(failure.message.chars().take(300).collect());
    }
    let answer = trace.stages.iter().find(|stage| stage.kind == StageKind::IntegrationResponse);
    match answer {
        Some(stage) if is_service && !stage.summary.starts_with('2') => {
            let body: String = stage.body.chars().take(300).collect();
            Outcome::NotRun(format!("the service answered {}: {body}", stage.summary))
        }
        _ => Outcome::Ran,
    }
}

/// An integration that is to be called.
struct Call {
    what: String,
    kind: String,
    resource: String,
    requests: [Request; 2],
    /// A token for a method whose templates look at what its authorizer says.
    token: Option<String>,
}

impl Call {
    /// The trace of a request: one as behind a Test button, which asks no authorizer, or one that comes in with the token.
    async fn ask(&self, gateway: &Gateway, mut request: Request) -> Trace {
        let Some(token) = &self.token else {
            return gateway.test_method(&self.resource, request).await.unwrap();
        };
        request.path = format!("{}{}", gateway.mounted_at(), request.path);
        request.headers.set("Authorization", token.as_str());
        let kept = Arc::new(Mutex::new(None));
        let keeping = Arc::clone(&kept);
        let traced = gateway.clone().on_trace(move |trace| *keeping.lock().unwrap() = Some(trace.clone()));
        traced.call(request).await;
        kept.lock().unwrap().take().unwrap()
    }
}

/// A token of a user pool with the claims that the templates of a method ask for.
fn token(method: &Method) -> Option<String> {
    let templates = &method.integration.as_ref()?.request_templates;
    let asked = templates.values().flat_map(|template| template.value.split("authorizer.claims.").skip(1));
    let is_name = |character: char| character.is_ascii_alphanumeric() || character == '_';
    let names = asked.map(|rest| rest.split(|character| !is_name(character)).next().unwrap_or_default());
    let mut claims: serde_json::Map<String, Value> =
        names.filter(|name| !name.is_empty()).map(|name| (name.to_owned(), "someone".into())).collect();
    if claims.is_empty() || method.authorization.authorizer().is_none() {
        return None;
    }
    claims.extend([("token_use".to_owned(), "id".into()), ("exp".to_owned(), 4_102_444_800_u64.into())]);
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    Some(format!("{}.{}.signature", part(json!({"alg": "RS256"})), part(claims.into())))
}

/// Every integration. What makes things goes before what reads and removes them.
fn calls(gateway: &Gateway) -> Vec<Call> {
    let config = gateway.config();
    let mut found = Vec::new();
    for (resource, method) in config.methods() {
        let Some(integration) = &method.integration else {
            continue;
        };
        let uri = integration.uri.as_ref().map(|uri| uri.value.as_str()).unwrap_or_default();
        let kind = match (integration.kind, &integration.subtype) {
            (_, Some(subtype)) => {
                let service = subtype.split('-').next().unwrap_or_default().to_ascii_lowercase();
                service.replace("eventbridge", "events").replace("stepfunctions", "states")
            }
            (IntegrationType::Mock, _) => "mock".to_owned(),
            (IntegrationType::Http | IntegrationType::HttpProxy, _) => "http".to_owned(),
            (IntegrationType::Aws | IntegrationType::AwsProxy, _) => match ServiceTarget::parse(uri) {
                Some(target) if parse_lambda_uri(uri).is_none() => target.service,
                _ => "lambda".to_owned(),
            },
        };
        let path = resource.path.to_string();
        found.push(Call {
            what: format!("{} {path}", method.kind),
            kind,
            requests: sample::requests(config, &path, method),
            token: token(method),
            resource: path,
        });
    }
    let order = ["POST", "PUT", "PATCH", "ANY", "GET", "HEAD", "OPTIONS", "DELETE"];
    found.sort_by_key(|call| order.iter().position(|method| call.what.starts_with(method)));
    found
}

/// `A` of `A.Arn`.
fn plain(name: &str) -> String {
    name.split('.').next().unwrap_or(name).replace("::", "-")
}

fn names(line: &str) -> Vec<String> {
    let message = line.split(" has no value").next().unwrap_or(line).split(" have no value").next().unwrap_or(line);
    message.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The names of stage variables in URIs.
fn stage_variables(gateway: &Gateway) -> Vec<String> {
    let uris = gateway.config().methods().filter_map(|(_, method)| method.integration.as_ref()?.uri.clone());
    let names = uris.flat_map(|uri| {
        let parts = uri.value.split("${stageVariables.").skip(1).map(str::to_owned).collect::<Vec<_>>();
        parts.into_iter().filter_map(|part| Some(part.split_once('}')?.0.to_owned()))
    });
    names.collect()
}

/// Whether a function is one whose responses are streamed.
fn streams(gateway: &Gateway, name: &str) -> bool {
    let mut integrations = gateway.config().methods().filter_map(|(_, method)| method.integration.as_ref());
    integrations.any(|it| {
        let function = it.uri.as_ref().and_then(|uri| parse_lambda_uri(&uri.value));
        it.streams && function.is_some_and(|function| function.name == name)
    })
}

/// Where HTTP integrations go.
fn origins(gateway: &Gateway) -> Vec<String> {
    let integrations = gateway.config().methods().filter_map(|(_, method)| method.integration.as_ref());
    let http = integrations.filter(|it| matches!(it.kind, IntegrationType::Http | IntegrationType::HttpProxy));
    let uris = http.filter_map(|it| Some(it.uri.as_ref()?.value.clone()));
    let uris = uris.map(|uri| uri.split("${stageVariables.").collect::<Vec<_>>().join("\u{1}"));
    uris.filter_map(|uri| {
        let filled = uri.split('\u{1}').enumerate().map(|(index, part)| match index {
            0 => part.to_owned(),
            _ => format!("backend.example{}", part.split_once('}').map_or("", |(_, rest)| rest)),
        });
        let url = url::Url::parse(&filled.collect::<String>()).ok()?;
        Some(url.origin().ascii_serialization())
    })
    .collect()
}

/// Notes what services are asked, and answers nothing.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<Vec<Recorded>>>);

impl Service for Recorder {
    fn call(
        &self,
        request: Request,
        target: Option<ServiceTarget>,
    ) -> futures_util::future::BoxFuture<'static, Result<Response, ServiceUnreachable>> {
        if let Some(target) = target {
            self.0.lock().unwrap().push(Recorded { service: target.service, request });
        }
        Box::pin(async { Ok(Response { status: 200, body: "{}".into(), ..Response::default() }) })
    }
}
