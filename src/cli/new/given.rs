//! What the arguments of `new` give of the thing that is to be made, kind by kind.

use std::collections::BTreeMap;

use clap::{Args, Subcommand};

use crate::cli::today;
use crate::editor::new::Kind;

/// What is to be made.
#[derive(Subcommand)]
pub(super) enum What {
    Article(Article),
    Page(Page),
    Term(Term),
    Event(Event),
    Figure(Figure),
    Source(Source),
}

impl What {
    pub(super) fn given(&self) -> &dyn Given {
        match self {
            What::Article(it) => it,
            What::Page(it) => it,
            What::Term(it) => it,
            What::Event(it) => it,
            What::Figure(it) => it,
            What::Source(it) => it,
        }
    }
}

/// What is given of a thing.
pub(super) trait Given {
    /// Returns what it is.
    fn kind(&self) -> Kind;

    /// Returns the keys that have one value, with those that are given.
    fn texts(&self) -> Vec<(&'static str, &Option<String>)>;

    /// Returns the keys that have a list, with what is given of it.
    fn lists(&self) -> Vec<(&'static str, &[String])> {
        Vec::new()
    }

    /// Returns a key whose value nobody writes as a text.
    fn unwritten(&self) -> Option<(&'static str, String)> {
        None
    }

    /// Returns the file that is to hold the record, where one is named.
    fn file(&self) -> Option<&String> {
        None
    }

    /// Returns all values by their keys.
    fn values(&self) -> BTreeMap<String, Vec<String>> {
        let texts = self.texts().into_iter();
        let texts = texts.filter_map(|(key, value)| Some((key, vec![value.clone()?])));
        let lists = self.lists().into_iter();
        let lists = lists.filter(|(_, values)| !values.is_empty());
        let lists = lists.map(|(key, values)| (key, values.to_vec()));
        let unwritten = self.unwritten().map(|(key, value)| (key, vec![value]));
        let all = texts.chain(lists).chain(unwritten);
        all.map(|(key, values)| (key.to_owned(), values)).collect()
    }
}

/// An article, a file in content/articles
#[derive(Args)]
pub(super) struct Article {
    /// The title
    title: Option<String>,
    /// One or two sentences that answer the title
    #[arg(long)]
    summary: Option<String>,
    /// Not to be published yet
    #[arg(long)]
    draft: bool,
}

impl Given for Article {
    fn kind(&self) -> Kind {
        Kind::Article
    }

    fn texts(&self) -> Vec<(&'static str, &Option<String>)> {
        vec![("title", &self.title), ("summary", &self.summary)]
    }

    fn unwritten(&self) -> Option<(&'static str, String)> {
        self.draft.then(|| ("draft", "true".to_owned()))
    }
}

/// A page, a file in content/pages
#[derive(Args)]
pub(super) struct Page {
    /// The title
    title: Option<String>,
    /// One or two sentences on the page
    #[arg(long)]
    summary: Option<String>,
}

impl Given for Page {
    fn kind(&self) -> Kind {
        Kind::Page
    }

    fn texts(&self) -> Vec<(&'static str, &Option<String>)> {
        vec![("title", &self.title), ("summary", &self.summary)]
    }
}

/// A glossary entry, a file in content/glossary
#[derive(Args)]
pub(super) struct Term {
    /// The name, as in running text
    term: Option<String>,
    /// One plain sentence of at most 200 characters
    #[arg(long)]
    short: Option<String>,
    /// What it is: term, institution, person, place, instrument or law
    #[arg(long)]
    kind: Option<String>,
    /// Another name; may be given several times
    #[arg(long = "alias", value_name = "NAME")]
    aliases: Vec<String>,
    /// A source, by id; may be given several times
    #[arg(long = "source", value_name = "ID")]
    sources: Vec<String>,
}

impl Given for Term {
    fn kind(&self) -> Kind {
        Kind::Term
    }

    fn texts(&self) -> Vec<(&'static str, &Option<String>)> {
        vec![
            ("term", &self.term),
            ("short", &self.short),
            ("kind", &self.kind),
        ]
    }

    fn lists(&self) -> Vec<(&'static str, &[String])> {
        vec![
            ("aliases", self.aliases.as_slice()),
            ("sources", self.sources.as_slice()),
        ]
    }
}

/// An event, a record in content/timeline
#[derive(Args)]
pub(super) struct Event {
    /// What happened, in a few words
    title: Option<String>,
    /// When: `2025-12-03`, `2025-12`, `2025-12-18/2025-12-19`
    #[arg(long)]
    date: Option<String>,
    /// A source, by id; may be given several times
    #[arg(long = "source", value_name = "ID")]
    sources: Vec<String>,
    /// What happened, in a few sentences
    #[arg(long)]
    summary: Option<String>,
    /// A tag; may be given several times
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,
    /// Where the thing stands after it, by the id of a status in site.toml
    #[arg(long, value_name = "STATUS")]
    status: Option<String>,
    /// How sure it is: high, medium or low
    #[arg(long)]
    confidence: Option<String>,
    /// The list that is to hold it
    #[arg(long, value_name = "FILE")]
    file: Option<String>,
}

impl Given for Event {
    fn kind(&self) -> Kind {
        Kind::Event
    }

    fn texts(&self) -> Vec<(&'static str, &Option<String>)> {
        vec![
            ("title", &self.title),
            ("date", &self.date),
            ("summary", &self.summary),
            ("status", &self.status),
            ("confidence", &self.confidence),
        ]
    }

    fn lists(&self) -> Vec<(&'static str, &[String])> {
        vec![
            ("sources", self.sources.as_slice()),
            ("tags", self.tags.as_slice()),
        ]
    }

    fn file(&self) -> Option<&String> {
        self.file.as_ref()
    }
}

/// A figure, a record in content/figures
#[derive(Args)]
pub(super) struct Figure {
    /// What the number is called
    label: Option<String>,
    /// The number alone
    #[arg(long, allow_hyphen_values = true)]
    value: Option<String>,
    /// The unit: `EUR bn`, `%`, `votes`
    #[arg(long)]
    unit: Option<String>,
    /// The date for which it holds
    #[arg(long)]
    as_of: Option<String>,
    /// What exactly is counted
    #[arg(long)]
    measures: Option<String>,
    /// A source, by id; may be given several times
    #[arg(long = "source", value_name = "ID")]
    sources: Vec<String>,
    /// The series to which it belongs
    #[arg(long)]
    series: Option<String>,
    /// What a reader must know to use it
    #[arg(long)]
    note: Option<String>,
    /// The list that is to hold it
    #[arg(long, value_name = "FILE")]
    file: Option<String>,
}

impl Given for Figure {
    fn kind(&self) -> Kind {
        Kind::Figure
    }

    fn texts(&self) -> Vec<(&'static str, &Option<String>)> {
        vec![
            ("label", &self.label),
            ("value", &self.value),
            ("unit", &self.unit),
            ("as_of", &self.as_of),
            ("measures", &self.measures),
            ("series", &self.series),
            ("note", &self.note),
        ]
    }

    fn lists(&self) -> Vec<(&'static str, &[String])> {
        vec![("sources", self.sources.as_slice())]
    }

    fn file(&self) -> Option<&String> {
        self.file.as_ref()
    }
}

/// A source, a record in content/sources
#[derive(Args)]
pub(super) struct Source {
    /// Its title, as printed
    title: Option<String>,
    /// Who published it
    #[arg(long)]
    publisher: Option<String>,
    /// Its address
    #[arg(long)]
    url: Option<String>,
    /// A note, which says why there is no address where there is none
    #[arg(long)]
    note: Option<String>,
    /// When it was published
    #[arg(long)]
    published: Option<String>,
    /// What it is: official, law, data, news or analysis
    #[arg(long)]
    kind: Option<String>,
    /// The list that is to hold it
    #[arg(long, value_name = "FILE")]
    file: Option<String>,
}

impl Given for Source {
    fn kind(&self) -> Kind {
        Kind::Source
    }

    fn texts(&self) -> Vec<(&'static str, &Option<String>)> {
        vec![
            ("title", &self.title),
            ("publisher", &self.publisher),
            ("url", &self.url),
            ("note", &self.note),
            ("published", &self.published),
            ("kind", &self.kind),
        ]
    }

    fn unwritten(&self) -> Option<(&'static str, String)> {
        // Whoever adds a source has it before them.
        today().map(|day| ("checked", day.to_string()))
    }

    fn file(&self) -> Option<&String> {
        self.file.as_ref()
    }
}
