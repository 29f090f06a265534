//! Checking again, all the time: after every change the quotes, and when a board is opened, saved or the user asks, the
//! files too. It happens on a job's thread; what it finds stands in the list of problems.

use std::collections::HashMap;
use std::path::Path;

use eframe::egui;

use super::super::jobs::Done;
use super::App;
use crate::assess::{FileState, Verified, Verifier};
use crate::board::Original;
use crate::{host, import};

/// What is known about the open board's quotes and files.
#[derive(Debug)]
pub struct Checks {
    /// What the last check found out; away while one is under way, so that there is one at a time.
    known: Option<Box<Known>>,
    /// The board and its revision for which the last check was started.
    started_for: Option<(u64, u64)>,
    /// Whether the files shall be read again with the next check.
    files_too: bool,
    /// Whether somebody waits for the answer.
    asked: bool,
}

/// What a check found out and the next one need not.
#[derive(Debug, Default)]
pub struct Known {
    verifier: Verifier,
    files: HashMap<String, FileState>,
}

impl Default for Checks {
    fn default() -> Self {
        Self {
            known: Some(Box::default()),
            started_for: None,
            files_too: false,
            asked: false,
        }
    }
}

impl Checks {
    /// Looks at the files too, the next time.
    pub fn look_at_files(&mut self) {
        self.started_for = None;
        self.files_too = true;
    }
}

impl App {
    /// The user wants to know now.
    pub(super) fn check_again(&mut self) {
        self.checks.look_at_files();
        self.checks.asked = true;
    }

    /// Starts a check if the board is not the one that was checked last.
    pub(super) fn check(&mut self, ctx: &egui::Context) {
        let Some(open) = &self.open else { return };
        let now = (open.serial, open.session.document().revision());
        if self.checks.started_for == Some(now) {
            return;
        }
        let Some(mut known) = self.checks.known.take() else {
            return;
        };
        if self
            .checks
            .started_for
            .is_none_or(|(serial, _)| serial != open.serial)
        {
            self.checks.files_too = true;
        }
        self.checks.started_for = Some(now);
        if std::mem::take(&mut self.checks.files_too) {
            known.files.clear();
        }
        let board = open.session.board().clone();
        let folder = open
            .path
            .as_deref()
            .and_then(Path::parent)
            .map(Path::to_owned);
        let serial = open.serial;
        self.jobs.start_quietly(ctx, move |_| {
            let files = std::cell::RefCell::new(std::mem::take(&mut known.files));
            let look = |original: &Original| match &folder {
                None => FileState::NotLooked,
                Some(folder) => files
                    .borrow_mut()
                    .entry(original.path.clone())
                    .or_insert_with(|| {
                        let read = host::read_below(folder, &original.path, import::MAX_BYTES);
                        FileState::of(read.map_err(|error| error.to_string()))
                    })
                    .clone(),
            };
            let verified = known.verifier.verify(&board, &look);
            known.files = files.into_inner();
            Done::Checked {
                serial,
                known,
                verified,
            }
        });
    }

    /// A check is done. One for another board, or that was overtaken by a change, is followed by the next.
    pub(super) fn checked(
        &mut self,
        ctx: &egui::Context,
        serial: u64,
        known: Box<Known>,
        verified: Verified,
    ) {
        self.checks.known = Some(known);
        let Some(open) = self.open.as_mut().filter(|open| open.serial == serial) else {
            return;
        };
        let sentence = answer(&verified);
        let bad = !verified.faults.is_empty();
        open.session.set_verified(verified);
        if std::mem::take(&mut self.checks.asked) {
            if bad {
                self.settings.outline_open = true;
                self.outline.show_problems();
            }
            self.say(ctx, sentence);
        }
    }
}

/// The answer in a sentence.
fn answer(verified: &Verified) -> String {
    let counts = &verified.counts;
    let of = |n: usize, all: usize, word: &str| match all {
        1 => format!("{n} of 1 {word}"),
        _ => format!("{n} of {all} {word}s"),
    };
    let quotes = of(counts.found, counts.quotes - counts.without_text, "quote");
    let files = of(counts.matching, counts.files, "file");
    match verified.faults.len() {
        0 => format!("All is as it was: {quotes} found, {files} unchanged."),
        1 => {
            format!("1 problem: {quotes} found, {files} unchanged. It is in the list at the left.")
        }
        n => format!(
            "{n} problems: {quotes} found, {files} unchanged. They are in the list at the left."
        ),
    }
}
