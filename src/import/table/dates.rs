//! Dates as tables write them, as ISO 8601. Refuses to guess: of `03/04/2020` nobody knows the month unless another
//! row of the column tells.

/// How a column writes days and months with strokes between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// `29/10/2025`
    DayFirst,
    /// `10/29/2025`
    MonthFirst,
    /// No row tells.
    Unknown,
}

impl Order {
    /// The order that the rows of a column tell, if they do not tell both.
    pub fn of<'a>(dates: impl Iterator<Item = &'a str>) -> Self {
        let (mut day_first, mut month_first) = (false, false);
        for date in dates.filter(|date| date.contains('/')) {
            if let Some([first, second, _]) = strokes(date) {
                day_first |= first > 12;
                month_first |= second > 12;
            }
        }
        match (day_first, month_first) {
            (true, false) => Self::DayFirst,
            (false, true) => Self::MonthFirst,
            _ => Self::Unknown,
        }
    }
}

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// A date as ISO 8601, as exact as it is; `None` if it is not sure which one it is.
pub(super) fn iso(date: &str, order: Order) -> Option<String> {
    let date = date.trim();
    if let Some([first, second, year]) = strokes(date) {
        let (day, month) = match order {
            _ if date.contains('.') => (first, second),
            Order::DayFirst => (first, second),
            Order::MonthFirst => (second, first),
            Order::Unknown if first == second => (first, second),
            Order::Unknown => return None,
        };
        return day_of(year, month, day);
    }
    already(date).or_else(|| in_words(date))
}

/// Three numbers, the year last: `29/10/2025`, `29.10.2025`.
fn strokes(date: &str) -> Option<[u32; 3]> {
    let date = date.split_whitespace().next()?;
    let parts: Vec<&str> = date.split(['/', '.']).collect();
    let [first, second, year] = parts.as_slice() else {
        return None;
    };
    let small = |part: &str| part.parse().ok().filter(|_| part.len() <= 2);
    let year = year.parse().ok().filter(|_| year.len() == 4)?;
    Some([small(first)?, small(second)?, year])
}

/// `2025`, `2025-10`, `2025-10-29`, with strokes too, and with a time behind it.
fn already(date: &str) -> Option<String> {
    let (day, time) = match date.split_once(['T', ' ']) {
        Some((day, time)) => (day, Some(time.trim())),
        None => (date, None),
    };
    let parts: Vec<&str> = day.split(['-', '/']).collect();
    let number = |part: &str, letters: usize| {
        let digits = part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse::<u32>()
            .ok()
            .filter(|_| digits && part.len() <= letters)
    };
    let year = |part: &str| number(part, 4).filter(|year| (1000..=2200).contains(year));
    match (parts.as_slice(), time) {
        ([y], None) => year(y).map(|y| y.to_string()),
        ([y, m], None) => {
            let month = number(m, 2).filter(|m| (1..=12).contains(m))?;
            Some(format!("{}-{month:02}", year(y)?))
        }
        ([y, m, d], time) => {
            let day = day_of(year(y)?, number(m, 2)?, number(d, 2)?)?;
            match time {
                None => Some(day),
                Some(time) => Some(clock(time).map_or(day.clone(), |time| format!("{day}T{time}"))),
            }
        }
        _ => None,
    }
}

/// `11:02`, `11:02:33Z`, `11:02:33.5+01:00`. Midnight to the second is how tables write that no time is known.
fn clock(time: &str) -> Option<String> {
    let digits = |from: usize, most: u32| {
        let part = time.get(from..from + 2)?;
        part.parse::<u32>().ok().filter(|number| *number <= most)
    };
    let plain = time
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b":.+-Z".contains(&byte));
    digits(0, 23)?;
    digits(3, 59)?;
    let sound = plain && time.as_bytes().get(2) == Some(&b':') && time.len() <= 32;
    let midnight =
        time.starts_with("00:00") && !time.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
    (sound && !midnight).then(|| time.to_owned())
}

/// `29 October 2025`, `Oct. 29, 2025`, `October 2025`.
fn in_words(date: &str) -> Option<String> {
    let parts: Vec<&str> = date
        .split([' ', ',', '-'])
        .filter(|part| !part.is_empty())
        .collect();
    let month = |part: &str| {
        let start = part.get(..3)?.to_lowercase();
        let letters = part.trim_end_matches('.').chars().all(char::is_alphabetic);
        let at = MONTHS.iter().position(|month| *month == start)?;
        u32::try_from(at + 1).ok().filter(|_| letters)
    };
    let year = |part: &str| part.parse::<u32>().ok().filter(|_| part.len() == 4);
    let day = |part: &str| {
        let digits = part.trim_end_matches(|c: char| c.is_alphabetic() || c == '.');
        digits.parse::<u32>().ok()
    };
    match parts.as_slice() {
        [m, y] => Some(format!("{}-{:02}", year(y)?, month(m)?)),
        [a, b, y] if month(a).is_some() => day_of(year(y)?, month(a)?, day(b)?),
        [a, b, y] => day_of(year(y)?, month(b)?, day(a)?),
        _ => None,
    }
}

fn day_of(year: u32, month: u32, day: u32) -> Option<String> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    (1..=days)
        .contains(&day)
        .then(|| format!("{year:04}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_as_exact_as_they_are_sure() {
        for (date, order, want) in [
            ("2025", Order::Unknown, Some("2025")),
            ("2025-10", Order::Unknown, Some("2025-10")),
            ("2025/10/29", Order::Unknown, Some("2025-10-29")),
            (
                "2025-10-29 14:05:00",
                Order::Unknown,
                Some("2025-10-29T14:05:00"),
            ),
            (
                "2025-10-29T14:05:00Z",
                Order::Unknown,
                Some("2025-10-29T14:05:00Z"),
            ),
            ("2025-10-29 00:00:00", Order::Unknown, Some("2025-10-29")),
            ("29.10.2025", Order::Unknown, Some("2025-10-29")),
            ("3.4.2020", Order::Unknown, Some("2020-04-03")),
            ("03/04/2020", Order::Unknown, None),
            ("03/04/2020", Order::DayFirst, Some("2020-04-03")),
            ("03/04/2020", Order::MonthFirst, Some("2020-03-04")),
            ("29 October 2025", Order::Unknown, Some("2025-10-29")),
            ("Oct. 29th, 2025", Order::Unknown, Some("2025-10-29")),
            ("October 2025", Order::Unknown, Some("2025-10")),
            ("2025-13-01", Order::Unknown, None),
            ("2025-02-30", Order::Unknown, None),
            ("yesterday", Order::Unknown, None),
            ("ÄÖÜ 1, 2025", Order::Unknown, None),
            ("", Order::Unknown, None),
        ] {
            assert_eq!(iso(date, order).as_deref(), want, "{date}");
        }
    }

    #[test]
    fn one_row_tells_the_order_of_all() {
        for (dates, want) in [
            (["03/04/2020", "25/04/2020"], Order::DayFirst),
            (["03/04/2020", "04/25/2020"], Order::MonthFirst),
            (["03/04/2020", "04/05/2020"], Order::Unknown),
            (["25/04/2020", "04/25/2020"], Order::Unknown),
        ] {
            assert_eq!(Order::of(dates.into_iter()), want);
        }
    }
}
