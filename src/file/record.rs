//! One record at a time: the JSON of a card, link, embedded file or `about` as what the board keeps, or the one thing
//! that is wrong with it.
//!
//! Refuses wrong types, missing keys, grades and link kinds that there are none of, absurd places and sizes, a quote that
//! ends before it begins, text without end, embedded bytes that are not those of their name. Whether records fit each
//! other is `read`'s question.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use kurbo::{Point, Size};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use serde_path_to_error::Segment;

use super::parse::thousands;
use super::{Limit, Limits, MAX_COORDINATE, MAX_SIZE, MAX_Z, disputed, judged, wire};
use crate::board::{
    About, Blob, Body, Card, CardId, Claim, Credibility, Custody, Evidence, FileId, Frame, Link,
    LinkId, LinkKind, Note, Original, Picture, Quote, Reliability, Source, digest,
};

/// What is wrong with a record.
#[derive(Debug)]
pub(super) struct Flaw {
    /// The key of the record that is to blame, if one is.
    pub field: Option<String>,
    /// A sentence.
    pub why: String,
}

impl Flaw {
    fn at(field: &str, why: impl Into<String>) -> Self {
        Self {
            field: Some(field.to_owned()),
            why: why.into(),
        }
    }
}

/// A card of the file, and whether its place had to be rounded.
pub(super) fn card(value: &Value, limits: &Limits) -> Result<(CardId, Card, bool), Flaw> {
    let object = object(value)?;
    short_texts(value, limits)?;
    let (place, rest): (Map<_, _>, Map<_, _>) = object
        .iter()
        .map(|(k, v)| (k.clone(), v.clone()))
        .partition(|(key, _)| wire::PLACE_KEYS.contains(&key.as_str()));
    let place: wire::Place = typed(&Value::Object(place))?;
    if place.id.is_empty() {
        return Err(Flaw::at("id", "\"id\" is empty, a name is needed."));
    }
    for (key, number) in [("x", place.x), ("y", place.y)] {
        if !(-MAX_COORDINATE..=MAX_COORDINATE).contains(&number) {
            return Err(outside(
                object,
                key,
                "a number between -10,000,000 and 10,000,000",
            ));
        }
    }
    for (key, number) in [("width", place.width), ("height", place.height)] {
        if !(1.0..=MAX_SIZE).contains(&number) {
            return Err(outside(object, key, "a number from 1 to 100,000"));
        }
    }
    if !(-MAX_Z..=MAX_Z).contains(&place.z) {
        return Err(outside(
            object,
            "z",
            "a whole number of at most twelve digits",
        ));
    }
    let (body, extra) = body(&place.kind, rest)?;
    let exact = (
        Point::new(place.x, place.y),
        Size::new(place.width, place.height),
    );
    let (at, size) = (exact.0.round(), exact.1.round());
    let card = Card {
        at,
        size,
        z: place.z,
        body,
        extra,
    };
    Ok((CardId::from(place.id), card, (at, size) != exact))
}

fn body(kind: &str, rest: Map<String, Value>) -> Result<(Body, Map<String, Value>), Flaw> {
    let rest = Value::Object(rest);
    Ok(match kind {
        "source" => {
            let wire: wire::Source = typed(&rest)?;
            let source = Source {
                title: wire.title,
                outlet: wire.outlet,
                author: wire.author,
                published: wire.published,
                url: wire.url,
                archive_url: wire.archive_url,
                captured: wire.captured,
                language: wire.language,
                reliability: wire.reliability.map(|letter| match letter {
                    wire::Letter::A => Reliability::A,
                    wire::Letter::B => Reliability::B,
                    wire::Letter::C => Reliability::C,
                    wire::Letter::D => Reliability::D,
                    wire::Letter::E => Reliability::E,
                    wire::Letter::F => Reliability::F,
                }),
                text: wire.text.into(),
                text_sha256: wire.text_sha256,
                tags: wire.tags,
                pages: wire.pages.into_iter().map(place_in_text).collect(),
                file: wire.file.map(FileId::from),
                original: wire.original.map(|original| Original {
                    name: original.name,
                    media_type: original.media_type,
                    sha256: original.sha256,
                    bytes: original.bytes,
                    path: original.path,
                    extra: original.extra,
                }),
                custody: wire.custody.into_iter().map(custody).collect(),
            };
            (Body::Source(Box::new(source)), wire.extra)
        }
        "claim" => {
            let wire: wire::Claim = typed(&rest)?;
            (
                Body::Claim(Claim {
                    text: wire.text,
                    question: wire.question,
                    likelihood: wire.likelihood.map(Into::into),
                    confidence: wire.confidence.map(Into::into),
                    tags: wire.tags,
                }),
                wire.extra,
            )
        }
        "note" => {
            let wire: wire::Note = typed(&rest)?;
            (Body::Note(Note { text: wire.text }), wire.extra)
        }
        "frame" => {
            let wire: wire::Frame = typed(&rest)?;
            (Body::Frame(Frame { title: wire.title }), wire.extra)
        }
        "picture" => {
            let wire: wire::Picture = typed(&rest)?;
            (
                Body::Picture(Picture {
                    file: wire.file.map(FileId::from),
                    caption: wire.caption,
                    taken: wire.taken,
                }),
                wire.extra,
            )
        }
        kind => {
            let wire: wire::Unknown = typed(&rest)?;
            (Body::Unknown(kind.to_owned()), wire.extra)
        }
    })
}

/// A link of the file.
pub(super) fn link(value: &Value, limits: &Limits) -> Result<(LinkId, Link), Flaw> {
    let object = object(value)?;
    short_texts(value, limits)?;
    let derivation = object
        .get("kind")
        .is_some_and(|kind| kind == "derives_from");
    let wire: wire::Link = if derivation {
        // It rests on no evidence, so such keys mean nothing here: they are kept among the unknown ones.
        let (known, rest): (Map<_, _>, Map<_, _>) = object
            .iter()
            .map(|(k, v)| (k.clone(), v.clone()))
            .partition(|(key, _)| wire::DERIVATION_KEYS.contains(&key.as_str()));
        wire::Link {
            extra: rest,
            ..typed(&Value::Object(known))?
        }
    } else {
        typed(value)?
    };
    if wire.id.is_empty() {
        return Err(Flaw::at("id", "\"id\" is empty, a name is needed."));
    }
    let evidence = Evidence {
        quote: wire.quote.map(quote).transpose()?,
        credibility: wire
            .credibility
            .map(|digit| credibility(object, digit))
            .transpose()?,
        strong: wire.strong,
        origin: wire.origin.map(CardId::from),
        weight: wire.weight,
    };
    if evidence
        .weight
        .is_some_and(|weight| !(0.0..=1.0).contains(&weight))
    {
        return Err(outside(object, "weight", "a number from 0 to 1"));
    }
    let kind = match wire.kind {
        wire::LinkKind::Corroborates => LinkKind::Corroborates(evidence),
        wire::LinkKind::Contradicts => LinkKind::Contradicts(evidence),
        wire::LinkKind::DerivesFrom => LinkKind::DerivesFrom,
    };
    let link = Link {
        from: wire.from.into(),
        to: wire.to.into(),
        kind,
        note: wire.note,
        extra: wire.extra,
    };
    Ok((LinkId::from(wire.id), link))
}

fn quote(wire: wire::Quote) -> Result<Quote, Flaw> {
    if wire.start > wire.end {
        let why = format!(
            "\"quote\" starts at {} and ends before, at {}; the end cannot come first.",
            wire.start, wire.end
        );
        return Err(Flaw::at("quote", why));
    }
    let place = |n: u64| {
        let why = || format!("\"quote\" lies at {n}, which is farther than any text.");
        usize::try_from(n).map_err(|_| Flaw::at("quote", why()))
    };
    let range = place(wire.start)?..place(wire.end)?;
    Ok(Quote {
        exact: wire.exact,
        prefix: wire.prefix,
        suffix: wire.suffix,
        range,
        extra: wire.extra,
    })
}

fn credibility(link: &Map<String, Value>, digit: i64) -> Result<Credibility, Flaw> {
    let grade = u8::try_from(digit).ok().and_then(Credibility::new);
    grade.ok_or_else(|| outside(link, "credibility", "a whole number from 1 to 6"))
}

fn outside(record: &Map<String, Value>, key: &str, needed: &str) -> Flaw {
    let is = record
        .get(key)
        .map_or_else(|| "missing".to_owned(), described);
    Flaw::at(key, format!("\"{key}\" is {is}, {needed} is needed."))
}

/// An embedded file.
pub(super) fn blob(key: &str, value: &Value, limits: &Limits) -> Result<(FileId, Blob), Flaw> {
    let object = object(value)?;
    for (key, value) in object.iter().filter(|(key, _)| *key != "data") {
        short_text(key, value, limits)?;
    }
    let wire: wire::Blob = typed(value)?;
    let data = BASE64
        .decode(wire.data.as_bytes())
        .map_err(|error| Flaw::at("data", format!("\"data\" is not Base64 ({error}).")))?;
    let id = digest::file_id(&data);
    if id.as_str() != key {
        let why = format!("\"data\" was changed or cut: its bytes are those of \"{id}\".");
        return Err(Flaw::at("data", why));
    }
    Ok((
        id,
        Blob {
            media_type: wire.media_type,
            name: wire.name,
            data: data.into(),
            extra: wire.extra,
        },
    ))
}

/// An embedded file with the same bytes and what the value says of it: the value of [`super::write::blob_value`].
pub(super) fn named_blob(blob: &Blob, value: &Value) -> Result<Blob, Flaw> {
    let mut object = object(value)?.clone();
    object.insert("data".to_owned(), Value::String(String::new()));
    let wire: wire::Blob = typed(&Value::Object(object))?;
    Ok(Blob {
        media_type: wire.media_type,
        name: wire.name,
        data: blob.data.clone(),
        extra: wire.extra,
    })
}

fn custody(wire: wire::Custody) -> Custody {
    Custody {
        at: wire.at,
        act: wire.act,
        by: wire.by,
        file: wire.file,
        sha256: wire.sha256,
        note: wire.note,
        extra: wire.extra,
    }
}

/// A place in a text. One that is farther than any text stays that.
fn place_in_text(n: u64) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

/// What is known about the board as a whole.
pub(super) fn about(value: &Value, limits: &Limits) -> Result<About, Flaw> {
    object(value)?;
    short_texts(value, limits)?;
    let wire: wire::About = typed(value)?;
    let conflicts = wire.conflicts.into_iter().map(disputed::read);
    let conflicts = conflicts.collect::<Result<_, _>>();
    Ok(About {
        conflicts: conflicts.map_err(|why| Flaw::at("conflicts", why))?,
        title: wire.title,
        description: wire.description,
        judgements: wire.judgements.map(judged::read).unwrap_or_default(),
        extra: wire.extra,
        top_extra: Map::new(),
    })
}

/// Where a record stands: `cards[12] (id "k03")`.
pub(super) fn place(list: &str, index: usize, value: &Value) -> String {
    match value.get("id").and_then(Value::as_str) {
        Some(id) if !id.is_empty() => format!("{list}[{index}] (id {})", quoted(id)),
        _ => format!("{list}[{index}]"),
    }
}

/// How many bytes an embedded file has, at least about: it is not decoded for that.
pub(super) fn embedded(value: &Value) -> usize {
    let data = value.get("data").and_then(Value::as_str);
    data.map_or(0, |data| data.len() / 4 * 3)
}

/// Words of a file in quotation marks, fit for a sentence: short and without control characters.
pub(super) fn quoted(words: &str) -> String {
    format!("\"{}\"", plain(words))
}

/// Words of a file, fit for a sentence: short and without control characters.
pub(super) fn plain(words: &str) -> String {
    const MOST: usize = 80;
    let mut shown: String = words
        .chars()
        .take(MOST)
        .map(|c| {
            if c.is_control() {
                char::REPLACEMENT_CHARACTER
            } else {
                c
            }
        })
        .collect();
    if words.chars().nth(MOST).is_some() {
        shown.push('…');
    }
    shown
}

/// What a value is, in words.
pub(super) fn described(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(value) => value.to_string(),
        Value::String(_) => "text".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

fn object(value: &Value) -> Result<&Map<String, Value>, Flaw> {
    let why = || format!("This is {}, an object is needed.", described(value));
    value.as_object().ok_or_else(|| Flaw {
        field: None,
        why: why(),
    })
}

fn typed<T: DeserializeOwned>(value: &Value) -> Result<T, Flaw> {
    serde_path_to_error::deserialize(value).map_err(|error| explained(&error, value))
}

/// A type error in words.
fn explained(error: &serde_path_to_error::Error<serde_json::Error>, record: &Value) -> Flaw {
    let mut found = Some(record);
    let mut field = None;
    let mut path = String::new();
    for segment in error.path() {
        match segment {
            Segment::Map { key } => {
                field.get_or_insert_with(|| key.clone());
                path = if path.is_empty() {
                    key.clone()
                } else {
                    format!("{path}.{key}")
                };
                found = found.and_then(|value| value.get(key));
            }
            Segment::Seq { index } => {
                path = format!("{path}[{index}]");
                found = found.and_then(|value| value.get(index));
            }
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    let said = error.inner().to_string();
    if let Some(missing) = said
        .strip_prefix("missing field `")
        .and_then(|rest| rest.split('`').next())
    {
        let path = if path.is_empty() {
            missing.to_owned()
        } else {
            format!("{path}.{missing}")
        };
        return Flaw {
            field: Some(field.unwrap_or_else(|| missing.to_owned())),
            why: format!("\"{path}\" is missing."),
        };
    }
    let expected = said
        .rsplit_once("expected ")
        .map_or(said.as_str(), |(_, expected)| expected);
    let choice = expected.strip_prefix("one of ").unwrap_or(expected);
    let needed = match expected {
        "f64" => "a number is needed".to_owned(),
        "i64" => "a whole number is needed".to_owned(),
        "u64" => "a whole number from 0 is needed".to_owned(),
        "a string" | "string or map" => "text is needed".to_owned(),
        "a sequence" => "a list is needed".to_owned(),
        _ if choice.starts_with('`') => format!("one of {} is needed", choice.replace('`', "\"")),
        _ if expected.contains("struct") || expected.contains("map") => {
            "an object is needed".to_owned()
        }
        other => format!("{other} is needed"),
    };
    let is = match found {
        Some(Value::String(word)) if choice.starts_with('`') => quoted(word),
        Some(value) => described(value),
        None => "not as it should be".to_owned(),
    };
    Flaw {
        field,
        why: format!("\"{path}\" is {is}, {needed}."),
    }
}

fn short_texts(record: &Value, limits: &Limits) -> Result<(), Flaw> {
    record
        .as_object()
        .into_iter()
        .flatten()
        .try_for_each(|(key, value)| short_text(key, value, limits))
}

fn short_text(key: &str, value: &Value, limits: &Limits) -> Result<(), Flaw> {
    let most = limits.of(Limit::Text);
    match value {
        Value::String(text) if text.len() > most => {
            let why = format!(
                "{} is {} bytes of text, at most {} are possible. If you trust it, raise the limit “text” in \
                 Preferences (--limit text=NUMBER in the terminal).",
                quoted(key),
                thousands(text.len()),
                thousands(most)
            );
            Err(Flaw::at(key, why))
        }
        Value::Array(list) => list
            .iter()
            .try_for_each(|value| short_text(key, value, limits)),
        Value::Object(object) => object
            .values()
            .try_for_each(|value| short_text(key, value, limits)),
        _ => Ok(()),
    }
}
