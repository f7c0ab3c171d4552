//! The arena that has all types of an API.

use super::{TypeDef, TypeKind, TypeRef};

/// All types of an API, in the order in which they are emitted.
#[derive(Debug, Default)]
pub(crate) struct TypeArena {
    #[expect(clippy::vec_box, reason = "they are large and many: a list that grows would hold all of them twice")]
    defs: Vec<Box<TypeDef>>,
}

/// The place of a type in its arena.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct TypeId(usize);

impl TypeArena {
    pub(crate) fn push(&mut self, def: TypeDef) -> TypeId {
        self.defs.push(Box::new(def));
        TypeId(self.defs.len() - 1)
    }

    #[expect(clippy::indexing_slicing, reason = "an id is made by `push` alone, and nothing is removed")]
    pub(crate) fn get(&self, id: TypeId) -> &TypeDef {
        &self.defs[id.0]
    }

    #[expect(clippy::indexing_slicing, reason = "an id is made by `push` alone, and nothing is removed")]
    pub(crate) fn get_mut(&mut self, id: TypeId) -> &mut TypeDef {
        &mut self.defs[id.0]
    }

    pub(crate) fn ids(&self) -> impl DoubleEndedIterator<Item = TypeId> + use<> {
        (0..self.defs.len()).map(TypeId)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (TypeId, &TypeDef)> {
        self.defs.iter().enumerate().map(|(index, def)| (TypeId(index), &**def))
    }

    pub(crate) fn len(&self) -> usize {
        self.defs.len()
    }

    /// What stands behind the aliases, among which are no circles once the boxing pass has run.
    pub(crate) fn unaliased<'t>(&'t self, ty: &'t TypeRef) -> &'t TypeRef {
        let mut ty = ty;
        while let TypeRef::Named(id) = ty {
            match &self.get(*id).kind {
                TypeKind::Alias(inner) => ty = inner,
                _ => break,
            }
        }
        ty
    }

    /// Keeps some of the types, in their order. What mentions them is to be mended.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(TypeId) -> bool) -> Moved {
        let mut moved = Vec::with_capacity(self.defs.len());
        let mut kept = 0;
        for id in self.ids() {
            moved.push(keep(id).then_some(TypeId(kept)));
            kept += usize::from(moved.last().is_some_and(Option::is_some));
        }
        let mut stays = moved.iter().map(Option::is_some);
        self.defs.retain(|_| stays.next().unwrap_or(true));
        Moved(moved)
    }
}

/// Where types went that are still there, by where they were.
pub(crate) struct Moved(Vec<Option<TypeId>>);

impl Moved {
    pub(crate) fn of(&self, id: TypeId) -> Option<TypeId> {
        self.0.get(id.0).copied().flatten()
    }

    /// Mends a use; `false` if it mentions a type that is gone.
    pub(crate) fn mend(&self, ty: &mut TypeRef) -> bool {
        match ty {
            TypeRef::Named(id) => self.of(*id).map(|now| *id = now).is_some(),
            TypeRef::Boxed(inner) | TypeRef::List(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => {
                self.mend(inner)
            }
            TypeRef::Tuple(tuple) => {
                let items = tuple.items.iter_mut().chain(tuple.rest.as_deref_mut());
                self.mend_all(items)
            }
            TypeRef::Custom(custom) => self.mend_all(custom.parameters.iter_mut()),
            TypeRef::Scalar(_) | TypeRef::Json | TypeRef::Unit => true,
        }
    }

    /// Mends each of them, also those behind one that cannot be mended.
    fn mend_all<'t>(&self, types: impl Iterator<Item = &'t mut TypeRef>) -> bool {
        let mut all = true;
        for ty in types {
            all &= self.mend(ty);
        }
        all
    }
}

impl TypeId {
    pub(crate) fn index(self) -> usize {
        self.0
    }
}
