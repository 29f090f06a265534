//! What the assessment says, on the faces of the cards and along the links.

use std::sync::Arc;

use super::super::card;
use super::super::marks::Marks;
use super::super::style::Tone;
use super::Scene;
use crate::board::CardId;

impl Scene {
    /// Takes what is to be shown of the assessment. Only cards of which something else is said than before are laid out
    /// again.
    pub fn set_marks(&mut self, marks: Arc<Marks>) {
        if *self.marks == *marks {
            return;
        }
        let before = std::mem::replace(&mut self.marks, marks.clone());
        for (id, placed) in &mut self.cards {
            let (old, new) = (before.cards.get(id), marks.cards.get(id));
            if old != new {
                placed.facts.mark = new.cloned().unwrap_or_default();
                placed.faces = Default::default();
            }
        }
        for (id, tied) in &mut self.links {
            let seal = marks.seal(id);
            if tied.seal != seal {
                (tied.seal, tied.shapes) = (seal, None);
            }
        }
        self.far = None;
        self.marked += 1;
    }

    /// Grows whenever something else is shown of the assessment.
    pub fn marked(&self) -> u64 {
        self.marked
    }

    /// The colour of the family of a source.
    pub fn family_tone(&self, card: &CardId) -> Option<Tone> {
        let family = self.marks.cards.get(card)?.family?;
        Some(card::family_tone(family))
    }

    /// What is shown of the assessment.
    pub fn marks(&self) -> &Marks {
        &self.marks
    }
}
