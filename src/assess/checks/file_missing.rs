//! Files that are not where they were.

use super::{Check, Finding, Rule, Subject, faults};
use crate::assess::finding::Level;

static RULE: Rule = Rule {
    id: "file-missing",
    title: "Files that are missing",
    level: Level::Warning,
    help: "A file cannot be found or read, so nobody can tell whether it is the one that came in; put it back where it was.",
};

/// See [`RULE`].
pub struct FileMissing;

impl Check for FileMissing {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn run(&self, subject: &Subject<'_>, out: &mut Vec<Finding>) {
        faults::tell(subject, &RULE, out);
    }
}
