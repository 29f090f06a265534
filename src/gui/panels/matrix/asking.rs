//! Asking a question: its wording, and the claims that answer it. Also the lesson where the board asks none yet.

use std::collections::BTreeSet;

use eframe::egui::{self, RichText, Sense, Ui, vec2};

use super::super::super::{theme, typing, words};
use super::super::bar::focus_ring;
use crate::assess::matrix::Matrix as Judged;
use crate::board::{Body, CardId};
use crate::editor::Session;
use crate::scene::style::{Tone, size};
use crate::scene::text::TextStyle;

/// A question while it is worded.
#[derive(Default)]
pub struct Asking {
    /// What it was called before; empty for a new one.
    before: String,
    question: String,
    answers: BTreeSet<CardId>,
    /// The claims that were chosen at first: they stand above the others.
    chosen: BTreeSet<CardId>,
    filter: String,
}

/// How it ended.
pub enum Done {
    /// Nothing was asked.
    Cancelled,
    /// This was asked.
    Asked(String),
}

const ROW: f32 = 28.0;

impl Asking {
    /// A new question, to which the selected claims are the answers.
    pub fn new(session: &Session, question: &str) -> Self {
        let cards = session.selection().cards.iter();
        let board = session.board();
        let is_claim = |id: &&CardId| {
            let card = board.cards().get(*id);
            card.is_some_and(|card| matches!(card.body, Body::Claim(_)))
        };
        let answers: BTreeSet<CardId> = cards.filter(is_claim).cloned().collect();
        Self {
            question: question.to_owned(),
            chosen: answers.clone(),
            answers,
            ..Self::default()
        }
    }

    /// A question that is asked already.
    pub fn of(matrix: &Judged) -> Self {
        let answers = matrix.answers.iter().map(|answer| answer.claim.clone());
        let answers: BTreeSet<CardId> = answers.collect();
        Self {
            before: matrix.question.clone(),
            question: matrix.question.clone(),
            chosen: answers.clone(),
            answers,
            filter: String::new(),
        }
    }

    /// The form. `first`: the board asks nothing yet.
    pub fn asking_ui(&mut self, ui: &mut Ui, session: &mut Session, first: bool) -> Option<Done> {
        let width = ui.available_width().min(620.0);
        let side = ((ui.available_width() - width) / 2.0).max(0.0);
        let mut done = None;
        let bottom = ui.max_rect().bottom();
        ui.horizontal(|ui| {
            ui.add_space(side);
            ui.vertical(|ui| {
                ui.set_width(width);
                done = self.form_ui(ui, session, first, bottom);
            });
        });
        done
    }

    fn form_ui(
        &mut self,
        ui: &mut Ui,
        session: &mut Session,
        first: bool,
        bottom: f32,
    ) -> Option<Done> {
        let second = TextStyle::new(size::BODY, Tone::InkSecond);
        ui.add_space(10.0);
        let title = match (first, self.before.is_empty()) {
            (true, _) => "Hold rival answers against the evidence",
            (false, true) => "Ask another question",
            (false, false) => "The question and its answers",
        };
        ui.label(RichText::new(title).font(theme::bold(size::READER)));
        let says = match first {
            true => {
                "Word a question and choose the claims that would answer it: those that cannot all be true. Every source \
                 that speaks to one of them becomes a row, counted by its origin, and what nobody has assessed stays open."
            }
            false => {
                "Claims that answer the same question are rivals. A claim answers one question at most."
            }
        };
        words::label_ui(ui, says, second, 4);
        let mut claims = claims(session);
        claims.sort_by_key(|(id, ..)| !self.chosen.contains(id));
        if claims.is_empty() {
            ui.add_space(10.0);
            let says = "There is no claim on the board yet. Double-click the wall to write one.";
            words::label_ui(ui, says, TextStyle::new(size::BODY, Tone::Ink), 2);
            return None;
        }
        ui.add_space(10.0);
        let small = |ui: &mut Ui, text: &str| {
            let color = theme::tone(ui.ctx(), Tone::InkSecond);
            ui.label(RichText::new(text).size(size::SMALL).color(color))
                .id
        };
        let label = small(ui, "Question");
        let id = ui.scope_id().with("question");
        typing::Field::new(id, "Why did the talks collapse?", 1)
            .field_ui(ui, &mut self.question)
            .labelled_by(label);
        ui.accesskit_node_builder(id, |node| node.set_label("Question"));
        ui.add_space(6.0);
        small(ui, "Answers");
        if claims.len() > 12 {
            let id = ui.scope_id().with("filter");
            let filter = typing::Field::new(id, "Filter claims", 1).field_ui(ui, &mut self.filter);
            filter.widget_info(|| {
                let role = egui::accesskit::Role::TextInput;
                egui::WidgetInfo::labeled(role, true, "Filter claims")
            });
        }
        self.claims_ui(ui, &claims, bottom);
        ui.add_space(10.0);
        self.buttons_ui(ui, session, first)
    }

    fn claims_ui(&mut self, ui: &mut Ui, claims: &[(CardId, String, String)], bottom: f32) {
        let needle = self.filter.trim().to_lowercase();
        let found = claims.iter();
        let found: Vec<_> = found
            .filter(|(_, text, _)| needle.is_empty() || text.to_lowercase().contains(&needle))
            .collect();
        let height = (bottom - ui.cursor().top() - 70.0).clamp(ROW * 3.0, 420.0);
        egui::ScrollArea::vertical()
            .id_salt("claims")
            .max_height(height)
            .auto_shrink([false, true])
            .show_rows(ui, ROW, found.len(), |ui, rows| {
                for (id, text, other) in found.get(rows).into_iter().flatten() {
                    let other = Some(other.as_str())
                        .filter(|other| !other.is_empty() && *other != self.before);
                    if claim_ui(ui, id, text, other, self.answers.contains(id))
                        && !self.answers.remove(id)
                    {
                        self.answers.insert(id.clone());
                    }
                }
            });
    }

    fn buttons_ui(&mut self, ui: &mut Ui, session: &mut Session, first: bool) -> Option<Done> {
        let mut done = None;
        let n = self.answers.len();
        let worded = !self.question.trim().is_empty();
        let ready = worded && (n > 1 || n > 0 && !self.before.is_empty());
        ui.horizontal(|ui| {
            let verb = match (self.before.is_empty(), n) {
                (true, 0 | 1) => "Ask it".to_owned(),
                (true, n) => format!("Ask it of {n} claims"),
                (false, _) => "Keep".to_owned(),
            };
            let ask = ui.add_enabled(ready, egui::Button::new(verb));
            if ask.clicked() {
                let answers: Vec<CardId> = self.answers.iter().cloned().collect();
                session.ask_question(&self.before, &self.question, &answers);
                done = Some(Done::Asked(self.question.trim().to_owned()));
            }
            if !first && ui.button("Cancel").clicked() {
                done = Some(Done::Cancelled);
            }
            if !ready {
                let says = match worded {
                    false => "Word the question first.",
                    true => "Choose at least two claims.",
                };
                let color = theme::tone(ui.ctx(), Tone::InkSecond);
                ui.label(RichText::new(says).color(color));
            }
        });
        done
    }
}

/// The claims of a board: id, text, and the question that they answer.
fn claims(session: &Session) -> Vec<(CardId, String, String)> {
    let cards = session.board().cards().iter();
    cards
        .filter_map(|(id, card)| match &card.body {
            Body::Claim(claim) => Some((id.clone(), card.name(), claim.question.trim().to_owned())),
            _ => None,
        })
        .collect()
}

/// A claim to choose; `other` is the question that it answers now.
fn claim_ui(ui: &mut Ui, id: &CardId, text: &str, other: Option<&str>, on: bool) -> bool {
    let ctx = ui.ctx().clone();
    let width = ui.available_width() - 12.0;
    let (rect, _) = ui.allocate_exact_size(vec2(width, ROW - 6.0), Sense::hover());
    let response = ui.interact(
        rect,
        ui.scope_id().with(("claim", id.as_str())),
        Sense::click(),
    );
    response.widget_info(|| {
        egui::WidgetInfo::selected(egui::accesskit::Role::CheckBox, true, on, text)
    });
    if response.hovered() {
        ui.painter().rect_filled(
            rect.expand2(vec2(4.0, 1.0)),
            5.0,
            theme::tone(&ctx, Tone::Chip),
        );
    }
    focus_ring(ui, &response, 5.0);
    let square =
        egui::Rect::from_center_size(rect.left_center() + vec2(9.0, 0.0), vec2(15.0, 15.0));
    let line = theme::tone(&ctx, if on { Tone::Selection } else { Tone::InkThird });
    let stroke = egui::Stroke::new(1.2, line);
    let painter = ui.painter();
    painter.rect_stroke(square, 4.0, stroke, egui::StrokeKind::Inside);
    if on {
        painter.rect_filled(square, 4.0, line);
        let tick = [vec2(-3.5, 0.0), vec2(-1.0, 3.0), vec2(4.0, -3.0)];
        let tick = tick.map(|by| square.center() + by).to_vec();
        let white = egui::Stroke::new(1.8, theme::tone(&ctx, Tone::OnAccent));
        painter.add(egui::Shape::line(tick, white));
    }
    let style = TextStyle::new(size::BODY, Tone::Ink);
    let room = rect.width() - if other.is_some() { 236.0 } else { 36.0 };
    let block = words::lay(&ctx, text, style, Some(room), 1);
    let top = |high: f32| rect.center().y - high / 2.0;
    words::paint(
        painter,
        &block,
        egui::pos2(rect.left() + 26.0, top(block.size[1])),
    );
    if let Some(other) = other {
        let style = TextStyle::new(size::SMALL, Tone::InkThird);
        let block = words::lay(&ctx, other, style, Some(196.0), 1);
        let at = egui::pos2(rect.right() - 200.0, top(block.size[1]));
        words::paint(painter, &block, at);
    }
    response.clicked()
}
