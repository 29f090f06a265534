//! Tables for the text engine, with the bundled fonts only: the same on every machine.

mod direction;
mod hostile;
mod scripts;

use super::{FontSource, Spec, TextBlock, TextEngine, TextStyle};
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
    if let Some(max) = spec.max_height.filter(|_| block.lines.len() > 1) {
        assert!(block.size[1] <= max + 1.0);
    }
    check_places(spec, &block);
    block
}

/// Lines are evenly high and within the width, and no glyph leaves its line by more than a letter's height.
fn check_places(spec: &Spec<'_>, block: &TextBlock) {
    let size = spec.style.size.max(1.0); // NaN too
    for (n, line) in block.lines.iter().enumerate() {
        let above = n.checked_sub(1).map_or(0.0, |n| block.lines[n].y.1);
        assert!((line.y.0 - above).abs() < 0.01, "lines touch");
        assert!(line.baseline > line.y.0 && line.baseline < line.y.1);
        if let Some(width) = spec.width.filter(|width| *width > size * 16.0) {
            assert!(line.x.1 - line.x.0 <= width + 0.01, "{:?}", spec.text);
        }
    }
    let bottom = block.lines.last().map_or(0.0, |line| line.y.1);
    assert!((block.size[1] - bottom).abs() < 0.01);
    for run in &block.runs {
        let line = &block.lines[run.line as usize];
        for glyph in block.glyphs_of(run) {
            assert!(glyph.y > line.y.0 - size && glyph.y < line.y.1 + size);
        }
    }
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

#[test]
fn a_height_cuts_like_a_number_of_lines() {
    let pitch = STYLE.size * LINE_HEIGHT;
    let mut engine = engine();
    for (text, pitches, expected) in [
        (
            "one two three four five six",
            2.0,
            &["one two", "three four…"][..],
        ),
        ("one two three four five six", 1.5, &["one two…"]),
        ("one two three four five six", 0.2, &["one two…"]),
        ("one two three four five six", -3.0, &["one two…"]),
        (
            "one two three four five six",
            2.97,
            &["one two", "three four", "five six"],
        ),
        ("one\n\ntwo\nthree", 2.0, &["one", "…"]),
        ("one\n\n \n", 1.0, &["one"]),
        ("one", 9.0, &["one"]),
    ] {
        let spec = Spec {
            width: Some(60.0),
            max_height: Some(pitch * pitches),
            ..Spec::new(text, STYLE)
        };
        let block = check(&mut engine, &spec);
        assert_eq!(lines(&block), expected, "{text:?} in {pitches} lines");
    }
}

#[test]
fn what_was_laid_out_before_changes_nothing() {
    let mut fresh = engine();
    let mut used = engine();
    for text in ["नमस्ते", "سلام", "🙂👍🏽"] {
        for style in [STYLE, STYLE.bold(), STYLE.italic(), STYLE.bold().italic()] {
            used.layout(&Spec::new(text, style));
        }
    }
    assert_eq!(used.faces().len(), fresh.faces().len(), "all were met");
    let spec = Spec::new("A 🙂 سلام नमस्ते", STYLE.bold());
    assert_eq!(fresh.layout(&spec), used.layout(&spec));
}
