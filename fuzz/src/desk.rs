//! A language server and a client that may say anything.

use std::path::Path;

use casebook::document::date::Day;
use casebook::editor::lsp::{Disk, Server};
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
    let text = &sites::inputs().content[0].text.to_string();
    let document = json!({ "uri": OPEN, "languageId": "markdown", "version": 1, "text": text });
    tell(
        &mut server,
        "textDocument/didOpen",
        json!({ "textDocument": document }),
    );
    for line in lines.lines() {
        match serde_json::from_str::<Message>(line) {
            Ok(Message::Request(request)) => ask(&mut server, request),
            Ok(Message::Notification(one)) => tell(&mut server, &one.method, one.params),
            Ok(Message::Response(_)) | Err(_) => {}
        }
        server.settle().iter().for_each(written);
        if server.end().is_some() {
            return;
        }
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
