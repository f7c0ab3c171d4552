//! The gateway: an API, the functions behind it, and what is said about its deployment.

mod registry;
mod warnings;

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use gatewright_document::{Diagnostic, Document, Origin, Report};
use indexmap::IndexMap;

use crate::config::{ApiKind, GatewayConfig, Options};
use crate::serve::api::compile::CompiledApi;
use crate::serve::authorize::cache::AuthorizerCache;
use crate::serve::authorize::jwks::Jwks;
use crate::serve::authorize::usage::{Usage, UsagePlan};
use crate::serve::backend::function::{IntoLambdaFunction, LambdaFunction};
use crate::serve::backend::http::HttpClients;
use crate::serve::backend::service::Service;
use crate::serve::message::context::Deployment;
use crate::serve::observe::access::AccessEntry;
use crate::serve::observe::log_format::AccessLogFormat;
use crate::serve::observe::recording::Recorded;
use crate::serve::observe::trace::Trace;
use crate::serve::response::cache::ResponseCache;

/// Gets every request.
type Observer = Arc<dyn Fn(&AccessEntry) + Send + Sync>;

/// An API that can be called: as a router, as a [`tower::Service`], or directly.
///
/// ```
/// use gatewright_document::Document;
/// use gatewright_gateway::{FunctionError, Gateway, Request};
/// use serde_json::{Value, json};
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let document = Document::from_text("api.json", r##"{
///   "swagger": "2.0", "info": {"title": "Greeter", "version": "1"}, "basePath": "/test",
///   "paths": {"/hello": {"get": {
///     "responses": {"200": {"description": "a greeting"}},
///     "x-amazon-apigateway-integration": {
///       "type": "aws", "httpMethod": "POST",
///       "uri": "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:1:function:Hello/invocations",
///       "requestTemplates": {"application/json": "{\"name\": \"$input.params('name')\"}"},
///       "responses": {"default": {"statusCode": "200"}}
///     }
///   }}}
/// }"##).unwrap();
/// let gateway = Gateway::from_document(&document)
///     .unwrap()
///     .function("Hello", |event: Value| async move { Ok::<_, FunctionError>(json!({"hello": event["name"]})) });
///
/// let response = gateway.call(Request::new("GET", "/test/hello?name=you")).await;
/// assert_eq!((response.status, response.text().as_ref()), (200, r#"{"hello":"you"}"#));
/// # });
/// ```
#[derive(Clone)]
pub struct Gateway {
    api: Arc<CompiledApi>,
    settings: Arc<Settings>,
    authorizer_cache: Arc<AuthorizerCache>,
    report: Arc<Report>,
}

#[derive(Clone)]
struct Settings {
    deployment: Deployment,
    mount: String,
    functions: IndexMap<String, Arc<dyn LambdaFunction>>,
    services: IndexMap<String, Arc<dyn Service>>,
    api_keys: Vec<String>,
    http: HttpClients,
    observer: Option<Observer>,
    keys: Option<Arc<Jwks>>,
    usage: Arc<Usage>,
    cache: Option<Arc<ResponseCache>>,
    access_log: Option<AccessLog>,
    on_record: Option<Listener<Recorded>>,
    on_trace: Option<Listener<Trace>>,
    findings: Option<Arc<Report>>,
}

/// Is given everything of a kind.
type Listener<T> = Arc<dyn Fn(&T) + Send + Sync>;

/// The access log of the stage: its format, and where lines go.
#[derive(Clone)]
pub(crate) struct AccessLog {
    pub(crate) format: AccessLogFormat,
    pub(crate) write: Arc<dyn Fn(&str) + Send + Sync>,
}

/// Why there is no gateway.
#[derive(Debug)]
#[non_exhaustive]
pub enum GatewayError {
    /// The document cannot be read; the report says why and where.
    Document(Box<Report>),
    /// The HTTP client cannot be set up.
    HttpClient(reqwest::Error),
}

impl fmt::Display for GatewayError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            GatewayError::Document(report) => formatter.write_str(&report.one_line().join("\n")),
            GatewayError::HttpClient(error) => {
                write!(formatter, "the HTTP client cannot be set up: {error}")
            }
        }
    }
}

impl std::error::Error for GatewayError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            GatewayError::Document(_) => None,
            GatewayError::HttpClient(error) => Some(error),
        }
    }
}

impl Gateway {
    /// The gateway of a document, read with default [`Options`].
    ///
    /// # Errors
    /// When the document has errors, or no HTTP client can be made.
    pub fn from_document(document: &Document) -> Result<Gateway, GatewayError> {
        Gateway::from_document_with(document, &Options::default())
    }

    /// The gateway of a document.
    ///
    /// # Errors
    /// When the document has errors, or no HTTP client can be made.
    pub fn from_document_with(document: &Document, options: &Options) -> Result<Gateway, GatewayError> {
        let (config, report) = GatewayConfig::read(document, options);
        if report.has_errors() {
            return Err(GatewayError::Document(Box::new(report)));
        }
        let region = options.variables.get("AWS::Region").unwrap_or("us-east-1").to_owned();
        let account_id = options.variables.get("AWS::AccountId").unwrap_or("123456789012").to_owned();
        let gateway = Gateway::from_config(config, report)?;
        Ok(gateway.change(|settings| {
            settings.deployment.region = region;
            settings.deployment.account_id = account_id;
        }))
    }

    /// The gateway of a file.
    ///
    /// # Errors
    /// When the file cannot be read, its document has errors, or no HTTP client can be made.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Gateway, GatewayError> {
        let document = Document::load(path).map_err(|report| GatewayError::Document(Box::new(report)))?;
        Gateway::from_document(&document)
    }

    /// The gateway of a configuration; `report` is what was found while it was read.
    ///
    /// # Errors
    /// When no HTTP client can be made.
    pub fn from_config(config: GatewayConfig, mut report: Report) -> Result<Gateway, GatewayError> {
        let stage = config.stage().unwrap_or(if config.kind == ApiKind::Http { "$default" } else { "local" });
        let settings = Settings {
            deployment: Deployment {
                api_id: "gatewright".to_owned(),
                account_id: "123456789012".to_owned(),
                region: "us-east-1".to_owned(),
                stage: stage.to_owned(),
                stage_variables: IndexMap::new(),
            },
            mount: config.mount.clone(),
            functions: IndexMap::new(),
            services: IndexMap::new(),
            api_keys: Vec::new(),
            http: HttpClients::new().map_err(GatewayError::HttpClient)?,
            observer: None,
            keys: None,
            usage: Arc::default(),
            cache: None,
            access_log: None,
            on_record: None,
            on_trace: None,
            findings: None,
        };
        let api = CompiledApi::new(config, &mut report);
        Ok(Gateway {
            api: Arc::new(api),
            settings: Arc::new(settings),
            authorizer_cache: Arc::default(),
            report: Arc::new(report),
        })
    }

    fn change(mut self, change: impl FnOnce(&mut Settings)) -> Gateway {
        change(Arc::make_mut(&mut self.settings));
        // Other functions may answer otherwise.
        self.authorizer_cache = Arc::default();
        self
    }

    /// Registers a function under its name, its ARN, or the name of an authorizer that it stands for.
    /// Other services of AWS are registered as `dynamodb:action/PutItem`, or `dynamodb` for all of one.
    #[must_use]
    pub fn function<Kind>(self, name: impl Into<String>, function: impl IntoLambdaFunction<Kind>) -> Gateway {
        let function = function.into_lambda_function();
        self.change(|settings| {
            settings.functions.insert(name.into(), function);
        })
    }

    /// Registers what answers for a service of AWS: `dynamodb`, or `dynamodb:action/PutItem` for one action of it,
    /// or `*` for all services without one of their own. Under `https://example.com` it answers for that HTTP
    /// endpoint.
    ///
    /// ```
    /// # fn example(gateway: gatewright_gateway::Gateway) -> Result<(), gatewright_gateway::InvalidEndpoint> {
    /// use gatewright_gateway::{RemoteService, Request, Response};
    ///
    /// let gateway = gateway
    ///     .service("*", RemoteService::new("http://127.0.0.1:4566")?)
    ///     .service("sqs", |request: Request| async move {
    ///         Response { status: 200, body: "{}".into(), ..Response::default() }
    ///     });
    /// # let _ = gateway;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn service(self, name: impl Into<String>, service: impl Service) -> Gateway {
        self.change(|settings| {
            settings.services.insert(name.into(), Arc::new(service));
        })
    }

    /// The name of the stage, for `$context.stage`; the first part of the base path by default.
    #[must_use]
    pub fn stage(self, stage: impl Into<String>) -> Gateway {
        self.change(|settings| settings.deployment.stage = stage.into())
    }

    /// Where the API is found: the document's base path by default. `""` is the root.
    #[must_use]
    pub fn mount(self, path: &str) -> Gateway {
        let mount: String = path.split('/').filter(|part| !part.is_empty()).flat_map(|part| ["/", part]).collect();
        self.change(|settings| settings.mount = mount)
    }

    /// Sets a stage variable.
    #[must_use]
    pub fn stage_variable(self, name: impl Into<String>, value: impl Into<String>) -> Gateway {
        self.change(|settings| {
            settings.deployment.stage_variables.insert(name.into(), value.into());
        })
    }

    /// Accepts an API key. Until there is one, methods that need a key accept any.
    #[must_use]
    pub fn api_key(self, key: impl Into<String>) -> Gateway {
        self.change(|settings| settings.api_keys.push(key.into()))
    }

    /// Verifies the tokens of Cognito and JWT authorizers by these keys. Until there are any, what a token
    /// says is believed without a look at its signature.
    #[cfg(feature = "jwt")]
    #[must_use]
    pub fn jwks(self, keys: Jwks) -> Gateway {
        self.change(|settings| settings.keys = Some(Arc::new(keys)))
    }

    /// Adds a usage plan: API keys with their throttle and quota. What is used of them is counted anew.
    #[must_use]
    pub fn usage_plan(self, plan: UsagePlan) -> Gateway {
        self.change(|settings| settings.usage = Arc::new(settings.usage.with(plan)))
    }

    /// Keeps responses of `GET` methods for so long, under the cache key parameters of their integrations.
    #[must_use]
    pub fn cache(self, lifetime: Duration) -> Gateway {
        self.change(|settings| settings.cache = Some(Arc::new(ResponseCache::new(lifetime))))
    }

    /// Writes a line for each request, in the format of the stage's access log.
    #[must_use]
    pub fn access_log(self, format: AccessLogFormat, write: impl Fn(&str) + Send + Sync + 'static) -> Gateway {
        self.change(|settings| settings.access_log = Some(AccessLog { format, write: Arc::new(write) }))
    }

    /// What [`check`](crate::check::check_document) found in the document, for the Test page to show.
    #[must_use]
    pub fn findings(self, report: Report) -> Gateway {
        self.change(|settings| settings.findings = Some(Arc::new(report)))
    }

    /// Is given every request with its response, to be kept and compared later.
    #[must_use]
    pub fn on_record(self, listener: impl Fn(&Recorded) + Send + Sync + 'static) -> Gateway {
        self.change(|settings| settings.on_record = Some(Arc::new(listener)))
    }

    /// Is given what happened to every request, stage by stage, as tests show it.
    #[must_use]
    pub fn on_trace(self, listener: impl Fn(&Trace) + Send + Sync + 'static) -> Gateway {
        self.change(|settings| settings.on_trace = Some(Arc::new(listener)))
    }

    /// Sets the id of the API, for `$context.apiId` and the headers that show it.
    #[must_use]
    pub fn api_id(self, id: impl Into<String>) -> Gateway {
        self.change(|settings| settings.deployment.api_id = id.into())
    }

    /// Gets every request: an access log. An event that is lost after its request was answered
    /// (`X-Amz-Invocation-Type: Event`) has an entry of its own with the id of that request.
    #[must_use]
    pub fn on_request(self, observer: impl Fn(&AccessEntry) + Send + Sync + 'static) -> Gateway {
        self.change(|settings| settings.observer = Some(Arc::new(observer)))
    }

    /// What was found wrong with the document while it was read and compiled.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> &GatewayConfig {
        &self.api.config
    }

    /// Where the API is found.
    #[must_use]
    pub fn mounted_at(&self) -> &str {
        &self.settings.mount
    }

    pub(crate) fn functions(&self) -> &IndexMap<String, Arc<dyn LambdaFunction>> {
        &self.settings.functions
    }

    pub(crate) fn services(&self) -> &IndexMap<String, Arc<dyn Service>> {
        &self.settings.services
    }

    pub(crate) fn api(&self) -> &CompiledApi {
        &self.api
    }

    pub(crate) fn deployment(&self) -> &Deployment {
        &self.settings.deployment
    }

    pub(crate) fn http(&self) -> &HttpClients {
        &self.settings.http
    }

    pub(crate) fn authorizer_cache(&self) -> &AuthorizerCache {
        &self.authorizer_cache
    }

    pub(crate) fn api_keys(&self) -> &[String] {
        &self.settings.api_keys
    }

    /// What was found in a part of the document, a line each.
    pub(crate) fn findings_at(&self, part: &Origin) -> Vec<String> {
        let diagnostics = self.settings.findings.iter().flat_map(|report| report.diagnostics());
        let within = diagnostics.filter(|diagnostic| {
            diagnostic
                .primary
                .as_ref()
                .is_some_and(|origin| origin.source == part.source && origin.pointer.starts_with(&part.pointer))
        });
        let line = |diagnostic: &Diagnostic| {
            let place = diagnostic.primary.as_ref().and_then(|origin| self.config().sources.locate(origin));
            let place = place.map(|place| format!(" ({place})")).unwrap_or_default();
            format!("{}: {}{place}", diagnostic.severity.as_str(), diagnostic.message)
        };
        within.map(line).collect()
    }

    pub(crate) fn usage(&self) -> &Usage {
        &self.settings.usage
    }

    pub(crate) fn response_cache(&self) -> Option<&ResponseCache> {
        self.settings.cache.as_deref()
    }

    pub(crate) fn access_log_of_stage(&self) -> Option<&AccessLog> {
        self.settings.access_log.as_ref()
    }

    pub(crate) fn record_listener(&self) -> Option<&Listener<Recorded>> {
        self.settings.on_record.as_ref()
    }

    pub(crate) fn trace_listener(&self) -> Option<&Listener<Trace>> {
        self.settings.on_trace.as_ref()
    }

    pub(crate) fn keys(&self) -> Option<&Jwks> {
        self.settings.keys.as_deref()
    }

    pub(crate) fn observer(&self) -> Option<&Observer> {
        self.settings.observer.as_ref()
    }
}

impl fmt::Debug for Gateway {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Gateway")
            .field("title", &self.api.config.info.title)
            .field("mount", &self.settings.mount)
            .field("functions", &self.settings.functions.keys().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
