//! Records as templates see them, the same on every page that shows them.

use serde::Serialize;

use super::Users;
use crate::enrich::shared::Shared;

/// A date as it may be shown: never more precise than its source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DateView {
    /// In words, such as `3 December 2025`.
    pub text: String,
    /// For `<time datetime>`; none where HTML has no form for it.
    pub datetime: Option<String>,
}

/// A term on a card, in "Terms used here" or in a list.
#[derive(Clone, Debug, Serialize)]
pub struct TermView {
    /// Its id.
    pub id: String,
    /// Its name as in running text.
    pub name: String,
    /// Its name with a capital at the start.
    pub heading: String,
    /// The short definition, HTML.
    pub short: String,
    /// The short definition, plain.
    pub short_text: String,
    /// `term`, `institution`, `person`, `place`, `instrument` or `law`.
    pub kind: &'static str,
    /// Its page.
    pub path: String,
}

/// An office of a person.
#[derive(Clone, Debug, Serialize)]
pub struct OfficeView {
    /// What the office is called.
    pub title: String,
    /// From when.
    pub from: Option<DateView>,
    /// Until when.
    pub until: Option<DateView>,
}

/// A source.
#[derive(Clone, Debug, Serialize)]
pub struct SourceView {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Who published it.
    pub publisher: String,
    /// When.
    pub published: Option<DateView>,
    /// Its address.
    pub url: Option<String>,
    /// The copy in an archive.
    pub archived: Option<String>,
    /// `official`, `law`, `data`, `news`, `analysis` or empty.
    pub kind: &'static str,
    /// Whether it must not stand alone.
    pub is_weak: bool,
    /// When it was last checked.
    pub checked: Option<DateView>,
    /// A note, plain; says why there is no address.
    pub note: Option<String>,
    /// Its place on the page of sources.
    pub path: String,
}

/// A tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TagView {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its timeline page, where it has events.
    pub path: Option<String>,
    /// How many events have it; only in the lists of all tags.
    pub count: usize,
}

/// A status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StatusView {
    /// Its id.
    pub id: String,
    /// The word for it.
    pub title: String,
}

/// An event.
#[derive(Clone, Debug, Serialize)]
pub struct EventView {
    /// Its id.
    pub id: String,
    /// Whether the list item carries `id="event-ID"` (only in the first list of a page).
    pub has_anchor: bool,
    /// Its place on the page of all events.
    pub path: String,
    /// Its date.
    pub date: DateView,
    /// Its title.
    pub title: String,
    /// Its summary, HTML.
    pub summary: String,
    /// Its sources.
    pub sources: Vec<Shared<SourceView>>,
    /// Its tags.
    pub tags: Vec<TagView>,
    /// Where the thing that it tells of stands from then on.
    pub status: Option<StatusView>,
    /// `high`, `medium`, `low` or empty.
    pub confidence: &'static str,
}

/// A figure.
#[derive(Clone, Debug, Serialize)]
pub struct FigureView {
    /// Its id.
    pub id: String,
    /// Its place on the page of figures.
    pub path: String,
    /// What it is called.
    pub label: String,
    /// The value in the house form, such as `€210 billion`.
    pub value: String,
    /// The value in single units, for `<data value>`.
    pub data_value: String,
    /// The date for which it holds.
    pub as_of: DateView,
    /// What it measures, without a full stop.
    pub measures: String,
    /// The note, HTML.
    pub note: String,
    /// Its sources.
    pub sources: Vec<Shared<SourceView>>,
    /// Where it is used; only on the page of figures.
    pub used_in: Users,
}
