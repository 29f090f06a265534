//! Glyphs that bring colours of their own, small: emoji are pictures of some hundred pixels, and a picture shrunk to
//! fifteen by looking at single pixels is blotchy. So it is painted larger and then averaged.

use std::collections::HashMap;
use std::sync::Arc;

use kurbo::{Affine, Point};
use vello_cpu::{Pixmap, PixmapMut, RenderContext, Resources};

use super::raster::draw_glyphs;
use crate::scene::text::{Face, FaceId};

/// Pixels a square em at which such a glyph is painted at least.
const FINE_PX: f32 = 80.0;
/// How many times larger at most.
const MOST_TIMES: u16 = 8;

/// How many times larger a glyph of this size is painted before it is averaged; 1 paints it as it is.
pub(crate) fn times(face: &Face, size_px: f32) -> u16 {
    if !face.colored || size_px.is_nan() || size_px <= 0.0 {
        return 1;
    }
    ((FINE_PX / size_px).ceil() as u16).clamp(1, MOST_TIMES)
}

/// The average of every square of `times` by `times` pixels; sides are those of the result.
pub(crate) fn averaged(large: &[u8], wide: u16, high: u16, times: u16) -> Vec<u8> {
    let (wide, high, times) = (usize::from(wide), usize::from(high), usize::from(times));
    let mut small = Vec::with_capacity(wide * high * 4);
    for y in 0..high {
        for x in 0..wide {
            let mut sums = [0u32; 4];
            for row in 0..times {
                let from = ((y * times + row) * wide * times + x * times) * 4;
                for pixel in large
                    .get(from..from + times * 4)
                    .unwrap_or_default()
                    .chunks_exact(4)
                {
                    for (sum, part) in sums.iter_mut().zip(pixel) {
                        *sum += u32::from(*part);
                    }
                }
            }
            let area = (times * times) as u32;
            small.extend(sums.map(|sum| ((sum + area / 2) / area) as u8));
        }
    }
    small
}

/// Glyphs painted so, for one picture.
#[derive(Default)]
pub(super) struct Colored(HashMap<(FaceId, u32, u32), Option<Arc<Pixmap>>>);

/// The place of the baseline point in a painted glyph, ems from its left and upper edge; and its sides, ems.
const BASELINE: (f32, f32) = (0.25, 1.2);
const SIDES: (f32, f32) = (1.9, 1.6);

impl Colored {
    /// The pixels of a glyph, and where their left upper corner is from the baseline point, pixels.
    pub(super) fn glyph(
        &mut self,
        face: (FaceId, &Face),
        glyph: u32,
        size_px: f32,
    ) -> Option<(Arc<Pixmap>, Point)> {
        let (left, top) = ((BASELINE.0 * size_px).ceil(), (BASELINE.1 * size_px).ceil());
        let made = self
            .0
            .entry((face.0, glyph, size_px.to_bits()))
            .or_insert_with(|| paint(face.1, glyph, size_px, (left, top)).map(Arc::new));
        let pixels = made.clone()?;
        Some((pixels, Point::new(-f64::from(left), -f64::from(top))))
    }
}

fn paint(face: &Face, glyph: u32, size_px: f32, baseline: (f32, f32)) -> Option<Pixmap> {
    let times = times(face, size_px);
    let (wide, high) = (
        (SIDES.0 * size_px).ceil() as u16,
        (SIDES.1 * size_px).ceil() as u16,
    );
    let (large_wide, large_high) = (wide.checked_mul(times)?, high.checked_mul(times)?);
    let mut context = RenderContext::new(large_wide, large_high);
    let mut resources = Resources::new();
    let large = f64::from(times);
    let at = Affine::translate((f64::from(baseline.0), f64::from(baseline.1)));
    context.set_transform(Affine::scale(large) * at);
    let glyph = vello_cpu::Glyph {
        id: glyph,
        x: 0.0,
        y: 0.0,
    };
    draw_glyphs(
        &mut context,
        &mut resources,
        face,
        size_px,
        false,
        std::iter::once(glyph),
    );
    context.flush();
    let mut pixels = vec![0; usize::from(large_wide) * usize::from(large_high) * 4];
    context.render(
        PixmapMut::new(large_wide, large_high, &mut pixels)?,
        &mut resources,
    );
    let small = averaged(&pixels, wide, high, times);
    let premultiplied = small
        .chunks_exact(4)
        .map(|p| vello_cpu::color::PremulRgba8 {
            r: p[0],
            g: p[1],
            b: p[2],
            a: p[3],
        });
    Some(Pixmap::from_parts_with_opacity(
        premultiplied.collect(),
        wide,
        high,
        true,
    ))
}

#[cfg(test)]
mod tests {
    use super::averaged;

    #[test]
    fn squares_are_averaged() {
        let pixel = |v: u8| [v, 0, 0, 255];
        let large: Vec<u8> = [
            pixel(0),
            pixel(100),
            pixel(8),
            pixel(8),
            pixel(100),
            pixel(200),
            pixel(8),
            pixel(8),
        ]
        .concat();
        assert_eq!(averaged(&large, 2, 1, 2), [pixel(100), pixel(8)].concat());
    }
}
