//! Writing a board to its file, and looking at what others did to it, on a job's thread.
//!
//! **Invariant (noticed before it is overwritten):** a file that is not as it was read or written last is not written
//! over; what stands there comes back instead.

use std::path::Path;

use crate::board::Board;
use crate::file;
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
    /// Another board, and the SHA-256 of the file (hexadecimal).
    Other(String, Box<Board>),
    /// Something that is no board, and the SHA-256 of the file (hexadecimal).
    Unreadable(String, String),
}

/// Writes a board. `known` is the SHA-256 of what is expected in the file; none if whatever is there may be replaced.
/// What was there before and what is there then are kept as versions, in the first of the places that takes them.
pub fn save(path: &Path, board: &Board, known: Option<&str>, places: &[History]) -> Saving {
    let old = host::read(path, file::MAX_BYTES).ok();
    if let (Some(known), Some(old)) = (known, &old) {
        match on_disk(old, known) {
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

/// Looks at the file of a board, of which this SHA-256 (hexadecimal) is known.
pub fn look(path: &Path, known: &str) -> OnDisk {
    match host::read(path, file::MAX_BYTES) {
        Ok(bytes) => on_disk(&bytes, known),
        Err(HostError::NotFound(_)) => OnDisk::Gone,
        Err(error) => OnDisk::Unreadable(String::new(), error.to_string()),
    }
}

fn on_disk(bytes: &[u8], known: &str) -> OnDisk {
    let sha256 = file::sha256(bytes);
    if sha256 == known {
        return OnDisk::Known;
    }
    match file::read(bytes) {
        Ok(opened) => OnDisk::Other(sha256, Box::new(opened.board)),
        Err(error) => OnDisk::Unreadable(sha256, error.to_string()),
    }
}
