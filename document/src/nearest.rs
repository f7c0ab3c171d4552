//! The known name that looks most like a wrong one.

/// What looks less alike is no guess.
const LIKE: f64 = 0.6;

/// The candidate that looks most like `name`, unless none does.
#[must_use]
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    // Comparing costs the product of the lengths, so names that are never mistyped are not compared.
    const LONGEST: usize = 200;
    if name.len() > LONGEST {
        return None;
    }
    let lower = name.to_lowercase();
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates.into_iter().filter(|candidate| candidate.len() <= LONGEST) {
        let least = best.map_or(LIKE, |(most, _)| most);
        let lower_candidate = candidate.to_lowercase();
        if most_likeness(&lower, &lower_candidate) < least {
            continue;
        }
        let likeness = strsim::normalized_damerau_levenshtein(&lower, &lower_candidate);
        if likeness >= LIKE && best.is_none_or(|(most, _)| likeness > most) {
            best = Some((likeness, candidate));
        }
    }
    best.map(|(_, candidate)| candidate.to_owned())
}

/// What the likeness of two names cannot exceed: each letter that only one of them has is an edit of its own, or half of
/// one that puts another in its place. Costs the sum of the lengths, where comparing costs the product: a folder of
/// thousands of files, or a document with thousands of schemas, is looked through for every reference that leads nowhere.
fn most_likeness(left: &str, right: &str) -> f64 {
    let mut counts = [0_i32; 64];
    let mut longest = [0_u32; 2];
    for (text, sign, length) in [(left, 1, 0), (right, -1, 1)] {
        for letter in text.chars() {
            // Letters that share a place only make the bound weaker.
            if let Some(count) = counts.get_mut(letter as usize % 64) {
                *count += sign;
            }
            if let Some(length) = longest.get_mut(length) {
                *length += 1;
            }
        }
    }
    let [only_left, only_right] = [1, -1].map(|sign| counts.iter().map(|count| (count * sign).max(0)).sum::<i32>());
    let longest = f64::from(longest.iter().copied().max().unwrap_or_default().max(1));
    1.0 - f64::from(only_left.max(only_right)) / longest
}

#[cfg(test)]
mod tests {
    use super::{most_likeness, nearest};

    #[test]
    fn finds_what_was_meant() {
        assert_eq!(nearest("Pett", ["Pot", "Pet", "Owner"]).as_deref(), Some("Pet"));
        assert_eq!(nearest("pet", ["Pet"]).as_deref(), Some("Pet"));
        assert_eq!(nearest("Pett", ["Owner"]), None);
        assert_eq!(nearest("", [""]).as_deref(), Some(""));
    }

    #[test]
    fn what_is_passed_over_is_not_alike() {
        let names =
            ["", "Pet", "pets", "PetList", "Tep", "Pte", "Größe", "Grosse", "petition", "repeat", "\u{40}et", "peté"];
        for left in names {
            for right in names {
                let (left, right) = (left.to_lowercase(), right.to_lowercase());
                let likeness = strsim::normalized_damerau_levenshtein(&left, &right);
                assert!(likeness <= most_likeness(&left, &right) + 1e-9, "{left} and {right}");
            }
        }
    }
}
