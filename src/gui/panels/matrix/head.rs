//! What stands above the cells: the names of the columns, and the answers with where they stand and their scores.

use eframe::egui::{self, Align2, Id, Pos2, Rect, Sense, Ui, pos2, vec2};

use super::super::super::{signs, theme, words};
use super::super::bar::focus_ring;
use super::places::{ANSWER_LINES, Frame, GAP, RELEVANCE, WEIGHT, answer_name};
use crate::assess::matrix::{Answer, Matrix as Judged};
use crate::board::{Item, Selection};
use crate::editor::Session;
use crate::scene::style::{Tone, size};
use crate::scene::text::TextStyle;

/// The answers, which stay above.
pub fn head_ui(ui: &mut Ui, session: &mut Session, frame: &Frame<'_>) {
    let places = frame.places;
    let high = places.heights.header;
    let ctx = ui.ctx().clone();
    let small = theme::regular(size::SMALL);
    let second = theme::tone(&ctx, Tone::InkSecond);
    let base = frame.view.top() + high - 12.0;
    let corner = Rect::from_min_size(frame.view.min, vec2(places.evidence - GAP, high));
    let text = |ui: &Ui, at: Pos2, align: Align2, text: &str| {
        ui.painter().text(at, align, text, small.clone(), second);
    };
    let part = frame.part(ui, corner);
    text(
        &part,
        pos2(corner.left() + 20.0, base),
        Align2::LEFT_BOTTOM,
        "EVIDENCE",
    );
    let rest = Rect::from_min_max(
        pos2(frame.view.left() + places.evidence, frame.view.top()),
        pos2(frame.view.right(), frame.view.top() + high),
    );
    let mut part = frame.part(ui, rest);
    let x = |x: f32| frame.origin.x + x;
    let (left, grade) = (places.figures_left(), places.grade);
    for (middle, name) in [
        (left + grade / 2.0, if grade > 0.0 { "GRADE" } else { "" }),
        (left + grade + WEIGHT / 2.0, "WEIGHT"),
        (left + grade + WEIGHT + RELEVANCE / 2.0, "RELEVANCE"),
    ] {
        text(&part, pos2(x(middle), base), Align2::CENTER_BOTTOM, name);
    }
    let apart = x(places.bar_left());
    text(&part, pos2(apart, base), Align2::LEFT_BOTTOM, "TELLS APART");
    let seen = frame.seen();
    for place in places.columns(seen.left() + places.evidence, seen.right()) {
        if let Some(answer) = frame.matrix.answers.get(place) {
            let at = pos2(x(places.column(place)), frame.view.top());
            let rect = Rect::from_min_size(at, vec2(places.answer - GAP, high));
            answer_ui(&mut part, session, frame.matrix, answer, rect);
        }
    }
}

/// An answer above its column: where it stands, how it is worded, its score.
fn answer_ui(ui: &mut Ui, session: &mut Session, matrix: &Judged, answer: &Answer, rect: Rect) {
    let ctx = ui.ctx().clone();
    let name = answer_name(session.board(), answer);
    let style = TextStyle::new(size::LEAD, Tone::Ink).bold();
    let block = words::lay(&ctx, &name, style, Some(rect.width() - 26.0), ANSWER_LINES);
    let id = Id::unique("casewall.matrix.answer").with(answer.claim.as_str());
    let response = ui.interact(rect, id, Sense::click());
    let open = match answer.open {
        0 => "all assessed".to_owned(),
        n => format!("{n} not assessed"),
    };
    let score = match answer.score {
        0 => "0".to_owned(),
        n => format!("–{}", n.unsigned_abs()),
    };
    response.widget_info(|| {
        let label = answer.label.words();
        let spoken = format!("Answer: {name}. {label}. Inconsistency score {score}, {open}");
        egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, spoken)
    });
    if response.hovered() {
        ui.painter()
            .rect_filled(rect, 7.0, theme::faded(&ctx, Tone::Chip, 0.6));
    }
    focus_ring(ui, &response, 7.0);
    let top = rect.bottom() - 46.0 - block.size[1];
    signs::label(ui, answer.label, pos2(rect.left() + 9.0, top + 9.0), 5.5);
    words::paint(ui.painter(), &block, pos2(rect.left() + 22.0, top));
    let base = pos2(rect.left() + 5.0, rect.bottom() - 8.0);
    let ink = theme::tone(&ctx, Tone::Ink);
    let font = theme::regular(size::READER + 2.0);
    let painter = ui.painter();
    let drawn = painter.text(base, Align2::LEFT_BOTTOM, &score, font, ink);
    let at = pos2(drawn.right() + 8.0, base.y - 4.0);
    let second = theme::tone(&ctx, Tone::InkSecond);
    let font = theme::regular(size::SMALL);
    let galley = painter.layout_no_wrap(open.clone(), font.clone(), second);
    let fits = at.x + galley.size().x <= rect.right();
    let short = if fits {
        open.clone()
    } else {
        format!("{} open", answer.open)
    };
    painter.text(at, Align2::LEFT_BOTTOM, short, font, second);
    let mut says = format!(
        "{}. Inconsistency score {score}: one for each cell that is inconsistent, two where very much so. 0 is not refuted, which is not the same as true.",
        answer.label.words()
    );
    if matrix
        .rows
        .iter()
        .any(|row| (row.factor() - 1.0).abs() > 1e-9)
        && answer.score < 0
    {
        let weighted = answer.weighted.abs();
        says.push_str(&format!(" With the weights of the rows –{weighted:.2}."));
    }
    if response.on_hover_text(says).clicked() {
        session.select(Selection::of(Item::Card(answer.claim.clone())));
    }
}
