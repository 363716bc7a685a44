//! Small sites, one a file, and what rendering makes of them:
//!
//! ```text
//! === templates/page.html              a file of the site; `built-in/…` for one inside the binary
//! === page /a/ page.html content/a.md  a page: path, template, origin; below it its `page.summary`
//! === expect                           the diagnostics, or else the outputs
//! ```
//!
//! Lines above the first section are the settings: `base ADDRESS`, `feed`, `events`, `guide`, `sitemap`, `cname`. With
//! the environment variable `UPDATE_CASES` set, what is expected is written anew.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{env, fs};

use casebook::config::{Base, Outputs};
use casebook::diagnostic;
use casebook::enrich::page::{Content, Counts, Page, SiteView, TextContent};
use casebook::load::Asset;
use casebook::render::{
    BuiltIn, CopiedFile, Cover, EventEntry, EventFeed, Feed, FeedEntry, Guide, GuideEntry, Links,
    Place, Press, Printed, Rendered, SitemapEntry, Statics, Templates, Work, render,
};
use casebook::report::{Style, human};
use casebook::source::{Source, SourceId};

const EXPECT: &str = "=== expect\n";

/// Runs every case of the folder.
#[test]
fn small_sites_render_as_their_cases_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/render");
    let files = fs::read_dir(&folder).expect("the folder of cases exists");
    let mut paths: Vec<PathBuf> = files
        .map(|file| file.expect("the folder is readable").path())
        .collect();
    paths.sort();
    let mut wrong = String::new();
    for path in &paths {
        let text = fs::read_to_string(path).expect("a case is text");
        let (input, expected) = text.split_once(EXPECT).unwrap_or((&text, ""));
        let actual = Case::parse(input).run();
        if actual == expected {
            continue;
        }
        if env::var_os("UPDATE_CASES").is_some() {
            fs::write(path, format!("{input}{EXPECT}{actual}")).expect("the case can be written");
        } else {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let _ = writeln!(
                wrong,
                "--- {name}, expected\n{expected}--- actually\n{actual}"
            );
        }
    }
    assert!(!paths.is_empty() && wrong.is_empty(), "\n{wrong}");
}

#[derive(Default)]
struct Case {
    base: Option<Base>,
    has_feed: bool,
    has_events: bool,
    has_guide: bool,
    has_sitemap: bool,
    cname: bool,
    built_in_templates: Vec<(&'static str, &'static str)>,
    built_in_statics: Vec<(&'static str, &'static [u8])>,
    templates: Vec<Source>,
    statics: Vec<Asset>,
    files: Vec<CopiedFile>,
    pages: Vec<Arc<Page>>,
}

impl Case {
    fn parse(input: &str) -> Self {
        let mut case = Self::default();
        let input = format!("\n{input}");
        let mut sections = input.split("\n=== ");
        for line in sections.next().unwrap_or_default().lines() {
            match line.split_once(' ').unwrap_or((line, "")) {
                ("base", address) => case.base = Some(Base::parse(address).expect("an address")),
                ("feed", _) => case.has_feed = true,
                ("events", _) => case.has_events = true,
                ("guide", _) => case.has_guide = true,
                ("sitemap", _) => case.has_sitemap = true,
                ("cname", _) => case.cname = true,
                ("" | "#", _) => {}
                (other, _) => panic!("unknown setting `{other}`"),
            }
        }
        for section in sections {
            let (head, text) = section.split_once('\n').unwrap_or((section, ""));
            case.section(head, text);
        }
        case
    }

    fn section(&mut self, head: &str, text: &str) {
        let words: Vec<&str> = head.split(' ').collect();
        if let ["page", path, template, rest @ ..] = words.as_slice() {
            let origin = rest.first().copied().unwrap_or_default();
            self.pages
                .push(Arc::new(page(path, template, origin, text)));
        } else if let Some(name) = head.strip_prefix("built-in/templates/") {
            let built_in = (leak(name), leak(text));
            self.built_in_templates.push(built_in);
        } else if let Some(name) = head.strip_prefix("built-in/static/") {
            let built_in = (leak(name), leak(text).as_bytes());
            self.built_in_statics.push(built_in);
        } else if head.starts_with("templates/") {
            self.templates.push(Source::new(head, text));
        } else if head.starts_with("static/") {
            let bytes = Arc::from(text.as_bytes());
            let id = SourceId::new(head);
            self.statics.push(Asset { id, bytes });
        } else if let Some(path) = head.strip_prefix("content/") {
            self.files.push(CopiedFile {
                path: path.to_owned(),
                bytes: Arc::from(text.as_bytes()),
                origin: head.to_owned(),
            });
        } else {
            panic!("unknown section `{head}`");
        }
    }

    fn run(self) -> String {
        let base = self
            .base
            .clone()
            .unwrap_or_else(|| Base::parse("https://example.org/repo/").expect("an address"));
        let built_in = BuiltIn {
            templates: self.built_in_templates.clone().leak(),
            statics: self.built_in_statics.clone().leak(),
        };
        let (statics, mut diagnostics) = Statics::load(&built_in, &self.statics);
        let (templates, found) = Templates::load(&built_in, &self.templates, &statics, &base);
        diagnostics.extend(found);
        let (feed, sitemap) = (feed(&base), sitemap(&base));
        let (events, guide) = (events(&base), guide(&base));
        let mut links = Links::default();
        let site = site(&base);
        let cover = Cover::new(&templates, &site);
        let press = Press::new(&templates, &site, &base, &cover);
        let pages: Vec<Printed> = self
            .pages
            .iter()
            .map(|page| press.page(page, &links))
            .collect();
        let rendered = render(
            &Work {
                pages: &pages.iter().collect::<Vec<_>>(),
                press: &press,
                base: &base,
                statics: &statics,
                files: &self.files,
                feed: self.has_feed.then_some(&feed),
                events: self.has_events.then_some(&events),
                guide: self.has_guide.then_some(&guide),
                sitemap: self.has_sitemap.then_some(&sitemap),
                kept: None,
                outputs: Outputs {
                    cname: self.cname,
                    ..Outputs::default()
                },
                place: Place(&|_| None),
            },
            &mut links,
        );
        diagnostics.extend(rendered.diagnostics.iter().cloned());
        diagnostic::sort(&mut diagnostics);
        if diagnostics.is_empty() {
            return outputs(&rendered);
        }
        let statics: Vec<Source> = self.statics.iter().map(as_source).collect();
        let text = |id: &SourceId| {
            let asset = statics.iter().find(|source| source.id == *id);
            let written = self.templates.iter().find(|source| source.id == *id);
            let source = asset.or(written).or_else(|| templates.source(id))?;
            Some(source.text.clone())
        };
        human(&diagnostics, &text, Style::PLAIN)
    }
}

fn as_source(asset: &Asset) -> Source {
    let text = String::from_utf8_lossy(&asset.bytes).into_owned();
    Source::new(asset.id.as_str(), text)
}

fn leak(text: &str) -> &'static str {
    text.to_owned().leak()
}

fn outputs(rendered: &Rendered) -> String {
    let mut text = String::new();
    for (path, bytes) in &rendered.outputs {
        let content = String::from_utf8_lossy(bytes);
        let newline = if content.is_empty() || content.ends_with('\n') {
            ""
        } else {
            "\n"
        };
        let _ = write!(text, "--- {path}\n{content}{newline}");
    }
    text
}

fn page(path: &str, template: &str, origin: &str, summary: &str) -> Page {
    Page {
        template: leak(template),
        origin: origin.to_owned(),
        section: "",
        title: "Who pays & why".to_owned(),
        path: path.to_owned(),
        description: String::new(),
        permalink: format!("https://example.org/repo{path}"),
        is_indexable: true,
        og_type: "website",
        json_ld: String::new(),
        breadcrumbs: Vec::new(),
        checked: None,
        edit_url: None,
        report_url: None,
        terms: Vec::new(),
        citations: Vec::new(),
        figure_cards: Vec::new(),
        event_cards: Vec::new(),
        footnotes: Vec::new(),
        files: Vec::new(),
        content: Content::Text(TextContent {
            summary: summary.trim_end().to_owned(),
            body: Vec::new(),
            toc: Vec::new(),
            articles: Vec::new(),
        }),
    }
}

fn site(base: &Base) -> SiteView {
    SiteView {
        title: "The case".to_owned(),
        description: String::new(),
        language: "en".to_owned(),
        permalink: base.permalink("/"),
        repository: None,
        licence: None,
        checked: None,
        menu: Vec::new(),
        counts: Counts {
            articles: 1,
            terms: 2,
            events: 3,
            figures: 4,
            sources: 5,
        },
        has_feed: false,
        outputs: Outputs::default(),
        has_changes: false,
        version: "0.0.0",
    }
}

fn feed(base: &Base) -> Feed {
    Feed {
        updated: "2025-12-19T00:00:00Z".to_owned(),
        entries: vec![FeedEntry {
            title: "Who pays & why".to_owned(),
            permalink: base.permalink("/a/"),
            updated: "2025-12-19T00:00:00Z".to_owned(),
            summary: "In short.".to_owned(),
        }],
    }
}

fn events(base: &Base) -> EventFeed {
    let hostile = "a \"b\" <c> ]]> & =1+1; 😀";
    EventFeed {
        updated: "2026-06-30T00:00:00Z".to_owned(),
        entries: vec![EventEntry {
            title: hostile.to_owned(),
            date: "3 December 2025".to_owned(),
            permalink: base.permalink("/a/#x"),
            published: Some("2025-12-03T00:00:00Z".to_owned()),
            updated: "2026-06-30T00:00:00Z".to_owned(),
            summary: hostile.to_owned(),
            tags: vec![hostile.to_owned()],
        }],
    }
}

fn guide(base: &Base) -> Guide {
    let entry = |title: &str, path: &str| GuideEntry {
        title: title.to_owned(),
        permalink: base.permalink(path),
        summary: "In short <b>.".to_owned(),
    };
    Guide {
        title: "The case".to_owned(),
        description: "One sentence.".to_owned(),
        checked: None,
        articles: vec![entry("Who \\[pays\\]", "/a/")],
        pages: Vec::new(),
        terms: vec![entry("Loan", "/t/")],
        lists: vec!["/timeline/"],
    }
}

fn sitemap(base: &Base) -> [SitemapEntry; 2] {
    [("/", None), ("/a/", Some("2025-12-19"))].map(|(path, updated)| SitemapEntry {
        permalink: base.permalink(path),
        updated: updated.map(str::to_owned),
    })
}

#[test]
fn templates_inside_the_binary_are_sound() {
    let base = Base::parse("https://example.org/repo/").expect("an address");
    let (statics, in_statics) = Statics::load(&BuiltIn::SHIPPED, &[]);
    let (_, in_templates) = Templates::load(&BuiltIn::SHIPPED, &[], &statics, &base);
    assert_eq!((in_statics, in_templates), (Vec::new(), Vec::new()));
}

#[test]
fn a_sitemap_of_too_many_addresses_has_parts() {
    let base = Base::parse("https://example.org/repo/").expect("an address");
    let (statics, _) = Statics::load(&BuiltIn::SHIPPED, &[]);
    let (templates, _) = Templates::load(&BuiltIn::SHIPPED, &[], &statics, &base);
    let site = site(&base);
    let entries: Vec<SitemapEntry> = (0..=50_000)
        .map(|at| SitemapEntry {
            permalink: format!("https://other.example/{at}/"),
            updated: None,
        })
        .collect();
    let cover = Cover::new(&templates, &site);
    let work = Work {
        pages: &[],
        press: &Press::new(&templates, &site, &base, &cover),
        base: &base,
        statics: &statics,
        files: &[],
        feed: None,
        events: None,
        guide: None,
        sitemap: Some(&entries),
        outputs: Outputs::default(),
        kept: None,
        place: Place(&|_| None),
    };
    let rendered = render(&work, &mut Links::default());
    let count = |path: &str, what: &str| {
        let bytes = rendered.outputs.get(path).expect("it is there");
        String::from_utf8_lossy(bytes).matches(what).count()
    };
    assert_eq!(
        count(
            "sitemap.xml",
            "<sitemap><loc>https://example.org/repo/sitemap-"
        ),
        2
    );
    assert_eq!(count("sitemap-1.xml", "<url>"), 50_000);
    assert_eq!(count("sitemap-2.xml", "<url>"), 1);
}

#[test]
fn the_same_site_renders_to_the_same_bytes() {
    let input = "=== static/site.css\na { color: red }\n=== templates/p.html\n\
        {{ asset(path=\"site.css\") }}\n=== page /a/ p.html content/a.md\n";
    assert_eq!(Case::parse(input).run(), Case::parse(input).run());
}
