//! Finds the operations whose changes can be watched: where a flag in the query asks for it, they answer a line of JSON for
//! each change, as long as the caller listens.
//!
//! Runs after `outcomes`, before `naming`: a call that can be watched has a method for it. What the user says comes first; else
//! it is as Kubernetes has it, a flag `watch` of a `GET` that answers a list in `items`, or its changes alone.

use crate::index::IndexSet;
use gatewright_document::{Code, Origin, Report, nearest};

use crate::ir::{
    Api, Change, Format, Method, Operation, Outcomes, Place, Scalar, TypeArena, TypeId, TypeRef, Watching,
};
use crate::options::{Options, Setting};
use crate::pass::paging::place::Body;
use crate::pass::selectors;

/// What Kubernetes calls the flag.
const FLAG: &str = "watch";

pub(super) fn run(api: &mut Api, options: &Options, report: &mut Report) {
    if !options.client {
        api.watching = api.operations.iter().map(|_| None).collect();
        return;
    }
    let all = api.operations.iter().zip(&api.outcomes);
    api.watching = all.map(|(operation, outcomes)| recognised(&api.types, operation, outcomes)).collect();
    apply(api, options, report);
    told(api, report);
}

fn recognised(types: &TypeArena, operation: &Operation, outcomes: &Outcomes) -> Option<Watching> {
    let is_flag = |ty: &TypeRef| matches!(types.unaliased(ty), TypeRef::Scalar(Scalar::Bool));
    let flag = operation.parameters.iter().find(|known| known.place == Place::Query && known.name.wire == FLAG);
    if operation.method != Method::Get || !flag.is_some_and(|flag| is_flag(&flag.ty)) {
        return None;
    }
    let body = body(types, outcomes)?;
    let has = |name: &str| body.properties(body.ty).any(|(_, _, field)| field.name.wire == name);
    let change = match items(&body) {
        Some(item) => Change::OfItem(item),
        None if has("type") && has("object") => Change::Described(body.ty.clone()),
        // What is listed is up to the one who installed it.
        None if operation.streams_changes && is_open(types, body.ty) => Change::OfItem(TypeRef::Json),
        None => return None,
    };
    Some(Watching { parameter: FLAG.to_owned(), change })
}

/// The JSON that an operation answers.
fn body<'a>(types: &'a TypeArena, outcomes: &'a Outcomes) -> Option<Body<'a>> {
    let contents = outcomes.successes.iter().filter_map(|outcome| outcome.content.as_ref());
    let content = contents.into_iter().find(|content| content.format == Format::Json)?;
    Some(Body { types, ty: &content.ty })
}

fn items(body: &Body<'_>) -> Option<TypeRef> {
    body.list(&["items".to_owned()]).map(|list| list.item)
}

/// Whether a type says no more than that there is an object.
fn is_open(types: &TypeArena, ty: &TypeRef) -> bool {
    match types.unaliased(ty) {
        TypeRef::Json => true,
        TypeRef::Map(value) => *types.unaliased(value) == TypeRef::Json,
        _ => false,
    }
}

/// Puts what the user says in place of what was recognised.
fn apply(api: &mut Api, options: &Options, report: &mut Report) {
    for (selector, setting) in &options.watches {
        let chosen = api.operations.iter().position(|operation| selectors::of_operation(operation).contains(selector));
        let Some(index) = chosen else {
            let known: IndexSet<String> = api.operations.iter().flat_map(selectors::of_operation).collect();
            options
                .tell(report, Code::UNUSED_OPTION, setting)
                .message(format!("there is no operation `{selector}` that could be watched"))
                .help_if(nearest(selector, known.iter().map(String::as_str)), |near| format!("did you mean `{near}`?"));
            continue;
        };
        match said(api, index, setting) {
            Some(watching) => {
                if let Some(place) = api.watching.get_mut(index) {
                    *place = watching;
                }
            }
            None => {
                options
                    .tell(report, Code::INVALID_OPTION, setting)
                    .message(format!("`{}` does not say how the operation is watched", setting.value))
                    .help("write the flag in its query that asks for it, and the schema of a change where that is not one of an item of the list: `watch WatchEvent`");
            }
        }
    }
}

/// `watch WatchEvent`: the parameter, and the schema of a line where it is not an item of the list with what became of it.
fn said(api: &Api, index: usize, setting: &Setting) -> Option<Option<Watching>> {
    let mut words = setting.value.split_whitespace();
    let parameter = words.next()?;
    let (schema, is_whole) = (words.next(), words.next().is_none());
    if parameter == "none" {
        return (schema.is_none() && is_whole).then_some(None);
    }
    let operation = api.operations.get(index)?;
    let is_there =
        |name: &str| operation.parameters.iter().any(|known| known.place == Place::Query && known.name.wire == name);
    let change = match schema {
        Some(schema) => Change::Described(TypeRef::Named(named(&api.types, schema)?)),
        None => Change::OfItem(items(&body(&api.types, api.outcomes.get(index)?)?)?),
    };
    (is_whole && is_there(parameter)).then(|| Some(Watching { parameter: parameter.to_owned(), change }))
}

fn named(types: &TypeArena, schema: &str) -> Option<TypeId> {
    types.iter().find(|(_, def)| selectors::of_type(def).iter().any(|known| known == schema)).map(|(id, _)| id)
}

/// Reports once which operations can be watched.
fn told(api: &Api, report: &mut Report) {
    const SHOWN: usize = 5;
    let found = api.operations.iter().zip(&api.watching).filter(|(_, watching)| watching.is_some());
    let found: Vec<&Operation> = found.map(|(operation, _)| operation).collect();
    let Some(first) = found.first() else { return };
    let names: Vec<String> = found.iter().take(SHOWN).map(|operation| format!("`{operation}`")).collect();
    let rest = match found.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    report
        .note(Code::WATCHES, &Origin::root(first.origin.source).child("paths"))
        .message(format!("the changes of {} operations can be watched: {}{rest}", found.len(), names.join(", ")))
        .label("their calls have `watch_events()`")
        .help("say otherwise by `--watches` or `[watches]` in gatewright.toml");
}
