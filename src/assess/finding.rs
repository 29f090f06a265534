//! Something that the assessment says of a card, with the cards and links that are the reason.

use crate::board::{CardId, LinkId};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Good to know.
    Note,
    /// Somebody should look at it.
    Warning,
    /// Something is not as it should be.
    Error,
}

impl Level {
    /// The level as programs know it.
    pub fn id(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// Whether it is to be looked at before the board is relied on.
    pub fn matters(self) -> bool {
        self >= Self::Warning
    }
}

/// Something that the assessment says of a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule that finds it.
    pub rule: &'static str,
    /// How bad it is.
    pub level: Level,
    /// A sentence that names the cards.
    pub says: String,
    /// The card that it is about, then the others that are the reason.
    pub cards: Vec<CardId>,
    /// The links that are the reason.
    pub links: Vec<LinkId>,
}
