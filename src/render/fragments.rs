//! What stands on many pages alike is printed once: the card of a term, the row of a source. Templates find it
//! in the record as `printed`, and put it where it belongs.
//!
//! Each fragment is printed by a component of its name. One that no template defines is left out, so that
//! sites may do without.

use serde::Serialize;
use tera::{Context, Tera, Value};

use crate::enrich::page::{Content, EventView, Page, Segment};
use crate::enrich::shared::{Shared, Stage};

use super::marks;

/// The fragments of a kind of record: what its component calls the record; then for each fragment its name in
/// `printed`, its component, and from which depth on it is there.
struct Fragments {
    argument: &'static str,
    parts: &'static [(&'static str, &'static str, u8)],
}

const TERM: Fragments = Fragments {
    argument: "term",
    parts: &[("row", "term_row", 1), ("card", "term_card", 1)],
};

const SOURCE: Fragments = Fragments {
    argument: "source",
    parts: &[
        ("title", "source_title", 1),
        ("state", "source_state", 1),
        ("card", "source_card", 1),
    ],
};

const FIGURE: Fragments = Fragments {
    argument: "figure",
    parts: &[("card", "figure_card", 1)],
};

/// Most events stand in lists alone, and need no card.
const EVENT: Fragments = Fragments {
    argument: "event",
    parts: &[
        ("date", "event_date", 1),
        ("text", "event_text", 1),
        ("tags", "event_tags", 1),
        ("card", "event_card", 2),
    ],
};

/// Fragments that stand on many pages, however many records there are.
const MARKED: [&str; 2] = ["row", "card"];

/// Prints the fragments of records.
pub(super) struct Printer<'a> {
    pub(super) tera: &'a Tera,
    /// The number of the templates.
    pub(super) templates: u64,
}

impl Printer<'_> {
    /// Prints what a page needs and other pages have not needed yet.
    pub(super) fn prepare(&self, page: &Page) -> tera::TeraResult<()> {
        for linked in &page.terms {
            self.record(&linked.term, &TERM, 1)?;
        }
        for citation in &page.citations {
            self.record(&citation.source, &SOURCE, 1)?;
        }
        for figure in &page.figure_cards {
            self.record(figure, &FIGURE, 1)?;
        }
        for event in &page.event_cards {
            self.record(event, &EVENT, 2)?;
        }
        let carded = &page.event_cards;
        match &page.content {
            Content::Article(article) => {
                self.events(&article.key_dates, carded)?;
                self.body(&article.body, carded)
            }
            Content::Term(term) => self.body(&term.body, carded),
            Content::Text(text) => self.body(&text.body, carded),
            Content::Timeline { years, .. } => {
                let mut years = years.iter();
                years.try_for_each(|year| self.events(&year.events, carded))
            }
            _ => Ok(()),
        }
    }

    fn body(&self, body: &[Segment], carded: &[Shared<EventView>]) -> tera::TeraResult<()> {
        body.iter().try_for_each(|segment| match segment {
            Segment::Timeline { events } => self.events(events, carded),
            _ => Ok(()),
        })
    }

    /// Prints what lists show of events. The card of one that has a card on the page stands in the list.
    fn events(
        &self,
        events: &[Shared<EventView>],
        carded: &[Shared<EventView>],
    ) -> tera::TeraResult<()> {
        events.iter().try_for_each(|event| {
            let has_card = carded.iter().any(|other| other.id == event.id);
            self.record(event, &EVENT, if has_card { 2 } else { 1 })
        })
    }

    fn record<T: Serialize>(
        &self,
        record: &Shared<T>,
        fragments: &Fragments,
        depth: u8,
    ) -> tera::TeraResult<()> {
        let stage = Stage {
            templates: self.templates,
            depth,
        };
        record.prepare(stage, |value| {
            let mut context = Context::new();
            context.insert_value(fragments.argument, value.clone());
            let mut printed = tera::Map::new();
            for (name, component, from) in fragments.parts {
                if depth >= *from && self.tera.contains_component(component) {
                    let html = self
                        .tera
                        .render_component(component, &context, None, true)?;
                    let html = match MARKED.contains(name) {
                        true => marks::marked(html),
                        false => html,
                    };
                    printed.insert((*name).into(), Value::safe_string(&html));
                }
            }
            Ok(with(value, printed))
        })
    }
}

/// Adds what was printed to a record.
fn with(record: Value, printed: tera::Map) -> Value {
    let mut map = record.into_map().unwrap_or_default();
    map.insert("printed".into(), Value::from(printed));
    Value::from(map)
}
