//! Where an address leads, shown before the browser is asked to go there.

use eframe::egui::{self, Ui};

use super::super::{theme, words};
use super::sheets::{Answer, plain, primary, title};
use crate::editor::Address;
use crate::scene::style::{Tone, size};
use crate::scene::text::TextStyle;

/// Shows the address and asks.
pub fn address_ui(ui: &mut Ui, address: &Address) -> Option<Answer> {
    let room = ui.ctx().content_rect();
    ui.set_width((room.width() - 100.0).min(560.0));
    title(ui, "Open this address?");
    ui.label("It was written on the board. The browser goes there, and the place learns that somebody looked.");
    ui.add_space(8.0);
    egui::Frame::new()
        .fill(theme::tone(ui.ctx(), Tone::Paper))
        .corner_radius(6.0)
        .inner_margin(10.0)
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            egui::ScrollArea::vertical()
                .max_height((room.height() - 330.0).clamp(40.0, 220.0))
                .show(ui, |ui| whole_ui(ui, address));
        });
    if let Some(host) = &address.host_in_words {
        ui.add_space(6.0);
        let style = TextStyle::new(size::BODY, Tone::Ink);
        words::label_ui(ui, &format!("Host in its own letters: {host}"), style, 2);
    }
    for warning in &address.warnings {
        ui.add_space(4.0);
        let style = TextStyle::new(size::BODY, Tone::Contradicts);
        words::label_ui(ui, warning, style, 4);
    }
    ui.add_space(10.0);
    let mut answer = None;
    ui.horizontal_wrapped(|ui| {
        if primary(ui, "Open in the browser") {
            answer = Some(Answer::Browse(address.whole()));
        }
        if plain(ui, "Copy address") {
            ui.ctx().copy_text(address.whole());
        }
        if plain(ui, "Cancel") {
            answer = Some(Answer::Close);
        }
    });
    answer
}

/// All of it, broken into lines anywhere, the host in bold.
fn whole_ui(ui: &mut Ui, address: &Address) {
    let color = |tone| theme::tone(ui.ctx(), tone);
    let plain = egui::TextFormat::simple(theme::regular(size::BODY), color(Tone::InkSecond));
    let bold = egui::TextFormat::simple(theme::bold(size::BODY), color(Tone::Ink));
    let mut job = egui::text::LayoutJob::default();
    for (part, format) in [
        (&address.before, &plain),
        (&address.host, &bold),
        (&address.after, &plain),
    ] {
        job.append(part, 0.0, format.clone());
    }
    job.wrap.break_anywhere = true;
    let label = ui.add(egui::Label::new(job).selectable(true));
    label.widget_info(|| {
        egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, address.whole())
    });
}
