//! YAML that cannot be read: which slip of a writer it was, and its cure.

use std::ops::Range;

use super::explain::Mistake;
use super::lines::{Text, last_line_before, line_at, values, values_above, whole_text};
use super::{Block, depth};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::values::is_id;

/// An anchor or a tag before a list or a block.
pub(super) fn needless_mark(block: &Block, yaml: &str, start: usize) -> Mistake {
    let length = yaml[start..]
        .find(char::is_whitespace)
        .unwrap_or(yaml.len() - start);
    let mark = start..start + length;
    let diagnostic = Diagnostic::new(
        Code::YamlSyntax,
        block.span(mark.clone()),
        format!("`{}` has no meaning here", &yaml[mark.clone()]),
    )
    .help("leave it out, and write lists out where they are needed")
    .fix(block.span(mark.clone()), "");
    Mistake {
        diagnostic,
        blank: Some(mark),
    }
}

/// A text that YAML takes for something else.
pub(super) fn needs_quotes(block: &Block, yaml: &str, value: Range<usize>) -> Mistake {
    let Text { range, is_sure } = whole_text(yaml, value);
    let raw = &yaml[range.clone()];
    let span = block.span(range.clone());
    let shown: String = raw.chars().take(40).collect();
    let message = format!("`{shown}` is not plain text to YAML");
    let diagnostic =
        Diagnostic::new(Code::YamlSyntax, span.clone(), message).help("put quotes round this text");
    Mistake {
        diagnostic: match is_sure {
            true => diagnostic.fix(span, quoted(raw)),
            false => diagnostic,
        },
        blank: Some(range),
    }
}

/// Says whether a value is written as citations are, `[@a, @b]`, where a list of sources is meant.
fn is_list_of_citations(yaml: &str, value: &Range<usize>) -> bool {
    let before = yaml[..value.start].trim_end();
    let items = yaml[value.clone()].strip_prefix('[');
    let items = items.and_then(|items| items.strip_suffix(']'));
    let is_citation = |item: &str| item.trim().strip_prefix('@').is_some_and(is_id);
    before.ends_with("sources:")
        && items.is_some_and(|items| items.split([',', ';']).all(is_citation))
}

/// A list of sources with the sign that citations have.
fn needs_no_signs(block: &Block, yaml: &str, value: Range<usize>) -> Mistake {
    let raw = &yaml[value.clone()];
    let span = block.span(value.clone());
    let message = format!("`{raw}` is a citation, and here stand ids");
    let diagnostic = Diagnostic::new(Code::YamlSyntax, span.clone(), message)
        .help("leave the signs out")
        .fix(span, raw.replace('@', "").replace(';', ","));
    Mistake {
        diagnostic,
        blank: Some(value),
    }
}

/// Brackets that are opened and not closed.
pub(super) fn too_deep(block: &Block, at: usize) -> Diagnostic {
    let message = format!(
        "more than {} brackets are open here at once",
        depth::MOST_OPEN
    );
    Diagnostic::new(Code::YamlSyntax, block.span(at..at + 1), message)
        .help("close each `[` and `{`; put quotes round a text that holds them")
}

/// Puts quotes round a text.
pub(in crate::document) fn quoted(raw: &str) -> String {
    if !raw.contains(['"', '\\']) {
        format!("\"{raw}\"")
    } else if !raw.contains('\'') {
        format!("'{raw}'")
    } else {
        format!("\"{}\"", raw.replace('\\', "\\\\").replace('"', "\\\""))
    }
}

pub(super) fn syntax(block: &Block, yaml: &str, error: &serde_yaml::Error) -> Mistake {
    let at = error
        .location()
        .map_or(0, |location| location.index())
        .min(yaml.len());
    let at = yaml.floor_char_boundary(at);
    let text = error.to_string();
    if let Some(mistake) = wrong_space(block, yaml, at) {
        return mistake;
    }
    if text.contains("more than one document")
        && let Some(mistake) = second_start(block, yaml)
    {
        return mistake;
    }
    let known = open_quote(block, yaml)
        .or_else(|| open_list(block, yaml, at))
        .or_else(|| wrong_quotes(block, yaml))
        .or_else(|| colon_in_map(block, yaml, at));
    if let Some(mistake) = known {
        return mistake;
    }
    if let Some(value) = suspicious_value(yaml, at) {
        return match is_list_of_citations(yaml, &value) {
            true => needs_no_signs(block, yaml, value),
            false => needs_quotes(block, yaml, value),
        };
    }
    let cause = text.split(" at line ").next().unwrap_or(&text);
    let line = culprit(yaml, at, &text);
    match cause {
        "could not find expected ':'" => no_key(block, yaml, line),
        "mapping values are not allowed in this context" => too_far_in(block, yaml, line),
        _ => out_of_line(block, line, cause),
    }
}

/// Returns the line at fault without its indentation: where the reader was when it stumbled, or
/// where it began what it could not finish.
fn culprit(yaml: &str, at: usize, error: &str) -> Range<usize> {
    let began = error
        .split("while scanning a simple key at line ")
        .nth(1)
        .and_then(|rest| rest.split(' ').next()?.parse::<usize>().ok());
    let at = match began {
        Some(line) => yaml
            .split_inclusive('\n')
            .take(line.saturating_sub(1))
            .map(str::len)
            .sum(),
        None => at,
    };
    let line = line_at(yaml, at.min(yaml.len()));
    let line = match yaml[line.clone()].trim().is_empty() {
        true => last_line_before(yaml, at),
        false => line,
    };
    let trimmed = yaml[line.clone()].trim_end();
    let start = line.start + (trimmed.len() - trimmed.trim_start().len());
    start..(line.start + trimmed.len()).max(start)
}

/// A tab or a no-break space in the indentation.
fn wrong_space(block: &Block, yaml: &str, at: usize) -> Option<Mistake> {
    let line = line_at(yaml, at);
    let indent = &yaml[line.clone()];
    let indent = &indent[..indent.len() - indent.trim_start().len()];
    let (offset, wrong) = indent
        .char_indices()
        .find(|(_, c)| !matches!(c, ' ' | '\r'))?;
    let (name, spaces) = match wrong {
        '\t' => ("tab", "  "),
        _ => ("space of another kind", " "),
    };
    let wrong = line.start + offset..line.start + offset + wrong.len_utf8();
    let diagnostic = Diagnostic::new(
        Code::YamlSyntax,
        block.span(wrong.clone()),
        format!("a {name} stands where only plain spaces may stand"),
    )
    .help("indent with spaces")
    .fix(block.span(wrong), spaces);
    Some(Mistake {
        diagnostic,
        blank: Some(line),
    })
}

/// A line `---` in the middle of a file of records.
fn second_start(block: &Block, yaml: &str) -> Option<Mistake> {
    let start = yaml.find("\n---")? + 1;
    let line = start..start + "---".len();
    let diagnostic = Diagnostic::new(
        Code::YamlSyntax,
        block.span(line.clone()),
        "`---` stands inside the list",
    )
    .help("a file is one list: remove this line")
    .fix(block.span(line.clone()), "");
    Some(Mistake {
        diagnostic,
        blank: Some(line),
    })
}

/// A quote in a list or map of one line that is not closed there, with a key in the line below.
fn open_quote(block: &Block, yaml: &str) -> Option<Mistake> {
    for (line, value) in values(yaml) {
        let raw = &yaml[value.clone()];
        let Some(quote) = entries(raw).find_map(|entry| entry.open_quote) else {
            continue;
        };
        let below = yaml.get(line.end + 1..).unwrap_or_default().lines();
        let below = below.map(str::trim_start).find(|line| !line.is_empty());
        if below.is_some_and(|line| !line.starts_with("- ") && !line.contains(':')) {
            continue;
        }
        let span = value.start + quote..value.end;
        let message = format!("the text `{}` has no quote at its end", &yaml[span.clone()]);
        let diagnostic = Diagnostic::new(Code::YamlSyntax, block.span(span), message).help(
            "a text in quotes begins and ends with the same quote, which does not stand inside",
        );
        return Some(Mistake {
            diagnostic,
            blank: Some(value),
        });
    }
    None
}

/// A text with a colon in a map of one line, or two keys of one with no comma between them.
fn colon_in_map(block: &Block, yaml: &str, at: usize) -> Option<Mistake> {
    values_above(yaml, at).find_map(|whole| {
        let raw = &yaml[whole.clone()];
        let (key, value) = entries(raw).find_map(|entry| {
            let text = &raw[entry.range.clone()];
            let (key, value) = text.split_once(": ")?;
            let value = value.trim();
            let is_plain = !value.starts_with(['"', '\'', '[', '{']);
            (is_plain && value.contains(": ")).then_some((key, value))
        })?;
        let start = value.as_ptr() as usize - yaml.as_ptr() as usize;
        let value = start..start + value.len();
        let before = yaml[value.clone()].split(": ").next().unwrap_or_default();
        match before.rsplit_once(' ') {
            Some((_, second)) if second.chars().all(|c| c.is_ascii_lowercase() || c == '_') => {
                let message = format!("a comma is missing between `{}` and `{second}`", key.trim());
                let diagnostic = Diagnostic::new(Code::YamlSyntax, block.span(value), message)
                    .help(format!(
                        "write a comma before `{second}`, or quotes round the text"
                    ));
                Some(Mistake {
                    diagnostic,
                    blank: Some(whole),
                })
            }
            _ => Some(needs_quotes(block, yaml, value)),
        }
    })
}

/// A part of a list or map of one line, between brackets and commas.
struct Entry {
    range: Range<usize>,
    /// Where a quote stands in it that is not closed.
    open_quote: Option<usize>,
}

/// Returns the parts of a list or map of one line; none of anything else.
fn entries(raw: &str) -> impl Iterator<Item = Entry> {
    let is_flow = raw.starts_with(['[', '{']);
    let mut at = if is_flow { 0 } else { raw.len() };
    std::iter::from_fn(move || {
        if at >= raw.len() {
            return None;
        }
        let start = at;
        let mut quote: Option<(usize, char)> = None;
        let mut last = ' ';
        let mut signs = raw[start..].char_indices();
        let end = signs.find_map(|(offset, c)| {
            match quote {
                Some((_, open)) if c == open && last != '\\' => quote = None,
                Some(_) => {}
                None if matches!(c, '[' | '{' | ',' | ']' | '}') => return Some(start + offset),
                // Within a word it is an apostrophe.
                None if matches!(c, '"' | '\'') && matches!(last, ' ' | ':') => {
                    quote = Some((start + offset, c));
                }
                None => {}
            }
            last = c;
            None
        });
        let end = end.unwrap_or(raw.len());
        at = end + 1;
        Some(Entry {
            range: start..end,
            open_quote: quote.map(|(at, _)| at),
        })
    })
}

/// A list whose bracket is not closed in its line.
fn open_list(block: &Block, yaml: &str, at: usize) -> Option<Mistake> {
    let value = values_above(yaml, at).find(|value| {
        let raw = &yaml[value.clone()];
        let is_text = raw.starts_with("[@") || raw.contains("](");
        raw.starts_with('[') && !raw.contains(']') && !is_text
    })?;
    // A list may go on in the next line.
    let is_closed = yaml[value.end..]
        .find([']', ':'])
        .is_some_and(|end| yaml[value.end + end..].starts_with(']'));
    if is_closed {
        return None;
    }
    let span = block.span(value.clone());
    let raw = &yaml[value.clone()];
    let cure = format!("{}]", raw.trim_end_matches(','));
    let diagnostic = Diagnostic::new(
        Code::YamlSyntax,
        span.clone(),
        format!("the list `{raw}` has no end"),
    )
    .help("a list ends with `]`")
    .fix(span, cure);
    Some(Mistake {
        diagnostic,
        blank: Some(value),
    })
}

/// A text that begins with a quote and does not end with it, or goes on behind it.
fn wrong_quotes(block: &Block, yaml: &str) -> Option<Mistake> {
    let mut passed = 0;
    for (line, value) in values(yaml) {
        if line.start < passed {
            continue;
        }
        let Some(quote) = yaml[value.clone()]
            .chars()
            .next()
            .filter(|c| matches!(c, '"' | '\''))
        else {
            continue;
        };
        let end = quoted_end(yaml, value.start, quote);
        if let Some(end) = end {
            let rest = yaml[end..line_at(yaml, end).end].trim();
            if rest.is_empty() || rest.starts_with(['#', ',', ']', '}', ':']) {
                passed = line_at(yaml, end).end + 1;
                continue;
            }
        }
        return Some(quote_mistake(block, yaml, value, quote));
    }
    None
}

fn quote_mistake(block: &Block, yaml: &str, value: Range<usize>, quote: char) -> Mistake {
    let raw = &yaml[value.clone()];
    let inner = &raw[1..];
    let (message, text) = match inner.strip_suffix(quote) {
        Some(inner) if inner.contains(quote) => ("has its quotes inside", inner),
        _ if inner.contains(quote) => ("goes on behind its quotes", raw),
        _ => ("has no quote at its end", inner),
    };
    let span = block.span(value.clone());
    let diagnostic = Diagnostic::new(
        Code::YamlSyntax,
        span.clone(),
        format!("the text `{raw}` {message}"),
    )
    .help("a text in quotes begins and ends with the same quote, which does not stand inside")
    .fix(span, quoted(text));
    Mistake {
        diagnostic,
        blank: Some(value),
    }
}

/// Returns the byte after the quote that closes the one at `start`.
fn quoted_end(yaml: &str, start: usize, quote: char) -> Option<usize> {
    let mut rest = yaml[start + 1..].char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        if c == '\\' && quote == '"' {
            rest.next();
        } else if c == quote {
            let is_doubled = quote == '\'' && rest.peek().is_some_and(|next| next.1 == quote);
            if !is_doubled {
                return Some(start + 1 + at + 1);
            }
            rest.next();
        }
    }
    None
}

/// A line that is no `key: value`.
pub(super) fn no_key(block: &Block, yaml: &str, line: Range<usize>) -> Mistake {
    let raw = &yaml[line.clone()];
    let message = format!("`{raw}` is not a key with a value");
    let diagnostic = Diagnostic::new(Code::YamlSyntax, block.span(line.clone()), message);
    let key = raw.split(':').next().unwrap_or("");
    let diagnostic = match lacks_space(raw) {
        true => {
            let colon = line.start + key.len()..line.start + key.len() + 1;
            diagnostic
                .help("put a space behind the colon")
                .fix(block.span(colon), ": ")
        }
        false => diagnostic.help("write one `key: value` a line"),
    };
    Mistake {
        diagnostic,
        blank: Some(line),
    }
}

/// Says whether a text begins with a key and a colon with no space behind it.
pub(super) fn lacks_space(text: &str) -> bool {
    let key = text.split_once(':');
    key.is_some_and(|(key, value)| is_key_name(key) && !value.starts_with([' ', '/']))
}

fn is_key_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

/// A key that stands further in than the keys before it.
fn too_far_in(block: &Block, yaml: &str, line: Range<usize>) -> Mistake {
    let raw = &yaml[line.clone()];
    let key = raw.split(':').next().unwrap_or(raw);
    let span = block.span(line.start..line.start + key.len());
    let diagnostic = Diagnostic::new(
        Code::YamlSyntax,
        span,
        format!("`{key}` does not stand below the key before it"),
    )
    .help("the keys of one block begin in one column");
    Mistake {
        diagnostic,
        blank: Some(line),
    }
}

/// A value that has swallowed the key in the next line, because that stands too far in.
pub(super) fn glued_key(block: &Block, yaml: &str, value: Range<usize>) -> Option<Mistake> {
    let raw = &yaml[value.clone()];
    let is_plain = !raw.starts_with(['"', '\'', '|', '>', '[', '{']);
    let is_followed = yaml[value.end..].starts_with(": ") || yaml[value.end..].starts_with(":\n");
    if !is_plain || !is_followed || !raw.contains('\n') {
        return None;
    }
    Some(too_far_in(block, yaml, culprit(yaml, value.end, "")))
}

/// A line that fits nowhere.
fn out_of_line(block: &Block, line: Range<usize>, cause: &str) -> Mistake {
    let is_at_edge = line.start == 0 || block.yaml().as_bytes().get(line.start - 1) == Some(&b'\n');
    if block.yaml().starts_with("- ") && is_at_edge {
        let start = block.span(line.start..line.start);
        let diagnostic = Diagnostic::new(
            Code::YamlSyntax,
            block.span(line),
            "this line does not belong to a record",
        )
        .help("the keys of a record stand two spaces in")
        .fix(start, "  ");
        return Mistake {
            diagnostic,
            blank: None,
        };
    }
    let diagnostic = Diagnostic::new(
        Code::YamlSyntax,
        block.span(line),
        "from here on the settings cannot be read",
    )
    .help("write one `key: value` a line; the keys of one block begin in one column")
    .help(format!("the reader says: {cause}"));
    Mistake {
        diagnostic,
        blank: None,
    }
}

/// Looks at the line of a failure and a few above it for a value that should be in quotes.
fn suspicious_value(yaml: &str, at: usize) -> Option<Range<usize>> {
    values_above(yaml, at).find(|value| looks_unquoted(&yaml[value.clone()]))
}

fn looks_unquoted(value: &str) -> bool {
    let is_list = value.starts_with('[') && value.ends_with(']') && !value.starts_with("[@");
    let has_colon = value.contains(": ") || value.ends_with(':');
    match value.chars().next() {
        Some('"' | '\'') => false,
        Some('[') => !is_list,
        Some('{') => !value.ends_with('}'),
        Some('|' | '>') => !is_block_header(value),
        Some('@' | '%' | '*' | '&' | '`' | '!') => true,
        _ => has_colon,
    }
}

/// Says whether a value begins a text of several lines, as `|` and `>-` do.
fn is_block_header(value: &str) -> bool {
    let signs = value.split(" #").next().unwrap_or(value).trim();
    signs[1..]
        .chars()
        .all(|c| matches!(c, '+' | '-' | '1'..='9'))
}
