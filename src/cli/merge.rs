//! `casewall merge`: two versions of a board that began as one, made one again; also as git's driver for merging boards.
//!
//! What both sides changed differently is left on the board that is written, to be decided in the window. Refuses to
//! write over anything if one of the three cannot be read exactly, or if the result would not open again. Only BASE may
//! be empty, as git makes it where both sides added the file: an empty version of ours or theirs is a lost board.

use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::plain::plain;
use super::within::Within;
use super::{CliError, Status, open};
use crate::board::{Board, Conflict, Subject};
use crate::{file, host};

/// What to merge.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  \
    casewall merge base.casewall.json mine.casewall.json theirs.casewall.json -o merged.casewall.json\n\n\
    With git, once for each repository:\n  \
    git config merge.casewall.driver \"casewall merge %O %A %B -o %A\"\n  \
    echo \"*.casewall.json merge=casewall\" >> .gitattributes\n\n\
    Cards and links are merged by their ids, and field by field. What both sides changed differently stays on the \
    board as a conflict; open it in the window and choose.\n\
    Exit status: 0 merged, 1 conflicts are left on the board that was written, 2 unreadable input, nothing was written.")]
pub struct Merge {
    /// What both versions began as; an empty file if they began as nothing
    #[arg(value_name = "BASE")]
    base: OsString,
    /// Our version
    #[arg(value_name = "OURS")]
    ours: OsString,
    /// Their version
    #[arg(value_name = "THEIRS")]
    theirs: OsString,
    /// The board to write; it may be one of the three
    #[arg(short, long, value_name = "OUT")]
    output: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    within: Within,
}

pub(super) fn run(
    wish: &Merge,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Status, CliError> {
    let base = base(&wish.base, &wish.within, err)?;
    let (ours, _) = open::board(&wish.ours, &wish.within, err)?;
    let (theirs, _) = open::board(&wish.theirs, &wish.within, err)?;
    let merged = file::merge(&base, &ours, &theirs);
    let bytes = file::write(&merged.board);
    if let Err(error) = file::read_within(&bytes, &wish.within.limits()) {
        return Err(CliError::NotReadBack { error });
    }
    host::write_atomic(&wish.output, &bytes)?;
    let open: Vec<&Conflict> = file::undecided(&merged.board).collect();
    let came = file::diff(&ours, &merged.board);
    if wish.json {
        let conflicts: Vec<Value> = open
            .iter()
            .map(|one| conflict(&merged.board, one))
            .collect();
        let [added, removed, changed] = came.counts();
        let count = |(cards, links): (usize, usize)| json!({ "cards": cards, "links": links });
        let from_theirs = json!({
            "added": count(added), "removed": count(removed), "changed": count(changed),
        });
        let report = json!({ "conflicts": conflicts, "from_theirs": from_theirs });
        writeln!(out, "{report:#}")?;
    } else {
        tell(&merged.board, &open, &came, out)?;
    }
    Ok(match open.is_empty() {
        true => Status::Done,
        false => Status::No,
    })
}

fn base(named: &OsStr, within: &Within, err: &mut dyn Write) -> Result<Board, CliError> {
    let is_empty = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_whitespace);
    match host::read(Path::new(named), within.limits().of(file::Limit::Bytes)) {
        Ok(bytes) if is_empty(&bytes) => Ok(Board::default()),
        // What is wrong with it is said there, and it may be a board that comes with the program.
        _ => open::board(named, within, err).map(|(board, _)| board),
    }
}

fn tell(
    board: &Board,
    open: &[&Conflict],
    came: &file::Diff,
    out: &mut dyn Write,
) -> io::Result<()> {
    let [added, removed, changed] = came.counts();
    let parts: Vec<String> = [(added, "added"), (removed, "removed"), (changed, "changed")]
        .into_iter()
        .filter(|(count, _)| *count != (0, 0))
        .map(|((cards, links), what)| format!("{} {what}", counted(cards, links)))
        .collect();
    match parts.is_empty() {
        true => writeln!(out, "From theirs: no card and no link.")?,
        false => writeln!(out, "From theirs: {}.", parts.join("; "))?,
    }
    for conflict in open {
        writeln!(out, "conflict: {}", plain(&file::says(board, conflict)))?;
    }
    match open.len() {
        0 => writeln!(out, "Merged."),
        1 => writeln!(
            out,
            "1 conflict is left on the board. Open it in Casewall and choose."
        ),
        n => writeln!(
            out,
            "{n} conflicts are left on the board. Open it in Casewall and choose."
        ),
    }
}

/// Cards and links, as far as there are some.
pub(super) fn counted(cards: usize, links: usize) -> String {
    let count = |n: usize, one: &str| match n {
        1 => format!("1 {one}"),
        n => format!("{n} {one}s"),
    };
    match (cards, links) {
        (cards, 0) => count(cards, "card"),
        (0, links) => count(links, "link"),
        (cards, links) => format!("{} and {}", count(cards, "card"), count(links, "link")),
    }
}

/// A conflict for programs.
fn conflict(board: &Board, conflict: &Conflict) -> Value {
    let mut value = json!({ "says": file::says(board, conflict) });
    match &conflict.subject {
        Subject::About => {}
        Subject::Card(id) => value["card"] = json!(id.as_str()),
        Subject::Link(id) => value["link"] = json!(id.as_str()),
        Subject::File(id) => value["file"] = json!(id.as_str()),
    }
    if !conflict.field.is_empty() {
        value["field"] = json!(conflict.field);
    }
    let sides = [
        ("base", &conflict.base),
        ("ours", &conflict.ours),
        ("theirs", &conflict.theirs),
    ];
    for (side, held) in sides {
        if let Some(held) = held {
            value[side] = held.clone();
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::cli::{self, Args};

    fn check(args: &[&str]) -> (Status, String, String) {
        let args = Args::try_parse_from(["casewall", "merge"].iter().chain(args)).unwrap();
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let status = cli::run(&args.command.unwrap(), &mut out, &mut err);
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (status, text(out), text(err))
    }

    fn claim(text: &str, question: &str) -> String {
        format!(
            r#"{{"format":"casewall","version":1,"cards":[{{"id":"c1","kind":"claim","x":0,"y":0,"width":260,"height":84,
            "text":"{text}","question":"{question}"}}]}}"#
        )
    }

    #[test]
    fn what_it_writes_and_says_and_how_it_ends() {
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        let write = |name: &str, text: &str| {
            host::write_atomic(place(name).as_ref(), text.as_bytes()).unwrap();
            place(name)
        };
        let base = write("base", &claim("It was dark.", ""));
        let dim = write("dim", &claim("It was dim.", ""));
        let lit = write("lit", &claim("It was lit.", ""));
        let asked = write("asked", &claim("It was dark.", "Was it dark?"));
        let (none, broken) = (write("none", ""), write("broken", "{"));
        let out = place("out");
        let written = || host::read(out.as_ref(), file::MAX_BYTES).ok();

        let (status, said, err) = check(&[&base, &broken, &lit, "-o", &out]);
        assert_eq!((status, said.as_str()), (Status::Failed, ""));
        assert!(err.contains("is not JSON"), "{err}");
        // An empty file of ours is a lost board, not one without cards.
        for sides in [[&none, &lit], [&lit, &none]] {
            let (status, _, err) = check(&[&base, sides[0], sides[1], "-o", &out]);
            assert_eq!(status, Status::Failed);
            assert!(err.contains("The file is empty."), "{err}");
        }
        assert_eq!(written(), None, "nothing was written");

        let (status, said, err) = check(&[&base, &dim, &asked, "-o", &out]);
        assert_eq!((status, err.as_str()), (Status::Done, ""));
        assert_eq!(said, "From theirs: 1 card changed.\nMerged.\n");
        let want = file::read(claim("It was dim.", "Was it dark?").as_bytes()).unwrap();
        assert_eq!(written().unwrap(), file::write(&want.board));

        let (status, said, _) = check(&[&base, &dim, &lit, "-o", &dim]);
        assert_eq!(status, Status::No);
        assert_eq!(
            said,
            "From theirs: no card and no link.\n\
             conflict: Claim “It was dim.”: the text was changed on both sides.\n\
             1 conflict is left on the board. Open it in Casewall and choose.\n"
        );
        let (status, said, _) = check(&[&base, &dim, &dim, "-o", &out, "--json"]);
        assert_eq!(status, Status::No, "what was left before is left still");
        let report: Value = serde_json::from_str(&said).unwrap();
        assert_eq!(report["conflicts"][0]["card"], "c1");
        assert_eq!(report["conflicts"][0]["theirs"], "It was lit.");
        assert_eq!(report["from_theirs"]["added"]["cards"], 0);

        let (status, said, _) = check(&[&none, &base, &asked, "-o", &out]);
        assert_eq!(status, Status::Done, "{said}");
    }
}
