//! What a template may see. Every field is ready to print: texts are plain and get escaped by the
//! template, fields that hold HTML say so and are printed with `| safe`.

mod lists;
mod records;
mod site;

pub use lists::{
    EntryLetter, EntryView, FigureGroup, Letter, PartLink, QuestionGroup, SiteChange, SourceEntry,
    SourceGroup, Year,
};
pub use records::{
    DateView, EventView, FigureView, OfficeView, SourceView, StatusView, TagView, TermView,
};
pub use site::{Counts, MenuEntry, SiteView};

use std::sync::Arc;

use serde::Serialize;

use super::chart::ChartView;
use super::flow::FlowView;
use super::shared::Shared;

/// A page, whole: what the page's template gets as `page`.
#[derive(Clone, Debug, Serialize)]
pub struct Page {
    /// The template that prints it, such as `article.html`.
    pub template: &'static str,
    /// The file of content that it comes from, for messages; empty for lists.
    #[serde(skip)]
    pub origin: String,
    /// The part of the site in the menu: `home`, `articles`, `timeline`, `glossary`, `figures`,
    /// `sources`, `questions`, `about`, `search` or empty.
    pub section: &'static str,
    /// The title, plain.
    pub title: String,
    /// The path from the base, such as `/articles/who-pays/`.
    pub path: String,
    /// One or two sentences for search results, plain.
    pub description: String,
    /// The whole address.
    pub permalink: String,
    /// Whether search engines may list it.
    pub is_indexable: bool,
    /// `article` or `website`, for OpenGraph.
    pub og_type: &'static str,
    /// JSON-LD, one object, safe inside a script element; empty where there is none.
    pub json_ld: String,
    /// The way from the home page to the page above this one.
    pub breadcrumbs: Vec<Link>,
    /// The date to which the facts were checked.
    pub checked: Option<DateView>,
    /// Where the file can be edited, with `repository` set.
    pub edit_url: Option<String>,
    /// Where a mistake can be reported, with `repository` set.
    pub report_url: Option<String>,
    /// The terms linked on the page, by name.
    pub terms: Vec<LinkedTerm>,
    /// The sources cited on the page, by number.
    pub citations: Vec<Citation>,
    /// The figures referred to in running text on the page, by first use.
    pub figure_cards: Vec<Shared<FigureView>>,
    /// The events referred to in running text on the page, by first use.
    pub event_cards: Vec<Shared<EventView>>,
    /// Footnotes, lettered.
    pub footnotes: Vec<Footnote>,
    /// Files that belong to the page, such as the numbers of its charts.
    #[serde(skip)]
    pub files: Vec<PageFile>,
    /// What this kind of page has besides.
    #[serde(flatten)]
    pub content: Content,
}

impl Page {
    /// Returns the path of the page's own social picture from the output root. Articles, terms and
    /// the timeline have one; the others show that of the site.
    pub fn own_picture(&self) -> Option<String> {
        match &self.content {
            Content::Article(_) | Content::Term(_) => {}
            Content::Timeline { tag: None, .. } => {}
            _ => return None,
        }
        Some(format!("social{}.png", self.path.trim_end_matches('/')))
    }
}

/// A file that belongs to a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageFile {
    /// Its path from the base.
    pub path: String,
    /// What is in it.
    pub text: Arc<str>,
    /// The file of content that it comes from, for messages.
    pub origin: String,
}

/// What each kind of page has besides; its fields stand beside those of [`Page`].
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Content {
    /// `article.html`
    Article(Box<ArticleContent>),
    /// `term.html`
    Term(TermContent),
    /// `home.html` and `page.html`
    Text(TextContent),
    /// `articles.html`
    Articles {
        /// The articles in reading order, from the part of the list that the page is.
        articles: Vec<ArticleLink>,
        /// The parts of the list; empty where it is one page.
        parts: Vec<PartLink>,
    },
    /// `glossary.html`
    Glossary {
        /// A to Z, only letters that have terms.
        letters: Vec<Letter>,
    },
    /// `timeline.html`, for the whole site and for a tag, and `embed.html`
    Timeline {
        /// The tag; none on the page of all events.
        tag: Option<TagView>,
        /// The events by year, oldest first.
        years: Vec<Year>,
        /// All tags that have events, by title.
        tags: Vec<TagView>,
        /// How many events are shown.
        count: usize,
        /// The most events of a month.
        most: usize,
        /// The path of the bare page of this timeline, on the page of a tag that has one.
        embed: Option<String>,
        /// The page of the tag, on its bare page.
        whole: Option<Link>,
        /// The parts of the timeline; empty where it is one page.
        parts: Vec<PartLink>,
    },
    /// `figures.html`
    Figures {
        /// The figures by series; those of no series come last, with an empty title.
        groups: Vec<FigureGroup>,
        /// How many there are.
        count: usize,
        /// The parts of the list; empty where it is one page.
        parts: Vec<PartLink>,
    },
    /// `sources.html`
    Sources {
        /// The sources by kind.
        groups: Vec<SourceGroup>,
        /// How many there are.
        count: usize,
        /// The parts of the list; empty where it is one page.
        parts: Vec<PartLink>,
    },
    /// `questions.html`
    Questions {
        /// The questions by article, in reading order.
        groups: Vec<QuestionGroup>,
        /// The parts of the list; empty where it is one page.
        parts: Vec<PartLink>,
    },
    /// `changes.html`
    Changes {
        /// The newest first.
        changes: Vec<SiteChange>,
    },
    /// `search.html`
    Search {
        /// Everything that readers can look up, A to Z.
        letters: Vec<EntryLetter>,
        /// How much that is.
        count: usize,
        /// The path of the index.
        index: String,
    },
    /// `print.html`
    Print,
    /// `404.html`
    NotFound {
        /// Articles to go on with.
        articles: Vec<ArticleLink>,
    },
    /// `redirect.html`
    Redirect {
        /// The path to go to.
        target: Link,
    },
}

/// A part of a text: HTML, or a block that a template draws.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Segment {
    /// Finished HTML.
    Html {
        /// The HTML.
        html: String,
    },
    /// A timeline block.
    Timeline {
        /// The events in the order to show.
        events: Vec<Shared<EventView>>,
    },
    /// A block of number cards.
    Figures {
        /// The figures in the order to show.
        figures: Vec<Shared<FigureView>>,
    },
    /// A chart.
    Chart {
        /// The chart.
        chart: Box<ChartView>,
    },
    /// A flow.
    Flow {
        /// The flow.
        flow: Box<FlowView>,
    },
}

/// What an article has.
#[derive(Clone, Debug, Serialize)]
pub struct ArticleContent {
    /// The summary, HTML.
    pub summary: String,
    /// When it was published.
    pub date: Option<DateView>,
    /// When it was last changed.
    pub updated: Option<DateView>,
    /// Its tags.
    pub tags: Vec<TagView>,
    /// Its headings.
    pub toc: Vec<TocEntry>,
    /// Its text.
    pub body: Vec<Segment>,
    /// Its key dates in the order to show; empty where there are none.
    pub key_dates: Vec<Shared<EventView>>,
    /// Its questions.
    pub questions: Vec<Question>,
    /// What changed in it, newest first.
    pub changes: Vec<Change>,
    /// Its place in the reading path, from 1.
    pub place: usize,
    /// How many articles there are.
    pub of: usize,
    /// The article before it in the reading path.
    pub previous: Option<ArticleLink>,
    /// The article after it in the reading path.
    pub next: Option<ArticleLink>,
    /// Articles with most tags in common.
    pub related: Vec<ArticleLink>,
    /// The names of its authors.
    pub authors: Vec<String>,
    /// Minutes that it takes to read, at 230 words a minute.
    pub minutes: usize,
}

/// What the page of a glossary entry has.
#[derive(Clone, Debug, Serialize)]
pub struct TermContent {
    /// The entry.
    pub term: Shared<TermView>,
    /// Other names; those that only decline or spell otherwise what was named before are left out.
    pub aliases: Vec<String>,
    /// Offices of a person.
    pub offices: Vec<OfficeView>,
    /// The long entry.
    pub body: Vec<Segment>,
    /// Entries to see also.
    pub see_also: Vec<Shared<TermView>>,
    /// The entry's own sources.
    pub own_sources: Vec<Shared<SourceView>>,
    /// Where it is used.
    pub used_in: Users,
}

/// What the home page and other pages of text have.
#[derive(Clone, Debug, Serialize)]
pub struct TextContent {
    /// The summary, HTML.
    pub summary: String,
    /// The text.
    pub body: Vec<Segment>,
    /// Its headings.
    pub toc: Vec<TocEntry>,
    /// The first articles in reading order (home page only).
    pub articles: Vec<ArticleLink>,
}

/// A link with its text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Link {
    /// The text, plain.
    pub title: String,
    /// The path from the base.
    pub path: String,
}

/// Pages that use something, the first of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Users {
    /// Those that are shown.
    pub links: Vec<Link>,
    /// How many more there are.
    pub more: usize,
}

/// A link to an article.
#[derive(Clone, Debug, Serialize)]
pub struct ArticleLink {
    /// Its title.
    pub title: String,
    /// Its path from the base.
    pub path: String,
    /// Its summary, plain.
    pub summary: String,
    /// Its place in the reading path, from 1.
    pub place: usize,
}

/// A heading in the contents of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TocEntry {
    /// 2 or 3.
    pub level: u8,
    /// Its text, plain.
    pub title: String,
    /// Its anchor.
    pub anchor: String,
}

/// A term linked on a page.
#[derive(Clone, Debug, Serialize)]
pub struct LinkedTerm {
    /// The term.
    pub term: Shared<TermView>,
    /// Ids of the places on this page that link to it.
    pub backrefs: Vec<String>,
}

/// A source cited on a page.
#[derive(Clone, Debug, Serialize)]
pub struct Citation {
    /// Its number on the page, from 1.
    pub number: usize,
    /// The source.
    pub source: Shared<SourceView>,
    /// Ids of the places on this page that cite it.
    pub backrefs: Vec<String>,
}

/// A footnote.
#[derive(Clone, Debug, Serialize)]
pub struct Footnote {
    /// Its letter: a, b, … z, aa.
    pub letter: String,
    /// Its id on the page.
    pub id: String,
    /// Its text, HTML.
    pub html: String,
    /// Ids of the places that refer to it.
    pub backrefs: Vec<String>,
}

/// A question with its answer.
#[derive(Clone, Debug, Serialize)]
pub struct Question {
    /// Its id on the page.
    pub id: String,
    /// The question, plain.
    pub question: String,
    /// The answer, HTML.
    pub answer: String,
}

/// A change of an article.
#[derive(Clone, Debug, Serialize)]
pub struct Change {
    /// When.
    pub date: DateView,
    /// What, HTML.
    pub note: String,
}
