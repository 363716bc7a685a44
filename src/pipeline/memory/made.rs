//! What was made of the site's answers, with the questions.

use std::sync::Arc;

use super::super::feeds::Listed;
use crate::enrich::Lookup;
use crate::enrich::page::{Content, Page, PageFile};
use crate::reach;
use crate::render::{CopiedFile, Links, Press, Printed};
use crate::site::{Questions, View};

/// A page that was made, and perhaps printed.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) questions: Questions,
    /// None once it is printed and never needed again.
    pub(super) page: Option<Arc<Page>>,
    pub(super) listed: Option<Listed>,
    pub(super) printed: Option<Printed>,
    /// What belongs to the page.
    pub(super) files: Vec<CopiedFile>,
    /// In which edition it was printed.
    edition: u64,
}

impl Made {
    pub(super) fn new(mut lookup: Lookup<'_>, page: impl FnOnce(&mut Lookup<'_>) -> Page) -> Self {
        let page = page(&mut lookup);
        Self {
            questions: lookup.into_questions(),
            listed: page.is_indexable.then(|| Listed {
                origin: page.origin.clone(),
                permalink: page.permalink.clone(),
            }),
            files: page.files.iter().map(copied).collect(),
            page: Some(Arc::new(page)),
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
            let page = self
                .page
                .as_ref()
                .expect("a page is kept until it is printed");
            self.printed = Some(press.page(page, links));
            self.edition = edition;
        }
    }

    /// Says whether it is the page of these very parts.
    pub(super) fn holds(&self, parts: &[Arc<Page>]) -> bool {
        match self.page.as_ref().map(|page| &page.content) {
            Some(Content::Print { parts: held }) => {
                held.len() == parts.len() && held.iter().zip(parts).all(|(a, b)| Arc::ptr_eq(a, b))
            }
            _ => false,
        }
    }
}

fn copied(file: &PageFile) -> CopiedFile {
    CopiedFile {
        path: file.path.trim_start_matches('/').to_owned(),
        bytes: file.text.as_bytes().into(),
        origin: file.origin.clone(),
    }
}

/// A file that was written for programs.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) questions: Questions,
    pub(super) bytes: Arc<[u8]>,
}

impl Written {
    pub(super) fn new(mut view: View<'_>, file: reach::File) -> Self {
        let bytes = reach::file(&mut view, file).into_bytes().into();
        Self {
            questions: view.into_questions(),
            bytes,
        }
    }
}
