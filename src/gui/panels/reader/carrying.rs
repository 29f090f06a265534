//! Selected words carried to the wall: onto a claim, or onto nothing to make one there.
//!
//! Over the wall the session draws the tie as it draws any other, from the source to the pointer; only its end is ours.

use eframe::egui::{self, Event, Order, RichText, vec2};
use kurbo::Point;

use super::super::super::canvas::wall_id;
use super::super::super::{keys, theme, words};
use super::Reader;
use super::painting::tone;
use super::reading::Hand;
use crate::board::{Body, Stance};
use crate::editor::quoting::{About, sentence};
use crate::editor::tools::State;
use crate::editor::{Input, Session, ToolId};
use crate::scene::style::{Tone, size};
use crate::scene::text::TextStyle;
use crate::scene::{Hit, Side};

impl Reader {
    /// Follows the pointer while it carries words, and ties them where it lets go.
    pub(super) fn carry_ui(&mut self, ctx: &egui::Context, session: &mut Session) {
        let Some(reading) = self.reading.as_mut().filter(|reading| reading.carries()) else {
            return;
        };
        // The window was left in the midst of it: nothing happened.
        let left =
            |event: &Event| matches!(event, Event::WindowFocused(false) | Event::PointerGone);
        if ctx.input(|i| i.events.iter().any(left)) {
            reading.hand = Hand::Free;
            session.cancel_gesture();
            return;
        }
        let Some(pointer) = ctx.input(|i| i.pointer.latest_pos()) else {
            return;
        };
        let over_reader = self.area.is_some_and(|area| area.contains(pointer));
        let wall = ctx.read_response(wall_id()).map(|response| response.rect);
        let on_wall = wall.filter(|wall| wall.contains(pointer) && !over_reader);
        let held = keys::held(ctx.input(|i| i.modifiers));
        let at = on_wall.map(|wall| {
            let local = pointer - wall.min;
            session
                .camera
                .board_from_screen(Point::new(f64::from(local.x), f64::from(local.y)))
        });
        match (at, session.state()) {
            (Some(at), State::Linking { .. }) => {
                session.input(Input::Move { at, keys: held });
            }
            (Some(at), _) => {
                if !matches!(session.tool(), ToolId::Select | ToolId::Link) {
                    session.use_tool(ToolId::Select);
                }
                let hit = Hit::Handle(reading.source.clone(), Side::Right);
                session.input(Input::Press {
                    at,
                    hit,
                    keys: held,
                });
            }
            (None, State::Linking { .. }) => session.cancel_gesture(),
            (None, _) => {}
        }
        let stance = match session.state() {
            State::Linking { stance, .. } => Some(*stance),
            _ => None,
        };
        let carried = reading
            .words()
            .map(|range| reading.places.words(&reading.text, &range));
        let label = sentence(carried.unwrap_or_default(), 120);
        if ctx.input(|i| i.pointer.primary_down()) {
            label_ui(ctx, pointer, &label, stance);
            ctx.set_cursor_icon(egui::CursorIcon::Grabbing);
            return;
        }
        reading.hand = Hand::Free;
        session.cancel_gesture();
        let (Some(at), Some(stance)) = (at, stance) else {
            return;
        };
        let target = session.scene().card_at(at);
        let is_claim = |id| {
            let card = session.board().cards().get(id);
            card.is_some_and(|card| matches!(card.body, Body::Claim(_)))
        };
        match target {
            Some(id) if is_claim(&id) => self.say(ctx, session, stance, About::Claim(id)),
            Some(_) => self.says = Some("Words can be tied to claims only.".to_owned()),
            None => {
                let new = About::New {
                    sentence: None,
                    at: Some(at),
                };
                self.say(ctx, session, stance, new);
            }
        }
    }
}

/// The carried words, beside the pointer.
fn label_ui(ctx: &egui::Context, pointer: egui::Pos2, text: &str, stance: Option<Stance>) {
    egui::Area::new(egui::Id::unique("casewall.reader.carried"))
        .fixed_pos(pointer + vec2(14.0, 16.0))
        .order(Order::Tooltip)
        .interactable(false)
        .constrain_to(ctx.content_rect())
        .show(ctx, |ui| {
            egui::Frame::popup(ui.style())
                .inner_margin(8.0)
                .show(ui, |ui| {
                    ui.set_max_width(260.0);
                    words::label_ui(ui, text, TextStyle::new(size::BODY, Tone::Ink), 2);
                    if let Some(stance) = stance {
                        let words = match stance {
                            Stance::Corroborates => "+ corroborates   X flips",
                            Stance::Contradicts => "− contradicts   X flips",
                        };
                        let color = theme::tone(ctx, tone(stance));
                        ui.label(RichText::new(words).size(size::SMALL).color(color));
                    }
                });
        });
}
