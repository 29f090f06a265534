//! One open board in one window: its document, its picture, and what hands are doing with it.

mod actions;
mod assessed;
mod lighting;
mod looking;
mod looking_back;
mod rescued;
mod typing;
mod what_if;

use std::sync::Arc;

use kurbo::{Point, Size};

use super::Camera;
use super::command::Ask;
use super::input::{Effect, Input};
use super::tools::{self, Cx, State, ToolId};
use crate::assess::Verified;
use crate::board::{
    Board, Card, CardId, Document, Edit, Label, News, Selection, Stance, Step, View,
};
use crate::scene::text::FontSource;
use crate::scene::{Marks, Scene};

pub use assessed::{Answer, Assessed, Bearing, Kinship, Look, Looked, Task};
pub use looking::Overlay;
pub use rescued::Rescued;
pub use typing::Editing;
pub use what_if::{Trial, Tried, WhatIf};

/// One open board.
pub struct Session {
    document: Document,
    scene: Scene,
    selection: Selection,
    /// What a reason lights.
    spot: Selection,
    preview: Option<Edit>,
    state: State,
    tool: ToolId,
    stance: Stance,
    editing: Option<Editing>,
    focus: Option<CardId>,
    hovered: Option<CardId>,
    verified: Arc<Verified>,
    assessed: Arc<Assessed>,
    /// The revision for which that was worked out.
    assessed_for: Option<u64>,
    /// The revision for which it was last asked for.
    asked_for: Option<u64>,
    /// What was touched since.
    unassessed: Selection,
    marks: Arc<Marks>,
    what_if: Option<WhatIf>,
    /// The day to which the wall looks back.
    back: Option<looking_back::Back>,
    /// It is to be worked out.
    untried: bool,
    desk: Desk,
    /// Of what this is a rescue copy, if it is one: then nothing is changed.
    rescued: Option<Rescued>,
    /// A change was refused since this was last asked.
    refused: bool,
    /// Where the wall is looked at from.
    pub camera: Camera,
    /// Where the camera should glide to, for the window to take and animate.
    pub camera_goal: Option<Camera>,
    /// Size of the view in screen points.
    pub view: Size,
}

/// One of the views of a board.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Desk {
    /// Cards and connectors.
    #[default]
    Wall,
    /// Evidence against the answers to a question.
    Matrix,
    /// What was known when.
    Timeline,
}

impl Desk {
    /// In the order of the switch.
    pub const ALL: [(Self, &'static str); 3] = [
        (Self::Wall, "Wall"),
        (Self::Matrix, "Matrix"),
        (Self::Timeline, "Timeline"),
    ];
}

/// Pixels within which something is hit.
const SLOP: f64 = 6.0;
/// Pixels that the pointer moves before a press is a drag.
const DRAG_SLOP: f64 = 3.0;

impl Session {
    /// Opens a document.
    pub fn new(document: Document, fonts: FontSource) -> Self {
        let scene = Scene::of(document.board(), fonts);
        Self {
            document,
            scene,
            selection: Selection::default(),
            spot: Selection::default(),
            preview: None,
            state: State::Idle,
            tool: ToolId::Select,
            stance: Stance::Corroborates,
            editing: None,
            focus: None,
            hovered: None,
            verified: Arc::default(),
            assessed: Arc::default(),
            assessed_for: None,
            asked_for: None,
            unassessed: Selection::default(),
            marks: Arc::default(),
            what_if: None,
            back: None,
            untried: false,
            desk: Desk::default(),
            rescued: None,
            refused: false,
            camera: Camera::default(),
            camera_goal: None,
            view: Size::new(1000.0, 700.0),
        }
    }

    /// What the last check of quotes and files found.
    pub fn verified(&self) -> &Arc<Verified> {
        &self.verified
    }

    /// A check of quotes and files is done.
    pub fn set_verified(&mut self, verified: Verified) {
        self.verified = Arc::new(verified);
    }

    /// The view of the board that is shown.
    pub fn desk(&self) -> Desk {
        self.desk
    }

    /// Shows another view of the board.
    pub fn show_desk(&mut self, desk: Desk) {
        self.finish_editing();
        self.cancel_gesture();
        self.desk = desk;
    }

    /// The board as it stands.
    pub fn board(&self) -> &Board {
        self.document.board()
    }

    /// The document, to ask it things.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// From now on remembers what happens to the document, for a journal.
    pub fn listen(&mut self) {
        self.document.listen();
    }

    /// What happened to the document since this was last asked.
    pub fn take_news(&mut self) -> Vec<News> {
        self.document.take_news()
    }

    /// The state of the document that is about to be saved; no later step becomes part of one in it.
    pub fn sealed_state(&mut self) -> u64 {
        self.document.seal();
        self.document.state()
    }

    /// Forgets what could be taken back or made again.
    pub fn forget_history(&mut self) {
        self.document.forget();
    }

    /// Notes that this state of the document stands in the file.
    pub fn mark_saved(&mut self, state: u64) {
        self.document.mark_saved(state);
    }

    /// The picture.
    pub fn scene(&self) -> &Scene {
        &self.scene
    }

    /// The picture, to lay out more of it.
    pub fn scene_mut(&mut self) -> &mut Scene {
        &mut self.scene
    }

    /// What is selected.
    pub fn selection(&self) -> &Selection {
        &self.selection
    }

    /// Selects, and leaves out what is not on the board.
    pub fn select(&mut self, mut selection: Selection) {
        selection
            .cards
            .retain(|id| self.document.board().cards().contains_key(id));
        selection
            .links
            .retain(|id| self.document.board().links().contains_key(id));
        if self.selection != selection {
            self.spot = Selection::default();
        }
        self.selection = selection;
    }

    /// The tool in use.
    pub fn tool(&self) -> ToolId {
        self.tool
    }

    /// Takes up a tool.
    pub fn use_tool(&mut self, tool: ToolId) {
        if tool != ToolId::Select && self.refuses() {
            return;
        }
        self.cancel_gesture();
        self.tool = tool;
    }

    /// Sets the stance of new links.
    pub fn use_stance(&mut self, stance: Stance) {
        self.stance = stance;
    }

    /// The stance of new links.
    pub fn stance(&self) -> Stance {
        self.stance
    }

    /// What a hand is doing.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The text that is being edited in place.
    pub fn editing(&self) -> Option<&Editing> {
        self.editing.as_ref()
    }

    /// The card under the pointer.
    pub fn hovered(&self) -> Option<&CardId> {
        self.hovered.as_ref()
    }

    /// The claim that the wall is focused on.
    pub fn focus(&self) -> Option<&CardId> {
        self.focus.as_ref()
    }

    /// What lies under a board point.
    pub fn hit(&self, at: Point) -> crate::scene::Hit {
        self.scene.hit(
            at,
            SLOP / self.camera.zoom,
            &self.selection,
            self.hovered.as_ref(),
        )
    }

    /// Notes what the pointer is over.
    pub fn hover(&mut self, at: Option<Point>) {
        // A handle reaches out of its card, so its card stays hovered while the pointer is on the handle.
        self.hovered = at.and_then(|at| match self.hit(at) {
            crate::scene::Hit::Card(id)
            | crate::scene::Hit::Handle(id, _)
            | crate::scene::Hit::Grip(id, ..) => Some(id),
            // Just outside counts too, for half of each handle lies there, and links begin under it.
            _ => {
                let reach = SLOP / self.camera.zoom;
                let around = [(-reach, 0.0), (reach, 0.0), (0.0, -reach), (0.0, reach)];
                around
                    .into_iter()
                    .find_map(|by| self.scene.card_at(at + by))
            }
        });
    }

    /// Takes an input of the tool in use.
    pub fn input(&mut self, input: Input) -> Option<Ask> {
        if matches!(input, Input::Press { .. } | Input::Double { .. }) {
            self.finish_editing();
        }
        let mut cx = Cx {
            board: self.document.board(),
            scene: &mut self.scene,
            selection: &self.selection,
            slop: DRAG_SLOP / self.camera.zoom,
            // The stance is the link tool's; a tie from a handle corroborates until X flips it.
            stance: match self.tool {
                ToolId::Link => self.stance,
                _ => Stance::Corroborates,
            },
            tool: self.tool,
        };
        let (state, effects) = tools::step(std::mem::take(&mut self.state), input, &mut cx);
        self.state = state;
        let effects = self.allowed(effects);
        let mut preview = None;
        let mut ask = None;
        for effect in effects {
            match effect {
                Effect::Select(selection) => self.select(selection),
                Effect::Preview(edit) => preview = Some(edit),
                Effect::Commit(label, edit) => {
                    self.set_preview(None);
                    self.commit(label, edit);
                }
                Effect::Begin(label, edit, card) => {
                    self.set_preview(None);
                    self.begin(label, edit, card);
                }
                Effect::EditText(card) => self.edit_text(&card),
                Effect::EditNote => ask = Some(Ask::EditNote),
                Effect::Use(tool) => self.tool = tool,
            }
        }
        if self.editing.is_none() {
            self.set_preview(preview);
        }
        ask
    }

    /// Ends whatever a hand is doing, as if it had not begun.
    pub fn cancel_gesture(&mut self) {
        self.state = State::Idle;
        if self.editing.is_none() {
            self.set_preview(None);
        }
    }

    /// Esc: ends the gesture; else lays the tool down; else leaves the focus; else selects nothing.
    pub fn escape(&mut self) {
        if self.state != State::Idle {
            self.cancel_gesture();
        } else if self.what_if.is_some() {
            self.let_go();
        } else if self.tool != ToolId::Select {
            self.tool = ToolId::Select;
        } else if !self.spot.is_empty() {
            self.spot = Selection::default();
        } else if self.focus.take().is_none() {
            self.selection = Selection::default();
        }
    }

    /// Makes a change. `false`, and nothing happens, if it was planned for another state of the board, or if the board
    /// is a rescue copy.
    pub fn commit(&mut self, label: Label, edit: Edit) -> bool {
        if !edit.is_empty() && self.refuses() {
            return false;
        }
        let touched = edit.touched();
        if self.document.commit(label, edit).is_err() {
            return false;
        }
        self.refresh(&touched);
        self.rebase_typing();
        true
    }

    /// Plans a change of the present board and makes it.
    pub fn change(&mut self, label: Label, plan: impl FnOnce(&mut crate::board::Txn<'_>)) {
        let edit = self.document.board().plan(plan);
        self.commit(label, edit);
    }

    /// Changes a card, and its height with its text.
    pub fn change_card(&mut self, label: Label, id: &CardId, change: impl FnOnce(&mut Card)) {
        let Some(card) = self.board().cards().get(id) else {
            return;
        };
        let mut card = Card::clone(card);
        change(&mut card);
        card.size.height = self
            .scene
            .height(&card.body, card.size.width)
            .unwrap_or(card.size.height);
        self.change(label, |txn| txn.update_card(id, |old| *old = card));
    }

    /// Whether something can be taken back.
    pub fn can_undo(&self) -> bool {
        self.document.undo_label().is_some()
    }

    /// Whether something can be made again.
    pub fn can_redo(&self) -> bool {
        self.document.redo_label().is_some()
    }

    /// Takes the last step back and selects what it touched.
    pub fn undo(&mut self) {
        self.travel(Document::undo);
    }

    /// Makes the last step that was taken back again.
    pub fn redo(&mut self) {
        self.travel(Document::redo);
    }

    fn travel(&mut self, go: impl FnOnce(&mut Document) -> Option<&Step>) {
        self.finish_editing();
        self.cancel_gesture();
        if let Some(touched) = go(&mut self.document).map(|step| step.edit.touched()) {
            self.refresh(&touched);
            // Links that came or went with their cards are not what the user thinks of.
            let links = if touched.cards.is_empty() {
                touched.links
            } else {
                Default::default()
            };
            self.select(Selection {
                cards: touched.cards,
                links,
            });
        }
    }

    fn refresh(&mut self, touched: &Selection) {
        self.unassessed.extend(touched.clone());
        let view = View {
            board: self.document.board(),
            preview: self.preview.as_ref(),
        };
        self.scene.update(&view, touched);
        let selection = std::mem::take(&mut self.selection);
        self.select(selection);
        self.focus = self
            .focus
            .take()
            .filter(|id| self.document.board().cards().contains_key(id));
        self.hovered = self
            .hovered
            .take()
            .filter(|id| self.document.board().cards().contains_key(id));
    }

    fn set_preview(&mut self, preview: Option<Edit>) {
        if self.preview.is_none() && preview.is_none() {
            return;
        }
        let mut touched = self.preview.as_ref().map(Edit::touched).unwrap_or_default();
        touched.extend(preview.as_ref().map(Edit::touched).unwrap_or_default());
        self.preview = preview;
        let view = View {
            board: self.document.board(),
            preview: self.preview.as_ref(),
        };
        self.scene.update(&view, &touched);
    }
}
