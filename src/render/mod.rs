//! RENDER: pages and templates become outputs, paths with bytes.
//!
//! [`Statics`] and [`Templates`] are made once; a [`Press`] prints pages, each for itself; [`render()`]
//! adds static files, feeds and what the host needs, and follows every address in the outputs: none may
//! leave the site or lead to nothing. The room knows Tera and nothing of Markdown.

mod built_in;
mod collect;
mod compact;
mod css;
mod explain;
mod feeds;
mod fragments;
mod functions;
mod marks;
mod one_page;
mod path;
mod pictures;
mod plain;
mod policy;
mod print;
mod scan;
mod statics;
mod tags;
mod templates;
mod words;

pub use built_in::BuiltIn;
pub use feeds::{EventEntry, EventFeed, Feed, FeedEntry, Guide, GuideEntry, SitemapEntry};
pub use one_page::Part;
pub use pictures::Cover;
pub use print::{Press, Printed};
pub use scan::Links;
pub use scan::addresses;
pub use statics::Statics;
pub use templates::Templates;
pub use words::{Words, words};

use std::collections::BTreeMap;
use std::sync::Arc;

use tera::Context;

use crate::config::{self, Base};
use crate::diagnostic::Diagnostic;
use crate::social::Picture;
use crate::source::{Source, Span};

use collect::{Collection, Origin};
use pictures::{Made, TEMPLATE, Trouble};
use print::Failures;

/// All outputs: path from the output root, and bytes.
pub type Outputs = BTreeMap<String, Arc<[u8]>>;

/// What there is to render.
#[derive(Clone, Copy, Debug)]
pub struct Work<'a> {
    /// All pages as the press printed them, in the order of the site.
    pub pages: &'a [&'a Printed],
    /// The press that printed them.
    pub press: &'a Press<'a>,
    /// Where the site is published.
    pub base: &'a Base,
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
    /// The list of addresses that must not vanish, if the site has one.
    pub kept: Option<&'a Source>,
    /// Which extra outputs the site wants: `CNAME` is made here, of others is said that they are off.
    pub outputs: config::Outputs,
    /// Says where the texts write an address that stands on a page, for messages.
    pub place: Place<'a>,
}

/// Finds where the texts of a site write an address.
#[derive(Clone, Copy)]
pub struct Place<'a>(pub &'a dyn Fn(&str) -> Option<Span>);

impl std::fmt::Debug for Place<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Place")
    }
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
    /// The social pictures that are still to be drawn; their paths are free.
    pub pictures: Vec<Picture>,
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
}

/// Puts the outputs of a site together and follows every address in them. `links` are those that are
/// known from printing and from before.
pub fn render(work: &Work<'_>, links: &mut Links) -> Rendered {
    let mut binder = Binder {
        base: work.base,
        links,
        collection: Collection::default(),
        failures: Failures::default(),
        pictures: Vec::new(),
    };
    if let Some(made) = work.press.cover() {
        binder.picture(made, "/");
    }
    for page in work.pages {
        binder.printed(page);
    }
    binder.feeds(work);
    for file in work.files {
        let origin = Origin::file(file.origin.clone());
        binder.file(&file.path, &file.bytes, origin);
    }
    for file in &work.statics.files {
        let origin = Origin::file(file.origin.as_str());
        binder.file(&file.output, &file.bytes, origin);
    }
    binder.for_host(work);
    binder.finish(work)
}

/// Brings outputs together.
struct Binder<'a> {
    base: &'a Base,
    links: &'a mut Links,
    collection: Collection,
    failures: Failures,
    pictures: Vec<Picture>,
}

impl Binder<'_> {
    fn printed(&mut self, page: &Printed) {
        let origin = page.origin().clone();
        match page.result() {
            Ok(sheet) => {
                let (bytes, facts) = (sheet.bytes.clone(), sheet.facts.clone());
                self.collection.add(page.path(), bytes, facts, origin);
            }
            Err(failure) => {
                self.failures.note(failure, &origin.name);
                self.collection.reserve(page.path(), origin);
            }
        }
        if let Some(made) = page.picture() {
            self.picture(made, &page.origin().name);
        }
    }

    /// Adds a picture, which is drawn when it is wanted, of a page that people know by that name.
    fn picture(&mut self, made: &Made, name: &str) {
        match made {
            Ok(picture) => {
                let origin = Origin {
                    name: format!("the picture of `{name}`"),
                    template: Some(TEMPLATE),
                };
                if self.collection.reserve(&picture.path, origin) {
                    self.pictures.push(picture.clone());
                }
            }
            Err(Trouble::Template(failure)) => self.failures.note(failure, name),
            Err(Trouble::Drawing(told)) => self.collection.diagnostics.push((**told).clone()),
        }
    }

    /// Adds a file that goes out as it is; one that was there before is not read again.
    fn file(&mut self, path: &str, bytes: &Arc<[u8]>, origin: Origin) {
        let known = self.links.look().file(path, bytes);
        let facts = known.or_else(|| {
            let text = std::str::from_utf8(bytes).ok()?;
            let read = scan::read(path, text, &[], self.base, &self.links.look())?;
            let facts = Arc::new(read.facts);
            self.links.add(read.news);
            self.links.known().keep_file(path, bytes, &facts);
            Some(facts)
        });
        self.collection.add(path, bytes.clone(), facts, origin);
    }

    fn feeds(&mut self, work: &Work<'_>) {
        let mut contexts: Vec<(&'static str, Context)> = Vec::new();
        contexts.extend(
            work.feed
                .map(|feed| ("feed.xml", feeds::feed_context(feed))),
        );
        let events = work.events.map(feeds::events_context);
        contexts.extend(events.map(|context| ("timeline.xml", context)));
        let guide = work.guide.map(feeds::guide_context);
        contexts.extend(guide.map(|context| ("llms.txt", context)));
        if work.sitemap.is_some() {
            contexts.push(("robots.txt", feeds::robots_context(work.base)));
        }
        for (name, context) in contexts {
            let file = work.press.file(name, name, context, self.links);
            self.printed(&file);
        }
        self.sitemap(work);
    }

    /// Adds the sitemap, in parts where it has more addresses than one may have.
    fn sitemap(&mut self, work: &Work<'_>) {
        let Some(entries) = work.sitemap else {
            return;
        };
        let parts: Vec<&[SitemapEntry]> = entries.chunks(feeds::LONGEST_SITEMAP).collect();
        if let [_, _, ..] = parts[..] {
            for (at, part) in parts.iter().enumerate() {
                let context = feeds::sitemap_context(part);
                let path = feeds::sitemap_part(at);
                let file = work.press.file(&path, "sitemap.xml", context, self.links);
                self.printed(&file);
            }
            let context = feeds::sitemap_index_context(work.base, parts.len());
            let file = work
                .press
                .file("sitemap.xml", "sitemap-index.xml", context, self.links);
            self.printed(&file);
        } else {
            let context = feeds::sitemap_context(entries);
            let file = work
                .press
                .file("sitemap.xml", "sitemap.xml", context, self.links);
            self.printed(&file);
        }
    }

    /// Adds what GitHub Pages needs: a sign that there is nothing for Jekyll, and the domain.
    fn for_host(&mut self, work: &Work<'_>) {
        let origin = Origin::file("the setting of GitHub Pages");
        self.file(".nojekyll", &Arc::from([]), origin);
        if work.outputs.cname {
            let host = format!("{}\n", work.base.host());
            let origin = Origin::file("the setting `outputs.cname`");
            self.file("CNAME", &host.into_bytes().into(), origin);
        }
    }

    fn finish(mut self, work: &Work<'_>) -> Rendered {
        self.collection.check_folders();
        let mut diagnostics = self.failures.finish();
        diagnostics.append(&mut self.collection.diagnostics);
        let mut found = scan::check(&self.collection, work, self.links.known());
        diagnostics.append(&mut found);
        Rendered {
            outputs: self.collection.outputs,
            pictures: self.pictures,
            diagnostics,
        }
    }
}
