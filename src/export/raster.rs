//! Shapes into pixels, without a window: bands of rows, each painted by vello_cpu in a context of its own.
//!
//! It converts and decides nothing. It refuses vello's own threads: the feature would break egui, which shares the
//! crate, and bands are faster (measured). Whoever wants two bands at once calls [`rasterise`] from two threads.
//!
//! **Invariant (no seams):** a pixel is the same (to one step of 255) however the picture was divided, because bands
//! and the columns inside them begin at whole pixels.
//!
//! **Invariant (deterministic):** equal pictures give equal bytes.

use std::ops::Range;
use std::sync::Arc;

use kurbo::{Affine, BezPath, Cap, Join, PathEl, Point, Rect, RoundedRect, Shape as _, Vec2};
use vello_cpu::color::{AlphaColor, PremulRgba8, Srgb};
use vello_cpu::{Image, ImageSource, Pixmap, PixmapMut, RenderContext, Resources};

use super::colored::{self, Colored};
use super::line;
use super::pictures::Pictures;
use super::{ExportError, Progress};
use crate::board::FileId;
use crate::scene::style::{Look, Rgba, Tone};
use crate::scene::text::{Face, Faces, GlyphRun, TextBlock};
use crate::scene::{Dots, Paint, Shape, Stroke};

/// What is to be painted: shapes back to front, the piece of the wall, and its look.
#[derive(Clone, Copy)]
pub struct Picture<'a> {
    /// Shapes with what they cover (board units; shadows may reach [`OVERHANG`] beyond), painted first to last.
    pub groups: &'a [(Rect, Arc<[Shape]>)],
    /// The faces of the engine that laid out the text.
    pub faces: &'a Faces,
    /// The piece of the wall, board units.
    pub area: Rect,
    /// Pixels a board unit.
    pub scale: f64,
    /// Light or dark.
    pub look: Look,
    /// What lies below everything; `None` leaves it transparent.
    pub background: Option<Tone>,
    /// The pictures of the board's files. One that cannot be decoded is painted as an empty place.
    pub images: &'a Pictures,
}

/// How far shapes may reach beyond the area of their group, board units: shadows and wide lines.
pub const OVERHANG: f64 = 48.0;

/// A decoded picture.
#[derive(Clone, Debug)]
pub struct Pixels(Arc<Pixmap>);

impl Pixels {
    /// Bytes that they take in memory.
    pub fn bytes(&self) -> usize {
        usize::from(self.0.width()) * usize::from(self.0.height()) * 4
    }

    /// From straight (not premultiplied) RGBA bytes, row by row; `None` when the count is wrong, or a side is none or
    /// longer than 65,535 pixels.
    pub fn from_rgba(width: u32, height: u32, rgba: &[u8]) -> Option<Self> {
        let (wide, high) = (u16::try_from(width).ok()?, u16::try_from(height).ok()?);
        let bytes = usize::from(wide) * usize::from(high) * 4;
        if bytes == 0 || rgba.len() != bytes {
            return None;
        }
        let premultiplied = |pixel: &[u8]| {
            let part = |i: usize| ((u32::from(pixel[i]) * u32::from(pixel[3]) + 127) / 255) as u8;
            PremulRgba8 {
                r: part(0),
                g: part(1),
                b: part(2),
                a: pixel[3],
            }
        };
        let pixels: Vec<PremulRgba8> = rgba.chunks_exact(4).map(premultiplied).collect();
        let clear = pixels.iter().any(|pixel| pixel.a < 255);
        Some(Self(Arc::new(Pixmap::from_parts_with_opacity(
            pixels, wide, high, clear,
        ))))
    }
}

impl Picture<'_> {
    /// Pixels across and down; no more than `u64` holds, and none for an area that is empty or not finite.
    pub fn size_px(&self) -> (u64, u64) {
        let side = |length: f64| {
            let px = (length * self.scale - 1e-6).ceil();
            if px.is_finite() && px > 0.0 {
                px as u64
            } else {
                0
            }
        };
        (side(self.area.width()), side(self.area.height()))
    }

    /// The same groups, made ready to be painted in many bands.
    pub fn for_bands(&self) -> Vec<(Rect, Arc<[Shape]>)> {
        line::flattened(self.groups, self.scale)
    }

    /// No pixel is transparent.
    pub fn is_opaque(&self) -> bool {
        self.background
            .is_some_and(|tone| self.look.palette().rgba(tone).0[3] == 255)
    }
}

/// Paints the rows `rows` (pixels from the top) of a picture, all columns: premultiplied RGBA bytes, row by row.
///
/// Rows beyond the picture are empty. The caller keeps the band small: the bytes are held in memory.
pub fn rasterise(picture: &Picture<'_>, rows: Range<u32>) -> Vec<u8> {
    let (width, height) = picture.size_px();
    let width = u32::try_from(width).unwrap_or(u32::MAX);
    let rows = rows.start..rows.end.min(u32::try_from(height).unwrap_or(u32::MAX));
    let mut band = vec![0; width as usize * rows.len() * 4];
    let mut top = rows.start;
    while top < rows.end {
        let high = (rows.end - top).min(u32::from(TILE)) as u16;
        let from = (top - rows.start) as usize * width as usize * 4;
        let part = &mut band[from..from + usize::from(high) * width as usize * 4];
        if width <= u32::from(TILE) {
            paint_tile(picture, (0, top), (width as u16, high), part);
        } else {
            for left in (0..width).step_by(usize::from(TILE)) {
                let wide = (width - left).min(u32::from(TILE)) as u16;
                let mut tile = vec![0; usize::from(wide) * usize::from(high) * 4];
                paint_tile(picture, (left, top), (wide, high), &mut tile);
                let lines = part.chunks_exact_mut(width as usize * 4);
                for (line, piece) in lines.zip(tile.chunks_exact(usize::from(wide) * 4)) {
                    line[left as usize * 4..][..piece.len()].copy_from_slice(piece);
                }
            }
        }
        top += u32::from(high);
    }
    band
}

/// All of a picture, premultiplied RGBA bytes, row by row. The caller has seen to it that there is room for them.
///
/// # Errors
/// If `progress` says stop.
pub(super) fn whole(
    picture: &Picture<'_>,
    progress: &Progress<'_>,
) -> Result<Vec<u8>, ExportError> {
    const ROWS: u32 = 512;
    let (width, height) = picture.size_px();
    let high = u32::try_from(height).unwrap_or(u32::MAX);
    let groups = picture.for_bands();
    let picture = Picture {
        groups: &groups,
        ..*picture
    };
    let mut all = Vec::with_capacity((width * height * 4) as usize);
    for top in (0..high).step_by(ROWS as usize) {
        let end = top.saturating_add(ROWS).min(high);
        all.extend(rasterise(&picture, top..end));
        if !progress(end as f32 / high as f32) {
            return Err(ExportError::Cancelled);
        }
    }
    Ok(all)
}

/// Drops every fourth byte, in place.
pub(super) fn without_alpha(band: &mut [u8]) -> &[u8] {
    let pixels = band.len() / 4;
    for i in 0..pixels {
        band.copy_within(i * 4..i * 4 + 3, i * 3);
    }
    &band[..pixels * 3]
}

/// From premultiplied to straight colours, in place: file formats want them so.
pub(super) fn straight(band: &mut [u8]) -> &[u8] {
    for pixel in band.chunks_exact_mut(4) {
        let alpha = u32::from(pixel[3]);
        if alpha != 0 && alpha != 255 {
            for part in &mut pixel[..3] {
                *part = ((u32::from(*part) * 255 + alpha / 2) / alpha).min(255) as u8;
            }
        }
    }
    band
}

/// The longest side of what one context paints, pixels; vello counts in 16 bits.
const TILE: u16 = 16_384;

fn paint_tile(picture: &Picture<'_>, at: (u32, u32), size: (u16, u16), pixels: &mut [u8]) {
    let origin = Point::new(f64::from(at.0), f64::from(at.1));
    let px_from_board = Affine::translate(-origin.to_vec2())
        * Affine::scale(picture.scale)
        * Affine::translate(-picture.area.origin().to_vec2());
    let tile = Rect::new(0.0, 0.0, f64::from(size.0), f64::from(size.1));
    let mut painter = TilePainter {
        context: RenderContext::new(size.0, size.1),
        resources: Resources::new(),
        colored: Colored::default(),
        picture,
        px_from_board,
        seen: px_from_board.inverse().transform_rect_bbox(tile),
    };
    if let Some(tone) = picture.background {
        painter.set_paint(tone.into());
        painter.context.fill_rect(&tile);
    }
    painter.context.set_transform(px_from_board);
    for (bounds, shapes) in picture.groups {
        if painter.sees(bounds.inflate(OVERHANG, OVERHANG)) {
            for shape in shapes.iter() {
                painter.paint(shape);
            }
        }
    }
    painter.context.flush();
    if let Some(target) = PixmapMut::new(size.0, size.1, pixels) {
        painter.context.render(target, &mut painter.resources);
    }
}

struct TilePainter<'a> {
    context: RenderContext,
    resources: Resources,
    colored: Colored,
    picture: &'a Picture<'a>,
    px_from_board: Affine,
    /// The piece of the wall in the tile, board units.
    seen: Rect,
}

impl TilePainter<'_> {
    fn sees(&self, rect: Rect) -> bool {
        rect.is_finite() && rect.overlaps(self.seen)
    }

    fn rgba(&self, paint: Paint) -> Rgba {
        self.picture
            .look
            .palette()
            .rgba(paint.tone)
            .faded(paint.alpha)
    }

    fn set_paint(&mut self, paint: Paint) {
        let [r, g, b, a] = self.rgba(paint).0;
        self.context
            .set_paint(AlphaColor::<Srgb>::from_rgba8(r, g, b, a));
    }

    fn paint(&mut self, shape: &Shape) {
        match shape {
            Shape::Shadow {
                rect,
                radius,
                offset,
                blur,
            } => {
                let cast = *rect + *offset;
                if self.sees(cast.inflate(*blur, *blur)) {
                    self.set_paint(Tone::Shadow.into());
                    // the deviation of a Gauss edge that looks as wide as a straight ramp of the width `blur`
                    let deviation = (*blur / 3.5).max(0.01) as f32;
                    self.context
                        .fill_blurred_rounded_rect(&cast, *radius as f32, deviation, false);
                }
            }
            Shape::Rect {
                rect,
                radius,
                fill,
                stroke,
            } => self.paint_rect(*rect, *radius, *fill, *stroke),
            Shape::Path { path, fill, stroke } => self.paint_path(path, *fill, *stroke),
            Shape::Text { block, at, alpha } => self.paint_text(block, *at, *alpha),
            Shape::Image { rect, file } => self.paint_image(*rect, file),
            Shape::Dots(dots) => self.paint_dots(dots),
        }
    }

    /// All of them as one path: thousands of single rectangles would take longer than all cards.
    fn paint_dots(&mut self, dots: &Dots) {
        let mut path = BezPath::new();
        for square in dots.squares(self.seen) {
            path.move_to((square.x0, square.y0));
            path.line_to((square.x1, square.y0));
            path.line_to((square.x1, square.y1));
            path.line_to((square.x0, square.y1));
            path.close_path();
        }
        if !path.elements().is_empty() && self.rgba(dots.paint).0[3] > 0 {
            self.set_paint(dots.paint);
            self.context.fill_path(&path);
        }
    }

    fn paint_rect(&mut self, rect: Rect, radius: f64, fill: Option<Paint>, stroke: Option<Stroke>) {
        if !self.sees(rect) {
            return;
        }
        let tolerance = 0.1 / self.picture.scale;
        if let Some(fill) = fill {
            self.set_paint(fill);
            if radius > 0.0 {
                self.context
                    .fill_path(&RoundedRect::from_rect(rect, radius).to_path(tolerance));
            } else {
                self.context.fill_rect(&rect);
            }
        }
        if let Some(stroke) = stroke {
            let half = stroke.width / 2.0;
            let middle = rect.inset(-half.min(rect.width() / 2.0).min(rect.height() / 2.0));
            let path = RoundedRect::from_rect(middle, (radius - half).max(0.0)).to_path(tolerance);
            self.paint_line(&path, stroke, Join::Miter);
        }
    }

    fn paint_path(&mut self, path: &BezPath, fill: Option<Paint>, stroke: Option<Stroke>) {
        let reach = stroke.map_or(0.0, |stroke| stroke.width);
        if !self.sees(path.control_box().inflate(reach, reach)) {
            return;
        }
        if let Some(fill) = fill {
            self.set_paint(fill);
            self.context.fill_path(path);
        }
        if let Some(stroke) = stroke {
            self.paint_line(path, stroke, Join::Round);
        }
    }

    fn paint_line(&mut self, path: &BezPath, stroke: Stroke, join: Join) {
        if !(stroke.width.is_finite() && stroke.width > 0.0) {
            return;
        }
        self.set_paint(stroke.paint);
        let line = kurbo::Stroke::new(stroke.width)
            .with_caps(Cap::Round)
            .with_join(join);
        self.context.set_stroke(line);
        if let Some(near) = line::near(path, stroke, self.seen) {
            self.context.stroke_path(&near);
        }
    }

    fn paint_text(&mut self, block: &TextBlock, at: Point, alpha: f32) {
        let [width, height] = block.size.map(f64::from);
        let reach = f64::from(block.runs.first().map_or(0.0, |run| run.size));
        let area = Rect::from_origin_size(at, (width, height)).inflate(reach, reach);
        if alpha <= 0.0 || !self.sees(area) {
            return;
        }
        let hint = (self.picture.scale - 1.0).abs() < 1e-6;
        if alpha < 1.0 {
            self.context.push_opacity_layer(alpha);
        }
        self.context
            .set_transform(self.px_from_board * Affine::translate(at.to_vec2()));
        for run in &block.runs {
            let Some(line) = block.lines.get(run.line as usize) else {
                continue;
            };
            let (top, bottom) = (at.y + f64::from(line.y.0), at.y + f64::from(line.y.1));
            if bottom + reach < self.seen.y0 || top - reach > self.seen.y1 {
                continue;
            }
            if let Some(face) = self.picture.faces.get(run.face) {
                let size_px = run.size * self.picture.scale as f32;
                if colored::times(face, size_px) > 1 {
                    self.paint_colored(block, run, face, at);
                    continue;
                }
                self.set_paint(run.tone.into());
                let glyphs = block.glyphs_of(run).iter();
                let glyphs = glyphs.map(|glyph| vello_cpu::Glyph {
                    id: glyph.id,
                    x: glyph.x,
                    y: glyph.y,
                });
                draw_glyphs(
                    &mut self.context,
                    &mut self.resources,
                    face,
                    run.size,
                    hint,
                    glyphs,
                );
            }
        }
        self.context.set_transform(self.px_from_board);
        if alpha < 1.0 {
            self.context.pop_layer();
        }
    }

    /// Glyphs with colours of their own, each on whole pixels.
    fn paint_colored(&mut self, block: &TextBlock, run: &GlyphRun, face: &Face, at: Point) {
        let size_px = run.size * self.picture.scale as f32;
        for glyph in block.glyphs_of(run) {
            let baseline = at + Vec2::new(f64::from(glyph.x), f64::from(glyph.y));
            let Some((pixels, corner)) = self.colored.glyph((run.face, face), glyph.id, size_px)
            else {
                continue;
            };
            let corner = (self.px_from_board * baseline).round() + corner.to_vec2();
            let (wide, high) = (f64::from(pixels.width()), f64::from(pixels.height()));
            self.context
                .set_transform(Affine::translate(corner.to_vec2()));
            self.context.set_paint(Image {
                image: ImageSource::Pixmap(pixels),
                sampler: Default::default(),
            });
            self.context.fill_rect(&Rect::new(0.0, 0.0, wide, high));
        }
        self.context
            .set_transform(self.px_from_board * Affine::translate(at.to_vec2()));
    }

    fn paint_image(&mut self, rect: Rect, file: &FileId) {
        if !self.sees(rect) {
            return;
        }
        let side = rect.width().max(rect.height()) * self.picture.scale;
        let Some(pixels) = self.picture.images.pixels(file, side) else {
            return self.paint_rect(rect, 0.0, Some(Tone::Chip.into()), None);
        };
        let (wide, high) = (f64::from(pixels.0.width()), f64::from(pixels.0.height()));
        let rect_from_px = Affine::translate(rect.origin().to_vec2())
            * Affine::scale_non_uniform(rect.width() / wide, rect.height() / high);
        let image = ImageSource::Pixmap(pixels.0.clone());
        self.context.set_paint(Image {
            image,
            sampler: Default::default(),
        });
        self.context.set_paint_transform(rect_from_px);
        self.context.fill_rect(&rect);
        self.context.reset_paint_transform();
    }
}

/// Paints glyphs of one face in the context's paint and transform, with what must be faked: slant and weight.
///
/// `size` and the places are in the space of the context's transform.
pub(crate) fn draw_glyphs(
    context: &mut RenderContext,
    resources: &mut Resources,
    face: &Face,
    size: f32,
    hint: bool,
    glyphs: impl Iterator<Item = vello_cpu::Glyph> + Clone,
) {
    let shift = size * FAKE_BOLD_EMS;
    let shifts: &[f32] = if face.embolden && !face.colored {
        &[0.0, shift]
    } else {
        &[0.0]
    };
    for shift in shifts {
        let run = context
            .glyph_run(resources, &face.data)
            .font_size(size)
            .normalized_coords(&face.coords);
        let mut run = run.hint(hint);
        if let Some(degrees) = face.skew_deg {
            let lean = -f64::from(degrees).to_radians().tan(); // y points down
            run = run.glyph_transform(Affine::skew(lean, 0.0));
        }
        run.fill_glyphs(glyphs.clone().map(|glyph| vello_cpu::Glyph {
            x: glyph.x + shift,
            ..glyph
        }));
    }
}

/// How far to the right a faked bold is painted once more, ems.
pub(crate) const FAKE_BOLD_EMS: f32 = 0.03;

/// The pieces of a dashed or dotted line; `None` when it is solid, or too fine for its dashes to be seen.
pub(crate) fn dashed(path: &BezPath, stroke: Stroke) -> Option<BezPath> {
    dash_lengths(path, stroke).map(|lengths| kurbo::dash(path.iter(), 0.0, &lengths).collect())
}

/// On and off lengths of a dashed or dotted line, board units; `None` when it is solid, or too fine for its dashes to
/// be seen.
pub(crate) fn dash_lengths(path: &BezPath, stroke: Stroke) -> Option<Vec<f64>> {
    let lengths: Vec<f64> = stroke
        .dash
        .pattern()
        .iter()
        .map(|length| length * stroke.width)
        .collect();
    let period: f64 = lengths.iter().sum();
    if lengths.is_empty()
        || period.is_nan()
        || period <= 0.0
        || outline_length(path) / period > MOST_DASHES
    {
        return None;
    }
    Some(lengths)
}

/// More dashes than this in one line are painted as a solid line.
const MOST_DASHES: f64 = 20_000.0;

/// The length of the polygon through all points and handles: never less than the path's.
fn outline_length(path: &BezPath) -> f64 {
    let (mut last, mut length) = (Point::ZERO, 0.0);
    for element in path.elements() {
        let mut to = |point: Point| {
            length += last.distance(point);
            last = point;
        };
        match *element {
            PathEl::MoveTo(point) => last = point,
            PathEl::LineTo(a) => to(a),
            PathEl::QuadTo(a, b) => [a, b].into_iter().for_each(to),
            PathEl::CurveTo(a, b, c) => [a, b, c].into_iter().for_each(to),
            PathEl::ClosePath => {}
        }
    }
    length
}
