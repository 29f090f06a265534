//! Where the letters of a typed text stand when some of it reads right to left: for the caret, the mouse and marking.
//!
//! egui's text fields know one direction. So a field whose text needs two is given a galley without ink: the same
//! letters in the same order, each where the text engine put it. The field edits that; what is seen is painted by the
//! engine. Refuses texts that the engine shows otherwise than they are (tabs, control characters): for those the
//! letters would not be where this says.

use std::ops::Range;
use std::sync::Arc;

use eframe::egui::epaint::text::{Glyph, LayoutJob, PlacedRow, Row, RowVisuals};
use eframe::egui::{self, Galley, Pos2, Rect, pos2, vec2};

use crate::scene::text::TextBlock;

/// A text whose letters have places.
#[derive(Clone)]
pub struct Placed {
    /// What is seen.
    pub block: Arc<TextBlock>,
    /// What the block has to be moved by to the right.
    pub shift: f32,
    lines: Vec<Line>,
}

#[derive(Clone)]
struct Line {
    letters: Vec<Letter>,
    /// The place of a caret in an empty line.
    start: f32,
    y: (f32, f32),
    rtl: bool,
    /// A newline follows, not a soft break.
    newline: bool,
}

/// One character: its left and right edge, and which of them is the first.
#[derive(Clone, Copy)]
struct Letter {
    c: char,
    x: (f32, f32),
    rtl: bool,
}

impl Letter {
    fn leading(self) -> f32 {
        if self.rtl { self.x.1 } else { self.x.0 }
    }

    fn trailing(self) -> f32 {
        if self.rtl { self.x.0 } else { self.x.1 }
    }
}

impl Placed {
    /// The places of the letters of `text` in `block`, in a field of this width. `None` if they are not the same text.
    pub fn new(text: &str, block: Arc<TextBlock>, width: f32) -> Option<Self> {
        if *block.text != *text || block.cut {
            return None;
        }
        let shift = if block.lines.iter().all(|line| line.rtl) {
            (width - block.size[0]).max(0.0)
        } else {
            0.0
        };
        let mut lines: Vec<Line> = Vec::new();
        let mut at = 0;
        for (n, line) in block.lines.iter().enumerate() {
            let bytes = line.text.start as usize..line.text.end as usize;
            if let Some(last) = lines.last_mut() {
                last.newline = match text.get(at..bytes.start)? {
                    "" => false,
                    "\n" => true,
                    _ => return None,
                };
            }
            at = bytes.end;
            let mut letters = letters(&block, n, text.get(bytes.clone())?, bytes.start);
            for letter in &mut letters {
                letter.x = (letter.x.0 + shift, letter.x.1 + shift);
            }
            let start = if line.rtl { line.x.1 } else { line.x.0 };
            lines.push(Line {
                letters,
                start: start + shift,
                y: line.y,
                rtl: line.rtl,
                newline: false,
            });
        }
        (at == text.len()).then_some(Self {
            block,
            shift,
            lines,
        })
    }

    /// The galley without ink that the field edits.
    pub fn galley(&self, ui: &egui::Ui, job: LayoutJob) -> Arc<Galley> {
        let font = job
            .sections
            .first()
            .map(|section| section.format.font_id.clone());
        let sample = ui.painter().layout_no_wrap(
            "x".to_owned(),
            font.unwrap_or_default(),
            egui::Color32::TRANSPARENT,
        );
        let row = sample.rows.first().map(|row| Row::clone(&row.row));
        let (Some(row), mut galley) = (row, Galley::clone(&sample)) else {
            return sample;
        };
        let Some(glyph) = row.glyphs.first().copied() else {
            return sample;
        };
        let width = self.block.size[0] + self.shift;
        galley.rows = self
            .lines
            .iter()
            .map(|line| {
                let mut row = row.clone();
                row.glyphs = line
                    .letters
                    .iter()
                    .map(|letter| letter.glyph(glyph))
                    .collect();
                // The end of a row is where its last letter ends, on whichever side.
                row.size = vec2(line.end(), line.y.1 - line.y.0);
                row.visuals = RowVisuals::default();
                PlacedRow {
                    pos: pos2(0.0, line.y.0),
                    row: Arc::new(row),
                    ends_with_newline: line.newline,
                }
            })
            .collect();
        galley.job = Arc::new(job);
        galley.rect = Rect::from_min_size(Pos2::ZERO, vec2(width, self.block.size[1]));
        galley.mesh_bounds = Rect::NOTHING;
        (galley.num_vertices, galley.num_indices) = (0, 0);
        Arc::new(galley)
    }

    /// The caret before a character of the text; at a soft break at the end of the line or the beginning of the next.
    pub fn caret_at(&self, index: usize, next_row: bool) -> Rect {
        let (line, column) = self.line_of(index, next_row);
        self.caret(line, column)
    }

    /// Whether the line in which a character stands reads right to left.
    pub fn rtl_at(&self, index: usize) -> bool {
        let (line, _) = self.line_of(index, true);
        self.lines.get(line).is_some_and(|line| line.rtl)
    }

    fn line_of(&self, index: usize, next_row: bool) -> (usize, usize) {
        let mut rest = index;
        let last = self.lines.len().saturating_sub(1);
        for (n, line) in self.lines.iter().enumerate() {
            let letters = line.letters.len();
            let goes_on = rest == letters && next_row && !line.newline && n < last;
            if rest <= letters && !goes_on {
                return (n, rest);
            }
            rest = rest.saturating_sub(letters + usize::from(line.newline));
        }
        (last, self.lines.last().map_or(0, |line| line.letters.len()))
    }

    /// The caret before the letter `column` of a line.
    fn caret(&self, line: usize, column: usize) -> Rect {
        let Some(line) = self.lines.get(line) else {
            return Rect::ZERO;
        };
        let x = match line.letters.get(column) {
            Some(letter) => letter.leading(),
            None => line.end(),
        };
        Rect::from_min_max(pos2(x, line.y.0), pos2(x, line.y.1))
    }

    /// The character before which a caret belongs that was put at this place.
    pub fn hit(&self, at: Pos2) -> usize {
        let mut before = 0;
        for (n, line) in self.lines.iter().enumerate() {
            if at.y < line.y.1 || n + 1 == self.lines.len() {
                return before + line.hit(at.x);
            }
            before += line.letters.len() + usize::from(line.newline);
        }
        before
    }

    /// What shows that these characters are marked.
    pub fn marked(&self, chars: Range<usize>) -> Vec<Rect> {
        let mut rects: Vec<Rect> = Vec::new();
        let mut at = 0;
        for line in &self.lines {
            let mut edges: Vec<(f32, f32)> = line
                .letters
                .iter()
                .enumerate()
                .filter(|(n, _)| chars.contains(&(at + n)))
                .map(|(_, letter)| letter.x)
                .collect();
            edges.sort_by(|a, b| a.0.total_cmp(&b.0));
            let mut joined: Vec<(f32, f32)> = Vec::new();
            for edge in edges {
                match joined.last_mut() {
                    Some(last) if edge.0 <= last.1 + 0.5 => last.1 = last.1.max(edge.1),
                    _ => joined.push(edge),
                }
            }
            rects.extend(joined.into_iter().map(|(left, right)| {
                Rect::from_min_max(pos2(left, line.y.0), pos2(right, line.y.1))
            }));
            at += line.letters.len() + usize::from(line.newline);
        }
        rects
    }
}

impl Line {
    fn end(&self) -> f32 {
        self.letters
            .last()
            .map_or(self.start, |last| last.trailing())
    }

    fn hit(&self, x: f32) -> usize {
        let off = |letter: &Letter| {
            let (left, right) = letter.x;
            (left - x).max(x - right).max(0.0)
        };
        let letters = self.letters.iter().enumerate();
        let nearest = letters.min_by(|a, b| off(a.1).total_cmp(&off(b.1)));
        nearest.map_or(0, |(n, letter)| {
            let behind = (x - letter.leading()).abs() > (x - letter.trailing()).abs();
            n + usize::from(behind)
        })
    }
}

impl Letter {
    fn glyph(self, like: Glyph) -> Glyph {
        let mut glyph = like;
        glyph.chr = self.c;
        glyph.pos.x = self.leading();
        glyph.advance_width = self.x.1 - self.x.0;
        glyph.first_vertex = 0;
        glyph
    }
}

/// Letters that are one to the font: their bytes, their edges, and whether they read right to left.
type Cluster = ((u32, u32), (f32, f32), bool);

/// The letters of one line of a block. A ligature is shared out evenly among its letters.
fn letters(block: &TextBlock, line: usize, text: &str, first_byte: usize) -> Vec<Letter> {
    let mut clusters: Vec<Cluster> = Vec::new();
    for run in block.runs.iter().filter(|run| run.line as usize == line) {
        for glyph in block.glyphs_of(run) {
            let edges = (glyph.x, glyph.x + glyph.adv);
            match clusters.last_mut() {
                Some((bytes, x, _)) if *bytes == glyph.text => {
                    *x = (x.0.min(edges.0), x.1.max(edges.1));
                }
                _ => clusters.push((glyph.text, edges, run.rtl)),
            }
        }
    }
    let mut place = block
        .lines
        .get(line)
        .map_or(0.0, |line| if line.rtl { line.x.1 } else { line.x.0 });
    let mut letters: Vec<Letter> = Vec::new();
    for (byte, c) in text.char_indices() {
        let byte = (first_byte + byte) as u32;
        let cluster = clusters
            .iter()
            .find(|((from, to), ..)| (*from..*to).contains(&byte));
        let letter = match cluster {
            Some(((from, to), (left, right), rtl)) => {
                let span = (*from as usize).saturating_sub(first_byte)
                    ..(*to as usize).saturating_sub(first_byte);
                let whole = text.get(span.clone()).unwrap_or_default();
                let before = whole
                    .get(..byte as usize - *from as usize)
                    .unwrap_or_default();
                let (all, nth) = (whole.chars().count().max(1), before.chars().count());
                let part = (right - left) / all as f32;
                let nth = if *rtl {
                    all - 1 - nth.min(all - 1)
                } else {
                    nth
                };
                let left = left + part * nth as f32;
                Letter {
                    c,
                    x: (left, left + part),
                    rtl: *rtl,
                }
            }
            // No ink and no room of its own: it stands where the letter before it ends.
            None => Letter {
                c,
                x: (place, place),
                rtl: false,
            },
        };
        place = letter.trailing();
        letters.push(letter);
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::style::Tone;
    use crate::scene::text::{FontSource, Spec, TextEngine, TextStyle};

    fn placed(text: &str, width: f32) -> Placed {
        let mut engine = TextEngine::new(FontSource::BundledOnly);
        let spec = Spec {
            width: Some(width),
            ..Spec::new(text, TextStyle::new(12.5, Tone::Ink))
        };
        Placed::new(text, Arc::new(engine.layout(&spec)), width).expect("the same text")
    }

    /// Both directions in one text, and more than one line of each.
    const URDU: &str = "پرانا پل طوفان کے بعد (2024) NATO بند کر دیا گیا\nThe old پل was closed";

    #[test]
    fn every_caret_is_hit_again_where_it_stands() {
        let placed = placed(URDU, 110.0);
        assert!(placed.lines.len() > 3 && placed.rtl_at(0));
        let mut at = 0;
        for (n, line) in placed.lines.iter().enumerate() {
            for (column, letter) in line.letters.iter().enumerate() {
                let middle = (letter.x.0 + letter.x.1) / 2.0;
                let y = (line.y.0 + line.y.1) / 2.0;
                let just_inside = middle + (letter.leading() - middle) * 0.8;
                if letter.x.1 - letter.x.0 > 0.5 {
                    assert_eq!(placed.hit(pos2(just_inside, y)), at + column, "line {n}");
                }
                assert_eq!(placed.caret(n, column).min.x, letter.leading());
            }
            at += line.letters.len() + usize::from(line.newline);
        }
        assert_eq!(at, URDU.chars().count());
    }

    #[test]
    fn a_right_to_left_line_begins_at_the_right_and_ends_at_the_left() {
        let placed = placed("پل بند ہوا", 300.0);
        let (first, last) = (placed.caret(0, 0), placed.caret(0, 10));
        assert!(first.min.x > 298.0, "{first}");
        assert!(last.min.x < first.min.x - 30.0, "{last}");
        let marked = placed.marked(0..10);
        assert_eq!(marked.len(), 1, "{marked:?}");
        assert!((marked[0].right() - first.min.x).abs() < 0.5);
    }

    #[test]
    fn texts_that_are_shown_otherwise_have_no_places() {
        let mut engine = TextEngine::new(FontSource::BundledOnly);
        let block = engine.layout(&Spec::new("a\tپ", TextStyle::new(12.5, Tone::Ink)));
        assert!(Placed::new("a\tپ", Arc::new(block), 100.0).is_none());
    }
}
