//! The items of a completion list: no more than anybody reads, each with the card of what it means.

use std::ops::Range;

use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionList, CompletionTextEdit, Documentation,
    MarkupContent, MarkupKind, TextEdit,
};

use super::{is_like, whole};
use crate::editor::lsp::card::card;
use crate::editor::lsp::text::Text;
use crate::editor::lsp::thing::Thing;
use crate::editor::places::Topic;
use crate::editor::schema::Key;
use crate::site::Site;

/// So many items are sent at once; the client asks again when more is written.
const MOST: usize = 100;

/// Makes of an id and its words what is written, here and elsewhere.
type Form<'f> = dyn Fn(&str, &str) -> (String, Option<(usize, String)>) + 'f;

/// One thing that can be written.
#[derive(Clone, Debug)]
pub(super) struct Offer<'a> {
    /// What is shown, and written unless there is something else to write.
    pub(super) label: &'a str,
    /// What is written, where that is more than the label.
    pub(super) insert: Option<String>,
    /// What it is called.
    pub(super) detail: &'a str,
    /// More on it, as Markdown.
    pub(super) card: Option<String>,
    pub(super) kind: CompletionItemKind,
    /// What is written of it already.
    pub(super) written: Range<usize>,
    /// What is written elsewhere with it.
    pub(super) beside: Option<(usize, String)>,
}

impl Default for Offer<'_> {
    fn default() -> Self {
        Self {
            label: "",
            insert: None,
            detail: "",
            card: None,
            kind: CompletionItemKind::VALUE,
            written: 0..0,
            beside: None,
        }
    }
}

/// How badly something can fit.
const WORST: usize = 3;

/// Says how well something fits what is written so far: 0 is best.
fn rank(query: &str, id: &str, name: &str) -> Option<usize> {
    if id.starts_with(query) {
        return Some(0);
    }
    let (query, id) = (query.to_lowercase(), id.to_lowercase());
    if id.contains(&query) {
        return Some(1);
    }
    if name.to_lowercase().contains(&query) {
        return Some(2);
    }
    is_like(&query, &id).then_some(WORST)
}

/// A list that is being put together.
pub(super) struct Items<'a> {
    site: &'a Site,
    text: &'a Text,
    items: Vec<CompletionItem>,
    has_more: bool,
    /// How well what is taken now must fit; without it, anything that fits at all.
    rank: Option<usize>,
}

impl<'a> Items<'a> {
    pub(super) fn new(site: &'a Site, text: &'a Text) -> Self {
        Self {
            site,
            text,
            items: Vec::new(),
            has_more: false,
            rank: None,
        }
    }

    pub(super) fn into_list(self) -> CompletionList {
        whole(self.items, self.has_more)
    }

    /// Says whether what is written so far could be the beginning of something, and whether there
    /// is room for it.
    pub(super) fn has_room(&mut self, written: &Range<usize>, id: &str, name: &str) -> bool {
        let query = self.text.text().get(written.clone()).unwrap_or_default();
        let rank = rank(query, id, name);
        let fits = rank.is_some_and(|rank| self.rank.is_none_or(|wanted| wanted == rank));
        let is_full = self.items.len() >= MOST;
        self.has_more |= fits && is_full;
        fits && !is_full
    }

    pub(super) fn push(&mut self, offer: Offer<'_>) {
        if !self.has_room(&offer.written, offer.label, offer.detail) {
            return;
        }
        let new_text = offer.insert.unwrap_or_else(|| offer.label.to_owned());
        let edit = TextEdit {
            range: self.text.range(offer.written),
            new_text,
        };
        let beside = offer.beside.map(|(byte, text)| {
            vec![TextEdit {
                range: self.text.range(byte..byte),
                new_text: text,
            }]
        });
        let documentation = offer.card.map(|value| {
            Documentation::MarkupContent(MarkupContent {
                kind: MarkupKind::Markdown,
                value,
            })
        });
        self.items.push(CompletionItem {
            label: offer.label.to_owned(),
            kind: Some(offer.kind),
            detail: Some(offer.detail.to_owned()).filter(|detail| !detail.is_empty()),
            documentation,
            // Who knows what it is called finds it without knowing its id.
            filter_text: Some(
                format!("{} {}", offer.label, offer.detail)
                    .trim_end()
                    .to_owned(),
            ),
            sort_text: Some(format!("{:04}", self.items.len())),
            text_edit: Some(CompletionTextEdit::Edit(edit)),
            additional_text_edits: beside,
            ..CompletionItem::default()
        });
    }

    pub(super) fn words<'w>(
        &mut self,
        words: impl IntoIterator<Item = &'w str>,
        written: &Range<usize>,
    ) {
        for word in words {
            self.push(Offer {
                label: word,
                written: written.clone(),
                ..Offer::default()
            });
        }
    }

    pub(super) fn key(&mut self, key: &Key, written: &Range<usize>) {
        let is_written = self.text.text()[written.end..].starts_with(':');
        let must = if key.is_required {
            "Must be there. "
        } else {
            ""
        };
        let examples = key
            .examples
            .iter()
            .map(|example| format!("\n\n`{}: {example}`", key.name));
        let about = format!("{must}{}{}", key.about, examples.collect::<String>());
        self.push(Offer {
            label: &key.name,
            insert: (!is_written).then(|| match key.has_keys {
                true => format!("{}:", key.name),
                false => format!("{}: ", key.name),
            }),
            card: Some(about),
            kind: CompletionItemKind::PROPERTY,
            written: written.clone(),
            ..Offer::default()
        });
    }

    /// Offers all of a kind by their ids.
    pub(super) fn things(&mut self, topic: Topic, written: &Range<usize>) {
        self.each(topic, written, &|id, _| (id.to_owned(), None));
    }

    /// Offers all of a kind where a list is to stand and has not begun.
    pub(super) fn listed(&mut self, topic: Topic, written: &Range<usize>) {
        self.each(topic, written, &|id, _| (format!("[{id}]"), None));
    }

    /// Offers all of a kind, those first that fit best; `form` makes of id and words what is
    /// written, here and elsewhere.
    pub(super) fn each(&mut self, topic: Topic, written: &Range<usize>, form: &Form<'_>) {
        for rank in 0..=WORST {
            self.rank = Some(rank);
            self.each_of_rank(topic, written, form);
        }
        self.rank = None;
    }

    fn each_of_rank(&mut self, topic: Topic, written: &Range<usize>, form: &Form<'_>) {
        let site = self.site;
        match topic {
            Topic::Term => {
                for term in site.terms() {
                    self.thing(topic, &term.id, &term.name, &term.name, written, form);
                }
            }
            Topic::Figure => {
                for figure in site.figures() {
                    let value = figure.quantity.shown();
                    let detail = format!("{value} · {}", figure.label);
                    self.thing(topic, &figure.id, &detail, &value, written, form);
                }
            }
            Topic::Event => {
                for event in site.events().iter().rev() {
                    let date = event.date.prose();
                    let detail = format!("{date} · {}", event.title);
                    self.thing(topic, &event.id, &detail, &date, written, form);
                }
            }
            Topic::Source => {
                for source in site.sources() {
                    let detail = format!("{}, {}", source.title, source.publisher);
                    self.thing(topic, &source.id, &detail, "", written, form);
                }
            }
            Topic::Series => {
                for series in site.all_series() {
                    self.thing(topic, &series.id, &series.title, "", written, form);
                }
            }
            Topic::Tag => {
                let titled = site.config().tags.keys();
                let all: std::collections::BTreeSet<&String> =
                    titled.chain(site.tags().keys()).collect();
                for id in all {
                    self.thing(topic, id, &site.tag_title(id), "", written, form);
                }
            }
            Topic::File | Topic::Heading => {}
        }
    }

    fn thing(
        &mut self,
        topic: Topic,
        id: &str,
        detail: &str,
        words: &str,
        written: &Range<usize>,
        form: &Form<'_>,
    ) {
        if !self.has_room(written, id, detail) {
            return;
        }
        let (insert, beside) = form(id, words);
        let thing = Thing {
            topic,
            id: id.to_owned(),
        };
        self.push(Offer {
            label: id,
            insert: Some(insert),
            detail,
            card: card(self.site, &thing),
            kind: CompletionItemKind::REFERENCE,
            written: written.clone(),
            beside,
        });
    }
}
