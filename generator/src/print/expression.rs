//! Expressions that name how a value is written: styles, fields, shapes.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};

use super::{Imports, Literal, Path};

/// An expression without calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expression {
    Literal(Literal),
    Bool(bool),
    Path(Path),
    Reference(Box<Expression>),
    Array(Vec<Expression>),
    Tuple(Vec<Expression>),
    /// A variant with a value.
    Variant(Path, Box<Expression>),
    /// A variant with named fields.
    Struct(Path, Vec<(&'static str, Expression)>),
}

impl Expression {
    pub(crate) fn str(text: &str) -> Self {
        Self::Literal(Literal::str(text))
    }

    pub(crate) fn reference(to: Self) -> Self {
        Self::Reference(Box::new(to))
    }

    /// In one line.
    pub(crate) fn flat(&self) -> String {
        let list = |items: &[Self]| items.iter().map(Self::flat).collect::<Vec<_>>().join(", ");
        match self {
            Self::Literal(literal) => literal.to_string(),
            Self::Bool(value) => value.to_string(),
            Self::Path(path) => path.text().to_owned(),
            Self::Reference(to) => format!("&{}", to.flat()),
            Self::Array(items) => format!("[{}]", list(items)),
            Self::Tuple(items) => format!("({})", list(items)),
            Self::Variant(path, value) => format!("{}({})", path.text(), value.flat()),
            Self::Struct(path, fields) => {
                let fields: Vec<String> =
                    fields.iter().map(|(name, value)| format!("{name}: {}", value.flat())).collect();
                format!("{} {{ {} }}", path.text(), fields.join(", "))
            }
        }
    }

    pub(super) fn imports(&self, imports: &mut Imports) {
        match self {
            Self::Literal(_) | Self::Bool(_) => {}
            Self::Path(path) => imports.add(path),
            Self::Reference(to) => to.imports(imports),
            Self::Array(items) | Self::Tuple(items) => items.iter().for_each(|item| item.imports(imports)),
            Self::Variant(path, value) => {
                imports.add(path);
                value.imports(imports);
            }
            Self::Struct(path, fields) => {
                imports.add(path);
                fields.iter().for_each(|(_, value)| value.imports(imports));
            }
        }
    }
}

impl ToTokens for Expression {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self {
            Self::Literal(literal) => quote!(#literal),
            Self::Bool(value) => quote!(#value),
            Self::Path(path) => quote!(#path),
            Self::Reference(to) => quote!(&#to),
            Self::Array(items) => quote!([#(#items),*]),
            Self::Tuple(items) => quote!((#(#items),*)),
            Self::Variant(path, value) => quote!(#path(#value)),
            Self::Struct(path, fields) => {
                let fields = fields.iter().map(|(name, value)| {
                    let name = format_ident!("{name}");
                    quote!(#name: #value)
                });
                quote!(#path { #(#fields),* })
            }
        });
    }
}
