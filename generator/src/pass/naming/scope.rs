//! Names that must differ from each other, and who gets which.
//!
//! What the user chose comes first, then what the lock has, then everything else in the order in which
//! it asks. If a name is taken, the next one gets words that say more, or a number, which is reported.

use std::borrow::Cow;
use std::sync::Arc;

use crate::index::{IndexMap, IndexSet};
use gatewright_document::{Code, Origin, Report, Severity};

use crate::lock::{Lock, Section, words};
use crate::names::{Case, Ident, upper_camel};
use crate::options::Options;

/// What naming asks and tells.
pub(super) struct Book<'a> {
    pub(super) options: &'a Options,
    pub(super) report: &'a mut Report,
    /// The names of earlier runs.
    pub(super) old: Option<&'a Lock>,
    /// The names of this run, if anybody wants to know.
    pub(super) new: Option<Lock>,
}

impl Book<'_> {
    /// The name that the user chose for one of the things that select it.
    pub(super) fn chosen(&self, case: Case, selectors: impl FnOnce() -> Vec<String>) -> Option<Ident> {
        let renames = &self.options.rename;
        if renames.is_empty() {
            return None;
        }
        selectors().iter().find_map(|selector| renames.get(selector)).map(|name| case.of(&name.value))
    }

    /// Whether what a key stands for was given this very name by an earlier run.
    fn locked(&self, wish: &Wish<'_>) -> Option<&Ident> {
        Some(&self.old?.get(wish.section, &wish.key())?.ident)
    }

    /// Whether the user or an earlier run has decided the name.
    pub(super) fn knows(&self, wish: &Wish<'_>) -> bool {
        wish.chosen.is_some() || self.locked(wish).is_some()
    }

    /// Whether nobody chose names, and nobody keeps them: where no two things want one name, each has what it wants.
    pub(super) fn gives_all_that_is_wanted(&self) -> bool {
        self.options.rename.is_empty() && self.old.is_none() && self.new.is_none()
    }

    pub(super) fn record(&mut self, section: Section, key: &[&str], ident: &Ident) {
        if let Some(new) = &mut self.new {
            new.insert(section, key, ident);
        }
    }
}

/// Names that say more than the wanted one, worked out when they are needed.
pub(super) type Otherwise<'w> = Option<Box<dyn Fn() -> Vec<Ident> + 'w>>;

/// Something that is to have a name.
pub(super) struct Wish<'w> {
    pub(super) section: Section,
    /// What it is, in its section of the lock.
    pub(super) key: Vec<Cow<'w, str>>,
    pub(super) wanted: Ident,
    /// What the user chose.
    pub(super) chosen: Option<Ident>,
    /// Names that say more, for when the wanted one is taken.
    pub(super) otherwise: Otherwise<'w>,
    pub(super) origin: Option<&'w Origin>,
    /// Nothing that comes later can take the wanted name away, so that the lock need not keep it.
    pub(super) safe: bool,
}

impl Wish<'_> {
    fn key(&self) -> Vec<&str> {
        self.key.iter().map(|part| &**part).collect()
    }
}

/// Names in use, each with the place that uses it.
pub(super) struct Scope {
    case: Case,
    taken: IndexMap<Arc<str>, Option<Origin>>,
    /// Names of types that follow from the names, where there are such.
    stems: Option<IndexSet<String>>,
    /// By name, the last number that was given to another of that name.
    numbers: IndexMap<Ident, u64>,
}

impl Scope {
    pub(super) fn new(case: Case, reserved: &[&str]) -> Self {
        let taken = reserved.iter().map(|name| (Arc::from(*name), None)).collect();
        Self { case, taken, stems: None, numbers: IndexMap::default() }
    }

    /// The same, where the types named after the names must differ too.
    pub(super) fn with_stems(self, reserved: &[&str]) -> Self {
        Self { stems: Some(reserved.iter().map(|name| (*name).to_owned()).collect()), ..self }
    }

    /// Keeps a type from being named after a name that is given later.
    pub(super) fn reserve_stem(&mut self, name: &str) {
        if let Some(stems) = &mut self.stems {
            stems.insert(name.to_owned());
        }
    }

    fn fits(&self, name: &Ident) -> bool {
        !self.taken.contains_key(&**name) && self.stems.as_ref().is_none_or(|stems| !stems.contains(&*stem(name)))
    }

    /// Whether names are free and differ from each other. They are few.
    pub(super) fn fit_all(&self, names: &[Ident]) -> bool {
        const FEW: usize = 16;
        let is_new = |(at, name): (usize, &Ident)| self.fits(name) && !names.iter().take(at).any(|other| other == name);
        names.len() <= FEW && names.iter().enumerate().all(is_new)
    }

    /// The name, if nothing else has it.
    pub(super) fn take_if_free(&mut self, wanted: &Ident, origin: &Origin) -> Option<Ident> {
        self.fits(wanted).then(|| self.take(wanted, &None, Some(origin)))
    }

    fn claim(&mut self, name: &Ident, origin: Option<&Origin>) {
        if let Some(stems) = &mut self.stems {
            stems.insert(stem(name).to_string());
        }
        self.taken.insert(name.text(), origin.cloned());
    }

    /// The name, or the first that is free of those that say more, or else the first number that is free.
    pub(super) fn take(&mut self, wanted: &Ident, otherwise: &Otherwise<'_>, origin: Option<&Origin>) -> Ident {
        let name = if self.fits(wanted) {
            wanted.clone()
        } else {
            let others = otherwise.iter().flat_map(|others| others()).find(|name| self.fits(name));
            others.unwrap_or_else(|| self.numbered(wanted))
        };
        self.claim(&name, origin);
        name
    }

    fn numbered(&mut self, wanted: &Ident) -> Ident {
        // `sha_256` and `Sha256_2` differ: a digit at the end is set off.
        let gap = if self.case == Case::Snake || wanted.ends_with(|c: char| c.is_ascii_digit()) { "_" } else { "" };
        // All numbers up to the last one are taken, and stay so.
        let mut number = self.numbers.get(wanted).map_or(2, |last| last + 1);
        let numbered = |number: u64| wanted.suffixed(&format!("{gap}{number}"));
        while !self.fits(&numbered(number)) {
            number += 1;
        }
        self.numbers.insert(wanted.clone(), number);
        numbered(number)
    }

    /// Gives one thing its name.
    pub(super) fn assign_one(&mut self, wish: &Wish<'_>, book: &mut Book<'_>) -> Ident {
        let wishes = core::slice::from_ref(wish);
        self.assign(wishes, book).pop().unwrap_or_else(|| wish.wanted.clone())
    }

    /// Gives everybody a name, in the order of the wishes where it matters.
    pub(super) fn assign(&mut self, wishes: &[Wish<'_>], book: &mut Book<'_>) -> Vec<Ident> {
        let mut idents: Vec<Option<Ident>> = vec![None; wishes.len()];
        for (wish, ident) in wishes.iter().zip(&mut idents) {
            if let Some(chosen) = &wish.chosen {
                let got = self.take(chosen, &None, wish.origin);
                if got != *chosen {
                    self.tell(wish, chosen, &got, book);
                }
                *ident = Some(got);
            }
        }
        for (wish, ident) in wishes.iter().zip(&mut idents) {
            if ident.is_none()
                && let Some(locked) = book.locked(wish)
            {
                match self.fits(locked) {
                    true => {
                        self.claim(locked, wish.origin);
                        *ident = Some(locked.clone());
                    }
                    // Places that shared a type may have parted.
                    false if wish.section == Section::Types && wish.key.iter().any(|key| key.contains('#')) => {}
                    false => tell_twice(wish, book),
                }
            }
        }
        for (wish, ident) in wishes.iter().zip(&mut idents) {
            if ident.is_none() {
                *ident = Some(self.take(&wish.wanted, &wish.otherwise, wish.origin));
            }
        }
        let idents: Vec<Ident> = idents.into_iter().flatten().collect();
        for (wish, ident) in wishes.iter().zip(&idents) {
            if wish.chosen.is_none() && *ident != wish.wanted {
                self.tell(wish, &wish.wanted, ident, book);
            }
            if !(wish.safe && *ident == wish.wanted) {
                book.record(wish.section, &wish.key(), ident);
            }
        }
        idents
    }

    fn tell(&self, wish: &Wish<'_>, wanted: &Ident, ident: &Ident, book: &mut Book<'_>) {
        let option = words(wish.section, &wish.key());
        let code = if self.fits(wanted) { Code::NAME_LOCKED } else { Code::NAME_COLLISION };
        // What was asked for by name and not given is more than good to know.
        let severity = if wish.chosen.is_some() { Severity::Warning } else { Severity::Note };
        let builder = match wish.origin {
            Some(origin) => book.report.add(code, origin),
            None => book.report.without_place(code),
        }
        .severity(severity);
        let help = format!("choose a name with `--rename '{option}=…'` or `Builder::rename`");
        if code == Code::NAME_LOCKED {
            builder
                .message(format!("`{option}` is `{ident}` as before; without the lock it would be `{wanted}`"))
                .help(format!("for the new name, remove its line from the lock; or {help}"));
            return;
        }
        match self.taken.get(&**wanted).cloned().flatten() {
            Some(first) => builder
                .message(format!("two things are called `{wanted}`; this one is `{ident}`"))
                .related(&first, format!("this is `{wanted}`")),
            None => builder.message(format!("`{wanted}` is a name of the generated code; this one is `{ident}`")),
        }
        .help(help);
    }
}

/// Two lines of the lock give one name: two branches added it, and were merged.
fn tell_twice(wish: &Wish<'_>, book: &mut Book<'_>) {
    let Some(old) = book.old else { return };
    let Some(locked) = old.get(wish.section, &wish.key()) else { return };
    if let Some(origin) = old.origin(locked) {
        book.report
            .warning(Code::INVALID_LOCK, &origin)
            .message(format!("`{}` is the name of something else too", locked.ident))
            .label("gets a name of its own")
            .help("generate with `--lock` again");
    }
}

/// The type that is named after a method.
pub(super) fn stem(ident: &Ident) -> Ident {
    upper_camel(&ident.suffixed(""))
}
