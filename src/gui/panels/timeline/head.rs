//! What stands above and below the axis: what is shown, which date counts, as of which day; what was said of the selected
//! claim then; and what to do where nothing has a date.

use eframe::egui::{self, Align2, Rect, RichText, Sense, Ui, pos2, vec2};

use super::super::super::{signs, theme, words};
use super::super::bar;
use super::super::inspector::hint;
use super::super::status::count;
use super::picture::{Picture, Row};
use super::{Timeline, arrow_ui};
use crate::assess::{By, Counting};
use crate::board::{Body, CardId, Item, Selection};
use crate::editor::Session;
use crate::scene::style::{Tone, size};
use crate::scene::text::TextStyle;

/// Height of what stands below.
const FOOT: f32 = 80.0;

/// Title, what is shown, and which date counts.
pub fn head_ui(ui: &mut Ui, timeline: &mut Timeline, picture: &Picture) {
    let ctx = ui.ctx().clone();
    let mut counting = timeline.counting;
    ui.horizontal(|ui| {
        ui.label(
            RichText::new("What was known when")
                .font(theme::bold(size::READER))
                .color(theme::tone(&ctx, Tone::Ink)),
        );
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            by_ui(ui, &mut counting);
            if !(picture.undated.is_empty() || picture.marks.is_empty()) {
                let words = format!("Count undated ({})", picture.undated.len());
                theme::checkbox_ui(ui, &mut counting.undated, words).on_hover_text(
                    "Whether sources without a date count on every day, or on none.",
                );
            }
        });
    });
    timeline.count(counting);
    let verb = match counting.by {
        By::Published => "published",
        By::Captured => "captured",
    };
    let says = match (picture.timeline.span(), picture.marks.len()) {
        (Some((first, last)), n) if first == last => {
            format!("{} {verb} on {}", count(n, "source"), first.words())
        }
        (Some((first, last)), n) => format!(
            "{} {verb} between {} and {}",
            count(n, "source"),
            first.words(),
            last.words()
        ),
        (None, _) => return,
    };
    let partial = picture
        .marks
        .iter()
        .any(|mark| mark.when.first != mark.when.last);
    let partial = match partial {
        true => {
            " A month or a year counts from its last day: only from then on the source was surely there."
        }
        false => "",
    };
    hint(ui, &format!("{says}.{partial}"));
}

/// The switch between the two dates of a source.
fn by_ui(ui: &mut Ui, counting: &mut Counting) {
    let ctx = ui.ctx().clone();
    let parts = [
        (By::Captured, "Captured", 74.0),
        (By::Published, "Published", 76.0),
    ];
    let (rect, _) = ui.allocate_exact_size(vec2(150.0, 26.0), Sense::hover());
    let stroke = egui::Stroke::new(1.0, theme::tone(&ctx, Tone::Line));
    let paper = theme::tone(&ctx, Tone::Paper);
    ui.painter()
        .rect(rect, 7.0, paper, stroke, egui::StrokeKind::Inside);
    let mut right = rect.right();
    for (by, name, width) in parts {
        let part = Rect::from_min_max(pos2(right - width, rect.top()), pos2(right, rect.bottom()));
        right = part.left();
        let on = counting.by == by;
        let response = ui.interact(part, ui.scope_id().with(("by", name)), Sense::click());
        let response = response.on_hover_text(match by {
            By::Published => "By the day on which a source came out",
            By::Captured => "By the day on which you took your copy: what you had when",
        });
        response.widget_info(|| {
            egui::WidgetInfo::selected(egui::accesskit::Role::RadioButton, true, on, name)
        });
        if on || response.hovered() {
            let alpha = if on { 1.0 } else { 0.5 };
            let shade = theme::faded(&ctx, Tone::Chip, alpha);
            ui.painter().rect_filled(part.shrink(1.0), 6.0, shade);
        }
        bar::focus_ring(ui, &response, 6.0);
        let tone = if on { Tone::Ink } else { Tone::InkSecond };
        ui.painter().text(
            part.center(),
            Align2::CENTER_CENTER,
            name,
            theme::regular(size::BODY),
            theme::tone(&ctx, tone),
        );
        if response.clicked() {
            counting.by = by;
        }
    }
}

/// As of which day it is looked at, and what was different then.
pub fn as_of_ui(ui: &mut Ui, timeline: &mut Timeline, picture: &Picture) {
    let ctx = ui.ctx().clone();
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let back = picture.step(timeline.day, false, false);
        let words = match picture.turning.is_empty() {
            true => [
                "The day before on which a source came (Left)",
                "The next day on which a source came (Right)",
            ],
            false => [
                "The change before (Left; with Shift, every source)",
                "The next change (Right; with Shift, every source)",
            ],
        };
        let [before, after] = words;
        if arrow_ui(ui, false, back != timeline.day, before).clicked() {
            timeline.go(back);
        }
        if arrow_ui(ui, true, timeline.day.is_some(), after).clicked() {
            let next = picture.step(timeline.day, true, false);
            timeline.go(next);
        }
        ui.add_space(4.0);
        let (title, says) = match timeline.day {
            None => ("Now".to_owned(), now_says(picture)),
            Some(day) => {
                let (there, all) = (picture.timeline.counted(day), all_sources(picture));
                let elsewhere = match picture.elsewhere(day) {
                    0 => "Every claim stood where it stands now".to_owned(),
                    1 => "One claim stood elsewhere than now".to_owned(),
                    n => format!(
                        "{n} of {} claims stood elsewhere than now",
                        picture.rows.len()
                    ),
                };
                (
                    format!("As of {}", day.words()),
                    format!("{there} of {all} sources count. {elsewhere}."),
                )
            }
        };
        ui.label(
            RichText::new(title)
                .font(theme::bold(size::HEADING))
                .color(theme::tone(&ctx, Tone::Ink)),
        );
        if timeline.day.is_some() {
            ui.add_space(4.0);
            if ui
                .button("Now")
                .on_hover_text("Everything counts (End)")
                .clicked()
            {
                timeline.back_to_now();
            }
        }
        ui.add_space(8.0);
        ui.add(
            egui::Label::new(
                RichText::new(says)
                    .size(size::BODY)
                    .color(theme::tone(&ctx, Tone::InkSecond)),
            )
            .truncate(),
        );
    });
}

fn all_sources(picture: &Picture) -> usize {
    picture.marks.len() + picture.undated.len()
}

fn now_says(picture: &Picture) -> String {
    let changed = picture
        .rows
        .iter()
        .filter(|row| !row.turns.is_empty())
        .count();
    match changed {
        0 => "No claim ever changed its label with the sources that came.".to_owned(),
        1 => "One claim changed its label as sources came. Drag along the axis to see a day."
            .to_owned(),
        n => format!(
            "{n} claims changed their label as sources came. Drag along the axis to see a day."
        ),
    }
}

/// The claim that is selected, if it is one.
pub fn selected<'a>(picture: &'a Picture, session: &Session) -> Option<&'a Row> {
    let cards = &session.selection().cards;
    let only = cards.first().filter(|_| cards.len() == 1)?;
    picture.rows.iter().find(|row| row.id == *only)
}

/// The height of what stands below: nothing if no claim is selected.
pub fn foot_height(picture: &Picture, session: &Session) -> f32 {
    match selected(picture, session) {
        Some(_) => FOOT,
        None => 0.0,
    }
}

/// What was said of the selected claim then.
pub fn foot_ui(ui: &mut Ui, timeline: &Timeline, picture: &Picture, session: &Session, foot: Rect) {
    let Some(row) = selected(picture, session) else {
        return;
    };
    let now = session.assessed();
    let (title, standing) = match timeline.day {
        None => ("Now".to_owned(), now.assessment.claim(&row.id)),
        Some(day) => {
            let then = timeline.as_of().and_then(|(_, then)| then.claim(&row.id));
            (format!("As of {}", day.words()), then)
        }
    };
    let ctx = ui.ctx().clone();
    let paper = Rect::from_min_max(foot.min + vec2(0.0, 10.0), foot.max);
    let stroke = egui::Stroke::new(1.0, theme::tone(&ctx, Tone::Line));
    let fill = theme::tone(&ctx, Tone::Paper);
    ui.painter()
        .rect(paper, 8.0, fill, stroke, egui::StrokeKind::Inside);
    let label = row.label(timeline.day);
    signs::label(ui, label, paper.left_top() + vec2(20.0, 18.0), 6.0);
    let lead = format!("{title}: {}", label.words());
    let style = TextStyle::new(size::LEAD, Tone::Ink).bold();
    let block = words::lay(&ctx, &lead, style, Some(paper.width() - 48.0), 1);
    words::paint(ui.painter(), &block, paper.left_top() + vec2(34.0, 8.0));
    let says = standing.map_or("Working it out …", |standing| &standing.says);
    let style = TextStyle::new(size::BODY, Tone::InkSecond);
    let block = words::lay(&ctx, says, style, Some(paper.width() - 48.0), 2);
    let at = paper.left_top() + vec2(34.0, 28.0);
    words::paint(ui.painter(), &block, at);
    let response = ui.interact(paper, ui.scope_id().with("foot"), Sense::hover());
    response.widget_info(|| {
        let words = format!("{}. {lead}. {says}", row.name.trim_end_matches('.'));
        egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, words)
    });
    if block.cut {
        response.on_hover_ui(|ui| words::tip_ui(ui, says));
    }
}

/// What to do where nothing has a date.
pub fn lesson_ui(ui: &mut Ui, timeline: &mut Timeline, picture: &Picture, session: &mut Session) {
    let ctx = ui.ctx().clone();
    let sources = || {
        let cards = session.board().cards().iter();
        cards.filter_map(|(id, card)| match &card.body {
            Body::Source(source) => Some((id, source)),
            _ => None,
        })
    };
    let by = timeline.counting.by;
    let other = sources().any(|(_, source)| match by {
        By::Published => !source.captured.is_empty(),
        By::Captured => !source.published.is_empty(),
    });
    // An article tells more with its date than a voice that others draw on.
    let first =
        sources().max_by_key(|(_, source)| !source.text.is_empty() || !source.url.is_empty());
    let first: Option<CardId> = first.map(|(id, _)| id.clone());
    let (title, says) = match (by, first.is_some()) {
        (_, false) => (
            "Nothing to put in order yet",
            "Here the sources of the board stand along an axis of time, and the claims below show what they were from day to day. Bring in articles, or add sources on the wall.",
        ),
        (By::Published, true) => (
            "No source says when it came out",
            "With dates, this view shows which sources were out on a day, and what the claims amounted to then. Fill in “Published” in the inspector of a source: a day, a month or only a year. Articles that are imported bring their dates along.",
        ),
        (By::Captured, true) => (
            "No source says when it was captured",
            "By the day on which you took your copy, this view shows what you had when. Articles that are imported bring it along; else fill in “Captured” in the inspector of a source.",
        ),
    };
    let mut go = false;
    let mut turn = false;
    ui.add_space((ui.available_height() * 0.22).max(24.0));
    let width = ui.available_width().min(460.0);
    let left = (ui.available_width() - width) / 2.0;
    ui.horizontal(|ui| {
        ui.add_space(left);
        ui.vertical(|ui| {
            ui.set_width(width);
            emblem(ui, width);
            ui.add_space(14.0);
            ui.vertical_centered(|ui| {
                ui.label(
                    RichText::new(title)
                        .font(theme::bold(size::HEADING))
                        .color(theme::tone(&ctx, Tone::Ink)),
                );
                ui.add_space(4.0);
                ui.label(
                    RichText::new(says)
                        .size(size::BODY)
                        .color(theme::tone(&ctx, Tone::InkSecond)),
                );
                let broken = picture.undated.iter().filter_map(|source| {
                    let written = source.written.as_ref()?;
                    Some(format!("“{written}” on {} is no date.", source.name))
                });
                for says in broken.take(3) {
                    ui.add_space(4.0);
                    words::label_ui(ui, &says, TextStyle::new(size::BODY, Tone::Attention), 2);
                }
                ui.add_space(12.0);
                if first.is_some() {
                    go = ui.button("Show a source").clicked();
                }
                if other {
                    let words = match by {
                        By::Published => "By capture date",
                        By::Captured => "By publication date",
                    };
                    turn = ui.button(words).clicked();
                }
            });
        });
    });
    if let Some(first) = first.filter(|_| go) {
        session.select(Selection::of(Item::Card(first)));
    }
    if turn {
        let by = match by {
            By::Published => By::Captured,
            By::Captured => By::Published,
        };
        timeline.count(Counting {
            by,
            ..timeline.counting
        });
    }
}

/// An axis with three sources on it.
fn emblem(ui: &mut Ui, width: f32) {
    let ctx = ui.ctx().clone();
    let (rect, _) = ui.allocate_exact_size(vec2(width, 44.0), Sense::hover());
    let middle = rect.center();
    let line = egui::Stroke::new(1.5, theme::tone(&ctx, Tone::InkThird));
    let painter = ui.painter();
    painter.hline(middle.x - 70.0..=middle.x + 70.0, middle.y + 10.0, line);
    for (x, y) in [(-48.0, -4.0), (-10.0, -4.0), (-10.0, -16.0), (36.0, -4.0)] {
        let square = Rect::from_center_size(middle + vec2(x, y), vec2(9.0, 9.0));
        painter.rect_filled(square, 2.0, theme::tone(&ctx, Tone::InkThird));
    }
    let mark = egui::Stroke::new(2.0, theme::tone(&ctx, Tone::Selection));
    painter.vline(middle.x + 12.0, middle.y - 22.0..=middle.y + 20.0, mark);
}
