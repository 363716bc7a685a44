//! The `chart` block: what to draw, from which numbers, and what it shows.

use std::collections::BTreeMap;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use serde::de::{Deserializer, Error, SeqAccess, Visitor};

use crate::diagnostic::{Code, Diagnostic};
use crate::document::date::Date;
use crate::document::markdown::Prose;
use crate::document::number::unit::Unit;
use crate::document::schema;
use crate::document::values;
use crate::document::yaml::{self, Block, Meant};

/// A chart.
#[derive(Clone, Debug)]
pub struct Chart {
    /// The end of its anchor and of the address of its CSV file; made from its numbers' where none
    /// is given.
    pub id: Option<String>,
    /// How it is drawn; none where that is missing, which has been reported.
    pub kind: Option<ChartKind>,
    /// Its numbers; none where they are missing, which has been reported.
    pub data: Option<Data>,
    /// The CSV file that it names, be it that its numbers cannot be drawn yet.
    pub table: Option<String>,
    /// What it shows, plain; a single series has a title of its own.
    pub title: Option<String>,
    /// What a reader should take away, one sentence.
    pub takeaway: Prose,
    /// Names to show, by the id of a figure or series or by the name in a CSV file.
    pub labels: BTreeMap<String, String>,
}

/// How a chart is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ChartKind {
    /// Horizontal bars.
    Bars,
    /// Horizontal bars made of parts.
    Stacked,
    /// Columns side by side, one for each date.
    Columns,
    /// A line through points in time.
    Line,
    /// Values that hold until the next one.
    Step,
}

impl ChartKind {
    /// Returns the word that an editor writes.
    pub fn name(self) -> &'static str {
        match self {
            ChartKind::Bars => "bars",
            ChartKind::Stacked => "stacked",
            ChartKind::Columns => "columns",
            ChartKind::Line => "line",
            ChartKind::Step => "step",
        }
    }

    /// Says whether its values stand in the order of time.
    pub fn is_over_time(self) -> bool {
        matches!(self, ChartKind::Columns | ChartKind::Line | ChartKind::Step)
    }

    /// Says whether it is drawn as a line.
    pub fn is_line(self) -> bool {
        matches!(self, ChartKind::Line | ChartKind::Step)
    }
}

/// Where the numbers of a chart come from.
#[derive(Clone, Debug)]
pub enum Data {
    /// All figures of one or more series.
    Series(Vec<String>),
    /// Single figures, in this order.
    Figures(Vec<String>),
    /// A CSV file, by its path from the site's root.
    Csv(String, Box<TableNotes>),
}

/// What a CSV file does not say of itself.
#[derive(Clone, Debug)]
pub struct TableNotes {
    /// The unit of all its numbers.
    pub unit: Unit,
    /// The date for which they hold.
    pub as_of: Date,
    /// Ids of their sources.
    pub sources: Vec<String>,
}

/// One id, or a list of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Several(pub Vec<String>);

impl<'de> Deserialize<'de> for Several {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct OneOrMore;
        impl<'de> Visitor<'de> for OneOrMore {
            type Value = Several;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Several, E> {
                Ok(Several(vec![text.to_owned()]))
            }

            fn visit_unit<E: Error>(self) -> Result<Several, E> {
                Ok(Several::default())
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Several, A::Error> {
                let mut found = Vec::new();
                while let Some(one) = list.next_element()? {
                    found.push(one);
                }
                Ok(Several(found))
            }
        }
        from.deserialize_any(OneOrMore)
    }
}

impl JsonSchema for Several {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Several".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({
            "type": ["string", "array", "null"],
            "items": { "type": "string" },
        })
    }
}

/// A chart: what to draw, from which numbers, and what it shows.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(transform = schema::chart)]
pub(in crate::document) struct ChartKeys {
    /// The end of its address, where the one made from its numbers will not do.
    #[schemars(with = "Option<schema::Id>")]
    id: Option<String>,
    /// How it is drawn.
    kind: Option<ChartKind>,
    /// All figures of a series, by its id, or of several.
    #[schemars(example = &"totals")]
    series: Several,
    /// Single figures by id, in this order.
    figures: Vec<String>,
    /// A table, by its path.
    #[schemars(example = "content/figures/name.csv")]
    csv: Option<String>,
    /// What it shows, plain; a single series has a title of its own.
    title: Option<String>,
    /// What a reader should see in it, in one sentence. May hold references.
    takeaway: Option<String>,
    /// Names to show, by the id of a figure or series or by the name in a CSV file.
    labels: BTreeMap<String, String>,
    /// With `csv`: the unit of all its numbers.
    #[serde(deserialize_with = "values::unit")]
    unit: Option<Unit>,
    /// With `csv`: the date for which they hold.
    #[serde(deserialize_with = "values::date")]
    as_of: Option<Date>,
    /// With `csv`: their sources, by id.
    sources: Vec<String>,
}

pub(super) fn read(block: &Block, diagnostics: &mut Vec<Diagnostic>) -> Chart {
    let (keys, meant): (ChartKeys, _) = yaml::read_noting(block, diagnostics);
    let mut needs = |key: &str, help: &str| {
        super::missing(block, &meant, &[key.into()], help, diagnostics);
    };
    if keys.kind.is_none() {
        needs(
            "kind",
            "add `kind: bars`, `stacked`, `columns`, `line` or `step`",
        );
    }
    let is_blank = |text: &Option<String>| text.as_ref().is_none_or(|text| text.trim().is_empty());
    if is_blank(&keys.takeaway) {
        needs(
            "takeaway",
            "add one sentence that says what a reader should see in the chart",
        );
    }
    let path = vec!["takeaway".into()];
    let takeaway = super::prose(block, path, keys.takeaway.as_deref(), diagnostics);
    let title = keys.title.clone().filter(|title| !title.trim().is_empty());
    let id = super::checked_id(block, &["id".into()], keys.id.clone(), diagnostics);
    Chart {
        id,
        kind: keys.kind,
        table: keys.csv.clone(),
        title,
        takeaway,
        data: data(block, &keys, &meant, diagnostics),
        labels: keys.labels,
    }
}

/// Returns where the numbers come from, if that is said once and in full.
fn data(
    block: &Block,
    keys: &ChartKeys,
    meant: &Meant,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Data> {
    let given = [
        ("series", !keys.series.0.is_empty()),
        ("figures", !keys.figures.is_empty()),
        ("csv", keys.csv.is_some()),
    ];
    let mut given = given
        .into_iter()
        .filter_map(|(key, is_there)| is_there.then_some(key));
    let Some(first) = given.next() else {
        // A key that was refused has been reported.
        if !["series", "figures", "csv"]
            .iter()
            .any(|key| block.has_value(&[(*key).into()]))
        {
            diagnostics.push(
                Diagnostic::new(
                    Code::BadChart,
                    block.span_at(&[]),
                    "this chart has no numbers",
                )
                .help("write `series: id`, `figures: [id, id]` or `csv: content/figures/name.csv`"),
            );
        }
        return None;
    };
    if let Some(second) = given.next() {
        let span = block.span_of_key(&[second.into()]);
        let message = format!("a chart takes its numbers from `{first}` or `{second}`, not both");
        diagnostics.push(
            Diagnostic::new(Code::BadChart, span, message)
                .help("remove one of the two, or make two charts"),
        );
        return None;
    }
    match first {
        "series" => of_records(block, Data::Series(keys.series.0.clone()), diagnostics),
        "figures" => of_records(block, Data::Figures(keys.figures.clone()), diagnostics),
        _ => of_table(block, keys, meant, diagnostics),
    }
}

/// Figures bring their unit, date and sources along.
fn of_records(block: &Block, data: Data, diagnostics: &mut Vec<Diagnostic>) -> Option<Data> {
    for key in ["unit", "as_of", "sources"] {
        // Of a block that cannot be read it is not known which keys it has.
        if block.has_key(key) && block.has_value(&[key.into()]) {
            let span = block.span_of_key(&[key.into()]);
            let message = format!("`{key}` belongs to a chart with `csv`");
            diagnostics.push(
                Diagnostic::new(Code::BadChart, span, message)
                    .help("remove it: figures have their own"),
            );
        }
    }
    Some(data)
}

fn of_table(
    block: &Block,
    keys: &ChartKeys,
    meant: &Meant,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Data> {
    let has_title = keys
        .title
        .as_ref()
        .is_some_and(|title| !title.trim().is_empty());
    let required = [
        ("title", has_title, "add what the numbers are"),
        (
            "unit",
            keys.unit.is_some(),
            "add the unit, such as `unit: EUR bn`",
        ),
        (
            "as_of",
            keys.as_of.is_some(),
            "add the date for which the numbers hold",
        ),
        (
            "sources",
            !keys.sources.is_empty(),
            "add at least one source, such as `sources: [some-id]`",
        ),
    ];
    for (key, is_there, help) in required {
        if !is_there {
            super::missing(block, meant, &[key.into()], help, diagnostics);
        }
    }
    let notes = TableNotes {
        unit: keys.unit.clone()?,
        as_of: keys.as_of?,
        sources: keys.sources.clone(),
    };
    Some(Data::Csv(keys.csv.clone()?, Box::new(notes)))
}
