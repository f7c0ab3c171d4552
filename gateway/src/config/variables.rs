//! Variables in documents: those of AWS, those of CloudFormation, and stage variables.
//!
//! `${AWS::Region}` and its like are replaced when the document is read, as on import. Stage
//! variables are replaced when a request is answered, since they belong to the stage.

use gatewright_document::Template;
use indexmap::IndexMap;

/// Values for variables and CloudFormation expressions in a document.
///
/// ```
/// use gatewright_gateway::config::Variables;
///
/// let variables = Variables::default().set("Function.Arn", "arn:aws:lambda:us-east-1:1:function:F");
/// let text = variables.substitute("arn:${AWS::Partition}:x:${AWS::Region}/${Function.Arn}");
/// assert_eq!(text.text, "arn:aws:x:us-east-1/arn:aws:lambda:us-east-1:1:function:F");
/// assert!(text.unknown.is_empty());
/// ```
#[derive(Clone, Debug)]
pub struct Variables {
    values: IndexMap<String, String>,
}

impl Default for Variables {
    /// The variables of AWS's own import, for a made-up account.
    fn default() -> Self {
        let values = [
            ("AWS::AccountId", "123456789012"),
            ("AWS::Partition", "aws"),
            ("AWS::Region", "us-east-1"),
            ("AWS::URLSuffix", "amazonaws.com"),
            ("AWS::StackName", "local"),
            ("AWS::NoValue", ""),
        ];
        Variables { values: values.map(|(name, value)| (name.to_owned(), value.to_owned())).into() }
    }
}

/// A text with its variables replaced, and those that have no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Substituted {
    /// The text; unknown variables stand in it as they were.
    pub text: String,
    /// The names without a value.
    pub unknown: Vec<String>,
}

impl Variables {
    /// Adds a value.
    #[must_use]
    pub fn set(mut self, name: impl Into<String>, value: impl Into<String>) -> Variables {
        self.values.insert(name.into(), value.into());
        self
    }

    /// The same with what a template says of its resources; what is given goes before that.
    #[must_use]
    pub(crate) fn with_template(&self, template: Option<&Template>) -> Variables {
        let mut all = self.clone();
        for (name, value) in template.iter().flat_map(|template| &template.values) {
            if self.get(name).is_none() {
                all.values.insert(name.clone(), self.substitute(value).text);
            }
        }
        all
    }

    /// The value of a variable.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// Replaces `${NAME}`; stage variables are left alone and are not unknown.
    #[must_use]
    pub fn substitute(&self, text: &str) -> Substituted {
        let mut unknown = Vec::new();
        let text = replace(text, |name| match (self.get(name), name.strip_prefix('!')) {
            (Some(value), _) => Some(value.to_owned()),
            // How `Fn::Sub` writes `${`.
            (None, Some(literal)) => Some(format!("${{{literal}}}")),
            (None, None) => {
                if !name.starts_with("stageVariables.") && !unknown.iter().any(|known| known == name) {
                    unknown.push(name.to_owned());
                }
                None
            }
        });
        Substituted { text, unknown }
    }
}

/// Replaces `${stageVariables.NAME}`; a variable without a value becomes nothing, as at AWS.
#[must_use]
pub fn substitute_stage_variables(text: &str, stage_variables: &IndexMap<String, String>) -> String {
    // Most texts have none, and this is asked for each request.
    if !text.contains('$') {
        return text.to_owned();
    }
    replace(text, |name| {
        let name = name.strip_prefix("stageVariables.")?;
        Some(stage_variables.get(name).cloned().unwrap_or_default())
    })
}

fn replace(text: &str, mut value: impl FnMut(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        out.push_str(before);
        match after.split_once('}') {
            Some((name, remaining)) => {
                match value(name.trim()) {
                    Some(value) => out.push_str(&value),
                    None => {
                        out.push_str("${");
                        out.push_str(name);
                        out.push('}');
                    }
                }
                rest = remaining;
            }
            None => {
                out.push_str("${");
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn substitution() {
        let variables = Variables::default();
        let table: [(&str, &str, &[&str]); 6] = [
            ("${AWS::Region}", "us-east-1", &[]),
            ("a${X}b${AWS::Partition}", "a${X}baws", &["X"]),
            ("${stageVariables.host}/x", "${stageVariables.host}/x", &[]),
            ("${open", "${open", &[]),
            ("${!Literal}", "${Literal}", &[]),
            ("plain $x {y}", "plain $x {y}", &[]),
        ];
        for (text, expected, unknown) in table {
            let found = variables.substitute(text);
            assert_eq!(found.text, expected);
            assert_eq!(found.unknown, unknown);
        }
    }

    #[test]
    fn stage_variables() {
        let values = IndexMap::from([("a".to_owned(), "1".to_owned())]);
        assert_eq!(substitute_stage_variables("x${stageVariables.a}${stageVariables.b}${c}", &values), "x1${c}");
    }
}
