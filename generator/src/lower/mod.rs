//! Reads a document, piece by piece and whatever its version, into [`ir::Api`](Api).
//!
//! A piece is read where it stands, in the spelling of its own version: no second tree is built, and
//! every node of the result knows its place in the file as written. What a piece says that cannot be
//! expressed is a diagnostic at that place; the rest of the document goes on.
//!
//! `facts` answers questions about schemas and reports nothing; `schema` makes types of them; `operation` reads
//! all else; `docs` collects prose. They report through one [`Sink`].
//!
//! Invariant: nothing after this stage reads the document or names `openapiv3`.

mod docs;
mod facts;
pub(crate) mod fixes;
mod letter;
mod node;
mod operation;
mod rulebook;
mod schema;
mod sink;
mod structure;
mod trace;
mod types;

pub(crate) use facts::constants::as_texts;
pub(crate) use rulebook::BEYOND;
pub(crate) use trace::{Trace, Typing};

use gatewright_document::{Document, Node, Report};

use crate::ir::{Api, Features};
use crate::lower::docs::parts::Parts;
use crate::lower::facts::Facts;
use crate::lower::facts::scalar;
use crate::lower::operation::security::Security;
use crate::lower::operation::{Operations, server};
use crate::lower::schema::Schemas;
use crate::lower::sink::Sink;
use crate::options::Options;

/// Reads the whole document.
pub(crate) fn lower(document: &Document, options: &Options, report: &mut Report) -> Api {
    read(document, options, report, false, |_| ()).0
}

/// The same as [`lower`], with what each schema became.
pub(crate) fn lower_with_places(document: &Document, options: &Options, report: &mut Report) -> Api {
    read(document, options, report, true, |_| ()).0
}

/// The same as [`lower`], and what became of each schema.
pub(crate) fn lower_traced(document: &Document, options: &Options, report: &mut Report) -> (Api, Trace) {
    read(document, options, report, false, |schemas| schemas.trace())
}

/// The whole document, and what somebody else wants to know of its schemas.
fn read<T>(
    document: &Document,
    options: &Options,
    report: &mut Report,
    places: bool,
    ask: impl FnOnce(&Schemas<'_, '_>) -> T,
) -> (Api, T) {
    let facts = Facts::new(document);
    let root = document.root();
    let mut schemas = Schemas::new(&facts, options, Sink::new(report).for_api_gateway(document.has_integrations()));
    if places {
        schemas.types.keep_places();
    }
    structure::check(&mut schemas.report, &root, facts.version);
    schemas.all_named();
    let (title, version) = title(&root);
    let (base_url, base_path) = server::base(&mut schemas.report, &root, facts.version);
    // What operations without their own take; those that have their own are not asked.
    root.mark_read(&["consumes", "produces", "security"]);
    let (credentials, mut security) = Security::read(&mut schemas.report, &root);
    let mut reader = Operations::new(schemas, credentials);
    let (mut operations, callbacks) = reader.operations(&root);
    let Operations { mut schemas, xml, rules, .. } = reader;
    let mut docs = docs::of_api(&root);
    server::add_servers(&root, &mut docs);
    let parts = Parts::read(&root);
    parts.complete_api(&mut docs);
    parts.complete_schemes(&mut security);
    parts.complete_models(&mut schemas.types);
    operations.iter_mut().for_each(|operation| parts.complete_operation(operation, &mut schemas.types));
    schemas.unused_replacements();
    schemas.report_findings();
    let crates =
        schemas.used.crates.iter().filter(|name| !schema::STANDARD.contains(&name.as_str())).cloned().collect();
    let asked = ask(&schemas);
    let (types, placed) = schemas.finish();
    let api = Api {
        title,
        version,
        docs,
        base_url,
        base_path,
        operations,
        callbacks,
        features: Features::default(),
        security,
        crates,
        dates: options.dates,
        gateway: is_gateway_export(&root),
        types,
        xml: xml.arena,
        outcomes: Vec::new(),
        paging: Vec::new(),
        watching: Vec::new(),
        failures: Vec::new(),
        shared_failures: Vec::new(),
        rules: rules.finish(),
        placed,
    };
    (api, asked)
}

/// `info.title` and `info.version`.
fn title(root: &Node<'_>) -> (String, String) {
    let info = root.read("info");
    let entry = |key| info.as_ref().and_then(|info| info.read(key));
    let title = entry("title").and_then(|title| title.as_str().map(str::to_owned));
    let version = entry("version").map(|version| scalar::text(version.value()));
    (title.unwrap_or_default(), version.unwrap_or_default())
}

fn is_gateway_export(root: &Node<'_>) -> bool {
    fn has_extension(node: &Node<'_>) -> bool {
        node.entries().any(|(key, _)| key.starts_with("x-amazon-apigateway-"))
    }
    has_extension(root)
        || root.read("paths").is_some_and(|paths| {
            paths
                .entries()
                .any(|(_, item)| has_extension(&item) || item.entries().any(|(_, operation)| has_extension(&operation)))
        })
}
