//! Writes the outputs to a folder: what differs, whole or not at all, and removes what Casebook
//! wrote there once and no longer makes.
//!
//! What Casebook wrote is known from a manifest in `.casebook`, one per output folder, never from
//! the look of a file. Nothing else is touched, no link inside the folder is followed, and what is in
//! the way is found before anything is changed. A run that is killed leaves a manifest that names
//! both the old and the new, so that the next run finishes its work.

mod destination;
mod error;
mod manifest;
mod path;
pub mod pictures;
mod plan;
mod seal;

pub use destination::Destination;
pub use error::PublishError;
pub use plan::Outputs;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::fs;

use manifest::{Hash, Manifest};
use path::{folders_of, on_disk};
use plan::Plan;
use seal::Seal;

/// What was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// How many files were written.
    pub written: usize,
    /// How many files were removed.
    pub removed: usize,
    /// How many files stood there as they are.
    pub kept: usize,
    /// What somebody should know, a sentence each.
    pub warnings: Vec<String>,
}

/// What is noted of a site with which nothing is wrong, for [`unchanged`].
#[derive(Clone, Copy, Debug)]
pub struct Note<'a> {
    /// All that it was made from.
    pub made_from: &'a [u8],
    /// What to tell about it, in one line.
    pub told: &'a str,
}

/// Makes the output folder hold the outputs. One run at a time writes to a folder; `waiting` is called
/// if another one has to end first.
///
/// # Errors
/// A folder that must not be written to, what others put in the way, or a disk that refuses.
pub fn publish(
    outputs: &Outputs,
    destination: &Destination,
    note: Option<Note<'_>>,
    waiting: &dyn Fn(),
) -> Result<Published, PublishError> {
    plan::check_outputs(outputs)?;
    let desk = Desk::open(destination, waiting)?;
    let mut recorded = Recorded::read(desk.notes("manifest"))?;
    let folder = &desk.folder;
    let plan = plan::make(folder, outputs, &recorded.manifest, destination.adopt)
        .map_err(|error| recorded.explain(error))?;
    fs::create_folder(folder)?;
    let published = carry_out(plan, folder, outputs, &mut recorded)?;
    if let (Some(note), Some(manifest), []) = (note, &recorded.text, &published.warnings[..]) {
        let seal = Seal {
            made_from: Hash::of(note.made_from),
            manifest: Hash::of(manifest.as_bytes()),
            told: note.told.to_owned(),
        };
        fs::write_atomically(&desk.notes("seal"), seal.to_text().as_bytes())?;
    }
    Ok(published)
}

/// Returns the line about an output folder if it was made from just this, nothing was wrong with it then,
/// and it holds byte for byte what was put into it. Changes nothing.
///
/// # Errors
/// A disk that refuses.
pub fn unchanged(
    destination: &Destination,
    made_from: &[u8],
    waiting: &dyn Fn(),
) -> Result<Option<String>, PublishError> {
    let made_from = Hash::of(made_from);
    let read = |path: &Path| -> Result<Option<Seal>, fs::Error> {
        let seal = fs::read_if_there(path)?.and_then(|bytes| Seal::parse(&bytes));
        Ok(seal.filter(|seal| seal.made_from == made_from))
    };
    let folder = destination::check(destination)?;
    if read(&notes(destination, &folder, "seal"))?.is_none() {
        return Ok(None);
    }
    let desk = Desk::open(destination, waiting)?;
    let recorded = Recorded::read(desk.notes("manifest"))?;
    let (Some(seal), Some(text)) = (read(&desk.notes("seal"))?, &recorded.text) else {
        return Ok(None);
    };
    let is_as_it_was = seal.manifest == Hash::of(text.as_bytes())
        && seal::holds(&desk.folder, &recorded.manifest)?;
    Ok(is_as_it_was.then_some(seal.told))
}

/// An output folder that is ours alone for a while.
struct Desk<'a> {
    destination: &'a Destination,
    folder: PathBuf,
    _lock: fs::Lock,
}

impl<'a> Desk<'a> {
    fn open(destination: &'a Destination, waiting: &dyn Fn()) -> Result<Self, PublishError> {
        let folder = destination::check(destination)?;
        fs::create_folder(&destination.state)?;
        let lock = fs::lock(&notes(destination, &folder, "lock"), waiting)?;
        Ok(Self {
            destination,
            folder,
            _lock: lock,
        })
    }

    fn notes(&self, kind: &str) -> PathBuf {
        notes(self.destination, &self.folder, kind)
    }
}

/// Returns the place of notes of a kind about an output folder.
fn notes(destination: &Destination, folder: &Path, kind: &str) -> PathBuf {
    let key = Hash::of(folder.as_os_str().as_encoded_bytes());
    let name = format!("output-{}.{kind}", &key.as_str()[..16]);
    destination.state.join(name)
}

/// The manifest on the disk.
struct Recorded {
    path: PathBuf,
    manifest: Manifest,
    /// Its bytes, unless there are none or they cannot be read as a manifest.
    text: Option<String>,
    warning: Option<String>,
}

impl Recorded {
    fn read(path: PathBuf) -> Result<Self, fs::Error> {
        let (mut manifest, mut text, mut warning) = (Manifest::default(), None, None);
        if let Some(bytes) = fs::read_if_there(&path)? {
            match Manifest::parse(&bytes) {
                Ok(read) => {
                    text = Some(read.to_text());
                    manifest = read;
                }
                Err(flaw) => {
                    let shown = path.display();
                    warning = Some(format!(
                        "cannot read the list of published files `{shown}` ({flaw}): no old file is removed"
                    ));
                }
            }
        }
        Ok(Self {
            path,
            manifest,
            text,
            warning,
        })
    }

    fn write(&mut self, manifest: &Manifest) -> Result<(), fs::Error> {
        let text = manifest.to_text();
        if self.text.as_ref() != Some(&text) {
            fs::write_atomically(&self.path, text.as_bytes())?;
            self.text = Some(text);
        }
        Ok(())
    }

    /// Adds to an error that the manifest could not be read, which may be its reason.
    fn explain(&self, error: PublishError) -> PublishError {
        match error {
            PublishError::InTheWay { folder, paths, .. } => PublishError::InTheWay {
                folder,
                paths,
                manifest: self.warning.clone(),
            },
            error => error,
        }
    }
}

fn carry_out(
    plan: Plan,
    folder: &Path,
    outputs: &Outputs,
    recorded: &mut Recorded,
) -> Result<Published, PublishError> {
    let mut new = Manifest {
        files: hashed(outputs),
        folders: plan.folders,
    };
    let union = recorded.manifest.union(&new);
    recorded.write(&union)?;
    remove_temporaries(folder, &union)?;
    // A folder in which an output lies is not empty, or will not be.
    let needed: BTreeSet<&str> = outputs.keys().flat_map(|path| folders_of(path)).collect();
    let (needed, others): (Vec<&String>, Vec<&String>) = union
        .folders
        .iter()
        .partition(|path| needed.contains(path.as_str()));

    for path in plan.clear.iter().chain(&plan.replace) {
        fs::remove_file(&on_disk(folder, path))?;
    }
    remove_empty_folders(folder, &others)?;
    write_all(folder, &plan.write, outputs)?;
    for path in &plan.remove {
        fs::remove_file(&on_disk(folder, path))?;
    }
    remove_empty_folders(folder, &others)?;

    new.folders.extend(needed.into_iter().cloned());
    for path in others {
        if is_folder(folder, path)? {
            new.folders.insert(path.clone());
        } else {
            new.folders.remove(path);
        }
    }
    recorded.write(&new)?;
    let mut warnings = plan.warnings;
    warnings.extend(recorded.warning.take());
    let removed = plan.clear.len() + plan.remove.len();
    Ok(Published {
        written: plan.write.len(),
        removed,
        kept: plan.kept,
        warnings,
    })
}

/// Returns the outputs' hashes by path.
fn hashed(outputs: &Outputs) -> BTreeMap<String, BTreeSet<Hash>> {
    let hashed = outputs.par_iter().map(|(path, bytes)| {
        let hashes = BTreeSet::from([Hash::of(bytes)]);
        (path.clone(), hashes)
    });
    hashed.collect()
}

/// Writes several at the same time. All are tried, so that of several failures the first by name is told.
fn write_all(folder: &Path, paths: &[String], outputs: &Outputs) -> Result<(), fs::Error> {
    let paths = paths.par_iter();
    let written: Vec<Result<(), fs::Error>> = paths
        .map(|path| write(folder, path, &outputs[path]))
        .collect();
    written.into_iter().collect()
}

fn write(folder: &Path, path: &str, bytes: &[u8]) -> Result<(), fs::Error> {
    let place = on_disk(folder, path);
    if let Some(parent) = place.parent() {
        fs::create_folder(parent)?;
    }
    fs::write_atomically(&place, bytes)
}

/// Removes what a killed run left half-written.
fn remove_temporaries(folder: &Path, manifest: &Manifest) -> Result<(), fs::Error> {
    fs::remove_temporaries(folder)?;
    let folders: BTreeSet<&str> = manifest
        .files
        .keys()
        .flat_map(|path| folders_of(path))
        .collect();
    for path in folders {
        if is_folder(folder, path)? {
            fs::remove_temporaries(&on_disk(folder, path))?;
        }
    }
    Ok(())
}

/// Removes those folders that are empty, the inner ones first.
fn remove_empty_folders(folder: &Path, made: &[&String]) -> Result<(), fs::Error> {
    for path in made.iter().rev() {
        let place = on_disk(folder, path);
        if is_folder(folder, path)? && fs::is_empty_folder(&place)? {
            fs::remove_empty_folder(&place)?;
        }
    }
    Ok(())
}

/// Says whether a folder stands at that path and only folders lead to it.
fn is_folder(folder: &Path, path: &str) -> Result<bool, fs::Error> {
    for path in folders_of(path).chain([path]) {
        if fs::kind(&on_disk(folder, path))? != Some(fs::Kind::Folder) {
            return Ok(false);
        }
    }
    Ok(true)
}
