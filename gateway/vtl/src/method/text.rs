//! Text counted in UTF-16 units, as Java does.

/// The number of units.
pub(super) fn length(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.encode_utf16().count() }
}

/// The unit at an index.
pub(super) fn unit(text: &str, index: usize) -> Option<u16> {
    if text.is_ascii() {
        return text.as_bytes().get(index).map(|byte| u16::from(*byte));
    }
    text.encode_utf16().nth(index)
}

/// The units from `start` to before `end`; nothing if they are out of bounds or out of order.
pub(super) fn slice(text: &str, start: usize, end: usize) -> Option<String> {
    if text.is_ascii() {
        return text.get(start..end).map(str::to_owned);
    }
    let units: Vec<u16> = text.encode_utf16().collect();
    units.get(start..end).map(from_units)
}

/// Text from units; half a surrogate pair becomes `?`, as Java encodes it.
pub(super) fn from_units(units: &[u16]) -> String {
    char::decode_utf16(units.iter().copied()).map(|unit| unit.unwrap_or('?')).collect()
}

/// The byte offset of a unit, or the end of the text.
pub(super) fn byte_offset(text: &str, unit: usize) -> usize {
    if text.is_ascii() {
        return unit.min(text.len());
    }
    let mut units = 0;
    for (offset, character) in text.char_indices() {
        if units >= unit {
            return offset;
        }
        units += character.len_utf16();
    }
    text.len()
}

/// The unit at a byte offset.
pub(super) fn unit_offset(text: &str, offset: usize) -> usize {
    length(text.get(..offset).unwrap_or(text))
}
