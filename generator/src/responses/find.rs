//! Finds what a recorded body is read into.

use crate::ir::{Api, Content, Method, Operation, Response, StatusPattern, TypeId, TypeRef};
use crate::responses::recording::{Recorded, Target};

/// What was called in words, the type of the body, and whether it may be null.
pub(super) fn body(api: &Api, recorded: &Recorded) -> Option<(String, TypeRef, bool)> {
    match &recorded.target {
        Target::Schema(name) => {
            let id = named(api, name)?;
            Some((name.clone(), TypeRef::Named(id), false))
        }
        Target::Call { method, url, status } => {
            let operation = operation(api, method.as_deref(), url)?;
            let content = content(operation, *status)?;
            Some((operation.to_string(), content.ty.clone(), false))
        }
    }
}

/// A schema by its name, or by the end of one that has dots in it.
fn named(api: &Api, name: &str) -> Option<TypeId> {
    let end = format!(".{name}");
    let exact = api.types.iter().find(|(_, def)| def.named && def.key() == name);
    exact.or_else(|| api.types.iter().find(|(_, def)| def.named && def.key().ends_with(&end))).map(|(id, _)| id)
}

/// The operation that a URL means: of several templates the one with the most fixed segments.
fn operation<'a>(api: &'a Api, method: Option<&str>, url: &str) -> Option<&'a Operation> {
    let path = path_of(url);
    let bases = [api.base_path.as_str(), api.base_url.as_deref().map_or("", path_of)];
    let mut paths: Vec<&str> =
        bases.iter().filter(|base| !base.is_empty()).filter_map(|base| path.strip_prefix(base)).collect();
    paths.push(path);
    let fits = |operation: &Operation| match method {
        Some(method) => operation.method == Method::Any || operation.method.as_str().eq_ignore_ascii_case(method),
        // Recordings that do not say it are mostly of reads.
        None => true,
    };
    let candidates = api.operations.iter().filter(|operation| fits(operation)).filter_map(|operation| {
        let fixed = paths.iter().filter_map(|path| fixed_segments(&operation.path, path)).max()?;
        Some(((fixed, method.is_none() && operation.method == Method::Get), operation))
    });
    candidates.max_by_key(|(rank, _)| *rank).map(|(_, operation)| operation)
}

/// The path of a URL, without its query.
fn path_of(url: &str) -> &str {
    let rest = match url.split_once("://") {
        Some((_, rest)) => rest.find('/').and_then(|slash| rest.get(slash..)).unwrap_or_default(),
        None => url,
    };
    rest.split(['?', '#']).next().unwrap_or_default()
}

/// How many segments of a template are those of the path, if the others are parameters.
fn fixed_segments(template: &str, path: &str) -> Option<usize> {
    let segments = |path: &str| path.split(['?', '#']).next().unwrap_or_default().trim_matches('/').to_owned();
    let (template, path) = (segments(template), segments(path));
    if template.split('/').count() != path.split('/').count() {
        return None;
    }
    let pairs = || template.split('/').zip(path.split('/'));
    let all_fit = pairs().all(|(template, path)| template == path || template.contains('{'));
    all_fit.then(|| pairs().filter(|(template, path)| template == path).count())
}

/// The JSON that a status is documented to have.
fn content(operation: &Operation, status: u16) -> Option<&Content> {
    let of = |pattern: StatusPattern| operation.responses.iter().find(|response| response.status == pattern);
    let class = || of(StatusPattern::Class(status / 100));
    let response: &Response = of(StatusPattern::Code(status)).or_else(class).or_else(|| of(StatusPattern::Default))?;
    response.contents.iter().find(|content| content.is_json())
}
