//! REACH: what programs read of the site: data files, the calendar, the index of the search. Values to
//! texts, without HTML, templates or a clock.
//!
//! [`plans`] lists the files, [`file()`] makes one, and [`entries`] lists what readers can look up.

mod calendar;
pub(crate) mod csv;
mod data;
mod entry;
mod search;
mod text;
mod words;

pub use entry::{Entry, Kind, entries};
pub use text::plain;
pub use words::unaccented;

use crate::site::{Site, View};

/// Where the index of the search lies.
pub const SEARCH_INDEX: &str = "search-index.json";

/// A file that is to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum File {
    /// All events as JSON.
    TimelineJson,
    /// All events as CSV.
    TimelineCsv,
    /// The events whose days are known as an iCalendar file.
    Calendar,
    /// All figures as JSON.
    FiguresJson,
    /// All figures as CSV.
    FiguresCsv,
    /// The index of the search.
    SearchIndex,
}

impl File {
    /// Returns its path from the output root.
    pub fn path(self) -> &'static str {
        match self {
            File::TimelineJson => "timeline.json",
            File::TimelineCsv => "timeline.csv",
            File::Calendar => "timeline.ics",
            File::FiguresJson => "figures.json",
            File::FiguresCsv => "figures.csv",
            File::SearchIndex => SEARCH_INDEX,
        }
    }

    /// Returns the setting that asks for it.
    pub fn setting(self) -> &'static str {
        match self {
            File::Calendar => "outputs.calendar",
            File::SearchIndex => "outputs.search",
            _ => "outputs.data",
        }
    }
}

/// Returns the files that the site wants and has something to put in.
pub fn plans(site: &Site) -> Vec<File> {
    let outputs = site.config().outputs;
    let (events, figures) = (!site.events().is_empty(), !site.figures().is_empty());
    [
        (File::TimelineJson, outputs.data && events),
        (File::TimelineCsv, outputs.data && events),
        (File::Calendar, outputs.calendar && events),
        (File::FiguresJson, outputs.data && figures),
        (File::FiguresCsv, outputs.data && figures),
        (File::SearchIndex, outputs.search),
    ]
    .into_iter()
    .filter_map(|(file, is_wanted)| is_wanted.then_some(file))
    .collect()
}

/// Makes a file.
pub fn file(view: &mut View<'_>, file: File) -> String {
    match file {
        File::TimelineJson => data::timeline_json(view),
        File::TimelineCsv => data::timeline_csv(view),
        File::Calendar => calendar::calendar(view),
        File::FiguresJson => data::figures_json(view),
        File::FiguresCsv => data::figures_csv(view),
        File::SearchIndex => search::index(view),
    }
}
