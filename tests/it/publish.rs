//! What publishing promises about the output folder, and about all that is not ours.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use casebook::publish::{Destination, Outputs, PublishError, Published, publish};

use crate::temp::TempDir;

/// A site whose output folder is `public`.
struct Site {
    temp: TempDir,
    destination: Destination,
}

impl Site {
    fn new() -> Self {
        let temp = TempDir::new();
        std::fs::create_dir(temp.path().join("site")).expect("the folder is new");
        let destination = Destination {
            folder: temp.path().join("site/public"),
            state: temp.path().join("site/.casebook"),
            adopt: false,
            home: None,
        };
        Self { temp, destination }
    }

    fn try_publish(&self, files: &[(&str, &str)]) -> Result<Published, PublishError> {
        publish(&outputs(files), &self.destination, None, &|| {})
    }

    fn publish(&self, files: &[(&str, &str)]) -> Published {
        self.try_publish(files).expect("nothing is in the way")
    }

    fn adopt(&mut self, files: &[(&str, &str)]) -> Published {
        self.destination.adopt = true;
        let published = self.publish(files);
        self.destination.adopt = false;
        published
    }

    fn fail(&self, files: &[(&str, &str)]) -> String {
        let before = listing(&self.destination.folder);
        let error = self.try_publish(files).expect_err("it must be refused");
        assert_eq!(
            listing(&self.destination.folder),
            before,
            "nothing was changed"
        );
        let root = self.temp.path().display().to_string();
        error.to_string().replace(&root, "").replace('\\', "/")
    }

    fn write(&self, path: &str, text: &str) {
        self.temp.write(&format!("site/public/{path}"), text);
    }

    fn place(&self, path: &str) -> PathBuf {
        self.destination.folder.join(path)
    }

    fn listing(&self) -> Vec<String> {
        listing(&self.destination.folder)
    }

    /// Returns the one manifest.
    fn manifest(&self) -> PathBuf {
        let mut manifests = self.notes("manifest");
        assert_eq!(manifests.len(), 1, "one output folder has one manifest");
        manifests.remove(0)
    }

    fn notes(&self, ending: &str) -> Vec<PathBuf> {
        let entries =
            std::fs::read_dir(&self.destination.state).expect("publishing makes the folder");
        let paths = entries.map(|entry| entry.expect("the folder can be listed").path());
        paths
            .filter(|path| path.extension().is_some_and(|is| is == ending))
            .collect()
    }
}

fn outputs(files: &[(&str, &str)]) -> Outputs {
    files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), text.as_bytes().into()))
        .collect()
}

/// Lists a folder: folders with `/` at the end, links with `@`, files with their text.
fn listing(folder: &Path) -> Vec<String> {
    let mut lines = Vec::new();
    for entry in walkdir::WalkDir::new(folder)
        .min_depth(1)
        .sort_by_file_name()
    {
        let Ok(entry) = entry else { continue };
        let path = entry
            .path()
            .strip_prefix(folder)
            .expect("it is below")
            .display()
            .to_string();
        let path = path.replace('\\', "/");
        lines.push(match entry.file_type() {
            kind if kind.is_dir() => format!("{path}/"),
            kind if kind.is_symlink() => format!("{path}@"),
            _ => format!(
                "{path}: {}",
                std::fs::read_to_string(entry.path()).expect("tests write text")
            ),
        });
    }
    lines
}

fn counts(published: &Published) -> (usize, usize, usize) {
    (published.written, published.removed, published.kept)
}

/// Makes the file look old, so that writing it again would show.
fn age(path: &Path) -> SystemTime {
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    let file = std::fs::File::options()
        .write(true)
        .open(path)
        .expect("the file is there");
    file.set_modified(long_ago).expect("the test may set times");
    long_ago
}

fn modified(path: &Path) -> SystemTime {
    let metadata = std::fs::metadata(path).expect("the file is there");
    metadata.modified().expect("the system keeps times")
}

const HOME: (&str, &str) = ("index.html", "home");
const PAGE: (&str, &str) = ("articles/a/index.html", "a");

// What is written

#[test]
fn a_first_run_writes_everything() {
    let site = Site::new();
    assert_eq!(counts(&site.publish(&[HOME, PAGE])), (2, 0, 0));
    let expected = [
        "articles/",
        "articles/a/",
        "articles/a/index.html: a",
        "index.html: home",
    ];
    assert_eq!(site.listing(), expected);
}

#[test]
fn a_second_run_touches_nothing() {
    let site = Site::new();
    site.publish(&[HOME, PAGE]);
    let long_ago = age(&site.place("index.html"));
    age(&site.manifest());
    assert_eq!(counts(&site.publish(&[HOME, PAGE])), (0, 0, 2));
    assert_eq!(modified(&site.place("index.html")), long_ago);
    assert_eq!(modified(&site.manifest()), long_ago);
}

#[test]
fn only_files_that_differ_are_written() {
    let site = Site::new();
    site.publish(&[HOME, PAGE]);
    let long_ago = age(&site.place("index.html"));
    assert_eq!(
        counts(&site.publish(&[HOME, ("articles/a/index.html", "b")])),
        (1, 0, 1)
    );
    assert_eq!(modified(&site.place("index.html")), long_ago);
    assert_eq!(site.listing()[2], "articles/a/index.html: b");
}

#[test]
fn a_file_of_ours_that_was_changed_or_deleted_is_restored() {
    let site = Site::new();
    site.publish(&[HOME, PAGE]);
    site.write("index.html", "hoax");
    std::fs::remove_dir_all(site.place("articles")).expect("the folder is there");
    assert_eq!(counts(&site.publish(&[HOME, PAGE])), (2, 0, 0));
    assert_eq!(site.listing()[3], "index.html: home");
}

#[test]
fn an_output_folder_that_was_deleted_is_made_again() {
    let site = Site::new();
    site.publish(&[HOME, PAGE]);
    std::fs::remove_dir_all(&site.destination.folder).expect("the folder is there");
    assert_eq!(counts(&site.publish(&[HOME])), (1, 0, 0));
    assert_eq!(site.listing(), ["index.html: home"]);
}

#[test]
fn unfinished_files_of_a_killed_run_are_cleaned_up() {
    let site = Site::new();
    site.publish(&[HOME, PAGE]);
    site.write("articles/a/.casebook-tmp-0123456789abcdef", "half");
    site.write(".casebook-tmp-0123456789abcdef", "half");
    site.write(".casebook-tmp-notes", "of somebody else");
    site.publish(&[HOME, PAGE]);
    let listing = site.listing();
    assert_eq!(listing[0], ".casebook-tmp-notes: of somebody else");
    assert_eq!(listing.len(), 5);
    site.write("articles/a/.casebook-tmp-0123456789abcdef", "half");
    site.publish(&[HOME, ("articles", "a file now")]);
    assert_eq!(site.listing()[1], "articles: a file now");
}

// What is removed

#[test]
fn a_file_no_longer_made_is_removed_with_its_empty_folders() {
    let site = Site::new();
    site.publish(&[HOME, PAGE]);
    assert_eq!(counts(&site.publish(&[HOME])), (0, 1, 1));
    assert_eq!(site.listing(), ["index.html: home"]);
}

#[test]
fn files_and_folders_of_others_stay() {
    let site = Site::new();
    site.write("theirs/notes.txt", "mine");
    std::fs::create_dir(site.place("empty")).expect("the folder is new");
    site.publish(&[PAGE, ("theirs/ours.html", "x"), ("empty/ours.html", "x")]);
    site.write("articles/a/draft.txt", "mine");
    assert_eq!(counts(&site.publish(&[])), (0, 3, 0));
    let expected = [
        "articles/",
        "articles/a/",
        "articles/a/draft.txt: mine",
        "empty/",
        "theirs/",
        "theirs/notes.txt: mine",
    ];
    assert_eq!(site.listing(), expected);
}

#[test]
fn a_folder_of_ours_goes_as_soon_as_it_is_empty() {
    let site = Site::new();
    site.publish(&[HOME, PAGE]);
    site.write("articles/a/draft.txt", "mine");
    site.publish(&[HOME]);
    std::fs::remove_file(site.place("articles/a/draft.txt")).expect("the file is there");
    site.publish(&[HOME]);
    assert_eq!(site.listing(), ["index.html: home"]);
}

#[test]
fn an_old_file_that_somebody_changed_stays_and_is_told() {
    let site = Site::new();
    site.publish(&[HOME, PAGE]);
    site.write("articles/a/index.html", "my own words");
    let published = site.publish(&[HOME]);
    assert_eq!(published.removed, 0);
    assert_eq!(
        published.warnings,
        ["`articles/a/index.html` is no longer made, but somebody changed it: it stays"]
    );
    assert_eq!(site.listing()[2], "articles/a/index.html: my own words");
    assert!(site.publish(&[HOME]).warnings.is_empty(), "it is told once");
}

#[test]
fn a_killed_run_leaves_no_orphan() {
    let site = Site::new();
    site.publish(&[HOME]);
    // The next run stores the union, writes one of two pages and is killed.
    let other = Site::new();
    other.publish(&[("index.html", "new"), PAGE, ("b/index.html", "b")]);
    let text = |path: PathBuf| std::fs::read_to_string(path).expect("a manifest is text");
    let mut lines: Vec<String> = text(site.manifest())
        .lines()
        .skip(1)
        .map(str::to_owned)
        .collect();
    lines.extend(text(other.manifest()).lines().skip(1).map(str::to_owned));
    let union = format!("casebook manifest 1\n{}\n", lines.join("\n"));
    std::fs::write(site.manifest(), union).expect("the test may write");
    site.write("index.html", "new");
    site.write("articles/a/index.html", "a");
    // The page was taken out of the content before the run after that.
    assert_eq!(counts(&site.publish(&[HOME])), (1, 1, 0));
    assert_eq!(site.listing(), ["index.html: home"]);
}

#[test]
fn a_run_that_fails_half_way_is_finished_by_the_next() {
    let mut site = Site::new();
    // No system takes a path of such a length, which shows only when the folders of it are made.
    let depth = if cfg!(target_os = "linux") { 17 } else { 1 };
    for _ in 0..depth {
        site.destination.folder.push("y".repeat(200));
    }
    site.publish(&[HOME, PAGE]);
    let long = format!("new/{}x.html", format!("{}/", "x".repeat(200)).repeat(5));
    let files = [("a.html", "a"), ("index.html", "new"), (&long, "never")];
    let error = site.try_publish(&files).expect_err("the path is too long");
    assert!(matches!(error, PublishError::Disk(_)), "{error}");
    let listing = site.listing();
    let expected = [
        "a.html: a",
        "articles/",
        "articles/a/",
        "articles/a/index.html: a",
    ];
    assert_eq!(listing[..4], expected, "the old is still there");
    assert_eq!(
        listing[4..],
        ["index.html: new"],
        "nothing is there in part"
    );
    assert_eq!(counts(&site.publish(&[HOME])), (1, 2, 0));
    assert_eq!(site.listing(), ["index.html: home"]);
}

// Files where folders were, folders where files were, names in another case

#[test]
fn a_file_of_ours_gives_way_to_a_folder_and_back() {
    let site = Site::new();
    site.publish(&[HOME, ("a", "file")]);
    assert_eq!(
        counts(&site.publish(&[HOME, ("a/b/index.html", "page")])),
        (1, 1, 1)
    );
    assert_eq!(
        site.listing(),
        ["a/", "a/b/", "a/b/index.html: page", "index.html: home"]
    );
    assert_eq!(counts(&site.publish(&[HOME, ("a", "file")])), (1, 1, 1));
    assert_eq!(site.listing(), ["a: file", "index.html: home"]);
}

#[test]
fn a_folder_with_files_of_others_does_not_give_way() {
    let mut site = Site::new();
    site.publish(&[("a/b/index.html", "page")]);
    site.write("a/b/notes.txt", "mine");
    let message = site.fail(&[("a", "file")]);
    assert_eq!(
        message,
        "Casebook did not make what stands in its way in `/site/public`:\n  a/b/notes.txt"
    );
    site.destination.adopt = true;
    assert_eq!(
        site.fail(&[("a", "file")]),
        message,
        "leave to replace files does not empty folders"
    );
}

#[test]
fn a_folder_of_others_does_not_give_way() {
    let site = Site::new();
    std::fs::create_dir_all(site.place("a")).expect("the folder is new");
    assert_eq!(
        site.fail(&[("a", "file")]),
        "Casebook did not make what stands in its way in `/site/public`:\n  a/"
    );
}

#[test]
fn a_page_renamed_in_case_only_is_there_under_its_new_name() {
    let site = Site::new();
    site.publish(&[("About/index.html", "same")]);
    assert_eq!(
        counts(&site.publish(&[("about/index.html", "same")])),
        (1, 1, 0)
    );
    assert_eq!(site.listing(), ["about/", "about/index.html: same"]);
    site.publish(&[("about/Index.html", "same")]);
    assert_eq!(site.listing(), ["about/", "about/Index.html: same"]);
}

/// Where case does not count, the old file answers to the new name, too; a second hard link does
/// the same here.
#[test]
fn a_file_that_answers_to_its_name_in_another_case_is_not_a_stranger() {
    let site = Site::new();
    site.publish(&[("About.html", "old")]);
    let link = std::fs::hard_link(site.place("About.html"), site.place("about.html"));
    if link.is_err() {
        return; // no hard links, or case does not count and the name is taken
    }
    assert_eq!(counts(&site.publish(&[("about.html", "new")])), (1, 1, 0));
    assert_eq!(site.listing(), ["about.html: new"]);
}

#[test]
fn outputs_that_cannot_stand_side_by_side_everywhere_are_refused() {
    let site = Site::new();
    let message = site.fail(&[("a/Map.svg", "1"), ("A/map.svg", "2")]);
    assert_eq!(
        message,
        "cannot publish both `A/map.svg` and `a/Map.svg`: on some systems one would replace the other"
    );
    let message = site.fail(&[("a", "1"), ("A/index.html", "2")]);
    assert_eq!(
        message,
        "cannot publish both `a` and `A/index.html`: on some systems one would replace the other"
    );
}

// Without a manifest, and strangers

#[test]
fn without_a_manifest_equal_files_are_adopted() {
    let site = Site::new();
    site.publish(&[HOME, PAGE]);
    std::fs::remove_dir_all(&site.destination.state).expect("the folder is there");
    let long_ago = age(&site.place("index.html"));
    assert_eq!(counts(&site.publish(&[HOME, PAGE])), (0, 0, 2));
    assert_eq!(modified(&site.place("index.html")), long_ago);
    assert_eq!(counts(&site.publish(&[HOME])), (0, 1, 1));
}

#[test]
fn all_different_files_of_others_are_listed_and_none_is_touched() {
    let site = Site::new();
    site.write("index.html", "theirs");
    site.write("articles/a/index.html", "theirs");
    site.write("articles/b", "theirs");
    site.write("unrelated.txt", "theirs");
    let files = [
        HOME,
        PAGE,
        ("articles/b/index.html", "b"),
        ("new.html", "new"),
    ];
    assert_eq!(
        site.fail(&files),
        "Casebook did not make what stands in its way in `/site/public`:\n  articles/a/index.html\n  articles/b\n  index.html"
    );
    let error = site.try_publish(&files).expect_err("it must be refused");
    assert!(error.help().is_some_and(|help| help.contains("--adopt")));
}

#[test]
fn with_leave_files_of_others_are_replaced() {
    let mut site = Site::new();
    site.write("index.html", "theirs");
    site.write("b", "theirs");
    site.write("unrelated.txt", "theirs");
    assert_eq!(
        counts(&site.adopt(&[HOME, ("b/index.html", "b")])),
        (2, 0, 0)
    );
    assert_eq!(
        site.listing(),
        [
            "b/",
            "b/index.html: b",
            "index.html: home",
            "unrelated.txt: theirs"
        ]
    );
    assert_eq!(counts(&site.publish(&[])), (0, 2, 0));
    assert_eq!(site.listing(), ["unrelated.txt: theirs"]);
}

#[test]
fn a_new_page_does_not_replace_a_file_of_others() {
    let site = Site::new();
    site.publish(&[HOME]);
    site.write("extra.html", "theirs");
    assert!(
        site.fail(&[HOME, ("extra.html", "ours")])
            .ends_with("\n  extra.html")
    );
    assert_eq!(
        counts(&site.publish(&[HOME, ("extra.html", "theirs")])),
        (0, 0, 2)
    );
}

#[test]
fn an_unreadable_manifest_removes_nothing_and_is_told() {
    for damage in [
        "casebook manifest 9\n",
        "",
        "casebook manifest 1\nfolder ../..\n",
        "nonsense",
    ] {
        let site = Site::new();
        site.publish(&[HOME, PAGE]);
        std::fs::write(site.manifest(), damage).expect("the test may write");
        let message = site.fail(&[("index.html", "other")]);
        assert!(
            message.starts_with("cannot read the list of published files"),
            "{message}"
        );
        let published = site.publish(&[HOME]);
        assert_eq!(counts(&published), (0, 0, 1));
        assert_eq!(published.warnings.len(), 1);
        assert!(
            published.warnings[0].contains("no old file is removed"),
            "{}",
            published.warnings[0]
        );
        assert_eq!(site.listing()[2], "articles/a/index.html: a");
    }
}

#[test]
fn a_manifest_cannot_lead_outside_the_folder() {
    let site = Site::new();
    site.publish(&[HOME]);
    site.temp.write("site/precious.txt", "precious");
    let line = std::fs::read_to_string(site.manifest()).expect("a manifest is text");
    std::fs::write(
        site.manifest(),
        line.replace(" index.html", " ../precious.txt"),
    )
    .expect("the test may write");
    assert_eq!(site.publish(&[HOME]).warnings.len(), 1);
    assert_eq!(
        site.temp.read("site/precious.txt").as_deref(),
        Some("precious")
    );
}

#[test]
fn the_manifest_names_format_paths_and_hashes_in_order() {
    let site = Site::new();
    site.publish(&[PAGE, HOME]);
    let text = std::fs::read_to_string(site.manifest()).expect("a manifest is text");
    insta::assert_snapshot!(text, @r#"
    casebook manifest 1
    folder articles
    folder articles/a
    ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb articles/a/index.html
    4ea140588150773ce3aace786aeef7f4049ce100fa649c94fbbddb960f1da942 index.html
    "#);
}

#[test]
fn each_output_folder_has_its_own_manifest() {
    let mut site = Site::new();
    site.publish(&[HOME, PAGE]);
    site.destination.folder = site.temp.path().join("elsewhere/deep");
    assert_eq!(counts(&site.publish(&[HOME])), (1, 0, 0));
    site.destination.folder = site.temp.path().join("site/public");
    assert_eq!(site.listing().len(), 4);
    assert_eq!(site.notes("manifest").len(), 2);
}

// Links

#[cfg(unix)]
#[test]
fn a_linked_folder_inside_the_output_is_an_error() {
    let mut site = Site::new();
    site.temp.write("outside/a/index.html", "a");
    std::fs::create_dir(&site.destination.folder).expect("the folder is new");
    std::os::unix::fs::symlink(site.temp.path().join("outside"), site.place("articles"))
        .expect("the test may link");
    let expected = "links inside `/site/public` are not followed:\n  articles";
    assert_eq!(site.fail(&[HOME, PAGE]), expected);
    site.destination.adopt = true;
    assert_eq!(site.fail(&[HOME, PAGE]), expected);
    assert_eq!(site.temp.read("outside/a/index.html").as_deref(), Some("a"));
}

#[cfg(unix)]
#[test]
fn nothing_is_removed_through_a_link() {
    let site = Site::new();
    site.publish(&[HOME, PAGE]);
    std::fs::rename(site.place("articles"), site.temp.path().join("outside"))
        .expect("the test may move");
    std::fs::create_dir(site.temp.path().join("outside/empty")).expect("the folder is new");
    std::os::unix::fs::symlink(site.temp.path().join("outside"), site.place("articles"))
        .expect("the test may link");
    let published = site.publish(&[HOME]);
    assert_eq!(
        published.warnings,
        ["`articles/a/index.html` is no longer made, but `articles` is now a link: it stays"]
    );
    assert_eq!(site.temp.read("outside/a/index.html").as_deref(), Some("a"));
    assert!(site.place("articles").is_symlink());
}

#[cfg(unix)]
#[test]
fn a_link_where_a_file_goes_is_replaced_only_with_leave() {
    let mut site = Site::new();
    site.publish(&[HOME]);
    site.temp.write("outside.html", "home");
    std::fs::remove_file(site.place("index.html")).expect("the file is there");
    std::os::unix::fs::symlink(
        site.temp.path().join("outside.html"),
        site.place("index.html"),
    )
    .expect("the test may link");
    assert!(site.fail(&[HOME]).ends_with("\n  index.html"));
    site.adopt(&[("index.html", "new")]);
    assert_eq!(site.listing(), ["index.html: new"]);
    assert_eq!(site.temp.read("outside.html").as_deref(), Some("home"));
}

#[cfg(unix)]
#[test]
fn an_output_folder_that_is_a_link_is_one_with_what_it_leads_to() {
    let mut site = Site::new();
    site.publish(&[HOME, PAGE]);
    site.destination.folder = site.temp.path().join("link");
    std::os::unix::fs::symlink(
        site.temp.path().join("site/public"),
        &site.destination.folder,
    )
    .expect("the test may link");
    assert_eq!(counts(&site.publish(&[HOME])), (0, 1, 1));
    std::fs::create_dir(site.temp.path().join("site/content")).expect("the folder is new");
    std::fs::remove_file(&site.destination.folder).expect("the link is there");
    std::os::unix::fs::symlink(
        site.temp.path().join("site/content"),
        &site.destination.folder,
    )
    .expect("the test may link");
    assert!(
        site.fail(&[HOME])
            .ends_with("it is, holds or lies in `content` of the site")
    );
}

// Where nothing is published

#[test]
fn folders_that_hold_something_else_are_refused() {
    let mut site = Site::new();
    site.temp.write("site/file", "a file");
    let root = site.temp.path().to_owned();
    site.destination.home = Some(root.join("home/ann"));
    let cases = [
        ("site", "it is the folder of the site, or holds it"),
        (".", "it is the folder of the site, or holds it"),
        (
            "site/../site/.",
            "it is the folder of the site, or holds it",
        ),
        (
            "site/content",
            "it is, holds or lies in `content` of the site",
        ),
        (
            "site/content/deep/er",
            "it is, holds or lies in `content` of the site",
        ),
        (
            "site/Content",
            "it is, holds or lies in `content` of the site",
        ),
        (
            "site/templates",
            "it is, holds or lies in `templates` of the site",
        ),
        (
            "site/static/img",
            "it is, holds or lies in `static` of the site",
        ),
        ("site/src", "it is, holds or lies in `src` of the site"),
        ("site/.git", "it is, holds or lies in `.git` of the site"),
        ("site/.casebook", "it is where Casebook keeps its own notes"),
        (
            "site/.casebook/out",
            "it is where Casebook keeps its own notes",
        ),
        ("other/.git/out", "it lies in a folder `.git`"),
        ("home/ann", "it is your home folder, or holds it"),
        ("home", "it is your home folder, or holds it"),
        ("site/file", "it is not a folder"),
    ];
    for (folder, because) in cases {
        site.destination.folder = root.join(folder);
        let message = site.try_publish(&[HOME]).expect_err(folder).to_string();
        assert!(message.ends_with(because), "{folder}: {message}");
    }
    site.destination.folder = PathBuf::from("/");
    let message = site.try_publish(&[HOME]).expect_err("/").to_string();
    assert_eq!(message, "cannot publish to `/`: it is the root of the disk");
    assert_eq!(
        listing(&root),
        ["site/", "site/file: a file"],
        "nothing was made"
    );
}

#[test]
fn folders_in_and_beside_the_site_and_in_the_home_folder_are_fine() {
    let mut site = Site::new();
    site.destination.home = Some(site.temp.path().to_owned());
    for folder in ["site/public", "site/contents", "beside/a/b", "site/docs"] {
        site.destination.folder = site.temp.path().join(folder);
        assert_eq!(counts(&site.publish(&[HOME])), (1, 0, 0), "{folder}");
    }
}

#[test]
fn paths_that_lead_elsewhere_are_refused() {
    let site = Site::new();
    let bad = [
        "",
        "/etc/passwd",
        "../up.html",
        "a/../../up.html",
        "a//b",
        "a/",
        "./a",
        "a\\b",
        "C:x",
        "a\nb",
        ".git/config",
        "x/.Git/y",
        ".casebook/z",
        "a/.casebook-tmp-1",
        &"x".repeat(256),
    ];
    for path in bad {
        let error = site.try_publish(&[HOME, (path, "x")]).expect_err(path);
        assert!(
            matches!(error, PublishError::BadPath { .. }),
            "{path}: {error}"
        );
        assert!(!error.to_string().contains('\n'), "{path}: {error}");
    }
    assert!(!site.destination.folder.exists());
}

#[cfg(unix)]
#[test]
fn a_disk_that_refuses_is_told_with_the_path() {
    use std::os::unix::fs::PermissionsExt as _;
    let site = Site::new();
    site.publish(&[HOME]);
    let locked = std::fs::Permissions::from_mode(0o500);
    std::fs::set_permissions(&site.destination.folder, locked).expect("the folder is ours");
    let result = site.try_publish(&[("index.html", "new")]);
    let open = std::fs::Permissions::from_mode(0o700);
    std::fs::set_permissions(&site.destination.folder, open).expect("the folder is ours");
    // The superuser is refused nothing.
    if let Err(error) = result {
        assert!(error.to_string().contains("public"), "{error}");
        assert_eq!(site.listing(), ["index.html: home"]);
        assert_eq!(counts(&site.publish(&[("index.html", "new")])), (1, 0, 0));
    }
}

#[test]
fn runs_at_the_same_time_wait_for_each_other() {
    let site = Site::new();
    let pages: BTreeMap<String, String> = (0..50)
        .map(|n| (format!("p{n}/index.html"), format!("{n}")))
        .collect();
    let pages: Vec<(&str, &str)> = pages
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let runs: Vec<Published> = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| site.publish(&pages)))
            .collect();
        runs.into_iter()
            .map(|run| run.join().expect("no run panics"))
            .collect()
    });
    assert_eq!(runs.iter().map(|run| run.written).sum::<usize>(), 50);
    assert_eq!(site.listing().len(), 100);
}
