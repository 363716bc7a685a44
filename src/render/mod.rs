//! RENDER: pages and templates become outputs, paths with bytes.
//!
//! [`Statics`] and [`Templates`] are made once; [`render()`] prints every page, adds static files,
//! feeds and what the host needs, and at last reads its own output again: no address in it may leave
//! the site or lead to nothing. The room knows Tera and nothing of Markdown.

mod built_in;
mod collect;
mod compact;
mod css;
mod explain;
mod feeds;
mod functions;
mod one_page;
mod path;
mod plain;
mod print;
mod scan;
mod statics;
mod tags;
mod templates;

pub use built_in::BuiltIn;
pub use feeds::{EventEntry, EventFeed, Feed, FeedEntry, Guide, GuideEntry, SitemapEntry};
pub use statics::Statics;
pub use templates::Templates;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::config::Base;
use crate::diagnostic::Diagnostic;
use crate::enrich::page::{Page, SiteView};

use collect::{Collection, Origin};
pub use print::Printed;
use print::Printer;

/// All outputs: path from the output root, and bytes.
pub type Outputs = BTreeMap<String, Arc<[u8]>>;

/// What there is to render.
#[derive(Clone, Copy, Debug)]
pub struct Work<'a> {
    /// All pages.
    pub pages: &'a [Arc<Page>],
    /// What every page sees as `site`.
    pub site: &'a SiteView,
    /// Where the site is published.
    pub base: &'a Base,
    /// The templates.
    pub templates: &'a Templates,
    /// The static files.
    pub statics: &'a Statics,
    /// Other files that go out as they are, such as pictures beside articles.
    pub files: &'a [CopiedFile],
    /// The feed of articles, if there is to be one.
    pub feed: Option<&'a Feed>,
    /// The feed of events, if there is to be one.
    pub events: Option<&'a EventFeed>,
    /// What `llms.txt` lists, if there is to be one.
    pub guide: Option<&'a Guide>,
    /// The pages in the sitemap; with it comes `robots.txt`.
    pub sitemap: Option<&'a [SitemapEntry]>,
    /// Whether to write `CNAME` with the host of the base address.
    pub cname: bool,
}

/// A file that goes out as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopiedFile {
    /// Its path from the output root.
    pub path: String,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
    /// The file of the site that it is, for messages.
    pub origin: String,
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Rendered {
    /// The outputs; a page that could not be rendered is missing.
    pub outputs: Outputs,
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// How many pages had to be printed.
    pub printed: usize,
}

/// Renders a site. `printed` is what was printed before with the same templates; `scanning` is
/// called when everything is printed and is to be looked over.
pub fn render(work: &Work<'_>, printed: &mut Printed, scanning: &dyn Fn()) -> Rendered {
    let mut collection = Collection::default();
    let mut printer = Printer::new(work.templates, work.site, printed);
    for page in work.pages {
        let path = path::output_of(&page.path);
        printer.page(page, path, &mut collection);
    }
    add_feeds(work, &mut printer, &mut collection);
    for file in work.files {
        let origin = Origin::file(file.origin.clone());
        collection.add(file.path.clone(), file.bytes.clone(), origin);
    }
    for file in &work.statics.files {
        let origin = Origin::file(file.origin.as_str());
        collection.add(file.output.clone(), file.bytes.clone(), origin);
    }
    add_for_host(work, &mut collection);
    collection.check_folders();
    let (mut diagnostics, printed) = printer.finish();
    scanning();
    diagnostics.append(&mut collection.diagnostics);
    diagnostics.append(&mut scan::check(&collection, work.base));
    Rendered {
        outputs: collection.outputs,
        diagnostics,
        printed,
    }
}

fn add_feeds(work: &Work<'_>, printer: &mut Printer<'_>, collection: &mut Collection) {
    if let Some(feed) = work.feed {
        printer.file("feed.xml", feeds::feed_context(feed), collection);
    }
    if let Some(events) = work.events {
        printer.file("timeline.xml", feeds::events_context(events), collection);
    }
    if let Some(guide) = work.guide {
        printer.file("llms.txt", feeds::guide_context(guide), collection);
    }
    if let Some(sitemap) = work.sitemap {
        printer.file("sitemap.xml", feeds::sitemap_context(sitemap), collection);
        printer.file("robots.txt", feeds::robots_context(work.base), collection);
    }
}

/// Adds what GitHub Pages needs: a sign that there is nothing for Jekyll, and the domain.
fn add_for_host(work: &Work<'_>, collection: &mut Collection) {
    let origin = Origin::file("the setting of GitHub Pages");
    collection.add(".nojekyll".to_owned(), Arc::from([]), origin);
    if work.cname {
        let host = format!("{}\n", work.base.host());
        let origin = Origin::file("the setting `outputs.cname`");
        collection.add("CNAME".to_owned(), host.into_bytes().into(), origin);
    }
}
