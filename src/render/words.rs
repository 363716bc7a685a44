//! What a reader reads of a finished page: its title, and its main part as blocks of plain text.

use super::tags::{self, decoded};

/// The words of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Its title.
    pub title: String,
    /// Its paragraphs, headings, items and cells, in order, none of them empty.
    pub blocks: Vec<String>,
}

/// Elements that do not end the block in which they stand.
const INLINE: [&str; 24] = [
    "a", "abbr", "b", "bdi", "bdo", "button", "cite", "code", "data", "del", "dfn", "em", "i",
    "ins", "kbd", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "time",
];

/// Reads the words of a page.
pub fn words(html: &str) -> Words {
    let mut reader = Reader::default();
    tags::walk(html, &mut |piece| reader.piece(piece));
    reader.flush();
    reader.words
}

#[derive(Default)]
struct Reader {
    words: Words,
    block: String,
    is_main: bool,
    is_title: bool,
}

impl Reader {
    fn piece(&mut self, piece: tags::Piece<'_>) {
        match piece {
            tags::Piece::Text(text) if self.is_main => self.block.push_str(&decoded(text)),
            tags::Piece::Text(text) if self.is_title => self.words.title.push_str(&decoded(text)),
            tags::Piece::Text(_) => {}
            tags::Piece::Start(name) if name.eq_ignore_ascii_case("main") => self.is_main = true,
            tags::Piece::End(name) if name.eq_ignore_ascii_case("main") => {
                self.flush();
                self.is_main = false;
            }
            // An SVG names its parts by titles of their own.
            tags::Piece::Start(name) if name.eq_ignore_ascii_case("title") => {
                self.is_title = self.words.title.is_empty();
            }
            tags::Piece::End(name) if name.eq_ignore_ascii_case("title") => self.is_title = false,
            tags::Piece::Start(name) | tags::Piece::End(name) => {
                if !INLINE
                    .iter()
                    .any(|inline| name.eq_ignore_ascii_case(inline))
                {
                    self.flush();
                }
            }
        }
    }

    fn flush(&mut self) {
        let words: Vec<&str> = self.block.split_ascii_whitespace().collect();
        if !words.is_empty() {
            self.words.blocks.push(words.join(" "));
        }
        self.block.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_block_by_block() {
        let html = "<!doctype html><title>A &amp; B</title><nav><p>Menu</p></nav><main><!-- x > y --><h1>Who <em>pays</em>?</h1>\
            <p title=\"a > b\">One<sup>1</sup>\n two</p><script>if (a < b) c()</script><ul><li>x<li>y</ul></main><p>End</p>";
        let words = words(html);
        assert_eq!(words.title, "A & B");
        assert_eq!(words.blocks, ["Who pays?", "One1 two", "x", "y"]);
    }
}
