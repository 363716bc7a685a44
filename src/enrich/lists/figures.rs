//! All figures by series.

use std::collections::BTreeMap;

use super::{counted, list};
use crate::document::record::Figure;
use crate::enrich::json_ld::{Dataset, Kind};
use crate::enrich::page::{Content, FigureGroup, FigureView, Page};
use crate::enrich::views;
use crate::site::usage::Kind as Used;
use crate::site::{View, route};

pub(in crate::enrich) fn figures(view: &mut View<'_>) -> Page {
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

fn used_figure(view: &mut View<'_>, figure: &Figure) -> FigureView {
    let mut shown = views::figure(view, figure);
    shown.used_in = views::users(&view.users(Used::Figure, &figure.id));
    shown
}
