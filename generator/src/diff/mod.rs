//! What a new document does to the users of the code: `gatewright diff`.
//!
//! Two halves look at the same pair of documents. `surface` lists what a program can name of the generated code, and
//! compares the two lists as the compiler would. `wire` compares what goes over the wire, operation by operation. Both
//! attach what they find to a [`Subject`](subject::Subject), a piece of the document, so that one change of the document
//! is one [`Change`], however many operations use it.
//!
//! Invariant: the order of changes depends on the documents' names alone.

mod bump;
mod change;
mod pairs;
mod render;
mod subject;
mod surface;
mod types;
mod uses;
mod wire;

use gatewright_document::Report;

pub use bump::Bump;
pub use change::{Change, Diff, Effect, Spot, Verdict};

use crate::ir::Api;
use crate::names::Names;
use crate::options::Options;
use change::{At, Collected};
use pairs::Pairs;
use subject::Subject;

/// A document as the pipeline has it before anything is emitted.
#[derive(Clone, Copy)]
pub(crate) struct Side<'a> {
    pub(crate) api: &'a Api,
    pub(crate) names: &'a Names,
    pub(crate) report: &'a Report,
}

/// Compares two documents under the same options.
pub(crate) fn compare(old: Side<'_>, new: Side<'_>, options: &Options) -> Diff {
    let pairs = Pairs::find(old, new);
    let mut found = Collected::default();
    surface::compare(old, new, &pairs, options, &mut found);
    wire::compare(old, new, &pairs, &mut found);
    tell_guesses(old, new, &pairs, &mut found);
    let uses = uses::Uses::new(old.api, new.api, &pairs);
    found.finish(old.report, new.report, |subject| uses.of(subject))
}

/// Says which renames of types nothing confirms.
fn tell_guesses(old: Side<'_>, new: Side<'_>, pairs: &Pairs, found: &mut Collected) {
    for id in &pairs.guessed {
        let Some(partner) = pairs.forth.get(id) else { continue };
        let (before, after) = (old.api.types.get(*id), new.api.types.get(*partner));
        if before.named && after.named {
            let text = format!("unverified rename: `{}` stands in its place, and has other members", after.key());
            let effect = Effect { verdict: Verdict::Harmless, check: "rename-unverified", item: None, text };
            found.add(Subject::Type(before.key().into_owned(), None), At::both(&before.origin, &after.origin), effect);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Builder, Document, ServerTraits};

    fn document(name: &str, property: &str) -> Document {
        let text = format!(
            "openapi: 3.0.3
info: {{title: T, version: '1'}}
paths:
  /pet:
    get:
      operationId: getPet
      responses:
        '200':
          description: A pet.
          content: {{application/json: {{schema: {{$ref: '#/components/schemas/{name}'}}}}}}
components:
  schemas:
    {name}: {{type: object, properties: {{{property}: {{type: string}}}}}}
"
        );
        Document::from_text("pets.yaml", &text).unwrap()
    }

    #[test]
    fn renames_that_nothing_confirms_are_said_so() {
        let said = |property: &str| {
            let (old, new) = (document("Pet", "name"), document("Animal", property));
            Builder::new("pets.yaml").diff(&old, &new).unwrap().to_text(false)
        };
        let unverified = "unverified rename: `Animal` stands in its place, and has other members";
        assert!(said("age").contains(unverified), "{}", said("age"));
        assert!(said("name").contains("`models::Pet` is called `models::Animal` now"), "{}", said("name"));
        assert!(!said("name").contains("unverified"), "{}", said("name"));
    }

    #[test]
    fn a_form_that_takes_less_breaks_callers() {
        let document = |parts: &str| {
            let text = format!(
                "openapi: 3.0.3
info: {{title: T, version: '1'}}
paths:
  /a:
    post:
      requestBody: {{content: {{multipart/form-data: {{schema: {{type: object, {parts}}}}}}}}}
      responses: {{'204': {{description: Done.}}}}
"
            );
            Document::from_text("forms.yaml", &text).unwrap()
        };
        let said = |old: &str, new: &str| {
            Builder::new("forms.yaml").diff(&document(old), &document(new)).unwrap().to_text(false)
        };
        let files = "properties: {files: {type: array, items: {type: string, format: binary}}, note: {type: string}}";
        let closed = said(files, &format!("{files}, additionalProperties: false"));
        assert!(closed.contains("takes no other properties now"), "{closed}");
        let required = said(files, &format!("{files}, required: [files]"));
        assert!(required.contains("is required now"), "{required}");
        let fewer = "properties: {note: {type: string}}, additionalProperties: false";
        let removed = said(&format!("{files}, additionalProperties: false"), fewer);
        assert!(removed.contains("is no longer taken"), "{removed}");
    }

    #[test]
    fn a_method_that_moves_to_another_tag_moves_in_programs() {
        let document = |tag: &str| {
            let text = format!(
                "openapi: 3.0.3
info: {{title: T, version: '1'}}
paths:
  /a: {{get: {{operationId: a, tags: [{tag}], responses: {{'204': {{description: Done.}}}}}}}}
  /b: {{get: {{operationId: b, tags: [x], responses: {{'204': {{description: Done.}}}}}}}}
  /c: {{get: {{operationId: c, tags: [y], responses: {{'204': {{description: Done.}}}}}}}}
"
            );
            Document::from_text("tags.yaml", &text).unwrap()
        };
        let said = |traits: ServerTraits, tag: &str| {
            let builder = Builder::new("tags.yaml").server_traits(traits);
            builder.diff(&document("x"), &document(tag)).unwrap().to_text(false)
        };
        assert!(said(ServerTraits::Api, "y").starts_with("no changes"));
        let moved = said(ServerTraits::Tag, "y");
        assert!(moved.contains("`server::XApi::a` is called `server::YApi::a` now"), "{moved}");
        let new = said(ServerTraits::Tag, "z");
        assert!(new.contains("`server::T::z_api` is new, and has to be there"), "{new}");
    }
}
