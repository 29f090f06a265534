//! Sources whose copy may not be what the page says or said: taken long ago, taken before the source was published, or
//! nobody knows when.
//!
//! Dates are as exact as they are known: a year stands for all its days. A date that cannot be read proves nothing.

use super::{Check, Finding, Rule, Subject};
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
const OLD: i64 = 365;

/// See [`RULE`].
pub struct StaleCapture;

impl Check for StaleCapture {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn run(&self, subject: &Subject<'_>, out: &mut Vec<Finding>) {
        let today = subject.today.and_then(Days::of);
        for (node, id, source) in subject.sources() {
            if let Some(what) = stale(source, today) {
                let says = format!("{} {what}.", subject.name(node));
                out.push(RULE.finding(says, vec![id.clone()], Vec::new()));
            }
        }
    }
}

/// What is wrong with the copy of a source.
fn stale(source: &Source, today: Option<Days>) -> Option<String> {
    let paged = !source.url.trim().is_empty();
    let day = |date: &str| date.trim().chars().take(10).collect::<String>();
    let Some(captured) = Days::of(&source.captured) else {
        let undated = paged && source.archive_url.trim().is_empty();
        return undated.then(|| {
            "has an address, but nobody can tell when its copy was taken; write the date down or take a new one"
                .to_owned()
        });
    };
    // A day is another one on the other side of the world.
    let later = |published: Days| captured.last + 1 < published.first;
    if Days::of(&source.published).is_some_and(later) {
        return Some(format!(
            "was captured on {} and published on {}, which is later; one of the dates is wrong",
            day(&source.captured),
            day(&source.published)
        ));
    }
    let age = today?.first - captured.last;
    (paged && age > OLD).then(|| {
        let years = usize::try_from(age / OLD).unwrap_or(usize::MAX);
        format!(
            "was captured on {}, more than {} ago; look whether the page still says so",
            day(&source.captured),
            count(years, "year")
        )
    })
}

/// The days that a date may mean, counted from 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Days {
    first: i64,
    last: i64,
}

impl Days {
    /// The days of `2025`, `2025-10`, `2025-10-29`, or one with a time behind.
    fn of(date: &str) -> Option<Self> {
        let date = date.trim();
        let date = date.split(['T', ' ']).next().unwrap_or(date);
        let mut parts = date.split('-');
        let number = |digits: usize, part: Option<&str>| match part {
            None => Some(None),
            Some(part) if part.len() == digits && part.bytes().all(|c| c.is_ascii_digit()) => {
                part.parse::<i64>().ok().map(Some)
            }
            Some(_) => None,
        };
        let year = number(4, parts.next())??;
        let month = number(2, parts.next())?;
        let day = number(2, parts.next())?;
        let in_month = |month| (1..=12).contains(&month);
        if parts.next().is_some() || !month.is_none_or(in_month) {
            return None;
        }
        let (first, after) = match (month, day) {
            (None, _) => (civil(year, 1, 1), civil(year + 1, 1, 1)),
            (Some(month), day) => {
                let after = match month {
                    12 => civil(year + 1, 1, 1),
                    _ => civil(year, month + 1, 1),
                };
                match (civil(year, month, 1), day) {
                    (first, None) => (first, after),
                    (first, Some(day)) if day >= 1 && first + day <= after => {
                        (first + day - 1, first + day)
                    }
                    _ => return None,
                }
            }
        };
        Some(Self {
            first,
            last: after - 1,
        })
    }
}

/// Days from 1970-01-01 to a day of the Gregorian calendar (H. Hinnant, chrono-compatible low-level date algorithms).
fn civil(year: i64, month: i64, day: i64) -> i64 {
    // Years begin in March, so that the leap day is the last of them.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_the_days_that_they_may_mean() {
        for (date, want) in [
            ("1970-01-01", Some((0, 0))),
            ("1970", Some((0, 364))),
            ("2000-02", Some((10_988, 11_016))),
            ("2025-10-29T14:03:59Z", Some((20_390, 20_390))),
            (" 2025-10-29 14:03 ", Some((20_390, 20_390))),
            ("2025-02-29", None),
            ("2025-13", None),
            ("2025-1-1", None),
            ("October 2025", None),
            ("2025-10-29-1", None),
            ("", None),
        ] {
            let got = Days::of(date).map(|days| (days.first, days.last));
            assert_eq!(got, want, "{date}");
        }
    }
}
