//! Sources whose copy may not be what the page says or said: taken long ago, taken before the source was published, or
//! nobody knows when.
//!
//! Dates are as exact as they are known: a year stands for all its days. A date that cannot be read proves nothing.

use super::{Check, Finding, Rule, Subject};
use crate::assess::dates::{Dated, When};
use crate::assess::finding::Level;
use crate::assess::words::count;
use crate::board::Source;

static RULE: Rule = Rule {
    id: "stale-capture",
    title: "Stale captures",
    level: Level::Note,
    help: "The copy of a page is old, has no date, or is older than the page; look whether the page still says so, and \
           take a new copy or mend the dates.",
};

/// Days after which a copy of a page is old.
const OLD: i32 = 365;

/// See [`RULE`].
pub struct StaleCapture;

impl Check for StaleCapture {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn run(&self, subject: &Subject<'_>, out: &mut Vec<Finding>) {
        let today = subject.today.and_then(when);
        for (node, id, source) in subject.sources() {
            if let Some(what) = stale(source, today) {
                let says = format!("{} {what}.", subject.name(node));
                out.push(RULE.finding(says, vec![id.clone()], Vec::new()));
            }
        }
    }
}

/// What is wrong with the copy of a source.
fn stale(source: &Source, today: Option<When>) -> Option<String> {
    let paged = !source.url.trim().is_empty();
    let day = |date: &str| date.trim().chars().take(10).collect::<String>();
    let Some(captured) = when(&source.captured) else {
        let undated = paged && source.archive_url.trim().is_empty();
        return undated.then(|| {
            "has an address, but nobody can tell when its copy was taken; write the date down or take a new one"
                .to_owned()
        });
    };
    // A day is another one on the other side of the world.
    let later = |published: When| captured.last.later(1) < published.first;
    if when(&source.published).is_some_and(later) {
        return Some(format!(
            "was captured on {} and published on {}, which is later; one of the dates is wrong",
            day(&source.captured),
            day(&source.published)
        ));
    }
    let age = today?.first.number() - captured.last.number();
    (paged && age > OLD).then(|| {
        let years = usize::try_from(age / OLD).unwrap_or(usize::MAX);
        format!(
            "was captured on {}, more than {} ago; look whether the page still says so",
            day(&source.captured),
            count(years, "year")
        )
    })
}

fn when(date: &str) -> Option<When> {
    match Dated::parse(date) {
        Dated::At(when) => Some(when),
        Dated::Missing | Dated::Broken => None,
    }
}
