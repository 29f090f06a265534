//! A block in the making: the glyphs of parley's layouts, paragraph below paragraph.
//!
//! It copies and stacks; it neither shapes nor breaks lines, and decides nothing about ellipses.

use std::ops::Range;

use parley::{Layout, PositionedLayoutItem};

use super::fonts::Fonts;
use super::{Asked, Glyph, GlyphRun, Line, TextBlock};

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

    /// Appends at most `room` lines of the paragraph that is those bytes of the text.
    pub(super) fn append(
        &mut self,
        layout: &Layout<()>,
        bytes: Range<usize>,
        room: usize,
        asked: &Asked,
        fonts: &mut Fonts,
    ) {
        let top = self.bottom;
        // parley lays out a space instead of nothing
        let in_text = |range: Range<usize>| {
            let place = |at: usize| (bytes.start + at).min(bytes.end) as u32;
            place(range.start)..place(range.end)
        };
        for line in layout.lines().take(room) {
            let metrics = line.metrics();
            let index = self.lines.len() as u32;
            let nothing = bytes.is_empty();
            let (width, hanging) = if nothing {
                (0.0, 0.0)
            } else {
                (metrics.advance, metrics.hanging_advance)
            };
            let rtl = layout.is_rtl();
            self.lines.push(Line {
                text: in_text(line.text_range()),
                baseline: top + metrics.baseline,
                x: if rtl {
                    (hanging, width)
                } else {
                    (0.0, width - hanging)
                },
                y: (top + metrics.block_min_coord, top + metrics.block_max_coord),
                rtl,
            });
            self.bottom = top + metrics.block_max_coord;
            for item in line.items().filter(|_| !nothing) {
                let PositionedLayoutItem::GlyphRun(placed) = item else {
                    continue;
                };
                let run = placed.run();
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
                        let (x, y) = (pen + glyph.x, top + placed.baseline() + glyph.y);
                        self.glyphs.push(Glyph {
                            id: glyph.id,
                            x,
                            y,
                            adv: glyph.advance,
                            text: (from, to),
                        });
                        pen += glyph.advance;
                    }
                }
                let last = self.glyphs.len() as u32;
                if last > first {
                    let coords: Vec<i16> = run
                        .normalized_coords()
                        .iter()
                        .map(|at| at.to_bits())
                        .collect();
                    self.runs.push(GlyphRun {
                        face: fonts.face_id(run.font(), &coords, run.synthesis()),
                        size: run.font_size(),
                        tone: asked.style.tone,
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
