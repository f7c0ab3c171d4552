//! IAM policies, as far as they say who may call a method.

use serde_json::Value;

/// What a policy says about a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decision {
    /// A statement allows it, and none denies it.
    Allow,
    /// A statement denies it.
    Deny,
    /// No statement is about it.
    Silent,
}

/// A policy: its statements.
#[derive(Clone, Debug)]
pub(super) struct Policy {
    statements: Vec<Statement>,
}

#[derive(Clone, Debug)]
struct Statement {
    /// Whether it allows or denies; statements with another effect say nothing.
    allows: Option<bool>,
    actions: Vec<String>,
    resources: Vec<String>,
}

impl Policy {
    /// Reads a policy document; `None` if it has no statements.
    #[must_use]
    pub(super) fn parse(document: &Value) -> Option<Policy> {
        let statements = as_list(document.get("Statement")?).into_iter().map(Statement::parse);
        Some(Policy { statements: statements.collect() })
    }

    /// Whether the method of the ARN may be called.
    #[must_use]
    pub(super) fn decide(&self, method_arn: &str) -> Decision {
        let mut decision = Decision::Silent;
        for statement in self.statements.iter().filter(|statement| statement.applies(method_arn)) {
            match statement.allows {
                Some(false) => return Decision::Deny,
                Some(true) => decision = Decision::Allow,
                None => {}
            }
        }
        decision
    }
}

impl Statement {
    fn parse(statement: &Value) -> Statement {
        let texts = |name: &str| {
            let values = statement.get(name).map(as_list).unwrap_or_default();
            values.into_iter().filter_map(|value| value.as_str().map(str::to_owned)).collect()
        };
        Statement {
            allows: match statement.get("Effect").and_then(Value::as_str) {
                Some("Allow") => Some(true),
                Some("Deny") => Some(false),
                _ => None,
            },
            actions: texts("Action"),
            resources: texts("Resource"),
        }
    }

    fn applies(&self, method_arn: &str) -> bool {
        self.resources.iter().any(|resource| matches_wildcards(resource, method_arn))
            && self.actions.iter().any(|action| matches_wildcards(&action.to_ascii_lowercase(), "execute-api:invoke"))
    }
}

fn as_list(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().collect(),
        other => vec![other],
    }
}

/// `*` stands for any text, `?` for one character.
fn matches_wildcards(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut position) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while position < text.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, position));
                at += 1;
            }
            Some('?') => (at, position) = (at + 1, position + 1),
            Some(expected) if text.get(position) == Some(expected) => (at, position) = (at + 1, position + 1),
            _ => match star {
                // The last star takes one character more.
                Some((star_at, taken)) => {
                    star = Some((star_at, taken + 1));
                    (at, position) = (star_at + 1, taken + 1);
                }
                None => return false,
            },
        }
    }
    pattern.get(at..).unwrap_or_default().iter().all(|character| *character == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards() {
        let arn = "arn:aws:execute-api:us-east-1:1:api/test/GET/pets/7";
        let table = [
            ("*", true),
            ("arn:aws:execute-api:us-east-1:1:api/test/GET/pets/7", true),
            ("arn:aws:execute-api:*:*:api/*/GET/*", true),
            ("arn:aws:execute-api:*/POST/*", false),
            ("arn:aws:execute-api:us-east-1:1:api/test/GET/pets/?", true),
            ("", false),
        ];
        for (pattern, expected) in table {
            assert_eq!(matches_wildcards(pattern, arn), expected, "{pattern}");
        }
        assert!(!matches_wildcards(&"*a".repeat(50), &"b".repeat(5_000)));
    }
}
