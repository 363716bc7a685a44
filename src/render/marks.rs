//! Marks round what stands on many pages alike, so that a page need not be looked at where it is known. They are
//! put round fragments when these are printed, and taken out of the page before anybody sees it.

use std::ops::Range;

use memchr::memchr;

/// Control characters round what is escaped in every text: templates pass them on, and no content can write them, so
/// that its own control characters stay where they are found.
const OPEN: &str = "\u{1}<\u{2}";
const CLOSE: &str = "\u{1}>\u{2}";

/// What is shorter is looked at as fast as it is looked up.
const SHORTEST: usize = 160;

/// Puts marks round a fragment, if it is worth it.
pub(super) fn marked(fragment: String) -> String {
    if fragment.len() < SHORTEST {
        return fragment;
    }
    [OPEN, &fragment, CLOSE].concat()
}

/// Takes the marks out of what was printed, and returns where the marked pieces stand then, in order. Where
/// marks stand in one another, the innermost piece counts.
pub(super) fn take_out(printed: &mut Vec<u8>) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut opened = None;
    let (mut read, mut written) = (0, 0);
    while let Some(found) = memchr(1, &printed[read..]) {
        let at = read + found;
        let is_open = printed[at..].starts_with(OPEN.as_bytes());
        let is_close = printed[at..].starts_with(CLOSE.as_bytes());
        let (kept, next) = match is_open || is_close {
            true => (at, at + OPEN.len()),
            false => (at + 1, at + 1),
        };
        written = shift(printed, read..kept, written);
        read = next;
        if is_open {
            opened = Some(written);
        } else if is_close && let Some(start) = opened.take() {
            pieces.push(start..written);
        }
    }
    let rest = read..printed.len();
    written = shift(printed, rest, written);
    printed.truncate(written);
    pieces
}

/// Moves a range to an earlier place, and returns its end there.
fn shift(bytes: &mut [u8], from: Range<usize>, to: usize) -> usize {
    let end = to + from.len();
    if from.start != to {
        bytes.copy_within(from, to);
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken_out(text: &str) -> (String, Vec<String>) {
        let mut bytes = text.as_bytes().to_vec();
        let pieces = take_out(&mut bytes);
        let text = String::from_utf8(bytes).expect("marks are whole characters");
        let pieces = pieces.into_iter().map(|piece| text[piece].to_owned());
        (text.clone(), pieces.collect())
    }

    #[test]
    fn marks_leave_no_trace_but_where_they_were() {
        let long = "é".repeat(SHORTEST);
        let page = format!("a{}b{}", marked(long.clone()), marked("short".to_owned()));
        assert_eq!(
            taken_out(&page),
            (format!("a{long}bshort"), vec![long.clone()])
        );
        let twice = format!("{0}{0}", marked(long.clone()));
        assert_eq!(
            taken_out(&twice),
            (format!("{long}{long}"), vec![long.clone(), long])
        );
    }

    #[test]
    fn marks_that_are_not_in_pairs_are_taken_out_too() {
        for (text, page, pieces) in [
            ("a[b", "ab", vec![]),
            ("a]b", "ab", vec![]),
            ("[a[b]c]", "abc", vec!["b"]),
            ("[]", "", vec![""]),
        ] {
            let text = text.replace('[', OPEN).replace(']', CLOSE);
            let pieces = pieces.into_iter().map(str::to_owned).collect();
            assert_eq!(taken_out(&text), (page.to_owned(), pieces), "{text:?}");
        }
    }

    #[test]
    fn other_control_characters_stay_where_they_are_found() {
        for text in [
            "",
            "a\u{1}b",
            "\u{1}",
            "\u{1}<",
            "\u{1}&lt;\u{2}",
            "\u{1}\u{2}",
        ] {
            assert_eq!(taken_out(text), (text.to_owned(), vec![]), "{text:?}");
        }
    }
}
