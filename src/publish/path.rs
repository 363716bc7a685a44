//! Paths from the output root: `/` between names, and nothing that leads elsewhere.

use std::path::{Path, PathBuf};

use crate::fs::TEMPORARY;

/// The longest name of a file or folder that the usual systems take, in bytes.
const LONGEST_NAME: usize = 255;

/// Says why a path cannot be published, or nothing if it can. The same rules hold on every system,
/// so that one site can be published from all of them.
pub(super) fn flaw(path: &str) -> Option<&'static str> {
    if path.is_empty() {
        return Some("it is empty");
    }
    if path.contains(|c: char| c.is_control() || matches!(c, '\\' | ':')) {
        return Some("a name holds `\\`, `:` or a control character");
    }
    path.split('/').find_map(|name| match name {
        "" => Some("a name between its slashes is missing"),
        "." | ".." => Some("`.` and `..` are no names"),
        _ if name.eq_ignore_ascii_case(".git") || name.eq_ignore_ascii_case(".casebook") => {
            Some("`.git` and `.casebook` belong to others")
        }
        _ if name.len() > LONGEST_NAME => Some("a name is longer than 255 bytes"),
        _ if name.starts_with(TEMPORARY) => Some("a name is one for unfinished files"),
        _ => None,
    })
}

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
