//! Paths, and what a module has to import for them.

use std::borrow::Cow;

use proc_macro2::{Spacing, TokenStream, TokenTree};
use quote::ToTokens;

use super::Std;
use crate::names::Ident;

/// The path of a type, a function or a constant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Path {
    text: Cow<'static, str>,
    import: Option<Import>,
}

/// What a module imports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Import {
    BTreeMap,
    Future,
    Runtime,
    Models,
    Xml,
}

impl Import {
    /// In the order of their lines.
    const ALL: [Self; 5] = [Self::BTreeMap, Self::Future, Self::Runtime, Self::Models, Self::Xml];

    fn line(self) -> &'static str {
        match self {
            Self::BTreeMap => "use ::std::collections::BTreeMap;\n",
            Self::Future => "use ::core::future::Future;\n",
            Self::Runtime => "use ::gatewright_runtime as rt;\n",
            Self::Models => "use super::models;\n",
            Self::Xml => "use super::xml;\n",
        }
    }

    /// What is imported so, where a path begins with it.
    fn of(word: &str) -> Option<Self> {
        Some(match word {
            "BTreeMap" => Self::BTreeMap,
            "Future" => Self::Future,
            "rt" => Self::Runtime,
            "models" => Self::Models,
            "xml" => Self::Xml,
            _ => return None,
        })
    }
}

impl Path {
    /// A name of the language, of the module itself, or one that is written in full.
    pub(crate) fn plain(text: impl Into<Cow<'static, str>>) -> Self {
        Self { text: text.into(), import: None }
    }

    /// A name of the runtime, with `rt::` before it.
    pub(crate) fn runtime(text: &'static str) -> Self {
        debug_assert!(text.starts_with("rt::"));
        Self { text: Cow::Borrowed(text), import: Some(Import::Runtime) }
    }

    /// A name that a module of that kind needs no more than an import for.
    pub(crate) fn imported(text: &'static str) -> Self {
        Self { text: Cow::Borrowed(text), import: Import::of(text) }
    }

    /// A model, as other modules name it.
    pub(crate) fn model(name: &Ident) -> Self {
        Self { text: format!("models::{name}").into(), import: Some(Import::Models) }
    }

    /// A static that says how XML is written.
    pub(crate) fn xml(name: &Ident) -> Self {
        Self { text: format!("xml::{name}").into(), import: Some(Import::Xml) }
    }

    /// What a type or module has under a name.
    pub(crate) fn within(&self, name: &str) -> Self {
        Self { text: format!("{}::{name}", self.text).into(), import: self.import }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}

impl From<&Ident> for Path {
    fn from(name: &Ident) -> Self {
        Self::plain(name.to_string())
    }
}

impl ToTokens for Path {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let is_word = |word: &str| {
            word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
                && !word.starts_with(|c: char| c.is_ascii_digit())
        };
        if !self.text.split("::").all(is_word) {
            // Keywords, other alphabets, and the arguments that a user wrote into the path of a type.
            tokens.extend(self.text.parse::<TokenStream>());
            return;
        }
        for (index, word) in self.text.split("::").enumerate() {
            if index > 0 {
                tokens.extend(quote::quote!(::));
            }
            if !word.is_empty() {
                tokens.extend([TokenTree::Ident(proc_macro2::Ident::new(word, proc_macro2::Span::call_site()))]);
            }
        }
    }
}

/// What a module has to import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Imports(u8);

impl Imports {
    pub(crate) fn add(&mut self, path: &Path) {
        if let Some(import) = path.import {
            self.insert(import);
        }
    }

    pub(crate) fn insert(&mut self, import: Import) {
        self.0 |= 1 << import as u8;
    }

    /// What tokens import: words with which a path begins. A literal is one token, and no path.
    pub(crate) fn add_tokens(&mut self, tokens: TokenStream, std: Std) {
        let is_colon = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ':');
        let mut tokens = tokens.into_iter().peekable();
        // Whether the last token was the first of two colons, and whether it was the second.
        let (mut half, mut whole) = (false, false);
        while let Some(token) = tokens.next() {
            match &token {
                TokenTree::Group(group) => self.add_tokens(group.stream(), std),
                TokenTree::Ident(ident) if !whole => match Import::of(&ident.to_string()) {
                    Some(import @ (Import::BTreeMap | Import::Future)) if !std.is_taken(&ident.to_string()) => {
                        self.insert(import);
                    }
                    Some(import @ (Import::Runtime | Import::Models | Import::Xml))
                        if tokens.peek().is_some_and(is_joint_colon) =>
                    {
                        self.insert(import);
                    }
                    _ => {}
                },
                _ => {}
            }
            (half, whole) = (is_joint_colon(&token), half && is_colon(&token));
        }
    }

    /// The `use` lines: an import that is not used is a warning, and without the features that use them some are not.
    pub(crate) fn lines(self, gated: bool) -> String {
        let allow = if gated { "#[allow(unused_imports)]\n" } else { "" };
        let imports = Import::ALL.into_iter().filter(|import| self.0 & (1 << *import as u8) != 0);
        imports.map(|import| format!("{allow}{}", import.line())).collect()
    }
}

/// The first colon of a `::`.
fn is_joint_colon(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == ':' && punct.spacing() == Spacing::Joint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_import_what_paths_begin_with() {
        let cases = [
            ("fn a(b: rt::Value) {}", "use ::gatewright_runtime as rt;\n"),
            ("a(\"rt::A\", models::B, crate::xml::C)", "use super::models;\n"),
            ("rt = models; a::rt::B", ""),
            ("::std::collections::BTreeMap<A, B>", ""),
            ("a: BTreeMap<A, B>", "use ::std::collections::BTreeMap;\n"),
            ("-> impl Future<Output = ()>", "use ::core::future::Future;\n"),
        ];
        for (text, expected) in cases {
            let mut imports = Imports::default();
            imports.add_tokens(text.parse().unwrap_or_default(), Std::beside([]));
            assert_eq!(imports.lines(false), expected, "{text}");
        }
        let mut imports = Imports::default();
        imports.add_tokens("a: Future".parse().unwrap_or_default(), Std::beside(["Future"]));
        assert_eq!(imports, Imports::default());
    }
}
