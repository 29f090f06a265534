//! The field in which the words of a card are written on the wall. It keeps nothing itself: the session does.

use eframe::egui::{self, Rect, Ui};

use super::super::typing::Field;
use super::super::{theme, words};
use super::{Canvas, screen, wall_id};
use crate::board::Body;
use crate::editor::Session;
use crate::scene::style::{Tone, size};
use crate::scene::text::TextStyle;

impl Canvas {
    /// The field in which the text of a card is typed, in its place.
    pub(super) fn field_ui(&mut self, ui: &mut Ui, rect: Rect, session: &mut Session) {
        let (Some(place), Some(body)) = (session.editing_rect(), session.editing_body().cloned())
        else {
            self.had_field = false;
            return;
        };
        let camera = session.camera;
        let zoom = camera.zoom.clamp(0.75, 2.5) as f32; // readable however far out
        let (lead, bold, hint) = match &body {
            Body::Claim(_) => (size::LEAD, false, "One checkable sentence"),
            Body::Source(_) => (size::LEAD, true, "Headline or name"),
            Body::Note(_) => (size::BODY, false, "Note"),
            Body::Frame(_) => (size::HEADING, true, "Title of the frame"),
            _ => (size::BODY, false, "Caption"),
        };
        let style = TextStyle::new(lead * zoom, Tone::Ink);
        let style = if bold { style.bold() } else { style };
        let corner = rect.min + screen(camera.screen_from_board(place.origin()));
        let full = egui::vec2(
            (place.width() * camera.zoom) as f32,
            (place.height() * camera.zoom) as f32,
        );
        let tall = if matches!(body, Body::Frame(_)) {
            36.0 * zoom
        } else {
            full.y
        };
        let mut text = session
            .editing()
            .map(|editing| editing.text.clone())
            .unwrap_or_default();
        // Far out the letters are larger than the card's, and need more room.
        let wide = full.x.max(200.0 * zoom);
        let needed =
            words::lay(ui.ctx(), &text, style, Some(wide - 28.0 * zoom), usize::MAX).size[1];
        let field = Rect::from_min_size(corner, egui::vec2(wide, tall.max(needed + 24.0 * zoom)));
        let paper = if matches!(body, Body::Note(_)) {
            Tone::NotePaper
        } else {
            Tone::Paper
        };
        let ctx = ui.ctx().clone();
        let fill = theme::tone(&ctx, paper);
        let round = egui::CornerRadius::same((9.0 * zoom).min(20.0) as u8);
        ui.painter().rect(
            field,
            round,
            fill,
            egui::Stroke::new(2.0, theme::tone(&ctx, Tone::Selection)),
            egui::StrokeKind::Outside,
        );

        self.covers.push(field);
        let enter_ends = !matches!(body, Body::Note(_));
        let newline = egui::KeyboardShortcut::new(egui::Modifiers::SHIFT, egui::Key::Enter);
        let id = wall_id().with("field");
        let ended = enter_ends
            && ctx.memory(|m| m.has_focus(id))
            && ui.input_mut(|i| i.consume_key(egui::Modifiers::NONE, egui::Key::Enter));
        let edit = Field {
            style,
            margin: egui::Margin::ZERO,
            framed: false,
            newline: enter_ends.then_some(newline),
            ..Field::new(id, hint, usize::MAX)
        };
        let mut child = ui.new_child(
            egui::UiBuilder::new().max_rect(field.shrink2(egui::vec2(14.0 * zoom, 11.0 * zoom))),
        );
        child.set_clip_rect(rect);
        let response = edit.field_ui(&mut child, &mut text);
        response.widget_info(|| {
            egui::WidgetInfo::labeled(
                egui::accesskit::Role::TextInput,
                true,
                format!("Text of this {}", body.word()),
            )
        });
        if !self.had_field {
            self.had_field = true;
            response.request_focus();
            if let Some(mut state) = egui::TextEdit::load_state(&ctx, id) {
                let end = egui::text::CCursor::new(text.chars().count());
                state
                    .cursor
                    .set_char_range(Some(egui::text::CCursorRange::two(
                        egui::text::CCursor::new(0),
                        end,
                    )));
                state.store(&ctx, id);
            }
        }
        if response.changed() {
            session.type_text(text);
        }
        if ended || response.lost_focus() {
            session.finish_editing();
            ctx.memory_mut(|memory| memory.request_focus(wall_id()));
        }
    }
}
