//! Bytes from the disk and back.
//!
//! Refuses to read folders, pipes and devices, and more than the caller allows; to write over what is read-only or no
//! file. Each refusal is a sentence that names the path and says what to do.
//!
//! **Invariant (whole or not at all):** a write that fails leaves the old file as it was and nothing beside it.

use std::ffi::OsStr;
use std::fs::{self, File, Metadata};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// Why bytes could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// Nothing is there.
    #[error("{path} does not exist. Check the name and the folder.", path = .0.display())]
    NotFound(PathBuf),
    /// A folder is there.
    #[error("{path} is a folder. Choose a file in it.", path = .0.display())]
    IsFolder(PathBuf),
    /// A pipe, a socket or a device is there.
    #[error("{path} is no ordinary file but a pipe, a socket or a device. Choose a file.", path = .0.display())]
    NotRegular(PathBuf),
    /// It may not be read.
    #[error("{path} may not be read. Ask its owner for permission, or copy it to a folder of your own.", path = .0.display())]
    NoReading(PathBuf),
    /// It or its folder may not be written.
    #[error("{path} may not be written. Save under another name or in another folder.", path = .0.display())]
    NoWriting(PathBuf),
    /// It has more bytes than are allowed.
    #[error("{path} is larger than {limit} bytes, which is the most that can be opened.", path = .path.display())]
    TooLarge {
        /// Which file.
        path: PathBuf,
        /// The most bytes.
        limit: usize,
    },
    /// The disk is full.
    #[error("There is no room left on the disk of {path}. Make some, or save on another disk.", path = .0.display())]
    Full(PathBuf),
    /// A link leads to somewhere that was not named.
    #[error("{path} is a link to a file outside its folder. Choose that file itself.", path = .0.display())]
    LeadsOut(PathBuf),
    /// A path of a board leads out of the board's folder.
    #[error(
        "{0} lies outside the folder of the board, where nothing is read. Put a copy into that folder."
    )]
    Outside(String),
    /// A folder holds too many files.
    #[error("{path} holds more than {most} files; the rest was left out. Choose smaller folders.", path = .0.display(), most = .1)]
    TooMany(PathBuf, usize),
    /// A folder lies too deep.
    #[error("{path} lies too deep in folders. Choose it itself.", path = .0.display())]
    TooDeep(PathBuf),
    /// The network drive or the disk on which it lies is gone.
    #[error("{path} cannot be reached: {source}. Connect the drive again, or save in another place.", path = .path.display())]
    Unreachable {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Something else went wrong.
    #[error("{path} could not be {doing}: {source}. Try again, or choose another place.", path = .path.display())]
    Other {
        /// Which file.
        path: PathBuf,
        /// `read` or `written`.
        doing: &'static str,
        /// What the system says.
        source: io::Error,
    },
}

/// The bytes of a file, if they are `limit` at most.
///
/// # Errors
/// A [`HostError`] that names the path.
pub fn read(path: &Path, limit: usize) -> Result<Vec<u8>, HostError> {
    let failed = |error| refusal(path, "read", error);
    // Opening a pipe would wait for its other end, so what it is comes first.
    let about = fs::metadata(path).map_err(failed)?;
    must_be_file(path, &about)?;
    let too_large = || HostError::TooLarge {
        path: path.to_owned(),
        limit,
    };
    let expected = usize::try_from(about.len())
        .ok()
        .filter(|len| *len <= limit)
        .ok_or_else(too_large)?;
    let mut bytes = Vec::with_capacity(expected);
    // It may grow while it is read.
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    File::open(path)
        .and_then(|file| file.take(most).read_to_end(&mut bytes))
        .map_err(failed)?;
    if bytes.len() > limit {
        Err(too_large())
    } else {
        Ok(bytes)
    }
}

/// The first bytes of a file, at most `most`.
///
/// # Errors
/// A [`HostError`] that names the path.
pub fn read_head(path: &Path, most: usize) -> Result<Vec<u8>, HostError> {
    let failed = |error| refusal(path, "read", error);
    must_be_file(path, &fs::metadata(path).map_err(failed)?)?;
    let mut bytes = Vec::with_capacity(most);
    File::open(path)
        .and_then(|file| file.take(most as u64).read_to_end(&mut bytes))
        .map_err(failed)?;
    Ok(bytes)
}

/// Puts these bytes into a file, whole or not at all: a temporary file beside it is written, brought to the disk and
/// renamed. A link is followed, permissions of an existing file are kept.
///
/// # Errors
/// A [`HostError`] that names the path. The old file is then as it was.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> Result<(), HostError> {
    write_streamed(path, |out| {
        out.write_all(bytes)
            .map_err(|error| refusal(path, "written", error))
    })
}

/// As [`write_atomic`], for what is too large to be held in memory: `fill` writes it.
///
/// # Errors
/// What `fill` says, or a [`HostError`] that names the path. The old file is then as it was and the new one gone.
pub fn write_streamed<E: From<HostError>>(
    path: &Path,
    fill: impl FnOnce(&mut dyn Write) -> Result<(), E>,
) -> Result<(), E> {
    let target = followed(path);
    let failed = |error| refusal(&target, "written", error);
    let old = match fs::metadata(&target) {
        Ok(about) => Some(about),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(failed(error).into()),
    };
    if let Some(old) = &old {
        must_be_file(&target, old)?;
        if old.permissions().readonly() {
            return Err(HostError::NoWriting(target).into());
        }
    }
    let folder = match target.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    // Dropped before it is renamed, the temporary file removes itself.
    let mut temporary = temporary(&target, old.as_ref())
        .tempfile_in(folder)
        .map_err(failed)?;
    let mut out = BufWriter::with_capacity(1 << 18, temporary.as_file_mut());
    fill(&mut out)?;
    out.flush().map_err(failed)?;
    drop(out);
    if let Some(old) = old {
        temporary
            .as_file()
            .set_permissions(old.permissions())
            .map_err(failed)?;
    }
    temporary.as_file().sync_all().map_err(failed)?;
    temporary
        .persist(&target)
        .map_err(|error| failed(error.error))?;
    sync_folder(folder);
    Ok(())
}

/// Puts these bytes into a new file that only this user may read, whole or not at all.
pub(super) fn write_private(path: &Path, bytes: &[u8]) -> Result<(), HostError> {
    let failed = |error| refusal(path, "written", error);
    let folder = path.parent().unwrap_or(Path::new("."));
    // A temporary file is the user's alone from the beginning.
    let mut temporary = tempfile::Builder::new()
        .suffix(".saving")
        .tempfile_in(folder)
        .map_err(failed)?;
    temporary.write_all(bytes).map_err(failed)?;
    temporary.as_file().sync_all().map_err(failed)?;
    temporary
        .persist(path)
        .map_err(|error| failed(error.error))?;
    sync_folder(folder);
    Ok(())
}

/// Whether two paths lead to one file. Two that lead nowhere are one if they are written alike.
pub fn same_file(a: &Path, b: &Path) -> bool {
    match (fs::canonicalize(a), fs::canonicalize(b)) {
        (Ok(a), Ok(b)) => a == b,
        _ => a == b,
    }
}

/// What the system's error means for a file that was being written.
pub fn failed_writing(path: &Path, error: io::Error) -> HostError {
    refusal(path, "written", error)
}

/// Makes a folder and those above it, as far as they are missing.
pub(super) fn make_folder(path: &Path) -> Result<(), HostError> {
    fs::create_dir_all(path).map_err(|error| refusal(path, "written", error))
}

fn temporary<'a>(target: &'a Path, old: Option<&Metadata>) -> tempfile::Builder<'a, 'static> {
    let mut builder = tempfile::Builder::new();
    builder
        .prefix(target.file_name().unwrap_or(OsStr::new("casewall")))
        .suffix(".saving");
    #[cfg(unix)]
    if old.is_none() {
        use std::os::unix::fs::PermissionsExt as _;
        // What any new file gets: the system takes away what the user's mask says.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    #[cfg(not(unix))]
    let _ = old;
    builder
}

/// Makes sure that a rename lasts. The new file is already in place and complete, and some file systems know no such
/// thing for folders, so a failure is no failure of the save.
pub(super) fn sync_folder(folder: &Path) {
    #[cfg(unix)]
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
    #[cfg(not(unix))]
    let _ = folder;
}

/// Where a chain of symbolic links ends, whether or not something is there.
pub(super) fn followed(path: &Path) -> PathBuf {
    let mut path = path.to_owned();
    // As many as Linux follows; a ring ends in an error of the system's own.
    for _ in 0..40 {
        let Ok(next) = fs::read_link(&path) else {
            break;
        };
        path = path.parent().unwrap_or(Path::new("")).join(next);
    }
    path
}

fn must_be_file(path: &Path, about: &Metadata) -> Result<(), HostError> {
    if about.is_dir() {
        Err(HostError::IsFolder(path.to_owned()))
    } else if !about.is_file() {
        Err(HostError::NotRegular(path.to_owned()))
    } else {
        Ok(())
    }
}

pub(super) fn refusal(path: &Path, doing: &'static str, error: io::Error) -> HostError {
    let path = path.to_owned();
    match error.kind() {
        io::ErrorKind::NotFound if doing == "written" => {
            let folder = path.parent().filter(|folder| *folder != Path::new(""));
            HostError::NotFound(folder.unwrap_or(&path).to_owned())
        }
        io::ErrorKind::NotFound => HostError::NotFound(path),
        io::ErrorKind::IsADirectory => HostError::IsFolder(path),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem if doing != "read" => {
            HostError::NoWriting(path)
        }
        io::ErrorKind::PermissionDenied => HostError::NoReading(path),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => HostError::Full(path),
        io::ErrorKind::StaleNetworkFileHandle
        | io::ErrorKind::HostUnreachable
        | io::ErrorKind::NetworkUnreachable
        | io::ErrorKind::NetworkDown
        | io::ErrorKind::NotConnected
        | io::ErrorKind::TimedOut => HostError::Unreachable {
            path,
            source: error,
        },
        _ => HostError::Other {
            path,
            doing,
            source: error,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    fn said<T: std::fmt::Debug>(result: Result<T, HostError>, folder: &Path) -> String {
        result
            .unwrap_err()
            .to_string()
            .replace(folder.to_str().unwrap(), "HERE")
    }

    #[test]
    fn what_is_written_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.casewall.json");
        for bytes in [&b"one"[..], b"", b"three"] {
            write_atomic(&path, bytes).unwrap();
            assert_eq!(read(&path, 5).unwrap(), bytes);
        }
        assert_eq!(names(folder.path()), ["a.casewall.json"]);
        let want =
            "HERE/a.casewall.json is larger than 4 bytes, which is the most that can be opened.";
        assert_eq!(said(read(&path, 4), folder.path()), want);
    }

    #[test]
    fn refusals_name_the_path_and_leave_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let here = folder.path();
        assert_eq!(
            said(read(&here.join("no"), 9), here),
            "HERE/no does not exist. Check the name and the folder."
        );
        assert_eq!(
            said(read(here, 9), here),
            "HERE is a folder. Choose a file in it."
        );
        assert_eq!(
            said(write_atomic(here, b"x"), here),
            "HERE is a folder. Choose a file in it."
        );
        let want = "HERE/no does not exist. Check the name and the folder.";
        assert_eq!(said(write_atomic(&here.join("no/a"), b"x"), here), want);
        assert_eq!(names(here), [""; 0]);

        let path = here.join("locked");
        fs::write(&path, "old").unwrap();
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).unwrap();
        let want = "HERE/locked may not be written. Save under another name or in another folder.";
        assert_eq!(said(write_atomic(&path, b"new"), here), want);
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(names(here), ["locked"]);
    }

    #[cfg(unix)]
    mod unix {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        use std::os::unix::net::UnixListener;

        use super::*;

        fn mode(path: &Path) -> u32 {
            fs::metadata(path).unwrap().permissions().mode() & 0o777
        }

        #[test]
        fn permissions_are_kept_and_new_files_are_as_the_mask_says() {
            let folder = tempfile::tempdir().unwrap();
            let (old, new, plain) = (
                folder.path().join("old"),
                folder.path().join("new"),
                folder.path().join("plain"),
            );
            fs::write(&old, "old").unwrap();
            fs::set_permissions(&old, fs::Permissions::from_mode(0o640)).unwrap();
            fs::write(&plain, "as the system makes it").unwrap();
            write_atomic(&old, b"x").unwrap();
            write_atomic(&new, b"x").unwrap();
            assert_eq!(mode(&old), 0o640);
            assert_eq!(mode(&new), mode(&plain));
        }

        #[test]
        fn links_are_followed_and_stay_links() {
            let folder = tempfile::tempdir().unwrap();
            let here = folder.path();
            fs::create_dir(here.join("store")).unwrap();
            fs::write(here.join("store/board"), "old").unwrap();
            symlink("store/board", here.join("first")).unwrap();
            symlink(here.join("first"), here.join("second")).unwrap();
            symlink("store/later", here.join("dangling")).unwrap();
            symlink("ring", here.join("ring")).unwrap();
            write_atomic(&here.join("second"), b"new").unwrap();
            write_atomic(&here.join("dangling"), b"late").unwrap();
            assert!(here.join("first").is_symlink() && here.join("second").is_symlink());
            assert_eq!(fs::read(here.join("store/board")).unwrap(), b"new");
            assert_eq!(fs::read(here.join("store/later")).unwrap(), b"late");
            assert_eq!(names(&here.join("store")), ["board", "later"]);
            assert!(write_atomic(&here.join("ring"), b"x").is_err());
        }

        #[test]
        fn what_is_no_file_is_refused_without_waiting() {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("socket");
            let _listener = UnixListener::bind(&path).unwrap();
            let want =
                "HERE/socket is no ordinary file but a pipe, a socket or a device. Choose a file.";
            assert_eq!(said(read(&path, 9), folder.path()), want);
            assert_eq!(said(write_atomic(&path, b"x"), folder.path()), want);
        }

        #[test]
        fn a_locked_folder_is_refused() {
            let folder = tempfile::tempdir().unwrap();
            let (here, locked) = (folder.path(), folder.path().join("locked"));
            fs::create_dir(&locked).unwrap();
            fs::write(locked.join("board"), "old").unwrap();
            fs::set_permissions(&locked, fs::Permissions::from_mode(0o555)).unwrap();
            let written = write_atomic(&locked.join("board"), b"new");
            fs::set_permissions(&locked, fs::Permissions::from_mode(0o755)).unwrap();
            // The system lets its administrator write anywhere; everyone else is told.
            if written.is_err() {
                let want = "HERE/locked/board may not be written. Save under another name or in another folder.";
                assert_eq!(said(written, here), want);
                assert_eq!(fs::read(locked.join("board")).unwrap(), b"old");
            }
            assert_eq!(names(&locked), ["board"]);
        }

        #[test]
        fn refusals_of_the_system_become_sentences() {
            let path = Path::new("/b");
            for (kind, doing, want) in [
                (
                    io::ErrorKind::PermissionDenied,
                    "read",
                    "/b may not be read.",
                ),
                (
                    io::ErrorKind::PermissionDenied,
                    "written",
                    "/b may not be written.",
                ),
                (
                    io::ErrorKind::StorageFull,
                    "written",
                    "There is no room left on the disk of /b.",
                ),
                (
                    io::ErrorKind::TimedOut,
                    "read",
                    "/b cannot be reached: timed out. Connect the drive",
                ),
                (
                    io::ErrorKind::InvalidData,
                    "read",
                    "/b could not be read: invalid data.",
                ),
            ] {
                let said = refusal(path, doing, kind.into()).to_string();
                assert!(said.starts_with(want), "{said}");
            }
        }
    }
}
