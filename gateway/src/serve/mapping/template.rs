//! Mapping templates at work: which one is chosen, and what it makes of a body.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use gatewright_document::Origin;
use gatewright_vtl::{Input, Limits, Parameters, RenderError, RenderErrorKind, Scope, Template};
use indexmap::IndexMap;
use serde_json::{Map, Value};

use crate::config::{GatewayResponseType, Located};
use crate::serve::failure::Failure;
use crate::serve::heavy::away;
use crate::serve::message::content::mime_type;
use crate::serve::message::context::Context;
use crate::serve::message::headers::is_hidden_from_templates;
use crate::serve::message::request::Request;

/// A mapping template, parsed once.
#[derive(Debug)]
pub(crate) struct CompiledTemplate {
    parsed: Result<Arc<Template>, gatewright_vtl::Error>,
    /// Only a template that speaks of `context` can change it; the others skip the way back.
    mentions_context: bool,
    origin: Origin,
}

/// What the client sent, for the template's `$input`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sent<'a> {
    pub(crate) request: &'a Request,
    pub(crate) path_parameters: &'a [(String, String)],
}

/// The longest body that a template is rendered for where it stands.
const SMALL: usize = 64 * 1024;

/// What a template may take where it stands; one that needs more is rendered away from there. Nearly all
/// are done after a few hundred steps.
static FIRST: LazyLock<Limits> = LazyLock::new(|| {
    let mut limits = Limits::default();
    limits.steps = 20_000;
    limits.memory = 4 * 1024 * 1024;
    limits.time = Duration::from_millis(10);
    limits
});

/// Everything that one rendering takes.
struct Rendering {
    body: Arc<str>,
    context: Option<Value>,
    stage_variables: IndexMap<String, String>,
    is_spelling_lost: bool,
}

impl Rendering {
    /// The text, and the context if the template may have changed it.
    fn run(
        self,
        template: &Template,
        parameters: Parameters,
        limits: &Limits,
    ) -> (Result<String, RenderError>, Option<Value>) {
        let mentions_context = self.context.is_some();
        let mut scope = Scope::for_input(Input::new(self.body, parameters).headers_in_any_case(self.is_spelling_lost));
        if let Some(context) = self.context {
            scope.set_context(context);
        }
        scope.set_stage_variables(self.stage_variables.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        let rendered = template.render(&mut scope, limits);
        (rendered, mentions_context.then(|| scope.context()))
    }
}

impl CompiledTemplate {
    /// Parses a template. A malformed one fails when it is used, as at AWS.
    #[must_use]
    pub(crate) fn new(source: &Located<String>) -> CompiledTemplate {
        CompiledTemplate {
            parsed: Template::parse(&source.value).map(Arc::new),
            mentions_context: source.value.contains("context"),
            origin: source.origin.clone(),
        }
    }

    /// What is wrong with the template.
    #[must_use]
    pub(crate) fn error(&self) -> Option<&gatewright_vtl::Error> {
        self.parsed.as_ref().err()
    }

    /// The parsed template.
    #[must_use]
    pub(crate) fn parsed(&self) -> Option<&Template> {
        self.parsed.as_deref().ok()
    }

    /// The template's place.
    #[must_use]
    pub(crate) fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Renders the template; what it assigns to the overrides goes into the context.
    ///
    /// # Errors
    /// What API Gateway answers to a template that fails: 400 for a payload that looks like JSON and is
    /// none, 500 for everything else.
    pub(crate) async fn render(
        &self,
        body: &str,
        sent: Sent<'_>,
        context: &mut Context,
        stage: &str,
    ) -> Result<String, Failure> {
        let template = self.parsed.as_ref().map_err(|error| {
            Failure::configuration(format_args!("Unable to transform {stage}: {error}")).at(&self.origin)
        })?;
        let body: Arc<str> = body.into();
        let rendering = || Rendering {
            body: Arc::clone(&body),
            context: self.mentions_context.then(|| context_of(context)),
            stage_variables: context.stage_variables.clone(),
            is_spelling_lost: sent.request.headers.is_spelling_lost(),
        };
        let parameters = || parameters(sent.request, sent.path_parameters);
        let first = (body.len() <= SMALL).then(|| rendering().run(template, parameters(), &FIRST));
        let is_done = |(rendered, _): &(Result<String, RenderError>, _)| {
            !rendered.as_ref().is_err_and(|error| error.kind() == RenderErrorKind::Limit)
        };
        let (rendered, after) = match first.filter(is_done) {
            Some(done) => done,
            None => {
                let (template, rendering, parameters) = (Arc::clone(template), rendering(), parameters());
                let running = away(move || rendering.run(&template, parameters, &Limits::default()));
                running.await.ok_or_else(|| {
                    Failure::configuration(format_args!("Unable to transform {stage}")).at(&self.origin)
                })?
            }
        };
        if let Some(after) = after {
            take_overrides(context, after);
        }
        rendered.map_err(|error| self.failure(&error, stage))
    }

    fn failure(&self, error: &gatewright_vtl::RenderError, stage: &str) -> Failure {
        if error.kind() == RenderErrorKind::Payload && stage == "request" {
            // The client gets the message of API Gateway's JSON parser (recorded at AWS).
            let cause = error.message();
            let message = format!("Could not process payloadnet.minidev.json.parser.ParseException: {cause}");
            let log = format!("Execution failed due to configuration error: {error}");
            let failure = Failure::new(GatewayResponseType::Default4xx, message, log);
            return Failure { status: Some(400), ..failure }.at(&self.origin);
        }
        Failure::configuration(format_args!("Unable to transform {stage}: {error}")).at(&self.origin)
    }
}

fn context_of(context: &Context) -> Value {
    let mut value = context.value().clone();
    if let Some(entries) = value.as_object_mut() {
        entries.insert("requestOverride".to_owned(), context.request_override.clone().into());
        entries.insert("responseOverride".to_owned(), context.response_override.clone().into());
    }
    value
}

fn take_overrides(context: &mut Context, mut after: Value) {
    let mut take = |name: &str| match after.get_mut(name).map(Value::take) {
        Some(Value::Object(entries)) => entries,
        _ => Map::new(),
    };
    context.request_override = take("requestOverride");
    context.response_override = take("responseOverride");
}

/// The parameters as templates see them: path parameters encoded, the last of repeated values,
/// and without the headers that API Gateway keeps to itself.
#[must_use]
fn parameters(request: &Request, path_parameters: &[(String, String)]) -> Parameters {
    let mut parameters = Parameters::default();
    parameters.path.extend(path_parameters.iter().cloned());
    let last = request.query.iter().filter_map(|(name, values)| Some((name.clone(), values.last()?.clone())));
    parameters.querystring.extend(last);
    let visible = request.headers.iter().filter(|(name, _)| !is_hidden_from_templates(name));
    parameters.header.extend(visible.map(|(name, value)| (name.to_owned(), value.to_owned())));
    parameters
}

/// The request template for a content type: by its MIME type, `application/json` if there is none.
#[must_use]
pub(crate) fn choose_request<'t, T>(templates: &'t IndexMap<String, T>, content_type: Option<&str>) -> Option<&'t T> {
    let mime = content_type.map(mime_type).filter(|mime| !mime.is_empty()).unwrap_or("application/json");
    by_mime(templates, mime).map(|(_, template)| template)
}

/// The response template for a request: by its `Accept`, else `application/json`, else the first.
#[must_use]
pub(crate) fn choose_response<'t, T>(
    templates: &'t IndexMap<String, T>,
    request: &Request,
) -> Option<(&'t str, &'t T)> {
    let accept = request.headers.get("accept").unwrap_or_default();
    let mut accepted = accept.split(',').map(mime_type).filter(|mime| !mime.is_empty());
    accepted
        .find_map(|mime| by_mime(templates, mime))
        .or_else(|| by_mime(templates, "application/json"))
        .or_else(|| templates.iter().next().map(|(name, template)| (name.as_str(), template)))
}

fn by_mime<'t, T>(templates: &'t IndexMap<String, T>, mime: &str) -> Option<(&'t str, &'t T)> {
    let exact = templates.get_key_value(mime);
    let found = exact.or_else(|| templates.iter().find(|(name, _)| mime_type(name).eq_ignore_ascii_case(mime)));
    found.map(|(name, template)| (name.as_str(), template))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices() {
        let templates = IndexMap::from([("application/json".to_owned(), "J"), ("text/xml".to_owned(), "X")]);
        let only_xml = IndexMap::from([("text/xml".to_owned(), "X")]);
        assert_eq!(choose_request(&templates, None), Some(&"J"));
        assert_eq!(choose_request(&templates, Some("Application/JSON; charset=UTF-8")), Some(&"J"));
        assert_eq!(choose_request(&templates, Some("text/plain")), None);
        assert_eq!(choose_request(&only_xml, None), None);
        let accept = |accept: &str| Request::new("GET", "/").header("Accept", accept);
        assert_eq!(choose_response(&templates, &accept("text/html, text/xml;q=0.9")).unwrap().1, &"X");
        assert_eq!(choose_response(&templates, &accept("*/*")).unwrap().1, &"J");
        assert_eq!(choose_response(&only_xml, &accept("*/*")).unwrap().1, &"X");
    }
}
