//! What stands out on the wall: what is selected, or under the pointer, or named by a reason; and the family of a source
//! that was chosen.

use super::{Session, State};
use crate::board::{Body, CardId, Item, LinkKind, Selection};

impl Session {
    /// Lights these cards and links until something else is selected: the reason of a finding.
    pub fn light(&mut self, spot: Selection) {
        self.spot = spot;
    }

    /// What is lit by a reason.
    pub fn spot(&self) -> &Selection {
        &self.spot
    }

    /// What stands out: what is selected, or else what hangs on the card under the pointer. At rest, nothing.
    pub fn lit(&self) -> Selection {
        if !self.spot.is_empty() {
            // The links of a reason alone, not all that its cards have.
            return Selection {
                links: self.spot.links.clone(),
                ..Selection::default()
            };
        }
        let mut lit = self.selection.clone();
        if lit.len() > 40 {
            return Selection::default(); // with so much selected, nothing would step back
        }
        if lit.is_empty() && self.state == State::Idle {
            lit.cards.extend(self.hovered.clone());
        }
        if let Some(Item::Card(card)) = lit.single() {
            lit.links.extend(self.family_of(&card).links);
        }
        let testifies = |id: &CardId| {
            let card = self.board().cards().get(id);
            card.is_some_and(|card| card.body.can_testify())
        };
        lit.cards.retain(testifies);
        lit
    }

    /// The sources that share their origin with this one, it too, and the links by which they go back to it. Nothing
    /// if it shares it with none.
    pub fn family_of(&self, source: &CardId) -> Selection {
        let board = self.board();
        let assessment = &self.assessed.assessment;
        let is_source = |id: &CardId| {
            let card = board.cards().get(id);
            card.is_some_and(|card| matches!(card.body, Body::Source(_)))
        };
        let Some(origin) = assessment.origin(source).filter(|_| is_source(source)) else {
            return Selection::default();
        };
        let mut found = Selection::default();
        let kin = self.scene.marks().kin.get(&origin);
        for member in kin.into_iter().flatten() {
            let derivations = board
                .links_of(member)
                .filter(|(_, link)| link.kind == LinkKind::DerivesFrom && link.from == *member);
            found.links.extend(derivations.map(|(id, _)| id.clone()));
            found.cards.insert(member.clone());
        }
        found
    }

    /// The cards that are framed beside the selected ones, because they belong to what is lit.
    pub(super) fn companions(&self) -> Selection {
        if !self.spot.is_empty() {
            return self.spot.clone();
        }
        match self.selection.single() {
            Some(Item::Card(card)) => self.family_of(&card),
            _ => Selection::default(),
        }
    }
}
