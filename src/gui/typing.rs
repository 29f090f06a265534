//! Fields that are typed in, in every script: egui's text field, with its letters where the text engine puts them.
//!
//! egui's own fonts know Latin, Greek and Cyrillic: for any other letter it asks [`ScriptFonts`], which answers with
//! the face that the engine would take, so that the wall and the fields show the same letters and no boxes. And egui
//! knows one direction: a text of which something reads right to left is laid out, painted, pointed at and marked by
//! way of [`super::caret`]; egui keeps the keys, the undo and the input method.
//!
//! Refuses colour fonts, which egui paints blank.

use std::sync::{Arc, Mutex, PoisonError};

use eframe::egui::epaint::text::{
    FallbackRequest, FontInsert, FontPriority, FontProvider, FontTweak, InsertFontFamily,
    VariationCoords,
};
use eframe::egui::text::{CCursor, CCursorRange, LayoutJob};
use eframe::egui::text_edit::TextEditOutput;
use eframe::egui::text_selection::visuals::paint_text_cursor;
use eframe::egui::{self, FontData, FontFamily, Ui, pos2};

use super::caret::Placed;
use super::{theme, words};
use crate::scene::style::{Tone, size};
use crate::scene::text::{FontSource, Spec, TextEngine, TextStyle, Weight};

/// Gives egui the fonts of the system, letter by letter as they are met. Once, at the start.
pub fn install(ctx: &egui::Context, fonts: FontSource) {
    if fonts == FontSource::BundledThenSystem {
        ctx.add_font_provider(Arc::new(ScriptFonts::default()));
    }
}

/// Finds fonts for letters that egui's own lack. It has an engine of its own, for egui asks in the midst of a layout.
#[derive(Default)]
struct ScriptFonts(Mutex<Option<TextEngine>>);

impl FontProvider for ScriptFonts {
    fn font_for(&self, request: &FallbackRequest<'_>) -> Option<FontInsert> {
        let bold = *request.family == FontFamily::Name("bold".into());
        let style = TextStyle::new(size::BODY, Tone::Ink);
        let style = if bold { style.bold() } else { style };
        let mut engine = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let engine = engine.get_or_insert_with(|| TextEngine::new(FontSource::BundledThenSystem));
        let block = engine.layout(&Spec::new(request.cluster, style));
        let run = block.runs.first()?;
        let drawn = block
            .glyphs_of(run)
            .first()
            .is_some_and(|glyph| glyph.id != 0);
        let face = engine.faces().get(run.face)?;
        if !drawn || face.colored {
            return None;
        }
        let axes = face.vars.iter().map(|(tag, value)| (tag, *value));
        let tweak = FontTweak {
            coords: VariationCoords::new(axes),
            ..Default::default()
        };
        let data = FontData::from_blob(Arc::new(face.data.data.clone()), face.data.index);
        Some(FontInsert::new(
            &format!("script {}", run.face.0),
            data.tweak(tweak),
            vec![InsertFontFamily {
                family: request.family.clone(),
                priority: FontPriority::Lowest,
            }],
        ))
    }
}

/// A field that is typed in.
pub struct Field<'a> {
    /// Its id: what is remembered of it (caret, undo) hangs on this.
    pub id: egui::Id,
    /// What is shown while it is empty.
    pub hint: &'a str,
    /// Lines that it has room for; one cannot hold a newline.
    pub lines: usize,
    /// How the words look.
    pub style: TextStyle,
    /// Space around the words.
    pub margin: egui::Margin,
    /// Whether a frame is drawn around it.
    pub framed: bool,
    /// What makes a new line; `None` for Enter.
    pub newline: Option<egui::KeyboardShortcut>,
}

impl<'a> Field<'a> {
    /// A framed field in the letters of the interface.
    pub fn new(id: egui::Id, hint: &'a str, lines: usize) -> Self {
        Self {
            id,
            hint,
            lines,
            style: TextStyle::new(size::BODY, Tone::Ink),
            margin: egui::Margin::symmetric(8, 5),
            framed: true,
            newline: None,
        }
    }

    fn font(&self) -> egui::FontId {
        match self.style.weight {
            Weight::Bold => theme::bold(self.style.size),
            Weight::Regular => theme::regular(self.style.size),
        }
    }

    /// The places of the letters, if some read right to left.
    fn place(&self, ctx: &egui::Context, text: &str, width: f32) -> Option<Placed> {
        if !text.chars().any(may_read_rtl) {
            return None;
        }
        let wrap = (self.lines > 1).then_some(width);
        let block = words::lay(ctx, text, self.style, wrap, usize::MAX);
        Placed::new(text, block, width)
    }

    /// Shows it as wide as there is room. What it holds is `text`.
    pub fn field_ui(&self, ui: &mut Ui, text: &mut String) -> egui::Response {
        let ctx = ui.ctx().clone();
        let focused = ctx.memory(|memory| memory.has_focus(self.id));
        let color = theme::tone(&ctx, self.style.tone);
        let two_ways = text.chars().any(may_read_rtl);
        if two_ways && focused {
            self.turn_arrows(ui, text);
        }
        // The width that egui offers depends on the frame, which is thicker with the keyboard in it.
        let room = ui.available_width() - self.margin.sum().x - FRAME;
        let mut layouter = |ui: &Ui, buffer: &dyn egui::TextBuffer, width: f32| {
            let text = buffer.as_str();
            let mut job = if self.lines > 1 {
                LayoutJob::simple(text.to_owned(), self.font(), color, width)
            } else {
                LayoutJob::simple_singleline(text.to_owned(), self.font(), color)
            };
            job.keep_trailing_whitespace = true;
            match self.place(ui.ctx(), text, room) {
                Some(placed) => placed.galley(ui, job),
                None => ui.fonts_mut(|fonts| fonts.layout_job(job)),
            }
        };
        let edit = if self.lines > 1 {
            egui::TextEdit::multiline(text).desired_rows(if self.framed {
                self.lines.min(3)
            } else {
                1
            })
        } else {
            egui::TextEdit::singleline(text)
        };
        let mut edit = edit
            .id(self.id)
            .font(self.font())
            .hint_text(self.hint)
            .desired_width(f32::INFINITY)
            .margin(self.margin)
            .layouter(&mut layouter);
        if !self.framed {
            edit = edit.frame(egui::Frame::NONE);
        }
        if self.newline.is_some() {
            edit = edit.return_key(self.newline);
        }
        let mut output = ui
            .scope(|ui| {
                if two_ways {
                    // Caret and marking are painted here, where the letters are.
                    let visuals = ui.visuals_mut();
                    visuals.text_cursor.stroke.color = egui::Color32::TRANSPARENT;
                    visuals.selection.bg_fill = egui::Color32::TRANSPARENT;
                }
                edit.show(ui)
            })
            .inner;
        if let Some(placed) = self.place(&ctx, text, room) {
            self.point(ui, &mut output, &placed);
            self.paint(ui, &output, &placed, text);
        }
        output.response.response
    }

    /// The left arrow key goes to the left also where that is onwards.
    fn turn_arrows(&self, ui: &Ui, text: &str) {
        let known = egui::TextEdit::load_state(ui.ctx(), self.id)
            .and_then(|state| state.cursor.char_range());
        let room = ui.available_width() - self.margin.sum().x - FRAME;
        let (Some(range), Some(placed)) = (known, self.place(ui.ctx(), text, room)) else {
            return;
        };
        if !placed.rtl_at(range.primary.index.0) {
            return;
        }
        ui.input_mut(|input| {
            for event in &mut input.events {
                if let egui::Event::Key { key, .. } = event {
                    *key = match *key {
                        egui::Key::ArrowLeft => egui::Key::ArrowRight,
                        egui::Key::ArrowRight => egui::Key::ArrowLeft,
                        other => other,
                    };
                }
            }
        });
    }

    /// Puts the caret where the mouse is.
    fn point(&self, ui: &Ui, output: &mut TextEditOutput, placed: &Placed) {
        let response = &output.response.response;
        let Some(pointer) = response.interact_pointer_pos() else {
            return;
        };
        let at = CCursor::new(placed.hit(pointer - output.galley_pos.to_vec2()));
        let anchor_id = self.id.with("anchor");
        let (pressed, shift) = ui.input(|i| (i.pointer.primary_pressed(), i.modifiers.shift));
        let known = output.state.cursor.char_range();
        let anchor: Option<usize> = ui.data(|data| data.get_temp(anchor_id));
        let range = if response.double_clicked() || response.triple_clicked() {
            return;
        } else if pressed && !shift {
            ui.data_mut(|data| data.insert_temp(anchor_id, at.index.0));
            CCursorRange::one(at)
        } else if pressed {
            CCursorRange::two(known.map_or(at, |range| range.secondary), at)
        } else if response.dragged()
            && let Some(anchor) = anchor
        {
            CCursorRange::two(CCursor::new(anchor), at)
        } else {
            return;
        };
        output.state.cursor.set_char_range(Some(range));
        output.cursor_range = Some(range);
        output.state.clone().store(ui.ctx(), self.id);
    }

    fn paint(&self, ui: &Ui, output: &TextEditOutput, placed: &Placed, text: &str) {
        let painter = ui.painter_at(output.text_clip_rect.expand(1.0));
        let origin = output.galley_pos.to_vec2();
        let focused = output.response.response.has_focus();
        if !focused && self.lines == 1 {
            // At rest a line that is too long shows its beginning.
            let place = output.text_clip_rect;
            let block = words::lay(ui.ctx(), text, self.style, Some(place.width()), 1);
            words::paint(&painter, &block, pos2(place.left(), output.galley_pos.y));
            return;
        }
        let range = output.state.cursor.char_range().filter(|_| focused);
        if let Some(range) = range {
            let [from, to] = range.sorted_cursors();
            for rect in placed.marked(from.index.0..to.index.0) {
                painter.rect_filled(rect.translate(origin), 0.0, ui.visuals().selection.bg_fill);
            }
        }
        words::paint(&painter, &placed.block, pos2(placed.shift, 0.0) + origin);
        if let Some(range) = range {
            let caret = placed.caret_at(range.primary.index.0, range.primary.prefer_next_row);
            // It stands still for a moment after every step.
            let moved_id = self.id.with("moved");
            let (now, here) = (ui.input(|i| i.time), range.primary.index.0);
            let moved = ui
                .data(|data| data.get_temp(moved_id))
                .filter(|(at, _)| *at == here);
            let (_, since) = moved.unwrap_or((here, now));
            ui.data_mut(|data| data.insert_temp(moved_id, (here, since)));
            if ui.input(|i| i.focused) {
                paint_text_cursor(ui, &painter, caret.translate(origin), now - since);
            }
        }
    }
}

/// Room left for the frame of a field, points.
const FRAME: f32 = 2.0;

/// Letters of scripts that read right to left, and nothing else: the engine decides what they do.
fn may_read_rtl(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}
