//! The site as one page may question it: every answer is handed out, every question noted.
//!
//! A page is made anew when an answer to one of its questions has changed, and not before. "There
//! is no such term" is an answer too.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::sync::Arc;

use super::mentions::Mention;
use super::usage::{self, User};
use super::{LinkTarget, Picture, QueryProblem, Site, route};
use crate::config::{Base, Outputs};
use crate::document::block::TimelineQuery;
use crate::document::date::Date;
use crate::document::keys::TermKind;
use crate::document::markdown::Prose;
use crate::document::record::{Article, Event, Figure, Series, SourceRecord, Term, TextPage};
use crate::document::table::Table;
use crate::source::{SourceId, Span, fingerprint};

/// A question whose answer is part of the site as it stands, as a number.
type Key = u64;

/// The answer to a question, as a number: equal answers have equal numbers.
type Fingerprint = u64;

/// What [`Key`]s are made of.
#[derive(Clone, Copy, Hash)]
enum Topic {
    Settings,
    SiteTitle,
    Checked,
    TagTitle,
    TitledTags,
    Statuses,
    Article,
    TextPage,
    Moved,
    HasTerm,
    Term,
    Card,
    Event,
    Figure,
    HasSource,
    Source,
    Series,
    SeriesFigures,
    Table,
    AllTables,
    Tag,
    TagCounts,
    TagEvents,
    DraftEvent,
    DraftEvents,
    TermUsers,
    FigureUsers,
    EventUsers,
    SourceUsers,
    Mentions,
    File,
    Page,
    Picture,
    Articles,
    AskingArticles,
    ChangedArticles,
    AllEvents,
    EventClaims,
    EventOrder,
    Glossary,
    TermTexts,
    AllTerms,
    AllFigures,
    FigureClaims,
    AllSeries,
    AllSources,
    SourceIds,
    AllFiles,
    AllPictures,
}

fn key(topic: Topic, id: &str) -> Key {
    fingerprint(&(topic, id))
}

/// A question whose answer is worked out from several parts of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Derived {
    /// In which order do these events stand?
    Order(Vec<String>),
    /// Which events does this query find?
    Timeline(TimelineQuery),
    /// Which articles stand before, after and near this one?
    Neighbours(String),
    /// Where does the record of a figure stand?
    FigurePlace(String),
    /// Where does the record of an event stand?
    EventPlace(String),
    /// Where does the record of a series stand?
    SeriesPlace(String),
}

/// The questions of one page, with the answers to the derived ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Questions {
    keys: Vec<Key>,
    derived: Vec<(Derived, Fingerprint)>,
}

/// The answers to all questions that have keys.
#[derive(Debug, Default)]
pub struct Answers(HashMap<Key, Fingerprint, BuildHasherDefault<Spread>>);

/// Keys are spread as they are.
#[derive(Debug, Default)]
struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {
        unreachable!("keys are numbers")
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

/// What differs between the answers of two sites.
#[derive(Debug, Default)]
pub struct Changes {
    keys: HashSet<Key, BuildHasherDefault<Spread>>,
    is_everything: bool,
}

impl Changes {
    /// The changes where there was no site before.
    pub fn everything() -> Self {
        Self {
            is_everything: true,
            ..Self::default()
        }
    }

    /// Says whether a page that asked these questions must be made anew.
    pub fn touch(&self, questions: &Questions, site: &Site) -> bool {
        self.is_everything
            || questions.keys.iter().any(|key| self.keys.contains(key))
            || questions.derived.iter().any(|(question, answer)| {
                self.may_touch(question) && question.answer(site) != *answer
            })
    }

    /// Spares derived questions whose parts have not changed.
    fn may_touch(&self, question: &Derived) -> bool {
        match question {
            Derived::Order(_) => self.keys.contains(&key(Topic::EventOrder, "")),
            Derived::Timeline(_) => {
                self.keys.contains(&key(Topic::EventOrder, ""))
                    || self.keys.contains(&key(Topic::DraftEvents, ""))
            }
            Derived::Neighbours(_) => self.keys.contains(&key(Topic::Articles, "")),
            Derived::FigurePlace(_) | Derived::EventPlace(_) | Derived::SeriesPlace(_) => true,
        }
    }
}

impl Answers {
    /// Takes the answers of a site in, and returns what has changed since before.
    pub fn update(&mut self, site: &Site, is_first: bool) -> Changes {
        let now = Self::of(site);
        let changes = match is_first {
            true => Changes::everything(),
            false => now.since(self),
        };
        *self = now;
        changes
    }

    /// Returns what has changed since other answers.
    pub fn since(&self, before: &Answers) -> Changes {
        let mut changes = Changes::default();
        for (key, answer) in &self.0 {
            if before.0.get(key) != Some(answer) {
                changes.keys.insert(*key);
            }
        }
        for key in before.0.keys() {
            if !self.0.contains_key(key) {
                changes.keys.insert(*key);
            }
        }
        changes
    }

    /// Collects the answers of a site.
    pub fn of(site: &Site) -> Self {
        let mut answers = Answers(HashMap::with_capacity_and_hasher(
            2 * site.size(),
            Default::default(),
        ));
        answers.of_settings(site);
        answers.of_records(site);
        answers.of_lists(site);
        answers.of_files(site);
        answers.of_usage(site);
        answers
    }

    fn put(&mut self, topic: Topic, id: &str, answer: &impl Hash) {
        self.0.insert(key(topic, id), fingerprint(answer));
    }

    fn of_settings(&mut self, site: &Site) {
        let config = &site.config;
        let settings = (
            config.base.permalink(""),
            &config.language,
            &config.repository,
            &config.licence,
            format!("{:?}", config.outputs),
            config.raw_html,
        );
        self.put(Topic::Settings, "", &settings);
        self.put(Topic::SiteTitle, "", &config.title);
        self.put(Topic::Checked, "", &site.checked);
        for (tag, title) in &config.tags {
            self.put(Topic::TagTitle, tag, title);
        }
        let titled: Vec<_> = config.tags.keys().collect();
        self.put(Topic::TitledTags, "", &titled);
        self.put(Topic::Statuses, "", &config.statuses);
    }

    fn of_records(&mut self, site: &Site) {
        for article in &site.articles {
            let answer = (article.fingerprint, &article.block.file);
            self.put(Topic::Article, &article.slug, &answer);
            if !article.aliases.is_empty() {
                let file = article.block.file.as_str();
                self.put(Topic::Moved, file, &(&article.title, &article.slug));
            }
        }
        for page in site.home.iter().chain(&site.pages) {
            self.put(Topic::TextPage, &page.slug, &page.fingerprint);
            if !page.aliases.is_empty() {
                let file = page.block.file.as_str();
                self.put(Topic::Moved, file, &(&page.title, &page.slug));
            }
        }
        for term in site.terms.values() {
            self.put(Topic::HasTerm, &term.id, &true);
            self.put(Topic::Term, &term.id, &term.fingerprint);
            self.put(Topic::Card, &term.id, &term.card);
        }
        for event in &site.events {
            self.put(Topic::Event, &event.id, &told(event));
        }
        for event in &site.drafts.events {
            self.put(Topic::DraftEvent, event, &true);
        }
        for (tag, events) in &site.events_of_tag {
            let events: Vec<_> = events
                .iter()
                .map(|at| (&site.events[*at].id, told(&site.events[*at])))
                .collect();
            self.put(Topic::TagEvents, tag, &events);
        }
        for figure in &site.figures {
            self.put(Topic::Figure, &figure.id, &figure.place.fingerprint);
        }
        for (id, figures) in &site.figures_of_series {
            let figures: Vec<_> = figures.iter().map(|at| &site.figures[*at].id).collect();
            self.put(Topic::SeriesFigures, id, &figures);
        }
        for one in site.series.values() {
            self.put(Topic::Series, &one.id, &one.place.fingerprint);
        }
        for (path, table) in &site.tables {
            self.put(Topic::Table, path, &table.fingerprint);
        }
        let tables: Vec<_> = site.tables.keys().collect();
        self.put(Topic::AllTables, "", &tables);
        for source in site.sources.values() {
            self.put(Topic::HasSource, &source.id, &true);
            self.put(Topic::Source, &source.id, &source.place.fingerprint);
        }
        for tag in site.tags.keys() {
            self.put(Topic::Tag, tag, &true);
        }
    }

    fn of_lists(&mut self, site: &Site) {
        let articles: Vec<_> = site.articles.iter().map(|article| article.head).collect();
        self.put(Topic::Articles, "", &articles);
        let asking: Vec<_> = asking(site)
            .map(|article| (told_by(article), article.asked))
            .collect();
        self.put(Topic::AskingArticles, "", &asking);
        let changed: Vec<_> = changed(site)
            .map(|article| (told_by(article), article.logged))
            .collect();
        self.put(Topic::ChangedArticles, "", &changed);
        let order: Vec<_> = site
            .events
            .iter()
            .map(|event| (&event.id, &event.date, &event.tags))
            .collect();
        self.put(Topic::EventOrder, "", &order);
        self.put(Topic::DraftEvents, "", &site.drafts.events);
        let events: Vec<_> = site
            .events
            .iter()
            .map(|event| (&event.id, told(event)))
            .collect();
        self.put(Topic::AllEvents, "", &events);
        let claims: Vec<_> = site
            .events
            .iter()
            .map(|event| Claim::of_event(event))
            .collect();
        self.put(Topic::EventClaims, "", &claims);
        let glossary: Vec<_> = site
            .terms
            .values()
            .map(|term| (term.card, &term.aliases))
            .collect();
        self.put(Topic::Glossary, "", &glossary);
        let texts: Vec<_> = site.terms.values().map(|term| term.fingerprint).collect();
        self.put(
            Topic::TermTexts,
            "",
            &(site.terms.keys().collect::<Vec<_>>(), texts),
        );
        let terms: Vec<_> = site.terms.keys().collect();
        self.put(Topic::AllTerms, "", &terms);
        let figures: Vec<_> = site
            .figures
            .iter()
            .map(|figure| (&figure.id, figure.place.fingerprint))
            .collect();
        self.put(Topic::AllFigures, "", &figures);
        let claims: Vec<_> = site
            .figures
            .iter()
            .map(|figure| Claim::of_figure(figure))
            .collect();
        self.put(Topic::FigureClaims, "", &claims);
        self.put(
            Topic::AllSeries,
            "",
            &site.series.keys().collect::<Vec<_>>(),
        );
        let sources: Vec<_> = site
            .sources
            .values()
            .map(|source| (&source.id, source.place.fingerprint))
            .collect();
        self.put(Topic::AllSources, "", &sources);
        let ids: Vec<_> = site.sources.keys().collect();
        self.put(Topic::SourceIds, "", &ids);
        self.put(Topic::TagCounts, "", &site.tags);
    }

    fn of_files(&mut self, site: &Site) {
        let mut all: Vec<&str> = site.linkable_files().collect();
        all.sort_unstable();
        self.put(Topic::AllFiles, "", &all);
        for (file, reached) in &site.files {
            self.put(
                Topic::File,
                file,
                &(&reached.path, &reached.anchors, reached.is_draft),
            );
            if !reached.is_draft {
                self.put(Topic::Page, &reached.path, &true);
            }
        }
        for path in site.list_pages() {
            self.put(Topic::Page, path, &true);
        }
        for tag in site.tags.keys() {
            self.put(Topic::Page, &route::tag(tag), &true);
        }
        for (file, picture) in &site.pictures {
            self.put(Topic::Picture, file, &(&picture.path, picture.size));
            self.put(Topic::File, file, &picture.path);
        }
        let pictures: Vec<_> = site.pictures.keys().collect();
        self.put(Topic::AllPictures, "", &pictures);
        for (file, mentions) in &site.mentions {
            let mentions: Vec<_> = mentions
                .mentions
                .iter()
                .map(|mention| {
                    let (start, end) = (mention.start, mention.end);
                    (&mention.term, start.node, start.byte, end.node, end.byte)
                })
                .collect();
            self.put(Topic::Mentions, file.as_str(), &mentions);
        }
    }

    fn of_usage(&mut self, site: &Site) {
        for (kind, id, users) in site.usage.all() {
            let users: Vec<_> = users.iter().map(|user| (&user.title, &user.path)).collect();
            self.put(users_topic(kind), id, &users);
        }
    }
}

/// What an event says, and from where: links in its summary lead from its folder.
fn told(event: &Event) -> (u64, &str) {
    (event.place.fingerprint, event.place.block.file.folder())
}

/// By what an article is known where its questions and changes are listed, and from where their
/// links lead.
fn told_by(article: &Article) -> (&str, &str, &str) {
    (&article.slug, &article.title, article.block.file.folder())
}

fn asking(site: &Site) -> impl Iterator<Item = &Arc<Article>> {
    let articles = site.articles.iter();
    articles.filter(|article| !article.questions.is_empty())
}

fn changed(site: &Site) -> impl Iterator<Item = &Arc<Article>> {
    let articles = site.articles.iter();
    articles.filter(|article| !article.changes.is_empty())
}

fn users_topic(kind: usage::Kind) -> Topic {
    match kind {
        usage::Kind::Term => Topic::TermUsers,
        usage::Kind::Figure => Topic::FigureUsers,
        usage::Kind::Event => Topic::EventUsers,
        usage::Kind::Source => Topic::SourceUsers,
    }
}

impl Derived {
    fn answer(&self, site: &Site) -> Fingerprint {
        match self {
            Derived::Order(ids) => {
                let order: Vec<_> = in_order(site, ids)
                    .into_iter()
                    .map(|at| &site.events[at].id)
                    .collect();
                fingerprint(&order)
            }
            Derived::Timeline(query) => {
                let (events, problems) = site.timeline(query);
                found(&events, &problems)
            }
            Derived::Neighbours(slug) => {
                let near = site.neighbours(slug);
                let heads: Vec<_> = near.all().map(|(at, article)| (at, article.head)).collect();
                fingerprint(&(near.at, near.of, heads))
            }
            Derived::FigurePlace(id) => {
                place(site.figure(id).map(|figure| figure.place.at("value")))
            }
            Derived::SeriesPlace(id) => {
                place(site.series(id).map(|series| series.place.at("additive")))
            }
            Derived::EventPlace(id) => place(site.event(id).map(|event| event.place.at("date"))),
        }
    }
}

/// What a query finds, in this order, and what is wrong with it.
fn found(events: &[&Arc<Event>], problems: &[QueryProblem]) -> Fingerprint {
    let ids: Vec<_> = events.iter().map(|event| &event.id).collect();
    fingerprint(&(ids, format!("{problems:?}")))
}

fn place(span: Option<Span>) -> Fingerprint {
    fingerprint(&span.map(|span| (span.file, span.start, span.end)))
}

/// Returns the positions of the events that exist, in order of time, each once.
fn in_order(site: &Site, ids: &[String]) -> Vec<usize> {
    let mut positions: Vec<usize> = ids
        .iter()
        .filter_map(|id| site.event_position(id))
        .collect();
    positions.sort_unstable();
    positions.dedup();
    positions
}

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
}

impl<'a> Claim<'a> {
    fn of_event(event: &'a Event) -> Self {
        Self {
            id: &event.id,
            title: &event.title,
            sources: &event.sources,
        }
    }

    fn of_figure(figure: &'a Figure) -> Self {
        Self {
            id: &figure.id,
            title: &figure.label,
            sources: &figure.sources,
        }
    }
}

/// The site, as one page may question it.
#[derive(Debug)]
pub struct View<'a> {
    site: &'a Site,
    questions: Questions,
}

impl<'a> View<'a> {
    /// Begins a list of questions.
    pub fn new(site: &'a Site) -> Self {
        Self {
            site,
            questions: Questions::default(),
        }
    }

    /// Ends the list.
    pub fn into_questions(mut self) -> Questions {
        self.questions.keys.sort_unstable();
        self.questions.keys.dedup();
        self.questions
    }

    fn ask(&mut self, topic: Topic, id: &str) {
        self.questions.keys.push(key(topic, id));
    }

    fn derive(&mut self, question: Derived) {
        let answer = question.answer(self.site);
        self.questions.derived.push((question, answer));
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
    pub fn moved_to(&mut self, file: &SourceId) -> User {
        self.ask(Topic::Moved, file.as_str());
        let article = self
            .site
            .articles()
            .iter()
            .find(|article| article.block.file == *file);
        if let Some(article) = article {
            return User {
                title: article.title.clone(),
                path: route::article(&article.slug),
            };
        }
        let pages = self.site.home().into_iter().chain(self.site.pages());
        let page = pages.into_iter().find(|page| page.block.file == *file);
        let page = page.expect("an old address is given by an article or a page of text");
        User {
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
        self.site.terms.keys().map(String::as_str)
    }

    /// What do all terms say?
    pub fn terms(&mut self) -> impl ExactSizeIterator<Item = &'a Arc<Term>> + use<'a> {
        self.ask(Topic::TermTexts, "");
        self.site.terms.values()
    }

    /// What do the cards of all terms say, and what else are they called?
    pub fn glossary(
        &mut self,
    ) -> impl ExactSizeIterator<Item = (Card<'a>, &'a [String])> + use<'a> {
        self.ask(Topic::Glossary, "");
        let terms = self.site.terms.values();
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
        self.site.events.iter().map(|event| event.id.as_str())
    }

    /// Which events have a tag, oldest first?
    pub fn events_of_tag(&mut self, tag: &str) -> Vec<&'a Arc<Event>> {
        self.ask(Topic::TagEvents, tag);
        let positions = self.site.events_of_tag.get(tag).into_iter().flatten();
        positions.map(|at| &self.site.events[*at]).collect()
    }

    /// Which events rest on which sources?
    pub fn claims_of_events(&mut self) -> impl Iterator<Item = Claim<'a>> + use<'a> {
        self.ask(Topic::EventClaims, "");
        self.site.events.iter().map(|event| Claim::of_event(event))
    }

    /// Which figures rest on which sources?
    pub fn claims_of_figures(&mut self) -> impl Iterator<Item = Claim<'a>> + use<'a> {
        self.ask(Topic::FigureClaims, "");
        self.site
            .figures
            .iter()
            .map(|figure| Claim::of_figure(figure))
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
            .map(|at| &self.site.events[at])
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
        self.questions.derived.push((question, answer));
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
        self.site.sources.keys().map(String::as_str)
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
        self.site.tags.contains_key(id)
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
    pub fn users(&mut self, kind: usage::Kind, id: &str) -> &'a [Arc<User>] {
        self.ask(users_topic(kind), id);
        self.site.usage.of(kind, id)
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
        self.site.pictures.get(path)
    }

    /// Which pictures are there?
    pub fn picture_paths(&mut self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.ask(Topic::AllPictures, "");
        self.site.pictures.keys().map(String::as_str)
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
        asking(self.site).collect()
    }

    /// Which articles have changed? Their titles, addresses and changes may be used.
    pub fn changed_articles(&mut self) -> Vec<&'a Arc<Article>> {
        self.ask(Topic::ChangedArticles, "");
        changed(self.site).collect()
    }

    /// Which articles stand before, after and near one? Only their heads may be used.
    pub fn neighbours(&mut self, slug: &str) -> super::Neighbours<'a> {
        self.derive(Derived::Neighbours(slug.to_owned()));
        self.site.neighbours(slug)
    }
}
