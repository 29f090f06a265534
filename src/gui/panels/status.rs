//! The status line: what the board holds, what runs, how near.

use eframe::egui::{self, Align, Layout, RichText, Ui};

use super::super::jobs::Job;
use super::super::{theme, words};
use crate::board::Body;
use crate::editor::{Command, Session};
use crate::scene::style::{Tone, size};
use crate::scene::text::TextStyle;

/// Shows it. Says which command was clicked.
pub fn status_ui(
    ui: &mut Ui,
    session: &Session,
    jobs: &[Job],
    saved: &str,
    place: &str,
) -> Option<&'static Command> {
    let mut chosen = None;
    let ink = theme::tone(ui.ctx(), Tone::InkSecond);
    let small = |text: String| RichText::new(text).size(size::SMALL).color(ink);
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = 14.0;
        let cards = session.board().cards().values();
        let (mut sources, mut claims) = (0, 0);
        for card in cards {
            match card.body {
                Body::Source(_) => sources += 1,
                Body::Claim(_) => claims += 1,
                _ => {}
            }
        }
        let wide = ui.available_width() > 560.0;
        ui.label(small(count(sources, "source")));
        ui.label(small(count(claims, "claim")));
        ui.label(small(count(session.board().links().len(), "link")));
        let selected = session.selection().len();
        if selected > 1 && wide {
            ui.label(small(format!("{selected} selected")));
        }
        if session.focus().is_some() {
            ui.label(small(
                "Focused on one claim · F or Esc shows the rest".to_owned(),
            ));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let mut link = |ui: &mut Ui, text: String, id: &str, hint: &str| {
                let button = ui
                    .add(egui::Button::new(small(text)).frame(false))
                    .on_hover_text(hint);
                if button.clicked() {
                    chosen = crate::editor::find(id);
                }
            };
            link(ui, "? keys".to_owned(), "keys", "All keys and gestures");
            let zoom = format!("{:.0} %", session.camera.zoom * 100.0);
            link(
                ui,
                zoom,
                "zoom-100",
                "Zoom to 100 % (Ctrl+0). Shift+1 shows everything.",
            );
            let state = ui.label(small(saved.to_owned()));
            if !place.is_empty() {
                state.on_hover_ui(|ui| words::tip_ui(ui, place));
            }
            if session.assessed_for() != Some(session.document().revision()) {
                ui.label(small("Assessing…".to_owned()));
            }
            for job in jobs {
                if job.is_cancelled() {
                    ui.label(small("Stopping…".to_owned()));
                } else if ui.small_button("Cancel").clicked() {
                    job.cancel();
                }
                ui.add(
                    egui::ProgressBar::new(job.progress())
                        .desired_width(90.0)
                        .desired_height(6.0),
                );
                let style = TextStyle::new(size::SMALL, Tone::InkSecond);
                words::name_ui(ui, &job.title, style);
            }
        });
    });
    chosen
}

/// "1 claim", "3 claims".
pub fn count(n: usize, word: &str) -> String {
    if n == 1 {
        format!("1 {word}")
    } else {
        format!("{n} {word}s")
    }
}
