//! Statuses: the few words for where a thing stands after an event. An event has at most one; in a text, a
//! link to an event whose words are those of a status says that the event has it, and is checked.

use super::page::StatusView;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::record::Event;
use crate::site::View;
use crate::source::Span;

/// Returns the status of an event for templates; None where the site has none of that id, which
/// [`unknown`] tells.
pub(super) fn of(view: &mut View<'_>, event: &Event) -> Option<StatusView> {
    let id = event.status.as_ref()?;
    let title = view.statuses().get(id)?;
    Some(StatusView {
        id: id.clone(),
        title: title.clone(),
    })
}

/// Returns whether `text`, the text of a link to the event, is the word of its status.
pub(super) fn is_word_of(view: &mut View<'_>, event: &Event, text: &str) -> bool {
    of(view, event).is_some_and(|status| same_words(&status.title, text))
}

/// Tells a status, at `span`, that `site.toml` does not have.
pub(super) fn unknown(view: &mut View<'_>, status: &str, span: Span) -> Option<Diagnostic> {
    let statuses = view.statuses();
    if statuses.contains_key(status) {
        return None;
    }
    let message = format!("there is no status `{status}`");
    let diagnostic = Diagnostic::new(Code::UnknownStatus, span, message)
        .did_you_mean(status, statuses.keys().map(String::as_str));
    Some(match crate::document::is_id(status) {
        true => diagnostic.help(format!(
            "a new status gets its word in `site.toml`: `[statuses.{status}]`"
        )),
        false => diagnostic.help("statuses are of lower-case letters, digits and hyphens"),
    })
}

/// Tells a link to an event whose text, at `span`, is the word of another status than the event's.
pub(super) fn disagreement(
    view: &mut View<'_>,
    event: &Event,
    text: &str,
    span: Span,
) -> Option<Diagnostic> {
    let statuses = view.statuses();
    let (said, _) = statuses.iter().find(|(_, title)| same_words(title, text))?;
    if event.status.as_ref() == Some(said) {
        return None;
    }
    let text = text.trim();
    let (message, help) = match event.status.as_ref().and_then(|id| statuses.get(id)) {
        Some(is) => (
            format!("`{text}` does not agree with the event, whose status is `{is}`"),
            "correct the word, or refer to another event".to_owned(),
        ),
        None => (
            format!("`{text}` is a status, and the event has none"),
            format!("give the event `status: {said}`, or use other words"),
        ),
    };
    let mut diagnostic = Diagnostic::new(Code::StatusDisagrees, span, message).help(help);
    let place = view.event_place(&event.id);
    diagnostic
        .labels
        .extend(place.map(|place| (place, "the event".to_owned())));
    Some(diagnostic)
}

/// Whether two texts are the same words, whatever their capitals.
fn same_words(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}
