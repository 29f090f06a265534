//! Sources that something rests on and that nobody has graded. F is a grade: it says that there is no basis for one.
//!
//! What nothing rests on is another rule's: `source-unused`.

use super::{Check, Finding, Rule, Subject, Uses};
use crate::assess::finding::Level;
use crate::assess::words::{count, s};

static RULE: Rule = Rule {
    id: "ungraded-source",
    title: "Ungraded sources",
    level: Level::Note,
    help: "The source has no reliability, so it counts as one that cannot be judged unless what it draws on is graded; \
           grade it from A to F.",
};

/// See [`RULE`].
pub struct UngradedSource;

impl Check for UngradedSource {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn run(&self, subject: &Subject<'_>, out: &mut Vec<Finding>) {
        let uses = subject.uses();
        for (node, id, source) in subject.sources() {
            let used = Uses::of(&uses, node);
            if source.reliability.is_some() || used.is_none() {
                continue;
            }
            let name = subject.name(node);
            let what = match (used.claims, used.sources) {
                (0, n) => format!("on which {} draw{}", count(n, "source"), s(n)),
                (n, _) => format!("heard on {}", count(n, "claim")),
            };
            let says =
                format!("No grade was given to {name}, {what}; choose a reliability from A to F.");
            out.push(RULE.finding(says, vec![id.clone()], Vec::new()));
        }
    }
}
