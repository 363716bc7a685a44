//! Where in a text nothing is a slip: in code, in HTML and inside of links.

use std::ops::Range;

/// Ranges of a text, for questions about many places.
#[derive(Debug, Default)]
pub(super) struct Quiet {
    /// By start, none touching another.
    ranges: Vec<Range<usize>>,
}

impl Quiet {
    /// Makes one range of those that touch each other, so that a place is found by halving.
    pub(super) fn new(mut ranges: Vec<Range<usize>>) -> Self {
        ranges.sort_unstable_by_key(|range| range.start);
        let mut merged: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
        for range in ranges {
            match merged.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => merged.push(range),
            }
        }
        Self { ranges: merged }
    }

    pub(super) fn holds(&self, at: usize) -> bool {
        let after = self.ranges.partition_point(|range| range.start <= at);
        after
            .checked_sub(1)
            .is_some_and(|index| at < self.ranges[index].end)
    }
}

/// Finds the next of some characters from rising places, over the whole text once.
pub(super) struct Next<'t> {
    text: &'t str,
    wanted: [char; 2],
    found: Option<usize>,
}

impl<'t> Next<'t> {
    pub(super) fn new(text: &'t str, wanted: [char; 2]) -> Self {
        Self {
            text,
            wanted,
            found: Some(0),
        }
    }

    /// Returns the first place at or after `at`, which is not before the `at` of the last call.
    pub(super) fn from(&mut self, at: usize) -> Option<usize> {
        if self.found.is_some_and(|found| found < at || found == 0) {
            let found = self.text[at..].find(self.wanted);
            self.found = found.map(|length| at + length);
        }
        self.found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_ranges_are_found_whatever_their_order() {
        let quiet = Quiet::new(vec![20..30, 0..5, 2..8, 22..25]);
        let held: Vec<usize> = (0..40).filter(|at| quiet.holds(*at)).collect();
        assert_eq!(
            held,
            [0..8, 20..30].into_iter().flatten().collect::<Vec<_>>()
        );
    }

    #[test]
    fn the_next_sign_is_found_from_everywhere() {
        let text = "a)b)c\nd";
        let mut next = Next::new(text, [')', '\n']);
        let found: Vec<_> = (0..=text.len()).map(|at| next.from(at)).collect();
        let expected = [1, 1, 3, 3, 5, 5].map(Some);
        assert_eq!(found[..6], expected);
        assert_eq!(found[6..], [None, None]);
    }
}
