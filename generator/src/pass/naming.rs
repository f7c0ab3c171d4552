//! Gives everything its Rust name, once.
//!
//! Runs after all that changes what types there are. The first in the document's own order keeps a name; parameters and members are
//! taken in an order that does not depend on how the document lists them. Whoever comes second is
//! numbered, and a note says with which option to settle it.
//!
//! Invariant: every `ident` is unique in its scope when this pass is done.

use gatewright_document::{Code, Origin, Report};
use indexmap::IndexMap;

use crate::ir::{Api, Content, EnumOf, Field, Format, Name, Operation, Place, StatusPattern, TypeDef, TypeKind};
use crate::names::{snake, suffixed, upper_camel};
use crate::options::Options;

/// Names that the client already has.
const CLIENT_METHODS: [&str; 6] = ["new", "builder", "with_base_url", "clone", "core", "fmt"];
/// Names that every request already has, and the one that holds the body.
const REQUEST_METHODS: [&str; 5] = ["send", "body", "method", "begin_call", "fmt"];

pub(super) fn run(api: &mut Api, options: &Options, report: &mut Report) {
    api.trait_name = upper_camel(if api.title.is_empty() { "Api" } else { &api.title });
    api.callback_trait_name = format!("{}Callbacks", api.trait_name);
    types(api, options, report);
    for id in api.types.ids() {
        members(api.types.get_mut(id));
    }
    let mut scope = Scope::default();
    CLIENT_METHODS.iter().for_each(|name| scope.reserve(name));
    for scheme in &mut api.security {
        scheme.name.ident = scope.take(&format!("with_{}", snake(&scheme.name.wire)));
    }
    operations(&mut api.operations, scope, options, report);
    operations(&mut api.callbacks, Scope::default(), options, report);
    if api.operations.iter().any(|operation| names_of_server(operation).contains(&api.trait_name)) {
        api.trait_name.push_str("Api");
    }
}

/// Types that stand beside the trait.
fn names_of_server(operation: &Operation) -> [String; 3] {
    ["Request", "Response", "Body"].map(|suffix| suffixed(&operation.type_stem, suffix))
}

/// Names in use, each with the place that uses it.
#[derive(Default)]
struct Scope {
    taken: IndexMap<String, Option<Origin>>,
}

impl Scope {
    fn reserve(&mut self, name: &str) {
        self.taken.insert(name.to_owned(), None);
    }

    fn is_free(&self, name: &str) -> bool {
        !self.taken.contains_key(name)
    }

    /// The name, or the name with the first number that is free.
    fn take(&mut self, wanted: &str) -> String {
        let mut name = wanted.to_owned();
        let mut number = 2;
        while !self.is_free(&name) {
            // `sha_256` and `sha256_2` differ: a digit at the end is set off.
            let gap = if wanted.ends_with(|c: char| c.is_ascii_digit()) { "_" } else { "" };
            name = suffixed(wanted, &format!("{gap}{number}"));
            number += 1;
        }
        self.taken.insert(name.clone(), None);
        name
    }
}

fn types(api: &mut Api, options: &Options, report: &mut Report) {
    let mut scope = Scope::default();
    // Schemas with a name of their own come before those named after their place.
    let (named, inline): (Vec<_>, Vec<_>) = api.types.ids().partition(|id| api.types.get(*id).named);
    for id in named.into_iter().chain(inline) {
        let def = api.types.get(id);
        if !def.used {
            continue;
        }
        let origin = def.origin.clone();
        let (wanted, key) = match renamed(options, &def.name.wire, &origin) {
            Some(name) => (upper_camel(name), None),
            None => (upper_camel(&def.name.wire), Some(rename_key(def))),
        };
        let ident = match scope.taken.get(&wanted).cloned() {
            None => scope.take(&wanted),
            Some(first) => {
                let ident = scope.take(&wanted);
                if let (Some(key), Some(first)) = (key, first) {
                    tell(report, &origin, &first, &wanted, &ident, &key);
                }
                ident
            }
        };
        scope.taken.insert(ident.clone(), Some(origin));
        api.types.get_mut(id).name.ident = ident;
    }
}

fn tell(report: &mut Report, origin: &Origin, first: &Origin, wanted: &str, ident: &str, key: &str) {
    report
        .note(Code::NAME_COLLISION, origin)
        .message(format!("two things are called `{wanted}`; this one is `{ident}`"))
        .related(first, format!("this is `{wanted}`"))
        .help(format!("choose a name with `--rename '{key}=NewName'` or `Builder::rename`"));
}

/// What a user writes to rename a type: its name where it has one, else its place.
fn rename_key(def: &TypeDef) -> String {
    if def.named { def.name.wire.clone() } else { format!("#{}", def.origin.pointer) }
}

fn renamed<'o>(options: &'o Options, wire: &str, origin: &Origin) -> Option<&'o str> {
    let by_place = || options.renames.get(&format!("#{}", origin.pointer));
    if options.renames.is_empty() {
        return None;
    }
    options.renames.get(wire).or_else(by_place).map(String::as_str)
}

fn members(def: &mut TypeDef) {
    match &mut def.kind {
        TypeKind::Struct(object) => {
            fields(object.fields.iter_mut().chain(object.rest.as_deref_mut()).map(|field| &mut field.name));
        }
        TypeKind::Headers(list) => fields(list.iter_mut().map(|field: &mut Field| &mut field.name)),
        TypeKind::Multipart(parts) => fields(parts.iter_mut().map(|part| &mut part.name)),
        TypeKind::Enum(listed) => {
            let numbers = listed.of == EnumOf::Integers;
            variants(listed.variants.iter_mut().map(|variant| &mut variant.name), numbers);
        }
        TypeKind::Union(union) => variants(union.variants.iter_mut().map(|variant| &mut variant.name), false),
        TypeKind::Pending | TypeKind::Newtype(_) | TypeKind::Alias(_) => {}
    }
}

/// A member keeps the name that is most its own: `id` before `_id` before `ID`, in whatever order
/// the document lists them.
fn fields<'a>(names: impl Iterator<Item = &'a mut Name>) {
    let mut names: Vec<&mut Name> = names.collect();
    names.sort_by(|a, b| {
        let plain = |name: &Name| name.wire != suffixed(&snake(&name.wire), "");
        (plain(a), a.wire.as_str()).cmp(&(plain(b), b.wire.as_str()))
    });
    let mut scope = Scope::default();
    for name in names {
        name.ident = scope.take(&snake(&name.wire));
    }
}

/// A variant keeps the name that is most its own: `Asc` before `ASC` before `asc`, in whatever order
/// the document lists them.
fn variants<'a>(names: impl Iterator<Item = &'a mut Name>, numbers: bool) {
    let mut scope = Scope::default();
    scope.reserve("Unknown");
    let mut wanted: Vec<(String, &mut Name)> = names.map(|name| (variant(name, numbers), name)).collect();
    let symbols = |wire: &str| wire.chars().filter(|c| !c.is_alphanumeric()).count();
    wanted.sort_by_cached_key(|(wanted, name)| (*wanted != name.wire, symbols(&name.wire), name.wire.clone()));
    for (wanted, name) in wanted {
        name.ident = scope.take(&wanted);
    }
}

fn variant(name: &Name, numbers: bool) -> String {
    let wanted = match name.ident.as_str() {
        "" if numbers && !name.wire.starts_with('-') => upper_camel(&format!("N{}", name.wire)),
        "" => upper_camel(&name.wire),
        wish => upper_camel(wish),
    };
    if wanted == "Unknown" { "UnknownValue".to_owned() } else { wanted }
}

fn operations(operations: &mut [Operation], mut methods: Scope, options: &Options, report: &mut Report) {
    let mut stems = Scope::default();
    stems.reserve("Client");
    let mut seen: IndexMap<String, Origin> = IndexMap::new();
    for operation in operations.iter_mut() {
        let label = operation.to_string();
        if operation.has_operation_id {
            match seen.get(&operation.id.wire) {
                Some(first) => {
                    report
                        .add(Code::DUPLICATE_OPERATION_ID, &operation.origin)
                        .message(format!("the operationId `{}` is used twice", operation.id.wire))
                        .related(first, "first used here")
                        .help(format!(
                            "give `{label}` an operationId of its own, or rename it with `--rename '{label}=new_name'`"
                        ));
                }
                None => {
                    seen.insert(operation.id.wire.clone(), operation.origin.clone());
                }
            }
        }
        let wish = options.renames.get(&label).or_else(|| options.renames.get(&operation.id.wire));
        let wanted = snake(wish.map_or(operation.id.wire.as_str(), String::as_str));
        let mut ident = wanted.clone();
        let mut number = 2;
        while !methods.is_free(&ident) || !stems.is_free(&upper_camel(&suffixed(&ident, ""))) {
            ident = suffixed(&wanted, &format!("_{number}"));
            number += 1;
        }
        if ident != wanted && !operation.has_operation_id {
            report
                .note(Code::NAME_COLLISION, &operation.origin)
                .message(format!("`{label}` would be called `{wanted}`, which is taken; it is `{ident}`"))
                .help(format!("choose a name with `--rename '{label}=new_name'`"));
        }
        methods.reserve(&ident);
        operation.type_stem = stems.take(&upper_camel(&suffixed(&ident, "")));
        operation.id.ident = ident;
    }
    // After all stems: an operation may be called what another's error would be.
    for operation in operations {
        let stem = operation.type_stem.clone();
        operation.success_name = stems.take(&suffixed(&stem, "Success"));
        operation.error_name = stems.take(&suffixed(&stem, "Error"));
        operation.body_name = stems.take(&suffixed(&stem, "Body"));
        inputs(operation, &mut stems);
        contents(operation);
    }
}

/// Parameters are taken by place and name: the same name in a second place gets the place's name.
fn inputs(operation: &mut Operation, stems: &mut Scope) {
    let mut scope = Scope::default();
    REQUEST_METHODS.iter().for_each(|name| scope.reserve(name));
    let stem = operation.type_stem.clone();
    if let Some(body) = &mut operation.body {
        body.requirement = stems.take(&suffixed(&stem, "RequiresBody"));
    }
    let mut parameters: Vec<_> = operation.parameters.iter_mut().collect();
    parameters.sort_by(|a, b| (a.place, a.name.wire.as_str()).cmp(&(b.place, b.name.wire.as_str())));
    for parameter in parameters {
        let plain = snake(&parameter.name.wire);
        let wanted =
            if scope.is_free(&plain) { plain } else { suffixed(&plain, &format!("_{}", parameter.place.as_str())) };
        parameter.name.ident = scope.take(&wanted);
        parameter.requirement = stems.take(&suffixed(
            &stem,
            &format!("Requires{}", upper_camel(&suffixed(&parameter.name.ident, "")).trim_end_matches('_')),
        ));
    }
    debug_assert!(operation.parameters.is_sorted_by_key(|parameter| parameter.place != Place::Path));
}

/// Names of the media types where there are several.
fn contents(operation: &mut Operation) {
    fn name(contents: &mut [Content]) {
        let mut scope = Scope::default();
        for content in contents {
            let wanted = match content.format {
                Format::Json if content.media_type == "application/json" => "Json".to_owned(),
                Format::Form => "Form".to_owned(),
                Format::Multipart => "Multipart".to_owned(),
                _ if content.media_type.contains('*') => "Other".to_owned(),
                _ => upper_camel(content.media_type.rsplit('/').next().unwrap_or_default()),
            };
            content.variant = scope.take(&wanted);
        }
    }
    if let Some(body) = &mut operation.body {
        name(&mut body.variants);
    }
    for response in &mut operation.responses {
        name(&mut response.contents);
    }
}

/// The name of a status, as RFC 9110 and the IANA registry have it: `Ok`, `NotFound`.
pub(crate) fn status(pattern: StatusPattern) -> String {
    let code = match pattern {
        StatusPattern::Default => return "Default".to_owned(),
        StatusPattern::Class(1) => return "Informational".to_owned(),
        StatusPattern::Class(2) => return "Success".to_owned(),
        StatusPattern::Class(3) => return "Redirection".to_owned(),
        StatusPattern::Class(4) => return "ClientError".to_owned(),
        StatusPattern::Class(_) => return "ServerError".to_owned(),
        StatusPattern::Code(code) => code,
    };
    let reason = http::StatusCode::from_u16(code).ok().and_then(|status| status.canonical_reason());
    match reason {
        Some("I'm a teapot") => "ImATeapot".to_owned(),
        Some(reason) => upper_camel(reason),
        None => format!("Status{code}"),
    }
}
