//! The journal: what was told comes back, torn ends are noticed, strange bytes are refused.

#[path = "kit/random.rs"]
mod random;

use casewall::board::{Board, Document, Label, News, Step, Tail};
use casewall::file;
use casewall::file::journal::{Begun, Journal, JournalError, JournalWriter};
use fastrand::Rng;
use random::random_edit;

/// A document, the journal that it told everything, and the board in the file that was saved last.
struct Told {
    document: Document,
    journal: Vec<u8>,
    saved: Board,
}

fn sha256(board: &Board) -> String {
    file::sha256(&file::write(board))
}

fn begun(board: &Board) -> Begun {
    Begun {
        base: sha256(board),
        at: "2026-01-02T03:04:05Z".to_owned(),
    }
}

/// Edits, undoes, redoes and saves by chance, telling a journal.
fn tell(rng: &mut Rng, mut document: Document, saved: Board, acts: usize) -> Told {
    document.listen();
    let (mut writer, mut journal) =
        JournalWriter::begin(&begun(&saved), document.past(), document.future());
    let mut saved = saved;
    for _ in 0..acts {
        match rng.u8(0..12) {
            0 | 1 => drop(document.undo()),
            2 => drop(document.redo()),
            3 => {
                // A save takes a while: things happen between its beginning and its end.
                tell_news(&mut document, &mut writer, &mut journal);
                document.seal();
                let (state, board, told) =
                    (document.state(), document.board().clone(), writer.told());
                if rng.bool() {
                    let (label, edit) = random_edit(rng, document.board());
                    document.commit(label, edit).unwrap();
                    tell_news(&mut document, &mut writer, &mut journal);
                }
                if rng.u8(0..4) > 0 {
                    journal.extend(writer.saved(&sha256(&board), told));
                    document.mark_saved(state);
                    saved = board;
                } // else it failed
            }
            _ => {
                let (label, edit) = random_edit(rng, document.board());
                document.commit(label, edit).unwrap();
            }
        }
        tell_news(&mut document, &mut writer, &mut journal);
    }
    Told {
        document,
        journal,
        saved,
    }
}

fn tell_news(document: &mut Document, writer: &mut JournalWriter, journal: &mut Vec<u8>) {
    for news in document.take_news() {
        journal.extend(writer.tell(&news));
    }
}

fn steps(steps: &[Step]) -> Vec<(String, casewall::board::Edit)> {
    let step = |step: &Step| (step.label.text.to_string(), step.edit.clone());
    steps.iter().map(step).collect()
}

fn assert_same(a: &Document, b: &Document, when: &str) {
    assert_eq!(a.board(), b.board(), "{when}: the board");
    assert!(
        steps(a.past()) == steps(b.past()),
        "{when}: what can be undone"
    );
    assert!(
        steps(a.future()) == steps(b.future()),
        "{when}: what can be redone"
    );
    assert_eq!(a.is_saved(), b.is_saved(), "{when}: whether it is saved");
}

/// The document of a journal, from what stands in the file.
fn resumed(journal: &Journal, saved: &Board) -> Document {
    let read = file::read(&file::write(saved)).unwrap().board;
    assert_eq!(journal.saved(), sha256(saved));
    let mut document = journal.resume_saved(read);
    let (followed, of) = journal.replay(&mut document);
    assert_eq!(followed, of);
    document
}

#[test]
fn what_was_told_comes_back_with_its_history() {
    for seed in 0..200 {
        let mut rng = Rng::with_seed(seed);
        let board = Board::default().with_tail(Tail::new("t5t"));
        let document = Document::new(board.clone(), true);
        let mut told = tell(&mut rng, document, board, 60);
        // Over three sessions: the history of one is the beginning of the next.
        for session in 0..3 {
            let when = format!("seed {seed}, session {session}");
            let journal = Journal::read(&told.journal).unwrap();
            assert!(!journal.is_torn(), "{when}");
            let document = resumed(&journal, &told.saved);
            assert_same(&document, &told.document, &when);
            assert_eq!(
                journal.has_unsaved(),
                !journal.unsaved_steps().is_empty(),
                "{when}"
            );
            let saved = journal.resume_saved(told.saved.clone());
            assert!(saved.is_saved(), "{when}");
            assert_eq!(*saved.board(), told.saved, "{when}");
            told = tell(&mut rng, saved, told.saved, 30);
        }
    }
}

#[test]
fn a_torn_end_is_dropped_and_everything_before_it_kept() {
    let mut rng = Rng::with_seed(7);
    let board = Board::default();
    let told = tell(&mut rng, Document::new(board.clone(), true), board, 40);
    let lines: Vec<usize> = (told.journal.iter().enumerate())
        .filter(|(_, byte)| **byte == b'\n')
        .map(|(n, _)| n + 1)
        .collect();
    let news =
        |bytes: &[u8]| Journal::read(bytes).map(|journal| (journal.len(), journal.is_torn()));
    for cut in 0..=told.journal.len() {
        let whole = lines
            .iter()
            .rev()
            .find(|end| **end <= cut)
            .copied()
            .unwrap_or(0);
        let found = news(&told.journal[..cut]);
        if whole == 0 {
            assert_eq!(found, Err(JournalError::NoJournal), "cut at {cut}");
        } else {
            let (count, _) = news(&told.journal[..whole]).unwrap();
            assert_eq!(found, Ok((count, cut > whole)), "cut at {cut}");
        }
    }
}

#[test]
fn a_changed_byte_is_noticed_wherever_it_is() {
    let mut rng = Rng::with_seed(8);
    let board = Board::default();
    let told = tell(&mut rng, Document::new(board.clone(), true), board, 12);
    let whole = Journal::read(&told.journal).unwrap().len();
    for n in 0..told.journal.len() {
        let mut bytes = told.journal.clone();
        bytes[n] ^= 1 << rng.u8(0..8);
        match Journal::read(&bytes) {
            Ok(journal) => assert!(journal.is_torn() && journal.len() < whole, "byte {n}"),
            Err(error) => assert_eq!(error, JournalError::NoJournal, "byte {n}"),
        }
    }
}

#[test]
fn records_that_were_swapped_or_left_out_are_noticed() {
    let mut rng = Rng::with_seed(9);
    let board = Board::default();
    let told = tell(&mut rng, Document::new(board.clone(), true), board, 20);
    let lines: Vec<&[u8]> = told
        .journal
        .split_inclusive(|byte| *byte == b'\n')
        .collect();
    for n in 1..lines.len() - 1 {
        let mut swapped = lines.clone();
        swapped.swap(n, n + 1);
        assert!(
            Journal::read(&swapped.concat()).unwrap().is_torn(),
            "line {n}"
        );
        let mut without = lines.clone();
        without.remove(n);
        assert!(
            Journal::read(&without.concat()).unwrap().is_torn(),
            "line {n}"
        );
    }
}

#[test]
fn no_bytes_make_it_panic_and_a_journal_for_another_board_changes_nothing_by_force() {
    let mut rng = Rng::with_seed(10);
    let board = Board::default();
    let told = tell(&mut rng, Document::new(board.clone(), true), board, 30);
    for _ in 0..2000 {
        let mut bytes = told.journal.clone();
        for _ in 0..rng.usize(1..6) {
            let n = rng.usize(..bytes.len());
            match rng.u8(0..3) {
                0 => bytes[n] = rng.u8(..),
                1 => drop(bytes.drain(n..(n + rng.usize(0..40)).min(bytes.len()))),
                _ => bytes.insert(n, rng.u8(..)),
            }
            if bytes.is_empty() {
                break;
            }
        }
        if let Ok(journal) = Journal::read(&bytes) {
            let mut document = journal.resume_saved(told.saved.clone());
            journal.replay(&mut document);
        }
    }
    let journal = Journal::read(&told.journal).unwrap();
    let mut other = Document::new(Board::default(), true);
    let (label, edit) = random_edit(&mut rng, other.board());
    other.commit(label, edit).unwrap();
    let mut document = journal.resume_saved(other.board().clone());
    journal.replay(&mut document);
    assert!(file::read(&file::write(document.board())).is_ok());
}

#[test]
fn what_was_given_up_is_not_offered() {
    let mut document = Document::new(Board::default(), true);
    document.listen();
    let (mut writer, mut journal) = JournalWriter::begin(&begun(document.board()), &[], &[]);
    let mut rng = Rng::with_seed(11);
    let (_, edit) = random_edit(&mut rng, document.board());
    document.commit(Label::new("Add a claim"), edit).unwrap();
    for news in document.take_news() {
        assert!(matches!(news, News::Done { .. }));
        journal.extend(writer.tell(&news));
    }
    assert_eq!(
        Journal::read(&journal).unwrap().unsaved_steps(),
        ["Add a claim"]
    );
    journal.extend(writer.given_up());
    assert!(!Journal::read(&journal).unwrap().has_unsaved());
}

#[test]
fn a_journal_of_a_newer_format_is_refused() {
    let (_, lines) = JournalWriter::begin(&begun(&Board::default()), &[], &[]);
    let json = String::from_utf8(lines).unwrap()[17..]
        .trim_end()
        .replace("\"format\":1", "\"format\":9");
    let line = format!("{} {json}\n", &file::sha256(json.as_bytes())[..16]);
    assert_eq!(
        Journal::read(line.as_bytes()).unwrap_err(),
        JournalError::TooNew { found: 9 }
    );
}

#[test]
fn moving_a_long_source_writes_a_short_line() {
    let long = "All the words of a long report. ".repeat(4000);
    let edit = Board::default().plan(|txn| {
        let source = casewall::board::Source {
            text: long.as_str().into(),
            ..Default::default()
        };
        let body = casewall::board::Body::Source(Box::new(source));
        txn.add_card(casewall::board::Card::new(kurbo::Point::ZERO, body));
    });
    let mut document = Document::new(Board::default().with(&edit), true);
    document.listen();
    let id = document.board().cards().keys().next().unwrap().clone();
    let edit = document
        .board()
        .plan(|txn| txn.update_card(&id, |card| card.at.x += 10.0));
    document.commit(Label::new("Move card"), edit).unwrap();
    let (mut writer, _) = JournalWriter::begin(&begun(document.board()), &[], &[]);
    let line = writer.tell(&document.take_news()[0]);
    assert!(line.len() < 300, "{}", line.len());
}
