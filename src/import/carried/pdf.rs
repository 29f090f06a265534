//! The board attached to a PDF document (ISO 32000-1, 7.11.4): the first embedded file that is a board, unpacked within a
//! limit.
//!
//! It does not read the document: it looks for the streams of embedded files, which stand by themselves in every PDF file
//! (7.5.7 keeps streams out of object streams), so a hostile table, tree or cross-reference is never followed. It
//! finds nothing in documents that are encrypted.
//!
//! **Invariant (bounded):** nothing but one stream at a time is unpacked, and no more of it than the limit.

use super::{CarriedError, unpacked};

const PDF: &str = "PDF document";
const STREAM: &[u8] = b"stream";
/// How a dictionary says that its stream is an embedded file.
const EMBEDDED: &[u8] = b"/EmbeddedFile";
/// How far before its stream a dictionary begins at most, bytes.
const DICTIONARY: usize = 2048;
/// Embedded files that are looked into.
const MOST_FILES: usize = 64;
/// A board says what it is in its first bytes.
const HEAD: usize = 256;

/// The board that the document carries, `limit` bytes at most.
pub(super) fn board(bytes: &[u8], limit: usize) -> Result<Vec<u8>, CarriedError> {
    let mut looked = 0;
    let mut from = 0;
    while let Some(at) = find(bytes, STREAM, from) {
        from = at + STREAM.len();
        if bytes
            .get(..at)
            .is_some_and(|before| before.ends_with(b"end"))
        {
            continue;
        }
        let dictionary = dictionary(bytes, at);
        if find(dictionary, EMBEDDED, 0).is_none() {
            continue;
        }
        looked += 1;
        if looked > MOST_FILES {
            break;
        }
        // The keyword ends with a line feed, or a carriage return and one.
        let data = bytes.get(from..).unwrap_or_default();
        let data = data.strip_prefix(b"\r").unwrap_or(data);
        let data = data.strip_prefix(b"\n").unwrap_or(data);
        let content = if find(dictionary, b"/FlateDecode", 0).is_some() {
            unpacked(data, limit, PDF)
        } else if find(dictionary, b"/Filter", 0).is_some() {
            continue; // nothing that Casewall writes
        } else {
            let end = find(data, b"endstream", 0).unwrap_or(data.len());
            let data = data.get(..end).unwrap_or_default();
            if data.len() > limit {
                Err(CarriedError::TooLarge(PDF, limit))
            } else {
                Ok(data.to_vec())
            }
        };
        match content {
            Ok(content) if !is_board(&content) => {}
            other => return other,
        }
    }
    Err(CarriedError::None(PDF))
}

/// What stands between the beginning of its object and the keyword at `at`.
fn dictionary(bytes: &[u8], at: usize) -> &[u8] {
    let before = bytes
        .get(at.saturating_sub(DICTIONARY)..at)
        .unwrap_or_default();
    let begins = before.windows(4).rposition(|window| window == b" obj");
    begins
        .and_then(|begins| before.get(begins..))
        .unwrap_or_default()
}

fn is_board(content: &[u8]) -> bool {
    let head = content.get(..content.len().min(HEAD)).unwrap_or_default();
    find(head, b"\"casewall\"", 0).is_some()
}

/// The first place of `needle` in `bytes`, at or behind `from`.
fn find(bytes: &[u8], needle: &[u8], from: usize) -> Option<usize> {
    let first = *needle.first()?;
    let mut at = from;
    loop {
        at += bytes.get(at..)?.iter().position(|byte| *byte == first)?;
        if bytes.get(at..)?.starts_with(needle) {
            return Some(at);
        }
        at += 1;
    }
}
