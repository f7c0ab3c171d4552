//! IAM policies, as far as they say who may call a method.
//!
//! Conditions and principals are about networks and accounts that are not there when an API is run in
//! development. The caller is taken to be one whom the policy lets in: a statement that allows under a
//! condition allows, and one that denies under a condition does not deny.

use serde_json::Value;

/// What a policy says about a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// A statement allows it, and none denies it.
    Allow,
    /// A statement denies it.
    Deny,
    /// No statement is about it.
    Silent,
}

impl Decision {
    /// The decision of two policies, either of which may allow, and either of which may deny.
    #[must_use]
    pub(crate) fn and(self, other: Decision) -> Decision {
        match (self, other) {
            (Decision::Deny, _) | (_, Decision::Deny) => Decision::Deny,
            (Decision::Allow, _) | (_, Decision::Allow) => Decision::Allow,
            (Decision::Silent, Decision::Silent) => Decision::Silent,
        }
    }
}

/// What a policy is asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Resource {
    /// The resource as the request states it, `%2F` and all.
    pub(crate) stated: String,
    /// What a backend may read in it that decodes the path; none if that is the same.
    pub(crate) decoded: Option<String>,
}

impl Resource {
    /// The resource with a text before it.
    pub(crate) fn after(self, before: &str) -> Resource {
        Resource {
            stated: format!("{before}{}", self.stated),
            decoded: self.decoded.map(|decoded| format!("{before}{decoded}")),
        }
    }
}

/// A policy: its statements.
#[derive(Clone, Debug)]
pub(crate) struct Policy {
    statements: Vec<Statement>,
}

#[derive(Clone, Debug)]
struct Statement {
    /// Whether it allows or denies; statements with another effect say nothing.
    allows: Option<bool>,
    actions: Names,
    resources: Names,
    /// Whether it is only about some callers, or calls from some places.
    is_conditional: bool,
}

/// What a statement is about, as texts with wildcards.
#[derive(Clone, Debug)]
struct Names {
    texts: Vec<String>,
    /// Whether it is about everything else (`NotAction`, `NotResource`).
    is_negated: bool,
}

impl Policy {
    /// Reads the policy that an authorizer gave; `None` if it has no statements.
    #[must_use]
    pub(crate) fn parse(document: &Value) -> Option<Policy> {
        let statements = as_list(document.get("Statement")?).into_iter().map(Statement::parse);
        Some(Policy { statements: statements.collect() })
    }

    /// Reads the policy of an API. Its resources are those of that API, whatever id it had where the
    /// document comes from, so that only what follows the id is kept: `test/GET/pets`.
    #[must_use]
    pub(crate) fn of_api(document: &Value) -> Option<Policy> {
        let mut policy = Policy::parse(document)?;
        for text in policy.statements.iter_mut().flat_map(|statement| &mut statement.resources.texts) {
            *text = match text.split_once('/') {
                Some((_, path)) => path.to_owned(),
                // `*` goes beyond the id.
                None => text.chars().filter(|character| *character == '*').take(1).collect(),
            };
        }
        Some(policy)
    }

    /// Whether a method may be called: allowed as it is stated, and denied in no other reading.
    #[must_use]
    pub(crate) fn decide(&self, resource: &Resource) -> Decision {
        match resource.decoded.as_ref().map(|decoded| self.decide_one(decoded)) {
            Some(Decision::Deny) => Decision::Deny,
            _ => self.decide_one(&resource.stated),
        }
    }

    fn decide_one(&self, resource: &str) -> Decision {
        let about = self.statements.iter().filter(|statement| statement.is_about(resource));
        about.fold(Decision::Silent, |decision, statement| decision.and(statement.decision()))
    }

    /// Whether a statement asks for what is not looked at.
    #[must_use]
    pub(crate) fn is_conditional(&self) -> bool {
        self.statements.iter().any(|statement| statement.is_conditional)
    }
}

impl Statement {
    fn parse(statement: &Value) -> Statement {
        let is_everybody = |principal: &Value| match principal {
            Value::Object(kinds) => {
                kinds.get("AWS").is_some_and(|names| as_list(names).iter().any(|name| *name == "*"))
            }
            other => other == "*",
        };
        Statement {
            allows: match statement.get("Effect").and_then(Value::as_str) {
                Some("Allow") => Some(true),
                Some("Deny") => Some(false),
                _ => None,
            },
            actions: Names::parse(statement, "Action", "NotAction"),
            resources: Names::parse(statement, "Resource", "NotResource"),
            is_conditional: statement.get("Condition").is_some()
                || statement.get("NotPrincipal").is_some()
                || !statement.get("Principal").is_none_or(is_everybody),
        }
    }

    fn is_about(&self, resource: &str) -> bool {
        self.resources.have(|text| matches_wildcards(text, resource))
            && self.actions.have(|text| matches_wildcards(&text.to_ascii_lowercase(), "execute-api:invoke"))
    }

    fn decision(&self) -> Decision {
        match self.allows {
            Some(true) => Decision::Allow,
            Some(false) if !self.is_conditional => Decision::Deny,
            _ => Decision::Silent,
        }
    }
}

impl Names {
    fn parse(statement: &Value, name: &str, negated: &str) -> Names {
        let (value, is_negated) = match statement.get(negated) {
            Some(value) => (Some(value), true),
            None => (statement.get(name), false),
        };
        let texts = value.map(as_list).unwrap_or_default().into_iter().filter_map(Value::as_str);
        Names { texts: texts.map(str::to_owned).collect(), is_negated }
    }

    fn have(&self, is_it: impl Fn(&str) -> bool) -> bool {
        self.texts.iter().any(|text| is_it(text)) != self.is_negated
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
