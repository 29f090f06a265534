//! Sources that nothing rests on: they speak on no claim, nobody quotes them, and no other source draws on them.

use super::{Check, Finding, Rule, Subject, Uses};
use crate::assess::finding::Level;

static RULE: Rule = Rule {
    id: "source-unused",
    title: "Unused sources",
    level: Level::Note,
    help: "Nothing on the board rests on the source; tie it to the claims that it speaks on, or remove it.",
};

/// See [`RULE`].
pub struct SourceUnused;

impl Check for SourceUnused {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn run(&self, subject: &Subject<'_>, out: &mut Vec<Finding>) {
        let uses = subject.uses();
        for (node, id, _) in subject.sources() {
            if Uses::of(&uses, node).is_none() {
                let says = format!(
                    "Nothing on the board rests on {}; tie it to a claim or remove it.",
                    subject.name(node)
                );
                out.push(RULE.finding(says, vec![id.clone()], Vec::new()));
            }
        }
    }
}
