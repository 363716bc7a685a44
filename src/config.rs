//! `site.toml` as typed settings. Unknown keys are refused at their place; what is wrong is
//! reported and replaced by the default, so that one mistake hides no other.

use std::collections::BTreeMap;
use std::ops::Range;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use toml::Spanned;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::load::SETTINGS;
use crate::source::{Source, SourceId, Span};

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
            print: true,
            search: true,
            sitemap: true,
            cname: false,
        }
    }
}

/// The address under which the site is published: origin and base path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    origin: String,
    path: String,
}

impl Base {
    /// Reads an address such as `https://example.org/repo/`.
    ///
    /// # Errors
    /// A sentence that says what is wrong with it.
    pub fn parse(address: &str) -> Result<Self, &'static str> {
        let rest = address
            .strip_prefix("https://")
            .or_else(|| address.strip_prefix("http://"))
            .ok_or("an address begins with `https://`")?;
        let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
        if host.is_empty() || !host.chars().all(is_host) {
            return Err("an address names a host, such as `https://example.org/`");
        }
        let is_path = |c: char| c.is_ascii_alphanumeric() || "/-._~".contains(c);
        if !path.chars().all(is_path) || path.contains("//") || path.split('/').any(|p| p == "..") {
            return Err("the path may hold letters, digits, `-`, `_`, `.`, `~` and `/`");
        }
        let scheme = &address[..address.len() - rest.len()];
        let slash = if path.ends_with('/') { "" } else { "/" };
        Ok(Self {
            origin: format!("{scheme}{host}"),
            path: format!("{path}{slash}"),
        })
    }

    /// Returns scheme and host, such as `https://example.org`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Returns the base path, which begins and ends with `/`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the host without a port.
    pub fn host(&self) -> &str {
        let host = self.origin.split("//").nth(1).unwrap_or("");
        host.split(':').next().unwrap_or(host)
    }

    /// Returns the address of a path of the site (`/figures/`) below the base path.
    pub fn url(&self, path: &str) -> String {
        format!("{}{}", self.path, path.trim_start_matches('/'))
    }

    /// Returns the whole address of a path of the site.
    pub fn permalink(&self, path: &str) -> String {
        format!("{}{}", self.origin, self.url(path))
    }
}

/// The settings of a site, as they are written in `site.toml`.
#[derive(Deserialize, Default, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(transform = needs)]
struct Written {
    /// The name of the site.
    #[schemars(example = "The name of the site", with = "String", length(min = 1))]
    title: Option<Spanned<String>>,
    /// Where the site is published.
    #[schemars(example = "https://example.org/folder/", with = "String", regex(pattern = BASE))]
    base_url: Option<Spanned<String>>,
    /// The language of the pages; without it, `en`.
    #[schemars(example = "en-GB", with = "String", regex(pattern = LANGUAGE))]
    language: Option<Spanned<String>>,
    /// One sentence on the site.
    #[schemars(with = "String")]
    description: Option<String>,
    /// The date to which the facts of the site were checked.
    #[schemars(example = "2026-06-30", with = "String")]
    checked: Option<Spanned<String>>,
    /// The address of the public repository; gives every page "Edit this page" and "Report a mistake".
    #[schemars(example = "https://github.com/name/repository", with = "String", regex(pattern = BASE))]
    repository: Option<Spanned<String>>,
    /// The licence of the texts.
    #[schemars(example = "CC BY 4.0", with = "String")]
    licence: Option<String>,
    /// What is handed out besides the pages.
    outputs: Outputs,
    /// The weight of a check.
    #[schemars(schema_with = "lints_schema")]
    lints: BTreeMap<Spanned<String>, Spanned<String>>,
    /// The tags that there are, with what readers see; without any, all tags may be used.
    #[schemars(with = "BTreeMap<String, Titled>", transform = title_ids)]
    tags: BTreeMap<Spanned<String>, Titled>,
    /// The statuses that there are, with the word for each: where a thing stands after an event.
    #[schemars(with = "BTreeMap<String, Titled>", transform = title_ids)]
    statuses: BTreeMap<Spanned<String>, Titled>,
    /// What Markdown may hold.
    markdown: Markdown,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("required" = ["title"]))]
struct Titled {
    /// What readers see.
    #[serde(default)]
    #[schemars(with = "String", regex(pattern = r"\S"))]
    title: Option<String>,
}

#[derive(Deserialize, Default, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct Markdown {
    /// Whether HTML is let through.
    raw_html: bool,
}

/// What [`Base::parse`] takes, but for steps up.
const BASE: &str = r"^https?://[A-Za-z0-9.:-]+(?!.*//)(?!.*/\.\.(?:/|$))(?:/[A-Za-z0-9/._~-]*)?$";

const LANGUAGE: &str = "^[A-Za-z0-9]{1,8}(-[A-Za-z0-9]{1,8})*$";

/// Returns the JSON Schema of `site.toml`, of draft 7.
pub fn schema() -> Value {
    let mut settings = SchemaSettings::draft07();
    settings.inline_subschemas = true;
    settings.meta_schema = None;
    let mut schema = settings.into_generator().into_root_schema_for::<Written>();
    schema.remove("title");
    schema.to_value()
}

fn needs(schema: &mut Schema) {
    schema.insert("required".to_owned(), json!(["title", "base_url"]));
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        for property in properties.values_mut().filter_map(Value::as_object_mut) {
            property.remove("default");
        }
    }
}

fn lints_schema(_: &mut schemars::SchemaGenerator) -> Schema {
    let codes: Map<String, Value> = Code::ALL
        .iter()
        .map(|code| {
            let about = json!({ "description": code.title(), "enum": ["error", "warning", "off"] });
            (code.name().to_owned(), about)
        })
        .collect();
    schemars::json_schema!({
        "type": "object",
        "properties": codes,
        "additionalProperties": false,
    })
}

fn title_ids(schema: &mut Schema) {
    schema.insert(
        "propertyNames".to_owned(),
        json!({ "pattern": "^[a-z0-9-]+$" }),
    );
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
        lints: reader.lints(written.lints),
        tags: reader.titles("tag", source, written.tags),
        statuses: reader.titles("status", source, written.statuses),
        raw_html: written.markdown.raw_html,
    }
}

fn text(value: Option<Spanned<String>>) -> Option<String> {
    value.map(Spanned::into_inner)
}

/// Settings have at most this many mistakes that are worth telling in one go.
const MOST_MISTAKES: usize = 50;

fn written(source: &Source, diagnostics: &mut Vec<Diagnostic>) -> Written {
    let bom = source.text.len() - source.text.trim_start_matches('\u{feff}').len();
    let mut rest = format!("{}{}", " ".repeat(bom), &source.text[bom..]);
    for _ in 0..MOST_MISTAKES {
        let error = match toml::from_str::<Written>(&rest) {
            Ok(written) => return written,
            Err(error) => error,
        };
        let range = error.span().unwrap_or(0..0);
        diagnostics.push(explain(source, &error, range.clone()));
        let Some(next) = without_entry(&rest, range) else {
            break;
        };
        rest = next;
    }
    Written::default()
}

fn explain(source: &Source, error: &toml::de::Error, range: Range<usize>) -> Diagnostic {
    let message = error.message();
    let unknown = message
        .strip_prefix("unknown field `")
        .and_then(|rest| rest.split_once('`'));
    let first_line = message.lines().next().unwrap_or(message);
    match unknown {
        Some((name, rest)) => {
            let known: Vec<&str> = rest.split('`').skip(1).step_by(2).collect();
            let span = source.span(range.start..range.start + name.len());
            let diagnostic =
                Diagnostic::new(Code::UnknownKey, span, format!("unknown key `{name}`"))
                    .did_you_mean(name, known.iter().copied());
            match diagnostic.help.is_empty() {
                true => diagnostic.help(format!("known keys: {}", known.join(", "))),
                false => diagnostic,
            }
        }
        None => in_plain_words(source, first_line, range),
    }
}

/// Says what the reader of TOML means.
fn in_plain_words(source: &Source, message: &str, range: Range<usize>) -> Diagnostic {
    let raw = &source.text[range.clone()];
    let span = source.span(range.clone());
    let wrong = |code, message: String| Diagnostic::new(code, span.clone(), message);
    let line_start = source.text[..range.start]
        .rfind('\n')
        .map_or(0, |at| at + 1);
    let line = source.text[line_start..].lines().next().unwrap_or("");
    let key = line.split(['=', ':']).next().unwrap_or("").trim();
    if message.starts_with("duplicate key") {
        return wrong(Code::DuplicateKey, format!("the key `{raw}` stands twice"))
            .help("keep one of the two");
    }
    let expected = message
        .rsplit_once(", expected ")
        .map_or("", |(_, rest)| rest);
    let needs_quotes = expected == "a string" && !raw.starts_with(['[', '{', '"', '\'']);
    if needs_quotes || message.starts_with("string values must be quoted") {
        return wrong(
            Code::WrongType,
            format!("`{key}` must be text in quotes, not `{raw}`"),
        )
        .help("put quotes round this text")
        .fix(span.clone(), format!("\"{raw}\""));
    }
    match expected {
        "a string" => wrong(
            Code::WrongType,
            format!("`{key}` must be text, not `{raw}`"),
        )
        .help("write one text in quotes"),
        "a boolean" => wrong(
            Code::WrongType,
            format!("`{key}` must be `true` or `false`, not `{raw}`"),
        )
        .help("write `true` or `false`, without quotes"),
        _ if expected.starts_with("struct") || expected == "a map" => wrong(
            Code::WrongType,
            format!("`{key}` must be a part of its own, not `{raw}`"),
        )
        .help(format!("write a line `[{key}]` and its keys below it")),
        _ => {
            let trimmed = line.trim_end();
            let whole = source.span(line_start..line_start + trimmed.len());
            Diagnostic::new(
                Code::BadConfig,
                whole,
                format!("`{trimmed}` cannot be read"),
            )
            .help("settings are written `key = \"value\"`, one a line")
        }
    }
}

/// Blanks out the line of a mistake, or the whole table where the mistake is its name.
fn without_entry(text: &str, range: Range<usize>) -> Option<String> {
    let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let mut end = text[range.end..]
        .find('\n')
        .map_or(text.len(), |at| range.end + at);
    if text[start..end].trim_start().starts_with('[') {
        end = text[end..].find("\n[").map_or(text.len(), |at| end + at);
    }
    if text[start..end].trim().is_empty() {
        return None;
    }
    let blanked: String = text[start..end]
        .bytes()
        .map(|b| if b == b'\n' { '\n' } else { ' ' })
        .collect();
    Some(format!("{}{}{}", &text[..start], blanked, &text[end..]))
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
        let is_tag = language.get_ref().split('-').all(|part| {
            (1..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric())
        });
        if is_tag {
            return language.into_inner();
        }
        let span = Span::new(self.file, language.span());
        let message = format!("`{}` is not a language tag", language.get_ref());
        self.diagnostics
            .push(Diagnostic::new(Code::BadValue, span, message).help("such as `en` or `en-GB`"));
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
        written: BTreeMap<Spanned<String>, Spanned<String>>,
    ) -> BTreeMap<Code, Severity> {
        let mut lints = BTreeMap::new();
        for (name, level) in written {
            let severity = match level.get_ref().as_str() {
                "error" => Some(Severity::Error),
                "warning" => Some(Severity::Warning),
                "off" => Some(Severity::Off),
                _ => None,
            };
            match (Code::of_name(name.get_ref()), severity) {
                (Some(code), Some(severity)) => {
                    lints.insert(code, severity);
                }
                (None, _) => {
                    let span = Span::new(self.file, name.span());
                    let known = Code::ALL.iter().map(|code| code.name());
                    let message = format!("there is no check `{}`", name.get_ref());
                    self.diagnostics.push(
                        Diagnostic::new(Code::UnknownKey, span, message)
                            .did_you_mean(name.get_ref(), known)
                            .help("docs/diagnostics.md lists all of them"),
                    );
                }
                (_, None) => {
                    let span = Span::new(self.file, level.span());
                    let message = format!("`{}` is not a severity", level.get_ref());
                    self.diagnostics.push(
                        Diagnostic::new(Code::BadValue, span, message)
                            .help("it is one of: error, warning, off"),
                    );
                }
            }
        }
        lints
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
    fn bases_have_an_origin_and_a_path() {
        let base = Base::parse("https://example.org/repo").expect("this is an address");
        assert_eq!(base.path(), "/repo/");
        assert_eq!(base.url("/figures/"), "/repo/figures/");
        assert_eq!(base.permalink("/"), "https://example.org/repo/");
        assert_eq!(
            Base::parse("https://example.org")
                .expect("so is this")
                .path(),
            "/"
        );
        for wrong in [
            "example.org",
            "https://",
            "https://a b/",
            "ftp://a/",
            "https://a/x?y",
        ] {
            assert!(Base::parse(wrong).is_err(), "{wrong}");
        }
    }

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
