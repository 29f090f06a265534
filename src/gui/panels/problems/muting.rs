//! Putting problems aside: the small form below a problem, and the list of what was put aside.
//!
//! Refuses to put anything aside without a reason: whoever reads the board later has a right to it.

use eframe::egui::{self, Key, Ui, vec2};

use super::super::super::{theme, typing, words};
use super::gather::Aside;
use super::row::INDENT;
use crate::board::{CardId, Label, Muted};
use crate::editor::Session;
use crate::host;
use crate::scene::style::{Tone, size};
use crate::scene::text::TextStyle;

/// A problem that is about to be put aside.
#[derive(Clone, Debug)]
pub struct Muting {
    /// The rule that finds it.
    pub rule: &'static str,
    /// The card that it is about.
    pub card: CardId,
    /// Its place among the problems of the rule.
    pub place: usize,
    everywhere: bool,
    reason: String,
    fresh: bool,
}

/// How a form was left.
pub enum Left {
    /// It stays.
    Not,
    /// With nothing done.
    Cancelled,
    /// This is to be put aside.
    Muted(Muted),
}

impl Muting {
    /// A form for this problem.
    pub fn new(rule: &'static str, card: CardId, place: usize) -> Self {
        Self {
            rule,
            card,
            place,
            everywhere: false,
            reason: String::new(),
            fresh: true,
        }
    }

    /// Shows the form.
    pub fn form_ui(&mut self, ui: &mut Ui) -> Left {
        let mut left = Left::Not;
        let ctx = ui.ctx().clone();
        let frame = egui::Frame::new()
            .fill(theme::tone(&ctx, Tone::Paper))
            .stroke(egui::Stroke::new(1.0, theme::tone(&ctx, Tone::Line)))
            .corner_radius(7)
            .inner_margin(egui::Margin::symmetric(10, 8))
            .outer_margin(egui::Margin {
                left: INDENT as i8 - 4,
                right: 0,
                top: 3,
                bottom: 7,
            });
        let fresh = std::mem::take(&mut self.fresh);
        let form = frame.show(ui, |ui| {
            ui.spacing_mut().item_spacing = vec2(8.0, 6.0);
            ui.spacing_mut().item_spacing.y = 2.0;
            for (everywhere, words) in [(false, "Only this one"), (true, "All of this rule")] {
                let chosen = self.everywhere == everywhere;
                if words::choice_ui(ui, words, words, chosen).clicked() {
                    self.everywhere = everywhere;
                }
            }
            ui.spacing_mut().item_spacing.y = 6.0;
            ui.add_space(4.0);
            let id = ui.scope_id().with("reason");
            let field = typing::Field::new(id, "Why it may stay", 1).field_ui(ui, &mut self.reason);
            field.widget_info(|| {
                egui::WidgetInfo::labeled(
                    egui::accesskit::Role::TextInput,
                    true,
                    "Reason for muting",
                )
            });
            if fresh {
                field.request_focus();
            }
            let entered = field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
            if ui.input(|i| i.key_pressed(Key::Escape)) {
                left = Left::Cancelled;
            }
            let ready = !self.reason.trim().is_empty();
            ui.horizontal(|ui| {
                let mute = ui.add_enabled(ready, egui::Button::new("Mute"));
                let mute = mute.on_disabled_hover_text("Give a reason first.");
                if mute.clicked() || (entered && ready) {
                    left = Left::Muted(self.muted());
                }
                if ui.button("Cancel").clicked() {
                    left = Left::Cancelled;
                }
            });
        });
        if fresh {
            form.response.scroll_to_me(None);
        }
        left
    }

    fn muted(&self) -> Muted {
        Muted {
            rule: self.rule.to_owned(),
            card: (!self.everywhere).then(|| self.card.clone()),
            reason: self.reason.trim().to_owned(),
            at: host::now(),
            extra: Default::default(),
        }
    }
}

/// Puts something aside.
pub fn mute(session: &mut Session, muted: Muted) {
    let label = match muted.card {
        Some(_) => "Mute problem",
        None => "Mute rule",
    };
    session.change(Label::new(label), |txn| {
        txn.update_about(|about| about.judgements.muted.push(muted));
    });
}

/// Takes something out of what was put aside.
pub fn unmute(session: &mut Session, muted: &Muted) {
    session.change(Label::new("Un-mute"), |txn| {
        txn.update_about(|about| about.judgements.muted.retain(|other| other != muted));
    });
}

/// What was put aside, why and when. Says what to take back.
pub fn aside_ui<'a>(ui: &mut Ui, aside: &'a [Aside]) -> Option<&'a Muted> {
    let mut back = None;
    for (n, aside) in aside.iter().enumerate() {
        ui.push_id(("aside", n), |ui| {
            ui.horizontal(|ui| {
                ui.add_space(INDENT);
                ui.vertical(|ui| {
                    ui.spacing_mut().item_spacing.y = 2.0;
                    let style = TextStyle::new(size::BODY, Tone::InkSecond);
                    words::label_ui(ui, &aside.title, style, 2);
                    let style = TextStyle::new(size::BODY, Tone::Ink);
                    words::label_ui(ui, &aside.muted.reason, style, 3);
                    let day = aside.muted.at.split('T').next().unwrap_or_default();
                    let style = TextStyle::new(size::SMALL, Tone::InkThird);
                    let hides = match aside.hides {
                        0 => "hides nothing now".to_owned(),
                        1 => "hides 1 problem".to_owned(),
                        n => format!("hides {n} problems"),
                    };
                    let since = if day.is_empty() {
                        hides
                    } else {
                        format!("{day} · {hides}")
                    };
                    words::label_ui(ui, &since, style, 1);
                    let button = ui.small_button("Un-mute");
                    let spoken = format!("Un-mute: {}", aside.title);
                    button.widget_info(|| {
                        egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, &spoken)
                    });
                    if button.clicked() {
                        back = Some(&aside.muted);
                    }
                });
            });
            ui.add_space(8.0);
        });
    }
    back
}
