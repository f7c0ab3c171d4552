//! Which registered function a document means, and which of both belong to no other.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::config::{IntegrationType, LambdaUri, parse_lambda_uri, substitute_stage_variables};
use crate::serve::backend::function::LambdaFunction;
use crate::serve::backend::lambda_service::LambdaService;
use crate::serve::backend::service::subtype::Subtype;
use crate::serve::backend::service::{Service, ServiceTarget};
use crate::serve::gateway::Gateway;

/// What a URI may be registered as, the most exact first.
#[derive(Debug, Default)]
struct Names {
    /// A function's name with its qualifier, its ARN, its name; or a service with its action, and without.
    all: Vec<String>,
    is_lambda: bool,
}

impl Names {
    fn of(uri: &str) -> Names {
        if let Some(lambda) = parse_lambda_uri(uri) {
            let qualified = lambda.qualifier.map(|qualifier| format!("{}:{qualifier}", lambda.name));
            return Names { all: qualified.into_iter().chain([lambda.arn, lambda.name]).collect(), is_lambda: true };
        }
        // arn:aws:apigateway:REGION:SERVICE:action/NAME
        let service = uri.strip_prefix("arn:").and_then(|rest| rest.splitn(4, ':').nth(3));
        let Some(service) = service.filter(|_| uri.contains(":apigateway:")) else {
            return Names::default();
        };
        let name = service.split(':').next().unwrap_or_default();
        Names { all: vec![service.to_owned(), name.to_owned()], is_lambda: false }
    }

    /// What people call it.
    fn plain(&self) -> Option<&String> {
        if self.is_lambda { self.all.last() } else { self.all.first() }
    }
}

/// The function `Calc` behind the resource `${CalcAliaslive}`, which SAM makes of `AutoPublishAlias: live`. A document
/// beside its template names it without saying what it is.
fn published(lambda: &LambdaUri) -> Option<&str> {
    let (function, alias) = lambda.name.split_once("Alias").filter(|_| lambda.arn.starts_with("${"))?;
    (!function.is_empty() && !alias.is_empty()).then_some(function)
}

impl Gateway {
    /// The functions that integrations name and that are not registered, each once.
    #[must_use]
    pub fn missing_functions(&self) -> Vec<String> {
        self.missing(true)
    }

    /// The other services of AWS that integrations call, as `dynamodb:action/PutItem` or `sqs`, for which nothing
    /// stands; each once.
    #[must_use]
    pub fn missing_services(&self) -> Vec<String> {
        let mut missing = self.missing(false);
        for integration in self.config().methods().filter_map(|(_, method)| method.integration.as_ref()) {
            let service = integration.subtype.as_deref().and_then(Subtype::find).map(Subtype::service);
            if let Some(service) = service.filter(|service| self.find_service_named(&[service]).is_none())
                && !missing.iter().any(|known| known == service)
            {
                missing.push(service.to_owned());
            }
        }
        missing
    }

    fn missing(&self, is_lambda: bool) -> Vec<String> {
        let mut missing: Vec<String> = Vec::new();
        for uri in self.integration_uris() {
            let names = Names::of(&uri);
            if let Some(plain) = names.plain().filter(|_| names.is_lambda == is_lambda)
                && self.find_function(&uri).is_none()
                && ServiceTarget::parse(&uri).and_then(|target| self.find_service(&target)).is_none()
                && !missing.contains(plain)
            {
                missing.push(plain.clone());
            }
        }
        missing
    }

    /// The registered functions that no integration and no authorizer means.
    #[must_use]
    pub fn unused_functions(&self) -> Vec<&str> {
        let authorizers = &self.config().authorizers;
        let uris = authorizers.values().filter_map(|authorizer| authorizer.uri.as_deref());
        let variables = &self.deployment().stage_variables;
        let uris = uris.map(|uri| substitute_stage_variables(uri, variables)).chain(self.integration_uris());
        let mut meant = BTreeSet::new();
        for uri in uris {
            meant.extend(parse_lambda_uri(&uri).as_ref().and_then(published).map(str::to_owned));
            meant.extend(Names::of(&uri).all);
        }
        meant.extend(authorizers.keys().cloned());
        self.functions().keys().map(String::as_str).filter(|name| !meant.contains(*name)).collect()
    }

    /// The URIs of functions and services, with the stage's variables filled in.
    fn integration_uris(&self) -> impl Iterator<Item = String> {
        let integrations = self.config().methods().filter_map(|(_, method)| method.integration.as_ref());
        let to_aws = integrations
            .filter(|integration| matches!(integration.kind, IntegrationType::Aws | IntegrationType::AwsProxy));
        let uris = to_aws.filter_map(|integration| integration.uri.as_ref());
        uris.map(|uri| substitute_stage_variables(&uri.value, &self.deployment().stage_variables))
    }

    /// What was registered for the function or service that a URI names.
    pub(crate) fn find_function(&self, uri: &str) -> Option<Arc<dyn LambdaFunction>> {
        match parse_lambda_uri(uri) {
            Some(lambda) => self.find_lambda(&lambda),
            None => self.find_stand_in(uri),
        }
    }

    /// The function of a URI, by its most exact name; or else the service Lambda, if there is an endpoint for it.
    pub(crate) fn find_lambda(&self, lambda: &LambdaUri) -> Option<Arc<dyn LambdaFunction>> {
        let functions = self.functions();
        let qualified = lambda.qualifier.as_ref().and_then(|it| functions.get(&format!("{}:{it}", lambda.name)));
        let found = qualified.or_else(|| functions.get(&lambda.arn)).or_else(|| functions.get(&lambda.name));
        let found = found.or_else(|| functions.get(published(lambda)?));
        found.cloned().or_else(|| {
            let service = self.find_service_named(&["lambda"])?;
            Some(Arc::new(LambdaService::new(service, lambda, &self.deployment().region)))
        })
    }

    /// The function that stands for a service of AWS.
    pub(crate) fn find_stand_in(&self, uri: &str) -> Option<Arc<dyn LambdaFunction>> {
        Names::of(uri).all.iter().find_map(|name| self.functions().get(name).cloned())
    }

    /// What answers for a service.
    pub(crate) fn find_service(&self, target: &ServiceTarget) -> Option<Arc<dyn Service>> {
        self.find_service_named(&target.names())
    }

    fn find_service_named(&self, names: &[impl AsRef<str>]) -> Option<Arc<dyn Service>> {
        let services = self.services();
        names.iter().find_map(|name| services.get(name.as_ref())).or_else(|| services.get("*")).cloned()
    }

    /// What answers for an HTTP endpoint.
    pub(crate) fn find_endpoint(&self, url: &url::Url) -> Option<Arc<dyn Service>> {
        if self.services().is_empty() {
            return None;
        }
        self.services().get(&url.origin().ascii_serialization()).cloned()
    }

    /// The function that stands for an authorizer, by its name.
    pub(crate) fn named_function(&self, name: &str) -> Option<Arc<dyn LambdaFunction>> {
        self.functions().get(name).cloned()
    }
}
