//! Small signs drawn with strokes, so that they are the same in the window and in every export.

use std::f64::consts::FRAC_PI_2;

use kurbo::{Arc, BezPath, Circle, PathEl, Point, Rect, Shape as _, Vec2};

use super::shape::{Paint, Shape, Stroke};
use crate::assess::Label;

/// A sign inside a circle of `radius` around `centre`, board units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// Corroborates.
    Plus,
    /// Contradicts.
    Minus,
}

/// The badge where a connector lands: a disc of `paper` with a rim and the sign of its stance.
pub fn badge(sign: Sign, centre: Point, radius: f64, paper: Paint, ink: Paint) -> Vec<Shape> {
    let rim = Shape::Path {
        path: Circle::new(centre, radius).to_path(0.05),
        fill: Some(paper),
        stroke: Some(Stroke::solid(ink, 1.2)),
    };
    vec![
        rim,
        Shape::Path {
            path: cross(sign, centre, radius * 0.52),
            fill: None,
            stroke: Some(Stroke::solid(ink, 1.4)),
        },
    ]
}

/// The sign alone, as a path to be stroked.
pub fn cross(sign: Sign, centre: Point, arm: f64) -> BezPath {
    strokes(sign, centre, arm).flatten().collect()
}

/// The strokes of a sign, each a straight line.
pub fn strokes(sign: Sign, centre: Point, arm: f64) -> impl Iterator<Item = BezPath> {
    let line = move |by: Vec2| {
        BezPath::from_vec(vec![
            PathEl::MoveTo(centre - by),
            PathEl::LineTo(centre + by),
        ])
    };
    let upright = (sign == Sign::Plus).then(|| line(Vec2::new(0.0, arm)));
    std::iter::once(line(Vec2::new(arm, 0.0))).chain(upright)
}

/// A pair of quotation marks, about 7 units wide, around `centre`: the link rests on exact words.
pub fn quotation(centre: Point, ink: Paint) -> Vec<Shape> {
    [-2.2, 2.2]
        .into_iter()
        .map(|dx| {
            let mut path = BezPath::new();
            let (x, y) = (centre.x + dx, centre.y);
            path.move_to((x + 1.0, y - 2.6));
            path.quad_to((x - 1.4, y - 1.4), (x - 0.9, y + 1.2));
            Shape::Path {
                path,
                fill: None,
                stroke: Some(Stroke::solid(ink, 1.7)),
            }
        })
        .collect()
}

/// The sign of a label, to be stroked: a tick, a cross, two arrows against each other, an arrow in a circle, a point in
/// a ring, a broken ring. `arm` from the centre to the rim.
pub fn status(label: Label, centre: Point, arm: f64) -> BezPath {
    let mut path = BezPath::new();
    let arc = |from: f64, sweep: f64| {
        let arc = Arc::new(centre, (arm * 0.86, arm * 0.86), from, sweep, 0.0);
        // Its own start, for an arc goes on from where the path is.
        let start = centre + Vec2::from_angle(from) * arm * 0.86;
        std::iter::once(PathEl::MoveTo(start)).chain(arc.append_iter(0.05))
    };
    match label {
        Label::Corroborated => polyline(
            &mut path,
            centre,
            arm,
            &[(-0.9, 0.1), (-0.25, 0.72), (0.95, -0.68)],
        ),
        Label::Contradicted => {
            polyline(&mut path, centre, arm, &[(-0.72, -0.72), (0.72, 0.72)]);
            polyline(&mut path, centre, arm, &[(0.72, -0.72), (-0.72, 0.72)]);
        }
        Label::Disputed => {
            let there = [(-0.95, -0.38), (0.95, -0.38), (0.5, -0.88)];
            polyline(&mut path, centre, arm, &there);
            polyline(&mut path, centre, arm, &there.map(|(x, y)| (-x, -y)));
        }
        Label::Circular => {
            path.extend(arc(-0.5, 4.9));
            // The head where the arc ends, at 4.4 of a turn of 6.28: up and to the left.
            polyline(
                &mut path,
                centre,
                arm,
                &[(-0.85, -1.0), (-0.27, -0.82), (-0.62, -0.2)],
            );
        }
        Label::SingleSource => {
            path.extend(Circle::new(centre, arm * 0.86).path_elements(0.05));
            path.extend(Circle::new(centre, arm * 0.16).path_elements(0.05));
        }
        Label::Unsupported => {
            for quarter in 0..4 {
                path.extend(arc(f64::from(quarter) * FRAC_PI_2 + 0.3, 0.97));
            }
        }
    }
    path
}

/// Adds a line through points around `centre`, in units of `arm`.
fn polyline(path: &mut BezPath, centre: Point, arm: f64, points: &[(f64, f64)]) {
    for (n, (x, y)) in points.iter().enumerate() {
        let at = centre + Vec2::new(x * arm, y * arm);
        match n {
            0 => path.move_to(at),
            _ => path.line_to(at),
        }
    }
}

/// One of four small filled shapes that are told apart without colour.
pub fn token(number: usize, centre: Point, arm: f64) -> BezPath {
    let polygon = |points: &[(f64, f64)]| {
        let mut path = BezPath::new();
        polyline(&mut path, centre, arm, points);
        path.close_path();
        path
    };
    match number % 4 {
        0 => Circle::new(centre, arm * 0.95).to_path(0.05),
        1 => Rect::from_center_size(centre, (arm * 1.7, arm * 1.7)).to_path(0.05),
        2 => polygon(&[(0.0, -1.1), (1.1, 0.85), (-1.1, 0.85)]),
        _ => polygon(&[(0.0, -1.2), (1.2, 0.0), (0.0, 1.2), (-1.2, 0.0)]),
    }
}

/// The stone at the top of an arch, wider above than below.
pub fn keystone(centre: Point, width: f64, height: f64) -> BezPath {
    let (w, h) = (width / 2.0, height / 2.0);
    let mut path = BezPath::new();
    path.move_to(centre + Vec2::new(-w, -h));
    path.line_to(centre + Vec2::new(w, -h));
    path.line_to(centre + Vec2::new(w * 0.5, h));
    path.line_to(centre + Vec2::new(-w * 0.5, h));
    path.close_path();
    path
}

/// A triangle with a stroke and a point in it, to be stroked: something is wrong here.
pub fn warning(centre: Point, width: f64, height: f64) -> BezPath {
    let (w, h) = (width / 2.0, height / 2.0);
    let at = |x: f64, y: f64| centre + Vec2::new(x * w, y * h);
    let mut path = BezPath::new();
    path.move_to(at(0.0, -1.0));
    path.line_to(at(1.0, 1.0));
    path.line_to(at(-1.0, 1.0));
    path.close_path();
    path.move_to(at(0.0, -0.35));
    path.line_to(at(0.0, 0.25));
    path.move_to(at(0.0, 0.52));
    path.line_to(at(0.0, 0.66));
    path
}
