//! An implementation of the server trait to start from: every method answers 501.

use crate::emit::{Context, docs, named};
use crate::target::server::credentials::Callers;

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
        format!("impl server::{} for Implementation {{", names.server),
        "    type Error = BoxError;".to_owned(),
    ];
    if is_guarded {
        lines.extend([
            "    /// Who calls.".to_owned(),
            "    type Principal = ();".to_owned(),
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
    for named in named(&api.operations, &names.operations) {
        let (method, served) = (&named.names.method, &named.names.served);
        let context = match Callers::of(named.operation) {
            Callers::Anybody | Callers::Known => "Context",
            Callers::KnownOrNot => "Context<Option<()>>",
        };
        lines.extend([
            String::new(),
            format!("    /// {}", docs::called(named.operation)),
            format!("    async fn {method}("),
            "        &self,".to_owned(),
            format!("        _request: server::{},", served.request),
            format!("        _context: {context},"),
            format!("    ) -> Result<server::{}, BoxError> {{", served.response),
            "        Err(NotImplemented.into())".to_owned(),
            "    }".to_owned(),
        ]);
    }
    lines.push("}\n".to_owned());
    lines.join("\n")
}
