//! Properties, methods and indexes of values, as far as they are known.

use gatewright_vtl::ast::Access;
use gatewright_vtl::jsonpath::JsonPath;
use gatewright_vtl::{Place, Value};

use super::constant;
use super::render::Run;
use super::value::{Abstract, Hole, HoleKind, Piece, Step};
use crate::config::ParameterLocation;

impl Run<'_> {
    pub(super) fn access(&mut self, base: Abstract, access: &Access, place: Place) -> Abstract {
        self.charge(base.weight());
        match access {
            Access::Property(name) => self.property(base, name),
            Access::Method(name, arguments, _) => {
                let arguments: Vec<Abstract> = arguments.iter().map(|argument| self.value(argument)).collect();
                self.method(base, name, &arguments, place)
            }
            Access::Index(index, _) => {
                let index = self.value(index);
                self.method(base, "get", &[index], place)
            }
        }
    }

    fn property(&mut self, base: Abstract, name: &str) -> Abstract {
        match &base {
            Abstract::Map(entries) => {
                let entries = entries.borrow();
                let found = entries.iter().rev().find(|(key, _)| key.as_text().as_deref() == Some(name));
                match found {
                    Some((_, value)) => value.clone(),
                    None if entries.iter().all(|(key, _)| matches!(key, Abstract::Known(_))) => Abstract::missing(),
                    None => Abstract::hole(HoleKind::Anything, format!("{}.{name}", base.key())),
                }
            }
            Abstract::Input if name == "body" => match self.payload {
                Some(payload) => Abstract::Known(Value::from(payload.to_string())),
                None => Abstract::hole(HoleKind::Anything, "$input.body".to_owned()),
            },
            Abstract::Input | Abstract::Util => Abstract::missing(),
            Abstract::Context(path) => Abstract::Context(format!("{path}.{name}")),
            Abstract::StageVariables => Abstract::hole(HoleKind::Text, format!("$stageVariables.{name}")),
            Abstract::Parameters(None) => match name {
                "path" => Abstract::Parameters(Some(ParameterLocation::Path)),
                "querystring" => Abstract::Parameters(Some(ParameterLocation::QueryString)),
                "header" => Abstract::Parameters(Some(ParameterLocation::Header)),
                _ => Abstract::missing(),
            },
            Abstract::Parameters(Some(_)) => parameter(name),
            Abstract::Loop(round) => match name {
                "index" => Abstract::number(round.index),
                "count" => Abstract::number(round.index + 1),
                "hasNext" => Abstract::Known(Value::from(round.has_next)),
                "first" => Abstract::Known(Value::from(round.index == 0)),
                "last" => Abstract::Known(Value::from(!round.has_next)),
                "parent" => round.parent.clone().map_or_else(Abstract::missing, Abstract::Loop),
                _ => Abstract::hole(HoleKind::Anything, format!("$foreach.{name}")),
            },
            Abstract::Hole(hole) => member(hole, name),
            Abstract::Known(Value::Text(text)) if text.is_empty() => Abstract::missing(),
            other => Abstract::hole(HoleKind::Anything, format!("{}.{name}", other.key())),
        }
    }

    fn method(&mut self, base: Abstract, name: &str, arguments: &[Abstract], place: Place) -> Abstract {
        self.charge(arguments.iter().map(Abstract::weight).fold(1, u32::saturating_add));
        if self.exhausted {
            return Abstract::missing();
        }
        match &base {
            Abstract::Known(Value::Text(text)) if text.is_empty() && name == "get" => Abstract::missing(),
            Abstract::Known(receiver) => {
                constant::call(receiver, name, arguments).unwrap_or_else(|| of_text(&base, name, arguments))
            }
            Abstract::Input => self.input(name, arguments),
            Abstract::Util => self.util(name, arguments, place),
            Abstract::List(_) => self.list_method(&base, name, arguments),
            Abstract::Map(_) => self.map_method(&base, name, arguments),
            Abstract::Context(_) | Abstract::StageVariables | Abstract::Parameters(_) if name == "get" => {
                match arguments.first().and_then(Abstract::as_text) {
                    Some(member) => self.property(base, &member),
                    None => Abstract::hole(HoleKind::Text, format!("{}[?]", base.key())),
                }
            }
            Abstract::Parameters(_) | Abstract::StageVariables if name == "keySet" => {
                Abstract::hole(HoleKind::Anything, format!("{}.keySet()", base.key()))
            }
            // As many as loops over it have rounds.
            Abstract::Hole(hole)
                if name == "size" && matches!(hole.kind, HoleKind::Payload(_) | HoleKind::Anything) =>
            {
                self.loops = true;
                Abstract::number(self.items)
            }
            Abstract::Hole(hole) if name == "get" => match arguments {
                [Abstract::Known(Value::Text(name))] => member(hole, name),
                [Abstract::Known(Value::Number(index))] => item(hole, &index.to_string()),
                _ => of_text(&base, name, arguments),
            },
            Abstract::Text(_) if name == "toString" => base,
            _ => of_text(&base, name, arguments),
        }
    }

    fn input(&mut self, name: &str, arguments: &[Abstract]) -> Abstract {
        let argument = arguments.first().and_then(Abstract::as_text);
        match (name, arguments, argument) {
            ("params", [], _) => Abstract::Parameters(None),
            ("params", _, Some(name)) => parameter(&name),
            ("params", ..) => Abstract::hole(HoleKind::Text, call_key("$input", "params", arguments)),
            ("path", _, Some(path)) => match self.payload {
                Some(payload) => Abstract::of_json(&find(payload, &path).unwrap_or_default()),
                None => {
                    let kind = steps_of(&path).map_or(HoleKind::Anything, HoleKind::Payload);
                    Abstract::hole(kind, payload_key(&path))
                }
            },
            ("json", _, Some(path)) => match self.payload {
                Some(payload) => {
                    let text = find(payload, &path).map(|value| value.to_string()).unwrap_or_default();
                    Abstract::Known(Value::from(text))
                }
                None => Abstract::hole(HoleKind::Json(steps_of(&path)), format!("json {}", payload_key(&path))),
            },
            ("path", ..) => Abstract::hole(HoleKind::Anything, call_key("$input", name, arguments)),
            ("json", ..) => Abstract::hole(HoleKind::Json(None), call_key("$input", name, arguments)),
            _ => Abstract::missing(),
        }
    }

    fn util(&mut self, name: &str, arguments: &[Abstract], place: Place) -> Abstract {
        let known = matches!(arguments, [Abstract::Known(_)]);
        if known && let Some(value) = constant::call(&Value::Util, name, arguments) {
            return value;
        }
        let key = call_key("$util", name, arguments);
        match (name, arguments) {
            ("escapeJavaScript", [Abstract::Text(pieces)]) => {
                // What is escaped can no longer end a string; the rest stays as it is.
                let mut inner = Vec::new();
                for piece in pieces {
                    match piece {
                        Piece::Text(text) => {
                            let argument = [Abstract::Known(Value::from(text.as_str()))];
                            let escaped = constant::call(&Value::Util, name, &argument);
                            let escaped = escaped.unwrap_or_else(Abstract::missing);
                            self.print(&escaped, "", place, &mut inner);
                        }
                        Piece::Hole { hole, source, place } => {
                            let text = Abstract::hole(HoleKind::Escaped, format!("escaped {}", hole.key));
                            self.print(&text, source, *place, &mut inner);
                        }
                    }
                }
                Abstract::Text(inner)
            }
            ("escapeJavaScript", [argument]) if is_plain(argument) => Abstract::hole(HoleKind::Text, key),
            ("escapeJavaScript", [_]) => Abstract::hole(HoleKind::Escaped, key),
            ("urlEncode", [_]) => Abstract::hole(HoleKind::UrlEncoded, key),
            ("base64Encode", [_]) => Abstract::hole(HoleKind::Text, key),
            ("urlDecode" | "base64Decode" | "parseJson", [_]) => Abstract::hole(HoleKind::Anything, key),
            _ => Abstract::missing(),
        }
    }

    fn list_method(&mut self, base: &Abstract, name: &str, arguments: &[Abstract]) -> Abstract {
        let Abstract::List(items) = base else {
            return Abstract::missing();
        };
        match (name, arguments) {
            ("add", [item]) => {
                let item = self.part_of(base, item.clone());
                items.borrow_mut().push(item);
                Abstract::Known(Value::from(true))
            }
            ("size", []) => Abstract::number(items.borrow().len()),
            ("isEmpty", []) => Abstract::Known(Value::from(items.borrow().is_empty())),
            ("get", [Abstract::Known(Value::Number(index))]) => {
                let items = items.borrow();
                let index = index.to_string().parse::<usize>().ok();
                let found = index.and_then(|index| items.get(index));
                found.cloned().unwrap_or_else(Abstract::missing)
            }
            _ => {
                // A method that may change the list leaves nothing known of its items.
                if !is_question(name) {
                    for item in items.borrow_mut().iter_mut() {
                        *item = Abstract::hole(HoleKind::Anything, format!("{} changed", item.key()));
                    }
                }
                of_text(base, name, arguments)
            }
        }
    }

    fn map_method(&mut self, base: &Abstract, name: &str, arguments: &[Abstract]) -> Abstract {
        let Abstract::Map(entries) = base else {
            return Abstract::missing();
        };
        let all_known = entries.borrow().iter().all(|(key, _)| matches!(key, Abstract::Known(_)));
        match (name, arguments) {
            ("put", [key, value]) => {
                self.put(base, key.clone(), value.clone());
                Abstract::missing()
            }
            ("get", [key]) => match key.as_text() {
                Some(key) => self.property(base.clone(), &key),
                None => Abstract::hole(HoleKind::Anything, call_key(&base.key(), name, arguments)),
            },
            ("size", []) if all_known => Abstract::number(entries.borrow().len()),
            ("isEmpty", []) => Abstract::Known(Value::from(entries.borrow().is_empty())),
            ("containsKey", [Abstract::Known(key)]) if all_known => {
                let wanted = key.to_string();
                let found = entries.borrow().iter().any(|(key, _)| key.as_text().as_deref() == Some(&wanted));
                Abstract::Known(Value::from(found))
            }
            ("keySet", []) => Abstract::list(entries.borrow().iter().map(|(key, _)| key.clone()).collect()),
            ("values", []) => Abstract::list(entries.borrow().iter().map(|(_, value)| value.clone()).collect()),
            ("entrySet", []) => {
                let entry = |(key, value): &(Abstract, Abstract)| {
                    let named = |name: &str| Abstract::Known(Value::from(name));
                    Abstract::map(vec![(named("key"), key.clone()), (named("value"), value.clone())])
                };
                Abstract::list(entries.borrow().iter().map(entry).collect())
            }
            _ => of_text(base, name, arguments),
        }
    }

    /// A value about to be put into a container.
    fn part_of(&mut self, container: &Abstract, value: Abstract) -> Abstract {
        if !matches!(value, Abstract::List(_) | Abstract::Map(_)) {
            return value;
        }
        // Each may make the whole one level deeper.
        match self.containers.checked_sub(1) {
            Some(left) => {
                self.containers = left;
                value.into_part_of(Some(container))
            }
            None => Abstract::hole(HoleKind::Anything, "deep".to_owned()),
        }
    }

    pub(super) fn put(&mut self, map: &Abstract, key: Abstract, value: Abstract) {
        let Abstract::Map(entries) = map else { return };
        let value = self.part_of(map, value);
        let name = key.key();
        let mut entries = entries.borrow_mut();
        match entries.iter_mut().find(|(key, _)| key.key() == name) {
            Some((_, old)) => *old = value,
            None => entries.push((key, value)),
        }
    }
}

/// Whether a value has no apostrophe, whatever it is.
fn is_plain(value: &Abstract) -> bool {
    match value {
        Abstract::Hole(hole) => matches!(hole.kind, HoleKind::Number | HoleKind::Boolean | HoleKind::UrlEncoded),
        Abstract::Context(path) => !path.starts_with(".authorizer") && !path.starts_with(".identity"),
        _ => false,
    }
}

fn parameter(name: &str) -> Abstract {
    Abstract::hole(HoleKind::Parameter(name.to_owned()), format!("$input.params('{name}')"))
}

/// A member of a value that a request gives.
fn member(hole: &Hole, name: &str) -> Abstract {
    let key = format!("{}.{name}", hole.key);
    match &hole.kind {
        HoleKind::Payload(steps) => {
            let mut steps = steps.clone();
            steps.push(Step::Member(name.to_owned()));
            Abstract::hole(HoleKind::Payload(steps), key)
        }
        _ => Abstract::hole(HoleKind::Anything, key),
    }
}

fn item(hole: &Hole, index: &str) -> Abstract {
    let key = format!("{}[{index}]", hole.key);
    match &hole.kind {
        HoleKind::Payload(steps) => {
            let mut steps = steps.clone();
            steps.push(Step::Item);
            Abstract::hole(HoleKind::Payload(steps), key)
        }
        _ => Abstract::hole(HoleKind::Anything, key),
    }
}

/// What a method of a Java text, list or map gives, by its name alone.
fn of_text(base: &Abstract, name: &str, arguments: &[Abstract]) -> Abstract {
    let kind = match name {
        "length" | "size" | "indexOf" | "lastIndexOf" | "hashCode" | "compareTo" | "intValue" | "longValue" => {
            HoleKind::Number
        }
        "substring" | "trim" | "toLowerCase" | "toUpperCase" | "replace" | "replaceAll" | "replaceFirst" | "concat"
        | "toString" => HoleKind::Text,
        name if is_question(name) => HoleKind::Boolean,
        _ => HoleKind::Anything,
    };
    // Text that may be the payload itself says nothing of what it is.
    let kind = match (kind, base) {
        (HoleKind::Text, Abstract::Hole(hole)) if matches!(hole.kind, HoleKind::Anything | HoleKind::Json(_)) => {
            HoleKind::Anything
        }
        (kind, _) => kind,
    };
    Abstract::hole(kind, call_key(&base.key(), name, arguments))
}

fn is_question(name: &str) -> bool {
    matches!(
        name,
        "isEmpty"
            | "equals"
            | "equalsIgnoreCase"
            | "contains"
            | "startsWith"
            | "endsWith"
            | "matches"
            | "containsKey"
            | "containsValue"
            | "containsAll"
    )
}

fn call_key(base: &str, name: &str, arguments: &[Abstract]) -> String {
    let arguments: Vec<String> = arguments.iter().map(Abstract::key).collect();
    format!("{base}.{name}({})", arguments.join(", "))
}

/// The key of a payload's part: the same however the path is written.
fn payload_key(path: &str) -> String {
    match parse_path(path) {
        Some((_, key)) => key,
        None => format!("$input.path('{path}')"),
    }
}

fn find(payload: &serde_json::Value, path: &str) -> Option<serde_json::Value> {
    JsonPath::parse(path).ok()?.find_json(payload)
}

fn steps_of(path: &str) -> Option<Vec<Step>> {
    parse_path(path).map(|(steps, _)| steps)
}

/// The steps of a path that leads to one place, and its key; nothing for other paths.
fn parse_path(path: &str) -> Option<(Vec<Step>, String)> {
    let path = path.trim();
    let (mut steps, mut key) = (Vec::new(), "payload".to_owned());
    let member = |name: &str, key: &mut String, steps: &mut Vec<Step>| {
        key.push('.');
        key.push_str(name);
        steps.push(Step::Member(name.to_owned()));
    };
    let mut rest = path.strip_prefix('$').unwrap_or(path);
    if !path.starts_with('$') {
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let (name, after) = rest.split_at_checked(end)?;
        member(name, &mut key, &mut steps);
        rest = after;
    }
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('[') {
            let (inner, after) = after.split_once(']')?;
            let quoted = ['\'', '"'].iter().find_map(|quote| inner.strip_prefix(*quote)?.strip_suffix(*quote));
            match quoted {
                Some(name) if !name.contains(['\'', '"']) => member(name, &mut key, &mut steps),
                None if !inner.is_empty() && inner.bytes().all(|byte| byte.is_ascii_digit()) => {
                    key.push_str(&format!("[{inner}]"));
                    steps.push(Step::Item);
                }
                _ => return None,
            }
            rest = after;
        } else {
            let after = rest.strip_prefix('.')?;
            let end = after.find(['.', '[']).unwrap_or(after.len());
            let (name, after) = after.split_at_checked(end)?;
            if name.is_empty() || name.contains(['*', '(', '?', ',']) {
                return None;
            }
            member(name, &mut key, &mut steps);
            rest = after;
        }
    }
    Some((steps, key))
}
