//! `casewall import`: files become sources, claims and links of a board.
//!
//! Tells on standard output what each file became. Refuses to write over a board that is there, unless it is the one
//! that the files shall go into.

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::plain::plain;
use super::within::Within;
use super::{CliError, Status, open};
use crate::board::{About, Board, Tail};
use crate::import::batch::{self, Batch, Outcome};
use crate::scene::text::FontSource;
use crate::scene::{self, Scene};
use crate::{file, host, import};

/// What to bring in, and where to.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    casewall import articles/ refs.bib -o case.casewall.json\n  \
    casewall import evidence.xlsx --into case.casewall.json --json\n\n\
    Without -o and --into nothing is written: the report says what would be made.\n\
    Exit status: 0 all came in, 1 some were left out, 2 nothing could be done.")]
pub struct Import {
    /// Files and folders to bring in
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Write a new board
    #[arg(short, long, value_name = "NEW", conflicts_with = "into")]
    output: Option<PathBuf>,
    /// Add to this board
    #[arg(long, value_name = "BOARD")]
    into: Option<OsString>,
    /// What is kept of the files themselves
    #[arg(long, value_enum, default_value = "embed")]
    keep: Keep,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    within: Within,
}

/// What is kept of the files.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Keep {
    /// Their bytes, inside the board
    Embed,
    /// Where they lie below the board's folder, and their digests
    Link,
    /// Their digests alone
    Digest,
}

pub(super) fn run(
    wish: &Import,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Status, CliError> {
    let target = match (&wish.output, &wish.into) {
        (Some(new), _) if host::exists(new) => return Err(CliError::Exists(new.clone())),
        (Some(new), _) if new.extension().is_none_or(|ending| ending != "json") => {
            return Err(CliError::NoBoardName(new.clone()));
        }
        (Some(new), _) => Some(new.clone()),
        (None, into) => into.as_ref().map(PathBuf::from),
    };
    let board = match &wish.into {
        // A picture that carries a board must not be written over with a board.
        Some(named) if !batch::is_board(&host::read_head(Path::new(named), 4096)?) => {
            return Err(CliError::NoBoard(PathBuf::from(named)));
        }
        Some(named) => open::board(named, &wish.within, err)?.0,
        None => new_board(target.as_deref()),
    };
    let board = board.with_tail(Tail::new(&host::random_tail()));
    let folder = target.as_deref().and_then(Path::parent);
    let (piece, outcomes) = read(wish, &board, folder, err);
    let by = scene::beside(&board, &piece, None);
    let edit = board.plan(|txn| {
        txn.insert(&piece, by);
    });
    if let (Some(path), false) = (&target, edit.is_empty()) {
        let bytes = file::write(&board.with(&edit));
        // Never a good board for one that cannot be opened.
        file::read_within(&bytes, &wish.within.limits())
            .map_err(|error| CliError::NotReadBack { error })?;
        host::write_atomic(path, &bytes)?;
    }
    match wish.json {
        true => writeln!(out, "{:#}", report(&outcomes))?,
        false => tell(&outcomes, out)?,
    }
    if target.is_none() {
        writeln!(
            err,
            "casewall: Nothing was written. Name a board with -o NEW or --into BOARD."
        )?;
    }
    let came_in = outcomes
        .iter()
        .filter(|outcome| outcome.result.is_ok())
        .count();
    Ok(match came_in {
        0 => Status::Failed,
        n if n < outcomes.len() => Status::No,
        _ => Status::Done,
    })
}

/// An empty board, called as its file.
fn new_board(path: Option<&Path>) -> Board {
    let name = path
        .and_then(Path::file_name)
        .unwrap_or_default()
        .to_string_lossy();
    let title = name.trim_end_matches(".json").trim_end_matches(".casewall");
    let about = About {
        title: title.to_owned(),
        ..About::default()
    };
    Board::from_records(about, [], [], []).0
}

fn read(
    wish: &Import,
    board: &Board,
    folder: Option<&Path>,
    err: &mut dyn Write,
) -> (Board, Vec<Outcome>) {
    let keep = match wish.keep {
        Keep::Embed => batch::Keep::Embed,
        Keep::Link => batch::Keep::Link,
        Keep::Digest => batch::Keep::Digest,
    };
    let shows = io::stderr().is_terminal();
    let mut batch = Batch::new(board, keep, host::now());
    let files = host::gather(&wish.files);
    let all = files.len();
    for (n, found) in files.into_iter().enumerate() {
        if shows {
            // Nobody is told if the terminal has gone.
            let _ = write!(err, "\r{} of {all} files", n + 1);
        }
        let name = found.name.clone();
        let path = folder.and_then(|folder| found.below(folder));
        match found.read(import::MAX_BYTES) {
            Ok(bytes) => {
                let file = batch::File {
                    name: &name,
                    bytes: &bytes,
                    path: path.as_deref(),
                };
                batch.add(&file, &|_| true);
            }
            Err(error) => batch.refuse(&name, error.to_string()),
        }
    }
    if shows {
        let _ = write!(err, "\r\x1b[K");
    }
    let (loose, placed, outcomes) = batch.finish();
    let mut scene = Scene::new(FontSource::default());
    (scene::arrange(&mut scene, &loose, &placed), outcomes)
}

fn tell(outcomes: &[Outcome], out: &mut dyn Write) -> io::Result<()> {
    for outcome in outcomes {
        let name = plain(&outcome.file);
        match &outcome.result {
            Ok(made) => writeln!(out, "{name}: {} ({})", made.words(), made.format)?,
            Err(why) => writeln!(out, "{name}: left out. {}", plain(why))?,
        }
        for remark in &outcome.remarks {
            writeln!(out, "  {}", plain(remark))?;
        }
    }
    writeln!(out, "{}", batch::summary(outcomes))
}

fn report(outcomes: &[Outcome]) -> Value {
    let files = outcomes.iter().map(|outcome| {
        let mut entry = json!({ "file": outcome.file, "remarks": outcome.remarks });
        match &outcome.result {
            Ok(made) => {
                entry["format"] = json!(made.format);
                entry["made"] = json!({
                    "sources": made.sources, "claims": made.claims, "notes": made.notes,
                    "frames": made.frames, "pictures": made.pictures, "links": made.links,
                });
            }
            Err(why) => entry["left_out"] = json!(why),
        }
        entry
    });
    json!({ "summary": batch::summary(outcomes), "files": files.collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::cli::{self, Args};

    fn check(args: &[&str]) -> (Status, String, String) {
        let args = Args::try_parse_from(["casewall", "import"].iter().chain(args)).unwrap();
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let status = cli::run(&args.command.unwrap(), &mut out, &mut err);
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (status, text(out), text(err))
    }

    #[test]
    fn files_become_a_board_and_are_known_again() {
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        let (a, bad, board) = (place("a.txt"), place("b.txt"), place("case.casewall.json"));
        host::write_atomic(a.as_ref(), b"A light burned all night.").unwrap();
        host::write_atomic(bad.as_ref(), b"\0\0\0").unwrap();

        let (status, out, err) = check(&[&a]);
        assert_eq!(status, Status::Done);
        assert_eq!(
            out,
            "a.txt: 1 source (Text)\nImported 1 source from 1 file.\n"
        );
        assert!(err.contains("Nothing was written"), "{err}");

        let (status, out, err) = check(&[&a, &bad, "-o", &board, "--keep", "link"]);
        assert_eq!((status, err.as_str()), (Status::No, ""), "{out}");
        assert!(out.contains("b.txt: left out. This is no text"), "{out}");
        let made = file::read(&host::read(board.as_ref(), file::MAX_BYTES).unwrap()).unwrap();
        assert_eq!(made.board.about().title, "case");
        let card = made.board.cards().values().next().unwrap();
        let crate::board::Body::Source(source) = &card.body else {
            panic!("a source")
        };
        assert_eq!(source.original.as_ref().unwrap().path, "a.txt");

        let (status, _, err) = check(&[&a, "-o", &board]);
        assert_eq!(status, Status::Failed);
        assert!(err.contains("is there already"), "{err}");
        let (status, out, _) = check(&[&a, "--into", &board, "--json"]);
        assert_eq!(status, Status::Failed);
        let report: Value = serde_json::from_str(&out).unwrap();
        let why = report["files"][0]["left_out"].as_str().unwrap();
        assert!(why.starts_with("This is the same file as"), "{why}");
    }
}
