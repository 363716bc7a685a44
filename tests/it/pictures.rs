//! Headers of pictures, so that no test needs a picture file.

/// Returns the first bytes of a picture of a size.
pub(crate) fn header(format: &str, width: u32, height: u32) -> Vec<u8> {
    match format {
        "png" => png(width, height),
        "jpg" => jpg(width, height),
        "webp" => webp(width, height),
        other => panic!("no header is made for {other}"),
    }
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend([8, 2, 0, 0, 0, 0, 0, 0, 0]);
    bytes
}

fn jpg(width: u32, height: u32) -> Vec<u8> {
    let side = |side: u32| u16::try_from(side).expect("sides are short").to_be_bytes();
    let mut bytes =
        b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xc0\0\x11\x08".to_vec();
    bytes.extend(side(height));
    bytes.extend(side(width));
    bytes.extend(b"\x03\x01\x22\0\x02\x11\x01\x03\x11\x01\xff\xd9");
    bytes
}

fn webp(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"RIFF\x1a\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0".to_vec();
    bytes.extend(&(width - 1).to_le_bytes()[..3]);
    bytes.extend(&(height - 1).to_le_bytes()[..3]);
    bytes
}
