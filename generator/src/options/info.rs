//! What is known about an option, and how it is set by text.

use std::path::PathBuf;

use crate::index::IndexMap;

use super::{Options, Setting};
use crate::builder::Builder;
use crate::target;

/// An option: one entry of the table from which [`Builder`], the command and `gatewright.toml` follow.
///
/// ```
/// use gatewright_build::{Builder, OPTIONS};
///
/// let tag = OPTIONS.iter().find(|option| option.argument == "tag").ok_or("there is such an option")?;
/// assert_eq!((tag.key, tag.value), ("select.tags", "TAG"));
/// let builder = tag.set(Builder::new("api.yaml"), "pets")?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct OptionInfo {
    /// The key in `gatewright.toml`; `select.tags` is `tags` in the table `select`.
    pub key: &'static str,
    /// The argument of the command, without its dashes.
    pub argument: &'static str,
    /// The setter of [`Builder`].
    pub setter: &'static str,
    /// What it is about.
    pub section: Section,
    /// What help texts call the value; empty for flags.
    pub value: &'static str,
    pub(super) docs: &'static [&'static str],
    /// The help of the argument that turns a flag off which is on by default.
    pub(super) turned_off: Option<&'static str>,
    pub(crate) slot: fn(&mut Options) -> Slot<'_>,
}

/// What an option is about, in the order of the command's help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Section {
    /// Which changes of the document are applied.
    Document,
    /// What is written, and where.
    Output,
    /// What is reported, and what is an error.
    Diagnostics,
    /// Which operations are generated. Types that none of them uses are left out.
    Selection,
    /// Names, and the types of values.
    Types,
}

impl Section {
    /// The heading in help texts.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Document => "Document",
            Self::Output => "Output",
            Self::Diagnostics => "Diagnostics",
            Self::Selection => "Selection",
            Self::Types => "Names and types",
        }
    }
}

/// The kind of an option's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// True or false; the argument of the command turns it to the opposite of its default.
    Flag,
    /// One word, of a few if [`OptionInfo::words`] has them.
    Word,
    /// A list of texts. An argument of the command adds one.
    List,
    /// Texts by key, `KEY=TEXT` on the command line. An argument adds one.
    Map,
    /// Lists of texts by key, `KEY=TEXT` on the command line. An argument adds one.
    Lists,
    /// A file. `true` in `gatewright.toml`, and an argument without a value, are the default path.
    File,
    /// A list of files. An argument of the command adds one.
    Files,
}

/// Where the value of an option is put.
pub(crate) enum Slot<'o> {
    Flag(&'o mut bool),
    Word(&'o mut dyn Worded),
    List(&'o mut Vec<Setting>),
    Map(&'o mut IndexMap<String, Setting>),
    Lists(&'o mut Vec<(Setting, Setting)>),
    File(&'o mut Option<PathBuf>),
    Files(&'o mut Vec<PathBuf>),
}

/// A value that is written as one word.
pub(crate) trait Worded {
    /// Takes a word; an error says which there are.
    fn set(&mut self, word: &str) -> Result<(), String>;
    /// The word for the value, if there is a value.
    fn word(&self) -> Option<String>;
    /// All words, if they are a few.
    fn words(&self) -> &'static [Word];
}

/// One of the words that an option takes.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Word {
    /// As it is written.
    pub name: &'static str,
    /// What it means.
    pub help: &'static str,
}

/// An enum whose variants are words.
pub(crate) trait Choice: Copy + PartialEq + 'static {
    const VARIANTS: &'static [Self];
    const WORDS: &'static [Word];
}

impl<T: Choice> Worded for T {
    fn set(&mut self, word: &str) -> Result<(), String> {
        let position = T::WORDS.iter().position(|known| known.name == word);
        let Some(variant) = position.and_then(|position| T::VARIANTS.get(position)) else {
            let words: Vec<String> = T::WORDS.iter().map(|word| format!("`{}`", word.name)).collect();
            return Err(format!("is one of {}, and not `{word}`", words.join(" and ")));
        };
        *self = *variant;
        Ok(())
    }

    fn word(&self) -> Option<String> {
        let position = T::VARIANTS.iter().position(|variant| variant == self)?;
        T::WORDS.get(position).map(|word| word.name.to_owned())
    }

    fn words(&self) -> &'static [Word] {
        T::WORDS
    }
}

impl OptionInfo {
    /// What the option does, for help texts: the first paragraph of the setter's docs.
    #[must_use]
    pub fn summary(&self) -> String {
        let lines: Vec<&str> = self.docs.iter().map(|line| line.trim()).take_while(|line| !line.is_empty()).collect();
        lines.join(" ")
    }

    /// What the argument of the command does.
    #[must_use]
    pub fn help(&self) -> String {
        self.turned_off.map_or_else(|| self.summary(), str::to_owned)
    }

    /// The kind of its value.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match (self.slot)(&mut Options::default()) {
            Slot::Flag(_) => Kind::Flag,
            Slot::Word(_) => Kind::Word,
            Slot::List(_) => Kind::List,
            Slot::Map(_) => Kind::Map,
            Slot::Lists(_) => Kind::Lists,
            Slot::File(_) => Kind::File,
            Slot::Files(_) => Kind::Files,
        }
    }

    /// The value that it has if nothing is set, as it is written.
    #[must_use]
    pub fn default(&self) -> Option<String> {
        match (self.slot)(&mut Options::default()) {
            Slot::Flag(on) => Some(on.to_string()),
            Slot::Word(value) => value.word(),
            Slot::List(_) | Slot::Map(_) | Slot::Lists(_) | Slot::File(_) | Slot::Files(_) => None,
        }
    }

    /// The outputs that it concerns, such as `client`; none if it concerns all.
    #[must_use]
    pub fn targets(&self) -> Vec<&'static str> {
        target::of_option(self.key)
    }

    /// The words that it takes, if they are a few.
    #[must_use]
    pub fn words(&self) -> &'static [Word] {
        match (self.slot)(&mut Options::default()) {
            Slot::Word(value) => value.words(),
            _ => &[],
        }
    }

    /// Sets the option by text, as it is written on the command line: `true` or `false` for a flag, `KEY=TEXT` for an
    /// entry. Lists and maps get one entry more.
    ///
    /// # Errors
    ///
    /// Why the text is not a value of this option.
    pub fn set(&self, mut builder: Builder, text: &str) -> Result<Builder, String> {
        self.fill(&mut builder.options, text)?;
        Ok(builder)
    }

    /// Whether [`set`](Self::set) would take the text.
    ///
    /// # Errors
    ///
    /// Why the text is not a value of this option.
    pub fn check(&self, text: &str) -> Result<(), String> {
        self.fill(&mut Options::default(), text)
    }

    fn fill(&self, options: &mut Options, text: &str) -> Result<(), String> {
        match (self.slot)(options) {
            Slot::Flag(flag) => *flag = text.parse().map_err(|_| "is `true` or `false`".to_owned())?,
            Slot::Word(value) => value.set(text)?,
            Slot::List(list) => list.push(text.into()),
            Slot::Map(map) => {
                let (key, text) = pair(text)?;
                map.insert(key.to_owned(), text.into());
            }
            Slot::Lists(lists) => {
                let (key, text) = pair(text)?;
                lists.push((key.into(), text.into()));
            }
            Slot::File(path) => *path = Some(PathBuf::from(text)),
            Slot::Files(paths) => paths.push(PathBuf::from(text)),
        }
        Ok(())
    }
}

/// `KEY=TEXT`. A path or pointer as key may have an equals sign, and so may the text of any other key.
fn pair(text: &str) -> Result<(&str, &str), String> {
    let is_path = text.split('=').next().is_some_and(|key| key.contains('/'));
    match if is_path { text.rsplit_once('=') } else { text.split_once('=') } {
        Some((key, text)) if !key.is_empty() && !text.is_empty() => Ok((key, text)),
        _ => Err("an equals sign must stand between the two, as in 'Pet=Animal'".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::pair;

    #[test]
    fn pairs() {
        let table = [
            ("Pet=Animal", Some(("Pet", "Animal"))),
            ("GET /a=b=list", Some(("GET /a=b", "list"))),
            ("#/paths/~1a=b=List", Some(("#/paths/~1a=b", "List"))),
            ("money={ path = \"../money\" }", Some(("money", "{ path = \"../money\" }"))),
            ("url=https://a.example?b=c", Some(("url", "https://a.example?b=c"))),
            ("Pet=", None),
            ("=Animal", None),
        ];
        for (text, expected) in table {
            assert_eq!(pair(text).ok(), expected, "{text}");
        }
    }
}
