//! The keys of every kind of file and record, as serde reads them. Everything is optional here;
//! what is required is said in `read`.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor, value::MapAccessDeserializer};

use super::block::TimelineQuery;
use super::date::Date;
use super::number::decimal::Decimal;
use super::number::unit::Unit;
use super::values;
use super::yaml::failure;
use crate::diagnostic::Code;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ArticleKeys {
    pub(super) title: Option<String>,
    pub(super) summary: Option<String>,
    #[serde(deserialize_with = "values::date")]
    pub(super) date: Option<Date>,
    #[serde(deserialize_with = "values::date")]
    pub(super) updated: Option<Date>,
    #[serde(deserialize_with = "values::date")]
    pub(super) checked: Option<Date>,
    #[serde(deserialize_with = "values::count")]
    pub(super) order: Option<usize>,
    pub(super) tags: Vec<String>,
    pub(super) authors: Vec<String>,
    pub(super) draft: bool,
    pub(super) aliases: Vec<String>,
    pub(super) events: Vec<EventKeys>,
    pub(super) timeline: TimelineChoice,
    pub(super) glossary: GlossaryKeys,
    pub(super) questions: Vec<QuestionKeys>,
    pub(super) changes: Vec<ChangeKeys>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct PageKeys {
    pub(super) title: Option<String>,
    pub(super) summary: Option<String>,
    #[serde(deserialize_with = "values::date")]
    pub(super) checked: Option<Date>,
    pub(super) draft: bool,
    pub(super) aliases: Vec<String>,
    pub(super) glossary: GlossaryKeys,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct TermKeys {
    pub(super) term: Option<String>,
    pub(super) short: Option<String>,
    pub(super) aliases: Vec<String>,
    pub(super) kind: TermKind,
    pub(super) see_also: Vec<String>,
    pub(super) sources: Vec<String>,
    pub(super) link: Option<bool>,
    pub(super) office: Vec<OfficeKeys>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct OfficeKeys {
    pub(super) title: Option<String>,
    #[serde(deserialize_with = "values::date")]
    pub(super) from: Option<Date>,
    #[serde(deserialize_with = "values::date")]
    pub(super) until: Option<Date>,
}

#[derive(Debug, Default, Hash, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct QuestionKeys {
    pub(super) question: Option<String>,
    pub(super) answer: Option<String>,
}

#[derive(Debug, Default, Hash, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ChangeKeys {
    #[serde(deserialize_with = "values::date")]
    pub(super) date: Option<Date>,
    pub(super) note: Option<String>,
}

#[derive(Debug, Default, Hash, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct EventKeys {
    pub(super) id: Option<String>,
    #[serde(deserialize_with = "values::date")]
    pub(super) date: Option<Date>,
    pub(super) title: Option<String>,
    pub(super) summary: Option<String>,
    pub(super) sources: Vec<String>,
    pub(super) tags: Vec<String>,
    pub(super) confidence: Option<Confidence>,
}

/// A figure, or (without `id`) a series.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct FigureKeys {
    pub(super) id: Option<String>,
    pub(super) label: Option<String>,
    #[serde(deserialize_with = "values::decimal")]
    pub(super) value: Option<Decimal>,
    #[serde(deserialize_with = "values::unit")]
    pub(super) unit: Option<Unit>,
    #[serde(deserialize_with = "values::date")]
    pub(super) as_of: Option<Date>,
    pub(super) measures: Option<String>,
    pub(super) sources: Vec<String>,
    pub(super) note: Option<String>,
    pub(super) series: Option<String>,
    pub(super) title: Option<String>,
    pub(super) additive: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SourceKeys {
    pub(super) id: Option<String>,
    pub(super) title: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) url: Option<String>,
    #[serde(deserialize_with = "values::date")]
    pub(super) published: Option<Date>,
    pub(super) kind: Option<SourceKind>,
    pub(super) weight: Option<Weight>,
    #[serde(deserialize_with = "values::date")]
    pub(super) checked: Option<Date>,
    pub(super) archived: Option<String>,
    pub(super) note: Option<String>,
}

/// What a glossary entry is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Weight {
    /// It must not stand alone.
    Weak,
}

/// Which mentions of terms are linked in an article.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
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

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct GlossaryKeys {
    pub(super) link: TermLinks,
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
