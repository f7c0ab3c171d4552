//! Two lists of items, as the compiler sees their difference.

use super::{Audience, Entry, Group, Surface};
use crate::diff::change::{At, Collected, Effect, Verdict};
use crate::diff::subject::Subject;

/// The modules with a trait, as their entries are called.
const MODULES: [&str; 2] = ["server", "callbacks"];

/// What stands for the whole of the old API.
struct Known<'a>(Option<&'a Group>);

impl Known<'_> {
    /// Whether programs have to do something for a new entry of a trait: a trait that is new itself is implemented by
    /// nobody yet, and credentials are matched by nobody where nothing asked for any.
    fn demands(&self, name: &str) -> bool {
        let module = module(name);
        let within = if name.ends_with(" credentials") { format!("{module} hook") } else { module.to_owned() };
        MODULES.contains(&module) && self.0.is_some_and(|group| group.entries.contains_key(&within))
    }
}

/// The first word of the name of an entry.
fn module(name: &str) -> &str {
    name.split(' ').next().unwrap_or_default()
}

pub(super) fn compare(old: &Surface, new: &Surface, found: &mut Collected) {
    let known = Known(old.get(&Subject::Api));
    for (subject, before) in old {
        match new.get(subject) {
            Some(after) => group(before, after, &known, found),
            None => whole(before, Presence::Removed, &known, found),
        }
    }
    for (subject, after) in new {
        if !old.contains_key(subject) {
            whole(after, Presence::Added, &known, found);
        }
    }
}

/// A type or an operation that only one of the documents has: one effect for all of its items, told of the one that
/// the others are named after.
fn whole(group: &Group, what: Presence, known: &Known<'_>, found: &mut Collected) {
    let mut entries: Vec<(&String, &Entry)> = group.entries.iter().collect();
    entries.sort_by_key(|(name, entry)| (!name.ends_with(" fn"), entry.declares.is_none(), *name));
    let first = |wanted: &dyn Fn(&str, &Entry) -> bool| {
        let (name, entry) = entries.iter().find(|(name, entry)| wanted(name, entry))?;
        Some((*name, Entry { subject: entry.subject.root(), ..(*entry).clone() }))
    };
    match what {
        Presence::Removed => {
            if let Some((_, entry)) = first(&|_, entry| entry.needed_by.callers) {
                add(&entry, None, Verdict::Callers, "item-removed", "is removed", false, found);
            }
            if let Some((_, entry)) = first(&|_, entry| entry.needed_by.implementers) {
                add(&entry, None, Verdict::Implementers, "item-removed", "is removed", false, found);
            }
        }
        Presence::Added => {
            found.gains();
            // Nobody calls it yet, so that only a trait asks for something.
            let demanded = first(&|name, entry| entry.demanded_of.implementers && known.demands(name));
            if let Some((name, entry)) = demanded {
                add(&entry, None, Verdict::Implementers, "item-demanded", demand(name), true, found);
            } else if let Some((_, entry)) = first(&|_, _| true) {
                add(&entry, None, Verdict::Harmless, "item-added", "is new", true, found);
            }
        }
    }
}

/// What programs have to do for a new entry.
fn demand(name: &str) -> &'static str {
    match name.split(' ').nth(1) {
        Some("fn" | "hook") => "is new, and has to be implemented",
        Some("credentials" | "body") => "is new, and has to be matched",
        _ => "is new, and has to be there",
    }
}

/// Which document has it.
#[derive(Clone, Copy)]
enum Presence {
    Removed,
    Added,
}

fn group(old: &Group, new: &Group, known: &Known<'_>, found: &mut Collected) {
    renamed(old, new, found);
    let mut gone: Vec<(&str, &Entry)> = Vec::new();
    for (name, before) in &old.entries {
        match new.entries.get(name) {
            Some(after) if before.signature.agrees_with(&after.signature) => {}
            Some(after) => changed(before, after, found),
            None => gone.push((name, before)),
        }
    }
    let fresh = new.entries.iter().filter(|(name, _)| !old.entries.contains_key(*name));
    let mut fresh: Vec<(&str, &Entry)> = fresh.map(|(name, entry)| (name.as_str(), entry)).collect();
    for (name, before) in gone {
        // What comes from the same piece of the document, and is of the same kind, has another name now.
        let partner = fresh.iter().position(|(other, after)| {
            after.subject == before.subject && before.subject != before.subject.root() && kind(other) == kind(name)
        });
        match partner.map(|index| fresh.swap_remove(index).1) {
            Some(after) => {
                let text = format!("is called `{}` now", after.item);
                effects(before, Some(after), before.needed_by, "item-renamed", &text, false, found);
                if !before.signature.agrees_with(&after.signature) {
                    changed(before, after, found);
                }
            }
            None => effects(before, None, before.needed_by, "item-removed", "is removed", false, found),
        }
    }
    for (name, after) in fresh {
        let is_open = !MODULES.contains(&module(name)) || known.demands(name);
        let whom = if is_open { after.demanded_of } else { Audience::NOBODY };
        effects(after, None, whom, "item-demanded", demand(name), true, found);
        found.gains();
        if whom == Audience::NOBODY {
            add(after, None, Verdict::Harmless, "item-added", "is new", true, found);
        }
    }
}

/// What an item is within its group, without its own name.
fn kind(name: &str) -> &str {
    name.rsplit_once(' ').map_or(name, |(kind, _)| kind)
}

/// Names that differ. Those that follow from the name of an operation's method are counted with it.
fn renamed(old: &Group, new: &Group, found: &mut Collected) {
    let both = old.entries.iter().filter_map(|(name, before)| Some((name, before, new.entries.get(name)?)));
    let differ: Vec<(&String, &Entry, &Entry)> =
        both.filter(|(_, before, after)| before.declares != after.declares).collect();
    for half in ["client", "server", "callbacks", ""] {
        let of_half = |name: &str| {
            let first = module(name);
            if half.is_empty() { !["client", "server", "callbacks"].contains(&first) } else { first == half }
        };
        let mut own: Vec<_> = differ.iter().filter(|(name, ..)| of_half(name)).collect();
        // The method first: the others are named after it.
        own.sort_by_key(|(name, ..)| (!name.ends_with(" fn"), *name));
        if let Some(((name, before, after), rest)) = own.split_first() {
            let follow = if name.ends_with(" fn") && !rest.is_empty() { ", and what is named after it" } else { "" };
            let text = format!("is called `{}` now{follow}", after.item);
            effects(before, Some(after), before.needed_by, "item-renamed", &text, false, found);
            if follow.is_empty() {
                for (_, before, after) in rest {
                    let text = format!("is called `{}` now", after.item);
                    effects(before, Some(after), before.needed_by, "item-renamed", &text, false, found);
                }
            }
        }
    }
}

fn changed(before: &Entry, after: &Entry, found: &mut Collected) {
    let (one, other) = (&before.signature.shown, &after.signature.shown);
    let text = match (one.is_empty(), other.is_empty()) {
        (false, true) => format!("no longer has `{one}`"),
        (true, false) => format!("has `{other}` now"),
        _ => format!("is `{other}`, and was `{one}`"),
    };
    // What an input is to a call belongs to the input, whichever document has it.
    let before = &Entry {
        subject: if before.subject == before.subject.root() { &after.subject } else { &before.subject }.clone(),
        ..before.clone()
    };
    effects(before, Some(after), before.needed_by, "item-changed", &text, false, found);
}

fn effects(
    entry: &Entry,
    partner: Option<&Entry>,
    whom: Audience,
    check: &'static str,
    text: &str,
    is_new: bool,
    found: &mut Collected,
) {
    if whom.callers {
        add(entry, partner, Verdict::Callers, check, text, is_new, found);
    }
    if whom.implementers {
        add(entry, partner, Verdict::Implementers, check, text, is_new, found);
    }
}

fn add(
    entry: &Entry,
    partner: Option<&Entry>,
    verdict: Verdict,
    check: &'static str,
    text: &str,
    is_new: bool,
    found: &mut Collected,
) {
    let own = entry.origin.as_ref();
    let other = partner.and_then(|partner| partner.origin.as_ref());
    let at = if is_new { At { old: other, new: own } } else { At { old: own, new: other } };
    let effect = Effect { verdict, check, item: Some(entry.item.clone()), text: text.to_owned() };
    found.add(entry.subject.clone(), at, effect);
}
