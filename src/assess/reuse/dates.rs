//! Which of two dates is the earlier one, where that is certain.
//!
//! Dates are as exact as they are known. Refuses an order where one lies inside the other (a year and a day of it),
//! where they are the same day, and where time zones could turn it round.

use std::cmp::Ordering;

use super::super::dates::Day;

/// The order of two dates (ISO 8601, partial ones too); nothing if it is not certain.
pub(super) fn order(a: &str, b: &str) -> Option<Ordering> {
    let (a, b) = (Date::read(a)?, Date::read(b)?);
    if let (Some(a), Some(b)) = (a.instant, b.instant) {
        return Some(a.cmp(&b)).filter(|order| order.is_ne());
    }
    let known = a.parts.len().min(b.parts.len());
    let order = a.parts.iter().take(known).cmp(b.parts.iter().take(known));
    // A zone on one side only: a day's difference may be none.
    let zoned = a.instant.is_some() != b.instant.is_some();
    let near = zoned
        && a.days()
            .zip(b.days())
            .is_some_and(|(a, b)| a.abs_diff(b) < 2);
    (order.is_ne() && !near).then_some(order)
}

struct Date {
    /// Year, month and day, as far as they are known.
    parts: Vec<i64>,
    /// Minutes since some day, if time and zone are given.
    instant: Option<i64>,
}

impl Date {
    fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let (date, time) = match text.split_once(['T', ' ']) {
            Some((date, time)) => (date, time),
            None => (text, ""),
        };
        let parts: Option<Vec<i64>> = date.split('-').map(digits).collect();
        let parts = parts.filter(|parts| parts.len() <= 3 && date.len() >= 4)?;
        // 0000-00-00 is how a database says that it knows none; 30 February is nobody's day.
        let year = i32::try_from(*parts.first()?)
            .ok()
            .filter(|year| *year > 0)?;
        let part = |place: usize| match parts.get(place) {
            Some(part) => u32::try_from(*part).ok(),
            None => Some(1),
        };
        Day::of(year, part(1)?, part(2)?)?;
        let mut read = Self {
            parts,
            instant: None,
        };
        read.instant = read
            .days()
            .zip(minutes(time))
            .map(|(days, minutes)| days * 24 * 60 + minutes);
        Some(read)
    }

    /// Days since some day. (H. Hinnant, chrono-compatible low-level date algorithms.)
    fn days(&self) -> Option<i64> {
        let &[year, month, day] = self.parts.as_slice() else {
            return None;
        };
        let year = if month <= 2 { year - 1 } else { year };
        let of_march = (month + 9) % 12;
        Some(365 * year + year / 4 - year / 100 + year / 400 + (153 * of_march + 2) / 5 + day)
    }
}

/// The minute of a time in universal time; nothing if it has no zone.
fn minutes(time: &str) -> Option<i64> {
    let at = time.find(['Z', 'z', '+', '-'])?;
    let (clock, zone) = time.split_at_checked(at)?;
    let of = |clock: &str| {
        let mut parts = clock.split(':');
        let hours = digits(parts.next()?)?;
        Some(hours * 60 + parts.next().map_or(Some(0), digits)?)
    };
    let sign = match zone.chars().next()? {
        'Z' | 'z' => return of(clock),
        '-' => -1,
        _ => 1,
    };
    let zone = zone.get(1..)?;
    let zone = match zone.split_at_checked(2) {
        Some((hours, minutes)) if !minutes.is_empty() && !minutes.starts_with(':') => {
            digits(hours)? * 60 + digits(minutes)?
        }
        _ => of(zone)?,
    };
    Some(of(clock)? - sign * zone)
}

/// A number of few digits.
fn digits(text: &str) -> Option<i64> {
    let sound = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    sound.then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_given_where_it_is_certain() {
        use Ordering::{Greater, Less};
        for (a, b, want) in [
            ("2025-10-28", "2025-10-29", Some(Less)),
            ("2025-10-29", "2025", None),
            ("2025-11", "2025-10-29", Some(Greater)),
            ("2024", "2025-10", Some(Less)),
            ("2025-10-29", "2025-10-29", None),
            (
                "2025-10-29T08:00:00Z",
                "2025-10-29T09:30:00+02:00",
                Some(Greater),
            ),
            (
                "2025-10-29T23:30:00-05:00",
                "2025-10-30T01:00Z",
                Some(Greater),
            ),
            ("2025-10-29T08:00:00Z", "2025-10-29", None),
            ("2025-10-29T08:00:00Z", "2025-10-30", None),
            ("2025-10-29T08:00:00Z", "2025-10-31", Some(Less)),
            ("2025-10-29T08:00:00", "2025-10-30T07:00:00", Some(Less)),
            ("2024-02-29T23:59Z", "2024-03-01T00:00Z", Some(Less)),
            ("2025-10-29T08:00+0530", "2025-10-29T03:00Z", Some(Less)),
            ("", "2025", None),
            ("yesterday", "2025", None),
            ("2025-13-99999", "2025", None),
        ] {
            assert_eq!(order(a, b), want, "{a} {b}");
            assert_eq!(order(b, a), want.map(Ordering::reverse), "{b} {a}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_date_breaks_it(a in "[0-9TZ:+ -]{0,20}", b in "\\PC{0,20}") {
            let _ = (order(&a, &b), order(&b, &a), order(&a, &a));
        }
    }
}
