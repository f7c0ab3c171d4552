//! Names of operations, of the types that go with them, and of what they take.

use crate::index::IndexMap;
use gatewright_document::{Code, Origin};

use super::scope::{Book, Scope, Wish, stem};
use super::shortened;
use crate::ir::{Content, Format, Operation, Outcome, Outcomes, Paging, Parameter, Place, Watching};
use crate::lock::Section;
use crate::names::{
    BodyNames, Case, Ident, InputNames, OperationNames, ResponseNames, ServedNames, said_apart, snake, status,
    upper_camel,
};
use crate::options::OperationNames as Style;
use crate::pass::selectors;
use crate::words;

/// Names that the client already has.
pub(super) const CLIENT_METHODS: [&str; 6] = ["new", "builder", "with_base_url", "clone", "core", "fmt"];
/// Names that every request already has, and the one that holds the body.
const REQUEST_METHODS: [&str; 9] =
    ["send", "send_raw", "stream", "customize", "body", "method", "read_answer", "fmt", "clone"];

/// An operation that is being named.
#[derive(Clone, Copy)]
struct Entry<'o> {
    index: usize,
    operation: &'o Operation,
    /// What may come back, where there is a client.
    outcomes: Option<&'o Outcomes>,
    /// The methods that its call has for its pages and its changes.
    streams: [Option<&'static str>; 2],
    /// `METHOD /path`.
    label: &'o str,
    /// The `operationId`, without the path and method that a framework appended to it.
    id: &'o str,
}

/// The names of an operation itself.
struct Own<'o> {
    entry: Entry<'o>,
    method: Ident,
    call: Ident,
    success: Ident,
    error: Ident,
    body: Ident,
}

/// Of two operations that want one name, that with the name most its own keeps it, then the one whose
/// path comes first.
pub(super) fn operations(
    operations: &[Operation],
    outcomes: &[Outcomes],
    streams: (&[Option<Paging>], &[Option<Watching>]),
    methods: Scope,
    book: &mut Book<'_>,
) -> Vec<OperationNames> {
    tell_duplicates(operations, book);
    let labels: Vec<String> = operations.iter().map(ToString::to_string).collect();
    let ids = shortened::names(operations);
    let all = operations.iter().zip(&labels).zip(&ids).enumerate();
    let entries = all.map(|(index, ((operation, label), id))| {
        let outcomes = outcomes.get(index);
        let pages = streams.0.get(index).is_some_and(Option::is_some).then_some("pages");
        let events = streams.1.get(index).is_some_and(Option::is_some).then_some("watch_events");
        Entry { index, operation, outcomes, streams: [pages, events], label, id }
    });
    let mut order: Vec<Entry<'_>> = entries.collect();
    order.sort_by_cached_key(|Entry { operation, id, .. }| {
        let own = *snake(id) == **id;
        (!operation.has_operation_id, !own, (*id).to_owned(), operation.path.clone(), operation.method)
    });
    let mut scopes = Scopes { methods: methods.with_stems(&["Client"]), stems: Scope::new(Case::Camel, &["Client"]) };
    // Who has a name already keeps it with all the types that go with it, whatever the newcomers are called.
    let (known, new): (Vec<_>, Vec<_>) = order.into_iter().partition(|entry| book.knows(&of_operation(*entry, book)));
    let mut own = scopes.name(known, book);
    own.extend(scopes.name(new, book));
    own.sort_by(|one, other| one.method.cmp(&other.method));
    let mut requirements = Requirements { stems: scopes.stems, names: IndexMap::default() };
    let mut named: Vec<(usize, OperationNames)> =
        own.into_iter().map(|own| (own.entry.index, whole(own, &mut requirements, book))).collect();
    named.sort_unstable_by_key(|(index, _)| *index);
    named.into_iter().map(|(_, names)| names).collect()
}

/// Adds the names of what an operation takes and gives.
fn whole(own: Own<'_>, requirements: &mut Requirements, book: &mut Book<'_>) -> OperationNames {
    let Own { entry, method, call, success, error, body } = own;
    let input = entry.operation.body.as_ref().map(|body| BodyNames {
        requirement: requirements.name("", "body", ""),
        variants: media_types(&body.variants, entry.label, "body", book),
    });
    let parameters = parameters(entry, requirements, book);
    let responses = entry.operation.responses.iter().map(|response| {
        let variants = media_types(&response.contents, entry.label, &selectors::status(response.status), book);
        let status = status(response.status);
        let contents = variants.into_iter().map(|variant| status.suffixed(&variant)).collect();
        ResponseNames { status, contents }
    });
    let responses: Vec<ResponseNames> = responses.collect();
    let of_client = |outcomes: fn(&Outcomes) -> &[Outcome]| {
        let all = entry.outcomes.map(outcomes).unwrap_or_default();
        all.iter().map(|outcome| variant(outcome, &responses)).collect()
    };
    let (successes, failures) = (of_client(|all| &all.successes), of_client(|all| &all.failures));
    let [request, response, served_body] = ["Request", "Response", "Body"].map(|suffix| call.suffixed(suffix));
    let served = ServedNames { request, response, body: served_body };
    OperationNames { method, call, success, error, body, served, parameters, input, responses, successes, failures }
}

/// The variant of an outcome: its status, and its media type where that is not the only one.
fn variant(outcome: &Outcome, responses: &[ResponseNames]) -> Ident {
    let (response, content) = outcome.place;
    let names = responses.get(response);
    let own =
        names.and_then(|names| if outcome.is_of_several { names.contents.get(content) } else { Some(&names.status) });
    own.cloned().unwrap_or_else(|| status(outcome.status))
}

/// The traits that the compiler asks for when an input is missing: one for all calls that ask for the same.
struct Requirements {
    stems: Scope,
    /// By place, method and name on the wire.
    names: IndexMap<[String; 3], Ident>,
}

impl Requirements {
    fn name(&mut self, place: &str, ident: &str, wire: &str) -> Ident {
        let key = [place, ident, wire].map(str::to_owned);
        if let Some(name) = self.names.get(&key) {
            return name.clone();
        }
        let name = self.stems.take(&upper_camel(&format!("requires_{place}_{ident}")), &None, None);
        self.names.insert(key, name.clone());
        name
    }
}

/// The methods of the client, and the types beside it.
struct Scopes {
    methods: Scope,
    stems: Scope,
}

impl Scopes {
    /// Names operations and the types that go with them.
    fn name<'o>(&mut self, order: Vec<Entry<'o>>, book: &mut Book<'_>) -> Vec<Own<'o>> {
        let wishes: Vec<Wish<'_>> = order.iter().map(|entry| of_operation(*entry, book)).collect();
        let methods = self.methods.assign(&wishes, book);
        drop(wishes);
        let mut named: Vec<(Entry<'o>, Ident, Ident)> = Vec::new();
        for (entry, method) in order.into_iter().zip(methods) {
            let call = self.stems.take(&stem(&method), &None, None);
            named.push((entry, method, call));
        }
        // After all stems: an operation may be called what another's error would be. By name, so that it
        // does not matter who comes first.
        named.sort_by(|(_, one, _), (_, other, _)| one.cmp(other));
        let companions = named.into_iter().map(|(entry, method, call)| {
            let [success, error, body] =
                ["Success", "Error", "Body"].map(|suffix| companion(entry, &call, suffix, &mut self.stems, book));
            [&success, &error, &body].into_iter().for_each(|name| self.methods.reserve_stem(name));
            Own { entry, method, call, success, error, body }
        });
        companions.collect()
    }
}

fn of_operation<'o>(entry: Entry<'o>, book: &Book<'_>) -> Wish<'o> {
    let Entry { operation, label, id, .. } = entry;
    let by_place = || words::operation(operation.method, &operation.path, Style::MethodAndPath);
    let otherwise = move || {
        let wanted = snake(id);
        match CLIENT_METHODS.contains(&&*wanted) || wanted == *"client" {
            true => vec![wanted.suffixed("_operation")],
            false => {
                let tag = operation.tags.first().filter(|_| operation.has_operation_id);
                let tagged = tag.map(|tag| snake(&format!("{id} {tag}")));
                let whole = (id != operation.id.wire).then(|| snake(&operation.id.wire));
                whole.into_iter().chain(tagged).chain([snake(&by_place())]).collect()
            }
        }
    };
    Wish {
        section: Section::Operations,
        key: vec![label.into()],
        wanted: snake(id),
        chosen: book.chosen(Case::Snake, || selectors::of_operation(operation)),
        otherwise: Some(Box::new(otherwise)),
        origin: operation.id.origin.as_ref(),
        safe: false,
    }
}

fn tell_duplicates(operations: &[Operation], book: &mut Book<'_>) {
    let mut seen: IndexMap<&str, &Origin> = IndexMap::default();
    for operation in operations.iter().filter(|operation| operation.has_operation_id) {
        let Some(first) = seen.get(operation.id.wire.as_str()) else {
            seen.insert(&operation.id.wire, &operation.origin);
            continue;
        };
        book.report
            .add(Code::DUPLICATE_OPERATION_ID, &operation.origin)
            .message(format!("the operationId `{}` is used twice", operation.id.wire))
            .related(first, "first used here")
            .help(format!(
                "give `{operation}` an operationId of its own, or rename it with `--rename '{operation}=new_name'`"
            ));
    }
}

/// One of the client's types beside the call. Its name follows from the operation's, unless it is taken.
fn companion(entry: Entry<'_>, call: &Ident, suffix: &str, stems: &mut Scope, book: &mut Book<'_>) -> Ident {
    let kind = suffix.to_ascii_lowercase();
    let wish = Wish {
        section: Section::OperationTypes,
        key: vec![entry.label.into(), (&kind).into()],
        wanted: call.suffixed(suffix),
        chosen: None,
        otherwise: None,
        origin: Some(&entry.operation.origin),
        safe: true,
    };
    stems.assign_one(&wish, book)
}

/// Parameters are taken by place and name: the same name in a second place gets the place's name.
fn parameters(entry: Entry<'_>, requirements: &mut Requirements, book: &mut Book<'_>) -> Vec<InputNames> {
    let Entry { operation, label, streams, .. } = entry;
    let streams: Vec<&str> = streams.into_iter().flatten().collect();
    // Requests of a server have a member for what proves who is calling.
    let credentials: &[&str] = if operation.security.is_empty() { &[] } else { &["credentials"] };
    let mut scope = Scope::new(Case::Snake, &[&REQUEST_METHODS, credentials, &streams].concat());
    let mut order: Vec<(usize, &Parameter)> = operation.parameters.iter().enumerate().collect();
    order.sort_by_cached_key(|(_, parameter)| {
        let wire = &parameter.name.wire;
        (parameter.place, *snake(wire).suffixed("") != **wire, wire.clone())
    });
    let wishes: Vec<Wish<'_>> = order
        .iter()
        .map(|(_, parameter)| {
            let (place, wanted) = (parameter.place.as_str(), snake(&parameter.name.wire));
            let early = matches!(parameter.place, Place::Path | Place::Query);
            Wish {
                section: Section::Parameters,
                key: vec![label.into(), place.into(), (&parameter.name.wire).into()],
                chosen: book.chosen(Case::Snake, || selectors::of_parameter(operation, parameter)),
                otherwise: Some(Box::new(move || apart(operation, parameter))),
                origin: parameter.name.origin.as_ref(),
                safe: early && *wanted.suffixed("") == *parameter.name.wire,
                wanted,
            }
        })
        .collect();
    let fields = scope.assign(&wishes, book);
    drop(wishes);
    let mut named: Vec<(usize, InputNames)> = order
        .into_iter()
        .zip(fields)
        .map(|((index, parameter), field)| {
            let requirement = requirements.name(parameter.place.as_str(), &field, &parameter.name.wire);
            (index, InputNames { field, requirement })
        })
        .collect();
    debug_assert!(operation.parameters.is_sorted_by_key(|parameter| parameter.place != Place::Path));
    named.sort_unstable_by_key(|(index, _)| *index);
    named.into_iter().map(|(_, names)| names).collect()
}

/// The same name in two places gets the place added, two names that become one what they differ in.
fn apart(operation: &Operation, parameter: &Parameter) -> Vec<Ident> {
    let wire = &parameter.name.wire;
    let by_place = snake(wire).suffixed(&format!("_{}", parameter.place.as_str()));
    let mut names = said_apart(wire, Case::Snake);
    let twin = |other: &Parameter| other.place != parameter.place && other.name.wire == *wire;
    let at =
        if operation.parameters.iter().any(twin) || REQUEST_METHODS.contains(&wire.as_str()) { 0 } else { names.len() };
    names.insert(at, by_place);
    names
}

/// A variant for each media type.
fn media_types(contents: &[Content], label: &str, of: &str, book: &mut Book<'_>) -> Vec<Ident> {
    // What stands alone needs no variant, and no place in the lock.
    if contents.len() < 2 {
        return contents.iter().map(media_type).collect();
    }
    let mut scope = Scope::new(Case::Camel, &[]);
    let wishes: Vec<Wish<'_>> = contents
        .iter()
        .map(|content| {
            let selector = || vec![format!("{label}.{of}.{}", content.media_type)];
            Wish {
                section: Section::MediaTypes,
                key: vec![label.into(), of.into(), (&content.media_type).into()],
                wanted: media_type(content),
                chosen: book.chosen(Case::Camel, selector),
                otherwise: Some(Box::new(|| vec![upper_camel(&content.media_type)])),
                origin: None,
                safe: false,
            }
        })
        .collect();
    scope.assign(&wishes, book)
}

fn media_type(content: &Content) -> Ident {
    upper_camel(match content.format {
        Format::Json if content.media_type == "application/json" => "Json",
        Format::Form => "Form",
        Format::Multipart => "Multipart",
        _ if content.media_type.contains('*') => "Other",
        _ => {
            let name = content.media_type.rsplit('/').next().unwrap_or_default();
            // `application/merge-patch+json` is a merge patch.
            let bare = name.strip_suffix("+json").filter(|bare| content.format == Format::Json && !bare.is_empty());
            bare.unwrap_or(name)
        }
    })
}
