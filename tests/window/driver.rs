//! The real program in a real window: started, seen through its accessibility tree, moved by the events of a mouse and a
//! keyboard. Every wait has a deadline and looks for what it waits for. What failed is left as a picture in `target/tmp`.

#![allow(dead_code, missing_docs, unreachable_pub)] // each test uses what it needs

use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, io, thread};

use eframe::egui::{Event, Key, Modifiers, PointerButton, Pos2, Rect, pos2, vec2};
use egui_inspection::protocol::{Request, Response, read_handshake, read_message, write_message};

const PROGRAM: &str = env!("CARGO_BIN_EXE_casewall");
/// Longest wait for anything: a debug build on a busy machine without a graphics card is slow.
const PATIENCE: Duration = Duration::from_secs(60);

/// The program in its window, and the line to it.
pub struct Window {
    pub name: &'static str,
    child: Child,
    stream: TcpStream,
    said: PathBuf,
}

/// One node of the accessibility tree, in points.
#[derive(Clone, Debug)]
pub struct Node {
    pub label: String,
    pub value: String,
    pub rect: Rect,
}

/// What the program is started as. Its settings are a folder beside the boards of the test.
pub fn program(folder: &Path) -> Command {
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
pub fn run(folder: &Path, words: &[&str]) -> Output {
    program(folder)
        .env_remove("DISPLAY")
        .args(words)
        .output()
        .unwrap()
}

impl Window {
    pub fn open(name: &'static str, folder: &Path, words: &[&std::ffi::OsStr]) -> Self {
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

    pub fn try_ask(&mut self, request: &Request) -> io::Result<Response> {
        write_message(&mut self.stream, request)?;
        read_message(&mut self.stream)
    }

    pub fn ask(&mut self, request: &Request) -> Response {
        match self.try_ask(request) {
            Ok(Response::Error { message }) => {
                panic!("{}: the program answered: {message}", self.name)
            }
            Ok(response) => response,
            Err(error) => panic!("{}: the line to the program broke: {error}", self.name),
        }
    }

    /// Waits until nothing moves.
    pub fn settle(&mut self) {
        self.ask(&Request::Settle { max_steps: 600 });
    }

    pub fn send(&mut self, events: Vec<Event>) {
        self.ask(&Request::ApplyEvents { events });
    }

    pub fn nodes(&mut self) -> Vec<Node> {
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
    pub fn wait<T>(&mut self, what: &str, seen: impl Fn(&[Node]) -> Option<T>) -> T {
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
    pub fn wait_for(&mut self, text: &str) -> Node {
        self.wait(text, |nodes| find(nodes, text).cloned())
    }

    /// Waits for a node that says this and no more.
    pub fn wait_for_exactly(&mut self, text: &str) {
        self.wait(text, |nodes| {
            nodes
                .iter()
                .find(|node| node.label == text || node.value == text)
                .map(|_| ())
        });
    }

    /// Where a node is once it no longer moves.
    pub fn still(&mut self, text: &str) -> Rect {
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

    pub fn button(pos: Pos2, pressed: bool) -> Event {
        Event::PointerButton {
            pos,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        }
    }

    /// Clicks the middle of a node. Says where it was.
    /// In one go: a press that is held through a slow frame is no click.
    pub fn click(&mut self, text: &str) -> Rect {
        let place = self.still(text);
        let at = place.center();
        self.send(vec![Event::PointerMoved(at)]);
        self.send(vec![Self::button(at, true), Self::button(at, false)]);
        self.ask(&Request::Settle { max_steps: 600 });
        place
    }

    /// In one go, so that it is quick enough for a double click on the slowest machine.
    pub fn double_click(&mut self, at: Pos2) {
        self.send(vec![Event::PointerMoved(at)]);
        self.send(
            [true, false, true, false]
                .map(|pressed| Self::button(at, pressed))
                .into(),
        );
    }

    pub fn drag(&mut self, from: Pos2, to: Pos2) {
        self.send(vec![Event::PointerMoved(from)]);
        self.send(vec![Self::button(from, true)]);
        for step in 1..=10 {
            self.send(vec![Event::PointerMoved(from.lerp(to, step as f32 / 10.0))]);
        }
        self.send(vec![Self::button(to, false)]);
        self.ask(&Request::Settle { max_steps: 600 });
    }

    pub fn chord(&mut self, modifiers: Modifiers, key: Key) {
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
    pub fn empty_place(&mut self) -> Pos2 {
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

    /// Kills it, as the system would: nothing in it is told. Says when.
    pub fn kill(mut self) -> Instant {
        let now = Instant::now();
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        now
    }

    /// Asks it to close, and waits until it has.
    pub fn quit(mut self) -> ExitStatus {
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
pub fn find<'a>(nodes: &'a [Node], text: &str) -> Option<&'a Node> {
    let exact = nodes.iter().find(|node| node.label == text);
    exact.or_else(|| {
        nodes
            .iter()
            .find(|node| node.label.starts_with(text) || node.value.starts_with(text))
    })
}
