//! The sheets of an import: what shall come in, what the columns of a table mean, and what became of it all.

mod columns;

use eframe::egui::{self, RichText, Ui, vec2};

use super::super::{theme, typing, words};
use super::sheets::{Answer, plain, primary, title};
use crate::import::batch::{Keep, Outcome, summary};
use crate::scene::style::{Tone, size};
use crate::scene::text::TextStyle;
pub use columns::columns_ui;

/// What is chosen in the sheet.
#[derive(Clone, Debug, Default)]
pub struct Form {
    /// What is kept of the files.
    pub keep: Keep,
    /// A path that is typed.
    pub path: String,
    /// Whether the system shows file dialogs.
    pub dialogs: bool,
    /// Whether the board has a file, so that others can be linked beside it.
    pub saved: bool,
}

/// Where the files are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Where {
    /// The system's dialog for files shall be shown.
    Files,
    /// The system's dialog for a folder shall be shown.
    Folder,
    /// This path.
    Path(String),
}

/// Shows the sheet that begins an import.
pub fn import_ui(ui: &mut Ui, form: &mut Form) -> Option<Answer> {
    ui.set_width(560.0_f32.min(ui.available_width()));
    title(ui, "Import");
    let second = theme::tone(ui.ctx(), Tone::InkSecond);
    ui.label(
        RichText::new(
            "Articles, PDFs, documents, mail and pictures become sources; references, tables and boards of other \
             tools bring their claims and links along. Nothing is fetched from the network.",
        )
        .color(second),
    );
    ui.add_space(12.0);
    ui.label(
        RichText::new("KEEP OF EACH FILE")
            .size(size::SMALL)
            .color(second),
    );
    for (keep, _, name, what) in Keep::ALL {
        if choice_ui(ui, name, what, form.keep == keep).clicked() {
            form.keep = keep;
        }
    }
    if form.keep == Keep::Link && !form.saved {
        let words = "This board has no file yet, so nothing can be linked: only digests would be kept. Save it first.";
        let style = TextStyle::new(size::BODY, Tone::Attention);
        words::label_ui(ui, words, style, 3);
    }
    ui.add_space(10.0);
    let words = match form.dialogs {
        true => "Or type the path of a file or a folder:",
        false => "This system shows no file dialog, so type the path of a file or a folder:",
    };
    let label = ui.label(RichText::new(words).color(second));
    let id = ui.scope_id().with("path");
    let field = typing::Field::new(id, "", 1)
        .field_ui(ui, &mut form.path)
        .labelled_by(label.id);
    ui.accesskit_node_builder(field.id, |node| node.set_label("Path"));
    if !form.dialogs && ui.memory(|memory| memory.focused().is_none()) && !field.lost_focus() {
        field.request_focus();
    }
    let enter = field.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter));
    let typed = form.path.trim().to_owned();
    ui.add_space(14.0);
    let mut from = None;
    let mut close = false;
    ui.horizontal(|ui| {
        if !typed.is_empty() {
            if primary(ui, "Import") || enter {
                from = Some(Where::Path(typed));
            }
        } else if form.dialogs && primary(ui, "Choose files…") {
            from = Some(Where::Files);
        }
        if form.dialogs && plain(ui, "Choose a folder…") {
            from = Some(Where::Folder);
        }
        close = plain(ui, "Cancel");
    });
    match from {
        Some(from) => Some(Answer::Import(form.keep, from)),
        None => close.then_some(Answer::Close),
    }
}

/// One of several ways, with what it means.
pub(super) fn choice_ui(ui: &mut Ui, name: &str, what: &str, on: bool) -> egui::Response {
    let ctx = ui.ctx().clone();
    let width = ui.available_width();
    let lay = |text, style, room| words::lay(&ctx, text, style, Some(room), 3);
    let name_block = lay(name, TextStyle::new(size::BODY, Tone::Ink).bold(), 120.0);
    let style = TextStyle::new(size::BODY, Tone::InkSecond);
    let what_block = lay(what, style, width - 150.0);
    let height = what_block.size[1].max(name_block.size[1]) + 12.0;
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), egui::Sense::click());
    response.widget_info(|| {
        let words = format!("{name}: {what}");
        egui::WidgetInfo::selected(egui::accesskit::Role::RadioButton, true, on, words)
    });
    if response.hovered() || on {
        ui.painter()
            .rect_filled(rect, 6.0, theme::tone(&ctx, Tone::Chip));
    }
    let at = rect.left_center() + vec2(14.0, 0.0);
    let ring = egui::Stroke::new(1.5, theme::tone(&ctx, Tone::InkSecond));
    ui.painter().circle_stroke(at, 6.0, ring);
    if on {
        ui.painter()
            .circle_filled(at, 3.5, theme::tone(&ctx, Tone::Ink));
    }
    super::bar::focus_ring(ui, &response, 6.0);
    let top = |block: &crate::scene::text::TextBlock| rect.center().y - block.size[1] / 2.0;
    words::paint(
        ui.painter(),
        &name_block,
        egui::pos2(rect.left() + 30.0, top(&name_block)),
    );
    words::paint(
        ui.painter(),
        &what_block,
        egui::pos2(rect.left() + 134.0, top(&what_block)),
    );
    response
}

/// Shows what became of the files: first those that were left out, then those with remarks, then the rest.
pub fn report_ui(ui: &mut Ui, outcomes: &[Outcome]) -> Option<Answer> {
    ui.set_width(620.0_f32.min(ui.available_width()));
    title(ui, &summary(outcomes));
    let mut order: Vec<&Outcome> = outcomes.iter().collect();
    order.sort_by_key(|outcome| match &outcome.result {
        Err(_) => 0,
        Ok(_) if !outcome.remarks.is_empty() => 1,
        Ok(_) => 2,
    });
    let room = (ui.ctx().content_rect().height() - 220.0).clamp(120.0, 420.0);
    egui::ScrollArea::vertical()
        .max_height(room)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            for outcome in order.iter().take(MOST_ROWS) {
                outcome_ui(ui, outcome);
            }
            if let Some(more) = order.len().checked_sub(MOST_ROWS).filter(|more| *more > 0) {
                let words = format!("and {more} more files that came in without remarks");
                words::label_ui(ui, &words, TextStyle::new(size::SMALL, Tone::InkThird), 1);
            }
        });
    ui.add_space(12.0);
    let enter = ui.input(|i| i.key_pressed(egui::Key::Enter));
    let done = ui.horizontal(|ui| primary(ui, "Done")).inner;
    (done || enter).then_some(Answer::Close)
}

/// Files shown in the report.
const MOST_ROWS: usize = 300;
/// Remarks shown for one file.
const MOST_REMARKS: usize = 12;

fn outcome_ui(ui: &mut Ui, outcome: &Outcome) {
    let (tone, what) = match &outcome.result {
        Ok(made) => (
            Tone::InkSecond,
            format!("{} · {}", made.format, made.words()),
        ),
        Err(_) => (Tone::Contradicts, "left out".to_owned()),
    };
    ui.horizontal(|ui| {
        let name = outcome.file.replace(char::is_control, "�");
        words::name_ui(ui, &name, TextStyle::new(size::BODY, Tone::Ink).bold());
        words::name_ui(ui, &what, TextStyle::new(size::BODY, tone));
    });
    let style = TextStyle::new(size::BODY, Tone::InkSecond);
    let why = outcome.result.as_ref().err();
    let shown = outcome.remarks.iter().take(MOST_REMARKS);
    let mut said: Vec<&str> = why.into_iter().chain(shown).map(String::as_str).collect();
    let more = outcome.remarks.len().saturating_sub(MOST_REMARKS);
    let more = (more > 0).then(|| format!("and {more} more remarks"));
    said.extend(more.as_deref());
    for sentence in said {
        ui.horizontal_top(|ui| {
            ui.add_space(14.0);
            words::label_ui(ui, sentence, style, 6);
        });
    }
    ui.add_space(4.0);
}
