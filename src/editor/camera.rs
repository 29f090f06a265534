//! Where the wall is looked at from. Looking is not editing: the camera is never in the file.

use kurbo::{Point, Rect, Size, Vec2};

/// Farthest out: 2 %.
pub const ZOOM_MIN: f64 = 0.02;
/// Nearest: 400 %.
pub const ZOOM_MAX: f64 = 4.0;
/// Pixels kept free around what is fitted.
const MARGIN: f64 = 48.0;

/// A view of the wall. Screen coordinates are points from the top left corner of the view, y down.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    /// The board point in the top left corner of the view.
    pub corner: Point,
    /// Points on the screen per board unit.
    pub zoom: f64,
}

impl Default for Camera {
    fn default() -> Self {
        Self {
            corner: Point::new(-80.0, -80.0),
            zoom: 1.0,
        }
    }
}

impl Camera {
    /// A board point on the screen.
    pub fn screen_from_board(&self, at_board: Point) -> Point {
        ((at_board - self.corner) * self.zoom).to_point()
    }

    /// A screen point on the board.
    pub fn board_from_screen(&self, at_screen: Point) -> Point {
        self.corner + at_screen.to_vec2() / self.zoom
    }

    /// What a view of this size shows, board units.
    pub fn area(&self, view: Size) -> Rect {
        Rect::from_origin_size(self.corner, view / self.zoom)
    }

    /// Moved so that the wall follows a hand that moved by `by` on the screen.
    #[must_use]
    pub fn panned(self, by: Vec2) -> Self {
        Self {
            corner: self.corner - by / self.zoom,
            ..self
        }
    }

    /// Zoomed by `factor`, with the board point under `at_screen` staying there.
    #[must_use]
    pub fn zoomed(self, factor: f64, at_screen: Point) -> Self {
        self.at_zoom(self.zoom * factor, at_screen)
    }

    /// Zoomed to `zoom`, with the board point under `at_screen` staying there.
    #[must_use]
    pub fn at_zoom(self, zoom: f64, at_screen: Point) -> Self {
        let zoom = if zoom.is_finite() {
            zoom.clamp(ZOOM_MIN, ZOOM_MAX)
        } else {
            self.zoom
        };
        let fixed = self.board_from_screen(at_screen);
        Self {
            corner: fixed - at_screen.to_vec2() / zoom,
            zoom,
        }
    }

    /// Shows all of `area`, and not larger than `most`.
    #[must_use]
    pub fn fitting(area: Rect, view: Size, most: f64) -> Self {
        let room = Size::new(
            (view.width - 2.0 * MARGIN).max(40.0),
            (view.height - 2.0 * MARGIN).max(40.0),
        );
        let zoom = (room.width / area.width().max(1.0)).min(room.height / area.height().max(1.0));
        let zoom = zoom.min(most).clamp(ZOOM_MIN, ZOOM_MAX);
        Self {
            corner: area.center() - (view / zoom).to_vec2() / 2.0,
            zoom,
        }
    }

    /// Moved as little as needed to show `area`; as it is if that is in view already.
    #[must_use]
    pub fn revealing(self, area: Rect, view: Size) -> Self {
        let seen = self.area(view).inset(-MARGIN / self.zoom);
        if seen.width() <= area.width() || seen.height() <= area.height() {
            return Self {
                corner: area.center() - (view / self.zoom).to_vec2() / 2.0,
                ..self
            };
        }
        let shift = |low: f64, high: f64, seen_low: f64, seen_high: f64| {
            if low < seen_low {
                low - seen_low
            } else if high > seen_high {
                high - seen_high
            } else {
                0.0
            }
        };
        let by = Vec2::new(
            shift(area.x0, area.x1, seen.x0, seen.x1),
            shift(area.y0, area.y1, seen.y0, seen.y1),
        );
        Self {
            corner: self.corner + by,
            ..self
        }
    }

    /// On the way from one view to another; `t` runs from 0 to 1. The zoom changes evenly to the eye, and the middle of
    /// the view moves straight.
    #[must_use]
    pub fn between(from: Self, to: Self, t: f64, view: Size) -> Self {
        let t = t.clamp(0.0, 1.0);
        let ease = t * t * (3.0 - 2.0 * t);
        let zoom = from.zoom * (to.zoom / from.zoom).powf(ease);
        let middle = |camera: &Self| camera.corner + (view / camera.zoom).to_vec2() / 2.0;
        let (start, end) = (middle(&from), middle(&to));
        // Weighted so that what both views show stays calm while the zoom changes.
        let share = if (to.zoom - from.zoom).abs() < 1e-9 {
            ease
        } else {
            (1.0 / zoom - 1.0 / from.zoom) / (1.0 / to.zoom - 1.0 / from.zoom)
        };
        Self {
            corner: start + (end - start) * share - (view / zoom).to_vec2() / 2.0,
            zoom,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zoom_keeps_what_is_under_the_pointer() {
        let mut camera = Camera::default();
        let at = Point::new(300.0, 200.0);
        for factor in [1.1, 3.0, 0.01, 100.0, f64::NAN, 0.5] {
            let before = camera.board_from_screen(at);
            camera = camera.zoomed(factor, at);
            assert!((camera.board_from_screen(at) - before).hypot() < 1e-6);
            assert!((ZOOM_MIN..=ZOOM_MAX).contains(&camera.zoom));
        }
    }

    #[test]
    fn fitting_shows_everything() {
        let view = Size::new(900.0, 600.0);
        for area in [
            Rect::new(0.0, 0.0, 10.0, 10.0),
            Rect::new(-9e3, -7e3, 2e4, 1e4),
            Rect::new(5.0, 5.0, 5.0, 5.0),
        ] {
            let camera = Camera::fitting(area, view, 1.0);
            assert!(camera.zoom <= 1.0);
            let seen = camera.area(view);
            assert_eq!(seen.union(area), seen);
        }
    }

    #[test]
    fn the_way_between_two_views_begins_and_ends_there() {
        let view = Size::new(900.0, 600.0);
        let (a, b) = (
            Camera::default(),
            Camera {
                corner: Point::new(900.0, -40.0),
                zoom: 0.3,
            },
        );
        for (t, want) in [(0.0, a), (1.0, b)] {
            let got = Camera::between(a, b, t, view);
            assert!(
                (got.corner - want.corner).hypot() < 1e-6 && (got.zoom - want.zoom).abs() < 1e-9
            );
        }
    }
}
