//! Earlier versions of a board, as they were saved: packed, numbered, thinned by age.
//!
//! They are ordered by their numbers, never by the clock, which may be set back. Of many versions those stay that tell
//! most: many of the last hours, few of long ago, and always the first and the last two.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use sha2::{Digest as _, Sha256};

use super::super::disk::{self, HostError, refusal};
use super::History;

/// How many versions of a board are kept.
pub const MOST_VERSIONS: usize = 20;

/// A version of a board that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Later versions have higher numbers.
    pub number: u64,
    /// When it was kept, as the clock then said (RFC 3339).
    pub at: String,
    /// How it begins: the SHA-256 of the board's file, sixteen hexadecimal digits.
    pub digest: String,
    /// Where it is.
    pub path: PathBuf,
    /// Its bytes as they are kept, packed.
    pub packed: u64,
    time: SystemTime,
}

impl Version {
    fn of(path: PathBuf) -> Option<Self> {
        let name = path
            .file_name()?
            .to_str()?
            .strip_suffix(".json.gz")?
            .to_owned();
        let mut parts = name.strip_prefix("version-")?.split('_');
        let (number, at, digest) = (parts.next()?, parts.next()?, parts.next()?);
        // In the name the time has no colons, which some file systems do not allow.
        let (day, hour) = at.split_once('T')?;
        let at = format!("{day}T{}", hour.replace('.', ":"));
        Some(Self {
            number: number.parse().ok()?,
            time: humantime::parse_rfc3339(&at).ok()?,
            at,
            digest: digest.to_owned(),
            packed: path.metadata().ok()?.len(),
            path,
        })
    }

    /// How long ago it was kept, as far as the clock tells.
    pub fn age(&self) -> Duration {
        SystemTime::now()
            .duration_since(self.time)
            .unwrap_or_default()
    }
}

impl History {
    /// The versions that are kept, the last first.
    pub fn versions(&self) -> Vec<Version> {
        let files = self.files("version-", ".json.gz");
        let mut versions: Vec<_> = files.into_iter().filter_map(Version::of).collect();
        versions.sort_by_key(|version| std::cmp::Reverse(version.number));
        versions
    }

    /// Keeps these bytes of a board's file as its last version, unless they are that already. What is too many is
    /// thinned out.
    ///
    /// # Errors
    /// If they cannot be written. The versions that are there stay.
    pub fn keep_version(&self, bytes: &[u8]) -> Result<(), HostError> {
        let digest = short_digest(bytes);
        let versions = self.versions();
        if versions.first().is_some_and(|last| last.digest == digest) {
            return Ok(());
        }
        self.make()?;
        let number = versions.first().map_or(1, |last| last.number + 1);
        let at = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
        let name = format!(
            "version-{number:06}_{}_{digest}.json.gz",
            at.replace(':', ".")
        );
        let path = self.folder.join(name);
        let failed = |error| refusal(&path, "written", error);
        let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
        packer.write_all(bytes).map_err(failed)?;
        let packed = packer.finish().map_err(failed)?;
        disk::write_private(&path, &packed)?;
        for version in thinned(self.versions()) {
            let _ = fs::remove_file(version.path);
        }
        Ok(())
    }

    /// The bytes of the board's file in a version, if they are `limit` at most.
    ///
    /// # Errors
    /// If they cannot be read, are damaged or too many.
    pub fn read_version(&self, version: &Version, limit: usize) -> Result<Vec<u8>, HostError> {
        let packed = disk::read(&version.path, limit)?;
        let mut bytes = Vec::new();
        GzDecoder::new(packed.as_slice())
            .take(limit as u64 + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| refusal(&version.path, "read", error))?;
        if bytes.len() > limit {
            return Err(HostError::TooLarge {
                path: version.path.clone(),
                limit,
            });
        }
        if short_digest(&bytes) != version.digest {
            let damaged = std::io::Error::new(std::io::ErrorKind::InvalidData, "it is damaged");
            return Err(refusal(&version.path, "read", damaged));
        }
        Ok(bytes)
    }

    /// The version of this SHA-256 (hexadecimal), if it is kept.
    pub fn version_of(&self, sha256: &str) -> Option<Version> {
        let mut versions = self.versions().into_iter();
        versions.find(|version| sha256.starts_with(&version.digest))
    }
}

fn short_digest(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Those of too many versions (the last first) that can go: each time the one that leaves the smallest gap, seen from
/// its age.
fn thinned(mut versions: Vec<Version>) -> Vec<Version> {
    let mut gone = Vec::new();
    while versions.len() > MOST_VERSIONS {
        let loss = |n: usize| {
            let gap = versions[n + 1].age().saturating_sub(versions[n - 1].age());
            gap.as_secs_f64() / (versions[n].age().as_secs_f64() + 60.0)
        };
        let least = (2..versions.len() - 1).min_by(|a, b| loss(*a).total_cmp(&loss(*b)));
        gone.push(versions.remove(least.unwrap_or(2)));
    }
    gone
}

#[cfg(test)]
mod tests {
    use super::*;

    fn history() -> (tempfile::TempDir, History) {
        let folder = tempfile::tempdir().unwrap();
        let history = History::beside(&folder.path().join("a.casewall.json"));
        (folder, history)
    }

    #[test]
    fn versions_come_back_the_last_first_and_none_twice_in_a_row() {
        let (_folder, history) = history();
        for bytes in ["one", "two", "two", "one"] {
            history.keep_version(bytes.as_bytes()).unwrap();
        }
        let versions = history.versions();
        let read: Vec<_> = versions
            .iter()
            .map(|version| history.read_version(version, 100).unwrap())
            .collect();
        assert_eq!(read, [b"one", b"two", b"one"]);
        assert_eq!(
            versions
                .iter()
                .map(|version| version.number)
                .collect::<Vec<_>>(),
            [3, 2, 1]
        );
        let digest = format!("{}{:048}", versions[1].digest, 0);
        assert_eq!(history.version_of(&digest).unwrap().number, 2);
        assert!(history.version_of(&"0".repeat(64)).is_none());
        assert!(history.read_version(&versions[0], 2).is_err());
    }

    #[test]
    fn a_damaged_version_is_refused() {
        let (_folder, history) = history();
        history.keep_version(b"whole").unwrap();
        let version = history.versions().remove(0);
        fs::write(&version.path, b"nothing like it").unwrap();
        assert!(history.read_version(&version, 100).is_err());
    }

    #[test]
    fn many_versions_are_thinned_by_age() {
        // One a minute over three days, then what is left.
        let now = SystemTime::now();
        let minute = |n: u64| Version {
            number: n,
            at: String::new(),
            digest: String::new(),
            path: PathBuf::new(),
            packed: 0,
            time: now - Duration::from_secs(60 * (4320 - n)),
        };
        let mut kept: Vec<Version> = Vec::new();
        for n in 1..=4320 {
            kept.insert(0, minute(n));
            let gone = thinned(kept.clone());
            kept.retain(|version| !gone.contains(version));
            assert!(kept.len() <= MOST_VERSIONS);
        }
        assert_eq!((kept[0].number, kept[1].number), (4320, 4319));
        assert_eq!(kept.last().unwrap().number, 1);
        let last_hour = kept.iter().filter(|version| version.number > 4260).count();
        let first_day = kept.iter().filter(|version| version.number < 1440).count();
        assert!(last_hour >= 5 && (1..=8).contains(&first_day), "{kept:?}");
    }

    #[test]
    fn a_clock_that_is_set_back_loses_nothing() {
        let (_folder, history) = history();
        history.keep_version(b"from the future").unwrap();
        let version = history.versions().remove(0);
        let name = version
            .path
            .file_name()
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned();
        let later = name.replacen(&name[15..19], "2999", 1);
        fs::rename(&version.path, version.path.with_file_name(later)).unwrap();
        history.keep_version(b"now").unwrap();
        let versions = history.versions();
        assert_eq!(versions.len(), 2);
        assert_eq!(history.read_version(&versions[0], 100).unwrap(), b"now");
    }

    #[cfg(unix)]
    #[test]
    fn only_the_user_may_look() {
        use std::os::unix::fs::PermissionsExt as _;
        let (_folder, history) = history();
        history.keep_version(b"secret").unwrap();
        let mut journal = history.begin_journal("s", b"line\n").unwrap();
        journal.append(b"more\n").unwrap();
        let mode =
            |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(history.folder()), 0o700);
        for entry in fs::read_dir(history.folder()).unwrap() {
            let path = entry.unwrap().path();
            assert_eq!(mode(&path), 0o600, "{}", path.display());
        }
        history.forget().unwrap();
        assert!(!history.folder().exists());
    }
}
