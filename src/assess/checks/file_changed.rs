//! Files that are not the ones that came in.

use super::{Check, Finding, Rule, Subject, faults};
use crate::assess::finding::Level;

static RULE: Rule = Rule {
    id: "file-changed",
    title: "Files that were changed",
    level: Level::Error,
    help: "A file is not the one that came in; find out who changed it, and bring it in as a source of its own.",
};

/// See [`RULE`].
pub struct FileChanged;

impl Check for FileChanged {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn run(&self, subject: &Subject<'_>, out: &mut Vec<Finding>) {
        faults::tell(subject, &RULE, out);
    }
}
