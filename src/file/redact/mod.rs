//! A copy of a board that can be given away: chosen sources and fields are replaced by placeholders, everywhere.
//!
//! Works on the JSON of the board, so that keys which this version does not know are covered too, and looks through the
//! bytes that it made, embedded files unpacked, before it gives them out. Refuses to give out a copy in which anything
//! that was taken out can still be found, and says where.
//!
//! What it does not do: it does not find a person who is described and not named, nor letters in pictures.
//!
//! **Invariant (stable):** the same name has the same placeholder wherever it stands, however it is spelled in case,
//! accents and order of given and family name.
//! **Invariant (no trace):** in the board that is given out, no string is found that was taken out.

mod fold;
mod plan;
mod rewrite;
mod trace;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Limit, Limits, ReadError, read_within, write};
use crate::board::{Board, Body, CardId};
use fold::Finder;
use plan::Plan;

/// What is to be taken out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Redaction {
    /// Sources of which nothing is left that tells who or what they are.
    pub sources: BTreeSet<CardId>,
    /// Fields, of every record of the board.
    pub fields: BTreeSet<Field>,
}

/// A field that can be taken out of the whole board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Who wrote it.
    Author,
    /// Who published it.
    Outlet,
    /// Addresses of the web and of archives.
    Address,
    /// How sources came in, and the files that they were made from.
    Custody,
    /// Names of files.
    FileName,
    /// Embedded documents of sources.
    Document,
    /// Full texts of sources, and the quotes from them.
    Text,
    /// Notes of the analyst, on cards, links and judgements.
    Note,
}

impl Field {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 8] = [
        Self::Author,
        Self::Outlet,
        Self::Address,
        Self::Custody,
        Self::FileName,
        Self::Document,
        Self::Text,
        Self::Note,
    ];

    /// The word on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Author => "author",
            Self::Outlet => "outlet",
            Self::Address => "url",
            Self::Custody => "custody",
            Self::FileName => "file-names",
            Self::Document => "documents",
            Self::Text => "texts",
            Self::Note => "notes",
        }
    }

    /// As it stands in the window.
    pub fn words(self) -> &'static str {
        match self {
            Self::Author => "Authors",
            Self::Outlet => "Outlets",
            Self::Address => "Addresses and archived copies",
            Self::Custody => "How sources came in (custody, digests)",
            Self::FileName => "Names of files",
            Self::Document => "Embedded documents",
            Self::Text => "Full texts, and the quotes from them",
            Self::Note => "Notes",
        }
    }

    /// The field of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }
}

/// A board from which things were taken out.
#[derive(Debug)]
pub struct Redacted {
    /// The copy.
    pub board: Board,
    /// What was replaced or removed, and in how many places.
    pub replaced: Vec<Replaced>,
}

/// One thing that was replaced or removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    /// The placeholder, or what was removed: `Author 1`, `texts`.
    pub what: String,
    /// In how many places.
    pub places: usize,
}

/// Where something that was taken out can still be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// Where, in words.
    pub place: String,
    /// What was found there.
    pub found: String,
}

/// Why no copy was made.
#[derive(Debug, thiserror::Error)]
pub enum RedactError {
    /// Nothing was chosen.
    #[error("Nothing was chosen. Choose sources or fields that shall be taken out.")]
    Nothing,
    /// A source that is not on the board.
    #[error(
        "There is no source with the id \"{0}\" on the board. The ids stand in the board's file."
    )]
    NoSource(String),
    /// Something is left.
    #[error("No copy was made, for something that shall be taken out would still be in it: {}", told(.0))]
    Traces(Vec<Trace>),
    /// The copy would not open.
    #[error("No copy was made, for it could not be opened: {0}")]
    Read(#[from] ReadError),
}

/// Traces that a message names.
const TOLD: usize = 4;

fn told(traces: &[Trace]) -> String {
    let told: Vec<_> = traces
        .iter()
        .take(TOLD)
        .map(|trace| format!("“{}” in {}", trace.found, trace.place))
        .collect();
    let more = match traces.len().saturating_sub(TOLD) {
        0 => String::new(),
        n => format!(", and {n} more"),
    };
    format!(
        "{}{more}. Take that out as well: embedded documents with “documents”, or by hand.",
        told.join("; ")
    )
}

/// A copy of a board without what shall be taken out.
///
/// # Errors
/// If nothing is chosen, or if a trace would be left.
pub fn redact(board: &Board, redaction: &Redaction) -> Result<Redacted, RedactError> {
    if redaction.sources.is_empty() && redaction.fields.is_empty() {
        return Err(RedactError::Nothing);
    }
    for id in &redaction.sources {
        let card = board.cards().get(id);
        if !card.is_some_and(|card| matches!(card.body, Body::Source(_))) {
            return Err(RedactError::NoSource(id.to_string()));
        }
    }
    let plan = Plan::of(board, redaction);
    let finder = Finder::new(&plan.secrets);
    let whole: Value = serde_json::from_slice(&write(board)).unwrap_or_default();
    let mut counts = BTreeMap::new();
    let rewritten = rewrite::rewrite(whole, board, redaction, &plan, &finder, &mut counts);
    let bytes = serde_json::to_vec(&rewritten).unwrap_or_default();
    // The board is in memory already, so no limit is left to keep.
    let limits = Limit::ALL
        .into_iter()
        .fold(Limits::default(), |limits, limit| {
            limits.with(limit, limit.highest())
        });
    let copy = read_within(&bytes, &limits)?.board;
    let traces = trace::traces(&copy, &plan, &finder);
    if !traces.is_empty() {
        return Err(RedactError::Traces(traces));
    }
    let replaced = counts
        .into_iter()
        .map(|(what, places)| Replaced { what, places })
        .collect();
    Ok(Redacted {
        board: copy,
        replaced,
    })
}

#[cfg(test)]
mod tests;
