//! The server as a process: what it makes of its wire, and that it never outlives its client.

use std::io::{BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::channel;
use std::time::Duration;

use casebook::editor::lsp::frame::{self, Incoming};
use lsp_server::Message;
use serde_json::{Value, json};

use crate::temp::TempDir;

/// A server that does not end within this time hangs.
const PATIENCE: Duration = Duration::from_secs(60);

struct Process {
    child: Child,
    to: Option<ChildStdin>,
    from: Option<BufReader<ChildStdout>>,
}

impl Process {
    fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_casebook"))
            .args(["lsp", "--stdio"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program can be started");
        Self {
            to: child.stdin.take(),
            from: child.stdout.take().map(BufReader::new),
            child,
        }
    }

    fn send_raw(&mut self, bytes: &[u8]) {
        let to = self.to.as_mut().expect("the wire is open");
        to.write_all(bytes)
            .and_then(|()| to.flush())
            .expect("the server listens");
    }

    fn send(&mut self, body: &Value) {
        let body = body.to_string();
        self.send_raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    /// Reads until something satisfies the question.
    fn until(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            let from = self.from.as_mut().expect("somebody listens");
            let value = match frame::read(from).expect("the server writes messages") {
                Some(Incoming::Message(message)) => shown(&message),
                Some(Incoming::Broken(broken)) => json!({ "broken": broken.code }),
                None => panic!("the server has gone"),
            };
            if wanted(&value) {
                return value;
            }
        }
    }

    fn hello(&mut self, folder: &str) {
        let folders = json!([{ "uri": format!("file://{folder}"), "name": "site" }]);
        let params = json!({ "capabilities": {}, "workspaceFolders": folders });
        self.send(&json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params }));
        self.until(|value| value["id"] == 1);
        self.send(&json!({ "jsonrpc": "2.0", "method": "initialized", "params": {} }));
    }

    /// Waits for the end; returns the exit code and what was said on standard error.
    fn end(mut self) -> (Option<i32>, String) {
        drop(self.to.take());
        let id = self.child.id();
        let (sender, receiver) = channel();
        std::thread::spawn(move || {
            // What is said last is listened to, so that the server is not cut short.
            let rest = self
                .from
                .take()
                .map(|mut from| from.read_to_end(&mut Vec::new()));
            drop(rest);
            let output = self.child.wait_with_output();
            // Nobody listens any more when the patience is at its end.
            let _ = sender.send(output);
        });
        let output = receiver
            .recv_timeout(PATIENCE)
            .unwrap_or_else(|_| panic!("the server {id} does not end"))
            .expect("it can be waited for");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), said)
    }
}

fn shown(message: &Message) -> Value {
    serde_json::to_value(message).expect("a message is data")
}

fn site() -> TempDir {
    let folder = TempDir::new();
    for (path, text) in crate::cases::DEFAULTS {
        folder.write(path, text);
    }
    folder.write(
        "content/articles/a.md",
        "---\ntitle: A\nsummary: S.\n---\n\nIt is [€200 billion](figure:pot).\n",
    );
    folder
}

#[test]
fn a_whole_talk_ends_well() {
    let folder = site();
    let mut process = Process::start();
    process.hello(&folder.path().display().to_string());
    let told = process.until(|value| value["method"] == "textDocument/publishDiagnostics");
    assert_eq!(told["params"]["diagnostics"][0]["code"], "number-disagrees");
    process.send(&json!({ "jsonrpc": "2.0", "id": 2, "method": "shutdown" }));
    process.until(|value| value["id"] == 2);
    process.send(&json!({ "jsonrpc": "2.0", "method": "exit" }));
    assert_eq!(process.end(), (Some(0), String::new()));
}

#[test]
fn nonsense_on_the_wire_is_answered_and_passed_over() {
    let folder = site();
    let mut process = Process::start();
    process.send_raw(b"Content-Length: 5\r\n\r\n{nope");
    process.send(&json!([1, 2, 3]));
    process.hello(&folder.path().display().to_string());
    process.send(&json!({ "jsonrpc": "2.0", "id": "x", "method": "textDocument/dance" }));
    let refused = process.until(|value| value["id"] == "x");
    assert_eq!(refused["error"]["code"], -32601);
    drop(folder);
    let (code, _) = process.end();
    assert_eq!(code, Some(1));
}

#[test]
fn a_client_that_dies_takes_the_server_along() {
    assert_eq!(Process::start().end().0, Some(1));
    let folder = site();
    let mut process = Process::start();
    process.hello(&folder.path().display().to_string());
    process.send_raw(b"Content-Length: 100\r\n\r\n{\"half");
    assert_eq!(process.end().0, Some(1));
}

#[test]
fn a_client_that_no_longer_listens_is_left() {
    let folder = site();
    let mut process = Process::start();
    process.hello(&folder.path().display().to_string());
    drop(process.from.take());
    // The first word that nobody hears ends the talk, though the wire is open the other way; the
    // server may have gone before this is sent.
    let request = json!({ "jsonrpc": "2.0", "id": 2, "method": "shutdown" }).to_string();
    let mut to = process.to.take().expect("the wire is open");
    let sent = write!(to, "Content-Length: {}\r\n\r\n{request}", request.len());
    drop(sent);
    let (code, _) = process.end();
    drop(to);
    assert_eq!(code, Some(2));
}

#[test]
fn a_head_that_cannot_be_understood_ends_the_talk_in_words() {
    let mut process = Process::start();
    process.send_raw(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    let mut rest = Vec::new();
    let from = process.from.as_mut().expect("somebody listens");
    from.read_to_end(&mut rest)
        .expect("the server closes its output");
    assert!(rest.is_empty());
    let (code, said) = process.end();
    assert_eq!(code, Some(2));
    assert!(said.contains("the wire to the editor is broken"), "{said}");
}
