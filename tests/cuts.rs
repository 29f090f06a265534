//! The write path, cut at every system call: the process is killed just before each of them in turn, and afterwards the
//! board is the old one or the new one, never half; a journal holds what it was told, or less, never anything else.
//!
//! Needs `strace`, which kills at the call that it is told; where it is missing a line says so. `CASEWALL_NEEDS_STRACE`
//! makes it a failure (`.ci/run` brings it).

#![cfg(target_os = "linux")]

use std::path::Path;
use std::process::{Command, Stdio};
use std::{env, fs};

use casewall::board::{Board, Document, Label};
use casewall::file::journal::{Begun, Journal, JournalWriter};
use casewall::{file, host};

const FOLDER: &str = "CASEWALL_CUT_FOLDER";
const BOARD: &str = "a.casewall.json";
/// The calls that change anything on a disk.
const CALLS: &str = "openat,write,pwrite64,fsync,fdatasync,sync_file_range,rename,renameat,renameat2,link,linkat,unlink,\
                     unlinkat,mkdir,mkdirat,ftruncate,fchmod,fchmodat,chmod,flock,lseek";

fn board(title: &str) -> Board {
    let edit =
        Board::default().plan(|txn| txn.update_about(|about| about.title = title.to_owned()));
    Board::default().with(&edit)
}

/// What a window does: keeps what was there, saves, keeps what is there, and writes a journal.
#[test]
fn writer() {
    let Some(folder) = env::var_os(FOLDER) else {
        return; // only at work when the other test calls it
    };
    let path = Path::new(&folder).join(BOARD);
    let history = host::History::beside(&path);
    let old = fs::read(&path).unwrap();
    history.keep_version(&old).unwrap();
    let mut document = Document::new(file::read(&old).unwrap().board, true);
    document.listen();
    let begun = Begun {
        base: file::sha256(&old),
        at: "2026-01-02T03:04:05Z".to_owned(),
    };
    let (mut writer, lines) = JournalWriter::begin(&begun, &[], &[]);
    let mut journal = history.begin_journal("cut", &lines).unwrap();
    for title in ["one", "two", "new"] {
        let edit =
            (document.board()).plan(|txn| txn.update_about(|about| about.title = title.to_owned()));
        document.commit(Label::new(title), edit).unwrap();
        for news in document.take_news() {
            journal.append(&writer.tell(&news)).unwrap();
        }
    }
    let new = file::write(document.board());
    host::write_atomic(&path, &new).unwrap();
    history.keep_version(&new).unwrap();
    journal
        .append(&writer.saved(&file::sha256(&new), writer.told()))
        .unwrap();
}

#[test]
fn a_kill_before_any_system_call_leaves_the_old_board_or_the_new_one() {
    let there = Command::new("strace")
        .arg("-V")
        .stdout(Stdio::null())
        .status();
    if there.is_err() {
        assert!(
            env::var_os("CASEWALL_NEEDS_STRACE").is_none(),
            "strace is missing"
        );
        println!("left out: strace is not on this machine");
        return;
    }
    let (old, new) = (file::write(&board("old")), file::write(&board("new")));
    let mut cuts = 0;
    let (mut kept_old, mut kept_new, mut unsaved) = (0, 0, 0);
    for name in CALLS.split(',') {
        // strace counts each call by itself.
        for n in 1.. {
            let folder = tempfile::tempdir().unwrap();
            fs::write(folder.path().join(BOARD), &old).unwrap();
            let ended = killed_before(name, n, folder.path());
            let found = check(&format!("{name} {n}"), folder.path(), &old, &new);
            kept_old += usize::from(found.board == old);
            kept_new += usize::from(found.board == new);
            unsaved += usize::from(found.offers);
            if ended {
                break; // there are no more such calls
            }
            cuts += 1;
            assert!(n < 1000, "{name}: it never came to its end");
        }
    }
    println!(
        "{cuts} cuts: {kept_old} times the old board, {kept_new} times the new one, {unsaved} journals with steps to offer"
    );
    assert!(kept_old > 0 && kept_new > 0 && unsaved > 0);
}

/// Runs the writer until just before the `n`th call of this name. Says whether it came to its end.
fn killed_before(name: &str, n: usize, folder: &Path) -> bool {
    let status = Command::new("strace")
        .args(["-f", "-qq", "-o", "/dev/null"])
        .args(["-e", &format!("trace={name}")])
        .args(["-e", &format!("inject={name}:signal=SIGKILL:when={n}")])
        .arg(env::current_exe().unwrap())
        // With one thread the test runs on the first one, and calls are counted by thread.
        .args(["writer", "--exact", "--test-threads=1"])
        .env(FOLDER, folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    status.unwrap().success()
}

/// What a kill left behind.
struct Left {
    board: Vec<u8>,
    /// A journal has steps to offer.
    offers: bool,
}

fn check(cut: &str, folder: &Path, old: &[u8], new: &[u8]) -> Left {
    let path = folder.join(BOARD);
    let board = fs::read(&path).unwrap();
    assert!(board == old || board == new, "{cut}: half a board");
    let history = host::History::beside(&path);
    let mut known = vec![file::sha256(&board)];
    for version in history.versions() {
        let bytes = history.read_version(&version, 1 << 20);
        let bytes = bytes.unwrap_or_else(|error| panic!("{cut}: {error}"));
        assert!(bytes == old || bytes == new, "{cut}: half a version");
        known.push(file::sha256(&bytes));
    }
    let mut offers = false;
    for (journal, alive) in history.journals() {
        assert!(!alive, "{cut}");
        // Killed before its first line was whole it is no journal, and nothing was told yet.
        let Ok(journal) = Journal::read(&fs::read(journal).unwrap()) else {
            assert_eq!(board, old, "{cut}");
            continue;
        };
        let is_known = known.iter().any(|known| known == journal.saved());
        assert!(is_known, "{cut}: what it starts from is gone");
        let steps = journal.unsaved_steps();
        let told: Vec<&str> = steps.iter().map(String::as_str).collect();
        let want = ["one", "two", "new"];
        assert!(want.starts_with(&told), "{cut}: {steps:?}");
        if board == new && journal.saved() == file::sha256(old) {
            assert_eq!(told, want, "{cut}: what was saved had been told");
        }
        offers |= !steps.is_empty();
    }
    Left { board, offers }
}
