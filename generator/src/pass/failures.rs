//! Lets calls that fail in the same ways have one enum for it.
//!
//! Most documents answer every failure alike, and an enum for each call is a quarter of what a client
//! costs to compile. Runs after `naming` and `share`: alike is what has the same names and the same types.
//! The enum has a name of its own (`naming::failures`); what a call's errors are called is another name of it.

use crate::index::IndexMap;

use crate::ir::{Api, Docs, Failures, Format, Outcome, StatusPattern, TypeArena, TypeRef, XmlId};
use crate::names::{Ident, Names};

/// The enum stands beside the call whose name is shortest, then first in the alphabet, whatever the order of the
/// document. Of a variant it says what all calls say.
///
/// Calls of different tags share one unless `tag_features` is set: a call may then be there without the other.
pub(super) fn run(api: &mut Api, names: &Names, tag_features: bool) {
    let mut alike: IndexMap<_, Alike<'_>> = IndexMap::default();
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
        let tags = tag_features.then_some(&operation.tags);
        let docs: Vec<Docs> = outcomes.failures.iter().map(|outcome| outcome.docs.clone()).collect();
        let alike = alike.entry((tags, ways)).or_insert_with(|| Alike { calls: Vec::new(), docs: docs.clone() });
        alike.calls.push((index, &names.error));
        for (common, docs) in alike.docs.iter_mut().zip(docs) {
            if *common != docs {
                *common = Docs::default();
            }
        }
    }
    let mut failures: Vec<Failures> = api.operations.iter().map(|_| Failures::None).collect();
    let mut shared = Vec::new();
    for Alike { mut calls, docs } in alike.into_values() {
        calls.sort_by_key(|(_, name)| (name.len(), *name));
        let group = shared.len();
        let mut docs = Some(docs);
        for (index, _) in &calls {
            let Some(slot) = failures.get_mut(*index) else { continue };
            *slot = match (docs.take(), calls.len()) {
                (Some(docs), 1) => Failures::Own(docs),
                (docs, _) => Failures::Shared { group, docs },
            };
        }
        if calls.len() > 1 {
            shared.push(calls.into_iter().map(|(index, _)| index).collect());
        }
    }
    (api.failures, api.shared_failures) = (failures, shared);
}

/// Operations that fail in the same ways.
struct Alike<'a> {
    /// Each with the name of its errors.
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
    content: Option<(Format, &'a TypeRef, Option<XmlId>)>,
}

fn way<'a>(outcome: &'a Outcome, name: &'a Ident, types: &'a TypeArena) -> Way<'a> {
    let content = outcome.content.as_ref();
    let media_type = content.filter(|_| outcome.by_media_type).map(|content| content.media_type.as_str());
    let content = content.map(|content| {
        let format = if content.is_json() { Format::Json } else { content.format };
        (format, types.unaliased(&content.ty), content.xml)
    });
    Way { status: outcome.status, media_type, name, content }
}
