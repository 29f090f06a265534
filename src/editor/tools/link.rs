//! Tying: from a card to a card, or to the empty wall, where a claim is made for it. X flips the stance on the way.

use kurbo::Point;

use super::super::input::{Effect, Input, Key};
use super::{Cx, State, other, select, tie};
use crate::board::{
    Board, Body, Card, CardId, Claim, Item, Label, Link, LinkId, LinkKind, Selection, Stance,
};
use crate::scene::{Hit, LinkEnd};

pub(super) fn step(state: State, input: Input, cx: &mut Cx<'_>) -> (State, Vec<Effect>) {
    match (state, input) {
        (State::Idle, Input::Press { at, hit, keys }) => match hit {
            Hit::Card(from) | Hit::Handle(from, _) | Hit::Grip(from, ..)
                if cx
                    .board
                    .cards()
                    .get(&from)
                    .is_some_and(|card| card.body.can_testify()) =>
            {
                let select = Effect::Select(Selection::of(Item::Card(from.clone())));
                (
                    State::Linking {
                        from,
                        at,
                        stance: cx.stance,
                    },
                    vec![select],
                )
            }
            hit => select::step(State::Idle, Input::Press { at, hit, keys }, cx),
        },
        (State::Idle, input) => select::step(State::Idle, input, cx),

        (State::Linking { from, stance, .. }, Input::Move { at, .. }) => {
            (State::Linking { from, at, stance }, Vec::new())
        }
        (State::Linking { from, at, stance }, Input::Key(Key::Char('X'))) => (
            State::Linking {
                from,
                at,
                stance: other(stance),
            },
            Vec::new(),
        ),
        (State::Linking { from, stance, .. }, Input::Release { at, .. }) => {
            (State::Idle, release(&from, at, stance, cx))
        }

        (State::Reconnecting { link, end, .. }, Input::Move { at, .. }) => {
            (State::Reconnecting { link, end, at }, Vec::new())
        }
        (State::Reconnecting { link, end, .. }, Input::Release { at, .. }) => (
            State::Idle,
            reconnect(&link, end, at, cx).into_iter().collect(),
        ),
        (state, _) => (state, Vec::new()),
    }
}

fn release(from: &CardId, at: Point, stance: Stance, cx: &mut Cx<'_>) -> Vec<Effect> {
    if !cx.board.cards().contains_key(from) {
        return Vec::new(); // a card that was being written when the tie began, and was given up
    }
    match cx.scene.card_at(at) {
        Some(to) if to == *from => Vec::new(),
        Some(to) => {
            let Some(kind) = tie(cx.board, from, &to, stance) else {
                return Vec::new();
            };
            let label = Label::new(link_label(&kind));
            let mut made = None;
            let edit = cx
                .board
                .plan(|txn| made = txn.add_link(Link::new(from.clone(), to, kind)));
            let select = made.map(|id| Effect::Select(Selection::of(Item::Link(id))));
            std::iter::once(Effect::Commit(label, edit))
                .chain(select)
                .collect()
        }
        None => {
            let near = cx
                .scene
                .card_rect(from)
                .is_some_and(|rect| rect.inflate(12.0, 12.0).contains(at));
            if near {
                return Vec::new(); // the hand hardly left the card: nothing was meant
            }
            let body = Body::Claim(Claim::default());
            let mut card = Card::new(at, body);
            card.size.height = cx
                .scene
                .height(&card.body, card.size.width)
                .unwrap_or(card.size.height);
            card.at.y -= card.size.height / 2.0;
            if cx
                .scene
                .card_rect(from)
                .is_some_and(|rect| at.x < rect.center().x)
            {
                card.at.x -= card.size.width;
            }
            let mut made = None;
            let edit = cx.board.plan(|txn| {
                let to = txn.add_card(card);
                txn.add_link(Link::new(from.clone(), to.clone(), LinkKind::of(stance)));
                made = Some(to);
            });
            made.map(|to| Effect::Begin(Label::new("Add tied claim"), edit, to))
                .into_iter()
                .collect()
        }
    }
}

fn link_label(kind: &LinkKind) -> &'static str {
    match kind {
        LinkKind::Corroborates(_) => "Add corroborating link",
        LinkKind::Contradicts(_) => "Add contradicting link",
        LinkKind::DerivesFrom => "Add derivation",
    }
}

fn reconnect(id: &LinkId, end: LinkEnd, at: Point, cx: &Cx<'_>) -> Option<Effect> {
    let card = cx.scene.card_at(at)?;
    let link = cx.board.links().get(id)?;
    let (from, to) = match end {
        LinkEnd::From => (card, link.to.clone()),
        LinkEnd::To => (link.from.clone(), card),
    };
    if (&from, &to) == (&link.from, &link.to) {
        return None; // a click on the end, and nothing more
    }
    let bodies = (
        &cx.board.cards().get(&from)?.body,
        &cx.board.cards().get(&to)?.body,
    );
    if from == to || !Board::may_link(bodies.0, bodies.1, &link.kind) {
        return None;
    }
    let edit = cx.board.plan(|txn| {
        txn.update_link(id, |link| {
            // The quote is the words of the source that it came from; another source has not said them.
            if end == LinkEnd::From
                && let Some(evidence) = link.kind.evidence_mut()
            {
                evidence.quote = None;
            }
            (link.from, link.to) = (from, to);
        });
    });
    Some(Effect::Commit(Label::new("Reconnect link"), edit))
}
