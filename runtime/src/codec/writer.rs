//! Writes JSON text.

use super::object::Member;
use super::swar;

/// JSON text that is being written.
///
/// A type of your own writes itself into it in [`ToJson::write`](super::ToJson::write).
#[derive(Clone, Debug, Default)]
pub struct Writer {
    text: String,
    /// The properties that have been written already, where the next map is the rest of an object.
    others: Option<&'static [Member]>,
    /// Whole numbers of floats are written as floats.
    floats: bool,
    skips_read_only: bool,
}

impl Writer {
    pub(super) fn new() -> Self {
        Self { text: String::with_capacity(128), others: None, floats: false, skips_read_only: false }
    }

    /// Writes what a client sends: without what only the server sets.
    #[cfg(feature = "client")]
    pub(super) fn of_request(mut self) -> Self {
        self.skips_read_only = true;
        self
    }

    #[inline]
    pub(super) fn skips_read_only(&self) -> bool {
        self.skips_read_only
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }

    /// How much has been written.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// What has been written since.
    pub(super) fn since(&self, start: usize) -> &str {
        self.text.get(start..).unwrap_or_default()
    }

    /// Writes over what is there.
    pub(super) fn replace(&mut self, range: std::ops::Range<usize>, text: &str) {
        if self.text.is_char_boundary(range.start) && self.text.is_char_boundary(range.end) {
            self.text.replace_range(range, text);
        }
    }

    #[inline]
    pub(super) fn punctuation(&mut self, character: char) {
        self.text.push(character);
    }

    /// Text that is JSON already.
    #[inline]
    pub(crate) fn raw(&mut self, json: &str) {
        self.text.push_str(json);
    }

    /// The next map is what an object has beside the properties of a table.
    pub(super) fn only_others(&mut self, table: &'static [Member]) {
        self.others = Some(table);
    }

    /// Begins a map: what its names must differ from.
    pub(super) fn begin_map(&mut self) -> Option<&'static [Member]> {
        let table = self.others.take();
        if table.is_none() {
            self.text.push('{');
        }
        table
    }

    /// Begins an entry of a map, unless the object has a place of its own for the name.
    pub(super) fn begin_entry(&mut self, name: &str, table: Option<&'static [Member]>) -> bool {
        if table.is_some_and(|table| table.iter().any(|member| member.is(name))) {
            return false;
        }
        self.key(name);
        true
    }

    pub(super) fn end_map(&mut self, table: Option<&'static [Member]>) {
        if table.is_none() {
            self.text.push('}');
        }
    }

    /// Adds a property, whose value is JSON, to the object that has just been written.
    pub(super) fn add_tag(&mut self, name: &str, tag: &str) {
        if self.text.ends_with('}') {
            self.text.pop();
            self.key(name);
            self.raw(tag);
            self.text.push('}');
        }
    }

    /// The name of a property, behind a comma if it is not the first.
    #[inline]
    pub(super) fn key(&mut self, name: &str) {
        if self.text.as_bytes().last() != Some(&b'{') {
            self.text.push(',');
        }
        self.string(name);
        self.text.push(':');
    }

    /// The name of a property of a table, behind the brace or comma. It needs no escapes, and is not searched for any: that
    /// would take a seventh of what writing a typical object takes.
    #[inline]
    pub(super) fn plain_key(&mut self, is_first: bool, name: &str) {
        debug_assert_eq!(swar::plain(name.as_bytes()), name.len(), "`{name}` needs `escaped` in `object!`");
        self.text.reserve(name.len() + 4);
        self.text.push_str(if is_first { "{\"" } else { ",\"" });
        self.text.push_str(name);
        self.text.push_str("\":");
    }

    /// The same, of any name.
    pub(super) fn escaped_key(&mut self, is_first: bool, name: &str) {
        self.text.push(if is_first { '{' } else { ',' });
        self.string(name);
        self.text.push(':');
    }

    /// Begins an item, behind a comma if it is not the first.
    pub(super) fn item(&mut self) {
        if self.text.as_bytes().last() != Some(&b'[') {
            self.text.push(',');
        }
    }

    /// Null.
    pub fn null(&mut self) {
        self.text.push_str("null");
    }

    /// `true` or `false`.
    pub fn boolean(&mut self, value: bool) {
        self.text.push_str(if value { "true" } else { "false" });
    }

    /// An integer.
    #[inline]
    pub(super) fn integer(&mut self, value: impl itoa::Integer) {
        self.text.push_str(itoa::Buffer::new().format(value));
    }

    /// Sets how whole values of floats are written; how it was.
    #[inline]
    pub(super) fn floats(&mut self, floats: bool) -> bool {
        std::mem::replace(&mut self.floats, floats)
    }

    pub(super) fn has_floats(&self) -> bool {
        self.floats
    }

    /// A float; NaN and the infinities, which JSON lacks, as null.
    #[inline]
    pub(super) fn float(&mut self, value: f64) {
        if value.is_finite() {
            self.text.push_str(zmij::Buffer::new().format_finite(value));
        } else {
            self.null();
        }
    }

    /// A string.
    #[inline]
    pub fn string(&mut self, value: &str) {
        self.text.reserve(value.len() + 3);
        self.text.push('"');
        let plain = swar::plain(value.as_bytes());
        if plain == value.len() {
            self.text.push_str(value);
        } else {
            self.escaped(value, plain);
        }
        self.text.push('"');
    }

    #[cold]
    #[inline(never)]
    fn escaped(&mut self, value: &str, plain: usize) {
        let (mut rest, mut plain) = (value, plain);
        while let Some((before, after)) = rest.split_at_checked(plain) {
            self.text.push_str(before);
            let mut characters = after.chars();
            let Some(special) = characters.next() else { return };
            self.escape(special);
            rest = characters.as_str();
            plain = swar::plain(rest.as_bytes());
        }
    }

    fn escape(&mut self, special: char) {
        match special {
            '"' => self.text.push_str("\\\""),
            '\\' => self.text.push_str("\\\\"),
            '\n' => self.text.push_str("\\n"),
            '\r' => self.text.push_str("\\r"),
            '\t' => self.text.push_str("\\t"),
            '\u{8}' => self.text.push_str("\\b"),
            '\u{c}' => self.text.push_str("\\f"),
            control => {
                self.text.push_str("\\u00");
                for digit in [u32::from(control) >> 4, u32::from(control) & 15] {
                    self.text.push(char::from_digit(digit, 16).unwrap_or('0'));
                }
            }
        }
    }

    /// Any JSON.
    pub fn value(&mut self, value: &serde_json::Value) {
        match value {
            serde_json::Value::Null => self.null(),
            serde_json::Value::Bool(value) => self.boolean(*value),
            serde_json::Value::Number(number) => self.text.push_str(&number.to_string()),
            serde_json::Value::String(text) => self.string(text),
            serde_json::Value::Array(items) => {
                self.text.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        self.text.push(',');
                    }
                    self.value(item);
                }
                self.text.push(']');
            }
            serde_json::Value::Object(members) => {
                self.text.push('{');
                for (index, (name, value)) in members.iter().enumerate() {
                    if index > 0 {
                        self.text.push(',');
                    }
                    self.string(name);
                    self.text.push(':');
                    self.value(value);
                }
                self.text.push('}');
            }
        }
    }
}
