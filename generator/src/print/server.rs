//! What a server has for each operation: its method of the trait, what is read of a request, what is sent back.
//!
//! Most of it is printed as it stands. What is rare (several media types of a body, names that break a line) is formatted
//! by `prettyplease` from the same values.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};

use super::code::formatted;
use super::pieces::Piece;
use super::{Docs, Expression, Literal, Path, Printer, Type};
use crate::names::Ident;

/// `impl FromRequest`
pub(crate) struct FromRequest {
    pub(crate) name: Ident,
    pub(crate) response: Ident,
    /// `Result` and `Ok`, as the module names them.
    pub(crate) result: Path,
    pub(crate) ok: Path,
    pub(crate) inputs: Vec<Expression>,
    /// What is read into which variable. All are read before the first that fails ends it, so that a client learns of
    /// each.
    pub(crate) reads: Vec<(String, Value)>,
    pub(crate) fields: Vec<(Path, Expression)>,
    pub(crate) checks: Vec<Check>,
}

/// The value of a variable.
pub(crate) enum Value {
    One(Expression),
    /// `match OF { … }`
    Match(Expression, Vec<Case>),
}

/// A pattern, which is no more than names, and what it comes to.
pub(crate) struct Case {
    pub(crate) pattern: String,
    pub(crate) value: Expression,
}

/// A statement of `validate`.
pub(crate) enum Check {
    One(Expression),
    /// `if let PATTERN = OF { … }`
    IfLet(String, Expression, Vec<Expression>),
}

impl FromRequest {
    pub(super) fn print(&self, printer: &mut Printer<'_>) {
        let rare = self.reads.iter().any(|(_, value)| matches!(value, Value::Match(..)))
            || self.checks.iter().any(|check| matches!(check, Check::IfLet(..)));
        if rare {
            let text = formatted(self.tokens(), printer);
            return printer.layout.push_lines(&text);
        }
        printer.start_impl(&Path::runtime("rt::server::FromRequest"), &self.name);
        printer.indented(|printer| {
            printer.line(&format!("type Response = {};", self.response));
            self.inputs.iter().for_each(|input| input.imports(&mut printer.imports));
            let inputs = [
                Piece::text("const INPUTS: &'static [rt::server::Input] = &["),
                Piece::list(self.inputs.iter().map(Expression::pieces)),
                Piece::text("]"),
            ];
            printer.layout.push_pieces(&inputs, ";");
            printer.line(";");
            self.print_from_request(printer);
            if !self.checks.is_empty() {
                printer.line("fn validate(&self, violations: &mut rt::Violations) {");
                printer.indented(|printer| {
                    for check in &self.checks {
                        if let Check::One(check) = check {
                            printer.statement(check);
                        }
                    }
                });
                printer.line("}");
            }
        });
        printer.line("}");
    }

    fn print_from_request(&self, printer: &mut Printer<'_>) {
        let end = format!(") -> {}<Self, rt::server::Rejection> {{", printer.path(&self.result));
        let argument = format!("{}: &mut rt::server::Parts", self.parts());
        let signature = [Piece::text("fn from_request("), Piece::list([vec![Piece::text(argument)]])];
        printer.layout.push_pieces(&signature, &end);
        printer.line(&end);
        printer.indented(|printer| {
            for (name, value) in &self.reads {
                if let Value::One(value) = value {
                    printer.layout.push(&format!("let {name} = "));
                    printer.statement(value);
                }
            }
            printer.tail(&self.whole());
        });
        printer.line("}");
    }

    /// What nothing is read of is an argument that is not used.
    fn parts(&self) -> &'static str {
        if self.fields.is_empty() { "_parts" } else { "parts" }
    }

    /// `Ok(Self { … })`
    fn whole(&self) -> Expression {
        let fields = self.fields.iter().map(|(name, value)| (name.text().to_owned().into(), value.clone()));
        Expression::Call(self.ok.clone(), vec![Expression::Struct(Path::plain("Self"), fields.collect())])
    }

    fn tokens(&self) -> TokenStream {
        let Self { name, response, result, inputs, .. } = self;
        let reads = self.reads.iter().map(|(name, value)| {
            let name = format_ident!("{name}");
            match value {
                Value::One(value) => quote!(let #name = #value;),
                Value::Match(of, cases) => quote!(let #name = match #of { #(#cases)* };),
            }
        });
        let checks = self.checks.iter().map(|check| match check {
            Check::One(check) => quote!(#check;),
            Check::IfLet(pattern, of, checks) => {
                let pattern = parsed(pattern);
                quote!(if let #pattern = #of { #(#checks;)* })
            }
        });
        let validate = (!self.checks.is_empty())
            .then(|| quote! { fn validate(&self, violations: &mut rt::Violations) { #(#checks)* } });
        let (parts, whole) = (format_ident!("{}", self.parts()), self.whole());
        quote! {
            impl rt::server::FromRequest for #name {
                type Response = #response;
                const INPUTS: &'static [rt::server::Input] = &[#(#inputs),*];
                fn from_request(#parts: &mut rt::server::Parts) -> #result<Self, rt::server::Rejection> {
                    #(#reads)*
                    #whole
                }
                #validate
            }
        }
    }
}

fn parsed(pattern: &str) -> TokenStream {
    pattern.parse().unwrap_or_default()
}

impl ToTokens for Case {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let (pattern, value) = (parsed(&self.pattern), &self.value);
        tokens.extend(quote!(#pattern => #value,));
    }
}

/// `impl IntoReply`
pub(crate) struct IntoReply {
    pub(crate) name: Ident,
    pub(crate) cases: Vec<Case>,
}

impl IntoReply {
    pub(super) fn print(&self, printer: &mut Printer<'_>) {
        if !self.cases.iter().all(|case| printer.layout.fits_at(12, &format!("{} => {{", case.pattern))) {
            let (name, cases) = (&self.name, &self.cases);
            let whole = quote! {
                impl rt::server::IntoReply for #name {
                    fn into_reply(self) -> rt::server::Reply { match self { #(#cases)* } }
                }
            };
            let text = formatted(whole, printer);
            return printer.layout.push_lines(&text);
        }
        printer.start_impl(&Path::runtime("rt::server::IntoReply"), &self.name);
        printer.indented(|printer| {
            printer.line("fn into_reply(self) -> rt::server::Reply {");
            printer.indented(|printer| {
                if self.cases.is_empty() {
                    return printer.line("match self {}");
                }
                printer.line("match self {");
                printer.indented(|printer| self.cases.iter().for_each(|case| case.print(printer)));
                printer.line("}");
            });
            printer.line("}");
        });
        printer.line("}");
    }
}

impl Case {
    /// In one line if it fits, which the comma need not, else the value in braces.
    fn print(&self, printer: &mut Printer<'_>) {
        self.value.imports(&mut printer.imports);
        let line = format!("{} => {}", self.pattern, self.value.flat());
        if printer.layout.fits(&line) {
            return printer.line(&format!("{line},"));
        }
        printer.line(&format!("{} => {{", self.pattern));
        printer.indented(|printer| printer.tail(&self.value));
        printer.line("}");
    }
}

/// A static that the module uses.
pub(crate) struct Static {
    /// Without the features of all operations, it may be used by none.
    pub(crate) may_be_unused: bool,
    pub(crate) name: String,
    pub(crate) ty: Path,
    pub(crate) value: Expression,
}

impl Static {
    pub(super) fn print(&self, printer: &mut Printer<'_>) {
        if self.may_be_unused {
            printer.line("#[allow(dead_code)]");
        }
        let ty = printer.path(&self.ty).to_owned();
        printer.layout.push(&format!("static {}: {ty} = ", self.name));
        printer.statement(&self.value);
    }
}

/// `#[cfg(feature = …)]` of a member of a trait; nothing if it is always there.
pub(crate) fn cfg(features: &[String]) -> Option<TokenStream> {
    match features {
        [] => None,
        [only] => Some(quote!(#[cfg(feature = #only)])),
        several => Some(quote!(#[cfg(any(#(feature = #several),*))])),
    }
}

/// A method of a server's trait.
pub(crate) struct TraitMethod {
    pub(crate) docs: Docs,
    pub(crate) features: Vec<String>,
    pub(crate) name: Ident,
    pub(crate) request: Ident,
    pub(crate) response: Ident,
    pub(crate) context: Type,
    /// `Future`, `Result` and `Send`, as the module names them.
    pub(crate) std: [Path; 3],
    /// What is not written is answered 501.
    pub(crate) has_default: bool,
}

impl TraitMethod {
    /// Whether the line of the result is not broken; that of the arguments is, however short the names are.
    pub(super) fn is_plain(&self, printer: &Printer<'_>) -> bool {
        printer.layout.fits_at(4, &self.result())
    }

    fn result(&self) -> String {
        let [future, result, send] = &self.std;
        let (future, result, send) = (future.text(), result.text(), send.text());
        let end = if self.has_default { " {" } else { ";" };
        format!(") -> impl {future}<Output = {result}<{}, Self::Error>> + {send}{end}", self.response)
    }

    pub(super) fn print(&self, printer: &mut Printer<'_>) {
        self.std.iter().for_each(|path| printer.imports.add(path));
        printer.docs(&self.docs);
        printer.gate_within(&self.features);
        printer.line(&format!("fn {}(", self.name));
        printer.indented(|printer| {
            printer.line("&self,");
            printer.line(&format!("request: {},", self.request));
            let context = printer.ty(&self.context);
            printer.line(&format!("context: {context},"));
        });
        printer.line(&self.result());
        if self.has_default {
            printer.indented(|printer| {
                printer.line("let _ = (request, context);");
                printer.line("rt::server::unwritten()");
            });
            printer.line("}");
        }
    }
}

impl ToTokens for TraitMethod {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { docs, name, request, response, context, std: [future, result, send], .. } = self;
        let gate = cfg(&self.features);
        let by_default = if self.has_default {
            quote!({
                let _ = (request, context);
                rt::server::unwritten()
            })
        } else {
            quote!(;)
        };
        tokens.extend(quote! {
            #docs
            #gate
            fn #name(
                &self,
                request: #request,
                context: #context,
            ) -> impl #future<Output = #result<#response, Self::Error>> + #send #by_default
        });
    }
}

/// The function that makes a service of an implementation.
pub(crate) struct Service<'a> {
    /// Docs and signature.
    pub(crate) head: TokenStream,
    /// A statement before the service is made.
    pub(crate) first: Option<&'static str>,
    /// What the setup is made with, before the routes.
    pub(crate) arguments: Vec<Expression>,
    /// Each is made when its turn comes: together they are longer than the document.
    pub(crate) routes: Box<dyn Iterator<Item = Route> + 'a>,
    /// What is called on the setup.
    pub(crate) calls: Vec<(&'static str, Vec<Expression>)>,
}

/// An operation in the list of routes.
pub(crate) struct Route {
    pub(crate) features: Vec<String>,
    pub(crate) route: Expression,
}

impl Service<'_> {
    pub(super) fn print(self, printer: &mut Printer<'_>) {
        let head = &self.head;
        let text = formatted(quote!(#head { body }), printer);
        printer.layout.push_lines(text.strip_suffix("    body\n}\n").unwrap_or(&text));
        self.arguments.iter().for_each(|argument| argument.imports(&mut printer.imports));
        let new = printer.path(&Path::runtime("rt::server::Setup::new")).to_owned();
        printer.indented(|printer| {
            if let Some(first) = self.first {
                printer.line(first);
            }
            printer.line(&format!("{new}("));
            printer.indented(|printer| {
                printer.indented(|printer| {
                    for argument in &self.arguments {
                        printer.layout.push_pieces(&argument.pieces(), ",");
                        printer.line(",");
                    }
                    print_routes(self.routes, printer);
                });
                printer.line(")");
                for (name, arguments) in &self.calls {
                    arguments.iter().for_each(|argument| argument.imports(&mut printer.imports));
                    let mut pieces = vec![Piece::text(format!(".{name}"))];
                    pieces.extend(Expression::arguments(arguments));
                    printer.layout.push_pieces(&pieces, "");
                    printer.layout.end_line();
                }
            });
        });
        printer.line("}");
    }
}

/// The list, which one route may fit into a line with.
fn print_routes(routes: Box<dyn Iterator<Item = Route> + '_>, printer: &mut Printer<'_>) {
    let mut routes = routes.peekable();
    let first = routes.next();
    if let Some(Route { features, route }) = &first
        && routes.peek().is_none()
    {
        route.imports(&mut printer.imports);
        let mut pieces = gate(features);
        if !pieces.is_empty() {
            pieces.push(Piece::SPACE);
        }
        pieces.extend(route.pieces());
        // A last comma is there only because its line ends.
        printer.layout.push_pieces(&[Piece::text("["), Piece::list([pieces]), Piece::text("]")], "");
        return printer.line(",");
    }
    printer.line("[");
    printer.indented(|printer| {
        let mut all = first.into_iter().chain(routes).peekable();
        while let Some(Route { features, route }) = all.next() {
            printer.gate_within(&features);
            route.imports(&mut printer.imports);
            printer.layout.push_pieces(&route.pieces(), if all.peek().is_some() { "," } else { "" });
            printer.line(",");
        }
    });
    printer.line("],");
}

/// `#[cfg(feature = …)]` of what stands within an item; nothing if it is always there.
fn gate(features: &[String]) -> Vec<Piece> {
    let list = |items: Vec<Vec<Piece>>| {
        let mut pieces = vec![Piece::NOTHING];
        for (index, item) in items.into_iter().enumerate() {
            if index > 0 {
                pieces.extend([Piece::text(","), Piece::SPACE]);
            }
            pieces.extend(item);
        }
        pieces.push(Piece::NOTHING);
        Piece::group(pieces)
    };
    let feature = |name: &String| vec![Piece::text(format!("feature = {}", Literal::str(name)))];
    let what = match features {
        [] => return Vec::new(),
        [only] => feature(only),
        several => vec![Piece::text("any("), list(several.iter().map(feature).collect()), Piece::text(")")],
    };
    vec![Piece::text("#[cfg("), list(vec![what]), Piece::text(")]")]
}

impl Printer<'_> {
    /// The gate of what stands within an item, over as many lines as it needs.
    fn gate_within(&mut self, features: &[String]) {
        if !features.is_empty() {
            self.layout.push_pieces(&gate(features), "");
            self.layout.end_line();
        }
    }

    /// The value of a block, over as many lines as it needs.
    fn tail(&mut self, expression: &Expression) {
        expression.imports(&mut self.imports);
        self.layout.push_pieces(&expression.pieces(), "");
        self.layout.end_line();
    }
}

#[cfg(test)]
mod tests {
    use gatewright_document::Report;

    use super::*;
    use crate::names::{snake, upper_camel};
    use crate::print::{Block, Item, Member, Std};

    /// The text of an item is that of `prettyplease`.
    #[track_caller]
    fn check<'a>(item: impl Into<Item<'a>>) {
        let mut report = Report::default();
        let mut printer = Printer::behind(String::new(), Std::beside([]), &mut report);
        printer.item(item.into());
        // There are empty lines between the members of a trait.
        let text = printer.layout.text().replace("\n\n", "\n");
        assert_eq!(text, prettyplease::unparse(&syn::parse_file(&text).unwrap()));
    }

    fn word(text: &str) -> Expression {
        Expression::Path(Path::plain(text.to_owned()))
    }

    fn call(path: &'static str, arguments: Vec<Expression>) -> Expression {
        Expression::Call(Path::runtime(path), arguments)
    }

    fn methods(of: Expression, calls: Vec<(&'static str, Vec<Expression>)>) -> Expression {
        if calls.is_empty() { of } else { Expression::Methods(Box::new(of), calls) }
    }

    fn input(name: &str, number: usize) -> Expression {
        let style = Expression::Struct(
            Path::runtime(if number.is_multiple_of(2) { "rt::Style::Form" } else { "rt::Style::Simple" }),
            vec![("explode".into(), Expression::Bool(false))],
        );
        let mut calls = vec![("list", vec![style]), ("required", Vec::new())];
        calls.truncate(number % 3);
        methods(call("rt::server::Input::query", vec![Expression::str(name)]), calls)
    }

    #[test]
    fn requests() {
        for length in 1..100 {
            let text = "n".repeat(length);
            for count in 0..5 {
                let part = |number: u64| {
                    methods(word("parts"), vec![("required", vec![Expression::Literal(Literal::count(number))])])
                };
                let label = Expression::str(&format!("query {text}"));
                let field = Expression::reference(Expression::Field("self", Path::plain(text.clone())));
                let nested = methods(word("violations"), vec![("nested", vec![label.clone(), field.clone()])]);
                let by_rule = methods(word("SCHEMA_1"), vec![("check", vec![label, field, word("violations")])]);
                for is_rare in [false, true] {
                    let mut reads: Vec<(String, Value)> =
                        (0..count).map(|number| (format!("value_{number}"), Value::One(part(number)))).collect();
                    let mut checks: Vec<Check> =
                        [nested.clone(), by_rule.clone()].into_iter().take(count as usize).map(Check::One).collect();
                    if is_rare {
                        let value = methods(part(7), vec![("map", vec![word(&format!("A::{text}"))])]);
                        let cases = vec![Case { pattern: "Some(7)".to_owned(), value }];
                        let of = methods(word("parts"), vec![("body", Vec::new())]);
                        reads.push(("body".to_owned(), Value::Match(of, cases)));
                        checks.push(Check::IfLet(format!("A::{text}(body)"), word("b"), vec![nested.clone()]));
                    }
                    check(FromRequest {
                        name: upper_camel(&text),
                        response: upper_camel(&format!("{text} response")),
                        result: Path::plain("Result"),
                        ok: Path::plain("Ok"),
                        inputs: (0..count as usize).map(|number| input(&text, number)).collect(),
                        reads,
                        fields: (0..count)
                            .map(|number| (Path::plain(format!("{text}{number}")), word(&format!("value_{number}?"))))
                            .collect(),
                        checks,
                    });
                }
            }
        }
    }

    #[test]
    fn replies() {
        for length in 0..100 {
            let text = "n".repeat(length);
            let json = call("rt::server::Reply::json_as", vec![word("status"), Expression::str(&text), word("body")]);
            let headers = methods(json.clone(), vec![("headers", vec![Expression::reference(word("headers"))])]);
            let empty = call("rt::server::Reply::empty", vec![Expression::Literal(Literal::count(204))]);
            let cases = vec![
                Case { pattern: "Self::A(status, body, headers)".to_owned(), value: headers },
                Case { pattern: "Self::B(status, body)".to_owned(), value: json },
                Case { pattern: format!("Self::C{text}"), value: empty },
            ];
            check(IntoReply { name: upper_camel(&format!("a{text}")), cases });
        }
    }

    #[test]
    fn methods_of_traits() {
        for length in 1..90 {
            let text = "n".repeat(length);
            for (has_default, features) in [(false, 0), (true, 1), (false, 2), (true, 5)] {
                let method = TraitMethod {
                    docs: Docs::new(["Docs.".to_owned()]),
                    features: (0..features).map(|number| format!("feature{number}")).collect(),
                    name: snake(&text),
                    request: upper_camel(&format!("{text} request")),
                    response: upper_camel(&format!("{text} response")),
                    context: Type::Path(Path::runtime("rt::server::Context"), vec![Type::plain("Self::Principal")]),
                    std: ["Future", "Result", "Send"].map(Path::plain),
                    has_default,
                };
                let members = [
                    Member::Code(quote!(
                        type Error;
                    )),
                    Member::Method(Box::new(method)),
                ];
                check(Block { head: quote!(pub trait A), members: Box::new(members.into_iter()) });
            }
        }
    }

    #[test]
    fn services() {
        for length in 0..80 {
            let text = "n".repeat(length);
            for count in 1..4 {
                for features in [0, 1, 4] {
                    let routes = (0..count).map(|number| {
                        let path = Expression::str(&format!("/{text}{number}"));
                        let route = call(
                            "rt::server::Route::new",
                            vec![Expression::str("GET"), path, word(&format!("A::a{text}"))],
                        );
                        let scopes = Expression::reference(Expression::Array(Vec::new()));
                        let requirement = call("rt::server::Requirement::new", vec![Expression::str(&text), scopes]);
                        let all = Expression::reference(Expression::Array(vec![requirement]));
                        let security = ("security", vec![Expression::Const(Box::new(all))]);
                        let mut calls = vec![("id", vec![Expression::str(&text)]), security];
                        calls.truncate(number);
                        let features = (0..features).map(|number| format!("{text}{number}")).collect();
                        Route { features, route: methods(route, calls) }
                    });
                    check(Service {
                        head: quote!(pub fn service<A: Api>(api: A) -> rt::server::Service),
                        first: None,
                        arguments: vec![word("api"), word("rt::server::Manner::Problem"), Expression::str(&text)],
                        routes: Box::new(routes),
                        calls: vec![("reject", vec![word("A::reject")]), ("service", Vec::new())],
                    });
                }
            }
        }
    }

    #[test]
    fn statics() {
        for digits in 1..20 {
            let number = Expression::Literal(Literal::count(10_u64.pow(digits - 1)));
            let value =
                methods(call("rt::server::Rule::new", vec![word("&SCHEMAS"), number]), vec![("always", Vec::new())]);
            let name = format!("SCHEMA_{}", "1".repeat(digits as usize));
            check(Static {
                may_be_unused: digits.is_multiple_of(2),
                name,
                ty: Path::runtime("rt::server::Rule"),
                value,
            });
        }
    }
}
