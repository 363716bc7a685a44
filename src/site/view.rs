//! The site as one page may question it: every answer is handed out, every question noted.
//!
//! A page is made anew when an answer to one of its questions has changed, and not before. "There
//! is no such term" is an answer too.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::mentions::Mention;
use super::questions::{
    Derived, Fingerprint, Key, Questions, Topic, found, in_order, key, shown_topic, users_topic,
};
use super::usage::{self, User};
use super::{LinkTarget, Picture, QueryProblem, Site, answers, route};
use crate::config::{Base, Outputs};
use crate::document::block::TimelineQuery;
use crate::document::date::Date;
use crate::document::keys::TermKind;
use crate::document::markdown::Prose;
use crate::document::record::{Article, Event, Figure, Series, SourceRecord, Term, TextPage};
use crate::document::table::Table;
use crate::source::{SourceId, Span};

/// What other pages show of a term.
#[derive(Clone, Copy, Debug)]
pub struct Card<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// The short definition.
    pub short: &'a Prose,
    /// What it is.
    pub kind: TermKind,
}

impl<'a> Card<'a> {
    /// Returns the card of a term.
    pub fn of(term: &'a Term) -> Self {
        Self {
            id: &term.id,
            name: &term.name,
            short: &term.short,
            kind: term.kind,
        }
    }
}

/// Something that rests on sources.
#[derive(Clone, Copy, Debug, Hash)]
pub struct Claim<'a> {
    /// Its id.
    pub id: &'a str,
    /// What it is called.
    pub title: &'a str,
    /// The ids of its sources.
    pub sources: &'a [String],
    /// What it is.
    pub record: Claimed<'a>,
}

/// What rests on sources; where it stands may be asked.
#[derive(Clone, Copy, Debug)]
pub enum Claimed<'a> {
    /// An event.
    Event(&'a Event),
    /// A figure.
    Figure(&'a Figure),
}

impl Hash for Claimed<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Claimed::Event(event) => event.date.hash(state),
            Claimed::Figure(figure) => figure.series.hash(state),
        }
    }
}

impl<'a> Claim<'a> {
    pub(super) fn of_event(event: &'a Event) -> Self {
        Self {
            id: &event.id,
            title: &event.title,
            sources: &event.sources,
            record: Claimed::Event(event),
        }
    }

    pub(super) fn of_figure(figure: &'a Figure) -> Self {
        Self {
            id: &figure.id,
            title: &figure.label,
            sources: &figure.sources,
            record: Claimed::Figure(figure),
        }
    }
}

/// What has become of a file that had other addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The title of its page.
    pub title: String,
    /// The path of its page from the base.
    pub path: String,
}

/// The site, as one page may question it.
#[derive(Debug)]
pub struct View<'a> {
    pub(super) site: &'a Site,
    /// Whether questions are noted.
    notes: bool,
    keys: Vec<Key>,
    derived: Vec<(Derived, Fingerprint)>,
}

impl<'a> View<'a> {
    /// Begins a list of questions.
    pub fn new(site: &'a Site) -> Self {
        Self {
            site,
            notes: true,
            keys: Vec::new(),
            derived: Vec::new(),
        }
    }

    /// Asks without a list, for what is made once and never again.
    pub fn without_notes(site: &'a Site) -> Self {
        Self {
            notes: false,
            ..Self::new(site)
        }
    }

    /// Ends the list.
    pub fn into_questions(self) -> Questions {
        Questions::new(self.keys, self.derived)
    }

    /// Begins another list of questions to the same site, for what pages show of a record.
    pub fn about(&self, kind: usage::Kind, id: &str) -> Self {
        let mut view = Self {
            notes: self.notes,
            ..Self::new(self.site)
        };
        let topic = match kind {
            usage::Kind::Term => Topic::Card,
            usage::Kind::Figure => Topic::Figure,
            usage::Kind::Event => Topic::Event,
            usage::Kind::Source => Topic::Source,
        };
        view.ask(topic, id);
        view
    }

    /// Is what pages show of a record still the same?
    pub fn ask_shown(&mut self, kind: usage::Kind, id: &str) {
        self.ask(shown_topic(kind), id);
    }

    pub(super) fn ask(&mut self, topic: Topic, id: &str) {
        if self.notes {
            self.keys.push(key(topic, id));
        }
    }

    fn derive(&mut self, question: Derived) {
        if self.notes {
            let answer = question.answer(self.site);
            self.derived.push((question, answer));
        }
    }

    /// Where is the site published?
    pub fn base(&mut self) -> &'a Base {
        self.ask(Topic::Settings, "");
        &self.site.config.base
    }

    /// In which language is it?
    pub fn language(&mut self) -> &'a str {
        self.ask(Topic::Settings, "");
        &self.site.config.language
    }

    /// Under which licence are its texts?
    pub fn licence(&mut self) -> Option<&'a str> {
        self.ask(Topic::Settings, "");
        self.site.config.licence.as_deref()
    }

    /// Which extra outputs are made?
    pub fn outputs(&mut self) -> Outputs {
        self.ask(Topic::Settings, "");
        self.site.config.outputs
    }

    /// Where is its repository?
    pub fn repository(&mut self) -> Option<&'a str> {
        self.ask(Topic::Settings, "");
        self.site.config.repository.as_deref()
    }

    /// Is HTML in Markdown let through?
    pub fn lets_html_through(&mut self) -> bool {
        self.ask(Topic::Settings, "");
        self.site.config.raw_html
    }

    /// What is the site called?
    pub fn site_title(&mut self) -> &'a str {
        self.ask(Topic::SiteTitle, "");
        &self.site.config.title
    }

    /// Which tags have a title in the settings?
    pub fn titled_tags(&mut self) -> impl ExactSizeIterator<Item = &'a str> + Clone + use<'a> {
        self.ask(Topic::TitledTags, "");
        self.site.config.tags.keys().map(String::as_str)
    }

    /// Which statuses are there? Their titles by id.
    pub fn statuses(&mut self) -> &'a std::collections::BTreeMap<String, String> {
        self.ask(Topic::Statuses, "");
        &self.site.config.statuses
    }

    /// To when were the facts checked?
    pub fn checked(&mut self) -> Option<&'a Date> {
        self.ask(Topic::Checked, "");
        self.site.checked()
    }

    /// What is the home page?
    pub fn home(&mut self) -> Option<&'a Arc<TextPage>> {
        self.ask(Topic::TextPage, "");
        self.site.home()
    }

    /// Is there such an article, and what does it say?
    pub fn article(&mut self, slug: &str) -> Option<&'a Arc<Article>> {
        self.ask(Topic::Article, slug);
        self.site.article(slug)
    }

    /// Is there such a page of text?
    pub fn text_page(&mut self, slug: &str) -> Option<&'a Arc<TextPage>> {
        self.ask(Topic::TextPage, slug);
        self.site.pages().iter().find(|page| page.slug == slug)
    }

    /// Which pages of text are there besides the home page?
    pub fn text_pages(&mut self) -> &'a [Arc<TextPage>] {
        self.ask(Topic::AllFiles, "");
        for page in self.site.pages() {
            self.ask(Topic::TextPage, &page.slug);
        }
        self.site.pages()
    }

    /// What is the page called that a file with old addresses has become, and where is it?
    pub fn moved_to(&mut self, file: &SourceId) -> Moved {
        self.ask(Topic::Moved, file.as_str());
        let article = self
            .site
            .articles()
            .iter()
            .find(|article| article.block.file == *file);
        if let Some(article) = article {
            return Moved {
                title: article.title.clone(),
                path: route::article(&article.slug),
            };
        }
        let pages = self.site.home().into_iter().chain(self.site.pages());
        let page = pages.into_iter().find(|page| page.block.file == *file);
        let page = page.expect("an old address is given by an article or a page of text");
        Moved {
            title: page.title.clone(),
            path: route::text_page(&page.slug),
        }
    }

    /// Is an article shown, and not hidden as a draft?
    pub fn is_shown(&mut self, slug: &str) -> bool {
        self.ask(Topic::Article, slug);
        self.site.is_shown(slug)
    }

    /// Is there such a term?
    pub fn has_term(&mut self, id: &str) -> bool {
        self.ask(Topic::HasTerm, id);
        self.site.term(id).is_some()
    }

    /// What does the card of a term say?
    pub fn card(&mut self, id: &str) -> Option<Card<'a>> {
        self.ask(Topic::Card, id);
        self.site.term(id).map(|term| Card::of(term))
    }

    /// What does a term say, all of it?
    pub fn term(&mut self, id: &str) -> Option<&'a Arc<Term>> {
        self.ask(Topic::Term, id);
        self.site.term(id)
    }

    /// Which terms are there?
    pub fn term_ids(&mut self) -> impl ExactSizeIterator<Item = &'a str> + use<'a> {
        self.ask(Topic::AllTerms, "");
        self.site.texts.terms.keys().map(String::as_str)
    }

    /// What do all terms say?
    pub fn terms(&mut self) -> impl ExactSizeIterator<Item = &'a Arc<Term>> + use<'a> {
        self.ask(Topic::TermTexts, "");
        self.site.texts.terms.values()
    }

    /// What do the cards of all terms say, and what else are they called?
    pub fn glossary(
        &mut self,
    ) -> impl ExactSizeIterator<Item = (Card<'a>, &'a [String])> + use<'a> {
        self.ask(Topic::Glossary, "");
        let terms = self.site.texts.terms.values();
        terms.map(|term| (Card::of(term), term.aliases.as_slice()))
    }

    /// Is there such an event?
    pub fn event(&mut self, id: &str) -> Option<&'a Arc<Event>> {
        self.ask(Topic::Event, id);
        self.site.event(id)
    }

    /// Which events are there, oldest first?
    pub fn events(&mut self) -> &'a [Arc<Event>] {
        self.ask(Topic::AllEvents, "");
        self.site.events()
    }

    /// Which ids do events have?
    pub fn event_ids(&mut self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.ask(Topic::EventOrder, "");
        self.site.events().iter().map(|event| event.id.as_str())
    }

    /// Which events have a tag, oldest first?
    pub fn events_of_tag(&mut self, tag: &str) -> Vec<&'a Arc<Event>> {
        self.ask(Topic::TagEvents, tag);
        let positions = self.site.timeline.of_tag.get(tag).into_iter().flatten();
        positions.map(|at| &self.site.events()[*at]).collect()
    }

    /// Which events rest on a source?
    pub fn events_on(
        &mut self,
        source: &str,
    ) -> impl ExactSizeIterator<Item = Claim<'a>> + use<'a> {
        self.ask(Topic::EventsOn, source);
        answers::events_on(&self.site.timeline, source)
    }

    /// Which figures rest on a source?
    pub fn figures_on(
        &mut self,
        source: &str,
    ) -> impl ExactSizeIterator<Item = Claim<'a>> + use<'a> {
        self.ask(Topic::FiguresOn, source);
        answers::figures_on(&self.site.figures, source)
    }

    /// Does an event stand only in a draft?
    pub fn is_draft_event(&mut self, id: &str) -> bool {
        self.ask(Topic::DraftEvent, id);
        self.site.is_draft_event(id)
    }

    /// Which of these events exist, in order of time?
    pub fn in_order(&mut self, ids: Vec<String>) -> Vec<&'a Arc<Event>> {
        let events: Vec<_> = in_order(self.site, &ids)
            .into_iter()
            .map(|at| &self.site.events()[at])
            .collect();
        for event in &events {
            self.ask(Topic::Event, &event.id);
        }
        self.derive(Derived::Order(ids));
        events
    }

    /// Which events does a query find, and what is wrong with it?
    pub fn timeline(&mut self, query: &TimelineQuery) -> (Vec<&'a Arc<Event>>, Vec<QueryProblem>) {
        let (events, problems) = self.site.timeline(query);
        for event in &events {
            self.ask(Topic::Event, &event.id);
        }
        let answer = found(&events, &problems);
        let question = Derived::Timeline(query.clone());
        self.derived.push((question, answer));
        (events, problems)
    }

    /// Where is the date of an event written?
    pub fn event_place(&mut self, id: &str) -> Option<Span> {
        self.derive(Derived::EventPlace(id.to_owned()));
        Some(self.site.event(id)?.place.at("date"))
    }

    /// Is there such a figure?
    pub fn figure(&mut self, id: &str) -> Option<&'a Arc<Figure>> {
        self.ask(Topic::Figure, id);
        self.site.figure(id)
    }

    /// Which figures are there, in the order of their files?
    pub fn figures(&mut self) -> &'a [Arc<Figure>] {
        self.ask(Topic::AllFigures, "");
        self.site.figures()
    }

    /// Where is the value of a figure written?
    pub fn figure_place(&mut self, id: &str) -> Option<Span> {
        self.derive(Derived::FigurePlace(id.to_owned()));
        Some(self.site.figure(id)?.place.at("value"))
    }

    /// How is a series described?
    pub fn series(&mut self, id: &str) -> Option<&'a Arc<Series>> {
        self.ask(Topic::Series, id);
        self.site.series(id)
    }

    /// Where is it written whether a series may be summed?
    pub fn series_place(&mut self, id: &str) -> Option<Span> {
        self.derive(Derived::SeriesPlace(id.to_owned()));
        Some(self.site.series(id)?.place.at("additive"))
    }

    /// Which series are described?
    pub fn all_series(&mut self) -> impl ExactSizeIterator<Item = &'a Arc<Series>> + use<'a> {
        self.ask(Topic::AllSeries, "");
        self.site.all_series()
    }

    /// Which figures belong to a series?
    pub fn figures_of_series(&mut self, id: &str) -> Vec<&'a Arc<Figure>> {
        self.ask(Topic::SeriesFigures, id);
        let figures: Vec<_> = self.site.figures_of_series(id).collect();
        for figure in &figures {
            self.ask(Topic::Figure, &figure.id);
        }
        figures
    }

    /// Is there such a table, and what is in it?
    pub fn table(&mut self, path: &str) -> Option<&'a Arc<Table>> {
        self.ask(Topic::Table, path);
        self.site.table(path)
    }

    /// Which tables are there?
    pub fn table_paths(&mut self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.ask(Topic::AllTables, "");
        self.site.tables.keys().map(String::as_str)
    }

    /// Is there such a source?
    pub fn has_source(&mut self, id: &str) -> bool {
        self.ask(Topic::HasSource, id);
        self.site.source(id).is_some()
    }

    /// Which ids do sources have?
    pub fn source_ids(&mut self) -> impl ExactSizeIterator<Item = &'a str> + use<'a> {
        self.ask(Topic::SourceIds, "");
        self.site.sources.sources.keys().map(String::as_str)
    }

    /// Is there such a source, and is it weak?
    pub fn is_weak_source(&mut self, id: &str) -> bool {
        self.ask(Topic::Weakness, id);
        self.site.source(id).is_some_and(|source| source.is_weak)
    }

    /// What does a source say?
    pub fn source(&mut self, id: &str) -> Option<&'a Arc<SourceRecord>> {
        self.ask(Topic::Source, id);
        self.site.source(id)
    }

    /// Which sources are there?
    pub fn sources(&mut self) -> impl ExactSizeIterator<Item = &'a Arc<SourceRecord>> + use<'a> {
        self.ask(Topic::AllSources, "");
        self.site.sources()
    }

    /// Does an event have this tag?
    pub fn has_tag(&mut self, id: &str) -> bool {
        self.ask(Topic::Tag, id);
        self.site.timeline.tags.contains_key(id)
    }

    /// Which tags do events have, and how many events?
    pub fn tags(&mut self) -> &'a std::collections::BTreeMap<String, usize> {
        self.ask(Topic::TagCounts, "");
        self.site.tags()
    }

    /// What is the title of a tag?
    pub fn tag_title(&mut self, id: &str) -> String {
        self.ask(Topic::TagTitle, id);
        self.site.tag_title(id)
    }

    /// Who uses something?
    pub fn users(&mut self, kind: usage::Kind, id: &str) -> Vec<Arc<User>> {
        self.ask(users_topic(kind), id);
        self.site.users(kind, id)
    }

    /// Which mentions are linked in a file?
    pub fn mentions(&mut self, file: &SourceId) -> &'a [Mention] {
        self.ask(Topic::Mentions, file.as_str());
        self.site.mentions(file)
    }

    /// Where does a link to a file lead?
    pub fn link(&mut self, from: &SourceId, path: &str, anchor: Option<&str>) -> LinkTarget {
        let meant = super::links::meant(from, path);
        self.ask(Topic::File, &meant);
        self.site.link(from, path, anchor)
    }

    /// Which files can be linked to?
    pub fn linkable_files(&mut self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.ask(Topic::AllFiles, "");
        self.site.linkable_files()
    }

    /// Is there a page at a path?
    pub fn has_page(&mut self, path: &str) -> bool {
        self.ask(Topic::Page, path);
        self.site.has_page(path)
    }

    /// Is there such a picture?
    pub fn picture(&mut self, path: &str) -> Option<&'a Picture> {
        self.ask(Topic::Picture, path);
        self.site.pictures().get(path)
    }

    /// Which pictures are there?
    pub fn picture_paths(&mut self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.ask(Topic::AllPictures, "");
        self.site.pictures().keys().map(String::as_str)
    }

    /// Which articles are there, in reading order? Their titles, addresses, summaries and tags may
    /// be used.
    pub fn articles(&mut self) -> &'a [Arc<Article>] {
        self.ask(Topic::Articles, "");
        self.site.articles()
    }

    /// Which articles have questions? Their titles, addresses and questions may be used.
    pub fn asking_articles(&mut self) -> Vec<&'a Arc<Article>> {
        self.ask(Topic::AskingArticles, "");
        answers::asking(self.site).collect()
    }

    /// Which articles have changed? Their titles, addresses and changes may be used.
    pub fn changed_articles(&mut self) -> Vec<&'a Arc<Article>> {
        self.ask(Topic::ChangedArticles, "");
        answers::changed(self.site).collect()
    }

    /// Which articles stand before, after and near one? Only their heads may be used.
    pub fn neighbours(&mut self, slug: &str) -> super::Neighbours<'a> {
        self.derive(Derived::Neighbours(slug.to_owned()));
        self.site.neighbours(slug)
    }
}
