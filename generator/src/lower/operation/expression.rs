//! Addresses of callbacks, which are expressions over the request.

use crate::ir::{Docs, Limits, Name, Operation, Parameter, Place, Presence, Scalar, Style, TypeRef};
use crate::words;

/// The address of a callback, as the document writes it: `{$request.body#/url}/{$request.body#/id}?kind={$method}`.
#[derive(Debug, Default)]
pub(crate) struct Expression {
    pub(super) text: String,
    /// The path behind the address that the user gave, with a parameter for each expression in it.
    pub(super) rest: String,
    /// Parameters of path and query, and the expressions that they are filled with.
    pub(super) path: Vec<(String, String)>,
    pub(super) query: Vec<(String, String)>,
}

impl Expression {
    pub(crate) fn parse(text: &str) -> Self {
        let mut expression = Self { text: text.to_owned(), ..Self::default() };
        let (path, query) = split_outside(text, '?');
        // What stands first is the user's address, or one that is fixed.
        let path = match (path.starts_with("{$"), path.split_once("://")) {
            (true, _) => path.split_once('}').map_or("", |(_, rest)| rest),
            (false, Some((_, rest))) => rest.find('/').and_then(|slash| rest.get(slash..)).unwrap_or_default(),
            (false, None) => path,
        };
        let (path, _) = split_outside(path, '#');
        let path = Some(path).filter(|path| path.starts_with('/') && balanced(path)).unwrap_or_default();
        let mut rest = path;
        while let Some((fixed, (inner, behind))) =
            rest.split_once('{').and_then(|(fixed, inner)| Some((fixed, inner.split_once('}')?)))
        {
            let name = expression.free(&name_of(inner));
            expression.rest.push_str(&format!("{fixed}{{{name}}}"));
            expression.path.push((name, inner.to_owned()));
            rest = behind;
        }
        expression.rest.push_str(rest.trim_end_matches('/'));
        for pair in query.split('&') {
            if let Some((name, value)) = pair.split_once('=')
                && let Some(value) = value.strip_prefix('{').and_then(|value| value.strip_suffix('}'))
            {
                expression.query.push((name.to_owned(), value.to_owned()));
            }
        }
        expression
    }

    fn free(&self, wanted: &str) -> String {
        let numbered = |number| format!("{wanted}{number}");
        words::free(wanted.to_owned(), numbered, |name| !self.path.iter().any(|(taken, _)| taken == name))
    }

    /// Adds what the address says to what the document declares.
    pub(crate) fn complete(&self, operation: &mut Operation) {
        if !self.text.is_empty() {
            operation.docs.notes.push(format!("Called at `{}`.", self.text.replace('`', "'")));
        }
        for (name, value) in &self.path {
            let declared = operation.parameters.iter_mut().find(|known| known.name.wire == *name);
            if let Some(parameter) = declared.filter(|known| known.place == Place::Path && value.starts_with('$')) {
                parameter.docs.notes.push(from(value));
            }
        }
        for (name, value) in &self.query {
            let declared = |known: &Parameter| match known.place {
                Place::Query => known.name.wire == *name,
                place => place == Place::QueryString,
            };
            if operation.parameters.iter().any(declared) {
                continue;
            }
            operation.parameters.push(Parameter {
                name: Name::new(name),
                place: Place::Query,
                docs: Docs { notes: vec![from(value)], ..Docs::default() },
                presence: Presence::Optional,
                ty: TypeRef::Scalar(Scalar::String),
                style: Style::Plain { explode: false },
                fields: Vec::new(),
                limits: Limits::default(),
                default: None,
                rule: None,
                origin: operation.origin.clone(),
            });
        }
        operation.parameters.sort_by_key(|parameter| parameter.place);
    }
}

fn from(value: &str) -> String {
    format!("Filled with `{}`.", value.replace('`', "'"))
}

/// What a parameter is called that is filled with an expression: the last word of it.
fn name_of(expression: &str) -> String {
    let last = expression.rsplit(['/', '.', '#', '$']).next().unwrap_or_default();
    if last.is_empty() { "value".to_owned() } else { last.to_owned() }
}

/// Splits at a character that does not stand in braces.
fn split_outside(text: &str, at: char) -> (&str, &str) {
    let mut depth = 0_usize;
    for (index, character) in text.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ if character == at && depth == 0 => {
                return (text.get(..index).unwrap_or_default(), text.get(index + 1..).unwrap_or_default());
            }
            _ => {}
        }
    }
    (text, "")
}

fn balanced(path: &str) -> bool {
    let mut open = false;
    let fits = path.chars().all(|character| match character {
        '{' => !core::mem::replace(&mut open, true),
        '}' => core::mem::replace(&mut open, false),
        _ => true,
    });
    fits && !open
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let cases = [
            ("{$request.body#/url}", "", "", ""),
            ("{$request.query.url}/data/", "/data", "", ""),
            ("{$request.body#/a?b}/x/{$request.body#/id}", "/x/{id}", "id=$request.body#/id", ""),
            (
                "{$url}/{$request.body#/id}/{$request.query.id}",
                "/{id}/{id2}",
                "id=$request.body#/id id2=$request.query.id",
                "",
            ),
            ("{$url}/{thing}", "/{thing}", "thing=thing", ""),
            ("http://n.example?id={$request.body#/id}&x=1", "", "", "id=$request.body#/id"),
            ("https://n.example/a/{$method}", "/a/{method}", "method=$method", ""),
            ("/own/path", "/own/path", "", ""),
            ("{$broken", "", "", ""),
            ("x{y}{", "", "", ""),
            ("", "", "", ""),
        ];
        let shown = |pairs: &[(String, String)]| {
            pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ")
        };
        for (text, rest, path, query) in cases {
            let found = Expression::parse(text);
            assert_eq!(
                (found.rest.as_str(), shown(&found.path).as_str(), shown(&found.query).as_str()),
                (rest, path, query),
                "{text}"
            );
        }
    }
}
