//! Makes values that fit a schema, most of the time: the judge has the last word.

use serde_json::{Map, Number, Value, json};

use crate::demands::Demands;
use crate::random::Random;
use crate::strings;

/// Where a value is made.
pub(crate) struct Maker<'s> {
    pub(crate) table: &'s [Value],
    pub(crate) random: Random,
    /// How often a member that may be missing is there, in percent.
    pub(crate) generosity: usize,
    /// How many values may still be made within this one.
    pub(crate) budget: usize,
}

/// Below this depth only what is required is made.
const SPARE: usize = 4;
/// How often variants are chosen anew.
const CHOICES: usize = 6;
/// The deepest value.
const DEPTH: usize = 14;

impl<'s> Maker<'s> {
    /// A value that fits all the schemas.
    pub(crate) fn value(&mut self, schemas: &[&'s Value], depth: usize) -> Option<Value> {
        if depth > DEPTH {
            return None;
        }
        self.budget = self.budget.saturating_sub(1);
        let cheap = depth > SPARE || self.budget == 0;
        // Variants that are chosen together may exclude each other.
        let demands = (0..CHOICES).find_map(|_| Demands::of(self.table, schemas, &mut self.random, cheap))?;
        if let Some((first, others)) = demands.listed.split_first() {
            let common: Vec<&&Value> =
                first.iter().filter(|value| others.iter().all(|other| other.contains(value))).collect();
            return self.random.pick(&common).map(|value| (**value).clone());
        }
        let name = match &demands.types {
            Some(types) => (*self.random.pick(types)?).to_owned(),
            None => demands.implied().unwrap_or("any").to_owned(),
        };
        match name.as_str() {
            "null" => Some(Value::Null),
            "boolean" => Some(Value::Bool(self.random.below(2) == 0)),
            "integer" => self.number(&demands, true),
            "number" => self.number(&demands, false),
            "string" => strings::string(&demands, &mut self.random).map(Value::String),
            "array" => self.array(&demands, depth),
            "object" => self.object(&demands, depth),
            _ => self.any(),
        }
    }

    /// What a schema that says nothing lets through.
    fn any(&mut self) -> Option<Value> {
        let values =
            [json!("text"), json!(7), json!(true), json!({"a": [1, null]}), json!([1, "b"]), json!(1.5), Value::Null];
        self.random.pick(&values).cloned()
    }

    fn number(&mut self, demands: &Demands<'_>, whole: bool) -> Option<Value> {
        let least =
            [demands.least("minimum"), demands.least("exclusiveMinimum")].into_iter().flatten().reduce(f64::max);
        let most = [demands.most("maximum"), demands.most("exclusiveMaximum")].into_iter().flatten().reduce(f64::min);
        let step = demands.least("multipleOf");
        let from = least.unwrap_or(most.map_or(-1000.0, |most| most - 1000.0));
        let to = most.unwrap_or(from.max(0.0) + 1_000.0).max(from);
        #[allow(clippy::cast_precision_loss, reason = "small")]
        let share = self.random.below(1001) as f64 / 1000.0;
        let candidate = match self.random.below(5) {
            0 => from,
            1 => to,
            2 if from <= 0.0 && to >= 0.0 => 0.0,
            _ => from + (to.min(from + 1e12) - from) * share,
        };
        let at = match step {
            Some(step) => (candidate / step).ceil() * step,
            None => candidate,
        };
        if whole || step.is_none() && self.random.below(3) == 0 {
            return Some(integer(at.round(), from, to));
        }
        // Few digits: what is written back is compared by value.
        let rounded = if step.is_some() { at } else { (at * 1000.0).round() / 1000.0 };
        Number::from_f64(rounded.clamp(from, to)).map(Value::Number)
    }

    fn array(&mut self, demands: &Demands<'s>, depth: usize) -> Option<Value> {
        let (least, most) = demands.counts("minItems", "maxItems");
        let prefix = demands.prefixes.iter().map(|prefix| prefix.len()).max().unwrap_or(0);
        let room = if depth >= SPARE || self.budget == 0 { 0 } else { self.random.below(4) };
        let length = room.max(least).max(if room > 0 || least > 0 { prefix.min(most) } else { 0 }).min(most);
        let mut items: Vec<Value> = Vec::new();
        for index in 0..length.min(200) {
            let mut schemas: Vec<&'s Value> = Vec::new();
            for prefix in &demands.prefixes {
                schemas.extend(prefix.get(index));
            }
            if index >= prefix {
                schemas.extend(demands.items.iter().copied());
            }
            let mut item = self.value(&schemas, depth + 1);
            let mut tries = 0;
            while demands.unique && item.as_ref().is_some_and(|item| items.contains(item)) && tries < 10 {
                item = self.value(&schemas, depth + 1);
                tries += 1;
            }
            match item {
                Some(item) if demands.unique && items.contains(&item) => {}
                Some(item) => items.push(item),
                None if index >= least => break,
                None => return None,
            }
        }
        Some(Value::Array(items))
    }

    fn object(&mut self, demands: &Demands<'s>, depth: usize) -> Option<Value> {
        let (least, most) = demands.counts("minProperties", "maxProperties");
        let mut members = Map::new();
        for name in &demands.required {
            if !members.contains_key(*name) {
                let value = self.value(&described(demands, name), depth + 1)?;
                members.insert((*name).to_owned(), value);
            }
        }
        let listed = |object: &&'s Map<String, Value>| object.get("properties").and_then(Value::as_object);
        let names: Vec<&'s String> =
            demands.objects.iter().filter_map(listed).flat_map(|properties| properties.keys()).collect();
        for name in names {
            if members.contains_key(name) || members.len() >= most {
                continue;
            }
            let wanted = members.len() < least
                || (depth <= SPARE && self.budget > 0 && self.random.below(100) < self.generosity);
            if wanted && let Some(value) = self.value(&described(demands, name), depth + 1) {
                members.insert(name.clone(), value);
            }
        }
        self.further(demands, depth, (least, most), &mut members);
        Some(Value::Object(members))
    }

    /// Members that only `additionalProperties` and `patternProperties` speak of.
    fn further(
        &mut self,
        demands: &Demands<'s>,
        depth: usize,
        (least, most): (usize, usize),
        members: &mut Map<String, Value>,
    ) {
        let closed =
            demands.objects.iter().any(|object| object.get("additionalProperties") == Some(&Value::Bool(false)));
        let spoken = demands.objects.iter().any(|object| object.contains_key("additionalProperties"));
        let patterns: Vec<&'s String> = demands
            .objects
            .iter()
            .filter_map(|object| object.get("patternProperties").and_then(Value::as_object))
            .flat_map(Map::keys)
            .collect();
        let room = if depth >= SPARE || self.budget == 0 { 0 } else { self.random.below(3) };
        for index in 0..room.max(least.saturating_sub(members.len())).min(most.saturating_sub(members.len())).min(50) {
            let name = match self.random.pick(&patterns) {
                Some(pattern) if closed || self.random.below(2) == 0 => strings::matching(pattern, &mut self.random),
                _ if spoken && !closed => Some(format!("{}{index}", ["key ", "x-", "Ключ", "a/b~"][index % 4])),
                _ => None,
            };
            let Some(name) = name.filter(|name| !members.contains_key(name)) else { continue };
            if let Some(value) = self.value(&described(demands, &name), depth + 1) {
                members.insert(name, value);
            }
        }
    }
}

/// All schemas that speak of a member.
pub(crate) fn described<'s>(demands: &Demands<'s>, name: &str) -> Vec<&'s Value> {
    let mut schemas = Vec::new();
    for object in &demands.objects {
        let own = object.get("properties").and_then(|properties| properties.get(name));
        let patterns = object.get("patternProperties").and_then(Value::as_object);
        let matching: Vec<&Value> = patterns
            .into_iter()
            .flatten()
            .filter(|(pattern, _)| strings::fits(pattern, name))
            .map(|(_, schema)| schema)
            .collect();
        if own.is_none() && matching.is_empty() {
            schemas.extend(object.get("additionalProperties"));
        }
        schemas.extend(own);
        schemas.extend(matching);
    }
    schemas
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates at the bounds, as is meant")]
fn integer(number: f64, from: f64, to: f64) -> Value {
    if number < 0.0 {
        return (number as i64).into();
    }
    let most = if to > i64::MAX as f64 { u64::MAX } else { i64::MAX as u64 };
    let _ = from;
    (number as u64).min(most).into()
}
