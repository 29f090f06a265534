//! Two claims that speak of each other, at least one of them in favour. Rivals that contradict each other are as it
//! should be; claims that only hold each other up are another rule's: `circular`.

use super::{Check, Finding, Judged, Rule, Subject};
use crate::assess::finding::Level;
use crate::assess::graph::Tie;
use crate::assess::standing::Label;
use crate::board::Stance;

static RULE: Rule = Rule {
    id: "links-both-ways",
    title: "Claims linked both ways",
    level: Level::Note,
    help: "Two claims speak of each other, which adds nothing to either; keep the link that leads from the ground to \
           what follows from it.",
};

/// See [`RULE`].
pub struct LinksBothWays;

impl Check for LinksBothWays {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn run(&self, subject: &Subject<'_>, out: &mut Vec<Finding>) {
        for judged in subject.claims() {
            // Each pair is told at the claim with the greater number, once however many links there are.
            let mut told = Vec::new();
            for tie in judged
                .said
                .ties
                .iter()
                .filter(|tie| tie.mutual && tie.from < judged.node)
            {
                if !told.contains(&tie.from) {
                    told.push(tie.from);
                    out.extend(finding(subject, judged, tie));
                }
            }
        }
    }
}

fn finding(subject: &Subject<'_>, judged: Judged<'_>, tie: &Tie) -> Option<Finding> {
    let graph = &subject.assessment.graph;
    let (node, other) = (judged.node, tie.from);
    let to_it = judged.said.ties.iter().filter(|tie| tie.from == other);
    let back = graph
        .claim(other)?
        .ties
        .iter()
        .filter(|tie| tie.from == node);
    let ties: Vec<&Tie> = to_it.chain(back).collect();
    let favour = |tie: &&&Tie| tie.stance == Stance::Corroborates;
    let label = |node| {
        let standing = subject.assessment.claim(&graph.id(node))?;
        Some((standing.label, standing.n_support))
    };
    let told = Some((Label::Circular, 0));
    let n = ties.iter().filter(favour).count();
    if n == 0 || (label(node) == told && label(other) == told) {
        return None;
    }
    let [name, other_name] = [node, other].map(|node| subject.name(node));
    let says = match n == ties.len() {
        true => format!(
            "{other_name} and {name} corroborate each other, which adds nothing; keep the link that leads to what follows."
        ),
        false => format!(
            "{other_name} and {name} speak of each other, once for and once against; look which of the links is meant."
        ),
    };
    let links = ties.iter().map(|tie| tie.link.clone()).collect();
    Some(RULE.finding(says, subject.ids([other, node]), links))
}
