//! Dates as pages write them, to ISO 8601. Refuses what can be read in two ways: `03/04/2015` is the third of April to
//! some and the fourth of March to others.

/// The names of the months in English, German, French, Spanish, Italian, Portuguese and Dutch.
const MONTHS: [&[&str]; 12] = [
    &[
        "january", "januar", "jänner", "janvier", "enero", "gennaio", "janeiro", "januari",
    ],
    &[
        "february",
        "februar",
        "février",
        "febrero",
        "febbraio",
        "fevereiro",
        "februari",
    ],
    &[
        "march", "märz", "mrz", "mars", "marzo", "março", "maart", "mrt",
    ],
    &["april", "avril", "abril", "aprile"],
    &["may", "mai", "mayo", "maggio", "maio", "mei"],
    &["june", "juni", "juin", "junio", "giugno", "junho"],
    &["july", "juli", "juillet", "julio", "luglio", "julho"],
    &["august", "août", "aout", "agosto", "augustus"],
    &[
        "september",
        "septembre",
        "septiembre",
        "settembre",
        "setembro",
    ],
    &[
        "october", "oktober", "octobre", "octubre", "ottobre", "outubro",
    ],
    &["november", "novembre", "noviembre", "novembro"],
    &[
        "december",
        "dezember",
        "décembre",
        "diciembre",
        "dicembre",
        "dezembro",
    ],
];
/// No page is older, nor is a date after this anything but a mistake.
const YEARS: std::ops::RangeInclusive<u32> = 1990..=2100;
/// Works that a page only describes may be older.
const OLDEST: u32 = 1500;

/// A date that a machine wrote, with its time if it has one: ISO 8601 and its relatives, RFC 2822, and the forms of
/// [`spoken`]. A year or a month alone stays that.
pub fn written(text: &str) -> Option<String> {
    let text = text.trim();
    let head = text
        .get(..4)
        .filter(|y| y.bytes().all(|b| b.is_ascii_digit()));
    let Some(year) = head.and_then(|year| year.parse::<u32>().ok()) else {
        return spoken(text, false);
    };
    if !(OLDEST..=*YEARS.end()).contains(&year) || text.starts_with("1970-01-01") {
        return None;
    }
    let rest = text.get(4..)?;
    if rest.is_empty() {
        return Some(text.to_owned());
    }
    let digits = |part: &str| part.parse::<u32>().ok().filter(|_| part.len() <= 2);
    if rest.bytes().take(4).all(|b| b.is_ascii_digit()) && rest.len() >= 4 {
        return day(year, digits(rest.get(..2)?)?, digits(rest.get(2..4)?)?); // 20150312
    }
    let separator = rest.chars().next().filter(|c| "-/.".contains(*c))?;
    let mut parts = rest.get(1..)?.splitn(2, separator);
    let month = parts.next()?;
    let Some(rest) = parts.next() else {
        let month = digits(month).filter(|month| (1..=12).contains(month))?;
        return Some(format!("{year:04}-{month:02}"));
    };
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    let (number, time) = rest.split_at(end);
    let day = day(year, digits(month)?, digits(number)?)?;
    Some(match clock(time) {
        Some(time) => format!("{day}T{time}"),
        None => day,
    })
}

/// `T08:35:27.123-0400` as `08:35:27-04:00`; `None` if it is no time of day.
fn clock(text: &str) -> Option<String> {
    let text = text.strip_prefix(['T', 't', ' ', ','])?.trim();
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != ':')
        .unwrap_or(text.len());
    let (time, zone) = text.split_at(end);
    let mut parts = time.split(':');
    let mut next = |most: u32| {
        let part = parts.next()?;
        let number = part.parse::<u32>().ok()?;
        (part.len() == 2 && number <= most).then_some(number)
    };
    let (hour, minute) = (next(23)?, next(59)?);
    let second = next(60);
    let zone = zone
        .strip_prefix('.')
        .map_or(zone, |part| {
            part.trim_start_matches(|c: char| c.is_ascii_digit())
        })
        .trim();
    let numbers: Vec<u8> = zone.bytes().filter(u8::is_ascii_digit).collect();
    let zone = match (zone.chars().next(), numbers.as_slice()) {
        (None, _) => String::new(),
        (Some('Z' | 'z'), []) => "Z".to_owned(),
        (Some(sign @ ('+' | '-')), &[a, b]) => format!("{sign}{}{}:00", a as char, b as char),
        (Some(sign @ ('+' | '-')), &[a, b, c, d]) => {
            format!(
                "{sign}{}{}:{}{}",
                a as char, b as char, c as char, d as char
            )
        }
        // `1:30 PM`: a clock of twelve hours is left out rather than read wrongly.
        _ if zone.to_ascii_lowercase().contains('m') => return None,
        _ => String::new(),
    };
    Some(match second {
        Some(second) => format!("{hour:02}:{minute:02}:{second:02}{zone}"),
        None => format!("{hour:02}:{minute:02}{zone}"),
    })
}

/// The first day that a sentence names: `27. Januar 2014`, `March 12, 2015`, `le 29 juin 2019`, `25.08.2015`,
/// `2020年1月2日`. `day_first`: whether whoever wrote it puts the day before the month where both are numbers.
pub fn spoken(text: &str, day_first: bool) -> Option<String> {
    let words = words(text);
    (0..words.len()).find_map(|at| date_at(words.get(at..)?, day_first))
}

/// A run of letters or of digits, and what stands behind it.
struct Word<'a> {
    text: &'a str,
    number: Option<u32>,
    then: &'a str,
}

fn words(text: &str) -> Vec<Word<'_>> {
    let kind = |c: char| {
        if c.is_ascii_digit() {
            1
        } else if c.is_alphabetic() {
            2
        } else {
            0
        }
    };
    let mut words: Vec<Word<'_>> = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c| kind(c) != kind(first)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        if kind(first) == 0 {
            if let Some(last) = words.last_mut() {
                last.then = run;
            }
        } else {
            let number = run.parse().ok().filter(|_| run.len() <= 4);
            words.push(Word {
                text: run,
                number,
                then: "",
            });
        }
        rest = after;
    }
    words
}

fn date_at(words: &[Word<'_>], day_first: bool) -> Option<String> {
    let year = |word: &Word<'_>| {
        let number = word.number.filter(|_| word.text.len() == 4)?;
        YEARS.contains(&number).then_some(number)
    };
    let short = |word: &Word<'_>| word.number.filter(|_| word.text.len() <= 2);
    let [a, b, c, rest @ ..] = words else {
        return None;
    };
    let same = a.then.trim() == b.then.trim() && a.then.len() == b.then.len();
    match a.then.trim() {
        "." | "/" | "-" if same => {
            if let (Some(y), Some(m), Some(d)) = (year(a), short(b), short(c)) {
                return day(y, m, d);
            }
            if let (Some(first), Some(second), Some(y)) = (short(a), short(b), year(c)) {
                let dots = a.then.trim() == ".";
                return match (first, second) {
                    _ if dots || day_first || first > 12 => day(y, second, first),
                    _ if second > 12 => day(y, first, second),
                    _ if first == second => day(y, first, second),
                    _ => None,
                };
            }
        }
        _ => {}
    }
    // 2020年1月2日 and 2020년 1월 2일
    if let (Some(y), "年" | "년", Some(m)) = (year(a), b.text, short(c))
        && let [month, d, ..] = rest
        && matches!(month.text, "月" | "월")
    {
        return day(y, m, short(d)?);
    }
    // 12 March 2015, 12. März 2015, 12 de marzo de 2015, 1er mars 2015, 12th March 2015
    if let Some(d) = short(a) {
        let mut after = words.iter().skip(1).filter(|word| !is_small(word.text));
        let (name, y) = (after.next()?, after.next()?);
        if let (Some(m), Some(y)) = (month(name.text), year(y)) {
            return day(y, m, d);
        }
    }
    // March 12, 2015, März 12th, 2015
    if let (Some(m), Some(d)) = (month(a.text), short(b)) {
        let y = words.iter().skip(2).find(|word| !is_small(word.text))?;
        return day(year(y)?, m, d);
    }
    None
}

/// Words that stand between day, month and year.
fn is_small(word: &str) -> bool {
    matches!(
        word.to_lowercase().as_str(),
        "de" | "del" | "of" | "er" | "º" | "th" | "st" | "nd" | "rd"
    )
}

/// Whether a word names a month.
pub fn is_month(word: &str) -> bool {
    month(word.trim_end_matches('.')).is_some()
}

/// The month of a name, whole or cut to three letters or more.
fn month(word: &str) -> Option<u32> {
    let word = word.to_lowercase();
    if word.chars().count() < 3 {
        return None;
    }
    let at = MONTHS
        .iter()
        .position(|names| names.iter().any(|name| name.starts_with(&word)))?;
    u32::try_from(at + 1).ok()
}

/// A day that the calendar has.
pub fn day(year: u32, month: u32, day: u32) -> Option<String> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let most = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    (1..=most)
        .contains(&day)
        .then(|| format!("{year:04}-{month:02}-{day:02}"))
}

/// The day in an address: `/2015/03/12/`, `/20150312/`, `/2015-03-12-title`. A year and month alone are no day.
pub fn in_address(url: &str) -> Option<String> {
    let path = url.split(['?', '#']).next()?;
    let parts: Vec<&str> = path.split('/').skip(3).collect();
    for (at, part) in parts.iter().enumerate() {
        if let [y, m, d, ..] = parts.get(at..).unwrap_or_default()
            && y.len() == 4
            && (1..=2).contains(&m.len())
            && (1..=2).contains(&d.len())
            && let (Ok(y), Ok(m), Ok(d)) = (y.parse(), m.parse(), d.parse())
            && YEARS.contains(&y)
        {
            return day(y, m, d);
        }
        let ten = part.get(..10).filter(|ten| {
            ten.bytes().enumerate().all(|(at, b)| match at {
                4 | 7 => b == b'-',
                _ => b.is_ascii_digit(),
            })
        });
        let eight = Some(*part).filter(|p| p.len() == 8 && p.bytes().all(|b| b.is_ascii_digit()));
        // /2015-03/12/
        let split = match parts.get(at..) {
            Some([month, d, ..]) if month.len() == 7 && d.len() == 2 => {
                Some(format!("{month}-{d}"))
            }
            _ => None,
        };
        let found = ten.or(eight).or(split.as_deref()).and_then(written);
        if let Some(found) = found
            && found.len() == 10
            && found
                .get(..4)
                .and_then(|y| y.parse().ok())
                .is_some_and(|y| YEARS.contains(&y))
        {
            return Some(found);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_machines_write() {
        for (text, want) in [
            ("2015-03-12", "2015-03-12"),
            ("2015-03", "2015-03"),
            ("1912", "1912"),
            ("20150312", "2015-03-12"),
            ("2015/3/2", "2015-03-02"),
            ("2015-03-12T08:35:27-04:00", "2015-03-12T08:35:27-04:00"),
            ("2015-03-12T08:35:27.314667Z", "2015-03-12T08:35:27Z"),
            ("2015-03-12 08:35:27.000-0600", "2015-03-12T08:35:27-06:00"),
            ("2015-03-12 08:35", "2015-03-12T08:35"),
            ("2015-03-12 1:35 PM", "2015-03-12"),
            ("Thu, 12 Mar 2015 08:35:27 GMT", "2015-03-12"),
            ("05/29/2007 09:49:00", "2007-05-29"),
            ("05/04/2007", ""),
            ("1970-01-01T00:00:00Z", ""),
            ("0001-01-01", ""),
            ("2015-02-30", ""),
            ("1425", ""),
            ("2015-", ""),
            ("", ""),
        ] {
            assert_eq!(written(text).unwrap_or_default(), want, "{text}");
        }
    }

    #[test]
    fn what_people_write() {
        for (text, day_first, want) in [
            (
                "Erstellt von Fabian am Dienstag 6. Mai 2014",
                true,
                "2014-05-06",
            ),
            ("Publié le 29 juin 2019", true, "2019-06-29"),
            ("1er mars 2015", true, "2015-03-01"),
            ("12 de marzo de 2015", true, "2015-03-12"),
            ("26 Okt 2018", true, "2018-10-26"),
            ("July 25, 2019 | 11:15 PM", false, "2019-07-25"),
            ("March 12th, 2015", false, "2015-03-12"),
            ("am 25.08.2015 22:30", true, "2015-08-25"),
            ("2020年1月2日", false, "2020-01-02"),
            ("发稿时间：2017-03-10 08:42:00", false, "2017-03-10"),
            ("16/04/2015", false, "2015-04-16"),
            ("03/04/2015", false, ""),
            ("03/04/2015", true, "2015-04-03"),
            ("March of the 5 penguins, 2015", false, ""),
            ("4:08 p.m. MST August 5, 2014", false, "2014-08-05"),
            ("31.02.2015", true, ""),
            ("12 Monkeys 2015", false, ""),
        ] {
            assert_eq!(spoken(text, day_first).unwrap_or_default(), want, "{text}");
        }
    }

    #[test]
    fn what_addresses_say() {
        for (url, want) in [
            ("https://a.example/2015/03/12/title/", "2015-03-12"),
            ("https://a.example/detail/20200102/1000.html", "2020-01-02"),
            ("https://a.example/posts/2019-12-22-title", "2019-12-22"),
            (
                "https://a.example/news/2012-06/04/content_1.htm",
                "2012-06-04",
            ),
            ("https://a.example/2015/03/title", ""),
            ("https://a.example/90210123", ""),
        ] {
            assert_eq!(in_address(url).unwrap_or_default(), want, "{url}");
        }
    }
}
