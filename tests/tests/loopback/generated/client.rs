//! The client's half of generated code.

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::visit::Visit;

use super::{Call, Setter, literal, text};

/// The calls of a client.
#[derive(Default)]
pub(super) struct Client {
    pub(super) calls: BTreeMap<(String, String), Call>,
    pub(super) failures: BTreeMap<String, Vec<(String, String)>>,
    pub(super) credentials: Vec<(String, usize)>,
    /// The variants of enums of bodies.
    pub(super) bodies: BTreeMap<String, Vec<String>>,
}

impl Client {
    pub(super) fn read(items: &[syn::Item]) -> Self {
        let mut macros: BTreeMap<String, Call> = BTreeMap::new();
        let mut shared: Vec<(String, String)> = Vec::new();
        let mut client = Self::default();
        for item in items {
            if let syn::Item::Macro(item) = item
                && item.mac.path.segments.last().is_some_and(|last| last.ident == "request")
            {
                let (name, call, own, alias) = request(item.mac.tokens.clone());
                macros.insert(name, call);
                client.failures.extend(own);
                shared.extend(alias);
            }
        }
        for (name, of) in shared {
            if let Some(variants) = client.failures.get(&of).cloned() {
                client.failures.insert(name, variants);
            }
        }
        for item in items {
            if let syn::Item::Enum(item) = item {
                let variants = item.variants.iter().map(|variant| variant.ident.to_string());
                client.bodies.insert(item.ident.to_string(), variants.collect());
            }
            let syn::Item::Impl(block) = item else { continue };
            if block.trait_.is_some() || text(&block.self_ty) != "Client" {
                continue;
            }
            for item in &block.items {
                let syn::ImplItem::Fn(function) = item else { continue };
                client.credentials.extend(credential(function));
                client.function(function, &macros);
            }
        }
        client
    }

    fn function(&mut self, function: &syn::ImplItemFn, macros: &BTreeMap<String, Call>) {
        let syn::ReturnType::Type(_, ty) = &function.sig.output else { return };
        let Some(call) = macros.get(&text(ty)) else { return };
        let mut calls = Calls::default();
        calls.visit_block(&function.block);
        let Some((method, path)) = calls.operation else { return };
        let mut call = call.clone();
        call.function = function.sig.ident.to_string();
        call.accepts = calls.accepts;
        for argument in &function.sig.inputs {
            let syn::FnArg::Typed(argument) = argument else { continue };
            let name = text(&argument.pat);
            let written = calls.written.iter().find(|(value, _)| *value == name);
            let setter = written.map(|(_, setter)| setter.clone()).unwrap_or_default();
            call.arguments.push(Setter { name, ty: text(&argument.ty), ..setter });
        }
        self.calls.insert((method, path), call);
    }
}

/// The calls of a function of the client, by what they are given.
#[derive(Default)]
struct Calls {
    operation: Option<(String, String)>,
    accepts: Vec<String>,
    written: Vec<(String, Setter)>,
}

impl<'a> Visit<'a> for Calls {
    fn visit_expr_method_call(&mut self, call: &'a syn::ExprMethodCall) {
        syn::visit::visit_expr_method_call(self, call);
        let texts: Vec<String> = call.args.iter().filter_map(literal).collect();
        if call.method == "request" {
            if let [method, path] = texts.as_slice() {
                self.operation = Some((method.clone(), path.clone()));
            }
            return;
        }
        if call.method == "accept" {
            self.accepts = texts.iter().flat_map(|text| text.split(", ").map(str::to_owned)).collect();
        }
        let values = call.args.iter().filter(|argument| literal(argument).is_none());
        let values: Vec<String> = values.map(|argument| text(argument).replace("& ", "")).collect();
        let Some((value, style)) = values.split_first() else { return };
        let setter = Setter {
            writes: call.method.to_string(),
            wire: texts.first().cloned(),
            style: style.first().cloned(),
            ..Setter::default()
        };
        self.written.push((value.clone(), setter));
    }
}

type Alias = Option<(String, String)>;
type Failures = Option<(String, Vec<(String, String)>)>;

/// Takes `request! { … }` apart.
fn request(tokens: TokenStream) -> (String, Call, Failures, Alias) {
    let mut tokens = without_docs(tokens).into_iter().peekable();
    let name = tokens.next().map(|name| name.to_string()).unwrap_or_default();
    let (mut call, mut own, mut alias) = (Call::default(), None, None);
    while let Some(token) = tokens.next() {
        match token.to_string().as_str() {
            "required" => call.required = setters(group(&mut tokens)),
            "optional" => call.optional = setters(group(&mut tokens)),
            "send" => {
                let mut head = Vec::new();
                while tokens.peek().is_some_and(|next| !is_braces(next)) {
                    head.extend(tokens.next());
                }
                // After the arrow.
                let types = separated(head.into_iter().skip(2).collect(), ',');
                call.success = types.first().cloned().unwrap_or_default();
                call.failure = types.get(1).cloned().unwrap_or_default();
            }
            "successes" => {
                let _ = tokens.next();
                call.successes = variants(group(&mut tokens));
            }
            "shared" => {
                let names: Vec<String> = tokens.by_ref().take(5).map(|token| token.to_string()).collect();
                // `failures X = Y ;`
                alias = Some((names[1].clone(), names[3].clone()));
            }
            "failures" => {
                let name = tokens.next().map(|name| name.to_string()).unwrap_or_default();
                own = Some((name, variants(group(&mut tokens))));
            }
            _ => {}
        }
    }
    (name, call, own, alias)
}

fn is_braces(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

fn group(tokens: &mut impl Iterator<Item = TokenTree>) -> TokenStream {
    match tokens.next() {
        Some(TokenTree::Group(group)) => group.stream(),
        _ => TokenStream::new(),
    }
}

/// Without `#[…]`, at all levels.
fn without_docs(tokens: TokenStream) -> TokenStream {
    let mut out = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                tokens.next();
            }
            TokenTree::Group(group) => {
                out.push(proc_macro2::Group::new(group.delimiter(), without_docs(group.stream())).into());
            }
            other => out.push(other),
        }
    }
    out.into_iter().collect()
}

/// Divides at a separator that is not within `<…>`.
fn divided(tokens: Vec<TokenTree>, separator: char) -> Vec<Vec<TokenTree>> {
    let mut parts = vec![Vec::new()];
    let (mut depth, mut arrow) = (0_i32, false);
    for token in tokens {
        if let TokenTree::Punct(punct) = &token {
            let is_arrow = arrow && punct.as_char() == '>';
            match punct.as_char() {
                '<' => depth += 1,
                '>' if !is_arrow => depth -= 1,
                at if at == separator && depth == 0 => {
                    parts.push(Vec::new());
                    continue;
                }
                _ => {}
            }
            arrow = matches!(punct.as_char(), '-' | '=');
        }
        if let Some(last) = parts.last_mut() {
            last.push(token);
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

fn separated(tokens: Vec<TokenTree>, separator: char) -> Vec<String> {
    divided(tokens, separator).into_iter().map(|part| part.into_iter().collect::<TokenStream>().to_string()).collect()
}

/// Lines of `required` and `optional`: `name: &str => query_as("name"; style) …;`
fn setters(tokens: TokenStream) -> Vec<Setter> {
    let mut setters = Vec::new();
    for line in divided(tokens.into_iter().collect(), ';') {
        let Some(arrow) = line.windows(2).position(|two| two[0].to_string() == "=" && two[1].to_string() == ">") else {
            continue;
        };
        let name = line[0].to_string();
        let ty = line[2..arrow].iter().cloned().collect::<TokenStream>().to_string();
        let writes = line[arrow + 2].to_string();
        let (mut wire, mut style) = (None, None);
        if let Some(TokenTree::Group(arguments)) = line.get(arrow + 3) {
            for part in separated(arguments.stream().into_iter().collect(), ';') {
                match syn::parse_str::<syn::LitStr>(&part) {
                    Ok(text) => wire = Some(text.value()),
                    Err(_) => style = Some(part),
                }
            }
        }
        setters.push(Setter { name, ty, writes, wire, style });
    }
    setters
}

/// Lines of `successes` and `failures`: `404 => NotFound(models::Problem) json,`
fn variants(tokens: TokenStream) -> Vec<(String, String)> {
    let mut variants = Vec::new();
    for line in divided(tokens.into_iter().collect(), ',') {
        let Some(arrow) = line.windows(2).position(|two| two[0].to_string() == "=" && two[1].to_string() == ">") else {
            continue;
        };
        let ty = match line.get(arrow + 3) {
            Some(TokenTree::Group(ty)) => ty.stream().to_string(),
            _ => String::new(),
        };
        if let Some(name) = line.get(arrow + 2) {
            variants.push((name.to_string(), ty));
        }
    }
    variants
}

/// A method that takes the client by value and nothing but texts: the secrets of a security scheme.
fn credential(function: &syn::ImplItemFn) -> Option<(String, usize)> {
    let mut inputs = function.sig.inputs.iter();
    let by_value = matches!(inputs.next(), Some(syn::FnArg::Receiver(receiver)) if text(receiver) == "self");
    // A token may be a text, or what gets one.
    let is_text = |argument: &syn::FnArg| match argument {
        syn::FnArg::Typed(argument) => text(&argument.ty) == "& str" || text(&argument.ty).contains(":: Bearer"),
        syn::FnArg::Receiver(_) => false,
    };
    let count = inputs.clone().count();
    (by_value && count > 0 && inputs.all(is_text)).then(|| (function.sig.ident.to_string(), count))
}
