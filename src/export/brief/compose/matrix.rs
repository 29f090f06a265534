//! The matrix of a question: its answers across, the evidence down, as the analysis of competing hypotheses wants it.

use super::{Item, Tone, Words, Work};
use crate::assess::matrix::{Cell, Matrix, Whence};
use crate::export::brief::tree::{Block, Table};

/// Answers that a table on paper has room for, and rows that it shows; what is beyond them is counted.
const MOST_ANSWERS: usize = 8;
const MOST_ROWS: usize = 40;

impl Work<'_> {
    /// The table of a question, what it comes to, and how to read it. Nothing where there are no rivals.
    pub(super) fn matrix(&mut self, question: &str) {
        let matrix = Matrix::of(self.material.board, self.material.assessment, question);
        if matrix.answers.len() < 2 || matrix.rows.is_empty() {
            return;
        }
        // In the order of the brief; an answer that is not of it has no number and is named instead.
        let number = |claim| self.numbers.get(claim).copied();
        let mut order: Vec<usize> = (0..matrix.answers.len()).collect();
        order.sort_by_key(|at| {
            let answer = matrix.answers.get(*at);
            answer
                .and_then(|answer| number(&answer.claim))
                .unwrap_or(usize::MAX)
        });
        order.truncate(MOST_ANSWERS);
        let answers = || order.iter().filter_map(|at| matrix.answers.get(*at));
        let heads = answers().map(|answer| match number(&answer.claim) {
            Some(number) => self.claims_named(&[number]).capital(),
            None => Words::of(&answer.name),
        });
        let head: Vec<Words> = [Words::of("Evidence")]
            .into_iter()
            .chain(heads)
            .chain([Words::of("Tells apart")])
            .collect();
        let mut rows: Vec<Vec<Words>> = Vec::new();
        for row in matrix.rows.iter().take(MOST_ROWS) {
            let cells = order.iter().filter_map(|at| row.cells.get(*at)).map(cell);
            let linchpin = if row.is_linchpin {
                " (decides the order)"
            } else {
                ""
            };
            let name = Words::of(&row.name).text(linchpin);
            let apart = Words::of(&row.diagnosticity.to_string());
            rows.push([name].into_iter().chain(cells).chain([apart]).collect());
        }
        let scores = answers().map(|answer| {
            let open = match answer.open {
                0 => String::new(),
                n => format!(", {n} not assessed"),
            };
            Words::of(&format!("{}{open}", answer.score))
        });
        let last = [Words::of("Inconsistency score")].into_iter().chain(scores);
        rows.push(last.chain([Words::default()]).collect());
        self.blocks.push(Block::Table(Table {
            caption: Words::of(
                "The answers held against each other: CC very consistent, C consistent, N neutral, I inconsistent, \
                 II very inconsistent, – not assessed. The score nearest to 0 is contradicted least, which does not \
                 make the answer true. * is the analyst’s own rating.",
            ),
            head,
            rows,
        }));
        let left = [
            (
                matrix.answers.len().saturating_sub(MOST_ANSWERS),
                "more answers",
            ),
            (matrix.rows.len().saturating_sub(MOST_ROWS), "more rows"),
        ];
        for (n, what) in left {
            if n > 0 {
                self.toned(
                    Words::of(&format!("{n} {what} are not shown.")),
                    Tone::Quiet,
                );
            }
        }
        let summary = matrix.summary.iter();
        let items = summary.map(|reason| Item::dot(Words::of(&reason.says)));
        self.list(items.collect());
    }
}

/// A cell: its rating, and whether it is the analyst's.
fn cell(cell: &Cell) -> Words {
    let own = match cell.whence {
        Whence::Analyst { .. } => "*",
        _ => "",
    };
    Words::of(&match cell.rating {
        Some(rating) => format!("{}{own}", rating.id()),
        None => "–".to_owned(),
    })
}
