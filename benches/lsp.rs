//! How long somebody who writes waits for the language server.
//!
//! ```text
//! scripts/make-site 1000 /tmp/site
//! cargo bench --bench lsp -- /tmp/site
//! ```
//!
//! Prints medians in milliseconds: of a keystroke until everything that it makes wrong or right is
//! told, and of each kind of request right after one: at work in the thread that answers, where Linux
//! tells, and on the wall, which counts what other programs did meanwhile.

#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use casebook::document::date::Day;
use casebook::editor::lsp::{Disk, Server};
use casebook::fs;
use casebook::load::{self, Inputs};
use lsp_server::{Message, Notification, Request};
use serde_json::{Value, json};

/// How often each thing is done.
const ROUNDS: usize = 41;

struct ThisDisk;

impl Disk for ThisDisk {
    fn load(&self, root: &Path) -> Result<Inputs, fs::Error> {
        load::load(root)
    }

    fn has_file(&self, path: &Path) -> bool {
        path.is_file()
    }

    fn today(&self) -> Option<Day> {
        None
    }
}

/// How long something took: at work in the thread that answers, and on the wall.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Time {
    work: Duration,
    wall: Duration,
}

/// A moment from which time is counted.
struct Clock {
    work: Duration,
    wall: Instant,
}

impl Clock {
    fn start() -> Self {
        Self {
            work: work(),
            wall: Instant::now(),
        }
    }

    fn time(&self) -> Time {
        Time {
            work: work() - self.work,
            wall: self.wall.elapsed(),
        }
    }
}

/// Returns the time that this thread has worked.
fn work() -> Duration {
    static BEGUN: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = told.and_then(|text| text.split(' ').next()?.parse().ok());
    nanos.map_or_else(|| BEGUN.elapsed(), Duration::from_nanos)
}

fn main() {
    let folders = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with('-'));
    for folder in folders {
        let root = Path::new(&folder)
            .canonicalize()
            .expect("there is such a folder");
        measure(root);
    }
}

/// A file that is open.
struct Page {
    path: PathBuf,
    text: String,
}

/// An editor at work.
struct Desk {
    server: Server,
    root: PathBuf,
    version: i32,
}

impl Desk {
    fn ask(&mut self, method: &str, params: Value) -> Value {
        self.version += 1;
        let request = Request::new(self.version.into(), method.to_owned(), params);
        let said = self.server.take(Message::Request(request));
        let answer = said.into_iter().find_map(|message| match message {
            Message::Response(response) => response.response_result.ok(),
            _ => None,
        });
        answer.unwrap_or_else(|| panic!("`{method}` is refused"))
    }

    fn tell(&mut self, method: &str, params: Value) {
        let notification = Notification::new(method.to_owned(), params);
        self.server.take(Message::Notification(notification));
    }

    /// Opens the file in the middle of a folder.
    fn open(&mut self, folder: &str) -> Page {
        let files = fs::files_under(&self.root.join(folder), |_| false)
            .expect("it can be listed")
            .files;
        let (_, path) = files[files.len() / 2].clone();
        let text = std::fs::read_to_string(&path).expect("it can be read");
        let document = json!({ "uri": uri(&path), "languageId": "x", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
        Page { path, text }
    }

    /// Types a sign at a byte, and returns the time until all is told of it.
    fn type_sign(&mut self, page: &mut Page, at: usize, sign: &str) -> Time {
        let clock = Clock::start();
        self.type_unseen(page, at, sign);
        self.server.settle();
        clock.time()
    }

    /// Types a sign, and leaves it at that.
    fn type_unseen(&mut self, page: &mut Page, at: usize, sign: &str) {
        self.version += 1;
        let position = position(&page.text, at);
        let range = json!({ "start": position, "end": position });
        page.text.insert_str(at, sign);
        let params = json!({
            "textDocument": { "uri": uri(&page.path), "version": self.version },
            "contentChanges": [{ "range": range, "text": sign }],
        });
        self.tell("textDocument/didChange", params);
    }
}

fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

fn position(text: &str, byte: usize) -> Value {
    let line_start = text[..byte].rfind('\n').map_or(0, |at| at + 1);
    let column = text[line_start..byte].encode_utf16().count();
    json!({ "line": text[..line_start].matches('\n').count(), "character": column })
}

fn print(name: &str, mut times: Vec<Time>) {
    let millis = |time: Duration| time.as_secs_f64() * 1000.0;
    times.sort();
    let (middle, worst) = (times[times.len() / 2].work, times[times.len() - 1].work);
    times.sort_by_key(|time| time.wall);
    let wall = times[times.len() / 2].wall;
    println!(
        "{name:34} {:>8.1} {:>8.1} {:>8.1}",
        millis(middle),
        millis(worst),
        millis(wall)
    );
}

fn measure(root: PathBuf) {
    let folders = json!([{ "uri": uri(&root), "name": "site" }]);
    let mut desk = Desk {
        server: Server::new(Box::new(ThisDisk)),
        root,
        version: 1,
    };
    println!(
        "{}\n{:34} {:>8} {:>8} {:>8}",
        desk.root.display(),
        "",
        "median",
        "worst",
        "wall"
    );
    let clock = Clock::start();
    desk.ask(
        "initialize",
        json!({ "capabilities": able(), "workspaceFolders": folders }),
    );
    desk.server.settle();
    print("the first look", vec![clock.time()]);
    keystrokes(&mut desk);
    completions(&mut desk);
    requests(&mut desk);
}

/// What a client says that tells of files itself.
fn able() -> Value {
    json!({ "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } } })
}

/// Types into files of each kind, at a place of each.
fn keystrokes(desk: &mut Desk) {
    for (name, folder, mark, sign) in [
        ("article, in the text", "content/articles", "\n\n", "a"),
        (
            "article, a wrong reference",
            "content/articles",
            "](figure:",
            "a",
        ),
        ("article, in the title", "content/articles", "title: ", "a"),
        ("term, in the text", "content/glossary", "\n\n", "a"),
        (
            "term, in the short text",
            "content/glossary",
            "short: ",
            "A",
        ),
        ("term, in the name", "content/glossary", "term: ", "a"),
        ("event, in the title", "content/timeline", "  title: ", "A"),
        ("event, in an id", "content/timeline", "- id: ", "a"),
        ("figure, in the value", "content/figures", "  value: ", "1"),
        ("source, in the title", "content/sources", "  title: ", "A"),
    ] {
        let mut page = desk.open(folder);
        desk.server.settle();
        let middle = page.text.floor_char_boundary(page.text.len() / 2);
        let found = page.text[middle..].find(mark).map(|at| middle + at);
        let at = found
            .or_else(|| page.text.find(mark))
            .expect("the mark is there")
            + mark.len();
        // In words a sign changes their sense; each round types one more.
        let times = (0..ROUNDS)
            .map(|_| desk.type_sign(&mut page, at, sign))
            .collect();
        print(&format!("key: {name}"), times);
        let document = json!({ "uri": uri(&page.path) });
        desk.tell("textDocument/didClose", json!({ "textDocument": document }));
        desk.server.settle();
    }
}

/// Asks what can be written, right after a sign that nothing has been told of yet.
fn completions(desk: &mut Desk) {
    let mut page = desk.open("content/articles");
    desk.server.settle();
    for written in [
        "[x](term:",
        "[x](figure:",
        "[](event:",
        "[@",
        "[x](",
        "[x](event:e",
    ] {
        let at = page.text.len();
        desk.type_unseen(&mut page, at, &format!("\n{written}"));
        let times = (0..ROUNDS).map(|_| {
            let at = page.text.len();
            desk.type_unseen(&mut page, at, "e");
            complete(desk, &page, page.text.len())
        });
        print(&format!("completion: {written}"), times.collect());
    }
    let at = page.text.find("title: ").expect("an article has a title");
    desk.type_unseen(&mut page, at, "s\n");
    let times = (0..ROUNDS).map(|_| complete(desk, &page, at + 1));
    print("completion: a key", times.collect());
    let document = json!({ "uri": uri(&page.path) });
    desk.tell("textDocument/didClose", json!({ "textDocument": document }));
    desk.server.settle();
}

fn complete(desk: &mut Desk, page: &Page, at: usize) -> Time {
    let params = place(page, at);
    let clock = Clock::start();
    let list = desk.ask("textDocument/completion", params);
    let time = clock.time();
    assert!(list["items"].is_array(), "something is offered: {list}");
    time
}

fn place(page: &Page, at: usize) -> Value {
    json!({ "textDocument": { "uri": uri(&page.path) }, "position": position(&page.text, at) })
}

/// Asks all else, with nothing left to look over.
fn requests(desk: &mut Desk) {
    let page = desk.open("content/articles");
    desk.server.settle();
    let at = page.text.find("](figure:").expect("there is a figure") + "](figure:".len();
    let mut params = place(&page, at);
    params["context"] = json!({ "includeDeclaration": true, "diagnostics": [] });
    params["range"] = json!({ "start": params["position"], "end": params["position"] });
    params["newName"] = json!("another-name");
    params["query"] = json!("bank");
    for method in [
        "textDocument/hover",
        "textDocument/definition",
        "textDocument/references",
        "textDocument/documentHighlight",
        "textDocument/documentSymbol",
        "textDocument/codeAction",
        "textDocument/prepareRename",
        "textDocument/rename",
        "workspace/symbol",
    ] {
        let times = (0..ROUNDS).map(|_| {
            let clock = Clock::start();
            desk.ask(method, params.clone());
            clock.time()
        });
        print(method, times.collect());
    }
}
