//! What commands do to the selection.

use std::collections::BTreeSet;

use kurbo::Vec2;

use super::super::insert;
use super::super::tools::select;
use super::Session;
use crate::board::{
    Blob, Board, Body, Card, CardId, FileId, Item, Label, Link, LinkId, LinkKind, Selection, Stance,
};

impl Session {
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

    /// Deletes what a copy takes along: the selected cards, and what lies in selected frames.
    pub fn cut(&mut self) {
        let cards = self.with_carried();
        self.selection = Selection::default();
        let label = format!("Cut {}", select::cards(cards.len()));
        self.change(Label::new(label), |txn| {
            for id in &cards {
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
            let mut link = Link::clone(link);
            if let Some(evidence) = link.kind.evidence_mut() {
                evidence.origin = evidence
                    .origin
                    .take()
                    .filter(|origin| cards.contains(origin));
            }
            (id.clone(), link)
        });
        let used = |id: &&FileId| {
            let uses = |card: &CardId| board.cards().get(card).and_then(|card| card.body.file());
            cards.iter().any(|card| uses(card) == Some(id))
        };
        let files = board.files().iter().filter(|(id, _)| used(id));
        let files = files.map(|(id, blob)| (id.clone(), Blob::clone(blob)));
        Board::from_records(Default::default(), taken, between, files).0
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

    /// Moves each selected card past the next card that overlaps it. Only the cards whose place in the pile changes
    /// get another `z`.
    pub fn one_step(&mut self, forward: bool) {
        let board = self.board();
        let mut pile: Vec<(i64, CardId)> = board
            .cards()
            .iter()
            .map(|(id, card)| (card.z, id.clone()))
            .collect();
        pile.sort();
        let mut slots: Vec<i64> = pile.iter().map(|(z, _)| *z).collect();
        for i in 1..slots.len() {
            slots[i] = slots[i].max(slots[i - 1].saturating_add(1)); // cards of one z had no order but their ids
        }
        if !forward {
            pile.reverse();
        }
        let rect = |id: &CardId| {
            board
                .cards()
                .get(id)
                .map(|card| card.rect())
                .unwrap_or_default()
        };
        // The farthest in the direction goes first, so that the selected cards keep their order.
        for at in (0..pile.len()).rev() {
            let id = pile[at].1.clone();
            if !self.selection.cards.contains(&id) {
                continue;
            }
            let beyond = (at + 1..pile.len()).find(|other| {
                let other = &pile[*other].1;
                !self.selection.cards.contains(other) && rect(other).overlaps(rect(&id))
            });
            if let Some(beyond) = beyond {
                let card = pile.remove(at);
                pile.insert(beyond, card);
            }
        }
        if !forward {
            pile.reverse();
        }
        let label = if forward {
            "Bring forward"
        } else {
            "Send backward"
        };
        self.change(Label::new(label), |txn| {
            for ((was, id), z) in pile.iter().zip(slots) {
                if *was != z {
                    txn.update_card(id, |card| card.z = z);
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
}
