//! One open board in one window: its document, its picture, and what hands are doing with it.

use std::collections::BTreeSet;

use kurbo::{Point, Rect, Size, Vec2};

use super::command::Ask;
use super::input::{Effect, Input};
use super::tools::{self, Cx, State, ToolId, other, select, tie};
use super::{Camera, insert};
use crate::board::{
    Board, Body, Card, CardId, Document, Edit, Item, Label, LinkId, LinkKind, Selection, Stance,
    Step, View,
};
use crate::scene::text::FontSource;
use crate::scene::{Scene, Shape, overlay};

/// A text that is being edited in place.
#[derive(Clone, Debug, PartialEq)]
pub struct Editing {
    /// The card.
    pub card: CardId,
    /// Its text as typed so far.
    pub text: String,
    /// What was there before.
    before: String,
    /// For a new card: what adds it. Made together with the text, or not at all.
    new: Option<(Label, Edit)>,
}

/// What a tool shows over the wall.
#[derive(Clone, Debug, Default)]
pub struct Overlay {
    /// Back to front, board units.
    pub shapes: Vec<Shape>,
}

/// One open board.
pub struct Session {
    document: Document,
    scene: Scene,
    selection: Selection,
    preview: Option<Edit>,
    state: State,
    tool: ToolId,
    stance: Stance,
    editing: Option<Editing>,
    focus: Option<CardId>,
    hovered: Option<CardId>,
    /// Where the wall is looked at from.
    pub camera: Camera,
    /// Where the camera should glide to, for the window to take and animate.
    pub camera_goal: Option<Camera>,
    /// Size of the view in screen points.
    pub view: Size,
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
            preview: None,
            state: State::Idle,
            tool: ToolId::Select,
            stance: Stance::Corroborates,
            editing: None,
            focus: None,
            hovered: None,
            camera: Camera::default(),
            camera_goal: None,
            view: Size::new(1000.0, 700.0),
        }
    }

    /// The board as it stands.
    pub fn board(&self) -> &Board {
        self.document.board()
    }

    /// The document, to ask it things.
    pub fn document(&self) -> &Document {
        &self.document
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
        self.selection = selection;
    }

    /// The tool in use.
    pub fn tool(&self) -> ToolId {
        self.tool
    }

    /// Takes up a tool. Taking up the link tool again flips its stance.
    pub fn use_tool(&mut self, tool: ToolId) {
        if tool == ToolId::Link && self.tool == ToolId::Link {
            self.stance = other(self.stance);
        }
        self.cancel_gesture();
        self.tool = tool;
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

    // --- gestures -------------------------------------------------------------------------------------------------

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
            _ => None,
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
            stance: self.stance,
            tool: self.tool,
        };
        let (state, effects) = tools::step(std::mem::take(&mut self.state), input, &mut cx);
        self.state = state;
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
        } else if self.tool != ToolId::Select {
            self.tool = ToolId::Select;
        } else if self.focus.take().is_none() {
            self.selection = Selection::default();
        }
    }

    // --- changes --------------------------------------------------------------------------------------------------

    /// Makes a change. `false`, and nothing happens, if it was planned for another state of the board.
    pub fn commit(&mut self, label: Label, edit: Edit) -> bool {
        let touched = edit.touched();
        if self.document.commit(label, edit).is_err() {
            return false;
        }
        self.refresh(&touched);
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
            self.select(touched);
        }
    }

    fn refresh(&mut self, touched: &Selection) {
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

    // --- text in place --------------------------------------------------------------------------------------------

    fn begin(&mut self, label: Label, edit: Edit, card: CardId) {
        self.set_preview(Some(edit.clone()));
        self.selection = Selection::default();
        self.editing = Some(Editing {
            card,
            text: String::new(),
            before: String::new(),
            new: Some((label, edit)),
        });
    }

    /// Begins to edit the text of a card in place.
    pub fn edit_text(&mut self, id: &CardId) {
        self.finish_editing();
        let Some(text) = self
            .board()
            .cards()
            .get(id)
            .and_then(|card| face_text(&card.body))
            .map(str::to_owned)
        else {
            return;
        };
        self.selection = Selection::of(Item::Card(id.clone()));
        self.editing = Some(Editing {
            card: id.clone(),
            text: text.clone(),
            before: text,
            new: None,
        });
    }

    /// What is typed so far. The card grows with it.
    pub fn type_text(&mut self, text: String) {
        if let Some(editing) = &mut self.editing {
            editing.text = text;
            let edit = self.edited();
            self.set_preview(Some(edit));
        }
    }

    /// Keeps what was typed. A new card without a word is not made.
    pub fn finish_editing(&mut self) {
        if self.editing.is_none() {
            return;
        }
        let edit = self.edited();
        self.set_preview(None);
        let Some(editing) = self.editing.take() else {
            return;
        };
        match editing.new {
            Some(_) if editing.text.trim().is_empty() => {}
            Some((label, _)) => {
                if self.commit(label, edit) {
                    self.selection = Selection::of(Item::Card(editing.card));
                }
            }
            None if editing.text == editing.before => {}
            None => {
                let word = self
                    .board()
                    .cards()
                    .get(&editing.card)
                    .map_or("card", |card| card.body.word());
                self.commit(Label::new(format!("Edit {word}")), edit);
            }
        }
    }

    /// The edit that keeps what was typed.
    fn edited(&mut self) -> Edit {
        let Some(editing) = self.editing.clone() else {
            return Edit::default();
        };
        let base = editing.new.map(|(_, edit)| edit).unwrap_or_default();
        let card = View {
            board: self.document.board(),
            preview: Some(&base),
        }
        .card(&editing.card)
        .cloned();
        let Some(card) = card else { return base };
        let mut card = Card::clone(&card);
        set_face_text(&mut card.body, editing.text);
        card.size.height = self
            .scene
            .height(&card.body, card.size.width)
            .unwrap_or(card.size.height);
        let before = self.document.board().cards().get(&editing.card).cloned();
        let mut edit = base;
        edit.cards.insert(
            editing.card,
            crate::board::Change {
                before,
                after: Some(card.into()),
            },
        );
        edit
    }

    /// Enter: edits the text of the selected card, or the note of the selected link.
    pub fn edit_selected(&mut self) -> Option<Ask> {
        match self.selection.single()? {
            Item::Card(id) => {
                self.edit_text(&id);
                None
            }
            Item::Link(_) => Some(Ask::EditNote),
        }
    }

    // --- commands -------------------------------------------------------------------------------------------------

    /// Whether anything is selected.
    pub fn has_selection(&self) -> bool {
        !self.selection.is_empty()
    }

    /// Whether cards are selected.
    pub fn has_cards(&self) -> bool {
        !self.selection.cards.is_empty()
    }

    /// Whether just one thing is selected.
    pub fn has_single(&self) -> bool {
        self.selection.single().is_some()
    }

    /// Whether the selected links, or a tie being drawn, can change sides.
    pub fn can_flip(&self) -> bool {
        let takes_stance = |id: &LinkId| {
            self.board()
                .links()
                .get(id)
                .is_some_and(|link| link.kind.stance().is_some())
        };
        self.selection.cards.is_empty() && self.selection.links.iter().any(takes_stance)
    }

    /// Whether the selected card is a claim.
    pub fn can_focus(&self) -> bool {
        self.focus.is_some() || self.selected_claim().is_some()
    }

    fn selected_claim(&self) -> Option<CardId> {
        let Some(Item::Card(id)) = self.selection.single() else {
            return None;
        };
        let card = self.board().cards().get(&id)?;
        matches!(card.body, Body::Claim(_)).then_some(id)
    }

    /// Focuses on the selected claim, or leaves the focus.
    pub fn toggle_focus(&mut self) {
        let claim = self.selected_claim();
        self.focus = if claim == self.focus { None } else { claim };
    }

    /// A claim and everything that speaks for or against it: what stays when the wall is focused on it.
    pub fn evidence_of(&self, claim: &CardId) -> Selection {
        let mut found = Selection::cards([claim.clone()]);
        let mut open = vec![claim.clone()];
        while let Some(id) = open.pop() {
            for (link_id, link) in self.board().links_of(&id) {
                let leads_here = link.to == id && link.kind.stance().is_some();
                let parent = link.from == id && link.kind == LinkKind::DerivesFrom;
                if leads_here || parent {
                    found.links.insert(link_id.clone());
                    let next = if leads_here { &link.from } else { &link.to };
                    let origin = link
                        .kind
                        .evidence()
                        .and_then(|evidence| evidence.origin.clone());
                    for card in [Some(next.clone()), origin].into_iter().flatten() {
                        if found.cards.insert(card.clone()) {
                            open.push(card);
                        }
                    }
                }
            }
        }
        found
    }

    /// Selects every card.
    pub fn select_all(&mut self) {
        self.selection = Selection::cards(self.board().cards().keys().cloned());
    }

    /// Deletes what is selected; the links of the cards go along.
    pub fn delete(&mut self) {
        let selection = std::mem::take(&mut self.selection);
        let label = match (selection.cards.len(), selection.links.len()) {
            (0, 1) => "Delete link".to_owned(),
            (0, n) => format!("Delete {n} links"),
            (n, _) => format!("Delete {}", select::cards(n)),
        };
        self.change(Label::new(label), |txn| {
            for id in &selection.links {
                txn.remove_link(id);
            }
            for id in &selection.cards {
                txn.remove_card(id);
            }
        });
    }

    /// Makes a copy of the selected cards, with the links between them, a little aside.
    pub fn duplicate(&mut self) {
        let cards = self.with_carried();
        let label = Label::new(format!(
            "Duplicate {}",
            select::cards(self.selection.cards.len())
        ));
        let piece = self.piece(&cards);
        let (edit, made) = insert(self.board(), &piece, Vec2::new(24.0, 24.0));
        if self.commit(label, edit) {
            self.select(Selection::cards(made.cards));
        }
    }

    /// The selected cards and what lies in selected frames.
    pub fn with_carried(&self) -> BTreeSet<CardId> {
        let inside = self
            .selection
            .cards
            .iter()
            .flat_map(|id| self.board().carried(id));
        inside.chain(self.selection.cards.iter().cloned()).collect()
    }

    /// These cards and the links between them as a board of their own.
    pub fn piece(&self, cards: &BTreeSet<CardId>) -> Board {
        let board = self.board();
        let taken = board.cards().iter().filter(|(id, _)| cards.contains(*id));
        let taken = taken.map(|(id, card)| (id.clone(), Card::clone(card)));
        let between = board
            .links()
            .iter()
            .filter(|(_, link)| cards.contains(&link.from) && cards.contains(&link.to));
        let between = between.map(|(id, link)| {
            let mut link = crate::board::Link::clone(link);
            if let Some(evidence) = link.kind.evidence_mut() {
                evidence.origin = evidence
                    .origin
                    .take()
                    .filter(|origin| cards.contains(origin));
            }
            (id.clone(), link)
        });
        Board::from_records(Default::default(), taken, between, []).0
    }

    /// Moves the selected cards a little. Nudges in a row are one step.
    pub fn nudge(&mut self, by: Vec2) {
        let cards = self.with_carried();
        let label = Label::continued(format!(
            "Move {}",
            select::cards(self.selection.cards.len())
        ));
        self.change(label, |txn| {
            for id in &cards {
                txn.update_card(id, |card| card.at += by);
            }
        });
    }

    /// Brings the selected cards before, or sends them behind, all others.
    pub fn to_edge(&mut self, front: bool) {
        let board = self.board();
        let mut cards: Vec<_> = self
            .selection
            .cards
            .iter()
            .filter_map(|id| Some((board.cards().get(id)?.z, id.clone())))
            .collect();
        cards.sort();
        let lowest = board.cards().values().map(|card| card.z).min().unwrap_or(0);
        let first = if front {
            board.top() + 1
        } else {
            lowest - cards.len() as i64
        };
        let label = if front {
            "Bring to front"
        } else {
            "Send to back"
        };
        self.change(Label::new(label), |txn| {
            for (z, (_, id)) in (first..).zip(&cards) {
                txn.update_card(id, |card| card.z = z);
            }
        });
    }

    /// Moves each selected card past the next card that overlaps it.
    pub fn one_step(&mut self, forward: bool) {
        let label = if forward {
            "Bring forward"
        } else {
            "Send backward"
        };
        let selected = self.selection.cards.clone();
        self.change(Label::new(label), |txn| {
            for id in &selected {
                let Some(card) = txn.card(id).cloned() else {
                    continue;
                };
                let beyond = |z: i64| if forward { z > card.z } else { z < card.z };
                let others = txn
                    .board()
                    .cards()
                    .iter()
                    .filter(|(other, _)| !selected.contains(*other));
                let overlapping = others
                    .filter(|(_, other)| other.rect().overlaps(card.rect()) && beyond(other.z));
                let next = overlapping.min_by_key(|(_, other)| (other.z - card.z).abs());
                if let Some((other, z)) = next.map(|(other, card)| (other.clone(), card.z)) {
                    txn.update_card(id, |card| card.z = z);
                    txn.update_card(&other, |other| other.z = card.z);
                }
            }
        });
    }

    /// Turns the selected links to the other side.
    pub fn flip(&mut self) {
        let links = self.selection.links.clone();
        self.change(Label::new("Flip stance"), |txn| {
            for id in &links {
                txn.update_link(id, |link| link.kind = link.kind.clone().flipped());
            }
        });
    }

    /// Gives the selected links this stance.
    pub fn set_stance(&mut self, stance: Stance) {
        let links = self.selection.links.clone();
        self.change(Label::new("Change stance"), |txn| {
            for id in &links {
                txn.update_link(id, |link| {
                    if link.kind.stance().is_some() {
                        link.kind = link.kind.clone().with_stance(stance);
                    }
                });
            }
        });
    }

    // --- looking --------------------------------------------------------------------------------------------------

    /// Zooms around the middle of the view.
    pub fn zoom_by(&mut self, factor: f64) {
        let middle = (self.view.to_vec2() / 2.0).to_point();
        let from = self.camera_goal.unwrap_or(self.camera);
        self.camera_goal = Some(from.zoomed(factor, middle));
    }

    /// Zooms around the middle of the view.
    pub fn zoom_to(&mut self, zoom: f64) {
        let middle = (self.view.to_vec2() / 2.0).to_point();
        self.camera_goal = Some(self.camera.at_zoom(zoom, middle));
    }

    /// Shows the whole board.
    pub fn fit_all(&mut self) {
        self.camera_goal = Some(self.fitting_all());
    }

    /// The camera that shows the whole board.
    pub fn fitting_all(&self) -> Camera {
        self.scene.area().map_or_else(Camera::default, |area| {
            Camera::fitting(area, self.view, 1.0)
        })
    }

    /// Shows all that is selected.
    pub fn fit_selection(&mut self) {
        if let Some(area) = self.scene.area_of(&self.selection) {
            self.camera_goal = Some(Camera::fitting(area, self.view, 1.5));
        }
    }

    /// Selects a card or link and brings it into view.
    pub fn go_to(&mut self, item: Item) {
        self.finish_editing();
        self.select(Selection::of(item));
        if let Some(area) = self.scene.area_of(&self.selection) {
            let camera = if self.camera.zoom < 0.3 {
                Camera::fitting(area, self.view, 0.9)
            } else {
                self.camera.revealing(area, self.view)
            };
            self.camera_goal = Some(camera);
        }
    }

    /// Selects the next or previous card in reading order: top to bottom in columns of a card's width.
    pub fn walk(&mut self, forward: bool) {
        let board = self.board();
        let mut cards: Vec<(i64, i64, &CardId)> = board
            .cards()
            .iter()
            .map(|(id, card)| ((card.at.y / 40.0).floor() as i64, card.at.x as i64, id))
            .collect();
        cards.sort();
        if cards.is_empty() {
            return;
        }
        let here = self
            .selection
            .cards
            .iter()
            .next()
            .and_then(|id| cards.iter().position(|(_, _, other)| *other == id));
        let next = match (here, forward) {
            (None, true) => 0,
            (None, false) => cards.len() - 1,
            (Some(i), true) => (i + 1) % cards.len(),
            (Some(i), false) => (i + cards.len() - 1) % cards.len(),
        };
        let id = cards[next].2.clone();
        self.go_to(Item::Card(id));
    }

    /// Selects the card at the other end of the link that leads farthest in a direction; from a link, its end there.
    pub fn follow(&mut self, direction: Vec2) {
        let board = self.board();
        let place = |id: &CardId| board.cards().get(id).map(|card| card.rect().center());
        let best = match self.selection.single() {
            Some(Item::Card(here)) => {
                let Some(from) = place(&here) else { return };
                let others = board
                    .links_of(&here)
                    .filter_map(|(_, link)| link.other(&here).cloned());
                let ways = others.filter_map(|id| Some((place(&id)? - from, id)));
                let ahead = ways.filter(|(way, _)| {
                    way.hypot() > 0.0 && way.dot(direction) > way.hypot() * 0.35
                });
                ahead
                    .min_by(|a, b| a.0.hypot().total_cmp(&b.0.hypot()))
                    .map(|(_, id)| id)
            }
            Some(Item::Link(id)) => board.links().get(&id).and_then(|link| {
                let (from, to) = (place(&link.from)?, place(&link.to)?);
                Some(if (to - from).dot(direction) >= 0.0 {
                    link.to.clone()
                } else {
                    link.from.clone()
                })
            }),
            None => None,
        };
        if let Some(id) = best {
            self.go_to(Item::Card(id));
        }
    }

    /// What lies over the wall: selection, handles, marquee, the tie being drawn.
    pub fn overlay(&self) -> Overlay {
        let pixel = 1.0 / self.camera.zoom;
        let mut shapes = Vec::new();
        let still = matches!(
            self.state,
            State::Idle
                | State::Pressed { .. }
                | State::Linking { .. }
                | State::Reconnecting { .. }
        );
        let single = self.selection.single();
        let radius = |id: &CardId| match self.board().cards().get(id).map(|card| &card.body) {
            Some(Body::Frame(_)) => 12.0,
            Some(Body::Note(_)) => 4.0,
            _ => 9.0,
        };
        if let Some(id) = self
            .hovered
            .as_ref()
            .filter(|id| !self.selection.cards.contains(*id))
            && let Some(rect) = self.scene.card_rect(id)
            && still
        {
            shapes.push(overlay::hovered(rect, radius(id), pixel, false));
            if self
                .board()
                .cards()
                .get(id)
                .is_some_and(|card| card.body.can_testify())
            {
                shapes.extend(overlay::handles(rect, pixel, 0.6));
            }
        }
        for id in &self.selection.links {
            if let Some(route) = self.scene.route(id) {
                shapes.extend(overlay::selected_link(route, pixel, single.is_some()));
            }
        }
        for id in &self.selection.cards {
            let Some(rect) = self.scene.card_rect(id) else {
                continue;
            };
            let body = self.board().cards().get(id).map(|card| &card.body);
            let handles = single.is_some()
                && still
                && self.editing.is_none()
                && body.is_some_and(Body::can_testify);
            shapes.extend(overlay::selected(rect, radius(id), handles, pixel));
            if single.is_some() && still && matches!(body, Some(Body::Frame(_) | Body::Picture(_)))
            {
                shapes.extend(overlay::corners(rect, pixel));
            }
        }
        if let Some(area) = self.state.marquee() {
            shapes.push(overlay::marquee(area, pixel));
        }
        match &self.state {
            State::Linking { from, at, stance } => {
                if let Some(from_rect) = self.scene.card_rect(from) {
                    let target = self.scene.card_at(*at).filter(|to| to != from);
                    let kind = target
                        .as_ref()
                        .and_then(|to| tie(self.board(), from, to, *stance));
                    let landing = target
                        .filter(|_| kind.is_some())
                        .and_then(|to| self.scene.card_rect(&to));
                    shapes.extend(landing.map(|rect| overlay::hovered(rect, 9.0, pixel, true)));
                    let kind = kind.unwrap_or_else(|| LinkKind::of(*stance));
                    shapes.extend(overlay::band(from_rect, *at, landing, &kind, pixel));
                }
            }
            State::Reconnecting { link, end, at } => {
                if let Some(record) = self.board().links().get(link) {
                    let fixed = if *end == crate::scene::LinkEnd::From {
                        &record.to
                    } else {
                        &record.from
                    };
                    if let Some(rect) = self.scene.card_rect(fixed) {
                        let target = self
                            .scene
                            .card_at(*at)
                            .and_then(|id| self.scene.card_rect(&id));
                        shapes.extend(target.map(|rect| overlay::hovered(rect, 9.0, pixel, true)));
                        shapes.extend(overlay::band(rect, *at, None, &record.kind, pixel));
                    }
                }
            }
            _ => {}
        }
        Overlay { shapes }
    }

    /// Where the text of a card that is edited in place stands, board units.
    pub fn editing_rect(&self) -> Option<Rect> {
        self.editing
            .as_ref()
            .and_then(|editing| self.scene.card_rect(&editing.card))
    }

    /// The kind of the card that is edited in place.
    pub fn editing_body(&self) -> Option<&Body> {
        let id = &self.editing.as_ref()?.card;
        let view = View {
            board: self.document.board(),
            preview: self.preview.as_ref(),
        };
        view.card(id).map(|card| &card.body)
    }
}

/// The text that stands large on the face of a card and is edited in place.
fn face_text(body: &Body) -> Option<&str> {
    match body {
        Body::Source(source) => Some(&source.title),
        Body::Claim(claim) => Some(&claim.text),
        Body::Note(note) => Some(&note.text),
        Body::Frame(frame) => Some(&frame.title),
        Body::Picture(picture) => Some(&picture.caption),
        Body::Unknown(_) => None,
    }
}

fn set_face_text(body: &mut Body, text: String) {
    match body {
        Body::Source(source) => source.title = text,
        Body::Claim(claim) => claim.text = text,
        Body::Note(note) => note.text = text,
        Body::Frame(frame) => frame.title = text,
        Body::Picture(picture) => picture.caption = text,
        Body::Unknown(_) => {}
    }
}
