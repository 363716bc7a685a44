//! Which events a timeline shows.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Site;
use crate::document::block::{Order, TimelineQuery};
use crate::document::date::Date;
use crate::document::record::Event;

/// What is wrong with a query, with the key and item at fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QueryProblem {
    /// `events` names something that is not there: the item.
    UnknownEvent(usize),
    /// `events` names an event of a draft: the item.
    DraftEvent(usize),
    /// `tags` names something that no event has: the item.
    UnknownTag(usize),
    /// Nothing is left to show.
    Empty,
}

impl Site {
    /// Returns the events of a query in the order to show, and what is wrong with it. A query
    /// without `events`, `tags` and dates asks for all events.
    pub fn timeline(&self, query: &TimelineQuery) -> (Vec<&Arc<Event>>, Vec<QueryProblem>) {
        let mut problems = Vec::new();
        let mut positions = BTreeSet::new();
        for (at, id) in query.events.iter().enumerate() {
            match self.event_position(id) {
                Some(position) => {
                    positions.insert(position);
                }
                None if self.is_draft_event(id) => problems.push(QueryProblem::DraftEvent(at)),
                None => problems.push(QueryProblem::UnknownEvent(at)),
            }
        }
        for (at, tag) in query.tags.iter().enumerate() {
            if !self.timeline.tags.contains_key(tag) {
                problems.push(QueryProblem::UnknownTag(at));
            }
        }
        let asks_for_more =
            !query.tags.is_empty() || query.from.is_some() || query.to.is_some() || query.is_open();
        if asks_for_more {
            let window = Window {
                from: query.from.as_ref(),
                to: query.to.as_ref(),
            };
            let is_in_time = |position: &usize| window.holds(&self.timeline.events[*position].date);
            // Of each kind no more than the latest can be among the latest of all.
            let most = query.limit.unwrap_or(usize::MAX);
            if query.tags.is_empty() {
                let all = (0..self.timeline.events.len()).rev();
                positions.extend(all.filter(is_in_time).take(most));
            }
            for tag in &query.tags {
                let tagged = self.timeline.of_tag.get(tag).into_iter().flatten();
                positions.extend(tagged.rev().copied().filter(is_in_time).take(most));
            }
        }
        let limit = query.limit.unwrap_or(positions.len());
        let skipped = positions.len().saturating_sub(limit);
        let mut events: Vec<_> = positions
            .into_iter()
            .skip(skipped)
            .map(|at| &self.timeline.events[at])
            .collect();
        if query.order == Order::Desc {
            events.reverse();
        }
        if events.is_empty() && problems.is_empty() {
            problems.push(QueryProblem::Empty);
        }
        (events, problems)
    }
}

/// A stretch of time, open where no date is given.
struct Window<'a> {
    from: Option<&'a Date>,
    to: Option<&'a Date>,
}

impl Window<'_> {
    fn holds(&self, date: &Date) -> bool {
        let starts_in_time = match (date.earliest(), self.to.and_then(Date::latest)) {
            (Some(start), Some(last)) => start <= last,
            _ => true,
        };
        let ends_in_time = match (date.latest(), self.from.and_then(Date::earliest)) {
            (Some(end), Some(first)) => end >= first,
            _ => true,
        };
        starts_in_time && ends_in_time
    }
}
