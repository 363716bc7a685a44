//! Characters that nobody sees and that change what is read: control characters, marks that turn the
//! direction of a line, and those of no width. They come with text that was copied from elsewhere;
//! some hide what a reader of the source should see, all keep words and numbers from being found.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Source;

/// How many are told of one file.
const MOST: usize = 20;

/// Says of each hidden character of a text where it stands, several in a row once.
pub fn characters(source: &Source) -> Vec<Diagnostic> {
    let text = &*source.text;
    // Nearly every text is without, and most are ASCII for long stretches.
    let mut found: Vec<(usize, usize, char)> = Vec::new();
    for (at, c) in text.char_indices() {
        let Some(kind) = Kind::of(c) else { continue };
        if kind.is_allowed(text, at, c) {
            continue;
        }
        let end = at + c.len_utf8();
        match found.last_mut() {
            Some((_, last, _)) if *last == at => *last = end,
            _ => found.push((at, end, c)),
        }
        if found.len() > MOST {
            break;
        }
    }
    let told = found.iter().take(MOST);
    told.map(|(start, end, c)| tell(source, *start, *end, *c))
        .collect()
}

fn tell(source: &Source, start: usize, end: usize, first: char) -> Diagnostic {
    let kind = Kind::of(first).unwrap_or(Kind::Control);
    let count = source.text[start..end].chars().count();
    let more = match count {
        1 => String::new(),
        _ => format!(" and {} more", count - 1),
    };
    let message = format!(
        "`U+{:04X}`, {}, stands here unseen{more}",
        u32::from(first),
        kind.name()
    );
    let span = source.span(start..end);
    let diagnostic = Diagnostic::new(Code::HiddenCharacter, span.clone(), message);
    match kind {
        Kind::Control | Kind::Unassigned => {
            diagnostic.help("take it out, and look whether a letter is missing here")
        }
        Kind::Separator => diagnostic.help("write a line end in its place"),
        Kind::Direction => diagnostic
            .help("take it out: lines must read in the order in which they are written")
            .fix(span, ""),
        Kind::Mark | Kind::Joiner | Kind::NoWidth | Kind::Tag => {
            diagnostic.help("take it out").fix(span, "")
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Control,
    /// Turns the direction of the text that follows.
    Direction,
    /// Turns the direction of its neighbours; needed beside letters that run from right to left.
    Mark,
    /// Joins its neighbours, or keeps them apart; needed in some scripts and in emoji.
    Joiner,
    NoWidth,
    Separator,
    /// Names a flag behind its emoji.
    Tag,
    /// Never a character, by the standard; XML cannot hold some of them.
    Unassigned,
}

impl Kind {
    fn of(c: char) -> Option<Self> {
        Some(match c {
            '\t' | '\n' | '\r' | ' '..='~' => return None,
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => Self::Control,
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Self::Direction,
            '\u{61c}' | '\u{200e}' | '\u{200f}' => Self::Mark,
            '\u{200c}' | '\u{200d}' => Self::Joiner,
            '\u{ad}' | '\u{180e}' | '\u{200b}' | '\u{2060}'..='\u{2064}' => Self::NoWidth,
            '\u{206a}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' => Self::NoWidth,
            '\u{2028}' | '\u{2029}' => Self::Separator,
            '\u{e0000}'..='\u{e007f}' => Self::Tag,
            '\u{fdd0}'..='\u{fdef}' => Self::Unassigned,
            _ if u32::from(c) & 0xfffe == 0xfffe => Self::Unassigned,
            _ => return None,
        })
    }

    fn name(self) -> &'static str {
        match self {
            Self::Control => "a control character",
            Self::Direction => "a sign that turns the direction of the text",
            Self::Mark => "a mark of direction",
            Self::Joiner => "a joiner without width",
            Self::NoWidth => "a character without width",
            Self::Separator => "a separator that is no line end",
            Self::Tag => "a tag character",
            Self::Unassigned => "a code that is no character",
        }
    }

    /// Says whether a character is needed where it stands.
    fn is_allowed(self, text: &str, at: usize, c: char) -> bool {
        let before = text[..at].chars().next_back();
        let after = text[at + c.len_utf8()..].chars().next();
        match self {
            // A byte order mark.
            Self::NoWidth => c == '\u{feff}' && at == 0,
            Self::Mark => before.is_some_and(is_from_right) || after.is_some_and(is_from_right),
            Self::Joiner => before.is_some_and(is_joined) && after.is_some_and(is_joined),
            Self::Tag => before.is_some_and(|c| c == '\u{1f3f4}' || Self::of(c) == Some(Self::Tag)),
            Self::Control | Self::Direction | Self::Separator | Self::Unassigned => false,
        }
    }
}

/// Says whether a letter belongs to Hebrew, Arabic or a script beside them.
fn is_from_right(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}')
}

/// Says whether a character can need a joiner beside it: letters of Arabic, of the scripts of India
/// and South-East Asia, and emoji, but none of Latin, Greek or Cyrillic.
fn is_joined(c: char) -> bool {
    matches!(c,
        '\u{600}'..='\u{109f}' | '\u{1780}'..='\u{18af}' | '\u{1b00}'..='\u{1bff}'
        | '\u{2640}'..='\u{2642}' | '\u{2600}'..='\u{27bf}' | '\u{2b1b}' | '\u{fe0f}'
        | '\u{fb50}'..='\u{fdcf}' | '\u{fe70}'..='\u{fefc}' | '\u{1f300}'..='\u{1faff}')
}
