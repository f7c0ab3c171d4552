//! Expressions that name how a value is written: styles, fields, shapes. Some are calls.

use std::borrow::Cow;

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};

use super::pieces::Piece;
use super::{Imports, Literal, Path};

/// How long a value with named fields may be in one line.
const LONGEST_STRUCT: usize = 34;

/// An expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expression {
    Literal(Literal),
    Bool(bool),
    Path(Path),
    Reference(Box<Expression>),
    Array(Vec<Expression>),
    Tuple(Vec<Expression>),
    /// A variant with named fields.
    Struct(Path, Vec<(Cow<'static, str>, Expression)>),
    /// A field of a variable, as `self`.
    Field(&'static str, Path),
    /// A call of a function, or a variant with values.
    Call(Path, Vec<Expression>),
    /// Calls of methods, one after the other.
    Methods(Box<Expression>, Vec<(&'static str, Vec<Expression>)>),
    /// `const { … }`
    Const(Box<Expression>),
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
            Self::Struct(path, fields) => {
                let fields: Vec<String> =
                    fields.iter().map(|(name, value)| format!("{name}: {}", value.flat())).collect();
                format!("{} {{ {} }}", path.text(), fields.join(", "))
            }
            Self::Field(of, name) => format!("{of}.{}", name.text()),
            Self::Call(path, arguments) => format!("{}({})", path.text(), list(arguments)),
            Self::Methods(of, calls) => {
                let calls = calls.iter().map(|(name, arguments)| format!(".{name}({})", list(arguments)));
                calls.fold(of.flat(), |text, call| text + &call)
            }
            Self::Const(of) => format!("const {{ {} }}", of.flat()),
        }
    }

    /// With the places where its lines may end.
    pub(super) fn pieces(&self) -> Vec<Piece> {
        let all = |items: &[Self]| Piece::list(items.iter().map(Self::pieces));
        match self {
            Self::Literal(_) | Self::Bool(_) | Self::Path(_) => vec![Piece::text(self.flat())],
            Self::Reference(to) => core::iter::once(Piece::text("&")).chain(to.pieces()).collect(),
            Self::Array(items) => vec![Piece::text("["), all(items), Piece::text("]")],
            Self::Tuple(items) => vec![Piece::text("("), all(items), Piece::text(")")],
            Self::Struct(path, fields) => {
                let fields = fields.iter().map(|(name, value)| (name, Some(value)));
                structure(path.text(), fields)
            }
            Self::Field(of, name) => {
                let name = Piece::text(format!(".{}", name.text()));
                vec![Piece::group(vec![Piece::text(*of), Piece::NOTHING, name])]
            }
            Self::Call(path, arguments) => {
                let mut pieces = vec![Piece::text(path.text().to_owned())];
                pieces.extend(Self::arguments(arguments));
                pieces
            }
            Self::Methods(of, calls) => {
                let mut pieces = of.pieces();
                for (name, arguments) in calls {
                    pieces.extend([Piece::NOTHING, Piece::text(format!(".{name}"))]);
                    pieces.extend(Self::arguments(arguments));
                }
                vec![Piece::group(pieces)]
            }
            Self::Const(of) => {
                let mut pieces = vec![Piece::text("{"), Piece::SPACE];
                pieces.extend(of.pieces());
                pieces.push(Piece::SPACE);
                vec![Piece::text("const "), Piece::group(pieces), Piece::text("}")]
            }
        }
    }

    /// Arguments in parentheses. One that has brackets of its own is not broken once more.
    pub(super) fn arguments(arguments: &[Self]) -> Vec<Piece> {
        let mut pieces = vec![Piece::text("(")];
        match arguments {
            [only @ (Self::Array(_) | Self::Tuple(_) | Self::Struct(..) | Self::Const(_))] => {
                pieces.extend(only.pieces())
            }
            several => pieces.push(Piece::list(several.iter().map(Self::pieces))),
        }
        pieces.push(Piece::text(")"));
        pieces
    }

    pub(super) fn imports(&self, imports: &mut Imports) {
        match self {
            Self::Literal(_) | Self::Bool(_) | Self::Field(..) => {}
            Self::Path(path) => imports.add(path),
            Self::Reference(to) | Self::Const(to) => to.imports(imports),
            Self::Array(items) | Self::Tuple(items) => items.iter().for_each(|item| item.imports(imports)),
            Self::Struct(path, fields) => {
                imports.add(path);
                fields.iter().for_each(|(_, value)| value.imports(imports));
            }
            Self::Call(path, arguments) => {
                imports.add(path);
                arguments.iter().for_each(|argument| argument.imports(imports));
            }
            Self::Methods(of, calls) => {
                of.imports(imports);
                calls.iter().flat_map(|(_, arguments)| arguments).for_each(|argument| argument.imports(imports));
            }
        }
    }
}

/// A value with named fields; one without a value has that of the same name.
pub(super) fn structure<'e, N: core::fmt::Display>(
    path: &str,
    fields: impl IntoIterator<Item = (N, Option<&'e Expression>)>,
) -> Vec<Piece> {
    let fields = fields.into_iter().map(|(name, value)| match value {
        Some(value) => core::iter::once(Piece::text(format!("{name}: "))).chain(value.pieces()).collect(),
        None => vec![Piece::text(name.to_string())],
    });
    let mut pieces = vec![Piece::text(format!("{path} {{"))];
    pieces.extend(Piece::comma_separated(Piece::SPACE, " ", fields));
    vec![Piece::Group { pieces, most: LONGEST_STRUCT, indent: super::INDENT }, Piece::text("}")]
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
            Self::Struct(path, fields) => {
                let fields = fields.iter().map(|(name, value)| {
                    let name = Path::plain(name.clone());
                    quote!(#name: #value)
                });
                quote!(#path { #(#fields),* })
            }
            Self::Field(of, name) => {
                let of = format_ident!("{of}");
                quote!(#of.#name)
            }
            Self::Call(path, arguments) => quote!(#path(#(#arguments),*)),
            Self::Methods(of, calls) => {
                let calls = calls.iter().map(|(name, arguments)| {
                    let name = format_ident!("{name}");
                    quote!(.#name(#(#arguments),*))
                });
                quote!(#of #(#calls)*)
            }
            Self::Const(of) => quote!(const { #of }),
        });
    }
}
