//! Lets types that say the same have one definition; the others become aliases of it.
//!
//! Documents write the same inline schema again and again – the parameters of a creation and of a
//! change, `object: "list"` in every list –, up to two thirds of all types. Compiling each of them
//! once is most of what can be saved on a large document, and a value read from one place fits the
//! others. Only types named after their place are shared: a name that the document gives is a
//! type of its own. Docs of members count, so that nothing that the document says is lost.
//!
//! Runs after `naming`, since every type keeps its name, and after `boxing`: types that are alike
//! with their boxes have no cycle among them that each of them had not.
//!
//! Invariant: which of them is defined depends on their names alone, never on the document's order.

use indexmap::IndexMap;

use crate::ir::{
    Api, Bounds, Custom, Docs, Enum, Field, Limits, Name, Struct, Tag, TypeArena, TypeDef, TypeId, TypeKind, TypeRef,
    Union,
};
use crate::names::{Ident, Names, upper_camel};

pub(super) fn run(api: &mut Api, names: &Names) {
    for group in groups(&api.types, names) {
        let first = group.iter().copied().min_by_key(|id| {
            let def = api.types.get(*id);
            let ident = &names.of_type(*id).ident;
            // What the document calls all of them is better than what one of them is called after.
            let is_called = def.called.as_deref().is_some_and(|called| upper_camel(called) == *ident);
            (!is_called, ident.len(), ident.clone())
        });
        let Some(first) = first else { continue };
        for other in group.into_iter().filter(|id| *id != first) {
            let def = api.types.get_mut(other);
            def.kind = TypeKind::Alias(TypeRef::Named(first));
            let (in_requests, in_responses) = (def.in_requests, def.in_responses);
            let shared = api.types.get_mut(first);
            shared.in_requests |= in_requests;
            shared.in_responses |= in_responses;
        }
    }
}

/// The types that are alike, two or more in each group.
fn groups(types: &TypeArena, names: &Names) -> Vec<Vec<TypeId>> {
    let mut alike: IndexMap<usize, Vec<TypeId>> = IndexMap::new();
    for (id, class) in types.ids().zip(classes(types, names)) {
        if shared(types.get(id)) {
            alike.entry(class).or_default().push(id);
        }
    }
    alike.into_values().filter(|group| group.len() > 1).collect()
}

fn shared(def: &TypeDef) -> bool {
    let kind = matches!(def.kind, TypeKind::Struct(_) | TypeKind::Enum(_) | TypeKind::Union(_) | TypeKind::Newtype(_));
    kind && !def.named
}

/// Numbers that are equal where types are: at first by what they say themselves, then, round by round, by
/// what the types say that they mention.
fn classes(types: &TypeArena, names: &Names) -> Vec<usize> {
    let mut seen = IndexMap::new();
    let mut mentioned = Vec::new();
    let mut classes = Vec::new();
    for (id, def) in types.iter() {
        let mut key = Key::default();
        if def.named {
            key.number(id.index())
        } else {
            key.kind(id, &def.kind, &names.of_type(id).members);
            def.derives.iter().for_each(|path| key.text(path));
        }
        let next = seen.len();
        classes.push(*seen.entry(key.pieces).or_insert(next));
        mentioned.push(key.mentioned);
    }
    let mut count = seen.len();
    loop {
        let mut seen = IndexMap::new();
        let class_of = |id: &TypeId| classes.get(id.index()).copied();
        let mut finer = Vec::with_capacity(classes.len());
        for (class, mentioned) in classes.iter().zip(&mentioned) {
            let key = (*class, mentioned.iter().map(class_of).collect::<Vec<_>>());
            let next = seen.len();
            finer.push(*seen.entry(key).or_insert(next));
        }
        if seen.len() == count {
            return classes;
        }
        count = seen.len();
        classes = finer;
    }
}

#[derive(PartialEq, Eq, Hash)]
enum Piece<'a> {
    Text(&'a str),
    Number(usize),
    /// A limit, by its bits.
    Limit(Option<u64>),
    Word(&'static str),
}

/// All that a definition says, one piece after another, and the types that it mentions.
#[derive(Default)]
struct Key<'a> {
    pieces: Vec<Piece<'a>>,
    mentioned: Vec<TypeId>,
}

impl<'a> Key<'a> {
    fn text(&mut self, text: &'a str) {
        self.pieces.push(Piece::Text(text));
    }

    fn number(&mut self, number: usize) {
        self.pieces.push(Piece::Number(number));
    }

    fn word(&mut self, word: &'static str) {
        self.pieces.push(Piece::Word(word));
    }

    fn kind(&mut self, id: TypeId, kind: &'a TypeKind, members: &'a [Ident]) {
        match kind {
            TypeKind::Struct(object) => self.object(object, members),
            TypeKind::Enum(listed) => self.listed(listed, members),
            TypeKind::Union(union) => self.union(union, members),
            TypeKind::Newtype(ty) => {
                self.word("newtype");
                self.ty(ty);
            }
            TypeKind::Alias(ty) => {
                self.word("alias");
                self.ty(ty);
            }
            TypeKind::Pending | TypeKind::Multipart(_) | TypeKind::Headers(_) => self.number(id.index()),
        }
    }

    fn object(&mut self, object: &'a Struct, members: &'a [Ident]) {
        let Struct { fields, rest, keeps_unknown, closed } = object;
        self.word(if *closed { "closed" } else { "open" });
        // Nothing depends on the order of members, which may differ from place to place.
        let mut sorted: Vec<(&Field, &Ident)> = fields.iter().zip(members).collect();
        sorted.sort_by_key(|(field, _)| field.name.wire.as_str());
        sorted.into_iter().for_each(|(field, ident)| self.field(field, ident));
        if let Some((rest, ident)) = rest.as_ref().zip(members.last()) {
            self.word(if *keeps_unknown { "unknown" } else { "rest" });
            self.field(rest, ident);
        }
    }

    fn field(&mut self, field: &'a Field, ident: &'a Ident) {
        let Field { name, docs, ty, presence, read_only: _, write_only: _, limits } = field;
        self.name(name, ident);
        self.docs(docs);
        self.ty(ty);
        self.number(*presence as usize);
        self.limits(limits);
    }

    fn listed(&mut self, listed: &'a Enum, members: &'a [Ident]) {
        let Enum { of, variants, open } = listed;
        self.word(if *open { "open enum" } else { "enum" });
        self.number(*of as usize);
        for (variant, ident) in variants.iter().zip(members) {
            self.name(&variant.name, ident);
            self.docs(&variant.docs);
        }
    }

    fn union(&mut self, union: &'a Union, members: &'a [Ident]) {
        let Union { tag, tag_may_be_missing, variants, overlapping, open } = union;
        self.number(usize::from(*tag_may_be_missing));
        self.number(usize::from(*open));
        match tag {
            Tag::Property(name) => self.text(name),
            Tag::Untagged => self.word(if *overlapping { "any" } else { "one" }),
        }
        for (variant, ident) in variants.iter().zip(members) {
            self.name(&variant.name, ident);
            self.docs(&variant.docs);
            self.ty(&variant.ty);
            self.number(variant.tags.len());
            variant.tags.iter().for_each(|tag| self.text(tag));
        }
    }

    fn name(&mut self, name: &'a Name, ident: &'a Ident) {
        self.text(&name.wire);
        self.text(ident);
    }

    fn docs(&mut self, docs: &'a Docs) {
        // An example stands among the notes.
        let Docs { summary, description, deprecated, notes, example: _ } = docs;
        for text in [summary, description].into_iter() {
            match text {
                Some(text) => self.text(text),
                None => self.word("none"),
            }
        }
        self.number(usize::from(*deprecated));
        self.number(notes.len());
        notes.iter().for_each(|note| self.text(note));
    }

    fn limits(&mut self, limits: &'a Limits) {
        let Bounds {
            min_length,
            max_length,
            patterns,
            minimum,
            maximum,
            exclusive_minimum,
            exclusive_maximum,
            multiple_of,
            min_items,
            max_items,
            unique_items,
            min_properties,
            max_properties,
            each,
        } = &**limits;
        if limits.is_empty() {
            return self.word("no limits");
        }
        let sizes = [min_length, max_length, min_items, max_items, min_properties, max_properties];
        self.pieces.extend(sizes.map(|size| Piece::Limit(*size)));
        let bounds = [minimum, maximum, exclusive_minimum, exclusive_maximum, multiple_of];
        self.pieces.extend(bounds.map(|bound| Piece::Limit(bound.map(f64::to_bits))));
        self.number(patterns.len());
        patterns.iter().for_each(|pattern| self.text(pattern));
        self.number(usize::from(*unique_items));
        match each {
            Some(each) => self.limits(each),
            None => self.word("no limits of items"),
        }
    }

    fn ty(&mut self, ty: &'a TypeRef) {
        match ty {
            TypeRef::Named(id) => {
                self.word("named");
                self.mentioned.push(*id);
            }
            TypeRef::Boxed(inner) => self.around("boxed", inner),
            TypeRef::List(inner) => self.around("list", inner),
            TypeRef::Map(inner) => self.around("map", inner),
            TypeRef::Nullable(inner) => self.around("nullable", inner),
            TypeRef::Tuple(tuple) => {
                self.word(if tuple.rest.is_some() { "open tuple" } else { "tuple" });
                self.number(tuple.items.len());
                self.number(tuple.least);
                tuple.parts().for_each(|item| self.ty(item));
            }
            TypeRef::Scalar(scalar) => self.number(*scalar as usize),
            TypeRef::Custom(custom) => {
                let Custom { path, parameters, foreign } = custom;
                self.text(path);
                self.word(if *foreign { "foreign" } else { "own" });
                self.number(parameters.len());
                parameters.iter().for_each(|parameter| self.ty(parameter));
            }
            TypeRef::Json => self.word("json"),
            TypeRef::Unit => self.word("unit"),
        }
    }

    fn around(&mut self, word: &'static str, inner: &'a TypeRef) {
        self.word(word);
        self.ty(inner);
    }
}
