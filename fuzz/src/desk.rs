//! A language server and a client that may say anything.

use std::cell::RefCell;
use std::path::Path;

use casebook::document::date::Day;
use casebook::editor::lsp::{Disk, Server, frame};
use casebook::fs;
use casebook::load::Inputs;
use lsp_server::{Message, Notification, Request};
use serde_json::{Value, json};

use super::sites;

/// The folder of the site, as clients write it.
pub const ROOT: &str = "file:///site";
/// The file that is open.
pub const OPEN: &str = "file:///site/content/articles/a.md";

struct Memory;

impl Disk for Memory {
    fn load(&self, _: &Path) -> Result<Inputs, fs::Error> {
        Ok(sites::inputs())
    }

    fn has_file(&self, path: &Path) -> bool {
        path == Path::new("/site/site.toml")
    }

    fn today(&self) -> Option<Day> {
        None
    }
}

/// Says hello, opens a file, and says what is to be tried. Every request is answered once, and what
/// the server says can be written down.
pub fn talk(lines: &str) {
    read_as_wire(lines.as_bytes());
    let messages = lines
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok());
    let messages: Vec<Message> = messages.collect();
    if messages.is_empty() {
        return;
    }
    // Questions leave a server as it was, and what edits change is what is open, which is opened again: the next
    // input can talk to the same server.
    thread_local! {
        static KEPT: RefCell<Option<Server>> = const { RefCell::new(None) };
    }
    let mut server = KEPT.take().unwrap_or_else(greeted);
    let is_kept = messages
        .iter()
        .all(|message| is_question(message) || is_edit(message));
    let is_edited = messages.iter().any(is_edit);
    for message in messages {
        match message {
            Message::Request(request) => ask(&mut server, request),
            Message::Notification(one) => tell(&mut server, &one.method, one.params),
            Message::Response(_) => {}
        }
        server.settle().iter().for_each(written);
        if server.end().is_some() {
            return;
        }
    }
    if is_kept {
        if is_edited {
            open(&mut server);
        }
        KEPT.set(Some(server));
    }
}

/// Reads messages with their heads, up to where nobody knows any more where the next one begins.
fn read_as_wire(mut bytes: &[u8]) {
    while let Ok(Some(_)) = frame::read(&mut bytes) {}
}

fn is_question(message: &Message) -> bool {
    matches!(message, Message::Request(request) if request.method.starts_with("textDocument/"))
}

fn is_edit(message: &Message) -> bool {
    let edits = [
        "textDocument/didChange",
        "textDocument/didClose",
        "textDocument/didSave",
    ];
    matches!(message, Message::Notification(one) if edits.contains(&one.method.as_str()))
}

/// Returns a server that knows the site, with one of its files open.
fn greeted() -> Server {
    let mut server = Server::new(Box::new(Memory));
    let hello = json!({
        "processId": null,
        "capabilities": {},
        "workspaceFolders": [{ "uri": ROOT, "name": "site" }],
    });
    ask(
        &mut server,
        Request::new(0.into(), "initialize".to_owned(), hello),
    );
    tell(&mut server, "initialized", json!({}));
    open(&mut server);
    server
}

/// Opens the file as it lies on the disk, whatever became of it where it was open before.
fn open(server: &mut Server) {
    let text = &sites::inputs().content[0].text.to_string();
    let document = json!({ "uri": OPEN, "languageId": "markdown", "version": 1, "text": text });
    for (method, document) in [
        ("textDocument/didClose", json!({ "uri": OPEN })),
        ("textDocument/didOpen", document),
    ] {
        tell(server, method, json!({ "textDocument": document }));
    }
}

fn ask(server: &mut Server, request: Request) {
    let id = request.id.clone();
    let said = server.take(Message::Request(request));
    said.iter().for_each(written);
    let is_answer = |one: &&Message| matches!(one, Message::Response(answer) if answer.id == id);
    assert_eq!(said.iter().filter(is_answer).count(), 1, "one answer");
}

fn tell(server: &mut Server, method: &str, params: Value) {
    let one = Notification::new(method.to_owned(), params);
    server
        .take(Message::Notification(one))
        .iter()
        .for_each(written);
}

fn written(message: &Message) {
    serde_json::to_string(message).expect("it can be written down");
}
