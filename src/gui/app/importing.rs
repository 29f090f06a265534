//! Files that come in: chosen, dropped, read on a job's thread, and put on the wall as one step.

use std::path::{Path, PathBuf};

use eframe::egui;
use kurbo::Point;

use super::super::dialogs::Pick;
use super::super::importing::{self, Arrival, What, Wish};
use super::super::jobs::Done;
use super::super::panels::import::{Form, Where};
use super::super::panels::sheets::Sheet;
use super::{App, Then};
use crate::board::{Label, Selection};
use crate::import::batch::{Keep, summary};
use crate::import::table::Columns;
use crate::scene;

impl App {
    /// Opens the sheet.
    pub(super) fn import_sheet(&mut self) {
        self.sheet = Some(Sheet::Import(Form {
            keep: self.keep(),
            path: String::new(),
            dialogs: self.dialogs.available(),
            saved: self.open.as_ref().is_some_and(|open| open.path.is_some()),
        }));
    }

    /// What the user last wanted to keep of files.
    fn keep(&self) -> Keep {
        let known = Keep::ALL
            .iter()
            .find(|(_, id, ..)| *id == self.settings.keep);
        known.map_or_else(Keep::default, |(keep, ..)| *keep)
    }

    /// Something was chosen in the sheet.
    pub(super) fn import_from(&mut self, ctx: &egui::Context, keep: Keep, from: Where) {
        if let Some((_, id, ..)) = Keep::ALL.iter().find(|(known, ..)| *known == keep) {
            self.settings.keep = (*id).to_owned();
            self.keep_settings();
        }
        match from {
            Where::Files => self.pick(ctx, Pick::Import { folder: false }),
            Where::Folder => self.pick(ctx, Pick::Import { folder: true }),
            Where::Path(path) => self.import(ctx, What::Files(vec![PathBuf::from(path)]), None),
        }
    }

    /// Reads files on a job's thread. They come in around `near`, or beside what is there.
    pub(super) fn import(&mut self, ctx: &egui::Context, what: What, near: Option<Point>) {
        let Some(open) = &self.open else { return };
        let title = match &what {
            What::Files(paths) => match paths.as_slice() {
                [path] => format!("Importing {}", name(path)),
                paths => format!("Importing {} files", paths.len()),
            },
            What::Table(table) => format!("Importing {}", table.0.name),
            What::Pasted(_) => "Importing what was pasted".to_owned(),
        };
        let wish = Wish {
            what,
            keep: self.keep(),
            board: open.session.board().clone(),
            folder: open
                .path
                .as_deref()
                .and_then(Path::parent)
                .map(Path::to_owned),
            fonts: self.fonts,
        };
        let serial = open.serial;
        self.jobs.start(title, ctx, move |control| Done::Imported {
            serial,
            near,
            result: importing::read(&wish, control),
        });
    }

    /// Files that came in go onto the wall.
    pub(super) fn imported(
        &mut self,
        ctx: &egui::Context,
        serial: u64,
        near: Option<Point>,
        result: Result<Arrival, String>,
    ) {
        let arrival = match result {
            Ok(arrival) => arrival,
            Err(why) => return self.say(ctx, why),
        };
        let Some(open) = self.open.as_mut().filter(|open| open.serial == serial) else {
            let why = "Another board was opened meanwhile; nothing was imported.";
            return self.say_bad(why.to_owned());
        };
        let session = &mut open.session;
        if !arrival.piece.cards().is_empty() {
            let by = scene::beside(session.board(), &arrival.piece, near);
            let mut made = Selection::default();
            let edit = session
                .board()
                .plan(|txn| made = txn.insert(&arrival.piece, by));
            let label = match arrival.outcomes.as_slice() {
                [only] => format!("Import {}", only.file),
                all => format!("Import {} files", all.len()),
            };
            if session.commit(Label::new(label), edit) {
                session.select(Selection::cards(made.cards));
                session.fit_selection(1.0);
            }
        }
        self.tables.extend(arrival.tables);
        if arrival.outcomes.is_empty() {
            return; // only tables, and they are asked about next
        }
        let plain = |outcome: &crate::import::batch::Outcome| {
            outcome.result.is_ok() && outcome.remarks.is_empty()
        };
        match arrival.outcomes.iter().all(plain) {
            true => self.say(ctx, summary(&arrival.outcomes)),
            false => self.sheet = Some(Sheet::Report(arrival.outcomes)),
        }
    }

    /// Asks about the columns of the next table that waits, once nothing else is asked.
    pub(super) fn next_table(&mut self) {
        if self.open.is_none() {
            self.tables.clear();
        }
        if self.sheet.is_none()
            && let Some(waiting) = self.tables.pop_front()
        {
            let columns = Columns::guess(&waiting.table);
            self.sheet = Some(Sheet::Columns(Box::new((waiting, columns))));
        }
    }

    /// Files that were dropped on the window: a board is opened, anything else comes in where it was dropped.
    pub(super) fn drops(&mut self, ctx: &egui::Context) {
        let dropped = ctx.input(|i| i.raw.dropped_files.clone());
        let paths: Vec<PathBuf> = dropped.iter().map(|file| file.path().to_owned()).collect();
        let Some(first) = paths.first() else { return };
        if importing::is_board(first) || self.open.is_none() {
            self.replace(ctx, Then::Path(first.clone()));
        } else {
            let near = self.drop_point(ctx);
            self.import(ctx, What::Files(paths), near);
        }
    }
}

fn name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}
