//! Reading again only what events named gives what reading everything gives.

use casebook::load::{self, Inputs};

use crate::temp::TempDir;

const FILES: [(&str, &[u8]); 6] = [
    ("site.toml", b"title = 'x'"),
    ("content/articles/b.md", b"b"),
    ("content/articles/c.md", b"bad \xff"),
    ("content/articles/c/index.md", b"c"),
    ("templates/base.html", b"base"),
    ("static/x.css", b"x"),
];

fn write(temp: &TempDir, path: &str, bytes: &[u8]) {
    let place = temp.path().join(path);
    std::fs::create_dir_all(place.parent().expect("it lies in a folder"))
        .expect("the test may make folders");
    std::fs::write(place, bytes).expect("the test may write");
}

fn site() -> (TempDir, Inputs) {
    let temp = TempDir::new();
    for (path, bytes) in FILES {
        write(&temp, path, bytes);
    }
    let inputs = load::load(temp.path()).expect("the site is there");
    (temp, inputs)
}

fn reread(temp: &TempDir, before: &Inputs, path: &str) -> Option<Inputs> {
    let paths = [temp.path().join(path)];
    load::reread(temp.path(), before, &paths).expect("it can be read")
}

fn whole(temp: &TempDir) -> String {
    format!("{:?}", load::load(temp.path()).expect("the site is there"))
}

#[test]
fn a_file_that_came_or_changed_is_as_if_all_was_read() {
    for (path, bytes) in [
        ("content/articles/b.md", &b"b, again"[..]),
        ("content/articles/a.md", b"a, new"),
        ("content/articles/c.md", b"good now"),
        ("content/articles/b.md", b"bad now \xff"),
        ("content/articles/c/picture.png", b"\xff"),
        ("content/figures/table.csv", b"a,b"),
        ("static/x.css", b"y"),
        ("static/fonts/f.woff2", b"f"),
        ("templates/page.html", b"p"),
        ("site.toml", b"title = 'y'"),
        ("content/.hidden.md", b"not read"),
        ("content/.folder/a.md", b"not read"),
    ] {
        let (temp, before) = site();
        write(&temp, path, bytes);
        let now = reread(&temp, &before, path).expect("a file is a file");
        assert_eq!(format!("{now:?}"), whole(&temp), "{path}");
    }
}

#[test]
fn a_file_that_went_is_as_if_all_was_read() {
    for (path, _) in FILES {
        let (temp, before) = site();
        std::fs::remove_file(temp.path().join(path)).expect("the test may remove");
        let now = reread(&temp, &before, path).expect("a file that was there is gone");
        assert_eq!(format!("{now:?}"), whole(&temp), "{path}");
    }
}

#[test]
fn what_is_no_file_makes_everything_be_read() {
    let (temp, before) = site();
    for path in [
        "content/articles",
        "content/never-there.md",
        "elsewhere.txt",
    ] {
        assert!(reread(&temp, &before, path).is_none(), "{path}");
    }
}
