//! The version of a written crate, from that of the document.

use semver::Version;

/// What a crate has whose document says nothing that looks like a version.
const NONE: &str = "0.1.0";

/// The semantic version that a document's version stands for: itself if it is one, else its first three numbers
/// (`v2` is `2.0.0`, `2024-03-01` is `2024.3.1`).
pub(crate) fn crate_version(document: &str) -> String {
    let text = document.trim();
    let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
    if Version::parse(text).is_ok() {
        return text.to_owned();
    }
    if !text.starts_with(|first: char| first.is_ascii_digit()) {
        return NONE.to_owned();
    }
    let numbers = text.split(|character: char| !character.is_ascii_digit()).filter(|part| !part.is_empty());
    let mut numbers = numbers.map(|number| number.parse::<u64>());
    let mut next = || numbers.next().unwrap_or(Ok(0));
    match (next(), next(), next()) {
        (Ok(major), Ok(minor), Ok(patch)) => format!("{major}.{minor}.{patch}"),
        // No version has that many digits.
        _ => NONE.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_documents() {
        for (document, wanted) in [
            ("1.4.0", "1.4.0"),
            (" v1.2.3-beta.1+5 ", "1.2.3-beta.1+5"),
            ("v2", "2.0.0"),
            ("1.0", "1.0.0"),
            ("2024-03-01", "2024.3.1"),
            ("2016-06-29T23:41:13Z", "2016.6.29"),
            ("01.02", "1.2.0"),
            ("1.2.3.4", "1.2.3"),
            ("latest", "0.1.0"),
            ("", "0.1.0"),
            ("99999999999999999999999", "0.1.0"),
        ] {
            assert_eq!(crate_version(document), wanted, "{document}");
        }
    }
}
