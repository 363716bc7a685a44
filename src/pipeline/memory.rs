//! What is kept between builds, and how little of it is made anew.
//!
//! A parsed text is kept as long as the text is; a checked document and a finished page as long as
//! the answers to the questions that they asked of the site; a printed page as long as the page and
//! the templates. The judge is a cold build: after any edit, in any order, outputs and diagnostics
//! are the same, byte for byte.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Built, Counts, Options, Stage, Work, feeds, settle};
use crate::config::{self, Base};
use crate::diagnostic::Diagnostic;
use crate::document::{self, Document};
use crate::enrich::{
    self, Plan,
    page::{Content, Page},
};
use crate::load::{Asset, Inputs};
use crate::reach;
use crate::render::{self, BuiltIn, CopiedFile, Printed, Statics, Templates};
use crate::site::{self, Answers, Changes, Questions, Site, View};
use crate::source::{Source, SourceId};

/// What is kept between builds. An empty one makes a cold build.
#[derive(Debug, Default)]
pub struct Memory {
    parsed: HashMap<SourceId, (Arc<str>, Arc<Document>)>,
    site: Option<Site>,
    answers: Answers,
    checked: HashMap<SourceId, Checked>,
    pages: HashMap<Plan, Made>,
    one_page: Option<Made>,
    files: HashMap<reach::File, Written>,
    looks: Option<Looks>,
    printed: Printed,
}

/// A document whose references were checked.
#[derive(Debug)]
struct Checked {
    document: Arc<Document>,
    questions: Questions,
    diagnostics: Vec<Diagnostic>,
}

/// A page that was made.
#[derive(Debug)]
struct Made {
    questions: Questions,
    page: Arc<Page>,
}

/// A file that was written for programs.
#[derive(Debug)]
struct Written {
    questions: Questions,
    bytes: Arc<[u8]>,
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

impl Memory {
    /// Runs every stage but publish. `watch` hears which stage begins.
    pub fn build(&mut self, inputs: &Inputs, options: &Options, watch: &dyn Fn(Stage)) -> Built {
        let mut work = Work::default();
        watch(Stage::Parse);
        let (mut diagnostics, changes) = self.refresh(inputs, options, &mut work);
        watch(Stage::Assemble);
        let pages = self.make_pages(&changes, &mut work);
        let files = self.write_files(&changes);
        watch(Stage::Render);
        let site = self.site.take().expect("the site has just been understood");
        self.read_looks(inputs, &site.config().base);
        let looks = self.looks.as_ref().expect("the looks have just been read");
        diagnostics.extend(looks.diagnostics.iter().cloned());
        let rendered = render(&site, &pages, files, looks, &mut self.printed, watch);
        work.printed = rendered.printed;
        diagnostics.extend(rendered.diagnostics);
        settle(&site, &mut diagnostics);
        let counts = Counts {
            pages: rendered
                .outputs
                .keys()
                .filter(|path| path.ends_with(".html"))
                .count(),
            terms: site.terms().len(),
            events: site.events().len(),
        };
        self.site = Some(site);
        Built {
            outputs: rendered.outputs,
            diagnostics,
            counts,
            work,
        }
    }

    /// Understands a site and renders nothing. Returns it with what is wrong, settled and sorted.
    pub fn understand(&mut self, inputs: &Inputs, options: &Options) -> (&Site, Vec<Diagnostic>) {
        let (mut diagnostics, _) = self.refresh(inputs, options, &mut Work::default());
        // Pages were not asked whether the changes touch them.
        self.pages.clear();
        self.one_page = None;
        self.files.clear();
        let site = self
            .site
            .as_ref()
            .expect("the site has just been understood");
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
        let site = self.site.expect("the site has just been understood");
        (site, diagnostics)
    }

    /// Parses, assembles and checks. Returns what is wrong, and what has changed since before.
    fn refresh(
        &mut self,
        inputs: &Inputs,
        options: &Options,
        work: &mut Work,
    ) -> (Vec<Diagnostic>, Changes) {
        let mut diagnostics = inputs.diagnostics.clone();
        let config = config::read(
            inputs.settings.as_ref(),
            options.base.as_ref(),
            &mut diagnostics,
        );
        let documents = self.parse(&inputs.content, work);
        for document in &documents {
            diagnostics.extend(document.diagnostics.iter().cloned());
        }
        let settings = site::Settings {
            drafts: options.drafts,
        };
        let before = self.site.take();
        let site = site::assemble(
            config,
            documents,
            &inputs.assets,
            settings,
            before.as_ref(),
            &mut diagnostics,
        );
        let answers = Answers::of(&site);
        let changes = match before {
            Some(_) => answers.since(&self.answers),
            None => Changes::everything(),
        };
        self.answers = answers;
        self.check(&site, &changes, &mut diagnostics, work);
        self.site = Some(site);
        (diagnostics, changes)
    }

    fn parse(&mut self, sources: &[Source], work: &mut Work) -> Vec<Arc<Document>> {
        let mut before = std::mem::take(&mut self.parsed);
        let mut documents = Vec::with_capacity(sources.len());
        for source in sources {
            let kept = before
                .remove(&source.id)
                .filter(|(text, _)| *text == source.text);
            let document = match kept {
                Some((_, document)) => document,
                None => {
                    work.parsed += 1;
                    Arc::new(document::parse(source))
                }
            };
            self.parsed
                .insert(source.id.clone(), (source.text.clone(), document.clone()));
            documents.push(document);
        }
        documents
    }

    fn check(
        &mut self,
        site: &Site,
        changes: &Changes,
        diagnostics: &mut Vec<Diagnostic>,
        work: &mut Work,
    ) {
        let mut before = std::mem::take(&mut self.checked);
        for document in site.documents() {
            let kept = before.remove(&document.id).filter(|kept| {
                Arc::ptr_eq(&kept.document, document) && !changes.touch(&kept.questions, site)
            });
            let checked = kept.unwrap_or_else(|| {
                work.checked += 1;
                let mut view = View::new(site);
                let diagnostics = enrich::check(&mut view, document);
                let questions = view.into_questions();
                Checked {
                    document: document.clone(),
                    questions,
                    diagnostics,
                }
            });
            diagnostics.extend(checked.diagnostics.iter().cloned());
            self.checked.insert(document.id.clone(), checked);
        }
    }

    fn make_pages(&mut self, changes: &Changes, work: &mut Work) -> Vec<Arc<Page>> {
        let site = self
            .site
            .as_ref()
            .expect("the site has just been understood");
        let mut before = std::mem::take(&mut self.pages);
        let mut pages = Vec::new();
        for plan in enrich::plans(site) {
            let kept = before
                .remove(&plan)
                .filter(|kept| !changes.touch(&kept.questions, site));
            let made = kept.unwrap_or_else(|| {
                work.enriched += 1;
                make(site, |view| enrich::page(view, &plan))
            });
            pages.push(made.page.clone());
            self.pages.insert(plan, made);
        }
        let kept = self.one_page.take();
        if site.config().outputs.print {
            let kept = kept.filter(|kept| !changes.touch(&kept.questions, site));
            let made = print(site, kept, &pages);
            pages.push(made.page.clone());
            self.one_page = Some(made);
        }
        pages
    }

    /// Writes the files for programs, those anew whose questions have other answers now.
    fn write_files(&mut self, changes: &Changes) -> Vec<CopiedFile> {
        let site = self
            .site
            .as_ref()
            .expect("the site has just been understood");
        let mut before = std::mem::take(&mut self.files);
        let mut files = Vec::new();
        for file in reach::plans(site) {
            let kept = before
                .remove(&file)
                .filter(|kept| !changes.touch(&kept.questions, site));
            let written = kept.unwrap_or_else(|| {
                let mut view = View::new(site);
                let bytes = reach::file(&mut view, file).into_bytes().into();
                Written {
                    questions: view.into_questions(),
                    bytes,
                }
            });
            files.push(CopiedFile {
                path: file.path().to_owned(),
                bytes: written.bytes.clone(),
                origin: format!("the setting `{}`", file.setting()),
            });
            self.files.insert(file, written);
        }
        files
    }

    /// Reads templates and static files, unless they are as they were.
    fn read_looks(&mut self, inputs: &Inputs, base: &Base) {
        let is_kept = self.looks.as_ref().is_some_and(|looks| {
            looks.base == *base
                && looks.sources == inputs.templates
                && looks.assets == inputs.statics
        });
        if is_kept {
            return;
        }
        let built_in = &BuiltIn::SHIPPED;
        let (statics, mut diagnostics) = Statics::load(built_in, &inputs.statics);
        let (templates, found) = Templates::load(built_in, &inputs.templates, &statics, base);
        diagnostics.extend(found);
        self.printed = Printed::default();
        self.looks = Some(Looks {
            sources: inputs.templates.clone(),
            assets: inputs.statics.clone(),
            base: base.clone(),
            templates,
            statics,
            diagnostics,
        });
    }
}

fn make(site: &Site, page: impl FnOnce(&mut View<'_>) -> Page) -> Made {
    let mut view = View::new(site);
    let page = Arc::new(page(&mut view));
    Made {
        questions: view.into_questions(),
        page,
    }
}

/// Makes the page that holds others, unless it holds the very same ones already.
fn print(site: &Site, kept: Option<Made>, pages: &[Arc<Page>]) -> Made {
    let parts = enrich::parts(pages);
    let is_same = |kept: &Made| match &kept.page.content {
        Content::Print { parts: held } => {
            held.len() == parts.len() && held.iter().zip(&parts).all(|(a, b)| Arc::ptr_eq(a, b))
        }
        _ => false,
    };
    kept.filter(is_same)
        .unwrap_or_else(|| make(site, |view| enrich::print(view, parts)))
}

fn render(
    site: &Site,
    pages: &[Arc<Page>],
    mut files: Vec<CopiedFile>,
    looks: &Looks,
    printed: &mut Printed,
    watch: &dyn Fn(Stage),
) -> render::Rendered {
    let config = site.config();
    let view = enrich::site_view(site);
    files.extend(site.pictures().values().map(|picture| CopiedFile {
        path: picture.path.trim_start_matches('/').to_owned(),
        bytes: picture.asset.bytes.clone(),
        origin: picture.asset.id.as_str().to_owned(),
    }));
    let of_pages = pages.iter().flat_map(|page| &page.files);
    files.extend(of_pages.map(|file| CopiedFile {
        path: file.path.trim_start_matches('/').to_owned(),
        bytes: file.text.as_bytes().into(),
        origin: file.origin.clone(),
    }));
    let feed = config.outputs.feed.then(|| feeds::feed(site)).flatten();
    let events = config.outputs.feed.then(|| feeds::events(site)).flatten();
    let guide = config.outputs.llms.then(|| feeds::guide(site));
    let sitemap = config.outputs.sitemap.then(|| feeds::sitemap(site, pages));
    let work = render::Work {
        pages,
        site: &view,
        base: &config.base,
        templates: &looks.templates,
        statics: &looks.statics,
        files: &files,
        feed: feed.as_ref(),
        events: events.as_ref(),
        guide: guide.as_ref(),
        sitemap: sitemap.as_deref(),
        cname: config.outputs.cname,
    };
    render::render(&work, printed, &|| watch(Stage::Scan))
}
