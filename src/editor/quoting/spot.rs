//! Where a new card goes: near the card that it comes from, on no other.

use kurbo::{Point, Rect, Size};

use crate::board::{Board, Body};

/// Board units between a card and a claim made from it: links need room.
const AWAY: f64 = 120.0;
/// Board units between neighbours.
const GAP: f64 = 16.0;
/// Places that are tried in a direction before any place is taken.
const TRIES: u32 = 120;

/// A free place to the right of a card, as level with it as there is room.
pub fn free_spot(board: &Board, beside: Rect, size: Size) -> Point {
    let middle = beside.center().y - size.height / 2.0;
    nearest_free(board, size, Point::new(beside.x1 + AWAY, middle))
}

/// A free place below a card.
pub(super) fn below(board: &Board, beside: Rect, size: Size) -> Point {
    nearest_free(board, size, Point::new(beside.x0, beside.y1 + 2.0 * GAP))
}

/// The free place nearest to a wanted one, above or below it.
fn nearest_free(board: &Board, size: Size, wanted: Point) -> Point {
    let column = Rect::from_origin_size((wanted.x, f64::MIN / 4.0), (size.width, f64::MAX / 2.0));
    let taken: Vec<Rect> = board
        .cards()
        .values()
        .filter(|card| !matches!(card.body, Body::Frame(_)))
        .map(|card| card.rect().inflate(GAP, GAP))
        .filter(|rect| rect.x0 < column.x1 && rect.x1 > column.x0)
        .collect();
    let free = |at: &Point| {
        let rect = Rect::from_origin_size(*at, size);
        !taken.iter().any(|other| {
            rect.x0 < other.x1 && other.x0 < rect.x1 && rect.y0 < other.y1 && other.y0 < rect.y1
        })
    };
    let step = 24.0;
    let tries = (0..TRIES).flat_map(|n| {
        let off = f64::from(n) * step;
        [
            Point::new(wanted.x, wanted.y + off),
            Point::new(wanted.x, wanted.y - off),
        ]
    });
    // Where a column is full for a long way, the place below everything in it is free.
    let last = || {
        let bottom = taken.iter().map(|rect| rect.y1).fold(wanted.y, f64::max);
        Point::new(wanted.x, bottom)
    };
    tries.into_iter().find(free).unwrap_or_else(last).round()
}
