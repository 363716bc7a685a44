//! What a request gets. Paths are looked up among the outputs and never on the disk.

use std::sync::Arc;

use super::compose::{Found, RESERVED, Shown};
use super::door::Door;
use super::http::{Method, Request, Response};
use super::hub::Hub;
use super::mime;

const PANEL_STYLE: &str = include_str!("panel.css");
/// One function around both, so that the names of neither are seen by the scripts of the site.
const RELOAD_SCRIPT: &str = concat!(
    "(() => {\n",
    include_str!("idiomorph/idiomorph.js"),
    "\n",
    include_str!("reload.js"),
    "\n})();\n"
);

/// What is to be done for a request.
pub(super) enum Answer {
    /// Send this.
    Response(Response),
    /// Tell what happens to a page.
    Stream(View),
}

/// The page that a browser shows.
#[derive(Debug)]
pub(super) struct View {
    /// Its path from the base path.
    pub(super) path: String,
    /// The mark of what the browser has.
    pub(super) mark: String,
}

/// Answers a request; none where the preview ends.
pub(super) fn answer(request: &Request, door: &Door, hub: &Hub) -> Option<Answer> {
    let shown = hub.shown()?;
    Some(match meant(request, door, &shown) {
        Meant::Answer(answer) => answer,
        Meant::Output(path, query) => {
            let shown = hub.shown_with(&path)?;
            Answer::Response(output(&path, &query, &shown))
        }
    })
}

/// Answers a request from what is shown, and waits for nothing.
pub(super) fn answer_from(request: &Request, door: &Door, shown: &Shown) -> Answer {
    match meant(request, door, shown) {
        Meant::Answer(answer) => answer,
        Meant::Output(path, query) => Answer::Response(output(&path, &query, shown)),
    }
}

/// What a request means.
enum Meant {
    /// This can be answered at once.
    Answer(Answer),
    /// The output at a path from the base path, with a query.
    Output(String, String),
}

fn meant(request: &Request, door: &Door, shown: &Shown) -> Meant {
    let plain = |status| Meant::Answer(Answer::Response(Response::text(status)));
    if !request.hosts.iter().all(|host| door.is_ours(host)) {
        return plain(403);
    }
    if request.method == Method::Other {
        let response = Response::text(405).with("Allow", "GET, HEAD");
        return Meant::Answer(Answer::Response(response));
    }
    let target = request.target.split('#').next().unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let Some(path) = decode(path).filter(|path| is_plain(path)) else {
        return plain(400);
    };
    let Some(path) = path.strip_prefix(shown.base.path()) else {
        let is_base = format!("{path}/") == shown.base.path();
        let to = shown.base.url(if is_base { "" } else { &path });
        return Meant::Answer(Answer::Response(redirect(&to, query)));
    };
    let answer = match path.strip_prefix(RESERVED) {
        Some("reload.js") => Answer::Response(file("reload.js", RELOAD_SCRIPT.as_bytes())),
        Some("panel.css") => Answer::Response(file("panel.css", PANEL_STYLE.as_bytes())),
        Some("mark") => match view(query, shown) {
            Some(view) => {
                let mark = shown.mark(&shown.page(&view.path));
                Answer::Response(file("mark.txt", mark.as_bytes()))
            }
            None => return plain(400),
        },
        Some("events") => match (view(query, shown), request.method) {
            (Some(view), Method::Get) => Answer::Stream(view),
            (Some(_), _) => Answer::Response(Response {
                status: 200,
                headers: vec![("Content-Type", "text/event-stream".to_owned())],
                body: Vec::new(),
            }),
            (None, _) => return plain(400),
        },
        _ => return Meant::Output(path.to_owned(), query.to_owned()),
    };
    Meant::Answer(answer)
}

fn output(path: &str, query: &str, shown: &Shown) -> Response {
    match shown.find(path) {
        Found::Output(path, bytes) if mime::is_page(path) => page(200, shown, bytes),
        Found::Output(path, bytes) => file(path, &Arc::clone(bytes)),
        Found::Picture(picture) => file(path, &picture.draw()),
        Found::Folder(path) => redirect(&shown.base.url(&path), query),
        Found::Missing => page(404, shown, &shown.missing(path)),
    }
}

fn page(status: u16, shown: &Shown, bytes: &[u8]) -> Response {
    let headers = vec![("Content-Type", mime::of("index.html").to_owned())];
    Response {
        status,
        headers,
        body: shown.compose(bytes),
    }
}

fn file(path: &str, bytes: &[u8]) -> Response {
    let headers = vec![("Content-Type", mime::of(path).to_owned())];
    Response {
        status: 200,
        headers,
        body: bytes.to_vec(),
    }
}

fn redirect(path: &str, query: &str) -> Response {
    let mark = if query.is_empty() { "" } else { "?" };
    Response::text(302).with("Location", format!("{}{mark}{query}", encode(path)))
}

/// Reads which page a browser shows from the query of its stream.
fn view(query: &str, shown: &Shown) -> Option<View> {
    let value = |wanted: &str| {
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs
            .find(|(name, _)| *name == wanted)
            .and_then(|(_, value)| decode(&value.replace('+', "%20").replace("%2F", "/")))
    };
    // The address is encoded as such, and once more as a value, where its slashes may be encoded.
    let path = decode(&value("page")?).filter(|path| is_plain(path))?;
    let path = path
        .strip_prefix(shown.base.path())
        .unwrap_or_default()
        .to_owned();
    Some(View {
        path,
        mark: value("have").unwrap_or_default(),
    })
}

/// Says whether a decoded path is one that a browser asks for, with no way up or out.
fn is_plain(path: &str) -> bool {
    path.starts_with('/')
        && !path.contains(|c: char| c.is_control() || c == '\\')
        && !path.split('/').any(|name| matches!(name, "." | ".."))
}

/// Decodes `%41`, once. An encoded slash is refused: servers differ on what it means.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        if byte != b'%' {
            bytes.push(byte);
            rest = after;
            continue;
        }
        let digit = |at: usize| after.get(at).and_then(|b| (*b as char).to_digit(16));
        let byte = u8::try_from(digit(0)? * 16 + digit(1)?).ok()?;
        if byte == b'/' {
            return None;
        }
        bytes.push(byte);
        rest = &after[2..];
    }
    String::from_utf8(bytes).ok()
}

fn encode(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(byte as char)
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_decoded_once_and_strictly() {
        assert_eq!(decode("/a%20b%C3%A9").as_deref(), Some("/a bé"));
        assert_eq!(decode("/%252e%252e/").as_deref(), Some("/%2e%2e/"));
        for bad in ["%", "%4", "%zz", "%+1", "%ff", "%c0%ae", "a%2fb", "a%2Fb"] {
            assert_eq!(decode(bad), None, "{bad}");
        }
    }

    #[test]
    fn ways_up_are_not_plain() {
        for bad in ["", "a", "/..", "/a/../b", "/./a", "/a\\b", "/a\0", "/a\n"] {
            assert!(!is_plain(bad), "{bad:?}");
        }
        assert!(is_plain("/...a/b..c/"));
    }

    #[test]
    fn redirects_hold_only_plain_characters() {
        assert_eq!(encode("/é b\r\n\"//x"), "/%C3%A9%20b%0D%0A%22//x");
    }
}
