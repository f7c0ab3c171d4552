//! Generated code as a program sees it: read from its text, and from nothing that `gatewright diff` knows.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::{Fields, FnArg, ImplItem, Item, Pat, TraitItem, Type};

/// All that programs name.
#[derive(Debug, Default)]
pub(crate) struct Generated {
    pub(crate) models: Vec<Model>,
    pub(crate) client: Option<Client>,
    /// The modules `server` and `callbacks`.
    pub(crate) served: Vec<Served>,
}

/// A name and a type, as they are written.
pub(crate) type Typed = (String, String);

/// A variant, and the types that it holds.
pub(crate) type Held = (String, Vec<String>);

#[derive(Debug)]
pub(crate) enum Model {
    Struct {
        name: String,
        fields: Vec<Typed>,
        new: Option<Vec<Typed>>,
        default: bool,
    },
    /// What `new` of a struct of the same name takes.
    Required {
        name: String,
        fields: Vec<Typed>,
    },
    /// Methods that give defaults, and their types.
    Defaults {
        name: String,
        methods: Vec<Typed>,
    },
    /// Variants, with what they hold.
    Enum {
        name: String,
        variants: Vec<(String, Vec<String>)>,
    },
    Newtype {
        name: String,
        of: String,
    },
    Alias {
        name: String,
        of: String,
    },
    From {
        of: String,
        to: String,
    },
    Validate {
        name: String,
    },
}

#[derive(Debug, Default)]
pub(crate) struct Client {
    /// Methods that take credentials: name and arguments.
    pub(crate) credentials: Vec<(String, Vec<Typed>)>,
    pub(crate) has_new: bool,
    pub(crate) calls: Vec<Call>,
    /// Enums of bodies by media type.
    pub(crate) bodies: Vec<(String, Vec<Held>)>,
}

#[derive(Debug, Default)]
pub(crate) struct Call {
    pub(crate) method: String,
    pub(crate) argument: Option<Input>,
    pub(crate) request: String,
    /// Method and path.
    pub(crate) operation: (String, String),
    pub(crate) required: Vec<Input>,
    pub(crate) optional: Vec<Input>,
    pub(crate) success: String,
    pub(crate) error: String,
    pub(crate) headers: Option<String>,
    /// Enums of successes and of failures, with their variants.
    pub(crate) successes: Option<(String, Vec<Typed>)>,
    pub(crate) failures: Option<(String, Vec<Typed>)>,
    /// The type of all pages, where the call has them.
    pub(crate) pages: Option<String>,
}

/// An input of a call: what it is called, its type, and what it is on the wire.
#[derive(Clone, Debug, Default)]
pub(crate) struct Input {
    pub(crate) name: String,
    pub(crate) ty: String,
    /// `query`, `path`, `header`, `cookie` or `body_json`, …
    pub(crate) how: String,
    pub(crate) wire: String,
}

#[derive(Debug, Default)]
pub(crate) struct Served {
    pub(crate) module: String,
    pub(crate) name: String,
    pub(crate) methods: Vec<Method>,
    /// The method that decides who calls: its name, and the type of what it decides on.
    pub(crate) authorize: Option<Typed>,
    /// The heads of methods with a body of their own, which implementers may write all the same.
    pub(crate) by_default: Vec<String>,
    pub(crate) structs: Vec<(String, Vec<Typed>)>,
    pub(crate) defaults: Vec<Model>,
    pub(crate) enums: Vec<(String, Vec<Held>)>,
}

/// A method of a server trait.
#[derive(Debug, Default)]
pub(crate) struct Method {
    pub(crate) name: String,
    pub(crate) request: String,
    pub(crate) context: String,
    pub(crate) response: String,
}

impl Generated {
    pub(crate) fn read(text: &str) -> Self {
        let file = syn::parse_file(text).expect("generated code is Rust");
        let mut generated = Self::default();
        for item in file.items {
            let Item::Mod(module) = item else { continue };
            let name = module.ident.to_string();
            let items = module.content.map(|(_, items)| items).unwrap_or_default();
            match name.as_str() {
                "models" => models(items, &mut generated.models),
                "client" => generated.client = Some(client(items)),
                "server" | "callbacks" => generated.served.push(served(&name, items)),
                _ => {}
            }
        }
        generated
    }
}

fn text(tokens: &impl quote::ToTokens) -> String {
    tokens.to_token_stream().to_string()
}

fn fields(fields: &Fields) -> Vec<Typed> {
    fields.iter().filter_map(|field| Some((field.ident.as_ref()?.to_string(), text(&field.ty)))).collect()
}

fn variants(item: &syn::ItemEnum) -> Vec<Held> {
    let held = |fields: &Fields| fields.iter().map(|field| text(&field.ty)).collect();
    item.variants.iter().map(|variant| (variant.ident.to_string(), held(&variant.fields))).collect()
}

fn arguments(signature: &syn::Signature) -> Vec<Typed> {
    let typed = |argument: &FnArg| match argument {
        FnArg::Typed(typed) => match &*typed.pat {
            Pat::Ident(name) => Some((name.ident.to_string(), text(&typed.ty))),
            _ => None,
        },
        FnArg::Receiver(_) => None,
    };
    signature.inputs.iter().filter_map(typed).collect()
}

fn models(items: Vec<Item>, found: &mut Vec<Model>) {
    let (mut constructors, mut by_default) = (Vec::new(), Vec::new());
    for item in items {
        match item {
            Item::Struct(item) => {
                let name = item.ident.to_string();
                match &item.fields {
                    Fields::Unnamed(inner) => {
                        let of = inner.unnamed.iter().map(|field| text(&field.ty)).collect();
                        found.push(Model::Newtype { name, of });
                    }
                    named => {
                        let derives = |attribute: &syn::Attribute| text(attribute).contains("Default");
                        let default = item.attrs.iter().any(derives);
                        found.push(Model::Struct { name, fields: fields(named), new: None, default });
                    }
                }
            }
            Item::Enum(item) => {
                found.push(Model::Enum { name: item.ident.to_string(), variants: variants(&item) });
            }
            Item::Type(item) => found.push(Model::Alias { name: item.ident.to_string(), of: text(&item.ty) }),
            Item::Impl(item) => match &item.trait_ {
                None => constructors.push(item),
                Some((path, _)) => {
                    let name = text(&item.self_ty);
                    let path = text(path);
                    if path.ends_with("Validate") {
                        found.push(Model::Validate { name });
                    } else if path == "Default" {
                        by_default.push(name);
                    } else if let Some((_, of)) = path.split_once("From <") {
                        found.push(Model::From { of: of.trim_end_matches('>').trim().to_owned(), to: name });
                    }
                }
            },
            Item::Macro(table) if text(&table.mac.path) == "rt :: defaults" => found.push(defaults(table.mac.tokens)),
            Item::Mod(module) if module.ident == "required" => required(module, found),
            Item::Mod(module) => models(module.content.map(|(_, items)| items).unwrap_or_default(), found),
            _ => {}
        }
    }
    for model in found.iter_mut() {
        if let Model::Struct { name, default, .. } = model {
            *default |= by_default.contains(name);
        }
    }
    for item in constructors {
        let owner = text(&item.self_ty);
        for inner in &item.items {
            let ImplItem::Fn(function) = inner else { continue };
            let arguments = arguments(&function.sig);
            for model in found.iter_mut() {
                if let Model::Struct { name, new, .. } = model
                    && *name == owner
                    && function.sig.ident == "new"
                {
                    *new = Some(arguments.clone());
                }
            }
        }
    }
}

/// `NAME { MODE FIELD METHOD TYPE = VALUE, … }`
fn defaults(tokens: TokenStream) -> Model {
    let mut tokens = tokens.into_iter();
    let name = tokens.next().map(|token| token.to_string()).unwrap_or_default();
    let Some(TokenTree::Group(rows)) = tokens.next() else { panic!("{name} has no table") };
    let method = |row: Vec<TokenTree>| {
        let [mode, _, method, rest @ ..] = row.as_slice() else { return None };
        let borrowed = if mode.to_string() == "copied" { "" } else { "&" };
        let ty = rest.split(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == '=')).next()?;
        Some((method.to_string(), format!("{borrowed}{}", joined(ty))))
    };
    Model::Defaults { name, methods: split(rows.stream(), ',').into_iter().filter_map(method).collect() }
}

fn required(module: syn::ItemMod, found: &mut Vec<Model>) {
    let structs = module.content.into_iter().flat_map(|(_, items)| items).filter_map(|item| match item {
        Item::Struct(item) => Some(Model::Required { name: item.ident.to_string(), fields: fields(&item.fields) }),
        _ => None,
    });
    found.extend(structs);
}

fn client(items: Vec<Item>) -> Client {
    let mut client = Client::default();
    let mut methods: Vec<(String, Option<Typed>, String, String)> = Vec::new();
    for item in &items {
        match item {
            Item::Impl(item) if item.trait_.is_none() && text(&item.self_ty) == "Client" => {
                for inner in &item.items {
                    let ImplItem::Fn(function) = inner else { continue };
                    let name = function.sig.ident.to_string();
                    let arguments = arguments(&function.sig);
                    let output = text(&function.sig.output).replace("-> ", "");
                    match (name.as_str(), output.as_str()) {
                        ("new", _) => client.has_new = true,
                        ("with_base_url" | "builder", _) => {}
                        (_, "Self") => client.credentials.push((name, arguments)),
                        _ => methods.push((name, arguments.first().cloned(), output, text(&function.block))),
                    }
                }
            }
            Item::Enum(item) => client.bodies.push((item.ident.to_string(), variants(item))),
            _ => {}
        }
    }
    for item in &items {
        let Item::Macro(item) = item else { continue };
        if text(&item.mac.path) == "rt :: pages" {
            pages(&mut client.calls, item.mac.tokens.clone());
        }
        if text(&item.mac.path) != "rt :: request" {
            continue;
        }
        let mut call = call(item.mac.tokens.clone());
        if let Some((name, argument, _, block)) = methods.iter().find(|(_, _, request, _)| *request == call.request) {
            call.method.clone_from(name);
            let block: TokenStream = block.parse().expect("tokens");
            let steps = steps(block);
            let started = steps.iter().find(|(method, _)| method == "request");
            let literals = started.map(|(_, arguments)| literals(arguments)).unwrap_or_default();
            if let [method, path, ..] = literals.as_slice() {
                call.operation = (method.clone(), path.clone());
            }
            call.argument = argument.clone().map(|(name, ty)| {
                let is_input = |arguments: &str| arguments.split_whitespace().any(|word| word == name);
                // Steps within steps come behind them.
                let adds = |method: &str| PLACES.iter().any(|place| method.starts_with(place));
                let step = steps.iter().find(|(method, arguments)| adds(method) && is_input(arguments));
                let (how, wire) = step.map_or((String::new(), String::new()), |(method, arguments)| {
                    (method.clone(), literals_of(arguments))
                });
                Input { name, ty, how, wire }
            });
        }
        client.calls.push(call);
    }
    client
}

/// `Call<…> -> Pages; …`: the pages of a call before it.
fn pages(calls: &mut [Call], tokens: TokenStream) {
    let start = split(tokens, ';').into_iter().next().unwrap_or_default();
    let name = start.first().map(ToString::to_string).unwrap_or_default();
    let given = joined(&start).split_once("->").map(|(_, pages)| pages.trim().to_owned());
    let call = calls.iter_mut().find(|call| call.request == name).expect("pages are those of a call");
    call.pages = given;
}

/// How the methods begin that add an input to a request.
const PLACES: [&str; 6] = ["path", "query", "querystring", "header", "cookie", "body"];

/// Method calls in a block: the name and the text of the arguments.
fn steps(tokens: TokenStream) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut last = None;
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => last = Some(ident.to_string()),
            TokenTree::Group(group) => {
                if let Some(name) = last.take().filter(|_| group.delimiter() == Delimiter::Parenthesis) {
                    found.push((name, group.stream().to_string()));
                }
                found.extend(steps(group.stream()));
            }
            _ => {}
        }
    }
    found
}

fn literals(text: &str) -> Vec<String> {
    let tokens: TokenStream = text.parse().expect("tokens");
    let literal = |token: TokenTree| match token {
        TokenTree::Literal(literal) => {
            syn::parse_str::<syn::LitStr>(&literal.to_string()).ok().map(|text| text.value())
        }
        _ => None,
    };
    tokens.into_iter().filter_map(literal).collect()
}

fn literals_of(text: &str) -> String {
    literals(text).into_iter().next().unwrap_or_default()
}

/// Reads a call as `rt::request!` gets it.
fn call(tokens: TokenStream) -> Call {
    let mut call = Call::default();
    let mut words: Vec<TokenTree> = Vec::new();
    for token in tokens {
        match &token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                section(&mut call, &words, group.stream());
                words.clear();
            }
            TokenTree::Punct(punct) if punct.as_char() == ';' => {
                let idents: Vec<String> = words.iter().filter(|word| is_ident(word)).map(ToString::to_string).collect();
                match idents.as_slice() {
                    [name] => call.request.clone_from(name),
                    // `shared failures X = Y;`: the variants are those of the other.
                    [shared, _, name, _] if shared == "shared" => call.failures = Some((name.clone(), Vec::new())),
                    _ => {}
                }
                words.clear();
            }
            TokenTree::Punct(punct) if punct.as_char() == '#' => {}
            TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => {}
            _ => words.push(token),
        }
    }
    call
}

fn is_ident(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Ident(_))
}

fn joined(tokens: &[TokenTree]) -> String {
    tokens.iter().cloned().collect::<TokenStream>().to_string()
}

/// Splits at a mark outside of groups, and without docs.
fn split(tokens: TokenStream, mark: char) -> Vec<Vec<TokenTree>> {
    let mut lines = vec![Vec::new()];
    let mut depth = 0_usize;
    let mut skip = false;
    let mut before = ' ';
    for token in tokens {
        if let TokenTree::Punct(punct) = &token {
            let now = punct.as_char();
            match now {
                '#' => {
                    skip = true;
                    continue;
                }
                '<' => depth += 1,
                '>' if before != '-' && before != '=' => depth = depth.saturating_sub(1),
                _ if now == mark && depth == 0 => {
                    lines.push(Vec::new());
                    before = now;
                    continue;
                }
                _ => {}
            }
            before = now;
        } else {
            before = ' ';
        }
        if std::mem::take(&mut skip) {
            continue;
        }
        if let Some(line) = lines.last_mut() {
            line.push(token);
        }
    }
    lines.retain(|line| !line.is_empty());
    lines
}

fn section(call: &mut Call, words: &[TokenTree], inner: TokenStream) {
    let idents: Vec<String> = words.iter().filter(|word| is_ident(word)).map(ToString::to_string).collect();
    match idents.first().map(String::as_str) {
        Some("required") => call.required = split(inner, ';').iter().map(|line| input(line)).collect(),
        Some("optional") => call.optional = split(inner, ';').iter().map(|line| input(line)).collect(),
        Some("send") => {
            // `send -> Success, Error, Headers`
            let types = split(words.iter().skip(3).cloned().collect(), ',');
            let mut types = types.iter().map(|ty| joined(ty));
            call.success = types.next().unwrap_or_default();
            call.error = types.next().unwrap_or_default();
            call.headers = types.next();
        }
        Some("successes") => call.successes = Some((idents.get(1).cloned().unwrap_or_default(), arms(inner))),
        Some("failures") => call.failures = Some((idents.get(1).cloned().unwrap_or_default(), arms(inner))),
        _ => {}
    }
}

/// `name: type => how("wire"; style) -> …`
fn input(line: &[TokenTree]) -> Input {
    let name = line.first().map(ToString::to_string).unwrap_or_default();
    let arrow = line.windows(2).position(|pair| {
        pair.first().is_some_and(|t| t.to_string() == "=") && pair.get(1).is_some_and(|t| t.to_string() == ">")
    });
    let arrow = arrow.unwrap_or(line.len());
    let ty = joined(line.get(2..arrow).unwrap_or_default());
    let how = line.get(arrow + 2).map(ToString::to_string).unwrap_or_default();
    let wire = line.get(arrow + 3).map(|group| match group {
        TokenTree::Group(group) => literals_of(&group.stream().to_string()),
        _ => String::new(),
    });
    Input { name, ty, how, wire: wire.unwrap_or_default() }
}

/// `status => Variant(Type) how, …`: variants with what they hold, which may be nothing.
fn arms(tokens: TokenStream) -> Vec<Typed> {
    let arm = |line: &Vec<TokenTree>| {
        let arrow = line.windows(2).position(|pair| {
            pair.first().is_some_and(|t| t.to_string() == "=") && pair.get(1).is_some_and(|t| t.to_string() == ">")
        })?;
        let name = line.get(arrow + 2)?.to_string();
        let held = match line.get(arrow + 3) {
            Some(TokenTree::Group(group)) => group.stream().to_string(),
            _ => String::new(),
        };
        Some((name, held))
    };
    split(tokens, ',').iter().filter_map(arm).collect()
}

fn served(module: &str, items: Vec<Item>) -> Served {
    let mut served = Served { module: module.to_owned(), ..Served::default() };
    for item in items {
        match item {
            Item::Trait(item) => {
                served.name = item.ident.to_string();
                for inner in &item.items {
                    let TraitItem::Fn(function) = inner else { continue };
                    if function.default.is_some() {
                        served.by_default.push(text(&function.sig));
                        continue;
                    }
                    let name = function.sig.ident.to_string();
                    let mut types = arguments(&function.sig).into_iter().map(|(_, ty)| ty);
                    let request = types.next().unwrap_or_default();
                    // Who calls is decided on an access; all others take a request with its context.
                    let Some(context) = types.next() else {
                        served.authorize = Some((name, request));
                        continue;
                    };
                    let output = output(&function.sig.output);
                    // A method gives a response or fails.
                    let response = output.strip_prefix("Result <").and_then(|rest| rest.split_once(" ,"));
                    let response = response.map_or(output.clone(), |(response, _)| response.trim().to_owned());
                    served.methods.push(Method { name, request, context, response });
                }
            }
            Item::Struct(item) if matches!(item.fields, Fields::Named(_) | Fields::Unit) => {
                served.structs.push((item.ident.to_string(), fields(&item.fields)));
            }
            Item::Enum(item) => served.enums.push((item.ident.to_string(), variants(&item))),
            Item::Macro(table) if text(&table.mac.path) == "rt :: defaults" => {
                served.defaults.push(defaults(table.mac.tokens));
            }
            _ => {}
        }
    }
    served
}

/// What a future gives: `impl Future<Output = T> + Send`.
fn output(output: &syn::ReturnType) -> String {
    let syn::ReturnType::Type(_, ty) = output else { return String::new() };
    let Type::ImplTrait(_) = &**ty else { return text(ty) };
    let all = text(ty);
    let after = all.split_once("Output =").map_or("", |(_, rest)| rest);
    after.rsplit_once('>').map_or(after, |(inner, _)| inner).trim().to_owned()
}
