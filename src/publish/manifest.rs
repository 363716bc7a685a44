//! What Casebook has put into one output folder: paths and hashes, no times.
//!
//! The text form has a line that names the format, then a line for each folder that Casebook made
//! and each file, sorted. While a run is at work a file may have two hashes, the old and the new.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::fs::name;

const FORMAT: &str = "casebook manifest 1";

/// The SHA-256 of a file's bytes in hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hash(String);

impl Hash {
    pub(super) fn of(bytes: &[u8]) -> Self {
        let mut digits = String::with_capacity(64);
        for byte in Sha256::digest(bytes) {
            let _ = write!(digits, "{byte:02x}"); // a string takes all
        }
        Self(digits)
    }

    pub(super) fn parse(digits: &str) -> Option<Self> {
        let is_hash = digits.len() == 64
            && digits
                .bytes()
                .all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        is_hash.then(|| Self(digits.to_owned()))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    /// The files, each with the hashes that its bytes may have.
    pub(super) files: BTreeMap<String, BTreeSet<Hash>>,
    /// The folders that Casebook made.
    pub(super) folders: BTreeSet<String>,
}

impl Manifest {
    /// Reads the text form.
    ///
    /// # Errors
    /// What is wrong with it; then nothing of it can be relied on.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, String> {
        let text = std::str::from_utf8(bytes).map_err(|_| "it is not text".to_owned())?;
        let body = text.strip_suffix('\n').ok_or("its end is missing")?;
        let mut lines = body.split('\n');
        if lines.next() != Some(FORMAT) {
            return Err(format!("its first line is not `{FORMAT}`"));
        }
        let mut manifest = Self::default();
        for (index, line) in lines.enumerate() {
            manifest
                .read_line(line)
                .map_err(|flaw| format!("line {}: {flaw}", index + 2))?;
        }
        Ok(manifest)
    }

    fn read_line(&mut self, line: &str) -> Result<(), &'static str> {
        let (hash, path) = line.split_once(' ').ok_or("a path is missing")?;
        if let Some(flaw) = name::flaw(path) {
            return Err(flaw);
        }
        if hash == "folder" {
            self.folders.insert(path.to_owned());
            return Ok(());
        }
        let hash = Hash::parse(hash).ok_or("a hash is not one")?;
        self.files.entry(path.to_owned()).or_default().insert(hash);
        Ok(())
    }

    /// Returns the text form.
    pub(super) fn to_text(&self) -> String {
        let mut text = format!("{FORMAT}\n");
        for folder in &self.folders {
            let _ = writeln!(text, "folder {folder}"); // a string takes all
        }
        for (path, hashes) in &self.files {
            for hash in hashes {
                let _ = writeln!(text, "{} {path}", hash.as_str()); // a string takes all
            }
        }
        text
    }

    /// Returns all that either names.
    pub(super) fn union(&self, other: &Self) -> Self {
        let mut union = self.clone();
        union.folders.extend(other.folders.iter().cloned());
        for (path, hashes) in &other.files {
            union
                .files
                .entry(path.clone())
                .or_default()
                .extend(hashes.iter().cloned());
        }
        union
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Manifest {
        let mut manifest = Manifest::default();
        manifest.folders.insert("a b".to_owned());
        let hashes = [Hash::of(b"old"), Hash::of(b"new")];
        manifest
            .files
            .insert("a b/index.html".to_owned(), hashes.into());
        manifest
    }

    #[test]
    fn what_is_written_is_read() {
        let text = sample().to_text();
        assert_eq!(Manifest::parse(text.as_bytes()), Ok(sample()));
    }

    #[test]
    fn what_is_not_ours_is_refused() {
        let hash = Hash::of(b"");
        let hash = hash.as_str();
        for body in [
            "".to_owned(),
            "casebook manifest 2\n".to_owned(),
            "casebook manifest 1".to_owned(),
            "casebook manifest 1\nfile\n".to_owned(),
            format!("casebook manifest 1\n{hash} ../index.html\n"),
            format!("casebook manifest 1\n{hash} /etc/passwd\n"),
            format!("casebook manifest 1\n{hash} C:\\x\n"),
            format!("casebook manifest 1\n{hash} a//b\n"),
            "casebook manifest 1\nfolder ..\n".to_owned(),
            "casebook manifest 1\n1234 index.html\n".to_owned(),
        ] {
            assert!(Manifest::parse(body.as_bytes()).is_err(), "{body}");
        }
        assert!(Manifest::parse(b"\xff\xfe").is_err());
    }
}
