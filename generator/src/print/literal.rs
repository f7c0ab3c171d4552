//! Literals: what the document says, between quotes of Rust.

use std::fmt;

use proc_macro2::TokenStream;
use quote::ToTokens;

/// A literal as the compiler reads it. No code looks into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Literal(String);

impl Literal {
    pub(crate) fn str(text: &str) -> Self {
        // Nearly all texts are ASCII: with two characters to escape, as `proc_macro2` does it.
        if text.bytes().all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\')) {
            return Self(["\"", text, "\""].concat());
        }
        if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            let escaped = text.replace('\\', r"\\").replace('"', r#"\""#);
            return Self(["\"", &escaped, "\""].concat());
        }
        Self(proc_macro2::Literal::string(text).to_string())
    }

    /// A number that the compiler gives its type.
    pub(crate) fn count(number: u64) -> Self {
        Self(number.to_string())
    }

    /// The same, with a fraction.
    pub(crate) fn float(number: f64) -> Self {
        Self(proc_macro2::Literal::f64_unsuffixed(number).to_string())
    }

    /// Digits as the document writes them, or else a text.
    pub(crate) fn integer(text: &str) -> Self {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let is_integer = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        if is_integer { Self(text.to_owned()) } else { Self::str(text) }
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl ToTokens for Literal {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.0.parse::<TokenStream>());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_says_what_it_is_made_of() {
        for text in [
            "",
            "a & b",
            "list [ 1 ]",
            "\"quoted\" \\ {x}",
            "it's",
            "\\",
            "a\"",
            "\u{0}\u{7f}\n\r\t",
            "\u{202e}ü😀",
            "'#\"#",
        ] {
            let literal = Literal::str(text).to_string();
            let read: syn::LitStr = syn::parse_str(&literal).unwrap();
            assert_eq!(read.value(), text, "{literal}");
            assert_eq!(literal, proc_macro2::Literal::string(text).to_string());
        }
        assert_eq!(Literal::integer("-12").to_string(), "-12");
        assert_eq!(Literal::integer("1e3").to_string(), "\"1e3\"");
    }
}
