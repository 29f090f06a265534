//! What the evidence says: a line for each claim, by question. Claims that nothing is tied to are only named.

use super::chapters::Chapter;
use super::{Item, Mark, Words, Work};
use crate::assess::Standing;
use crate::board::{CardId, Claim};

/// Claims without evidence that are named one by one.
const MOST_BARE: usize = 100;

impl<'a> Work<'a> {
    pub(super) fn summary(&mut self, chapters: &[Chapter<'a>]) {
        self.heading(2, Words::of("What the evidence says"), None);
        let mut bare: Vec<&CardId> = Vec::new();
        for chapter in chapters {
            // A rival answer that nothing speaks for belongs beside its rivals.
            let (tied, untied): (Vec<&CardId>, Vec<&CardId>) = chapter
                .claims
                .iter()
                .partition(|claim| chapter.question || self.has_evidence(claim));
            bare.extend(untied);
            let items: Vec<Item> = tied
                .into_iter()
                .filter_map(|claim| self.summed_up(claim))
                .collect();
            if items.is_empty() {
                continue;
            }
            // One chapter without a name needs no heading.
            if chapters.len() > 1 || chapter.heading.is_some() {
                self.chapter_heading(chapter);
            }
            self.list(items);
        }
        if bare.is_empty() {
            return;
        }
        self.heading(3, Words::of("Claims that nothing is tied to"), None);
        let more = bare.len().saturating_sub(MOST_BARE);
        let items = bare.iter().take(MOST_BARE).filter_map(|id| {
            let claim = self.claim(id)?;
            Some(Item {
                number: self.numbers.get(*id).copied(),
                words: said(claim, None).and(judged(claim)),
                ..Item::default()
            })
        });
        let items = items.collect();
        self.list(items);
        if more > 0 {
            self.quiet(&format!("{more} more claims have nothing tied to them."));
        }
    }

    fn summed_up(&self, id: &CardId) -> Option<Item> {
        let claim = self.claim(id)?;
        let number = self.numbers.get(id).copied()?;
        let standing = self.material.assessment.claim(id)?;
        let to = self.has_evidence(id).then_some(Mark::Claim(number));
        Some(Item {
            number: Some(number),
            words: said(claim, to)
                .text(" ")
                .and(stands(standing))
                .and(judged(claim)),
            ..Item::default()
        })
    }
}

/// The sentence of a claim, bold.
fn said(claim: &Claim, to: Option<Mark>) -> Words {
    match claim.text.trim() {
        "" => Words::default().strong("Untitled claim"),
        text => Words::default().strong_said(text, to),
    }
}

/// The label and the sentence of a claim.
pub fn stands(standing: &Standing) -> Words {
    let contested = if standing.contested {
        ", contested. "
    } else {
        ". "
    };
    Words::default()
        .label(standing.label)
        .text(contested)
        .text(&standing.says)
}

/// What the analyst holds it to be: a sentence for the likelihood, another one for the confidence.
pub fn judged(claim: &Claim) -> Words {
    let mut words = Words::default();
    if let Some(likelihood) = claim.likelihood {
        let (low, high) = likelihood.percent();
        words = words
            .text(" The analyst’s judgement: ")
            .strong(likelihood.words())
            .text(&format!(" ({low} to {high} %)."));
    }
    if let Some(confidence) = claim.confidence {
        words = words
            .text(" The analyst’s confidence in the judgement is ")
            .strong(confidence.words())
            .text(".");
    }
    words
}
