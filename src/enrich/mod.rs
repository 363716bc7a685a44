//! ENRICH: documents and the site become pages, all that a template may see. Decides what stands on
//! a page and what leads where; how it looks is for the templates. Knows nothing of Tera.
//!
//! [`pages`] makes the pages, [`check`] says what is wrong with the references of a document.

mod apparatus;
mod check;
mod frame;
mod html;
mod json_ld;
mod lists;
pub mod page;
mod prose;
mod texts;
mod views;

pub use check::check;

use crate::site::{Site, route};
use page::{Counts, Link, MenuEntry, Page, SiteView};

/// Returns all pages of the site.
pub fn pages(site: &Site) -> Vec<Page> {
    let mut pages = Vec::new();
    pages.extend(site.home().map(|page| texts::text_page(site, page)));
    for (at, article) in site.articles().iter().enumerate() {
        pages.push(texts::article(site, article, at));
    }
    pages.extend(site.terms().map(|term| texts::term(site, term)));
    pages.extend(site.pages().iter().map(|page| texts::text_page(site, page)));
    pages.extend(site.list_pages().into_iter().map(|path| list(site, path)));
    pages.extend(site.tags().keys().map(|tag| lists::tag_timeline(site, tag)));
    pages.push(lists::not_found(site));
    redirects(site, &mut pages);
    pages
}

fn list(site: &Site, path: &str) -> Page {
    match path {
        route::ARTICLES => lists::articles(site),
        route::GLOSSARY => lists::glossary(site),
        route::TIMELINE => lists::timeline(site),
        route::FIGURES => lists::figures(site),
        route::SOURCES => lists::sources(site),
        route::QUESTIONS => lists::questions(site),
        route::CHANGES => lists::changes(site),
        other => panic!("there is no list page at `{other}`"),
    }
}

fn redirects(site: &Site, pages: &mut Vec<Page>) {
    for article in site.articles() {
        let target = Link {
            title: article.title.clone(),
            path: route::article(&article.slug),
        };
        for alias in &article.aliases {
            pages.push(lists::redirect(
                site,
                alias,
                target.clone(),
                &article.block.file,
            ));
        }
    }
    for page in site.home().into_iter().chain(site.pages()) {
        let target = Link {
            title: page.title.clone(),
            path: route::text_page(&page.slug),
        };
        for alias in &page.aliases {
            pages.push(lists::redirect(
                site,
                alias,
                target.clone(),
                &page.block.file,
            ));
        }
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
        has_feed: config.outputs.feed,
        has_changes: lists.contains(&route::CHANGES),
        version: env!("CARGO_PKG_VERSION"),
    }
}
