//! What the site shows at a moment, and how a page of it goes to a browser: the published bytes with
//! the panel and the script before the end of the body.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use sha2::Digest as _;

use super::{mime, panel};
use crate::config::Base;
use crate::publish::Outputs;
use crate::social::Picture;

/// The folder below the base path that belongs to the preview.
pub(super) const RESERVED: &str = ".casebook/";

/// All that is shown.
#[derive(Debug)]
pub(super) struct Shown {
    pub(super) base: Base,
    /// The outputs of the last build that is shown.
    pub(super) outputs: Arc<Outputs>,
    /// Outputs that were made since, before the rest of the site.
    pub(super) fresh: Outputs,
    /// Outputs of which it is known already that they will not be there.
    pub(super) gone: BTreeSet<String>,
    /// The pictures of that build, each drawn when somebody looks at it.
    pub(super) pictures: Arc<[Picture]>,
    /// The panel, while the content has errors.
    pub(super) panel: Option<String>,
}

/// What an address leads to.
pub(super) enum Found<'a> {
    /// An output.
    Output(&'a str, &'a Arc<[u8]>),
    /// A picture, still to be drawn.
    Picture(&'a Picture),
    /// Another address: this path of an output with a slash at its end.
    Folder(String),
    /// Nothing.
    Missing,
}

impl Shown {
    /// Returns the same under another panel.
    pub(super) fn under(&self, panel: Option<String>) -> Self {
        Self {
            base: self.base.clone(),
            outputs: self.outputs.clone(),
            fresh: self.fresh.clone(),
            gone: self.gone.clone(),
            pictures: self.pictures.clone(),
            panel,
        }
    }

    /// Returns an output.
    pub(super) fn get(&self, path: &str) -> Option<&Arc<[u8]>> {
        self.entry(path).map(|(_, bytes)| bytes)
    }

    fn entry(&self, path: &str) -> Option<(&str, &Arc<[u8]>)> {
        let fresh = self.fresh.get_key_value(path);
        let entry = fresh.or_else(|| {
            let old = self.outputs.get_key_value(path);
            old.filter(|_| !self.gone.contains(path))
        })?;
        Some((entry.0.as_str(), entry.1))
    }

    /// Returns the paths of all outputs in which it may differ from another state, in no order; some
    /// may come twice, and some are not there. Where both rest on one build these are few.
    pub(super) fn paths_beside<'a>(&'a self, other: &'a Self) -> Vec<&'a str> {
        let fresh = self.fresh.keys().chain(other.fresh.keys());
        let paths = fresh.chain(&self.gone).chain(&other.gone);
        let paths = paths.map(String::as_str);
        match Arc::ptr_eq(&self.outputs, &other.outputs) {
            true => paths.collect(),
            false => paths
                .chain(self.outputs.keys().map(String::as_str))
                .collect(),
        }
    }

    /// Finds the output at a path from the base path, without a slash at its beginning.
    pub(super) fn find(&self, path: &str) -> Found<'_> {
        let output = |path: &str| self.entry(path);
        if path.is_empty() || path.ends_with('/') {
            return match output(&format!("{path}index.html")) {
                Some((path, bytes)) => Found::Output(path, bytes),
                None => Found::Missing,
            };
        }
        match output(path) {
            Some((path, bytes)) => Found::Output(path, bytes),
            None if output(&format!("{path}/index.html")).is_some() => {
                Found::Folder(format!("{path}/"))
            }
            None => match self.pictures.iter().find(|picture| picture.path == path) {
                Some(picture) => Found::Picture(picture),
                None => Found::Missing,
            },
        }
    }

    /// Returns the page that stands for a path at which there is nothing.
    pub(super) fn missing(&self, path: &str) -> Cow<'_, [u8]> {
        match self.get("404.html") {
            Some(bytes) => Cow::Borrowed(bytes),
            None => Cow::Owned(panel::bare_page(&self.base.url(path)).into_bytes()),
        }
    }

    /// Returns the published bytes of the page in a browser's view at that path from the base path.
    pub(super) fn page(&self, path: &str) -> Cow<'_, [u8]> {
        match self.find(path) {
            Found::Output(path, bytes) if mime::is_page(path) => Cow::Borrowed(bytes),
            _ => self.missing(path),
        }
    }

    /// Returns a short name for all that a browser sees of a page.
    pub(super) fn mark(&self, page: &[u8]) -> String {
        let mut hash = sha2::Sha256::new();
        for part in [self.base.path(), self.panel.as_deref().unwrap_or_default()] {
            hash.update(part);
            hash.update([0]);
        }
        hash.update(page);
        hash.finalize()[..8]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    /// Returns a page as it goes to a browser.
    pub(super) fn compose(&self, page: &[u8]) -> Vec<u8> {
        let reserved = self.base.url(RESERVED);
        let mark = self.mark(page);
        let mut extra = String::new();
        if let Some(panel) = &self.panel {
            extra.push_str(&format!(
                "<link rel=\"stylesheet\" href=\"{reserved}panel.css\">{panel}"
            ));
        }
        extra.push_str(&format!(
            "<script src=\"{reserved}reload.js\" data-page=\"{mark}\"></script>"
        ));
        let (before, after) = page.split_at(end_of_body(page));
        [before, extra.as_bytes(), after].concat()
    }
}

/// Returns where the last `</body>` begins, or the end.
fn end_of_body(page: &[u8]) -> usize {
    let tag = b"</body";
    let last = page
        .windows(tag.len())
        .rposition(|part| part.eq_ignore_ascii_case(tag));
    last.unwrap_or(page.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn additions_go_before_the_last_end_of_the_body() {
        assert_eq!(end_of_body(b"a</body>b</BODY >c"), 9);
        assert_eq!(end_of_body(b"no body"), 7);
    }
}
