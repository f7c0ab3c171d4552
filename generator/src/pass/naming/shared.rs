//! Names of types that several places share: of what the places have in common, not of one of them.
//!
//! That is what their names end with, which is most often the property (`… state` → `State`); the values of an
//! enumeration or the properties of a small object; or what the names of the operations begin with
//! (`pulls create body`, `pulls update body` → `PullsBody`).

use crate::index::IndexMap;

use crate::ir::{EnumOf, TypeDef, TypeKind};
use crate::names::{Ident, of_place, words_of};

/// Words for the part of an operation that something stands in.
const PARTS: [&str; 6] = ["body", "response", "request", "form", "headers", "parameter"];

/// Words for a place within something else.
const PLACES: [&str; 8] = ["item", "value", "default", "further", "base", "list", "variant", "object"];

/// Whether a word says where something stands, and nothing of what it is.
fn is_place(word: &str) -> bool {
    PARTS.contains(&word) || PLACES.contains(&word) || word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Words for what an operation does, which say nothing of what it is about.
const VERBS: [&str; 14] = [
    "get", "put", "post", "patch", "delete", "list", "create", "update", "add", "set", "remove", "fetch", "read",
    "search",
];

/// The longest list of values or properties that a type is named after.
const MOST: usize = 3;
/// The longest value, in words, that a type is named after.
const LONG: usize = 3;

/// One of the places that share a type.
pub(super) struct Place {
    /// What a type of this place alone would be called.
    pub(super) words: String,
    /// The same without the operation or the schema that it stands in.
    pub(super) within: String,
}

/// Names for a type of several places, best first.
pub(super) fn names(def: &TypeDef, places: &[Place]) -> Vec<Ident> {
    let words = |text: fn(&Place) -> &String| -> Vec<Vec<String>> {
        let texts = places.iter().map(text);
        texts.map(|text| if text.trim().is_empty() { Vec::new() } else { words_of(text) }).collect()
    };
    let end = within_part(common_end(&words(|place| &place.within)));
    let places = words(|place| &place.words);
    let with_end = |words: Vec<String>| [words, end.clone()].concat();
    let mut names: Vec<Vec<String>> = Vec::new();
    let said = contents(def);
    // One value says more than the property that always has it: `object: list`.
    if matches!(&def.kind, TypeKind::Enum(listed) if listed.variants.len() == 1) {
        names.extend(said.clone().map(with_end));
    }
    if end.iter().any(|word| !is_place(word)) {
        names.push(end.clone());
    }
    let start = common_start(&places, end.len());
    if start.iter().any(|word| !VERBS.contains(&word.as_str())) {
        names.push(with_end(start));
    }
    let usual = usual_word(&places).filter(|word| !end.contains(word)).map(|word| with_end(vec![word]));
    match &def.kind {
        TypeKind::Enum(_) => names.extend(said.map(with_end).into_iter().chain(usual)),
        _ => {
            let object = if end.is_empty() { vec!["object".to_owned()] } else { end.clone() };
            names.extend(usual.into_iter().chain(said.map(|said| [said, object].concat())));
        }
    }
    names.push(usual_end(&places));
    names.into_iter().filter(|words| !words.is_empty()).map(|words| of_place(&words.join("_"))).collect()
}

/// The words that all names end with, without being one of them altogether.
fn common_end(places: &[Vec<String>]) -> Vec<String> {
    let Some((first, others)) = places.split_first() else { return Vec::new() };
    let length = others.iter().fold(first.len(), |length, other| {
        let alike = first.iter().rev().zip(other.iter().rev()).take_while(|(one, other)| one == other).count();
        length.min(alike)
    });
    first.get(first.len() - length..).unwrap_or_default().to_vec()
}

/// What stands behind the part of an operation: what is in front of it is the end of the operation's name.
fn within_part(mut words: Vec<String>) -> Vec<String> {
    let part = words.iter().rposition(|word| PARTS.contains(&word.as_str()));
    match part.filter(|part| words.iter().skip(part + 1).any(|word| !is_place(word))) {
        Some(part) => words.split_off(part + 1),
        None => words,
    }
}

/// The words that all names begin with, before their common end.
fn common_start(places: &[Vec<String>], end: usize) -> Vec<String> {
    let mut starts = places.iter().map(|words| words.get(..words.len().saturating_sub(end)).unwrap_or_default());
    let Some(first) = starts.next() else { return Vec::new() };
    let length = starts.fold(first.len(), |length, other| {
        length.min(first.iter().zip(other).take_while(|(one, other)| one == other).count())
    });
    first.get(..length).unwrap_or_default().to_vec()
}

/// The word that most of the names have, if more than half of them do.
fn usual_word(places: &[Vec<String>]) -> Option<String> {
    let mut times: IndexMap<&String, usize> = IndexMap::default();
    for words in places {
        let mut own: Vec<&String> = words.iter().collect();
        own.sort_unstable();
        own.dedup();
        let said = own.into_iter().filter(|word| !is_place(word) && !VERBS.contains(&word.as_str()));
        said.for_each(|word| *times.entry(word).or_default() += 1);
    }
    let usual = times.into_iter().filter(|(word, times)| times * 2 > places.len() && word.len() > 2);
    usual.min_by_key(|(word, times)| (core::cmp::Reverse(*times), *word)).map(|(word, _)| word.clone())
}

/// The last word that says what something is, with the places behind it, as most names have it. Of ends that as many
/// names have it is the one whose word occurs in most.
fn usual_end(places: &[Vec<String>]) -> Vec<String> {
    let is_verb = |word: &String| VERBS.contains(&word.as_str());
    let mut times: IndexMap<Vec<String>, usize> = IndexMap::default();
    for words in places {
        let subject = words.iter().rposition(|word| !is_place(word) && !is_verb(word));
        let last = subject.or_else(|| words.iter().rposition(|word| !is_place(word))).unwrap_or(0);
        let behind = words.iter().skip(last + 1).filter(|word| !is_verb(word));
        *times.entry(words.get(last).into_iter().chain(behind).cloned().collect()).or_default() += 1;
    }
    let spread = |end: &[String]| {
        let word = end.first();
        places.iter().filter(|words| word.is_some_and(|word| words.contains(word))).count()
    };
    let rank = |(words, times): &(Vec<String>, usize)| {
        (core::cmp::Reverse((*times, spread(words))), words.len(), words.clone())
    };
    times.into_iter().min_by_key(rank).map(|(words, _)| words).unwrap_or_default()
}

/// The values, properties or variants of a type, if they are few and short.
fn contents(def: &TypeDef) -> Option<Vec<String>> {
    let names: Vec<&str> = match &def.kind {
        TypeKind::Enum(listed) if listed.of == EnumOf::Strings => {
            listed.variants.iter().map(|variant| variant.name.wire.as_str()).collect()
        }
        TypeKind::Struct(object) => {
            let mut names: Vec<&str> = object.fields.iter().map(|field| field.name.wire.as_str()).collect();
            names.sort_unstable();
            names
        }
        TypeKind::Union(union) => union.variants.iter().map(|variant| variant.name.wire.as_str()).collect(),
        _ => return None,
    };
    let words: Vec<Vec<String>> = names.iter().map(|name| words_of(name)).collect();
    let are_few = (1..=MOST).contains(&words.len());
    (are_few && words.iter().all(|words| (1..=LONG).contains(&words.len()))).then(|| words.concat())
}

#[cfg(test)]
mod tests {
    use super::{common_end, common_start, usual_end, usual_word, within_part};
    use crate::names::words_of;

    fn words(places: &[&str]) -> Vec<Vec<String>> {
        places.iter().map(|place| words_of(place)).collect()
    }

    #[test]
    fn what_places_have_in_common() {
        type Case<'a> = (&'a [&'a str], &'a str, &'a str, Option<&'a str>, &'a str);
        let cases: [Case<'_>; 5] = [
            (&["issues state", "pulls state"], "state", "", Some("state"), "state"),
            (&["pulls create body", "pulls update body"], "body", "pulls", Some("pulls"), "pulls body"),
            (&["PostAccountsId body bank", "PostId body bank"], "bank", "post", Some("bank"), "bank"),
            (&["a tags item", "b labels item", "c tags item"], "item", "", Some("tags"), "tags item"),
            (&["Pet body", "Pet response", "Missing response"], "", "", Some("pet"), "pet body"),
        ];
        for (places, end, start, word, usual) in cases {
            let places = words(places);
            let found = within_part(common_end(&places));
            assert_eq!(found.join(" "), end, "{places:?}");
            assert_eq!(common_start(&places, found.len()).join(" "), start, "{places:?}");
            assert_eq!(usual_word(&places).as_deref(), word, "{places:?}");
            assert_eq!(usual_end(&places).join(" "), usual, "{places:?}");
        }
    }
}
