//! Quotes whose words are not in the text of their source.

use super::{Check, Finding, Rule, Subject, faults};
use crate::assess::finding::Level;

static RULE: Rule = Rule {
    id: "quote-gone",
    title: "Quotes that are gone",
    level: Level::Error,
    help: "The quoted words, or any like them, are not in the text of the source; mark the words again or remove the quote.",
};

/// See [`RULE`].
pub struct QuoteGone;

impl Check for QuoteGone {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn run(&self, subject: &Subject<'_>, out: &mut Vec<Finding>) {
        faults::tell(subject, &RULE, out);
    }
}
