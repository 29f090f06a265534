//! `casewall export`: a picture of a board, with no window, screen or GPU.
//!
//! Says nothing when it is done; refuses names that do not end in `.png`, so that no picture hides under a wrong name.

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;

use super::{CliError, Status, open};
use crate::export::{self, Options};
use crate::host;
use crate::scene::style::Look;

/// What to make a picture of, and how.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  casewall export demo:istanbul-talks -o istanbul-talks.png --scale 2 --theme dark"
)]
pub struct Export {
    /// The board: a file, or demo:NAME
    #[arg(value_name = "BOARD")]
    board: OsString,
    /// The picture to write, a PNG file
    #[arg(short, long, value_name = "OUT.png")]
    output: PathBuf,
    /// Pixels for each unit of the board, 0.1 to 8
    #[arg(long, value_name = "N", default_value = "1", value_parser = scale)]
    scale: f64,
    /// Colours
    #[arg(long, value_enum, default_value = "light")]
    theme: Theme,
}

/// The colours of the picture.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Theme {
    Light,
    Dark,
}

fn scale(text: &str) -> Result<f64, String> {
    let scale = text
        .parse()
        .ok()
        .filter(|scale| (export::SCALE_MIN..=export::SCALE_MAX).contains(scale));
    scale.ok_or_else(|| "a number from 0.1 to 8 is needed".to_owned())
}

pub(super) fn run(export: &Export, err: &mut dyn Write) -> Result<Status, CliError> {
    if !export
        .output
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("png"))
    {
        return Err(CliError::NotPng(export.output.clone()));
    }
    let (board, _) = open::board(&export.board, err)?;
    let look = match export.theme {
        Theme::Light => Look::Light,
        Theme::Dark => Look::Dark,
    };
    let options = Options {
        scale: export.scale,
        look,
        ..Options::default()
    };
    // Whole or not at all: the file is written when the picture is complete.
    let mut picture = Vec::new();
    export::png(&board, &options, &mut picture, &|_| true)?;
    host::write_atomic(&export.output, &picture)?;
    Ok(Status::Done)
}
