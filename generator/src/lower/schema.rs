//! From a schema to the type of the values it describes.
//!
//! A schema is lowered once, however often it is referred to; it is a named type when it is one of
//! the document's named schemas or when Rust needs a name for it (structs, enums, unions).

use gatewright_document::{Code, Node, Value};

use super::shape::{Shape, has_structure_beside_reference};
use super::{Key, Lower, Lowered, docs, key_of, scalar, values};
use crate::ir::{Placed, TypeId, TypeKind, TypeRef};

/// How deep named schemas are lowered within each other; those that are deeper wait for their turn.
const DEEP: usize = 96;
/// The deepest schema that is lowered; what leads further is taken as it stands alone, or refused.
pub(super) const MAX_DEPTH: usize = 256;
/// How deep schemas without a name are lowered within each other: Rust's own limit is 128.
const MAX_NESTED: usize = 96;

/// How far a schema has come.
#[derive(Clone, Debug)]
pub(super) enum Progress {
    /// Being lowered; the type is reserved once somebody inside refers to it.
    Open(Option<TypeId>),
    /// Somebody refers to it, and its turn is to come.
    Waiting(TypeId),
    Done(Lowered),
}

/// What a schema turned out to be, before it has a name.
pub(super) enum Form {
    /// Needs a definition.
    Kind(TypeKind),
    /// Is written in place.
    Ref(TypeRef),
}

impl<'d> Lower<'d, '_> {
    /// Lowers a schema; `hint` names it should it need a name and have none of its own.
    pub(super) fn schema(&mut self, node: &Node<'d>, hint: &str) -> Lowered {
        let key = key_of(node);
        match self.schemas.get(&key).cloned() {
            Some(Progress::Done(lowered)) => return lowered,
            Some(Progress::Open(reserved)) => return self.inner_reference(node, hint, key, reserved),
            Some(Progress::Waiting(id)) if self.depth >= DEEP => {
                return Lowered { ty: TypeRef::Named(id), nullable: self.is_nullable(node) };
            }
            Some(Progress::Waiting(_)) => {}
            None if self.depth >= DEEP && self.definitions.contains_key(&key) => {
                return self.wait(node, hint, key);
            }
            None => {}
        }
        let nested = if self.definitions.contains_key(&key) { 0 } else { self.nested + 1 };
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
        self.schemas.insert(key, Progress::Done(lowered.clone()));
        self.placed.push(Placed { origin: node.origin().clone(), ty: lowered.ty.clone(), nullable: lowered.nullable });
        lowered
    }

    /// Somebody inside a schema refers to it while it is being lowered.
    fn inner_reference(&mut self, node: &Node<'d>, hint: &str, key: Key, reserved: Option<TypeId>) -> Lowered {
        let nullable = self.is_nullable(node);
        let id = reserved.unwrap_or_else(|| self.reserve(node, hint));
        self.schemas.insert(key, Progress::Open(Some(id)));
        Lowered { ty: TypeRef::Named(id), nullable }
    }

    /// Leaves a named schema to its own turn: a chain of references may be as long as the document.
    fn wait(&mut self, node: &Node<'d>, hint: &str, key: Key) -> Lowered {
        if let Some(lowered) = self.replacement(node, hint) {
            return lowered;
        }
        let id = self.reserve(node, hint);
        self.schemas.insert(key, Progress::Waiting(id));
        Lowered { ty: TypeRef::Named(id), nullable: self.is_nullable(node) }
    }

    fn reserve(&mut self, node: &Node<'d>, hint: &str) -> TypeId {
        let wire = match self.definitions.get(&key_of(node)) {
            Some(name) => name.to_string(),
            None => self.inline_name(node, hint),
        };
        let named = self.definitions.contains_key(&key_of(node));
        let id = self.new_type(&wire, node, TypeKind::Pending, named);
        self.types.get_mut(id).docs = docs::docs(node);
        id
    }

    fn schema_anew(&mut self, node: &Node<'d>, hint: &str, key: Key) -> Lowered {
        let named = self.definitions.contains_key(&key);
        match node.value() {
            Value::Object(_) => {}
            Value::Bool(_) if !named => return Lowered::new(TypeRef::Json),
            Value::Bool(_) => {}
            other => {
                let found = other.kind();
                self.report
                    .warning(Code::WRONG_TYPE, node.origin())
                    .message(format!("expected a schema, found {found}"))
                    .help("the value is treated as any JSON");
                return Lowered::new(TypeRef::Json);
            }
        }
        if let Some(lowered) = self.replacement(node, hint) {
            return lowered;
        }
        if !named && node.reference().is_some() && !has_structure_beside_reference(node) {
            return self.by_reference(node, hint);
        }
        let reserved = match self.schemas.get(&key) {
            Some(Progress::Waiting(id)) => Some(*id),
            _ => named.then(|| self.reserve(node, hint)),
        };
        self.schemas.insert(key, Progress::Open(reserved));
        let nullable = self.is_nullable(node);
        let place = self.owner_of(node).map_or_else(|| self.inline_name(node, hint), |place| place.to_string());
        let form = self.form(node, &place);
        self.settle(node, &place, key, form, nullable)
    }

    /// Gives a form its definition, if it needs one or if one was reserved for it.
    fn settle(&mut self, node: &Node<'d>, place: &str, key: Key, form: Form, nullable: bool) -> Lowered {
        let reserved = match self.schemas.get(&key) {
            Some(Progress::Open(reserved)) => *reserved,
            _ => None,
        };
        let ty = match (form, reserved) {
            (Form::Kind(kind), reserved) => {
                let id = reserved.unwrap_or_else(|| self.reserve(node, place));
                self.types.get_mut(id).called = Self::called(node, &kind);
                self.types.get_mut(id).kind = kind;
                self.schemas.insert(key, Progress::Open(Some(id)));
                self.complete_docs(node, id);
                TypeRef::Named(id)
            }
            (Form::Ref(ty), Some(id)) => {
                self.types.get_mut(id).kind = TypeKind::Alias(ty);
                self.complete_docs(node, id);
                TypeRef::Named(id)
            }
            (Form::Ref(ty), None) => ty,
        };
        Lowered { ty, nullable }
    }

    /// Adds to the docs of a type what is said of the parts that it is made of. Constraints of values that
    /// are no members are checked by nobody, so that the docs have to say them.
    fn complete_docs(&mut self, node: &Node<'d>, id: TypeId) {
        let mut docs = core::mem::take(&mut self.types.get_mut(id).docs);
        docs.notes.extend(super::docs::asides(node));
        self.add_inner_docs(node, &mut docs, 16);
        self.types.get_mut(id).docs = docs;
    }

    /// A schema that is nothing but a reference, perhaps with `nullable` beside it.
    fn by_reference(&mut self, node: &Node<'d>, hint: &str) -> Lowered {
        let Some(target) = self.schema_target(node) else { return Lowered::new(TypeRef::Json) };
        self.unsupported(node);
        let hint = match node.reference().and_then(|reference| reference.rsplit(['/', '#']).next()) {
            Some(last) if !last.is_empty() && last.parse::<u64>().is_err() => last.to_owned(),
            _ => hint.to_owned(),
        };
        let mut lowered = self.schema(&target, &hint);
        for flag in ["nullable", "x-nullable"] {
            lowered.nullable |= node.get(flag).is_some_and(|flag| flag.value().as_bool() == Some(true));
        }
        lowered
    }

    /// Decides what the values of a schema look like.
    fn form(&mut self, node: &Node<'d>, place: &str) -> Form {
        if matches!(node.value(), Value::Bool(_)) {
            return Form::Ref(TypeRef::Json);
        }
        // A named schema that is only another name.
        if node.reference().is_some() && !has_structure_beside_reference(node) {
            return Form::Ref(self.by_reference(node, place).ty);
        }
        if let Some(family) = self.family_of(node) {
            return self.family(node, &family, place);
        }
        if let Some(only) = only_part(node).filter(|only| !self.is_child_of(node, only)) {
            return Form::Ref(self.schema(&only, place).ty);
        }
        let shape = self.shape(node);
        if shape.choices.is_empty()
            && let Some(discriminator) = &shape.discriminator
        {
            // Nothing is built from the schema: there is one type, and nothing to tell apart.
            let _ = (discriminator.get("propertyName"), self.mapping(discriminator));
        }
        self.form_of_shape(node, &shape, place)
    }

    pub(super) fn form_of_shape(&mut self, node: &Node<'d>, shape: &Shape<'d>, place: &str) -> Form {
        // A list of values of which none is of the type says nothing; that is told.
        if let Some(constants) = shape.constants.as_ref().filter(|constants| values::may_list(constants, shape)) {
            for choice in &shape.choices {
                self.beside(choice, "listed values");
            }
            // Lists that are listed are what they are, whatever their items have to be.
            shape.items.iter().chain(shape.prefix_items.iter().flatten()).for_each(|item| self.same_again(item));
            return self.constants(shape, constants, place);
        }
        if let Some(form) = self.choices(node, shape, place) {
            return form;
        }
        let types: Vec<&str> = match &shape.types {
            Some(types) => types.iter().map(String::as_str).collect(),
            None if shape.is_object() => {
                self.not_expressed(node, "items", "values are taken as objects, for which there are `properties`");
                vec!["object"]
            }
            None if shape.items_listed && !shape.prefix_items.is_empty() => {
                return self.listed_items(node, shape, place);
            }
            None if !shape.items.is_empty() || !shape.prefix_items.is_empty() => vec!["array"],
            None => Vec::new(),
        };
        match types.as_slice() {
            [] => Form::Ref(TypeRef::Json),
            ["object"] => self.object(shape, place),
            ["array"] => Form::Ref(self.array(shape, place)),
            [name] => Form::Ref(self.scalar(node, name, shape)),
            _ => self.one_of_types(node, shape, &types, place),
        }
    }

    fn scalar(&mut self, node: &Node<'d>, name: &str, shape: &Shape<'d>) -> TypeRef {
        if matches!(name, "string" | "integer" | "number")
            && let Some(format) = &shape.format
            && let Some(ty) = self.format_by_option(format)
            && (name == "string" || ty != TypeRef::Scalar(crate::ir::Scalar::String))
        {
            return ty;
        }
        if let Some(ty) = scalar::scalar(name, shape) {
            self.plain_format(node, name, shape, &ty);
            return ty;
        }
        self.report
            .warning(Code::UNKNOWN_TYPE, &node.origin().child("type"))
            .message(format!("there is no schema type `{name}`"))
            .label("treated as any JSON")
            .help_if(scalar::nearest_type(name), |known| format!("did you mean `{known}`?"));
        TypeRef::Json
    }

    /// Reports a format that changes nothing, once.
    fn plain_format(&mut self, node: &Node<'d>, name: &str, shape: &Shape<'d>, ty: &TypeRef) {
        let Some(format) = shape.format.as_deref().filter(|format| !scalar::is_known_format(name, format, ty)) else {
            return;
        };
        if !self.plain_formats.insert((name.to_owned(), format.to_owned())) {
            return;
        }
        let at = node.peek("format").map_or_else(|| node.origin().clone(), |format| format.origin().clone());
        self.report
            .add(Code::UNKNOWN_FORMAT, &at)
            .message(format!("`{format}` is no known format of type {name}"))
            .label(format!("the type is that of any {name}"))
            .help_if(scalar::nearest_format(name, format), |known| format!("did you mean `{known}`?"));
    }

    /// Name of an inline type: its own title where it reads like a name, else its place.
    fn inline_name(&self, node: &Node<'d>, hint: &str) -> String {
        let title = node.get("title").and_then(|title| title.value().as_str());
        match title {
            Some(title) if hint.is_empty() && !title.is_empty() => title.to_owned(),
            _ => hint.to_owned(),
        }
    }
}

/// The schema that `allOf` wraps when it adds nothing but prose.
fn only_part<'d>(node: &Node<'d>) -> Option<Node<'d>> {
    let parts = node.get("allOf")?;
    let mut parts = parts.items();
    let only = parts.next()?;
    if parts.next().is_some() || node.reference().is_some() {
        return None;
    }
    const PROSE: [&str; 12] = [
        "allOf",
        "description",
        "title",
        "example",
        "examples",
        "deprecated",
        "readOnly",
        "writeOnly",
        "nullable",
        "x-nullable",
        "default",
        "externalDocs",
    ];
    let adds_nothing = node.entries().all(|(key, value)| {
        PROSE.contains(&key)
            || key.starts_with("x-")
            || (key == "type" && only.reference().is_some() && value.value().as_str() == Some("object"))
    });
    adds_nothing.then_some(only)
}
