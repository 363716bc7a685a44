//! A site with mistakes in it is shown, says so, and mends by itself.

use casebook::load;
use casebook::pipeline;
use casebook::preview::Options;
use casebook::report::{Style, human};

use super::{Running, Said, desk};

fn escape(text: &str) -> String {
    let text = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    text.replace('"', "&quot;").replace('\'', "&#39;")
}

/// Returns the text that `check` prints.
fn check(site: &Running) -> String {
    let inputs = load::load(&site.place("")).expect("the site is there");
    let texts = pipeline::texts(&inputs);
    human(
        &desk::build(&inputs).diagnostics,
        &|id| texts.get(id).cloned(),
        Style::PLAIN,
    )
}

#[test]
fn the_last_good_page_stays_under_a_panel_and_the_panel_goes() {
    let site = Running::start(&[("content/a.md", "good")]);
    assert_eq!(
        site.hear(),
        Said::Built {
            is_shown: true,
            changed: 1
        }
    );
    let good = site.get("/repo/a/");
    let mut stream = site.open("/repo/a/");

    site.write("content/a.md", "line\n<b>BROKEN</b>");
    assert_eq!(stream.next().0, "page");
    assert_eq!(
        site.hear(),
        Said::Built {
            is_shown: false,
            changed: 1
        }
    );
    let broken = site.get("/repo/a/").text();
    assert!(broken.contains("<p>good</p>"));
    let text = check(&site);
    assert!(text.contains("--> content/a.md:2:4"), "{text}");
    assert!(
        broken.contains(&format!(
            "<pre tabindex=\"0\">{}</pre>",
            escape(text.trim_end())
        )),
        "{broken}"
    );
    assert!(broken.contains("<summary>1 error</summary>"));
    assert!(broken.contains("<link rel=\"stylesheet\" href=\"/repo/.casebook/panel.css\">"));
    assert!(!broken.contains("style=") && broken.matches("<script").count() == 1);

    site.write("content/a.md", "good");
    assert_eq!(stream.next(), ("page".to_owned(), good.mark()));
    assert_eq!(site.get("/repo/a/").body, good.body);
}

#[test]
fn other_edits_while_broken_change_the_panel_only() {
    let site = Running::start(&[("content/a.md", "good"), ("content/b.md", "good")]);
    let mut stream = site.open("/repo/a/");
    site.write("content/b.md", "BROKEN");
    site.wait_for(&mut stream, "/repo/a/", "content/b.md:1:1");
    site.write("content/a.md", "BROKEN too");
    site.wait_for(&mut stream, "/repo/a/", "<summary>2 errors</summary>");
    assert!(site.get("/repo/a/").text().contains("<p>good</p>"));
    site.write("content/b.md", "better");
    site.wait_for(&mut stream, "/repo/a/", "<summary>1 error</summary>");
    site.write("content/a.md", "mended");
    site.wait_for(&mut stream, "/repo/a/", "<p>mended</p>");
    assert!(site.get("/repo/b/").text().contains("<p>better</p>"));
    assert!(!site.get("/repo/b/").text().contains("casebook-panel"));
}

#[test]
fn it_starts_on_a_broken_site_and_follows_it() {
    let site = Running::start(&[("content/a.md", "BROKEN one")]);
    assert_eq!(
        site.hear(),
        Said::Built {
            is_shown: true,
            changed: 1
        }
    );
    assert!(site.get("/repo/a/").text().contains("casebook-panel"));
    let mut stream = site.open("/repo/a/");
    site.write("content/a.md", "BROKEN two");
    site.wait_for(&mut stream, "/repo/a/", "<p>BROKEN two</p>");
    site.write("content/a.md", "well");
    site.wait_for(&mut stream, "/repo/a/", "<p>well</p>");
    assert!(!site.get("/repo/a/").text().contains("casebook-panel"));
}

#[test]
fn a_page_that_could_never_be_built_is_a_page_with_the_panel() {
    let site = Running::start(&[("content/a.md", "BROKEN")]);
    let reply = site.get("/repo/b/");
    assert_eq!(reply.status, 404);
    let text = reply.text();
    assert!(
        text.starts_with("<!doctype html>")
            && text.contains("casebook-panel")
            && text.contains("content/a.md:1:1")
    );
    let mut stream = site.open("/repo/b/");
    site.write("content/a.md", "well");
    site.write("content/b.md", "here");
    site.wait_for(&mut stream, "/repo/b/", "<p>here</p>");
}

#[test]
fn a_bug_of_ours_does_not_end_the_preview() {
    let site = Running::start(&[("content/a.md", "good")]);
    let mut stream = site.open("/repo/a/");
    site.write("content/a.md", "PANIC");
    assert_eq!(stream.next().0, "page");
    let text = site.get("/repo/a/").text();
    assert!(text.contains("<p>good</p>") && text.contains("Casebook itself failed"));
    site.write("content/a.md", "better");
    site.wait_for(&mut stream, "/repo/a/", "<p>better</p>");
    assert!(!site.get("/repo/a/").text().contains("casebook-panel"));
}

#[test]
fn a_bug_on_the_same_content_is_told_once() {
    let site = Running::start(&[("content/a.md", "PANIC")]);
    assert!(matches!(site.hear(), Said::Failed(_)));
    assert!(
        site.get("/repo/a/")
            .text()
            .contains("Casebook itself failed")
    );
}

#[test]
fn settings_that_move_the_site_move_its_readers() {
    let settings =
        |path: &str| format!("title = \"x\"\nbase_url = \"https://example.org{path}\"\n");
    let temp = crate::temp::TempDir::new();
    temp.write("site/content/a.md", "text");
    temp.write("site/site.toml", &settings("/repo/"));
    let site = Running::start_as(
        temp,
        Options {
            port: Some(0),
            ..Options::default()
        },
    );
    let mut stream = site.open("/repo/a/");
    site.write("site.toml", &settings("/moved/"));
    assert_eq!(
        stream.next(),
        (
            "base".to_owned(),
            r#"{"from":"/repo/","to":"/moved/"}"#.to_owned()
        )
    );
    assert!(site.get("/moved/a/").text().contains("<p>text</p>"));
    assert_eq!(
        site.get("/repo/a/").header("Location"),
        Some("/moved/repo/a/")
    );
}
