//! What one file may bring, so that a board with it can be written, opened again and held in memory.
//!
//! The reader of board files has limits of its own; these are narrower, for a board has more than one file.

use serde_json::Value;

use super::{ImportError, Imported};
use crate::board::{Board, Body, Extra};

/// Most cards and links of a board that files come into: somewhat fewer than a board can have.
const MOST_CARDS: usize = 180_000;
const MOST_LINKS: usize = 450_000;
/// Most bytes of all texts and embedded files of a board, as they stand in its file.
const MOST_BYTES: usize = 230 << 20;
/// Most bytes of the text of one source.
const MOST_TEXT: usize = 10_000_000;
/// Most bytes of any other words: a title, a claim, a quote.
const MOST_WORDS: usize = 1_000_000;
/// Deepest nesting of keys that are kept without being understood.
const MOST_DEPTH: usize = 64;
/// Most values of a JSON file. Each takes memory, however small it is.
const MOST_VALUES: usize = 3_000_000;

/// How much there is on a board.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Load {
    cards: usize,
    links: usize,
    bytes: usize,
}

impl Load {
    /// Of a board.
    pub(super) fn of(board: &Board) -> Self {
        let texts = board.cards().values().map(|card| match &card.body {
            Body::Source(source) => source.text.len() + 500,
            Body::Claim(claim) => claim.text.len() + 300,
            Body::Note(note) => note.text.len() + 300,
            _ => 300,
        });
        let files = board
            .files()
            .values()
            .map(|blob| Self::of_file(blob.data.len()).bytes);
        Self {
            cards: board.cards().len(),
            links: board.links().len(),
            bytes: texts.sum::<usize>() + files.sum::<usize>() + 300 * board.links().len(),
        }
    }

    /// Of a board that can hold so many more bytes.
    #[cfg(test)]
    pub(super) fn full_but(bytes: usize) -> Self {
        Self {
            bytes: MOST_BYTES - bytes,
            ..Self::default()
        }
    }

    /// Of an embedded file of so many bytes: Base64 makes four of three.
    pub(super) fn of_file(bytes: usize) -> Self {
        Self {
            bytes: bytes.div_ceil(3) * 4,
            ..Self::default()
        }
    }

    /// Both, if a board can hold so much.
    ///
    /// # Errors
    /// If it cannot.
    pub(super) fn with(self, more: Self) -> Result<Self, ImportError> {
        let sum = Self {
            cards: self.cards + more.cards,
            links: self.links + more.links,
            bytes: self.bytes + more.bytes,
        };
        let full = |what, most: usize| {
            Err(ImportError::BoardFull {
                what,
                most: most.to_string(),
            })
        };
        if sum.cards > MOST_CARDS {
            full("cards", MOST_CARDS)
        } else if sum.links > MOST_LINKS {
            full("links", MOST_LINKS)
        } else if sum.bytes > MOST_BYTES {
            full("bytes of texts and files", MOST_BYTES)
        } else {
            Ok(sum)
        }
    }
}

/// Refuses JSON with so many values that the memory for them would be out of all proportion to the file.
///
/// # Errors
/// If there are too many.
pub(super) fn few_values(bytes: &[u8]) -> Result<(), ImportError> {
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    if !matches!(first, Some(b'{' | b'[')) {
        return Ok(());
    }
    let values = memchr::memchr_iter(b',', bytes).count();
    match values > MOST_VALUES {
        true => Err(too_large("values", values, MOST_VALUES)),
        false => Ok(()),
    }
}

/// Refuses what a board file could not hold.
///
/// # Errors
/// If words are too long, or keys nested too deep.
pub(super) fn fits(imported: Imported) -> Result<Imported, ImportError> {
    let most = |what, found: usize, most| match found > most {
        true => Err(too_large(what, found, most)),
        false => Ok(()),
    };
    for card in imported.piece.cards().values() {
        let words: usize = match &card.body {
            Body::Source(source) => {
                most("bytes of text", source.text.len(), MOST_TEXT)?;
                let texts = [
                    &source.title,
                    &source.outlet,
                    &source.author,
                    &source.published,
                ];
                let more = [
                    &source.url,
                    &source.archive_url,
                    &source.captured,
                    &source.language,
                ];
                let all = texts.into_iter().chain(more).chain(&source.tags);
                all.map(String::len).max().unwrap_or(0)
            }
            Body::Claim(claim) => claim.text.len().max(claim.question.len()),
            Body::Note(note) => note.text.len(),
            Body::Frame(frame) => frame.title.len(),
            Body::Picture(picture) => picture.caption.len().max(picture.taken.len()),
            Body::Unknown(kind) => kind.len(),
        };
        most("bytes in one field", words, MOST_WORDS)?;
        keys(&card.extra)?;
    }
    for link in imported.piece.links().values() {
        most("bytes in one field", link.note.len(), MOST_WORDS)?;
        let quote = link
            .kind
            .evidence()
            .and_then(|evidence| evidence.quote.as_ref());
        if let Some(quote) = quote {
            most("bytes in one field", quote.exact.len(), MOST_WORDS)?;
            keys(&quote.extra)?;
        }
        keys(&link.extra)?;
    }
    Ok(imported)
}

fn keys(extra: &Extra) -> Result<(), ImportError> {
    // A list of its own instead of the stack: what is looked at may be deep.
    let mut rest: Vec<(&Value, usize)> = extra.values().map(|value| (value, 1)).collect();
    while let Some((value, depth)) = rest.pop() {
        match value {
            _ if depth > MOST_DEPTH => {
                let why = format!("its keys are nested more than {MOST_DEPTH} deep");
                return Err(ImportError::Broken(why));
            }
            Value::String(text) if text.len() > MOST_WORDS => {
                return Err(too_large("bytes in one field", text.len(), MOST_WORDS));
            }
            Value::Array(list) => rest.extend(list.iter().map(|value| (value, depth + 1))),
            Value::Object(object) => {
                if let Some(key) = object.keys().find(|key| key.len() > MOST_WORDS) {
                    return Err(too_large("bytes in one key", key.len(), MOST_WORDS));
                }
                rest.extend(object.values().map(|value| (value, depth + 1)));
            }
            _ => {}
        }
    }
    Ok(())
}

fn too_large(what: &'static str, found: usize, most: usize) -> ImportError {
    ImportError::TooLarge {
        what,
        found: found.to_string(),
        most: most.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use kurbo::Point;
    use serde_json::json;

    use super::*;
    use crate::board::{Card, Note};

    fn note(text: String, extra: Value) -> Result<Imported, ImportError> {
        fits(Imported::plan(false, |txn, _| {
            let mut card = Card::new(Point::ZERO, Body::Note(Note { text }));
            card.extra.insert("canvas".to_owned(), extra);
            txn.add_card(card);
        }))
    }

    #[test]
    fn what_a_board_could_not_hold_is_refused() {
        assert!(note("short".to_owned(), json!({ "a": [1, 2, { "b": "c" }] })).is_ok());
        assert!(note("x".repeat(MOST_WORDS + 1), json!(1)).is_err());
        assert!(note(String::new(), json!("x".repeat(MOST_WORDS + 1))).is_err());
        let deep = (0..MOST_DEPTH).fold(json!(1), |inner, _| json!([inner]));
        let error = note(String::new(), deep).unwrap_err().to_string();
        assert!(error.contains("nested more than 64 deep"), "{error}");

        let half = Load {
            cards: MOST_CARDS,
            ..Load::default()
        };
        let error = half.with(half).unwrap_err().to_string();
        assert!(error.contains("180000 cards"), "{error}");
    }

    #[test]
    fn values_are_counted_before_they_are_read() {
        assert!(few_values(b" {\"a\": [1, 2, 3]}").is_ok());
        let many = format!("[{}1]", "1,".repeat(MOST_VALUES + 1));
        assert!(few_values(many.as_bytes()).is_err());
        assert!(few_values(many.trim_start_matches('[').as_bytes()).is_ok());
    }
}
