//! Links from a card to itself. They count for nothing.

use std::collections::BTreeMap;

use super::{Check, Finding, Rule, Subject};
use crate::assess::finding::Level;
use crate::assess::words;
use crate::board::{CardId, LinkId};

static RULE: Rule = Rule {
    id: "self-link",
    title: "Links to the same card",
    level: Level::Warning,
    help: "A card cannot speak for itself, so the link counts for nothing; remove it or lead it to the card that is meant.",
};

/// See [`RULE`].
pub struct SelfLink;

impl Check for SelfLink {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn run(&self, subject: &Subject<'_>, out: &mut Vec<Finding>) {
        let mut by_card: BTreeMap<&CardId, Vec<LinkId>> = BTreeMap::new();
        for (id, link) in subject.board.links() {
            if link.from == link.to {
                by_card.entry(&link.from).or_default().push(id.clone());
            }
        }
        for (id, links) in by_card {
            let Some(card) = subject.board.cards().get(id) else {
                continue;
            };
            let says = format!(
                "A link leads from {} to itself and counts for nothing; remove it.",
                words::name(card)
            );
            out.push(RULE.finding(says, vec![id.clone()], links));
        }
    }
}
