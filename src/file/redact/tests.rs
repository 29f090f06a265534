//! What is taken out is gone, everything else is there, and what would betray it is said.

use super::*;
use crate::file::{file_id, read, text_sha256};
use base64::Engine as _;

fn sample(document: &[u8]) -> Board {
    let text =
        "Café talk: Jane Smith saw the ledger. Smith told R. Amsel of it.\nThe harbour was closed.";
    let data = base64::engine::general_purpose::STANDARD.encode(document);
    let file = file_id(document);
    let start = text.chars().count() - "The harbour was closed.".chars().count();
    let value = serde_json::json!({
        "format": "casewall", "version": 1,
        "about": { "title": "What SMITH, Jane saw", "later": { "Jane Smith": ["by jane smith"] } },
        "cards": [
            { "id": "c", "kind": "claim", "x": 0, "y": 0, "width": 9, "height": 9, "text": "Jane\u{a0}Smith (Harbour Gazette) lied", "tags": ["smith"] },
            { "id": "n", "kind": "note", "x": 0, "y": 0, "width": 9, "height": 9, "text": "Ask them: https://gazette.example/a?b=1" },
            { "id": "s", "kind": "source", "x": 0, "y": 0, "width": 9, "height": 9, "title": "The ledger of the harbour", "outlet": "Harbour Gazette",
              "author": "Smith, Jané", "published": "2024-05-03", "url": "https://gazette.example/a?b=1", "text": "Nobody knows what is in the ledger.",
              "text_sha256": text_sha256("Nobody knows what is in the ledger."), "file": file.as_str(), "tags": ["quay"],
              "original": { "name": "ledger-of-jane.txt", "sha256": file.as_str().trim_start_matches("sha256:"), "bytes": 3, "path": "papers/ledger-of-jane.txt" },
              "custody": [{ "at": "2024-05-04T00:00:00Z", "act": "imported", "by": "Casewall", "file": "ledger-of-jane.txt", "sha256": file.as_str().trim_start_matches("sha256:") }] },
            { "id": "t", "kind": "source", "x": 0, "y": 0, "width": 9, "height": 9, "title": "Other", "outlet": "harbour gazette", "author": "Omar Khan",
              "text": text, "text_sha256": text_sha256(text), "pages": [0, start] },
        ],
        "links": [
            { "id": "l", "from": "s", "to": "c", "kind": "corroborates", "note": "as jane smith says",
              "quote": { "exact": "what is in the ledger", "prefix": "Nobody knows ", "suffix": ".", "start": 13, "end": 34 } },
            { "id": "m", "from": "t", "to": "c", "kind": "contradicts",
              "quote": { "exact": "The harbour was closed.", "prefix": "of it.\n", "start": start, "end": text.chars().count() } },
        ],
        "files": { file.as_str(): { "name": "ledger-of-jane.txt", "data": data } },
    });
    let opened = read(&serde_json::to_vec(&value).unwrap());
    opened.unwrap_or_else(|error| panic!("{error}")).board
}

fn redaction(sources: &[&str], fields: &[Field]) -> Redaction {
    Redaction {
        sources: sources.iter().map(|id| CardId::from(*id)).collect(),
        fields: fields.iter().copied().collect(),
    }
}

fn written(board: &Board) -> String {
    String::from_utf8(write(board)).unwrap().to_lowercase()
}

#[test]
fn a_whole_source_is_gone_everywhere() {
    let board = sample(b"abc");
    let copy = redact(&board, &redaction(&["s"], &[])).unwrap();
    let text = written(&copy.board);
    for gone in [
        "smith",
        "jan",
        "gazette",
        "ledger of the",
        "quay",
        "2024",
        "sha256:",
        "ywjj",
        "papers",
    ] {
        assert!(!text.contains(gone), "{gone} is left in {text}");
    }
    for kept in [
        "source a",
        "author 1",
        "outlet 1",
        "omar khan",
        "the harbour was closed.",
        "r. amsel",
        "\"c\"",
    ] {
        assert!(text.contains(kept), "{kept} is not in {text}");
    }
    // Quotes and pages of the other source stand where they stood, in the new text.
    let Body::Source(other) = &copy.board.cards()[&CardId::from("t")].body else {
        panic!("a source");
    };
    assert!(
        other.text.starts_with("Café talk: Author 1 saw"),
        "{}",
        other.text
    );
    assert_eq!(other.text_sha256, text_sha256(&other.text));
    let link = &copy.board.links()[&crate::board::LinkId::from("m")];
    let quote = link.kind.evidence().unwrap().quote.clone().unwrap();
    assert_eq!(quote.exact, "The harbour was closed.");
    assert_eq!(quote.check(&other.text), crate::board::Found::There);
    assert_eq!(other.pages[1], quote.range.start);
    let link = &copy.board.links()[&crate::board::LinkId::from("l")];
    let quote = link.kind.evidence().unwrap().quote.clone().unwrap();
    assert_eq!(
        (quote.exact.as_str(), quote.range),
        ("[quote removed]", 0..0)
    );
    assert!(
        copy.replaced
            .iter()
            .any(|it| it.what == "Author 1" && it.places >= 6),
        "{:?}",
        copy.replaced
    );
}

#[test]
fn fields_go_and_the_rest_stays() {
    let board = sample(b"abc");
    for (fields, gone, kept) in [
        (
            vec![Field::Author],
            vec!["smith", "omar", "khan"],
            vec!["harbour gazette", "https://gazette.example", "sha256:"],
        ),
        (
            vec![Field::Outlet],
            vec!["harbour gazette"],
            vec!["jane smith", "khan"],
        ),
        (
            vec![Field::Address],
            vec!["gazette.example"],
            vec!["harbour gazette"],
        ),
        (
            vec![Field::FileName],
            vec!["ledger-of-jane"],
            vec!["\"custody\"", "imported"],
        ),
        (
            vec![Field::Custody],
            vec!["\"custody\"", "\"original\"", "text_sha256"],
            vec!["jane smith"],
        ),
        (
            vec![Field::Document],
            vec!["\"files\"", "sha256:"],
            vec!["imported"],
        ),
        (
            vec![Field::Text],
            vec!["café talk", "nobody knows", "text_sha256"],
            vec!["[quote removed]", "khan"],
        ),
        (
            vec![Field::Note],
            vec!["ask them", "as jane"],
            vec!["[note removed]"],
        ),
    ] {
        let copy = redact(&board, &redaction(&[], &fields))
            .unwrap_or_else(|error| panic!("{fields:?}: {error}"));
        let text = written(&copy.board);
        for gone in gone {
            assert!(!text.contains(gone), "{fields:?}: {gone} is left in {text}");
        }
        for kept in kept {
            assert!(text.contains(kept), "{fields:?}: {kept} is not in {text}");
        }
    }
    let all = redact(&board, &redaction(&["s", "t"], &Field::ALL)).unwrap();
    assert_eq!(all.board.cards().len(), board.cards().len());
    assert_eq!(all.board.links().len(), board.links().len());
}

/// What cannot be replaced because it is packed in a file is found, and nothing is given out.
#[test]
fn a_trace_in_an_embedded_file_is_said() {
    let zipped = {
        use std::io::Write as _;
        let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        archive
            .start_file("a.xml", zip::write::SimpleFileOptions::default())
            .unwrap();
        archive
            .write_all("<a>by Omar Khan</a>".repeat(50).as_bytes())
            .unwrap();
        archive.finish().unwrap().into_inner()
    };
    let deflated = {
        use std::io::Write as _;
        let mut encoder = flate2::write::ZlibEncoder::new(
            b"%PDF-1.7 stream\n".to_vec(),
            flate2::Compression::best(),
        );
        encoder
            .write_all("(by Omar Khan) Tj ".repeat(50).as_bytes())
            .unwrap();
        encoder.finish().unwrap()
    };
    let utf16: Vec<u8> = "xby Omar Khan"
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    for document in [
        b"By Omar KHAN.".to_vec(),
        zipped,
        deflated,
        [b"\xff\xfe\xfd".to_vec(), utf16].concat(),
    ] {
        let board = sample(&document);
        let error = redact(&board, &redaction(&[], &[Field::Author])).unwrap_err();
        let said = error.to_string();
        assert!(
            said.contains("the embedded file of The ledger of the harbour"),
            "{said}"
        );
        assert!(redact(&board, &redaction(&[], &[Field::Author, Field::Document])).is_ok());
    }
    assert!(redact(&sample(b"By nobody."), &redaction(&[], &[Field::Author])).is_ok());
}

/// A document that cannot be looked into is not trusted when its text named somebody.
#[test]
fn a_document_whose_text_named_somebody_counts() {
    let board = sample(b"\xff\xd8 letters in a picture");
    let edit = board.plan(|txn| {
        txn.update_card(&CardId::from("t"), |card| {
            if let Body::Source(source) = &mut card.body {
                source.file = board.files().keys().next().cloned();
            }
        });
    });
    let board = board.with(&edit);
    let error = redact(&board, &redaction(&[], &[Field::Author]))
        .unwrap_err()
        .to_string();
    assert!(error.contains("the embedded file of"), "{error}");
}

#[test]
fn nothing_chosen_and_nobody_meant_are_refused() {
    let board = sample(b"abc");
    assert!(matches!(
        redact(&board, &Redaction::default()),
        Err(RedactError::Nothing)
    ));
    let error = redact(&board, &redaction(&["c"], &[])).unwrap_err();
    assert!(
        error.to_string().contains("no source with the id \"c\""),
        "{error}"
    );
}

/// Names in ids and in keys that this version does not know go too, and the copy still opens.
#[test]
fn ids_and_unknown_keys_are_no_hiding_place() {
    let text = String::from_utf8(write(&sample(b"abc"))).unwrap();
    let text = text
        .replace("\"s\"", "\"jane-smith\"")
        .replace("\"t\"", "\"khan\"");
    let board = read(text.as_bytes()).unwrap().board;
    let copy = redact(&board, &redaction(&[], &[Field::Author])).unwrap();
    let text = written(&copy.board);
    assert!(!text.contains("smith") && !text.contains("khan"), "{text}");
    assert_eq!(copy.board.links().len(), 2);
}
