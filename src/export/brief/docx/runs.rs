//! Words as runs of a Word document: each run reads one way, in one style.

use std::collections::BTreeMap;

use icu_properties::CodePointMapData;
use icu_properties::props::BidiClass;

use super::super::tree::{Direction, Mark, Piece, Words};

/// Text that becomes paragraphs: the body, or the footnotes.
#[derive(Default)]
pub struct Story {
    /// The markup so far.
    pub out: String,
    /// Addresses by the number of their relation.
    pub links: BTreeMap<String, usize>,
    bookmarks: usize,
}

impl Story {
    /// Adds markup.
    pub fn raw(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    /// Adds a paragraph in a style, and the place that others refer to.
    pub fn paragraph(&mut self, style: &str, mark: Option<Mark>, words: &Words) {
        self.opening(style, words);
        if let Some(mark) = mark {
            self.bookmarks += 1;
            let (number, name) = (self.bookmarks, mark.id());
            self.raw(&format!(
                "<w:bookmarkStart w:id=\"{number}\" w:name=\"{name}\"/>"
            ));
            self.words(words);
            self.raw(&format!("<w:bookmarkEnd w:id=\"{number}\"/>"));
        } else {
            self.words(words);
        }
        self.raw("</w:p>");
    }

    /// Adds a footnote.
    pub fn footnote(&mut self, number: usize, words: &Words) {
        self.raw(&format!("<w:footnote w:id=\"{number}\">"));
        self.opening("FootnoteText", words);
        self.raw(
            "<w:r><w:rPr><w:rStyle w:val=\"FootnoteReference\"/></w:rPr><w:footnoteRef/></w:r>",
        );
        self.run("", " ");
        self.words(words);
        self.raw("</w:p></w:footnote>");
    }

    fn opening(&mut self, style: &str, words: &Words) {
        let bidi = match words.direction() {
            Direction::Rtl => "<w:bidi/>",
            Direction::Ltr => "",
        };
        self.raw(&format!(
            "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{bidi}</w:pPr>"
        ));
    }

    fn words(&mut self, words: &Words) {
        for piece in words.pieces() {
            match piece {
                Piece::Text(text) => self.text("", "", text),
                Piece::Strong(text) => self.text("<w:b/><w:bCs/>", "", text),
                Piece::Said {
                    words,
                    language,
                    strong,
                    to,
                } => {
                    let bold = if *strong { "<w:b/><w:bCs/>" } else { "" };
                    if let Some(to) = to {
                        self.raw(&format!("<w:hyperlink w:anchor=\"{}\">", to.id()));
                    }
                    self.text(bold, language, words);
                    if to.is_some() {
                        self.raw("</w:hyperlink>");
                    }
                }
                Piece::Label(label) => {
                    let style = format!("<w:rStyle w:val=\"Label-{}\"/>", label.id());
                    self.text(&style, "", label.words());
                }
                Piece::Link { words, url } => {
                    let next = self.links.len() + 1;
                    let number = *self.links.entry(url.clone()).or_insert(next);
                    self.raw(&format!("<w:hyperlink r:id=\"link{number}\">"));
                    self.text("<w:rStyle w:val=\"Hyperlink\"/>", "", words);
                    self.raw("</w:hyperlink>");
                }
                Piece::Refer { words, to } => {
                    self.raw(&format!("<w:hyperlink w:anchor=\"{}\">", to.id()));
                    self.text("<w:rStyle w:val=\"Reference\"/>", "", words);
                    self.raw("</w:hyperlink>");
                }
                Piece::Note(number) => self.raw(&format!(
                    "<w:r><w:rPr><w:rStyle w:val=\"FootnoteReference\"/></w:rPr>\
                     <w:footnoteReference w:id=\"{number}\"/></w:r>"
                )),
            }
        }
    }

    /// Words as runs of one direction each. `style` is what stands in front of the properties of a run.
    fn text(&mut self, style: &str, language: &str, text: &str) {
        for (direction, part) in one_way(text) {
            let mut properties = style.to_owned();
            if direction == Direction::Rtl {
                properties.push_str("<w:rtl/>");
            }
            if !language.is_empty() {
                let which = match direction {
                    Direction::Rtl => "bidi",
                    Direction::Ltr => "val",
                };
                properties.push_str(&format!("<w:lang w:{which}=\"{language}\"/>"));
            }
            self.run(&properties, part);
        }
    }

    fn run(&mut self, properties: &str, text: &str) {
        self.raw("<w:r>");
        if !properties.is_empty() {
            self.raw(&format!("<w:rPr>{properties}</w:rPr>"));
        }
        self.raw("<w:t xml:space=\"preserve\">");
        self.out.push_str(&escape(text));
        self.raw("</w:t></w:r>");
    }
}

/// Text as XML. The tree has taken out what XML cannot hold.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

/// A piece without its looks.
pub fn plain(piece: &Piece) -> &str {
    match piece {
        Piece::Text(text) | Piece::Strong(text) => text,
        Piece::Said { words, .. } | Piece::Link { words, .. } | Piece::Refer { words, .. } => words,
        Piece::Label(label) => label.words(),
        Piece::Note(_) => "",
    }
}

/// The text in stretches that read one way. White space and signs between letters that read right to left go with them;
/// at the end of such a stretch they go with what follows.
fn one_way(text: &str) -> Vec<(Direction, &str)> {
    let classes = CodePointMapData::<BidiClass>::new();
    let way = |c: char| match classes.get(c) {
        BidiClass::LeftToRight | BidiClass::EuropeanNumber => Some(Direction::Ltr),
        BidiClass::RightToLeft | BidiClass::ArabicLetter | BidiClass::ArabicNumber => {
            Some(Direction::Rtl)
        }
        // Vowel signs stay with their letters.
        BidiClass::NonspacingMark | BidiClass::BoundaryNeutral => None,
        _ => None,
    };
    let mut parts: Vec<(Direction, &str)> = Vec::new();
    // Where the stretch began, and where its last letter ended.
    let (mut start, mut last) = (0, 0);
    let mut current = Direction::Ltr;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let mark = classes.get(c) == BidiClass::NonspacingMark;
        match way(c) {
            Some(direction) if direction == current => last = end,
            Some(direction) => {
                // Signs before the change belong to what reads left to right.
                let cut = match current {
                    Direction::Ltr => at,
                    Direction::Rtl => last,
                };
                if let Some(part) = text.get(start..cut).filter(|part| !part.is_empty()) {
                    parts.push((current, part));
                }
                (start, last, current) = (cut, end, direction);
            }
            None if mark => last = end,
            None => {}
        }
    }
    let tail = match current {
        Direction::Ltr => text.len(),
        Direction::Rtl => last,
    };
    for (direction, part) in [
        (current, text.get(start..tail)),
        (Direction::Ltr, text.get(tail..)),
    ] {
        if let Some(part) = part.filter(|part| !part.is_empty()) {
            parts.push((direction, part));
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_read_one_way() {
        use Direction::{Ltr, Rtl};
        for (text, want) in [
            ("", vec![]),
            ("plain.", vec![(Ltr, "plain.")]),
            ("قالت كابول.", vec![(Rtl, "قالت كابول"), (Ltr, ".")]),
            (
                "“قَالَت 3 كابول” said so",
                vec![
                    (Ltr, "“"),
                    (Rtl, "قَالَت"),
                    (Ltr, " 3 "),
                    (Rtl, "كابول"),
                    (Ltr, "” said so"),
                ],
            ),
        ] {
            assert_eq!(one_way(text), want);
            let joined: String = one_way(text).iter().map(|(_, part)| *part).collect();
            assert_eq!(joined, text);
        }
    }
}
