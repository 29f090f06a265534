//! The one door through which a board changes, and the way back.

use std::borrow::Cow;

use super::{Board, Edit};

/// A board with its history.
///
/// **Invariant:** no `&mut Board` ever leaves this type, so a change that is not recorded cannot be written.
#[derive(Debug)]
pub struct Document {
    board: Board,
    undo: Vec<Step>,
    redo: Vec<Step>,
    /// Names the present state; the same state has the same name again after undo and redo.
    state: u64,
    saved: Option<u64>,
    /// Last state name given out.
    last_state: u64,
    revision: u64,
}

/// Something that was done.
#[derive(Clone, Debug)]
pub struct Step {
    /// What the user would call it.
    pub label: Label,
    /// What it did to the board.
    pub edit: Edit,
    state_before: u64,
    state_after: u64,
}

/// What the user would call a step ("Move 3 cards"), and whether the same act right after it continues it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// In the words of the menu, imperative.
    pub text: Cow<'static, str>,
    /// Whether a next step of the same label on the same records, with nothing between, is part of this one.
    pub continues: bool,
}

impl Label {
    /// A step of its own.
    pub fn new(text: impl Into<Cow<'static, str>>) -> Self {
        Self {
            text: text.into(),
            continues: false,
        }
    }

    /// A step that the next of its kind continues: nudges with the arrow keys.
    pub fn continued(text: impl Into<Cow<'static, str>>) -> Self {
        Self {
            text: text.into(),
            continues: true,
        }
    }
}

/// The plan was made for another state of the board. Nothing happened; plan again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stale;

impl Document {
    /// A document that stands as it does in its file (`saved`) or is not in one yet.
    pub fn new(board: Board, saved: bool) -> Self {
        Self {
            board,
            undo: Vec::new(),
            redo: Vec::new(),
            state: 0,
            saved: saved.then_some(0),
            last_state: 0,
            revision: 0,
        }
    }

    /// The board as it stands.
    pub fn board(&self) -> &Board {
        &self.board
    }

    /// Makes an edit and records it. An edit that changes nothing is not recorded.
    ///
    /// # Errors
    /// [`Stale`] if the edit was planned for another state of the board.
    pub fn commit(&mut self, label: Label, edit: Edit) -> Result<(), Stale> {
        if edit.is_empty() {
            return Ok(());
        }
        if !edit.fits(&self.board) {
            return Err(Stale);
        }
        self.board.apply(&edit);
        self.redo.clear();
        self.revision += 1;
        self.last_state += 1;
        let before = std::mem::replace(&mut self.state, self.last_state);
        let continued = self.undo.last().is_some_and(|last| {
            last.label == label
                && label.continues
                && last.state_after == before
                && self.saved != Some(before)
                && last.edit.touched() == edit.touched()
        });
        if continued && let Some(last) = self.undo.pop() {
            let edit = last.edit.then(edit);
            if edit.is_empty() {
                // There and back: nothing is left to take back, and the board is what it was.
                self.state = last.state_before;
            } else {
                self.undo.push(Step {
                    edit,
                    state_after: self.state,
                    ..last
                });
            }
        } else {
            self.undo.push(Step {
                label,
                edit,
                state_before: before,
                state_after: self.state,
            });
        }
        Ok(())
    }

    /// Takes the last step back and says which it was.
    pub fn undo(&mut self) -> Option<&Step> {
        let step = self.undo.pop()?;
        self.board.apply(&step.edit.clone().inverted());
        self.state = step.state_before;
        self.revision += 1;
        self.redo.push(step);
        self.redo.last()
    }

    /// Makes the last step that was taken back again and says which it was.
    pub fn redo(&mut self) -> Option<&Step> {
        let step = self.redo.pop()?;
        self.board.apply(&step.edit);
        self.state = step.state_after;
        self.revision += 1;
        self.undo.push(step);
        self.undo.last()
    }

    /// What undo would take back.
    pub fn undo_label(&self) -> Option<&Label> {
        self.undo.last().map(|step| &step.label)
    }

    /// What redo would make again.
    pub fn redo_label(&self) -> Option<&Label> {
        self.redo.last().map(|step| &step.label)
    }

    /// Grows with every change, undo and redo: what was computed for another revision is out of date.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Names the present state for [`Self::mark_saved`].
    pub fn state(&self) -> u64 {
        self.state
    }

    /// Notes that this state stands in the file. A later state is not saved even if the writing ends after it.
    pub fn mark_saved(&mut self, state: u64) {
        self.saved = Some(state);
    }

    /// Whether the file holds the board as it stands.
    pub fn is_saved(&self) -> bool {
        self.saved == Some(self.state)
    }
}
