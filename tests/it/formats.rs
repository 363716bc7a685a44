//! Diagnostics as other programs read them: JSON lines, SARIF, GitHub's commands.

use std::sync::Arc;

use casebook::diagnostic::{Code, Diagnostic, Severity};
use casebook::report::{github, json, sarif};
use casebook::source::{Source, SourceId, Span};

use insta::assert_snapshot;
use serde_json::Value;

/// A text with a byte order mark, a sign outside the first plane, and both kinds of line ends.
const TEXT: &str = "\u{feff}---\r\ntitle: 𝒳 x\n---\n\nThe 𝒳 is [€185 billion](figure:pot).\n";

fn article() -> Source {
    Source::new("content/articles/a b, c:d%.md", TEXT)
}

fn read(id: &SourceId) -> Option<Arc<str>> {
    let file = article();
    (file.id == *id).then(|| file.text.clone())
}

fn find(what: &str) -> Span {
    let at = TEXT.find(what).expect("the text is in the file");
    article().span(at..at + what.len())
}

fn number() -> Diagnostic {
    Diagnostic::new(
        Code::NumberDisagrees,
        find("€185 billion"),
        "the text says `€185 billion`, the figure says `€210 billion`",
    )
    .label(find("title"), "the title")
    .help("write `€210 billion`, 100% sure")
    .fix(find("€185 billion"), "€210 billion")
}

/// What could break a format or command a terminal.
const HOSTILE: &str =
    "a\"b\\c, d:e%0A \u{1b}[31m \u{9b}2J \u{202e}x \u{7f} ::error::y {0} [t](u) \r z";

fn hostile() -> Diagnostic {
    Diagnostic::new(Code::BadValue, find("---\n\nThe"), HOSTILE).help("first\n::warning::second")
}

fn nowhere() -> Diagnostic {
    Diagnostic::new(Code::MissingHome, None, "the site has no home page")
}

fn elsewhere() -> Diagnostic {
    let file = SourceId::new("templates/gone.html");
    Diagnostic::new(Code::Template, Span::new(&file, 3..9), "it is not there")
        .fix(Span::new(&file, 3..9), "x")
}

fn off() -> Diagnostic {
    let mut off = nowhere();
    off.severity = Severity::Off;
    off
}

fn all() -> Vec<Diagnostic> {
    vec![number(), hostile(), nowhere(), elsewhere(), off()]
}

#[test]
fn json_says_everything_on_one_line_each() {
    assert_snapshot!(json(&[number(), nowhere()], &read, ""), @r##"
    {"code":"number-disagrees","severity":"error","message":"the text says `€185 billion`, the figure says `€210 billion`","path":"content/articles/a b, c:d%.md","line":5,"column":11,"end_line":5,"end_column":23,"help":["write `€210 billion`, 100% sure"],"labels":[{"message":"the title","path":"content/articles/a b, c:d%.md","line":2,"column":1,"end_line":2,"end_column":6}],"fix":{"path":"content/articles/a b, c:d%.md","line":5,"column":11,"end_line":5,"end_column":23,"replacement":"€210 billion"}}
    {"code":"missing-home","severity":"error","message":"the site has no home page","path":null,"line":null,"column":null,"end_line":null,"end_column":null,"help":[],"labels":[]}
    "##);
}

#[test]
fn json_is_lossless_and_harmless() {
    let text = json(&all(), &read, "sites/one/");
    assert_harmless(&text);
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("each line is JSON"))
        .collect();
    assert_eq!(lines.len(), 4, "what is off is left out");
    assert_eq!(lines[1]["message"], HOSTILE);
    assert_eq!(lines[1]["help"][0], "first\n::warning::second");
    assert_eq!(lines[1]["line"], 3);
    assert_eq!(lines[1]["end_line"], 5);
    assert_eq!(lines[1]["path"], "sites/one/content/articles/a b, c:d%.md");
    assert_eq!(lines[2]["path"], Value::Null);
    assert_eq!(lines[3]["line"], Value::Null);
    assert_eq!(lines[3]["path"], "sites/one/templates/gone.html");
}

#[test]
fn github_escapes_what_would_end_a_command() {
    let text = github(&all(), &read, "");
    assert_harmless(&text);
    assert_snapshot!(text, @r##"
    ::error file=content/articles/a b%2C c%3Ad%25.md,line=5,col=11,endColumn=23,title=number-disagrees::the text says `€185 billion`, the figure says `€210 billion`%0Awrite `€210 billion`, 100%25 sure
    ::error file=content/articles/a b%2C c%3Ad%25.md,line=3,endLine=5,title=bad-value::a"b\c, d:e%250A ␛[31m �2J �x ␡ ::error::y {0} [t](u) ␍ z%0Afirst%0A::warning::second
    ::error title=missing-home::the site has no home page
    ::error file=templates/gone.html,title=template::it is not there
    "##);
}

#[test]
fn sarif_counts_code_units_and_offers_the_fix() {
    let log = log(&[number()]);
    let result = &log["runs"][0]["results"][0];
    assert_snapshot!(serde_json::to_string_pretty(result).expect("it is JSON"), @r##"
    {
      "fixes": [
        {
          "artifactChanges": [
            {
              "artifactLocation": {
                "uri": "content/articles/a%20b%2C%20c%3Ad%25.md"
              },
              "replacements": [
                {
                  "deletedRegion": {
                    "endColumn": 24,
                    "endLine": 5,
                    "startColumn": 12,
                    "startLine": 5
                  },
                  "insertedContent": {
                    "text": "€210 billion"
                  }
                }
              ]
            }
          ],
          "description": {
            "text": "write `€210 billion`"
          }
        }
      ],
      "level": "error",
      "locations": [
        {
          "physicalLocation": {
            "artifactLocation": {
              "uri": "content/articles/a%20b%2C%20c%3Ad%25.md"
            },
            "region": {
              "endColumn": 24,
              "endLine": 5,
              "startColumn": 12,
              "startLine": 5
            }
          }
        }
      ],
      "message": {
        "text": "the text says `€185 billion`, the figure says `€210 billion`\nwrite `€210 billion`, 100% sure"
      },
      "relatedLocations": [
        {
          "id": 1,
          "message": {
            "text": "the title"
          },
          "physicalLocation": {
            "artifactLocation": {
              "uri": "content/articles/a%20b%2C%20c%3Ad%25.md"
            },
            "region": {
              "endColumn": 6,
              "endLine": 2,
              "startColumn": 1,
              "startLine": 2
            }
          }
        }
      ],
      "ruleId": "number-disagrees",
      "ruleIndex": 26
    }
    "##);
}

#[test]
fn sarif_has_what_its_schema_requires() {
    let log = log(&all());
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "utf16CodeUnits");
    assert!(run["tool"]["driver"]["name"].is_string());
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    assert_eq!(rules.len(), Code::ALL.len());
    for rule in rules {
        assert!(rule["id"].is_string());
        for text in [
            &rule["shortDescription"]["text"],
            &rule["help"]["text"],
            &rule["help"]["markdown"],
        ] {
            assert!(text.as_str().is_some_and(|text| !text.is_empty()), "{rule}");
        }
        let level = rule["defaultConfiguration"]["level"].as_str();
        assert!(matches!(level, Some("error" | "warning")), "{rule}");
    }
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), 4);
    for result in results {
        let index = result["ruleIndex"].as_u64().expect("an index") as usize;
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(result["message"]["text"].is_string());
        for location in result["locations"].as_array().expect("locations") {
            assert_location(&location["physicalLocation"]);
        }
        for change in result["fixes"][0]["artifactChanges"]
            .as_array()
            .into_iter()
            .flatten()
        {
            assert!(change["artifactLocation"]["uri"].is_string());
            assert_region(&change["replacements"][0]["deletedRegion"]);
            assert!(change["replacements"][0]["insertedContent"]["text"].is_string());
        }
    }
    assert_eq!(results[3].get("fixes"), None, "no place, no fix");
    let hostile = results[1]["message"]["text"].as_str().expect("a text");
    assert!(hostile.contains("{{0}} [t\\](u)"), "{hostile}");
    assert_harmless(&sarif(&all(), &read, ""));
}

#[test]
fn no_diagnostics_are_still_a_run() {
    assert_eq!(log(&[])["runs"][0]["results"], serde_json::json!([]));
    assert_eq!(json(&[], &read, ""), "");
    assert_eq!(github(&[], &read, ""), "");
}

fn log(diagnostics: &[Diagnostic]) -> Value {
    serde_json::from_str(&sarif(diagnostics, &read, "")).expect("SARIF is JSON")
}

fn assert_location(physical: &Value) {
    let uri = physical["artifactLocation"]["uri"].as_str().expect("a uri");
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~/%".contains(c);
    assert!(uri.chars().all(is_plain), "{uri}");
    if !physical["region"].is_null() {
        assert_region(&physical["region"]);
    }
}

fn assert_region(region: &Value) {
    let number = |key: &str| region[key].as_u64().unwrap_or_else(|| panic!("{key}"));
    assert!(number("startLine") >= 1 && number("startColumn") >= 1);
    let start = (number("startLine"), number("startColumn"));
    assert!((number("endLine"), number("endColumn")) >= start);
}

/// Fails if a text holds what could command a terminal or turn a line round.
fn assert_harmless(text: &str) {
    let harms = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
    assert_eq!(text.chars().find(|c| harms(*c)), None, "{text:?}");
}
