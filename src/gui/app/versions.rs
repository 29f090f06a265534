//! The versions of the open board: listed and looked at on a job's thread, restored as one step.

use eframe::egui;

use super::super::jobs::Done;
use super::super::keeping;
use super::super::opening::{self, Opening};
use super::super::panels::sheets::Sheet;
use super::super::panels::versions::{Choice, Looked, Versions};
use super::super::theme;
use super::{App, Then};
use crate::board::{Board, Edit, Label};
use crate::file;
use crate::host::{self, History, Version};

impl App {
    /// The places where the past of the open board is kept.
    fn history_places(&self) -> Vec<History> {
        let path = self.open.as_ref().and_then(|open| open.path.as_deref());
        path.map(|path| keeping::places(Some(path), "", self.settings.own_history))
            .unwrap_or_default()
    }

    /// Lists the versions of the open board.
    pub(super) fn versions(&mut self, ctx: &egui::Context) {
        let places = self.history_places();
        let serial = self.serial();
        self.jobs.start_quietly(ctx, move |_| {
            let mut versions: Vec<Version> = places.iter().flat_map(History::versions).collect();
            // Where they were kept in two places, the time says what is later.
            if places.iter().filter(|place| place.is_there()).count() > 1 {
                versions.sort_by(|a, b| b.at.cmp(&a.at));
            }
            Done::Versions { serial, versions }
        });
    }

    pub(super) fn list_versions(&mut self, serial: u64, versions: Vec<Version>) {
        if serial == self.serial() && self.sheet.is_none() {
            self.sheet = Some(Sheet::Versions(Box::new(Versions::new(versions))));
        }
    }

    pub(super) fn show_version(&mut self, serial: u64, row: usize, looked: Looked) {
        if let Some(Sheet::Versions(versions)) = &mut self.sheet
            && serial == self.open.as_ref().map_or(0, |open| open.serial)
        {
            versions.looked(row, looked);
        }
    }

    /// The user chose something of the versions. The sheet stays while they are looked at.
    pub(super) fn version_chosen(
        &mut self,
        ctx: &egui::Context,
        versions: Box<Versions>,
        choice: Choice,
    ) {
        match choice {
            Choice::Look(row) => {
                self.look_at_version(ctx, &versions, row);
                self.sheet = Some(Sheet::Versions(versions));
            }
            Choice::Restore(board, at) => {
                let Some(open) = &mut self.open else { return };
                let edit = Edit::between(open.session.board(), &board);
                let label = Label::new(format!("Restore the version of {at}"));
                open.session.commit(label, edit);
                self.say(ctx, "Restored. Undo brings back what was here.".to_owned());
            }
            Choice::Copy(board) => {
                let opening = Opening::copy(&board, "Open an earlier version");
                self.replace(ctx, Then::Show(Box::new(opening)));
            }
            Choice::Close => {}
        }
    }

    fn look_at_version(&mut self, ctx: &egui::Context, versions: &Versions, row: usize) {
        let (Some(open), Some(version)) = (&self.open, versions.rows.get(row)) else {
            return;
        };
        let (serial, now, version) = (open.serial, open.session.board().clone(), version.clone());
        let (fonts, look) = (self.fonts, theme::look(ctx));
        self.jobs.start_quietly(ctx, move |_| {
            let board = read(&version);
            let (says, picture) = match &board {
                Ok(board) => (
                    file::diff(board, &now).lines(board, &now),
                    opening::small_picture(board, fonts, look),
                ),
                Err(_) => (Vec::new(), None),
            };
            Done::Version {
                serial,
                row,
                looked: Looked {
                    board: board.map(Box::new),
                    says,
                    picture,
                },
            }
        });
    }
}

fn read(version: &Version) -> Result<Board, String> {
    let history = History::at(version.path.parent().unwrap_or(&version.path).to_owned());
    let bytes = history
        .read_version(version, file::MAX_BYTES)
        .map_err(|error: host::HostError| error.to_string())?;
    let opened = file::read(&bytes).map_err(|error| error.to_string())?;
    Ok(opened.board)
}
