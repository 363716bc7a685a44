//! Pictures and other files beside articles.

use std::collections::HashMap;

use super::links::File;
use crate::load::Asset;

/// A picture or other file beside an article.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Its path from the base.
    pub path: String,
    /// Its bytes.
    pub asset: Asset,
    /// Width and height in pixels, where the header says so.
    pub size: Option<(usize, usize)>,
}

/// What a file is that is no text.
pub(super) enum Beside {
    /// It lies beside an article, and is published with it.
    Article(Picture),
    /// It lies beside a draft.
    Draft,
    /// It lies beside no article, or is of no kind that is published.
    Nothing,
}

/// Says what a file is that is no text.
pub(super) fn beside(asset: &Asset, files: &HashMap<String, File>) -> Beside {
    let parts: Vec<&str> = asset.id.as_str().split('/').collect();
    let ["content", "articles", slug, rest @ ..] = parts.as_slice() else {
        return Beside::Nothing;
    };
    let name = asset.id.file_name();
    let ending = name.rsplit('.').next().unwrap_or("").to_ascii_lowercase();
    let is_copied = matches!(
        ending.as_str(),
        "png" | "jpg" | "jpeg" | "webp" | "avif" | "svg" | "pdf" | "csv"
    );
    match files.get(&format!("content/articles/{slug}/index.md")) {
        Some(file) if file.is_draft && is_copied && !rest.is_empty() => Beside::Draft,
        Some(file) if is_copied && !rest.is_empty() => Beside::Article(Picture {
            path: format!("{}{}", file.path, rest.join("/")),
            asset: asset.clone(),
            size: picture_size(&ending, &asset.bytes),
        }),
        _ => Beside::Nothing,
    }
}

/// Returns width and height of a picture in pixels, from its header.
fn picture_size(ending: &str, bytes: &[u8]) -> Option<(usize, usize)> {
    if ending == "svg" {
        return svg_size(std::str::from_utf8(bytes).ok()?);
    }
    let size = imagesize::blob_size(bytes).ok()?;
    Some((size.width, size.height))
}

/// Returns the size of an SVG: its `width` and `height`, else those of its `viewBox`.
fn svg_size(text: &str) -> Option<(usize, usize)> {
    let start = text.find("<svg")?;
    let tag = &text[start..start + text[start..].find('>')?];
    let attribute = |name: &str| {
        let at = tag
            .find(&format!(" {name}="))
            .or_else(|| tag.find(&format!("\n{name}=")))?;
        let rest = &tag[at + name.len() + 2..];
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        rest[1..].split(quote).next()
    };
    let pixels = |text: &str| {
        let number: f64 = text.trim_end_matches("px").trim().parse().ok()?;
        (number.is_finite() && (1.0..100_000.0).contains(&number))
            .then_some(number.round() as usize)
    };
    if let (Some(width), Some(height)) = (
        attribute("width").and_then(pixels),
        attribute("height").and_then(pixels),
    ) {
        return Some((width, height));
    }
    let numbers: Vec<usize> = attribute("viewBox")?
        .split([' ', ','])
        .filter(|part| !part.is_empty())
        .skip(2)
        .filter_map(pixels)
        .collect();
    match numbers.as_slice() {
        [width, height] => Some((*width, *height)),
        _ => None,
    }
}
