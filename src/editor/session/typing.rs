//! Text that is edited in place, on the card itself.
//!
//! **Invariant:** a new card and its first text are one step, and a new card without a word is not made.

use std::collections::BTreeMap;

use super::super::command::Ask;
use super::Session;
use crate::board::{Body, Card, CardId, Change, Edit, Item, Label, Link, Selection, View};

/// A text that is being edited in place.
#[derive(Clone, Debug, PartialEq)]
pub struct Editing {
    /// The card.
    pub card: CardId,
    /// Its text as typed so far.
    pub text: String,
    /// What was there before.
    pub(super) before: String,
    /// For a new card: what adds it. Made together with the text, or not at all.
    pub(super) new: Option<(Label, Edit)>,
}

impl Session {
    pub(super) fn begin(&mut self, label: Label, edit: Edit, card: CardId) {
        self.set_preview(Some(edit.clone()));
        self.selection = Selection::default();
        self.editing = Some(Editing {
            card,
            text: String::new(),
            before: String::new(),
            new: Some((label, edit)),
        });
        self.reveal_editing();
    }

    /// Brings the card that is typed into view.
    fn reveal_editing(&mut self) {
        if let Some(rect) = self.editing_rect() {
            let camera = self.camera.revealing(rect, self.view);
            if camera != self.camera {
                self.camera_goal = Some(camera);
            }
        }
    }

    /// Begins to edit the text of a card in place.
    pub fn edit_text(&mut self, id: &CardId) {
        if self.refuses() {
            return;
        }
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
        self.reveal_editing();
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
        let is_frame = matches!(self.editing_body(), Some(Body::Frame(_)));
        self.set_preview(None);
        let Some(editing) = self.editing.take() else {
            return;
        };
        match editing.new {
            // A frame is drawn for its area; it may go without a title.
            Some(_) if editing.text.trim().is_empty() && !is_frame => {}
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

    /// Something else was added while the text of a new card is typed, perhaps under the id that it would have had: the
    /// new card gets another, and both are kept.
    pub(super) fn rebase_typing(&mut self) {
        let board = self.document.board();
        let Some(editing) = &mut self.editing else {
            return;
        };
        let Some((_, base)) = editing.new.as_mut().filter(|(_, base)| !base.fits(board)) else {
            return;
        };
        let mut ids = BTreeMap::new();
        let edit = board.plan(|txn| {
            for (id, change) in &base.cards {
                if let Some(card) = &change.after {
                    ids.insert(id.clone(), txn.add_card(Card::clone(card)));
                }
            }
            for link in base
                .links
                .values()
                .filter_map(|change| change.after.as_ref())
            {
                let mut link = Link::clone(link);
                for end in [&mut link.from, &mut link.to] {
                    if let Some(id) = ids.get(end) {
                        *end = id.clone();
                    }
                }
                txn.add_link(link);
            }
        });
        *base = edit;
        if let Some(id) = ids.remove(&editing.card) {
            editing.card = id;
        }
        let edit = self.edited();
        self.set_preview(Some(edit));
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
        card.settle();
        let before = self.document.board().cards().get(&editing.card).cloned();
        let mut edit = base;
        edit.cards.insert(
            editing.card,
            Change {
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
            Item::Link(_) if self.refuses() => None,
            Item::Link(_) => Some(Ask::EditNote),
        }
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
