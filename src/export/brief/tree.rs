//! A brief as a document tree: headings, paragraphs, lists, tables and footnotes, which the writers turn into files.
//!
//! **Invariant (clean):** words enter the tree only through [`Words`], which takes out of them what could break a
//! format or show a text otherwise than it is: control characters, overrides of the writing direction and code points
//! that are no characters. An address becomes a link only if it is http or https.

use icu_properties::CodePointMapData;
use icu_properties::props::BidiClass;

use crate::assess::{Label, capital};

/// A whole brief.
#[derive(Clone, Debug, PartialEq)]
pub struct Brief {
    /// What it is called.
    pub title: Words,
    /// What it says, in order.
    pub blocks: Vec<Block>,
    /// Its footnotes; the first is number 1.
    pub notes: Vec<Words>,
}

/// A part of the document that stands by itself.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A heading. The title has level 1, so these begin with 2.
    Heading {
        /// 2 to 4.
        level: u8,
        /// What it says.
        words: Words,
        /// What it is the place of.
        mark: Option<Mark>,
    },
    /// A paragraph.
    Paragraph {
        /// What it says.
        words: Words,
        /// How it looks.
        tone: Tone,
    },
    /// A list.
    List(Vec<Item>),
    /// A table.
    Table(Table),
}

/// How a paragraph looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// As text does.
    Plain,
    /// As a line that opens what follows: `For it`.
    Lead,
    /// Small and pale: what is only to be looked up.
    Quiet,
}

/// A line of a list, with lines below it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Item {
    /// Its number, where the list has numbers.
    pub number: Option<usize>,
    /// What it is the place of.
    pub mark: Option<Mark>,
    /// What it says.
    pub words: Words,
    /// The lines below it.
    pub below: Vec<Words>,
}

impl Item {
    /// A line with a dot before it.
    pub fn dot(words: Words) -> Self {
        Self {
            words,
            ..Self::default()
        }
    }
}

/// A table. The first cell of each row is its head.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// What it shows.
    pub caption: Words,
    /// The heads of the columns.
    pub head: Vec<Words>,
    /// The rows, each with as many cells as there are heads.
    pub rows: Vec<Vec<Words>>,
}

/// A place that other places refer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// A claim, by its number in the brief.
    Claim(usize),
    /// A source, by its number in the brief.
    Source(usize),
}

impl Mark {
    /// A name for it that is unique in the document: letters, digits and hyphens, at most 40.
    pub fn id(self) -> String {
        match self {
            Self::Claim(n) => format!("claim-{n}"),
            Self::Source(n) => format!("source-{n}"),
        }
    }
}

/// Which way words run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Left to right.
    Ltr,
    /// Right to left.
    Rtl,
}

impl Direction {
    /// That of the first letter that has one.
    pub fn of(words: &str) -> Option<Self> {
        let classes = CodePointMapData::<BidiClass>::new();
        words.chars().find_map(|c| match classes.get(c) {
            BidiClass::LeftToRight => Some(Self::Ltr),
            BidiClass::RightToLeft | BidiClass::ArabicLetter => Some(Self::Rtl),
            _ => None,
        })
    }
}

/// What is said in a row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Words(Vec<Piece>);

/// A stretch of words of one kind.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// The brief's own words; they may name cards.
    Text(String),
    /// The same, bold.
    Strong(String),
    /// Words from the board: a claim, a quote, a title.
    Said {
        /// The words.
        words: String,
        /// Their language (BCP 47); empty if it is not known.
        language: String,
        /// Whether they are bold.
        strong: bool,
        /// The place that tells more of it.
        to: Option<Mark>,
    },
    /// Where a claim stands.
    Label(Label),
    /// A way out of the document.
    Link {
        /// What is shown.
        words: String,
        /// The address, http or https, in ASCII.
        url: String,
    },
    /// A way to another place of the document.
    Refer {
        /// What is shown.
        words: String,
        /// The place.
        to: Mark,
    },
    /// The mark of a footnote, by its number.
    Note(usize),
}

impl Words {
    /// Words of the brief's own.
    pub fn of(text: &str) -> Self {
        Self::default().text(text)
    }

    /// The pieces in order.
    pub fn pieces(&self) -> &[Piece] {
        &self.0
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds words of the brief's own.
    pub fn text(self, text: &str) -> Self {
        self.push(clean(text), Piece::Text)
    }

    /// Adds words of the brief's own, bold.
    pub fn strong(self, text: &str) -> Self {
        self.push(clean(text), Piece::Strong)
    }

    /// Adds words from the board.
    pub fn said(self, words: &str, language: &str) -> Self {
        self.said_so(words, language, false, None)
    }

    /// Adds words from the board, bold, and the place that tells more of it.
    pub fn strong_said(self, words: &str, to: Option<Mark>) -> Self {
        self.said_so(words, "", true, to)
    }

    fn said_so(self, words: &str, language: &str, strong: bool, to: Option<Mark>) -> Self {
        let is_tag = !language.is_empty()
            && language.len() <= 35
            && language.split('-').all(|part| {
                (1..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric())
            });
        let language = if is_tag { language } else { "" }.to_owned();
        self.push(clean(words).trim().to_owned(), |words| Piece::Said {
            words,
            language,
            strong,
            to,
        })
    }

    /// Adds where a claim stands.
    pub fn label(mut self, label: Label) -> Self {
        self.0.push(Piece::Label(label));
        self
    }

    /// Adds an address: a link if it is one of the web, words otherwise.
    pub fn address(self, address: &str) -> Self {
        let shown = clean(address).trim().to_owned();
        let web = url::Url::parse(&shown).ok();
        match web.filter(|url| matches!(url.scheme(), "http" | "https")) {
            Some(url) => self.push(shown, |words| Piece::Link {
                words,
                url: url.into(),
            }),
            None => self.said(&shown, ""),
        }
    }

    /// Adds a way to another place.
    pub fn refer(self, words: &str, to: Mark) -> Self {
        self.push(clean(words), |words| Piece::Refer { words, to })
    }

    /// Adds the mark of a footnote.
    pub fn note(mut self, number: usize) -> Self {
        self.0.push(Piece::Note(number));
        self
    }

    /// Adds other words.
    pub fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// The same with a capital letter at the beginning.
    pub fn capital(mut self) -> Self {
        if let Some(Piece::Text(text)) = self.0.first_mut() {
            *text = capital(text);
        }
        self
    }

    fn push(mut self, words: String, piece: impl FnOnce(String) -> Piece) -> Self {
        if !words.is_empty() {
            self.0.push(piece(words));
        }
        self
    }

    /// Which way the whole runs: as its beginning does, if that is from the board; as English does otherwise.
    pub fn direction(&self) -> Direction {
        let begins = self.0.iter().find_map(|piece| match piece {
            Piece::Said { words, .. } => Direction::of(words),
            Piece::Text(words) | Piece::Strong(words) => {
                Direction::of(words).map(|_| Direction::Ltr)
            }
            Piece::Label(_) | Piece::Link { .. } | Piece::Refer { .. } => Some(Direction::Ltr),
            Piece::Note(_) => None,
        });
        begins.unwrap_or(Direction::Ltr)
    }
}

/// Words on one line, with nothing in them that is not to be seen but works.
fn clean(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        let white = c.is_whitespace() || c.is_control();
        // Embeddings, overrides and isolates: a text could be made to look like another.
        let turns = matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
        let no_character =
            matches!(c, '\u{FDD0}'..='\u{FDEF}' | '\u{FEFF}') || (u32::from(c) & 0xFFFE) == 0xFFFE;
        match (turns || no_character, white) {
            (true, _) => {}
            (_, true) if c == '\u{A0}' => out.push(c),
            (_, true) if out.ends_with(' ') => {}
            (_, true) => out.push(' '),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cleaned() {
        for (words, want) in [
            ("a\nb\t\tc", "a b c"),
            ("a\0b\u{1b}[31m", "a b [31m"),
            ("pay\u{202E}evil\u{202C}", "payevil"),
            (
                "zwj \u{1F468}\u{200D}\u{1F469}",
                "zwj \u{1F468}\u{200D}\u{1F469}",
            ),
            ("\u{FFFE}\u{FEFF}\u{1FFFF}", ""),
        ] {
            assert_eq!(clean(words), want);
        }
        assert!(Words::of("\u{FEFF}").is_empty());
    }

    #[test]
    fn only_addresses_of_the_web_are_links() {
        for (address, want) in [
            ("https://example.org/a b", Some("https://example.org/a%20b")),
            ("HTTP://example.org", Some("http://example.org/")),
            ("javascript:alert(1)", None),
            ("java\nscript:alert(1)", None),
            ("file:///etc/passwd", None),
            ("data:text/html,x", None),
            ("//example.org", None),
        ] {
            let words = Words::default().address(address);
            let url = match words.pieces() {
                [Piece::Link { url, .. }] => Some(url.as_str()),
                _ => None,
            };
            assert_eq!(url, want, "{address}");
        }
    }

    #[test]
    fn a_paragraph_runs_as_it_begins() {
        let arabic = "قالت كابول";
        for (words, want) in [
            (Words::default().said(arabic, "ar"), Direction::Rtl),
            (Words::of("3. ").said(arabic, ""), Direction::Rtl),
            (Words::of("So ").said(arabic, ""), Direction::Ltr),
            (Words::of(arabic), Direction::Ltr),
            (Words::default().note(1), Direction::Ltr),
        ] {
            assert_eq!(words.direction(), want);
        }
    }
}
