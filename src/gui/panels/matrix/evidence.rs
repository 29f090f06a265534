//! A row's head: who it is and through whom it is heard; and, unfolded, its links with their words.

use eframe::egui::{self, Align2, Rect, Sense, Ui, pos2, vec2};

use super::super::super::{theme, words};
use super::super::bar::focus_ring;
use super::places::{is_pale, name_of};
use crate::assess::matrix::{Matrix as Judged, Row};
use crate::board::{CardId, Item, LinkId, Selection, Stance};
use crate::editor::Session;
use crate::scene::style::{Tone, size};
use crate::scene::text::TextStyle;

/// Height of a link below its row.
const LINK: f32 = 24.0;

/// The links of a row, each once.
fn links(row: &Row) -> impl Iterator<Item = (usize, &LinkId)> {
    let cells = row.cells.iter().enumerate();
    cells.flat_map(|(place, cell)| cell.links.iter().map(move |link| (place, link)))
}

/// The height of a row's links.
pub fn height(row: &Row) -> f32 {
    let links = links(row).count().max(1);
    8.0 + LINK * links as f32
}

/// Through whom a row is heard, and what is to be known of it.
fn about(session: &Session, row: &Row) -> String {
    let heard = match row.sources.as_slice() {
        _ if row.is_claim => {
            let standing = session.assessed().assessment.claim(&row.card);
            match standing {
                Some(of) => format!("claim, {} : {}", of.n_support, of.n_oppose),
                None => "claim".to_owned(),
            }
        }
        [] => "no link, judged by you".to_owned(),
        [only] if *only == row.card => "one source".to_owned(),
        [_] => "through one source".to_owned(),
        many => format!("through {} sources", many.len()),
    };
    match row.is_linchpin {
        true => format!("{heard} · decides the order"),
        false => heard,
    }
}

/// The head of a row; says whether it is to be folded or unfolded.
pub fn row_ui(
    ui: &mut Ui,
    session: &mut Session,
    row: &Row,
    rect: Rect,
    unfolded: bool,
    style: TextStyle,
) -> bool {
    let ctx = ui.ctx().clone();
    let name = name_of(session.board(), row);
    let id = egui::Id::unique("casewall.matrix.row").with(row.card.as_str());
    let body = Rect::from_min_max(rect.min + vec2(18.0, 0.0), rect.max);
    let response = ui.interact(body, id, Sense::click());
    let about = about(session, row);
    response.widget_info(|| {
        let spoken = format!("Evidence: {name}, {about}");
        egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, spoken)
    });
    let chosen = session.selection().cards.contains(&row.card);
    if chosen || response.hovered() {
        let tone = if chosen { Tone::Chip } else { Tone::Line };
        let fill = theme::faded(&ctx, tone, if chosen { 1.0 } else { 0.4 });
        ui.painter().rect_filled(body, 6.0, fill);
    }
    focus_ring(ui, &response, 6.0);
    let width = body.width() - 10.0;
    let block = words::lay(&ctx, &name, style, Some(width), 2);
    let small = TextStyle::new(
        size::SMALL,
        match (row.is_linchpin, is_pale(row)) {
            (true, _) => Tone::Attention,
            (_, true) => Tone::InkThird,
            _ => Tone::InkSecond,
        },
    );
    let below = words::lay(&ctx, &about, small, Some(width), 1);
    let top = body.center().y - (block.size[1] + below.size[1]) / 2.0;
    words::paint(ui.painter(), &block, pos2(body.left() + 6.0, top));
    let at = pos2(body.left() + 6.0, top + block.size[1]);
    words::paint(ui.painter(), &below, at);
    if response.clicked() {
        session.select(Selection::of(Item::Card(row.card.clone())));
    }
    if block.cut {
        response.on_hover_ui(|ui| words::tip_ui(ui, &name));
    }

    let fold = Rect::from_min_size(rect.min, vec2(18.0, rect.height()));
    let fold = ui.interact(fold, id.with("fold"), Sense::click());
    fold.widget_info(|| {
        let verb = if unfolded { "Hide" } else { "Show" };
        let spoken = format!("{verb} the links of {name}");
        egui::WidgetInfo::selected(
            egui::accesskit::Role::DisclosureTriangle,
            true,
            unfolded,
            spoken,
        )
    });
    focus_ring(ui, &fold, 4.0);
    let ink = theme::tone(
        &ctx,
        if fold.hovered() {
            Tone::Ink
        } else {
            Tone::InkThird
        },
    );
    let middle = pos2(rect.left() + 8.0, rect.center().y);
    let points = match unfolded {
        true => [vec2(-4.0, -2.0), vec2(4.0, -2.0), vec2(0.0, 3.0)],
        false => [vec2(-2.0, -4.0), vec2(3.0, 0.0), vec2(-2.0, 4.0)],
    };
    let points = points.map(|by| middle + by).to_vec();
    ui.painter()
        .add(egui::Shape::convex_polygon(points, ink, egui::Stroke::NONE));
    fold.clicked()
}

/// The links of a row: who says it of which answer, in which words. Choosing one selects it.
pub fn links_ui(ui: &mut Ui, session: &mut Session, matrix: &Judged, row: &Row, rect: Rect) {
    let ctx = ui.ctx().clone();
    ui.painter().rect_filled(
        rect.shrink2(vec2(0.0, 2.0)),
        8.0,
        theme::tone(&ctx, Tone::Chip),
    );
    let name = |session: &Session, id: &CardId| {
        let card = session.board().cards().get(id);
        card.map(|card| card.name()).unwrap_or_default()
    };
    let mut line = Rect::from_min_size(rect.min + vec2(6.0, 4.0), vec2(rect.width() - 12.0, LINK));
    if links(row).next().is_none() {
        let style = TextStyle::new(size::SMALL, Tone::InkSecond);
        let says = "No link ties it to an answer; what stands here is your own judgement.";
        let block = words::lay(&ctx, says, style, Some(line.width()), 1);
        words::paint(ui.painter(), &block, line.min + vec2(8.0, 4.0));
    }
    for (place, id) in links(row) {
        let Some(link) = session.board().links().get(id).cloned() else {
            continue;
        };
        let response = ui.interact(
            line,
            egui::Id::unique("casewall.matrix.link").with(id.as_str()),
            Sense::click(),
        );
        let pro = link.kind.stance() != Some(Stance::Contradicts);
        let quote = link.kind.evidence().and_then(|said| said.quote.as_ref());
        let words = match quote {
            Some(quote) => format!("“{}”", quote.exact.replace('\n', " ")),
            None if link.note.is_empty() => "no quote".to_owned(),
            None => link.note.clone(),
        };
        let from = name(session, &link.from);
        let answer = matrix.answers.get(place);
        let answer = answer.map(|answer| name(session, &answer.claim));
        let to = answer.unwrap_or_default();
        response.widget_info(|| {
            let says = link.kind.words();
            let spoken = format!("{from} {says} {to}: {words}");
            egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, spoken)
        });
        if response.hovered() {
            ui.painter()
                .rect_filled(line, 5.0, theme::tone(&ctx, Tone::Line));
        }
        focus_ring(ui, &response, 5.0);
        let tone = if pro {
            Tone::Corroborates
        } else {
            Tone::Contradicts
        };
        let middle = line.center().y;
        ui.painter().text(
            pos2(line.left() + 12.0, middle),
            Align2::CENTER_CENTER,
            if pro { "+" } else { "–" },
            theme::bold(size::BODY),
            theme::tone(&ctx, tone),
        );
        let mut left = line.left() + 26.0;
        let room = line.width() - 34.0;
        for (text, ink, share) in [
            (from.as_str(), Tone::Ink, 0.26),
            (to.as_str(), Tone::InkSecond, 0.26),
            (words.as_str(), Tone::Ink, 0.48),
        ] {
            let style = TextStyle::new(size::SMALL, ink);
            let block = words::lay(&ctx, text, style, Some(room * share - 12.0), 1);
            let at = pos2(left, middle - block.size[1] / 2.0);
            words::paint(ui.painter(), &block, at);
            left += room * share;
        }
        if response.clicked() {
            session.select(Selection::of(Item::Link(id.clone())));
        }
        response.on_hover_ui(|ui| words::tip_ui(ui, &format!("{from} · {words}")));
        line = line.translate(vec2(0.0, LINK));
    }
}
