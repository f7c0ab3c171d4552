//! Looks for properties in the type of a response.

use crate::ir::{Field, Path, Presence, Scalar, TypeArena, TypeId, TypeKind, TypeRef};

/// The body of a response.
#[derive(Clone, Copy)]
pub(in crate::pass) struct Body<'a> {
    pub(in crate::pass) types: &'a TypeArena,
    pub(in crate::pass) ty: &'a TypeRef,
}

/// The items of a page.
pub(in crate::pass) struct List {
    pub(super) path: Path,
    pub(super) steps: Vec<(TypeId, usize)>,
    pub(in crate::pass) item: TypeRef,
}

impl<'a> Body<'a> {
    /// A type without what holds it.
    fn bare(&self, ty: &'a TypeRef) -> &'a TypeRef {
        match self.types.unaliased(ty) {
            TypeRef::Boxed(inner) | TypeRef::Nullable(inner) => self.bare(inner),
            other => other,
        }
    }

    /// The properties of an object.
    pub(in crate::pass) fn properties(&self, ty: &'a TypeRef) -> impl Iterator<Item = (TypeId, usize, &'a Field)> {
        let object = match self.bare(ty) {
            TypeRef::Named(id) => match &self.types.get(*id).kind {
                TypeKind::Struct(object) => Some((*id, object)),
                _ => None,
            },
            _ => None,
        };
        object
            .into_iter()
            .flat_map(|(id, object)| object.fields.iter().enumerate().map(move |(index, field)| (id, index, field)))
    }

    /// The items of a list, as a client has them: not behind another option.
    fn items(&self, ty: &'a TypeRef) -> Option<&'a TypeRef> {
        match self.types.unaliased(ty) {
            TypeRef::List(item) => Some(item),
            _ => None,
        }
    }

    /// The list at a path.
    pub(in crate::pass) fn list(&self, path: &[String]) -> Option<List> {
        let (mut ty, mut steps) = (self.ty, Vec::new());
        for name in path {
            let (id, index, field) = self.properties(ty).find(|(_, _, field)| field.name.wire == *name)?;
            steps.push((id, index));
            ty = &field.ty;
        }
        Some(List { path: path.to_vec(), steps, item: self.items(ty)?.clone() })
    }

    /// The one list that a body has: itself, a property, or a property of its only object that has one.
    pub(super) fn only_list(&self) -> Option<List> {
        /// What they are called where there are others.
        const NAMES: [&str; 11] = [
            "items",
            "value",
            "values",
            "data",
            "results",
            "result",
            "entries",
            "records",
            "resources",
            "content",
            "objects",
        ];
        if self.items(self.ty).is_some() {
            return self.list(&[]);
        }
        let lists = |ty: &'a TypeRef| -> Vec<&'a Field> {
            let all = self.properties(ty).map(|(_, _, field)| field);
            all.filter(|field| self.items(&field.ty).is_some()).collect()
        };
        let chosen = |lists: &[&'a Field]| match lists {
            [only] => Some(only.name.wire.clone()),
            several => {
                let mut named = several.iter().filter(|field| NAMES.contains(&field.name.wire.as_str()));
                let first = named.next()?;
                named.next().is_none().then(|| first.name.wire.clone())
            }
        };
        let own = lists(self.ty);
        if !own.is_empty() {
            return self.list(&[chosen(&own)?]);
        }
        let inner = self.properties(self.ty).map(|(_, _, field)| (field, lists(&field.ty)));
        let mut inner = inner.filter(|(_, lists)| !lists.is_empty());
        let (outer, lists) = inner.next()?;
        if inner.next().is_some() {
            return None;
        }
        self.list(&[outer.name.wire.clone(), chosen(&lists)?])
    }

    /// The properties of the body, and of its objects that speak of pages, each with its path.
    pub(super) fn facts(&self) -> Vec<(Path, &'a Field)> {
        /// What such objects are called.
        const AROUND: [&str; 15] = [
            "metadata",
            "meta",
            "_meta",
            "pagination",
            "paging",
            "page",
            "pages",
            "pageinfo",
            "responsemetadata",
            "cursor",
            "cursors",
            "links",
            "link",
            "nestednext",
            "next",
        ];
        let mut facts = Vec::new();
        let mut inside = Vec::new();
        for (_, _, field) in self.properties(self.ty) {
            let path = vec![field.name.wire.clone()];
            inside.push((path.clone(), &field.ty));
            facts.push((path, field));
        }
        let around = |path: &Path| {
            path.last().is_some_and(|name| AROUND.contains(&plain(name).as_str()) || plain(name).starts_with("nested"))
        };
        // As deep as HubSpot's `paging.next.after`.
        for _ in 0..2 {
            let outer = core::mem::take(&mut inside);
            for (path, ty) in outer.into_iter().filter(|(path, _)| around(path)) {
                for (_, _, field) in self.properties(ty) {
                    let mut path = path.clone();
                    path.push(field.name.wire.clone());
                    inside.push((path.clone(), &field.ty));
                    facts.push((path, field));
                }
            }
        }
        facts
    }

    /// Whether a property is text or a number.
    pub(super) fn is_scalar(&self, field: &'a Field) -> bool {
        matches!(self.bare(&field.ty), TypeRef::Scalar(scalar) if *scalar != Scalar::Bool && *scalar != Scalar::Bytes)
    }

    pub(in crate::pass) fn is_flag(&self, field: &'a Field) -> bool {
        matches!(self.bare(&field.ty), TypeRef::Scalar(Scalar::Bool))
    }

    /// Whether a property can be missing, as a next page can.
    pub(super) fn may_be_missing(field: &Field) -> bool {
        field.presence != Presence::Required
    }
}

/// A name without case and signs.
pub(super) fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}
