//! How a text breaks into lines: where spaces and hyphens allow it, in the largest size that leaves
//! no more lines than wanted; shortened only where the smallest size does not help.

use serde::Serialize;

/// How a text is to be set.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// The text.
    pub text: &'a str,
    /// The sizes that may be taken, the best first.
    pub sizes: &'a [f64],
    /// How wide a line may be.
    pub width: f64,
    /// How many lines there may be.
    pub most: usize,
    /// Whether lines are made about equally long.
    pub is_balanced: bool,
}

/// A text in lines.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fitted {
    /// The size that was taken.
    pub size: f64,
    /// The lines.
    pub lines: Vec<String>,
    /// Whether a part of the text, or a word, had to be cut.
    pub is_cut: bool,
}

/// A part of a text that stays together, and whether a space stands before it.
#[derive(Clone, Copy, Debug)]
struct Piece<'a> {
    text: &'a str,
    has_space: bool,
}

/// Fits a text whose width at size 1 `measure` knows.
pub(super) fn fit(wish: &Wish<'_>, measure: &dyn Fn(&str) -> f64) -> Fitted {
    let pieces = pieces(wish.text);
    let smallest = wish.sizes.last().copied().unwrap_or(1.0);
    for &size in wish.sizes {
        let width = wish.width / size;
        let is_whole = pieces.iter().all(|piece| measure(piece.text) <= width);
        let lines = broken(&pieces, width, measure);
        if is_whole && lines.len() <= wish.most {
            let lines = match wish.is_balanced {
                true => balanced(&pieces, width, lines, measure),
                false => lines,
            };
            return Fitted {
                size,
                lines,
                is_cut: false,
            };
        }
    }
    let width = wish.width / smallest;
    let cut: Vec<Piece<'_>> = pieces
        .iter()
        .flat_map(|piece| cut(*piece, width, measure))
        .collect();
    let mut lines = broken(&cut, width, measure);
    if lines.len() > wish.most {
        lines.truncate(wish.most);
        if let Some(last) = lines.last_mut() {
            shorten(last, width, measure);
        }
    }
    Fitted {
        size: smallest,
        lines,
        is_cut: true,
    }
}

/// A space that a line may end at; those that hold words together are left out.
fn is_space(letter: char) -> bool {
    letter.is_whitespace() && !matches!(letter, '\u{a0}' | '\u{202f}' | '\u{2007}')
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    for word in text.split(is_space).filter(|word| !word.is_empty()) {
        let mut has_space = true;
        for part in word.split_inclusive(['-', '–', '—', '/']) {
            pieces.push(Piece {
                text: part,
                has_space,
            });
            has_space = false;
        }
    }
    pieces
}

/// Cuts a piece that no line can hold between two letters.
fn cut<'a>(piece: Piece<'a>, width: f64, measure: &dyn Fn(&str) -> f64) -> Vec<Piece<'a>> {
    let mut parts = Vec::new();
    let (mut rest, mut has_space) = (piece.text, piece.has_space);
    while measure(rest) > width {
        let ends = rest
            .char_indices()
            .map(|(at, letter)| at + letter.len_utf8());
        let fitting = ends
            .clone()
            .take_while(|end| measure(&rest[..*end]) <= width);
        // A line takes at least one letter, however narrow it is.
        let first = ends.clone().next().unwrap_or(rest.len());
        let (part, after) = rest.split_at(fitting.last().unwrap_or(first));
        parts.push(Piece {
            text: part,
            has_space,
        });
        (rest, has_space) = (after, false);
    }
    if !rest.is_empty() {
        parts.push(Piece {
            text: rest,
            has_space,
        });
    }
    parts
}

/// Fills line after line.
fn broken(pieces: &[Piece<'_>], width: f64, measure: &dyn Fn(&str) -> f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for piece in pieces {
        if let Some(line) = lines.last_mut() {
            let space = if piece.has_space { " " } else { "" };
            let longer = format!("{line}{space}{}", piece.text);
            if measure(&longer) <= width {
                *line = longer;
                continue;
            }
        }
        lines.push(piece.text.to_owned());
    }
    lines
}

/// Breaks into as many lines again, in the narrowest column that holds them.
fn balanced(
    pieces: &[Piece<'_>],
    width: f64,
    lines: Vec<String>,
    measure: &dyn Fn(&str) -> f64,
) -> Vec<String> {
    let widest = pieces.iter().map(|piece| measure(piece.text));
    let (mut narrow, mut wide) = (widest.fold(0.0, f64::max), width);
    let mut best = lines;
    for _ in 0..12 {
        let middle = (narrow + wide) / 2.0;
        let tried = broken(pieces, middle, measure);
        match tried.len() <= best.len() {
            true => (best, wide) = (tried, middle),
            false => narrow = middle,
        }
    }
    best
}

/// Takes words from the end of a line until an ellipsis has room.
fn shorten(line: &mut String, width: f64, measure: &dyn Fn(&str) -> f64) {
    let mut words: Vec<&str> = line.split(' ').collect();
    loop {
        let kept = words.join(" ");
        let kept = kept.trim_end_matches([',', ';', ':', '.', '–', '—', '-', ' ']);
        let short = format!("{kept}…");
        if measure(&short) <= width || words.len() <= 1 {
            *line = short;
            return;
        }
        words.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fits a text in letters that are all one wide.
    fn fitted(text: &str, sizes: &[f64], width: f64, most: usize, is_balanced: bool) -> String {
        let wish = Wish {
            text,
            sizes,
            width,
            most,
            is_balanced,
        };
        let fitted = fit(&wish, &|text| text.chars().count() as f64);
        format!("{}: {}", fitted.size, fitted.lines.join("|"))
    }

    #[test]
    fn lines_break_at_spaces_and_after_hyphens() {
        assert_eq!(
            fitted("one two three", &[1.0], 7.0, 9, false),
            "1: one two|three"
        );
        assert_eq!(
            fitted("zero-coupon bond", &[1.0], 8.0, 9, false),
            "1: zero-|coupon|bond"
        );
        assert_eq!(
            fitted("€210\u{a0}billion held", &[1.0], 12.0, 9, false),
            "1: €210\u{a0}billion|held"
        );
        assert_eq!(fitted("  ", &[1.0], 8.0, 9, false), "1: ");
    }

    #[test]
    fn a_smaller_size_is_taken_only_where_it_is_needed() {
        assert_eq!(fitted("one two", &[2.0, 1.0], 14.0, 1, false), "2: one two");
        assert_eq!(
            fitted("one two six", &[2.0, 1.0], 14.0, 1, false),
            "1: one two six"
        );
        assert_eq!(
            fitted("incomprehensible", &[2.0, 1.0], 16.0, 3, false),
            "1: incomprehensible"
        );
    }

    #[test]
    fn lines_are_made_equal() {
        assert_eq!(
            fitted("aa bb cc dd ee", &[1.0], 12.0, 2, true),
            "1: aa bb cc|dd ee"
        );
        assert_eq!(
            fitted("aa bb cc dd ee", &[1.0], 12.0, 2, false),
            "1: aa bb cc dd|ee"
        );
    }

    #[test]
    fn what_does_not_fit_at_all_is_cut() {
        assert_eq!(
            fitted("one two, three four", &[1.0], 9.0, 1, false),
            "1: one two…"
        );
        assert_eq!(
            fitted("incomprehensible", &[1.0], 6.0, 3, false),
            "1: incomp|rehens|ible"
        );
        assert_eq!(
            fitted("incomprehensible", &[1.0], 6.0, 2, false),
            "1: incomp|rehens…"
        );
        assert_eq!(fitted("abc", &[1.0], 0.5, 9, false), "1: a|b|c");
    }
}
