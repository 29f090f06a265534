//! How two boards differ, by record and field, and in words.
//!
//! Works on the records as they stand in the file, so a key that this version does not know counts like any other. It
//! refuses to say what a change means: only that it is there.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::merge::{card_name, field_words, link_name, quoted};
use super::write;
use crate::board::{Board, Card, CardId, Change, Edit, FileId, Link, LinkId};

/// What became of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// It was not there before.
    Added,
    /// It is not there any more.
    Removed,
    /// These fields of it differ, by their keys in the file; keys of the file's top level have a `/` before them.
    Changed(Vec<String>),
}

/// How two boards differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff {
    /// The fields of what is known about the whole that differ.
    pub about: Vec<String>,
    /// Cards that differ.
    pub cards: BTreeMap<CardId, Difference>,
    /// Links that differ.
    pub links: BTreeMap<LinkId, Difference>,
    /// Embedded files that differ.
    pub files: BTreeMap<FileId, Difference>,
}

/// How `after` differs from `before`.
pub fn diff(before: &Board, after: &Board) -> Diff {
    let edit = Edit::between(before, after);
    let mut about = Vec::new();
    if edit.about.is_some() {
        let values = [before, after].map(|board| write::about_value(board.about()));
        about = fields(&values[0], &values[1]);
        let tops = [before, after].map(|board| Value::Object(board.about().top_extra.clone()));
        about.extend(
            fields(&tops[0], &tops[1])
                .into_iter()
                .map(|key| format!("/{key}")),
        );
    }
    Diff {
        about,
        cards: records(edit.cards, write::card_value),
        links: records(edit.links, write::link_value),
        files: records(edit.files, |_, blob| write::blob_value(blob)),
    }
}

fn records<K: Ord + Clone, T>(
    changes: BTreeMap<K, Change<T>>,
    value: impl Fn(&K, &T) -> Value,
) -> BTreeMap<K, Difference> {
    let differ = |(id, change): (K, Change<T>)| {
        let difference = match (&change.before, &change.after) {
            (None, None) => return None,
            (None, Some(_)) => Difference::Added,
            (Some(_), None) => Difference::Removed,
            (Some(before), Some(after)) => {
                Difference::Changed(fields(&value(&id, before), &value(&id, after)))
            }
        };
        Some((id, difference))
    };
    changes.into_iter().filter_map(differ).collect()
}

/// The keys whose values differ: in the order of the file, then those that are new.
fn fields(before: &Value, after: &Value) -> Vec<String> {
    let none = Map::new();
    let [before, after] = [before, after].map(|value| value.as_object().unwrap_or(&none));
    let added = after.keys().filter(|key| !before.contains_key(*key));
    let keys = before.keys().chain(added);
    keys.filter(|key| before.get(*key) != after.get(*key))
        .cloned()
        .collect()
}

impl Diff {
    /// Whether the boards hold the same.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// How many cards and links were added, removed and changed.
    pub fn counts(&self) -> [(usize, usize); 3] {
        let count = |is: fn(&Difference) -> bool| {
            let cards = self
                .cards
                .values()
                .filter(|difference| is(difference))
                .count();
            (
                cards,
                self.links
                    .values()
                    .filter(|difference| is(difference))
                    .count(),
            )
        };
        [
            count(|difference| *difference == Difference::Added),
            count(|difference| *difference == Difference::Removed),
            count(|difference| matches!(difference, Difference::Changed(_))),
        ]
    }

    /// A line a record: `claim c12 “The dome …”: text changed; 2 links added`. A card is named with its links; each link
    /// has a line of its own besides.
    pub fn lines(&self, before: &Board, after: &Board) -> Vec<String> {
        let mut lines = Vec::new();
        if !self.about.is_empty() {
            lines.push(format!("board: {}", changed(&self.about)));
        }
        let tied = self.tied(before, after);
        let cards: BTreeSet<&CardId> = self.cards.keys().chain(tied.keys()).collect();
        for id in cards {
            let Some(card) = find(Board::cards, after, before, id) else {
                continue;
            };
            let mut parts = Vec::new();
            parts.extend(self.cards.get(id).map(Difference::words));
            parts.extend(tied.get(id).into_iter().flat_map(|counts| counts.words()));
            lines.push(format!("{}: {}", card_line(id, card), parts.join("; ")));
        }
        for (id, difference) in &self.links {
            let Some(link) = find(Board::links, after, before, id) else {
                continue;
            };
            let board = if after.links().contains_key(id) {
                after
            } else {
                before
            };
            lines.push(format!(
                "{}: {}",
                link_line(board, id, link),
                difference.words()
            ));
        }
        for (id, difference) in &self.files {
            let Some(blob) = find(Board::files, after, before, id) else {
                continue;
            };
            let digest: String = id.as_str().chars().take(19).collect();
            lines.push(format!(
                "file {digest}… {}: {}",
                quoted(&blob.name),
                difference.words()
            ));
        }
        lines
    }

    /// For programs: for each record its id, its name, what became of it, and the fields with both values.
    pub fn json(&self, before: &Board, after: &Board) -> Value {
        let entry =
            |id: &str, name: String, difference: &Difference, values: [Option<Value>; 2]| {
                let mut entry = json!({ "id": id, "name": name, "what": what(difference) });
                if let Difference::Changed(fields) = difference {
                    entry["fields"] = both(fields, values);
                }
                entry
            };
        let cards = self.cards.iter().filter_map(|(id, difference)| {
            let name = card_name(find(Board::cards, after, before, id)?);
            let value = |board: &Board| Some(write::card_value(id, board.cards().get(id)?));
            Some(entry(
                id.as_str(),
                name,
                difference,
                [before, after].map(value),
            ))
        });
        let links = self.links.iter().filter_map(|(id, difference)| {
            let board = if after.links().contains_key(id) {
                after
            } else {
                before
            };
            let name = link_name(board, board.links().get(id)?);
            let value = |board: &Board| Some(write::link_value(id, board.links().get(id)?));
            Some(entry(
                id.as_str(),
                name,
                difference,
                [before, after].map(value),
            ))
        });
        let files = self.files.iter().filter_map(|(id, difference)| {
            let name = find(Board::files, after, before, id)?.name.clone();
            let value = |board: &Board| Some(write::blob_value(board.files().get(id)?));
            Some(entry(
                id.as_str(),
                name,
                difference,
                [before, after].map(value),
            ))
        });
        let whole = |board: &Board| {
            let mut value = write::about_value(board.about());
            for (key, top) in &board.about().top_extra {
                value[format!("/{key}")] = top.clone();
            }
            Some(value)
        };
        json!({
            "equal": self.is_empty(),
            "about": both(&self.about, [before, after].map(whole)),
            "cards": cards.collect::<Vec<_>>(),
            "links": links.collect::<Vec<_>>(),
            "files": files.collect::<Vec<_>>(),
        })
    }

    /// By card, the links at it that differ.
    fn tied(&self, before: &Board, after: &Board) -> BTreeMap<CardId, Counts> {
        let mut tied: BTreeMap<CardId, Counts> = BTreeMap::new();
        for (id, difference) in &self.links {
            let Some(link) = find(Board::links, after, before, id) else {
                continue;
            };
            // A link is told at the card of which it speaks.
            let counts = tied.entry(link.to.clone()).or_default();
            match difference {
                Difference::Added => counts.added += 1,
                Difference::Removed => counts.removed += 1,
                Difference::Changed(_) => counts.changed += 1,
            }
        }
        tied
    }
}

fn both(fields: &[String], values: [Option<Value>; 2]) -> Value {
    let [before, after] = values;
    let value = |record: &Option<Value>, field: &str| record.as_ref()?.get(field).cloned();
    let fields = fields.iter().map(|field| {
        let mut both = Map::new();
        for (side, record) in [("before", &before), ("after", &after)] {
            both.extend(value(record, field).map(|value| (side.to_owned(), value)));
        }
        (field.clone(), Value::Object(both))
    });
    Value::Object(fields.collect())
}

/// A record of one board, or else of the other.
fn find<'b, K: Ord + 'b, T: 'b>(
    of: fn(&Board) -> &BTreeMap<K, Arc<T>>,
    first: &'b Board,
    second: &'b Board,
    id: &K,
) -> Option<&'b Arc<T>> {
    of(first).get(id).or_else(|| of(second).get(id))
}

/// How many links at a card differ.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    added: usize,
    removed: usize,
    changed: usize,
}

impl Counts {
    fn words(self) -> Vec<String> {
        let links = |(n, what): (usize, &str)| match n {
            0 => None,
            1 => Some(format!("1 link {what}")),
            n => Some(format!("{n} links {what}")),
        };
        let counts = [
            (self.added, "added"),
            (self.removed, "removed"),
            (self.changed, "changed"),
        ];
        counts.into_iter().filter_map(links).collect()
    }
}

fn what(difference: &Difference) -> &'static str {
    match difference {
        Difference::Added => "added",
        Difference::Removed => "removed",
        Difference::Changed(_) => "changed",
    }
}

impl Difference {
    /// In words: `added`, `text and tags changed, moved`.
    pub fn words(&self) -> String {
        match self {
            Self::Changed(fields) => changed(fields),
            other => what(other).to_owned(),
        }
    }
}

fn changed(fields: &[String]) -> String {
    let has = |keys: &[&str]| fields.iter().any(|field| keys.contains(&field.as_str()));
    const PLACE: [&str; 5] = ["x", "y", "width", "height", "z"];
    let named: Vec<String> = fields
        .iter()
        .filter(|field| !PLACE.contains(&field.as_str()))
        .map(|field| {
            let words = field_words(field);
            words
                .strip_prefix("the ")
                .map_or(words.clone(), str::to_owned)
        })
        .collect();
    let mut parts = Vec::new();
    if let Some((last, others)) = named.split_last() {
        parts.push(match others {
            [] => format!("{last} changed"),
            others => format!("{} and {last} changed", others.join(", ")),
        });
    }
    if has(&["x", "y"]) {
        parts.push("moved".to_owned());
    }
    // A text that grew makes its card higher: that is not told as well.
    if has(&["width"]) || (has(&["height"]) && named.is_empty()) {
        parts.push("resized".to_owned());
    }
    if has(&["z"]) && parts.is_empty() {
        parts.push("brought forward or back".to_owned());
    }
    if parts.is_empty() {
        parts.push("changed".to_owned());
    }
    parts.join(", ")
}

fn card_line(id: &CardId, card: &Card) -> String {
    let name = card_name(card);
    let text = name
        .find('“')
        .map_or(String::new(), |at| format!(" {}", &name[at..]));
    format!("{} {id}{text}", card.body.word())
}

fn link_line(board: &Board, id: &LinkId, link: &Link) -> String {
    let name = link_name(board, link);
    let ends = name.strip_prefix("Link ").unwrap_or(&name);
    format!("link {id}, {}, {ends}", link.kind.words())
}
