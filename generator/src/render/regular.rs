//! Prints structs, enums and aliases directly.
//!
//! They are the bulk of what is generated, and so regular that parsing them into a syntax tree first
//! would be most of the work. The text is the one that `prettyplease` comes to; whatever is not as
//! regular as expected goes its way.

use proc_macro2::{Delimiter, TokenTree};

use super::layout::{Layout, Type};

/// The text of a struct, an enum or an alias; `None` if it has anything else in it.
pub(super) fn item(tokens: &[TokenTree]) -> Option<String> {
    let mut tokens = Tokens { rest: tokens };
    let mut layout = Layout::default();
    attributes(&mut tokens, &mut layout)?;
    tokens.word("pub")?;
    match tokens.ident()?.as_str() {
        "struct" => object(&mut tokens, &mut layout)?,
        "enum" => choice(&mut tokens, &mut layout)?,
        "type" => alias(&mut tokens, &mut layout)?,
        _ => return None,
    }
    tokens.rest.is_empty().then(|| layout.text())
}

fn object(tokens: &mut Tokens<'_>, layout: &mut Layout) -> Option<()> {
    let name = tokens.ident()?;
    match tokens.group()? {
        (Delimiter::Brace, fields) => {
            let mut fields = Tokens { rest: &fields };
            layout.push(&format!("pub struct {name} {{"));
            if fields.rest.is_empty() {
                layout.push("}");
                return layout.ends_line();
            }
            layout.ends_line()?;
            while !fields.rest.is_empty() {
                layout.indent();
                attributes(&mut fields, layout)?;
                let public = fields.word("pub").map_or("", |()| "pub ");
                let field = fields.ident()?;
                fields.punct(':')?;
                layout.push(&format!("{public}{field}: "));
                layout.push_type(&fields.ty()?, ",");
                layout.push(",");
                layout.ends_broken_line();
                layout.outdent();
                // The last comma may be left out.
                fields.punct(',').or_else(|| fields.rest.is_empty().then_some(()))?;
            }
            layout.push("}");
        }
        (Delimiter::Parenthesis, held) => {
            let mut held = Tokens { rest: &held };
            held.word("pub")?;
            let ty = held.ty()?;
            if !held.rest.is_empty() {
                return None;
            }
            tokens.punct(';')?;
            layout.push(&format!("pub struct {name}(pub {});", ty.flat()));
        }
        _ => return None,
    }
    layout.ends_line()
}

fn choice(tokens: &mut Tokens<'_>, layout: &mut Layout) -> Option<()> {
    let name = tokens.ident()?;
    let (Delimiter::Brace, variants) = tokens.group()? else { return None };
    let mut variants = Tokens { rest: &variants };
    if variants.rest.is_empty() {
        return None;
    }
    layout.push(&format!("pub enum {name} {{"));
    layout.ends_line()?;
    while !variants.rest.is_empty() {
        layout.indent();
        attributes(&mut variants, layout)?;
        layout.push(&variants.ident()?);
        if let Some(TokenTree::Group(_)) = variants.rest.first() {
            let (Delimiter::Parenthesis, held) = variants.group()? else { return None };
            let mut held = Tokens { rest: &held };
            layout.push_held(&held.types()?, ",");
        }
        layout.push(",");
        layout.ends_broken_line();
        layout.outdent();
        variants.punct(',').or_else(|| variants.rest.is_empty().then_some(()))?;
    }
    layout.push("}");
    layout.ends_line()
}

fn alias(tokens: &mut Tokens<'_>, layout: &mut Layout) -> Option<()> {
    let name = tokens.ident()?;
    tokens.punct('=')?;
    let ty = tokens.ty()?;
    tokens.punct(';')?;
    layout.push(&format!("pub type {name} = {};", ty.flat()));
    layout.ends_line()
}

/// Doc comments, `derive` and attributes without arguments.
fn attributes(tokens: &mut Tokens<'_>, layout: &mut Layout) -> Option<()> {
    while tokens.punct('#').is_some() {
        let (Delimiter::Bracket, attribute) = tokens.group()? else { return None };
        let mut attribute = Tokens { rest: &attribute };
        let name = attribute.ident()?;
        match attribute.rest {
            [] => layout.push(&format!("#[{name}]")),
            [TokenTree::Punct(_), TokenTree::Literal(literal)] if name == "doc" => {
                let text = unquoted(&literal.to_string())?;
                if text.contains('\n') || text.starts_with('/') {
                    return None;
                }
                layout.push("///");
                layout.push(text.trim_end_matches(' '));
                // A doc comment is never broken.
                layout.ends_broken_line();
                continue;
            }
            [TokenTree::Group(arguments)] if name == "derive" => {
                let arguments: Vec<TokenTree> = arguments.stream().into_iter().collect();
                let mut arguments = Tokens { rest: &arguments };
                layout.push(&format!("#[derive({})]", Type::list(&arguments.types()?)));
            }
            _ => return None,
        }
        layout.ends_line()?;
    }
    Some(())
}

/// The text of a string literal; `None` for other literals.
fn unquoted(literal: &str) -> Option<String> {
    let inner = literal.strip_prefix('"')?.strip_suffix('"')?;
    let mut text = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some((before, escape)) = rest.split_once('\\') {
        text.push_str(before);
        let mut escape = escape.chars();
        match escape.next()? {
            'n' => text.push('\n'),
            'r' => text.push('\r'),
            't' => text.push('\t'),
            'u' => {
                let (code, behind) = escape.as_str().strip_prefix('{')?.split_once('}')?;
                text.push(char::from_u32(u32::from_str_radix(code, 16).ok()?)?);
                rest = behind;
                continue;
            }
            itself @ ('\\' | '"' | '\'') => text.push(itself),
            _ => return None,
        }
        rest = escape.as_str();
    }
    text.push_str(rest);
    Some(text)
}

/// Tokens that are read from the front; whatever does not fit is left where it is.
struct Tokens<'t> {
    rest: &'t [TokenTree],
}

impl Tokens<'_> {
    fn next(&mut self) -> Option<&TokenTree> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(first)
    }

    fn ident(&mut self) -> Option<String> {
        match self.rest.first()? {
            TokenTree::Ident(ident) => {
                let text = ident.to_string();
                self.next();
                Some(text)
            }
            _ => None,
        }
    }

    fn word(&mut self, word: &str) -> Option<()> {
        match self.rest.first()? {
            TokenTree::Ident(ident) if ident == word => self.next().map(|_| ()),
            _ => None,
        }
    }

    fn punct(&mut self, character: char) -> Option<()> {
        match self.rest.first()? {
            TokenTree::Punct(punct) if punct.as_char() == character => self.next().map(|_| ()),
            _ => None,
        }
    }

    fn group(&mut self) -> Option<(Delimiter, Vec<TokenTree>)> {
        match self.rest.first()? {
            TokenTree::Group(group) => {
                let group = (group.delimiter(), group.stream().into_iter().collect());
                self.next();
                Some(group)
            }
            _ => None,
        }
    }

    /// Types up to the end, with commas between them.
    fn types(&mut self) -> Option<Vec<Type>> {
        let mut types = Vec::new();
        while !self.rest.is_empty() {
            types.push(self.ty()?);
            if !self.rest.is_empty() {
                self.punct(',')?;
            }
        }
        Some(types)
    }

    /// A path with its arguments, or a tuple.
    fn ty(&mut self) -> Option<Type> {
        if let Some(TokenTree::Group(_)) = self.rest.first() {
            let (Delimiter::Parenthesis, held) = self.group()? else { return None };
            let held = Tokens { rest: &held }.types()?;
            return (held.len() != 1).then_some(Type::Tuple(held));
        }
        let mut path = String::new();
        loop {
            if self.punct(':').is_some() {
                self.punct(':')?;
                path.push_str("::");
            } else if !path.is_empty() {
                break;
            }
            path.push_str(&self.ident()?);
        }
        let mut arguments = Vec::new();
        if self.punct('<').is_some() {
            while self.punct('>').is_none() {
                arguments.push(self.ty()?);
                if self.punct(',').is_none() {
                    self.punct('>')?;
                    break;
                }
            }
            // Nothing that is generated goes on behind its arguments, or has none in the brackets.
            let goes_on = matches!(self.rest.first(), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
            if goes_on || arguments.is_empty() {
                return None;
            }
        }
        Some(Type::Path(path, arguments))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Both ways come to the same text.
    #[test]
    fn as_prettyplease_has_it() {
        let long = "::core::option::Option<::std::vec::Vec<::std::collections::BTreeMap<::std::string::String, Abcdefghijklmnop";
        let mut cases: Vec<String> = [
            "pub struct Empty {}",
            "#[doc = \" Docs.\"] #[doc = \"\"] #[doc = \" More \\\"docs\\\" with a \\\\ and é.  \"] pub struct A { #[doc = \" A member.\"] pub a: ::std::string::String, pub r#type: i64, b: (), }",
            "#[derive(Clone, Debug, ::serde::Serialize)] #[non_exhaustive] pub enum E { A, #[doc = \" B.\"] B(i64), C(rt::Value, u16), }",
            "#[derive(Clone)] pub struct New(pub ::std::vec::Vec<Other>);",
            "#[doc = \" An alias.\"] pub type Alias = ::core::option::Option<(A, B)>;",
        ]
        .map(str::to_owned)
        .to_vec();
        for length in 1..60 {
            let name = "n".repeat(length);
            cases.push(format!(
                "pub struct S {{ pub a: i64, pub {name}x: {long}{name}>>>, pub b: (A, ::std::vec::Vec<{name}>), }}"
            ));
            cases.push(format!(
                "pub enum E {{ A, V{name}(::std::boxed::Box<models::Some{name}>), W({long}{name}>>>, u16), }}"
            ));
            cases.push(format!(
                "pub struct S {{ pub a: ::core::option::Option<(::std::string::String, models::Some{name})>, }}"
            ));
        }
        for case in cases {
            let tokens: proc_macro2::TokenStream = case.parse().unwrap_or_default();
            let expected = syn::parse2(tokens.clone()).map(|file| prettyplease::unparse(&file)).unwrap_or_default();
            let tokens: Vec<TokenTree> = tokens.into_iter().collect();
            assert_eq!(item(&tokens).as_deref(), Some(expected.as_str()), "{case}");
        }
    }

    #[test]
    fn leaves_the_rest_to_others() {
        for case in [
            "impl A { fn a() {} }",
            "pub struct A<T> { a: T }",
            "pub enum A { B { c: i64 } }",
            "pub enum A { B = 1 }",
            "pub struct A { a: &'static str }",
            "#[cfg(a)] pub struct A {}",
            "#[doc = \"two\\nlines\"] pub struct A {}",
            "pub fn a() {}",
            "pub struct A {} pub struct B {}",
        ] {
            let tokens: proc_macro2::TokenStream = case.parse().unwrap_or_default();
            let tokens: Vec<TokenTree> = tokens.into_iter().collect();
            assert_eq!(item(&tokens), None, "{case}");
        }
    }
}
