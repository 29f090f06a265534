//! THE TERMINAL: the same engine without a window, for scripts and for machines without a screen.
//!
//! Results go to standard output, everything else to standard error, where errors begin with `casewall: `. Knows no
//! window and refuses to ask anything back.
//!
//! **Invariant (status):** 0 done, 1 the answer is no, 2 wrong use or unreadable input.

mod check;
mod diff;
mod explain;
mod export;
mod import;
mod info;
mod merge;
mod open;
mod overlaps;
mod plain;
mod redact;
mod within;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::{file, host};

/// What was typed.
#[derive(Debug, Parser)]
#[command(
    name = "casewall",
    version,
    about = "An evidence board: sources, claims, and what ties them together",
    long_about = "An evidence board: sources, claims, and what ties them together.\n\n\
        Without a command it opens the window, with a board if one is named.",
    after_help = "Examples:\n  casewall talks.casewall.json\n  casewall demo:istanbul-talks\n  \
        casewall export talks.casewall.json -o talks.png\n\n\
        Exit status: 0 done, 1 the answer is no, 2 wrong use or unreadable input.",
    args_conflicts_with_subcommands = true
)]
pub struct Args {
    /// The board to open: a file, or demo:NAME for a board that comes with the program
    #[arg(value_name = "BOARD")]
    pub board: Option<OsString>,
    /// What to do instead of opening the window.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What can be done without a window.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a picture of a board, data for other programs, or a brief
    Export(export::Export),
    /// Bring in articles, documents, references, tables and boards of other tools
    Import(import::Import),
    /// List what a careful reader would object to, and check every quote and every file
    Check(check::Check),
    /// Say what the evidence says of each claim, and why
    Explain(explain::Explain),
    /// Find texts that share passages, and so may not be independent
    Overlaps(overlaps::Overlaps),
    /// Make one board of two versions of it; also for git
    Merge(merge::Merge),
    /// Say or show how two boards differ
    Diff(diff::DiffArgs),
    /// Make a copy without chosen sources and fields, to be given away
    Redact(redact::Redact),
    /// Print the JSON Schema of board files
    #[command(after_help = "Example:\n  casewall schema > board.schema.json")]
    Schema,
    /// Say what is on a board
    Info(info::Info),
}

/// How it ended, for the shell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Done.
    Done,
    /// Done, and the answer is no.
    No,
    /// Wrong use or unreadable input.
    Failed,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(match status {
            Status::Done => 0,
            Status::No => 1,
            Status::Failed => 2,
        })
    }
}

/// Carries a command out. What goes wrong is said on `err`.
pub fn run(command: &Command, out: &mut dyn Write, err: &mut dyn Write) -> Status {
    let done = match command {
        Command::Export(export) => export::run(export, err),
        Command::Import(import) => import::run(import, out, err),
        Command::Check(check) => check::run(check, out, err),
        Command::Explain(explain) => explain::run(explain, out, err),
        Command::Overlaps(overlaps) => overlaps::run(overlaps, out, err),
        Command::Merge(merge) => merge::run(merge, out, err),
        Command::Diff(diff) => diff::run(diff, out, err),
        Command::Redact(redact) => redact::run(redact, out, err),
        Command::Schema => schema(out),
        Command::Info(info) => info::run(info, out, err),
    };
    match done.and_then(|status| Ok(out.flush().map(|()| status)?)) {
        Ok(status) => status,
        // Whoever reads has seen enough (`casewall schema | head`): that is no failure.
        Err(CliError::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => Status::Done,
        Err(error) => {
            // If standard error is closed too, nobody is left to tell.
            let _ = writeln!(err, "casewall: {}", plain::plain(&error.to_string()));
            Status::Failed
        }
    }
}

/// Why a command could not be carried out.
#[derive(Debug, thiserror::Error)]
enum CliError {
    /// The disk.
    #[error(transparent)]
    Host(#[from] host::HostError),
    /// The board.
    #[error("{board}: {error}")]
    Read {
        board: String,
        error: file::ReadError,
    },
    /// The picture that was named instead of a board.
    #[error("{picture}: {error}")]
    Carried {
        picture: String,
        error: crate::import::carried::CarriedError,
    },
    /// There is no such demo board.
    #[error("There is no demo board \"{name}\". There are: {known}.")]
    NoDemo { name: String, known: String },
    /// The picture.
    #[error(transparent)]
    Export(#[from] crate::export::ExportError),
    /// The picture's name.
    #[error("{path} does not say what it shall be: its name ends in none of {known}. Give it one of these.",
        path = .0.display(), known = crate::export::extensions())]
    NoFormat(PathBuf),
    /// The format cannot do what was asked.
    #[error(
        "The format {format} has no {wish}. Leave that out, or choose a format that has it (casewall export --help)."
    )]
    CannotDo {
        format: &'static str,
        wish: &'static str,
    },
    /// The part of the board.
    #[error(
        "\"{0}\" is no part of a board. Write board, frame:TITLE, or ids: and card ids with commas between."
    )]
    NoScope(String),
    /// The frame.
    #[error("There is no frame \"{title}\" on the board. Its frames are: {known}.")]
    NoFrame { title: String, known: String },
    /// The card.
    #[error(
        "There is no card with the id \"{0}\" on the board. The ids stand in the board's file."
    )]
    NoCard(String),
    /// The claim.
    #[error(
        "There is no claim on the board with the id \"{0}\" or a text that begins like that. \
         Leave the claim out to see them all."
    )]
    NoClaim(String),
    /// The question.
    #[error("It is not clear which question is meant. The board's questions are: {known}.")]
    NoQuestion { known: String },
    /// A board that must not be lost.
    #[error("{path} is there already. Name another file, or add to it with --into {path}.", path = .0.display())]
    Exists(PathBuf),
    /// A board that would not open again.
    #[error(
        "Nothing was written, for the board could not be opened again: {error} Leave out the largest files."
    )]
    NotReadBack { error: file::ReadError },
    /// A name that does not say that it is a board.
    #[error("{path} is no name for a board. Name a file that ends in .casewall.json.", path = .0.display())]
    NoBoardName(PathBuf),
    /// Something that cannot be added to.
    #[error("{path} is no board file, so nothing can be added to it. Name a .casewall.json file.", path = .0.display())]
    NoBoard(PathBuf),
    /// The redacted copy.
    #[error(transparent)]
    Redact(#[from] file::redact::RedactError),
    /// Standard output.
    #[error("The result could not be written: {0}.")]
    Output(#[from] io::Error),
}

fn schema(out: &mut dyn Write) -> Result<Status, CliError> {
    writeln!(out, "{:#}", file::schema())?;
    Ok(Status::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Status, standard output and standard error of a command line.
    fn check(line: &str) -> (Status, String, String) {
        let args = Args::try_parse_from(line.split(' ')).unwrap();
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let status = run(&args.command.unwrap(), &mut out, &mut err);
        (
            status,
            String::from_utf8(out).unwrap(),
            String::from_utf8(err).unwrap(),
        )
    }

    #[test]
    fn the_definition_holds_and_a_bare_word_is_a_board() {
        use clap::CommandFactory as _;
        Args::command().debug_assert();
        assert_eq!(Args::try_parse_from(["casewall"]).unwrap().board, None);
        let args = Args::try_parse_from(["casewall", "a.casewall.json"]).unwrap();
        assert_eq!(args.board.unwrap(), "a.casewall.json");
    }

    #[test]
    fn wrong_use_is_status_two() {
        for line in [
            "casewall info",
            "casewall --no",
            "casewall a b",
            "casewall export x",
            "casewall export x -o y --scale 9",
        ] {
            let error = Args::try_parse_from(line.split(' ')).unwrap_err();
            assert_eq!(error.exit_code(), 2, "{line}");
        }
        for line in [
            "casewall --help",
            "casewall info --help",
            "casewall export --help",
            "casewall schema --help",
            "casewall import --help",
            "casewall check --help",
            "casewall explain --help",
            "casewall overlaps --help",
            "casewall merge --help",
            "casewall diff --help",
            "casewall redact --help",
        ] {
            let error = Args::try_parse_from(line.split(' ')).unwrap_err();
            assert_eq!(error.exit_code(), 0, "{line}");
            assert!(
                error.to_string().contains("Example"),
                "{line} shows no example"
            );
        }
    }

    #[test]
    fn the_schema_is_json() {
        let (status, out, err) = check("casewall schema");
        assert_eq!((status, err.as_str()), (Status::Done, ""));
        let schema: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!(
            schema["$schema"],
            "https://json-schema.org/draft/2020-12/schema"
        );
    }

    #[test]
    fn what_cannot_be_read_is_status_two_and_a_sentence() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        host::write_atomic(&path, b"{").unwrap();
        let path = path.to_str().unwrap();
        for (board, want) in [
            (
                "nowhere.json",
                "casewall: nowhere.json does not exist. Check the name and the folder.\n"
                    .to_owned(),
            ),
            (
                path,
                format!(
                    "casewall: {path}: The file is not JSON: line 1, column 1: the file breaks off; its end is missing. \
                     Mend that place or open an earlier copy.\n"
                ),
            ),
        ] {
            let (status, out, err) = check(&format!("casewall info {board}"));
            assert_eq!((status, out.as_str(), err), (Status::Failed, "", want));
        }
        let (status, _, err) = check("casewall info demo:none");
        assert_eq!(status, Status::Failed);
        assert!(
            err.starts_with("casewall: There is no demo board \"none\". There are: "),
            "{err}"
        );
    }

    #[test]
    fn export_makes_a_picture_or_says_why_not() {
        let folder = tempfile::tempdir().unwrap();
        let (empty, out) = (
            folder.path().join("empty.json"),
            folder.path().join("out.PNG"),
        );
        host::write_atomic(&empty, &file::write(&crate::board::Board::default())).unwrap();
        let (empty, out) = (empty.to_str().unwrap(), out.to_str().unwrap());
        let (status, _, err) = check(&format!("casewall export {empty} -o out.bmp"));
        assert_eq!(status, Status::Failed);
        assert!(
            err.starts_with("casewall: out.bmp does not say what it shall be"),
            "{err}"
        );
        let (status, _, err) = check(&format!("casewall export {empty} -o {out}"));
        assert_eq!(status, Status::Failed);
        assert!(
            err.starts_with("casewall: ") && !std::path::Path::new(out).exists(),
            "{err}"
        );
        if let Some(demo) = file::demos().first() {
            let line = format!(
                "casewall export demo:{} -o {out} --scale 0.1 --theme dark",
                demo.name
            );
            assert_eq!(check(&line), (Status::Done, String::new(), String::new()));
            assert!(
                host::read(out.as_ref(), file::MAX_BYTES)
                    .unwrap()
                    .starts_with(b"\x89PNG")
            );
        }
    }

    #[test]
    fn export_makes_data_or_says_why_not() {
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        for writer in crate::export::data::WRITERS {
            let path = place(&format!("talks.{}", writer.format().extension));
            let line = format!("casewall export demo:istanbul-talks -o {path}");
            assert_eq!(check(&line), (Status::Done, String::new(), String::new()));
            assert!(
                !host::read(path.as_ref(), file::MAX_BYTES)
                    .unwrap()
                    .is_empty()
            );
        }
        let matrix = place("why.csv");
        let line = format!("casewall export demo:istanbul-talks --matrix -o {matrix}");
        assert_eq!(check(&line), (Status::Done, String::new(), String::new()));
        let table = host::read(matrix.as_ref(), file::MAX_BYTES).unwrap();
        assert!(
            String::from_utf8(table)
                .unwrap()
                .contains("TOLO News,origin,")
        );
        for (wish, out, want) in [
            (
                "Who",
                &matrix,
                "The board's questions are: \"Why did the talks collapse?\".",
            ),
            ("Why", &place("why.png"), "has no matrix"),
            ("Why", &place("why.bib"), "has no matrix"),
        ] {
            let line = format!("casewall export demo:istanbul-talks --matrix {wish} -o {out}");
            let (status, _, err) = check(&line);
            assert!(status == Status::Failed && err.contains(want), "{err}");
        }
        let path = place("no.csv");
        let (status, _, err) = check(&format!(
            "casewall export demo:istanbul-talks -o {path} --legend"
        ));
        assert_eq!(status, Status::Failed);
        assert!(err.contains("has no legend"), "{err}");
        assert!(!std::path::Path::new(&path).exists());
    }

    #[test]
    fn export_makes_a_brief_or_says_why_not() {
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        for writer in crate::export::brief::WRITERS {
            let path = place(&format!("talks.{}", writer.format().extension));
            let line = format!("casewall export demo:istanbul-talks -o {path} --question why");
            assert_eq!(check(&line), (Status::Done, String::new(), String::new()));
            assert!(
                !host::read(path.as_ref(), file::MAX_BYTES)
                    .unwrap()
                    .is_empty()
            );
        }
        for (name, wish, want) in [
            ("no.md", "--legend", "has no legend"),
            (
                "no.html",
                "--question who",
                "\"Why did the talks collapse?\".",
            ),
            ("no.png", "--question why", "has no questions"),
            ("no.csv", "--question why", "has no questions"),
        ] {
            let path = place(name);
            let line = format!("casewall export demo:istanbul-talks -o {path} {wish}");
            let (status, _, err) = check(&line);
            assert_eq!(status, Status::Failed);
            assert!(err.contains(want), "{err}");
            assert!(!std::path::Path::new(&path).exists());
        }
    }

    #[test]
    fn a_picture_that_carries_a_board_is_a_board() {
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        let plain = check("casewall info demo:istanbul-talks");
        for name in ["talks.png", "talks.svg"] {
            let path = place(name);
            let line = format!("casewall export demo:istanbul-talks -o {path} --scale 0.1");
            assert_eq!(check(&line).0, Status::Done);
            let remark = format!("casewall: {path}: The board came out of this picture.\n");
            let told = (Status::Done, plain.1.clone(), remark);
            assert_eq!(check(&format!("casewall info {path}")), told);

            assert_eq!(check(&format!("{line} --no-embed")).0, Status::Done);
            let (status, out, err) = check(&format!("casewall info {path}"));
            assert_eq!((status, out.as_str()), (Status::Failed, ""));
            assert!(err.contains("carries no board"), "{err}");
        }
    }

    #[test]
    fn a_closed_output_is_no_failure() {
        struct Closed;
        impl Write for Closed {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let mut err = Vec::new();
        assert_eq!(run(&Command::Schema, &mut Closed, &mut err), Status::Done);
        assert!(err.is_empty());
    }

    #[test]
    fn info_counts() {
        let board = file::read(
            br#"{ "format": "casewall", "version": 1, "about": { "title": "T" }, "cards": [
              { "id": "s", "kind": "source", "x": 0, "y": 0, "width": 9, "height": 9 },
              { "id": "c", "kind": "claim", "x": 0, "y": 0, "width": 9, "height": 9 },
              { "id": "m", "kind": "map", "x": 0, "y": 0, "width": 9, "height": 9 } ], "links": [
              { "id": "l", "from": "s", "to": "c", "kind": "contradicts", "quote": { "exact": "", "start": 0, "end": 0 } } ] }"#,
        );
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        host::write_atomic(&path, &file::write(&board.unwrap().board)).unwrap();
        let path = path.to_str().unwrap();
        let (status, out, err) = check(&format!("casewall info {path}"));
        assert_eq!((status, err.as_str()), (Status::Done, ""));
        let want = "T\n\nCards            3\n  source         1\n  claim          1\n  map            1\n\
                    Links            1\n  contradicts    1\nQuotes           1\nFiles            0\nBytes          ";
        assert!(out.starts_with(want), "{out}");
        let (_, out, _) = check(&format!("casewall info --json {path}"));
        let mut info: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!(
            info["bytes"].take(),
            host::read(path.as_ref(), file::MAX_BYTES).unwrap().len()
        );
        let want = serde_json::json!({
            "title": "T", "cards": { "source": 1, "claim": 1, "note": 0, "frame": 0, "picture": 0, "map": 1 },
            "links": { "corroborates": 0, "contradicts": 1, "derives_from": 0 }, "quotes": 1, "files": 0, "bytes": null
        });
        assert_eq!(info, want);
    }
}
