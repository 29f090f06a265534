//! Saving the open board: where, what came of it, and what then.

use std::path::PathBuf;

use eframe::egui;

use super::super::dialogs::Pick;
use super::super::jobs::{Done, Written};
use super::super::keeping::{self, Keeper};
use super::super::opening::Origin;
use super::super::panels::sheets::Sheet;
use super::super::panels::start;
use super::super::saving::{self, OnDisk, Saving};
use super::App;
use super::boards::file_name;
use super::keeping::File;

impl App {
    pub(super) fn save(&mut self, ctx: &egui::Context) {
        match self.open.as_ref().and_then(|open| open.path.clone()) {
            Some(path) => self.save_to(ctx, path),
            None => self.save_as(ctx),
        }
    }

    pub(super) fn save_as(&mut self, ctx: &egui::Context) {
        if let Some(open) = &self.open {
            let from = open.session.rescued().and_then(|it| it.from.as_deref());
            let name = match (from, open.path.as_deref()) {
                (Some(from), _) => format!("{} (rescued)", start::board_name(from)),
                (None, Some(path)) => start::board_name(path),
                (None, None) => file_name(&open.name),
            };
            self.pick(
                ctx,
                Pick::Save {
                    name: format!("{name}.casewall.json"),
                },
            );
        }
    }

    pub(super) fn save_to(&mut self, ctx: &egui::Context, path: PathBuf) {
        let own = self.settings.own_history;
        let Some(open) = &mut self.open else { return };
        if self.saving {
            self.save_again = Some((open.serial, path)); // one at a time, or the older could be written last
            return;
        }
        self.saving = true;
        let serial = open.serial;
        if let Some(keeper) = &mut open.keeper {
            keeper.tell(open.session.take_news());
        }
        let written = Box::new(Written {
            state: open.session.sealed_state(),
            board: open.session.board().clone(),
            told: open.keeper.as_ref().map_or(0, Keeper::told),
            path: path.clone(),
        });
        let known = open.file.as_ref().map(|file| &file.known);
        let known = known.filter(|known| known.path == path);
        let known = known.map(|known| super::keeping::ours(&open.session, known));
        let places = keeping::places(Some(&path), "", own);
        let limits = self.limits();
        self.jobs.start("Saving", ctx, move |_| Done::Saved {
            serial,
            saving: saving::save(&path, &written.board, known.as_ref(), &places, &limits),
            written,
        });
    }

    /// A save came to its end.
    pub(super) fn saved(
        &mut self,
        ctx: &egui::Context,
        serial: u64,
        written: Written,
        saving: Saving,
    ) {
        self.saving = false;
        let mine = serial == self.serial();
        let path = written.path;
        let sha256 = match saving {
            Saving::Done(sha256) => sha256,
            Saving::Changed(OnDisk::Unreadable(_, why)) => {
                self.save_again = None;
                self.then = None;
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                let why =
                    format!("{name} was changed by another program and is no board now: {why}");
                self.sheet = Some(Sheet::SaveFailed { why, path });
                return;
            }
            Saving::Changed(found) => {
                let then = self.then.take();
                self.save_again = None;
                self.found_on_disk(ctx, serial, found);
                // Both are one now; what only others changed need not be written again.
                let undecided = self.session().is_some_and(|session| {
                    session.document().is_saved() || !session.board().about().conflicts.is_empty()
                });
                if mine && !undecided {
                    self.then = then;
                    self.save_to(ctx, path);
                }
                return;
            }
            Saving::Failed(why) => {
                self.save_again = None;
                self.then = None;
                if let Some(open) = self.open.as_mut().filter(|_| mine) {
                    open.save_failed = true;
                }
                self.sheet = Some(Sheet::SaveFailed { why, path });
                return;
            }
        };
        let own = self.settings.own_history;
        if let Some(open) = self.open.as_mut().filter(|_| mine) {
            open.session.mark_saved(written.state);
            open.session.set_ordinary();
            open.save_failed = false;
            if open.path.is_none() && open.session.board().about().title.is_empty() {
                open.name = start::board_name(&path);
            }
            let moved = open.path.as_ref() != Some(&path);
            if let Some(keeper) = &open.keeper {
                let to = moved.then(|| (path.clone(), keeping::places(Some(&path), "", own)));
                keeper.saved(sha256.clone(), written.told, to);
            }
            let known = Origin {
                path: path.clone(),
                sha256,
                board: written.board,
            };
            match open.file.as_mut().filter(|_| !moved) {
                Some(file) => {
                    file.known = known;
                    file.unreadable = None;
                }
                None => open.file = Some(File::new(ctx, known)),
            }
            open.path = Some(path.clone());
            self.checks.look_at_files();
        }
        self.settings.remember(&path);
        if let Some(open) = self.open.as_ref().filter(|_| mine) {
            let title = &open.session.board().about().title;
            self.settings.entitle(&path, title);
        }
        self.keep_settings();
        if !self.settings.autosave {
            self.say(ctx, format!("Saved {}", path.display()));
        }
        match self.save_again.take() {
            Some((serial, path)) if serial == self.serial() => self.save_to(ctx, path),
            _ => {
                if let Some(then) = self.then.take_if(|_| mine && self.sheet.is_none()) {
                    self.replace(ctx, then);
                }
            }
        }
    }
}
