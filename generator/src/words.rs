//! Words of names: splits what documents call things into words that `heck` can case.

use crate::ir::Method;
use crate::options::OperationNames;

/// Words of an operation that has no `operationId`.
///
/// By method and path: `GET /calc/{a}/{b}` → `get calc by a and b`; as AWS's own SDKs:
/// `get calc a b`. The root is `root`, or `api root` as AWS writes it.
pub(crate) fn operation(method: Method, path: &str, style: OperationNames) -> String {
    let mut words = vec![method.as_str().to_lowercase()];
    let mut parameters = Vec::new();
    for segment in path.split('/').filter(|segment| !segment.is_empty()) {
        for part in segment.split_inclusive('}') {
            let (fixed, parameter) = match part.split_once('{') {
                Some((fixed, parameter)) => (fixed, Some(parameter.trim_end_matches('}').trim_end_matches('+'))),
                None => (part, None),
            };
            words.extend(split(fixed));
            match (parameter, style) {
                (Some(parameter), OperationNames::MethodAndPath) => parameters.push(split(parameter).join(" ")),
                (Some(parameter), OperationNames::Aws) => words.extend(split(parameter)),
                (None, _) => {}
            }
        }
    }
    if words.len() == 1 && parameters.is_empty() {
        words.extend(match style {
            OperationNames::MethodAndPath => vec!["root".to_owned()],
            OperationNames::Aws => vec!["api".to_owned(), "root".to_owned()],
        });
    }
    if !parameters.is_empty() {
        words.push("by".to_owned());
        words.push(parameters.join(" and "));
    }
    words.join(" ")
}

/// Splits at whatever is neither a letter nor a digit; symbols that carry meaning become words.
pub(crate) fn split(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    for character in text.chars() {
        if character.is_alphanumeric() {
            word.push(character);
        } else if !word.is_empty() {
            words.push(core::mem::take(&mut word));
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// The wanted text, or else the first with a number that fits.
pub(crate) fn free(wanted: String, numbered: impl Fn(usize) -> String, fits: impl Fn(&String) -> bool) -> String {
    let (mut text, mut number) = (wanted, 2);
    while !fits(&text) {
        text = numbered(number);
        number += 1;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_without_a_name() {
        // The third column is what the SDKs for Java are called, `getABOp`, in words.
        let cases = [
            (Method::Get, "/", "get root", "get api root"),
            (Method::Post, "/", "post root", "post api root"),
            (Method::Get, "/calc", "get calc", "get calc"),
            (
                Method::Get,
                "/calc/{operand1}/{operand2}/{operator}",
                "get calc by operand1 and operand2 and operator",
                "get calc operand1 operand2 operator",
            ),
            (Method::Get, "/{a}/{b}/{op}", "get by a and b and op", "get a b op"),
            (Method::Get, "/my-pets/{pet-id}/toys", "get my pets toys by pet id", "get my pets pet id toys"),
            (Method::Any, "/{proxy+}", "any by proxy", "any proxy"),
            (Method::Get, "/report.{format}", "get report by format", "get report format"),
        ];
        for (method, path, by_method_and_path, aws) in cases {
            assert_eq!(operation(method, path, OperationNames::MethodAndPath), by_method_and_path);
            assert_eq!(operation(method, path, OperationNames::Aws), aws);
        }
    }
}
