//! Texts that are not the ones that came in.

use super::{Check, Finding, Rule, Subject, faults};
use crate::assess::finding::Level;

static RULE: Rule = Rule {
    id: "text-changed",
    title: "Texts that were changed",
    level: Level::Error,
    help: "The text on the board is not the one that came in; bring the source in again.",
};

/// See [`RULE`].
pub struct TextChanged;

impl Check for TextChanged {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn run(&self, subject: &Subject<'_>, out: &mut Vec<Finding>) {
        faults::tell(subject, &RULE, out);
    }
}
