//! Where new cards go: in tidy columns, beside what is there.
//!
//! **Invariant:** the same piece is laid out in the same way on every machine, and no card covers another.

use std::collections::BTreeMap;

use kurbo::{Point, Rect, Size, Vec2};

use super::Scene;
use crate::board::{Board, Body, Card, CardId};

/// Room between cards below each other, board units.
const ROW_GAP: f64 = 24.0;
/// Room between columns of one kind.
const COLUMN_GAP: f64 = 40.0;
/// Room between sources and the claims that they speak of, for the connectors.
const KIND_GAP: f64 = 240.0;
/// Room between what is there and what comes in.
const BESIDE: f64 = 120.0;

/// Brings pieces into one, its upper left corner at the origin: first cards that have no places (sources in columns at
/// the left, claims at the right in the order of their sources, then notes and whatever else), then drawings as they
/// were drawn, side by side.
pub fn arrange(scene: &mut Scene, loose: &[Board], placed: &[Board]) -> Board {
    let all = Board::default();
    let edit = all.plan(|txn| {
        for piece in loose {
            txn.insert(piece, Vec2::ZERO);
        }
    });
    let mut all = all.with(&edit);
    let mut right = columns(scene, &mut all);
    for piece in placed {
        let piece = grown(scene, piece);
        let Some(area) = area(&piece) else { continue };
        let gap = if right > 0.0 { BESIDE } else { 0.0 };
        let by = Vec2::new(right + gap - area.x0, -area.y0).round();
        let edit = all.plan(|txn| {
            txn.insert(&piece, by);
        });
        all = all.with(&edit);
        right += gap + area.width();
    }
    all
}

/// How far to move a piece so that it lies beside what is on the board: around `near` if there is room, else to the
/// right of everything.
pub fn beside(board: &Board, piece: &Board, near: Option<Point>) -> Vec2 {
    let Some(area_of_piece) = area(piece) else {
        return Vec2::ZERO;
    };
    if let Some(near) = near {
        let by = (near - area_of_piece.center()).round();
        let wanted = (area_of_piece + by).inflate(ROW_GAP, ROW_GAP);
        let free = |card: &Card| !card.rect().overlaps(wanted);
        if board.cards().values().all(|card| free(card)) {
            return by;
        }
    }
    match area(board) {
        Some(there) => Vec2::new(
            there.x1 + BESIDE - area_of_piece.x0,
            there.y0 - area_of_piece.y0,
        )
        .round(),
        None => -area_of_piece.origin().to_vec2(),
    }
}

fn area(board: &Board) -> Option<Rect> {
    let rects = board.cards().values().map(|card| card.rect());
    rects.reduce(|a, b| a.union(b))
}

/// A drawing whose cards are high enough for their texts. Places and widths stay.
fn grown(scene: &mut Scene, piece: &Board) -> Board {
    let edit = piece.plan(|txn| {
        for (id, card) in piece.cards() {
            if matches!(card.body, Body::Frame(_) | Body::Picture(_)) {
                continue;
            }
            if let Some(height) = scene.height(&card.body, card.size.width)
                && height > card.size.height
            {
                txn.update_card(id, |card| card.size.height = height);
            }
        }
    });
    piece.with(&edit)
}

/// Lays all cards out in columns by kind. Says how far to the right they reach.
fn columns(scene: &mut Scene, board: &mut Board) -> f64 {
    let mut kinds: [Vec<(CardId, Size)>; 3] = Default::default();
    for (id, card) in board.cards() {
        let kind = match card.body {
            Body::Source(_) => 0,
            Body::Claim(_) => 1,
            _ => 2,
        };
        let height = match card.body {
            Body::Picture(_) | Body::Frame(_) => None,
            _ => scene.height(&card.body, card.size.width),
        };
        let height = height.unwrap_or(card.size.height);
        kinds[kind].push((id.clone(), Size::new(card.size.width, height)));
    }
    let order: BTreeMap<CardId, usize> = kinds[0]
        .iter()
        .enumerate()
        .map(|(n, (id, _))| (id.clone(), n))
        .collect();
    kinds[1].sort_by_key(|(id, _)| {
        let links = board.links_of(id);
        let speakers: Vec<usize> = links
            .filter_map(|(_, link)| order.get(&link.from).copied())
            .collect();
        // The middle of its sources, in hundredths; claims without any keep their order behind the others.
        match speakers.len() {
            0 => usize::MAX,
            n => speakers.iter().sum::<usize>() * 100 / n,
        }
    });
    let room: f64 = kinds
        .iter()
        .flatten()
        .map(|(_, size)| (size.width + COLUMN_GAP) * (size.height + ROW_GAP))
        .sum();
    let height = (room * 0.6).sqrt().max(900.0);
    let mut x = 0.0;
    let mut places = Vec::new();
    for (kind, cards) in kinds.iter().enumerate() {
        if cards.is_empty() {
            continue;
        }
        if x > 0.0 {
            x += match (kind, board.links().is_empty()) {
                (1, false) => KIND_GAP,
                _ => BESIDE,
            };
        }
        x = flow(cards, x, height, &mut places);
    }
    let edit = board.plan(|txn| {
        for (id, rect) in &places {
            txn.update_card(id, |card| {
                card.at = rect.origin();
                card.size = rect.size();
            });
        }
    });
    *board = board.with(&edit);
    x
}

/// Fills columns from `x` on, downwards, and says where the last one ends.
fn flow(cards: &[(CardId, Size)], x: f64, height: f64, places: &mut Vec<(CardId, Rect)>) -> f64 {
    let (mut x, mut y, mut widest) = (x, 0.0, 0.0_f64);
    for (id, size) in cards {
        if y > 0.0 && y + size.height > height {
            (x, y, widest) = (x + widest + COLUMN_GAP, 0.0, 0.0);
        }
        places.push((id.clone(), Rect::from_origin_size((x, y), *size)));
        y += (size.height + ROW_GAP).round();
        widest = widest.max(size.width);
    }
    x + widest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::{Claim, Link, LinkKind, Source, Stance};
    use crate::scene::text::FontSource;

    fn piece(sources: usize, claims: usize) -> Board {
        let board = Board::default();
        let edit = board.plan(|txn| {
            let source = |n: usize| Source {
                title: format!("Report {n} {}", "and what it says ".repeat(n % 5)),
                ..Source::default()
            };
            let sources: Vec<_> = (0..sources)
                .map(|n| txn.add_card(Card::new(Point::ZERO, Body::Source(Box::new(source(n))))))
                .collect();
            for n in 0..claims {
                let claim = Claim {
                    text: format!("Claim {n}"),
                    ..Claim::default()
                };
                let id = txn.add_card(Card::new(Point::ZERO, Body::Claim(claim)));
                if let Some(from) = sources.get(sources.len().wrapping_sub(1 + n)) {
                    txn.add_link(Link::new(
                        from.clone(),
                        id,
                        LinkKind::of(Stance::Corroborates),
                    ));
                }
            }
        });
        board.with(&edit)
    }

    #[test]
    fn no_card_covers_another_and_what_is_there_stays_free() {
        let mut scene = Scene::new(FontSource::BundledOnly);
        for (sources, claims) in [(1, 0), (5, 3), (60, 20), (0, 4)] {
            let there = piece(2, 1);
            let there = arrange(&mut scene, &[there], &[]);
            let new = arrange(
                &mut scene,
                &[piece(sources, claims)],
                std::slice::from_ref(&there),
            );
            let by = beside(&there, &new, Some(Point::new(10.0, 10.0)));
            let edit = there.plan(|txn| {
                txn.insert(&new, by);
            });
            let board = there.with(&edit);
            assert_eq!(board.cards().len(), 3 + sources + claims + 3);
            let rects: Vec<Rect> = board.cards().values().map(|card| card.rect()).collect();
            for (i, a) in rects.iter().enumerate() {
                for b in &rects[i + 1..] {
                    assert!(!a.overlaps(*b), "{a:?} {b:?}");
                }
            }
        }
        let near = Point::new(5000.0, 5000.0);
        let (there, new) = (piece(1, 0), piece(1, 0));
        let by = beside(&there, &new, Some(near));
        assert!((area(&new).unwrap() + by).contains(near));
    }
}
