//! What the window shows, and where.

use std::path::PathBuf;

use eframe::egui::{self, Margin, RichText, Ui, ViewportCommand};

use super::super::dialogs::Pick;
use super::super::importing::What;
use super::super::panels::export;
use super::super::panels::reader::{self, Reader};
use super::super::panels::sheets::{self, Answer, Sheet};
use super::super::panels::start::{self, Choice};
use super::super::panels::{bar, conflicts, rescue, status, what_if};
use super::super::{theme, words};
use super::boards::file_name;
use super::{App, Then};
use crate::editor::{Desk, Session};
use crate::file;
use crate::scene::style::{Tone, size};
use crate::scene::text::TextStyle;

impl App {
    pub(super) fn sheets(&mut self, ctx: &egui::Context) {
        let Some(mut sheet) = self.sheet.take() else {
            self.sheet_shown = false;
            return;
        };
        if !std::mem::replace(&mut self.sheet_shown, true) {
            // The Enter that chose the command in a menu is not an answer to the question.
            ctx.input_mut(|i| i.consume_key(egui::Modifiers::NONE, egui::Key::Enter));
        }
        let name = self
            .open
            .as_ref()
            .map(|open| open.name.clone())
            .unwrap_or_default();
        if matches!(sheet, Sheet::Export) {
            return self.export_sheet(ctx);
        }
        let answer = sheets::sheet_ui(ctx, &mut sheet, self.session(), &name);
        match answer {
            None => {
                self.sheet = Some(sheet);
                self.preview_redaction(ctx);
            }
            Some(Answer::Close) => self.then = None,
            Some(Answer::Save) => self.save(ctx),
            Some(Answer::Discard) => {
                if let Some(then) = self.then.take() {
                    self.go_on(ctx, then);
                }
            }
            Some(Answer::Path(pick, text)) => {
                self.picked(ctx, pick, PathBuf::from(text), false);
            }
            Some(Answer::Overwrite(pick, path)) => self.picked(ctx, pick, path, true),
            Some(Answer::SaveAgain(path)) => self.save_to(ctx, path),
            Some(Answer::SaveElsewhere) => self.save_as(ctx),
            Some(Answer::Recover(choice)) => {
                if let Sheet::Recover(recover) = sheet {
                    self.recover(ctx, recover.lost, choice);
                }
            }
            Some(Answer::Version(choice)) => {
                if let Sheet::Versions(versions) = sheet {
                    self.version_chosen(ctx, versions, choice);
                }
            }
            Some(Answer::Forget) => {
                self.then = Some(Then::Forget);
                self.save(ctx);
            }
            Some(Answer::Import(keep, from)) => self.import_from(ctx, keep, from),
            Some(Answer::Table(table)) => self.import(ctx, What::Table(table), None),
            Some(Answer::Brief) => {
                if let Sheet::Brief(form) = sheet {
                    self.brief = form;
                }
                self.pick_brief(ctx);
            }
            Some(Answer::Redact(redaction)) => self.pick_redacted(ctx, *redaction),
            Some(Answer::Kinship(decided)) => self.decide(&decided.0, &decided.1),
            Some(Answer::Browse(address)) => ctx.open_url(egui::OpenUrl::new_tab(address)),
            Some(Answer::Preferences(settings)) => self.prefer(ctx, *settings),
            Some(Answer::Run(command)) => self.run(ctx, command),
        }
    }

    fn export_sheet(&mut self, ctx: &egui::Context) {
        let Some(open) = &self.open else { return };
        let (form, preview) = (&mut self.export, &mut self.preview);
        match export::export_ui(ctx, form, preview, &open.session, self.fonts) {
            None => self.sheet = Some(Sheet::Export),
            Some(export::Choice::Close) => {}
            Some(export::Choice::Copy) => self.copy_exported(ctx),
            Some(export::Choice::Export) => {
                let extension = self.export.extension();
                let name = format!("{}.{extension}", file_name(&open.name));
                self.pick(ctx, Pick::Export { name, extension });
            }
        }
    }

    pub(super) fn notice_ui(&mut self, ctx: &egui::Context) {
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
                            let style = TextStyle::new(size::BODY, Tone::Wall);
                            words::alert_ui(ui, &notice.text, style);
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

    pub(super) fn title(&mut self, ctx: &egui::Context) {
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
        self.offer_lost(&ctx);
        self.check(&ctx);
        self.assess(&ctx);
        self.next_table();
        if ctx.input(|i| i.viewport().close_requested()) && !self.may_close {
            // Words that are still being typed are changes too.
            let dirty = self.open.as_mut().is_some_and(|open| {
                open.session.finish_editing();
                self.inspector.flush(&mut open.session);
                !open.session.document().is_saved()
            });
            if dirty {
                ctx.send_viewport_cmd(ViewportCommand::CancelClose);
                self.replace(&ctx, Then::Quit);
            }
        }
        self.drops(&ctx);
        self.reader_keys(&ctx);
        self.keyboard(&ctx);
        self.panels_ui(ui);
        self.sheets(&ctx);
        self.keep_up(&ctx);
        self.notice_ui(&ctx);
        self.title(&ctx);
        self.was_typing = ctx.text_edit_focused();
    }

    pub(super) fn panels_ui(&mut self, ui: &mut Ui) {
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
                    let left = &self.left_behind;
                    choice = start::start_ui(ui, &self.settings, file::demos(), left);
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
            _ if open.session.is_read_only() => "Rescue copy, read-only",
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
        let rescue = rescue::banner_ui(ui, &open.session);
        let wide = ui.available_width();
        let (covered, was_open) = (self.reader.covers(wide), self.reader.is_open());
        let least = if self.reader.is_open() { 940.0 } else { 760.0 };
        if self.settings.outline_open && wide > least {
            egui::Panel::left("outline")
                .default_size(250.0)
                .size_range(180.0..=420.0)
                .frame(panel.inner_margin(Margin::symmetric(12, 4)))
                .show(ui, |ui| {
                    ui.set_min_width(ui.available_width()); // or the panel follows what it holds
                    self.outline.outline_ui(ui, &mut open.session);
                });
        }
        let mut says = None;
        let mut inspected = false;
        if self.reader.is_open() {
            self.reader.follow(&open.session);
            let width = &mut self.settings.reader_width;
            says = reader_panel_ui(ui, &mut self.reader, &mut open.session, width);
        } else if self.settings.inspector_open && ui.available_width() > 680.0 {
            inspected = true;
            egui::Panel::right("inspector")
                .default_size(310.0)
                .size_range(240.0..=520.0)
                .frame(panel.inner_margin(Margin::symmetric(16, 4)))
                .show(ui, |ui| {
                    ui.set_min_width(ui.available_width());
                    ask = ask.or(self.inspector.inspector_ui(ui, &mut open.session));
                });
        }
        let mut choice = None;
        egui::CentralPanel::default()
            .frame(egui::Frame::new())
            .show(ui, |ui| {
                if covered && self.reader.is_open() {
                    return; // there is no room for both
                }
                match open.session.desk() {
                    Desk::Wall => {}
                    Desk::Matrix => {
                        ask = ask.or(self.matrix.matrix_ui(ui, &mut open.session));
                        return;
                    }
                    Desk::Timeline => {
                        ask = ask.or(self.timeline.timeline_ui(ui, &mut open.session));
                        return;
                    }
                }
                let wall = ui.available_rect_before_wrap();
                let as_of = self.timeline.as_of();
                let as_of = as_of.map(|(day, then)| (day.words(), then.clone()));
                open.session.look_back(as_of);
                if let Some(day) = open.session.looks_back_to()
                    && what_if::as_of_ui(ui, day, wall)
                {
                    self.timeline.back_to_now();
                    open.session.look_back(None);
                }
                if !inspected {
                    what_if::pill_ui(ui, &mut open.session, wall);
                }
                if std::mem::take(&mut self.fit_when_shown) {
                    open.session.view =
                        kurbo::Size::new(f64::from(wall.width()), f64::from(wall.height()));
                    open.session.camera = open.session.fitting_all();
                }
                conflicts::conflicts_ui(ui, &mut open.session, wall);
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
        let refused = open.session.take_refused();
        if let Some(words) = says {
            self.say(&ctx, words);
        }
        if refused {
            self.say(&ctx, rescue::REFUSED.to_owned());
        }
        match rescue {
            Some(rescue::Choice::LeftOut) => self.sheet = Some(Sheet::LeftOut),
            Some(rescue::Choice::Save) => self.save_as(&ctx),
            None => {}
        }
        if was_open && !self.reader.is_open() {
            self.keep_settings(); // its width
        }
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

    /// The reader hears its keys before the commands do.
    fn reader_keys(&mut self, ctx: &egui::Context) {
        if let Some(open) = self.open.as_mut().filter(|_| self.sheet.is_none()) {
            self.reader.keyboard(ctx, &mut open.session);
        }
    }

    pub(super) fn choose(&mut self, ctx: &egui::Context, choice: Choice) {
        match choice {
            Choice::Ask(ask) => self.answer(ctx, ask),
            Choice::Recent(path) => self.replace(ctx, Then::Path(path)),
            Choice::Demo(name) => self.replace(ctx, Then::Demo(name)),
        }
    }
}

/// The reader at the right, or over all the room where there is little.
fn reader_panel_ui(
    ui: &mut Ui,
    reader: &mut Reader,
    session: &mut Session,
    width: &mut u16,
) -> Option<String> {
    let room = ui.available_width();
    let frame = egui::Frame::new()
        .fill(theme::tone(ui.ctx(), Tone::Panel))
        .inner_margin(Margin::symmetric(reader::MARGIN, 0));
    let covers = reader.covers(room);
    let panel = if covers {
        egui::Panel::right("reader-over")
            .exact_size(room)
            .resizable(false)
    } else {
        egui::Panel::right("reader")
            .default_size(f32::from(*width))
            .size_range(reader::NARROWEST..=(room - 300.0).min(900.0))
    };
    let shown = panel.frame(frame).show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        reader.reader_ui(ui, session)
    });
    if !covers && reader.is_open() {
        *width = shown.response.rect.width().round() as u16;
    }
    shown.inner
}
