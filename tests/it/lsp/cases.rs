//! Small sites with cursors in them, and what the server says there.
//!
//! ```text
//! Free words on what the case shows.
//! === content/articles/a.md
//! the text of the file; each `‸` is a cursor, and a file with one is open in the editor
//! --- hover
//! what is answered at each cursor
//! ```
//!
//! Asked can be `hover`, `definition`, `references`, `highlights`, `prepare`, `rename NEW`, `complete`,
//! `accept LABEL` (the lines after that item is chosen), `actions`, and, without a cursor, `symbols`,
//! `find WORDS`, `diagnostics`, `move OLD NEW`. `--- client plain` is a client that can do nothing more than
//! it must. Files that a case does not give are those of the other cases. `CASEBOOK_BLESS=1` rewrites
//! what is expected; read it before it is kept.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::client::{Client, able, uri};
use crate::cases::{DEFAULTS, difference, folder_of};

/// So many items of a list are shown.
const SHOWN: usize = 12;

#[test]
fn every_case_of_the_language_server_says_what_is_expected() {
    let is_blessing = std::env::var_os("CASEBOOK_BLESS").is_some();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/lsp");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("there are cases")
        .map(|file| file.expect("the folder can be listed").path())
        .collect();
    files.sort();
    assert!(files.len() >= 20, "only {} cases were found", files.len());
    let mut wrong = String::new();
    for path in files {
        let text = fs::read_to_string(&path).expect("a case is text");
        let actual = Case::read(&text).run();
        if actual == text {
            continue;
        }
        match is_blessing {
            true => fs::write(&path, actual).expect("cases can be rewritten"),
            false => {
                let _ = writeln!(wrong, "{}\n{}", path.display(), difference(&text, &actual));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

struct Case {
    words: String,
    files: Vec<(String, String)>,
    questions: Vec<String>,
}

/// A cursor in a file.
struct Cursor {
    path: String,
    line: usize,
    column: usize,
}

impl Cursor {
    fn params(&self) -> Value {
        json!({ "textDocument": { "uri": uri(&self.path) }, "position": self.position() })
    }

    fn position(&self) -> Value {
        json!({ "line": self.line, "character": self.column })
    }
}

impl Case {
    fn read(text: &str) -> Case {
        let mut case = Case {
            words: String::new(),
            files: Vec::new(),
            questions: Vec::new(),
        };
        for line in text.split_inclusive('\n') {
            if let Some(head) = line.strip_prefix("=== ") {
                case.files.push((head.trim().to_owned(), String::new()));
            } else if let Some(question) = line.strip_prefix("--- ") {
                case.questions.push(question.trim().to_owned());
            } else if !case.questions.is_empty() {
                // What is expected is found out again.
            } else if let Some((_, text)) = case.files.last_mut() {
                text.push_str(line);
            } else {
                case.words.push_str(line);
            }
        }
        case
    }

    /// Returns the case with what was answered written in place of what was expected.
    fn run(&self) -> String {
        let mut out = self.words.clone();
        for (path, text) in &self.files {
            let _ = write!(out, "=== {path}\n{text}");
        }
        let is_plain = self
            .questions
            .iter()
            .any(|question| question == "client plain");
        let can = if is_plain { json!({}) } else { able() };
        let mut client = Client::new(self.on_disk(), &can);
        let mut cursors = Vec::new();
        for (path, text) in self.files.iter().filter(|(_, text)| text.contains('‸')) {
            client.open(path, &text.replace('‸', ""));
            cursors.extend(find_cursors(path, text));
        }
        client.settle();
        let mut desk = Desk { client, cursors };
        for question in &self.questions {
            let _ = writeln!(out, "--- {question}");
            out.push_str(&desk.ask(question));
        }
        out
    }

    fn on_disk(&self) -> BTreeMap<String, String> {
        let given: Vec<&str> = self.files.iter().map(|(path, _)| folder_of(path)).collect();
        let mut files = BTreeMap::new();
        for (path, text) in DEFAULTS {
            let is_alone = matches!(path, "site.toml" | "content/index.md");
            if is_alone || !given.contains(&folder_of(path)) {
                files.insert(path.to_owned(), text.to_owned());
            }
        }
        for (path, text) in &self.files {
            files.insert(path.clone(), text.replace('‸', ""));
        }
        files
    }
}

fn find_cursors(path: &str, text: &str) -> Vec<Cursor> {
    let mut cursors = Vec::new();
    for (line, written) in text.split('\n').enumerate() {
        let parts: Vec<&str> = written.split('‸').collect();
        let mut column = 0;
        for part in &parts[..parts.len() - 1] {
            column += part.encode_utf16().count();
            cursors.push(Cursor {
                path: path.to_owned(),
                line,
                column,
            });
        }
    }
    cursors
}

struct Desk {
    client: Client,
    cursors: Vec<Cursor>,
}

impl Desk {
    fn ask(&mut self, question: &str) -> String {
        let (word, rest) = question.split_once(' ').unwrap_or((question, ""));
        match word {
            "client" => String::new(),
            "symbols" => self.symbols(),
            "find" => self.find(rest),
            "diagnostics" => self.diagnostics(),
            "move" => self.moved(rest),
            _ => self.ask_at_cursors(word, rest),
        }
    }

    fn ask_at_cursors(&mut self, word: &str, rest: &str) -> String {
        let mut out = String::new();
        for at in 0..self.cursors.len() {
            let cursor = &self.cursors[at];
            let place = format!("{}:{}", cursor.line + 1, cursor.column + 1);
            let mut params = cursor.params();
            let method = match word {
                "hover" => "textDocument/hover",
                "definition" => "textDocument/definition",
                "references" => {
                    params["context"] = json!({ "includeDeclaration": true });
                    "textDocument/references"
                }
                "highlights" => "textDocument/documentHighlight",
                "prepare" => "textDocument/prepareRename",
                "rename" => {
                    params["newName"] = json!(rest);
                    "textDocument/rename"
                }
                "complete" | "accept" => "textDocument/completion",
                "actions" => {
                    let here = cursor.position();
                    params["range"] = json!({ "start": here, "end": here });
                    params["context"] = json!({ "diagnostics": [] });
                    "textDocument/codeAction"
                }
                _ => panic!("what is `{word}`?"),
            };
            let path = self.cursors[at].path.clone();
            let answer = match self.client.request(method, params) {
                Ok(answer) => self.shown(word, rest, &path, &answer),
                Err(why) => format!("refused: {why}"),
            };
            let answer = answer.trim_end().replace('\n', "\n  ");
            let _ = writeln!(out, "{place}\n  {answer}");
        }
        out
    }

    fn shown(&self, word: &str, rest: &str, path: &str, answer: &Value) -> String {
        if answer.is_null() {
            return "nothing".to_owned();
        }
        match word {
            "hover" => {
                let marked = self.marked(path, &answer["range"]);
                let text = answer["contents"]["value"].as_str().unwrap_or_default();
                format!("[{marked}]\n{text}")
            }
            "definition" => self.location(answer),
            "references" => self.lines(answer, |one| self.location(one)),
            "highlights" => self.lines(answer, |one| self.place(path, &one["range"])),
            "prepare" => format!(
                "[{}] {}",
                self.marked(path, &answer["range"]),
                answer["placeholder"].as_str().unwrap_or_default()
            ),
            "rename" => self.edit(answer),
            "actions" => self.lines(answer, |one| {
                let title = one["title"].as_str().unwrap_or_default();
                format!(
                    "{title}\n  {}",
                    self.edit(&one["edit"]).trim_end().replace('\n', "\n  ")
                )
            }),
            "complete" => list(answer),
            _ => self.accepted(rest, path, answer),
        }
    }

    fn lines(&self, list: &Value, line: impl Fn(&Value) -> String) -> String {
        let list = list.as_array().expect("a list is answered");
        let mut lines: Vec<String> = list.iter().map(line).collect();
        if lines.is_empty() {
            lines.push("none".to_owned());
        }
        lines.join("\n")
    }

    fn text(&self, path: &str) -> String {
        let files = self.client.files.borrow();
        let files = files.as_ref().expect("the disk can be read");
        files.get(path).cloned().unwrap_or_default()
    }

    fn marked(&self, path: &str, range: &Value) -> String {
        let text = self.text(path);
        text[bytes(&text, range)].replace('\n', "⏎")
    }

    fn location(&self, location: &Value) -> String {
        let uri = location["uri"].as_str().unwrap_or_default();
        self.place(path_of(uri), &location["range"])
    }

    fn place(&self, path: &str, range: &Value) -> String {
        let start = &range["start"];
        let number = |key: &str| start[key].as_u64().unwrap_or_default() + 1;
        let (line, column) = (number("line"), number("character"));
        format!("{path}:{line}:{column} {}", self.marked(path, range))
    }

    /// Lists the changes of an edit.
    fn edit(&self, edit: &Value) -> String {
        let mut out = String::new();
        for change in edit["documentChanges"].as_array().into_iter().flatten() {
            if change["kind"] == "rename" {
                let uri = |key: &str| path_of(change[key].as_str().unwrap_or_default()).to_owned();
                let _ = writeln!(out, "file {} → {}", uri("oldUri"), uri("newUri"));
                continue;
            }
            let path = path_of(change["textDocument"]["uri"].as_str().unwrap_or_default());
            self.text_edits(path, &change["edits"], &mut out);
        }
        let changes = edit["changes"].as_object().into_iter().flatten();
        let changes: BTreeMap<&String, &Value> = changes.collect();
        for (uri, edits) in changes {
            self.text_edits(path_of(uri), edits, &mut out);
        }
        match out.is_empty() {
            true => "no change".to_owned(),
            false => out,
        }
    }

    fn text_edits(&self, path: &str, edits: &Value, out: &mut String) {
        for edit in edits.as_array().into_iter().flatten() {
            let new = edit["newText"].as_str().unwrap_or_default();
            let place = self.place(path, &edit["range"]);
            let _ = writeln!(out, "{place} → {}", new.replace('\n', "⏎"));
        }
    }

    /// The lines that differ after an item is chosen.
    fn accepted(&self, label: &str, path: &str, answer: &Value) -> String {
        let items = answer["items"].as_array().into_iter().flatten();
        let Some(item) = items.into_iter().find(|item| item["label"] == label) else {
            return format!("there is no `{label}`");
        };
        let before = self.text(path);
        let more = item["additionalTextEdits"].as_array().into_iter().flatten();
        let mut edits: Vec<(std::ops::Range<usize>, &str)> = std::iter::once(&item["textEdit"])
            .chain(more)
            .map(|edit| {
                let new = edit["newText"].as_str().unwrap_or_default();
                (bytes(&before, &edit["range"]), new)
            })
            .collect();
        edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
        let mut after = before.clone();
        for (range, new) in edits {
            after.replace_range(range, new);
        }
        let known: Vec<&str> = before.lines().collect();
        let changed = after.lines().filter(|line| !known.contains(line));
        changed.collect::<Vec<_>>().join("\n")
    }

    fn symbols(&mut self) -> String {
        let path = self.cursors.first().map(|cursor| cursor.path.clone());
        let path = path.expect("a file is open");
        let params = json!({ "textDocument": { "uri": uri(&path) } });
        let answer = self.client.request("textDocument/documentSymbol", params);
        let answer = answer.expect("symbols are answered");
        let mut out = String::new();
        self.symbol_lines(&path, &answer, 0, &mut out);
        out
    }

    fn symbol_lines(&self, path: &str, symbols: &Value, depth: usize, out: &mut String) {
        for symbol in symbols.as_array().into_iter().flatten() {
            let name = symbol["name"].as_str().unwrap_or_default();
            let detail = symbol["detail"].as_str().unwrap_or_default();
            let range = match symbol.get("location") {
                Some(location) => &location["range"],
                None => &symbol["selectionRange"],
            };
            let place = self.place(path, range);
            let lead = "  ".repeat(depth);
            let _ = writeln!(
                out,
                "{}",
                format!("{lead}{name} {detail} at {place}").replace("  at", " at")
            );
            self.symbol_lines(path, &symbol["children"], depth + 1, out);
        }
    }

    fn find(&mut self, query: &str) -> String {
        let params = json!({ "query": query });
        let answer = self.client.request("workspace/symbol", params);
        let answer = answer.expect("symbols are answered");
        let lines = self.lines(&answer, |one| {
            let name = one["name"].as_str().unwrap_or_default();
            let container = one["containerName"].as_str().unwrap_or_default();
            format!("{container} {name} at {}", self.location(&one["location"]))
        });
        lines + "\n"
    }

    fn diagnostics(&mut self) -> String {
        let mut out = String::new();
        for (uri, told) in &self.client.told {
            let path = path_of(uri);
            let _ = writeln!(out, "{path} version {}", told["version"]);
            for one in told["diagnostics"].as_array().into_iter().flatten() {
                let severity = if one["severity"] == 1 {
                    "error"
                } else {
                    "warning"
                };
                let code = one["code"].as_str().unwrap_or_default();
                let message = one["message"].as_str().unwrap_or_default();
                let place = self.place(path, &one["range"]);
                let _ = writeln!(out, "  {severity}[{code}] {place}");
                let _ = writeln!(out, "    {}", message.replace('\n', "\n    "));
                for related in one["relatedInformation"].as_array().into_iter().flatten() {
                    let message = related["message"].as_str().unwrap_or_default();
                    let place = self.location(&related["location"]);
                    let _ = writeln!(out, "    {message}: {place}");
                }
            }
        }
        out
    }

    fn moved(&mut self, paths: &str) -> String {
        let (old, new) = paths.split_once(' ').expect("two paths are given");
        let files = json!([{ "oldUri": uri(old), "newUri": uri(new) }]);
        match self
            .client
            .request("workspace/willRenameFiles", json!({ "files": files }))
        {
            Ok(answer) => self.edit(&answer).trim_end().to_owned() + "\n",
            Err(why) => format!("refused: {why}\n"),
        }
    }
}

/// Lists the items of a completion.
fn list(answer: &Value) -> String {
    let items = answer["items"].as_array().expect("a list is answered");
    let mut lines: Vec<String> = items
        .iter()
        .take(SHOWN)
        .map(|item| {
            let detail = item["detail"].as_str().unwrap_or_default();
            let label = item["label"].as_str().unwrap_or_default();
            format!("{label} · {detail}")
                .trim_end_matches(" · ")
                .to_owned()
        })
        .collect();
    if items.len() > SHOWN {
        lines.push(format!("and {} more", items.len() - SHOWN));
    }
    if answer["isIncomplete"] == true {
        lines.push("and others not sent".to_owned());
    }
    if lines.is_empty() {
        lines.push("none".to_owned());
    }
    lines.join("\n")
}

fn path_of(uri: &str) -> &str {
    uri.strip_prefix("file:///site/").unwrap_or(uri)
}

/// Returns the bytes of a range that counts in UTF-16.
fn bytes(text: &str, range: &Value) -> std::ops::Range<usize> {
    byte(text, &range["start"])..byte(text, &range["end"])
}

fn byte(text: &str, position: &Value) -> usize {
    let number = |key: &str| position[key].as_u64().unwrap_or_default() as usize;
    let mut lines = text.split_inclusive('\n');
    let start: usize = lines.clone().take(number("line")).map(str::len).sum();
    let line = lines.nth(number("line")).unwrap_or_default();
    let mut units = 0;
    for (at, c) in line.char_indices() {
        if units >= number("character") {
            return start + at;
        }
        units += c.len_utf16();
    }
    start + line.len()
}
