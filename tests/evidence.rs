//! Journeys through what the evidence says: why a claim stands where it stands, what would change it, what if.

#![allow(missing_docs)]

mod kit;

use casewall::assess::Label;
use casewall::board::{Board, CardId};
use casewall::file;
use eframe::egui::{Key, Modifiers, vec2};
use kit::{Window, journey};

fn demo() -> Board {
    let demo = file::demo("istanbul-talks").unwrap();
    file::read(demo.bytes).unwrap().board
}

fn label(window: &Window, claim: &str) -> Label {
    let session = window.session();
    let assessment = &session.assessed().assessment;
    assessment.claim(&CardId::from(claim)).unwrap().label
}

#[test]
fn a_claim_says_why_and_a_reason_lights_its_cards() {
    journey(|folder| {
        let mut window = Window::with(folder, vec2(1440.0, 900.0), &demo());
        window.click("Indian interference was the main cause of the collapse of the talks. (list)");
        window.wait_for("Contradicted: 1 origin for, 4 against");
        let reason = "Counted by source it is a tie of four against four; counted by origin, one for and four against.";
        window.wait_for(reason);
        assert!(window.session().spot().is_empty());
        window.click(reason);
        let (cards, links) = {
            let session = window.session();
            (session.spot().cards.len(), session.spot().links.len())
        };
        assert!(cards >= 4 && links >= 8, "{cards} cards, {links} links");
        // Named cards can be gone to; choosing the reason again lets it go dark.
        window.click(reason);
        assert!(window.session().spot().is_empty());
    });
}

#[test]
fn what_if_shows_before_and_after_and_is_kept_or_let_go() {
    journey(|folder| {
        let mut window = Window::with(folder, vec2(1440.0, 900.0), &demo());
        let before = file::write(&window.board());
        window.click("Sources");
        window.click("TOLO News (list)");
        window.press(Key::W);
        window.wait_for("without TOLO News, and all that goes back to it");
        assert!(window.session().what_if().is_some());
        window.press(Key::Escape);
        assert!(window.session().what_if().is_none());
        assert_eq!(file::write(&window.board()), before);

        window.press(Key::W);
        window.wait_for("without TOLO News, and all that goes back to it");
        let flipped = {
            let session = window.session();
            let shifts = session.what_if().unwrap().shifts.clone().unwrap();
            shifts[0].clone()
        };
        assert_ne!(flipped.before.label, flipped.after.label);
        window.click("Keep");
        assert_eq!(window.undo_label(), "Strike TOLO News");
        assert_eq!(label(&window, flipped.claim.as_str()), flipped.after.label);
        window.press_with(Modifiers::COMMAND, Key::Z);
        assert_eq!(label(&window, flipped.claim.as_str()), flipped.before.label);
        assert_eq!(file::write(&window.board()), before);
    });
}

#[test]
fn how_evidence_counts_is_changed_on_the_board() {
    journey(|folder| {
        let mut window = Window::with(folder, vec2(1440.0, 900.0), &demo());
        window.press(Key::Escape);
        window.click("How evidence counts");
        window.click("One outlet is one voice, and the same text one source");
        assert!(!window.session().assessed().assessment.settings().one_voice);
        assert_eq!(window.undo_label(), "Change how evidence counts");
        window.press_with(Modifiers::COMMAND, Key::Z);
        assert!(window.session().assessed().assessment.settings().one_voice);
    });
}
