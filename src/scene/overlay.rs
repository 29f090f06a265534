//! What lies over the wall while hands are on it: selection, handles, marquee, the band of a tie being drawn.
//!
//! The same shapes as everything else. Their sizes are in screen pixels, so every function takes `pixel`: the size of
//! one pixel in board units.
//!
//! **Invariant:** nothing of this is ever exported.

use kurbo::{Circle, Point, Rect, Shape as _};

use super::connector::{self, Route, Side};
use super::shape::{Dash, Dots, Shape, Stroke};
use super::style::Tone;
use crate::board::LinkKind;

/// Pixels between dots of the wall at 100 %.
pub const DOT_PITCH: f64 = 24.0;

/// The outline of a selected card, and the handles from which ties are drawn.
pub fn selected(rect: Rect, radius: f64, handles: bool, pixel: f64) -> Vec<Shape> {
    let outline = rect.inflate(2.0 * pixel, 2.0 * pixel);
    let stroke = Some(Stroke::solid(Tone::Selection, 2.0 * pixel));
    let mut shapes = vec![Shape::Rect {
        rect: outline,
        radius: radius + 2.0 * pixel,
        fill: None,
        stroke,
    }];
    if handles {
        shapes.extend(self::handles(rect, pixel, 1.0));
    }
    shapes
}

/// The outline of a card that belongs to what is chosen: its family, or the reason that is looked at.
pub fn companion(rect: Rect, radius: f64, tone: Tone, pixel: f64) -> Shape {
    Shape::Rect {
        rect: rect.inflate(2.5 * pixel, 2.5 * pixel),
        radius: radius + 2.5 * pixel,
        fill: None,
        stroke: Some(Stroke::solid(tone, 2.0 * pixel)),
    }
}

/// The handles of a card, one in the middle of each side.
pub fn handles(rect: Rect, pixel: f64, alpha: f32) -> Vec<Shape> {
    if rect.width() < 36.0 * pixel || rect.height() < 24.0 * pixel {
        return Vec::new(); // no room to grasp anything
    }
    let dot = |side: Side| Shape::Path {
        path: Circle::new(side.middle(rect), 4.5 * pixel).to_path(0.05 * pixel),
        fill: Some(Tone::Paper.into()),
        stroke: Some(Stroke::solid(Tone::Selection.alpha(alpha), 2.0 * pixel)),
    };
    Side::ALL.into_iter().map(dot).collect()
}

/// The corners of a frame or picture that can be dragged.
pub fn corners(rect: Rect, pixel: f64) -> Vec<Shape> {
    let corner = |(x, y): (f64, f64)| Shape::Rect {
        rect: Rect::from_center_size((x, y), (8.0 * pixel, 8.0 * pixel)),
        radius: 2.0 * pixel,
        fill: Some(Tone::Paper.into()),
        stroke: Some(Stroke::solid(Tone::Selection, 1.5 * pixel)),
    };
    [
        (rect.x0, rect.y0),
        (rect.x1, rect.y0),
        (rect.x0, rect.y1),
        (rect.x1, rect.y1),
    ]
    .into_iter()
    .map(corner)
    .collect()
}

/// A faint outline around the card under the pointer, or a strong one around the card that a tie would reach.
pub fn hovered(rect: Rect, radius: f64, pixel: f64, strong: bool) -> Shape {
    let (width, alpha) = if strong { (2.0, 1.0) } else { (1.0, 0.55) };
    let stroke = Some(Stroke::solid(Tone::Selection.alpha(alpha), width * pixel));
    Shape::Rect {
        rect: rect.inflate(pixel, pixel),
        radius: radius + pixel,
        fill: None,
        stroke,
    }
}

/// The marquee.
pub fn marquee(area: Rect, pixel: f64) -> Shape {
    let stroke = Some(Stroke::solid(Tone::Selection, pixel));
    Shape::Rect {
        rect: area,
        radius: 0.0,
        fill: Some(Tone::Selection.alpha(0.08)),
        stroke,
    }
}

/// A tie being drawn: its line ends at the pointer or, once it has found a card, lands there.
pub fn band(
    from: Rect,
    at: Point,
    target: Option<Rect>,
    kind: &LinkKind,
    pixel: f64,
) -> Vec<Shape> {
    let route = target.map_or_else(|| Route::free(from, at), |to| Route::between(from, to));
    let ink = connector::tone(kind);
    let dash = match kind {
        LinkKind::Corroborates(_) => Dash::Solid,
        LinkKind::Contradicts(_) => Dash::Dashed,
        LinkKind::DerivesFrom => Dash::Dotted,
    };
    let mut path = kurbo::BezPath::new();
    path.move_to(route.curve.p0);
    path.curve_to(route.curve.p1, route.curve.p2, route.curve.p3);
    let end = if target.is_some() { route.landing } else { at };
    vec![
        Shape::Path {
            path,
            fill: None,
            stroke: Some(Stroke {
                paint: ink.into(),
                width: 2.0 * pixel,
                dash,
            }),
        },
        Shape::Path {
            path: Circle::new(end, 5.0 * pixel).to_path(0.05 * pixel),
            fill: Some(ink.into()),
            stroke: None,
        },
    ]
}

/// A selected link: its line once more, wide and in the colour of selection, and its ends.
pub fn selected_link(route: &Route, pixel: f64, ends: bool) -> Vec<Shape> {
    let mut path = kurbo::BezPath::new();
    path.move_to(route.curve.p0);
    path.curve_to(route.curve.p1, route.curve.p2, route.curve.p3);
    let stroke = Some(Stroke::solid(Tone::Selection.alpha(0.35), 7.0 * pixel));
    let mut shapes = vec![Shape::Path {
        path,
        fill: None,
        stroke,
    }];
    if ends {
        for at in [route.start_grip(), route.landing] {
            shapes.push(Shape::Path {
                path: Circle::new(at, 6.5 * pixel).to_path(0.05 * pixel),
                fill: None,
                stroke: Some(Stroke::solid(Tone::Selection, 2.0 * pixel)),
            });
        }
    }
    shapes
}

/// The dots of the wall in an area. They fade out below 60 % and are gone at 30 %.
pub fn dots(area: Rect, zoom: f64) -> Vec<Shape> {
    let alpha = ((zoom - 0.3) / 0.3).clamp(0.0, 1.0) as f32;
    if alpha == 0.0 {
        return Vec::new();
    }
    vec![Shape::Dots(Dots {
        area,
        pitch: DOT_PITCH,
        side: 1.6 / zoom.min(1.0),
        paint: Tone::Dots.alpha(alpha),
    })]
}
