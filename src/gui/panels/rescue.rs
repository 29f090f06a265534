//! The banner of a rescue copy, and the list of what it lacks. Says what to do; does nothing itself.

use eframe::egui::{self, Ui};

use super::super::{theme, words};
use super::sheets::{Answer, primary, primary_button, sentence, title};
use crate::editor::{Rescued, Session};
use crate::scene::style::{Tone, size};
use crate::scene::text::TextStyle;

/// What a click on the banner asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The list of what was left out.
    LeftOut,
    /// Save as a new board.
    Save,
}

/// What is said when a change was refused.
pub const REFUSED: &str =
    "This is a rescue copy and cannot be changed. Save it as a new board first: File › Save as….";

/// The banner, above everything that shows the board.
pub fn banner_ui(ui: &mut Ui, session: &Session) -> Option<Choice> {
    let rescued = session.rescued()?;
    let mut choice = None;
    let fill = theme::tone(ui.ctx(), Tone::Chip);
    egui::Panel::top("rescue")
        .frame(
            egui::Frame::new()
                .fill(fill)
                .inner_margin(egui::Margin::symmetric(14, 7)),
        )
        .show(ui, |ui| {
            ui.horizontal_wrapped(|ui| {
                let style = TextStyle::new(size::BODY, Tone::Ink).bold();
                words::alert_ui(ui, "Rescue copy, read-only.", style);
                ui.label(left_out(rescued.left_out.len()));
                if !rescued.left_out.is_empty() && ui.button("What was left out").clicked() {
                    choice = Some(Choice::LeftOut);
                }
                let save = primary_button(ui.ctx(), "Save as a new board…");
                if ui.add(save).clicked() {
                    choice = Some(Choice::Save);
                }
            });
        });
    choice
}

fn left_out(n: usize) -> String {
    match n {
        0 => "Everything could be read.".to_owned(),
        1 => "One thing was left out or mended.".to_owned(),
        n => format!("{n} things were left out or mended."),
    }
}

/// Most sentences that the list shows; a file with more is as broken.
const MOST: usize = 1000;

/// Why the board could not be opened as it is, and what was left out.
pub fn left_out_ui(ui: &mut Ui, rescued: &Rescued) -> Option<Answer> {
    let room = ui.ctx().content_rect();
    ui.set_width((room.width() - 100.0).min(560.0));
    title(ui, "This board was damaged");
    sentence(ui, &rescued.why, 8);
    ui.add_space(6.0);
    ui.label(
        "What could be read is open as a copy that cannot be changed until it is saved under another name. \
         The damaged file stays as it is.",
    );
    if !rescued.left_out.is_empty() {
        ui.add_space(8.0);
        ui.label(left_out(rescued.left_out.len()));
        egui::ScrollArea::vertical()
            .max_height((room.height() - 330.0).max(60.0))
            .show(ui, |ui| {
                for said in rescued.left_out.iter().take(MOST) {
                    let style = TextStyle::new(size::SMALL, Tone::Ink);
                    words::label_ui(ui, &format!("• {said}"), style, 6);
                }
                if rescued.left_out.len() > MOST {
                    ui.label(format!("… and {} more", rescued.left_out.len() - MOST));
                }
            });
    }
    ui.add_space(10.0);
    let enter = ui.input(|i| i.key_pressed(egui::Key::Enter));
    (primary(ui, "Look at the copy") || enter).then_some(Answer::Close)
}
