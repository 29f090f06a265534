//! The chapters of a brief: claims that answer one question, then those that lie in one frame, then the others.
//!
//! All in reading order, as on the wall: from the top down, and in a row from left to right.

use std::collections::{BTreeMap, BTreeSet};

use super::Part;
use crate::board::{Board, Body, Card, CardId};

/// Claims that belong together.
pub struct Chapter<'a> {
    /// The question, or the title of the frame; nothing for what belongs nowhere.
    pub heading: Option<&'a str>,
    /// Whether the heading is a question, and the claims rival answers to it.
    pub question: bool,
    /// The claims in reading order.
    pub claims: Vec<&'a CardId>,
}

/// Where a card stands in reading order: cards whose tops nearly align are a row.
type Place = (i64, i64);

fn place(card: &Card) -> Place {
    ((card.at.y / 40.0).floor() as i64, card.at.x as i64)
}

/// The chapters of a part of a board. None is empty.
pub fn of<'a>(board: &'a Board, part: &Part) -> Vec<Chapter<'a>> {
    let mut claims: Vec<(Place, &CardId, &str)> = Vec::new();
    for (id, card) in board.cards() {
        let Body::Claim(claim) = &card.body else {
            continue;
        };
        let question = claim.question.trim();
        let wanted = match part {
            Part::All => true,
            Part::Questions(questions) => questions.contains(question),
            Part::Claims(ids) => ids.contains(id),
        };
        if wanted {
            claims.push((place(card), id, question));
        }
    }
    claims.sort();
    let frames = frames(board);
    let mut by_question: Vec<Chapter<'a>> = Vec::new();
    let mut by_frame: BTreeMap<(Place, &CardId), Chapter<'a>> = BTreeMap::new();
    let mut others: Vec<&CardId> = Vec::new();
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, id, question) in claims {
        if !question.is_empty() {
            let at = *known.entry(question).or_insert(by_question.len());
            match by_question.get_mut(at) {
                Some(chapter) => chapter.claims.push(id),
                None => by_question.push(Chapter {
                    heading: Some(question),
                    question: true,
                    claims: vec![id],
                }),
            }
        } else if let Some((place, frame, title)) = frames.get(id) {
            let chapter = by_frame.entry((*place, frame)).or_insert(Chapter {
                heading: Some(title),
                question: false,
                claims: Vec::new(),
            });
            chapter.claims.push(id);
        } else {
            others.push(id);
        }
    }
    let others = (!others.is_empty()).then_some(Chapter {
        heading: None,
        question: false,
        claims: others,
    });
    by_question
        .into_iter()
        .chain(by_frame.into_values())
        .chain(others)
        .collect()
}

/// The smallest titled frame that carries each card.
fn frames(board: &Board) -> BTreeMap<CardId, (Place, &CardId, &str)> {
    let frames = board
        .cards()
        .iter()
        .filter_map(|(id, card)| match &card.body {
            Body::Frame(frame) => Some((card, id, frame.title.trim())),
            _ => None,
        });
    let mut frames: Vec<_> = frames.filter(|(_, _, title)| !title.is_empty()).collect();
    frames.sort_by(|(a, a_id, _), (b, b_id, _)| {
        let area = |card: &Card| card.size.area();
        area(a).total_cmp(&area(b)).then(a_id.cmp(b_id))
    });
    let mut within = BTreeMap::new();
    for (card, id, title) in frames {
        let carried: BTreeSet<CardId> = board.carried(id);
        for inside in carried {
            within.entry(inside).or_insert((place(card), id, title));
        }
    }
    within
}
