//! The matrix of a question: its rival answers across, the evidence down (Heuer's analysis of competing hypotheses).
//!
//! A row is an origin, however many sources carry it, or a claim that speaks to an answer. A cell says what its links
//! say, or what the analyst said instead. Links between the answers are no evidence. It refuses to guess: a cell
//! without a link and without the analyst's word is not assessed, which is never the same as neutral.
//!
//! **Invariant:** every row has as many cells as there are answers, in their order.

mod questions;
mod ranking;
mod rows;
mod says;

pub use questions::{Question, questions};
pub use ranking::Turn;

use super::assessment::Assessment;
use super::reasons::Reason;
use super::standing::Label;
use crate::board::{Board, CardId, LinkId, Rating, Reliability, Weight};

/// The answers to a question, held against the evidence.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Matrix {
    /// The question.
    pub question: String,
    /// The rival answers, by id.
    pub answers: Vec<Answer>,
    /// The evidence: what tells the answers apart best, and is worth most, first.
    pub rows: Vec<Row>,
    /// The answers that are contradicted least so far: places in `answers`. Empty where nothing is assessed.
    pub leaders: Vec<usize>,
    /// What would have to be wrong for others to be contradicted least: single rows, or pairs where no single one of
    /// the two is enough.
    pub turns: Vec<Turn>,
    /// What it comes to, in sentences.
    pub summary: Vec<Reason>,
}

/// A rival answer: a claim.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The claim.
    pub claim: CardId,
    /// What it is called in a sentence.
    pub name: String,
    /// Where the claim stands, apart from its rivals.
    pub label: Label,
    /// Its inconsistency score: one less for each cell that is inconsistent, two for each that is very much so. 0 is
    /// the best: not refuted, which is not the same as true.
    pub score: i32,
    /// The same, each cell times the credibility and the relevance of its row. This is what decides the order.
    pub weighted: f64,
    /// How many of its cells are not assessed.
    pub open: usize,
    /// Whether enough of its cells are assessed to compare it with others: half of them.
    pub comparable: bool,
}

/// A piece of evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The origin, or the claim.
    pub card: CardId,
    /// What it is called in a sentence.
    pub name: String,
    /// Whether it is a claim of the board.
    pub is_claim: bool,
    /// The sources that carry it: by id, each once. None for a claim.
    pub sources: Vec<CardId>,
    /// The grade of the origin's own card.
    pub grade: Option<Reliability>,
    /// How much it carries, 0 to 1: its strongest report, or what is left of a claim after what speaks against it.
    pub mass: f64,
    /// The same in three steps.
    pub credibility: Weight,
    /// How much it matters to the question: the analyst's word, medium where there is none.
    pub relevance: Weight,
    /// One for each answer.
    pub cells: Vec<Cell>,
    /// How far it tells the answers apart, 0 to 4: its best rating less its worst.
    pub diagnosticity: u8,
    /// Whether others would be contradicted least if it alone were wrong.
    pub is_linchpin: bool,
}

impl Row {
    /// How many of its cells are assessed.
    pub fn assessed(&self) -> usize {
        let assessed = self.cells.iter().filter(|cell| cell.rating.is_some());
        assessed.count()
    }

    /// What an inconsistent cell of this row counts for.
    pub fn factor(&self) -> f64 {
        factor(self.credibility) * factor(self.relevance)
    }

    /// What decides its place among the rows.
    pub fn worth(&self) -> f64 {
        f64::from(self.diagnosticity) * factor(self.credibility)
    }
}

/// What a row says of an answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    /// The rating. `None`: not assessed.
    pub rating: Option<Rating>,
    /// Who says so.
    pub whence: Whence,
    /// What the links alone say.
    pub of_links: Option<Rating>,
    /// A remark: the analyst's, or what the links have to be asked about.
    pub note: String,
    /// The links between the row and the answer, by id.
    pub links: Vec<LinkId>,
}

/// Where a rating comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Whence {
    /// There is none.
    #[default]
    Nowhere,
    /// From the links on the wall.
    Links,
    /// From the analyst, over whatever the links say.
    Analyst {
        /// Who.
        by: String,
        /// When (RFC 3339).
        at: String,
    },
}

impl Matrix {
    /// The matrix of a question. One without answers if no claim of the board answers it.
    pub fn of(board: &Board, assessment: &Assessment, question: &str) -> Self {
        let claims = questions::answers(board, question);
        let mut matrix = Self {
            question: question.trim().to_owned(),
            rows: rows::rows(board, assessment, question, &claims),
            ..Self::default()
        };
        for (place, claim) in claims.iter().enumerate() {
            let card = board.cards().get(claim);
            let mut answer = Answer {
                claim: claim.clone(),
                name: card
                    .map(|card| super::words::name(card))
                    .unwrap_or_default(),
                label: assessment
                    .claim(claim)
                    .map_or(Label::Unsupported, |standing| standing.label),
                score: 0,
                weighted: 0.0,
                open: 0,
                comparable: false,
            };
            for row in &matrix.rows {
                let rating = row.cells.get(place).and_then(|cell| cell.rating);
                match rating {
                    Some(rating) => {
                        let loss = value(rating).min(0);
                        answer.score += loss;
                        answer.weighted += f64::from(loss) * row.factor();
                    }
                    None => answer.open += 1,
                }
            }
            answer.comparable = matrix.rows.len() >= 2 * answer.open;
            matrix.answers.push(answer);
        }
        ranking::rank(&mut matrix);
        matrix.summary = says::says(&matrix);
        matrix
    }

    /// How many cells are not assessed.
    pub fn open(&self) -> usize {
        self.answers.iter().map(|answer| answer.open).sum()
    }
}

/// A rating as a number: CC, C, N, I, II.
pub fn value(rating: Rating) -> i32 {
    match rating {
        Rating::VeryConsistent => 2,
        Rating::Consistent => 1,
        Rating::Neutral => 0,
        Rating::Inconsistent => -1,
        Rating::VeryInconsistent => -2,
    }
}

/// What a weight multiplies with, after the weights of PARC ACH.
fn factor(weight: Weight) -> f64 {
    match weight {
        Weight::Low => std::f64::consts::FRAC_1_SQRT_2,
        Weight::Medium => 1.0,
        Weight::High => std::f64::consts::SQRT_2,
    }
}
