//! Numbers for schemas of a rulebook: one for all that say the same.

use std::collections::BTreeMap;
use std::ops::Index;

use gatewright_document::Value;

use crate::index::IndexMap;

use super::{Rule, Rulebook, Schema};

/// How deep equal schemas are found in each other. Those that nest deeper are written more than once.
const ROUNDS: usize = 8;

/// The schemas of some rules, and all that they refer to, numbered in the order of their keys.
#[derive(Debug)]
pub(crate) struct Numbers<'a> {
    /// The schema of each number.
    schemas: Vec<&'a Schema>,
    /// The number of each key. Schemas that say the same have one.
    of: BTreeMap<&'a str, usize>,
}

impl<'a> Numbers<'a> {
    pub(crate) fn new(book: &'a Rulebook, rules: impl Iterator<Item = &'a Rule>) -> Self {
        let found = found(book, rules);
        let mut same = behind_references(book, &found);
        for _ in 0..ROUNDS {
            let merged = merged(book, &found, &same);
            if merged.iter().all(|(key, into)| key == into) {
                break;
            }
            same.values_mut().for_each(|key| *key = merged.get(key).copied().unwrap_or(key));
        }
        let written = found.iter().filter(|(key, _)| same.get(*key) == Some(*key));
        let numbers: BTreeMap<&str, usize> =
            written.clone().enumerate().map(|(number, (key, _))| (*key, number)).collect();
        let schemas = written.map(|(_, schema)| *schema).collect();
        let of = same.into_iter().filter_map(|(key, into)| Some((key, *numbers.get(into)?))).collect();
        Self { schemas, of }
    }

    fn of(&self, key: &str) -> Option<usize> {
        self.of.get(key).copied()
    }

    /// The schema of a number as JSON text, with references by number: `#/$defs/3`.
    pub(crate) fn text(&self, number: usize) -> Option<String> {
        let schema = self.schemas.get(number)?;
        Some(schema.spelled(|key| self.of(key).map(|number| format!("#/$defs/{number}"))))
    }
}

/// The number of a rule that the numbers were made for.
impl Index<&Rule> for Numbers<'_> {
    type Output = usize;

    #[expect(clippy::indexing_slicing, reason = "the pass `sound` rejects an API that lacks the schema of a rule")]
    fn index(&self, rule: &Rule) -> &usize {
        &self.of[&*rule.key]
    }
}

/// The schemas of rules, and all that they refer to.
fn found<'a>(book: &'a Rulebook, rules: impl Iterator<Item = &'a Rule>) -> BTreeMap<&'a str, &'a Schema> {
    let mut open: Vec<&str> = rules.map(|rule| &*rule.key).collect();
    let mut found = BTreeMap::new();
    while let Some(key) = open.pop() {
        if let Some(schema) = book.schemas.get(key)
            && found.insert(key, schema).is_none()
        {
            open.extend(schema.refers().map(|key| &**key));
        }
    }
    found
}

/// What each key stands for: behind a schema that is nothing but a reference, what it refers to.
fn behind_references<'a>(book: &'a Rulebook, found: &BTreeMap<&'a str, &'a Schema>) -> IndexMap<&'a str, &'a str> {
    let mut ends: IndexMap<&str, &str> = IndexMap::default();
    for start in found.keys() {
        let (mut path, mut at) = (Vec::new(), *start);
        let end = loop {
            if let Some(known) = ends.get(at) {
                break *known;
            }
            // A circle of references ends where it is entered.
            ends.insert(at, at);
            path.push(at);
            let target = found.get(at).and_then(|schema| schema.referred());
            match target.filter(|target| found.contains_key(*target) && says_more(book, target) == says_more(book, at))
            {
                Some(target) => at = target,
                None => break at,
            }
        };
        ends.extend(path.into_iter().map(|key| (key, end)));
    }
    ends
}

/// The first of the schemas that say the same as each, as far as is known which ones in them do.
fn merged<'a>(
    book: &'a Rulebook,
    found: &BTreeMap<&'a str, &'a Schema>,
    same: &IndexMap<&'a str, &'a str>,
) -> IndexMap<&'a str, &'a str> {
    let now = |key: &str| same.get(key).copied();
    let written: Vec<_> = found.iter().filter(|(key, _)| now(key) == Some(*key)).collect();
    let marks: Vec<Mark> = written.iter().map(|(_, schema)| mark(schema, now)).collect();
    let mut alike: IndexMap<Mark, usize> = IndexMap::default();
    marks.iter().for_each(|mark| *alike.entry(*mark).or_default() += 1);
    let mut first: IndexMap<(bool, Value), &str> = IndexMap::default();
    let into = written.into_iter().zip(&marks).map(|((key, schema), mark)| {
        // Few have an equal, and reading them takes longest.
        let has_alike = alike.get(mark).is_some_and(|count| *count > 1);
        let value = if has_alike { schema.value(|key| now(key).map(str::to_owned)) } else { None };
        (*key, value.map_or(*key, |value| first.entry((says_more(book, key), value.into())).or_insert(key)))
    });
    into.collect()
}

/// How long a schema is, and a sum over its bytes: the same for two that say the same in another order.
type Mark = (usize, u64);

fn mark<'a>(schema: &'a Schema, now: impl Fn(&str) -> Option<&'a str>) -> Mark {
    let texts = schema.pieces().flat_map(|(before, key)| [before, now(key).unwrap_or(key)]).chain([schema.rest()]);
    let bytes = texts.flat_map(str::bytes);
    bytes.fold((0, 0), |(count, sum): Mark, byte| (count + 1, sum.wrapping_add(u64::from(byte).pow(7))))
}

fn says_more(book: &Rulebook, key: &str) -> bool {
    book.says_more.contains(key)
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use serde_json::json;

    use super::*;

    fn list_of(key: &str) -> Schema {
        Schema::object([("items".to_owned(), Schema::reference(key.into()))])
    }

    fn texts(
        schemas: impl IntoIterator<Item = (&'static str, Schema)>,
        says_more: &[&str],
    ) -> (Vec<String>, Vec<Option<usize>>) {
        let schemas: BTreeMap<Rc<str>, Schema> =
            schemas.into_iter().map(|(key, schema)| (key.into(), schema)).collect();
        let rules: Vec<Rule> = schemas.keys().map(|key| Rule { key: Rc::clone(key) }).collect();
        let says_more = says_more.iter().map(|key| Rc::from(*key)).collect();
        let book = Rulebook { schemas, says_more };
        let numbers = Numbers::new(&book, rules.iter());
        (
            (0..).map_while(|number| numbers.text(number)).collect(),
            rules.iter().map(|rule| numbers.of(&rule.key)).collect(),
        )
    }

    #[test]
    fn equal_schemas_are_one() {
        let leaf = || Schema::from(json!({ "type": "string" }));
        let schemas = [("a", list_of("c")), ("b", list_of("d")), ("c", leaf()), ("d", leaf()), ("e", list_of("e"))];
        let (texts, numbers) = texts(schemas, &[]);
        assert_eq!(
            texts,
            [r##"{"items":{"$ref":"#/$defs/1"}}"##, r#"{"type":"string"}"#, r##"{"items":{"$ref":"#/$defs/2"}}"##]
        );
        assert_eq!(numbers, [Some(0), Some(0), Some(1), Some(1), Some(2)]);
    }

    #[test]
    fn the_order_of_entries_does_not_matter() {
        let (one, other) = (json!({"type": "string", "minLength": 1}), json!({"minLength": 1, "type": "string"}));
        let (texts, _) = texts([("a", one.into()), ("b", other.into())], &[]);
        assert_eq!(texts.len(), 1);
    }

    #[test]
    fn schemas_behind_references_stand_for_them() {
        let reference = |key: &str| Schema::reference(key.into());
        let schemas = [("a", reference("b")), ("b", reference("c")), ("c", list_of("a")), ("d", reference("d"))];
        let (texts, numbers) = texts(schemas, &[]);
        assert_eq!(texts, [r##"{"items":{"$ref":"#/$defs/0"}}"##, r##"{"$ref":"#/$defs/1"}"##]);
        assert_eq!(numbers, [Some(0), Some(0), Some(0), Some(1)]);
    }

    /// One of them is looked at in each request, the other only to explain what is wrong.
    #[test]
    fn schemas_that_say_more_stay_apart() {
        let leaf = || Schema::from(json!({ "type": "string" }));
        let (texts, _) = texts([("a", leaf()), ("b", leaf()), ("c", Schema::reference("a".into()))], &["b", "c"]);
        assert_eq!(texts.len(), 3);
    }
}
