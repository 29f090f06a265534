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
    /// The state that no step is joined across.
    sealed: Option<u64>,
    /// What happened since it was last told, if somebody listens.
    news: Option<Vec<News>>,
}

/// Something that happened to a document. Whoever makes the same things happen to the same board has the same document:
/// this is what a journal keeps.
#[derive(Clone, Debug, PartialEq)]
pub enum News {
    /// An edit was made.
    Done {
        /// What the user would call it.
        label: Label,
        /// What it did to the board.
        edit: Edit,
        /// Where it went in the history.
        joined: Joined,
    },
    /// The last step was taken back.
    Undone,
    /// The last step that was taken back was made again.
    Redone,
}

/// Where an edit went in the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joined {
    /// It is a step of its own.
    Alone,
    /// It is part of the step before it.
    Last,
    /// With it the step before it came to nothing, and both are forgotten.
    Nothing,
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
            sealed: None,
            news: None,
        }
    }

    /// A document that stands as it does in its file, with the history that led there: the steps that can be taken
    /// back, oldest first, and those that can be made again, next first. A step that does not lead to this board cuts
    /// off what lies beyond it.
    pub fn resumed(mut board: Board, past: Vec<(Label, Edit)>, future: Vec<(Label, Edit)>) -> Self {
        let mut walk = board.clone();
        let holds = |walk: &mut Board, edit: &Edit| {
            let holds = !edit.is_empty() && edit.fits(walk);
            if holds {
                walk.apply(edit);
            }
            holds
        };
        let mut undo: Vec<_> = (past.into_iter().rev())
            .take_while(|(_, edit)| holds(&mut walk, &edit.clone().inverted()))
            .collect();
        undo.reverse();
        let mut walk = board.clone();
        let redo: Vec<_> = (future.into_iter())
            .take_while(|(_, edit)| holds(&mut walk, edit))
            .collect();
        for (_, edit) in undo.iter().chain(&redo) {
            board.never_reuse(edit);
        }
        // States are named by their place in the history.
        let now = undo.len() as u64;
        let last_state = now + redo.len() as u64;
        let step = |(n, (label, edit)): (usize, (Label, Edit))| Step {
            label,
            edit,
            state_before: n as u64,
            state_after: n as u64 + 1,
        };
        let undo: Vec<Step> = undo.into_iter().enumerate().map(step).collect();
        let redo = redo.into_iter().enumerate();
        let redo = redo.map(|(n, it)| step((n + undo.len(), it)));
        let mut redo: Vec<Step> = redo.collect();
        redo.reverse();
        Self {
            board,
            undo,
            redo,
            state: now,
            saved: Some(now),
            last_state,
            revision: 0,
            sealed: None,
            news: None,
        }
    }

    /// From now on remembers what happens, for [`Self::take_news`].
    pub fn listen(&mut self) {
        self.news.get_or_insert_default();
    }

    /// What happened since this was last asked, oldest first. Nothing before [`Self::listen`].
    pub fn take_news(&mut self) -> Vec<News> {
        self.news.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// Makes the next edit a step of its own, even if it continues the last one: what is being saved, for instance, must
    /// stay a state of its own.
    pub fn seal(&mut self) {
        self.sealed = Some(self.state);
    }

    /// Forgets how the board came to be what it is: nothing can be taken back or made again.
    pub fn forget(&mut self) {
        self.undo.clear();
        self.redo.clear();
        self.sealed = Some(self.state);
        self.news.iter_mut().for_each(Vec::clear);
    }

    /// What undo would take back, oldest first.
    pub fn past(&self) -> &[Step] {
        &self.undo
    }

    /// What redo would make again, next last.
    pub fn future(&self) -> &[Step] {
        &self.redo
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
        let continues = self.undo.last().is_some_and(|last| {
            last.label == label
                && label.continues
                && last.state_after == self.state
                && self.saved != Some(self.state)
                && self.sealed != Some(self.state)
                && last.edit.touched() == edit.touched()
        });
        self.repeat(label, edit, continues)
    }

    /// As [`Self::commit`], for an edit of which it is known whether it continues the last step: a journal knows it.
    ///
    /// # Errors
    /// As there.
    pub fn repeat(&mut self, label: Label, edit: Edit, continues: bool) -> Result<(), Stale> {
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
        let told = self.news.is_some().then(|| (label.clone(), edit.clone()));
        let mut joined = Joined::Alone;
        if continues && let Some(last) = self.undo.pop() {
            let edit = last.edit.then(edit);
            joined = Joined::Last;
            if edit.is_empty() {
                joined = Joined::Nothing;
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
        if let (Some(news), Some((label, edit))) = (&mut self.news, told) {
            news.push(News::Done {
                label,
                edit,
                joined,
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
        self.news
            .iter_mut()
            .for_each(|news| news.push(News::Undone));
        self.redo.last()
    }

    /// Makes the last step that was taken back again and says which it was.
    pub fn redo(&mut self) -> Option<&Step> {
        let step = self.redo.pop()?;
        self.board.apply(&step.edit);
        self.state = step.state_after;
        self.revision += 1;
        self.undo.push(step);
        self.news
            .iter_mut()
            .for_each(|news| news.push(News::Redone));
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
