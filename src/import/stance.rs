//! What words, marks and colours of other tools say about a stance. Refuses to guess: what is not in the lists says
//! nothing, and “does not support” is not in them.

use crate::board::{LinkKind, Stance};

/// What a word says of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// For or against.
    Stance(Stance),
    /// Expressly neither: the source is about the claim and takes no side.
    Neither,
    /// The one draws on the other.
    DerivesFrom,
}

impl Said {
    /// The kind of a link that says so, with nothing known yet.
    pub fn kind(self) -> Option<LinkKind> {
        match self {
            Self::Stance(stance) => Some(LinkKind::of(stance)),
            Self::DerivesFrom => Some(LinkKind::DerivesFrom),
            Self::Neither => None,
        }
    }
}

/// Words for, folded. English, German, French, Spanish, Portuguese, Italian, Dutch, Polish, Russian, Ukrainian,
/// Turkish, Arabic, Persian, Urdu, Hindi, Chinese, Japanese, and the names that data sets and argument maps use.
const FOR: &[&str] = &[
    "+",
    "++",
    "+1",
    "✓",
    "✔",
    "👍",
    "for",
    "pro",
    "pros",
    "support",
    "supports",
    "supported",
    "supporting",
    "supportive",
    "in favor",
    "in favour",
    "agree",
    "agrees",
    "agreed",
    "affirms",
    "backs",
    "confirms",
    "confirmed",
    "corroborate",
    "corroborates",
    "corroborated",
    "corroborating",
    "corroboration",
    "proves",
    "evidence for",
    "consistent",
    "entails",
    "entailment",
    "dafür",
    "dafuer",
    "stützt",
    "unterstützt",
    "belegt",
    "bestätigt",
    "spricht dafür",
    "zustimmend",
    "zustimmung",
    "pour",
    "soutient",
    "appuie",
    "confirme",
    "corrobore",
    "favorable",
    "a favor",
    "apoya",
    "respalda",
    "corrobora",
    "confirma",
    "apoia",
    "sustenta",
    "a favore",
    "sostiene",
    "conferma",
    "supporta",
    "voor",
    "ondersteunt",
    "steunt",
    "bevestigt",
    "za",
    "popiera",
    "wspiera",
    "potwierdza",
    "за",
    "подтверждает",
    "поддерживает",
    "підтверджує",
    "підтримує",
    "lehte",
    "destekler",
    "destekliyor",
    "doğrular",
    "مع",
    "يؤيد",
    "يدعم",
    "يؤكد",
    "موافق",
    "تأیید می کند",
    "حمایت",
    "موافقت",
    "تائید",
    "حمایت کرتا ہے",
    "समर्थन",
    "पक्ष",
    "समर्थन करता है",
    "支持",
    "赞成",
    "證實",
    "证实",
    "賛成",
    "支持する",
    "裏付け",
    "裏付ける",
];

/// Words against, folded.
const AGAINST: &[&str] = &[
    "-",
    "--",
    "-1",
    "−",
    "−−",
    "–",
    "✗",
    "✘",
    "👎",
    "against",
    "con",
    "cons",
    "contra",
    "oppose",
    "opposes",
    "opposed",
    "opposing",
    "attack",
    "attacks",
    "attacking",
    "disagree",
    "disagrees",
    "disagreed",
    "contradict",
    "contradicts",
    "contradicted",
    "contradicting",
    "contradiction",
    "deny",
    "denies",
    "denied",
    "refute",
    "refutes",
    "refuted",
    "rebut",
    "rebuts",
    "rebuttal",
    "disproves",
    "debunks",
    "disputes",
    "undermines",
    "inconsistent",
    "evidence against",
    "dagegen",
    "widerspricht",
    "widerlegt",
    "bestreitet",
    "spricht dagegen",
    "ablehnend",
    "contre",
    "contredit",
    "réfute",
    "refute",
    "s'oppose",
    "nie",
    "en contra",
    "contradice",
    "refuta",
    "niega",
    "contradiz",
    "nega",
    "contro",
    "contraddice",
    "confuta",
    "smentisce",
    "tegen",
    "weerspreekt",
    "weerlegt",
    "ontkent",
    "przeciw",
    "zaprzecza",
    "obala",
    "против",
    "противоречит",
    "опровергает",
    "отрицает",
    "проти",
    "суперечить",
    "спростовує",
    "aleyhte",
    "karşı",
    "çelişir",
    "çürütür",
    "yalanlar",
    "ضد",
    "يعارض",
    "يناقض",
    "ينفي",
    "معارض",
    "مخالف",
    "رد می کند",
    "مخالفت",
    "تردید",
    "विरोध",
    "विपक्ष",
    "खंडन",
    "反对",
    "反對",
    "反驳",
    "反駁",
    "否认",
    "否定",
    "反対",
    "矛盾",
    "矛盾する",
    "反論",
];

/// Words that expressly take no side, folded.
const NEITHER: &[&str] = &[
    "0",
    "?",
    "neutral",
    "neither",
    "none",
    "no stance",
    "discuss",
    "discusses",
    "discussing",
    "discussion",
    "mentions",
    "comment",
    "comments",
    "query",
    "queries",
    "observing",
    "observes",
    "unrelated",
    "unclear",
    "unknown",
    "undetermined",
    "not enough info",
    "not enough information",
    "nei",
    "n/a",
    "na",
    "mixed",
    "half-true",
    "mixture",
    "background",
    "context",
    "erwähnt",
    "unentschieden",
    "neutre",
    "mentionne",
    "neutro",
    "neutrale",
    "menciona",
    "neutraal",
    "neutralny",
    "нейтрально",
    "обсуждает",
    "nötr",
    "محايد",
    "غیر جانبدار",
    "तटस्थ",
    "中立",
    "言及",
];

/// Words that say that the one draws on the other, folded.
const DERIVES: &[&str] = &[
    "derives from",
    "derived from",
    "draws on",
    "based on",
    "cites",
    "quotes",
    "is based on",
    "beruht auf",
    "zitiert",
    "cite",
    "cita",
    "citeert",
    "ссылается на",
    "引用",
];

/// What a word or a short phrase says, if it says a stance and nothing else.
pub fn word(text: &str) -> Option<Said> {
    let folded = folded(text);
    let is_in = |list: &[&str]| list.contains(&folded.as_str());
    if is_in(FOR) {
        Some(Said::Stance(Stance::Corroborates))
    } else if is_in(AGAINST) {
        Some(Said::Stance(Stance::Contradicts))
    } else if is_in(NEITHER) {
        Some(Said::Neither)
    } else if is_in(DERIVES) {
        Some(Said::DerivesFrom)
    } else {
        None
    }
}

/// What the label of an arrow says, and the rest of it: `contradicts: by one hour` is a stance and a remark. A label
/// without a stance is all remark.
pub fn label(text: &str) -> (Option<Said>, &str) {
    if let Some(said) = word(text) {
        return (Some(said), "");
    }
    match text.split_once([':', '：', '\n']) {
        Some((first, rest)) if word(first).is_some() => (word(first), rest.trim()),
        _ => (None, text.trim()),
    }
}

/// What a colour says: green is for, red against. Takes the numbers of JSON Canvas (`4`, `1`), `#rrggbb` and names.
pub fn color(text: &str) -> Option<Stance> {
    match text.trim().to_lowercase().as_str() {
        "4" | "green" => Some(Stance::Corroborates),
        "1" | "red" => Some(Stance::Contradicts),
        hex => by_hue(hex.strip_prefix('#')?),
    }
}

/// Green and red as far as nobody doubts them: the one part clearly stronger than both others.
fn by_hue(hex: &str) -> Option<Stance> {
    if hex.len() != 6 {
        return None;
    }
    let parts = u32::from_str_radix(hex, 16).ok()?.to_be_bytes();
    let [_, red, green, blue] = parts.map(u32::from);
    if green > 64 && green * 2 >= red * 3 && green * 4 >= blue * 5 {
        Some(Stance::Corroborates)
    } else if red > 64 && red >= green * 2 && red >= blue * 2 {
        Some(Stance::Contradicts)
    } else {
        None
    }
}

/// Words as they are compared: small letters, single spaces for every kind of gap, no marks around them.
pub fn folded(text: &str) -> String {
    let lower = text.trim().to_lowercase();
    if lower.chars().count() <= 2 {
        return lower; // a mark is the word
    }
    let spaced = lower.replace('_', " ");
    let trimmed = spaced.trim_matches(|c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '.' | '!' | '"' | '“' | '”' | '*' | '(' | ')' | '[' | ']' | ':'
            )
    });
    trimmed.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_marks_say_what_they_say_and_no_more() {
        use Stance::{Contradicts, Corroborates};
        for (text, want) in [
            ("Supports", Some(Said::Stance(Corroborates))),
            (" **SUPPORTS** ", Some(Said::Stance(Corroborates))),
            ("+", Some(Said::Stance(Corroborates))),
            ("in_favour", Some(Said::Stance(Corroborates))),
            ("stützt", Some(Said::Stance(Corroborates))),
            ("支持", Some(Said::Stance(Corroborates))),
            ("REFUTES", Some(Said::Stance(Contradicts))),
            ("−", Some(Said::Stance(Contradicts))),
            ("يعارض", Some(Said::Stance(Contradicts))),
            ("NOT ENOUGH INFO", Some(Said::Neither)),
            ("discusses", Some(Said::Neither)),
            ("derives from", Some(Said::DerivesFrom)),
            ("does not support", None),
            ("supports?", None),
            ("formerly", None),
            ("", None),
        ] {
            assert_eq!(word(text), want, "{text}");
        }
    }

    #[test]
    fn no_word_stands_in_two_lists() {
        let lists = [FOR, AGAINST, NEITHER, DERIVES];
        for (i, list) in lists.iter().enumerate() {
            for entry in *list {
                assert_eq!(folded(entry), *entry);
                let others = lists.iter().skip(i + 1);
                assert!(
                    others
                        .flat_map(|list| list.iter())
                        .all(|other| other != entry),
                    "{entry}"
                );
            }
        }
    }

    #[test]
    fn a_label_may_carry_a_remark() {
        let against = Some(Said::Stance(Stance::Contradicts));
        assert_eq!(label("contradicts: by one hour"), (against, "by one hour"));
        assert_eq!(label("see page 4"), (None, "see page 4"));
        assert_eq!(label("con"), (against, ""));
    }

    #[test]
    fn colours_are_read_where_nobody_doubts_them() {
        for (text, want) in [
            ("4", Some(Stance::Corroborates)),
            ("1", Some(Stance::Contradicts)),
            ("#00c853", Some(Stance::Corroborates)),
            ("#FF1744", Some(Stance::Contradicts)),
            ("#ffd600", None),
            ("#808080", None),
            ("#4285f4", None),
            ("6", None),
            ("#ÿÿÿ", None),
        ] {
            assert_eq!(color(text), want, "{text}");
        }
    }
}
