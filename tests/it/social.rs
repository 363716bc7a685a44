//! What a page shows where it is shared: the picture of its own, or that of the site.

use std::path::Path;
use std::process::Command;

use casebook::load;
use casebook::pipeline::{self, Built, Options};
use casebook::social::IS_BUILT_IN;

use crate::pictures::header;
use crate::temp::TempDir;

/// A site of an article, a term and an event, with files of the test's own.
fn site(files: &[(&str, &[u8])]) -> TempDir {
    let folder = TempDir::new();
    folder.write(
        "site.toml",
        "title = \"Small\"\nbase_url = \"https://example.org/repo/\"\n",
    );
    folder.write(
        "content/index.md",
        "---\ntitle: Home\nsummary: A small site.\n---\n\nText.\n",
    );
    folder.write(
        "content/articles/loan.md",
        "---\ntitle: The loan\nsummary: What it is.\n---\n\nOn [3 December 2025](event:proposal) it came to the bank.\n",
    );
    folder.write(
        "content/glossary/bank.md",
        "---\nterm: bank\nshort: A firm that keeps money.\nsources: [paper]\n---\n\nText.[@paper]\n",
    );
    folder.write(
        "content/timeline/all.yaml",
        "- id: proposal\n  date: 2025-12-03\n  title: It is proposed\n  sources: [paper]\n",
    );
    folder.write(
        "content/sources/all.yaml",
        "- id: paper\n  title: The paper\n  publisher: The office\n  url: https://paper.example/\n",
    );
    for (path, bytes) in files {
        folder.write_bytes(path, bytes);
    }
    folder
}

fn build(folder: &Path) -> Built {
    let inputs = load::load(folder).expect("the site can be read");
    pipeline::build(&inputs, &Options::default(), &|_| {})
}

/// Returns what a page says of its picture: its address and the kind of card.
fn shown(built: &Built, page: &str) -> String {
    let html = std::str::from_utf8(&built.outputs[page]).expect("a page is text");
    let content = |name: &str| {
        let (_, rest) = html.split_once(&format!("\"{name}\" content=\""))?;
        rest.split('"').next()
    };
    let image = content("og:image").unwrap_or("none");
    let size = content("og:image:width").zip(content("og:image:height"));
    let alt = content("og:image:alt").unwrap_or("none");
    let card = content("twitter:card").unwrap_or("none");
    format!("{image} {size:?} {alt} {card}")
}

const SIZE: &str = "Some((\"1200\", \"630\"))";

#[test]
fn a_site_without_a_picture_names_none() {
    let folder = site(&[("site.toml", b"title = \"Small\"\nbase_url = \"https://example.org/repo/\"\n[outputs]\npictures = false\n")]);
    let built = build(folder.path());
    assert!(built.pictures.is_empty());
    assert_eq!(built.diagnostics, []);
    for page in ["index.html", "articles/loan/index.html"] {
        assert_eq!(shown(&built, page), "none None none summary", "{page}");
    }
}

#[test]
fn pictures_in_the_folder_of_static_files_are_taken_as_they_are() {
    let picture = header("png", 1200, 630);
    let folder = site(&[
        ("static/social.png", &picture),
        ("static/social/articles/loan.png", &picture),
    ]);
    let built = build(folder.path());
    assert_eq!(built.diagnostics, []);
    assert_eq!(
        shown(&built, "articles/loan/index.html"),
        format!(
            "https://example.org/repo/social/articles/loan.png {SIZE} The loan · Small summary_large_image"
        )
    );
    assert_eq!(
        shown(&built, "sources/index.html"),
        format!("https://example.org/repo/social.png {SIZE} Small summary_large_image")
    );
    let drawn: Vec<_> = built
        .pictures
        .iter()
        .map(|picture| &*picture.path)
        .collect();
    let expected: &[&str] = match IS_BUILT_IN {
        true => &["social/glossary/bank.png", "social/timeline.png"],
        false => &[],
    };
    assert_eq!(drawn, expected);
}

#[test]
fn a_program_without_pictures_says_so() {
    if IS_BUILT_IN {
        return;
    }
    let folder = site(&[]);
    let output = casebook(folder.path(), &["picture", "--out", "x.png"]);
    assert_eq!(output.0, 2);
    assert!(
        output
            .1
            .starts_with("error: this Casebook was built without pictures\n"),
        "{}",
        output.1
    );
}

/// Runs the command, and returns its exit code and what it said on stderr.
fn casebook(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_casebook"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("HOME", folder.join("home"))
        .output()
        .expect("the command can be run");
    let code = output.status.code().expect("it ends by itself");
    let said = String::from_utf8(output.stderr).expect("what is printed is text");
    (code, said)
}

#[cfg(feature = "pictures")]
mod drawn {
    //! Only where pictures can be drawn.

    use std::collections::BTreeSet;
    use std::fs;

    use casebook::diagnostic::Code;
    use casebook::render::BuiltIn;
    use casebook::social::{DRAWN_BY, Fonts, Wish};

    use super::*;

    const ROOT: &str = env!("CARGO_MANIFEST_DIR");

    fn names(folder: &Path) -> BTreeSet<String> {
        let entries = fs::read_dir(folder).expect("there is such a folder");
        let name = |entry: std::io::Result<fs::DirEntry>| {
            let name = entry.expect("it can be listed").file_name();
            name.to_string_lossy().into_owned()
        };
        entries.map(name).collect()
    }

    #[test]
    fn every_article_and_term_and_the_timeline_has_a_picture_of_its_size() {
        let built = build(Path::new(ROOT));
        let pages = built.outputs.keys().filter(|path| {
            let is_entry = |folder: &str| {
                path.strip_prefix(folder)
                    .is_some_and(|rest| rest.ends_with("/index.html"))
            };
            is_entry("articles/") || is_entry("glossary/") || *path == "timeline/index.html"
        });
        let expected: BTreeSet<String> = pages
            .map(|path| format!("social/{}.png", path.trim_end_matches("/index.html")))
            .collect();
        let found: BTreeSet<String> = built.pictures.iter().map(|p| p.path.clone()).collect();
        assert_eq!(found, expected);
        assert!(found.len() > 80);
        let keys: BTreeSet<_> = built.pictures.iter().map(|picture| &picture.key).collect();
        assert_eq!(keys.len(), built.pictures.len(), "no two are the same");
        for picture in built.pictures.iter().step_by(30) {
            let bytes = picture.draw();
            let size = imagesize::blob_size(&bytes).expect("it is a picture");
            assert_eq!((size.width, size.height), (1200, 630));
            assert!((8_000..60_000).contains(&bytes.len()), "{}", bytes.len());
            assert_eq!(bytes, picture.draw(), "the same each time");
        }
    }

    #[test]
    fn a_timeline_that_is_divided_has_a_picture() {
        let event = |number: u32| {
            let (year, day) = (1990 + number % 40, 1 + number % 28);
            format!(
                "- id: e{number}\n  date: {year}-03-{day:02}\n  title: It went on\n  sources: [paper]\n"
            )
        };
        let events: String = (0..501).map(event).collect();
        let folder = site(&[("content/timeline/more.yaml", events.as_bytes())]);
        let built = build(folder.path());
        assert_eq!(built.diagnostics, []);
        let is_timeline = |path: &str| path == "social/timeline.png";
        assert!(built.pictures.iter().any(|one| is_timeline(&one.path)));
    }

    #[test]
    fn the_picture_of_the_site_is_what_is_drawn() {
        let folder = TempDir::new();
        let out = folder.path().join("social.png");
        let out = out.to_str().expect("the path is text");
        let (code, said) = casebook(Path::new(ROOT), &["picture", "--out", out]);
        assert_eq!(code, 0, "{said}");
        let committed = fs::read(Path::new(ROOT).join("static/social.png")).ok();
        assert!(
            fs::read(out).ok() == committed,
            "draw it anew: cargo run --features pictures -- picture --out static/social.png"
        );
    }

    #[test]
    fn to_know_what_was_drawn_before_changes_nothing() {
        // One title has a letter that no font has.
        let article = "---\ntitle: \u{10400}\nsummary: S.\n---\n\nText.[@paper]\n";
        let folder = site(&[("content/articles/odd.md", article.as_bytes())]);
        let first = build(folder.path());
        let keys = first.pictures.iter().map(|picture| picture.key.clone());
        let options = Options {
            drawn: std::sync::Arc::new(keys.collect()),
            ..Options::default()
        };
        let inputs = load::load(folder.path()).expect("the site can be read");
        let second = pipeline::build(&inputs, &options, &|_| {});
        assert_eq!(second.outputs, first.outputs);
        assert_eq!(second.diagnostics, first.diagnostics);
        let codes: Vec<_> = first.diagnostics.iter().map(|found| found.code).collect();
        assert_eq!(codes, [Code::SocialPicture]);
    }

    #[test]
    fn a_second_build_draws_none() {
        let folder = site(&[]);
        let build = || {
            let (code, said) = casebook(folder.path(), &["build"]);
            assert_eq!(code, 0, "{said}");
            said
        };
        let kept = folder.path().join(".casebook/pictures");
        assert!(build().contains("drew 4 pictures"));
        let first = names(&kept);
        assert_eq!(first.len(), 4);
        assert!(
            folder
                .path()
                .join("public/social/articles/loan.png")
                .is_file()
        );
        assert!(folder.path().join("public/social.png").is_file());
        assert!(!build().contains("drew"));

        // A damaged one is noticed once the site is made again, and one of a page that has another title now is
        // not kept.
        let damaged = first.first().expect("there are four");
        folder.write(&format!(".casebook/pictures/{damaged}"), "no picture");
        assert!(build().contains("nothing to change"));
        folder.write("static/humans.txt", "We.\n");
        assert!(build().contains("drew 1 picture,"));
        assert_eq!(names(&kept), first);
        folder.write(
            "content/glossary/bank.md",
            "---\nterm: bank\nshort: It keeps money.\nsources: [paper]\n---\n\nText.[@paper]\n",
        );
        assert!(build().contains("drew 1 picture,"));
        let second = names(&kept);
        assert_eq!((second.len(), second.intersection(&first).count()), (4, 3));
    }

    #[test]
    fn what_no_font_has_is_told_and_the_page_shows_the_picture_of_the_site() {
        let article = "---\ntitle: Позика and ☃\nsummary: What it is.\n---\n\nThe bank keeps it.\n";
        let folder = site(&[("content/articles/loan.md", article.as_bytes())]);
        let built = build(folder.path());
        let found: Vec<_> = built.diagnostics.iter().collect();
        let [only] = found.as_slice() else {
            panic!("one thing is told: {found:?}");
        };
        assert_eq!(only.code, Code::SocialPicture);
        assert!(
            only.message
                .starts_with("no font of the site has `Позика☃`"),
            "{}",
            only.message
        );
        assert!(
            shown(&built, "articles/loan/index.html")
                .starts_with("https://example.org/repo/social.png")
        );
        assert!(
            shown(&built, "glossary/bank/index.html").contains("/repo/social/glossary/bank.png")
        );
    }

    #[test]
    fn hostile_titles_are_drawn() {
        let long =
            "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";
        for title in [
            long,
            &[long; 9].join(" "),
            "a <b> & \\\"c\\\" ]]> &amp; {{ x }} {% y %}",
            "…",
            "€1,000.50 – 2/3 × “quoted” ‘words’ Łódź Žižek Ñandú ÿ",
        ] {
            let article = format!(
                "---\ntitle: \"{title}\"\nsummary: What it is.\n---\n\nThe bank keeps it.\n"
            );
            let folder = site(&[("content/articles/loan.md", article.as_bytes())]);
            let built = build(folder.path());
            assert_eq!(built.diagnostics, [], "{title}");
            let picture = &built
                .pictures
                .iter()
                .find(|picture| picture.path.ends_with("loan.png"));
            assert!(!picture.expect("the article has one").draw().is_empty());
        }
    }

    #[test]
    fn a_template_that_draws_no_picture_is_told_of() {
        for (template, told) in [
            ("<svg", "is no SVG"),
            (
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>",
                "it is 9 by 9 and must be 1200 by 630",
            ),
            (
                "{% set a = fit(text=\"x\", family=\"Nobody\", sizes=[9], width=9) %}{{ a.size }}",
                "no font of the family `Nobody` is in `static/`; there are: Casebook Label, Casebook Text",
            ),
            (
                "{% set a = fit(text=\"x\", family=\"Casebook Text\", sizes=[0], width=9) %}{{ a.size }}",
                "`fit` wants a width and sizes above nought",
            ),
        ] {
            let folder = site(&[("templates/social.svg", template.as_bytes())]);
            let built = build(folder.path());
            let messages: Vec<_> = built
                .diagnostics
                .iter()
                .map(|found| (found.code, &*found.message))
                .collect();
            assert!(
                messages
                    .iter()
                    .all(|(code, message)| *code == Code::Template && message.contains(told))
                    && !messages.is_empty(),
                "{messages:?}"
            );
        }
    }

    #[test]
    fn a_drawing_names_no_files_and_a_broken_font_is_left_out() {
        let folder = site(&[
            ("static/fonts/label.woff2", b"wOF2 and then nothing of the kind"),
            ("templates/social.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1200\" height=\"630\"><image href=\"/etc/hostname\" width=\"9\" height=\"9\"/><image href=\"static/social.png\" width=\"1200\" height=\"630\"/></svg>"),
        ]);
        let built = build(folder.path());
        let messages: Vec<_> = built
            .diagnostics
            .iter()
            .map(|found| &*found.message)
            .collect();
        assert!(
            matches!(messages.as_slice(), [one] if one.starts_with("`static/fonts/label.woff2` cannot be read as a font")),
            "{messages:?}"
        );
        let bytes = built.pictures[0].draw();
        assert!(
            bytes.len() < 3_000,
            "it is empty, and has {} bytes",
            bytes.len()
        );
    }

    #[test]
    fn what_draws_is_what_the_lock_file_has() {
        let lock = fs::read_to_string(Path::new(ROOT).join("Cargo.lock")).expect("there is one");
        for wanted in DRAWN_BY.split(", ") {
            let (name, version) = wanted.split_once(' ').expect("a name and a version");
            let entry = format!("name = \"{name}\"\nversion = \"{version}\"\n");
            assert!(lock.contains(&entry), "DRAWN_BY says {wanted}");
        }
    }

    #[test]
    fn fonts_of_any_bytes_are_read_or_refused() {
        let (_, woff2) = BuiltIn::SHIPPED
            .statics
            .iter()
            .find(|(path, _)| *path == "fonts/label.woff2")
            .expect("it is built in");
        for at in (0..woff2.len()).step_by(97) {
            let mut bytes = woff2.to_vec();
            bytes[at] ^= 0x55;
            let cut = &woff2[..at];
            for bytes in [&*bytes, cut] {
                let (fonts, _) = Fonts::read([("x.woff2", bytes)].into_iter());
                let wish = Wish {
                    text: "a text",
                    sizes: &[9.0],
                    width: 20.0,
                    most: 2,
                    is_balanced: false,
                };
                // Whether it can be measured is not the question.
                let _ = fonts.fit("Casebook Label", 500, &wish);
            }
        }
    }
}
