//! Lets calls that fail in the same ways have one enum for it.
//!
//! Most documents answer every failure alike, and an enum for each call is a quarter of what a client
//! costs to compile. Runs after `naming` and `share`: alike is what has the same names and the same types.

use indexmap::IndexMap;

use crate::ir::{Api, Docs, Failures, Format, Outcome, StatusPattern, TypeArena, TypeRef, XmlId};
use crate::names::{Ident, Names};

/// Of calls with the same tags the one whose enum's name is shortest has the enum, then the first in the alphabet,
/// whatever the order of the document. Of a variant it says what all of them say.
pub(super) fn run(api: &mut Api, names: &Names) {
    let mut alike: IndexMap<_, Alike<'_>> = IndexMap::new();
    let operations = api.operations.iter().zip(&names.operations).zip(&api.outcomes);
    for (index, ((operation, names), outcomes)) in operations.enumerate() {
        if outcomes.failures.is_empty() {
            continue;
        }
        let ways: Vec<Way<'_>> = outcomes
            .failures
            .iter()
            .zip(&names.failures)
            .map(|(outcome, name)| way(outcome, name, &api.types))
            .collect();
        let docs: Vec<Docs> = outcomes.failures.iter().map(|outcome| outcome.docs.clone()).collect();
        let alike =
            alike.entry((&operation.tags, ways)).or_insert_with(|| Alike { calls: Vec::new(), docs: docs.clone() });
        alike.calls.push((index, &names.error));
        for (common, docs) in alike.docs.iter_mut().zip(docs) {
            if *common != docs {
                *common = Docs::default();
            }
        }
    }
    let mut failures: Vec<Failures> = api.operations.iter().map(|_| Failures::None).collect();
    for Alike { calls, docs } in alike.into_values() {
        let Some((first, _)) = calls.iter().copied().min_by_key(|(_, name)| (name.len(), *name)) else { continue };
        let aliases = calls.into_iter().map(|(index, _)| (index, Failures::Alias(first)));
        for (index, how) in aliases.chain([(first, Failures::Own(docs))]) {
            if let Some(slot) = failures.get_mut(index) {
                *slot = how;
            }
        }
    }
    api.failures = failures;
}

/// Operations that fail in the same ways.
struct Alike<'a> {
    /// Each with the name that its own enum would have.
    calls: Vec<(usize, &'a Ident)>,
    /// What all of them say of each failure.
    docs: Vec<Docs>,
}

/// All that an enum says of a failure.
#[derive(PartialEq, Eq, Hash)]
struct Way<'a> {
    status: StatusPattern,
    media_type: Option<&'a str>,
    name: &'a Ident,
    held: Option<(Format, &'a TypeRef, Option<XmlId>)>,
}

fn way<'a>(outcome: &'a Outcome, name: &'a Ident, types: &'a TypeArena) -> Way<'a> {
    let content = outcome.content.as_ref();
    let held = content.map(|content| {
        let format = if content.is_json() { Format::Json } else { content.format };
        (format, types.unaliased(&content.ty), content.xml)
    });
    let media_type = content.filter(|_| outcome.by_media_type).map(|content| content.media_type.as_str());
    Way { status: outcome.status, media_type, name, held }
}
