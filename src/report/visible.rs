//! Characters that could command a terminal or turn a line round, as characters that show.

/// Returns a text in which every character shows. Line ends stay.
pub(super) fn visible(text: &str) -> String {
    text.chars()
        .map(|c| if c == '\n' { c } else { shown(c) })
        .collect()
}

/// Returns a text in which every character shows, on one line.
pub(super) fn one_line(text: &str) -> String {
    let text = text
        .trim_end_matches(['\r', '\n'])
        .replace("\r\n", " ")
        .replace(['\n', '\t'], " ");
    text.chars().map(shown).collect()
}

/// Returns the character that stands for `c`: one for one, so that columns stay. Tabs stay, for
/// the renderer spreads them.
pub(super) fn shown(c: char) -> char {
    match c {
        '\t' => c,
        '\0'..='\u{1f}' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        // The second set of control characters.
        '\u{80}'..='\u{9f}'
        // Marks, embeddings, overrides and isolates that turn the direction of text.
        | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}'
        // Line and paragraph separators, and a byte order mark inside the text.
        | '\u{2028}' | '\u{2029}' | '\u{feff}'
        // Annotations between lines, and the private characters, one of which marks our places.
        | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{10ffff}' => '\u{fffd}',
        _ => c,
    }
}
