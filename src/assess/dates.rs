//! Dates as they stand on sources, as exactly as they are known: a year, a month, a day, or a time of a day.
//!
//! Refuses to guess: what is no date of ISO 8601 is told as such. A day is the day that was written, wherever that
//! was; a time of day only puts sources of one day in order.

use std::fmt;

/// A day of the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

/// How exactly a date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Exact {
    /// Only the year.
    Year,
    /// The month.
    Month,
    /// The day.
    Day,
    /// The day and the time of day.
    Time,
}

/// When something was, as exactly as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    /// The first day that it may have been.
    pub first: Day,
    /// The last day that it may have been. From then on it surely was.
    pub last: Day,
    /// How exactly that is known.
    pub exact: Exact,
    /// The time of day where one is written, in seconds since the beginning of `first`.
    pub seconds: u32,
    /// The seconds that the clock it was read from is ahead of the world's; nothing where that is not written.
    ahead: i32,
}

/// What is written where a date should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dated {
    /// Nothing.
    Missing,
    /// Something that is no date.
    Broken,
    /// A date.
    At(When),
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
const DAY_SECONDS: u32 = 86_400;

impl Day {
    /// The day of a date, if there is one.
    pub fn of(year: i32, month: u32, day: u32) -> Option<Self> {
        let possible = (1..=9999).contains(&year) && (1..=days_in(year, month)).contains(&day);
        possible.then(|| Self(from_civil(year, month, day)))
    }

    /// A day as `2025-10-29`. What stands behind it, such as a time, is not looked at.
    pub fn parse(text: &str) -> Option<Self> {
        match Dated::parse(text) {
            Dated::At(when) if when.exact >= Exact::Day => Some(when.first),
            _ => None,
        }
    }

    /// Year, month and day.
    pub fn parts(self) -> (i32, u32, u32) {
        to_civil(self.0)
    }

    /// The day so many days after the first of January 1970, kept to the years 1 to 9999.
    pub fn numbered(number: i32) -> Self {
        Self(0).later(number)
    }

    /// Days since the first of January 1970.
    pub fn number(self) -> i32 {
        self.0
    }

    /// The day so many days later, kept to the years 1 to 9999.
    #[must_use]
    pub fn later(self, days: i32) -> Self {
        let [first, last] = [from_civil(1, 1, 1), from_civil(9999, 12, 31)];
        Self(self.0.saturating_add(days).clamp(first, last))
    }

    /// The day as it is read: `29 Oct 2025`.
    pub fn words(self) -> String {
        let (year, month, day) = self.parts();
        format!("{day} {} {year}", month_name(month))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.parts();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// The short name of a month, 1 to 12.
pub fn month_name(month: u32) -> &'static str {
    let place = usize::try_from(month).ok().and_then(|n| n.checked_sub(1));
    place.and_then(|n| MONTHS.get(n)).copied().unwrap_or("")
}

impl When {
    /// When it was in the time of the world, in seconds since the beginning of 1970: for putting in order.
    pub fn instant(&self) -> i64 {
        let day = i64::from(self.first.number()) * i64::from(DAY_SECONDS);
        day + i64::from(self.seconds) - i64::from(self.ahead)
    }

    /// As it is read: `2025`, `Oct 2025`, `29 Oct 2025`, `29 Oct 2025, 14:03`.
    pub fn words(&self) -> String {
        let (year, month, _) = self.first.parts();
        match self.exact {
            Exact::Year => year.to_string(),
            Exact::Month => format!("{} {year}", month_name(month)),
            Exact::Day => self.first.words(),
            Exact::Time => {
                let minutes = self.seconds / 60;
                let (hour, minute) = (minutes / 60, minutes % 60);
                format!("{}, {hour:02}:{minute:02}", self.first.words())
            }
        }
    }
}

impl Dated {
    /// Reads a date: `2025`, `2025-10`, `2025-10-29`, `20251029`, and the last two with a time and an offset.
    pub fn parse(text: &str) -> Self {
        match text.trim() {
            "" => Self::Missing,
            text => read(text).map_or(Self::Broken, Self::At),
        }
    }
}

fn read(text: &str) -> Option<When> {
    let end = text.find(['T', 't', ' ']).unwrap_or(text.len());
    let (date, time) = text.split_at(end);
    let at = |first: Day, last: Day, exact| When {
        first,
        last,
        exact,
        seconds: 0,
        ahead: 0,
    };
    let parts: Vec<&str> = date.split('-').collect();
    let when = match parts.as_slice() {
        [year] if year.len() == 4 => {
            let year = digits(year, 4)? as i32;
            at(Day::of(year, 1, 1)?, Day::of(year, 12, 31)?, Exact::Year)
        }
        [all] if all.len() == 8 => {
            let day = Day::of(
                digits(all.get(..4)?, 4)? as i32,
                digits(all.get(4..6)?, 2)?,
                digits(all.get(6..)?, 2)?,
            )?;
            at(day, day, Exact::Day)
        }
        [year, month] => {
            let (year, month) = (digits(year, 4)? as i32, digits(month, 2)?);
            let last = Day::of(year, month, days_in(year, month))?;
            at(Day::of(year, month, 1)?, last, Exact::Month)
        }
        [year, month, day] => {
            let day = Day::of(digits(year, 4)? as i32, digits(month, 2)?, digits(day, 2)?)?;
            at(day, day, Exact::Day)
        }
        _ => return None,
    };
    if time.is_empty() {
        return Some(when);
    }
    let (seconds, ahead) = clock(time.get(1..)?.trim_start())?;
    (when.exact == Exact::Day).then_some(When {
        exact: Exact::Time,
        seconds,
        ahead,
        ..when
    })
}

/// The seconds of a time of day, and how far its clock is ahead of the world's: `14:03:59.5+05:30`.
fn clock(text: &str) -> Option<(u32, i32)> {
    let zone = text.find(['Z', 'z', '+', '-']).unwrap_or(text.len());
    let (time, zone) = text.split_at(zone);
    let mut parts = time.trim_end().split(':');
    let hour = digits(parts.next()?, 2).filter(|hour| *hour < 24)?;
    let minute = digits(parts.next()?, 2).filter(|minute| *minute < 60)?;
    let second = match parts.next() {
        Some(second) => {
            let (whole, part) = second.split_once('.').unwrap_or((second, ""));
            // A leap second is the last of its minute.
            part.bytes().all(|b| b.is_ascii_digit()).then_some(())?;
            digits(whole, 2).filter(|second| *second <= 60)?.min(59)
        }
        None => 0,
    };
    if parts.next().is_some() {
        return None;
    }
    let ahead = match zone.split_at_checked(1) {
        None => 0,
        Some(("Z" | "z", "")) => 0,
        Some((sign @ ("+" | "-"), offset)) => {
            let offset = offset.replace(':', "");
            let (hours, minutes) = match offset.len() {
                2 => (digits(&offset, 2)?, 0),
                4 => (digits(offset.get(..2)?, 2)?, digits(offset.get(2..)?, 2)?),
                _ => return None,
            };
            let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
            (hours <= 18 && minutes < 60).then_some(if sign == "-" { -seconds } else { seconds })?
        }
        Some(_) => return None,
    };
    Some((hour * 3600 + minute * 60 + second, ahead))
}

fn digits(text: &str, many: usize) -> Option<u32> {
    let all = text.len() == many && text.bytes().all(|b| b.is_ascii_digit());
    all.then(|| text.parse().ok())?
}

fn days_in(year: i32, month: u32) -> u32 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 0,
    }
}

/// Days since the first of January 1970, by eras of 400 years that begin in March, so that a leap day is the last.
fn from_civil(year: i32, month: u32, day: u32) -> i32 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let month = (month as i32 + 9) % 12;
    let of_year = (153 * month + 2) / 5 + day as i32 - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn to_civil(day: i32) -> (i32, u32, u32) {
    let day = day.saturating_add(719_468);
    let (era, of_era) = (day.div_euclid(146_097), day.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i32::from(month <= 2);
    (year, month as u32, day as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_exactly_as_they_are_written() {
        for (text, first, last, words) in [
            ("2025", "2025-01-01", "2025-12-31", "2025"),
            ("2024-02", "2024-02-01", "2024-02-29", "Feb 2024"),
            ("1900-02", "1900-02-01", "1900-02-28", "Feb 1900"),
            (" 2025-10-29 ", "2025-10-29", "2025-10-29", "29 Oct 2025"),
            ("20251029", "2025-10-29", "2025-10-29", "29 Oct 2025"),
            (
                "2025-10-29T14:03:59Z",
                "2025-10-29",
                "2025-10-29",
                "29 Oct 2025, 14:03",
            ),
            (
                "2025-10-29 14:03",
                "2025-10-29",
                "2025-10-29",
                "29 Oct 2025, 14:03",
            ),
            (
                "2025-10-29T23:59:60.25-11:30",
                "2025-10-29",
                "2025-10-29",
                "29 Oct 2025, 23:59",
            ),
        ] {
            let Dated::At(when) = Dated::parse(text) else {
                panic!("{text}");
            };
            let got = (when.first.to_string(), when.last.to_string(), when.words());
            assert_eq!(
                got,
                (first.to_owned(), last.to_owned(), words.to_owned()),
                "{text}"
            );
        }
        for text in [
            "soon",
            "25",
            "2025-13",
            "2025-00",
            "2025-02-29",
            "2025-10-32",
            "0000",
            "2025-1-2",
            "2025-10-29T25:00",
            "2025-10-29T14",
            "2025-10T14:00",
            "2025-10-29T14:03+5",
            "2025-10-29T14:03Zulu",
            "2025/2026",
            "2025-10-29T",
            "2025-10-29T14:03+99:00",
            "２０２５",
            "2025-W44",
            "-2025",
        ] {
            assert_eq!(Dated::parse(text), Dated::Broken, "{text}");
        }
        assert_eq!(Dated::parse(" \n"), Dated::Missing);
    }

    #[test]
    fn a_time_puts_in_order_and_the_day_is_the_one_that_was_written() {
        let at = |text: &str| match Dated::parse(text) {
            Dated::At(when) => when,
            _ => panic!("{text}"),
        };
        let late_in_kabul = at("2025-10-30T01:00:00+04:30");
        let evening_in_london = at("2025-10-29T21:00:00Z");
        assert!(late_in_kabul.instant() < evening_in_london.instant());
        assert!(late_in_kabul.first > evening_in_london.first);
        assert_eq!(at("1970-01-01T00:00:01Z").instant(), 1);
    }

    #[test]
    fn days_come_one_after_another() {
        let mut day = Day::of(1, 1, 1).unwrap();
        let end = Day::of(9999, 12, 31).unwrap();
        while day < end {
            let next = day.later(1);
            assert_eq!(next.number(), day.number() + 1);
            let (year, month, of_month) = next.parts();
            assert_eq!(Day::of(year, month, of_month), Some(next));
            day = day.later(97);
        }
        assert_eq!(
            (end.later(5), Day::parse("1970-01-01").unwrap().number()),
            (end, 0)
        );
    }
}
