//! Journeys through the reader: read, search, select words, tie them, go from quote to quote.
//!
//! As in the other journeys the window is seen by the names that a screen reader would say, moved by the events of a
//! mouse and a keyboard, and painted on the processor; every journey has a process and settings of its own.

mod kit;

use std::path::Path;
use std::time::{Duration, Instant};

use casewall::board::{
    Board, Body, Card, CardId, Claim, Evidence, Link, LinkId, LinkKind, Quote, Source, Stance,
};
use eframe::egui::{self, Event, Key, Modifiers, OutputCommand, Vec2, vec2};
use kit::{Window, journey};
use kurbo::Point;

const REPORT: &str = "The old bridge fell in 2019, the mayor said.\n\nNobody was hurt. The BRIDGE had been closed for a café’s wedding.\n\nپرانا پل 2019 میں گر گیا، NATO نے کہا۔";
const LETTER: &str = "I saw it: the bridge fell at night. Nobody was hurt.";

/// A report, a letter and two claims; one quote of each source says that nobody was hurt.
fn board() -> Board {
    let source = |title: &str, text: &str| {
        Body::Source(Box::new(Source {
            title: title.into(),
            outlet: "Daily".into(),
            published: "2019-05".into(),
            language: "en".into(),
            pages: match title {
                "Report" => vec![0, 46],
                _ => Vec::new(),
            },
            text: text.into(),
            ..Source::default()
        }))
    };
    let claim = |text: &str| {
        Body::Claim(Claim {
            text: text.into(),
            ..Claim::default()
        })
    };
    let card = |id: &str, x: f64, y: f64, body| {
        (
            CardId::from(id.to_owned()),
            Card::new(Point::new(x, y), body),
        )
    };
    let cards = [
        card("s-report", 0.0, 0.0, source("Report", REPORT)),
        card("s-letter", 0.0, 300.0, source("Letter", LETTER)),
        card("c-fell", 460.0, 0.0, claim("The bridge fell.")),
        card("c-hurt", 460.0, 300.0, claim("Somebody was hurt.")),
    ];
    let links =
        [("l-1", "s-report", REPORT), ("l-2", "s-letter", LETTER)].map(|(id, from, text)| {
            let evidence = Evidence {
                quote: Quote::find(text, "Nobody was hurt."),
                ..Evidence::default()
            };
            let (from, to) = (
                CardId::from(from.to_owned()),
                CardId::from("c-hurt".to_owned()),
            );
            let link = Link::new(from, to, LinkKind::Contradicts(evidence));
            (LinkId::from(id.to_owned()), link)
        });
    Board::from_records(Default::default(), cards, links, []).0
}

// --- journeys ---------------------------------------------------------------------------------------------------------

#[test]
fn words_that_were_found_are_tied_to_a_claim_and_taken_back() {
    journey(|folder| {
        let mut window = open(folder, vec2(1300.0, 800.0));
        window.read("Report");
        window.wait_for("1 quote");
        window.wait_for("Contradicting quote: Nobody was hurt.");
        let before = window.board().clone();

        window.find("FELL in 2019");
        window.wait_for("1 of 1");
        window.press(Key::Escape);
        window.wait_for("Corroborates…");
        window.press(Key::C);
        window.wait_for("Which claim?");
        window.type_text("bridge");
        window.press(Key::Enter);
        window.wait_for("2 quotes");
        let made = window.new_link(&before);
        let quote = made.kind.evidence().unwrap().quote.clone().unwrap();
        assert_eq!(quote, Quote::find(REPORT, "fell in 2019").unwrap());
        assert_eq!(
            (made.kind.stance(), made.to.as_str()),
            (Some(Stance::Corroborates), "c-fell")
        );
        assert_eq!(window.undo_label(), "Add corroborating quote");
        window.wait_for("Corroborating quote: fell in 2019");

        // The same words again are not tied twice.
        window.find("fell in 2019");
        window.press(Key::Escape);
        window.press(Key::Plus);
        window.type_text("bridge fell");
        window.press(Key::Enter);
        window.wait_for("These words say so already: the link is there.");
        assert_eq!(window.board().links().len(), 3);

        window.press_with(Modifiers::COMMAND, Key::Z);
        window.wait("as before", |window| {
            (*window.board() == before).then_some(())
        });
        window.wait_for("1 quote");
    });
}

#[test]
fn words_become_a_claim_with_who_said_them() {
    journey(|folder| {
        let mut window = open(folder, vec2(1300.0, 800.0));
        window.read("Report");
        let before = window.board().clone();
        // From the beginning of the text, by keys.
        window.press_with(Modifiers::COMMAND, Key::Home);
        for _ in 0..3 {
            window.press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::ArrowRight);
        }
        window.wait_for("New claim");
        window.press(Key::S);
        window.type_text("The mayor");
        window.press(Key::Enter);
        window.wait_for("Said by The mayor");
        assert_eq!(*window.board(), before, "remembered for the next tie");
        window.press(Key::N);
        window.wait("the claim", |window| {
            (window.board().cards().len() == 6).then_some(())
        });
        let link = window.new_link(&before);
        let evidence = link.kind.evidence().unwrap().clone();
        assert_eq!(evidence.quote.unwrap().exact, "The old bridge");
        let name = |id: &CardId| window.board().cards()[id].name();
        assert_eq!(name(&link.to), "The old bridge");
        assert_eq!(name(&evidence.origin.unwrap()), "The mayor");
        assert_eq!(window.undo_label(), "New claim from quote");
        window.press_with(Modifiers::COMMAND, Key::Z);
        window.wait("as before", |window| {
            (*window.board() == before).then_some(())
        });
    });
}

#[test]
fn one_goes_from_quote_to_quote_of_a_claim() {
    journey(|folder| {
        let mut window = open(folder, vec2(1300.0, 800.0));
        window.read("Letter");
        let at = window
            .node("Contradicting quote: Nobody was hurt.")
            .center();
        window.click_at(at);
        window.settle();
        window.wait_for("− contradicts");
        window.wait_for("Somebody was hurt.");
        window.wait("the link is selected", |window| {
            let wanted = LinkId::from("l-2".to_owned());
            let session = window.session();
            session.selection().links.contains(&wanted).then_some(())
        });
        window.click("Next quote of this claim");
        window.wait_for("Report");
        window.wait_for("page 2");
        window.wait_for("Remove link");
        window.click("Remove link");
        window.wait_for("0 quotes");
        assert_eq!(window.undo_label(), "Delete link");
        window.press_with(Modifiers::COMMAND, Key::Z);
        window.wait_for("1 quote");
        window.click("Close reader");
        window.gone("Text of the source");
    });
}

#[test]
fn a_quote_opens_the_reader_from_the_wall() {
    journey(|folder| {
        let mut window = open(folder, vec2(1300.0, 800.0));
        let on_wall = {
            let session = window.session();
            let route = session
                .scene()
                .route(&LinkId::from("l-1".to_owned()))
                .unwrap();
            session.camera.screen_from_board(route.quote_mark())
        };
        let at = window.wall().min + vec2(on_wall.x as f32, on_wall.y as f32);
        window.click_at(at);
        window.settle();
        window.wait_for("Contradicting quote: Nobody was hurt.");
        window.wait_for("Next quote of this claim");
        window.press_with(Modifiers::SHIFT, Key::Q);
        window.wait_for("Letter");
        assert_eq!(*window.board(), board(), "looking is not editing");
    });
}

#[test]
fn words_are_dragged_onto_the_wall() {
    journey(|folder| {
        let mut window = open(folder, vec2(1300.0, 800.0));
        window.read("Letter");
        let before = window.board().clone();
        let paragraph = window.node(LETTER);
        let word = paragraph.min + vec2(18.0, 12.0);
        window.click_at(word);
        window.click_at(word);
        window.settle();
        assert_eq!(window.copied(), "saw");

        // Onto a claim, flipped on the way.
        let claim = window.node_that(|label| label.starts_with("Claim: The bridge fell."));
        window.drag(word, claim.center(), true);
        let link = window.new_link(&before);
        assert_eq!(
            (link.to.as_str(), link.kind.stance()),
            ("c-fell", Some(Stance::Contradicts))
        );
        window.press_with(Modifiers::COMMAND, Key::Z);
        window.settle();
        assert_eq!(*window.board(), before);

        // Onto nothing: a claim is made there.
        window.click_at(word);
        window.click_at(word);
        window.settle();
        let nothing = window.wall().min + vec2(30.0, 40.0);
        window.drag(word, nothing, false);
        let link = window.new_link(&before);
        let card = window.board().cards()[&link.to].clone();
        assert_eq!(
            (card.name().as_str(), link.kind.stance()),
            ("saw", Some(Stance::Corroborates))
        );
        window.press_with(Modifiers::COMMAND, Key::Z);

        // Let go over the reader: nothing happened.
        window.click_at(word);
        window.click_at(word);
        window.settle();
        window.drag(word, word + vec2(60.0, 200.0), false);
        assert_eq!(*window.board(), before);
    });
}

#[test]
fn any_script_is_selected_by_whole_letters() {
    journey(|folder| {
        let mut window = open(folder, vec2(1300.0, 800.0));
        window.read("Report");
        window.find("پل 2019 میں");
        window.wait_for("1 of 1");
        window.press(Key::Escape);
        assert_eq!(window.copied(), "پل 2019 میں");
        // The left arrow goes on in a line that reads right to left.
        window.press_with(Modifiers::SHIFT, Key::ArrowLeft);
        window.press_with(Modifiers::SHIFT, Key::ArrowLeft);
        assert_eq!(window.copied(), "پل 2019 میں گ");
        window.press(Key::Home);
        window.press_with(Modifiers::SHIFT, Key::End);
        assert_eq!(window.copied(), REPORT.lines().last().unwrap());
        window.press_with(Modifiers::COMMAND, Key::Home);
        window.press_with(Modifiers::SHIFT, Key::End);
        assert_eq!(window.copied(), REPORT.lines().next().unwrap());
        window.press_with(Modifiers::SHIFT, Key::ArrowDown);
        assert!(window.copied().starts_with("The old bridge"));
        assert!(window.copied().contains("\n\nNobody"));
        window.press_with(Modifiers::COMMAND, Key::A);
        assert_eq!(window.copied(), REPORT);
        window.press(Key::Escape);
        window.find("cafe's");
        window.wait_for("1 of 1");
        window.press(Key::Escape);
        assert_eq!(window.copied(), "café’s");
        // Keys of the reader are no commands of the wall.
        let before = window.board().clone();
        window.press(Key::Escape);
        for key in [
            Key::Delete,
            Key::V,
            Key::L,
            Key::N,
            Key::C,
            Key::X,
            Key::Backspace,
        ] {
            window.press(key);
        }
        assert_eq!(*window.board(), before);
        assert_eq!(window.session().tool(), casewall::editor::ToolId::Select);
    });
}

#[test]
fn a_narrow_window_shows_the_reader_alone() {
    journey(|folder| {
        let mut window = open(folder, vec2(600.0, 520.0));
        {
            let at = window
                .node_that(|label| label.starts_with("Source: Report"))
                .center();
            window.click_at(at);
            window.settle();
        }
        window.press(Key::R);
        window.wait_for("Text of the source");
        assert!(
            window
                .try_node(|label| label.starts_with("Wall: "))
                .is_none()
        );
        window.press_with(Modifiers::COMMAND, Key::A);
        window.wait_for("Said by…");
        window.click("Close reader");
        window.wait("the wall", |window| {
            window.try_node(|label| label.starts_with("Wall: "))
        });
    });
}

/// A hundred thousand words and a paragraph of a megabyte are laid out as they are seen.
#[test]
fn a_long_text_is_scrolled_from_end_to_end() {
    journey(|folder| {
        let paragraph = "The committee heard that the bridge had been inspected twice. ".repeat(8);
        let mut text = format!("{paragraph}\n\n").repeat(1000);
        text.push_str(&"One sentence after another. ".repeat(40_000));
        text.push_str("\n\nThe end of it all.");
        let mut long = board();
        let edit = long.plan(|txn| {
            txn.update_card(&CardId::from("s-letter".to_owned()), |card| {
                if let Body::Source(source) = &mut card.body {
                    source.text = text.as_str().into();
                }
            });
        });
        long = long.with(&edit);
        let mut window = Window::with(folder, vec2(1300.0, 800.0), &long);
        window.read("Letter");
        for _ in 0..60 {
            window.wheel(-400.0);
        }
        // Generous, for a debug build on a busy machine: without laziness a frame takes seconds.
        let began = Instant::now();
        window.press_with(Modifiers::COMMAND, Key::End);
        window.wait_for("The end of it all.");
        assert!(began.elapsed() < Duration::from_secs(10));
        window.find("end of it");
        window.wait_for("1 of 1");
        window.press(Key::Escape);
        assert_eq!(window.copied(), "end of it");
    });
}

// --- the reader ------------------------------------------------------------------------------------------------------

/// The board of this file in a window of this size.
fn open(folder: &Path, size: Vec2) -> Window {
    Window::with(folder, size, &board())
}

/// What is done with the reader.
trait Reading {
    fn wheel(&mut self, by: f32);
    fn copied(&mut self) -> String;
    fn read(&mut self, title: &str);
    fn find(&mut self, words: &str);
}

impl Reading for Window {
    fn wheel(&mut self, by: f32) {
        let at = self.node("Text of the source").center();
        self.event(Event::PointerMoved(at));
        self.event(Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: vec2(0.0, by),
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Unknown,
            modifiers: Modifiers::NONE,
        });
    }

    /// What is copied now.
    fn copied(&mut self) -> String {
        self.event(Event::Copy);
        let commands = &self.harness.output().platform_output.commands;
        let copied = commands.iter().find_map(|command| match command {
            OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        });
        copied.expect("something is copied")
    }

    /// Opens a source in the reader, by the outline.
    fn read(&mut self, title: &str) {
        self.click("Sources");
        self.click(&format!("{title} (list)"));
        self.press(Key::R);
        self.wait_for("Text of the source");
        self.settle();
    }

    /// Searches the text that is read.
    fn find(&mut self, words: &str) {
        self.press_with(Modifiers::COMMAND, Key::F);
        self.press_with(Modifiers::COMMAND, Key::A);
        self.type_text(words);
    }
}
