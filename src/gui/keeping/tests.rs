//! The worst that can happen to a journal: its folder goes, its disk fills, it may not be written, the process is killed.
//!
//! Each runs in a process of its own, for the state of the user is named by the environment.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use std::{env, fs};

use kurbo::Point;

use super::super::opening::{self, Origin};
use super::*;
use crate::board::{Body, Card, Claim, Document, Label};
use crate::file::journal::Journal;

/// Runs one of these tests in a process of its own, with a folder that is gone afterwards.
fn apart<F: FnOnce(&Path)>(test: F) {
    const FOLDER: &str = "CASEWALL_TEST_FOLDER";
    if let Some(folder) = env::var_os(FOLDER) {
        return test(Path::new(&folder));
    }
    let path = std::any::type_name::<F>();
    let name = path
        .split("::")
        .skip(1)
        .take(4)
        .collect::<Vec<_>>()
        .join("::");
    let folder = tempfile::tempdir().unwrap();
    let made = Command::new(env::current_exe().unwrap())
        .args([&name, "--exact", "--nocapture"])
        .env(FOLDER, folder.path())
        .env("CASEWALL_STATE_DIR", folder.path().join("state"))
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&made.stdout) + String::from_utf8_lossy(&made.stderr);
    assert!(made.status.success() && told.contains("1 passed"), "{told}");
}

/// A board in a file, and what keeps it.
struct Kept {
    path: PathBuf,
    document: Document,
    keeper: Keeper,
    base: Board,
}

fn begin(path: &Path) -> Kept {
    let board = Board::default();
    let bytes = file::write(&board);
    host::write_atomic(path, &bytes).unwrap();
    let origin = Origin {
        path: path.to_owned(),
        sha256: file::sha256(&bytes),
        board: board.clone(),
    };
    let beginning = opening::beginning(
        host::random_name(),
        board.clone(),
        Some(&origin),
        &[],
        &[],
        false,
    );
    let mut document = Document::new(board.clone(), true);
    document.listen();
    Kept {
        path: path.to_owned(),
        document,
        keeper: Keeper::new(beginning),
        base: board,
    }
}

impl Kept {
    fn write_claim(&mut self, text: &str) {
        let body = Body::Claim(Claim {
            text: text.to_owned(),
            ..Claim::default()
        });
        let edit =
            (self.document.board()).plan(|txn| drop(txn.add_card(Card::new(Point::ZERO, body))));
        self.document.commit(Label::new("New claim"), edit).unwrap();
        self.keeper.tell(self.document.take_news());
    }

    /// The texts that a journal in this folder would bring back.
    fn texts_in(&self, places: &[History]) -> Vec<String> {
        let found = places.iter().flat_map(|place| place.journals());
        let Some((path, _)) = found.last() else {
            return Vec::new();
        };
        let Ok(journal) = Journal::read(&fs::read(path).unwrap_or_default()) else {
            return Vec::new();
        };
        let mut document = journal.resume_saved(self.base.clone());
        journal.replay(&mut document);
        let cards = document.board().cards().values();
        cards.map(|card| card.title().to_owned()).collect()
    }

    fn wait_for(&self, places: &[History], want: &[&str]) {
        wait(&format!("{want:?}"), || self.texts_in(places) == want);
    }
}

fn wait(what: &str, done: impl Fn() -> bool) {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < Duration::from_secs(20), "no {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn beside(path: &Path) -> Vec<History> {
    vec![History::beside(path)]
}

fn own(path: &Path) -> Vec<History> {
    History::own(path).into_iter().collect()
}

#[test]
fn what_is_told_is_in_the_journal_beside_the_board() {
    apart(|folder| {
        let mut kept = begin(&folder.join("a.casewall.json"));
        assert!(
            !History::beside(&kept.path).is_there(),
            "nothing is written before the first change"
        );
        kept.write_claim("one");
        kept.wait_for(&beside(&kept.path), &["one"]);
        kept.write_claim("two");
        kept.wait_for(&beside(&kept.path), &["one", "two"]);
        assert!(
            History::beside(&kept.path).journals()[0].1,
            "others see that it is in use"
        );
        let Kept { path, keeper, .. } = kept;
        keeper.end(Ending::GivenUp).unwrap();
        let (journal, alive) = History::beside(&path).journals().remove(0);
        assert!(!alive);
        assert!(
            !Journal::read(&fs::read(journal).unwrap())
                .unwrap()
                .has_unsaved()
        );
    });
}

#[test]
fn a_folder_that_is_deleted_takes_nothing_along() {
    apart(|folder| {
        let home = folder.join("case");
        fs::create_dir(&home).unwrap();
        let mut kept = begin(&home.join("a.casewall.json"));
        kept.write_claim("before");
        kept.wait_for(&beside(&kept.path), &["before"]);
        fs::remove_dir_all(&home).unwrap();
        kept.write_claim("after");
        kept.wait_for(&own(&kept.path), &["before", "after"]);
        assert!(!home.exists(), "the folder does not come back empty");
        let traces = Presence::others(None);
        let history = traces[0].history.as_deref();
        assert_eq!(
            history,
            own(&kept.path).first().map(History::folder),
            "it is found at the next start"
        );
    });
}

#[test]
fn a_board_that_is_saved_elsewhere_takes_its_journal_along() {
    apart(|folder| {
        let mut kept = begin(&folder.join("a.casewall.json"));
        kept.write_claim("one");
        kept.wait_for(&beside(&kept.path), &["one"]);
        let other = folder.join("b.casewall.json");
        let bytes = file::write(kept.document.board());
        host::write_atomic(&other, &bytes).unwrap();
        let told = kept.keeper.told();
        kept.keeper.saved(
            file::sha256(&bytes),
            told,
            Some((other.clone(), places(Some(&other), "", false))),
        );
        kept.base = kept.document.board().clone();
        kept.write_claim("two");
        kept.wait_for(&beside(&other), &["one", "two"]);
        assert!(History::beside(&kept.path).journals().is_empty());
    });
}

#[test]
fn a_place_that_cannot_be_made_is_left_for_the_user_s_own() {
    apart(|folder| {
        let path = folder.join("a.casewall.json");
        fs::write(
            History::beside(&path).folder(),
            "a file where the folder should be",
        )
        .unwrap();
        let mut kept = begin(&path);
        kept.write_claim("one");
        kept.wait_for(&own(&path), &["one"]);
        assert_eq!(kept.keeper.trouble(), None);
    });
}

#[cfg(unix)]
#[test]
fn a_history_that_is_a_link_is_not_followed() {
    apart(|folder| {
        let (path, secret) = (folder.join("a.casewall.json"), folder.join("secret"));
        fs::create_dir(&secret).unwrap();
        std::os::unix::fs::symlink(&secret, History::beside(&path).folder()).unwrap();
        let mut kept = begin(&path);
        kept.write_claim("one");
        kept.wait_for(&own(&path), &["one"]);
        assert_eq!(fs::read_dir(&secret).unwrap().count(), 0);
    });
}

#[test]
fn forgetting_leaves_nothing() {
    apart(|folder| {
        let mut kept = begin(&folder.join("a.casewall.json"));
        kept.write_claim("secret");
        kept.wait_for(&beside(&kept.path), &["secret"]);
        let path = kept.path.clone();
        kept.keeper.end(Ending::Forgotten).unwrap();
        assert!(!History::beside(&path).is_there() && !own(&path)[0].is_there());
        assert!(Presence::others(None).is_empty());
    });
}

/// Needs a small disk, named by `CASEWALL_SMALL_DISK`: an empty folder on a file system of its own of a few megabytes, as
/// `.ci/run` makes it.
#[test]
fn a_full_disk_loses_nothing() {
    let Some(disk) = env::var_os("CASEWALL_SMALL_DISK") else {
        println!("left out: CASEWALL_SMALL_DISK names no small disk");
        return;
    };
    apart(|_| {
        let disk = PathBuf::from(&disk);
        let path = disk.join("a.casewall.json");
        let mut kept = begin(&path);
        kept.write_claim("before");
        kept.wait_for(&beside(&path), &["before"]);
        let before = fs::read(&path).unwrap();
        // Fill it to the last byte.
        let mut filler = fs::File::create(disk.join("filler")).unwrap();
        for size in [1 << 20, 4096, 512, 1] {
            let block = vec![7_u8; size];
            while std::io::Write::write_all(&mut filler, &block).is_ok() {}
        }
        let long = "words ".repeat(4000);
        kept.write_claim(&long);
        kept.wait_for(&own(&path), &["before", &long]);
        let places = places(Some(&path), "", false);
        let saving = super::super::saving::save(&path, kept.document.board(), None, &places);
        let super::super::saving::Saving::Failed(why) = saving else {
            panic!("{saving:?}");
        };
        assert!(why.contains("no room left"), "{why}");
        assert_eq!(fs::read(&path).unwrap(), before, "the board is as it was");
        let names = fs::read_dir(&disk)
            .unwrap()
            .map(|entry| entry.unwrap().file_name());
        let left: Vec<_> = names
            .filter(|name| name.to_string_lossy().contains("saving"))
            .collect();
        assert!(left.is_empty(), "{left:?}");
        drop(filler);
        fs::remove_file(disk.join("filler")).unwrap();
        let saving = super::super::saving::save(&path, kept.document.board(), None, &places);
        assert!(
            matches!(saving, super::super::saving::Saving::Done(_)),
            "{saving:?}"
        );
        kept.keeper.end(Ending::Saved).unwrap();
    });
}

/// Needs a folder that nobody can write, named by `CASEWALL_READ_ONLY`, with a board `a.casewall.json` in it, as `.ci/run`
/// makes it.
#[test]
fn a_board_that_may_only_be_read_is_kept_elsewhere() {
    let Some(folder) = env::var_os("CASEWALL_READ_ONLY") else {
        println!("left out: CASEWALL_READ_ONLY names no folder that nobody can write");
        return;
    };
    apart(|_| {
        let path = PathBuf::from(&folder).join("a.casewall.json");
        let bytes = fs::read(&path).unwrap();
        let board = file::read(&bytes).unwrap().board;
        let origin = Origin {
            path: path.clone(),
            sha256: file::sha256(&bytes),
            board: board.clone(),
        };
        let beginning = opening::beginning(
            host::random_name(),
            board.clone(),
            Some(&origin),
            &[],
            &[],
            false,
        );
        let mut document = Document::new(board.clone(), true);
        document.listen();
        let mut kept = Kept {
            path: path.clone(),
            document,
            keeper: Keeper::new(beginning),
            base: board,
        };
        kept.write_claim("zz one");
        wait("journal", || {
            kept.texts_in(&own(&path))
                .iter()
                .any(|text| text == "zz one")
        });
        let saving = super::super::saving::save(&path, kept.document.board(), None, &own(&path));
        assert!(
            matches!(saving, super::super::saving::Saving::Failed(_)),
            "{saving:?}"
        );
        assert_eq!(fs::read(&path).unwrap(), bytes);
    });
}
