//! Support that goes round in a circle: many sources that repeat one origin, and claims that hold each other up.
//!
//! A loop of claims is told once, not once for each claim on it.

use std::collections::BTreeMap;

use super::{Check, Finding, Judged, Rule, Subject};
use crate::assess::finding::Level;
use crate::assess::masses::Node;
use crate::assess::rings::rings;
use crate::assess::standing::{Facts, Label};
use crate::assess::words::{capital, count, once};
use crate::board::{CardId, Stance};

static RULE: Rule = Rule {
    id: "circular",
    title: "Circular support",
    level: Level::Warning,
    help: "What looks like several is one: sources that go back to one origin, or claims that rest on each other; find \
           an origin of its own.",
};

/// See [`RULE`].
pub struct Circular;

impl Check for Circular {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn run(&self, subject: &Subject<'_>, out: &mut Vec<Finding>) {
        let mut looped = BTreeMap::new();
        for judged in subject.claims() {
            if judged.standing.label != Label::Circular {
                continue;
            }
            match subject.assessment.facts(judged.node) {
                Some(facts) if !facts.counted_for.is_empty() => {
                    out.push(fan(subject, judged, &facts));
                }
                _ => drop(looped.insert(judged.node, judged)),
            }
        }
        loops(subject, looped, out);
    }
}

/// Many sources, one origin.
fn fan(subject: &Subject<'_>, judged: Judged<'_>, facts: &Facts<'_>) -> Finding {
    let voices = &subject.assessment.voices;
    let origin = &facts.counted_for;
    let says = format!(
        "{} carry {}, but they go back to one origin, {}; they are one until another origin is found.",
        capital(&count(facts.sources_for, "source")),
        subject.name(judged.node),
        subject.origins(origin)
    );
    let pro = judged.said.reports.iter().filter(|report| {
        report.stance == Stance::Corroborates && origin.contains(&voices.get(report.speaker).key)
    });
    let cards = [judged.node].into_iter().chain(origin.iter().copied());
    let cards = cards.chain(pro.clone().map(|report| report.from));
    let links = pro.map(|report| report.link.clone()).collect();
    RULE.finding(says, subject.ids(cards), links)
}

/// Claims without a source that hold each other up, and those that hang by them.
fn loops(subject: &Subject<'_>, mut looped: BTreeMap<Node, Judged<'_>>, out: &mut Vec<Finding>) {
    if looped.is_empty() {
        return;
    }
    let assessment = subject.assessment;
    for ring in rings(subject.board) {
        let bare = |id: &CardId| {
            let standing = assessment.claim(id);
            standing.is_some_and(|standing| standing.origins_for.is_empty())
        };
        if ring.cards.len() < 2 || !ring.cards.iter().all(bare) {
            continue;
        }
        let nodes = ring.cards.iter().filter_map(|id| assessment.graph.node(id));
        let nodes: Vec<Node> = nodes.collect();
        for node in &nodes {
            looped.remove(node);
        }
        let says = format!(
            "{} rest on each other, and no source stands behind them; give one of them a source.",
            subject.names(&nodes)
        );
        out.push(RULE.finding(says, ring.cards, ring.links));
    }
    for judged in looped.values() {
        let ties = judged.said.ties.iter();
        let ties = ties.filter(|tie| tie.stance == Stance::Corroborates);
        let from = once(ties.clone().map(|tie| tie.from).collect());
        let says = format!(
            "{} rests only on {}, which can pass nothing on; give it a source.",
            subject.name(judged.node),
            subject.names(&from)
        );
        let cards = subject.ids([judged.node].into_iter().chain(from));
        out.push(RULE.finding(says, cards, ties.map(|tie| tie.link.clone()).collect()));
    }
}
