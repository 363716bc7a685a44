//! Lines of YAML as a writer sees them: a key, and all that stands behind it.

use std::ops::Range;

use super::is_blank;

/// Returns the value of a line as a writer sees it: all that stands behind the key, where YAML
/// takes only the beginning of it for the value.
pub(super) fn whole_value(yaml: &str, value: Range<usize>) -> Range<usize> {
    let line = line_at(yaml, value.start);
    match plain_value(yaml, &line) {
        Some(seen) if seen.start == value.start && seen.end > value.end => {
            let rest = &yaml[value.end..seen.end];
            let is_comment = rest.trim_start().starts_with('#') && rest.starts_with([' ', '\t']);
            if is_comment { value } else { seen }
        }
        _ => value,
    }
}

/// A text as far as its writer surely meant it.
pub(super) struct Text {
    pub(super) range: Range<usize>,
    /// Whether it is all of the text, and nothing but it.
    pub(super) is_sure: bool,
}

/// Returns the text of which a line is a part: it begins behind its key, and goes on in lines that stand further in. It is
/// not sure where a comment, a key or a bracket may be a part of it or not.
pub(super) fn whole_text(yaml: &str, value: Range<usize>) -> Text {
    let unsure = |range: Range<usize>| Text {
        range,
        is_sure: false,
    };
    let (value, has_doubtful_comment) = without_comment(yaml, value);
    let Some(start) = beginning(yaml, value.start) else {
        return unsure(value);
    };
    let is_in_brackets = is_in_open_brackets(yaml, start);
    let column = column_of_key(&yaml[line_at(yaml, start)]);
    let behind = &yaml[value.end..line_at(yaml, value.end).end];
    if is_in_brackets {
        // Of a map of one line a part alone may be meant; of one that goes on nobody knows.
        let line = &yaml[line_at(yaml, start)];
        let is_on_one_line = line.matches(['{', '[']).count() == line.matches(['}', ']']).count();
        return Text {
            range: start..value.end,
            is_sure: is_on_one_line && start == value.start,
        };
    }
    let rest = lines_further_in(yaml, value.end, column);
    let is_flow = yaml[value.clone()].starts_with(['[', '{']);
    let is_plain = rest.iter().all(|line| is_plain_text(&yaml[line.clone()]));
    let is_sure = !has_doubtful_comment
        && is_plain
        && (rest.is_empty() || !is_flow && behind.trim().is_empty());
    match rest.last() {
        Some(last) if is_sure => Text {
            range: start..last.end,
            is_sure,
        },
        _ => Text {
            range: start..value.end,
            is_sure,
        },
    }
}

/// Leaves out a comment behind a value, and says whether what was left out, or left in, may be none: a sign right before a
/// word.
fn without_comment(yaml: &str, value: Range<usize>) -> (Range<usize>, bool) {
    let text = &yaml[value.clone()];
    let signs = text.match_indices('#').map(|(at, _)| at);
    let mut signs = signs.filter(|at| text[..*at].ends_with([' ', '\t']));
    let Some(at) = signs.next() else {
        return (value, false);
    };
    let is_comment = !text[at + 1..].starts_with(char::is_alphanumeric);
    match is_comment {
        true => (
            value.start..value.start + text[..at].trim_end().len(),
            false,
        ),
        false => (value, true),
    }
}

/// Returns where the text begins that goes on at a place; nothing where that is no plain text.
fn beginning(yaml: &str, start: usize) -> Option<usize> {
    let mut start = start;
    loop {
        let line = line_at(yaml, start);
        if line.start == 0 || !is_blank(&yaml[line.start..start]) {
            return Some(start);
        }
        let above = plain_value(yaml, &line_at(yaml, line.start - 1))?;
        if yaml[above.clone()].starts_with(['"', '\'', '[', '{', '|', '>', '#']) {
            return None;
        }
        start = above.start;
    }
}

/// Says whether a place stands in brackets that were opened before it, in its entry of the outermost list or map.
fn is_in_open_brackets(yaml: &str, at: usize) -> bool {
    let above = &yaml[..at];
    let mut lines = above.match_indices('\n').map(|(at, _)| at + 1);
    let starts_entry = |start: &usize| !above[*start..].starts_with([' ', '\n', '\r', '}', ']']);
    let start = lines.rfind(starts_entry).unwrap_or(0);
    let opened = above[start..].matches(['{', '[']).count();
    opened > above[start..].matches(['}', ']']).count()
}

/// Returns the lines, without their indentation, that stand further in than a column, blank lines among them passed over.
fn lines_further_in(yaml: &str, end: usize, column: usize) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut next = line_at(yaml, end).end + 1;
    while next < yaml.len() {
        let line = line_at(yaml, next);
        next = line.end + 1;
        let text = &yaml[line.clone()];
        if text.trim().is_empty() {
            continue;
        }
        let indent = text.len() - text.trim_start_matches(' ').len();
        if indent <= column {
            break;
        }
        lines.push(line.start + indent..line.start + text.trim_end().len());
    }
    lines
}

/// Says whether a line can be nothing but a part of a text.
fn is_plain_text(line: &str) -> bool {
    let key = line.split_once(':');
    let is_key = key.is_some_and(|(key, value)| {
        !key.contains(' ') && (value.is_empty() || value.starts_with([' ', '\t']))
    });
    let has_comment = line.starts_with('#') || line.contains(" #") || line.contains("\t#");
    !is_key && !has_comment && !line.starts_with(['-', '[', '{', '}', ']', '|', '>'])
}

/// Returns how far in the key of a line stands, behind the dashes of lists.
fn column_of_key(line: &str) -> usize {
    let mut rest = line.trim_start_matches(' ');
    while let Some(item) = rest.strip_prefix("- ") {
        rest = item.trim_start_matches(' ');
    }
    line.len() - rest.len()
}

pub(super) fn line_at(yaml: &str, at: usize) -> Range<usize> {
    let start = yaml[..at].rfind('\n').map_or(0, |end| end + 1);
    let end = yaml[at..]
        .find('\n')
        .map_or(yaml.len(), |length| at + length);
    start..end
}

pub(super) fn last_line_before(yaml: &str, at: usize) -> Range<usize> {
    line_at(yaml, yaml[..at].trim_end().len())
}

/// Returns the values of a line and of a few above it.
pub(super) fn values_above(yaml: &str, at: usize) -> impl Iterator<Item = Range<usize>> {
    let mut line = Some(line_at(yaml, at));
    std::iter::from_fn(move || {
        let this = line.take()?;
        line = (this.start > 0).then(|| line_at(yaml, this.start - 1));
        Some(this)
    })
    .take(4)
    .filter_map(|line| plain_value(yaml, &line))
}

/// Returns the lines that have a value, with it, from the first.
pub(super) fn values(yaml: &str) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
    let mut at = 0;
    let lines = std::iter::from_fn(move || {
        let line = (at < yaml.len()).then(|| line_at(yaml, at))?;
        at = line.end + 1;
        Some(line)
    });
    lines.filter_map(|line| plain_value(yaml, &line).map(|value| (line, value)))
}

/// The value of a line `key: value` or `- value`.
fn plain_value(yaml: &str, line: &Range<usize>) -> Option<Range<usize>> {
    let text = &yaml[line.clone()];
    let mut rest = text.trim_start();
    while let Some(item) = rest.strip_prefix("- ") {
        rest = item.trim_start();
    }
    let is_key = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let name = rest.find(|c| !is_key(c)).unwrap_or(rest.len());
    let is_key_alone = name > 0 && rest[name..].trim_end() == ":";
    if name > 0 && rest[name..].starts_with(": ") {
        rest = rest[name + 1..].trim_start();
    }
    if is_key_alone || is_blank(rest) {
        return None;
    }
    let start = line.start + text.len() - rest.len();
    Some(start..start + rest.trim_end().len())
}
