//! WHAT COMES IN: bytes from outside become cards and links, within limits.
//!
//! One file a format, each an [`Importer`] in the list [`IMPORTERS`]. An importer gets a name and bytes and gives back
//! a piece of a board, or a sentence that says why not. Knows no disk, no network and no clock, runs no script and
//! fetches nothing.
//!
//! **Invariant:** no input panics, and none takes more memory than the limits allow.

pub mod aif;
pub mod argdown;
pub mod batch;
pub mod bibtex;
pub mod canvas;
pub mod carried;
pub mod cells;
pub mod csl;
mod declared;
pub mod docx;
pub mod fields;
pub mod graph;
mod html;
mod imported;
pub mod kialo;
mod language;
mod limits;
mod mail;
mod markdown;
mod markup;
pub mod microtexts;
pub mod odt;
pub mod pdf;
pub mod picture;
pub mod reference;
pub mod ris;
pub mod stance;
pub mod table;
#[cfg(test)]
pub mod testing;
pub mod text;
mod written;
mod xml;
pub mod zipped;

pub use imported::{ImportError, Imported};

/// Every format that can come in. Of two that claim a file equally, the first takes it.
pub const IMPORTERS: &[&dyn Importer] = &[
    &html::Html,
    &pdf::Pdf,
    &docx::Docx,
    &odt::Odt,
    &mail::Mailbox,
    &mail::Mail,
    &picture::Pictures,
    &table::Tables,
    &bibtex::Bibtex,
    &ris::Ris,
    &csl::Csl,
    &canvas::Canvas,
    &argdown::Argdown,
    &aif::Aif,
    &graph::GraphMl,
    &graph::Gexf,
    &microtexts::ArgGraph,
    &kialo::Kialo,
    &markdown::Markdown,
    &text::Text,
];

/// Most bytes of a file that comes in.
pub const MAX_BYTES: usize = 64 << 20;

/// A file that comes in.
#[derive(Clone, Copy, Debug)]
pub struct Incoming<'a> {
    /// Its name without folders; empty if it has none, as with words from the clipboard.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
}

impl Incoming<'_> {
    /// The ending of its name, lower case, without the dot.
    pub fn extension(&self) -> String {
        let ending = self.name.rsplit_once('.').map(|(_, ending)| ending);
        ending.unwrap_or_default().to_lowercase()
    }

    /// Its name without the ending, for a title where the file has none.
    pub fn stem(&self) -> &str {
        match self.name.rsplit_once('.') {
            Some((stem, _)) if !stem.is_empty() => stem,
            _ => self.name,
        }
    }
}

/// How sure an importer is that a file is its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// It is not.
    No,
    /// It could be read, but anything could.
    Maybe,
    /// Its name or its looks say so.
    Likely,
    /// Nothing else looks like this.
    Sure,
}

/// What becomes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Makes {
    /// A source: the file is the document itself.
    Document,
    /// Sources: the file lists documents that lie elsewhere.
    References,
    /// Cards and links, drawn or argued with another tool.
    Board,
    /// Cards and links, a row each.
    Table,
}

/// What is to be known of a format.
#[derive(Debug)]
pub struct Format {
    /// Never changes: for custody lists and tests.
    pub id: &'static str,
    /// As the interface says it, in the singular: `Web page`.
    pub name: &'static str,
    /// Endings of file names, lower case, without dots.
    pub extensions: &'static [&'static str],
    /// What becomes of its files.
    pub makes: Makes,
}

/// Is told the share that is done, 0 to 1. `false`: stop, nobody wants it any more.
pub type Report<'a> = dyn Fn(f32) -> bool + 'a;

/// A format that can come in.
pub trait Importer: Sync {
    /// What is to be known of it.
    fn format(&self) -> &'static Format;

    /// Whether the file looks like one. Quick: by its name and its first bytes.
    fn claims(&self, incoming: &Incoming<'_>) -> Confidence;

    /// Reads the file.
    ///
    /// # Errors
    /// A sentence that says why not, and what to do.
    fn import(&self, incoming: &Incoming<'_>, report: &Report<'_>)
    -> Result<Imported, ImportError>;
}

/// The importer of a file.
///
/// # Errors
/// If no format is known in which it could be written, or nothing is written in it.
pub fn importer(incoming: &Incoming<'_>) -> Result<&'static dyn Importer, ImportError> {
    if incoming.bytes.is_empty() {
        return Err(ImportError::Empty);
    }
    let claims = IMPORTERS
        .iter()
        .rev() // of equals, `max_by_key` takes the last
        .map(|importer| (importer.claims(incoming), *importer));
    match claims.max_by_key(|(confidence, _)| *confidence) {
        Some((confidence, importer)) if confidence > Confidence::No => Ok(importer),
        _ => Err(ImportError::Unknown),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn formats_are_told_apart() {
        let ids: BTreeSet<_> = IMPORTERS.iter().map(|i| i.format().id).collect();
        assert_eq!(ids.len(), IMPORTERS.len());
        for importer in IMPORTERS {
            let format = importer.format();
            assert!(!format.name.is_empty() && !format.extensions.is_empty());
            for ending in format.extensions {
                assert_eq!(*ending, ending.to_lowercase());
            }
        }
    }

    /// The format that has the highest claim on pasted words, if it is more than that they could be read.
    fn pasted(words: &str) -> Option<&'static str> {
        let incoming = Incoming {
            name: "",
            bytes: words.as_bytes(),
        };
        let claims = IMPORTERS.iter().rev();
        let claims = claims.map(|importer| (importer.claims(&incoming), importer.format().id));
        let best = claims.max_by_key(|(confidence, _)| *confidence);
        best.filter(|(confidence, _)| *confidence >= Confidence::Likely)
            .map(|(_, id)| id)
    }

    #[test]
    fn prose_is_pasted_as_prose() {
        for words in [
            "The dome was dark.",
            "He said: \"no\".\n\nFrom the start, nobody listened.",
            "From Monday on, it rained.\nSubject: weather\n",
            "- one\n- two\n+ three\n> four",
            "[Source] wrote @them on X: {sic} <3 & more; 5 < 6 > 4",
            "a,b,c\nd,e,f",
            "Title\n=====\n\nSome *words*.",
            "1. Pro: yes\n2. Con: no",
            "{ not json at all }",
            "TY gave AU an answer - ER",
        ] {
            assert_eq!(pasted(words), None, "{words}");
        }
        for (words, want) in [
            ("@book{key, title = {A Title}, year = 2020}", "bibtex"),
            ("TY  - BOOK\nTI  - A Title\nER  - \n", "ris"),
            (
                "<!DOCTYPE html><html><head><title>T</title></head><body><p>W</p></body></html>",
                "html",
            ),
            (
                "{\"nodes\": [{\"id\": \"a\", \"type\": \"text\", \"x\": 0, \"y\": 0, \"width\": 9, \"height\": 9, \"text\": \"t\"}], \"edges\": []}",
                "canvas",
            ),
            (
                "source\tclaim\tstance\nThe log\tIt was dark\tfor\n",
                "table",
            ),
        ] {
            assert_eq!(pasted(words), Some(want), "{words}");
        }
    }

    #[test]
    fn whatever_comes_in_nothing_panics() {
        let samples: &[&[u8]] = &[
            b"Just words.\n\nAnd more of them.",
            b"{}",
            b"<html>",
            b"%PDF-1.7",
        ];
        testing::mutated(samples, 1000, |bytes| {
            for importer in IMPORTERS {
                let name = format!("a.{}", importer.format().extensions[0]);
                let incoming = Incoming { name: &name, bytes };
                importer.claims(&incoming);
                let _ = importer.import(&incoming, &|_| true);
            }
        });
    }
}
