//! Journeys through the whole window, without a screen: seen by the names that a screen reader would say, moved by the
//! events of a mouse and a keyboard, painted on the processor.
//!
//! Every journey runs in a process of its own, so that the settings that it keeps are its own. Jobs are threads: a
//! journey steps until what it waits for is there, with a deadline. `UPDATE_SNAPSHOTS=1` renews pictures that changed.

#[path = "journeys/conflicts.rs"]
mod conflicts;
mod cpu;
#[path = "journeys/matrix.rs"]
mod matrix;

use std::cell::{Ref, RefCell};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;
use std::time::{Duration, Instant};
use std::{any, env, fs, thread};

use casewall::assess::CHECKS;
use casewall::board::{Board, Body, Muted};
use casewall::editor::Session;
use casewall::gui::{App, Scripted};
use casewall::host::{Settings, Theme};
use casewall::scene::text::FontSource;
use casewall::{export, file};
use eframe::egui::accesskit::Role;
use eframe::egui::{
    self, Event, Key, Modifiers, OutputCommand, Rect, Vec2, ViewportCommand, ViewportEvent,
    ViewportId, vec2,
};
use egui_kittest::kittest::NodeT as _;
use egui_kittest::{Harness, Node, SnapshotResults};

/// Longest wait for anything.
const PATIENCE: Duration = Duration::from_secs(30);
const CLAIM: &str = "The Istanbul talks lasted four days.";
const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

// --- journeys ---------------------------------------------------------------------------------------------------------

#[test]
fn a_demo_is_opened_read_edited_and_put_back() {
    journey(|_| {
        let mut window = Window::start(&[]);
        window.click("Open istanbul-talks");
        window.wait_for("Wall: Istanbul talks");
        for text in ["30 claims", "120 links", "Not in a file yet"] {
            window.wait_for(text);
        }
        let start = file::write(&window.board());

        // By the outline to a claim: the inspector shows it, and it is in view.
        window.choose(CLAIM);
        window.wait_for_text("Claim", CLAIM);
        let seen = window.node_that("the card", |label| {
            label.starts_with(&format!("Claim: {CLAIM}"))
        });
        assert!(window.wall().contains(seen.center()), "{seen}");

        // A field that is left is kept, as one step that has a name.
        window.write("Claim", "The talks lasted five days.");
        assert_eq!(file::write(&window.board()), start, "not yet kept");
        window.press(Key::Escape);
        window.wait("the step", |window| {
            (window.undo_label()? == "Edit claim" || window.undo_label()? == "Edit text")
                .then_some(())
        });
        window.wait_for("Not saved");
        assert_ne!(file::write(&window.board()), start);

        window.press_with(Modifiers::COMMAND, Key::Z);
        window.wait("the claim is what it was", |window| {
            (file::write(&window.board()) == start).then_some(())
        });
        window.wait_for_text("Claim", CLAIM);
        window.wait_for("Not in a file yet");
        window.press_with(CTRL_SHIFT, Key::Z);
        window.wait_for_text("Claim", "The talks lasted five days.");
    });
}

#[test]
fn a_claim_is_written_saved_and_read_back() {
    journey(|folder| {
        let path = folder.join("new.casewall.json");
        let mut window = Window::start(&[]);
        window.click("New board");
        window.wait_for("An empty wall");
        window.write_claim("It rained in May.");
        window.wait_for("It rained in May. (list)");
        window.wait_for("1 claim");
        window.wait_for("Not saved");
        assert_eq!(window.title(), "• Untitled board – Casewall");

        // Without dialogs of the system the path is typed.
        window.press_with(Modifiers::COMMAND, Key::S);
        window.wait_for("Save the board");
        window.press_with(Modifiers::COMMAND, Key::A);
        window.type_text(path.to_str().unwrap());
        window.press(Key::Enter);
        window.wait_for(&format!("Saved {}", path.display()));
        window.wait_for("Saved");
        assert_eq!(window.title(), "new – Casewall");
        let opened = file::read(&fs::read(&path).unwrap()).unwrap();
        assert_eq!(opened.board, *window.board());
        assert_eq!(opened.board.cards().len(), 1);

        // A file of somebody else is not overwritten unasked.
        let other = folder.join("other.casewall.json");
        fs::write(&other, TIED).unwrap();
        window.press_with(CTRL_SHIFT, Key::S);
        window.wait_for("Save the board");
        window.press_with(Modifiers::COMMAND, Key::A);
        window.type_text(other.to_str().unwrap());
        window.press(Key::Enter);
        window.wait_for("Replace this file?");
        window.click("Cancel");
        window.gone("Replace this file?");
        assert_eq!(fs::read_to_string(&other).unwrap(), TIED);

        // What is saved is forgotten neither by undo nor by the start screen.
        window.press_with(Modifiers::COMMAND, Key::Z);
        window.wait_for("Not saved");
        window.press_with(CTRL_SHIFT, Key::Z);
        window.wait_for("Saved");
        window.command("Start screen");
        window.click("Open new");
        window.wait_for("It rained in May. (list)");
        window.wait_for("Saved");
    });
}

#[test]
fn changes_that_are_not_saved_are_asked_about_once() {
    journey(|folder| {
        let path = folder.join("kept.casewall.json");
        let ask = "Save the changes to “Untitled board”?";
        let mut window = Window::start(&[path.as_path()]);
        window.click("New board");
        window.write_claim("It rained in May.");

        window.press_with(Modifiers::COMMAND, Key::N);
        window.wait_for(ask);
        window.click("Cancel");
        window.gone(ask);
        assert_eq!(window.board().cards().len(), 1);
        window.wait_for("Not saved");

        window.press_with(Modifiers::COMMAND, Key::N);
        window.wait_for(ask);
        window.click("Don’t save");
        window.wait_for("An empty wall");
        window.gone(ask);

        // Nothing was changed, so nothing is asked.
        window.press_with(Modifiers::COMMAND, Key::N);
        window.gone(ask);

        // Saving goes on to what was asked for.
        window.write_claim("It was dry in June.");
        window.press_with(Modifiers::COMMAND, Key::N);
        window.wait_for(ask);
        window.click("Save");
        window.wait_for("An empty wall");
        let kept = file::read(&fs::read(&path).unwrap()).unwrap().board;
        let names: Vec<_> = kept.cards().values().map(|card| card.name()).collect();
        assert_eq!(names, ["It was dry in June."]);
    });
}

#[test]
fn closing_the_window_loses_nothing() {
    journey(|_| {
        let mut window = Window::start(&[]);
        window.click("New board");
        assert!(window.may_close(), "nothing was changed");

        let mut window = Window::start(&[]);
        window.click("New board");
        window.write_claim("It rained in May.");
        assert!(!window.may_close());
        window.click("Cancel");
        assert!(!window.closes && !window.may_close());
        window.click("Don’t save");
        assert!(window.closes);

        // Words that are still being typed are changes too.
        let mut window = Window::start(&[]);
        window.click("New board");
        window.begin_claim("It rained in May.");
        assert!(!window.may_close(), "a claim is being typed");
    });
}

#[test]
fn a_save_that_ends_late_belongs_to_its_board() {
    journey(|folder| {
        let path = folder.join("tied.casewall.json");
        fs::write(&path, TIED).unwrap();
        let mut window = Window::start(&[path.as_path()]);
        window.click("Open…");
        window.wait_for("2 links");
        // Saved, and in the same breath replaced by a new board.
        let key = |key| Event::Key {
            key,
            pressed: true,
            modifiers: Modifiers::COMMAND,
            repeat: false,
            physical_key: None,
        };
        let keys = [key(Key::S), key(Key::N)];
        window.harness.input_mut().events.extend(keys);
        window.step();
        window.wait_for("An empty wall");
        window.wait_for(&format!("Saved {}", path.display()));
        window.settle();
        window.wait_for("Not in a file yet");
    });
}

#[test]
fn a_new_board_has_an_outline_of_its_own() {
    journey(|_| {
        let mut window = Window::start(&[]);
        window.click("Open istanbul-talks");
        window.choose(CLAIM);
        window.press_with(Modifiers::COMMAND, Key::N);
        window.wait_for("An empty wall");
        let row = format!("{CLAIM} (list)");
        assert!(window.find(|label| label == row).is_none());
    });
}

#[test]
fn a_filter_is_left_empty_by_escape() {
    journey(|_| {
        let mut window = Window::start(&[]);
        window.click("Open istanbul-talks");
        let row = format!("{CLAIM} (list)");
        let at = window.field("Filter cards").unwrap().rect().center();
        window.click_at(Modifiers::NONE, at);
        window.type_text("no card says this");
        window.wait_for("Nothing matches the filter.");
        window.press(Key::Escape);
        window.gone("Nothing matches the filter.");
        window.wait_for_text("Filter cards", "");
        window.choose(CLAIM);
        window.wait_for(&row);
    });
}

#[test]
fn a_picture_that_cannot_be_shown_is_a_problem() {
    journey(|folder| {
        let path = folder.join("bad.casewall.json");
        fs::write(&path, BAD_PICTURE).unwrap();
        let mut window = Window::start(&[path.as_path()]);
        window.click("Open…");
        let problem =
            "Problem: “Yard” cannot be shown: its file is not a PNG, JPEG or WebP picture.";
        window.click("Problems (1)");
        window.wait_for(problem);
        window.click(problem);
        let selected = window.session().selection().cards.clone();
        assert_eq!(
            selected.iter().map(|id| id.as_str()).collect::<Vec<_>>(),
            ["p1"]
        );
        let group = "Pictures that cannot be shown, 1, warning";
        window.click(group);
        window.gone(problem);

        // It goes with the card, and comes back with it.
        window.click(group);
        window.click(problem);
        window.press_with(Modifiers::NONE, Key::F6);
        window.command("Delete");
        window.gone("Problems (1)");
        window.press_with(Modifiers::COMMAND, Key::Z);
        window.wait_for("Problems (1)");
    });
}

#[test]
fn a_problem_is_found_lit_and_put_aside_with_a_reason() {
    journey(|folder| {
        let path = folder.join("bare.casewall.json");
        fs::write(&path, BARE).unwrap();
        let mut window = Window::start(&[path.as_path()]);
        window.click("Open…");
        let of = |claim: &str| {
            format!(
                "“{claim}” has no evidence for it or against it; tie a source to it or remove it."
            )
        };
        let (rain, snow) = (of("It rained"), of("It snowed"));
        window.click("Problems (2)");
        window.wait_for(&format!("Problem: {rain}"));

        // Notes are folded until somebody looks.
        let unused =
            "Problem: Nothing on the board rests on “Log”; tie it to a claim or remove it.";
        assert!(window.find(|label| label == unused).is_none());
        window.click("Unused sources, 1, note");
        window.wait_for(unused);
        window.click(unused);
        let selected = window.session().selection().cards.clone();
        assert_eq!(
            selected.iter().map(|id| id.as_str()).collect::<Vec<_>>(),
            ["s1"]
        );

        // One is put aside, then the whole rule; nothing without a reason.
        window.click(&format!("Mute: {rain}"));
        window.wait_for("Reason for muting");
        window.press(Key::Enter);
        window.wait_for("Reason for muting");
        window.click("Reason for muting");
        window.type_text("Common knowledge.");
        window.click("Mute");
        window.wait_for("Problems (1)");
        assert_eq!(window.undo_label().as_deref(), Some("Mute problem"));
        window.click(&format!("Mute: {snow}"));
        window.wait_for("Reason for muting");
        window.click("All of this rule");
        window.click("Reason for muting");
        window.type_text("Only drafts.");
        window.press(Key::Enter);
        window.wait_for("Problems");
        let muted = window.board().about().judgements.muted.clone();
        let told: Vec<_> = muted
            .iter()
            .map(|muted| (muted.card.as_ref().map(|id| id.as_str()), &*muted.reason))
            .collect();
        assert_eq!(
            told,
            [(Some("c1"), "Common knowledge."), (None, "Only drafts.")]
        );

        // What was put aside is listed, and taken back.
        window.click("Muted, 2");
        window.wait_for("Common knowledge.");
        window.click("Un-mute: Claims without evidence: everywhere");
        window.wait_for("Problems (1)");
        window.click("Un-mute: Claims without evidence: “It rained”");
        window.wait_for("Problems (2)");
        window.gone("Muted, 1");
    });
}

/// Two claims and a source with nothing between them.
const BARE: &str = r#"{
  "format": "casewall",
  "version": 1,
  "cards": [
    { "id": "c1", "kind": "claim", "x": 0, "y": 0, "width": 260, "height": 84, "text": "It rained" },
    { "id": "c2", "kind": "claim", "x": 0, "y": 160, "width": 260, "height": 84, "text": "It snowed" },
    { "id": "s1", "kind": "source", "x": 0, "y": 320, "width": 280, "height": 120, "title": "Log", "text": "Dry." }
  ],
  "links": []
}"#;

/// A picture whose file holds the word "hello".
const BAD_PICTURE: &str = r#"{
  "format": "casewall",
  "version": 1,
  "cards": [
    { "id": "p1", "kind": "picture", "x": 0, "y": 0, "width": 320, "height": 240, "z": 1, "file": "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", "caption": "Yard" }
  ],
  "links": [],
  "files": { "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824": { "media_type": "image/png", "name": "yard.png", "data": "aGVsbG8=" } }
}"#;

#[test]
fn right_to_left_words_are_typed_in_the_order_in_which_they_are_read() {
    journey(|_| {
        let mut window = Window::start(&[]);
        window.click("New board");
        window.write_claim("It rained.");
        window.wait_for("It rained. (list)");
        window.click("It rained. (list)");
        window.write("Claim", "پل بند ہوا");
        window.wait_for_text("Claim", "پل بند ہوا");
        // The keys mean the side of the screen: onwards is to the left.
        window.press(Key::Home);
        window.press(Key::ArrowLeft);
        window.press(Key::ArrowLeft);
        window.type_text("وں");
        window.wait_for_text("Claim", "پلوں بند ہوا");
        window.press(Key::ArrowRight);
        window.press(Key::Backspace);
        window.wait_for_text("Claim", "پلں بند ہوا");
        // A click at the right edge of the field is the beginning of the text.
        let field = window.field("Claim").unwrap().rect();
        let at = egui::pos2(field.right() - 10.0, field.top() + 13.0);
        window.click_at(Modifiers::NONE, at);
        window.settle();
        window.type_text("ا");
        window.wait_for_text("Claim", "اپلں بند ہوا");
        window.press(Key::Escape);
        window.wait_for("اپلں بند ہوا (list)");
    });
}

#[test]
fn leaving_a_field_keeps_the_selection() {
    journey(|_| {
        let mut window = Window::start(&[]);
        window.click("Open istanbul-talks");
        window.choose(CLAIM);
        window.write("Claim", "The talks lasted five days.");
        window.press(Key::Escape);
        assert_eq!(window.session().selection().cards.len(), 1);
    });
}

#[test]
fn what_is_dropped_while_words_are_typed_takes_nothing_away() {
    journey(|folder| {
        let path = folder.join("note.txt");
        fs::write(&path, "A sentence from a file.").unwrap();
        let mut window = Window::start(&[]);
        window.click("New board");
        window.begin_claim("It rained in May.");
        window.drop_file(&path);
        window.press(Key::Escape);
        window.wait("both", |window| {
            (window.board().cards().len() == 2).then_some(())
        });
        let mut names: Vec<_> = window
            .board()
            .cards()
            .values()
            .map(|card| card.name())
            .collect();
        names.sort();
        assert_eq!(names, ["It rained in May.", "note"]);
    });
}

#[test]
fn a_broken_board_says_where_and_offers_the_rest() {
    journey(|folder| {
        let demo = file::demo("istanbul-talks").unwrap();
        let whole = file::read(demo.bytes).unwrap().board;
        let text = str::from_utf8(demo.bytes).unwrap();
        let broken = text.replacen("\"kind\": \"claim\",", "\"kind\": 7,", 1);
        let path = folder.join("broken.casewall.json");
        fs::write(&path, broken).unwrap();

        let mut window = Window::start(&[path.as_path()]);
        window.click("Open…");
        window.wait_for("This board was damaged");
        let why = window.texts();
        assert!(why.iter().any(|text| text.contains("kind")), "{why:?}");
        window.click("Look at the copy");
        window.wait_for("Wall: Istanbul talks");
        window.wait_for("29 claims");
        window.wait_for("Rescue copy, read-only");
        assert_eq!(window.board().cards().len(), whole.cards().len() - 1);

        let mut window = Window::start(&[folder.join("missing.casewall.json").as_path()]);
        window.click("Open…");
        window.wait_for("This board cannot be opened");
        window.click("Close");
        window.gone("This board cannot be opened");
        window.node("New board");
    });
}

/// A snapshot is a board too: opened as a copy, so that saving leaves the picture as it is.
#[test]
fn files_come_in_as_one_step_and_are_noticed_when_they_change() {
    journey(|folder| {
        let texts = folder.join("texts");
        fs::create_dir(&texts).unwrap();
        fs::write(texts.join("dome.txt"), "The dome was lit all night.").unwrap();
        fs::write(texts.join("log.txt"), "Nobody was there that night.").unwrap();
        fs::write(texts.join("noise.bin"), [0, 1, 2, 3]).unwrap();
        let saved = folder.join("case.casewall.json");

        let mut window = Window::start(&[&saved]);
        window.click("New board");
        window.press_with(Modifiers::COMMAND, Key::S);
        window.wait_for(&format!("Saved {}", saved.display()));

        window.press_with(Modifiers::COMMAND, Key::I);
        window.click("Link: The files stay where they are, below the folder of the board; changes are noticed.");
        window.write("Path", texts.to_str().unwrap());
        window.press(Key::Enter);
        window.wait_for("Imported 2 sources from 2 files; 1 file left out.");
        window.wait_for("This is no kind of file that Casewall reads. Save it as text, HTML, PDF or CSV and import that.");
        window.click("Done");
        assert_eq!(window.board().cards().len(), 2);

        // The same files again are the same files.
        window.press_with(Modifiers::COMMAND, Key::I);
        window.wait_for("KEEP OF EACH FILE");
        window.write("Path", texts.join("dome.txt").to_str().unwrap());
        window.press(Key::Enter);
        window.wait_for("Nothing was imported; 1 file left out.");
        window.click("Done");

        window.command("Check quotes and files");
        window.wait_for("All is as it was: 0 of 0 quotes found, 2 of 2 files unchanged.");
        fs::write(texts.join("dome.txt"), "The dome was lit all day.").unwrap();
        window.command("Check quotes and files");
        window.wait_for("1 problem: 0 of 0 quotes found, 1 of 2 files unchanged. It is in the list at the left.");

        window.press_with(Modifiers::COMMAND, Key::Z);
        assert!(window.board().cards().is_empty());
    });
}

#[test]
fn the_columns_of_a_table_are_looked_at_before_it_comes_in() {
    journey(|folder| {
        let table = folder.join("evidence.csv");
        let rows = "headline,what is said,side,words\n\
             The log,The dome was dark,for,dome dark\n\
             A visitor,The dome was dark,against,it glowed\n";
        fs::write(&table, rows).unwrap();
        let mut window = Window::start(&[]);
        window.click("New board");
        window.drop_file(&table);
        window.wait_for("What do the columns of evidence.csv mean?");
        window.wait_for("The dome was dark");
        window.settle();
        assert!(window.board().cards().is_empty());
        for (column, name, meaning) in [
            (2, "what is said", "claim"),
            (3, "side", "stance"),
            (4, "words", "quote"),
        ] {
            let combo = window
                .texts()
                .into_iter()
                .find(|text| text.starts_with(&format!("Column {column} “{name}”")));
            let combo = combo.expect("the choice above the column");
            if !combo.ends_with(meaning) {
                window.click(&combo);
                window.settle();
                window.click(meaning);
                window.settle();
            }
        }
        window.wait_for("2 rows: sources, claims, and a link for each row that takes a side.");
        window.press(Key::Enter);
        window.wait("the links", |window| {
            (window.board().links().len() == 2).then_some(())
        });
        assert_eq!(window.board().cards().len(), 3);
        window.press(Key::Escape);
        window.press_with(Modifiers::COMMAND, Key::Z);
        assert!(window.board().cards().is_empty());
    });
}

#[test]
fn a_picture_that_carries_a_board_opens_as_a_copy() {
    journey(|folder| {
        let demo = file::demo("istanbul-talks").unwrap();
        let board = file::read(demo.bytes).unwrap().board;
        let snapshot = |name: &str, carry: bool| {
            let options = export::Options {
                scale: 0.1,
                fonts: FontSource::BundledOnly,
                ..export::Options::default()
            };
            let mut snapshot = export::Snapshot::new(&board, &options).unwrap();
            if carry {
                snapshot = snapshot.carrying(export::Carried {
                    name: "talks.casewall.json".to_owned(),
                    bytes: demo.bytes.into(),
                });
            }
            let path = folder.join(name);
            let (_, extension) = name.split_once('.').unwrap();
            let mut bytes = Vec::new();
            let exporter = export::for_extension(extension).unwrap();
            exporter.write(&snapshot, &mut bytes, &|_| true).unwrap();
            fs::write(&path, &bytes).unwrap();
            (path, bytes)
        };
        let (png, picture) = snapshot("talks.png", true);
        let (svg, _) = snapshot("talks.svg", true);
        let (bare, _) = snapshot("bare.png", false);
        let saved = folder.join("copy.casewall.json");

        let mut window = Window::start(&[png.as_path(), saved.as_path(), bare.as_path()]);
        window.click("Open…");
        window.wait_for("Wall: Istanbul talks");
        window.wait_for(
            "This board came out of the picture talks.png. Save it to keep your changes.",
        );
        window.wait_for("Not in a file yet");
        assert_eq!(file::write(&window.board()), demo.bytes);
        window.press_with(Modifiers::COMMAND, Key::S);
        window.wait_for(&format!("Saved {}", saved.display()));
        assert_eq!(fs::read(&saved).unwrap(), demo.bytes);
        assert_eq!(fs::read(&png).unwrap(), picture);

        // On a wall a picture is a picture, and what only carries a board is no card.
        let cards = board.cards().len();
        window.drop_file(&png);
        let remark = "It carries a Casewall board. Choose File > Open to open that.";
        window.wait_for(remark);
        assert_eq!(window.board().cards().len(), cards + 1);
        window.click("Done");
        window.drop_file(&svg);
        window.wait_for(remark);
        assert_eq!(window.board().cards().len(), cards + 1);
        window.click("Done");

        // A picture without a board says so, and nothing else is opened.
        window.press_with(Modifiers::COMMAND, Key::S);
        window.wait_for("Saved");
        window.press_with(Modifiers::COMMAND, Key::O);
        window.wait_for("This board cannot be opened");
        let why = window.texts();
        let says = |text: &String| text.contains("carries no board");
        assert!(why.iter().any(says), "{why:?}");

        // On the start screen it is opened.
        let mut window = Window::start(&[]);
        window.drop_file(&svg);
        window.wait_for("Wall: Istanbul talks");
        window.wait_for(
            "This board came out of the picture talks.svg. Save it to keep your changes.",
        );
        assert_eq!(file::write(&window.board()), demo.bytes);
    });
}

#[test]
fn what_is_pasted_becomes_cards() {
    journey(|folder| {
        let mut window = Window::start(&[]);
        window.click("New board");
        window.paste("The river was low.");
        window.paste("https://www.example.org/may/rain?page=2");
        window.paste("First line\nand more of it\n");
        let mut cards: Vec<_> = window
            .board()
            .cards()
            .values()
            .map(|card| match &card.body {
                Body::Source(source) => {
                    format!(
                        "source {} {} {}",
                        source.title,
                        source.url,
                        source.text.len()
                    )
                }
                body => format!("{} {}", body.word(), card.title()),
            })
            .collect();
        cards.sort();
        assert_eq!(
            cards,
            [
                "claim The river was low.",
                "source First line  25",
                "source example.org https://www.example.org/may/rain?page=2 0",
            ]
        );

        // Two tied cards of three, copied and pasted: their link comes along, and the other does not.
        let path = folder.join("tied.casewall.json");
        fs::write(&path, TIED).unwrap();
        let mut window = Window::start(&[path.as_path()]);
        window.click("Open…");
        window.wait_for("2 links");
        window.click("Source: Gazette");
        window.click_with(Modifiers::SHIFT, "Claim: It rained.");
        let copied = window.copy();
        assert_eq!(window.board().cards().len(), 3, "copying changes nothing");
        window.paste(&copied);
        window.wait_for("3 links");
        assert_eq!(window.undo_label().unwrap(), "Paste 2 cards");
        let (board, session) = (window.board().clone(), window.app());
        let made = session.session().unwrap().selection().clone();
        assert_eq!((board.cards().len(), made.cards.len()), (5, 2));
        let between = |link: &casewall::board::Link| {
            made.cards.contains(&link.from) && made.cards.contains(&link.to)
        };
        assert_eq!(
            board.links().values().filter(|link| between(link)).count(),
            1
        );
    });
}

const TIED: &str = r#"{
  "format": "casewall",
  "version": 1,
  "cards": [
    { "id": "c1", "kind": "claim", "x": 500, "y": 0, "width": 260, "height": 80, "z": 1, "text": "It rained." },
    { "id": "c2", "kind": "claim", "x": 500, "y": 300, "width": 260, "height": 80, "z": 2, "text": "It was wet." },
    { "id": "s1", "kind": "source", "x": 0, "y": 0, "width": 280, "height": 110, "z": 3, "title": "Gazette" }
  ],
  "links": [
    { "id": "l1", "from": "s1", "to": "c1", "kind": "corroborates" },
    { "id": "l2", "from": "c1", "to": "c2", "kind": "corroborates" }
  ]
}"#;

#[test]
fn every_command_is_found_by_its_name() {
    journey(|_| {
        let mut window = Window::start(&[]);
        window.click("Open istanbul-talks");
        window.press_with(Modifiers::COMMAND, Key::K);
        window.wait_for("Find a command");
        window.type_text("zoom to 100");
        window.node_that("the command", |label| label.starts_with("Zoom to 100 %"));
        window.press(Key::Enter);
        window.gone("Find a command");
        window.wait_for("100 %");

        window.event(Event::Text("?".into()));
        window.press(Key::Questionmark);
        window.wait_for("Keys and gestures");
        window.press(Key::Escape);
        window.gone("Keys and gestures");
        window.node("Wall: Istanbul talks");
    });
}

#[test]
fn light_and_dark_are_switched_and_remembered() {
    journey(|_| {
        let mut window = Window::start(&[]);
        window.click("New board");
        assert_eq!(window.harness.ctx.theme(), egui::Theme::Light);
        window.press_with(CTRL_SHIFT, Key::L);
        window.wait("the dark look", |window| {
            (window.harness.ctx.theme() == egui::Theme::Dark).then_some(())
        });
        assert_eq!(Settings::load().theme, Theme::Dark);
        window.press_with(CTRL_SHIFT, Key::L);
        assert_eq!(window.harness.ctx.theme(), egui::Theme::Light);
        assert_eq!(Settings::load().theme, Theme::Light);
    });
}

#[test]
fn a_snapshot_is_made_as_the_sheet_says() {
    journey(|folder| {
        let path = folder.join("talks.svg");
        let mut window = Window::with(vec2(1200.0, 1000.0), Theme::Light, &[&path]);
        window.click("Open istanbul-talks");
        window.wait_for("Wall: Istanbul talks");
        window.press_with(Modifiers::COMMAND, Key::E);
        window.wait_for("Export a snapshot");
        // By keyboard: the second button is JPG, which can carry no board.
        window.press(Key::Tab);
        window.press(Key::Tab);
        window.press(Key::Space);
        window.wait("JPG is chosen", |window| {
            let carry = |label: &str| label == "Carry the board in the file";
            window.find(carry).is_none().then_some(())
        });
        window.click("SVG");
        window.click("Dark");
        window.click("Legend");
        // The preview says how large it will be before anything is written.
        window.wait("the size", |window| {
            let said = |text: &String| text.starts_with("Preview: ") && text.contains(" kB");
            window.texts().iter().any(said).then_some(())
        });
        window.click("Export…");
        window.wait_for(&format!("Exported {}", path.display()));
        let drawing = fs::read_to_string(&path).unwrap();
        assert!(
            drawing.contains(">Legend<") && drawing.contains("#1e1d1b"),
            "legend, dark"
        );
        let carried = casewall::import::carried::board(drawing.as_bytes(), file::MAX_BYTES);
        let carried = carried.unwrap().unwrap();
        assert_eq!(carried, file::write(&window.board()));

        // The next one begins where this one ended; without the board it carries nothing.
        window.press_with(Modifiers::COMMAND, Key::E);
        window.wait_for("Export a snapshot");
        window.click("Carry the board in the file");
        window.wait_for("The file is a picture only.");
        window.press(Key::Escape);
        window.wait("the sheet is put away", |window| {
            window
                .find(|label| label == "Export a snapshot")
                .is_none()
                .then_some(())
        });
    });
}

#[test]
fn a_brief_says_what_the_analyst_judged() {
    journey(|folder| {
        let path = folder.join("talks.md");
        let mut window = Window::with(vec2(1200.0, 1600.0), Theme::Light, &[&path]);
        window.click("Open istanbul-talks");
        window.wait_for("Wall: Istanbul talks");
        window.choose("Indian interference was the main cause of the collapse of the talks.");
        window.click("How likely: not said");
        window.click("Unlikely, 20 to 45 %");
        window.click("Confidence: not said");
        window.click("High, good sourcing and sound reasoning");
        window.wait_for("Confidence: high");
        window.command("Export brief");
        window.wait_for("Export brief");
        // The claim that is selected is meant; the question has more answers than that.
        window.wait_for("Selected: 1");
        window.click("Answers to questions");
        window.click("Why did the talks collapse? (3)");
        window.click("Export…");
        window.wait_for(&format!("Exported {}", path.display()));
        let brief = fs::read_to_string(&path).unwrap();
        for words in [
            "# Istanbul talks\n",
            "#### 3. Kabul's refusal",
            "The analyst’s judgement: **unlikely** (20 to 45 %). The analyst’s confidence in the judgement is **high**.",
            "## Source summary statement",
        ] {
            assert!(brief.contains(words), "{words}");
        }
        assert!(!brief.contains("#### 4."));
    });
}

/// What is on the wall is what is in the picture: the mixed scripts in the window at 100 %, and the same piece of the wall
/// as pixels. The two painters round differently (the window puts letters on whole rows), so edges of letters differ;
/// measured: 0.6 on the average, and 0.0005 of the pixels by more than 64.
#[test]
fn the_window_and_the_picture_are_one() {
    const MOST_MEAN: f64 = 1.2;
    const MOST_DIFFERENT: f64 = 0.002;
    journey(|folder| {
        let path = folder.join("scripts.casewall.json");
        let board = file::read(include_bytes!("scripts.casewall.json")).unwrap();
        // What is wrong with a card is for the analyst, and stands on no picture.
        let muted = CHECKS.iter().map(|check| Muted {
            rule: check.rule().id.to_owned(),
            card: None,
            reason: "known".to_owned(),
            at: String::new(),
            extra: Default::default(),
        });
        let edit = board.board.plan(|txn| {
            txn.update_about(|about| about.judgements.muted = muted.collect());
        });
        fs::write(&path, file::write(&board.board.with(&edit))).unwrap();
        let mut window = Window::start(&[&path]);
        window.press_with(Modifiers::COMMAND, Key::O);
        window.wait_for("Wall: One port, many tongues");
        window.press_with(Modifiers::COMMAND, Key::Num0);
        window.harness.remove_cursor();
        window.settle();
        let wall = window.wall();
        let (area, board) = {
            let session = window.session();
            assert_eq!(session.camera.zoom, 1.0);
            (session.camera.area(session.view), session.board().clone())
        };
        let seen = window.harness.render().unwrap();
        let options = export::Options {
            scope: export::Scope::View(area),
            fonts: FontSource::BundledOnly,
            ..export::Options::default()
        };
        let snapshot = export::Snapshot::new(&board, &options).unwrap();
        let (wide, high, rgba) = snapshot.rgba(&|_| true).unwrap();
        assert!(
            wide.abs_diff(wall.width() as u32) <= 1 && high.abs_diff(wall.height() as u32) <= 1
        );
        // Without what floats over the wall at its edges.
        let (mut sum, mut different, mut all) = (0.0, 0.0, 0.0);
        for y in 40..high - 130 {
            for x in 20..wide - 20 {
                let window_pixel = seen.get_pixel(x + wall.left() as u32, y + wall.top() as u32);
                let picture_pixel = &rgba[(y * wide + x) as usize * 4..][..3];
                let apart = [0, 1, 2].map(|i| window_pixel[i].abs_diff(picture_pixel[i]));
                sum += apart.iter().map(|apart| f64::from(*apart)).sum::<f64>() / 3.0;
                different += f64::from(u8::from(apart.iter().any(|apart| *apart > 64)));
                all += 1.0;
            }
        }
        let (mean, share) = (sum / all, different / all);
        assert!(
            mean < MOST_MEAN && share < MOST_DIFFERENT,
            "{mean:.2} on the average, {share:.4} by more than 64"
        );
    });
}

#[test]
fn the_window_looks_as_it_did() {
    journey(|_| {
        let mut results = SnapshotResults::new();
        for (name, demo, theme) in [
            ("demo-light", Some("istanbul-talks"), Theme::Light),
            ("demo-dark", Some("istanbul-talks"), Theme::Dark),
            ("empty-light", None, Theme::Light),
        ] {
            let mut window = Window::with(vec2(900.0, 600.0), theme, &[]);
            match demo {
                Some(demo) => window.click(&format!("Open {demo}")),
                None => window.click("New board"),
            }
            window.harness.remove_cursor();
            window.settle();
            window.harness.snapshot(name);
            results.extend_harness(&mut window.harness);
        }
    });
}

// --- the window -------------------------------------------------------------------------------------------------------

/// Makes a journey in a process of its own, whose settings and home are a folder that is gone afterwards.
fn journey<F: FnOnce(&Path)>(journey: F) {
    const FOLDER: &str = "CASEWALL_TEST_FOLDER";
    if let Some(folder) = env::var_os(FOLDER) {
        return journey(Path::new(&folder));
    }
    let name = any::type_name::<F>().split_once("::").unwrap().1;
    let name = name.strip_suffix("::{{closure}}").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let made = Command::new(env::current_exe().unwrap())
        .args([name, "--exact", "--nocapture"])
        .env(FOLDER, folder.path())
        .env("HOME", folder.path())
        .env("CASEWALL_CONFIG_DIR", folder.path().join("settings"))
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&made.stdout) + String::from_utf8_lossy(&made.stderr);
    assert!(made.status.success() && told.contains("1 passed"), "{told}");
}

struct Window {
    harness: Harness<'static, Rc<RefCell<Option<App>>>>,
    title: String,
    /// Whether the window closes.
    closes: bool,
}

impl Window {
    /// The window as it starts; `paths` answer its dialogs, and without any there are no dialogs.
    fn start(paths: &[&Path]) -> Self {
        Self::with(vec2(1200.0, 800.0), Theme::Light, paths)
    }

    fn with(size: Vec2, theme: Theme, paths: &[&Path]) -> Self {
        let settings = Settings {
            theme,
            seen_demo: true,
            ..Settings::default()
        };
        let paths: Vec<PathBuf> = paths.iter().rev().map(|path| path.to_path_buf()).collect();
        let app = Rc::new(RefCell::new(None));
        let made = app.clone();
        let harness = Harness::builder()
            .with_size(size)
            .with_step_dt(1.0 / 60.0)
            .with_max_steps(120)
            .with_theme(if theme == Theme::Dark {
                egui::Theme::Dark
            } else {
                egui::Theme::Light
            })
            .renderer(cpu::Cpu::default())
            .with_context_setup(move |ctx| {
                let dialogs = Box::new(Scripted(RefCell::new(paths)));
                let app = App::with(ctx, settings, dialogs, FontSource::BundledOnly);
                *made.borrow_mut() = Some(app);
            })
            .build_ui_state(
                |ui, app: &mut Rc<RefCell<Option<App>>>| {
                    let all = ui.ctx().content_rect();
                    let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(all));
                    ui.set_clip_rect(all); // the window has no margin
                    app.borrow_mut().as_mut().unwrap().window_ui(&mut ui);
                },
                app,
            );
        let mut window = Self {
            harness,
            title: String::new(),
            closes: false,
        };
        window.settle();
        window
    }

    // --- eyes

    fn app(&self) -> Ref<'_, App> {
        Ref::map(self.harness.state().borrow(), |app| app.as_ref().unwrap())
    }

    fn session(&self) -> Ref<'_, Session> {
        Ref::map(self.app(), |app| app.session().expect("a board is open"))
    }

    fn board(&self) -> Ref<'_, Board> {
        Ref::map(self.session(), Session::board)
    }

    fn undo_label(&self) -> Option<String> {
        let session = self.session();
        let label = session.document().undo_label()?;
        Some(label.text.to_string())
    }

    fn title(&self) -> &str {
        &self.title
    }

    fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        self.harness.root().children_recursive()
    }

    /// What is written or named anywhere in the window.
    fn texts(&self) -> Vec<String> {
        let text = |node: Node<'_>| {
            let node = node.accesskit_node();
            node.label().or_else(|| node.value())
        };
        self.nodes().filter_map(text).collect()
    }

    fn find(&self, wanted: impl Fn(&str) -> bool) -> Option<Rect> {
        let shows = |node: &Node<'_>| {
            let node = node.accesskit_node();
            let label = node.label().as_deref().is_some_and(&wanted);
            label || node.role() == Role::Label && node.value().as_deref().is_some_and(&wanted)
        };
        self.nodes().find(shows).map(|node| node.rect())
    }

    fn node_that(&self, what: &str, wanted: impl Fn(&str) -> bool) -> Rect {
        self.find(wanted)
            .unwrap_or_else(|| panic!("no node: {what}\n{}", self.texts().join("\n")))
    }

    /// What has this name; a card's goes on with what is known of it.
    fn node(&self, name: &str) -> Rect {
        let card = format!("{name}, ");
        self.find(|label| label == name)
            .unwrap_or_else(|| self.node_that(name, |label| label.starts_with(&card)))
    }

    fn wall(&self) -> Rect {
        self.node_that("the wall", |label| label.starts_with("Wall: "))
    }

    // --- waiting

    fn step(&mut self) {
        self.harness.step();
        let output = &self.harness.output().viewport_output[&ViewportId::ROOT];
        for command in &output.commands {
            match command {
                ViewportCommand::Title(title) => self.title = title.clone(),
                ViewportCommand::Close => self.closes = true,
                ViewportCommand::CancelClose => self.closes = false,
                _ => {}
            }
        }
    }

    /// Until nothing moves any more: not longer than a glide and a fade take.
    fn settle(&mut self) {
        for _ in 0..30 {
            self.step();
        }
        self.harness.check_accessibility();
    }

    fn wait<T>(&mut self, what: &str, there: impl Fn(&Self) -> Option<T>) -> T {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(found) = there(self) {
                return found;
            }
            assert!(
                Instant::now() < until,
                "waited in vain: {what}\n{}",
                self.texts().join("\n")
            );
            self.step();
            thread::yield_now();
        }
    }

    fn wait_for(&mut self, name: &str) {
        self.wait(name, |window| window.find(|label| label == name));
    }

    /// Waits for a text field of this name that holds this text.
    fn wait_for_text(&mut self, name: &str, text: &str) {
        self.wait(name, |window| {
            let field = window.field(name)?;
            (field.accesskit_node().value().as_deref() == Some(text)).then_some(())
        });
    }

    fn gone(&mut self, name: &str) {
        self.wait(&format!("no {name}"), |window| {
            window.find(|label| label == name).is_none().then_some(())
        });
    }

    fn field(&self, name: &str) -> Option<Node<'_>> {
        self.nodes().find(|node| {
            let node = node.accesskit_node();
            matches!(node.role(), Role::TextInput | Role::MultilineTextInput)
                && node.label().as_deref() == Some(name)
        })
    }

    // --- hands

    fn event(&mut self, event: Event) {
        self.harness.event(event);
        self.step();
    }

    fn press(&mut self, key: Key) {
        self.press_with(Modifiers::NONE, key);
    }

    fn press_with(&mut self, modifiers: Modifiers, key: Key) {
        self.event(Event::ModifiersChanged(modifiers));
        for pressed in [true, false] {
            self.event(Event::Key {
                key,
                pressed,
                modifiers,
                repeat: false,
                physical_key: None,
            });
        }
        self.event(Event::ModifiersChanged(Modifiers::NONE));
        self.settle();
    }

    fn type_text(&mut self, text: &str) {
        self.event(Event::Text(text.to_owned()));
        self.settle();
    }

    fn click(&mut self, name: &str) {
        self.click_with(Modifiers::NONE, name);
    }

    fn click_with(&mut self, modifiers: Modifiers, name: &str) {
        let at = self.node(name).center();
        self.click_at(modifiers, at);
        self.settle();
    }

    fn click_at(&mut self, modifiers: Modifiers, pos: egui::Pos2) {
        self.event(Event::ModifiersChanged(modifiers));
        self.event(Event::PointerMoved(pos));
        for pressed in [true, false] {
            self.event(Event::PointerButton {
                pos,
                button: egui::PointerButton::Primary,
                pressed,
                modifiers,
            });
        }
        self.event(Event::ModifiersChanged(Modifiers::NONE));
    }

    /// Replaces what stands in a text field of the inspector.
    fn write(&mut self, name: &str, text: &str) {
        let at = self.field(name).expect("the field").rect().center();
        self.click_at(Modifiers::NONE, at);
        self.settle();
        self.press_with(Modifiers::COMMAND, Key::A);
        self.type_text(text);
    }

    /// Goes to a card by the outline.
    fn choose(&mut self, name: &str) {
        let at = self.field("Filter cards").expect("the filter").rect();
        self.click_at(Modifiers::NONE, at.center());
        self.type_text(name);
        self.click(&format!("{name} (list)"));
    }

    /// Double-clicks an empty place of the wall and types, without ending it.
    fn begin_claim(&mut self, text: &str) {
        let at = self.wall().min + vec2(60.0, 60.0);
        self.click_at(Modifiers::NONE, at);
        self.click_at(Modifiers::NONE, at);
        self.wait("the field", |window| {
            window.field("Text of this claim").map(drop)
        });
        self.type_text(text);
    }

    fn write_claim(&mut self, text: &str) {
        self.begin_claim(text);
        self.press(Key::Escape);
    }

    fn paste(&mut self, text: &str) {
        self.event(Event::Paste(text.to_owned()));
        self.settle();
    }

    fn drop_file(&mut self, path: &Path) {
        #[derive(Debug)]
        struct Dropped(PathBuf);
        impl egui::DroppedFile for Dropped {
            fn path(&self) -> &Path {
                &self.0
            }

            fn bytes(&self) -> Result<Vec<u8>, String> {
                fs::read(&self.0).map_err(|error| error.to_string())
            }
        }
        let file = std::sync::Arc::new(Dropped(path.to_path_buf()));
        self.harness.input_mut().dropped_files.push(file);
        self.step();
    }

    fn copy(&mut self) -> String {
        self.event(Event::Copy);
        let commands = &self.harness.output().platform_output.commands;
        let copied = commands.iter().find_map(|command| match command {
            OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        });
        copied.expect("something is copied")
    }

    /// Chooses a command in the palette.
    fn command(&mut self, title: &str) {
        self.press_with(Modifiers::COMMAND, Key::K);
        self.type_text(title);
        self.press(Key::Enter);
    }

    /// The user closes the window. Whether it gives in: it closes unless it objects, and may still do so later.
    fn may_close(&mut self) -> bool {
        self.closes = true;
        let viewports = &mut self.harness.input_mut().viewports;
        let viewport = viewports.get_mut(&ViewportId::ROOT).unwrap();
        viewport.events.push(ViewportEvent::Close);
        self.step();
        let viewports = &mut self.harness.input_mut().viewports;
        let viewport = viewports.get_mut(&ViewportId::ROOT).unwrap();
        viewport.events.clear();
        self.settle();
        self.closes
    }
}
