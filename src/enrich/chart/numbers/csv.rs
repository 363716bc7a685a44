//! Numbers from a table: a row for each name or date, a column for each line or bar.

use super::{Gatherer, Numbers, Row};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::block::{ChartKind, TableNotes};
use crate::document::date::Date;
use crate::document::table::Table;
use crate::site::usage::Kind;

impl Gatherer<'_, '_> {
    pub(super) fn of_table(
        &mut self,
        kind: ChartKind,
        path: &str,
        notes: &TableNotes,
    ) -> Option<Numbers> {
        for (at, id) in notes.sources.iter().enumerate() {
            if self.view.source(id).is_none() {
                let known = self.view.sources().map(|source| source.id.as_str());
                let span = self.block.span_at(&["sources".into(), at.into()]);
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::UnknownSource,
                        span,
                        format!("there is no source `{id}`"),
                    )
                    .did_you_mean(id, known)
                    .help("sources are listed in `content/sources/`")
                    .following(self.view.is_doubtful(Kind::Source, id)),
                );
            }
        }
        let Some(table) = self.view.table(path) else {
            let known = self.view.table_paths();
            let span = self.block.span_at(&["csv".into()]);
            self.diagnostics.push(
                Diagnostic::new(Code::BadChart, span, format!("there is no table `{path}`"))
                    .did_you_mean(path, known)
                    .help("tables stand in `content/figures/`, and are named by their path: `content/figures/name.csv`"),
            );
            return None;
        };
        if table.is_broken {
            // What is wrong is told where it stands, and the chart waits.
            return None;
        }
        if !self.is_countable(kind, table.rows.len()) {
            return None;
        }
        let names: Vec<&str> = table.head[1..]
            .iter()
            .map(|cell| cell.text.as_str())
            .collect();
        if names.len() > 1 && matches!(kind, ChartKind::Bars | ChartKind::Columns) {
            let message = format!(
                "`{}` draws one column of numbers, and this table has {}",
                kind.name(),
                names.len()
            );
            self.bad(
                table.start(),
                message,
                "several columns go with `kind: line`, `step` or `stacked`",
            );
        }
        self.labelled
            .extend(names.iter().map(|name| (*name).to_owned()));
        let rows = self.rows(kind, table);
        Some(Numbers {
            title: self
                .chart
                .title
                .clone()
                .unwrap_or_default()
                .trim()
                .to_owned(),
            unit: notes.unit.clone(),
            columns: names
                .iter()
                .map(|name| self.label(name).unwrap_or_else(|| (*name).to_owned()))
                .collect(),
            rows,
            as_of: vec![notes.as_of],
            sources: notes.sources.clone(),
            has_holes: true,
            id: Some(table.file.stem().to_owned()),
        })
    }

    fn rows(&mut self, kind: ChartKind, table: &Table) -> Vec<Row> {
        let mut rows: Vec<Row> = Vec::new();
        for row in &table.rows {
            let name = &row.name.text;
            let span = table.span(&row.name);
            self.labelled.push(name.clone());
            let label = self.label(name);
            let date = match kind.is_over_time().then(|| name.parse::<Date>()) {
                None => None,
                Some(Ok(date)) => Some(date),
                Some(Err(error)) => {
                    let mut diagnostic = Diagnostic::new(Code::BadDate, span, error.message);
                    diagnostic.help.extend(error.help);
                    self.diagnostics.push(diagnostic.help(format!(
                        "the first column of a chart of the kind `{}` holds dates",
                        kind.name()
                    )));
                    continue;
                }
            };
            let is_gap = row.values.iter().any(Option::is_none);
            if is_gap && (!kind.is_line() || row.values.iter().all(Option::is_none)) {
                let message = format!("a number is missing in the row `{name}`");
                self.bad(
                    span,
                    message,
                    "write it, or remove the row; nothing is taken for nought",
                );
                continue;
            }
            let is_twice = rows.iter().any(|other| match &date {
                Some(date) => other.date.as_ref() == Some(date),
                None => other.name == *label.as_ref().unwrap_or(name),
            });
            if is_twice {
                self.bad(
                    span,
                    format!("two rows are called `{name}`"),
                    "remove one of them, or give it another name",
                );
                continue;
            }
            let shown = date.as_ref().map_or_else(|| name.clone(), Date::prose);
            rows.push(Row {
                is_named: label.is_some(),
                name: label.unwrap_or(shown),
                date,
                values: row.values.clone(),
            });
        }
        rows
    }
}
