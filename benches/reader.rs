//! How long a frame of the reader takes with a text of a hundred thousand words and a paragraph of a megabyte in it,
//! in English and in Urdu: to open it, to scroll, to select words, to search.
//!
//! `cargo bench --bench reader`. A frame is all that the window does but painting: the wall, the panels, the text, and
//! what a screen reader is told.

use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;

use casewall::board::{Board, Body, Card, CardId, Source};
use casewall::editor::folding::Folded;
use casewall::file;
use casewall::gui::{App, Scripted};
use casewall::host::Settings;
use casewall::scene::text::FontSource;
use divan::{Bencher, black_box};
use eframe::egui::{self, Event, Key, Modifiers, PointerButton, Pos2, pos2, vec2};
use egui_kittest::Harness;
use kurbo::Point;

const ENGLISH: &str =
    "The committee heard that the old bridge had been inspected twice in that year. ";
const URDU: &str =
    "کمیٹی کو بتایا گیا کہ پرانے پل کا اس سال دو بار معائنہ NATO کے ماہرین نے کیا تھا۔ ";

fn main() {
    divan::main();
}

/// A hundred thousand words in paragraphs, then one paragraph of a megabyte.
fn text(sentence: &str) -> String {
    let words = sentence.split_whitespace().count();
    let paragraph = format!("{}\n\n", sentence.repeat(6));
    let mut text = paragraph.repeat(100_000 / (6 * words));
    text.push_str(&sentence.repeat((1 << 20) / sentence.len()));
    text
}

#[divan::bench(args = [ENGLISH, URDU], sample_count = 20, sample_size = 1)]
fn fold_for_a_search(bencher: Bencher, sentence: &str) {
    let text = text(sentence);
    bencher.bench_local(|| Folded::new(black_box(&text)));
}

#[divan::bench(args = [ENGLISH, URDU], sample_count = 20, sample_size = 1)]
fn search(bencher: Bencher, sentence: &str) {
    let folded = Folded::new(&text(sentence));
    let needle = Folded::needle("NATO");
    bencher.bench_local(|| folded.find_all(black_box(&needle), 20_000));
}

#[divan::bench(args = [ENGLISH, URDU], sample_count = 10, sample_size = 1)]
fn frame_that_opens_the_reader(bencher: Bencher, sentence: &str) {
    let mut window = Window::new(sentence);
    bencher.bench_local(|| window.key(Key::R, Modifiers::NONE));
}

#[divan::bench(args = [ENGLISH, URDU], sample_count = 300, sample_size = 1)]
fn frame_that_scrolls(bencher: Bencher, sentence: &str) {
    let mut window = Window::reading(sentence);
    bencher.bench_local(|| {
        window.frame(Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: vec2(0.0, -240.0),
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Unknown,
            modifiers: Modifiers::NONE,
        });
    });
}

#[divan::bench(args = [ENGLISH, URDU], sample_count = 300, sample_size = 1)]
fn frame_that_selects(bencher: Bencher, sentence: &str) {
    let mut window = Window::reading(sentence);
    let mut at = AT - vec2(200.0, 200.0);
    window.frame(Event::PointerMoved(at));
    window.frame(Event::PointerButton {
        pos: at,
        button: PointerButton::Primary,
        pressed: true,
        modifiers: Modifiers::NONE,
    });
    bencher.bench_local(|| {
        at = AT + vec2(-at.x % 200.0, (at.y + 17.0) % 300.0);
        window.frame(Event::PointerMoved(at));
    });
}

/// In the midst of the text.
const AT: Pos2 = pos2(1180.0, 520.0);

struct Window(Harness<'static, Rc<RefCell<Option<App>>>>);

impl Window {
    /// A window with one source, which is selected.
    fn new(sentence: &str) -> Self {
        let source = Body::Source(Box::new(Source {
            title: "Minutes".into(),
            text: text(sentence).into(),
            ..Source::default()
        }));
        let card = (
            CardId::from("s-1".to_owned()),
            Card::new(Point::ZERO, source),
        );
        let (board, _) = Board::from_records(Default::default(), [card], [], []);
        let path: PathBuf = std::env::temp_dir().join("casewall-bench.casewall.json");
        std::fs::write(&path, file::write(&board)).expect("a folder to write to");
        let app = Rc::new(RefCell::new(None));
        let made = app.clone();
        let harness = Harness::builder()
            .with_size(vec2(1440.0, 900.0))
            .with_step_dt(1.0 / 60.0)
            .with_context_setup(move |ctx| {
                let dialogs = Box::new(Scripted(RefCell::new(vec![path])));
                let settings = Settings {
                    seen_demo: true,
                    ..Settings::default()
                };
                *made.borrow_mut() =
                    Some(App::with(ctx, settings, dialogs, FontSource::BundledOnly));
            })
            .build_ui_state(
                |ui, app: &mut Rc<RefCell<Option<App>>>| {
                    if let Some(app) = app.borrow_mut().as_mut() {
                        app.window_ui(ui);
                    }
                },
                app,
            );
        let mut window = Self(harness);
        window.key(Key::O, Modifiers::COMMAND);
        for _ in 0..600 {
            window.0.step();
            let open = window
                .0
                .state()
                .borrow()
                .as_ref()
                .is_some_and(|app| app.session().is_some());
            if open {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        window.0.run_steps(5);
        window.key(Key::Tab, Modifiers::NONE);
        window.0.run_steps(20);
        window
    }

    /// The same with the reader open and the pointer over its text.
    fn reading(sentence: &str) -> Self {
        let mut window = Self::new(sentence);
        window.key(Key::R, Modifiers::NONE);
        window.frame(Event::PointerMoved(AT));
        window.0.run_steps(20);
        window
    }

    fn frame(&mut self, event: Event) {
        self.0.event(event);
        self.0.step();
    }

    fn key(&mut self, key: Key, modifiers: Modifiers) {
        self.0.event(Event::ModifiersChanged(modifiers));
        self.frame(Event::Key {
            key,
            pressed: true,
            modifiers,
            repeat: false,
            physical_key: None,
        });
        self.0.event(Event::ModifiersChanged(Modifiers::NONE));
    }
}
