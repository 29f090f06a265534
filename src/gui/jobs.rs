//! Work that takes longer than a frame, on threads of its own. A job reports progress and can be cancelled; what it
//! brings home is a [`Done`] that the window takes when it likes.
//!
//! **Invariant:** no other file of the crate starts a thread.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, mpsc};

use eframe::egui;

use crate::board::Board;

/// What a job brought home.
#[derive(Debug)]
pub enum Done {
    /// A board was read.
    Opened {
        /// Its file.
        path: PathBuf,
        /// The board and what is kept of it, or why not and what could be understood.
        result: Result<Box<super::opening::Opening>, Refused>,
    },
    /// A board was written.
    Saved {
        /// Serial number of the board in this window.
        serial: u64,
        /// What was written.
        written: Box<Written>,
        /// What became of it.
        saving: super::saving::Saving,
    },
    /// The file of a board was looked at.
    OnDisk {
        /// Serial number of the board in this window.
        serial: u64,
        /// What stands in it.
        found: super::saving::OnDisk,
    },
    /// It was looked for what windows left behind that ended without a word.
    LeftBehind {
        /// Nothing else was asked for.
        idle: bool,
        /// Of boards that are in no file.
        orphans: Vec<super::opening::Lost>,
        /// The files of other boards.
        boards: Vec<PathBuf>,
    },
    /// The board of a window that ended without a word was drawn; nothing if it is empty.
    Drawn(Option<super::opening::Picture>),
    /// The versions of a board were listed.
    Versions {
        /// Serial number of the board in this window.
        serial: u64,
        /// The last first.
        versions: Vec<crate::host::Version>,
    },
    /// A version was looked at.
    Version {
        /// Serial number of the board in this window.
        serial: u64,
        /// Which of the list.
        row: usize,
        /// What it holds.
        looked: super::panels::versions::Looked,
    },
    /// A picture was written; the note says so, or why not.
    Exported(Result<String, String>),
    /// What a redaction would come to was worked out.
    Redacted {
        /// What was chosen.
        redaction: crate::file::redact::Redaction,
        /// What would be replaced, or why no copy would be made.
        result: Result<Vec<crate::file::redact::Replaced>, String>,
    },
    /// Quotes and files were checked.
    Checked {
        /// Serial number of the board in this window.
        serial: u64,
        /// What the next check need not find out again.
        known: Box<super::app::Known>,
        /// What was found.
        verified: crate::assess::Verified,
    },
    /// The assessment has followed the board.
    Assessed {
        /// Serial number of the board in this window.
        serial: u64,
        /// Where the claims stand.
        answer: Box<crate::editor::Answer>,
    },
    /// The board was looked into.
    Looked {
        /// Serial number of the board in this window.
        serial: u64,
        /// What hangs on what, and what is wrong.
        looked: Box<crate::editor::Looked>,
    },
    /// What is tried was worked out.
    Tried {
        /// Serial number of the board in this window.
        serial: u64,
        /// What would become of the claims.
        tried: Box<crate::editor::Tried>,
    },
    /// Files that were imported.
    Imported {
        /// Serial number of the board in this window.
        serial: u64,
        /// Where they were dropped, board units.
        near: Option<kurbo::Point>,
        /// What came in, or why nothing did.
        result: Result<super::importing::Arrival, String>,
    },
    /// Bytes that were pasted.
    Dropped {
        /// Name of the file; empty if it had none.
        name: String,
        /// Where on the board.
        at: kurbo::Point,
        /// The bytes, or why not.
        result: Result<Vec<u8>, String>,
    },
    /// A picture for the clipboard: width, height, premultiplied RGBA.
    Picture(Result<(usize, usize, Vec<u8>), String>),
}

/// What a save was to write.
#[derive(Debug)]
pub struct Written {
    /// Where.
    pub path: PathBuf,
    /// The board.
    pub board: Board,
    /// Which state of the document.
    pub state: u64,
    /// How much had been told to the journal then.
    pub told: usize,
}

/// A board that could not be opened.
#[derive(Debug)]
pub struct Refused {
    /// What, where, what to do.
    pub why: String,
    /// What could be understood, and what was left out.
    pub rescue: Option<Box<(Board, Vec<String>)>>,
}

/// Jobs that are under way.
pub struct Jobs {
    send: mpsc::Sender<(u64, Done)>,
    receive: mpsc::Receiver<(u64, Done)>,
    running: Vec<Job>,
    last: u64,
}

/// A job that is under way.
pub struct Job {
    id: u64,
    /// What it does, for the status line.
    pub title: String,
    control: Control,
}

/// What a job and the window say to each other.
#[derive(Clone, Default)]
pub struct Control {
    progress: Arc<AtomicU32>,
    cancelled: Arc<AtomicBool>,
}

impl Control {
    /// Says how far the job is, 0 to 1. `false` if it should stop.
    pub fn report(&self, share: f32) -> bool {
        self.progress
            .store((share.clamp(0.0, 1.0) * 1000.0) as u32, Ordering::Relaxed);
        !self.cancelled.load(Ordering::Relaxed)
    }
}

impl Control {
    /// Asks the job to stop.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Waits a moment. `false` if the job should stop.
    pub fn pause(&self, time: std::time::Duration) -> bool {
        std::thread::sleep(time);
        !self.cancelled.load(Ordering::Relaxed)
    }
}

impl Job {
    /// How far it is, 0 to 1.
    pub fn progress(&self) -> f32 {
        self.control.progress.load(Ordering::Relaxed) as f32 / 1000.0
    }

    /// It was asked to stop.
    pub fn is_cancelled(&self) -> bool {
        self.control.cancelled.load(Ordering::Relaxed)
    }

    /// Asks it to stop.
    pub fn cancel(&self) {
        self.control.cancel();
    }
}

impl Default for Jobs {
    fn default() -> Self {
        let (send, receive) = mpsc::channel();
        Self {
            send,
            receive,
            running: Vec::new(),
            last: 0,
        }
    }
}

impl Jobs {
    /// Starts a job.
    pub fn start(
        &mut self,
        title: impl Into<String>,
        ctx: &egui::Context,
        work: impl FnOnce(&Control) -> Done + Send + 'static,
    ) {
        let control = Control::default();
        self.running.push(Job {
            id: self.last + 1,
            title: title.into(),
            control: control.clone(),
        });
        self.start_quietly(ctx, move |_| work(&control));
    }

    /// Starts a job that the status line does not tell: one that the user has not asked for and need not wait for.
    pub fn start_quietly(
        &mut self,
        ctx: &egui::Context,
        work: impl FnOnce(&Control) -> Done + Send + 'static,
    ) {
        self.last += 1;
        let (id, send, ctx) = (self.last, self.send.clone(), ctx.clone());
        detach(move || {
            let done = work(&Control::default());
            // The window may be gone by now; then nobody waits.
            let _ = send.send((id, done));
            ctx.request_repaint();
        });
    }

    /// What has come home since.
    pub fn arrived(&mut self) -> Vec<Done> {
        let arrived: Vec<_> = self.receive.try_iter().collect();
        self.running
            .retain(|job| arrived.iter().all(|(id, _)| *id != job.id));
        arrived.into_iter().map(|(_, done)| done).collect()
    }

    /// What is under way.
    pub fn running(&self) -> &[Job] {
        &self.running
    }
}

/// Runs something on a thread of its own and does not wait for it.
pub fn detach(work: impl FnOnce() + Send + 'static) {
    std::thread::spawn(work);
}
