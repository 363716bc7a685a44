//! The pictures that were drawn before, in `.casebook/pictures`. The name of each file holds what it
//! is drawn from and a hash of what is in it, so that none is taken for another and a damaged one is
//! drawn anew.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::manifest::Hash;
use crate::fs;
use crate::social::{Drawn, Key};

const FOLDER: &str = "pictures";

/// Lists the pictures that were drawn before, by the names of their files alone. `state` is the folder
/// `.casebook`.
///
/// # Errors
/// A folder that cannot be listed.
pub fn known(state: &Path) -> Result<BTreeSet<Key>, fs::Error> {
    let files = files(state)?.into_iter();
    Ok(files.map(|file| file.key).collect())
}

/// Reads those pictures that are wanted and were drawn before. A damaged one is left out.
///
/// # Errors
/// A folder or file that cannot be read.
pub fn read(state: &Path, wanted: &BTreeSet<&Key>) -> Result<Drawn, fs::Error> {
    let mut files = files(state)?;
    files.retain(|file| wanted.contains(&file.key));
    let read = files.into_par_iter().map(|file| {
        let bytes = fs::read_if_there(&file.path)?;
        let whole = bytes.filter(|bytes| name(&file.key, bytes) == file.name);
        Ok(whole.map(|bytes| (file.key, Arc::from(bytes))))
    });
    read.filter_map(Result::transpose).collect()
}

/// Keeps pictures for the next time, and no others.
///
/// # Errors
/// A folder or file that cannot be written.
pub fn keep(state: &Path, drawn: &Drawn) -> Result<(), fs::Error> {
    let folder = state.join(FOLDER);
    fs::create_folder(&folder)?;
    let files = files(state)?;
    let by_name: HashMap<&str, &File> = files.iter().map(|file| (&*file.name, file)).collect();
    let mut wanted: HashSet<String> = HashSet::new();
    for (key, bytes) in drawn {
        let name = name(key, bytes);
        let there = by_name.get(&*name);
        // One that is there may have been damaged since.
        let is_kept = match there {
            Some(file) => fs::holds(&file.path, bytes)?,
            None => false,
        };
        if !is_kept {
            fs::write_atomically(&folder.join(&name), bytes)?;
        }
        wanted.insert(name);
    }
    for file in &files {
        if !wanted.contains(&file.name) {
            fs::remove_file(&file.path)?;
        }
    }
    Ok(())
}

/// A file whose name says that it is a picture that was drawn.
struct File {
    key: Key,
    name: String,
    path: PathBuf,
}

fn files(state: &Path) -> Result<Vec<File>, fs::Error> {
    let all = fs::files_under(&state.join(FOLDER), |name| key_in(name).is_none())?;
    let ours = all.files.into_iter().filter_map(|(name, path)| {
        let key = key_in(&name)?;
        Some(File { key, name, path })
    });
    Ok(ours.collect())
}

fn name(key: &Key, bytes: &[u8]) -> String {
    let hash = Hash::of(bytes);
    format!("{}-{}.png", key.as_str(), &hash.as_str()[..16])
}

fn key_in(name: &str) -> Option<Key> {
    let (key, hash) = name.strip_suffix(".png")?.split_once('-')?;
    let is_hash = hash.len() == 16 && hash.bytes().all(|b| b.is_ascii_hexdigit());
    Key::parse(key).filter(|_| is_hash)
}
