//! Plans that bring things in: a piece of another board, a text, a picture.

use std::sync::Arc;

use kurbo::{Point, Size, Vec2};

use crate::board::{Blob, Board, Body, Card, Claim, Edit, FileId, Picture, Selection, Source};
use crate::scene::Scene;

/// Puts a piece on the board, moved by `by`, and says what was made. See [`crate::board::Txn::insert`].
pub fn insert(board: &Board, piece: &Board, by: Vec2) -> (Edit, Selection) {
    let mut made = Selection::default();
    let edit = board.plan(|txn| made = txn.insert(piece, by));
    (edit, made)
}

/// A card for a text that was pasted or dropped: an address becomes a source, a sentence a claim, anything longer a
/// source with that text.
pub fn text_card(
    text: &str,
    text_sha256: impl FnOnce(&str) -> String,
    scene: &mut Scene,
    middle: Point,
) -> Option<Card> {
    let text = text.replace("\r\n", "\n");
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let one_line = !text.contains('\n');
    let body = if one_line
        && (text.starts_with("http://") || text.starts_with("https://"))
        && !text.contains(' ')
    {
        Body::Source(Box::new(Source {
            title: host_of(text).to_owned(),
            url: text.to_owned(),
            ..Source::default()
        }))
    } else if one_line && text.chars().count() <= 300 {
        Body::Claim(Claim {
            text: text.to_owned(),
            ..Claim::default()
        })
    } else {
        let title: String = text
            .lines()
            .next()
            .unwrap_or_default()
            .trim()
            .chars()
            .take(160)
            .collect();
        let hash = text_sha256(text);
        Body::Source(Box::new(Source {
            title,
            text: text.into(),
            text_sha256: hash,
            ..Source::default()
        }))
    };
    let mut card = Card::new(middle, body);
    card.size.height = scene
        .height(&card.body, card.size.width)
        .unwrap_or(card.size.height);
    card.at = middle - card.size.to_vec2() / 2.0;
    Some(card)
}

fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    host.strip_prefix("www.").unwrap_or(host)
}

/// A card for a picture of `pixels` size, at most 480 units on a side, and the edit that adds both.
pub fn picture_card(
    board: &Board,
    file: FileId,
    blob: Arc<Blob>,
    pixels: Size,
    middle: Point,
) -> (Edit, Selection) {
    let scale = (480.0 / pixels.width.max(1.0))
        .min(480.0 / pixels.height.max(1.0))
        .min(1.0);
    let mut card = Card::new(
        middle,
        Body::Picture(Picture {
            file: Some(file.clone()),
            caption: blob.name.clone(),
            ..Picture::default()
        }),
    );
    let caption = if blob.name.is_empty() { 0.0 } else { 24.0 };
    card.size = Size::new(
        (pixels.width * scale).max(48.0) + 12.0,
        (pixels.height * scale).max(36.0) + 12.0 + caption,
    );
    card.at = middle - card.size.to_vec2() / 2.0;
    let mut made = Selection::default();
    let edit = board.plan(|txn| {
        txn.add_file(file, blob);
        made.cards.insert(txn.add_card(card));
    });
    (edit, made)
}
