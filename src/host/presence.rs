//! Which boards are open in which windows of this user on this machine, and which windows ended without a word.
//!
//! Each window keeps a small file in the user's own state and holds its lock: if the file is there and its lock is not
//! held, the window was killed. A window that closes takes its file along. Refuses nothing: where no such file can be
//! kept, nothing is noticed.

use std::fs::{self, File};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::history::{create_private, is_locked, state_folder};

/// Most bytes of such a file.
const LIMIT: u64 = 1 << 16;

/// The file of this window. It stays until the window says that it closes: what ends otherwise was no choice.
#[derive(Debug)]
pub struct Presence {
    file: File,
    path: PathBuf,
}

/// The file of a window: of another one, or of one that ended without a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// The file.
    pub path: PathBuf,
    /// The board that is or was open, if it is in a file.
    pub board: Option<PathBuf>,
    /// Where its journal is kept.
    pub history: Option<PathBuf>,
    /// Whether the window is still there.
    pub alive: bool,
}

impl Presence {
    /// Says that a window with this board is there. `None` if that cannot be kept.
    pub fn announce(session: &str, board: Option<&Path>, history: Option<&Path>) -> Option<Self> {
        let folder = state_folder()?.join("open");
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::DirBuilderExt as _;
            builder.mode(0o700);
        }
        builder.create(&folder).ok()?;
        let path = folder.join(format!("{session}.json"));
        let file = create_private(&path).ok()?;
        file.try_lock().ok()?;
        let mut presence = Self { file, path };
        presence.update(board, history);
        Some(presence)
    }

    /// Says which board it is now and where its journal is kept.
    pub fn update(&mut self, board: Option<&Path>, history: Option<&Path>) {
        // A path that is no Unicode has no place in JSON; its journal is found when the board is opened.
        let told = json!({
            "board": board.and_then(Path::to_str),
            "history": history.and_then(Path::to_str),
        });
        let written = self
            .file
            .set_len(0)
            .and_then(|()| self.file.rewind())
            .and_then(|()| self.file.write_all(told.to_string().as_bytes()));
        let _ = written.and_then(|()| self.file.sync_data());
    }

    /// The window closes on purpose.
    pub fn leave(self) {
        let _ = fs::remove_file(&self.path);
    }

    /// The others: windows that are there, and those that ended without a word.
    pub fn others(own: Option<&Self>) -> Vec<Trace> {
        let Some(folder) = state_folder() else {
            return Vec::new();
        };
        let entries = fs::read_dir(folder.join("open"))
            .into_iter()
            .flatten()
            .flatten();
        let paths = entries.map(|entry| entry.path()).filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
                && own.is_none_or(|own| own.path != *path)
        });
        let mut traces: Vec<Trace> = paths.filter_map(read).collect();
        traces.sort_by(|a, b| a.path.cmp(&b.path));
        traces
    }
}

fn read(path: PathBuf) -> Option<Trace> {
    let alive = is_locked(&path);
    let mut text = String::new();
    File::open(&path)
        .ok()?
        .take(LIMIT)
        .read_to_string(&mut text)
        .ok()?;
    let told: Value = serde_json::from_str(&text).unwrap_or_default();
    let of = |key: &str| told.get(key).and_then(Value::as_str).map(PathBuf::from);
    Some(Trace {
        board: of("board"),
        history: of("history"),
        path,
        alive,
    })
}
