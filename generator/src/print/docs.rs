//! Doc comments.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

/// The lines of a doc comment. None of them has an end of line in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Docs(Vec<String>);

impl Docs {
    pub(crate) fn new(lines: impl IntoIterator<Item = String>) -> Self {
        let mut kept = Vec::new();
        for line in lines {
            // What ends a line within a line would stand outside of the comment.
            match line.bytes().any(|byte| matches!(byte, b'\n' | b'\r')) {
                true => kept.extend(line.split(['\n', '\r']).map(str::to_owned)),
                false => kept.push(line),
            }
        }
        Self(kept)
    }

    pub(crate) fn lines(&self) -> &[String] {
        &self.0
    }
}

impl ToTokens for Docs {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        for line in &self.0 {
            let line = if line.is_empty() { String::new() } else { format!(" {line}") };
            tokens.extend(quote!(#[doc = #line]));
        }
    }
}
