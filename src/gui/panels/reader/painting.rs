//! What is painted of the text: words, the marks of its quotes, what is found and selected, and the scroll bar.

use eframe::egui::{self, Rect, Sense, Shape, Stroke, Ui, pos2, vec2};

use super::super::super::{theme, words};
use super::body::{BAR, Piece, RIGHT, Seen, SeenMark};
use super::layout::PAGE_RULE;
use super::reading::{Hand, Reading};
use super::text_id;
use crate::board::Stance;
use crate::editor::quoting::Mark;
use crate::scene::style::{Tone, size};

/// Seconds in which the light of a quote that was gone to settles.
const FLASH: f64 = 0.7;

impl Reading {
    /// Paints what is seen, and notes where its quotes and the end of the selection are.
    pub(super) fn paint(&self, ui: &Ui, painter: &egui::Painter, seen: &mut Seen) {
        let selection = self.selected.range();
        let mut underlines = Vec::new();
        let (mut marks, mut ends) = (Vec::new(), None);
        for piece in &seen.pieces {
            self.paint_page(painter, piece);
            self.paint_marks(ui, painter, piece, &mut marks, &mut underlines);
            self.paint_hits(painter, piece);
            let selected = piece.rects(&selection);
            for rect in &selected {
                let fill = ui.visuals().selection.bg_fill;
                painter.rect_filled(rect.shrink2(vec2(0.0, 1.0)), 0.0, fill);
            }
            let last = selected.last().filter(|rect| seen.view.intersects(**rect));
            ends = last.copied().or(ends);
            let block = piece.laid.placed();
            words::paint(painter, &block.block, piece.at + vec2(block.shift, 0.0));
        }
        painter.extend(underlines);
        (seen.marks, seen.selection) = (marks, ends);
        self.paint_caret(ui, painter, seen);
    }

    /// Tints the quotes of a piece. Their lines come over the words.
    fn paint_marks(
        &self,
        ui: &Ui,
        painter: &egui::Painter,
        piece: &Piece,
        marks: &mut Vec<SeenMark>,
        underlines: &mut Vec<Shape>,
    ) {
        let touches = |mark: &Mark| {
            mark.range.start < piece.scalars.end && piece.scalars.start < mark.range.end
        };
        let here = self.marks.iter().zip(&self.lanes);
        for (mark, lane) in here.filter(|(mark, _)| touches(mark)) {
            let tone = tone(mark.stance);
            let fill = theme::faded(ui.ctx(), tone, self.light(ui, mark));
            let stroke = Stroke::new(1.8, theme::tone(ui.ctx(), tone));
            let rects = piece.rects(&mark.range);
            let bottom = rects.last().map_or(0.0, |rect| rect.bottom());
            let known = marks.iter_mut().find(|seen| seen.link == mark.link);
            match (rects.first(), known) {
                (_, Some(known)) => known.bottom = bottom, // its words go on in this piece
                (Some(first), None) if piece.scalars.contains(&mark.range.start) => {
                    let (link, first) = (mark.link.clone(), *first);
                    marks.push(SeenMark {
                        link,
                        first,
                        bottom,
                    });
                }
                _ => {}
            }
            for rect in rects {
                let (top, low) = (rect.min + vec2(0.0, 2.0), rect.max - vec2(0.0, 3.0));
                painter.rect_filled(Rect::from_min_max(top, low), 2.0, fill);
                let y = rect.bottom() - 2.5 + 3.0 * f32::from(*lane);
                let line = [pos2(rect.left(), y), pos2(rect.right(), y)];
                match mark.stance {
                    Stance::Corroborates => underlines.push(Shape::line_segment(line, stroke)),
                    Stance::Contradicts => {
                        underlines.extend(Shape::dashed_line(&line, stroke, 5.0, 3.0));
                    }
                }
            }
        }
    }

    /// How strongly a quote is tinted: one that was gone to flashes and then stays lit.
    fn light(&self, ui: &Ui, mark: &Mark) -> f32 {
        let Some((_, since)) = self.lit.as_ref().filter(|(link, _)| *link == mark.link) else {
            return 0.11;
        };
        let left = (1.0 - (ui.input(|i| i.time) - since) / FLASH).clamp(0.0, 1.0);
        let moving = ui.style().animation_time > 0.0; // the system may ask for less motion
        if left == 0.0 || !moving {
            return 0.26;
        }
        ui.ctx().request_repaint();
        0.26 + 0.3 * left as f32
    }

    /// What the search found in a piece.
    fn paint_hits(&self, painter: &egui::Painter, piece: &Piece) {
        let Some(finder) = &self.finder else { return };
        let tone = |alpha| theme::faded(painter.ctx(), Tone::Attention, alpha);
        let first = finder
            .hits
            .partition_point(|hit| hit.end <= piece.scalars.start);
        let hits = finder.hits.iter().enumerate().skip(first);
        for (n, hit) in hits.take_while(|(_, hit)| hit.start < piece.scalars.end) {
            for rect in piece.rects(hit) {
                let rect = rect.shrink2(vec2(0.0, 2.0));
                if n == finder.at {
                    painter.rect_filled(rect, 3.0, tone(0.55));
                    let stroke = Stroke::new(1.5, tone(1.0));
                    painter.rect_stroke(rect, 3.0, stroke, egui::StrokeKind::Outside);
                } else {
                    painter.rect_filled(rect, 3.0, tone(0.26));
                }
            }
        }
    }

    fn paint_caret(&self, ui: &Ui, painter: &egui::Painter, seen: &Seen) {
        if !ui.memory(|memory| memory.has_focus(text_id())) {
            return;
        }
        let head = self.selected.head;
        let n = self.layout.piece_of(head);
        if let Some(piece) = seen.pieces.iter().find(|piece| piece.n == n) {
            let local = head
                .min(piece.scalars.end)
                .saturating_sub(piece.scalars.start);
            let caret = piece.laid.caret(local).translate(piece.at.to_vec2());
            let stroke = Stroke::new(1.5, theme::tone(ui.ctx(), Tone::Ink));
            painter.vline(
                caret.min.x,
                egui::Rangef::new(caret.top() + 3.0, caret.bottom() - 3.0),
                stroke,
            );
        }
    }

    /// The line that says where a page begins.
    fn paint_page(&self, painter: &egui::Painter, piece: &Piece) {
        let Some(page) = self.layout.page(piece.n) else {
            return;
        };
        let ctx = painter.ctx();
        let y = piece.at.y - PAGE_RULE / 2.0;
        let label = painter.text(
            pos2(piece.at.x, y),
            egui::Align2::LEFT_CENTER,
            format!("page {page}"),
            theme::regular(size::SMALL),
            theme::tone(ctx, Tone::InkThird),
        );
        let right = painter.clip_rect().right() - RIGHT;
        let stroke = Stroke::new(1.0, theme::tone(ctx, Tone::Line));
        painter.hline(label.right() + 8.0..=right, y, stroke);
    }

    /// The scroll bar, with a mark for every quote.
    pub(super) fn scroll_bar_ui(&mut self, ui: &Ui, view: Rect) {
        let ctx = ui.ctx().clone();
        let total = self.layout.total().max(1.0);
        let bar = Rect::from_min_max(pos2(view.right() - BAR, view.top()), view.max)
            .shrink2(vec2(2.0, 3.0));
        let share = (self.view / total).min(1.0);
        let rail = bar.height();
        let thumb_height = (rail * share).max(26.0).min(rail);
        let most = (total - self.view).max(1.0);
        let down = (self.layout.top_of(self.anchor) / most).clamp(0.0, 1.0);
        let thumb_top = bar.top() + (rail - thumb_height) * down;
        let response = ui.interact(
            bar.expand2(vec2(2.0, 0.0)),
            text_id().with("bar"),
            Sense::click_and_drag(),
        );
        if share < 1.0 {
            if let Some(at) = response.interact_pointer_pos() {
                if response.drag_started() || response.clicked() {
                    let from = ui.input(|i| i.pointer.press_origin()).unwrap_or(at);
                    let inside = (thumb_top..thumb_top + thumb_height).contains(&from.y);
                    let grip = if inside {
                        from.y - thumb_top
                    } else {
                        thumb_height / 2.0
                    };
                    self.hand = Hand::Scrolling(grip);
                }
                if let Hand::Scrolling(grip) = self.hand {
                    let down = (at.y - grip - bar.top()) / (rail - thumb_height).max(1.0);
                    let to = self.layout.anchor_at(down.clamp(0.0, 1.0) * most);
                    self.anchor = self.layout.moved(&ctx, to, 0.0, self.view);
                    ctx.request_repaint();
                }
            }
            let painter = ui.painter_at(view);
            let thumb = Rect::from_min_size(
                pos2(bar.left() + 1.0, thumb_top),
                vec2(bar.width() - 2.0, thumb_height),
            );
            let alpha = if response.hovered() || response.dragged() {
                0.45
            } else {
                0.25
            };
            painter.rect_filled(thumb, 4.0, theme::faded(&ctx, Tone::InkThird, alpha));
        }
        if matches!(self.hand, Hand::Scrolling(_)) && !response.is_pointer_button_down_on() {
            self.hand = Hand::Free;
        }
        let tall = total.max(self.view);
        let painter = ui.painter_at(view);
        let hits = self.finder.as_ref().map_or(0, |finder| finder.hits.len());
        // Of very many hits as many as can be told apart.
        for n in (0..hits).step_by(hits / 400 + 1) {
            let hit = self.finder.as_ref().and_then(|finder| finder.hits.get(n));
            let Some(scalar) = hit.map(|hit| hit.start) else {
                continue;
            };
            let y = bar.top() + rail * (self.layout.top_of_scalar(scalar) / tall).min(1.0);
            let tick = Rect::from_min_size(pos2(bar.right() - 4.0, y), vec2(4.0, 2.0));
            painter.rect_filled(tick, 0.0, theme::tone(&ctx, Tone::Attention));
        }
        for n in 0..self.marks.len() {
            let Some(mark) = self.marks.get(n) else {
                continue;
            };
            let (scalar, stance) = (mark.range.start, mark.stance);
            let y = bar.top() + rail * (self.layout.top_of_scalar(scalar) / tall).min(1.0);
            let y = y.min(bar.bottom() - 5.0);
            let mut tick = Rect::from_min_size(pos2(bar.left(), y), vec2(4.0, 10.0));
            let color = theme::tone(&ctx, tone(stance));
            if stance == Stance::Contradicts {
                // In two, as its line is dashed.
                tick.set_height(4.0);
                painter.rect_filled(tick.translate(vec2(0.0, 6.0)), 1.0, color);
            }
            painter.rect_filled(tick, 1.5, color);
        }
    }
}

/// The colour of a stance.
pub(super) fn tone(stance: Stance) -> Tone {
    match stance {
        Stance::Corroborates => Tone::Corroborates,
        Stance::Contradicts => Tone::Contradicts,
    }
}

/// A lane for each quote, of which there are two, so that the lines below two that overlap stay apart.
pub(super) fn lanes(marks: &[Mark]) -> Vec<u8> {
    let mut upper_ends = 0;
    let lane = |mark: &Mark| {
        if mark.range.start < upper_ends {
            return 1;
        }
        upper_ends = mark.range.end;
        0
    };
    marks.iter().map(lane).collect()
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use super::*;
    use crate::board::LinkId;

    #[test]
    fn overlapping_quotes_have_lanes_of_their_own() {
        let mark = |range: Range<usize>| Mark {
            link: LinkId::from(format!("l{}", range.start)),
            claim: crate::board::CardId::from("c1".to_owned()),
            stance: Stance::Corroborates,
            range,
        };
        let marks = [
            mark(0..10),
            mark(2..4),
            mark(4..12),
            mark(10..20),
            mark(30..31),
        ];
        assert_eq!(lanes(&marks), [0, 1, 1, 0, 0]);
        assert!(lanes(&[]).is_empty());
    }
}
