//! Tools: state machines moved by value. Each state carries its own data; Cancel always leads to `Idle`.

mod link;
mod place;
pub(super) mod select;

use kurbo::{Point, Rect};

use super::input::{Effect, Input, Key};
use crate::board::{Board, Body, CardId, Claim, Frame, LinkKind, Note, Selection, Source, Stance};
use crate::scene::{LinkEnd, Scene};

/// What a hand holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ToolId {
    /// Selects, moves, resizes, ties from handles.
    #[default]
    Select,
    /// Places a source.
    Source,
    /// Places a claim.
    Claim,
    /// Places a note.
    Note,
    /// Draws a frame.
    Frame,
    /// Ties by dragging from anywhere on a card.
    Link,
}

/// A tool as the toolbar shows it.
pub struct Tool {
    /// Which.
    pub id: ToolId,
    /// Its name.
    pub name: &'static str,
    /// Its key.
    pub key: Key,
    /// What it does.
    pub hint: &'static str,
}

/// All tools in the order of the toolbar.
pub const TOOLS: &[Tool] = &[
    Tool {
        id: ToolId::Select,
        name: "Select",
        key: Key::Char('V'),
        hint: "Select, move and resize. Drag from a handle to tie.",
    },
    Tool {
        id: ToolId::Source,
        name: "Source",
        key: Key::Char('S'),
        hint: "Click the wall to place a source",
    },
    Tool {
        id: ToolId::Claim,
        name: "Claim",
        key: Key::Char('C'),
        hint: "Click the wall to write a claim",
    },
    Tool {
        id: ToolId::Note,
        name: "Note",
        key: Key::Char('N'),
        hint: "Click the wall to write a note",
    },
    Tool {
        id: ToolId::Frame,
        name: "Frame",
        key: Key::Char('F'),
        hint: "Drag an area around cards",
    },
    Tool {
        id: ToolId::Link,
        name: "Link",
        key: Key::Char('L'),
        hint: "Drag from card to card. X flips the stance.",
    },
];

/// What a tool may look at.
pub struct Cx<'a> {
    /// The board, as it stands.
    pub board: &'a Board,
    /// The picture, for hits and text heights.
    pub scene: &'a mut Scene,
    /// What is selected.
    pub selection: &'a Selection,
    /// How far the pointer moves before a press is a drag, board units.
    pub slop: f64,
    /// The stance of new links.
    pub stance: Stance,
    /// The tool in use.
    pub tool: ToolId,
}

/// What a hand is doing.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum State {
    /// Nothing.
    #[default]
    Idle,
    /// The button is down on a card or link and has not moved: a click, so far.
    Pressed {
        /// Where it went down.
        start: Point,
        /// On what.
        on: crate::board::Item,
        /// Whether a release takes it out of, or narrows, the selection.
        on_release: OnRelease,
    },
    /// Cards follow the pointer.
    Dragging {
        /// Where the drag began.
        start: Point,
        /// What is carried, frames with what lies in them.
        carried: std::collections::BTreeSet<CardId>,
        /// How many the user would count.
        counted: usize,
    },
    /// An edge of a card follows the pointer.
    Resizing {
        /// Where the drag began.
        start: Point,
        /// Which card.
        card: CardId,
        /// Which edges move.
        edges: (i8, i8),
    },
    /// A marquee is drawn.
    Marquee {
        /// One corner.
        start: Point,
        /// The other.
        at: Point,
        /// What was selected before and stays so.
        base: Selection,
    },
    /// A tie is drawn.
    Linking {
        /// From where.
        from: CardId,
        /// To where, so far.
        at: Point,
        /// What it will say.
        stance: Stance,
    },
    /// An end of a link is dragged elsewhere.
    Reconnecting {
        /// Which link.
        link: crate::board::LinkId,
        /// Which end.
        end: LinkEnd,
        /// To where, so far.
        at: Point,
    },
    /// A new card is being placed.
    Placing {
        /// Where the button went down.
        start: Point,
        /// Where it is.
        at: Point,
    },
}

/// What a click on something selected does when it is let go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnRelease {
    /// Nothing more.
    Nothing,
    /// Only this stays selected.
    Narrow,
    /// This is taken out.
    TakeOut,
}

impl State {
    /// What the state shows over the wall.
    pub fn marquee(&self) -> Option<Rect> {
        match self {
            Self::Marquee { start, at, .. } => Some(Rect::from_points(*start, *at)),
            Self::Placing { start, at } if (*at - *start).hypot() > 4.0 => {
                Some(Rect::from_points(*start, *at))
            }
            _ => None,
        }
    }
}

/// Moves the state by an input.
pub fn step(state: State, input: Input, cx: &mut Cx<'_>) -> (State, Vec<Effect>) {
    match (state, input) {
        (_, Input::Cancel) => (State::Idle, Vec::new()),
        (state @ (State::Linking { .. } | State::Reconnecting { .. }), input) => {
            link::step(state, input, cx)
        }
        (state @ State::Placing { .. }, input) => place::step(state, input, cx),
        (State::Idle, input) => match cx.tool {
            ToolId::Select => select::step(State::Idle, input, cx),
            ToolId::Link => link::step(State::Idle, input, cx),
            ToolId::Source | ToolId::Claim | ToolId::Note | ToolId::Frame => {
                place::step(State::Idle, input, cx)
            }
        },
        (state, input) => select::step(state, input, cx),
    }
}

/// The body of a new card of a placing tool.
pub fn new_body(tool: ToolId) -> Option<Body> {
    match tool {
        ToolId::Source => Some(Body::Source(Box::<Source>::default())),
        ToolId::Claim => Some(Body::Claim(Claim::default())),
        ToolId::Note => Some(Body::Note(Note::default())),
        ToolId::Frame => Some(Body::Frame(Frame::default())),
        ToolId::Select | ToolId::Link => None,
    }
}

/// What a tie from one card to another says: between sources it is derivation, to a claim it is the stance of the
/// tool. `None` if the two cannot be tied.
pub fn tie(board: &Board, from: &CardId, to: &CardId, stance: Stance) -> Option<LinkKind> {
    let (from_card, to_card) = (board.cards().get(from)?, board.cards().get(to)?);
    let kinds = [LinkKind::of(stance), LinkKind::DerivesFrom];
    kinds
        .into_iter()
        .find(|kind| from != to && Board::may_link(&from_card.body, &to_card.body, kind))
}

/// The other stance.
pub fn other(stance: Stance) -> Stance {
    match stance {
        Stance::Corroborates => Stance::Contradicts,
        Stance::Contradicts => Stance::Corroborates,
    }
}
