//! Looking for what was taken out in the bytes of the copy: every text and key, and embedded files, unpacked.
//!
//! It cannot read letters in pictures, nor PDF pages that are spelled in codes of their own: so a document whose text
//! named somebody counts as a trace as long as it is embedded.

use std::io::{Cursor, Read};

use flate2::read::ZlibDecoder;
use serde_json::Value;

use super::Trace;
use super::fold::Finder;
use super::plan::Plan;
use super::rewrite::is_fixed;
use crate::board::{Blob, Board, Body};
use crate::file::write;

/// Traces that are collected at most.
const MOST: usize = 100;
/// Most bytes that are unpacked of one embedded file.
const UNPACKED: u64 = 64 << 20;
/// Most streams of a PDF file that are unpacked.
const STREAMS: usize = 20_000;

/// What is left, and where. Nothing, if all is well.
pub(super) fn traces(copy: &Board, plan: &Plan, finder: &Finder) -> Vec<Trace> {
    let mut found = Vec::new();
    // The very bytes that are given out.
    match serde_json::from_slice::<Value>(&write(copy)) {
        Ok(value) => walk(&value, "", "", finder, &mut found),
        Err(error) => found.push(Trace {
            place: "the copy".to_owned(),
            found: error.to_string(),
        }),
    }
    for (id, blob) in copy.files() {
        let users: Vec<String> = copy
            .cards()
            .values()
            .filter(|card| card.body.file() == Some(id))
            .map(|card| card.name())
            .collect();
        let place = match users.first() {
            Some(name) => format!("the embedded file of {name}"),
            None => "an embedded file that no card shows".to_owned(),
        };
        if plan.files.contains(id) {
            found.push(Trace {
                place,
                found: "the file itself".to_owned(),
            });
            continue;
        }
        in_blob(blob, &place, finder, &mut found);
        // Its text, as it was read when it came in, had names: so has it.
        let placeholders = |text: &str| {
            plan.secrets
                .iter()
                .any(|secret| text.contains(&secret.placeholder))
        };
        let named = copy.cards().values().any(|card| match &card.body {
            Body::Source(source) => source.file.as_ref() == Some(id) && placeholders(&source.text),
            _ => false,
        });
        if named && std::str::from_utf8(&blob.data).is_err() {
            found.push(Trace {
                place,
                found: "a name that stands in its text".to_owned(),
            });
        }
    }
    found.truncate(MOST);
    found
}

fn walk(value: &Value, path: &str, key: &str, finder: &Finder, found: &mut Vec<Trace>) {
    if is_fixed(key) || found.len() >= MOST {
        return;
    }
    match value {
        Value::String(text) => in_text(text, path, finder, found),
        Value::Array(list) => {
            for (n, value) in list.iter().enumerate() {
                let id = value.get("id").and_then(Value::as_str);
                let path = match id {
                    Some(id) => format!("{path}[{id}]"),
                    None => format!("{path}[{n}]"),
                };
                walk(value, &path, key, finder, found);
            }
        }
        Value::Object(object) => {
            for (name, value) in object {
                let path = match path {
                    "" => name.clone(),
                    path => format!("{path}.{name}"),
                };
                in_text(name, &path, finder, found);
                walk(value, &path, name, finder, found);
            }
        }
        _ => {}
    }
}

fn in_text(text: &str, place: &str, finder: &Finder, found: &mut Vec<Trace>) {
    for (range, _) in finder.find(text) {
        if found.len() < MOST {
            found.push(Trace {
                place: place.to_owned(),
                found: text.get(range).unwrap_or_default().to_owned(),
            });
        }
    }
}

/// In the bytes of a file, as they are and unpacked, in the encodings that programs write.
fn in_blob(blob: &Blob, place: &str, finder: &Finder, found: &mut Vec<Trace>) {
    let before = found.len();
    for bytes in std::iter::once(blob.data.to_vec()).chain(unpacked(&blob.data)) {
        for text in readings(&bytes) {
            in_text(&text, place, finder, found);
            if found.len() > before {
                found.truncate(before + 1); // once a file is enough
                return;
            }
        }
    }
}

/// The bytes as text: UTF-8 if they are that, else a byte a letter; and as UTF-16 both ways.
fn readings(bytes: &[u8]) -> Vec<String> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return vec![text.to_owned()];
    }
    let latin = bytes.iter().map(|byte| char::from(*byte)).collect();
    let mut readings = vec![String::from_utf8_lossy(bytes).into_owned(), latin];
    for (shift, little) in [(0, true), (0, false), (1, true), (1, false)] {
        let pairs = bytes.get(shift..).unwrap_or_default().chunks_exact(2);
        let units = pairs.map(|pair| {
            let pair = [
                pair.first().copied().unwrap_or(0),
                pair.get(1).copied().unwrap_or(0),
            ];
            if little {
                u16::from_le_bytes(pair)
            } else {
                u16::from_be_bytes(pair)
            }
        });
        let text = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER));
        readings.push(text.collect());
    }
    readings
}

/// What is packed inside: the files of a ZIP archive (DOCX, ODT, XLSX), the streams of a PDF, the texts of a PNG.
fn unpacked(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut parts = Vec::new();
    let mut room = UNPACKED;
    let mut take = |reader: &mut dyn Read| {
        let mut part = Vec::new();
        // What breaks off is looked at as far as it goes.
        let _ = reader.take(room).read_to_end(&mut part);
        room = room.saturating_sub(part.len() as u64);
        parts.push(part);
    };
    if bytes.starts_with(b"PK\x03\x04")
        && let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes))
    {
        for n in 0..archive.len() {
            if let Ok(mut file) = archive.by_index(n) {
                take(&mut file);
            }
        }
        return parts;
    }
    // Every zlib stream, wherever it begins: those of PDF and PNG alike.
    let mut tried = 0;
    for at in memchr::memchr_iter(0x78, bytes) {
        let head = bytes.get(at + 1);
        if head.is_some_and(|flags| (0x7800 + u16::from(*flags)).is_multiple_of(31))
            && tried < STREAMS
        {
            tried += 1;
            let rest = bytes.get(at..).unwrap_or_default();
            take(&mut ZlibDecoder::new(rest));
        }
    }
    parts
}
