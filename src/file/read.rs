//! Bytes to a board, or one sentence that says what is wrong, where, and what is needed.
//!
//! Refuses what is not JSON, not a board, of a newer version, too large, or broken in any record; ids used twice; links
//! and origins that lead nowhere. Never guesses: a guess is `salvage`'s to offer.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::record::{self, Flaw, described, quoted};
use super::version::{self, STEPS, VERSION};
use super::{Limit, Limits, parse, wire};
use crate::board::{About, Blob, Board, Body, Card, CardId, FileId, Link, LinkId};

/// A board that was read.
#[derive(Debug)]
pub struct Opened {
    /// The board.
    pub board: Board,
    /// What saving would change or what is odd about the file, a sentence each. Mostly none.
    pub remarks: Vec<String>,
}

/// Why bytes are no board that can be opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// There are no bytes, or only blanks.
    #[error("The file is empty. Open an earlier copy of it, or begin a new board.")]
    Empty,
    /// The syntax is broken.
    #[error(
        "The file is not JSON: line {line}, column {column}: {why}. Mend that place or open an earlier copy."
    )]
    NotJson {
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
        /// What is wrong, without a full stop.
        why: String,
    },
    /// It is JSON but says nothing of being a board.
    #[error(
        "The file is JSON but no Casewall board: \"format\" is not \"casewall\". Open a file that ends in .casewall.json."
    )]
    NotABoard,
    /// A newer Casewall wrote it.
    #[error(
        "The board is of format version {found}, this Casewall knows versions up to {VERSION}. Open it with a newer Casewall."
    )]
    TooNew {
        /// Its version.
        found: u64,
    },
    /// It passes a limit.
    #[error(
        "{what}; Casewall opens boards of at most {most}. Split it into several boards, or, if you trust it, raise the \
         limit “{name}” in Preferences (--limit {name}=NUMBER in the terminal).", name = .limit.name()
    )]
    TooLarge {
        /// What is too large, without a full stop.
        what: String,
        /// How much there may be.
        most: String,
        /// Which limit it is.
        limit: Limit,
    },
    /// Something in it is wrong.
    #[error("{place}: {why}")]
    Broken {
        /// Where: `cards[12] (id "k03")`.
        place: String,
        /// What is wrong and what is needed, a sentence.
        why: String,
    },
}

impl ReadError {
    pub(super) fn broken(place: impl Into<String>, why: impl Into<String>) -> Self {
        Self::Broken {
            place: place.into(),
            why: why.into(),
        }
    }
}

/// Reads a board.
///
/// # Errors
/// The first thing that is wrong with it, as a [`ReadError`].
pub fn read(bytes: &[u8]) -> Result<Opened, ReadError> {
    read_within(bytes, &Limits::default())
}

/// Reads a board within limits that the user has set.
///
/// # Errors
/// The first thing that is wrong with it, as a [`ReadError`].
pub fn read_within(bytes: &[u8], limits: &Limits) -> Result<Opened, ReadError> {
    let parsed = parse::parse(bytes, limits);
    if let Some(flaw) = parsed.flaw {
        return Err(flaw);
    }
    let mut remarks = parsed.remarks;
    if let Some(double) = parsed.doubles.first() {
        let place = if double.place.is_empty() {
            "The top of the file"
        } else {
            &double.place
        };
        return Err(ReadError::broken(
            place,
            format!(
                "The key {} stands twice, only one can count.",
                quoted(&double.key)
            ),
        ));
    }
    let found = found_version(&parsed.value)?;
    let mut value = parsed.value;
    if found < u64::from(VERSION) {
        remarks.push(format!(
            "The board is of format version {found}; saving brings it to version {VERSION}."
        ));
        value = version::migrate(value, found, STEPS);
    }
    let Value::Object(top) = value else {
        return Err(ReadError::NotABoard);
    };
    let parts = Parts::of(top);
    let records = Records {
        about: parts.about(limits)?,
        cards: cards(parts.cards, limits, &mut remarks)?,
        links: Vec::new(),
        files: files(parts.files, limits)?,
    };
    let records = links(records, parts.links, limits)?;
    remarks.extend(missing_files(&records.cards, &records.files));
    let (board, _) =
        Board::from_records(records.about, records.cards, records.links, records.files);
    Ok(Opened { board, remarks })
}

/// What a board is made from.
#[derive(Default)]
pub(super) struct Records {
    pub about: About,
    pub cards: Vec<(CardId, Card)>,
    pub links: Vec<(LinkId, Link)>,
    pub files: Vec<(FileId, Blob)>,
}

/// The top of the file, in its parts.
pub(super) struct Parts {
    pub about: Value,
    pub cards: Value,
    pub links: Value,
    pub files: Value,
    pub extra: Map<String, Value>,
}

impl Parts {
    pub(super) fn of(mut top: Map<String, Value>) -> Self {
        let mut take = |key: &str| top.get_mut(key).map(Value::take).unwrap_or_default();
        let (about, cards, links, files) =
            (take("about"), take("cards"), take("links"), take("files"));
        top.retain(|key, _| !wire::TOP_KEYS.contains(&key.as_str()));
        Self {
            about,
            cards,
            links,
            files,
            extra: top,
        }
    }

    fn about(&self, limits: &Limits) -> Result<About, ReadError> {
        let about = match &self.about {
            Value::Null => About::default(),
            value => record::about(value, limits).map_err(|flaw| at("about", flaw))?,
        };
        Ok(About {
            top_extra: self.extra.clone(),
            ..about
        })
    }
}

/// The version of a board, if it is one and not newer than this program.
pub(super) fn found_version(value: &Value) -> Result<u64, ReadError> {
    if value
        .get("format")
        .is_none_or(|format| format != "casewall")
    {
        return Err(ReadError::NotABoard);
    }
    let broken = |is: String| {
        Err(ReadError::broken(
            "version",
            format!("This is {is}, a whole number from 1 is needed."),
        ))
    };
    match value.get("version") {
        None => broken("missing".to_owned()),
        Some(version) => match version.as_u64() {
            None | Some(0) => broken(described(version)),
            Some(found) if found > u64::from(VERSION) => Err(ReadError::TooNew { found }),
            Some(found) => Ok(found),
        },
    }
}

fn cards(
    list: Value,
    limits: &Limits,
    remarks: &mut Vec<String>,
) -> Result<Vec<(CardId, Card)>, ReadError> {
    let list = entries("cards", list)?;
    let mut seen = HashMap::with_capacity(list.len());
    let mut cards = Vec::with_capacity(list.len());
    let mut rounded = 0_usize;
    for (index, value) in list.into_iter().enumerate() {
        let place = || record::place("cards", index, &value);
        let (id, card, was_rounded) =
            record::card(&value, limits).map_err(|flaw| at(place(), flaw))?;
        if let Some(first) = seen.insert(id.clone(), index) {
            return Err(twice(place(), "cards", first));
        }
        rounded += usize::from(was_rounded);
        cards.push((id, card));
    }
    match rounded {
        0 => {}
        1 => {
            remarks.push("One card's place or size is no whole number; it was rounded.".to_owned())
        }
        n => remarks.push(format!(
            "The places or sizes of {n} cards are no whole numbers; they were rounded."
        )),
    }
    Ok(cards)
}

fn links(mut records: Records, list: Value, limits: &Limits) -> Result<Records, ReadError> {
    let list = entries("links", list)?;
    let known: std::collections::HashSet<CardId> =
        records.cards.iter().map(|(id, _)| id.clone()).collect();
    let mut seen = HashMap::with_capacity(list.len());
    for (index, value) in list.into_iter().enumerate() {
        let place = || record::place("links", index, &value);
        let (id, link) = record::link(&value, limits).map_err(|flaw| at(place(), flaw))?;
        if let Some(first) = seen.insert(id.clone(), index) {
            return Err(twice(place(), "links", first));
        }
        if let Some((key, card)) = named(&link).find(|(_, card)| !known.contains(card)) {
            return Err(ReadError::broken(place(), nowhere(key, card)));
        }
        records.links.push((id, link));
    }
    Ok(records)
}

fn files(object: Value, limits: &Limits) -> Result<Vec<(FileId, Blob)>, ReadError> {
    let object = match object {
        Value::Null => return Ok(Vec::new()),
        Value::Object(object) => object,
        other => {
            return Err(ReadError::broken(
                "files",
                format!("This is {}, an object is needed.", described(&other)),
            ));
        }
    };
    let most = limits.of(Limit::Embedded);
    let mut bytes = 0_usize;
    let read = |(key, value): (String, Value)| {
        // Base64 makes four of three, and of what is broken at least no less: it is not decoded to find out.
        bytes = bytes.saturating_add(record::embedded(&value));
        if bytes > most {
            return Err(ReadError::TooLarge {
                what: format!("The embedded files are more than {}", parse::size(most)),
                most: format!("{} of embedded files", parse::size(most)),
                limit: Limit::Embedded,
            });
        }
        record::blob(&key, &value, limits)
            .map_err(|flaw| at(format!("files[{}]", quoted(&key)), flaw))
    };
    object.into_iter().map(read).collect()
}

fn entries(list: &str, value: Value) -> Result<Vec<Value>, ReadError> {
    match value {
        Value::Null => Ok(Vec::new()),
        Value::Array(entries) => Ok(entries),
        other => Err(ReadError::broken(
            list,
            format!("This is {}, a list is needed.", described(&other)),
        )),
    }
}

fn at(place: impl Into<String>, flaw: Flaw) -> ReadError {
    ReadError::broken(place, flaw.why)
}

fn twice(place: String, list: &str, first: usize) -> ReadError {
    ReadError::broken(
        place,
        format!("\"id\" is also that of {list}[{first}], each needs its own."),
    )
}

/// The cards that a link names, with the keys that name them.
pub(super) fn named(link: &Link) -> impl Iterator<Item = (&'static str, &CardId)> {
    ["from", "to", "origin"].into_iter().zip(link.names())
}

/// What is wrong with a key that names a card which is not there.
pub(super) fn nowhere(key: &str, card: &CardId) -> String {
    format!(
        "\"{key}\" names the card {}, which is not on the board.",
        quoted(card.as_str())
    )
}

/// A sentence for each card whose embedded file is not in the board.
pub(super) fn missing_files(cards: &[(CardId, Card)], files: &[(FileId, Blob)]) -> Vec<String> {
    let known: std::collections::HashSet<&FileId> = files.iter().map(|(id, _)| id).collect();
    let missing = cards
        .iter()
        .filter(|(_, card)| file_of(card).is_some_and(|file| !known.contains(file)));
    missing
        .map(|(id, _)| {
            format!(
                "The file of card {} is not in the board.",
                quoted(id.as_str())
            )
        })
        .collect()
}

/// The embedded file that a card shows.
pub(super) fn file_of(card: &Card) -> Option<&FileId> {
    match &card.body {
        Body::Source(source) => source.file.as_ref(),
        Body::Picture(picture) => picture.file.as_ref(),
        Body::Claim(_) | Body::Note(_) | Body::Frame(_) | Body::Unknown(_) => None,
    }
}
