//! Which family is asked for which script: the bundled families, and tables of those that systems bring.
//!
//! Names only: no font file is opened here. A family that is not installed is passed over, so the tables list those of
//! Linux (Noto), Windows and macOS side by side, best first.
//!
//! **Invariant (bundled first):** Arabic script and Devanagari in every language, and Latin, Greek and Cyrillic, come
//! out of the program's own faces, whatever the system has.

use parley::fontique::{Collection, FamilyId, GenericFamily, Language, Script};

/// The family that the board is set in: the name under which the bundled fonts are registered.
pub const FAMILY: &str = "Board Sans";
pub(super) const ARABIC: &str = "Board Sans Arabic";
pub(super) const DEVANAGARI: &str = "Board Sans Devanagari";
const EMOJI: &str = "Board Emoji";

/// The fonts inside the program, under names of our own, so that an installed font can never replace them. The first
/// family has regular, bold, italic and bold italic; of the others these are faked, or lie on the font's own axis.
pub(super) const BUNDLED: &[(&str, &[&[u8]])] = &[
    (
        FAMILY,
        &[
            notosans::REGULAR_TTF,
            notosans::BOLD_TTF,
            notosans::ITALIC_TTF,
            notosans::BOLD_ITALIC_TTF,
        ],
    ),
    (ARABIC, &[uzor_fonts::NOTO_SANS_ARABIC]),
    (DEVANAGARI, &[uzor_fonts::NOTO_SANS_DEVANAGARI]),
    (EMOJI, &[uzor_fonts::NOTO_EMOJI]),
];

/// Tells the collection, once, which families stand in for the bundled one: the preferred ones, then the system's own
/// choice, then those for signs.
///
/// Every common script is asked for here because fontique does not remember the answer for pairs like (Latin, English),
/// and asking the system again costs 0.1 ms a run.
pub(super) fn choose(collection: &mut Collection) {
    let emoji = found(collection, EMOJI_FAMILIES);
    collection.set_generic_families(GenericFamily::Emoji, emoji.into_iter());
    let symbols = found(collection, SYMBOL_FAMILIES);
    for script in SCRIPTS {
        let script = Script::from_bytes(**script);
        let rows = PREFERRED
            .iter()
            .filter(|row| Script::from_bytes(*row.0) == script);
        let first = rows.clone().next().map_or(&[][..], |row| row.2);
        let mut common = found(collection, first);
        let own: Vec<FamilyId> = collection.fallback_families(script).collect();
        add(&mut common, &own);
        add(&mut common, &symbols);
        collection.set_fallbacks(script, common.iter().copied());
        for (_, langs, families) in rows {
            let mut ids = found(collection, families);
            add(&mut ids, &common);
            for lang in langs.iter().filter_map(|lang| Language::parse(lang).ok()) {
                collection.set_fallbacks((script, &lang), ids.iter().copied());
            }
        }
    }
}

fn add(ids: &mut Vec<FamilyId>, more: &[FamilyId]) {
    for id in more {
        if !ids.contains(id) {
            ids.push(*id);
        }
    }
}

fn found(collection: &mut Collection, families: &[&str]) -> Vec<FamilyId> {
    families
        .iter()
        .filter_map(|family| collection.family_id(family))
        .collect()
}

/// The installed family for Nastaliq, the hanging style in which Urdu and Persian are printed by hand.
pub(super) fn nastaliq(collection: &mut Collection) -> Option<&'static str> {
    let mut families = NASTALIQ.iter().copied();
    families.find(|family| collection.family_id(family).is_some())
}

/// Height of a line in ems that a family needs beyond the common one, if it does.
pub(super) fn tall(family: &str) -> Option<f32> {
    let has = |part: &str| family.contains(part);
    // Words hang from the upper right to the lower left.
    let hangs = has("Nastaliq") || has("Nastaleeq") || family == "Urdu Typesetting";
    // Letters stand below one another.
    let stacks = has("Tibetan") || family == "Kailasa";
    match (hangs, stacks) {
        (true, _) => Some(2.2),
        (_, true) => Some(1.8),
        _ => None,
    }
}

const NASTALIQ: &[&str] = &[
    "Noto Nastaliq Urdu",
    "Noto Nastaliq",
    "Urdu Typesetting",
    "Jameel Noori Nastaleeq",
];

/// Colour first; ours has lines only, but is always there.
const EMOJI_FAMILIES: &[&str] = &[
    "Noto Color Emoji",
    "Segoe UI Emoji",
    "Apple Color Emoji",
    "Twemoji",
    EMOJI,
];

/// Families for arrows, ticks and other signs between the letters of any script; ours last, for a lone comma or digit
/// of their scripts too.
const SYMBOL_FAMILIES: &[&str] = &[
    "Noto Sans Symbols",
    "Noto Sans Symbols 2",
    "Noto Sans Symbols2",
    "Noto Sans Math",
    "Segoe UI Symbol",
    "Apple Symbols",
    "DejaVu Sans",
    EMOJI,
    ARABIC,
    DEVANAGARI,
];

const HAN_SIMPLIFIED: &[&str] = &[
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
];
const HAN_TAIWAN: &[&str] = &[
    "Noto Sans CJK TC",
    "Noto Sans TC",
    "Source Han Sans TC",
    "Microsoft JhengHei",
    "PingFang TC",
];
const HAN_HONG_KONG: &[&str] = &[
    "Noto Sans CJK HK",
    "Noto Sans HK",
    "Source Han Sans HC",
    "Noto Sans CJK TC",
    "Microsoft JhengHei",
    "PingFang HK",
];
const JAPANESE: &[&str] = &[
    "Noto Sans CJK JP",
    "Noto Sans JP",
    "Source Han Sans",
    "Yu Gothic",
    "Meiryo",
    "Hiragino Sans",
];
const KOREAN: &[&str] = &[
    "Noto Sans CJK KR",
    "Noto Sans KR",
    "Source Han Sans K",
    "Malgun Gothic",
    "Apple SD Gothic Neo",
];

/// The scripts whose families are settled at the start.
const SCRIPTS: &[&[u8; 4]] = &[
    b"Latn", b"Cyrl", b"Grek", b"Arab", b"Hebr", b"Deva", b"Beng", b"Gujr", b"Guru", b"Knda",
    b"Mlym", b"Orya", b"Taml", b"Telu", b"Sinh", b"Thai", b"Laoo", b"Mymr", b"Khmr", b"Tibt",
    b"Geor", b"Armn", b"Ethi", b"Hani", b"Hira", b"Kana", b"Hang", b"Bopo", b"Mong", b"Syrc",
    b"Thaa", b"Cans", b"Cher", b"Tfng", b"Nkoo", b"Zyyy", b"Zinh",
];

/// A script, the languages of it that fontique tells apart (it asks the system for each anew), and families. The first
/// row of a script is for its other languages too.
type Preference = (
    &'static [u8; 4],
    &'static [&'static str],
    &'static [&'static str],
);

/// Where the system's own choice is poor, such as a display face for Hebrew or Japanese shapes for Chinese, or where
/// the program's own face comes first.
const PREFERRED: &[Preference] = &[
    (
        b"Arab",
        &[
            "ar-IR", "fa", "ks", "ku-IQ", "ku-IR", "la", "ota", "pa-PK", "ps-AF", "ps-PK", "sd",
            "ug", "ur",
        ],
        &[
            ARABIC,
            "Noto Sans Arabic",
            "Noto Naskh Arabic",
            "Segoe UI",
            "Geeza Pro",
        ],
    ),
    (
        b"Deva",
        &[
            "bh", "bho", "brx", "doi", "hne", "kok", "mai", "mr", "bne", "sa", "sat",
        ],
        &[
            DEVANAGARI,
            "Noto Sans Devanagari",
            "Nirmala UI",
            "Kohinoor Devanagari",
        ],
    ),
    (
        b"Hebr",
        &["yi"],
        &["Noto Sans Hebrew", "Segoe UI", "Arial Hebrew", "Arial"],
    ),
    (b"Hani", &["zh-SG"], HAN_SIMPLIFIED),
    (b"Hani", &["zh-TW"], HAN_TAIWAN), // zh-Hant too
    (b"Hani", &["zh-HK", "zh-MO"], HAN_HONG_KONG),
    (b"Hani", &["ja"], JAPANESE),
    (b"Hani", &["ko"], KOREAN),
    (b"Hira", &[], JAPANESE),
    (b"Kana", &[], JAPANESE),
    (b"Hang", &[], KOREAN),
    (b"Bopo", &[], HAN_TAIWAN),
    (
        b"Thai",
        &[],
        &["Noto Sans Thai", "Leelawadee UI", "Thonburi"],
    ),
    (
        b"Laoo",
        &[],
        &["Noto Sans Lao", "Leelawadee UI", "Lao Sangam MN"],
    ),
    (
        b"Khmr",
        &[],
        &["Noto Sans Khmer", "Leelawadee UI", "Khmer Sangam MN"],
    ),
    (
        b"Mymr",
        &[],
        &["Noto Sans Myanmar", "Myanmar Text", "Myanmar Sangam MN"],
    ),
    (
        b"Beng",
        &["as", "mni"],
        &["Noto Sans Bengali", "Nirmala UI", "Kohinoor Bangla"],
    ),
    (
        b"Gujr",
        &[],
        &["Noto Sans Gujarati", "Nirmala UI", "Kohinoor Gujarati"],
    ),
    (
        b"Guru",
        &[],
        &["Noto Sans Gurmukhi", "Nirmala UI", "Mukta Mahee"],
    ),
    (
        b"Knda",
        &[],
        &["Noto Sans Kannada", "Nirmala UI", "Kannada Sangam MN"],
    ),
    (
        b"Mlym",
        &[],
        &["Noto Sans Malayalam", "Nirmala UI", "Malayalam Sangam MN"],
    ),
    (
        b"Orya",
        &[],
        &["Noto Sans Oriya", "Nirmala UI", "Oriya Sangam MN"],
    ),
    (
        b"Taml",
        &[],
        &["Noto Sans Tamil", "Nirmala UI", "Tamil Sangam MN"],
    ),
    (
        b"Telu",
        &[],
        &["Noto Sans Telugu", "Nirmala UI", "Kohinoor Telugu"],
    ),
    (
        b"Sinh",
        &[],
        &["Noto Sans Sinhala", "Nirmala UI", "Sinhala Sangam MN"],
    ),
    (
        b"Tibt",
        &["dz"],
        &[
            "Noto Serif Tibetan",
            "Noto Sans Tibetan",
            "Microsoft Himalaya",
            "Kailasa",
        ],
    ),
    (
        b"Geor",
        &[],
        &["Noto Sans Georgian", "Segoe UI", "Helvetica Neue"],
    ),
    (
        b"Armn",
        &[],
        &["Noto Sans Armenian", "Segoe UI", "Mshtakan"],
    ),
    (
        b"Ethi",
        &["am", "byn", "sid", "ti-ER", "ti-ET", "tig", "wal"],
        &["Noto Sans Ethiopic", "Ebrima", "Kefa"],
    ),
];
