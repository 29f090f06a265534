//! The claims below the axis: what each was from day to day, and what was said of it when.

use eframe::egui::{self, Align2, Rect, ScrollArea, Sense, Stroke, Ui, pos2, vec2};

use super::super::super::{signs, theme, words};
use super::Places;
use super::picture::{Picture, Row};
use super::scale::Scale;
use crate::assess::{Day, Label};
use crate::board::{Item, Stance};
use crate::editor::Session;
use crate::scene::style::{Tone, size};
use crate::scene::text::TextStyle;

/// Height of a row.
const ROW: f32 = 42.0;
/// Height of the band of labels in it.
const BAND: f32 = 19.0;
/// How much is left of what had not come yet.
const LATER: f32 = 0.4;
/// Points that one sign of what is said needs.
const SIGN: f32 = 9.0;

/// All of them, those in sight painted.
pub fn claims_ui(
    ui: &mut Ui,
    session: &mut Session,
    picture: &Picture,
    scale: &Scale,
    day: Option<Day>,
    places: Places,
    area: Rect,
) {
    let ctx = ui.ctx().clone();
    let line = Stroke::new(1.0, theme::tone(&ctx, Tone::Line));
    ui.painter().hline(area.x_range(), area.top(), line);
    ui.painter().text(
        area.left_top() + vec2(0.0, 6.0),
        Align2::LEFT_TOP,
        "CLAIMS",
        theme::regular(size::SMALL),
        theme::tone(&ctx, Tone::InkSecond),
    );
    let list = Rect::from_min_max(area.min + vec2(0.0, 24.0), area.max);
    let mut go = None;
    ui.scope_builder(egui::UiBuilder::new().max_rect(list), |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        ScrollArea::vertical()
            .id_salt("claims")
            .auto_shrink(false)
            .show_rows(ui, ROW, picture.rows.len(), |ui, range| {
                for row in picture.rows.get(range).unwrap_or_default() {
                    let width = ui.available_width();
                    let (rect, _) = ui.allocate_exact_size(vec2(width, ROW), Sense::hover());
                    let shown = Shown {
                        scale,
                        day,
                        places,
                        rect,
                    };
                    if row_ui(ui, session, row, shown) {
                        go = Some(row.id.clone());
                    }
                }
            });
    });
    if let Some(id) = go {
        session.go_to(Item::Card(id));
    }
}

/// Where and as of when a row is shown.
#[derive(Clone, Copy)]
struct Shown<'a> {
    scale: &'a Scale,
    day: Option<Day>,
    places: Places,
    rect: Rect,
}

impl Shown<'_> {
    /// The part of the row along the axis.
    fn time(&self) -> Rect {
        Rect::from_x_y_ranges(self.places.time.x_range(), self.rect.y_range())
    }

    fn x(&self, moment: f64) -> f32 {
        self.places.time.left() + self.scale.x(moment)
    }

    /// Where the day ends as of which it is shown: what is beyond steps back.
    fn end(&self) -> f32 {
        let end = self.day.map(|day| self.x(f64::from(day.number()) + 1.0));
        end.unwrap_or(f32::INFINITY)
    }
}

fn row_ui(ui: &mut Ui, session: &Session, row: &Row, shown: Shown<'_>) -> bool {
    let ctx = ui.ctx().clone();
    let rect = shown.rect;
    let selected = session.selection().cards.contains(&row.id);
    let name = Rect::from_x_y_ranges(shown.places.names.x_range(), rect.y_range());
    let id = ui.scope_id().with(("claim", row.id.as_str()));
    let response = ui.interact(name, id, Sense::click());
    response.widget_info(|| {
        let name = row.name.trim_end_matches('.');
        let words = format!("Claim: {name}. {}", spoken(row, shown.day));
        egui::WidgetInfo::selected(egui::accesskit::Role::Button, true, selected, words)
    });
    let shade = match (selected, response.hovered()) {
        (true, _) => Some(theme::tone(&ctx, Tone::Chip)),
        (false, true) => Some(theme::faded(&ctx, Tone::Chip, 0.6)),
        _ => None,
    };
    if let Some(shade) = shade {
        ui.painter()
            .rect_filled(rect.expand2(vec2(6.0, 0.0)), 6.0, shade);
    }
    if response.hovered() {
        ctx.set_cursor_icon(egui::CursorIcon::PointingHand);
    }
    super::super::bar::focus_ring(ui, &response, 6.0);
    let label = row.label(shown.day);
    signs::label(ui, label, pos2(name.left() + 8.0, name.center().y), 5.5);
    let style = TextStyle::new(size::BODY, Tone::Ink);
    let block = words::lay(&ctx, &row.name, style, Some(name.width() - 26.0), 2);
    let at = pos2(name.left() + 22.0, name.center().y - block.size[1] / 2.0);
    words::paint(ui.painter(), &block, at);
    undated_ui(ui, row, shown);
    let clip = ui.clip_rect();
    ui.set_clip_rect(clip.intersect(shown.time()));
    band_ui(ui, row, shown);
    words_ui(ui, row, shown);
    ui.set_clip_rect(clip);
    let response = match block.cut {
        true => response.on_hover_ui(|ui| words::tip_ui(ui, &row.name)),
        false => response,
    };
    response.clicked()
}

/// What it is, as it is read out.
fn spoken(row: &Row, day: Option<Day>) -> String {
    let label = row.label(day).words();
    let turns = row.turns.iter();
    let since = turns
        .take_while(|(from, _)| day.is_none_or(|day| *from <= day))
        .last();
    match (since, day) {
        (Some((since, _)), _) => format!("{label} since {}", since.words()),
        (None, Some(day)) => format!("{label} as of {}", day.words()),
        (None, None) => label.to_owned(),
    }
}

/// The labels one after the other.
fn band_ui(ui: &Ui, row: &Row, shown: Shown<'_>) {
    let time = shown.time();
    let (top, bottom) = (time.top() + 5.0, time.top() + 5.0 + BAND);
    let mut label = row.begin;
    let mut left = time.left() - 20.0;
    let ends = row
        .turns
        .iter()
        .map(|(day, next)| (shown.x(f64::from(day.number())), Some(*next)));
    for (end, next) in ends.chain([(time.right() + 20.0, None)]) {
        let segment = Rect::from_min_max(
            pos2(left.max(time.left() - 20.0), top),
            pos2(end.min(time.right() + 20.0), bottom),
        );
        if segment.width() > 0.0 && segment.intersects(time) {
            segment_ui(ui, label, segment, time, shown.end());
        }
        left = end;
        label = next.unwrap_or(label);
    }
}

fn segment_ui(ui: &Ui, label: Label, segment: Rect, time: Rect, end: f32) {
    let ctx = ui.ctx();
    let painter = ui.painter();
    let tone = crate::scene::signs::label_tone(label);
    let later = segment.left() >= end - 0.5;
    let inner = Rect::from_min_max(segment.min + vec2(0.5, 0.0), segment.max - vec2(0.5, 0.0));
    let parts = [
        (inner.left()..=inner.right().min(end), 1.0),
        (inner.left().max(end)..=inner.right(), LATER),
    ];
    for (range, share) in parts {
        let part = Rect::from_x_y_ranges(range, inner.y_range()).intersect(time);
        if !part.is_positive() {
            continue;
        }
        if label == Label::Unsupported {
            let stroke = Stroke::new(1.0, theme::faded(ctx, Tone::InkThird, 0.55 * share));
            let ends = [part.left_center(), part.right_center()];
            painter.extend(egui::Shape::dashed_line(&ends, stroke, 3.0, 4.0));
        } else {
            painter.rect_filled(part, 3.0, theme::faded(ctx, tone, 0.17 * share));
        }
    }
    let share = if later { LATER } else { 1.0 };
    if label != Label::Unsupported {
        let rim = Rect::from_min_size(inner.min, vec2(2.0_f32.min(inner.width()), inner.height()));
        painter.rect_filled(rim, 1.0, theme::faded(ctx, tone, share));
    }
    // What is written stays in sight while its band reaches out of it.
    let left = inner.left().max(time.left());
    let room = inner.right().min(time.right()) - left;
    if later {
        // It came to this, and that is told by its name alone.
        let tone = theme::tone(ctx, Tone::InkThird);
        let font = theme::regular(size::SMALL);
        let words = painter.layout_no_wrap(label.words().to_owned(), font, tone);
        if words.size().x + 14.0 <= room {
            let at = pos2(left + 7.0, inner.center().y - words.size().y / 2.0);
            painter.galley(at, words, egui::Color32::PLACEHOLDER);
        }
        return;
    }
    if room < 18.0 {
        return;
    }
    let centre = pos2(left + 10.0, inner.center().y);
    if label == Label::Unsupported {
        let gap = Rect::from_center_size(centre, vec2(17.0, 14.0));
        painter.rect_filled(gap, 0.0, theme::tone(ctx, Tone::Panel));
    }
    signs::label(ui, label, centre, 5.0);
    let words = painter.layout_no_wrap(
        label.words().to_owned(),
        theme::regular(size::SMALL),
        theme::tone(ctx, tone),
    );
    if words.size().x + 28.0 <= room && label != Label::Unsupported {
        let at = pos2(left + 20.0, inner.center().y - words.size().y / 2.0);
        painter.galley(at, words, egui::Color32::PLACEHOLDER);
    }
}

/// What was said of it: a plus or a minus for each source, one where several stand too close.
fn words_ui(ui: &Ui, row: &Row, shown: Shown<'_>) {
    let time = shown.time();
    let y = |stance| match stance {
        Stance::Corroborates => time.top() + 5.0 + BAND + 5.0,
        Stance::Contradicts => time.top() + 5.0 + BAND + 11.5,
    };
    let mut last = [f32::NEG_INFINITY; 2];
    for (from, to, stance) in &row.words {
        let (left, right) = (shown.x(*from), shown.x(*to));
        if right < time.left() - SIGN || left > time.right() + SIGN {
            continue;
        }
        let [pro, contra] = &mut last;
        let last = if *stance == Stance::Corroborates {
            pro
        } else {
            contra
        };
        let y = y(*stance);
        let colour = tone(ui, *stance);
        if right - left > 2.0 * SIGN {
            // It may have been on any of these days; it counts from the last.
            let stroke = Stroke::new(1.0, colour.gamma_multiply(0.5));
            ui.painter().hline(left..=right - SIGN, y, stroke);
        }
        let x = if right - left > 2.0 * SIGN {
            right - SIGN / 2.0
        } else {
            f32::midpoint(left, right)
        };
        if x - *last >= SIGN {
            let share = if *to
                > shown
                    .day
                    .map_or(f64::INFINITY, |day| f64::from(day.number()) + 1.0)
            {
                LATER
            } else {
                1.0
            };
            sign(ui, x, y, *stance, share);
            *last = x;
        }
    }
}

/// What sources without a date say of it, in their lane.
fn undated_ui(ui: &Ui, row: &Row, shown: Shown<'_>) {
    let (pro, contra) = row.undated;
    let lane = shown.places.undated;
    if lane.width() <= 0.0 || pro + contra == 0 {
        return;
    }
    let (x, y) = (lane.center().x, shown.rect.center().y);
    for (n, stance, y) in [
        (pro, Stance::Corroborates, y - 6.5),
        (contra, Stance::Contradicts, y + 6.5),
    ] {
        if n > 0 {
            let font = theme::regular(size::SMALL);
            let at = pos2(x + 1.0, y);
            ui.painter()
                .text(at, Align2::LEFT_CENTER, n, font, tone(ui, stance));
            sign(ui, x - 6.0, y, stance, 1.0);
        }
    }
}

fn tone(ui: &Ui, stance: Stance) -> egui::Color32 {
    let tone = match stance {
        Stance::Corroborates => Tone::Corroborates,
        Stance::Contradicts => Tone::Contradicts,
    };
    theme::tone(ui.ctx(), tone)
}

/// A plus or a minus.
fn sign(ui: &Ui, x: f32, y: f32, stance: Stance, share: f32) {
    let stroke = Stroke::new(1.6, tone(ui, stance).gamma_multiply(share));
    ui.painter().hline(x - 3.0..=x + 3.0, y, stroke);
    if stance == Stance::Corroborates {
        ui.painter().vline(x, y - 3.0..=y + 3.0, stroke);
    }
}
