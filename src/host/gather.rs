//! Which files are meant by the names that a user gave: files themselves, and all that lie in folders.
//!
//! Refuses links that lead out of the folder that was named, so that nothing comes in that nobody chose.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::HostError;

/// Most files that are gathered at once.
const MOST_FILES: usize = 10_000;
/// Deepest folder below the named one that is looked into.
const DEEPEST: usize = 16;

/// A file that was meant.
#[derive(Debug)]
pub struct Gathered {
    /// Its name without folders, or what was refused.
    pub name: String,
    place: Result<PathBuf, HostError>,
}

impl Gathered {
    /// Its bytes, if they are `limit` at most.
    ///
    /// # Errors
    /// A [`HostError`] that names the path.
    pub fn read(self, limit: usize) -> Result<Vec<u8>, HostError> {
        super::read(&self.place?, limit)
    }

    /// Where it lies below a folder, with `/` between names; `None` if it does not.
    pub fn below(&self, folder: &Path) -> Option<String> {
        below(folder, self.place.as_ref().ok()?)
    }
}

/// The files meant by these paths, those of a folder in the order of their names, and a refusal for each that may not
/// be read. Names that begin with a dot are passed over in folders.
pub fn gather(paths: &[PathBuf]) -> Vec<Gathered> {
    let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
    for path in paths {
        let home = match path.is_dir() {
            true => path.clone(),
            false => path.parent().unwrap_or(Path::new("")).to_owned(),
        };
        look(path, &home, 0, &mut seen, &mut found);
    }
    found
}

fn meant(path: &Path, place: Result<PathBuf, HostError>) -> Gathered {
    let name = path.file_name().unwrap_or(path.as_os_str());
    Gathered {
        name: name.to_string_lossy().into_owned(),
        place,
    }
}

/// `seen`: the folders that were gone through, so that a link that leads in a circle ends.
fn look(
    path: &Path,
    home: &Path,
    depth: usize,
    seen: &mut BTreeSet<PathBuf>,
    found: &mut Vec<Gathered>,
) {
    if found.len() > MOST_FILES {
        return;
    }
    if found.len() == MOST_FILES {
        return found.push(meant(
            home,
            Err(HostError::TooMany(home.to_owned(), MOST_FILES)),
        ));
    }
    if path.is_symlink() && leads_out(path, home) {
        return found.push(meant(path, Err(HostError::LeadsOut(path.to_owned()))));
    }
    if !path.is_dir() {
        return found.push(meant(path, Ok(path.to_owned())));
    }
    if depth > DEEPEST {
        return found.push(meant(path, Err(HostError::TooDeep(path.to_owned()))));
    }
    if !seen.insert(path.canonicalize().unwrap_or_else(|_| path.to_owned())) {
        return;
    }
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) => {
            let refusal = super::disk::refusal(path, "read", error);
            return found.push(meant(path, Err(refusal)));
        }
    };
    let mut below: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    below.retain(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        !name.starts_with('.')
    });
    below.sort();
    for path in below {
        look(&path, home, depth + 1, seen, found);
    }
}

fn leads_out(path: &Path, home: &Path) -> bool {
    let home = match home.as_os_str().is_empty() {
        true => Path::new("."),
        false => home,
    };
    match (path.canonicalize(), home.canonicalize()) {
        (Ok(target), Ok(home)) => !target.starts_with(home),
        _ => false, // it leads nowhere: reading it will say so
    }
}

/// A file as a path below a folder, with `/` between names; `None` if it does not lie there, whatever links say.
fn below(folder: &Path, file: &Path) -> Option<String> {
    let folder = match folder.as_os_str().is_empty() {
        true => Path::new(".").canonicalize().ok()?,
        false => folder.canonicalize().ok()?,
    };
    let file = file.canonicalize().ok()?;
    let names = file.strip_prefix(folder).ok()?.components();
    let names: Option<Vec<&str>> = names.map(|name| name.as_os_str().to_str()).collect();
    names.map(|names| names.join("/"))
}

/// The bytes of a file that a board names by its path below the board's folder, if they are `limit` at most.
///
/// # Errors
/// A [`HostError`] that names the path; also if it leads out of the folder, by its name or by links.
pub fn read_below(folder: &Path, path: &str, limit: usize) -> Result<Vec<u8>, HostError> {
    let safe = |name: &str| !matches!(name, "" | "." | "..") && !name.contains(['\\', ':', '\0']);
    let folder = match folder.as_os_str().is_empty() {
        true => Path::new("."),
        false => folder,
    };
    let place = folder.join(path);
    if !path.split('/').all(safe) || place.exists() && below(folder, &place).is_none() {
        return Err(HostError::Outside(path.to_owned()));
    }
    super::read(&place, limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(found: &[Gathered]) -> Vec<String> {
        found
            .iter()
            .map(|found| match &found.place {
                Err(HostError::LeadsOut(_)) => format!("out: {}", found.name),
                _ => found.name.clone(),
            })
            .collect()
    }

    #[test]
    fn folders_are_gone_through_in_order_and_hidden_files_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("b/c")).unwrap();
        for name in ["z.txt", "a.txt", ".hidden", "b/c/deep.txt", "b/\nline.txt"] {
            fs::write(root.join(name), name).unwrap();
        }
        let found = gather(&[root.to_owned(), root.join("a.txt")]);
        assert_eq!(
            names(&found),
            ["a.txt", "\nline.txt", "deep.txt", "z.txt", "a.txt"]
        );
        assert_eq!(
            below(root, &root.join("b/c/deep.txt")).as_deref(),
            Some("b/c/deep.txt")
        );
        assert_eq!(below(&root.join("b"), &root.join("a.txt")), None);
        assert_eq!(
            read_below(root, "b/c/deep.txt", 99).unwrap(),
            b"b/c/deep.txt"
        );
        let not_there = read_below(root, "not there.txt", 99).unwrap_err();
        assert!(matches!(not_there, HostError::NotFound(_)));
        for out in ["../x", "/etc/passwd", "b/../../x", "", "c:\\x"] {
            let refused = read_below(root, out, 99).unwrap_err();
            assert!(matches!(refused, HostError::Outside(_)), "{out}: {refused}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_that_lead_out_are_refused() {
        let (home, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let secret = other.path().join("secret.txt");
        fs::write(&secret, "x").unwrap();
        fs::write(home.path().join("b.txt"), "x").unwrap();
        std::os::unix::fs::symlink(&secret, home.path().join("a.txt")).unwrap();
        std::os::unix::fs::symlink(home.path().join("b.txt"), home.path().join("c.txt")).unwrap();
        std::os::unix::fs::symlink(other.path(), home.path().join("d")).unwrap();
        std::os::unix::fs::symlink(home.path(), home.path().join("e")).unwrap();
        let found = gather(&[home.path().to_owned()]);
        assert_eq!(names(&found), ["out: a.txt", "b.txt", "c.txt", "out: d"]);
        let found = gather(&[home.path().join("a.txt")]);
        assert_eq!(names(&found), ["out: a.txt"]);
        let refused = read_below(home.path(), "a.txt", 99).unwrap_err();
        assert!(matches!(refused, HostError::Outside(_)));
    }
}
