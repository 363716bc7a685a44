//! The form of language tags (BCP 47, RFC 5646): a language, then in this order script, region,
//! variants, extensions and what is for private use.

/// Says whether a text has the form of a tag. The language is one of two or three letters: longer ones
/// have never been given out, and names of languages look like them.
pub(super) fn is_tag(text: &str) -> bool {
    let mut parts = text.split('-').peekable();
    let is_language = parts
        .next()
        .is_some_and(|part| is_of_letters(part, 2) || is_of_letters(part, 3));
    for _ in 0..3 {
        parts.next_if(|part| is_of_letters(part, 3));
    }
    parts.next_if(|part| is_of_letters(part, 4));
    parts.next_if(|part| is_of_letters(part, 2) || is_of_digits(part, 3));
    while parts.next_if(|part| is_variant(part)).is_some() {}
    while let Some(single) = parts.next() {
        let is_private = single.eq_ignore_ascii_case("x");
        let least = if is_private { 1 } else { 2 };
        let is_value = |part: &&str| is_alphanumeric(part) && (least..=8).contains(&part.len());
        let is_single = single.len() == 1 && is_alphanumeric(single);
        if !is_single || parts.next_if(is_value).is_none() {
            return false;
        }
        while parts.next_if(is_value).is_some() {}
        if is_private {
            break;
        }
    }
    is_language && parts.next().is_none()
}

fn is_variant(part: &str) -> bool {
    let is_year = part.len() == 4 && part.starts_with(|c: char| c.is_ascii_digit());
    is_alphanumeric(part) && (is_year || (5..=8).contains(&part.len()))
}

fn is_alphanumeric(part: &str) -> bool {
    part.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn is_of_letters(part: &str, length: usize) -> bool {
    part.len() == length && part.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn is_of_digits(part: &str, length: usize) -> bool {
    part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::is_tag;

    #[test]
    fn tags_have_the_form_of_the_standard() {
        for tag in [
            "en",
            "en-GB",
            "gsw",
            "zh-Hant-TW",
            "es-419",
            "de-CH-1996",
            "sl-rozaj-biske",
            "zh-yue-HK",
            "de-DE-u-co-phonebk",
            "en-x-a-b",
            "EN-gb",
        ] {
            assert!(is_tag(tag), "{tag}");
        }
        for text in [
            "",
            "English",
            "german",
            "e",
            "en_GB",
            "en-",
            "-en",
            "en--GB",
            "en-GB-US",
            "en-British English",
            "engl",
            "en-u",
            "en-x",
            "deutsch-DE",
            "ελ",
        ] {
            assert!(!is_tag(text), "{text}");
        }
    }
}
