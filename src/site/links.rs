//! Links from file to file and to pages: where they lead, and which anchors are there.

use std::collections::BTreeSet;

use super::Site;
use crate::document::markdown::Prose;
use crate::source::SourceId;

/// What a file can be reached by.
#[derive(Debug)]
pub(super) struct File {
    pub(super) path: String,
    pub(super) anchors: BTreeSet<String>,
    pub(super) is_draft: bool,
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkTarget {
    /// A path from the base, perhaps with an anchor.
    Path(String),
    /// Nothing; the nearest files that exist may help.
    NoFile {
        /// The path of the file that was meant, from the site's root.
        meant: String,
    },
    /// A draft.
    Draft,
    /// The file is there but has no such heading.
    NoAnchor {
        /// The anchors that the file has.
        known: Vec<String>,
    },
}

impl Site {
    /// Returns where a link to a file leads that stands in the file `from`.
    pub fn link(&self, from: &SourceId, path: &str, anchor: Option<&str>) -> LinkTarget {
        let meant = meant(from, path);
        if let Some(picture) = self.texts.routes.pictures.get(&meant) {
            return LinkTarget::Path(picture.path.clone());
        }
        let Some(file) = self.texts.routes.files.get(&meant) else {
            return LinkTarget::NoFile { meant };
        };
        if file.is_draft && meant != from.as_str() {
            return LinkTarget::Draft;
        }
        match anchor {
            None | Some("") => LinkTarget::Path(file.path.clone()),
            Some(anchor) if file.anchors.contains(anchor) => {
                LinkTarget::Path(format!("{}#{anchor}", file.path))
            }
            Some(_) => LinkTarget::NoAnchor {
                known: file.anchors.iter().cloned().collect(),
            },
        }
    }

    /// Returns the paths of all files that can be linked to.
    pub fn linkable_files(&self) -> impl Iterator<Item = &str> {
        let files = &self.texts.routes.files;
        files
            .iter()
            .filter(|(_, file)| !file.is_draft)
            .map(|(path, _)| path.as_str())
    }
}

/// Returns the path of the file that a link in another means; an empty path means the file itself.
pub(crate) fn meant(from: &SourceId, path: &str) -> String {
    match path {
        "" => from.as_str().to_owned(),
        path => join(from.folder(), path),
    }
}

/// Returns the anchors of a text.
pub(super) fn anchors(prose: &Prose) -> BTreeSet<String> {
    prose
        .headings
        .iter()
        .map(|heading| heading.anchor.clone())
        .collect()
}

/// Returns the path of a file relative to a folder, with `.` and `..` worked out.
pub fn join(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Returns the way from a folder to a file, for messages.
pub fn relative(folder: &str, path: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = path.split('/').collect();
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = "../".repeat(from.len() - shared);
    format!("{up}{}", to[shared..].join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_join_and_part() {
        assert_eq!(
            join("content/articles", "../glossary/ecb.md"),
            "content/glossary/ecb.md"
        );
        assert_eq!(join("content", "articles/a.md"), "content/articles/a.md");
        assert_eq!(
            relative("content/articles", "content/glossary/ecb.md"),
            "../glossary/ecb.md"
        );
        assert_eq!(
            relative("content", "content/articles/a.md"),
            "articles/a.md"
        );
    }
}
