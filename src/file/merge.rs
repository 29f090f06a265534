//! Two versions of a board that began as one, made one again: by id, and within a record by field.
//!
//! Works on the records as they stand in the file, so that keys and kinds of card which this version does not know are
//! merged like any other. What one side changed is taken; places never disagree; lists are merged as sets. Where both
//! sides changed one field differently, or one deleted what the other edited, it refuses to guess: the board holds our
//! side, and the disagreement stays on it as a [`Conflict`] until [`decide`] makes an edit of it.
//!
//! **Invariant:** no link of the merged board names a card that is not on it: a card that a new or edited link needs is
//! kept, and that it was deleted is a conflict.
//! **Invariant (symmetric):** who is ours and who theirs changes the sides of the conflicts, and nothing else.

mod decide;
mod fields;
mod lists;
mod says;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use super::{Limits, record, write};
use crate::board::{
    About, Blob, Board, Card, CardId, Change, Conflict, Edit, Extra, FileId, Link, LinkId, Subject,
};
use fields::{Dispute, Of};

pub use decide::{Choice, both, decide, undecided};
pub(super) use says::{card_name, link_name, quoted};
pub use says::{field_words, says};

/// Two versions as one.
#[derive(Clone, Debug)]
pub struct Merged {
    /// The board. Its `about.conflicts` holds all that is to be decided, also what was left from earlier merges.
    pub board: Board,
    /// What this merge met.
    pub conflicts: Vec<Conflict>,
}

/// Merges `theirs` into `ours`; `base` is what both began as.
pub fn merge(base: &Board, ours: &Board, theirs: &Board) -> Merged {
    let mut draft = Draft {
        base,
        ours,
        theirs,
        cards: BTreeMap::new(),
        links: BTreeMap::new(),
        conflicts: BTreeMap::new(),
        kept: BTreeMap::new(),
    };
    draft.cards();
    draft.links();
    draft.keep_what_links_need();
    draft.give_back_links();
    let files = draft.files();
    let about = draft.about();
    let conflicts: Vec<Conflict> = draft.conflicts.into_values().collect();
    let mut about = About::clone(&about);
    let new = conflicts
        .iter()
        .filter(|conflict| !about.conflicts.contains(conflict))
        .cloned()
        .collect::<Vec<_>>();
    about.conflicts.extend(new);
    // Records that are shared between the versions stay shared: the edit that leads to them costs nothing.
    let (merged, _) = Board::from_records(about, [], [], []);
    let mut edit = Edit::default();
    edit.cards = draft.cards.into_iter().map(added).collect();
    edit.links = draft.links.into_iter().map(added).collect();
    edit.files = files.into_iter().map(added).collect();
    Merged {
        board: merged.with(&edit),
        conflicts,
    }
}

fn added<K, T>((id, record): (K, Arc<T>)) -> (K, Change<T>) {
    let change = Change {
        before: None,
        after: Some(record),
    };
    (id, change)
}

/// Who did something.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Ours,
    Theirs,
}

/// What became of a record, as far as that is plain.
enum Met<'a, T> {
    /// It is clear what holds, or that nothing does.
    Taken(Option<&'a Arc<T>>),
    /// Both sides have it, and differently.
    Both(Option<&'a Arc<T>>, &'a Arc<T>, &'a Arc<T>),
    /// One side deleted what the other edited.
    Deleted {
        by: Side,
        base: &'a Arc<T>,
        edited: &'a Arc<T>,
    },
}

fn met<'a, T: PartialEq>(
    base: Option<&'a Arc<T>>,
    ours: Option<&'a Arc<T>>,
    theirs: Option<&'a Arc<T>>,
) -> Met<'a, T> {
    let same = |a: Option<&Arc<T>>, b: Option<&Arc<T>>| match (a, b) {
        (Some(a), Some(b)) => Arc::ptr_eq(a, b) || a == b,
        (None, None) => true,
        _ => false,
    };
    if same(ours, theirs) || same(theirs, base) {
        return Met::Taken(ours);
    }
    if same(ours, base) {
        return Met::Taken(theirs);
    }
    match (base, ours, theirs) {
        (base, Some(ours), Some(theirs)) => Met::Both(base, ours, theirs),
        (Some(base), None, Some(edited)) => Met::Deleted {
            by: Side::Ours,
            base,
            edited,
        },
        (Some(base), Some(edited), None) => Met::Deleted {
            by: Side::Theirs,
            base,
            edited,
        },
        // The rest was said above: both are without it, or one added it.
        (_, ours, theirs) => Met::Taken(ours.or(theirs)),
    }
}

fn all_ids<'a, K: Ord, T>(boards: [&'a BTreeMap<K, T>; 3]) -> BTreeSet<&'a K> {
    boards.into_iter().flat_map(BTreeMap::keys).collect()
}

/// The merged board while it is made.
struct Draft<'a> {
    base: &'a Board,
    ours: &'a Board,
    theirs: &'a Board,
    cards: BTreeMap<CardId, Arc<Card>>,
    links: BTreeMap<LinkId, Arc<Link>>,
    conflicts: BTreeMap<(u8, Subject, String), Conflict>,
    /// Cards that stay although a side deleted them, with that side.
    kept: BTreeMap<CardId, Side>,
}

impl<'a> Draft<'a> {
    fn dispute(&mut self, subject: &Subject, dispute: Dispute) {
        let key = (order(subject), subject.clone(), dispute.field.clone());
        let conflict = Conflict {
            subject: subject.clone(),
            field: dispute.field,
            base: dispute.base,
            ours: dispute.ours,
            theirs: dispute.theirs,
            extra: Extra::new(),
        };
        self.conflicts.insert(key, conflict);
    }

    fn cards(&mut self) {
        let boards = [self.base, self.ours, self.theirs].map(Board::cards);
        for id in all_ids(boards) {
            let [base, ours, theirs] = boards.map(|cards| cards.get(id));
            match met(base, ours, theirs) {
                Met::Taken(card) => {
                    self.cards
                        .extend(card.map(|card| (id.clone(), card.clone())));
                }
                Met::Both(base, ours, theirs) => {
                    let value = |card: &Arc<Card>| write::card_value(id, card);
                    let (merged, disputes) = fields::merged(
                        Of::Card,
                        base.map(value).as_ref(),
                        &value(ours),
                        &value(theirs),
                        |value| {
                            record::card(value, &Limits::loosest())
                                .ok()
                                .filter(|(read, ..)| read == id)
                                .map(|(_, card, _)| card)
                        },
                    );
                    let merged = merged.map_or_else(|| ours.clone(), Arc::new);
                    self.cards.insert(id.clone(), merged);
                    for dispute in disputes {
                        self.dispute(&Subject::Card(id.clone()), dispute);
                    }
                }
                Met::Deleted { by, base, edited } => {
                    if !only_moved(base, edited) {
                        self.keep(id, edited, by);
                    }
                }
            }
        }
    }

    /// Keeps a card that one side deleted, and says so.
    fn keep(&mut self, id: &CardId, card: &Arc<Card>, by: Side) {
        let base = self.base.cards().get(id);
        let dispute = Dispute::deleted(
            base.map(|card| write::card_value(id, card)),
            write::card_value(id, card),
            by,
        );
        self.cards.insert(id.clone(), card.clone());
        self.kept.insert(id.clone(), by);
        self.dispute(&Subject::Card(id.clone()), dispute);
    }

    fn links(&mut self) {
        let boards = [self.base, self.ours, self.theirs].map(Board::links);
        for id in all_ids(boards) {
            let [base, ours, theirs] = boards.map(|links| links.get(id));
            let value = |link: &Arc<Link>| write::link_value(id, link);
            match met(base, ours, theirs) {
                Met::Taken(link) => {
                    self.links
                        .extend(link.map(|link| (id.clone(), link.clone())));
                }
                Met::Both(base, ours, theirs) => {
                    let (merged, disputes) = fields::merged(
                        Of::Link,
                        base.map(value).as_ref(),
                        &value(ours),
                        &value(theirs),
                        |value| {
                            record::link(value, &Limits::loosest())
                                .ok()
                                .filter(|(read, _)| read == id)
                                .map(|(_, link)| link)
                        },
                    );
                    let merged = merged.map_or_else(|| ours.clone(), Arc::new);
                    self.links.insert(id.clone(), merged);
                    for dispute in disputes {
                        self.dispute(&Subject::Link(id.clone()), dispute);
                    }
                }
                Met::Deleted { by, base, edited } => {
                    self.links.insert(id.clone(), edited.clone());
                    // If it went because its card was deleted, that is the question, and it is asked at the card.
                    let deleter = self.board(by);
                    let with_its_card = edited.names().any(|card| {
                        self.base.cards().contains_key(card) && !deleter.cards().contains_key(card)
                    });
                    if !with_its_card {
                        let dispute = Dispute::deleted(Some(value(base)), value(edited), by);
                        self.dispute(&Subject::Link(id.clone()), dispute);
                    }
                }
            }
        }
    }

    fn board(&self, side: Side) -> &'a Board {
        match side {
            Side::Ours => self.ours,
            Side::Theirs => self.theirs,
        }
    }

    /// Cards that a link names, or would name if a conflict were decided otherwise, stay although a side deleted them.
    fn keep_what_links_need(&mut self) {
        let named = self.links.values().flat_map(|link| link.names().cloned());
        let disputed = self
            .conflicts
            .values()
            .filter(|conflict| matches!(conflict.subject, Subject::Link(_)))
            .flat_map(named_by);
        let missing: BTreeSet<CardId> = named
            .chain(disputed)
            .filter(|card| !self.cards.contains_key(card))
            .collect();
        for id in missing {
            let found = [(self.ours, Side::Theirs), (self.theirs, Side::Ours)]
                .into_iter()
                .find_map(|(board, by)| Some((board.cards().get(&id)?.clone(), by)));
            if let Some((card, by)) = found {
                self.keep(&id, &card, by);
            }
        }
    }

    /// A card that stays although a side deleted it has the links which that side deleted with it, and is again the
    /// origin that it was: whoever keeps it keeps it whole.
    fn give_back_links(&mut self) {
        for (id, base) in self.base.links() {
            let kept_by = |card: &CardId| self.kept.get(card).copied();
            let ends = [&base.from, &base.to];
            let origin = base.kind.evidence().and_then(|e| e.origin.as_ref());
            let deleted_by = ends.into_iter().find_map(kept_by);
            let here = self.links.get(id);
            if let (Some(by), None) = (deleted_by, here) {
                let other = self.board(match by {
                    Side::Ours => Side::Theirs,
                    Side::Theirs => Side::Ours,
                });
                let whole = ends.into_iter().all(|card| self.cards.contains_key(card));
                if let Some(link) = other.links().get(id).filter(|link| whole && *link == base) {
                    let lost = origin.filter(|card| !self.cards.contains_key(*card));
                    let link = match lost {
                        None => link.clone(),
                        Some(_) => with_origin(link, None),
                    };
                    self.links.insert(id.clone(), link);
                }
            } else if let (Some(origin), Some(link)) = (origin, here) {
                let lost = link.kind.evidence().is_some_and(|e| e.origin.is_none());
                let by = kept_by(origin).filter(|_| lost);
                let named = |side: Side| {
                    let link = self.board(side).links().get(id)?;
                    link.kind.evidence()?.origin.as_ref()
                };
                let still = match by {
                    Some(Side::Ours) => named(Side::Theirs),
                    Some(Side::Theirs) => named(Side::Ours),
                    None => None,
                };
                if still == Some(origin) {
                    let link = with_origin(link, Some(origin.clone()));
                    self.links.insert(id.clone(), link);
                }
            }
        }
    }

    /// Embedded files: what either side added, without what a side deleted and no card needs.
    fn files(&mut self) -> BTreeMap<FileId, Arc<Blob>> {
        let boards = [self.base, self.ours, self.theirs].map(Board::files);
        let used = self
            .cards
            .values()
            .filter_map(|card| card.body.file().cloned());
        let disputed = self.conflicts.values().flat_map(files_of);
        let needed: BTreeSet<FileId> = used.chain(disputed).collect();
        let mut files = BTreeMap::new();
        for id in all_ids(boards) {
            let [base, ours, theirs] = boards.map(|files| files.get(id));
            let blob = match met(base, ours, theirs) {
                Met::Taken(None) => ours.or(theirs).filter(|_| needed.contains(id)).cloned(),
                Met::Taken(blob) => blob.cloned(),
                Met::Deleted { edited, .. } => {
                    Some(edited).filter(|_| needed.contains(id)).cloned()
                }
                Met::Both(base, ours, theirs) => {
                    let value = |blob: &Arc<Blob>| write::blob_value(blob);
                    let (merged, disputes) = fields::merged(
                        Of::File,
                        base.map(value).as_ref(),
                        &value(ours),
                        &value(theirs),
                        |value| record::named_blob(ours, value).ok(),
                    );
                    for dispute in disputes {
                        self.dispute(&Subject::File(id.clone()), dispute);
                    }
                    Some(merged.map_or_else(|| ours.clone(), Arc::new))
                }
            };
            files.extend(blob.map(|blob| (id.clone(), blob)));
        }
        files
    }

    fn about(&mut self) -> Arc<About> {
        let [base, ours, theirs] = [self.base, self.ours, self.theirs].map(Board::about);
        match met(Some(base), Some(ours), Some(theirs)) {
            Met::Taken(Some(about)) => about.clone(),
            _ => {
                let [b, o, t] = [base, ours, theirs].map(|about| write::about_value(about));
                let (merged, disputes) = fields::merged(Of::About, Some(&b), &o, &t, |value| {
                    record::about(value, &Limits::loosest()).ok()
                });
                let merged = merged.unwrap_or_else(|| About::clone(ours));
                let [b, o, t] =
                    [base, ours, theirs].map(|about| Value::Object(about.top_extra.clone()));
                let (top, of_top) = fields::merged(Of::Top, Some(&b), &o, &t, |value| {
                    value.as_object().cloned()
                });
                let of_top = of_top.into_iter().map(|dispute| Dispute {
                    field: format!("/{}", dispute.field),
                    ..dispute
                });
                for dispute in disputes.into_iter().chain(of_top) {
                    self.dispute(&Subject::About, dispute);
                }
                Arc::new(About {
                    top_extra: top.unwrap_or_else(|| ours.top_extra.clone()),
                    ..merged
                })
            }
        }
    }
}

/// Conflicts of links come before those of cards: a link that is decided first no longer goes with a card that it does
/// not name any more.
fn order(subject: &Subject) -> u8 {
    match subject {
        Subject::About => 0,
        Subject::Link(_) => 1,
        Subject::Card(_) => 2,
        Subject::File(_) => 3,
    }
}

/// Whether a card was moved or made wider, and nothing else.
fn only_moved(base: &Card, edited: &Card) -> bool {
    let moved = Card {
        at: edited.at,
        size: edited.size,
        z: edited.z,
        ..base.clone()
    };
    moved == *edited
}

fn with_origin(link: &Link, origin: Option<CardId>) -> Arc<Link> {
    let mut link = link.clone();
    if let Some(evidence) = link.kind.evidence_mut() {
        evidence.origin = origin;
    }
    Arc::new(link)
}

/// The values of both sides of a conflict.
fn sides(conflict: &Conflict) -> impl Iterator<Item = &Value> {
    [&conflict.ours, &conflict.theirs].into_iter().flatten()
}

/// The cards that a conflict about a link names on either side.
fn named_by(conflict: &Conflict) -> Vec<CardId> {
    const KEYS: [&str; 3] = ["from", "to", "origin"];
    let names: Vec<&Value> = match conflict.field.as_str() {
        "" => sides(conflict)
            .flat_map(|link| KEYS.into_iter().filter_map(|key| link.get(key)))
            .collect(),
        field if KEYS.contains(&field) => sides(conflict).collect(),
        _ => Vec::new(),
    };
    names
        .into_iter()
        .filter_map(Value::as_str)
        .map(CardId::from)
        .collect()
}

/// The embedded files that a conflict about a card names on either side.
fn files_of(conflict: &Conflict) -> Vec<FileId> {
    let names: Vec<&Value> = match (&conflict.subject, conflict.field.as_str()) {
        (Subject::Card(_), "") => sides(conflict)
            .filter_map(|card| card.get("file"))
            .collect(),
        (Subject::Card(_), "file") => sides(conflict).collect(),
        _ => Vec::new(),
    };
    names
        .into_iter()
        .filter_map(Value::as_str)
        .map(FileId::from)
        .collect()
}
