//! What is kept of a board beside its file: journals and earlier versions, in a folder of their own.
//!
//! The folder lies beside the board (`.NAME.history`), or with the user's own state for boards that are in no file yet
//! and for places that cannot be written. Only the user may look into it, and a `.gitignore` in it keeps it out of
//! repositories. Refuses folders and files that are links: a board from elsewhere must not lead out of its folder.
//!
//! **Invariant (never half):** a record is in a journal whole or the file is cut back to what was whole.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::disk::{self, HostError, refusal};

mod versions;

pub use versions::{MOST_VERSIONS, Version};

/// The folder in which a board's journals and versions are kept. It need not be there yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    folder: PathBuf,
}

/// Where this user's own state is kept: `CASEWALL_STATE_DIR`, or beside the settings where only their place was
/// given, or the system's place for it.
pub(super) fn state_folder() -> Option<PathBuf> {
    use etcetera::base_strategy::{self, BaseStrategy as _};
    let given = |name| std::env::var_os(name).filter(|folder| !folder.is_empty());
    if let Some(folder) = given("CASEWALL_STATE_DIR") {
        return Some(PathBuf::from(folder));
    }
    if let Some(folder) = given("CASEWALL_CONFIG_DIR") {
        return Some(PathBuf::from(folder).join("state"));
    }
    let strategy = base_strategy::choose_native_strategy().ok()?;
    let state = strategy.state_dir().unwrap_or_else(|| strategy.data_dir());
    Some(state.join("casewall"))
}

impl History {
    /// Beside the board's file; of a link, beside the file that it leads to.
    pub fn beside(board: &Path) -> Self {
        let board = disk::followed(board);
        let name = board.file_name().unwrap_or_default().to_string_lossy();
        Self {
            folder: board.with_file_name(format!(".{name}.history")),
        }
    }

    /// With the user's own state, for the board of this path. `None` on a machine that has no place for such things.
    pub fn own(board: &Path) -> Option<Self> {
        let board = std::path::absolute(disk::followed(board)).ok()?;
        let digest = Sha256::digest(board.as_os_str().as_encoded_bytes());
        let key: String = digest
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Some(Self {
            folder: state_folder()?.join("boards").join(key),
        })
    }

    /// With the user's own state, for a board that is in no file yet, under a name that no other board has.
    pub fn of_new(session: &str) -> Option<Self> {
        Some(Self {
            folder: state_folder()?
                .join("boards")
                .join(format!("new-{session}")),
        })
    }

    /// In this folder.
    pub fn at(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether anything may be there: a folder that is no link.
    pub fn is_there(&self) -> bool {
        self.folder
            .symlink_metadata()
            .is_ok_and(|about| about.is_dir())
    }

    /// Makes the folder, for this user's eyes only.
    ///
    /// # Errors
    /// If it cannot be made, or if something else is there.
    pub fn make(&self) -> Result<(), HostError> {
        if self.is_there() {
            return Ok(());
        }
        let failed = |error| refusal(&self.folder, "written", error);
        let mut builder = fs::DirBuilder::new();
        // Beside a board only the last part is made: if the board's own folder is gone, it shall not come back empty.
        builder.recursive(state_folder().is_some_and(|state| self.folder.starts_with(state)));
        #[cfg(unix)]
        {
            use std::os::unix::fs::DirBuilderExt as _;
            builder.mode(0o700);
        }
        builder.create(&self.folder).map_err(failed)?;
        let mut ignore = create_private(&self.folder.join(".gitignore")).map_err(failed)?;
        ignore.write_all(b"*\n").map_err(failed)?;
        ignore.sync_all().map_err(failed)?;
        disk::sync_folder(&self.folder);
        if let Some(above) = self.folder.parent() {
            disk::sync_folder(above);
        }
        Ok(())
    }

    /// The journals that are there, the last that was written first, and whether the session that wrote each is still at
    /// work, here or in another process.
    pub fn journals(&self) -> Vec<(PathBuf, bool)> {
        let mut found: Vec<_> = self
            .files("journal-", ".log")
            .into_iter()
            .filter_map(|path| {
                let written = path.metadata().and_then(|about| about.modified()).ok()?;
                let alive = is_locked(&path);
                Some((written, path, alive))
            })
            .collect();
        found.sort();
        found.reverse();
        found
            .into_iter()
            .map(|(_, path, alive)| (path, alive))
            .collect()
    }

    /// A journal of this session, with its first lines.
    ///
    /// # Errors
    /// If it cannot be written: the folder, the disk.
    pub fn begin_journal(&self, session: &str, first: &[u8]) -> Result<JournalFile, HostError> {
        self.make()?;
        let path = self.folder.join(format!("journal-{session}.log"));
        let failed = |error| refusal(&path, "written", error);
        let file = create_private(&path).map_err(failed)?;
        // On a file system without locks the journal is only not known to be in use.
        let _ = file.try_lock();
        let mut journal = JournalFile {
            file,
            path: path.clone(),
            whole: 0,
        };
        if let Err(error) = journal.append(first) {
            let _ = fs::remove_file(&path);
            return Err(error);
        }
        disk::sync_folder(&self.folder);
        Ok(journal)
    }

    /// Removes everything that is kept here, and the folder.
    ///
    /// # Errors
    /// If something cannot be removed.
    pub fn forget(&self) -> Result<(), HostError> {
        if !self.is_there() {
            return Ok(());
        }
        fs::remove_dir_all(&self.folder).map_err(|error| refusal(&self.folder, "removed", error))
    }

    /// Ordinary files of the folder whose names begin and end so, by name. Links are none.
    fn files(&self, begin: &str, end: &str) -> Vec<PathBuf> {
        if !self.is_there() {
            return Vec::new();
        }
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let mut files: Vec<PathBuf> = entries
            .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()))
            .filter(|entry| {
                let name = entry.file_name();
                let name = name.to_string_lossy();
                name.starts_with(begin) && name.ends_with(end)
            })
            .map(|entry| entry.path())
            .collect();
        files.sort();
        files
    }
}

/// Removes a journal (or any file that a window left behind), and with it the history of a board that was in no file.
///
/// # Errors
/// If it stays.
pub fn remove_journal(path: &Path) -> Result<(), HostError> {
    let folder = path.parent().unwrap_or(path);
    let new = folder
        .file_name()
        .is_some_and(|name| name.to_string_lossy().starts_with("new-"));
    match state_folder() {
        Some(state) if new && folder.parent() == Some(&state.join("boards")) => {
            History::at(folder.to_owned()).forget()
        }
        _ => remove_file(path),
    }
}

/// Removes a file of a history, if it is there.
///
/// # Errors
/// If it stays.
pub fn remove_file(path: &Path) -> Result<(), HostError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(refusal(path, "removed", error))
        }
        _ => Ok(()),
    }
}

/// A new file that only this user may read.
pub(super) fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}

/// Whether a living process holds the lock of this file.
pub(super) fn is_locked(path: &Path) -> bool {
    File::open(path)
        .is_ok_and(|file| matches!(file.try_lock_shared(), Err(fs::TryLockError::WouldBlock)))
}

/// A journal that is being written. Others see that it is in use as long as this is there.
#[derive(Debug)]
pub struct JournalFile {
    file: File,
    path: PathBuf,
    /// Bytes that are whole and on the disk.
    whole: u64,
}

impl JournalFile {
    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Adds bytes and brings them to the disk.
    ///
    /// # Errors
    /// If that fails; the file is then as it was.
    pub fn append(&mut self, bytes: &[u8]) -> Result<(), HostError> {
        let written = self
            .file
            .seek(io::SeekFrom::Start(self.whole))
            .and_then(|_| self.file.write_all(bytes))
            .and_then(|()| self.file.sync_data());
        match written {
            Ok(()) => {
                self.whole += bytes.len() as u64;
                Ok(())
            }
            Err(error) => {
                // What was begun is cut off; if that fails too, the reader sees that it is torn.
                let _ = self.file.set_len(self.whole);
                Err(refusal(&self.path, "written", error))
            }
        }
    }

    /// Whether the file that is written is still the one that others find under its name.
    pub fn is_in_place(&self) -> bool {
        same_file(&self.file, &self.path)
    }

    /// What stands in it, even if its name or its folder is gone.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn content(&mut self) -> Result<Vec<u8>, HostError> {
        let mut bytes = Vec::new();
        self.file
            .seek(io::SeekFrom::Start(0))
            .and_then(|_| (&self.file).take(self.whole).read_to_end(&mut bytes))
            .map_err(|error| refusal(&self.path, "read", error))?;
        Ok(bytes)
    }
}

#[cfg(unix)]
fn same_file(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let (Ok(open), Ok(named)) = (file.metadata(), path.symlink_metadata()) else {
        return false;
    };
    (open.dev(), open.ino()) == (named.dev(), named.ino())
}

#[cfg(not(unix))]
fn same_file(_file: &File, path: &Path) -> bool {
    // A file that is open cannot be removed or moved there.
    path.symlink_metadata().is_ok()
}
