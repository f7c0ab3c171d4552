//! Reads JSON text piece by piece, as the types ask for it (RFC 8259).
//!
//! One concrete parser over text whose encoding has been checked. It holds no tree: a codec that has to look ahead notes the
//! position, and goes back to it.

mod lexical;
mod notes;
mod number;
mod skip;

use std::borrow::Cow;

pub use notes::{Departure, Noted};

use super::best_fit::Unexplained;
use super::misfit::{Misfit, Step};
use super::{Done, FromJson, Reading};

/// Reading stops below this many types within types, where a union may hold itself without end.
const TYPES: u32 = 512;

/// JSON text, and how far it has been read.
///
/// A type of your own reads itself from it in [`FromJson::read`](super::FromJson::read).
#[derive(Debug)]
pub struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// How many arrays and objects are open.
    depth: u32,
    /// How many types have been entered, as [`enter`](Self::enter) has it.
    types: u32,
    pub(super) reading: Reading,
    /// Null is a value to the next `Option`, since its absence says that there is none.
    pub(super) present: bool,
    /// The value is missing, and read as null to find out whether that will do.
    pub(super) absent: bool,
    pub(super) left: Unexplained,
    /// How many variants may still be tried, within a union.
    pub(super) trials: usize,
    /// How many unions try their variants, and where the value of the innermost begins.
    pub(super) searches: u32,
    pub(super) searched: usize,
    /// Whether reading goes on behind a misfit, to find them all.
    collects: bool,
    pub(super) misfits: Vec<Misfit>,
    pub(super) departures: Vec<Departure>,
    /// Where strings with escapes are put together, so that each is allocated once.
    scratch: String,
}

/// Reads a whole text into a place. The misfit holds all that there are.
pub(super) fn read_all(json: &[u8], reading: Reading, slot: &mut dyn FromJson) -> Result<Noted, Misfit> {
    let text = match std::str::from_utf8(json) {
        Ok(text) => text,
        Err(error) => {
            let text = String::from_utf8_lossy(json);
            let misfit = Misfit::syntax("UTF-8", error.valid_up_to()).found_to_be("bytes that are not");
            return Err(misfit.located(&text));
        }
    };
    match Reader::new(text, reading).read_whole(slot) {
        Ok(noted) => Ok(noted),
        Err(misfit) => Err(all_misfits(text, reading, slot, misfit)),
    }
}

/// Reads the text once more, and goes on behind what does not fit.
#[cold]
fn all_misfits(text: &str, reading: Reading, slot: &mut dyn FromJson, first: Misfit) -> Misfit {
    let mut reader = Reader::new(text, reading);
    reader.collects = true;
    let last = reader.read_whole(slot).err();
    let mut misfits: Vec<Misfit> = reader.misfits.into_iter().chain(last).map(|misfit| misfit.located(text)).collect();
    if misfits.is_empty() {
        return first.located(text);
    }
    let first = misfits.remove(0);
    first.with_others(misfits)
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, reading: Reading) -> Self {
        Self {
            text,
            at: 0,
            depth: 0,
            types: 0,
            reading,
            present: false,
            absent: false,
            left: Unexplained::NOTHING,
            trials: 0,
            searches: 0,
            searched: 0,
            collects: false,
            misfits: Vec::new(),
            departures: Vec::new(),
            scratch: String::new(),
        }
    }

    /// A value that is missing.
    pub(super) fn missing(reading: Reading) -> Reader<'static> {
        Reader { absent: true, ..Reader::new("null", reading) }
    }

    fn read_whole(&mut self, slot: &mut dyn FromJson) -> Result<Noted, Misfit> {
        if self.reading.nodes < usize::MAX {
            self.count_nodes()?;
        }
        slot.read(self)?;
        if self.peek() != 0 || self.at < self.text.len() {
            return Err(Misfit::syntax("the end of the text", self.at));
        }
        Ok(Noted { unknown: self.left.unknown(), departures: std::mem::take(&mut self.departures) })
    }

    #[cold]
    fn count_nodes(&mut self) -> Done {
        let nodes = self.size()?;
        self.at = 0;
        if nodes > self.reading.nodes {
            let expected = format!("at most {} values", self.reading.nodes);
            return Err(Misfit::limit(expected, 0).found_to_be(format!("{nodes}")));
        }
        Ok(())
    }

    /// Whether what the document does not allow is rejected.
    #[must_use]
    pub fn is_strict(&self) -> bool {
        self.reading.strict
    }

    /// Whether strings may hold numbers and booleans, as in parameters and forms.
    #[must_use]
    pub fn is_text(&self) -> bool {
        self.reading.text
    }

    /// The next value is not what was expected: a noun phrase such as `a number`.
    #[cold]
    pub fn misfit(&mut self, expected: impl Into<Cow<'static, str>>) -> Misfit {
        self.peek();
        Misfit::at(expected, self.at, self.depth)
    }

    /// The value that begins at a position is not what was expected.
    #[cold]
    pub(crate) fn misfit_at(&self, expected: impl Into<Cow<'static, str>>, at: usize) -> Misfit {
        Misfit::at(expected, at, self.depth)
    }

    /// Counts a value that the type does not know, and has a place for; strict readers reject it.
    ///
    /// # Errors
    /// When reading is strict: `expected` was expected in place of the value at the position.
    pub(crate) fn reject(&mut self, expected: impl Into<Cow<'static, str>>, at: usize) -> Done {
        if self.reading.strict {
            return Err(self.misfit_at(expected, at));
        }
        let (end, depth) = (self.at, self.depth);
        self.at = at;
        let size = self.size();
        (self.at, self.depth) = (end, depth);
        self.left.keep(size?);
        Ok(())
    }

    /// Lets a variant of floats fit a whole number better that is written as a float.
    #[cold]
    pub(super) fn prefer_float(&mut self, start: usize) {
        let text = self.text.get(start..self.at).unwrap_or_default();
        if text.starts_with(|c: char| c == '-' || c.is_ascii_digit()) && text.contains(['.', 'e', 'E']) {
            self.left.keep(1);
        }
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Where the next value begins.
    pub(crate) fn start(&mut self) -> usize {
        self.peek();
        self.at
    }

    pub(super) fn go(&mut self, at: usize) {
        self.at = at;
    }

    pub(super) fn depth(&self) -> u32 {
        self.depth
    }

    /// Back to how deep it was before something could not be read.
    pub(super) fn set_depth(&mut self, depth: u32, types: u32) {
        self.depth = depth;
        self.types = types;
    }

    pub(super) fn types(&self) -> u32 {
        self.types
    }

    /// Goes one type deeper without going deeper into the value, until [`leave`](Self::leave).
    pub(super) fn enter(&mut self) -> Done {
        if self.types >= TYPES {
            return Err(self.misfit("a type that does not hold itself without end"));
        }
        self.types += 1;
        Ok(())
    }

    pub(super) fn leave(&mut self) {
        self.types = self.types.saturating_sub(1);
    }

    /// Whether all misfits are wanted, and reading can go on behind this one.
    #[cold]
    pub(super) fn can_collect(&self, misfit: &Misfit) -> bool {
        self.collects && !misfit.is_fatal() && self.misfits.len() < notes::MOST
    }

    /// Goes on behind a value that does not fit, if all misfits are wanted.
    #[cold]
    #[inline(never)]
    pub(super) fn recover(&mut self, misfit: Misfit, start: usize, depth: u32) -> Done {
        if !self.can_collect(&misfit) {
            return Err(misfit);
        }
        self.misfits.push(misfit);
        self.pass(start, depth)
    }

    /// Goes on behind the value that begins at a position.
    #[cold]
    pub(super) fn pass(&mut self, start: usize, depth: u32) -> Done {
        self.at = start;
        self.depth = depth;
        self.skip()
    }

    /// Whether the value at the position is left empty, where that is the only way to write null.
    #[cold]
    pub(super) fn is_left_empty(&self, start: usize) -> bool {
        self.reading.omits_null && self.text.get(start..).unwrap_or_default().trim_start().starts_with("\"\"")
    }

    /// Whether an optional property, or a value of a map, may be missing in place of not fitting.
    #[cold]
    pub(super) fn may_leave_out(&self, misfit: &Misfit) -> bool {
        self.reading.lenient && self.searches == 0 && !misfit.is_fatal()
    }

    /// Goes on behind a property that is left out.
    #[cold]
    #[inline(never)]
    pub(super) fn leave_out(&mut self, (start, depth): (usize, u32), name: &str, schema: Option<&'static str>) -> Done {
        self.depart_in("a value that does not fit is left out", name, schema);
        self.pass(start, depth)
    }

    /// Goes on behind a value that has no place of its own and does not fit: it is left out if that is allowed, else noted
    /// with the others.
    #[cold]
    #[inline(never)]
    pub(super) fn leave_out_entry(&mut self, misfit: Misfit, name: &str, (start, depth): (usize, u32)) -> Done {
        if self.may_leave_out(&misfit) {
            return self.leave_out((start, depth), name, None);
        }
        self.recover(misfit.in_property(name), start, depth)
    }

    /// Notes a property that is missing.
    #[cold]
    #[inline(never)]
    pub(super) fn miss(&mut self, misfit: Misfit) -> Done {
        if !self.can_collect(&misfit) {
            return Err(misfit);
        }
        self.misfits.push(misfit);
        Ok(())
    }

    /// Whether the next value is null, where that stands for nothing; reads it if it does.
    #[inline]
    pub(super) fn nothing(&mut self) -> bool {
        let present = std::mem::take(&mut self.present);
        !present && self.null()
    }

    /// Whether the next value is null where the document wants a list or a map, and a client lets it pass; reads it if it
    /// is. A union whose value is null is none of its lists.
    #[cold]
    pub(super) fn tolerates_null(&mut self) -> bool {
        let at = self.start();
        !self.reading.strict && (self.searches == 0 || at > self.searched) && self.null()
    }

    /// Whether the next value is an array.
    #[must_use]
    pub fn is_array(&mut self) -> bool {
        self.peek() == b'['
    }

    /// Whether the value is missing, and read to find out what that means.
    pub(crate) fn is_absent(&self) -> bool {
        self.absent
    }

    /// Whether the next value is an empty string; reads it if it is.
    pub(crate) fn is_empty_string(&mut self) -> Result<bool, Misfit> {
        let start = self.start();
        if !self.text.get(start..).unwrap_or_default().starts_with("\"\"") {
            return Ok(false);
        }
        self.string().map(|_| true)
    }

    /// Whether the next value is a number.
    #[must_use]
    pub fn is_number(&mut self) -> bool {
        matches!(self.peek(), b'-' | b'0'..=b'9')
    }

    /// How much has been noted so far.
    #[inline]
    pub(super) fn marks(&self) -> (usize, usize) {
        (self.misfits.len(), self.departures.len())
    }

    /// Says of all that was noted since then that it is inside of something.
    #[cold]
    #[inline(never)]
    pub(super) fn within(&mut self, since: (usize, usize), step: &Step) {
        for misfit in self.misfits.iter_mut().skip(since.0) {
            misfit.push(step.clone());
        }
        for departure in self.departures.iter_mut().skip(since.1) {
            departure.push(step.clone());
        }
    }
}
