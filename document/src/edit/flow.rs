//! Changes of objects and arrays in brackets: JSON, and the flow style of YAML.

use super::{Editor, Part, json};
use crate::source::Format;
use crate::tree::Value;
use crate::yaml_write;

impl Editor<'_> {
    pub(super) fn change_flow(&mut self, number: u32, parts: &[Part], added: &[(Option<&str>, &Value)]) -> Option<()> {
        let Some(last_kept) = parts.iter().rposition(|part| !part.gone) else {
            return self.refill(number, parts, added);
        };
        let kept = parts.get(last_kept)?;
        // An entry goes up to the next one, with the comma between.
        for pair in parts.get(..=last_kept)?.windows(2) {
            if let [part, next] = pair
                && part.gone
            {
                self.edit(part.start..next.start, String::new())?;
            }
        }
        let end = parts.last()?.value.end;
        let separator = self.separator(parts, last_kept)?;
        let new = added.iter().map(|(key, value)| format!(",{separator}{}", self.in_flow(*key, value, &separator)));
        let new: String = new.collect();
        self.edit(kept.value.end..end, new)
    }

    /// The white space before an entry, which new ones get too.
    fn separator(&self, parts: &[Part], last_kept: usize) -> Option<String> {
        let start = parts.get(last_kept)?.start;
        let before = self.text.get(..start)?;
        let white = before.get(before.trim_end().len()..)?;
        let first_of_line = last_kept == 0 && !white.contains('\n');
        Some(if first_of_line { " ".to_owned() } else { white.to_owned() })
    }

    /// A container of which nothing stays.
    fn refill(&mut self, number: u32, parts: &[Part], added: &[(Option<&str>, &Value)]) -> Option<()> {
        let range = self.index.node(number)?.span.range();
        let bracket = self.text.get(range.start..range.start + 1)?;
        let close = if bracket == "{" { "}" } else { "]" };
        let white = parts.first().map_or(Some(""), |first| {
            let before = self.text.get(..first.start)?;
            before.get(before.trim_end().len()..)
        })?;
        let separator = if white.contains('\n') { white } else { "" };
        let parts = added.iter().map(|(key, value)| format!("{separator}{}", self.in_flow(*key, value, separator)));
        let inside = parts.collect::<Vec<_>>().join(if separator.is_empty() { ", " } else { "," });
        let after = match separator.is_empty() || added.is_empty() {
            true => String::new(),
            // The line of the bracket is less indented than those of the entries.
            false => self.line_start_white(range.start)?,
        };
        self.edit(range, format!("{bracket}{inside}{after}{close}"))
    }

    /// A new line with the indentation of the line of a place.
    fn line_start_white(&self, at: usize) -> Option<String> {
        let line = self.text.get(..at)?.rsplit('\n').next()?;
        Some(format!("\n{}", line.get(..line.len() - line.trim_start().len())?))
    }

    pub(super) fn replace_flow(&mut self, part: &Part, wanted: &Value) -> Option<()> {
        let before = self.text.get(..part.start)?;
        let white = before.get(before.trim_end().len()..)?;
        let text = self.value_in_flow(wanted, white);
        self.edit(part.value.clone(), text)
    }

    fn in_flow(&self, key: Option<&str>, value: &Value, separator: &str) -> String {
        let value = self.value_in_flow(value, separator);
        match (key, self.source.format) {
            (None, _) => value,
            (Some(key), Format::Json) => {
                let colon = if self.is_compact() { ":" } else { ": " };
                format!("{}{colon}{value}", serde_json::Value::from(key))
            }
            (Some(key), Format::Yaml) => format!("{}: {value}", yaml_write::scalar(key)),
        }
    }

    fn is_compact(&self) -> bool {
        super::indentation(self.text).is_empty() && !self.text.contains("\": ")
    }

    /// A value behind white space: over several lines if that ends a line.
    fn value_in_flow(&self, value: &Value, white: &str) -> String {
        if self.source.format == Format::Yaml {
            return yaml_write::flow(value);
        }
        let Some((_, indent)) = white.rsplit_once('\n') else {
            return json(value, "");
        };
        json(value, &super::indentation(self.text)).replace('\n', &format!("\n{indent}"))
    }
}
