//! Deciding a conflict: one edit that brings the chosen side to the board and takes the conflict off it.
//!
//! Refuses (by `None`) what no longer can be: a conflict that is not on the board, an end of a link at a card that is
//! gone, a value that no reader would take. Keeping what the board holds is always possible.

use std::collections::BTreeSet;
use std::sync::Arc;

use kurbo::{Rect, Vec2};
use serde_json::Value;

use super::fields::deep;
use super::{Side, files_of, lists};
use crate::board::{
    About, Blob, Board, Body, Card, CardId, Change, Conflict, Edit, FileId, Link, LinkId, Subject,
};
use crate::file::{Limits, record, wire, write};

/// How a conflict is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// What the board holds stays; what our side deleted goes.
    Ours,
    /// What their side made of it.
    Theirs,
    /// Ours stays, and theirs becomes a record of its own. Of what one side deleted, the edited stays.
    Both,
}

/// What `Both` would make of a conflict, for the words of a button; `None` if it makes no sense: two titles of one board,
/// two grades of one source, or where keeping is all that there is.
pub fn both(board: &Board, conflict: &Conflict) -> Option<&'static str> {
    let whole = conflict.field.is_empty() && conflict.ours.is_some() && conflict.theirs.is_some();
    let field = conflict.field.as_str();
    match &conflict.subject {
        Subject::Card(id) => {
            let (makes, fields): (_, &[&str]) = match board.cards().get(id)?.body {
                Body::Claim(_) => (
                    "theirs becomes a second claim beside it, without links",
                    &["text"],
                ),
                Body::Source(_) => (
                    "theirs becomes a second source beside it, without links",
                    &[
                        "title",
                        "outlet",
                        "author",
                        "published",
                        "url",
                        "text",
                        "file",
                    ],
                ),
                Body::Note(_) => ("theirs becomes a second note beside it", &["text"]),
                Body::Picture(_) => (
                    "theirs becomes a second picture beside it",
                    &["file", "caption"],
                ),
                Body::Frame(_) | Body::Unknown(_) => {
                    ("theirs becomes a second card beside it", &[])
                }
            };
            (whole || fields.contains(&field)).then_some(makes)
        }
        Subject::Link(id) => {
            board.links().get(id)?;
            let fields = ["kind", "from", "to", "quote", "origin"];
            (whole || fields.contains(&field)).then_some("theirs becomes a second link")
        }
        Subject::About | Subject::File(_) => None,
    }
}

/// The conflicts of a board whose record is there: the others wait, as after a deletion that may be undone.
pub fn undecided(board: &Board) -> impl Iterator<Item = &Conflict> {
    let conflicts = board.about().conflicts.iter();
    conflicts.filter(|conflict| is_there(board, &conflict.subject))
}

fn is_there(board: &Board, subject: &Subject) -> bool {
    match subject {
        Subject::About => true,
        Subject::Card(id) => board.cards().contains_key(id),
        Subject::Link(id) => board.links().contains_key(id),
        Subject::File(id) => board.files().contains_key(id),
    }
}

/// The edit that decides a conflict of the board and takes it off it. `None` if the choice cannot be made.
pub fn decide(board: &Board, conflict: &Conflict, choice: Choice) -> Option<Edit> {
    if !board.about().conflicts.contains(conflict) {
        return None;
    }
    let act = if is_there(board, &conflict.subject) {
        act(board, conflict, choice)?
    } else {
        Act::Keep
    };
    let mut blob = None;
    let mut done = true;
    let mut edit = board.plan(|txn| {
        match act {
            Act::Keep => {}
            Act::Card(id, card) => txn.update_card(&id, |now| *now = *card),
            Act::Link(id, link) => {
                done = link.names().all(|card| txn.card(card).is_some());
                txn.update_link(&id, |now| *now = *link);
            }
            Act::Drop(Subject::Card(id)) => txn.remove_card(&id),
            Act::Drop(Subject::Link(id)) => txn.remove_link(&id),
            Act::Drop(_) => {}
            Act::AddCard(card) => {
                txn.add_card(*card);
            }
            Act::AddLink(link) => done = txn.add_link(*link).is_some(),
            Act::About(about) => txn.update_about(|now| *now = *about),
            Act::Blob(id, named) => blob = Some((id, named)),
        }
        let gone = |subject: &Subject| match subject {
            Subject::Card(id) => txn.card(id).is_none() && board.cards().contains_key(id),
            Subject::Link(id) => txn.link(id).is_none() && board.links().contains_key(id),
            Subject::About | Subject::File(_) => false,
        };
        let left: Vec<Conflict> = board
            .about()
            .conflicts
            .iter()
            .filter(|other| *other != conflict && !gone(&other.subject))
            .cloned()
            .collect();
        txn.update_about(|about| about.conflicts = left);
    });
    if let Some((id, named)) = blob {
        let before = board.files().get(&id).cloned();
        let after = Some(Arc::new(*named));
        edit.files.insert(id, Change { before, after });
    }
    tidy_files(board, conflict, &mut edit);
    done.then_some(edit)
}

/// Embedded files that only the side used which was not taken go; what a conflict still asks about stays.
fn tidy_files(board: &Board, conflict: &Conflict, edit: &mut Edit) {
    let mut dropped: BTreeSet<FileId> = files_of(conflict).into_iter().collect();
    let gone = edit
        .files
        .iter()
        .filter(|(_, change)| change.after.is_none());
    dropped.extend(gone.map(|(id, _)| id.clone()));
    if dropped.is_empty() {
        return;
    }
    let after = board.with(edit);
    let cards = after.cards().values();
    let mut needed: BTreeSet<FileId> = cards.filter_map(|card| card.body.file().cloned()).collect();
    needed.extend(after.about().conflicts.iter().flat_map(files_of));
    // A card of an unknown kind may use it in a way that this version cannot see.
    let unknown = after
        .cards()
        .values()
        .any(|card| matches!(card.body, Body::Unknown(_)));
    for id in dropped {
        if unknown || needed.contains(&id) {
            edit.files.remove(&id);
        } else if let Some(before) = board.files().get(&id) {
            let before = Some(before.clone());
            edit.files.insert(
                id,
                Change {
                    before,
                    after: None,
                },
            );
        }
    }
}

/// What a decision does to the record.
enum Act {
    Keep,
    Card(CardId, Box<Card>),
    Link(LinkId, Box<Link>),
    Drop(Subject),
    AddCard(Box<Card>),
    AddLink(Box<Link>),
    About(Box<About>),
    Blob(FileId, Box<Blob>),
}

fn act(board: &Board, conflict: &Conflict, choice: Choice) -> Option<Act> {
    let (ours, theirs) = (conflict.ours.as_ref(), conflict.theirs.as_ref());
    let one_deleted = conflict.field.is_empty() && ours.is_some() != theirs.is_some();
    if one_deleted {
        let kept = match choice {
            Choice::Ours => ours,
            Choice::Theirs => theirs,
            Choice::Both => ours.or(theirs),
        };
        return Some(match kept {
            Some(_) => Act::Keep,
            None => Act::Drop(conflict.subject.clone()),
        });
    }
    if choice == Choice::Ours {
        let judged = conflict.subject == Subject::About && conflict.field == "judgements";
        return if judged {
            about(board, conflict, Side::Ours)
        } else {
            Some(Act::Keep)
        };
    }
    if choice == Choice::Both {
        both(board, conflict)?;
    }
    match &conflict.subject {
        Subject::About => about(board, conflict, Side::Theirs),
        Subject::Card(id) => {
            let now = board.cards().get(id)?;
            let value = changed(write::card_value(id, now), conflict);
            let (read, card, _) = record::card(&value, &Limits::loosest()).ok()?;
            if read != *id {
                return None;
            }
            Some(match choice {
                Choice::Both => Act::AddCard(Box::new(beside(board, now, card))),
                _ => Act::Card(id.clone(), Box::new(card)),
            })
        }
        Subject::Link(id) => {
            let now = board.links().get(id)?;
            let value = changed(write::link_value(id, now), conflict);
            let (read, link) = record::link(&value, &Limits::loosest()).ok()?;
            if read != *id {
                return None;
            }
            Some(match choice {
                Choice::Both => Act::AddLink(Box::new(link)),
                _ => Act::Link(id.clone(), Box::new(link)),
            })
        }
        Subject::File(id) => {
            let now = board.files().get(id)?;
            let value = changed(write::blob_value(now), conflict);
            let blob = record::named_blob(now, &value).ok()?;
            Some(Act::Blob(id.clone(), Box::new(blob)))
        }
    }
}

/// A record in which their side of the conflict holds.
fn changed(record: Value, conflict: &Conflict) -> Value {
    match (record, &conflict.theirs) {
        (record, theirs) if conflict.field.is_empty() => theirs.clone().unwrap_or(record),
        (Value::Object(mut object), theirs) => {
            match theirs {
                Some(value) => object.insert(conflict.field.clone(), value.clone()),
                None => object.shift_remove(&conflict.field),
            };
            Value::Object(object)
        }
        (record, _) => record,
    }
}

/// `about` in which that side of the conflict holds.
fn about(board: &Board, conflict: &Conflict, side: Side) -> Option<Act> {
    let now = board.about();
    let mut about = About::clone(now);
    let (ours, theirs) = (conflict.ours.as_ref(), conflict.theirs.as_ref());
    if let Some(key) = conflict.field.strip_prefix('/') {
        if wire::TOP_KEYS.contains(&key) {
            return None;
        }
        match theirs {
            Some(value) => about.top_extra.insert(key.to_owned(), value.clone()),
            None => about.top_extra.shift_remove(key),
        };
        return Some(Act::About(Box::new(about)));
    }
    let mut value = write::about_value(now);
    let is = value.get(&conflict.field);
    let chosen = match conflict.field.as_str() {
        "judgements" => lists::decided(is, ours, theirs, side),
        // What was set since both sides were merged stays.
        "assessment" => deep([ours, is, theirs], Side::Theirs, &mut false),
        _ => theirs.cloned(),
    };
    value = changed(
        value,
        &Conflict {
            theirs: chosen,
            ..conflict.clone()
        },
    );
    about = record::about(&value, &Limits::loosest()).ok()?;
    about.conflicts.clone_from(&now.conflicts);
    about.top_extra.clone_from(&now.top_extra);
    Some(Act::About(Box::new(about)))
}

/// A card at the first free place to the right of another.
fn beside(board: &Board, first: &Card, mut second: Card) -> Card {
    const GAP: f64 = 24.0;
    const TRIES: usize = 64;
    second.at = first.at + Vec2::new(first.size.width + GAP, 0.0);
    let taken: Vec<Rect> = board
        .cards()
        .values()
        .filter(|card| !matches!(card.body, Body::Frame(_)))
        .map(|card| card.rect())
        .collect();
    for _ in 0..TRIES {
        let rect = second.rect();
        let Some(hit) = taken.iter().find(|other| other.overlaps(rect)) else {
            break;
        };
        second.at.x = hit.x1 + GAP;
    }
    second
}
