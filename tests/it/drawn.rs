//! Charts: the picture, the table and the CSV file say the same, and whatever the numbers are, no
//! length is anything but a length.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use casebook::diagnostic::{Code, Severity};
use casebook::load::{self, Inputs};
use casebook::pipeline::{self, Built, Options};

use crate::temp::TempDir;

fn build(root: &Path) -> (Inputs, Built) {
    let inputs = load::load(root).expect("the site can be read");
    let built = pipeline::build(&inputs, &Options::default(), &|_| ());
    (inputs, built)
}

fn text<'a>(outputs: &'a BTreeMap<String, Arc<[u8]>>, path: &str) -> &'a str {
    let bytes = outputs
        .get(path)
        .unwrap_or_else(|| panic!("there is no `{path}`"));
    std::str::from_utf8(bytes).expect("the output is text")
}

/// Returns what stands between two marks, each time they follow one another.
fn between<'a>(text: &'a str, from: &str, to: &str) -> Vec<&'a str> {
    text.split(from)
        .skip(1)
        .filter_map(|rest| rest.split_once(to))
        .map(|(inside, _)| inside)
        .collect()
}

/// Takes groups and the typographic minus out of a number.
fn plain(number: &str) -> String {
    number.replace(',', "").replace('−', "-")
}

/// Cuts a row of CSV into cells.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut is_quoted = false;
    for c in line.chars() {
        match c {
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => cells.push(String::new()),
            c => cells.last_mut().expect("there is a cell").push(c),
        }
    }
    cells
}

/// The numbers of a chart in its picture, in its table and in its CSV file, each in order of size.
fn told(outputs: &BTreeMap<String, Arc<[u8]>>, page: &str, figure: &str) -> [Vec<String>; 3] {
    let svg = between(figure, "<svg class=\"drawing\"", "</details>")[0];
    let (picture, table) = svg
        .split_once("<details>")
        .expect("a table follows the picture");
    let values = between(picture, "<text class=\"value\"", "</text>").into_iter();
    let in_picture = values
        .filter_map(|text| text.split_once('>'))
        .map(|(_, text)| plain(text));
    let in_table = between(table, "<td class=\"number\">", "</td>").into_iter();
    let in_table = in_table.filter(|text| *text != "–").map(plain);
    let link = between(figure, "<a class=\"more\" href=\"", "\"")[0];
    let name = link.rsplit('/').next().expect("a link has an end");
    let path = page.replace("index.html", name);
    let csv = text(outputs, &path).lines().skip(1).flat_map(|line| {
        let cells = cells(line);
        cells[1..cells.len() - 1].to_vec()
    });
    let sorted = |numbers: &mut dyn Iterator<Item = String>| {
        let mut numbers: Vec<String> = numbers.collect();
        numbers.sort();
        numbers
    };
    [
        sorted(&mut { in_picture }),
        sorted(&mut { in_table }),
        sorted(&mut csv.filter(|cell| !cell.is_empty())),
    ]
}

#[test]
fn picture_table_and_csv_of_every_chart_say_the_same() {
    let (_, built) = build(Path::new(env!("CARGO_MANIFEST_DIR")));
    let mut count = 0;
    let mut pages = 0;
    for (path, bytes) in built
        .outputs
        .iter()
        // The page of everything shows charts again, with the files of their own pages.
        .filter(|(path, _)| path.ends_with("/index.html") && *path != "print/index.html")
    {
        let html = std::str::from_utf8(bytes).expect("a page is text");
        let charts = between(html, "<figure class=\"chart ", "</figure>");
        pages += usize::from(!charts.is_empty());
        for figure in charts {
            let [picture, table, csv] = told(&built.outputs, path, figure);
            assert!(!table.is_empty(), "{path}");
            assert_eq!(table, csv, "{path}: table and CSV");
            assert_eq!(picture, table, "{path}: picture and table");
            count += 1;
        }
    }
    assert!(count >= 8 && pages >= 6, "{count} charts on {pages} pages");
}

#[test]
fn whatever_the_numbers_are_lengths_are_lengths() {
    let many = |count: usize, value: &dyn Fn(usize) -> String| {
        let mut rows = String::from("when,value\n");
        for at in 0..count {
            let _ = writeln!(rows, "{},{}", 1900 + at, value(at));
        }
        rows
    };
    let tables = [
        many(2, &|_| "0".to_owned()),
        many(2, &|at| format!("-{at}")),
        many(3, &|at| "9".repeat(9 * at + 1)),
        many(3, &|at| format!("0.{}1", "0".repeat(20 * at.min(1)))),
        many(40, &|at| format!("{}{}", ["", "-"][at % 2], at * at * 1000)),
        many(41, &|at| at.to_string()),
        many(400, &|at| (at % 17).to_string()),
        many(9000, &|at| at.to_string()),
        format!("when,value\n2024,1\n2025,2\n{}", "\u{202e}x,1\n"),
        "when,a long name 𝔸 of a column,b,c,d\n2024-02-29,1,2,3,4\n2025,,2,,\n9999-12-31,1,,,0\n"
            .to_owned(),
        format!("when,{}\n{},1\n", "n".repeat(300), "ab ".repeat(200)),
        "when,value\n\"2024\n".to_owned(),
    ];
    for table in &tables {
        for kind in ["bars", "stacked", "columns", "line", "step"] {
            let folder = TempDir::new();
            folder.write(
                "site.toml",
                "title = \"T\"\nbase_url = \"https://example.org/\"\n",
            );
            folder.write("content/index.md", &format!(
                "---\ntitle: H\nsummary: S.\n---\n\n```chart\nkind: {kind}\ncsv: content/figures/t.csv\ntitle: T\nunit: votes\nas_of: 2025\nsources: [s]\ntakeaway: See.\n```\n"
            ));
            folder.write(
                "content/sources/s.yaml",
                "- {id: s, title: S, publisher: P, url: \"https://example.org/\"}\n",
            );
            folder.write("content/figures/t.csv", table);
            let (_, built) = build(folder.path());
            // The tiny site lacks pages that the menu leads to.
            let is_of_charts = |code| !matches!(code, Code::BrokenUrl | Code::HiddenCharacter);
            let is_refused = built
                .diagnostics
                .iter()
                .any(|one| one.severity == Severity::Error && is_of_charts(one.code));
            let page = text(&built.outputs, "index.html");
            let drawings = between(page, "<svg class=\"drawing\"", "</figure>");
            assert_eq!(
                drawings.is_empty(),
                is_refused,
                "{kind}: {:?}",
                built.diagnostics
            );
            for drawing in drawings {
                for attribute in [
                    "x", "y", "width", "height", "x1", "x2", "y1", "y2", "cx", "cy",
                ] {
                    for length in between(drawing, &format!(" {attribute}=\""), "\"") {
                        let number = length.trim_end_matches("em").trim_end_matches('%');
                        let number: f64 = number.parse().unwrap_or(f64::NAN);
                        assert!(number.is_finite(), "{kind}: {attribute}={length}");
                        let is_size = matches!(attribute, "width" | "height");
                        assert!(!is_size || number >= 0.0, "{kind}: {attribute}={length}");
                    }
                }
            }
        }
    }
}
