//! What stands beside a row's cells: the grade of its origin, its weight, its relevance, and how far it tells the
//! answers apart.

use eframe::egui::{self, Align2, Id, Popup, Pos2, Rect, Sense, Ui, pos2, vec2};

use super::super::super::theme;
use super::super::bar::focus_ring;
use super::cell;
use super::places::{APART, CELL, Frame, RELEVANCE, WEIGHT, name_of};
use crate::assess::matrix::{Matrix as Judged, Row};
use crate::board::Weight;
use crate::editor::Session;
use crate::scene::style::{Tone, size};

/// Grade, weight and relevance of a row before its cells, and the bar behind them.
pub fn figures_ui(ui: &mut Ui, session: &mut Session, frame: &Frame<'_>, place: usize) {
    let Some(row) = frame.matrix.rows.get(place) else {
        return;
    };
    let places = frame.places;
    let ctx = ui.ctx().clone();
    let middle = places.cell(place, 0).center().y;
    let (left, graded) = (places.figures_left(), places.grade);
    let at = |x: f32| frame.on_screen_at(pos2(x, middle));
    let second = theme::tone(&ctx, Tone::InkSecond);
    if let Some(grade) = row.grade {
        let rect = Rect::from_center_size(at(left + graded / 2.0), vec2(20.0, 20.0));
        let stroke = egui::Stroke::new(1.0, theme::tone(&ctx, Tone::Line));
        ui.painter()
            .rect_stroke(rect, 5.0, stroke, egui::StrokeKind::Inside);
        let font = theme::bold(size::SMALL);
        ui.painter().text(
            rect.center(),
            Align2::CENTER_CENTER,
            grade.letter(),
            font,
            second,
        );
    }
    let font = theme::regular(size::BODY);
    let weight = at(left + graded + WEIGHT / 2.0);
    let word = row.credibility.words();
    ui.painter()
        .text(weight, Align2::CENTER_CENTER, word, font, second);
    let rect = Rect::from_center_size(weight, vec2(WEIGHT, CELL));
    let id = ui.scope_id().with(("weight", row.card.as_str()));
    let says = match row.is_claim {
        true => "What is left of the claim after what speaks against it",
        false => "The strongest report of this origin: its grade, and how credible it is",
    };
    ui.interact(rect, id, Sense::hover()).on_hover_text(says);
    let centre = at(left + graded + WEIGHT + RELEVANCE / 2.0);
    relevance_ui(ui, session, frame.matrix, row, centre);
    let bar = Rect::from_min_size(
        at(places.bar_left()) - vec2(0.0, 2.5),
        vec2(APART - 20.0, 5.0),
    );
    cell::paint_bar(ui.painter(), bar, row.diagnosticity);
    let id = ui.scope_id().with(("apart", row.card.as_str()));
    let says = match row.assessed() {
        0 | 1 => "Assessed against fewer than two answers, so it tells none apart yet".to_owned(),
        _ => format!(
            "Its best and its worst rating are {} of 4 steps apart",
            row.diagnosticity
        ),
    };
    ui.interact(bar.expand(8.0), id, Sense::hover())
        .on_hover_text(says);
}

/// How much a row matters: the analyst's word.
fn relevance_ui(ui: &mut Ui, session: &mut Session, matrix: &Judged, row: &Row, centre: Pos2) {
    let ctx = ui.ctx().clone();
    let rect = Rect::from_center_size(centre, vec2(RELEVANCE - 8.0, 26.0));
    let id = Id::unique("casewall.matrix.relevance").with(row.card.as_str());
    let response = ui.interact(rect, id, Sense::click());
    let word = row.relevance.words();
    response.widget_info(|| {
        let name = name_of(session.board(), row);
        let spoken = format!("{name}: relevance {}", word.to_lowercase());
        egui::WidgetInfo::labeled(egui::accesskit::Role::ComboBox, true, spoken)
    });
    if response.hovered() {
        ui.painter()
            .rect_filled(rect, 6.0, theme::tone(&ctx, Tone::Chip));
    }
    focus_ring(ui, &response, 6.0);
    let usual = row.relevance == Weight::Medium;
    let ink = theme::tone(&ctx, if usual { Tone::InkSecond } else { Tone::Ink });
    let font = theme::regular(size::BODY);
    let drawn = ui.painter().text(
        centre - vec2(5.0, 0.0),
        Align2::CENTER_CENTER,
        word,
        font,
        ink,
    );
    let at = pos2(drawn.right() + 6.0, centre.y);
    let arrow = vec![
        at + vec2(0.0, -2.0),
        at + vec2(6.0, -2.0),
        at + vec2(3.0, 2.0),
    ];
    let third = theme::tone(&ctx, Tone::InkThird);
    ui.painter().add(egui::Shape::convex_polygon(
        arrow,
        third,
        egui::Stroke::NONE,
    ));
    Popup::menu(&response).gap(4.0).show(|ui| {
        ui.set_width(150.0);
        for weight in Weight::ALL.into_iter().rev() {
            let on = row.relevance == weight;
            if ui.selectable_label(on, weight.words()).clicked() && !on {
                session.set_relevance(matrix, row, weight);
            }
        }
    });
}
