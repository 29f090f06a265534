//! From a journal and the board as it was saved last, the document as it was: its history and what was not saved.
//!
//! Refuses a board that is not the one that was saved. Of history that cannot be followed it keeps what can.

use super::delta::{self, Way};
use super::{Happened, Join, Journal, Told};
use crate::board::{Board, Document, Edit, Label};

/// A step as the journal tells it: nudges of one step are several edits.
struct Group<'a> {
    told: Vec<&'a Told>,
}

impl Journal {
    /// The document as it was saved last, with its history, given the board in that file.
    pub fn resume_saved(&self, board: Board) -> Document {
        let (past, future) = self.history();
        let past = walked(&board, past.into_iter().rev(), Way::Back);
        let future = walked(&board, future.into_iter().rev(), Way::Forth);
        Document::resumed(board, past.into_iter().rev().collect(), future)
    }

    /// Does again what was not saved, on the document as it was saved last. Says how much of the news could be followed,
    /// of how much: it ends at the first that does not fit.
    pub fn replay(&self, document: &mut Document) -> (usize, usize) {
        let unsaved = self.unsaved();
        let follow = |happened: &Happened| match happened {
            Happened::Done(told) => delta::edit(&told.edit, document.board(), Way::Forth)
                .is_some_and(|edit| {
                    let continues = told.joined.is_some();
                    document.repeat(told.label(), edit, continues).is_ok()
                }),
            Happened::Undone => document.undo().is_some(),
            Happened::Redone => document.redo().is_some(),
        };
        let followed = unsaved.iter().map_while({
            let mut follow = follow;
            move |happened| follow(happened).then_some(())
        });
        (followed.count(), unsaved.len())
    }

    /// The history as it was at the last save: what could be taken back, oldest first, and what could be made again,
    /// next last.
    fn history(&self) -> (Vec<Group<'_>>, Vec<Group<'_>>) {
        let alone = |told| Group { told: vec![told] };
        let mut past: Vec<Group<'_>> = self.past.iter().map(alone).collect();
        let mut future: Vec<Group<'_>> = self.future.iter().rev().map(alone).collect();
        for happened in &self.news[..self.saved.1] {
            match happened {
                Happened::Done(told) => {
                    future.clear();
                    match (told.joined, past.last_mut()) {
                        (Some(Join::Last), Some(last)) => last.told.push(told),
                        (Some(Join::Nothing), Some(_)) => drop(past.pop()),
                        _ => past.push(alone(told)),
                    }
                }
                Happened::Undone => future.extend(past.pop()),
                Happened::Redone => past.extend(future.pop()),
            }
        }
        (past, future)
    }
}

/// The edits of steps, each made for the board as the one before it left it. Ends at the first that does not fit.
fn walked<'a>(
    board: &Board,
    groups: impl Iterator<Item = Group<'a>>,
    way: Way,
) -> Vec<(Label, Edit)> {
    // A document changes its board in place; a board by itself would be copied for every step.
    let mut walker = Document::new(board.clone(), true);
    let mut steps = Vec::new();
    'groups: for group in groups {
        let mut whole: Option<Edit> = None;
        let mut told: Vec<&Told> = group.told;
        let Some(label) = told.last().map(|told| told.label()) else {
            continue;
        };
        if way == Way::Back {
            told.reverse();
        }
        for told in told {
            let Some(edit) = delta::edit(&told.edit, walker.board(), way) else {
                break 'groups;
            };
            let step = match way {
                Way::Forth => edit.clone(),
                Way::Back => edit.clone().inverted(),
            };
            if walker.commit(Label::new(""), step).is_err() {
                break 'groups;
            }
            whole = Some(match (whole, way) {
                (None, _) => edit,
                (Some(whole), Way::Forth) => whole.then(edit),
                (Some(whole), Way::Back) => edit.then(whole),
            });
        }
        steps.extend(whole.map(|edit| (label, edit)));
    }
    steps
}
