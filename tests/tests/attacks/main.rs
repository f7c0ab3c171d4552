//! Attacks of those who are not trusted, each refused.
//!
//! An attack is a function that says what got through. `--nocapture` prints how many were refused, by whom they come.

mod server;

/// An attack, by what it tries.
struct Attack {
    name: &'static str,
    /// `Err` with what got through.
    run: fn() -> Result<(), String>,
}

/// Runs attacks, and prints how many were refused.
#[track_caller]
fn all_are_refused(by: &str, attacks: &[Attack]) {
    let through: Vec<String> = attacks
        .iter()
        .filter_map(|attack| (attack.run)().err().map(|what| format!("{}: {what}", attack.name)))
        .collect();
    println!("attacks {by}: {} refused of {}", attacks.len() - through.len(), attacks.len());
    assert!(through.is_empty(), "\n{}", through.join("\n\n"));
}
