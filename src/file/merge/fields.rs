//! One record of two versions, field by field, on the JSON of the file.
//!
//! Refuses what would be neither side's: ends of a link from both, a card with the kind of one side and the fields of the
//! other, a record that no reader would take. Then the record as a whole is in dispute.

use std::cmp::Ordering;

use serde_json::{Map, Value};

use super::Side;
use super::lists;

/// Whose fields are merged.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Card,
    Link,
    File,
    About,
    /// The unknown keys at the top of the file.
    Top,
}

/// A field about which the sides disagree; an empty name stands for the whole record.
#[derive(Debug)]
pub(super) struct Dispute {
    pub field: String,
    pub base: Option<Value>,
    pub ours: Option<Value>,
    pub theirs: Option<Value>,
}

impl Dispute {
    pub(super) fn new(
        field: &str,
        base: Option<&Value>,
        ours: Option<&Value>,
        theirs: Option<&Value>,
    ) -> Self {
        let kept = |value: &Value| shallow(value, DEEPEST);
        Self {
            field: field.to_owned(),
            base: base.map(kept),
            ours: ours.map(kept),
            theirs: theirs.map(kept),
        }
    }

    /// One side deleted what the other edited.
    pub(super) fn deleted(base: Option<Value>, edited: Value, by: Side) -> Self {
        let edited = Some(&edited);
        match by {
            Side::Ours => Self::new("", base.as_ref(), None, edited),
            Side::Theirs => Self::new("", base.as_ref(), edited, None),
        }
    }
}

/// Deepest nesting of what a conflict keeps. A reader takes 128 levels, and a conflict lies some levels down itself.
const DEEPEST: usize = 100;

/// A value without what lies deeper than that.
fn shallow(value: &Value, deepest: usize) -> Value {
    match value {
        Value::Array(_) | Value::Object(_) if deepest == 0 => Value::Null,
        Value::Array(list) => list
            .iter()
            .map(|value| shallow(value, deepest - 1))
            .collect(),
        Value::Object(object) => object
            .iter()
            .map(|(key, value)| (key.clone(), shallow(value, deepest - 1)))
            .collect(),
        leaf => leaf.clone(),
    }
}

/// Merges the fields of a record that both sides have, and reads the result. `None` if the record as a whole is in
/// dispute: then ours holds.
pub(super) fn merged<T>(
    of: Of,
    base: Option<&Value>,
    ours: &Value,
    theirs: &Value,
    read: impl Fn(&Value) -> Option<T>,
) -> (Option<T>, Vec<Dispute>) {
    let none = Map::new();
    let object = |value: Option<&'_ Value>| value.and_then(Value::as_object).cloned();
    let base_fields = object(base);
    let (o, t) = (
        object(Some(ours)).unwrap_or_default(),
        object(Some(theirs)).unwrap_or_default(),
    );
    let b = base_fields.as_ref().unwrap_or(&none);
    let mut merge = Merge {
        of,
        base: b,
        ours: &o,
        theirs: &t,
        record: Map::new(),
        disputes: Vec::new(),
    };
    if merge.run(base_fields.is_some())
        && let Some(record) = read(&Value::Object(merge.record))
    {
        return (Some(record), merge.disputes);
    }
    (None, vec![Dispute::new("", base, Some(ours), Some(theirs))])
}

/// A value that is plain: unchanged on one side, or equal on both.
pub(super) fn plain<'v>(
    base: Option<&'v Value>,
    ours: Option<&'v Value>,
    theirs: Option<&'v Value>,
) -> Option<Option<&'v Value>> {
    if ours == theirs || theirs == base {
        Some(ours)
    } else if ours == base {
        Some(theirs)
    } else {
        None
    }
}

/// The keys of three objects: those of the first in their order, the others by name.
pub(super) fn all_keys<'m>(objects: [&'m Map<String, Value>; 3]) -> Vec<&'m str> {
    let [base, ours, theirs] = objects;
    let mut added: Vec<&str> = ours
        .keys()
        .chain(theirs.keys())
        .map(String::as_str)
        .filter(|key| !base.contains_key(*key))
        .collect();
    added.sort_unstable();
    added.dedup();
    base.keys().map(String::as_str).chain(added).collect()
}

const PLACES: [&[&str]; 3] = [&["x", "y"], &["width", "height"], &["z"]];
const ENDS: [&str; 2] = ["from", "to"];

struct Merge<'m> {
    of: Of,
    base: &'m Map<String, Value>,
    ours: &'m Map<String, Value>,
    theirs: &'m Map<String, Value>,
    record: Map<String, Value>,
    disputes: Vec<Dispute>,
}

impl<'m> Merge<'m> {
    /// Merges field by field. False if the record as a whole is in dispute.
    fn run(&mut self, has_base: bool) -> bool {
        let [base, ours, theirs] = [self.base, self.ours, self.theirs];
        let mut done: Vec<&str> = Vec::new();
        if self.of == Of::Card {
            done.extend(PLACES.concat());
            if ours.get("kind") != theirs.get("kind") && !self.kind_of_one(has_base) {
                return false;
            }
        }
        if self.of == Of::Link && self.ends_of_both() {
            done.extend(ENDS);
            for key in ENDS {
                if ours.get(key) == theirs.get(key) {
                    self.put(key, ours.get(key));
                } else {
                    self.dispute(key);
                }
            }
        }
        let is_source = ours.get("kind").is_some_and(|kind| kind == "source");
        for key in all_keys([base, ours, theirs]) {
            if done.contains(&key) {
                continue;
            }
            let [b, o, t] = [base, ours, theirs].map(|record| record.get(key));
            if let Some(value) = plain(b, o, t) {
                self.put(key, value);
                continue;
            }
            let list = match (self.of, key) {
                (Of::Card, "tags") | (Of::About, "conflicts") => Some(lists::Order::Words),
                (Of::Card, "custody") if is_source => Some(lists::Order::Time),
                (Of::Card, "pages") if is_source => Some(lists::Order::Numbers),
                _ => None,
            };
            if let Some(merged) = list.and_then(|order| lists::set([b, o, t], order)) {
                let some = merged.as_array().is_some_and(|list| !list.is_empty());
                self.put(key, Some(&merged).filter(|_| some));
            } else if self.of == Of::About && key == "judgements" {
                let (merged, dispute) = lists::judgements(b, o, t);
                self.put(key, merged.as_ref());
                self.disputes.extend(dispute);
            } else if self.of == Of::About && key == "assessment" {
                let mut split = false;
                let mine = deep([b, o, t], Side::Ours, &mut split);
                self.put(key, mine.as_ref());
                if split {
                    let yours = deep([b, o, t], Side::Theirs, &mut split);
                    let dispute = Dispute::new(key, b, mine.as_ref(), yours.as_ref());
                    self.disputes.push(dispute);
                }
            } else {
                self.dispute(key);
            }
        }
        if self.of == Of::Card {
            for keys in PLACES {
                self.place(keys);
            }
        }
        true
    }

    fn put(&mut self, key: &str, value: Option<&Value>) {
        if let Some(value) = value {
            self.record.insert(key.to_owned(), value.clone());
        }
    }

    fn dispute(&mut self, key: &str) {
        let [b, o, t] = [self.base, self.ours, self.theirs].map(|record| record.get(key));
        self.put(key, o);
        self.disputes.push(Dispute::new(key, b, o, t));
    }

    /// Whether one side alone made another kind of card of it, and the other changed nothing but its place.
    fn kind_of_one(&self, has_base: bool) -> bool {
        let still = |record: &Map<String, Value>| {
            all_keys([self.base, record, record])
                .into_iter()
                .filter(|key| !PLACES.concat().contains(key))
                .all(|key| self.base.get(key) == record.get(key))
        };
        has_base && (still(self.ours) || still(self.theirs))
    }

    /// Whether the sides tied a link to different cards, so that one end of each would make a link of nobody.
    fn ends_of_both(&self) -> bool {
        let ends = |record: &'m Map<String, Value>| ENDS.map(|key| record.get(key));
        let [b, o, t] = [self.base, self.ours, self.theirs].map(ends);
        o != t && o != b && t != b
    }

    /// Places never disagree: of two moves the farther one counts, whoever made it.
    fn place(&mut self, keys: &[&str]) {
        let numbers = |record: &Map<String, Value>| -> Vec<f64> {
            let number = |key: &&str| record.get(*key).and_then(Value::as_f64).unwrap_or_default();
            keys.iter().map(number).collect()
        };
        let [b, o, t] = [self.base, self.ours, self.theirs].map(numbers);
        let way = |to: &[f64]| -> f64 { b.iter().zip(to).map(|(a, b)| (a - b).abs()).sum() };
        let ours_counts = if o == t || t == b {
            true
        } else if o == b {
            false
        } else {
            let farther = way(&o).total_cmp(&way(&t));
            let greater = || o.partial_cmp(&t).unwrap_or(Ordering::Equal);
            farther.then_with(greater) != Ordering::Less
        };
        let from = if ours_counts { self.ours } else { self.theirs };
        for key in keys {
            self.put(key, from.get(*key));
        }
    }
}

/// Merges objects key by key to any depth; where both sides changed one value, `side` wins and `split` is set.
pub(super) fn deep(values: [Option<&Value>; 3], side: Side, split: &mut bool) -> Option<Value> {
    let [base, ours, theirs] = values;
    if let Some(value) = plain(base, ours, theirs) {
        return value.cloned();
    }
    let none = Map::new();
    if let (Some(Value::Object(o)), Some(Value::Object(t))) = (ours, theirs) {
        let b = base.and_then(Value::as_object).unwrap_or(&none);
        let merged = all_keys([b, o, t]).into_iter().filter_map(|key| {
            let value = deep([b.get(key), o.get(key), t.get(key)], side, split)?;
            Some((key.to_owned(), value))
        });
        return Some(merged.collect());
    }
    *split = true;
    match side {
        Side::Ours => ours.cloned(),
        Side::Theirs => theirs.cloned(),
    }
}
