//! What hands do, and what comes of it, without a toolkit.

use kurbo::Point;

use super::ToolId;
use crate::board::{CardId, Edit, Label, Selection};
use crate::scene::Hit;

/// What a hand did. Places are board points.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// The primary button went down on something.
    Press {
        /// Where.
        at: Point,
        /// On what.
        hit: Hit,
        /// With which keys held.
        keys: Keys,
    },
    /// The pointer moved, with or without the button.
    Move {
        /// Where to.
        at: Point,
        /// With which keys held.
        keys: Keys,
    },
    /// The primary button went up.
    Release {
        /// Where.
        at: Point,
        /// With which keys held.
        keys: Keys,
    },
    /// Clicked twice.
    Double {
        /// Where.
        at: Point,
        /// On what.
        hit: Hit,
    },
    /// A key that means something to the tool (X flips the stance).
    Key(Key),
    /// Esc, or the pointer was taken away.
    Cancel,
}

/// Keys held while the pointer does something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    /// Adds to the selection.
    pub shift: bool,
    /// Lets go of snapping; on a drag, leaves a copy behind.
    pub alt: bool,
}

/// A key of the keyboard, as commands and tools know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// A letter (upper case), digit or sign.
    Char(char),
    /// Enter or Return.
    Enter,
    /// Esc.
    Escape,
    /// Delete or Backspace.
    Delete,
    /// Tab.
    Tab,
    /// Arrow.
    Left,
    /// Arrow.
    Right,
    /// Arrow.
    Up,
    /// Arrow.
    Down,
    /// Function key.
    Function(u8),
}

/// What comes of an input.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// This is selected now.
    Select(Selection),
    /// The wall shows this as if it were done.
    Preview(Edit),
    /// It is done.
    Commit(Label, Edit),
    /// As `Commit`, and the text of this new card is typed at once. Nothing happens if nothing is typed.
    Begin(Label, Edit, CardId),
    /// The text of this card is edited in place.
    EditText(CardId),
    /// The note of the selected link is edited.
    EditNote,
    /// This tool is used from now on.
    Use(ToolId),
}
