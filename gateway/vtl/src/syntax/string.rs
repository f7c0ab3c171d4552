//! String literals.

use super::parser::Parser;
use super::statement::parse_part;
use crate::ast::{Block, Expression, Node};
use crate::error::Error;

impl Parser<'_> {
    /// A string literal. In double quotes, references and directives in it are live.
    pub(super) fn string(&mut self) -> Result<Expression, Error> {
        let token = self.take()?;
        let image = self.image(token);
        let Some(quote) = image.chars().next() else {
            return Ok(Expression::Text("".into()));
        };
        let inner = image.get(1..image.len().saturating_sub(1)).unwrap_or_default();
        let doubled = [quote, quote].iter().collect::<String>();
        if quote == '\'' {
            return Ok(Expression::Text(inner.replace(&doubled, "'").into()));
        }
        let text = self.unescape(token, inner)?.replace(&doubled, "\"");
        if !image.contains(['$', '#']) {
            return Ok(Expression::Text(text.into()));
        }
        self.interpolated(token, text)
    }

    /// Velocity parses the string with a blank behind it, so that a reference at its end is complete, and
    /// takes one character off what was rendered.
    fn interpolated(&mut self, token: usize, mut text: String) -> Result<Expression, Error> {
        let ends_in_comment = text.contains("##");
        if !ends_in_comment {
            text.push(' ');
        }
        let mut place = self.place(token);
        place.column = place.column.saturating_add(1);
        let mut block = parse_part(&text, place, self.dialect(), self.depth() + 1)?;
        if !ends_in_comment && !drop_last_character(&mut block) {
            return Ok(Expression::Interpolated { block, cut: true });
        }
        match block.nodes.as_slice() {
            [] => Ok(Expression::Text("".into())),
            [Node::Text(only)] => Ok(Expression::Text(only.as_str().into())),
            _ => Ok(Expression::Interpolated { block, cut: false }),
        }
    }

    /// Replaces `\uXXXX`. Other backslashes stay.
    fn unescape(&mut self, token: usize, text: &str) -> Result<String, Error> {
        let mut units = Vec::new();
        let mut rest = text;
        let mut result = String::with_capacity(text.len());
        while let Some((before, after)) = rest.split_once("\\u") {
            if !before.is_empty() {
                push_units(&mut units, &mut result);
                result.push_str(before);
            }
            let digits = after.get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
            let unit = digits.and_then(|digits| u16::from_str_radix(digits, 16).ok());
            units.push(unit.ok_or_else(|| self.error_at(token, "expected four hexadecimal digits after `\\u`"))?);
            rest = after.get(4..).unwrap_or_default();
        }
        push_units(&mut units, &mut result);
        result.push_str(rest);
        Ok(result)
    }
}

fn push_units(units: &mut Vec<u16>, result: &mut String) {
    result.extend(char::decode_utf16(units.drain(..)).map(|unit| unit.unwrap_or('?')));
}

/// Takes the blank off the end where it is plain text; says whether it was.
fn drop_last_character(block: &mut Block) -> bool {
    let Some(Node::Text(last)) = block.nodes.last_mut() else {
        return false;
    };
    last.pop();
    if last.is_empty() {
        block.nodes.pop();
    }
    true
}
