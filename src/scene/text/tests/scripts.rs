//! Tables for writing systems: which face shows what, where lines break, and what is said to be missing.

use super::super::{FontSource, TextBlock, TextEngine};
use super::{STYLE, Spec, check, engine, lines};

/// Families of the runs from left to right, each once.
fn families(engine: &TextEngine, block: &TextBlock) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for run in &block.runs {
        let face = engine.faces().get(run.face).expect("a face of this engine");
        if names.last() != Some(&face.family) {
            names.push(face.family.clone());
        }
    }
    names
}

/// On every machine, with and without its fonts.
#[test]
fn the_bundled_faces_come_first() {
    for source in [FontSource::BundledOnly, FontSource::BundledThenSystem] {
        let mut engine = TextEngine::new(source);
        for (text, langs, family) in [
            ("Word слово λόγος", &["", "en", "xx"][..], "Noto Sans"),
            (
                "بندرگاہ",
                &[
                    "", "ur", "ar", "fa", "ps", "ps-AF", "ug", "sd", "ckb", "ks", "en",
                ],
                "Noto Sans Arabic",
            ),
            (
                "श्रद्धा",
                &["", "hi", "mr", "ne", "sa", "mai"],
                "Noto Sans Devanagari",
            ),
        ] {
            for lang in langs {
                for style in [STYLE, STYLE.bold()] {
                    let lang = (!lang.is_empty()).then_some(*lang);
                    let spec = Spec {
                        lang,
                        ..Spec::new(text, style)
                    };
                    let block = check(&mut engine, &spec);
                    assert_eq!(families(&engine, &block), [family], "{text} in {lang:?}");
                    assert!(block.glyphs.iter().all(|glyph| glyph.id != 0));
                }
            }
        }
        assert_eq!(engine.missing(), []);
    }
}

#[test]
fn lone_signs_of_bundled_scripts_are_known_too() {
    let mut engine = engine();
    let block = check(&mut engine, &Spec::new("a ، ٣ । b", STYLE));
    assert!(block.glyphs.iter().all(|glyph| glyph.id != 0));
}

#[test]
fn emoji_are_one_glyph_each() {
    for source in [FontSource::BundledOnly, FontSource::BundledThenSystem] {
        let mut engine = TextEngine::new(source);
        for emoji in ["🙂", "👍🏽", "👩‍👩‍👧", "2️⃣", "❤️", "☎️", "©️", "♥️", "❤️‍🔥"]
        {
            for text in [emoji.to_owned(), format!("a {emoji}b")] {
                let block = check(&mut engine, &Spec::new(&text, STYLE));
                let at = text.find(emoji).expect("it is in") as u32;
                let of_emoji = block.glyphs.iter().filter(|glyph| glyph.text.0 >= at);
                let inked = of_emoji.filter(|glyph| glyph.text.1 <= at + emoji.len() as u32);
                let inked = inked.filter(|glyph| glyph.adv > 0.0).count();
                assert_eq!(inked, 1, "{text} {source:?}");
                assert!(
                    families(&engine, &block)
                        .iter()
                        .any(|family| family.contains("Emoji")),
                    "{text} {source:?}"
                );
            }
        }
        assert_eq!(engine.missing(), []);
    }
}

#[test]
fn a_sign_is_a_letter_unless_an_emoji_is_asked_for() {
    let mut engine = engine();
    for text in ["© ♥ 1 #", "©\u{fe0e}", "1\u{fe0f}"] {
        let block = check(&mut engine, &Spec::new(text, STYLE));
        assert_eq!(families(&engine, &block), ["Noto Sans"], "{text}");
    }
}

#[test]
fn right_to_left_scripts_by_tag() {
    let mut engine = engine();
    for (text, lang, rtl) in [
        ("NATO سلام", "ur", true),
        ("NATO سلام", "ur-Aran", true),
        ("NATO سلام", "pa-Arab-PK", true),
        ("NATO سلام", "ur-Latn", false),
        ("NATO سلام", "en", false),
        ("NATO", "ar", false),
    ] {
        let spec = Spec {
            lang: Some(lang),
            ..Spec::new(text, STYLE)
        };
        assert_eq!(check(&mut engine, &spec).lines[0].rtl, rtl, "{text} {lang}");
    }
}

/// The dictionary knows the words though no font knows the letters.
#[test]
fn thai_breaks_between_words() {
    let words = ["ท่าเรือ", "ปิด", "ใน", "ตอน", "เช้า", "เพราะ", "เสา", "แตก"];
    let sentence = words.concat();
    let mut engine = engine();
    let mut breaks = 0;
    for width in 7..30 {
        let spec = Spec {
            width: Some(width as f32 * 8.0),
            lang: Some("th"),
            ..Spec::new(&sentence, STYLE)
        };
        let block = check(&mut engine, &spec);
        let mut ends = vec![0];
        ends.extend(words.iter().scan(0, |at, word| {
            *at += word.len() as u32;
            Some(*at)
        }));
        for line in &block.lines {
            assert!(ends.contains(&line.text.end), "{:?}", lines(&block));
            breaks += 1;
        }
    }
    assert!(breaks > 40, "{breaks}");
}

#[test]
fn nastaliq_has_high_lines_where_it_is_installed() {
    let text = "کشتیاں کنارے پر کھڑی رہیں اور لوگ چائے خانوں میں بیٹھے رہے";
    let of = |engine: &mut TextEngine, lang, height| {
        let spec = Spec {
            lang: Some(lang),
            width: Some(120.0),
            max_height: height,
            ..Spec::new(text, STYLE)
        };
        check(engine, &spec)
    };
    let mut bundled = engine();
    for lang in ["ur", "ur-Aran", "fa-Aran"] {
        let block = of(&mut bundled, lang, None);
        let high = 14.0 * block.lines.len() as f32;
        assert!((block.size[1] - high).abs() < 0.01, "{lang}");
    }
    let mut system = TextEngine::new(FontSource::BundledThenSystem);
    assert!((of(&mut system, "ur", None).lines[0].y.1 - 14.0).abs() < 0.01);
    let block = of(&mut system, "ur-Aran", None);
    let installed = families(&system, &block)
        .iter()
        .any(|family| family.contains("Nastaliq"));
    let pitch = if installed { 22.0 } else { 14.0 };
    assert!(
        block
            .lines
            .iter()
            .all(|line| (line.y.1 - line.y.0 - pitch).abs() < 0.01)
    );
    for lines in 1..=3 {
        let block = of(&mut system, "ur-Aran", Some(pitch * lines as f32 + 5.0));
        assert_eq!(block.lines.len(), lines.min(block.lines.len()));
        assert!(block.size[1] <= pitch * lines as f32 + 0.1, "{lines}");
        assert!(
            block
                .lines
                .iter()
                .all(|line| (line.y.1 - line.y.0 - pitch).abs() < 0.01)
        );
    }
    // Latin paragraphs of the same card keep their pitch.
    let spec = Spec {
        lang: Some("ur-Aran"),
        ..Spec::new("Page 9\nشام", STYLE)
    };
    let block = check(&mut system, &spec);
    assert!((block.lines[0].y.1 - 14.0).abs() < 0.01);
}

#[test]
fn what_no_font_knows_is_named() {
    let mut engine = engine();
    for text in [
        "ferry",
        "ありがと",
        "漢字 b",
        "สวัสดี",
        "가나",
        "\u{200b}\u{ad}",
        "ใ",
    ] {
        check(&mut engine, &Spec::new(text, STYLE));
    }
    let missing = [
        ("Chinese characters", '字'),
        ("Hangul", '가'),
        ("Hiragana", 'あ'),
        ("Thai", 'ด'),
    ];
    assert_eq!(engine.missing(), missing);
    engine.forget_missing();
    assert_eq!(engine.missing(), []);
}
