//! Arrays whose items each have a type of their own, up to twelve: tuples, and [`Tuple`] where items may be missing
//! or others follow.

use serde_json::Value;

use super::misfit::Step;
use super::{Done, FromJson, Misfit, Reader, ToJson, Writer};

/// An array that begins with items of known types.
///
/// `T` is a tuple. The first `LEAST` of its items are always there, the others are `Option`s; items of the type `R` may
/// follow.
///
/// ```
/// use gatewright_runtime::{Tuple, from_str};
///
/// let entry: Tuple<(String, Option<f64>), bool, 1> = from_str(r#"["width", 1.5, true]"#)?;
/// assert_eq!(entry.items, ("width".to_owned(), Some(1.5)));
/// assert_eq!(entry.rest, [true]);
/// # Ok::<(), gatewright_runtime::Misfit>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tuple<T, R = Value, const LEAST: usize = 0> {
    /// The items whose types are known.
    pub items: T,
    /// What follows them.
    pub rest: Vec<R>,
}

impl<T, R, const LEAST: usize> From<T> for Tuple<T, R, LEAST> {
    fn from(items: T) -> Self {
        Self { items, rest: Vec::new() }
    }
}

/// The items of a [`Tuple`], as places to be read into.
#[doc(hidden)]
pub trait Items: Sized {
    fn blank() -> Self;
    fn read(&mut self, reader: &mut Reader<'_>, least: usize, rest: Option<&mut dyn More>) -> Done;
}

/// The same, to be written.
#[doc(hidden)]
pub trait WriteItems {
    fn write(&self, writer: &mut Writer, least: usize);
}

/// What follows the items of a tuple.
#[doc(hidden)]
pub trait More {
    fn add(&mut self, reader: &mut Reader<'_>) -> Done;
}

impl<R: FromJson> More for Vec<R> {
    fn add(&mut self, reader: &mut Reader<'_>) -> Done {
        let mut item = R::blank();
        item.read(reader)?;
        self.push(item);
        Ok(())
    }
}

/// Reads items into their places. Of a plain tuple there are as many as places; clients let an array be longer.
fn read_items(
    reader: &mut Reader<'_>,
    slots: &mut [&mut dyn FromJson],
    least: usize,
    mut rest: Option<&mut dyn More>,
) -> Done {
    if reader.peek() != b'[' {
        return Err(reader.not_a("an array"));
    }
    let start = reader.at();
    let mut index = 0;
    let mut more = reader.open(b']')?;
    let depth = reader.depth();
    while more {
        let (at, marks) = (reader.at(), reader.marks());
        let done = match (slots.get_mut(index), &mut rest) {
            (Some(slot), _) => {
                reader.present = index >= least;
                slot.read(reader)
            }
            (None, Some(rest)) => rest.add(reader),
            (None, None) if reader.is_strict() => Ok(reader.skip()?),
            (None, None) => {
                let size = reader.size()?;
                reader.left.lose_forbidden(size);
                Ok(())
            }
        };
        match done {
            Ok(()) if reader.marks() == marks => {}
            Ok(()) => reader.within(marks, &Step::Item(index)),
            Err(misfit) => reader.recover(misfit.in_item(index), at, depth)?,
        }
        index += 1;
        more = reader.more(b']')?;
    }
    let wrong = index < least || (index > slots.len() && rest.is_none() && reader.is_strict());
    if wrong { reader.miss(of_length(reader, least, rest.is_some(), index, start)) } else { Ok(()) }
}

#[cold]
fn of_length(reader: &Reader<'_>, least: usize, open: bool, length: usize, start: usize) -> Misfit {
    let more = if open { " or more" } else { "" };
    reader.misfit_at(format!("an array of {least}{more} items"), start).found_to_be(format!("one of {length}"))
}

/// Writes items up to the last that is there.
fn write_items(writer: &mut Writer, items: &[&dyn ToJson], least: usize) {
    let there = items.iter().rposition(|item| !item.is_absent()).map_or(0, |last| last + 1);
    for item in items.iter().take(there.max(least)) {
        writer.item();
        item.write(writer);
    }
}

impl<T: Items, R: FromJson, const LEAST: usize> FromJson for Tuple<T, R, LEAST> {
    fn blank() -> Self {
        Self { items: T::blank(), rest: Vec::new() }
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Done {
        self.items.read(reader, LEAST, Some(&mut self.rest))
    }
}

impl<T: WriteItems, R: ToJson, const LEAST: usize> ToJson for Tuple<T, R, LEAST> {
    /// An item that is missing before one that is there is null.
    fn write(&self, writer: &mut Writer) {
        writer.punctuation('[');
        self.items.write(writer, if self.rest.is_empty() { LEAST } else { usize::MAX });
        for item in &self.rest {
            writer.item();
            item.write(writer);
        }
        writer.punctuation(']');
    }
}

macro_rules! tuples {
    ($($length:literal: $($ty:ident $index:tt),*;)*) => {$(
        impl<$($ty: FromJson),*> Items for ($($ty,)*) {
            fn blank() -> Self {
                ($($ty::blank(),)*)
            }

            fn read(&mut self, reader: &mut Reader<'_>, least: usize, rest: Option<&mut dyn More>) -> Done {
                read_items(reader, &mut [$(&mut self.$index),*], least, rest)
            }
        }

        impl<$($ty: ToJson),*> WriteItems for ($($ty,)*) {
            fn write(&self, writer: &mut Writer, least: usize) {
                write_items(writer, &[$(&self.$index),*], least);
            }
        }

        impl<$($ty: FromJson),*> FromJson for ($($ty,)*) {
            fn blank() -> Self {
                ($($ty::blank(),)*)
            }

            fn read(&mut self, reader: &mut Reader<'_>) -> Done {
                read_items(reader, &mut [$(&mut self.$index),*], $length, None)
            }
        }

        impl<$($ty: ToJson),*> ToJson for ($($ty,)*) {
            fn write(&self, writer: &mut Writer) {
                writer.punctuation('[');
                write_items(writer, &[$(&self.$index),*], $length);
                writer.punctuation(']');
            }
        }
    )*};
}

tuples! {
    1: A 0;
    2: A 0, B 1;
    3: A 0, B 1, C 2;
    4: A 0, B 1, C 2, D 3;
    5: A 0, B 1, C 2, D 3, E 4;
    6: A 0, B 1, C 2, D 3, E 4, F 5;
    7: A 0, B 1, C 2, D 3, E 4, F 5, G 6;
    8: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7;
    9: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8;
    10: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9;
    11: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10;
    12: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11;
}
