//! The answers to all questions of pages, as numbers, section by section. A section whose part of the
//! site is the very same as before is not looked at again.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::Hash;
use std::sync::Arc;

use super::questions::{ByKey, Changes, Fingerprint, Key, Topic, key, users_topic};
use super::records::{Figures, Sources, Tables, Timeline};
use super::texts::{Routes, Texts};
use super::view::Claim;
use super::{Division, Kept, List, Site, route};
use crate::document::record::{Article, Event, Term, TextPage};
use crate::source::fingerprint;

/// The answers to all questions that have keys.
#[derive(Debug, Default)]
pub struct Answers {
    sections: BTreeMap<Section, Entries>,
    held: Option<Held>,
}

type Entries = HashMap<Key, Fingerprint, ByKey>;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Section {
    Settings,
    Articles,
    TextPages,
    Terms,
    Timeline,
    Figures,
    Tables,
    Sources,
    Routes,
    Mentions,
}

impl Section {
    const ALL: [Section; 10] = [
        Section::Settings,
        Section::Articles,
        Section::TextPages,
        Section::Terms,
        Section::Timeline,
        Section::Figures,
        Section::Tables,
        Section::Sources,
        Section::Routes,
        Section::Mentions,
    ];

    /// Says whether two sites answer these questions alike because they share what the answers are
    /// taken from.
    fn is_same(self, a: &Held, b: &Held) -> bool {
        match self {
            Section::Settings => false,
            Section::Articles => same(&a.articles, &b.articles),
            Section::TextPages => same(&a.pages, &b.pages),
            Section::Terms => Arc::ptr_eq(&a.terms, &b.terms),
            Section::Timeline => Arc::ptr_eq(&a.timeline, &b.timeline),
            Section::Figures => Arc::ptr_eq(&a.figures, &b.figures),
            Section::Tables => Arc::ptr_eq(&a.tables, &b.tables),
            Section::Sources => Arc::ptr_eq(&a.sources, &b.sources),
            Section::Routes => Arc::ptr_eq(&a.routes, &b.routes),
            Section::Mentions => {
                Arc::ptr_eq(&a.routes, &b.routes) && same_mentions(&a.mentions, &b.mentions)
            }
        }
    }

    /// Says whether the parts of two sites stand one for one, so that only some have changed.
    fn is_aligned(self, a: &Held, b: &Held) -> bool {
        matches!(self, Section::Articles | Section::Mentions) && Arc::ptr_eq(&a.routes, &b.routes)
    }

    fn answer(self, put: &mut Put<'_>, site: &Site) {
        match self {
            Section::Settings => of_settings(put, site),
            Section::Articles => of_articles(put, site),
            Section::TextPages => of_text_pages(put, site),
            Section::Terms => of_terms(put, site),
            Section::Timeline => of_timeline(put, &site.timeline),
            Section::Figures => of_figures(put, &site.figures),
            Section::Tables => of_tables(put, &site.tables),
            Section::Sources => of_sources(put, &site.sources),
            Section::Routes => of_routes(put, site),
            Section::Mentions => of_mentions(put, site),
        }
    }
}

fn same<T>(a: &[Arc<T>], b: &[Arc<T>]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| Arc::ptr_eq(a, b))
}

fn same_mentions(a: &[Option<Kept>], b: &[Option<Kept>]) -> bool {
    let is_same = |(a, b): (&Option<Kept>, &Option<Kept>)| match (a, b) {
        (Some(a), Some(b)) => Arc::ptr_eq(&a.mentions, &b.mentions),
        (a, b) => a.is_none() && b.is_none(),
    };
    a.len() == b.len() && a.iter().zip(b).all(is_same)
}

/// The parts of the site from which the answers were taken.
#[derive(Debug)]
struct Held {
    articles: Vec<Arc<Article>>,
    pages: Vec<Arc<TextPage>>,
    terms: Arc<BTreeMap<String, Arc<Term>>>,
    routes: Arc<Routes>,
    timeline: Arc<Timeline>,
    figures: Arc<Figures>,
    tables: Arc<Tables>,
    sources: Arc<Sources>,
    mentions: Vec<Option<Kept>>,
}

impl Held {
    fn of(site: &Site) -> Self {
        let Texts {
            home,
            pages,
            articles,
            terms,
            routes,
        } = site.texts.clone();
        Self {
            articles,
            pages: home.into_iter().chain(pages).collect(),
            terms,
            routes,
            timeline: site.timeline.clone(),
            figures: site.figures.clone(),
            tables: site.tables.clone(),
            sources: site.sources.clone(),
            mentions: site.mentions.clone(),
        }
    }
}

impl Answers {
    /// Takes the answers of a site in, and returns what has changed since before.
    pub fn update(&mut self, site: &Site, is_first: bool) -> Changes {
        let before = if is_first { None } else { self.held.take() };
        let held = Held::of(site);
        let mut changes = match &before {
            None => Changes::everything(),
            Some(_) => Changes::default(),
        };
        for section in Section::ALL {
            let is_kept = before
                .as_ref()
                .is_some_and(|before| section.is_same(before, &held));
            match &before {
                _ if is_kept => {}
                Some(before) if section.is_aligned(before, &held) => {
                    self.amend(section, before, site, &mut changes);
                }
                _ => self.renew(section, site, &mut changes),
            }
        }
        if let Some(before) = before {
            if !Arc::ptr_eq(&before.figures, &site.figures) {
                changes.note(key(Topic::FigurePlaces, ""));
            }
            if !Arc::ptr_eq(&before.timeline, &site.timeline) {
                changes.note(key(Topic::EventPlaces, ""));
            }
            users(site, &before.figures, &mut changes);
        }
        self.held = Some(held);
        changes
    }

    /// Answers anew what is asked of the texts that took the places of others.
    fn amend(&mut self, section: Section, before: &Held, site: &Site, changes: &mut Changes) {
        let (mut old, mut new) = (Entries::default(), Entries::default());
        match section {
            Section::Articles => {
                let pairs = before.articles.iter().zip(site.articles());
                let pairs = pairs.filter(|(old, new)| !Arc::ptr_eq(old, new));
                let mut lists = ArticleLists::default();
                for (was, is) in pairs {
                    of_article(&mut Put(&mut old), was);
                    of_article(&mut Put(&mut new), is);
                    lists.compare(was, is);
                }
                lists.answer(&mut Put(&mut new), site);
            }
            Section::Mentions => {
                let found = before.mentions.iter().zip(&site.mentions);
                for (document, (was, is)) in site.documents.iter().zip(found) {
                    if let (Some(was), Some(is)) = (was, is)
                        && was.fingerprint != is.fingerprint
                    {
                        let id = document.id.as_str();
                        Put(&mut new).put(Topic::Mentions, id, &is.fingerprint);
                    }
                }
            }
            _ => unreachable!("only these are amended"),
        }
        let answers = self.sections.entry(section).or_default();
        for key in old.into_keys().filter(|key| !new.contains_key(key)) {
            answers.remove(&key);
            changes.note(key);
        }
        for (key, answer) in new {
            if answers.insert(key, answer) != Some(answer) {
                changes.note(key);
            }
        }
    }

    /// Answers the questions of a section anew.
    fn renew(&mut self, section: Section, site: &Site, changes: &mut Changes) {
        let before = self.sections.remove(&section).unwrap_or_default();
        let mut entries = Entries::with_capacity_and_hasher(before.len(), ByKey::default());
        section.answer(&mut Put(&mut entries), site);
        let now = entries;
        for (key, answer) in &now {
            if before.get(key) != Some(answer) {
                changes.note(*key);
            }
        }
        for key in before.keys().filter(|key| !now.contains_key(key)) {
            changes.note(*key);
        }
        self.sections.insert(section, now);
    }
}

/// Takes answers in.
struct Put<'a>(&'a mut Entries);

impl Put<'_> {
    fn put(&mut self, topic: Topic, id: &str, answer: &impl Hash) {
        self.0.insert(key(topic, id), fingerprint(answer));
    }
}

fn of_settings(put: &mut Put<'_>, site: &Site) {
    let config = &site.config;
    let settings = (
        config.base.permalink(""),
        &config.language,
        &config.repository,
        &config.licence,
        format!("{:?}", config.outputs),
        config.raw_html,
    );
    put.put(Topic::Settings, "", &settings);
    put.put(Topic::SiteTitle, "", &config.title);
    put.put(Topic::Checked, "", &site.checked);
    for (tag, title) in &config.tags {
        put.put(Topic::TagTitle, tag, title);
    }
    let titled: Vec<_> = config.tags.keys().collect();
    put.put(Topic::TitledTags, "", &titled);
    put.put(Topic::Statuses, "", &config.statuses);
    for path in site.list_pages() {
        put.put(Topic::Page, path, &true);
    }
    for list in List::ALL {
        for part in site.parts(list).keys() {
            put.put(Topic::Page, &route::part(list, part), &true);
        }
    }
    for tag in site.timeline.tags.keys() {
        put.put(Topic::Page, &route::tag(tag), &true);
    }
}

fn of_articles(put: &mut Put<'_>, site: &Site) {
    for article in site.articles() {
        of_article(put, article);
    }
    ArticleLists::ALL.answer(put, site);
}

fn of_article(put: &mut Put<'_>, article: &Article) {
    let answer = (article.fingerprint, &article.block.file);
    put.put(Topic::Article, &article.slug, &answer);
    if !article.aliases.is_empty() {
        let file = article.block.file.as_str();
        put.put(Topic::Moved, file, &(&article.title, &article.slug));
    }
}

/// Which lists of articles may have changed.
#[derive(Clone, Copy, Debug, Default)]
struct ArticleLists {
    heads: bool,
    questions: bool,
    changes: bool,
}

impl ArticleLists {
    const ALL: Self = Self {
        heads: true,
        questions: true,
        changes: true,
    };

    fn compare(&mut self, old: &Article, new: &Article) {
        let is_told_alike = told_by(old) == told_by(new);
        self.heads |= old.head != new.head;
        self.questions |= !is_told_alike
            || old.asked != new.asked
            || old.questions.is_empty() != new.questions.is_empty();
        self.changes |= !is_told_alike
            || old.logged != new.logged
            || old.changes.is_empty() != new.changes.is_empty();
    }

    fn answer(self, put: &mut Put<'_>, site: &Site) {
        if self.heads {
            let heads = site.articles().iter().map(|article| article.head);
            put.put(Topic::Articles, "", &heads.collect::<Vec<_>>());
            of_division(put, List::Articles, site.division(List::Articles));
        }
        if self.questions {
            let asking = asking(site).map(|article| (told_by(article), article.asked));
            put.put(Topic::AskingArticles, "", &asking.collect::<Vec<_>>());
            of_division(put, List::Questions, site.division(List::Questions));
        }
        if self.changes {
            let changed = changed(site).map(|article| (told_by(article), article.logged));
            put.put(Topic::ChangedArticles, "", &changed.collect::<Vec<_>>());
        }
    }
}

fn of_text_pages(put: &mut Put<'_>, site: &Site) {
    for page in site.home().into_iter().chain(site.pages()) {
        put.put(Topic::TextPage, &page.slug, &page.fingerprint);
        if !page.aliases.is_empty() {
            let file = page.block.file.as_str();
            put.put(Topic::Moved, file, &(&page.title, &page.slug));
        }
    }
}

fn of_terms(put: &mut Put<'_>, site: &Site) {
    for term in site.terms() {
        put.put(Topic::HasTerm, &term.id, &true);
        put.put(Topic::Term, &term.id, &term.fingerprint);
        put.put(Topic::Card, &term.id, &term.card);
    }
    let glossary: Vec<_> = site
        .terms()
        .map(|term| (term.card, &term.aliases))
        .collect();
    put.put(Topic::Glossary, "", &glossary);
    let ids: Vec<_> = site.terms().map(|term| &term.id).collect();
    let texts: Vec<_> = site.terms().map(|term| term.fingerprint).collect();
    put.put(Topic::AllTerms, "", &ids);
    put.put(Topic::TermTexts, "", &(ids, texts));
}

fn of_timeline(put: &mut Put<'_>, timeline: &Timeline) {
    let events = &timeline.events;
    for event in events {
        put.put(Topic::Event, &event.id, &told(event));
    }
    for event in &timeline.drafts {
        put.put(Topic::DraftEvent, event, &true);
    }
    for (tag, positions) in &timeline.of_tag {
        let events: Vec<_> = positions
            .iter()
            .map(|at| (&events[*at].id, told(&events[*at])))
            .collect();
        put.put(Topic::TagEvents, tag, &events);
    }
    let order: Vec<_> = events
        .iter()
        .map(|event| (&event.id, &event.date, &event.tags))
        .collect();
    put.put(Topic::EventOrder, "", &order);
    put.put(Topic::DraftEvents, "", &timeline.drafts);
    of_doubtful(put, Topic::DoubtfulEvent, &timeline.doubtful);
    let all: Vec<_> = events
        .iter()
        .map(|event| (&event.id, told(event)))
        .collect();
    put.put(Topic::AllEvents, "", &all);
    for source in timeline.of_source.keys() {
        let claims: Vec<_> = events_on(timeline, source).collect();
        put.put(Topic::EventsOn, source, &claims);
    }
    for tag in timeline.tags.keys() {
        put.put(Topic::Tag, tag, &true);
    }
    put.put(Topic::TagCounts, "", &timeline.tags);
    of_division(put, List::Timeline, &timeline.division);
    for (part, positions) in timeline.division.events() {
        let of_part = positions.iter().map(|at| &events[*at]);
        let of_part: Vec<_> = of_part.map(|event| (&event.id, told(event))).collect();
        put.put(Topic::PartEvents, &part.to_string(), &of_part);
    }
}

fn of_doubtful(put: &mut Put<'_>, topic: Topic, doubtful: &BTreeSet<String>) {
    for id in doubtful {
        put.put(topic, id, &true);
    }
    put.put(topic, "", &doubtful.is_empty());
}

fn of_division(put: &mut Put<'_>, list: List, division: &Division) {
    put.put(Topic::Division, list.path(), &division.rule());
    let parts = division.parts();
    put.put(Topic::Parts, list.path(), &parts.keys().collect::<Vec<_>>());
    put.put(Topic::PartCounts, list.path(), parts);
}

fn of_figures(put: &mut Put<'_>, all: &Figures) {
    let figures = &all.figures;
    for figure in figures {
        put.put(Topic::Figure, &figure.id, &figure.place.fingerprint);
    }
    for (id, positions) in &all.of_series {
        let ids: Vec<_> = positions.iter().map(|at| &figures[*at].id).collect();
        put.put(Topic::SeriesFigures, id, &ids);
    }
    for one in all.series.values() {
        put.put(Topic::Series, &one.id, &one.place.fingerprint);
    }
    let prints: Vec<_> = figures
        .iter()
        .map(|figure| (&figure.id, figure.place.fingerprint))
        .collect();
    put.put(Topic::AllFigures, "", &prints);
    for source in all.of_source.keys() {
        let claims: Vec<_> = figures_on(all, source).collect();
        put.put(Topic::FiguresOn, source, &claims);
    }
    of_doubtful(put, Topic::DoubtfulFigure, &all.doubtful);
    of_division(put, List::Figures, &all.division);
    put.put(Topic::AllSeries, "", &all.series.keys().collect::<Vec<_>>());
}

fn of_tables(put: &mut Put<'_>, tables: &Tables) {
    for (path, table) in tables {
        put.put(Topic::Table, path, &table.fingerprint);
    }
    put.put(Topic::AllTables, "", &tables.keys().collect::<Vec<_>>());
}

fn of_sources(put: &mut Put<'_>, all: &Sources) {
    let sources = all.sources.values();
    for source in sources.clone() {
        put.put(Topic::HasSource, &source.id, &true);
        put.put(Topic::Weakness, &source.id, &source.is_weak);
        put.put(Topic::Source, &source.id, &source.place.fingerprint);
    }
    let prints: Vec<_> = sources
        .map(|source| (&source.id, source.place.fingerprint))
        .collect();
    put.put(Topic::AllSources, "", &prints);
    let ids: Vec<_> = all.sources.keys().collect();
    put.put(Topic::SourceIds, "", &ids);
    of_doubtful(put, Topic::DoubtfulSource, &all.doubtful);
    of_division(put, List::Sources, &all.division);
    for part in all.division.parts().keys() {
        let of_part = all.of_part(part);
        let of_part: Vec<_> = of_part
            .map(|source| (&source.id, source.place.fingerprint))
            .collect();
        put.put(Topic::PartSources, &part.to_string(), &of_part);
    }
}

fn of_routes(put: &mut Put<'_>, site: &Site) {
    let routes = &site.texts.routes;
    let mut all: Vec<&str> = site.linkable_files().collect();
    all.sort_unstable();
    put.put(Topic::AllFiles, "", &all);
    for (file, reached) in &routes.files {
        let answer = (&reached.path, &reached.anchors, reached.is_draft);
        put.put(Topic::File, file, &answer);
        if !reached.is_draft {
            put.put(Topic::Page, &reached.path, &true);
        }
    }
    for (file, picture) in &routes.pictures {
        put.put(Topic::Picture, file, &(&picture.path, picture.size));
        put.put(Topic::File, file, &picture.path);
    }
    let pictures: Vec<_> = routes.pictures.keys().collect();
    put.put(Topic::AllPictures, "", &pictures);
}

fn of_mentions(put: &mut Put<'_>, site: &Site) {
    for (document, kept) in site.documents.iter().zip(&site.mentions) {
        if let Some(kept) = kept {
            put.put(Topic::Mentions, document.id.as_str(), &kept.fingerprint);
        }
    }
}

/// Notes what has other users than before. A figure that joins or leaves a series has those of its
/// charts.
fn users(site: &Site, before: &Arc<Figures>, changes: &mut Changes) {
    for (kind, id) in site.usage.changed(site) {
        changes.note(key(users_topic(kind), id));
    }
    if Arc::ptr_eq(before, &site.figures) {
        return;
    }
    for figure in site.figures() {
        let old = before.index.get(&figure.id).map(|at| &before.figures[*at]);
        if old.is_none_or(|old| old.series != figure.series) {
            changes.note(key(Topic::FigureUsers, &figure.id));
        }
    }
}

/// Returns the events that rest on a source, oldest first.
pub(super) fn events_on<'a>(
    all: &'a Timeline,
    source: &str,
) -> impl ExactSizeIterator<Item = Claim<'a>> + use<'a> {
    resting(&all.events, all.of_source.get(source), Claim::of_event)
}

/// Returns the figures that rest on a source, in the order of their files.
pub(super) fn figures_on<'a>(
    all: &'a Figures,
    source: &str,
) -> impl ExactSizeIterator<Item = Claim<'a>> + use<'a> {
    resting(&all.figures, all.of_source.get(source), Claim::of_figure)
}

fn resting<'a, T>(
    records: &'a [Arc<T>],
    positions: Option<&'a Vec<usize>>,
    claim: fn(&'a T) -> Claim<'a>,
) -> impl ExactSizeIterator<Item = Claim<'a>> + use<'a, T> {
    let positions = positions.map(Vec::as_slice).unwrap_or_default();
    positions.iter().map(move |at| claim(&records[*at]))
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

/// Returns the articles that have questions.
pub(super) fn asking(site: &Site) -> impl Iterator<Item = &Arc<Article>> {
    let articles = site.articles().iter();
    articles.filter(|article| !article.questions.is_empty())
}

/// Returns the articles that have changed.
pub(super) fn changed(site: &Site) -> impl Iterator<Item = &Arc<Article>> {
    let articles = site.articles().iter();
    articles.filter(|article| !article.changes.is_empty())
}
