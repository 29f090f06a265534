//! Journeys in which nothing is lost: a window that ends without a word, files that others change, versions, a save that
//! fails, a history that is forgotten.

#![allow(missing_docs)]

mod kit;

use std::fs;
use std::path::{Path, PathBuf};

use casewall::board::{Board, Body, Card, Claim};
use casewall::file;
use casewall::host::History;
use eframe::egui::{Key, Modifiers, Vec2, vec2};
use kit::{Window, journey};
use kurbo::Point;

const SIZE: Vec2 = vec2(1440.0, 900.0);

fn claims(texts: &[&str]) -> Board {
    let edit = Board::default().plan(|txn| {
        for (n, text) in texts.iter().enumerate() {
            let body = Body::Claim(Claim {
                text: (*text).to_owned(),
                ..Claim::default()
            });
            txn.add_card(Card::new(Point::new(0.0, 200.0 * n as f64), body));
        }
    });
    Board::default().with(&edit)
}

fn put(path: &Path, texts: &[&str]) {
    fs::write(path, file::write(&claims(texts))).unwrap();
}

fn open(path: &Path) -> Window {
    let mut window = Window::start(SIZE, vec![path.to_owned()]);
    window.click("Open…");
    window.wait("the wall", |window| {
        window.try_node(|label| label.starts_with("Wall: "))
    });
    window.settle();
    window
}

fn texts(board: &Board) -> Vec<String> {
    let cards = board.cards().values();
    cards.map(|card| card.title().to_owned()).collect()
}

fn in_file(path: &Path) -> Vec<String> {
    texts(&file::read(&fs::read(path).unwrap()).unwrap().board)
}

/// Writes another text on the card that says this.
fn rewrite(window: &mut Window, old: &str, new: &str) {
    let card = window.node_that(|label| label.starts_with(&format!("Claim: {old}")));
    window.click_at(card.center());
    window.press(Key::Enter);
    window.press_with(Modifiers::COMMAND, Key::A);
    window.type_text(new);
    window.press(Key::Escape);
    window.settle();
    assert!(
        texts(&window.board()).iter().any(|text| text == new),
        "{new}"
    );
}

fn save(window: &mut Window) {
    window.press_with(Modifiers::COMMAND, Key::S);
    window.wait("it is saved", |window| {
        window.session().document().is_saved().then_some(())
    });
}

/// The window goes as when it is killed: nobody closes the board. What was told is on the disk within a second.
fn killed(window: Window, path: &Path, steps: usize) {
    window.wait_there("the journal", || {
        let places = [History::beside(path)];
        let journals = places.iter().flat_map(History::journals);
        journals
            .filter_map(|(path, _)| file::journal::Journal::read(&fs::read(path).ok()?).ok())
            .any(|journal| journal.unsaved_steps().len() == steps)
    });
}

#[test]
fn steps_that_were_not_saved_are_offered_and_kept() {
    journey(|folder| {
        let path = folder.join("board.casewall.json");
        put(&path, &["one", "two"]);
        let mut window = open(&path);
        rewrite(&mut window, "one", "first");
        save(&mut window);
        rewrite(&mut window, "two", "second");
        killed(window, &path, 1);

        let mut window = open(&path);
        window.wait_for("Casewall closed unexpectedly; 1 step was not saved");
        assert_eq!(texts(&window.board()), ["first", "two"]);
        window.click("Keep them");
        window.wait("they are back", |window| {
            (texts(&window.board()) == ["first", "second"]).then_some(())
        });
        assert!(!window.session().document().is_saved());
        // What was saved can be taken back too: undo survives.
        window.press_with(Modifiers::COMMAND, Key::Z);
        window.press_with(Modifiers::COMMAND, Key::Z);
        window.settle();
        assert_eq!(texts(&window.board()), ["one", "two"]);
        assert_eq!(in_file(&path), ["first", "two"]);
    });
}

#[test]
fn a_kill_between_a_save_and_its_word_in_the_journal_loses_and_offers_nothing() {
    journey(|folder| {
        let path = folder.join("board.casewall.json");
        put(&path, &["one"]);
        let mut window = open(&path);
        rewrite(&mut window, "one", "first");
        save(&mut window);
        killed(window, &path, 0);
        let (journal, _) = History::beside(&path).journals().remove(0);
        let text = fs::read_to_string(&journal).unwrap();
        let (before, last) = text.trim_end().rsplit_once('\n').unwrap();
        assert!(last.contains("saved"), "{last}");
        fs::write(&journal, format!("{before}\n")).unwrap();
        let mut window = open(&path);
        window.settle();
        let offer = window.try_node(|label| label.starts_with("Casewall closed"));
        assert!(offer.is_none());
        assert!(window.session().document().is_saved());
        window.press_with(Modifiers::COMMAND, Key::Z);
        window.settle();
        assert_eq!(texts(&window.board()), ["one"]);
    });
}

#[test]
fn two_windows_that_ended_without_a_word_are_put_together() {
    journey(|folder| {
        let path = folder.join("board.casewall.json");
        put(&path, &["one", "two"]);
        let mut window = open(&path);
        rewrite(&mut window, "one", "first");
        killed(window, &path, 1);
        let mut window = open(&path);
        window.wait_for("Casewall closed unexpectedly; 1 step was not saved");
        window.press(Key::Escape);
        window.gone("Casewall closed unexpectedly; 1 step was not saved");
        rewrite(&mut window, "two", "second");
        window.wait("both journals", |_| {
            let journals = History::beside(&path).journals();
            let steps = journals.iter().filter_map(|(path, _)| {
                let journal = file::journal::Journal::read(&fs::read(path).ok()?).ok()?;
                Some(journal.unsaved_steps().len())
            });
            (steps.collect::<Vec<_>>() == [1, 1]).then_some(())
        });
        drop(window);
        let mut window = open(&path);
        for _ in 0..2 {
            window.wait_for("Casewall closed unexpectedly; 1 step was not saved");
            window.click("Keep them");
            window.settle();
        }
        window.wait("both are back", |window| {
            (texts(&window.board()) == ["first", "second"]).then_some(())
        });
        window.wait("one journal", |_| {
            (History::beside(&path).journals().len() == 1).then_some(())
        });
        save(&mut window);
        assert_eq!(in_file(&path), ["first", "second"]);
    });
}

#[test]
fn what_is_discarded_stands_among_the_versions() {
    journey(|folder| {
        let path = folder.join("board.casewall.json");
        put(&path, &["one"]);
        let mut window = open(&path);
        rewrite(&mut window, "one", "lost");
        killed(window, &path, 1);
        let mut window = open(&path);
        window.wait_for("Casewall closed unexpectedly; 1 step was not saved");
        window.click("Discard");
        window.settle();
        assert_eq!(texts(&window.board()), ["one"]);
        let history = History::beside(&path);
        let versions = history.versions();
        let kept = versions.iter().map(|version| {
            let bytes = history.read_version(version, 1 << 20).unwrap();
            texts(&file::read(&bytes).unwrap().board)
        });
        assert_eq!(kept.collect::<Vec<_>>(), [["lost"], ["one"]]);
        drop(window);
        let window = open(&path);
        assert!(
            window
                .try_node(|label| label.starts_with("Casewall closed"))
                .is_none()
        );
    });
}

#[test]
fn a_file_that_changed_after_the_end_is_put_together_with_what_was_not_saved() {
    journey(|folder| {
        let path = folder.join("board.casewall.json");
        put(&path, &["one", "two"]);
        let mut window = open(&path);
        rewrite(&mut window, "one", "ours");
        killed(window, &path, 1);
        put(&path, &["one", "theirs"]);
        let mut window = open(&path);
        window.wait_for("The file was changed since; both are put together.");
        window.click("Keep them");
        window.wait("both are there", |window| {
            (texts(&window.board()) == ["ours", "theirs"]).then_some(())
        });
    });
}

#[test]
fn what_others_change_is_taken_over_or_merged_before_anything_is_overwritten() {
    journey(|folder| {
        let path = folder.join("board.casewall.json");
        put(&path, &["one", "two"]);
        let mut window = open(&path);
        // Nothing of ours is at stake: taken over, as a step.
        put(&path, &["one", "two", "three"]);
        window.wait("the third claim", |window| {
            (texts(&window.board()).len() == 3).then_some(())
        });
        assert!(window.session().document().is_saved());
        assert_eq!(window.undo_label(), "Take over changes from disk");
        // Ours and theirs in different cards: merged, and saved together.
        rewrite(&mut window, "one", "ours");
        put(&path, &["one", "two", "theirs"]);
        save(&mut window);
        assert_eq!(in_file(&path), ["ours", "two", "theirs"]);
        // The same card: nothing is overwritten, both are shown.
        rewrite(&mut window, "two", "our words");
        put(&path, &["ours", "their words", "theirs"]);
        window.press_with(Modifiers::COMMAND, Key::S);
        window.wait_for("1 conflict");
        assert_eq!(in_file(&path), ["ours", "their words", "theirs"]);
        window.click("Take that");
        window.settle();
        save(&mut window);
        assert_eq!(in_file(&path), ["ours", "their words", "theirs"]);
    });
}

#[test]
fn a_version_is_restored_as_one_step() {
    journey(|folder| {
        let path = folder.join("board.casewall.json");
        put(&path, &["one"]);
        let mut window = open(&path);
        rewrite(&mut window, "one", "second");
        save(&mut window);
        rewrite(&mut window, "second", "third");
        save(&mut window);
        menu(&mut window, "Versions…");
        window.wait_for("The same as the board that is open.");
        window.press(Key::ArrowDown);
        window.press(Key::ArrowDown);
        window.wait_for("Since then, in the board that is open:");
        window.click("Restore");
        window.settle();
        assert_eq!(texts(&window.board()), ["one"]);
        window.press_with(Modifiers::COMMAND, Key::Z);
        window.settle();
        assert_eq!(texts(&window.board()), ["third"]);
    });
}

#[test]
fn a_save_that_fails_says_so_and_can_go_elsewhere() {
    journey(|folder| {
        let home = folder.join("case");
        fs::create_dir(&home).unwrap();
        let (path, other) = (
            home.join("board.casewall.json"),
            folder.join("other.casewall.json"),
        );
        put(&path, &["one"]);
        let mut window = Window::start(SIZE, vec![other.clone(), path.clone()]);
        window.click("Open…");
        window.wait_for("1 claim");
        window.settle();
        rewrite(&mut window, "one", "mine");
        fs::remove_dir_all(&home).unwrap();
        window.press_with(Modifiers::COMMAND, Key::S);
        window.wait_for("The board could not be saved");
        assert!(!home.exists());
        window.click("Save elsewhere…");
        window.wait("it is saved", |window| {
            window.session().document().is_saved().then_some(())
        });
        assert_eq!(in_file(&other), ["mine"]);
    });
}

#[test]
fn a_forgotten_history_leaves_no_word_behind() {
    journey(|folder| {
        let path = folder.join("board.casewall.json");
        put(&path, &["a secret name", "two"]);
        let mut window = open(&path);
        rewrite(&mut window, "a secret name", "redacted");
        save(&mut window);
        assert!(found("secret name", folder) > 0 || !History::beside(&path).versions().is_empty());
        menu(&mut window, "Forget history…");
        window.wait_for("Save and forget");
        window.click("Save and forget");
        window.wait_for("Forgotten: the journal, the versions, and what could be undone.");
        assert!(!History::beside(&path).is_there());
        rewrite(&mut window, "two", "three");
        save(&mut window);
        drop(window);
        assert_eq!(found("secret name", folder), 0);
        // The versions are packed, so they are read.
        let history = History::beside(&path);
        for version in history.versions() {
            let bytes = history.read_version(&version, 1 << 20).unwrap();
            assert!(!String::from_utf8(bytes).unwrap().contains("secret name"));
        }
    });
}

/// In how many files below a folder these words stand as they are.
fn found(words: &str, folder: &Path) -> usize {
    let mut open: Vec<PathBuf> = vec![folder.to_owned()];
    let mut count = 0;
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(
                fs::read_dir(path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
        } else if let Ok(bytes) = fs::read(&path) {
            count += usize::from(bytes.windows(words.len()).any(|at| at == words.as_bytes()));
        }
    }
    count
}

/// Runs a command of the menu File.
fn menu(window: &mut Window, name: &str) {
    window.click("File");
    let row = window.node_that(|label| label.starts_with(name));
    window.click_at(row.center());
}
