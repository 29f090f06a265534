//! Quotes whose words stand elsewhere in the text of their source.

use super::{Check, Finding, Rule, Subject, faults};
use crate::assess::finding::Level;

static RULE: Rule = Rule {
    id: "quote-moved",
    title: "Quotes that moved",
    level: Level::Warning,
    help: "The quoted words, or nearly the same ones, stand elsewhere in the text now; look whether they still say so, and take them as they stand.",
};

/// See [`RULE`].
pub struct QuoteMoved;

impl Check for QuoteMoved {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn run(&self, subject: &Subject<'_>, out: &mut Vec<Finding>) {
        faults::tell(subject, &RULE, out);
    }
}
