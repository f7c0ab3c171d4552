//! The name of a generated crate.

use std::path::{Component, Path};

/// Names that cargo or the generated code itself need for something else.
const TAKEN: [&str; 9] =
    ["alloc", "core", "gatewright-runtime", "gatewright_runtime", "proc-macro", "proc_macro", "self", "std", "test"];

/// A name as the user gives it.
pub(crate) fn parse(text: &str) -> Result<String, String> {
    match is_valid(text) {
        true => Ok(text.to_owned()),
        false if TAKEN.contains(&text) => Err("that name is taken".to_owned()),
        false => Err("a crate's name has letters of ASCII, digits, `-` and `_`, and begins with a letter".to_owned()),
    }
}

/// The name of the directory that was asked for, or else of the document. Only what was written in the
/// command counts, so that the crate is the same wherever a project lies.
pub(crate) fn from_paths(directory: &Path, document: &Path) -> Option<String> {
    let last = match directory.components().next_back() {
        Some(Component::Normal(name)) => name.to_str(),
        _ => None,
    };
    let stem = || document.file_stem().and_then(|stem| stem.to_str());
    last.and_then(adapted).or_else(|| stem().and_then(adapted))
}

/// A text as a crate's name, if it can be one.
fn adapted(text: &str) -> Option<String> {
    let keep = |letter: char| {
        if letter.is_ascii_alphanumeric() || letter == '_' { letter } else { '-' }
    };
    let name: String = text.chars().map(keep).flat_map(char::to_lowercase).collect();
    let name = name.trim_matches(['-', '_']);
    [name.to_owned(), format!("{name}-api")].into_iter().find(|name| is_valid(name))
}

fn is_valid(name: &str) -> bool {
    let tail_is_fine = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    name.starts_with(|first: char| first.is_ascii_alphabetic()) && tail_is_fine && !is_taken(name)
}

fn is_taken(name: &str) -> bool {
    // Keywords are no identifiers to `syn`.
    TAKEN.contains(&name) || syn::parse_str::<syn::Ident>(&name.replace('-', "_")).is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_directories_and_documents() {
        let name = |directory: &str, document: &str| from_paths(Path::new(directory), Path::new(document));
        assert_eq!(name("out/My SDK", "api.yaml").as_deref(), Some("my-sdk"));
        assert_eq!(name(".", "swagger/Pet Store.v1.yaml").as_deref(), Some("pet-store-v1"));
        assert_eq!(name("..", "api.json").as_deref(), Some("api"));
        assert_eq!(name("core", "api.json").as_deref(), Some("core-api"));
        assert_eq!(name("2024", "api.json").as_deref(), Some("api"));
        assert_eq!(name("/", "本.yaml"), None);
    }

    #[test]
    fn names_as_given() {
        assert!(parse("lambdagate-sdk").is_ok());
        for wrong in ["", "1st", "a b", "gatewright-runtime", "fn", "ä"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
