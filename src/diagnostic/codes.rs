//! The list of all codes. Each has an entry in `docs/diagnostics.md` (a test compares them).

use std::fmt;

use super::Severity;

macro_rules! codes {
    ($( $variant:ident, $name:literal, $severity:ident, $title:literal; )*) => {
        /// What kind of thing is wrong.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $( #[doc = $title] $variant, )*
        }

        impl Code {
            /// All codes in the order of their list.
            pub const ALL: &'static [Code] = &[ $( Code::$variant, )* ];

            /// Returns the name that people see, such as `unknown-key`.
            pub fn name(self) -> &'static str {
                match self { $( Code::$variant => $name, )* }
            }

            /// Returns the severity that the code has unless `site.toml` says otherwise.
            pub fn severity(self) -> Severity {
                match self { $( Code::$variant => Severity::$severity, )* }
            }

            /// Returns what the code stands for, in one line.
            pub fn title(self) -> &'static str {
                match self { $( Code::$variant => $title, )* }
            }
        }
    };
}

codes! {
    BadConfig, "bad-config", Error, "`site.toml` cannot be read";
    NotUtf8, "not-utf8", Error, "a file is not UTF-8 text";
    HiddenCharacter, "hidden-character", Error, "a character that nobody sees and that changes what is read";
    UnexpectedFile, "unexpected-file", Warning, "a file under `content/` that nothing uses";
    MissingHome, "missing-home", Error, "the site has no home page";
    FrontMatter, "front-matter", Error, "the block of settings at the top of a file is missing, open or too large";
    YamlSyntax, "yaml-syntax", Error, "YAML that cannot be read";
    UnknownKey, "unknown-key", Error, "a key that this kind of file does not have";
    MissingKey, "missing-key", Error, "a required key is missing";
    DuplicateKey, "duplicate-key", Error, "a key stands twice in one block";
    WrongType, "wrong-type", Error, "a value of the wrong type";
    BadValue, "bad-value", Error, "a value that is not allowed here";
    BadId, "bad-id", Error, "an id or a file name with letters that an address cannot have";
    BadDate, "bad-date", Error, "a date that does not exist or is not written as a date";
    BadNumber, "bad-number", Error, "a value of a figure that is not a number";
    BadUnit, "bad-unit", Error, "a unit that is not understood";
    BadUrl, "bad-url", Error, "an address that is not one";
    DuplicateId, "duplicate-id", Error, "one id is given twice";
    DuplicateName, "duplicate-name", Error, "two terms have one name";
    UnknownTerm, "unknown-term", Error, "a reference to a term that does not exist";
    UnknownFigure, "unknown-figure", Error, "a reference to a figure or series that does not exist";
    UnknownEvent, "unknown-event", Error, "a reference to an event that does not exist";
    UnknownSource, "unknown-source", Error, "a citation of a source that does not exist";
    UnknownTag, "unknown-tag", Error, "a tag that does not exist";
    UnknownStatus, "unknown-status", Error, "a status that does not exist";
    DraftReference, "draft-reference", Error, "a reference to a draft";
    NumberDisagrees, "number-disagrees", Error, "a number in the text differs from its figure";
    DateDisagrees, "date-disagrees", Error, "a date in the text differs from its event";
    StatusDisagrees, "status-disagrees", Error, "a status word in the text differs from its event";
    BadReference, "bad-reference", Error, "a reference that is not written as one";
    BadCitation, "bad-citation", Error, "a citation that is not written as one";
    UnknownScheme, "unknown-scheme", Error, "a link with a scheme that is not allowed";
    BrokenLink, "broken-link", Error, "a link to a file or page that does not exist";
    BrokenAnchor, "broken-anchor", Error, "a link to a heading that does not exist";
    BrokenFootnote, "broken-footnote", Error, "a footnote that is used but not written, or written twice";
    UnusedFootnote, "unused-footnote", Warning, "a footnote that is written but not used";
    MissingAlt, "missing-alt", Error, "a picture without alternative text";
    BadPicture, "bad-picture", Error, "a picture that is missing or cannot be read";
    RawHtml, "raw-html", Error, "HTML in Markdown where the site does not allow it";
    BadBlock, "bad-block", Error, "a fenced block that cannot be understood";
    BadChart, "bad-chart", Error, "a chart that cannot be drawn";
    BadCsv, "bad-csv", Error, "a table in a CSV file that cannot be read";
    BadFlow, "bad-flow", Error, "a flow that cannot be drawn";
    EmptyTimeline, "empty-timeline", Error, "a timeline that shows no event";
    RouteClash, "route-clash", Error, "two things would be published at one address";
    Template, "template", Error, "a template that cannot be read or filled in";
    BrokenUrl, "broken-url", Error, "a page that was made leads to nothing or leaves the site";
    VanishedUrl, "vanished-url", Error, "an address of `urls.txt` that would no longer be published";
    DuplicateHtmlId, "duplicate-html-id", Error, "a page that was made has one id twice";
    SocialPicture, "social-picture", Warning, "a page has no social picture of its own";
    UncoveredClaim, "uncovered-claim", Warning, "a number or date in a text rests on no source";
    BareFigure, "bare-figure", Warning, "an amount in running text that is not tied to a figure";
    UnsourcedTerm, "unsourced-term", Warning, "a glossary entry that names no source";
    WeakSources, "weak-sources", Warning, "a claim that rests on weak sources alone";
    StaleSource, "stale-source", Warning, "a source that nobody has checked for too long";
    StaleFigure, "stale-figure", Warning, "a figure that is older than the site allows";
    OrphanSource, "orphan-source", Warning, "a source on which nothing rests";
    UnlinkedTerm, "unlinked-term", Warning, "a glossary entry to which no text links";
    HeadingLevel, "heading-level", Warning, "a heading that skips a level, is on that of the title, or has no space behind its signs";
    VagueLink, "vague-link", Warning, "a link whose text does not say where it leads";
    LongSummary, "long-summary", Warning, "a summary that search results would cut short";
    DuplicateTitle, "duplicate-title", Warning, "two pages have one title";
}

impl Code {
    /// Returns the code of that name.
    pub fn of_name(name: &str) -> Option<Code> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
