//! The faces of cards, one function a kind, at every level of detail.
//!
//! All shapes are in board units, in place. A face fills the rectangle of its card and never leaves it; the height
//! that a card needs for its text is [`height`], which the editor asks when text or width change.

mod evidence;
mod far;
mod fault;

pub(super) use evidence::{family_tone, ink};

use std::sync::Arc;

use kurbo::{Point, Rect, Shape as _, Vec2};

use super::display::Level;
use super::marks::Mark;
use super::shape::{Dash, Shape, Stroke};
use super::style::{LINE_HEIGHT, Tone, size};
use super::text::{Spec, TextEngine, TextStyle, is_blank, isolated};
use crate::board::{Body, Card, Claim, Frame, Note, Picture, Source};

/// What the board says of a card besides the card itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Facts {
    /// Links that end at it.
    pub links: usize,
    /// The name of the source that it draws on first.
    pub draws_on: Option<String>,
    /// Why its picture cannot be shown.
    pub fault: Option<String>,
    /// What the assessment says of it.
    pub mark: Mark,
}

/// Space between the edge of a card and its text.
const PAD: f64 = 14.0;
/// Corner radius of a card.
pub(super) const RADIUS: f64 = 9.0;
/// Lines of an excerpt that a source asks room for.
const EXCERPT_LINES: usize = 2;
/// Lines of a title at most.
const TITLE_LINES: usize = 3;
/// Height of the strip of a frame that holds its title and can be grasped.
pub(super) const FRAME_STRIP: f64 = 36.0;

/// The shapes of a card.
pub(super) fn face(
    card: &Card,
    facts: &Facts,
    level: Level,
    engine: &mut TextEngine,
) -> Vec<Shape> {
    let rect = card.rect();
    let mut pen = Pen {
        shapes: Vec::new(),
        engine,
    };
    match level {
        Level::Full => match &card.body {
            Body::Source(source) if is_origin(source) => origin(&mut pen, rect, source, facts),
            Body::Source(source) => self::source(&mut pen, rect, source, facts),
            Body::Claim(claim) => self::claim(&mut pen, rect, claim, facts),
            Body::Note(note) => self::note(&mut pen, rect, note),
            Body::Frame(frame) => self::frame(&mut pen, rect, frame, size::HEADING),
            Body::Picture(picture) => self::picture(&mut pen, rect, picture, facts, size::BODY),
            Body::Unknown(kind) => unknown(&mut pen, rect, kind),
        },
        Level::Title => match &card.body {
            Body::Frame(frame) => self::frame(&mut pen, rect, frame, 28.0),
            Body::Picture(picture) => self::picture(&mut pen, rect, picture, facts, 20.0),
            _ => far::headline(&mut pen, rect, card, facts),
        },
        Level::Block => match &card.body {
            Body::Frame(frame) => self::frame(&mut pen, rect, frame, 72.0),
            _ => far::block(&mut pen, rect, card, facts, true),
        },
        Level::Speck => far::block(&mut pen, rect, card, facts, false),
    }
    if facts.mark.struck {
        evidence::struck(&mut pen, rect);
    }
    pen.shapes
}

/// The height that a card of this body needs at this width, board units. `None` where the user chooses the height.
pub(super) fn height(body: &Body, width: f64, engine: &mut TextEngine) -> Option<f64> {
    let inner = (width - 2.0 * PAD).max(20.0);
    let line = |size: f32| f64::from(size * LINE_HEIGHT);
    let mut lines = |text: &str, style: TextStyle, lang: Option<&str>, most: usize| {
        let spec = Spec {
            lang,
            width: Some(inner as f32),
            max_lines: Some(most),
            ..Spec::new(text, style)
        };
        f64::from(engine.layout(&spec).size[1])
    };
    let needed = match body {
        Body::Source(source) if is_origin(source) => {
            let title = lines(shown_title(source), TITLE, lang(source), TITLE_LINES);
            8.0 + line(size::SMALL) + title + 9.0
        }
        Body::Source(source) => {
            let title = lines(shown_title(source), TITLE, lang(source), TITLE_LINES);
            let excerpt = excerpt(source, EXCERPT_LINES, inner);
            let excerpt = if excerpt.is_empty() {
                0.0
            } else {
                3.0 + lines(&excerpt, EXCERPT, lang(source), EXCERPT_LINES)
            };
            12.0 + 18.0 + 4.0 + title + excerpt + 10.0 + line(size::SMALL) + 10.0
        }
        Body::Claim(claim) => {
            12.0 + lines(shown(&claim.text, "Empty claim"), SENTENCE, None, 12)
                + 7.0
                + line(size::SMALL)
                + 8.0
                + 3.0
                + 11.0
        }
        Body::Note(note) => 12.0 + lines(shown(&note.text, "Empty note"), REMARK, None, 60) + 12.0,
        Body::Unknown(_) => 64.0,
        Body::Frame(_) | Body::Picture(_) => return None,
    };
    Some(needed.ceil())
}

/// A source that is no document of its own on the board: an outlet or a speaker that others draw on.
pub(super) fn is_origin(source: &Source) -> bool {
    source.is_origin()
}

const TITLE: TextStyle = TextStyle::new(size::LEAD, Tone::Ink).bold();
const SENTENCE: TextStyle = TextStyle::new(size::LEAD, Tone::Ink);
const EXCERPT: TextStyle = TextStyle::new(size::BODY, Tone::InkSecond);
const REMARK: TextStyle = TextStyle::new(size::BODY, Tone::Ink);
const SMALL: TextStyle = TextStyle::new(size::SMALL, Tone::InkSecond);

/// Adds shapes and lays out text.
struct Pen<'a> {
    shapes: Vec<Shape>,
    engine: &'a mut TextEngine,
}

/// Where a text may stand.
#[derive(Clone, Copy)]
struct Field {
    /// Its top left corner.
    at: Point,
    width: f64,
    /// Lines that would end below this are cut, but never the first.
    height: f64,
    lines: usize,
}

impl Field {
    fn new(at: Point, width: f64, lines: usize) -> Self {
        Self {
            at,
            width,
            height: f64::INFINITY,
            lines,
        }
    }

    /// As many lines as fit above `bottom`.
    fn above(at: Point, width: f64, bottom: f64) -> Self {
        Self {
            height: bottom - at.y,
            ..Self::new(at, width, usize::MAX)
        }
    }
}

impl Pen<'_> {
    /// Text in a field; says its size.
    fn text(&mut self, field: Field, text: &str, style: TextStyle, lang: Option<&str>) -> [f64; 2] {
        let spec = Spec {
            lang,
            width: Some(field.width.max(1.0) as f32),
            max_lines: Some(field.lines.max(1)),
            max_height: Some(field.height as f32),
            ..Spec::new(text, style)
        };
        let block = Arc::new(self.engine.layout(&spec));
        let right = block.lines.iter().map(|line| line.x.1).fold(0.0, f32::max);
        let size = [f64::from(right), f64::from(block.size[1])];
        self.shapes.push(Shape::Text {
            block,
            at: field.at,
            alpha: 1.0,
        });
        size
    }

    /// One line that ends at `right`; says where it begins.
    fn text_before(&mut self, right: Point, text: &str, style: TextStyle) -> f64 {
        let spec = Spec {
            max_lines: Some(1),
            ..Spec::new(text, style)
        };
        let block = Arc::new(self.engine.layout(&spec));
        let x = right.x - f64::from(block.lines.iter().map(|line| line.x.1).fold(0.0, f32::max));
        self.shapes.push(Shape::Text {
            block,
            at: Point::new(x, right.y),
            alpha: 1.0,
        });
        x
    }

    fn paper(&mut self, rect: Rect, fill: Tone) {
        self.shapes.push(Shape::Shadow {
            rect,
            radius: RADIUS,
            offset: Vec2::new(0.0, 2.0),
            blur: 9.0,
        });
        let stroke = Some(Stroke::solid(Tone::Line.alpha(0.8), 1.0));
        self.shapes.push(Shape::Rect {
            rect,
            radius: RADIUS,
            fill: Some(fill.into()),
            stroke,
        });
    }

    fn dashed(&mut self, rect: Rect) {
        self.shapes.push(Shape::Rect {
            rect,
            radius: RADIUS,
            fill: Some(Tone::Paper.into()),
            stroke: None,
        });
        let path = rect.inset(-0.6).to_rounded_rect(RADIUS - 0.6).to_path(0.1);
        let stroke = Stroke {
            paint: Tone::DerivesFrom.into(),
            width: 1.2,
            dash: Dash::Dashed,
        };
        self.shapes.push(Shape::Path {
            path,
            fill: None,
            stroke: Some(stroke),
        });
    }
}

fn source(pen: &mut Pen<'_>, rect: Rect, source: &Source, facts: &Facts) {
    pen.paper(rect, Tone::Paper);
    let (left, inner) = (rect.x0 + PAD, rect.width() - 2.0 * PAD);
    let foot = rect.y1 - 10.0 - f64::from(size::SMALL * LINE_HEIGHT);

    grade_badge(
        pen,
        Rect::from_origin_size((rect.x1 - PAD - 20.0, rect.y0 + 11.0), (20.0, 19.0)),
        source,
    );
    let published = shown(&source.published, "undated");
    let outlet = shown(&source.outlet, "No outlet");
    pen.text(
        Field::new(Point::new(left, rect.y0 + 13.0), inner - 28.0, 1),
        &format!("{} · {}", isolated(outlet), isolated(published)),
        SMALL,
        None,
    );

    let mut y = rect.y0 + 34.0;
    let title = pen.text(
        Field {
            lines: TITLE_LINES,
            ..Field::above(Point::new(left, y), inner, foot)
        },
        shown_title(source),
        TITLE,
        lang(source),
    );
    y += title[1] + 3.0;
    let line = f64::from(size::BODY * LINE_HEIGHT);
    let field = Field::above(Point::new(left, y), inner, foot - 6.0);
    let room = (field.height / line + 0.05).floor();
    if room >= 1.0 && !source.text.is_empty() {
        let excerpt = excerpt(source, room as usize, inner);
        let high = pen.text(field, &excerpt, EXCERPT, lang(source))[1];
        if high > field.height + 1.0 {
            pen.shapes.pop(); // not even its first line fits
        }
    }

    let count = match facts.links {
        0 => "no links".to_owned(),
        1 => "1 link".to_owned(),
        n => format!("{n} links"),
    };
    let middle = foot + f64::from(size::SMALL * LINE_HEIGHT) / 2.0;
    let mut right = pen.text_before(Point::new(rect.x1 - PAD, foot), &count, SMALL);
    if facts.mark.bears > 0 {
        right = evidence::keystone(pen, right - 7.0, middle);
    }
    if let Some(level) = facts.mark.trouble {
        right = evidence::trouble(pen, right - 7.0, middle, level);
    }
    let mark = Point::new(left + 3.5, middle);
    let words = match &facts.draws_on {
        Some(parent) => Some(format!("draws on {}", isolated(parent))),
        None => evidence::shares(&facts.mark),
    };
    if let Some(words) = words {
        match facts.mark.family {
            Some(family) => pen.shapes.push(evidence::family(family, mark, 3.8)),
            None => evidence::ring(pen, mark),
        }
        let field = Field::new(Point::new(left + 12.0, foot), right - left - 24.0, 1);
        pen.text(field, &words, SMALL, None);
    }
}

fn grade_badge(pen: &mut Pen<'_>, rect: Rect, source: &Source) {
    let stroke = Some(Stroke::solid(Tone::Line, 1.0));
    pen.shapes.push(Shape::Rect {
        rect,
        radius: 5.0,
        fill: Some(Tone::Chip.alpha(0.5)),
        stroke,
    });
    let (letter, tone) = match source.reliability {
        Some(grade) => (grade.letter(), Tone::Ink),
        None => ("–", Tone::InkThird),
    };
    let spec = Spec {
        max_lines: Some(1),
        ..Spec::new(letter, TextStyle::new(size::SMALL, tone).bold())
    };
    let block = Arc::new(pen.engine.layout(&spec));
    let width = f64::from(block.lines.iter().map(|line| line.x.1).fold(0.0, f32::max));
    let at = Point::new(
        rect.center().x - width / 2.0,
        rect.center().y - f64::from(block.size[1]) / 2.0,
    );
    pen.shapes.push(Shape::Text {
        block,
        at,
        alpha: 1.0,
    });
}

/// An outlet or speaker that others draw on: small, dashed, no document.
fn origin(pen: &mut Pen<'_>, rect: Rect, source: &Source, facts: &Facts) {
    pen.dashed(rect);
    let (left, inner) = (rect.x0 + PAD, rect.width() - 2.0 * PAD);
    let kind = if source.outlet.is_empty() {
        "origin"
    } else {
        "outlet"
    };
    let middle = rect.y0 + 8.0 + f64::from(size::SMALL * LINE_HEIGHT) / 2.0;
    let mut x = left;
    if let Some(family) = facts.mark.family {
        let mark = Point::new(left + 3.5, middle);
        pen.shapes.push(evidence::family(family, mark, 3.8));
        x += 12.0;
    }
    let field = Field::new(Point::new(x, rect.y0 + 8.0), inner - (x - left), 1);
    pen.text(field, kind, SMALL, None);
    let mut right = rect.x1 - PAD;
    if let Some(grade) = source.reliability {
        let at = Point::new(right, rect.y0 + 8.0);
        right = pen.text_before(at, grade.letter(), SMALL.bold()) - 7.0;
    }
    if facts.mark.bears > 0 {
        evidence::keystone(pen, right, middle);
    }
    let y = rect.y0 + 8.0 + f64::from(size::SMALL * LINE_HEIGHT);
    let field = Field::above(Point::new(left, y), inner, rect.y1 - 8.0);
    pen.text(field, shown_title(source), TITLE, lang(source));
}

fn claim(pen: &mut Pen<'_>, rect: Rect, claim: &Claim, facts: &Facts) {
    pen.paper(rect, Tone::Paper);
    let (left, inner) = (rect.x0 + PAD, rect.width() - 2.0 * PAD);
    let bar_y = rect.y1 - 13.0;
    let status_y = bar_y - 8.0 - f64::from(size::SMALL * LINE_HEIGHT);
    let style = if is_blank(&claim.text) {
        TextStyle {
            tone: Tone::InkThird,
            ..SENTENCE
        }
    } else {
        SENTENCE
    };
    let at = Point::new(left, rect.y0 + 12.0);
    let field = Field::above(at, inner, status_y - 4.0);
    pen.text(field, shown(&claim.text, "Empty claim"), style, None);

    let mut room = inner;
    if let Some(level) = facts.mark.trouble {
        let middle = status_y + f64::from(size::SMALL * LINE_HEIGHT) / 2.0;
        room = evidence::trouble(pen, left + inner, middle, level) - 6.0 - left;
    }
    if let Some(status) = &facts.mark.status {
        evidence::status(pen, Point::new(left, status_y), room, status);
    }
    evidence::bar(
        pen,
        Rect::new(left, bar_y, rect.x1 - PAD, bar_y + evidence::BAR),
        facts.mark.status.as_ref(),
    );
}

fn note(pen: &mut Pen<'_>, rect: Rect, note: &Note) {
    pen.shapes.push(Shape::Shadow {
        rect,
        radius: 4.0,
        offset: Vec2::new(0.0, 2.0),
        blur: 7.0,
    });
    let stroke = Some(Stroke::solid(Tone::Line.alpha(0.6), 1.0));
    pen.shapes.push(Shape::Rect {
        rect,
        radius: 4.0,
        fill: Some(Tone::NotePaper.into()),
        stroke,
    });
    let style = if is_blank(&note.text) {
        TextStyle {
            tone: Tone::InkThird,
            ..REMARK
        }
    } else {
        REMARK
    };
    let at = Point::new(rect.x0 + PAD, rect.y0 + 12.0);
    let field = Field::above(at, rect.width() - 2.0 * PAD, rect.y1 - 8.0);
    pen.text(field, shown(&note.text, "Empty note"), style, None);
}

fn frame(pen: &mut Pen<'_>, rect: Rect, frame: &Frame, size: f32) {
    let stroke = Some(Stroke::solid(Tone::Line, 1.2));
    pen.shapes.push(Shape::Rect {
        rect,
        radius: 12.0,
        fill: Some(Tone::FramePaper.into()),
        stroke,
    });
    let style = TextStyle::new(size, Tone::InkSecond).bold();
    let at = Point::new(rect.x0 + 18.0, rect.y0 + 9.0);
    let field = Field::new(at, rect.width() - 36.0, 1);
    pen.text(field, shown(&frame.title, "Untitled frame"), style, None);
}

fn picture(pen: &mut Pen<'_>, rect: Rect, picture: &Picture, facts: &Facts, letters: f32) {
    pen.paper(rect, Tone::Paper);
    let caption = if is_blank(&picture.caption) {
        0.0
    } else {
        f64::from(size::SMALL * LINE_HEIGHT) + 8.0
    };
    let area = Rect::new(
        rect.x0 + 6.0,
        rect.y0 + 6.0,
        rect.x1 - 6.0,
        rect.y1 - 6.0 - caption,
    );
    match &picture.file {
        _ if facts.fault.is_some() => {
            fault::placeholder(
                pen,
                area,
                facts.fault.as_deref().unwrap_or_default(),
                letters,
            );
        }
        Some(file) if area.width() > 2.0 && area.height() > 2.0 => {
            pen.shapes.push(Shape::Rect {
                rect: area,
                radius: 4.0,
                fill: Some(Tone::Chip.into()),
                stroke: None,
            });
            pen.shapes.push(Shape::Image {
                rect: area,
                file: file.clone(),
            });
        }
        _ => {
            let style = TextStyle {
                tone: Tone::InkThird,
                ..SMALL
            };
            let at = Point::new(area.x0 + 8.0, area.y0 + 8.0);
            pen.text(
                Field::new(at, area.width() - 16.0, 1),
                "No picture",
                style,
                None,
            );
        }
    }
    if caption > 0.0 {
        let at = Point::new(rect.x0 + 12.0, rect.y1 - caption);
        let field = Field::new(at, rect.width() - 24.0, 1);
        pen.text(field, &picture.caption, SMALL, None);
    }
}

fn unknown(pen: &mut Pen<'_>, rect: Rect, kind: &str) {
    pen.dashed(rect);
    let words = format!(
        "A card of the kind “{}”, which this version does not know. It is kept as it is.",
        isolated(kind)
    );
    let at = Point::new(rect.x0 + PAD, rect.y0 + 10.0);
    let field = Field::above(at, rect.width() - 2.0 * PAD, rect.y1 - 6.0);
    pen.text(field, &words, EXCERPT, None);
}

fn shown<'a>(text: &'a str, otherwise: &'a str) -> &'a str {
    if is_blank(text) { otherwise } else { text }
}

fn shown_title(source: &Source) -> &str {
    shown(&source.title, shown(&source.outlet, "Untitled source"))
}

fn lang(source: &Source) -> Option<&str> {
    (!source.language.is_empty()).then_some(source.language.as_str())
}

/// The first words of a source's text, in one paragraph: enough for so many lines of this width and hardly more, for
/// laying out a whole article to show two lines of it would cost the wall its smoothness.
fn excerpt(source: &Source, lines: usize, width: f64) -> String {
    let letters = (width / 3.0).ceil().max(10.0) as usize * lines.min(40);
    source
        .text
        .chars()
        .take(letters)
        .collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}
