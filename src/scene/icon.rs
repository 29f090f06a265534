//! Small signs drawn with strokes, so that they are the same in the window and in every export.

use kurbo::{BezPath, Circle, PathEl, Point, Shape as _, Vec2};

use super::shape::{Paint, Shape, Stroke};

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
