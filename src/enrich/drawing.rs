//! What charts and flows are drawn from: marks with places, for templates to print as SVG.
//!
//! Across, places are in hundredths of the width, so that one drawing fits every column; down, they
//! are in em of the drawing's text, so that lines of text never meet. What must not overlap is laid
//! out for `NARROWEST`; wider drawings only have more room. All numbers are rounded to two places,
//! so that they are the same on every machine.

use serde::Serialize;

/// The width for which everything must fit, in em: a column of 284 px, on a screen of 320 px, in
/// text of 14 px.
pub(super) const NARROWEST: f64 = 20.0;

/// The height of a line of text, in em.
pub(super) const LINE: f64 = 1.25;

/// A drawing.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Drawing {
    /// How high it is, such as `12.5em`.
    pub height: String,
    /// What is in it, from back to front.
    pub marks: Vec<Mark>,
}

/// A part of a drawing. Lengths are ready to print.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "mark", rename_all = "lowercase")]
pub enum Mark {
    /// A rectangle.
    Rect {
        /// Its class.
        class: &'static str,
        /// Its left edge.
        x: String,
        /// Its upper edge.
        y: String,
        /// Its width.
        width: String,
        /// Its height.
        height: String,
        /// The number of its pattern; 0 for none.
        pattern: usize,
    },
    /// A straight line.
    Line {
        /// Its class.
        class: &'static str,
        /// Where it begins, across.
        x1: String,
        /// Where it begins, down.
        y1: String,
        /// Where it ends, across.
        x2: String,
        /// Where it ends, down.
        y2: String,
    },
    /// A line through points, in a box of its own that is 1000 wide and `depth` deep.
    Polyline {
        /// Its class.
        class: &'static str,
        /// The number of its series.
        series: usize,
        /// The upper edge of the box.
        y: String,
        /// The height of the box.
        height: String,
        /// The height of the box in its own numbers.
        depth: String,
        /// The points, in numbers of the box.
        points: String,
    },
    /// A dot.
    Dot {
        /// Its class.
        class: &'static str,
        /// The number of its series; 0 for none.
        series: usize,
        /// Its centre, across.
        x: String,
        /// Its centre, down.
        y: String,
    },
    /// The head of an arrow.
    Head {
        /// Its class.
        class: &'static str,
        /// Its tip, across.
        x: String,
        /// Its tip, down.
        y: String,
        /// `left` or `right`.
        to: &'static str,
    },
    /// What hides lines behind a text, as wide as the text is at every width of the drawing.
    Ground {
        /// The middle or the beginning of the text, across.
        x: String,
        /// The upper edge.
        y: String,
        /// Where it begins, from there.
        left: String,
        /// How wide it is.
        width: String,
        /// How high it is.
        height: String,
    },
    /// A line of text.
    Text {
        /// Its class.
        class: &'static str,
        /// `start`, `middle` or `end`.
        anchor: &'static str,
        /// Where its anchor is, across.
        x: String,
        /// How far it is moved from there; empty for not at all.
        dx: String,
        /// Where its letters stand.
        y: String,
        /// What it says.
        text: String,
    },
}

impl Mark {
    /// Makes a line of text that stands at the left edge.
    pub(super) fn text(class: &'static str, y: f64, text: impl Into<String>) -> Self {
        Mark::Text {
            class,
            anchor: "start",
            x: "0".to_owned(),
            dx: String::new(),
            y: em(y),
            text: text.into(),
        }
    }

    /// Makes a line of text whose middle is at a place of the narrowest width.
    pub(super) fn centred(class: &'static str, x: f64, y: f64, text: impl Into<String>) -> Self {
        Mark::centred_beside(class, x, 0.0, y, text)
    }

    /// Makes a line of text whose middle is as far from a place as the edges of the narrowest width ask for; where
    /// there is more room, it is nearer to it.
    pub(super) fn centred_beside(
        class: &'static str,
        x: f64,
        moved: f64,
        y: f64,
        text: impl Into<String>,
    ) -> Self {
        Mark::Text {
            class,
            anchor: "middle",
            x: percent(share(x)),
            dx: match moved {
                0.0 => String::new(),
                moved => em(moved),
            },
            y: em(y),
            text: text.into(),
        }
    }
}

/// Returns which hundredth of the narrowest width a place in em is.
pub(super) fn share(x: f64) -> f64 {
    x / NARROWEST * 100.0
}

/// Writes hundredths of the width.
pub(super) fn percent(value: f64) -> String {
    format!("{}%", rounded(value))
}

/// Writes em.
pub(super) fn em(value: f64) -> String {
    format!("{}em", rounded(value))
}

/// Writes a number with at most two decimals.
pub(super) fn rounded(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    match text {
        "-0" => "0".to_owned(),
        text => text.to_owned(),
    }
}

/// Returns about how wide a text is in em of the site's label font; a little too wide rather than
/// too narrow, since another font may stand in for it.
pub(super) fn width(text: &str) -> f64 {
    text.chars().map(char_width).sum::<f64>() * 1.02
}

fn char_width(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | ' ' | '\u{a0}' | '.' | ',' | ':' | ';' | '’' | '\'' | '|' => 0.27,
        'f' | 't' | 'r' | '(' | ')' | '/' | '-' => 0.36,
        'm' | 'w' | '%' | 'W' => 0.82,
        'M' | 'O' | 'Q' | 'G' | 'N' | 'H' | 'D' | 'U' => 0.66,
        c if c.is_ascii_digit() => 0.54,
        c if c.is_ascii_lowercase() => 0.51,
        c if c.is_ascii() => 0.59,
        // Other Latin letters are as wide as these; of other scripts the widest signs are square.
        c if (c as u32) < 0x370 || matches!(c, '–' | '−' | '€') => 0.6,
        _ => 1.0,
    }
}

/// Breaks a text into lines of at most a width in em. A word that is too long for a line is cut.
pub(super) fn wrap(text: &str, widest: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text
        .split([' ', '\n', '\t'])
        .filter(|word| !word.is_empty())
    {
        if let Some(last) = lines.last_mut() {
            let longer = format!("{last} {word}");
            if width(&longer) <= widest {
                *last = longer;
                continue;
            }
        }
        let mut rest = String::new();
        for c in word.chars() {
            rest.push(c);
            if width(&rest) > widest && rest.chars().count() > 1 {
                rest.pop();
                lines.push(std::mem::replace(&mut rest, c.to_string()));
            }
        }
        lines.push(rest);
    }
    lines
}

/// Moves labels apart that stand side by side. Each is a middle and a width, from left to right; the
/// middles that come back leave a gap between any two and stay inside the narrowest width. `None`
/// where they cannot all fit.
pub(super) fn spread(labels: &[(f64, f64)], gap: f64) -> Option<Vec<f64>> {
    let mut places = Vec::with_capacity(labels.len());
    let mut free = 0.0;
    for (middle, width) in labels {
        let left = (middle - width / 2.0).max(free);
        places.push(left);
        free = left + width + gap;
    }
    let mut limit = NARROWEST;
    for (left, (_, width)) in places.iter_mut().zip(labels).rev() {
        *left = left.min(limit - width);
        limit = *left - gap;
    }
    let fits = places.first().is_none_or(|left| *left >= -0.001);
    fits.then(|| {
        let middles = places.iter().zip(labels);
        middles
            .map(|(left, (_, width))| left + width / 2.0)
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_have_no_negative_nought() {
        assert_eq!(rounded(12.0), "12");
        assert_eq!(rounded(12.3456), "12.35");
        assert_eq!(rounded(-0.001), "0");
        assert_eq!(em(0.5), "0.5em");
        assert_eq!(percent(100.0), "100%");
    }

    #[test]
    fn lines_break_at_words_and_long_words_are_cut() {
        assert_eq!(wrap("one two three", 4.0), ["one two", "three"]);
        assert_eq!(wrap("", 4.0), Vec::<String>::new());
        for line in wrap("Donaudampfschifffahrtsgesellschaft", 5.0) {
            assert!(width(&line) <= 5.0, "{line}");
        }
        assert_eq!(wrap("€", 0.1), ["€"]);
    }

    #[test]
    fn labels_that_would_meet_are_moved_apart_and_stay_inside() {
        let labels = [(19.5, 1.0), (19.8, 1.0), (5.0, 2.0)];
        let sorted = [labels[2], labels[0], labels[1]];
        let places = spread(&sorted, 0.5).expect("there is room");
        assert_eq!(places, [5.0, 18.0, 19.5]);
        assert_eq!(spread(&[(1.0, 15.0), (2.0, 15.0)], 0.5), None);
        assert_eq!(spread(&[], 0.5), Some(vec![]));
    }
}
