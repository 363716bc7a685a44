//! Brackets in one another. Readers of YAML look through all that are open at each word, so that a
//! file which opens bracket after bracket would keep them busy for hours; no content needs many.

/// How many brackets may be open at once.
pub(super) const MOST_OPEN: usize = 200;

/// Returns the place of the first bracket too many. Brackets in quotes and in running text count as
/// well: so many that are never closed stand nowhere.
pub(super) fn first_too_many(yaml: &str) -> Option<usize> {
    let mut open = 0_usize;
    yaml.bytes().position(|byte| {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        open > MOST_OPEN
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_brackets_are_fine_as_long_as_few_are_open() {
        assert_eq!(first_too_many(&"- [a, {b: c}]\n".repeat(1_000)), None);
        assert_eq!(first_too_many(&"[".repeat(MOST_OPEN)), None);
        assert_eq!(first_too_many(&"[{".repeat(MOST_OPEN)), Some(MOST_OPEN));
    }
}
