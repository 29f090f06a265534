//! A source that is being read: its text in pieces, its quotes, what is selected in it and where it is looked at.
//!
//! It is a function of the board but for looking: what is read, selected and searched is in no file.

use std::ops::Range;
use std::sync::Arc;

use eframe::egui::{self, Rect};
use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use super::finding::Finder;
use super::layout::{Anchor, Layout};
use super::painting;
use crate::board::{CardId, LinkId, LinkKind, digest};
use crate::editor::Session;
use crate::editor::places::Places;
use crate::editor::quoting::{self, Mark, Origin};

/// Points to the left or right of every line, and not so many that differences between letters are lost in them.
const BESIDE: f32 = 20_000.0;

/// A source that is being read.
pub struct Reading {
    /// Whose text.
    pub source: CardId,
    /// The text.
    pub text: Arc<str>,
    /// Its scalar values.
    pub places: Places,
    /// Its pieces.
    pub layout: Layout,
    /// Where the view begins.
    pub anchor: Anchor,
    /// Height of the view, points.
    pub view: f32,
    /// What is selected, or where the caret is.
    pub selected: Selected,
    /// What the pointer does.
    pub hand: Hand,
    /// Its quotes by place.
    pub marks: Vec<Mark>,
    /// For each of them the lane of its line.
    pub lanes: Vec<u8>,
    /// Quotes that do not stand where they shall.
    pub lost: usize,
    /// The quote that is shown, and since when (seconds of the window's clock).
    pub lit: Option<(LinkId, f64)>,
    /// The quote of which more is shown.
    pub asked: Option<LinkId>,
    /// The search.
    pub finder: Option<Finder>,
    /// Who said the selected words, for the next tie.
    pub said_by: Option<Origin>,
    /// A scalar value to be brought into view with the next frame.
    pub goal: Option<usize>,
    /// What is known of the text as a whole.
    pub facts: Facts,
    /// The revision of the board that the quotes are of.
    revision: Option<u64>,
}

/// What is known of a text as a whole.
#[derive(Default)]
pub struct Facts {
    /// Words between white space.
    pub words: usize,
    /// Whether the text is the one whose digest was kept; `None` if none was.
    pub intact: Option<bool>,
}

/// What the pointer does to the text.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Hand {
    /// Nothing.
    #[default]
    Free,
    /// It selects.
    Selecting,
    /// It carries the selected words to the wall.
    Carrying,
    /// It holds the thumb of the scroll bar, so far below its top.
    Scrolling(f32),
}

/// What is selected, in scalar values: between two places, the second of which moves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selected {
    /// Where it was begun.
    pub anchor: usize,
    /// Where the caret is.
    pub head: usize,
}

impl Selected {
    /// Nothing, with the caret here.
    pub fn caret(at: usize) -> Self {
        Self {
            anchor: at,
            head: at,
        }
    }

    /// These words, with the caret behind them.
    pub fn words(range: Range<usize>) -> Self {
        Self {
            anchor: range.start,
            head: range.end,
        }
    }

    /// In the order of the text.
    pub fn range(self) -> Range<usize> {
        self.anchor.min(self.head)..self.anchor.max(self.head)
    }

    /// Whether it holds no word.
    pub fn is_empty(self) -> bool {
        self.anchor == self.head
    }
}

impl Reading {
    /// Opens a source. `None` if it is none.
    pub fn new(session: &Session, id: &CardId) -> Option<Self> {
        let source = quoting::source(session.board(), id)?;
        let intact = (!source.text_sha256.is_empty())
            .then(|| digest::text_sha256(&source.text) == source.text_sha256);
        Some(Self {
            source: id.clone(),
            text: Arc::clone(&source.text),
            places: Places::of(&source.text),
            layout: Layout::new(Arc::clone(&source.text), &source.language, &source.pages),
            anchor: Anchor::default(),
            view: 0.0,
            selected: Selected::default(),
            hand: Hand::Free,
            marks: Vec::new(),
            lanes: Vec::new(),
            lost: 0,
            lit: None,
            asked: None,
            finder: None,
            said_by: None,
            goal: None,
            facts: Facts {
                words: source.text.split_whitespace().count(),
                intact,
            },
            revision: None,
        })
    }

    /// Follows the board. `false` if the source is gone.
    pub fn follow(&mut self, session: &Session) -> bool {
        let Some(source) = quoting::source(session.board(), &self.source) else {
            return false;
        };
        if !Arc::ptr_eq(&source.text, &self.text) && source.text != self.text {
            match Self::new(session, &self.source) {
                Some(new) => *self = new, // the text was pasted only now
                None => return false,
            }
        }
        let revision = session.document().revision();
        if self.revision != Some(revision) {
            self.revision = Some(revision);
            (self.marks, self.lost) = quoting::marks(session.board(), &self.source, &self.places);
            self.lanes = painting::lanes(&self.marks);
            let there = |id: &LinkId| self.marks.iter().any(|mark| mark.link == *id);
            self.asked = self.asked.take().filter(there);
            self.lit = self.lit.take().filter(|(id, _)| there(id));
        }
        true
    }

    /// Shows a quote: it is lit and brought into view.
    pub fn show(&mut self, link: &LinkId, now: f64) {
        if let Some(mark) = self.marks.iter().find(|mark| mark.link == *link) {
            self.lit = Some((link.clone(), now));
            self.goal = Some(mark.range.start);
            self.selected = Selected::caret(mark.range.start);
            self.said_by = None;
        }
    }

    /// Selects, and forgets who said what was selected before.
    pub fn select(&mut self, selected: Selected) {
        if selected != self.selected {
            self.selected = selected;
            self.said_by = None;
        }
    }

    /// The selected words without the white space around them.
    pub fn words(&self) -> Option<Range<usize>> {
        quoting::trimmed(&self.text, &self.places, self.selected.range())
    }

    /// The links whose quotes hold all that is selected.
    pub fn covering(&self) -> Vec<LinkId> {
        let Some(words) = self.words() else {
            return Vec::new();
        };
        let covers = |mark: &&Mark| mark.range.start <= words.start && words.end <= mark.range.end;
        let links = self.marks.iter().filter(covers);
        links.map(|mark| mark.link.clone()).collect()
    }

    // --- places in the text ---------------------------------------------------------------------------------------

    /// The nearest place to a scalar value of a piece that is not within a grapheme.
    pub fn snapped(&self, piece: usize, scalar: usize) -> usize {
        let first = self.layout.scalars(piece).start;
        let mut at = first;
        for grapheme in self.layout.words(piece).graphemes(true) {
            let end = at + grapheme.chars().count();
            if scalar < end {
                let behind = scalar - at > end - scalar;
                return if behind { end } else { at };
            }
            at = end;
        }
        at
    }

    /// The place one grapheme on, or back.
    pub fn step(&self, from: usize, on: bool) -> usize {
        let byte = self.places.byte_of(&self.text, from);
        let mut cursor = GraphemeCursor::new(byte, self.text.len(), true);
        let to = if on {
            cursor.next_boundary(&self.text, 0)
        } else {
            cursor.prev_boundary(&self.text, 0)
        };
        let Ok(Some(to)) = to else { return from };
        let between = self
            .text
            .get(byte.min(to)..byte.max(to))
            .unwrap_or_default();
        let count = between.chars().count();
        if on { from + count } else { from - count }
    }

    /// The place where the next word ends, or the one before begins.
    pub fn step_word(&self, from: usize, on: bool) -> usize {
        let mut at = from;
        let mut in_word = false;
        loop {
            let to = self.step(at, on);
            let between = self.places.words(&self.text, &(at.min(to)..at.max(to)));
            let letter = between.chars().any(char::is_alphanumeric);
            if to == at || (in_word && !letter) {
                return at;
            }
            in_word |= letter;
            at = to;
        }
    }

    /// The word at a place (Unicode Standard Annex 29), or what stands there between words.
    pub fn word_at(&self, scalar: usize) -> Range<usize> {
        let piece = self.layout.piece_of(scalar);
        let mut at = self.layout.scalars(piece).start;
        for word in self.layout.words(piece).split_word_bounds() {
            let end = at + word.chars().count();
            if scalar < end {
                return at..end;
            }
            at = end;
        }
        at..at
    }

    /// The place of the caret one line up or down.
    pub fn step_line(&mut self, ctx: &egui::Context, from: usize, down: bool) -> usize {
        let piece = self.layout.piece_of(from);
        let Some(caret) = self.caret(ctx, from) else {
            return from;
        };
        let height = self.layout.height(piece) - self.layout.above(piece);
        let y = caret.center().y
            + if down {
                caret.height()
            } else {
                -caret.height()
            };
        let (piece, y) = if y < 0.0 {
            (piece.checked_sub(1), f32::MAX)
        } else if y > height {
            (
                Some(piece + 1).filter(|next| *next < self.layout.len()),
                0.0,
            )
        } else {
            (Some(piece), y)
        };
        let Some(piece) = piece else {
            return if down { self.places.len() } else { 0 };
        };
        self.hit(ctx, piece, egui::pos2(caret.min.x, y))
    }

    /// The place of the caret at the beginning or end of its line.
    pub fn end_of_line(&mut self, ctx: &egui::Context, from: usize, end: bool) -> usize {
        let piece = self.layout.piece_of(from);
        let (Some(caret), Some(laid)) = (self.caret(ctx, from), self.layout.lay(ctx, piece)) else {
            return from;
        };
        let first = self.layout.scalars(piece).start;
        let rtl = laid.rtl_at(from.saturating_sub(first));
        let x = if end == rtl { -BESIDE } else { BESIDE };
        self.hit(ctx, piece, egui::pos2(x, caret.center().y))
    }

    /// The caret before a scalar value, from the top of its piece's words.
    pub fn caret(&mut self, ctx: &egui::Context, scalar: usize) -> Option<Rect> {
        let piece = self.layout.piece_of(scalar);
        let laid = self.layout.lay(ctx, piece)?;
        let scalars = self.layout.scalars(piece);
        Some(laid.caret(scalar.min(scalars.end).saturating_sub(scalars.start)))
    }

    /// The place in the text at a point of a piece, from the top of its words.
    pub fn hit(&mut self, ctx: &egui::Context, piece: usize, at: egui::Pos2) -> usize {
        let first = self.layout.scalars(piece).start;
        match self.layout.lay(ctx, piece) {
            Some(laid) => self.snapped(piece, first + laid.hit(at)),
            None => first,
        }
    }

    /// Brings a place into view, if it is not well within it.
    pub fn reveal(&mut self, ctx: &egui::Context, scalar: usize, slack: f32) {
        let piece = self.layout.piece_of(scalar);
        let Some(caret) = self.caret(ctx, scalar) else {
            return;
        };
        let down = self.layout.above(piece) + caret.min.y;
        // Seen if a walk from the anchor comes there before the view ends.
        let mut top = -self.anchor.down;
        for n in self.anchor.piece..=piece {
            if n == piece {
                let at = top + down;
                if at >= slack && at + caret.height() + slack <= self.view {
                    return;
                }
            }
            top += self.layout.height(n);
            if top > self.view {
                break;
            }
        }
        // A step out of view scrolls as little as it must; a leap puts the place into the upper third.
        let nearby = piece.abs_diff(self.anchor.piece) < 40;
        let at = Anchor { piece, down };
        let above = if nearby && slack < self.view / 4.0 {
            let before = self.layout.top_of(at) < self.layout.top_of(self.anchor) + slack;
            if before {
                slack
            } else {
                self.view - caret.height() - slack
            }
        } else {
            self.view * 0.3
        };
        self.anchor = self.layout.moved(ctx, at, -above, self.view);
    }

    /// What the source draws on, by name.
    pub fn draws_on(&self, session: &Session) -> Vec<String> {
        let board = session.board();
        let links = board.links_of(&self.source);
        links
            .filter(|(_, link)| link.from == self.source && link.kind == LinkKind::DerivesFrom)
            .filter_map(|(_, link)| board.cards().get(&link.to).map(|card| card.name()))
            .collect()
    }
}
