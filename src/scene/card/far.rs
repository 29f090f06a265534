//! Cards seen from afar: a title alone, then a block in its colour.

use std::sync::Arc;

use kurbo::{Point, Rect};

use super::super::shape::{Paint, Shape, Stroke};
use super::super::style::Tone;
use super::super::text::{Spec, TextStyle};
use super::evidence::{self, fill};
use super::{Facts, Pen, RADIUS, is_origin, lang};
use crate::board::{Body, Card};

/// Far out: the title alone, large, and a strip in the colour of what the links say.
pub(super) fn headline(pen: &mut Pen<'_>, rect: Rect, card: &Card, facts: &Facts) {
    let label = facts.mark.status.as_ref().map(|status| status.label);
    let (paper, strip) = match &card.body {
        Body::Claim(_) => (Tone::Paper, label),
        Body::Note(_) => (Tone::NotePaper, None),
        _ => (Tone::Paper, None),
    };
    let stroke = Some(Stroke::solid(Tone::Line, 1.5));
    pen.shapes.push(Shape::Rect {
        rect,
        radius: RADIUS,
        fill: Some(paper.into()),
        stroke,
    });
    if let Some(label) = strip {
        let strip = Rect::new(rect.x0 + 7.0, rect.y0 + 8.0, rect.x0 + 23.0, rect.y1 - 8.0);
        pen.shapes.push(Shape::Rect {
            rect: strip,
            radius: 4.0,
            fill: Some(fill(label)),
            stroke: None,
        });
        // The colour says nothing alone: the sign of the label stands in it.
        let centre = Point::new(strip.center().x, strip.y0 + 10.0);
        evidence::sign(pen, label, centre, 5.0, Tone::OnAccent.into());
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

/// Farther out: a block in its colour, and for a claim the sign of its label.
pub(super) fn block(pen: &mut Pen<'_>, rect: Rect, card: &Card, facts: &Facts, with_signs: bool) {
    let label = facts.mark.status.as_ref().map(|status| status.label);
    let paint: Paint = match &card.body {
        Body::Source(source) if is_origin(source) => Tone::DerivesFrom.alpha(0.55),
        Body::Source(_) => Tone::InkSecond.alpha(0.85),
        Body::Claim(_) => label.map_or(Tone::InkThird.alpha(0.5), fill),
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
    if let (true, Body::Claim(_), Some(label)) = (with_signs, &card.body, label) {
        let arm = (rect.height() * 0.26).min(rect.width() * 0.16);
        evidence::sign(pen, label, rect.center(), arm, Tone::OnAccent.into());
    }
}
