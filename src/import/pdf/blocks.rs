//! The order in which a page is read: columns one after the other, tables row by row, paragraphs by the space between.
//!
//! Columns are told by the gutter that they share over several rows. It knows no drawn lines and no tags: what
//! it cannot tell from the places of words, it reads from top to bottom.

use super::lines::{Direction, Piece};

/// Most rows of a page whose columns are looked for; a page of more is read row by row.
const MAX_ROWS: usize = 4_000;
/// Columns within columns.
const MAX_DEPTH: u32 = 6;
/// The narrowest gutter, in sizes of the font.
const GUTTER: f64 = 0.6;
/// Fewest rows that are columns.
const FEWEST_ROWS: usize = 3;
/// Fewest letters that a line in a column of prose has on average; cells of tables have fewer.
const PROSE: usize = 16;

/// How a line goes over into the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Break {
    /// It was full.
    Full,
    /// It was ended, though more would have fitted.
    Ended,
    /// The last one of its paragraph.
    Last,
}

/// A line and how it ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its words.
    pub text: String,
    /// How it goes over into the next.
    pub end: Break,
    /// The size of most of its letters.
    pub size: f64,
}

/// The lines of a page in the order of reading.
pub fn lines(directions: Vec<Direction>) -> Vec<Line> {
    let mut out = Vec::new();
    for Direction { pieces } in directions {
        region(pieces, &mut out, 0);
    }
    out
}

/// Pieces on one base line.
type Row = Vec<Piece>;

fn rows(mut pieces: Vec<Piece>) -> Vec<Row> {
    pieces.sort_by(|a, b| {
        a.base
            .total_cmp(&b.base)
            .then(a.area.x0.total_cmp(&b.area.x0))
    });
    let mut rows: Vec<Row> = Vec::new();
    for piece in pieces {
        let same = rows
            .last()
            .and_then(|row| row.first())
            .is_some_and(|first| {
                (piece.base - first.base).abs() < 0.35 * piece.size.min(first.size)
            });
        match rows.last_mut() {
            Some(row) if same => row.push(piece),
            _ => rows.push(vec![piece]),
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| a.area.x0.total_cmp(&b.area.x0));
    }
    rows
}

/// Reads a region: as columns where rows share gutters, else row by row.
fn region(pieces: Vec<Piece>, out: &mut Vec<Line>, depth: u32) {
    let rows = rows(pieces);
    if depth >= MAX_DEPTH || rows.len() > MAX_ROWS {
        paragraphs(rows, out);
        return;
    }
    let mut plain: Vec<Row> = Vec::new();
    let mut rows = rows.into_iter().peekable();
    while let Some(first) = rows.next() {
        let mut free = Free::beside(&first);
        let mut inner = Inner::NOTHING.and(&first);
        let mut group = vec![first];
        while let Some(next) = rows.peek() {
            let narrowed = free.without(next);
            // Columns end where a row lies across them. What was no column yet may end anywhere.
            if narrowed.gutters(inner).is_empty()
                && (!free.gutters(inner).is_empty() || narrowed.gaps.is_empty())
            {
                break;
            }
            free = narrowed;
            inner = inner.and(next);
            group.extend(rows.next());
        }
        let gutters = free.gutters(inner);
        if gutters.is_empty() || !are_columns(&group, &gutters) {
            plain.extend(group);
            continue;
        }
        paragraphs(std::mem::take(&mut plain), out);
        for column in split(group, &gutters) {
            region(column, out, depth + 1);
        }
    }
    paragraphs(plain, out);
}

/// The stretches beside the words of some rows where nothing stands.
struct Free {
    gaps: Vec<(f64, f64)>,
    least: f64,
}

impl Free {
    fn beside(row: &[Piece]) -> Self {
        let least = GUTTER * row.iter().map(|piece| piece.size).fold(f64::MAX, f64::min);
        Self {
            gaps: vec![(f64::MIN, f64::MAX)],
            least,
        }
        .without(row)
    }

    fn without(&self, row: &[Piece]) -> Self {
        let mut gaps = self.gaps.clone();
        for Piece { area, .. } in row {
            gaps = gaps
                .into_iter()
                .flat_map(|(from, to)| {
                    if area.x1 <= from || area.x0 >= to {
                        [(from, to), (0.0, 0.0)]
                    } else {
                        [(from, area.x0), (area.x1, to)]
                    }
                })
                .filter(|(from, to)| to - from >= self.least)
                .take(64)
                .collect();
        }
        Self {
            gaps,
            least: self.least,
        }
    }

    /// The gaps that have words on both sides.
    fn gutters(&self, words: Inner) -> Vec<(f64, f64)> {
        self.gaps
            .iter()
            .copied()
            .filter(|(from, to)| words.first_end <= *from && words.last_begin >= *to)
            .collect()
    }
}

/// Where the leftmost piece of some rows ends and the rightmost one begins.
#[derive(Clone, Copy)]
struct Inner {
    first_end: f64,
    last_begin: f64,
}

impl Inner {
    const NOTHING: Self = Self {
        first_end: f64::MAX,
        last_begin: f64::MIN,
    };

    fn and(self, row: &[Piece]) -> Self {
        row.iter().fold(self, |inner, piece| Self {
            first_end: inner.first_end.min(piece.area.x1),
            last_begin: inner.last_begin.max(piece.area.x0),
        })
    }
}

/// The pieces of rows, apart by gutters; from right to left where most words run so.
fn split(rows: Vec<Row>, gutters: &[(f64, f64)]) -> Vec<Vec<Piece>> {
    let mut columns = vec![Vec::new(); gutters.len() + 1];
    let leftward = leftward(rows.iter().flatten().map(|piece| piece.text.as_str()));
    for piece in rows.into_iter().flatten() {
        let n = gutters
            .iter()
            .filter(|(_, to)| piece.area.x0 >= *to)
            .count();
        if let Some(column) = columns.get_mut(n) {
            column.push(piece);
        }
    }
    if leftward {
        columns.reverse();
    }
    columns
}

/// Columns of prose rather than cells of a table: long lines, on both sides.
fn are_columns(rows: &[Row], gutters: &[(f64, f64)]) -> bool {
    if rows.len() < FEWEST_ROWS {
        return false;
    }
    let columns = split(rows.to_vec(), gutters);
    columns.iter().all(|column| {
        let letters: usize = column.iter().map(|piece| piece.text.chars().count()).sum();
        let lines = self::rows(column.clone()).len();
        lines > 0 && letters / lines >= PROSE
    })
}

fn leftward<'t>(texts: impl Iterator<Item = &'t str>) -> bool {
    let (mut left, mut right) = (0, 0);
    for c in texts.flat_map(str::chars).filter(|c| c.is_alphabetic()) {
        if matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}') {
            left += 1;
        } else {
            right += 1;
        }
    }
    left > right
}

/// Rows that are read from top to bottom.
fn paragraphs(rows: Vec<Row>, out: &mut Vec<Line>) {
    struct Set {
        text: String,
        x0: f64,
        x1: f64,
        base: f64,
        size: f64,
        cells: usize,
    }
    let sets: Vec<Set> = rows
        .into_iter()
        .filter_map(|mut row| {
            let (first, last) = (row.first()?, row.last()?);
            let (x0, x1, base) = (first.area.x0, last.area.x1, first.base);
            let size = row.iter().map(|piece| piece.size).fold(0.0, f64::max);
            if leftward(row.iter().map(|piece| piece.text.as_str())) {
                row.reverse();
            }
            let texts: Vec<String> = row.into_iter().map(|piece| piece.text).collect();
            let cells = texts.len();
            Some(Set {
                text: texts.join(" "),
                x0,
                x1,
                base,
                size,
                cells,
            })
        })
        .collect();
    let mut pitches: Vec<f64> = sets
        .windows(2)
        .filter_map(|pair| match pair {
            [a, b] if (a.size - b.size).abs() < 0.1 * a.size => Some((b.base - a.base) / a.size),
            _ => None,
        })
        .filter(|pitch| (0.8..2.6).contains(pitch))
        .collect();
    pitches.sort_by(f64::total_cmp);
    let pitch = pitches.get(pitches.len() / 2).copied().unwrap_or(1.2);
    let right = sets.iter().map(|set| set.x1).fold(f64::MIN, f64::max);
    let left = sets.iter().map(|set| set.x0).fold(f64::MAX, f64::min);
    let mut sets = sets.into_iter().peekable();
    while let Some(set) = sets.next() {
        let Some(next) = sets.peek() else {
            out.push(Line {
                text: set.text,
                end: Break::Last,
                size: set.size,
            });
            break;
        };
        let apart = (next.base - set.base) / set.size.max(next.size);
        let other = set.size.min(next.size) < 0.88 * set.size.max(next.size);
        let leftward = leftward([set.text.as_str(), next.text.as_str()].into_iter());
        // The space that was left on the line, and what the next word would have taken.
        let (room, indent) = if leftward {
            (set.x0 - left, right - next.x1 - (right - set.x1))
        } else {
            (right - set.x1, next.x0 - set.x0)
        };
        let letters = next.text.chars().count().max(1) as f64;
        let word = next
            .text
            .split(' ')
            .next()
            .unwrap_or_default()
            .chars()
            .count() as f64;
        let needed = (next.x1 - next.x0) * word / letters + 0.6 * set.size;
        let table = set.cells > 1 || next.cells > 1;
        let ended = room > needed || table;
        let indented =
            (0.9 * set.size..6.0 * set.size).contains(&indent) && !table && room > 0.5 * set.size;
        let end = if other || apart > pitch * 1.3 + 0.02 || indented {
            Break::Last
        } else if ended {
            Break::Ended
        } else {
            Break::Full
        };
        out.push(Line {
            text: set.text,
            end,
            size: set.size,
        });
    }
}
