//! Fixes of all documents that are at hand: each that is offered is applied, and its complaint must be gone.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use gatewright_build::{Builder, Code, Document, Report, missing_operation_ids};
use gatewright_document::{LoadOptions, overlay_of_fixes};

/// Where the documents are: the variable, and the folder beside that of the project.
const FOLDERS: [(&str, &str); 2] =
    [("GATEWRIGHT_CORPUS", "../../shared/corpus"), ("GATEWRIGHT_GATEWAY_DOCUMENTS", "../../shared/gateway-documents")];
/// Documents that are always there: good ones, and some with faults of each kind that has a fix.
const OWN: [&str; 2] = ["../swagger", "faults"];
/// What must have been offered whatever documents there are.
const OFFERED: [Code; 14] = [
    Code::ERRORS_ANSWERED_AS_SUCCESS,
    Code::INVALID_ENUM,
    Code::INVALID_EXAMPLE,
    Code::INVALID_PATTERN,
    Code::INVALID_VALUE,
    Code::MISSING_OPERATION_ID,
    Code::RESPONSE_DOES_NOT_FIT_MODEL,
    Code::UNDECLARED_PATH_PARAMETER,
    Code::UNKNOWN_TYPE,
    Code::UNMAPPED_PARAMETER,
    Code::UNRESOLVED_REFERENCE,
    Code::UNUSED_PATH_PARAMETER,
    Code::WRONG_TYPE,
    Code::YAML_BOOLEAN,
];

/// What came of all fixes.
#[derive(Default)]
pub(crate) struct Fixes {
    pub(crate) documents: usize,
    /// Offered and gone, by code.
    pub(crate) codes: BTreeMap<Code, (usize, usize)>,
    pub(crate) failures: Vec<String>,
}

impl Fixes {
    pub(crate) fn offered(&self) -> usize {
        self.codes.values().map(|(offered, _)| offered).sum()
    }

    pub(crate) fn gone(&self) -> usize {
        self.codes.values().map(|(_, gone)| gone).sum()
    }
}

/// Checks, fixes and checks again every document.
pub(crate) fn run() -> Fixes {
    let mut documents = Vec::new();
    OWN.iter().for_each(|folder| collect(Path::new(folder), &mut documents));
    for (variable, folder) in FOLDERS {
        let folder = std::env::var_os(variable).map_or_else(|| PathBuf::from(folder), PathBuf::from);
        if folder.is_dir() {
            collect(&folder, &mut documents);
        } else {
            println!(
                "overlay: fixes of {} are left out, since it is not there; name another by {variable}",
                folder.display()
            );
        }
    }
    documents.sort();
    let (next, total) = (AtomicUsize::new(0), Mutex::new(Fixes::default()));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(path) = documents.get(next.fetch_add(1, Ordering::Relaxed)) {
                    document(path, &total);
                }
            });
        }
    });
    let mut total = total.into_inner().unwrap();
    for code in OFFERED.iter().filter(|code| !total.codes.contains_key(code)) {
        total.failures.push(format!("no fix is offered for `{code}`"));
    }
    total
}

fn collect(folder: &Path, documents: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, documents);
        } else if path
            .extension()
            .is_some_and(|extension| ["json", "yaml", "yml"].iter().any(|known| extension == *known))
        {
            documents.push(path);
        }
    }
}

/// What is said of each kind of mistake, and how often.
type Counts = BTreeMap<(Code, String), usize>;

fn counts(report: &Report, only_fixable: bool) -> Counts {
    let mut counts = Counts::new();
    for diagnostic in report.diagnostics().iter().filter(|diagnostic| diagnostic.fix.is_some() == only_fixable) {
        *counts.entry((diagnostic.code, diagnostic.message.clone())).or_default() += 1;
    }
    counts
}

fn report(path: &Path, document: &Document) -> Report {
    let mut report = Builder::new(path).findings(document).unwrap();
    report.append(missing_operation_ids(document));
    report.sort();
    report
}

fn document(path: &Path, total: &Mutex<Fixes>) {
    // What cannot be read has no fixes: the loader says why.
    let Ok(before) = Document::load(path) else { return };
    let found = report(path, &before);
    total.lock().unwrap().documents += 1;
    let Some(overlay) = overlay_of_fixes(&found, &before) else { return };
    let fixed = LoadOptions::new().overlay_text("fixes.overlay.yaml", &overlay).load(path);
    let mut total = total.lock().unwrap();
    let after = match fixed {
        Ok(fixed) => report(path, &fixed),
        Err(rejected) => {
            total.failures.push(format!(
                "{}: the overlay is rejected: {}",
                path.display(),
                rejected.one_line().join("\n")
            ));
            return;
        }
    };
    let (unfixable, left) = (counts(&found, false), {
        let mut left = counts(&after, false);
        for (key, count) in counts(&after, true) {
            *left.entry(key).or_default() += count;
        }
        left
    });
    for ((code, message), offered) in counts(&found, true) {
        let key = (code, message);
        let others = unfixable.get(&key).copied().unwrap_or_default();
        let remaining = left.get(&key).copied().unwrap_or_default().saturating_sub(others).min(offered);
        let (all, gone) = total.codes.entry(code).or_default();
        *all += offered;
        *gone += offered - remaining;
        if remaining > 0 {
            total.failures.push(format!("{}: {remaining} of {offered} are left: {code}: {}", path.display(), key.1));
        }
    }
    for line in after.one_line().iter().filter(|line| line.contains("[overlay-")) {
        total.failures.push(format!("{}: {line}", path.display()));
    }
    if after.has_errors() && !found.has_errors() {
        let error = after
            .diagnostics()
            .iter()
            .zip(after.one_line())
            .find(|(found, _)| found.severity == gatewright_build::Severity::Error);
        total.failures.push(format!(
            "{}: a new error: {}",
            path.display(),
            error.map(|(_, line)| line).unwrap_or_default()
        ));
    }
}
