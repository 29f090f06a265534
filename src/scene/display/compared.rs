//! Two versions of a board in one picture: what was added, removed and changed stands out, everything else steps back.
//!
//! It is told by a word and a sign, by the line of a ring (whole, dashed, dotted), and by colour last. The colours of
//! stances are not used: what was added may well speak against.

use std::collections::BTreeMap;
use std::sync::Arc;

use kurbo::{BezPath, ParamCurve as _, Point, Rect, RoundedRect, Shape as _, Vec2};

use super::super::furniture::growth;
use super::super::shape::{Dash, Shape, Stroke};
use super::super::style::{Tone, size};
use super::super::text::{Spec, TextStyle};
use super::{Scene, Sheet};
use crate::board::{CardId, LinkId};
use crate::scene::Furnished;

/// What became of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Turn {
    /// It is new.
    Added,
    /// It is gone; it is shown where it was.
    Removed,
    /// It is another than before.
    Changed,
}

impl Turn {
    /// All, in the order of the legend.
    pub const ALL: [Self; 3] = [Self::Added, Self::Removed, Self::Changed];

    /// In a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }

    /// The sign before the word.
    fn sign(self) -> char {
        match self {
            Self::Added => '+',
            Self::Removed => '−',
            Self::Changed => '~',
        }
    }

    fn tone(self) -> Tone {
        match self {
            Self::Added => Tone::Selection,
            Self::Removed => Tone::InkSecond,
            Self::Changed => Tone::Attention,
        }
    }

    fn dash(self) -> Dash {
        match self {
            Self::Added => Dash::Solid,
            Self::Removed => Dash::Dashed,
            Self::Changed => Dash::Dotted,
        }
    }
}

/// How a card differs.
#[derive(Clone, Debug, PartialEq)]
pub struct CardTurn {
    /// What became of it.
    pub turn: Turn,
    /// In a few words, behind the sign: `text changed`.
    pub words: String,
    /// Where it lay, if it was moved.
    pub from: Option<Rect>,
}

/// What is marked in a picture of two versions. The scene is of a board that holds the records of both.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Compared {
    /// Cards that differ.
    pub cards: BTreeMap<CardId, CardTurn>,
    /// Links that differ, each with a few words.
    pub links: BTreeMap<LinkId, (Turn, String)>,
}

impl Compared {
    /// How many cards and links took this turn.
    fn count(&self, turn: Turn) -> (usize, usize) {
        let cards = self.cards.values().filter(|card| card.turn == turn).count();
        (
            cards,
            self.links.values().filter(|link| link.0 == turn).count(),
        )
    }
}

/// How far the ring lies from the card, and how wide it is, board units, before they grow.
const RING: (f64, f64) = (5.0, 2.5);
/// Corner radius of a ring.
const RADIUS: f64 = 12.0;
/// How much what did not change steps back.
const VEIL: f32 = 0.66;
/// How much what is gone fades.
const FADED: f32 = 0.5;
/// Most links that have a word: more could not be read, and each looks for room among all others.
const MOST_NAMED: usize = 1500;
/// How much larger than the cards' text the marks become in a large picture.
const MOST_GROWTH: f64 = 2.2;

impl Scene {
    /// Adds the marks to a sheet of the whole board, and puts a veil over what did not change. `area` is what the
    /// picture shows; what the marks cover is added to the sheet's.
    pub fn mark_compared(&mut self, sheet: &mut Sheet, compared: &Compared) {
        let Some(area) = sheet.area else { return };
        let grown = growth(area.width()).min(MOST_GROWTH);
        let lay = |shapes: Vec<Shape>, rect: Rect, sheet: &mut Sheet| {
            sheet.groups.push((rect, shapes.into()));
        };
        let everywhere = area.inflate(1e4, 1e4);
        lay(vec![wash(everywhere, VEIL, 0.0)], everywhere, sheet);
        for (id, card) in &compared.cards {
            if let (Some(from), Some(rect)) = (card.from, self.card_rect(id)) {
                let shapes = vec![
                    ring(from, card.turn, Dash::Dotted, grown, 0.7),
                    way(from.center(), rect.center(), card.turn.tone(), grown),
                ];
                lay(shapes, from.union(rect).inflate(20.0, 20.0), sheet);
                sheet.area = sheet.area.map(|area| area.union(from));
            }
        }
        let cards: Vec<CardId> = sheet.cards.clone();
        let frames = cards.iter().take_while(|id| self.is_frame(id)).count();
        let (frames, cards) = cards.split_at(frames);
        for id in frames {
            self.put_turned(sheet, compared, id, grown);
        }
        for (id, (turn, _)) in &compared.links {
            let Some(tied) = self.links.get(id) else {
                continue;
            };
            let bounds = tied.route.bounds().inflate(12.0 * grown, 12.0 * grown);
            let curve = tied.route.curve;
            let mut path = BezPath::new();
            path.move_to(curve.p0);
            path.curve_to(curve.p1, curve.p2, curve.p3);
            let gone = *turn == Turn::Removed;
            let (width, alpha, dash) = match gone {
                true => (4.0, 0.55, Dash::Dashed),
                false => (9.0, 0.3, Dash::Solid),
            };
            let halo = Shape::Path {
                path,
                fill: None,
                stroke: Some(Stroke {
                    paint: turn.tone().alpha(alpha),
                    width: width * grown,
                    dash,
                }),
            };
            let alpha = if gone { 1.0 - FADED } else { 1.0 };
            let line = tied.at_alpha(alpha);
            lay(vec![halo], bounds, sheet);
            sheet.groups.push((bounds, line));
        }
        for id in cards {
            self.put_turned(sheet, compared, id, grown);
        }
        // Words last, so that nothing lies over them; those of the cards keep their places.
        let mut taken: Vec<Rect> = Vec::new();
        for (id, card) in &compared.cards {
            let Some(rect) = self.card_rect(id) else {
                continue;
            };
            let outer = rect.inflate(RING.0 * grown, RING.0 * grown);
            let height = self.pill(card.turn, "", Point::ORIGIN, grown).rect.height();
            // It rides on the ring, above the card's own words.
            let at = Point::new(outer.x0 + 8.0 * grown, outer.y0 - height * 0.72);
            let pill = self.pill(card.turn, &short(&card.words), at, grown);
            sheet.area = sheet.area.map(|area| area.union(pill.rect).union(outer));
            taken.push(pill.rect);
            sheet.groups.push((pill.rect, pill.shapes));
        }
        self.name_links(sheet, compared, &mut taken, grown);
    }

    /// Puts a word on each link that differs, where there is room along its way. A link that came or went with its card
    /// has the sign alone.
    fn name_links(
        &mut self,
        sheet: &mut Sheet,
        compared: &Compared,
        taken: &mut Vec<Rect>,
        grown: f64,
    ) {
        const PLACES: [f64; 7] = [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8];
        for (id, (turn, words)) in compared.links.iter().take(MOST_NAMED) {
            let Some(tied) = self.links.get(id) else {
                continue;
            };
            let with_card = [&tied.link.from, &tied.link.to].into_iter().any(|card| {
                let card = compared.cards.get(card).map(|card| card.turn);
                *turn != Turn::Changed && card == Some(*turn)
            });
            let curve = tied.route.curve;
            let words = if with_card {
                String::new()
            } else {
                short(words)
            };
            let size = self.pill(*turn, &words, Point::ORIGIN, grown).rect.size();
            let at = |place: f64| curve.eval(place) - (size / 2.0).to_vec2();
            let free = |at: &Point| {
                let rect = Rect::from_origin_size(*at, size);
                !taken.iter().any(|other| other.overlaps(rect))
            };
            let place = PLACES.into_iter().map(at).find(free);
            let pill = self.pill(*turn, &words, place.unwrap_or_else(|| at(0.5)), grown);
            taken.push(pill.rect);
            sheet.groups.push((pill.rect, pill.shapes));
        }
    }

    /// A card that differs, above the veil, in its ring.
    fn put_turned(&mut self, sheet: &mut Sheet, compared: &Compared, id: &CardId, grown: f64) {
        let Some(card) = compared.cards.get(id) else {
            return;
        };
        self.put_card(sheet, id);
        let Some(rect) = self.card_rect(id) else {
            return;
        };
        let mut shapes = Vec::new();
        if card.turn == Turn::Removed {
            shapes.push(wash(rect, FADED, 8.0));
        }
        shapes.push(ring(rect, card.turn, card.turn.dash(), grown, 1.0));
        let room = 2.0 * RING.0 * grown;
        sheet.groups.push((rect.inflate(room, room), shapes.into()));
    }

    /// A sign and words on a coloured ground; `at` is its top left corner.
    fn pill(&mut self, turn: Turn, words: &str, at: Point, grown: f64) -> Furnished {
        let style = TextStyle::new(size::BODY * grown as f32, Tone::OnAccent).bold();
        let text = format!("{} {words}", turn.sign());
        let block = self.lay_out(&Spec {
            max_lines: Some(1),
            ..Spec::new(text.trim_end(), style)
        });
        let (_, right) = block.span();
        let (across, down) = (8.0 * grown, 2.5 * grown);
        let rect = Rect::new(
            at.x,
            at.y,
            at.x + f64::from(right) + 2.0 * across,
            at.y + f64::from(block.size[1]) + 2.0 * down,
        );
        let ground = Shape::Rect {
            rect,
            radius: rect.height() / 2.0,
            fill: Some(turn.tone().into()),
            stroke: Some(Stroke::solid(Tone::Wall, 1.2 * grown)),
        };
        let words = Shape::Text {
            block: Arc::new(block),
            at: at + Vec2::new(across, down),
            alpha: 1.0,
        };
        Furnished {
            shapes: [ground, words].into(),
            rect,
            addresses: Vec::new(),
        }
    }

    /// What the marks mean, and how many there are of each.
    pub fn compared_legend(&mut self, at: Point, width: f64, compared: &Compared) -> Furnished {
        let grown = growth(width);
        let (mut shapes, mut x, mut y) = (Vec::new(), at.x, at.y);
        let mut row = 0.0_f64;
        for turn in Turn::ALL {
            let (cards, links) = compared.count(turn);
            let words = counted(cards, links);
            let style = TextStyle::new(size::BODY * grown as f32, Tone::Ink);
            let block = self.lay_out(&Spec {
                max_lines: Some(1),
                ..Spec::new(&words, style)
            });
            let wide = f64::from(block.span().1);
            let key = self.pill(turn, turn.word(), Point::ORIGIN, grown);
            let (gap, between) = (8.0 * grown, 28.0 * grown);
            if x > at.x && x + key.rect.width() + gap + wide > at.x + width {
                (x, y) = (at.x, y + row + 6.0 * grown);
                row = 0.0;
            }
            let key = self.pill(turn, turn.word(), Point::new(x, y), grown);
            let height = f64::from(block.size[1]);
            row = row.max(key.rect.height()).max(height);
            shapes.extend(key.shapes.iter().cloned());
            shapes.push(Shape::Text {
                block: Arc::new(block),
                at: Point::new(key.rect.x1 + gap, key.rect.center().y - height / 2.0),
                alpha: 1.0,
            });
            x = key.rect.x1 + gap + wide + between;
        }
        Furnished {
            shapes: shapes.into(),
            rect: Rect::new(at.x, at.y, at.x + width, y + row),
            addresses: Vec::new(),
        }
    }
}

/// A layer of the wall's colour.
fn wash(rect: Rect, alpha: f32, radius: f64) -> Shape {
    Shape::Rect {
        rect,
        radius,
        fill: Some(Tone::Wall.alpha(alpha)),
        stroke: None,
    }
}

fn ring(rect: Rect, turn: Turn, dash: Dash, grown: f64, alpha: f32) -> Shape {
    let rect = rect.inflate(RING.0 * grown, RING.0 * grown);
    Shape::Path {
        path: RoundedRect::from_rect(rect, RADIUS).to_path(0.05),
        fill: None,
        stroke: Some(Stroke {
            paint: turn.tone().alpha(alpha),
            width: RING.1 * grown,
            dash,
        }),
    }
}

/// From where a card lay to where it lies.
fn way(from: Point, to: Point, tone: Tone, grown: f64) -> Shape {
    let mut path = BezPath::new();
    path.move_to(from);
    path.line_to(to);
    Shape::Path {
        path,
        fill: None,
        stroke: Some(Stroke {
            paint: tone.alpha(0.7),
            width: 1.5 * grown,
            dash: Dash::Dotted,
        }),
    }
}

/// Words that a pill has room for.
fn short(words: &str) -> String {
    const MOST: usize = 36;
    match words.chars().nth(MOST) {
        None => words.to_owned(),
        Some(_) => words.chars().take(MOST).chain(['…']).collect(),
    }
}

fn counted(cards: usize, links: usize) -> String {
    let count = |n: usize, one: &str| match n {
        0 => None,
        1 => Some(format!("1 {one}")),
        n => Some(format!("{n} {one}s")),
    };
    match (count(cards, "card"), count(links, "link")) {
        (Some(cards), Some(links)) => format!("{cards}, {links}"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => "nothing".to_owned(),
    }
}
