//! The small map in the corner of the wall: what there is, what is in view, and a way to go elsewhere.

use eframe::egui::{self, Rect, Sense, Ui};

use super::super::theme;
use super::{Canvas, wall_id};
use crate::assess::Label;
use crate::board::Body;
use crate::editor::Session;
use crate::scene::signs;
use crate::scene::style::Tone;

impl Canvas {
    /// A small map of the whole board, when not all of it is in view.
    pub(super) fn minimap_ui(&mut self, ui: &Ui, rect: Rect, session: &mut Session) {
        let seen = session.camera.area(session.view);
        let Some(all) = session
            .scene()
            .area()
            .filter(|all| seen.union(*all) != seen)
        else {
            return;
        };
        if rect.width() < 520.0 || rect.height() < 380.0 || session.editing().is_some() {
            return;
        }
        let ctx = ui.ctx().clone();
        let place = Rect::from_min_size(
            rect.max - egui::vec2(164.0, 116.0),
            egui::vec2(148.0, 100.0),
        );
        let world = all.union(seen).inflate(40.0, 40.0);
        let scale = (f64::from(place.width()) / world.width())
            .min(f64::from(place.height()) / world.height());
        let middle = place.center();
        let to_map = |r: kurbo::Rect| {
            let at = |x: f64, y: f64| {
                middle
                    + egui::vec2(
                        ((x - world.center().x) * scale) as f32,
                        ((y - world.center().y) * scale) as f32,
                    )
            };
            Rect::from_min_max(at(r.x0, r.y0), at(r.x1, r.y1))
        };
        let painter = ui.painter().with_clip_rect(place);
        let line = egui::Stroke::new(1.0, theme::tone(&ctx, Tone::Line));
        painter.rect(
            place,
            8.0,
            theme::tone(&ctx, Tone::Panel),
            line,
            egui::StrokeKind::Inside,
        );
        let marks = session.scene().marks();
        for (id, card) in session.board().cards().iter().take(3000) {
            let status = marks.cards.get(id).and_then(|mark| mark.status.as_ref());
            let fill = match card.body {
                Body::Claim(_) if status.is_some() => {
                    let label = status.map_or(Label::Unsupported, |status| status.label);
                    theme::tone(&ctx, signs::label_tone(label))
                }
                Body::Frame(_) => theme::faded(&ctx, Tone::Line, 0.5),
                Body::Claim(_) => theme::tone(&ctx, Tone::Ink),
                Body::Note(_) => theme::tone(&ctx, Tone::NotePaper),
                _ => theme::faded(&ctx, Tone::InkSecond, 0.7),
            };
            painter.rect_filled(to_map(card.rect()), 0.5, fill);
        }
        let frame = egui::Stroke::new(1.5, theme::tone(&ctx, Tone::Selection));
        painter.rect(
            to_map(seen),
            2.0,
            theme::faded(&ctx, Tone::Selection, 0.06),
            frame,
            egui::StrokeKind::Inside,
        );
        self.covers.push(place);
        let map = ui.interact(place, wall_id().with("map"), Sense::click_and_drag());
        map.widget_info(|| {
            egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, "Map of the board")
        });
        if let Some(at) = map.interact_pointer_pos() {
            let by = at - middle;
            let centre =
                world.center() + kurbo::Vec2::new(f64::from(by.x), f64::from(by.y)) / scale;
            session.camera.corner = centre - (session.view / session.camera.zoom).to_vec2() / 2.0;
        }
    }
}
