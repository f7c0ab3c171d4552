//! Who may call: the credentials that programs send, and those that are enough.

use std::collections::BTreeSet;

use super::Wire;
use crate::diff::change::{At, Verdict};
use crate::diff::subject::{Part, Subject};
use crate::ir::{Operation, Requirement, Standing};

/// The names of schemes that are needed together, or that a client has credentials for.
type Schemes = BTreeSet<String>;

impl Wire<'_> {
    /// Credentials of a scheme that callers have anyway are sent without a word of theirs.
    pub(super) fn access(&mut self, subject: &Subject, at: At<'_>, before: &Operation, after: &Operation) {
        let subject = subject.part(Part::Security);
        let sends = self.sends(before, after);
        let served = |operation: &Operation| operation.security.iter().map(|all| names(all)).collect();
        let (one, other): (BTreeSet<Schemes>, BTreeSet<Schemes>) = (served(before), served(after));
        let text = || format!("asks for {}, and did for {}", listed(after), listed(before));
        if sends.differently {
            self.tell(&subject, at, Verdict::Sent, "security-changed", text());
        }
        if one != other {
            let still = |schemes: &Schemes| other.iter().any(|wanted| wanted.is_subset(schemes));
            let narrower = !is_open(&other) && (is_open(&one) || !one.iter().all(still));
            let (verdict, check) = match narrower || sends.no_more {
                true => (Verdict::RunTime, "security-added"),
                false => (Verdict::Harmless, "security-removed"),
            };
            self.tell(&subject, at, verdict, check, text());
        } else if !sends.differently {
            self.scopes(&subject, at, before, after);
        }
    }

    fn scopes(&mut self, subject: &Subject, at: At<'_>, before: &Operation, after: &Operation) {
        let asked = |operation: &Operation| operation.security.iter().cloned().collect();
        let (one, other): (BTreeSet<Vec<Requirement>>, BTreeSet<Vec<Requirement>>) = (asked(before), asked(after));
        if one == other {
            return;
        }
        let all = |operation: &Operation| -> BTreeSet<String> {
            operation.security.iter().flatten().flat_map(|one| one.scopes.clone()).collect()
        };
        let more: Vec<String> = all(after).difference(&all(before)).cloned().collect();
        let (verdict, check, text) = match more.is_empty() {
            false => (Verdict::RunTime, "security-scope-added", format!("asks for scopes `{}`", more.join("`, `"))),
            true => (Verdict::Harmless, "security-scope-removed", "asks for fewer scopes".to_owned()),
        };
        self.tell(subject, at, verdict, check, text);
    }

    /// What becomes of the calls of clients, whichever of the old credentials they have.
    fn sends(&self, before: &Operation, after: &Operation) -> Sends {
        let known: Schemes = self.old.api.security.iter().map(|scheme| scheme.name.wire.clone()).collect();
        let (old, new) = (of_clients(before), of_clients(after));
        let mut sends = Sends::default();
        if old == new {
            return sends;
        }
        // The first alternative that is met is taken. If clients with some credentials take one of the old and one of
        // the new, so do those with the credentials of these two alone.
        let with_none = [Schemes::new()];
        let of_old: Vec<&Schemes> = with_none.iter().chain(&old).collect();
        let of_new: Vec<&Schemes> = with_none.iter().chain(new.iter().filter(|all| all.is_subset(&known))).collect();
        for one in &of_old {
            for other in &of_new {
                if sends.differently && sends.no_more {
                    return sends;
                }
                let has: Schemes = one.union(other).cloned().collect();
                match (taken(&old, &has), taken(&new, &has)) {
                    (Some(one), Some(other)) => sends.differently |= one != other,
                    (Some(_), None) => sends.no_more = true,
                    (None, _) => {}
                }
            }
        }
        sends
    }
}

/// What becomes of the calls of clients.
#[derive(Default)]
struct Sends {
    /// Some send other credentials.
    differently: bool,
    /// Some lack credentials, so that nothing is sent.
    no_more: bool,
}

fn names(alternative: &[Requirement]) -> Schemes {
    alternative.iter().map(|requirement| requirement.scheme.clone()).collect()
}

/// Whether the operation can be called without credentials.
fn is_open(alternatives: &BTreeSet<Schemes>) -> bool {
    alternatives.is_empty() || alternatives.iter().any(BTreeSet::is_empty)
}

/// The alternatives that a client can meet, in their order.
fn of_clients(operation: &Operation) -> Vec<Schemes> {
    let is_usable = |requirement: &&Requirement| requirement.standing == Standing::Usable;
    let lacks = |all: &&Vec<Requirement>| all.iter().any(|one| one.standing == Standing::Unusable);
    let alternatives = operation.security.iter().filter(|all| !lacks(all));
    alternatives.map(|all| all.iter().filter(is_usable).map(|one| one.scheme.clone()).collect()).collect()
}

/// The credentials that are sent by a client that has some; `None` if it does not send the request.
fn taken(alternatives: &[Schemes], has: &Schemes) -> Option<Schemes> {
    let met = alternatives.iter().find(|schemes| !schemes.is_empty() && schemes.is_subset(has));
    let is_optional = alternatives.is_empty() || alternatives.iter().any(BTreeSet::is_empty);
    met.cloned().or_else(|| is_optional.then(Schemes::new))
}

/// The alternatives in words.
fn listed(operation: &Operation) -> String {
    let mut all: Vec<String> = Vec::new();
    for alternative in &operation.security {
        let schemes: Vec<String> = names(alternative).into_iter().collect();
        let text = if schemes.is_empty() { "none".to_owned() } else { schemes.join(" and ") };
        if !all.contains(&text) {
            all.push(text);
        }
    }
    if all.is_empty() { "none".to_owned() } else { all.join(", or ") }
}
