//! Why something is suggested, in a sentence that names the cards.

use super::super::document::Pair;
use super::super::passage::Passage;
use super::{Maker, Party, Phrase, Proposal};
use crate::assess::words;
use crate::board::CardId;

/// Share of the shorter text from which on it is nearly all of it.
const NEARLY_ALL: f64 = 0.8;

impl Maker<'_> {
    pub fn name(&self, card: &CardId) -> String {
        let card = self.board.cards().get(card);
        card.map_or_else(String::new, |card| words::name(card))
    }

    pub fn why(
        &self,
        a: &CardId,
        b: &CardId,
        proposal: Proposal,
        pair: &Pair,
        passages: &[Passage],
    ) -> String {
        let (first, second) = (self.name(a), self.name(b));
        if proposal == Proposal::SameSpeaker {
            return match passages.first().filter(|_| pair.longest > 0) {
                Some(passage) => format!(
                    "{first} and {second} quote the same {} words.",
                    passage.words
                ),
                None => {
                    let n = words::number(pair.quotations);
                    format!("{first} and {second} share {n} quotations in the same words.")
                }
            };
        }
        let older = match proposal {
            Proposal::DrawsOn => format!(", and {second} was published first"),
            _ => String::new(),
        };
        let n = passages
            .iter()
            .filter(|passage| passage.words >= self.index.limits().passage)
            .count();
        match (n, pair.longest) {
            _ if pair.containment >= NEARLY_ALL => {
                format!(
                    "{first} and {second} have nearly all of the shorter text in common{older}."
                )
            }
            (0 | 1, longest) => {
                format!("{longest} words in a row are the same in {first} and {second}{older}.")
            }
            (n, longest) => format!(
                "{} passages are the same in {first} and {second}, {} words together and up to {longest} in a row{older}.",
                words::capital(&words::number(n)),
                pair.together
            ),
        }
    }

    pub fn why_named(
        &self,
        source: &CardId,
        other: &Party,
        proposal: Proposal,
        phrases: &[Phrase],
    ) -> String {
        let source = self.name(source);
        let name = match other {
            Party::Card(card) => self.name(card),
            Party::Named(name) => name.clone(),
        };
        let phrase = phrases.first().map_or("", |phrase| &phrase.text);
        let phrase = words::shortened(&phrase.split_whitespace().collect::<Vec<_>>().join(" "));
        match proposal {
            Proposal::SaidBy => format!("{source} hands on what {name} says: “{phrase}”."),
            _ => format!("{source} names {name} as its source: “{phrase}”."),
        }
    }
}
