//! Types that are not generated: what may be written where one is named.
//!
//! The user's own options name any type. A document comes from somebody else, and a Rust type can hold code (the
//! length of an array is an expression, `include!(…)` is a type), so that it may only name one: a path of
//! identifiers, with arguments of the same kind.

use std::fmt::Write as _;

/// How long the name of a type may be: parsing recurses with its depth.
const LONGEST: usize = 1_000;
/// Types of the language, which belong to no crate.
const PRIMITIVES: [&str; 18] = [
    "String", "bool", "char", "f32", "f64", "i128", "i16", "i32", "i64", "i8", "isize", "str", "u128", "u16", "u32",
    "u64", "u8", "usize",
];

/// Whether a text is a type.
pub(crate) fn is_type(text: &str) -> bool {
    text.len() <= LONGEST && syn::parse_str::<syn::Type>(text).is_ok()
}

/// Whether a text is the path of a derive.
pub(crate) fn is_path(text: &str) -> bool {
    text.len() <= LONGEST && syn::parse_str::<syn::Path>(text).is_ok()
}

/// A type that only names: a path with arguments of the same kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PlainType {
    /// As Rust writes it, made anew from its identifiers.
    pub(crate) text: String,
    /// Where its paths begin, but for types of the language.
    pub(crate) roots: Vec<String>,
    /// Whether the path itself has arguments.
    pub(crate) has_arguments: bool,
}

impl PlainType {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let ty = syn::parse_str::<syn::Type>(text).ok()?;
        let mut plain = Self::default();
        plain.add(&ty)?;
        plain.has_arguments = plain.text.contains('<');
        Some(plain)
    }

    fn add(&mut self, ty: &syn::Type) -> Option<()> {
        let syn::Type::Path(syn::TypePath { qself: None, path, .. }) = ty else { return None };
        let first = path.segments.first()?;
        let primitive = path.leading_colon.is_none()
            && path.segments.len() == 1
            && PRIMITIVES.iter().any(|primitive| first.ident == primitive);
        if !primitive {
            self.roots.push(first.ident.to_string());
        }
        for (index, segment) in path.segments.iter().enumerate() {
            if index > 0 || path.leading_colon.is_some() {
                self.text.push_str("::");
            }
            let _ = write!(self.text, "{}", segment.ident);
            match &segment.arguments {
                syn::PathArguments::None => {}
                syn::PathArguments::AngleBracketed(arguments) => self.arguments(arguments)?,
                _ => return None,
            }
        }
        Some(())
    }

    fn arguments(&mut self, arguments: &syn::AngleBracketedGenericArguments) -> Option<()> {
        self.text.push('<');
        for (index, argument) in arguments.args.iter().enumerate() {
            if index > 0 {
                self.text.push_str(", ");
            }
            let syn::GenericArgument::Type(ty) = argument else { return None };
            self.add(ty)?;
        }
        self.text.push('>');
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_types_are_paths() {
        for (text, written, roots) in [
            ("crate::Money", "crate::Money", ["crate"].as_slice()),
            (
                " :: money :: Money < u32 , other::Kind<String> > ",
                "::money::Money<u32, other::Kind<String>>",
                &["money", "other"],
            ),
            ("u64", "u64", &[]),
            ("r#type::Name", "r#type::Name", &["r#type"]),
        ] {
            let plain = PlainType::parse(text).unwrap();
            assert_eq!(plain.text, written);
            assert_eq!(plain.roots, roots);
        }
    }

    #[test]
    fn what_holds_code_is_not_plain() {
        for text in [
            "[u8; { loop {} }]",
            "include!(\"/etc/passwd\")",
            "env!(\"PATH\")",
            "impl Fn()",
            "dyn Fn()",
            "fn() -> u8",
            "&'static str",
            "*const u8",
            "(u8, u8)",
            "!",
            "_",
            "a::B<{ 1 }>",
            "a::B<1>",
            "a::B<'static>",
            "a::B<Item = c::D>",
            "a::B<[u8; 2]>",
            "Fn(a::B) -> c::D",
            "<a::B as c::D>::E",
            "a::B; fn x() {}",
            "a::B\n/// c\n",
            "a b",
            "",
        ] {
            assert_eq!(PlainType::parse(text), None, "{text}");
        }
        assert_eq!(PlainType::parse(&"a<".repeat(100_000)), None);
    }
}
