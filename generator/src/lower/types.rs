//! The arena of types, and what types in place are called whatever the order of lists.

use crate::index::IndexSet;
use gatewright_document::{Document, Node, Origin, Pointer, Report, push_segment};

use crate::bug::bug;
use crate::ir::{KeptDocs, Name, Placed, TypeArena, TypeDef, TypeId, TypeKind};
use crate::lower::schema::Lowered;

/// The types of an API while it is read.
pub(crate) struct Types<'d> {
    document: &'d Document,
    arena: TypeArena,
    /// Types that a reference reserved and whose schemas are not read yet: until then they are any JSON.
    open: IndexSet<TypeId>,
    /// What each schema became, if that is asked for: there are as many as values.
    placed: Option<Vec<Placed>>,
}

impl<'d> Types<'d> {
    pub(crate) fn new(document: &'d Document) -> Self {
        Self { document, arena: TypeArena::default(), open: IndexSet::default(), placed: None }
    }

    /// Keeps what each schema becomes from now on.
    pub(crate) fn keep_places(&mut self) {
        self.placed.get_or_insert_default();
    }

    /// Notes what a schema became.
    pub(crate) fn place(&mut self, node: &Node<'d>, lowered: &Lowered) {
        if let Some(placed) = &mut self.placed {
            let Lowered { ty, nullable } = lowered.clone();
            placed.push(Placed { origin: node.origin().clone(), ty, nullable });
        }
    }

    pub(crate) fn get(&self, id: TypeId) -> &TypeDef {
        self.arena.get(id)
    }

    pub(crate) fn get_mut(&mut self, id: TypeId) -> &mut TypeDef {
        self.arena.get_mut(id)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (TypeId, &TypeDef)> {
        self.arena.iter()
    }

    /// The types, of which none may be open any more.
    pub(crate) fn finish(self, report: &mut Report) -> (TypeArena, Vec<Placed>) {
        for id in &self.open {
            let def = self.arena.get(*id);
            bug(
                report,
                Some(&def.origin),
                &format!("the type of `{}` was reserved, and its schema not read", def.key()),
            );
        }
        (self.arena, self.placed.unwrap_or_default())
    }

    /// Keeps a type for what a reference leads to.
    pub(crate) fn reserve(&mut self, id: TypeId) -> TypeId {
        self.open.insert(id);
        id
    }

    /// Whether a type is reserved and its schema is not read yet.
    pub(crate) fn is_open(&self, id: TypeId) -> bool {
        self.open.contains(&id)
    }

    /// Says what a type is that was reserved.
    pub(crate) fn define(&mut self, id: TypeId, kind: TypeKind) {
        self.open.swap_remove(&id);
        self.arena.get_mut(id).kind = kind;
    }
}

impl<'d> Types<'d> {
    /// A type for one of the document's named schemas.
    pub(crate) fn add_named(&mut self, name: &str, node: &Node<'d>, kind: TypeKind) -> TypeId {
        let def = TypeDef { named: true, own_key: None, ..self.in_place(name, node, kind) };
        self.arena.push(def)
    }

    /// A type for a schema in place; `words` say what it is.
    pub(crate) fn add_in_place(&mut self, words: &str, node: &Node<'d>, kind: TypeKind) -> TypeId {
        let def = self.in_place(words, node, kind);
        self.arena.push(def)
    }

    fn in_place(&self, words: &str, node: &Node<'d>, kind: TypeKind) -> TypeDef {
        let origin = node.origin().clone();
        TypeDef {
            name: Name::new(words).at(&origin),
            docs: KeptDocs::default(),
            own_key: self.place_key(&origin),
            origin,
            kind,
            named: false,
            called: None,
            closed: false,
            in_requests: false,
            in_responses: false,
            derives: Box::default(),
            shared: Box::default(),
        }
    }

    /// A pointer in which parameters stand by place and name: their position in a list changes with
    /// every export. `None` where that is the place itself.
    fn place_key(&self, origin: &Origin) -> Option<Box<str>> {
        let is_beside = origin.source != gatewright_document::SourceId::ROOT;
        if !is_beside && !origin.pointer.segments().any(|segment| segment == "parameters") {
            return None;
        }
        let source = self.document.sources().get(origin.source)?;
        let mut key = String::new();
        if is_beside {
            key.push_str(self.beside_root(source.name()));
        }
        key.push('#');
        let at_position = |pointer: &Pointer| {
            let parameter = source.root().pointer(pointer)?.as_object()?;
            let text = |key: &str| parameter.get(key)?.as_str();
            Some(format!("{}:{}", text("in")?, text("name")?))
        };
        let mut is_list = false;
        for pointer in origin.pointer.around() {
            let segment = pointer.last().unwrap_or_default();
            let is_position = is_list && segment.parse::<usize>().is_ok();
            match is_position.then(|| at_position(pointer)).flatten() {
                Some(parameter) => push_segment(&mut key, &parameter),
                None => push_segment(&mut key, &segment),
            }
            is_list = segment == "parameters";
        }
        Some(key.into())
    }

    /// The name of another file as seen from the folder of the document's own.
    fn beside_root<'n>(&self, name: &'n str) -> &'n str {
        let root = self.document.sources().iter().next().map_or("", |(_, source)| source.name());
        let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
        name.strip_prefix(folder).map_or(name, |rest| rest.trim_start_matches('/'))
    }
}
