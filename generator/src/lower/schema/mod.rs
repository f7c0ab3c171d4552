//! From a schema to the type of the values it describes.
//!
//! A schema is lowered once, however often it is referred to; it is a named type when it is one of
//! the document's named schemas or when Rust needs a name for it (structs, enums, unions).

mod array;
mod choice;
mod constants;
mod discriminator;
mod family;
mod findings;
mod form;
mod object;
mod prose;
mod replacement;
mod scalar;
mod tag;
mod together;
pub(crate) mod union;
mod unsupported;
mod values;

pub(crate) use object::default;
pub(crate) use replacement::STANDARD;

use crate::index::{IndexMap, IndexSet};
use gatewright_document::{Code, Node, Value};

use crate::ir::{Docs, Placed, TypeArena, TypeId, TypeKind, TypeRef};
use crate::lower::docs;
use crate::lower::facts::Facts;
use crate::lower::facts::shape::has_structure_beside_reference;
use crate::lower::fixes;
use crate::lower::node::{Key, key_of};
use crate::lower::schema::form::Form;
use crate::lower::sink::Sink;
use crate::lower::trace::Trace;
use crate::lower::types::Types;
use crate::options::Options;

/// The reader of schemas, and the types that it made of them.
pub(crate) struct Schemas<'d, 'o> {
    pub(crate) facts: &'o Facts<'d>,
    pub(crate) options: &'o Options,
    pub(crate) report: Sink<'o>,
    pub(crate) types: Types<'d>,
    /// Schemas that were lowered or are being lowered.
    pub(crate) progress: IndexMap<Key, Progress>,
    /// The same for several schemas that speak of one value.
    merged: IndexMap<Vec<Key>, Progress>,
    /// Variants that are being lowered together with the properties around their choice.
    merging: Vec<Key>,
    /// What such variants came to, by variant and by what was around.
    variants: IndexMap<(Key, Vec<Key>, Vec<String>), TypeRef>,
    /// What the schemas of a hierarchy are without those that are built from them.
    bases: IndexMap<Key, TypeRef>,
    /// Options that applied to something.
    pub(crate) used: Used,
    /// Schemas whose replacement is looked for: the parameters of a type may lead back to it.
    replacing: IndexSet<Key>,
    /// How many schemas are being lowered, and how many of them within the last one that has a name.
    depth: usize,
    nested: usize,
}

/// Options that applied to something.
#[derive(Default)]
pub(crate) struct Used {
    /// Replacements, by their place among the options.
    replacements: IndexSet<usize>,
    /// Formats of strings that were met, if the user says something of formats.
    formats: IndexSet<String>,
    /// Crates of somebody else's that `x-rust-type` names and the user depends on.
    pub(crate) crates: IndexSet<String>,
}

impl<'d, 'o> Schemas<'d, 'o> {
    pub(crate) fn new(facts: &'o Facts<'d>, options: &'o Options, report: Sink<'o>) -> Self {
        Self {
            facts,
            options,
            report,
            types: Types::new(facts.document),
            progress: IndexMap::default(),
            merged: IndexMap::default(),
            merging: Vec::new(),
            variants: IndexMap::default(),
            bases: IndexMap::default(),
            used: Used::default(),
            replacing: IndexSet::default(),
            depth: 0,
            nested: 0,
        }
    }

    /// Reads the schemas to which the document gives names.
    pub(crate) fn all_named(&mut self) {
        let schemas = self.facts.definitions_node();
        for (_, node) in schemas.iter().flat_map(Node::entries) {
            self.schema(&node, "");
            // Of a large document all of them would take much room.
            self.report_findings();
        }
    }

    /// What became of each schema, for the account.
    pub(crate) fn trace(&self) -> Trace {
        let lowered = self.progress.iter().filter_map(|(key, progress)| match progress {
            Progress::Done(lowered) => Some((*key, &lowered.ty)),
            Progress::Open(_) | Progress::Waiting(_) => None,
        });
        let gathered = self.facts.gathered().into_iter().chain(self.report.expressed()).collect();
        Trace::new(lowered, gathered, &self.types)
    }

    /// The types, and what each schema became.
    pub(crate) fn finish(mut self) -> (TypeArena, Vec<Placed>) {
        self.types.finish(self.report.report())
    }
}

/// How deep named schemas are lowered within each other; those that are deeper wait for their turn.
const DEEP: usize = 96;

/// The deepest schema that is lowered; what leads further is taken as it stands alone, or rejected.
pub(crate) const MAX_DEPTH: usize = 256;

/// How deep schemas without a name are lowered within each other: Rust's own limit is 128.
const MAX_NESTED: usize = 96;

/// How far a schema has come.
#[derive(Clone, Debug)]
pub(crate) enum Progress {
    /// Being lowered; the type is reserved once somebody inside refers to it.
    Open(Option<TypeId>),
    /// Somebody refers to it, and its turn is to come.
    Waiting(TypeId),
    Done(Lowered),
}

/// What a schema is to those who refer to it.
#[derive(Clone, Debug)]
pub(crate) struct Lowered {
    pub(crate) ty: TypeRef,
    pub(crate) nullable: bool,
}

impl Lowered {
    pub(super) fn new(ty: TypeRef) -> Self {
        Self { ty, nullable: false }
    }

    /// The type of a value that cannot be missing: an item, a map value, a whole body.
    pub(crate) fn value(self) -> TypeRef {
        self.ty.or_null(self.nullable)
    }
}

impl<'d> Schemas<'d, '_> {
    /// Lowers a schema; `hint` names it should it need a name and have none of its own.
    pub(crate) fn schema(&mut self, node: &Node<'d>, hint: &str) -> Lowered {
        let key = key_of(node);
        match self.progress.get(&key).cloned() {
            Some(Progress::Done(lowered)) => return lowered,
            Some(Progress::Open(reserved)) => return self.inner_reference(node, hint, key, reserved),
            Some(Progress::Waiting(id)) if self.depth >= DEEP => {
                return Lowered { ty: TypeRef::Named(id), nullable: self.facts.is_nullable(node) };
            }
            Some(Progress::Waiting(_)) => {}
            None if self.depth >= DEEP && self.facts.is_named(node) => {
                return self.wait(node, hint, key);
            }
            None => {}
        }
        let nested = if self.facts.is_named(node) { 0 } else { self.nested + 1 };
        if nested >= MAX_NESTED || self.depth >= MAX_DEPTH {
            self.report
                .error(Code::NESTING_TOO_DEEP, node.origin())
                .message(format!("schemas are nested more than {MAX_NESTED} deep"))
                .help("give inner schemas names and refer to them");
            return Lowered::new(TypeRef::Json);
        }
        let around = core::mem::replace(&mut self.nested, nested);
        self.depth += 1;
        let lowered = self.schema_anew(node, hint, key);
        self.depth -= 1;
        self.nested = around;
        self.close(&key, &lowered.ty);
        self.progress.insert(key, Progress::Done(lowered.clone()));
        self.types.place(node, &lowered);
        lowered
    }

    /// A type that was kept for a schema for which none was made is another name of what that became.
    fn close(&mut self, key: &Key, ty: &TypeRef) {
        if let Some(Progress::Open(Some(id)) | Progress::Waiting(id)) = self.progress.get(key)
            && self.types.is_open(*id)
        {
            self.types.define(*id, TypeKind::Alias(ty.clone()));
        }
    }

    /// Somebody inside a schema refers to it while it is being lowered.
    fn inner_reference(&mut self, node: &Node<'d>, hint: &str, key: Key, reserved: Option<TypeId>) -> Lowered {
        let nullable = self.facts.is_nullable(node);
        let id = reserved.unwrap_or_else(|| self.reserve(node, hint));
        self.progress.insert(key, Progress::Open(Some(id)));
        Lowered { ty: TypeRef::Named(id), nullable }
    }

    /// Leaves a named schema to its own turn: a chain of references may be as long as the document.
    fn wait(&mut self, node: &Node<'d>, hint: &str, key: Key) -> Lowered {
        if let Some(lowered) = self.replacement(node, hint) {
            return lowered;
        }
        let id = self.reserve(node, hint);
        self.progress.insert(key, Progress::Waiting(id));
        Lowered { ty: TypeRef::Named(id), nullable: self.facts.is_nullable(node) }
    }

    fn reserve(&mut self, node: &Node<'d>, hint: &str) -> TypeId {
        let any = TypeKind::Alias(TypeRef::Json);
        let id = match self.facts.name_of(node) {
            Some(name) => self.types.add_named(name, node, any),
            None => self.types.add_in_place(&self.facts.inline_name(node, hint), node, any),
        };
        self.types.reserve(id);
        self.types.get_mut(id).docs = docs::docs(node).into();
        id
    }

    fn schema_anew(&mut self, node: &Node<'d>, hint: &str, key: Key) -> Lowered {
        let named = self.facts.is_named(node);
        match node.value() {
            Value::Object(_) => {}
            Value::Bool(_) if !named => return Lowered::new(TypeRef::Json),
            Value::Bool(_) => {}
            other => {
                let found = other.kind();
                self.report
                    .warning(Code::WRONG_TYPE, node.origin())
                    .message(format!("expected a schema, found {found}"))
                    .help("the value is treated as any JSON")
                    .fix_if(fixes::null_schema(node, self.facts.version));
                return Lowered::new(TypeRef::Json);
            }
        }
        if let Some(lowered) = self.replacement(node, hint) {
            return lowered;
        }
        if !named && node.reference().is_some() && !has_structure_beside_reference(node) {
            return self.by_reference(node, hint);
        }
        let reserved = match self.progress.get(&key) {
            Some(Progress::Waiting(id)) => Some(*id),
            _ => named.then(|| self.reserve(node, hint)),
        };
        self.progress.insert(key, Progress::Open(reserved));
        let nullable = self.facts.is_nullable(node);
        let place =
            self.facts.owner_of(node).map_or_else(|| self.facts.inline_name(node, hint), |place| place.to_string());
        let form = self.form(node, &place);
        self.settle(node, &place, key, form, nullable)
    }

    /// Gives a form its definition, if it needs one or if one was reserved for it.
    fn settle(&mut self, node: &Node<'d>, place: &str, key: Key, form: Form, nullable: bool) -> Lowered {
        let reserved = match self.progress.get(&key) {
            Some(Progress::Open(reserved)) => *reserved,
            _ => None,
        };
        let ty = match (form, reserved) {
            (Form::Kind(kind), reserved) => {
                let id = reserved.unwrap_or_else(|| self.reserve(node, place));
                self.types.get_mut(id).called = constants::called(node, &kind);
                self.types.define(id, kind);
                self.progress.insert(key, Progress::Open(Some(id)));
                self.complete_docs(node, id);
                TypeRef::Named(id)
            }
            (Form::Ref(ty), Some(id)) => {
                self.types.define(id, TypeKind::Alias(ty));
                self.complete_docs(node, id);
                self.own(node, id);
                TypeRef::Named(id)
            }
            (Form::Ref(ty), None) => ty,
        };
        Lowered { ty, nullable }
    }

    /// A schema that the document names owns the type of what is written in place in it: that is another name.
    fn own(&mut self, node: &Node<'d>, id: TypeId) {
        let TypeKind::Alias(TypeRef::Named(inner)) = self.types.get(id).kind else { return };
        let def = self.types.get(inner);
        let is_within = def.origin.source == node.origin().source
            && def.origin.pointer.starts_with(&node.origin().pointer)
            && def.origin.pointer != node.origin().pointer;
        if !self.facts.is_named(node) || def.named || !is_within || self.types.is_open(inner) {
            return;
        }
        let def = self.types.get_mut(inner);
        let kind = core::mem::replace(&mut def.kind, TypeKind::Alias(TypeRef::Named(id)));
        let (said, called) = (core::mem::take(&mut def.docs), def.called.take());
        let def = self.types.get_mut(id);
        def.kind = kind;
        def.called = called;
        def.docs = docs::over(core::mem::take(&mut def.docs).into(), said.into()).into();
    }

    /// Adds to the docs of a type what is said of the parts that it is made of. Constraints of values that
    /// are no members are checked by nobody, so that the docs have to say them.
    fn complete_docs(&mut self, node: &Node<'d>, id: TypeId) {
        let mut docs = Docs::from(core::mem::take(&mut self.types.get_mut(id).docs));
        docs.notes.extend(docs::asides(node));
        self.add_inner_docs(node, &mut docs, 16);
        self.types.get_mut(id).docs = docs.into();
    }

    /// A schema that is nothing but a reference, perhaps with `nullable` beside it.
    fn by_reference(&mut self, node: &Node<'d>, hint: &str) -> Lowered {
        let Some(target) = self.report.schema_target(node) else { return Lowered::new(TypeRef::Json) };
        unsupported::unsupported(&mut self.report, node);
        let last = node.reference().and_then(|reference| reference.rsplit(['/', '#']).next());
        let hint = match (self.facts.file_name(&target), last) {
            (Some(name), _) => name,
            (None, Some(last)) if !last.is_empty() && last.parse::<u64>().is_err() => last.to_owned(),
            _ => hint.to_owned(),
        };
        let mut lowered = self.schema(&target, &hint);
        for flag in ["nullable", "x-nullable"] {
            lowered.nullable |= node.read_value(flag).and_then(Value::as_bool) == Some(true);
        }
        lowered
    }
}
