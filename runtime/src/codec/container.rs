//! Lists, maps, boxes and what may be missing.
//!
//! Here and wherever code is compiled once for every type, `match` stands in place of `?`, closures and the methods of
//! `Option` and `Result`: in a debug build each of these is one more function for every type.

use std::collections::BTreeMap;

use super::misfit::Step;
use super::object::Rest;
use super::{Done, FromJson, Openness, Reader, ToJson, Writer};

impl<T: FromJson> FromJson for Option<T> {
    fn blank() -> Self {
        None
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Done {
        if reader.nothing() {
            *self = None;
            return Ok(());
        }
        *self = Some(T::blank());
        match self {
            Some(value) => value.read(reader),
            None => Ok(()),
        }
    }

    fn openness() -> Openness {
        T::openness()
    }
}

impl<T: ToJson> ToJson for Option<T> {
    fn write(&self, writer: &mut Writer) {
        match self {
            Some(value) => value.write(writer),
            None => writer.null(),
        }
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T: FromJson> FromJson for Box<T> {
    fn blank() -> Self {
        Box::new(T::blank())
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Done {
        (**self).read(reader)
    }

    fn openness() -> Openness {
        T::openness()
    }
}

impl<T: ToJson + ?Sized> ToJson for Box<T> {
    fn write(&self, writer: &mut Writer) {
        (**self).write(writer);
    }

    fn is_absent(&self) -> bool {
        (**self).is_absent()
    }
}

impl<T: ToJson + ?Sized> ToJson for &T {
    fn write(&self, writer: &mut Writer) {
        (**self).write(writer);
    }

    fn is_absent(&self) -> bool {
        (**self).is_absent()
    }
}

/// What items are read into.
trait List {
    fn add(&mut self, reader: &mut Reader<'_>) -> Done;
}

impl<T: FromJson> List for Vec<T> {
    fn add(&mut self, reader: &mut Reader<'_>) -> Done {
        self.push(T::blank());
        match self.last_mut() {
            Some(item) => item.read(reader),
            None => Ok(()),
        }
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn blank() -> Self {
        Self::new()
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Done {
        read_items(reader, self)
    }
}

/// Apart from the list's own type, so that it is compiled once.
fn read_items(reader: &mut Reader<'_>, list: &mut dyn List) -> Done {
    if reader.peek() != b'[' {
        return read_other(reader, list);
    }
    let mut index = 0;
    let mut more = reader.open(b']')?;
    let depth = reader.depth();
    while more {
        let (start, marks) = (reader.at(), reader.marks());
        if let Err(misfit) = list.add(reader) {
            reader.recover(misfit.in_item(index), start, depth)?;
        } else if reader.marks() != marks {
            reader.within(marks, &Step::Item(index));
        }
        index += 1;
        more = reader.more(b']')?;
    }
    Ok(())
}

/// What stands for an array in headers and forms, or where a service is careless.
#[cold]
fn read_other(reader: &mut Reader<'_>, list: &mut dyn List) -> Done {
    if reader.reading.commas && reader.peek() == b'"' {
        return read_split(&reader.string()?, reader.reading, list);
    }
    if reader.reading.text && reader.peek() != b'n' {
        // A field that occurs once does not show that it is a list, and is what else it may be first.
        reader.left.keep(1);
        return list.add(reader).map_err(|misfit| misfit.in_item(0));
    }
    if reader.tolerates_null() {
        reader.depart(if reader.absent { "a missing array reads as empty" } else { "null reads as an empty array" });
        return Ok(());
    }
    Err(reader.not_a("an array"))
}

/// The items of a header.
fn read_split(text: &str, reading: super::Reading, list: &mut dyn List) -> Done {
    for item in text.split(',').map(str::trim).filter(|_| !text.trim().is_empty()) {
        let item = super::to_string(item);
        list.add(&mut Reader::new(&item, reading)).map_err(|misfit| misfit.located(&item))?;
    }
    Ok(())
}

impl<T: ToJson> ToJson for Vec<T> {
    fn write(&self, writer: &mut Writer) {
        self.as_slice().write(writer);
    }
}

impl<T: ToJson> ToJson for [T] {
    fn write(&self, writer: &mut Writer) {
        writer.punctuation('[');
        let mut rest = self;
        while let [item, after @ ..] = rest {
            item.write(writer);
            if !after.is_empty() {
                writer.punctuation(',');
            }
            rest = after;
        }
        writer.punctuation(']');
    }
}

impl<T: FromJson> FromJson for BTreeMap<String, T> {
    fn blank() -> Self {
        Self::new()
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Done {
        read_map(reader, self)
    }

    fn openness() -> Openness {
        T::openness().of_map_of()
    }
}

fn read_map(reader: &mut Reader<'_>, map: &mut dyn Rest) -> Done {
    if reader.peek() != b'{' {
        if reader.tolerates_null() {
            reader.depart(if reader.absent {
                "a missing object reads as empty"
            } else {
                "null reads as an empty object"
            });
            return Ok(());
        }
        return Err(reader.not_a("an object"));
    }
    let mut more = reader.open(b'}')?;
    let depth = reader.depth();
    while more {
        let name = reader.key()?;
        let (start, marks) = (reader.at(), reader.marks());
        if let Err(misfit) = map.insert(&name, reader) {
            reader.leave_out_entry(misfit, &name, (start, depth))?;
        } else if reader.marks() != marks {
            reader.within(marks, &Step::Property(name.into_owned()));
        }
        more = reader.more(b'}')?;
    }
    Ok(())
}

impl<T: ToJson> ToJson for BTreeMap<String, T> {
    fn write(&self, writer: &mut Writer) {
        let table = writer.begin_map();
        for (name, value) in self {
            if writer.begin_entry(name, table) {
                value.write(writer);
            }
        }
        writer.end_map(table);
    }
}
