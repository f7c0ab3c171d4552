//! Constraints: whether fewer values pass than before.

use super::{Way, Wire};
use crate::diff::change::{At, Verdict};
use crate::diff::subject::Subject;
use crate::ir::{Bounds, Limits};

/// A constraint that differs: what it is, in words, and whether fewer values pass.
struct Difference {
    text: String,
    narrower: bool,
    wider: bool,
}

impl Wire<'_> {
    /// Servers hold requests to them; of responses they say what cannot come.
    pub(super) fn limits(&mut self, subject: &Subject, at: At<'_>, before: &Limits, after: &Limits, way: Way) {
        if before == after {
            return;
        }
        for Difference { text, narrower, wider } in differences(before, after, "") {
            let (verdict, check) = match (way, narrower, wider) {
                (Way::Request, true, _) => (Verdict::RunTime, "request-constraint-narrowed"),
                (Way::Request, false, _) => (Verdict::Harmless, "request-constraint-widened"),
                (Way::Response, _, true) => (Verdict::Harmless, "response-constraint-widened"),
                (Way::Response, ..) => (Verdict::Harmless, "response-constraint-narrowed"),
            };
            self.tell(subject, at, verdict, check, text);
        }
    }
}

fn differences(before: &Bounds, after: &Bounds, of: &str) -> Vec<Difference> {
    let mut all = Vec::new();
    let whole = |number: Option<u64>| number.map(|number| number as f64);
    let least = [
        ("minLength", whole(before.min_length), whole(after.min_length)),
        ("minItems", whole(before.min_items), whole(after.min_items)),
        ("minProperties", whole(before.min_properties), whole(after.min_properties)),
    ];
    for (word, one, other) in least {
        bound(&mut all, of, word, one, other, |a, b| a.unwrap_or(0.0) < b.unwrap_or(0.0));
    }
    let most = [
        ("maxLength", whole(before.max_length), whole(after.max_length)),
        ("maxItems", whole(before.max_items), whole(after.max_items)),
        ("maxProperties", whole(before.max_properties), whole(after.max_properties)),
    ];
    for (word, one, other) in most {
        bound(&mut all, of, word, one, other, |a, b| a.unwrap_or(f64::INFINITY) > b.unwrap_or(f64::INFINITY));
    }
    ends(&mut all, of, before, after);
    // A multiple of the new step is what passed before, if the old step is a multiple of it.
    let fits = |old: Option<f64>, new: Option<f64>| match (old, new) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(old), Some(new)) => (old / new).fract() == 0.0,
    };
    let (one, other) = (before.multiple_of, after.multiple_of);
    bound(&mut all, of, "multipleOf", one, other, |a, b| !fits(a, b));
    for pattern in after.patterns.iter().filter(|pattern| !before.patterns.contains(pattern)) {
        all.push(Difference { text: format!("{of}has to match `{pattern}`"), narrower: true, wider: false });
    }
    for pattern in before.patterns.iter().filter(|pattern| !after.patterns.contains(pattern)) {
        let text = format!("{of}no longer has to match `{pattern}`");
        all.push(Difference { text, narrower: false, wider: true });
    }
    if before.unique_items != after.unique_items {
        let not = if after.unique_items { "no" } else { "any" };
        let text = format!("{of}may have {not} items twice");
        all.push(Difference { text, narrower: after.unique_items, wider: before.unique_items });
    }
    let each = |bounds: &Bounds| bounds.each.as_deref().cloned().unwrap_or_default();
    let (one, other) = (each(before), each(after));
    if one != other {
        all.extend(differences(&one, &other, &format!("{of}each item ")));
    }
    all
}

fn bound(
    all: &mut Vec<Difference>,
    of: &str,
    word: &str,
    before: Option<f64>,
    after: Option<f64>,
    narrower: impl Fn(Option<f64>, Option<f64>) -> bool,
) {
    if before == after {
        return;
    }
    let shown = |value: Option<f64>| value.map_or("none".to_owned(), |value| value.to_string());
    let text = format!("{of}`{word}` is {}, and was {}", shown(after), shown(before));
    all.push(Difference { text, narrower: narrower(before, after), wider: narrower(after, before) });
}

/// The ends of a range of numbers, each with whether it is in the range.
fn ends(all: &mut Vec<Difference>, of: &str, before: &Bounds, after: &Bounds) {
    type End = Option<(f64, bool)>;
    let end = |within: Option<f64>, without: Option<f64>, beyond: fn(f64, f64) -> bool| -> End {
        match (within, without) {
            (Some(within), Some(without)) if beyond(within, without) => Some((within, true)),
            (_, Some(without)) => Some((without, false)),
            (within, None) => within.map(|within| (within, true)),
        }
    };
    // Whether the second lets less pass than the first.
    let tighter = |one: End, other: End, beyond: fn(f64, f64) -> bool| match (one, other) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some((one, one_in)), Some((other, other_in))) => beyond(other, one) || (one == other && one_in && !other_in),
    };
    let above: fn(f64, f64) -> bool = |one, other| one > other;
    let below: fn(f64, f64) -> bool = |one, other| one < other;
    let least = |bounds: &Bounds| end(bounds.minimum, bounds.exclusive_minimum, above);
    let most = |bounds: &Bounds| end(bounds.maximum, bounds.exclusive_maximum, below);
    let both = [("minimum", least(before), least(after), above), ("maximum", most(before), most(after), below)];
    for (word, one, other, beyond) in both {
        if one != other {
            let shown = |end: End| match end {
                None => "none".to_owned(),
                Some((value, true)) => value.to_string(),
                Some((value, false)) => format!("{value} (exclusive)"),
            };
            let text = format!("{of}`{word}` is {}, and was {}", shown(other), shown(one));
            all.push(Difference { text, narrower: tighter(one, other, beyond), wider: tighter(other, one, beyond) });
        }
    }
}
