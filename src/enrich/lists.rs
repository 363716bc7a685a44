//! Pages that list what the site holds: articles, timeline, glossary, figures, sources, questions,
//! changes, and the pages for addresses that lead nowhere or elsewhere.

use std::collections::BTreeMap;

use super::apparatus::Apparatus;
use super::frame::{Frame, crumbs};
use super::json_ld::{Dataset, Kind};
use super::page::{
    Content, EntryLetter, EntryView, FigureGroup, Letter, Link, Page, Question, QuestionGroup,
    SiteChange, SourceEntry, SourceGroup, TagView, Year,
};
use super::texts;
use super::{prose, views};
use crate::document::keys::{SourceKind, TermKind};
use crate::document::record::{Event, Figure};
use crate::reach::{self, unaccented};
use crate::site::usage::Kind as Used;
use crate::site::{Card, View, route};
use crate::source::SourceId;

/// A list page before its frame is put round it.
struct List {
    template: &'static str,
    section: &'static str,
    title: String,
    path: String,
    description: String,
    /// What stands below it; most lists have nothing there.
    apparatus: Apparatus,
}

impl List {
    fn page(self, view: &mut View<'_>, above: &[(&str, &str)], content: Content) -> Page {
        self.page_of(view, above, content, Kind::CollectionPage)
    }

    fn page_of(
        self,
        view: &mut View<'_>,
        above: &[(&str, &str)],
        content: Content,
        kind: Kind<'_>,
    ) -> Page {
        let frame = Frame {
            template: self.template,
            section: self.section,
            title: self.title,
            path: self.path,
            description: self.description,
            file: None,
            checked: None,
            is_indexable: true,
            breadcrumbs: crumbs(view, above),
            kind,
        };
        frame.page(view, self.apparatus, content)
    }
}

fn list(
    template: &'static str,
    section: &'static str,
    title: &str,
    path: &str,
    description: String,
) -> List {
    List {
        template,
        section,
        title: title.to_owned(),
        path: path.to_owned(),
        description,
        apparatus: Apparatus::default(),
    }
}

/// "1 event", "2 events".
fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

pub(super) fn articles(view: &mut View<'_>) -> Page {
    let count = counted(view.articles().len(), "article", "articles");
    let description = format!("{count} on {}, in reading order.", view.site_title());
    let content = Content::Articles {
        articles: texts::articles(view),
    };
    list(
        "articles.html",
        "articles",
        "Articles",
        route::ARTICLES,
        description,
    )
    .page(view, &[], content)
}

pub(super) fn glossary(view: &mut View<'_>) -> Page {
    let mut letters: BTreeMap<String, Vec<_>> = BTreeMap::new();
    let terms = view.glossary();
    let count = counted(terms.len(), "entry", "entries");
    for (term, aliases) in terms {
        let filed = filed_under(term, aliases);
        letters
            .entry(letter(filed))
            .or_default()
            .push((sort_key(filed), views::term(view, term)));
    }
    let letters = letters
        .into_iter()
        .map(|(letter, mut terms)| {
            terms.sort_by(|(a, first), (b, second)| (a, &first.id).cmp(&(b, &second.id)));
            let terms = terms.into_iter().map(|(_, term)| term).collect();
            Letter {
                anchor: letter_anchor(&letter),
                letter,
                terms,
            }
        })
        .collect();
    let description = format!("{count}: the terms, institutions, laws and people, explained.");
    list(
        "glossary.html",
        "glossary",
        "Glossary",
        route::GLOSSARY,
        description,
    )
    .page(view, &[], Content::Glossary { letters })
}

/// The name under which an entry is filed. A person is filed under the surname: the longest other
/// name with which the full one ends, such as De Wever for Bart De Wever.
fn filed_under<'a>(term: Card<'a>, aliases: &'a [String]) -> &'a str {
    let is_surname = |alias: &&String| {
        term.name
            .strip_suffix(alias.as_str())
            .is_some_and(|rest| rest.ends_with(' '))
    };
    let surname = match term.kind {
        TermKind::Person => aliases
            .iter()
            .filter(is_surname)
            .max_by_key(|alias| alias.len()),
        _ => None,
    };
    surname.map_or(term.name, |surname| surname)
}

const DIGITS: &str = "0–9";

fn letter_anchor(letter: &str) -> String {
    match letter {
        DIGITS => "letter-0-9".to_owned(),
        letter => format!("letter-{}", letter.to_lowercase()),
    }
}

/// Names sort without accents in their first letter: Élysée stands under E.
fn sort_key(name: &str) -> String {
    name.to_lowercase().chars().map(unaccented).collect()
}

fn letter(name: &str) -> String {
    let first = name.chars().find(|c| c.is_alphanumeric()).map(unaccented);
    match first {
        Some(c) if c.is_alphabetic() => c.to_uppercase().collect(),
        _ => DIGITS.to_owned(),
    }
}

pub(super) fn timeline(view: &mut View<'_>) -> Page {
    let events = view.events();
    let count = counted(events.len(), "event", "events");
    let description = format!("{count} in order of time, each with its sources.");
    let years = years(view, events.iter().map(|event| &**event));
    let content = Content::Timeline {
        tag: None,
        most: most(&years),
        years,
        tags: tags(view),
        count: events.len(),
        embed: None,
        whole: None,
    };
    list(
        "timeline.html",
        "timeline",
        "Timeline",
        route::TIMELINE,
        description,
    )
    .page(view, &[], content)
}

pub(super) fn tag_timeline(view: &mut View<'_>, tag: &str) -> Page {
    let shown = views::tag(view, tag);
    let events = events_of(view, tag);
    let count = counted(events.len(), "event", "events");
    let description = format!(
        "{count} under “{}”, in order of time, each with its sources.",
        shown.title
    );
    let title = format!("Timeline: {}", shown.title);
    let count = events.len();
    let years = years(view, events.into_iter());
    let content = Content::Timeline {
        count,
        most: most(&years),
        years,
        tag: Some(shown),
        tags: tags(view),
        embed: view.outputs().embed.then(|| route::embed(tag)),
        whole: None,
    };
    let path = route::tag(tag);
    list("timeline.html", "timeline", &title, &path, description).page(
        view,
        &[("Timeline", route::TIMELINE)],
        content,
    )
}

/// The bare timeline of a tag, for other sites to show.
pub(super) fn embedded_timeline(view: &mut View<'_>, tag: &str) -> Page {
    let shown = views::tag(view, tag);
    let events = events_of(view, tag);
    let count = events.len();
    let years = years(view, events.into_iter());
    let frame = Frame {
        template: "embed.html",
        section: "timeline",
        title: format!("Timeline: {}", shown.title),
        path: route::embed(tag),
        description: format!("{} in order of time.", counted(count, "event", "events")),
        file: None,
        checked: None,
        is_indexable: false,
        breadcrumbs: Vec::new(),
        kind: Kind::WebPage,
    };
    let content = Content::Timeline {
        count,
        most: most(&years),
        years,
        tags: Vec::new(),
        embed: None,
        whole: Some(Link {
            title: frame.title.clone(),
            path: route::tag(tag),
        }),
        tag: Some(shown),
    };
    frame.page(view, Apparatus::default(), content)
}

fn events_of<'a>(view: &mut View<'a>, tag: &str) -> Vec<&'a Event> {
    let events = view.events_of_tag(tag).into_iter();
    events.map(|event| &**event).collect()
}

fn most(years: &[Year]) -> usize {
    let months = years.iter().flat_map(|year| year.months);
    months.max().unwrap_or_default()
}

/// Everything that readers can look up, A to Z.
pub(super) fn search(view: &mut View<'_>) -> Page {
    let mut letters: BTreeMap<String, Vec<reach::Entry>> = BTreeMap::new();
    let mut count = 0;
    for entry in reach::entries(view) {
        count += 1;
        letters.entry(letter(&entry.title)).or_default().push(entry);
    }
    let letters = letters
        .into_iter()
        .map(|(letter, mut entries)| {
            entries
                .sort_by_cached_key(|entry| (sort_key(&entry.title), entry.kind, entry.id.clone()));
            EntryLetter {
                anchor: letter_anchor(&letter),
                letter,
                entries: entries.into_iter().map(entry_view).collect(),
            }
        })
        .collect();
    let description =
        "Search articles, terms, questions, events and figures, or look them up from A to Z.";
    let content = Content::Search {
        letters,
        count,
        index: format!("/{}", reach::SEARCH_INDEX),
    };
    list(
        "search.html",
        "search",
        "Search",
        route::SEARCH,
        description.to_owned(),
    )
    .page(view, &[], content)
}

fn entry_view(entry: reach::Entry) -> EntryView {
    EntryView {
        kind: entry.kind.name(),
        path: entry.path(),
        title: entry.title,
        note: entry.note,
    }
}

fn years<'a>(view: &mut View<'_>, events: impl Iterator<Item = &'a Event>) -> Vec<Year> {
    let mut years: Vec<Year> = Vec::new();
    for event in events {
        let year = event.date.year().to_string();
        if years.last().is_none_or(|last| last.year != year) {
            years.push(Year {
                year,
                months: [0; 12],
                events: Vec::new(),
            });
        }
        let last = years.last_mut().expect("the year has just been added");
        if let Some(month) = event.date.start().and_then(|start| start.month()) {
            last.months[usize::from(month) - 1] += 1;
        }
        last.events.push(views::event(view, event, true));
    }
    years
}

fn tags(view: &mut View<'_>) -> Vec<TagView> {
    let counted = view.tags();
    let mut tags: Vec<TagView> = counted
        .iter()
        .map(|(id, count)| TagView {
            count: *count,
            ..views::tag(view, id)
        })
        .collect();
    tags.sort_by_cached_key(|tag| (tag.title.to_lowercase(), tag.id.clone()));
    tags
}

pub(super) fn figures(view: &mut View<'_>) -> Page {
    let mut groups: Vec<FigureGroup> = Vec::new();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    let mut alone = Vec::new();
    for figure in view.figures() {
        let shown = used_figure(view, figure);
        let Some(series) = figure.series.as_deref() else {
            alone.push(shown);
            continue;
        };
        let at = match places.get(series) {
            Some(at) => *at,
            None => {
                groups.push(group(view, series));
                places.insert(series, groups.len() - 1);
                groups.len() - 1
            }
        };
        groups[at].figures.push(shown);
    }
    if !alone.is_empty() {
        groups.push(FigureGroup {
            title: String::new(),
            anchor: String::new(),
            is_additive: false,
            figures: alone,
        });
    }
    let count = counted(view.figures().len(), "number", "numbers");
    let description =
        format!("{count}, each with its date, what it measures, its sources and where it is used.");
    let kind = match view.outputs().data {
        true => Kind::Datasets(datasets(view)),
        false => Kind::CollectionPage,
    };
    let content = Content::Figures {
        groups,
        count: view.figures().len(),
    };
    list(
        "figures.html",
        "figures",
        "Figures",
        route::FIGURES,
        description,
    )
    .page_of(view, &[], content, kind)
}

/// The series, each as data, in the order of the page.
fn datasets(view: &mut View<'_>) -> Vec<Dataset> {
    let mut sets: Vec<Dataset> = Vec::new();
    for figure in view.figures() {
        let Some(series) = &figure.series else {
            continue;
        };
        let path = format!("{}#{}", route::FIGURES, series_anchor(series));
        let at = sets.iter().position(|set| set.path == path);
        let at = at.unwrap_or_else(|| {
            sets.push(Dataset {
                name: series_title(view, series),
                path,
                labels: Vec::new(),
                dates: Vec::new(),
            });
            sets.len() - 1
        });
        sets[at].labels.push(figure.label.clone());
        sets[at].dates.push(figure.as_of);
    }
    sets
}

fn series_title(view: &mut View<'_>, series: &str) -> String {
    match view.series(series) {
        Some(described) => described.title.clone(),
        None => view.tag_title(series),
    }
}

fn series_anchor(series: &str) -> String {
    format!("series-{series}")
}

fn group(view: &mut View<'_>, series: &str) -> FigureGroup {
    FigureGroup {
        title: series_title(view, series),
        anchor: series_anchor(series),
        is_additive: view.series(series).is_none_or(|series| series.is_additive),
        figures: Vec::new(),
    }
}

fn used_figure(view: &mut View<'_>, figure: &Figure) -> super::page::FigureView {
    let mut shown = views::figure(view, figure);
    shown.used_in = views::users(&view.users(Used::Figure, &figure.id));
    shown
}

/// The kinds of sources in the order of the page, with their titles.
const KINDS: [(Option<SourceKind>, &str, &str); 6] = [
    (
        Some(SourceKind::Official),
        "official",
        "Official statements and papers",
    ),
    (Some(SourceKind::Law), "law", "Law"),
    (Some(SourceKind::Data), "data", "Data and accounts"),
    (Some(SourceKind::News), "news", "News reports"),
    (
        Some(SourceKind::Analysis),
        "analysis",
        "Studies and comment",
    ),
    (None, "other", "Others"),
];

pub(super) fn sources(view: &mut View<'_>) -> Page {
    let mut events: BTreeMap<&str, Vec<Link>> = BTreeMap::new();
    for event in view.claims_of_events() {
        for id in event.sources {
            let link = Link {
                title: event.title.to_owned(),
                path: route::event(event.id),
            };
            events.entry(id).or_default().push(link);
        }
    }
    let mut figures: BTreeMap<&str, Vec<Link>> = BTreeMap::new();
    for figure in view.claims_of_figures() {
        for id in figure.sources {
            let link = Link {
                title: figure.title.to_owned(),
                path: route::figure(figure.id),
            };
            figures.entry(id).or_default().push(link);
        }
    }
    let mut groups = Vec::new();
    for (kind, name, title) in KINDS {
        let mut entries: Vec<SourceEntry> = view
            .sources()
            .filter(|source| source.kind == kind)
            .map(|source| SourceEntry {
                source: views::source(source),
                cited_in: views::users(&view.users(Used::Source, &source.id)),
                events: events.remove(source.id.as_str()).unwrap_or_default(),
                figures: figures.remove(source.id.as_str()).unwrap_or_default(),
            })
            .collect();
        entries.sort_by_cached_key(|entry| {
            let source = &entry.source;
            (
                sort_key(&source.publisher),
                sort_key(&source.title),
                source.id.clone(),
            )
        });
        if !entries.is_empty() {
            groups.push(SourceGroup {
                kind: name,
                title,
                sources: entries,
            });
        }
    }
    let count = counted(view.sources().len(), "source", "sources");
    let description =
        format!("{count}: what each is, when it was last checked, and what rests on it.");
    let content = Content::Sources {
        groups,
        count: view.sources().len(),
    };
    list(
        "sources.html",
        "sources",
        "Sources",
        route::SOURCES,
        description,
    )
    .page(view, &[], content)
}

pub(super) fn questions(view: &mut View<'_>) -> Page {
    let mut apparatus = Apparatus::default();
    let groups: Vec<QuestionGroup> = view
        .asking_articles()
        .into_iter()
        .map(|article| QuestionGroup {
            article: Link {
                title: article.title.clone(),
                path: route::article(&article.slug),
            },
            questions: article
                .questions
                .iter()
                .enumerate()
                .map(|(at, question)| Question {
                    id: format!("question-{}-{}", article.slug, at + 1),
                    question: question.question.clone(),
                    answer: prose::inline(view, &question.answer, &mut apparatus),
                })
                .collect(),
        })
        .collect();
    let faq: Vec<(String, String)> = view
        .asking_articles()
        .iter()
        .flat_map(|article| &article.questions)
        .map(|question| {
            let answer = reach::plain(view, &question.answer);
            (question.question.clone(), answer)
        })
        .collect();
    let count = faq.len();
    let description = format!(
        "{} that readers ask, with short answers.",
        counted(count, "question", "questions")
    );
    let list = list(
        "questions.html",
        "questions",
        "Questions",
        route::QUESTIONS,
        description,
    );
    List { apparatus, ..list }.page_of(view, &[], Content::Questions { groups }, Kind::FaqPage(faq))
}

pub(super) fn changes(view: &mut View<'_>) -> Page {
    let mut all: Vec<_> = view
        .changed_articles()
        .into_iter()
        .flat_map(|article| article.changes.iter().map(move |change| (article, change)))
        .collect();
    all.sort_by_key(|(_, change)| std::cmp::Reverse(change.date.order_key()));
    let changes = all
        .into_iter()
        .map(|(article, change)| SiteChange {
            article: Link {
                title: article.title.clone(),
                path: route::article(&article.slug),
            },
            date: views::date(&change.date),
            note: prose::plain(view, &change.note),
        })
        .collect();
    let description = "What was added, corrected or brought up to date, newest first.".to_owned();
    list(
        "changes.html",
        "",
        "What changed",
        route::CHANGES,
        description,
    )
    .page(view, &[], Content::Changes { changes })
}

pub(super) fn not_found(view: &mut View<'_>) -> Page {
    let frame = Frame {
        template: "404.html",
        section: "",
        title: "Page not found".to_owned(),
        path: route::NOT_FOUND.to_owned(),
        description: "There is no page at this address.".to_owned(),
        file: None,
        checked: None,
        is_indexable: false,
        breadcrumbs: Vec::new(),
        kind: Kind::WebPage,
    };
    let content = Content::NotFound {
        articles: texts::articles(view),
    };
    frame.page(view, Apparatus::default(), content)
}

/// A page at an old address that leads to the new one.
pub(super) fn redirect(view: &mut View<'_>, alias: &str, file: &SourceId) -> Page {
    let target = view.moved_to(file);
    let target = Link {
        title: target.title,
        path: target.path,
    };
    let frame = Frame {
        template: "redirect.html",
        section: "",
        title: target.title.clone(),
        path: route::redirect(alias),
        description: format!("This page has moved: {}", target.title),
        file: Some(file),
        checked: None,
        is_indexable: false,
        breadcrumbs: Vec::new(),
        kind: Kind::WebPage,
    };
    frame.page(view, Apparatus::default(), Content::Redirect { target })
}
