//! Footnotes on the page: Markdown does not tell capitals from others in their labels.

use casebook::load::Inputs;
use casebook::pipeline::{self, Options};
use casebook::source::Source;

/// Returns the page of an article with a text, and how many mistakes were told of it.
fn page(text: &str) -> (String, usize) {
    let article = format!("---\ntitle: A\nsummary: S.\n---\n{text}");
    let home = "---\ntitle: Home\nsummary: S.\n---\n";
    let settings = "title = \"A\"\nbase_url = \"https://example.org/\"\n";
    let inputs = Inputs {
        settings: Some(Source::new("site.toml", settings)),
        content: vec![
            Source::new("content/articles/a.md", &*article),
            Source::new("content/index.md", home),
        ],
        ..Inputs::default()
    };
    let built = pipeline::build(&inputs, &Options::default(), &|_| {});
    let page = &built.outputs["articles/a/index.html"];
    let page = std::str::from_utf8(page).expect("a page is text");
    (page.to_owned(), built.diagnostics.len())
}

#[test]
fn references_in_capitals_make_the_same_page() {
    let (plain, mistakes) =
        page("One[^strasse], two[^b] and[^b].\n\n[^strasse]: First.\n\n[^b]: Second.\n");
    assert_eq!(mistakes, 0);
    assert_eq!(plain.matches("id=\"note-a\"").count(), 1);
    assert!(plain.contains("href=\"#note-ref-b-2\""), "{plain}");
    let capitals = page("One[^Straße], two[^B] and[^b].\n\n[^strasse]: First.\n\n[^b]: Second.\n");
    assert_eq!(capitals, (plain, mistakes));
}
