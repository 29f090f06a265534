//! Dates of publication, as exactly as they are known and no more: `2025`, `2025-10`, `2025-10-29`.
//!
//! **Invariant:** what comes out is a date of the calendar. What is uncertain (`1990?`, `circa 1990`), open (`199X`) or
//! a range over years gives none: a wrong date is worse than none.

/// A date whose month and day may be unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Partial {
    year: u16,
    month: Option<u8>,
    day: Option<u8>,
}

impl Partial {
    /// A date of the calendar. A month or day that is none is left out.
    pub fn new(year: u16, month: Option<u8>, day: Option<u8>) -> Option<Self> {
        let month = month.filter(|month| (1..=12).contains(month));
        let longest = |month| match month {
            2 if year.is_multiple_of(if year.is_multiple_of(100) { 400 } else { 4 }) => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        let day = day.filter(|day| month.is_some_and(|m| (1..=longest(m)).contains(day)));
        (1..=9999)
            .contains(&year)
            .then_some(Self { year, month, day })
    }

    /// A date in digits (ISO 8601, or with slashes as RIS writes it; a time behind it is ignored), in words
    /// (`29 October 2025`), or a range of these within a year, of which the common part is taken.
    pub fn parse(text: &str) -> Option<Self> {
        let is_open = text.contains(".."); // 1990/..
        let text = text.trim().trim_matches(['[', ']', '(', ')', '.', ',']);
        let lower = text.to_lowercase();
        let mut words = lower.split(|c: char| !c.is_alphanumeric());
        let unsure = [
            "c",
            "ca",
            "circa",
            "probably",
            "about",
            "before",
            "after",
            "received",
            "revised",
            "accepted",
            "submitted",
        ];
        let unsure =
            is_open || text.contains(['?', '~', '%']) || words.any(|word| unsure.contains(&word));
        if text.is_empty() || text.len() > 80 || unsure {
            return None;
        }
        in_digits(text)
            .or_else(|| range(text))
            .or_else(|| in_words(&lower))
    }

    /// A date in fields of their own, the month in digits or words.
    pub fn of_fields(year: &str, month: &str, day: &str) -> Option<Self> {
        let year = Self::parse(year)?;
        if year.month.is_some() {
            return Some(year);
        }
        let words: Vec<&str> = month.split(|c: char| !c.is_alphanumeric()).collect();
        let named: Vec<u8> = words.iter().filter_map(|word| month_of(word)).collect();
        let (month, within) = match named.as_slice() {
            [month] => (
                Some(*month),
                words.iter().find_map(|word| word.parse().ok()),
            ),
            [] => (month.trim().parse().ok(), None),
            _ => (None, None), // from one month to another
        };
        Self::new(year.year, month, day.trim().parse().ok().or(within))
    }

    /// What two dates have in common. `None` if that is nothing.
    pub fn common(self, other: Self) -> Option<Self> {
        let year = (self.year == other.year).then_some(self.year)?;
        let month = self.month.filter(|_| self.month == other.month);
        let day = self
            .day
            .filter(|_| month.is_some() && self.day == other.day);
        Some(Self { year, month, day })
    }

    /// The more exact of two dates that do not contradict each other, else `self`.
    pub fn refined(self, other: Self) -> Self {
        let fits = self.common(other) == Some(self);
        if fits { other } else { self }
    }

    /// Year, month and day, as far as they are known.
    pub fn parts(self) -> Vec<u16> {
        let month = self.month.map(u16::from);
        let day = self.day.map(u16::from);
        [Some(self.year), month, day]
            .into_iter()
            .flatten()
            .collect()
    }
}

impl std::fmt::Display for Partial {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}", self.year)?;
        for part in [self.month, self.day].into_iter().flatten() {
            write!(f, "-{part:02}")?;
        }
        Ok(())
    }
}

/// The date as it stands in a source; empty if there is none.
pub fn shown(date: Option<Partial>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

fn in_digits(text: &str) -> Option<Partial> {
    let date = text.split(['T', ' ']).next()?;
    let separator = if date.contains('/') { '/' } else { '-' };
    let mut parts = date.split(separator);
    let year = parts.next().filter(|year| year.len() == 4)?;
    let year = digits(year)?;
    let mut part = || -> Option<Option<u8>> {
        match parts.next() {
            None | Some("") => Some(None),
            Some(part) if part.len() <= 2 => {
                let number = u8::try_from(digits(part)?).ok()?;
                // 21 and above are seasons (EDTF): the year is known, the month is not.
                (number <= 41).then_some((1..=31).contains(&number).then_some(number))
            }
            Some(_) => None,
        }
    };
    let (month, day) = (part()?, part()?);
    // RIS has a fourth part for words: “received” is no publication.
    parts.all(str::is_empty).then_some(())?;
    Partial::new(year, month, day)
}

/// From a date to another.
fn range(text: &str) -> Option<Partial> {
    let (from, to) = text.split_once('/').or_else(|| text.split_once('–'))?;
    in_digits(from.trim())?.common(in_digits(to.trim())?)
}

/// One year of four digits, one name of a month at most, and a day if it stands beside that.
fn in_words(text: &str) -> Option<Partial> {
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    if words.len() > 6 {
        return None;
    }
    let mut years = words.iter().filter_map(|word| year_of(word));
    let year = years.next()?;
    if years.any(|other| other != year) {
        return None;
    }
    let months: Vec<(usize, u8)> = words
        .iter()
        .enumerate()
        .filter_map(|(n, word)| Some((n, month_of(word)?)))
        .collect();
    let [(at, month)] = months.as_slice() else {
        return Partial::new(year, None, None);
    };
    let beside = [at.checked_sub(1), Some(at + 1)];
    let days: Vec<u8> = beside
        .into_iter()
        .flatten()
        .filter_map(|n| {
            words
                .get(n)?
                .trim_end_matches(char::is_alphabetic)
                .parse()
                .ok()
        })
        .filter(|day| (1..=31).contains(day))
        .collect();
    let day = <[u8; 1]>::try_from(days).ok().map(|[day]| day);
    Partial::new(year, Some(*month), day)
}

/// `2009`, or `2009a` as citations tell works of one year apart.
fn year_of(word: &str) -> Option<u16> {
    let year = word
        .strip_suffix(|c: char| c.is_ascii_lowercase())
        .unwrap_or(word);
    digits(year.strip_prefix('©').unwrap_or(year)).filter(|_| year.len() == 4)
}

fn digits(text: &str) -> Option<u16> {
    let all = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| all)
}

/// A month by its name or a beginning of it with three letters or more.
fn month_of(word: &str) -> Option<u8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.to_lowercase();
    let found = MONTHS
        .iter()
        .position(|month| word.len() >= 3 && month.starts_with(&word))?;
    u8::try_from(found + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::{Partial, shown};

    #[test]
    fn dates_are_as_exact_as_they_are() {
        for (text, want) in [
            ("2025", "2025"),
            ("2025-10", "2025-10"),
            ("2025-10-29", "2025-10-29"),
            ("2025-10-29T12:00:00Z", "2025-10-29"),
            ("2005/07/15", "2005-07-15"),
            ("2012///", "2012"),
            ("2016/12//", "2016-12"),
            ("2001/09/01/", "2001-09-01"),
            ("2013/02/15/received", ""),
            ("2025-02-30", "2025-02"),
            ("2025-13", "2025"),
            ("2005-21", "2005"),
            ("1990~", ""),
            ("1990?", ""),
            ("circa 1990", ""),
            ("199X", ""),
            ("1990/1995", ""),
            ("1990/..", ""),
            ("2015-05-04/2015-05-08", "2015-05"),
            ("2015-05/2015-08", "2015"),
            ("29 October 2025", "2025-10-29"),
            ("October 29th, 2025", "2025-10-29"),
            ("Oct. 2025", "2025-10"),
            ("Dec. 2025", "2025-12"),
            ("c. 1990", ""),
            ("May-June 2001", "2001"),
            ("3/4/2001", "2001"),
            ("2009a", "2009"),
            ("[1998]", "1998"),
            ("in press", ""),
            ("100", ""),
            ("0000", ""),
            ("", ""),
        ] {
            assert_eq!(shown(Partial::parse(text)), want, "{text}");
        }
    }

    #[test]
    fn fields_make_a_date() {
        for (fields, want) in [
            (["2008", "October", ""], "2008-10"),
            (["2008", "oct", "3"], "2008-10-03"),
            (["2008", "10", ""], "2008-10"),
            (["2006", "JUN 14", ""], "2006-06-14"),
            (["2006", "04", ""], "2006-04"),
            (["2008", "jan 99999", ""], "2008-01"),
            (["2008", "May--June", ""], "2008"),
            (["2008", "spring", ""], "2008"),
            (["100", "Dec", ""], ""),
            (["", "Dec", ""], ""),
        ] {
            let [year, month, day] = fields;
            assert_eq!(
                shown(Partial::of_fields(year, month, day)),
                want,
                "{fields:?}"
            );
        }
    }

    #[test]
    fn dates_are_put_together() {
        let date = |text| Partial::parse(text).expect("a date");
        let refined = |a, b| date(a).refined(date(b)).to_string();
        assert_eq!(refined("2015", "2015-09-10"), "2015-09-10");
        assert_eq!(refined("2013-07-22", "2013-07-28"), "2013-07-22");
        assert_eq!(refined("2013-07", "2014-01-01"), "2013-07");
    }

    proptest::proptest! {
        #[test]
        fn no_words_break_it(text in "[0-9/\\-~X a-z]{0,24}") {
            let shown = shown(Partial::parse(&text));
            assert_eq!(super::shown(Partial::parse(&shown)), shown);
        }
    }
}
