//! Claims that something counts against, while nobody has said what to make of it.
//!
//! A remark on one of the links that speak against it says so, and so does a judgement of the claim by the analyst.

use super::{Check, Finding, Judged, Rule, Subject};
use crate::assess::finding::Level;
use crate::assess::masses::Node;
use crate::assess::standing::Label;
use crate::assess::words::once;
use crate::board::{LinkId, Stance};

static RULE: Rule = Rule {
    id: "contradicted-unaddressed",
    title: "Unanswered contradictions",
    level: Level::Warning,
    help: "Evidence speaks against the claim, and nobody has said what to make of it; write a note on the link that \
           contradicts it, or judge the claim.",
};

/// See [`RULE`].
pub struct ContradictedUnaddressed;

impl Check for ContradictedUnaddressed {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn run(&self, subject: &Subject<'_>, out: &mut Vec<Finding>) {
        for judged in subject.claims() {
            let standing = judged.standing;
            let judgement = judged.claim.likelihood.is_some() || judged.claim.confidence.is_some();
            let opposed = matches!(standing.label, Label::Contradicted | Label::Disputed);
            if (opposed || standing.contested) && !judgement {
                out.extend(finding(subject, judged));
            }
        }
    }
}

fn finding(subject: &Subject<'_>, judged: Judged<'_>) -> Option<Finding> {
    let reports = judged.said.reports.iter();
    let reports = reports.map(|report| (report.stance, &report.link, report.from));
    let ties = judged.said.ties.iter();
    let ties = ties.map(|tie| (tie.stance, &tie.link, tie.from));
    let against: Vec<(&LinkId, Node)> = reports
        .chain(ties)
        .filter(|(stance, ..)| *stance == Stance::Contradicts)
        .map(|(_, link, from)| (link, from))
        .collect();
    let links = subject.board.links();
    let answered = |link: &LinkId| {
        let link = links.get(link);
        link.is_some_and(|link| !link.note.trim().is_empty())
    };
    if against.iter().any(|(link, _)| answered(link)) {
        return None;
    }
    let facts = subject.assessment.facts(judged.node)?;
    let origins = &facts.counted_against;
    let from = once(against.iter().map(|(_, from)| *from).collect());
    let who = match origins.is_empty() {
        true => subject.names(&from),
        false => subject.origins(origins),
    };
    let says = format!(
        "{} has evidence against it that goes unanswered, from {who}; say in a note on the link what to make of it, or \
         judge the claim.",
        subject.name(judged.node),
    );
    let cards = [judged.node].into_iter().chain(origins.iter().copied());
    let links = against.iter().map(|(link, _)| (*link).clone()).collect();
    Some(RULE.finding(says, subject.ids(cards.chain(from)), links))
}
