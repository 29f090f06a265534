//! Shapes into an SVG drawing (SVG 1.1 with what all browsers know of SVG 2), with real text: it can be selected,
//! searched, read aloud and edited.
//!
//! Every line of text is one `<text>` in reading order, held to the width that it was laid out with, so that lines fit
//! even where another font must stand in. Nothing is behind the drawing: no script, no style sheet, no font and no
//! picture from elsewhere; links lead to http and https only. It refuses no size, for nothing here is pixels.
//!
//! **Invariant (escaped):** no words of the board are ever markup, and characters that XML forbids are left out.
//!
//! **Invariant (cut):** what lies wholly outside the area is not in the file, so that a picture of a part tells only that
//! part. (The board carried with it, if any, is whole.)
//!
//! **Invariant (deterministic):** equal snapshots give equal bytes.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::io::Write;

use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use kurbo::{BezPath, PathEl, Point, Rect, RoundedRect, Shape as _};

use super::{Abilities, Carried, ExportError, Exporter, Page, Progress, Snapshot};
use crate::board::FileId;
use crate::import::carried;
use crate::scene::style::Tone;
use crate::scene::{Dash, Dots, Paint, Shape, Stroke};

mod pictures;
#[cfg(test)]
mod tests;
mod words;

use self::pictures::Embedded;
use self::words::{Styles, escaped};

/// SVG.
pub struct Svg;

impl Exporter for Svg {
    fn id(&self) -> &'static str {
        "svg"
    }
    fn name(&self) -> &'static str {
        "SVG drawing"
    }
    fn extensions(&self) -> &'static [&'static str] {
        &["svg"]
    }
    fn abilities(&self) -> Abilities {
        Abilities {
            pixels: false,
            transparent: true,
            carries: true,
            pages: false,
        }
    }
    fn write(
        &self,
        snapshot: &Snapshot,
        out: &mut dyn Write,
        progress: &Progress<'_>,
    ) -> Result<(), ExportError> {
        let page = snapshot.page().ok_or(ExportError::Empty)?;
        if !page.area.is_finite() || page.area.width() <= 0.0 || page.area.height() <= 0.0 {
            return Err(ExportError::Empty);
        }
        let mut drawing = Drawing::of(snapshot, page);
        drawing.head(out)?;
        if let Some(board) = &snapshot.carried {
            carry(board, out)?;
        }
        drawing.definitions(out, progress)?;
        drawing.wall();
        let groups = page.groups.len().max(1) as f32;
        let mut links: Vec<Option<&(Rect, String)>> = page.addresses.iter().map(Some).collect();
        for (n, (bounds, shapes)) in page.groups.iter().enumerate() {
            drawing.group(*bounds, shapes, &mut links);
            out.write_all(drawing.text.as_bytes())?;
            drawing.text.clear();
            if !progress(DEFINED + (1.0 - DEFINED) * (n as f32 + 1.0) / groups) {
                return Err(ExportError::Cancelled);
            }
        }
        for (rect, address) in links.into_iter().flatten() {
            drawing.bare_link(*rect, address);
        }
        drawing.text.push_str("</g>\n</svg>\n");
        out.write_all(drawing.text.as_bytes())?;
        Ok(())
    }
}

/// The part of the work that is done when the definitions are, pictures among them.
const DEFINED: f32 = 0.5;

/// The board, packed, where it is found before anything is drawn.
fn carry(board: &Carried, out: &mut dyn Write) -> Result<(), ExportError> {
    write!(
        out,
        "<metadata><board xmlns=\"{}\" encoding=\"{}\" name=\"{}\">",
        carried::SVG_NAMESPACE,
        carried::SVG_ENCODING,
        escaped(&board.name)
    )?;
    let base64 = base64::write::EncoderWriter::new(&mut *out, &STANDARD);
    let mut packer = ZlibEncoder::new(base64, Compression::default());
    packer.write_all(&board.bytes)?;
    packer.finish()?.finish()?;
    out.write_all(b"</board></metadata>\n")?;
    Ok(())
}

/// A drawing in the making.
struct Drawing<'a> {
    snapshot: &'a Snapshot,
    page: &'a Page,
    /// What is to be written next.
    text: String,
    styles: Styles<'a>,
    /// Widths of soft edges, and the shortest side of what is blurred so.
    blurs: Vec<(f64, f64)>,
    dots: Vec<Dots>,
    pictures: BTreeMap<&'a FileId, Embedded>,
}

impl<'a> Drawing<'a> {
    /// Looks through all shapes for what must be defined before them.
    fn of(snapshot: &'a Snapshot, page: &'a Page) -> Self {
        let mut drawing = Self {
            snapshot,
            page,
            text: String::new(),
            styles: Styles::new(&snapshot.faces),
            blurs: Vec::new(),
            dots: Vec::new(),
            pictures: BTreeMap::new(),
        };
        for shape in page.groups.iter().flat_map(|(_, shapes)| shapes.iter()) {
            match shape {
                _ if !drawing.sees(reach(shape)) => {}
                Shape::Text { block, .. } => drawing.styles.meet(block),
                Shape::Shadow { rect, blur, .. } if drawing.ink(Tone::Shadow.into()).is_some() => {
                    let side = rect.width().min(rect.height()).max(1.0);
                    match drawing.blurs.iter_mut().find(|(known, _)| known == blur) {
                        Some((_, least)) => *least = least.min(side),
                        None => drawing.blurs.push((*blur, side)),
                    }
                }
                Shape::Dots(dots) if dots.pitch > 0.0 && drawing.ink(dots.paint).is_some() => {
                    drawing.dots.push(*dots);
                }
                Shape::Image { rect, file } => {
                    let picture = drawing.pictures.entry(file).or_default();
                    picture.uses += 1;
                    picture.side = picture.side.max(rect.width().max(rect.height()));
                }
                _ => {}
            }
        }
        drawing
    }

    fn sees(&self, rect: Rect) -> bool {
        rect.is_finite() && rect.overlaps(self.page.area)
    }

    /// A colour and its opacity; `None` when nothing would be seen of it.
    fn ink(&self, paint: Paint) -> Option<Ink> {
        let rgba = self.snapshot.options.look.palette().rgba(paint.tone);
        let [r, g, b, a] = rgba.faded(paint.alpha).0;
        (a > 0).then_some(Ink([r, g, b], a))
    }

    fn head(&mut self, out: &mut dyn Write) -> Result<(), ExportError> {
        let (area, scale) = (self.page.area, self.snapshot.options.scale);
        let words = &self.snapshot.words;
        write!(
            out,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
            <svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" version=\"1.1\" \
            width=\"{}\" height=\"{}\" viewBox=\"{} {} {} {}\" xml:lang=\"{}\" xml:space=\"preserve\" \
            role=\"graphics-document document\" aria-labelledby=\"cw-title\" aria-describedby=\"cw-desc\">\n\
            <title id=\"cw-title\">{}</title>\n<desc id=\"cw-desc\">{}</desc>\n",
            Exact(area.width() * scale),
            Exact(area.height() * scale),
            Exact(area.x0),
            Exact(area.y0),
            Exact(area.width()),
            Exact(area.height()),
            escaped(&words.language),
            escaped(&words.title),
            escaped(&words.description),
        )?;
        Ok(())
    }

    fn definitions(
        &mut self,
        out: &mut dyn Write,
        progress: &Progress<'_>,
    ) -> Result<(), ExportError> {
        let palette = self.snapshot.options.look.palette();
        let mut text = String::from("<defs>\n");
        if !self.styles.is_empty() {
            text.push_str("<style>\n");
            self.styles.write(palette, &mut text);
            text.push_str("</style>\n");
        }
        for (n, (blur, side)) in self.blurs.iter().enumerate() {
            let deviation = (blur / 3.5).max(0.01); // as the painter of pixels
            let room = (3.0 * deviation / side * 100.0).ceil() + 1.0;
            add(
                &mut text,
                format_args!(
                    "<filter id=\"cw-s{n}\" x=\"-{room}%\" y=\"-{room}%\" width=\"{wide}%\" height=\"{wide}%\" \
                    color-interpolation-filters=\"sRGB\"><feGaussianBlur stdDeviation=\"{}\"/></filter>\n",
                    Short(deviation),
                    wide = 100.0 + 2.0 * room
                ),
            );
        }
        for (n, dots) in self.dots.iter().enumerate() {
            let Some(ink) = self.ink(dots.paint) else {
                continue;
            };
            // A tile with its dot in the middle: tiles meet where nothing is painted.
            let (from, at) = (-dots.pitch / 2.0, (dots.pitch - dots.side) / 2.0);
            add(
                &mut text,
                format_args!(
                    "<pattern id=\"cw-d{n}\" patternUnits=\"userSpaceOnUse\" x=\"{from}\" y=\"{from}\" \
                    width=\"{pitch}\" height=\"{pitch}\"><rect x=\"{at}\" y=\"{at}\" width=\"{side}\" \
                    height=\"{side}\"{}/></pattern>\n",
                    ink.fill(),
                    from = Short(from),
                    pitch = Short(dots.pitch),
                    at = Short(at),
                    side = Exact(dots.side)
                ),
            );
        }
        out.write_all(text.as_bytes())?;
        let (all, scale) = (self.pictures.len() as f32, self.snapshot.options.scale);
        for (n, (file, picture)) in self.pictures.iter_mut().enumerate() {
            if !progress(DEFINED * n as f32 / all) {
                return Err(ExportError::Cancelled);
            }
            picture.number = n;
            picture.prepare(&self.snapshot.pictures, file, scale);
            if picture.uses > 1 {
                picture.define(out)?;
            }
        }
        // The width of a line of text is its own, however the viewer rounds the letters of small text.
        out.write_all(
            b"</defs>\n<g fill=\"none\" stroke-linecap=\"round\" stroke-linejoin=\"round\" \
            text-rendering=\"geometricPrecision\">\n",
        )?;
        Ok(())
    }

    fn wall(&mut self) {
        if let Some(ink) = self
            .snapshot
            .background()
            .and_then(|tone| self.ink(tone.into()))
        {
            self.rect(self.page.area, 0.0, &ink.fill());
        }
    }

    /// One record of the board: a card is a link as a whole, a list of sources is a link line by line.
    fn group(&mut self, bounds: Rect, shapes: &[Shape], links: &mut [Option<&(Rect, String)>]) {
        if !self.sees(bounds.inflate(super::raster::OVERHANG, super::raster::OVERHANG)) {
            return;
        }
        let before = self.text.len();
        let is_card = |place: &Rect| {
            let same = |shape: &Shape| matches!(shape, Shape::Rect { rect, .. } if rect == place);
            shapes.iter().any(same)
        };
        let card = links
            .iter_mut()
            .find(|link| link.is_some_and(|(place, _)| is_card(place)))
            .and_then(Option::take);
        match card {
            Some((_, address)) => self.open_link(address),
            None if shapes.len() > 1 => self.text.push_str("<g>"),
            None => {}
        }
        let begun = self.text.len();
        let mut open: Option<Rect> = None;
        for shape in shapes {
            if card.is_none()
                && let Shape::Text { at, .. } = shape
                && !open.is_some_and(|place| place.contains(*at))
            {
                if open.take().is_some() {
                    self.text.push_str("</a>");
                }
                let line = links
                    .iter_mut()
                    .find(|link| link.is_some_and(|(place, _)| place.contains(*at)));
                if let Some((place, address)) = line.and_then(Option::take) {
                    self.open_link(address);
                    open = Some(*place);
                }
            }
            self.shape(shape);
        }
        if open.is_some() {
            self.text.push_str("</a>");
        }
        if self.text.len() == begun {
            self.text.truncate(before); // nothing of it is seen
            return;
        }
        match card {
            Some(_) => self.text.push_str("</a>"),
            None if shapes.len() > 1 => self.text.push_str("</g>"),
            None => {}
        }
        self.text.push('\n');
    }

    fn open_link(&mut self, address: &str) {
        let web = ["http://", "https://"].iter().any(|scheme| {
            let start = address.get(..scheme.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(scheme))
        });
        self.text.push_str("<a");
        if web {
            let address = escaped(address);
            add(
                &mut self.text,
                format_args!(
                    " xlink:href=\"{address}\" target=\"_blank\" rel=\"noopener noreferrer\""
                ),
            );
        }
        self.text.push('>');
    }

    /// A link where nothing painted was found to be it.
    fn bare_link(&mut self, rect: Rect, address: &str) {
        if self.sees(rect) {
            self.open_link(address);
            self.rect(rect, 0.0, " pointer-events=\"all\"");
            self.text.push_str("</a>\n");
        }
    }

    fn shape(&mut self, shape: &Shape) {
        if !self.sees(reach(shape)) {
            return;
        }
        match shape {
            Shape::Shadow {
                rect,
                radius,
                offset,
                blur,
            } => {
                let filter = self.blurs.iter().position(|(known, _)| known == blur);
                if let (Some(n), Some(ink)) = (filter, self.ink(Tone::Shadow.into())) {
                    let how = format!("{} filter=\"url(#cw-s{n})\"", ink.fill());
                    self.rect(*rect + *offset, *radius, &how);
                }
            }
            Shape::Rect {
                rect,
                radius,
                fill,
                stroke,
            } => self.bordered(*rect, *radius, *fill, *stroke),
            Shape::Path { path, fill, stroke } => {
                let fill = fill.and_then(|paint| self.ink(paint));
                let how = fill.map(|ink| ink.fill()).unwrap_or_default() + &self.stroke(*stroke);
                if !how.is_empty() {
                    self.path(path, &how);
                }
            }
            Shape::Text { block, at, alpha } => {
                let fades = *alpha < 1.0;
                if *alpha <= 0.0 {
                    return;
                }
                if fades {
                    add(
                        &mut self.text,
                        format_args!("<g opacity=\"{}\">", Short((*alpha).into())),
                    );
                }
                self.styles
                    .lines(block, *at, self.page.area, &mut self.text);
                if fades {
                    self.text.push_str("</g>");
                }
            }
            Shape::Image { rect, file } => {
                let seen = match self.pictures.get(file) {
                    Some(picture) => picture.show(*rect, &mut self.text),
                    None => false,
                };
                if !seen && let Some(ink) = self.ink(Tone::Chip.into()) {
                    self.rect(*rect, 0.0, &ink.fill());
                }
            }
            Shape::Dots(dots) => {
                if let Some(n) = self.dots.iter().position(|known| known == dots) {
                    self.rect(dots.area, 0.0, &format!(" fill=\"url(#cw-d{n})\""));
                }
            }
        }
    }

    /// A rectangle with its border inside.
    fn bordered(&mut self, rect: Rect, radius: f64, fill: Option<Paint>, stroke: Option<Stroke>) {
        let fill = fill.and_then(|paint| self.ink(paint));
        let line = self.stroke(stroke);
        let fill = fill.map(|ink| ink.fill()).unwrap_or_default();
        let Some(stroke) = stroke.filter(|_| !line.is_empty()) else {
            if !fill.is_empty() {
                self.rect(rect, radius, &fill);
            }
            return;
        };
        let half = stroke.width / 2.0;
        let middle = rect.inset(-half.min(rect.width() / 2.0).min(rect.height() / 2.0));
        let inner = (radius - half).max(0.0);
        // What shows through the border is the filling below it.
        let through = line.contains("opacity") || stroke.dash != Dash::Solid;
        if through && !fill.is_empty() {
            self.rect(rect, radius, &fill);
        }
        let mut how = if through { String::new() } else { fill };
        how.push_str(&line);
        if inner == 0.0 {
            how.push_str(" stroke-linejoin=\"miter\"");
        }
        if stroke.dash == Dash::Solid {
            self.rect(middle, inner, &how);
        } else {
            // An SVG rectangle begins at another corner, and its dashes with it.
            self.path(&RoundedRect::from_rect(middle, inner).to_path(0.01), &how);
        }
    }

    fn stroke(&self, stroke: Option<Stroke>) -> String {
        let seen = stroke.filter(|stroke| stroke.width.is_finite() && stroke.width > 0.0);
        let Some((stroke, ink)) = seen.and_then(|stroke| Some((stroke, self.ink(stroke.paint)?)))
        else {
            return String::new();
        };
        let mut how = ink.attribute("stroke");
        if stroke.width != 1.0 {
            add(
                &mut how,
                format_args!(" stroke-width=\"{}\"", Short(stroke.width)),
            );
        }
        for (n, length) in stroke.dash.pattern().iter().enumerate() {
            how.push_str(if n == 0 { " stroke-dasharray=\"" } else { " " });
            add(&mut how, format_args!("{}", Exact(length * stroke.width)));
        }
        if !stroke.dash.pattern().is_empty() {
            how.push('"');
        }
        how
    }

    fn rect(&mut self, rect: Rect, radius: f64, how: &str) {
        let text = &mut self.text;
        add(
            text,
            format_args!(
                "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
                Short(rect.x0),
                Short(rect.y0),
                Short(rect.width()),
                Short(rect.height())
            ),
        );
        let radius = radius.min(rect.width() / 2.0).min(rect.height() / 2.0);
        if radius > 0.0 {
            add(text, format_args!(" rx=\"{}\"", Short(radius)));
        }
        text.push_str(how);
        text.push_str("/>");
    }

    fn path(&mut self, path: &BezPath, how: &str) {
        let text = &mut self.text;
        text.push_str("<path d=\"");
        for element in path.elements() {
            let (letter, points) = match *element {
                PathEl::MoveTo(a) => ('M', vec![a]),
                PathEl::LineTo(a) => ('L', vec![a]),
                PathEl::QuadTo(a, b) => ('Q', vec![a, b]),
                PathEl::CurveTo(a, b, c) => ('C', vec![a, b, c]),
                PathEl::ClosePath => ('Z', vec![]),
            };
            text.push(letter);
            for (n, Point { x, y }) in points.into_iter().enumerate() {
                let gap = if n > 0 { " " } else { "" };
                add(text, format_args!("{gap}{} {}", Short(x), Short(y)));
            }
        }
        text.push('"');
        text.push_str(how);
        text.push_str("/>");
    }
}

/// What a shape covers at most, board units.
fn reach(shape: &Shape) -> Rect {
    match shape {
        Shape::Shadow {
            rect, offset, blur, ..
        } => (*rect + *offset).inflate(*blur, *blur),
        Shape::Rect { rect, .. } | Shape::Image { rect, .. } => *rect,
        Shape::Path { path, stroke, .. } => {
            let wide = stroke.map_or(0.0, |stroke| stroke.width);
            // Nothing at all covers nothing, and an upright line has no area, but is seen.
            path.control_box().inflate(wide, wide)
        }
        Shape::Text { block, at, .. } => words::reach(block, *at),
        Shape::Dots(dots) => dots.area,
    }
}

/// A colour, and its opacity of 255.
#[derive(Clone, Copy)]
struct Ink([u8; 3], u8);

impl Ink {
    fn fill(self) -> String {
        self.attribute("fill")
    }

    fn attribute(self, name: &str) -> String {
        let mut text = format!(" {name}=\"{}\"", Hex(self.0));
        if self.1 < 255 {
            let alpha = Exact(f64::from(self.1) / 255.0);
            add(&mut text, format_args!(" {name}-opacity=\"{alpha}\""));
        }
        text
    }
}

/// A colour in as few letters as it takes.
struct Hex([u8; 3]);

impl fmt::Display for Hex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [r, g, b] = self.0;
        if self.0.iter().all(|part| part >> 4 == part & 15) {
            write!(f, "#{:x}{:x}{:x}", r & 15, g & 15, b & 15)
        } else {
            write!(f, "#{r:02x}{g:02x}{b:02x}")
        }
    }
}

/// A number to a hundredth: wrong by a twenty-fifth of a pixel at most, at the largest scale.
struct Short(f64);
/// A number to a ten-thousandth, where errors add up.
struct Exact(f64);

impl fmt::Display for Short {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rounded = (self.0 * 100.0).round() / 100.0;
        write!(f, "{}", rounded + 0.0) // no “-0”
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rounded = (self.0 * 10_000.0).round() / 10_000.0;
        write!(f, "{}", rounded + 0.0)
    }
}

/// Appends; a `String` takes everything.
fn add(text: &mut String, what: fmt::Arguments<'_>) {
    let _ = text.write_fmt(what);
}
