//! The questions of a board: claims that name the same one are rival answers to it.

use std::collections::BTreeMap;

use crate::board::{Board, Body, Card, CardId};

/// A question and its answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The question, without white space around it.
    pub text: String,
    /// The claims that answer it, by id.
    pub answers: Vec<CardId>,
}

/// Every question that a claim answers, in the order in which their answers stand on the wall, from the top.
pub fn questions(board: &Board) -> Vec<Question> {
    let mut found: BTreeMap<&str, ((i64, i64), Vec<CardId>)> = BTreeMap::new();
    for (id, card) in board.cards() {
        let Some(question) = asked(card) else {
            continue;
        };
        let at = (card.at.y as i64, card.at.x as i64);
        let (first, answers) = found.entry(question).or_insert((at, Vec::new()));
        *first = at.min(*first);
        answers.push(id.clone());
    }
    let mut found: Vec<_> = found.into_iter().collect();
    found.sort_by_key(|(_, (first, _))| *first);
    let questions = found.into_iter();
    questions
        .map(|(text, (_, answers))| Question {
            text: text.to_owned(),
            answers,
        })
        .collect()
}

/// The claims that answer a question, by id.
pub(super) fn answers(board: &Board, question: &str) -> Vec<CardId> {
    let question = question.trim();
    let answers = board.cards().iter();
    answers
        .filter(|(_, card)| asked(card) == Some(question))
        .map(|(id, _)| id.clone())
        .collect()
}

/// The question that a card answers, if it is a claim that names one.
fn asked(card: &Card) -> Option<&str> {
    match &card.body {
        Body::Claim(claim) => Some(claim.question.trim()).filter(|question| !question.is_empty()),
        _ => None,
    }
}
