//! The one form of a path that route, policy, authorizer and backend see.
//!
//! Two spellings of the same path must not be told apart by one of them and taken for the same by
//! another: what a policy denies would be reached under the other spelling.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// The path with dot segments followed, one slash at its beginning, and nothing encoded that need not be.
///
/// Repeated slashes inside of it stay, as functions see them at AWS, and so does `%2F`. A backslash, which
/// URLs take for a slash, is encoded.
#[must_use]
pub(crate) fn canonical(path: &str) -> Cow<'_, str> {
    let plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'%' | b'\\');
    if path.starts_with('/') && !path.starts_with("//") && !path.contains("/.") && path.bytes().all(plain) {
        return Cow::Borrowed(path);
    }
    let normal = normalised(path);
    let mut kept: Vec<&str> = Vec::new();
    let mut ends_in_directory = false;
    for segment in normal.trim_start_matches('/').split('/') {
        ends_in_directory = matches!(segment, "." | "..");
        match segment {
            "." => {}
            ".." => {
                kept.pop();
            }
            other => kept.push(other),
        }
    }
    if ends_in_directory {
        kept.push("");
    }
    let joined = kept.join("/");
    Cow::Owned(format!("/{}", joined.trim_start_matches('/')))
}

/// Encodings of letters, digits and `-._~` undone, what a path cannot have encoded.
fn normalised(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut rest = path;
    while let Some(character) = rest.chars().next() {
        let escaped = rest.strip_prefix('%').and_then(|after| after.get(..2));
        let byte = escaped
            .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        let length = if let Some(byte) = byte {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
                out.push(char::from(byte));
            } else {
                out.push_str(rest.get(..3).unwrap_or_default());
            }
            3
        } else {
            if character.is_ascii_control() || matches!(character, ' ' | '\\' | '?' | '#') {
                out.push_str(&format!("%{:02X}", u32::from(character)));
            } else {
                out.push(character);
            }
            character.len_utf8()
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    out
}

/// The path of a policy's resource: repeated slashes and one at the end count for nothing.
#[must_use]
pub(crate) fn collapsed(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    parts.join("/")
}

/// The same of what a backend may read in the path, which decodes what is still encoded. Nothing if that
/// is no other path.
#[must_use]
pub(crate) fn decoded(path: &str) -> Option<String> {
    if !path.contains('%') {
        return None;
    }
    let decoded = percent_decode_str(path).decode_utf8_lossy().replace('\\', "/");
    let collapsed = collapsed(&canonical(&decoded));
    (collapsed != self::collapsed(path)).then_some(collapsed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_form() {
        let table = [
            ("/a/b", "/a/b"),
            ("//a", "/a"),
            ("/a//b/", "/a//b/"),
            ("", "/"),
            ("/a/./b", "/a/b"),
            ("/a/../b", "/b"),
            ("/a/%2e%2E/b", "/b"),
            ("/../../a", "/a"),
            ("/a/b/..", "/a/"),
            ("/a/.", "/a/"),
            ("/%61dmin", "/admin"),
            ("/a%2Fb%2b", "/a%2Fb%2b"),
            ("/a\\..\\b", "/a%5C..%5Cb"),
            ("/a b\n", "/a%20b%0A"),
            ("/100%", "/100%"),
            ("/a/..//b", "/b"),
            ("/.well-known/x", "/.well-known/x"),
            ("/é", "/é"),
        ];
        for (path, expected) in table {
            assert_eq!(canonical(path), expected, "{path}");
            assert_eq!(canonical(&canonical(path)), expected, "{path} twice");
        }
    }

    #[test]
    fn what_policies_see() {
        assert_eq!(collapsed("//admin//secret/"), "admin/secret");
        assert_eq!(decoded("/admin%2Fsecret").as_deref(), Some("admin/secret"));
        assert_eq!(decoded("/x%2F..%2Fadmin").as_deref(), Some("admin"));
        assert_eq!(decoded("/x%5C..%5Cadmin").as_deref(), Some("admin"));
        assert_eq!(decoded("/admin"), None);
    }
}
