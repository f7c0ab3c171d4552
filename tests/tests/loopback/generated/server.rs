//! The server's half of generated code.

use std::collections::BTreeMap;

use syn::visit::Visit;

use super::{Body, Input, Kind, Reply, Served, literal, text};

/// The trait of a server and what its methods take and give.
#[derive(Default)]
pub(super) struct Server {
    pub(super) api: String,
    pub(super) base: String,
    /// The method that decides who may call, if there is one.
    pub(super) authorize: Option<String>,
    /// Request, context and response of each method.
    methods: BTreeMap<String, (String, String, String)>,
    structs: BTreeMap<String, Vec<(String, String)>>,
    enums: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    inputs: BTreeMap<String, (Vec<Input>, Vec<Body>)>,
    replies: BTreeMap<String, Vec<Reply>>,
    pub(super) routes: Vec<((String, String), String)>,
    pub(super) own: Vec<String>,
}

impl Server {
    pub(super) fn read(items: &[syn::Item]) -> Self {
        let mut server = Self::default();
        for item in items {
            server.definition(item);
        }
        for item in items {
            let syn::Item::Impl(block) = item else { continue };
            let name = text(&block.self_ty);
            let of =
                block.trait_.as_ref().and_then(|(path, _)| path.segments.last().map(|last| last.ident.to_string()));
            match of.as_deref() {
                Some("FromRequest") => server.request(&name, block),
                Some("IntoReply") => server.replies(&name, block),
                _ => {}
            }
        }
        server
    }

    /// All that is known of a method of the trait.
    pub(super) fn of(&self, function: &str) -> Option<Served> {
        let (request, context, response) = self.methods.get(function)?.clone();
        let (inputs, bodies) = self.inputs.get(&request).cloned().unwrap_or_default();
        let replies = self.replies.get(&response)?.clone();
        Some(Served { function: function.to_owned(), request, context, response, inputs, bodies, replies })
    }

    fn definition(&mut self, item: &syn::Item) {
        match item {
            syn::Item::Trait(item) => {
                self.api = item.ident.to_string();
                for item in &item.items {
                    let syn::TraitItem::Fn(function) = item else { continue };
                    let mut arguments = function.sig.inputs.iter().filter_map(|argument| match argument {
                        syn::FnArg::Typed(argument) => Some(text(&argument.ty)),
                        syn::FnArg::Receiver(_) => None,
                    });
                    let name = function.sig.ident.to_string();
                    let (request, context) = (arguments.next().unwrap_or_default(), arguments.next());
                    if request.contains(":: Access <") {
                        self.authorize = Some(name.clone());
                    }
                    let Some(context) = context else { continue };
                    let output = text(&function.sig.output);
                    let response = output
                        .split("Result < ")
                        .nth(1)
                        .and_then(|rest| rest.split([' ', ',']).find(|name| !name.is_empty()));
                    self.methods.insert(name, (request, context, response.unwrap_or_default().to_owned()));
                }
            }
            syn::Item::Struct(item) => {
                self.own.push(item.ident.to_string());
                let fields = item.fields.iter();
                let fields = fields.filter_map(|field| Some((field.ident.as_ref()?.to_string(), text(&field.ty))));
                self.structs.insert(item.ident.to_string(), fields.collect());
            }
            syn::Item::Enum(item) => {
                self.own.push(item.ident.to_string());
                let variants = item.variants.iter().map(|variant| {
                    (variant.ident.to_string(), variant.fields.iter().map(|field| text(&field.ty)).collect())
                });
                self.enums.insert(item.ident.to_string(), variants.collect());
            }
            syn::Item::Fn(item) if item.sig.ident == "service" => {
                let mut routes = Routes::default();
                routes.visit_block(&item.block);
                self.routes = routes.routes;
                self.base = routes.base;
            }
            _ => {}
        }
    }

    fn request(&mut self, name: &str, block: &syn::ItemImpl) {
        let mut declared = Declared::default();
        let mut reading = Reading::default();
        for item in &block.items {
            match item {
                syn::ImplItem::Const(item) => declared.visit_expr(&item.expr),
                syn::ImplItem::Fn(item) if item.sig.ident == "from_request" => reading.visit_block(&item.block),
                _ => {}
            }
        }
        let fields = self.structs.get(name).cloned().unwrap_or_default();
        let (mut inputs, mut bodies) = (Vec::new(), Vec::new());
        for (field, ty) in fields {
            let Some(variable) = reading.fields.get(&field) else { continue };
            for (take, index, variant) in
                reading.taken.iter().filter(|taken| taken.0 == *variable).map(|taken| &taken.1)
            {
                let Some((kind, wire, required)) = declared.inputs.get(*index).cloned() else { continue };
                let plain = if required { ty.clone() } else { without_option(&ty) };
                let Some(kind_of_body) = kind.strip_prefix("body_") else {
                    inputs.push(Input { key: format!("{kind} {wire}"), field: field.clone(), ty: plain, required });
                    continue;
                };
                let of_variant = || {
                    let variant = variant.as_ref()?;
                    Some((self.enums.get(&plain)?.get(variant)?.first()?.clone(), variant.clone()))
                };
                let (body_type, variant) = match of_variant() {
                    Some((ty, variant)) => (ty, Some((plain, variant))),
                    None => (plain, None),
                };
                let kind = match (kind_of_body.trim_end_matches("_as"), take.contains("stream")) {
                    (_, true) => Kind::Bytes,
                    ("form", _) => Kind::Form,
                    ("xml", _) => Kind::Xml,
                    ("text", _) => Kind::Text,
                    ("multipart", _) => Kind::Multipart,
                    _ => Kind::Json,
                };
                let media = if wire.is_empty() { kind_of_body.to_owned() } else { wire };
                bodies.push(Body { field: field.clone(), ty: body_type, required, variant, kind, media });
            }
        }
        // The one that is read when a request does not say which it has comes last in the code.
        bodies.reverse();
        self.inputs.insert(name.to_owned(), (inputs, bodies));
    }

    fn replies(&mut self, name: &str, block: &syn::ItemImpl) {
        let mut arms = Arms(Vec::new());
        arms.visit_item_impl(block);
        let variants = self.enums.get(name).cloned().unwrap_or_default();
        let mut replies = Vec::new();
        for (variant, reply) in arms.0 {
            let fields = variants.get(&variant).cloned().unwrap_or_default();
            let has_headers = reply.contains(". headers (");
            let headers = fields.last().filter(|_| has_headers).cloned();
            replies.push(self::reply(variant, &reply, fields, headers));
        }
        self.replies.insert(name.to_owned(), replies);
    }
}

fn reply(variant: String, code: &str, fields: Vec<String>, headers: Option<String>) -> Reply {
    let call = code.split("Reply :: ").nth(1).unwrap_or_default();
    let (kind, arguments) = call.split_once(" (").unwrap_or((call, ""));
    let status = arguments.split([',', ')']).next().and_then(|status| status.trim().parse().ok());
    let media = arguments.split('"').nth(1).unwrap_or("json").to_owned();
    let kind = match kind {
        "empty" => Kind::Empty,
        "text" => Kind::Text,
        "bytes" => Kind::Bytes,
        "xml" => Kind::Xml,
        "events" | "text_events" | "lines" => Kind::Events,
        _ => Kind::Json,
    };
    Reply { variant, status, kind, media, fields, headers }
}

fn without_option(ty: &str) -> String {
    let inner = ty.strip_prefix("Option < ").and_then(|rest| rest.strip_suffix(" >"));
    inner.unwrap_or(ty).to_owned()
}

/// `Route::new("GET", "/calc", A::get_calc)`.
#[derive(Default)]
struct Routes {
    routes: Vec<((String, String), String)>,
    base: String,
}

impl<'a> Visit<'a> for Routes {
    fn visit_expr_call(&mut self, call: &'a syn::ExprCall) {
        syn::visit::visit_expr_call(self, call);
        let function = text(&call.func);
        let texts: Vec<String> = call.args.iter().filter_map(literal).collect();
        if function.contains("Setup :: ") {
            self.base = texts.first().cloned().unwrap_or_default();
        }
        if !function.contains("Route :: ") {
            return;
        }
        if let ([method, path], Some(syn::Expr::Path(function))) = (texts.as_slice(), call.args.last())
            && let Some(last) = function.path.segments.last()
        {
            self.routes.push(((method.clone(), path.clone()), last.ident.to_string()));
        }
    }
}

/// The table of inputs: kind, name, whether it is required.
#[derive(Default)]
struct Declared {
    inputs: Vec<(String, String, bool)>,
}

impl<'a> Visit<'a> for Declared {
    fn visit_expr_array(&mut self, array: &'a syn::ExprArray) {
        // Tables within an input are none of inputs.
        for element in &array.elems {
            let code = text(element);
            let call = code.split("Input :: ").nth(1).unwrap_or_default();
            let (kind, rest) = call.split_once(" (").unwrap_or((call, ""));
            let first = rest.trim_start();
            let wire = match first.starts_with('"') {
                true => syn_literal(first),
                false => String::new(),
            };
            self.inputs.push((kind.trim().to_owned(), wire, code.contains(". required ()")));
        }
    }
}

/// The literal that a text begins with.
fn syn_literal(text: &str) -> String {
    let mut end = 1;
    let bytes = text.as_bytes();
    while end < bytes.len() && bytes[end] != b'"' {
        end += if bytes[end] == b'\\' { 2 } else { 1 };
    }
    let literal = text.get(..=end).unwrap_or_default();
    syn::parse_str::<syn::LitStr>(literal).map(|literal| literal.value()).unwrap_or_default()
}

/// Method of the parts, index of the input, variant of the body's enum.
type Taken = (String, usize, Option<String>);

/// What a request is put together from.
#[derive(Default)]
struct Reading {
    /// By variable.
    taken: Vec<(String, Taken)>,
    /// Field → variable.
    fields: BTreeMap<String, String>,
}

impl<'a> Visit<'a> for Reading {
    fn visit_local(&mut self, local: &'a syn::Local) {
        let Some(init) = &local.init else { return };
        let name = text(&local.pat);
        let arms: Vec<String> = match &*init.expr {
            syn::Expr::Match(all) => all.arms.iter().map(|arm| text(&arm.body)).collect(),
            other => vec![text(other)],
        };
        for arm in arms {
            let Some(call) = arm.split("parts . ").nth(1) else { continue };
            let (take, rest) = call.split_once(" (").unwrap_or((call, ""));
            let Some(index) = rest.split(')').next().and_then(|index| index.trim().parse().ok()) else { continue };
            let variant = arm.split(". map (").nth(1).and_then(|path| path.split(')').next());
            let variant =
                variant.and_then(|path| path.rsplit(":: ").next()).map(|name| name.trim_matches([' ', ',']).to_owned());
            self.taken.push((name.clone(), (take.trim().to_owned(), index, variant)));
        }
    }

    fn visit_expr_struct(&mut self, value: &'a syn::ExprStruct) {
        for field in &value.fields {
            let variable = text(&field.expr).trim_end_matches('?').trim().to_owned();
            self.fields.insert(text(&field.member), variable);
        }
    }
}

/// `Self::Ok(body) => …`.
struct Arms(Vec<(String, String)>);

impl<'a> Visit<'a> for Arms {
    fn visit_arm(&mut self, arm: &'a syn::Arm) {
        let pattern = text(&arm.pat);
        let variant = pattern.trim_start_matches("Self :: ").split([' ', '(']).next().unwrap_or_default().to_owned();
        self.0.push((variant, text(&arm.body)));
    }
}
