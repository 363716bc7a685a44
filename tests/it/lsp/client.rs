//! A client without an editor, with the files of a site in memory.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;

use casebook::document::date::Day;
use casebook::editor::lsp::{Disk, Server};
use casebook::fs;
use casebook::load::{Inputs, SETTINGS, is_source};
use casebook::source::Source;
use lsp_server::{Message, Notification, Request, Response};
use serde_json::{Value, json};

/// The folder of the site.
pub(super) const ROOT: &str = "/site";

/// Files by path from the root; `None` is a disk that cannot be read.
pub(super) type Files = Rc<RefCell<Option<BTreeMap<String, String>>>>;

struct Memory(Files);

impl Disk for Memory {
    fn load(&self, root: &Path) -> Result<Inputs, fs::Error> {
        assert_eq!(root, Path::new(ROOT));
        let files = self.0.borrow();
        let files = files.as_ref().ok_or_else(|| fs::Error {
            action: "read",
            path: root.to_owned(),
            cause: std::io::ErrorKind::NotFound.into(),
        })?;
        let mut inputs = Inputs::default();
        for (path, text) in files {
            let source = Source::new(path.as_str(), text.as_str());
            if path == SETTINGS {
                inputs.settings = Some(source);
            } else if path.starts_with("content/") && is_source(path) {
                inputs.content.push(source);
            }
        }
        Ok(inputs)
    }

    fn has_file(&self, path: &Path) -> bool {
        let files = self.0.borrow();
        let inside = path.strip_prefix(ROOT).ok().and_then(Path::to_str);
        let has = |path| files.as_ref().is_some_and(|files| files.contains_key(path));
        inside.is_some_and(has)
    }

    fn today(&self) -> Option<Day> {
        None
    }
}

/// A client that talks to a server.
pub(super) struct Client {
    server: Server,
    pub(super) files: Files,
    requests: i32,
    /// What was told of each file last, by address.
    pub(super) told: BTreeMap<String, Value>,
    /// What the server asked or said besides.
    pub(super) heard: Vec<Message>,
}

impl Client {
    /// A client that has not said hello.
    pub(super) fn silent(files: BTreeMap<String, String>) -> Self {
        let files = Rc::new(RefCell::new(Some(files)));
        Self {
            server: Server::new(Box::new(Memory(files.clone()))),
            files,
            requests: 0,
            told: BTreeMap::new(),
            heard: Vec::new(),
        }
    }

    /// A client that has said hello.
    pub(super) fn new(files: BTreeMap<String, String>, capabilities: &Value) -> Self {
        let mut client = Self::silent(files);
        client.hello(capabilities);
        client
    }

    pub(super) fn hello(&mut self, capabilities: &Value) -> Value {
        let params = json!({
            "processId": null,
            "capabilities": capabilities,
            "workspaceFolders": [{ "uri": uri(""), "name": "site" }],
        });
        let welcome = self.request("initialize", params);
        self.notify("initialized", json!({}));
        welcome.expect("a client can say hello")
    }

    /// Sends a request and returns what is answered.
    pub(super) fn request(&mut self, method: &str, params: Value) -> Result<Value, String> {
        self.requests += 1;
        let id = self.requests.into();
        let request = Request {
            id,
            method: method.to_owned(),
            params,
        };
        let said = self.server.take(Message::Request(request));
        let mut answer = None;
        for message in said {
            match message {
                Message::Response(response) => answer = Some(response),
                other => self.hear(other),
            }
        }
        let Response {
            id,
            response_result,
        } = answer.expect("every request is answered");
        assert_eq!(id, self.requests.into());
        response_result.map_err(|error| format!("{}: {}", error.code, error.message))
    }

    pub(super) fn notify(&mut self, method: &str, params: Value) {
        let said = self.server.take(Message::Notification(Notification {
            method: method.to_owned(),
            params,
        }));
        said.into_iter().for_each(|message| self.hear(message));
    }

    /// Lets the server look over what has changed.
    pub(super) fn settle(&mut self) -> usize {
        let said = self.server.settle();
        let count = said.len();
        said.into_iter().for_each(|message| self.hear(message));
        count
    }

    pub(super) fn end(&self) -> Option<bool> {
        self.server.end()
    }

    fn hear(&mut self, message: Message) {
        match message {
            Message::Notification(one) if one.method == "textDocument/publishDiagnostics" => {
                let uri = one.params["uri"].as_str().expect("it has an address");
                let uri = uri.to_owned();
                self.told.insert(uri, one.params);
            }
            other => self.heard.push(other),
        }
    }

    pub(super) fn open(&mut self, path: &str, text: &str) {
        let document = json!({
            "uri": uri(path), "languageId": "markdown", "version": 1, "text": text,
        });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    pub(super) fn replace(&mut self, path: &str, version: i32, text: &str) {
        self.notify(
            "textDocument/didChange",
            json!({
                "textDocument": { "uri": uri(path), "version": version },
                "contentChanges": [{ "text": text }],
            }),
        );
    }

    pub(super) fn close(&mut self, path: &str) {
        let document = json!({ "uri": uri(path) });
        self.notify("textDocument/didClose", json!({ "textDocument": document }));
    }

    /// Returns what was told of a file last, one line each.
    pub(super) fn told_of(&self, path: &str) -> Vec<String> {
        let told = self.told.get(&uri(path)).map(|told| &told["diagnostics"]);
        let list = told.and_then(Value::as_array).into_iter().flatten();
        list.map(|one| {
            let message = one["message"].as_str().unwrap_or_default();
            let start = &one["range"]["start"];
            let code = one["code"].as_str().unwrap_or_default();
            let line = message.lines().next().unwrap_or_default();
            format!("{}:{} {code}: {line}", start["line"], start["character"])
        })
        .collect()
    }
}

/// Returns the address of a file of the site.
pub(super) fn uri(path: &str) -> String {
    match path {
        "" => format!("file://{ROOT}"),
        path => format!("file://{ROOT}/{path}"),
    }
}

/// What a client says that can do much.
pub(super) fn able() -> Value {
    json!({
        "general": { "positionEncodings": ["utf-16"] },
        "workspace": {
            "didChangeWatchedFiles": { "dynamicRegistration": true },
            "workspaceEdit": {
                "documentChanges": true,
                "resourceOperations": ["create", "rename", "delete"],
            },
        },
        "textDocument": {
            "publishDiagnostics": { "relatedInformation": true },
            "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
        },
    })
}
