//! A window without a screen, for journeys: seen by the names that a screen reader would say, moved by the events of a
//! mouse and a keyboard, painted on the processor.

#![allow(dead_code, missing_docs, unreachable_pub)] // each journey uses what it needs

#[path = "../cpu/mod.rs"]
mod cpu;

use std::cell::{Ref, RefCell};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;
use std::time::{Duration, Instant};

use casewall::board::{Board, Link};
use casewall::editor::Session;
use casewall::file;
use casewall::gui::{App, Scripted};
use casewall::host::{Settings, Theme};
use casewall::scene::text::FontSource;
use eframe::egui::accesskit::Role;
use eframe::egui::{self, Event, Key, Modifiers, PointerButton, Pos2, Rect, Vec2};
use egui_kittest::kittest::NodeT as _;
use egui_kittest::{Harness, Node};

/// Longest wait for anything.
const PATIENCE: Duration = Duration::from_secs(30);

/// Makes a journey in a process of its own, whose settings are in a folder that is gone afterwards.
pub fn journey<F: FnOnce(&Path)>(journey: F) {
    const FOLDER: &str = "CASEWALL_TEST_FOLDER";
    if let Some(folder) = std::env::var_os(FOLDER) {
        return journey(Path::new(&folder));
    }
    let name = std::any::type_name::<F>().split("::").nth(1).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let made = Command::new(std::env::current_exe().unwrap())
        .args([name, "--exact", "--nocapture"])
        .env(FOLDER, folder.path())
        .env("HOME", folder.path())
        .env("CASEWALL_CONFIG_DIR", folder.path().join("settings"))
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&made.stdout) + String::from_utf8_lossy(&made.stderr);
    assert!(made.status.success() && told.contains("1 passed"), "{told}");
}

/// A window of the program, without a screen.
pub struct Window {
    pub harness: Harness<'static, Rc<RefCell<Option<App>>>>,
}

/// Frames after which nothing moves any more.
const SETTLE: usize = 30;

impl Window {
    /// Opens a board in a window of this size.
    pub fn with(folder: &Path, size: Vec2, board: &Board) -> Self {
        let path = folder.join("board.casewall.json");
        fs::write(&path, file::write(board)).unwrap();
        let mut window = Self::start(size, vec![path]);
        window.click("Open…");
        window.wait("the wall", |window| {
            window.try_node(|label| label.starts_with("Wall: "))
        });
        window.settle();
        window
    }

    /// A window of this size on its start screen. Its dialogs answer with these paths, the last first.
    pub fn start(size: Vec2, paths: Vec<PathBuf>) -> Self {
        let settings = Settings {
            theme: Theme::Light,
            seen_demo: true,
            ..Settings::load()
        };
        let app = Rc::new(RefCell::new(None));
        let made = app.clone();
        let harness = Harness::builder()
            .with_size(size)
            .with_step_dt(1.0 / 60.0)
            .with_max_steps(120)
            .with_theme(egui::Theme::Light)
            .renderer(cpu::Cpu::default())
            .with_context_setup(move |ctx| {
                let dialogs = Box::new(Scripted(RefCell::new(paths)));
                *made.borrow_mut() =
                    Some(App::with(ctx, settings, dialogs, FontSource::BundledOnly));
            })
            .build_ui_state(
                |ui, app: &mut Rc<RefCell<Option<App>>>| {
                    let all = ui.ctx().content_rect();
                    let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(all));
                    ui.set_clip_rect(all);
                    app.borrow_mut().as_mut().unwrap().window_ui(&mut ui);
                },
                app,
            );
        let mut window = Self { harness };
        window.settle();
        window
    }

    pub fn session(&self) -> Ref<'_, Session> {
        let app = self.harness.state().borrow();
        Ref::map(app, |app| {
            app.as_ref().unwrap().session().expect("a board is open")
        })
    }

    pub fn board(&self) -> Ref<'_, Board> {
        Ref::map(self.session(), Session::board)
    }

    pub fn undo_label(&self) -> String {
        let session = self.session();
        session
            .document()
            .undo_label()
            .map_or_else(String::new, |label| label.text.to_string())
    }

    /// The link that was not there before.
    pub fn new_link(&self, before: &Board) -> Link {
        let board = self.board();
        let new = board
            .links()
            .iter()
            .find(|(id, _)| !before.links().contains_key(*id));
        Link::clone(new.expect("a new link").1)
    }

    pub fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        self.harness.root().children_recursive()
    }

    pub fn try_node(&self, wanted: impl Fn(&str) -> bool) -> Option<Rect> {
        let shows = |node: &Node<'_>| {
            let node = node.accesskit_node();
            let value = node.value().filter(|_| node.role() == Role::Label);
            node.label().or(value).is_some_and(|words| wanted(&words))
        };
        self.nodes().find(shows).map(|node| node.rect())
    }

    pub fn node_that(&self, wanted: impl Fn(&str) -> bool) -> Rect {
        self.try_node(wanted)
            .unwrap_or_else(|| panic!("no such node:\n{}", self.texts()))
    }

    pub fn node(&self, name: &str) -> Rect {
        self.node_that(|label| label == name)
    }

    pub fn texts(&self) -> String {
        let words = |node: Node<'_>| {
            let node = node.accesskit_node();
            node.label().or_else(|| node.value())
        };
        self.nodes()
            .filter_map(words)
            .collect::<Vec<_>>()
            .join("\n")
    }

    pub fn wall(&self) -> Rect {
        self.node_that(|label| label.starts_with("Wall: "))
    }

    pub fn wait<T>(&mut self, what: &str, there: impl Fn(&Self) -> Option<T>) -> T {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(found) = there(self) {
                return found;
            }
            assert!(
                Instant::now() < until,
                "waited in vain: {what}\n{}",
                self.texts()
            );
            self.harness.step();
            std::thread::yield_now();
        }
    }

    /// Waits for something outside of the window, then the window is gone without a word.
    pub fn wait_there(self, what: &str, there: impl Fn() -> bool) {
        let begun = Instant::now();
        while !there() {
            assert!(begun.elapsed() < PATIENCE, "waited in vain: {what}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    pub fn wait_for(&mut self, name: &str) {
        self.wait(name, |window| window.try_node(|label| label == name));
    }

    pub fn gone(&mut self, name: &str) {
        self.wait(name, |window| {
            window
                .try_node(|label| label == name)
                .is_none()
                .then_some(())
        });
    }

    pub fn settle(&mut self) {
        for _ in 0..SETTLE {
            self.harness.step();
        }
        self.harness.check_accessibility();
    }

    pub fn event(&mut self, event: Event) {
        self.harness.event(event);
        self.harness.step();
    }

    pub fn press(&mut self, key: Key) {
        self.press_with(Modifiers::NONE, key);
    }

    pub fn press_with(&mut self, modifiers: Modifiers, key: Key) {
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

    pub fn type_text(&mut self, text: &str) {
        self.event(Event::Text(text.to_owned()));
        self.settle();
    }

    pub fn button(&mut self, pos: Pos2, pressed: bool) {
        self.event(Event::PointerButton {
            pos,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
    }

    pub fn click_at(&mut self, at: Pos2) {
        self.event(Event::PointerMoved(at));
        self.button(at, true);
        self.button(at, false);
    }

    pub fn click(&mut self, name: &str) {
        let at = self.node(name).center();
        self.click_at(at);
        self.settle();
    }

    pub fn drag(&mut self, from: Pos2, to: Pos2, flip: bool) {
        self.settle(); // so that it is no double-click
        self.event(Event::PointerMoved(from));
        self.button(from, true);
        for step in 1..=10 {
            let at = from + (to - from) * (step as f32 / 10.0);
            self.event(Event::PointerMoved(at));
        }
        if flip {
            self.press(Key::X);
        }
        self.button(to, false);
        self.settle();
    }
}
