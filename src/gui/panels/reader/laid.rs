//! A piece of the text as it is painted: where its letters stand, whatever the text engine shows for them.
//!
//! The engine shows some characters otherwise than they are (tabs, controls, marks of direction); places are mapped
//! back, so that what is selected is what stands in the text.

use std::ops::Range;
use std::sync::Arc;

use eframe::egui::{Pos2, Rect, pos2};

use super::super::super::caret::Placed;
use crate::scene::text::TextBlock;

/// A piece with places for its letters.
pub struct Laid {
    /// Its letters; places are scalar values of what is shown.
    placed: Placed,
    /// For each scalar value shown the one of the piece, and at last their number. `None` if they are the same.
    from: Option<Vec<u32>>,
    scalars: usize,
}

impl Laid {
    /// Places for the letters of `text` in its block. `None` if it is too long to be shown whole.
    pub fn new(text: &str, block: Arc<TextBlock>, width: f32) -> Option<Self> {
        let shown = Arc::clone(&block.text);
        Some(Self {
            from: (*shown != *text).then(|| map(text, &shown)),
            placed: Placed::new(&shown, block, width)?,
            scalars: text.chars().count(),
        })
    }

    /// The words as they are painted.
    pub fn placed(&self) -> &Placed {
        &self.placed
    }

    /// The scalar value of the piece before which a caret belongs that was put at this place.
    pub fn hit(&self, at: Pos2) -> usize {
        self.in_piece(self.placed.hit(at))
    }

    /// The caret before a scalar value of the piece.
    pub fn caret(&self, scalar: usize) -> Rect {
        let caret = self.placed.caret_at(self.in_shown(scalar), true);
        Rect::from_min_max(caret.min, pos2(caret.min.x, caret.max.y))
    }

    /// Whether the line in which a scalar value stands reads right to left.
    pub fn rtl_at(&self, scalar: usize) -> bool {
        self.placed.rtl_at(self.in_shown(scalar))
    }

    /// What covers these scalar values of the piece, line by line.
    pub fn rects(&self, scalars: Range<usize>) -> Vec<Rect> {
        let shown = self.in_shown(scalars.start)..self.in_shown(scalars.end);
        let lines = &self.placed.block.lines;
        let mut rects = self.placed.marked(shown);
        // The space at which a line was broken hangs out of it.
        for rect in &mut rects {
            let line = lines.partition_point(|line| line.y.1 <= rect.center().y);
            if let Some(line) = lines.get(line) {
                let shift = self.placed.shift;
                rect.min.x = rect.min.x.max(line.x.0 + shift);
                rect.max.x = rect.max.x.min(line.x.1 + shift);
            }
        }
        rects.retain(|rect| rect.width() > 0.0);
        rects
    }

    fn in_piece(&self, shown: usize) -> usize {
        let Some(from) = &self.from else { return shown };
        from.get(shown)
            .map_or(self.scalars, |scalar| *scalar as usize)
    }

    fn in_shown(&self, scalar: usize) -> usize {
        let Some(from) = &self.from else {
            return scalar;
        };
        from.partition_point(|known| (*known as usize) < scalar)
    }
}

/// For each scalar value that is shown the one of the text that it stands for, and at last their number.
///
/// What is shown keeps the letters in order; invisible ones are left out, a tab is some spaces, and an override of the
/// reading direction is spelled out.
fn map(text: &str, shown: &str) -> Vec<u32> {
    let (text, shown): (Vec<char>, Vec<char>) = (text.chars().collect(), shown.chars().collect());
    let alike = |a: char, b: char| a == b || (a.is_whitespace() && b.is_whitespace());
    let mut from = Vec::with_capacity(shown.len() + 1);
    let mut at = 0;
    for c in &shown {
        let ahead = text.get(at..).unwrap_or_default().iter().take(64);
        let skipped = ahead.clone().position(|known| alike(*known, *c));
        // Only what has no shape of its own, or is one of a pile of accents, is left out; the rest was put in.
        let plain = |c: &char| c.is_alphanumeric() || c.is_whitespace() || c.is_ascii_punctuation();
        let hidden = |n: usize| !ahead.clone().take(n).any(plain);
        match skipped.filter(|n| hidden(*n)) {
            Some(n) => {
                from.push((at + n) as u32);
                at += n + 1;
            }
            None => from.push(at.min(text.len()) as u32),
        }
    }
    from.push(text.len() as u32);
    from
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_otherwise_is_mapped_back() {
        for (text, shown, want) in [
            ("a\tb", "a    b", vec![0, 1, 2, 2, 2, 2, 3]),
            ("a\t. b", "a    . b", vec![0, 1, 2, 2, 2, 2, 3, 4, 5]),
            ("co\u{ad}op", "coop", vec![0, 1, 3, 4, 5]),
            ("\u{feff}ab", "ab", vec![1, 2, 3]),
            (
                "a\u{202e}b",
                "a\u{2066}‹RLO›\u{2069}b",
                vec![0, 1, 1, 1, 1, 1, 1, 1, 2, 3],
            ),
            ("ab\u{2066}", "ab\u{2066}\u{2069}", vec![0, 1, 2, 3, 3]),
        ] {
            let from = map(text, shown);
            assert_eq!(from.len(), shown.chars().count() + 1);
            assert_eq!(from, want, "{text:?}");
            assert!(from.is_sorted());
        }
    }
}
