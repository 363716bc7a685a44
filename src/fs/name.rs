//! Paths that can be published: `/` between names, nothing that leads elsewhere, and no name that one
//! of the usual systems cannot have. The same rules hold everywhere, so that one site can be published
//! and checked out on all of them.

use super::TEMPORARY;

/// The longest name of a file or folder that the usual systems take, in bytes.
const LONGEST_NAME: usize = 255;
/// The longest path that leaves room for the folder in front of it.
const LONGEST_PATH: usize = 1024;
/// Names that Windows keeps for devices, whatever follows their first point.
const DEVICES: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8",
    "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Says why a path cannot be published, or nothing if it can.
pub fn flaw(path: &str) -> Option<&'static str> {
    if path.is_empty() {
        return Some("it is empty");
    }
    if path.len() > LONGEST_PATH {
        return Some("the path is longer than 1,024 bytes");
    }
    let is_sign = |c: char| matches!(c, '\\' | ':' | '<' | '>' | '"' | '|' | '?' | '*');
    if path.contains(|c: char| c.is_control() || is_sign(c)) {
        return Some("a name holds a control character or one of `\\ : < > \" | ? *`");
    }
    if path.contains(is_combining) {
        return Some(
            "a name has a letter and its accent as two characters, which some systems make one",
        );
    }
    path.split('/').find_map(flaw_of_name)
}

fn flaw_of_name(name: &str) -> Option<&'static str> {
    let stem = name.split('.').next().unwrap_or(name);
    match name {
        "" => Some("a name between its slashes is missing"),
        "." | ".." => Some("`.` and `..` are no names"),
        _ if name.eq_ignore_ascii_case(".git") || name.eq_ignore_ascii_case(".casebook") => {
            Some("`.git` and `.casebook` belong to others")
        }
        _ if name.len() > LONGEST_NAME => Some("a name is longer than 255 bytes"),
        _ if name.starts_with(TEMPORARY) => Some("a name is one for unfinished files"),
        _ if name.ends_with(['.', ' ']) => Some("a name ends with a point or a blank"),
        _ if DEVICES
            .iter()
            .any(|device| stem.eq_ignore_ascii_case(device)) =>
        {
            Some("a name is one that Windows keeps for a device")
        }
        _ => None,
    }
}

/// Says whether a character is drawn over the one before it. Names in which accents stand apart are
/// the same to a Mac as names in which they do not, and other names to everybody else.
fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1161}'..='\u{11ff}' | '\u{3099}' | '\u{309a}')
}
