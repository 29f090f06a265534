//! Journeys with boards of strangers: a damaged one is a rescue copy until it is saved anew, limits are raised, an address
//! is shown before it is opened.

#![allow(missing_docs)]

mod kit;

use std::fs;

use casewall::board::CardId;
use casewall::editor::{COMMANDS, Run};
use casewall::file;
use casewall::host::Settings;
use eframe::egui::{Event, Key, Modifiers, OutputCommand, Pos2, vec2};
use kit::{Window, journey};

const BOARD: &str = r#"{ "format": "casewall", "version": 1, "about": { "title": "Damaged" }, "cards": [
    { "id": "a", "kind": "claim", "x": 0, "y": 0, "width": 260, "height": 95, "text": "The lamp was lit." },
    { "id": "b", "kind": "claim", "x": 400, "y": 0, "width": 260, "height": 95, "text": "The lamp was dark." },
    { "id": "s", "kind": "source", "x": 0, "y": 300, "width": 280, "height": 95, "title": "Log", "text": "Lit at nine.",
      "url": "https://reader:secret@bücher.example/log" },
    { "id": "n", "kind": "note", "x": "far", "y": 300, "width": 200, "height": 95, "text": "Ask." },
    7 ], "links": [
    { "id": "l", "from": "s", "to": "a", "kind": "corroborates" },
    { "id": "m", "from": "s", "to": "gone", "kind": "corroborates" } ] }"#;

/// Everything that a hand could do to a board, and none of it changes a rescue copy; saved under another name, it is a
/// board like any other, and the damaged file is as it was.
#[test]
fn a_damaged_board_is_a_rescue_copy_until_it_is_saved_anew() {
    journey(|folder| {
        let broken = folder.join("case.casewall.json");
        let new = folder.join("case (rescued).casewall.json");
        fs::write(&broken, BOARD).unwrap();
        let paths = vec![new.clone(), broken.clone(), broken.clone()];
        let mut window = Window::start(vec2(1440.0, 900.0), paths);
        window.click("Open…");
        window.wait_for("This board was damaged");
        window.wait_for("3 things were left out or mended.");
        window
            .wait_for("• cards[4]: This is 7, an object is needed. The whole entry was left out.");
        window.click("Look at the copy");
        window.wait_for("Rescue copy, read-only.");
        window.click("What was left out");
        window.wait_for("This board was damaged");
        window.press(Key::Enter);
        window.gone("This board was damaged");

        let before = file::write(&window.board());
        let same = |window: &Window, what: &str| {
            assert_eq!(file::write(&window.board()), before, "{what}");
            assert!(window.session().document().is_saved(), "{what}");
            assert!(window.session().editing().is_none(), "{what}");
        };
        let card = |window: &Window, name: &str| -> Pos2 {
            window.node_that(|label| label.starts_with(name)).center()
        };
        // By hand.
        let at = card(&window, "Claim: The lamp was lit.");
        window.drag(at, at + vec2(200.0, 120.0), false);
        same(&window, "drag");
        window.wait("the refusal", |window| {
            window
                .try_node(|label| label.starts_with("This is a rescue copy and cannot be changed."))
        });
        let at = card(&window, "Claim: The lamp was lit.");
        window.click_at(at);
        window.settle();
        assert_eq!(window.session().selection().len(), 1, "looking is allowed");
        window.click_at(at);
        window.click_at(at);
        window.settle();
        same(&window, "double-click on a card");
        let wall = window.wall();
        let empty = wall.right_bottom() - vec2(60.0, 300.0);
        window.click_at(empty);
        window.click_at(empty);
        window.settle();
        same(&window, "double-click on the wall");
        window.event(Event::Paste("https://example.org/".to_owned()));
        window.settle();
        window.event(Event::Paste(
            BOARD.replace("7 ]", "]").replace("\"far\"", "5"),
        ));
        window.settle();
        same(&window, "paste");
        // By every command and every key.
        for select in ["a", "s", "l"] {
            for command in COMMANDS {
                if matches!(command.run, Run::Ask(_)) && !command.changes() {
                    continue; // sheets and dialogs
                }
                let session = window.session();
                let enabled = command.is_enabled(&session);
                assert!(
                    !(enabled && command.changes()),
                    "{} can be chosen",
                    command.id
                );
                drop(session);
            }
            let name = match select {
                "a" => "The lamp was lit. (list)",
                _ => "Log (list)",
            };
            if let Some(at) = window.try_node(|label| label == name) {
                window.click_at(at.center());
                window.settle();
            }
            for key in [
                Key::Delete,
                Key::Enter,
                Key::F2,
                Key::ArrowLeft,
                Key::X,
                Key::C,
                Key::S,
                Key::N,
                Key::F,
                Key::L,
            ] {
                window.press(key);
                window.press(Key::Escape);
                same(&window, &format!("{key:?} on {select}"));
            }
            for key in [Key::D, Key::X, Key::V, Key::Z, Key::Y] {
                window.press_with(Modifiers::COMMAND, key);
                same(&window, &format!("Ctrl+{key:?} on {select}"));
            }
        }

        // Never over the damaged file.
        window.click("Save as a new board…");
        window.wait("why not", |window| {
            window.try_node(|label| label.contains("is the damaged board itself"))
        });
        assert_eq!(fs::read_to_string(&broken).unwrap(), BOARD);
        window.click("Close");
        window.click("Save as a new board…");
        window.gone("Rescue copy, read-only.");
        assert_eq!(fs::read_to_string(&broken).unwrap(), BOARD);
        let saved = file::read(&fs::read(&new).unwrap()).unwrap().board;
        assert_eq!(file::write(&saved), before);

        // An ordinary board by now.
        let at = card(&window, "Claim: The lamp was lit.");
        window.drag(at, at + vec2(40.0, 25.0), false);
        assert_eq!(window.undo_label(), "Move card");
    });
}

#[test]
fn a_limit_is_raised_in_preferences_and_kept() {
    journey(|folder| {
        let settings = Settings {
            limits: [("cards".to_owned(), 2)].into(),
            seen_demo: true,
            ..Settings::default()
        };
        settings.save().unwrap();
        let path = folder.join("case.casewall.json");
        let whole = file::read_tolerant(BOARD.as_bytes()).unwrap().0;
        fs::write(&path, file::write(&whole)).unwrap();
        let mut window = Window::start(vec2(1000.0, 800.0), vec![path.clone(), path.clone()]);
        window.click("Open…");
        window.wait_for("This board was damaged");
        assert!(
            window.texts().contains("limit “cards” in Preferences"),
            "{}",
            window.texts()
        );
        window.click("Look at the copy");
        assert_eq!(window.board().cards().len(), 2);

        window.press_with(Modifiers::COMMAND, Key::Comma);
        window.wait_for("Preferences");
        window.click("Reset to 200,000");
        window.click("Done");
        assert!(Settings::load().limits.is_empty());
        window.press_with(Modifiers::COMMAND, Key::O);
        window.gone("Rescue copy, read-only.");
        window.wait("all cards", |window| {
            (window.board().cards().len() == whole.cards().len()).then_some(())
        });
    });
}

#[test]
fn an_address_is_shown_before_it_is_opened() {
    journey(|folder| {
        let board = file::read_tolerant(BOARD.as_bytes()).unwrap().0;
        assert!(board.cards().contains_key(&CardId::from("s")));
        let mut window = Window::with(folder, vec2(1440.0, 900.0), &board);
        let opened = |window: &Window| {
            let commands = window.harness.output().platform_output.commands.iter();
            let opened = commands.filter_map(|command| match command {
                OutputCommand::OpenUrl(open) => Some(open.url.clone()),
                _ => None,
            });
            opened.collect::<Vec<_>>()
        };
        window.click("Sources");
        window.click("Log (list)");
        window.click("Open in browser…");
        assert_eq!(opened(&window), [""; 0]);
        window.wait_for("https://reader:secret@xn--bcher-kva.example/log");
        window.wait_for("Host in its own letters: bücher.example");
        window.wait("the warning", |window| {
            window.try_node(|label| label.contains("This leads to xn--bcher-kva.example."))
        });
        window.click("Cancel");
        window.gone("Open this address?");
        assert_eq!(opened(&window), [""; 0]);
        window.click("Open in browser…");
        let at = window.node("Open in the browser").center();
        window.event(Event::PointerMoved(at));
        window.button(at, true);
        window.event(Event::PointerButton {
            pos: at,
            button: eframe::egui::PointerButton::Primary,
            pressed: false,
            modifiers: Modifiers::NONE,
        });
        let mut found = opened(&window);
        for _ in 0..5 {
            if found.is_empty() {
                window.harness.step();
                found = opened(&window);
            }
        }
        assert_eq!(found, ["https://reader:secret@xn--bcher-kva.example/log"]);
    });
}
