//! Briefs as Word documents (ECMA-376): real styles, headings, footnotes, tables, bookmarks, and runs that know which
//! way they read.
//!
//! The parts are written here, with the ZIP that imports are read with: the libraries that write Word files bring
//! pictures, themes and a second ZIP along, and put the time of writing into the file.

mod parts;
mod runs;

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use self::runs::Story;
use super::tree::{Block, Brief, Item, Mark, Table, Tone, Words};
use super::{BriefWriter, Progress};
use crate::export::ExportError;
use crate::export::data::DataFormat;

/// Word documents.
pub struct Docx;

impl BriefWriter for Docx {
    fn format(&self) -> &'static DataFormat {
        &DataFormat {
            id: "docx",
            name: "Word brief",
            extension: "docx",
            says: "A document with styles, footnotes and tables, to be edited in Word, LibreOffice or Pages.",
        }
    }

    fn write(&self, brief: &Brief, progress: &Progress<'_>) -> Result<Vec<u8>, ExportError> {
        let mut body = Body::default();
        body.paragraph("Title", None, &brief.title);
        for (n, block) in brief.blocks.iter().enumerate() {
            super::going(progress, n, brief.blocks.len())?;
            body.block(block);
        }
        let mut notes = Story::default();
        for (n, note) in brief.notes.iter().enumerate() {
            super::going(progress, n, brief.notes.len())?;
            notes.footnote(n + 1, note);
        }
        let document = parts::document(&body.story.out);
        let footnotes = parts::footnotes(&notes.out);
        let title = brief.title.pieces().iter().map(runs::plain);
        let title: String = title.collect();
        let core = parts::core(&title);
        let (styles, numbering) = (parts::styles(), parts::numbering());
        let document_rels = parts::document_rels(&body.story.links);
        let notes_rels = parts::notes_rels(&notes.links);
        packed(&[
            ("[Content_Types].xml", parts::CONTENT_TYPES),
            ("_rels/.rels", parts::RELS),
            ("docProps/core.xml", &core),
            ("docProps/app.xml", parts::APP),
            ("word/document.xml", &document),
            ("word/styles.xml", &styles),
            ("word/numbering.xml", &numbering),
            ("word/settings.xml", parts::SETTINGS),
            ("word/footnotes.xml", &footnotes),
            ("word/footer1.xml", parts::FOOTER),
            ("word/_rels/document.xml.rels", &document_rels),
            ("word/_rels/footnotes.xml.rels", &notes_rels),
        ])
        .map_err(|error| ExportError::Format {
            format: self.format().name,
            why: error.to_string(),
        })
    }
}

/// The parts in a ZIP file. Every entry has the same time, the first that ZIP knows.
fn packed(parts: &[(&str, &str)]) -> zip::result::ZipResult<Vec<u8>> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default());
    for (name, text) in parts {
        writer.start_file(*name, options)?;
        writer.write_all(text.as_bytes())?;
    }
    Ok(writer.finish()?.into_inner())
}

/// The body of the document.
#[derive(Default)]
struct Body {
    story: Story,
}

impl Body {
    fn paragraph(&mut self, style: &str, mark: Option<Mark>, words: &Words) {
        self.story.paragraph(style, mark, words);
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { level, words, mark } => {
                let level = (*level).clamp(2, 4) - 1;
                self.paragraph(&format!("Heading{level}"), *mark, words);
            }
            Block::Paragraph { words, tone } => {
                let style = match tone {
                    Tone::Plain => "BodyText",
                    Tone::Lead => "Lead",
                    Tone::Quiet => "Quiet",
                };
                self.paragraph(style, None, words);
            }
            Block::List(items) => items.iter().for_each(|each| self.item(each)),
            Block::Table(table) => self.table(table),
        }
    }

    fn item(&mut self, item: &Item) {
        match item.number {
            // The number is text: it is the claim's name in the whole brief, whatever Word counts.
            Some(number) => {
                let numbered = Words::of(&format!("{number}.\u{A0}")).and(item.words.clone());
                self.paragraph("Numbered", item.mark, &numbered);
            }
            None => self.paragraph("ListBullet", item.mark, &item.words),
        }
        for below in &item.below {
            self.paragraph("ListBullet2", None, below);
        }
    }

    fn table(&mut self, table: &Table) {
        if !table.caption.is_empty() {
            self.paragraph("Caption", None, &table.caption);
        }
        self.story.raw(parts::TABLE);
        let columns = table.head.len();
        // Twentieths of a point; the first column is the widest.
        let unit = parts::TEXT_WIDTH / (columns + 2).max(1);
        let width = |n: usize| if n == 0 { unit * 3 } else { unit };
        self.story.raw("<w:tblGrid>");
        for n in 0..columns {
            self.story
                .raw(&format!("<w:gridCol w:w=\"{}\"/>", width(n)));
        }
        self.story.raw("</w:tblGrid>");
        for (n, row) in std::iter::once(&table.head).chain(&table.rows).enumerate() {
            self.story.raw(match n {
                0 => "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>",
                _ => "<w:tr><w:trPr><w:cantSplit/></w:trPr>",
            });
            for (column, cell) in row.iter().enumerate() {
                self.story.raw(&format!(
                    "<w:tc><w:tcPr><w:tcW w:w=\"{}\" w:type=\"dxa\"/></w:tcPr>",
                    width(column)
                ));
                let head = n == 0 || column == 0;
                self.paragraph(if head { "TableHead" } else { "TableText" }, None, cell);
                self.story.raw("</w:tc>");
            }
            self.story.raw("</w:tr>");
        }
        self.story.raw("</w:tbl>");
        // Two tables without anything between them would be one.
        self.paragraph("Quiet", None, &Words::default());
    }
}
