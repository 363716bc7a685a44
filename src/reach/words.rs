//! Words as the search sees them: in lower case, without accents. `static/search.js` cuts queries in
//! the same way.

/// Cuts a text into words.
pub(super) fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric() && !is_mark(c))
        .map(|word| {
            word.chars()
                .filter(|c| !is_mark(*c))
                .flat_map(char::to_lowercase)
                .filter(|c| !is_mark(*c))
                .map(unaccented)
                .collect::<String>()
        })
        .filter(|word| !word.is_empty())
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
        let cut = |text| words(text).collect::<Vec<_>>();
        assert_eq!(
            cut("Élysée’s €210\u{a0}billion"),
            ["elysee", "s", "210", "billion"]
        );
        assert_eq!(
            cut("Zelenskyy, W. Łukasz & e\u{301}t"),
            ["zelenskyy", "w", "lukasz", "et"]
        );
        assert_eq!(cut("Зеленський 😀 ]]>"), ["зеленськии"]);
    }
}
