//! A long text in pieces: paragraphs, each laid out when it is first seen.
//!
//! What is seen is placed from an anchor (a piece, and how far into it the view begins), so a guess about what lies far
//! above never moves what is read. Heights of pieces that were not seen are guesses, used by the scroll bar alone. A
//! paragraph too long to be laid out in a frame is cut where a sentence ends. It refuses to change a letter.
//!
//! **Invariant (cheap):** a frame lays out what it shows and no more.

use std::ops::Range;
use std::sync::Arc;

use eframe::egui;
use unicode_segmentation::UnicodeSegmentation;

use super::super::super::words;
use super::laid::Laid;
use crate::scene::style::{READING_HEIGHT, Tone, size};
use crate::scene::text::{Spec, TextStyle, is_blank};

/// Points between paragraphs.
const GAP: f32 = 13.0;
/// Points taken by the line that says where a page begins.
pub const PAGE_RULE: f32 = 34.0;
/// Scalar values of a piece from which it is cut at the end of a sentence.
const LONG: usize = 1500;
/// Scalar values of a piece at most.
const LONGEST: usize = 3000;
/// Pieces whose glyphs are kept.
const KEPT: usize = 300;

/// A text in pieces.
pub struct Layout {
    text: Arc<str>,
    language: String,
    pieces: Vec<Piece>,
    width: f32,
    /// Where each piece begins, by guesses; as far as they are still true.
    tops: Vec<f32>,
    laid: usize,
}

struct Piece {
    bytes: Range<usize>,
    scalars: Range<usize>,
    /// What keeps it apart from the one above.
    above: f32,
    /// The page that begins with it, counted from one.
    page: Option<usize>,
    height: f32,
    /// Goes on where the piece above was cut.
    continues: bool,
    laid: Option<Arc<Laid>>,
}

/// Where something is: a piece and points below its top.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Anchor {
    /// Which piece.
    pub piece: usize,
    /// How far into it, with what is above it.
    pub down: f32,
}

impl Layout {
    /// Cuts a text. `pages` are the scalar values at which pages begin.
    pub fn new(text: Arc<str>, language: &str, pages: &[usize]) -> Self {
        let mut layout = Self {
            pieces: Vec::new(),
            text: Arc::clone(&text),
            language: language.to_owned(),
            width: 0.0,
            tops: Vec::new(),
            laid: 0,
        };
        let (mut byte, mut scalar) = (0, 0);
        let mut blank = false;
        let mut pages = pages.iter().copied().enumerate().peekable();
        for line in text.split_inclusive('\n') {
            let words = line.strip_suffix('\n').unwrap_or(line);
            let mut continues = false;
            let mut rest = words;
            let mut at = (byte, scalar);
            // An empty line keeps paragraphs apart and is no piece of its own.
            while !rest.is_empty() {
                let mut page = None;
                while let Some((n, _)) = pages.next_if(|(_, begins)| *begins <= at.1) {
                    page = Some(n + 1);
                }
                let most = pages.peek().map_or(usize::MAX, |(_, begins)| begins - at.1);
                let piece = rest.get(..cut(rest, most)).unwrap_or(rest);
                let scalars = piece.chars().count();
                let above = match layout.pieces.is_empty() {
                    true => 0.0,
                    _ if continues => 0.0,
                    _ if blank => GAP,
                    _ => GAP / 2.0,
                };
                layout.pieces.push(Piece {
                    bytes: at.0..at.0 + piece.len(),
                    scalars: at.1..at.1 + scalars,
                    above: above + page.map_or(0.0, |_| PAGE_RULE),
                    page,
                    height: 0.0,
                    continues,
                    laid: None,
                });
                at = (at.0 + piece.len(), at.1 + scalars);
                rest = rest.get(piece.len()..).unwrap_or_default();
                continues = true;
                blank = false;
            }
            blank |= is_blank(words);
            byte += line.len();
            scalar = at.1 + usize::from(words.len() < line.len());
        }
        layout
    }

    /// Number of pieces.
    pub fn len(&self) -> usize {
        self.pieces.len()
    }

    /// Sets the width of the lines. Says whether it is another than before.
    pub fn set_width(&mut self, width: f32) -> bool {
        let width = width.max(60.0);
        if width == self.width {
            return false;
        }
        self.width = width;
        self.tops.clear();
        self.laid = 0;
        for piece in &mut self.pieces {
            piece.laid = None;
            let letters = width / (size::HEADING * 0.5);
            let lines = (piece.scalars.len() as f32 / letters).ceil().max(1.0);
            piece.height = lines * size::HEADING * READING_HEIGHT;
        }
        true
    }

    /// Lays out a piece if it was not.
    pub fn lay(&mut self, ctx: &egui::Context, n: usize) -> Option<Arc<Laid>> {
        let (width, laid) = (self.width, self.laid);
        let piece = self.pieces.get_mut(n)?;
        if let Some(laid) = &piece.laid {
            return Some(Arc::clone(laid));
        }
        if laid > KEPT {
            self.forget(n);
        }
        let piece = self.pieces.get_mut(n)?;
        let text = self.text.get(piece.bytes.clone()).unwrap_or_default();
        let spec = Spec {
            lang: Some(self.language.as_str()).filter(|lang| !lang.is_empty()),
            width: Some(width),
            line_height: READING_HEIGHT,
            ..Spec::new(text, TextStyle::new(size::HEADING, Tone::Ink))
        };
        let block = words::shape(ctx, &spec);
        let height = block.size[1];
        let laid = Arc::new(Laid::new(text, block, width)?);
        piece.laid = Some(Arc::clone(&laid));
        self.laid += 1;
        if piece.height != height {
            piece.height = height;
            self.tops.truncate(n + 1);
        }
        Some(laid)
    }

    /// Drops the glyphs of what is far from here.
    fn forget(&mut self, here: usize) {
        for (n, piece) in self.pieces.iter_mut().enumerate() {
            if n.abs_diff(here) > KEPT / 4 {
                piece.laid = None;
            }
        }
        self.laid = self
            .pieces
            .iter()
            .filter(|piece| piece.laid.is_some())
            .count();
    }

    /// Height of a piece with what is above it: exact once it was laid out.
    pub fn height(&self, n: usize) -> f32 {
        self.pieces
            .get(n)
            .map_or(0.0, |piece| piece.above + piece.height)
    }

    /// What is above the words of a piece.
    pub fn above(&self, n: usize) -> f32 {
        self.pieces.get(n).map_or(0.0, |piece| piece.above)
    }

    /// The page that begins with a piece.
    pub fn page(&self, n: usize) -> Option<usize> {
        self.pieces.get(n)?.page
    }

    /// The place of a piece in the text, in scalar values.
    pub fn scalars(&self, n: usize) -> Range<usize> {
        self.pieces
            .get(n)
            .map_or(0..0, |piece| piece.scalars.clone())
    }

    /// The words of a piece.
    pub fn words(&self, n: usize) -> &str {
        let bytes = self.pieces.get(n).map_or(0..0, |piece| piece.bytes.clone());
        self.text.get(bytes).unwrap_or_default()
    }

    /// The whole paragraph in which a piece stands, in scalar values: a long one has several pieces.
    pub fn paragraph(&self, n: usize) -> Range<usize> {
        let continues = |n: usize| self.pieces.get(n).is_some_and(|piece| piece.continues);
        let (mut first, mut last) = (n, n);
        while first > 0 && continues(first) {
            first -= 1;
        }
        while continues(last + 1) {
            last += 1;
        }
        self.scalars(first).start..self.scalars(last).end
    }

    /// The piece that holds a scalar value, or the one before it if it is between pieces.
    pub fn piece_of(&self, scalar: usize) -> usize {
        let behind = self
            .pieces
            .partition_point(|piece| piece.scalars.start <= scalar);
        behind.saturating_sub(1)
    }

    /// Where each piece begins and all end, by what is known and guessed.
    fn tops(&mut self) -> &[f32] {
        if self.tops.is_empty() {
            self.tops.push(0.0);
        }
        for n in self.tops.len() - 1..self.pieces.len() {
            let top = self.tops.get(n).copied().unwrap_or_default() + self.height(n);
            self.tops.push(top);
        }
        &self.tops
    }

    /// Height of the whole text, about.
    pub fn total(&mut self) -> f32 {
        self.tops().last().copied().unwrap_or_default()
    }

    /// How far down an anchor is, about.
    pub fn top_of(&mut self, anchor: Anchor) -> f32 {
        self.tops().get(anchor.piece).copied().unwrap_or_default() + anchor.down
    }

    /// How far down a scalar value is, about.
    pub fn top_of_scalar(&mut self, scalar: usize) -> f32 {
        let piece = self.piece_of(scalar);
        let scalars = self.scalars(piece);
        let share = scalar.saturating_sub(scalars.start) as f32 / scalars.len().max(1) as f32;
        let height = self.height(piece);
        self.tops().get(piece).copied().unwrap_or_default() + height * share.min(1.0)
    }

    /// The anchor that is about so far down.
    pub fn anchor_at(&mut self, top: f32) -> Anchor {
        let piece = self.tops().partition_point(|begins| *begins <= top);
        let piece = piece.saturating_sub(1).min(self.len().saturating_sub(1));
        let begins = self.tops().get(piece).copied().unwrap_or_default();
        Anchor {
            piece,
            down: (top - begins).max(0.0),
        }
    }

    /// The anchor moved by so many points, exactly: what is passed on the way is laid out. It stops at both ends; the
    /// last piece stays at the bottom of a view of this height.
    pub fn moved(&mut self, ctx: &egui::Context, from: Anchor, by: f32, view: f32) -> Anchor {
        let to = self.walked(ctx, from, by);
        // Near the end: how much is there below?
        let mut below = -to.down;
        for n in to.piece..self.len() {
            self.lay(ctx, n);
            below += self.height(n);
            if below >= view {
                return to;
            }
        }
        self.walked(ctx, to, below - view)
    }

    fn walked(&mut self, ctx: &egui::Context, from: Anchor, by: f32) -> Anchor {
        let mut to = Anchor {
            down: from.down + by,
            ..from
        };
        while to.down < 0.0 && to.piece > 0 {
            to.piece -= 1;
            self.lay(ctx, to.piece);
            to.down += self.height(to.piece);
        }
        to.down = to.down.max(0.0);
        while to.piece + 1 < self.len() {
            self.lay(ctx, to.piece);
            let height = self.height(to.piece);
            if to.down < height {
                break;
            }
            to.down -= height;
            to.piece += 1;
        }
        to
    }
}

/// The byte at which a piece of a paragraph ends that may hold `most` scalar values.
fn cut(text: &str, most: usize) -> usize {
    let byte_of = |scalar: usize| {
        text.char_indices()
            .nth(scalar)
            .map_or(text.len(), |(at, _)| at)
    };
    // A page that begins behind the longest piece is looked for in the next one.
    let page = if most > LONGEST {
        text.len()
    } else {
        byte_of(most)
    };
    let whole = text.get(..page).unwrap_or(text);
    if whole.chars().nth(LONGEST).is_none() {
        return whole.len();
    }
    let room = whole.get(..byte_of(LONGEST)).unwrap_or(whole);
    let least = byte_of(LONG);
    // Where the next sentence ends, else the last word, else the last letter.
    let rest = room.get(least..).unwrap_or_default();
    let sentence = rest.split_sentence_bound_indices().nth(1);
    let fits = |at: &usize| *at >= least;
    sentence
        .map(|(at, _)| least + at)
        .or_else(|| {
            room.split_word_bound_indices()
                .map(|(at, _)| at)
                .rfind(fits)
        })
        .or_else(|| room.grapheme_indices(true).map(|(at, _)| at).rfind(fits))
        .unwrap_or(room.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str, pages: &[usize]) -> Vec<(String, Option<usize>)> {
        let layout = Layout::new(text.into(), "", pages);
        (0..layout.len())
            .map(|n| {
                let words: String = text
                    .chars()
                    .skip(layout.scalars(n).start)
                    .take(layout.scalars(n).len())
                    .collect();
                assert_eq!(words, layout.words(n));
                (words, layout.page(n))
            })
            .collect()
    }

    #[test]
    fn paragraphs_and_pages_begin_pieces() {
        let of = |words: &str, page| (words.to_owned(), page);
        assert_eq!(
            pieces("One.\n\nTwo, پل.\nThree.\n", &[0, 9, 15]),
            [
                of("One.", Some(1)),
                of("Two", None),
                of(", پل.", Some(2)),
                of("Three.", Some(3))
            ]
        );
        assert_eq!(pieces("", &[0]), []);
        assert_eq!(pieces("\n\n\n", &[]), []);
        assert_eq!(pieces("a", &[0, 0, 0, 7]), [of("a", Some(3))]);
    }

    #[test]
    fn long_paragraphs_are_cut_where_sentences_end() {
        let text = "This is a sentence of some length. ".repeat(1000);
        let cut = pieces(&text, &[]);
        assert!(cut.len() > 10);
        assert!(
            cut.iter()
                .all(|(words, _)| words.chars().count() <= LONGEST)
        );
        assert!(
            cut[..cut.len() - 1]
                .iter()
                .all(|(words, _)| words.ends_with(". "))
        );
        let layout = Layout::new(text.as_str().into(), "", &[]);
        assert_eq!(layout.paragraph(4), 0..text.len());
        // No sentences, no words: whole letters.
        let family = "👩‍👩‍👧".repeat(2000);
        assert!(
            pieces(&family, &[])
                .iter()
                .all(|(words, _)| words.starts_with('👩') && words.ends_with('👧'))
        );
    }

    #[test]
    fn every_scalar_value_has_its_piece() {
        let text = "One.\n\nTwo.\nThree.";
        let layout = Layout::new(text.into(), "", &[]);
        for (scalar, want) in [(0, 0), (4, 0), (5, 0), (6, 1), (10, 1), (11, 2), (99, 2)] {
            assert_eq!(layout.piece_of(scalar), want, "{scalar}");
        }
    }
}
