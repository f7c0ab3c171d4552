//! Finds the calls of a generated client, and writes a function for each that fills it from values named at run time.

use std::error::Error;
use std::fmt::Write as _;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::{FnArg, ImplItem, ImplItemFn, Item, Pat, ReturnType, Type};

/// An input of a call.
#[derive(Clone)]
struct Input {
    setter: String,
    ty: String,
    /// `query limit`, or `body`.
    key: String,
}

/// A call as the client has it.
pub(crate) struct Call {
    method: String,
    path: String,
    start: String,
    argument: Option<Input>,
    required: Vec<Input>,
    optional: Vec<Input>,
    /// Whether there is a method for its pages.
    pages: bool,
}

/// A variant of an enum of bodies: its name and media type.
struct Variant {
    name: String,
    media_type: String,
    ty: String,
}

/// A method that takes credentials.
struct Credential {
    method: String,
    /// How many texts it takes.
    texts: usize,
    /// As the document calls it.
    scheme: String,
}

/// What a client can do.
pub(crate) struct Calls {
    pub(crate) operations: Vec<Call>,
    /// Methods that take credentials.
    credentials: Vec<Credential>,
    bodies: Vec<(String, Vec<Variant>)>,
}

pub(crate) fn calls(text: &str) -> Result<Calls, Box<dyn Error>> {
    let file = syn::parse_file(text)?;
    let items = match file.items.iter().find_map(client_module) {
        Some(items) => items,
        None => return Err("there is no client".into()),
    };
    let requests: Vec<(String, Vec<Input>, Vec<Input>)> = items.iter().filter_map(request).collect();
    let paged: Vec<String> = items.iter().filter_map(paged).collect();
    let mut calls = Calls { operations: Vec::new(), credentials: Vec::new(), bodies: Vec::new() };
    for item in items {
        match item {
            Item::Impl(block) if block.trait_.is_none() => {
                for item in &block.items {
                    let ImplItem::Fn(method) = item else { continue };
                    if let Some((returned, mut call)) = call(method, &requests) {
                        call.pages = paged.contains(&returned);
                        calls.operations.push(call);
                    } else {
                        calls.credentials.extend(credential(method));
                    }
                }
            }
            Item::Enum(body) => {
                calls.bodies.push((body.ident.to_string(), body.variants.iter().map(variant).collect()))
            }
            _ => {}
        }
    }
    Ok(calls)
}

fn client_module(item: &Item) -> Option<&Vec<Item>> {
    match item {
        Item::Mod(module) if module.ident == "client" => module.content.as_ref().map(|(_, items)| items),
        _ => None,
    }
}

/// `with_…(self, key: &str)`.
fn credential(method: &ImplItemFn) -> Option<Credential> {
    let mut inputs = method.sig.inputs.iter();
    let by_value =
        matches!(inputs.next(), Some(FnArg::Receiver(receiver)) if quote::quote!(#receiver).to_string() == "self");
    let texts = inputs.map(typed).collect::<Option<Vec<_>>>()?;
    if !by_value || texts.is_empty() || texts.iter().any(|(_, ty)| ty != "& str" && !ty.contains("Bearer")) {
        return None;
    }
    let block = &method.block;
    let scheme = first_literal(quote::quote!(#block))?;
    Some(Credential { method: method.sig.ident.to_string(), texts: texts.len(), scheme })
}

fn first_literal(stream: TokenStream) -> Option<String> {
    stream.into_iter().find_map(|token| match &token {
        TokenTree::Group(group) => first_literal(group.stream()),
        other => literal(other),
    })
}

fn typed(argument: &FnArg) -> Option<(String, String)> {
    let FnArg::Typed(typed) = argument else { return None };
    let Pat::Ident(name) = &*typed.pat else { return None };
    Some((name.ident.to_string(), tokens(&typed.ty)))
}

fn tokens(ty: &Type) -> String {
    quote::quote!(#ty).to_string()
}

fn variant(variant: &syn::Variant) -> Variant {
    let docs = variant.attrs.iter().find_map(|attribute| match &attribute.meta {
        syn::Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    });
    let docs = docs.unwrap_or_default();
    let ty = variant.fields.iter().next().map(|field| tokens(&field.ty)).unwrap_or_default();
    Variant { name: variant.ident.to_string(), media_type: docs.trim().trim_matches(['`', '.']).to_owned(), ty }
}

/// The method that starts a call: what it returns is a request.
fn call(method: &ImplItemFn, requests: &[(String, Vec<Input>, Vec<Input>)]) -> Option<(String, Call)> {
    let ReturnType::Type(_, ty) = &method.sig.output else { return None };
    let Type::Path(path) = &**ty else { return None };
    let returned = path.path.segments.last()?.ident.to_string();
    let (_, required, optional) = requests.iter().find(|(name, ..)| *name == returned)?;
    let mut literals = Vec::new();
    let mut key = None;
    let block = &method.block;
    started(quote::quote!(#block), &mut literals, &mut key);
    let [verb, path] = <[String; 2]>::try_from(literals).ok()?;
    let argument = method.sig.inputs.iter().find_map(typed);
    let argument = argument.map(|(setter, ty)| Input { setter, ty, key: key.unwrap_or_else(|| "method".to_owned()) });
    let call = Call {
        method: verb,
        path,
        start: method.sig.ident.to_string(),
        argument,
        required: required.clone(),
        optional: optional.clone(),
        pages: false,
    };
    Some((returned, call))
}

/// The call that a `pages!` is about.
fn paged(item: &Item) -> Option<String> {
    let Item::Macro(call) = item else { return None };
    let is_pages = call.mac.path.segments.last()?.ident == "pages";
    is_pages.then(|| call.mac.tokens.clone().into_iter().next()).flatten().map(|name| name.to_string())
}

/// Method and path of `request(…)`, and the key of what is given to it at once.
fn started(stream: TokenStream, literals: &mut Vec<String>, key: &mut Option<String>) {
    let mut before = String::new();
    for token in stream {
        match &token {
            TokenTree::Group(group) if before == "request" && literals.is_empty() => {
                literals.extend(group.stream().into_iter().filter_map(|token| literal(&token)));
            }
            TokenTree::Group(group) => match key_of(&before, &group.stream()) {
                Some(found) if !literals.is_empty() => *key = Some(found),
                _ => started(group.stream(), literals, key),
            },
            _ => {}
        }
        before = token.to_string();
    }
}

/// `query limit` of `query_as("limit", …)`.
fn key_of(call: &str, arguments: &TokenStream) -> Option<String> {
    let place = call.split('_').next().unwrap_or_default();
    match place {
        "path" | "query" | "header" | "cookie" => {
            let name = arguments.clone().into_iter().next().and_then(|token| literal(&token))?;
            Some(format!("{place} {name}"))
        }
        "body" if call.starts_with("body_multipart") => Some("parts".to_owned()),
        "body" => Some("body".to_owned()),
        _ => None,
    }
}

fn literal(token: &TokenTree) -> Option<String> {
    syn::parse_str::<syn::LitStr>(&token.to_string()).ok().map(|text| text.value())
}

/// Name, required and optional inputs of a `request!`.
fn request(item: &Item) -> Option<(String, Vec<Input>, Vec<Input>)> {
    let Item::Macro(call) = item else { return None };
    if call.mac.path.segments.last()?.ident != "request" {
        return None;
    }
    let (mut name, mut required, mut optional) = (None, Vec::new(), Vec::new());
    let mut before = String::new();
    for token in call.mac.tokens.clone() {
        match &token {
            TokenTree::Punct(punct) if punct.as_char() == ';' && name.is_none() => name = Some(before.clone()),
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => match before.as_str() {
                "required" => required = inputs(group.stream()),
                "optional" => optional = inputs(group.stream()),
                _ => {}
            },
            _ => {}
        }
        before = token.to_string();
    }
    Some((name?, required, optional))
}

/// `name: Type => call("wire"…) …;`
fn inputs(stream: TokenStream) -> Vec<Input> {
    let mut inputs = Vec::new();
    let mut entry: Vec<TokenTree> = Vec::new();
    for token in stream {
        if !matches!(&token, TokenTree::Punct(punct) if punct.as_char() == ';') {
            entry.push(token);
            continue;
        }
        inputs.extend(input(&std::mem::take(&mut entry)));
    }
    inputs
}

fn input(entry: &[TokenTree]) -> Option<Input> {
    let colon = entry.windows(3).position(|three| {
        matches!(three, [TokenTree::Ident(_), TokenTree::Punct(colon), next]
            if colon.as_char() == ':' && !matches!(next, TokenTree::Punct(punct) if punct.as_char() == ':'))
    })?;
    let arrow = entry.windows(2).position(|two| {
        matches!(two, [TokenTree::Punct(equals), TokenTree::Punct(angle)] if equals.as_char() == '=' && angle.as_char() == '>')
    })?;
    let setter = entry.get(colon)?.to_string();
    let ty: TokenStream = entry.get(colon + 2..arrow)?.iter().cloned().collect();
    let (TokenTree::Ident(call), TokenTree::Group(arguments)) = (entry.get(arrow + 2)?, entry.get(arrow + 3)?) else {
        return None;
    };
    Some(Input { setter, ty: ty.to_string(), key: key_of(&call.to_string(), &arguments.stream())? })
}

impl Calls {
    /// A function for each call, and a line for the list.
    pub(crate) fn write(&self, out: &mut String, document: &str, module: &str) -> std::fmt::Result {
        writeln!(out, "fn client_{module}(given: &Given) -> super::{module}::Client {{")?;
        writeln!(out, "    let client = given.client::<super::{module}::Client>();")?;
        for Credential { method, texts, scheme } in &self.credentials {
            let arguments = (0..*texts).map(|index| format!("secret(secrets, {index})")).collect::<Vec<_>>().join(", ");
            writeln!(out, "    let client = match given.secrets({scheme:?}) {{")?;
            writeln!(
                out,
                "        Some(secrets) => client.{method}({}),",
                arguments.replace("secret(", "super::given::secret(")
            )?;
            writeln!(out, "        None => client,\n    }};")?;
        }
        writeln!(out, "    client\n}}\n")?;
        for (index, call) in self.operations.iter().enumerate() {
            if call.method == "ANY" {
                continue;
            }
            let function = format!("{module}_{index}");
            writeln!(
                out,
                "//= Operation {{ document: {document:?}, method: {:?}, path: {:?}, run: |given| Box::pin({function}(given)) }}",
                call.method, call.path
            )?;
            writeln!(out, "async fn {function}(given: Given) -> Result<super::given::Outcome, String> {{")?;
            writeln!(out, "    let client = client_{module}(&given);")?;
            let argument = call.argument.as_ref().map(|input| self.value(input, module)).unwrap_or_default();
            writeln!(out, "    let call = client.{}({argument});", call.start)?;
            for input in &call.required {
                writeln!(out, "    let call = call.{}({});", input.setter, self.value(input, module))?;
            }
            for input in &call.optional {
                let value = self.value(input, module);
                // A body that may be of several media types.
                let or_parts = if value.contains("given.parts()") { " || given.has(\"parts\")" } else { "" };
                writeln!(
                    out,
                    "    let call = if given.has({:?}){or_parts} {{ call.{}({value}) }} else {{ call }};",
                    input.key, input.setter
                )?;
            }
            let pages = if call.pages {
                "    if given.takes_pages() {\n        return Ok(super::given::paged(call.pages()).await);\n    }\n"
            } else {
                ""
            };
            writeln!(
                out,
                "    given.all_used()?;\n    let call = call.customize(|call| given.customize(call));\n{pages}    if let Some(most) = given.streamed() {{\n        return Ok(super::given::streamed(call.stream().await, most).await);\n    }}\n    let result = call.send().await;\n    let value = result.as_ref().ok().and_then(|response| (&Probe(&**response)).json());\n    Ok(outcome(result, value))\n}}\n"
            )?;
        }
        Ok(())
    }

    /// The expression that takes an input from what is given.
    fn value(&self, input: &Input, module: &str) -> String {
        let key = &input.key;
        let named = input.ty.trim_start_matches("& ");
        if let Some((name, variants)) = self.bodies.iter().find(|(name, _)| name == named) {
            let last = variants.len().saturating_sub(1);
            let arms: String = variants
                .iter()
                .enumerate()
                .map(|(index, variant)| {
                    let multipart = variant.media_type.starts_with("multipart/");
                    let value = match variant.ty.as_str() {
                        _ if multipart => "parts()".to_owned(),
                        "rt :: Bytes" => format!("bytes({key:?})"),
                        _ => format!("owned({key:?})"),
                    };
                    let body = format!("super::{module}::client::{name}::{}(given.{value}?)", variant.name);
                    let pattern =
                        if index == last { "_".to_owned() } else { format!("Some({:?})", variant.media_type) };
                    format!("{pattern} => {body}, ")
                })
                .collect();
            return format!("super::given::kept(match given.media_type().as_deref() {{ {arms}}})");
        }
        match input.ty.as_str() {
            _ if key == "parts" => "super::given::kept(given.parts()?)".to_owned(),
            "& rt :: Bytes" => format!("super::given::kept(given.bytes({key:?})?)"),
            "& str" => format!("given.text({key:?})?"),
            "& [& str]" => format!("given.texts({key:?})?"),
            ty if ty.starts_with("& [") => format!("given.list({key:?})?"),
            ty if ty.starts_with('&') => format!("super::given::kept(given.owned({key:?})?)"),
            _ => format!("given.owned({key:?})?"),
        }
    }
}
