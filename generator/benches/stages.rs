//! Where the time of generation goes, stage by stage, and how much memory it takes.
//!
//! `cargo bench -p gatewright-build --bench stages` takes the documents of this repository, or the ten
//! largest of the folder that `GATEWRIGHT_CORPUS` names (it has a `manifest.tsv` with a column
//! `path`), or those named behind `--`. Each document is generated from in a process of its own,
//! `GATEWRIGHT_RUNS` times (5), as a whole crate with client and server that is written to a new
//! folder; the least CPU time of each stage is shown, in milliseconds, since it is the one that other
//! programs have disturbed the least. Memory is allocated as the command does it.

// A bench that cannot go on has failed.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::time::Duration;
use std::{env, fs};

const OURS: [&str; 3] = ["swagger/lambdagate.json", "swagger/bookshop.yaml", "swagger/issue-tracker.yaml"];
const LARGEST: usize = 10;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Stages that have ended, with the CPU time at their end.
static ENDED: Mutex<Vec<(&str, Duration)>> = Mutex::new(Vec::new());

fn main() {
    if let Some(document) = env::var_os("GATEWRIGHT_STAGES_OF") {
        return measure(Path::new(&document));
    }
    let named: Vec<PathBuf> =
        env::args().skip(1).filter(|argument| !argument.starts_with('-')).map(PathBuf::from).collect();
    let documents = match env::var_os("GATEWRIGHT_CORPUS") {
        _ if !named.is_empty() => named,
        Some(folder) => largest(Path::new(&folder)),
        None => OURS.map(|path| Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)).to_vec(),
    };
    for document in documents {
        let status = Command::new(env::current_exe().unwrap()).env("GATEWRIGHT_STAGES_OF", &document).status().unwrap();
        assert!(status.success(), "{} failed", document.display());
    }
}

/// The largest documents of a corpus.
fn largest(folder: &Path) -> Vec<PathBuf> {
    let manifest = fs::read_to_string(folder.join("manifest.tsv")).expect("the folder has a manifest.tsv");
    let mut lines = manifest.lines();
    let column =
        lines.next().and_then(|head| head.split('\t').position(|name| name == "path")).expect("a column `path`");
    let mut paths: Vec<PathBuf> = lines.filter_map(|line| Some(folder.join(line.split('\t').nth(column)?))).collect();
    paths.sort_by_key(|path| std::cmp::Reverse(fs::metadata(path).map_or(0, |file| file.len())));
    paths.truncate(LARGEST);
    paths
}

fn measure(document: &Path) {
    let runs = env::var("GATEWRIGHT_RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(5);
    let mut least: Vec<(&str, Duration)> = Vec::new();
    let mut total = Duration::MAX;
    for _ in 0..runs {
        let stages = run(document);
        total = total.min(stages.iter().map(|(_, time)| *time).sum());
        if least.is_empty() {
            least = stages;
        } else {
            least.iter_mut().zip(stages).for_each(|(least, stage)| least.1 = least.1.min(stage.1));
        }
    }
    let name = document.file_name().unwrap_or_default().to_string_lossy();
    let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
    println!("{name}: {:.0} ms, {} MB at most", milliseconds(total), peak_memory() / 1_000);
    for (stage, time) in least {
        println!("  {stage:<16} {:8.1}", milliseconds(time));
    }
}

/// One generation: its stages, with the CPU time of each.
fn run(document: &Path) -> Vec<(&'static str, Duration)> {
    let folder = tempfile::tempdir().unwrap();
    ENDED.lock().unwrap().clear();
    let mut before = cpu_time();
    let builder =
        gatewright_build::Builder::new(document).stage_ended(|stage| ENDED.lock().unwrap().push((stage, cpu_time())));
    let generated = builder.generate_crate("measured").unwrap();
    let mut ended = ENDED.lock().unwrap().clone();
    generated.write_to(folder.path()).unwrap();
    ended.push(("output", cpu_time()));
    drop(generated);
    ended.push(("drop", cpu_time()));
    ended.iter_mut().for_each(|(_, at)| (before, *at) = (*at, *at - before));
    ended
}

/// The CPU time of the whole process.
#[cfg(unix)]
fn cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
}

/// Elsewhere the time that has passed has to do.
#[cfg(not(unix))]
fn cpu_time() -> Duration {
    static START: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
    START.elapsed()
}

/// The most memory that the process has had, in kB; 0 where the system does not say.
fn peak_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
