//! The examples of the CommonMark specification, parsed with all that Casebook adds to Markdown.
//! `tests/data/README.md` says where they come from.
//!
//! The HTML here is written by the plainest of writers, so that only parsing is compared: how a page
//! writes an element is no matter of the specification.

use std::collections::BTreeMap;

use casebook::document::markdown::{Node, Prose};
use casebook::document::reference::Target;
use casebook::document::{self, Content};
use casebook::source::Source;
use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd, html};
use serde_json::Value;

const EXAMPLES: &str = include_str!("../data/commonmark-0.31.2.json");
const SETTINGS: &str = "---\ntitle: A\nsummary: S.\n---\n";

/// Why an example differs.
const COMMENT: &str = "a comment is a note to editors and is not published";
const LABEL: &str = "a label without an address is reported, and only its text is shown";
const SCHEME: &str = "a scheme that is not allowed is reported, and the link leads nowhere";
const NO_ADDRESS: &str = "a link without an address is reported, and only its text is shown";

/// The examples that differ, by number.
const DIFFERENT: &[(u64, &str)] = &[
    (177, COMMENT),
    (179, COMMENT),
    (183, COMMENT),
    (200, NO_ADDRESS),
    (308, COMMENT),
    (309, COMMENT),
    (485, NO_ADDRESS),
    (486, NO_ADDRESS),
    (487, NO_ADDRESS),
    (545, LABEL),
    (567, NO_ADDRESS),
    (569, LABEL),
    (571, LABEL),
    (596, SCHEME),
    (598, SCHEME),
    (599, SCHEME),
    (601, SCHEME),
    (625, COMMENT),
    (626, COMMENT),
];

#[test]
fn examples_of_commonmark_hold() {
    let examples: Vec<Value> = serde_json::from_str(EXAMPLES).expect("the data is JSON");
    assert_eq!(examples.len(), 652);
    let different: BTreeMap<u64, &str> = DIFFERENT.iter().copied().collect();
    assert_eq!(different.len(), DIFFERENT.len(), "a number is listed twice");
    let mut wrong = String::new();
    for example in &examples {
        let number = example["number"].as_u64().expect("examples have numbers");
        let text = |key: &str| example[key].as_str().expect("examples have texts");
        let (markdown, expected) = (text("markdown"), text("html"));
        let actual = parsed(markdown);
        let holds = normal(&actual) == normal(expected);
        match (holds, different.get(&number)) {
            (true, None) | (false, Some(_)) => {}
            (true, Some(reason)) => wrong.push_str(&format!(
                "{number} holds now; take it off the list ({reason})\n"
            )),
            (false, None) => wrong.push_str(&format!(
                "{number} ({})\n{markdown}expected\n{expected}actually\n{actual}\n",
                text("section")
            )),
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// Parses a text as that of an article and writes it as HTML.
fn parsed(markdown: &str) -> String {
    let source = Source::new("content/articles/a.md", format!("{SETTINGS}{markdown}"));
    let document = document::parse(&source);
    let Content::Article(article) = &document.content else {
        panic!("the file is an article");
    };
    let mut out = String::new();
    html::push_html(&mut out, events(&article.body).into_iter());
    out
}

/// Turns prose back into the events of the Markdown reader.
fn events(prose: &Prose) -> Vec<Event<'_>> {
    let mut events = Vec::new();
    for (node, _) in &prose.nodes {
        match node {
            Node::Markdown(event) => events.push(event.clone()),
            Node::Open(index) => {
                let reference = &prose.references[*index];
                events.extend(address(&reference.target).map(|address| {
                    Event::Start(Tag::Link {
                        link_type: LinkType::Inline,
                        dest_url: address.into(),
                        title: reference.title.as_str().into(),
                        id: CowStr::Borrowed(""),
                    })
                }));
            }
            Node::Close(index) => {
                let has_address = address(&prose.references[*index].target).is_some();
                events.extend(has_address.then_some(Event::End(TagEnd::Link)));
            }
            Node::Heading(index) => {
                let level = prose.headings[*index].level;
                events.push(Event::InlineHtml(format!("<h{level}>").into()));
            }
            Node::HeadingEnd(index) => {
                let level = prose.headings[*index].level;
                events.push(Event::InlineHtml(format!("</h{level}>\n").into()));
            }
            Node::Picture(index) => {
                let picture = &prose.pictures[*index];
                events.push(Event::Start(Tag::Image {
                    link_type: LinkType::Inline,
                    dest_url: picture.address.as_str().into(),
                    title: picture.title.as_str().into(),
                    id: CowStr::Borrowed(""),
                }));
                events.push(Event::Text(picture.alt.as_str().into()));
                events.push(Event::End(TagEnd::Image));
            }
            Node::Citation(_) | Node::Block(_) => {}
        }
    }
    events
}

fn address(target: &Target) -> Option<String> {
    match target {
        Target::Url(url) => Some(url.clone()),
        Target::File { path, anchor } | Target::Page { path, anchor } => Some(match anchor {
            Some(anchor) => format!("{path}#{anchor}"),
            None => path.clone(),
        }),
        _ => None,
    }
}

/// Leaves out what no browser sees: line ends between elements, and how addresses are coded.
fn normal(html: &str) -> String {
    let mut text = html
        .replace(">\n", ">")
        .replace("\n<", "<")
        .replace("&quot;", "\"");
    for (code, sign) in [
        ("%C3%A4", "ä"),
        ("%C3%B6", "ö"),
        ("%20", " "),
        ("%C2%A0", "\u{a0}"),
    ] {
        text = text.replace(code, sign);
    }
    text.trim().to_owned()
}
