//! `casewall check`: every quote against its text, every text and file against its digest.
//!
//! Changes nothing, unless asked to write quotes that only moved to their new places, into a file that is named.

use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::plain::plain;
use super::{CliError, Status, open};
use crate::assess::{FileState, Trouble, Verified, Verifier};
use crate::board::{Board, Item, Original};
use crate::{file, host, import};

/// What to check.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    casewall check talks.casewall.json\n  \
    casewall check talks.casewall.json --json\n  \
    casewall check talks.casewall.json --move-quotes mended.casewall.json\n\n\
    Linked files are looked for below the folder of the board, nowhere else.\n\
    Exit status: 0 all is as it was, 1 something is not, 2 unreadable input.")]
pub struct Check {
    /// The board: a file, or demo:NAME
    #[arg(value_name = "BOARD")]
    board: OsString,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Write a board whose quotes stand where they were found
    #[arg(long, value_name = "NEW")]
    move_quotes: Option<PathBuf>,
}

pub(super) fn run(
    wish: &Check,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Status, CliError> {
    if let Some(new) = wish.move_quotes.as_ref().filter(|new| host::exists(new)) {
        return Err(CliError::Exists(new.clone()));
    }
    let (board, _) = open::board(&wish.board, err)?;
    let folder = Path::new(&wish.board).parent().unwrap_or(Path::new(""));
    let look = |original: &Original| {
        let read = host::read_below(folder, &original.path, import::MAX_BYTES);
        FileState::of(read.map_err(|error| error.to_string()))
    };
    let answer = Verifier::default().verify(&board, &look);
    match wish.json {
        true => tell_programs(&answer, out)?,
        false => tell_people(&answer, out)?,
    }
    if let Some(new) = &wish.move_quotes {
        host::write_atomic(new, &file::write(&mended(&board, &answer)))?;
    }
    Ok(match answer.faults.is_empty() {
        true => Status::Done,
        false => Status::No,
    })
}

fn mended(board: &Board, answer: &Verified) -> Board {
    let edit = board.plan(|txn| {
        for fault in &answer.faults {
            if let (Item::Link(link), Trouble::QuoteMoved(to)) = (&fault.about, &fault.trouble) {
                txn.update_link(link, |link| {
                    if let Some(evidence) = link.kind.evidence_mut() {
                        evidence.quote = Some(to.clone());
                    }
                });
            }
        }
    });
    board.with(&edit)
}

fn tell_people(answer: &Verified, out: &mut dyn Write) -> Result<(), CliError> {
    for fault in &answer.faults {
        writeln!(
            out,
            "{} {}: {}",
            fault.trouble.id(),
            id(&fault.about),
            plain(&fault.sentence)
        )?;
    }
    let counts = &answer.counts;
    writeln!(
        out,
        "{} quotes: {} found, {} moved, {} gone, {} without a text. {} files: {} as they were.",
        counts.quotes,
        counts.found,
        counts.moved,
        counts.gone,
        counts.without_text,
        counts.files,
        counts.matching
    )?;
    Ok(())
}

fn tell_programs(answer: &Verified, out: &mut dyn Write) -> Result<(), CliError> {
    let counts = &answer.counts;
    let faults = answer.faults.iter().map(|fault| {
        let mut entry = json!({
            "problem": fault.trouble.id(),
            "id": id(&fault.about),
            "says": fault.sentence,
        });
        if let Trouble::QuoteMoved(to) = &fault.trouble {
            entry["now"] =
                json!({ "exact": to.exact, "start": to.range.start, "end": to.range.end });
        }
        entry
    });
    let value = json!({
        "quotes": {
            "all": counts.quotes, "found": counts.found, "moved": counts.moved,
            "gone": counts.gone, "without_text": counts.without_text,
        },
        "files": { "all": counts.files, "as_they_were": counts.matching },
        "problems": faults.collect::<Vec<_>>(),
    });
    writeln!(out, "{value:#}")?;
    Ok(())
}

fn id(item: &Item) -> &str {
    match item {
        Item::Card(id) => id.as_str(),
        Item::Link(id) => id.as_str(),
    }
}
