//! An edit as JSON, both ways: of each record what was and what is, and of a record that was before and after only the
//! keys that differ.
//!
//! Refuses (by `None`) to be read against a board in which the records are not as they were.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::super::{Limits, record, write};
use crate::board::{About, Blob, Board, Body, Card, CardId, Change, Edit, FileId, Link, LinkId};

/// Which way an edit is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// The board is as it was before the edit.
    Forth,
    /// The board is as it was after the edit.
    Back,
}

/// What was, and what is.
const WAS: &str = "-";
const IS: &str = "+";
/// The keys that differ.
const DIFFERS: &str = "~";

/// An edit as JSON.
pub(super) fn of(edit: &Edit) -> Value {
    let mut parts = Map::new();
    if let Some(change) = &edit.about {
        parts.insert(
            "about".into(),
            change_value(change, |about| about_value(about)),
        );
    }
    let cards = edit.cards.iter().map(|(id, change)| {
        let lean = without_equal_text(change);
        let change = lean.as_ref().unwrap_or(change);
        (
            id.to_string(),
            change_value(change, |card| write::card_value(id, card)),
        )
    });
    put(&mut parts, "cards", cards.collect());
    let links = edit.links.iter().map(|(id, change)| {
        (
            id.to_string(),
            change_value(change, |link| write::link_value(id, link)),
        )
    });
    put(&mut parts, "links", links.collect());
    let files = edit.files.iter().map(|(id, change)| {
        (
            id.to_string(),
            change_value(change, |blob| write::whole_blob_value(blob)),
        )
    });
    put(&mut parts, "files", files.collect());
    Value::Object(parts)
}

fn put(parts: &mut Map<String, Value>, key: &str, records: Map<String, Value>) {
    if !records.is_empty() {
        parts.insert(key.into(), Value::Object(records));
    }
}

/// The text of a source can be long and never changes: a move does not write it down twice to find it equal.
fn without_equal_text(change: &Change<Card>) -> Option<Change<Card>> {
    let (before, after) = (change.before.as_ref()?, change.after.as_ref()?);
    let (Body::Source(was), Body::Source(is)) = (&before.body, &after.body) else {
        return None;
    };
    if was.text != is.text {
        return None;
    }
    let without = |card: &Card| {
        let mut card = Card::clone(card);
        if let Body::Source(source) = &mut card.body {
            source.text = Arc::from("");
        }
        Some(Arc::new(card))
    };
    Some(Change {
        before: without(before),
        after: without(after),
    })
}

fn about_value(about: &About) -> Value {
    json!({ "about": write::about_value(about), "top": about.top_extra })
}

fn change_value<T>(change: &Change<T>, value: impl Fn(&T) -> Value) -> Value {
    match (&change.before, &change.after) {
        (None, None) => json!({}),
        (None, Some(is)) => json!({ IS: value(is) }),
        (Some(was), None) => json!({ WAS: value(was) }),
        (Some(was), Some(is)) => {
            json!({ DIFFERS: differing(&value(was), &value(is)) })
        }
    }
}

/// The keys in which two objects differ, with both values; a missing one is left out.
fn differing(was: &Value, is: &Value) -> Map<String, Value> {
    let none = Map::new();
    let (was, is) = (
        was.as_object().unwrap_or(&none),
        is.as_object().unwrap_or(&none),
    );
    let mut keys = Map::new();
    for key in was
        .keys()
        .chain(is.keys().filter(|key| !was.contains_key(*key)))
    {
        if was.get(key) != is.get(key) {
            let side = |name: &str, object: &Map<String, Value>| {
                object
                    .get(key)
                    .map(|value| (name.to_owned(), value.clone()))
            };
            let sides = side(WAS, was).into_iter().chain(side(IS, is));
            keys.insert(key.clone(), Value::Object(sides.collect()));
        }
    }
    keys
}

/// The edit that this JSON tells, made for this board: it leads from it (forth) or to it (back). `None` if it is no
/// edit of such a board.
pub(super) fn edit(told: &Value, board: &Board, way: Way) -> Option<Edit> {
    let parts = told.as_object()?;
    let about = match parts.get("about") {
        None => None,
        Some(told) => {
            let now = Some(board.about());
            Some(change(told, now, way, about_value, about_of)?)
        }
    };
    let cards = changes(parts.get("cards"), board.cards(), way, |id: &CardId| {
        let id = id.clone();
        (
            move |card: &Card| write::card_value(&id, card),
            |value: &Value| {
                record::card(value, &Limits::loosest())
                    .ok()
                    .map(|(_, card, _)| card)
            },
        )
    })?;
    let links = changes(parts.get("links"), board.links(), way, |id: &LinkId| {
        let id = id.clone();
        (
            move |link: &Link| write::link_value(&id, link),
            |value: &Value| {
                record::link(value, &Limits::loosest())
                    .ok()
                    .map(|(_, link)| link)
            },
        )
    })?;
    let files = changes(parts.get("files"), board.files(), way, |id: &FileId| {
        let id = id.clone();
        (
            |blob: &Blob| write::whole_blob_value(blob),
            move |value: &Value| {
                record::blob(id.as_str(), value, &Limits::loosest())
                    .ok()
                    .map(|(_, blob)| blob)
            },
        )
    })?;
    Some(Edit {
        about,
        cards,
        links,
        files,
    })
}

fn about_of(value: &Value) -> Option<About> {
    let about = record::about(value.get("about")?, &Limits::loosest()).ok()?;
    Some(About {
        top_extra: value.get("top")?.as_object()?.clone(),
        ..about
    })
}

fn changes<K, T, W, R>(
    told: Option<&Value>,
    now: &BTreeMap<K, Arc<T>>,
    way: Way,
    words: impl Fn(&K) -> (W, R),
) -> Option<BTreeMap<K, Change<T>>>
where
    K: Ord + for<'a> From<&'a str>,
    W: Fn(&T) -> Value,
    R: Fn(&Value) -> Option<T>,
{
    let none = Map::new();
    let told = told.map_or(Some(&none), Value::as_object)?;
    told.iter()
        .map(|(id, told)| {
            let id = K::from(id.as_str());
            let (value, read) = words(&id);
            let change = change(told, now.get(&id), way, value, read)?;
            Some((id, change))
        })
        .collect()
}

/// One change. What the board holds is one end of it; the other is made from it and from what is told.
fn change<T>(
    told: &Value,
    now: Option<&Arc<T>>,
    way: Way,
    value: impl Fn(&T) -> Value,
    read: impl Fn(&Value) -> Option<T>,
) -> Option<Change<T>> {
    let (here, there) = match way {
        Way::Forth => (WAS, IS),
        Way::Back => (IS, WAS),
    };
    let made = |value: &Value| read(value).map(|record| Some(Arc::new(record)));
    let other = if let Some(keys) = told.get(DIFFERS) {
        let mut record = value(now?);
        let object = record.as_object_mut()?;
        for (key, sides) in keys.as_object()? {
            // The text of a source is told only where it changed, so it is here as it was.
            if object.get(key) != sides.get(here) {
                return None;
            }
            match sides.get(there) {
                Some(value) => object.insert(key.clone(), value.clone()),
                None => object.shift_remove(key),
            };
        }
        made(&record)?
    } else {
        match (told.get(here).is_some(), told.get(there)) {
            (true, None) if now.is_some() => None,
            (false, Some(value)) if now.is_none() => made(value)?,
            _ => return None,
        }
    };
    let now = now.cloned();
    Some(match way {
        Way::Forth => Change {
            before: now,
            after: other,
        },
        Way::Back => Change {
            before: other,
            after: now,
        },
    })
}
