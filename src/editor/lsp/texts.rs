//! Texts that are opened, changed and closed, files that come and go, and the sites to which they
//! belong.

use std::path::{Path, PathBuf};

use lsp_types::{
    DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams, Uri,
};

use super::text::Text;
use super::workspace::{Open, Workspace};
use super::{Server, address};
use crate::load::SETTINGS;
use crate::source::SourceId;

/// A text that belongs to no site.
pub(super) struct Loose {
    path: PathBuf,
    open: Open,
}

impl Server {
    pub(super) fn did_open(&mut self, params: DidOpenTextDocumentParams) {
        let document = params.text_document;
        let Some(path) = address::path(&document.uri) else {
            return;
        };
        let open = Open {
            text: Text::new(document.text.into(), self.client.encoding),
            uri: document.uri,
            version: document.version,
        };
        self.outdate_unwatched();
        self.loose.retain(|loose| loose.path != path);
        self.place(path, open);
    }

    /// Gives a text to its site, or keeps it until it has one.
    fn place(&mut self, path: PathBuf, open: Open) {
        let Some(at) = self.find_site(&path) else {
            self.loose.push(Loose { path, open });
            return;
        };
        match self.sites[at].id(&path) {
            Some(id) => self.sites[at].open(id, open),
            None => self.loose.push(Loose { path, open }),
        }
    }

    pub(super) fn did_change(&mut self, params: &DidChangeTextDocumentParams) {
        let version = params.text_document.version;
        let change = |open: &mut Open| {
            for change in &params.content_changes {
                open.text = open.text.changed(change);
            }
            open.version = version;
        };
        if let Some((at, id)) = self.at(&params.text_document.uri) {
            if let Some(mut open) = self.sites[at].opened(&id).cloned() {
                change(&mut open);
                self.sites[at].open(id, open);
            }
        } else if let Some(loose) = self.loose_at(&params.text_document.uri) {
            change(&mut loose.open);
        }
    }

    pub(super) fn did_close(&mut self, params: &DidCloseTextDocumentParams) {
        if let Some((at, id)) = self.at(&params.text_document.uri) {
            self.sites[at].close(&id);
        } else if let Some(path) = address::path(&params.text_document.uri) {
            self.loose.retain(|loose| loose.path != path);
        }
        self.outdate_unwatched();
    }

    pub(super) fn did_save(&mut self, params: &DidSaveTextDocumentParams) {
        self.outdate_unwatched();
        let path = address::path(&params.text_document.uri);
        if path.is_some_and(|path| path.ends_with(SETTINGS)) {
            self.place_loose();
        }
    }

    pub(super) fn did_watch(&mut self, params: &DidChangeWatchedFilesParams) {
        let paths = params.changes.iter();
        let paths: Vec<PathBuf> = paths
            .filter_map(|change| address::path(&change.uri))
            .collect();
        for site in &mut self.sites {
            if paths.iter().any(|path| path.starts_with(site.root())) {
                site.outdate();
            }
        }
        if paths.iter().any(|path| path.ends_with(SETTINGS)) {
            self.place_loose();
        }
    }

    pub(super) fn did_move(&mut self, params: &DidChangeWorkspaceFoldersParams) {
        for folder in &params.event.added {
            if let Some(path) = address::path(&folder.uri) {
                self.find_site(&path.join(SETTINGS));
            }
        }
    }

    /// Looks for the sites of texts that had none.
    fn place_loose(&mut self) {
        for loose in std::mem::take(&mut self.loose) {
            self.place(loose.path, loose.open);
        }
    }

    /// Reads the disk again where the client tells of nothing that happens there.
    fn outdate_unwatched(&mut self) {
        if !self.client.can_watch {
            self.sites.iter_mut().for_each(Workspace::outdate);
        }
    }

    /// Returns the site in which a file lies: the folder with `site.toml` that is nearest above it.
    pub(super) fn find_site(&mut self, path: &Path) -> Option<usize> {
        let mut folders = path.ancestors().skip(1);
        let root = folders.find(|folder| self.disk.has_file(&folder.join(SETTINGS)))?;
        let known = self.sites.iter().position(|site| site.root() == root);
        Some(known.unwrap_or_else(|| {
            let (root, client) = (root.to_owned(), &self.client);
            self.sites
                .push(Workspace::new(root, client.encoding, client.drafts));
            self.sites.len() - 1
        }))
    }

    /// Returns the site of a text that is open, or of a file in a site that is known, with its id.
    pub(super) fn at(&self, uri: &Uri) -> Option<(usize, SourceId)> {
        let path = address::path(uri)?;
        if self.loose.iter().any(|loose| loose.path == path) {
            return None;
        }
        let sites = self.sites.iter().enumerate();
        let own = sites.filter_map(|(at, site)| Some((at, site.id(&path)?)));
        own.max_by_key(|(at, id)| {
            let site = &self.sites[*at];
            (site.opened(id).is_some(), site.root().components().count())
        })
    }

    fn loose_at(&mut self, uri: &Uri) -> Option<&mut Loose> {
        let path = address::path(uri)?;
        self.loose.iter_mut().find(|loose| loose.path == path)
    }
}
