//! Selection patterns that no answer of the backend can match.

use gatewright_document::{Code, Report, Severity};
use gatewright_vtl::JavaPattern;

use super::Backend;
use crate::config::Located;

/// Reports a pattern that never matches: the message of a failed function, or the status of another backend.
pub(super) fn check(pattern: &Located<String>, backend: Backend, report: &mut Report) {
    let text = &pattern.value;
    if let Some(message) = malformed(text) {
        report
            .add(Code::UNMATCHABLE_PATTERN, &pattern.origin)
            .message(format!("the selection pattern `{text}` is no regular expression: {message}"))
            .help("patterns are regular expressions of Java; API Gateway rejects this one");
        return;
    }
    match backend {
        Backend::Other => {
            // What the engine here does not know may be valid Java.
            let never = |pattern: JavaPattern| !(100..600_u16).any(|status| pattern.matches(&status.to_string()));
            if JavaPattern::new(text).is_ok_and(never) {
                report
                    .add(Code::UNMATCHABLE_PATTERN, &pattern.origin)
                    .message(format!("the selection pattern `{text}` matches no status"))
                    .help("the pattern is matched against the whole status of the backend, such as `404`; `4\\d{2}` matches a class");
            }
        }
        Backend::Lambda if is_status(text) => {
            // A function may well fail with the message `404`, but hardly with one of many numbers, or of success.
            let severity = if is_number(text) && !text.starts_with('2') { Severity::Note } else { Severity::Warning };
            report
                .add(Code::UNMATCHABLE_PATTERN, &pattern.origin)
                .severity(severity)
                .message(format!("the selection pattern `{text}` matches only errors whose whole message is a number"))
                .help(format!("the pattern is matched against the whole `errorMessage` of the function, not against a status; `{text}.*` matches messages that begin so"));
        }
        Backend::Lambda | Backend::Unknown => {}
    }
}

/// What is wrong with a pattern, if it is certain.
fn malformed(pattern: &str) -> Option<String> {
    let first = pattern.chars().next()?;
    if matches!(first, '*' | '+' | '?') {
        return Some(format!("nothing stands before `{first}` to be repeated"));
    }
    let mut depth = 0_i32;
    let mut class = 0_u32;
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                // `\Q…\E` may hold anything.
                Some('Q') => return None,
                Some(_) => {}
                None => return Some("it ends in a backslash".to_owned()),
            },
            '[' => class += 1,
            ']' => class = class.saturating_sub(1),
            '(' if class == 0 => depth += 1,
            ')' if class == 0 => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return Some("`)` closes nothing".to_owned());
        }
    }
    let rejected = JavaPattern::new(pattern).is_err();
    match (rejected, depth, class) {
        (true, 1.., _) => Some("`(` is not closed".to_owned()),
        (true, _, 1..) => Some("`[` is not closed".to_owned()),
        _ => None,
    }
}

/// Whether a pattern is one for statuses: only three digits match, and letters do not.
fn is_status(pattern: &str) -> bool {
    let Ok(compiled) = JavaPattern::new(pattern) else {
        return false;
    };
    let status = (100..600_u16).any(|status| compiled.matches(&status.to_string()));
    let longer = ["", "Error", "400 Bad Request", "Bad Request: 400", "[400]", "Error 404", "4000", "x"];
    status
        && !longer.iter().any(|text| compiled.matches(text))
        && pattern.chars().all(|character| !character.is_alphabetic() || character == 'd')
}

fn is_number(pattern: &str) -> bool {
    pattern.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn malformed_patterns() {
        let table = [
            ("*error*", Some("nothing stands before `*` to be repeated")),
            ("(a", Some("`(` is not closed")),
            ("a)", Some("`)` closes nothing")),
            ("[a", Some("`[` is not closed")),
            ("a\\", Some("it ends in a backslash")),
            ("\\Q(\\E", None),
            ("[(]", None),
            ("(?i)a.*+", None),
            (".*Error.*", None),
            ("", None),
        ];
        for (pattern, expected) in table {
            assert_eq!(malformed(pattern).as_deref(), expected, "{pattern}");
        }
    }

    #[test]
    fn patterns_for_statuses() {
        for (pattern, expected) in
            [("400", true), ("4\\d{2}", true), ("4..", true), ("400.*", false), (".*", false), ("(400|404)", true)]
        {
            assert_eq!(is_status(pattern), expected, "{pattern}");
        }
    }
}
