//! ENRICH: documents and the site become pages, all that a template may see. Decides what stands on
//! a page and what leads where; how it looks is for the templates. Knows nothing of Tera.
//!
//! [`plans`] lists the pages, [`page()`] makes one, [`print()`] makes one of them all, [`check`] says what is wrong with the references of a document.

mod apparatus;
pub mod chart;
mod check;
mod coverage;
pub mod drawing;
pub mod flow;
mod frame;
mod html;
mod json_ld;
mod lists;
mod one_page;
pub mod page;
mod prose;
pub mod shared;
mod shelf;
mod status;
mod texts;
mod views;

pub use check::check;
pub use one_page::{print, rank_of_part};
pub use shelf::{Lookup, Shelf};

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::site::{List, Part, Site, route};
use crate::source::SourceId;
use page::{Counts, MenuEntry, Page, SiteView};

/// A page that is to be made.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Plan {
    /// The home page.
    Home,
    /// An article, by its slug.
    Article(String),
    /// A glossary entry, by its id.
    Term(String),
    /// A page of text, by its slug.
    Text(String),
    /// A list, by its path.
    List(&'static str),
    /// A part of a list that is too long for one page.
    Part(List, Part),
    /// The timeline of a tag.
    Tag(String),
    /// The bare timeline of a tag, for other sites to show.
    Embed(String),
    /// The page for addresses that lead nowhere.
    NotFound,
    /// A page at an old address, for the file that has moved.
    Redirect {
        /// The old address.
        alias: String,
        /// The file that gives it.
        file: SourceId,
    },
}

/// Returns all pages that the site has, in the order of the site, but not the one that holds others.
pub fn plans(site: &Site) -> Vec<Plan> {
    let mut plans = Vec::new();
    plans.extend(site.home().map(|_| Plan::Home));
    plans.extend(
        site.articles()
            .iter()
            .map(|article| Plan::Article(article.slug.clone())),
    );
    plans.extend(site.terms().map(|term| Plan::Term(term.id.clone())));
    plans.extend(
        site.pages()
            .iter()
            .map(|page| Plan::Text(page.slug.clone())),
    );
    let lists = site.list_pages().into_iter();
    plans.extend(lists.filter(|path| *path != route::PRINT).map(Plan::List));
    for list in List::ALL {
        let parts = site.parts(list).keys();
        plans.extend(parts.map(|part| Plan::Part(list, part.clone())));
    }
    plans.extend(site.tags().keys().map(|tag| Plan::Tag(tag.clone())));
    if site.config().outputs.embed {
        plans.extend(site.tags().keys().map(|tag| Plan::Embed(tag.clone())));
    }
    plans.push(Plan::NotFound);
    plans.extend(redirects(site));
    plans
}

/// Lists the old addresses. One that is taken was told of where it is written, and leads nowhere.
fn redirects(site: &Site) -> Vec<Plan> {
    let articles = site.articles().iter();
    let articles = articles.map(|article| (&article.aliases, &article.block.file));
    let pages = site.home().into_iter().chain(site.pages());
    let pages = pages.map(|page| (&page.aliases, &page.block.file));
    let mut taken = BTreeSet::new();
    let mut plans = Vec::new();
    for (aliases, file) in articles.chain(pages) {
        for alias in aliases {
            let path = route::redirect(alias);
            if !site.has_page(&path) && taken.insert(path) {
                plans.push(Plan::Redirect {
                    alias: alias.clone(),
                    file: file.clone(),
                });
            }
        }
    }
    plans
}

/// Returns the page that the site has at a path from the base. Texts are found by their address, the rest
/// among all pages.
pub fn plan_at(site: &Site, path: &str) -> Option<Plan> {
    let inside = |folder: &str| path.strip_prefix(folder)?.strip_suffix('/');
    if let Some(slug) = inside(route::ARTICLES).filter(|slug| site.is_shown(slug)) {
        return Some(Plan::Article(slug.to_owned()));
    }
    if let Some(id) = inside(route::GLOSSARY).filter(|id| site.term(id).is_some()) {
        return Some(Plan::Term(id.to_owned()));
    }
    plans(site).into_iter().find(|plan| plan.path() == path)
}

impl Plan {
    /// Returns the path of the page from the base.
    pub fn path(&self) -> Cow<'_, str> {
        match self {
            Plan::Home => "/".into(),
            Plan::Article(slug) => route::article(slug).into(),
            Plan::Term(id) => route::term(id).into(),
            Plan::Text(slug) => route::text_page(slug).into(),
            Plan::List(path) => Cow::Borrowed(path),
            Plan::Part(list, part) => route::part(*list, part).into(),
            Plan::Tag(tag) => route::tag(tag).into(),
            Plan::Embed(tag) => route::embed(tag).into(),
            Plan::NotFound => route::NOT_FOUND.into(),
            Plan::Redirect { alias, .. } => route::redirect(alias).into(),
        }
    }
}

/// Makes a page.
pub fn page(view: &mut Lookup<'_>, plan: &Plan) -> Page {
    const PROMISE: &str = "a plan names what the site has";
    match plan {
        Plan::Home => {
            let home = view.home().expect(PROMISE);
            texts::text_page(view, home)
        }
        Plan::Article(slug) => {
            let article = view.article(slug).expect(PROMISE);
            texts::article(view, article)
        }
        Plan::Term(id) => {
            let term = view.term(id).expect(PROMISE);
            texts::term(view, term)
        }
        Plan::Text(slug) => {
            let page = view.text_page(slug).expect(PROMISE);
            texts::text_page(view, page)
        }
        Plan::List(path) => list(view, path),
        Plan::Part(list, part) => lists::part(view, *list, part),
        Plan::Tag(tag) => lists::tag_timeline(view, tag),
        Plan::Embed(tag) => lists::embedded_timeline(view, tag),
        Plan::NotFound => lists::not_found(view),
        Plan::Redirect { alias, file } => lists::redirect(view, alias, file),
    }
}

fn list(view: &mut Lookup<'_>, path: &str) -> Page {
    match path {
        route::ARTICLES => lists::articles(view),
        route::GLOSSARY => lists::glossary(view),
        route::TIMELINE => lists::timeline(view),
        route::FIGURES => lists::figures(view),
        route::SOURCES => lists::sources(view),
        route::QUESTIONS => lists::questions(view),
        route::CHANGES => lists::changes(view),
        route::SEARCH => lists::search(view),
        other => panic!("there is no list page at `{other}`"),
    }
}

/// Returns what every page sees as `site`.
pub fn site_view(site: &Site) -> SiteView {
    let config = site.config();
    let lists = site.list_pages();
    let mut menu = Vec::new();
    for (section, title, path) in [
        ("articles", "Articles", route::ARTICLES),
        ("timeline", "Timeline", route::TIMELINE),
        ("glossary", "Glossary", route::GLOSSARY),
        ("figures", "Figures", route::FIGURES),
        ("sources", "Sources", route::SOURCES),
        ("questions", "Questions", route::QUESTIONS),
    ] {
        if lists.contains(&path) {
            menu.push(MenuEntry {
                section,
                title,
                path,
            });
        }
    }
    if site.has_page("/about/") {
        menu.push(MenuEntry {
            section: "about",
            title: "About",
            path: "/about/",
        });
    }
    if lists.contains(&route::SEARCH) {
        menu.push(MenuEntry {
            section: "search",
            title: "Search",
            path: route::SEARCH,
        });
    }
    SiteView {
        title: config.title.clone(),
        description: config.description.clone(),
        language: config.language.clone(),
        permalink: config.base.permalink("/"),
        repository: config.repository.clone(),
        licence: config.licence.clone(),
        checked: site.checked().map(views::date),
        menu,
        counts: Counts {
            articles: site.articles().len(),
            terms: site.terms().len(),
            events: site.events().len(),
            figures: site.figures().len(),
            sources: site.sources().len(),
        },
        has_feed: config.outputs.feed
            && site
                .articles()
                .iter()
                .any(|article| article.date.is_some() || article.updated.is_some()),
        outputs: config.outputs,
        has_changes: lists.contains(&route::CHANGES),
        version: env!("CARGO_PKG_VERSION"),
    }
}
