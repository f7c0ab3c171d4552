//! An implementation of the server trait to start from: every method answers 501.

use crate::emit::{Context, Named, docs, named};
use crate::names::TagNames;
use crate::target::server::credentials::Callers;

const ERROR: &str = "    type Error = BoxError;";
const PRINCIPAL: &str = "    type Principal = ();";

/// The text of a file that is the implementer's from then on.
pub(crate) fn text(context: &Context<'_>) -> String {
    let Context { api, names, .. } = *context;
    let module = match context.crate_name {
        "" => "crate::server".to_owned(),
        name => format!("{}::server", name.replace('-', "_")),
    };
    let is_guarded = api.operations.iter().any(|operation| !operation.security.is_empty());
    let mut imports = vec!["BoxError", "Context", "NotImplemented"];
    if is_guarded {
        imports.extend(["Access", "Denied"]);
        imports.sort_unstable();
    }
    let mut lines = vec![
        format!("//! Answers {}. This file is yours: it was written once, and is not written again.", docs::title(api)),
        String::new(),
        format!("use gatewright_runtime::server::{{{}}};", imports.join(", ")),
        format!("use {module};"),
        String::new(),
        "/// The state that all requests share.".to_owned(),
        "#[derive(Debug)]".to_owned(),
        "pub struct Implementation;".to_owned(),
        String::new(),
    ];
    let own = |named: &&Named<'_>| names.of_tag(named.operation).is_none();
    let operations = named(&api.operations, &names.operations);
    let own: Vec<_> = operations.iter().filter(own).collect();
    lines.push(format!("impl server::{} for Implementation {{", names.server));
    if !own.is_empty() {
        lines.push(ERROR.to_owned());
    }
    if is_guarded {
        lines.extend(["    /// Who calls.".to_owned(), PRINCIPAL.to_owned()]);
    }
    lines.extend(names.tags.iter().map(|tag| format!("    type {} = Self;", tag.ident)));
    if is_guarded {
        lines.extend([
            String::new(),
            "    /// Says what credentials are worth: nothing yet.".to_owned(),
            format!(
                "    async fn {}(&self, _: Access<server::Credential, ()>) -> Result<(), Denied> {{",
                names.authorize
            ),
            "        Err(Denied::unauthorized())".to_owned(),
            "    }".to_owned(),
        ]);
    }
    for TagNames { method, .. } in &names.tags {
        let head = format!("    fn {method}(&self) -> &Self {{");
        lines.extend([String::new(), head, "        self".to_owned(), "    }".to_owned()]);
    }
    lines.extend(own.into_iter().flat_map(method));
    lines.push("}".to_owned());
    lines.extend(names.tags.iter().flat_map(|tag| part(tag, &operations)));
    lines.push(String::new());
    lines.join("\n")
}

/// The lines that implement the trait of a tag, and an empty one before them.
fn part(tag: &TagNames, operations: &[Named<'_>]) -> Vec<String> {
    let here = || operations.iter().filter(|named| named.operation.tags.first() == Some(&tag.tag));
    let mut lines = vec![String::new(), format!("impl server::{} for Implementation {{", tag.ident), ERROR.to_owned()];
    if here().any(|named| !named.operation.security.is_empty()) {
        lines.push(PRINCIPAL.to_owned());
    }
    lines.extend(here().flat_map(method));
    lines.push("}".to_owned());
    lines
}

/// The lines of a method, and an empty one before them.
fn method(named: &Named<'_>) -> [String; 9] {
    let (method, served) = (&named.names.method, &named.names.served);
    let context = match Callers::of(named.operation) {
        Callers::Anybody | Callers::Known => "Context",
        Callers::KnownOrNot => "Context<Option<()>>",
    };
    [
        String::new(),
        format!("    /// {}", docs::called(named.operation)),
        format!("    async fn {method}("),
        "        &self,".to_owned(),
        format!("        _request: server::{},", served.request),
        format!("        _context: {context},"),
        format!("    ) -> Result<server::{}, BoxError> {{", served.response),
        "        Err(NotImplemented.into())".to_owned(),
        "    }".to_owned(),
    ]
}
