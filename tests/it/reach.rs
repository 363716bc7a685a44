//! What the site hands out: data files, calendar, feed, search, frames, the one page, JSON-LD.

use std::collections::BTreeMap;

use casebook::diagnostic::Code;
use casebook::load::Inputs;
use casebook::pipeline::{self, Built, Memory, Options};
use casebook::social::IS_BUILT_IN;
use casebook::source::Source;
use serde_json::Value;

/// Everything that a format might trip over.
const HOSTILE: &str = "=cmd|' /C calc'!A0, \"x\"; <b> & ]]> \\ é 😀";

const SETTINGS: &str = "title = 'A; \"case\", ]]> <b>'\nbase_url = \"https://example.org/repo/\"\n\
    description = \"One, sentence; with <marks>.\"\nlicence = \"CC BY 4.0\"\nchecked = \"2026-06-30\"\n";

fn site(settings: &str, event_title: &str) -> Vec<(&'static str, String)> {
    let title = serde_json::to_string(event_title).expect("a text");
    let hostile = serde_json::to_string(HOSTILE).expect("a text");
    let prose = hostile.replace("<b>", "< b");
    vec![
        ("site.toml", settings.to_owned()),
        (
            "content/index.md",
            "---\ntitle: Home\nsummary: What this is.\n---\n\nSee [it](articles/who-pays.md#who).\n"
                .to_owned(),
        ),
        (
            "content/articles/who-pays.md",
            format!(
                "---\ntitle: {hostile}\nsummary: In [short](event:day).\nupdated: 2026-01-02\ntags: [law]\nquestions:\n  - question: {hostile}\n    answer: The [](figure:pot), since [](event:day).[@paper]\n---\n\n## Who\n\nThe bank pays [](figure:pot).[@paper][^a]\n\n[^a]: A note.\n"
            ),
        ),
        (
            "content/articles/why.md",
            "---\ntitle: Why?\nsummary: S.\n---\n\n## Who\n\nSee [who](who-pays.md#who), [its own part](#who) and the bank.\n\n```timeline\nevents: [day]\n```\n"
                .to_owned(),
        ),
        (
            "content/glossary/bank.md",
            "---\nterm: bank\naliases: [Élan]\nshort: A firm that [pays](term:-).\n---\n\nIt pays.[@paper]\n"
                .to_owned(),
        ),
        (
            "content/timeline/all.yaml",
            format!(
                "- id: day\n  date: 2025-12-12\n  title: {title}\n  summary: {prose}\n  tags: [law]\n  sources: [paper]\n\
                 - id: range\n  date: 2025-12-31/2026-01-02\n  title: A range\n  sources: [paper]\n\
                 - id: month\n  date: 2025-11\n  title: Some time\n  sources: [paper]\n\
                 - id: about\n  date: 2025-10-03~\n  title: About then\n  sources: [paper]\n"
            ),
        ),
        (
            "content/figures/all.yaml",
            format!(
                "- series: money\n  title: {hostile}\n  additive: false\n\
                 - id: pot\n  label: {hostile}\n  value: 5.10\n  unit: EUR bn\n  as_of: 2025-12\n  measures: {hostile}\n  note: {prose}\n  series: money\n  sources: [paper]\n\
                 - id: loss\n  label: The loss\n  value: -3\n  unit: \"%\"\n  as_of: 2024\n  measures: \"-3 of 100\"\n  series: money\n  sources: [paper]\n"
            ),
        ),
        (
            "content/sources/all.yaml",
            format!(
                "- id: paper\n  title: {hostile}\n  publisher: {hostile}\n  url: https://paper.example/?a=1,2;b\n  checked: 2026-05-01\n"
            ),
        ),
    ]
}

fn inputs(files: Vec<(&'static str, String)>) -> Inputs {
    let mut inputs = Inputs::default();
    for (path, text) in files {
        let source = Source::new(path, text);
        match path {
            "site.toml" => inputs.settings = Some(source),
            _ => inputs.content.push(source),
        }
    }
    inputs.content.sort_by(|a, b| a.id.cmp(&b.id));
    inputs
}

fn build(settings: &str) -> Built {
    let built = pipeline::build(
        &inputs(site(settings, HOSTILE)),
        &Options::default(),
        &|_| (),
    );
    // The fonts have no 😀, which only a Casebook that draws pictures can know.
    let told: Vec<_> = built
        .diagnostics
        .iter()
        .filter(|found| found.code != Code::SocialPicture)
        .map(|found| format!("{}: {}", found.code, found.message))
        .collect();
    assert_eq!(told, [""; 0]);
    built
}

fn text<'b>(built: &'b Built, path: &str) -> &'b str {
    let bytes = built.outputs.get(path);
    let bytes = bytes.unwrap_or_else(|| panic!("there is no {path}"));
    std::str::from_utf8(bytes).expect("it is UTF-8")
}

fn json(built: &Built, path: &str) -> Value {
    serde_json::from_str(text(built, path)).expect("it is JSON")
}

/// Reads CSV as RFC 4180 has it, strictly.
fn csv(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut rows: Vec<Vec<String>> = vec![vec![String::new()]];
    let mut rest = text;
    while !rest.is_empty() {
        let row = rows.last_mut().expect("there is a row");
        let cell = row.last_mut().expect("there is a cell");
        if let Some(inside) = rest.strip_prefix('"') {
            assert_eq!(cell, "", "quotes stand round a whole cell");
            let mut inside = inside;
            loop {
                let (part, after) = inside.split_once('"').expect("quotes are closed");
                cell.push_str(part);
                match after.strip_prefix('"') {
                    Some(after) => {
                        cell.push('"');
                        inside = after;
                    }
                    None => {
                        rest = after;
                        break;
                    }
                }
            }
            assert!(
                rest.starts_with([',', '\r']),
                "a cell ends behind its quotes"
            );
        } else if let Some(after) = rest.strip_prefix("\r\n") {
            rest = after;
            rows.push(vec![String::new()]);
        } else if let Some(after) = rest.strip_prefix(',') {
            rest = after;
            row.push(String::new());
        } else {
            let c = rest.chars().next().expect("there is more");
            assert!(!matches!(c, '\r' | '\n'), "a line ends with CRLF");
            cell.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    assert_eq!(
        rows.pop(),
        Some(vec![String::new()]),
        "it ends with a line end"
    );
    let head = rows.remove(0);
    rows.into_iter()
        .map(|row| {
            assert_eq!(row.len(), head.len());
            head.iter().cloned().zip(row).collect()
        })
        .collect()
}

#[test]
fn hostile_texts_come_through_json_and_csv_whole() {
    let built = build(SETTINGS);
    let (as_json, as_csv) = (
        json(&built, "timeline.json"),
        csv(text(&built, "timeline.csv")),
    );
    assert_eq!(as_json["events"].as_array().map(Vec::len), Some(4));
    let event = &as_json["events"][2];
    assert_eq!(event["id"], "day");
    assert_eq!(event["title"], HOSTILE);
    assert_eq!(event["url"], "https://example.org/repo/timeline/#event-day");
    assert_eq!(as_csv[2]["title"], format!("'{HOSTILE}"));
    assert_eq!(as_csv[2]["source_urls"], "https://paper.example/?a=1,2;b");
    let month = &as_csv[1];
    assert_eq!(
        [&month["date"], &month["first_day"], &month["last_day"]],
        ["2025-11", "2025-11-01", "2025-11-30"]
    );
}

#[test]
fn figures_keep_their_digits() {
    let built = build(SETTINGS);
    assert!(text(&built, "figures.json").contains("\"value\": 5.10,"));
    let as_csv = csv(text(&built, "figures.csv"));
    let as_json = json(&built, "figures.json");
    assert_eq!(as_json["series"][0]["additive"], false);
    let (pot, loss) = (&as_csv[0], &as_csv[1]);
    assert_eq!(
        (pot["value"].as_str(), pot["unit"].as_str()),
        ("5.10", "EUR bn")
    );
    assert_eq!(pot["single_units"], "5100000000");
    assert_eq!(pot["label"], format!("'{HOSTILE}"));
    assert_eq!(
        (loss["value"].as_str(), loss["measures"].as_str()),
        ("-3", "'-3 of 100")
    );
    assert_eq!(
        as_json["figures"][0]["used_in"][0],
        "https://example.org/repo/articles/who-pays/"
    );
}

#[test]
fn the_calendar_follows_its_standard() {
    let built = build(SETTINGS);
    let calendar = text(&built, "timeline.ics");
    assert!(calendar.ends_with("END:VCALENDAR\r\n"));
    assert!(!calendar.replace("\r\n", "").contains(['\r', '\n']));
    assert!(calendar.split("\r\n").all(|line| line.len() <= 75));
    let unfolded = calendar.replace("\r\n ", "");
    let lines: Vec<&str> = unfolded.split("\r\n").collect();
    let values = |name: &str| -> Vec<&str> {
        let found = lines.iter().filter_map(|line| line.strip_prefix(name));
        found.collect()
    };
    assert_eq!(values("UID:"), ["day@example.org", "range@example.org"]);
    assert_eq!(values("DTSTART;VALUE=DATE:"), ["20251212", "20251231"]);
    assert_eq!(values("DTEND;VALUE=DATE:"), ["20251213", "20260103"]);
    assert_eq!(values("DTSTAMP:"), ["20260630T000000Z"; 2]);
    let escaped = HOSTILE
        .replace('\\', "\\\\")
        .replace(',', "\\,")
        .replace(';', "\\;");
    assert_eq!(values("SUMMARY:"), [escaped.as_str(), "A range"]);
    assert!(values("DESCRIPTION:")[0].starts_with("2 events. 2 events are left out\\,"));
    assert_eq!(values("CATEGORIES:"), ["Law"]);
}

#[test]
fn the_feed_of_events_says_no_more_than_is_known() {
    let built = build(SETTINGS);
    let feed = text(&built, "timeline.xml");
    assert_eq!(feed.matches("<entry>").count(), 4);
    assert_eq!(feed.matches("<published>").count(), 2);
    assert!(feed.contains("<published>2025-12-12T00:00:00Z</published>"));
    assert_eq!(
        feed.matches("<updated>2026-05-01T00:00:00Z</updated>")
            .count(),
        5
    );
    assert!(feed.contains("]]&gt;") && !feed.contains("]]>"));
}

#[test]
fn entries_of_llms_txt_are_a_line_each() {
    let built = build(SETTINGS);
    let guide = text(&built, "llms.txt");
    assert!(
        guide.starts_with("# A; \"case\", \\]\\]> \\<b>\n\n> One, sentence; with \\<marks>.\n")
    );
    assert!(guide.contains("\n- [Why?](https://example.org/repo/articles/why/): S.\n"));
    assert!(guide.contains("\n- [Events as JSON](https://example.org/repo/timeline.json)"));
    let entries = guide.lines().filter(|line| line.starts_with("- ["));
    assert!(
        entries
            .clone()
            .all(|line| line.contains("](https://example.org/repo/"))
    );
    assert!(!guide.contains("\n\n\n"));
}

#[test]
fn the_index_leads_to_everything_below_the_base_path() {
    let built = build(SETTINGS);
    let index = json(&built, "search-index.json");
    let entries = index["entries"].as_array().expect("a list");
    assert_eq!(entries.len(), 2 + 1 + 1 + 4 + 2);
    for entry in entries {
        let kind = &index["kinds"][entry[0].as_u64().expect("a number") as usize];
        let part = |value: &Value| value.as_str().expect("a text").to_owned();
        let address = part(&kind[1]) + &part(&entry[1]) + &part(&kind[2]);
        let path = address
            .strip_prefix("/repo/")
            .expect("it is below the base path");
        let (path, anchor) = path.split_once('#').unwrap_or((path, ""));
        let page = text(&built, &format!("{path}index.html"));
        assert!(
            anchor.is_empty() || page.contains(&format!("id=\"{anchor}\"")),
            "{address}"
        );
    }
    let words: Vec<&str> = index["words"]
        .as_str()
        .expect("a text")
        .split(' ')
        .collect();
    assert!(words.is_sorted() && words.contains(&"elan") && words.contains(&"12"));
    let postings = index["postings"].as_str().expect("a text");
    assert_eq!(postings.split(' ').count(), words.len());
}

#[test]
fn the_search_page_lists_everything_without_scripts() {
    let built = build(SETTINGS);
    let page = text(&built, "search/index.html");
    for path in [
        "/repo/articles/why/",
        "/repo/glossary/bank/",
        "/repo/timeline/#event-month",
        "/repo/figures/#figure-loss",
        "/repo/questions/#question-who-pays-1",
    ] {
        assert!(page.contains(&format!("<a href=\"{path}\">")), "{path}");
    }
}

#[test]
fn frames_and_the_one_page_are_not_for_search_engines() {
    let built = build(SETTINGS);
    let sitemap = text(&built, "sitemap.xml");
    for path in ["embed/timeline/law/index.html", "print/index.html"] {
        assert!(text(&built, path).contains("<meta name=\"robots\" content=\"noindex\">"));
    }
    assert!(!sitemap.contains("/embed/") && !sitemap.contains("/print/"));
    assert!(sitemap.contains("/repo/search/"));
    let frame = text(&built, "embed/timeline/law/index.html");
    assert!(frame.contains("<base target=\"_top\">") && !frame.contains("<script"));
    let page = text(&built, "timeline/law/index.html");
    let snippet = page.lines().find(|line| line.contains("&lt;iframe"));
    assert_eq!(
        snippet.unwrap_or_default(),
        "<pre><code>&lt;iframe src=&quot;https://example.org/repo/embed/timeline/law/&quot; \
         title=&quot;Timeline: Law – A; &amp;quot;case&amp;quot;, ]]&gt; &amp;lt;b&gt;&quot; \
         width=&quot;100%&quot; height=&quot;600&quot; loading=&quot;lazy&quot;&gt;&lt;/iframe&gt;</code></pre>"
    );
}

#[test]
fn the_one_page_holds_all_and_links_within_itself() {
    let built = build(SETTINGS);
    let page = text(&built, "print/index.html");
    for id in [
        "home",
        "articles_who-pays",
        "articles_why",
        "glossary_bank",
        "timeline",
        "figures",
        "sources",
    ] {
        assert_eq!(page.matches(&format!(" id=\"{id}\"")).count(), 1, "{id}");
    }
    for link in [
        "#articles_who-pays_who",
        "#articles_why_who",
        "#glossary_bank",
        "#figures_figure-pot",
        "#articles_who-pays_source-paper",
        "#articles_who-pays_note-a",
    ] {
        assert!(page.contains(&format!("href=\"{link}\"")), "{link}");
    }
    assert!(!page.contains("data-card") && !page.contains("data-part"));
    assert!(page.contains("<h3 id=\"articles_why_who\">Who</h3>"));
}

/// Returns all things that JSON-LD describes on a page.
fn described(built: &Built, path: &str) -> Vec<Value> {
    let page = text(built, path);
    let start = "<script type=\"application/ld+json\">";
    let Some((_, rest)) = page.split_once(start) else {
        return Vec::new();
    };
    let (data, _) = rest.split_once("</script>").expect("the script ends");
    let data: Value = serde_json::from_str(data).expect("it is JSON");
    assert_eq!(data["@context"], "https://schema.org");
    data["@graph"].as_array().expect("a graph").clone()
}

#[test]
fn questions_and_figures_are_described_with_what_schema_org_requires() {
    let built = build(SETTINGS);
    let things = described(&built, "questions/index.html");
    assert_eq!(things[0]["@type"], "FAQPage");
    let question = &things[0]["mainEntity"][0];
    assert_eq!(
        (&question["@type"], &question["name"]),
        (&"Question".into(), &HOSTILE.into())
    );
    let answer = &question["acceptedAnswer"];
    assert_eq!(answer["@type"], "Answer");
    assert_eq!(
        answer["text"],
        "The €5.10\u{a0}billion, since 12\u{a0}December 2025."
    );

    let things = described(&built, "figures/index.html");
    let sets: Vec<_> = things
        .iter()
        .filter(|thing| thing["@type"] == "Dataset")
        .collect();
    assert_eq!(sets.len(), 1);
    let set = sets[0];
    assert_eq!(set["name"], HOSTILE);
    let length = set["description"].as_str().expect("a text").chars().count();
    assert!((50..=5000).contains(&length));
    assert_eq!(set["temporalCoverage"], "2024-01-01/2025-12-31");
    assert_eq!(set["license"]["name"], "CC BY 4.0");
    for file in set["distribution"].as_array().expect("a list") {
        assert_eq!(file["@type"], "DataDownload");
        let address = file["contentUrl"].as_str().expect("an address");
        text(
            &built,
            address
                .strip_prefix("https://example.org/repo/")
                .expect("it is ours"),
        );
    }
}

#[test]
fn news_are_no_events_of_schema_org() {
    let built = build(SETTINGS);
    for path in built.outputs.keys().filter(|path| path.ends_with(".html")) {
        for thing in described(&built, path) {
            assert!(
                !thing["@type"].as_str().expect("a type").contains("Event"),
                "{path}"
            );
            assert!(
                thing["itemListElement"].is_array() || thing["url"].is_string(),
                "{path}"
            );
        }
    }
}

#[test]
fn each_output_can_be_turned_off() {
    let made: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("calendar", &["timeline.ics"][..]),
        (
            "data",
            &[
                "timeline.json",
                "timeline.csv",
                "figures.json",
                "figures.csv",
            ],
        ),
        ("embed", &["embed/timeline/law/index.html"]),
        ("feed", &["feed.xml", "timeline.xml"]),
        ("llms", &["llms.txt"]),
        ("print", &["print/index.html"]),
        ("search", &["search/index.html", "search-index.json"]),
        ("sitemap", &["sitemap.xml", "robots.txt"]),
    ]);
    let all = build(SETTINGS);
    for (name, paths) in &made {
        let without = build(&format!("{SETTINGS}[outputs]\n{name} = false\n"));
        for path in all.outputs.keys() {
            let is_off = paths.contains(&path.as_str());
            assert_eq!(
                without.outputs.contains_key(path),
                !is_off,
                "{name}: {path}"
            );
        }
        nothing_leads_to(&without, paths);
    }
    let none: String = made
        .keys()
        .chain([&"pictures"])
        .map(|name| format!("{name} = false\n"))
        .collect();
    let bare = build(&format!("{SETTINGS}[outputs]\n{none}"));
    let off: Vec<&str> = made.values().copied().flatten().copied().collect();
    nothing_leads_to(&bare, &off);
}

#[test]
fn pictures_can_be_turned_off() {
    let all = build(SETTINGS);
    assert_eq!(all.pictures.is_empty(), !IS_BUILT_IN);
    let without = build(&format!("{SETTINGS}[outputs]\npictures = false\n"));
    assert!(without.pictures.is_empty());
    assert!(without.outputs.keys().eq(all.outputs.keys()));
    nothing_leads_to(&without, &["social/", "social.png"]);
}

/// No page, feed or list of pages names one of these paths. Links in HTML and feeds are checked by each build, but
/// not what stands in plain text.
fn nothing_leads_to(built: &Built, paths: &[&str]) {
    for (file, bytes) in &built.outputs {
        let text = String::from_utf8_lossy(bytes);
        for path in paths {
            let address = format!("/repo/{}", path.trim_end_matches("index.html"));
            assert!(!text.contains(&address), "{file} leads to {address}");
        }
    }
}

#[test]
fn an_edit_leaves_what_a_cold_build_makes() {
    let (options, watch) = (Options::default(), |_| ());
    let mut memory = Memory::default();
    memory.build(&inputs(site(SETTINGS, "Before")), &options, &watch);
    let off = format!("{SETTINGS}[outputs]\nprint = false\nsearch = false\n");
    for (settings, title) in [
        (SETTINGS, "After"),
        (SETTINGS, "After"),
        (&off, "After"),
        (SETTINGS, "Later"),
    ] {
        let inputs = inputs(site(settings, title));
        let warm = memory.build(&inputs, &options, &watch).outputs;
        let cold = pipeline::build(&inputs, &options, &watch).outputs;
        assert!(warm == cold, "{title}");
    }
}

#[test]
fn a_site_without_events_and_figures_hands_out_none() {
    let mut files = site(SETTINGS, "x");
    files.retain(|(path, _)| matches!(*path, "site.toml" | "content/glossary/bank.md"));
    files[1].1 = "---\nterm: bank\nshort: A firm.\n---\n".to_owned();
    let built = pipeline::build(&inputs(files), &Options::default(), &|_| ());
    for path in [
        "timeline.json",
        "timeline.ics",
        "timeline.xml",
        "figures.csv",
    ] {
        assert!(!built.outputs.contains_key(path), "{path}");
    }
    assert!(!text(&built, "llms.txt").contains("## Data"));
    assert!(text(&built, "print/index.html").contains("id=\"glossary_bank\""));
}
