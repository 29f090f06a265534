//! Following the board with the assessment: after every change, where the claims stand; then, behind it, what hangs on
//! what and what is wrong.
//!
//! A small board is followed at once, so that a label never lags behind what it rests on. A large one is followed on a
//! job's thread, one step at a time; the newest state wins.

use eframe::egui;

use super::super::jobs::Done;
use super::super::panels::compare::Compare;
use super::super::panels::sheets::Sheet;
use super::App;
use crate::assess::Suggestion;
use crate::editor::kinship::Verdict;
use crate::editor::{Answer, Looked, Tried};
use crate::host;

/// Cards and links up to which a board is followed at once: a few milliseconds.
const SMALL: usize = 3_000;

/// What is under way.
#[derive(Debug, Default)]
pub struct Assessing {
    /// The board that is followed on a job's thread.
    following: Option<u64>,
    /// The board on which something is tried.
    trying: Option<u64>,
    /// The board that is looked into.
    looking_into: Option<u64>,
    /// The board, its revision and the state of its quotes that were looked into last.
    looked: Option<(u64, u64, usize)>,
}

impl App {
    /// Goes on with whatever is not up to date.
    pub(super) fn assess(&mut self, ctx: &egui::Context) {
        let Some(open) = &mut self.open else { return };
        let serial = open.serial;
        if self.assessing.following.is_none()
            && let Some(task) = open.session.assessing()
        {
            let board = &task.board;
            if board.cards().len() + board.links().len() <= SMALL {
                open.session.set_assessed(task.run());
            } else {
                self.assessing.following = Some(serial);
                self.jobs.start_quietly(ctx, move |_| Done::Assessed {
                    serial,
                    answer: Box::new(task.run()),
                });
            }
        }
        if self.assessing.trying.is_none()
            && let Some(trial) = open.session.trial()
        {
            let board = trial.board();
            if board.cards().len() + board.links().len() <= SMALL {
                open.session.set_tried(trial.run());
            } else {
                self.assessing.trying = Some(serial);
                self.jobs.start_quietly(ctx, move |_| Done::Tried {
                    serial,
                    tried: Box::new(trial.run()),
                });
            }
        }
        let session = &open.session;
        let now = session
            .assessed_for()
            .map(|revision| (serial, revision, session.verified().faults.len()));
        if now.is_some()
            && now != self.assessing.looked
            && self.assessing.looking_into.is_none()
            && let Some(look) = session.looking_into(host::now())
        {
            self.assessing.looked = now;
            self.assessing.looking_into = Some(serial);
            self.jobs.start_quietly(ctx, move |_| Done::Looked {
                serial,
                looked: Box::new(look.run()),
            });
        }
    }

    /// Opens the sheet in which a suggestion is compared.
    pub(super) fn compare(&mut self) {
        if let (Some(open), Some(suggestion)) = (&self.open, self.inspector.compare.take()) {
            let compare = Compare::new(open.session.board(), suggestion);
            self.sheet = Some(Sheet::Compare(Box::new(compare)));
        }
    }

    /// Does what was decided of a suggestion.
    pub(super) fn decide(&mut self, suggestion: &Suggestion, verdict: &Verdict) {
        if let Some(open) = &mut self.open {
            open.session.decide(suggestion, verdict, &host::now());
        }
    }

    /// The assessment has followed the board.
    pub(super) fn assessed(&mut self, serial: u64, answer: Answer) {
        self.assessing.following = None;
        if let Some(open) = self.open.as_mut().filter(|open| open.serial == serial) {
            open.session.set_assessed(answer);
        }
    }

    /// What is tried was worked out.
    pub(super) fn tried(&mut self, serial: u64, tried: Tried) {
        self.assessing.trying = None;
        if let Some(open) = self.open.as_mut().filter(|open| open.serial == serial) {
            open.session.set_tried(tried);
        }
    }

    /// The board was looked into.
    pub(super) fn looked(&mut self, serial: u64, looked: Looked) {
        self.assessing.looking_into = None;
        if let Some(open) = self.open.as_mut().filter(|open| open.serial == serial) {
            open.session.set_looked(looked);
        }
    }
}
