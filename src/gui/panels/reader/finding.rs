//! Words looked for in the text that is read: the field, and the walk from hit to hit.

use std::ops::Range;
use std::sync::Arc;

use eframe::egui::{self, Key, Modifiers, RichText, Ui, vec2};

use super::super::super::{theme, typing};
use super::reading::{Reading, Selected};
use crate::editor::folding::Folded;
use crate::scene::style::{Tone, size};

/// Hits that are counted; a letter is in every word.
const MOST: usize = 20_000;
/// Bytes of the text that are folded in a frame: a few milliseconds.
const FOLDED_A_FRAME: usize = 300_000;

/// A search.
#[derive(Default)]
pub struct Finder {
    query: String,
    /// The text.
    text: Arc<str>,
    /// The text without case and accents, as far as it is folded.
    folded: Folded,
    /// How far that is, in bytes.
    done: usize,
    /// Where the words stand, in scalar values, first to last.
    pub hits: Vec<Range<usize>>,
    /// The hit that one is at.
    pub at: usize,
    /// Whether the field takes the keyboard with the next frame.
    pub take_focus: bool,
}

impl Finder {
    /// Begins to look for words in a text.
    pub fn new(text: Arc<str>, query: String) -> Self {
        Self {
            query,
            text,
            take_focus: true,
            ..Self::default()
        }
    }

    /// Folds a bit more of the text. Says whether that was the last of it.
    fn fold_on(&mut self) -> bool {
        if self.done == self.text.len() {
            return false;
        }
        let end = self.text.floor_char_boundary(self.done + FOLDED_A_FRAME);
        let next = self.text.get(self.done..end).unwrap_or_default();
        self.folded.extend(next);
        self.done = end;
        end == self.text.len()
    }

    fn look_for(&mut self, query: String, from: usize) {
        self.query = query;
        if self.done < self.text.len() {
            return; // it is looked for when the text is folded
        }
        self.hits = self.folded.find_all(&Folded::needle(&self.query), MOST);
        let ahead = self.hits.partition_point(|hit| hit.start < from);
        self.at = if ahead < self.hits.len() { ahead } else { 0 };
    }

    fn walk(&mut self, on: bool) {
        let count = self.hits.len().max(1);
        self.at = (self.at + if on { 1 } else { count - 1 }) % count;
    }

    fn says(&self) -> String {
        match (self.query.trim().is_empty(), self.hits.len()) {
            (true, _) => String::new(),
            _ if self.done < self.text.len() => "…".to_owned(),
            (_, 0) => "No hits".to_owned(),
            (_, MOST) => format!("{} of more than {MOST}", self.at + 1),
            (_, hits) => format!("{} of {hits}", self.at + 1),
        }
    }
}

impl Reading {
    /// Opens the search, with the selected words if there are few.
    pub fn begin_finding(&mut self) {
        let words = self.words().filter(|words| words.len() <= 60);
        let query = words.map(|words| self.places.words(&self.text, &words).to_owned());
        let known = self.finder.take().map(|finder| finder.query);
        let query = query.or(known).unwrap_or_default();
        self.finder = Some(Finder::new(Arc::clone(&self.text), query));
    }

    /// The field and what it found. `true` when the search is over.
    pub fn finder_ui(&mut self, ui: &mut Ui) -> bool {
        let ctx = ui.ctx().clone();
        let here = self.selected.range().start;
        let Some(finder) = &mut self.finder else {
            return false;
        };
        let id = egui::Id::unique("casewall.reader.find");
        let focused = ctx.memory(|memory| memory.has_focus(id));
        let (back, on) = ui.input_mut(|i| {
            let mut enter = |modifiers| focused && i.consume_key(modifiers, Key::Enter);
            (enter(Modifiers::SHIFT), enter(Modifiers::NONE))
        });
        let mut step = back.then_some(false).or(on.then_some(true));
        let mut closed = false;
        let mut query = finder.query.clone();
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let says = finder.says();
            let room = ui.available_width();
            let field = ui
                .scope(|ui| {
                    ui.set_width((room - 190.0).max(90.0));
                    typing::Field::new(id, "Find in this text", 1).field_ui(ui, &mut query)
                })
                .inner;
            field.widget_info(|| {
                let role = egui::accesskit::Role::TextInput;
                egui::WidgetInfo::labeled(role, true, "Find in this text")
            });
            closed |= field.lost_focus() && ui.input(|i| i.key_pressed(Key::Escape));
            if std::mem::take(&mut finder.take_focus) {
                field.request_focus();
            }
            let color = theme::tone(&ctx, Tone::InkSecond);
            let says = egui::Label::new(RichText::new(says).size(size::SMALL).color(color));
            ui.add_sized(vec2(76.0, 20.0), says.truncate());
            for (icon, name, on) in [
                (Icon::Up, "Previous hit", false),
                (Icon::Down, "Next hit", true),
            ] {
                if icon.button_ui(ui, name).clicked() {
                    step = Some(on);
                }
            }
            closed |= Icon::Cross.button_ui(ui, "Close find").clicked();
        });
        let folded = finder.fold_on();
        if finder.done < finder.text.len() {
            ctx.request_repaint();
        }
        if folded || query != finder.query {
            finder.look_for(query, here);
            self.goal = finder.hits.get(finder.at).map(|hit| hit.start);
        } else if let Some(on) = step {
            finder.walk(on);
            self.goal = finder.hits.get(finder.at).map(|hit| hit.start);
        }
        if closed {
            self.end_finding();
        }
        closed
    }

    /// Ends the search; the hit that one was at stays selected.
    pub fn end_finding(&mut self) {
        let hit = self
            .finder
            .take()
            .and_then(|finder| finder.hits.get(finder.at).cloned());
        if let Some(hit) = hit {
            self.select(Selected::words(hit));
        }
    }
}

/// A sign on a button.
#[derive(Clone, Copy)]
enum Icon {
    Up,
    Down,
    Cross,
}

impl Icon {
    fn button_ui(self, ui: &mut Ui, name: &str) -> egui::Response {
        let ctx = ui.ctx().clone();
        let (rect, response) = ui.allocate_exact_size(vec2(24.0, 24.0), egui::Sense::click());
        let role = egui::accesskit::Role::Button;
        response.widget_info(|| egui::WidgetInfo::labeled(role, true, name));
        if response.hovered() {
            ui.painter()
                .rect_filled(rect, 5.0, theme::tone(&ctx, Tone::Chip));
        }
        super::super::bar::focus_ring(ui, &response, 5.0);
        let stroke = egui::Stroke::new(1.6, theme::tone(&ctx, Tone::InkSecond));
        let at = |x: f32, y: f32| rect.center() + vec2(x, y);
        let lines = match self {
            Self::Up => [
                [at(-4.0, 2.0), at(0.0, -2.0)],
                [at(0.0, -2.0), at(4.0, 2.0)],
            ],
            Self::Down => [
                [at(-4.0, -2.0), at(0.0, 2.0)],
                [at(0.0, 2.0), at(4.0, -2.0)],
            ],
            Self::Cross => [
                [at(-4.0, -4.0), at(4.0, 4.0)],
                [at(-4.0, 4.0), at(4.0, -4.0)],
            ],
        };
        for line in lines {
            ui.painter().line_segment(line, stroke);
        }
        response.on_hover_text(name)
    }
}
