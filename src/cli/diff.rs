//! `casewall diff`: how two boards differ, in words, for programs, or as a picture.
//!
//! The picture shows both at once: what is gone stands where it was. It carries no board. Refuses what cannot be read
//! exactly.

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;

use super::plain::plain;
use super::within::Within;
use super::{CliError, Status, export as pictures, open};
use crate::board::{Board, Edit};
use crate::export::{self, ExportError, Options, Snapshot};
use crate::file::{Diff, Difference};
use crate::scene::{CardTurn, Compared, Turn};
use crate::{file, host};

/// What to compare.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    casewall diff monday.casewall.json friday.casewall.json\n  \
    casewall diff monday.casewall.json friday.casewall.json -o changes.png --theme dark\n  \
    casewall diff monday.casewall.json friday.casewall.json --json\n\n\
    Exit status: 0 they hold the same, 1 they differ, 2 unreadable input.")]
pub struct DiffArgs {
    /// The earlier board: a file, or demo:NAME
    #[arg(value_name = "A")]
    before: OsString,
    /// The later board
    #[arg(value_name = "B")]
    after: OsString,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Make a picture: png, jpg, webp, svg or pdf
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// Colours of the picture
    #[arg(long, value_enum, default_value = "light", requires = "output")]
    theme: pictures::Theme,
    /// Pixels for each unit of the board, 0.1 to 8
    #[arg(long, value_name = "N", default_value = "1", value_parser = pictures::scale, requires = "output")]
    scale: f64,
    #[command(flatten)]
    within: Within,
}

pub(super) fn run(
    wish: &DiffArgs,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Status, CliError> {
    let exporter = match &wish.output {
        None => None,
        Some(path) => {
            let extension = path.extension().and_then(|extension| extension.to_str());
            let exporter = extension.and_then(export::for_extension);
            Some((
                path,
                exporter.ok_or_else(|| CliError::NoFormat(path.clone()))?,
            ))
        }
    };
    let (before, _) = open::board(&wish.before, &wish.within, err)?;
    let (after, _) = open::board(&wish.after, &wish.within, err)?;
    let diff = file::diff(&before, &after);
    if let Some((path, exporter)) = exporter {
        let (union, compared) = both(&before, &after, &diff);
        let options = Options {
            look: wish.theme.look(),
            scale: wish.scale,
            title: true,
            ..Options::default()
        };
        let snapshot = Snapshot::compared(&union, &compared, &options)?;
        host::write_streamed(path, |file| {
            let written = exporter.write(&snapshot, file, &|_| true);
            written.map_err(|error| match error {
                ExportError::Write(error) => host::failed_writing(path, error).into(),
                other => CliError::Export(other),
            })
        })?;
    }
    if wish.json {
        writeln!(out, "{:#}", diff.json(&before, &after))?;
    } else {
        for line in diff.lines(&before, &after) {
            writeln!(out, "{}", plain(&line))?;
        }
    }
    Ok(match diff.is_empty() {
        true => Status::Done,
        false => Status::No,
    })
}

/// A board that holds the records of both, and what is marked on it.
fn both(before: &Board, after: &Board, diff: &Diff) -> (Board, Compared) {
    let all = Edit::between(after, before);
    let mut back = Edit::default();
    let gone = |after: bool, before: bool| !after && before;
    back.cards = all.cards;
    back.cards
        .retain(|_, change| gone(change.before.is_some(), change.after.is_some()));
    back.files = all.files;
    back.files
        .retain(|_, change| gone(change.before.is_some(), change.after.is_some()));
    back.links = all.links;
    back.links
        .retain(|_, change| gone(change.before.is_some(), change.after.is_some()));
    let union = after.with(&back);
    let turn = |difference: &Difference| match difference {
        Difference::Added => Turn::Added,
        Difference::Removed => Turn::Removed,
        Difference::Changed(_) => Turn::Changed,
    };
    let cards = diff.cards.iter().map(|(id, difference)| {
        let [from, to] = [before, after].map(|board| board.cards().get(id).map(|card| card.rect()));
        let card = CardTurn {
            turn: turn(difference),
            words: difference.words(),
            from: from.filter(|from| to.is_some_and(|to| to.origin() != from.origin())),
        };
        (id.clone(), card)
    });
    let links = diff
        .links
        .iter()
        .map(|(id, difference)| (id.clone(), (turn(difference), difference.words())));
    let compared = Compared {
        cards: cards.collect(),
        links: links.collect(),
    };
    (union, compared)
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::cli::{self, Args};

    fn check(args: &[&str]) -> (Status, String, String) {
        let args = Args::try_parse_from(["casewall", "diff"].iter().chain(args)).unwrap();
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let status = cli::run(&args.command.unwrap(), &mut out, &mut err);
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (status, text(out), text(err))
    }

    #[test]
    fn it_says_and_shows_how_boards_differ() {
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        let demo = "demo:istanbul-talks";
        assert_eq!(
            check(&[demo, demo]),
            (Status::Done, String::new(), String::new())
        );

        let board = file::read(file::demo("istanbul-talks").unwrap().bytes)
            .unwrap()
            .board;
        let (claim, link) = (
            crate::board::CardId::from("k11"),
            board.links().keys().next().unwrap().clone(),
        );
        let edit = board.plan(|txn| {
            txn.update_card(&claim, |card| {
                if let crate::board::Body::Claim(claim) = &mut card.body {
                    claim.text = "Something \u{1b}[31melse.".into();
                }
                card.at.x += 40.0;
            });
            txn.remove_link(&link);
            txn.update_about(|about| about.title.push('!'));
        });
        let (changed, none) = (place("changed.casewall.json"), place("none.json"));
        host::write_atomic(changed.as_ref(), &file::write(&board.with(&edit))).unwrap();
        let (status, said, err) = check(&[demo, &changed]);
        assert_eq!((status, err.as_str()), (Status::No, ""));
        let lines: Vec<&str> = said.lines().collect();
        assert_eq!(lines[0], "board: title changed");
        let of_claim = lines
            .iter()
            .find(|line| line.starts_with("claim k11 "))
            .unwrap();
        assert!(of_claim.contains(": text changed, moved"), "{said}");
        assert!(
            lines.iter().any(|line| line.contains("1 link removed")),
            "{said}"
        );
        assert!(!said.contains('\u{1b}'), "{said}");
        let of_link = format!("link {link}, ");
        assert!(
            lines
                .iter()
                .any(|line| line.starts_with(&of_link) && line.ends_with(": removed")),
            "{said}"
        );

        let (status, said, _) = check(&[demo, &changed, "--json"]);
        let report: serde_json::Value = serde_json::from_str(&said).unwrap();
        assert_eq!((status, &report["equal"]), (Status::No, &false.into()));
        let text = &report["cards"][0]["fields"]["text"];
        assert!(
            text["before"].is_string() && text["after"].is_string(),
            "{said}"
        );

        let (png, svg) = (place("diff.png"), place("diff.svg"));
        for picture in [&png, &svg] {
            let (status, _, err) = check(&[demo, &changed, "-o", picture, "--scale", "0.5"]);
            assert_eq!((status, err.as_str()), (Status::No, ""));
        }
        let svg = host::read(svg.as_ref(), file::MAX_BYTES).unwrap();
        let svg = String::from_utf8(svg).unwrap();
        assert!(svg.contains("text changed, moved") && svg.contains("removed"));

        assert_eq!(check(&[demo, &none]).0, Status::Failed);
        let (status, _, err) = check(&[demo, demo, "-o", "x.txt"]);
        assert!(
            status == Status::Failed && err.contains("does not say what it shall be"),
            "{err}"
        );
    }
}
