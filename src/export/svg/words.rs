//! Lines of text as `<text>` elements, and the styles that they share.
//!
//! A line is written in reading order, as one element; the viewer joins and turns the letters. Its direction is said,
//! and its width too, so that it stands where it was laid out. It refuses to break lines or to choose fonts anew.
//!
//! **Invariant (bundled first):** the first family of every style is the real name of the bundled one.

use std::collections::HashMap;
use std::fmt;

use kurbo::{Point, Rect};
use skrifa::attribute::Style as Slant;
use skrifa::{FontRef, MetadataProvider};

use super::{Hex, Short, add};
use crate::scene::style::{Palette, Tone};
use crate::scene::text::{Face, FaceId, Faces, GlyphRun, Line, TextBlock};

/// The real name of the bundled family: other machines know it by this.
const BUNDLED: &str = "Noto Sans";

/// How a line of text is styled.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Style {
    families: Vec<String>,
    size_bits: u32,
    bold: bool,
    italic: bool,
    tone: Tone,
}

/// The styles of a drawing, numbered in the order in which they are met.
pub(super) struct Styles<'a> {
    faces: &'a Faces,
    /// Name, boldness and slant of the faces that were asked for.
    known: HashMap<FaceId, (String, bool, bool)>,
    numbers: HashMap<Style, usize>,
    all: Vec<Style>,
}

impl<'a> Styles<'a> {
    pub(super) fn new(faces: &'a Faces) -> Self {
        Self {
            faces,
            known: HashMap::new(),
            numbers: HashMap::new(),
            all: Vec::new(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Numbers the styles of a block.
    pub(super) fn meet(&mut self, block: &TextBlock) {
        for run in &block.runs {
            let faces = self.faces;
            self.known
                .entry(run.face)
                .or_insert_with(|| faces.get(run.face).map(nature).unwrap_or_default());
        }
        for index in 0..block.lines.len() {
            if let Some(style) = self.style(block, index)
                && !self.numbers.contains_key(&style)
            {
                self.numbers.insert(style.clone(), self.all.len());
                self.all.push(style);
            }
        }
    }

    /// The style of a line; `None` when it has no glyph.
    fn style(&self, block: &TextBlock, index: usize) -> Option<Style> {
        let of_line = |run: &&GlyphRun| run.line as usize == index;
        let first = block.runs.iter().find(of_line)?;
        let mut families = vec![BUNDLED.to_owned()];
        for run in block.runs.iter().filter(of_line) {
            if let Some((family, ..)) = self.known.get(&run.face)
                && !family.is_empty()
                && !families.contains(family)
            {
                families.push(family.clone());
            }
        }
        // The block has one style; a face that stands in for it may have no bold of its own.
        let natures = || {
            block
                .runs
                .iter()
                .filter_map(|run| self.known.get(&run.face))
        };
        Some(Style {
            families,
            size_bits: first.size.to_bits(),
            bold: natures().any(|(_, bold, _)| *bold),
            italic: natures().any(|(.., italic)| *italic),
            tone: first.tone,
        })
    }

    /// The rules of all styles.
    pub(super) fn write(&self, palette: &Palette, text: &mut String) {
        for (n, style) in self.all.iter().enumerate() {
            add(text, format_args!(".cw{n}{{font-family:"));
            for family in &style.families {
                add(text, format_args!("'{family}',"));
            }
            let size = f64::from(f32::from_bits(style.size_bits));
            add(text, format_args!("sans-serif;font-size:{}px", Short(size)));
            if style.bold {
                text.push_str(";font-weight:bold");
            }
            if style.italic {
                text.push_str(";font-style:italic");
            }
            let [r, g, b, a] = palette.rgba(style.tone).0;
            add(text, format_args!(";fill:{}", Hex([r, g, b])));
            if a < 255 {
                let alpha = Short(f64::from(a) / 255.0);
                add(text, format_args!(";fill-opacity:{alpha}"));
            }
            text.push_str("}\n");
        }
    }

    /// The lines of a block that have something in `area`.
    pub(super) fn lines(&self, block: &TextBlock, at: Point, area: Rect, text: &mut String) {
        for (index, row) in block.lines.iter().enumerate() {
            if !reach_of(block, row, at).overlaps(area) {
                continue;
            }
            let words = block.text_of(row).trim_end();
            let style = self.style(block, index);
            let number = style.and_then(|style| self.numbers.get(&style));
            let Some(number) = number.filter(|_| !words.is_empty()) else {
                continue;
            };
            let end = row.text.start + words.len() as u32;
            let glyphs = block.runs.iter().filter(|run| run.line as usize == index);
            let glyphs = glyphs.flat_map(|run| block.glyphs_of(run));
            let length: f32 = glyphs
                .filter(|glyph| glyph.text.0 < end)
                .map(|glyph| glyph.adv)
                .sum();
            let edge = if row.rtl { row.x.1 } else { row.x.0 };
            add(
                text,
                format_args!(
                    "<text class=\"cw{number}\" x=\"{}\" y=\"{}\" textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\"",
                    Short(at.x + f64::from(edge)),
                    Short(at.y + f64::from(row.baseline)),
                    Short(length.into())
                ),
            );
            if row.rtl {
                text.push_str(" direction=\"rtl\"");
            }
            text.push('>');
            let (before, after) = marks(block, index, words);
            text.extend(before);
            add(text, format_args!("{}", escaped(words)));
            text.extend(after);
            text.push_str("</text>");
        }
    }
}

/// Family, boldness and slant of a face. The name comes from a file: what could end a string in a style sheet goes.
fn nature(face: &Face) -> (String, bool, bool) {
    let font = FontRef::from_index(face.data.data.as_ref(), face.data.index).ok();
    let own = font.map(|font| font.attributes());
    let weight = face.vars.iter().find(|(tag, _)| tag == b"wght");
    let weight = weight.map_or_else(
        || own.map_or(400.0, |own| own.weight.value()),
        |(_, weight)| *weight,
    );
    let slanted = own.is_some_and(|own| own.style != Slant::Normal);
    let plain = |c: &char| c.is_alphanumeric() || " -_.+".contains(*c);
    (
        face.family.chars().filter(plain).collect(),
        face.embolden || weight >= 600.0,
        face.skew_deg.is_some() || slanted,
    )
}

/// What a block covers at most, with accents and descenders that leave their line.
pub(super) fn reach(block: &TextBlock, at: Point) -> Rect {
    let rows = block.lines.iter().map(|row| reach_of(block, row, at));
    rows.reduce(|a, b| a.union(b)).unwrap_or(Rect::ZERO)
}

fn reach_of(block: &TextBlock, row: &Line, at: Point) -> Rect {
    let room = f64::from(block.runs.first().map_or(0.0, |run| run.size)) / 2.0;
    let [left, right] = [row.x.0, row.x.1].map(f64::from);
    let [top, bottom] = [row.y.0, row.y.1].map(f64::from);
    Rect::new(
        at.x + left - room,
        at.y + top,
        at.x + right + room,
        at.y + bottom,
    )
}

/// Marks without width that say what stood before and after a line in its paragraph. Alone, a line that begins or ends
/// with brackets or digits could be ordered in another way than inside the paragraph (UAX #9, X10 and N1).
fn marks(block: &TextBlock, index: usize, words: &str) -> (Option<char>, Option<char>) {
    let Some(row) = block.lines.get(index) else {
        return (None, None);
    };
    // A line that ends with an ellipsis for the rest was laid out alone.
    if block.cut && index + 1 == block.lines.len() {
        return (None, None);
    }
    let own = if row.rtl { Strong::Right } else { Strong::Left };
    let before = block.text.get(..row.text.start as usize);
    let before = before
        .unwrap_or_default()
        .chars()
        .rev()
        .take_while(|c| *c != '\n')
        .find_map(strong);
    let after = block.text.get(row.text.start as usize + words.len()..);
    let after = after
        .unwrap_or_default()
        .chars()
        .take_while(|c| *c != '\n')
        .find_map(strong);
    let starts_weak = words.chars().next().and_then(strong).is_none();
    let ends_weak = words.chars().next_back().and_then(strong).is_none();
    let side = |strong: Strong| (strong == Strong::Left) == (own == Strong::Left);
    (
        before
            .filter(|before| starts_weak && *before != own)
            .map(mark),
        after.filter(|after| ends_weak && !side(*after)).map(mark),
    )
}

/// The directions that letters have of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Strong {
    Left,
    Right,
    /// To the left too, and digits after it count as Arabic ones.
    Arabic,
}

fn mark(strong: Strong) -> char {
    match strong {
        Strong::Left => '\u{200e}',
        Strong::Right => '\u{200f}',
        Strong::Arabic => '\u{61c}',
    }
}

fn strong(c: char) -> Option<Strong> {
    match c {
        '\u{200e}' => Some(Strong::Left),
        '\u{200f}' => Some(Strong::Right),
        '\u{61c}' => Some(Strong::Arabic),
        c if !c.is_alphabetic() => None,
        '\u{600}'..='\u{7bf}' | '\u{860}'..='\u{8ff}' | '\u{fb50}'..='\u{fdff}' => {
            Some(Strong::Arabic)
        }
        '\u{fe70}'..='\u{fefc}' | '\u{1ee00}'..='\u{1eeff}' => Some(Strong::Arabic),
        '\u{590}'..='\u{5ff}' | '\u{7c0}'..='\u{85f}' | '\u{fb1d}'..='\u{fb4f}' => {
            Some(Strong::Right)
        }
        '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1edff}' => Some(Strong::Right),
        _ => Some(Strong::Left),
    }
}

/// Words as XML, in an element or in an attribute with double quotes. Characters that XML 1.0 forbids are left out.
pub(super) fn escaped(words: &str) -> impl fmt::Display + '_ {
    struct Escaped<'a>(&'a str);
    impl fmt::Display for Escaped<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            use fmt::Write as _;
            for c in self.0.chars() {
                match c {
                    '&' => f.write_str("&amp;")?,
                    '<' => f.write_str("&lt;")?,
                    '>' => f.write_str("&gt;")?,
                    '"' => f.write_str("&quot;")?,
                    // As they are, a reader would make spaces of them in an attribute.
                    '\t' | '\n' | '\r' => write!(f, "&#{};", c as u32)?,
                    '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
                    c => f.write_char(c)?,
                }
            }
            Ok(())
        }
    }
    Escaped(words)
}

#[cfg(test)]
mod tests {
    use super::{escaped, marks};
    use crate::scene::style::Tone;
    use crate::scene::text::{FontSource, Spec, TextEngine, TextStyle};

    #[test]
    fn nothing_that_means_something_to_xml_is_left() {
        for (words, want) in [
            ("a & b", "a &amp; b"),
            ("</text><script>", "&lt;/text&gt;&lt;script&gt;"),
            ("]]> \"'", "]]&gt; &quot;'"),
            ("a\0\u{1b}\u{fffe}\u{ffff}b\u{fffd}", "ab\u{fffd}"),
            ("a\nb\tc\r", "a&#10;b&#9;c&#13;"),
            ("\u{1f468}\u{200d}\u{1f469}", "\u{1f468}\u{200d}\u{1f469}"),
        ] {
            assert_eq!(escaped(words).to_string(), want);
        }
    }

    /// A bracket at the start of a line stands as it stood in its paragraph.
    #[test]
    fn lines_remember_their_neighbours_where_it_matters() {
        let mut engine = TextEngine::new(FontSource::BundledOnly);
        for (text, line, want) in [
            ("plain (words)\nand more", 1, (None, None)),
            ("abcd שלום\n(2024) abcd", 1, (None, None)),
            ("abcdefgh שלום (2024) efgh", 1, (Some('\u{200f}'), None)),
            ("abcdefgh سلام (2024) efgh", 1, (Some('\u{61c}'), None)),
            ("שלום abcd (2024) שלום", 1, (Some('\u{200e}'), None)),
        ] {
            let spec = Spec {
                width: Some(if text.starts_with("abcdefgh") {
                    110.0
                } else {
                    70.0
                }),
                ..Spec::new(text, TextStyle::new(12.0, Tone::Ink))
            };
            let block = engine.layout(&spec);
            let row = &block.lines[line];
            let words = block.text_of(row).trim_end();
            assert_eq!(marks(&block, line, words), want, "{text:?}: {words:?}");
        }
    }
}
