//! Which language a text is in. Guesses only where the letters say so clearly; a wrong language would lay out and search
//! a text wrongly.

use whatlang::Lang;

/// Letters that are looked at.
const ENOUGH: usize = 4000;
/// Letters below which nothing is guessed.
const TOO_FEW: usize = 60;
/// Letters that Pashto has and Urdu, Persian and Arabic have not.
const PASHTO: &[char] = &['ټ', 'ډ', 'ړ', 'ږ', 'ښ', 'ګ', 'ڼ', 'ۍ', 'ې'];

/// The language of a text (BCP 47): as declared, unless its letters clearly say another; empty if nobody knows.
pub fn of(text: &str, declared: &str) -> String {
    let declared = tag(declared);
    match guessed(text) {
        // What is declared says more: `en-GB`, `zh-TW`.
        Some(guessed) if primary(&declared) != guessed => guessed.to_owned(),
        _ => declared,
    }
}

/// A declared language as a tag: `en_GB` and `EN-gb` are `en-GB`. Empty if it is none.
fn tag(declared: &str) -> String {
    let declared = declared
        .split([',', ';', ' '])
        .find(|part| !part.is_empty());
    let parts = declared.unwrap_or_default().split(['-', '_', '.']);
    let mut tag = String::new();
    for (place, part) in parts.enumerate() {
        let letters = part.chars().all(|c| c.is_ascii_alphanumeric());
        match (place, part.len()) {
            (0, 2..=3) if part.chars().all(|c| c.is_ascii_alphabetic()) => {
                tag = part.to_ascii_lowercase();
            }
            (0, _) => return tag,
            (_, 2) if letters => tag = format!("{tag}-{}", part.to_ascii_uppercase()),
            (_, 4) if letters => {
                let (first, rest) = part.split_at(1);
                tag = format!(
                    "{tag}-{}{}",
                    first.to_ascii_uppercase(),
                    rest.to_lowercase()
                );
            }
            _ => break,
        }
    }
    if tag == "und" { String::new() } else { tag }
}

fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or_default()
}

fn guessed(text: &str) -> Option<&'static str> {
    let sample: String = text
        .chars()
        .filter(|c| c.is_alphabetic() || c.is_whitespace() || !c.is_ascii())
        .take(ENOUGH)
        .collect();
    let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
    let pashto = sample.chars().filter(|c| PASHTO.contains(c)).count();
    if letters >= TOO_FEW / 3 && pashto * 100 > letters {
        return Some("ps");
    }
    let info = whatlang::detect(&sample)?;
    // Letters that one language alone has need no count.
    let few = if sample.is_ascii() {
        TOO_FEW
    } else {
        TOO_FEW / 3
    };
    if letters < few || !info.is_reliable() {
        return None;
    }
    short(info.lang())
}

/// ISO 639-1, which BCP 47 asks for where there is one. `None` for languages that are easily taken for a kin.
fn short(language: Lang) -> Option<&'static str> {
    Some(match language {
        Lang::Afr => "af",
        Lang::Aka => "ak",
        Lang::Amh => "am",
        Lang::Ara => "ar",
        Lang::Aze => "az",
        Lang::Bel => "be",
        Lang::Ben => "bn",
        Lang::Bul => "bg",
        Lang::Cat => "ca",
        Lang::Ces => "cs",
        Lang::Cmn => "zh",
        Lang::Cym => "cy",
        Lang::Dan => "da",
        Lang::Deu => "de",
        Lang::Ell => "el",
        Lang::Eng => "en",
        Lang::Epo => "eo",
        Lang::Est => "et",
        Lang::Fin => "fi",
        Lang::Fra => "fr",
        Lang::Guj => "gu",
        Lang::Heb => "he",
        Lang::Hin => "hi",
        Lang::Hrv => "hr",
        Lang::Hun => "hu",
        Lang::Hye => "hy",
        Lang::Ind => "id",
        Lang::Ita => "it",
        Lang::Jav => "jv",
        Lang::Jpn => "ja",
        Lang::Kan => "kn",
        Lang::Kat => "ka",
        Lang::Khm => "km",
        Lang::Kor => "ko",
        Lang::Lit => "lt",
        Lang::Lav => "lv",
        Lang::Mal => "ml",
        Lang::Mar => "mr",
        Lang::Mkd => "mk",
        Lang::Mya => "my",
        Lang::Nep => "ne",
        Lang::Nld => "nl",
        Lang::Nob => "nb",
        Lang::Ori => "or",
        Lang::Pan => "pa",
        Lang::Pes => "fa",
        Lang::Pol => "pl",
        Lang::Por => "pt",
        Lang::Ron => "ro",
        Lang::Rus => "ru",
        Lang::Sin => "si",
        Lang::Slk => "sk",
        Lang::Slv => "sl",
        Lang::Sna => "sn",
        Lang::Spa => "es",
        Lang::Srp => "sr",
        Lang::Swe => "sv",
        Lang::Tam => "ta",
        Lang::Tel => "te",
        Lang::Tgl => "tl",
        Lang::Tha => "th",
        Lang::Tuk => "tk",
        Lang::Tur => "tr",
        Lang::Ukr => "uk",
        Lang::Urd => "ur",
        Lang::Uzb => "uz",
        Lang::Vie => "vi",
        Lang::Yid => "yi",
        Lang::Zul => "zu",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn the_letters_have_the_last_word_and_only_if_they_are_clear() {
        let english = "The council met on Tuesday evening and decided, after a long debate, that the bridge \
                       will be closed to cars from the first of May until the end of the year.";
        let german = "Der Rat trat am Dienstagabend zusammen und beschloss nach langer Debatte, dass die Brücke \
                      vom ersten Mai bis zum Ende des Jahres für Autos gesperrt wird.";
        let urdu = "مجلس کا اجلاس منگل کی شام ہوا اور ایک لمبی بحث کے بعد یہ فیصلہ کیا گیا کہ پل کو بند کر دیا جائے گا۔";
        let pashto = "د ښار شورا د سې شنبې په ماښام غونډه وکړه او پرېکړه یې وکړه چې دا پل به تر کال پورې تړلی وي.";
        for (text, declared, want) in [
            (english, "", "en"),
            (english, "en_gb", "en-GB"),
            (german, "en", "de"),
            (german, "de-AT", "de-AT"),
            (urdu, "en", "ur"),
            (pashto, "", "ps"),
            ("Yes.", "", ""),
            ("Yes.", "EN-us, de", "en-US"),
            ("Yes.", "zh-hant-tw", "zh-Hant-TW"),
            ("Yes.", "%lang%", ""),
        ] {
            assert_eq!(of(text, declared), want, "{text}, declared {declared}");
        }
    }
}
