//! Addresses of files, `file:///…`, and the paths that they mean.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use lsp_types::Uri;

use crate::source::SourceId;

/// Returns the path of a file on this machine; nothing for addresses of other kinds.
pub(super) fn path(uri: &Uri) -> Option<PathBuf> {
    let rest = uri.as_str().strip_prefix("file://")?;
    let rest = rest.split(['?', '#']).next().unwrap_or(rest);
    let path = match rest.strip_prefix('/') {
        Some(_) => rest,
        // `file://host/path`: only this machine is meant.
        None => rest
            .strip_prefix("localhost")
            .filter(|rest| rest.starts_with('/'))?,
    };
    let path = decoded(path)?;
    let drive = path.strip_prefix('/').filter(|rest| has_drive(rest));
    Some(PathBuf::from(drive.unwrap_or(&path)))
}

/// Returns the address of a path.
pub(super) fn uri(path: &Path) -> Option<Uri> {
    let path = path.to_str()?.replace('\\', "/");
    let lead = if has_drive(&path) { "/" } else { "" };
    Uri::from_str(&format!("file://{lead}{}", encoded(&path))).ok()
}

/// Returns the id of a file of the site in a folder.
pub(super) fn id(root: &Path, path: &Path) -> Option<SourceId> {
    let inside = path.strip_prefix(root).ok()?;
    let parts: Option<Vec<&str>> = inside.iter().map(|part| part.to_str()).collect();
    let parts = parts?;
    let is_plain = !parts.is_empty() && !parts.contains(&"..");
    is_plain.then(|| SourceId::new(parts.join("/")))
}

fn has_drive(path: &str) -> bool {
    let bytes = path.as_bytes();
    bytes.len() > 2 && bytes[0].is_ascii_alphabetic() && bytes[1] == b':' && bytes[2] == b'/'
}

fn encoded(path: &str) -> String {
    let mut text = String::new();
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' | b':' => {
                text.push(char::from(byte));
            }
            _ => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}

fn decoded(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'%' {
            let digits = text.get(at + 1..at + 3)?;
            out.push(u8::from_str_radix(digits, 16).ok()?);
            at += 3;
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path_of(text: &str) -> Option<String> {
        let uri = Uri::from_str(text).expect("this is an address");
        path(&uri).map(|path| path.to_string_lossy().into_owned())
    }

    #[test]
    fn addresses_are_paths_and_back() {
        for plain in ["/site/content/a.md", "/with space/%/é#?.md", "C:/site/a.md"] {
            let uri = uri(Path::new(plain)).expect("a path has an address");
            assert_eq!(
                path(&uri).as_deref(),
                Some(Path::new(plain)),
                "{}",
                uri.as_str()
            );
        }
        assert_eq!(
            path_of("file:///c%3A/site/a.md").as_deref(),
            Some("c:/site/a.md")
        );
        assert_eq!(path_of("file://localhost/a.md").as_deref(), Some("/a.md"));
    }

    #[test]
    fn other_addresses_are_no_paths() {
        for text in [
            "untitled:Untitled-1",
            "https://example.org/a.md",
            "file://host/a.md",
        ] {
            assert_eq!(path_of(text), None, "{text}");
        }
        assert_eq!(path_of("file:///a%ff.md"), None);
    }

    #[test]
    fn ids_lie_inside_the_site() {
        let id = |path: &str| id(Path::new("/site"), Path::new(path)).map(|id| id.to_string());
        assert_eq!(id("/site/content/a.md").as_deref(), Some("content/a.md"));
        for path in ["/site", "/other/a.md", "/site/../a.md", "/sites/a.md"] {
            assert_eq!(id(path), None, "{path}");
        }
    }
}
