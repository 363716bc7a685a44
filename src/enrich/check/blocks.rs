//! Fenced blocks: what a timeline and number cards ask for, and do not find.

use super::Checker;
use super::references::draft_event;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::block::{FiguresQuery, TimelineQuery};
use crate::document::yaml::{Block, Step};
use crate::site::QueryProblem;
use crate::site::usage::Kind;

impl Checker<'_, '_> {
    pub(super) fn timeline(&mut self, query: &TimelineQuery, block: &Block, path: &[Step]) {
        let at = |key: &str, item: usize| {
            let mut path = path.to_vec();
            path.extend([Step::from(key), Step::from(item)]);
            block.span_at(&path)
        };
        // The events that are missing may be those that could not be read.
        let is_doubtful = self.view.has_doubtful(Kind::Event);
        for problem in self.view.timeline(query).1 {
            match problem {
                QueryProblem::UnknownEvent(item) => {
                    self.unknown_event(&query.events[item], at("events", item), "");
                }
                QueryProblem::DraftEvent(item) => {
                    self.draft(&draft_event(&query.events[item]), at("events", item));
                }
                QueryProblem::UnknownTag(item) => {
                    let tag = &query.tags[item];
                    let known = self.view.tags().keys().map(String::as_str);
                    let diagnostic = Diagnostic::new(
                        Code::UnknownTag,
                        at("tags", item),
                        format!("no event has the tag `{tag}`"),
                    )
                    .did_you_mean(tag, known)
                    .help("the page of the timeline lists all tags");
                    self.push(diagnostic.following(is_doubtful));
                }
                QueryProblem::Empty => {
                    let is_reversed = match (&query.from, &query.to) {
                        (Some(from), Some(to)) => {
                            matches!((from.earliest(), to.latest()), (Some(a), Some(b)) if a > b)
                        }
                        _ => false,
                    };
                    let diagnostic = Diagnostic::new(
                        Code::EmptyTimeline,
                        block.span_at(path),
                        "this timeline shows no event",
                    )
                    .following(is_doubtful);
                    self.push(diagnostic.help(match is_reversed {
                        true => "`from` is later than `to`",
                        false => "no event fits its tags and dates",
                    }));
                }
            }
        }
    }

    pub(super) fn figures(&mut self, query: &FiguresQuery, block: &Block) {
        for (at, id) in query.figures.iter().enumerate() {
            if self.view.figure(id).is_none() {
                self.unknown_figure(id, block.span_at(&["figures".into(), at.into()]), "");
            }
        }
        if let Some(series) = &query.series
            && self.view.figures_of_series(series).is_empty()
        {
            let known = self
                .view
                .figures()
                .iter()
                .filter_map(|figure| figure.series.as_deref());
            let diagnostic = Diagnostic::new(
                Code::UnknownFigure,
                block.span_at(&["series".into()]),
                format!("no figure belongs to a series `{series}`"),
            )
            .did_you_mean(series, known);
            let is_doubtful = self.view.has_doubtful(Kind::Figure);
            let diagnostic = diagnostic.help("figures name their series with `series:`");
            self.push(diagnostic.following(is_doubtful));
        }
        // A key that was refused has been reported.
        let is_refused = |key: &str| block.has_value(&[key.into()]);
        let is_misspelt = !block.is_blank() && !block.has_key("figures");
        let is_told = is_misspelt || is_refused("figures") || is_refused("series");
        if query.figures.is_empty() && query.series.is_none() && !is_told {
            self.push(
                Diagnostic::new(
                    Code::BadBlock,
                    block.span_at(&[]),
                    "this block names no figure",
                )
                .help("write `figures: [id, id]` or `series: id`"),
            );
        }
    }
}
