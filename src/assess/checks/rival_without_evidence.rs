//! Answers to a question that nobody has looked at, while others to the same question have evidence. An answer that was
//! not tested is neither better nor worse than its rivals.

use std::collections::BTreeMap;

use super::{Check, Finding, Judged, Rule, Subject};
use crate::assess::finding::Level;
use crate::assess::masses::Node;

static RULE: Rule = Rule {
    id: "rival-without-evidence",
    title: "Rivals without evidence",
    level: Level::Warning,
    help: "Other answers to the same question have evidence and this one has none; look for evidence for it and \
           against it before the answers are compared.",
};

/// See [`RULE`].
pub struct RivalWithoutEvidence;

impl Check for RivalWithoutEvidence {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn run(&self, subject: &Subject<'_>, out: &mut Vec<Finding>) {
        let questions = Questions::of(subject);
        for judged in subject.claims().filter(is_bare) {
            let rivals = questions.rivals(&judged);
            if rivals.is_empty() {
                continue;
            }
            let (rival, have) = match rivals.len() {
                1 => ("rival", "has"),
                _ => ("rivals", "have"),
            };
            let says = format!(
                "{} has no evidence, while its {rival} {} {have} some; look for evidence before they are compared.",
                subject.name(judged.node),
                subject.names(rivals)
            );
            let cards = [judged.node].into_iter().chain(rivals.iter().copied());
            out.push(RULE.finding(says, subject.ids(cards), Vec::new()));
        }
    }
}

/// Whether nothing is tied to a claim.
pub(super) fn is_bare(judged: &Judged<'_>) -> bool {
    judged.said.reports.is_empty() && judged.said.ties.is_empty()
}

/// For each question its answers that have evidence.
pub(super) struct Questions<'a>(BTreeMap<&'a str, Vec<Node>>);

impl<'a> Questions<'a> {
    pub fn of(subject: &Subject<'a>) -> Self {
        let mut answers: BTreeMap<&str, Vec<Node>> = BTreeMap::new();
        for judged in subject.claims().filter(|judged| !is_bare(judged)) {
            let question = judged.claim.question.trim();
            if !question.is_empty() {
                answers.entry(question).or_default().push(judged.node);
            }
        }
        Self(answers)
    }

    /// The other answers to the question of a claim without evidence that have some.
    pub fn rivals(&self, judged: &Judged<'_>) -> &[Node] {
        let rivals = self.0.get(judged.claim.question.trim());
        rivals.map_or(&[], |rivals| rivals.as_slice())
    }
}
