//! Building the site: everything is collected under its id, what clashes is reported, names are
//! looked for in every text, and who uses what is written down. What rests on documents that are the
//! same as before is taken over from the site before.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use super::delta::Delta;
use super::lints::Oddities;
use super::mentions::{self, Wishes};
use super::names::Names;
use super::path::ReadingPath;
use super::records::{self, Figures, Sources, Tables, Timeline};
use super::texts::Texts;
use super::usage::Usage;
use super::{Kept, Site, route};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::block::BlockKind;
use crate::document::date::Date;
use crate::document::keys::TermLinks;
use crate::document::record::{Article, Term, TextPage};
use crate::document::yaml::Block;
use crate::document::{Content, Document};
use crate::load::Asset;
use crate::source::Span;

/// What the run asks of the site.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Whether drafts are shown.
    pub drafts: bool,
}

/// Builds the site out of all documents, sorted by path. What can be taken over from the site `before`
/// is.
pub fn assemble(
    config: Config,
    documents: Vec<Arc<Document>>,
    assets: &[Asset],
    settings: Settings,
    mut before: Option<Site>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Site {
    let checked = checked(&config, diagnostics);
    // Who used what is worth knowing whatever the run asks for: the answers are compared with it.
    let usage = before.as_mut().map(|site| std::mem::take(&mut site.usage));
    let before = before.filter(|site| site.settings == settings);
    let delta = match &before {
        Some(site) => Delta::between(&site.documents, &documents),
        None => Delta::everything(),
    };
    let before = before.as_ref();
    let texts = Texts::new(
        &documents,
        assets,
        settings,
        before.map(|site| (&site.texts, &delta)),
    );
    let records = Records::new(&documents, &texts, settings, before, &delta);
    diagnostics.extend(texts.routes.diagnostics.iter().cloned());
    records.report(diagnostics);
    let (names, clashes) = match before.filter(|_| !delta.terms) {
        Some(site) => (site.names.clone(), site.clashes.clone()),
        None => Names::new(texts.terms.values(), before.map(|site| &site.names)),
    };
    diagnostics.extend(clashes.iter().cloned());
    unused_tables(&documents, &records.tables, diagnostics);
    if texts.home.is_none() {
        diagnostics.push(
            Diagnostic::new(Code::MissingHome, None, "there is no home page")
                .help("write `content/index.md`, with `title` and `summary` at its top"),
        );
    }
    let known = before.map(|site| (&*site.texts.articles, &site.path));
    let (mentions, path) = rayon::join(
        || searched(&documents, &names, before),
        || ReadingPath::new(&texts.articles, known),
    );
    let mut site = Site {
        mentions,
        path,
        config,
        checked,
        settings,
        documents,
        texts,
        timeline: records.timeline,
        figures: records.figures,
        tables: records.tables,
        sources: records.sources,
        names,
        clashes,
        usage: Usage::default(),
        oddities: Oddities::default(),
    };
    site.config.outputs.print &= site.fits_on_one_page();
    let mut usage = usage.unwrap_or_default();
    usage.update(&site);
    site.usage = usage;
    clashing_aliases(&site, diagnostics);
    site.oddities = Oddities::find(&site, before.map(|before| (before, &delta)));
    site.oddities.report(diagnostics);
    site
}

/// The tables of records, shared with the site before where nothing in them has changed.
struct Records {
    timeline: Arc<Timeline>,
    figures: Arc<Figures>,
    tables: Arc<Tables>,
    sources: Arc<Sources>,
}

impl Records {
    fn new(
        documents: &[Arc<Document>],
        texts: &Texts,
        settings: Settings,
        before: Option<&Site>,
        delta: &Delta,
    ) -> Self {
        let kept = |has_changed: bool| before.filter(|_| !has_changed);
        let is_shown = |document: &Document| match &document.content {
            Content::Article(article) => {
                let at = texts.routes.article_index.get(&article.slug);
                at.is_some_and(|at| Arc::ptr_eq(&texts.articles[*at], article))
            }
            _ => true,
        };
        Self {
            timeline: match kept(delta.events || delta.has_moved) {
                Some(site) => site.timeline.clone(),
                None => Arc::new(Timeline::collect(documents, settings, is_shown)),
            },
            figures: match kept(delta.figures) {
                Some(site) => site.figures.clone(),
                None => Arc::new(Figures::collect(documents)),
            },
            tables: match kept(delta.tables) {
                Some(site) => site.tables.clone(),
                None => Arc::new(records::tables(documents)),
            },
            sources: match kept(delta.sources) {
                Some(site) => site.sources.clone(),
                None => Arc::new(Sources::collect(documents)),
            },
        }
    }

    fn report(&self, diagnostics: &mut Vec<Diagnostic>) {
        diagnostics.extend(self.timeline.diagnostics.iter().cloned());
        diagnostics.extend(self.figures.diagnostics.iter().cloned());
        diagnostics.extend(self.sources.diagnostics.iter().cloned());
    }
}

/// Reports old addresses that are the address of something else, or that two files claim.
fn clashing_aliases(site: &Site, diagnostics: &mut Vec<Diagnostic>) {
    let articles = site.path.moved.iter().map(|at| {
        let article = &site.texts.articles[*at];
        (&article.aliases, &article.block)
    });
    let pages = site.home().into_iter().chain(site.pages());
    let pages = pages.map(|page| (&page.aliases, &page.block));
    let lists = site.list_pages();
    let has_page = |path: &str| lists.contains(&path) || site.has_page_besides_lists(path);
    let mut taken: HashMap<String, (&Block, &str)> = HashMap::new();
    for (aliases, block) in articles.chain(pages) {
        for alias in aliases {
            let span = || block.span_of_text("aliases", alias);
            let path = route::redirect(alias);
            if own_path(site, block) == Some(&path) {
                let message = format!("`{alias}` is the address of this page itself");
                diagnostics
                    .push(Diagnostic::new(Code::RouteClash, span(), message).help(
                        "leave it out: `aliases` are for addresses that the page had before",
                    ));
            } else if has_page(&path) {
                let message = format!("`{alias}` is the address of something else");
                let diagnostic = Diagnostic::new(Code::RouteClash, span(), message);
                let owners = site
                    .texts
                    .routes
                    .files
                    .iter()
                    .filter(|(_, file)| file.path == path);
                diagnostics.push(match owners.map(|(file, _)| file).min() {
                    Some(file) => diagnostic.help(format!("`{file}` is published there")),
                    None => diagnostic.help("Casebook itself makes a page there"),
                });
            } else if let Some((first, text)) = taken.get(&path) {
                let message = format!("two pages claim the old address `{alias}`");
                let first = first.span_of_text("aliases", text);
                diagnostics.push(
                    Diagnostic::new(Code::RouteClash, span(), message)
                        .label(first, "here it is claimed first")
                        .help("an old address leads to one page only"),
                );
            } else {
                taken.insert(path, (block, alias));
            }
        }
    }
}

/// Returns the path at which the file of a block is published.
fn own_path<'a>(site: &'a Site, block: &Block) -> Option<&'a String> {
    let file = site.texts.routes.files.get(block.file.as_str());
    file.map(|file| &file.path)
}

/// Warns of tables that no chart draws; a chart in a draft counts.
fn unused_tables(documents: &[Arc<Document>], tables: &Tables, diagnostics: &mut Vec<Diagnostic>) {
    if tables.is_empty() {
        return;
    }
    let bodies = documents
        .iter()
        .filter_map(|document| match &document.content {
            Content::Home(page) | Content::Page(page) => Some(&page.body),
            Content::Article(article) => Some(&article.body),
            Content::Term(term) => Some(&term.body),
            _ => None,
        });
    let used: BTreeSet<&str> = bodies
        .flat_map(|body| &body.blocks)
        .filter_map(|block| match &block.kind {
            // One that lacks its unit draws nothing yet, and is told of itself.
            BlockKind::Chart(chart) => chart.table.as_deref(),
            _ => None,
        })
        .collect();
    for table in tables.values() {
        if !used.contains(table.file.as_str()) {
            let message = format!("no chart draws `{}`", table.file);
            diagnostics.push(
                Diagnostic::new(Code::UnexpectedFile, Span::new(&table.file, 0..0), message)
                    .help(format!("name it in a block `chart`: `csv: {}`", table.file)),
            );
        }
    }
}

fn checked(config: &Config, diagnostics: &mut Vec<Diagnostic>) -> Option<Date> {
    let (written, span) = config.checked.as_ref()?;
    match written.parse::<Date>() {
        Ok(date) => Some(date),
        Err(error) => {
            let mut diagnostic = Diagnostic::new(Code::BadDate, span.clone(), error.message);
            diagnostic.help.extend(error.help);
            diagnostics.push(diagnostic);
            None
        }
    }
}

/// Looks for mentions in every text that links terms. What was found before holds for texts that have
/// not changed, where the names have not either.
fn searched(
    documents: &[Arc<Document>],
    names: &Arc<Names>,
    before: Option<&Site>,
) -> Vec<Option<Kept>> {
    let reusable = before.filter(|site| Arc::ptr_eq(&site.names, names));
    let known = |at: usize, document: &Arc<Document>| {
        let site = reusable?;
        let is_at = |at: usize| {
            let known = site.documents.get(at);
            known.is_some_and(|known| Arc::ptr_eq(known, document))
        };
        let at = match is_at(at) {
            true => at,
            false => site.position(&document.id).filter(|at| is_at(*at))?,
        };
        site.mentions[at].clone()
    };
    let search = |document: &Arc<Document>| {
        let (prose, wishes) = match &document.content {
            Content::Article(article) => (&article.body, wishes_of_article(article)),
            Content::Home(page) | Content::Page(page) => (&page.body, wishes_of_page(page)),
            Content::Term(term) => (&term.body, wishes_of_term(term)),
            _ => return None,
        };
        Some(Kept::new(mentions::mentions(prose, names, wishes)))
    };
    documents
        .par_iter()
        .enumerate()
        .map(|(at, document)| known(at, document).or_else(|| search(document)))
        .collect()
}

/// Returns how an article wants its terms to be linked.
pub fn wishes_of_article(article: &Article) -> Wishes<'_> {
    Wishes {
        links: article.term_links,
        excluded: &article.excluded_terms,
        own: None,
    }
}

/// Returns how a page of text wants its terms to be linked.
pub fn wishes_of_page(page: &TextPage) -> Wishes<'_> {
    Wishes {
        links: page.term_links,
        excluded: &page.excluded_terms,
        own: None,
    }
}

/// Returns how a glossary entry wants terms to be linked.
pub fn wishes_of_term(term: &Term) -> Wishes<'_> {
    Wishes {
        links: TermLinks::First,
        excluded: &[],
        own: Some(&term.id),
    }
}
