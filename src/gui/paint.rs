//! Shapes into egui: the painter of the wall.
//!
//! It converts and decides nothing. It refuses egui's own text (which would break lines anew at every zoom) and paint
//! callbacks (which the renderer of the tests cannot draw): only standard shapes and meshes come out.
//!
//! **Invariant (order):** what comes out is painted in the order of the shapes; only glyphs of neighbouring texts are
//! gathered.
//!
//! **Invariant (crisp when settled):** at rest every glyph lies on whole pixels, rasterised at its exact size. While
//! the zoom moves, sizes are steps of a fourth of an octave, scaled.

use std::sync::Arc;

use eframe::egui::epaint::{PathShape, PathStroke, RectShape};
use eframe::egui::{self, Color32, CornerRadius, Mesh, Pos2, StrokeKind, TextureId, pos2};
use kurbo::{Affine, BezPath, PathEl, Point, Rect, RoundedRect, Shape as _, TranslateScale};

use super::atlas::{Atlas, LARGEST_PX, Placed, Wanted};
use crate::board::FileId;
use crate::scene::style::{Look, Tone};
use crate::scene::text::{Faces, GlyphRun, TextBlock};
use crate::scene::{Dash, Dots, Paint, Shape, Stroke};

/// Where and how a frame is painted.
pub struct Frame<'a> {
    /// From board units to points on the screen.
    pub screen_from_board: TranslateScale,
    /// Physical pixels a point.
    pub pixels_per_point: f32,
    /// Light or dark.
    pub look: Look,
    /// The zoom is at rest: glyphs are rasterised at their exact size.
    pub settled: bool,
    /// What is seen of the wall, points on the screen.
    pub clip: egui::Rect,
    /// The faces of the engine that laid out the text.
    pub faces: &'a Faces,
    /// The textures of the board's files, by the length in pixels of the longer side that is shown. A missing one is
    /// painted as an empty place.
    pub images: &'a mut dyn FnMut(&FileId, f32) -> Option<TextureId>,
}

/// Paints shapes with egui. Lives as long as the window.
///
/// Call [`WallPainter::begin`] once a frame, then [`WallPainter::paint`] as often as needed, then
/// [`WallPainter::finish`].
#[derive(Default)]
pub struct WallPainter {
    atlas: Atlas,
    /// The glyphs gathered so far, one mesh a page of the atlas.
    text: Vec<Mesh>,
    /// Plain rectangles and straight lines gathered so far: by the thousand they are too much for egui's tessellator.
    flat: Mesh,
}

impl WallPainter {
    /// Starts a frame. `faces` are those of the engine whose text will be painted.
    pub fn begin(&mut self, ctx: &egui::Context, faces: &Faces) {
        self.atlas.begin(ctx, faces);
    }

    /// Appends what shows these shapes to `out`, first to last.
    pub fn paint(&mut self, frame: &mut Frame<'_>, shapes: &[Shape], out: &mut Vec<egui::Shape>) {
        let scale = frame.screen_from_board.scale;
        if !(scale.is_finite() && scale > 0.0) {
            return;
        }
        // What was gathered lies below what comes next and is not gathered with it.
        for shape in shapes {
            if let Shape::Text { block, at, alpha } = shape {
                self.put_flat(out);
                self.paint_text(frame, block, *at, *alpha);
            } else if let Some(flat) = Flat::of(shape) {
                self.put_text(out);
                flat.paint(frame, &mut self.flat);
            } else {
                self.put_flat(out);
                self.put_text(out);
                paint_shape(frame, shape, out);
            }
        }
        self.put_flat(out);
        self.put_text(out);
    }

    /// Ends a frame: uploads the glyphs that are new.
    pub fn finish(&mut self) {
        self.atlas.finish();
    }

    /// How many glyphs were rasterised since the start.
    #[cfg(test)]
    fn rasterised(&self) -> usize {
        self.atlas.rasterised
    }

    fn put_text(&mut self, out: &mut Vec<egui::Shape>) {
        for mesh in self.text.iter_mut().filter(|mesh| !mesh.is_empty()) {
            let texture = mesh.texture_id;
            out.push(egui::Shape::Mesh(Arc::new(std::mem::take(mesh))));
            mesh.texture_id = texture;
        }
    }

    fn put_flat(&mut self, out: &mut Vec<egui::Shape>) {
        if !self.flat.is_empty() {
            out.push(egui::Shape::Mesh(Arc::new(std::mem::take(&mut self.flat))));
        }
    }

    fn paint_text(&mut self, frame: &Frame<'_>, block: &TextBlock, at: Point, alpha: f32) {
        let [width, height] = block.size.map(f64::from);
        let reach = f64::from(block.runs.first().map_or(0.0, |run| run.size));
        let area = Rect::from_origin_size(at, (width, height)).inflate(reach, reach);
        if alpha <= 0.0 || !frame.sees(area, 0.0) {
            return;
        }
        let pixels_per_point = f64::from(frame.pixels_per_point);
        let px_from_board = TranslateScale::scale(pixels_per_point) * frame.screen_from_board;
        let origin_px = px_from_board * at;
        let (top, bottom) = (f64::from(frame.clip.min.y), f64::from(frame.clip.max.y));
        for run in &block.runs {
            let Some(line) = block.lines.get(run.line as usize) else {
                continue;
            };
            let y = |y: f32| (frame.screen_from_board * Point::new(at.x, at.y + f64::from(y))).y;
            let slack = f64::from(run.size) * frame.screen_from_board.scale;
            if y(line.y.1) + slack < top || y(line.y.0) - slack > bottom {
                continue;
            }
            let pen = Pen {
                frame,
                origin_px,
                px_per_unit: px_from_board.scale,
                alpha,
            };
            pen.put_run(&mut self.atlas, &mut self.text, block, run);
        }
    }
}

/// A shape so plain that it goes straight into a mesh.
enum Flat {
    Block(Rect, Paint),
    Line(Point, Point, Stroke),
    Dots(Dots),
}

impl Flat {
    fn of(shape: &Shape) -> Option<Self> {
        match shape {
            Shape::Rect {
                rect,
                radius,
                fill: Some(fill),
                stroke: None,
            } if *radius == 0.0 => Some(Self::Block(*rect, *fill)),
            Shape::Path {
                path,
                fill: None,
                stroke: Some(stroke),
            } if stroke.dash == Dash::Solid => match path.elements() {
                [PathEl::MoveTo(from), PathEl::LineTo(to)] => Some(Self::Line(*from, *to, *stroke)),
                _ => None,
            },
            Shape::Dots(dots) => Some(Self::Dots(*dots)),
            _ => None,
        }
    }

    fn paint(&self, frame: &Frame<'_>, mesh: &mut Mesh) {
        match self {
            Self::Block(rect, fill) => {
                let place = frame.rect(*rect);
                if rect.is_finite() && place.intersects(frame.clip) {
                    mesh.add_colored_rect(place, frame.color(*fill));
                }
            }
            Self::Dots(dots) => {
                let color = frame.color(dots.paint);
                for square in dots.squares(frame.seen()) {
                    mesh.add_colored_rect(frame.rect(square), color);
                }
            }
            Self::Line(from, to, stroke) => {
                let at = |point: Point| {
                    let point = frame.screen_from_board * point;
                    pos2(point.x as f32, point.y as f32)
                };
                let (from, to) = (at(*from), at(*to));
                let width = frame
                    .length(stroke.width)
                    .max(THINNEST / frame.pixels_per_point);
                let place = egui::Rect::from_two_pos(from, to).expand(width);
                if !(place.is_finite() && place.intersects(frame.clip)) {
                    return;
                }
                // Solid in the middle and fading over half a pixel on both sides.
                let across = (to - from).normalized().rot90();
                let soft = 0.5 / frame.pixels_per_point;
                let (inner, outer) = (
                    across * (width / 2.0 - soft).max(0.0),
                    across * (width / 2.0 + soft),
                );
                let (color, none) = (frame.color(stroke.paint), Color32::TRANSPARENT);
                let first = mesh.vertices.len() as u32;
                for (by, color) in [
                    (outer, none),
                    (inner, color),
                    (-inner, color),
                    (-outer, none),
                ] {
                    mesh.colored_vertex(from + by, color);
                    mesh.colored_vertex(to + by, color);
                }
                for strip in [0, 2, 4] {
                    let corner = first + strip;
                    mesh.add_triangle(corner, corner + 1, corner + 2);
                    mesh.add_triangle(corner + 1, corner + 2, corner + 3);
                }
            }
        }
    }
}

/// Text smaller than this is left out, pixels.
const SMALLEST_PX: f32 = 2.5;

/// What is the same for all glyphs of a block.
struct Pen<'a, 'f> {
    frame: &'a Frame<'f>,
    origin_px: Point,
    px_per_unit: f64,
    alpha: f32,
}

impl Pen<'_, '_> {
    fn put_run(
        &self,
        atlas: &mut Atlas,
        meshes: &mut Vec<Mesh>,
        block: &TextBlock,
        run: &GlyphRun,
    ) {
        let size_px = (f64::from(run.size) * self.px_per_unit) as f32;
        if size_px < SMALLEST_PX || !size_px.is_finite() {
            return;
        }
        let exact = self.frame.settled && size_px <= LARGEST_PX;
        let raster_px = if exact {
            size_px
        } else {
            stepped(size_px).min(LARGEST_PX)
        };
        let scale = if exact { 1.0 } else { size_px / raster_px };
        let tint = self.frame.color(run.tone.alpha(self.alpha));
        let white = Color32::WHITE.gamma_multiply(self.alpha.min(1.0));
        for glyph in block.glyphs_of(run) {
            let x = self.origin_px.x + f64::from(glyph.x) * self.px_per_unit;
            let y = self.origin_px.y + f64::from(glyph.y) * self.px_per_unit;
            let (x, y, bin) = if exact {
                let quarters = (x * 4.0).round();
                let whole = (quarters / 4.0).floor();
                (whole, y.round(), (quarters - whole * 4.0) as u8)
            } else {
                (x, y, 0)
            };
            let wanted = Wanted {
                face: run.face,
                glyph: glyph.id,
                size_px: raster_px,
                bin,
                hint: exact,
            };
            if let Some(placed) = atlas.place(self.frame.faces, wanted) {
                if meshes.len() <= placed.page {
                    meshes.resize_with(placed.page + 1, Mesh::default);
                }
                let mesh = &mut meshes[placed.page];
                mesh.texture_id = atlas.texture(placed.page);
                let color = if placed.colored { white } else { tint };
                self.put_quad(mesh, &placed, [x, y], scale, color);
            }
        }
    }

    fn put_quad(
        &self,
        mesh: &mut Mesh,
        placed: &Placed,
        at_px: [f64; 2],
        scale: f32,
        color: Color32,
    ) {
        let points_per_px = 1.0 / f64::from(self.frame.pixels_per_point);
        let point =
            |axis: usize, px: f32| ((at_px[axis] + f64::from(px * scale)) * points_per_px) as f32;
        let [left, top] = placed.offset_px;
        let [wide, high] = placed.size_px;
        let rect = egui::Rect::from_min_max(
            pos2(point(0, left), point(1, top)),
            pos2(point(0, left + wide), point(1, top + high)),
        );
        if rect.intersects(self.frame.clip) {
            let [u0, v0, u1, v1] = placed.uv;
            mesh.add_rect_with_uv(
                rect,
                egui::Rect::from_min_max(pos2(u0, v0), pos2(u1, v1)),
                color,
            );
        }
    }
}

/// The nearest power of 2^(1/4): at most 9 % off.
fn stepped(size_px: f32) -> f32 {
    ((size_px.log2() * 4.0).round() / 4.0).exp2()
}

impl Frame<'_> {
    fn color(&self, paint: Paint) -> Color32 {
        let [r, g, b, a] = self.look.palette().rgba(paint.tone).faded(paint.alpha).0;
        Color32::from_rgba_unmultiplied(r, g, b, a)
    }

    /// A rectangle of the board, widened by `reach` board units, is in sight.
    fn sees(&self, rect: Rect, reach: f64) -> bool {
        rect.is_finite() && self.rect(rect.inflate(reach, reach)).intersects(self.clip)
    }

    /// The piece of the wall in sight, board units.
    fn seen(&self) -> Rect {
        let board_from_screen = self.screen_from_board.inverse();
        let corner = |at: Pos2| board_from_screen * Point::new(at.x.into(), at.y.into());
        Rect::from_points(corner(self.clip.min), corner(self.clip.max))
    }

    fn rect(&self, rect: Rect) -> egui::Rect {
        let rect = self.screen_from_board * rect;
        egui::Rect::from_min_max(
            pos2(rect.x0 as f32, rect.y0 as f32),
            pos2(rect.x1 as f32, rect.y1 as f32),
        )
    }

    fn length(&self, board_units: f64) -> f32 {
        (board_units * self.screen_from_board.scale) as f32
    }

    fn px(&self, board_units: f64) -> f32 {
        self.length(board_units) * self.pixels_per_point
    }

    fn radius(&self, board_units: f64) -> CornerRadius {
        CornerRadius::same(self.length(board_units).round().clamp(0.0, 255.0) as u8)
    }
}

fn paint_shape(frame: &mut Frame<'_>, shape: &Shape, out: &mut Vec<egui::Shape>) {
    match shape {
        Shape::Shadow {
            rect,
            radius,
            offset,
            blur,
        } => {
            if frame.sees(*rect + *offset, *blur) && frame.px(*blur) >= 1.0 {
                let place = frame.rect(*rect + *offset);
                let shadow = RectShape::filled(
                    place,
                    frame.radius(*radius),
                    frame.color(Tone::Shadow.into()),
                );
                out.push(shadow.with_blur_width(frame.length(*blur)).into());
            }
        }
        Shape::Rect {
            rect,
            radius,
            fill,
            stroke,
        } => {
            if !frame.sees(*rect, 0.0) {
                return;
            }
            let fill = fill.map_or(Color32::TRANSPARENT, |fill| frame.color(fill));
            let solid = stroke.filter(|stroke| stroke.dash == Dash::Solid);
            let line = solid.map_or(egui::Stroke::NONE, |stroke| {
                egui::Stroke::new(frame.length(stroke.width), frame.color(stroke.paint))
            });
            let mut shown = RectShape::new(
                frame.rect(*rect),
                frame.radius(*radius),
                fill,
                line,
                StrokeKind::Inside,
            );
            shown.round_to_pixels = Some(frame.settled);
            out.push(shown.into());
            if let Some(stroke) = stroke.filter(|stroke| stroke.dash != Dash::Solid) {
                let half = stroke.width / 2.0;
                let border = RoundedRect::from_rect(rect.inset(-half), (radius - half).max(0.0));
                paint_line(frame, &border.to_path(0.1), stroke, out);
            }
        }
        Shape::Path { path, fill, stroke } => {
            let reach = stroke.map_or(0.0, |stroke| stroke.width);
            if !frame.sees(path.control_box(), reach) {
                return;
            }
            if let Some(fill) = fill {
                let color = frame.color(*fill);
                for line in polylines(frame, path)
                    .into_iter()
                    .filter(|line| line.points.len() > 2)
                {
                    out.push(
                        PathShape::convex_polygon(line.points, color, PathStroke::NONE).into(),
                    );
                }
            }
            if let Some(stroke) = stroke {
                paint_line(frame, path, *stroke, out);
            }
        }
        Shape::Image { rect, file } => {
            if !frame.sees(*rect, 0.0) {
                return;
            }
            let place = frame.rect(*rect);
            let long_px = place.size().max_elem() * frame.pixels_per_point;
            match (frame.images)(file, long_px) {
                Some(texture) => {
                    let mut mesh = Mesh::with_texture(texture);
                    let all = egui::Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
                    mesh.add_rect_with_uv(place, all, Color32::WHITE);
                    out.push(egui::Shape::Mesh(Arc::new(mesh)));
                }
                None => {
                    out.push(RectShape::filled(place, 0, frame.color(Tone::Chip.into())).into())
                }
            }
        }
        Shape::Text { .. } | Shape::Dots(_) => {} // gathered by the painter
    }
}

/// Strokes a path. egui's lines have no caps: open ends and dashes are lengthened by what a cap would add.
fn paint_line(frame: &Frame<'_>, path: &BezPath, stroke: Stroke, out: &mut Vec<egui::Shape>) {
    let width = frame.length(stroke.width);
    if !(width.is_finite() && width > 0.0) {
        return;
    }
    let width = width.max(THINNEST / frame.pixels_per_point);
    let mut paint = stroke.paint;
    let mut pattern: Vec<f64> = stroke
        .dash
        .pattern()
        .iter()
        .map(|length| length * stroke.width)
        .collect();
    let period = pattern.iter().sum::<f64>();
    let too_many =
        path.control_box().width().max(path.control_box().height()) > period * MOST_DASHES;
    if !pattern.is_empty()
        && (frame.px(period)
            < if stroke.dash == Dash::Dotted {
                3.0
            } else {
                5.0
            }
            || too_many)
    {
        paint.alpha *= 0.6; // too fine to be told apart: a fainter line looks the same
        pattern.clear();
    }
    let color = frame.color(paint);
    if let (Dash::Dotted, [on, off]) = (stroke.dash, pattern.as_slice()) {
        for element in kurbo::dash(path.iter(), 0.0, &[*on, *off]) {
            if let PathEl::MoveTo(at) = element {
                let at = frame.screen_from_board * at;
                let dot = pos2(at.x as f32, at.y as f32);
                if frame.clip.expand(width).contains(dot) {
                    out.push(egui::Shape::circle_filled(dot, width / 2.0, color));
                }
            }
        }
        return;
    }
    let dashes: Option<BezPath> = match pattern.as_slice() {
        [on, off] => {
            let caps = stroke.width * DASH_CAPS;
            let pattern = [on + caps, (off - caps).max(0.1 * stroke.width)];
            Some(kurbo::dash(path.iter(), caps / 2.0, &pattern).collect())
        }
        _ => None,
    };
    let lengthen = if dashes.is_some() { 0.0 } else { width / 2.0 };
    for mut line in polylines(frame, dashes.as_ref().unwrap_or(path)) {
        if !line.closed {
            line.lengthen(lengthen);
        }
        if line.points.len() > 1
            && egui::Rect::from_points(&line.points)
                .expand(width)
                .intersects(frame.clip)
        {
            let stroke = PathStroke::new(width, color);
            out.push(
                PathShape {
                    points: line.points,
                    closed: line.closed,
                    fill: Color32::TRANSPARENT,
                    stroke,
                }
                .into(),
            );
        }
    }
}

/// Thinner lines than this break up into specks, pixels.
const THINNEST: f32 = 1.1;

/// A line with more dashes than this is painted solid.
const MOST_DASHES: f64 = 400.0;

/// What the two round caps of a dash add to its length for the eye, line widths.
const DASH_CAPS: f64 = 0.75;

struct Polyline {
    points: Vec<Pos2>,
    closed: bool,
}

impl Polyline {
    /// Moves both ends outwards, points on the screen.
    fn lengthen(&mut self, by: f32) {
        let outwards = |end: Pos2, inner: Pos2| end + (end - inner).normalized() * by;
        if let [first, second, ..] = self.points.as_mut_slice() {
            *first = outwards(*first, *second);
        }
        if let [.., inner, last] = self.points.as_mut_slice() {
            *last = outwards(*last, *inner);
        }
    }
}

/// The pieces of a path as points on the screen, to a fifth of a pixel, without repeated points.
fn polylines(frame: &Frame<'_>, path: &BezPath) -> Vec<Polyline> {
    let tolerance = 0.2 / f64::from(frame.pixels_per_point.max(0.1));
    let screen = Affine::from(frame.screen_from_board) * path;
    let mut lines: Vec<Polyline> = Vec::new();
    kurbo::flatten(&screen, tolerance, |element| match element {
        PathEl::MoveTo(at) => {
            lines.push(Polyline {
                points: vec![pos2(at.x as f32, at.y as f32)],
                closed: false,
            });
        }
        PathEl::LineTo(at) => {
            if let Some(line) = lines.last_mut() {
                let at = pos2(at.x as f32, at.y as f32);
                if line
                    .points
                    .last()
                    .is_none_or(|last| last.distance_sq(at) > 1e-6)
                {
                    line.points.push(at);
                }
            }
        }
        PathEl::ClosePath => {
            if let Some(line) = lines.last_mut() {
                line.closed = true;
                if line.points.len() > 2 && line.points.first() == line.points.last() {
                    line.points.pop();
                }
            }
        }
        PathEl::QuadTo(..) | PathEl::CurveTo(..) => {} // flattened
    });
    lines.retain(|line| line.points.len() > 1);
    lines
}

#[cfg(test)]
mod tests;
