//! Opening, saving and exporting boards.

use std::path::PathBuf;

use eframe::egui::{self, ViewportCommand};

use super::super::canvas::Canvas;
use super::super::dialogs::Pick;
use super::super::exporting;
use super::super::images::Images;
use super::super::importing::What;
use super::super::jobs::{Done, Refused};
use super::super::keeping::Keeper;
use super::super::opening::{self, Opening};
use super::super::panels::inspector::Inspector;
use super::super::panels::matrix::Matrix;
use super::super::panels::outline::Outline;
use super::super::panels::preferences;
use super::super::panels::sheets::Sheet;
use super::super::panels::start;
use super::super::panels::timeline::Timeline;
use super::super::theme;
use super::keeping::File;
use super::{App, NOTICE, Notice, Open, Then, briefing};
use crate::board::Board;
use crate::editor::tools::State;
use crate::editor::{Rescued, Session};
use crate::export::{ExportError, Scope, Snapshot};
use crate::file::{Limit, Limits};
use crate::host::{self, Settings, Theme};
use crate::{export, file};

impl App {
    pub(super) fn show(&mut self, ctx: &egui::Context, opening: Opening) {
        self.close_board();
        let Opening {
            document,
            origin,
            beginning,
            lost,
            elsewhere,
            remarks,
        } = opening;
        let path = origin.as_ref().map(|origin| origin.path.clone());
        let name = match (&path, document.board().about().title.as_str()) {
            (_, title) if !title.trim().is_empty() => title.to_owned(),
            (Some(path), _) => start::board_name(path),
            (None, _) => "Untitled board".to_owned(),
        };
        let mut session = Session::new(document, self.fonts);
        session.listen();
        self.last_serial += 1;
        self.open = Some(Open {
            session,
            path,
            name,
            serial: self.last_serial,
            keeper: Some(Keeper::new(beginning)),
            file: origin.map(|origin| File::new(ctx, origin)),
            trouble: None,
            changed_at: 0.0,
            save_failed: false,
        });
        self.canvas = Canvas::default();
        self.images = Images::within(self.limits().of(Limit::Pixels));
        self.inspector = Inspector::default();
        self.outline = Outline::default();
        self.matrix = Matrix::default();
        self.timeline = Timeline::default();
        self.reader.close();
        self.fit_when_shown = true;
        self.lost.extend(lost);
        let mut said = remarks;
        if elsewhere {
            said.push(
                "This board is open in another window too. What both change is put together when it is saved.".to_owned(),
            );
        }
        if !said.is_empty() {
            self.say(ctx, said.join(" "));
        }
    }

    pub(super) fn open_demo(&mut self, ctx: &egui::Context, name: &str) {
        let Some(demo) = file::demo(name) else { return };
        match file::read(demo.bytes) {
            Ok(opened) => self.show(ctx, Opening::unfiled(opened.board, true)),
            Err(error) => self.say_bad(error.to_string()),
        }
    }

    /// Reads a board on a job's thread and shows it when it is there.
    pub fn open_path(&mut self, ctx: &egui::Context, path: PathBuf) {
        if let Some(name) = path.to_str().and_then(|path| path.strip_prefix("demo:")) {
            match file::demo(name) {
                Some(demo) => self.open_demo(ctx, demo.name),
                None => self.say_bad(format!("There is no demo board “{name}”.")),
            }
            return;
        }
        let title = format!("Opening {}", start::board_name(&path));
        let wishes = self.wishes();
        self.jobs.start(title, ctx, move |_| {
            let path = std::path::absolute(&path).unwrap_or(path);
            Done::Opened {
                result: opening::open(&path, wishes).map(Box::new),
                path,
            }
        });
    }

    /// Replaces the open board, after asking about changes that are not saved.
    pub(super) fn replace(&mut self, ctx: &egui::Context, then: Then) {
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

    pub(super) fn go_on(&mut self, ctx: &egui::Context, then: Then) {
        match then {
            Then::New => self.show(ctx, Opening::unfiled(Board::default(), true)),
            Then::Start => self.close_board(),
            Then::Pick => self.pick(ctx, Pick::Open),
            Then::Path(path) => self.open_path(ctx, path),
            Then::Demo(name) => self.open_demo(ctx, name),
            Then::Show(opening) => self.show(ctx, *opening),
            Then::Forget => self.forget_history(ctx),
            Then::Rescue(rescued) => {
                let (board, rescued) = *rescued;
                // Nothing is lost if it is not saved: the broken file is still there.
                self.show(ctx, Opening::unfiled(board, true));
                if let Some(open) = &mut self.open {
                    open.session.set_rescued(rescued);
                    self.sheet = Some(Sheet::LeftOut);
                }
            }
            Then::Quit => {
                self.close_board();
                self.may_close = true;
                ctx.send_viewport_cmd(ViewportCommand::Close);
            }
        }
    }

    pub(super) fn export_to(&mut self, ctx: &egui::Context, path: PathBuf) {
        let Some(open) = &self.open else { return };
        let board = open.session.board().clone();
        let options = self
            .export
            .options(&open.session, self.fonts, theme::look(ctx));
        let carry = self.export.carry;
        let other = match exporting::format_named(&path) {
            Some((id, name)) if id != self.export.format() => {
                format!(" as {name}, which its name says")
            }
            _ => String::new(),
        };
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        self.jobs
            .start(format!("Exporting {name}"), ctx, move |control| {
                let result = exporting::write(&board, &options, carry, &path, control);
                Done::Exported(result.map(|()| format!("Exported {}{other}", path.display())))
            });
    }

    /// Asks where the matrix that is shown shall be written.
    pub(super) fn export_matrix(&mut self, ctx: &egui::Context) {
        if let Some(question) = self.matrix.question().map(str::to_owned) {
            let short: String = question.chars().take(60).collect();
            let name = format!("{}.csv", file_name(&short));
            self.pick(ctx, Pick::Matrix { name, question });
        }
    }

    fn export_matrix_to(&mut self, ctx: &egui::Context, path: PathBuf, question: String) {
        let Some(open) = &self.open else { return };
        let board = open.session.board().clone();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        self.jobs.start(format!("Exporting {name}"), ctx, move |_| {
            let result = exporting::write_matrix(&board, &question, &path);
            Done::Exported(result.map(|()| format!("Exported {}", path.display())))
        });
    }

    pub(super) fn copy_picture(&mut self, ctx: &egui::Context) {
        let Some(open) = &self.open else { return };
        let cards = open.session.with_carried();
        let scope = if cards.is_empty() {
            Scope::Board
        } else {
            Scope::Cards(cards)
        };
        let options = export::Options {
            most_pixels: self.limits().of(Limit::Pixels) as u64,
            scope,
            look: theme::look(ctx),
            fonts: self.fonts,
            ..export::Options::default()
        };
        self.copy_snapshot(ctx, options);
    }

    /// What the export sheet describes, onto the clipboard.
    pub(super) fn copy_exported(&mut self, ctx: &egui::Context) {
        if let Some(open) = &self.open {
            let options = self
                .export
                .options(&open.session, self.fonts, theme::look(ctx));
            self.copy_snapshot(ctx, options);
        }
    }

    fn copy_snapshot(&mut self, ctx: &egui::Context, options: export::Options) {
        let Some(open) = &self.open else { return };
        let board = open.session.board().clone();
        self.jobs.start("Copying a picture", ctx, move |control| {
            let result = Snapshot::new(&board, &options)
                .and_then(|snapshot| snapshot.rgba(&|share| control.report(share)))
                .map_err(|error| error.to_string());
            Done::Picture(
                result.map(|(width, height, rgba)| (width as usize, height as usize, rgba)),
            )
        });
    }

    pub(super) fn pick(&mut self, ctx: &egui::Context, pick: Pick) {
        if self.picking.is_some() {
            self.then = None;
            return;
        }
        if self.dialogs.available() {
            self.picking = Some(self.serial());
            self.dialogs.ask(&pick, self.picks.0.clone(), ctx);
        } else {
            let text = match &pick {
                Pick::Open | Pick::Import { .. } => String::new(),
                Pick::Save { name }
                | Pick::Redacted { name, .. }
                | Pick::Export { name, .. }
                | Pick::Matrix { name, .. }
                | Pick::Brief { name, .. } => host::home_file(name).display().to_string(),
            };
            self.sheet = Some(Sheet::Path { pick, text });
        }
    }

    /// The serial number of the open board; 0 on the start screen.
    pub(super) fn serial(&self) -> u64 {
        self.open.as_ref().map_or(0, |open| open.serial)
    }

    /// A path was chosen. `confirmed`: the user was asked already whether this very file may be overwritten.
    pub(super) fn picked(
        &mut self,
        ctx: &egui::Context,
        pick: Pick,
        path: PathBuf,
        confirmed: bool,
    ) {
        let complete = match pick {
            Pick::Open => return self.open_path(ctx, path),
            Pick::Import { .. } => return self.import(ctx, What::Files(vec![path]), None),
            Pick::Save { .. } | Pick::Redacted { .. } => {
                with_extension(path.clone(), ".casewall.json", ".json")
            }
            Pick::Matrix { .. } => with_extension(path.clone(), ".csv", ".csv"),
            Pick::Brief { extension, .. } => match briefing::named(&path) {
                Some(_) => path.clone(),
                None => {
                    let extension = format!(".{extension}");
                    with_extension(path.clone(), &extension, &extension)
                }
            },
            // Another format may be named here than in the sheet; only what means none gets the sheet's.
            Pick::Export { extension, .. } => match exporting::format_named(&path) {
                Some(_) => path.clone(),
                None => {
                    let extension = format!(".{extension}");
                    with_extension(path.clone(), &extension, &extension)
                }
            },
        };
        let broken = self.open.as_ref().and_then(|open| open.session.rescued());
        let broken = broken.and_then(|it| it.from.as_deref());
        if matches!(pick, Pick::Save { .. } | Pick::Redacted { .. })
            && broken.is_some_and(|broken| host::same_file(broken, &complete))
        {
            self.say_bad(format!(
                "{} is the damaged board itself. It is kept as it is, for more of it may be saved by other means. \
                 Choose another name.",
                complete.display()
            ));
            return;
        }
        let own = self.open.as_ref().and_then(|open| open.path.as_ref()) == Some(&complete);
        let asked = own || confirmed && complete == path;
        if !asked && host::exists(&complete) {
            self.sheet = Some(Sheet::Overwrite {
                pick,
                path: complete,
            });
        } else if matches!(pick, Pick::Save { .. }) {
            self.save_to(ctx, complete);
        } else if let Pick::Redacted { redaction, .. } = pick {
            self.redact_to(ctx, complete, *redaction);
        } else if let Pick::Matrix { question, .. } = pick {
            self.export_matrix_to(ctx, complete, question);
        } else if matches!(pick, Pick::Brief { .. }) {
            self.brief_to(ctx, complete);
        } else {
            self.export_to(ctx, complete);
        }
    }

    pub(super) fn arrivals(&mut self, ctx: &egui::Context) {
        while let Ok((pick, mut paths)) = self.picks.1.try_recv() {
            let for_board = self.picking.take();
            if matches!(pick, Pick::Import { .. }) && for_board == Some(self.serial()) {
                if !paths.is_empty() {
                    self.import(ctx, What::Files(paths), None);
                }
                continue;
            }
            match paths.pop() {
                // The dialog does not block the window: another board may be open by now.
                Some(_) if pick != Pick::Open && for_board != Some(self.serial()) => {
                    self.say_bad(
                        "Another board was opened meanwhile; nothing was written.".to_owned(),
                    );
                }
                Some(path) => self.picked(ctx, pick, path, true),
                None => self.then = None,
            }
        }
        // What comes in from outside waits until the hand is free and no text is being typed.
        let busy = self.open.as_ref().is_some_and(|open| {
            *open.session.state() != State::Idle || open.session.editing().is_some()
        });
        self.held.extend(self.jobs.arrived());
        for done in std::mem::take(&mut self.held) {
            if busy
                && matches!(
                    done,
                    Done::Dropped { .. } | Done::Imported { .. } | Done::OnDisk { .. }
                )
            {
                self.held.push(done);
            } else {
                self.arrived(ctx, done);
            }
        }
    }

    pub(super) fn arrived(&mut self, ctx: &egui::Context, done: Done) {
        match done {
            Done::Opened {
                path,
                result: Ok(opening),
            } => {
                if opening.origin.is_some() {
                    self.settings.remember(&path);
                    self.settings
                        .entitle(&path, &opening.document.board().about().title);
                    self.keep_settings();
                }
                self.left_behind.retain(|board| *board != path);
                self.replace(ctx, Then::Show(opening));
            }
            Done::Opened {
                path,
                result: Err(Refused { why, rescue }),
            } => {
                if !host::exists(&path) {
                    self.settings.forget(&path);
                    self.keep_settings();
                }
                self.left_behind.retain(|board| *board != path);
                match rescue {
                    None => self.sheet = Some(Sheet::Refused { why }),
                    Some(rescue) => {
                        let (board, left_out) = *rescue;
                        let rescued = Rescued {
                            from: Some(path),
                            why,
                            left_out,
                        };
                        self.replace(ctx, Then::Rescue(Box::new((board, rescued))));
                    }
                }
            }
            Done::Saved {
                serial,
                written,
                saving,
            } => self.saved(ctx, serial, *written, saving),
            Done::OnDisk { serial, found } => self.found_on_disk(ctx, serial, found),
            Done::LeftBehind {
                idle,
                orphans,
                boards,
            } => self.left_behind(ctx, idle, orphans, boards),
            Done::Drawn(picture) => self.lost_drawn(picture),
            Done::Versions { serial, versions } => self.list_versions(serial, versions),
            Done::Version {
                serial,
                row,
                looked,
            } => self.show_version(serial, row, looked),
            Done::Redacted { redaction, result } => self.redaction_previewed(&redaction, result),
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
            // What was asked for is no trouble.
            Done::Exported(Err(why)) if why == ExportError::Cancelled.to_string() => {
                self.say(ctx, why);
            }
            Done::Exported(Err(why)) | Done::Picture(Err(why)) => self.say_bad(why),
            Done::Checked {
                serial,
                known,
                verified,
            } => self.checked(ctx, serial, known, verified),
            Done::Assessed { serial, answer } => self.assessed(serial, *answer),
            Done::Tried { serial, tried } => self.tried(serial, *tried),
            Done::Looked { serial, looked } => self.looked(serial, *looked),
            Done::Imported {
                serial,
                near,
                result,
            } => self.imported(ctx, serial, near, result),
            Done::Dropped { name, at, result } => match result {
                Ok(bytes) => self.bring_in(ctx, &name, &bytes, at),
                Err(why) => self.say_bad(why),
            },
        }
    }

    pub(super) fn say(&mut self, ctx: &egui::Context, text: String) {
        self.notice = Some(Notice {
            text,
            bad: false,
            until: ctx.input(|i| i.time) + NOTICE,
        });
        ctx.request_repaint_after(std::time::Duration::from_secs_f64(NOTICE + 0.1));
    }

    pub(super) fn say_bad(&mut self, text: String) {
        self.notice = Some(Notice {
            text,
            bad: true,
            until: f64::INFINITY,
        });
    }

    /// Takes what was chosen under Preferences.
    pub(super) fn prefer(&mut self, ctx: &egui::Context, chosen: Settings) {
        self.settings.adopt(chosen);
        self.images.set_most_pixels(self.limits().of(Limit::Pixels));
        self.apply_theme(ctx);
        self.keep_settings();
    }

    /// How much a board may hold.
    pub(super) fn limits(&self) -> Limits {
        preferences::limits(&self.settings)
    }

    pub(super) fn keep_settings(&mut self) {
        if let Err(error) = self.settings.save() {
            log::warn!("{error}");
        }
    }

    pub(super) fn apply_theme(&self, ctx: &egui::Context) {
        ctx.set_theme(match self.settings.theme {
            Theme::Light => egui::ThemePreference::Light,
            Theme::Dark => egui::ThemePreference::Dark,
            Theme::System => egui::ThemePreference::System,
        });
    }
}

/// A name for a file after the name of a board: letters, digits and dashes.
pub(super) fn file_name(title: &str) -> String {
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
