//! Whether sources are independent: passages that their texts share, and whom they name as theirs.
//!
//! What is found is suggested and never counted before the analyst accepts it.

mod attribution;
mod dates;
mod document;
mod index;
mod limits;
mod passage;
mod quoted;
mod suggestion;
mod tokens;
mod winnow;
mod words;

pub use document::Pair;
pub use index::{Found, ReuseIndex};
pub use limits::Limits;
pub use passage::Passage;
pub use suggestion::{Party, Phrase, Proposal, Suggestion};
