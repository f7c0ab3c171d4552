//! What is to be measured.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

pub(crate) struct Options {
    pub(crate) documents: Vec<PathBuf>,
    pub(crate) rivals: Vec<Rival>,
    pub(crate) server: bool,
    pub(crate) check: bool,
    pub(crate) work: PathBuf,
}

/// Another generator.
pub(crate) struct Rival {
    pub(crate) name: String,
    command: String,
}

impl Options {
    /// `None` if help is wanted.
    pub(crate) fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Option<Self>, Box<dyn Error>> {
        let work = PathBuf::from("target/compile-cost");
        let mut options = Self { documents: Vec::new(), rivals: Vec::new(), server: false, check: false, work };
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--server" => options.server = true,
                "--check" => options.check = true,
                "--work" => options.work = arguments.next().ok_or("`--work` needs a folder")?.into(),
                "--rival" => {
                    let rival = arguments.next().ok_or("`--rival` needs `NAME=COMMAND`")?;
                    let (name, command) = rival.split_once('=').ok_or("`--rival` needs `NAME=COMMAND`")?;
                    options.rivals.push(Rival { name: name.to_owned(), command: command.to_owned() });
                }
                "--help" | "-h" => return Ok(None),
                unknown if unknown.starts_with('-') => return Err(format!("unknown option `{unknown}`").into()),
                path => super::documents(Path::new(path), &mut options.documents)?,
            }
        }
        if options.documents.is_empty() {
            return Ok(None);
        }
        options.work = std::path::absolute(&options.work)?;
        Ok(Some(options))
    }
}

impl Rival {
    /// Runs the command, in a folder that is empty before.
    pub(crate) fn generate(&self, document: &Path, folder: &Path, name: &str) -> Result<(), Box<dyn Error>> {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        let document = std::path::absolute(document)?;
        let command = self
            .command
            .replace("{document}", &document.display().to_string())
            .replace("{out}", &folder.display().to_string())
            .replace("{crate}", name);
        let output = Command::new("sh").arg("-c").arg(&command).output()?;
        if output.status.success() {
            return Ok(());
        }
        let last = String::from_utf8_lossy(&output.stderr).lines().next_back().unwrap_or_default().to_owned();
        Err(format!("generates nothing: {last}").into())
    }
}

/// A name for the crate of a document.
pub(crate) fn crate_name(document: &Path, suffix: &str) -> String {
    let stem = document.file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    format!("x-{stem}-{suffix}").chars().map(plain).collect()
}
