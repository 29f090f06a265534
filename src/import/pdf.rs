//! PDF documents: the text of their pages, in the order of reading, and what they say of themselves.
//!
//! Runs nothing, follows no link, decodes no picture and opens nothing that is attached. A document that needs a
//! password is refused; one whose password is empty is read as every viewer does. Pages that are pictures of text have
//! none to read, and that is said.
//!
//! **Invariant (bounded):** what a file unpacks to is measured before it is unpacked (`unpack`), the rest is counted
//! against a budget (`content`).

mod blocks;
mod compose;
mod content;
mod fonts;
mod info;
mod inline;
mod lines;
#[cfg(test)]
mod tests;
mod unpack;

use hayro_syntax::{DecryptionError, LoadPdfError};
use kurbo::Point;
use serde_json::Value;

use super::declared::{date_of_file, real_author, real_title};
use super::{
    Confidence, Format, ImportError, Imported, Importer, Incoming, MAX_BYTES, Makes, Report,
};
use crate::board::{Body, Card, Source};
use blocks::Line;
use content::{Budget, Trouble};
use fonts::Fonts;
use info::Info;

/// Most pages that are read.
const MAX_PAGES: usize = 20_000;
/// Most bytes of text, as everything that comes in may have.
const MAX_TEXT: usize = 10_000_000;
/// How far into a file its mark may stand (ISO 32000-1, implementation note 13).
const HEAD: usize = 1024;

/// PDF documents.
pub struct Pdf;

impl Importer for Pdf {
    fn format(&self) -> &'static Format {
        &Format {
            id: "pdf",
            name: "PDF document",
            extensions: &["pdf"],
            makes: Makes::Document,
        }
    }

    fn claims(&self, incoming: &Incoming<'_>) -> Confidence {
        let head = incoming
            .bytes
            .get(..incoming.bytes.len().min(HEAD))
            .unwrap_or_default();
        if head.starts_with(b"%PDF-") || memchr::memmem::find(head, b"%PDF-").is_some() {
            Confidence::Sure
        } else if incoming.extension() == "pdf" {
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
        if incoming.bytes.len() > MAX_BYTES {
            return Err(ImportError::TooLarge {
                what: "bytes",
                found: incoming.bytes.len().to_string(),
                most: MAX_BYTES.to_string(),
            });
        }
        let pdf = hayro_syntax::Pdf::new(unpack::tamed(incoming.bytes)?).map_err(refused)?;
        let read = pages(&pdf, report)?;
        if !read.tells() {
            return Err(read.wordless());
        }
        let info = Info::of(&pdf);
        let (text, begins) = compose::text(&read.lines);
        let headline = || headline(read.lines.first().map(Vec::as_slice).unwrap_or_default());
        let title = real_title(&info.title, incoming.stem()).map(str::to_owned);
        let source = Source {
            title: title
                .or_else(headline)
                .unwrap_or_else(|| incoming.stem().to_owned()),
            author: real_author(&info.author, &[&info.creator, &info.producer])
                .unwrap_or_default()
                .to_owned(),
            language: info.language.clone(),
            text: text.into(),
            pages: begins,
            ..Source::default()
        };
        let mut remarks = read.remarks();
        remarks.extend(date_of_file(&info.created));
        let extra = info.extra();
        Ok(Imported::plan(false, |txn, said| {
            let mut card = Card::new(Point::ZERO, Body::Source(Box::new(source)));
            if !extra.is_empty() {
                card.extra.insert("pdf".to_owned(), Value::Object(extra));
            }
            txn.add_card(card);
            *said = remarks;
        }))
    }
}

fn refused(error: LoadPdfError) -> ImportError {
    match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => ImportError::Encrypted,
        LoadPdfError::Decryption(_) => ImportError::NoText(
            "The file is encrypted in a way that is not read. Save an unlocked copy with the program that made it and \
             import that."
                .to_owned(),
        ),
        LoadPdfError::Invalid => {
            ImportError::Broken("no pages can be found in it, as a PDF document has them".to_owned())
        }
    }
}

/// What was read of all pages.
#[derive(Default)]
struct Read {
    lines: Vec<Vec<Line>>,
    /// Glyphs, and those of them that stand for letters that the file does not tell.
    glyphs: usize,
    unknown: usize,
    pictures: usize,
    /// Pages without words that show a picture.
    scanned: usize,
    /// Pages that were not read whole, counted from 1.
    troubled: Vec<(Trouble, usize)>,
    /// How many pages the document has, if not all were read.
    of: Option<usize>,
}

fn pages(pdf: &hayro_syntax::Pdf, report: &Report<'_>) -> Result<Read, ImportError> {
    let (pages, fonts) = (pdf.pages(), Fonts::new());
    let (mut read, mut budget) = (Read::default(), Budget::DOCUMENT);
    let mut room = MAX_TEXT;
    for (n, page) in pages.iter().enumerate() {
        if !report(n as f32 / pages.len() as f32) {
            return Err(ImportError::Cancelled);
        }
        if n >= MAX_PAGES || budget.spent() || room == 0 {
            read.of = Some(pages.len());
            break;
        }
        let shown = content::page(page, &fonts, &mut budget);
        let directions = lines::pieces(&shown);
        let pieces: usize = directions.iter().map(|way| way.pieces.len()).sum();
        budget.pieces = budget.pieces.saturating_sub(pieces as u64);
        let mut lines = blocks::lines(directions);
        let mut trouble = shown.trouble;
        lines.retain(|line| {
            // Two for what comes between lines.
            let fits = line.text.len() + 2 <= room;
            room = if fits { room - line.text.len() - 2 } else { 0 };
            fits
        });
        if room == 0 {
            trouble = trouble.or(Some(Trouble::Busy));
        }
        read.troubled
            .extend(trouble.map(|trouble| (trouble, n + 1)));
        read.glyphs += shown.glyphs.len();
        read.unknown += shown.unknown;
        read.pictures += shown.pictures;
        read.scanned += usize::from(lines.is_empty() && shown.pictures > 0);
        read.lines.push(lines);
    }
    Ok(read)
}

impl Read {
    /// There are words in it, and most of their letters are known.
    fn tells(&self) -> bool {
        self.lines.iter().any(|lines| !lines.is_empty()) && self.unknown * 2 < self.glyphs
    }

    fn wordless(&self) -> ImportError {
        let troubles = self.troubles();
        if !troubles.is_empty() {
            return ImportError::NoText(format!(
                "No words can be read in it. {} Save it again with another program, or print it to a new PDF file, \
                 and import that.",
                troubles.join(" ")
            ));
        }
        let why = if self.lines.is_empty() {
            "The document has no pages. Look whether it was saved whole."
        } else if self.unknown > 0 {
            "The document shows words, but its fonts do not tell which letters they are. Run text recognition (OCR) on \
             it, or print it to a new PDF file, and import that."
        } else if self.pictures > 0 {
            "The document has no text layer: its pages are pictures. Run text recognition (OCR) on it and import the \
             result, or put the pages on the wall as pictures."
        } else {
            "The document has no text layer: its pages are empty or drawn. Run text recognition (OCR) on it and import \
             the result."
        };
        ImportError::NoText(why.to_owned())
    }

    /// A sentence for each kind of trouble that pages had.
    fn troubles(&self) -> Vec<String> {
        const NAMED: usize = 5;
        let megabytes = unpack::MAX_STREAM >> 20;
        let mut troubles = self.troubled.clone();
        troubles.sort_unstable();
        troubles
            .chunk_by(|a, b| a.0 == b.0)
            .filter_map(|alike| {
                let named = alike.iter().take(NAMED).map(|(_, page)| page.to_string());
                let mut pages = named.collect::<Vec<_>>().join(", ");
                if alike.len() > NAMED {
                    pages += &format!(" and {} more", alike.len() - NAMED);
                }
                let (trouble, _) = alike.first()?;
                let one = alike.len() == 1;
                let subject = if one { "Page" } else { "Pages" };
                let pick = |single, several| if one { single } else { several };
                let what = match trouble {
                    Trouble::Large => format!(
                        "{} to more than {megabytes} MB and {} left out.",
                        pick("unpacks", "unpack"),
                        pick("was", "were")
                    ),
                    Trouble::Damaged => format!("{} damaged and left out.", pick("is", "are")),
                    Trouble::Part => format!(
                        "{} a part that unpacks to more than {megabytes} MB; it is left out.",
                        pick("has", "have")
                    ),
                    Trouble::Busy => format!(
                        "{} too much (more drawing or letters than pages have); the rest of {} is left out.",
                        pick("does", "do"),
                        pick("it", "them")
                    ),
                };
                Some(format!("{subject} {pages} {what}"))
            })
            .collect()
    }

    fn remarks(&self) -> Vec<String> {
        let mut remarks = self.troubles();
        if let Some(of) = self.of {
            remarks.push(format!(
                "Only the first {} of {of} pages were read: the document is larger than that. Split it to have the rest.",
                self.lines.len()
            ));
        }
        if self.scanned > 0 {
            remarks.push(format!(
                "{} of {} pages are pictures without a text layer; their words are missing. Text recognition (OCR) \
                 would add them.",
                self.scanned,
                self.lines.len()
            ));
        }
        if self.unknown > 0 {
            remarks.push(format!(
                "The fonts do not tell which letters {} glyphs stand for; they are shown as “�”.",
                self.unknown
            ));
        }
        remarks
    }
}

/// The headline of the first page, if one stands out: its largest line, near the top and in a larger type than the
/// text beneath it.
fn headline(lines: &[Line]) -> Option<String> {
    const NEAR_TOP: usize = 12;
    let mut sizes: Vec<(f64, usize)> = lines
        .iter()
        .map(|line| (line.size, line.text.chars().count()))
        .collect();
    sizes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = sizes.iter().map(|(_, letters)| letters).sum::<usize>() / 2;
    let mut passed = 0;
    let (usual, _) = sizes.iter().find(|(_, letters)| {
        passed += letters;
        passed > half
    })?;
    let largest = lines.iter().map(|line| line.size).fold(0.0, f64::max);
    let first = lines
        .iter()
        .take(NEAR_TOP)
        .position(|line| line.size > 0.98 * largest)?;
    let headline: Vec<&str> = lines
        .get(first..)?
        .iter()
        .take_while(|line| line.size > 0.98 * largest)
        .map(|line| line.text.as_str())
        .collect();
    let rest = lines.len() - headline.len();
    let headline = headline.join(" ");
    let letters = headline.chars().count();
    let stands_out = largest > 1.2 * usual && rest >= 3 && (8..=200).contains(&letters);
    (stands_out && headline.contains(' ') && !headline.contains(char::REPLACEMENT_CHARACTER))
        .then_some(headline)
}
