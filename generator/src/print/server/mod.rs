//! What a server has for each operation: its method of the trait, what is read of a request, what is sent back.
//!
//! Most of it is printed as it stands. What is rare (several media types of a body, names that break a line) is formatted
//! by `prettyplease` from the same values.

mod request;
mod service;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
pub(crate) use request::{Check, FromRequest, Value};
pub(crate) use service::{Route, Service};

use super::code::formatted;
use super::pieces::Piece;
use super::{Docs, Expression, Literal, Path, Printer, Type};
use crate::names::Ident;

/// A pattern, which is no more than names, and what it comes to.
pub(crate) struct Case {
    pub(crate) pattern: String,
    pub(crate) value: Expression,
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

/// `impl IntoReply`
pub(crate) struct IntoReply {
    pub(crate) name: Ident,
    pub(crate) cases: Vec<Case>,
}

impl IntoReply {
    pub(in crate::print) fn print(&self, printer: &mut Printer<'_>) {
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

/// A static that the module uses.
pub(crate) struct Static {
    /// Without the features of all operations, it may be used by none.
    pub(crate) may_be_unused: bool,
    pub(crate) name: String,
    pub(crate) ty: Path,
    pub(crate) value: Expression,
}

impl Static {
    pub(in crate::print) fn print(&self, printer: &mut Printer<'_>) {
        if self.may_be_unused {
            printer.line("#[allow(dead_code)]");
        }
        let ty = printer.path(&self.ty).to_owned();
        printer.layout.push(&format!("static {}: {ty} = ", self.name));
        printer.statement(&self.value);
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

    pub(in crate::print) fn print(&self, printer: &mut Printer<'_>) {
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

/// `#[cfg(feature = …)]` of a member of a trait; nothing if it is always there.
pub(crate) fn cfg(features: &[String]) -> Option<TokenStream> {
    match features {
        [] => None,
        [only] => Some(quote!(#[cfg(feature = #only)])),
        several => Some(quote!(#[cfg(any(#(feature = #several),*))])),
    }
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
