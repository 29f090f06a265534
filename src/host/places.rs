//! Where things are on this machine: the user's own folder, the programs.
//!
//! Only looks; makes nothing and runs nothing.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// A file of this name where the user keeps documents, or in the home folder; in the present folder on a machine that
/// has neither.
pub fn home_file(name: &str) -> PathBuf {
    let home = etcetera::home_dir().unwrap_or_default();
    let documents = home.join("Documents");
    let folder = if documents.is_dir() { documents } else { home };
    folder.join(name)
}

/// Whether something is at this path: a save there would take its place.
pub fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// Whether a program of this name is among those that can be called.
pub fn program_exists(name: &str) -> bool {
    env::var_os("PATH").is_some_and(|path| is_in(&path, name))
}

fn is_in(path: &OsStr, name: &str) -> bool {
    env::split_paths(path).any(|folder| can_run(&folder.join(name)))
}

#[cfg(unix)]
fn can_run(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata()
        .is_ok_and(|about| about.is_file() && about.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn can_run(path: &Path) -> bool {
    path.with_extension(env::consts::EXE_EXTENSION).is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_programs_are_programs() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("plain"), "").unwrap();
        assert!(!is_in(folder.path().as_os_str(), "plain") || cfg!(not(unix)));
        assert!(!is_in(folder.path().as_os_str(), "missing"));
        assert!(!is_in(folder.path().as_os_str(), ""));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::Permissions::from_mode(0o755);
            std::fs::set_permissions(folder.path().join("plain"), mode).unwrap();
            assert!(is_in(folder.path().as_os_str(), "plain"));
        }
    }

    #[test]
    fn a_file_of_the_user_keeps_its_name() {
        assert!(home_file("a.casewall.json").ends_with("a.casewall.json"));
    }
}
