//! Runs cargo and looks at what it used.

use std::error::Error;
use std::fmt;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::thread;
use std::time::Duration;

use wait4::Wait4 as _;

/// Names the file in which [`watched`] notes memory.
const NOTES: &str = "COMPILE_COST_NOTES";

/// A crate on disk.
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) folder: PathBuf,
}

/// What a run used.
pub(crate) struct Cost {
    /// User CPU, in seconds.
    seconds: f64,
    /// The most that rustc had in memory at once, in bytes.
    memory: u64,
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1} s | {} MB", self.seconds, self.memory / 1_000_000)
    }
}

impl Package {
    /// Writes the program that calls the crate, beside it.
    pub(crate) fn caller(&self, program: &str) -> Result<Package, Box<dyn Error>> {
        let name = format!("{}-caller", self.name);
        let folder = self.folder.with_file_name(&name);
        fs::create_dir_all(folder.join("src"))?;
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n{} = {{ path = {:?} }}\n\n[workspace]\n",
            self.name, self.folder
        );
        fs::write(folder.join("Cargo.toml"), manifest)?;
        fs::write(folder.join("src/main.rs"), program)?;
        Ok(Package { name, folder })
    }

    fn roots(&self) -> impl Iterator<Item = PathBuf> {
        ["src/lib.rs", "src/main.rs"].iter().map(|root| self.folder.join(root)).filter(|root| root.exists())
    }
}

/// What a command of cargo costs for the crate, with its caller if there is one.
pub(crate) fn cost(
    package: &Package,
    caller: Option<&Package>,
    command: &[&str],
    target: &Path,
) -> Result<Cost, Box<dyn Error>> {
    let top = caller.unwrap_or(package);
    let roots: Vec<PathBuf> = package.roots().chain(caller.into_iter().flat_map(Package::roots)).collect();
    // Dependencies first, with nothing in the crates themselves.
    let mut texts = Vec::new();
    for root in &roots {
        texts.push(fs::read_to_string(root)?);
        fs::write(root, "#![allow(dead_code)]\nfn main() {}\n")?;
    }
    let dependencies = cargo(top, command, target);
    for (root, text) in roots.iter().zip(texts) {
        fs::write(root, text)?;
    }
    dependencies?;
    let whole = cargo(top, command, target)?;
    let nothing = cargo(top, command, target)?;
    Ok(Cost { seconds: (whole.seconds - nothing.seconds).max(0.0), memory: whole.memory })
}

fn cargo(package: &Package, command: &[&str], target: &Path) -> Result<Cost, Box<dyn Error>> {
    fs::create_dir_all(target)?;
    let notes = target.join("memory-of-rustc");
    fs::write(&notes, "")?;
    let mut child = Command::new(env!("CARGO"))
        .args(command)
        .arg("--quiet")
        .current_dir(&package.folder)
        .env("CARGO_TARGET_DIR", target)
        .env("CARGO_INCREMENTAL", "0")
        .env("RUSTC_WRAPPER", std::env::current_exe()?)
        .env(NOTES, &notes)
        .env_remove("RUSTFLAGS")
        .stdout(Stdio::null())
        .spawn()?;
    let used = child.wait4()?;
    if !used.status.success() {
        return Err(format!("`{}` does not compile", package.name).into());
    }
    let noted = fs::read_to_string(&notes)?;
    let memory = noted.lines().filter_map(|line| line.parse().ok()).max();
    Ok(Cost { seconds: used.rusage.utime.as_secs_f64(), memory: memory.unwrap_or_default() })
}

/// What is to be done if this runs as cargo's wrapper of rustc: runs rustc, and notes the most memory that it had.
///
/// What the system says of a process that has ended includes the linker, which is another program and takes more than
/// rustc for a small crate: it has the debug information of all dependencies before it.
pub(crate) fn watched() -> Option<Result<ExitCode, Box<dyn Error>>> {
    let notes = std::env::var_os(NOTES)?;
    Some(watch(Path::new(&notes)))
}

fn watch(notes: &Path) -> Result<ExitCode, Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let mut rustc = Command::new(arguments.next().ok_or("no rustc")?).args(arguments).spawn()?;
    let mut most = 0;
    let status = loop {
        most = memory(&rustc).unwrap_or_default().max(most);
        match rustc.try_wait()? {
            Some(status) => break status,
            None => thread::sleep(Duration::from_millis(2)),
        }
    };
    writeln!(fs::OpenOptions::new().append(true).open(notes)?, "{most}")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The most that a process has had in memory so far.
fn memory(process: &Child) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{}/status", process.id())).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

/// The size of the release library.
pub(crate) fn library_size(package: &Package, target: &Path) -> Option<u64> {
    let library = format!("lib{}.rlib", package.name.replace('-', "_"));
    let known = [target.join("release").join(&library)];
    let built = fs::read_dir(target.join("release/deps")).ok()?.filter_map(|entry| Some(entry.ok()?.path()));
    let prefix = format!("lib{}-", package.name.replace('-', "_"));
    let built = built.filter(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(&prefix) && name.ends_with(".rlib")
    });
    let newest = known.into_iter().chain(built).filter_map(|path| fs::metadata(path).ok());
    newest.max_by_key(|metadata| metadata.modified().ok()).map(|metadata| metadata.len())
}

/// The name that a crate on disk gives itself.
pub(crate) fn package_name(folder: &Path) -> Result<String, Box<dyn Error>> {
    let manifest = fs::read_to_string(folder.join("Cargo.toml"))?;
    let name = manifest.lines().find_map(|line| line.trim().strip_prefix("name")?.trim_start().strip_prefix('='));
    Ok(name.ok_or("its manifest has no name")?.trim().trim_matches('"').to_owned())
}
