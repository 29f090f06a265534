//! `casewall check`: what a careful reader would object to, and every quote, text and file held against its digest.
//!
//! Changes nothing, unless asked to write quotes that only moved to their new places, into a file that is named.
//!
//! **Invariant:** what it prints does not depend on anything but the board, the linked files and the day.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::plain::plain;
use super::within::Within;
use super::{CliError, Status, open};
use crate::assess::{
    Assessment, FileState, Finding, Findings, Level, Subject, Trouble, Verified, Verifier,
    findings, rule,
};
use crate::board::{Board, CardId, Item, LinkId, Original, Quote};
use crate::{file, host, import};

/// What to check.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    casewall check talks.casewall.json\n  \
    casewall check talks.casewall.json --json\n  \
    casewall check talks.casewall.json --move-quotes mended.casewall.json\n\n\
    Linked files are looked for below the folder of the board, nowhere else.\n\
    Rules and cards that were muted on the board are counted and not told; --json tells them too.\n\
    Exit status: 0 no error and no warning, 1 some of them, 2 unreadable input.")]
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
    #[command(flatten)]
    within: Within,
}

pub(super) fn run(
    wish: &Check,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Status, CliError> {
    if let Some(new) = wish.move_quotes.as_ref().filter(|new| host::exists(new)) {
        return Err(CliError::Exists(new.clone()));
    }
    let (board, _) = open::board(&wish.board, &wish.within, err)?;
    let folder = Path::new(&wish.board).parent().unwrap_or(Path::new(""));
    let look = |original: &Original| {
        let read = host::read_below(folder, &original.path, import::MAX_BYTES);
        FileState::of(read.map_err(|error| error.to_string()))
    };
    let verified = Verifier::default().verify(&board, &look);
    let found = findings(&Subject {
        board: &board,
        assessment: &Assessment::of(&board),
        verified: &verified,
        today: Some(&host::now()),
    });
    match wish.json {
        true => tell_programs(&found, &verified, out)?,
        false => tell_people(&found, &verified, out)?,
    }
    if let Some(new) = &wish.move_quotes {
        host::write_atomic(new, &file::write(&mended(&board, &verified)))?;
    }
    Ok(
        match found.open.iter().any(|finding| finding.level.matters()) {
            true => Status::No,
            false => Status::Done,
        },
    )
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

/// The findings by rule, each under the rule's heading; what was counted in the last lines.
fn tell_people(found: &Findings, verified: &Verified, out: &mut dyn Write) -> Result<(), CliError> {
    for group in found.open.chunk_by(|a, b| a.rule == b.rule) {
        let Some(rule) = group.first().and_then(|finding| rule(finding.rule)) else {
            continue;
        };
        writeln!(out, "{}: {} ({})", rule.level.id(), rule.title, rule.id)?;
        for finding in group {
            writeln!(out, "  {}  {}", plain(id(finding)), plain(&finding.says))?;
        }
        writeln!(out)?;
    }
    let [errors, warnings, notes] = numbers(found);
    let count = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    writeln!(
        out,
        "{}, {}, {}; {} muted.",
        count(errors, "error"),
        count(warnings, "warning"),
        count(notes, "note"),
        found.muted.len()
    )?;
    let counts = &verified.counts;
    writeln!(
        out,
        "{}: {} found, {} moved, {} gone, {} without a text. {}: {} as they were.",
        count(counts.quotes, "quote"),
        counts.found,
        counts.moved,
        counts.gone,
        counts.without_text,
        count(counts.files, "file"),
        counts.matching
    )?;
    Ok(())
}

fn tell_programs(
    found: &Findings,
    verified: &Verified,
    out: &mut dyn Write,
) -> Result<(), CliError> {
    let moved: BTreeMap<&LinkId, &Quote> = verified
        .faults
        .iter()
        .filter_map(|fault| match (&fault.about, &fault.trouble) {
            (Item::Link(link), Trouble::QuoteMoved(to)) => Some((link, to)),
            _ => None,
        })
        .collect();
    let problem = |finding: &Finding| {
        let cards: Vec<&str> = finding.cards.iter().map(CardId::as_str).collect();
        let links: Vec<&str> = finding.links.iter().map(LinkId::as_str).collect();
        let mut problem = json!({
            "id": id(finding),
            "level": finding.level.id(),
            "rule": finding.rule,
            "sentence": finding.says,
            "cards": cards,
            "links": links,
        });
        let link = finding.links.first().filter(|_| is_of_a_quote(finding));
        if let Some(to) = link.and_then(|link| moved.get(link)) {
            problem["now"] =
                json!({ "exact": to.exact, "start": to.range.start, "end": to.range.end });
        }
        problem
    };
    let muted = found.muted.iter().map(|(finding, reason)| {
        let mut problem = problem(finding);
        problem["reason"] = json!(reason);
        problem
    });
    let [errors, warnings, notes] = numbers(found);
    let counts = &verified.counts;
    let value = json!({
        "counts": {
            "errors": errors, "warnings": warnings, "notes": notes, "muted": found.muted.len(),
        },
        "quotes": {
            "all": counts.quotes, "found": counts.found, "moved": counts.moved,
            "gone": counts.gone, "without_text": counts.without_text,
        },
        "files": { "all": counts.files, "as_they_were": counts.matching },
        "problems": found.open.iter().map(problem).collect::<Vec<_>>(),
        "muted": muted.collect::<Vec<_>>(),
    });
    writeln!(out, "{value:#}")?;
    Ok(())
}

/// How many errors, warnings and notes are open.
fn numbers(found: &Findings) -> [usize; 3] {
    [Level::Error, Level::Warning, Level::Note].map(|level| {
        let open = found.open.iter();
        open.filter(|finding| finding.level == level).count()
    })
}

/// The record that a finding is about: the link, where a quote is the matter, otherwise the card.
fn id(finding: &Finding) -> &str {
    let link = finding.links.first().filter(|_| is_of_a_quote(finding));
    let card = || finding.cards.first().map(CardId::as_str);
    link.map(LinkId::as_str).or_else(card).unwrap_or_default()
}

fn is_of_a_quote(finding: &Finding) -> bool {
    ["quote-moved", "quote-gone"].contains(&finding.rule)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    /// Status and standard output.
    fn check(board: &str, json: bool) -> (Status, String) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.casewall.json");
        host::write_atomic(&path, board.as_bytes()).unwrap();
        let wish = Check {
            board: path.into_os_string(),
            json,
            move_quotes: None,
            within: Within::default(),
        };
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let status = run(&wish, &mut out, &mut err).unwrap();
        assert!(err.is_empty());
        (status, String::from_utf8(out).unwrap())
    }

    /// A source that speaks on one claim, with what else is in `about` and in the link, and another claim.
    fn board(about: &str, link: &str) -> String {
        format!(
            r#"{{ "format": "casewall", "version": 1, "about": {{ {about} }}, "cards": [
            {{ "id": "s1", "kind": "source", "x": 0, "y": 0, "width": 9, "height": 9, "title": "The log", "text": "All quiet." }},
            {{ "id": "c1", "kind": "claim", "x": 0, "y": 80, "width": 9, "height": 9, "text": "It was quiet." }},
            {{ "id": "c2", "kind": "claim", "x": 0, "y": 160, "width": 9, "height": 9, "text": "It was \u001b[31mloud." }} ],
            "links": [ {{ "id": "l1", "from": "s1", "to": "c1", "kind": "corroborates" {link} }} ] }}"#
        )
    }

    const GONE: &str = r#", "quote": { "exact": "Nobody was there", "start": 0, "end": 16 }"#;
    const FOUND: &str = r#", "quote": { "exact": "All quiet", "start": 0, "end": 9 }"#;

    #[test]
    fn people_get_the_findings_by_rule_and_the_counts() {
        let (status, out) = check(&board("", GONE), false);
        assert_eq!(status, Status::No);
        assert_eq!(
            out,
            "error: Quotes that are gone (quote-gone)\n  \
               l1  The quote “Nobody was there” is not in the text of “The log”; mark the words again or remove it.\n\n\
             warning: Claims without evidence (claim-without-evidence)\n  \
               c2  “It was �[31mloud” has no evidence for it or against it; tie a source to it or remove it.\n\n\
             note: Single-origin claims (single-origin)\n  \
               c1  “It was quiet” rests on one origin, “The log”; look for a second that does not draw on it.\n\n\
             note: Ungraded sources (ungraded-source)\n  \
               s1  No grade was given to “The log”, heard on one claim; choose a reliability from A to F.\n\n\
             1 error, 1 warning, 2 notes; 0 muted.\n\
             1 quote: 0 found, 0 moved, 1 gone, 0 without a text. 0 files: 0 as they were.\n"
        );
    }

    #[test]
    fn what_was_muted_is_counted_and_no_reason_to_say_no() {
        let muted = r#""judgements": { "muted": [
            { "rule": "claim-without-evidence", "card": "c2", "reason": "A draft." },
            { "rule": "ungraded-source", "reason": "Nobody grades here." } ] }"#;
        let (status, out) = check(&board(muted, FOUND), false);
        assert_eq!(status, Status::Done, "{out}");
        assert!(
            out.contains("\n0 errors, 0 warnings, 1 note; 2 muted.\n"),
            "{out}"
        );
        let (_, out) = check(&board(muted, FOUND), true);
        let told: Value = serde_json::from_str(&out).unwrap();
        assert_eq!(told["counts"]["muted"], 2);
        assert_eq!(told["muted"][0]["reason"], "A draft.");
        assert_eq!(told["muted"][0]["cards"], json!(["c2"]));
        let problem = &told["problems"][0];
        let keys: Vec<&String> = problem.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["id", "level", "rule", "sentence", "cards", "links"]);
        assert_eq!(
            [&problem["id"], &problem["level"], &problem["rule"]],
            ["c1", "note", "single-origin"]
        );
    }

    #[test]
    fn a_quote_that_moved_is_told_with_its_new_place() {
        let moved = FOUND.replace("\"start\": 0, \"end\": 9", "\"start\": 1, \"end\": 10");
        let (status, out) = check(&board("", &moved), true);
        assert_eq!(status, Status::No);
        let told: Value = serde_json::from_str(&out).unwrap();
        let problem = &told["problems"][0];
        assert_eq!(problem["rule"], "quote-moved");
        assert_eq!(problem["id"], "l1");
        assert_eq!(
            problem["now"],
            json!({ "exact": "All quiet", "start": 0, "end": 9 })
        );
        assert_eq!(told["quotes"]["moved"], 1);
    }
}
