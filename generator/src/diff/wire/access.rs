//! Who may call: the credentials that programs send, and those that are enough.

use std::collections::{BTreeMap, BTreeSet};

use super::Wire;
use crate::diff::change::{At, Verdict};
use crate::diff::subject::{Part, Subject};
use crate::ir::{Operation, Requirement, Standing};

/// The names of schemes that are needed together, or that a client has credentials for.
type Schemes = BTreeSet<String>;

/// So many alternatives are looked at for the whole of two documents. Those of real ones take some hundreds; beyond
/// this, what is not known is taken for the worst.
const STEPS: usize = 5_000_000;

/// What was found for operations that ask for the same: most ask for what the document does.
#[derive(Debug, Default)]
pub(super) struct Known {
    found: BTreeMap<(Vec<Schemes>, Vec<Schemes>), Sends>,
    steps: usize,
}

impl Wire<'_> {
    /// Compares which credentials an operation asks for. A client that has credentials of a scheme sends them without a
    /// change in the caller's code.
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
    fn sends(&mut self, before: &Operation, after: &Operation) -> Sends {
        let (old, new) = (of_clients(before), of_clients(after));
        if old == new {
            return Sends::default();
        }
        let schemes = &self.old.api.security;
        let known: Schemes = schemes.iter().map(|scheme| scheme.name.wire.clone()).collect();
        self.access.sends(old, new, &known)
    }
}

impl Known {
    fn sends(&mut self, old: Vec<Schemes>, new: Vec<Schemes>, known: &Schemes) -> Sends {
        let key = (old, new);
        if let Some(found) = self.found.get(&key) {
            return *found;
        }
        let found = self.compare(&key.0, &key.1, known);
        self.found.insert(key, found);
        found
    }

    fn compare(&mut self, old: &[Schemes], new: &[Schemes], known: &Schemes) -> Sends {
        let mut sends = Sends::default();
        // The first alternative that is met is taken. If clients with some credentials take one of the old and one of
        // the new, so do those with the credentials of these two alone.
        let with_none = [Schemes::new()];
        let of_old: Vec<&Schemes> = with_none.iter().chain(old).collect();
        let of_new: Vec<&Schemes> = with_none.iter().chain(new.iter().filter(|all| all.is_subset(known))).collect();
        for one in &of_old {
            for other in &of_new {
                if sends.differently && sends.no_more {
                    return sends;
                }
                self.steps += old.len() + new.len();
                if self.steps > STEPS {
                    return Sends { differently: true, no_more: true };
                }
                let has: Schemes = one.union(other).cloned().collect();
                match (taken(old, &has), taken(new, &has)) {
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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

#[cfg(test)]
mod tests {
    use super::*;

    fn schemes(names: impl IntoIterator<Item = usize>) -> Schemes {
        names.into_iter().map(|name| format!("key{name}")).collect()
    }

    /// As many alternatives as an operation may have, which differ in their last alone: nothing ends the search early.
    fn many(last: usize) -> Vec<Schemes> {
        (0..63).map(|name| schemes([name])).chain([schemes([last])]).collect()
    }

    #[test]
    fn work_on_hostile_documents_is_bounded() {
        let all = schemes(0..20_000);
        let mut known = Known::default();
        for operation in 0..200 {
            let sends = known.sends(many(1_000 + operation), many(1_000 + operation + 1), &all);
            assert!(sends.differently, "{operation}");
        }
        // One more than the limit, and no more.
        assert!(known.steps <= STEPS + 200 * 128, "{}", known.steps);
        assert_eq!(known.found.len(), 200);
        let steps = known.steps;
        known.sends(many(1_000), many(1_001), &all);
        assert_eq!(known.steps, steps, "what is known is not compared again");
    }

    #[test]
    fn what_is_beyond_the_limit_is_taken_for_the_worst() {
        let mut known = Known { steps: STEPS, ..Known::default() };
        let sends = known.sends(vec![schemes([1])], vec![schemes([2])], &schemes([1, 2]));
        assert_eq!(sends, Sends { differently: true, no_more: true });
    }
}
