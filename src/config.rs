//! `site.toml` as typed settings. Unknown keys are refused at their place; what is wrong is
//! reported and replaced by the default, so that one mistake hides no other.

mod base;
mod explain;
mod language;
mod written;

pub use base::Base;
pub use written::schema;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::load::SETTINGS;
use crate::source::{Source, SourceId, Span};
use explain::written;
use written::{Titled, Written};

/// The key of the days after which a source is to be looked at again.
const SOURCE_DAYS: &str = "source-days";

/// The key of the days after which a figure is old.
const FIGURE_DAYS: &str = "figure-days";

/// The settings of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The name of the site.
    pub title: String,
    /// Where the site is published.
    pub base: Base,
    /// The language of the pages, a BCP 47 tag.
    pub language: String,
    /// One sentence on the site.
    pub description: String,
    /// The date to which the facts were checked, as written, with its place.
    pub checked: Option<(String, Span)>,
    /// The address of the public repository.
    pub repository: Option<String>,
    /// The licence of the texts.
    pub licence: Option<String>,
    /// Extra outputs.
    pub outputs: Outputs,
    /// Severities that differ from the codes' own.
    pub lints: BTreeMap<Code, Severity>,
    /// How old things may be.
    pub ages: Ages,
    /// Titles of tags by id.
    pub tags: BTreeMap<String, String>,
    /// Titles of statuses by id: the words for where a thing stands after an event.
    pub statuses: BTreeMap<String, String>,
    /// Whether HTML in Markdown is let through.
    pub raw_html: bool,
}

/// Which extra outputs are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Outputs {
    /// `timeline.ics`.
    pub calendar: bool,
    /// Events and figures as JSON and CSV.
    pub data: bool,
    /// Bare pages of timelines, for other sites to show.
    pub embed: bool,
    /// `feed.xml` for articles and `timeline.xml` for events.
    pub feed: bool,
    /// `llms.txt`.
    pub llms: bool,
    /// A social picture for every article, every term and the timeline.
    pub pictures: bool,
    /// The whole site on one page.
    pub print: bool,
    /// The search page with its index.
    pub search: bool,
    /// `sitemap.xml` and `robots.txt`.
    pub sitemap: bool,
    /// `CNAME` with the host of the base address.
    pub cname: bool,
}

impl Default for Outputs {
    fn default() -> Self {
        Self {
            calendar: true,
            data: true,
            embed: true,
            feed: true,
            llms: true,
            pictures: true,
            print: true,
            search: true,
            sitemap: true,
            cname: false,
        }
    }
}

/// How many days old things may be before somebody should look; any number where none is given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ages {
    /// Since a source was last checked.
    pub source_days: Option<u32>,
    /// Since the date for which a figure holds.
    pub figure_days: Option<u32>,
}

/// Reads the settings of a site. `base_url` takes the place of the one in the file.
pub fn read(
    settings: Option<&Source>,
    base_url: Option<&Base>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Config {
    let missing = Source::new(SETTINGS, "");
    if settings.is_none() {
        diagnostics.push(
            Diagnostic::new(Code::BadConfig, None, "there is no `site.toml` in this folder").help(
                "a site has a `site.toml` with at least `title` and `base_url`; `--site DIR` names another folder",
            ),
        );
    }
    let source = settings.unwrap_or(&missing);
    let written = written(source, diagnostics);
    let mut reader = Reader {
        file: &source.id,
        diagnostics,
    };
    let base = reader.base(source, &written, base_url, settings.is_some());
    let has_title = written
        .title
        .as_ref()
        .is_some_and(|title| !title.get_ref().trim().is_empty());
    if !has_title && settings.is_some() {
        reader.missing(source, "title", "title = \"The name of the site\"");
    }
    let (lints, ages) = reader.lints(written.lints);
    Config {
        title: text(written.title).unwrap_or_else(|| "Untitled".to_owned()),
        base,
        language: reader.language(written.language),
        description: written.description.unwrap_or_default(),
        checked: written.checked.map(|checked| {
            let span = Span::new(&source.id, checked.span());
            (checked.into_inner(), span)
        }),
        repository: reader.repository(written.repository),
        licence: written.licence,
        outputs: written.outputs,
        lints,
        ages,
        tags: reader.titles("tag", source, written.tags),
        statuses: reader.titles("status", source, written.statuses),
        raw_html: written.markdown.raw_html,
    }
}

fn text(value: Option<Spanned<String>>) -> Option<String> {
    value.map(Spanned::into_inner)
}

struct Reader<'a> {
    file: &'a SourceId,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Reader<'_> {
    /// Reports a key that is not there. One that is there but was refused, or that is misspelt, has
    /// been reported already.
    fn missing(&mut self, source: &Source, key: &str, example: &str) {
        let is_told = self.diagnostics.iter().any(|diagnostic| {
            let Some(span) = &diagnostic.span else {
                return false;
            };
            let line_start = source.text[..span.start].rfind('\n').map_or(0, |at| at + 1);
            let line = &source.text[line_start..];
            let is_cure = |fix: &crate::diagnostic::Fix| fix.replacement == key;
            span.file == source.id
                && (line.trim_start().starts_with(key)
                    || diagnostic.fix.as_ref().is_some_and(is_cure))
        });
        if is_told {
            return;
        }
        self.diagnostics.push(
            Diagnostic::new(
                Code::MissingKey,
                Span::new(self.file, 0..0),
                format!("`site.toml` has no `{key}`"),
            )
            .help(format!("add `{example}`")),
        );
    }

    fn base(
        &mut self,
        source: &Source,
        written: &Written,
        given: Option<&Base>,
        has_file: bool,
    ) -> Base {
        if let Some(base) = given {
            return base.clone();
        }
        let stand_in = Base {
            origin: "http://localhost".to_owned(),
            path: "/".to_owned(),
        };
        match &written.base_url {
            Some(address) => Base::parse(address.get_ref()).unwrap_or_else(|problem| {
                let span = Span::new(self.file, address.span());
                let message = format!("`{}` is not an address", address.get_ref());
                self.diagnostics
                    .push(Diagnostic::new(Code::BadUrl, span, message).help(problem));
                stand_in
            }),
            None => {
                if has_file {
                    self.missing(source, "base_url", "base_url = \"https://example.org/\"");
                }
                stand_in
            }
        }
    }

    fn language(&mut self, written: Option<Spanned<String>>) -> String {
        let Some(language) = written else {
            return "en".to_owned();
        };
        if language::is_tag(language.get_ref()) {
            return language.into_inner();
        }
        let span = Span::new(self.file, language.span());
        let message = format!("`{}` is not a language tag", language.get_ref());
        let mut diagnostic = Diagnostic::new(Code::BadValue, span.clone(), message)
            .help("a tag begins with the two or three letters of a language: `en`, `en-GB`");
        let joined = language.get_ref().trim().replace('_', "-");
        if language::is_tag(&joined) {
            let help = format!("write `{joined}`");
            diagnostic = diagnostic.help(help).fix(span, format!("\"{joined}\""));
        }
        self.diagnostics.push(diagnostic);
        "en".to_owned()
    }

    fn repository(&mut self, written: Option<Spanned<String>>) -> Option<String> {
        let address = written?;
        if let Err(problem) = Base::parse(address.get_ref()) {
            let span = Span::new(self.file, address.span());
            let message = format!("`{}` is not an address", address.get_ref());
            self.diagnostics
                .push(Diagnostic::new(Code::BadUrl, span, message).help(problem));
            return None;
        }
        Some(address.into_inner().trim_end_matches('/').to_owned())
    }

    fn lints(
        &mut self,
        written: BTreeMap<Spanned<String>, Spanned<toml::Value>>,
    ) -> (BTreeMap<Code, Severity>, Ages) {
        let mut lints = BTreeMap::new();
        let mut ages = Ages::default();
        for (name, level) in written {
            match (name.get_ref().as_str(), Code::of_name(name.get_ref())) {
                (SOURCE_DAYS, _) => ages.source_days = self.days(SOURCE_DAYS, &level),
                (FIGURE_DAYS, _) => ages.figure_days = self.days(FIGURE_DAYS, &level),
                (_, Some(code)) => {
                    if let Some(severity) = self.severity(code, &level) {
                        lints.insert(code, severity);
                    }
                }
                (_, None) => self.unknown_lint(&name),
            }
        }
        (lints, ages)
    }

    fn severity(&mut self, code: Code, level: &Spanned<toml::Value>) -> Option<Severity> {
        let severity = match level.get_ref().as_str() {
            Some("error") => return Some(Severity::Error),
            Some("warning") => return Some(Severity::Warning),
            Some("off") => return Some(Severity::Off),
            Some(word) => Diagnostic::new(
                Code::BadValue,
                Span::new(self.file, level.span()),
                format!("`{word}` is not a severity"),
            ),
            None => Diagnostic::new(
                Code::WrongType,
                Span::new(self.file, level.span()),
                format!("`{code}` must be a severity, in quotes"),
            ),
        };
        let help = "it is one of: error, warning, off";
        self.diagnostics.push(severity.help(help));
        None
    }

    fn days(&mut self, key: &str, written: &Spanned<toml::Value>) -> Option<u32> {
        let days = written.get_ref().as_integer();
        let days = days.and_then(|days| u32::try_from(days).ok());
        if let Some(days) = days.filter(|days| *days > 0) {
            return Some(days);
        }
        let span = Span::new(self.file, written.span());
        let message = format!("`{key}` must be a number of days");
        self.diagnostics.push(
            Diagnostic::new(Code::WrongType, span, message).help(format!(
                "write a whole number without quotes, such as `{key} = 180`"
            )),
        );
        None
    }

    fn unknown_lint(&mut self, name: &Spanned<String>) {
        let span = Span::new(self.file, name.span());
        let known = Code::ALL.iter().map(|code| code.name());
        let message = format!("there is no check `{}`", name.get_ref());
        self.diagnostics.push(
            Diagnostic::new(Code::UnknownKey, span, message)
                .did_you_mean(name.get_ref(), known.chain([SOURCE_DAYS, FIGURE_DAYS]))
                .help("`casebook explain` lists all of them"),
        );
    }

    /// Says whether a key of the table of a tag was reported that was meant to be its title.
    fn has_misspelt_title(&self, source: &Source, start: usize) -> bool {
        let length = source.text[start..].find("\n[");
        let table = start..length.map_or(source.text.len(), |length| start + length);
        self.diagnostics.iter().any(|diagnostic| {
            let follows = diagnostic
                .span
                .as_ref()
                .is_some_and(|span| span.file == *self.file && table.contains(&span.start));
            follows
                && diagnostic
                    .fix
                    .as_ref()
                    .is_some_and(|fix| fix.replacement == "title")
        })
    }

    /// Reads the titles of what `kind` names.
    fn titles(
        &mut self,
        kind: &str,
        source: &Source,
        written: BTreeMap<Spanned<String>, Titled>,
    ) -> BTreeMap<String, String> {
        let mut titles = BTreeMap::new();
        for (id, titled) in written {
            let is_id = id
                .get_ref()
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
            if !is_id || id.get_ref().is_empty() {
                let span = Span::new(self.file, id.span());
                let message = format!("`{}` cannot be the id of a {kind}", id.get_ref());
                self.diagnostics.push(
                    Diagnostic::new(Code::BadId, span, message)
                        .help("use lower-case letters, digits and hyphens"),
                );
            }
            let title = titled.title.filter(|title| !title.trim().is_empty());
            if title.is_none() && !self.has_misspelt_title(source, id.span().end) {
                let span = Span::new(self.file, id.span());
                let message = format!("the {kind} `{}` has no `title`", id.get_ref());
                self.diagnostics.push(
                    Diagnostic::new(Code::MissingKey, span, message)
                        .help("write `title = \"What readers see\"` below it"),
                );
            }
            let id = id.into_inner();
            titles.insert(id.clone(), title.unwrap_or(id));
        }
        titles
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_mistakes_are_told_at_once() {
        let text = "titel = \"x\"\nbase_url = \"nowhere\"\n[outputz]\nfeed = true\n[lints]\nbare-figur = \"off\"\n";
        let source = Source::new("site.toml", text);
        let mut diagnostics = Vec::new();
        read(Some(&source), None, &mut diagnostics);
        crate::diagnostic::sort(&mut diagnostics);
        let lines: Vec<_> = diagnostics
            .iter()
            .map(|d| {
                format!(
                    "{} {}",
                    source.place(d.span.as_ref().map_or(0, |s| s.start)).line,
                    d.code
                )
            })
            .collect();
        assert_eq!(
            lines,
            [
                "1 unknown-key",
                "2 bad-url",
                "3 unknown-key",
                "6 unknown-key"
            ]
        );
    }
}
