//! Escaping for the inline marks in running text, the only HTML that is written in Rust.

/// Appends text that stands between tags.
pub(super) fn text(html: &mut String, text: &str) {
    escape(html, text, false);
}

/// Appends text that stands in a quoted attribute.
pub(super) fn attribute(html: &mut String, text: &str) {
    escape(html, text, true);
}

/// Returns text that may stand in a quoted attribute.
pub(super) fn attributed(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    attribute(&mut html, text);
    html
}

fn escape(html: &mut String, text: &str, is_attribute: bool) {
    let mut clean = 0;
    for (at, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' if is_attribute => "&quot;",
            _ => continue,
        };
        html.push_str(&text[clean..at]);
        html.push_str(entity);
        clean = at + 1;
    }
    html.push_str(&text[clean..]);
}
