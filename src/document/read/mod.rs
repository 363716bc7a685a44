//! From keys to typed content: ids and addresses are checked, required keys are asked for, inline
//! Markdown is parsed.

mod plain;
mod records;
mod texts;

use std::ops::Range;

pub(super) use records::{FigureRecord, events, figures, sources};
pub(super) use texts::{article, term, text_page};

use super::date::Date;
use super::keys::TEXTS;
use super::markdown::{self, Origin, Prose};
use super::record::Place;
use super::values::{is_id, is_web_address, to_id};
use super::yaml::{Block, Meant, Step, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::fingerprint;

/// Reads values out of one block.
struct Reader<'a> {
    place: Place,
    meant: &'a Meant,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    fn new(
        block: Block,
        path: Vec<Step>,
        meant: &'a Meant,
        diagnostics: &'a mut Vec<Diagnostic>,
    ) -> Self {
        let fingerprint = fingerprint(&block.yaml());
        Self {
            place: Place {
                block,
                path,
                fingerprint,
            },
            meant,
            diagnostics,
        }
    }

    fn inside(&mut self, key: &str, item: usize) -> Reader<'_> {
        Reader {
            place: Place {
                block: self.place.block.clone(),
                path: self.place.path_to(key, Some(item)),
                fingerprint: self.place.fingerprint,
            },
            meant: self.meant,
            diagnostics: self.diagnostics,
        }
    }

    /// Reports a required key that is not there. A key that is there but was refused has been
    /// reported already.
    fn missing(&mut self, key: &str, help: &str) {
        let path = self.place.path_to(key, None);
        let has_value = self.place.block.has_value(&path);
        if has_value || self.meant.has(key) || self.has_no_settings() {
            return;
        }
        let block = &self.place.block;
        if let Some(comment) = block.comment_for_value(&path) {
            let diagnostic = commented_out(block, key, comment, help);
            self.diagnostics.push(diagnostic);
            return;
        }
        let span = match self.place.path.is_empty() {
            true => block.span_of_key(&path),
            false => block.span_of_first_key(&self.place.path),
        };
        self.diagnostics.push(
            Diagnostic::new(Code::MissingKey, span, format!("`{key}` is missing")).help(help),
        );
    }

    /// Says whether there are no settings at all, which was reported.
    fn has_no_settings(&self) -> bool {
        if self.place.path.is_empty() && self.place.block.is_no_map() {
            return true;
        }
        self.place.block.range.is_empty()
            && self.diagnostics.iter().any(|diagnostic| {
                diagnostic.code == Code::FrontMatter
                    && diagnostic
                        .span
                        .as_ref()
                        .is_some_and(|span| span.file == self.place.block.file)
            })
    }

    /// Reads a plain text that must be there.
    fn required(&mut self, key: &str, value: Option<String>, help: &str) -> String {
        let text = self.filled(key, value, help);
        self.markup_in_plain(key, &text);
        text
    }

    fn filled(&mut self, key: &str, value: Option<String>, help: &str) -> String {
        match value
            .map(|value| value.trim().to_owned())
            .filter(|value| !value.is_empty())
        {
            Some(value) => value,
            None => {
                self.missing(key, help);
                String::new()
            }
        }
    }

    fn needed<T>(&mut self, key: &str, value: Option<T>, help: &str) -> Option<T> {
        if value.is_none() {
            self.missing(key, help);
        }
        value
    }

    /// Says of two dates of which the second cannot be before the first that it is.
    fn in_order(&mut self, first: (&str, Option<&Date>), second: (&str, Option<&Date>)) {
        let (Some(begin), Some(end)) = (first.1, second.1) else {
            return;
        };
        if let (Some(earliest), Some(latest)) = (begin.earliest(), end.latest())
            && latest < earliest
        {
            let message = format!("`{}` is before `{}`", second.0, first.0);
            let diagnostic = Diagnostic::new(Code::BadValue, self.place.at(second.0), message)
                .label(self.place.at(first.0), format!("this is `{}`", first.0))
                .help("one of the two dates is wrong");
            self.diagnostics.push(diagnostic);
        }
    }

    /// The id of a record; `None` where there is none to speak of.
    fn id(&mut self, id: Option<String>) -> Option<String> {
        let Some(id) = id else {
            self.missing(
                "id",
                "give it an id of lower-case letters, digits and hyphens",
            );
            return None;
        };
        if is_id(&id) {
            return Some(id);
        }
        let span = self.place.at("id");
        let better = to_id(&id);
        let mut diagnostic =
            Diagnostic::new(Code::BadId, span.clone(), format!("`{id}` cannot be an id"))
                .help("ids are of lower-case letters, digits and hyphens");
        if !better.is_empty() {
            diagnostic = diagnostic
                .help(format!("write `{better}`"))
                .fix(span, better);
        }
        self.diagnostics.push(diagnostic);
        None
    }

    fn prose(&mut self, key: &str, text: &str) -> Prose {
        let path = self.place.path_to(key, None);
        let origin = Origin::Field {
            block: self.place.block.clone(),
            path,
        };
        markdown::parse(text, 0, origin, None, self.diagnostics)
    }

    fn required_prose(&mut self, key: &str, text: Option<String>, help: &str) -> Prose {
        let text = self.filled(key, text, help);
        self.prose(key, &text)
    }

    fn url(&mut self, key: &str, url: Option<String>) -> Option<String> {
        let url = url
            .map(|url| url.trim().to_owned())
            .filter(|url| !url.is_empty())?;
        if is_web_address(&url) {
            return Some(url);
        }
        let span = self.place.at(key);
        self.diagnostics.push(
            Diagnostic::new(Code::BadUrl, span, format!("`{url}` is not an address"))
                .help("an address looks like `https://example.org/page`"),
        );
        None
    }

    fn aliases(&mut self, aliases: Vec<String>) -> Vec<String> {
        let mut good = Vec::new();
        for (at, alias) in aliases.into_iter().enumerate() {
            let is_path = alias.starts_with('/')
                && !alias.contains("//")
                && !alias.split('/').any(|part| part == ".." || part == ".")
                && alias
                    .chars()
                    .all(|c| c.is_alphanumeric() || "/-_.~".contains(c));
            if is_path {
                good.push(alias);
                continue;
            }
            let span = self.place.item("aliases", at);
            self.diagnostics.push(
                Diagnostic::new(
                    Code::BadValue,
                    span,
                    format!("`{alias}` is not an old address"),
                )
                .help("write the path on this site, such as `/old-name/`"),
            );
        }
        good
    }
}

/// Says that a comment stands where the value of a key is missing.
fn commented_out(block: &Block, key: &str, comment: Range<usize>, help: &str) -> Diagnostic {
    let written = &block.yaml()[comment.clone()];
    let span = block.span(comment);
    let message = format!("`{key}` is empty: `{written}` is a comment to YAML");
    let diagnostic = Diagnostic::new(Code::MissingKey, span.clone(), message)
        .help("put quotes round a text that begins with `#`");
    // A number may begin a title; a word may be a note to oneself.
    let is_text = TEXTS.contains(&key)
        && written[1..].starts_with(|c: char| c.is_ascii_digit())
        && !written[1..].contains('#');
    match is_text {
        true => diagnostic.fix(span, quoted(written)),
        false => diagnostic.help(help),
    }
}
