//! Words that are alike but for case and accents, in every script, and where in the text they stand.
//!
//! What is compared is the compatibility decomposition (Unicode Annex 15, NFKD) without marks, in one case: so “Résumé”
//! is found by “resume”, a ligature by its letters, and a line break by a space. It keeps what tells words apart: the
//! vowels of Indic scripts, their virama and the voicing of kana. It refuses to find half a letter: “ha” in “ﬃ”-like
//! letters that stand for several is found whole or not at all.

use std::ops::Range;

use icu_normalizer::DecomposingNormalizerBorrowed;
use icu_properties::props::{CanonicalCombiningClass, DefaultIgnorableCodePoint};
use icu_properties::{CodePointMapData, CodePointSetData};

/// A text with its differences of case and accents taken away.
#[derive(Clone, Debug, Default)]
pub struct Folded {
    text: String,
    /// For each scalar value of `text` the one of the original that it comes from.
    from: Vec<u32>,
    /// Scalar values of the original.
    scalars: u32,
}

impl Folded {
    /// Folds a text.
    pub fn new(text: &str) -> Self {
        let mut folded = Self::default();
        folded.extend(text);
        folded
    }

    /// Folds what comes next in the text: a long one is folded bit by bit.
    pub fn extend(&mut self, text: &str) {
        self.text.reserve(text.len());
        self.from.reserve(text.len());
        for c in text.chars() {
            self.take(c);
            self.scalars += 1;
        }
    }

    /// What is searched for: without the white space around it.
    pub fn needle(text: &str) -> Self {
        Self::new(text.trim())
    }

    /// Whether there is nothing to search for.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Whether it begins with these words.
    pub fn starts_with(&self, needle: &Self) -> bool {
        self.text.starts_with(&needle.text)
    }

    /// Whether these words are in it.
    pub fn contains(&self, needle: &Self) -> bool {
        self.text.contains(&needle.text)
    }

    /// Where these words stand in the original, in Unicode scalar values, first to last; none overlaps another. At most
    /// `most` of them.
    pub fn find_all(&self, needle: &Self, most: usize) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        if needle.is_empty() {
            return found;
        }
        let long = needle.from.len();
        let (mut byte, mut scalar) = (0, 0);
        for (at, _) in self.text.match_indices(&needle.text) {
            let between = self.text.get(byte..at).unwrap_or_default();
            scalar += between.chars().count();
            byte = at;
            if let Some(range) = self.whole(scalar..scalar + long) {
                found.push(range);
                if found.len() == most {
                    break;
                }
            }
        }
        found
    }

    /// The place in the original of a stretch that holds only whole letters of it.
    fn whole(&self, folded: Range<usize>) -> Option<Range<usize>> {
        let of = |n: usize| self.from.get(n).copied();
        let before = folded.start.checked_sub(1).and_then(of);
        let (first, last) = (of(folded.start)?, of(folded.end.checked_sub(1)?)?);
        let after = of(folded.end);
        if before == Some(first) || after == Some(last) {
            return None;
        }
        // The marks behind the last letter are its own; white space that was made one is not.
        Some(first as usize..after.unwrap_or(self.scalars) as usize)
    }

    fn take(&mut self, c: char) {
        if c.is_ascii() {
            return self.put(c.to_ascii_lowercase());
        }
        if is_plain_arabic(c) {
            return self.put(one_of_its_kind(c)); // most of an Urdu or Arabic text: nothing to look up
        }
        let nfkd = DecomposingNormalizerBorrowed::new_nfkd();
        for part in nfkd.normalize_iter(std::iter::once(c)) {
            if is_mark(part) {
                continue;
            }
            for upper in part.to_uppercase() {
                for lower in upper.to_lowercase() {
                    self.put(one_of_its_kind(lower));
                }
            }
        }
    }

    fn put(&mut self, c: char) {
        let c = if c.is_whitespace() { ' ' } else { c };
        if c == ' ' && self.text.ends_with(' ') {
            return;
        }
        self.text.push(c);
        self.from.push(self.scalars);
    }
}

/// An accent or a point, or something that has no shape.
fn is_mark(c: char) -> bool {
    use CanonicalCombiningClass as Class;
    let class = CodePointMapData::<Class>::new().get(c);
    let accent = !matches!(
        class,
        Class::NotReordered | Class::Virama | Class::KanaVoicing
    );
    accent || c == '\u{640}' || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

/// Letters of Arabic script that neither decompose nor are marks.
fn is_plain_arabic(c: char) -> bool {
    matches!(c, '\u{627}'..='\u{63a}' | '\u{641}'..='\u{64a}' | '\u{671}'..='\u{674}' | '\u{679}'..='\u{6bf}')
}

/// Signs and letters that keyboards give differently for the same thing.
fn one_of_its_kind(c: char) -> char {
    match c {
        '‘' | '’' | 'ʼ' | '`' | '´' | '′' => '\'',
        '“' | '”' | '„' | '«' | '»' | '″' => '"',
        '‐'..='―' | '−' => '-',
        'ي' | 'ى' => 'ی',
        'ك' => 'ک',
        'ہ' | 'ة' | 'ۃ' => 'ه',
        '٠'..='٩' => digit(c, '٠'),
        '۰'..='۹' => digit(c, '۰'),
        c => c,
    }
}

fn digit(c: char, zero: char) -> char {
    char::from_digit(u32::from(c) - u32::from(zero), 10).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `needle` finds in `text`, as it stands there.
    fn found(text: &str, needle: &str) -> Vec<String> {
        let chars: Vec<char> = text.chars().collect();
        let hits = Folded::new(text).find_all(&Folded::needle(needle), usize::MAX);
        hits.into_iter()
            .map(|range| chars[range].iter().collect())
            .collect()
    }

    #[test]
    fn case_and_accents_are_folded_in_every_script() {
        let table: &[(&str, &str, &[&str])] = &[
            (
                "Résumé, RESUME, resumé",
                "resume",
                &["Résumé", "RESUME", "resumé"],
            ),
            (
                "re\u{301}sume\u{301} x",
                "resume",
                &["re\u{301}sume\u{301}"],
            ),
            ("Straße STRASSE", "strasse", &["Straße", "STRASSE"]),
            ("ΟΔΥΣΣΕΥΣ Ὀδυσσεύς", "οδυσσευς", &["ΟΔΥΣΣΕΥΣ", "Ὀδυσσεύς"]),
            ("İstanbul istanbul", "ISTANBUL", &["İstanbul", "istanbul"]),
            ("Ёлка елка", "елка", &["Ёлка", "елка"]),
            ("of\u{fb01}ce office", "office", &["of\u{fb01}ce", "office"]),
            ("مُذَاكَرَات مذاكرات", "مذاكرات", &["مُذَاكَرَات", "مذاكرات"]),
            ("پاکستان نے پاكستان", "پاکستان", &["پاکستان", "پاكستان"]),
            ("שָׁלוֹם שלום", "שלום", &["שָׁלוֹם", "שלום"]),
            ("۲۰۲۴ and 2024", "2024", &["۲۰۲۴", "2024"]),
            ("ＡＢＣ abc", "abc", &["ＡＢＣ", "abc"]),
            (
                "the end\nof it, the  end of",
                "the end of",
                &["the end\nof", "the  end of"],
            ),
            (
                "Pakistan’s Pakistan's",
                "pakistan's",
                &["Pakistan’s", "Pakistan's"],
            ),
            ("co\u{ad}operate", "cooperate", &["co\u{ad}operate"]),
            ("👍🏽 yes 👍", "yes", &["yes"]),
        ];
        for (text, needle, want) in table {
            assert_eq!(found(text, needle), *want, "{needle} in {text}");
        }
    }

    #[test]
    fn what_tells_words_apart_is_kept() {
        for (text, needle) in [
            ("कुल", "कल"),     // a vowel sign
            ("かぎ", "かき"), // voiced
            ("한국", "하"),   // half a syllable
            ("ﬁne", "i"),     // half a ligature
            ("abc", ""),
            ("abc", "  "),
        ] {
            assert_eq!(found(text, needle), [""; 0], "{needle} in {text}");
        }
    }

    #[test]
    fn hits_are_counted_up_to_a_limit_and_do_not_overlap() {
        let text = Folded::new("aaaaa");
        let hits = text.find_all(&Folded::needle("aa"), usize::MAX);
        assert_eq!(hits, [0..2, 2..4]);
        assert_eq!(text.find_all(&Folded::needle("a"), 3).len(), 3);
    }

    proptest::proptest! {
        #[test]
        fn any_stretch_is_found_where_it_stands(text in "\\PC{0,40}", a in 0_usize..40, b in 0_usize..40) {
            let count = text.chars().count();
            let hits = Folded::new(&text).find_all(&Folded::needle("a"), usize::MAX);
            assert!(hits.iter().all(|hit| hit.start < hit.end && hit.end <= count));
            let (a, b) = (a.min(b).min(count), a.max(b).min(count));
            let piece: String = text.chars().skip(a).take(b - a).collect();
            assert!(Folded::new(&text).contains(&Folded::new(&piece)) || piece.contains(char::is_whitespace));
        }
    }
}
