//! Which colours a picture keeps: should the shades at the edges of letters be too many, the rarest
//! are taken for the nearest of the others.

use std::cmp::Reverse;
use std::collections::BTreeMap;

/// As many colours as one byte can number.
const MOST_COLOURS: usize = 256;

/// Red, green and blue.
pub(super) type Colour = [u8; 3];

/// Returns the colours that are used most in runs of pixels, and the number among them that stands
/// for each colour.
pub(super) fn palette(runs: &[(Colour, usize)]) -> (Vec<Colour>, BTreeMap<Colour, u8>) {
    let mut uses: BTreeMap<Colour, usize> = BTreeMap::new();
    for (colour, length) in runs {
        *uses.entry(*colour).or_default() += length;
    }
    let mut palette: Vec<Colour> = uses.keys().copied().collect();
    palette.sort_by_key(|colour| (Reverse(uses[colour]), *colour));
    palette.truncate(MOST_COLOURS);
    let numbers = uses
        .keys()
        .map(|colour| (*colour, nearest(&palette, *colour)));
    let numbers = numbers.collect();
    (palette, numbers)
}

fn nearest(palette: &[Colour], colour: Colour) -> u8 {
    let distance = |other: &Colour| -> u32 {
        let parts = other.iter().zip(colour);
        parts.map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum()
    };
    let numbered = (0..=u8::MAX).zip(palette);
    let best = numbered.min_by_key(|(_, other)| distance(other));
    best.map_or(0, |(number, _)| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shades_are_taken_for_the_nearest_that_is_used_more() {
        let mut runs: Vec<(Colour, usize)> = (0..=255).map(|grey| ([grey; 3], 2)).collect();
        runs.push(([7, 7, 8], 1));
        let (palette, numbers) = palette(&runs);
        assert_eq!(palette.len(), MOST_COLOURS);
        assert_eq!(palette[usize::from(numbers[&[7, 7, 8]])], [7; 3]);
        assert_eq!(palette[usize::from(numbers[&[200; 3]])], [200; 3]);
    }
}
