//! A rescue copy: what could be read of a broken board. It is looked at, not changed, until it has a file of its own.
//!
//! Refuses every change while it is one, and remembers that it did, so that the window can say what to do.
//!
//! **Invariant:** while a session is read-only, its document never changes.

use std::path::PathBuf;

use super::super::input::Effect;
use super::super::tools::{State, ToolId};
use super::Session;

/// Of what a board is a rescue copy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rescued {
    /// The file that could not be read, if there is one. It is never written over.
    pub from: Option<PathBuf>,
    /// Why it could not be opened.
    pub why: String,
    /// What was left out or mended, a sentence each.
    pub left_out: Vec<String>,
}

impl Session {
    /// Takes the board as a rescue copy: from now on nothing is changed.
    pub fn set_rescued(&mut self, rescued: Rescued) {
        self.cancel_gesture();
        self.tool = ToolId::Select;
        self.rescued = Some(rescued);
    }

    /// The copy has a file of its own: it is a board like any other.
    pub fn set_ordinary(&mut self) {
        self.rescued = None;
        self.refused = false;
    }

    /// Of what this is a rescue copy, if it is one.
    pub fn rescued(&self) -> Option<&Rescued> {
        self.rescued.as_ref()
    }

    /// Whether nothing can be changed.
    pub fn is_read_only(&self) -> bool {
        self.rescued.is_some()
    }

    /// Whether a change was refused since this was last asked.
    pub fn take_refused(&mut self) -> bool {
        std::mem::take(&mut self.refused)
    }

    /// Whether a change that is asked for now is refused; notes that it was.
    pub(super) fn refuses(&mut self) -> bool {
        self.refused |= self.is_read_only();
        self.is_read_only()
    }

    /// The effects of a gesture that may happen. What only looks may; a gesture that would change something ends.
    pub(super) fn allowed(&mut self, effects: Vec<Effect>) -> Vec<Effect> {
        if !self.is_read_only() {
            return effects;
        }
        let (allowed, refused): (Vec<_>, Vec<_>) = effects
            .into_iter()
            .partition(|effect| matches!(effect, Effect::Select(_) | Effect::Use(ToolId::Select)));
        let changing = !matches!(
            self.state,
            State::Idle | State::Pressed { .. } | State::Marquee { .. }
        );
        if changing || !refused.is_empty() {
            self.refused = true;
        }
        if changing {
            self.state = State::Idle;
        }
        allowed
    }
}
