//! A strict reader of HTML and XML as Casebook writes it: every tag is closed in order, every value
//! is quoted, every `&` begins an entity, and nothing in a page can run that a template did not load.

/// Which rules hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Elements without an end are known by name.
    Html,
    /// Only `/>` closes what has no end tag.
    Xml,
}

const VOID: [&str; 13] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];
const ADDRESSES: [&str; 7] = [
    "href",
    "src",
    "action",
    "formaction",
    "data",
    "poster",
    "cite",
];
const SCHEMES: [&str; 5] = ["https", "http", "mailto", "tel", "webcal"];

/// Reads a whole file.
///
/// # Errors
/// What is not well formed, or could run.
pub fn check(text: &str, kind: Kind) -> Result<(), String> {
    let mut reader = Reader {
        rest: text,
        kind,
        open: Vec::new(),
    };
    reader.read().map_err(|flaw| {
        let at = text.len() - reader.rest.len();
        let around: String = text[text.floor_char_boundary(at.saturating_sub(80))..]
            .chars()
            .take(160)
            .collect();
        format!("{flaw} near {around:?}")
    })
}

struct Reader<'a> {
    rest: &'a str,
    kind: Kind,
    open: Vec<&'a str>,
}

impl<'a> Reader<'a> {
    fn read(&mut self) -> Result<(), String> {
        while let Some(at) = self.rest.find('<') {
            let (text, rest) = self.rest.split_at(at);
            check_text(text)?;
            self.rest = rest;
            self.tag()?;
        }
        check_text(self.rest)?;
        match self.open.last() {
            Some(name) => Err(format!("`{name}` is not closed")),
            None => Ok(()),
        }
    }

    fn tag(&mut self) -> Result<(), String> {
        for (start, end) in [("<!--", "-->"), ("<?xml", "?>"), ("<!DOCTYPE html", ">")] {
            if self.rest.starts_with(start) {
                let length = self.rest.find(end).ok_or("an open declaration")?;
                self.rest = &self.rest[length + end.len()..];
                return Ok(());
            }
        }
        if let Some(rest) = self.rest.strip_prefix("</") {
            let (name, after) = rest.split_once('>').ok_or("an open end tag")?;
            if self.open.pop() != Some(name) {
                return Err(format!("`{name}` is closed, but another is open"));
            }
            self.rest = after;
            return Ok(());
        }
        let length = self.rest[1..]
            .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | ':'))
            .ok_or("an open tag")?;
        let name = &self.rest[1..=length];
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return Err("a `<` that begins no tag".to_owned());
        }
        self.rest = &self.rest[1 + length..];
        let attributes = self.attributes()?;
        self.check_attributes(name, &attributes)?;
        let is_closed = self.rest.starts_with("/>");
        self.rest = self
            .rest
            .strip_prefix("/>")
            .or_else(|| self.rest.strip_prefix('>'))
            .ok_or("a tag without an end")?;
        let is_void = is_closed || (self.kind == Kind::Html && VOID.contains(&name));
        if !is_void {
            self.open.push(name);
            if self.kind == Kind::Html && matches!(name, "script" | "style") {
                self.raw(name, &attributes)?;
            }
        }
        Ok(())
    }

    fn attributes(&mut self) -> Result<Vec<(&'a str, &'a str)>, String> {
        let mut attributes: Vec<(&str, &str)> = Vec::new();
        loop {
            self.rest = self.rest.trim_start_matches([' ', '\n']);
            if self.rest.starts_with(['>', '/']) {
                return Ok(attributes);
            }
            let is_end = |c: char| {
                matches!(c, ' ' | '\n' | '=' | '>' | '/' | '"' | '\'' | '<') || c.is_control()
            };
            let length = self
                .rest
                .find(is_end)
                .filter(|length| *length > 0)
                .ok_or("an attribute without a name")?;
            let name;
            (name, self.rest) = self.rest.split_at(length);
            let mut value = "";
            if let Some(rest) = self.rest.strip_prefix('=') {
                let quote = rest
                    .chars()
                    .next()
                    .filter(|c| matches!(c, '"' | '\''))
                    .ok_or_else(|| format!("`{name}` is not quoted"))?;
                let inner = &rest[1..];
                let end = inner.find(quote).ok_or("an open quote")?;
                value = &inner[..end];
                self.rest = &inner[end + 1..];
                if !self.rest.starts_with([' ', '\n', '>', '/']) {
                    return Err(format!("`{name}` runs into what follows"));
                }
            }
            if attributes.iter().any(|(other, _)| *other == name) {
                return Err(format!("`{name}` stands twice"));
            }
            attributes.push((name, value));
        }
    }

    fn check_attributes(&self, element: &str, attributes: &[(&str, &str)]) -> Result<(), String> {
        for (name, value) in attributes {
            check_text(value)?;
            if value.contains('<') {
                return Err(format!("a `<` in `{name}`"));
            }
            let name = name.to_ascii_lowercase();
            if self.kind == Kind::Html
                && (name.starts_with("on") || matches!(name.as_str(), "style" | "srcdoc"))
            {
                return Err(format!("`{name}` could run, or is a style"));
            }
            if ADDRESSES.contains(&name.as_str()) && !is_harmless(value) {
                return Err(format!("`{name}` of `{element}` leads to `{value}`"));
            }
        }
        Ok(())
    }

    /// Goes over a script, which is loaded from a file or is data.
    fn raw(&mut self, name: &str, attributes: &[(&str, &str)]) -> Result<(), String> {
        let end = format!("</{name}>");
        let length = self.rest.find(&end).ok_or("an open script")?;
        let inner;
        (inner, self.rest) = self.rest.split_at(length);
        let value = |wanted: &str| {
            attributes
                .iter()
                .find(|(name, _)| *name == wanted)
                .map(|(_, value)| *value)
        };
        if value("type").is_some_and(|kind| kind.ends_with("json")) {
            if inner.contains(['<', '>', '\u{2028}', '\u{2029}']) {
                return Err("markup in data".to_owned());
            }
            return serde_json::from_str::<serde_json::Value>(inner)
                .map(drop)
                .map_err(|error| error.to_string());
        }
        match inner.is_empty() && value("src").is_some() {
            true => Ok(()),
            false => Err(format!("an inline `{name}`")),
        }
    }
}

/// Text has no control characters but for blanks, and each `&` begins an entity.
fn check_text(text: &str) -> Result<(), String> {
    if let Some(c) = text
        .chars()
        .find(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
    {
        return Err(format!("the control character {c:?}"));
    }
    for part in text.split('&').skip(1) {
        let name = part
            .split(';')
            .next()
            .filter(|name| name.len() < part.len());
        let is_name = name.is_some_and(|name| {
            !name.is_empty()
                && name.len() < 32
                && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#')
        });
        if !is_name {
            return Err("a bare `&`".to_owned());
        }
    }
    Ok(())
}

/// Says whether an address stays on the site or has a scheme that runs nothing. Browsers pass over
/// blanks and control characters in a scheme.
fn is_harmless(address: &str) -> bool {
    let address: String = address
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .collect();
    let end = address
        .find([':', '/', '?', '#'])
        .filter(|end| address[*end..].starts_with(':'));
    match end {
        Some(end) => {
            SCHEMES.contains(&address[..end].to_ascii_lowercase().as_str())
                || !address[..end].bytes().all(|b| {
                    b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.' | b'&' | b';')
                })
        }
        None => true,
    }
}
