//! The keys of every kind of file and record, as serde reads them, with what an editor is told of
//! each: the model behind the JSON Schemas and the completions too. Everything is optional to
//! serde, so that one mistake hides no other; what must be there is named by `needs` for the
//! schema and asked for, with the cure, in `read`. A test compares the two over all cases.

use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor, value::MapAccessDeserializer};

use super::block::TimelineQuery;
use super::date::Date;
use super::number::decimal::Decimal;
use super::number::unit::Unit;
use super::schema::{self, needs};
use super::values;
use super::yaml::failure;
use crate::diagnostic::Code;

/// Keys whose values are texts for readers, which may hold any sign.
pub(super) const TEXTS: [&str; 15] = [
    "condition",
    "title",
    "summary",
    "label",
    "note",
    "question",
    "answer",
    "term",
    "short",
    "publisher",
    "measures",
    "takeaway",
    "description",
    "caption",
    "name",
];

/// The settings of an article, at the top of `content/articles/NAME.md`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(transform = needs(["title", "summary"]))]
pub(super) struct ArticleKeys {
    /// The title, plain.
    #[schemars(example = "Who pays?")]
    pub(super) title: Option<String>,
    /// One or two sentences that answer the title; lists and search engines show them. May hold references.
    #[schemars(example = "What the loan costs, and who would bear it.")]
    pub(super) summary: Option<String>,
    /// When it was published; gives it a place in the feed.
    #[serde(deserialize_with = "values::date")]
    pub(super) date: Option<Date>,
    /// When it was last changed.
    #[serde(deserialize_with = "values::date")]
    pub(super) updated: Option<Date>,
    /// The date to which its facts were checked; without it, that of `site.toml`.
    #[serde(deserialize_with = "values::date")]
    pub(super) checked: Option<Date>,
    /// Its place in the reading path, from 1; articles without it come last, by name.
    #[serde(deserialize_with = "values::count")]
    #[schemars(with = "Option<schema::Count>")]
    pub(super) order: Option<usize>,
    /// Its tags, by id.
    #[schemars(example = ["law", "belgium"])]
    pub(super) tags: Vec<String>,
    /// Who wrote it.
    pub(super) authors: Vec<String>,
    /// Whether it is a draft, which is not published.
    pub(super) draft: bool,
    /// Old addresses that lead here.
    #[schemars(example = ["/old-name/"], with = "Vec<schema::OldAddress>")]
    pub(super) aliases: Vec<String>,
    /// Events that it adds to the timeline of the site.
    pub(super) events: Vec<EventKeys>,
    /// Which events its "Key dates" show, or `off`; without it, its own and those its text refers to.
    pub(super) timeline: TimelineChoice,
    /// Which terms of the glossary are linked by themselves.
    pub(super) glossary: GlossaryKeys,
    /// Questions with answers, shown on the page and under `/questions/`.
    pub(super) questions: Vec<QuestionKeys>,
    /// What changed in it, shown on the page and under `/changes/`.
    pub(super) changes: Vec<ChangeKeys>,
}

/// The settings of the home page and of `content/pages/NAME.md`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(transform = needs(["title", "summary"]))]
pub(super) struct PageKeys {
    /// The title, plain.
    #[schemars(example = "About this site")]
    pub(super) title: Option<String>,
    /// One or two sentences on the page. May hold references.
    pub(super) summary: Option<String>,
    /// The date to which its facts were checked.
    #[serde(deserialize_with = "values::date")]
    pub(super) checked: Option<Date>,
    /// Whether it is a draft, which is not published.
    pub(super) draft: bool,
    /// Old addresses that lead here.
    #[schemars(example = ["/old-name/"], with = "Vec<schema::OldAddress>")]
    pub(super) aliases: Vec<String>,
    /// Which terms of the glossary are linked by themselves.
    pub(super) glossary: GlossaryKeys,
}

/// The settings of a glossary entry, at the top of `content/glossary/ID.md`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(transform = needs(["term", "short"]))]
pub(super) struct TermKeys {
    /// The name as in running text.
    #[schemars(example = "frozen assets")]
    pub(super) term: Option<String>,
    /// One plain sentence of at most 200 characters, shown on the card. May hold references.
    pub(super) short: Option<String>,
    /// Other names, which are linked too.
    #[schemars(example = ["immobilised reserves"], with = "Vec<schema::Name>")]
    pub(super) aliases: Vec<String>,
    /// What it is; without it, `term`.
    pub(super) kind: TermKind,
    /// Other terms to read, by id.
    pub(super) see_also: Vec<String>,
    /// Sources of the entry, by id.
    pub(super) sources: Vec<String>,
    /// `false` where it is never linked by itself.
    pub(super) link: Option<bool>,
    /// The offices of a person.
    pub(super) office: Vec<OfficeKeys>,
}

/// An office of a person.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(transform = needs(["title"]))]
pub(super) struct OfficeKeys {
    /// What the office is called.
    #[schemars(example = "Prime Minister of Belgium")]
    pub(super) title: Option<String>,
    /// From when.
    #[serde(deserialize_with = "values::date")]
    pub(super) from: Option<Date>,
    /// Until when.
    #[serde(deserialize_with = "values::date")]
    pub(super) until: Option<Date>,
}

/// A question with its answer.
#[derive(Debug, Default, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(transform = needs(["question", "answer"]))]
pub(super) struct QuestionKeys {
    /// The question, plain.
    #[schemars(example = "Was the loan adopted?")]
    pub(super) question: Option<String>,
    /// The answer. May hold references.
    pub(super) answer: Option<String>,
}

/// What changed, and when.
#[derive(Debug, Default, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(transform = needs(["date", "note"]))]
pub(super) struct ChangeKeys {
    /// The day of the change.
    #[serde(deserialize_with = "values::date")]
    pub(super) date: Option<Date>,
    /// What changed. May hold references.
    pub(super) note: Option<String>,
}

/// An event.
#[derive(Debug, Default, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(transform = needs(["id", "date", "title", "sources"]))]
pub(super) struct EventKeys {
    /// Its id: lower-case letters, digits and hyphens.
    #[schemars(example = "summit-december-2025", with = "Option<schema::Id>")]
    pub(super) id: Option<String>,
    /// When it was, as precisely as is known and no more.
    #[serde(deserialize_with = "values::date")]
    pub(super) date: Option<Date>,
    /// What happened, in a few words, plain.
    pub(super) title: Option<String>,
    /// What happened, in a few sentences. May hold references.
    pub(super) summary: Option<String>,
    /// Its sources, by id; at least one.
    pub(super) sources: Vec<String>,
    /// Its tags, by id; each has a timeline of its own.
    #[schemars(example = ["law", "court"])]
    pub(super) tags: Vec<String>,
    /// Where the thing that it tells of stands from then on: a status by id.
    #[schemars(example = &"adopted")]
    pub(super) status: Option<String>,
    /// How sure it is; `medium` and `low` are shown.
    pub(super) confidence: Option<Confidence>,
}

/// A figure, or (without `id`) a series of figures.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(transform = schema::figure_or_series)]
pub(super) struct FigureKeys {
    /// Its id: lower-case letters, digits and hyphens.
    #[schemars(example = "eu-immobilised", with = "Option<schema::Id>")]
    pub(super) id: Option<String>,
    /// What the number is called.
    pub(super) label: Option<String>,
    /// The number alone, in digits; zeros at the end count.
    #[serde(deserialize_with = "values::decimal")]
    pub(super) value: Option<Decimal>,
    /// A currency with its scale, `"%"` in quotes, or what is counted.
    #[serde(deserialize_with = "values::unit")]
    pub(super) unit: Option<Unit>,
    /// The date for which it holds.
    #[serde(deserialize_with = "values::date")]
    pub(super) as_of: Option<Date>,
    /// What exactly is counted.
    pub(super) measures: Option<String>,
    /// Its sources, by id; at least one.
    pub(super) sources: Vec<String>,
    /// What a reader must know to use it. May hold references.
    pub(super) note: Option<String>,
    /// The series to which it belongs, by id; in a record without `id`, the series that it describes.
    #[schemars(example = &"totals")]
    pub(super) series: Option<String>,
    /// What a series is called; only in a record that begins with `- series:`.
    pub(super) title: Option<String>,
    /// `false` where the values of a series must not be added up.
    pub(super) additive: Option<bool>,
}

/// A source.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(transform = schema::source)]
pub(super) struct SourceKeys {
    /// Its id: lower-case letters, digits and hyphens.
    #[schemars(example = "council-2025-12-19", with = "Option<schema::Id>")]
    pub(super) id: Option<String>,
    /// Its title, as printed.
    pub(super) title: Option<String>,
    /// Who published it, as printed.
    pub(super) publisher: Option<String>,
    /// Its address; where there is none, a `note` says why.
    #[schemars(example = "https://example.org/page", with = "Option<schema::Address>")]
    pub(super) url: Option<String>,
    /// When it was published.
    #[serde(deserialize_with = "values::date")]
    pub(super) published: Option<Date>,
    /// What it is.
    pub(super) kind: Option<SourceKind>,
    /// `weak` where it must not stand alone.
    pub(super) weight: Option<Weight>,
    /// When somebody last looked at it.
    #[serde(deserialize_with = "values::date")]
    pub(super) checked: Option<Date>,
    /// The address of an archived copy.
    #[schemars(with = "Option<schema::Address>")]
    pub(super) archived: Option<String>,
    /// Anything to know about it.
    pub(super) note: Option<String>,
}

/// What a glossary entry is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TermKind {
    /// An expression.
    #[default]
    Term,
    /// A body or firm.
    Institution,
    /// A person.
    Person,
    /// A place.
    Place,
    /// A loan, fund or plan.
    Instrument,
    /// A law or rule of law.
    Law,
}

impl TermKind {
    /// Returns the word that is written in the file.
    pub fn name(self) -> &'static str {
        match self {
            TermKind::Term => "term",
            TermKind::Institution => "institution",
            TermKind::Person => "person",
            TermKind::Place => "place",
            TermKind::Instrument => "instrument",
            TermKind::Law => "law",
        }
    }
}

/// How sure an event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Well sourced.
    High,
    /// Fairly well sourced.
    Medium,
    /// Thinly sourced.
    Low,
}

impl Confidence {
    /// Returns the word that is written in the file.
    pub fn name(self) -> &'static str {
        match self {
            Confidence::High => "high",
            Confidence::Medium => "medium",
            Confidence::Low => "low",
        }
    }
}

/// What a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SourceKind {
    /// A statement or paper of an institution.
    Official,
    /// A legal text.
    Law,
    /// Statistics, accounts.
    Data,
    /// A news report.
    News,
    /// A study or comment.
    Analysis,
}

impl SourceKind {
    /// Returns the word that is written in the file.
    pub fn name(self) -> &'static str {
        match self {
            SourceKind::Official => "official",
            SourceKind::Law => "law",
            SourceKind::Data => "data",
            SourceKind::News => "news",
            SourceKind::Analysis => "analysis",
        }
    }
}

/// How much a source carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Weight {
    /// It must not stand alone.
    Weak,
}

/// Which mentions of terms are linked in an article.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TermLinks {
    /// The first in the article.
    #[default]
    First,
    /// The first in each section.
    Section,
    /// None.
    Off,
}

/// Which terms of the glossary are linked by themselves.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct GlossaryKeys {
    /// Which mentions are linked; without it, `first`.
    pub(super) link: TermLinks,
    /// Terms that are not linked here, by id.
    pub(super) exclude: Vec<String>,
}

/// What an article says of its key dates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum TimelineChoice {
    /// Its own events and those that its text refers to.
    #[default]
    Own,
    /// None.
    Off,
    /// Those that a query finds.
    Query(TimelineQuery),
}

impl<'de> Deserialize<'de> for TimelineChoice {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Choice;
        impl<'de> Visitor<'de> for Choice {
            type Value = TimelineChoice;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<TimelineChoice, E> {
                match text {
                    "off" => Ok(TimelineChoice::Off),
                    _ => Err(failure(
                        Code::BadValue,
                        &format!("`timeline` cannot be `{text}`"),
                        "write `off`, or keys such as `tags: [law]`",
                        "",
                    )),
                }
            }

            fn visit_bool<E: Error>(self, is_on: bool) -> Result<TimelineChoice, E> {
                match is_on {
                    false => Ok(TimelineChoice::Off),
                    true => Ok(TimelineChoice::Own),
                }
            }

            fn visit_unit<E: Error>(self) -> Result<TimelineChoice, E> {
                Ok(TimelineChoice::Own)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<TimelineChoice, A::Error> {
                TimelineQuery::deserialize(MapAccessDeserializer::new(map))
                    .map(TimelineChoice::Query)
            }
        }
        from.deserialize_any(Choice)
    }
}
