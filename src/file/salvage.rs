//! What can be understood of a broken file, offered as a copy, and a sentence for everything that cannot.
//!
//! Of a record with a wrong field only that field is left out; of a file that breaks off, what stands before the break is
//! kept; of two records with one id the second gets a name of its own. Refuses (by `None`) what is no board at all, is of
//! a newer version, or holds no card that can be read.
//!
//! **Invariant:** nothing is left out without a sentence that says where.

use std::collections::{HashMap, HashSet};
use std::fmt::Display;
use std::hash::Hash;

use serde_json::Value;

use super::ReadError;
use super::read::{Parts, Records, found_version, missing_files, named, nowhere};
use super::record::{self, Flaw, described, quoted};
use super::version::{self, STEPS};
use super::{Limit, Limits, VERSION, parse};
use crate::board::{About, Board, CardId, Link, LinkId};

/// Reads what can be read of a file that [`super::read`] refuses, with a sentence for each thing that was left out or
/// mended. `None` if there is nothing to offer.
pub fn read_tolerant(bytes: &[u8]) -> Option<(Board, Vec<String>)> {
    read_tolerant_within(bytes, &Limits::default())
}

/// As [`read_tolerant`], within limits that the user has set.
pub fn read_tolerant_within(bytes: &[u8], limits: &Limits) -> Option<(Board, Vec<String>)> {
    let parsed = parse::parse(bytes, limits);
    let mut said = Vec::new();
    if let Some(flaw) = parsed.flaw {
        said.push(match flaw {
            ReadError::NotJson { line, column, why } => {
                format!("Line {line}, column {column}: {why}. What stands behind that place was left out.")
            }
            ReadError::TooLarge { what, limit, .. } => format!(
                "{what}. What stands behind that was left out. The limit “{}” can be raised in Preferences.",
                limit.name()
            ),
            other => other.to_string(),
        });
    }
    for double in &parsed.doubles {
        let place = if double.place.is_empty() {
            "The top of the file"
        } else {
            &double.place
        };
        let both = double.place.is_empty() && ["cards", "links"].contains(&double.key.as_str());
        let counts = if both {
            "Both were taken."
        } else {
            "The later one counts."
        };
        said.push(format!(
            "{place}: The key {} stands twice. {counts}",
            quoted(&double.key)
        ));
    }
    let found = match found_version(&parsed.value) {
        Ok(found) => found,
        Err(broken @ ReadError::Broken { .. }) => {
            said.push(format!("{broken} It was read as version {VERSION}."));
            u64::from(VERSION)
        }
        Err(_) => return None,
    };
    let Value::Object(top) = version::migrate(parsed.value, found, STEPS) else {
        return None;
    };
    let parts = Parts::of(top);
    let mut records = Records {
        about: about(parts.about, limits, &mut said),
        ..Records::default()
    };
    records.about.top_extra = parts.extra;
    cards(&mut records, parts.cards, limits, &mut said);
    links(&mut records, parts.links, limits, &mut said);
    files(&mut records, parts.files, limits, &mut said);
    said.extend(missing_files(&records.cards, &records.files));
    if records.cards.is_empty() {
        return None;
    }
    let (board, _) =
        Board::from_records(records.about, records.cards, records.links, records.files);
    Some((board, said))
}

fn about(value: Value, limits: &Limits, said: &mut Vec<String>) -> About {
    let read = |value: &Value| record::about(value, limits);
    match value {
        Value::Null => About::default(),
        value => mended("about", value, read, |_, _| false, said).unwrap_or_default(),
    }
}

fn cards(records: &mut Records, list: Value, limits: &Limits, said: &mut Vec<String>) {
    let read = |value: &Value| record::card(value, limits);
    let list = entries("cards", list, said);
    let mut taken = taken_ids(&list);
    let mut seen = HashMap::new();
    for (index, value) in list.into_iter().enumerate() {
        let place = record::place("cards", index, &value);
        let Some((id, card, _)) = mended(&place, value, read, give_place, said) else {
            continue;
        };
        let id = single(id, index, &place, &mut seen, &mut taken, said);
        records.cards.push((id, card));
    }
}

fn links(records: &mut Records, list: Value, limits: &Limits, said: &mut Vec<String>) {
    let read = |value: &Value| record::link(value, limits);
    let list = entries("links", list, said);
    let known: HashSet<CardId> = records.cards.iter().map(|(id, _)| id.clone()).collect();
    let mut taken = taken_ids(&list);
    let mut seen = HashMap::new();
    for (index, value) in list.into_iter().enumerate() {
        let place = record::place("links", index, &value);
        let Some((id, mut link)) = mended(&place, value, read, |_, _| false, said) else {
            continue;
        };
        if !ends_hold(&mut link, &known, &place, said) {
            continue;
        }
        let id: LinkId = single(id, index, &place, &mut seen, &mut taken, said);
        records.links.push((id, link));
    }
}

/// Whether both ends of a link are on the board. An origin that is not is forgotten.
fn ends_hold(
    link: &mut Link,
    known: &HashSet<CardId>,
    place: &str,
    said: &mut Vec<String>,
) -> bool {
    let lost = named(link)
        .find(|(_, card)| !known.contains(*card))
        .map(|(key, card)| (key, nowhere(key, card)));
    match lost {
        None => true,
        Some(("origin", why)) => {
            said.push(format!("{place}: {why} The origin was left out."));
            if let Some(evidence) = link.kind.evidence_mut() {
                evidence.origin = None;
            }
            true
        }
        Some((_, why)) => {
            said.push(format!("{place}: {why} The link was left out."));
            false
        }
    }
}

fn files(records: &mut Records, object: Value, limits: &Limits, said: &mut Vec<String>) {
    let mut bytes = 0_usize;
    let object = match object {
        Value::Null => return,
        Value::Object(object) => object,
        other => {
            said.push(format!(
                "files: This is {}, an object is needed. It was left out.",
                described(&other)
            ));
            return;
        }
    };
    for (key, value) in object {
        let place = format!("files[{}]", quoted(&key));
        bytes = bytes.saturating_add(record::embedded(&value));
        if bytes > limits.of(Limit::Embedded) {
            said.push(format!(
                "{place}: The embedded files are more than {}. This one and those behind it were left out.",
                parse::size(limits.of(Limit::Embedded))
            ));
            return;
        }
        records.files.extend(mended(
            &place,
            value,
            |value| record::blob(&key, value, limits),
            |_, _| false,
            said,
        ));
    }
}

fn entries(list: &str, value: Value, said: &mut Vec<String>) -> Vec<Value> {
    match value {
        Value::Array(entries) => entries,
        Value::Null => Vec::new(),
        other => {
            said.push(format!(
                "{list}: This is {}, a list is needed. It was left out.",
                described(&other)
            ));
            Vec::new()
        }
    }
}

/// Reads a record, without the fields that are to blame for a refusal. `give` may put something in the place of one
/// that is needed.
fn mended<T>(
    place: &str,
    mut value: Value,
    read: impl Fn(&Value) -> Result<T, Flaw>,
    give: impl Fn(&mut Value, &str) -> bool,
    said: &mut Vec<String>,
) -> Option<T> {
    loop {
        let flaw = match read(&value) {
            Ok(record) => return Some(record),
            Err(flaw) => flaw,
        };
        let field = flaw.field.as_deref().unwrap_or_default();
        if give(&mut value, field) {
            said.push(format!(
                "{place}: {} A usual value was put there.",
                flaw.why
            ));
        } else if !["id", "kind", "from", "to", "data"].contains(&field)
            && value
                .as_object_mut()
                .is_some_and(|object| object.shift_remove(field).is_some())
        {
            said.push(format!("{place}: {} The field was left out.", flaw.why));
        } else {
            said.push(format!(
                "{place}: {} The whole entry was left out.",
                flaw.why
            ));
            return None;
        }
    }
}

/// A place for a card that has none: the middle of the wall and a middling size.
fn give_place(card: &mut Value, field: &str) -> bool {
    let usual = match field {
        "x" | "y" => 0,
        "width" => 260,
        "height" => 120,
        _ => return false,
    };
    card.as_object_mut()
        .is_some_and(|card| card.insert(field.to_owned(), usual.into()) != Some(usual.into()))
}

/// An id that no record before has: the record's own, or that with a number behind it.
fn single<T: Clone + Eq + Hash + Display + From<String>>(
    id: T,
    index: usize,
    place: &str,
    seen: &mut HashMap<T, usize>,
    taken: &mut HashSet<String>,
    said: &mut Vec<String>,
) -> T {
    let Some(first) = seen.get(&id) else {
        seen.insert(id.clone(), index);
        return id;
    };
    let mut number = 2_u64;
    let mut name = format!("{id}-{number}");
    while !taken.insert(name.clone()) {
        number += 1;
        name = format!("{id}-{number}");
    }
    let list = place.split('[').next().unwrap_or_default();
    said.push(format!(
        "{place}: \"id\" is also that of {list}[{first}]. This one is now called {}.",
        quoted(&name)
    ));
    T::from(name)
}

fn taken_ids(list: &[Value]) -> HashSet<String> {
    list.iter()
        .filter_map(|value| value.get("id")?.as_str())
        .map(str::to_owned)
        .collect()
}
