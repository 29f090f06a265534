//! Connectors: smooth curves from card to card that avoid crossing the two cards they tie.
//!
//! A link leaves one side of its card and lands on a side of the other. Landings on one side are spread over it and
//! sorted by where they come from, so that curves arrive without crossing each other; departures share one port.

use kurbo::{
    BezPath, CubicBez, ParamCurve as _, ParamCurveArclen as _, ParamCurveDeriv as _, Point, Rect,
    Vec2,
};

use super::icon::{self, Sign};
use super::marks::Seal;
use super::shape::{Dash, Paint, Shape, Stroke};
use super::style::Tone;
use crate::assess::Label;
use crate::board::{Link, LinkKind};

/// A side of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// x0
    Left,
    /// x1
    Right,
    /// y0
    Top,
    /// y1
    Bottom,
}

impl Side {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Left, Self::Right, Self::Top, Self::Bottom];

    /// Unit vector that points away from the card.
    pub fn normal(self) -> Vec2 {
        match self {
            Self::Left => Vec2::new(-1.0, 0.0),
            Self::Right => Vec2::new(1.0, 0.0),
            Self::Top => Vec2::new(0.0, -1.0),
            Self::Bottom => Vec2::new(0.0, 1.0),
        }
    }

    /// The middle of this side, board units.
    pub fn middle(self, rect: Rect) -> Point {
        let centre = rect.center();
        match self {
            Self::Left => Point::new(rect.x0, centre.y),
            Self::Right => Point::new(rect.x1, centre.y),
            Self::Top => Point::new(centre.x, rect.y0),
            Self::Bottom => Point::new(centre.x, rect.y1),
        }
    }

    /// Its length, board units.
    pub fn length(self, rect: Rect) -> f64 {
        match self {
            Self::Left | Self::Right => rect.height(),
            Self::Top | Self::Bottom => rect.width(),
        }
    }

    /// Unit vector along it: down or to the right.
    pub fn along(self) -> Vec2 {
        match self {
            Self::Left | Self::Right => Vec2::new(0.0, 1.0),
            Self::Top | Self::Bottom => Vec2::new(1.0, 0.0),
        }
    }
}

/// Where a connector touches a card.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Port {
    /// Which side.
    pub side: Side,
    /// Distance from the middle of the side, along it, board units.
    pub shift: f64,
}

impl Port {
    /// The place of this port on the edge of a card, board units.
    pub fn at(self, rect: Rect) -> Point {
        self.side.middle(rect) + self.side.along() * self.shift
    }
}

/// The way of one connector, board units.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// From the edge of the speaking card to the sign before the other.
    pub curve: CubicBez,
    /// Where the sign or arrow stands.
    pub landing: Point,
    /// Where the curve points at its end (unit vector, into the card).
    pub heading: Vec2,
}

/// Gap between landings on a side, where there is room.
const PITCH: f64 = 14.0;
/// Distance of the sign's centre from the card's edge.
const STAND_OFF: f64 = 10.0;
/// Radius of the sign where a connector lands.
pub(super) const SIGN_RADIUS: f64 = 6.0;
/// Width of the band under the links of a loop.
const LOOP_BAND: f64 = 9.0;
/// Distance below which two cards of a column are tied bottom to top; farther ones around the side.
const NEAR: f64 = 110.0;

/// The sides that a connector leaves and reaches.
pub(super) fn sides(from: Rect, to: Rect) -> (Side, Side) {
    let gap_x = (to.x0 - from.x1).max(from.x0 - to.x1);
    let gap_y = (to.y0 - from.y1).max(from.y0 - to.y1);
    let (rightwards, downwards) = (
        to.center().x >= from.center().x,
        to.center().y >= from.center().y,
    );
    if gap_x >= 60.0 || gap_x >= 24.0 && gap_x >= gap_y * 0.35 {
        return if rightwards {
            (Side::Right, Side::Left)
        } else {
            (Side::Left, Side::Right)
        };
    }
    if gap_y >= 16.0 && (gap_y <= NEAR || gap_x > 0.0) {
        return if downwards {
            (Side::Bottom, Side::Top)
        } else {
            (Side::Top, Side::Bottom)
        };
    }
    // One above the other with something between them, or overlapping: around the outside. Going down on the right
    // and up on the left keeps a pair of opposite links apart.
    if downwards {
        (Side::Right, Side::Right)
    } else {
        (Side::Left, Side::Left)
    }
}

/// Spreads `count` landings over a side: the shift of the landing number `index`.
pub(super) fn spread(index: usize, count: usize, side_length: f64) -> f64 {
    let room = (side_length - 2.0 * SIGN_RADIUS - 8.0).max(0.0);
    let pitch = if count > 1 {
        PITCH.min(room / (count - 1) as f64)
    } else {
        0.0
    };
    (index as f64 - (count - 1) as f64 / 2.0) * pitch
}

/// The curve between two ports.
pub(super) fn route(from: Rect, out: Port, to: Rect, landing: Port) -> Route {
    let start = out.at(from);
    let edge = landing.at(to);
    let outward = landing.side.normal();
    let end = edge + outward * STAND_OFF;
    let distance = (end - start).hypot();
    // The handles grow with the distance, so that short ties do not make a cusp and long ones leave at a right angle.
    let reach = if out.side == landing.side {
        (distance * 0.3).clamp(30.0, 130.0)
    } else {
        let along = (end - start).dot(out.side.normal()).abs();
        (along * 0.5).max(distance * 0.22).clamp(10.0, 260.0)
    };
    let stop = end + outward * SIGN_RADIUS;
    let curve = CubicBez::new(
        start,
        start + out.side.normal() * reach,
        stop + outward * reach,
        stop,
    );
    Route {
        curve,
        landing: end,
        heading: -outward,
    }
}

impl Route {
    /// Where the quotation mark of a link that rests on words stands: beside the middle of the line.
    pub fn quote_mark(&self) -> Point {
        const HALF: f64 = 0.5;
        let at = self.curve.eval(HALF);
        let heading = self.curve.deriv().eval(HALF).to_vec2();
        let across = if heading.hypot() > 0.0 {
            Vec2::new(heading.y, -heading.x).normalize()
        } else {
            Vec2::new(0.0, -1.0)
        };
        let up = if across.y > 0.0 { -across } else { across };
        at + up * 7.0
    }

    /// A curve that ends free at a point: the rubber band while a tie is drawn.
    pub fn free(from: Rect, at: Point) -> Self {
        let (side, _) = sides(from, Rect::from_points(at, at));
        let start = side.middle(from);
        let reach = ((at - start).hypot() * 0.35).clamp(4.0, 160.0);
        let heading = if (at - start).hypot() > 1.0 {
            (at - start).normalize()
        } else {
            side.normal()
        };
        let curve = CubicBez::new(
            start,
            start + side.normal() * reach,
            at - heading * reach * 0.6,
            at,
        );
        Self {
            curve,
            landing: at,
            heading,
        }
    }

    /// The connector between two cards, each port in the middle of its side.
    pub fn between(from: Rect, to: Rect) -> Self {
        let (out, landing) = sides(from, to);
        route(
            from,
            Port {
                side: out,
                shift: 0.0,
            },
            to,
            Port {
                side: landing,
                shift: 0.0,
            },
        )
    }

    /// Everything that is painted of it lies inside, board units.
    pub fn bounds(&self) -> Rect {
        let c = &self.curve;
        let hull = Rect::from_points(c.p0, c.p3).union_pt(c.p1).union_pt(c.p2);
        hull.union(Rect::from_center_size(
            self.landing,
            (2.0 * SIGN_RADIUS, 2.0 * SIGN_RADIUS),
        ))
        .inflate(4.0, 4.0)
    }

    /// Distance of a point from the line, board units.
    pub fn distance(&self, at: Point) -> f64 {
        const STEPS: usize = 24;
        let mut previous = self.curve.p0;
        let mut least = (at - self.landing).hypot() - SIGN_RADIUS;
        for step in 1..=STEPS {
            let next = self.curve.eval(step as f64 / STEPS as f64);
            let segment = next - previous;
            let t = if segment.hypot2() > 0.0 {
                ((at - previous).dot(segment) / segment.hypot2()).clamp(0.0, 1.0)
            } else {
                0.0
            };
            least = least.min((at - (previous + segment * t)).hypot());
            previous = next;
        }
        least
    }

    /// Where the start of a selected link is grasped: a little way along the line, clear of the handle from which the
    /// next tie is drawn.
    pub fn start_grip(&self) -> Point {
        let t = (24.0 / self.curve.arclen(1.0).max(1.0)).min(0.3);
        self.curve.eval(t)
    }

    /// The middle of the line, board units.
    pub fn middle(&self) -> Point {
        self.curve
            .eval(self.curve.inv_arclen(self.curve.arclen(0.5) / 2.0, 0.5))
    }
}

/// The colour of a link by what it says.
pub fn tone(kind: &LinkKind) -> Tone {
    match kind {
        LinkKind::Corroborates(_) => Tone::Corroborates,
        LinkKind::Contradicts(_) => Tone::Contradicts,
        LinkKind::DerivesFrom => Tone::DerivesFrom,
    }
}

/// The shapes of a connector. `alpha` lets it step back among many.
pub(super) fn shapes(link: &Link, route: &Route, seal: Seal, alpha: f32) -> Vec<Shape> {
    let tone = tone(&link.kind);
    let alpha = if seal.struck { alpha * 0.3 } else { alpha };
    let ink = tone.alpha(alpha);
    let (dash, width) = match link.kind {
        LinkKind::Corroborates(_) => (Dash::Solid, 1.5),
        LinkKind::Contradicts(_) => (Dash::Dashed, 1.6),
        LinkKind::DerivesFrom => (Dash::Dotted, 1.6),
    };
    let mut path = BezPath::new();
    path.move_to(route.curve.p0);
    path.curve_to(route.curve.p1, route.curve.p2, route.curve.p3);
    let mut shapes = Vec::with_capacity(8);
    if seal.loops {
        // One band under all links of a circle makes them one loop to the eye.
        let band = Stroke::solid(Tone::Attention.alpha(0.26), LOOP_BAND);
        shapes.push(Shape::Path {
            path: path.clone(),
            fill: None,
            stroke: Some(band),
        });
    }
    shapes.push(Shape::Path {
        path,
        fill: None,
        stroke: Some(Stroke {
            paint: ink,
            width,
            dash,
        }),
    });
    if seal.bears && alpha == 1.0 {
        shapes.extend(keystone(route));
    }
    if seal.struck {
        let cross = icon::status(Label::Contradicted, route.middle(), 5.0);
        shapes.push(Shape::Path {
            path: cross,
            fill: None,
            stroke: Some(Stroke::solid(Tone::InkSecond, 1.8)),
        });
    }
    match link.kind.stance() {
        Some(stance) => {
            let sign = match stance {
                crate::board::Stance::Corroborates => Sign::Plus,
                crate::board::Stance::Contradicts => Sign::Minus,
            };
            shapes.extend(icon::badge(
                sign,
                route.landing,
                SIGN_RADIUS,
                Tone::Paper.into(),
                ink,
            ));
            shapes.push(end_mark(sign, route, ink));
        }
        None => shapes.push(open_arrow(route, ink)),
    }
    if link
        .kind
        .evidence()
        .is_some_and(|evidence| evidence.quote.is_some())
    {
        shapes.extend(quote_mark(route, ink));
    }
    shapes
}

/// On a lit link some label hangs on: the stone that an arch falls without.
fn keystone(route: &Route) -> [Shape; 2] {
    let at = route.curve.eval(0.36);
    let path = icon::keystone(at, 11.0, 9.0);
    // The line does not show through.
    let paper = Shape::Path {
        path: path.clone(),
        fill: Some(Tone::Wall.into()),
        stroke: None,
    };
    let stone = Shape::Path {
        path,
        fill: Some(Tone::Attention.alpha(0.2)),
        stroke: Some(Stroke::solid(Tone::Attention, 1.2)),
    };
    [paper, stone]
}

/// Support ends in a filled arrow, opposition in a bar, both between the sign and the card.
fn end_mark(sign: Sign, route: &Route, ink: Paint) -> Shape {
    let tip = route.landing + route.heading * STAND_OFF;
    let across = Vec2::new(-route.heading.y, route.heading.x);
    let mut path = BezPath::new();
    match sign {
        Sign::Plus => {
            path.move_to(tip);
            path.line_to(tip - route.heading * 4.0 + across * 2.8);
            path.line_to(tip - route.heading * 4.0 - across * 2.8);
            path.close_path();
            Shape::Path {
                path,
                fill: Some(ink),
                stroke: None,
            }
        }
        Sign::Minus => {
            path.move_to(tip - route.heading * 1.4 + across * 4.5);
            path.line_to(tip - route.heading * 1.4 - across * 4.5);
            Shape::Path {
                path,
                fill: None,
                stroke: Some(Stroke::solid(ink, 2.0)),
            }
        }
    }
}

fn open_arrow(route: &Route, ink: Paint) -> Shape {
    let tip = route.landing + route.heading * (STAND_OFF - 1.0);
    let across = Vec2::new(-route.heading.y, route.heading.x);
    let mut path = BezPath::new();
    path.move_to(tip - route.heading * 7.0 + across * 4.0);
    path.line_to(tip);
    path.line_to(tip - route.heading * 7.0 - across * 4.0);
    path.move_to(tip);
    path.line_to(tip - route.heading * (STAND_OFF + SIGN_RADIUS - 1.0));
    Shape::Path {
        path,
        fill: None,
        stroke: Some(Stroke::solid(ink, 1.4)),
    }
}

/// A small quotation mark beside the middle of the line.
fn quote_mark(route: &Route, ink: Paint) -> Vec<Shape> {
    icon::quotation(route.quote_mark(), ink)
}

/// The connector far out: straight, and as thin as the painter paints.
pub(super) fn hairline(link: &Link, route: &Route, alpha: f32) -> Shape {
    let mut path = BezPath::new();
    path.move_to(route.curve.p0);
    path.line_to(route.landing);
    Shape::Path {
        path,
        fill: None,
        stroke: Some(Stroke::solid(tone(&link.kind).alpha(alpha), 0.1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(x: f64, y: f64) -> Rect {
        Rect::new(x, y, x + 260.0, y + 100.0)
    }

    #[test]
    fn sides_face_each_other() {
        let here = card(0.0, 0.0);
        let table = [
            (card(500.0, 0.0), (Side::Right, Side::Left)),
            (card(-500.0, 40.0), (Side::Left, Side::Right)),
            (card(0.0, 160.0), (Side::Bottom, Side::Top)),
            (card(40.0, -160.0), (Side::Top, Side::Bottom)),
            (card(0.0, 600.0), (Side::Right, Side::Right)),
            (card(0.0, -600.0), (Side::Left, Side::Left)),
            (card(20.0, 20.0), (Side::Right, Side::Right)),
        ];
        for (there, want) in table {
            assert_eq!(sides(here, there), want, "{there:?}");
        }
    }

    /// DESIGN: a curve avoids crossing its own cards, wherever they lie.
    #[test]
    fn no_curve_enters_its_own_cards() {
        let here = card(0.0, 0.0);
        for x in (-800..=800).step_by(40) {
            for y in (-600..=600).step_by(40) {
                let there = card(f64::from(x), f64::from(y));
                if here.inflate(30.0, 30.0).overlaps(there) {
                    continue;
                }
                let route = Route::between(here, there);
                for step in 1..40 {
                    let at = route.curve.eval(f64::from(step) / 40.0);
                    let inside = |r: Rect| r.inset(-0.5).contains(at);
                    assert!(
                        !inside(here) && !inside(there),
                        "{x},{y}: {at:?} lies inside a card"
                    );
                }
                assert!(route.bounds().is_finite());
            }
        }
    }

    #[test]
    fn landings_stay_on_their_side() {
        for count in 1..200 {
            for index in 0..count {
                assert!(spread(index, count, 100.0).abs() <= 44.0);
            }
        }
        assert_eq!(spread(0, 1, 100.0), 0.0);
        assert_eq!(spread(0, 2, 100.0), -7.0);
    }
}
