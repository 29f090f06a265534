//! Finding names however they are spelled: without case, accents, invisible characters, and with any blanks between words.
//!
//! **Invariant:** a place that is found is a range of whole characters of the text as it was given.

use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};
use icu_normalizer::DecomposingNormalizerBorrowed;
use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory};
use icu_properties::{CodePointMapData, CodePointSetData};

/// Something that is looked for, and what stands in its place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Secret {
    /// As it stood on the board.
    pub words: String,
    /// What is put in its place.
    pub placeholder: String,
}

/// Shortest thing that is looked for, letters; where a sign is a word, two are a name.
const SHORTEST: usize = 3;
const SHORTEST_SIGNS: usize = 2;
/// From this many letters on, something is also found inside longer words: "Hollingworths".
const SPEAKING: usize = 8;

/// Finds secrets in texts.
pub(super) struct Finder {
    search: Option<AhoCorasick>,
    secrets: Vec<Secret>,
    /// Whether each must stand as a word of its own.
    bounded: Vec<bool>,
}

impl Finder {
    /// For these. Of two that are spelled alike the first counts; what is too short is not looked for.
    pub(super) fn new(secrets: &[Secret]) -> Self {
        let mut patterns: Vec<String> = Vec::new();
        let mut kept = Vec::new();
        let mut bounded = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for secret in secrets {
            let pattern = Folded::of(secret.words.trim()).text;
            let shortest = match pattern.chars().all(spaced) {
                true => SHORTEST,
                false => SHORTEST_SIGNS,
            };
            if pattern.chars().filter(|c| c.is_alphanumeric()).count() >= shortest
                && seen.insert(pattern.clone())
            {
                let long = pattern.chars().count() >= SPEAKING || pattern.contains(' ');
                bounded.push(!long && pattern.chars().all(spaced));
                patterns.push(pattern);
                kept.push(secret.clone());
            }
        }
        let search = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(&patterns)
            .ok()
            .filter(|_| !patterns.is_empty());
        Self {
            search,
            secrets: kept,
            bounded,
        }
    }

    /// Where secrets stand in a text: from left to right, the longest where several begin, none inside another.
    pub(super) fn find(&self, text: &str) -> Vec<(Range<usize>, &Secret)> {
        let Some(search) = &self.search else {
            return Vec::new();
        };
        let folded = Folded::of(text);
        let mut found: Vec<(Range<usize>, usize)> = search
            .find_overlapping_iter(&folded.text)
            .map(|found| (found.range(), found.pattern().as_usize()))
            .filter(|(range, n)| {
                let bounded = self.bounded.get(*n).copied().unwrap_or(true);
                !bounded || stands_alone(&folded.text, range)
            })
            .collect();
        found.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
        let mut places: Vec<(Range<usize>, &Secret)> = Vec::new();
        for (range, n) in found {
            let (Some(range), Some(secret)) = (folded.original(&range), self.secrets.get(n)) else {
                continue;
            };
            if places
                .last()
                .is_none_or(|(last, _)| last.end <= range.start)
            {
                places.push((range, secret));
            }
        }
        places
    }
}

/// Neither a letter nor a digit before or behind it.
fn stands_alone(text: &str, range: &Range<usize>) -> bool {
    let before = text
        .get(..range.start)
        .and_then(|text| text.chars().next_back());
    let behind = text.get(range.end..).and_then(|text| text.chars().next());
    !before.is_some_and(char::is_alphanumeric) && !behind.is_some_and(char::is_alphanumeric)
}

/// Whether a character belongs to a way of writing that puts blanks between words.
fn spaced(c: char) -> bool {
    !matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{2e80}'..='\u{d7ff}' | '\u{20000}'..='\u{3ffff}')
}

/// A text without what spelling is free in.
pub(super) struct Folded {
    pub text: String,
    /// For each byte of the folded text the character that it came from: where it begins and ends.
    from: Vec<(u32, u32)>,
}

impl Folded {
    pub(super) fn of(text: &str) -> Self {
        let nfkd = DecomposingNormalizerBorrowed::new_nfkd();
        let ignorable = CodePointSetData::new::<DefaultIgnorableCodePoint>();
        let category = CodePointMapData::<GeneralCategory>::new();
        let mut folded = Self {
            text: String::with_capacity(text.len()),
            from: Vec::with_capacity(text.len()),
        };
        let mut buffer = [0; 4];
        for (at, c) in text.char_indices() {
            let from = (at as u32, (at + c.len_utf8()) as u32);
            if c.is_ascii() {
                folded.push(c.to_ascii_lowercase(), from);
                continue;
            }
            if ignorable.contains(c) {
                continue;
            }
            for c in nfkd.normalize(c.encode_utf8(&mut buffer)).chars() {
                let mark = matches!(
                    category.get(c),
                    GeneralCategory::NonspacingMark | GeneralCategory::Format
                );
                if mark {
                    continue;
                }
                for c in c.to_lowercase() {
                    match plainer(c) {
                        Some(plain) => plain.chars().for_each(|c| folded.push(c, from)),
                        None => folded.push(c, from),
                    }
                }
            }
        }
        folded
    }

    fn push(&mut self, c: char, from: (u32, u32)) {
        let c = if c.is_whitespace() || c.is_control() {
            ' '
        } else {
            c
        };
        if c == ' ' && self.text.ends_with(' ') {
            return;
        }
        self.text.push(c);
        self.from.extend(std::iter::repeat_n(from, c.len_utf8()));
    }

    /// The range of the text as it was.
    fn original(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let (start, _) = self.from.get(range.start)?;
        let (_, end) = self.from.get(range.end.checked_sub(1)?)?;
        Some(*start as usize..*end as usize)
    }
}

/// Letters that have no decomposition and are often written otherwise, and marks that come in several shapes.
fn plainer(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ı' => "i",
        '‘' | '’' | 'ʼ' | '′' => "'",
        '“' | '”' | '„' => "\"",
        '‐' | '‑' | '‒' | '–' | '—' | '−' => "-",
        'ς' => "σ",
        'ي' | 'ى' => "ی",
        'ك' => "ک",
        'أ' | 'إ' | 'آ' => "ا",
        'ة' => "ه",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(secrets: &[&str], text: &str) -> Vec<String> {
        let secrets: Vec<_> = secrets
            .iter()
            .map(|words| Secret {
                words: (*words).to_owned(),
                placeholder: "X".to_owned(),
            })
            .collect();
        let finder = Finder::new(&secrets);
        let found = finder.find(text);
        found
            .into_iter()
            .map(|(range, _)| text[range].to_owned())
            .collect()
    }

    #[test]
    fn names_are_found_however_they_are_spelled() {
        for (secret, text, want) in [
            (
                "Jane Smith",
                "JANE SMITH said so, and Jane  Smith’s aunt",
                vec!["JANE SMITH", "Jane  Smith"],
            ),
            (
                "José Núñez",
                "Jose Nunez, Jose\u{301} Nu\u{301}n\u{303}ez",
                vec!["Jose Nunez", "Jose\u{301} Nu\u{301}n\u{303}ez"],
            ),
            ("Strauß", "Strauss and STRAUSS", vec!["Strauss", "STRAUSS"]),
            (
                "Smith",
                "Smith, Smithsonian, blacksmith, Sm\u{200b}ith.",
                vec!["Smith", "Sm\u{200b}ith"],
            ),
            ("Hollingworth", "the Hollingworths", vec!["Hollingworth"]),
            ("O'Neill", "O’Neill", vec!["O’Neill"]),
            ("東京", "在東京都", vec!["東京"]),
            ("علي", "قال علی ذلك", vec!["علی"]),
            ("al", "al fine", vec![]),
        ] {
            assert_eq!(found(&[secret], text), want, "{secret} in {text}");
        }
        assert_eq!(
            found(
                &["Jane Smith", "Smith", "Jane Smith Ltd"],
                "Jane Smith Ltd; Smith"
            ),
            ["Jane Smith Ltd", "Smith"]
        );
        assert!(found(&[], "anything").is_empty());
    }
}
