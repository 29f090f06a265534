//! `casewall redact`: a copy of a board that can be given away, without chosen sources and fields.
//!
//! Refuses to write over anything, and to write a copy in which something that was taken out can still be found.

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;

use serde_json::json;

use super::plain::plain;
use super::within::Within;
use super::{CliError, Status, open};
use crate::board::CardId;
use crate::file::redact::{Field, RedactError, Redacted, Redaction, redact};
use crate::{file, host};

/// What to take out.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    casewall redact case.casewall.json -o public.casewall.json --source s12 --source s13\n  \
    casewall redact case.casewall.json -o public.casewall.json --field author --field custody --json\n\n\
    Names are replaced by placeholders (Author 1, Source A) wherever they stand, the same name by the same one. The copy is \
    searched, embedded files too; if a trace is left, nothing is written and the places are told.\n\
    Export pictures, tables and briefs from the copy: they show what it holds.\n\
    Exit status: 0 done, 1 a trace would be left, 2 wrong use or unreadable input.")]
pub struct Redact {
    /// The board: a file, or demo:NAME
    #[arg(value_name = "BOARD")]
    board: OsString,
    /// The copy to write; its name ends in .casewall.json
    #[arg(short, long, value_name = "OUT")]
    output: PathBuf,
    /// Take out everything that tells who or what this source is
    #[arg(long = "source", value_name = "ID")]
    sources: Vec<String>,
    /// Take out this field everywhere: author, outlet, url, custody, file-names, documents, texts or notes
    #[arg(long = "field", value_name = "FIELD", value_parser = field)]
    fields: Vec<Field>,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    within: Within,
}

fn field(name: &str) -> Result<Field, String> {
    let known = || Field::ALL.map(Field::name).join(", ");
    Field::named(name).ok_or_else(|| format!("there is no such field; there are: {}", known()))
}

pub(super) fn run(
    wish: &Redact,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Status, CliError> {
    if host::exists(&wish.output) {
        return Err(CliError::Exists(wish.output.clone()));
    }
    if wish
        .output
        .extension()
        .is_none_or(|ending| ending != "json")
    {
        return Err(CliError::NoBoardName(wish.output.clone()));
    }
    let (board, _) = open::board(&wish.board, &wish.within, err)?;
    let redaction = Redaction {
        sources: wish
            .sources
            .iter()
            .map(|id| CardId::from(id.as_str()))
            .collect(),
        fields: wish.fields.iter().copied().collect(),
    };
    match redact(&board, &redaction) {
        Ok(redacted) => {
            host::write_atomic(&wish.output, &file::write(&redacted.board))?;
            tell(&redacted, wish.json, out)?;
            Ok(Status::Done)
        }
        Err(RedactError::Traces(traces)) => {
            if wish.json {
                let traces: Vec<_> = traces
                    .iter()
                    .map(|trace| json!({ "place": trace.place, "found": trace.found }))
                    .collect();
                writeln!(out, "{:#}", json!({ "written": false, "traces": traces }))?;
            } else {
                for trace in &traces {
                    writeln!(out, "{}: {}", plain(&trace.place), plain(&trace.found))?;
                }
            }
            let error = RedactError::Traces(traces).to_string();
            writeln!(err, "casewall: {}", plain(&error))?;
            Ok(Status::No)
        }
        Err(error) => Err(error.into()),
    }
}

fn tell(redacted: &Redacted, as_json: bool, out: &mut dyn Write) -> Result<(), CliError> {
    if as_json {
        let replaced: Vec<_> = redacted
            .replaced
            .iter()
            .map(|it| json!({ "what": it.what, "places": it.places }))
            .collect();
        writeln!(
            out,
            "{:#}",
            json!({ "written": true, "replaced": replaced })
        )?;
        return Ok(());
    }
    for it in &redacted.replaced {
        writeln!(out, "{:<24}{:>5}", it.what, it.places)?;
    }
    Ok(())
}
