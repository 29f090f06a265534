//! What an importer brings home, or why it comes with empty hands.

use kurbo::Point;

use crate::board::{Board, Body, Card, Source, Txn};

/// What a file became.
#[derive(Clone, Debug)]
pub struct Imported {
    /// New cards and the links between them, under ids of their own.
    pub piece: Board,
    /// Whether the places of the cards mean something. If not, whoever takes the piece lays it out.
    pub placed: bool,
    /// What was left out or guessed, a sentence each.
    pub remarks: Vec<String>,
}

impl Imported {
    /// What a plan on an empty board makes. The plan says its remarks too.
    pub fn plan(placed: bool, plan: impl FnOnce(&mut Txn<'_>, &mut Vec<String>)) -> Self {
        let (empty, mut remarks) = (Board::default(), Vec::new());
        let edit = empty.plan(|txn| plan(txn, &mut remarks));
        Self {
            piece: empty.with(&edit),
            placed,
            remarks,
        }
    }

    /// One source.
    pub fn source(source: Source, remarks: Vec<String>) -> Self {
        let mut imported = Self::plan(false, |txn, _| {
            txn.add_card(Card::new(Point::ZERO, Body::Source(Box::new(source))));
        });
        imported.remarks = remarks;
        imported
    }
}

/// Why a file does not come in. A sentence without the file's name: whoever tells it puts that in front.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// No bytes.
    #[error("The file is empty: it has 0 bytes. Look whether it was copied or downloaded whole.")]
    Empty,
    /// No format that is known.
    #[error(
        "This is no kind of file that Casewall reads. Save it as text, HTML, PDF or CSV and import that."
    )]
    Unknown,
    /// Bytes that are no letters in any encoding.
    #[error(
        "This is no text: its bytes are not letters in any encoding. Give the file the ending of what it is."
    )]
    NotText,
    /// A password is needed.
    #[error(
        "The file is locked by a password. Save an unlocked copy with the program that made it and import that."
    )]
    Encrypted,
    /// Nothing to read in it; the sentence says what is there instead.
    #[error("{0}")]
    NoText(String),
    /// More of something than is taken in.
    #[error("The file has {found} {what}, at most {most} are read. Split it and import the parts.")]
    TooLarge {
        /// Of what, in the plural: `bytes`, `rows`.
        what: &'static str,
        /// How many there are, in words: `12,000` or `more`.
        found: String,
        /// How many may be.
        most: String,
    },
    /// The board has as much as it can hold.
    #[error(
        "With this file the board would have more than {most} {what}, which is the most that a board can hold. Import it into another board."
    )]
    BoardFull {
        /// Of what, in the plural.
        what: &'static str,
        /// How many may be.
        most: String,
    },
    /// It is not well-formed. What and where, as the end of a sentence.
    #[error(
        "The file is damaged or was cut off: {0}. Fetch it again, or repair it with the program that made it."
    )]
    Broken(String),
    /// It was stopped.
    #[error("The import was cancelled.")]
    Cancelled,
}
