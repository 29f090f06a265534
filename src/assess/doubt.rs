//! What a claim would be if what is suggested were accepted: "three origins, or two".
//!
//! Nothing is changed: the suggestions are tried on a copy. Masses stay as they are, only whose they are is asked.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::assessment::Assessment;
use super::graph::{ClaimNode, Graph};
use super::masses::Node;
use super::reuse::{Party, Proposal, Suggestion};
use super::standing::{Badge, Facts, Label};
use super::words::{self, capital, count, number, s};
use crate::board::{CardId, LinkId};

/// A claim that would stand otherwise if all suggestions were accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// How many independent origins would speak for it.
    pub n_support_if: usize,
    /// How many independent origins would speak against it.
    pub n_oppose_if: usize,
    /// What it would be.
    pub label_if: Label,
    /// The sources on it that something is suggested of.
    pub sources: Vec<CardId>,
    /// In a sentence.
    pub says: String,
}

impl Doubt {
    /// What is to be shown beside the label.
    pub fn badge(&self) -> Badge {
        Badge::PossibleSharedOrigin {
            n_support: self.n_support_if,
            n_oppose: self.n_oppose_if,
        }
    }
}

impl Assessment {
    /// The claims that would stand otherwise if all of this were accepted, by id.
    pub fn doubts(&self, suggestions: &[Suggestion]) -> BTreeMap<CardId, Doubt> {
        if suggestions.is_empty() {
            return BTreeMap::new();
        }
        let mut after = self.clone();
        let mut dirty = after.join(self, suggestions);
        dirty.extend(after.let_speak(self, suggestions));
        let before = after.settle(dirty.clone());
        dirty.extend(before.into_iter().map(|(claim, _)| claim));
        let doubts = dirty.into_iter().filter_map(|claim| {
            let (now, then) = (self.facts(claim)?, after.facts(claim)?);
            let counts = |facts: &Facts<'_>| {
                (
                    facts.counted_for.len(),
                    facts.counted_against.len(),
                    facts.label,
                )
            };
            if counts(&now) == counts(&then) {
                return None;
            }
            let mut sources = self.merged(&after, claim);
            if sources.is_empty() {
                sources = suspects(self, &now, suggestions);
            }
            Some((
                self.graph.id(claim),
                Doubt {
                    n_support_if: then.counted_for.len(),
                    n_oppose_if: then.counted_against.len(),
                    label_if: then.label,
                    says: says(self, &now, &then, &sources),
                    sources: sources
                        .into_iter()
                        .map(|source| self.graph.id(source))
                        .collect(),
                },
            ))
        });
        doubts.collect()
    }

    /// The sources that speak of a claim and that are one voice with another then, and are not now.
    fn merged(&self, after: &Self, claim: Node) -> Vec<Node> {
        let reports = |graph: &Graph| {
            graph
                .claim(claim)
                .map_or(Vec::new(), |claim| claim.reports.clone())
        };
        let (now, then) = (reports(&self.graph), reports(&after.graph));
        let keys: Vec<[Node; 2]> = now
            .iter()
            .zip(&then)
            .map(|(now, then)| {
                [
                    self.voices.get(now.speaker).key,
                    after.voices.get(then.speaker).key,
                ]
            })
            .collect();
        let meets = |[before, key]: &[Node; 2]| {
            keys.iter()
                .any(|[other, same]| same == key && other != before)
        };
        let merged = now.iter().zip(&keys).filter(|(_, keys)| meets(keys));
        words::once(merged.map(|(report, _)| report.from).collect())
    }

    /// Takes sources that may share an origin for one voice. Gives back the claims that hear them.
    fn join(&mut self, base: &Self, suggestions: &[Suggestion]) -> BTreeSet<Node> {
        // Those who name the same outlet, which has no card yet, are one voice with each other.
        let mut by_name: BTreeMap<String, Node> = BTreeMap::new();
        for suggestion in suggestions {
            let whole = matches!(suggestion.proposal, Proposal::DrawsOn | Proposal::Shared);
            let Some(source) = base.graph.node(&suggestion.source).filter(|_| whole) else {
                continue;
            };
            let other = match &suggestion.other {
                Party::Card(card) => base.graph.node(card),
                Party::Named(name) => Some(*by_name.entry(name.to_lowercase()).or_insert(source)),
            };
            if let Some(other) = other {
                self.voices.join(source, other);
            }
        }
        self.hearing(&base.voices)
    }

    /// Lets the speakers say what sources only hand on. Gives back the claims that they speak of.
    fn let_speak(&mut self, base: &Self, suggestions: &[Suggestion]) -> BTreeSet<Node> {
        let mut speakers: BTreeMap<&LinkId, Node> = BTreeMap::new();
        // Speakers without a card have numbers behind all cards.
        let mut next = base.graph.nodes().end;
        let mut by_name: BTreeMap<String, Node> = BTreeMap::new();
        let mut new = || {
            next = next.saturating_add(1);
            next
        };
        for suggestion in suggestions {
            let speaker = match (suggestion.proposal, &suggestion.other) {
                (Proposal::SaidBy, Party::Card(card)) => {
                    base.graph.node(card).unwrap_or_else(&mut new)
                }
                (Proposal::SaidBy, Party::Named(name)) => {
                    *by_name.entry(name.to_lowercase()).or_insert_with(&mut new)
                }
                (Proposal::SameSpeaker, _) => {
                    let known = suggestion
                        .links
                        .iter()
                        .find_map(|link| speakers.get(link).copied());
                    known.unwrap_or_else(&mut new)
                }
                _ => continue,
            };
            for link in &suggestion.links {
                speakers.entry(link).or_insert(speaker);
            }
        }
        let mut claims: BTreeSet<Node> = BTreeSet::new();
        for link in speakers.keys() {
            claims.extend(base.graph.ends(link).map(|[_, claim]| claim));
        }
        for claim in &claims {
            if let Some(said) = base.graph.claim(*claim) {
                let mut said = ClaimNode::clone(said);
                for report in &mut said.reports {
                    if let Some(speaker) = speakers.get(&report.link) {
                        report.speaker = *speaker;
                    }
                }
                self.graph.replace(*claim, Arc::new(said));
            }
        }
        claims
    }
}

/// The sources that speak of a claim and that something is suggested of.
fn suspects(assessment: &Assessment, facts: &Facts<'_>, suggestions: &[Suggestion]) -> Vec<Node> {
    let mut suspected: BTreeSet<Node> = BTreeSet::new();
    for suggestion in suggestions {
        let cards = [Some(&suggestion.source), suggestion.other_card()];
        let nodes = cards
            .into_iter()
            .flatten()
            .filter_map(|card| assessment.graph.node(card));
        suspected.extend(nodes);
    }
    let reports = facts.claim.reports.iter().map(|report| report.from);
    words::once(reports.filter(|from| suspected.contains(from)).collect())
}

fn says(assessment: &Assessment, now: &Facts<'_>, then: &Facts<'_>, sources: &[Node]) -> String {
    let counts = |facts: &Facts<'_>| [facts.counted_for.len(), facts.counted_against.len()];
    let told = match (counts(now), counts(then)) {
        (now, then) if now == then => "Its label would be another".to_owned(),
        ([n, 0], [then, 0]) => {
            let origins = count(n, "origin");
            format!("{origins} speak{} for it, or {}", s(n), number(then))
        }
        ([0, n], [0, then]) => {
            let origins = count(n, "origin");
            format!("{origins} speak{} against it, or {}", s(n), number(then))
        }
        ([n, against], [then_for, then_against]) => format!(
            "{} speak{} for it and {} against it, or {} and {}",
            count(n, "origin"),
            s(n),
            number(against),
            number(then_for),
            number(then_against)
        ),
    };
    let names = words::cards(assessment, sources);
    let condition = match sources.len() {
        0 => "if what is suggested of its origins is right".to_owned(),
        1 => format!("if what is suggested of {names} is right"),
        _ => format!("if {names} are not independent"),
    };
    let label = match now.label == then.label {
        true => String::new(),
        false => format!("; its label would be “{}”", then.label.words()),
    };
    capital(&format!("{told} {condition}{label}."))
}
