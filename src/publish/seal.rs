//! What an output folder was made from when nothing was wrong, in a file beside the manifest. A build that would
//! begin from the same has nothing to do, as long as the folder still holds what the manifest says.
//!
//! The text form has a line that names the format, the hash of what the site was made from, the hash of
//! the manifest, and a line for whoever asks.

use std::collections::BTreeSet;
use std::path::Path;

use rayon::prelude::*;

use crate::fs;

use super::manifest::{Hash, Manifest};
use super::path::{folders_of, on_disk};

const FORMAT: &str = "casebook seal 1";

/// The notes of an output folder that nothing was wrong with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seal {
    pub(super) made_from: Hash,
    pub(super) manifest: Hash,
    /// What was told about the site, in one line.
    pub(super) told: String,
}

impl Seal {
    /// Reads the text form. None where it is none, or not whole.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?.strip_suffix('\n')?;
        let mut lines = text.split('\n');
        let is_ours = lines.next() == Some(FORMAT);
        let seal = Self {
            made_from: Hash::parse(lines.next()?)?,
            manifest: Hash::parse(lines.next()?)?,
            told: lines.next()?.to_owned(),
        };
        (is_ours && lines.next().is_none()).then_some(seal)
    }

    /// Returns the text form.
    pub(super) fn to_text(&self) -> String {
        let Self {
            made_from,
            manifest,
            told,
        } = self;
        let (made_from, manifest) = (made_from.as_str(), manifest.as_str());
        let told = told.replace(['\n', '\r'], " ");
        format!("{FORMAT}\n{made_from}\n{manifest}\n{told}\n")
    }
}

/// Says whether a folder holds every file of a manifest, byte for byte, with only folders on the way to it.
pub(super) fn holds(folder: &Path, manifest: &Manifest) -> Result<bool, fs::Error> {
    let on_the_way = manifest.files.keys().flat_map(|path| folders_of(path));
    let on_the_way: BTreeSet<&str> = on_the_way.collect();
    for path in on_the_way {
        if fs::kind(&on_disk(folder, path))? != Some(fs::Kind::Folder) {
            return Ok(false);
        }
    }
    let is_there = |(path, hashes): (&String, &BTreeSet<Hash>)| -> Result<bool, fs::Error> {
        let place = on_disk(folder, path);
        let is_file = fs::kind(&place)? == Some(fs::Kind::File);
        let bytes = if is_file {
            fs::read_if_there(&place)?
        } else {
            None
        };
        Ok(bytes.is_some_and(|bytes| hashes.len() == 1 && hashes.contains(&Hash::of(&bytes))))
    };
    let files = manifest.files.par_iter();
    files
        .map(is_there)
        .try_reduce(|| true, |all, one| Ok(all && one))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_nothing_else() {
        let seal = Seal {
            made_from: Hash::of(b"a site"),
            manifest: Hash::of(b"a manifest"),
            told: "3 pages".to_owned(),
        };
        let text = seal.to_text();
        assert_eq!(Seal::parse(text.as_bytes()), Some(seal));
        for cut in 0..text.len() {
            assert_eq!(Seal::parse(&text.as_bytes()[..cut]), None, "{cut}");
        }
        for other in [
            text.replace("seal 1", "seal 2"),
            format!("{text}more\n"),
            text.replacen('a', "g", 4),
        ] {
            assert_eq!(Seal::parse(other.as_bytes()), None, "{other}");
        }
        assert_eq!(Seal::parse(b"\xff\n"), None);
    }
}
