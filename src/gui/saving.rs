//! Writing a board to its file, and looking at what others did to it, on a job's thread.
//!
//! **Invariant (noticed before it is overwritten):** a file that is not as it was read or written last is not written
//! over; what stands there comes back instead.

use std::path::Path;

use crate::board::{Board, Edit};
use crate::file::{self, Limit, Limits};
use crate::host::{self, History, HostError};

/// What became of a save.
#[derive(Debug)]
pub enum Saving {
    /// It is in the file, which has this SHA-256 now (hexadecimal).
    Done(String),
    /// Others changed the file meanwhile; nothing was written.
    Changed(OnDisk),
    /// It could not be written; the file is as it was.
    Failed(String),
}

/// What stands in the file of a board.
#[derive(Debug)]
pub enum OnDisk {
    /// What was read or written last.
    Known,
    /// Nothing: it was deleted or moved.
    Gone,
    /// Another board.
    Other(Box<Other>),
    /// Something that is no board, and the SHA-256 of the file (hexadecimal).
    Unreadable(String, String),
}

/// What others made of the file, and what it means for the board that is open.
#[derive(Debug)]
pub struct Other {
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// The board in it.
    pub board: Board,
    /// What brings it into the open board, as that was when it was looked at.
    pub edit: Edit,
    /// How many things both changed.
    pub conflicts: usize,
    /// The revision of the document for which that holds.
    pub revision: u64,
}

/// The open board, as a look at its file needs it.
#[derive(Clone, Debug)]
pub struct Ours {
    /// The board.
    pub board: Board,
    /// What its file held when it was read or written last, and the SHA-256 of that (hexadecimal).
    pub known: (Board, String),
    /// Whether the board is as it was in the file.
    pub saved: bool,
    /// The revision of the document.
    pub revision: u64,
}

/// Writes a board. `known` tells what is expected in the file; none if whatever is there may be replaced.
/// What was there before and what is there then are kept as versions, in the first of the places that takes them.
pub fn save(
    path: &Path,
    board: &Board,
    known: Option<&Ours>,
    places: &[History],
    limits: &Limits,
) -> Saving {
    // What was opened or written can be read again, however low a limit is set now.
    let old = host::read(path, Limit::Bytes.highest()).ok();
    if let (Some(known), Some(old)) = (known, &old) {
        match on_disk(old, known, limits) {
            OnDisk::Known => {}
            other => return Saving::Changed(other),
        }
    }
    let bytes = file::write(board);
    if let Some(old) = old {
        keep(places, &old);
    }
    if let Err(error) = host::write_atomic(path, &bytes) {
        return Saving::Failed(error.to_string());
    }
    keep(places, &bytes);
    Saving::Done(file::sha256(&bytes))
}

/// Keeps a version where that can be. A board that could be saved is not lost without it.
fn keep(places: &[History], bytes: &[u8]) {
    let _ = places.iter().any(|place| place.keep_version(bytes).is_ok());
}

/// Looks at the file of a board.
pub fn look(path: &Path, known: &Ours, limits: &Limits) -> OnDisk {
    match host::read(path, Limit::Bytes.highest()) {
        Ok(bytes) => on_disk(&bytes, known, limits),
        Err(HostError::NotFound(_)) => OnDisk::Gone,
        Err(error) => OnDisk::Unreadable(String::new(), error.to_string()),
    }
}

fn on_disk(bytes: &[u8], ours: &Ours, limits: &Limits) -> OnDisk {
    let sha256 = file::sha256(bytes);
    if sha256 == ours.known.1 {
        return OnDisk::Known;
    }
    let theirs = match file::read_within(bytes, limits) {
        Ok(opened) => opened.board,
        Err(error) => return OnDisk::Unreadable(sha256, error.to_string()),
    };
    let (edit, conflicts) = if ours.saved {
        (Edit::between(&ours.board, &theirs), 0)
    } else {
        let merged = file::merge(&ours.known.0, &ours.board, &theirs);
        let edit = Edit::between(&ours.board, &merged.board);
        (edit, merged.conflicts.len())
    };
    OnDisk::Other(Box::new(Other {
        sha256,
        board: theirs,
        edit,
        conflicts,
        revision: ours.revision,
    }))
}
