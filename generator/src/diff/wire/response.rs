//! Responses: statuses, media types and headers.

use super::{Way, Wire};
use crate::diff::change::{At, Verdict};
use crate::diff::pairs;
use crate::diff::subject::{Part, Subject};
use crate::ir::{Content, Operation, Response, StatusPattern, TypeRef};
use crate::target::accepted;

/// A status as documents write it.
pub(in crate::diff) fn status(status: StatusPattern) -> String {
    match status {
        StatusPattern::Code(code) => code.to_string(),
        StatusPattern::Class(class) => format!("{class}XX"),
        StatusPattern::Default => "default".to_owned(),
    }
}

impl Wire<'_> {
    pub(super) fn responses(&mut self, subject: &Subject, before: &Operation, after: &Operation) {
        let at = At::both(&before.origin, &after.origin);
        let (one, other) = (accepted(before), accepted(after));
        if one != other {
            let shown =
                |accepted: &str| if accepted.is_empty() { "nothing".to_owned() } else { format!("`{accepted}`") };
            let text = format!("asks for {}, and did for {}", shown(&other), shown(&one));
            self.tell(subject, at, Verdict::Sent, "accept-changed", text);
        }
        let matched = pairs::responses(before, after);
        for (one, other) in matched.pairs(&before.responses, &after.responses) {
            self.response(subject, at, one, other);
        }
        let of = |response: &Response| subject.part(Part::Response(status(response.status)));
        for removed in matched.removed(&before.responses) {
            let text = "is no longer documented, so that clients take it for another".to_owned();
            self.tell(&of(removed), at, Verdict::RunTime, "response-status-removed", text);
        }
        for added in matched.added(&after.responses) {
            let redirect = matches!(added.status, StatusPattern::Code(301..=303 | 307 | 308) | StatusPattern::Class(3));
            let (verdict, text) = match redirect {
                true => (Verdict::RunTime, "is a response now, where redirects were followed"),
                false => (Verdict::Harmless, "is new"),
            };
            self.tell(&of(added), at, verdict, "response-status-added", text.to_owned());
        }
    }

    fn response(&mut self, subject: &Subject, at: At<'_>, before: &Response, after: &Response) {
        let code = status(before.status);
        let whole = subject.part(Part::Response(code.clone()));
        let of = |content: &Content| subject.part(Part::ResponseContent(code.clone(), content.media_type.clone()));
        if before.contents.is_empty() != after.contents.is_empty() {
            let (verdict, check, text) = match before.contents.is_empty() {
                true => (Verdict::RunTime, "response-body-added", "has a body now"),
                false => (Verdict::RunTime, "response-body-removed", "has no body any more"),
            };
            self.tell(&whole, at, verdict, check, text.to_owned());
        } else {
            let matched = pairs::contents(&before.contents, &after.contents);
            for (one, other) in matched.pairs(&before.contents, &after.contents) {
                let subject = if one.media_type == other.media_type { whole.clone() } else { of(one) };
                self.content(&subject, at, one, other, Way::Response);
            }
            for removed in matched.removed(&before.contents) {
                let text = "is no longer documented".to_owned();
                self.tell(&of(removed), at, Verdict::RunTime, "response-media-type-removed", text);
            }
            for added in matched.added(&after.contents) {
                let text = "is new".to_owned();
                self.tell(&of(added), at, Verdict::Harmless, "response-media-type-added", text);
            }
        }
        if let (Some(one), Some(other)) = (before.headers, after.headers) {
            self.ty(&whole, at, &TypeRef::Named(one), &TypeRef::Named(other), Way::Response);
        }
    }
}
