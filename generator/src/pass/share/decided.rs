//! Names that the user or an earlier run decided, which sharing must not take away.

use crate::index::IndexMap;

use crate::ir::{Name, TypeDef};
use crate::lock::{Lock, Section};
use crate::names::{Case, Ident};
use crate::options::Options;
use crate::pass::selectors;

/// What was decided of the names of one API.
pub(super) struct Naming<'a> {
    options: &'a Options,
    lock: Option<&'a Lock>,
    /// How many places the lock gives each name.
    times: IndexMap<&'a Ident, usize>,
}

/// The same of one type.
pub(super) struct Decided<'a> {
    naming: &'a Naming<'a>,
    def: &'a TypeDef,
}

/// Who named a type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Own {
    /// The user.
    Chosen(Ident),
    /// An earlier run, in which other types had the name too.
    Shared(Ident),
    /// Nobody.
    Free,
    /// An earlier run, in which it was the type's own.
    Locked(Ident),
}

impl<'a> Naming<'a> {
    pub(super) fn new(options: &'a Options, lock: Option<&'a Lock>) -> Self {
        let mut times = IndexMap::default();
        for ident in lock.iter().flat_map(|lock| lock.idents(Section::Types)) {
            *times.entry(ident).or_default() += 1;
        }
        Self { options, lock, times }
    }

    pub(super) fn of(&'a self, def: &'a TypeDef) -> Decided<'a> {
        Decided { naming: self, def }
    }

    fn chosen(&self, case: Case, selectors: impl FnOnce() -> Vec<String>) -> Option<Ident> {
        let renames = &self.options.rename;
        if renames.is_empty() {
            return None;
        }
        selectors().iter().find_map(|selector| renames.get(selector)).map(|name| case.of(&name.value))
    }
}

impl Decided<'_> {
    /// The name of the type.
    pub(super) fn own(&self) -> Own {
        if let Some(chosen) = self.naming.chosen(Case::Camel, || selectors::of_type(self.def)) {
            return Own::Chosen(chosen);
        }
        let locked = self.naming.lock.and_then(|lock| lock.get(Section::Types, &[&self.def.key()]));
        match locked.map(|locked| &locked.ident) {
            Some(ident) if self.naming.times.get(ident).is_some_and(|times| *times > 1) => Own::Shared(ident.clone()),
            Some(ident) => Own::Locked(ident.clone()),
            None => Own::Free,
        }
    }

    /// The name of a property, value or variant.
    pub(super) fn of_member(&self, name: &Name) -> Option<Ident> {
        let case = match self.def.kind {
            crate::ir::TypeKind::Enum(_) | crate::ir::TypeKind::Union(_) => Case::Camel,
            _ => Case::Snake,
        };
        let locked = || self.naming.lock?.get(Section::Members, &[&self.def.key(), &name.wire]);
        let chosen = self.naming.chosen(case, || selectors::of_member(self.def, name));
        chosen.or_else(|| locked().map(|locked| locked.ident.clone()))
    }
}
