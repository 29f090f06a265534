//! What if: what is struck, before and after of every claim that changes, and whether to keep it.

use eframe::egui::{self, Sense, Ui, vec2};

use super::super::{theme, words};
use super::inspector::{hint, kind};
use crate::assess::{Shift, Standing, Strike};
use crate::board::{CardId, Item};
use crate::editor::Session;
use crate::scene::signs::label_tone;
use crate::scene::style::{Tone, size};
use crate::scene::text::TextStyle;

/// Claims that are shown of those whose label changes, and of those that only get stronger or weaker.
const MOST: usize = 60;
const MOST_BESIDE: usize = 5;

fn flips(shift: &Shift) -> bool {
    shift.before.label != shift.after.label
}

/// What is tried: what is struck, and what would become of the claims.
pub fn what_if_ui(ui: &mut Ui, session: &mut Session) {
    let Some(it) = session.what_if().cloned() else {
        return;
    };
    let fill = theme::over(ui.ctx(), Tone::Selection, 0.08, Tone::Panel);
    let line = egui::Stroke::new(
        1.0,
        theme::over(ui.ctx(), Tone::Selection, 0.4, Tone::Panel),
    );
    let (mut back, mut go, mut keep, mut let_go) = (None, None, false, false);
    egui::Frame::new()
        .fill(fill)
        .stroke(line)
        .corner_radius(8.0)
        .inner_margin(10.0)
        .show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            kind(ui, "What if");
            for strike in &it.strikes {
                let name = session.strike_name(strike);
                let words = match strike {
                    Strike::Same(..) => format!("{name}, one origin"),
                    Strike::Origin(_) => format!("without {name}, and all that goes back to it"),
                    _ => format!("without {name}"),
                };
                let style = TextStyle::new(size::LEAD, Tone::Ink).bold();
                let response = words::link_ui(ui, &words, style, 3);
                if response.on_hover_text("Put it back").clicked() {
                    back = Some(strike.clone());
                }
            }
            ui.add_space(4.0);
            ui.horizontal(|ui| {
                let hint = "Make it a change of the board: the links that rest on it go. One step, and it can be undone.";
                keep = ui.button("Keep").on_hover_text(hint).clicked();
                let_go = ui
                    .button("Let go")
                    .on_hover_text("Leave everything as it is (Esc)")
                    .clicked();
            });
            match it.shifts.as_deref() {
                None => drop(hint(ui, "Working it out …")),
                Some(shifts) => go = shifts_ui(ui, session, shifts),
            }
        });
    ui.add_space(8.0);
    answered(session, keep, let_go);
    if let Some(strike) = back {
        session.strike(strike);
    }
    if let Some(claim) = go {
        session.go_to(Item::Card(claim));
    }
}

/// Before and after of every claim that changes.
fn shifts_ui(ui: &mut Ui, session: &Session, shifts: &[Shift]) -> Option<CardId> {
    hint(ui, &summary(shifts));
    let mut go = None;
    let flipped = shifts.iter().filter(|shift| flips(shift)).count();
    let shown = (flipped + MOST_BESIDE).min(MOST).min(shifts.len());
    for shift in shifts.iter().take(shown) {
        let Some(name) = session.board().cards().get(&shift.claim).map(|c| c.name()) else {
            continue;
        };
        if shift_ui(ui, &name, shift).clicked() {
            go = Some(shift.claim.clone());
        }
    }
    if shifts.len() > shown {
        hint(ui, &format!("and {} more", shifts.len() - shown));
    }
    go
}

fn shift_ui(ui: &mut Ui, name: &str, shift: &Shift) -> egui::Response {
    let ctx = ui.ctx().clone();
    let width = ui.available_width();
    let title = words::lay(
        &ctx,
        name,
        TextStyle::new(size::BODY, Tone::Ink),
        Some(width),
        2,
    );
    let line = 17.0;
    let (rect, _) = ui.allocate_exact_size(vec2(width, title.size[1] + line + 7.0), Sense::hover());
    let id = ui.scope_id().with(("shift", shift.claim.as_str()));
    let response = ui.interact(rect, id, Sense::click());
    let side = |standing: &Standing| {
        format!(
            "{} {} : {}",
            standing.label.words(),
            standing.n_support,
            standing.n_oppose
        )
    };
    let (before, after) = (side(&shift.before), side(&shift.after));
    response.widget_info(|| {
        let words = format!("{name}: {before}, then {after}");
        egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, words)
    });
    if response.hovered() {
        let fill = theme::tone(&ctx, Tone::Chip);
        ui.painter()
            .rect_filled(rect.expand2(vec2(5.0, 0.0)), 6.0, fill);
        ctx.set_cursor_icon(egui::CursorIcon::PointingHand);
    }
    super::bar::focus_ring(ui, &response, 6.0);
    words::paint(ui.painter(), &title, rect.min + vec2(0.0, 3.0));
    let y = rect.top() + title.size[1] + 4.0;
    let mut x = rect.left();
    let mut put = |text: &str, style: TextStyle| {
        let block = words::lay(&ctx, text, style, None, 1);
        words::paint(ui.painter(), &block, egui::pos2(x, y));
        x += words::ink_size(&block).x + 6.0;
    };
    let tone = label_tone;
    put(&before, TextStyle::new(size::SMALL, Tone::InkThird));
    put("→", TextStyle::new(size::SMALL, Tone::InkThird));
    put(
        &after,
        TextStyle::new(size::SMALL, tone(shift.after.label)).bold(),
    );
    response
}

/// How much changes, in a sentence.
fn summary(shifts: &[Shift]) -> String {
    let flipped = shifts.iter().filter(|shift| flips(shift)).count();
    match (flipped, shifts.len()) {
        (0, 0) => "Nothing changes.".to_owned(),
        (0, 1) => "No label changes; one claim gets stronger or weaker.".to_owned(),
        (0, n) => format!("No label changes; {n} claims get stronger or weaker."),
        (1, 1) => "One claim changes.".to_owned(),
        (n, all) if n == all => format!("{n} claims change."),
        (1, all) => format!(
            "One label changes, {} more claims get stronger or weaker.",
            all - 1
        ),
        (n, all) => format!(
            "{n} labels change, {} more claims get stronger or weaker.",
            all - n
        ),
    }
}

fn answered(session: &mut Session, keep: bool, let_go: bool) {
    if keep {
        session.keep_what_if();
    } else if let_go {
        session.let_go();
    }
}

/// Says over the wall that it is looked at as of a day. Whether now is wanted.
pub fn as_of_ui(ui: &Ui, day: &str, wall: egui::Rect) -> bool {
    let mut now = false;
    egui::Area::new(egui::Id::unique("casewall.as-of"))
        .fixed_pos(egui::pos2(wall.center().x, wall.top() + 12.0))
        .pivot(egui::Align2::CENTER_TOP)
        .order(egui::Order::Middle)
        .show(ui.ctx(), |ui| {
            egui::Frame::popup(ui.style())
                .inner_margin(egui::Margin::symmetric(12, 6))
                .show(ui, |ui| {
                    ui.horizontal(|ui| {
                        let style = TextStyle::new(size::BODY, Tone::Ink).bold();
                        words::name_ui(ui, &format!("As of {day}"), style);
                        hint(ui, "The labels are those of that day.");
                        now = ui.button("Now").clicked();
                    });
                });
        });
    now
}

/// The same in a line over the wall, where no inspector shows it.
pub fn pill_ui(ui: &Ui, session: &mut Session, wall: egui::Rect) {
    let Some(it) = session.what_if().cloned() else {
        return;
    };
    let names: Vec<String> = it.strikes.iter().map(|s| session.strike_name(s)).collect();
    let says = match it.shifts.as_deref() {
        Some(shifts) => summary(shifts),
        None => "Working it out …".to_owned(),
    };
    let (mut keep, mut let_go) = (false, false);
    egui::Area::new(egui::Id::unique("casewall.what-if"))
        .fixed_pos(egui::pos2(wall.center().x, wall.top() + 12.0))
        .pivot(egui::Align2::CENTER_TOP)
        .order(egui::Order::Middle)
        .show(ui.ctx(), |ui| {
            egui::Frame::popup(ui.style())
                .inner_margin(egui::Margin::symmetric(12, 8))
                .show(ui, |ui| {
                    ui.set_max_width(wall.width().min(560.0) - 24.0);
                    ui.horizontal(|ui| {
                        let words = format!("Without {}", names.join(", "));
                        let style = TextStyle::new(size::BODY, Tone::Ink).bold();
                        words::name_ui(ui, &words, style);
                    });
                    ui.horizontal(|ui| {
                        hint(ui, &says);
                        keep = ui.button("Keep").clicked();
                        let_go = ui.button("Let go").on_hover_text("Esc").clicked();
                    });
                });
        });
    answered(session, keep, let_go);
}
