//! Manifests: tables with tabs, whose first row names the columns.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// A row by its columns.
pub(crate) type Row = BTreeMap<String, String>;

pub(crate) fn rows(path: &Path) -> Result<Vec<Row>, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
    let mut lines = text.lines();
    let columns: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let row = |line: &str| {
        columns.iter().zip(line.split('\t')).map(|(&column, cell)| (column.to_owned(), cell.to_owned())).collect()
    };
    Ok(lines.filter(|line| !line.trim().is_empty()).map(row).collect())
}

/// A cell, empty where there is none.
pub(crate) fn cell<'r>(row: &'r Row, column: &str) -> &'r str {
    row.get(column).map_or("", String::as_str)
}
