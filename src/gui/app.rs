//! The window as a whole: what is open, what is asked, what comes home from jobs.

use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};

use eframe::egui::{self, Event, Margin, RichText, Ui, ViewportCommand};
use kurbo::Point;

use super::canvas::{Canvas, wall_id};
use super::dialogs::{Dialogs, Pick, System};
use super::images::Images;
use super::jobs::{Done, Jobs, Refused};
use super::panels::inspector::Inspector;
use super::panels::outline::Outline;
use super::panels::sheets::{self, Answer, Sheet};
use super::panels::start::{self, Choice};
use super::panels::{bar, status};
use super::{Options, keys, theme};
use crate::board::{Blob, Board, Document, Label, Selection, Tail};
use crate::editor::{
    Ask, Command, Input, Key, Session, for_chord, insert, picture_card, text_card, tools,
};
use crate::export;
use crate::file;
use crate::host::{self, Settings, Theme};
use crate::import::picture;
use crate::scene::style::{Look, Tone, size};
use crate::scene::text::FontSource;

/// The demo board that the first start shows.
const FIRST_DEMO: &str = "istanbul-talks";

/// The window.
pub struct App {
    open: Option<Open>,
    settings: Settings,
    dialogs: Box<dyn Dialogs>,
    picks: (
        mpsc::Sender<(Pick, Option<PathBuf>)>,
        mpsc::Receiver<(Pick, Option<PathBuf>)>,
    ),
    /// Whether a dialog of the system is open: one at a time.
    picking: bool,
    jobs: Jobs,
    canvas: Canvas,
    images: Images,
    outline: Outline,
    inspector: Inspector,
    sheet: Option<Sheet>,
    rescue: Option<Board>,
    notice: Option<Notice>,
    /// What goes on once the board is saved or given up.
    then: Option<Then>,
    /// Commands that wait until the field that has the keyboard is kept.
    waiting: Vec<&'static Command>,
    export: (f64, Look),
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
}

/// Something that replaces the open board.
#[derive(Clone, Debug)]
enum Then {
    New,
    Pick,
    Start,
    Path(PathBuf),
    Demo(&'static str),
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
        match options.board {
            Some(path) => app.open_path(ctx, path),
            None if first => app.open_demo(FIRST_DEMO),
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
        let app = Self {
            open: None,
            settings,
            dialogs,
            picks: mpsc::channel(),
            picking: false,
            jobs: Jobs::default(),
            canvas: Canvas::default(),
            images: Images::default(),
            outline: Outline::default(),
            inspector: Inspector::default(),
            sheet: None,
            rescue: None,
            notice: None,
            then: None,
            waiting: Vec::new(),
            export: (1.0, Look::Light),
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

    // --- boards ---------------------------------------------------------------------------------------------------

    fn show(&mut self, board: Board, path: Option<PathBuf>, saved: bool) {
        let board = board.with_tail(Tail::new(&host::random_tail()));
        let name = match (&path, board.about().title.as_str()) {
            (_, title) if !title.trim().is_empty() => title.to_owned(),
            (Some(path), _) => start::board_name(path),
            (None, _) => "Untitled board".to_owned(),
        };
        let session = Session::new(Document::new(board, saved), self.fonts);
        self.open = Some(Open {
            session,
            path,
            name,
        });
        self.canvas = Canvas::default();
        self.inspector = Inspector::default();
        self.fit_when_shown = true;
    }

    fn open_demo(&mut self, name: &str) {
        let Some(demo) = file::demo(name) else { return };
        match file::read(demo.bytes) {
            Ok(opened) => self.show(opened.board, None, true),
            Err(error) => self.say_bad(error.to_string()),
        }
    }

    /// Reads a board on a job's thread and shows it when it is there.
    pub fn open_path(&mut self, ctx: &egui::Context, path: PathBuf) {
        if let Some(name) = path.to_str().and_then(|path| path.strip_prefix("demo:")) {
            match file::demo(name) {
                Some(demo) => self.open_demo(demo.name),
                None => self.say_bad(format!("There is no demo board “{name}”.")),
            }
            return;
        }
        let title = format!("Opening {}", start::board_name(&path));
        self.jobs.start(title, ctx, move |_| {
            let path = std::path::absolute(&path).unwrap_or(path);
            let result = read_board(&path);
            Done::Opened {
                path: Some(path),
                result,
            }
        });
    }

    /// Replaces the open board, after asking about changes that are not saved.
    fn replace(&mut self, ctx: &egui::Context, then: Then) {
        let dirty = self.open.as_mut().is_some_and(|open| {
            open.session.finish_editing();
            self.inspector.flush(&mut open.session);
            !open.session.document().is_saved()
        });
        if dirty {
            self.then = Some(then);
            self.sheet = Some(Sheet::Unsaved);
        } else {
            self.go_on(ctx, then);
        }
    }

    fn go_on(&mut self, ctx: &egui::Context, then: Then) {
        match then {
            Then::New => self.show(Board::default(), None, true),
            Then::Start => self.open = None,
            Then::Pick => self.pick(ctx, Pick::Open),
            Then::Path(path) => self.open_path(ctx, path),
            Then::Demo(name) => self.open_demo(name),
            Then::Quit => {
                self.may_close = true;
                ctx.send_viewport_cmd(ViewportCommand::Close);
            }
        }
    }

    fn save(&mut self, ctx: &egui::Context) {
        match self.open.as_ref().and_then(|open| open.path.clone()) {
            Some(path) => self.save_to(ctx, path),
            None => self.save_as(ctx),
        }
    }

    fn save_as(&mut self, ctx: &egui::Context) {
        if let Some(open) = &self.open {
            let name = open
                .path
                .as_deref()
                .map_or_else(|| file_name(&open.name), start::board_name);
            self.pick(
                ctx,
                Pick::Save {
                    name: format!("{name}.casewall.json"),
                },
            );
        }
    }

    fn save_to(&mut self, ctx: &egui::Context, path: PathBuf) {
        let Some(open) = &self.open else { return };
        let (board, state) = (
            open.session.board().clone(),
            open.session.document().state(),
        );
        self.jobs.start("Saving", ctx, move |_| {
            let result =
                host::write_atomic(&path, &file::write(&board)).map_err(|error| error.to_string());
            Done::Saved {
                path,
                state,
                result,
            }
        });
    }

    fn export_to(&mut self, ctx: &egui::Context, path: PathBuf) {
        let Some(open) = &self.open else { return };
        let board = open.session.board().clone();
        let options = export::Options {
            scale: self.export.0,
            look: self.export.1,
            fonts: self.fonts,
        };
        self.jobs.start("Exporting", ctx, move |control| {
            let mut bytes = Vec::new();
            let result = export::png(&board, &options, &mut bytes, &|share| control.report(share))
                .map_err(|error| error.to_string())
                .and_then(|()| {
                    host::write_atomic(&path, &bytes).map_err(|error| error.to_string())
                });
            Done::Exported(result.map(|()| format!("Exported {}", path.display())))
        });
    }

    fn copy_picture(&mut self, ctx: &egui::Context) {
        let Some(open) = &self.open else { return };
        let cards = open.session.with_carried();
        let board = if cards.is_empty() {
            open.session.board().clone()
        } else {
            open.session.piece(&cards)
        };
        let options = export::Options {
            scale: 1.0,
            look: theme::look(ctx),
            fonts: self.fonts,
        };
        self.jobs.start("Copying a picture", ctx, move |_| {
            let result = export::rgba(&board, &options).map_err(|error| error.to_string());
            Done::Picture(
                result.map(|(width, height, rgba)| (width as usize, height as usize, rgba)),
            )
        });
    }

    fn pick(&mut self, ctx: &egui::Context, pick: Pick) {
        if self.picking {
            return;
        }
        if self.dialogs.available() {
            self.picking = true;
            self.dialogs.ask(&pick, self.picks.0.clone(), ctx);
        } else {
            let text = match &pick {
                Pick::Open => String::new(),
                Pick::Save { name } | Pick::Export { name } => {
                    host::home_file(name).display().to_string()
                }
            };
            self.sheet = Some(Sheet::Path { pick, text });
        }
    }

    fn picked(&mut self, ctx: &egui::Context, pick: Pick, path: PathBuf) {
        match pick {
            Pick::Open => self.open_path(ctx, path),
            Pick::Save { .. } => self.save_to(ctx, with_extension(path, ".casewall.json", ".json")),
            Pick::Export { .. } => self.export_to(ctx, with_extension(path, ".png", ".png")),
        }
    }

    // --- what comes home ------------------------------------------------------------------------------------------

    fn arrivals(&mut self, ctx: &egui::Context) {
        while let Ok((pick, path)) = self.picks.1.try_recv() {
            self.picking = false;
            match path {
                Some(path) => self.picked(ctx, pick, path),
                None => self.then = None,
            }
        }
        for done in self.jobs.arrived() {
            self.arrived(ctx, done);
        }
    }

    fn arrived(&mut self, ctx: &egui::Context, done: Done) {
        match done {
            Done::Opened {
                path,
                result: Ok((board, remarks)),
            } => {
                if let Some(path) = &path {
                    self.settings.remember(path);
                    self.keep_settings();
                }
                self.show(board, path, true);
                if !remarks.is_empty() {
                    self.say(ctx, remarks.join(" "));
                }
            }
            Done::Opened {
                path,
                result: Err(Refused { why, rescue }),
            } => {
                if let Some(path) = path.filter(|path| !path.exists()) {
                    self.settings.forget(&path);
                    self.keep_settings();
                }
                let left_out = rescue.map(|(board, left_out)| {
                    self.rescue = Some(board);
                    left_out
                });
                self.sheet = Some(Sheet::Refused { why, left_out });
            }
            Done::Saved {
                path,
                state,
                result: Ok(()),
            } => {
                if let Some(open) = &mut self.open {
                    open.session.mark_saved(state);
                    if open.path.is_none() && open.session.board().about().title.is_empty() {
                        open.name = start::board_name(&path);
                    }
                    open.path = Some(path.clone());
                }
                self.settings.remember(&path);
                self.keep_settings();
                self.say(ctx, format!("Saved {}", path.display()));
                if let Some(then) = self.then.take() {
                    self.replace(ctx, then);
                }
            }
            Done::Saved {
                result: Err(why), ..
            } => {
                self.then = None;
                self.say_bad(why);
            }
            Done::Exported(Ok(text)) => self.say(ctx, text),
            Done::Picture(Ok((width, height, rgba))) => {
                ctx.copy_image(egui::ColorImage::from_rgba_premultiplied(
                    [width, height],
                    &rgba,
                ));
                self.say(
                    ctx,
                    format!("Copied a picture of {width} × {height} pixels"),
                );
            }
            Done::Exported(Err(why)) | Done::Picture(Err(why)) => self.say_bad(why),
            Done::Dropped { name, at, result } => match result {
                Ok(bytes) => self.bring_in(ctx, &name, &bytes, at),
                Err(why) => self.say_bad(why),
            },
        }
    }

    fn say(&mut self, ctx: &egui::Context, text: String) {
        self.notice = Some(Notice {
            text,
            bad: false,
            until: ctx.input(|i| i.time) + NOTICE,
        });
        ctx.request_repaint_after(std::time::Duration::from_secs_f64(NOTICE + 0.1));
    }

    fn say_bad(&mut self, text: String) {
        self.notice = Some(Notice {
            text,
            bad: true,
            until: f64::INFINITY,
        });
    }

    fn keep_settings(&mut self) {
        if let Err(error) = self.settings.save() {
            log::warn!("{error}");
        }
    }

    fn apply_theme(&self, ctx: &egui::Context) {
        ctx.set_theme(match self.settings.theme {
            Theme::Light => egui::ThemePreference::Light,
            Theme::Dark => egui::ThemePreference::Dark,
            Theme::System => egui::ThemePreference::System,
        });
    }

    // --- commands -------------------------------------------------------------------------------------------------

    fn run(&mut self, ctx: &egui::Context, command: &'static Command) {
        let ask = match &mut self.open {
            Some(open) => {
                self.inspector.flush(&mut open.session);
                if command.id != "edit-text" {
                    open.session.finish_editing();
                }
                if !(command.enabled)(&open.session) {
                    return;
                }
                (command.run)(&mut open.session)
            }
            None => without_board(command.id),
        };
        if let Some(ask) = ask {
            self.answer(ctx, ask);
        }
    }

    fn answer(&mut self, ctx: &egui::Context, ask: Ask) {
        match ask {
            Ask::New => self.replace(ctx, Then::New),
            Ask::Open => self.replace(ctx, Then::Pick),
            Ask::Start => self.replace(ctx, Then::Start),
            Ask::Quit => self.replace(ctx, Then::Quit),
            Ask::Save => self.save(ctx),
            Ask::SaveAs => self.save_as(ctx),
            Ask::Export => {
                self.sheet = Some(Sheet::Export {
                    scale: self.export.0,
                    look: theme::look(ctx),
                })
            }
            Ask::Copy => self.copy(ctx),
            Ask::Cut => {
                self.copy(ctx);
                if let Some(open) = &mut self.open {
                    open.session.delete();
                }
            }
            Ask::CopyPicture => self.copy_picture(ctx),
            Ask::Paste => ctx.send_viewport_cmd(ViewportCommand::RequestPaste),
            Ask::EditNote => {
                self.settings.inspector_open = true;
                self.inspector.take_note = true;
            }
            Ask::ToggleOutline => {
                self.settings.outline_open = !self.settings.outline_open;
                self.keep_settings();
            }
            Ask::ToggleInspector => {
                self.settings.inspector_open = !self.settings.inspector_open;
                self.keep_settings();
            }
            Ask::NextTheme => {
                self.settings.theme = if theme::look(ctx) == Look::Light {
                    Theme::Dark
                } else {
                    Theme::Light
                };
                self.apply_theme(ctx);
                self.keep_settings();
            }
            Ask::ToggleWheel => {
                self.settings.wheel_zooms = !self.settings.wheel_zooms;
                self.keep_settings();
            }
            Ask::Palette => {
                self.sheet = Some(Sheet::Palette {
                    query: String::new(),
                    row: 0,
                })
            }
            Ask::ShowKeys => self.sheet = Some(Sheet::Keys),
            Ask::About => self.sheet = Some(Sheet::About),
        }
    }

    fn copy(&mut self, ctx: &egui::Context) {
        let Some(open) = &self.open else { return };
        let cards = open.session.with_carried();
        if !cards.is_empty() {
            let bytes = file::fragment(open.session.board(), &cards);
            ctx.copy_text(String::from_utf8_lossy(&bytes).into_owned());
        }
    }

    /// Pasted text: a piece of a board, or what a new card is made of.
    fn paste(&mut self, ctx: &egui::Context, text: &str) {
        let Some(at) = self.drop_point(ctx) else {
            return;
        };
        let piece = text
            .trim_start()
            .starts_with('{')
            .then(|| file::read(text.as_bytes()).ok())
            .flatten();
        let Some(open) = &mut self.open else { return };
        let session = &mut open.session;
        if let Some(piece) = piece {
            let area = piece
                .board
                .cards()
                .values()
                .map(|card| card.rect())
                .reduce(|a, b| a.union(b));
            let Some(area) = area else { return };
            let by = (at - area.center()).round();
            let (edit, made) = insert(session.board(), &piece.board, by);
            let label = Label::new(format!("Paste {}", status::count(made.cards.len(), "card")));
            if session.commit(label, edit) {
                session.select(Selection::cards(made.cards));
            }
        } else if let Some(card) = text_card(text, file::text_sha256, session.scene_mut(), at) {
            let label = Label::new(format!("Paste {}", card.body.word()));
            let mut made = None;
            session.change(label, |txn| made = Some(txn.add_card(card)));
            session.select(Selection::cards(made));
        }
    }

    /// Bytes that were dropped or pasted: a picture or a text.
    fn bring_in(&mut self, ctx: &egui::Context, name: &str, bytes: &[u8], at: Point) {
        let Some(open) = &mut self.open else { return };
        let session = &mut open.session;
        match picture::header(bytes) {
            Ok(header) => {
                let blob = Blob { media_type: header.media_type.to_owned(), name: name.to_owned(), data: bytes.into(), extra: Default::default() };
                let pixels = kurbo::Size::new(f64::from(header.width), f64::from(header.height));
                let (edit, made) = picture_card(session.board(), file::file_id(bytes), Arc::new(blob), pixels, at);
                if session.commit(Label::new("Add picture"), edit) {
                    session.select(made);
                }
            }
            Err(picture::PictureError::NotAPicture) => match std::str::from_utf8(bytes) {
                Ok(text) if !text.contains('\0') => {
                    if let Some(mut card) = text_card(text, file::text_sha256, session.scene_mut(), at) {
                        if let crate::board::Body::Source(source) = &mut card.body
                            && source.title.is_empty()
                        {
                            source.title = name.to_owned();
                        }
                        let mut made = None;
                        session.change(Label::new("Add dropped text"), |txn| made = Some(txn.add_card(card)));
                        session.select(Selection::cards(made));
                    }
                }
                _ => self.say_bad(format!("“{name}” is neither a board, nor a picture (PNG, JPEG, WebP), nor a text in UTF-8.")),
            },
            Err(error) => self.say_bad(format!("“{name}”: {error}.")),
        }
        ctx.request_repaint();
    }

    /// Where something that is pasted or dropped goes: under the pointer, or in the middle of the view.
    fn drop_point(&self, ctx: &egui::Context) -> Option<Point> {
        let open = self.open.as_ref()?;
        let wall = ctx.read_response(wall_id()).map(|response| response.rect)?;
        let pointer = ctx
            .input(|i| i.pointer.latest_pos())
            .filter(|at| wall.contains(*at))
            .unwrap_or(wall.center());
        let local = Point::new(
            f64::from(pointer.x - wall.min.x),
            f64::from(pointer.y - wall.min.y),
        );
        Some(open.session.camera.board_from_screen(local))
    }

    fn keyboard(&mut self, ctx: &egui::Context) {
        for command in std::mem::take(&mut self.waiting) {
            self.run(ctx, command);
        }
        if self.sheet.is_some() {
            return;
        }
        let typing = ctx.text_edit_focused();
        let (chords, events) = ctx.input(|i| (keys::chords(i), i.events.clone()));
        for chord in chords {
            if chord.key == Key::Function(6) {
                self.next_panel(ctx);
                continue;
            }
            if typing && !(chord.ctrl && works_while_typing(chord)) {
                continue;
            }
            if let Some(open) = &mut self.open {
                let busy = *open.session.state() != tools::State::Idle;
                match chord.key {
                    Key::Escape => {
                        open.session.escape();
                        continue;
                    }
                    Key::Char('X') if busy && !chord.ctrl => {
                        open.session.input(Input::Key(Key::Char('X')));
                        continue;
                    }
                    _ if busy => continue,
                    _ => {}
                }
                if let Some(command) = for_chord(chord, &open.session) {
                    if typing {
                        // The field is kept first, then the command is run.
                        ctx.memory_mut(|memory| memory.stop_text_input());
                        self.waiting.push(command);
                        ctx.request_repaint();
                    } else {
                        self.run(ctx, command);
                    }
                }
            } else if let Some(command) = crate::editor::COMMANDS.iter().find(|command| {
                command.keys.contains(&chord) && bar::works_without_board(command.id)
            }) {
                self.run(ctx, command);
            }
        }
        if typing || self.open.is_none() {
            return;
        }
        for event in events {
            match event {
                Event::Copy => self.run_id(ctx, "copy"),
                Event::Cut => self.run_id(ctx, "cut"),
                Event::Paste(text) => self.paste(ctx, &text),
                Event::PasteImage(image) => self.paste_image(ctx, &image),
                _ => {}
            }
        }
    }

    fn run_id(&mut self, ctx: &egui::Context, id: &str) {
        if let Some(command) = bar::command(id) {
            self.run(ctx, command);
        }
    }

    fn paste_image(&mut self, ctx: &egui::Context, image: &egui::ColorImage) {
        let Some(at) = self.drop_point(ctx) else {
            return;
        };
        let rgba = image
            .pixels
            .iter()
            .flat_map(|pixel| pixel.to_srgba_unmultiplied())
            .collect();
        let pixels = picture::Pixels {
            width: image.width() as u32,
            height: image.height() as u32,
            rgba,
        };
        self.jobs.start("Pasting a picture", ctx, move |_| {
            let result = picture::to_png(&pixels).map_err(|error| error.to_string());
            Done::Dropped {
                name: String::new(),
                at,
                result,
            }
        });
    }

    /// F6: from the wall to the outline, and back.
    fn next_panel(&mut self, ctx: &egui::Context) {
        if ctx.memory(|memory| memory.has_focus(wall_id()))
            || ctx.memory(|memory| memory.focused()).is_none()
        {
            self.settings.outline_open = true;
            self.outline.take_focus = true;
        } else {
            ctx.memory_mut(|memory| memory.request_focus(wall_id()));
        }
    }

    fn drops(&mut self, ctx: &egui::Context) {
        let dropped = ctx.input(|i| i.raw.dropped_files.clone());
        let at = self.drop_point(ctx).unwrap_or_default();
        for (n, file) in dropped.into_iter().enumerate() {
            let path = file.path().to_owned();
            let name = path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default();
            if name.ends_with(".json") || self.open.is_none() {
                self.replace(ctx, Then::Path(path));
                return;
            }
            let at = at + kurbo::Vec2::new(24.0, 24.0) * n as f64;
            self.jobs.start(format!("Reading {name}"), ctx, move |_| {
                let result =
                    host::read(&path, picture::MOST_BYTES).map_err(|error| error.to_string());
                Done::Dropped { name, at, result }
            });
        }
    }

    // --- what is shown --------------------------------------------------------------------------------------------

    fn sheets(&mut self, ctx: &egui::Context) {
        let Some(mut sheet) = self.sheet.take() else {
            return;
        };
        let name = self
            .open
            .as_ref()
            .map(|open| open.name.clone())
            .unwrap_or_default();
        let answer = sheets::sheet_ui(ctx, &mut sheet, self.session(), &name);
        match answer {
            None => self.sheet = Some(sheet),
            Some(Answer::Close) => {
                self.then = None;
                self.rescue = None;
            }
            Some(Answer::Save) => self.save(ctx),
            Some(Answer::Discard) => {
                if let Some(then) = self.then.take() {
                    self.go_on(ctx, then);
                }
            }
            Some(Answer::Path(pick, text)) => self.picked(ctx, pick, PathBuf::from(text)),
            Some(Answer::Rescue) => {
                if let Some(board) = self.rescue.take() {
                    self.show(board, None, false);
                }
            }
            Some(Answer::Export(scale, look)) => {
                self.export = (scale, look);
                let name = self
                    .open
                    .as_ref()
                    .map(|open| file_name(&open.name))
                    .unwrap_or_default();
                self.pick(
                    ctx,
                    Pick::Export {
                        name: format!("{name}.png"),
                    },
                );
            }
            Some(Answer::Run(command)) => self.run(ctx, command),
        }
    }

    fn notice_ui(&mut self, ctx: &egui::Context) {
        let Some(notice) = &self.notice else { return };
        if ctx.input(|i| i.time) > notice.until {
            self.notice = None;
            return;
        }
        let mut closed = false;
        egui::Area::new(egui::Id::unique("casewall.notice"))
            .anchor(egui::Align2::CENTER_BOTTOM, egui::vec2(0.0, -44.0))
            .order(egui::Order::Foreground)
            .show(ctx, |ui| {
                let fill = theme::tone(ctx, Tone::Ink);
                egui::Frame::popup(ui.style())
                    .fill(fill)
                    .inner_margin(Margin::symmetric(14, 8))
                    .show(ui, |ui| {
                        ui.set_max_width(640.0);
                        ui.horizontal(|ui| {
                            let color = theme::tone(ctx, Tone::Wall);
                            if notice.bad {
                                ui.label(
                                    RichText::new("!")
                                        .font(theme::bold(size::LEAD))
                                        .color(color),
                                );
                            }
                            let label = ui.add(
                                egui::Label::new(RichText::new(&notice.text).color(color)).wrap(),
                            );
                            label.widget_info(|| {
                                egui::WidgetInfo::labeled(
                                    egui::accesskit::Role::Alert,
                                    true,
                                    notice.text.clone(),
                                )
                            });
                            if notice.bad {
                                closed = ui
                                    .add(
                                        egui::Button::new(RichText::new("Close").color(color))
                                            .fill(fill),
                                    )
                                    .clicked();
                            }
                        });
                    });
            });
        if closed {
            self.notice = None;
        }
    }

    fn title(&mut self, ctx: &egui::Context) {
        let title = match &self.open {
            Some(open) if open.session.document().is_saved() => format!("{} – Casewall", open.name),
            Some(open) => format!("• {} – Casewall", open.name),
            None => "Casewall".to_owned(),
        };
        if title != self.shown_title {
            ctx.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.shown_title = title;
        }
    }

    /// Everything in the window.
    pub fn window_ui(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        self.arrivals(&ctx);
        if ctx.input(|i| i.viewport().close_requested()) && !self.may_close {
            let dirty = self
                .session()
                .is_some_and(|session| !session.document().is_saved());
            if dirty {
                ctx.send_viewport_cmd(ViewportCommand::CancelClose);
                self.replace(&ctx, Then::Quit);
            }
        }
        self.drops(&ctx);
        self.keyboard(&ctx);
        self.panels_ui(ui);
        self.sheets(&ctx);
        self.notice_ui(&ctx);
        self.title(&ctx);
    }

    fn panels_ui(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        let panel = egui::Frame::new().fill(theme::tone(&ctx, Tone::Panel));
        let mut command = None;
        let mut ask = None;
        egui::Panel::top("menus")
            .frame(panel.inner_margin(Margin::symmetric(8, 2)))
            .show(ui, |ui| {
                command = bar::menus_ui(ui, self.session(), self.settings.wheel_zooms);
            });
        let Some(open) = &mut self.open else {
            let mut choice = None;
            egui::CentralPanel::default()
                .frame(panel.inner_margin(Margin::symmetric(24, 0)))
                .show(ui, |ui| {
                    choice = start::start_ui(ui, &self.settings.recent, file::demos());
                });
            if let Some(command) = command {
                self.run(&ctx, command);
            }
            if let Some(choice) = choice {
                self.choose(&ctx, choice);
            }
            return;
        };
        open.name = match open.session.board().about().title.as_str() {
            title if !title.trim().is_empty() => title.to_owned(),
            _ => open
                .path
                .as_deref()
                .map_or_else(|| "Untitled board".to_owned(), start::board_name),
        };
        let saved = match (open.session.document().is_saved(), &open.path) {
            (true, Some(_)) => "Saved",
            (true, None) => "Not in a file yet",
            (false, _) => "Not saved",
        };
        egui::Panel::top("tools")
            .exact_size(44.0)
            .frame(panel)
            .show(ui, |ui| {
                let title = bar::Title {
                    name: open.name.clone(),
                    state: saved,
                };
                ask = bar::toolbar_ui(ui, &mut open.session, &title);
            });
        egui::Panel::bottom("status")
            .exact_size(26.0)
            .frame(panel.inner_margin(Margin::symmetric(14, 0)))
            .show(ui, |ui| {
                let place = open
                    .path
                    .as_deref()
                    .map(|path| path.display().to_string())
                    .unwrap_or_default();
                command = command.or(status::status_ui(
                    ui,
                    &open.session,
                    self.jobs.running(),
                    saved,
                    &place,
                ));
            });
        let wide = ui.available_width();
        if self.settings.outline_open && wide > 700.0 {
            egui::Panel::left("outline")
                .default_size(250.0)
                .size_range(180.0..=420.0)
                .frame(panel.inner_margin(Margin::symmetric(12, 4)))
                .show(ui, |ui| {
                    self.outline.outline_ui(ui, &mut open.session);
                });
        }
        if self.settings.inspector_open && wide > 560.0 {
            egui::Panel::right("inspector")
                .default_size(310.0)
                .size_range(240.0..=520.0)
                .frame(panel.inner_margin(Margin::symmetric(16, 4)))
                .show(ui, |ui| {
                    ask = ask.or(self.inspector.inspector_ui(ui, &mut open.session));
                });
        }
        let mut choice = None;
        egui::CentralPanel::default()
            .frame(egui::Frame::new())
            .show(ui, |ui| {
                let wall = ui.available_rect_before_wrap();
                if std::mem::take(&mut self.fit_when_shown) {
                    open.session.view =
                        kurbo::Size::new(f64::from(wall.width()), f64::from(wall.height()));
                    open.session.camera = open.session.fitting_all();
                }
                ask = ask.or(self.canvas.wall_ui(
                    ui,
                    &mut open.session,
                    &mut self.images,
                    self.settings.wheel_zooms,
                ));
                if open.session.board().cards().is_empty() && open.session.editing().is_none() {
                    choice = start::lesson_ui(ui, wall, file::demos());
                }
            });
        if let Some(command) = command {
            self.run(&ctx, command);
        }
        if let Some(ask) = ask {
            self.answer(&ctx, ask);
        }
        if let Some(choice) = choice {
            self.choose(&ctx, choice);
        }
    }

    fn choose(&mut self, ctx: &egui::Context, choice: Choice) {
        match choice {
            Choice::Ask(ask) => self.answer(ctx, ask),
            Choice::Recent(path) => self.replace(ctx, Then::Path(path)),
            Choice::Demo(name) => self.replace(ctx, Then::Demo(name)),
        }
    }
}

impl eframe::App for App {
    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.window_ui(ui);
    }
}

/// What a command means on the start screen.
fn without_board(id: &str) -> Option<Ask> {
    Some(match id {
        "new" => Ask::New,
        "open" => Ask::Open,
        "quit" => Ask::Quit,
        "theme" => Ask::NextTheme,
        "palette" => Ask::Palette,
        "keys" => Ask::ShowKeys,
        "about" => Ask::About,
        _ => return None,
    })
}

/// Chords that reach the board although a field has the keyboard.
fn works_while_typing(chord: crate::editor::Chord) -> bool {
    matches!(
        chord.key,
        Key::Char('S' | 'O' | 'N' | 'E' | 'Q' | 'K' | '+' | '-' | '=' | '0')
    )
}

/// Reads a board, and what can be understood of a broken one.
fn read_board(path: &Path) -> Result<(Board, Vec<String>), Refused> {
    let bytes = host::read(path, file::MAX_BYTES).map_err(|error| Refused {
        why: error.to_string(),
        rescue: None,
    })?;
    match file::read(&bytes) {
        Ok(opened) => Ok((opened.board, opened.remarks)),
        Err(error) => {
            let why = format!("{}: {error}", path.display());
            Err(Refused {
                why,
                rescue: file::read_tolerant(&bytes),
            })
        }
    }
}

/// A name for a file after the name of a board: letters, digits and dashes.
fn file_name(title: &str) -> String {
    let name: String = title
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { '-' })
        .collect();
    let name = name
        .split('-')
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("-")
        .to_lowercase();
    if name.is_empty() {
        "board".to_owned()
    } else {
        name.chars().take(80).collect()
    }
}

/// A path that ends as it should; one that was typed with any of the known endings stays as it is.
fn with_extension(path: PathBuf, extension: &str, enough: &str) -> PathBuf {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    if name.ends_with(enough) {
        path
    } else {
        path.with_file_name(format!("{name}{extension}"))
    }
}
