//! Finds in an exported document what its users would find too late: answers that do not fit their model,
//! templates that do not print JSON, errors answered as successes, parameters that nothing maps.
//!
//! Templates are rendered without a request, every way through them, so that a finding holds for every
//! request or says that it only may. Nothing here is an error: the document can be deployed, mostly.
//!
//! ```
//! use gatewright_document::{Document, Report};
//! use gatewright_gateway::check::check_document;
//!
//! let document = Document::from_text(
//!     "api.yaml",
//!     "swagger: '2.0'
//! info: {title: A, version: '1'}
//! paths:
//!   /a:
//!     get:
//!       responses:
//!         200: {description: fine, schema: {$ref: '#/definitions/Thing'}}
//!       x-amazon-apigateway-integration:
//!         type: mock
//!         responses:
//!           default: {statusCode: '200', responseTemplates: {application/json: '{\"x\": 1}'}}
//! definitions:
//!   Thing: {type: object, properties: {id: {type: string}}}
//! ",
//! )
//! .unwrap();
//! let mut report = Report::new(document.sources());
//! check_document(&document, &mut report);
//! assert_eq!(report.diagnostics()[0].message, "`GET /a` answers `{x}` but its model `Thing` has `{id}`");
//! ```

mod finding;
mod fit;
mod fixes;
mod form;
mod json;
mod limits;
mod model;
mod parameters;
mod pattern;
mod place;
mod requests;
mod responses;
mod schema;
mod service;
mod subject;
mod symbolic;
mod template;
mod unquoted;
mod uri;
pub(crate) mod usage;

use std::collections::BTreeSet;

use gatewright_document::{Code, Document, Node, Origin, Report, Severity};
use indexmap::IndexMap;

use crate::config::{
    ApiKind, GatewayConfig, Integration, IntegrationType, Located, Method, Options, Resource, parse_lambda_uri,
};
use parameters::Used;

/// Checks a document that was exported from API Gateway, or written for its import: what its extensions
/// have wrong, and what [`check`] finds. Says nothing of other documents.
///
/// All that is said is a warning or a note, so that a document can still be generated from. Values that
/// are only filled in when the document is deployed are no mistake of it and are passed over.
pub fn check_document(document: &Document, report: &mut Report) {
    if !document.has_integrations() {
        return;
    }
    let (config, read) = GatewayConfig::read(document, &Options::default());
    for mut diagnostic in read.diagnostics().iter().cloned() {
        let in_extension = diagnostic
            .primary
            .as_ref()
            .is_some_and(|origin| origin.pointer.segments().any(|segment| segment.starts_with("x-amazon-apigateway")));
        if in_extension && diagnostic.code != Code::UNRESOLVED_INTRINSIC {
            diagnostic.severity = diagnostic.severity.max(Severity::Warning);
            report.push(diagnostic);
        }
    }
    check(document, &config, None, report);
}

/// Checks a configuration that was read from `document`.
///
/// With `stage_variables`, references to others are reported; without, only those to names that no stage
/// variable can have.
pub fn check(
    document: &Document,
    config: &GatewayConfig,
    stage_variables: Option<&IndexMap<String, String>>,
    report: &mut Report,
) {
    let with_integration = || config.methods().filter(|(_, method)| method.integration.is_some());
    // HTTP APIs have no models, templates and validators.
    if config.kind == ApiKind::Http || with_integration().next().is_none() {
        return;
    }
    for (resource, method) in with_integration() {
        if let Some(integration) = &method.integration {
            MethodCheck::new(document, config, stage_variables, resource, method, report).run(integration);
        }
    }
    limits::models(config, &declared_models(document), report);
}

/// The models that the document itself declares, and not only refers to.
fn declared_models(document: &Document) -> BTreeSet<Origin> {
    let root = document.root();
    let components = root.get("components").and_then(|components| components.get("schemas"));
    let tables = [root.get("definitions"), components];
    tables.into_iter().flatten().flat_map(|table| table.entries()).map(|(_, model)| model.origin().clone()).collect()
}

/// Who answers an integration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Backend {
    /// A function, whose errors are told by their message.
    Lambda,
    /// Something that answers with a status.
    Other,
    /// Only the deployment knows.
    Unknown,
}

impl Backend {
    fn of(integration: &Integration) -> Backend {
        let uri = integration.uri.as_ref().map(|uri| uri.value.as_str());
        match (integration.kind, uri) {
            (IntegrationType::Aws, Some(uri)) if uri.contains(":lambda:path/") && parse_lambda_uri(uri).is_some() => {
                Backend::Lambda
            }
            (IntegrationType::Aws, Some(uri)) if !uri.starts_with("${") => Backend::Other,
            (IntegrationType::Aws, _) => Backend::Unknown,
            _ => Backend::Other,
        }
    }
}

/// The check of one method.
struct MethodCheck<'c, 'r> {
    document: &'c Document,
    config: &'c GatewayConfig,
    stage_variable_values: Option<&'c IndexMap<String, String>>,
    method: &'c Method,
    /// `GET /calc`
    name: String,
    backend: Backend,
    used: Used,
    report: &'r mut Report,
}

impl<'c, 'r> MethodCheck<'c, 'r> {
    fn new(
        document: &'c Document,
        config: &'c GatewayConfig,
        stage_variable_values: Option<&'c IndexMap<String, String>>,
        resource: &Resource,
        method: &'c Method,
        report: &'r mut Report,
    ) -> MethodCheck<'c, 'r> {
        MethodCheck {
            document,
            config,
            stage_variable_values,
            method,
            name: format!("{} {}", method.kind, resource.path),
            backend: method.integration.as_ref().map_or(Backend::Unknown, Backend::of),
            used: Used::default(),
            report,
        }
    }

    fn run(&mut self, integration: &Integration) {
        self.requests(integration);
        self.responses(integration);
        self.unmapped_parameters(integration);
        self.unfilled_uri(integration);
        self.unchecked_parameters(integration);
        self.unchecked_body(integration);
        self.limits(integration);
    }

    /// The entries of an object of the document, as written.
    fn raw_entries(&self, holder: &Origin, key: &str) -> Vec<(&'c str, Node<'c>)> {
        let entries = self.document.node(holder).and_then(|node| node.get(key)).map(|node| node.entries().collect());
        entries.unwrap_or_default()
    }

    /// Whether a template stands in the document as text; others are only known when they are deployed.
    fn is_text(&self, template: &Located<String>) -> bool {
        self.document.node(&template.origin).is_some_and(|node| node.as_str().is_some())
    }
}
