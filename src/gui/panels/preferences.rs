//! Preferences: what this user wants on this machine, in one sheet. To add one: a field in [`Settings`], a line in
//! [`Settings::adopt`], a row here.
//!
//! Works on a copy: nothing changes before Done. Refuses limits that are no numbers or out of bounds, beside the field.

use eframe::egui::{self, RichText, Ui};

use super::super::{theme, typing};
use super::sheets::{Answer, plain, primary_button, title};
use crate::file::{Limit, LimitError, Limits};
use crate::host::{Settings, Theme};
use crate::scene::style::{Tone, size};

/// What the sheet holds while it is open.
pub struct Form {
    /// A copy of the settings, as they would be.
    settings: Settings,
    /// What is typed for each limit, in the order of [`Limit::ALL`].
    limits: [String; Limit::ALL.len()],
}

impl Form {
    /// As things are.
    pub fn of(settings: &Settings) -> Self {
        let limits = limits(settings);
        Self {
            settings: settings.clone(),
            limits: Limit::ALL.map(|limit| grouped(limits.of(limit))),
        }
    }

    /// The settings as they would be.
    fn done(&self) -> Result<Settings, LimitError> {
        let mut limits = Limits::default();
        for (limit, typed) in Limit::ALL.into_iter().zip(&self.limits) {
            limits.set(limit.name(), typed.trim())?;
        }
        let mut settings = self.settings.clone();
        settings.limits = limits
            .unusual()
            .map(|(limit, most)| (limit.name().to_owned(), most as u64))
            .collect();
        Ok(settings)
    }
}

/// The limits within which this user opens boards.
pub fn limits(settings: &Settings) -> Limits {
    let kept = settings.limits.iter();
    Limits::kept(kept.map(|(name, most)| (name.as_str(), *most)))
}

/// Shows the sheet.
pub fn preferences_ui(ui: &mut Ui, form: &mut Form) -> Option<Answer> {
    let room = ui.ctx().content_rect();
    ui.set_width((room.width() - 100.0).min(600.0));
    title(ui, "Preferences");
    egui::ScrollArea::vertical()
        .max_height((room.height() - 190.0).max(80.0))
        .show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            theme_ui(ui, &mut form.settings);
            row_ui(ui, "Mouse wheel", "", |ui| {
                ui.checkbox(&mut form.settings.wheel_zooms, "The wheel zooms")
                    .on_hover_text("Otherwise it scrolls, and Ctrl + wheel zooms.");
            });
            limits_ui(ui, &mut form.limits);
        });
    ui.add_space(10.0);
    let done = form.done();
    if let Err(why) = &done {
        ui.colored_label(theme::tone(ui.ctx(), Tone::Contradicts), why.to_string());
    }
    let mut answer = None;
    ui.horizontal(|ui| {
        let button = primary_button(ui.ctx(), "Done");
        if ui.add_enabled(done.is_ok(), button).clicked()
            && let Ok(settings) = done
        {
            answer = Some(Answer::Preferences(Box::new(settings)));
        }
        if plain(ui, "Cancel") {
            answer = Some(Answer::Close);
        }
    });
    answer
}

/// A row: what it is about at the left, what is chosen at the right, what it means below.
fn row_ui(ui: &mut Ui, name: &str, meaning: &str, choose: impl FnOnce(&mut Ui)) {
    ui.horizontal_top(|ui| {
        let left = ui.allocate_ui(egui::vec2(NAMES, ui.spacing().interact_size.y), |ui| {
            ui.set_width(NAMES);
            ui.label(RichText::new(name).font(theme::bold(size::BODY)));
        });
        ui.add_space((NAMES - left.response.rect.width()).max(0.0));
        ui.vertical(|ui| {
            choose(ui);
            if !meaning.is_empty() {
                small_ui(ui, meaning);
            }
        });
    });
    ui.add_space(8.0);
}

/// Width of the names of rows, points.
const NAMES: f32 = 130.0;

fn small_ui(ui: &mut Ui, words: &str) {
    let color = theme::tone(ui.ctx(), Tone::InkSecond);
    ui.label(RichText::new(words).size(size::SMALL).color(color));
}

fn theme_ui(ui: &mut Ui, settings: &mut Settings) {
    row_ui(ui, "Look", "", |ui| {
        ui.horizontal(|ui| {
            for theme in Theme::ALL {
                let word = match theme {
                    Theme::System => "As the system",
                    Theme::Light => "Light",
                    Theme::Dark => "Dark",
                };
                ui.radio_value(&mut settings.theme, theme, word);
            }
        });
    });
}

fn limits_ui(ui: &mut Ui, limits: &mut [String; Limit::ALL.len()]) {
    let meaning = "A board that holds more is not opened. Raise a limit only for boards that you trust: each costs memory \
                   and time. A lowered limit holds too.";
    row_ui(ui, "Limits", meaning, |ui| {
        egui::Grid::new("casewall.limits")
            .num_columns(3)
            .spacing(egui::vec2(10.0, 5.0))
            .show(ui, |ui| {
                for (limit, typed) in Limit::ALL.into_iter().zip(limits) {
                    let label = ui.label(limit.words());
                    let id = ui.scope_id().with(limit.name());
                    let field = ui.allocate_ui(egui::vec2(130.0, 26.0), |ui| {
                        ui.set_max_width(130.0);
                        typing::Field::new(id, "", 1).field_ui(ui, typed)
                    });
                    field.inner.labelled_by(label.id);
                    let usual = grouped(limit.usual());
                    match *typed == usual {
                        true => small_ui(ui, "usual"),
                        false => {
                            let reset = ui
                                .small_button(format!("Reset to {usual}"))
                                .on_hover_text(format!("Usual: {usual}"));
                            if reset.clicked() {
                                *typed = usual;
                            }
                        }
                    }
                    ui.end_row();
                }
            });
    });
}

/// `200000` as `200,000`.
fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_unusual_is_kept() {
        let mut form = Form::of(&Settings::default());
        assert!(form.done().unwrap().limits.is_empty());
        form.limits[Limit::Cards as usize] = " 300,000 ".to_owned();
        form.limits[Limit::Depth as usize] = "20".to_owned();
        let settings = form.done().unwrap();
        assert_eq!(settings.limits.len(), 2);
        assert_eq!(limits(&settings).of(Limit::Cards), 300_000);
        assert_eq!(limits(&settings).of(Limit::Depth), 20);
        for bad in ["", "many", "0", "-3", "1e9", "999999999999999"] {
            form.limits[Limit::Cards as usize] = bad.to_owned();
            assert!(form.done().is_err(), "{bad}");
        }
    }
}
