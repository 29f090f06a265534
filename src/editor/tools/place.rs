//! Placing new cards: a click puts one there, a drag draws a frame's area. Its text is typed at once.

use kurbo::{Point, Rect};

use super::super::input::{Effect, Input};
use super::{Cx, State, ToolId, new_body};
use crate::board::{Body, Card, Label};

pub(super) fn step(state: State, input: Input, cx: &mut Cx<'_>) -> (State, Vec<Effect>) {
    match (state, input) {
        (State::Idle, Input::Press { at, .. }) => (State::Placing { start: at, at }, Vec::new()),
        (State::Placing { start, .. }, Input::Move { at, .. }) => {
            (State::Placing { start, at }, Vec::new())
        }
        (State::Placing { start, .. }, Input::Release { at, .. }) => {
            (State::Idle, place(start, at, cx).unwrap_or_default())
        }
        (state, _) => (state, Vec::new()),
    }
}

fn place(start: Point, at: Point, cx: &mut Cx<'_>) -> Option<Vec<Effect>> {
    let body = new_body(cx.tool)?;
    let label = Label::new(format!("Add {}", body.word()));
    let drawn = Rect::from_points(start, at);
    let is_area = cx.tool == ToolId::Frame && drawn.width() > 40.0 && drawn.height() > 40.0;
    let card = new_card(cx, body, at, is_area.then_some(drawn));
    let mut made = None;
    let edit = cx.board.plan(|txn| made = Some(txn.add_card(card)));
    Some(vec![
        Effect::Use(ToolId::Select),
        Effect::Begin(label, edit, made?),
    ])
}

fn new_card(cx: &mut Cx<'_>, body: Body, at: Point, area: Option<Rect>) -> Card {
    let mut card = Card::new(at, body);
    match area {
        Some(area) => (card.at, card.size) = (area.origin(), area.size()),
        None => {
            card.size.height = cx
                .scene
                .height(&card.body, card.size.width)
                .unwrap_or(card.size.height);
            card.at = at - card.size.to_vec2() / 2.0;
        }
    }
    card
}
