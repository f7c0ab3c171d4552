//! All that a definition says, as a key that is equal where definitions are.

use super::decided::Decided;
use crate::ir::{
    Bounds, Custom, Docs, Enum, Field, Limits, Name, Struct, Tag, TagProperty, TypeId, TypeKind, TypeRef, Union,
};
use crate::names::Ident;

#[derive(PartialEq, Eq, Hash)]
pub(super) enum Piece<'a> {
    Text(&'a str),
    /// A name that somebody decided.
    Ident(Ident),
    Number(usize),
    /// A limit, by its bits.
    Limit(Option<u64>),
    Word(&'static str),
}

/// All that a definition says, one piece after another to who takes them, and the types that it mentions.
pub(super) struct Key<P> {
    put: P,
    pub(super) mentioned: Vec<TypeId>,
}

impl<'a, P: FnMut(Piece<'a>)> Key<P> {
    pub(super) fn new(put: P) -> Self {
        Self { put, mentioned: Vec::new() }
    }

    pub(super) fn text(&mut self, text: &'a str) {
        (self.put)(Piece::Text(text));
    }

    pub(super) fn number(&mut self, number: usize) {
        (self.put)(Piece::Number(number));
    }

    fn word(&mut self, word: &'static str) {
        (self.put)(Piece::Word(word));
    }

    pub(super) fn kind(&mut self, id: TypeId, kind: &'a TypeKind, decided: &Decided<'_>) {
        match kind {
            TypeKind::Struct(object) => self.object(object, decided),
            TypeKind::Enum(listed) => self.listed(listed, decided),
            TypeKind::Union(union) => self.union(union, decided),
            TypeKind::Newtype(ty) => {
                self.word("newtype");
                self.ty(ty);
            }
            TypeKind::Alias(ty) => {
                self.word("alias");
                self.ty(ty);
            }
            TypeKind::Multipart(_) | TypeKind::Headers(_) => self.number(id.index()),
        }
    }

    fn object(&mut self, object: &'a Struct, decided: &Decided<'_>) {
        let Struct { fields, rest, keeps_unknown, closed } = object;
        self.word(if *closed { "closed" } else { "open" });
        // Nothing depends on the order of members, which may differ from place to place.
        let mut sorted: Vec<&Field> = fields.iter().collect();
        sorted.sort_by_key(|field| field.name.wire.as_str());
        sorted.into_iter().for_each(|field| self.field(field, decided));
        if let Some(rest) = rest {
            self.word(if *keeps_unknown { "unknown" } else { "rest" });
            self.field(rest, decided);
        }
    }

    fn field(&mut self, field: &'a Field, decided: &Decided<'_>) {
        // A default stands among the notes.
        let Field { name, docs, ty, presence, read_only: _, write_only: _, limits, flag, tag: _, default: _ } = field;
        self.number(flag.map_or(2, usize::from));
        self.name(name, decided);
        self.docs(docs);
        self.ty(ty);
        self.number(*presence as usize);
        self.limits(limits);
    }

    fn listed(&mut self, listed: &'a Enum, decided: &Decided<'_>) {
        let Enum { of, variants, open } = listed;
        self.word(if *open { "open enum" } else { "enum" });
        self.number(*of as usize);
        for variant in variants.iter() {
            self.name(&variant.name, decided);
            self.docs(&variant.docs);
        }
    }

    fn union(&mut self, union: &'a Union, decided: &Decided<'_>) {
        let Union { tag, variants, overlapping, open } = union;
        self.number(usize::from(*open));
        match tag {
            Tag::Property(property) => {
                let TagProperty { name, is_value, may_be_missing } = &**property;
                self.number(usize::from(*is_value));
                self.number(usize::from(*may_be_missing));
                self.text(name);
            }
            Tag::Untagged => self.word(if *overlapping { "any" } else { "one" }),
        }
        for variant in variants {
            self.name(&variant.name, decided);
            self.docs(&variant.docs);
            self.ty(&variant.ty);
            self.number(variant.tags.len());
            variant.tags.iter().for_each(|tag| self.text(tag));
        }
    }

    fn name(&mut self, name: &'a Name, decided: &Decided<'_>) {
        let Name { wire, called, origin: _ } = name;
        self.text(wire);
        match called {
            Some(called) => self.text(called),
            None => self.word("as written"),
        }
        decided.of_member(name).map(Piece::Ident).into_iter().for_each(&mut self.put);
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
        sizes.map(|size| Piece::Limit(*size)).into_iter().for_each(&mut self.put);
        let bounds = [minimum, maximum, exclusive_minimum, exclusive_maximum, multiple_of];
        bounds.map(|bound| Piece::Limit(bound.map(f64::to_bits))).into_iter().for_each(&mut self.put);
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
                let Custom { path, parameters, foreign } = &**custom;
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
