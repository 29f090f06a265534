//! A text as the search for shared passages reads it: words that are equal whatever their case, accents' encoding and
//! apostrophes, with their places.
//!
//! A word is a run of letters, digits and the marks on them, with apostrophes inside. Scripts that are written without
//! spaces have no such runs, and dividing them into words takes a dictionary that two copies of a sentence must not
//! depend on: there, each letter with its marks is a unit, and several units count as one word ([`Word::sixths`]).
//!
//! **Invariant:** places are in Unicode scalar values of the text as it is, so a passage is quoted as it was written.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hasher as _};
use std::ops::Range;

use icu_normalizer::ComposingNormalizerBorrowed;
use icu_properties::props::{
    DefaultIgnorableCodePoint, GeneralCategory, GeneralCategoryGroup, Script,
};
use icu_properties::{CodePointMapData, CodePointSetData};

/// A word, by a number that stands for it, and what counts about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Word(u64);

/// Bits that are no part of the number: whether the word is plain, and what it is a word of.
const PLAIN: u64 = 1;
const KIND: u64 = 0b110;

impl Word {
    fn of(word: &str, kind: Kind) -> Self {
        let normal = normal(word);
        let mut hasher = DefaultHasher::new();
        hasher.write(normal.as_bytes());
        let plain = kind != Kind::Word || !(is_capital(word) || is_stop_word(&normal));
        Self(hasher.finish() & !(PLAIN | KIND) | kind as u64 | u64::from(plain))
    }

    /// The number that stands for the word.
    pub fn key(self) -> u64 {
        self.0 & !PLAIN
    }

    /// Whether it is neither a stop word nor written like a name.
    pub fn is_plain(self) -> bool {
        self.0 & PLAIN != 0
    }

    /// What it counts for, in sixths of a word: two Chinese or Japanese letters are about as much as a word of other
    /// scripts, three of Thai, Lao, Khmer or Burmese.
    pub fn sixths(self) -> usize {
        match self.0 & KIND {
            kind if kind == Kind::Ideograph as u64 => 3,
            kind if kind == Kind::Syllable as u64 => 2,
            _ => 6,
        }
    }
}

/// What of a script stands between two boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A word between spaces.
    Word = 0b000,
    /// A letter of Chinese or Japanese.
    Ideograph = 0b010,
    /// A letter with its marks of the scripts of South East Asia.
    Syllable = 0b100,
}

/// The words of a text and their places, in scalar values.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    pub words: Vec<Word>,
    pub places: Vec<Range<usize>>,
}

impl Words {
    pub fn of(text: &str) -> Self {
        let mut cutter = Cutter {
            text,
            open: None,
            all: Self::default(),
        };
        let mut chars = text.char_indices().enumerate().peekable();
        while let Some((scalar, (byte, c))) = chars.next() {
            let next = chars.peek().map(|(_, (_, next))| *next);
            cutter.take(scalar, byte, c, next);
        }
        cutter.close();
        cutter.all
    }

    /// The words that lie wholly between two scalar values, by number.
    pub fn within(&self, range: &Range<usize>) -> Range<usize> {
        let start = self
            .places
            .partition_point(|place| place.start < range.start);
        let end = self.places.partition_point(|place| place.end <= range.end);
        start..end.max(start)
    }
}

/// What a letter does to the word before it.
enum Role {
    /// Begins a word or goes on with it.
    Letter,
    /// Is a word of its own.
    Alone(Kind),
    /// Belongs to what is before it.
    Mark,
    /// Goes on with a word if a letter follows.
    Apostrophe,
    /// Ends it.
    Other,
}

/// The word that is being read: where it began, in bytes and scalar values, and where it ends so far.
struct Open {
    kind: Kind,
    bytes: Range<usize>,
    scalars: Range<usize>,
}

struct Cutter<'a> {
    text: &'a str,
    open: Option<Open>,
    all: Words,
}

impl Cutter<'_> {
    fn take(&mut self, scalar: usize, byte: usize, c: char, next: Option<char>) {
        let end = (byte + c.len_utf8(), scalar + 1);
        let in_word = |open: &Option<Open>| matches!(open, Some(open) if open.kind == Kind::Word);
        match role(c) {
            Role::Letter if in_word(&self.open) => self.extend(end),
            Role::Letter => self.begin(Kind::Word, byte, scalar, end),
            Role::Alone(kind) => self.begin(kind, byte, scalar, end),
            Role::Mark => self.extend(end),
            Role::Apostrophe
                if in_word(&self.open) && next.is_some_and(|c| matches!(role(c), Role::Letter)) => {
            }
            Role::Apostrophe | Role::Other => self.close(),
        }
    }

    fn begin(&mut self, kind: Kind, byte: usize, scalar: usize, end: (usize, usize)) {
        self.close();
        self.open = Some(Open {
            kind,
            bytes: byte..end.0,
            scalars: scalar..end.1,
        });
    }

    fn extend(&mut self, end: (usize, usize)) {
        if let Some(open) = &mut self.open {
            open.bytes.end = end.0;
            open.scalars.end = end.1;
        }
    }

    fn close(&mut self) {
        if let Some(open) = self.open.take()
            && let Some(word) = self.text.get(open.bytes)
        {
            self.all.words.push(Word::of(word, open.kind));
            self.all.places.push(open.scalars);
        }
    }
}

fn role(c: char) -> Role {
    if c.is_ascii() {
        return match c {
            '\'' => Role::Apostrophe,
            _ if c.is_ascii_alphanumeric() => Role::Letter,
            _ => Role::Other,
        };
    }
    if is_apostrophe(c) {
        return Role::Apostrophe;
    }
    if !c.is_alphanumeric() {
        let mark =
            GeneralCategoryGroup::Mark.contains(CodePointMapData::<GeneralCategory>::new().get(c));
        return match mark || is_ignored(c) {
            true => Role::Mark,
            false => Role::Other,
        };
    }
    // Signs that are letters by property and sit on another letter all the same: vowels of Indic and Thai.
    let category = CodePointMapData::<GeneralCategory>::new().get(c);
    if GeneralCategoryGroup::Mark.contains(category) {
        return Role::Mark;
    }
    match CodePointMapData::<Script>::new().get(c) {
        Script::Han | Script::Hiragana | Script::Katakana | Script::Bopomofo | Script::Yi => {
            Role::Alone(Kind::Ideograph)
        }
        Script::Thai | Script::Lao | Script::Khmer | Script::Myanmar => Role::Alone(Kind::Syllable),
        _ => Role::Letter,
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{02bc}' | '\u{ff07}')
}

/// Soft hyphens, joiners and the like: not to be seen, so no difference.
fn is_ignored(c: char) -> bool {
    CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

/// The word as it is compared: NFKC, small letters, straight apostrophes, nothing invisible.
pub(super) fn normal(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        return match word.bytes().any(|byte| byte.is_ascii_uppercase()) {
            true => Cow::Owned(word.to_ascii_lowercase()),
            false => Cow::Borrowed(word),
        };
    }
    let seen = word.chars().filter(|c| !is_ignored(*c));
    let straight = seen.map(|c| if is_apostrophe(c) { '\'' } else { c });
    let composed = ComposingNormalizerBorrowed::new_nfkc().normalize_iter(straight);
    Cow::Owned(composed.flat_map(char::to_lowercase).collect())
}

fn is_capital(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

/// The function words of English: the language that the limits were tried in. In others more passages are shown.
pub(super) fn is_stop_word(word: &str) -> bool {
    STOP_WORDS.binary_search(&word).is_ok()
}

/// Ascending.
#[rustfmt::skip]
const STOP_WORDS: &[&str] = &[
    "a", "about", "after", "again", "against", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be",
    "because", "been", "before", "being", "between", "both", "but", "by", "can", "could", "did", "do", "does", "during",
    "each", "for", "from", "had", "has", "have", "he", "her", "here", "him", "his", "how", "i", "if", "in", "into", "is",
    "it", "it's", "its", "just", "may", "me", "might", "more", "most", "must", "my", "no", "not", "now", "of", "off",
    "on", "once", "only", "or", "other", "our", "out", "over", "own", "s", "same", "she", "should", "so", "some", "such",
    "t", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this", "those", "through", "to",
    "too", "under", "until", "up", "very", "was", "we", "were", "what", "when", "where", "which", "while", "who",
    "whom", "whose", "why", "will", "with", "would", "you", "your",
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cut(text: &str) -> Vec<String> {
        let scalars: Vec<char> = text.chars().collect();
        let places = Words::of(text).places;
        places
            .into_iter()
            .map(|place| scalars[place].iter().collect())
            .collect()
    }

    #[test]
    fn words_are_what_readers_take_for_words() {
        for (text, want) in [
            ("", vec![]),
            ("Don’t  stop—now!", vec!["Don’t", "stop", "now"]),
            (
                "'tis the boys' 'own' rock'n'roll",
                vec!["tis", "the", "boys", "own", "rock'n'roll"],
            ),
            (
                "e\u{301}tat soft\u{ad}ware 3.5%",
                vec!["e\u{301}tat", "soft\u{ad}ware", "3", "5"],
            ),
            ("क्या हुआ?", vec!["क्या", "हुआ"]),
            ("می‌خواهم بروم", vec!["می‌خواهم", "بروم"]),
            ("东京 abc カナ", vec!["东", "京", "abc", "カ", "ナ"]),
            ("น้ำมา", vec!["น้", "ำ", "ม", "า"]),
            ("한국 사람", vec!["한국", "사람"]),
        ] {
            assert_eq!(cut(text), want, "{text}");
        }
    }

    #[test]
    fn equal_words_have_equal_numbers() {
        let keys = |text: &str| {
            Words::of(text)
                .words
                .into_iter()
                .map(Word::key)
                .collect::<Vec<_>>()
        };
        for (a, b) in [
            ("Pakistan's ARMY", "pakistan’s army"),
            ("\u{e9}tat", "E\u{301}TAT"),
            ("ﬁne soft\u{ad}ware", "fine software"),
            ("ＡＢＣ", "abc"),
        ] {
            assert_eq!(keys(a), keys(b), "{a}");
        }
        assert_ne!(keys("army"), keys("arms"));
        assert!(STOP_WORDS.is_sorted());
    }

    #[test]
    fn names_and_stop_words_are_not_plain() {
        let plain = |text: &str| {
            Words::of(text)
                .words
                .into_iter()
                .map(Word::is_plain)
                .collect::<Vec<_>>()
        };
        assert_eq!(plain("the Ferry was late"), [false, false, false, true]);
        let sixths = |text: &str| {
            Words::of(text)
                .words
                .into_iter()
                .map(Word::sixths)
                .sum::<usize>()
        };
        assert_eq!(
            (sixths("two words"), sixths("两个词语"), sixths("กขค")),
            (12, 12, 6)
        );
    }

    proptest! {
        #[test]
        fn places_ascend_and_hold_their_words(text in "\\PC{0,80}") {
            let scalars: Vec<char> = text.chars().collect();
            let words = Words::of(&text);
            let mut last = 0;
            for (word, place) in words.words.iter().zip(&words.places) {
                prop_assert!(place.start >= last && place.start < place.end);
                last = place.end;
                let said: String = scalars[place.clone()].iter().collect();
                let again = Words::of(&said).words;
                prop_assert!(again.len() == 1 && again[0].key() == word.key(), "{said}");
            }
        }
    }
}
