//! The sources along the axis. A few stand there by name, in lanes; many as squares in columns; more than a column holds
//! as bars that say how many. A date that is only a month or a year is a bar from its first day to its last.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use eframe::egui::{self, Align2, Rect, Sense, Stroke, StrokeKind, Ui, pos2, vec2};

use super::super::super::{theme, words};
use super::super::status::count;
use super::picture::{Mark, Picture};
use super::scale::Scale;
use crate::assess::{Counting, Day};
use crate::board::{CardId, Item};
use crate::editor::Session;
use crate::scene::style::{Tone, size};
use crate::scene::text::TextStyle;

/// Sources in sight that are shown by name.
const NAMED: usize = 36;
/// Lanes of names.
const LANES: usize = 6;
/// Height of a lane.
const LANE: f32 = 21.0;
/// Size of a square, and of the column that it stands in.
const SQUARE: f32 = 7.0;
const PITCH: f32 = 9.0;
/// Lanes of dates that are a month or a year, below the columns, and their height.
const SPANS: usize = 3;
const SPAN: f32 = 11.0;
/// Room above and below all of them.
const RIM: f32 = 12.0;
/// Points of a name, at most.
const NAME: f32 = 150.0;

/// How the sources in sight are shown.
enum Show<'a> {
    /// Each in a lane.
    Named(Vec<(usize, &'a Mark)>),
    /// In columns, and those with a date that is a month or a year in lanes below.
    Columns {
        columns: BTreeMap<i64, Vec<&'a Mark>>,
        spans: Vec<(usize, &'a Mark)>,
        most: usize,
    },
}

/// The height that the sources need when all of them are in sight; it does not change while they are zoomed into.
pub fn height(picture: &Picture, all: &Scale, width: f32) -> f32 {
    let room = LANES as f32 * LANE;
    let lanes = match show(picture, all, width, room) {
        Show::Named(placed) => lanes_of(&placed).max(2),
        Show::Columns { .. } => LANES,
    };
    lanes as f32 * LANE + RIM
}

fn lanes_of(placed: &[(usize, &Mark)]) -> usize {
    placed.iter().map(|(lane, _)| lane + 1).max().unwrap_or(0)
}

fn show<'a>(picture: &'a Picture, scale: &Scale, width: f32, room: f32) -> Show<'a> {
    let in_sight = |mark: &&Mark| scale.x(mark.to) >= -NAME && scale.x(mark.from) <= width;
    let seen: Vec<&Mark> = picture.marks.iter().filter(in_sight).collect();
    if seen.len() <= NAMED {
        let placed = packed(&seen, |mark| {
            let place = place(mark, scale);
            let (left, _) = name_left(mark, &place, name_width(mark), width);
            place.start.min(left)..place.end.max(left + name_width(mark)) + 6.0
        });
        let fits = |placed: &Vec<_>| lanes_of(placed) as f32 * LANE <= room;
        if let Some(placed) = placed.filter(fits) {
            return Show::Named(placed);
        }
    }
    let mut columns: BTreeMap<i64, Vec<&Mark>> = BTreeMap::new();
    let mut spans = Vec::new();
    for mark in seen {
        let place = place(mark, scale);
        if place.end - place.start > 2.0 * PITCH && mark.when.first != mark.when.last {
            spans.push(mark);
        } else {
            // Columns stand on the axis, not on the window, so that they stay what they are while it is moved.
            let middle = f64::midpoint(mark.from, mark.to) * scale.per_day();
            let column = (middle / f64::from(PITCH)).floor() as i64;
            columns.entry(column).or_default().push(mark);
        }
    }
    let most = columns.values().map(Vec::len).max().unwrap_or(0);
    let mut spans = packed(&spans, |mark| place(mark, scale)).unwrap_or_default();
    spans.retain(|(lane, _)| *lane < SPANS);
    Show::Columns {
        columns,
        spans,
        most,
    }
}

/// Puts each into the first lane where it has room.
fn packed<'a>(
    marks: &[&'a Mark],
    place: impl Fn(&Mark) -> Range<f32>,
) -> Option<Vec<(usize, &'a Mark)>> {
    let mut ends: Vec<f32> = Vec::new();
    let placed = marks.iter().map(|mark| {
        let place = place(mark);
        let lane = ends.iter().position(|end| *end <= place.start);
        let lane = lane.unwrap_or(ends.len());
        match ends.get_mut(lane) {
            Some(end) => *end = place.end + 6.0,
            None => ends.push(place.end + 6.0),
        }
        (lane, *mark)
    });
    let placed: Vec<_> = placed.collect();
    (ends.len() <= 4 * LANES).then_some(placed)
}

/// From where to where a mark reaches, in points from the left edge; never less than a square.
fn place(mark: &Mark, scale: &Scale) -> Range<f32> {
    let (from, to) = (scale.x(mark.from), scale.x(mark.to));
    match to - from < SQUARE + 1.0 {
        true => {
            let middle = f32::midpoint(from, to);
            middle - SQUARE / 2.0 - 0.5..middle + SQUARE / 2.0 + 0.5
        }
        false => from..to,
    }
}

/// Where the name of a source begins, and whether that is inside its bar: else behind it, or before it at the rim.
fn name_left(mark: &Mark, place: &Range<f32>, name: f32, width: f32) -> (f32, bool) {
    let seen = place.start.max(0.0)..place.end.min(width);
    let partial = mark.when.first != mark.when.last;
    if partial && seen.end - seen.start > name + 14.0 {
        (seen.start + 7.0, true)
    } else if seen.end + 5.0 + name <= width || seen.start - 5.0 - name < 0.0 {
        (seen.end + 5.0, false)
    } else {
        (seen.start - 5.0 - name, false)
    }
}

/// About as wide as the name is, without laying it out.
fn name_width(mark: &Mark) -> f32 {
    (mark.name.chars().count() as f32 * 6.4).min(NAME)
}

/// How a source is painted: whether it is selected, speaks of the claim that is, and had come on the day.
#[derive(Clone, Copy)]
struct Looks {
    selected: bool,
    aside: bool,
    partial: bool,
}

struct Lanes<'a> {
    session: &'a Session,
    /// The sources that speak of the selected claim.
    speaking: Option<BTreeSet<&'a CardId>>,
    day: Option<Day>,
}

impl<'a> Lanes<'a> {
    fn of(session: &'a Session, picture: &'a Picture, day: Option<Day>) -> Self {
        let claim = super::head::selected(picture, session);
        let speaking = claim.map(|row| {
            let words = picture.timeline.claims.get(&row.id).into_iter().flatten();
            words.map(|word| &word.source).collect()
        });
        Self {
            session,
            speaking,
            day,
        }
    }

    /// How a source with a date is painted: it steps back where it had not come.
    fn mark(&self, mark: &Mark) -> Looks {
        let mut looks = self.looks(&mark.id, mark.when.first != mark.when.last);
        looks.aside |= self.day.is_some_and(|day| mark.when.last > day);
        looks
    }

    fn looks(&self, id: &CardId, partial: bool) -> Looks {
        let speaking = self.speaking.as_ref();
        Looks {
            selected: self.session.selection().cards.contains(id),
            aside: speaking.is_some_and(|speaking| !speaking.contains(&id)),
            partial,
        }
    }
}

fn mark_ui(ui: &Ui, rect: Rect, looks: Looks) {
    let ctx = ui.ctx();
    let radius = 2.0;
    let strong = if looks.aside { 0.28 } else { 1.0 };
    let (fill, line) = match looks.partial {
        true => (0.22 * strong, 0.8 * strong),
        false => (0.82 * strong, 0.0),
    };
    let painter = ui.painter();
    painter.rect_filled(rect, radius, theme::faded(ctx, Tone::InkSecond, fill));
    if line > 0.0 {
        let stroke = Stroke::new(1.0, theme::faded(ctx, Tone::InkSecond, line));
        painter.rect_stroke(rect, radius, stroke, StrokeKind::Inside);
    }
    if looks.selected {
        let stroke = Stroke::new(2.0, theme::tone(ctx, Tone::Selection));
        painter.rect_stroke(rect.expand(2.0), radius + 1.5, stroke, StrokeKind::Outside);
    }
}

fn tip(mark: &Mark) -> String {
    let date = mark.when.words();
    match mark.name == mark.title {
        true => format!("{}\n{date}", mark.title),
        false => format!("{}\n{} · {date}", mark.title, mark.name),
    }
}

/// The sources along the axis.
pub fn lanes_ui(
    ui: &mut Ui,
    session: &mut Session,
    picture: &Picture,
    scale: &mut Scale,
    day: Option<Day>,
    area: Rect,
) {
    let clip = ui.clip_rect();
    ui.set_clip_rect(clip.intersect(area));
    let mut go: Option<CardId> = None;
    match show(picture, scale, area.width(), area.height() - RIM) {
        Show::Named(placed) => named_ui(ui, session, picture, scale, day, area, &placed, &mut go),
        Show::Columns {
            columns,
            spans,
            most,
        } => {
            let lanes = Lanes::of(session, picture, day);
            let base = area.bottom() - RIM / 2.0 - lanes_of(&spans) as f32 * SPAN;
            columns_ui(ui, &lanes, scale, area, base, &columns, most, &mut go);
            for (lane, mark) in spans {
                let place = place(mark, scale);
                let top = base + 4.0 + lane as f32 * SPAN;
                let rect = Rect::from_min_max(
                    pos2(area.left() + place.start, top),
                    pos2(area.left() + place.end, top + 8.0),
                );
                mark_ui(ui, rect, lanes.mark(mark));
                let id = ui.scope_id().with(("span", mark.id.as_str()));
                let response = ui.interact(rect.expand(2.0), id, Sense::click());
                if response.on_hover_text(tip(mark)).clicked() {
                    go = Some(mark.id.clone());
                }
            }
        }
    }
    ui.set_clip_rect(clip);
    if let Some(id) = go {
        session.go_to(Item::Card(id));
    }
}

#[expect(clippy::too_many_arguments)]
fn named_ui(
    ui: &mut Ui,
    session: &Session,
    picture: &Picture,
    scale: &Scale,
    day: Option<Day>,
    area: Rect,
    placed: &[(usize, &Mark)],
    go: &mut Option<CardId>,
) {
    let ctx = ui.ctx().clone();
    let lanes = Lanes::of(session, picture, day);
    for (lane, mark) in placed {
        let place = place(mark, scale);
        let middle = area.top() + 8.0 + (*lane as f32 + 0.5) * LANE;
        let looks = lanes.mark(mark);
        let tone = if looks.aside {
            Tone::InkThird
        } else {
            Tone::Ink
        };
        let style = TextStyle::new(size::SMALL, tone);
        let block = words::lay(&ctx, &mark.name, style, Some(NAME), 1);
        let name = words::ink_size(&block).x;
        let (left, inside) = name_left(mark, &place, name, area.width());
        let arm = if inside { 8.0 } else { 4.0 };
        let rect = Rect::from_min_max(
            pos2(area.left() + place.start, middle - arm),
            pos2(area.left() + place.end, middle + arm),
        );
        let at = pos2(area.left() + left, middle - block.size[1] / 2.0);
        let named = Rect::from_min_size(at, vec2(name, block.size[1]));
        let whole = rect.union(named).expand2(vec2(3.0, 1.0));
        let id = ui.scope_id().with(("source", mark.id.as_str()));
        let response = ui.interact(whole, id, Sense::click());
        response.widget_info(|| {
            let there = match day {
                Some(day) if mark.when.last > day => ", not out yet",
                _ => "",
            };
            let words = format!("Source: {}, {}{there}", mark.title, mark.when.words());
            egui::WidgetInfo::selected(egui::accesskit::Role::Button, true, looks.selected, words)
        });
        if response.hovered() {
            ui.painter()
                .rect_filled(whole, 4.0, theme::tone(&ctx, Tone::Chip));
            ctx.set_cursor_icon(egui::CursorIcon::PointingHand);
        }
        super::super::bar::focus_ring(ui, &response, 4.0);
        mark_ui(ui, rect, looks);
        words::paint(ui.painter(), &block, at);
        if response.on_hover_text(tip(mark)).clicked() {
            *go = Some(mark.id.clone());
        }
    }
}

#[expect(clippy::too_many_arguments)]
fn columns_ui(
    ui: &mut Ui,
    lanes: &Lanes<'_>,
    scale: &mut Scale,
    area: Rect,
    base: f32,
    columns: &BTreeMap<i64, Vec<&Mark>>,
    most: usize,
    go: &mut Option<CardId>,
) {
    let ctx = ui.ctx().clone();
    let line = Stroke::new(1.0, theme::tone(&ctx, Tone::Line));
    ui.painter().hline(area.x_range(), base + 0.5, line);
    let room = base - area.top() - RIM;
    let as_squares = most as f32 * PITCH <= room;
    let mut zoom = None;
    for (column, marks) in columns {
        let moment = *column as f64 * f64::from(PITCH) / scale.per_day();
        let left = area.left() + scale.x(moment);
        let high = match as_squares {
            true => marks.len() as f32 * PITCH,
            false => (marks.len() as f32 / most as f32 * room).max(2.0),
        };
        let whole = Rect::from_min_max(pos2(left, base - high), pos2(left + PITCH, base));
        if !whole.intersects(area) {
            continue;
        }
        let id = ui.scope_id().with(("column", *column));
        let response = ui.interact(whole, id, Sense::click());
        let pointer = response.hover_pos();
        let speaks = |mark: &&&Mark| !lanes.mark(mark).aside;
        if as_squares {
            for (n, mark) in marks.iter().enumerate() {
                let top = base - (n + 1) as f32 * PITCH + 1.0;
                let rect = Rect::from_min_size(pos2(left + 1.0, top), vec2(SQUARE, SQUARE));
                mark_ui(ui, rect, lanes.mark(mark));
            }
            let under = pointer.map(|at| ((base - at.y) / PITCH) as usize);
            if let Some(mark) = under.and_then(|n| marks.get(n)) {
                if response.clicked() {
                    *go = Some(mark.id.clone());
                }
                response.on_hover_text(tip(mark));
            }
        } else {
            let shade = |share: f32, alpha: f32| {
                let top = base - (high * share).max(if share > 0.0 { 2.0 } else { 0.0 });
                let rect =
                    Rect::from_min_max(pos2(left + 1.0, top), pos2(left + PITCH - 1.0, base));
                ui.painter()
                    .rect_filled(rect, 1.5, theme::faded(&ctx, Tone::InkSecond, alpha));
            };
            let speaking = marks.iter().filter(speaks).count() as f32 / marks.len() as f32;
            let selected = marks.iter().any(|mark| lanes.mark(mark).selected);
            shade(1.0, if speaking < 1.0 { 0.24 } else { 0.78 });
            if speaking < 1.0 {
                shade(speaking, 0.9);
            }
            if selected {
                let stroke = Stroke::new(2.0, theme::tone(&ctx, Tone::Selection));
                ui.painter()
                    .rect_stroke(whole.expand(1.0), 2.0, stroke, StrokeKind::Outside);
            }
            if response.clicked() {
                zoom = Some(left + PITCH / 2.0 - area.left());
            }
            if let [first, .., last] = marks.as_slice() {
                let (from, to) = (first.when.words(), last.when.words());
                let when = if from == to {
                    from
                } else {
                    format!("{from} to {to}")
                };
                let words = format!("{}\n{when}\nClick to zoom in", count(marks.len(), "source"));
                response.on_hover_text(words);
            } else if let [only] = marks.as_slice() {
                response.on_hover_text(tip(only));
            }
        }
    }
    if !as_squares {
        let words = format!("most: {most}");
        let font = theme::regular(size::SMALL);
        let tone = theme::tone(&ctx, Tone::InkThird);
        let at = pos2(area.right() - 4.0, area.top() + 4.0);
        ui.painter().text(at, Align2::RIGHT_TOP, words, font, tone);
    }
    if let Some(x) = zoom {
        scale.zoom(4.0, x);
        scale.pan(area.width() / 2.0 - x);
    }
}

/// The lane of sources without a date, and what the rows beside it are.
pub fn undated_ui(
    ui: &mut Ui,
    session: &mut Session,
    picture: &Picture,
    lane: Rect,
    names: Rect,
    counting: Counting,
) {
    let ctx = ui.ctx().clone();
    let small = theme::regular(size::SMALL);
    let third = theme::tone(&ctx, Tone::InkThird);
    ui.painter().text(
        pos2(names.left(), names.top() + 8.0),
        Align2::LEFT_TOP,
        "SOURCES",
        small.clone(),
        theme::tone(&ctx, Tone::InkSecond),
    );
    if picture.undated.is_empty() {
        return;
    }
    let above = pos2(lane.center().x, lane.top() - 7.0);
    ui.painter().text(
        above,
        Align2::CENTER_BOTTOM,
        "No date",
        small.clone(),
        third,
    );
    let fill = theme::faded(&ctx, Tone::Chip, if counting.undated { 0.9 } else { 0.4 });
    ui.painter().rect_filled(lane, 6.0, fill);
    let lanes = Lanes::of(session, picture, None);
    let inner = lane.shrink(6.0);
    let across = ((inner.width() / PITCH) as usize).max(1);
    let down = ((inner.height() / PITCH) as usize).max(1);
    let all = picture.undated.len();
    let shown = if all > across * down {
        across * (down - 1).max(1)
    } else {
        all
    };
    let mut go = None;
    for (n, source) in picture.undated.iter().take(shown).enumerate() {
        let at = inner.min + vec2((n % across) as f32, (n / across) as f32) * PITCH;
        let rect = Rect::from_min_size(at, vec2(SQUARE, SQUARE));
        let mut looks = lanes.looks(&source.id, false);
        looks.aside |= !counting.undated;
        mark_ui(ui, rect, looks);
        if source.written.is_some() {
            let stroke = Stroke::new(1.5, theme::tone(&ctx, Tone::Attention));
            ui.painter()
                .rect_stroke(rect, 2.0, stroke, StrokeKind::Outside);
        }
        let id = ui.scope_id().with(("undated", source.id.as_str()));
        let response = ui.interact(rect.expand(1.0), id, Sense::click());
        response.widget_info(|| {
            let words = format!("Source: {}, no date", source.name);
            egui::WidgetInfo::selected(egui::accesskit::Role::Button, true, looks.selected, words)
        });
        super::super::bar::focus_ring(ui, &response, 3.0);
        let tip = match &source.written {
            Some(written) => format!("{}\n“{written}” is no date", source.name),
            None => format!("{}\nNo date", source.name),
        };
        if response.on_hover_text(tip).clicked() {
            go = Some(source.id.clone());
        }
    }
    if shown < all {
        let at = pos2(inner.center().x, inner.bottom());
        let words = format!("+{}", all - shown);
        ui.painter()
            .text(at, Align2::CENTER_BOTTOM, words, small, third);
    }
    if let Some(id) = go {
        session.go_to(Item::Card(id));
    }
}
