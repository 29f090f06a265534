//! OpenDocument texts (ISO 26300): paragraphs, lists, tables, notes, and what the document says of itself.
//!
//! Runs no macro and follows no link. Words that someone deleted with changes tracked are left out and that is said, as
//! are comments.

use super::markup::{Attributes, Token, tokens};
use super::written::{Apart, Properties, Written, left_out, source};
use super::zipped::Zipped;
use super::{Confidence, Format, ImportError, Imported, Importer, Incoming, Makes, Report};

/// Most bytes of one part.
const MAX_PART: u64 = 128 << 20;
/// How such a file says what it is, in its first entry.
const MIME_TYPE: &[u8] = b"application/vnd.oasis.opendocument.text";
/// Most blanks that one element stands for.
const MAX_BLANKS: usize = 100;

/// OpenDocument texts.
pub struct Odt;

impl Importer for Odt {
    fn format(&self) -> &'static Format {
        &Format {
            id: "odt",
            name: "OpenDocument text",
            extensions: &["odt", "ott"],
            makes: Makes::Document,
        }
    }

    fn claims(&self, incoming: &Incoming<'_>) -> Confidence {
        let head = incoming
            .bytes
            .get(..incoming.bytes.len().min(256))
            .unwrap_or_default();
        if incoming.bytes.starts_with(b"PK\x03\x04")
            && memchr::memmem::find(head, MIME_TYPE).is_some()
        {
            Confidence::Sure
        } else if self
            .format()
            .extensions
            .contains(&incoming.extension().as_str())
        {
            Confidence::Likely
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
        if let Some(manifest) = zipped.read("META-INF/manifest.xml", MAX_PART)?
            && is_encrypted(&manifest)
        {
            return Err(ImportError::Encrypted);
        }
        let Some(xml) = zipped.read("content.xml", MAX_PART)? else {
            return Err(ImportError::Broken(
                "there is no content in it, as an OpenDocument file has it".to_owned(),
            ));
        };
        let mut document = Document::default();
        document.read(&xml, report)?;
        document.put_notes();
        let properties = match zipped.read("meta.xml", MAX_PART)? {
            Some(xml) => Properties::read("meta.xml", &xml).unwrap_or_default(),
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
            "odt",
            incoming.stem(),
            document.written,
            properties,
            remarks,
        )
    }
}

fn is_encrypted(manifest: &[u8]) -> bool {
    let mut encrypted = false;
    let read = tokens("META-INF/manifest.xml", manifest, |token| {
        encrypted |= matches!(token, Token::Open("encryption-data", _));
        Ok(())
    });
    read.is_ok() && encrypted
}

#[derive(Default)]
struct Document {
    written: Written,
    /// Inside the text of a note, which is put at the end.
    note: bool,
    notes: Vec<String>,
    /// Lists that are open.
    lists: usize,
    /// Paragraphs that are open; outside of them blanks mean nothing.
    paragraphs: usize,
    headline: bool,
    deleted: usize,
    comments: usize,
}

impl Document {
    fn read(&mut self, xml: &[u8], report: &Report<'_>) -> Result<(), ImportError> {
        let (mut skipped, mut count) = (0_usize, 0_usize);
        tokens("content.xml", xml, |token| {
            count += 1;
            if count.is_multiple_of(4096) && !report(0.5) {
                return Err(ImportError::Cancelled);
            }
            match token {
                Token::Open(name, attributes) => {
                    self.deleted += usize::from(name == "deletion");
                    self.comments += usize::from(name == "annotation");
                    if skipped > 0 || is_left_out(name) {
                        skipped += 1;
                    } else {
                        self.open(name, &attributes);
                    }
                }
                Token::Text(words) if skipped == 0 && self.paragraphs > 0 => {
                    self.put(&single_blanks(words))
                }
                Token::Text(_) => {}
                Token::Close(_) if skipped > 0 => skipped -= 1,
                Token::Close(name) => self.close(name),
            }
            Ok(())
        })
    }

    fn put(&mut self, words: &str) {
        match self.notes.last_mut() {
            Some(note) if self.note => note.push_str(words),
            _ => self.written.put(words),
        }
    }

    fn open(&mut self, name: &str, attributes: &Attributes<'_>) {
        match name {
            "p" | "h" => {
                self.paragraphs += 1;
                let level = attributes.get("outline-level");
                let style = attributes.get("style-name").unwrap_or_default();
                self.headline = style == "Title" || (name == "h" && level.as_deref() == Some("1"));
            }
            "s" => {
                let count = attributes.get("c").and_then(|count| count.parse().ok());
                self.put(&" ".repeat(count.unwrap_or(1).min(MAX_BLANKS)));
            }
            "tab" => self.put(" "),
            "line-break" => self.put("\n"),
            "note" => self.notes.push(String::new()),
            "note-body" => {
                self.written.put(&format!("[{}]", self.notes.len()));
                self.note = true;
            }
            "list" => self.lists += 1,
            "table" => self.written.table(true),
            "table-cell" => self.written.cell(),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "p" | "h" => {
                self.paragraphs = self.paragraphs.saturating_sub(1);
                if self.note {
                    self.put(" ");
                } else {
                    let apart = if self.lists > 0 {
                        Apart::Line
                    } else {
                        Apart::Paragraph
                    };
                    self.written.end(apart, self.headline);
                }
            }
            "note-body" => self.note = false,
            "list" => self.lists = self.lists.saturating_sub(1),
            "table-row" => self.written.row_ends(),
            "table" => self.written.table(false),
            _ => {}
        }
    }

    fn put_notes(&mut self) {
        self.written.end(Apart::Paragraph, false);
        for (n, note) in std::mem::take(&mut self.notes).iter().enumerate() {
            self.written.put(&format!("[{}] {}", n + 1, note.trim()));
            self.written.end(Apart::Paragraph, false);
        }
    }
}

/// Deleted words, comments, the number of a note (it gets one of its own), and what declares but says nothing.
fn is_left_out(name: &str) -> bool {
    matches!(
        name,
        "tracked-changes"
            | "annotation"
            | "note-citation"
            | "sequence-decls"
            | "forms"
            | "automatic-styles"
    )
}

/// Blanks and line ends in the file are one blank (ISO 26300-1, 6.1.2).
fn single_blanks(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        let blank = matches!(c, ' ' | '\t' | '\n' | '\r');
        if !blank {
            out.push(c);
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::Source;
    use crate::import::testing;
    use crate::import::zipped::packed;

    const CONTENT: &str = r#"<office:document-content xmlns:office="o" xmlns:text="t" xmlns:table="b"><office:body><office:text>
      <text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion></text:changed-region></text:tracked-changes>
      <text:h text:outline-level="1">The bridge</text:h>
      <text:p>It stood<text:s text:c="2"/>until
        1911.<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>By the books.</text:p></text:note-body></text:note>
        <office:annotation><text:p>Check!</text:p></office:annotation></text:p>
      <text:list><text:list-item><text:p>stone</text:p></text:list-item><text:list-item><text:p>iron</text:p></text:list-item></text:list>
      <table:table><table:table-row><table:table-cell><text:p>Year</text:p></table:table-cell><table:table-cell><text:p>Tolls</text:p></table:table-cell></table:table-row></table:table>
      </office:text></office:body></office:document-content>"#;
    const META: &str = r#"<office:document-meta xmlns:office="o" xmlns:dc="d" xmlns:meta="m"><office:meta><dc:title>A bridge and its river</dc:title>
      <meta:initial-creator>Ada Lovelace</meta:initial-creator><dc:language>en</dc:language></office:meta></office:document-meta>"#;

    fn import(bytes: &[u8]) -> Result<(Source, Vec<String>), ImportError> {
        let imported = Odt.import(
            &Incoming {
                name: "bridge.odt",
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
        let bytes = packed(&[
            ("mimetype", MIME_TYPE),
            ("content.xml", CONTENT.as_bytes()),
            ("meta.xml", META.as_bytes()),
        ]);
        let (source, remarks) = import(&bytes).expect("it is read");
        assert_eq!(
            &*source.text,
            "The bridge\n\nIt stood  until 1911.[1]\n\nstone\niron\n\nYear  Tolls\n\n[1] By the books."
        );
        assert_eq!(
            (&*source.title, &*source.author, &*source.language),
            ("A bridge and its river", "Ada Lovelace", "en")
        );
        assert_eq!(remarks.len(), 2, "{remarks:?}");
    }

    #[test]
    fn a_locked_document_is_refused() {
        let manifest = b"<m:manifest xmlns:m='m'><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>";
        let bytes = packed(&[
            ("content.xml", b"\x01\x02"),
            ("META-INF/manifest.xml", manifest),
        ]);
        assert_eq!(import(&bytes).expect_err("locked"), ImportError::Encrypted);
    }

    #[test]
    fn damage_never_panics() {
        testing::mutated(&[CONTENT.as_bytes(), META.as_bytes()], 1000, |part| {
            drop(import(&packed(&[
                ("content.xml", part),
                ("meta.xml", part),
                ("META-INF/manifest.xml", part),
            ])));
        });
    }
}
