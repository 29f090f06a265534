//! The faces of cards, one function a kind, at every level of detail.
//!
//! All shapes are in board units, in place. A face fills the rectangle of its card and never leaves it; the height
//! that a card needs for its text is [`height`], which the editor asks when text or width change.

mod far;
mod fault;

use std::sync::Arc;

use kurbo::{Circle, Point, Rect, Shape as _, Vec2};

use super::display::Level;
use super::icon::{self, Sign};
use super::shape::{Dash, Paint, Shape, Stroke};
use super::style::{LINE_HEIGHT, Tone, size};
use super::text::{Spec, TextEngine, TextStyle};
use crate::board::{Body, Card, Claim, Frame, Note, Picture, Source};

/// What the board says of a card besides the card itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Facts {
    /// Links that end at it.
    pub links: usize,
    /// Links that corroborate it.
    pub supports: usize,
    /// Links that contradict it.
    pub opposes: usize,
    /// The name of the source that it draws on first.
    pub draws_on: Option<String>,
    /// Why its picture cannot be shown.
    pub fault: Option<String>,
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
            Body::Source(source) if is_origin(source) => origin(&mut pen, rect, source),
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
    pen.shapes
}

/// The height that a card of this body needs at this width, board units. `None` where the user chooses the height.
pub(super) fn height(body: &Body, width: f64, engine: &mut TextEngine) -> Option<f64> {
    let inner = (width - 2.0 * PAD).max(20.0);
    let line = |size: f32| f64::from(size * LINE_HEIGHT);
    let mut lines = |text: &str, style: TextStyle, lang: Option<&str>, most: usize| {
        let spec = Spec {
            text,
            style,
            lang,
            width: Some(inner as f32),
            max_lines: Some(most),
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
    source.text.is_empty() && source.url.is_empty() && source.file.is_none()
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

impl Pen<'_> {
    /// Text with its top left corner at `at`; says its size.
    fn text(
        &mut self,
        at: Point,
        text: &str,
        style: TextStyle,
        width: f64,
        most: usize,
        lang: Option<&str>,
    ) -> [f64; 2] {
        let spec = Spec {
            text,
            style,
            lang,
            width: Some(width.max(1.0) as f32),
            max_lines: Some(most.max(1)),
        };
        let block = Arc::new(self.engine.layout(&spec));
        let right = block.lines.iter().map(|line| line.x.1).fold(0.0, f32::max);
        let size = [f64::from(right), f64::from(block.size[1])];
        self.shapes.push(Shape::Text {
            block,
            at,
            alpha: 1.0,
        });
        size
    }

    /// One line that ends at `right`; says where it begins.
    fn text_before(&mut self, right: Point, text: &str, style: TextStyle) -> f64 {
        let spec = Spec {
            text,
            style,
            lang: None,
            width: None,
            max_lines: Some(1),
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
    let published = if source.published.is_empty() {
        "undated"
    } else {
        &source.published
    };
    let outlet = if source.outlet.is_empty() {
        "No outlet"
    } else {
        &source.outlet
    };
    pen.text(
        Point::new(left, rect.y0 + 13.0),
        &format!("{outlet} · {published}"),
        SMALL,
        inner - 28.0,
        1,
        None,
    );

    let mut y = rect.y0 + 34.0;
    let title = pen.text(
        Point::new(left, y),
        shown_title(source),
        TITLE,
        inner,
        TITLE_LINES,
        lang(source),
    );
    y += title[1] + 3.0;
    let line = f64::from(size::BODY * LINE_HEIGHT);
    let room = ((foot - 6.0 - y) / line + 0.05).floor();
    if room >= 1.0 && !source.text.is_empty() {
        let excerpt = excerpt(source, room as usize, inner);
        pen.text(
            Point::new(left, y),
            &excerpt,
            EXCERPT,
            inner,
            room as usize,
            lang(source),
        );
    }

    let count = match facts.links {
        0 => "no links".to_owned(),
        1 => "1 link".to_owned(),
        n => format!("{n} links"),
    };
    let count_x = pen.text_before(Point::new(rect.x1 - PAD, foot), &count, SMALL);
    if let Some(parent) = &facts.draws_on {
        let dot = Circle::new((left + 3.5, foot + 8.0), 3.0);
        let stroke = Some(Stroke::solid(Tone::DerivesFrom, 1.4));
        pen.shapes.push(Shape::Path {
            path: dot.to_path(0.05),
            fill: None,
            stroke,
        });
        let words = format!("draws on {parent}");
        pen.text(
            Point::new(left + 12.0, foot),
            &words,
            SMALL,
            count_x - left - 24.0,
            1,
            None,
        );
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
        text: letter,
        style: TextStyle::new(size::SMALL, tone).bold(),
        lang: None,
        width: None,
        max_lines: Some(1),
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
fn origin(pen: &mut Pen<'_>, rect: Rect, source: &Source) {
    pen.dashed(rect);
    let (left, inner) = (rect.x0 + PAD, rect.width() - 2.0 * PAD);
    let kind = if source.outlet.is_empty() {
        "origin"
    } else {
        "outlet"
    };
    pen.text(Point::new(left, rect.y0 + 8.0), kind, SMALL, inner, 1, None);
    if let Some(grade) = source.reliability {
        pen.text_before(
            Point::new(rect.x1 - PAD, rect.y0 + 8.0),
            grade.letter(),
            SMALL.bold(),
        );
    }
    let y = rect.y0 + 8.0 + f64::from(size::SMALL * LINE_HEIGHT);
    let most = ((rect.y1 - 8.0 - y) / f64::from(size::LEAD * LINE_HEIGHT) + 0.05)
        .floor()
        .max(1.0);
    pen.text(
        Point::new(left, y),
        shown_title(source),
        TITLE,
        inner,
        most as usize,
        lang(source),
    );
}

fn claim(pen: &mut Pen<'_>, rect: Rect, claim: &Claim, facts: &Facts) {
    pen.paper(rect, Tone::Paper);
    let (left, inner) = (rect.x0 + PAD, rect.width() - 2.0 * PAD);
    let bar_y = rect.y1 - 13.0;
    let status_y = bar_y - 8.0 - f64::from(size::SMALL * LINE_HEIGHT);
    let room = ((status_y - 4.0 - rect.y0 - 12.0) / f64::from(size::LEAD * LINE_HEIGHT) + 0.05)
        .floor()
        .max(1.0);
    let style = if claim.text.trim().is_empty() {
        TextStyle {
            tone: Tone::InkThird,
            ..SENTENCE
        }
    } else {
        SENTENCE
    };
    pen.text(
        Point::new(left, rect.y0 + 12.0),
        shown(&claim.text, "Empty claim"),
        style,
        inner,
        room as usize,
        None,
    );

    let (tone, words) = tally(facts);
    let middle = status_y + f64::from(size::SMALL * LINE_HEIGHT) / 2.0;
    let mut x = left;
    for sign in signs(facts) {
        let ink = if sign == Sign::Plus {
            Tone::Corroborates
        } else {
            Tone::Contradicts
        };
        let path = icon::cross(sign, Point::new(x + 4.0, middle), 3.6);
        pen.shapes.push(Shape::Path {
            path,
            fill: None,
            stroke: Some(Stroke::solid(ink, 1.8)),
        });
        x += 12.0;
    }
    let x = if x > left { x + 2.0 } else { x };
    pen.text(
        Point::new(x, status_y),
        &words,
        TextStyle::new(size::SMALL, tone).bold(),
        inner - (x - left),
        1,
        None,
    );
    bar(
        pen,
        Rect::new(left, bar_y, rect.x1 - PAD, bar_y + 3.0),
        facts,
    );
}

/// The two-sided bar: support to the right of the middle, opposition to the left, by number of links.
fn bar(pen: &mut Pen<'_>, rect: Rect, facts: &Facts) {
    let mut part = |rect: Rect, paint: Paint| {
        if rect.width() > 0.0 {
            pen.shapes.push(Shape::Rect {
                rect,
                radius: 1.5,
                fill: Some(paint),
                stroke: None,
            });
        }
    };
    part(rect, Tone::Chip.into());
    let middle = rect.center().x;
    // One link fills a quarter of its side, and no number fills more than the side.
    let share = |links: usize| (1.0 - 0.75_f64.powi(links.min(40) as i32)) * (rect.width() / 2.0);
    part(
        Rect::new(middle - share(facts.opposes), rect.y0, middle, rect.y1),
        Tone::Contradicts.into(),
    );
    part(
        Rect::new(middle, rect.y0, middle + share(facts.supports), rect.y1),
        Tone::Corroborates.into(),
    );
    let notch = Rect::new(middle - 0.6, rect.y0 - 1.5, middle + 0.6, rect.y1 + 1.5);
    pen.shapes.push(Shape::Rect {
        rect: notch,
        radius: 0.0,
        fill: Some(Tone::InkSecond.into()),
        stroke: None,
    });
}

/// How the links on a claim stand, in words and in the colour of the words.
pub(super) fn tally(facts: &Facts) -> (Tone, String) {
    match (facts.supports, facts.opposes) {
        (0, 0) => (Tone::InkThird, "No evidence yet".to_owned()),
        (n, 0) => (Tone::Corroborates, format!("{n} for")),
        (0, n) => (Tone::Contradicts, format!("{n} against")),
        (a, b) => (Tone::Attention, format!("{a} for · {b} against")),
    }
}

fn signs(facts: &Facts) -> impl Iterator<Item = Sign> {
    [(facts.supports, Sign::Plus), (facts.opposes, Sign::Minus)]
        .into_iter()
        .filter(|(n, _)| *n > 0)
        .map(|(_, sign)| sign)
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
    let room = ((rect.height() - 20.0) / f64::from(size::BODY * LINE_HEIGHT) + 0.05)
        .floor()
        .max(1.0);
    let style = if note.text.trim().is_empty() {
        TextStyle {
            tone: Tone::InkThird,
            ..REMARK
        }
    } else {
        REMARK
    };
    let at = Point::new(rect.x0 + PAD, rect.y0 + 12.0);
    pen.text(
        at,
        shown(&note.text, "Empty note"),
        style,
        rect.width() - 2.0 * PAD,
        room as usize,
        None,
    );
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
    pen.text(
        at,
        shown(&frame.title, "Untitled frame"),
        style,
        rect.width() - 36.0,
        1,
        None,
    );
}

fn picture(pen: &mut Pen<'_>, rect: Rect, picture: &Picture, facts: &Facts, letters: f32) {
    pen.paper(rect, Tone::Paper);
    let caption = if picture.caption.trim().is_empty() {
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
            pen.text(
                Point::new(area.x0 + 8.0, area.y0 + 8.0),
                "No picture",
                style,
                area.width() - 16.0,
                1,
                None,
            );
        }
    }
    if caption > 0.0 {
        let at = Point::new(rect.x0 + 12.0, rect.y1 - caption);
        pen.text(at, &picture.caption, SMALL, rect.width() - 24.0, 1, None);
    }
}

fn unknown(pen: &mut Pen<'_>, rect: Rect, kind: &str) {
    pen.dashed(rect);
    let words = format!(
        "A card of the kind “{kind}”, which this version does not know. It is kept as it is."
    );
    let at = Point::new(rect.x0 + PAD, rect.y0 + 10.0);
    let room = ((rect.height() - 16.0) / f64::from(size::BODY * LINE_HEIGHT) + 0.05)
        .floor()
        .max(1.0);
    pen.text(
        at,
        &words,
        EXCERPT,
        rect.width() - 2.0 * PAD,
        room as usize,
        None,
    );
}

fn shown<'a>(text: &'a str, otherwise: &'a str) -> &'a str {
    if text.trim().is_empty() {
        otherwise
    } else {
        text
    }
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
