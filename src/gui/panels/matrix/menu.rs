//! The menu of a cell: its ratings, and where the chosen one is kept.

use eframe::egui::{self, Align2, RichText, Sense, Ui, vec2};

use super::super::super::{theme, typing, words};
use super::super::bar::focus_ring;
use super::cell;
use crate::assess::matrix::{Cell, Matrix as Judged, Row, Whence};
use crate::board::{Item, Rating, Selection};
use crate::editor::{Ask, Desk, Judge, Keeping, Session, keeping};
use crate::host;
use crate::scene::style::{Tone, size};
use crate::scene::text::TextStyle;

/// What is typed in the menu.
#[derive(Default)]
pub struct Draft {
    /// The cell for which it was read.
    of: Option<[usize; 2]>,
    note: String,
    /// Who judges: kept while the window is open.
    by: String,
}

impl Draft {
    /// The menu was closed.
    pub fn forget(&mut self) {
        self.of = None;
    }

    fn judge(&self) -> Judge {
        Judge {
            by: self.by.clone(),
            at: host::now(),
            note: self.note.clone(),
        }
    }

    /// Reads what was judged of a cell before; the name of who judged last is offered again.
    fn read(&mut self, at: [usize; 2], cell: &Cell, session: &Session) {
        if self.of == Some(at) {
            return;
        }
        self.of = Some(at);
        self.note.clear();
        if let Whence::Analyst { by, .. } = &cell.whence {
            self.note.clone_from(&cell.note);
            self.by.clone_from(by);
        } else if self.by.is_empty() {
            let said = session.board().about().judgements.cells.last();
            self.by = said.map(|said| said.by.clone()).unwrap_or_default();
        }
    }
}

/// Shows the menu of a cell.
pub fn menu_ui(
    ui: &mut Ui,
    session: &mut Session,
    matrix: &Judged,
    at: [usize; 2],
    draft: &mut Draft,
) -> Option<Ask> {
    let row = matrix.rows.get(at[0])?;
    let (cell, answer) = (row.cells.get(at[1])?, matrix.answers.get(at[1])?);
    let fresh = draft.of != Some(at);
    draft.read(at, cell, session);
    let judged = matches!(cell.whence, Whence::Analyst { .. });
    ui.set_width(264.0);
    ui.spacing_mut().item_spacing.y = 2.0;
    let style = TextStyle::new(size::SMALL, Tone::InkSecond);
    words::label_ui(ui, &row.name, style, 1);
    words::label_ui(ui, &format!("if true: {}", answer.name), style, 2);
    ui.add_space(4.0);
    let mut rated = None;
    for rating in Rating::ALL {
        let on = cell.rating == Some(rating);
        let choice = rating_ui(ui, rating, on);
        if fresh && (on || cell.rating.is_none() && rating == Rating::Consistent) {
            choice.request_focus();
        }
        if choice.clicked() && !on {
            rated = Some(Some(rating));
        }
        let kept = keeping(&session.assessed().assessment, row, cell, rating);
        choice.on_hover_text(kept_words(&kept));
    }
    let back = match (judged, cell.links.as_slice()) {
        (true, []) => Some("Not assessed after all"),
        (true, _) => Some("Take the rating of the links again"),
        (false, [_]) => Some("Remove the link"),
        (false, _) => None,
    };
    ui.separator();
    if back.is_some_and(|back| ui.button(back).clicked()) {
        rated = Some(None);
    }
    let mut ask = None;
    if let Some(link) = cell.links.first() {
        if ui.button("Read the words").clicked() {
            session.select(Selection::of(Item::Link(link.clone())));
            ask = Some(Ask::Read);
            ui.close();
        }
        if ui.button("Show on the wall").clicked() {
            session.show_desk(Desk::Wall);
            session.go_to(Item::Link(link.clone()));
            ui.close();
        }
    }
    ui.add_space(4.0);
    words::label_ui(ui, &about(row, cell), style, 3);
    if judged {
        typed_ui(ui, session, matrix, at, draft);
    }
    if let Some(rating) = rated {
        session.rate(matrix, at, rating, &draft.judge());
        ui.close();
    }
    ask
}

/// A rating to choose.
fn rating_ui(ui: &mut Ui, rating: Rating, on: bool) -> egui::Response {
    let ctx = ui.ctx().clone();
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 26.0), Sense::hover());
    let id = ui.scope_id().with(("rating", rating.id()));
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| {
        let role = egui::accesskit::Role::MenuItemRadio;
        egui::WidgetInfo::selected(role, true, on, format!("Rate as {}", rating.words()))
    });
    let fill = match (on, response.hovered() || response.has_focus()) {
        (true, _) => Some(Tone::Line),
        (false, true) => Some(Tone::Chip),
        _ => None,
    };
    if let Some(fill) = fill {
        ui.painter().rect_filled(rect, 5.0, theme::tone(&ctx, fill));
    }
    focus_ring(ui, &response, 5.0);
    let ink = theme::tone(&ctx, cell::ink_of(rating));
    let (middle, bold) = (rect.center().y, theme::bold(size::BODY));
    ui.painter().text(
        egui::pos2(rect.left() + 20.0, middle),
        Align2::CENTER_CENTER,
        cell::sign(rating),
        bold,
        ink,
    );
    let word = theme::tone(&ctx, Tone::Ink);
    let at = egui::pos2(rect.left() + 40.0, middle);
    let regular = theme::regular(size::BODY);
    ui.painter()
        .text(at, Align2::LEFT_CENTER, rating.words(), regular, word);
    let small = theme::regular(size::SMALL);
    let third = theme::tone(&ctx, Tone::InkThird);
    let at = egui::pos2(rect.right() - 8.0, middle);
    ui.painter()
        .text(at, Align2::RIGHT_CENTER, rating.id(), small, third);
    response
}

/// Where a rating is kept, in words.
fn kept_words(keeping: &Keeping) -> &'static str {
    match keeping {
        Keeping::Already => "The links say so",
        Keeping::Link(_) => "Changes the link on the wall",
        Keeping::New(..) => "Makes a link on the wall",
        Keeping::Judgement => "Kept as your own judgement; the links stay as they are",
    }
}

/// What is to be known of a cell before it is rated.
fn about(row: &Row, cell: &Cell) -> String {
    let links = match cell.links.len() {
        0 => "No link ties them.".to_owned(),
        1 => "One link ties them.".to_owned(),
        n => format!("{n} links tie them."),
    };
    let said = match (&cell.whence, cell.of_links) {
        (Whence::Analyst { at, .. }, of_links) => {
            let day = at.get(..10).unwrap_or_default();
            let day = if day.is_empty() {
                String::new()
            } else {
                format!(" on {day}")
            };
            let links = match of_links {
                Some(rating) => format!(" The links say: {}.", rating.words()),
                None => String::new(),
            };
            format!(" You judged it{day}.{links}")
        }
        (Whence::Links, _) if !cell.note.is_empty() => format!(" {}", cell.note),
        (Whence::Nowhere, _) if row.sources.len() > 1 => {
            " Several sources carry this row, so a rating is kept as your own judgement.".to_owned()
        }
        _ => String::new(),
    };
    format!("{links}{said}")
}

/// Why, and who says so: kept with a judgement when a field is left.
fn typed_ui(
    ui: &mut Ui,
    session: &mut Session,
    matrix: &Judged,
    at: [usize; 2],
    draft: &mut Draft,
) {
    let color = theme::tone(ui.ctx(), Tone::InkSecond);
    let mut left = false;
    let base = ui.scope_id();
    for (name, hint, lines, text) in [
        ("Why", "Why you see it so", 2, &mut draft.note),
        ("Judged by", "Your name or initials", 1, &mut draft.by),
    ] {
        ui.add_space(4.0);
        let label = ui.label(RichText::new(name).size(size::SMALL).color(color));
        let field = typing::Field::new(base.with(name), hint, lines).field_ui(ui, text);
        left |= field.labelled_by(label.id).lost_focus();
    }
    let place = matrix.rows.get(at[0]).and_then(|row| row.cells.get(at[1]));
    let Some(cell) = place.filter(|_| left) else {
        return;
    };
    let Whence::Analyst { by, .. } = &cell.whence else {
        return;
    };
    if (draft.note.trim(), draft.by.trim()) != (cell.note.trim(), by.trim()) {
        session.annotate(matrix, at, &draft.judge());
    }
}
