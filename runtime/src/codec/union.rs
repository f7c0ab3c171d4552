//! Values of one type among several.
//!
//! A union with a tag looks for the tag, and reads from the same place again. One without takes the variant that fits
//! best, see [`best_fit`](super::best_fit).

use std::borrow::Cow;
use std::ops::Range;

use serde_json::Value;

use super::enumeration::one_of;
use super::{Done, FromJson, Misfit, Reader, Reading, ToJson, Writer};

/// Where the value of a property of the next object begins. The reader stays where it is.
fn find(reader: &mut Reader<'_>, name: &str) -> Result<Option<usize>, Misfit> {
    let (start, depth) = (reader.start(), reader.depth());
    let found = find_from(reader, name);
    reader.go(start);
    reader.set_depth(depth, reader.types());
    found
}

fn find_from(reader: &mut Reader<'_>, name: &str) -> Result<Option<usize>, Misfit> {
    let mut more = reader.open(b'}')?;
    while more {
        if reader.is_key(name) || reader.key()? == name {
            return Ok(Some(reader.start()));
        }
        reader.skip()?;
        more = reader.more(b'}')?;
    }
    Ok(None)
}

/// The tag of an object. No string is empty where a document lists tags: it leads to `Unknown`, or to a misfit.
#[doc(hidden)]
pub fn read_tag<'a>(reader: &mut Reader<'a>, name: &str) -> Result<Cow<'a, str>, Misfit> {
    if reader.peek() != b'{' {
        return if reader.is_strict() { Err(reader.not_a("an object")) } else { Ok(Cow::Borrowed("")) };
    }
    match tag_of(reader, name) {
        Ok(Some(tag)) => Ok(tag),
        Ok(None) if reader.is_strict() => Err(missing(reader, name)),
        Ok(None) => Ok(Cow::Borrowed("")),
        Err(misfit) => Err(misfit),
    }
}

#[cold]
fn missing(reader: &mut Reader<'_>, name: &str) -> Misfit {
    Misfit::missing_at(name, reader.start(), reader.depth() + 1)
}

/// The tag of a value; `None` where the variant is to be found by its form: the value has no tag, or one that is not
/// listed beside variants without tags.
#[doc(hidden)]
pub fn read_optional_tag<'a>(
    reader: &mut Reader<'a>,
    name: &str,
    tags: &[&[&str]],
) -> Result<Option<Cow<'a, str>>, Misfit> {
    let some_are_free = tags.iter().any(|tags| tags.is_empty());
    if reader.peek() != b'{' {
        return match reader.is_strict() {
            _ if some_are_free => Ok(None),
            true => Err(reader.not_a("an object")),
            false => Ok(Some(Cow::Borrowed(""))),
        };
    }
    let tag = tag_of(reader, name)?;
    Ok(tag.filter(|tag| !some_are_free || tags.iter().any(|tags| tags.contains(&&**tag))))
}

/// The tag of the next object: a string, or a number or a boolean as it is written.
fn tag_of<'a>(reader: &mut Reader<'a>, name: &str) -> Result<Option<Cow<'a, str>>, Misfit> {
    let Some(at) = find(reader, name)? else { return Ok(None) };
    let (start, depth) = (reader.at(), reader.depth());
    reader.go(at);
    let tag = match reader.peek() {
        b'"' => reader.string().map(Some),
        b'-' | b'0'..=b'9' => reader.number().map(|number| {
            Some(number.integer().map_or(Cow::Borrowed(number.text), |number| Cow::Owned(number.to_string())))
        }),
        b't' | b'f' => reader.boolean().map(|flag| Some(Cow::Borrowed(if flag { "true" } else { "false" }))),
        _ if reader.is_strict() => Err(reader.not_a("a string").in_property(name)),
        _ => Ok(Some(Cow::Borrowed(""))),
    };
    reader.go(start);
    reader.set_depth(depth, reader.types());
    tag
}

/// What an object that was written says of its tag.
enum Written {
    /// It has one, or is no object.
    Fine,
    Null(Range<usize>),
    Missing,
}

fn written(json: &str, name: &str) -> Written {
    let mut reader = Reader::new(json, Reading::tolerant().depth(u32::MAX));
    if reader.peek() != b'{' {
        return Written::Fine;
    }
    match find(&mut reader, name) {
        Ok(Some(at)) => {
            reader.go(at);
            if reader.null() { Written::Null(at..reader.at()) } else { Written::Fine }
        }
        Ok(None) => Written::Missing,
        Err(_) => Written::Fine,
    }
}

/// Writes a variant, with its tag where its own object has none.
#[doc(hidden)]
pub fn write_tagged(writer: &mut Writer, value: &dyn ToJson, name: &str, tag: &str) {
    write_valued(writer, value, name, &super::to_string(tag));
}

/// The same, of a tag that is given as JSON.
#[doc(hidden)]
pub fn write_valued(writer: &mut Writer, value: &dyn ToJson, name: &str, tag: &str) {
    let start = writer.len();
    value.write(writer);
    match written(writer.since(start), name) {
        Written::Fine => {}
        Written::Null(range) => writer.replace(start + range.start..start + range.end, tag),
        Written::Missing => writer.add_tag(name, tag),
    }
}

/// Writes a variant whose numbers are floats also where they are whole.
#[doc(hidden)]
pub fn write_floats(writer: &mut Writer, value: &dyn ToJson) {
    let floats = writer.floats(true);
    value.write(writer);
    writer.floats(floats);
}

/// Reads what stands in a variant.
#[doc(hidden)]
pub fn read_variant<V: FromJson, T>(reader: &mut Reader<'_>, place: &mut T, variant: fn(V) -> T) -> Done {
    let mut value = V::blank();
    match read_newtype(reader, &mut value) {
        Ok(()) => {
            *place = variant(value);
            Ok(())
        }
        Err(misfit) => Err(misfit),
    }
}

/// Reads what stands in a newtype.
#[doc(hidden)]
pub fn read_newtype(reader: &mut Reader<'_>, inner: &mut dyn FromJson) -> Done {
    reader.enter()?;
    inner.read(reader)?;
    reader.leave();
    Ok(())
}

/// Keeps an object whose tag is not listed, or rejects it.
#[doc(hidden)]
pub fn unknown_tag<T>(
    reader: &mut Reader<'_>,
    place: &mut T,
    unknown: fn(Value) -> T,
    (name, tag): (&str, &str),
    listed: &[&str],
) -> Done {
    if reader.is_strict() || reader.absent {
        let misfit = match find(reader, name)? {
            Some(at) => reader.misfit_at(one_of(listed), at),
            None => reader.misfit(one_of(listed)).found_to_be(format!("the string {}", Value::from(tag))),
        };
        return Err(misfit.in_property(name));
    }
    let start = reader.start();
    let value = reader.value()?;
    reader.reject("a listed tag", start)?;
    *place = unknown(value);
    Ok(())
}
