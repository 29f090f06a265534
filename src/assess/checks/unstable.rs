//! Claims in a ring that leaves them open: which of them stands depends on which is settled first. A ring is told once.

use std::collections::BTreeSet;

use super::{Check, Finding, Rule, Subject};
use crate::assess::finding::Level;
use crate::assess::standing::Badge;
use crate::assess::words::once;

static RULE: Rule = Rule {
    id: "unstable",
    title: "Claims left open",
    level: Level::Warning,
    help: "Claims lean on each other in a ring that has no answer; remove a link that says more than its ground bears, \
           or find evidence from outside the ring.",
};

/// See [`RULE`].
pub struct Unstable;

impl Check for Unstable {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn run(&self, subject: &Subject<'_>, out: &mut Vec<Finding>) {
        let graph = &subject.assessment.graph;
        let mut told = BTreeSet::new();
        for judged in subject.claims() {
            let mut badges = judged.standing.badges.iter();
            let ring = badges.find_map(|badge| match badge {
                Badge::Unstable(ring) if ring.len() > 1 => Some(ring),
                _ => None,
            });
            // No claim is in two rings.
            let Some(ring) = ring.filter(|ring| told.insert(ring.first())) else {
                continue;
            };
            let nodes = once(ring.iter().filter_map(|id| graph.node(id)).collect());
            let says = format!(
                "{} lean on each other in a ring that leaves them open; find evidence from outside the ring.",
                subject.names(&nodes)
            );
            let claims = nodes.iter().filter_map(|node| graph.claim(*node));
            let ties = claims.flat_map(|claim| &claim.ties);
            let links = ties.filter(|tie| nodes.binary_search(&tie.from).is_ok());
            let links = links.map(|tie| tie.link.clone()).collect();
            out.push(RULE.finding(says, ring.clone(), links));
        }
    }
}
