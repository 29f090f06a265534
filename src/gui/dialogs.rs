//! Asking for a path: the system's dialog on a thread of its own, behind a trait so that tests can answer.

use std::path::PathBuf;
use std::sync::mpsc;

use eframe::egui;

use crate::export::EXPORTERS;
use crate::file::redact::Redaction;
use crate::import::IMPORTERS;

/// What a path is wanted for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pick {
    /// A board to open.
    Open,
    /// What to bring in.
    Import {
        /// A folder, rather than files.
        folder: bool,
    },
    /// Where to write the board.
    Save {
        /// Proposed name.
        name: String,
    },
    /// Where to write a redacted copy of the board.
    Redacted {
        /// Proposed name.
        name: String,
        /// What is taken out of it.
        redaction: Box<Redaction>,
    },
    /// Where to write the matrix of a question.
    Matrix {
        /// Proposed name.
        name: String,
        /// The question.
        question: String,
    },
    /// Where to write a picture.
    Export {
        /// Proposed name.
        name: String,
        /// The extension of the format, without a dot.
        extension: &'static str,
    },
    /// Where to write the brief.
    Brief {
        /// Proposed name.
        name: String,
        /// The extension of the format, without a dot.
        extension: &'static str,
    },
}

/// What came of asking: no path if nothing was chosen, several only for an import.
pub type Picked = (Pick, Vec<PathBuf>);

/// Starts dialogs. The answer comes later over the channel: no path if nothing was chosen, or no dialog could be shown,
/// which the system does not tell apart.
pub trait Dialogs {
    /// Starts one.
    fn ask(&self, pick: &Pick, answer: mpsc::Sender<Picked>, ctx: &egui::Context);

    /// Whether the system can show dialogs at all. Where it cannot, the window shows a field for the path.
    fn available(&self) -> bool;
}

/// The dialogs of the system.
#[derive(Debug, Default)]
pub struct System;

impl Dialogs for System {
    fn ask(&self, pick: &Pick, answer: mpsc::Sender<Picked>, ctx: &egui::Context) {
        let (pick, ctx) = (pick.clone(), ctx.clone());
        super::jobs::detach(move || {
            let dialog = rfd::FileDialog::new();
            let paths = match &pick {
                Pick::Open => {
                    let snapshots: Vec<&str> = EXPORTERS
                        .iter()
                        .filter(|exporter| exporter.abilities().carries)
                        .flat_map(|exporter| exporter.extensions().iter().copied())
                        .collect();
                    let all: Vec<&str> = ["json"].into_iter().chain(snapshots.clone()).collect();
                    dialog
                        .add_filter("Boards, and snapshots that carry one", &all)
                        .add_filter("Casewall board", &["json"])
                        .add_filter("Snapshot that carries a board", &snapshots)
                        .pick_file()
                        .into_iter()
                        .collect()
                }
                Pick::Import { folder: true } => dialog.pick_folder().into_iter().collect(),
                Pick::Import { folder: false } => {
                    let mut dialog = dialog.add_filter("All files", &["*"]);
                    for importer in IMPORTERS {
                        let format = importer.format();
                        dialog = dialog.add_filter(format.name, format.extensions);
                    }
                    dialog.pick_files().unwrap_or_default()
                }
                Pick::Save { name } | Pick::Redacted { name, .. } => dialog
                    .add_filter("Casewall board", &["json"])
                    .set_file_name(name)
                    .save_file()
                    .into_iter()
                    .collect(),
                Pick::Matrix { name, .. } => dialog
                    .add_filter("CSV table", &["csv"])
                    .set_file_name(name)
                    .save_file()
                    .into_iter()
                    .collect(),
                Pick::Brief { name, extension } => dialog
                    .add_filter("Brief", &[extension])
                    .set_file_name(name)
                    .save_file()
                    .into_iter()
                    .collect(),
                Pick::Export { name, extension } => dialog
                    .add_filter("Snapshot", &[extension])
                    .set_file_name(name)
                    .save_file()
                    .into_iter()
                    .collect(),
            };
            // The window may be gone by now; then nobody waits for the answer.
            let _ = answer.send((pick, paths));
            ctx.request_repaint();
        });
    }

    fn available(&self) -> bool {
        if !cfg!(target_os = "linux") {
            return true;
        }
        // A portal is reached over the session bus; without one, rfd falls back to the program zenity.
        crate::host::has_session_bus() || crate::host::program_exists("zenity")
    }
}

/// Answers from a list, for tests. An empty list means that no dialog can be shown.
#[derive(Debug, Default)]
pub struct Scripted(pub std::cell::RefCell<Vec<PathBuf>>);

impl Dialogs for Scripted {
    fn ask(&self, pick: &Pick, answer: mpsc::Sender<Picked>, ctx: &egui::Context) {
        let mut listed = self.0.borrow_mut();
        let paths = match pick {
            Pick::Import { folder: false } => std::mem::take(&mut *listed),
            _ => listed.pop().into_iter().collect(),
        };
        let _ = answer.send((pick.clone(), paths));
        ctx.request_repaint();
    }

    fn available(&self) -> bool {
        !self.0.borrow().is_empty()
    }
}
