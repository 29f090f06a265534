//! Journeys through the real program in a real window: it is started, seen through its accessibility tree and moved by
//! the events of a mouse and a keyboard. Needs a screen (`.ci/run` brings one) and the feature `inspection`.
//!
//! Every wait has a deadline and looks for what it waits for. What failed is left as a picture in `target/tmp`.

#[path = "window/driver.rs"]
mod driver;

use std::path::Path;
use std::{fs, io};

use casewall::scene::text::FontSource;
use casewall::scene::{Part, Scene};
use casewall::{export, file};
use driver::{Window, find, run};
use eframe::egui::{Event, Key, Modifiers, vec2};

const DEMO: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/boards/istanbul-talks.casewall.json"
);
const SOURCE: &str =
    "Source: US Drone Operations From Pakistan Derail Afghan Peace Talks, Not Indian Influence";
const CLAIM: &str = "Claim: The phone call came from Pakistan's military high command.";

// --- journeys ---------------------------------------------------------------------------------------------------------

#[test]
fn the_first_start_shows_the_demo_and_the_second_the_start_screen() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = Window::open("first", folder.path(), &[]);
    window.wait_for("Wall: Istanbul talks");
    for text in ["30 claims", "120 links", "Not in a file yet", SOURCE] {
        window.wait_for(text);
    }
    assert!(window.quit().success());

    let mut window = Window::open("second", folder.path(), &[]);
    for text in [
        "New board",
        "Open…",
        "Open istanbul-talks",
        "Open start-here",
    ] {
        window.wait_for(text);
    }
    window.click("Open start-here");
    window.wait_for("Wall: Start here");
    assert!(window.quit().success());
}

#[test]
fn a_board_is_arranged_tied_undone_saved_and_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let board = folder.path().join("talks.casewall.json");
    fs::copy(DEMO, &board).unwrap();
    let before = fs::read_to_string(&board).unwrap();
    let saved = format!("Saved {}", board.display());

    let mut window = Window::open("journey", folder.path(), &[board.as_os_str()]);
    window.wait_for("120 links");
    window.wait_for_exactly("Saved");

    // Near enough that a handle is apart from its card: by the outline to the source, to 100 %, a step back.
    window.click("Sources");
    window.click(&format!("{} (list)", SOURCE.trim_start_matches("Source: ")));
    window.chord(Modifiers::SHIFT, Key::Num2);
    window.still(SOURCE);
    window.chord(Modifiers::COMMAND, Key::Num0);
    window.wait_for("100 %");
    window.chord(Modifiers::COMMAND, Key::Minus);
    window.wait_for("80 %");
    let source = window.still(SOURCE);

    // Drag: the card goes where the hand goes.
    let by = vec2(-40.0, 24.0);
    window.drag(source.center(), source.center() + by);
    window.wait("the card has moved", |nodes| {
        let place = find(nodes, SOURCE)?.rect;
        ((place.min - (source.min + by)).abs().max_elem() <= 1.0).then_some(())
    });
    window.wait_for_exactly("Not saved");

    // Tie: from the handle in the middle of the right edge to a claim.
    let place = window.click(SOURCE);
    let claim = window.still(CLAIM);
    window.drag(place.right_center(), claim.center());
    window.wait_for("121 links");
    assert_eq!(
        fs::read_to_string(&board).unwrap(),
        before,
        "nothing is written unasked"
    );

    // Undo both: everything is as it was, and as it is in the file.
    window.chord(Modifiers::COMMAND, Key::Z);
    window.wait_for("120 links");
    window.wait_for_exactly("Not saved");
    window.chord(Modifiers::COMMAND, Key::Z);
    window.wait("the card is back", |nodes| {
        (find(nodes, SOURCE)?.rect.min.distance(source.min) <= 1.0).then_some(())
    });
    window.wait_for_exactly("Saved");
    window.chord(Modifiers::COMMAND, Key::S);
    window.wait_for(&saved);
    assert_eq!(
        fs::read_to_string(&board).unwrap(),
        before,
        "a save changes nothing"
    );

    // A claim of our own, on an empty place of the wall.
    let words = "The talks may be taken up again.";
    let links = fs::read(&board).unwrap();
    window.chord(Modifiers::SHIFT, Key::Num1);
    window.still(SOURCE);
    window.chord(Modifiers::COMMAND, Key::Minus);
    let spot = window.empty_place();
    window.double_click(spot);
    window.wait_for("Text of this claim");
    window.send(vec![Event::Text(words.to_owned())]);
    window.wait("the words are in the field", |nodes| {
        nodes
            .iter()
            .find(|node| node.label == "Text of this claim" && node.value == words)
            .map(|_| ())
    });
    window.chord(Modifiers::NONE, Key::Escape);
    let label = format!("Claim: {words}, no evidence yet, no links");
    window.wait_for(&label);
    window.wait_for_exactly("Not saved");
    assert_eq!(fs::read(&board).unwrap(), links);
    window.chord(Modifiers::COMMAND, Key::S);
    window.wait_for(&saved);
    window.wait_for_exactly("Saved");
    assert!(window.quit().success());

    let after = fs::read_to_string(&board).unwrap();
    let card = added(&before, &after);
    let card: serde_json::Value = serde_json::from_str(card.trim().trim_end_matches(',')).unwrap();
    assert_eq!(
        (card["kind"].as_str(), card["text"].as_str()),
        (Some("claim"), Some(words)),
        "{card}"
    );
    assert_eq!(
        names_in(folder.path()),
        [
            ".talks.casewall.json.history",
            "settings",
            "talks.casewall.json"
        ]
    );

    let mut window = Window::open("again", folder.path(), &[board.as_os_str()]);
    window.wait_for("31 claims");
    window.wait_for(&label);
    assert!(window.quit().success());
    assert_eq!(
        fs::read_to_string(&board).unwrap(),
        after,
        "opening changes nothing"
    );
}

#[test]
fn without_a_screen_one_sentence_shows_the_way() {
    let folder = tempfile::tempdir().unwrap();
    let told = run(folder.path(), &[]);
    assert_eq!(told.status.code(), Some(2));
    assert!(told.stdout.is_empty());
    let said = String::from_utf8(told.stderr).unwrap();
    assert_eq!(said.trim_end().lines().count(), 1, "{said}");
    let (_, command) = said.trim_end().split_once(": casewall ").unwrap();
    let words: Vec<&str> = command.split(' ').collect();
    assert_eq!(words[..3], ["export", "demo:istanbul-talks", "-o"]);

    // And the way leads somewhere.
    let made = run(folder.path(), &words);
    assert_eq!(made.status.code(), Some(0), "{made:?}");
    size_of(&folder.path().join(words[3]));
}

#[test]
fn the_terminal_makes_pictures_of_the_demo_boards() {
    let folder = tempfile::tempdir().unwrap();
    for (name, scale) in [("istanbul-talks", 0.5), ("start-here", 2.0)] {
        let demo = file::demo(name).unwrap();
        let board = file::read(demo.bytes).unwrap().board;
        let cards = board.cards().values().map(|card| card.rect());
        // A connector may reach out farther than the cards do.
        let area = Scene::of(&board, FontSource::default())
            .sheet(&Part::Board)
            .area
            .unwrap();
        assert_eq!(cards.fold(area, |all, card| all.union(card)), area);
        for theme in ["light", "dark"] {
            let out = format!("{name}-{theme}.png");
            let demo = format!("demo:{name}");
            let scale_word = scale.to_string();
            let words = [
                "export",
                &demo,
                "-o",
                &out,
                "--scale",
                &scale_word,
                "--theme",
                theme,
            ];
            let made = run(folder.path(), &words);
            assert_eq!(
                (made.status.code(), &*made.stdout, &*made.stderr),
                (Some(0), &b""[..], &b""[..])
            );
            let size = size_of(&folder.path().join(&out));
            let side = |units: f64| ((units + 2.0 * export::MARGIN) * scale - 1e-6).ceil() as u64;
            assert_eq!(size, (side(area.width()), side(area.height())), "{out}");
        }
    }
}

// --- files ------------------------------------------------------------------------------------------------------------

/// The one stretch of lines that `after` has more than `before`. Every other line must be as it was.
fn added(before: &str, after: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let (rest, end) = (&old[same..], new.len() - (old.len() - same));
    assert_eq!(rest, &new[end..], "more than lines added");
    let mut lines = new[same..end].to_vec();
    // The brace before it is the brace of the next record, or the other way round.
    if lines.last().is_some_and(|last| last.trim() == "{") {
        lines.rotate_right(1);
    }
    lines.join("\n")
}

/// Width and height of a picture, whose pixels are all there.
fn size_of(path: &Path) -> (u64, u64) {
    let mut reader = png::Decoder::new(io::BufReader::new(fs::File::open(path).unwrap()))
        .read_info()
        .unwrap();
    while reader.next_row().unwrap().is_some() {}
    (
        u64::from(reader.info().width),
        u64::from(reader.info().height),
    )
}

fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}
