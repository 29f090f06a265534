//! Selecting, moving, resizing. A press that does not move is a click, never a one-pixel move.

use std::collections::BTreeSet;

use kurbo::{Point, Rect, Size, Vec2};

use super::super::input::{Effect, Input};
use super::{Cx, OnRelease, State};
use crate::board::{Body, Card, CardId, Claim, Edit, Item, Label, Selection};
use crate::scene::Hit;

/// Narrowest card.
const LEAST_WIDTH: f64 = 120.0;
/// Smallest side of a frame or picture.
const LEAST_SIDE: f64 = 60.0;

pub(super) fn step(state: State, input: Input, cx: &mut Cx<'_>) -> (State, Vec<Effect>) {
    match (state, input) {
        (State::Idle, Input::Press { at, hit, keys }) => press(at, hit, keys.shift, cx),
        (State::Idle, Input::Double { at, hit }) => double(at, hit, cx),

        (State::Pressed { start, on, .. }, Input::Move { at, .. })
            if (at - start).hypot() > cx.slop =>
        {
            match on {
                Item::Card(_) => {
                    let (carried, counted) = (carried(cx), cx.selection.cards.len());
                    drag(start, at, carried, counted, cx)
                }
                // A link is bound to its cards; dragging its middle does nothing.
                Item::Link(_) => (State::Idle, Vec::new()),
            }
        }
        (State::Pressed { on, on_release, .. }, Input::Release { .. }) => {
            let effect = match on_release {
                OnRelease::Nothing => None,
                OnRelease::Narrow => Some(Effect::Select(Selection::of(on))),
                OnRelease::TakeOut => {
                    let mut selection = cx.selection.clone();
                    selection.toggle(on);
                    Some(Effect::Select(selection))
                }
            };
            (State::Idle, effect.into_iter().collect())
        }

        (
            State::Dragging {
                start,
                carried,
                counted,
            },
            Input::Move { at, .. },
        ) => drag(start, at, carried, counted, cx),
        (
            State::Dragging {
                start,
                carried,
                counted,
            },
            Input::Release { at, .. },
        ) => {
            let edit = moved(cx, &carried, at - start);
            (
                State::Idle,
                vec![Effect::Commit(
                    Label::new(format!("Move {}", cards(counted))),
                    edit,
                )],
            )
        }

        // A press that hardly moved resizes nothing.
        (state @ State::Resizing { start, .. }, Input::Move { at, .. })
            if (at - start).hypot() <= cx.slop =>
        {
            (state, Vec::new())
        }
        (State::Resizing { start, .. }, Input::Release { at, .. })
            if (at - start).hypot() <= cx.slop =>
        {
            (State::Idle, Vec::new())
        }
        (State::Resizing { start, card, edges }, Input::Move { at, .. }) => {
            let edit = resized(cx, &card, edges, at - start);
            (
                State::Resizing { start, card, edges },
                vec![Effect::Preview(edit)],
            )
        }
        (State::Resizing { start, card, edges }, Input::Release { at, .. }) => {
            let edit = resized(cx, &card, edges, at - start);
            (
                State::Idle,
                vec![Effect::Commit(Label::new("Resize card"), edit)],
            )
        }

        (State::Marquee { start, base, .. }, Input::Move { at, .. }) => {
            let mut selection = base.clone();
            selection.extend(Selection::cards(
                cx.scene.marquee(Rect::from_points(start, at)),
            ));
            (
                State::Marquee { start, at, base },
                vec![Effect::Select(selection)],
            )
        }
        (State::Marquee { .. }, Input::Release { .. }) => (State::Idle, Vec::new()),

        (state, _) => (state, Vec::new()),
    }
}

/// "1 card", "3 cards".
pub(in crate::editor) fn cards(n: usize) -> String {
    if n == 1 {
        "card".to_owned()
    } else {
        format!("{n} cards")
    }
}

fn press(at: Point, hit: Hit, shift: bool, cx: &Cx<'_>) -> (State, Vec<Effect>) {
    let on = match hit {
        Hit::Handle(from, _) => {
            return (
                State::Linking {
                    from,
                    at,
                    stance: cx.stance,
                },
                Vec::new(),
            );
        }
        Hit::Grip(card, dx, dy) => {
            return (
                State::Resizing {
                    start: at,
                    card,
                    edges: (dx, dy),
                },
                Vec::new(),
            );
        }
        Hit::End(link, end) => return (State::Reconnecting { link, end, at }, Vec::new()),
        Hit::Wall => {
            let base = if shift {
                cx.selection.clone()
            } else {
                Selection::default()
            };
            let cleared = Effect::Select(base.clone());
            return (
                State::Marquee {
                    start: at,
                    at,
                    base,
                },
                vec![cleared],
            );
        }
        Hit::Card(id) => Item::Card(id),
        Hit::Link(id) => Item::Link(id),
    };
    let selected = cx.selection.contains(&on);
    let (on_release, select) = match (selected, shift) {
        (true, true) => (OnRelease::TakeOut, None),
        (true, false) if cx.selection.len() > 1 => (OnRelease::Narrow, None),
        (true, false) => (OnRelease::Nothing, None),
        (false, true) => {
            let mut selection = cx.selection.clone();
            selection.insert(on.clone());
            (OnRelease::Nothing, Some(selection))
        }
        (false, false) => (OnRelease::Nothing, Some(Selection::of(on.clone()))),
    };
    (
        State::Pressed {
            start: at,
            on,
            on_release,
        },
        select.map(Effect::Select).into_iter().collect(),
    )
}

fn double(at: Point, hit: Hit, cx: &mut Cx<'_>) -> (State, Vec<Effect>) {
    match hit {
        Hit::Wall => {
            let mut made = None;
            let edit = cx.board.plan(|txn| {
                let body = Body::Claim(Claim::default());
                let size = body.usual_size();
                made = Some(txn.add_card(Card::new(at - size.to_vec2() / 2.0, body)));
            });
            let begin = made.map(|id| Effect::Begin(Label::new("Add claim"), edit, id));
            (State::Idle, begin.into_iter().collect())
        }
        Hit::Card(id) | Hit::Handle(id, _) | Hit::Grip(id, ..) => {
            (State::Idle, vec![Effect::EditText(id)])
        }
        Hit::Link(id) | Hit::End(id, _) => (
            State::Idle,
            vec![
                Effect::Select(Selection::of(Item::Link(id))),
                Effect::EditNote,
            ],
        ),
    }
}

/// The selected cards, and what lies in the selected frames.
pub(in crate::editor) fn carried(cx: &Cx<'_>) -> BTreeSet<CardId> {
    let frames: Vec<&CardId> = cx.selection.cards.iter().collect();
    let inside = frames.into_iter().flat_map(|id| cx.board.carried(id));
    inside.chain(cx.selection.cards.iter().cloned()).collect()
}

fn drag(
    start: Point,
    at: Point,
    carried: BTreeSet<CardId>,
    counted: usize,
    cx: &Cx<'_>,
) -> (State, Vec<Effect>) {
    let edit = moved(cx, &carried, at - start);
    (
        State::Dragging {
            start,
            carried,
            counted,
        },
        vec![Effect::Preview(edit)],
    )
}

/// Moves cards by whole units.
pub(in crate::editor) fn moved(cx: &Cx<'_>, cards: &BTreeSet<CardId>, by: Vec2) -> Edit {
    cx.board.plan(|txn| {
        for id in cards {
            txn.update_card(id, |card| card.at += by.round());
        }
    })
}

fn resized(cx: &mut Cx<'_>, id: &CardId, edges: (i8, i8), by: Vec2) -> Edit {
    let Some(card) = cx.board.cards().get(id).cloned() else {
        return Edit::default();
    };
    let tall = matches!(card.body, Body::Frame(_) | Body::Picture(_));
    let least = if tall { LEAST_SIDE } else { LEAST_WIDTH };
    let grown = |size: f64, edge: i8, by: f64| (size + f64::from(edge) * by).max(least).round();
    let mut width = grown(card.size.width, edges.0, by.x);
    if matches!(card.body, Body::Picture(_)) && edges.0 == 0 {
        width =
            (card.size.width * grown(card.size.height, edges.1, by.y) / card.size.height).round();
    }
    let height = if matches!(card.body, Body::Picture(_)) {
        (card.size.height * width / card.size.width).round() // a picture keeps its shape
    } else if tall {
        grown(card.size.height, edges.1, by.y)
    } else {
        card.size.height
    };
    let height = cx.scene.height(&card.body, width).unwrap_or(height);
    let size = Size::new(width, height);
    let left = if edges.0 < 0 {
        card.at.x + card.size.width - width
    } else {
        card.at.x
    };
    let top = if edges.1 < 0 {
        card.at.y + card.size.height - height
    } else {
        card.at.y
    };
    cx.board.plan(|txn| {
        txn.update_card(id, |card| {
            card.at = Point::new(left, top);
            card.size = size;
        });
    })
}
