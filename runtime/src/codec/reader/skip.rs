//! Values that no type asks for: passed over, or kept as they are.

use serde_json::{Map, Value};

use super::super::misfit::Misfit;
use super::super::swar;
use super::{Done, Reader};

impl<'a> Reader<'a> {
    /// Passes over a value.
    pub(in super::super) fn skip(&mut self) -> Done {
        match self.size() {
            Ok(_) => Ok(()),
            Err(misfit) => Err(misfit),
        }
    }

    /// Passes over a value, and counts the values in it, itself included.
    pub(in super::super) fn size(&mut self) -> Result<usize, Misfit> {
        match self.peek() {
            b'"' => self.pass_string()?,
            b'[' => {
                let mut size = 1_usize;
                let mut more = self.open(b']')?;
                while more {
                    size = size.saturating_add(self.size()?);
                    more = self.more(b']')?;
                }
                return Ok(size);
            }
            b'{' => {
                let mut size = 1_usize;
                let mut more = self.open(b'}')?;
                while more {
                    self.pass_key()?;
                    size = size.saturating_add(self.size()?);
                    more = self.more(b'}')?;
                }
                return Ok(size);
            }
            b't' if self.word(b"true") => {}
            b'f' if self.word(b"false") => {}
            b'n' if self.word(b"null") => {}
            _ => drop(self.number()?),
        }
        Ok(1)
    }

    fn pass_key(&mut self) -> Done {
        if self.peek() != b'"' {
            return Err(Misfit::syntax("the name of a property", self.at));
        }
        self.pass_string()?;
        if self.take(b':') { Ok(()) } else { Err(Misfit::syntax("`:`", self.at)) }
    }

    fn pass_string(&mut self) -> Done {
        let start = self.at + 1;
        let end = start + swar::plain(self.text.as_bytes().get(start..).unwrap_or_default());
        if self.text.as_bytes().get(end) == Some(&b'"') {
            self.at = end + 1;
            return Ok(());
        }
        match self.quoted() {
            Ok(_) => Ok(()),
            Err(misfit) => Err(misfit),
        }
    }

    /// The text of the next value.
    pub(crate) fn raw(&mut self) -> Result<&'a str, Misfit> {
        let start = self.start();
        self.skip()?;
        Ok(self.text.get(start..self.at).unwrap_or_default())
    }

    /// Any value as a tree. Of properties with the same name the last counts.
    ///
    /// # Errors
    /// When the text is not JSON.
    pub fn value(&mut self) -> Result<Value, Misfit> {
        Ok(match self.peek() {
            b'"' => Value::String(self.quoted()?.into_owned()),
            b'[' => {
                let mut items = Vec::new();
                let mut more = self.open(b']')?;
                while more {
                    items.push(self.value()?);
                    more = self.more(b']')?;
                }
                Value::Array(items)
            }
            b'{' => {
                let mut members = Map::new();
                let mut more = self.open(b'}')?;
                while more {
                    let key = self.key()?;
                    let value = self.value()?;
                    members.insert(key.into_owned(), value);
                    more = self.more(b'}')?;
                }
                Value::Object(members)
            }
            b't' if self.word(b"true") => Value::Bool(true),
            b'f' if self.word(b"false") => Value::Bool(false),
            b'n' if self.word(b"null") => Value::Null,
            _ => {
                let at = self.at;
                match self.number()?.json() {
                    Some(number) => Value::Number(number),
                    None => return Err(self.misfit_at("a number of 64 bits", at)),
                }
            }
        })
    }
}
