//! Watches the files of a document.
//!
//! Folders are watched, not files: most editors write a new file and give it the old one's name, which
//! a watch on the file itself would not see.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use tokio::sync::mpsc;

use crate::outcome::Failure;

/// How long a change may take: editors and generators write in several steps.
const SETTLING: Duration = Duration::from_millis(100);

/// Changes of some files, from the moment on at which they are watched.
pub(crate) struct Changes {
    events: mpsc::UnboundedReceiver<notify::Result<Event>>,
    watched: Watched,
}

impl Changes {
    /// Starts to watch files. Call it before the command announces a result: a user who sees the result may change a
    /// file at once.
    pub(crate) fn watch(files: Vec<PathBuf>) -> Result<Self, Failure> {
        let (sender, events) = mpsc::unbounded_channel();
        let watcher = notify::recommended_watcher(move |event| {
            // Nobody listens any more only when the command ends.
            let _ = sender.send(event);
        });
        let watched = watcher.and_then(|watcher| Watched::new(watcher, files));
        Ok(Self { events, watched: watched.map_err(|error| unwatchable(&error))? })
    }

    /// Calls `reload` after each change. What it returns is watched from then on; `None` goes on with the same files.
    /// Ends only when files cannot be watched.
    pub(crate) async fn each(mut self, mut reload: impl FnMut() -> Option<Vec<PathBuf>>) -> Failure {
        while let Some(event) = self.events.recv().await {
            if !self.watched.concerns(event) {
                continue;
            }
            tokio::time::sleep(SETTLING).await;
            while self.events.try_recv().is_ok() {}
            if let Some(files) = reload()
                && let Err(error) = self.watched.follow(files)
            {
                return unwatchable(&error);
            }
        }
        Failure::failed("the system does not tell of changed files any more")
    }
}

fn unwatchable(error: &notify::Error) -> Failure {
    Failure::failed(format!("the document's files cannot be watched: {error}"))
}

struct Watched {
    watcher: RecommendedWatcher,
    folders: BTreeSet<PathBuf>,
    files: BTreeSet<PathBuf>,
}

impl Watched {
    fn new(watcher: RecommendedWatcher, files: Vec<PathBuf>) -> notify::Result<Watched> {
        let mut watched = Watched { watcher, folders: BTreeSet::new(), files: BTreeSet::new() };
        watched.follow(files)?;
        Ok(watched)
    }

    /// Watches these files. Folders that are watched already stay so.
    fn follow(&mut self, files: Vec<PathBuf>) -> notify::Result<()> {
        self.files = files.iter().filter_map(|file| absolute(file)).collect();
        for folder in self.files.iter().filter_map(|file| file.parent()) {
            if !self.folders.contains(folder) {
                self.watcher.watch(folder, RecursiveMode::NonRecursive)?;
                self.folders.insert(folder.to_owned());
            }
        }
        Ok(())
    }

    /// Whether an event may have changed one of the files. To read them is an event too, which does not.
    fn concerns(&self, event: notify::Result<Event>) -> bool {
        match event {
            Ok(event) if matches!(event.kind, EventKind::Access(_)) => false,
            Ok(event) => event.need_rescan() || event.paths.iter().any(|path| self.files.contains(path)),
            Err(_) => true,
        }
    }
}

/// The path by which the system tells of a file: its folder without links, and its name.
fn absolute(file: &Path) -> Option<PathBuf> {
    let file = std::path::absolute(file).ok()?;
    let folder = file.parent()?.canonicalize().ok()?;
    Some(folder.join(file.file_name()?))
}
