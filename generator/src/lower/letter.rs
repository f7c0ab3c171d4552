//! What the rules of a server say more by option: formats, and schemas by the letter.

use gatewright_document::{Node, Value};
use serde_json::{Map, Value as Json};

use crate::lower::node::resolved;
use crate::options::Options;

/// The formats that are checked.
const FORMATS: [&str; 6] = ["email", "hostname", "ipv4", "ipv6", "uri", "uuid"];

/// Keywords that say the type of a schema which has none, unless it is taken by the letter.
const TELLING: [&str; 6] =
    ["properties", "required", "items", "prefixItems", "additionalProperties", "patternProperties"];

/// How literally schemas are taken.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Letter {
    strict: bool,
    formats: bool,
}

impl Letter {
    pub(crate) fn of(options: &Options) -> Self {
        Self { strict: options.strict_schemas, formats: options.check_formats }
    }

    /// Whether choices are texts that differ by formats which are not checked: without these, each of them takes the
    /// texts of all.
    pub(super) fn blurs(self, choices: &Node<'_>) -> bool {
        let texts: Vec<Node<'_>> = choices.items().map(|choice| resolved(&choice).unwrap_or(choice)).collect();
        let mut texts = texts
            .iter()
            .filter(|choice| matches!(choice.value().get("type"), Some(ty) if ty.as_str() == Some("string")));
        let is_unchecked = |choice: &Node<'_>| {
            let format = choice.value().get("format").and_then(Value::as_str);
            format.is_some_and(|format| !self.formats || !FORMATS.contains(&format))
        };
        let unchecked = texts.clone().filter(|choice| is_unchecked(choice)).count();
        texts.nth(1).is_some() && unchecked > 0
    }

    /// Adds what is said only by option, and whether it is anything that the type does not say.
    pub(super) fn add(self, node: &Node<'_>, schema: &mut Map<String, Json>) -> bool {
        let mut says_more = false;
        let format = node.value().get("format").and_then(Value::as_str).filter(|_| self.formats);
        if let Some(format) = format.filter(|format| FORMATS.contains(format)) {
            schema.insert("format".to_owned(), format.into());
            says_more = true;
        }
        if !self.strict {
            return says_more;
        }
        if node.get("enum").is_some_and(|values| matches!(values.value(), Value::Array(values) if values.is_empty())) {
            schema.insert("enum".to_owned(), Json::Array(Vec::new()));
            says_more = true;
        }
        let has = |keyword: &&str| node.value().get(keyword).is_some();
        says_more || (!has(&"type") && TELLING.iter().any(has))
    }
}
