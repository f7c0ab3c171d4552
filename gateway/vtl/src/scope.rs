//! The variables of a rendering.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value as Json;

use crate::input::Input;
use crate::value::{Collections, Map, Value};

type Variables = IndexMap<Arc<str>, Value, foldhash::fast::RandomState>;

/// The variables that a template sees and sets.
///
/// A scope for API Gateway has `$input`, `$context`, `$stageVariables` and `$util`. `$context` keeps what
/// the request template assigned to `$context.requestOverride` and `$context.responseOverride`: read it
/// with [`Scope::context`] and give it to the scope of the response template.
///
/// ```
/// use gatewright_vtl::{Input, Limits, Parameters, Scope, Template};
/// use serde_json::json;
///
/// let template = Template::parse("#set($context.responseOverride.status = 201)$context.stage")?;
/// let mut scope = Scope::for_input(Input::new("{}", Parameters::default()));
/// scope.set_context(json!({"stage": "test"}));
/// assert_eq!(template.render(&mut scope, &Limits::default())?, "test");
/// assert_eq!(scope.context()["responseOverride"]["status"], 201);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Default)]
pub struct Scope {
    variables: Variables,
    input: Option<Input>,
    /// `$context` until a template first looks at it.
    waiting_context: Option<Json>,
    /// Lists and maps that contain themselves.
    cycles: Cycles,
}

#[derive(Debug, Default)]
struct Cycles(Vec<Value>);

impl Drop for Cycles {
    fn drop(&mut self) {
        for container in self.0.drain(..) {
            match container {
                Value::List(list) => list.change(true, Vec::clear),
                Value::Map(map) => map.clear(),
                _ => {}
            }
        }
    }
}

impl Scope {
    /// A scope without any variables.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A scope with `$input`, `$util`, and empty `$context` and `$stageVariables`.
    #[must_use]
    pub fn for_input(input: Input) -> Self {
        let mut scope = Self { input: Some(input), ..Self::default() };
        scope.set("input", Value::Input);
        scope.set("util", Value::Util);
        scope.set("stageVariables", Value::Map(Map::new()));
        scope.set_context(Json::Null);
        scope
    }

    /// Sets `$context`. What is missing of its two overrides is added, for templates to assign to.
    pub fn set_context(&mut self, context: Json) {
        self.variables.shift_remove("context");
        self.waiting_context = Some(context);
    }

    /// Sets `$stageVariables`.
    pub fn set_stage_variables<'v>(&mut self, variables: impl IntoIterator<Item = (&'v str, &'v str)>) {
        let map = Map::new();
        for (name, value) in variables {
            map.put(Value::from(name), Value::from(value));
        }
        self.set("stageVariables", Value::Map(map));
    }

    /// Sets a variable.
    pub fn set(&mut self, name: impl Into<Arc<str>>, value: Value) {
        let name = name.into();
        if name.as_ref() == "context" {
            self.waiting_context = None;
        }
        self.variables.insert(name, value);
    }

    /// A variable's value.
    #[must_use]
    pub fn get(&mut self, name: &str) -> Option<&Value> {
        if name == "context"
            && let Some(context) = self.waiting_context.take()
        {
            self.variables.insert("context".into(), context_value(&context));
        }
        self.variables.get(name)
    }

    /// Sets a variable that most likely exists.
    pub(crate) fn assign(&mut self, name: &str, value: Value) {
        match self.variables.get_mut(name) {
            Some(variable) => *variable = value,
            None => self.set(name, value),
        }
    }

    pub(crate) fn remove(&mut self, name: &str) {
        if name == "context" {
            self.waiting_context = None;
        }
        self.variables.shift_remove(name);
    }

    /// `$context` as it is now, with the overrides that templates assigned.
    #[must_use]
    pub fn context(&self) -> Json {
        match (&self.waiting_context, self.variables.get("context")) {
            (Some(context), _) => context.clone(),
            (None, Some(value)) => value.to_json(),
            (None, None) => Json::Null,
        }
    }

    pub(crate) fn note_cycle(&mut self, container: &Value) {
        self.cycles.0.push(container.clone());
    }

    /// The payload and parameters.
    #[must_use]
    pub fn input(&self) -> Option<&Input> {
        self.input.as_ref()
    }
}

/// `$context` with the two overrides and their parts in place.
fn context_value(context: &Json) -> Value {
    let value = match Value::from_json(context, Collections::JsonSmart) {
        Value::Map(map) => map,
        _ => Map::new(),
    };
    for (name, parts) in
        [("requestOverride", &["header", "path", "querystring"][..]), ("responseOverride", &["header"][..])]
    {
        let overrides = part(&value, name);
        for name in parts {
            part(&overrides, name);
        }
    }
    Value::Map(value)
}

/// The map under a key, made if it is not there.
fn part(map: &Map, name: &str) -> Map {
    if let Some(Value::Map(found)) = map.get_text(name) {
        return found;
    }
    let made = Map::new();
    map.put(Value::from(name), Value::Map(made.clone()));
    made
}
