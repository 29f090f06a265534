//! Exporting the brief: from its sheet to a file, written by a job.

use std::path::{Path, PathBuf};

use eframe::egui;

use super::super::dialogs::Pick;
use super::super::jobs::{Control, Done};
use super::super::panels::sheets::Sheet;
use super::App;
use super::boards::file_name;
use crate::assess::{Assessment, Finding};
use crate::board::Board;
use crate::export::brief::{self, BriefWriter, Material, Part};
use crate::host;

impl App {
    /// Shows the sheet.
    pub(super) fn brief_sheet(&mut self) {
        if let Some(open) = &self.open {
            self.brief.opened(&open.session);
            self.sheet = Some(Sheet::Brief(self.brief.clone()));
        }
    }

    /// The sheet was answered: a path is asked for.
    pub(super) fn pick_brief(&mut self, ctx: &egui::Context) {
        let Some(open) = &self.open else { return };
        let extension = self.brief.extension();
        let name = format!("{} brief.{extension}", file_name(&open.name));
        self.pick(ctx, Pick::Brief { name, extension });
    }

    /// Writes the brief to a file, as its name says.
    pub(super) fn brief_to(&mut self, ctx: &egui::Context, path: PathBuf) {
        let Some(open) = &self.open else { return };
        let Some(writer) = named(&path).or(self.brief.writer()) else {
            return;
        };
        let session = &open.session;
        let (board, part) = (session.board().clone(), self.brief.part(session));
        // What the window knows already, if it has kept up with the board.
        let known = session.assessed().clone();
        let current = session.assessed_for() == Some(session.document().revision());
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let day = host::now();
        self.jobs
            .start(format!("Exporting {name}"), ctx, move |control| {
                let assessment = match current {
                    true => known.assessment.clone(),
                    false => Assessment::of(&board),
                };
                let made = bytes(
                    &board,
                    &assessment,
                    &known.findings,
                    &part,
                    &day,
                    writer,
                    control,
                );
                let result = made.and_then(|bytes| {
                    host::write_atomic(&path, &bytes).map_err(|error| error.to_string())
                });
                Done::Exported(result.map(|()| format!("Exported {}", path.display())))
            });
    }
}

/// The format that a path's name means.
pub(super) fn named(path: &Path) -> Option<&'static dyn BriefWriter> {
    brief::for_name(&path.file_name()?.to_string_lossy())
}

/// The brief as a file.
fn bytes(
    board: &Board,
    assessment: &Assessment,
    findings: &[Finding],
    part: &Part,
    day: &str,
    writer: &dyn BriefWriter,
    control: &Control,
) -> Result<Vec<u8>, String> {
    let material = Material {
        board,
        assessment,
        bearing: &assessment.load_bearing(),
        findings,
        day,
    };
    let brief = brief::compose(&material, part, &|share| control.report(share / 2.0));
    let written =
        brief.and_then(|brief| writer.write(&brief, &|share| control.report(0.5 + share / 2.0)));
    written.map_err(|error| error.to_string())
}
