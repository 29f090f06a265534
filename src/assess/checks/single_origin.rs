//! Claims that one origin alone speaks for.
//!
//! That several sources carry what one origin says is another rule's: `circular`.

use super::{Check, Finding, Rule, Subject};
use crate::assess::finding::Level;
use crate::assess::standing::Label;
use crate::board::Stance;

static RULE: Rule = Rule {
    id: "single-origin",
    title: "Single-origin claims",
    level: Level::Note,
    help: "One origin alone speaks for the claim; look for a second that does not draw on it.",
};

/// See [`RULE`].
pub struct SingleOrigin;

impl Check for SingleOrigin {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn run(&self, subject: &Subject<'_>, out: &mut Vec<Finding>) {
        let assessment = subject.assessment;
        for judged in subject.claims() {
            if judged.standing.label != Label::SingleSource {
                continue;
            }
            let Some(facts) = assessment.facts(judged.node) else {
                continue;
            };
            let origin = &facts.counted_for;
            let says = format!(
                "{} rests on one origin, {}; look for a second that does not draw on it.",
                subject.name(judged.node),
                subject.origins(origin)
            );
            let pro = judged.said.reports.iter().filter(|report| {
                report.stance == Stance::Corroborates
                    && origin.contains(&assessment.voices.get(report.speaker).key)
            });
            let cards = [judged.node].into_iter().chain(origin.iter().copied());
            let cards = cards.chain(pro.clone().map(|report| report.from));
            let links = pro.map(|report| report.link.clone()).collect();
            out.push(RULE.finding(says, subject.ids(cards), links));
        }
    }
}
