//! Pages: a client that follows them sends what the document says, though no type tells.

use super::Wire;
use crate::diff::change::{At, Verdict};
use crate::diff::subject::Subject;
use crate::ir::{NextPage, Operation, PageInput, Paging};

impl Wire<'_> {
    /// An operation whose calls had pages and have them still. Whether they have any is seen in the Rust API.
    pub(super) fn pages(&mut self, operations: (&Operation, &Operation), before: &Paging, after: &Paging) {
        let subject = Subject::operation(&operations.0.to_string());
        let at = At::both(&operations.0.origin, &operations.1.origin);
        if before.next != after.next {
            let text = format!("the next page is {}, and was {}", next(&after.next), next(&before.next));
            self.tell(&subject, at, Verdict::Sent, "pages-changed", text);
        }
        for (what, old, new) in [
            ("the place of the items of a page", path(&before.items), path(&after.items)),
            ("what says whether there are further pages", property(&before.more), property(&after.more)),
            ("what has the number of the last page", property(&before.last), property(&after.last)),
        ] {
            if old != new {
                let text = format!("{what} is {new}, and was {old}");
                self.tell(&subject, at, Verdict::RunTime, "pages-read-differently", text);
            }
        }
    }
}

/// Where the next page is said, in words.
fn next(next: &NextPage) -> String {
    match next {
        NextPage::Link => "that of the header `Link`".to_owned(),
        NextPage::Url(from) => format!("that of the URL in {}", path(from)),
        NextPage::Token(from, to) => format!("asked for with {} in {}", path(from), input(to)),
        NextPage::HeaderToken(from, to) => format!("asked for with the header `{from}` in {}", input(to)),
        NextPage::LastItem(from, to) => format!("asked for with {} of the last item in {}", path(from), input(to)),
        NextPage::Page(to, first) => format!("asked for by number from {first} on in {}", input(to)),
        NextPage::Offset(to) => format!("asked for by offset in {}", input(to)),
    }
}

fn input(input: &PageInput) -> String {
    match input {
        PageInput::Query(name) => format!("the query as `{name}`"),
        PageInput::Header(name) => format!("the header `{name}`"),
        PageInput::Body(to) => format!("the body as {}", path(to)),
    }
}

fn path(path: &[String]) -> String {
    if path.is_empty() { "the body itself".to_owned() } else { format!("`{}`", path.join(".")) }
}

/// A property that pages need not have.
fn property(at: &[String]) -> String {
    if at.is_empty() { "no property".to_owned() } else { path(at) }
}

#[cfg(test)]
mod tests {
    use crate::{Builder, Document, Verdict};

    fn document(next: &str, parameter: &str) -> Document {
        let text = format!(
            "openapi: 3.0.3
info: {{title: T, version: '1'}}
paths:
  /pets:
    get:
      operationId: listPets
      parameters:
      - {{name: cursor, in: query, schema: {{type: string}}}}
      - {{name: page_token, in: query, schema: {{type: string}}}}
      responses:
        '200':
          description: A page.
          content:
            application/json:
              schema:
                type: object
                properties:
                  items: {{type: array, items: {{type: string}}}}
                  next_cursor: {{type: string}}
                  next_page_token: {{type: string}}
      x-speakeasy-pagination:
        type: cursor
        inputs: [{{name: {parameter}, in: parameters, type: cursor}}]
        outputs: {{nextCursor: $.{next}, results: $.items}}
"
        );
        Document::from_text("pets.yaml", &text).unwrap()
    }

    #[test]
    fn pages_by_another_parameter_are_sent_differently() {
        let (old, new) = (document("next_cursor", "cursor"), document("next_page_token", "page_token"));
        let diff = Builder::new("pets.yaml").diff(&old, &new).unwrap();
        let effects: Vec<_> = diff.changes.iter().flat_map(|change| &change.effects).collect();
        let [only] = effects.as_slice() else { panic!("{effects:?}") };
        assert_eq!((only.verdict, only.check), (Verdict::Sent, "pages-changed"));
        assert_eq!(
            only.text,
            "the next page is asked for with `next_page_token` in the query as `page_token`, and was asked for with \
             `next_cursor` in the query as `cursor`"
        );
        assert_eq!(Builder::new("pets.yaml").diff(&old, &old).unwrap().verdict(), None);
    }
}
