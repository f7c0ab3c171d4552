//! Bodies of XML: the names of elements and attributes.

use super::Wire;
use crate::diff::change::{At, Verdict};
use crate::diff::subject::Subject;
use crate::ir::{XmlContent, XmlId, XmlOf};

impl Wire<'_> {
    pub(super) fn xml(&mut self, subject: &Subject, at: At<'_>, before: XmlId, after: XmlId) {
        if !self.shapes.insert((before, after)) {
            return;
        }
        let (old, new) = (self.old.api, self.new.api);
        let (one, other) = (old.xml.get(before), new.xml.get(after));
        if one.element != other.element {
            let text = format!("the element is `{}`, and was `{}`", other.element.qualified, one.element.qualified);
            self.tell(subject, at, Verdict::Sent, "xml-changed", text);
        }
        match (&one.content, &other.content) {
            (XmlContent::Any, XmlContent::Any) | (XmlContent::Text, XmlContent::Text) => {}
            (XmlContent::Items { name: a, of: x }, XmlContent::Items { name: b, of: y }) => {
                if a != b {
                    let text = format!("items are `{}`, and were `{}`", b.qualified, a.qualified);
                    self.tell(subject, at, Verdict::Sent, "xml-changed", text);
                }
                self.xml_of(subject, at, *x, *y);
            }
            (XmlContent::Members { members: a, others: x }, XmlContent::Members { members: b, others: y }) => {
                for before in a {
                    let Some(after) = b.iter().find(|member| member.key == before.key) else { continue };
                    if before.name != after.name || before.place != after.place {
                        let text = format!("`{}` is written otherwise", before.key);
                        self.tell(subject, at, Verdict::Sent, "xml-changed", text);
                    }
                    self.xml_of(subject, at, before.of, after.of);
                }
                self.xml_of(subject, at, *x, *y);
            }
            _ => self.tell(subject, at, Verdict::Sent, "xml-changed", "is written otherwise".to_owned()),
        }
    }

    fn xml_of(&mut self, subject: &Subject, at: At<'_>, before: XmlOf, after: XmlOf) {
        match (before, after) {
            (XmlOf::Shape(one), XmlOf::Shape(other)) => self.xml(subject, at, one, other),
            (one, other) if core::mem::discriminant(&one) == core::mem::discriminant(&other) => {}
            _ => self.tell(subject, at, Verdict::Sent, "xml-changed", "is written otherwise".to_owned()),
        }
    }
}
