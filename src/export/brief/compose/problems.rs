//! What speaks against what, and what somebody should look at before this is printed.

use std::collections::{BTreeMap, BTreeSet};

use super::chapters::Chapter;
use super::{Item, Words, Work};
use crate::assess::{Badge, Finding, Label, Level, rule};
use crate::board::{CardId, LinkKind};

/// Pairs of claims that are listed.
const MOST_PAIRS: usize = 100;
/// Problems of one rule that are listed.
const MOST_OF_RULE: usize = 12;

impl<'a> Work<'a> {
    pub(super) fn contradictions(&mut self, chapters: &[Chapter<'a>]) {
        let mut items = Vec::new();
        for chapter in chapters.iter().filter(|chapter| chapter.question) {
            let carried: Vec<usize> = chapter
                .claims
                .iter()
                .filter(|claim| {
                    let standing = self.material.assessment.claim(claim);
                    standing.is_some_and(|standing| standing.label.carries())
                })
                .filter_map(|claim| self.numbers.get(*claim).copied())
                .collect();
            if let (Some(question), true) = (chapter.heading, carried.len() > 1) {
                let words = Words::of("More than one answer is carried to ")
                    .said(&format!("“{question}”"), "")
                    .text(": ");
                items.push(Item::dot(words.and(self.claims_named(&carried)).text(".")));
            }
        }
        for (lead, label) in [
            ("Contradicted: ", Label::Contradicted),
            ("Disputed: ", Label::Disputed),
        ] {
            let numbers = self.standing_so(|standing| standing.label == label);
            if !numbers.is_empty() {
                let words = Words::default().strong(lead);
                items.push(Item::dot(words.and(self.claims_named(&numbers)).text(".")));
            }
        }
        let contested = self.standing_so(|standing| standing.contested);
        if !contested.is_empty() {
            let words = Words::default().strong("Carried, but contested: ");
            items.push(Item::dot(
                words.and(self.claims_named(&contested)).text("."),
            ));
        }
        items.extend(self.rivals());
        items.extend(self.both_sides());
        self.heading(2, Words::of("Contradictions"), None);
        match items.is_empty() {
            true => self.paragraph(Words::of(
                "Nothing on the board speaks against any of these claims.",
            )),
            false => self.list(items),
        }
    }

    fn standing_so(&self, so: impl Fn(&crate::assess::Standing) -> bool) -> Vec<usize> {
        let claims = self.claims.iter().zip(1..);
        let found =
            claims.filter(|(claim, _)| self.material.assessment.claim(claim).is_some_and(&so));
        found.map(|(_, number)| number).collect()
    }

    /// Claims that are tied as contradicting each other.
    fn rivals(&self) -> Vec<Item> {
        let mut pairs: BTreeMap<(usize, usize), bool> = BTreeMap::new();
        for link in self.material.board.links().values() {
            if !matches!(link.kind, LinkKind::Contradicts(_)) {
                continue;
            }
            let numbers = (self.numbers.get(&link.from), self.numbers.get(&link.to));
            if let (Some(from), Some(to)) = numbers {
                let both = pairs.contains_key(&(*to, *from));
                match both {
                    true => drop(pairs.insert((*to, *from), true)),
                    false => drop(pairs.entry((*from, *to)).or_insert(false)),
                }
            }
        }
        let more = pairs.len().saturating_sub(MOST_PAIRS);
        let pairs = pairs.into_iter().take(MOST_PAIRS);
        let mut items: Vec<Item> = pairs
            .map(|((from, to), both)| {
                Item::dot(match both {
                    true => self
                        .claims_named(&[from.min(to), from.max(to)])
                        .text(" contradict each other."),
                    false => self
                        .claims_named(&[from])
                        .text(" contradicts ")
                        .and(self.claims_named(&[to]))
                        .text("."),
                })
            })
            .collect();
        if more > 0 {
            items.push(Item::dot(Words::of(&format!("{more} more pairs."))));
        }
        items.into_iter().map(capital).collect()
    }

    /// Origins that speak on both sides of a claim.
    fn both_sides(&self) -> Vec<Item> {
        let mut by_origin: BTreeMap<&CardId, Vec<usize>> = BTreeMap::new();
        for (claim, number) in self.claims.iter().zip(1..) {
            let standing = self.material.assessment.claim(claim);
            let badges = standing.into_iter().flat_map(|standing| &standing.badges);
            for badge in badges {
                if let Badge::BothSides(origins) = badge {
                    for origin in origins {
                        by_origin.entry(origin).or_default().push(number);
                    }
                }
            }
        }
        let items = by_origin.into_iter().take(MOST_PAIRS);
        let items = items.map(|(origin, numbers)| {
            let name = self.material.assessment.origin_name(origin);
            let words = Words::of(name).text(" speaks on both sides of ");
            Item::dot(words.and(self.claims_named(&numbers)).text("."))
        });
        items.collect()
    }

    /// Warnings and errors that touch what the brief says, by rule.
    pub(super) fn problems(&mut self) {
        let known: BTreeSet<&CardId> = self.numbers.keys().copied().collect();
        let mut by_rule: BTreeMap<(std::cmp::Reverse<Level>, &str), Vec<&Finding>> =
            BTreeMap::new();
        for finding in self.material.findings {
            let touches =
                |card: &&CardId| known.contains(*card) || self.register.known(card).is_some();
            if finding.level.matters() && finding.cards.iter().any(|card| touches(&card)) {
                let key = (std::cmp::Reverse(finding.level), finding.rule);
                by_rule.entry(key).or_default().push(finding);
            }
        }
        if by_rule.is_empty() {
            return;
        }
        self.heading(2, Words::of("Open problems"), None);
        let mut items = Vec::new();
        for ((_, id), findings) in by_rule {
            let more = findings.len().saturating_sub(MOST_OF_RULE);
            let shown = findings.iter().take(MOST_OF_RULE);
            let mut below: Vec<Words> = shown.map(|finding| Words::of(&finding.says)).collect();
            if more > 0 {
                below.push(Words::of(&format!("{more} more of this kind.")));
            }
            let title = rule(id).map_or(id, |rule| rule.title);
            items.push(Item {
                below,
                ..Item::dot(Words::default().strong(title))
            });
        }
        self.list(items);
    }
}

/// The line with a capital letter.
fn capital(mut item: Item) -> Item {
    item.words = item.words.capital();
    item
}
