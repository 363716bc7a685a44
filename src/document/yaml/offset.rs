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
    walk(raw, value, Stop::first(raw), offset, edge)
}

/// Places in a scalar that are known, so that none is looked for from its start: with thousands of mistakes in a long
/// text that would take minutes.
#[derive(Debug)]
pub(super) struct Stops(Vec<Stop>);

/// A place in a scalar.
#[derive(Clone, Copy, Debug)]
struct Stop {
    /// Of a character in the value.
    position: usize,
    /// Where the character before it ends in the raw scalar, and it is looked for.
    at: usize,
}

impl Stop {
    fn first(raw: &str) -> Self {
        Self {
            position: 0,
            at: opening(raw),
        }
    }
}

impl Stops {
    /// How many bytes of the value lie between two of them, at least.
    const APART: usize = 512;

    pub(super) fn of(raw: &str, value: &str) -> Self {
        let mut stops = vec![Stop::first(raw)];
        let mut next = Self::APART;
        pieces(raw, value, stops[0], |stop, _, _| {
            if stop.position >= next {
                stops.push(stop);
                next = stop.position + Self::APART;
            }
            None::<()>
        });
        Self(stops)
    }

    /// Returns what [`raw_offset`] returns.
    pub(super) fn raw_offset(&self, raw: &str, value: &str, offset: usize, edge: Edge) -> usize {
        let after = self.0.partition_point(|stop| stop.position <= offset);
        walk(raw, value, self.0[after.max(1) - 1], offset, edge)
    }
}

fn walk(raw: &str, value: &str, from: Stop, offset: usize, edge: Edge) -> usize {
    let mut end_of_all = from.at;
    let found = pieces(raw, value, from, |stop, start, end| {
        end_of_all = end;
        (stop.position >= offset).then_some(match edge {
            Edge::Start => start,
            Edge::End => stop.at,
        })
    });
    found.unwrap_or(end_of_all)
}

/// Goes through the characters of a value from a stop on, with where each begins and ends in the raw scalar, until one
/// gives an answer, or is not found.
fn pieces<T>(
    raw: &str,
    value: &str,
    from: Stop,
    mut answer: impl FnMut(Stop, usize, usize) -> Option<T>,
) -> Option<T> {
    let quote = raw.chars().next().filter(|c| matches!(c, '"' | '\''));
    let mut stop = from;
    for (position, wanted) in value[from.position..].char_indices() {
        stop.position = from.position + position;
        let (start, end) = next_piece(raw, stop.at, wanted, quote)?;
        if let Some(found) = answer(stop, start, end) {
            return Some(found);
        }
        stop.at = end;
    }
    None
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
    fn stops_change_nothing() {
        let texts = [
            ("one\n    two \n\n  it''s ", "one two\nit''s "),
            ("\"a \\\"b\\\" \\u00e9 ü\\\n  c\"", "a \"b\" é ü c"),
            (">-\n  two\n  lines  é\n", "two lines  é"),
            ("it is not written so", "it is something else"),
        ];
        for (raw, value) in texts {
            let (raw, value) = (raw.repeat(200), value.repeat(200));
            let stops = Stops::of(&raw, &value);
            assert!(!raw.starts_with("one") || stops.0.len() > 5, "{stops:?}");
            for offset in (0..=value.len()).filter(|at| value.is_char_boundary(*at)) {
                for edge in [Edge::Start, Edge::End] {
                    let found = stops.raw_offset(&raw, &value, offset, edge);
                    assert_eq!(
                        found,
                        raw_offset(&raw, &value, offset, edge),
                        "{offset} in {value}"
                    );
                }
            }
        }
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
