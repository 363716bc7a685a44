//! References: what a link in Markdown means to Casebook.

use std::ops::Range;

use super::values;
use crate::diagnostic::{Code, Diagnostic, nearest};

/// A link, a citation or a reference of another kind. Ranges count from the start of the prose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// What it leads to.
    pub target: Target,
    /// All of it.
    pub range: Range<usize>,
    /// The id or address in it.
    pub id_range: Range<usize>,
    /// The text of the link, plain.
    pub text: String,
    /// Where the text stands.
    pub text_range: Range<usize>,
    /// The title that Markdown lets a link have.
    pub title: String,
}

impl Reference {
    /// Returns where an id, or a part of the address, stands at the end of the address.
    pub fn range_of(&self, id: &str) -> Range<usize> {
        let whole = self.id_range.clone();
        let address = match &self.target {
            Target::File {
                path,
                anchor: Some(anchor),
            } if id == path && !path.is_empty() => {
                return whole.start..whole.end.saturating_sub(anchor.len() + 1).max(whole.start);
            }
            Target::File { path, anchor: None } => path.len(),
            Target::File {
                path,
                anchor: Some(anchor),
            } => path.len() + 1 + anchor.len(),
            Target::Term(id) => "term:".len() + id.len(),
            Target::Figure(id) => "figure:".len() + id.len(),
            Target::Event(id) => "event:".len() + id.len(),
            _ => return whole,
        };
        match whole.len() == address {
            true => whole.end - id.len()..whole.end,
            false => whole,
        }
    }
}

/// What a reference leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A glossary entry, by id.
    Term(String),
    /// `term:-`: this word is not to be linked.
    NoTerm,
    /// A figure, by id.
    Figure(String),
    /// An event, by id.
    Event(String),
    /// Sources.
    Citation(Vec<Cite>),
    /// A file of the site, by a path relative to this one, perhaps with an anchor.
    File {
        /// The path as written; empty for this file.
        path: String,
        /// The anchor without `#`.
        anchor: Option<String>,
    },
    /// A page by its path from the base, such as `/timeline/`, perhaps with an anchor.
    Page {
        /// The path.
        path: String,
        /// The anchor without `#`.
        anchor: Option<String>,
    },
    /// An address elsewhere.
    Url(String),
    /// Something wrong, already reported; only its text is shown.
    Broken,
}

/// One source in a citation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cite {
    /// The id of the source.
    pub id: String,
    /// Page, paragraph or the like.
    pub locator: Option<String>,
    /// Where the id stands.
    pub range: Range<usize>,
}

/// A mistake in a reference, not yet bound to a file.
#[derive(Debug)]
pub(super) struct Mistake {
    pub(super) code: Code,
    pub(super) range: Range<usize>,
    pub(super) message: String,
    pub(super) help: Vec<String>,
    pub(super) replacement: Option<(Range<usize>, String)>,
}

impl Mistake {
    pub(super) fn new(code: Code, range: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            code,
            range,
            message: message.into(),
            help: Vec::new(),
            replacement: None,
        }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    pub(super) fn fix(mut self, range: Range<usize>, text: impl Into<String>) -> Self {
        self.replacement = Some((range, text.into()));
        self
    }
}

/// The schemes that are Casebook's own.
const OWN: [&str; 3] = ["term", "figure", "event"];
/// The schemes that lead elsewhere and are let through.
const OUTSIDE: [&str; 4] = ["https", "http", "mailto", "tel"];

/// Returns the scheme of an address (RFC 3986: a letter, then letters, digits, `+`, `-`, `.`).
pub(crate) fn scheme(address: &str) -> Option<&str> {
    let (scheme, _) = address.split_once(':')?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    is_scheme.then_some(scheme)
}

/// Says whether a scheme is one of Casebook's own.
pub(super) fn is_own(scheme: &str) -> bool {
    OWN.contains(&scheme)
}

/// Returns what the address of a link means.
pub(super) fn classify(address: &str, id_range: Range<usize>) -> Result<Target, Mistake> {
    if let Some(rest) = address.strip_prefix("//") {
        return Err(Mistake::new(
            Code::BrokenLink,
            id_range.clone(),
            format!("`{address}` does not say how to get there"),
        )
        .help("write the whole address")
        .fix(id_range, format!("https://{rest}")));
    }
    match scheme(address) {
        Some(scheme) if is_own(scheme) => own(scheme, address, id_range),
        Some(scheme) if OUTSIDE.contains(&scheme.to_ascii_lowercase().as_str()) => {
            outside(scheme, address, id_range)
        }
        Some(scheme) => {
            let mistake = Mistake::new(
                Code::UnknownScheme,
                id_range.clone(),
                format!("`{scheme}:` is not a kind of link"),
            );
            let known = OWN.iter().chain(&OUTSIDE).copied();
            Err(match nearest(scheme, known) {
                Some(near) => mistake.help(format!("did you mean `{near}:`?")).fix(
                    id_range.clone(),
                    format!("{near}{}", &address[scheme.len()..]),
                ),
                None => mistake
                    .help("known are https:, http:, mailto:, tel:, term:, figure: and event:"),
            })
        }
        None if address.is_empty() => {
            Err(
                Mistake::new(Code::BrokenLink, id_range, "this link has no address")
                    .help("write the address in the round brackets"),
            )
        }
        None => {
            let (path, anchor) = match address.split_once('#') {
                Some((path, anchor)) => (path, Some(decode(anchor))),
                None => (address, None),
            };
            let path = decode(path);
            Ok(if path.starts_with('/') {
                Target::Page { path, anchor }
            } else {
                Target::File { path, anchor }
            })
        }
    }
}

/// Returns the address that a path may be without its scheme: `www.example.org`, `example.org/page`, `ann@example.org`.
pub(crate) fn elsewhere(path: &str) -> Option<String> {
    let first = path.split('/').next().unwrap_or(path);
    let host = first.rsplit('@').next().unwrap_or(first);
    let (name, ending) = host.rsplit_once('.')?;
    let is_name = |part: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|c| c.is_alphanumeric() || "-.".contains(c))
    };
    let is_file = path == first && FILE_ENDINGS.contains(&ending.to_lowercase().as_str());
    let is_host =
        is_name(name) && ending.len() > 1 && ending.chars().all(char::is_alphabetic) && !is_file;
    match (is_host, host.len() < first.len()) {
        (false, _) => None,
        (true, true) => Some(format!("mailto:{path}")),
        (true, false) => Some(format!("https://{path}")),
    }
}

/// What names of files end with, also where no such file is there.
const FILE_ENDINGS: [&str; 21] = [
    "avif", "csv", "docx", "gif", "htm", "html", "jpeg", "jpg", "json", "markdown", "md", "mdx",
    "pdf", "png", "svg", "txt", "webp", "xlsx", "yaml", "yml", "zip",
];

fn outside(scheme: &str, address: &str, id_range: Range<usize>) -> Result<Target, Mistake> {
    let rest = &address[scheme.len() + 1..];
    let is_web = scheme.to_ascii_lowercase().starts_with("http");
    let host = rest.strip_prefix("//").unwrap_or("");
    let has_host = !host.is_empty() && !host.starts_with(['/', '?', '#']);
    if (is_web && !has_host) || rest.is_empty() || address.contains(char::is_whitespace) {
        return Err(Mistake::new(
            Code::BadUrl,
            id_range,
            format!("`{address}` is not an address"),
        )
        .help("an address looks like `https://example.org/page`"));
    }
    Ok(Target::Url(address.to_owned()))
}

fn own(scheme: &str, address: &str, id_range: Range<usize>) -> Result<Target, Mistake> {
    let id = address[scheme.len() + 1..].to_owned();
    if scheme == "term" && id == "-" {
        return Ok(Target::NoTerm);
    }
    if id.is_empty()
        || !id
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    {
        return Err(Mistake::new(
            Code::BadReference,
            id_range,
            format!("`{address}` is not a reference"),
        )
        .help(format!(
            "after `{scheme}:` comes an id of lower-case letters, digits and hyphens, with no space"
        )));
    }
    Ok(match scheme {
        "term" => Target::Term(id),
        "figure" => Target::Figure(id),
        _ => Target::Event(id),
    })
}

/// Decodes `%20` and the like; what is not such a code stays.
pub(super) fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = (bytes[at] == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        decoded.push(code.unwrap_or(bytes[at]));
        at += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8(decoded).unwrap_or_else(|_| text.to_owned())
}

/// Reads `[@a, p. 4; @b]`, brackets included. `start` is where it stands.
pub(super) fn citation(written: &str, start: usize) -> Result<Vec<Cite>, Mistake> {
    let whole = start..start + written.len();
    let wrong = |message: &str, help: &str| {
        Mistake::new(Code::BadCitation, whole.clone(), message).help(help)
    };
    let inner = written
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .ok_or_else(|| wrong("this is not a citation", "a citation is written `[@id]`"))?;
    if inner.starts_with("-@") {
        return Err(wrong(
            &format!("`{written}` asks for a form of citation that is not used here"),
            "leave the hyphen out",
        )
        .fix(whole.clone(), format!("[{}]", &inner[1..])));
    }
    if !inner.starts_with('@') {
        let at = inner.find('@').unwrap_or(0);
        return Err(wrong(
            &format!("`{written}` has words before the citation"),
            "put the words before the bracket",
        )
        .fix(
            whole.clone(),
            format!("{} [{}]", inner[..at].trim_end(), &inner[at..]),
        ));
    }
    let mut cites = Vec::new();
    let mut at = start + 1;
    for part in inner.split(';') {
        cites.push(cite(part, at)?);
        at += part.len() + 1;
    }
    Ok(cites)
}

fn cite(part: &str, start: usize) -> Result<Cite, Mistake> {
    let lead = part.len() - part.trim_start().len();
    let text = part.trim();
    let range = start + lead..start + lead + text.len();
    let Some(rest) = text.strip_prefix('@') else {
        let mistake = Mistake::new(
            Code::BadCitation,
            range.clone(),
            format!("`{text}` is not a source"),
        );
        return Err(match text.is_empty() {
            true => Mistake::new(
                Code::BadCitation,
                start - 1..start,
                "a source is missing here",
            )
            .help("`;` stands only between sources: leave it out, or add another `@id`"),
            false => {
                mistake.help("each source begins with `@`, and `;` stands only between sources")
            }
        });
    };
    let (id, locator) = match rest.split_once(',') {
        Some((id, locator)) => (id.trim_end(), Some(locator.trim())),
        None => (rest, None),
    };
    let is_id = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if id.is_empty() || !id.chars().all(is_id) {
        let mistake = Mistake::new(
            Code::BadCitation,
            range,
            format!("`@{id}` cannot be the id of a source"),
        );
        let spaces = id.len() - id.trim_start().len();
        if spaces > 0 && values::is_id(id.trim_start()) {
            let start = mistake.range.start + 1;
            let message = format!("`@{id}` has a space behind the sign");
            return Err(Mistake { message, ..mistake }
                .help(format!(
                    "the id stands right behind it: `@{}`",
                    id.trim_start()
                ))
                .fix(start..start + spaces, ""));
        }
        return Err(if id.contains(char::is_whitespace) {
            mistake.help("between two sources stands `;`, before a page stands a comma")
        } else {
            mistake.help("ids are of lower-case letters, digits and hyphens")
        });
    }
    if let Some(second) = locator.filter(|locator| locator.starts_with('@')) {
        let comma = range.start + 1 + rest.find(',').unwrap_or(0);
        return Err(Mistake::new(
            Code::BadCitation,
            comma..comma + 1,
            format!("a comma stands before the source `{second}`"),
        )
        .help("between two sources stands `;`")
        .fix(comma..comma + 1, ";"));
    }
    if locator == Some("") {
        return Err(
            Mistake::new(Code::BadCitation, range, "nothing follows the comma")
                .help("leave the comma out, or write the page: `[@id, p. 4]`"),
        );
    }
    Ok(Cite {
        id: id.to_owned(),
        locator: locator.map(str::to_owned),
        range: range.start + 1..range.start + 1 + id.len(),
    })
}

/// Binds a mistake to its file.
pub(super) fn bind(
    mistake: Mistake,
    span: impl Fn(Range<usize>) -> crate::source::Span,
) -> Diagnostic {
    let mut diagnostic = Diagnostic::new(mistake.code, span(mistake.range), mistake.message);
    diagnostic.help = mistake.help;
    if let Some((range, text)) = mistake.replacement {
        diagnostic = diagnostic.fix(span(range), text);
    }
    diagnostic
}
