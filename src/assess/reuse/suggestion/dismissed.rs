//! What the analyst has looked at and found to have nothing to do with each other.

use std::collections::BTreeSet;

use super::super::index::folded;
use super::Party;
use crate::board::{Board, CardId};

/// Pairs that were rejected, and names that were.
pub(super) struct Dismissed {
    pairs: BTreeSet<[CardId; 2]>,
    names: BTreeSet<(CardId, String)>,
}

impl Dismissed {
    pub fn of(board: &Board) -> Self {
        let (mut pairs, mut names) = (BTreeSet::new(), BTreeSet::new());
        for dismissed in &board.about().judgements.dismissed {
            let [a, b] = dismissed.sources.clone();
            if dismissed.name.is_empty() {
                pairs.insert(sorted(a, b));
            } else {
                names.insert((a, folded(&dismissed.name)));
            }
        }
        Self { pairs, names }
    }

    pub fn has(&self, source: &CardId, other: &Party) -> bool {
        match other {
            Party::Card(card) => self.pairs.contains(&sorted(source.clone(), card.clone())),
            Party::Named(name) => self.names.contains(&(source.clone(), folded(name))),
        }
    }
}

fn sorted(a: CardId, b: CardId) -> [CardId; 2] {
    if a < b { [a, b] } else { [b, a] }
}
