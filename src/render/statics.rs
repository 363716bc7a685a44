//! Static files become outputs. What a page loads each time (stylesheets, scripts, fonts) goes out
//! under a name that holds a hash of its bytes, since such files are cached for long; all else goes
//! out as it is. In stylesheets addresses are rewritten to the hashed names, and comments are left out.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::diagnostic::{Code, Diagnostic};
use crate::document::reference::scheme;
use crate::load::Asset;
use crate::source::{SourceId, Span};

use super::built_in::BuiltIn;
use super::compact::compact;
use super::{css, path};

/// The endings of files that go out under hashed names.
const HASHED: [&str; 6] = ["css", "js", "woff2", "woff", "ttf", "mjs"];

/// What takes the place of an address that leads to nothing.
const STAND_IN: &str = "data:,";

/// The static files as they are published.
#[derive(Clone, Debug, Default)]
pub struct Statics {
    pub(super) files: Vec<StaticFile>,
    /// The output of each path below `static/`.
    addresses: BTreeMap<String, String>,
}

/// A static file as it is published.
#[derive(Clone, Debug)]
pub(super) struct StaticFile {
    pub(super) origin: SourceId,
    pub(super) output: String,
    pub(super) bytes: Arc<[u8]>,
}

impl Statics {
    /// Makes outputs of the site's static files and of those built-in ones that it does not have.
    pub fn load(built_in: &BuiltIn, site: &[Asset]) -> (Self, Vec<Diagnostic>) {
        let mut inputs: BTreeMap<String, Arc<[u8]>> = built_in
            .statics
            .iter()
            .map(|(path, bytes)| ((*path).to_owned(), Arc::from(*bytes)))
            .collect();
        for asset in site {
            let id = asset.id.as_str();
            let path = id.strip_prefix("static/").unwrap_or(id);
            inputs.insert(path.to_owned(), asset.bytes.clone());
        }
        let mut maker = Maker {
            inputs: &inputs,
            statics: Self::default(),
            open: BTreeSet::new(),
            diagnostics: Vec::new(),
        };
        for path in inputs.keys() {
            maker.output(path);
        }
        maker.statics.files.sort_by(|a, b| a.output.cmp(&b.output));
        (maker.statics, maker.diagnostics)
    }

    /// Returns the path from the output root of a file below `static/`.
    pub fn output(&self, path: &str) -> Option<&str> {
        let path = path.trim_start_matches('/');
        self.addresses.get(path).map(String::as_str)
    }

    /// Returns all files as they are published: path from the output root, and bytes.
    pub fn outputs(&self) -> impl Iterator<Item = (&str, &Arc<[u8]>)> {
        let files = self.files.iter();
        files.map(|file| (file.output.as_str(), &file.bytes))
    }

    /// Returns the font files that pictures can be drawn in: their paths from the root of the site.
    pub(super) fn fonts(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let fonts = self.files.iter().filter(|file| {
            let ending = ending(file.origin.as_str());
            matches!(ending.as_str(), "woff2" | "ttf" | "otf")
        });
        fonts.map(|file| (file.origin.as_str(), &*file.bytes))
    }

    /// Returns all paths below `static/` with their outputs.
    pub(super) fn addresses(&self) -> &BTreeMap<String, String> {
        &self.addresses
    }
}

struct Maker<'a> {
    inputs: &'a BTreeMap<String, Arc<[u8]>>,
    statics: Statics,
    /// Stylesheets whose addresses are being rewritten.
    open: BTreeSet<String>,
    diagnostics: Vec<Diagnostic>,
}

impl Maker<'_> {
    /// Returns the output of a static file, which is made if it has not been yet. None where there
    /// is no such file, or where a stylesheet waits for itself.
    fn output(&mut self, path: &str) -> Option<String> {
        if let Some(output) = self.statics.addresses.get(path) {
            return Some(output.clone());
        }
        let bytes = self.inputs.get(path)?.clone();
        let origin = SourceId::new(format!("static/{path}"));
        let ending = ending(path);
        let bytes = if ending == "css" {
            if !self.open.insert(path.to_owned()) {
                return None;
            }
            self.rewritten(path, &origin, bytes)
        } else {
            bytes
        };
        let output = if HASHED.contains(&ending.as_str()) {
            hashed_name(path, &bytes)
        } else {
            path.to_owned()
        };
        self.statics
            .addresses
            .insert(path.to_owned(), output.clone());
        self.statics.files.push(StaticFile {
            origin,
            output: output.clone(),
            bytes,
        });
        Some(output)
    }

    fn rewritten(&mut self, path: &str, origin: &SourceId, bytes: Arc<[u8]>) -> Arc<[u8]> {
        let Ok(text) = std::str::from_utf8(&bytes) else {
            self.diagnostics.push(
                Diagnostic::new(Code::NotUtf8, None, format!("`{origin}` is not UTF-8 text"))
                    .help("save it again with the encoding UTF-8"),
            );
            return bytes;
        };
        let mut result = String::with_capacity(text.len() + 64);
        let mut done = 0;
        for range in css::addresses(text) {
            if let Some(address) = self.address(path, origin, text, range.clone()) {
                result.push_str(&text[done..range.start]);
                result.push_str(&address);
                done = range.end;
            }
        }
        result.push_str(&text[done..]);
        compact(&result).into_bytes().into()
    }

    /// Returns what takes the place of an address in a stylesheet, if anything does.
    fn address(
        &mut self,
        path: &str,
        origin: &SourceId,
        text: &str,
        range: Range<usize>,
    ) -> Option<String> {
        let address = &text[range.clone()];
        if address.starts_with('#') || scheme(address) == Some("data") {
            return None;
        }
        let span = Span::new(origin, range);
        if address.starts_with("//") || scheme(address).is_some() {
            let message = format!("`{address}` is fetched from another site");
            self.diagnostics.push(
                Diagnostic::new(Code::BrokenUrl, span, message)
                    .help("keep a copy in `static/`: no page asks another site for anything"),
            );
            return Some(STAND_IN.to_owned());
        }
        let (file, rest) = address.split_at(address.find(['?', '#']).unwrap_or(address.len()));
        let folder = path::folder(path);
        let target = match file.strip_prefix('/') {
            Some(from_root) => path::resolve("", from_root),
            None => path::resolve(folder, file),
        };
        if let Some(output) = target.as_deref().and_then(|target| self.output(target)) {
            return Some(format!("{}{rest}", path::relative(folder, &output)));
        }
        let diagnostic = self.leads_to_nothing(span, file, folder, target.as_deref());
        self.diagnostics.push(diagnostic);
        Some(STAND_IN.to_owned())
    }

    fn leads_to_nothing(
        &self,
        span: Span,
        file: &str,
        folder: &str,
        target: Option<&str>,
    ) -> Diagnostic {
        if target.is_some_and(|target| self.open.contains(target)) {
            let message = format!("`{file}` comes round to this stylesheet again");
            return Diagnostic::new(Code::BrokenUrl, span, message)
                .help("take one of the imports out");
        }
        let known: Vec<String> = self
            .inputs
            .keys()
            .map(|known| path::relative(folder, known))
            .collect();
        let message = format!("there is no file `{file}` beside this stylesheet");
        Diagnostic::new(Code::BrokenUrl, span, message)
            .did_you_mean(file, known.iter().map(String::as_str))
    }
}

fn ending(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.')
        .map_or_else(String::new, |(_, ending)| ending.to_ascii_lowercase())
}

/// Puts the first eight digits of the hash of the bytes before the ending.
fn hashed_name(path: &str, bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let hash: String = digest[..4]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let (stem, ending) = path.rsplit_once('.').unwrap_or((path, ""));
    format!("{stem}.{hash}.{ending}")
}
