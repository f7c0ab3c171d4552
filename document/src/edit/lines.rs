//! Changes of YAML that is written in lines.

use super::{Editor, Part};
use crate::places::Content;
use crate::tree::Value;
use crate::yaml_write;

impl Editor<'_> {
    pub(super) fn change_lines(&mut self, number: u32, parts: &[Part], added: &[(Option<&str>, &Value)]) -> Option<()> {
        let place = *self.index.node(number)?;
        let is_sequence = matches!(place.content, Content::Array(..));
        let Some(last_kept) = parts.iter().rposition(|part| !part.gone) else {
            return self.refill_lines(number, parts, added);
        };
        for (position, part) in parts.iter().enumerate().filter(|(_, part)| part.gone) {
            self.delete(part, parts.get(position + 1), is_sequence)?;
        }
        let kept = parts.get(last_kept)?;
        let (start, _) = self.marker(kept, is_sequence)?;
        let indent = self.column(start)?;
        let lines = added.iter().map(|(key, value)| match key {
            Some(key) => yaml_write::entry(key, value, indent),
            None => yaml_write::item(value, indent),
        });
        let new: String = lines.map(|line| format!("\n{:indent$}{line}", "")).collect();
        if new.is_empty() {
            return Some(());
        }
        let end = self.line_end(kept.value.end);
        self.edit(end..end, new)
    }

    /// Where an entry or the dash of an item begins, and whether it is the first of its line.
    fn marker(&self, part: &Part, is_sequence: bool) -> Option<(usize, bool)> {
        let start = match is_sequence {
            false => part.start,
            true => {
                let before = self.text.get(..part.start)?.trim_end();
                before.ends_with('-').then(|| before.len() - 1)?
            }
        };
        let line = self.text.get(self.line_start(start)..start)?;
        Some((start, line.trim().is_empty()))
    }

    fn delete(&mut self, part: &Part, next: Option<&Part>, is_sequence: bool) -> Option<()> {
        let (start, first_of_line) = self.marker(part, is_sequence)?;
        if first_of_line {
            let end = self.line_end(part.value.end.max(part.key_end));
            let end = if self.text.get(end..)?.starts_with('\n') { end + 1 } else { end };
            return self.edit(self.line_start(start)..end, String::new());
        }
        // The first key behind the dash of an item: the next one takes its place.
        let (next, _) = self.marker(next.filter(|next| !next.gone)?, is_sequence)?;
        self.edit(start..next, String::new())
    }

    /// A container of which nothing stays.
    fn refill_lines(&mut self, number: u32, parts: &[Part], added: &[(Option<&str>, &Value)]) -> Option<()> {
        let place = *self.index.node(number)?;
        let is_sequence = matches!(place.content, Content::Array(..));
        let range = place.span.range();
        let (start, _) = self.marker(parts.first()?, is_sequence)?;
        let indent = self.column(start)?;
        let lines: Vec<String> = added
            .iter()
            .map(|(key, value)| match key {
                Some(key) => yaml_write::entry(key, value, indent),
                None => yaml_write::item(value, indent),
            })
            .collect();
        let text = match (lines.is_empty(), is_sequence) {
            (true, true) => "[]".to_owned(),
            (true, false) => "{}".to_owned(),
            _ => lines.join(&format!("\n{:indent$}", "")),
        };
        // A list may stand no deeper than its key; an empty one may not.
        let text = if lines.is_empty() { format!("{:indent$}  {text}", "", indent = 0) } else { text };
        self.edit(start..range.end, text)
    }

    pub(super) fn replace_lines(&mut self, part: &Part, wanted: &Value) -> Option<()> {
        if part.key.is_none() {
            let indent = self.column(part.start)?;
            return self.edit(part.value.clone(), yaml_write::block(wanted, indent));
        }
        let indent = self.column(part.start)?;
        // From the colon on, with the line end of a value that begins in the next line.
        let between = self.text.get(part.key_end..part.value.start)?;
        let colon = part.key_end + between.find(':')? + 1;
        let beside = self.text.get(colon..part.value.start)?;
        if !beside.trim().is_empty() {
            // An anchor, a tag or a comment.
            return None;
        }
        self.edit(colon..part.value.end.max(colon), yaml_write::behind_key(wanted, indent))
    }

    fn line_start(&self, at: usize) -> usize {
        self.text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1)
    }

    fn line_end(&self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        rest.find('\n').map_or(self.text.len(), |newline| {
            let line = rest.get(..newline).unwrap_or_default();
            at + newline - usize::from(line.ends_with('\r'))
        })
    }

    fn column(&self, at: usize) -> Option<usize> {
        Some(self.text.get(self.line_start(at)..at)?.chars().count())
    }
}
