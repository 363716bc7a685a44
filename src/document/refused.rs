//! Ids of records that could not be read, found in the text itself: where YAML gives nothing, nothing is known of a
//! record but that somebody wrote it.

use std::collections::HashSet;

use super::Content;
use super::values::is_id;

/// Returns the ids that stand in a file of which no record came to be.
pub(super) fn ids(text: &str, content: &Content) -> Vec<String> {
    let (text, known): (&str, HashSet<&str>) = match content {
        Content::Events(events) => (text, events.iter().map(|event| &*event.id).collect()),
        Content::Figures { figures, .. } => {
            (text, figures.iter().map(|figure| &*figure.id).collect())
        }
        Content::Sources(sources) => (text, sources.iter().map(|source| &*source.id).collect()),
        Content::Article(article) => {
            let settings = text.get(article.block.range.clone()).unwrap_or_default();
            let events = article.events.iter().map(|event| &*event.id);
            (settings, events.collect())
        }
        _ => return Vec::new(),
    };
    let lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'));
    let ids = lines.flat_map(ids_of_line);
    let ids = ids.filter(|id| !known.contains(id));
    ids.map(str::to_owned).collect()
}

/// Returns what stands after each `id:` of a line, if it can be an id.
fn ids_of_line(line: &str) -> impl Iterator<Item = &str> {
    let places = line.match_indices("id:").filter(|(at, _)| {
        let before = line[..*at].chars().next_back();
        before.is_none_or(|c| c.is_whitespace() || "-{,\"'".contains(c))
    });
    places.filter_map(|(at, key)| {
        let value = line[at + key.len()..].trim_start();
        let value = value.trim_start_matches(['"', '\'']);
        let is_of_id = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let (value, rest) = value.split_at(value.find(|c| !is_of_id(c)).unwrap_or(value.len()));
        let is_over = |c: char| c.is_whitespace() || ",}\"'".contains(c);
        (is_id(value) && (rest.is_empty() || rest.starts_with(is_over))).then_some(value)
    })
}

#[cfg(test)]
mod tests {
    use super::ids_of_line;

    #[test]
    fn ids_are_found_however_they_are_written() {
        for (line, ids) in [
            ("- id: a-1", vec!["a-1"]),
            ("  id: \"b\" # one", vec!["b"]),
            ("-   id: 'c'", vec!["c"]),
            ("- {id: d, date: x}, {date: y, id: e}", vec!["d", "e"]),
            ("- id:f", vec!["f"]),
            ("- id:", vec![]),
            ("- id: No", vec![]),
            ("  paid: g", vec![]),
        ] {
            assert_eq!(ids_of_line(line).collect::<Vec<_>>(), ids, "{line}");
        }
    }
}
