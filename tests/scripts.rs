//! A board in twenty writing systems: its file is canonical, and no text leaves its card, whatever room the card has.
//!
//! With the bundled fonts, so that it is the same on every machine; other scripts are boxes then, in the right order.

use casewall::board::{Board, Body, CardId, LinkKind, Selection};
use casewall::file;
use casewall::scene::text::FontSource;
use casewall::scene::{Scene, Shape};
use kurbo::Rect;

const BYTES: &[u8] = include_bytes!("scripts.casewall.json");

fn board() -> Board {
    file::read(BYTES).expect("the board opens").board
}

#[test]
fn the_file_is_canonical_and_tidy() {
    let board = board();
    assert_eq!(file::write(&board), BYTES);
    let cards: Vec<(&CardId, Rect)> = board
        .cards()
        .iter()
        .map(|(id, card)| (id, card.rect()))
        .collect();
    for (n, (id, rect)) in cards.iter().enumerate() {
        for (other, place) in &cards[..n] {
            assert!(
                !rect.inflate(10.0, 10.0).overlaps(*place),
                "{id:?} and {other:?}"
            );
        }
    }
    for kind in ["corroborates", "contradicts", "derives from"] {
        let has = board.links().values().any(|link| match link.kind {
            LinkKind::Corroborates(_) => kind == "corroborates",
            LinkKind::Contradicts(_) => kind == "contradicts",
            LinkKind::DerivesFrom => kind == "derives from",
        });
        assert!(has, "no link of the kind {kind}");
    }
}

/// Squeezed to every height, near and far.
#[test]
fn no_text_leaves_its_card() {
    let whole = board();
    for share in [1.0, 0.8, 0.65, 1.4] {
        let mut board = whole.clone();
        for id in whole.cards().keys() {
            let edit = board.plan(|txn| {
                txn.update_card(id, |card| {
                    card.size.height = (card.size.height * share).max(95.0)
                });
            });
            board = board.with(&edit);
        }
        for source in [FontSource::BundledOnly, FontSource::BundledThenSystem] {
            let mut scene = Scene::of(&board, source);
            let area = scene.area().expect("cards");
            for zoom in [1.0, 0.3] {
                let groups = scene.shapes(area, zoom, &Selection::default());
                let mut texts = 0;
                for shape in groups.iter().flat_map(|group| group.iter()) {
                    let Shape::Text { block, at, .. } = shape else {
                        continue;
                    };
                    let mut cards = board.cards().iter();
                    let (id, card) = cards
                        .find(|(_, card)| card.rect().contains(*at))
                        .expect("a text begins on a card");
                    let rect = card.rect();
                    let (left, right) = block.span();
                    let where_it_is = format!("{id:?} at {zoom}, {share}: {:?}", block.text);
                    assert!(at.x + f64::from(left) >= rect.x0, "{where_it_is}");
                    assert!(at.x + f64::from(right) <= rect.x1, "{where_it_is}");
                    assert!(
                        at.y + f64::from(block.size[1]) <= rect.y1 + 1.0,
                        "{where_it_is}"
                    );
                    texts += 1;
                }
                assert!(texts >= board.cards().len());
            }
        }
    }
}

#[test]
fn what_has_no_font_is_said() {
    let board = board();
    let mut scene = Scene::of(&board, FontSource::BundledOnly);
    assert_eq!(scene.missing_scripts(), [], "nothing was laid out yet");
    for card in board.cards().values() {
        scene.height(&card.body, card.size.width);
    }
    let missing = scene.missing_scripts();
    let names: Vec<&str> = missing.iter().map(|(name, _)| *name).collect();
    let expected = [
        "Bengali",
        "Chinese characters",
        "Hangul",
        "Hebrew",
        "Hiragana",
        "Katakana",
        "Symbols",
        "Thai",
    ];
    assert_eq!(names, expected);
    let (_, sign) = missing[6];
    assert!(
        ('\u{3000}'..'\u{ffff}').contains(&sign),
        "punctuation of Chinese: {sign}"
    );
    scene.rebuild(&board);
    assert_eq!(scene.missing_scripts(), []);
}

#[test]
fn titles_are_short() {
    let board = board();
    let mut scene = Scene::of(&board, FontSource::BundledOnly);
    for (id, card) in board.cards() {
        if let Body::Source(source) = &card.body {
            let mut bare = (**source).clone();
            bare.text = "".into();
            bare.url = "https://example.org".into();
            let high = scene.height(&Body::Source(Box::new(bare)), card.size.width);
            assert!(high.is_some_and(|high| high < 140.0), "{id:?}: {high:?}");
        }
    }
}
