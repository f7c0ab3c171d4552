//! An API made ready to run: everything that does not change between requests is worked out once.

use std::borrow::Cow;
use std::sync::Arc;

use gatewright_document::{Code, Report};
use gatewright_runtime::route::{Rules, Table};
use gatewright_vtl::JavaPattern;
use indexmap::IndexMap;

use crate::check::usage::Usage;
use crate::config::{
    ApiKind, ContentHandling, GatewayConfig, Integration, IntegrationResponse, LambdaUri, Located, Method,
    ParameterLocation, ResponseMapping, Source, draft4_bundle, parse_lambda_uri,
};
use crate::serve::api::validate::BodyModel;
use crate::serve::authorize::policy::Policy;
use crate::serve::mapping::template::CompiledTemplate;

/// An API with its route table, templates, patterns and models compiled.
#[derive(Debug)]
pub(crate) struct CompiledApi {
    /// The configuration that it was made of.
    pub config: GatewayConfig,
    /// The routes; they name methods by their number.
    pub routes: Table,
    /// The methods, in the order of [`GatewayConfig::methods`].
    pub methods: Vec<Arc<CompiledMethod>>,
    /// The policy that says who may call.
    pub policy: Option<Policy>,
}

/// A method made ready to run.
#[derive(Debug)]
pub(crate) struct CompiledMethod {
    /// The path of its resource.
    pub resource_path: String,
    /// The configuration.
    pub method: Method,
    /// Whether parameters are checked.
    pub validates_parameters: bool,
    /// Models by content type, if bodies are checked; one that cannot be compiled fails when it is used.
    pub models: Option<IndexMap<String, Option<Arc<BodyModel>>>>,
    /// Names of headers as the document spells them, what templates use last.
    pub header_names: Vec<String>,
    /// What is called.
    pub integration: Option<CompiledIntegration>,
}

impl CompiledMethod {
    /// `GET /pets/{id}` or `$default`, as HTTP APIs call their routes.
    pub(crate) fn route_key(&self) -> String {
        match self.resource_path.trim_start_matches('/') {
            "$default" => "$default".to_owned(),
            _ => format!("{} {}", self.method.kind, self.resource_path),
        }
    }
}

/// An integration with its templates.
#[derive(Debug)]
pub(crate) struct CompiledIntegration {
    /// The configuration.
    pub config: Integration,
    /// Request templates by content type.
    pub templates: IndexMap<String, CompiledTemplate>,
    /// The responses in the order in which they are tried.
    pub responses: Vec<CompiledResponse>,
    /// The function of a URI that is the same for all requests, if it is and names one.
    fixed: Option<Option<LambdaUri>>,
}

impl CompiledIntegration {
    /// The function that the URI of a request names.
    pub(crate) fn lambda(&self, uri: &str) -> Option<Cow<'_, LambdaUri>> {
        match &self.fixed {
            Some(known) => known.as_ref().map(Cow::Borrowed),
            None => parse_lambda_uri(uri).map(Cow::Owned),
        }
    }
}

/// An integration response with its pattern and templates.
#[derive(Debug)]
pub(crate) struct CompiledResponse {
    /// The pattern; `None` for the default response.
    pub pattern: Option<Option<JavaPattern>>,
    /// The status of the method response.
    pub status: Option<u16>,
    /// The status as written.
    pub status_code: Located<String>,
    /// How bodies are converted.
    pub content_handling: Option<ContentHandling>,
    /// Where headers come from.
    pub parameters: Vec<ResponseMapping>,
    /// Templates by content type.
    pub templates: IndexMap<String, CompiledTemplate>,
}

impl CompiledApi {
    /// Compiles a configuration. What cannot be compiled is reported; it fails when it is used.
    #[must_use]
    pub(crate) fn new(config: GatewayConfig, report: &mut Report) -> CompiledApi {
        let mut compiler = Compiler { config: &config, report };
        let methods = config
            .methods()
            .map(|(resource, method)| Arc::new(compiler.method(resource.path.as_str(), method)))
            .collect();
        let policy = compiler.policy();
        compiler.usage_plans();
        let routes: Vec<(String, &str)> =
            config.methods().map(|(resource, method)| (method.kind.to_string(), resource.path.as_str())).collect();
        let routes = Table::new(routes.iter().map(|(kind, path)| (kind.as_str(), *path)), Rules::ApiGateway);
        CompiledApi { routes, methods, policy, config }
    }
}

/// The names of headers that a method declares, maps and uses in templates.
fn header_names(method: &Method, integration: Option<&CompiledIntegration>) -> Vec<String> {
    let declared = method.parameters.iter().filter(|parameter| parameter.location == ParameterLocation::Header);
    let mut names: Vec<String> = declared.map(|parameter| parameter.name.clone()).collect();
    let Some(integration) = integration else {
        return names;
    };
    let requests = integration.config.request_parameters.iter().map(|mapping| &mapping.source);
    let responses =
        integration.responses.iter().flat_map(|response| &response.parameters).map(|mapping| &mapping.source);
    names.extend(requests.chain(responses).filter_map(|source| match source {
        Source::Request(ParameterLocation::Header, name) | Source::RequestAll(ParameterLocation::Header, name) => {
            Some(name.clone())
        }
        _ => None,
    }));
    let of_responses = integration.responses.iter().flat_map(|response| response.templates.values());
    let templates = integration.templates.values().chain(of_responses).filter_map(CompiledTemplate::parsed);
    names.extend(templates.flat_map(|template| Usage::of(template).parameters));
    names
}

struct Compiler<'a> {
    config: &'a GatewayConfig,
    report: &'a mut Report,
}

impl Compiler<'_> {
    fn policy(&mut self) -> Option<Policy> {
        let written = self.config.policy.as_ref().filter(|_| self.config.kind == ApiKind::Rest)?;
        let Some(policy) = Policy::of_api(&written.value) else {
            self.report.add(Code::INVALID_VALUE, &written.origin).message("the policy has no `Statement`");
            return None;
        };
        if policy.is_conditional() {
            self.report
                .add(Code::NOT_EMULATED, &written.origin)
                .message("conditions and principals of the policy are not checked")
                .help("callers are taken to meet them: only what the policy denies to everybody is denied");
        }
        Some(policy)
    }

    fn usage_plans(&mut self) {
        if let Some((_, method)) = self.config.methods().find(|(_, method)| method.api_key_required) {
            self.report
                .add(Code::NOT_EMULATED, &method.origin.own_key())
                .message("API keys are asked for; which there are, only the deployment knows")
                .help("until keys or usage plans are given, every key is accepted");
        }
    }

    fn method(&mut self, path: &str, method: &Method) -> CompiledMethod {
        let validator = self.config.validator(method);
        let validates_body = validator.is_some_and(|validator| validator.body);
        let integration = method.integration.as_ref().map(|integration| self.integration(integration));
        CompiledMethod {
            resource_path: path.to_owned(),
            header_names: header_names(method, integration.as_ref()),
            validates_parameters: validator.is_some_and(|validator| validator.parameters),
            models: (validates_body && !method.request_models.is_empty()).then(|| self.models(method)),
            integration,
            method: method.clone(),
        }
    }

    fn models(&mut self, method: &Method) -> IndexMap<String, Option<Arc<BodyModel>>> {
        let mut models = IndexMap::new();
        for (content_type, reference) in &method.request_models {
            let model = BodyModel::compile(&draft4_bundle(self.config, reference));
            if let Err(message) = &model {
                self.report
                    .add(Code::INVALID_VALUE, &reference.origin)
                    .message(format!("the model cannot be checked: {message}"))
                    .label("requests are answered with status 500");
            }
            models.insert(content_type.to_ascii_lowercase(), model.ok().map(Arc::new));
        }
        models
    }

    fn integration(&mut self, integration: &Integration) -> CompiledIntegration {
        CompiledIntegration {
            templates: self.templates(&integration.request_templates),
            responses: integration.responses.iter().map(|response| self.response(response)).collect(),
            // A brace begins a variable or a parameter.
            fixed: integration.uri.as_ref().filter(|it| !it.value.contains('{')).map(|it| parse_lambda_uri(&it.value)),
            config: integration.clone(),
        }
    }

    fn response(&mut self, response: &IntegrationResponse) -> CompiledResponse {
        let pattern = response.selection_pattern.as_ref().map(|pattern| {
            let compiled = JavaPattern::new(&pattern.value);
            if let Err(message) = &compiled {
                self.report
                    .add(Code::UNMATCHABLE_PATTERN, &pattern.origin)
                    .message(format!("the selection pattern `{}` is no regular expression: {message}", pattern.value))
                    .label("never matches");
            }
            compiled.ok()
        });
        let status = response.status_code.value.trim().parse().ok().filter(|status| (100..1000).contains(status));
        if status.is_none() {
            self.report
                .add(Code::INVALID_STATUS, &response.status_code.origin)
                .message(format!("`{}` is no status code", response.status_code.value));
        }
        CompiledResponse {
            pattern,
            status,
            status_code: response.status_code.clone(),
            content_handling: response.content_handling,
            parameters: response.parameters.clone(),
            templates: self.templates(&response.templates),
        }
    }

    fn templates(&mut self, templates: &IndexMap<String, Located<String>>) -> IndexMap<String, CompiledTemplate> {
        let mut compiled = IndexMap::new();
        for (content_type, source) in templates {
            let template = CompiledTemplate::new(source);
            if let Some(error) = template.error() {
                self.report
                    .add(Code::TEMPLATE_ERROR, &source.origin)
                    .message(format!("the template is malformed: {error}"))
                    .label("API Gateway answers 500");
            }
            compiled.insert(content_type.clone(), template);
        }
        compiled
    }
}
