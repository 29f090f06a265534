//! Tables for the direction of reading: what is obeyed, what is shown, and what can no longer leak.

use super::super::isolated;
use super::super::readable::{left_open, readable};
use super::{STYLE, Spec, TextBlock, check, engine};

/// What a reader sees of a line from left to right: the characters by the places of their glyphs.
fn seen(block: &TextBlock) -> String {
    let mut glyphs: Vec<_> = block
        .glyphs
        .iter()
        .filter(|glyph| glyph.adv > 0.0)
        .collect();
    glyphs.sort_by(|a, b| a.x.total_cmp(&b.x));
    let text = |at: (u32, u32)| &block.text[at.0 as usize..at.1 as usize];
    glyphs.iter().map(|glyph| text(glyph.text)).collect()
}

#[test]
fn marks_of_direction_are_balanced_in_each_paragraph() {
    const L: char = '\u{202a}';
    const R: char = '\u{202b}';
    const F: char = '\u{202c}';
    const I: char = '\u{2067}';
    const S: char = '\u{2068}';
    const D: char = '\u{2069}';
    const O: char = '\u{202e}';
    let rlo = "\u{2066}‹RLO›\u{2069}";
    for (text, expected) in [
        (format!("a{F}b{D}c"), "abc".to_owned()),
        (format!("a{L}b"), format!("a{L}b{F}")),
        (format!("a{I}b\nc"), format!("a{I}b{D}\nc")),
        (format!("{I}{R}a{D}b{F}c"), format!("{I}{R}a{F}{D}bc")),
        (format!("{R}{I}a{F}b"), format!("{R}{I}ab{D}{F}")),
        (format!("{L}a{O}b{F}c{F}d"), format!("{L}a{rlo}bc{F}d")),
        (format!("{O}{I}a{F}{D}{F}b{F}"), format!("{rlo}{I}a{D}b")),
        (
            "a\u{202d}b".to_owned(),
            "a\u{2066}‹LRO›\u{2069}b".to_owned(),
        ),
        (
            "\u{200e}a\u{200f}b\u{61c}".to_owned(),
            "\u{200e}a\u{200f}b\u{61c}".to_owned(),
        ),
        (format!("{S}a{S}b{D}"), format!("{S}a{S}b{D}{D}")),
    ] {
        let (shown, whole) = readable(&text, 1000);
        assert_eq!(shown, expected, "{text:?}");
        assert!(whole);
        assert_eq!(readable(&shown, 1000).0, shown, "twice is once");
        assert!(shown.lines().all(|line| left_open(line).is_empty()));
    }
    let deep = S.to_string().repeat(5000);
    assert!(readable(&deep, 9000).0.chars().count() < 100);
}

#[test]
fn a_field_cannot_reorder_its_neighbours() {
    let mut engine = engine();
    for (outlet, expected) in [
        ("Courier", "Courier · 2031"),
        ("עיתון", "ןותיע · 2031"),
        ("עיתון 3", "3 ןותיע · 2031"),
        ("Co\u{202e}urier", "Co‹RLO›urier · 2031"),
        ("\u{2067}Courier", "Courier · 2031"),
        ("\u{2069}\u{202c}עיתון\u{2067}", "ןותיע · 2031"),
        ("two\nlines", "two lines · 2031"),
    ] {
        let line = format!("{} · {}", isolated(outlet), isolated("2031"));
        let block = check(&mut engine, &Spec::new(&line, STYLE));
        assert!(!block.lines[0].rtl, "{outlet:?}");
        assert_eq!(seen(&block), expected, "{outlet:?}");
    }
    assert_eq!(isolated("plain, 17 (a)"), "plain, 17 (a)");
    assert_eq!(isolated("ع"), "\u{2068}ع\u{2069}");
}

#[test]
fn an_override_is_shown_and_the_others_are_obeyed() {
    let mut engine = engine();
    for (text, expected) in [
        ("report\u{202e}fdp.exe", "report‹RLO›fdp.exe"),
        ("abc \u{2067}1 2\u{2069}", "abc 2 1"),
        ("abc \u{202b}1 2\u{202c} d", "abc 2 1 d"),
        ("a\u{2067}(b", "ab("), // its glyph is mirrored
    ] {
        let block = check(&mut engine, &Spec::new(text, STYLE));
        assert_eq!(seen(&block), expected, "{text:?}");
    }
}

#[test]
fn an_ellipsis_stays_within_what_is_open() {
    let text = format!("x \u{2067}{}\u{2069} y", "אבגד ".repeat(30));
    let mut engine = engine();
    for lines in 1..4 {
        let spec = Spec {
            width: Some(120.0),
            max_lines: Some(lines),
            ..Spec::new(&text, STYLE)
        };
        let block = check(&mut engine, &spec);
        let last = block.lines.last().expect("a line");
        assert!(!last.rtl, "the paragraph reads from left to right");
        assert!(block.cut && left_open(block.text_of(last)).is_empty());
        let of_last = block
            .runs
            .iter()
            .filter(|run| run.line as usize + 1 == block.lines.len());
        let mut glyphs: Vec<_> = of_last.flat_map(|run| block.glyphs_of(run)).collect();
        glyphs.sort_by(|a, b| a.x.total_cmp(&b.x));
        let mut shown = glyphs.iter().filter(|glyph| glyph.adv > 0.0);
        let dots = shown.clone().position(|glyph| {
            block.text.get(glyph.text.0 as usize..glyph.text.1 as usize) == Some("…")
        });
        // after the x and its space in the first line, at the left end of the others
        assert_eq!(dots, Some(if lines == 1 { 2 } else { 0 }));
        assert!(shown.next().is_some());
    }
}
