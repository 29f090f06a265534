//! Bytes to JSON values, with everything that a plain parser lets pass and a board must not lose.
//!
//! Refuses what is not JSON (line and column) and lists longer than a board may have, as soon as the limit is passed.
//! Notes each key that stands twice in one object: the plain parser would silently drop the first. What was complete
//! before a refusal stays in reach, for a tolerant read.
//!
//! **Invariant:** memory stays in proportion to the bytes read, and depth is bounded (128 at most, by `serde_json`).

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use serde_json::{Map, Number, Value};

use super::{Limit, Limits, ReadError};

/// What bytes hold, as far as they could be read.
pub(super) struct Parsed {
    /// The value; of an object that breaks off, the complete entries before the break.
    pub value: Value,
    /// Why it breaks off, if it does.
    pub flaw: Option<ReadError>,
    /// The keys that stand twice in one object. The later is kept, and of two lists at the top both.
    pub doubles: Vec<Double>,
    /// How the bytes differ from what a writer would have put down, a sentence each.
    pub remarks: Vec<String>,
}

/// A key that stands twice in one object.
pub(super) struct Double {
    /// Where the object is: `cards[3].quote`; empty for the top.
    pub place: String,
    /// The key.
    pub key: String,
}

/// Reads bytes as JSON. The limits on cards and links hold inside the lists of these names.
pub(super) fn parse(bytes: &[u8], limits: &Limits) -> Parsed {
    let mut parsed = Parsed {
        value: Value::Null,
        flaw: None,
        doubles: Vec::new(),
        remarks: Vec::new(),
    };
    if bytes.len() > limits.of(Limit::Bytes) {
        parsed.flaw = Some(ReadError::TooLarge {
            what: format!("The file is {} long", size(bytes.len())),
            most: size(limits.of(Limit::Bytes)),
            limit: Limit::Bytes,
        });
        return parsed;
    }
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        let why = "the text is UTF-16, a board is UTF-8".to_owned();
        parsed.flaw = Some(ReadError::NotJson {
            line: 1,
            column: 1,
            why,
        });
        return parsed;
    }
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if text.len() < bytes.len() {
        parsed
            .remarks
            .push("The file begins with a byte order mark; saving leaves it out.".to_owned());
    }
    if text.iter().all(u8::is_ascii_whitespace) {
        parsed.flaw = Some(ReadError::Empty);
        return parsed;
    }
    // In JSON a bare CR can only be part of a line's end.
    if text.contains(&b'\r') {
        parsed
            .remarks
            .push("The lines of the file end in CR LF; saving ends them in LF.".to_owned());
    }
    let mut notes = Notes {
        over: None,
        values: 0,
        doubles: Vec::new(),
        limits,
    };
    let mut reader = serde_json::Deserializer::from_slice(text);
    let node = Node {
        slot: &mut parsed.value,
        depth: 0,
        limit: None,
        notes: &mut notes,
    };
    let result = node.deserialize(&mut reader).and_then(|()| reader.end());
    parsed.flaw = result.err().map(|error| match notes.over {
        Some(limit) => passed(limit, limits),
        None => not_json(&error, text),
    });
    parsed.doubles = notes.doubles;
    parsed
}

/// What is noticed on the way.
struct Notes<'a> {
    over: Option<Limit>,
    /// How many values there were so far.
    values: usize,
    doubles: Vec<Double>,
    limits: &'a Limits,
}

impl Notes<'_> {
    /// Notes this many doubles; a file with more is as broken.
    const MOST: usize = 100;

    fn double(&mut self, key: &str) {
        if self.doubles.len() < Self::MOST {
            self.doubles.push(Double {
                place: String::new(),
                key: key.to_owned(),
            });
        }
    }

    /// Says of all doubles since `first` that they lie inside this key or index.
    fn inside(&mut self, first: usize, step: &str) {
        for double in &mut self.doubles[first..] {
            let joint = if double.place.is_empty() || double.place.starts_with('[') {
                ""
            } else {
                "."
            };
            double.place = format!("{step}{joint}{}", double.place);
        }
    }
}

/// The limit on the list of this key at the top of the file.
fn limit_of(key: &str) -> Option<Limit> {
    match key {
        "cards" => Some(Limit::Cards),
        "links" => Some(Limit::Links),
        _ => None,
    }
}

/// The refusal of a file that passes a limit inside.
fn passed(limit: Limit, limits: &Limits) -> ReadError {
    let most = thousands(limits.of(limit));
    let (what, most) = match limit {
        Limit::Depth => (
            format!("Brackets are nested more than {most} deep"),
            format!("{most} brackets within brackets"),
        ),
        other => (
            format!("The board has more than {most} {}", other.name()),
            format!("{most} {}", other.name()),
        ),
    };
    ReadError::TooLarge { what, most, limit }
}

/// A number of bytes, in words.
pub(super) fn size(bytes: usize) -> String {
    match bytes {
        0..=9_999_999 => format!("{} bytes", thousands(bytes)),
        more => format!("{} MiB", thousands(more.div_ceil(1 << 20))),
    }
}

/// `200000` as `200,000`.
pub(super) fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

fn not_json(error: &serde_json::Error, text: &[u8]) -> ReadError {
    let said = error.to_string();
    let said = said
        .rsplit_once(" at line ")
        .map_or(said.as_str(), |(said, _)| said);
    let why = match said {
        _ if error.classify() == Category::Eof => "the file breaks off; its end is missing",
        "recursion limit exceeded" => "brackets are nested more than 128 deep",
        "expected value" => {
            "a value is missing or misspelt (text needs quotation marks, NaN and Infinity are not numbers)"
        }
        "expected `,` or `}`" => "a comma or } is missing",
        "expected `,` or `]`" => "a comma or ] is missing",
        "expected `:`" => "a colon is missing behind the key",
        "key must be a string" => "a key in quotation marks is missing",
        "trailing comma" => "there is a comma too many",
        "trailing characters" => "there is something behind the end of the board",
        "number out of range" => "the number is too large",
        "invalid number" => "the number is malformed",
        "invalid escape" => "the backslash begins no known escape",
        "invalid unicode code point" => "the bytes are not UTF-8",
        "control character (\\u0000-\\u001F) found while parsing a string" => {
            "the text holds a control character or lacks its closing quotation mark"
        }
        "lone leading surrogate in hex escape" | "unexpected end of hex escape" => {
            "the text holds half a surrogate pair, which is no character"
        }
        other => other,
    };
    ReadError::NotJson {
        line: error.line(),
        column: column(error, text),
        why: why.to_owned(),
    }
}

/// The column of an error in characters, as editors count, from 1.
fn column(error: &serde_json::Error, text: &[u8]) -> usize {
    let line = text
        .split(|byte| *byte == b'\n')
        .nth(error.line().saturating_sub(1))
        .unwrap_or_default();
    let before = line.get(..error.column()).unwrap_or(line);
    String::from_utf8_lossy(before).chars().count().max(1)
}

/// Builds a value in its place. Of the top and of what lies directly in it, complete parts stay when the rest breaks.
struct Node<'a, 'b> {
    slot: &'a mut Value,
    depth: usize,
    limit: Option<Limit>,
    notes: &'a mut Notes<'b>,
}

impl<'de> DeserializeSeed<'de> for Node<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.notes.values += 1;
        if self.notes.values > self.notes.limits.of(Limit::Values) {
            self.notes.over.get_or_insert(Limit::Values);
            return Err(D::Error::custom("too many"));
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        *self.slot = Value::Null;
        Ok(())
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        *self.slot = Value::Bool(value);
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        *self.slot = Value::Number(value.into());
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        *self.slot = Value::Number(value.into());
        Ok(())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        *self.slot = Number::from_f64(value).map_or(Value::Null, Value::Number);
        Ok(())
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        *self.slot = Value::String(value.to_owned());
        Ok(())
    }

    fn visit_string<E>(self, value: String) -> Result<(), E> {
        *self.slot = Value::String(value);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let depth = self.depth.saturating_add(1);
        if depth > self.notes.limits.of(Limit::Depth) {
            self.notes.over.get_or_insert(Limit::Depth);
            return Err(A::Error::custom("too deep"));
        }
        let mut list = Vec::new();
        let result = loop {
            let mut slot = Value::Null;
            let doubles = self.notes.doubles.len();
            let node = Node {
                slot: &mut slot,
                depth,
                limit: None,
                notes: &mut *self.notes,
            };
            let next = seq.next_element_seed(node);
            if self.notes.doubles.len() > doubles {
                self.notes.inside(doubles, &format!("[{}]", list.len()));
            }
            match next {
                Ok(None) => break Ok(()),
                Err(error) => break Err(error),
                Ok(Some(())) => match self
                    .limit
                    .filter(|limit| list.len() >= self.notes.limits.of(*limit))
                {
                    Some(limit) => {
                        self.notes.over = Some(limit);
                        break Err(A::Error::custom("too many"));
                    }
                    None => list.push(slot),
                },
            }
        };
        *self.slot = Value::Array(list);
        result
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let depth = self.depth.saturating_add(1);
        if depth > self.notes.limits.of(Limit::Depth) {
            self.notes.over.get_or_insert(Limit::Depth);
            return Err(A::Error::custom("too deep"));
        }
        let mut object = Map::new();
        let result = loop {
            let key = match map.next_key::<String>() {
                Ok(Some(key)) => key,
                Ok(None) => break Ok(()),
                Err(error) => break Err(error),
            };
            let limit = limit_of(&key).filter(|_| self.depth == 0);
            let mut slot = Value::Null;
            let doubles = self.notes.doubles.len();
            let node = Node {
                slot: &mut slot,
                depth,
                limit,
                notes: &mut *self.notes,
            };
            let done = map.next_value_seed(node);
            if self.notes.doubles.len() > doubles {
                self.notes.inside(doubles, &key);
            }
            // A list or object that breaks off is worth keeping only where its parts stand for themselves.
            if done.is_ok() || (self.depth == 0 && (slot.is_array() || slot.is_object())) {
                match (object.get_mut(&key), slot) {
                    (None, slot) => {
                        object.insert(key, slot);
                    }
                    (Some(Value::Array(earlier)), Value::Array(later)) if self.depth == 0 => {
                        self.notes.double(&key);
                        earlier.extend(later);
                    }
                    (Some(earlier), later) => {
                        self.notes.double(&key);
                        *earlier = later;
                    }
                }
            }
            if let Err(error) = done {
                break Err(error);
            }
        };
        *self.slot = Value::Object(object);
        result
    }
}
