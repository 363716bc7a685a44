//! PNG with a palette: a picture of text has few colours, and should the shades at the edges of letters
//! be too many, the rarest are taken for the nearest of the others.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use png::{BitDepth, ColorType, Compression, Encoder, Filter};
use resvg::tiny_skia::Pixmap;

/// As many colours as one byte can number.
const MOST_COLOURS: usize = 256;

type Colour = [u8; 3];

/// Writes an opaque picture.
pub(super) fn encode(pixels: &Pixmap) -> Vec<u8> {
    let all = pixels.pixels();
    let mut runs: Vec<(Colour, usize)> = Vec::new();
    for run in all.chunk_by(|a, b| a == b) {
        let colour = [run[0].red(), run[0].green(), run[0].blue()];
        runs.push((colour, run.len()));
    }
    let (palette, numbers) = palette(&runs);
    let mut data = Vec::with_capacity(all.len());
    for (colour, length) in &runs {
        data.resize(data.len() + length, numbers[colour]);
    }
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, pixels.width(), pixels.height());
    encoder.set_depth(BitDepth::Eight);
    encoder.set_color(ColorType::Indexed);
    encoder.set_palette(palette.as_flattened());
    encoder.set_compression(Compression::High);
    encoder.set_filter(Filter::NoFilter);
    const PROMISE: &str = "memory takes all, and the data is as long as the head says";
    let mut writer = encoder.write_header().expect(PROMISE);
    writer.write_image_data(&data).expect(PROMISE);
    writer.finish().expect(PROMISE);
    bytes
}

/// Returns the colours that are used most in runs of pixels, and the number among them that stands
/// for each colour.
fn palette(runs: &[(Colour, usize)]) -> (Vec<Colour>, BTreeMap<Colour, u8>) {
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
