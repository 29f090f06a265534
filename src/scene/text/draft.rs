//! A block in the making: the glyphs of parley's layouts, paragraph below paragraph.
//!
//! It copies and stacks; it neither shapes nor breaks lines, and decides nothing about ellipses.
//!
//! **Invariant (even lines):** all lines of a paragraph are equally high, and their baselines equally far apart,
//! whatever fonts stand in for the bundled one. **Invariant (in reach):** no glyph stands farther above or below its
//! baseline than its line has room for, so a tower of accents does not leave the card.

use std::ops::Range;

use parley::{Layout, PositionedLayoutItem};

use super::fonts::Fonts;
use super::{Asked, Glyph, GlyphRun, Line, TextBlock};
use crate::scene::style::{LINE_HEIGHT, Tone};

/// How far from its baseline a glyph may stand, as a share of its line's height.
const REACH: f32 = 0.75;

/// How high the lines of a paragraph are, and where in them the baseline lies. Board units.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pitch {
    pub(super) height: f32,
    pub(super) baseline: f32,
}

impl Pitch {
    /// Of the bundled family and most others.
    pub(super) fn common(asked: &Asked, fonts: &Fonts) -> Self {
        let size = asked.style.size;
        let wider = (asked.line_height - LINE_HEIGHT) / 2.0; // above and below alike
        Self {
            height: size * asked.line_height,
            baseline: size * (fonts.baseline + wider),
        }
    }

    /// Of this paragraph: that of its tallest face.
    pub(super) fn of(layout: &Layout<()>, asked: &Asked, fonts: &mut Fonts) -> Self {
        let size = asked.style.size;
        let mut pitch = Self::common(asked, fonts);
        for run in layout.lines().flat_map(|line| line.runs()) {
            let face = fonts.face_of(&run);
            let tall = fonts.faces().get(face).and_then(|face| face.tall);
            if let Some(height) = tall.map(|ems| ems * size).filter(|h| *h > pitch.height) {
                let metrics = run.font_metrics();
                let baseline = (height + metrics.ascent - metrics.descent) / 2.0;
                pitch = Self { height, baseline };
            }
        }
        pitch
    }
}

/// A block in the making; x from each line's own left edge.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) text: String,
    runs: Vec<GlyphRun>,
    glyphs: Vec<Glyph>,
    pub(super) lines: Vec<Line>,
    bottom: f32,
    pub(super) cut: bool,
    pub(super) lines_were_cut: bool,
}

impl Draft {
    /// No line yet; `cut` when the text itself was shortened.
    pub(super) fn new(cut: bool) -> Self {
        Self {
            cut,
            ..Self::default()
        }
    }

    /// Lines of this pitch for which there is room; one at least in an empty block.
    pub(super) fn room(&self, asked: &Asked, pitch: Pitch) -> usize {
        let left = asked.max_lines.saturating_sub(self.lines.len());
        let below = asked.max_height.map_or(usize::MAX, |height| {
            ((height - self.bottom) / pitch.height + 0.05).max(0.0) as usize // a hair too low still fits
        });
        left.min(below).max(usize::from(self.lines.is_empty()))
    }

    /// Appends the line of an empty paragraph, which begins at this byte of the text.
    pub(super) fn append_nothing(&mut self, at: usize, pitch: Pitch) {
        self.add_line(at as u32..at as u32, (0.0, 0.0), pitch, false);
    }

    /// Adds a line below the others; says where its baseline is.
    fn add_line(&mut self, text: Range<u32>, x: (f32, f32), pitch: Pitch, rtl: bool) -> f32 {
        let top = self.bottom;
        let baseline = top + pitch.baseline;
        self.bottom = top + pitch.height;
        self.lines.push(Line {
            text,
            baseline,
            x,
            y: (top, self.bottom),
            rtl,
        });
        baseline
    }

    /// Appends at most `room` lines of the paragraph that is those bytes of the text.
    pub(super) fn append(
        &mut self,
        layout: &Layout<()>,
        bytes: Range<usize>,
        room: usize,
        pitch: Pitch,
        tone: Tone,
        fonts: &mut Fonts,
    ) {
        let reach = pitch.height * REACH;
        let in_text = |range: Range<usize>| {
            let place = |at: usize| (bytes.start + at).min(bytes.end) as u32;
            place(range.start)..place(range.end)
        };
        for line in layout.lines().take(room) {
            let metrics = line.metrics();
            let index = self.lines.len() as u32;
            let (width, hanging) = (metrics.advance, metrics.hanging_advance);
            let rtl = layout.is_rtl();
            let x = if rtl {
                (hanging, width)
            } else {
                (0.0, width - hanging)
            };
            let baseline = self.add_line(in_text(line.text_range()), x, pitch, rtl);
            let mut drawn = None;
            for item in line.items() {
                let PositionedLayoutItem::GlyphRun(placed) = item else {
                    continue;
                };
                let run = placed.run();
                // parley gives a run again for each style in it; ours differ in nothing that is seen
                if drawn.replace(run.text_range()) == Some(run.text_range()) {
                    continue;
                }
                let first = self.glyphs.len() as u32;
                let mut pen = placed.offset();
                let mut ligature_end = None; // in right-to-left text the rest of a ligature comes before its start
                let mut ligature_start = self.glyphs.len();
                for cluster in run.visual_clusters() {
                    let Range {
                        start: from,
                        end: to,
                    } = in_text(cluster.text_range());
                    if cluster.is_ligature_continuation() {
                        if run.is_rtl() {
                            ligature_end.get_or_insert(to);
                        } else if let Some(glyphs) = self.glyphs.get_mut(ligature_start..) {
                            glyphs.iter_mut().for_each(|glyph| glyph.text.1 = to);
                        }
                        continue;
                    }
                    let to = ligature_end.take().unwrap_or(to);
                    ligature_start = self.glyphs.len();
                    for glyph in cluster.glyphs() {
                        if glyph.y.abs() <= reach {
                            self.glyphs.push(Glyph {
                                id: glyph.id,
                                x: pen + glyph.x,
                                y: baseline + glyph.y,
                                adv: glyph.advance,
                                text: (from, to),
                            });
                        }
                        pen += glyph.advance;
                    }
                }
                let last = self.glyphs.len() as u32;
                if last > first {
                    self.runs.push(GlyphRun {
                        face: fonts.face_of(run),
                        size: run.font_size(),
                        tone,
                        rtl: run.is_rtl(),
                        line: index,
                        glyphs: first..last,
                    });
                }
            }
        }
    }

    /// The byte of the text up to which the last line fits into `width`, going by its advances in reading order.
    pub(super) fn fitting_bytes(&self, width: f32) -> usize {
        let Some(last) = self.lines.len().checked_sub(1) else {
            return 0;
        };
        let runs = self.runs.iter().filter(|run| run.line as usize == last);
        let mut glyphs: Vec<&Glyph> = runs
            .flat_map(|run| &self.glyphs[run.glyphs.start as usize..run.glyphs.end as usize])
            .collect();
        glyphs.sort_by_key(|glyph| glyph.text.0);
        let mut used = 0.0;
        let too_far = glyphs.iter().find(|glyph| {
            used += glyph.adv;
            used > width
        });
        too_far.map_or(usize::MAX, |glyph| glyph.text.0 as usize)
    }

    pub(super) fn drop_last_line(&mut self) {
        let Some(line) = self.lines.pop() else { return };
        let index = self.lines.len() as u32;
        self.runs.retain(|run| run.line < index);
        let glyphs = self
            .runs
            .iter()
            .map(|run| run.glyphs.end)
            .max()
            .unwrap_or(0);
        self.glyphs.truncate(glyphs as usize);
        self.bottom = line.y.0;
    }

    /// Moves the right-to-left lines to the right edge.
    pub(super) fn finish(mut self, width: Option<f32>) -> TextBlock {
        let widest = self
            .lines
            .iter()
            .map(|line| line.x.1 - line.x.0)
            .fold(0.0, f32::max);
        let width = width.unwrap_or(widest);
        let shifts: Vec<f32> = self
            .lines
            .iter()
            .map(|line| if line.rtl { width - line.x.1 } else { 0.0 })
            .collect();
        for (line, shift) in self.lines.iter_mut().zip(&shifts) {
            line.x = (line.x.0 + shift, line.x.1 + shift);
        }
        for run in &self.runs {
            let shift = shifts.get(run.line as usize).copied().unwrap_or(0.0);
            for glyph in &mut self.glyphs[run.glyphs.start as usize..run.glyphs.end as usize] {
                glyph.x += shift;
            }
        }
        TextBlock {
            text: self.text.into(),
            runs: self.runs,
            glyphs: self.glyphs,
            lines: self.lines,
            size: [width, self.bottom],
            cut: self.cut,
        }
    }
}
