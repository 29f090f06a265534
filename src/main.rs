//! The program: says what was asked for to the terminal's room or opens the window. Nothing else happens here.

use std::ffi::OsString;
use std::io::{self, BufWriter, Write as _};
use std::process::ExitCode;

use casewall::cli::{self, Args};
use clap::Parser as _;

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(usage) => {
            // Help goes to standard output, wrong use to standard error; if that is closed nobody is left to tell.
            let _ = usage.print();
            return ExitCode::from(u8::try_from(usage.exit_code()).unwrap_or(2));
        }
    };
    match &args.command {
        Some(command) => cli::run(
            command,
            &mut BufWriter::new(io::stdout().lock()),
            &mut io::stderr().lock(),
        )
        .into(),
        None => open_window(args.board),
    }
}

#[cfg(feature = "gui")]
fn open_window(board: Option<OsString>) -> ExitCode {
    use casewall::{gui, host};

    if !host::has_screen() {
        return refuse(&format!(
            "There is no screen to show a window on. {INSTEAD}"
        ));
    }
    match gui::run(gui::Options {
        board: board.map(Into::into),
    }) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => refuse(&error.to_string()),
    }
}

#[cfg(not(feature = "gui"))]
fn open_window(_board: Option<OsString>) -> ExitCode {
    refuse(&format!(
        "This casewall was built without a window. {INSTEAD}"
    ))
}

/// What can be done without a window.
const INSTEAD: &str = "To make a picture of the demo board: casewall export demo:istanbul-talks -o istanbul-talks.png";

/// Says why nothing happens.
fn refuse(why: &str) -> ExitCode {
    let _ = writeln!(io::stderr(), "casewall: {why}");
    cli::Status::Failed.into()
}
