//! `casewall merge` as git's driver, in a real repository with the real program.
//!
//! Where git is not installed it says so and passes, unless `CASEWALL_NEEDS_GIT` is set.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use casewall::board::{Board, Body, Card, Claim, Link, LinkKind, Stance};
use casewall::file::{self, Choice};
use kurbo::Point;

/// The board's name in the repository.
const NAME: &str = "talks.casewall.json";

/// Runs git in a folder, untouched by whatever is set up on this machine.
fn git(folder: &Path, args: &[&str]) -> Output {
    Command::new("git")
        .current_dir(folder)
        .env("HOME", folder)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", folder.join("no-such-file"))
        .env_remove("GIT_DIR")
        .env_remove("GIT_WORK_TREE")
        .env_remove("GIT_INDEX_FILE")
        .args([
            "-c",
            "user.name=Analyst",
            "-c",
            "user.email=analyst@example.org",
        ])
        .args([
            "-c",
            "commit.gpgsign=false",
            "-c",
            "core.hooksPath=no-hooks",
        ])
        .args(args)
        .output()
        .unwrap()
}

/// Runs git, which must succeed.
fn done(folder: &Path, args: &[&str]) {
    let output = git(folder, args);
    assert!(output.status.success(), "git {args:?}: {}", told(&output));
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn is_installed() -> bool {
    let found = Command::new("git")
        .arg("--version")
        .output()
        .is_ok_and(|output| output.status.success());
    assert!(
        found || std::env::var_os("CASEWALL_NEEDS_GIT").is_none(),
        "git is not installed, and CASEWALL_NEEDS_GIT is set"
    );
    if !found {
        eprintln!("git is not installed: boards in a repository were not tested");
    }
    found
}

/// A repository whose boards are merged by the program: the two lines of the manual.
fn repository(folder: &Path) {
    done(folder, &["init", "--quiet", "--initial-branch=main"]);
    let driver = format!(
        "\"{}\" merge %O %A %B -o %A",
        env!("CARGO_BIN_EXE_casewall")
    );
    done(folder, &["config", "merge.casewall.driver", &driver]);
    fs::write(
        folder.join(".gitattributes"),
        "*.casewall.json merge=casewall\n",
    )
    .unwrap();
    done(folder, &["add", ".gitattributes"]);
    done(
        folder,
        &["commit", "--quiet", "-m", "Boards are merged by Casewall"],
    );
}

fn save(folder: &Path, board: &Board, message: &str) {
    fs::write(folder.join(NAME), file::write(board)).unwrap();
    done(folder, &["add", NAME]);
    done(folder, &["commit", "--quiet", "-m", message]);
}

fn opened(folder: &Path) -> Board {
    let bytes = fs::read(folder.join(NAME)).unwrap();
    file::read(&bytes)
        .unwrap_or_else(|error| panic!("{error}"))
        .board
}

/// Two claims and a link.
fn start() -> Board {
    let board = Board::default();
    let edit = board.plan(|txn| {
        let claim = |text: &str, x: f64| {
            let text = text.to_owned();
            Card::new(
                Point::new(x, 0.0),
                Body::Claim(Claim {
                    text,
                    ..Claim::default()
                }),
            )
        };
        let dark = txn.add_card(claim("The dome was dark.", 0.0));
        let late = txn.add_card(claim("It was late.", 400.0));
        txn.add_link(Link::new(late, dark, LinkKind::of(Stance::Corroborates)));
    });
    board.with(&edit)
}

/// The board with another text of one of its claims.
fn retold(board: &Board, nth: usize, text: &str) -> Board {
    let id = board.cards().keys().nth(nth).unwrap().clone();
    let edit = board.plan(|txn| {
        txn.update_card(&id, |card| {
            if let Body::Claim(claim) = &mut card.body {
                claim.text = text.to_owned();
            }
        });
    });
    board.with(&edit)
}

fn text(board: &Board, nth: usize) -> String {
    match &board.cards().values().nth(nth).unwrap().body {
        Body::Claim(claim) => claim.text.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn edits_of_different_cards_merge_by_themselves() {
    if !is_installed() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    repository(folder);
    save(folder, &start(), "Start");
    done(folder, &["checkout", "--quiet", "-b", "theirs"]);
    let theirs = retold(&start(), 1, "It was past ten.");
    let moved = theirs.cards().keys().next().unwrap().clone();
    let theirs =
        theirs.with(&theirs.plan(|txn| txn.update_card(&moved, |card| card.at.x = -200.0)));
    save(folder, &theirs, "Theirs");
    done(folder, &["checkout", "--quiet", "main"]);
    save(folder, &retold(&start(), 0, "The dome was lit."), "Ours");

    let output = git(folder, &["merge", "--no-edit", "theirs"]);
    assert!(output.status.success(), "{}", told(&output));
    assert!(
        told(&output).contains("From theirs: 2 cards changed."),
        "{}",
        told(&output)
    );
    let merged = opened(folder);
    assert_eq!(text(&merged, 0), "The dome was lit.");
    assert_eq!(text(&merged, 1), "It was past ten.");
    assert_eq!(merged.cards()[&moved].at.x, -200.0);
    assert!(merged.about().conflicts.is_empty());
    assert_eq!(told(&git(folder, &["status", "--porcelain"])), "");
}

#[test]
fn two_texts_for_one_claim_stay_a_board_that_opens() {
    if !is_installed() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    repository(folder);
    save(folder, &start(), "Start");
    done(folder, &["checkout", "--quiet", "-b", "theirs"]);
    save(
        folder,
        &retold(
            &retold(&start(), 0, "The dome was closed."),
            1,
            "It was past ten.",
        ),
        "Theirs",
    );
    done(folder, &["checkout", "--quiet", "main"]);
    save(folder, &retold(&start(), 0, "The dome was lit."), "Ours");

    let output = git(folder, &["merge", "--no-edit", "theirs"]);
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    assert!(
        told(&output).contains("1 conflict is left on the board."),
        "{}",
        told(&output)
    );
    assert_eq!(
        told(&git(folder, &["diff", "--name-only", "--diff-filter=U"])),
        format!("{NAME}\n")
    );
    let merged = opened(folder);
    assert_eq!(text(&merged, 0), "The dome was lit.", "ours holds");
    assert_eq!(
        text(&merged, 1),
        "It was past ten.",
        "what was no conflict is merged"
    );
    let conflict = merged.about().conflicts.first().unwrap().clone();

    // Decided as in the window, it is a board like any, and git takes it.
    let edit = file::decide(&merged, &conflict, Choice::Theirs).unwrap();
    let decided = merged.with(&edit);
    assert_eq!(text(&decided, 0), "The dome was closed.");
    save(folder, &decided, "Merged");
    assert_eq!(told(&git(folder, &["status", "--porcelain"])), "");
}

#[test]
fn a_board_that_both_sides_added_has_no_base() {
    if !is_installed() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    repository(folder);
    done(folder, &["checkout", "--quiet", "-b", "theirs"]);
    let (one, two) = (
        start().with_tail(casewall::board::Tail::new("one")),
        start().with_tail(casewall::board::Tail::new("two")),
    );
    let more = |board: &Board| {
        let note = Card::new(Point::new(0.0, 400.0), Body::Claim(Claim::default()));
        board.with(&board.plan(|txn| drop(txn.add_card(note))))
    };
    save(folder, &more(&two), "Theirs");
    done(folder, &["checkout", "--quiet", "main"]);
    save(folder, &more(&one), "Ours");
    let output = git(folder, &["merge", "--no-edit", "theirs"]);
    assert!(output.status.success(), "{}", told(&output));
    assert_eq!(
        opened(folder).cards().len(),
        4,
        "the two that are alike are one, the new ones are two"
    );
}

#[test]
fn what_cannot_be_read_is_left_as_it_is_and_not_merged() {
    if !is_installed() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    repository(folder);
    save(folder, &start(), "Start");
    done(folder, &["checkout", "--quiet", "-b", "theirs"]);
    fs::write(folder.join(NAME), "{ broken").unwrap();
    done(folder, &["commit", "--quiet", "-am", "Theirs"]);
    done(folder, &["checkout", "--quiet", "main"]);
    let ours = retold(&start(), 0, "The dome was lit.");
    save(folder, &ours, "Ours");
    let output = git(folder, &["merge", "--no-edit", "theirs"]);
    assert!(!output.status.success(), "{}", told(&output));
    assert!(told(&output).contains("is not JSON"), "{}", told(&output));
    assert_eq!(opened(folder), ours, "ours is as it was");
}
