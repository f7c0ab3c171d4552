//! In which ways what was generated is compiled, and for which documents.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::toolchain::{Tool, Toolchain};

/// A way to compile what was generated. None may give a single warning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Check {
    /// The written crate, by clippy, which also says what rustc says.
    Crate,
    /// A public module of a user's crate, by rustc in edition 2021.
    Module,
    /// The client without the server and the server without the client, in private modules in which nothing
    /// is called, by clippy.
    Halves,
    /// The documentation of the written crate, which has no test either.
    Docs,
}

impl Check {
    pub(crate) const ALL: [Self; 4] = [Self::Crate, Self::Module, Self::Halves, Self::Docs];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Crate => "crate",
            Self::Module => "module",
            Self::Halves => "halves",
            Self::Docs => "docs",
        }
    }
}

/// Which outputs are compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Selection {
    All,
    Sample,
    None,
}

/// Outputs up to this many lines are always in the sample.
const SMALL: usize = 3_000;

impl Selection {
    pub(crate) fn from_environment() -> Self {
        Self::parse(&std::env::var("GATEWRIGHT_COMPILE").unwrap_or_default())
    }

    pub(crate) fn parse(text: &str) -> Self {
        match text {
            "all" => Self::All,
            "none" => Self::None,
            _ => Self::Sample,
        }
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Sample => "sample",
            Self::None => "none",
        }
    }

    /// The checks of an output. The sample is the crate of small outputs and of a tenth of the others, and
    /// one more check of each; which ones changes from day to day.
    pub(crate) fn checks(self, path: &str, lines: usize) -> Vec<Check> {
        let turn = hash(path) + today();
        match self {
            Self::All => Check::ALL.to_vec(),
            Self::None => Vec::new(),
            Self::Sample if lines > SMALL && !turn.is_multiple_of(10) => Vec::new(),
            Self::Sample => {
                let further = [Check::Module, Check::Halves, Check::Docs];
                let turn = usize::try_from(turn / 10 % 3).unwrap_or_default();
                [Check::Crate].into_iter().chain(further.get(turn).copied()).collect()
            }
        }
    }
}

/// FNV-1a.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
        >> 8
}

fn today() -> u64 {
    std::time::UNIX_EPOCH.elapsed().map_or(0, |elapsed| elapsed.as_secs() / 86_400)
}

/// What a check came to.
pub(crate) struct Compiled {
    pub(crate) check: Check,
    pub(crate) seconds: f64,
    pub(crate) errors: Option<String>,
}

/// The folder in which the sources of a document stand; a new one.
pub(crate) fn folder(path: &str) -> PathBuf {
    let name = path.replace(|c: char| !c.is_ascii_alphanumeric(), "_");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("corpus").join(name);
    let _ = fs::remove_dir_all(&folder);
    folder
}

/// Runs the checks over the sources in a folder. What is left behind is what somebody has to look at.
pub(crate) fn compile(toolchain: &Toolchain, checks: &[Check], folder: &Path) -> Vec<Compiled> {
    let mut compiled = Vec::new();
    for check in checks.iter().copied() {
        let directory = folder.join(check.as_str());
        let started = Instant::now();
        let errors = errors(toolchain, check, &directory).map(|errors| beginning(&errors));
        if errors.is_none() {
            let _ = fs::remove_dir_all(&directory);
        }
        compiled.push(Compiled { check, seconds: started.elapsed().as_secs_f64(), errors });
    }
    // Goes only if it is empty.
    let _ = fs::remove_dir(folder);
    compiled
}

fn errors(toolchain: &Toolchain, check: Check, directory: &Path) -> Option<String> {
    match check {
        Check::Crate | Check::Halves => toolchain.run(Tool::Clippy, "2024", directory, &[]).err(),
        Check::Module => toolchain.run(Tool::Rustc, "2021", directory, &[]).err(),
        Check::Docs => {
            let documented = toolchain.run(Tool::Rustdoc, "2024", directory, &[]);
            match documented.and_then(|_| toolchain.run(Tool::DocTests, "2024", directory, &[])) {
                Ok(listed) => match listed.lines().filter(|line| is_foreign(line)).collect::<Vec<_>>() {
                    foreign if foreign.is_empty() => None,
                    foreign => Some(format!("its documentation holds tests of the document:\n{}", foreign.join("\n"))),
                },
                Err(errors) => Some(errors),
            }
        }
    }
}

/// Whether a line of the list is a test that the generator did not write: code of the document, which would run.
/// `src/client.rs - client::Client::get_calc (line 54): test` is an example of a method, if it begins as such do.
fn is_foreign(line: &str) -> bool {
    let Some((place, number)) = line.strip_suffix("): test").and_then(|line| line.rsplit_once(" (line ")) else {
        return false;
    };
    let (Some((file, _)), Ok(number)) = (place.split_once(" - "), number.parse::<usize>()) else { return true };
    let text = fs::read_to_string(file).unwrap_or_default();
    let mut lines = text.lines().skip(number - 1).map(str::trim);
    let beginning = ["/// ```no_run", "/// # use generated::", "/// # "];
    !beginning.iter().all(|start| lines.next().is_some_and(|line| line.starts_with(start)))
}

/// The first errors; the others follow from them, or are the same again.
fn beginning(errors: &str) -> String {
    let lines: Vec<&str> = errors.lines().take(40).collect();
    lines.join("\n")
}
