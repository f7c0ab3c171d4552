//! Attacks of those who are not trusted, each rejected.
//!
//! An attack is a function that says what got through. `--nocapture` prints how many were rejected, by whom they come.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod client;
mod documents;
mod server;

/// An attack, by what it tries.
struct Attack {
    name: &'static str,
    /// `Err` with what got through.
    run: fn() -> Result<(), String>,
}

/// Runs attacks, and prints how many were rejected.
#[track_caller]
fn all_are_rejected(by: &str, attacks: &[Attack]) {
    let mut through = Vec::new();
    for attack in attacks {
        let begun = std::time::Instant::now();
        let outcome = (attack.run)();
        let shown = if outcome.is_ok() { "refused" } else { "NOT REFUSED" };
        println!("  {shown} in {:.1} s: {}", begun.elapsed().as_secs_f64(), attack.name);
        through.extend(outcome.err().map(|what| format!("{}: {what}", attack.name)));
    }
    println!("attacks {by}: {} refused of {}", attacks.len() - through.len(), attacks.len());
    assert!(through.is_empty(), "\n{}", through.join("\n\n"));
}
