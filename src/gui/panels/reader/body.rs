//! The text as it is seen: what of it fits into the view, and what the pointer does there.

use std::ops::Range;
use std::sync::Arc;

use eframe::egui::{self, CursorIcon, Pos2, Rect, Sense, Ui, pos2, vec2};

use super::super::super::theme;
use super::laid::Laid;
use super::layout::{Anchor, PAGE_RULE};
use super::reading::{Hand, Reading, Selected};
use super::{MARGIN, text_id};
use crate::board::{LinkId, Stance};
use crate::editor::Session;
use crate::editor::quoting::Mark;
use crate::scene::style::Tone;

/// Points left of the words.
const LEFT: f32 = MARGIN as f32;
/// Points right of the words, scroll bar included.
pub(super) const RIGHT: f32 = 40.0;
/// Points above the first and below the last words.
const AROUND: f32 = 18.0;
/// Width of the scroll bar.
pub(super) const BAR: f32 = 12.0;

/// What of the text is seen.
pub struct Seen {
    /// The room that it has.
    pub view: Rect,
    /// The pieces, top to bottom.
    pub(super) pieces: Vec<Piece>,
    /// The line in which the selection ends, if it is seen.
    pub selection: Option<Rect>,
    /// The quotes whose first words are seen.
    pub marks: Vec<SeenMark>,
}

/// A quote whose first words are seen.
pub struct SeenMark {
    /// The link that rests on it.
    pub link: LinkId,
    /// Where its first words are.
    pub first: Rect,
    /// Where its last seen words end, downwards.
    pub bottom: f32,
}

/// A piece that is seen.
pub(super) struct Piece {
    pub(super) n: usize,
    pub(super) scalars: Range<usize>,
    /// Left top corner of its words.
    pub(super) at: Pos2,
    pub(super) bottom: f32,
    pub(super) laid: Arc<Laid>,
}

impl Piece {
    /// What covers these scalar values of the text, on the screen.
    pub(super) fn rects(&self, range: &Range<usize>) -> Vec<Rect> {
        let start = range.start.max(self.scalars.start);
        let end = range.end.min(self.scalars.end);
        if start >= end {
            return Vec::new();
        }
        let local = start - self.scalars.start..end - self.scalars.start;
        let rects = self.laid.rects(local).into_iter();
        rects
            .map(|rect| rect.translate(self.at.to_vec2()))
            .collect()
    }
}

impl Reading {
    /// Shows the text in all the room there is.
    pub(super) fn body_ui(&mut self, ui: &mut Ui, session: &mut Session) -> Seen {
        let ctx = ui.ctx().clone();
        let room = ui.available_rect_before_wrap();
        let room = Rect::from_min_max(
            pos2(ui.max_rect().left(), room.top() + 1.0),
            ui.max_rect().max,
        );
        let view = room.expand2(vec2(LEFT, 0.0));
        ui.painter()
            .rect_filled(view, 0.0, theme::tone(&ctx, Tone::Paper));
        ui.advance_cursor_after_rect(room);

        self.view = (view.height() - 2.0 * AROUND).max(1.0);
        if self.layout.set_width(view.width() - LEFT - RIGHT) {
            self.anchor.down = 0.0;
        }
        let id = text_id();
        let response = ui.interact(view, id, Sense::click_and_drag());
        response.widget_info(|| {
            let role = egui::accesskit::Role::Document;
            egui::WidgetInfo::labeled(role, true, "Text of the source")
        });
        ui.memory_mut(|memory| {
            let keys = egui::EventFilter {
                tab: false,
                horizontal_arrows: true,
                vertical_arrows: true,
                escape: true,
            };
            memory.set_focus_lock_filter(id, keys);
        });
        if self.text.is_empty() {
            let words = "This source has no text yet. Paste it into the field “Full text” of its inspector: Close, then Ctrl+2.";
            let mut child = ui.new_child(egui::UiBuilder::new().max_rect(view.shrink(LEFT)));
            child.label(egui::RichText::new(words).color(theme::tone(&ctx, Tone::InkSecond)));
        }
        if let Some(goal) = self.goal.take() {
            self.reveal(&ctx, goal, self.view * 0.25);
        }
        self.wheel(ui, &response);
        let mut seen = self.see(&ctx, view);
        if self.point(ui, &response, &seen, session) {
            seen = self.see(&ctx, view); // what is under the hand moved
        }
        let painter = ui.painter_at(view);
        self.paint(ui, &painter, &mut seen);
        self.nodes_ui(ui, &seen);
        self.scroll_bar_ui(ui, view);
        super::super::bar::focus_ring(ui, &response, 0.0);
        seen
    }

    /// Lays out what fits into the view.
    fn see(&mut self, ctx: &egui::Context, view: Rect) -> Seen {
        self.anchor = self.layout.moved(ctx, self.anchor, 0.0, self.view);
        let mut pieces = Vec::new();
        let mut top = view.top() + AROUND - self.anchor.down;
        // Words above the anchor's piece show in the margin above the text.
        let mut first = self.anchor.piece;
        while first > 0 && top > view.top() {
            first -= 1;
            self.layout.lay(ctx, first);
            top -= self.layout.height(first);
        }
        for n in first..self.layout.len() {
            if top > view.bottom() {
                break;
            }
            let Some(laid) = self.layout.lay(ctx, n) else {
                continue;
            };
            let at = pos2(view.left() + LEFT, top + self.layout.above(n));
            top += self.layout.height(n);
            pieces.push(Piece {
                n,
                scalars: self.layout.scalars(n),
                at,
                bottom: top,
                laid,
            });
        }
        Seen {
            view,
            pieces,
            selection: None,
            marks: Vec::new(),
        }
    }

    // --- hands ----------------------------------------------------------------------------------------------------

    fn wheel(&mut self, ui: &Ui, response: &egui::Response) {
        if !response.contains_pointer() {
            return;
        }
        let by = ui.input(|i| i.smooth_scroll_delta().y);
        if by != 0.0 {
            self.anchor = self.layout.moved(ui.ctx(), self.anchor, -by, self.view);
        }
    }

    /// The place in the text at a point of the screen.
    fn place_at(&mut self, ctx: &egui::Context, seen: &Seen, at: Pos2) -> usize {
        let Some(piece) = seen
            .pieces
            .iter()
            .find(|piece| at.y < piece.bottom)
            .or(seen.pieces.last())
        else {
            return 0;
        };
        let (n, corner) = (piece.n, piece.at);
        self.hit(ctx, n, pos2(at.x - corner.x, (at.y - corner.y).max(0.0)))
    }

    /// The quote at a point, and not beside it.
    fn mark_under(&mut self, ctx: &egui::Context, seen: &Seen, at: Pos2) -> Option<Mark> {
        let near = self.place_at(ctx, seen, at);
        let on = |mark: &&Mark| {
            let covers = |piece: &Piece| {
                piece
                    .rects(&mark.range)
                    .iter()
                    .any(|rect| rect.contains(at))
            };
            (near.saturating_sub(1)..=near).any(|place| mark.range.contains(&place))
                && seen.pieces.iter().any(covers)
        };
        let under = self
            .marks
            .iter()
            .filter(on)
            .min_by_key(|mark| mark.range.len());
        under.cloned()
    }

    /// Whether a point is on selected words.
    fn in_selection(&self, seen: &Seen, at: Pos2) -> bool {
        let range = self.selected.range();
        let mut rects = seen.pieces.iter().flat_map(|piece| piece.rects(&range));
        rects.any(|rect| rect.contains(at))
    }

    /// Selecting with the pointer. Says whether the text was scrolled by it.
    fn point(
        &mut self,
        ui: &Ui,
        response: &egui::Response,
        seen: &Seen,
        session: &mut Session,
    ) -> bool {
        let ctx = ui.ctx().clone();
        let hover = response
            .hover_pos()
            .filter(|at| at.x < seen.view.right() - BAR);
        let pressed = ui.input(|i| i.pointer.press_origin());
        let shift = ui.input(|i| i.modifiers.shift);
        if ui.input(|i| i.pointer.primary_pressed())
            && response.contains_pointer()
            && hover.is_some()
        {
            response.request_focus();
        }
        if response.drag_started_by(egui::PointerButton::Primary)
            && self.hand == Hand::Free
            && let Some(from) = pressed.filter(|at| at.x < seen.view.right() - BAR)
        {
            if self.in_selection(seen, from) {
                self.hand = Hand::Carrying;
            } else {
                self.hand = Hand::Selecting;
                let place = self.place_at(&ctx, seen, from);
                let anchor = if shift { self.selected.anchor } else { place };
                self.select(Selected {
                    anchor,
                    head: place,
                });
                self.asked = None;
            }
        }
        let mut scrolled = false;
        if self.hand == Hand::Selecting
            && let Some(at) = ui.input(|i| i.pointer.latest_pos())
        {
            let inner = seen.view.shrink2(vec2(0.0, AROUND));
            let out = at.y - at.y.clamp(inner.top(), inner.bottom());
            let head = self.place_at(&ctx, seen, at);
            self.select(Selected {
                head,
                ..self.selected
            });
            if out != 0.0 && response.dragged() {
                let secs = ui.input(|i| i.stable_dt).min(0.05);
                let by = out.clamp(-60.0, 60.0) * 14.0 * secs;
                self.anchor = self.layout.moved(&ctx, self.anchor, by, self.view);
                scrolled = true;
                ctx.request_repaint();
            }
        }
        if self.hand == Hand::Selecting && !response.is_pointer_button_down_on() {
            self.hand = Hand::Free;
        }
        if let Some(at) = response
            .interact_pointer_pos()
            .filter(|_| response.clicked())
        {
            let place = self.place_at(&ctx, seen, at);
            if response.triple_clicked() {
                let paragraph = self.layout.paragraph(self.layout.piece_of(place));
                self.select(Selected::words(paragraph));
            } else if response.double_clicked() {
                let word = self.word_at(place);
                self.select(Selected::words(word));
            } else if shift {
                self.select(Selected {
                    head: place,
                    ..self.selected
                });
            } else {
                self.select(Selected::caret(place));
                let mark = self.mark_under(&ctx, seen, at);
                self.asked = mark.as_ref().map(|mark| mark.link.clone());
                self.lit = mark.map(|mark| (mark.link, 0.0));
                if let Some((link, _)) = &self.lit {
                    session.go_to(crate::board::Item::Link(link.clone()));
                }
            }
        }
        if let Some(at) = hover.filter(|_| self.hand == Hand::Free) {
            let icon = if self.in_selection(seen, at) {
                CursorIcon::Grab
            } else if self.mark_under(&ctx, seen, at).is_some() {
                CursorIcon::PointingHand
            } else {
                CursorIcon::Text
            };
            ctx.set_cursor_icon(icon);
        }
        scrolled
    }

    /// Paragraphs and quotes are nodes of the accessibility tree.
    fn nodes_ui(&mut self, ui: &Ui, seen: &Seen) {
        use egui::accesskit::Role;
        for piece in &seen.pieces {
            let top = pos2(piece.at.x, piece.at.y);
            let rect = Rect::from_min_max(top, pos2(seen.view.right() - RIGHT, piece.bottom));
            let id = text_id().with(("paragraph", piece.n));
            let node = ui.interact(rect.intersect(seen.view), id, Sense::empty());
            if let Some(page) = self.layout.page(piece.n) {
                let rule = Rect::from_min_max(top - vec2(0.0, PAGE_RULE), top + vec2(60.0, 0.0));
                let id = text_id().with(("page", page));
                let node = ui.interact(rule.intersect(seen.view), id, Sense::empty());
                let words = format!("page {page}");
                node.widget_info(|| egui::WidgetInfo::labeled(Role::Heading, true, words.clone()));
            }
            let words = self.layout.words(piece.n);
            node.widget_info(|| egui::WidgetInfo::labeled(Role::Paragraph, true, words));
        }
        let mut asked = None;
        for SeenMark { link, first, .. } in &seen.marks {
            let Some(mark) = self.marks.iter().find(|mark| mark.link == *link) else {
                continue;
            };
            let id = text_id().with(("quote", link.as_str()));
            let node = ui.interact(first.intersect(seen.view), id, Sense::empty());
            let words = self.places.words(&self.text, &mark.range);
            let stance = match mark.stance {
                Stance::Corroborates => "Corroborating",
                Stance::Contradicts => "Contradicting",
            };
            let spoken = format!("{stance} quote: {words}");
            node.widget_info(|| egui::WidgetInfo::labeled(Role::Mark, true, spoken.clone()));
            ui.accesskit_node_builder(node.id, |node| {
                node.add_action(egui::accesskit::Action::Click);
            });
            if ui.input(|i| i.has_accesskit_action_request(id, egui::accesskit::Action::Click)) {
                asked = Some(link.clone());
            }
        }
        self.asked = asked.or(self.asked.take());
    }

    /// Moves the view by a page, less a line.
    pub(super) fn page(&mut self, ctx: &egui::Context, on: bool) {
        let by = (self.view - 24.0).max(24.0);
        let by = if on { by } else { -by };
        self.anchor = self.layout.moved(ctx, self.anchor, by, self.view);
    }

    /// Goes to the beginning or the end.
    pub(super) fn edge(&mut self, ctx: &egui::Context, end: bool) {
        let piece = if end {
            self.layout.len().saturating_sub(1)
        } else {
            0
        };
        let anchor = Anchor { piece, down: 0.0 };
        self.anchor = self.layout.moved(ctx, anchor, 0.0, self.view);
    }
}
