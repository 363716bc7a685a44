//! All figures by series.

use std::collections::BTreeMap;

use super::{counted, list, part_page, parts};
use crate::document::record::Figure;
use crate::enrich::json_ld::{Dataset, Kind};
use crate::enrich::page::{Content, FigureGroup, FigureView, Page};
use crate::enrich::shelf::Lookup;
use crate::enrich::views;
use crate::site::usage::Kind as Used;
use crate::site::{List, Part, route};

pub(in crate::enrich) fn figures(view: &mut Lookup<'_>) -> Page {
    let count = view.figures().len();
    let description = described(count);
    let parts = parts::counted_links(view, List::Figures);
    if !parts.is_empty() {
        let figures = view.figures().iter();
        let entries: Vec<_> = figures
            .map(|figure| (view.figure_part(figure), figure.id.as_str()))
            .collect();
        let places = parts::places(List::Figures, entries.into_iter());
        let content = Content::Figures {
            groups: Vec::new(),
            count,
            parts,
        };
        let page = list(
            "figures.html",
            "figures",
            "Figures",
            route::FIGURES,
            description,
        );
        return page.with(places).page(view, &[], content);
    }
    let all: Vec<&Figure> = view.figures().iter().map(|figure| &**figure).collect();
    let kind = kind(view, &all);
    let content = Content::Figures {
        groups: groups(view, &all),
        count,
        parts,
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

/// The figures whose series, or whose own id, begins with some letters.
pub(super) fn part_of_figures(view: &mut Lookup<'_>, part: &Part) -> Page {
    let all = view.figures().iter();
    let figures: Vec<&Figure> = all
        .filter(|figure| view.figure_part(figure).as_ref() == Some(part))
        .map(|figure| &**figure)
        .collect();
    let kind = kind(view, &figures);
    let content = Content::Figures {
        groups: groups(view, &figures),
        count: figures.len(),
        parts: parts::links(view, List::Figures),
    };
    part_page(List::Figures, part, "Figures", described(figures.len())).page_of(
        view,
        &[("Figures", route::FIGURES)],
        content,
        kind,
    )
}

fn described(count: usize) -> String {
    let count = counted(count, "number", "numbers");
    format!("{count}, each with its date, what it measures, its sources and where it is used.")
}

/// The figures by series, and last those of none.
fn groups(view: &mut Lookup<'_>, figures: &[&Figure]) -> Vec<FigureGroup> {
    let mut groups: Vec<FigureGroup> = Vec::new();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    let mut alone = Vec::new();
    for figure in figures {
        let shown = used_figure(view, figure);
        let Some(series) = figure.series.as_deref() else {
            alone.push(shown);
            continue;
        };
        let at = *places.entry(series).or_insert_with(|| {
            groups.push(group(view, series));
            groups.len() - 1
        });
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
    groups
}

fn kind<'a>(view: &mut Lookup<'_>, figures: &[&Figure]) -> Kind<'a> {
    match view.outputs().data {
        true => Kind::Datasets(datasets(view, figures)),
        false => Kind::CollectionPage,
    }
}

/// The series, each as data, in the order of the page.
fn datasets(view: &mut Lookup<'_>, figures: &[&Figure]) -> Vec<Dataset> {
    let mut sets: Vec<Dataset> = Vec::new();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for figure in figures {
        let Some(series) = &figure.series else {
            continue;
        };
        let at = *places.entry(series).or_insert_with(|| {
            let list = match view.figure_part(figure) {
                Some(part) => route::part(List::Figures, &part),
                None => route::FIGURES.to_owned(),
            };
            sets.push(Dataset {
                name: series_title(view, series),
                path: format!("{list}#{}", series_anchor(series)),
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

fn series_title(view: &mut Lookup<'_>, series: &str) -> String {
    match view.series(series) {
        Some(described) => described.title.clone(),
        None => view.tag_title(series),
    }
}

fn series_anchor(series: &str) -> String {
    format!("series-{series}")
}

fn group(view: &mut Lookup<'_>, series: &str) -> FigureGroup {
    FigureGroup {
        title: series_title(view, series),
        anchor: series_anchor(series),
        is_additive: view.series(series).is_none_or(|series| series.is_additive),
        figures: Vec::new(),
    }
}

fn used_figure(view: &mut Lookup<'_>, figure: &Figure) -> FigureView {
    let mut shown = FigureView::clone(&views::figure(view, figure));
    let users = view.users(Used::Figure, &figure.id);
    shown.used_in = views::users(view, &users);
    shown
}
