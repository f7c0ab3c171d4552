//! Types as they are written.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

use super::pieces::Piece;
use super::{Imports, Path};

/// A type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    /// A path, with its arguments in angle brackets if there are any.
    Path(Path, Vec<Type>),
    /// Types in parentheses.
    Tuple(Vec<Type>),
    Reference(Box<Type>),
    Slice(Box<Type>),
    /// Whatever has a trait, as an argument.
    Impl(Box<Type>),
    /// An argument that is a number.
    Number(usize),
}

impl From<Path> for Type {
    fn from(path: Path) -> Self {
        Self::Path(path, Vec::new())
    }
}

impl Type {
    pub(crate) fn runtime(text: &'static str) -> Self {
        Path::runtime(text).into()
    }

    pub(crate) fn plain(text: &'static str) -> Self {
        Path::plain(text).into()
    }

    pub(crate) fn reference(to: Self) -> Self {
        Self::Reference(Box::new(to))
    }

    /// The type in one line.
    pub(crate) fn flat(&self) -> String {
        match self {
            Self::Path(path, arguments) if arguments.is_empty() => path.text().to_owned(),
            Self::Path(path, arguments) => format!("{}<{}>", path.text(), Self::list(arguments)),
            Self::Tuple(items) => format!("({})", Self::list_of_tuple(items)),
            Self::Reference(to) => format!("&{}", to.flat()),
            Self::Slice(of) => format!("[{}]", of.flat()),
            Self::Impl(of) => format!("impl {}", of.flat()),
            Self::Number(number) => number.to_string(),
        }
    }

    /// The type with the places where its lines may end.
    pub(super) fn pieces(&self) -> Vec<Piece> {
        let between = |open: String, items: &[Self], close: &'static str| {
            vec![Piece::text(open), Piece::list(items.iter().map(Self::pieces)), Piece::text(close)]
        };
        match self {
            Self::Path(path, arguments) if !arguments.is_empty() => {
                between(format!("{}<", path.text()), arguments, ">")
            }
            Self::Tuple(items) if items.len() > 1 => between("(".to_owned(), items, ")"),
            Self::Impl(of) => core::iter::once(Piece::text("impl ")).chain(of.pieces()).collect(),
            other => vec![Piece::text(other.flat())],
        }
    }

    /// Several types in one line.
    pub(super) fn list(types: &[Self]) -> String {
        types.iter().map(Self::flat).collect::<Vec<_>>().join(", ")
    }

    /// One item in parentheses is a tuple only with a comma behind it.
    pub(super) fn list_of_tuple(types: &[Self]) -> String {
        Self::list(types) + if types.len() == 1 { "," } else { "" }
    }

    /// Notes what has to be imported.
    pub(super) fn imports(&self, imports: &mut Imports) {
        match self {
            Self::Path(path, arguments) => {
                imports.add(path);
                arguments.iter().for_each(|argument| argument.imports(imports));
            }
            Self::Tuple(items) => items.iter().for_each(|item| item.imports(imports)),
            Self::Reference(inner) | Self::Slice(inner) | Self::Impl(inner) => inner.imports(imports),
            Self::Number(_) => {}
        }
    }
}

impl ToTokens for Type {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self {
            Self::Path(path, arguments) if arguments.is_empty() => quote!(#path),
            Self::Path(path, arguments) => quote!(#path<#(#arguments),*>),
            Self::Tuple(items) => match items.as_slice() {
                [only] => quote!((#only,)),
                items => quote!((#(#items),*)),
            },
            Self::Reference(to) => quote!(&#to),
            Self::Slice(of) => quote!([#of]),
            Self::Impl(of) => quote!(impl #of),
            Self::Number(number) => Literal::usize_unsuffixed(*number).to_token_stream(),
        });
    }
}
