//! Paths of files: as references write them, relative to each other, and as they are shown.

use std::path::{Component, Path, PathBuf};

use percent_encoding::percent_decode_str;

use crate::reference::{is_bare_name, is_url};

/// The path in a reference, without percent encoding; `None` for a URL, a name or a fragment.
pub(crate) fn reference_path(reference: &str) -> Option<PathBuf> {
    let target = reference.split('#').next().unwrap_or(reference).trim();
    if target.is_empty() || is_url(target) {
        return None;
    }
    // Only a name with a dot in it can be a file; `Pet` is a model.
    if is_bare_name(target) && !target.contains('.') {
        return None;
    }
    let target = target.split('?').next().unwrap_or(target);
    let decoded = percent_decode_str(target).decode_utf8().ok()?;
    // `file:pets.yaml`, `file:/api/pets.yaml` and `file:///api/pets.yaml` are all seen.
    let path = decoded.strip_prefix("file:").map_or(&*decoded, |path| path.strip_prefix("//").unwrap_or(path));
    Some(PathBuf::from(path))
}

/// A path relative to the folder of another file, without `.` and `..`.
pub(crate) fn beside(base: Option<&Path>, relative: &Path) -> PathBuf {
    let folder = base.and_then(Path::parent).unwrap_or(Path::new(""));
    normal(&folder.join(relative))
}

/// Without `.` and, where the path alone says it, without `..`.
pub(crate) fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(normal.components().next_back(), Some(Component::Normal(_))) => {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    normal
}

/// A path with forward slashes, the same on every system.
pub(crate) fn display(path: &Path) -> String {
    let shown = path.display().to_string();
    if std::path::MAIN_SEPARATOR == '/' { shown } else { shown.replace(std::path::MAIN_SEPARATOR, "/") }
}
