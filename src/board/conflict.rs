//! What two versions of a board disagree about: a merge leaves it on the board until somebody decides it.
//!
//! A conflict holds both sides in the words of the file, so that one of a key or a kind of card that this version does
//! not know is kept and decided like any other. It refuses to decide anything: that is `file`'s, as one edit.

use serde_json::Value;

use super::{CardId, Extra, FileId, LinkId};

/// One disagreement.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// The record.
    pub subject: Subject,
    /// The key of its field in the file (`text`, `kind`); with `/` before it a key of the file's top level. Empty if the
    /// sides disagree about the record as a whole: one deleted what the other edited, or made something else of it.
    pub field: String,
    /// What it was before both changed it; none if it was not there.
    pub base: Option<Value>,
    /// What our side made of it; none if it took it away.
    pub ours: Option<Value>,
    /// What their side made of it; none if it took it away.
    pub theirs: Option<Value>,
    /// Unknown keys.
    pub extra: Extra,
}

/// What a conflict is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// What is known about the whole board.
    About,
    /// A card.
    Card(CardId),
    /// A link.
    Link(LinkId),
    /// An embedded file.
    File(FileId),
}
