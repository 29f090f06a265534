//! The reader: a source's full text with its quotes marked, in which words are selected and tied to claims.
//!
//! It stands where the inspector stands, wider; in a narrow window it covers the wall. It changes the board only by the
//! session's steps and never changes a text.

mod bar;
mod body;
mod carrying;
mod chooser;
mod facts;
mod finding;
mod keyboard;
pub(super) mod laid;
mod layout;
mod mark_card;
mod painting;
mod reading;

use eframe::egui::{self, Align, Layout, Rect, RichText, Ui};

use super::super::{theme, words};
use super::status::count;
use crate::board::{CardId, Item, LinkId};
use crate::editor::Session;
use crate::editor::quoting::{self, Tied};
use crate::scene::style::{Tone, size};
use crate::scene::text::{TextStyle, isolated};
use chooser::Chooser;
use reading::{Reading, Selected};

/// The reader and what it shows. Without a source it is closed.
#[derive(Default)]
pub struct Reader {
    reading: Option<Reading>,
    chooser: Option<Chooser>,
    /// The source that was selected last.
    followed: Option<CardId>,
    /// Something to be told once.
    says: Option<String>,
    /// Whether the text takes the keyboard with the next frame.
    take_focus: bool,
    /// Where the panel is.
    area: Option<Rect>,
}

/// Narrowest wall beside the reader, points; with less the reader covers it.
const LEAST_WALL: f32 = 360.0;
/// Narrowest reader, points.
pub const NARROWEST: f32 = 340.0;
/// Points left and right of everything in it.
pub const MARGIN: i8 = 26;

/// The id under which the text takes the keyboard.
fn text_id() -> egui::Id {
    egui::Id::unique("casewall.reader")
}

impl Reader {
    /// Whether a source is open.
    pub fn is_open(&self) -> bool {
        self.reading.is_some()
    }

    /// Whether something is being chosen over it: then no key is the wall's.
    pub fn is_choosing(&self) -> bool {
        self.chooser.is_some()
    }

    /// Follows the selection: a source with a text that is chosen on the wall or in a list is read.
    pub fn follow(&mut self, session: &Session) {
        let Some(Item::Card(id)) = session.selection().single() else {
            return;
        };
        let other = self
            .reading
            .as_ref()
            .is_some_and(|reading| reading.source != id);
        let new = self
            .followed
            .replace(id.clone())
            .is_none_or(|before| before != id);
        if other && new && session.readable().as_ref() == Some(&id) {
            self.open_source(session, &id);
        }
    }

    /// Whether the reader takes all the room there is, in a window with so much of it.
    pub fn covers(&self, room: f32) -> bool {
        self.is_open() && room < NARROWEST + LEAST_WALL
    }

    /// Opens what is selected: a source, or the source of a link, at its quote.
    pub fn open(&mut self, ctx: &egui::Context, session: &Session) {
        let Some(id) = session.readable() else { return };
        self.open_source(session, &id);
        match session.selection().single() {
            Some(Item::Link(link)) => self.show(ctx, session, &link),
            _ => self.take_focus = true,
        }
    }

    fn open_source(&mut self, session: &Session, id: &CardId) {
        if self
            .reading
            .as_ref()
            .is_none_or(|reading| reading.source != *id)
        {
            self.reading = Reading::new(session, id);
            self.chooser = None;
        }
        if let Some(reading) = &mut self.reading {
            reading.follow(session);
        }
    }

    /// Opens the source of a quote there, and says more of the quote.
    fn show(&mut self, ctx: &egui::Context, session: &Session, link: &LinkId) {
        let Some(from) = session
            .board()
            .links()
            .get(link)
            .map(|link| link.from.clone())
        else {
            return;
        };
        self.open_source(session, &from);
        self.take_focus = true;
        if let Some(reading) = &mut self.reading {
            reading.show(link, ctx.input(|i| i.time));
            reading.asked = reading.lit.as_ref().map(|(link, _)| link.clone());
        }
    }

    /// Closes it; the keyboard goes back to the wall.
    pub fn close(&mut self) {
        (self.reading, self.chooser, self.area) = (None, None, None);
    }

    /// Shows it. Gives back a sentence to be told.
    pub fn reader_ui(&mut self, ui: &mut Ui, session: &mut Session) -> Option<String> {
        let there = self
            .reading
            .as_mut()
            .is_some_and(|reading| reading.follow(session));
        if !there {
            self.close();
            return None;
        }
        self.area = Some(ui.max_rect());
        let panel = ui.interact(ui.max_rect(), text_id().with("panel"), egui::Sense::hover());
        panel
            .widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Pane, true, "Reader"));
        if self.header_ui(ui, session) {
            self.close();
            return None;
        }
        let Some(reading) = &mut self.reading else {
            return None;
        };
        if reading.finder_ui(ui) {
            self.take_focus = true;
        }
        let line = ui.available_rect_before_wrap();
        let stroke = egui::Stroke::new(1.0, theme::tone(ui.ctx(), Tone::Line));
        ui.painter().hline(
            ui.max_rect().expand(f32::from(MARGIN)).x_range(),
            line.top(),
            stroke,
        );
        // A sheet that was just put away still holds the keyboard for a frame.
        let free = ui.memory(|memory| memory.top_modal_layer().is_none());
        if free && std::mem::take(&mut self.take_focus) {
            ui.memory_mut(|memory| memory.request_focus(text_id()));
        }
        let seen = reading.body_ui(ui, session);
        self.carry_ui(ui.ctx(), session);
        self.bar_ui(ui.ctx(), session, &seen);
        self.mark_card_ui(ui.ctx(), session, &seen);
        self.chooser_ui(ui.ctx(), session);
        self.says.take()
    }

    /// Who says this, how much is quoted, the title. Says whether the reader shall be closed.
    fn header_ui(&mut self, ui: &mut Ui, session: &Session) -> bool {
        let ctx = ui.ctx().clone();
        let Some(reading) = &mut self.reading else {
            return true;
        };
        let Some(source) = quoting::source(session.board(), &reading.source) else {
            return true;
        };
        let mut closed = false;
        ui.add_space(8.0);
        let second = theme::tone(&ctx, Tone::InkSecond);
        let narrow = ui.available_width() < 400.0;
        ui.horizontal(|ui| {
            ui.set_min_height(24.0);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 2.0;
                closed = quiet_button(ui, "Close", "Close reader").clicked();
                let find = quiet_button(
                    ui,
                    if narrow { "Find" } else { "Find in text" },
                    "Find in text",
                );
                if find.on_hover_text("Ctrl+F").clicked() {
                    reading.begin_finding();
                }
                ui.add_space(6.0);
                if !narrow {
                    let quotes = count(reading.marks.len(), "quote");
                    ui.label(RichText::new(quotes).color(second));
                    ui.add_space(6.0);
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let outlet = match source.outlet.trim() {
                        "" => "No outlet",
                        outlet => outlet,
                    };
                    let date = match source.published.trim() {
                        "" => "undated",
                        date => date,
                    };
                    let words = format!("{} · {}", isolated(outlet), isolated(date));
                    let room = (ui.available_width() - 36.0).max(40.0);
                    let style = TextStyle::new(size::BODY, Tone::InkSecond);
                    ui.scope(|ui| {
                        ui.set_max_width(room);
                        words::name_ui(ui, &words, style);
                    });
                    facts::badge_ui(ui, source.reliability);
                });
            });
        });
        let title = session
            .board()
            .cards()
            .get(&reading.source)
            .map(|card| card.name());
        let style = TextStyle::new(size::READER, Tone::Ink).bold();
        words::label_ui(ui, &title.unwrap_or_default(), style, 3);
        let known = reading.facts_of(session, source);
        words::label_ui(ui, &known, TextStyle::new(size::BODY, Tone::InkSecond), 3);
        ui.add_space(8.0);
        closed
    }

    /// Tells what came of tying words, and marks the new quote.
    fn tied(&mut self, ctx: &egui::Context, session: &Session, tied: &Tied) {
        let Some(reading) = &mut self.reading else {
            return;
        };
        reading.follow(session);
        match tied {
            Tied::Made(link) => {
                reading.select(Selected::caret(reading.selected.range().end));
                reading.said_by = None;
                reading.lit = Some((link.clone(), ctx.input(|i| i.time)));
            }
            Tied::Already(link) => {
                reading.lit = Some((link.clone(), ctx.input(|i| i.time)));
                self.says = Some("These words say so already: the link is there.".to_owned());
            }
            Tied::Nothing => {
                self.says = Some("Nothing was tied. Select some words first.".to_owned());
            }
        }
        self.take_focus = true;
    }
}

/// A button that is only words until the pointer is on it.
fn quiet_button(ui: &mut Ui, words: &str, name: &str) -> egui::Response {
    let color = theme::tone(ui.ctx(), Tone::InkSecond);
    let button = egui::Button::new(RichText::new(words).color(color)).frame_when_inactive(false);
    let response = ui.add(button);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, name));
    super::bar::focus_ring(ui, &response, 6.0);
    response
}
