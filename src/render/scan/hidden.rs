//! Characters that no page or feed may hold. Those that stand in a text of the site are told there;
//! these came by an escape, such as `\\u0007` in quotes or `&#7;` in Markdown, or out of a template.

/// Returns the first control character but for line ends and tabs, sign that turns the direction of
/// text, or code that XML does not know.
pub(super) fn first(bytes: &[u8]) -> Option<char> {
    let mut at = 0;
    while let Some(found) = next_start(&bytes[at..]) {
        at += found;
        match bytes[at..] {
            [byte @ (0..=31 | 127), ..] => return Some(char::from(byte)),
            [0xc2, last @ 0x80..=0x9f, ..] => return Some(char::from(last)),
            [0xe2, 0x80, last @ 0xaa..=0xae, ..] => {
                return char::from_u32(0x2000 + u32::from(last - 0x80));
            }
            [0xe2, 0x81, last @ 0xa6..=0xa9, ..] => {
                return char::from_u32(0x2040 + u32::from(last - 0x80));
            }
            [0xef, 0xbf, last @ 0xbe..=0xbf, ..] => {
                return char::from_u32(0xffc0 + u32::from(last - 0x80));
            }
            _ => at += 1,
        }
    }
    None
}

/// Returns the first byte with which such a character can begin. Few can, so whole stretches are passed
/// over at once: looked at without a branch, which the compiler makes into a few instructions.
fn next_start(bytes: &[u8]) -> Option<usize> {
    const STRETCH: usize = 64;
    let is_start = |byte: &u8| {
        let is_control = (*byte < 32) & (*byte != 9) & (*byte != 10) & (*byte != 13);
        is_control | (*byte == 127) | (*byte == 0xc2) | (*byte == 0xe2) | (*byte == 0xef)
    };
    let holds = |stretch: &[u8]| {
        stretch
            .iter()
            .fold(false, |holds, byte| holds | is_start(byte))
    };
    let passed = bytes.chunks(STRETCH).position(holds)? * STRETCH;
    let found = bytes[passed..].iter().position(is_start)?;
    Some(passed + found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_published_is_found_and_nothing_else() {
        for c in [
            '\u{0}', '\u{7}', '\u{1b}', '\u{7f}', '\u{80}', '\u{9f}', '\u{202e}', '\u{2066}',
            '\u{fffe}', '\u{ffff}',
        ] {
            let text = format!("“a” – €1…\u{feff}\u{fffd}{c}b");
            assert_eq!(first(text.as_bytes()), Some(c), "{c:?}");
        }
        assert_eq!(
            first("“a” – €1…\r\n\t\u{2026}\u{feff}\u{fffd}".as_bytes()),
            None
        );
    }
}
