//! Journeys through the timeline: a day is chosen, the claims are what they were then, and the board is what it was.

#![allow(missing_docs)]

mod kit;

use casewall::board::{
    Board, Body, Card, CardId, Claim, Link, LinkId, LinkKind, Reliability, Source, Stance,
};
use casewall::file;
use eframe::egui::{Key, Modifiers, vec2};
use kit::{Window, journey};
use kurbo::Point;

const CLAIM: &str = "The ferry was late";

fn source(id: &str, published: &str) -> (CardId, Card) {
    let body = Source {
        title: format!("Report {id}"),
        outlet: format!("Paper {id}"),
        published: published.to_owned(),
        reliability: Some(Reliability::B),
        ..Source::default()
    };
    let card = Card::new(Point::new(0.0, 0.0), Body::Source(Box::new(body)));
    (CardId::from(id), card)
}

fn claim(id: &str, text: &str) -> (CardId, Card) {
    let body = Body::Claim(Claim {
        text: text.to_owned(),
        ..Claim::default()
    });
    (CardId::from(id), Card::new(Point::new(400.0, 0.0), body))
}

fn says(n: usize, from: &str, to: &str, stance: Stance) -> (LinkId, Link) {
    let link = Link::new(CardId::from(from), CardId::from(to), LinkKind::of(stance));
    (LinkId::from(format!("l{n:05}")), link)
}

/// Two papers say it one after the other, two deny it in the month after.
fn ferry() -> Board {
    let cards = [
        source("a", "2025-03-01"),
        source("b", "2025-03-04T08:30:00Z"),
        source("d", "2025-04"),
        source("e", "2025-04-20"),
        source("u", ""),
        claim("k", CLAIM),
    ];
    let links = [
        says(0, "a", "k", Stance::Corroborates),
        says(1, "b", "k", Stance::Corroborates),
        says(2, "d", "k", Stance::Contradicts),
        says(3, "e", "k", Stance::Contradicts),
    ];
    Board::from_records(Default::default(), cards, links, []).0
}

#[test]
fn a_day_is_chosen_by_keys_and_by_pointer() {
    journey(|folder| {
        let mut window = Window::with(folder, vec2(1440.0, 900.0), &ferry());
        let before = file::write(&window.board());
        window.press_with(Modifiers::ALT, Key::Num3);
        window.wait_for("What was known when");
        window.wait_for("As of now");
        window.node_that(|label| {
            label.starts_with("4 sources published between 1 Mar 2025 and 30 Apr 2025.")
        });
        window.node_that(|label| label == "Source: Report d, Apr 2025");
        window.node_that(|label| label == "Source: Report u, no date");
        let row = |says: &str| format!("Claim: {CLAIM}. {says}");
        window.wait_for(&row("Disputed since 20 Apr 2025"));

        // By keys from change to change; the first step back is one that shows something else.
        window.press(Key::ArrowLeft);
        window.wait_for("As of 4 Mar 2025");
        window.wait_for(&row("Corroborated since 4 Mar 2025"));
        window.wait_for("3 of 5 sources count. One claim stood elsewhere than now.");
        window.node_that(|label| label == "Source: Report d, Apr 2025, not out yet");
        window.press(Key::ArrowLeft);
        window.wait_for(&row("Single source since 1 Mar 2025"));
        window.press(Key::ArrowLeft);
        window.wait_for("As of 28 Feb 2025");
        window.wait_for(&row("Unsupported as of 28 Feb 2025"));
        window.press(Key::ArrowRight);
        window.press_with(Modifiers::SHIFT, Key::ArrowRight);
        window.wait_for("As of 4 Mar 2025");

        // The claim that is selected says what was said of it then.
        window.click(&row("Corroborated since 4 Mar 2025"));
        let told = format!(
            "{CLAIM}. As of 4 Mar 2025: Corroborated. Two independent origins speak for it: Report a and Report b."
        );
        window.node_that(|label| label.starts_with(&told[..CLAIM.len() + 40]));
        assert_eq!(
            window.session().selection().cards.first(),
            Some(&CardId::from("k"))
        );
        window.press(Key::End);
        window.wait_for("As of now");

        // By pointer along the axis.
        let axis = window.node("As of now");
        window.drag(axis.left_center() + vec2(4.0, 0.0), axis.center(), false);
        window.gone("As of now");
        window.wait_for("Now");
        window.click("Captured");
        window.wait_for("No source says when it was captured");
        window.click("By publication date");
        window.wait_for("As of now");

        // Looking changed nothing.
        assert_eq!(file::write(&window.board()), before);
        assert!(!window.session().can_undo());
        window.press_with(Modifiers::ALT, Key::Num1);
        window.wall();
    });
}

#[test]
fn a_board_without_dates_says_what_to_do() {
    journey(|folder| {
        let demo = file::demo("istanbul-talks").unwrap();
        let board = file::read(demo.bytes).unwrap().board;
        let mut window = Window::with(folder, vec2(1000.0, 700.0), &board);
        window.press_with(Modifiers::ALT, Key::Num3);
        window.wait_for("No source says when it came out");
        window.click("Show a source");
        let selected = window.session().selection().cards.clone();
        let only = selected.first().expect("a source is selected");
        assert!(matches!(window.board().cards()[only].body, Body::Source(_)));
        // Its date is filled in, and it is there.
        let only = only.clone();
        let edit = window.board().plan(|txn| {
            txn.update_card(&only, |card| {
                if let Body::Source(source) = &mut card.body {
                    source.published = "2025-10-30".to_owned();
                }
            });
        });
        let board = window.board().with(&edit);
        let mut window = Window::with(folder, vec2(1000.0, 700.0), &board);
        window.press_with(Modifiers::ALT, Key::Num3);
        window.node_that(|label| label.starts_with("1 source published on 30 Oct 2025"));
    });
}

#[test]
fn thousands_of_sources_are_worked_out_beside_the_window() {
    journey(|folder| {
        const SOURCES: usize = 4_000;
        let mut cards = Vec::new();
        let mut links = Vec::new();
        let place = |n: usize| Point::new((n % 70) as f64 * 320.0, (n / 70) as f64 * 200.0);
        for n in 0..SOURCES / 40 {
            let (id, mut card) = claim(&format!("k{n:04}"), &format!("{CLAIM} {n} times"));
            card.at = place(n);
            cards.push((id, card));
        }
        for n in 0..SOURCES {
            let id = format!("s{n:05}");
            let day = format!("2025-{:02}-{:02}", n / 400 + 1, n / 15 % 28 + 1);
            let (name, mut card) = source(&id, &day);
            card.at = place(n + 140);
            cards.push((name, card));
            let stance = match n % 5 {
                0 => Stance::Contradicts,
                _ => Stance::Corroborates,
            };
            links.push(says(n, &id, &format!("k{:04}", n % (SOURCES / 40)), stance));
        }
        let board = Board::from_records(Default::default(), cards, links, []).0;
        let mut window = Window::with(folder, vec2(1440.0, 900.0), &board);
        window.press_with(Modifiers::ALT, Key::Num3);
        window.wait_for("As of now");
        window.press(Key::Home);
        window.wait_for("0 of 4000 sources count. 100 of 100 claims stood elsewhere than now.");
        window.wait_for(&format!(
            "Claim: {CLAIM} 0 times. Unsupported as of 31 Dec 2024"
        ));
        window.press(Key::End);
        window.wait_for("As of now");
    });
}
