//! Where a byte of a scalar's text stands in the scalar as it is written: quotes, escapes and folded
//! lines are seen through.

/// Which side of a range an offset is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    Start,
    End,
}

/// Returns where in the raw scalar (quotes, escapes, folds) the byte `offset` of its value stands.
pub(super) fn raw_offset(raw: &str, value: &str, offset: usize, edge: Edge) -> usize {
    let mut at = opening(raw);
    let quote = raw.chars().next().filter(|c| matches!(c, '"' | '\''));
    let mut last_end = at;
    for (position, wanted) in value.char_indices() {
        if position >= offset && edge == Edge::End {
            return last_end;
        }
        let Some((start, end)) = next_piece(raw, at, wanted, quote) else {
            return last_end;
        };
        if position >= offset {
            return start;
        }
        at = end;
        last_end = end;
    }
    last_end
}

/// The length of an opening quote or of the header line of a block scalar.
fn opening(raw: &str) -> usize {
    match raw.chars().next() {
        Some('"' | '\'') => 1,
        Some('|' | '>') => raw.find('\n').map_or(raw.len(), |at| at + 1),
        _ => 0,
    }
}

/// The bytes of `raw` from `at` on that stand for one character of the value.
fn next_piece(
    raw: &str,
    mut at: usize,
    wanted: char,
    quote: Option<char>,
) -> Option<(usize, usize)> {
    loop {
        let rest = &raw[at..];
        let next = rest.chars().next()?;
        if quote == Some('"') && next == '\\' {
            let kind = rest[1..].chars().next()?;
            let length = match kind {
                'x' => 4,
                'u' => 6,
                'U' => 10,
                _ => 1 + kind.len_utf8(),
            };
            if matches!(kind, '\n' | '\r') {
                at += length;
                continue;
            }
            return Some((at, (at + length).min(raw.len())));
        }
        if quote == Some('\'') && wanted == '\'' && rest.starts_with("''") {
            return Some((at, at + 2));
        }
        if next == wanted && wanted != '\n' {
            return Some((at, at + next.len_utf8()));
        }
        if wanted.is_whitespace() && next.is_whitespace() {
            return Some((at, at + rest.len() - rest.trim_start().len()));
        }
        if !next.is_whitespace() {
            return None;
        }
        at += next.len_utf8();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(raw: &str, value: &str, needle: &str) -> String {
        let start = value.find(needle).expect("the needle is in the value");
        let from = raw_offset(raw, value, start, Edge::Start);
        let to = raw_offset(raw, value, start + needle.len(), Edge::End);
        raw[from..to].to_owned()
    }

    #[test]
    fn offsets_see_through_quotes_and_folds() {
        assert_eq!(placed("plain [@a] x", "plain [@a] x", "[@a]"), "[@a]");
        assert_eq!(
            placed("\"a \\\"b\\\" [@c]\"", "a \"b\" [@c]", "[@c]"),
            "[@c]"
        );
        assert_eq!(placed("'it''s [@c]'", "it's [@c]", "[@c]"), "[@c]");
        assert_eq!(
            placed(">-\n  two\n  lines [@c]\n", "two lines [@c]", "[@c]"),
            "[@c]"
        );
        assert_eq!(
            placed("|\n  two\n  lines [@c]\n", "two\nlines [@c]\n", "lines"),
            "lines"
        );
        assert_eq!(placed("one\n    two", "one two", "two"), "two");
    }
}
