//! The window as a whole: what is open, what is asked, what comes home from jobs.

mod assessing;
mod boards;
mod briefing;
mod checking;
mod commands;
mod importing;
mod keeping;
mod layout;
mod redacting;
mod saving;
mod versions;

pub use checking::Known;

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::mpsc;

use eframe::egui::{self, Ui};

use super::canvas::Canvas;
use super::dialogs::{Dialogs, Picked, System};
use super::exporting::Preview;
use super::images::Images;
use super::jobs::{Done, Jobs};
use super::keeping::Keeper;
use super::opening::{Lost, Opening};
use super::panels::brief;
use super::panels::export::Form;
use super::panels::inspector::Inspector;
use super::panels::matrix::Matrix;
use super::panels::outline::Outline;
use super::panels::reader::Reader;
use super::panels::sheets::Sheet;
use super::panels::timeline::Timeline;
use super::{Options, theme};
use crate::board::Board;
use crate::editor::{Command, Rescued, Session};
use crate::host::Settings;
use crate::import::batch::Waiting;
use crate::scene::text::FontSource;

/// The demo board that the first start shows.
const FIRST_DEMO: &str = "istanbul-talks";

/// The window.
pub struct App {
    open: Option<Open>,
    settings: Settings,
    dialogs: Box<dyn Dialogs>,
    picks: (mpsc::Sender<Picked>, mpsc::Receiver<Picked>),
    /// Whether a dialog of the system is open: one at a time.
    /// Of which board, by its serial number.
    picking: Option<u64>,
    /// Serial number of the board that was opened last.
    last_serial: u64,
    /// What was left behind and is not decided yet, and the boards in whose files more is.
    lost: Vec<Lost>,
    left_behind: Vec<PathBuf>,
    /// Whether the file of the board is being looked at.
    looking: bool,
    was_focused: bool,
    /// Whether a save is under way, and what shall be saved after it.
    saving: bool,
    save_again: Option<(u64, PathBuf)>,
    jobs: Jobs,
    /// Tables whose columns are to be looked at.
    tables: VecDeque<Waiting>,
    assessing: assessing::Assessing,
    checks: checking::Checks,
    /// What came home while a hand was busy.
    held: Vec<Done>,
    canvas: Canvas,
    images: Images,
    outline: Outline,
    inspector: Inspector,
    reader: Reader,
    matrix: Matrix,
    timeline: Timeline,
    sheet: Option<Sheet>,
    /// Whether a field had the keyboard at the end of the last frame.
    was_typing: bool,
    /// Whether the sheet was there in the last frame.
    sheet_shown: bool,
    notice: Option<Notice>,
    /// What goes on once the board is saved or given up.
    then: Option<Then>,
    /// Commands that wait until the field that has the keyboard is kept.
    waiting: Vec<&'static Command>,
    export: Form,
    brief: brief::Form,
    preview: Preview,
    shown_title: String,
    may_close: bool,
    fonts: FontSource,
    fit_when_shown: bool,
}

/// The board that is open.
struct Open {
    session: Session,
    path: Option<PathBuf>,
    name: String,
    /// Tells this board from others that this window had or will have.
    serial: u64,
    /// Keeps what happens. Gone once the board is closed.
    keeper: Option<Keeper>,
    /// What is known of its file.
    file: Option<keeping::File>,
    /// Why what happens cannot be kept, as it was said last.
    trouble: Option<String>,
    /// When it was changed last, seconds of the window's clock.
    changed_at: f64,
    /// The last save failed: it does not try again by itself.
    save_failed: bool,
}

/// Something that replaces the open board.
#[derive(Debug)]
enum Then {
    New,
    Pick,
    Start,
    Path(PathBuf),
    Demo(&'static str),
    /// A board that was read.
    Show(Box<Opening>),
    /// Forget the past of the board.
    Forget,
    /// What could be read of a broken board.
    Rescue(Box<(Board, Rescued)>),
    Quit,
}

struct Notice {
    text: String,
    bad: bool,
    until: f64,
}

/// Seconds that a good notice stays.
const NOTICE: f64 = 4.0;

impl App {
    /// The window with the user's settings and the system's dialogs.
    pub fn new(ctx: &egui::Context, options: Options) -> Self {
        let mut settings = Settings::load();
        let first = options.board.is_none() && !settings.seen_demo;
        let mut app = Self::with(
            ctx,
            Settings {
                seen_demo: true,
                ..settings.clone()
            },
            Box::new(System),
            FontSource::BundledThenSystem,
        );
        app.look_behind(ctx, options.board.is_none() && !first);
        match options.board {
            Some(path) => app.open_path(ctx, path),
            None if first => app.open_demo(ctx, FIRST_DEMO),
            None => {}
        }
        if first {
            settings.seen_demo = true;
            app.keep_settings();
        }
        app
    }

    /// A window with these settings and dialogs, for tests.
    pub fn with(
        ctx: &egui::Context,
        settings: Settings,
        dialogs: Box<dyn Dialogs>,
        fonts: FontSource,
    ) -> Self {
        theme::install(ctx);
        super::words::install(ctx, fonts);
        super::typing::install(ctx, fonts);
        let app = Self {
            open: None,
            settings,
            dialogs,
            picks: mpsc::channel(),
            picking: None,
            last_serial: 0,
            lost: Vec::new(),
            left_behind: Vec::new(),
            looking: false,
            was_focused: true,
            saving: false,
            save_again: None,
            held: Vec::new(),
            was_typing: false,
            sheet_shown: false,
            jobs: Jobs::default(),
            tables: VecDeque::new(),
            assessing: assessing::Assessing::default(),
            checks: checking::Checks::default(),
            canvas: Canvas::default(),
            images: Images::default(),
            outline: Outline::default(),
            inspector: Inspector::default(),
            reader: Reader::default(),
            matrix: Matrix::default(),
            timeline: Timeline::default(),
            sheet: None,
            notice: None,
            then: None,
            waiting: Vec::new(),
            export: Form::default(),
            brief: brief::Form::default(),
            preview: Preview::default(),
            shown_title: String::new(),
            may_close: false,
            fonts,
            fit_when_shown: false,
        };
        app.apply_theme(ctx);
        app
    }

    /// The open board.
    pub fn session(&self) -> Option<&Session> {
        self.open.as_ref().map(|open| &open.session)
    }
}

impl eframe::App for App {
    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.window_ui(ui);
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        // A board with changes is closed here only if nobody was asked, at the end of a desktop session for instance: then it
        // is left as after a crash, and the next start offers what was not saved.
        let saved = self
            .session()
            .is_none_or(|session| session.document().is_saved());
        if saved {
            self.close_board();
        }
    }
}
