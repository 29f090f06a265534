//! The sheet of a redacted copy: which fields and which sources go, and what that would replace.
//!
//! It replaces and writes nothing: the window works out the preview on a job, and takes the answer.

use eframe::egui::{self, RichText, Ui};

use super::super::{theme, typing, words};
use super::sheets::{Answer, plain, primary, title};
use crate::board::{Body, CardId};
use crate::editor::Session;
use crate::file::redact::{Field, Redaction, Replaced};
use crate::scene::style::{Tone, size};
use crate::scene::text::TextStyle;

/// What was chosen, and what it would come to.
#[derive(Debug, Default)]
pub struct Form {
    /// What shall be taken out.
    pub redaction: Redaction,
    /// Words that the sources which are shown hold.
    filter: String,
    /// For which choice the preview was asked for, and what came of it, if it is there.
    asked: Option<Redaction>,
    shown: Option<Result<Vec<Replaced>, String>>,
}

impl Form {
    /// Beginning with these sources.
    pub fn of(sources: impl IntoIterator<Item = CardId>) -> Self {
        Self {
            redaction: Redaction {
                sources: sources.into_iter().collect(),
                ..Redaction::default()
            },
            ..Self::default()
        }
    }

    /// A choice whose preview is to be worked out, once.
    pub fn wanted(&mut self) -> Option<Redaction> {
        if self.asked.as_ref() == Some(&self.redaction) || self.is_empty() {
            return None;
        }
        self.asked = Some(self.redaction.clone());
        self.shown = None;
        self.asked.clone()
    }

    /// Takes what was worked out, unless something else is chosen by now.
    pub fn take(&mut self, redaction: &Redaction, result: Result<Vec<Replaced>, String>) {
        if self.asked.as_ref() == Some(redaction) {
            self.shown = Some(result);
        }
    }

    fn is_empty(&self) -> bool {
        self.redaction.sources.is_empty() && self.redaction.fields.is_empty()
    }
}

/// Shows the sheet.
pub fn redact_ui(ui: &mut Ui, form: &mut Form, session: &Session) -> Option<Answer> {
    let room = ui.ctx().content_rect();
    ui.set_width((room.width() - 100.0).min(620.0));
    title(ui, "Redacted copy");
    hint(
        ui,
        "A copy of the board in which what you tick is replaced by placeholders, wherever it stands. The copy is searched, \
         embedded files too. Export pictures and briefs from the copy.",
    );
    ui.add_space(8.0);
    egui::ScrollArea::vertical()
        .id_salt("casewall.redact")
        .max_height((room.height() - 300.0).max(90.0))
        .show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            caption(ui, "EVERYWHERE");
            fields_ui(ui, form);
            ui.add_space(8.0);
            caption(ui, "WHOLE SOURCES");
            sources_ui(ui, form, session);
        });
    ui.add_space(8.0);
    preview_ui(ui, form);
    ui.add_space(8.0);
    let ready = matches!(form.shown, Some(Ok(_))) && form.asked.as_ref() == Some(&form.redaction);
    let mut answer = None;
    ui.horizontal(|ui| {
        if ui
            .add_enabled_ui(ready, |ui| primary(ui, "Save copy…"))
            .inner
        {
            answer = Some(Answer::Redact(Box::new(form.redaction.clone())));
        }
        if plain(ui, "Cancel") {
            answer = Some(Answer::Close);
        }
    });
    answer
}

fn caption(ui: &mut Ui, text: &str) {
    let second = theme::tone(ui.ctx(), Tone::InkSecond);
    ui.label(RichText::new(text).size(size::SMALL).color(second));
}

fn hint(ui: &mut Ui, text: &str) {
    let second = theme::tone(ui.ctx(), Tone::InkSecond);
    ui.label(RichText::new(text).color(second));
}

fn fields_ui(ui: &mut Ui, form: &mut Form) {
    for field in Field::ALL {
        let mut on = form.redaction.fields.contains(&field);
        if ui.checkbox(&mut on, field.words()).changed() {
            match on {
                true => form.redaction.fields.insert(field),
                false => form.redaction.fields.remove(&field),
            };
        }
    }
}

/// Sources that are shown at most; the filter finds the others.
const MOST: usize = 200;

fn sources_ui(ui: &mut Ui, form: &mut Form, session: &Session) {
    let cards = session.board().cards().iter();
    let mut sources: Vec<(&CardId, String)> = cards
        .filter(|(_, card)| matches!(card.body, Body::Source(_)))
        .map(|(id, card)| (id, card.name()))
        .collect();
    if sources.is_empty() {
        hint(ui, "There is no source on this board.");
        return;
    }
    sources.sort_by(|a, b| (&a.1, a.0).cmp(&(&b.1, b.0)));
    if sources.len() > 12 {
        let id = ui.scope_id().with("filter");
        let field = typing::Field::new(id, "Find a source", 1).field_ui(ui, &mut form.filter);
        ui.accesskit_node_builder(field.id, |node| node.set_label("Find a source"));
        ui.add_space(4.0);
    }
    let wanted = form.filter.trim().to_lowercase();
    let found = sources
        .into_iter()
        .filter(|(_, name)| wanted.is_empty() || name.to_lowercase().contains(&wanted));
    let mut more = 0;
    for (n, (id, name)) in found.enumerate() {
        if n >= MOST {
            more += 1;
            continue;
        }
        let on = form.redaction.sources.contains(id);
        if tick_ui(ui, &name, on) {
            match on {
                true => form.redaction.sources.remove(id),
                false => form.redaction.sources.insert(id.clone()),
            };
        }
    }
    if more > 0 {
        hint(ui, &format!("… and {more} more"));
    }
}

/// A box to tick, with a name in any script. Whether it was clicked.
fn tick_ui(ui: &mut Ui, name: &str, on: bool) -> bool {
    ui.horizontal(|ui| {
        let mut ticked = on;
        let tick = ui.add(egui::Checkbox::without_text(&mut ticked));
        tick.widget_info(|| {
            egui::WidgetInfo::selected(egui::accesskit::Role::CheckBox, true, on, name)
        });
        let words = words::label_ui(ui, name, TextStyle::new(size::BODY, Tone::Ink), 2);
        tick.clicked() || words.interact(egui::Sense::click()).clicked()
    })
    .inner
}

/// Things that the preview names.
const NAMED: usize = 8;

fn preview_ui(ui: &mut Ui, form: &Form) {
    match &form.shown {
        _ if form.is_empty() => hint(ui, "Nothing is ticked."),
        None => hint(ui, "Working it out …"),
        Some(Ok(replaced)) => {
            let places: usize = replaced.iter().map(|it| it.places).sum();
            let style = TextStyle::new(size::BODY, Tone::Ink).bold();
            words::label_ui(
                ui,
                &format!("{} replaced or removed; no trace is left.", count(places)),
                style,
                2,
            );
            let mut most: Vec<_> = replaced.iter().collect();
            most.sort_by_key(|it| std::cmp::Reverse(it.places));
            let named: Vec<_> = most
                .iter()
                .take(NAMED)
                .map(|it| format!("{} × {}", it.what, it.places))
                .collect();
            let more = match most.len().saturating_sub(NAMED) {
                0 => String::new(),
                n => format!(" and {n} more"),
            };
            hint(ui, &format!("{}{more}", named.join(", ")));
        }
        Some(Err(why)) => {
            words::label_ui(ui, why, TextStyle::new(size::BODY, Tone::Contradicts), 6);
        }
    }
}

fn count(places: usize) -> String {
    match places {
        1 => "One place".to_owned(),
        n => format!("{n} places"),
    }
}
