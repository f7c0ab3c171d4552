//! Prints what was called, what came back, and what to make of it.

/// One line of a table.
pub(crate) struct Row {
    /// What was called.
    pub(crate) call: String,
    /// The typed value that came back.
    pub(crate) value: String,
    /// What to make of it.
    pub(crate) note: String,
    /// Whether the value is the expected one.
    pub(crate) expected: bool,
}

/// Prints one table under its title.
pub(crate) fn print(title: &str, rows: &[Row]) {
    println!("\n{title}\n{}", "─".repeat(title.chars().count()));
    for row in rows {
        println!("{} {}", if row.expected { "✓" } else { "✗" }, row.call);
        println!("    {}", row.value);
        println!("    · {}", row.note);
    }
}
