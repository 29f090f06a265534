//! Text onto a page: glyphs in their places, with the words that they stand for.
//!
//! A slant or weight that the font lacks is faked as the painter of pixels does, but in one pass: words painted twice
//! would be copied twice.

use std::collections::HashMap;

use krilla::Data;
use krilla::geom::{Point as PdfPoint, Transform};
use krilla::num::NormalizedF32;
use krilla::paint::{LineCap, LineJoin, Stroke};
use krilla::text::{Font, GlyphId, KrillaGlyph, Tag};
use kurbo::Point;

use super::paint::{Painter, normalized, short};
use crate::export::raster::FAKE_BOLD_EMS;
use crate::scene::text::{Face, FaceId, Faces, GlyphRun, TextBlock};

/// The library's fonts, by face.
#[derive(Default)]
pub(super) struct Fonts(HashMap<FaceId, Option<Font>>);

impl Fonts {
    /// The font of a face; `None` when it cannot be read.
    fn font(&mut self, faces: &Faces, id: FaceId) -> Option<Font> {
        let read = || {
            let face = faces.get(id)?;
            let data = Data::from(face.data.data.clone().into_raw_parts().0);
            let vars: Vec<(Tag, f32)> = face
                .vars
                .iter()
                .map(|(tag, value)| (Tag::new(tag), *value))
                .collect();
            Font::new_variable(data, face.data.index, &vars)
        };
        self.0.entry(id).or_insert_with(read).clone()
    }
}

impl Painter<'_, '_, '_> {
    /// Paints a block with its top left corner at `at`.
    pub(super) fn paint_text(&mut self, block: &TextBlock, at: Point, alpha: f32) {
        let faces = &self.kept.snapshot.faces;
        let colored = |run: &GlyphRun| faces.get(run.face).is_some_and(|face| face.colored);
        // Letters fade by their colour; only what brings colours of its own needs a layer.
        let layer = alpha < 1.0 && block.runs.iter().any(colored);
        if layer {
            self.surface.push_opacity(normalized(f64::from(alpha)));
        }
        let alpha = if layer { 1.0 } else { alpha };
        for run in &block.runs {
            let Some(face) = faces.get(run.face) else {
                continue;
            };
            if let Some(font) = self.kept.fonts.font(faces, run.face) {
                self.paint_run(block, run, face, font, at, alpha);
            }
        }
        if layer {
            self.surface.pop();
        }
    }

    fn paint_run(
        &mut self,
        block: &TextBlock,
        run: &GlyphRun,
        face: &Face,
        font: Font,
        at: Point,
        alpha: f32,
    ) {
        let Some(first) = block.glyphs_of(run).first() else {
            return;
        };
        let baseline = block
            .lines
            .get(run.line as usize)
            .map_or(first.y, |line| line.baseline);
        let (size, left) = (run.size, first.x);
        let mut pen = left;
        let mut glyphs = Vec::with_capacity(run.glyphs.len());
        for glyph in block.glyphs_of(run) {
            let range = glyph.text.0 as usize..glyph.text.1 as usize;
            // The library trusts ranges.
            let words = block.text.get(range.clone());
            if glyph.adv == 0.0 && words.is_some_and(is_unseen) {
                continue; // a reader of the file would take it for a letter in the middle of a word
            }
            let range = words.map_or(0..0, |_| range);
            glyphs.push(KrillaGlyph::new(
                GlyphId::new(glyph.id),
                glyph.adv / size,
                (glyph.x - pen) / size,
                (baseline - glyph.y) / size,
                0.0,
                range,
                None,
            ));
            pen += glyph.adv;
        }
        let fill = self.fill_of(run.tone.alpha(alpha));
        if fill.opacity == NormalizedF32::ZERO {
            return;
        }
        let corner = at - self.origin;
        let mut x = corner.x + f64::from(left);
        let y = short(corner.y + f64::from(baseline));
        let mut stroke = None;
        if face.embolden && !face.colored {
            // As wide as the painter of pixels makes it, which paints twice, side by side.
            let wider = size * FAKE_BOLD_EMS;
            x += f64::from(wider) / 2.0;
            stroke = Some(Stroke {
                paint: fill.paint.clone(),
                width: wider,
                line_cap: LineCap::Round,
                line_join: LineJoin::Round,
                opacity: fill.opacity,
                ..Stroke::default()
            });
        }
        self.surface.set_fill(Some(fill));
        self.surface.set_stroke(stroke);
        let start = PdfPoint::from_xy(short(x), y);
        if let Some(degrees) = face.skew_deg {
            let lean = -degrees.to_radians().tan(); // y points down
            let about_baseline = Transform::from_row(1.0, 0.0, lean, 1.0, -lean * y, 0.0);
            self.surface.push_transform(&about_baseline);
            self.surface
                .draw_glyphs(start, &glyphs, font, &block.text, size, false);
            self.surface.pop();
        } else {
            self.surface
                .draw_glyphs(start, &glyphs, font, &block.text, size, false);
        }
    }
}

/// Nothing but marks that say how to order what stands around them (UAX #9, 2).
fn is_unseen(words: &str) -> bool {
    words.chars().all(|c| {
        matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    })
}
