//! A picture that cannot be shown: its place says why, in a sentence.

use kurbo::{BezPath, Point, Rect, Shape as _};

use super::super::shape::{Shape, Stroke};
use super::super::style::{LINE_HEIGHT, Tone};
use super::super::text::TextStyle;
use super::{Field, Pen};

/// Width and height of the sign, as multiples of the letters' size.
const SIGN: (f64, f64) = (2.0, 1.55);

/// Fills `area` with the sign of a struck-out picture and the sentence, in letters of this size.
pub(super) fn placeholder(pen: &mut Pen<'_>, area: Rect, why: &str, size: f32) {
    let stroke = Some(Stroke::solid(Tone::Line, 1.0));
    pen.shapes.push(Shape::Rect {
        rect: area,
        radius: 4.0,
        fill: Some(Tone::Chip.into()),
        stroke,
    });
    let unit = f64::from(size);
    let pad = (unit * 0.9).min(area.width() / 8.0);
    let inner = area.inset(-pad);
    let (wide, high) = (SIGN.0 * unit, SIGN.1 * unit);
    let line = f64::from(size * LINE_HEIGHT);
    let mut top = inner.y0;
    // Where there is hardly any room the words come first.
    if inner.height() > high + 1.5 * line && inner.width() > wide {
        let frame = Rect::from_origin_size((inner.x0, inner.y0), (wide, high));
        sign(pen, frame, unit);
        top = frame.y1 + unit * 0.5;
    }
    let style = TextStyle::new(size, Tone::InkSecond);
    let field = Field::above(Point::new(inner.x0, top), inner.width(), inner.y1);
    pen.text(field, why, style, None);
}

/// A picture with hills, struck out.
fn sign(pen: &mut Pen<'_>, frame: Rect, unit: f64) {
    let stroke = Some(Stroke::solid(Tone::InkThird, unit * 0.13));
    let mut line = |path: BezPath| {
        pen.shapes.push(Shape::Path {
            path,
            fill: None,
            stroke,
        });
    };
    line(frame.to_rounded_rect(unit * 0.25).to_path(0.05));
    let at =
        |x: f64, y: f64| Point::new(frame.x0 + frame.width() * x, frame.y0 + frame.height() * y);
    let mut hills = BezPath::new();
    hills.move_to(at(0.14, 0.80));
    hills.line_to(at(0.38, 0.45));
    hills.line_to(at(0.56, 0.72));
    hills.line_to(at(0.68, 0.56));
    hills.line_to(at(0.86, 0.80));
    line(hills);
    let mut slash = BezPath::new();
    slash.move_to(at(-0.08, 1.12));
    slash.line_to(at(1.08, -0.12));
    line(slash);
}
