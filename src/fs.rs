//! The one room that calls `std::fs`. Every failure carries the path at which it happened.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// The run cannot go on: one thing that the world refused, with its path.
#[derive(Debug)]
pub struct Error {
    /// What was tried, such as `read`.
    pub action: &'static str,
    /// Where.
    pub path: PathBuf,
    /// Why not.
    pub cause: io::Error,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "cannot {} `{}`: {}",
            self.action,
            self.path.display(),
            self.cause
        )
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.cause)
    }
}

trait At<T> {
    fn at(self, action: &'static str, path: &Path) -> Result<T, Error>;
}

impl<T> At<T> for io::Result<T> {
    fn at(self, action: &'static str, path: &Path) -> Result<T, Error> {
        self.map_err(|cause| Error {
            action,
            path: path.to_owned(),
            cause,
        })
    }
}

/// Reads a whole file.
pub fn read(path: &Path) -> Result<Vec<u8>, Error> {
    std::fs::read(path).at("read", path)
}

/// Reads a whole file, or returns `None` where there is none.
pub fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(cause).at("read", path),
    }
}

/// Says whether a folder stands at the path.
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// Lists the files under a folder, sorted by path, as pairs of `/`-separated path from that folder
/// and path on the disk. Links are not followed; a folder that is not there has no files. `skip`
/// says which names (of files and folders) are passed over.
///
/// # Errors
/// A folder that cannot be listed.
pub fn files_under(
    folder: &Path,
    skip: impl Fn(&str) -> bool,
) -> Result<Vec<(String, PathBuf)>, Error> {
    let mut files = Vec::new();
    if !folder.is_dir() {
        return Ok(files);
    }
    let walk = walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !skip(&entry.file_name().to_string_lossy()));
    for entry in walk {
        let entry = entry.map_err(|error| {
            let path = error.path().unwrap_or(folder).to_owned();
            let cause = error
                .into_io_error()
                .unwrap_or_else(|| io::Error::other("a loop of links"));
            Error {
                action: "list",
                path,
                cause,
            }
        })?;
        if !entry.file_type().is_file() {
            continue;
        }
        let relative = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
        files.push((parts.join("/"), entry.into_path()));
    }
    files.sort();
    Ok(files)
}
