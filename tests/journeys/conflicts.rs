//! A board with conflicts from a merge: each is met at its place on the wall, decided by pointer and by keyboard, and
//! taken back.

use casewall::board::{CardId, Claim, Link, LinkKind, Stance};
use kurbo::Point;

use super::*;

/// A board that two people changed: two texts of one claim, a link for and against, a claim deleted and edited.
fn merged() -> Board {
    let base = Board::default();
    let base = base.with(&base.plan(|txn| {
        let claims = [
            "The dome was dark.",
            "The key was returned.",
            "It was late.",
        ];
        let ids: Vec<CardId> = claims
            .iter()
            .enumerate()
            .map(|(n, text)| {
                let text = (*text).to_owned();
                let body = Body::Claim(Claim {
                    text,
                    ..Claim::default()
                });
                txn.add_card(casewall::board::Card::new(
                    Point::new(400.0 * n as f64, 0.0),
                    body,
                ))
            })
            .collect();
        let kind = LinkKind::of(Stance::Corroborates);
        txn.add_link(Link::new(ids[1].clone(), ids[0].clone(), kind));
    }));
    let ids: Vec<CardId> = base.cards().keys().cloned().collect();
    let link = base.links().keys().next().unwrap().clone();
    let side = |text: &str, kind: LinkKind, last: Option<&str>| {
        base.with(&base.plan(|txn| {
            let retell = |card: &mut casewall::board::Card, text: &str| {
                if let Body::Claim(claim) = &mut card.body {
                    claim.text = text.to_owned();
                }
            };
            txn.update_card(&ids[0], |card| retell(card, text));
            txn.update_link(&link, |link| {
                link.note = text.to_owned();
                link.kind = kind;
            });
            match last {
                Some(text) => txn.update_card(&ids[2], |card| retell(card, text)),
                None => txn.remove_card(&ids[2]),
            }
        }))
    };
    let ours = side(
        "The dome was lit.",
        LinkKind::of(Stance::Contradicts),
        Some("It was past ten."),
    );
    let theirs = side("The dome was closed.", LinkKind::DerivesFrom, None);
    file::merge(&base, &ours, &theirs).board
}

fn opened(folder: &Path) -> Window {
    let path = folder.join("merged.casewall.json");
    fs::write(&path, file::write(&merged())).unwrap();
    let mut window = Window::with(vec2(1400.0, 900.0), Theme::Light, &[&path]);
    window.click("Open…");
    window.wait_for("4 conflicts");
    window.settle();
    window
}

fn texts(window: &Window) -> Vec<String> {
    let board = window.board();
    let text = |card: &std::sync::Arc<casewall::board::Card>| match &card.body {
        Body::Claim(claim) => Some(claim.text.clone()),
        _ => None,
    };
    board.cards().values().filter_map(text).collect()
}

#[test]
fn conflicts_are_decided_one_by_one_on_the_wall() {
    journey(|folder| {
        let mut window = opened(folder);
        let start = file::write(&window.board());
        // The link comes first: its kind, then its note.
        window.wait_for("1 of 4");
        window.wait_for("Here: contradicts");
        window.wait_for("There: derives from");
        window.click("Keep this");
        window.wait_for("3 conflicts");
        assert_eq!(window.undo_label().unwrap(), "Keep this side of a conflict");

        // Forth to the claim with two texts: its panel stands at the card, inside the wall.
        window.click("Next conflict");
        window.wait_for("Here: The dome was lit.");
        window.wait_for("There: The dome was closed.");
        window.settle();
        let (wall, panel) = (window.wall(), window.node("Here: The dome was lit."));
        assert!(wall.contains_rect(panel), "{panel:?} in {wall:?}");
        window.click("Take that");
        window.wait_for("2 conflicts");
        assert!(texts(&window).contains(&"The dome was closed.".to_owned()));
        assert!(!texts(&window).contains(&"The dome was lit.".to_owned()));

        // Each is one step: back, and forth with both.
        window.press_with(Modifiers::COMMAND, Key::Z);
        window.wait_for("3 conflicts");
        window.wait_for("There: The dome was closed.");
        window.click("Keep both");
        window.wait_for("2 conflicts");
        assert_eq!(
            texts(&window)
                .iter()
                .filter(|text| text.starts_with("The dome was"))
                .count(),
            2
        );

        // What was deleted there and edited here goes.
        window.wait_for("There: Deleted");
        window.click("Delete it");
        window.wait_for("1 conflict");
        assert!(!texts(&window).contains(&"It was past ten.".to_owned()));

        // By the keyboard: F6 leads into the panel, the arrow to the button, Enter presses it.
        window.press(Key::F6);
        window.press(Key::ArrowRight);
        window.press(Key::Enter);
        window.gone("1 conflict");
        assert!(window.board().about().conflicts.is_empty());
        let note = window.board().links().values().next().unwrap().note.clone();
        assert_eq!(note, "The dome was closed.");

        for _ in 0..4 {
            window.press_with(Modifiers::COMMAND, Key::Z);
        }
        window.wait_for("4 conflicts");
        assert_eq!(file::write(&window.board()), start, "all of it taken back");
    });
}

#[test]
fn conflicts_can_wait() {
    journey(|folder| {
        let mut window = opened(folder);
        window.click("Later");
        window.gone("Keep this");
        window.wait_for("4 conflicts");
        window.click("Show");
        window.wait_for("Keep this");
        window.click("Previous conflict");
        window.wait_for("4 of 4");
        assert!(
            window.session().document().is_saved(),
            "looking changes nothing"
        );
    });
}
