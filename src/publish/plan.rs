//! What there is to do, found out before anything is changed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use crate::fs::name::flaw;
use crate::fs::{self, Kind};

use super::PublishError;
use super::manifest::{Hash, Manifest};
use super::path::{fold, folders_of, on_disk};

/// All outputs: path from the output root, and bytes.
pub type Outputs = BTreeMap<String, Arc<[u8]>>;

/// What there is to do.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// Outputs that the disk does not have as they are.
    pub(super) write: Vec<String>,
    /// Outputs that stand there as they are.
    pub(super) kept: usize,
    /// Files that are no longer made and whose places, or whose names in another case, are needed.
    pub(super) clear: Vec<String>,
    /// Files that are no longer made.
    pub(super) remove: Vec<String>,
    /// Files of others where a folder is needed; there is leave to replace them.
    pub(super) replace: Vec<String>,
    /// Folders that are not there yet.
    pub(super) folders: BTreeSet<String>,
    pub(super) warnings: Vec<String>,
}

/// Refuses outputs that cannot be published, or not beside each other, on every system.
pub(super) fn check_outputs(outputs: &Outputs) -> Result<(), PublishError> {
    let mut files: BTreeMap<String, &str> = BTreeMap::new();
    for path in outputs.keys() {
        if let Some(flaw) = flaw(path) {
            return Err(PublishError::BadPath {
                path: path.clone(),
                flaw,
            });
        }
        if let Some(first) = files.insert(fold(path), path) {
            return Err(PublishError::Clash {
                first: first.to_owned(),
                second: path.clone(),
            });
        }
    }
    for path in outputs.keys() {
        if let Some(file) = folders_of(&fold(path)).find_map(|folder| files.get(folder)) {
            return Err(PublishError::Clash {
                first: (*file).to_owned(),
                second: path.clone(),
            });
        }
    }
    Ok(())
}

/// Compares outputs, manifest and disk.
///
/// # Errors
/// What is in the way, all of it.
pub(super) fn make(
    folder: &Path,
    outputs: &Outputs,
    old: &Manifest,
    adopt: bool,
) -> Result<Plan, PublishError> {
    let mut survey = Survey::new(folder, outputs, old, adopt);
    survey.look_at_stale()?;
    for path in outputs.keys() {
        survey.look_at_output(path)?;
    }
    survey.compare()?;
    if !survey.links.is_empty() {
        let paths = survey.links.into_iter().collect();
        return Err(PublishError::Links {
            folder: folder.to_owned(),
            paths,
        });
    }
    if !survey.strangers.is_empty() {
        let paths = survey.strangers.into_iter().collect();
        return Err(PublishError::InTheWay {
            folder: folder.to_owned(),
            paths,
            manifest: None,
        });
    }
    Ok(survey.plan)
}

struct Survey<'a> {
    folder: &'a Path,
    outputs: &'a Outputs,
    old: &'a Manifest,
    adopt: bool,
    /// Old files that are ours, unchanged and no longer made, under their folded paths.
    stale: BTreeMap<String, &'a str>,
    /// Folders that we made, under their folded paths.
    made: BTreeMap<String, &'a str>,
    /// What each folder path that was looked at turned out to be.
    seen: BTreeMap<String, Way>,
    links: BTreeSet<String>,
    strangers: BTreeSet<String>,
    /// Outputs at whose paths files stand, which are yet to be compared.
    there: Vec<&'a str>,
    plan: Plan,
}

/// What a folder on the way to an output is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Open,
    Missing,
    Blocked,
}

impl<'a> Survey<'a> {
    fn new(folder: &'a Path, outputs: &'a Outputs, old: &'a Manifest, adopt: bool) -> Self {
        Self {
            folder,
            outputs,
            old,
            adopt,
            stale: BTreeMap::new(),
            made: old
                .folders
                .iter()
                .map(|path| (fold(path), path.as_str()))
                .collect(),
            seen: BTreeMap::new(),
            links: BTreeSet::new(),
            strangers: BTreeSet::new(),
            there: Vec::new(),
            plan: Plan::default(),
        }
    }

    /// Sorts the files that are no longer made: those to clear away first, those to remove last,
    /// and those that somebody changed, which stay.
    fn look_at_stale(&mut self) -> Result<(), PublishError> {
        let mut exact = BTreeMap::new();
        for path in self.outputs.keys() {
            exact.insert(fold(path), path.as_str());
            exact.extend(folders_of(path).map(|folder| (fold(folder), folder)));
        }
        for (path, hashes) in &self.old.files {
            if self.outputs.contains_key(path) || !self.is_reachable(path)? {
                continue;
            }
            let place = on_disk(self.folder, path);
            match fs::kind(&place)? {
                None => continue,
                Some(Kind::File) if hashes.contains(&Hash::of(&fs::read(&place)?)) => {}
                Some(_) => {
                    self.plan.warnings.push(format!(
                        "`{path}` is no longer made, but somebody changed it: it stays"
                    ));
                    continue;
                }
            }
            self.stale.insert(fold(path), path);
            let needed = |prefix: &str| exact.get(&fold(prefix));
            let has_twin = folders_of(path)
                .chain([path.as_str()])
                .any(|prefix| needed(prefix).is_some_and(|at| *at != prefix));
            let is_folder_now = needed(path).is_some();
            let is_under_file = folders_of(path)
                .any(|prefix| needed(prefix).is_some_and(|at| self.outputs.contains_key(*at)));
            let list = if has_twin || is_folder_now || is_under_file {
                &mut self.plan.clear
            } else {
                &mut self.plan.remove
            };
            list.push(path.clone());
        }
        Ok(())
    }

    /// Says whether only folders lead to an old file; through a link we do not go.
    fn is_reachable(&mut self, path: &str) -> Result<bool, PublishError> {
        for folder in folders_of(path) {
            match fs::kind(&on_disk(self.folder, folder))? {
                Some(Kind::Folder) => {}
                Some(Kind::Link) => {
                    self.plan.warnings.push(format!(
                        "`{path}` is no longer made, but `{folder}` is now a link: it stays"
                    ));
                    return Ok(false);
                }
                _ => return Ok(false),
            }
        }
        Ok(true)
    }

    fn look_at_output(&mut self, path: &'a str) -> Result<(), PublishError> {
        let mut is_missing = false;
        for folder in folders_of(path) {
            match self.way(folder, is_missing)? {
                Way::Open => {}
                Way::Missing => is_missing = true,
                Way::Blocked => return Ok(()),
            }
        }
        if is_missing {
            self.plan.write.push(path.to_owned());
            return Ok(());
        }
        match fs::kind(&on_disk(self.folder, path))? {
            None => {}
            Some(Kind::File) if self.is_stale(path) => {}
            Some(Kind::File) => {
                self.there.push(path);
                return Ok(());
            }
            Some(Kind::Folder) => self.look_at_folder_in_the_way(path)?,
            Some(_) => self.look_at_stranger(path),
        }
        self.plan.write.push(path.to_owned());
        Ok(())
    }

    fn look_at_stranger(&mut self, path: &str) {
        if !self.adopt {
            self.strangers.insert(path.to_owned());
        }
    }

    /// Compares outputs with the files at their paths, several at the same time.
    fn compare(&mut self) -> Result<(), PublishError> {
        let (folder, outputs) = (self.folder, self.outputs);
        let there = std::mem::take(&mut self.there);
        let compared: Result<Vec<(&str, bool)>, fs::Error> = there
            .into_par_iter()
            .map(|path| Ok((path, fs::holds(&on_disk(folder, path), &outputs[path])?)))
            .collect();
        for (path, is_same) in compared? {
            if is_same {
                self.plan.kept += 1;
                continue;
            }
            if !self.old.files.contains_key(path) {
                self.look_at_stranger(path);
            }
            self.plan.write.push(path.to_owned());
        }
        self.plan.write.sort_unstable();
        Ok(())
    }

    /// Says whether the file at this path is an old one of ours under a name in another case.
    fn is_stale(&self, path: &str) -> bool {
        self.stale.get(&fold(path)).is_some_and(|old| {
            *old == path
                || fs::is_same_file(&on_disk(self.folder, old), &on_disk(self.folder, path))
        })
    }

    fn way(&mut self, folder: &str, is_missing: bool) -> Result<Way, PublishError> {
        if let Some(way) = self.seen.get(folder) {
            return Ok(*way);
        }
        let kind = if is_missing {
            None
        } else {
            fs::kind(&on_disk(self.folder, folder))?
        };
        let way = match kind {
            Some(Kind::Folder) => {
                if self.is_made_in_other_case(folder) {
                    self.plan.folders.insert(folder.to_owned());
                }
                Way::Open
            }
            None => Way::Missing,
            Some(Kind::Link) => {
                self.links.insert(folder.to_owned());
                Way::Blocked
            }
            Some(Kind::File) if self.is_stale(folder) => Way::Missing,
            Some(Kind::File | Kind::Other) if self.adopt => {
                self.plan.replace.push(folder.to_owned());
                Way::Missing
            }
            Some(Kind::File | Kind::Other) => {
                self.strangers.insert(folder.to_owned());
                Way::Blocked
            }
        };
        if way == Way::Missing {
            self.plan.folders.insert(folder.to_owned());
        }
        self.seen.insert(folder.to_owned(), way);
        Ok(way)
    }

    /// Says whether we made the folder at this path under a name in another case.
    fn is_made_in_other_case(&self, folder: &str) -> bool {
        !self.old.folders.contains(folder)
            && self.made.get(&fold(folder)).is_some_and(|made| {
                fs::is_same_file(&on_disk(self.folder, made), &on_disk(self.folder, folder))
            })
    }

    /// A folder stands where a file must: fine if we made it and all in it goes. Even with leave to
    /// replace files, a folder is not emptied of what others put into it.
    fn look_at_folder_in_the_way(&mut self, path: &str) -> Result<(), PublishError> {
        if !self.old.folders.contains(path) {
            self.strangers.insert(format!("{path}/"));
            return Ok(());
        }
        for (inside, kind) in fs::everything_under(&on_disk(self.folder, path))? {
            let inside = format!("{path}/{inside}");
            match kind {
                Kind::Folder if self.old.folders.contains(&inside) => {}
                Kind::Folder => {
                    self.strangers.insert(format!("{inside}/"));
                }
                Kind::File if self.is_stale(&inside) || fs::is_temporary(&inside) => {}
                _ => {
                    self.strangers.insert(inside);
                }
            }
        }
        Ok(())
    }
}
