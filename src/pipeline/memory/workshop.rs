//! Where pages and files are made: all that it takes, which nobody changes meanwhile.

use std::sync::Arc;

use rayon::prelude::*;

use super::made::{Made, Written};
use crate::enrich::page::Page;
use crate::enrich::{self, Lookup, Plan, Shelf};
use crate::reach;
use crate::render::{Links, Press};
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

    /// Prints a page, which is made first unless it was kept.
    pub(super) fn printed(&self, plan: &Plan, kept: Option<Made>) -> Made {
        let mut made = kept.unwrap_or_else(|| self.page(plan));
        made.print(&self.press, self.links, self.edition);
        let is_needed = !self.is_last || self.site.config().outputs.print;
        made.page = made.page.filter(|_| is_needed);
        made
    }

    /// Prints the page that holds others, if the site has one; it is made first unless it was kept and holds
    /// the very same pages. Says whether it was printed.
    pub(super) fn one_page<'p>(
        &self,
        kept: Option<Made>,
        pages: impl Iterator<Item = &'p Arc<Page>>,
    ) -> Option<(Made, bool)> {
        if !self.site.config().outputs.print {
            return None;
        }
        let parts = enrich::parts(pages);
        let kept = kept.filter(|kept| kept.holds(&parts));
        let make = || Made::new(self.lookup(), |lookup| enrich::print(lookup, parts));
        let mut made = kept.unwrap_or_else(make);
        let is_new = !made.is_printed(self.edition);
        made.print(&self.press, self.links, self.edition);
        Some((made, is_new))
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
