//! What several schemas together demand of one value: a choice among variants made, references followed.

use serde_json::{Map, Value};

use crate::random::Random;
use crate::schemas::REF;

/// All demands on one value.
#[derive(Default)]
pub(crate) struct Demands<'s> {
    pub(crate) types: Option<Vec<&'s str>>,
    pub(crate) listed: Vec<Vec<&'s Value>>,
    /// Each object schema on its own: what `additionalProperties` speaks of depends on its neighbours.
    pub(crate) objects: Vec<&'s Map<String, Value>>,
    pub(crate) required: Vec<&'s str>,
    pub(crate) items: Vec<&'s Value>,
    pub(crate) prefixes: Vec<&'s Vec<Value>>,
    pub(crate) patterns: Vec<&'s str>,
    pub(crate) format: Option<&'s str>,
    pub(crate) base64: bool,
    pub(crate) unique: bool,
    minima: Vec<(&'s str, f64)>,
}

/// The most schemas that are put together for one value.
const PARTS: usize = 200;

impl<'s> Demands<'s> {
    /// `None` when the schemas contradict each other in a way that can be seen.
    pub(crate) fn of(table: &'s [Value], schemas: &[&'s Value], random: &mut Random, cheap: bool) -> Option<Self> {
        let mut demands = Self::default();
        let mut open: Vec<&'s Value> = schemas.to_vec();
        let mut seen = 0;
        while let Some(schema) = open.pop() {
            seen += 1;
            if seen > PARTS {
                return None;
            }
            match schema {
                Value::Bool(true) => {}
                Value::Object(keywords) => {
                    demands.add(table, keywords, random, cheap, &mut open)?;
                }
                _ => return None,
            }
        }
        Some(demands)
    }

    fn add(
        &mut self,
        table: &'s [Value],
        keywords: &'s Map<String, Value>,
        random: &mut Random,
        cheap: bool,
        open: &mut Vec<&'s Value>,
    ) -> Option<()> {
        let list = |key: &str| keywords.get(key).and_then(Value::as_array);
        if let Some(index) = keywords.get(REF).and_then(Value::as_u64) {
            open.push(table.get(usize::try_from(index).ok()?)?);
        }
        self.listed.extend(list("enum").map(|values| values.iter().collect()));
        self.listed.extend(keywords.get("const").map(|value| vec![value]));
        open.extend(list("allOf").into_iter().flatten());
        for (key, several) in [("oneOf", false), ("anyOf", true)] {
            let Some(variants) = list(key) else { continue };
            let possible: Vec<&Value> = variants.iter().filter(|variant| self.is_possible(variant)).collect();
            open.push(chosen(&possible, random, cheap)?);
            // Values may need several variants of `anyOf` to be described.
            if several && !cheap && random.below(3) == 0 {
                open.push(random.pick(&possible)?);
            }
        }
        match keywords.get("type") {
            Some(Value::String(name)) => self.narrow(&[name])?,
            Some(Value::Array(names)) => self.narrow(&names.iter().filter_map(Value::as_str).collect::<Vec<_>>())?,
            _ => {}
        }
        if ["properties", "additionalProperties", "patternProperties"].iter().any(|key| keywords.contains_key(*key)) {
            self.objects.push(keywords);
        }
        self.required.extend(list("required").into_iter().flatten().filter_map(Value::as_str));
        self.items.extend(keywords.get("items"));
        self.prefixes.extend(list("prefixItems"));
        self.patterns.extend(keywords.get("pattern").and_then(Value::as_str));
        self.format = keywords.get("format").and_then(Value::as_str).or(self.format);
        self.base64 |= keywords.get("contentEncoding").is_some_and(|encoding| encoding == "base64");
        self.unique |= keywords.get("uniqueItems") == Some(&Value::Bool(true));
        let numbers = keywords.iter().filter_map(|(key, value)| Some((key.as_str(), value.as_f64()?)));
        self.minima.extend(numbers);
        Some(())
    }

    /// Whether the values that a variant lists may be meant. Choices in place of listed values have one each.
    fn is_possible(&self, variant: &Value) -> bool {
        let listed = variant.get("enum").and_then(Value::as_array).map(|values| values.iter().collect());
        let listed: Option<Vec<&Value>> = listed.or_else(|| variant.get("const").map(|value| vec![value]));
        listed.is_none_or(|listed| self.listed.iter().all(|others| others.iter().any(|other| listed.contains(other))))
    }

    fn narrow(&mut self, names: &[&'s str]) -> Option<()> {
        let narrowed: Vec<&str> = match &self.types {
            None => names.to_vec(),
            Some(ours) => {
                let fits = |name: &&str| ours.contains(name) || (*name == "integer" && ours.contains(&"number"));
                let both = |name: &&str| *name == "integer" && names.contains(&"number");
                let mut narrowed: Vec<&str> = names.iter().copied().filter(fits).collect();
                narrowed.extend(
                    ours.iter().copied().filter(|name| both(name) && !narrowed.contains(name)).collect::<Vec<_>>(),
                );
                narrowed
            }
        };
        let possible = !narrowed.is_empty();
        self.types = Some(narrowed);
        possible.then_some(())
    }

    /// The tightest of the lower bounds with this name.
    pub(crate) fn least(&self, key: &str) -> Option<f64> {
        self.minima.iter().filter(|(name, _)| *name == key).map(|(_, bound)| *bound).reduce(f64::max)
    }

    /// The tightest of the upper bounds with this name.
    pub(crate) fn most(&self, key: &str) -> Option<f64> {
        self.minima.iter().filter(|(name, _)| *name == key).map(|(_, bound)| *bound).reduce(f64::min)
    }

    /// A count: how long, how many.
    pub(crate) fn counts(&self, least: &str, most: &str) -> (usize, usize) {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts of documents are whole")]
        let count = |bound: f64| bound.clamp(0.0, 1e9) as usize;
        (self.least(least).map_or(0, count), self.most(most).map_or(usize::MAX, count))
    }

    /// What type is meant by keywords that stand without one.
    pub(crate) fn implied(&self) -> Option<&'static str> {
        let has = |keys: &[&str]| keys.iter().any(|key| self.minima.iter().any(|(name, _)| name == key));
        if !self.objects.is_empty() || !self.required.is_empty() {
            Some("object")
        } else if !self.items.is_empty() || !self.prefixes.is_empty() || has(&["minItems", "maxItems"]) {
            Some("array")
        } else if !self.patterns.is_empty() || self.format.is_some() || has(&["minLength", "maxLength"]) {
            Some("string")
        } else if has(&["minimum", "maximum", "multipleOf"]) {
            Some("number")
        } else {
            None
        }
    }
}

/// A variant; where values have to end, one that refers to nothing if there is any.
fn chosen<'s>(variants: &[&'s Value], random: &mut Random, cheap: bool) -> Option<&'s Value> {
    let ends = |variant: &&&Value| cheap && variant.get(REF).is_none() && variant.get("allOf").is_none();
    let ends: Vec<&Value> = variants.iter().filter(ends).copied().collect();
    random.pick(if ends.is_empty() { variants } else { &ends }).copied()
}
