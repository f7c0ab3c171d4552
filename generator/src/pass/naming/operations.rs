//! Names of operations, of the types that go with them, and of what they take.

use gatewright_document::{Code, Origin};
use indexmap::IndexMap;

use super::scope::{Book, Scope, Wish, stem};
use crate::ir::{Content, Format, Operation, Parameter, Place};
use crate::lock::Section;
use crate::names::{Case, said_apart, snake, suffixed, upper_camel};
use crate::options::OperationNames;
use crate::pass::selectors;
use crate::words;

/// Names that the client already has.
pub(super) const CLIENT_METHODS: [&str; 6] = ["new", "builder", "with_base_url", "clone", "core", "fmt"];
/// Names that every request already has, and the one that holds the body.
const REQUEST_METHODS: [&str; 5] = ["send", "body", "method", "read_answer", "fmt"];

/// Of two operations that want one name, that with the name most its own keeps it, then the one whose
/// path comes first.
pub(super) fn operations(operations: &mut [Operation], methods: Scope, book: &mut Book<'_>) {
    tell_duplicates(operations, book);
    let mut order: Vec<usize> = (0..operations.len()).collect();
    order.sort_by_cached_key(|index| {
        operations.get(*index).map(|operation| {
            let wire = &operation.id.wire;
            let own = snake(wire) == *wire;
            (!operation.has_operation_id, !own, wire.clone(), operation.path.clone(), operation.method.clone())
        })
    });
    let labels: Vec<String> = operations.iter().map(ToString::to_string).collect();
    let mut scopes = Scopes { methods: methods.with_stems(&["Client"]), stems: Scope::new(Case::Camel, &["Client"]) };
    // Who has a name already keeps it with all the types that go with it, whatever the newcomers are called.
    let (known, new): (Vec<usize>, Vec<usize>) = order.into_iter().partition(|index| {
        let operation = operations.get(*index).zip(labels.get(*index));
        operation.is_some_and(|(operation, label)| book.knows(&of_operation(operation, label, book)))
    });
    for group in [known, new] {
        scopes.name(operations, &labels, group, book);
    }
    let mut all: Vec<(&mut Operation, String)> = operations.iter_mut().zip(labels).collect();
    all.sort_by(|(a, _), (b, _)| a.id.ident.cmp(&b.id.ident));
    let mut requirements = Requirements { stems: scopes.stems, names: IndexMap::new() };
    for (operation, label) in &mut all {
        inputs(operation, label, &mut requirements, book);
        contents(operation, label, book);
    }
}

/// The traits that the compiler asks for when an input is missing: one for all calls that ask for the same.
struct Requirements {
    stems: Scope,
    /// By place, method and name on the wire.
    names: IndexMap<[String; 3], String>,
}

impl Requirements {
    fn name(&mut self, place: &str, ident: &str, wire: &str) -> String {
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
    fn name(&mut self, operations: &mut [Operation], labels: &[String], mut order: Vec<usize>, book: &mut Book<'_>) {
        let wishes: Vec<Wish<'_>> = order
            .iter()
            .filter_map(|index| Some(of_operation(operations.get(*index)?, labels.get(*index)?, book)))
            .collect();
        let idents = self.methods.assign(&wishes, book);
        drop(wishes);
        for (index, ident) in order.iter().zip(idents) {
            if let Some(operation) = operations.get_mut(*index) {
                operation.type_stem = self.stems.take(&stem(&ident), &None, None);
                operation.id.ident = ident;
            }
        }
        // After all stems: an operation may be called what another's error would be. By name, so that it
        // does not matter who comes first.
        order.sort_by_cached_key(|index| operations.get(*index).map(|operation| operation.id.ident.clone()));
        for index in order {
            if let (Some(operation), Some(label)) = (operations.get_mut(index), labels.get(index)) {
                companions(operation, label, &mut self.stems, book);
                let names = [&operation.success_name, &operation.error_name, &operation.body_name];
                names.into_iter().for_each(|name| self.methods.reserve_stem(name));
            }
        }
    }
}

fn of_operation<'o>(operation: &'o Operation, label: &'o str, book: &Book<'_>) -> Wish<'o> {
    let by_place = || words::operation(&operation.method, &operation.path, OperationNames::MethodAndPath);
    let otherwise = move || {
        let wanted = snake(&operation.id.wire);
        match CLIENT_METHODS.contains(&wanted.as_str()) || wanted == "client" {
            true => vec![format!("{wanted}_operation")],
            false => {
                let tag = operation.tags.first().filter(|_| operation.has_operation_id);
                let tagged = tag.map(|tag| snake(&format!("{} {tag}", operation.id.wire)));
                tagged.into_iter().chain([snake(&by_place())]).collect()
            }
        }
    };
    Wish {
        section: Section::Operations,
        key: vec![label],
        wanted: snake(&operation.id.wire),
        chosen: book.chosen(Case::Snake, || selectors::of_operation(operation)),
        otherwise: Some(Box::new(otherwise)),
        origin: operation.id.origin.as_ref(),
        safe: false,
    }
}

fn tell_duplicates(operations: &[Operation], book: &mut Book<'_>) {
    let mut seen: IndexMap<&str, &Origin> = IndexMap::new();
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

/// The client's types beside the call. Their names follow from the operation's, unless one is taken.
fn companions(operation: &mut Operation, label: &str, stems: &mut Scope, book: &mut Book<'_>) {
    let stem = operation.type_stem.clone();
    let mut name = |suffix: &'static str| {
        let kind = suffix.to_ascii_lowercase();
        let wish = Wish {
            section: Section::OperationTypes,
            key: vec![label, &kind],
            wanted: suffixed(&stem, suffix),
            chosen: None,
            otherwise: None,
            origin: Some(&operation.origin),
            safe: true,
        };
        stems.assign(&[wish], book).pop().unwrap_or_default()
    };
    let names = [name("Success"), name("Error"), name("Body")];
    let [success, error, body] = names;
    operation.success_name = success;
    operation.error_name = error;
    operation.body_name = body;
}

/// Parameters are taken by place and name: the same name in a second place gets the place's name.
fn inputs(operation: &mut Operation, label: &str, requirements: &mut Requirements, book: &mut Book<'_>) {
    // Requests of a server have a member for what proves who is calling.
    let credentials: &[&str] = if operation.security.is_empty() { &[] } else { &["credentials"] };
    let mut scope = Scope::new(Case::Snake, &[&REQUEST_METHODS, credentials].concat());
    if let Some(body) = &mut operation.body {
        body.requirement = requirements.name("", "body", "");
    }
    let mut order: Vec<usize> = (0..operation.parameters.len()).collect();
    order.sort_by_cached_key(|index| {
        operation.parameters.get(*index).map(|parameter| {
            let wire = &parameter.name.wire;
            (parameter.place, suffixed(&snake(wire), "") != *wire, wire.clone())
        })
    });
    let whole = &*operation;
    let wishes: Vec<Wish<'_>> = order
        .iter()
        .filter_map(|index| {
            let parameter = whole.parameters.get(*index)?;
            let (place, wanted) = (parameter.place.as_str(), snake(&parameter.name.wire));
            let early = matches!(parameter.place, Place::Path | Place::Query);
            Some(Wish {
                section: Section::Parameters,
                key: vec![label, place, &parameter.name.wire],
                chosen: book.chosen(Case::Snake, || selectors::of_parameter(whole, parameter)),
                otherwise: Some(Box::new(move || apart(whole, parameter))),
                origin: parameter.name.origin.as_ref(),
                safe: early && suffixed(&wanted, "") == parameter.name.wire,
                wanted,
            })
        })
        .collect();
    let idents = scope.assign(&wishes, book);
    drop(wishes);
    for (index, ident) in order.into_iter().zip(idents) {
        if let Some(parameter) = operation.parameters.get_mut(index) {
            parameter.requirement = requirements.name(parameter.place.as_str(), &ident, &parameter.name.wire);
            parameter.name.ident = ident;
        }
    }
    debug_assert!(operation.parameters.is_sorted_by_key(|parameter| parameter.place != Place::Path));
}

/// The same name in two places is told apart by the place, two names that become one by how they differ.
fn apart(operation: &Operation, parameter: &Parameter) -> Vec<String> {
    let wire = &parameter.name.wire;
    let by_place = suffixed(&snake(wire), &format!("_{}", parameter.place.as_str()));
    let mut names = said_apart(wire, Case::Snake);
    let twin = |other: &Parameter| other.place != parameter.place && other.name.wire == *wire;
    let at =
        if operation.parameters.iter().any(twin) || REQUEST_METHODS.contains(&wire.as_str()) { 0 } else { names.len() };
    names.insert(at, by_place);
    names
}

/// Names of the media types where there are several.
fn contents(operation: &mut Operation, label: &str, book: &mut Book<'_>) {
    if let Some(body) = &mut operation.body {
        media_types(&mut body.variants, label, "body", book);
    }
    for response in &mut operation.responses {
        let status = selectors::status(response.status);
        media_types(&mut response.contents, label, &status, book);
    }
}

fn media_types(contents: &mut [Content], label: &str, of: &str, book: &mut Book<'_>) {
    if contents.len() < 2 {
        return;
    }
    let mut scope = Scope::new(Case::Camel, &[]);
    let wishes: Vec<Wish<'_>> = contents
        .iter()
        .map(|content| {
            let selector = || vec![format!("{label}.{of}.{}", content.media_type)];
            Wish {
                section: Section::MediaTypes,
                key: vec![label, of, &content.media_type],
                wanted: media_type(content),
                chosen: book.chosen(Case::Camel, selector),
                otherwise: Some(Box::new(|| vec![upper_camel(&content.media_type)])),
                origin: None,
                safe: false,
            }
        })
        .collect();
    let idents = scope.assign(&wishes, book);
    drop(wishes);
    for (content, ident) in contents.iter_mut().zip(idents) {
        content.variant = ident;
    }
}

fn media_type(content: &Content) -> String {
    match content.format {
        Format::Json if content.media_type == "application/json" => "Json".to_owned(),
        Format::Form => "Form".to_owned(),
        Format::Multipart => "Multipart".to_owned(),
        _ if content.media_type.contains('*') => "Other".to_owned(),
        _ => {
            let name = content.media_type.rsplit('/').next().unwrap_or_default();
            // `application/merge-patch+json` is a merge patch.
            let bare = name.strip_suffix("+json").filter(|bare| content.format == Format::Json && !bare.is_empty());
            upper_camel(bare.unwrap_or(name))
        }
    }
}
