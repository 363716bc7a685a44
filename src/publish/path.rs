//! Paths from the output root: `/` between names.

use std::path::{Path, PathBuf};

/// Returns the place on the disk of a path from `folder`.
pub(super) fn on_disk(folder: &Path, path: &str) -> PathBuf {
    path.split('/')
        .fold(folder.to_owned(), |folder, name| folder.join(name))
}

/// Lists the folders that lead to a path, the outermost first.
pub(super) fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

/// Returns the path as systems compare it for which case does not count.
pub(super) fn fold(path: &str) -> String {
    path.to_lowercase()
}
