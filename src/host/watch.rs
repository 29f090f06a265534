//! Noticing that a file is changed by others.
//!
//! Says only that something happened near it; what, is for the caller to read. Refuses nothing: where files cannot be
//! watched (some network drives), nothing is noticed here, and a look before each save still is.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use notify::{RecursiveMode, Watcher as _};

/// A file that is watched. It ends with this value.
pub struct Watch {
    _watcher: notify::RecommendedWatcher,
}

impl Watch {
    /// Watches the file of this path, whether or not it is there, and calls `changed` on a thread of its own when
    /// something happened to it. `None` if that is not possible.
    pub fn file(path: &Path, changed: impl Fn() + Send + 'static) -> Option<Self> {
        let path = super::disk::followed(path);
        let name: OsString = path.file_name()?.to_owned();
        // A save replaces the file, so its folder is watched.
        let folder: PathBuf = match path.parent() {
            Some(folder) if folder != Path::new("") => folder.to_owned(),
            _ => PathBuf::from("."),
        };
        let heard = move |event: notify::Result<notify::Event>| {
            let ours = event.is_ok_and(|event| {
                !event.kind.is_access()
                    && (event.paths.is_empty()
                        || event
                            .paths
                            .iter()
                            .any(|path| path.file_name() == Some(&name)))
            });
            if ours {
                changed();
            }
        };
        let mut watcher = notify::recommended_watcher(heard).ok()?;
        watcher.watch(&folder, RecursiveMode::NonRecursive).ok()?;
        Some(Self { _watcher: watcher })
    }
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Watch")
    }
}
