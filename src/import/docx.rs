//! Word documents (ECMA-376): paragraphs, lists, tables, notes, and what the document says of itself.
//!
//! Runs no macro and follows no link. Words that someone deleted with changes tracked are not part of the document
//! any more; they are left out and that is said, as are comments, headers and footers.

use std::collections::BTreeMap;

use super::markup::{Attributes, Token, tokens};
use super::written::{Apart, Properties, Written, left_out, source};
use super::zipped::Zipped;
use super::{Confidence, Format, ImportError, Imported, Importer, Incoming, Makes, Report};

/// Most bytes of one part.
const MAX_PART: u64 = 128 << 20;

/// Word documents.
pub struct Docx;

impl Importer for Docx {
    fn format(&self) -> &'static Format {
        &Format {
            id: "docx",
            name: "Word document",
            extensions: &["docx", "docm", "dotx", "doc"],
            makes: Makes::Document,
        }
    }

    fn claims(&self, incoming: &Incoming<'_>) -> Confidence {
        let named = self
            .format()
            .extensions
            .contains(&incoming.extension().as_str());
        let zip = incoming.bytes.starts_with(b"PK\x03\x04");
        let ole = incoming.bytes.starts_with(b"\xd0\xcf\x11\xe0");
        if zip && memchr::memmem::find(incoming.bytes, b"word/document").is_some() {
            Confidence::Sure
        } else if named && (zip || ole) {
            Confidence::Likely
        } else if named && incoming.extension() != "doc" {
            Confidence::Maybe
        } else {
            Confidence::No
        }
    }

    fn import(
        &self,
        incoming: &Incoming<'_>,
        report: &Report<'_>,
    ) -> Result<Imported, ImportError> {
        let mut zipped = Zipped::open(incoming.bytes)?;
        let main = zipped
            .names()
            .find(|name| name.starts_with("word/document") && name.ends_with(".xml"))
            .map(Into::into);
        let main: String = main.ok_or_else(|| {
            ImportError::Broken("there is no document in it, as a Word file has one".to_owned())
        })?;
        let mut document = Document::default();
        document.read(&mut zipped, &main, report)?;
        for (part, kind) in [
            ("word/footnotes.xml", Kind::Foot),
            ("word/endnotes.xml", Kind::End),
        ] {
            let notes = document.notes.iter().any(|(of, _)| *of == kind);
            if notes && let Some(xml) = zipped.read(part, MAX_PART)? {
                document.read_notes(part, &xml, kind)?;
            }
        }
        document.put_notes();
        let properties = match zipped.read("docProps/core.xml", MAX_PART)? {
            Some(xml) => Properties::read("docProps/core.xml", &xml).unwrap_or_default(),
            None => Properties::default(),
        };
        let remarks = [
            left_out(
                document.deleted,
                "deletion (its changes are tracked)",
                "deletions (its changes are tracked)",
            ),
            left_out(document.comments, "comment", "comments"),
        ];
        let remarks = remarks.into_iter().flatten().collect();
        source(
            "docx",
            incoming.stem(),
            document.written,
            properties,
            remarks,
        )
    }
}

/// Where a note stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Foot,
    End,
}

#[derive(Default)]
struct Document {
    written: Written,
    /// The notes in the order in which they are referred to, by their ids.
    notes: Vec<(Kind, String)>,
    texts: BTreeMap<(Kind, String), String>,
    deleted: usize,
    comments: usize,
}

/// What is known of the paragraph that is open.
#[derive(Default)]
struct Paragraph {
    headline: bool,
    item: bool,
}

impl Document {
    fn read(
        &mut self,
        zipped: &mut Zipped<'_>,
        part: &str,
        report: &Report<'_>,
    ) -> Result<(), ImportError> {
        let xml = zipped.read(part, MAX_PART)?.unwrap_or_default();
        let (mut paragraph, mut skipped, mut letters, mut count) =
            (Paragraph::default(), 0_usize, false, 0_usize);
        tokens(part, &xml, |token| {
            count += 1;
            if count.is_multiple_of(4096) && !report(0.5) {
                return Err(ImportError::Cancelled);
            }
            match token {
                Token::Open(name, attributes) => {
                    if skipped > 0 {
                        skipped += 1;
                    } else if is_left_out(name) {
                        self.deleted += usize::from(name == "del");
                        skipped = 1;
                    } else {
                        letters = name == "t";
                        self.open(name, &attributes, &mut paragraph);
                    }
                }
                Token::Text(words) if skipped == 0 && letters => self.written.put(words),
                Token::Text(_) => {}
                Token::Close(_) if skipped > 0 => skipped -= 1,
                Token::Close(name) => {
                    letters = false;
                    match name {
                        "p" => {
                            let Paragraph { headline, item } = std::mem::take(&mut paragraph);
                            let apart = if item { Apart::Line } else { Apart::Paragraph };
                            self.written.end(apart, headline);
                        }
                        "tr" => self.written.row_ends(),
                        "tbl" => self.written.table(false),
                        _ => {}
                    }
                }
            }
            Ok(())
        })
    }

    fn open(&mut self, name: &str, attributes: &Attributes<'_>, paragraph: &mut Paragraph) {
        match name {
            "p" => *paragraph = Paragraph::default(),
            "pStyle" => {
                let style = attributes.get("val").unwrap_or_default().to_lowercase();
                paragraph.headline = style == "title" || style == "heading1";
            }
            "numPr" => paragraph.item = true,
            "tab" | "ptab" => self.written.put(" "),
            "br" | "cr" => self.written.put("\n"),
            "noBreakHyphen" => self.written.put("\u{2011}"),
            "tbl" => self.written.table(true),
            "tc" => self.written.cell(),
            "commentReference" => self.comments += 1,
            "footnoteReference" => self.refer(Kind::Foot, attributes),
            "endnoteReference" => self.refer(Kind::End, attributes),
            _ => {}
        }
    }

    fn refer(&mut self, kind: Kind, attributes: &Attributes<'_>) {
        if let Some(id) = attributes.get("id") {
            self.notes.push((kind, id));
            self.written.put(&format!("[{}]", self.notes.len()));
        }
    }

    fn read_notes(&mut self, part: &str, xml: &[u8], kind: Kind) -> Result<(), ImportError> {
        let (mut id, mut letters, mut skipped) = (None, false, 0_usize);
        tokens(part, xml, |token| {
            match token {
                Token::Open(name, attributes) => {
                    if skipped > 0 {
                        skipped += 1;
                    } else if is_left_out(name) {
                        skipped = 1;
                    } else if name == "footnote" || name == "endnote" {
                        id = attributes.get("id");
                    }
                    letters = name == "t";
                }
                Token::Text(words) if letters && skipped == 0 => {
                    if let Some(id) = &id {
                        self.texts
                            .entry((kind, id.clone()))
                            .or_default()
                            .push_str(words);
                    }
                }
                Token::Text(_) => {}
                Token::Close(name) => {
                    skipped = skipped.saturating_sub(1);
                    letters = false;
                    if name == "p"
                        && let Some(text) = id
                            .as_ref()
                            .and_then(|id| self.texts.get_mut(&(kind, id.clone())))
                    {
                        text.push(' ');
                    }
                }
            }
            Ok(())
        })
    }

    fn put_notes(&mut self) {
        self.written.end(Apart::Paragraph, false);
        for (n, note) in self.notes.iter().enumerate() {
            if let Some(text) = self.texts.get(note) {
                self.written.put(&format!("[{}] {}", n + 1, text.trim()));
                self.written.end(Apart::Paragraph, false);
            }
        }
    }
}

/// Deleted words, old properties, and what stands there a second time for older programs.
fn is_left_out(name: &str) -> bool {
    matches!(
        name,
        "del"
            | "moveFrom"
            | "Fallback"
            | "rPrChange"
            | "pPrChange"
            | "sectPr"
            | "instrText"
            | "delText"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::Source;
    use crate::import::testing;
    use crate::import::zipped::packed;

    const BODY: &str = r#"<w:document xmlns:w="w"><w:body>
      <w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t>The bridge &amp; the </w:t></w:r><w:r><w:t>river</w:t></w:r></w:p>
      <w:p><w:r><w:t xml:space="preserve">It stood </w:t></w:r><w:del><w:r><w:delText>for ever</w:delText></w:r></w:del>
        <w:ins><w:r><w:t>until 1911.</w:t></w:r></w:ins><w:r><w:footnoteReference w:id="2"/></w:r></w:p>
      <w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>stone</w:t></w:r></w:p>
      <w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>iron</w:t><w:commentReference w:id="0"/></w:r></w:p>
      <w:tbl><w:tr><w:tc><w:p><w:r><w:t>Year</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Tolls</w:t></w:r></w:p></w:tc></w:tr>
        <w:tr><w:tc><w:p/></w:tc><w:tc><w:p><w:r><w:t>12</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
      <w:p><w:r><w:t>End.</w:t></w:r></w:p></w:body></w:document>"#;
    const NOTES: &str = r#"<w:footnotes xmlns:w="w"><w:footnote w:id="0"><w:p/></w:footnote><w:footnote w:id="2"><w:p><w:r>
      <w:footnoteRef/><w:t>By the town's books.</w:t></w:r></w:p></w:footnote></w:footnotes>"#;
    const CORE: &str = r#"<cp:coreProperties xmlns:dc="d" xmlns:cp="c" xmlns:t="t"><dc:title>Document1</dc:title>
      <dc:creator>Ada Lovelace</dc:creator><dc:language>en-GB</dc:language><t:created>2011-03-04T05:06:07Z</t:created></cp:coreProperties>"#;

    fn sample() -> Vec<u8> {
        packed(&[
            ("[Content_Types].xml", b"<Types/>"),
            ("word/document.xml", BODY.as_bytes()),
            ("word/footnotes.xml", NOTES.as_bytes()),
            ("docProps/core.xml", CORE.as_bytes()),
        ])
    }

    fn import(bytes: &[u8]) -> Result<(Source, Vec<String>), ImportError> {
        let imported = Docx.import(
            &Incoming {
                name: "bridge.docx",
                bytes,
            },
            &|_| true,
        )?;
        let card = imported.piece.cards().values().next().expect("a card");
        let crate::board::Body::Source(source) = &card.body else {
            panic!("no source");
        };
        Ok((Source::clone(source), imported.remarks))
    }

    #[test]
    fn a_document_becomes_its_text() {
        let (source, remarks) = import(&sample()).expect("it is read");
        assert_eq!(
            &*source.text,
            "The bridge & the river\n\nIt stood until 1911.[1]\n\nstone\niron\n\nYear  Tolls\n12\n\nEnd.\n\n[1] By the town's books."
        );
        assert_eq!(
            (
                &*source.title,
                &*source.author,
                &*source.language,
                &*source.published
            ),
            ("The bridge & the river", "Ada Lovelace", "en-GB", "")
        );
        assert_eq!(remarks.len(), 3, "{remarks:?}");
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_a_sentence() {
        let bomb = "<!DOCTYPE d [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><d><p><t>&b;</t></p></d>";
        let deep = "<p>".repeat(100_000);
        let empty = packed(&[("word/document.xml", b"<d/>")]);
        let deep = packed(&[("word/document.xml", deep.as_bytes())]);
        let bomb = packed(&[("word/document.xml", bomb.as_bytes())]);
        for (bytes, want) in [
            (&empty, "no words"),
            (&deep, "nested too deep"),
            (&packed(&[("word/document.xml", b"<d><p>")]), "breaks off"),
            (&packed(&[("a.txt", b"a")]), "no document in it"),
        ] {
            let error = import(bytes).expect_err("refused").to_string();
            assert!(error.contains(want), "{error}");
        }
        assert_eq!(&*import(&bomb).expect("it is read").0.text, "&b;");
    }

    #[test]
    fn damage_never_panics() {
        let sample = sample();
        testing::mutated(&[&sample], 300, |bytes| drop(import(bytes)));
        // Damage to what is packed is found by its checksum; so the part itself is damaged too.
        testing::mutated(&[BODY.as_bytes()], 1000, |body| {
            drop(import(&packed(&[
                ("word/document.xml", body),
                ("word/footnotes.xml", body),
                ("docProps/core.xml", body),
            ])));
        });
    }
}
