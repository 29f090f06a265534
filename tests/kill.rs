//! The real program is killed in the middle of work, again and again, and nothing is lost: no board is unreadable, at most
//! the last second is missing, nothing is there twice. Needs a screen and the feature `inspection`, as `.ci/run` brings
//! them. `CASEWALL_KILLS` says how often; six times otherwise.

#![allow(clippy::print_stdout)] // how often it was killed is said

#[path = "window/driver.rs"]
mod driver;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use casewall::board::Body;
use casewall::file;
use driver::{Node, Window, find};
use eframe::egui::{Event, Key, Modifiers, MouseWheelSource, MouseWheelUnit, TouchPhase, vec2};
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
        window.wait_for("Wall: ");
        window.settle();
        if find(&window.nodes(), "Casewall closed unexpectedly;").is_some() {
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
        // Below all cards, at 100 %: no new claim lies on an old one.
        let cards = file::read(&fs::read(&board).unwrap()).unwrap().board;
        let rects = cards.cards().values().map(|card| card.rect());
        let height = rects
            .reduce(|a, b| a.union(b))
            .map_or(0.0, |all| all.height());
        window.chord(Modifiers::SHIFT, Key::Num1);
        window.chord(Modifiers::COMMAND, Key::Num0);
        window.settle();
        scroll(&mut window, -(height / 2.0) as f32 - 700.0);
        let place = window.wait_for("Wall: ").rect.left_top() + vec2(40.0, 40.0);
        let mut claims = window.wait("the number of claims", claims);
        let until = Instant::now() + Duration::from_millis(rng.u64(200..3000));
        while Instant::now() < until {
            number += 1;
            let text = format!("K{number:05}");
            window.chord(Modifiers::NONE, Key::Escape);
            scroll(&mut window, -160.0);
            window.double_click(place);
            window.wait_for("Text of this claim");
            window.send(vec![Event::Text(text.clone())]);
            window.chord(Modifiers::NONE, Key::Escape);
            claims += 1;
            wait_for_claims(&mut window, claims);
            seen.insert(text.clone(), Instant::now());
            match rng.u8(0..6) {
                0 => window.chord(Modifiers::COMMAND, Key::S),
                1 => {
                    // From here on it may be there or not.
                    seen.remove(&text);
                    window.chord(Modifiers::COMMAND, Key::Z);
                    claims -= 1;
                    wait_for_claims(&mut window, claims);
                    if rng.bool() {
                        window.chord(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
                        claims += 1;
                        wait_for_claims(&mut window, claims);
                        seen.insert(text, Instant::now());
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

fn scroll(window: &mut Window, points: f32) {
    window.send(vec![Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: vec2(0.0, points),
        phase: TouchPhase::Move,
        source: MouseWheelSource::Wheel,
        modifiers: Modifiers::NONE,
    }]);
    window.settle();
}

/// How many claims the status line counts.
fn claims(nodes: &[Node]) -> Option<usize> {
    let counted = nodes.iter().find_map(|node| {
        let text = [&node.label, &node.value].map(|text| text.strip_suffix('s').unwrap_or(text));
        text.into_iter()
            .find_map(|text| text.strip_suffix(" claim"))
    });
    counted?.parse().ok()
}

fn wait_for_claims(window: &mut Window, want: usize) {
    let what = format!("{want} claims");
    window.wait(&what, |nodes| (claims(nodes) == Some(want)).then_some(()));
}
