//! The board that a command names: a file, a picture that carries one, or `demo:NAME`.
//!
//! Refuses what cannot be read exactly: a script must not go on with half a board.

use std::ffi::OsStr;
use std::io::Write;
use std::path::Path;

use super::CliError;
use super::within::Within;
use crate::board::Board;
use crate::import::carried;
use crate::{file, host};

/// A board and the number of bytes of its file. Remarks on it go to `err`.
pub(super) fn board(
    named: &OsStr,
    within: &Within,
    err: &mut dyn Write,
) -> Result<(Board, usize), CliError> {
    let limits = within.limits();
    let most = limits.of(file::Limit::Bytes);
    let shown = Path::new(named).display().to_string();
    let read = |bytes: &[u8]| {
        file::read_within(bytes, &limits).map_err(|error| CliError::Read {
            board: shown.clone(),
            error,
        })
    };
    let (opened, bytes) = match named.to_str().and_then(|named| named.strip_prefix("demo:")) {
        Some(name) => {
            let demo = file::demo(name).ok_or_else(|| no_demo(name))?;
            (read(demo.bytes)?, demo.bytes.len())
        }
        None => {
            let mut bytes = host::read(Path::new(named), most)?;
            if let Some(carried) = carried::board(&bytes, most) {
                bytes = carried.map_err(|error| CliError::Carried {
                    picture: shown.clone(),
                    error,
                })?;
                writeln!(
                    err,
                    "casewall: {shown}: The board came out of this picture."
                )?;
            }
            (read(&bytes)?, bytes.len())
        }
    };
    for remark in opened.remarks {
        writeln!(err, "casewall: {shown}: {remark}")?;
    }
    Ok((opened.board, bytes))
}

fn no_demo(name: &str) -> CliError {
    let known: Vec<_> = file::demos().iter().map(|demo| demo.name).collect();
    CliError::NoDemo {
        name: name.to_owned(),
        known: known.join(", "),
    }
}
