//! The list of addresses that a site promises to keep, `urls.txt`. That nothing on it vanishes is
//! checked with the links of the site; here it is written.

use std::collections::BTreeSet;

use crate::publish::Outputs;
use crate::render;

/// What stands above a new list.
const HEAD: &str = "\
# Addresses that must not vanish. `casebook urls --keep` adds new ones; lines are taken out by hand.
";

/// Returns every address and anchor that is published, as paths from the base, sorted.
pub fn published(outputs: &Outputs) -> BTreeSet<String> {
    render::addresses(outputs)
}

/// Adds addresses to a list. Returns its new text, and how many are new.
pub fn kept(list: Option<&str>, published: &BTreeSet<String>) -> (String, usize) {
    let list = list.map_or(HEAD, |list| list.trim_start_matches('\u{feff}'));
    let is_address = |line: &&str| line.starts_with('/');
    let lines = list.lines().map(str::trim_end);
    let before: BTreeSet<&str> = lines.clone().filter(is_address).collect();
    let notes = lines.filter(|line| !is_address(line) && !line.is_empty());
    let mut text: String = notes.map(|line| format!("{line}\n")).collect();
    let all: BTreeSet<&str> = before
        .iter()
        .copied()
        .chain(published.iter().map(String::as_str))
        .collect();
    for address in &all {
        text.push_str(address);
        text.push('\n');
    }
    (text, all.len() - before.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_addresses_come_in_and_none_goes() {
        let published = ["/", "/b/"].map(str::to_owned).into();
        let (text, new) = kept(Some("# Ours.\n/a/\n/b/ \n"), &published);
        assert_eq!((text.as_str(), new), ("# Ours.\n/\n/a/\n/b/\n", 1));
        let again = kept(Some(&text), &published);
        assert_eq!(again, (text, 0));
    }

    #[test]
    fn a_new_list_says_what_it_is_for() {
        let (text, new) = kept(None, &["/".to_owned()].into());
        assert_eq!((text.as_str(), new), (&*format!("{HEAD}/\n"), 1));
    }
}
