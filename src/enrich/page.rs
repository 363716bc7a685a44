//! What a template may see. Every field is ready to print: texts are plain and get escaped by the
//! template, fields that hold HTML say so and are printed with `| safe`.

use std::sync::Arc;

use serde::Serialize;

use super::chart::ChartView;
use super::flow::FlowView;
use super::shared::Shared;
use crate::config::Outputs;

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
    Print {
        /// The pages in the order of reading.
        parts: Vec<Arc<Page>>,
    },
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
    /// Other names.
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

/// A link to a part of a list that is divided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PartLink {
    /// What the part is called: a year, a month, the letters with which its entries begin.
    pub title: String,
    /// Its path.
    pub path: String,
    /// How many entries it has; only on the page of the list.
    pub count: Option<usize>,
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

/// A date as it may be shown: never more precise than its source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DateView {
    /// In words, such as `3 December 2025`.
    pub text: String,
    /// For `<time datetime>`; none where HTML has no form for it.
    pub datetime: Option<String>,
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

/// A term on a card, in "Terms used here" or in a list.
#[derive(Clone, Debug, Serialize)]
pub struct TermView {
    /// Its id.
    pub id: String,
    /// Its name as in running text.
    pub name: String,
    /// Its name with a capital at the start.
    pub heading: String,
    /// The short definition, HTML.
    pub short: String,
    /// The short definition, plain.
    pub short_text: String,
    /// `term`, `institution`, `person`, `place`, `instrument` or `law`.
    pub kind: &'static str,
    /// Its page.
    pub path: String,
}

/// A term linked on a page.
#[derive(Clone, Debug, Serialize)]
pub struct LinkedTerm {
    /// The term.
    pub term: Shared<TermView>,
    /// Ids of the places on this page that link to it.
    pub backrefs: Vec<String>,
}

/// An office of a person.
#[derive(Clone, Debug, Serialize)]
pub struct OfficeView {
    /// What the office is called.
    pub title: String,
    /// From when.
    pub from: Option<DateView>,
    /// Until when.
    pub until: Option<DateView>,
}

/// A source.
#[derive(Clone, Debug, Serialize)]
pub struct SourceView {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Who published it.
    pub publisher: String,
    /// When.
    pub published: Option<DateView>,
    /// Its address.
    pub url: Option<String>,
    /// The copy in an archive.
    pub archived: Option<String>,
    /// `official`, `law`, `data`, `news`, `analysis` or empty.
    pub kind: &'static str,
    /// Whether it must not stand alone.
    pub is_weak: bool,
    /// When it was last checked.
    pub checked: Option<DateView>,
    /// A note, plain; says why there is no address.
    pub note: Option<String>,
    /// Its place on the page of sources.
    pub path: String,
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

/// A tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TagView {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its timeline page, where it has events.
    pub path: Option<String>,
    /// How many events have it; only in the lists of all tags.
    pub count: usize,
}

/// A status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StatusView {
    /// Its id.
    pub id: String,
    /// The word for it.
    pub title: String,
}

/// An event.
#[derive(Clone, Debug, Serialize)]
pub struct EventView {
    /// Its id.
    pub id: String,
    /// Whether the list item carries `id="event-ID"` (only in the first list of a page).
    pub has_anchor: bool,
    /// Its place on the page of all events.
    pub path: String,
    /// Its date.
    pub date: DateView,
    /// Its title.
    pub title: String,
    /// Its summary, HTML.
    pub summary: String,
    /// Its sources.
    pub sources: Vec<Shared<SourceView>>,
    /// Its tags.
    pub tags: Vec<TagView>,
    /// Where the thing that it tells of stands from then on.
    pub status: Option<StatusView>,
    /// `high`, `medium`, `low` or empty.
    pub confidence: &'static str,
}

/// A figure.
#[derive(Clone, Debug, Serialize)]
pub struct FigureView {
    /// Its id.
    pub id: String,
    /// Its place on the page of figures.
    pub path: String,
    /// What it is called.
    pub label: String,
    /// The value in the house form, such as `€210 billion`.
    pub value: String,
    /// The value in single units, for `<data value>`.
    pub data_value: String,
    /// The date for which it holds.
    pub as_of: DateView,
    /// What it measures, without a full stop.
    pub measures: String,
    /// The note, HTML.
    pub note: String,
    /// Its sources.
    pub sources: Vec<Shared<SourceView>>,
    /// Where it is used; only on the page of figures.
    pub used_in: Users,
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

/// The questions of an article.
#[derive(Clone, Debug, Serialize)]
pub struct QuestionGroup {
    /// The article.
    pub article: Link,
    /// Its questions.
    pub questions: Vec<Question>,
}

/// A change of an article.
#[derive(Clone, Debug, Serialize)]
pub struct Change {
    /// When.
    pub date: DateView,
    /// What, HTML.
    pub note: String,
}

/// A change of an article in the list of the whole site.
#[derive(Clone, Debug, Serialize)]
pub struct SiteChange {
    /// The article.
    pub article: Link,
    /// When.
    pub date: DateView,
    /// What, HTML.
    pub note: String,
}

/// The terms that begin with a letter.
#[derive(Clone, Debug, Serialize)]
pub struct Letter {
    /// The letter, or `0–9`.
    pub letter: String,
    /// The anchor of the letter.
    pub anchor: String,
    /// Its terms.
    pub terms: Vec<Shared<TermView>>,
}

/// What readers can look up under a letter.
#[derive(Clone, Debug, Serialize)]
pub struct EntryLetter {
    /// The letter, or `0–9`.
    pub letter: String,
    /// The anchor of the letter.
    pub anchor: String,
    /// The entries.
    pub entries: Vec<EntryView>,
}

/// Something that readers can look up.
#[derive(Clone, Debug, Serialize)]
pub struct EntryView {
    /// What it is, in a word: `Article`, `Glossary`, `Question`, `Page`, `Event` or `Figure`.
    pub kind: &'static str,
    /// What it is called.
    pub title: String,
    /// The date of an event, the value of a figure, else empty.
    pub note: String,
    /// Its path.
    pub path: String,
}

/// The events of a year.
#[derive(Clone, Debug, Serialize)]
pub struct Year {
    /// The year.
    pub year: String,
    /// How many events each month has, January first; those known only to the year are not counted.
    pub months: [usize; 12],
    /// Its events.
    pub events: Vec<Shared<EventView>>,
}

/// The figures of a series.
#[derive(Clone, Debug, Serialize)]
pub struct FigureGroup {
    /// The title of the series; empty for the figures of none.
    pub title: String,
    /// The anchor of the series; empty for the figures of none.
    pub anchor: String,
    /// Whether its values may be summed.
    pub is_additive: bool,
    /// Its figures.
    pub figures: Vec<FigureView>,
}

/// The sources of a kind.
#[derive(Clone, Debug, Serialize)]
pub struct SourceGroup {
    /// The kind.
    pub kind: &'static str,
    /// The title of the kind.
    pub title: &'static str,
    /// Its sources, by publisher and title.
    pub sources: Vec<SourceEntry>,
}

/// A source with what rests on it.
#[derive(Clone, Debug, Serialize)]
pub struct SourceEntry {
    /// The source.
    pub source: Shared<SourceView>,
    /// Pages that cite it.
    pub cited_in: Users,
    /// Events that rest on it.
    pub events: Users,
    /// Figures that rest on it.
    pub figures: Users,
}

/// What every page sees as `site`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SiteView {
    /// The name of the site.
    pub title: String,
    /// One sentence on it.
    pub description: String,
    /// The language tag.
    pub language: String,
    /// The whole address of the home page.
    pub permalink: String,
    /// The address of the public repository.
    pub repository: Option<String>,
    /// The licence of the texts.
    pub licence: Option<String>,
    /// The date to which the facts were checked.
    pub checked: Option<DateView>,
    /// The menu.
    pub menu: Vec<MenuEntry>,
    /// How many articles, terms, events, figures and sources there are.
    pub counts: Counts,
    /// Whether there is a feed.
    pub has_feed: bool,
    /// Which extra outputs the site has.
    pub outputs: Outputs,
    /// Whether there is a page of changes.
    pub has_changes: bool,
    /// The version of Casebook.
    pub version: &'static str,
}

/// An entry of the menu.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MenuEntry {
    /// The section that it stands for, as in [`Page::section`].
    pub section: &'static str,
    /// Its text.
    pub title: &'static str,
    /// Its path.
    pub path: &'static str,
}

/// How much there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Articles.
    pub articles: usize,
    /// Glossary entries.
    pub terms: usize,
    /// Events.
    pub events: usize,
    /// Figures.
    pub figures: usize,
    /// Sources.
    pub sources: usize,
}
