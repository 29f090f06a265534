//! Random edits of random boards: acts as gestures make them.

#![allow(missing_docs, unreachable_pub)] // shared by tests

use std::sync::Arc;

use casewall::board::{
    Blob, Board, Body, Card, CardId, Claim, Credibility, Edit, Evidence, Frame, Label, Link,
    LinkId, LinkKind, Note, Picture, Quote, Source, Stance,
};
use casewall::file;
use fastrand::Rng;
use kurbo::{Point, Vec2};

fn any<T: Clone>(rng: &mut Rng, all: impl ExactSizeIterator<Item = T>) -> Option<T> {
    rng.choice(all)
}

fn random_body(rng: &mut Rng) -> Body {
    match rng.u8(0..7) {
        0..3 => Body::Source(Box::new(Source {
            title: format!("Source {}", rng.u8(..)),
            ..Source::default()
        })),
        3 | 4 => Body::Claim(Claim {
            text: format!("Claim {}", rng.u8(..)),
            ..Claim::default()
        }),
        5 => Body::Frame(Frame {
            title: String::new(),
        }),
        _ => Body::Unknown("map".to_owned()),
    }
}

fn random_kind(rng: &mut Rng, board: &Board) -> LinkKind {
    let stance = match rng.u8(0..3) {
        0 => return LinkKind::DerivesFrom,
        1 => Stance::Corroborates,
        _ => Stance::Contradicts,
    };
    let mut kind = LinkKind::of(stance);
    if let Some(evidence) = kind.evidence_mut() {
        *evidence = Evidence {
            quote: rng.bool().then(|| Quote {
                exact: "words".to_owned(),
                prefix: String::new(),
                suffix: String::new(),
                range: 0..5,
                extra: Default::default(),
            }),
            credibility: Credibility::new(rng.u8(0..9)),
            origin: if rng.bool() {
                any(rng, board.cards().keys()).cloned()
            } else {
                None
            },
            weight: rng.bool().then_some(0.25),
            strong: rng.bool(),
        };
    }
    kind
}

/// A plan of one to four acts, as gestures make them.
pub fn random_edit(rng: &mut Rng, board: &Board) -> (Label, Edit) {
    let cards: Vec<CardId> = board.cards().keys().cloned().collect();
    let links: Vec<LinkId> = board.links().keys().cloned().collect();
    if rng.u8(0..6) == 0 && !cards.is_empty() {
        // The same nudge of the same card several times over, so that steps continue each other.
        let card = cards[rng.usize(..cards.len().min(2))].clone();
        let edit = board.plan(|txn| txn.update_card(&card, |card| card.at += Vec2::new(8.0, 0.0)));
        return (Label::continued("Nudge"), edit);
    }
    let acts = rng.usize(1..=4);
    let edit = board.plan(|txn| {
        let mut fresh: Vec<CardId> = Vec::new();
        for _ in 0..acts {
            let pool: Vec<&CardId> = cards.iter().chain(&fresh).collect();
            let card = rng.choice(&pool).map(|id| CardId::clone(id));
            let other = rng.choice(&pool).map(|id| CardId::clone(id));
            let link = rng.choice(&links).cloned();
            match rng.u8(0..12) {
                0..3 => {
                    let at = Point::new(rng.f64() * 1000.0, rng.f64() * 1000.0);
                    fresh.push(txn.add_card(Card::new(at, random_body(rng))));
                }
                3..6 => {
                    if let (Some(from), Some(to)) = (card, other) {
                        let kind = random_kind(rng, board);
                        let hangs = txn.card(&from).is_none() || txn.card(&to).is_none();
                        let added = txn.add_link(Link::new(from, to, kind));
                        assert!(
                            !(hangs && added.is_some()),
                            "a link was tied to a card that is gone"
                        );
                    }
                }
                6 => card.into_iter().for_each(|id| txn.remove_card(&id)),
                7 => link.into_iter().for_each(|id| txn.remove_link(&id)),
                8 => card.into_iter().for_each(|id| {
                    txn.update_card(&id, |card| {
                        card.body = Body::Note(Note {
                            text: "now a note".into(),
                        })
                    })
                }),
                9 => {
                    if let (Some(link), Some(card)) = (link, card) {
                        let kind = random_kind(rng, board);
                        txn.update_link(&link, |link| match rng.u8(0..3) {
                            0 => link.to = card,
                            1 => link.kind = kind,
                            _ => link.note.push('.'),
                        });
                    }
                }
                10 => txn.update_about(|about| about.title = format!("Board {}", rng.u8(0..4))),
                _ => {
                    let data = [rng.u8(..)];
                    let file = file::file_id(&data);
                    let blob = Blob {
                        media_type: "image/png".into(),
                        name: "a".into(),
                        data: data.to_vec().into(),
                        extra: Default::default(),
                    };
                    txn.add_file(file.clone(), Arc::new(blob));
                    fresh.push(txn.add_card(Card::new(
                        Point::ZERO,
                        Body::Picture(Picture {
                            file: Some(file),
                            caption: String::new(),
                            ..Picture::default()
                        }),
                    )));
                }
            }
        }
    });
    (Label::new("Edit"), edit)
}
