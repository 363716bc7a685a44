//! The one room that calls `std::fs`. Every failure carries the path at which it happened.

pub mod name;

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

/// How often a file that changes while it is read is read again.
const MOST_READS: usize = 5;

/// Reads a whole file.
///
/// # Errors
/// No file, or one that is not regular: a pipe would have us wait, a device has no end.
pub fn read(path: &Path) -> Result<Vec<u8>, Error> {
    steady(path).at("read", path)
}

/// Reads a whole file, or returns `None` where there is none.
pub fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    match steady(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(cause).at("read", path),
    }
}

/// Reads a file that stays as it is meanwhile, so that no half of a save is taken for the whole. What
/// happens within one tick of the clock of the disk does not show.
fn steady(path: &Path) -> io::Result<Vec<u8>> {
    use std::io::Read as _;
    for _ in 0..MOST_READS {
        if !std::fs::metadata(path)?.is_file() {
            return Err(io::Error::other("it is not a regular file"));
        }
        let mut file = std::fs::File::open(path)?;
        let before = file.metadata()?;
        let mut bytes = Vec::with_capacity(usize::try_from(before.len()).unwrap_or(0));
        file.read_to_end(&mut bytes)?;
        let after = file.metadata()?;
        let is_whole = after.len() == bytes.len() as u64;
        if is_whole
            && before.modified().ok() == after.modified().ok()
            && changed(&before) == changed(&after)
        {
            return Ok(bytes);
        }
    }
    Err(io::Error::other("it changes while it is read"))
}

/// Says whether a folder stands at the path.
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// What is under a folder, sorted by path: the `/`-separated path from that folder, and the path on
/// the disk.
#[derive(Debug, Default)]
pub struct Under {
    /// The regular files.
    pub files: Vec<(String, PathBuf)>,
    /// What is neither a file nor a folder.
    pub others: Vec<(String, Kind)>,
}

/// Lists what is under a folder. Links are not followed; a folder that is not there holds nothing.
/// `skip` says which names (of files and folders) are passed over.
///
/// # Errors
/// A folder that cannot be listed.
pub fn files_under(folder: &Path, skip: impl Fn(&str) -> bool) -> Result<Under, Error> {
    let mut under = Under::default();
    if !folder.is_dir() {
        return Ok(under);
    }
    let walk = walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !skip(&entry.file_name().to_string_lossy()));
    for entry in walk {
        let entry = entry.map_err(|error| walk_error(error, folder))?;
        let path = relative(entry.path(), folder);
        match Kind::from(entry.file_type()) {
            Kind::File => under.files.push((path, entry.into_path())),
            Kind::Folder => {}
            // The folder itself may be reached through a link.
            Kind::Link if entry.depth() == 0 => {}
            kind => under.others.push((path, kind)),
        }
    }
    under.files.sort();
    under.others.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(under)
}

/// What is known of a file without reading it; another one means that it may have changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    path: PathBuf,
    length: u64,
    modified: Option<std::time::SystemTime>,
    /// When its bytes, times or names changed last, where the system tells; nobody sets this back.
    changed: (i64, i64),
}

/// Lists the stamps of a file, or of all files and folders under a folder, sorted by path. What
/// cannot be looked at is left out.
pub fn stamps(path: &Path, skip: impl Fn(&str) -> bool) -> Vec<Stamp> {
    walkdir::WalkDir::new(path)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !skip(&entry.file_name().to_string_lossy()))
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let metadata = entry.metadata().ok()?;
            Some(Stamp {
                length: metadata.len(),
                modified: metadata.modified().ok(),
                changed: changed(&metadata),
                path: entry.into_path(),
            })
        })
        .collect()
}

#[cfg(unix)]
fn changed(metadata: &std::fs::Metadata) -> (i64, i64) {
    use std::os::unix::fs::MetadataExt as _;
    (metadata.ctime(), metadata.ctime_nsec())
}

#[cfg(not(unix))]
fn changed(_: &std::fs::Metadata) -> (i64, i64) {
    (0, 0)
}

/// What stands at a path, links not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link, wherever it leads.
    Link,
    /// A socket, a device or the like.
    Other,
}

impl From<std::fs::FileType> for Kind {
    fn from(kind: std::fs::FileType) -> Self {
        if kind.is_symlink() {
            Kind::Link
        } else if kind.is_dir() {
            Kind::Folder
        } else if kind.is_file() {
            Kind::File
        } else {
            Kind::Other
        }
    }
}

/// Returns what stands at the path itself, or `None` where there is nothing.
pub fn kind(path: &Path) -> Result<Option<Kind>, Error> {
    match std::fs::symlink_metadata(path) {
        Ok(metadata) => Ok(Some(metadata.file_type().into())),
        Err(cause) if is_absence(&cause) => Ok(None),
        Err(cause) => Err(cause).at("look at", path),
    }
}

/// Says whether nothing stands there, or nothing could: no folder leads to it, or it is too long.
fn is_absence(cause: &io::Error) -> bool {
    use io::ErrorKind::{InvalidFilename, NotADirectory, NotFound};
    matches!(cause.kind(), NotFound | NotADirectory | InvalidFilename)
}

/// Lists all that is under a folder, folders before what they hold, as `/`-separated paths from
/// that folder. Links are listed and not followed.
pub fn everything_under(folder: &Path) -> Result<Vec<(String, Kind)>, Error> {
    let mut found = Vec::new();
    for entry in walkdir::WalkDir::new(folder)
        .min_depth(1)
        .sort_by_file_name()
    {
        let entry = entry.map_err(|error| walk_error(error, folder))?;
        found.push((relative(entry.path(), folder), entry.file_type().into()));
    }
    Ok(found)
}

fn walk_error(error: walkdir::Error, folder: &Path) -> Error {
    let path = error.path().unwrap_or(folder).to_owned();
    let cause = error
        .into_io_error()
        .unwrap_or_else(|| io::Error::other("a loop of links"));
    Error {
        action: "list",
        path,
        cause,
    }
}

fn relative(path: &Path, folder: &Path) -> String {
    let parts: Vec<_> = path
        .strip_prefix(folder)
        .unwrap_or(path)
        .iter()
        .map(|part| part.to_string_lossy())
        .collect();
    parts.join("/")
}

/// Says whether the regular file at the path holds exactly these bytes.
pub fn holds(path: &Path, bytes: &[u8]) -> Result<bool, Error> {
    let length = std::fs::symlink_metadata(path).at("look at", path)?.len();
    Ok(length == bytes.len() as u64 && read(path)? == bytes)
}

/// Says whether two paths lead to one file, as `A` and `a` do where case does not count.
pub fn is_same_file(one: &Path, other: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let id = |path: &Path| {
            std::fs::symlink_metadata(path).map(|metadata| (metadata.dev(), metadata.ino()))
        };
        matches!((id(one), id(other)), (Ok(one), Ok(other)) if one == other)
    }
    #[cfg(not(unix))]
    {
        matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
    }
}

/// Returns the absolute path without links, also of a path whose last parts are not there yet.
pub fn resolve(path: &Path) -> Result<PathBuf, Error> {
    let absolute = std::path::absolute(path).at("find", path)?;
    let mut missing = Vec::new();
    let mut there = absolute.as_path();
    loop {
        match there.canonicalize() {
            Ok(found) => {
                return Ok(missing
                    .iter()
                    .rev()
                    .fold(found, |path, name| path.join(name)));
            }
            Err(cause) if cause.kind() == io::ErrorKind::NotFound && kind(there)?.is_none() => {}
            Err(cause) => return Err(cause).at("find", there),
        }
        match (there.parent(), there.file_name()) {
            (Some(parent), Some(name)) => {
                missing.push(name.to_owned());
                there = parent;
            }
            // `..` after a folder that is not there.
            _ => return Err(io::ErrorKind::NotFound.into()).at("find", path),
        }
    }
}

/// What the names of unfinished files begin with; sixteen hexadecimal digits follow, no ending.
pub const TEMPORARY: &str = ".casebook-tmp-";

/// Writes a file whole or not at all: beside its place first, then into it by renaming. What stood
/// there, a link included, is replaced.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let temporary = temporary_beside(path);
    remove_file(&temporary)?;
    let written = write_new(&temporary, bytes)
        .at("write", path)
        .and_then(|()| std::fs::rename(&temporary, path).at("write", path));
    if written.is_err() {
        // The first failure is the one to tell; a left-over is cleaned up by the next run.
        let _ = std::fs::remove_file(&temporary);
    }
    written
}

/// Writes a file that is there anew, whole or not at all, and leaves it its permissions.
pub fn rewrite_atomically(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let permissions = std::fs::metadata(path).at("look at", path)?.permissions();
    let temporary = temporary_beside(path);
    remove_file(&temporary)?;
    let written = write_new(&temporary, bytes)
        .and_then(|()| std::fs::set_permissions(&temporary, permissions))
        .and_then(|()| std::fs::rename(&temporary, path))
        .at("write", path);
    if written.is_err() {
        // The first failure is the one to tell; the name is passed over when a site is read.
        let _ = std::fs::remove_file(&temporary);
    }
    written
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    use std::io::Write as _;
    std::fs::File::create_new(path)?.write_all(bytes)
}

fn temporary_beside(path: &Path) -> PathBuf {
    use sha2::Digest as _;
    let name = path.file_name().unwrap_or_default().as_encoded_bytes();
    let digest = sha2::Sha256::digest(name);
    let digits: String = digest
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    path.with_file_name(format!("{TEMPORARY}{digits}"))
}

/// Says whether the last name of a path is one that [`write_atomically`] gives to unfinished files.
pub fn is_temporary(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let digits = name.strip_prefix(TEMPORARY);
    digits.is_some_and(|digits| digits.len() == 16 && digits.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// Removes what [`write_atomically`] left directly in a folder when it was killed.
pub fn remove_temporaries(folder: &Path) -> Result<(), Error> {
    let entries = match std::fs::read_dir(folder) {
        Err(cause) if is_absence(&cause) => return Ok(()),
        entries => entries.at("list", folder)?,
    };
    for entry in entries {
        let entry = entry.at("list", folder)?;
        if is_temporary(&entry.file_name().to_string_lossy())
            && entry.file_type().at("look at", &entry.path())?.is_file()
        {
            remove_file(&entry.path())?;
        }
    }
    Ok(())
}

/// Removes a file or a link; one that is not there is fine.
pub fn remove_file(path: &Path) -> Result<(), Error> {
    match std::fs::remove_file(path) {
        Err(cause) if is_absence(&cause) => Ok(()),
        removed => removed.at("remove", path),
    }
}

/// Says whether a folder stands at the path itself and holds nothing.
pub fn is_empty_folder(path: &Path) -> Result<bool, Error> {
    if kind(path)? != Some(Kind::Folder) {
        return Ok(false);
    }
    Ok(std::fs::read_dir(path).at("list", path)?.next().is_none())
}

/// Removes a folder that is empty.
pub fn remove_empty_folder(path: &Path) -> Result<(), Error> {
    std::fs::remove_dir(path).at("remove", path)
}

/// Makes a folder and those above it; folders that are there are fine.
pub fn create_folder(path: &Path) -> Result<(), Error> {
    std::fs::create_dir_all(path).at("make the folder", path)
}

/// Keeps others out for as long as it lives.
#[must_use]
#[derive(Debug)]
pub struct Lock {
    _file: std::fs::File,
}

/// Waits until nobody else holds the lock of that path and takes it; `waiting` is called if it has to
/// wait. The system gives the lock back when the process ends, however it ends; where it knows no
/// locks, nobody is kept out.
pub fn lock(path: &Path, waiting: &dyn Fn()) -> Result<Lock, Error> {
    let file = std::fs::File::options()
        .create(true)
        .append(true)
        .open(path)
        .at("lock", path)?;
    match file.try_lock() {
        Ok(()) => return Ok(Lock { _file: file }),
        Err(std::fs::TryLockError::WouldBlock) => waiting(),
        // The one below says it better.
        Err(std::fs::TryLockError::Error(_)) => {}
    }
    match file.lock() {
        Err(cause) if cause.kind() != io::ErrorKind::Unsupported => Err(cause).at("lock", path),
        _ => Ok(Lock { _file: file }),
    }
}
