//! The matrix of a question: evidence down, rival answers across (Heuer's analysis of competing hypotheses).
//!
//! It shows what [`crate::assess::matrix`] says of the board, and every change that it makes is one of the board: a
//! link, or the analyst's own judgement. It refuses to fill a cell by itself.

mod asking;
mod cell;
mod evidence;
mod figures;
mod grid;
mod head;
mod menu;
mod places;

use std::collections::BTreeSet;

use eframe::egui::{self, Align, Layout, Margin, RichText, Ui, vec2};

use super::super::{theme, words};
use crate::assess::matrix::{Matrix as Judged, Question, questions};
use crate::board::{Body, CardId, Item, Selection};
use crate::editor::{Ask, Session};
use crate::scene::style::{Tone, size};
use crate::scene::text::TextStyle;
use asking::Asking;

/// The view and where it is looked at from.
#[derive(Default)]
pub struct Matrix {
    /// The question that was chosen.
    question: String,
    made: Option<Made>,
    /// Rows whose links are shown.
    unfolded: BTreeSet<CardId>,
    /// The row and the answer of the cell that has the keyboard.
    at: Option<[CardId; 2]>,
    /// That cell is to be shown, and to take the keyboard, with the next frame.
    take_focus: bool,
    /// The menu of that cell was open in the last frame.
    menu_open: bool,
    menu: menu::Draft,
    asking: Option<Asking>,
    /// The pass in which it was last shown.
    shown: u64,
}

/// What is shown, and what it was made for.
struct Made {
    revision: u64,
    assessed_for: Option<u64>,
    question: String,
    questions: Vec<Question>,
    matrix: Judged,
    heights: Option<places::Heights>,
}

/// Space around everything.
const RIM: f32 = 28.0;
/// Most of the height that the sentences below the table take.
const SUMMARY: f32 = 0.36;

impl Matrix {
    /// The question that is shown.
    pub fn question(&self) -> Option<&str> {
        let made = self.made.as_ref()?;
        (!made.matrix.answers.is_empty()).then_some(made.matrix.question.as_str())
    }

    /// The view, over all the room that is left.
    pub fn matrix_ui(&mut self, ui: &mut Ui, session: &mut Session) -> Option<Ask> {
        let room = ui.available_rect_before_wrap();
        ui.painter()
            .rect_filled(room, 0.0, theme::tone(ui.ctx(), Tone::Panel));
        let pass = ui.ctx().cumulative_pass_nr();
        if pass > std::mem::replace(&mut self.shown, pass) + 1 {
            self.opened(session);
        }
        self.follow(session);
        // Taken out while it is shown, for what it shows may change it.
        let mut made = self.made.take()?;
        let mut ask = None;
        let rim = Margin::symmetric(RIM.min(room.width() * 0.04) as i8, 18);
        egui::Frame::new().inner_margin(rim).show(ui, |ui| {
            if made.questions.is_empty() && self.asking.is_none() {
                self.asking = Some(Asking::new(session, ""));
            }
            if let Some(asking) = &mut self.asking {
                match asking.asking_ui(ui, session, made.questions.is_empty()) {
                    None => {}
                    Some(asking::Done::Cancelled) => self.asking = None,
                    Some(asking::Done::Asked(question)) => {
                        self.asking = None;
                        self.question = question;
                    }
                }
                return;
            }
            ask = self.head_ui(ui, &made);
            ui.add_space(10.0);
            let below = summary_height(ui, &made.matrix);
            let table = (ui.available_height() - below - 14.0).max(120.0);
            ask = ask.or(self.table_ui(ui, session, &mut made, table));
            if !made.matrix.summary.is_empty() {
                ui.add_space(14.0);
                summary_ui(ui, session, &made.matrix, below);
            }
        });
        self.made = Some(made);
        ask
    }

    /// It was not shown a moment ago: the question of the claim that is selected is what is meant.
    fn opened(&mut self, session: &Session) {
        let Some(Item::Card(id)) = session.selection().single() else {
            return;
        };
        if let Some(Body::Claim(claim)) = session.board().cards().get(&id).map(|card| &card.body)
            && !claim.question.trim().is_empty()
        {
            claim.question.trim().clone_into(&mut self.question);
            self.asking = None;
        }
    }

    /// Makes the matrix anew if the board, its assessment or the question is another than before.
    fn follow(&mut self, session: &Session) {
        let (revision, assessed_for) = (session.document().revision(), session.assessed_for());
        let current = self.made.as_ref().is_some_and(|made| {
            (made.revision, made.assessed_for) == (revision, assessed_for)
                && made.question == self.question
        });
        if current {
            return;
        }
        let questions = questions(session.board());
        if !questions.iter().any(|known| known.text == self.question) {
            self.question = questions
                .first()
                .map(|first| first.text.clone())
                .unwrap_or_default();
        }
        let assessment = &session.assessed().assessment;
        self.made = Some(Made {
            revision,
            assessed_for,
            matrix: Judged::of(session.board(), assessment, &self.question),
            question: self.question.clone(),
            questions,
            heights: None,
        });
    }

    /// The question, and what can be done with it.
    fn head_ui(&mut self, ui: &mut Ui, made: &Made) -> Option<Ask> {
        let mut ask = None;
        let title = |ui: &mut Ui| {
            let style = TextStyle::new(size::READER, Tone::Ink).bold();
            words::label_ui(ui, &made.matrix.question, style, 1);
        };
        if ui.available_width() < 560.0 {
            title(ui);
            ui.horizontal(|ui| ask = self.doing_ui(ui, made));
            return ask;
        }
        let row = vec2(ui.available_width(), 30.0);
        ui.allocate_ui_with_layout(row, Layout::right_to_left(Align::Center), |ui| {
            ask = self.doing_ui(ui, made);
            ui.with_layout(Layout::left_to_right(Align::Center), title);
        });
        let says = "Rows are origins, counted once however many sources repeat them. A cell is a link on the wall: choose one to change it.";
        let color = theme::tone(ui.ctx(), Tone::InkSecond);
        ui.add(egui::Label::new(RichText::new(says).color(color)).truncate());
        ask
    }

    /// What can be done with the question.
    fn doing_ui(&mut self, ui: &mut Ui, made: &Made) -> Option<Ask> {
        let export = ui.button("Export CSV");
        let export = export.on_hover_text("The table with its scores, for spreadsheets");
        let edit = ui.button("Answers…");
        let edit = edit.on_hover_text("Which claims answer this question, and how it is worded");
        if edit.clicked() {
            self.asking = Some(Asking::of(&made.matrix));
        }
        self.questions_ui(ui, made);
        export.clicked().then_some(Ask::ExportMatrix)
    }

    fn questions_ui(&mut self, ui: &mut Ui, made: &Made) {
        let name = match made.questions.len() {
            1 => "Questions".to_owned(),
            n => format!("Questions ({n})"),
        };
        let menu = ui.menu_button(name, |ui| {
            ui.set_width(340.0);
            egui::ScrollArea::vertical()
                .max_height(320.0)
                .show(ui, |ui| {
                    for question in &made.questions {
                        let on = question.text == made.matrix.question;
                        if words::choice_ui(ui, &question.text, &question.text, on).clicked() {
                            self.question.clone_from(&question.text);
                            ui.close();
                        }
                    }
                });
            ui.separator();
            if ui.button("Ask another question…").clicked() {
                self.asking = Some(Asking::default());
                ui.close();
            }
        });
        menu.response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, "Questions")
        });
    }
}

/// The first sentence says what it comes to; it stands out.
fn sentence_style(number: usize) -> TextStyle {
    let style = TextStyle::new(size::BODY, Tone::Ink);
    if number == 0 { style.bold() } else { style }
}

/// Space inside the box of the sentences, and between them.
const INSIDE: f32 = 14.0;
const BETWEEN: f32 = 5.0;

/// How wide sentences are at most: a line can be read at a glance.
fn summary_width(ui: &Ui) -> f32 {
    ui.available_width().min(860.0)
}

fn summary_height(ui: &Ui, matrix: &Judged) -> f32 {
    if matrix.summary.is_empty() {
        return 0.0;
    }
    let width = summary_width(ui) - 2.0 * INSIDE;
    let lines = matrix.summary.iter().enumerate().map(|(number, said)| {
        let block = words::lay(ui.ctx(), &said.says, sentence_style(number), Some(width), 4);
        block.size[1] + BETWEEN
    });
    let all: f32 = lines.sum::<f32>() - BETWEEN + 2.0 * INSIDE;
    all.min(ui.available_height() * SUMMARY)
}

/// What the matrix comes to; choosing a sentence selects the cards that it names.
fn summary_ui(ui: &mut Ui, session: &mut Session, matrix: &Judged, height: f32) {
    let ctx = ui.ctx().clone();
    let width = summary_width(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(width, height), egui::Sense::hover());
    let stroke = egui::Stroke::new(1.0, theme::tone(&ctx, Tone::Line));
    let fill = theme::tone(&ctx, Tone::Paper);
    ui.painter()
        .rect(rect, 10.0, fill, stroke, egui::StrokeKind::Inside);
    let mut inner = ui.new_child(egui::UiBuilder::new().max_rect(rect.shrink(INSIDE)));
    egui::ScrollArea::vertical()
        .id_salt("summary")
        .auto_shrink(false)
        .show(&mut inner, |ui| {
            ui.spacing_mut().item_spacing.y = BETWEEN;
            for (number, said) in matrix.summary.iter().enumerate() {
                let sentence = words::link_ui(ui, &said.says, sentence_style(number), 4);
                if sentence.clicked() {
                    session.select(Selection::cards(said.cards.iter().cloned()));
                }
            }
        });
}
