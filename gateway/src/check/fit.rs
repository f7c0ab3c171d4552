//! Compares the form of an answer with its model.

use std::collections::BTreeMap;

use super::json::{Member, Shape};
use super::schema::{Facts, Schema};
use crate::config::GatewayConfig;

/// How deep an answer is compared.
const DEPTH: u32 = 40;
/// How many schemas one comparison looks at: variants of variants grow fast.
const SCHEMAS: u32 = 5_000;

/// How a place in an answer differs from its model.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Misfit {
    /// What is wrong, after `` `GET /x` ``.
    pub(super) message: String,
    /// What becomes of typed clients.
    pub(super) help: String,
    /// The hole at the place, by its number among the pieces.
    pub(super) hole: Option<usize>,
}

/// What the model expects where a hole stands alone.
#[derive(Default)]
pub(super) struct Comparison<'c> {
    pub(super) misfits: Vec<Misfit>,
    pub(super) expected: BTreeMap<usize, Facts<'c>>,
}

/// Compares an answer with a model.
pub(super) fn compare<'c>(config: &'c GatewayConfig, shape: &Shape, schema: &Schema<'c>) -> Comparison<'c> {
    let mut comparer = Comparer { config, found: Comparison::default(), model: None, left: SCHEMAS };
    comparer.compare(shape, schema, "", DEPTH);
    comparer.found
}

struct Comparer<'c> {
    config: &'c GatewayConfig,
    found: Comparison<'c>,
    /// The model around, for parts that have no name.
    model: Option<String>,
    /// How many schemas may still be looked at; what comes after fits.
    left: u32,
}

impl<'c> Comparer<'c> {
    fn compare(&mut self, shape: &Shape, schema: &Schema<'c>, path: &str, depth: u32) {
        let (Some(depth), Some(left)) = (depth.checked_sub(1), self.left.checked_sub(1)) else { return };
        self.left = left;
        let facts = schema.facts(self.config);
        let outer = self.model.clone();
        if facts.name.is_some() {
            self.model.clone_from(&facts.name);
        }
        if facts.variants.is_empty() {
            self.compare_with(shape, &facts, path, depth);
        } else {
            self.compare_variants(shape, &facts, path, depth);
        }
        self.model = outer;
    }

    fn compare_with(&mut self, shape: &Shape, facts: &Facts<'c>, path: &str, depth: u32) {
        match shape {
            Shape::Object(members) if self.has_type(shape, facts, path) => {
                self.object(members, facts, path, depth);
            }
            Shape::Array(items) if self.has_type(shape, facts, path) => {
                if let Some(schema) = &facts.items {
                    for item in items {
                        self.compare(item, schema, &format!("{path}[]"), depth);
                    }
                }
            }
            Shape::Text { exact: Some(text), .. } if self.has_type(shape, facts, path) => {
                self.is_listed(text, facts, path);
            }
            Shape::Text { .. } | Shape::Number(_) | Shape::Boolean => {
                self.has_type(shape, facts, path);
            }
            Shape::Hole(number) => {
                self.found.expected.insert(*number, facts.clone());
            }
            Shape::Nothing if path.is_empty() && !facts.says_nothing() => {
                self.misfit("answers nothing".to_owned(), facts, path, None);
            }
            _ => {}
        }
    }

    /// An answer fits if it fits a variant.
    fn compare_variants(&mut self, shape: &Shape, facts: &Facts<'c>, path: &str, depth: u32) {
        if matches!(shape, Shape::Hole(_) | Shape::Unknown | Shape::Null | Shape::Nothing) {
            return;
        }
        let mut messages = Vec::new();
        for variant in &facts.variants {
            let mut comparer = Comparer {
                config: self.config,
                found: Comparison::default(),
                model: self.model.clone(),
                left: self.left,
            };
            comparer.compare(shape, variant, path, depth);
            self.left = comparer.left;
            match comparer.found.misfits.into_iter().next() {
                Some(misfit) => messages.push(misfit),
                None => return,
            }
        }
        if let [only] = messages.as_slice() {
            self.found.misfits.push(only.clone());
        } else if let Some(misfit) = messages.into_iter().next() {
            let message = format!("answers {} but no variant of {} fits", form(shape, path), self.title(facts));
            self.found.misfits.push(Misfit { message, ..misfit });
        }
    }

    /// Whether the JSON type is one that the model has.
    fn has_type(&mut self, shape: &Shape, facts: &Facts<'c>, path: &str) -> bool {
        let (kind, hole) = match shape {
            Shape::Object(_) => ("object", None),
            Shape::Array(_) => ("array", None),
            Shape::Text { holes, .. } => ("string", holes.first().copied()),
            Shape::Number(text) if text.contains(['.', 'e', 'E']) => ("number", None),
            Shape::Number(_) => ("integer", None),
            Shape::Boolean => ("boolean", None),
            _ => return true,
        };
        let fits = facts.allows(kind);
        if !fits {
            self.misfit(format!("answers {}", form(shape, path)), facts, path, hole);
        }
        fits
    }

    fn misfit(&mut self, answers: String, facts: &Facts<'c>, path: &str, hole: Option<usize>) {
        let expected = expectation(facts);
        let message = if path.is_empty() {
            format!("{answers} but {} {expected}", self.title(facts))
        } else {
            let model = self.model.as_ref().map_or("its model".to_owned(), |name| format!("its model `{name}`"));
            format!("{answers} where {model} {expected}")
        };
        let help = "typed clients will fail to decode it; change the template or the model".to_owned();
        self.found.misfits.push(Misfit { message, help, hole });
    }

    fn title(&self, facts: &Facts<'c>) -> String {
        match (&facts.name, &self.model) {
            (None, Some(name)) => format!("its model `{name}`"),
            _ => facts.title(),
        }
    }

    fn object(&mut self, members: &[Member], facts: &Facts<'c>, path: &str, depth: u32) {
        let names: Vec<&str> = members.iter().filter_map(|member| member.name.as_deref()).collect();
        let all_known = names.len() == members.len();
        let strange = !facts.properties.is_empty()
            && !facts.open_by_schema
            && !names.is_empty()
            && all_known
            && names.iter().all(|name| facts.property(name).is_none());
        if strange {
            self.strange(&names, facts, path);
            return;
        }
        for name in facts.required.iter().filter(|name| all_known && !names.contains(*name)) {
            let message =
                format!("answers {} without `{name}`, which {} requires", form_of(&names, path), self.title(facts));
            let help = "typed clients will fail to decode it; change the template or the model".to_owned();
            self.found.misfits.push(Misfit { message, help, hole: None });
        }
        for member in members {
            let Some(name) = &member.name else { continue };
            match facts.property(name) {
                Some(schema) => self.compare(&member.value, &schema.clone(), &join(path, name), depth),
                None if facts.closed && !facts.open_by_schema => {
                    let message = format!("answers `{}`, which {} forbids", join(path, name), self.title(facts));
                    let help = "change the template or the model".to_owned();
                    self.found.misfits.push(Misfit { message, help, hole: None });
                }
                None => {}
            }
        }
    }

    /// An object that shares no member with its model.
    fn strange(&mut self, names: &[&str], facts: &Facts<'c>, path: &str) {
        let known: Vec<&str> = facts.properties.iter().map(|(name, _)| *name).collect();
        let title = self.title(facts);
        let message = format!("answers {} but {title} has {}", form_of(names, path), braces(&known));
        let help = match (&facts.name, facts.required.is_empty()) {
            (Some(name), true) => format!("typed clients will receive an empty `{name}`"),
            (None, true) => "typed clients will receive an empty object".to_owned(),
            (_, false) => "typed clients will fail to decode it; change the template or the model".to_owned(),
        };
        self.found.misfits.push(Misfit { message, help, hole: None });
    }

    fn is_listed(&mut self, text: &str, facts: &Facts<'c>, path: &str) {
        let Some(values) = facts.values else { return };
        if values.iter().all(|value| value.as_str() != Some(text)) {
            let at = if path.is_empty() { String::new() } else { format!(" as `{path}`") };
            let message = format!("answers `{text}`{at}, which {} does not list", self.title(facts));
            let help = "change the template or the model's `enum`".to_owned();
            self.found.misfits.push(Misfit { message, help, hole: None });
        }
    }
}

/// What the model wants, after its name.
fn expectation(facts: &Facts<'_>) -> String {
    let known: Vec<&str> = facts.properties.iter().map(|(name, _)| *name).collect();
    match facts.types.as_slice() {
        ["object", ..] if !known.is_empty() => format!("has {}", braces(&known)),
        [] => "has another form".to_owned(),
        types => {
            let types: Vec<String> = types.iter().filter(|name| **name != "null").map(|name| article(name)).collect();
            format!("has {}", types.join(" or "))
        }
    }
}

fn article(kind: &str) -> String {
    let article = if kind.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {kind}")
}

/// A form in few words: `` `{a, b}` ``, `` a string as `price` ``.
fn form(shape: &Shape, path: &str) -> String {
    let kind = match shape {
        Shape::Object(members) => {
            let names: Vec<&str> = members.iter().map(|member| member.name.as_deref().unwrap_or("…")).collect();
            return form_of(&names, path);
        }
        Shape::Array(_) => "an array",
        Shape::Text { .. } => "a string",
        Shape::Number(_) => "a number",
        Shape::Boolean => "a boolean",
        _ => "a value",
    };
    if path.is_empty() { kind.to_owned() } else { format!("{kind} as `{path}`") }
}

fn form_of(names: &[&str], path: &str) -> String {
    let form = braces(names);
    if path.is_empty() { form } else { format!("{form} as `{path}`") }
}

/// `` `{a, b, c}` ``, shortened where there are many names.
pub(super) fn braces(names: &[&str]) -> String {
    const MOST: usize = 8;
    let mut shown: Vec<&str> = names.iter().take(MOST).copied().collect();
    if names.len() > MOST {
        shown.push("…");
    }
    format!("`{{{}}}`", shown.join(", "))
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}
