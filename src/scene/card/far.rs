//! Cards seen from afar: a title alone, then a block in its colour.

use std::sync::Arc;

use kurbo::{Point, Rect, Vec2};

use super::super::icon::{self, Sign};
use super::super::shape::{Paint, Shape, Stroke};
use super::super::style::Tone;
use super::super::text::{Spec, TextStyle};
use super::{Facts, Pen, RADIUS, is_origin, lang, signs, tally};
use crate::board::{Body, Card};

/// Far out: the title alone, large, and a strip in the colour of what the links say.
pub(super) fn headline(pen: &mut Pen<'_>, rect: Rect, card: &Card, facts: &Facts) {
    let (fill, strip) = match &card.body {
        Body::Claim(_) => (Tone::Paper, Some(tally(facts).0)),
        Body::Note(_) => (Tone::NotePaper, None),
        _ => (Tone::Paper, None),
    };
    let stroke = Some(Stroke::solid(Tone::Line, 1.5));
    pen.shapes.push(Shape::Rect {
        rect,
        radius: RADIUS,
        fill: Some(fill.into()),
        stroke,
    });
    if let Some(tone) = strip {
        let strip = Rect::new(rect.x0 + 7.0, rect.y0 + 8.0, rect.x0 + 23.0, rect.y1 - 8.0);
        pen.shapes.push(Shape::Rect {
            rect: strip,
            radius: 4.0,
            fill: Some(tone.into()),
            stroke: None,
        });
        // The colour says nothing alone: the signs of the evidence stand in it.
        for (row, sign) in signs(facts).enumerate() {
            let centre = Point::new(strip.center().x, strip.y0 + 9.0 + 15.0 * row as f64);
            if centre.y + 6.0 < strip.y1 {
                pen.shapes.push(Shape::Path {
                    path: icon::cross(sign, centre, 4.5),
                    fill: None,
                    stroke: Some(Stroke::solid(Tone::OnAccent, 2.4)),
                });
            }
        }
    }
    let bold = matches!(card.body, Body::Source(_));
    let tone = if card.title().is_empty() {
        Tone::InkThird
    } else {
        Tone::Ink
    };
    let left = if strip.is_some() { 31.0 } else { 11.0 };
    let lang = match &card.body {
        Body::Source(source) => lang(source),
        _ => None,
    };
    let (at, width) = (
        Point::new(rect.x0 + left, rect.y0 + 7.0),
        rect.width() - left - 8.0,
    );
    let name = card.name();
    // The largest letters with which the title still fits; the smallest may cut it.
    for size in HEADLINES {
        let mut style = TextStyle::new(size, tone);
        if bold {
            style = style.bold();
        }
        let height = (rect.height() - 12.0) as f32;
        let spec = Spec {
            lang,
            width: Some(width.max(1.0) as f32),
            max_height: Some(height),
            ..Spec::new(&name, style)
        };
        let block = pen.engine.layout(&spec);
        let fits = !block.cut && block.size[1] <= height + 1.0;
        if fits || size == HEADLINES[HEADLINES.len() - 1] {
            pen.shapes.push(Shape::Text {
                block: Arc::new(block),
                at,
                alpha: 1.0,
            });
            return;
        }
    }
}

/// Letter sizes of a title that stands alone, board units.
const HEADLINES: [f32; 4] = [25.0, 21.0, 18.0, 15.5];

/// Farther out: a block in its colour, and for a claim the signs of its evidence.
pub(super) fn block(pen: &mut Pen<'_>, rect: Rect, card: &Card, facts: &Facts, with_signs: bool) {
    let paint: Paint = match &card.body {
        Body::Source(source) if is_origin(source) => Tone::DerivesFrom.alpha(0.55),
        Body::Source(_) => Tone::InkSecond.alpha(0.85),
        Body::Claim(_) => tally(facts).0.into(),
        Body::Note(_) => Tone::NotePaper.into(),
        Body::Frame(_) => Tone::FramePaper.into(),
        Body::Picture(_) | Body::Unknown(_) => Tone::InkThird.alpha(0.6),
    };
    pen.shapes.push(Shape::Rect {
        rect,
        radius: 0.0,
        fill: Some(paint),
        stroke: None,
    });
    if with_signs && matches!(card.body, Body::Claim(_)) {
        let signs: Vec<Sign> = signs(facts).collect();
        let arm = (rect.height() * 0.2).min(rect.width() * 0.12);
        for (i, sign) in signs.iter().enumerate() {
            let shift = (i as f64 - (signs.len() as f64 - 1.0) / 2.0) * arm * 3.0;
            // A path for each stroke: painters do plain lines by the thousand at little cost.
            for path in icon::strokes(*sign, rect.center() + Vec2::new(shift, 0.0), arm) {
                pen.shapes.push(Shape::Path {
                    path,
                    fill: None,
                    stroke: Some(Stroke::solid(Tone::OnAccent, arm * 0.45)),
                });
            }
        }
    }
}
