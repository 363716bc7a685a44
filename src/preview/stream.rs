//! One event stream: tells one browser what happened to the page that it shows.
//!
//! It compares what it told last with what is shown now, so that a reader that was slow or away gets
//! the newest state and nothing in between.

use std::io;
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use super::answer::View;
use super::compose::Shown;
use super::http;
use super::hub::{Hub, Seen, Task};
use super::styles;

/// How often something is written, so that nothing on the way thinks the stream dead.
const BEAT: Duration = Duration::from_secs(15);

const HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n\
    X-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\n\
    Connection: close\r\n\r\nretry: 500\n\n";

/// Writes events until the reader has gone or the preview ends.
///
/// # Errors
/// The reader has gone.
pub(super) fn run(stream: &TcpStream, hub: &Hub, view: &View) -> io::Result<()> {
    http::write_all(stream, HEAD.as_bytes())?;
    let mut seen = Seen::default();
    let mut told: Option<Arc<Shown>> = None;
    loop {
        match hub.next(&mut seen, BEAT) {
            Task::Tell(shown) => {
                let text = match &told {
                    None => greeting(&shown, view),
                    Some(told) => changes(told, &shown, view),
                };
                if !text.is_empty() {
                    http::write_all(stream, text.as_bytes())?;
                }
                told = Some(shown);
            }
            Task::Answer if has_gone(stream)? => return Ok(()),
            Task::Answer => {}
            Task::Beat => http::write_all(stream, b":\n\n")?,
            Task::End => return Ok(()),
        }
    }
}

/// Says whether the reader closed its end.
fn has_gone(stream: &TcpStream) -> io::Result<bool> {
    stream.set_nonblocking(true)?;
    let peeked = stream.peek(&mut [0]);
    stream.set_nonblocking(false)?;
    match peeked {
        Ok(read) => Ok(read == 0),
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(false),
        Err(error) => Err(error),
    }
}

fn greeting(shown: &Shown, view: &View) -> String {
    let mark = shown.mark(&shown.page(&view.path));
    let kind = if mark == view.mark { "ready" } else { "page" };
    event(kind, &mark)
}

fn changes(old: &Shown, new: &Shown, view: &View) -> String {
    if old.base != new.base {
        let bases = serde_json::json!({ "from": old.base.path(), "to": new.base.path() });
        return event("base", &bases.to_string());
    }
    let mut text = String::new();
    let (old_page, new_page) = (old.page(&view.path), new.page(&view.path));
    let (old_mark, new_mark) = (old.mark(&old_page), new.mark(&new_page));
    let swaps = styles::swaps(old, new);
    if old_mark != new_mark
        && (old.panel != new.panel || !styles::is_all(&swaps, &old_page, &new_page))
    {
        text.push_str(&event("page", &new_mark));
    } else if !swaps.is_empty() {
        let styles = serde_json::json!({ "mark": new_mark, "styles": swaps });
        text.push_str(&event("styles", &styles.to_string()));
    }
    let pictures = styles::pictures(old, new);
    if !pictures.is_empty() {
        text.push_str(&event("pictures", &serde_json::json!(pictures).to_string()));
    }
    text
}

fn event(kind: &str, line: &str) -> String {
    format!("event: {kind}\ndata: {line}\n\n")
}
