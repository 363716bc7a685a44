//! What was made of the site's answers, with the questions.

use std::sync::Arc;

use crate::enrich::page::{Content, Page};
use crate::enrich::{Lookup, Shelf};
use crate::reach;
use crate::render::{CopiedFile, Links, Press, Printed};
use crate::site::{Questions, Site, View};

/// A page that was made, and perhaps printed.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) questions: Questions,
    pub(super) page: Arc<Page>,
    pub(super) printed: Option<Printed>,
    /// In which edition it was printed.
    edition: u64,
}

impl Made {
    pub(super) fn new(
        site: &Site,
        shelf: &Shelf,
        page: impl FnOnce(&mut Lookup<'_>) -> Page,
    ) -> Self {
        let mut lookup = Lookup::new(site, shelf);
        let page = Arc::new(page(&mut lookup));
        Self {
            questions: lookup.into_questions(),
            page,
            printed: None,
            edition: 0,
        }
    }

    /// Says whether it is printed as it would be in an edition.
    pub(super) fn is_printed(&self, edition: u64) -> bool {
        self.printed.is_some() && self.edition == edition
    }

    pub(super) fn print(&mut self, press: &Press<'_>, links: &Links, edition: u64) {
        if !self.is_printed(edition) {
            self.printed = Some(press.page(&self.page, links));
            self.edition = edition;
        }
    }

    /// Adds the addresses on the page to those that are known.
    pub(super) fn tell(&mut self, links: &mut Links) {
        if let Some(printed) = &mut self.printed {
            printed.tell(links);
        }
    }

    /// Says whether it is the page of these very parts.
    pub(super) fn holds(&self, parts: &[Arc<Page>]) -> bool {
        match &self.page.content {
            Content::Print { parts: held } => {
                held.len() == parts.len() && held.iter().zip(parts).all(|(a, b)| Arc::ptr_eq(a, b))
            }
            _ => false,
        }
    }

    /// Returns the files that belong to the page.
    pub(super) fn files(&self) -> impl Iterator<Item = CopiedFile> {
        self.page.files.iter().map(|file| CopiedFile {
            path: file.path.trim_start_matches('/').to_owned(),
            bytes: file.text.as_bytes().into(),
            origin: file.origin.clone(),
        })
    }
}

/// A file that was written for programs.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) questions: Questions,
    pub(super) bytes: Arc<[u8]>,
}

impl Written {
    pub(super) fn new(site: &Site, file: reach::File) -> Self {
        let mut view = View::new(site);
        let bytes = reach::file(&mut view, file).into_bytes().into();
        Self {
            questions: view.into_questions(),
            bytes,
        }
    }
}
