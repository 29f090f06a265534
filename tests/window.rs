//! Journeys through the real program in a real window: it is started, seen through its accessibility tree and moved by
//! the events of a mouse and a keyboard. Needs a screen (`.ci/run` brings one) and the feature `inspection`.
//!
//! Every wait has a deadline and looks for what it waits for. What failed is left as a picture in `target/tmp`.

use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, io, thread};

use casewall::scene::text::FontSource;
use casewall::scene::{Part, Scene};
use casewall::{export, file};
use eframe::egui::{Event, Key, Modifiers, PointerButton, Pos2, Rect, pos2, vec2};
use egui_inspection::protocol::{Request, Response, read_handshake, read_message, write_message};

const PROGRAM: &str = env!("CARGO_BIN_EXE_casewall");
const DEMO: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/boards/istanbul-talks.casewall.json"
);
/// Longest wait for anything: a debug build on a busy machine without a graphics card is slow.
const PATIENCE: Duration = Duration::from_secs(60);

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
    assert_eq!(names_in(folder.path()), ["settings", "talks.casewall.json"]);

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

// --- the program ------------------------------------------------------------------------------------------------------

/// The program in its window, and the line to it.
struct Window {
    name: &'static str,
    child: Child,
    stream: TcpStream,
    said: PathBuf,
}

/// One node of the accessibility tree, in points.
#[derive(Clone, Debug)]
struct Node {
    label: String,
    value: String,
    rect: Rect,
}

/// What the program is started as. Its settings are a folder beside the boards of the test.
fn program(folder: &Path) -> Command {
    let mut command = Command::new(PROGRAM);
    command
        .current_dir(folder)
        .env("CASEWALL_CONFIG_DIR", folder.join("settings"))
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("WAYLAND_SOCKET")
        .stdin(Stdio::null());
    command
}

/// Runs the program on a machine without a screen.
fn run(folder: &Path, words: &[&str]) -> Output {
    program(folder)
        .env_remove("DISPLAY")
        .args(words)
        .output()
        .unwrap()
}

impl Window {
    fn open(name: &'static str, folder: &Path, words: &[&std::ffi::OsStr]) -> Self {
        assert!(
            env::var_os("DISPLAY").is_some(),
            "the window tests need a screen; .ci/run brings one"
        );
        // Free now; should somebody take it before the program does, no line comes about and the test says so.
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let address = format!("127.0.0.1:{port}");
        let said = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("window-{name}.txt"));
        let mut child = program(folder)
            .env("EGUI_INSPECTION", &address)
            .args(words)
            .stdout(Stdio::null())
            .stderr(fs::File::create(&said).unwrap())
            .spawn()
            .unwrap();
        let until = Instant::now() + PATIENCE;
        let stream = loop {
            if let Ok(stream) = TcpStream::connect(&address) {
                break stream;
            }
            let ended = child.try_wait().unwrap();
            if ended.is_some() || Instant::now() > until {
                let _ = child.kill();
                let words = fs::read_to_string(&said).unwrap_or_default();
                panic!("{name}: no window came ({ended:?}). It said: {words}");
            }
            thread::sleep(Duration::from_millis(50));
        };
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        read_handshake(&stream).unwrap();
        Self {
            name,
            child,
            stream,
            said,
        }
    }

    fn try_ask(&mut self, request: &Request) -> io::Result<Response> {
        write_message(&mut self.stream, request)?;
        read_message(&mut self.stream)
    }

    fn ask(&mut self, request: &Request) -> Response {
        match self.try_ask(request) {
            Ok(Response::Error { message }) => {
                panic!("{}: the program answered: {message}", self.name)
            }
            Ok(response) => response,
            Err(error) => panic!("{}: the line to the program broke: {error}", self.name),
        }
    }

    fn send(&mut self, events: Vec<Event>) {
        self.ask(&Request::ApplyEvents { events });
    }

    fn nodes(&mut self) -> Vec<Node> {
        let Response::Tree {
            accesskit: Some(tree),
            ..
        } = self.ask(&Request::GetTree)
        else {
            return Vec::new();
        };
        let point = |x: f64, y: f64| pos2(x as f32, y as f32);
        tree.nodes
            .iter()
            .map(|(_, node)| {
                let place = node.bounds().unwrap_or_default();
                Node {
                    label: node.label().unwrap_or_default().to_owned(),
                    value: node.value().unwrap_or_default().to_owned(),
                    rect: Rect::from_min_max(point(place.x0, place.y0), point(place.x1, place.y1)),
                }
            })
            .collect()
    }

    /// Waits until `seen` finds what it looks for.
    fn wait<T>(&mut self, what: &str, seen: impl Fn(&[Node]) -> Option<T>) -> T {
        let until = Instant::now() + PATIENCE;
        loop {
            let nodes = self.nodes();
            if let Some(found) = seen(&nodes) {
                return found;
            }
            if Instant::now() > until {
                let words: std::collections::BTreeSet<&str> = nodes
                    .iter()
                    .flat_map(|node| [&*node.label, &*node.value])
                    .filter(|text| !text.is_empty())
                    .collect();
                panic!(
                    "{}: waited in vain: {what}. On the screen: {words:#?}",
                    self.name
                );
            }
            thread::sleep(Duration::from_millis(30));
        }
    }

    /// Waits for a node whose label begins so, or is it.
    fn wait_for(&mut self, text: &str) -> Node {
        self.wait(text, |nodes| find(nodes, text).cloned())
    }

    /// Waits for a node that says this and no more.
    fn wait_for_exactly(&mut self, text: &str) {
        self.wait(text, |nodes| {
            nodes
                .iter()
                .find(|node| node.label == text || node.value == text)
                .map(|_| ())
        });
    }

    /// Where a node is once it no longer moves.
    fn still(&mut self, text: &str) -> Rect {
        self.ask(&Request::Settle { max_steps: 600 });
        let until = Instant::now() + PATIENCE;
        let mut last = self.wait_for(text).rect;
        loop {
            let now = self.wait_for(text).rect;
            if now == last {
                return now;
            }
            assert!(
                Instant::now() < until,
                "{}: {text} does not come to rest",
                self.name
            );
            last = now;
        }
    }

    // --- hands --------------------------------------------------------------------------------------------------------

    fn button(pos: Pos2, pressed: bool) -> Event {
        Event::PointerButton {
            pos,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        }
    }

    /// Clicks the middle of a node. Says where it was.
    /// In one go: a press that is held through a slow frame is no click.
    fn click(&mut self, text: &str) -> Rect {
        let place = self.still(text);
        let at = place.center();
        self.send(vec![Event::PointerMoved(at)]);
        self.send(vec![Self::button(at, true), Self::button(at, false)]);
        self.ask(&Request::Settle { max_steps: 600 });
        place
    }

    /// In one go, so that it is quick enough for a double click on the slowest machine.
    fn double_click(&mut self, at: Pos2) {
        self.send(vec![Event::PointerMoved(at)]);
        self.send(
            [true, false, true, false]
                .map(|pressed| Self::button(at, pressed))
                .into(),
        );
    }

    fn drag(&mut self, from: Pos2, to: Pos2) {
        self.send(vec![Event::PointerMoved(from)]);
        self.send(vec![Self::button(from, true)]);
        for step in 1..=10 {
            self.send(vec![Event::PointerMoved(from.lerp(to, step as f32 / 10.0))]);
        }
        self.send(vec![Self::button(to, false)]);
        self.ask(&Request::Settle { max_steps: 600 });
    }

    fn chord(&mut self, modifiers: Modifiers, key: Key) {
        let event = |pressed| Event::Key {
            key,
            physical_key: None,
            pressed,
            repeat: false,
            modifiers,
        };
        self.send(vec![Event::ModifiersChanged(modifiers), event(true)]);
        self.send(vec![event(false), Event::ModifiersChanged(Modifiers::NONE)]);
    }

    /// A place on the wall beside all cards, where no connector runs. All of the board must be in view.
    fn empty_place(&mut self) -> Pos2 {
        let wall = self.still("Wall: ");
        let kinds = ["Source: ", "Claim: ", "Note: ", "Frame: "];
        let nodes = self.nodes();
        let cards = nodes
            .iter()
            .filter(|node| kinds.iter().any(|kind| node.label.starts_with(kind)))
            .fold(Rect::NOTHING, |all, node| all.union(node.rect));
        let at = wall.left_top() + vec2(24.0, 24.0);
        assert!(
            wall.contains_rect(cards.expand(30.0)) && !cards.expand(10.0).contains(at),
            "{at} is not empty: the cards take {cards} of {wall}"
        );
        at
    }

    /// Asks it to close, and waits until it has.
    fn quit(mut self) -> ExitStatus {
        let event = Event::Key {
            key: Key::Q,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: Modifiers::COMMAND,
        };
        // It may be gone before it answers.
        let _ = self.try_ask(&Request::ApplyEvents {
            events: vec![event],
        });
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < until, "{}: it does not close", self.name);
            thread::sleep(Duration::from_millis(30));
        }
    }
}

impl Drop for Window {
    /// No program outlives its test; one that failed leaves a picture.
    fn drop(&mut self) {
        if thread::panicking() {
            let whole = Request::GetScreenshot {
                pixels_per_point: None,
            };
            if let Ok(Response::Screenshot(picture)) = self.try_ask(&whole) {
                let path = self.said.with_extension("png");
                let _ = fs::write(&path, picture.bytes);
                let _ = writeln!(io::stderr(), "the window: {}", path.display());
            }
            let words = fs::read_to_string(&self.said).unwrap_or_default();
            let _ = writeln!(io::stderr(), "the program said: {words}");
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The node of this label, or else one whose label or value begins so.
fn find<'a>(nodes: &'a [Node], text: &str) -> Option<&'a Node> {
    let exact = nodes.iter().find(|node| node.label == text);
    exact.or_else(|| {
        nodes
            .iter()
            .find(|node| node.label.starts_with(text) || node.value.starts_with(text))
    })
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
