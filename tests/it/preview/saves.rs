//! Every way in which editors and tools change files is noticed, and nothing else is.

use std::fs;

use casebook::preview::{Options, Watching};

use super::{Running, Said};

const SITE: &[(&str, &str)] = &[
    ("content/a.md", "one"),
    ("content/b.md", "b"),
    ("static/site.css", "p { color: red }"),
    ("static/plain.css", "p { color: red }"),
    ("static/dot.png", "not really"),
];

fn data(text: &str) -> serde_json::Value {
    serde_json::from_str(text).expect("it is JSON")
}

#[test]
fn events_are_seen_to_arrive() {
    let site = Running::start(SITE);
    assert_eq!(site.watching, Watching::Events);
    let folder = site.place(".casebook");
    assert!(!folder.exists(), "the probe is gone, and its folder");
}

#[test]
fn every_kind_of_save_is_shown() {
    let site = Running::start(SITE);
    let mut stream = site.open("/repo/a/");
    let mut shows = |text: &str| site.wait_for(&mut stream, "/repo/a/", &format!("<p>{text}</p>"));

    site.write("content/a.md", "in place");
    shows("in place");

    site.write("content/.a.md.tmp", "renamed");
    fs::rename(site.place("content/.a.md.tmp"), site.place("content/a.md")).expect("it is there");
    shows("renamed");

    // As vim does with `backupcopy=no`.
    site.write("content/4913", "");
    fs::remove_file(site.place("content/4913")).expect("it is there");
    fs::rename(site.place("content/a.md"), site.place("content/a.md~")).expect("it is there");
    site.write("content/a.md", "vim");
    fs::remove_file(site.place("content/a.md~")).expect("it is there");
    shows("vim");

    fs::remove_file(site.place("content/a.md")).expect("it is there");
    shows_nothing(&site, &mut stream);
    site.write("content/a.md", "back");
    site.wait_for(&mut stream, "/repo/a/", "<p>back</p>");
}

fn shows_nothing(site: &Running, stream: &mut super::Stream) {
    // A save before may still be told of once more.
    while site.get("/repo/a/").status != 404 {
        assert_eq!(stream.next().0, "page");
    }
}

#[test]
fn a_change_of_the_same_size_and_time_is_shown() {
    let site = Running::start(SITE);
    let mut stream = site.open("/repo/a/");
    let place = site.place("content/a.md");
    let time = fs::metadata(&place)
        .and_then(|metadata| metadata.modified())
        .expect("it has a time");
    site.write("content/a.md", "two");
    let file = fs::File::options()
        .write(true)
        .open(&place)
        .expect("it is there");
    file.set_modified(time).expect("the test may set times");
    site.wait_for(&mut stream, "/repo/a/", "<p>two</p>");
}

#[test]
fn a_renamed_file_has_a_new_address() {
    let site = Running::start(SITE);
    let mut stream = site.open("/repo/a/");
    fs::rename(site.place("content/a.md"), site.place("content/A.md")).expect("it is there");
    assert_eq!(stream.next().0, "page");
    assert_eq!(site.get("/repo/a/").status, 404);
    assert!(site.get("/repo/A/").text().contains("<p>one</p>"));
}

#[test]
fn new_nested_folders_are_seen_and_watched() {
    let site = Running::start(SITE);
    let mut stream = site.open("/repo/x/y/z/new/");
    site.write("content/x/y/z/new.md", "first");
    site.wait_for(&mut stream, "/repo/x/y/z/new/", "<p>first</p>");
    site.write("content/x/y/z/new.md", "second");
    site.wait_for(&mut stream, "/repo/x/y/z/new/", "<p>second</p>");
}

#[test]
fn a_folder_may_go_and_come_back() {
    let site = Running::start(SITE);
    let mut stream = site.open("/repo/a/");
    for round in 0..3 {
        fs::remove_dir_all(site.place("content")).expect("it is there");
        shows_nothing(&site, &mut stream);
        for text in ["again", "and again"] {
            let text = format!("{text} {round}");
            site.write("content/a.md", &text);
            site.wait_for(&mut stream, "/repo/a/", &format!("<p>{text}</p>"));
        }
    }
    // Another folder in its place.
    site.write("other/a.md", "swapped");
    fs::rename(site.place("content"), site.place("old")).expect("it is there");
    fs::rename(site.place("other"), site.place("content")).expect("it is there");
    site.wait_for(&mut stream, "/repo/a/", "<p>swapped</p>");
    site.write("content/a.md", "watched");
    site.wait_for(&mut stream, "/repo/a/", "<p>watched</p>");
}

#[test]
fn a_folder_that_was_not_there_at_first_is_watched() {
    let site = Running::start(&[("site.toml", "")]);
    let mut stream = site.open("/repo/a/");
    for text in ["first", "second"] {
        site.write("content/a.md", text);
        site.wait_for(&mut stream, "/repo/a/", &format!("<p>{text}</p>"));
    }
}

#[test]
fn the_whole_site_may_go_and_come_back() {
    let site = Running::start(SITE);
    let mut stream = site.open("/repo/a/");
    // At once: file by file, what is left in between may be shown as a site too.
    let away = site.temp.path().join("away");
    fs::rename(site.place(""), away).expect("it is there");
    site.wait_for(&mut stream, "/repo/a/", "there is no folder");
    assert!(
        site.get("/repo/a/").text().contains("<p>one</p>"),
        "the last good page stays"
    );
    for text in ["again", "and again"] {
        site.write("content/a.md", text);
        site.wait_for(&mut stream, "/repo/a/", &format!("<p>{text}</p>"));
    }
    assert!(!site.get("/repo/a/").text().contains("casebook-panel"));
}

#[test]
fn a_thousand_files_at_once_are_all_shown() {
    let site = Running::start(SITE);
    let mut stream = site.open("/repo/n999/");
    for n in 0..1000 {
        site.write(&format!("content/n{n}.md"), &format!("text {n}"));
    }
    site.wait_for(&mut stream, "/repo/n999/", "<p>text 999</p>");
    for n in (0..1000).step_by(111) {
        assert!(
            site.get(&format!("/repo/n{n}/"))
                .text()
                .contains(&format!("<p>text {n}</p>"))
        );
    }
}

#[test]
fn of_a_thousand_saves_the_last_is_shown() {
    let site = Running::start(SITE);
    let mut stream = site.open("/repo/a/");
    for n in 0..1000 {
        site.write("content/a.md", &format!("save {n}."));
    }
    site.wait_for(&mut stream, "/repo/a/", "<p>save 999.</p>");
}

#[test]
fn what_is_not_content_wakes_nobody() {
    let site = Running::start(SITE);
    assert!(matches!(site.hear(), Said::Built { .. }));
    site.write("public/a/index.html", "our own output");
    site.write(".casebook/cache", "ours too");
    site.write(".git/index", "somebody's");
    site.write("content/a.md", "one");
    site.write("content/.a.md.swp", "an editor's");
    site.write("notes.txt", "beside the content");
    let mut stream = site.open("/repo/a/");
    site.write("content/a.md", "two");
    site.wait_for(&mut stream, "/repo/a/", "<p>two</p>");
    assert_eq!(
        site.hear(),
        Said::Built {
            is_shown: true,
            changed: 1
        }
    );
}

#[test]
fn only_pages_that_changed_are_touched() {
    let site = Running::start(SITE);
    let (mut a, mut b) = (site.open("/repo/a/"), site.open("/repo/b/"));
    site.write("content/a.md", "two");
    site.wait_for(&mut a, "/repo/a/", "<p>two</p>");
    site.write("content/b.md", "new b");
    // The first that b hears of is its own change.
    let (kind, mark) = b.next();
    let page = site.get("/repo/b/");
    assert_eq!((kind.as_str(), mark), ("page", page.mark()));
    assert!(page.text().contains("<p>new b</p>"));
}

#[test]
fn a_browser_that_was_away_hears_what_it_missed() {
    let site = Running::start(SITE);
    let old = site.get("/repo/a/").mark();
    let mut stream = site.open("/repo/a/");
    site.write("content/a.md", "two");
    site.wait_for(&mut stream, "/repo/a/", "<p>two</p>");
    let new = site.get("/repo/a/").mark();
    assert_eq!(
        site.listen("/repo/a/", &old).next(),
        ("page".to_owned(), new.clone())
    );
    assert_eq!(
        site.listen("%2Frepo%2Fa%2F", &new).next(),
        ("ready".to_owned(), new)
    );
}

#[test]
fn a_stylesheet_is_swapped() {
    let site = Running::start(SITE);
    let style = |page: String| {
        page.split("href=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .map(str::to_owned)
    };
    let old = style(site.get("/repo/a/").text()).expect("it has a stylesheet");
    let mut stream = site.open("/repo/a/");
    site.write("static/site.css", "p { color: blue }");
    let (kind, text) = stream.next();
    let page = site.get("/repo/a/");
    let new = style(page.text()).expect("it has a stylesheet");
    assert_ne!(old, new);
    let expected =
        serde_json::json!({ "mark": page.mark(), "styles": [{ "from": old, "to": new }] });
    assert_eq!((kind.as_str(), data(&text)), ("styles", expected));
    assert_eq!(site.get(&new).text(), "p { color: blue }");

    site.write("static/plain.css", "p { color: blue }");
    let plain = serde_json::json!([{ "from": "/repo/plain.css", "to": "/repo/plain.css" }]);
    let (kind, text) = stream.next();
    assert_eq!((kind.as_str(), &data(&text)["styles"]), ("styles", &plain));

    site.write("static/dot.png", "another");
    assert_eq!(
        stream.next(),
        ("pictures".to_owned(), r#"["/repo/dot.png"]"#.to_owned())
    );
}

#[test]
fn a_stylesheet_with_a_text_is_a_change_of_the_page() {
    let site = Running::start(SITE);
    let mut stream = site.open("/repo/a/");
    fs::remove_dir_all(site.place("static")).expect("it is there");
    assert_eq!(stream.next().0, "page", "a page loses its stylesheet");
    site.write("static/site.css", "p { color: blue }");
    assert_eq!(
        stream.next().0,
        "page",
        "a page without a stylesheet gets one"
    );
}

#[test]
fn polling_shows_saves_too() {
    let site = Running::start_with(
        SITE,
        Options {
            poll: true,
            ..Options::default()
        },
    );
    assert!(matches!(site.watching, Watching::Polling(_)));
    let mut stream = site.open("/repo/a/");
    site.write("content/a.md", "two");
    site.wait_for(&mut stream, "/repo/a/", "<p>two</p>");
    site.write("content/deep/er.md", "new");
    fs::remove_file(site.place("content/a.md")).expect("it is there");
    shows_nothing(&site, &mut stream);
}
