//! Fenced blocks that stand for something to draw: `timeline` and `figures`, with YAML inside.

use serde::Deserialize;

use super::date::Date;
use super::values;
use super::yaml::{self, Block};
use crate::diagnostic::Diagnostic;

/// A fenced block, understood.
#[derive(Clone, Debug)]
pub struct FencedBlock {
    /// What to draw.
    pub kind: BlockKind,
    /// The YAML in it, for messages.
    pub block: Block,
}

/// What a fenced block draws.
#[derive(Clone, Debug)]
pub enum BlockKind {
    /// A timeline.
    Timeline(TimelineQuery),
    /// Number cards.
    Figures(FiguresQuery),
}

/// Which events a timeline shows: `events` in union with those that have any of `tags` and overlap
/// `from`..`to`; `limit` keeps the latest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TimelineQuery {
    /// Events by id.
    pub events: Vec<String>,
    /// Tags by id.
    pub tags: Vec<String>,
    /// The first date.
    #[serde(deserialize_with = "values::date")]
    pub from: Option<Date>,
    /// The last date.
    #[serde(deserialize_with = "values::date")]
    pub to: Option<Date>,
    /// At most so many, the latest.
    #[serde(deserialize_with = "values::count")]
    pub limit: Option<usize>,
    /// Oldest or newest first.
    pub order: Order,
}

impl TimelineQuery {
    /// Says whether the query names nothing at all.
    pub fn is_open(&self) -> bool {
        self.events.is_empty() && self.tags.is_empty() && self.from.is_none() && self.to.is_none()
    }
}

/// The order of a timeline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// Oldest first.
    #[default]
    Asc,
    /// Newest first.
    Desc,
}

/// Which figures a block of number cards shows, in this order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FiguresQuery {
    /// Figures by id.
    pub figures: Vec<String>,
    /// All figures of a series.
    pub series: Option<String>,
}

/// Reads a fenced block if the first word after its fence names one of ours.
pub(super) fn read(
    info: &str,
    block: Block,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<FencedBlock> {
    let kind = match info.split_whitespace().next()? {
        "timeline" => BlockKind::Timeline(yaml::read(&block, diagnostics)),
        "figures" => BlockKind::Figures(yaml::read(&block, diagnostics)),
        _ => return None,
    };
    Some(FencedBlock { kind, block })
}
