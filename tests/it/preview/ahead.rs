//! What is looked at comes first: while the rest of a site is being made, its pages are there already.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use casebook::config::Base;
use casebook::load::Inputs;
use casebook::pipeline::{Built, Glimpse};
use casebook::preview::{Ahead, Maker, Options};

use super::{DEADLINE, Running, desk};
use crate::temp::TempDir;

const SITE: &[(&str, &str)] = &[
    ("content/a.md", "one"),
    ("content/b.md", "b"),
    ("content/404.md", "nothing here"),
    ("static/site.css", "p { color: red }"),
];

/// Makes pages one by one at once, and the whole site only when it is told to.
struct Slow {
    built: Built,
    may_end: Receiver<()>,
}

impl Slow {
    /// Shows a site that is not made before the sender is used.
    fn start(files: &[(&str, &str)]) -> (Running, Sender<()>) {
        let temp = TempDir::new();
        for (path, text) in files {
            temp.write(&format!("site/{path}"), text);
        }
        let (end, may_end) = channel();
        let built = Built::default();
        let options = Options {
            port: Some(0),
            base: Some(base()),
            ..Options::default()
        };
        let slow = Slow { built, may_end };
        (Running::start_with_maker(slow, temp, options), end)
    }
}

fn base() -> Base {
    Base::parse("https://example.org/repo/").expect("this is an address")
}

impl Maker for Slow {
    fn begin(&mut self, inputs: &Inputs) -> Option<Ahead> {
        self.built = desk::build(inputs);
        let outputs = self.built.outputs.iter();
        let statics = outputs.filter(|(path, _)| path.ends_with(".css"));
        let ahead = Ahead {
            base: base(),
            statics: statics
                .map(|(path, bytes)| (path.clone(), bytes.clone()))
                .collect(),
        };
        self.built.diagnostics.is_empty().then_some(ahead)
    }

    fn look_at(&mut self, path: &str) -> Option<Glimpse> {
        let path = path.trim_start_matches('/');
        let path = match path.ends_with(".html") {
            true => path.to_owned(),
            false => format!("{path}index.html"),
        };
        let bytes = self.built.outputs.get(&path)?;
        Some(Glimpse {
            bytes: Some(Arc::clone(bytes)),
            files: Vec::new(),
            path,
        })
    }

    fn complete(&mut self, _: &Inputs, is_interrupted: &dyn Fn() -> bool) -> Option<Built> {
        let until = Instant::now() + DEADLINE;
        while !is_interrupted() {
            assert!(Instant::now() < until, "nobody let the site be made");
            if self.may_end.recv_timeout(Duration::from_millis(1)).is_ok() {
                return Some(self.built.clone());
            }
        }
        None
    }
}

#[test]
fn pages_are_there_before_the_site_is() {
    let (site, end) = Slow::start(SITE);
    let page = site.get("/repo/a/");
    assert_eq!(page.status, 200);
    let style = page.text();
    let style = style
        .split_once("href=\"")
        .and_then(|(_, rest)| rest.split('"').next());
    assert_eq!(site.get(style.expect("it has a style")).status, 200);
    assert!(site.get("/repo/b/").text().contains("<p>b</p>"));
    let missing = site.get("/repo/nowhere/");
    assert_eq!(missing.status, 404);
    assert!(missing.text().contains("nothing here"));
    end.send(()).expect("it waits");
    assert!(matches!(
        site.hear(),
        super::Said::Built { is_shown: true, .. }
    ));
}

#[test]
fn a_save_is_shown_where_somebody_looks_before_the_site_is_made() {
    let (site, end) = Slow::start(SITE);
    end.send(()).expect("it waits");
    site.hear();
    let mut stream = site.open("/repo/a/");
    site.write("content/a.md", "two");
    site.wait_for(&mut stream, "/repo/a/", "<p>two</p>");
    // What nobody looked at yet is made when it is asked for, and what is gone is not shown.
    std::fs::remove_file(site.place("content/b.md")).expect("it is there");
    site.write("content/a.md", "three");
    site.wait_for(&mut stream, "/repo/a/", "<p>three</p>");
    assert_eq!(site.get("/repo/b/").status, 404);
    end.send(()).expect("it waits");
    site.hear();
    assert_eq!(site.get("/repo/b/").status, 404);
    assert!(site.get("/repo/a/").text().contains("<p>three</p>"));
}

#[test]
fn under_a_mistake_the_last_good_pages_stay() {
    let (site, end) = Slow::start(SITE);
    end.send(()).expect("it waits");
    site.hear();
    let mut stream = site.open("/repo/a/");
    site.write("content/a.md", "BROKEN");
    end.send(()).expect("it waits");
    assert_eq!(stream.next().0, "page");
    let page = site.get("/repo/a/").text();
    assert!(page.contains("<p>one</p>") && page.contains("casebook-panel"));
    site.hear();
    // The mended page comes with the whole site, so that the panel is not taken away too early.
    site.write("content/a.md", "mended");
    end.send(()).expect("it waits");
    site.wait_for(&mut stream, "/repo/a/", "<p>mended</p>");
    assert!(!site.get("/repo/a/").text().contains("casebook-panel"));
}
