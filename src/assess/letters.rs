//! Letters that deceive: characters that nobody sees, and words that mix letters of two scripts which look alike.
//!
//! Refuses to suspect what languages need: the joiners of Persian, Hindi and emoji, the breaks of Thai, flags, soft
//! hyphens, a byte order mark at the beginning, symbols such as kΩ and μm.
//!
//! **Invariant (near):** whether a character is marked depends on a few characters around it, so long texts cost no more.

use icu_properties::CodePointMapData;
use icu_properties::props::{GeneralCategory, Script};
use unicode_security::confusable_detection::skeleton;
use unicode_segmentation::UnicodeSegmentation as _;

/// How far is looked to either side for a letter, characters.
const NEAR: usize = 16;
/// Longest word that is looked at, characters.
const LONGEST: usize = 64;

/// What an invisible character at this place of a text is called, if it has no business there.
pub fn hidden(text: &str, at: usize) -> Option<&'static str> {
    let mut rest = text.get(at..)?.chars();
    let c = rest.next()?;
    if !may_hide(c) {
        return None;
    }
    let before = || text[..at].chars().rev().take(NEAR);
    let behind = || rest.clone().take(NEAR);
    let seen = |mut chars: Box<dyn Iterator<Item = char> + '_>| chars.find(|c| !may_hide(*c));
    let next_to = |wanted: fn(char) -> bool| {
        (
            seen(Box::new(before())).is_some_and(wanted),
            seen(Box::new(behind())).is_some_and(wanted),
        )
    };
    let inside_word = || next_to(is_european) == (true, true);
    let crowd = || before().take_while(|c| is_zero_width(*c)).count() >= 2;
    let odd = match c {
        '\u{200b}' => inside_word() || crowd(),
        '\u{200c}' | '\u{200d}' | '\u{34f}' => inside_word() || crowd(),
        '\u{feff}' => at > 0,
        '\u{2060}'..='\u{2064}' | '\u{206a}'..='\u{206f}' | '\u{180e}' => true,
        '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' => next_to(is_hangul) == (false, false),
        '\u{e0000}'..='\u{e007f}' => !in_flag(text, at),
        // A selector chooses between faces of the character before it; letters of European scripts have one face.
        '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => match before().next() {
            None => true,
            Some(c) => c.is_whitespace() || is_selector(c) || is_european(c) && !c.is_numeric(),
        },
        _ => false,
    };
    odd.then(|| name(c))
}

/// Every invisible character of a text that has no business there: its place in bytes, itself, its name.
pub fn hidden_in(text: &str) -> impl Iterator<Item = (usize, char, &'static str)> + '_ {
    let ascii = text.is_ascii();
    text.char_indices()
        .take_while(move |_| !ascii)
        .filter_map(|(at, c)| Some((at, c, hidden(text, at)?)))
}

/// Whether a character may be worth a look at all: quick, and true of few.
fn may_hide(c: char) -> bool {
    c >= '\u{34f}'
        && matches!(c,
            '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}'
            | '\u{206a}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{e0000}'..='\u{e007f}' | '\u{e0100}'..='\u{e01ef}')
}

fn is_zero_width(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

fn is_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// The short name that stands in the place of an invisible character.
fn name(c: char) -> &'static str {
    match c {
        '\u{200b}' => "ZWSP",
        '\u{200c}' => "ZWNJ",
        '\u{200d}' => "ZWJ",
        '\u{34f}' => "CGJ",
        '\u{feff}' => "BOM",
        '\u{2060}' => "WJ",
        '\u{180e}' => "MVS",
        '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' => "FILLER",
        '\u{e0000}'..='\u{e007f}' => "TAG",
        '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => "VS",
        _ => "INVISIBLE",
    }
}

/// What a short name stands for.
pub fn long_name(name: &str) -> &'static str {
    match name {
        "ZWSP" => "zero-width space",
        "ZWNJ" => "zero-width non-joiner",
        "ZWJ" => "zero-width joiner",
        "CGJ" => "combining grapheme joiner",
        "BOM" => "zero-width no-break space",
        "WJ" => "word joiner",
        "MVS" => "Mongolian vowel separator",
        "FILLER" => "Hangul filler",
        "TAG" => "tag character",
        "VS" => "variation selector",
        "LRO" | "RLO" => "override of the reading direction",
        "OPEN" => "change of the reading direction that is never ended",
        _ => "invisible character",
    }
}

/// A letter or digit of a script in which nothing invisible is needed.
fn is_european(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || !c.is_ascii() && matches!(script(c), Script::Latin | Script::Greek | Script::Cyrillic)
}

fn is_hangul(c: char) -> bool {
    script(c) == Script::Hangul
}

fn script(c: char) -> Script {
    CodePointMapData::<Script>::new().get(c)
}

/// Whether tag characters here spell a flag: a black flag before them, and an end behind.
fn in_flag(text: &str, at: usize) -> bool {
    let is_tag = |c: &char| matches!(c, '\u{e0020}'..='\u{e007f}');
    let begins = text[..at].chars().rev().take(NEAR).find(|c| !is_tag(c)) == Some('\u{1f3f4}');
    let tags = text[at..].chars().take(NEAR).take_while(is_tag);
    begins && tags.last() == Some('\u{e007f}')
}

/// The name of the mark of direction at the first place that is an override, or that opens and is never closed in its
/// paragraph; with that place.
pub fn misdirected(text: &str) -> Option<(usize, &'static str)> {
    if text.is_ascii() {
        return None;
    }
    let mut open: Vec<(usize, bool)> = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '\u{202d}' => return Some((at, "LRO")),
            '\u{202e}' => return Some((at, "RLO")),
            '\u{202a}' | '\u{202b}' => open.push((at, false)),
            '\u{2066}'..='\u{2068}' => open.push((at, true)),
            '\u{202c}' => {
                open.pop_if(|(_, isolate)| !*isolate);
            }
            '\u{2069}' => {
                if let Some(n) = open.iter().rposition(|(_, isolate)| *isolate) {
                    open.truncate(n);
                }
            }
            '\n' | '\r' | '\u{85}' | '\u{2029}' => {
                if let Some((at, _)) = open.first() {
                    return Some((*at, "OPEN"));
                }
            }
            _ => {}
        }
    }
    open.first().map(|(at, _)| (*at, "OPEN"))
}

/// Whether a word mixes letters of two scripts, of which all of one look like letters of the other.
pub fn is_mixed_word(word: &str) -> bool {
    if word.is_ascii() {
        return false;
    }
    let letters: Vec<char> = word
        .chars()
        .take(LONGEST)
        .filter(|c| c.is_alphabetic())
        .collect();
    let of = |wanted: Script| {
        letters
            .iter()
            .copied()
            .filter(move |c| script(*c) == wanted)
    };
    let latin = of(Script::Latin).count();
    if latin == 0 || letters.len() < 3 {
        return false;
    }
    [
        Script::Cyrillic,
        Script::Greek,
        Script::Armenian,
        Script::Cherokee,
    ]
    .into_iter()
    .any(|other| {
        let count = of(other).count();
        if count == 0 {
            return false;
        }
        of(other).all(looks_latin)
            || other == Script::Cyrillic
                && latin <= count
                && of(Script::Latin).all(has_cyrillic_twin)
    })
}

/// The words of a text that mix scripts.
pub fn mixed_words(text: &str) -> impl Iterator<Item = &str> {
    // Cyrillic, Greek, Armenian and Cherokee letters begin with these bytes; a text without them has nothing to look at.
    let may = text.bytes().any(|byte| matches!(byte, 0xcd..=0xd6 | 0xe1));
    let words = if may { text } else { "" };
    words.unicode_words().filter(|word| is_mixed_word(word))
}

/// Whether a letter looks like one or several plain Latin letters (Unicode Technical Standard 39).
fn looks_latin(c: char) -> bool {
    let mut word = [0; 4];
    let mut faces = skeleton(c.encode_utf8(&mut word)).peekable();
    faces.peek().is_some() && faces.all(|c| c.is_ascii_alphabetic() || is_mark(c))
}

fn is_mark(c: char) -> bool {
    CodePointMapData::<GeneralCategory>::new().get(c) == GeneralCategory::NonspacingMark
}

/// Latin letters that a Cyrillic letter looks like.
fn has_cyrillic_twin(c: char) -> bool {
    "aceijopqswxyhABCEHIJKMOPSTXY".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(text: &str) -> String {
        let names: Vec<_> = hidden_in(text).map(|(_, _, name)| name).collect();
        names.join(" ")
    }

    #[test]
    fn what_languages_need_is_not_marked() {
        for text in [
            "plain words",
            "\u{feff}a text with a byte order mark",
            "می\u{200c}خواهم کتاب\u{200c}ها را", // Persian
            "क्\u{200d}ष क्\u{200c}ष श्री",         // Hindi
            "ක්\u{200d}ෂ",                        // Sinhala
            "👩\u{200d}👩\u{200d}👧\u{200d}👦 👨🏽\u{200d}🚒 🏳\u{fe0f}\u{200d}🌈 ❤\u{fe0f} ☎\u{fe0f} 1\u{fe0f}\u{20e3} ©\u{fe0f}",
            "🏴\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f} Cymru",
            "ภาษา\u{200b}ไทย\u{200b}มี\u{200b}คำ", // Thai
            "ខ្មែរ\u{200b}ភាសា",                    // Khmer
            "葛\u{e0100}城市 辻\u{fe00}",         // ideographs with selectors
            "ᠮᠣᠩᠭᠣᠯ",
            "co\u{ad}op\u{ad}er\u{ad}ate", // soft hyphens
            "한글 가\u{115f}\u{1160}",
            "https://example.org/\u{200b}a",
            "",
        ] {
            assert_eq!(marks(text), "", "{text:?}");
        }
    }

    #[test]
    fn what_hides_is_marked() {
        for (text, want) in [
            ("pay\u{200b}pal", "ZWSP"),
            ("pay\u{200c}pal pay\u{200d}pal", "ZWNJ ZWJ"),
            ("а\u{200b}б", "ZWSP"),
            ("1\u{200b}000", "ZWSP"),
            ("a\u{feff}b", "BOM"),
            ("a \u{2060}b", "WJ"),
            ("a\u{2062}b", "INVISIBLE"),
            ("end\u{200b}\u{200c}\u{200b}\u{200c} of", "ZWSP ZWNJ"),
            ("hi\u{e0068}\u{e0069}", "TAG TAG"),
            ("🏴\u{e0067}\u{e0062} cut", "TAG TAG"),
            ("a\u{fe01}\u{fe02}", "VS VS"),
            ("😀\u{fe0f}\u{e0101}\u{e0102}", "VS VS"),
            ("a\u{3164}b", "FILLER"),
            ("a\u{34f}b", "CGJ"),
        ] {
            assert_eq!(marks(text), want, "{text:?}");
        }
    }

    #[test]
    fn open_and_overriding_directions_are_found() {
        for (text, want) in [
            ("plain", None),
            ("\u{2068}a\u{2069} \u{202b}b\u{202c}", None),
            ("a \u{202e}b", Some("RLO")),
            ("a \u{202d}b\u{202c}", Some("LRO")),
            ("a \u{2067}b", Some("OPEN")),
            ("a \u{2067}b\nc\u{2069}", Some("OPEN")),
            ("\u{2066}\u{202a}x\u{2069}", None),
            ("stray \u{2069}\u{202c}", None),
        ] {
            assert_eq!(misdirected(text).map(|(_, name)| name), want, "{text:?}");
        }
    }

    #[test]
    fn words_of_lookalikes_are_told_from_words_of_two_scripts() {
        for (word, want) in [
            ("paypal", false),
            ("pаypal", true), // Cyrillic а
            ("Mоscow", true), // Cyrillic о
            ("Мoсква", true), // Latin o
            ("Москва", false),
            ("Αthens", true), // Greek Α
            ("Αθήνα", false),
            ("μm", false),
            ("kΩ", false),
            ("Δx", false),
            ("βcell", false),
            ("Łódź", false),
            ("Zürich", false),
            ("naïve", false),
            ("東京tower", false),
            ("עבריתabc", false),
            ("हिन्दीabc", false),
            ("iPhone12", false),
            ("СССР", false),
            ("xPФ", false),
        ] {
            assert_eq!(is_mixed_word(word), want, "{word}");
        }
        let found: Vec<_> =
            mixed_words("A letter from pаypal, and the βcells of Mоscow.").collect();
        assert_eq!(found, ["pаypal", "Mоscow"]);
        assert_eq!(mixed_words("nothing here — “quoted” ünlü").count(), 0);
    }
}
