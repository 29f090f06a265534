//! Commands, keys, and what is pasted or dropped.

use std::sync::Arc;

use eframe::egui::{self, Event, ViewportCommand};
use kurbo::Point;

use super::super::canvas::wall_id;
use super::super::importing::{self, What};
use super::super::jobs::Done;
use super::super::panels::sheets::Sheet;
use super::super::panels::{bar, conflicts, preferences, status};
use super::super::{keys, theme};
use super::{App, Then};
use crate::board::{Blob, Body, Custody, Label, Selection};
use crate::editor::{
    Ask, Chord, Command, Desk, Input, Key, for_chord, insert, picture_card, text_card, tools,
};
use crate::file;
use crate::host::{self, Theme};
use crate::import::picture;
use crate::scene::style::Look;

impl App {
    pub(super) fn run(&mut self, ctx: &egui::Context, command: &'static Command) {
        let ask = match &mut self.open {
            Some(open) => {
                self.inspector.flush(&mut open.session);
                if command.id != "edit-text" {
                    open.session.finish_editing();
                }
                if !command.is_enabled(&open.session) {
                    return;
                }
                command.perform(&mut open.session)
            }
            None => without_board(command.id),
        };
        if let Some(ask) = ask {
            self.answer(ctx, ask);
        }
    }

    pub(super) fn answer(&mut self, ctx: &egui::Context, ask: Ask) {
        match ask {
            Ask::New => self.replace(ctx, Then::New),
            Ask::Open => self.replace(ctx, Then::Pick),
            Ask::Start => self.replace(ctx, Then::Start),
            Ask::Quit => self.replace(ctx, Then::Quit),
            Ask::Save => self.save(ctx),
            Ask::SaveAs => self.save_as(ctx),
            Ask::Import => self.import_sheet(),
            Ask::CheckAgain => self.check_again(),
            Ask::Compare => self.compare(),
            Ask::Export => {
                self.export.most_pixels = self.limits().of(file::Limit::Pixels) as u64;
                if let Some(open) = &self.open {
                    self.export.opened(&open.session);
                    self.sheet = Some(Sheet::Export);
                }
            }
            Ask::ExportMatrix => self.export_matrix(ctx),
            Ask::ExportBrief => self.brief_sheet(),
            Ask::Versions => self.versions(ctx),
            Ask::ForgetHistory => {
                if self.open.is_some() {
                    self.sheet = Some(Sheet::Forget);
                }
            }
            Ask::Redact => self.redact_sheet(),
            Ask::Copy => self.copy(ctx),
            Ask::Cut => {
                self.copy(ctx);
                if let Some(open) = &mut self.open {
                    open.session.cut();
                }
            }
            Ask::CopyPicture => self.copy_picture(ctx),
            Ask::Paste => ctx.send_viewport_cmd(ViewportCommand::RequestPaste),
            Ask::OpenAddress => {
                if let Some(address) = self.inspector.address.take() {
                    self.sheet = Some(Sheet::Address(Box::new(address)));
                }
            }
            Ask::EditNote => {
                self.settings.inspector_open = true;
                self.inspector.take_note = true;
            }
            Ask::Read => {
                if let Some(open) = &self.open {
                    self.reader.open(ctx, &open.session);
                }
            }
            Ask::ToggleOutline => {
                self.settings.outline_open = !self.settings.outline_open;
                self.keep_settings();
            }
            Ask::ToggleInspector => {
                self.settings.inspector_open = !self.settings.inspector_open;
                self.keep_settings();
            }
            Ask::NextTheme => {
                self.settings.theme = if theme::look(ctx) == Look::Light {
                    Theme::Dark
                } else {
                    Theme::Light
                };
                self.apply_theme(ctx);
                self.keep_settings();
            }
            Ask::ToggleWheel => {
                self.settings.wheel_zooms = !self.settings.wheel_zooms;
                self.keep_settings();
            }
            Ask::Preferences => {
                let form = preferences::Form::of(&self.settings);
                self.sheet = Some(Sheet::Preferences(Box::new(form)));
            }
            Ask::Palette => {
                self.sheet = Some(Sheet::Palette {
                    query: String::new(),
                    row: 0,
                })
            }
            Ask::ShowKeys => self.sheet = Some(Sheet::Keys),
            Ask::About => self.sheet = Some(Sheet::About),
        }
    }

    pub(super) fn copy(&mut self, ctx: &egui::Context) {
        let Some(open) = &self.open else { return };
        let cards = open.session.with_carried();
        if !cards.is_empty() {
            let bytes = file::fragment(open.session.board(), &cards);
            ctx.copy_text(String::from_utf8_lossy(&bytes).into_owned());
        }
    }

    /// Pasted text: a piece of a board, or what a new card is made of.
    pub(super) fn paste(&mut self, ctx: &egui::Context, text: &str) {
        let Some(at) = self.drop_point(ctx) else {
            return;
        };
        let piece = text
            .trim_start()
            .starts_with('{')
            .then(|| file::read_within(text.as_bytes(), &self.limits()).ok())
            .flatten();
        let Some(open) = &mut self.open else { return };
        let session = &mut open.session;
        if let Some(piece) = piece {
            let area = piece
                .board
                .cards()
                .values()
                .map(|card| card.rect())
                .reduce(|a, b| a.union(b));
            let Some(area) = area else { return };
            let by = (at - area.center()).round();
            let (edit, made) = insert(session.board(), &piece.board, by);
            let label = Label::new(format!("Paste {}", status::count(made.cards.len(), "card")));
            if session.commit(label, edit) {
                session.select(Selection::cards(made.cards));
            }
        } else if importing::is_importable(text) {
            self.import(ctx, What::Pasted(text.to_owned()), Some(at));
        } else if let Some(mut card) = text_card(text, file::text_sha256, session.scene_mut(), at) {
            if let Body::Source(source) = &mut card.body {
                source.custody.push(Custody {
                    at: host::now(),
                    act: "pasted".to_owned(),
                    by: format!("Casewall {}", env!("CARGO_PKG_VERSION")),
                    ..Custody::default()
                });
            }
            let label = Label::new(format!("Paste {}", card.body.word()));
            let mut made = None;
            session.change(label, |txn| made = Some(txn.add_card(card)));
            session.select(Selection::cards(made));
        }
    }

    /// A picture that was pasted.
    pub(super) fn bring_in(&mut self, ctx: &egui::Context, name: &str, bytes: &[u8], at: Point) {
        let Some(open) = &mut self.open else { return };
        let session = &mut open.session;
        match picture::header(bytes) {
            Ok(header) => {
                let blob = Blob {
                    media_type: header.media_type.to_owned(),
                    name: name.to_owned(),
                    data: bytes.into(),
                    extra: Default::default(),
                };
                let pixels = kurbo::Size::new(f64::from(header.width), f64::from(header.height));
                let id = file::file_id(bytes);
                let (edit, made) = picture_card(session.board(), id, Arc::new(blob), pixels, at);
                if session.commit(Label::new("Add picture"), edit) {
                    session.select(made);
                }
            }
            Err(error) => self.say_bad(format!("This cannot be pasted: {error}.")),
        }
        ctx.request_repaint();
    }

    /// Where something that is pasted or dropped goes: under the pointer, or in the middle of the view.
    pub(super) fn drop_point(&self, ctx: &egui::Context) -> Option<Point> {
        let open = self.open.as_ref()?;
        let wall = ctx.read_response(wall_id()).map(|response| response.rect)?;
        let pointer = ctx
            .input(|i| i.pointer.latest_pos())
            .filter(|at| wall.contains(*at))
            .unwrap_or(wall.center());
        let local = Point::new(
            f64::from(pointer.x - wall.min.x),
            f64::from(pointer.y - wall.min.y),
        );
        Some(open.session.camera.board_from_screen(local))
    }

    pub(super) fn keyboard(&mut self, ctx: &egui::Context) {
        for command in std::mem::take(&mut self.waiting) {
            self.run(ctx, command);
        }
        if self.sheet.is_some() || self.reader.is_choosing() {
            return;
        }
        let typing = ctx.text_edit_focused();
        // With the keyboard on a button or row of a panel, plain keys are that widget's: Tab, arrows, Enter, Space.
        let focused = ctx.memory(|memory| memory.focused());
        let desk = self.open.as_ref().map(|open| open.session.desk());
        // Where the wall is not shown, plain keys would move and change what nobody sees.
        let on_wall = focused.is_none_or(|id| id == wall_id()) && desk == Some(Desk::Wall);
        let (chords, events) = ctx.input(|i| (keys::chords(i), i.events.clone()));
        for chord in chords {
            if chord.key == Key::Escape && self.was_typing {
                continue; // it left the field, and that is all it means
            }
            if chord.key == Key::Function(6) {
                self.next_panel(ctx);
                continue;
            }
            if typing && !(chord.ctrl && works_while_typing(chord)) {
                continue;
            }
            let plain = !chord.ctrl && !chord.alt && chord.key != Key::Char('?');
            if self.open.is_some() && !on_wall && !typing && plain {
                if chord.key == Key::Escape {
                    ctx.memory_mut(|memory| memory.request_focus(wall_id()));
                }
                continue;
            }
            if let Some(open) = &mut self.open {
                let busy = *open.session.state() != tools::State::Idle;
                match chord.key {
                    Key::Escape => {
                        open.session.escape();
                        continue;
                    }
                    Key::Char('X') if busy && !chord.ctrl => {
                        open.session.input(Input::Key(Key::Char('X')));
                        continue;
                    }
                    _ if busy => continue,
                    _ => {}
                }
                if let Some(command) = for_chord(chord, &open.session) {
                    if typing {
                        // The field is kept first, then the command is run.
                        ctx.memory_mut(|memory| memory.stop_text_input());
                        self.waiting.push(command);
                        ctx.request_repaint();
                    } else {
                        self.run(ctx, command);
                    }
                }
            } else if let Some(command) = crate::editor::COMMANDS.iter().find(|command| {
                command.keys.contains(&chord) && bar::works_without_board(command.id)
            }) {
                self.run(ctx, command);
            }
        }
        if typing || self.open.is_none() {
            return;
        }
        for event in events {
            match event {
                Event::Copy => self.run_id(ctx, "copy"),
                Event::Cut => self.run_id(ctx, "cut"),
                Event::Paste(text) => self.paste(ctx, &text),
                Event::PasteImage(image) => self.paste_image(ctx, &image),
                _ => {}
            }
        }
    }

    pub(super) fn run_id(&mut self, ctx: &egui::Context, id: &str) {
        if let Some(command) = bar::command(id) {
            self.run(ctx, command);
        }
    }

    pub(super) fn paste_image(&mut self, ctx: &egui::Context, image: &egui::ColorImage) {
        let Some(at) = self.drop_point(ctx) else {
            return;
        };
        let rgba = image
            .pixels
            .iter()
            .flat_map(|pixel| pixel.to_srgba_unmultiplied())
            .collect();
        let pixels = picture::Pixels {
            width: image.width() as u32,
            height: image.height() as u32,
            rgba,
        };
        self.jobs.start("Pasting a picture", ctx, move |_| {
            let result = picture::to_png(&pixels).map_err(|error| error.to_string());
            Done::Dropped {
                name: String::new(),
                at,
                result,
            }
        });
    }

    /// F6: from the wall to the outline, and back.
    pub(super) fn next_panel(&mut self, ctx: &egui::Context) {
        let on_wall = ctx.memory(|memory| memory.has_focus(wall_id()))
            || ctx.memory(|memory| memory.focused()).is_none();
        if on_wall && conflicts::take_keys(ctx) {
            return;
        }
        if on_wall || conflicts::has_keys(ctx) {
            self.settings.outline_open = true;
            self.outline.take_focus = true;
        } else {
            ctx.memory_mut(|memory| memory.request_focus(wall_id()));
        }
    }
}

/// What a command means on the start screen.
fn without_board(id: &str) -> Option<Ask> {
    Some(match id {
        "new" => Ask::New,
        "open" => Ask::Open,
        "quit" => Ask::Quit,
        "theme" => Ask::NextTheme,
        "preferences" => Ask::Preferences,
        "palette" => Ask::Palette,
        "keys" => Ask::ShowKeys,
        "about" => Ask::About,
        _ => return None,
    })
}

/// Chords that reach the board although a field has the keyboard.
fn works_while_typing(chord: Chord) -> bool {
    matches!(
        chord.key,
        Key::Char('S' | 'O' | 'N' | 'E' | 'Q' | 'K' | '+' | '-' | '=' | '0')
    )
}
