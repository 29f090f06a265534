//! Keys of the reader: the caret, and the letters that say what selected words do.
//!
//! What is a key of the reader is taken out of the frame's input, so that no command of the wall hears it.

use eframe::egui::{self, Event, Key, Modifiers};

use super::bar::Act;
use super::reading::{Hand, Reading, Selected};
use super::{Reader, text_id};
use crate::board::Stance;
use crate::editor::{Input, Key as BoardKey, Session};

/// Lines that stay between the caret and the edge of the view, points.
const SLACK: f32 = 26.0;

impl Reader {
    /// Takes its keys. Call before anyone else reads the keyboard.
    pub fn keyboard(&mut self, ctx: &egui::Context, session: &mut Session) {
        let focused = ctx.memory(|memory| memory.has_focus(text_id()));
        let modal = ctx.memory(|memory| memory.top_modal_layer().is_some());
        if !self.is_open() || self.chooser.is_some() || modal || !focused {
            return;
        }
        let events = ctx.input(|i| i.events.clone());
        let mut rest = Vec::with_capacity(events.len());
        for event in events {
            let taken = match &event {
                Event::Key {
                    key,
                    pressed: true,
                    modifiers,
                    ..
                } => self.key(ctx, session, *key, *modifiers),
                Event::Copy => self.copy(ctx),
                // Nothing can be cut from a text; the words that keys type are not for the wall either.
                Event::Cut | Event::Text(_) => true,
                _ => false,
            };
            if !taken {
                rest.push(event);
            }
        }
        ctx.input_mut(|i| i.events = rest);
    }

    /// Copies the selected words and nothing else.
    fn copy(&mut self, ctx: &egui::Context) -> bool {
        let Some(reading) = &self.reading else {
            return false;
        };
        let words = reading
            .places
            .words(&reading.text, &reading.selected.range());
        if !words.is_empty() {
            ctx.copy_text(words.to_owned());
        }
        true
    }

    /// Does what a key means. `false` if it means nothing here.
    fn key(
        &mut self,
        ctx: &egui::Context,
        session: &mut Session,
        key: Key,
        held: Modifiers,
    ) -> bool {
        let Some(reading) = &mut self.reading else {
            return false;
        };
        if reading.hand == Hand::Carrying {
            match key {
                Key::X => {
                    session.input(Input::Key(BoardKey::Char('X')));
                }
                Key::Escape => {
                    session.cancel_gesture();
                    reading.hand = Hand::Free;
                }
                _ => {}
            }
            return true;
        }
        if key == Key::Escape {
            self.escape(ctx);
            return true;
        }
        if held.command && key == Key::F {
            reading.begin_finding();
            return true;
        }
        if held.command && key == Key::A {
            reading.select(Selected::words(0..reading.places.len()));
            return true;
        }
        if reading.caret_key(ctx, key, held) {
            return true;
        }
        if held.command || held.alt {
            return false;
        }
        if key == Key::Q && held.shift {
            self.next_quote(ctx, session);
            return true;
        }
        let act = match key {
            _ if reading.words().is_none() => None,
            Key::N => Some(Act::NewClaim),
            Key::C | Key::Plus | Key::Equals => Some(Act::Tie(Stance::Corroborates)),
            Key::X | Key::Minus => Some(Act::Tie(Stance::Contradicts)),
            Key::S => Some(Act::SaidBy),
            _ => None,
        };
        if let Some(act) = act {
            self.act(ctx, session, act);
        }
        // Letters and Delete would be commands of the wall; Tab, Enter and function keys go on.
        act.is_some() || !matches!(key, Key::Tab | Key::Enter | Key::F2 | Key::F6)
    }

    /// Esc: puts away the small card, else lets go of the words, else ends the search, else goes to the wall.
    fn escape(&mut self, ctx: &egui::Context) {
        let Some(reading) = &mut self.reading else {
            return;
        };
        if reading.asked.take().is_some() {
            return;
        }
        if !reading.selected.is_empty() {
            reading.select(Selected::caret(reading.selected.head));
        } else if reading.finder.is_some() {
            reading.end_finding();
        } else {
            ctx.memory_mut(|memory| memory.request_focus(super::super::super::canvas::wall_id()));
        }
    }
}

impl Reading {
    /// Moves the caret, and with Shift what is selected. `false` if the key does not do that.
    fn caret_key(&mut self, ctx: &egui::Context, key: Key, held: Modifiers) -> bool {
        let head = self.selected.head;
        let word = held.command || (held.alt && cfg!(target_os = "macos"));
        let to = match key {
            Key::ArrowLeft | Key::ArrowRight => {
                let on = (key == Key::ArrowRight) != self.reads_rtl(ctx, head);
                if word {
                    self.step_word(head, on)
                } else if !held.shift && !self.selected.is_empty() {
                    let range = self.selected.range();
                    if on { range.end } else { range.start }
                } else {
                    self.step(head, on)
                }
            }
            _ if held.alt => return false,
            Key::ArrowUp | Key::ArrowDown => self.step_line(ctx, head, key == Key::ArrowDown),
            Key::Home if held.command => 0,
            Key::End if held.command => self.places.len(),
            Key::Home | Key::End => self.end_of_line(ctx, head, key == Key::End),
            Key::PageUp | Key::PageDown => {
                self.page(ctx, key == Key::PageDown);
                return true;
            }
            Key::Space => {
                self.page(ctx, !held.shift);
                return true;
            }
            _ => return false,
        };
        let anchor = if held.shift { self.selected.anchor } else { to };
        self.select(Selected { anchor, head: to });
        if held.command && matches!(key, Key::Home | Key::End) {
            self.edge(ctx, key == Key::End);
        }
        self.reveal(ctx, to, SLACK);
        true
    }

    /// Whether the line of the caret reads right to left.
    fn reads_rtl(&mut self, ctx: &egui::Context, at: usize) -> bool {
        let piece = self.layout.piece_of(at);
        let first = self.layout.scalars(piece).start;
        let laid = self.layout.lay(ctx, piece);
        laid.is_some_and(|laid| laid.rtl_at(at.saturating_sub(first)))
    }
}
