//! How evidence counts on this board: the settings of the assessment, for those who ask.

use eframe::egui::{self, RichText, Ui};

use super::super::super::theme;
use super::hint;
use crate::assess::{KNOBS, Settings, set_one_voice};
use crate::board::Label;
use crate::editor::Session;
use crate::scene::style::{Tone, size};

/// Shows them; every change is a step.
pub(super) fn counting_ui(ui: &mut Ui, session: &mut Session) {
    let settings = Settings::of(session.board().about());
    let usual = Settings::default();
    let head = RichText::new("How evidence counts").size(size::BODY);
    egui::CollapsingHeader::new(head).show(ui, |ui| {
        let mut one_voice = settings.one_voice;
        let says = "One outlet is one voice, and the same text one source";
        if theme::checkbox_ui(ui, &mut one_voice, says).changed() {
            session.change(Label::new("Change how evidence counts"), |txn| {
                txn.update_about(|about| set_one_voice(about, one_voice));
            });
        }
        let mut group = "";
        for knob in KNOBS {
            if knob.group != group {
                group = knob.group;
                ui.add_space(8.0);
                let ink = theme::tone(ui.ctx(), Tone::InkSecond);
                ui.label(RichText::new(group).size(size::SMALL).color(ink));
            }
            let mut value = knob.get(&settings);
            let changed = ui.horizontal(|ui| {
                let drag = egui::DragValue::new(&mut value)
                    .range(0.01..=knob.most)
                    .speed(0.005)
                    .fixed_decimals(2);
                let drag = ui.add_sized([52.0, 22.0], drag);
                ui.accesskit_node_builder(drag.id, |node| {
                    node.set_label(format!("{}: {}", knob.group, knob.name));
                });
                let own = value != knob.get(&usual);
                let tone = if own { Tone::Ink } else { Tone::InkSecond };
                let ink = theme::tone(ui.ctx(), tone);
                ui.label(RichText::new(knob.name).size(size::BODY).color(ink));
                drag.changed()
            });
            if changed.inner {
                let value = (value * 100.0).round() / 100.0;
                session.change(Label::continued("Change how evidence counts"), |txn| {
                    txn.update_about(|about| knob.set(about, Some(value)));
                });
            }
        }
        ui.add_space(6.0);
        if settings != usual && ui.button("As usual").clicked() {
            session.change(Label::new("Count evidence as usual"), |txn| {
                txn.update_about(|about| {
                    for knob in KNOBS {
                        knob.set(about, None);
                    }
                    set_one_voice(about, true);
                });
            });
        }
        hint(
            ui,
            "None of these is a probability. They say how much one report weighs against others.",
        );
    });
}
