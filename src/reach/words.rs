//! Words as the search sees them: in lower case, without accents. `static/search.js` cuts queries in
//! the same way.

/// Returns the words of a text, a space between them.
pub(super) fn folded(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            words.push(c.to_ascii_lowercase());
        } else if c.is_alphanumeric() {
            let lower = c.to_lowercase().filter(|c| !is_mark(*c));
            words.extend(lower.map(unaccented));
        } else if !is_mark(c) && !words.is_empty() && !words.ends_with(' ') {
            words.push(' ');
        }
    }
    words.truncate(words.trim_end_matches(' ').len());
    words
}

/// Cuts a text that was folded.
pub(super) fn words(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(' ').filter(|word| !word.is_empty())
}

/// Says whether a character only adds an accent to the one before.
fn is_mark(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// Letters with accents, before each group the letter without.
const ACCENTED: [(char, &str); 21] = [
    ('a', "áàâäãåāăąÁÀÂÄÃÅĀĂĄ"),
    ('c', "çćĉċčÇĆĈĊČ"),
    ('d', "ďđĎĐ"),
    ('e', "éèêëēĕėęěÉÈÊËĒĔĖĘĚ"),
    ('g', "ĝğġģĜĞĠĢ"),
    ('h', "ĥĤ"),
    ('i', "íìîïĩīĭįÍÌÎÏĨĪĬĮİ"),
    ('j', "ĵĴ"),
    ('k', "ķĶ"),
    ('l', "ĺļľłĹĻĽŁ"),
    ('n', "ñńņňÑŃŅŇ"),
    ('o', "óòôöõøōŏőÓÒÔÖÕØŌŎŐ"),
    ('r', "ŕŗřŔŖŘ"),
    ('s', "śŝşšșŚŜŞŠȘ"),
    ('t', "ţťțŢŤȚ"),
    ('u', "úùûüũūŭůűųÚÙÛÜŨŪŬŮŰŲ"),
    ('w', "ŵŴ"),
    ('y', "ýÿŷÝŸŶ"),
    ('z', "źżžŹŻŽ"),
    ('и', "йЙ"),
    ('і', "їЇ"),
];

/// Returns a letter without its accent, in lower case if it had one.
pub fn unaccented(c: char) -> char {
    if c.is_ascii() {
        return c;
    }
    let group = ACCENTED.iter().find(|(_, accented)| accented.contains(c));
    group.map_or(c, |(plain, _)| *plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded() {
        assert_eq!(folded("Élysée’s €210\u{a0}billion"), "elysee s 210 billion");
        assert_eq!(
            folded(" Zelenskyy, W. Łukasz & e\u{301}t"),
            "zelenskyy w lukasz et"
        );
        assert_eq!(folded("Зеленський 😀 \u{301} İ]]>"), "зеленськии i");
        assert_eq!(words(&folded(" ]]> ")).count(), 0);
    }
}
