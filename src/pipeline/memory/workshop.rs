//! Where pages and files are made: all that it takes, which nobody changes meanwhile.

use std::sync::Arc;

use rayon::prelude::*;

use super::made::{Made, OnePage, Written};
use crate::enrich::{self, Lookup, Plan, Shelf};
use crate::reach;
use crate::render::{Links, Part, Press};
use crate::site::{Site, View};

/// What pages and files are made with.
pub(super) struct Workshop<'a> {
    pub(super) site: &'a Site,
    pub(super) shelf: &'a Shelf,
    pub(super) press: Press<'a>,
    pub(super) links: &'a Links,
    pub(super) edition: u64,
    /// Whether no build follows this one.
    pub(super) is_last: bool,
}

impl Workshop<'_> {
    /// Makes a page; prints nothing.
    pub(super) fn page(&self, plan: &Plan) -> Made {
        Made::new(self.lookup(), |lookup| enrich::page(lookup, plan))
    }

    /// Prints a page, which is made first unless it was kept; as a part of the one page too where that is wanted.
    pub(super) fn printed(&self, plan: &Plan, kept: Option<Made>, parts: bool) -> Made {
        let mut made = kept.unwrap_or_else(|| self.page(plan));
        made.print(&self.press, self.links, self.edition, parts);
        made.page = made.page.filter(|_| !self.is_last);
        made
    }

    /// Prints the page that holds others, which is made first unless it was kept. Says whether it was printed anew.
    pub(super) fn one_page(&self, kept: Option<OnePage>, parts: Vec<Arc<Part>>) -> (OnePage, bool) {
        let mut one_page =
            kept.unwrap_or_else(|| OnePage::new(Made::new(self.lookup(), enrich::print)));
        let is_new = one_page.print(parts, &self.press, self.links, self.edition);
        (one_page, is_new)
    }

    /// Writes files for programs, several at the same time.
    pub(super) fn files(&self, files: Vec<reach::File>) -> Vec<(reach::File, Written)> {
        let files = files.into_par_iter();
        files
            .map(|file| (file, Written::new(self.view(), file)))
            .collect()
    }

    fn lookup(&self) -> Lookup<'_> {
        Lookup::through(self.view(), self.shelf)
    }

    fn view(&self) -> View<'_> {
        how_to_ask(self.is_last)(self.site)
    }
}

/// Returns how a site is asked: with notes for the builds to come, if there are any.
pub(super) fn how_to_ask<'s>(is_last: bool) -> fn(&'s Site) -> View<'s> {
    match is_last {
        true => View::without_notes,
        false => View::new,
    }
}
