//! `casewall overlaps`: which texts share passages, and so may not be independent.
//!
//! Takes articles, or a board, and judges by the words alone; on a board also what its sources say of theirs. Refuses
//! to change anything: what it finds is a suggestion, to be accepted in the window.

use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::plain::plain;
use super::within::Within;
use super::{CliError, Status, open};
use crate::assess::{
    Assessment, Found, Party, Passage, Proposal, ReuseIndex, SETTINGS_KEY, Settings, Suggestion,
};
use crate::board::{About, Board, Body, Card, CardId};
use crate::import::batch::{self, Batch};
use crate::{host, import};

/// What to hold against each other.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    casewall overlaps articles/ late.html\n  \
    casewall overlaps case.casewall.json --json\n\n\
    Places are counted in Unicode characters (scalar values) of the text as Casewall reads it.\n\
    Exit status: 0 done, 1 some files could not be read, 2 nothing could be done.")]
pub struct Overlaps {
    /// Articles of any format that can be imported, and folders of them; or one board
    #[arg(value_name = "FILE|BOARD", required = true)]
    files: Vec<OsString>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    within: Within,
}

pub(super) fn run(
    wish: &Overlaps,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Status, CliError> {
    let (board, left_out) = match wish.files.as_slice() {
        [one] if is_board(one)? => (open::board(one, &wish.within, err)?.0, 0),
        files => articles(files, err)?,
    };
    let assessment = Assessment::of(&board);
    let index = ReuseIndex::of(&board, Settings::of(board.about()).reuse);
    let suggestions = index.suggestions(&board, &assessment);
    let (pairs, named): (Vec<_>, Vec<_>) = suggestions
        .iter()
        .partition(|suggestion| !suggestion.passages.is_empty());
    let mut rows: Vec<Row> = pairs.into_iter().map(Row::suggested).collect();
    // What is too little, or settled, is shown too.
    let more = index.pairs().filter_map(|found| Row::noticed(&found));
    let known = |row: &Row, rows: &[Row]| rows.iter().any(|other| other.is_of(&row.sources));
    let more: Vec<Row> = more.filter(|row| !known(row, &rows)).collect();
    rows.extend(more);
    rows.sort_by_key(|row| std::cmp::Reverse(row.words()));
    match wish.json {
        true => {
            let pairs: Vec<Value> = rows.iter().map(Row::value).collect();
            let named: Vec<Value> = named.into_iter().map(value_of_named).collect();
            let told = json!({ "pairs": pairs, "attributions": named });
            writeln!(out, "{told:#}")?;
        }
        false => tell(&rows, &named, index.len(), out)?,
    }
    Ok(match (left_out, index.is_empty()) {
        (0, _) => Status::Done,
        (_, true) => Status::Failed,
        _ => Status::No,
    })
}

fn is_board(named: &OsStr) -> Result<bool, CliError> {
    let path = Path::new(named);
    if named
        .to_str()
        .is_some_and(|named| named.starts_with("demo:"))
    {
        return Ok(true);
    }
    let is_json = path.extension().is_some_and(|ending| ending == "json");
    Ok(is_json && batch::is_board(&host::read_head(path, 4096)?))
}

/// A board of the texts of these files, each called as its file, and how many files could not be read.
fn articles(files: &[OsString], err: &mut dyn Write) -> Result<(Board, usize), CliError> {
    let paths: Vec<PathBuf> = files.iter().map(PathBuf::from).collect();
    let mut cards: Vec<(CardId, Card)> = Vec::new();
    let mut left_out = 0;
    for found in host::gather(&paths) {
        let name = found.name.clone();
        let mut batch = Batch::new(&Board::default(), batch::Keep::Digest, host::now());
        match found.read(import::MAX_BYTES) {
            Ok(bytes) => {
                let file = batch::File {
                    name: &name,
                    bytes: &bytes,
                    path: None,
                };
                batch.add(&file, &|_| true);
            }
            Err(error) => batch.refuse(&name, error.to_string()),
        }
        let (loose, placed, outcomes) = batch.finish();
        for outcome in &outcomes {
            if let Err(why) = &outcome.result {
                left_out += 1;
                writeln!(err, "casewall: {}: left out. {}", plain(&name), plain(why))?;
            }
        }
        let made = loose
            .iter()
            .chain(&placed)
            .flat_map(|piece| piece.cards().values());
        for card in made {
            if matches!(&card.body, Body::Source(source) if !source.text.is_empty()) {
                let twice = cards.iter().filter(|(id, _)| starts_as(id, &name)).count();
                let id = match twice {
                    0 => name.clone(),
                    n => format!("{name} ({})", n + 1),
                };
                cards.push((CardId::from(id), Card::clone(card)));
            }
        }
    }
    // Files are held against each other whoever published them.
    let mut about = About::default();
    let apart = json!({ "one_voice": false });
    about.extra.insert(SETTINGS_KEY.to_owned(), apart);
    Ok((Board::from_records(about, cards, [], []).0, left_out))
}

/// Whether a card is called as a file, or as a file and a number.
fn starts_as(id: &CardId, name: &str) -> bool {
    let rest = id.as_str().strip_prefix(name);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(" ("))
}

/// Two sources and what they share.
struct Row {
    sources: [CardId; 2],
    passages: Vec<Passage>,
    suggestion: Option<Proposal>,
    why: String,
}

impl Row {
    fn suggested(suggestion: &Suggestion) -> Self {
        let other = suggestion.other_card().unwrap_or(&suggestion.source);
        Self {
            sources: [suggestion.source.clone(), other.clone()],
            passages: suggestion.passages.clone(),
            suggestion: Some(suggestion.proposal),
            why: suggestion.why.clone(),
        }
    }

    fn noticed(found: &Found<'_>) -> Option<Self> {
        let sources = [found.a.first()?.clone(), found.b.first()?.clone()];
        let why = match found.pair.suggests {
            true => {
                "Nothing is asked: they count as one voice, are tied, or were found to be independent."
            }
            false => "Too little in common to suggest anything.",
        };
        Some(Self {
            sources,
            passages: found.pair.passages.clone(),
            suggestion: None,
            why: why.to_owned(),
        })
    }

    fn is_of(&self, sources: &[CardId; 2]) -> bool {
        let [a, b] = sources;
        self.sources.contains(a) && self.sources.contains(b)
    }

    fn words(&self) -> usize {
        self.passages.iter().map(|passage| passage.words).sum()
    }

    fn value(&self) -> Value {
        let passages = self.passages.iter().map(|passage| {
            json!({
                "words": passage.words,
                "text": passage.text,
                "a": { "start": passage.a.start, "end": passage.a.end },
                "b": { "start": passage.b.start, "end": passage.b.end },
            })
        });
        let [a, b] = self.sources.each_ref().map(CardId::as_str);
        let mut value = json!({
            "sources": [a, b],
            "passages": passages.collect::<Vec<_>>(),
            "suggestion": self.suggestion.map(Proposal::id),
            "why": self.why,
        });
        if self.suggestion == Some(Proposal::DrawsOn) {
            value["from"] = json!(a);
            value["to"] = json!(b);
        }
        value
    }
}

/// What a text says of its own sources.
fn value_of_named(suggestion: &Suggestion) -> Value {
    let phrases = suggestion.phrases.iter().map(|phrase| {
        json!({ "text": phrase.text, "start": phrase.place.start, "end": phrase.place.end })
    });
    let (name, card) = match &suggestion.other {
        Party::Named(name) => (Some(name), None),
        Party::Card(card) => (None, Some(card.as_str())),
    };
    let links: Vec<&str> = suggestion.links.iter().map(|link| link.as_str()).collect();
    json!({
        "source": suggestion.source.as_str(),
        "card": card,
        "name": name,
        "suggestion": suggestion.proposal.id(),
        "links": links,
        "phrases": phrases.collect::<Vec<_>>(),
        "why": suggestion.why,
    })
}

fn tell(
    rows: &[Row],
    named: &[&Suggestion],
    texts: usize,
    out: &mut dyn Write,
) -> Result<(), CliError> {
    for row in rows {
        let [a, b] = row.sources.each_ref().map(|id| plain(id.as_str()));
        writeln!(out, "{a} and {b}")?;
        writeln!(out, "  {}", plain(&row.why))?;
        for passage in &row.passages {
            let [first, second] = [&passage.a, &passage.b];
            writeln!(
                out,
                "  - {} words, {}–{} and {}–{}: {}",
                passage.words,
                first.start,
                first.end,
                second.start,
                second.end,
                plain(&one_line(&passage.text))
            )?;
        }
    }
    for suggestion in named {
        writeln!(out, "{}", plain(suggestion.source.as_str()))?;
        writeln!(out, "  {}", plain(&suggestion.why))?;
    }
    let texts = match texts {
        1 => "1 text".to_owned(),
        n => format!("{n} texts"),
    };
    match rows.len() {
        0 => writeln!(out, "No passage is the same in two of {texts}.")?,
        1 => writeln!(out, "1 pair of {texts} shares passages.")?,
        n => writeln!(out, "{n} pairs of {texts} share passages.")?,
    }
    Ok(())
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::cli::{self, Args};

    fn check(args: &[&str]) -> (Status, String, String) {
        let args = Args::try_parse_from(["casewall", "overlaps"].iter().chain(args)).unwrap();
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let status = cli::run(&args.command.unwrap(), &mut out, &mut err);
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (status, text(out), text(err))
    }

    const SHARED: &str =
        "the lamp in the old lighthouse had burned all night without anybody who tended it";

    #[test]
    fn articles_are_held_against_each_other() {
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        let write = |name: &str, text: &str| {
            host::write_atomic(place(name).as_ref(), text.as_bytes()).unwrap()
        };
        write(
            "a.txt",
            &format!("Öl und Licht. He wrote that {SHARED}, and so on."),
        );
        write(
            "b.md",
            &format!("{}. Nobody knows why.", SHARED.replace("night", "NIGHT")),
        );
        write(
            "c.txt",
            "Another matter altogether, in words that nobody else has used so far.",
        );
        let (status, out, err) = check(&[folder.path().to_str().unwrap(), "--json"]);
        assert_eq!((status, err.as_str()), (Status::Done, ""));
        let told: Value = serde_json::from_str(&out).unwrap();
        let pairs = told["pairs"].as_array().unwrap();
        assert_eq!(pairs.len(), 1);
        assert_eq!(pairs[0]["sources"], json!(["a.txt", "b.md"]));
        assert_eq!(pairs[0]["suggestion"], "shared-origin");
        let passage = &pairs[0]["passages"][0];
        assert_eq!(
            (&passage["words"], &passage["text"]),
            (&json!(15), &json!(SHARED))
        );
        assert_eq!(
            passage["a"],
            json!({ "start": 28, "end": 28 + SHARED.len() })
        );
        assert_eq!(passage["b"], json!({ "start": 0, "end": SHARED.len() }));

        let (status, out, _) = check(&[&place("a.txt"), &place("b.md")]);
        assert_eq!(status, Status::Done);
        assert!(
            out.contains("\n  15 words in a row are the same in "),
            "{out}"
        );
        assert!(
            out.ends_with("1 pair of 2 texts shares passages.\n"),
            "{out}"
        );
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let bad = folder.path().join("bad.txt");
        host::write_atomic(&bad, b"\0\0\0").unwrap();
        let (status, out, err) = check(&[bad.to_str().unwrap()]);
        assert_eq!(status, Status::Failed);
        assert!(err.contains("bad.txt: left out. "), "{err}");
        assert_eq!(out, "No passage is the same in two of 0 texts.\n");
    }

    #[test]
    fn a_board_is_read_as_a_board() {
        let (status, out, err) = check(&["demo:istanbul-talks", "--json"]);
        assert_eq!((status, err.as_str()), (Status::Done, ""));
        let told: Value = serde_json::from_str(&out).unwrap();
        assert!(told["pairs"].is_array() && told["attributions"].is_array());
    }
}
