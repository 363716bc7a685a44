//! PNG with a palette: a picture of text has few colours.

use png::{BitDepth, ColorType, Compression, Encoder, Filter};
use resvg::tiny_skia::Pixmap;

use super::palette::{Colour, palette};

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
