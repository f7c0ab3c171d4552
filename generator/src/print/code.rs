//! Items whose bodies are code: tokens, formatted by `prettyplease`.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::{Printer, TraitMethod};
use crate::bug::bug;

/// One item.
pub(crate) struct Code(pub(crate) TokenStream);

/// An `impl` or a `trait`: its head, and its members, between which there are empty lines.
pub(crate) struct Block<'a> {
    pub(crate) head: TokenStream,
    pub(crate) members: Box<dyn Iterator<Item = Member> + 'a>,
}

/// A member of a [`Block`].
pub(crate) enum Member {
    Code(TokenStream),
    Method(Box<TraitMethod>),
}

impl From<TokenStream> for Member {
    fn from(tokens: TokenStream) -> Self {
        Self::Code(tokens)
    }
}

impl Code {
    pub(super) fn print(self, printer: &mut Printer<'_>) {
        let text = formatted(self.0, printer);
        printer.layout.push_lines(&text);
    }
}

impl Block<'_> {
    /// Formatted member by member, so that memory stays small.
    pub(super) fn print(self, printer: &mut Printer<'_>) {
        let head = &self.head;
        for (index, member) in self.members.enumerate() {
            let member = match member {
                Member::Method(method) if index > 0 && method.is_plain(printer) => {
                    printer.layout.end_line();
                    printer.indented(|printer| method.print(printer));
                    continue;
                }
                Member::Method(method) => method.to_token_stream(),
                Member::Code(tokens) => tokens,
            };
            let whole = formatted(quote! { #head { #member } }, printer);
            let parts = whole.strip_suffix("}\n").and_then(|whole| whole.split_once("{\n"));
            let Some((start, inner)) = parts else {
                if !printer.report.has_errors() {
                    bug(printer.report, None, &format!("a block of generated code has no braces: {whole}"));
                }
                continue;
            };
            printer.layout.push_lines(&if index == 0 { format!("{start}{{\n") } else { "\n".to_owned() });
            printer.layout.push_lines(inner);
        }
        printer.line("}");
    }
}

pub(super) fn formatted(tokens: TokenStream, printer: &mut Printer<'_>) -> String {
    printer.imports.add_tokens(tokens.clone(), printer.std);
    match syn::parse2::<syn::File>(tokens) {
        Ok(file) => prettyplease::unparse(&file),
        Err(error) => {
            bug(printer.report, None, &format!("generated code does not parse: {error}"));
            String::new()
        }
    }
}
