//! What is wrong with the content, as values: code, severity, span, message, help.
//!
//! Stages push diagnostics and go on with a sensible stand-in; nobody draws them but `report`.

mod codes;
mod pages;

pub use codes::Code;
pub(crate) use pages::plain;

use std::fmt;

use crate::source::Span;

/// How much a diagnostic weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing is published.
    Error,
    /// Published, but somebody should look.
    Warning,
    /// Switched off in `site.toml`; never shown.
    Off,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Off => "off",
        })
    }
}

/// A change of the file that surely cures what a diagnostic names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fix {
    /// What to replace.
    pub span: Span,
    /// What stands there afterwards.
    pub replacement: String,
}

/// One thing that is wrong with the content, a template or a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of thing is wrong.
    pub code: Code,
    /// How much it weighs.
    pub severity: Severity,
    /// One line: what is wrong, with the offending text in backticks.
    pub message: String,
    /// The smallest wrong thing; none where no file is at fault.
    pub span: Option<Span>,
    /// Other places that explain it.
    pub labels: Vec<(Span, String)>,
    /// Advice.
    pub help: Vec<String>,
    /// The certain cure, if there is one.
    pub fix: Option<Fix>,
    /// Whether it may merely follow from another mistake, which is told too. Where an error is left without it, it is
    /// not told.
    pub is_consequence: bool,
}

/// The longest message, in bytes, and how much of its end is kept.
const LONGEST: (usize, usize) = (1_000, 200);

fn shortened(message: String) -> String {
    let (longest, end) = LONGEST;
    if message.len() <= longest {
        return message;
    }
    let start = &message[..message.floor_char_boundary(longest - end)];
    let end = &message[message.ceil_char_boundary(message.len() - end)..];
    format!("{start}…{end}")
}

impl Diagnostic {
    /// Says whether nothing may be published because of it.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// Makes a diagnostic of the code's own severity. A message that quotes several lines becomes one,
    /// and one that quotes a very long text is cut in the middle.
    pub fn new(code: Code, span: impl Into<Option<Span>>, message: impl Into<String>) -> Self {
        let message = shortened(message.into());
        Self {
            code,
            severity: code.severity(),
            message: match message.contains('\n') {
                true => message.lines().map(str::trim).collect::<Vec<_>>().join(" "),
                false => message,
            },
            span: span.into(),
            labels: Vec::new(),
            help: Vec::new(),
            fix: None,
            is_consequence: false,
        }
    }

    /// Makes it one that may merely follow from another mistake: what would cure it may be wrong then.
    #[must_use]
    pub fn following(mut self, is_consequence: bool) -> Self {
        if is_consequence {
            self.is_consequence = true;
            self.fix = None;
        }
        self
    }

    /// Adds a line of advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// Adds a place that explains the problem.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push((span, text.into()));
        self
    }

    /// Adds the certain cure: the text that takes the place of `span`.
    #[must_use]
    pub fn fix(mut self, span: Span, replacement: impl Into<String>) -> Self {
        self.fix = Some(Fix {
            span,
            replacement: replacement.into(),
        });
        self
    }

    /// Adds "did you mean …?" with the nearest of `known`, if one of them is near enough to `wrong`, and the
    /// fix that writes it, if no other is as near and no digit differs: another number is another thing.
    #[must_use]
    pub fn did_you_mean<'a>(
        mut self,
        wrong: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        if let Some(Near {
            word: near,
            is_alone,
        }) = look_for(wrong, known)
        {
            self.help.push(format!("did you mean `{near}`?"));
            if let Some(span) = &self.span
                && span.end - span.start == wrong.len()
                && is_alone
                && digits(wrong).eq(digits(near))
            {
                self.fix = Some(Fix {
                    span: span.clone(),
                    replacement: near.to_owned(),
                });
            }
        }
        self
    }

    /// The order in which diagnostics are shown: by file and place, then code.
    fn key(&self) -> (Option<&Span>, Code, &str) {
        (self.span.as_ref(), self.code, &self.message)
    }
}

/// Sorts diagnostics by place and drops exact repetitions.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| a.key().cmp(&b.key()));
    diagnostics.dedup();
}

/// Returns the word of `known` that `wrong` was probably meant to be: at most a third of its
/// letters differ (restricted Damerau–Levenshtein distance: a swap of neighbours is one step).
/// The first of equally near words wins.
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    look_for(wrong, known).map(|near| near.word)
}

/// The nearest of some words.
struct Near<'a> {
    word: &'a str,
    /// Whether no other one is as near.
    is_alone: bool,
}

fn look_for<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<Near<'a>> {
    let wrong: Vec<char> = wrong.to_lowercase().chars().take(80).collect();
    let limit = (wrong.len() / 3).max(1);
    let mut best: Option<(usize, Near<'a>)> = None;
    for word in known {
        let candidate: Vec<char> = word.to_lowercase().chars().take(80).collect();
        if candidate.len().abs_diff(wrong.len()) > limit {
            continue;
        }
        let distance = distance(&wrong, &candidate);
        if distance > limit {
            continue;
        }
        match &mut best {
            Some((least, near)) if *least == distance => near.is_alone &= near.word == word,
            Some((least, _)) if *least < distance => {}
            best => {
                let is_alone = true;
                *best = Some((distance, Near { word, is_alone }));
            }
        }
    }
    best.map(|(_, near)| near)
}

fn digits(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(char::is_ascii_digit)
}

fn distance(a: &[char], b: &[char]) -> usize {
    let mut two_back: Vec<usize> = Vec::new();
    let mut back: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = Vec::with_capacity(b.len() + 1);
        row.push(i);
        for j in 1..=b.len() {
            let substitute = back[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = substitute.min(back[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(two_back[j - 2] + 1);
            }
            row.push(least);
        }
        two_back = back;
        back = row;
    }
    back[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_finds_typos_and_only_typos() {
        let known = ["eu-immobilised", "euroclear-cbr", "ecb"];
        assert_eq!(nearest("eu-imobilised", known), Some("eu-immobilised"));
        assert_eq!(nearest("euroclaer-cbr", known), Some("euroclear-cbr"));
        assert_eq!(nearest("ebc", known), Some("ecb"));
        assert_eq!(nearest("something-else", known), None);
    }
}
