//! Booleans, numbers, strings, any JSON, and nothing.

use bytes::Bytes;
use serde_json::{Number, Value};

use super::{Done, FromJson, Misfit, Openness, Reader, ToJson, Writer};

/// A read that is no loop of its own: what comes out of the reader goes into its place.
macro_rules! read {
    ($read:expr => $place:expr) => {
        match $read {
            Ok(read) => {
                $place = read;
                Ok(())
            }
            Err(misfit) => Err(misfit),
        }
    };
}

impl FromJson for Value {
    fn blank() -> Self {
        Self::Null
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Done {
        if reader.absent {
            return Err(reader.misfit("a value"));
        }
        read!(reader.value() => *self)
    }

    fn openness() -> Openness {
        Openness::Anything
    }
}

impl ToJson for Value {
    fn write(&self, writer: &mut Writer) {
        writer.value(self);
    }
}

impl FromJson for String {
    fn blank() -> Self {
        Self::new()
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Done {
        match reader.string_as("a string") {
            Ok(text) => {
                *self = text.into_owned();
                Ok(())
            }
            Err(misfit) => Err(misfit),
        }
    }
}

impl ToJson for String {
    fn write(&self, writer: &mut Writer) {
        writer.string(self);
    }
}

impl ToJson for str {
    fn write(&self, writer: &mut Writer) {
        writer.string(self);
    }
}

/// Digit by digit with the feature `exact-numbers`, else as 64 bits hold it.
impl FromJson for Number {
    fn blank() -> Self {
        Self::from(0)
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Done {
        read!(number(reader) => *self)
    }
}

fn number(reader: &mut Reader<'_>) -> Result<Number, Misfit> {
    match reader.peek() {
        b'-' | b'0'..=b'9' => {
            let at = reader.at();
            reader.number()?.json().ok_or_else(|| reader.misfit_at("a number of 64 bits", at))
        }
        _ => reader.number_in_text("a number").map(|(_, number)| number),
    }
}

impl ToJson for Number {
    fn write(&self, writer: &mut Writer) {
        writer.raw(&self.to_string());
    }
}

impl FromJson for bool {
    fn blank() -> Self {
        false
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Done {
        read!(reader.boolean() => *self)
    }
}

impl ToJson for bool {
    fn write(&self, writer: &mut Writer) {
        writer.boolean(*self);
    }
}

impl FromJson for () {
    fn blank() -> Self {}

    fn read(&mut self, reader: &mut Reader<'_>) -> Done {
        if reader.null() {
            return Ok(());
        }
        let at = reader.at();
        reader.skip()?;
        reader.reject("null", at)
    }
}

impl ToJson for () {
    fn write(&self, writer: &mut Writer) {
        writer.null();
    }
}

impl FromJson for Bytes {
    fn blank() -> Self {
        Self::new()
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Done {
        match reader.string() {
            Ok(text) => {
                *self = Bytes::from(text.into_owned());
                Ok(())
            }
            Err(misfit) => Err(misfit),
        }
    }
}

impl ToJson for Bytes {
    /// The bytes as text. Bytes that are not UTF-8 have no place in JSON: each is replaced.
    fn write(&self, writer: &mut Writer) {
        writer.string(&String::from_utf8_lossy(self));
    }
}

/// A number in text, as JSON writes it or with a leading `+`.
pub(crate) fn number_in(text: &str) -> Option<Number> {
    let text = text.strip_prefix('+').unwrap_or(text);
    if !text.starts_with(|first: char| first == '-' || first.is_ascii_digit()) || text.ends_with(char::is_whitespace) {
        return None;
    }
    match serde_json::from_str(text) {
        Ok(number) => Some(number),
        // `007` and `1.` are no JSON, but they are numbers to people.
        Err(_) => text.parse::<i64>().map(Number::from).ok().or_else(|| text.parse().ok().and_then(Number::from_f64)),
    }
}

macro_rules! integers {
    ($($ty:ident $expected:literal,)*) => {$(
        impl FromJson for $ty {
            fn blank() -> Self {
                0
            }

            fn read(&mut self, reader: &mut Reader<'_>) -> Done {
                let at = reader.start();
                match reader.integer($expected) {
                    Ok(integer) => match $ty::try_from(integer) {
                        Ok(integer) => {
                            if reader.searches > 0 {
                                reader.prefer_float(at);
                            }
                            *self = integer;
                            Ok(())
                        }
                        Err(_) => Err(reader.misfit_at($expected, at)),
                    },
                    Err(misfit) => Err(misfit),
                }
            }
        }

        impl ToJson for $ty {
            fn write(&self, writer: &mut Writer) {
                writer.integer(*self);
            }
        }
    )*};
}

integers! {
    i8 "an integer from -128 to 127",
    i16 "an integer from -32768 to 32767",
    i32 "an integer of 32 bits",
    i64 "an integer of 64 bits",
    u8 "an integer from 0 to 255",
    u16 "an integer from 0 to 65535",
    u32 "an integer of 32 bits that is not negative",
    u64 "an integer of 64 bits that is not negative",
}

impl FromJson for f64 {
    fn blank() -> Self {
        0.0
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Done {
        read!(reader.float() => *self)
    }
}

impl ToJson for f64 {
    /// Integers are written as such (`1`, not `1.0`), unless the document says that values are floats; NaN and the
    /// infinities, which JSON lacks, as null.
    fn write(&self, writer: &mut Writer) {
        if is_whole(*self) && !writer.has_floats() {
            // In range, and without a fraction: the conversion is exact.
            #[allow(clippy::cast_possible_truncation)]
            let integer = *self as i64;
            writer.integer(integer);
        } else {
            writer.float(*self);
        }
    }
}

/// Whether a number has no fraction, is not -0, and is less than 2^53 from 0: by its bits, since a conversion to an integer
/// and back takes several times as long.
#[inline]
fn is_whole(number: f64) -> bool {
    let bits = number.to_bits();
    // How many bits stand before the point, that which is not written among them.
    let whole = ((bits >> 52) & 0x7ff).wrapping_sub(1022);
    bits == 0 || (matches!(whole, 1..=53) && (bits << 11) << whole == 0)
}

impl FromJson for f32 {
    fn blank() -> Self {
        0.0
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Done {
        match reader.float() {
            Ok(number) => {
                // A number out of range becomes infinite, as it does when Rust parses it.
                #[allow(clippy::cast_possible_truncation)]
                {
                    *self = number as f32;
                }
                Ok(())
            }
            Err(misfit) => Err(misfit),
        }
    }
}

impl ToJson for f32 {
    /// The shortest digits that give this `f32` back: `0.1`, not `0.10000000149011612`.
    fn write(&self, writer: &mut Writer) {
        self.to_string().parse::<f64>().unwrap_or(f64::from(*self)).write(writer);
    }
}
