//! Where the rows and columns of the table lie, and which of them are seen.

use std::collections::BTreeSet;
use std::ops::Range;

use eframe::egui::{self, Pos2, Rect, Ui, pos2, vec2};

use super::super::super::words;
use super::evidence;
use crate::assess::matrix::{Answer, Matrix as Judged, Row};
use crate::board::{Board, CardId};
use crate::scene::style::{Tone, size};
use crate::scene::text::TextStyle;

/// Widths of the columns beside the answers.
pub const GRADE: f32 = 52.0;
pub const WEIGHT: f32 = 64.0;
pub const RELEVANCE: f32 = 78.0;
pub const APART: f32 = 88.0;
/// Space between cells.
pub const GAP: f32 = 6.0;
/// Height of a cell, and of a line of a name beyond the first.
pub const CELL: f32 = 40.0;
pub const LINE: f32 = 17.0;
/// Lines of an answer, and of a row's name.
pub const ANSWER_LINES: usize = 4;
pub const NAME_LINES: usize = 2;

/// The heights of the rows, and what they were worked out for.
pub struct Heights {
    widths: [f32; 2],
    unfolded: usize,
    /// The tops of the rows, and the end of the last.
    tops: Vec<f32>,
    /// The heights of the rows without their links.
    lines: Vec<f32>,
    pub header: f32,
}

impl Heights {
    /// The heights for these widths of the evidence and of an answer.
    pub fn of(
        ui: &Ui,
        board: &Board,
        matrix: &Judged,
        unfolded: &BTreeSet<CardId>,
        widths: [f32; 2],
    ) -> Self {
        let [evidence, answer] = widths;
        let lines = |name: &str, style: TextStyle, width: f32, most: usize| {
            words::lay(ui.ctx(), name, style, Some(width), most).size[1]
        };
        let (mut tops, mut highs) = (vec![0.0], Vec::new());
        let mut top = 0.0;
        for row in &matrix.rows {
            // Almost all names fit on a line or are longer than two: no need to lay them out.
            let name = name_of(board, row);
            let long = name.chars().count() > (evidence / 9.5) as usize;
            let high = match long {
                true => lines(&name, name_style(row), evidence - 34.0, NAME_LINES),
                false => LINE,
            };
            let high = CELL + (high - LINE).clamp(0.0, LINE);
            highs.push(high);
            top += high + GAP;
            if unfolded.contains(&row.card) {
                top += evidence::height(row);
            }
            tops.push(top);
        }
        let style = TextStyle::new(size::LEAD, Tone::Ink).bold();
        let names = matrix.answers.iter().take(60);
        let highest = names
            .map(|of| lines(&answer_name(board, of), style, answer - 32.0, ANSWER_LINES))
            .fold(LINE, f32::max);
        Self {
            widths,
            unfolded: unfolded.len(),
            tops,
            lines: highs,
            header: highest + 50.0,
        }
    }

    /// Whether they are for these widths, and for as many rows that are unfolded.
    pub fn are_for(&self, unfolded: &BTreeSet<CardId>, widths: [f32; 2]) -> bool {
        self.widths.map(f32::to_bits) == widths.map(f32::to_bits) && self.unfolded == unfolded.len()
    }
}

/// Where columns and rows lie, from the left top corner of the whole table.
pub struct Places<'a> {
    pub evidence: f32,
    /// None where no row has a grade.
    pub grade: f32,
    pub answer: f32,
    pub answers: usize,
    /// Grade, weight and relevance stand before the answers; behind them where there is little room.
    pub roomy: bool,
    pub heights: &'a Heights,
}

impl Places<'_> {
    pub fn answers_left(&self) -> f32 {
        match self.roomy {
            true => self.evidence + self.figures(),
            false => self.evidence,
        }
    }

    /// The width of what stands beside the answers, but for the bar.
    pub fn figures(&self) -> f32 {
        self.grade + WEIGHT + RELEVANCE
    }

    pub fn figures_left(&self) -> f32 {
        match self.roomy {
            true => self.evidence,
            false => self.column(self.answers),
        }
    }

    pub fn bar_left(&self) -> f32 {
        self.width() - APART + 6.0
    }

    pub fn column(&self, answer: usize) -> f32 {
        self.answers_left() + self.answer * answer as f32
    }

    pub fn width(&self) -> f32 {
        self.evidence + self.figures() + self.answer * self.answers as f32 + APART
    }

    pub fn height(&self) -> f32 {
        self.heights.header + self.heights.tops.last().copied().unwrap_or(0.0)
    }

    pub fn top(&self, row: usize) -> f32 {
        self.heights.header + self.heights.tops.get(row).copied().unwrap_or(0.0)
    }

    /// The rows between two heights of the table.
    pub fn rows(&self, from: f32, to: f32) -> Range<usize> {
        let tops = &self.heights.tops;
        let (from, to) = (from - self.heights.header, to - self.heights.header);
        let first = tops.partition_point(|top| *top <= from).saturating_sub(1);
        let last = tops.partition_point(|top| *top < to);
        first..last.min(tops.len().saturating_sub(1))
    }

    pub fn columns(&self, from: f32, to: f32) -> Range<usize> {
        let place = |x: f32| ((x - self.answers_left()) / self.answer).max(0.0);
        let first = place(from).floor() as usize;
        let last = place(to).ceil() as usize;
        first.min(self.answers)..last.min(self.answers)
    }

    /// The cell of a row and an answer.
    pub fn cell(&self, row: usize, answer: usize) -> Rect {
        let at = pos2(self.column(answer), self.top(row));
        let lines = self.lines_height(row);
        Rect::from_min_size(
            at + vec2(0.0, (lines - CELL) / 2.0),
            vec2(self.answer - GAP, CELL),
        )
    }

    /// The height of a row without its links.
    pub fn lines_height(&self, row: usize) -> f32 {
        self.heights.lines.get(row).copied().unwrap_or(CELL)
    }
}

/// What a row is called in the table.
pub fn name_of(board: &Board, row: &Row) -> String {
    match board.cards().get(&row.card) {
        // The name of a whole outlet is no card's.
        Some(card) if row.is_claim || row.name.starts_with('“') => card.name(),
        _ => row.name.clone(),
    }
}

pub fn answer_name(board: &Board, answer: &Answer) -> String {
    let card = board.cards().get(&answer.claim);
    card.map(|card| card.name()).unwrap_or_default()
}

pub fn name_style(row: &Row) -> TextStyle {
    let pale = is_pale(row);
    TextStyle::new(size::BODY, if pale { Tone::InkThird } else { Tone::Ink }).bold()
}

/// Whether a row is known not to tell the answers apart.
pub fn is_pale(row: &Row) -> bool {
    row.diagnosticity == 0 && row.assessed() > 1
}

/// What a frame of the table is drawn with.
pub struct Frame<'a> {
    /// The left top corner of the whole table on the screen.
    pub origin: Pos2,
    /// The part that is seen, on the screen.
    pub view: Rect,
    pub places: &'a Places<'a>,
    pub matrix: &'a Judged,
}

impl Frame<'_> {
    /// The part of the table that is seen.
    pub fn seen(&self) -> Rect {
        self.view.translate(-self.origin.to_vec2())
    }

    pub fn on_screen(&self, rect: Rect) -> Rect {
        rect.translate(self.origin.to_vec2())
    }

    pub fn on_screen_at(&self, at: Pos2) -> Pos2 {
        at + self.origin.to_vec2()
    }

    /// A part of the table that nothing leaves.
    pub fn part(&self, ui: &mut Ui, rect: Rect) -> Ui {
        let mut part = ui.new_child(egui::UiBuilder::new().max_rect(rect));
        part.set_clip_rect(rect.expand(2.0).intersect(ui.clip_rect()));
        part
    }
}
