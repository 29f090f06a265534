//! Which answers are contradicted least, and which rows that hangs on.
//!
//! An answer of which less than half is assessed is held against no other: it has not been tested, so it leads only
//! where no answer has been. **Invariant:** a turn is what the order would be without the rows that it names.

use super::{Matrix, value};

/// What would follow if some rows were wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// The rows, one or two: places in `rows`.
    pub rows: Vec<usize>,
    /// The answers that would be contradicted least: places in `answers`.
    pub leaders: Vec<usize>,
}

/// Scores that differ by less are the same.
const SAME: f64 = 1e-9;
/// Rows among which pairs are tried: those that are worth most.
const PAIRED: usize = 100;

/// Finds who leads and what turns it.
pub(super) fn rank(matrix: &mut Matrix) {
    let candidates = candidates(matrix);
    let scores: Vec<f64> = matrix
        .answers
        .iter()
        .map(|answer| answer.weighted)
        .collect();
    matrix.leaders = leaders(&scores, &candidates);
    if candidates.len() < 2 {
        return;
    }
    // What each row takes from each answer. Rows that contradict none can turn nothing.
    let losses: Vec<(usize, Vec<f64>)> = (0..)
        .zip(&matrix.rows)
        .filter_map(|(place, row)| {
            let loss = row.cells.iter().map(|cell| {
                let loss = cell.rating.map_or(0, |rating| value(rating).min(0));
                f64::from(loss) * row.factor()
            });
            let loss: Vec<f64> = loss.collect();
            loss.iter().any(|loss| *loss < 0.0).then_some((place, loss))
        })
        .collect();
    let turned = |without: &[&Vec<f64>]| {
        let less = scores.iter().enumerate().map(|(place, score)| {
            let loss = without.iter().filter_map(|loss| loss.get(place));
            score - loss.sum::<f64>()
        });
        let after = leaders(&less.collect::<Vec<_>>(), &candidates);
        (after != matrix.leaders).then_some(after)
    };
    let mut turns = Vec::new();
    let mut others: Vec<&(usize, Vec<f64>)> = Vec::new();
    for row in &losses {
        match turned(&[&row.1]) {
            Some(leaders) => turns.push(Turn {
                rows: vec![row.0],
                leaders,
            }),
            None => others.push(row),
        }
    }
    others.truncate(PAIRED);
    for (n, one) in others.iter().enumerate() {
        for other in others.iter().skip(n + 1) {
            if let Some(leaders) = turned(&[&one.1, &other.1]) {
                turns.push(Turn {
                    rows: vec![one.0, other.0],
                    leaders,
                });
            }
        }
    }
    for turn in &turns {
        if let [only] = turn.rows.as_slice()
            && let Some(row) = matrix.rows.get_mut(*only)
        {
            row.is_linchpin = true;
        }
    }
    matrix.turns = turns;
}

/// The answers that are held against each other: those of which half is assessed, or, where there are no two of them, all that are
/// assessed at all.
pub(super) fn candidates(matrix: &Matrix) -> Vec<usize> {
    let places = |keep: &dyn Fn(usize, bool) -> bool| -> Vec<usize> {
        let answers = matrix.answers.iter().enumerate();
        let kept = answers.filter(|(_, answer)| {
            answer.open < matrix.rows.len() && keep(answer.open, answer.comparable)
        });
        kept.map(|(place, _)| place).collect()
    };
    let comparable = places(&|_, comparable| comparable);
    // One alone can be held against none, and is no winner for that.
    match comparable.len() {
        0 | 1 => places(&|_, _| true),
        _ => comparable,
    }
}

/// Those of the candidates with the best score.
pub(super) fn leaders(scores: &[f64], candidates: &[usize]) -> Vec<usize> {
    let score = |place: &usize| scores.get(*place).copied().unwrap_or(f64::NEG_INFINITY);
    let best = candidates
        .iter()
        .map(score)
        .fold(f64::NEG_INFINITY, f64::max);
    let leaders = candidates
        .iter()
        .filter(|place| score(place) >= best - SAME);
    leaders.copied().collect()
}
