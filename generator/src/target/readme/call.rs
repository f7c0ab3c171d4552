//! A call of an operation with all that it requires.

use super::value::Values;
use crate::emit::{Context, Named, Site, Types};
use crate::ir::{Content, Method, TypeRef};
use crate::print::Std;

/// How long a line of an example may be.
const WIDTH: usize = 90;

/// A call, and what it needs.
pub(super) struct Snippet {
    /// What is called on the client, one after the other.
    steps: Vec<String>,
    pub(super) needs_client: bool,
    pub(super) needs_models: bool,
    pub(super) needs_runtime: bool,
    /// Shown only where nothing else can be: the compiler warns of it.
    pub(super) deprecated: bool,
    /// How much there is to write: the shortest call is shown.
    pub(super) effort: usize,
}

impl Snippet {
    /// The head of the function that makes the call.
    pub(super) fn head(&self) -> String {
        let allowed = if self.deprecated { "#[allow(deprecated)]\n" } else { "" };
        format!("{allowed}async fn example() -> Result<(), Box<dyn std::error::Error>> {{")
    }

    /// The call as an expression within a function, with `end` behind it.
    pub(super) fn call(&self, end: &str) -> String {
        let line = format!("client.{}{end}", self.steps.join("."));
        if line.len() + 24 <= WIDTH {
            return line;
        }
        let steps: String = self.steps.iter().map(|step| format!("\n        .{step}")).collect();
        format!("client{steps}\n        {end}")
    }
}

/// The call as an example in the docs of its method: compiled with them, but not run. Only a written crate has a name by
/// which an example can call it.
pub(in crate::target) fn example(context: &Context<'_>, named: Named<'_>) -> Vec<String> {
    if context.crate_name.is_empty() {
        return Vec::new();
    }
    let Some(snippet) = snippet(context, named) else { return Vec::new() };
    let mut lines = vec![String::new(), "```no_run".to_owned()];
    lines.push(format!("# {}", super::imports(context, &snippet, None).trim_end()));
    lines.extend(snippet.deprecated.then(|| "# #[allow(deprecated)]".to_owned()));
    lines.push("# async fn example(client: Client) -> Result<(), Box<dyn std::error::Error>> {".to_owned());
    let call = format!("let response = {};", snippet.call(".await?"));
    lines.extend(call.lines().map(|line| line.strip_prefix("    ").unwrap_or(line).to_owned()));
    lines.extend(["# Ok(())", "# }", "```"].map(str::to_owned));
    lines
}

/// The call of an operation; `None` where an example has no value of what it requires.
pub(super) fn snippet(context: &Context<'_>, named: Named<'_>) -> Option<Snippet> {
    let Named { operation, names } = named;
    if operation.method == Method::Any {
        return None;
    }
    let types = Types { api: context.api, names: context.names, site: Site::Elsewhere, std: Std::beside([]) };
    let mut values = Values::new(types);
    let mut arguments: Vec<(String, String)> = Vec::new();
    for (parameter, names) in operation.parameters.iter().zip(&names.parameters) {
        if parameter.presence.is_required() {
            let value = values.argument(&parameter.ty, parameter.docs.example.as_deref())?;
            arguments.push((names.field.to_string(), value));
        }
    }
    let mut needs_client = false;
    if let Some((body, input)) = operation.body.as_ref().zip(names.input.as_ref()).filter(|(body, _)| body.required) {
        let contents = body.variants.iter().zip(&input.variants).filter(|(content, _)| !content.only_served);
        let contents: Vec<_> = contents.collect();
        let value = match contents.as_slice() {
            [(only, _)] => values.argument(&only.ty, body.docs.example.as_deref())?,
            several => {
                needs_client = true;
                let value = |content: &Content, values: &mut Values<'_>| values.owned(&content.ty, None);
                let mut made = several.iter().filter_map(|(content, name)| Some((*name, value(content, &mut values)?)));
                let (variant, value) = made.next()?;
                format!("&client::{}::{variant}({value})", names.body)
            }
        };
        arguments.push(("body".to_owned(), value));
    }
    let steps = match arguments.as_slice() {
        // What alone is required is the argument of the method.
        [(_, only)] => vec![format!("{}({only})", names.method)],
        several => {
            let setters = several.iter().map(|(name, value)| format!("{name}({value})"));
            core::iter::once(format!("{}()", names.method)).chain(setters).collect()
        }
    };
    let steps: Vec<String> = steps.into_iter().chain(["send()".to_owned()]).collect();
    let receives = named.operation.method == Method::Get;
    let length: usize = steps.iter().map(String::len).sum();
    Some(Snippet {
        effort: length + if receives { 0 } else { 40 },
        needs_client,
        needs_models: values.needs_models,
        needs_runtime: values.needs_runtime,
        deprecated: named.operation.docs.deprecated,
        steps,
    })
}

/// Whether a type is text, which is given as it is.
pub(super) fn is_text(types: Types<'_>, ty: &TypeRef) -> bool {
    *types.unaliased(ty) == TypeRef::Scalar(crate::ir::Scalar::String)
}
