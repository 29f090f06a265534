//! The signs of the picture in the panels: a label, a family, a keystone; the same shapes and colours as on the wall.

use eframe::egui::{self, Pos2, Ui};
use kurbo::PathEl;

use super::theme;
use crate::assess::Label;
use crate::scene::style::Tone;
use crate::scene::{Family, signs};

/// The sign of a label around `at`, in its colour.
pub fn label(ui: &Ui, label: Label, at: Pos2, arm: f32) {
    let stroke = egui::Stroke::new((arm * 0.34).max(1.2), ink(ui, label));
    let path = signs::label(label, point(at), f64::from(arm));
    for line in lines(path.elements()) {
        ui.painter().add(egui::Shape::line(line, stroke));
    }
}

/// The colour of a label where it is read.
pub fn ink(ui: &Ui, label: Label) -> egui::Color32 {
    theme::tone(ui.ctx(), signs::label_tone(label))
}

/// The mark of a family around `at`.
pub fn family(ui: &Ui, family: Family, at: Pos2, arm: f32) {
    let (path, tone) = signs::family(family, point(at), f64::from(arm));
    filled(ui, path.elements(), theme::tone(ui.ctx(), tone));
}

/// The keystone around `at`.
pub fn keystone(ui: &Ui, at: Pos2) {
    let path = signs::keystone(point(at));
    let line = egui::Stroke::new(1.1, theme::tone(ui.ctx(), Tone::Attention));
    let fill = theme::faded(ui.ctx(), Tone::Attention, 0.18);
    filled(ui, path.elements(), fill);
    for mut points in lines(path.elements()) {
        points.extend(points.first().copied());
        ui.painter().add(egui::Shape::line(points, line));
    }
}

fn filled(ui: &Ui, path: &[PathEl], fill: egui::Color32) {
    for points in lines(path) {
        let shape = egui::Shape::convex_polygon(points, fill, egui::Stroke::NONE);
        ui.painter().add(shape);
    }
}

fn point(at: Pos2) -> kurbo::Point {
    kurbo::Point::new(f64::from(at.x), f64::from(at.y))
}

/// A path as lines of points, fine enough for a small sign.
fn lines(path: &[PathEl]) -> Vec<Vec<Pos2>> {
    let mut lines: Vec<Vec<Pos2>> = Vec::new();
    kurbo::flatten(path.iter().copied(), 0.08, |element| match element {
        PathEl::MoveTo(at) => lines.push(vec![screen(at)]),
        PathEl::LineTo(at) => {
            if let Some(line) = lines.last_mut() {
                line.push(screen(at));
            }
        }
        _ => {}
    });
    lines
}

fn screen(at: kurbo::Point) -> Pos2 {
    egui::pos2(at.x as f32, at.y as f32)
}
