//! What was made of the site's answers, with the questions.

use std::sync::Arc;

use super::super::feeds::Listed;
use crate::enrich::page::{Page, PageFile};
use crate::enrich::{self, Lookup};
use crate::reach;
use crate::render::{CopiedFile, Links, Part, Press, Printed};
use crate::site::{Questions, View};

const KEPT: &str = "a page is kept until it is printed";

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
    /// Its rank among those that the one page holds, if that holds it.
    pub(super) rank: Option<usize>,
    /// The page as a part of the one page, printed in the same edition.
    pub(super) part: Option<Arc<Part>>,
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
            rank: enrich::rank_of_part(&page),
            part: None,
            page: Some(Arc::new(page)),
            printed: None,
            edition: 0,
        }
    }

    /// Says whether it is printed as it would be in an edition.
    pub(super) fn is_printed(&self, edition: u64) -> bool {
        self.printed.is_some() && self.edition == edition
    }

    /// Prints it, and as a part of the one page too where that is wanted.
    pub(super) fn print(&mut self, press: &Press<'_>, links: &Links, edition: u64, parts: bool) {
        if self.is_printed(edition) {
            return;
        }
        let page = self.page.as_ref().expect(KEPT);
        let (printed, part) = match parts && self.rank.is_some() {
            true => {
                let (printed, part) = press.page_and_part(page, links);
                (printed, Some(Arc::new(part)))
            }
            false => (press.page(page, links), None),
        };
        self.printed = Some(printed);
        self.part = part;
        self.edition = edition;
    }

    /// Prints it as a part of the one page, unless that was done or the one page does not hold it.
    pub(super) fn print_part(&mut self, press: &Press<'_>) {
        if self.rank.is_some() && self.part.is_none() {
            let page = self.page.as_ref().expect(KEPT);
            self.part = Some(Arc::new(press.part(page)));
        }
    }
}

/// The page that holds others.
#[derive(Debug)]
pub(super) struct OnePage {
    pub(super) made: Made,
    /// What it holds.
    parts: Vec<Arc<Part>>,
}

impl OnePage {
    pub(super) fn new(made: Made) -> Self {
        Self {
            made,
            parts: Vec::new(),
        }
    }

    /// Prints it of parts; says whether that was needed.
    pub(super) fn print(
        &mut self,
        parts: Vec<Arc<Part>>,
        press: &Press<'_>,
        links: &Links,
        edition: u64,
    ) -> bool {
        let is_same = self.parts.len() == parts.len()
            && self
                .parts
                .iter()
                .zip(&parts)
                .all(|(a, b)| Arc::ptr_eq(a, b));
        if is_same && self.made.is_printed(edition) {
            return false;
        }
        let page = self.made.page.as_ref().expect(KEPT);
        self.made.printed = Some(press.one_page(page, &parts, links));
        self.made.edition = edition;
        self.parts = parts;
        true
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
