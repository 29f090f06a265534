//! Putting one board into another: what is pasted, and what comes in.

use std::collections::HashMap;

use kurbo::Vec2;

use super::{Board, Card, CardId, Link, Selection, Txn};

impl Txn<'_> {
    /// Puts the cards of `piece` on the board, moved by `by` (board units), under new ids, with the links between them
    /// and the files that they use. An origin that is not in the piece is kept if the board has it. Says what was made.
    pub fn insert(&mut self, piece: &Board, by: Vec2) -> Selection {
        let mut made = Selection::default();
        let mut ids: HashMap<&CardId, CardId> = HashMap::new();
        let mut cards: Vec<_> = piece.cards().iter().collect();
        cards.sort_by_key(|(id, card)| (card.z, (*id).clone())); // keeps what lies in front in front
        for (id, card) in cards {
            let mut card = Card::clone(card);
            card.at += by;
            ids.insert(id, self.add_card(card));
        }
        for (id, link) in piece.links() {
            let (Some(from), Some(to)) = (ids.get(&link.from), ids.get(&link.to)) else {
                continue;
            };
            let (old, mut link) = (link, Link::clone(link));
            (link.from, link.to) = (from.clone(), to.clone());
            if let Some(evidence) = link.kind.evidence_mut() {
                let board = self.board();
                let known = |origin: CardId| {
                    ids.get(&origin)
                        .cloned()
                        .or_else(|| board.cards().contains_key(&origin).then_some(origin))
                };
                // A piece of this very board leaves out origins that are not in it; the board still knows them.
                let at_home = || {
                    let home = board
                        .links()
                        .get(id)
                        .filter(|home| home.from == old.from && home.to == old.to);
                    home.and_then(|home| home.kind.evidence()?.origin.clone())
                };
                evidence.origin = evidence.origin.take().or_else(at_home).and_then(known);
            }
            made.links.extend(self.add_link(link));
        }
        for (id, blob) in piece.files() {
            self.add_file(id.clone(), blob.clone());
        }
        made.cards = ids.into_values().collect();
        made
    }
}
