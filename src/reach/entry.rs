//! What readers can look up: the list behind the search and its A to Z.

use super::text::{one_line, plain};
use crate::document::markdown::Prose;
use crate::site::{List, Part, View, route};

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// An article.
    Article,
    /// A glossary entry.
    Term,
    /// A question.
    Question,
    /// Another page of text.
    Page,
    /// An event.
    Event,
    /// A figure.
    Figure,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 6] = [
        Kind::Article,
        Kind::Term,
        Kind::Question,
        Kind::Page,
        Kind::Event,
        Kind::Figure,
    ];

    /// Returns what readers are told that it is.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Article => "Article",
            Kind::Term => "Glossary",
            Kind::Question => "Question",
            Kind::Page => "Page",
            Kind::Event => "Event",
            Kind::Figure => "Figure",
        }
    }

    /// Returns what stands before and after the id of such an entry in its path. Where its list is
    /// divided, the id begins with the part.
    pub(super) fn around(self, view: &mut View<'_>) -> (String, &'static str) {
        let list = match self {
            Kind::Question => Some(List::Questions),
            Kind::Event => Some(List::Timeline),
            Kind::Figure => Some(List::Figures),
            Kind::Article | Kind::Term | Kind::Page => None,
        };
        if let Some(list) = list.filter(|list| view.parts(*list).len() > 0) {
            return (list.path().to_owned(), "");
        }
        match self {
            Kind::Article => (route::ARTICLES.to_owned(), "/"),
            Kind::Term => (route::GLOSSARY.to_owned(), "/"),
            Kind::Question => (format!("{}#question-", route::QUESTIONS), ""),
            Kind::Page => ("/".to_owned(), "/"),
            Kind::Event => (format!("{}#event-", route::TIMELINE), ""),
            Kind::Figure => (format!("{}#figure-", route::FIGURES), ""),
        }
    }
}

/// Something that readers can look up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is.
    pub kind: Kind,
    /// Its id within its kind, after the part of its list where that is divided.
    pub id: String,
    /// What it is called, plain.
    pub title: String,
    /// What tells it from others of its name, plain: the date of an event, the value of a figure.
    pub note: String,
    /// Other names.
    pub(super) names: Vec<String>,
    /// Its headings.
    pub(super) headings: Vec<String>,
    /// What it says in short.
    pub(super) short: String,
    /// What it says.
    pub(super) text: String,
}

impl Entry {
    fn new(kind: Kind, id: &str, title: &str) -> Self {
        Self {
            kind,
            id: id.to_owned(),
            title: one_line(title),
            note: String::new(),
            names: Vec::new(),
            headings: Vec::new(),
            short: String::new(),
            text: String::new(),
        }
    }

    /// Returns its path from the base.
    pub fn path(&self, view: &mut View<'_>) -> String {
        let (before, after) = self.kind.around(view);
        format!("{before}{}{after}", self.id)
    }

    /// Puts the part of its list before its id.
    fn within(mut self, part: Option<Part>, anchor: &str) -> Self {
        if let Some(part) = part {
            self.id = format!("{part}/#{anchor}-{}", self.id);
        }
        self
    }
}

/// Returns everything that readers can look up, kind by kind.
pub fn entries(view: &mut View<'_>) -> Vec<Entry> {
    let mut entries = Vec::new();
    articles(view, &mut entries);
    terms(view, &mut entries);
    pages(view, &mut entries);
    events(view, &mut entries);
    figures(view, &mut entries);
    entries
}

fn articles(view: &mut View<'_>, entries: &mut Vec<Entry>) {
    let slugs: Vec<&str> = view
        .articles()
        .iter()
        .map(|article| article.slug.as_str())
        .collect();
    let mut questions = Vec::new();
    for slug in slugs {
        let Some(article) = view.article(slug) else {
            continue;
        };
        let mut entry = Entry::new(Kind::Article, &article.slug, &article.title);
        entry.short = plain(view, &article.summary);
        entry.headings = headings(&article.body);
        entry.text = plain(view, &article.body);
        entries.push(entry);
        for (at, question) in article.questions.iter().enumerate() {
            let id = format!("{}-{}", article.slug, at + 1);
            let part = view.question_part(&article.slug);
            let mut entry =
                Entry::new(Kind::Question, &id, &question.question).within(part, "question");
            entry.text = plain(view, &question.answer);
            questions.push(entry);
        }
    }
    entries.append(&mut questions);
}

fn terms(view: &mut View<'_>, entries: &mut Vec<Entry>) {
    for term in view.terms() {
        let title = crate::site::capitalised(&term.name);
        let mut entry = Entry::new(Kind::Term, &term.id, &title);
        entry.names = term.aliases.iter().map(|alias| one_line(alias)).collect();
        entry.short = plain(view, &term.short);
        entry.headings = headings(&term.body);
        entry.text = plain(view, &term.body);
        entries.push(entry);
    }
}

fn pages(view: &mut View<'_>, entries: &mut Vec<Entry>) {
    for page in view.text_pages() {
        let mut entry = Entry::new(Kind::Page, &page.slug, &page.title);
        entry.short = plain(view, &page.summary);
        entry.headings = headings(&page.body);
        entry.text = plain(view, &page.body);
        entries.push(entry);
    }
}

fn events(view: &mut View<'_>, entries: &mut Vec<Entry>) {
    for event in view.events() {
        let part = view.event_part(event);
        let mut entry = Entry::new(Kind::Event, &event.id, &event.title).within(part, "event");
        entry.note = event.date.prose();
        entry.text = match &event.summary {
            Some(text) => plain(view, text),
            None => String::new(),
        };
        entries.push(entry);
    }
}

fn figures(view: &mut View<'_>, entries: &mut Vec<Entry>) {
    for figure in view.figures() {
        let part = view.figure_part(figure);
        let mut entry = Entry::new(Kind::Figure, &figure.id, &figure.label).within(part, "figure");
        let value = figure.quantity.house_form();
        entry.note = format!("{value}, {}", figure.as_of.prose());
        entry.text = one_line(&figure.measures);
        entries.push(entry);
    }
}

fn headings(body: &Prose) -> Vec<String> {
    let titles = body.headings.iter().map(|heading| one_line(&heading.title));
    titles.collect()
}
