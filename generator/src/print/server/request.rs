//! How a request is read.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::super::code::formatted;
use super::super::pieces::Piece;
use super::super::{Expression, Path, Printer};
use super::{Case, parsed};
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

/// A statement of `validate`.
pub(crate) enum Check {
    One(Expression),
    /// `if let PATTERN = OF { … }`
    IfLet(String, Expression, Vec<Expression>),
}

impl FromRequest {
    pub(in crate::print) fn print(&self, printer: &mut Printer<'_>) {
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
