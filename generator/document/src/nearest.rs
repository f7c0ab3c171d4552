//! The known name that looks most like a wrong one.

/// The candidate that looks most like `name`, unless none does.
#[must_use]
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    // Comparing costs the product of the lengths, so names that nobody mistypes are not compared.
    const LONGEST: usize = 200;
    if name.len() > LONGEST {
        return None;
    }
    let lower = name.to_lowercase();
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates.into_iter().filter(|candidate| candidate.len() <= LONGEST) {
        let likeness = strsim::normalized_damerau_levenshtein(&lower, &candidate.to_lowercase());
        if likeness >= 0.6 && best.is_none_or(|(most, _)| likeness > most) {
            best = Some((likeness, candidate));
        }
    }
    best.map(|(_, candidate)| candidate.to_owned())
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_what_was_meant() {
        assert_eq!(nearest("Pett", ["Pot", "Pet", "Owner"]).as_deref(), Some("Pet"));
        assert_eq!(nearest("pet", ["Pet"]).as_deref(), Some("Pet"));
        assert_eq!(nearest("Pett", ["Owner"]), None);
    }
}
