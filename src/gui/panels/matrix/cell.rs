//! How cells and bars look, and how cells are said aloud.
//!
//! **Invariant:** nothing is said by colour alone: a rating has its sign and its word.

use eframe::egui::{
    self, Align2, Color32, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, pos2, vec2,
};

use super::super::super::theme;
use crate::assess::matrix::{Cell, Whence};
use crate::board::Rating;
use crate::scene::style::{Tone, size};

/// The sign of a rating.
pub fn sign(rating: Rating) -> &'static str {
    match rating {
        Rating::VeryConsistent => "++",
        Rating::Consistent => "+",
        Rating::Neutral => "0",
        Rating::Inconsistent => "–",
        Rating::VeryInconsistent => "– –",
    }
}

/// The colour of a rating, and how much of it lies behind the words.
fn paint_of(rating: Rating) -> (Tone, Tone, f32) {
    match rating {
        Rating::VeryConsistent => (Tone::Corroborates, Tone::Corroborates, 0.22),
        Rating::Consistent => (Tone::Corroborates, Tone::Corroborates, 0.10),
        Rating::Neutral => (Tone::InkSecond, Tone::Chip, 1.0),
        Rating::Inconsistent => (Tone::Contradicts, Tone::Contradicts, 0.10),
        Rating::VeryInconsistent => (Tone::Contradicts, Tone::Contradicts, 0.22),
    }
}

/// The colour in which a rating is written.
pub fn ink_of(rating: Rating) -> Tone {
    paint_of(rating).0
}

/// What a cell says, in words.
pub fn words(cell: &Cell) -> &'static str {
    cell.rating.map_or("not assessed", Rating::words)
}

/// What is said aloud of a cell.
pub fn spoken(row: &str, answer: &str, cell: &Cell) -> String {
    let judged = match cell.whence {
        Whence::Analyst { .. } => ", judged by you",
        _ => "",
    };
    format!("{row}, {answer}: {}{judged}", words(cell))
}

/// How a cell is shown.
#[derive(Clone, Copy, Debug, Default)]
pub struct Show {
    /// The pointer is over it.
    pub hovered: bool,
    /// It has the keyboard.
    pub focused: bool,
    /// Its row does not tell the answers apart.
    pub pale: bool,
}

/// Paints a cell.
pub fn paint(painter: &Painter, rect: Rect, cell: &Cell, show: Show) {
    let ctx = painter.ctx();
    let narrow = rect.width() < 140.0;
    let pad = if narrow { 9.0 } else { 13.0 };
    let (ink, left) = match cell.rating {
        None => {
            if show.hovered {
                painter.rect_filled(rect, 7.0, theme::faded(ctx, Tone::Chip, 0.7));
            }
            let share = if show.pale { 0.25 } else { 0.38 };
            let stroke = Stroke::new(1.0, theme::faded(ctx, Tone::InkThird, share));
            painter.extend(dashed(rect.shrink(0.5), 7.0, stroke));
            (theme::tone(ctx, Tone::InkThird), rect.left() + pad)
        }
        Some(rating) => {
            let (ink, fill, share) = paint_of(rating);
            let share = share * if show.pale { 0.45 } else { 1.0 };
            let below = match fill {
                Tone::Chip => Tone::Panel,
                _ => Tone::Paper,
            };
            painter.rect_filled(rect, 7.0, theme::over(ctx, fill, share, below));
            if show.hovered {
                let stroke = Stroke::new(1.0, theme::faded(ctx, ink, 0.5));
                painter.rect_stroke(rect, 7.0, stroke, StrokeKind::Inside);
            }
            let ink = if show.pale { Tone::InkThird } else { ink };
            let ink = theme::tone(ctx, ink);
            let at = pos2(rect.left() + pad, rect.center().y);
            let font = theme::bold(size::BODY);
            let sign = painter.text(at, Align2::LEFT_CENTER, sign(rating), font, ink);
            (ink, sign.right().max(rect.left() + pad + 7.0) + pad - 5.0)
        }
    };
    let clipped = painter.with_clip_rect(painter.clip_rect().intersect(rect.shrink(4.0)));
    let font = theme::regular(if narrow { size::SMALL } else { size::BODY });
    let at = pos2(left, rect.center().y);
    clipped.text(at, Align2::LEFT_CENTER, words(cell), font, ink);
    if matches!(cell.whence, Whence::Analyst { .. }) {
        pencil(
            painter,
            rect.right_top() + vec2(-12.0, 12.0),
            theme::tone(ctx, Tone::InkSecond),
        );
    }
    if show.focused {
        let stroke = Stroke::new(2.0, theme::tone(ctx, Tone::Selection));
        painter.rect_stroke(rect.expand(1.0), 8.0, stroke, StrokeKind::Outside);
    }
}

/// A small pen: written by hand.
fn pencil(painter: &Painter, at: Pos2, ink: Color32) {
    let stroke = Stroke::new(1.6, ink);
    painter.line_segment([at + vec2(-3.0, 3.0), at + vec2(3.0, -3.0)], stroke);
    painter.circle_filled(at + vec2(-3.6, 3.6), 1.0, ink);
}

/// A dashed rectangle with round corners.
fn dashed(rect: Rect, radius: f32, stroke: Stroke) -> Vec<Shape> {
    let mut path = Vec::new();
    let quarter = std::f32::consts::FRAC_PI_2;
    for (corner, turn) in [
        (rect.right_top() + vec2(-radius, radius), -1.0),
        (rect.right_bottom() + vec2(-radius, -radius), 0.0),
        (rect.left_bottom() + vec2(radius, -radius), 1.0),
        (rect.left_top() + vec2(radius, radius), 2.0),
    ] {
        for step in 0..=4_u8 {
            let angle = quarter * (turn + f32::from(step) / 4.0);
            path.push(corner + radius * egui::Vec2::angled(angle));
        }
    }
    path.extend(path.first().copied());
    Shape::dashed_line(&path, stroke, 4.0, 3.0)
}

/// How far a row tells the answers apart, 0 to 4, as a bar.
pub fn paint_bar(painter: &Painter, rect: Rect, diagnosticity: u8) {
    let ctx = painter.ctx();
    painter.rect_filled(rect, 3.0, theme::tone(ctx, Tone::Chip));
    let share = f32::from(diagnosticity.min(4)) / 4.0;
    if share > 0.0 {
        let full = Rect::from_min_size(rect.min, vec2(rect.width() * share, rect.height()));
        painter.rect_filled(full, 3.0, theme::tone(ctx, Tone::Selection));
    }
}
