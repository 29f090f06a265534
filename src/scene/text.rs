//! The text engine: words into placed glyphs, once, in board units.
//!
//! Everything on the wall and in every export is painted from the [`TextBlock`]s made here, so lines break at the same
//! places at every zoom and in every format. The engine refuses nothing: any text gives a block. It drops what cannot
//! be shown (control characters). The marks that override the reading direction are shown instead of obeyed, the
//! others are obeyed within their paragraph; a line that is put together from several fields takes them [`isolated`].
//! So no text can make its neighbours read backwards.
//!
//! **Invariant (board units):** layout is done at scale 1 without rounding to pixels; painters multiply.
//!
//! **Invariant (deterministic):** one engine gives equal blocks for equal [`Spec`]s, and engines with
//! [`FontSource::BundledOnly`] give equal blocks on every machine. In Latin, Greek, Cyrillic and Arabic script and in
//! Devanagari lines break at the same places whatever fonts are installed.
//!
//! **Invariant (even lines):** line pitch is [`Spec::line_height`] of the font size; in a paragraph with Nastaliq at
//! least 2.2, with Tibetan 1.8.
//!
//! **Invariant (ranges):** every byte range in a block lies within [`TextBlock::text`], on character boundaries.

use std::ops::Range;
use std::sync::Arc;

use parley::{BaseDirection, LayoutContext};
use unicode_segmentation::UnicodeSegmentation;

use self::draft::{Draft, Pitch};
pub use self::families::FAMILY;
use self::fonts::Fonts;
pub use self::fonts::{Face, FaceId, Faces, FontSource};
use self::missing::Missing;
use self::readable::{close, left_open, readable};
pub use self::readable::{is_blank, isolated};
use self::shape::Asked;
use super::style::Tone;

mod draft;
mod families;
mod fonts;
mod missing;
mod readable;
mod shape;
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
    /// BCP 47 language of the words, if known; helps to choose direction and shapes. The script `Aran` (`ur-Aran`) asks
    /// for Nastaliq.
    pub lang: Option<&'a str>,
    /// Lines are broken at this width, board units; `None` never breaks.
    pub width: Option<f32>,
    /// More lines than this are cut, with an ellipsis.
    pub max_lines: Option<usize>,
    /// So are lines that would reach below this height, board units. The first line is always shown.
    pub max_height: Option<f32>,
    /// Line pitch as a multiple of the font size; usually [`LINE_HEIGHT`](super::style::LINE_HEIGHT).
    pub line_height: f32,
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
            max_height: None,
            line_height: super::style::LINE_HEIGHT,
        }
    }
}

/// A block shows at most this many characters. Whole articles belong into the reader, not onto the wall.
pub const MAX_SCALARS: usize = 20_000;

/// Lays out text. One for each thread; the blocks of one engine cannot be painted with the faces of another.
pub struct TextEngine {
    fonts: Fonts,
    layouts: LayoutContext<()>,
    missing: Missing,
}

impl TextEngine {
    /// Loads the bundled fonts and, if asked for, looks up those of the system (some 10 to 30 ms).
    pub fn new(source: FontSource) -> Self {
        Self {
            fonts: Fonts::new(source),
            layouts: LayoutContext::new(),
            missing: Missing::default(),
        }
    }

    /// The faces met so far: what a painter needs besides a block. Take a clone to hand it to a thread.
    pub fn faces(&self) -> &Faces {
        self.fonts.faces()
    }

    /// The scripts of which no font knew a character so far, by English name in order, each with such a character. It is
    /// drawn as a box.
    pub fn missing(&self) -> Vec<(&'static str, char)> {
        self.missing.list()
    }

    /// Forgets what was missing: for another board.
    pub fn forget_missing(&mut self) {
        self.missing.forget();
    }

    /// Lays out. Total: any text gives a block.
    pub fn layout(&mut self, spec: &Spec<'_>) -> TextBlock {
        let asked = Asked::of(spec);
        // Of a long text with few lines only the beginning is shaped, and more of it should that not fill the lines.
        let mut most = asked.scalars_that_fill().min(MAX_SCALARS);
        loop {
            let (text, whole) = readable(spec.text, most);
            let block = self.layout_readable(&asked, text, whole);
            if whole || most == MAX_SCALARS || block.lines_were_cut {
                let block = block.finish(asked.width);
                self.missing.look(&block);
                return block;
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
        let common = Pitch::common(asked, &self.fonts);
        let mut start = 0;
        for paragraph in text.split('\n') {
            let bytes = start..start + paragraph.len();
            start = bytes.end + 1;
            let mut room = draft.room(asked, common);
            if room > 0 && paragraph.is_empty() {
                draft.append_nothing(bytes.start, common); // parley would lay out a space
                continue;
            }
            let mut lines = usize::MAX;
            if room > 0 {
                let layout = self.shape(asked, paragraph, asked.direction(paragraph));
                let pitch = Pitch::of(&layout, asked, &mut self.fonts);
                lines = layout.len();
                room = draft.room(asked, pitch);
                let tone = asked.style.tone;
                draft.append(&layout, bytes, room, pitch, tone, &mut self.fonts);
            }
            if lines > room {
                let end = draft.lines.last().map_or(0, |line| line.text.end as usize);
                if is_blank(text.get(end..).unwrap_or_default()) {
                    text.truncate(end);
                } else {
                    self.end_with_ellipsis(asked, &mut draft, &mut text);
                }
                break;
            }
        }
        draft.text = text;
        draft
    }

    /// Replaces the last line of `draft` by the longest beginning of it that leaves room for an ellipsis.
    ///
    /// The line is laid out alone, in the direction of its paragraph and within what it had open: then the lines before
    /// it cannot change.
    fn end_with_ellipsis(&mut self, asked: &Asked, draft: &mut Draft, text: &mut String) {
        let Some(line) = draft.lines.last().cloned() else {
            return;
        };
        let start = line.text.start as usize;
        let before = text.get(..start).unwrap_or_default();
        let opened = left_open(before.rsplit('\n').next().unwrap_or_default());
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
        let direction = if line.rtl {
            BaseDirection::Rtl
        } else {
            BaseDirection::Ltr
        };
        let mut step = 1;
        let laid_out = loop {
            let end = ends.last().copied().unwrap_or(0);
            let mut candidate = opened.clone();
            candidate.push_str(shown.get(..end).unwrap_or_default().trim_end());
            candidate.push(ELLIPSIS);
            close(&mut candidate);
            let layout = self.shape(asked, &candidate, direction);
            let fits = asked
                .width
                .is_none_or(|width| layout.len() == 1 && layout.width() <= width);
            if fits {
                break Some((layout, candidate));
            }
            if ends.is_empty() {
                break None;
            }
            ends.truncate(ends.len().saturating_sub(step));
            step = if step < 4 { step + 1 } else { step * 2 };
        };
        let pitch = Pitch {
            height: line.y.1 - line.y.0,
            baseline: line.baseline - line.y.0,
        };
        draft.drop_last_line();
        text.truncate(start);
        if let Some((layout, candidate)) = laid_out {
            text.push_str(&candidate);
            let tone = asked.style.tone;
            draft.append(&layout, start..text.len(), 1, pitch, tone, &mut self.fonts);
        } else {
            draft.append_nothing(start, pitch);
        }
        draft.cut = true;
        draft.lines_were_cut = true;
    }
}

const ELLIPSIS: char = '…';
/// A low guess of the ellipsis' width in ems: the first candidate should rather be too long than too short.
const ELLIPSIS_EMS: f32 = 0.75;
