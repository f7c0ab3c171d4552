//! What an operation is called with and answered with: values made from the document's schemas, which `jsonschema`
//! accepts.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::generated::{Body, Kind, Operation, Reply};
use crate::harness::ANY;
use crate::judge::Judge;
use crate::operations::{Content, Documented, Parameter, Response, content};
use crate::random::Random;
use crate::schemas::REF;
use crate::values::Maker;

/// The keywords that say what kind of value is meant.
const KINDS: [&str; 9] = ["type", REF, "allOf", "anyOf", "oneOf", "enum", "const", "properties", "items"];
/// Headers that say how a message is framed, which HTTP itself sends, and lists of what a body was encoded by.
const FRAMING: [&str; 3] = ["content-length", "transfer-encoding", "content-encoding"];
/// The most exchanges of one operation.
const ROUNDS: usize = 8;
/// How often a value is tried for: first as full as it is to be, then in any way.
const OWN_TRIES: usize = 20;
const TRIES: usize = 60;

/// A table of schemas with its judge.
pub(crate) struct Side {
    pub(crate) table: Arc<Vec<Value>>,
    pub(crate) judge: Arc<Judge>,
}

impl Side {
    pub(crate) fn new(table: Vec<Value>) -> Self {
        let table = Arc::new(table);
        Self { judge: Judge::new(Arc::clone(&table)), table }
    }

    /// The schema behind references.
    pub(crate) fn behind<'s>(&'s self, schema: &'s Value) -> Option<&'s Value> {
        let mut schema = schema;
        for _ in 0..32 {
            let Some(index) = schema.get(REF).and_then(Value::as_u64) else { return Some(schema) };
            schema = self.table.get(usize::try_from(index).ok()?)?;
        }
        None
    }

    /// A value that fits the schema and can stand at the place.
    fn value(
        &self,
        schema: Option<usize>,
        random: &mut Random,
        generosity: usize,
        can_stand: &dyn Fn(&Value) -> bool,
    ) -> Option<Value> {
        let Some(index) = schema else { return Some(json!("text")).filter(can_stand) };
        for attempt in 0..TRIES {
            let seed = random.below(usize::MAX) as u64;
            // Where nothing else fits, more or less of it may.
            let generosity = if attempt < OWN_TRIES { generosity } else { [0, 100, 40][attempt % 3] };
            let mut maker = Maker { table: &self.table, random: Random::new(seed), generosity, budget: 60 };
            let made = maker.value(&[&self.table[index]], 0);
            if let Some(value) = made.filter(|value| can_stand(value) && self.judge.accepts(index, value)) {
                return Some(value);
            }
        }
        None
    }
}

/// One exchange: what is sent and what is answered.
#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) inputs: Map<String, Value>,
    /// Which of the bodies.
    pub(crate) body: usize,
    pub(crate) reply: Value,
    /// Whether the response has a body that comes back.
    pub(crate) comes_back: bool,
    pub(crate) has_headers: bool,
}

/// The exchanges of an operation, or why there are none.
pub(crate) fn cases(
    operation: &Operation,
    documented: &Documented,
    requests: &Side,
    responses: &Side,
) -> Result<Vec<Case>, String> {
    let seed = documented.path.bytes().chain(documented.method.bytes());
    let seed =
        seed.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let mut random = Random::new(seed);
    lacking(operation, documented)?;
    let mut replied = Vec::new();
    // A client asks for one of several media types that say the same.
    let asked = |reply: &Reply| {
        reply.kind == Kind::Empty || reply.media == "json" || operation.call.accepts.contains(&reply.media)
    };
    for (at, reply) in operation.served.replies.iter().enumerate().filter(|(_, reply)| asked(reply)) {
        replied.extend(self::reply(at, reply, operation, documented, responses, &mut random)?);
    }
    if replied.is_empty() {
        return Err("no response can end an exchange".to_owned());
    }
    let rounds = 3.max(replied.len()).max(operation.bodies.len()).min(ROUNDS);
    let mut cases = Vec::new();
    for round in 0..rounds {
        let generosity = [0, 100, 40][round % 3];
        let mut inputs = Map::new();
        let is_sent = |parameter: &&Parameter| {
            let framing = parameter.key.strip_prefix("header ").is_some_and(is_framing);
            is_known(operation, parameter) && (parameter.required || !framing)
        };
        for parameter in documented.parameters.iter().filter(is_sent) {
            let wanted = parameter.required || round > 0 && (round == 1 || random.below(2) == 0);
            if wanted {
                let value = match operation.bodies.get(round % operation.bodies.len().max(1)) {
                    // A media type that is sent has to be that of the body.
                    Some(body) if parameter.key.eq_ignore_ascii_case("header content-type") => {
                        let sent = json!(body.sent());
                        let is_listed = parameter.schema.is_none_or(|schema| requests.judge.accepts(schema, &sent));
                        is_listed.then_some(sent)
                    }
                    _ => self::parameter(parameter, operation, requests, &mut random, generosity),
                };
                match value {
                    Some(value) => _ = inputs.insert(parameter.key.clone(), value),
                    None if parameter.required => return Err(format!("no value fits {}", parameter.key)),
                    None => {}
                }
            }
        }
        // What only the path's template names is a text.
        for input in operation.served.inputs.iter().filter(|input| input.key.starts_with("path ")) {
            if !documented.parameters.iter().any(|known| known.key == input.key) {
                // What the route for all others is called by is a whole path.
                let word = if operation.path.starts_with('$') { "/word" } else { "word" };
                inputs.insert(input.key.clone(), json!(word));
            }
        }
        let bodies = &operation.bodies;
        let body = if bodies.is_empty() { 0 } else { round % bodies.len() };
        if let Some(of) = bodies.get(body)
            && (of.required || round > 0)
        {
            match self::body(of, documented, requests, &mut random, generosity) {
                Some(value) => _ = inputs.insert("body".to_owned(), value),
                None => return Err(format!("no value fits the body of {}", of.media)),
            }
        }
        let (reply, comes_back, has_headers) = replied[round % replied.len()].clone();
        cases.push(Case { inputs, body, reply, comes_back, has_headers });
    }
    Ok(cases)
}

fn is_framing(header: &str) -> bool {
    FRAMING.iter().any(|name| name.eq_ignore_ascii_case(header))
}

fn is_known(operation: &Operation, parameter: &Parameter) -> bool {
    operation.served.inputs.iter().any(|input| input.key.eq_ignore_ascii_case(&parameter.key))
}

/// What the document has and the generated code has not. OpenAPI 3 takes three headers out of the parameters; nothing
/// can be done with a path parameter that its path does not name.
fn lacking(operation: &Operation, documented: &Documented) -> Result<(), String> {
    let ignored = ["header accept", "header content-type", "header authorization"];
    for parameter in &documented.parameters {
        let is_unused = |name: &str| !documented.path.contains(&format!("{{{name}"));
        let is_ignored = ignored.iter().any(|name| parameter.key.eq_ignore_ascii_case(name))
            || parameter.key.strip_prefix("path ").is_some_and(is_unused);
        if !is_known(operation, parameter) && !is_ignored {
            return Err(format!("the generated code has no {}", parameter.key));
        }
    }
    Ok(())
}

fn parameter(
    parameter: &Parameter,
    operation: &Operation,
    side: &Side,
    random: &mut Random,
    generosity: usize,
) -> Option<Value> {
    // These styles have no way to say their separator.
    let call = &operation.call;
    let mut setters = call.arguments.iter().chain(&call.required).chain(&call.optional);
    let setter = setters.find(|setter| setter.key().eq_ignore_ascii_case(&parameter.key));
    let style = setter.and_then(|setter| setter.style.as_deref()).unwrap_or_default();
    let separator = match style {
        style if style.contains("SpaceDelimited") => Some(' '),
        style if style.contains("PipeDelimited") => Some('|'),
        _ => None,
    };
    let separates = |value: &Value| separator.is_some_and(|separator| value.to_string().contains(separator));
    let place = parameter.key.split(' ').next().unwrap_or_default();
    // Of a schema that says nothing only texts are told from others in a text.
    let is_typed = parameter.schema.is_none_or(|schema| speaks(&side.table[schema]));
    let depth = if style.contains("DeepObject") { DEEP } else { 0 };
    let can_stand = |value: &Value| {
        parameter.json && place != "header"
            || stands(value, place, depth) && (is_typed || value.is_string()) && !separates(value)
    };
    side.value(parameter.schema, random, generosity, &can_stand)
}

/// Whether a schema says what kind of value it means.
fn speaks(schema: &Value) -> bool {
    schema.as_object().is_some_and(|schema| KINDS.iter().any(|key| schema.contains_key(*key)))
}

/// How deep values may be written as `name[a][b]`.
const DEEP: isize = -3;

/// Whether the value can be told from others once it is text at the place: lists and objects of nothing cannot, and
/// headers have no letters beyond ASCII.
fn stands(value: &Value, place: &str, depth: isize) -> bool {
    let inner = depth + 1;
    match value {
        Value::Null => false,
        Value::Bool(_) | Value::Number(_) => true,
        Value::String(text) if place == "header" || place == "cookie" => {
            !text.is_empty() && text.trim() == text && text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
        }
        Value::String(text) => !(text.is_empty() && (depth > 0 || place == "path")) && text != "." && text != "..",
        Value::Array(items) => depth <= 0 && !items.is_empty() && items.iter().all(|item| stands(item, place, inner)),
        Value::Object(entries) => {
            depth <= 0
                && !entries.is_empty()
                && entries.iter().all(|(name, item)| stands(&json!(name), place, 1) && stands(item, place, inner))
        }
    }
}

fn body(body: &Body, documented: &Documented, side: &Side, random: &mut Random, generosity: usize) -> Option<Value> {
    let content = content(&documented.bodies, &body.media);
    let schema = content.and_then(|content| content.schema);
    made(body.kind, &body.ty, schema, side, random, generosity)
}

fn made(
    kind: Kind,
    ty: &str,
    schema: Option<usize>,
    side: &Side,
    random: &mut Random,
    generosity: usize,
) -> Option<Value> {
    match kind {
        Kind::Empty => Some(Value::Null),
        Kind::Bytes => Some(json!("bytes \u{1} and more")),
        Kind::Text if ty == "String" => {
            let text = side.value(schema, random, generosity, &|value| value.is_string());
            // A text is not described by schemas of anything but texts.
            Some(text.unwrap_or_else(|| json!("plain text")))
        }
        Kind::Form | Kind::Multipart => {
            let form = schema.and_then(|schema| side.behind(&side.table[schema]));
            let said = form.and_then(|form| form.get("properties")?.as_object());
            let is_open = form.is_none_or(|form| said.is_none() || form.get("additionalProperties").is_some());
            let is_told = |(name, value): (&String, &Value)| {
                let says = match said.and_then(|said| said.get(name)) {
                    Some(field) => side.behind(field).is_none_or(speaks),
                    None => is_open,
                };
                says || value.is_string()
            };
            let required = form.and_then(|form| form.get("required")?.as_array());
            let is_required = |name: &str| required.is_some_and(|required| required.contains(&json!(name)));
            let can_stand = |value: &Value| {
                is_form(value, kind, &is_required) && value.as_object().into_iter().flatten().all(is_told)
            };
            side.value(schema, random, generosity, &can_stand)
        }
        Kind::Events => {
            let one = side.value(schema, random, generosity, &|_| true)?;
            let items = if one.is_array() { one } else { json!([one]) };
            Some(items)
        }
        Kind::Json | Kind::Text | Kind::Xml => side.value(schema, random, generosity, &|_| true),
    }
}

/// Forms have no null, no empty list and no empty object; what is required and left out is null. Parts are JSON where they
/// are objects.
fn is_form(value: &Value, kind: Kind, is_required: &dyn Fn(&str) -> bool) -> bool {
    let is_json = |value: &Value| kind == Kind::Multipart && value.is_object();
    let is_empty = |value: &Value| match value {
        Value::Array(items) if !items.is_empty() => items.iter().any(|item| !is_json(item) && is_empty(item)),
        value => !is_json(value) && is_empty(value),
    };
    let is_left_out = |name: &str, field: &Value| field.is_null() && is_required(name);
    value.as_object().is_some_and(|all| all.iter().all(|(name, field)| is_left_out(name, field) || !is_empty(field)))
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.is_empty() || items.iter().any(is_empty),
        Value::Object(entries) => entries.is_empty() || entries.values().any(is_empty),
        value => value.is_null(),
    }
}

type Replied = (Value, bool, bool);

/// A response of a variant of the generated enum.
fn reply(
    at: usize,
    reply: &Reply,
    operation: &Operation,
    documented: &Documented,
    side: &Side,
    random: &mut Random,
) -> Result<Option<Replied>, String> {
    if reply.fields.first().is_some_and(|ty| ty == ANY) {
        return Ok(Some((json!({ "variant": at, "status": 200 }), false, false)));
    }
    let status = reply.status.unwrap_or_else(|| chosen(&reply.variant, documented));
    if !(200..600).contains(&status) {
        return Ok(None);
    }
    let response = response(reply, documented);
    let Some(response) = response else { return Err(format!("the document has no response {}", reply.variant)) };
    let content = content(&response.contents, &reply.media).or(response.contents.first());
    let ty = reply.fields.iter().find(|ty| *ty != "u16" && Some(*ty) != reply.headers.as_ref());
    let schema = content.and_then(|content: &Content| content.schema);
    let ty = ty.map_or("", String::as_str);
    let body = made(reply.kind, ty, schema, side, random, [0, 100, 40][at % 3]);
    let Some(body) = body else { return Err(format!("no value fits the response {}", response.status)) };
    let mut headers = Map::new();
    if reply.headers.is_some() {
        for (name, schema) in response.headers.iter().filter(|(name, _)| !is_framing(name)) {
            let value = side.value(Some(*schema), random, 0, &|value| stands(value, "header", 1));
            let text = value.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
            headers.extend(text.map(|text| (name.clone(), Value::from(text))));
        }
        // HTTP says it, whatever the handler does.
        let length = response.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
        if let (Some((name, _)), Some(text)) =
            (length, body.as_str().filter(|_| matches!(reply.kind, Kind::Bytes | Kind::Text)))
        {
            headers.insert(name.clone(), Value::from(text.len().to_string()));
        }
    }
    let comes_back = operation.method != "HEAD" && !matches!(status, 204 | 205 | 304) && reply.kind != Kind::Empty;
    let has_headers = reply.headers.is_some() && status < 300;
    let reply = json!({ "variant": at, "status": status, "body": body, "headers": headers });
    Ok(Some((reply, comes_back, has_headers)))
}

/// The response of the document that a variant is for.
fn response<'d>(reply: &Reply, documented: &'d Documented) -> Option<&'d Response> {
    let class = class(&reply.variant);
    let key = |response: &&Response| match reply.status {
        Some(status) => response.status == status.to_string(),
        None => response.status.to_uppercase() == class,
    };
    documented.responses.iter().find(key)
}

/// `4XX` of `ClientErrorJson`.
fn class(variant: &str) -> &'static str {
    let classes = [
        ("Success", "2XX"),
        ("Redirection", "3XX"),
        ("ClientError", "4XX"),
        ("ServerError", "5XX"),
        ("Informational", "1XX"),
    ];
    classes.iter().find(|(name, _)| variant.starts_with(name)).map_or("DEFAULT", |(_, class)| class)
}

/// A status that no other response of the operation has.
fn chosen(variant: &str, documented: &Documented) -> u16 {
    let has = |status: u16| documented.responses.iter().any(|response| response.status == status.to_string());
    let has_class = |class: &str| documented.responses.iter().any(|response| response.status.to_uppercase() == class);
    let succeeds = documented.responses.iter().any(|response| response.status.starts_with('2'));
    let range = match class(variant) {
        "1XX" => 100..200,
        "2XX" => 200..300,
        "3XX" => 300..400,
        "4XX" => 410..500,
        "5XX" => 500..600,
        _ if !succeeds => 200..300,
        _ if has_class("4XX") => 500..600,
        _ => 410..500,
    };
    let mut free = range.clone().filter(|status| !has(*status));
    free.next().unwrap_or(range.start)
}
