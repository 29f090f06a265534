//! The table: which rows and columns are in sight, where they lie, and the keys that walk over them.
//!
//! The answers above and the evidence at the left stay while the rest scrolls both ways, which the toolkit's own table
//! cannot. **Invariant (costs what is seen):** rows and columns out of sight are neither laid out nor painted, but for
//! the cell that has the keyboard.

use eframe::egui::{self, EventFilter, Id, Key, Modifiers, Popup, Rect, Sense, Ui, pos2, vec2};

use super::super::super::words;
use super::places::{
    APART, CELL, Frame, GAP, GRADE, Heights, Places, RELEVANCE, WEIGHT, answer_name, is_pale,
    name_of, name_style,
};
use super::{Made, Matrix, cell, evidence, figures, head, menu};
use crate::assess::matrix::Matrix as Judged;
use crate::board::CardId;
use crate::editor::{Ask, Session};

/// The id of a cell: it stays when rows change their order.
fn cell_id(row: &CardId, answer: &CardId) -> Id {
    Id::unique("casewall.matrix").with((row.as_str(), answer.as_str()))
}

impl Matrix {
    /// The table, at most so high.
    pub(super) fn table_ui(
        &mut self,
        ui: &mut Ui,
        session: &mut Session,
        made: &mut Made,
        height: f32,
    ) -> Option<Ask> {
        let room = ui.available_width() - 18.0; // a bar to scroll by
        let roomy = room >= 640.0;
        let evidence = (room * 0.26).clamp(160.0, 290.0);
        let answers = made.matrix.answers.len().max(1);
        let graded = made.matrix.rows.iter().any(|row| row.grade.is_some());
        let grade = if graded { GRADE } else { 0.0 };
        let fixed = evidence + grade + WEIGHT + RELEVANCE + APART;
        let answer = ((room - fixed) / answers as f32).clamp(126.0, 230.0);
        let (matrix, widths) = (&made.matrix, [evidence, answer]);
        let known = made.heights.take();
        let known = known.filter(|known| known.are_for(&self.unfolded, widths));
        let heights = known
            .unwrap_or_else(|| Heights::of(ui, session.board(), matrix, &self.unfolded, widths));
        let places = Places {
            evidence,
            grade,
            answer,
            answers: matrix.answers.len(),
            roomy,
            heights: &heights,
        };
        let at = self.place_of(matrix);
        let mut ask = None;
        egui::ScrollArea::both()
            .id_salt("matrix")
            .auto_shrink([false, true])
            .max_height(height)
            .show_viewport(ui, |ui, view| {
                let all = vec2(places.width(), places.height());
                let (rect, _) = ui.allocate_exact_size(all, Sense::hover());
                let frame = Frame {
                    origin: rect.min,
                    view: view.translate(rect.min.to_vec2()),
                    places: &places,
                    matrix,
                };
                self.keys(ui, &frame, at);
                ask = self.body_ui(ui, session, &frame, at);
                self.left_ui(ui, session, &frame);
                head::head_ui(ui, session, &frame);
            });
        made.heights = Some(heights);
        ask
    }

    /// Where the cell with the keyboard is now.
    fn place_of(&self, matrix: &Judged) -> Option<[usize; 2]> {
        let [row, answer] = self.at.as_ref()?;
        let row = matrix.rows.iter().position(|known| known.card == *row)?;
        let answers = &matrix.answers;
        let answer = answers.iter().position(|known| known.claim == *answer)?;
        Some([row, answer])
    }

    /// Gives a cell the keyboard.
    fn go_to_cell(&mut self, matrix: &Judged, [row, answer]: [usize; 2]) {
        let cell = (matrix.rows.get(row), matrix.answers.get(answer));
        if let (Some(row), Some(answer)) = cell {
            self.at = Some([row.card.clone(), answer.claim.clone()]);
            self.take_focus = true;
        }
    }

    /// Arrows walk from cell to cell, Home and End to the ends of a row, Page up and Page down by a screen.
    fn keys(&mut self, ui: &Ui, frame: &Frame<'_>, at: Option<[usize; 2]>) {
        let (Some([row, answer]), Some(names)) = (at, &self.at) else {
            return;
        };
        let [row_id, answer_id] = names;
        let id = cell_id(row_id, answer_id);
        if !ui.memory(|memory| memory.has_focus(id)) {
            return;
        }
        ui.memory_mut(|memory| {
            let arrows = EventFilter {
                horizontal_arrows: true,
                vertical_arrows: true,
                ..EventFilter::default()
            };
            memory.set_focus_lock_filter(id, arrows);
        });
        let page = (frame.view.height() / (CELL + GAP)).max(2.0) as usize - 1;
        let last = [
            frame.matrix.rows.len().saturating_sub(1),
            frame.matrix.answers.len().saturating_sub(1),
        ];
        let to = ui.input_mut(|input| {
            let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
            if pressed(Key::ArrowLeft) {
                Some([row, answer.saturating_sub(1)])
            } else if pressed(Key::ArrowRight) {
                Some([row, answer + 1])
            } else if pressed(Key::ArrowUp) {
                Some([row.saturating_sub(1), answer])
            } else if pressed(Key::ArrowDown) {
                Some([row + 1, answer])
            } else if pressed(Key::Home) {
                Some([row, 0])
            } else if pressed(Key::End) {
                Some([row, last[1]])
            } else if pressed(Key::PageUp) {
                Some([row.saturating_sub(page), answer])
            } else if pressed(Key::PageDown) {
                Some([row + page, answer])
            } else {
                None
            }
        });
        if let Some([row, answer]) = to {
            self.go_to_cell(frame.matrix, [row.min(last[0]), answer.min(last[1])]);
        }
    }

    fn body_ui(
        &mut self,
        ui: &mut Ui,
        session: &mut Session,
        frame: &Frame<'_>,
        at: Option<[usize; 2]>,
    ) -> Option<Ask> {
        let places = frame.places;
        let corner = vec2(places.evidence, places.heights.header);
        let mut ui = frame.part(
            ui,
            Rect::from_min_max(frame.view.min + corner, frame.view.max),
        );
        let seen = frame.seen();
        let rows = places.rows(seen.top() + places.heights.header, seen.bottom());
        let columns = places.columns(seen.left() + places.evidence, seen.right());
        let to = self.place_of(frame.matrix).filter(|_| self.take_focus);
        if let Some([row, answer]) = to {
            // Not behind what stays in its place.
            let cell = frame.on_screen(places.cell(row, answer));
            let shown = Rect::from_min_max(
                cell.min - corner - vec2(0.0, GAP),
                cell.max + vec2(GAP, GAP),
            );
            ui.scroll_to_rect(shown, None);
        }
        let mut ask = None;
        for row in rows {
            figures::figures_ui(&mut ui, session, frame, row);
            for answer in columns.clone() {
                ask = ask.or(self.cell_ui(&mut ui, session, frame, [row, answer]));
            }
        }
        // What has the keyboard keeps it out of sight too.
        let kept = self.place_of(frame.matrix).or(at);
        if let Some([row, answer]) = kept {
            let inside = places
                .rows(seen.top() + places.heights.header, seen.bottom())
                .contains(&row)
                && columns.contains(&answer);
            if !inside {
                ask = ask.or(self.cell_ui(&mut ui, session, frame, [row, answer]));
            }
        }
        ask
    }

    fn cell_ui(
        &mut self,
        ui: &mut Ui,
        session: &mut Session,
        frame: &Frame<'_>,
        at: [usize; 2],
    ) -> Option<Ask> {
        let matrix = frame.matrix;
        let (row, answer) = (matrix.rows.get(at[0])?, matrix.answers.get(at[1])?);
        let of = row.cells.get(at[1])?;
        let rect = frame.on_screen(frame.places.cell(at[0], at[1]));
        let id = cell_id(&row.card, &answer.claim);
        let response = ui.interact(rect, id, Sense::click());
        response.widget_info(|| {
            let board = session.board();
            let spoken = cell::spoken(&name_of(board, row), &answer_name(board, answer), of);
            egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, spoken)
        });
        let here = self.at.as_ref() == Some(&[row.card.clone(), answer.claim.clone()]);
        if here && std::mem::take(&mut self.take_focus) {
            response.request_focus();
        }
        if response.gained_focus() || response.clicked() {
            self.at = Some([row.card.clone(), answer.claim.clone()]);
        }
        let show = cell::Show {
            hovered: response.hovered(),
            focused: response.has_focus(),
            pale: is_pale(row),
        };
        cell::paint(ui.painter(), rect, of, show);
        let popup = Popup::default_response_id(&response);
        if !response.clicked() && !Popup::is_id_open(ui.ctx(), popup) {
            if here && std::mem::take(&mut self.menu_open) {
                self.menu.forget();
                response.request_focus();
            }
            if !of.note.is_empty() {
                response.on_hover_ui(|ui| words::tip_ui(ui, &of.note));
            }
            return None;
        }
        self.menu_open = true;
        let draft = &mut self.menu;
        let shown = Popup::menu(&response)
            .gap(4.0)
            .close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside)
            .show(|ui| menu::menu_ui(ui, session, matrix, at, draft));
        shown.and_then(|shown| shown.inner)
    }

    /// The evidence, which stays at the left.
    fn left_ui(&mut self, ui: &mut Ui, session: &mut Session, frame: &Frame<'_>) {
        let places = frame.places;
        let top = frame.view.min + vec2(0.0, places.heights.header);
        let strip = Rect::from_min_max(top, pos2(top.x + places.evidence - GAP, frame.view.max.y));
        let mut narrow = frame.part(ui, strip);
        let seen = frame.seen();
        for place in places.rows(seen.top() + places.heights.header, seen.bottom()) {
            let Some(row) = frame.matrix.rows.get(place) else {
                continue;
            };
            let left_top = pos2(strip.left(), frame.origin.y + places.top(place));
            let size = vec2(strip.width(), places.lines_height(place));
            let rect = Rect::from_min_size(left_top, size);
            let unfolded = self.unfolded.contains(&row.card);
            if evidence::row_ui(&mut narrow, session, row, rect, unfolded, name_style(row))
                && !self.unfolded.remove(&row.card)
            {
                self.unfolded.insert(row.card.clone());
            }
        }
        // The links of a row go through under the cells.
        let below = Rect::from_min_max(top, frame.view.max);
        let mut wide = frame.part(ui, below);
        for place in places.rows(seen.top() + places.heights.header, seen.bottom()) {
            let row = frame.matrix.rows.get(place);
            let Some(row) = row.filter(|row| self.unfolded.contains(&row.card)) else {
                continue;
            };
            let y = frame.origin.y + places.top(place) + places.lines_height(place);
            let rect = Rect::from_min_max(
                pos2(below.left() + 20.0, y),
                pos2(below.right() - 8.0, y + evidence::height(row)),
            );
            evidence::links_ui(&mut wide, session, frame.matrix, row, rect);
        }
    }
}
