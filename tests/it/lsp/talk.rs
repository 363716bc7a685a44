//! Whole talks: hello and goodbye, texts that are open, files that come and go, and nonsense.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::client::{Client, able, uri};
use crate::cases::DEFAULTS;

const ARTICLE: &str = "content/articles/a.md";
const RIGHT: &str = "---\ntitle: A\nsummary: S.\n---\n\nIt is [€210 billion](figure:pot).\n";
const WRONG: &str = "---\ntitle: A\nsummary: S.\n---\n\n𝒳é [€210 billion](figure:pit).\n";

fn files(article: Option<&str>) -> BTreeMap<String, String> {
    let mut files: BTreeMap<String, String> = DEFAULTS
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect();
    files.extend(article.map(|text| (ARTICLE.to_owned(), text.to_owned())));
    files
}

fn place(path: &str, line: u32, character: u32) -> Value {
    json!({
        "textDocument": { "uri": uri(path) },
        "position": { "line": line, "character": character },
    })
}

fn edit_disk(client: &mut Client, edit: impl FnOnce(&mut BTreeMap<String, String>)) {
    edit(
        client
            .files
            .borrow_mut()
            .as_mut()
            .expect("the disk can be read"),
    );
}

fn tell_of(client: &mut Client, path: &str) {
    let changes = json!([{ "uri": uri(path), "type": 2 }]);
    client.notify(
        "workspace/didChangeWatchedFiles",
        json!({ "changes": changes }),
    );
}

#[test]
fn a_talk_has_a_beginning_and_an_end() {
    let mut client = Client::silent(files(None));
    let hover = || place(ARTICLE, 0, 0);
    let early = client.request("textDocument/hover", hover());
    assert!(early.expect_err("nobody said hello").starts_with("-32002"));
    client.notify("textDocument/didOpen", json!({}));
    let welcome = client.hello(&able());
    assert_eq!(welcome["serverInfo"]["name"], "casebook");
    assert_eq!(welcome["capabilities"]["positionEncoding"], "utf-16");
    let again = client.request("initialize", json!({ "capabilities": {} }));
    assert!(again.expect_err("it runs already").starts_with("-32600"));
    assert_eq!(client.request("shutdown", Value::Null), Ok(Value::Null));
    let late = client.request("textDocument/hover", hover());
    assert!(late.expect_err("it is shut down").starts_with("-32600"));
    assert_eq!(client.end(), None);
    client.notify("exit", Value::Null);
    assert_eq!(client.end(), Some(true));
}

#[test]
fn leaving_without_goodbye_is_told_apart() {
    let mut client = Client::new(files(None), &able());
    client.notify("exit", Value::Null);
    assert_eq!(client.end(), Some(false));
}

#[test]
fn what_cannot_be_understood_is_refused_and_the_talk_goes_on() {
    let mut client = Client::new(files(Some(RIGHT)), &able());
    let unknown = client.request("textDocument/dance", json!({}));
    assert!(
        unknown
            .expect_err("there is no such thing")
            .starts_with("-32601")
    );
    for params in [
        json!({}),
        json!([]),
        json!("x"),
        Value::Null,
        json!({ "textDocument": 1 }),
    ] {
        for method in [
            "textDocument/hover",
            "textDocument/completion",
            "textDocument/rename",
        ] {
            let refused = client.request(method, params.clone());
            assert!(
                refused
                    .expect_err("no place is given")
                    .starts_with("-32602")
            );
        }
        for method in [
            "textDocument/didOpen",
            "textDocument/didChange",
            "$/unknown",
            "x",
        ] {
            client.notify(method, params.clone());
        }
    }
    let far = place(ARTICLE, u32::MAX, u32::MAX);
    assert_eq!(client.request("textDocument/hover", far), Ok(Value::Null));
    let hover = client.request("textDocument/hover", place(ARTICLE, 5, 30));
    assert!(hover.expect("it goes on").to_string().contains("The pot"));
}

#[test]
fn columns_count_as_the_client_counts() {
    for (encoding, column) in [("utf-8", 31), ("utf-16", 26), ("utf-32", 25)] {
        let mut able = able();
        able["general"]["positionEncodings"] = json!([encoding]);
        let mut client = Client::new(files(Some(WRONG)), &able);
        client.open(ARTICLE, WRONG);
        client.settle();
        let expected = format!("5:{column} unknown-figure: there is no figure `pit`");
        assert_eq!(client.told_of(ARTICLE), [expected], "{encoding}");
        let hover = client.request("textDocument/hover", place(ARTICLE, 5, column + 1));
        assert_eq!(hover, Ok(Value::Null), "there is no such figure");
    }
}

#[test]
fn unsaved_text_counts_until_it_is_closed() {
    let mut client = Client::new(files(Some(RIGHT)), &able());
    client.settle();
    assert!(
        client.told.is_empty(),
        "nothing is wrong: {:?}",
        client.told
    );
    client.open(ARTICLE, WRONG);
    client.settle();
    assert_eq!(client.told_of(ARTICLE).len(), 1);
    assert_eq!(client.told[&uri(ARTICLE)]["version"], 1);
    client.replace(ARTICLE, 2, RIGHT);
    client.settle();
    assert_eq!(client.told_of(ARTICLE), [] as [&str; 0]);
    client.replace(ARTICLE, 3, WRONG);
    client.close(ARTICLE);
    client.settle();
    assert_eq!(
        client.told_of(ARTICLE),
        [] as [&str; 0],
        "the disk counts again"
    );
    // One that changes what another may say.
    let figures = "content/figures/default.yaml";
    client.open(figures, &DEFAULTS[3].1.replace("210", "190"));
    client.settle();
    assert_eq!(client.told_of(ARTICLE).len(), 1, "{:?}", client.told);
}

#[test]
fn many_changes_cost_one_look() {
    let mut client = Client::new(files(Some(RIGHT)), &able());
    client.open(ARTICLE, RIGHT);
    client.settle();
    for version in 2..50 {
        client.replace(ARTICLE, version, &format!("{WRONG}{version}\n"));
    }
    assert_eq!(client.settle(), 1, "one thing is told");
    assert_eq!(client.told[&uri(ARTICLE)]["version"], 49);
    assert_eq!(client.settle(), 0, "nothing is told twice");
    client.replace(ARTICLE, 50, &format!("{WRONG}50\n"));
    let hover = client.request("textDocument/hover", place(ARTICLE, 5, 6));
    assert!(hover.is_ok());
}

#[test]
fn parts_of_texts_change() {
    let mut client = Client::new(files(Some(RIGHT)), &able());
    client.open(ARTICLE, RIGHT);
    let range = |from: (u32, u32), to: (u32, u32)| {
        json!({
            "start": { "line": from.0, "character": from.1 },
            "end": { "line": to.0, "character": to.1 },
        })
    };
    let change = |version: i32, range: Value, text: &str| {
        json!({
            "textDocument": { "uri": uri(ARTICLE), "version": version },
            "contentChanges": [{ "range": range, "text": text }],
        })
    };
    client.notify(
        "textDocument/didChange",
        change(2, range((5, 29), (5, 30)), "i"),
    );
    client.settle();
    assert_eq!(
        client.told_of(ARTICLE),
        ["5:28 unknown-figure: there is no figure `pit`"]
    );
    let nonsense = [
        range((9, 9), (0, 0)),
        range((u32::MAX, u32::MAX), (u32::MAX, u32::MAX)),
        range((0, u32::MAX), (u32::MAX, 0)),
        range((5, 2), (5, 1)),
    ];
    for (version, range) in (3..).zip(nonsense) {
        client.notify("textDocument/didChange", change(version, range, "é𝒳\r"));
        client.settle();
    }
    assert!(
        client
            .request("textDocument/hover", place(ARTICLE, 5, 6))
            .is_ok()
    );
}

#[test]
fn files_come_change_and_go() {
    let mut client = Client::new(files(None), &able());
    assert!(
        client
            .heard
            .iter()
            .any(|message| format!("{message:?}").contains("site.toml")),
        "the client is asked to tell of files"
    );
    client.settle();
    edit_disk(&mut client, |files| {
        files.insert(ARTICLE.to_owned(), WRONG.to_owned());
    });
    assert_eq!(client.settle(), 0, "nobody has told of it");
    tell_of(&mut client, ARTICLE);
    client.settle();
    assert_eq!(client.told_of(ARTICLE).len(), 1);
    client.open(ARTICLE, WRONG);
    edit_disk(&mut client, |files| {
        files.remove(ARTICLE);
    });
    tell_of(&mut client, ARTICLE);
    client.settle();
    assert_eq!(client.told_of(ARTICLE).len(), 1, "what is open counts");
    assert!(
        client
            .request("textDocument/definition", place(ARTICLE, 5, 28))
            .is_ok()
    );
    client.close(ARTICLE);
    client.settle();
    assert_eq!(client.told_of(ARTICLE), [] as [&str; 0]);
    assert_eq!(
        client.request("textDocument/hover", place(ARTICLE, 5, 6)),
        Ok(Value::Null)
    );
}

#[test]
fn clients_that_tell_of_no_files_are_served_on_save() {
    let mut client = Client::new(files(Some(RIGHT)), &json!({}));
    assert!(client.heard.is_empty());
    client.settle();
    edit_disk(&mut client, |files| {
        files.insert(ARTICLE.to_owned(), WRONG.to_owned());
    });
    let document = json!({ "uri": uri("content/index.md") });
    client.notify("textDocument/didSave", json!({ "textDocument": document }));
    client.settle();
    assert_eq!(client.told_of(ARTICLE).len(), 1);
}

#[test]
fn a_disk_that_cannot_be_read_is_told_and_what_is_known_stays() {
    let mut client = Client::new(files(Some(WRONG)), &able());
    client.settle();
    let disk = client.files.take();
    tell_of(&mut client, ARTICLE);
    client.settle();
    assert_eq!(client.told_of(ARTICLE).len(), 1);
    let heard = format!("{:?}", client.heard);
    assert!(heard.contains("cannot read"), "{heard}");
    client.files.replace(disk);
    edit_disk(&mut client, |files| {
        files.insert(ARTICLE.to_owned(), RIGHT.to_owned());
    });
    tell_of(&mut client, ARTICLE);
    client.settle();
    assert_eq!(client.told_of(ARTICLE), [] as [&str; 0]);
}

#[test]
fn without_settings_nothing_is_said_until_they_are_there() {
    let mut without = files(None);
    let settings = without.remove("site.toml").expect("it was there");
    let mut client = Client::new(without, &able());
    client.open(ARTICLE, WRONG);
    client.settle();
    assert!(client.told.is_empty());
    assert_eq!(
        client.request("textDocument/hover", place(ARTICLE, 5, 6)),
        Ok(Value::Null)
    );
    client.replace(ARTICLE, 2, &format!("{WRONG}\nMore.\n"));
    edit_disk(&mut client, |files| {
        files.insert("site.toml".to_owned(), settings);
    });
    tell_of(&mut client, "site.toml");
    client.settle();
    assert_eq!(client.told_of(ARTICLE).len(), 1);
    assert_eq!(client.told[&uri(ARTICLE)]["version"], 2);
}

#[test]
fn settings_that_go_are_told() {
    let mut client = Client::new(files(Some(RIGHT)), &able());
    client.settle();
    edit_disk(&mut client, |files| {
        files.remove("site.toml");
    });
    tell_of(&mut client, "site.toml");
    client.settle();
    assert_eq!(client.told_of("site.toml").len(), 1, "{:?}", client.told);
}

#[test]
fn a_folder_below_the_site_will_do() {
    let mut client = Client::silent(files(Some(WRONG)));
    let folders = json!([{ "uri": uri("content/articles"), "name": "articles" }]);
    let params = json!({ "capabilities": {}, "workspaceFolders": folders });
    client
        .request("initialize", params)
        .expect("this is a hello");
    client.settle();
    assert_eq!(client.told_of(ARTICLE).len(), 1);
}

#[test]
fn files_of_no_site_are_left_alone() {
    let mut client = Client::new(files(Some(RIGHT)), &able());
    client.settle();
    for address in [
        "file:///elsewhere/content/articles/a.md",
        "untitled:Untitled-1",
        "https://example.org/a.md",
        "file:///site/../other/a.md",
        "file:///site/static/site.css",
        "file:///site/README.md",
        "file:///site/content/articles/.a.md.swp",
        "file:///site",
    ] {
        let document = json!({ "uri": address, "languageId": "x", "version": 1, "text": WRONG });
        client.notify("textDocument/didOpen", json!({ "textDocument": document }));
        client.settle();
        let place = json!({
            "textDocument": { "uri": address },
            "position": { "line": 5, "character": 6 },
        });
        let hover = client.request("textDocument/hover", place.clone());
        assert_eq!(hover, Ok(Value::Null), "{address}");
        client
            .request("textDocument/completion", place)
            .expect("completion is answered");
        client.notify(
            "textDocument/didClose",
            json!({ "textDocument": { "uri": address } }),
        );
        assert!(client.told.is_empty(), "{address}: {:?}", client.told);
    }
}

#[test]
fn drafts_are_understood_unless_asked_otherwise() {
    let draft = WRONG.replace("title: A", "title: A\ndraft: true");
    let mut client = Client::new(files(Some(&draft)), &able());
    client.settle();
    assert_eq!(client.told_of(ARTICLE).len(), 1);
    let mut client = Client::silent(files(Some(&draft)));
    let params = json!({
        "capabilities": {},
        "workspaceFolders": [{ "uri": uri(""), "name": "site" }],
        "initializationOptions": { "drafts": false },
    });
    client
        .request("initialize", params)
        .expect("this is a hello");
    client.settle();
    assert_eq!(client.told_of(ARTICLE), [] as [&str; 0]);
}

/// A text with everything in it that can be half-written.
const RICH: &str = "---
title: A
summary: \"It is [€210 billion](figure:pot), see [@bank, p. 2].\"
tags: [law]
timeline: { events: [proposal], tags: [law] }
glossary: {exclude: [loan]}
questions:
- question: Why?
  answer: >-
    A [loan](term:loan), é𝒳.
---

# Über [the loan](term:loan)

On [3 December 2025](event:proposal) a reparations loan.[@council; @bank]
[Here](../glossary/loan.md#x) and ![map](a/map.png) and [^1].

[^1]: A note.

```chart
kind: bars
figures: [pot]
takeaway: It is [€210 billion](figure:pot).
labels: {pot: Pot}
```

- [list](/timeline/law/)
";

/// Asks everything at a place.
fn ask_everything(client: &mut Client, path: &str, line: u32, character: u32) {
    for method in [
        "textDocument/hover",
        "textDocument/completion",
        "textDocument/definition",
        "textDocument/documentHighlight",
        "textDocument/documentSymbol",
    ] {
        let answer = client.request(method, place(path, line, character));
        assert!(answer.is_ok(), "{method} at {line}:{character}: {answer:?}");
    }
    let mut params = place(path, line, character);
    params["context"] = json!({ "includeDeclaration": true, "diagnostics": [] });
    let here = params["position"].clone();
    params["range"] = json!({ "start": here, "end": here });
    params["newName"] = json!("new-name");
    for method in ["textDocument/references", "textDocument/codeAction"] {
        assert!(client.request(method, params.clone()).is_ok(), "{method}");
    }
    // What has no name here is refused in words.
    for method in ["textDocument/prepareRename", "textDocument/rename"] {
        let answer = client.request(method, params.clone());
        let is_answered = |why: &String| why.starts_with("-32803");
        assert!(answer.as_ref().err().is_none_or(is_answered), "{answer:?}");
    }
}

#[test]
fn everything_can_be_asked_everywhere() {
    let mut client = Client::new(files(Some(RICH)), &able());
    client.open(ARTICLE, RICH);
    client.settle();
    for (line, text) in (0..).zip(RICH.lines()) {
        for character in (0..=text.encode_utf16().count() as u32 + 1).step_by(3) {
            ask_everything(&mut client, ARTICLE, line, character);
        }
    }
}

#[test]
fn a_text_can_be_written_sign_by_sign() {
    for (path, text) in [(ARTICLE, RICH), (DEFAULTS[3].0, DEFAULTS[3].1)] {
        let mut client = Client::new(files(None), &able());
        client.open(path, "");
        client.settle();
        let mut written = String::new();
        for (version, c) in (2..).zip(text.chars()) {
            written.push(c);
            client.replace(path, version, &written);
            let line = written.matches('\n').count() as u32;
            let last = written.rsplit('\n').next().unwrap_or_default();
            let place = place(path, line, last.encode_utf16().count() as u32);
            let answer = client.request("textDocument/completion", place);
            assert!(answer.is_ok());
            if version % 5 == 0 {
                client.settle();
            }
        }
    }
}
