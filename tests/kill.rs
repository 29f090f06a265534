//! The real program is killed in the middle of work, again and again, and nothing is lost: no board is unreadable, at most
//! the last second is missing, nothing is there twice. Needs a screen and the feature `inspection`, as `.ci/run` brings
//! them. `CASEWALL_KILLS` says how often; six times otherwise.

#[path = "window/driver.rs"]
mod driver;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use casewall::board::Body;
use casewall::file;
use driver::{Window, find};
use eframe::egui::{Event, Key, Modifiers};
use fastrand::Rng;

/// What was written is on the disk after this.
const SECOND: Duration = Duration::from_secs(1);

#[test]
fn nothing_is_lost_when_the_program_is_killed() {
    let kills: u32 = env::var("CASEWALL_KILLS").map_or(6, |kills| kills.parse().unwrap());
    let mut rng = Rng::with_seed(env::var("CASEWALL_SEED").map_or(1, |seed| seed.parse().unwrap()));
    let folder = tempfile::tempdir().unwrap();
    let board = folder.path().join("case.casewall.json");
    fs::write(&board, file::write(&casewall::board::Board::default())).unwrap();

    // Every claim that was seen on the wall, and when.
    let mut seen: BTreeMap<String, Instant> = BTreeMap::new();
    let mut killed: Option<Instant> = None;
    let (mut missing, mut kept, mut saves) = (0, 0, 0);
    let mut number = 0;
    for round in 0..=kills {
        let bytes = fs::read(&board).unwrap();
        file::read(&bytes).unwrap_or_else(|error| panic!("round {round}: {error}"));
        let mut window = Window::open("kill", folder.path(), &[board.as_os_str()]);
        // Either what was not saved is offered, or there was nothing.
        let offered = window.wait("the board or the offer", |nodes| {
            let offer = find(nodes, "Casewall closed unexpectedly;");
            let wall = find(nodes, "Wall: ");
            offer.map(|_| true).or(wall.map(|_| false))
        });
        if offered {
            window.click("Keep them");
            kept += 1;
        }
        window.wait_for("Wall: ");
        window.wait("no sheet", |nodes| {
            find(nodes, "Keep them").is_none().then_some(())
        });
        // All that was seen a second before the end is there, once.
        if let Some(killed) = killed {
            window.chord(Modifiers::COMMAND, Key::S);
            window.wait_for_exactly("Saved");
            saves += 1;
            let board = file::read(&fs::read(&board).unwrap()).unwrap().board;
            let mut there: BTreeMap<&str, usize> = BTreeMap::new();
            for card in board.cards().values() {
                if let Body::Claim(claim) = &card.body {
                    *there.entry(&claim.text).or_default() += 1;
                }
            }
            for (text, count) in &there {
                assert_eq!(*count, 1, "round {round}: {text} is there {count} times");
            }
            seen.retain(|text, at| {
                let lost = !there.contains_key(text.as_str());
                let old = killed.duration_since(*at) > SECOND;
                assert!(!(lost && old), "round {round}: {text} is lost");
                missing += u32::from(lost);
                !lost
            });
        }
        if round == kills {
            assert!(window.quit().success());
            break;
        }
        let until = Instant::now() + Duration::from_millis(rng.u64(200..3000));
        let mut place = window.wait_for("Wall: ").rect.left_top();
        place += eframe::egui::vec2(40.0, 40.0);
        while Instant::now() < until {
            number += 1;
            let text = format!("K{number:05}");
            // To a place without cards, and a new claim there.
            window.chord(Modifiers::NONE, Key::Escape);
            window.send(vec![Event::MouseWheel {
                unit: eframe::egui::MouseWheelUnit::Point,
                delta: eframe::egui::vec2(0.0, -160.0),
                phase: eframe::egui::TouchPhase::Move,
                source: eframe::egui::MouseWheelSource::Wheel,
                modifiers: Modifiers::NONE,
            }]);
            window.settle();
            window.double_click(place);
            window.wait_for("Text of this claim");
            window.send(vec![Event::Text(text.clone())]);
            window.chord(Modifiers::NONE, Key::Escape);
            let label = format!("Claim: {text}");
            window.wait(&label, |nodes| find(nodes, &label).map(|_| ()));
            seen.insert(text, Instant::now());
            let gone = |nodes: &[driver::Node]| find(nodes, &label).is_none().then_some(());
            match rng.u8(0..6) {
                0 => window.chord(Modifiers::COMMAND, Key::S),
                1 => {
                    // From here on it may be there or not.
                    let text = label.trim_start_matches("Claim: ");
                    seen.remove(text);
                    window.chord(Modifiers::COMMAND, Key::Z);
                    window.wait("the claim is gone", gone);
                    if rng.bool() {
                        window.chord(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
                        window.wait(&label, |nodes| find(nodes, &label).map(|_| ()));
                        seen.insert(text.to_owned(), Instant::now());
                    }
                }
                _ => {}
            }
        }
        thread::sleep(Duration::from_millis(rng.u64(0..30)));
        killed = Some(window.kill());
    }
    println!(
        "killed {kills} times: {} claims written, {missing} of the last second missing, {kept} times steps were offered, \
         {saves} saves",
        seen.len()
    );
}
