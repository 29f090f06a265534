//! Claims that nothing speaks for or against. Those that have rivals are another rule's: `rival-without-evidence`.

use super::rival_without_evidence::{Questions, is_bare};
use super::{Check, Finding, Rule, Subject};
use crate::assess::finding::Level;

static RULE: Rule = Rule {
    id: "claim-without-evidence",
    title: "Claims without evidence",
    level: Level::Warning,
    help: "No source and no other claim is tied to the claim; tie one to it, or remove the claim.",
};

/// See [`RULE`].
pub struct ClaimWithoutEvidence;

impl Check for ClaimWithoutEvidence {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn run(&self, subject: &Subject<'_>, out: &mut Vec<Finding>) {
        let questions = Questions::of(subject);
        for judged in subject.claims().filter(is_bare) {
            if questions.rivals(&judged).is_empty() {
                let says = format!(
                    "{} has no evidence for it or against it; tie a source to it or remove it.",
                    subject.name(judged.node)
                );
                out.push(RULE.finding(says, vec![judged.id.clone()], Vec::new()));
            }
        }
    }
}
