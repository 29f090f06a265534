//! Languages by their names and by the codes of libraries, as BCP 47 tags. Refuses to guess: an unknown word gives none.

/// Name in English and, where babel calls it otherwise, that; two letters (ISO 639-1); three letters (ISO 639-2).
const LANGUAGES: &[(&[&str], &str, &[&str])] = &[
    (&["arabic"], "ar", &["ara"]),
    (&["bengali", "bangla"], "bn", &["ben"]),
    (&["bulgarian"], "bg", &["bul"]),
    (&["catalan"], "ca", &["cat"]),
    (&["chinese"], "zh", &["chi", "zho"]),
    (&["croatian"], "hr", &["hrv"]),
    (&["czech"], "cs", &["cze", "ces"]),
    (&["danish"], "da", &["dan"]),
    (&["dutch"], "nl", &["dut", "nld"]),
    (&["english"], "en", &["eng"]),
    (&["american", "usenglish", "american english"], "en-US", &[]),
    (&["british", "ukenglish", "british english"], "en-GB", &[]),
    (&["estonian"], "et", &["est"]),
    (&["finnish"], "fi", &["fin"]),
    (&["french", "francais", "français"], "fr", &["fre", "fra"]),
    (&["german", "ngerman", "deutsch"], "de", &["ger", "deu"]),
    (&["austrian", "naustrian"], "de-AT", &[]),
    (&["greek"], "el", &["gre", "ell"]),
    (&["hebrew"], "he", &["heb"]),
    (&["hindi"], "hi", &["hin"]),
    (&["hungarian", "magyar"], "hu", &["hun"]),
    (&["indonesian"], "id", &["ind"]),
    (&["italian", "italiano"], "it", &["ita"]),
    (&["japanese"], "ja", &["jpn"]),
    (&["korean"], "ko", &["kor"]),
    (&["latin"], "la", &["lat"]),
    (&["latvian"], "lv", &["lav"]),
    (&["lithuanian"], "lt", &["lit"]),
    (&["marathi"], "mr", &["mar"]),
    (&["norwegian", "norsk"], "no", &["nor"]),
    (&["pashto"], "ps", &["pus"]),
    (&["persian", "farsi"], "fa", &["per", "fas"]),
    (&["polish"], "pl", &["pol"]),
    (&["portuguese", "português"], "pt", &["por"]),
    (
        &["brazilian", "brazil", "brazilian portuguese"],
        "pt-BR",
        &[],
    ),
    (&["romanian"], "ro", &["rum", "ron"]),
    (&["russian"], "ru", &["rus"]),
    (&["serbian"], "sr", &["srp"]),
    (&["slovak"], "sk", &["slo", "slk"]),
    (&["slovenian", "slovene"], "sl", &["slv"]),
    (&["spanish", "español", "castellano"], "es", &["spa"]),
    (&["swedish"], "sv", &["swe"]),
    (&["telugu"], "te", &["tel"]),
    (&["thai"], "th", &["tha"]),
    (&["turkish"], "tr", &["tur"]),
    (&["ukrainian"], "uk", &["ukr"]),
    (&["urdu"], "ur", &["urd"]),
    (&["vietnamese"], "vi", &["vie"]),
];

/// The tag of a language that is written as a name, a code of three letters or a tag. Empty if it is none of these.
pub fn tag(text: &str) -> String {
    let text = text.trim();
    let word = text.to_lowercase();
    let known = LANGUAGES
        .iter()
        .find(|(names, _, codes)| names.contains(&word.as_str()) || codes.contains(&word.as_str()));
    match known {
        Some((_, tag, _)) => (*tag).to_owned(),
        None if is_tag(text) => text.replace('_', "-"),
        None => String::new(),
    }
}

/// Two letters, and parts behind them.
fn is_tag(text: &str) -> bool {
    let mut parts = text.split(['-', '_']);
    let first = parts.next().unwrap_or_default();
    let plain = |part: &str| part.chars().all(|c| c.is_ascii_alphanumeric());
    first.len() == 2
        && first.chars().all(|c| c.is_ascii_alphabetic())
        && parts.all(|part| (2..=8).contains(&part.len()) && plain(part))
}

#[cfg(test)]
mod tests {
    use super::tag;

    #[test]
    fn languages_are_known_by_name_and_code() {
        for (text, want) in [
            ("eng", "en"),
            ("German", "de"),
            ("pt_BR", "pt-BR"),
            ("zh-Hans-CN", "zh-Hans-CN"),
            ("en", "en"),
            ("Language", ""),
            ("", ""),
        ] {
            assert_eq!(tag(text), want);
        }
    }
}
