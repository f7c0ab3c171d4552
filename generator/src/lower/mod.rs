//! Reads a document, piece by piece and whatever its version, into [`ir::Api`].
//!
//! A piece is read where it stands, in the spelling of its own version: no second tree is built, and
//! every node of the result knows its place in the file as written. What a piece says that cannot be
//! expressed is a diagnostic at that place; the rest of the document goes on.
//!
//! Invariant: nothing after this stage reads the document or names `openapiv3`.

mod array;
mod body;
mod callback;
mod choice;
mod constants;
mod docs;
mod documentation;
mod family;
mod limits;
mod new_type;
mod nullable;
mod object;
mod operation;
mod parameter;
mod path;
mod proxy;
mod replacement;
mod response;
mod scalar;
mod schema;
mod security;
mod server;
mod shape;
mod structure;
mod together;
mod values;
mod variant;
mod xml;

use std::rc::Rc;

use gatewright_document::{Code, Document, Node, Origin, RefError, Report, SourceId, Value, Version};
use indexmap::{IndexMap, IndexSet};

use crate::ir::{Api, Features, Placed, TypeArena, TypeId, TypeKind, TypeRef, XmlArena, XmlId};
use crate::options::Options;

/// Reads the whole document.
pub(crate) fn lower(document: &Document, options: &Options, report: &mut Report) -> Api {
    lower_traced(document, options, report).0
}

/// What became of the schemas of a document, for the account of it.
#[derive(Debug, Default)]
pub(crate) struct Trace {
    /// Schemas with a type of their own.
    lowered: IndexMap<Key, TypeRef>,
    /// Schemas that were put together with others: parts of an `allOf`, descriptions of one member.
    gathered: IndexSet<Key>,
}

/// How the values of a schema are held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Held {
    Typed,
    /// As any JSON.
    Untyped,
    /// Nothing was made of the schema.
    Lost,
}

impl Trace {
    pub(crate) fn held(&self, node: &Node<'_>, types: &TypeArena) -> Held {
        self.held_at(node, types, 0)
    }

    fn held_at(&self, node: &Node<'_>, types: &TypeArena, depth: usize) -> Held {
        let key = key_of(node);
        match self.lowered.get(&key) {
            Some(ty) if is_any(ty, types, 0) => Held::Untyped,
            Some(_) => Held::Typed,
            None if self.gathered.contains(&key) => Held::Typed,
            // A link in a chain of references is what it leads to.
            None => match node.reference().and_then(|reference| node.lookup(reference).ok()) {
                Some(target) if depth < 16 => self.held_at(&target, types, depth + 1),
                _ => Held::Lost,
            },
        }
    }
}

/// Whether a type is any JSON, by whatever name.
fn is_any(ty: &TypeRef, types: &TypeArena, depth: usize) -> bool {
    match ty {
        TypeRef::Json => true,
        TypeRef::Named(id) if depth < 16 => match &types.get(*id).kind {
            TypeKind::Alias(ty) | TypeKind::Newtype(ty) => is_any(ty, types, depth + 1),
            _ => false,
        },
        TypeRef::Boxed(ty) | TypeRef::Nullable(ty) => is_any(ty, types, depth + 1),
        _ => false,
    }
}

/// The same as [`lower`], and what became of each schema.
pub(crate) fn lower_traced(document: &Document, options: &Options, report: &mut Report) -> (Api, Trace) {
    let mut lower = Lower {
        document,
        options,
        report,
        version: document.version(),
        types: TypeArena::default(),
        xml: XmlArena::default(),
        xml_shapes: IndexMap::new(),
        xml_open: Vec::new(),
        xml_gathered: IndexMap::new(),
        schemas: IndexMap::new(),
        placed: Vec::new(),
        merged: IndexMap::new(),
        shapes: IndexMap::new(),
        copied: 0,
        most_copied: shape::most_copied(document),
        merging: Vec::new(),
        variants: IndexMap::new(),
        multiparts: IndexMap::new(),
        nullables: IndexMap::new(),
        definitions: IndexMap::new(),
        families: None,
        header_structs: IndexMap::new(),
        schemes: Vec::new(),
        listed_schemes: Vec::new(),
        api_keys: Vec::new(),
        unknown_schemes: IndexSet::new(),
        undeclared: IndexMap::new(),
        told: IndexSet::new(),
        replaced: IndexSet::new(),
        formats: IndexSet::new(),
        plain_formats: IndexSet::new(),
        used_crates: IndexSet::new(),
        held: IndexSet::new(),
        depth: 0,
        nested: 0,
    };
    let api = lower.api();
    let lowered = lower.schemas.into_iter().filter_map(|(key, progress)| match progress {
        schema::Progress::Done(lowered) => Some((key, lowered.ty)),
        schema::Progress::Open(_) | schema::Progress::Waiting(_) => None,
    });
    let gathered = lower.shapes.into_keys().chain(lower.held).collect();
    (api, Trace { lowered: lowered.collect(), gathered })
}

/// Identity of a node. The document is borrowed for as long as it is lowered, so an address is unique
/// and stands for the same node throughout; it is only ever looked up, never ordered by.
pub(crate) type Key = usize;

pub(crate) fn key_of(node: &Node<'_>) -> Key {
    core::ptr::from_ref(node.value()).addr()
}

/// What a schema is to those who refer to it.
#[derive(Clone, Debug)]
pub(crate) struct Lowered {
    pub(crate) ty: TypeRef,
    pub(crate) nullable: bool,
}

impl Lowered {
    fn new(ty: TypeRef) -> Self {
        Self { ty, nullable: false }
    }

    /// The type of a value that cannot be missing: an item, a map value, a whole body.
    fn value(self) -> TypeRef {
        self.ty.or_null(self.nullable)
    }
}

/// The schema that a schema refers to, or the schema itself: the end of a line of references, or a link of it that says
/// more than where it leads (OpenAPI 3.1, siblings of `$ref`).
fn resolved<'d>(node: &Node<'d>) -> Result<Node<'d>, RefError> {
    let end = node.resolve()?;
    let mut link = node.clone();
    while let Some(next) = link.reference().and_then(|reference| link.lookup(reference).ok()) {
        if key_of(&next) == key_of(&end) || shape::has_structure_beside_reference(&next) {
            return Ok(next);
        }
        link = next;
    }
    Ok(end)
}

struct Lower<'d, 'o> {
    document: &'d Document,
    options: &'o Options,
    report: &'o mut Report,
    version: Version,
    types: TypeArena,
    xml: XmlArena,
    /// How values of schemas are written as XML: by the schemas that speak of them, and the element that is around.
    xml_shapes: IndexMap<(Vec<Key>, String), XmlId>,
    xml_open: Vec<xml::Open<'d>>,
    xml_gathered: IndexMap<Vec<Key>, Rc<xml::Gathered<'d>>>,
    /// Schemas that were lowered or are being lowered.
    schemas: IndexMap<Key, schema::Progress>,
    /// What each of them became.
    placed: Vec<Placed>,
    /// The same for several schemas that speak of one value.
    merged: IndexMap<Vec<Key>, schema::Progress>,
    shapes: IndexMap<Key, Rc<shape::Shape<'d>>>,
    /// What copying members from schema to schema has cost so far.
    copied: usize,
    /// What it may cost.
    most_copied: usize,
    /// Variants that are being lowered together with the members around their choice.
    merging: Vec<Key>,
    /// What such variants came to, by variant and by what was around.
    variants: IndexMap<(Key, Vec<Key>, Vec<String>), TypeRef>,
    /// What schemas of multipart bodies came to.
    multiparts: IndexMap<Key, TypeRef>,
    /// Schemas of which it is known whether `null` is a value.
    nullables: IndexMap<Key, bool>,
    /// Named schemas of the root file: address of the node → its name.
    definitions: IndexMap<Key, Rc<str>>,
    /// Base with a discriminator → named schemas built from it, directly or not.
    families: Option<IndexMap<Key, Vec<Node<'d>>>>,
    /// Structs of headers by the response, or the operation, that they belong to.
    header_structs: IndexMap<Key, TypeId>,
    /// Security schemes that the client can act on, and all that the document lists.
    schemes: Vec<String>,
    listed_schemes: Vec<String>,
    /// Those of them that are keys of API Gateway's usage plans.
    api_keys: Vec<String>,
    /// Those that operations ask for, which were told.
    unknown_schemes: IndexSet<String>,
    /// Path parameters that are not declared, by path and names.
    undeclared: IndexMap<(String, String), operation::Undeclared>,
    /// References that were complained of.
    told: IndexSet<Key>,
    /// Replacements that were used, by their place among the options.
    replaced: IndexSet<usize>,
    /// Formats of strings that were met, if the user says something of formats.
    formats: IndexSet<String>,
    /// Formats without a type of their own that were told, by the type that they are of.
    plain_formats: IndexSet<(String, String)>,
    /// Crates of somebody else's that `x-rust-type` names and the user depends on.
    used_crates: IndexSet<String>,
    /// Schemas of bodies that are held as text or bytes, as they say.
    held: IndexSet<Key>,
    /// How many schemas are being lowered, and how many of them within the last one that has a name.
    depth: usize,
    nested: usize,
}

impl<'d> Lower<'d, '_> {
    fn api(&mut self) -> Api {
        let root = self.document.root();
        self.structure(&root);
        let schemas = self.definitions_node();
        for (name, node) in schemas.iter().flat_map(Node::entries) {
            self.definitions.insert(key_of(&node), Rc::from(name));
        }
        for (_, node) in schemas.iter().flat_map(Node::entries) {
            self.schema(&node, "");
        }
        let info = root.get("info");
        let title = info
            .as_ref()
            .and_then(|info| info.get("title"))
            .and_then(|title| title.value().as_str().map(str::to_owned))
            .unwrap_or_default();
        let version = info
            .as_ref()
            .and_then(|info| info.get("version"))
            .map(|version| scalar::text(version.value()))
            .unwrap_or_default();
        let mut docs = docs::of_api(&root);
        let (base_url, base_path) = self.base(&root);
        // What operations without their own take; those that have their own are not asked.
        let _ = ["consumes", "produces", "security"].map(|shared| root.get(shared));
        let mut security = self.security_schemes(&root);
        let (mut operations, callbacks) = self.operations(&root);
        let parts = documentation::Parts::read(&root);
        parts.complete_api(&mut docs);
        parts.complete_schemes(&mut security);
        parts.complete_models(&mut self.types);
        operations.iter_mut().for_each(|operation| parts.complete_operation(operation, &mut self.types));
        self.unused_replacements();
        Api {
            title,
            version,
            docs,
            base_url,
            base_path,
            operations,
            callbacks,
            features: Features::default(),
            security,
            crates: self.used_crates.iter().cloned().collect(),
            gateway: is_gateway_export(&root),
            types: core::mem::take(&mut self.types),
            xml: core::mem::take(&mut self.xml),
            placed: core::mem::take(&mut self.placed),
        }
    }

    fn definitions_node(&self) -> Option<Node<'d>> {
        let root = self.document.root();
        match self.version {
            Version::Swagger20 => root.get("definitions"),
            _ => root.get("components")?.get("schemas"),
        }
    }

    /// What inline types are named after: the component that holds them, which operations may share,
    /// else `what` they are of their `owner`, which is the operation that a reference leads into, if it leads into one.
    /// No name may depend on which operation comes first.
    fn shared_or(&self, node: &Node<'d>, at: &Node<'d>, kind: &str, owner: &str, what: &str) -> String {
        let pointer = &at.origin().pointer;
        let is_elsewhere = node.origin() != at.origin();
        let in_operation = is_elsewhere.then(|| self.operation_around(at)).flatten();
        let own = format!("{} {what}", in_operation.as_deref().unwrap_or(owner));
        let shared = is_elsewhere && !pointer.as_str().starts_with("/paths/");
        match pointer.last() {
            Some(name) if shared && name.to_lowercase().ends_with(kind) => name.into_owned(),
            Some(name) if shared && name.contains(|c: char| c.is_alphabetic()) => format!("{name} {kind}"),
            // A response may be called by its status alone.
            Some(name) if shared => format!("{kind} {name}"),
            _ => own,
        }
    }

    /// What the operation is called that something stands in.
    fn operation_around(&self, at: &Node<'d>) -> Option<String> {
        let segments: Vec<_> = at.origin().pointer.segments().collect();
        let [paths, template, method, _, ..] = segments.as_slice() else { return None };
        if paths != "paths" || method == "parameters" {
            return None;
        }
        let operation = Origin::root(at.origin().source).child(paths).child(template).child(method);
        let operation = self.document.node(&operation)?;
        Some(self.stem_of(&operation, method, template, ""))
    }

    /// Follows a `$ref`; a reference that leads nowhere is reported once and gives `None`.
    fn target(&mut self, node: &Node<'d>) -> Option<Node<'d>> {
        self.found(node, node.resolve())
    }

    /// The schema that a schema refers to.
    fn schema_target(&mut self, node: &Node<'d>) -> Option<Node<'d>> {
        self.found(node, resolved(node))
    }

    /// What a reference leads to, unless it leads nowhere, which is told.
    fn found(&mut self, node: &Node<'d>, target: Result<Node<'d>, RefError>) -> Option<Node<'d>> {
        match target {
            Ok(target) if node.reference().is_some() && !is_object(&target) && target.as_bool().is_none() => {
                if self.told.insert(key_of(node)) {
                    self.report
                        .error(Code::WRONG_KIND_OF_REFERENCE, &node.origin().child("$ref"))
                        .message(format!("the reference leads to {}", target.kind()))
                        .label("expected an object there")
                        .help("refer to something of the kind that stands here")
                        .related(target.origin(), "it leads here");
                }
                None
            }
            Ok(target) => Some(target),
            Err(error) => {
                if self.told.insert(key_of(node)) {
                    self.report_reference(node, &error);
                }
                None
            }
        }
    }

    fn report_reference(&mut self, node: &Node<'d>, error: &RefError) {
        error.report(self.report, node);
    }

    /// What the types of a schema's members are named after: its own name, or where it stands in a schema that
    /// has one. Who reads it first must not matter. `None` where its place alone does not say it, as in a choice.
    fn owner_of(&self, node: &Node<'d>) -> Option<Rc<str>> {
        if let Some(name) = self.definitions.get(&key_of(node)) {
            return Some(Rc::clone(name));
        }
        let origin = node.origin();
        let depth = if self.version == Version::Swagger20 { 1 } else { 2 };
        let segments: Vec<_> = origin.pointer.segments().collect();
        let (table, rest) = segments.split_at_checked(depth).filter(|_| origin.source == SourceId::ROOT)?;
        let is_table = match table {
            [one] => one == "definitions",
            [one, other] => one == "components" && other == "schemas",
            _ => false,
        };
        let (name, mut rest) = rest.split_first().filter(|_| is_table)?;
        let mut words = name.to_string();
        while let Some((keyword, below)) = rest.split_first() {
            let (word, further) = match (keyword.as_ref(), below) {
                ("properties", [member, further @ ..]) => (member.as_ref(), further),
                ("allOf", [_, further @ ..]) => ("", further),
                ("items", further) => ("item", further),
                ("additionalProperties", further) => ("value", further),
                _ => return None,
            };
            if !word.is_empty() {
                words.push(' ');
                words.push_str(word);
            }
            rest = further;
        }
        Some(words.into())
    }
}

fn is_gateway_export(root: &Node<'_>) -> bool {
    fn has_extension(node: &Node<'_>) -> bool {
        node.entries().any(|(key, _)| key.starts_with("x-amazon-apigateway-"))
    }
    has_extension(root)
        || root.get("paths").is_some_and(|paths| {
            paths
                .entries()
                .any(|(_, item)| has_extension(&item) || item.entries().any(|(_, operation)| has_extension(&operation)))
        })
}

/// Whether a value is a JSON object.
fn is_object(node: &Node<'_>) -> bool {
    matches!(node.value(), Value::Object(_))
}
