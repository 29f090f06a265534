//! Tables of bad input: it gives a block like any other, inside its lines, and little of it is shaped.

use super::super::{MAX_SCALARS, is_blank};
use super::{STYLE, Spec, TextStyle, check, engine, lines};

#[test]
fn what_cannot_be_shown_leaves_no_box() {
    let controls: String = (0..0x20)
        .chain(0x7f..0xa0)
        .filter_map(char::from_u32)
        .collect();
    let marks = "a\u{202e}b\u{202a}\u{2066}c\u{2069}\u{200e}\u{200f}\u{200d}\u{200c}\u{ad}\u{feff}d\u{2028}e\u{2029}f";
    let mut engine = engine();
    for text in [controls.as_str(), marks, "a\tb", "a\r\nb"] {
        let spec = Spec {
            width: Some(90.0),
            ..Spec::new(text, STYLE)
        };
        let block = check(&mut engine, &spec);
        assert!(block.glyphs.iter().all(|glyph| glyph.id != 0), "{text:?}");
    }
    let block = engine.layout(&Spec::new("a\u{0}b\u{7}\u{ad}c", STYLE));
    assert_eq!(&*block.text, "abc");
    assert_eq!(engine.missing(), []);
}

/// Every character that the standard calls ignorable, in company and alone.
#[test]
fn invisible_characters_take_no_room() {
    let mut engine = engine();
    let alone = check(&mut engine, &Spec::new("ab", STYLE)).lines[0].x.1;
    let invisible = (0x80..0xe1000).filter_map(char::from_u32);
    let invisible = invisible.filter(|c| !c.is_whitespace() && is_blank(&c.to_string()));
    let mut count = 0;
    for c in invisible.filter(|c| !matches!(c, '\u{202d}' | '\u{202e}')) {
        let text = format!("a{c}b");
        if crate::assess::hidden(&text, 1).is_some() {
            continue; // shown by its name
        }
        let block = engine.layout(&Spec::new(&text, STYLE));
        if block.lines.len() > 1 {
            continue; // an old line end
        }
        let inked = block.glyphs.iter().filter(|glyph| glyph.adv != 0.0).count();
        assert_eq!(inked, 2, "U+{:04X}", u32::from(c));
        assert!(
            (block.lines[0].x.1 - alone).abs() < 0.5,
            "U+{:04X}",
            u32::from(c)
        );
        count += 1;
    }
    assert!(count > 3500, "{count}");
    assert_eq!(engine.missing(), []);
}

#[test]
fn no_text_is_too_odd() {
    let long = "x".repeat(1 << 20);
    let emoji = "👩‍👩‍👧🏽🇵🇰❤️".repeat(2_500);
    let faces = "😀".repeat(10_000);
    let stack = format!("a{}", "\u{301}".repeat(30_000));
    let joined = "👩\u{200d}".repeat(30_000);
    let conjunct = "क्".repeat(30_000);
    let jamo = "ᄀ".repeat(30_000);
    let newlines = "\n".repeat(100_000);
    let turned = "\u{202e}".repeat(30_000);
    let opened = "\u{2068}".repeat(30_000);
    let invisible = "\u{200b}\u{2060}".repeat(30_000);
    let blank = " ".repeat(1 << 20);
    let markup = "<script>alert('a')</script> ]]> &amp; <!-- \u{0}\u{1}\u{1b}[31m --> ";
    let mut engine = engine();
    for text in [
        long.as_str(),
        &emoji,
        &faces,
        &stack,
        &joined,
        &conjunct,
        &jamo,
        &newlines,
        &turned,
        &opened,
        &invisible,
        &blank,
        markup,
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
        for (width, max_lines, max_height) in [
            (Some(200.0), Some(3), None),
            (Some(200.0), None, Some(45.0)),
            (Some(0.0), Some(2), None),
            (Some(f32::NAN), Some(1), Some(f32::NAN)),
        ] {
            let spec = Spec {
                width,
                max_lines,
                max_height,
                ..Spec::new(text, STYLE)
            };
            let block = check(&mut engine, &spec);
            // Work is bounded by what has room, not by what is there.
            if width == Some(200.0) {
                let shown = block.text.chars().count();
                assert!(shown < 800, "{shown} of {:?}", &text[..text.len().min(24)]);
                assert!(block.glyphs.len() < 800);
            }
        }
    }
    for size in [0.0, -1.0, f32::NAN, f32::INFINITY] {
        check(&mut engine, &Spec::new("size", TextStyle { size, ..STYLE }));
    }
}

#[test]
fn markup_is_shown_as_it_stands() {
    let text = "<script>x</script> ]]> &amp; \u{1b}[31m";
    let block = check(&mut engine(), &Spec::new(text, STYLE));
    assert_eq!(lines(&block), ["<script>x</script> ]]> &amp; [31m"]);
}

#[test]
fn a_megabyte_is_cut_before_it_is_shaped() {
    let mut engine = engine();
    let long = "x".repeat(1 << 20);
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
}

#[test]
fn what_shows_nothing_is_blank() {
    for (text, blank) in [
        ("", true),
        (" \t\n", true),
        ("\u{200b}\u{feff}\u{2060}\u{ad}\u{202e}", true),
        ("\u{3164}", true),
        ("\u{200b}.", false),
        ("\u{301}", false),
    ] {
        assert_eq!(is_blank(text), blank, "{text:?}");
    }
}
