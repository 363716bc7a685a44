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

/// Leaves out a comment behind a value: a ` #` with a space behind it.
pub(super) fn without_comment(yaml: &str, value: Range<usize>) -> Range<usize> {
    let text = &yaml[value.clone()];
    let end = text.find(" # ").unwrap_or(text.len());
    value.start..value.start + text[..end].trim_end().len()
}

/// Returns the text of which a line is a part: it begins behind its key, and goes on in lines that stand further in.
pub(super) fn whole_text(yaml: &str, value: Range<usize>) -> Range<usize> {
    let Some(start) = beginning(yaml, value.start) else {
        return value;
    };
    let rest = &yaml[value.end..line_at(yaml, value.end).end];
    let is_on_one_line = yaml[value.clone()].starts_with(['[', '{']) || !rest.trim().is_empty();
    let end = match is_on_one_line {
        true => value.end,
        false => {
            let column = column_of_key(&yaml[line_at(yaml, start)]);
            end_of_lines(yaml, value.end, column)
        }
    };
    start..end
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
        if yaml[above.clone()].starts_with(['"', '\'', '[', '{', '|', '>']) {
            return None;
        }
        start = above.start;
    }
}

/// Returns where the last of the lines ends that stand further in than a column.
fn end_of_lines(yaml: &str, end: usize, column: usize) -> usize {
    let mut end = end;
    let mut next = line_at(yaml, end).end + 1;
    while next < yaml.len() {
        let line = line_at(yaml, next);
        let text = &yaml[line.clone()];
        let indent = text.len() - text.trim_start_matches(' ').len();
        if text.trim().is_empty() || indent <= column {
            break;
        }
        end = line.start + text.trim_end().len();
        next = line.end + 1;
    }
    end
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
