//! LOAD: the folders of a site become texts and bytes with ids. What is in them is for `document`
//! to say; this room only reads, decodes and passes over what editors leave lying about.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use crate::diagnostic::{Code, Diagnostic};
use crate::fs;
use crate::source::{Source, SourceId, Span};

/// The name of the file of settings at the root of a site.
pub const SETTINGS: &str = "site.toml";

/// The name of the list of addresses that must not vanish, at the root of a site.
pub const KEPT: &str = "urls.txt";

/// A file that is passed on as it is.
#[derive(Clone, Debug, Eq)]
pub struct Asset {
    /// Its path from the site's root.
    pub id: SourceId,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
}

/// Shared bytes are equal without a look at them, as with [`Source`].
impl PartialEq for Asset {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && (Arc::ptr_eq(&self.bytes, &other.bytes) || self.bytes == other.bytes)
    }
}

/// All that a site is made from.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// `site.toml`, where there is one.
    pub settings: Option<Source>,
    /// `urls.txt`, where there is one.
    pub kept: Option<Source>,
    /// Text files under `content/`, sorted by path.
    pub content: Vec<Source>,
    /// Other files under `content/`, sorted by path.
    pub assets: Vec<Asset>,
    /// Files under `templates/`.
    pub templates: Vec<Source>,
    /// Files under `static/`.
    pub statics: Vec<Asset>,
    /// What could not be decoded.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a site.
///
/// # Errors
/// A folder or file that cannot be read.
pub fn load(root: &Path) -> Result<Inputs, fs::Error> {
    let mut inputs = Inputs::default();
    if let Some(bytes) = fs::read_if_there(&root.join(SETTINGS))? {
        inputs.settings = Some(decode(SETTINGS.to_owned(), bytes, &mut inputs.diagnostics));
    }
    if let Some(bytes) = fs::read_if_there(&root.join(KEPT))? {
        inputs.kept = Some(decode(KEPT.to_owned(), bytes, &mut inputs.diagnostics));
    }
    for (id, bytes) in read(list(root, "content", &mut inputs.diagnostics)?)? {
        if is_source(&id) {
            let source = decode(id, bytes, &mut inputs.diagnostics);
            inputs.content.push(source);
        } else {
            inputs.assets.push(Asset {
                id: SourceId::new(id),
                bytes: bytes.into(),
            });
        }
    }
    for (id, bytes) in read(list(root, "templates", &mut inputs.diagnostics)?)? {
        let source = decode(id, bytes, &mut inputs.diagnostics);
        inputs.templates.push(source);
    }
    for (id, bytes) in read(list(root, "static", &mut inputs.diagnostics)?)? {
        inputs.statics.push(Asset {
            id: SourceId::new(id),
            bytes: bytes.into(),
        });
    }
    Ok(inputs)
}

/// Reads files, several at the same time; they come in the order in which they are named.
fn read(files: Vec<(String, PathBuf)>) -> Result<Vec<(String, Vec<u8>)>, fs::Error> {
    let files = files.into_par_iter();
    files.map(|(id, path)| Ok((id, fs::read(&path)?))).collect()
}

/// Reads some files of a site again that was read before. None where that does not tell what the site
/// is now, since one of the paths is no file: then all of it must be read.
///
/// # Errors
/// A file that cannot be read.
pub fn reread(
    root: &Path,
    before: &Inputs,
    paths: &[PathBuf],
) -> Result<Option<Inputs>, fs::Error> {
    let mut inputs = before.clone();
    for path in paths {
        let Some(id) = id_of(path, root) else {
            return Ok(None);
        };
        if id.split('/').any(is_ignored) {
            continue;
        }
        let bytes = match fs::kind(path)? {
            Some(fs::Kind::File) => fs::read_if_there(path)?,
            None if inputs.has(&id) => None,
            // A link, a folder, or a name that was there and is gone before anybody read it.
            _ => return Ok(None),
        };
        inputs.put(id, bytes);
    }
    Ok(Some(inputs))
}

/// Returns the id that a file has or would have, if it belongs to what a site is made from.
fn id_of(path: &Path, root: &Path) -> Option<String> {
    let parts = path.strip_prefix(root).ok()?.iter();
    let parts: Option<Vec<&str>> = parts.map(|part| part.to_str()).collect();
    let id = parts?.join("/");
    let is_input = id == SETTINGS
        || id == KEPT
        || ["content/", "templates/", "static/"]
            .iter()
            .any(|folder| id.starts_with(folder));
    is_input.then_some(id)
}

impl Inputs {
    /// Returns the SHA-256 of all that was read, with the names. What could not be decoded counts as it is shown,
    /// and what is no file does not count; there are diagnostics of both.
    pub fn digest(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        let mut add = |id: &SourceId, bytes: &[u8]| {
            for part in [id.as_str().as_bytes(), bytes] {
                hash.update((part.len() as u64).to_le_bytes());
                hash.update(part);
            }
        };
        let texts = self.settings.iter().chain(&self.kept).chain(&self.content);
        for source in texts.chain(&self.templates) {
            add(&source.id, source.text.as_bytes());
        }
        for asset in self.assets.iter().chain(&self.statics) {
            add(&asset.id, &asset.bytes);
        }
        hash.finalize().into()
    }

    /// Makes equal texts and bytes those of an earlier reading, so that whoever holds that one sees at
    /// a glance what is the same.
    pub fn share(&mut self, before: &Self) {
        share(&mut self.content, &before.content, |source| &source.id);
        share(&mut self.templates, &before.templates, |source| &source.id);
        share(&mut self.assets, &before.assets, |asset| &asset.id);
        share(&mut self.statics, &before.statics, |asset| &asset.id);
    }

    fn has(&self, id: &str) -> bool {
        let texts = self.settings.iter().chain(&self.kept).chain(&self.content);
        let mut texts = texts.chain(&self.templates);
        let mut assets = self.assets.iter().chain(&self.statics);
        texts.any(|source| source.id.as_str() == id) || assets.any(|asset| asset.id.as_str() == id)
    }

    /// Puts a file in the place of what was there, or takes it out.
    fn put(&mut self, id: String, bytes: Option<Vec<u8>>) {
        let is_of_file = |diagnostic: &Diagnostic| {
            let span = diagnostic.span.as_ref();
            span.is_some_and(|span| span.file.as_str() == id)
        };
        self.diagnostics
            .retain(|diagnostic| !is_of_file(diagnostic));
        let key = SourceId::new(id.as_str());
        let is_asset = id.starts_with("static/") || (id.starts_with("content/") && !is_source(&id));
        if is_asset {
            let new = bytes.map(|bytes| Asset {
                id: key.clone(),
                bytes: bytes.into(),
            });
            let list = match id.starts_with("static/") {
                true => &mut self.statics,
                false => &mut self.assets,
            };
            return put_sorted(list, &key, |asset| &asset.id, new);
        }
        let new = bytes.map(|bytes| decode(id, bytes, &mut self.diagnostics));
        self.diagnostics.sort_by_key(|diagnostic| {
            let file = diagnostic.span.as_ref().map(|span| span.file.clone());
            let is_settings = file.as_ref().is_some_and(|file| file.as_str() == SETTINGS);
            (!is_settings, file)
        });
        match key.folder().split('/').next() {
            Some("content") => put_sorted(&mut self.content, &key, |source| &source.id, new),
            Some("templates") => put_sorted(&mut self.templates, &key, |source| &source.id, new),
            _ if key.as_str() == KEPT => self.kept = new,
            _ => self.settings = new,
        }
    }
}

/// Puts equal things of before in their places; both lists are sorted by id.
fn share<T: Clone + PartialEq>(list: &mut [T], before: &[T], id: impl Fn(&T) -> &SourceId) {
    let mut before = before.iter().peekable();
    for one in list {
        while before.next_if(|old| id(old) < id(one)).is_some() {}
        if let Some(old) = before.next_if(|old| *old == one) {
            *one = old.clone();
        }
    }
}

fn put_sorted<T>(list: &mut Vec<T>, key: &SourceId, id: impl Fn(&T) -> &SourceId, new: Option<T>) {
    match (list.binary_search_by(|one| id(one).cmp(key)), new) {
        (Ok(at), Some(new)) => list[at] = new,
        (Ok(at), None) => {
            list.remove(at);
        }
        (Err(at), Some(new)) => list.insert(at, new),
        (Err(_), None) => {}
    }
}

/// Lists the files of a folder, and tells of what is there besides.
fn list(
    root: &Path,
    folder: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Vec<(String, PathBuf)>, fs::Error> {
    let under = fs::files_under(&root.join(folder), is_ignored)?;
    diagnostics.extend(under.others.iter().map(|(path, kind)| {
        let id = SourceId::new(format!("{folder}/{path}"));
        let (what, help) = match kind {
            fs::Kind::Link => (
                "a link, and links are not followed",
                "put the file itself here",
            ),
            _ => ("no file that could be read", "take it out of this folder"),
        };
        let message = format!("`{id}` is {what}");
        Diagnostic::new(Code::UnexpectedFile, Span::new(&id, 0..0), message).help(help)
    }));
    Ok(under
        .files
        .into_iter()
        .map(|(path, at)| (format!("{folder}/{path}"), at))
        .collect())
}

/// Says whether a name is one of those that editors and systems leave behind.
pub fn is_ignored(name: &str) -> bool {
    name.starts_with('.')
        || name.ends_with('~')
        || name.ends_with(".swp")
        || name.ends_with(".tmp")
        || name == "4913"
}

/// Says whether a file under `content/` is read as text, by its path from the site's root.
pub fn is_source(id: &str) -> bool {
    let in_article_folder = id.starts_with("content/articles/");
    id.ends_with(".md")
        || id.ends_with(".yaml")
        || id.ends_with(".yml")
        || (id.ends_with(".csv") && !in_article_folder)
}

fn decode(id: String, bytes: Vec<u8>, diagnostics: &mut Vec<Diagnostic>) -> Source {
    match String::from_utf8(bytes) {
        Ok(text) => Source::new(id, text),
        Err(error) => {
            let good = error.utf8_error().valid_up_to();
            let source = Source::new(id, String::from_utf8_lossy(error.as_bytes()).into_owned());
            // U+FFFD stands where the first wrong byte was, and everything before it is unchanged.
            let span = Span::new(&source.id, good..good + '\u{fffd}'.len_utf8());
            diagnostics.push(
                Diagnostic::new(
                    Code::NotUtf8,
                    span,
                    "this file is not UTF-8 text from here on",
                )
                .help("save it again with the encoding UTF-8"),
            );
            source
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn left_over_names_are_ignored() {
        for name in [".git", "a.md~", ".a.md.swp", "b.tmp", "4913"] {
            assert!(is_ignored(name), "{name}");
        }
        assert!(!is_ignored("4913.md"));
    }

    #[test]
    fn wrong_bytes_are_placed() {
        let mut diagnostics = Vec::new();
        let source = decode(
            "content/a.md".into(),
            b"good \xff bad".to_vec(),
            &mut diagnostics,
        );
        assert_eq!(&*source.text, "good \u{fffd} bad");
        assert_eq!(diagnostics[0].span.as_ref().map(|span| span.start), Some(5));
    }
}
