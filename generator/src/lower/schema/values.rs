//! Listed values, defaults and examples that are not of the type beside them.

use crate::index::{IndexMap, IndexSet};
use gatewright_document::{Code, Fix, Node, Severity, Value, Version};

use crate::lower::facts::constants;
use crate::lower::facts::scalar;
use crate::lower::facts::schema_type::{SchemaType, listed};
use crate::lower::facts::shape::{Additional, Shape};
use crate::lower::node::{Key, key_of, resolved};
use crate::lower::schema::{MAX_DEPTH, Schemas};

impl<'d> Schemas<'d, '_> {
    /// Reports the values in a schema that it does not admit, whether it says its type itself or by its parts.
    pub(super) fn misfits(&mut self, node: &Node<'d>, shape: &Shape<'d>) {
        let types = match node.get("type").as_ref().map(Node::value) {
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).map(SchemaType::parse).collect(),
            Some(name) => name.as_str().map(SchemaType::parse).into_iter().collect(),
            None => types_of(shape),
        };
        self.listed_values(node);
        self.misfits_of(node, &types);
        // A part that says nothing of the type is held to the whole.
        for part in node.get("allOf").iter().flat_map(Node::items) {
            let says_nothing = self.facts.known_shape(&part).is_some_and(|part| types_of(&part).is_empty());
            if part.reference().is_none() && says_nothing {
                self.misfits_of(&part, &types);
            }
        }
    }

    fn misfits_of(&mut self, node: &Node<'d>, types: &[SchemaType<'_>]) {
        if types.is_empty() {
            return;
        }
        let values: Vec<Node<'d>> = enumeration(node).iter().flat_map(Node::items).collect();
        let misfits: Vec<&Node<'d>> = values.iter().filter(|value| !fits(value.value(), types)).collect();
        let typed = constants::listed(node).unwrap_or_default();
        let as_typed = typed.iter().all(|value| fits(value, types));
        self.misfit(&misfits, types, as_typed);
        for value in node.get("const").iter().filter(|value| !fits(value.value(), types)) {
            self.misfit(&[value], types, as_typed);
        }
        let several = node.get("examples").filter(|examples| matches!(examples.value(), Value::Array(_)));
        let examples = ["default", "example"].into_iter().filter_map(|keyword| node.get(keyword));
        examples.chain(several.iter().flat_map(Node::items)).for_each(|value| self.example(&value, types));
    }

    /// Reports the examples of a media type, parameter or header that are not of the type of its schema.
    pub(crate) fn examples_of(&mut self, owner: &Node<'d>, schema: &Node<'d>) {
        let several = owner.get("examples").filter(|examples| matches!(examples.value(), Value::Object(_)));
        let examples: Vec<Node<'d>> =
            several.iter().flat_map(Node::entries).filter_map(|(_, example)| example.resolve().ok()).collect();
        let values = owner.get("example").into_iter().chain(examples.iter().filter_map(|one| one.get("value")));
        self.examples(values.collect(), schema);
    }

    /// Reports of each of those values the first place that is not of the type that a schema gives it.
    pub(crate) fn examples(&mut self, values: Vec<Node<'d>>, schema: &Node<'d>) {
        for value in values {
            if let Some((place, types)) = self.misfit_within(&value, schema, &mut IndexSet::default(), 0) {
                self.example(&place, &types);
            }
        }
    }

    /// The first place in a value that is not of the type that the schema gives it, and the types that it gives. Where
    /// there is a choice nothing is said: another variant may be meant. Several schemas may speak of a member, and lead to
    /// the same ones again: what was `seen` together is not compared twice.
    fn misfit_within(
        &mut self,
        value: &Node<'d>,
        schema: &Node<'d>,
        seen: &mut IndexSet<(Key, Key)>,
        depth: usize,
    ) -> Option<(Node<'d>, Vec<SchemaType<'d>>)> {
        let target = resolved(schema).unwrap_or_else(|_| schema.clone());
        if !seen.insert((key_of(value), key_of(&target))) {
            return None;
        }
        let shape = self.facts.shape(schema);
        let types = types_of(&shape);
        if !fits(value.value(), &types) {
            return Some((value.clone(), types));
        }
        if !shape.choices.is_empty() || depth >= MAX_DEPTH {
            return None;
        }
        for (name, member) in value.entries() {
            let additional = match &shape.additional {
                Some(Additional::Schema(node)) if shape.patterns.is_empty() => Some(core::slice::from_ref(node)),
                _ => None,
            };
            let nodes = shape.properties.get(name).map(|property| property.nodes.as_slice()).or(additional);
            let found = nodes.into_iter().flatten().find_map(|node| self.misfit_within(&member, node, seen, depth + 1));
            if found.is_some() {
                return found;
            }
        }
        if shape.prefix_items.is_empty() {
            for item in value.items() {
                let found = shape.items.iter().find_map(|node| self.misfit_within(&item, node, seen, depth + 1));
                if found.is_some() {
                    return found;
                }
            }
        }
        None
    }

    fn example(&mut self, value: &Node<'d>, types: &[SchemaType<'_>]) {
        if fits(value.value(), types) {
            return;
        }
        let help = quoted(value.value(), types).map(|text| format!("write `{text}`"));
        let help = help
            .or_else(|| is_json_text(value.value(), types).then(|| "write the value itself, not its text".to_owned()));
        self.report
            .once(value, Code::INVALID_EXAMPLE)
            .message(format!("{} stands where the schema says {}", value.kind(), listed(types)))
            .label("documented as it is")
            .help_if(help, |help| help)
            .fix_if(as_texts(&[value], types));
    }

    /// Reports a list of values that is empty, or has one of them twice.
    fn listed_values(&mut self, node: &Node<'d>) {
        let Some(list) = enumeration(node) else { return };
        let values: Vec<Node<'d>> = list.items().collect();
        if values.is_empty() {
            // Only draft 4 of JSON Schema, which is Swagger's, forbids it.
            let severity = if self.facts.version == Version::Swagger20 { Severity::Warning } else { Severity::Note };
            self.report
                .add(Code::INVALID_ENUM, list.origin())
                .severity(severity)
                .message("the list of values is empty")
                .label("any value is taken")
                .help("list at least one value, or remove `enum`");
        }
        let mut known: IndexMap<String, &Node<'d>> = IndexMap::default();
        for value in &values {
            match known.get(&value.value().to_json().to_string()) {
                Some(first) => {
                    self.report
                        .note(Code::INVALID_ENUM, value.origin())
                        .message(format!("`{}` is listed twice", scalar::text(value.value())))
                        .related(first.origin(), "the first")
                        .help("remove one")
                        .fix(Fix::remove(value.origin()));
                }
                None => {
                    known.insert(value.value().to_json().to_string(), value);
                }
            }
        }
    }

    /// Reports the first of the values that are of another type.
    fn misfit(&mut self, values: &[&Node<'d>], types: &[SchemaType<'_>], as_typed: bool) {
        let Some((value, others)) = values.split_first() else { return };
        let others = others.len();
        let label = match (others, as_typed) {
            (0, true) => "taken as the schema says".to_owned(),
            (0, false) => "taken as it is written".to_owned(),
            (_, true) => format!("this and {others} more are taken as the schema says"),
            (_, false) => format!("this and {others} more are taken as they are written"),
        };
        self.report
            .add(Code::INVALID_ENUM, value.origin())
            .message(format!("a listed value is {}, and the schema says {}", value.kind(), listed(types)))
            .label(label)
            .help_if(quoted(value.value(), types), |text| format!("write `{text}`"))
            .fix_if(as_texts(values, types));
    }
}

/// Writes values as the texts that they were meant to be.
fn as_texts(values: &[&Node<'_>], types: &[SchemaType<'_>]) -> Option<Fix> {
    values.iter().try_fold(None, |fix: Option<Fix>, value| {
        quoted(value.value(), types)?;
        let text = scalar::text(value.value()).into();
        Some(Some(match fix {
            Some(fix) => fix.and_update(value.origin(), text),
            None => Fix::update(value.origin(), text),
        }))
    })?
}

fn enumeration<'d>(node: &Node<'d>) -> Option<Node<'d>> {
    node.get("enum").filter(|list| matches!(list.value(), Value::Array(_)))
}

/// The types that values have, as far as the schema says so in one way or another.
fn types_of<'d>(shape: &Shape<'d>) -> Vec<SchemaType<'d>> {
    match &shape.types {
        Some(types) => types.clone(),
        None if !shape.choices.is_empty() || shape.items_listed => Vec::new(),
        None if shape.is_object() => vec![SchemaType::Object],
        None if !shape.items.is_empty() || !shape.prefix_items.is_empty() => vec![SchemaType::Array],
        None => Vec::new(),
    }
}

/// Whether listed values can be those of the schema. Numbers and strings are taken for each other by many services; a list
/// or an object is not one of its items.
pub(crate) fn may_list(constants: &[Value], shape: &Shape<'_>) -> bool {
    let types = types_of(shape);
    let holds_others =
        !types.is_empty() && types.iter().all(|name| matches!(name, SchemaType::Array | SchemaType::Object));
    !holds_others || constants.iter().any(|constant| fits(constant, &types))
}

/// Whether a value is of one of the types; a type that does not exist admits any, and `null` is reported elsewhere.
fn fits(value: &Value, types: &[SchemaType<'_>]) -> bool {
    let is = |ty: &SchemaType<'_>| match ty {
        SchemaType::String => matches!(value, Value::String(_)),
        SchemaType::Integer => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        SchemaType::Number => matches!(value, Value::Number(_)),
        SchemaType::Boolean => matches!(value, Value::Bool(_)),
        SchemaType::Array => matches!(value, Value::Array(_)),
        SchemaType::Object => matches!(value, Value::Object(_)),
        SchemaType::Null => false,
        SchemaType::File | SchemaType::Any | SchemaType::Unknown(_) => true,
    };
    value.is_null() || types.is_empty() || types.iter().any(is)
}

/// A value as the string that is wanted, in YAML most often a number or boolean that lacks its quotes.
fn quoted(value: &Value, types: &[SchemaType<'_>]) -> Option<String> {
    let is_plain = matches!(value, Value::Number(_) | Value::Bool(_));
    (is_plain && types.contains(&SchemaType::String)).then(|| format!("\"{}\"", scalar::text(value)))
}

/// Whether a value is written as JSON in a string.
fn is_json_text(value: &Value, types: &[SchemaType<'_>]) -> bool {
    let text = value.as_str().map(str::trim_start);
    text.is_some_and(|text| {
        types.contains(&SchemaType::Object) && text.starts_with('{')
            || types.contains(&SchemaType::Array) && text.starts_with('[')
    })
}
