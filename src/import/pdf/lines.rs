//! Glyphs become words, and words lines.
//!
//! A PDF file has no words: it has glyphs at places. What lies on one base line with no more than a word's gap between
//! is one piece; a wider gap separates columns and cells, which is for the page to judge. Works in a frame turned so
//! that the text runs to the right.

use std::borrow::Cow;

use icu_properties::CodePointMapData;
use icu_properties::props::{BidiClass, GeneralCategory};
use kurbo::{Affine, Point, Rect};

use super::content::{Glyph, Shown};

/// A gap that separates words, in sizes of the font.
const WORD_GAP: f64 = 0.13;
/// A gap that separates pieces.
const PIECE_GAP: f64 = 0.85;
/// How far a letter may lie above or below its neighbour and still be on its line.
const SAME_LINE: f64 = 0.45;

/// Words on one base line without a wide gap.
#[derive(Clone, Debug)]
pub struct Piece {
    /// The words, in the order in which they are read.
    pub text: String,
    /// What they cover.
    pub area: Rect,
    /// The base line.
    pub base: f64,
    /// The size of most of its letters.
    pub size: f64,
}

/// The pieces of the text that runs one way.
pub struct Direction {
    /// In the order in which they are drawn.
    pub pieces: Vec<Piece>,
}

/// The pieces of a page, by which way they run; first what most of it does.
pub fn pieces(shown: &Shown) -> Vec<Direction> {
    let mut turns: Vec<(i16, usize)> = Vec::new();
    for glyph in &shown.glyphs {
        match turns.iter_mut().find(|(turn, _)| *turn == glyph.turn) {
            Some((_, count)) => *count += 1,
            None => turns.push((glyph.turn, 1)),
        }
    }
    turns.sort_by_key(|(turn, count)| (usize::MAX - count, *turn));
    let of = |(turn, _): (i16, usize)| {
        let upright = Affine::rotate(-f64::from(turn).to_radians());
        let marks = shown
            .glyphs
            .iter()
            .filter(|glyph| glyph.turn == turn)
            .map(|glyph| Mark::new(glyph, shown, upright));
        Direction {
            pieces: joined(runs(marks)),
        }
    };
    turns.into_iter().map(of).collect()
}

/// A glyph in the upright frame.
#[derive(Clone)]
struct Mark<'s> {
    letters: &'s str,
    from: f64,
    to: f64,
    base: f64,
    size: f64,
}

impl<'s> Mark<'s> {
    fn new(glyph: &Glyph, shown: &'s Shown, upright: Affine) -> Self {
        let (from, to): (Point, Point) = (upright * glyph.from, upright * glyph.to);
        Self {
            letters: shown.letters.get(glyph.letters.clone()).unwrap_or_default(),
            from: from.x,
            to: to.x.max(from.x),
            base: from.y,
            size: glyph.size,
        }
    }

    /// Sits on another letter and has no place of its own.
    fn combines(&self) -> bool {
        let category = CodePointMapData::<GeneralCategory>::new();
        !self.letters.is_empty()
            && self
                .letters
                .chars()
                .all(|c| category.get(c) == GeneralCategory::NonspacingMark)
    }
}

/// Glyphs that are drawn one behind the other.
struct Run<'s> {
    marks: Vec<Mark<'s>>,
    from: f64,
    to: f64,
    base: f64,
    size: f64,
}

impl<'s> Run<'s> {
    fn new(mark: Mark<'s>) -> Self {
        let (from, to, base, size) = (mark.from, mark.to, mark.base, mark.size);
        Self {
            marks: vec![mark],
            from,
            to,
            base,
            size,
        }
    }

    /// The mark may follow in this run.
    fn takes(&self, mark: &Mark<'_>) -> bool {
        let size = self.size.max(mark.size);
        let gap = mark.from - self.to;
        let level = (mark.base - self.base).abs() < SAME_LINE * size;
        let alike = self.size.min(mark.size) > 0.4 * size;
        level && alike && gap < PIECE_GAP * size && gap > -0.6 * size
    }

    fn push(&mut self, mark: Mark<'s>) {
        self.to = self.to.max(mark.to);
        self.from = self.from.min(mark.from);
        // Letters above or below the line do not move it.
        if mark.size >= self.size {
            self.base = mark.base;
            self.size = mark.size;
        }
        self.marks.push(mark);
    }

    fn empty(&self) -> bool {
        self.marks.iter().all(|mark| mark.letters.trim().is_empty())
    }
}

/// Runs in the order in which they are drawn. What is drawn twice at one place (shadows, bold type made from plain) is
/// taken once.
fn runs<'s>(marks: impl Iterator<Item = Mark<'s>>) -> Vec<Run<'s>> {
    let mut runs: Vec<Run<'s>> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for mark in marks {
        let grid = |n: f64| (n / (0.12 * mark.size).max(0.4)).round() as i64;
        if !mark.letters.trim().is_empty()
            && !seen.insert((mark.letters, grid(mark.from), grid(mark.base)))
        {
            continue;
        }
        match runs.last_mut() {
            Some(run) if run.takes(&mark) => run.push(mark),
            _ => runs.push(Run::new(mark)),
        }
    }
    runs.retain(|run| !run.empty());
    runs
}

/// Runs that lie on one line next to each other are one piece, in whatever order they were drawn.
fn joined(mut runs: Vec<Run<'_>>) -> Vec<Piece> {
    // By lines: a run belongs to the line whose base it shares.
    let mut order: Vec<usize> = (0..runs.len()).collect();
    order.sort_by(|a, b| by_place(runs.get(*a), runs.get(*b)));
    let mut lines: Vec<Vec<usize>> = Vec::new();
    let mut last: Option<(f64, f64)> = None;
    for n in order {
        let Some(run) = runs.get(n) else { continue };
        let same =
            last.is_some_and(|(base, size)| (run.base - base).abs() < 0.25 * run.size.min(size));
        match lines.last_mut() {
            Some(line) if same => line.push(n),
            _ => lines.push(vec![n]),
        }
        last = Some((run.base, run.size));
    }
    let mut pieces: Vec<(usize, Piece)> = Vec::new();
    for mut line in lines {
        line.sort_by(|a, b| {
            let from = |n: &usize| runs.get(*n).map_or(0.0, |run| run.from);
            from(a).total_cmp(&from(b))
        });
        let mut whole: Option<(usize, Run<'_>)> = None;
        for n in line {
            let Some(run) = runs.get_mut(n) else { continue };
            let run = std::mem::replace(
                run,
                Run {
                    marks: Vec::new(),
                    from: 0.0,
                    to: 0.0,
                    base: 0.0,
                    size: 0.0,
                },
            );
            match &mut whole {
                Some((first, open))
                    if run.from - open.to < PIECE_GAP * open.size.max(run.size)
                        && run.from - open.to > -0.5 * open.size.max(run.size)
                        && open.size.min(run.size) > 0.55 * open.size.max(run.size) =>
                {
                    *first = n.min(*first);
                    for mark in run.marks {
                        open.push(mark);
                    }
                }
                _ => {
                    pieces.extend(whole.take().and_then(|(n, run)| Some((n, piece(run)?))));
                    whole = Some((n, run));
                }
            }
        }
        pieces.extend(whole.and_then(|(n, run)| Some((n, piece(run)?))));
    }
    pieces.sort_by_key(|(n, _)| *n);
    pieces.into_iter().map(|(_, piece)| piece).collect()
}

fn by_place(a: Option<&Run<'_>>, b: Option<&Run<'_>>) -> std::cmp::Ordering {
    let place = |run: Option<&Run<'_>>| run.map_or((0.0, 0.0), |run| (run.base, run.from));
    let (a, b) = (place(a), place(b));
    a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1))
}

fn piece(run: Run<'_>) -> Option<Piece> {
    let Run {
        marks,
        from,
        to,
        base,
        size,
    } = run;
    let text = words(marks);
    (!text.is_empty()).then(|| Piece {
        text,
        area: Rect::new(from, base - 0.75 * size, to, base + 0.25 * size),
        base,
        size,
    })
}

/// The words of a run: blanks where there is a gap, letters in the order of reading.
fn words(mut marks: Vec<Mark<'_>>) -> String {
    let mixed = marks
        .iter()
        .flat_map(|mark| mark.letters.chars())
        .any(right_to_left);
    if mixed {
        marks.sort_by(|a, b| a.from.total_cmp(&b.from));
    }
    let mut clusters: Vec<Cow<'_, str>> = Vec::new();
    let mut end: Option<f64> = None;
    for mark in marks {
        if mark.combines()
            && let Some(cluster) = clusters.last_mut()
        {
            cluster.to_mut().push_str(mark.letters);
            continue;
        }
        let gap = end.is_some_and(|end| mark.from - end > WORD_GAP * mark.size);
        let blank = mark.letters.trim().is_empty();
        let after_blank = clusters.last().is_none_or(|cluster| cluster == " ");
        if (gap || blank) && !after_blank {
            clusters.push(" ".into());
        }
        if !blank {
            clusters.push(plain(mark.letters));
        }
        end = Some(end.unwrap_or(f64::MIN).max(mark.to));
    }
    while clusters.last().is_some_and(|cluster| cluster == " ") {
        clusters.pop();
    }
    if mixed {
        logical(&mut clusters);
    }
    clusters.concat()
}

/// Letters as they are written: ligatures and the shapes of Arabic letters are taken apart, control characters left out.
fn plain(letters: &str) -> Cow<'_, str> {
    let shape = |c: char| matches!(c, '\u{FB00}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}');
    let strange = |c: char| {
        c.is_control()
            || matches!(c, '\u{FEFF}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    if !letters.contains(|c| shape(c) || strange(c) || c == '\u{A0}') {
        return letters.into();
    }
    let normalizer = icu_normalizer::ComposingNormalizerBorrowed::new_nfkc();
    let mut out = String::new();
    for c in letters.chars().filter(|c| !strange(*c)) {
        if shape(c) || c == '\u{A0}' {
            out.push_str(&normalizer.normalize(c.encode_utf8(&mut [0; 4])));
        } else {
            out.push(c);
        }
    }
    out.into()
}

fn right_to_left(c: char) -> bool {
    let class = CodePointMapData::<BidiClass>::new().get(c);
    class == BidiClass::RightToLeft || class == BidiClass::ArabicLetter
}

/// From the order in which clusters lie, left to right, to the order in which they are read: rule L2 of the
/// bidirectional algorithm (UAX 9) is its own inverse.
fn logical(clusters: &mut [Cow<'_, str>]) {
    let classes = CodePointMapData::<BidiClass>::new();
    // 2: to the left, 1: to the right, 0: as its neighbours.
    let sense = |cluster: &Cow<'_, str>| {
        cluster.chars().find_map(|c| {
            let class = classes.get(c);
            match class {
                _ if right_to_left(c) => Some(true),
                BidiClass::LeftToRight | BidiClass::EuropeanNumber | BidiClass::ArabicNumber => {
                    Some(false)
                }
                _ => None,
            }
        })
    };
    let senses: Vec<Option<bool>> = clusters.iter().map(sense).collect();
    let leftward = senses.iter().filter(|sense| **sense == Some(true)).count();
    let rightward = senses.iter().filter(|sense| **sense == Some(false)).count();
    let base = leftward >= rightward;
    // What has no sense of its own takes that of both its neighbours, or the line's.
    let mut level = vec![base; senses.len()];
    let mut n = 0;
    while let Some(sense) = senses.get(n) {
        if let Some(sense) = sense {
            if let Some(level) = level.get_mut(n) {
                *level = *sense;
            }
            n += 1;
            continue;
        }
        let end = senses
            .iter()
            .skip(n)
            .position(Option::is_some)
            .map_or(senses.len(), |more| n + more);
        let before = n
            .checked_sub(1)
            .and_then(|n| senses.get(n).copied().flatten())
            .unwrap_or(base);
        let after = senses.get(end).copied().flatten().unwrap_or(base);
        let fill = if before == after { before } else { base };
        if let Some(level) = level.get_mut(n..end) {
            level.fill(fill);
        }
        n = end;
    }
    // Stretches against the line's sense are turned in themselves; then, if the line runs left, all of it.
    let mut from = 0;
    for stretch in level.chunk_by(|a, b| a == b) {
        let to = from + stretch.len();
        let turned = stretch.first().copied().unwrap_or(base);
        if turned != base
            && let Some(clusters) = clusters.get_mut(from..to)
        {
            clusters.reverse(); // words that run right in a line that runs left are turned twice
        }
        from = to;
    }
    if base {
        clusters.reverse();
    }
}
