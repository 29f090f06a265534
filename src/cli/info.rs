//! `casewall info`: what is on a board, counted.
//!
//! Says how much there is, not what it means: that is for `check` and `explain`.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::Write;

use serde_json::{Map, Value, json};

use super::within::Within;
use super::{CliError, Status, open};
use crate::board::Board;

/// What to count.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  casewall info --json talks.casewall.json")]
pub struct Info {
    /// The board: a file, or demo:NAME
    #[arg(value_name = "BOARD")]
    board: OsString,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    within: Within,
}

pub(super) fn run(
    info: &Info,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Status, CliError> {
    let (board, bytes) = open::board(&info.board, &info.within, err)?;
    let counts = Counts::of(&board);
    if info.json {
        let value = json!({
            "title": board.about().title,
            "cards": object(&counts.cards),
            "links": object(&counts.links),
            "quotes": counts.quotes,
            "files": board.files().len(),
            "bytes": bytes,
        });
        writeln!(out, "{value:#}")?;
        return Ok(Status::Done);
    }
    let title = &board.about().title;
    let shown = super::plain::plain(title);
    writeln!(
        out,
        "{}\n",
        if title.is_empty() {
            "Untitled board"
        } else {
            &shown
        }
    )?;
    let mut row = |what: &str, n: usize| writeln!(out, "{what:<15}{n:>3}");
    row("Cards", board.cards().len())?;
    for (kind, n) in counts.cards.iter().filter(|(_, n)| *n > 0) {
        row(&format!("  {kind}"), *n)?;
    }
    row("Links", board.links().len())?;
    for (kind, n) in counts.links.iter().filter(|(_, n)| *n > 0) {
        row(&format!("  {}", kind.replace('_', " ")), *n)?;
    }
    row("Quotes", counts.quotes)?;
    row("Files", board.files().len())?;
    row("Bytes", bytes)?;
    Ok(Status::Done)
}

/// How many there are of each kind, the known kinds first.
struct Counts {
    cards: Vec<(String, usize)>,
    links: Vec<(String, usize)>,
    quotes: usize,
}

impl Counts {
    fn of(board: &Board) -> Self {
        let kinds = ["source", "claim", "note", "frame", "picture"];
        let quotes = board
            .links()
            .values()
            .filter_map(|link| link.kind.evidence()?.quote.as_ref())
            .count();
        Self {
            cards: tally(&kinds, board.cards().values().map(|card| card.body.kind())),
            links: tally(
                &["corroborates", "contradicts", "derives_from"],
                board.links().values().map(|link| link.kind.name()),
            ),
            quotes,
        }
    }
}

fn tally<'a>(known: &[&str], found: impl Iterator<Item = &'a str>) -> Vec<(String, usize)> {
    let mut unknown = BTreeMap::new();
    let mut counts = vec![0; known.len()];
    for kind in found {
        match known.iter().position(|known| *known == kind) {
            Some(place) => counts[place] += 1,
            None => *unknown.entry(kind).or_insert(0) += 1,
        }
    }
    known
        .iter()
        .copied()
        .zip(counts)
        .chain(unknown)
        .map(|(kind, n)| (kind.to_owned(), n))
        .collect()
}

fn object(counts: &[(String, usize)]) -> Map<String, Value> {
    counts
        .iter()
        .map(|(kind, n)| (kind.clone(), Value::from(*n)))
        .collect()
}
