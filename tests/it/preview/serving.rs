//! What is served, and where.

use casebook::config::Base;
use casebook::load;
use casebook::pipeline;
use casebook::preview::{Error, Options, Preview};

use super::{Reply, Running, Said};

const SITE: &[(&str, &str)] = &[
    ("content/index.md", "home"),
    ("content/a.md", "text of a"),
    ("content/404.md", "nothing here"),
    ("static/site.css", "p { color: red }"),
    ("static/data.json", "{}"),
    ("static/x.unknown", "?"),
    ("static/\u{e9} b.txt", "name"),
];

const A: &str = "</head><body><p>text of a</p>";

fn types(reply: &Reply) -> (u16, &str) {
    (
        reply.status,
        reply.header("Content-Type").unwrap_or_default(),
    )
}

#[test]
fn a_page_is_what_is_published_and_one_script() {
    let site = Running::start(SITE);
    let reply = site.get("/repo/a/");
    assert_eq!(types(&reply), (200, "text/html; charset=utf-8"));
    assert_eq!(reply.header("Cache-Control"), Some("no-store"));
    let script = format!(
        "<script src=\"/repo/.casebook/reload.js\" data-page=\"{}\"></script>",
        reply.mark()
    );
    let published = reply.text().replace(&script, "");
    assert!(
        published.ends_with(&format!("{A}</body></html>")),
        "{published}"
    );
    assert_eq!(reply.text().matches(&script).count(), 1);
    assert_eq!(
        reply.header("Content-Length"),
        Some(reply.body.len().to_string().as_str())
    );
}

#[test]
fn other_files_are_served_as_they_are() {
    let site = Running::start(SITE);
    let reply = site.get("/repo/data.json?x=1#y");
    assert_eq!(
        (types(&reply), reply.text().as_str()),
        ((200, "application/json"), "{}")
    );
    assert_eq!(
        types(&site.get("/repo/x.unknown")),
        (200, "application/octet-stream")
    );
    assert_eq!(site.get("/repo/%C3%A9%20b.txt").text(), "name");
    assert_eq!(
        types(&site.get("/repo/.casebook/reload.js")),
        (200, "text/javascript; charset=utf-8")
    );
    assert_eq!(
        types(&site.get("/repo/.casebook/panel.css")),
        (200, "text/css; charset=utf-8")
    );
}

#[test]
fn a_head_request_gets_the_head_of_the_answer() {
    let site = Running::start(SITE);
    let (head, get) = (site.ask("HEAD", "/repo/a/"), site.get("/repo/a/"));
    assert_eq!((head.head, head.body.len()), (get.head, 0));
    assert_eq!(
        types(&site.ask("HEAD", "/repo/.casebook/events?page=/repo/&have=")),
        (200, "text/event-stream")
    );
}

#[test]
fn other_methods_are_refused() {
    let site = Running::start(SITE);
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "CONNECT", "get"] {
        let reply = site.ask(method, "/repo/a/");
        assert_eq!(
            (reply.status, reply.header("Allow")),
            (405, Some("GET, HEAD")),
            "{method}"
        );
    }
}

#[test]
fn addresses_lead_to_the_page() {
    let site = Running::start(SITE);
    for (from, to) in [
        ("/", "/repo/"),
        ("/a/?b=c", "/repo/a/?b=c"),
        ("/repo", "/repo/"),
        ("/repository/", "/repo/repository/"),
        ("//evil.example/x", "/repo/evil.example/x"),
        ("/%0d%0aSet-Cookie:x", ""),
        ("/repo/a", "/repo/a/"),
        ("/repo/a?b", "/repo/a/?b"),
    ] {
        let reply = site.get(from);
        match to {
            "" => assert_eq!(reply.status, 400, "{from}"),
            _ => assert_eq!(
                (reply.status, reply.header("Location")),
                (302, Some(to)),
                "{from}"
            ),
        }
    }
}

#[test]
fn an_address_with_nothing_shows_the_page_for_that() {
    let site = Running::start(SITE);
    let reply = site.get("/repo/nowhere/");
    assert_eq!(types(&reply), (404, "text/html; charset=utf-8"));
    assert!(reply.text().contains("<p>nothing here</p>"));
    let bare = Running::start(&[("content/a.md", "a")]);
    let reply = bare.get("/repo/%3Cb%3E/");
    assert_eq!(reply.status, 404);
    assert!(
        reply.text().contains("/repo/&lt;b&gt;/"),
        "{}",
        reply.text()
    );
}

#[test]
fn a_connection_serves_several_requests() {
    let site = Running::start(SITE);
    let host = site.address;
    let ask = |path: &str, connection: &str| {
        format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: {connection}\r\n\r\n")
    };
    let both = ask("/repo/data.json", "keep-alive") + &ask("/repo/x.unknown", "close");
    let text = site.raw(both.as_bytes()).text();
    assert!(
        text.starts_with("{}HTTP/1.1 200 OK") && text.ends_with("\r\n\r\n?"),
        "{text}"
    );
}

#[test]
fn a_port_that_is_taken_is_an_error_and_the_next_free_one_is_found() {
    let site = Running::start(SITE);
    let options = Options {
        port: Some(site.address.port()),
        ..Options::default()
    };
    let taken = Preview::new(&site.place(""), options).run(&mut super::desk::build, &mut |_| {});
    assert!(matches!(taken, Err(Error::Bind(address, _)) if address == site.address));
    let temp = crate::temp::TempDir::new();
    let port = |said: &Running| said.address.port();
    let one = Running::start_free(temp);
    let other = Running::start_free(crate::temp::TempDir::new());
    assert!(port(&one) >= 8000 && port(&one) != port(&other));
}

#[test]
fn a_site_at_the_root_of_its_host_is_served_there() {
    let base = Base::parse("https://example.org").expect("this is an address");
    let site = Running::start_with(
        SITE,
        Options {
            base: Some(base),
            ..Options::default()
        },
    );
    assert!(site.get("/a/").text().contains("text of a"));
    assert_eq!(site.get("//a/").status, 404);
    assert_eq!(
        site.hear(),
        Said::Built {
            is_shown: true,
            changed: 7
        }
    );
}

/// Copies the site of this repository.
fn real_site() -> crate::temp::TempDir {
    let temp = crate::temp::TempDir::new();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for entry in walkdir::WalkDir::new(root.join("content")) {
        let entry = entry.expect("the content can be listed");
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(root).expect("it is below");
            let place = temp.path().join("site").join(path);
            std::fs::create_dir_all(place.parent().expect("it lies in a folder"))
                .expect("the test may make folders");
            std::fs::copy(entry.path(), place).expect("the test may copy");
        }
    }
    std::fs::copy(root.join("site.toml"), temp.path().join("site/site.toml"))
        .expect("the test may copy");
    temp
}

#[test]
fn the_preview_of_the_real_site_is_what_is_published() {
    let build = |inputs: &_| pipeline::build(inputs, &pipeline::Options::default(), &|_| {});
    let options = Options {
        port: Some(0),
        ..Options::default()
    };
    let site = Running::start_made_by(build, real_site(), options);
    let inputs = load::load(&site.place("")).expect("the site is there");
    let published = build(&inputs).outputs;
    assert!(published.len() > 100);
    for (path, bytes) in &published {
        let reply = site.get(&format!("/{path}"));
        assert_eq!(reply.status, 200, "{path}");
        if path.ends_with(".html") {
            let (before, rest) = reply
                .text()
                .rsplit_once("<script src=\"/.casebook/")
                .map(|(before, rest)| {
                    let after = rest.split_once("</script>").expect("the script ends").1;
                    (before.to_owned(), after.to_owned())
                })
                .expect("a page has the script");
            assert_eq!((before + &rest).as_bytes(), &**bytes, "{path}");
        } else {
            assert_eq!(reply.body, **bytes, "{path}");
        }
    }
}

#[test]
fn the_mark_of_a_page_can_be_asked_for() {
    let site = Running::start(SITE);
    for page in ["/repo/a/", "/repo/nowhere/"] {
        let mark = site.get(&format!("/repo/.casebook/mark?page={page}&have="));
        assert_eq!((mark.status, mark.text()), (200, site.get(page).mark()));
    }
    assert_eq!(site.get("/repo/.casebook/mark").status, 400);
    assert_eq!(site.get("/repo/.casebook/nothing").status, 404);
}

#[cfg(feature = "pictures")]
#[test]
fn a_picture_is_drawn_when_somebody_looks_at_it() {
    let temp = crate::temp::TempDir::new();
    temp.write(
        "site/site.toml",
        "title = \"T\"\nbase_url = \"https://example.org/repo/\"\n",
    );
    temp.write(
        "site/content/index.md",
        "---\ntitle: H\nsummary: S.\n---\n\nText.\n",
    );
    temp.write(
        "site/content/articles/loan.md",
        "---\ntitle: The loan\nsummary: S.\n---\n\nText.\n",
    );
    let site = Running::start_made_by(
        |inputs| pipeline::build(inputs, &pipeline::Options::default(), &|_| {}),
        temp,
        Options {
            port: Some(0),
            ..Options::default()
        },
    );
    let reply = site.get("/repo/social/articles/loan.png");
    assert_eq!(types(&reply), (200, "image/png"));
    assert!(reply.body.starts_with(b"\x89PNG"));
    assert_eq!(site.get("/repo/social/articles/other.png").status, 404);
}
