//! `casewall export BOARD --matrix [QUESTION] -o FILE.csv`: the matrix of a question, and which question is meant by
//! what was typed. Refuses to guess where there are several.

use super::super::CliError;
use crate::assess::Assessment;
use crate::assess::matrix::{Matrix, Question, questions};
use crate::board::Board;
use crate::export;

/// The matrix that was wished for, as a table. `wish` is the question, how it begins, or nothing.
pub(super) fn table(board: &Board, wish: &str) -> Result<Vec<u8>, CliError> {
    let question = question(board, wish)?;
    let assessment = Assessment::of(board);
    let matrix = Matrix::of(board, &assessment, &question.text);
    Ok(export::matrix_csv(board, &matrix)?)
}

/// The question of a board that is meant by its words, by how it begins, or by nothing where there is only one.
pub(super) fn question(board: &Board, wish: &str) -> Result<Question, CliError> {
    let all = questions(board);
    meant(&all, wish)
        .cloned()
        .ok_or_else(|| CliError::NoQuestion {
            known: match all.as_slice() {
                [] => "none; a claim names the question that it answers".to_owned(),
                all => {
                    let all = all.iter().map(|question| format!("\"{}\"", question.text));
                    all.collect::<Vec<_>>().join(", ")
                }
            },
        })
}

fn meant<'a>(all: &'a [Question], wish: &str) -> Option<&'a Question> {
    let wish = wish.trim();
    if let Some(exact) = all.iter().find(|question| question.text == wish) {
        return Some(exact);
    }
    let start = wish.to_lowercase();
    let begins = |question: &&Question| question.text.to_lowercase().starts_with(&start);
    let mut found = all.iter().filter(begins);
    found.next().filter(|_| found.next().is_none())
}
