//! Objects: a table of properties, read and written by code that is compiled once.
//!
//! [`object!`](crate::object) writes two tables per model, of names, modes and places; the loops
//! over them are here.

use std::borrow::Cow;
use std::collections::BTreeMap;

use bytes::Bytes;
use serde_json::Value;

use super::misfit::{Misfit, Step};
use super::{Departure, Done, FromJson, Reader, Reading, ToJson, Writer};
use crate::wire::format::UnixTime;
use crate::wire::int_or_string::IntOrString;
use crate::wire::quantity::Quantity;
use crate::wire::text::Text;

/// A property as the macros list it: whether it may be missing, null or both, and its name on the wire.
#[doc(hidden)]
#[allow(non_camel_case_types)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Member {
    required(&'static str),
    /// The same, of a type without a [`Blank`].
    first(&'static str),
    /// To the table as one that is required: that it may be null is up to its type.
    nullable(&'static str),
    optional(&'static str),
    optional_nullable(&'static str),
    /// The same, of floats: whole values are written as such (`2.0`).
    required_float(&'static str),
    nullable_float(&'static str),
    optional_float(&'static str),
    optional_nullable_float(&'static str),
    /// Optional, and never in a client's request unless its builder says so.
    read_only(&'static str),
    /// The same, of what may be null.
    read_only_nullable(&'static str),
    read_only_float(&'static str),
    read_only_nullable_float(&'static str),
    /// All that have no place of their own.
    rest,
    /// The same, of floats.
    rest_float,
    /// The same, where the document does not speak of them.
    unknown,
}

impl Member {
    #[inline]
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::required(name)
            | Self::first(name)
            | Self::nullable(name)
            | Self::optional(name)
            | Self::optional_nullable(name)
            | Self::required_float(name)
            | Self::nullable_float(name)
            | Self::optional_float(name)
            | Self::optional_nullable_float(name)
            | Self::read_only(name)
            | Self::read_only_nullable(name)
            | Self::read_only_float(name)
            | Self::read_only_nullable_float(name) => name,
            Self::rest | Self::rest_float | Self::unknown => "",
        }
    }

    /// Whether this is the place of a property, rather than that of all others.
    pub(super) fn is(self, name: &str) -> bool {
        !matches!(self, Self::rest | Self::rest_float | Self::unknown) && self.name() == name
    }

    #[inline]
    fn is_optional(self) -> bool {
        matches!(
            self,
            Self::optional(_) | Self::optional_nullable(_) | Self::optional_float(_) | Self::optional_nullable_float(_)
        ) || self.is_read_only()
    }

    /// Whether the document says of the property itself that it may be null.
    fn is_nullable(self) -> bool {
        matches!(
            self,
            Self::nullable(_)
                | Self::nullable_float(_)
                | Self::optional_nullable(_)
                | Self::optional_nullable_float(_)
                | Self::read_only_nullable(_)
                | Self::read_only_nullable_float(_)
        )
    }

    #[inline]
    fn is_read_only(self) -> bool {
        matches!(
            self,
            Self::read_only(_)
                | Self::read_only_nullable(_)
                | Self::read_only_float(_)
                | Self::read_only_nullable_float(_)
        )
    }

    #[inline]
    fn is_float(self) -> bool {
        matches!(
            self,
            Self::required_float(_)
                | Self::nullable_float(_)
                | Self::optional_float(_)
                | Self::optional_nullable_float(_)
                | Self::read_only_float(_)
                | Self::read_only_nullable_float(_)
        )
    }
}

/// A type that has a value which owns nothing, for a place that is not read yet.
///
/// As a constant, since it costs less to compile than a call of [`FromJson::blank`] for each property.
#[doc(hidden)]
pub trait Blank {
    const BLANK: Self;
}

macro_rules! blank {
    ($(impl[$($generics:tt)*] $ty:ty = $blank:expr;)*) => {$(
        impl<$($generics)*> Blank for $ty {
            const BLANK: Self = $blank;
        }
    )*};
}

blank! {
    impl[] String = Self::new();
    impl[] bool = false;
    impl[] i8 = 0;
    impl[] i16 = 0;
    impl[] i32 = 0;
    impl[] i64 = 0;
    impl[] u8 = 0;
    impl[] u16 = 0;
    impl[] u32 = 0;
    impl[] u64 = 0;
    impl[] f32 = 0.0;
    impl[] f64 = 0.0;
    impl[] () = ();
    impl[] Value = Self::Null;
    impl[] Bytes = Self::new();
    impl[] UnixTime = Self(0);
    impl[] IntOrString = Self::Int(0);
    impl[] Quantity = Self::BLANK;
    impl[T] Text<T> = Self::BLANK;
    impl[T] Option<T> = None;
    impl[T] Vec<T> = Self::new();
    impl[K, V] BTreeMap<K, V> = Self::new();
}

/// Where properties go that have no place of their own.
#[doc(hidden)]
pub trait Rest {
    fn insert(&mut self, name: &str, reader: &mut Reader<'_>) -> Done;
}

impl<T: FromJson> Rest for BTreeMap<String, T> {
    fn insert(&mut self, name: &str, reader: &mut Reader<'_>) -> Done {
        let mut value = T::blank();
        match value.read(reader) {
            Ok(()) => {
                BTreeMap::insert(self, name.to_owned(), value);
                Ok(())
            }
            Err(misfit) => Err(misfit),
        }
    }
}

/// What is done with properties that have no place of their own.
#[doc(hidden)]
#[allow(non_camel_case_types)]
pub enum Others<'a> {
    forbidden,
    lost,
    rest(&'a mut dyn Rest),
    rest_float(&'a mut dyn Rest),
    /// Kept, and counted as unknown.
    unknown(&'a mut dyn Rest),
    /// The same, where the document forbids them.
    unknown_forbidden(&'a mut dyn Rest),
}

/// Which properties have been read.
struct Seen {
    first: u64,
    others: Vec<u64>,
}

impl Seen {
    fn of(length: usize) -> Self {
        Self { first: 0, others: vec![0; length.saturating_sub(1) / 64] }
    }

    /// Adds one; whether it was there.
    #[inline]
    fn add(&mut self, index: usize) -> bool {
        let word = match index / 64 {
            0 => &mut self.first,
            other => match self.others.get_mut(other - 1) {
                Some(word) => word,
                None => return false,
            },
        };
        let bit = 1 << (index % 64);
        let was = *word & bit != 0;
        *word |= bit;
        was
    }

    fn has(&self, index: usize) -> bool {
        let word = if index < 64 { Some(&self.first) } else { self.others.get(index / 64 - 1) };
        word.is_some_and(|word| word & (1 << (index % 64)) != 0)
    }
}

/// Reads the properties into their places, in whatever order they come.
#[doc(hidden)]
pub fn read_object(
    reader: &mut Reader<'_>,
    schema: &[&'static str],
    table: &[Member],
    slots: &mut [&mut dyn FromJson],
    mut others: Others<'_>,
) -> Done {
    let object = reader.start();
    if reader.peek() != b'{' {
        return Err(reader.not_a("an object"));
    }
    let mut seen = Seen::of(table.len());
    let (mut next, mut found, mut strangers) = (0, 0, 0_usize);
    let mut more = reader.open(b'}')?;
    let depth = reader.depth();
    while more {
        // Properties mostly come in the order of the document, with some left out.
        let mut name = Cow::Borrowed("");
        let index = match table.get(next) {
            Some(member) if reader.is_key(member.name()) => Some(next),
            _ => {
                name = reader.key()?;
                index_of(table, next, &name)
            }
        };
        let (start, marks) = (reader.at(), reader.marks());
        let place = index.and_then(|index| Some((index, table.get(index)?, slots.get_mut(index)?)));
        if let Some((index, member, slot)) = place {
            next = index + 1;
            let done = if seen.add(index) {
                twice(reader)
            } else {
                found += 1;
                read_property(reader, member, &mut **slot)
            };
            match done {
                Ok(()) if reader.marks() == marks => {}
                Ok(()) => reader.within_schema(marks, member.name(), schema.first().copied()),
                Err(misfit) => leave_out(reader, member, &mut **slot, schema, misfit, (start, depth))?,
            }
        } else {
            strangers += 1;
            match read_other(reader, &name, &mut others) {
                Ok(()) if reader.marks() == marks => {}
                Ok(()) => reader.within(marks, &Step::Property(name.into_owned())),
                Err(misfit) => reader.leave_out_entry(misfit, &name, (start, depth))?,
            }
        }
        more = reader.more(b'}')?;
    }
    if found == 0 && strangers > 0 && reader.searches == 0 && matches!(others, Others::lost | Others::forbidden) {
        reader.depart("none of the properties is known");
    }
    if found < table.len() { read_missing(reader, schema, table, slots, (&seen, object)) } else { Ok(()) }
}

fn read_property(reader: &mut Reader<'_>, member: &Member, slot: &mut dyn FromJson) -> Done {
    reader.present = member.is_optional();
    match member {
        // Null for something optional is read as if it were not there, unless that is forbidden.
        Member::optional(_) | Member::optional_float(_) if !reader.reading.strict && reader.null() => Ok(()),
        _ => slot.read(reader),
    }
}

/// Goes on behind a property that does not fit: it is left out if that is allowed, else noted with the others.
#[cold]
fn leave_out(
    reader: &mut Reader<'_>,
    member: &Member,
    slot: &mut dyn FromJson,
    schema: &[&'static str],
    misfit: Misfit,
    (start, depth): (usize, u32),
) -> Done {
    let schema = schema.first().copied();
    if member.is_optional() && reader.may_leave_out(&misfit) {
        // It may have been read in part.
        slot.read(&mut Reader::new("null", reader.reading))?;
        return reader.leave_out((start, depth), member.name(), schema);
    }
    if member.is_nullable() && reader.is_left_empty(start) {
        let mut null = Reader::new("null", reader.reading);
        null.present = member.is_optional();
        slot.read(&mut null)?;
        return reader.pass(start, depth);
    }
    reader.recover(misfit.in_property_of(member.name(), schema), start, depth)
}

/// The place of a name in the table, looked for behind the property before.
fn index_of(table: &[Member], next: usize, name: &str) -> Option<usize> {
    let (before, after) = table.split_at_checked(next).unwrap_or((table, &[]));
    match after.iter().position(|member| member.name() == name) {
        Some(index) => Some(next + index),
        None => before.iter().position(|member| member.name() == name),
    }
}

/// A property that is there again: which of the two counts is not defined (RFC 8259 §4).
#[cold]
fn twice(reader: &mut Reader<'_>) -> Done {
    if reader.is_strict() {
        return Err(reader.misfit("a property of this name only once"));
    }
    reader.depart("a property that is there twice reads as the first of them");
    reader.skip()
}

/// A property that has no place of its own.
fn read_other(reader: &mut Reader<'_>, name: &str, others: &mut Others<'_>) -> Done {
    match others {
        Others::rest(rest) | Others::rest_float(rest) => rest.insert(name, reader),
        Others::unknown(rest) => {
            let start = reader.start();
            let size = reader.size()?;
            reader.go(start);
            reader.left.keep(size);
            rest.insert(name, reader)
        }
        Others::forbidden | Others::unknown_forbidden(_) if reader.reading.strict => {
            Err(reader.misfit("no property of this name"))
        }
        Others::unknown_forbidden(rest) => {
            let start = reader.start();
            let size = reader.size()?;
            reader.go(start);
            reader.left.lose_forbidden(size);
            rest.insert(name, reader)
        }
        Others::forbidden => {
            let size = reader.size()?;
            reader.left.lose_forbidden(size);
            Ok(())
        }
        Others::lost => {
            let size = reader.size()?;
            reader.left.lose(size);
            Ok(())
        }
    }
}

/// Properties that are not there. Clients take those for null which may be null, and for empty those which may be that:
/// many services leave out what they have none of.
fn read_missing(
    reader: &mut Reader<'_>,
    schema: &[&'static str],
    table: &[Member],
    slots: &mut [&mut dyn FromJson],
    (seen, object): (&Seen, usize),
) -> Done {
    for (index, (member, slot)) in table.iter().zip(slots.iter_mut()).enumerate() {
        if seen.has(index) {
            continue;
        }
        if member.is_optional() {
            if reader.reading.defaults {
                fill(reader, schema, *member, &mut **slot);
            }
            continue;
        }
        if !reader.is_strict() || reader.reading.omits_null {
            let mut null = Reader::missing(reader.reading);
            if slot.read(&mut null).is_ok() {
                let departure = null.departures.into_iter().next();
                let what = departure.map_or(Cow::Borrowed("a missing property reads as null"), Departure::into_what);
                reader.depart_in(what, member.name(), schema.first().copied());
                continue;
            }
        }
        let depth = reader.depth() + 1;
        let misfit = Misfit::missing_at(member.name(), object, depth);
        reader.miss(misfit.missing_of(member.name(), schema.first().copied()))?;
    }
    Ok(())
}

/// Puts the default in the place of a property, if the document has one: `schema` is the place of the schema, then names
/// with their defaults. One that is not of the type is left out.
#[cold]
fn fill(reader: &Reader<'_>, schema: &[&'static str], member: Member, slot: &mut dyn FromJson) {
    let mut defaults = schema.get(1..).unwrap_or_default().chunks_exact(2);
    let default = defaults.find_map(|pair| pair.first().filter(|name| **name == member.name()).and(pair.last()));
    if let Some(default) = default
        && slot.read(&mut Reader::new(default, reader.reading.of_json())).is_err()
    {
        let _ = slot.read(&mut Reader::new("null", Reading::tolerant()));
    }
}

/// Writes an object of which no name needs to be escaped.
#[doc(hidden)]
pub fn write_object(writer: &mut Writer, table: &'static [Member], values: &[&dyn ToJson]) {
    write_with(writer, table, values, Writer::plain_key);
}

/// The same, of any names.
#[doc(hidden)]
pub fn write_escaped_object(writer: &mut Writer, table: &'static [Member], values: &[&dyn ToJson]) {
    write_with(writer, table, values, Writer::escaped_key);
}

#[inline]
fn write_with(
    writer: &mut Writer,
    table: &'static [Member],
    values: &[&dyn ToJson],
    write_key: impl Fn(&mut Writer, bool, &str),
) {
    let floats = writer.floats(false);
    let mut is_first = true;
    for (member, value) in table.iter().zip(values) {
        match member {
            Member::rest | Member::rest_float | Member::unknown => {
                if is_first {
                    writer.punctuation('{');
                    is_first = false;
                }
                writer.only_others(table);
                writer.floats(*member == Member::rest_float);
                value.write(writer);
            }
            _ if member.is_optional() && value.is_absent() => {}
            _ if member.is_read_only() && writer.skips_read_only() => {}
            _ => {
                write_key(writer, is_first, member.name());
                is_first = false;
                writer.floats(member.is_float());
                value.write(writer);
            }
        }
    }
    writer.raw(if is_first { "{}" } else { "}" });
    writer.floats(floats);
}
