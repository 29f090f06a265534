//! Shapes onto a page, as the painter of pixels paints them.
//!
//! It converts and decides nothing, but for shadows: PDF has no blur, so a shadow is a few steps.
//!
//! **Invariant (balanced):** whatever happens in between, what was pushed onto the surface is popped: the library
//! counts.

use std::collections::HashMap;

use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Transform};
use krilla::graphic::Graphic;
use krilla::num::NormalizedF32;
use krilla::paint::{Fill, FillRule, LineCap, LineJoin, Pattern, StrokeDash};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ContentTag, Identifier, Node, SpanTag, Tag, TagGroup};
use kurbo::{Affine, BezPath, PathEl, Point, Rect, RoundedRect, Shape as _, Vec2};

use super::pictures::Images;
use super::text::Fonts;
use crate::board::FileId;
use crate::export::raster::{OVERHANG, dash_lengths};
use crate::export::sheets::{POINTS_PER_UNIT, PrintSheet};
use crate::export::{ExportError, Page, Progress, Snapshot};
use crate::scene::style::{Look, Rgba, Tone};
use crate::scene::{Dots, Paint, Shape, Stroke};

/// What is used again on later pages of a document.
pub(super) struct Kept<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) fonts: Fonts,
    pub(super) images: Images,
    shadows: HashMap<[u64; 4], Graphic>,
}

impl<'a> Kept<'a> {
    pub(super) fn new(snapshot: &'a Snapshot) -> Self {
        Self {
            snapshot,
            fonts: Fonts::default(),
            images: Images::default(),
            shadows: HashMap::new(),
        }
    }
}

/// Paints on one page.
pub(super) struct Painter<'a, 's, 'k> {
    pub(super) surface: &'a mut Surface<'s>,
    pub(super) kept: &'a mut Kept<'k>,
    sheet: &'a PrintSheet,
    /// What the page's user space begins at, board units: then its numbers are short.
    pub(super) origin: Vec2,
    pub(super) look: Look,
    mark: Mark,
    /// What was said so far, in order.
    said: Vec<Node>,
}

/// What the library is told about what is being painted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    None,
    /// Lines, paper, shadows: nothing to be read.
    Ornament,
    /// Words or a picture.
    Content,
}

/// No shape reaches farther than this from the board's origin, board units.
const FARTHEST: f64 = 2e7;
/// Groups between two reports of progress.
const GROUPS: usize = 64;
/// How far outside the edge, in deviations, a blurred edge has 1/18, 3/18 … 17/18 of its strength: each step then is
/// a ninth of it, too little to be seen.
const STEPS: [f64; 9] = [
    1.5932, 0.9674, 0.5895, 0.2822, 0.0, -0.2822, -0.5895, -0.9674, -1.5932,
];
/// Shadows of different sizes that are kept.
const MOST_SHADOWS: usize = 4096;
/// Length and width of crop marks and their distance from the picture, points.
const CROP: (f64, f64, f64) = (11.0, 0.4, 3.0);

impl<'a, 's, 'k> Painter<'a, 's, 'k> {
    pub(super) fn new(
        surface: &'a mut Surface<'s>,
        kept: &'a mut Kept<'k>,
        sheet: &'a PrintSheet,
    ) -> Self {
        Self {
            surface,
            look: kept.snapshot.options.look,
            kept,
            sheet,
            origin: sheet.piece.origin().to_vec2(),
            mark: Mark::None,
            said: Vec::new(),
        }
    }

    /// What was said, in the order in which it was painted.
    pub(super) fn said(self) -> Vec<Node> {
        self.said
    }

    /// Paints the sheet's piece of the page, and what stands in the margin.
    pub(super) fn paint(
        &mut self,
        page: &Page,
        progress: &Progress<'_>,
    ) -> Result<(), ExportError> {
        let sheet = self.sheet;
        let points = sheet.points_per_unit();
        let place = sheet.place.origin();
        let clip = sheet
            .on_paper
            .then(|| path_of(&sheet.place.to_path(0.1), Vec2::ZERO))
            .flatten();
        if let Some(clip) = &clip {
            self.surface.push_clip_path(clip, &FillRule::NonZero);
        }
        self.surface.push_transform(&transform(
            Affine::translate(place.to_vec2()) * Affine::scale(points),
        ));
        let painted = self.paint_groups(page, progress);
        self.end_mark();
        self.surface.pop();
        if clip.is_some() {
            self.surface.pop();
        }
        painted?;
        self.paint_margin();
        Ok(())
    }

    fn paint_groups(&mut self, page: &Page, progress: &Progress<'_>) -> Result<(), ExportError> {
        if let Some(tone) = self.kept.snapshot.background() {
            self.paint_rect(self.sheet.piece, 0.0, Some(tone.into()), None);
        }
        let count = page.groups.len().max(1) as f32;
        for (i, (bounds, shapes)) in page.groups.iter().enumerate() {
            if i % GROUPS == 0 && !progress(i as f32 / count) {
                return Err(ExportError::Cancelled);
            }
            if !self.sees(bounds.inflate(OVERHANG, OVERHANG)) {
                continue;
            }
            let before = self.said.len();
            for shape in shapes.iter() {
                self.paint_shape(shape);
            }
            // What one card says belongs together.
            if self.said.len() > before + 1 {
                let mut group = TagGroup::new(Tag::Div);
                group.children = self.said.split_off(before);
                self.said.push(group.into());
            }
        }
        Ok(())
    }

    /// Crop marks and which sheet this is, in dark on white whatever the look.
    fn paint_margin(&mut self) {
        let Some((at, block)) = &self.sheet.note else {
            return;
        };
        let look = std::mem::replace(&mut self.look, Look::Print);
        let place = self.sheet.place;
        let (length, width, gap) = CROP;
        let mut marks = BezPath::new();
        for (x, outwards) in [(place.x0, -1.0), (place.x1, 1.0)] {
            for y in [place.y0, place.y1] {
                marks.move_to((x + outwards * gap, y));
                marks.line_to((x + outwards * (gap + length), y));
            }
        }
        for (y, outwards) in [(place.y0, -1.0), (place.y1, 1.0)] {
            for x in [place.x0, place.x1] {
                marks.move_to((x, y + outwards * gap));
                marks.line_to((x, y + outwards * (gap + length)));
            }
        }
        self.origin = Vec2::ZERO;
        let line = Stroke::solid(Tone::Ink, width);
        self.ornament();
        self.paint_line(&marks, line, LineJoin::Round);
        let units = Affine::translate(at.to_vec2()) * Affine::scale(POINTS_PER_UNIT);
        self.surface.push_transform(&transform(units));
        self.ornament();
        self.paint_text(block, Point::ORIGIN, 1.0);
        self.end_mark();
        self.surface.pop();
        self.look = look;
    }

    /// Something of it is on the sheet, and its numbers are none that the library breaks on.
    fn sees(&self, rect: Rect) -> bool {
        let near = |at: f64| at.abs() <= FARTHEST; // not for NaN
        let [x0, y0, x1, y1] = [rect.x0, rect.y0, rect.x1, rect.y1];
        [x0, y0, x1, y1].into_iter().all(near) && rect.overlaps(self.sheet.piece)
    }

    fn paint_shape(&mut self, shape: &Shape) {
        match shape {
            Shape::Text { block, at, alpha } => {
                let [width, height] = block.size.map(f64::from);
                let reach = f64::from(block.runs.first().map_or(0.0, |run| run.size));
                let area = Rect::from_origin_size(*at, (width, height)).inflate(reach, reach);
                if *alpha <= 0.0 || block.glyphs.is_empty() || !self.sees(area) {
                    return;
                }
                let id = self.content();
                self.paint_text(block, *at, *alpha);
                // For reading aloud. Not beside the glyphs: PDFium and poppler then copy whole lines twice, or not at
                // all (measured).
                let rtl = block.runs.iter().any(|run| run.rtl);
                let words = rtl.then(|| block.text.to_string());
                let mut paragraph = TagGroup::new(Tag::P.with_actual_text(words));
                paragraph.push(id);
                self.said.push(paragraph.into());
            }
            Shape::Image { rect, file } => self.paint_image(*rect, file),
            Shape::Shadow {
                rect,
                radius,
                offset,
                blur,
            } => self.paint_shadow(*rect + *offset, *radius, *blur),
            Shape::Rect {
                rect,
                radius,
                fill,
                stroke,
            } => {
                if self.sees(*rect) {
                    self.ornament();
                    self.paint_rect(*rect, *radius, *fill, *stroke);
                }
            }
            Shape::Path { path, fill, stroke } => {
                let reach = stroke.map_or(0.0, |stroke| stroke.width);
                if !self.sees(path.control_box().inflate(reach, reach)) {
                    return;
                }
                self.ornament();
                if let Some(fill) = fill {
                    self.fill(path, *fill);
                }
                if let Some(stroke) = stroke {
                    self.paint_line(path, *stroke, LineJoin::Round);
                }
            }
            Shape::Dots(dots) => self.paint_dots(dots),
        }
    }

    pub(super) fn rgba(&self, paint: Paint) -> Rgba {
        self.look.palette().rgba(paint.tone).faded(paint.alpha)
    }

    pub(super) fn fill_of(&self, paint: Paint) -> Fill {
        let (color, opacity) = color(self.rgba(paint));
        Fill {
            paint: color.into(),
            opacity,
            rule: FillRule::NonZero,
        }
    }

    fn fill(&mut self, path: &BezPath, paint: Paint) {
        if self.rgba(paint).0[3] == 0 {
            return;
        }
        if let Some(path) = path_of(path, self.origin) {
            self.surface.set_stroke(None);
            self.surface.set_fill(Some(self.fill_of(paint)));
            self.surface.draw_path(&path);
        }
    }

    fn paint_rect(&mut self, rect: Rect, radius: f64, fill: Option<Paint>, stroke: Option<Stroke>) {
        let outline = |rect: Rect, radius: f64| {
            if radius > 0.0 {
                RoundedRect::from_rect(rect, radius).to_path(TOLERANCE)
            } else {
                rect.to_path(TOLERANCE)
            }
        };
        if let Some(fill) = fill {
            self.fill(&outline(rect, radius), fill);
        }
        if let Some(stroke) = stroke {
            let half = stroke.width / 2.0;
            let middle = rect.inset(-half.min(rect.width() / 2.0).min(rect.height() / 2.0));
            let path = outline(middle, (radius - half).max(0.0));
            self.paint_line(&path, stroke, LineJoin::Miter);
        }
    }

    fn paint_line(&mut self, path: &BezPath, stroke: Stroke, line_join: LineJoin) {
        let [.., alpha] = self.rgba(stroke.paint).0;
        if !(stroke.width > 0.0 && stroke.width <= FARTHEST) || alpha == 0 {
            return;
        }
        let Some(line) = path_of(path, self.origin) else {
            return;
        };
        let (color, opacity) = color(self.rgba(stroke.paint));
        let width = stroke.width as f32;
        let dash = dash_lengths(path, stroke).map(|lengths| StrokeDash {
            array: lengths.into_iter().map(|length| length as f32).collect(),
            offset: 0.0,
        });
        self.surface.set_fill(None);
        self.surface.set_stroke(Some(krilla::paint::Stroke {
            paint: color.into(),
            width,
            miter_limit: 4.0,
            line_cap: LineCap::Round,
            line_join,
            opacity,
            dash,
        }));
        self.surface.draw_path(&line);
    }

    /// A few rounded rectangles inside each other, each as strong as its part of the blurred edge.
    fn paint_shadow(&mut self, cast: Rect, radius: f64, blur: f64) {
        let alpha = f64::from(self.rgba(Tone::Shadow.into()).0[3]) / 255.0;
        let possible = radius.is_finite() && cast.width() > 0.0 && cast.height() > 0.0;
        if alpha <= 0.0 || !possible || !self.sees(cast.inflate(blur, blur)) {
            return;
        }
        self.ornament();
        let key = [cast.width(), cast.height(), radius, blur].map(f64::to_bits);
        let shadow = match self.kept.shadows.get(&key) {
            Some(shadow) => shadow.clone(),
            None => {
                let shadow = self.shadow(cast, radius, blur, alpha);
                if self.kept.shadows.len() < MOST_SHADOWS {
                    self.kept.shadows.insert(key, shadow.clone());
                }
                shadow
            }
        };
        let at = Affine::translate(cast.origin().to_vec2() - self.origin);
        self.surface.push_transform(&transform(at));
        self.surface.draw_graphic(shadow);
        self.surface.pop();
    }

    /// A shadow whose caster lies at the origin.
    fn shadow(&mut self, cast: Rect, radius: f64, blur: f64, alpha: f64) -> Graphic {
        let step = 1.0 - (1.0 - alpha).powf(1.0 / STEPS.len() as f64);
        let [r, g, b, _] = self.rgba(Tone::Shadow.into()).0;
        let fill = Fill {
            paint: rgb::Color::new(r, g, b).into(),
            opacity: normalized(step),
            rule: FillRule::NonZero,
        };
        let deviation = blur / 3.5;
        let mut builder = self.surface.stream_builder();
        let mut surface = builder.surface();
        surface.set_fill(Some(fill));
        for outside in STEPS {
            let grow = outside * deviation;
            let ring = Rect::from_origin_size((0.0, 0.0), cast.size()).inflate(grow, grow);
            let corner = (radius + grow).max(0.0) + deviation / 2.0;
            if ring.width() > 0.0 && ring.height() > 0.0 {
                let ring = RoundedRect::from_rect(ring, corner).to_path(TOLERANCE);
                if let Some(ring) = path_of(&ring, Vec2::ZERO) {
                    surface.draw_path(&ring);
                }
            }
        }
        surface.finish();
        Graphic::new(builder.finish(), false)
    }

    /// One square, as a pattern that repeats.
    fn paint_dots(&mut self, dots: &Dots) {
        let area = dots.area.intersect(self.sheet.piece);
        let usable = dots.pitch.is_finite() && dots.pitch > 0.0 && dots.side > 0.0;
        if !usable || !self.sees(area) || self.rgba(dots.paint).0[3] == 0 {
            return;
        }
        let half = dots.pitch / 2.0;
        let square = Rect::from_center_size((half, half), (dots.side, dots.side)).to_path(0.1);
        let Some(square) = path_of(&square, Vec2::ZERO) else {
            return;
        };
        self.ornament();
        let fill = self.fill_of(dots.paint);
        let mut builder = self.surface.stream_builder();
        let mut surface = builder.surface();
        surface.set_fill(Some(fill));
        surface.draw_path(&square);
        surface.finish();
        // The grid goes through the board's origin, in the middle of a cell.
        let first = (-self.origin - Vec2::new(half, half)) / dots.pitch;
        let first = Vec2::new(first.x.fract(), first.y.fract()) * dots.pitch;
        let pattern = Pattern {
            stream: builder.finish(),
            transform: transform(Affine::translate(first)),
            width: dots.pitch as f32,
            height: dots.pitch as f32,
        };
        if let Some(area) = path_of(&area.to_path(0.1), self.origin) {
            self.surface.set_stroke(None);
            self.surface.set_fill(Some(Fill {
                paint: pattern.into(),
                ..Fill::default()
            }));
            self.surface.draw_path(&area);
        }
    }

    fn paint_image(&mut self, rect: Rect, file: &FileId) {
        if !self.sees(rect) {
            return;
        }
        let pictures = &self.kept.snapshot.pictures;
        let side = rect.width().max(rect.height());
        let Some(image) = self.kept.images.image(pictures, file, side) else {
            self.ornament();
            return self.paint_rect(rect, 0.0, Some(Tone::Chip.into()), None);
        };
        let Some(size) = krilla::geom::Size::from_wh(rect.width() as f32, rect.height() as f32)
        else {
            return;
        };
        let name = pictures.blob(file).map(|blob| blob.name.trim().to_owned());
        let name = name.filter(|name| !name.is_empty());
        let id = self.content();
        let at = Affine::translate(rect.origin().to_vec2() - self.origin);
        self.surface.push_transform(&transform(at));
        self.surface.draw_image(image, size);
        self.surface.pop();
        let alt = name.unwrap_or_else(|| "Picture".to_owned());
        let mut figure = TagGroup::new(Tag::Figure(Some(alt)));
        figure.push(id);
        self.said.push(figure.into());
    }

    /// From here on there is nothing to be read.
    fn ornament(&mut self) {
        if self.mark != Mark::Ornament {
            self.end_mark();
            self.surface
                .start_tagged(ContentTag::Artifact(Artifact::default()));
            self.mark = Mark::Ornament;
        }
    }

    /// From here on it is one thing to be read.
    fn content(&mut self) -> Identifier {
        self.end_mark();
        self.mark = Mark::Content;
        self.surface
            .start_tagged(ContentTag::Span(SpanTag::empty()))
    }

    fn end_mark(&mut self) {
        if self.mark != Mark::None {
            self.surface.end_tagged();
            self.mark = Mark::None;
        }
    }
}

/// How far a curve may be from what it stands for, board units.
const TOLERANCE: f64 = 0.05;

/// The library's opaque colour, and how much of it.
fn color(Rgba([r, g, b, a]): Rgba) -> (rgb::Color, NormalizedF32) {
    (rgb::Color::new(r, g, b), normalized(f64::from(a) / 255.0))
}

pub(super) fn normalized(part: f64) -> NormalizedF32 {
    // Four digits: equal opacities are written once.
    let part = (part * 1e4).round() / 1e4;
    NormalizedF32::new(part.clamp(0.0, 1.0) as f32).unwrap_or(NormalizedF32::ONE)
}

pub(super) fn transform(affine: Affine) -> Transform {
    let [a, b, c, d, e, f] = affine.as_coeffs().map(|number| number as f32);
    Transform::from_row(a, b, c, d, e, f)
}

/// A place relative to `origin`, to a hundredth of a unit: more digits only make the file larger.
pub(super) fn short(at: f64) -> f32 {
    ((at * 100.0).round() / 100.0) as f32
}

fn path_of(path: &BezPath, origin: Vec2) -> Option<Path> {
    let mut builder = PathBuilder::new();
    let at = |point: Point| {
        let point = point - origin;
        (short(point.x), short(point.y))
    };
    for element in path.elements() {
        match *element {
            PathEl::MoveTo(p) => {
                let (x, y) = at(p);
                builder.move_to(x, y);
            }
            PathEl::LineTo(p) => {
                let (x, y) = at(p);
                builder.line_to(x, y);
            }
            PathEl::QuadTo(a, p) => {
                let ((x1, y1), (x, y)) = (at(a), at(p));
                builder.quad_to(x1, y1, x, y);
            }
            PathEl::CurveTo(a, b, p) => {
                let ((x1, y1), (x2, y2), (x, y)) = (at(a), at(b), at(p));
                builder.cubic_to(x1, y1, x2, y2, x, y);
            }
            PathEl::ClosePath => builder.close(),
        }
    }
    builder.finish()
}
