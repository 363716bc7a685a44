//! Where in a block of YAML the cursor is, however unfinished the block: the keys above it by their
//! indentation, or by brackets.
//!
//! The parser of `document` says nothing of a text that breaks off, which is what a text does while
//! somebody writes it.

use std::ops::Range;

/// Where the cursor is in a block of YAML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    /// The keys above, from the outermost; of a value, its own key is the last.
    pub(super) path: Vec<String>,
    /// Whether a value is to stand here, not a key.
    pub(super) is_value: bool,
    /// Whether it is an item of a list.
    pub(super) is_item: bool,
    /// The keys that stand beside this one already.
    pub(super) present: Vec<String>,
    /// What is written of the word so far, counted from the start of the block.
    pub(super) written: Range<usize>,
}

/// One sign of structure in a line, with its column.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Sign<'a> {
    Dash,
    Key(&'a str),
}

/// A line with its signs.
struct Line<'a> {
    signs: Vec<(usize, Sign<'a>)>,
    /// Where the value after the last key, or the text after the last dash, begins.
    rest: usize,
    text: &'a str,
}

impl<'a> Line<'a> {
    fn read(text: &'a str) -> Self {
        let mut signs = Vec::new();
        let mut at = text.len() - text.trim_start_matches([' ', '\t']).len();
        while text[at..].starts_with("- ") || text[at..].trim_end() == "-" {
            signs.push((at, Sign::Dash));
            at += 1;
            at += text[at..].len() - text[at..].trim_start_matches(' ').len();
        }
        if let Some((key, length)) = key(&text[at..]) {
            signs.push((at, Sign::Key(key)));
            at += length;
        }
        Self {
            signs,
            rest: at,
            text,
        }
    }

    fn value(&self) -> &'a str {
        self.text[self.rest..].trim()
    }

    fn indent(&self) -> usize {
        self.text.len() - self.text.trim_start().len()
    }

    fn is_blank(&self) -> bool {
        let text = self.text.trim();
        text.is_empty() || text.starts_with('#')
    }

    /// Says whether lines of text follow that are no YAML.
    fn opens_text(&self) -> bool {
        let value = self.value();
        let value = value.split('#').next().unwrap_or(value).trim_end();
        value.starts_with(['|', '>']) && value[1..].chars().all(|c| "+-0123456789".contains(c))
    }
}

/// A key at the start of a text, and the length up to its value.
fn key(text: &str) -> Option<(&str, usize)> {
    let colon = text.find(':')?;
    let after = &text[colon + 1..];
    let name = text[..colon].trim_matches(['"', '\'']);
    let is_name = !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || "_-".contains(c))
        && (after.is_empty() || after.starts_with([' ', '\t', '\r', '\n']));
    let lead = after.len() - after.trim_start_matches([' ', '\t']).len();
    is_name.then_some((name, colon + 1 + lead))
}

/// Returns where the cursor is; nothing inside lines of text, comments and quoted texts.
pub(super) fn slot(block: &str, cursor: usize) -> Option<Slot> {
    let cursor = block.floor_char_boundary(cursor.min(block.len()));
    let line_start = block[..cursor].rfind('\n').map_or(0, |at| at + 1);
    let before: Vec<Line<'_>> = block[..line_start].lines().map(Line::read).collect();
    if let Some(open) = open_bracket(block, cursor) {
        return in_brackets(block, open, cursor);
    }
    let current = &block[line_start..cursor];
    let line = Line::read(current);
    if is_in_text(&before, &line) || current.trim_start().starts_with('#') {
        return None;
    }
    let rest = line_start + line.rest.min(current.len());
    let written = block[rest..cursor].trim_start();
    if written.contains([' ', '"', '\'', '#']) {
        return None;
    }
    let start = cursor - written.len();
    let (column, is_value) = match line.signs.last() {
        Some((column, Sign::Key(_))) => (*column, true),
        _ => (start - line_start, false),
    };
    let mut signs = line.signs.clone();
    let own = match is_value {
        true => signs.pop(),
        false => None,
    };
    let (mut path, is_item) = above(&before, &signs, column);
    if let Some((_, Sign::Key(key))) = own {
        path.push(key.to_owned());
    }
    let after = &block[block[cursor..]
        .find('\n')
        .map_or(block.len(), |at| cursor + at)..];
    Some(Slot {
        present: match is_value {
            true => Vec::new(),
            false => beside(&before, &signs, column, after),
        },
        path,
        is_value,
        is_item: is_item && !is_value,
        written: start..cursor,
    })
}

/// Says whether a line belongs to a text that an earlier line has opened with `|` or `>`.
fn is_in_text(before: &[Line<'_>], line: &Line<'_>) -> bool {
    let mut indent = line.indent();
    for other in before
        .iter()
        .rev()
        .filter(|other| !other.text.trim().is_empty())
    {
        let column = other.indent();
        if column < indent || (line.text.trim().is_empty() && column == indent) {
            if other.opens_text() && line.indent() > column {
                return true;
            }
            indent = indent.min(column);
        }
    }
    false
}

/// Returns the keys above a column, and whether an item of a list stands there.
fn above(before: &[Line<'_>], current: &[(usize, Sign<'_>)], column: usize) -> (Vec<String>, bool) {
    let lines = before.iter().rev().filter(|line| !line.is_blank());
    let earlier = lines.flat_map(|line| line.signs.iter().rev());
    let mut path = Vec::new();
    let (mut keys_below, mut dashes_below) = (column, column);
    let mut is_item = false;
    for (column, sign) in current.iter().rev().chain(earlier) {
        match sign {
            Sign::Dash if *column < dashes_below => {
                is_item |= path.is_empty();
                // The key above a list may stand in the same column as its dashes.
                (keys_below, dashes_below) = (column + 1, *column);
            }
            Sign::Key(key) if *column < keys_below => {
                path.push((*key).to_owned());
                (keys_below, dashes_below) = (*column, *column);
            }
            _ => {}
        }
    }
    path.reverse();
    (path, is_item)
}

/// Returns the keys that stand in the same column of the same map.
fn beside(
    before: &[Line<'_>],
    current: &[(usize, Sign<'_>)],
    column: usize,
    after: &str,
) -> Vec<String> {
    fn collect<'s>(
        signs: impl Iterator<Item = &'s (usize, Sign<'s>)>,
        column: usize,
        present: &mut Vec<String>,
    ) {
        for (at, sign) in signs {
            match sign {
                _ if *at < column => return,
                Sign::Key(key) if *at == column => present.push((*key).to_owned()),
                _ => {}
            }
        }
    }
    let mut present = Vec::new();
    let has_dash = current.iter().any(|(_, sign)| *sign == Sign::Dash);
    if !has_dash {
        let lines = before.iter().rev().filter(|line| !line.is_blank());
        collect(
            lines.flat_map(|line| line.signs.iter().rev()),
            column,
            &mut present,
        );
    }
    let lines: Vec<Line<'_>> = after.lines().map(Line::read).collect();
    let lines = lines.iter().filter(|line| !line.is_blank());
    collect(
        lines.flat_map(|line| line.signs.iter()),
        column,
        &mut present,
    );
    present
}

/// Returns the outermost bracket that is open at the cursor.
fn open_bracket(block: &str, cursor: usize) -> Option<usize> {
    let mut open: Vec<usize> = Vec::new();
    let mut quote: Option<char> = None;
    let mut last = ' ';
    let mut is_comment = false;
    for (at, c) in block[..cursor].char_indices() {
        let is_start = matches!(last, ' ' | '\n' | ':' | '[' | '{' | ',' | '-');
        match c {
            '\n' => {
                is_comment = false;
                // A bracket that nobody closes ends where the next key begins.
                let is_next = |open: &usize| begins_key(&block[at + 1..], indent_at(block, *open));
                if open.first().is_some_and(is_next) {
                    open.clear();
                }
                quote = quote.filter(|_| !open.is_empty());
            }
            _ if is_comment => {}
            '"' | '\'' if quote == Some(c) => quote = None,
            _ if quote.is_some() => {}
            '"' | '\'' if is_start => quote = Some(c),
            '#' if matches!(last, ' ' | '\n') => is_comment = true,
            '[' | '{' if is_start => open.push(at),
            ']' | '}' => {
                open.pop();
            }
            _ => {}
        }
        last = c;
    }
    if quote.is_some() || is_comment {
        return None;
    }
    open.first().copied()
}

/// Returns the indentation of the line in which a byte stands.
fn indent_at(block: &str, byte: usize) -> usize {
    let line = block[..byte].rfind('\n').map_or(0, |at| at + 1);
    block[line..].len() - block[line..].trim_start_matches(' ').len()
}

/// Says whether a text begins with a line of a key that stands no deeper than a column.
fn begins_key(text: &str, column: usize) -> bool {
    let line = &text[..text.find('\n').unwrap_or(text.len())];
    let rest = line.trim_start_matches(' ');
    line.len() - rest.len() <= column && key(rest).is_some()
}

/// Returns where the cursor is inside brackets: `timeline: { events: [a, b`.
fn in_brackets(block: &str, open: usize, cursor: usize) -> Option<Slot> {
    let mut outer = slot(block, open)?;
    let mut path = std::mem::take(&mut outer.path);
    /// A bracket that is open.
    struct Level {
        is_map: bool,
        depth: usize,
        present: Vec<String>,
    }
    let mut levels: Vec<Level> = Vec::new();
    let mut word = open;
    for (at, c) in block[open..cursor].char_indices() {
        let at = open + at;
        match c {
            '[' | '{' => {
                levels.push(Level {
                    is_map: c == '{',
                    depth: path.len(),
                    present: Vec::new(),
                });
                word = at + 1;
            }
            ']' | '}' => {
                let level = levels.pop()?;
                path.truncate(level.depth);
                word = at + 1;
            }
            ',' => {
                path.truncate(levels.last()?.depth);
                word = at + 1;
            }
            ':' if levels.last()?.is_map => {
                let key = block[word..at].trim().trim_matches(['"', '\'']).to_owned();
                levels.last_mut()?.present.push(key.clone());
                path.push(key);
                word = at + 1;
            }
            _ => {}
        }
    }
    let level = levels.pop()?;
    let written = block[word..cursor].trim_start();
    if written.contains([' ', '"', '\'', '#']) {
        return None;
    }
    let is_value = level.is_map && path.len() > level.depth;
    Some(Slot {
        is_value,
        is_item: !level.is_map,
        present: if is_value { Vec::new() } else { level.present },
        path,
        written: cursor - written.len()..cursor,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Says where the cursor `‸` is: the path, then `=` before a value, `-` before an item.
    fn at(block: &str) -> String {
        let cursor = block.find('‸').expect("a cursor is marked");
        let text = block.replace('‸', "");
        let Some(slot) = slot(&text, cursor) else {
            return "none".to_owned();
        };
        let mark = match (slot.is_value, slot.is_item) {
            (true, _) => "=",
            (_, true) => "-",
            _ => "",
        };
        let mut said = format!("{} {mark}{}", slot.path.join("."), &text[slot.written]);
        if !slot.present.is_empty() {
            said.push_str(&format!(" beside {}", slot.present.join(" ")));
        }
        said
    }

    #[test]
    fn keys_are_known_by_their_indentation() {
        assert_eq!(at("title: T\nsu‸"), " su beside title");
        assert_eq!(at("title: T\n‸\ndraft: true\n"), "  beside title draft");
        assert_eq!(at("kind: ins‸"), "kind =ins");
        assert_eq!(at("kind: ‸\nshort: x\n"), "kind =");
        assert_eq!(at("glossary:\n  li‸"), "glossary li");
        assert_eq!(at("glossary:\n  link: se‸\n"), "glossary.link =se");
        assert_eq!(
            at("glossary:\n  exclude:\n    - ecb\n  l‸"),
            "glossary l beside exclude"
        );
    }

    #[test]
    fn items_are_known_by_their_dashes() {
        assert_eq!(at("sources:\n  - a\n  - b‸"), "sources -b");
        assert_eq!(at("sources:\n- ‸"), "sources -");
        assert_eq!(
            at("questions:\n- question: Q\n  an‸"),
            "questions -an beside question"
        );
        assert_eq!(
            at("questions:\n  - question: Q\n    answer: A\n  - ‸"),
            "questions -"
        );
        assert_eq!(at("- id: a\n  ti‸\n- id: b\n  note: n\n"), " -ti beside id");
        assert_eq!(at("- id: a\n  sources:\n    - x‸"), "sources -x");
        assert_eq!(at("- id: a\n  sources:\n  - x‸"), "sources -x");
        assert_eq!(at("steps:\n  - from: a\n    to: ‸"), "steps.to =");
    }

    #[test]
    fn brackets_are_seen_through() {
        assert_eq!(at("sources: [a, b‸"), "sources -b");
        assert_eq!(at("sources: [‸]\ntitle: T"), "sources -");
        assert_eq!(at("timeline: { ev‸"), "timeline ev");
        assert_eq!(
            at("timeline: {events: [a, b], t‸}"),
            "timeline t beside events"
        );
        assert_eq!(at("timeline: {events: [a, b‸"), "timeline.events -b");
        assert_eq!(at("timeline: {order: de‸"), "timeline.order =de");
        assert_eq!(at("- id: a\n  sources: [x,\n    y‸"), "sources -y");
        assert_eq!(at("sources: [a, b\nkind: la‸"), "kind =la");
        assert_eq!(
            at("timeline: {\n  events: [a],\n  order: de‸\n}"),
            "timeline.order =de"
        );
    }

    #[test]
    fn texts_and_comments_are_left_alone() {
        for block in [
            "short: some words‸",
            "short: >-\n  one‸",
            "short: |\n  one\n\n  two‸\nkind: law",
            "- id: a\n  note: >-\n    one\n    two‸",
            "# comm‸",
            "kind: law # wh‸",
            "title: \"a [b‸",
            "title: \"who‸",
        ] {
            assert_eq!(at(block), "none", "{block}");
        }
        assert_eq!(at("short: >-\n  one\n  two\nki‸"), " ki beside short");
    }

    #[test]
    fn nothing_makes_it_stumble() {
        let text = "a: [{b: \"é, 'ö\n- - x: {y: [}] # ü\n  |\n>: - :\n\t- é:";
        for cursor in 0..text.len() + 2 {
            let found = slot(text, cursor);
            let is_sound = |slot: Slot| text.get(slot.written).is_some();
            assert!(found.is_none_or(is_sound), "{cursor}");
        }
    }
}
