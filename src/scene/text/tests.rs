//! Tables for the text engine, with the bundled fonts only: the same on every machine.

use std::time::{Duration, Instant};

use super::{FontSource, MAX_SCALARS, Spec, TextBlock, TextEngine, TextStyle};
use crate::scene::style::{LINE_HEIGHT, Tone};

const STYLE: TextStyle = TextStyle::new(10.0, Tone::Ink);

fn engine() -> TextEngine {
    TextEngine::new(FontSource::BundledOnly)
}

/// Lays out and checks what holds for every block.
fn check(engine: &mut TextEngine, spec: &Spec<'_>) -> TextBlock {
    let block = engine.layout(spec);
    let inside = |range: (u32, u32)| {
        range.0 <= range.1 && block.text.get(range.0 as usize..range.1 as usize).is_some()
    };
    assert!(!block.lines.is_empty());
    assert!(
        block.glyphs.iter().all(|glyph| inside(glyph.text)),
        "{:?}",
        spec.text
    );
    assert!(
        block
            .lines
            .iter()
            .all(|line| inside((line.text.start, line.text.end)))
    );
    assert!(
        block
            .glyphs
            .iter()
            .all(|glyph| glyph.x.is_finite() && glyph.y.is_finite())
    );
    let mut next = 0;
    for run in &block.runs {
        assert_eq!(run.glyphs.start, next, "runs follow one another");
        assert!((run.line as usize) < block.lines.len());
        assert!(engine.faces().get(run.face).is_some());
        next = run.glyphs.end;
    }
    assert_eq!(next as usize, block.glyphs.len());
    assert_eq!(block, engine.layout(spec), "the same twice");
    if let (Some(width), true) = (spec.width.filter(|width| *width > 10.0), block.cut) {
        let last = block.lines.last().map_or(0.0, |line| line.x.1 - line.x.0);
        assert!(
            last <= width + 0.01,
            "{:?}: {last} > {width}",
            &block.text[..block.text.len().min(9)]
        );
    }
    if let Some(max) = spec.max_lines {
        assert!(block.lines.len() <= max);
    }
    block
}

fn lines(block: &TextBlock) -> Vec<&str> {
    block
        .lines
        .iter()
        .map(|line| block.text_of(line).trim_end())
        .collect()
}

#[test]
fn lines_break_at_the_width_and_end_with_an_ellipsis() {
    type Row = (
        &'static str,
        Option<f32>,
        Option<usize>,
        &'static [&'static str],
    );
    let table: &[Row] = &[
        ("", Some(80.0), None, &[""]),
        ("one", None, None, &["one"]),
        (
            "one two three four",
            Some(60.0),
            None,
            &["one two", "three four"],
        ),
        (
            "one two three four",
            Some(60.0),
            Some(2),
            &["one two", "three four"],
        ),
        (
            "one two three four five six",
            Some(60.0),
            Some(2),
            &["one two", "three four…"],
        ),
        (
            "one\ntwo\r\nthree\rfour",
            None,
            None,
            &["one", "two", "three", "four"],
        ),
        ("one\n\ntwo", None, None, &["one", "", "two"]),
        ("one\ntwo\nthree", None, Some(2), &["one", "two…"]),
        ("one\ntwo\n \n", Some(80.0), Some(2), &["one", "two"]),
        ("abcdefghijklmnopqrst", Some(50.0), Some(1), &["abcdefg…"]),
        ("one two", Some(3.0), Some(1), &[""]),
    ];
    let mut engine = engine();
    for (text, width, max_lines, expected) in table {
        let spec = Spec {
            width: *width,
            max_lines: *max_lines,
            ..Spec::new(text, STYLE)
        };
        let block = check(&mut engine, &spec);
        assert_eq!(lines(&block), *expected, "{text:?}");
        assert_eq!(
            block.cut,
            block.text.contains('…') || expected == &[""] && !text.is_empty()
        );
        let high = STYLE.size * LINE_HEIGHT * block.lines.len() as f32;
        assert!(
            (block.size[1] - high).abs() < 0.01,
            "{text:?} is {} high",
            block.size[1]
        );
    }
}

#[test]
fn an_ellipsis_never_exceeds_the_width() {
    let words =
        "A witness, fi ffl – Ταχύτητα скорость AVAVAV 1,234.56 (p. 14) Te\u{301}xt ".repeat(9);
    let hebrew = "שלום עולם NATO (2024) ".repeat(20);
    let mut engine = engine();
    for text in [
        words.as_str(),
        hebrew.as_str(),
        "WWWWWWWWWWWWWWWWWWWWWWWWWW",
    ] {
        for width in (4..40).map(|n| n as f32 * 5.3) {
            for max_lines in 1..4 {
                let (width, max_lines) = (Some(width), Some(max_lines));
                for lang in [None, Some("he")] {
                    let spec = Spec {
                        width,
                        max_lines,
                        lang,
                        ..Spec::new(text, STYLE.bold())
                    };
                    check(&mut engine, &spec);
                }
            }
        }
    }
}

#[test]
fn right_to_left_lines_stand_at_the_right_edge() {
    let mut engine = engine();
    let spec = Spec {
        width: Some(100.0),
        max_lines: Some(1),
        ..Spec::new("שלום שלום שלום שלום שלום", STYLE)
    };
    let block = check(&mut engine, &spec);
    assert!(block.lines[0].rtl && block.cut);
    assert!((block.lines[0].x.1 - 100.0).abs() < 0.01);
    let leftmost = block
        .glyphs
        .iter()
        .min_by(|a, b| a.x.total_cmp(&b.x))
        .map(|glyph| glyph.text);
    assert_eq!(
        leftmost.map(|at| &block.text[at.0 as usize..at.1 as usize]),
        Some("…")
    );
    // the language outweighs the first letter, but not a text without right-to-left letters
    for (text, lang, rtl) in [
        ("NATO שלום", None, false),
        ("NATO שלום", Some("he-IL"), true),
        ("NATO", Some("ur"), false),
    ] {
        assert_eq!(
            check(
                &mut engine,
                &Spec {
                    lang,
                    ..Spec::new(text, STYLE)
                }
            )
            .lines[0]
                .rtl,
            rtl,
            "{text}"
        );
    }
}

#[test]
fn what_cannot_be_shown_leaves_no_box() {
    let controls: String = (0..0x20)
        .chain(0x7f..0xa0)
        .filter_map(char::from_u32)
        .collect();
    let marks = "a\u{202e}b\u{202a}\u{2066}c\u{2069}\u{200e}\u{200f}\u{200d}\u{200c}\u{ad}\u{feff}d\u{2028}e\u{2029}f";
    let mut engine = engine();
    for text in [controls.as_str(), marks, "a\tb", "a\r\nb"] {
        let block = check(
            &mut engine,
            &Spec {
                width: Some(90.0),
                ..Spec::new(text, STYLE)
            },
        );
        assert!(block.glyphs.iter().all(|glyph| glyph.id != 0), "{text:?}");
    }
    assert_eq!(
        &*engine.layout(&Spec::new("a\u{202e}b\u{0}c", STYLE)).text,
        "abc"
    );
}

#[test]
fn no_text_is_too_odd() {
    let long = "x".repeat(1 << 20);
    let emoji = "👩‍👩‍👧🏽🇵🇰❤️".repeat(2_500);
    let stack = format!("a{}", "\u{301}".repeat(30_000));
    let mut engine = engine();
    for text in [
        long.as_str(),
        &emoji,
        &stack,
        "\u{301}",
        "\u{301}\u{301}\n\u{5b0}",
        "\u{200d}",
        "\n\n\n",
        " ",
        "\u{fffd}",
        "\u{10ffff}\u{e0001}",
        "مرحبا\u{202e}abc",
        "क्ष्म्य",
        "\u{1f1f5}",
        "\u{fe0f}",
        "\u{0}",
    ] {
        for (width, max_lines) in [
            (Some(200.0), Some(3)),
            (Some(0.0), Some(2)),
            (Some(f32::NAN), None),
            (None, Some(1)),
        ] {
            check(
                &mut engine,
                &Spec {
                    width,
                    max_lines,
                    ..Spec::new(text, STYLE)
                },
            );
        }
    }
    for size in [0.0, -1.0, f32::NAN, f32::INFINITY] {
        check(&mut engine, &Spec::new("size", TextStyle { size, ..STYLE }));
    }
}

#[test]
fn a_megabyte_is_cut_before_it_is_shaped() {
    let mut engine = engine();
    let long = "x".repeat(1 << 20);
    let begun = Instant::now();
    let spec = Spec {
        width: Some(200.0),
        max_lines: Some(3),
        ..Spec::new(&long, STYLE)
    };
    let block = check(&mut engine, &spec);
    assert!(block.cut && block.text.len() < 200);
    let whole = engine.layout(&Spec {
        width: Some(200.0),
        ..Spec::new(&long, STYLE)
    });
    assert!(whole.cut && whole.text.ends_with("x…"));
    assert!(whole.text.chars().count() <= MAX_SCALARS);
    assert!(begun.elapsed() < Duration::from_secs(5)); // some 50 ms; a build without optimisation may take longer
}

#[test]
fn two_engines_agree() {
    let text = "Two witnesses, one window — ffi … ½ Ω ж";
    let spec = Spec {
        width: Some(70.0),
        ..Spec::new(text, STYLE.bold().italic())
    };
    assert_eq!(engine().layout(&spec), engine().layout(&spec));
}

#[test]
fn a_ligature_stands_for_all_its_letters() {
    let block = check(&mut engine(), &Spec::new("office", STYLE));
    let covered: usize = block
        .glyphs
        .iter()
        .map(|glyph| (glyph.text.1 - glyph.text.0) as usize)
        .sum();
    assert_eq!(covered, "office".len());
}
