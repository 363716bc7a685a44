//! The timeline as a calendar (RFC 5545): one all-day entry for each event whose days are known.
//!
//! Events known only to a month or a year, "about" a day, or with an open end have no place in a
//! calendar; its description counts them. Nothing comes from a clock: `DTSTAMP` is the day to which the
//! facts were checked.

use super::text::{one_line, plain};
use crate::document::date::{Date, Day, Known, Point};
use crate::document::record::Event;
use crate::site::{View, route};

/// A line has at most so many octets, its end not counted.
const LONGEST_LINE: usize = 75;

pub(super) fn calendar(view: &mut View<'_>) -> String {
    let events = view.events();
    let dated: Vec<(&Event, Day, Day)> = events
        .iter()
        .filter_map(|event| days(&event.date).map(|(first, last)| (&**event, first, last)))
        .collect();
    let stamp = view.checked().and_then(Date::earliest).or_else(|| {
        events
            .iter()
            .filter_map(|event| event.date.earliest())
            .max()
    });
    let mut lines = Lines::default();
    lines.fixed("BEGIN:VCALENDAR");
    lines.fixed("VERSION:2.0");
    lines.fixed("PRODID:-//Casebook//Timeline//EN");
    lines.fixed("CALSCALE:GREGORIAN");
    let name = format!("{}: timeline", view.site_title());
    let address = view.base().permalink(route::TIMELINE);
    let description = description(dated.len(), events.len() - dated.len(), &address);
    for property in ["NAME", "X-WR-CALNAME"] {
        lines.text(property, &name);
    }
    for property in ["DESCRIPTION", "X-WR-CALDESC"] {
        lines.text(property, &description);
    }
    lines.line(&format!("URL:{address}"));
    for (event, first, last) in dated {
        let stamp = stamp.unwrap_or(first);
        entry(view, &mut lines, event, (first, last), stamp);
    }
    lines.fixed("END:VCALENDAR");
    lines.text
}

fn description(shown: usize, left_out: usize, address: &str) -> String {
    let shown = match shown {
        1 => "1 event.".to_owned(),
        _ => format!("{shown} events."),
    };
    let left_out = match left_out {
        0 => return format!("{shown} {address}"),
        1 => "1 event is left out, since its day is not known exactly:".to_owned(),
        _ => format!("{left_out} events are left out, since their days are not known exactly:"),
    };
    format!("{shown} {left_out} {address}")
}

/// Returns the first and the last day of a date, if both are known.
fn days(date: &Date) -> Option<(Day, Day)> {
    match date {
        Date::At(point) => day(point).map(|day| (day, day)),
        Date::Between(start, end) => day(start).zip(day(end)),
        Date::From(_) | Date::Until(_) => None,
    }
}

fn day(point: &Point) -> Option<Day> {
    match point.known {
        Known::Day(day) if !point.is_about => Some(day),
        _ => None,
    }
}

fn entry(
    view: &mut View<'_>,
    lines: &mut Lines,
    event: &Event,
    (first, last): (Day, Day),
    stamp: Day,
) {
    let host = view.base().host();
    let path = view.event_path(event);
    let address = view.base().permalink(&path);
    lines.fixed("BEGIN:VEVENT");
    lines.line(&format!("UID:{}@{host}", event.id));
    lines.line(&format!("DTSTAMP:{}T000000Z", basic(stamp)));
    lines.line(&format!("DTSTART;VALUE=DATE:{}", basic(first)));
    if let Some(next) = last.next() {
        lines.line(&format!("DTEND;VALUE=DATE:{}", basic(next)));
    }
    lines.text("SUMMARY", &one_line(&event.title));
    lines.text("DESCRIPTION", &told(view, event));
    lines.line(&format!("URL:{address}"));
    if !event.tags.is_empty() {
        let titles: Vec<String> = event
            .tags
            .iter()
            .map(|tag| escaped(&one_line(&view.tag_title(tag))))
            .collect();
        lines.line(&format!("CATEGORIES:{}", titles.join(",")));
    }
    lines.fixed("TRANSP:TRANSPARENT");
    lines.fixed("END:VEVENT");
}

/// What happened, and below it the sources.
fn told(view: &mut View<'_>, event: &Event) -> String {
    let mut parts = Vec::new();
    parts.extend(event.summary.as_ref().map(|text| plain(view, text)));
    for source in event.sources.iter().filter_map(|id| view.source(id)) {
        let url = source.url.as_ref().map(|url| format!(": {url}"));
        let (publisher, title) = (one_line(&source.publisher), one_line(&source.title));
        parts.push(format!("{publisher}, {title}{}", url.unwrap_or_default()));
    }
    parts.join("\n")
}

fn basic(day: Day) -> String {
    format!("{:04}{:02}{:02}", day.year, day.month, day.day)
}

/// Escapes a text value.
fn escaped(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => value.extend(['\\', c]),
            '\n' => value.push_str("\\n"),
            c if c.is_control() => {}
            c => value.push(c),
        }
    }
    value
}

/// Content lines, folded.
#[derive(Debug, Default)]
struct Lines {
    text: String,
}

impl Lines {
    /// Adds a line that is short and has nothing to escape.
    fn fixed(&mut self, line: &str) {
        debug_assert!(line.len() <= LONGEST_LINE);
        self.text.extend([line, "\r\n"]);
    }

    /// Adds a property whose value is text.
    fn text(&mut self, name: &str, value: &str) {
        self.line(&format!("{name}:{}", escaped(value)));
    }

    /// Adds a line, which goes on after a space where it is too long.
    fn line(&mut self, line: &str) {
        let mut rest = line;
        let mut room = LONGEST_LINE;
        while rest.len() > room {
            let cut = rest.floor_char_boundary(room);
            self.text.extend([&rest[..cut], "\r\n "]);
            rest = &rest[cut..];
            room = LONGEST_LINE - 1;
        }
        self.text.extend([rest, "\r\n"]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_between_characters() {
        let mut lines = Lines::default();
        let value = "é😀".repeat(60);
        lines.text("SUMMARY", &value);
        assert!(lines.text.ends_with("\r\n"));
        let folded: Vec<&str> = lines.text.trim_end().split("\r\n").collect();
        assert!(folded.len() > 4);
        assert!(folded.iter().all(|line| line.len() <= LONGEST_LINE));
        assert!(folded[1..].iter().all(|line| line.starts_with(' ')));
        let unfolded = lines.text.replace("\r\n ", "");
        assert_eq!(unfolded, format!("SUMMARY:{value}\r\n"));
    }

    #[test]
    fn texts_are_escaped() {
        assert_eq!(
            escaped("a;b,c\\d\ne\u{7}\"=f]]>:😀"),
            "a\\;b\\,c\\\\d\\ne\"=f]]>:😀"
        );
    }

    #[test]
    fn only_known_days_have_a_place() {
        let known = |date: &str| days(&date.parse().expect("a date")).is_some();
        assert!(known("2025-12-12") && known("2025-12-31/2026-01-02"));
        for vague in [
            "2025-12",
            "2025",
            "2025-12-12~",
            "2025-12-12/..",
            "2025-11/2025-12-02",
        ] {
            assert!(!known(vague), "{vague}");
        }
    }

    #[test]
    fn the_day_after_is_in_the_calendar() {
        let after = |date: &str| {
            let date: Date = date.parse().expect("a date");
            let (_, last) = days(&date).expect("a day");
            last.next().map(basic)
        };
        assert_eq!(after("2024-02-28").as_deref(), Some("20240229"));
        assert_eq!(after("2025-12-31").as_deref(), Some("20260101"));
        assert_eq!(after("9999-12-31"), None);
    }
}
