//! Long lines in bands: only the part of a line that is near a band is stroked and dashed there.
//!
//! A connector may cross the whole picture, and a picture may have a hundred bands. So lines are flattened once for the
//! picture; a band then takes the runs of segments that it sees, with the place in the dash pattern where each begins.
//!
//! **Invariant (no seams):** what is left out of a band lies so far from it that it has no pixel there.

use std::sync::Arc;

use kurbo::{BezPath, PathEl, Point, Rect};

use crate::scene::{Shape, Stroke};

/// Shapes of one record with what they cover.
pub(super) type Group = (Rect, Arc<[Shape]>);

/// Lines with a side longer than this are flattened, board units.
const LONG: f64 = 256.0;
/// Longest segment, board units.
const STEP: f64 = 256.0;
/// How far a flattened line may be from its curve, pixels.
const TOLERANCE_PX: f64 = 0.1;

/// The same shapes with long lines flattened, for painting at this scale in many pieces.
pub(super) fn flattened(groups: &[Group], scale: f64) -> Vec<Group> {
    let long = |shape: &Shape| match shape {
        Shape::Path {
            path,
            fill: None,
            stroke: Some(_),
        } => {
            let bounds = path.control_box();
            bounds.is_finite() && bounds.width().max(bounds.height()) > LONG
        }
        _ => false,
    };
    let flat = |shape: &Shape| match shape {
        Shape::Path { path, fill, stroke } if long(shape) => Shape::Path {
            path: polyline(path, TOLERANCE_PX / scale),
            fill: *fill,
            stroke: *stroke,
        },
        other => other.clone(),
    };
    let group = |(bounds, shapes): &Group| {
        if shapes.iter().any(long) {
            (*bounds, shapes.iter().map(flat).collect())
        } else {
            (*bounds, shapes.clone())
        }
    };
    groups.iter().map(group).collect()
}

fn polyline(path: &BezPath, tolerance: f64) -> BezPath {
    let mut flat = BezPath::new();
    let mut last = Point::ZERO;
    kurbo::flatten(path.iter(), tolerance, |element| match element {
        PathEl::LineTo(to) => {
            let steps = (last.distance(to) / STEP).ceil().clamp(1.0, 100_000.0);
            for i in 1..=steps as u32 {
                flat.line_to(last.lerp(to, f64::from(i) / steps));
            }
            last = to;
        }
        PathEl::MoveTo(to) => {
            flat.move_to(to);
            last = to;
        }
        other => flat.push(other),
    });
    flat
}

/// What has to be stroked of a line so that `seen` is right, dashed already: `None` when nothing of it is near.
pub(super) fn near(path: &BezPath, stroke: Stroke, seen: Rect) -> Option<BezPath> {
    let lines_only = path
        .elements()
        .iter()
        .all(|element| matches!(element, PathEl::MoveTo(_) | PathEl::LineTo(_)));
    if !lines_only || path.elements().len() < 3 {
        return Some(super::raster::dashed(path, stroke).unwrap_or_else(|| path.clone()));
    }
    let pattern = super::raster::dash_lengths(path, stroke);
    let seen = seen.inflate(stroke.width * 2.0, stroke.width * 2.0);
    let mut out = BezPath::new();
    let (mut run, mut run_begins) = (BezPath::new(), 0.0);
    let (mut last, mut length) = (Point::ZERO, 0.0);
    let mut end_run = |run: &mut BezPath, begins: f64| {
        if run.elements().is_empty() {
            return;
        }
        match &pattern {
            Some(pattern) => {
                let period: f64 = pattern.iter().sum();
                out.extend(kurbo::dash(run.iter(), begins % period, pattern));
            }
            None => out.extend(run.iter()),
        }
        run.truncate(0);
    };
    for element in path.elements() {
        match *element {
            PathEl::LineTo(to) => {
                if Rect::from_points(last, to).overlaps(seen) {
                    if run.elements().is_empty() {
                        run.move_to(last);
                        run_begins = length;
                    }
                    run.line_to(to);
                } else {
                    end_run(&mut run, run_begins);
                }
                length += last.distance(to);
                last = to;
            }
            PathEl::MoveTo(to) => {
                end_run(&mut run, run_begins);
                (last, length) = (to, 0.0);
            }
            _ => {}
        }
    }
    end_run(&mut run, run_begins);
    (!out.elements().is_empty()).then_some(out)
}

#[cfg(test)]
mod tests {
    use kurbo::{BezPath, PathEl, Point, Rect, Shape as _};

    use super::{near, polyline};
    use crate::scene::style::Tone;
    use crate::scene::{Dash, Stroke};

    /// The dashes seen in a band are those of the whole line, wherever the band lies.
    #[test]
    fn a_band_sees_the_dashes_of_the_whole_line() {
        let mut curve = BezPath::new();
        curve.move_to((0.0, 0.0));
        curve.curve_to((4000.0, 100.0), (-1000.0, 2900.0), (3000.0, 3000.0));
        let flat = polyline(&curve, 0.1);
        let stroke = Stroke {
            dash: Dash::Dashed,
            ..Stroke::solid(Tone::Contradicts, 2.0)
        };
        let middles = |path: &BezPath, seen: Rect| {
            let pieces = path
                .elements()
                .split(|element| matches!(element, PathEl::MoveTo(_)));
            let mut middles: Vec<Point> = Vec::new();
            let mut start = 0;
            for piece in pieces {
                let all = &path.elements()[start.max(1) - 1..start + piece.len()];
                start += piece.len() + 1;
                let bounds = BezPath::from_vec(all.to_vec()).bounding_box();
                if !piece.is_empty() && seen.contains(bounds.center()) {
                    middles.push(bounds.center());
                }
            }
            middles
        };
        let whole = near(&flat, stroke, Rect::new(-1e6, -1e6, 1e6, 1e6)).expect("dashes");
        let mut seen_dashes = 0;
        for top in [0.0, 700.0, 1400.0, 2200.0] {
            let band = Rect::new(-5000.0, top, 5000.0, top + 512.0);
            let part = near(&flat, stroke, band).expect("dashes");
            assert!(part.elements().len() < whole.elements().len());
            let (want, found) = (middles(&whole, band), middles(&part, band));
            assert!(!want.is_empty());
            seen_dashes += want.len();
            for middle in want {
                assert!(
                    found.iter().any(|at| at.distance(middle) < 1e-6),
                    "no dash at {middle:?}"
                );
            }
        }
        assert!(seen_dashes > 100);
        assert!(near(&flat, stroke, Rect::new(0.0, 9e3, 9.0, 9e3 + 1.0)).is_none());
    }
}
