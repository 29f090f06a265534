//! The file: what is refused and with which words, what is kept to the byte, what the schema says.

use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use casewall::board::{
    About, Blob, Board, Body, Card, CardId, Cell, Claim, Confidence, Conflict, Credibility,
    Custody, Dismissed, Evidence, Extra, FileId, Frame, Judgements, Likelihood, Link, LinkId,
    LinkKind, Muted, Note, Original, Picture, Quote, Rating, Relevance, Reliability, Source,
    Subject, Weight,
};
use casewall::file::{self, ReadError, VERSION};
use kurbo::{Point, Size};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Number, Value, json};

/// A source and a claim.
const CARDS: &str = r#"
    { "id": "s", "kind": "source", "x": 0, "y": 0, "width": 9, "height": 9 },
    { "id": "c", "kind": "claim", "x": 0, "y": 0, "width": 9, "height": 9 }"#;

fn board(cards: &str, links: &str, more: &str) -> String {
    format!(
        r#"{{ "format": "casewall", "version": 1, "cards": [{cards}], "links": [{links}]{more} }}"#
    )
}

fn refusal(bytes: impl AsRef<[u8]>) -> String {
    match file::read(bytes.as_ref()) {
        Ok(_) => "opened".to_owned(),
        Err(error) => error.to_string(),
    }
}

/// The boards of the project, with their names.
fn boards() -> Vec<(String, Vec<u8>)> {
    fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, into);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "json")
            {
                into.push(path);
            }
        }
    }
    let mut paths = Vec::new();
    collect(Path::new("boards"), &mut paths);
    paths.sort();
    paths
        .into_iter()
        .map(|path| (path.display().to_string(), fs::read(path).unwrap()))
        .collect()
}

#[test]
fn whole_files_are_refused_in_one_sentence() {
    let table: &[(&[u8], &str)] = &[
        (
            b"",
            "The file is empty. Open an earlier copy of it, or begin a new board.",
        ),
        (
            b" \n\t",
            "The file is empty. Open an earlier copy of it, or begin a new board.",
        ),
        (
            b"\xEF\xBB\xBF",
            "The file is empty. Open an earlier copy of it, or begin a new board.",
        ),
        (
            b"{\n  \"format\": \"casewall\",\n",
            "NOT JSON line 3, column 1: the file breaks off; its end is missing. MEND",
        ),
        (
            b"{ \"a\": 1 \"b\": 2 }",
            "NOT JSON line 1, column 10: a comma or } is missing. MEND",
        ),
        (
            b"{ \"a\": [1 2] }",
            "NOT JSON line 1, column 11: a comma or ] is missing. MEND",
        ),
        (
            b"{ \"a\" 1 }",
            "NOT JSON line 1, column 7: a colon is missing behind the key. MEND",
        ),
        (
            b"{ a: 1 }",
            "NOT JSON line 1, column 3: a key in quotation marks is missing. MEND",
        ),
        (
            b"{ \"a\": 1, }",
            "NOT JSON line 1, column 11: there is a comma too many. MEND",
        ),
        (
            b"{} {}",
            "NOT JSON line 1, column 4: there is something behind the end of the board. MEND",
        ),
        (
            b"{ \"a\": 1e999 }",
            "NOT JSON line 1, column 12: the number is too large. MEND",
        ),
        (
            b"{ \"a\": 01 }",
            "NOT JSON line 1, column 9: the number is malformed. MEND",
        ),
        (
            b"{ \"a\": \"\\q\" }",
            "NOT JSON line 1, column 10: the backslash begins no known escape. MEND",
        ),
        (
            b"{ \"a\": \"\xFF\" }",
            "NOT JSON line 1, column 9: the bytes are not UTF-8. MEND",
        ),
        (
            b"{ \"a\": \"\n\" }",
            "NOT JSON line 2, column 1: the text holds a control character or lacks its closing quotation mark. MEND",
        ),
        (
            b"{ \"a\": \"\\ud800\" }",
            "NOT JSON line 1, column 15: the text holds half a surrogate pair, which is no character. MEND",
        ),
        (
            b"{ \"a\": \"\\ud800\\u0041\" }",
            "NOT JSON line 1, column 20: the text holds half a surrogate pair, which is no character. MEND",
        ),
        (
            b"{ \"x\": NaN }",
            "NOT JSON line 1, column 8: a value is missing or misspelt (text needs quotation marks, NaN and Infinity are \
             not numbers). MEND",
        ),
        (
            b"\xFF\xFE{\0}\0",
            "NOT JSON line 1, column 1: the text is UTF-16, a board is UTF-8. MEND",
        ),
        (b"[]", "NO BOARD"),
        (b"null", "NO BOARD"),
        (b"{}", "NO BOARD"),
        (
            b"{ \"format\": \"jsoncanvas\", \"version\": 1 }",
            "NO BOARD",
        ),
        (
            b"{ \"format\": \"casewall\" }",
            "version: This is missing, a whole number from 1 is needed.",
        ),
        (
            b"{ \"format\": \"casewall\", \"version\": 0 }",
            "version: This is 0, a whole number from 1 is needed.",
        ),
        (
            b"{ \"format\": \"casewall\", \"version\": 1.5 }",
            "version: This is 1.5, a whole number from 1 is needed.",
        ),
        (
            b"{ \"format\": \"casewall\", \"version\": \"1\" }",
            "version: This is text, a whole number from 1 is needed.",
        ),
        (
            b"{ \"format\": \"casewall\", \"version\": 99 }",
            "The board is of format version 99, this Casewall knows versions up to 1. Open it with a newer Casewall.",
        ),
        (
            b"{ \"format\": \"casewall\", \"version\": 1, \"version\": 1 }",
            "The top of the file: The key \"version\" stands twice, only one can count.",
        ),
        (
            b"{ \"format\": \"casewall\", \"version\": 1, \"cards\": 5 }",
            "cards: This is 5, a list is needed.",
        ),
        (
            b"{ \"format\": \"casewall\", \"version\": 1, \"links\": {} }",
            "links: This is an object, a list is needed.",
        ),
        (
            b"{ \"format\": \"casewall\", \"version\": 1, \"files\": [] }",
            "files: This is a list, an object is needed.",
        ),
        (
            b"{ \"format\": \"casewall\", \"version\": 1, \"about\": \"\" }",
            "about: This is text, an object is needed.",
        ),
        (
            b"{ \"format\": \"casewall\", \"version\": 1, \"about\": { \"title\": 5 } }",
            "about: \"title\" is 5, text is needed.",
        ),
    ];
    for (bytes, want) in table {
        let want = want
            .replace("NOT JSON", "The file is not JSON:")
            .replace("MEND", "Mend that place or open an earlier copy.")
            .replace(
                "NO BOARD",
                "The file is JSON but no Casewall board: \"format\" is not \"casewall\". Open a file that ends in \
                 .casewall.json.",
            );
        assert_eq!(refusal(bytes), want, "{}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn broken_records_are_refused_with_their_place() {
    let card = |rest: &str| {
        let head =
            r#"{ "id": "k", "kind": "source", "x": 0, "y": 0, "width": 9, "height": 9, "z": 0 }"#;
        let mut value: Map<String, Value> = serde_json::from_str(head).unwrap();
        for (key, new) in
            serde_json::from_str::<Map<String, Value>>(&format!("{{{rest}}}")).unwrap()
        {
            value.insert(key, new);
        }
        board(&format!("{CARDS}, {}", Value::Object(value)), "", "")
    };
    let link = |rest: &str| {
        let head = r#"{ "id": "l", "from": "s", "to": "c", "kind": "corroborates" }"#;
        let mut value: Map<String, Value> = serde_json::from_str(head).unwrap();
        for (key, new) in
            serde_json::from_str::<Map<String, Value>>(&format!("{{{rest}}}")).unwrap()
        {
            value.insert(key, new);
        }
        board(CARDS, &Value::Object(value).to_string(), "")
    };
    let files = |entry: &str| board(CARDS, "", &format!(r#", "files": {{ {entry} }}"#));
    let abc = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    let table: &[(String, &str)] = &[
        (
            board(&format!("{CARDS}, 5"), "", ""),
            r#"cards[2]: This is 5, an object is needed."#,
        ),
        (
            board(&format!("{CARDS}, {{}}"), "", ""),
            r#"cards[2]: "id" is missing."#,
        ),
        (
            card(r#""id": """#),
            r#"cards[2]: "id" is empty, a name is needed."#,
        ),
        (
            card(r#""id": 7"#),
            r#"cards[2]: "id" is 7, text is needed."#,
        ),
        (
            card(r#""id": "s""#),
            r#"cards[2] (id "s"): "id" is also that of cards[0], each needs its own."#,
        ),
        (
            card(r#""kind": null"#),
            r#"cards[2] (id "k"): "kind" is null, text is needed."#,
        ),
        (
            card(r#""width": "wide""#),
            r#"cards[2] (id "k"): "width" is text, a number is needed."#,
        ),
        (
            card(r#""width": 0"#),
            r#"cards[2] (id "k"): "width" is 0, a number from 1 to 100,000 is needed."#,
        ),
        (
            card(r#""height": 100001"#),
            r#"cards[2] (id "k"): "height" is 100001, a number from 1 to 100,000 is needed."#,
        ),
        (
            card(r#""x": 1e300"#),
            "cards[2] (id \"k\"): \"x\" is 1e+300, a number between -10,000,000 and 10,000,000 is needed.",
        ),
        (
            card(r#""y": -10000001"#),
            r#"cards[2] (id "k"): "y" is -10000001, a number between -10,000,000 and 10,000,000 is needed."#,
        ),
        (
            card(r#""z": 1.5"#),
            r#"cards[2] (id "k"): "z" is 1.5, a whole number is needed."#,
        ),
        (
            card(r#""z": 9223372036854775807"#),
            r#"cards[2] (id "k"): "z" is 9223372036854775807, a whole number of at most twelve digits is needed."#,
        ),
        (
            card(r#""title": ["a"]"#),
            r#"cards[2] (id "k"): "title" is a list, text is needed."#,
        ),
        (
            card(r#""reliability": "G""#),
            r#"cards[2] (id "k"): "reliability" is "G", one of "A", "B", "C", "D", "E", "F" is needed."#,
        ),
        (
            card(r#""reliability": 1"#),
            r#"cards[2] (id "k"): "reliability" is 1, text is needed."#,
        ),
        (
            card(r#""tags": "a""#),
            r#"cards[2] (id "k"): "tags" is text, a list is needed."#,
        ),
        (
            card(r#""tags": ["a", 5]"#),
            r#"cards[2] (id "k"): "tags[1]" is 5, text is needed."#,
        ),
        (
            card(r#""file": {}"#),
            r#"cards[2] (id "k"): "file" is an object, text is needed."#,
        ),
        (
            board(&CARDS.replacen("\"x\": 0, ", "", 1), "", ""),
            r#"cards[0] (id "s"): "x" is missing."#,
        ),
        (
            board(
                &CARDS.replacen("\"x\": 0, ", "\"x\": 0, \"x\": 0, ", 1),
                "",
                "",
            ),
            r#"cards[0]: The key "x" stands twice, only one can count."#,
        ),
        (
            link(r#""id": 1"#),
            r#"links[0]: "id" is 1, text is needed."#,
        ),
        (
            link(r#""kind": "supports""#),
            r#"links[0] (id "l"): "kind" is "supports", one of "corroborates", "contradicts", "derives_from" is needed."#,
        ),
        (
            link(r#""from": "nobody""#),
            r#"links[0] (id "l"): "from" names the card "nobody", which is not on the board."#,
        ),
        (
            link(r#""to": "l""#),
            r#"links[0] (id "l"): "to" names the card "l", which is not on the board."#,
        ),
        (
            link(r#""origin": "x""#),
            r#"links[0] (id "l"): "origin" names the card "x", which is not on the board."#,
        ),
        (
            link(r#""credibility": 7"#),
            r#"links[0] (id "l"): "credibility" is 7, a whole number from 1 to 6 is needed."#,
        ),
        (
            link(r#""credibility": 0"#),
            r#"links[0] (id "l"): "credibility" is 0, a whole number from 1 to 6 is needed."#,
        ),
        (
            link(r#""credibility": 2.5"#),
            r#"links[0] (id "l"): "credibility" is 2.5, a whole number is needed."#,
        ),
        (
            link(r#""credibility": "2""#),
            r#"links[0] (id "l"): "credibility" is text, a whole number is needed."#,
        ),
        (
            link(r#""weight": 1.5"#),
            r#"links[0] (id "l"): "weight" is 1.5, a number from 0 to 1 is needed."#,
        ),
        (
            link(r#""weight": "much""#),
            r#"links[0] (id "l"): "weight" is text, a number is needed."#,
        ),
        (
            link(r#""quote": "words""#),
            r#"links[0] (id "l"): "quote" is text, an object is needed."#,
        ),
        (
            link(r#""quote": { "exact": "a", "start": 0 }"#),
            r#"links[0] (id "l"): "quote.end" is missing."#,
        ),
        (
            link(r#""quote": { "exact": "a", "start": -1, "end": 2 }"#),
            r#"links[0] (id "l"): "quote.start" is -1, a whole number from 0 is needed."#,
        ),
        (
            link(r#""quote": { "exact": "a", "start": 3, "end": 2 }"#),
            r#"links[0] (id "l"): "quote" starts at 3 and ends before, at 2; the end cannot come first."#,
        ),
        (
            board(
                CARDS,
                &[r#"{ "id": "l", "from": "s", "to": "c", "kind": "corroborates" }"#; 2].join(","),
                "",
            ),
            r#"links[1] (id "l"): "id" is also that of links[0], each needs its own."#,
        ),
        (
            files(r#""sha256:00": { "data": "YWJj" }"#),
            "files[\"sha256:00\"]: \"data\" was changed or cut: its bytes are those of \"ABC\".",
        ),
        (
            files(&format!(r#""{abc}": {{ "data": "YWJj*" }}"#)),
            "files[\"ABC\"]: \"data\" is not Base64 (Invalid symbol 42, offset 4.).",
        ),
        (
            files(&format!(r#""{abc}": {{ "data": 5 }}"#)),
            "files[\"ABC\"]: \"data\" is 5, text is needed.",
        ),
        (
            files(&format!(r#""{abc}": {{}}"#)),
            "files[\"ABC\"]: \"data\" is missing.",
        ),
    ];
    for (text, want) in table {
        assert_eq!(refusal(text).replace(abc, "ABC"), *want, "{text}");
    }
}

#[test]
fn very_large_files_are_refused_soon() {
    let depth = "The file is not JSON: line 1, column 128: brackets are nested more than 128 deep. Mend that place or open \
                 an earlier copy.";
    assert_eq!(refusal(vec![b'['; 200 << 20]), depth);
    assert_eq!(
        refusal(vec![b' '; (256 << 20) + 1]),
        "The file is 257 MiB long; Casewall opens boards of at most 256 MiB. Split it into several boards."
    );
    let link = r#"{"id":"l","from":"s","to":"c","kind":"corroborates"}"#;
    let many = board(CARDS, &vec![link; 1_000_000].join(","), "");
    assert_eq!(
        refusal(many),
        "The board has more than 500,000 links; Casewall opens boards of at most 500,000 links. Split it into several boards."
    );
    let crowd = format!(
        r#"{{ "format": "casewall", "x": [{}0] }}"#,
        "0,".repeat(20_000_000)
    );
    assert_eq!(
        refusal(crowd.into_bytes()),
        "The board has more than 20,000,000 values; Casewall opens boards of at most 20,000,000 values. Split it into several boards."
    );
    let long = format!(
        r#"{{ "id": "n", "kind": "note", "x": 0, "y": 0, "width": 9, "height": 9, "text": "{}" }}"#,
        "a".repeat(20_000_001)
    );
    assert_eq!(
        refusal(board(&long, "", "")),
        "cards[0] (id \"n\"): \"text\" is 20,000,001 bytes of text, at most 20,000,000 are possible."
    );
}

#[test]
fn what_is_odd_but_clear_is_opened_with_a_remark() {
    let plain = board(CARDS, "", "");
    for (text, want) in [
        (plain.clone(), vec![]),
        (
            format!("\u{FEFF}{plain}"),
            vec!["The file begins with a byte order mark; saving leaves it out."],
        ),
        (
            plain.replace('\n', "\r\n"),
            vec!["The lines of the file end in CR LF; saving ends them in LF."],
        ),
        (
            plain.replacen("\"x\": 0", "\"x\": 0.4", 1),
            vec!["One card's place or size is no whole number; it was rounded."],
        ),
        (
            plain.replace("\"y\": 0", "\"y\": 2.5"),
            vec!["The places or sizes of 2 cards are no whole numbers; they were rounded."],
        ),
        (
            plain.replacen("\"x\": 0", "\"file\": \"sha256:0\", \"x\": 0", 1),
            vec!["The file of card \"s\" is not in the board."],
        ),
    ] {
        let opened = file::read(text.as_bytes()).unwrap();
        assert_eq!(opened.remarks, want, "{text}");
        assert_eq!(opened.board.cards().len(), 2);
    }
    let quote = r#"{ "id": "l", "from": "s", "to": "c", "kind": "contradicts", "quote": { "exact": "no such words", "start": 5, "end": 9 } }"#;
    assert!(
        file::read(board(CARDS, quote, "").as_bytes()).is_ok(),
        "whether words are found is for a check to say"
    );
}

#[test]
fn a_tolerant_read_keeps_what_it_can_and_says_the_rest() {
    let text = board(
        &format!(
            r#"{CARDS},
            {{ "id": "k", "kind": "claim", "x": "left", "y": 1, "height": 9, "text": "kept", "tags": 5 }},
            {{ "id": "s", "kind": "note", "x": 0, "y": 0, "width": 9, "height": 9, "text": "second s" }},
            {{ "kind": "note", "x": 0, "y": 0, "width": 9, "height": 9 }},
            7"#
        ),
        r#"{ "id": "l", "from": "s", "to": "k", "kind": "corroborates", "credibility": 9, "origin": "gone", "note": "kept" },
           { "id": "m", "from": "s", "to": "gone", "kind": "corroborates" },
           { "id": "n", "from": "s", "to": "c", "kind": "supports" }"#,
        r#", "later": 1, "files": { "sha256:0": { "data": "YWJj" } }"#,
    );
    assert!(file::read(text.as_bytes()).is_err());
    let (board, said) = file::read_tolerant(text.as_bytes()).unwrap();
    let want = [
        r#"cards[2] (id "k"): "x" is text, a number is needed. A usual value was put there."#,
        r#"cards[2] (id "k"): "width" is missing. A usual value was put there."#,
        r#"cards[2] (id "k"): "tags" is 5, a list is needed. The field was left out."#,
        r#"cards[3] (id "s"): "id" is also that of cards[0]. This one is now called "s-2"."#,
        r#"cards[4]: "id" is missing. The whole entry was left out."#,
        r#"cards[5]: This is 7, an object is needed. The whole entry was left out."#,
        r#"links[0] (id "l"): "credibility" is 9, a whole number from 1 to 6 is needed. The field was left out."#,
        r#"links[0] (id "l"): "origin" names the card "gone", which is not on the board. The origin was left out."#,
        r#"links[1] (id "m"): "to" names the card "gone", which is not on the board. The link was left out."#,
        r#"links[2] (id "n"): "kind" is "supports", one of "corroborates", "contradicts", "derives_from" is needed. The whole entry was left out."#,
        r#"files["sha256:0"]: "data" was changed or cut: its bytes are those of "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad". The whole entry was left out."#,
    ];
    assert_eq!(said, want);
    let ids: Vec<_> = board.cards().keys().map(CardId::as_str).collect();
    assert_eq!(ids, ["c", "k", "s", "s-2"]);
    assert_eq!(board.links().len(), 1);
    assert_eq!(board.about().top_extra["later"], 1);
    assert!(file::read(&file::write(&board)).is_ok());
}

#[test]
fn a_tolerant_read_of_a_file_that_breaks_off_keeps_what_stands_before() {
    let (_, whole) = boards()
        .into_iter()
        .find(|(name, _)| name.ends_with("v1.json"))
        .unwrap();
    let all = file::read(&whole).unwrap().board;
    let mut most = (0, 0);
    for end in 0..whole.len() {
        let Some((part, said)) = file::read_tolerant(&whole[..end]) else {
            assert_eq!(
                most,
                (0, 0),
                "nothing is offered at {end}, though there was before"
            );
            continue;
        };
        assert!(
            !said.is_empty() || end + 1 == whole.len(),
            "nothing is said at {end}"
        );
        let now = (part.cards().len(), part.links().len());
        assert!(now >= most, "less is offered at {end} than before");
        most = now;
        for (id, card) in part.cards() {
            assert_eq!(Some(card), all.cards().get(id), "at {end}");
        }
    }
    assert_eq!(most, (all.cards().len(), all.links().len()));
    for hopeless in [
        &b""[..],
        b"{",
        b"[]",
        b"{ \"format\": \"casewall\", \"version\": 1 }",
        b"{ \"format\": \"casewall\", \"version\": 99",
    ] {
        assert!(
            file::read_tolerant(hopeless).is_none(),
            "{}",
            String::from_utf8_lossy(hopeless)
        );
    }
}

#[test]
fn the_boards_of_the_project_open_and_stay_as_they_are() {
    let boards = boards();
    assert!(boards.iter().any(|(name, _)| name.ends_with("v1.json")));
    for (name, bytes) in boards {
        let opened = file::read(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(opened.remarks, [""; 0], "{name}");
        let written = file::write(&opened.board);
        assert_eq!(
            String::from_utf8(written).unwrap(),
            String::from_utf8(bytes.clone()).unwrap(),
            "{name}"
        );
        let (tolerant, said) = file::read_tolerant(&bytes).unwrap();
        assert_eq!(said, [""; 0], "{name}");
        assert_eq!(file::write(&tolerant), bytes, "{name}");
    }
    for demo in file::demos() {
        let opened = file::read(demo.bytes).unwrap();
        assert_eq!(opened.board.about().title, demo.title);
        assert_eq!(file::demo(demo.name).unwrap().bytes, demo.bytes);
        assert!(!demo.title.is_empty(), "{} has no title", demo.name);
    }
    assert!(file::demo("none").is_none());
}

#[test]
fn the_schema_knows_boards_from_others() {
    let schema = file::schema();
    assert!(
        jsonschema::meta::is_valid(&schema),
        "the schema is no schema"
    );
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    for (name, bytes) in boards() {
        let board: Value = serde_json::from_slice(&bytes).unwrap();
        let errors: Vec<_> = validator
            .iter_errors(&board)
            .map(|error| error.to_string())
            .collect();
        assert_eq!(errors, [""; 0], "{name}");
    }
    let good: Value = serde_json::from_str(&board(CARDS, "", "")).unwrap();
    assert!(validator.is_valid(&good));
    for (place, value) in [
        ("/version", json!(2)),
        ("/format", json!("other")),
        ("/cards", json!({})),
        ("/cards/0/x", json!("left")),
        ("/cards/0/x", json!(1.5)),
        ("/cards/0/width", json!(0)),
        ("/cards/0/id", json!("")),
        ("/cards/0", json!({ "id": "a", "kind": "map" })),
    ] {
        let mut bad = good.clone();
        *bad.pointer_mut(place).unwrap() = value;
        assert!(!validator.is_valid(&bad), "{place} of {bad}");
    }
    for (name, part) in schema["$defs"].as_object().unwrap() {
        assert!(part["description"].is_string(), "{name} is not described");
        for (key, of_key) in part["properties"].as_object().into_iter().flatten() {
            assert!(
                of_key["description"].is_string(),
                "{name}.{key} is not described"
            );
        }
    }
}

#[test]
fn the_clipboard_carries_cards_their_links_and_their_files() {
    let (_, whole) = boards()
        .into_iter()
        .find(|(name, _)| name.ends_with("v1.json"))
        .unwrap();
    let all = file::read(&whole).unwrap().board;
    let ids = |names: &[&str]| names.iter().map(|name| CardId::from(*name)).collect();
    let part = |names: &[&str]| {
        file::read(&file::fragment(&all, &ids(names)))
            .unwrap()
            .board
    };

    let part_of_two = part(&["s0001-a7k", "c0001-a7k", "nobody"]);
    assert_eq!(part_of_two.cards().len(), 2);
    assert_eq!(part_of_two.files().len(), 1);
    let link = &part_of_two.links()[&LinkId::from("l0001-a7k")];
    assert_eq!(link.kind.evidence().unwrap().origin, None);
    assert!(part(&["n0001-a7k"]).files().is_empty());
    assert!(part(&[]).cards().is_empty());
    let everything = file::fragment(&all, &all.cards().keys().cloned().collect());
    assert_eq!(file::read(&everything).unwrap().board.links(), all.links());
}

#[test]
fn what_no_reader_would_take_is_brought_into_bounds() {
    let card = |x: f64, width: f64, z| Card {
        size: Size::new(width, f64::NAN),
        z,
        ..Card::new(Point::new(x, f64::NAN), Body::Note(Note::default()))
    };
    let wild = [
        ("a", card(f64::INFINITY, 0.0, i64::MAX)),
        ("b", card(-1e300, 1e300, i64::MIN)),
        ("c", card(0.5, -7.0, 0)),
    ];
    let mut claim = Card::new(Point::ZERO, Body::Claim(Claim::default()));
    claim.extra = Map::from_iter([
        ("text".to_owned(), json!(5)),
        ("kept".to_owned(), json!(6)),
        ("x".to_owned(), json!({})),
    ]);
    let quote = Quote {
        exact: "a".into(),
        prefix: String::new(),
        suffix: String::new(),
        range: 9..9,
        extra: Extra::new(),
    };
    let mut quote = quote;
    quote.range.end = 3;
    let evidence = Evidence {
        quote: Some(quote),
        weight: Some(f64::NAN),
        ..Evidence::default()
    };
    let mut derivation = Link::new("a".into(), "d".into(), LinkKind::DerivesFrom);
    derivation
        .extra
        .insert("quote".to_owned(), json!("not a quote"));
    let mut was_derivation = derivation.clone();
    was_derivation.kind = LinkKind::Contradicts(evidence);
    let about = About {
        top_extra: Map::from_iter([("cards".to_owned(), json!(1))]),
        ..About::default()
    };
    let cards = wild
        .into_iter()
        .chain([("d", claim)])
        .map(|(id, card)| (CardId::from(id), card));
    let links = [
        (LinkId::from("l"), derivation),
        (LinkId::from("m"), was_derivation),
    ];
    let (board, _) = Board::from_records(about, cards, links, []);
    let bytes = file::write(&board);
    let opened = file::read(&bytes).unwrap();
    assert_eq!(file::write(&opened.board), bytes);
    assert_eq!(
        opened.board.cards()[&CardId::from("d")].extra,
        Map::from_iter([("kept".to_owned(), json!(6))])
    );
    assert_eq!(
        opened.board.links()[&LinkId::from("l")].extra["quote"],
        "not a quote"
    );
    assert!(opened.board.links()[&LinkId::from("m")].extra.is_empty());
}

#[test]
fn an_empty_board_is_four_lines_and_text_is_one() {
    let text = String::from_utf8(file::write(&Board::default())).unwrap();
    assert_eq!(
        text,
        "{\n  \"format\": \"casewall\",\n  \"version\": 1,\n  \"cards\": [],\n  \"links\": []\n}\n"
    );
    assert_eq!(
        VERSION, 1,
        "a new version needs boards/history/v{VERSION}.json and a step"
    );
}

/// A thousand broken copies of each board: none makes the reader panic, each is opened or refused in words.
#[test]
fn bytes_that_were_tampered_with_are_opened_or_refused() {
    for (name, bytes) in boards() {
        let edit = (
            0..5_u8,
            any::<prop::sample::Index>(),
            any::<prop::sample::Index>(),
            any::<u8>(),
            1..2000_usize,
        );
        let mut runner = TestRunner::new(Config {
            cases: 1000,
            failure_persistence: None,
            ..Config::default()
        });
        let result = runner.run(&vec(edit, 1..4), |edits| {
            let mut bytes = bytes.clone();
            for (what, at, to, byte, length) in edits {
                if bytes.is_empty() {
                    break;
                }
                let (at, to) = (at.index(bytes.len()), to.index(bytes.len()));
                let end = (at + length).min(bytes.len());
                match what {
                    0 => bytes[at] ^= byte.max(1),
                    1 => drop(bytes.drain(at..end)),
                    2 => bytes.insert(at, byte),
                    3 => bytes.truncate(at),
                    _ => {
                        let stretch = bytes[at..end].to_vec();
                        bytes.splice(to..to, stretch);
                    }
                }
            }
            match file::read(&bytes) {
                Ok(opened) => {
                    let written = file::write(&opened.board);
                    let again = file::read(&written)
                        .map_err(|error| TestCaseError::fail(error.to_string()))?;
                    prop_assert_eq!(file::write(&again.board), written);
                }
                Err(error) => prop_assert!(error.to_string().len() > 10),
            }
            if let Some((board, _)) = file::read_tolerant(&bytes) {
                prop_assert!(file::read(&file::write(&board)).is_ok());
            }
            Ok(())
        });
        result.unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

#[test]
fn broken_is_told_from_not_json() {
    // The window offers a tolerant read for some refusals only, so their kinds matter.
    assert!(matches!(file::read(b""), Err(ReadError::Empty)));
    assert!(matches!(
        file::read(b"{"),
        Err(ReadError::NotJson {
            line: 1,
            column: 1,
            ..
        })
    ));
    assert!(matches!(file::read(b"{}"), Err(ReadError::NotABoard)));
    let newer = b"{ \"format\": \"casewall\", \"version\": 18446744073709551615 }";
    assert!(matches!(
        file::read(newer),
        Err(ReadError::TooNew { found: u64::MAX })
    ));
    let broken = board("{}", "", "");
    assert!(
        matches!(file::read(broken.as_bytes()), Err(ReadError::Broken { place, .. }) if place == "cards[0]")
    );
    assert!(catch_unwind(|| file::read(&[0; 64])).is_ok());
}

/// Without `float_roundtrip` serde_json may miss a number by its last bit, and a board would change by being opened. Here
/// a development dependency turns the feature on; the program itself has it only if it asks for it.
#[test]
fn numbers_are_read_to_the_last_bit_in_the_program_too() {
    let manifest = include_str!("../Cargo.toml");
    let (dependencies, _) = manifest.split_once("[build-dependencies]").unwrap();
    let line = dependencies
        .lines()
        .find(|line| line.starts_with("serde_json"))
        .unwrap();
    assert!(line.contains("\"float_roundtrip\""), "{line}");
}

fn extra() -> impl Strategy<Value = Extra> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_filter_map("finite", |x| Number::from_f64(x).map(Value::Number)),
        any::<String>().prop_map(Value::String),
    ];
    let value = leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::Array),
            vec((any::<String>(), inner), 0..4)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    });
    vec(
        (any::<String>().prop_map(|key| format!("u{key}u")), value),
        0..3,
    )
    .prop_map(|entries| entries.into_iter().collect())
}

fn original() -> impl Strategy<Value = Original> {
    let texts = proptest::array::uniform4(any::<String>());
    (texts, any::<u32>(), extra()).prop_map(|([name, media_type, sha256, path], bytes, extra)| {
        Original {
            name,
            media_type,
            sha256,
            bytes: bytes.into(),
            path,
            extra,
        }
    })
}

fn custody() -> impl Strategy<Value = Custody> {
    let texts = proptest::array::uniform6(any::<String>());
    (texts, extra()).prop_map(|([at, act, by, file, sha256, note], extra)| Custody {
        at,
        act,
        by,
        file,
        sha256,
        note,
        extra,
    })
}

fn body() -> impl Strategy<Value = Body> {
    let tags = || vec(any::<String>(), 0..3);
    let file = || proptest::option::of(any::<String>().prop_map(FileId::from));
    let grade = proptest::option::of(proptest::sample::select(&Reliability::ALL[..]));
    let texts = proptest::array::uniform10(
        proptest::option::of(any::<String>()).prop_map(Option::unwrap_or_default),
    );
    prop_oneof![
        (
            texts,
            grade,
            tags(),
            file(),
            vec(any::<u32>(), 0..3),
            proptest::option::of(original()),
            vec(custody(), 0..3),
        )
            .prop_map(
                |(texts, reliability, tags, file, pages, original, custody)| {
                    let [
                        title,
                        outlet,
                        author,
                        published,
                        url,
                        archive_url,
                        captured,
                        language,
                        text,
                        text_sha256,
                    ] = texts;
                    let source = Source {
                        title,
                        outlet,
                        author,
                        published,
                        url,
                        archive_url,
                        captured,
                        language,
                        text: text.into(),
                        text_sha256,
                        reliability,
                        tags,
                        pages: pages.into_iter().map(|page| page as usize).collect(),
                        file,
                        original,
                        custody,
                    };
                    Body::Source(Box::new(source))
                }
            ),
        (
            any::<String>(),
            any::<String>(),
            tags(),
            proptest::option::of(proptest::sample::select(&Likelihood::ALL[..])),
            proptest::option::of(proptest::sample::select(&Confidence::ALL[..])),
        )
            .prop_map(
                |(text, question, tags, likelihood, confidence)| Body::Claim(Claim {
                    text,
                    question,
                    likelihood,
                    confidence,
                    tags
                })
            ),
        any::<String>().prop_map(|text| Body::Note(Note { text })),
        any::<String>().prop_map(|title| Body::Frame(Frame { title })),
        (file(), any::<String>(), any::<String>()).prop_map(|(file, caption, taken)| {
            Body::Picture(Picture {
                file,
                caption,
                taken,
            })
        }),
        any::<String>().prop_map(|kind| Body::Unknown(format!("u{kind}"))),
    ]
}

fn card() -> impl Strategy<Value = Card> {
    let place = (
        -10_000_000..=10_000_000_i32,
        -10_000_000..=10_000_000_i32,
        1..=100_000_i32,
        1..=100_000_i32,
    );
    (
        place,
        -999_999_999_999..=999_999_999_999_i64,
        body(),
        extra(),
    )
        .prop_map(|((x, y, width, height), z, body, extra)| Card {
            at: Point::new(x.into(), y.into()),
            size: Size::new(width.into(), height.into()),
            z,
            body,
            extra,
        })
}

fn link() -> impl Strategy<Value = (LinkKind, String, Extra)> {
    let quote = (
        [(); 3].map(|()| any::<String>()),
        any::<u32>(),
        any::<u32>(),
        extra(),
    )
        .prop_map(|([exact, prefix, suffix], a, b, extra)| {
            let range = a.min(b) as usize..a.max(b) as usize;
            Quote {
                exact,
                prefix,
                suffix,
                range,
                extra,
            }
        });
    let grade = proptest::sample::select(&Credibility::ALL[..]);
    let evidence = (
        proptest::option::of(quote),
        proptest::option::of(grade),
        proptest::option::of(0.0..=1.0_f64),
        any::<bool>(),
    )
        .prop_map(|(quote, credibility, weight, strong)| Evidence {
            quote,
            credibility,
            strong,
            weight,
            origin: None,
        });
    let kind = (evidence, 0..3_u8).prop_map(|(evidence, kind)| match kind {
        0 => LinkKind::Corroborates(evidence),
        1 => LinkKind::Contradicts(evidence),
        _ => LinkKind::DerivesFrom,
    });
    (kind, any::<String>(), extra())
}

fn judgements() -> impl Strategy<Value = Judgements> {
    let card = || "[csn].{0,6}".prop_map(CardId::from);
    let muted =
        (any::<String>(), proptest::option::of(card()), extra()).prop_map(|(rule, card, extra)| {
            Muted {
                reason: format!("{rule} is known"),
                at: "2026-01-02T03:04:05Z".into(),
                rule,
                card,
                extra,
            }
        });
    let dismissed =
        (card(), card(), "[A-Z]{0,3}", extra()).prop_map(|(a, b, name, extra)| Dismissed {
            sources: [a, b],
            name,
            at: String::new(),
            extra,
        });
    let rating = proptest::sample::select(&Rating::ALL[..]);
    let cells = (card(), card(), rating, any::<String>(), extra()).prop_map(
        |(row, claim, rating, note, extra)| Cell {
            row,
            claim,
            rating,
            by: note.clone(),
            at: String::new(),
            note,
            extra,
        },
    );
    let weight = proptest::sample::select(&Weight::ALL[..]);
    let relevance =
        (any::<String>(), card(), weight, extra()).prop_map(|(question, row, weight, extra)| {
            Relevance {
                question,
                row,
                weight,
                extra,
            }
        });
    (
        vec(muted, 0..3),
        vec(dismissed, 0..3),
        vec(cells, 0..3),
        vec(relevance, 0..3),
        extra(),
    )
        .prop_map(|(muted, dismissed, cells, relevance, extra)| Judgements {
            muted,
            dismissed,
            cells,
            relevance,
            extra,
        })
}

fn conflicts() -> impl Strategy<Value = Vec<Conflict>> {
    let subject = prop_oneof![
        Just(Subject::About),
        "[csn].{0,6}".prop_map(|id| Subject::Card(id.into())),
        "l.{0,6}".prop_map(|id| Subject::Link(id.into())),
        "sha256:.{0,6}".prop_map(|id| Subject::File(id.into())),
    ];
    let value = || proptest::option::of(extra().prop_map(Value::Object));
    let null = any::<bool>();
    let conflict = (subject, any::<String>(), value(), value(), null, extra()).prop_map(
        |(subject, field, base, theirs, null, extra)| Conflict {
            subject,
            field,
            base,
            ours: null.then_some(Value::Null),
            theirs,
            extra,
        },
    );
    vec(conflict, 0..3)
}

fn any_board() -> impl Strategy<Value = Board> {
    let about = (
        any::<String>(),
        any::<String>(),
        judgements(),
        conflicts(),
        extra(),
        extra(),
    )
        .prop_map(
            |(title, description, judgements, conflicts, extra, top_extra)| About {
                title,
                description,
                judgements,
                conflicts,
                extra,
                top_extra,
            },
        );
    let end = any::<prop::sample::Index>;
    let links = btree_map(
        "l.{0,6}",
        (link(), end(), end(), proptest::option::of(end())),
        0..8,
    );
    let files = vec(
        (
            any::<String>(),
            any::<String>(),
            vec(any::<u8>(), 0..64),
            extra(),
        ),
        0..3,
    );
    (about, btree_map("[csn].{0,6}", card(), 1..8), links, files).prop_map(
        |(about, cards, links, files)| {
            let cards: Vec<(CardId, Card)> = cards
                .into_iter()
                .map(|(id, card)| (id.into(), card))
                .collect();
            let pick = |end: prop::sample::Index| cards[end.index(cards.len())].0.clone();
            let links =
                links
                    .into_iter()
                    .map(|(id, ((mut kind, note, extra), from, to, origin))| {
                        if let Some(evidence) = kind.evidence_mut() {
                            evidence.origin = origin.map(pick);
                        }
                        (
                            LinkId::from(id),
                            Link {
                                from: pick(from),
                                to: pick(to),
                                kind,
                                note,
                                extra,
                            },
                        )
                    });
            let files = files.into_iter().map(|(media_type, name, data, extra)| {
                (
                    file::file_id(&data),
                    Blob {
                        media_type,
                        name,
                        data: data.into(),
                        extra,
                    },
                )
            });
            Board::from_records(about, cards.clone(), links.collect::<Vec<_>>(), files).0
        },
    )
}

proptest! {
    #![proptest_config(Config { cases: 200, failure_persistence: None, ..Config::default() })]

    /// Any board comes back as it was written, and is written again to the same bytes.
    #[test]
    fn any_board_comes_back(board in any_board()) {
        let bytes = file::write(&board);
        let opened = file::read(&bytes).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(opened.board.about(), board.about());
        prop_assert_eq!(opened.board.cards(), board.cards());
        prop_assert_eq!(opened.board.links(), board.links());
        prop_assert_eq!(opened.board.files(), board.files());
        prop_assert_eq!(file::write(&opened.board), bytes);
    }
}
