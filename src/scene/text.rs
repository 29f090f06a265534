//! The text engine: words into placed glyphs, once, in board units.
//!
//! Everything on the wall and in every export is painted from the [`TextBlock`]s made here, so lines break at the same
//! places at every zoom and in every format. The engine refuses nothing: any text gives a block. It drops what cannot
//! be shown (control characters), and the marks that override the reading direction (U+202A to U+202E, U+2066 to
//! U+2069), so that no text can make its neighbours read backwards.
//!
//! **Invariant (board units):** layout is done at scale 1 without rounding to pixels; painters multiply.
//!
//! **Invariant (deterministic):** one engine gives equal blocks for equal [`Spec`]s, and engines with
//! [`FontSource::BundledOnly`] give equal blocks on every machine.
//!
//! **Invariant (ranges):** every byte range in a block lies within [`TextBlock::text`], on character boundaries.

use std::ops::Range;
use std::sync::Arc;

use parley::{
    BaseDirection, FontFamily, FontStyle, FontWeight, Language, Layout, LayoutContext, LineHeight,
    OverflowWrap, StyleProperty,
};
use unicode_segmentation::UnicodeSegmentation;

use self::draft::Draft;
use self::fonts::Fonts;
pub use self::fonts::{FAMILY, Face, FaceId, Faces, FontSource};
use super::style::{LINE_HEIGHT, Tone};

mod draft;
mod fonts;
#[cfg(test)]
mod tests;

/// Text that was shaped and broken into lines. Painters place it and scale it; they never break it again.
///
/// A block belongs to the engine that made it: its [`FaceId`]s are indices into that engine's [`Faces`].
#[derive(Clone, Debug, PartialEq)]
pub struct TextBlock {
    /// What is shown: without the characters that cannot be, and cut if `cut`.
    pub text: Arc<str>,
    /// Glyph runs, line by line, each line from left to right.
    pub runs: Vec<GlyphRun>,
    /// All glyphs of all runs.
    pub glyphs: Vec<Glyph>,
    /// Lines, top to bottom; at least one.
    pub lines: Vec<Line>,
    /// Width and height, board units. The width is the one asked for, else that of the widest line.
    pub size: [f32; 2],
    /// An ellipsis stands for text that had no room.
    pub cut: bool,
}

/// Glyphs of one face, size, tone and direction on one line, in visual order (left to right).
#[derive(Clone, Debug, PartialEq)]
pub struct GlyphRun {
    /// Which face.
    pub face: FaceId,
    /// Font size, board units.
    pub size: f32,
    /// Colour.
    pub tone: Tone,
    /// Reads right to left.
    pub rtl: bool,
    /// Index into [`TextBlock::lines`].
    pub line: u32,
    /// Indices into [`TextBlock::glyphs`].
    pub glyphs: Range<u32>,
}

/// One placed glyph.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glyph {
    /// Glyph id in the face.
    pub id: u32,
    /// Baseline point, board units from the block's left edge.
    pub x: f32,
    /// Baseline point, board units from the block's top edge, y down.
    pub y: f32,
    /// Advance, board units.
    pub adv: f32,
    /// Bytes of [`TextBlock::text`] that the glyph stands for (all of them for a ligature).
    pub text: (u32, u32),
}

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Bytes of [`TextBlock::text`], without the newline.
    pub text: Range<u32>,
    /// Distance of the baseline from the block's top edge, board units.
    pub baseline: f32,
    /// Left and right edge of the advances without hanging spaces, board units from the block's left edge.
    pub x: (f32, f32),
    /// Top and bottom edge of the line's box, board units from the block's top edge.
    pub y: (f32, f32),
    /// The paragraph reads right to left.
    pub rtl: bool,
}

impl TextBlock {
    /// The glyphs of a run.
    pub fn glyphs_of(&self, run: &GlyphRun) -> &[Glyph] {
        self.glyphs
            .get(run.glyphs.start as usize..run.glyphs.end as usize)
            .unwrap_or_default()
    }

    /// The bytes of a line, as text.
    pub fn text_of(&self, line: &Line) -> &str {
        self.text
            .get(line.text.start as usize..line.text.end as usize)
            .unwrap_or_default()
    }

    /// Leftmost and rightmost edge of the lines, board units from the block's left edge: narrower than the block when
    /// a width was asked for.
    pub fn span(&self) -> (f32, f32) {
        let edges = self.lines.iter().map(|line| line.x);
        edges
            .reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
            .unwrap_or_default()
    }
}

/// How heavy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Weight {
    /// 400.
    #[default]
    Regular,
    /// 700.
    Bold,
}

/// How a text looks.
#[derive(Clone, Copy, Debug)]
pub struct TextStyle {
    /// Font size, board units.
    pub size: f32,
    /// How heavy.
    pub weight: Weight,
    /// Slanted.
    pub italic: bool,
    /// Colour.
    pub tone: Tone,
}

impl TextStyle {
    /// Regular, upright.
    pub const fn new(size: f32, tone: Tone) -> Self {
        Self {
            size,
            weight: Weight::Regular,
            italic: false,
            tone,
        }
    }

    /// The same in bold.
    pub const fn bold(self) -> Self {
        Self {
            weight: Weight::Bold,
            ..self
        }
    }

    /// The same in italic.
    pub const fn italic(self) -> Self {
        Self {
            italic: true,
            ..self
        }
    }

    fn key(&self) -> (u32, Weight, bool, Tone) {
        (self.size.to_bits(), self.weight, self.italic, self.tone)
    }
}

impl PartialEq for TextStyle {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for TextStyle {}

impl std::hash::Hash for TextStyle {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

/// What is to be laid out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spec<'a> {
    /// The words; newlines separate paragraphs. Of more than [`MAX_SCALARS`] characters the first are shown.
    pub text: &'a str,
    /// How they look.
    pub style: TextStyle,
    /// BCP 47 language of the words, if known; helps to choose direction and shapes.
    pub lang: Option<&'a str>,
    /// Lines are broken at this width, board units; `None` never breaks.
    pub width: Option<f32>,
    /// More lines than this are cut, with an ellipsis.
    pub max_lines: Option<usize>,
}

impl<'a> Spec<'a> {
    /// One unbroken line a paragraph, in an unknown language.
    pub const fn new(text: &'a str, style: TextStyle) -> Self {
        Self {
            text,
            style,
            lang: None,
            width: None,
            max_lines: None,
        }
    }
}

/// A block shows at most this many characters. Whole articles belong into the reader, not onto the wall.
pub const MAX_SCALARS: usize = 20_000;

/// Lays out text. One for each thread; the blocks of one engine cannot be painted with the faces of another.
pub struct TextEngine {
    fonts: Fonts,
    layouts: LayoutContext<()>,
}

impl TextEngine {
    /// Loads the bundled fonts and, if asked for, looks up those of the system (some 10 to 30 ms).
    pub fn new(source: FontSource) -> Self {
        Self {
            fonts: Fonts::new(source),
            layouts: LayoutContext::new(),
        }
    }

    /// The faces met so far: what a painter needs besides a block. Take a clone to hand it to a thread.
    pub fn faces(&self) -> &Faces {
        self.fonts.faces()
    }

    /// Lays out. Total: any text gives a block.
    pub fn layout(&mut self, spec: &Spec<'_>) -> TextBlock {
        let size = if spec.style.size.is_finite() {
            spec.style.size.clamp(1.0, 1000.0)
        } else {
            1.0
        };
        let asked = Asked {
            style: TextStyle { size, ..spec.style },
            lang: spec.lang.and_then(|lang| Language::parse(lang).ok()),
            reads_rtl: spec.lang.is_some_and(reads_right_to_left),
            width: spec
                .width
                .filter(|width| width.is_finite())
                .map(|width| width.max(1.0)),
            max_lines: spec.max_lines.unwrap_or(usize::MAX).max(1),
        };
        // Of a long text with few lines only the beginning is shaped, and more of it should that not fill the lines.
        let mut most = asked.scalars_that_fill().min(MAX_SCALARS);
        loop {
            let (text, whole) = readable(spec.text, most);
            let block = self.layout_readable(&asked, text, whole);
            if whole || most == MAX_SCALARS || block.lines_were_cut {
                return block.finish(asked.width);
            }
            most = (most * 8).min(MAX_SCALARS);
        }
    }

    fn layout_readable(&mut self, asked: &Asked, mut text: String, whole: bool) -> Draft {
        if !whole {
            text.truncate(text.trim_end().len());
            text.push(ELLIPSIS);
        }
        let mut draft = Draft::new(!whole);
        let mut start = 0;
        for paragraph in text.split('\n') {
            let direction = asked.direction(paragraph);
            let layout = self.shape(asked, paragraph, direction);
            let room = asked.max_lines - draft.lines.len();
            draft.append(
                &layout,
                start..start + paragraph.len(),
                room,
                asked,
                &mut self.fonts,
            );
            let end = draft.lines.last().map_or(0, |line| line.text.end as usize);
            let full = draft.lines.len() == asked.max_lines;
            if full && !text.get(end..).unwrap_or_default().trim().is_empty() {
                self.end_with_ellipsis(asked, &mut draft, &mut text, layout.is_rtl());
                break;
            }
            if full {
                text.truncate(end);
                break;
            }
            start += paragraph.len() + 1;
        }
        draft.text = text;
        draft
    }

    /// Replaces the last line of `draft` by the longest beginning of it that leaves room for an ellipsis.
    ///
    /// The line is laid out alone, in the direction of its paragraph: then the lines before it cannot change.
    fn end_with_ellipsis(
        &mut self,
        asked: &Asked,
        draft: &mut Draft,
        text: &mut String,
        rtl: bool,
    ) {
        let Some(line) = draft.lines.last().cloned() else {
            return;
        };
        let start = line.text.start as usize;
        let shown = text
            .get(start..line.text.end as usize)
            .unwrap_or_default()
            .trim_end()
            .to_owned();
        let mut ends: Vec<usize> = shown
            .grapheme_indices(true)
            .map(|(at, part)| at + part.len())
            .collect();
        let budget = asked
            .width
            .map(|width| width - asked.style.size * ELLIPSIS_EMS);
        if let Some(budget) = budget {
            let fits = draft.fitting_bytes(budget).saturating_sub(start);
            ends.retain(|end| *end <= fits);
        }
        let direction = if rtl {
            BaseDirection::Rtl
        } else {
            BaseDirection::Ltr
        };
        let mut step = 1;
        let (layout, candidate) = loop {
            let end = ends.last().copied().unwrap_or(0);
            let mut candidate = shown.get(..end).unwrap_or_default().trim_end().to_owned();
            candidate.push(ELLIPSIS);
            let layout = self.shape(asked, &candidate, direction);
            let fits = asked
                .width
                .is_none_or(|width| layout.len() == 1 && layout.width() <= width);
            if fits {
                break (layout, candidate);
            }
            if ends.is_empty() {
                break (self.shape(asked, "", direction), String::new());
            }
            ends.truncate(ends.len().saturating_sub(step));
            step = if step < 4 { step + 1 } else { step * 2 };
        };
        draft.drop_last_line();
        text.truncate(start);
        text.push_str(&candidate);
        draft.append(&layout, start..text.len(), 1, asked, &mut self.fonts);
        draft.cut = true;
        draft.lines_were_cut = true;
    }

    fn shape(&mut self, asked: &Asked, text: &str, direction: BaseDirection) -> Layout<()> {
        let mut builder = self
            .layouts
            .ranged_builder(&mut self.fonts.context, text, 1.0, false);
        let weight = match asked.style.weight {
            Weight::Regular => FontWeight::NORMAL,
            Weight::Bold => FontWeight::BOLD,
        };
        builder.push_default(FontFamily::named(FAMILY));
        builder.push_default(StyleProperty::FontSize(asked.style.size));
        builder.push_default(StyleProperty::FontWeight(weight));
        if asked.style.italic {
            builder.push_default(StyleProperty::FontStyle(FontStyle::Italic));
        }
        builder.push_default(LineHeight::FontSizeRelative(LINE_HEIGHT));
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        builder.push_default(StyleProperty::Locale(asked.lang));
        builder.set_base_direction(direction);
        let mut layout = builder.build(text);
        layout.break_all_lines(asked.width);
        layout
    }
}

const ELLIPSIS: char = '…';
/// A low guess of the ellipsis' width in ems: the first candidate should rather be too long than too short.
const ELLIPSIS_EMS: f32 = 0.75;

/// A [`Spec`] with its numbers made safe and its language understood.
struct Asked {
    style: TextStyle,
    lang: Option<Language>,
    reads_rtl: bool,
    width: Option<f32>,
    max_lines: usize,
}

impl Asked {
    /// A number of characters that fills the lines unless they are uncommonly narrow.
    fn scalars_that_fill(&self) -> usize {
        let Some(width) = self.width else {
            return MAX_SCALARS;
        };
        let a_line = (width / self.style.size * 5.0).min(MAX_SCALARS as f32) as usize + 16;
        a_line.saturating_mul(self.max_lines).saturating_add(64)
    }

    /// The language decides, because a guess from the first letter is wrong for an Urdu sentence that begins with
    /// "NATO"; but not against a text that has no right-to-left letter at all.
    fn direction(&self, paragraph: &str) -> BaseDirection {
        if self.reads_rtl && paragraph.chars().any(is_right_to_left) {
            BaseDirection::Rtl
        } else {
            BaseDirection::Auto
        }
    }
}

fn reads_right_to_left(lang: &str) -> bool {
    const LANGS: &[&str] = &["ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"];
    let primary = lang.split(['-', '_']).next().unwrap_or_default();
    LANGS
        .iter()
        .any(|known| primary.eq_ignore_ascii_case(known))
}

fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// The text with every newline as `\n`, tabs as spaces and without what cannot be shown; and whether that is all of
/// it, or the first `most` characters, ending with a whole grapheme.
fn readable(text: &str, most: usize) -> (String, bool) {
    let mut shown = String::with_capacity(text.len().min(most.saturating_mul(4)));
    let mut rest = text.chars().peekable();
    let mut room = most;
    while let Some(c) = rest.next() {
        if room == 0 {
            let last = shown.graphemes(true).next_back().map_or(0, str::len);
            if last < shown.len() {
                shown.truncate(shown.len() - last);
            }
            return (shown, false);
        }
        match c {
            '\r' if rest.peek() == Some(&'\n') => continue,
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                shown.push('\n')
            }
            '\t' => shown.push_str("    "),
            '\u{feff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => continue,
            c if c.is_control() => continue,
            c => shown.push(c),
        }
        room -= 1;
    }
    (shown, true)
}
