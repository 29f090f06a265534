//! Many files at once: each becomes a piece of a board or a sentence that says why not, and every source learns where
//! it came from.
//!
//! Knows no disk: whoever has the files hands in names and bytes one after another.
//!
//! **Invariant:** a file that is refused changes nothing about the others.

mod outcome;

use std::collections::HashMap;
use std::sync::Arc;

pub use outcome::{Made, Outcome, summary};

use super::limits::{self, Load};
use super::table::{self, Columns, Table};
use super::{ImportError, Imported, Importer, Incoming, Makes, Report, carried, importer};
use crate::board::{Blob, Board, Body, Card, Custody, Extra, FileId, Original, Source, digest};

/// What is kept of the files themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keep {
    /// Their bytes, inside the board.
    #[default]
    Embed,
    /// Where they lie below the folder of the board, and their digests.
    Link,
    /// Their digests alone.
    Digest,
}

impl Keep {
    /// All, with the words for them.
    pub const ALL: [(Self, &'static str, &'static str, &'static str); 3] = [
        (
            Self::Embed,
            "embed",
            "Embed",
            "The files go into the board, so that they can be shown to anyone years later.",
        ),
        (
            Self::Link,
            "link",
            "Link",
            "The files stay where they are, below the folder of the board; changes are noticed.",
        ),
        (
            Self::Digest,
            "digest",
            "Digest only",
            "Only the SHA-256 is kept: enough to prove that a file is the same.",
        ),
    ];
}

/// Largest file that is embedded, bytes.
const MOST_EMBEDDED: usize = 16 << 20;
/// Most bytes of embedded files on a board that an import fills. Base64 makes four of three, and a board file ends at
/// 256 MiB.
const MOST_ON_BOARD: usize = 128 << 20;

/// A file that comes in with others.
#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    /// Its name without folders.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// Where it lies below the folder of the board, with `/` between names, if it does.
    pub path: Option<&'a str>,
}

/// A table whose columns somebody shall look at before it comes in.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The name of its file.
    pub name: String,
    /// The bytes of its file.
    pub bytes: Arc<[u8]>,
    /// Its rows.
    pub table: Table,
}

/// Files that are coming in.
pub struct Batch {
    keep: Keep,
    at: String,
    /// What has these bytes already: on the board, or before in this batch.
    seen: HashMap<String, String>,
    /// What has this text already.
    texts: HashMap<String, String>,
    embedded: usize,
    /// How much is on the board, with what has come in.
    load: Load,
    loose: Vec<Board>,
    placed: Vec<Board>,
    outcomes: Vec<Outcome>,
    /// Tables that wait, if they shall.
    waiting: Option<Vec<Waiting>>,
}

impl Batch {
    /// A batch for this board, at this time (RFC 3339).
    pub fn new(board: &Board, keep: Keep, at: impl Into<String>) -> Self {
        let mut batch = Self {
            keep,
            at: at.into(),
            seen: HashMap::new(),
            texts: HashMap::new(),
            embedded: board.files().values().map(|blob| blob.data.len()).sum(),
            load: Load::of(board),
            loose: Vec::new(),
            placed: Vec::new(),
            outcomes: Vec::new(),
            waiting: None,
        };
        for card in board.cards().values() {
            batch.remember(card);
        }
        batch
    }

    fn remember(&mut self, card: &Card) {
        let name = || format!("“{}”, which is on the board", card.name());
        if let Some(id) = card.body.file() {
            let digest = id.as_str().trim_start_matches("sha256:");
            self.seen.entry(digest.to_owned()).or_insert_with(name);
        }
        if let Body::Source(source) = &card.body {
            let original = source.original.iter().map(|original| &original.sha256);
            let came_in = source.custody.iter().filter(|entry| entry.act == IMPORTED);
            for digest in original.chain(came_in.map(|entry| &entry.sha256)) {
                if !digest.is_empty() {
                    self.seen.entry(digest.clone()).or_insert_with(name);
                }
            }
            if !source.text_sha256.is_empty() {
                let text = source.text_sha256.clone();
                self.texts.entry(text).or_insert_with(|| card.name());
            }
        }
    }

    /// Takes a file in. Says whether to go on: not if it was stopped.
    pub fn add(&mut self, file: &File<'_>, report: &Report<'_>) -> bool {
        let incoming = Incoming {
            name: file.name,
            bytes: file.bytes,
        };
        let digest = digest::sha256(file.bytes);
        let read = match self.seen.get(&digest) {
            Some(same) => Err(format!("This is the same file as {same}.")),
            None => match limits::few_values(file.bytes).and_then(|()| importer(&incoming)) {
                Ok(importer)
                    if self.waiting.is_some() && importer.format().makes == Makes::Table =>
                {
                    match table::read(&incoming) {
                        Ok(table) => {
                            self.waiting.get_or_insert_default().push(Waiting {
                                name: file.name.to_owned(),
                                bytes: file.bytes.into(),
                                table,
                            });
                            return true;
                        }
                        Err(error) => Err(error.to_string()),
                    }
                }
                Ok(importer) => match importer.import(&incoming, report) {
                    Err(ImportError::Cancelled) => return false,
                    read => read
                        .and_then(limits::fits)
                        .map(|imported| (importer, imported))
                        .map_err(|error| error.to_string()),
                },
                Err(ImportError::Unknown) if is_board(file.bytes) => Err(BOARD.to_owned()),
                Err(ImportError::Unknown) if carried::carries(file.bytes) => {
                    Err(CARRIES.to_owned())
                }
                Err(error) => Err(error.to_string()),
            },
        };
        match read {
            Ok(_) if is_board(file.bytes) => self.refuse(file.name, BOARD),
            Ok((importer, mut imported)) => {
                let carries = carried::carries(file.bytes);
                // The words of a drawing that carries a board are no article.
                if carries && !CARRIERS.contains(&importer.format().id) {
                    self.refuse(file.name, CARRIES);
                    return true;
                }
                if carries {
                    imported.remarks.push(CARRIES.to_owned());
                }
                self.take(file, digest, importer, imported);
            }
            Err(why) => self.refuse(file.name, why),
        }
        true
    }

    /// Lets tables wait for somebody who looks at their columns; [`Self::waiting`] gives them back.
    #[must_use]
    pub fn with_tables_waiting(mut self) -> Self {
        self.waiting = Some(Vec::new());
        self
    }

    /// The tables that wait.
    pub fn waiting(&mut self) -> Vec<Waiting> {
        self.waiting.take().unwrap_or_default()
    }

    /// Takes in a table that waited, with these columns. Says whether to go on: not if it was stopped.
    pub fn add_table(&mut self, table: &Waiting, columns: &Columns, report: &Report<'_>) -> bool {
        let file = File {
            name: &table.name,
            bytes: &table.bytes,
            path: None,
        };
        match table::board(&table.table, columns, report).and_then(limits::fits) {
            Err(ImportError::Cancelled) => return false,
            Err(error) => self.refuse(&table.name, error.to_string()),
            Ok(imported) => {
                let digest = digest::sha256(&table.bytes);
                self.take(&file, digest, &table::Tables, imported);
            }
        }
        true
    }

    /// A file that could not even be read.
    pub fn refuse(&mut self, name: &str, why: impl Into<String>) {
        self.outcomes.push(Outcome {
            file: called(name).to_owned(),
            result: Err(why.into()),
            remarks: Vec::new(),
        });
    }

    /// What a file became.
    pub fn take(
        &mut self,
        file: &File<'_>,
        digest: String,
        importer: &'static dyn Importer,
        imported: Imported,
    ) {
        let format = importer.format();
        let mut remarks = imported.remarks;
        if imported.piece.cards().is_empty() {
            let why = "There is nothing in it that a card could be made of.";
            let said = [&[why.to_owned()], remarks.as_slice()].concat();
            return self.refuse(file.name, said.join(" "));
        }
        // Before anything is remembered of it: a file that is refused changes nothing about the others.
        let load = match self.load.with(Load::of(&imported.piece)) {
            Ok(load) => load,
            Err(full) => return self.refuse(file.name, full.to_string()),
        };
        self.load = load;
        let document = format.makes == Makes::Document;
        let mut original = Original {
            name: file.name.to_owned(),
            media_type: media_type(file.name).to_owned(),
            sha256: digest.clone(),
            bytes: file.bytes.len() as u64,
            ..Original::default()
        };
        let has_sources = imported
            .piece
            .cards()
            .values()
            .any(|card| matches!(card.body, Body::Source(_)));
        let mut embedded = None;
        if document && has_sources {
            let full = load.with(Load::of_file(file.bytes.len()));
            match (self.keep, full) {
                (Keep::Embed, Ok(load)) if self.may_embed(file.bytes.len()) => {
                    self.embedded += file.bytes.len();
                    self.load = load;
                    embedded = Some(FileId::from(format!("sha256:{digest}")));
                }
                (Keep::Embed | Keep::Link, _) => {
                    file.path.unwrap_or_default().clone_into(&mut original.path);
                }
                (Keep::Digest, _) => {}
            }
            match (self.keep, &embedded, original.path.is_empty()) {
                (Keep::Embed, None, false) => remarks.push(TOO_LARGE_LINKED.to_owned()),
                (Keep::Embed, None, true) => remarks.push(TOO_LARGE.to_owned()),
                (Keep::Link, _, true) => remarks.push(ELSEWHERE.to_owned()),
                _ => {}
            }
        }
        let came = Custody {
            at: self.at.clone(),
            act: IMPORTED.to_owned(),
            by: format!("Casewall {} ({})", env!("CARGO_PKG_VERSION"), format.id),
            file: file.name.to_owned(),
            sha256: digest.clone(),
            ..Custody::default()
        };
        let piece = imported.piece;
        let edit = piece.plan(|txn| {
            for id in piece.cards().keys() {
                txn.update_card(id, |card| {
                    if let Body::Source(source) = &mut card.body {
                        self.sign(source, document.then_some(&original), &came, &mut remarks);
                        source.file = source.file.take().or_else(|| embedded.clone());
                    }
                });
            }
            if let Some(id) = &embedded {
                let blob = Blob {
                    media_type: original.media_type.clone(),
                    name: file.name.to_owned(),
                    data: file.bytes.into(),
                    extra: Extra::new(),
                };
                txn.add_file(id.clone(), Arc::new(blob));
            }
        });
        let piece = piece.with(&edit);
        let made = Made::of(format, &piece);
        self.seen.insert(
            digest,
            format!("“{}”, which came in before it", called(file.name)),
        );
        self.outcomes.push(Outcome {
            file: called(file.name).to_owned(),
            result: Ok(made),
            remarks,
        });
        match imported.placed {
            true => self.placed.push(piece),
            false => self.loose.push(piece),
        }
    }

    fn may_embed(&self, bytes: usize) -> bool {
        bytes <= MOST_EMBEDDED && self.embedded + bytes <= MOST_ON_BOARD
    }

    /// Writes down where a source came from.
    fn sign(
        &mut self,
        source: &mut Source,
        original: Option<&Original>,
        came: &Custody,
        remarks: &mut Vec<String>,
    ) {
        source.original = source.original.take().or_else(|| original.cloned());
        source.custody.push(came.clone());
        if source.text.is_empty() {
            return;
        }
        source.text_sha256 = digest::text_sha256(&source.text);
        let name = match source.title.is_empty() {
            true => came.file.clone(),
            false => source.title.clone(),
        };
        match self.texts.get(&source.text_sha256) {
            Some(same) if remarks.len() < MOST_REMARKS => remarks.push(format!(
                "The text of “{name}” is word for word that of “{same}”. Perhaps one is a copy."
            )),
            Some(_) => {}
            None => {
                self.texts.insert(source.text_sha256.clone(), name);
            }
        }
    }

    /// What was made: pieces without places, pieces that have places of their own, and what became of each file.
    pub fn finish(self) -> (Vec<Board>, Vec<Board>, Vec<Outcome>) {
        (self.loose, self.placed, self.outcomes)
    }
}

/// What a file is called in the report. Words from the clipboard have no name.
fn called(name: &str) -> &str {
    match name {
        "" => "What was pasted",
        name => name,
    }
}

/// Whether bytes begin as a Casewall board does.
pub fn is_board(bytes: &[u8]) -> bool {
    let head = bytes.get(..4096).unwrap_or(bytes);
    let head = String::from_utf8_lossy(head);
    head.trim_start_matches('\u{feff}')
        .trim_start()
        .starts_with('{')
        && head.contains("\"format\"")
        && head.contains("\"casewall\"")
}

const BOARD: &str = "This is a Casewall board. Open it with File > Open; its cards can be copied from there and pasted here.";
/// The formats in which a file that carries a board is something else besides.
const CARRIERS: &[&str] = &["picture", "pdf"];
const CARRIES: &str = "It carries a Casewall board. Choose File > Open to open that.";

/// The act of the first entry of a custody list.
pub const IMPORTED: &str = "imported";
const MOST_REMARKS: usize = 200;
const TOO_LARGE: &str =
    "The file is too large to be embedded, or the board is full; only its digest is kept.";
const TOO_LARGE_LINKED: &str =
    "The file is too large to be embedded, or the board is full; it is linked instead.";
const ELSEWHERE: &str = "The file does not lie below the folder of the board, so it cannot be linked; only its digest is kept. \
     Save the board beside it first, or embed it.";

/// The media type of a file by the ending of its name (IANA registry); empty if it is none of those that come in.
fn media_type(name: &str) -> &'static str {
    let named = Incoming { name, bytes: &[] };
    match named.extension().as_str() {
        "txt" | "text" | "log" => "text/plain",
        "md" | "markdown" => "text/markdown",
        "html" | "htm" => "text/html",
        "xhtml" => "application/xhtml+xml",
        "pdf" => "application/pdf",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "odt" => "application/vnd.oasis.opendocument.text",
        "eml" => "message/rfc822",
        "mbox" => "application/mbox",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: &str = "2025-10-29T14:03:59Z";

    fn file<'a>(name: &'a str, bytes: &'a [u8]) -> File<'a> {
        File {
            name,
            bytes,
            path: None,
        }
    }

    #[test]
    fn sources_know_where_they_came_from() {
        let mut batch = Batch::new(&Board::default(), Keep::Embed, AT);
        let text = b"A dome light burned.\n\nAll night.";
        assert!(batch.add(&file("dome.txt", text), &|_| true));
        let (loose, placed, outcomes) = batch.finish();
        assert!(placed.is_empty());
        let made = outcomes[0].result.as_ref().unwrap();
        assert_eq!((made.format, made.words().as_str()), ("Text", "1 source"));
        let card = loose[0].cards().values().next().unwrap();
        let Body::Source(source) = &card.body else {
            panic!("a source")
        };
        assert_eq!(source.text_sha256, digest::text_sha256(&source.text));
        let original = source.original.as_ref().unwrap();
        assert_eq!(original.sha256, digest::sha256(text));
        assert_eq!(
            (original.bytes, original.media_type.as_str()),
            (32, "text/plain")
        );
        assert_eq!(source.custody[0].at, AT);
        let blob = &loose[0].files()[source.file.as_ref().unwrap()];
        assert_eq!(&*blob.data, text);
    }

    #[test]
    fn what_cannot_come_in_is_told_and_the_rest_comes() {
        let mut batch = Batch::new(&Board::default(), Keep::Link, AT);
        for (name, bytes) in [
            ("empty.txt", &b""[..]),
            ("binary.txt", b"\0\x01\x02\x03\0\0\0"),
            ("a.txt", b"Words."),
            ("again.txt", b"Words."),
            ("same.txt", b"Words.\n"),
        ] {
            assert!(batch.add(&file(name, bytes), &|_| true));
        }
        batch.refuse("pipe", "It is a pipe.");
        let (loose, _, outcomes) = batch.finish();
        assert_eq!(loose.len(), 2);
        let said: Vec<_> = outcomes
            .iter()
            .map(|outcome| match &outcome.result {
                Ok(_) => format!("{}: {}", outcome.file, outcome.remarks.join(" ")),
                Err(why) => format!("{}: {why}", outcome.file),
            })
            .collect();
        for (said, want) in said.iter().zip([
            "empty.txt: The file is empty",
            "binary.txt: This is no text",
            "a.txt: The file does not lie below the folder of the board",
            "again.txt: This is the same file as “a.txt”, which came in before it.",
            "same.txt: The file does not lie below the folder of the board, so it cannot be linked; only its digest is kept. \
             Save the board beside it first, or embed it. The text of “same” is word for word that of “a”.",
            "pipe: It is a pipe.",
        ]) {
            assert!(said.starts_with(want), "{said}");
        }
        assert_eq!(
            summary(&outcomes),
            "Imported 2 sources from 2 files; 4 files left out."
        );
        let again = Batch::new(&loose[0], Keep::Embed, AT);
        assert!(again.seen.contains_key(&digest::sha256(b"Words.")));
    }

    #[test]
    fn a_file_that_does_not_fit_any_more_changes_nothing_about_the_others() {
        let mut batch = Batch::new(&Board::default(), Keep::Digest, AT);
        batch.load = Load::full_but(1000);
        let long = "Long words. ".repeat(200);
        for (name, text) in [
            ("long.txt", long.as_str()),
            ("again.txt", long.as_str()),
            ("short.txt", "Words."),
        ] {
            assert!(batch.add(&file(name, text.as_bytes()), &|_| true));
        }
        let (loose, _, outcomes) = batch.finish();
        assert_eq!(loose.len(), 1);
        for refused in &outcomes[..2] {
            let why = refused.result.as_ref().unwrap_err();
            assert!(
                why.starts_with("With this file the board would have"),
                "{why}"
            );
        }
        assert!(outcomes[2].result.is_ok() && outcomes[2].remarks.is_empty());
    }
}
