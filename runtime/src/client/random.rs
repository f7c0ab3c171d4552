//! Numbers that differ from call to call and from program to program. Keys and secrets are not made of them.

use std::hash::{BuildHasher as _, RandomState};

/// A number that nobody can expect: hashers of the standard library have keys that the system chooses, each another.
pub(super) fn number() -> u64 {
    RandomState::new().hash_one(())
}

/// Twice as long, where two that are equal would matter.
pub(super) fn long_number() -> u128 {
    (u128::from(number()) << 64) | u128::from(number())
}

/// A number from 0 up to 1.
pub(super) fn fraction() -> f64 {
    // What a float has digits for.
    (number() >> 11) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn numbers_differ() {
        let numbers: BTreeSet<u128> = (0..1_000).map(|_| long_number()).collect();
        assert_eq!(numbers.len(), 1_000);
        let mean = (0..1_000).map(|_| fraction()).sum::<f64>() / 1_000.0;
        assert!((0.4..0.6).contains(&mean), "{mean}");
        assert!((0..1_000).all(|_| (0.0..1.0).contains(&fraction())));
    }
}
