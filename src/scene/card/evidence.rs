//! What the assessment says, on the face of a card: the status of a claim with its bar, the family of a source, and the
//! keystone of whatever something hangs on.

use kurbo::{BezPath, Circle, Point, Rect, Shape as _};

use super::super::icon;
use super::super::marks::{Family, Mark, Status};
use super::super::shape::{Paint, Shape, Stroke};
use super::super::style::{LINE_HEIGHT, Tone, size};
use super::super::text::{Spec, TextStyle};
use super::{Field, Pen};
use crate::assess::{Label, Level};

/// Height of the bar.
pub(super) const BAR: f64 = 3.0;
/// Room for the sign before the words.
const SIGN: f64 = 16.0;

/// The colour of a label where it is read.
pub(in crate::scene) fn ink(label: Label) -> Tone {
    match label {
        Label::Unsupported => Tone::InkThird,
        Label::SingleSource => Tone::InkSecond,
        Label::Circular | Label::Disputed => Tone::Attention,
        Label::Corroborated => Tone::Corroborates,
        Label::Contradicted => Tone::Contradicts,
    }
}

/// The colour of a label where it fills an area.
pub(super) fn fill(label: Label) -> Paint {
    match label {
        Label::Unsupported => Tone::InkThird.alpha(0.7),
        Label::SingleSource => Tone::Attention.alpha(0.62),
        label => ink(label).into(),
    }
}

/// The status in words with its sign, one line that begins at `at`.
pub(super) fn status(pen: &mut Pen<'_>, at: Point, width: f64, status: &Status) {
    let line = f64::from(size::SMALL * LINE_HEIGHT);
    let mut at = at;
    let mut width = width;
    if let Some(before) = status.before {
        // What it was is struck out before what it would be.
        let style = TextStyle::new(size::SMALL, Tone::InkThird);
        let field = Field::new(at, width * 0.45, 1);
        let [used, _] = pen.text(field, before.words(), style, None);
        let y = at.y + line / 2.0;
        let mut strike = BezPath::new();
        strike.move_to((at.x, y));
        strike.line_to((at.x + used, y));
        pen.shapes.push(Shape::Path {
            path: strike,
            fill: None,
            stroke: Some(Stroke::solid(Tone::InkThird, 1.0)),
        });
        let arrow = Field::new(Point::new(at.x + used + 4.0, at.y), 20.0, 1);
        let [arrow, _] = pen.text(arrow, "→", style, None);
        at.x += used + arrow + 9.0;
        width -= used + arrow + 9.0;
    }
    let tone = ink(status.label);
    sign(
        pen,
        status.label,
        Point::new(at.x + 5.5, at.y + line / 2.0),
        5.0,
        tone.into(),
    );
    let style = TextStyle::new(size::SMALL, tone).bold();
    let room = (width - SIGN).max(1.0);
    let [long, middle, short] = &status.words;
    let words = match status.label {
        _ if status.before.is_some() => short,
        // A name that is cut still tells more than no name.
        Label::SingleSource => long,
        _ => [long, middle]
            .into_iter()
            .find(|words| fits(pen, words, style, room))
            .unwrap_or(short),
    };
    let field = Field::new(Point::new(at.x + SIGN, at.y), room, 1);
    pen.text(field, words, style, None);
}

fn fits(pen: &mut Pen<'_>, words: &str, style: TextStyle, room: f64) -> bool {
    let spec = Spec {
        width: Some(room as f32),
        max_lines: Some(1),
        ..Spec::new(words, style)
    };
    !pen.engine.layout(&spec).cut
}

/// The sign of a label, about `arm` around `centre`.
pub(super) fn sign(pen: &mut Pen<'_>, label: Label, centre: Point, arm: f64, paint: Paint) {
    pen.shapes.push(Shape::Path {
        path: icon::status(label, centre, arm),
        fill: None,
        stroke: Some(Stroke::solid(paint, (arm * 0.34).max(1.2))),
    });
}

/// The two-sided bar: support to the right of the middle, opposition to the left.
pub(super) fn bar(pen: &mut Pen<'_>, rect: Rect, status: Option<&Status>) {
    let mut part = |rect: Rect, paint: Paint| {
        if rect.width() > 0.0 {
            pen.shapes.push(Shape::Rect {
                rect,
                radius: BAR / 2.0,
                fill: Some(paint),
                stroke: None,
            });
        }
    };
    part(rect, Tone::Chip.into());
    let middle = rect.center().x;
    let share = |part: f64| part.clamp(0.0, 1.0) * rect.width() / 2.0;
    if let Some(status) = status.filter(|status| !status.is_bare()) {
        let (pro, contra) = (share(status.support), share(status.opposition));
        part(
            Rect::new(middle - contra, rect.y0, middle, rect.y1),
            Tone::Contradicts.into(),
        );
        part(
            Rect::new(middle, rect.y0, middle + pro, rect.y1),
            Tone::Corroborates.into(),
        );
    }
    let notch = Rect::new(middle - 0.6, rect.y0 - 1.5, middle + 0.6, rect.y1 + 1.5);
    pen.shapes.push(Shape::Rect {
        rect: notch,
        radius: 0.0,
        fill: Some(Tone::InkSecond.into()),
        stroke: None,
    });
}

/// The small mark that all sources of one origin carry: its own colour, and its own shape for those who see no colour.
pub(in crate::scene) fn family(family: Family, centre: Point, arm: f64) -> Shape {
    let tone = family_tone(family);
    Shape::Path {
        path: icon::token(family.token(), centre, arm),
        fill: Some(tone.into()),
        stroke: None,
    }
}

/// The colour of a family.
pub(in crate::scene) fn family_tone(family: Family) -> Tone {
    const TONES: [Tone; 4] = [Tone::FamilyA, Tone::FamilyB, Tone::FamilyC, Tone::FamilyD];
    TONES[family.number % TONES.len()]
}

/// What a source shares, in words.
pub(super) fn shares(mark: &Mark) -> Option<String> {
    let family = mark.family?;
    Some(match family.members {
        2 => "shares its origin with 1".to_owned(),
        n => format!("shares its origin with {}", n - 1),
    })
}

/// The stone that an arch falls without, its right edge at `right`; says where it begins.
pub(super) fn keystone(pen: &mut Pen<'_>, right: f64, middle: f64) -> f64 {
    let (width, height) = (10.0, 8.0);
    let centre = Point::new(right - width / 2.0, middle);
    pen.shapes.push(Shape::Path {
        path: icon::keystone(centre, width, height),
        fill: Some(Tone::Attention.alpha(0.18)),
        stroke: Some(Stroke::solid(Tone::Attention, 1.1)),
    });
    right - width
}

/// The sign that something is wrong with a card, its right edge at `right`; says where it begins.
pub(super) fn trouble(pen: &mut Pen<'_>, right: f64, middle: f64, level: Level) -> f64 {
    let tone = match level {
        Level::Error => Tone::Contradicts,
        Level::Warning | Level::Note => Tone::Attention,
    };
    let (width, height) = (11.0, 10.0);
    let centre = Point::new(right - width / 2.0, middle);
    pen.shapes.push(Shape::Path {
        path: icon::warning(centre, width, height),
        fill: None,
        stroke: Some(Stroke::solid(tone, 1.2)),
    });
    right - width
}

/// A ring in the place of a mark where the origin is another card.
pub(super) fn ring(pen: &mut Pen<'_>, centre: Point) {
    pen.shapes.push(Shape::Path {
        path: Circle::new(centre, 3.0).to_path(0.05),
        fill: None,
        stroke: Some(Stroke::solid(Tone::DerivesFrom, 1.4)),
    });
}

/// A line through a card that is taken away.
pub(super) fn struck(pen: &mut Pen<'_>, rect: Rect) {
    pen.shapes.push(Shape::Rect {
        rect,
        radius: super::RADIUS,
        fill: Some(Tone::Wall.alpha(0.62)),
        stroke: None,
    });
    let mut line = BezPath::new();
    line.move_to((rect.x0 + 10.0, rect.y1 - 10.0));
    line.line_to((rect.x1 - 10.0, rect.y0 + 10.0));
    pen.shapes.push(Shape::Path {
        path: line,
        fill: None,
        stroke: Some(Stroke::solid(Tone::InkSecond, 1.6)),
    });
}
