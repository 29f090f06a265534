//! WHAT IS CLAIMED: cards, links, quotes, edits, the document.
//!
//! A [`Board`] is read by everyone and written through one door, [`Document::commit`]. Records are shared by `Arc`, so
//! clones are cheap and undo is the swap of a before and an after.
//!
//! **Invariant:** nothing here can fail, and nothing here knows of files, clocks, chance, threads or pixels.
//! **Invariant:** no link ever ends at a card that is not on the board.

mod card;
mod conflict;
mod custody;
pub mod digest;
mod document;
mod edit;
mod id;
mod judgement;
mod link;
mod piece;
mod quote;
mod records;
mod selection;
mod txn;

pub use card::{
    Body, Card, Claim, Extra, Frame, MAX_COORDINATE, MAX_SIZE, MAX_Z, Note, Picture, Reliability,
    Source,
};
pub use conflict::{Conflict, Subject};
pub use custody::{Custody, Original};
pub use document::{Document, Joined, Label, News, Stale, Step};
pub use edit::{Change, Edit};
pub use id::{CardId, FileId, LinkId, Tail};
pub use judgement::{
    Cell, Confidence, Dismissed, Judgements, Likelihood, Muted, Rating, Relevance, Weight,
};
pub use link::{Credibility, Evidence, Link, LinkKind, Stance};
pub use quote::{Found, Quote};
pub use records::{About, Blob, Board, View};
pub use selection::{Item, Selection};
pub use txn::Txn;
