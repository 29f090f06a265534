//! Lists of two versions: what either added, without what either took away.
//!
//! Entries of the judgements are known by what they are about; where both sides judged one thing differently it refuses
//! to choose, and both judgements are in dispute.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value};

use super::Side;
use super::fields::{Dispute, all_keys, plain};

/// How entries that were added stand behind those that were there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// By their words.
    Words,
    /// By their time (`at`), then by their words.
    Time,
    /// The whole list ascending.
    Numbers,
}

/// Merges three lists as sets. An entry that stands twice is two entries. `None` if one of them is no list; one that is
/// missing is empty.
pub(super) fn set(lists: [Option<&Value>; 3], order: Order) -> Option<Value> {
    let list = |value: Option<&Value>| match value {
        None => Some(Vec::new()),
        Some(Value::Array(list)) => Some(list.clone()),
        Some(_) => None,
    };
    let [base, ours, theirs] = lists;
    let (b, o, t) = (list(base)?, list(ours)?, list(theirs)?);
    let by_time = |value: &Value| match order {
        Order::Time => text(value, "at"),
        _ => String::new(),
    };
    let mut merged = entries([&b, &o, &t], canonical, by_time, |_, ours, theirs| {
        // Entries with the same words are equal.
        ours.or(theirs).cloned()
    });
    if order == Order::Numbers {
        merged.sort_by(|a, b| {
            a.as_f64()
                .unwrap_or(0.0)
                .total_cmp(&b.as_f64().unwrap_or(0.0))
        });
    }
    Some(Value::Array(merged))
}

/// Merges lists whose entries are known by a key. `split` chooses where both sides changed an entry.
fn entries(
    lists: [&[Value]; 3],
    key: impl Fn(&Value) -> String,
    rank: impl Fn(&Value) -> String,
    mut split: impl FnMut(Option<&Value>, Option<&Value>, Option<&Value>) -> Option<Value>,
) -> Vec<Value> {
    let [base, ours, theirs] = lists.map(|list| keyed(list, &key));
    let [in_base, in_ours, in_theirs] = [&base, &ours, &theirs].map(|list| {
        let entries = list.iter().map(|(key, value)| (key, *value));
        entries.collect::<HashMap<_, _>>()
    });
    let mut added = BTreeMap::new();
    for (key, value) in ours
        .iter()
        .chain(&theirs)
        .filter(|(key, _)| !in_base.contains_key(key))
    {
        // Of one that both added, the earlier rank counts, so that the order does not depend on the side.
        let rank = rank(value);
        let known: &mut String = added.entry(key).or_insert_with(|| rank.clone());
        if rank < *known {
            *known = rank;
        }
    }
    let mut added: Vec<_> = added.into_iter().map(|(key, rank)| (rank, key)).collect();
    added.sort();
    let added = added.into_iter().map(|(_, key)| key);
    let keys = base.iter().map(|(key, _)| key).chain(added);
    keys.filter_map(|key| {
        let [b, o, t] = [&in_base, &in_ours, &in_theirs].map(|list| list.get(key).copied());
        match plain(b, o, t) {
            Some(value) => value.cloned(),
            None => split(b, o, t),
        }
    })
    .collect()
}

/// Entries with their keys; of those that share a key each has its number.
fn keyed<'v>(
    list: &'v [Value],
    key: impl Fn(&Value) -> String,
) -> Vec<((String, usize), &'v Value)> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let numbered = list.iter().map(|value| {
        let key = key(value);
        let number = seen.entry(key.clone()).or_default();
        *number += 1;
        ((key, *number), value)
    });
    numbered.collect()
}

/// A value in words that do not depend on the order of its keys.
fn canonical(value: &Value) -> String {
    fn sorted(value: &Value) -> Value {
        match value {
            Value::Array(list) => list.iter().map(sorted).collect(),
            Value::Object(object) => {
                let sorted: BTreeMap<_, _> = object
                    .iter()
                    .map(|(key, value)| (key, sorted(value)))
                    .collect();
                sorted
                    .into_iter()
                    .map(|(key, value)| (key.clone(), value))
                    .collect()
            }
            leaf => leaf.clone(),
        }
    }
    sorted(value).to_string()
}

fn text(value: &Value, key: &str) -> String {
    value
        .get(key)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

/// The lists of the judgements, and the keys that say what an entry is about.
const JUDGED: [(&str, &[&str]); 4] = [
    ("muted", &["rule", "card"]),
    ("dismissed", &["sources", "name"]),
    ("cells", &["row", "claim"]),
    ("relevance", &["question", "row"]),
];

/// What an entry is about.
fn about(entry: &Value, keys: &[&str]) -> String {
    let named = keys
        .iter()
        .map(|key| entry.get(*key).cloned().unwrap_or_default());
    Value::Array(named.collect()).to_string()
}

/// Merges judgements. In dispute is only what both sides judged differently: each side of the dispute holds those
/// entries, and the merged judgements hold ours, or the one that a side took back.
pub(super) fn judgements(
    base: Option<&Value>,
    ours: Option<&Value>,
    theirs: Option<&Value>,
) -> (Option<Value>, Option<Dispute>) {
    let object = |value: Option<&Value>| {
        value
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default()
    };
    let (b, o, t) = (object(base), object(ours), object(theirs));
    let mut merged = Map::new();
    let mut parts = [Map::new(), Map::new(), Map::new()];
    for key in all_keys([&b, &o, &t]) {
        let values = [b.get(key), o.get(key), t.get(key)];
        let [vb, vo, vt] = values;
        let judged = JUDGED.iter().find(|(list, _)| *list == key);
        let value = match (plain(vb, vo, vt), judged) {
            (Some(value), _) => value.cloned(),
            (None, Some((_, about_keys))) => {
                let list = |value: Option<&Value>| {
                    value.and_then(Value::as_array).cloned().unwrap_or_default()
                };
                let (lb, lo, lt) = (list(vb), list(vo), list(vt));
                let mut split = [Vec::new(), Vec::new(), Vec::new()];
                let list = entries(
                    [&lb, &lo, &lt],
                    |entry| about(entry, about_keys),
                    |_| String::new(),
                    |b, o, t| {
                        if let Some(later) = later(o, t) {
                            return Some(later.clone());
                        }
                        for (side, value) in split.iter_mut().zip([b, o, t]) {
                            side.extend(value.cloned());
                        }
                        o.or(t).cloned()
                    },
                );
                for (part, entries) in parts.iter_mut().zip(split) {
                    if !entries.is_empty() {
                        part.insert(key.to_owned(), Value::Array(entries));
                    }
                }
                (!list.is_empty()).then_some(Value::Array(list))
            }
            (None, None) => {
                for (part, value) in parts.iter_mut().zip(values) {
                    if let Some(value) = value {
                        part.insert(key.to_owned(), value.clone());
                    }
                }
                vo.cloned()
            }
        };
        if let Some(value) = value {
            merged.insert(key.to_owned(), value);
        }
    }
    let merged = (!merged.is_empty()).then_some(Value::Object(merged));
    if parts.iter().all(Map::is_empty) {
        return (merged, None);
    }
    let [b, o, t] = parts.map(|part| (!part.is_empty()).then_some(Value::Object(part)));
    let dispute = Dispute::new("judgements", b.as_ref(), o.as_ref(), t.as_ref());
    (merged, Some(dispute))
}

/// Of two entries that differ only in their time, the later.
fn later<'v>(ours: Option<&'v Value>, theirs: Option<&'v Value>) -> Option<&'v Value> {
    let without = |value: &Value| {
        let mut object = value.as_object().cloned().unwrap_or_default();
        object.shift_remove("at");
        object
    };
    let (ours, theirs) = (ours?, theirs?);
    let same = without(ours) == without(theirs);
    let ours_is_later = text(ours, "at") >= text(theirs, "at");
    same.then_some(if ours_is_later { ours } else { theirs })
}

/// Judgements in which a dispute is decided: of what it is about, that side's entries hold.
pub(super) fn decided(
    now: Option<&Value>,
    ours: Option<&Value>,
    theirs: Option<&Value>,
    side: Side,
) -> Option<Value> {
    let object = |value: Option<&Value>| {
        value
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default()
    };
    let (mut now, o, t) = (object(now), object(ours), object(theirs));
    let chosen = match side {
        Side::Ours => &o,
        Side::Theirs => &t,
    };
    for key in all_keys([&Map::new(), &o, &t]) {
        let Some((_, about_keys)) = JUDGED.iter().find(|(list, _)| *list == key) else {
            match (side, chosen.get(key)) {
                (_, None) => now.shift_remove(key),
                (Side::Theirs, Some(value)) => now.insert(key.to_owned(), value.clone()),
                (Side::Ours, Some(_)) => None,
            };
            continue;
        };
        let list = |from: &Map<String, Value>| -> Vec<Value> {
            from.get(key)
                .and_then(Value::as_array)
                .cloned()
                .unwrap_or_default()
        };
        let named = |entry: &Value| about(entry, about_keys);
        let mut wanted: BTreeMap<String, Option<Value>> = BTreeMap::new();
        for entry in list(&o).into_iter().chain(list(&t)) {
            wanted.insert(named(&entry), None);
        }
        for entry in list(chosen) {
            wanted.insert(named(&entry), Some(entry));
        }
        let mut entries = Vec::new();
        for entry in list(&now) {
            match (wanted.remove(&named(&entry)), side) {
                (None, _) | (Some(Some(_)), Side::Ours) => entries.push(entry),
                (Some(wanted), _) => entries.extend(wanted),
            }
        }
        // What was taken away since is not brought back by keeping our own side.
        if side == Side::Theirs {
            entries.extend(wanted.into_values().flatten());
        }
        if entries.is_empty() {
            now.shift_remove(key);
        } else {
            now.insert(key.to_owned(), Value::Array(entries));
        }
    }
    (!now.is_empty()).then_some(Value::Object(now))
}
