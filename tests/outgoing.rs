//! What goes out is harmless and says no more than it shall: hostile words in every field of a board run nothing and fetch
//! nothing in any format, no file tells who made it or where, and what was redacted is in none of them.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;

use casewall::cli::{self, Args, Status};
use casewall::file::redact::{Field, Redaction, redact};
use casewall::{board::Board, file};
use clap::Parser as _;
use flate2::read::ZlibDecoder;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use pulldown_cmark::{Event, Parser, Tag as MdTag};
use quick_xml::events::Event as Xml;
use serde_json::{Value, json};

/// Words that mean something to a program that reads what goes out.
const HOSTILE: &[&str] = &[
    "]]><script>alert(1)</script>",
    "<script src=https://evil.example/x.js></script>",
    "\" onload=\"alert(1)\" x=\"",
    "' onclick='alert(1)",
    "--><img src=x onerror=alert(1)><!--",
    "</title></style></textarea><svg/onload=alert(1)>",
    "&#x0; &lt; &amp;#60; &nosuch;",
    "\u{1}\u{8}\u{b}\u{1f}\u{7f}\u{85}\u{fffe}\u{ffff} controls",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1+cmd",
    "-2+3+cmd",
    "\t=1+1",
    "\r=1+1",
    "  =HYPERLINK(\"https://evil.example\")",
    "\u{feff}=1+1",
    "\u{a0}=1+1",
    "\u{200b}=1+1",
    "＝1+1",
    "a\n=1+1",
    "a,b;\"c\"\n\"d",
    "\\input{/etc/passwd} \\write18{rm} $x^2_3$ # % & ~ {",
    "}, title = {x} @comment{ \" # \"",
    "[x](javascript:alert(1))",
    "![](https://evil.example/beacon.png)",
    "[a]: javascript:alert(1) \"t\"",
    "<https://evil.example/beacon> <javascript:alert(1)>",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "file:///etc/passwd",
    "# heading\n\n---\n\n```html\n<script>alert(1)</script>\n```",
    "| a | b |\n|---|---|\n| <b onclick=x> | `x` |",
    "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>&e;",
    "\u{202e}gpj.exe \u{2067} open",
    "{\"a\": \"\\u0000\"} \\\" \\\\",
    "\u{1b}[31mred\u{1b}]0;title\u{7}",
];

/// The samples of the format with a text of `words` in every field that takes one.
fn hostile(round: usize) -> Board {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("boards/history");
    let mut all: Option<Value> = None;
    for name in ["v1.json", "v1-sluice.json"] {
        let mut value: Value =
            serde_json::from_slice(&fs::read(folder.join(name)).unwrap()).unwrap();
        let mut n = round;
        spoil(&mut value, "", &mut n);
        match &mut all {
            None => all = Some(value),
            Some(all) => {
                for list in ["cards", "links"] {
                    let more = value[list].as_array().unwrap().clone();
                    all[list].as_array_mut().unwrap().extend(more);
                }
                let files = value["files"].as_object().unwrap().clone();
                all["files"].as_object_mut().unwrap().extend(files);
                let judgements = value["about"]["judgements"].clone();
                all["about"]["judgements"] = judgements;
            }
        }
    }
    let bytes = serde_json::to_vec(&all.unwrap()).unwrap();
    file::read(&bytes)
        .unwrap_or_else(|error| panic!("{error}"))
        .board
}

fn spoil(value: &mut Value, key: &str, n: &mut usize) {
    const FIXED: &[&str] = &[
        "format",
        "id",
        "from",
        "to",
        "kind",
        "origin",
        "card",
        "row",
        "claim",
        "sources",
        "rating",
        "weight",
        "likelihood",
        "confidence",
        "reliability",
        "file",
        "data",
        "quote",
    ];
    match value {
        _ if FIXED.contains(&key) && !matches!(value, Value::Object(_)) => {}
        Value::String(text) => {
            *text = HOSTILE[*n % HOSTILE.len()].to_owned();
            *n += 1;
        }
        Value::Array(list) => list.iter_mut().for_each(|value| spoil(value, key, n)),
        Value::Object(object) => object
            .iter_mut()
            .for_each(|(key, value)| spoil(value, key, n)),
        _ => {}
    }
}

/// What a command line comes to.
fn run(line: &[&str]) -> (Status, String, String) {
    let args = Args::try_parse_from(line).unwrap_or_else(|error| panic!("{error}"));
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let status = cli::run(&args.command.unwrap(), &mut out, &mut err);
    (
        status,
        String::from_utf8(out).unwrap(),
        String::from_utf8(err).unwrap(),
    )
}

const DATA: &[&str] = &[
    "csv", "bib", "csl.json", "canvas", "graphml", "md", "html", "docx",
];
const PICTURES: &[&str] = &["svg", "pdf", "png", "jpg", "webp"];

fn export(folder: &Path, board: &Board, extension: &str) -> Vec<u8> {
    let (from, to) = (
        folder.join("in.casewall.json"),
        folder.join(format!("out.{extension}")),
    );
    fs::write(&from, file::write(board)).unwrap();
    let _ = fs::remove_file(&to);
    let line = [
        "casewall",
        "export",
        from.to_str().unwrap(),
        "-o",
        to.to_str().unwrap(),
    ];
    let (status, _, err) = run(&line);
    assert_eq!(status, Status::Done, "{extension}: {err}");
    fs::read(&to).unwrap()
}

/// The formats of which the lists say that there are any: a new one needs a look here.
#[test]
fn every_format_is_looked_at() {
    let mut known: BTreeSet<&str> = casewall::export::EXPORTERS
        .iter()
        .map(|it| it.extensions()[0])
        .collect();
    known.extend(
        casewall::export::data::WRITERS
            .iter()
            .map(|it| it.format().extension),
    );
    known.extend(
        casewall::export::brief::WRITERS
            .iter()
            .map(|it| it.format().extension),
    );
    let looked: BTreeSet<&str> = DATA.iter().chain(PICTURES).copied().collect();
    assert_eq!(looked, known);
}

#[test]
fn hostile_words_run_nothing_and_fetch_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut met = BTreeSet::new();
    for round in 0..HOSTILE.len() {
        let board = hostile(round);
        for extension in DATA {
            let bytes = export(folder.path(), &board, extension);
            if holds(&bytes, "alert(1)") || holds(&bytes, "alert\\(1\\)") {
                met.insert(*extension);
            }
            let text =
                || String::from_utf8(bytes.clone()).unwrap_or_else(|_| panic!("{extension}"));
            let place = format!("{extension}, round {round}");
            match *extension {
                "csv" => cells(&bytes, &place),
                "bib" => references(&board, &bytes, &place),
                "csl.json" | "canvas" => drop(
                    serde_json::from_slice::<Value>(&bytes)
                        .unwrap_or_else(|error| panic!("{place}: {error}")),
                ),
                "graphml" => xml(&text(), &place),
                "md" => markdown(&text(), &place),
                "html" => html(&text(), &place),
                "docx" => docx(&bytes, &place),
                other => panic!("{other}"),
            }
        }
        let from = folder.path().join("in.casewall.json");
        let from = from.to_str().unwrap();
        for command in ["check", "explain", "info"] {
            let (_, out, err) = run(&["casewall", command, from]);
            for text in [out, err] {
                let control = text.chars().find(|c| c.is_control() && *c != '\n');
                assert_eq!(control, None, "{command}, round {round}: {text:?}");
            }
        }
        let question = folder.path().join("matrix.csv");
        let _ = fs::remove_file(&question);
        let (status, _, _) = run(&[
            "casewall",
            "export",
            from,
            "--matrix",
            "-o",
            question.to_str().unwrap(),
        ]);
        if status == Status::Done {
            cells(
                &fs::read(&question).unwrap(),
                &format!("matrix, round {round}"),
            );
        }
    }
    // They did go out: else this proved nothing.
    assert_eq!(met, DATA.iter().copied().collect());
}

#[test]
fn hostile_words_in_drawings_are_words() {
    let folder = tempfile::tempdir().unwrap();
    for round in [0, 9, 18, 27] {
        let board = hostile(round);
        let svg = String::from_utf8(export(folder.path(), &board, "svg")).unwrap();
        xml(&svg, &format!("svg, round {round}"));
        let pdf = export(folder.path(), &board, "pdf");
        let document = lopdf::Document::load_mem(&pdf).unwrap();
        for object in document.objects.values() {
            let text = format!("{object:?}");
            for word in [
                "/JavaScript",
                "/OpenAction",
                "/Launch",
                "/SubmitForm",
                "/GoToR",
            ] {
                assert!(
                    !text.contains(&format!("{word} ")),
                    "{word} in round {round}"
                );
            }
        }
        assert!(document.catalog().unwrap().get(b"OpenAction").is_err());
    }
}

/// A cell that a spreadsheet would work out begins with one of these, whatever blanks stand before.
fn cells(bytes: &[u8], place: &str) {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(false)
        .from_reader(bytes);
    for record in reader.records() {
        for cell in record
            .unwrap_or_else(|error| panic!("{place}: {error}"))
            .iter()
        {
            let invisible = |c: char| {
                c.is_whitespace()
                    || c.is_control()
                    || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}')
            };
            let first = cell.trim_start_matches(invisible).chars().next();
            let formula = matches!(
                first,
                Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠')
            );
            let number = cell.parse::<f64>().is_ok();
            assert!(!formula || number, "{place}: {cell:?}");
        }
    }
}

/// What is read again says as many references as there were, so nothing broke out of its braces.
fn references(board: &Board, bytes: &[u8], place: &str) {
    let text = std::str::from_utf8(bytes).unwrap();
    let depth = text.chars().scan(false, |escaped, c| {
        let counts = !*escaped;
        *escaped = c == '\\' && !*escaped;
        Some(match c {
            '{' if counts => 1,
            '}' if counts => -1,
            _ => 0,
        })
    });
    let mut open = 0;
    for step in depth {
        open += step;
        assert!(open >= 0, "{place}: {text}");
    }
    assert_eq!(open, 0, "{place}: {text}");
    let sources = board
        .cards()
        .values()
        .filter(|card| card.body.kind() == "source")
        .count();
    let entries = text.lines().filter(|line| line.starts_with('@')).count();
    assert!(
        entries <= sources,
        "{place}: {entries} of {sources}\n{text}"
    );
}

/// Well-formed, without a document type, scripts, handlers or outside addresses.
fn xml(text: &str, place: &str) {
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut depth = 0_i64;
    loop {
        let event = reader
            .read_event()
            .unwrap_or_else(|error| panic!("{place}: {error}"));
        let element = match &event {
            Xml::Eof => break,
            Xml::Start(element) => {
                depth += 1;
                Some(element)
            }
            Xml::Empty(element) => Some(element),
            Xml::End(_) => {
                depth -= 1;
                None
            }
            Xml::DocType(_) => panic!("{place}: a document type"),
            _ => None,
        };
        let Some(element) = element else { continue };
        let name = String::from_utf8_lossy(element.name().as_ref()).to_lowercase();
        assert!(
            ![
                "script",
                "foreignobject",
                "iframe",
                "object",
                "set",
                "animate"
            ]
            .contains(&name.as_str()),
            "{place}: <{name}>"
        );
        for attribute in element.attributes() {
            let attribute = attribute.unwrap_or_else(|error| panic!("{place}: {error}"));
            let key = String::from_utf8_lossy(attribute.key.as_ref()).to_lowercase();
            let value = String::from_utf8_lossy(&attribute.value).into_owned();
            assert!(!key.starts_with("on"), "{place}: {key}={value}");
            if key.ends_with("href") || key == "src" {
                let inside = value.starts_with('#') || value.starts_with("data:image/");
                assert!(inside, "{place}: {key}={value}");
            }
        }
    }
    assert_eq!(depth, 0, "{place}");
    let wrong = text.chars().find(|c| matches!(c, '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}'));
    assert_eq!(wrong, None, "{place}");
}

struct Sink<'a>(&'a str);

impl TokenSink for Sink<'_> {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        let Token::TagToken(Tag {
            kind: TagKind::StartTag,
            name,
            attrs,
            ..
        }) = token
        else {
            return TokenSinkResult::Continue;
        };
        let place = self.0;
        let bad = [
            "script", "iframe", "object", "embed", "form", "input", "base", "link", "svg", "video",
            "audio", "frame",
        ];
        assert!(!bad.contains(&&*name), "{place}: <{name}>");
        for attr in attrs {
            let key = attr.name.local.to_lowercase();
            let value = attr.value.to_string();
            assert!(!key.starts_with("on"), "{place}: {key}={value}");
            if key == "src" || key == "srcset" || key == "background" {
                assert!(value.starts_with("data:image/"), "{place}: {key}={value}");
            }
            if key == "href" {
                assert!(outside(&value), "{place}: {key}={value}");
            }
            if key == "style" {
                assert!(!value.contains("url("), "{place}: {key}={value}");
            }
        }
        TokenSinkResult::Continue
    }
}

/// An address that only leads somewhere when it is clicked, and over the web.
fn outside(address: &str) -> bool {
    let lower = address.to_lowercase();
    address.starts_with('#') || lower.starts_with("https://") || lower.starts_with("http://")
}

fn html(text: &str, place: &str) {
    assert!(!text.contains('\0'), "{place}");
    let tokenizer = Tokenizer::new(Sink(place), TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(text.into());
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
}

fn markdown(text: &str, place: &str) {
    for event in Parser::new_ext(text, pulldown_cmark::Options::all()) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => {
                let ours = html.trim_start().starts_with("<a id=\"") || html.trim() == "</a>";
                assert!(ours, "{place}: {html}");
            }
            Event::Start(MdTag::Image { dest_url, .. }) => {
                panic!("{place}: a picture of {dest_url}")
            }
            Event::Start(MdTag::Link { dest_url, .. }) => {
                assert!(outside(&dest_url), "{place}: a link to {dest_url}");
            }
            _ => {}
        }
    }
}

fn docx(bytes: &[u8], place: &str) {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    for n in 0..archive.len() {
        let mut part = archive.by_index(n).unwrap();
        let name = part.name().to_owned();
        assert!(
            !name.contains("vba") && !name.contains(".."),
            "{place}: {name}"
        );
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        let mut reader = quick_xml::Reader::from_str(&text);
        loop {
            match reader
                .read_event()
                .unwrap_or_else(|error| panic!("{place}, {name}: {error}"))
            {
                Xml::Eof => break,
                Xml::DocType(_) => panic!("{place}, {name}: a document type"),
                Xml::Start(element) | Xml::Empty(element) if name.ends_with(".rels") => {
                    for attribute in element.attributes().map(Result::unwrap) {
                        let value = String::from_utf8_lossy(&attribute.value).into_owned();
                        if attribute.key.as_ref() == b"Target" && value.contains(':') {
                            assert!(outside(&value), "{place}, {name}: {value}");
                        }
                    }
                }
                // Fields can fetch and run: INCLUDEPICTURE, DDEAUTO.
                Xml::Start(element) | Xml::Empty(element) => {
                    let tag = element.name();
                    let field = tag.as_ref() == b"w:fldSimple" || tag.as_ref() == b"w:object";
                    assert!(!field, "{place}, {name}");
                }
                _ => {}
            }
        }
        let wrong = text.chars().find(|c| matches!(c, '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}'));
        assert_eq!(wrong, None, "{place}, {name}");
    }
}

// --- what it tells ----------------------------------------------------------------------------------------------------

/// The bytes, and all that is packed in them.
fn all_of(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut parts = vec![bytes.to_vec()];
    if let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) {
        for n in 0..archive.len() {
            let mut part = Vec::new();
            archive.by_index(n).unwrap().read_to_end(&mut part).unwrap();
            parts.push(part);
        }
    }
    for at in memchr::memchr_iter(0x78, bytes) {
        if bytes
            .get(at + 1)
            .is_some_and(|flags| (0x7800 + u16::from(*flags)).is_multiple_of(31))
        {
            let mut part = Vec::new();
            let _ = ZlibDecoder::new(&bytes[at..])
                .take(16 << 20)
                .read_to_end(&mut part);
            parts.push(part);
        }
    }
    // The board in a drawing is packed, and then in base64.
    if let Ok(text) = std::str::from_utf8(bytes) {
        use base64::Engine as _;
        for run in
            text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=')))
        {
            if run.len() > 40
                && let Ok(packed) = base64::engine::general_purpose::STANDARD.decode(run)
            {
                let mut part = Vec::new();
                let _ = ZlibDecoder::new(&packed[..])
                    .take(16 << 20)
                    .read_to_end(&mut part);
                parts.extend([part, packed]);
            }
        }
    }
    parts
}

fn holds(bytes: &[u8], word: &str) -> bool {
    let word = word.to_lowercase();
    let utf16: Vec<u8> = word.encode_utf16().flat_map(u16::to_be_bytes).collect();
    all_of(bytes).iter().any(|part| {
        let lower = part.to_ascii_lowercase();
        memchr::memmem::find(&lower, word.as_bytes()).is_some()
            || memchr::memmem::find(&lower, &utf16).is_some()
    })
}

/// What is looked for is found where it is, packed or not: else the tests below would prove nothing.
#[test]
fn the_search_sees_through_every_format() {
    let folder = tempfile::tempdir().unwrap();
    let board = case(folder.path());
    for extension in DATA.iter().chain(PICTURES) {
        let bytes = export(folder.path(), &board, extension);
        let can = !matches!(*extension, "jpg" | "webp"); // pixels
        assert_eq!(holds(&bytes, "Wernigerode"), can, "{extension}");
    }
}

/// A board with a name in every place where one can stand.
fn case(folder: &Path) -> Board {
    let papers = folder.join("papers");
    fs::create_dir_all(&papers).unwrap();
    let paper = papers.join("letter-of-wernigerode.txt");
    fs::write(
        &paper,
        "Letter.\n\nIlse Wernigerode told the Harz Observer that the dome was dark.",
    )
    .unwrap();
    let board = folder.join("case.casewall.json");
    let _ = fs::remove_file(&board);
    let line = [
        "casewall",
        "import",
        paper.to_str().unwrap(),
        "-o",
        board.to_str().unwrap(),
        "--keep",
        "link",
    ];
    let (status, _, err) = run(&line);
    assert_eq!(status, Status::Done, "{err}");
    let mut value: Value = serde_json::from_slice(&fs::read(&board).unwrap()).unwrap();
    let source = value["cards"][0]["id"].as_str().unwrap().to_owned();
    let card = value["cards"][0].as_object_mut().unwrap();
    for (key, text) in [
        ("title", json!("The letter of Ilse Wernigerode")),
        ("outlet", json!("Harz Observer")),
        ("author", json!("Wernigerode, Ilse")),
        ("url", json!("https://harz.example/wernigerode")),
        ("tags", json!(["Wernigerode"])),
    ] {
        card.insert(key.to_owned(), text);
    }
    value["cards"].as_array_mut().unwrap().extend([
        json!({ "id": "c", "kind": "claim", "x": 400, "y": 0, "width": 260, "height": 95,
                "text": "Wernigerode saw the dome.", "question": "What did Ilse Wernigerode see?" }),
        json!({ "id": "n", "kind": "note", "x": 400, "y": 200, "width": 260, "height": 95, "text": "Call Wernigerode." }),
    ]);
    value["links"] = json!([{ "id": "l", "from": source, "to": "c", "kind": "corroborates", "note": "Wernigerode says so",
        "quote": { "exact": "Ilse Wernigerode told the Harz Observer", "start": 9, "end": 48 } }]);
    value["about"]["title"] = json!("The Wernigerode case");
    let bytes = serde_json::to_vec(&value).unwrap();
    file::read(&bytes)
        .unwrap_or_else(|error| panic!("{error}"))
        .board
}

#[test]
fn what_was_redacted_is_in_no_format() {
    let folder = tempfile::tempdir().unwrap();
    let board = case(folder.path());
    let source = board
        .cards()
        .iter()
        .find(|(_, card)| card.body.kind() == "source")
        .unwrap()
        .0
        .clone();
    for redaction in [
        Redaction {
            sources: [source].into(),
            ..Redaction::default()
        },
        Redaction {
            fields: Field::ALL.into_iter().collect(),
            ..Redaction::default()
        },
    ] {
        let copy = redact(&board, &redaction)
            .unwrap_or_else(|error| panic!("{error}"))
            .board;
        let mut gone = vec!["Wernigerode", "Harz Observer", "harz.example"];
        if redaction.fields.is_empty() {
            gone.push("dome was dark");
        }
        for extension in DATA.iter().chain(PICTURES) {
            let bytes = export(folder.path(), &copy, extension);
            for gone in &gone {
                assert!(!holds(&bytes, gone), "{gone} in {extension}");
            }
        }
        let written = file::write(&copy);
        for gone in &gone {
            assert!(!holds(&written, gone), "{gone} in the board");
        }
    }
}

/// Neither the folder, nor the user, nor the machine stands in anything that goes out.
#[test]
fn nothing_tells_who_made_it_or_where() {
    let folder = tempfile::Builder::new()
        .prefix("quedlinburg")
        .tempdir()
        .unwrap();
    let board = case(folder.path());
    let mut words = vec![
        "quedlinburg".to_owned(),
        folder.path().to_str().unwrap().to_owned(),
    ];
    for name in ["HOME", "USER", "LOGNAME", "HOSTNAME"] {
        let value = std::env::var(name).unwrap_or_default();
        match name {
            "HOME" if value.len() > 1 => words.push(format!("{value}/")),
            _ if value.len() > 3 && value != "root" => words.push(value),
            _ => {}
        }
    }
    if let Ok(host) = fs::read_to_string("/etc/hostname") {
        words.extend(
            Some(host.trim().to_owned()).filter(|host| host.len() > 3 && host != "localhost"),
        );
    }
    let mut all: Vec<(String, Vec<u8>)> = vec![(
        "board".to_owned(),
        fs::read(folder.path().join("case.casewall.json")).unwrap(),
    )];
    for extension in DATA.iter().chain(PICTURES) {
        all.push((
            (*extension).to_owned(),
            export(folder.path(), &board, extension),
        ));
    }
    for (name, bytes) in all {
        for word in &words {
            assert!(!holds(&bytes, word), "{word} in {name}");
        }
    }
}
