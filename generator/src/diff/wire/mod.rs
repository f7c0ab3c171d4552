//! The wire half: what is sent, and what is taken, operation by operation.
//!
//! Requests go from clients to servers, responses the other way. A change that lets less pass is
//! [`RunTime`](Verdict::RunTime): clients and servers are not exchanged at once, so that what the old document allowed
//! still comes. What clients tolerate is harmless: values, variants and properties that they do not know.

mod access;
mod limits;
mod operation;
mod pages;
mod response;
mod rules;
mod schema;
mod xml;

use std::collections::BTreeSet;

pub(super) use response::status;

use super::Side;
use super::change::{At, Collected, Effect, Verdict};
use super::pairs::Pairs;
use super::subject::Subject;
use crate::ir::{Docs, Operation, SecurityKind, TypeId, XmlId};

/// The way that a value takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    /// From clients to servers.
    Request,
    /// From servers to clients.
    Response,
}

/// Compares two documents, and remembers what was looked at.
struct Wire<'a> {
    old: Side<'a>,
    new: Side<'a>,
    found: &'a mut Collected,
    types: BTreeSet<(TypeId, TypeId, Way)>,
    rules: BTreeSet<(String, String)>,
    shapes: BTreeSet<(XmlId, XmlId)>,
    access: access::Known,
}

pub(super) fn compare(old: Side<'_>, new: Side<'_>, pairs: &Pairs, found: &mut Collected) {
    let (types, rules, shapes, access) = Default::default();
    let mut wire = Wire { old, new, found, types, rules, shapes, access };
    wire.whole();
    wire.security();
    let listed = [
        (&pairs.operations, &old.api.operations, &new.api.operations),
        (&pairs.callbacks, &old.api.callbacks, &new.api.callbacks),
    ];
    for (matched, before, after) in listed {
        for (before, after) in matched.pairs(before, after) {
            wire.operation(before, after);
        }
        for removed in matched.removed(before) {
            wire.presence(removed, true);
        }
        for added in matched.added(after) {
            wire.presence(added, false);
        }
    }
    wire.paging(pairs);
}

impl Wire<'_> {
    /// How the pages of calls follow each other.
    fn paging(&mut self, pairs: &Pairs) {
        let (old, new) = (self.old.api, self.new.api);
        let operations = pairs.operations.pairs(&old.operations, &new.operations);
        for (operations, paging) in operations.into_iter().zip(pairs.operations.pairs(&old.paging, &new.paging)) {
            if let (Some(before), Some(after)) = (paging.0, paging.1) {
                self.pages(operations, before, after);
            }
        }
    }

    fn tell(&mut self, subject: &Subject, at: At<'_>, verdict: Verdict, check: &'static str, text: String) {
        self.found.add(subject.clone(), at, Effect { verdict, check, item: None, text });
    }

    fn whole(&mut self) {
        let (before, after) = (self.old.api, self.new.api);
        if before.base_url != after.base_url {
            let shown = |url: &Option<String>| url.as_ref().map_or("none".to_owned(), |url| format!("`{url}`"));
            let text = format!("the address is {}, and was {}", shown(&after.base_url), shown(&before.base_url));
            // A program that had none names one, and goes on to.
            let verdict = if before.base_url.is_none() { Verdict::Harmless } else { Verdict::Sent };
            self.tell(&Subject::Api, At::default(), verdict, "base-url-changed", text);
        }
        if before.base_path != after.base_path {
            let text = format!("servers answer below `{}`, and did below `{}`", after.base_path, before.base_path);
            self.tell(&Subject::Api, At::default(), Verdict::RunTime, "base-path-changed", text);
        }
        if before.gateway != after.gateway {
            let form = |gateway| if gateway { "as API Gateway does" } else { "as problem details" };
            let text = format!("servers reject requests {}, and did {}", form(after.gateway), form(before.gateway));
            self.tell(&Subject::Api, At::default(), Verdict::Sent, "rejections-changed", text);
        }
        if before.version != after.version {
            let text = format!("the version is `{}`, and was `{}`", after.version, before.version);
            self.tell(&Subject::Api, At::default(), Verdict::Harmless, "version-changed", text);
        }
    }

    fn security(&mut self) {
        for after in &self.new.api.security {
            let Some(before) = self.old.api.security.iter().find(|scheme| scheme.name.wire == after.name.wire) else {
                continue;
            };
            if before.kind != after.kind {
                let subject = Subject::Security(after.name.wire.clone());
                let at = At { old: before.name.origin.as_ref(), new: after.name.origin.as_ref() };
                let text = format!("credentials go {}, and went {}", carried(&after.kind), carried(&before.kind));
                self.tell(&subject, at, Verdict::Sent, "security-scheme-changed", text);
                let text = "credentials are no longer found where they were".to_owned();
                self.tell(&subject, at, Verdict::RunTime, "security-scheme-changed", text);
            }
        }
    }

    fn presence(&mut self, operation: &Operation, removed: bool) {
        let subject = Subject::operation(&operation.to_string());
        if removed {
            let (at, text) = (At::old(&operation.origin), "is removed".to_owned());
            self.tell(&subject, at, Verdict::RunTime, "operation-removed", text);
        } else {
            let (at, text) = (At::new(&operation.origin), "is new".to_owned());
            self.tell(&subject, at, Verdict::Harmless, "operation-added", text);
        }
    }

    /// Defaults, which nothing sends and servers know, and what is said to be on its way out.
    fn docs(&mut self, subject: &Subject, at: At<'_>, before: &Docs, after: &Docs) {
        let default =
            |docs: &Docs| docs.notes.iter().find_map(|note| note.strip_prefix("Default: ").map(str::to_owned));
        let (one, other) = (default(before), default(after));
        if one != other {
            let shown = |text: Option<String>| text.unwrap_or_else(|| "no default".to_owned());
            let text = format!("what is not sent means {}, and meant {}", shown(other), shown(one));
            self.tell(subject, at, Verdict::Sent, "default-changed", text);
        }
        if before.deprecated != after.deprecated {
            let (check, text) = match after.deprecated {
                true => ("deprecated", "is deprecated"),
                false => ("no-longer-deprecated", "is no longer deprecated"),
            };
            self.tell(subject, at, Verdict::Harmless, check, text.to_owned());
        }
    }
}

/// Where a request has the credentials of a scheme.
fn carried(kind: &SecurityKind) -> String {
    match kind {
        SecurityKind::ApiKeyHeader(name) => format!("into the header `{name}`"),
        SecurityKind::ApiKeyQuery(name) => format!("into the query as `{name}`"),
        SecurityKind::ApiKeyCookie(name) => format!("into the cookie `{name}`"),
        SecurityKind::Authorization(scheme) => format!("into the header `Authorization` behind `{scheme}`"),
        SecurityKind::Basic => "as user and password".to_owned(),
        SecurityKind::Bearer => "as a bearer token".to_owned(),
        SecurityKind::SigV4 => "as a signature of AWS".to_owned(),
    }
}
