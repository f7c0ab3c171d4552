//! `README.md` of a written crate: how to depend on it, a call of each tag, credentials, errors, and all operations.
//!
//! The calls are made of the document's own examples. `tests/tests/corpus` compiles them.
//!
//! What the document says stays in its line, its cell or its literal: prose goes through `docs`, and code has nothing of
//! the document but identifiers and literals.

mod call;
mod value;

use indexmap::IndexMap;

use self::call::{Snippet, snippet};
use crate::emit::{Context, Named, docs, named};
use crate::ir::{SecurityKind, SecurityScheme};
use crate::names::SchemeNames;
use crate::print::{File, Literal};
use crate::target::Target;

pub(super) const TARGET: Target =
    Target { features: &[], wanted: |_| true, modules: |_| Vec::new(), files: |context| vec![file(context)] };

fn file(context: &Context<'_>) -> File {
    let sections = [head(context), installation(context), calls(context), credentials(context), errors(context)];
    let rest = [server(context), operations(context), models(context)];
    let sections: Vec<String> = sections.into_iter().chain(rest).flatten().collect();
    File { path: "README.md".to_owned(), text: format!("{}\n", sections.join("\n\n")) }
}

/// The crate as code calls it.
fn crate_ident(context: &Context<'_>) -> String {
    context.crate_name.replace('-', "_")
}

fn head(context: &Context<'_>) -> Option<String> {
    let Context { api, crate_name, .. } = *context;
    let version = docs::inline(&api.version);
    let version = if version.is_empty() { String::new() } else { format!(", version {version}") };
    let mut lines = vec![format!("# {}", docs::inline(crate_name)), String::new()];
    lines.push(format!("{}{version}, in Rust.", docs::heading(api)));
    let description = docs::inline(&first_paragraph(api.docs.description.as_deref().unwrap_or_default()));
    if !description.is_empty() {
        lines.extend([String::new(), description]);
    }
    Some(lines.join("\n"))
}

/// The first paragraph of a description, without headings: of the rest, the docs of the crate have all.
fn first_paragraph(text: &str) -> String {
    let lines = text.lines().map(str::trim).skip_while(|line| line.is_empty() || line.starts_with('#'));
    lines.take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

fn installation(context: &Context<'_>) -> Option<String> {
    let name = context.crate_name;
    Some(format!(
        "## Installation\n\n```toml\n[dependencies]\n{name} = {{ path = {name:?} }}\n\
         tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\n```"
    ))
}

/// Operations by their first tag, in the order of the document.
fn by_tag<'a>(context: &Context<'a>) -> IndexMap<&'a str, Vec<Named<'a>>> {
    let mut tags: IndexMap<&str, Vec<Named<'a>>> = IndexMap::new();
    for named in named(&context.api.operations, &context.names.operations) {
        tags.entry(named.operation.tags.first().map_or("", String::as_str)).or_default().push(named);
    }
    tags
}

/// A call of each tag: the one that is the shortest to write.
fn calls(context: &Context<'_>) -> Option<String> {
    if !context.options.client {
        return None;
    }
    let shown: Vec<String> = by_tag(context)
        .into_iter()
        .filter_map(|(tag, operations)| {
            let snippets = operations.into_iter().filter_map(|named| Some((named, snippet(context, named)?)));
            let (named, snippet) = snippets.min_by_key(|(_, snippet)| snippet.effort)?;
            let title = docs::inline(tag);
            let title = if title.is_empty() { String::new() } else { format!("### {title}\n\n") };
            Some(format!("{title}{}:\n\n{}", docs::called(named.operation), code(&propagating(context, &snippet))))
        })
        .collect();
    (!shown.is_empty()).then(|| format!("## Calls\n\nCalls are asynchronous; `#[tokio::main]` runs an `async fn main`. Optional inputs are methods of a call, \
         given before `send`.\n\n{}", shown.join("\n\n")))
}

/// A function that makes a call and passes errors on.
fn propagating(context: &Context<'_>, snippet: &Snippet) -> String {
    let call = snippet.call(".await?");
    let client = client(context);
    format!(
        "{}\nasync fn example() -> Result<(), Box<dyn std::error::Error>> {{\n    let client = {client};\n    \
         let response = {call};\n    println!(\"{{response:?}}\");\n    Ok(())\n}}",
        imports(context, snippet, None)
    )
}

fn imports(context: &Context<'_>, snippet: &Snippet, further: Option<&str>) -> String {
    let own = crate_ident(context);
    let mut names = vec!["Client"];
    names.extend(snippet.needs_client.then_some("client"));
    names.extend(snippet.needs_models.then_some("models"));
    names.extend(snippet.needs_runtime.then_some("runtime"));
    let first = match names.as_slice() {
        [only] => format!("use {own}::{only};\n"),
        several => format!("use {own}::{{{}}};\n", several.join(", ")),
    };
    further.into_iter().fold(first, |all, path| format!("{all}use {own}::{path};\n"))
}

/// How a client is made.
fn client(context: &Context<'_>) -> String {
    match &context.api.base_url {
        Some(_) => "Client::new()".to_owned(),
        None => {
            let url = format!("http://localhost:8080{}", context.api.base_path);
            format!("Client::with_base_url({})", Literal::str(&url))
        }
    }
}

fn credentials(context: &Context<'_>) -> Option<String> {
    let schemes: Vec<_> = context.api.security.iter().zip(&context.names.security).collect();
    if schemes.is_empty() || !context.options.client || context.api.operations.is_empty() {
        return None;
    }
    let lines = schemes.iter().map(|(scheme, names)| {
        let name = docs::called(&scheme.name.wire);
        format!("- {name}: `{}({})`", names.method, arguments(scheme, false))
    });
    let lines: Vec<String> = lines.collect();
    let given: Vec<&(&SecurityScheme, &SchemeNames)> =
        schemes.iter().filter(|(scheme, _)| scheme.kind != SecurityKind::SigV4).collect();
    let calls: String = given
        .iter()
        .map(|(scheme, names)| format!("\n        .{}({})", names.method, arguments(scheme, true)))
        .collect();
    let own = crate_ident(context);
    let snippet = code(&format!("use {own}::Client;\n\nfn client() -> Client {{\n    {}{calls}\n}}", client(context)));
    let snippet = if given.is_empty() { String::new() } else { format!("\n\n{snippet}") };
    Some(format!(
        "## Credentials\n\nA client sends the credentials that it has to the operations that ask for them.\n\n{}{snippet}",
        lines.join("\n")
    ))
}

/// The arguments of the method that takes credentials, by their names or by examples.
fn arguments(scheme: &SecurityScheme, example: bool) -> &'static str {
    match (&scheme.kind, example) {
        (SecurityKind::Basic, false) => "user, password",
        (SecurityKind::Basic, true) => "\"user\", \"password\"",
        (SecurityKind::Bearer, false) => "token",
        (SecurityKind::Bearer, true) => "\"token\"",
        (SecurityKind::SigV4, _) => "signer",
        (_, false) => "key",
        (_, true) => "\"key\"",
    }
}

/// What a call that fails gives: of one that documents its failures, if there is one.
fn errors(context: &Context<'_>) -> Option<String> {
    if !context.options.client {
        return None;
    }
    let Context { api, names, .. } = *context;
    let all = named(&api.operations, &names.operations).into_iter().zip(&api.outcomes);
    let snippets = all.filter_map(|(named, outcomes)| Some((snippet(context, named)?, outcomes.failures.is_empty())));
    let (snippet, undocumented) = snippets.min_by_key(|(snippet, undocumented)| (*undocumented, snippet.effort))?;
    let documented = match undocumented {
        true => "",
        false => {
            "        // A failure that the document describes; `error` is an enum of them.\n        \
             Err(Error::Api(error)) => eprintln!(\"{error:?}\"),\n"
        }
    };
    let further = if undocumented { None } else { Some("runtime::client::Error") };
    let text = format!(
        "{}\nasync fn example() -> Result<(), Box<dyn std::error::Error>> {{\n    let client = {};\n    \
         let result = {};\n    match result {{\n        Ok(response) => println!(\"{{response:?}}\"),\n{documented}        \
         // Nothing was sent, no response came, or one that the document does not describe.\n        \
         Err(error) => eprintln!(\"{{error}}\"),\n    }}\n    Ok(())\n}}",
        imports(context, &snippet, further),
        client(context),
        snippet.call(".await"),
    );
    Some(format!("## Errors\n\n{}", code(&text)))
}

fn server(context: &Context<'_>) -> Option<String> {
    let Context { api, names, options, .. } = *context;
    let own = crate_ident(context);
    let mut lines = Vec::new();
    if options.server && !api.operations.is_empty() {
        lines.push(format!(
            "Implement `{own}::server::{}`, one method for each operation, and give the value to \
             `{own}::server::router` (axum) or `{own}::server::service` (AWS Lambda, or in process).",
            names.server
        ));
    }
    if options.server && !api.callbacks.is_empty() {
        lines.push(format!(
            "What the API calls back is received by `{own}::callbacks::{}`, in the same way.",
            names.receiver
        ));
    }
    (!lines.is_empty()).then(|| format!("## Server\n\n{}", lines.join("\n\n")))
}

fn operations(context: &Context<'_>) -> Option<String> {
    let cell = |text: String| text.replace('|', "\\|");
    let tables: Vec<String> = by_tag(context)
        .into_iter()
        .map(|(tag, operations)| {
            let rows = operations.iter().map(|Named { operation, names }| {
                let said = operation.docs.summary.as_deref().or(operation.docs.description.as_deref());
                let said = docs::inline(said.and_then(|text| text.trim().lines().next()).unwrap_or_default());
                format!("| {} | `{}` | {} |\n", cell(docs::called(operation)), names.method, cell(said))
            });
            let rows: String = rows.collect();
            let title = docs::inline(tag);
            let title = if title.is_empty() { String::new() } else { format!("### {title}\n\n") };
            format!("{title}| Operation | Method of the client | What it does |\n|---|---|---|\n{}", rows.trim_end())
        })
        .collect();
    (!tables.is_empty()).then(|| format!("## Operations\n\n{}", tables.join("\n\n")))
}

/// Of a document that has nothing else.
fn models(context: &Context<'_>) -> Option<String> {
    let Context { api, names, .. } = *context;
    if !api.operations.is_empty() {
        return None;
    }
    let own = crate_ident(context);
    let lines: String = names.types.iter().map(|names| format!("- `{own}::models::{}`\n", names.ident)).collect();
    (!lines.is_empty()).then(|| format!("## Models\n\n{}", lines.trim_end()))
}

fn code(text: &str) -> String {
    format!("```rust\n{text}\n```")
}
