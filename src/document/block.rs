//! Fenced blocks that stand for something to draw: `timeline`, `figures`, `chart` and `flow`, with
//! YAML inside.

mod chart;
mod flow;

pub(super) use chart::ChartKeys;
pub use chart::{Chart, ChartKind, Data, Several, TableNotes};
pub(super) use flow::FlowKeys;
pub use flow::{Flow, Party, Step, Variant, Way};

use schemars::JsonSchema;
use serde::Deserialize;

use super::date::Date;
use super::markdown::{self, Origin, Prose};
use super::schema;
use super::values;
use super::yaml::{self, Block, Meant};
use crate::diagnostic::{self, Code, Diagnostic};

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
    /// A chart.
    Chart(Box<Chart>),
    /// A flow.
    Flow(Box<Flow>),
}

/// Which events a timeline shows: `events` in union with those that have any of `tags` and overlap
/// `from`..`to`; `limit` keeps the latest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TimelineQuery {
    /// Events by id; they are shown in any case.
    pub events: Vec<String>,
    /// Events with any of these tags.
    #[schemars(example = ["law", "court"])]
    pub tags: Vec<String>,
    /// Only events that are not over before this date.
    #[serde(deserialize_with = "values::date")]
    pub from: Option<Date>,
    /// Only events that begin no later than this date.
    #[serde(deserialize_with = "values::date")]
    pub to: Option<Date>,
    /// At most so many, the latest.
    #[serde(deserialize_with = "values::count")]
    #[schemars(with = "Option<schema::Count>")]
    pub limit: Option<usize>,
    /// Oldest first, `asc`, or newest first, `desc`; without it, `asc`.
    pub order: Order,
}

impl TimelineQuery {
    /// Says whether the query names nothing at all.
    pub fn is_open(&self) -> bool {
        self.events.is_empty() && self.tags.is_empty() && self.from.is_none() && self.to.is_none()
    }
}

/// The order of a timeline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// Oldest first.
    #[default]
    Asc,
    /// Newest first.
    Desc,
}

/// Which figures a block of number cards shows, in this order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(transform = schema::figures)]
pub struct FiguresQuery {
    /// Figures by id.
    pub figures: Vec<String>,
    /// All figures of a series.
    pub series: Option<String>,
}

/// What our blocks are called.
const NAMES: [&str; 4] = ["timeline", "figures", "chart", "flow"];

/// Says whether a word after a fence names one of our blocks.
pub(super) fn is_ours(word: &str) -> bool {
    NAMES.contains(&word)
}

/// Returns the block that a word after a fence was probably meant to name, if it names none: with capitals, in
/// another number, or, where the name is long enough not to be near to another word, with a slip.
pub(super) fn meant(word: &str) -> Option<&'static str> {
    let word = word.to_lowercase();
    let stem = |word: &str| word.trim_end_matches('s').to_owned();
    let is_as_long = |name: &&str| name.len() > 6 && name.len().abs_diff(word.len()) <= 1;
    let alike = NAMES.into_iter().find(|name| stem(name) == stem(&word));
    alike.or_else(|| diagnostic::nearest(&word, NAMES.into_iter().filter(is_as_long)))
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
        "chart" => BlockKind::Chart(Box::new(chart::read(&block, diagnostics))),
        "flow" => BlockKind::Flow(Box::new(flow::read(&block, diagnostics))),
        _ => return None,
    };
    Some(FencedBlock { kind, block })
}

impl BlockKind {
    /// Returns the texts with references that stand in the block.
    pub fn proses(&self) -> Vec<&Prose> {
        match self {
            BlockKind::Timeline(_) | BlockKind::Figures(_) => Vec::new(),
            BlockKind::Chart(chart) => vec![&chart.takeaway],
            BlockKind::Flow(flow) => flow.proses(),
        }
    }
}

/// Says that a key is not there. A key that is there but was refused has been reported already.
fn missing(
    block: &Block,
    meant: &Meant,
    path: &[yaml::Step],
    help: &str,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Some(yaml::Step::Key(key)) = path.last() else {
        return;
    };
    if block.has_value(path) || meant.has(key) {
        return;
    }
    let span = match path.len() {
        1 => block.span_at(&[]),
        length => block.span_of_first_key(&path[..length - 1]),
    };
    diagnostics
        .push(Diagnostic::new(Code::MissingKey, span, format!("`{key}` is missing")).help(help));
}

/// Reads a text with references out of a block.
fn prose(
    block: &Block,
    path: Vec<yaml::Step>,
    text: Option<&str>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Prose {
    let origin = Origin::Field {
        block: block.clone(),
        path,
    };
    let text = text.unwrap_or_default().trim();
    markdown::parse(text, 0, origin, None, diagnostics)
}

/// Keeps an id that can be one, and reports one that cannot.
fn checked_id(
    block: &Block,
    path: &[yaml::Step],
    id: Option<String>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<String> {
    let id = id?;
    if values::is_id(&id) {
        return Some(id);
    }
    let span = block.span_at(path);
    diagnostics.push(
        Diagnostic::new(Code::BadId, span, format!("`{id}` cannot be an id"))
            .help("ids are of lower-case letters, digits and hyphens"),
    );
    None
}
