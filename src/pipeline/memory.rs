//! What is kept between builds, and how little of it is made anew.
//!
//! A parsed text is kept as long as the text is; a checked document and a finished page as long as
//! the answers to the questions that they asked of the site; a printed page as long as the page and
//! the templates. Each build first forgets what no longer holds and then fills in what is missing, so
//! that it can be stopped in between and go on later. The judge is a cold build: after any edit, in
//! any order, outputs and diagnostics are the same, byte for byte.

mod made;
mod understood;
mod workshop;

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::{Built, Counts, Options, Stage, Work, addresses, feeds, settle};
use crate::config::{self, Base};
use crate::diagnostic::Diagnostic;
use crate::enrich::page::SiteView;
use crate::enrich::{self, Plan, Shelf};
use crate::load::{Asset, Inputs};
use crate::reach;
use crate::render::{
    self, BuiltIn, CopiedFile, Cover, Links, Part, Press, Printed, Statics, Templates,
};
use crate::site::{Answers, Changes, Site};
use crate::source::Source;
use made::{Made, OnePage, Written};
use understood::Understanding;
use workshop::{Workshop, how_to_ask};

/// How many pages are made between two looks at whether to stop.
const BATCH: usize = 64;

/// What is kept between builds. An empty one makes a cold build.
#[derive(Debug, Default)]
pub struct Memory {
    /// Whether no build follows this one, so that nothing need be kept for it.
    is_last: bool,
    /// The list of addresses that must not vanish.
    kept: Option<Source>,
    understanding: Understanding,
    site: Option<Site>,
    answers: Answers,
    site_view: Option<SiteView>,
    shelf: Shelf,
    pages: HashMap<Plan, Made>,
    one_page: Option<OnePage>,
    files: HashMap<reach::File, Written>,
    looks: Option<Looks>,
    /// Counts templates, files beside them and what they say of the site. Pages of earlier editions are
    /// printed again before they are used; to drop them all at once would keep the next page waiting.
    edition: u64,
    cover: Cover,
    links: Links,
    /// Addresses on pages of earlier editions, to be dropped when nobody waits.
    old_links: Option<Links>,
    work: Work,
}

/// Templates and static files as they were read, with what they were read from.
#[derive(Debug)]
struct Looks {
    sources: Vec<Source>,
    assets: Vec<Asset>,
    base: Base,
    templates: Templates,
    statics: Statics,
    diagnostics: Vec<Diagnostic>,
}

/// A page as it would be published, made before the rest of the site.
#[derive(Clone, Debug)]
pub struct Glimpse {
    /// Its path from the output root.
    pub path: String,
    /// Its bytes; none where it cannot be printed.
    pub bytes: Option<Arc<[u8]>>,
    /// The files that belong to it.
    pub files: Vec<CopiedFile>,
}

const UNDERSTOOD: &str = "the site has just been understood";

impl Memory {
    /// Makes one for a single build: it forgets pages once they are printed, and who asked what. A second
    /// build with it panics.
    pub fn of_one_build() -> Self {
        Self {
            is_last: true,
            ..Self::default()
        }
    }

    /// Runs every stage but publish. `watch` hears which stage begins.
    pub fn build(&mut self, inputs: &Inputs, options: &Options, watch: &dyn Fn(Stage)) -> Built {
        watch(Stage::Parse);
        self.begin(inputs, options);
        watch(Stage::Assemble);
        self.complete(watch, &|| false)
            .expect("a build that nobody interrupts comes to its end")
    }

    /// Parses, assembles and checks, reads the looks, and forgets what no longer holds. Makes no page.
    pub fn begin(&mut self, inputs: &Inputs, options: &Options) {
        // The looks need no more of the site than its address, and are read beside it.
        let settings = inputs.settings.as_ref();
        let base = config::read(settings, options.base.as_ref(), &mut Vec::new()).base;
        let is_kept = self.looks.as_ref().is_some_and(|looks| {
            looks.base == base
                && looks.sources == inputs.templates
                && looks.assets == inputs.statics
        });
        let ((), looks) = rayon::join(
            || self.refresh(inputs, options),
            || (!is_kept).then(|| Looks::read(inputs, base, options)),
        );
        if looks.is_some() {
            self.old_links = Some(std::mem::take(&mut self.links));
            self.looks = looks;
        }
        self.kept.clone_from(&inputs.kept);
        let site = self.site.as_ref().expect(UNDERSTOOD);
        let view = enrich::site_view(site);
        let is_as_before = self.site_view.as_ref() == Some(&view);
        self.site_view = Some(view);
        if !is_kept || !is_as_before {
            self.edition += 1;
            let looks = self.looks.as_ref().expect("the looks have just been read");
            let view = self.site_view.as_ref().expect(UNDERSTOOD);
            self.cover = Cover::new(&looks.templates, view);
        }
    }

    /// Returns what is wrong as far as it is known without printing pages, settled and sorted.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let looks = self.looks.iter().flat_map(|looks| &looks.diagnostics);
        let mut diagnostics: Vec<Diagnostic> = looks.cloned().collect();
        diagnostics.extend(self.understanding.diagnostics.iter().cloned());
        settle(self.site.as_ref().expect(UNDERSTOOD), &mut diagnostics);
        diagnostics
    }

    /// Says whether the content has no errors as far as it is known without printing pages.
    pub fn is_sound(&self) -> bool {
        let diagnostics = self.diagnostics();
        diagnostics.iter().all(|diagnostic| !diagnostic.is_error())
    }

    /// Makes one page, before the rest of the site: the one at a path from the base, such as
    /// `/articles/who-pays/`. None where the site has no such page.
    pub fn look_at(&mut self, path: &str) -> Option<Glimpse> {
        let site = self.site.as_ref().expect(UNDERSTOOD);
        let plan = enrich::plan_at(site, path)?;
        self.fill(vec![plan.clone()], false);
        let made = self.pages.get(&plan)?;
        let printed = made.printed.as_ref()?;
        Some(Glimpse {
            path: printed.path().to_owned(),
            bytes: printed.bytes().cloned(),
            files: made.files.clone(),
        })
    }

    /// Returns the static files as they would be published, by path from the output root.
    pub fn statics(&self) -> impl Iterator<Item = (&str, &Arc<[u8]>)> {
        self.looks.iter().flat_map(|looks| looks.statics.outputs())
    }

    /// Makes everything that is missing. None if it was stopped in between; what was made by then is
    /// kept for the next time.
    pub fn complete(
        &mut self,
        watch: &dyn Fn(Stage),
        is_interrupted: &dyn Fn() -> bool,
    ) -> Option<Built> {
        self.old_links = None;
        let site = self.site.as_ref().expect(UNDERSTOOD);
        let plans = enrich::plans(site);
        let missing = plans.iter().filter(|plan| !self.has(plan));
        let missing: Vec<Plan> = missing.cloned().collect();
        watch(Stage::Render);
        if self.is_last {
            self.make_at_once(&plans);
        } else {
            let parts = self.has_one_page();
            for batch in missing.chunks(BATCH) {
                if is_interrupted() {
                    return None;
                }
                self.fill(batch.to_vec(), parts);
            }
        }
        self.keep_only(&plans);
        if is_interrupted() {
            return None;
        }
        let files = self.fill_the_rest(&plans);
        watch(Stage::Scan);
        Some(self.bind(&plans, files))
    }

    /// Understands a site and renders nothing. Returns it with what is wrong, settled and sorted.
    pub fn understand(&mut self, inputs: &Inputs, options: &Options) -> (&Site, Vec<Diagnostic>) {
        self.refresh(inputs, options);
        let site = self.site.as_ref().expect(UNDERSTOOD);
        let mut diagnostics = self.understanding.diagnostics.clone();
        settle(site, &mut diagnostics);
        (site, diagnostics)
    }

    /// Returns the site as it was understood last.
    pub fn site(&self) -> Option<&Site> {
        self.site.as_ref()
    }

    /// Understands a site and hands it out.
    pub(super) fn into_site(
        mut self,
        inputs: &Inputs,
        options: &Options,
    ) -> (Site, Vec<Diagnostic>) {
        let (_, diagnostics) = self.understand(inputs, options);
        let site = self.site.expect(UNDERSTOOD);
        (site, diagnostics)
    }

    /// Parses, assembles and checks, and forgets what was made of answers that have changed.
    fn refresh(&mut self, inputs: &Inputs, options: &Options) {
        let before = self.site.take();
        assert!(!self.is_last || before.is_none(), "made for one build");
        let is_first = before.is_none();
        let mut work = std::mem::take(&mut self.work);
        let site = self
            .understanding
            .assemble(inputs, options, before, &mut work);
        let mut changes = match self.is_last {
            true => Changes::everything(),
            false => self.answers.update(&site, is_first),
        };
        self.shelf.forget(&mut changes, &site);
        let (pages, files) = (&mut self.pages, &mut self.files);
        let view = how_to_ask(self.is_last);
        rayon::join(
            || {
                self.understanding.check(&site, view, &changes, &mut work);
            },
            || {
                pages.retain(|_, made| !changes.touch(&made.questions, &site));
                files.retain(|_, written| !changes.touch(&written.questions, &site));
            },
        );
        self.work = work;
        if let Some(one_page) = &self.one_page
            && changes.touch(&one_page.made.questions, &site)
        {
            self.one_page = None;
        }
        self.site = Some(site);
    }

    fn has(&self, plan: &Plan) -> bool {
        let made = self.pages.get(plan);
        made.is_some_and(|made| made.is_printed(self.edition))
    }

    fn workshop(&self) -> Workshop<'_> {
        let looks = self.looks.as_ref().expect("the looks have been read");
        let view = self.site_view.as_ref().expect(UNDERSTOOD);
        Workshop {
            site: self.site.as_ref().expect(UNDERSTOOD),
            shelf: &self.shelf,
            press: Press::new(&looks.templates, view, &looks.base, &self.cover),
            links: &self.links,
            edition: self.edition,
            is_last: self.is_last,
        }
    }

    /// Makes and prints those of these pages that are missing, at the same time; as parts of the one page too
    /// where that is wanted.
    fn fill(&mut self, plans: Vec<Plan>, parts: bool) {
        let mut work: Vec<(Plan, Option<Made>)> = Vec::with_capacity(plans.len());
        for plan in plans {
            if !self.has(&plan) {
                let kept = self.pages.remove(&plan);
                work.push((plan, kept));
            }
        }
        self.work.enriched += work.iter().filter(|(_, kept)| kept.is_none()).count();
        self.work.printed += work.len();
        let workshop = self.workshop();
        let done: Vec<(Plan, Made)> = work
            .into_par_iter()
            .with_max_len(1)
            .map(|(plan, kept)| {
                let made = workshop.printed(&plan, kept, parts);
                (plan, made)
            })
            .collect();
        self.pages.extend(done);
    }

    /// Makes and prints everything, for a build that none follows and that nobody interrupts.
    fn make_at_once(&mut self, plans: &[Plan]) {
        let workshop = self.workshop();
        let parts = self.has_one_page();
        // Lists are long and come last: whoever begins with them has others to share the rest, one by one.
        let pages = plans.par_iter().rev().with_max_len(1);
        let pages = pages
            .map(|plan| (plan.clone(), workshop.printed(plan, None, parts)))
            .collect();
        self.pages = pages;
        self.work.enriched += plans.len();
        self.work.printed += plans.len();
    }

    fn has_one_page(&self) -> bool {
        self.site.as_ref().expect(UNDERSTOOD).config().outputs.print
    }

    /// Forgets pages that the site no longer has.
    fn keep_only(&mut self, plans: &[Plan]) {
        if self.pages.len() == plans.len() {
            return;
        }
        let mut before = std::mem::take(&mut self.pages);
        let kept = plans.iter().filter_map(|plan| before.remove_entry(plan));
        self.pages = kept.collect();
    }

    /// Makes what is made of everything, at the same time: the page that holds the others, and the
    /// files for programs, which are returned.
    fn fill_the_rest(&mut self, plans: &[Plan]) -> Vec<CopiedFile> {
        let kept = self.one_page.take();
        let parts = self.has_one_page().then(|| self.parts(plans));
        let workshop = self.workshop();
        let mut missing = reach::plans(workshop.site);
        missing.retain(|file| !self.files.contains_key(file));
        let (one_page, written) = rayon::join(
            || parts.map(|parts| workshop.one_page(kept, parts)),
            || workshop.files(missing),
        );
        if let Some((one_page, is_new)) = one_page {
            self.work.printed += usize::from(is_new);
            self.one_page = Some(one_page);
        }
        self.files.extend(written);
        self.all_files()
    }

    /// Returns the parts of the one page in their order. Those that are missing are printed first.
    fn parts(&mut self, plans: &[Plan]) -> Vec<Arc<Part>> {
        let mut pages = std::mem::take(&mut self.pages);
        let press = self.workshop().press;
        let made = pages.par_iter_mut().map(|(_, made)| made);
        made.for_each(|made| made.print_part(&press));
        let made = plans.iter().filter_map(|plan| pages.get(plan));
        let mut parts: Vec<(usize, Arc<Part>)> = made
            .filter_map(|made| made.rank.zip(made.part.clone()))
            .collect();
        parts.sort_by_key(|(rank, _)| *rank);
        self.pages = pages;
        parts.into_iter().map(|(_, part)| part).collect()
    }

    /// Returns the files for programs, which have all been written.
    fn all_files(&mut self) -> Vec<CopiedFile> {
        let site = self.site.as_ref().expect(UNDERSTOOD);
        let plans = reach::plans(site);
        self.files.retain(|file, _| plans.contains(file));
        plans
            .into_iter()
            .map(|file| CopiedFile {
                path: file.path().to_owned(),
                bytes: self.files[&file].bytes.clone(),
                origin: format!("the setting `{}`", file.setting()),
            })
            .collect()
    }

    /// Puts everything together and says what is wrong.
    fn bind(&mut self, plans: &[Plan], mut files: Vec<CopiedFile>) -> Built {
        let mut links = std::mem::take(&mut self.links);
        let site = self.site.as_ref().expect(UNDERSTOOD);
        let looks = self.looks.as_ref().expect("the looks have been read");
        let made: Vec<&Made> = plans
            .iter()
            .map(|plan| &self.pages[plan])
            .chain(self.one_page.as_ref().map(|one_page| &one_page.made))
            .collect();
        files.extend(pictures(site));
        files.extend(made.iter().flat_map(|made| made.files.iter().cloned()));
        let printed: Vec<&Printed> = made
            .iter()
            .filter_map(|made| made.printed.as_ref())
            .collect();
        let outputs = site.config().outputs;
        let listed = made.iter().filter_map(|made| made.listed.as_ref());
        let sitemap = outputs.sitemap.then(|| feeds::sitemap(site, listed));
        let feed = outputs.feed.then(|| feeds::feed(site)).flatten();
        let events = outputs.feed.then(|| feeds::events(site)).flatten();
        let guide = outputs.llms.then(|| feeds::guide(site));
        let work = render::Work {
            pages: &printed,
            press: &self.workshop().press,
            base: &looks.base,
            statics: &looks.statics,
            files: &files,
            feed: feed.as_ref(),
            events: events.as_ref(),
            guide: guide.as_ref(),
            sitemap: sitemap.as_deref(),
            kept: self.kept.as_ref(),
            outputs: config::Outputs {
                // What is too long for one page has none, whatever the settings want.
                print: outputs.print || !site.fits_on_one_page(),
                ..outputs
            },
            place: render::Place(&|address| addresses::place(site, &looks.base, address)),
        };
        let rendered = render::render(&work, &mut links);
        let mut diagnostics = self.understanding.diagnostics.clone();
        diagnostics.extend(looks.diagnostics.iter().cloned());
        diagnostics.extend(rendered.diagnostics);
        settle(site, &mut diagnostics);
        let pages = rendered.outputs.keys();
        let counts = Counts {
            pages: pages.filter(|path| path.ends_with(".html")).count(),
            terms: site.terms().len(),
            events: site.events().len(),
        };
        self.links = links;
        Built {
            outputs: rendered.outputs,
            pictures: rendered.pictures,
            diagnostics,
            counts,
            work: std::mem::take(&mut self.work),
        }
    }
}

impl Looks {
    /// Reads templates and static files.
    fn read(inputs: &Inputs, base: Base, options: &Options) -> Self {
        let built_in = &BuiltIn::SHIPPED;
        let (statics, mut diagnostics) = Statics::load(built_in, &inputs.statics);
        let (templates, found) = Templates::load(built_in, &inputs.templates, &statics, &base);
        diagnostics.extend(found);
        Self {
            sources: inputs.templates.clone(),
            assets: inputs.statics.clone(),
            base,
            templates: templates.with_drawn(options.drawn.clone()),
            statics,
            diagnostics,
        }
    }
}

fn pictures(site: &Site) -> impl Iterator<Item = CopiedFile> {
    site.pictures().values().map(|picture| CopiedFile {
        path: picture.path.trim_start_matches('/').to_owned(),
        bytes: picture.asset.bytes.clone(),
        origin: picture.asset.id.as_str().to_owned(),
    })
}
