//! Earlier versions of the board: when each was kept, how it looks and how it differs from what is open, to restore or to
//! open as a copy.

use eframe::egui::{self, RichText, Ui, vec2};

use super::super::opening::Picture;
use super::super::{theme, words};
use super::recover::Thumbnail;
use super::sheets::{plain, primary, title};
use crate::board::Board;
use crate::host::Version;
use crate::scene::style::{Tone, size};
use crate::scene::text::TextStyle;

/// The versions that are shown.
pub struct Versions {
    /// The last first.
    pub rows: Vec<Version>,
    chosen: usize,
    /// What is known of the chosen one.
    looked: Option<(usize, Looked)>,
    thumbnail: Thumbnail,
    asked: Option<usize>,
}

/// What a version holds.
#[derive(Debug)]
pub struct Looked {
    /// The board, or why it cannot be read.
    pub board: Result<Box<Board>, String>,
    /// How it differs from what is open, a line each.
    pub says: Vec<String>,
    /// How it looks.
    pub picture: Option<Picture>,
}

/// What was chosen.
pub enum Choice {
    /// This version is to be looked at.
    Look(usize),
    /// The open board becomes what it was then.
    Restore(Box<Board>, String),
    /// It is opened as a board of its own.
    Copy(Box<Board>),
    /// Nothing.
    Close,
}

impl Versions {
    /// Shows these.
    pub fn new(rows: Vec<Version>) -> Self {
        Self {
            rows,
            chosen: 0,
            looked: None,
            thumbnail: Thumbnail::default(),
            asked: None,
        }
    }

    /// Somebody looked at a version.
    pub fn looked(&mut self, row: usize, mut looked: Looked) {
        if row == self.chosen {
            self.thumbnail = Thumbnail::of(looked.picture.take());
            self.looked = Some((row, looked));
        }
    }
}

/// Shows the sheet. `None` while nothing was chosen.
pub fn versions_ui(ui: &mut Ui, versions: &mut Versions) -> Option<Choice> {
    let width = 860.0_f32.min(ui.available_width());
    ui.set_width(width);
    title(ui, "Versions of this board");
    if versions.rows.is_empty() {
        ui.label("None is kept yet: each save keeps one, of the last 20 and thinned by age.");
        ui.add_space(10.0);
        return plain(ui, "Close").then_some(Choice::Close);
    }
    let mut choice = None;
    if versions.asked != Some(versions.chosen) {
        versions.asked = Some(versions.chosen);
        choice = Some(Choice::Look(versions.chosen));
    }
    let (up, down) = ui.input_mut(|i| {
        let none = egui::Modifiers::NONE;
        (
            i.consume_key(none, egui::Key::ArrowUp),
            i.consume_key(none, egui::Key::ArrowDown),
        )
    });
    let mut chosen = versions.chosen;
    if up {
        chosen = chosen.saturating_sub(1);
    }
    if down {
        chosen = (chosen + 1).min(versions.rows.len() - 1);
    }
    let height = (ui.ctx().content_rect().height() - 220.0).clamp(140.0, 400.0);
    ui.horizontal_top(|ui| {
        ui.allocate_ui_with_layout(
            vec2(190.0, height),
            egui::Layout::top_down(egui::Align::Min),
            |ui| {
                egui::ScrollArea::vertical()
                    .id_salt("versions")
                    .max_height(height)
                    .auto_shrink(false)
                    .show(ui, |ui| {
                        for (n, version) in versions.rows.iter().enumerate() {
                            let when = format!("{}\n{}", ago(version), utc(&version.at));
                            let row = egui::Button::selectable(n == versions.chosen, when)
                                .min_size(vec2(180.0, 40.0));
                            let response = ui.add(row);
                            if response.clicked() {
                                chosen = n;
                            }
                            if (up || down) && n == chosen {
                                response.scroll_to_me(None);
                            }
                        }
                    });
            },
        );
        ui.add_space(8.0);
        ui.vertical(|ui| {
            let wide = ui.available_width();
            let says = 96.0_f32.min(height * 0.35);
            versions.thumbnail.thumbnail_ui(
                ui,
                vec2(wide, height - says - 8.0),
                "The board as it was then",
            );
            ui.add_space(4.0);
            egui::ScrollArea::vertical()
                .id_salt("differences")
                .max_height(says)
                .auto_shrink([false, true])
                .show(ui, |ui| differences_ui(ui, versions));
        });
    });
    if chosen != versions.chosen {
        versions.chosen = chosen;
        versions.looked = None;
        versions.thumbnail = Thumbnail::default();
    }
    ui.add_space(12.0);
    let board = match &versions.looked {
        Some((row, looked)) if *row == versions.chosen => looked.board.as_ref().ok(),
        _ => None,
    };
    ui.horizontal(|ui| {
        if let Some(board) = board {
            if primary(ui, "Restore") {
                let at = utc(&versions.rows[versions.chosen].at);
                choice = Some(Choice::Restore(board.clone(), at));
            }
            if plain(ui, "Open as a copy") {
                choice = Some(Choice::Copy(board.clone()));
            }
        }
        if plain(ui, "Close") {
            choice = Some(Choice::Close);
        }
        let hint = RichText::new("Restoring is a step that can be undone.").size(size::SMALL);
        ui.label(hint.color(theme::tone(ui.ctx(), Tone::InkThird)));
    });
    choice
}

fn differences_ui(ui: &mut Ui, versions: &Versions) {
    let second = TextStyle::new(size::BODY, Tone::InkSecond);
    let Some((_, looked)) = &versions.looked else {
        words::label_ui(ui, "Reading…", second, 1);
        return;
    };
    match &looked.board {
        Err(why) => {
            words::label_ui(ui, why, TextStyle::new(size::BODY, Tone::Contradicts), 6);
        }
        Ok(_) if looked.says.is_empty() => {
            words::label_ui(ui, "The same as the board that is open.", second, 2);
        }
        Ok(_) => {
            let heading = "Since then, in the board that is open:";
            words::label_ui(ui, heading, second, 1);
            for line in looked.says.iter().take(100) {
                words::label_ui(ui, line, TextStyle::new(size::BODY, Tone::Ink), 2);
            }
        }
    }
}

/// `2026-11-29T14:02:03Z` as `2026-11-29 14:02 UTC`.
fn utc(at: &str) -> String {
    format!("{} UTC", at.get(..16).unwrap_or(at).replace('T', " "))
}

/// How long ago a version was kept.
fn ago(version: &Version) -> String {
    let minutes = version.age().as_secs() / 60;
    let (n, unit) = match minutes {
        0 => return "Just now".to_owned(),
        n @ 1..60 => (n, "minute"),
        n @ 60..1440 => (n / 60, "hour"),
        n => (n / 1440, "day"),
    };
    let plural = if n == 1 { "" } else { "s" };
    format!("{n} {unit}{plural} ago")
}
