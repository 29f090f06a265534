//! The sheet of the brief: as which document, and of which claims.
//!
//! It writes nothing: the answer is taken by the window.

use std::collections::BTreeSet;

use eframe::egui::{self, RichText, Ui};

use super::super::{theme, words};
use super::import::choice_ui;
use super::sheets::{Answer, plain, primary, title};
use crate::board::{Body, CardId};
use crate::editor::Session;
use crate::export::brief::{BriefWriter, Part, WRITERS};
use crate::scene::style::{Tone, size};
use crate::scene::text::TextStyle;

/// What was chosen. Kept while the window is open, so that the next brief begins where the last one ended.
#[derive(Clone, Debug, Default)]
pub struct Form {
    /// Place of the format in the list.
    format: usize,
    claims: Claims,
    /// The questions that are ticked.
    questions: BTreeSet<String>,
}

/// Of which claims.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Claims {
    #[default]
    All,
    Selected,
    Questions,
}

impl Form {
    /// Makes the choices fit the board: claims that are selected are meant, and questions that are gone are not.
    pub fn opened(&mut self, session: &Session) {
        let known = questions(session);
        self.questions
            .retain(|question| known.iter().any(|(name, _)| name == question));
        self.claims = match self.claims {
            _ if !selected(session).is_empty() => Claims::Selected,
            Claims::Questions if !self.questions.is_empty() => Claims::Questions,
            _ => Claims::All,
        };
    }

    /// The format.
    pub fn writer(&self) -> Option<&'static dyn BriefWriter> {
        WRITERS.get(self.format).copied()
    }

    /// The extension of the format, without a dot.
    pub fn extension(&self) -> &'static str {
        self.writer()
            .map_or("md", |writer| writer.format().extension)
    }

    /// The claims that are meant.
    pub fn part(&self, session: &Session) -> Part {
        match self.claims {
            Claims::All => Part::All,
            Claims::Selected => Part::Claims(selected(session)),
            Claims::Questions => Part::Questions(self.questions.clone()),
        }
    }

    fn is_empty(&self, session: &Session) -> bool {
        match self.claims {
            Claims::All => claims(session) == 0,
            Claims::Selected => selected(session).is_empty(),
            Claims::Questions => self.questions.is_empty(),
        }
    }
}

/// Shows the sheet.
pub fn brief_ui(ui: &mut Ui, form: &mut Form, session: &Session) -> Option<Answer> {
    ui.set_width(520.0_f32.min(ui.available_width()));
    title(ui, "Export brief");
    let second = theme::tone(ui.ctx(), Tone::InkSecond);
    ui.label(
        RichText::new(
            "What the evidence says, for people who do not have the board: each claim with its label, reasons and \
             quotes, numbered sources with their grades, and the rules by which it was worked out.",
        )
        .color(second),
    );
    ui.add_space(12.0);
    caption(ui, "DOCUMENT");
    for (n, writer) in WRITERS.iter().enumerate() {
        let format = writer.format();
        let name = format.name.strip_suffix(" brief").unwrap_or(format.name);
        if choice_ui(ui, name, format.says, form.format == n).clicked() {
            form.format = n;
        }
    }
    ui.add_space(10.0);
    caption(ui, "CLAIMS");
    claims_ui(ui, form, session);
    ui.add_space(14.0);
    let ready = !form.is_empty(session);
    let mut answer = None;
    ui.horizontal(|ui| {
        let enter = ui.input(|i| i.key_pressed(egui::Key::Enter))
            && ui.memory(|memory| memory.focused().is_none());
        let export = ui.add_enabled_ui(ready, |ui| primary(ui, "Export…")).inner;
        if ready && (export || enter) {
            answer = Some(Answer::Brief);
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

fn claims_ui(ui: &mut Ui, form: &mut Form, session: &Session) {
    let (selected, questions) = (selected(session).len(), questions(session));
    let all = format!("All {}", claims(session));
    ui.horizontal_wrapped(|ui| {
        for (claims, name, on, why) in [
            (Claims::All, all, true, ""),
            (
                Claims::Selected,
                match selected {
                    0 => "Selected".to_owned(),
                    n => format!("Selected: {n}"),
                },
                selected > 0,
                "No claim is selected",
            ),
            (
                Claims::Questions,
                "Answers to questions".to_owned(),
                !questions.is_empty(),
                "No claim answers a question yet: the inspector has a field for it",
            ),
        ] {
            let button = egui::Button::new(name).selected(form.claims == claims);
            let button = ui.add_enabled(on, button);
            if button.on_disabled_hover_text(why).clicked() {
                form.claims = claims;
            }
        }
    });
    if form.claims != Claims::Questions {
        return;
    }
    ui.add_space(6.0);
    egui::ScrollArea::vertical()
        .max_height(180.0)
        .show(ui, |ui| {
            for (question, answers) in &questions {
                let on = form.questions.contains(question);
                let name = format!("{question} ({answers})");
                if tick_ui(ui, &name, on).clicked() {
                    match on {
                        true => form.questions.remove(question),
                        false => form.questions.insert(question.clone()),
                    };
                }
            }
        });
}

/// A box to tick, with a name in any script.
fn tick_ui(ui: &mut Ui, name: &str, on: bool) -> egui::Response {
    ui.horizontal(|ui| {
        let mut ticked = on;
        let tick = ui.add(egui::Checkbox::without_text(&mut ticked));
        tick.widget_info(|| {
            egui::WidgetInfo::selected(egui::accesskit::Role::CheckBox, true, on, name)
        });
        let style = TextStyle::new(size::BODY, Tone::Ink);
        let words = words::label_ui(ui, name, style, 3);
        tick | words.interact(egui::Sense::click())
    })
    .inner
}

fn claims(session: &Session) -> usize {
    let cards = session.board().cards().values();
    cards
        .filter(|card| matches!(card.body, Body::Claim(_)))
        .count()
}

fn selected(session: &Session) -> BTreeSet<CardId> {
    let cards = session.board().cards();
    let chosen = session.selection().cards.iter();
    let claims = chosen.filter(|id| {
        let card = cards.get(*id);
        card.is_some_and(|card| matches!(card.body, Body::Claim(_)))
    });
    claims.cloned().collect()
}

/// The questions of the board in alphabetical order, and how many answers each has.
fn questions(session: &Session) -> Vec<(String, usize)> {
    let mut questions = std::collections::BTreeMap::<&str, usize>::new();
    for card in session.board().cards().values() {
        if let Body::Claim(claim) = &card.body
            && !claim.question.trim().is_empty()
        {
            *questions.entry(claim.question.trim()).or_default() += 1;
        }
    }
    let questions = questions.into_iter();
    questions.map(|(name, n)| (name.to_owned(), n)).collect()
}
