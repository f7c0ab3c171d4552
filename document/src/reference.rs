//! Where a `$ref` leads: into the same file, another file, or nowhere.

use std::sync::LazyLock;

use percent_encoding::percent_decode_str;

use crate::diagnostic::{Origin, SourceId};
use crate::document::Document;
use crate::map::Map;
use crate::node::Node;
use crate::pointer::{Pointer, segments_of};
use crate::ref_error::RefError;
use crate::source::Source;

/// How many references one look-up goes through; more is a circle.
const HOPS: usize = 64;
/// How many references of a circle are named.
const SHOWN: usize = 8;
/// Where a schema may stand that is only named.
const SCHEMAS: [&[&str]; 2] = [&["definitions"], &["components", "schemas"]];
/// The same, as a reference writes it.
const SCHEMA_PATHS: [&str; 2] = ["definitions/", "components/schemas/"];

/// Follows references until something else comes.
pub(crate) fn resolve<'d>(start: &Node<'d>) -> Result<Node<'d>, RefError> {
    let document = start.document();
    let mut passed: Vec<Node<'d>> = Vec::new();
    let mut node = start.clone();
    while let Some(reference) = node.reference() {
        let known = document.is_circular(node.value());
        let again = || passed.iter().any(|other| core::ptr::eq(other.value(), node.value()));
        if known || again() || passed.len() >= HOPS {
            // No later look-up goes all the way: a line of references may be as long as the document. The last of these
            // are not noted, since a short circle is shown whole, and a line may end soon behind them.
            let long = passed.len().saturating_sub(SHOWN);
            passed.iter().take(long).for_each(|node| document.note_circular(node.value()));
            let shown = match passed.as_slice() {
                [] => core::slice::from_ref(&node),
                [first, ..] if known => core::slice::from_ref(first),
                passed => passed.get(..SHOWN).unwrap_or(passed),
            };
            return Err(RefError::Cycle { chain: shown.iter().map(|node| node.origin().child("$ref")).collect() });
        }
        node.value().get("$ref").into_iter().for_each(|value| document.note_read(value));
        let next = node.lookup(reference)?;
        passed.push(core::mem::replace(&mut node, next));
    }
    Ok(node)
}

/// One step: what `reference` names as seen from `from`.
pub(crate) fn lookup<'d>(from: &Node<'d>, reference: &str) -> Result<Node<'d>, RefError> {
    lookup_within(from, reference, HOPS)
}

fn lookup_within<'d>(from: &Node<'d>, reference: &str, hops: usize) -> Result<Node<'d>, RefError> {
    let reference = reference.trim();
    let outside = || from.document().sources().get(from.origin().source).is_some_and(Source::is_outside);
    literally(from, reference, hops)
        .or_else(|error| meant(from.document(), reference).ok_or(error))
        .map_err(|error| if outside() { error.without_text() } else { error })
}

/// What a reference names as it is written.
fn literally<'d>(from: &Node<'d>, reference: &str, hops: usize) -> Result<Node<'d>, RefError> {
    let document = from.document();
    let source = from.origin().source;
    let (target, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    if reference.is_empty() {
        return Err(malformed(reference, "it is empty"));
    }
    if target.is_empty() {
        return in_resource(from, reference, fragment, hops);
    }
    if let Some(node) = by_id(from, reference, target, fragment, hops) {
        return node;
    }
    if is_url(target) {
        return api_gateway_model(document, target)
            .unwrap_or_else(|| Err(RefError::Remote { reference: reference.to_owned() }));
    }
    match document.file_beside(source, target) {
        Some((id, None)) => in_source(from, id, reference, fragment, hops),
        Some((id, Some(cause))) => {
            let file = document.sources().get(id);
            Err(RefError::File {
                reference: reference.to_owned(),
                file: file.map(|source| source.name().to_owned()).unwrap_or_default(),
                cause: Box::new(cause.clone()),
            })
        }
        None => {
            let named = if is_bare_name(reference) { bare_name(document, reference).err() } else { None };
            Err(named.unwrap_or_else(|| malformed(reference, "it was not there when the document was read")))
        }
    }
}

fn malformed(reference: &str, reason: &'static str) -> RefError {
    RefError::Malformed { reference: reference.to_owned(), reason }
}

/// `scheme://…`, or `//host/…`; but not `file:…`.
pub(crate) fn is_url(target: &str) -> bool {
    let is_scheme = |text: &str| {
        text.starts_with(|first: char| first.is_ascii_alphabetic())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
    };
    let scheme = target.split_once("://").map(|(scheme, _)| scheme);
    target.starts_with("//")
        || target.starts_with("urn:")
        || target.starts_with("tag:")
        || scheme.is_some_and(|scheme| scheme != "file" && is_scheme(scheme))
}

/// Whether a reference leads nowhere as it is written, and is taken as the schema that it was meant to name.
pub(crate) fn is_meant(from: &Node<'_>) -> bool {
    let reference = from.reference().map(str::trim).unwrap_or_default();
    meant(from.document(), reference).is_some() && literally(from, reference, HOPS).is_err()
}

/// The schema that a reference was meant to name: by its name alone (`Pet`, `Pet.v1`), without the `#`
/// (`/components/schemas/Pet`), or where another version of the specification has its schemas.
fn meant<'d>(document: &'d Document, reference: &str) -> Option<Node<'d>> {
    let path = reference.replace('\\', "/");
    let path = path.strip_prefix('#').unwrap_or(&path);
    let name = match is_bare_name(reference) {
        true => reference,
        false => SCHEMA_PATHS.iter().find_map(|table| path.trim_start_matches('/').strip_prefix(table))?,
    };
    if name.contains('/') {
        return None;
    }
    bare_name(document, &name.replace("~1", "/").replace("~0", "~")).ok()
}

/// `Pet`, as API Gateway accepts it for a model: no path, no pointer.
pub(crate) fn is_bare_name(reference: &str) -> bool {
    !reference.is_empty() && !reference.contains(['/', '\\', '#', ':', '%'])
}

/// The name of the model in `https://apigateway.amazonaws.com/restapis/ID/models/NAME`, whose
/// definition stands in the same export.
fn api_gateway_model<'d>(document: &'d Document, url: &str) -> Option<Result<Node<'d>, RefError>> {
    let path = url.strip_prefix("https://apigateway.amazonaws.com/")?;
    let mut segments = path.trim_start_matches("v2/").split('/');
    let (Some("restapis" | "apis"), Some(_), Some("models"), Some(name), None) =
        (segments.next(), segments.next(), segments.next(), segments.next(), segments.next())
    else {
        return None;
    };
    Some(bare_name(document, name).map_err(|error| match error {
        RefError::NotFound { missing, nearest, known, more, container, .. } => {
            RefError::NotFound { reference: url.to_owned(), missing, nearest, known, more, container }
        }
        other => other,
    }))
}

/// The schema of that name in the root file.
fn bare_name<'d>(document: &'d Document, name: &str) -> Result<Node<'d>, RefError> {
    let tables = SCHEMAS.iter().filter_map(|path| path.iter().try_fold(document.root(), |node, key| node.get(key)));
    let mut looked: Option<Node<'d>> = None;
    for table in tables {
        if let Some(node) = table.get(name) {
            return Ok(node);
        }
        looked = Some(table);
    }
    Err(not_found(name, name, &looked.unwrap_or_else(|| document.root())))
}

/// A schema that says with `$id` what it is called, by that name.
fn by_id<'d>(
    from: &Node<'d>,
    reference: &str,
    target: &str,
    fragment: &str,
    hops: usize,
) -> Option<Result<Node<'d>, RefError>> {
    let document = from.document();
    let source = from.origin().source;
    let anchors = document.anchors(source)?;
    let joined = anchors.resource(&from.origin().pointer).map(|(base, _)| join_url(base, target));
    let place = anchors.id(target).or_else(|| joined.as_deref().and_then(|url| anchors.id(url)))?;
    let root = document.node_at(source, place)?;
    Some(in_tree(from, &root, reference, fragment, hops))
}

/// A relative reference against a base URL, as far as paths need it.
fn join_url(base: &str, target: &str) -> String {
    if is_url(target) {
        return target.to_owned();
    }
    let base = base.split('#').next().unwrap_or(base);
    let authority = base
        .find("://")
        .map_or(0, |at| base.get(at + 3..).and_then(|rest| rest.find('/')).map_or(base.len(), |slash| at + 3 + slash));
    let (authority, path) = base.split_at_checked(authority).unwrap_or((base, ""));
    if target.starts_with('/') {
        return format!("{authority}{target}");
    }
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut segments: Vec<&str> = folder.split('/').collect();
    for segment in target.split('/') {
        match segment {
            "." => {}
            ".." => {
                if segments.len() > 1 {
                    segments.pop();
                }
            }
            other => segments.push(other),
        }
    }
    format!("{authority}{}", segments.join("/"))
}

/// A fragment in the same file: relative to the schema around with an `$id` if there is one that
/// has it, as JSON Schema says; else to the file, as most documents mean it.
fn in_resource<'d>(from: &Node<'d>, reference: &str, fragment: &str, hops: usize) -> Result<Node<'d>, RefError> {
    let document = from.document();
    let source = from.origin().source;
    if let Some((_, place)) = document.anchors(source).and_then(|anchors| anchors.resource(&from.origin().pointer))
        && !place.is_root()
        && let Some(resource) = document.node_at(source, place)
        && let Ok(node) = in_tree(from, &resource, reference, fragment, hops)
    {
        return Ok(node);
    }
    in_source(from, source, reference, fragment, hops)
}

fn in_source<'d>(
    from: &Node<'d>,
    source: SourceId,
    reference: &str,
    fragment: &str,
    hops: usize,
) -> Result<Node<'d>, RefError> {
    match from.document().node_at(source, &Pointer::root()) {
        Some(root) => in_tree(from, &root, reference, fragment, hops),
        None => Err(malformed(reference, "its file is not part of the document")),
    }
}

/// A fragment in a tree: a JSON pointer or the name of an anchor.
fn in_tree<'d>(
    from: &Node<'d>,
    root: &Node<'d>,
    reference: &str,
    fragment: &str,
    hops: usize,
) -> Result<Node<'d>, RefError> {
    // As written first: real documents have keys with a percent sign that they did not encode.
    let exact = in_tree_decoded(from, root, reference, fragment, hops);
    if exact.is_ok() || !fragment.contains('%') {
        return exact;
    }
    match percent_decode_str(fragment).decode_utf8() {
        Ok(decoded) => in_tree_decoded(from, root, reference, &decoded, hops),
        Err(_) => Err(malformed(reference, "its percent encoding is not UTF-8")),
    }
}

fn in_tree_decoded<'d>(
    from: &Node<'d>,
    root: &Node<'d>,
    reference: &str,
    fragment: &str,
    hops: usize,
) -> Result<Node<'d>, RefError> {
    if let Some(node) = in_schemas(root, fragment) {
        return Ok(node);
    }
    let Some(segments) = segments_of(fragment) else {
        return anchor(root, reference, fragment);
    };
    // Most references lead from one schema of a table to another: the pointers share the way to the table.
    let shares = root.origin().pointer.is_root() && root.origin().source == from.origin().source;
    let mut around = if shares { from.origin().pointer.around() } else { Vec::new() }.into_iter();
    let mut node = root.clone();
    for segment in segments {
        let shared = around.next().filter(|pointer| pointer.last().is_some_and(|last| last == segment));
        if shared.is_none() {
            around = Vec::new().into_iter();
        }
        node = match shared.map_or_else(|| node.step(&segment), |pointer| node.step_to(&segment, pointer)) {
            Some(next) => next,
            None => {
                around = Vec::new().into_iter();
                through_reference(&node, reference, &segment, hops)?
            }
        };
    }
    Ok(node)
}

/// What nearly all references name: a schema of the root file by its own name.
fn in_schemas<'d>(root: &Node<'d>, fragment: &str) -> Option<Node<'d>> {
    let document = root.document();
    static TABLES: LazyLock<[Pointer; 2]> =
        LazyLock::new(|| SCHEMAS.map(|keys| keys.iter().fold(Pointer::root(), |pointer, key| pointer.child(key))));
    let path = fragment.strip_prefix('/')?;
    let (place, name) =
        SCHEMA_PATHS.iter().enumerate().find_map(|(place, start)| Some((place, path.strip_prefix(start)?)))?;
    if name.contains(['/', '~']) || !core::ptr::eq(root.value(), document.root().value()) {
        return None;
    }
    let table = SCHEMAS.get(place)?.iter().try_fold(root.value(), |value, key| value.get(key))?;
    let value = table.get(name)?;
    let pointer = TABLES.get(place)?.child(name);
    Some(Node::new(document, value, Origin::new(root.origin().source, pointer)))
}

/// A pointer may lead through a node that is itself a reference.
fn through_reference<'d>(node: &Node<'d>, reference: &str, segment: &str, hops: usize) -> Result<Node<'d>, RefError> {
    let Some(next) = node.reference() else {
        return Err(not_found(reference, segment, node));
    };
    if hops == 0 {
        return Err(RefError::Cycle { chain: vec![node.origin().child("$ref")] });
    }
    let target = lookup_within(node, next, hops - 1)?;
    match target.step(segment) {
        Some(found) => Ok(found),
        None => through_reference(&target, reference, segment, hops - 1),
    }
}

fn anchor<'d>(root: &Node<'d>, reference: &str, name: &str) -> Result<Node<'d>, RefError> {
    let document = root.document();
    let source = root.origin().source;
    let anchors = document.anchors(source);
    let place = anchors.and_then(|anchors| anchors.name(name));
    if let Some(node) = place.and_then(|place| document.node_at(source, place)) {
        return Ok(node);
    }
    // `#definitions/Pet`, with the slash forgotten, is common enough to be read as meant.
    if name.contains('/')
        && let Some(pointer) = Pointer::parse(&format!("/{name}"))
        && let Some(value) = root.value().pointer(&pointer)
    {
        let place = pointer.segments().fold(root.origin().clone(), |origin, segment| origin.child(&segment));
        return Ok(Node::new(document, value, place));
    }
    let known: Vec<&str> = anchors.map(|anchors| anchors.names().collect()).unwrap_or_default();
    Err(RefError::not_found(reference, name, root, known.iter().copied()))
}

fn not_found(reference: &str, segment: &str, container: &Node<'_>) -> RefError {
    let none = Map::default();
    let entries = container.value().as_object().unwrap_or(&none);
    RefError::not_found(reference, segment, container, entries.keys().map(String::as_str))
}
