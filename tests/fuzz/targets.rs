//! What is given hostile bytes: one line a target. A target takes any bytes; if it panics, hangs or takes a gigabyte,
//! that is a fault of the program. Targets check what their room promises besides: what was written can be read again
//! and does not change, what goes out is escaped, a refusal is a sentence.
//!
//! It mutates nothing and counts nothing; that is `hunt`'s.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use casewall::assess::{
    Assessment, Counting, FileState, Limits, ReuseIndex, Subject, Timeline, Verifier, findings,
    matrix::Matrix,
};
use casewall::board::{Board, Body, Card, Claim, Document, Label, Quote, Source};
use casewall::export::brief::{self, Material, Part, compose};
use casewall::export::{Carried, EXPORTERS, Options, Snapshot, data, matrix_csv};
use casewall::file::Choice;
use casewall::file::journal::{Begun, Journal, JournalWriter};
use casewall::host::Settings;
use casewall::import::batch::{Batch, File, Keep};
use casewall::import::{IMPORTERS, carried};
use casewall::scene::style::Tone;
use casewall::scene::text::{FontSource, Spec, TextEngine, TextStyle};
use casewall::scene::{self, Scene};
use casewall::{editor, file};
use kurbo::{Point, Rect, Vec2};

use super::containers;

/// Something that hostile bytes are given to.
pub struct Target {
    /// What it is called on the command line.
    pub name: String,
    /// The folders of `tests/corpus` that it begins with.
    pub corpus: &'static [&'static str],
    /// How many executions it gets in a short run; its share in a long one.
    pub share: u32,
    /// Takes the bytes.
    pub run: Box<Run>,
}

/// Takes bytes; panics where something does not hold.
type Run = dyn Fn(&[u8]) + Send + Sync;

/// All targets. To add one is to add a line.
#[rustfmt::skip]
pub fn targets() -> Vec<Target> {
    let mut all = vec![
        target("board", &["board"], 500, board),
        target("assess", &["board"], 40, assess),
        target("scene", &["board"], 40, wall),
        target("pictures", &["board"], 5, pictures),
        target("data", &["board"], 60, data_out),
        target("carried", &["carried", "picture", "pdf"], 200, carrying),
        target("carried-png", &["board"], 60, |bytes| carrying(&containers::png_carrying(bytes))),
        target("carried-svg", &["board"], 60, |bytes| carrying(&containers::svg_carrying(bytes))),
        target("journal", &["journal"], 200, |bytes| journal(&containers::chained(bytes))),
        target("journal-raw", &["journal"], 100, journal),
        target("merge", &["board"], 100, merged),
        target("settings", &["settings"], 200, settings),
        target("quote", &["quote"], 500, quote),
        target("reuse", &["reuse"], 100, reuse),
        target("words", &["words", "text"], 40, words),
        target("pasted", &["text", "kialo", "table", "csl", "html", "words"], 60, |bytes| door("", bytes)),
        target("picture-repaired", &["picture"], 60, |bytes| door("a.png", &containers::png_repaired(bytes))),
        target("docx-parts", &["docx-parts"], 60, |bytes| door("a.docx", &containers::zipped(bytes))),
        target("odt-parts", &["odt-parts"], 60, |bytes| door("a.odt", &containers::zipped(bytes))),
        target("xlsx-parts", &["xlsx-parts"], 60, |bytes| door("a.xlsx", &containers::zipped(bytes))),
        target("ods-parts", &["ods-parts"], 60, |bytes| door("a.ods", &containers::zipped(bytes))),
    ];
    // Every importer that there is, under each of the names that its files have.
    all.extend(IMPORTERS.iter().map(|importer| {
        let format = importer.format();
        let run = move |bytes: &[u8]| {
            let which = bytes.len() % format.extensions.len();
            door(&format!("a.{}", format.extensions[which]), bytes);
        };
        let (corpus, share): (&[&str], u32) = match format.id {
            "html" => (&["html"], 40),
            "pdf" => (&["pdf"], 60),
            "docx" => (&["docx-packed"], 60),
            "odt" => (&["odt-packed"], 60),
            "mbox" => (&["mbox"], 60),
            "mail" => (&["mail"], 60),
            "picture" => (&["picture", "carried"], 60),
            "table" => (&["table", "xlsx-packed", "ods-packed"], 60),
            "bibtex" => (&["bibtex"], 60),
            "ris" => (&["ris"], 60),
            "csl" => (&["csl"], 60),
            "canvas" => (&["canvas"], 60),
            "argdown" => (&["argdown"], 60),
            "aif" => (&["aif"], 60),
            "graphml" => (&["graphml"], 60),
            "gexf" => (&["gexf"], 60),
            "arggraph" => (&["arggraph"], 60),
            "kialo" => (&["kialo"], 60),
            "markdown" => (&["markdown"], 60),
            _ => (&["text", "words"], 60),
        };
        Target { name: format!("import-{}", format.id), corpus, share, run: Box::new(run) }
    }));
    all
}

fn target(
    name: &str,
    corpus: &'static [&'static str],
    share: u32,
    run: impl Fn(&[u8]) + Send + Sync + 'static,
) -> Target {
    Target {
        name: name.to_owned(),
        corpus,
        share,
        run: Box::new(run),
    }
}

/// What a target begins with: the files of its folders below `root`, and what Casewall itself makes of them.
pub fn corpus(target: &Target, root: &Path) -> Vec<Vec<u8>> {
    target
        .corpus
        .iter()
        .flat_map(|folder| match *folder {
            "carried" => with_boards(root),
            "journal" => vec![kept()],
            folder => match folder.strip_suffix("-packed") {
                Some(kind) => in_folder(&root.join(format!("{kind}-parts")))
                    .iter()
                    .map(|bytes| containers::zipped(bytes))
                    .collect(),
                None => in_folder(&root.join(folder)),
            },
        })
        .collect()
}

fn in_folder(folder: &Path) -> Vec<Vec<u8>> {
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

/// Pictures and documents that carry boards.
fn with_boards(root: &Path) -> Vec<Vec<u8>> {
    let boards = in_folder(&root.join("board"));
    let board = boards
        .iter()
        .filter_map(|bytes| file::read(bytes).ok())
        .max_by_key(|opened| opened.board.cards().len());
    exported(&board.unwrap().board, 0.1)
        .into_iter()
        .chain([containers::png_carrying(b"{}")])
        .collect()
}

/// A board in every format that pictures have, if it is not too large for a short while.
fn exported(board: &Board, scale: f64) -> Vec<Vec<u8>> {
    let options = Options {
        scale,
        fonts: FontSource::BundledOnly,
        legend: true,
        sources: true,
        title: true,
        ..Options::default()
    };
    let Ok(snapshot) = Snapshot::new(board, &options) else {
        return Vec::new();
    };
    let bytes: std::sync::Arc<[u8]> = file::write(board).into();
    let snapshot = snapshot.carrying(Carried {
        name: "a.casewall.json".to_owned(),
        bytes: bytes.clone(),
    });
    let (width, height) = snapshot.size_px();
    let mut all = Vec::new();
    for exporter in EXPORTERS {
        let pixels = exporter.abilities().pixels;
        if pixels && width.saturating_mul(height) > 1_000_000 {
            continue;
        }
        let mut out = Vec::new();
        if exporter.write(&snapshot, &mut out, &|_| true).is_err() {
            continue;
        }
        if exporter.id() == "svg" {
            well_formed(&out);
        }
        if exporter.abilities().carries {
            match carried::board(&out, file::MAX_BYTES) {
                Some(Ok(back)) => {
                    assert!(*back == *bytes, "{} carries another board", exporter.id())
                }
                other => panic!(
                    "{} carries no board: {:?}",
                    exporter.id(),
                    other.map(|r| r.map(drop))
                ),
            }
        }
        all.push(out);
    }
    all
}

// --- what must hold ---------------------------------------------------------------------------------------------------

/// What is written can be read, and is written the same.
fn sworn(board: &Board) {
    for link in board.links().values() {
        for card in link.names() {
            assert!(
                board.cards().contains_key(card),
                "a link to {card}, which is not there"
            );
        }
    }
    let once = file::write(board);
    let again = file::read(&once).unwrap_or_else(|error| {
        panic!(
            "what was written cannot be read: {error}\n{}",
            String::from_utf8_lossy(&once)
        )
    });
    let twice = file::write(&again.board);
    assert!(
        once == twice,
        "written twice, it is not the same:\n{}\n{}",
        String::from_utf8_lossy(&once),
        String::from_utf8_lossy(&twice)
    );
}

/// Words for people: there are some, and they are whole.
fn sentence(words: &str) {
    assert!(
        words
            .trim_end()
            .ends_with(['.', '?', '!', '”', '"', ')', ':']),
        "no sentence: {words:?}"
    );
}

/// XML that a browser takes: tags match, and no character stands in it that XML does not have (XML 1.0, 2.2).
fn well_formed(bytes: &[u8]) {
    let text = std::str::from_utf8(bytes).unwrap_or_else(|error| panic!("no UTF-8: {error}"));
    let odd = |c: char| {
        (c < ' ' && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{fffe}' | '\u{ffff}')
    };
    assert!(
        !text.contains(odd),
        "a character that XML does not have: {:?}",
        text.find(odd)
    );
    let mut reader = quick_xml::Reader::from_str(text);
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) => break,
            Ok(
                quick_xml::events::Event::Start(element) | quick_xml::events::Event::Empty(element),
            ) => {
                for attribute in element.attributes() {
                    attribute.unwrap_or_else(|error| panic!("an attribute: {error}"));
                }
            }
            Ok(_) => {}
            Err(error) => panic!("no XML: {error}"),
        }
    }
}

/// No cell that a spreadsheet would take for a formula.
fn defused(bytes: &[u8]) {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .has_headers(false)
        .from_reader(bytes);
    for record in reader.records() {
        let record = record.unwrap_or_else(|error| panic!("no CSV: {error}"));
        for cell in &record {
            let bare = cell.trim_start();
            let number = bare.parse::<f64>().is_ok();
            assert!(
                number || !bare.starts_with(['=', '+', '-', '@']),
                "a formula: {cell:?}"
            );
        }
    }
}

// --- the targets ------------------------------------------------------------------------------------------------------

/// The board in these bytes, or what of it can be understood.
fn any_board(bytes: &[u8]) -> Option<Board> {
    match file::read(bytes) {
        Ok(opened) => Some(opened.board),
        Err(_) => Some(file::read_tolerant(bytes)?.0),
    }
}

fn board(bytes: &[u8]) {
    match file::read(bytes) {
        Ok(opened) => {
            sworn(&opened.board);
            let cards: BTreeSet<_> = opened.board.cards().keys().step_by(2).cloned().collect();
            let part = file::read(&file::fragment(&opened.board, &cards));
            part.unwrap_or_else(|error| panic!("a part cannot be read: {error}"));
        }
        Err(error) => sentence(&error.to_string()),
    }
    if let Some((board, said)) = file::read_tolerant(bytes) {
        for words in said {
            sentence(&words);
        }
        sworn(&board);
    }
}

fn assess(bytes: &[u8]) {
    let Some(board) = any_board(bytes) else {
        return;
    };
    let assessment = Assessment::of(&board);
    let bearing = assessment.load_bearing();
    let verified = Verifier::default().verify(&board, &|_| FileState::NotLooked);
    let found = findings(&Subject {
        board: &board,
        assessment: &assessment,
        verified: &verified,
        today: Some("2026-03-12"),
    });
    for finding in &found.open {
        sentence(&finding.says);
    }
    for claim in assessment.claims().keys() {
        let _ = assessment.footing(claim);
    }
    let index = ReuseIndex::of(&board, Limits::default());
    let _ = (
        index.suggestions(&board, &assessment),
        index.hearsay(&board),
    );
    let questions: BTreeSet<&str> = board
        .cards()
        .values()
        .filter_map(|card| match &card.body {
            Body::Claim(claim) => Some(claim.question.as_str()),
            _ => None,
        })
        .collect();
    for question in questions {
        if let Ok(table) = matrix_csv(&board, &Matrix::of(&board, &assessment, question)) {
            defused(&table);
        }
    }
    let timeline = Timeline::of(&board, Counting::default());
    let _ = timeline.history(&assessment);
    if let Some((first, last)) = timeline.span() {
        let _ = (
            timeline.as_of(&assessment, first),
            timeline.as_of(&assessment, last),
        );
    }
    let material = Material {
        board: &board,
        assessment: &assessment,
        bearing: &bearing,
        findings: &found.open,
        day: "2026-03-12",
    };
    let Ok(brief) = compose(&material, &Part::All, &|_| true) else {
        return;
    };
    for writer in brief::WRITERS {
        let written = writer.write(&brief, &|_| true).unwrap();
        match writer.format().extension {
            "html" => {
                let page = String::from_utf8(written).unwrap().to_lowercase();
                assert!(
                    !page.contains("<script") && !page.contains("href=\"javascript"),
                    "{page}"
                );
            }
            "docx" => {
                for (name, part) in containers::entries(&written) {
                    if name.ends_with(".xml") || name.ends_with(".rels") {
                        well_formed(&part);
                    }
                }
            }
            _ => {}
        }
    }
}

thread_local! {
    static SCENE: RefCell<Scene> = RefCell::new(Scene::new(FontSource::BundledOnly));
    static ENGINE: RefCell<TextEngine> = RefCell::new(TextEngine::new(FontSource::BundledOnly));
    static BOARDS: (Board, Board) = {
        let (before, after, _) = before_and_after();
        (before, after)
    };
    static FOLDER: tempfile::TempDir = tempfile::tempdir().unwrap();
}

fn wall(bytes: &[u8]) {
    let Some(board) = any_board(bytes) else {
        return;
    };
    SCENE.with_borrow_mut(|scene| {
        scene.rebuild(&board);
        let area = scene
            .painted_area()
            .unwrap_or(Rect::new(0.0, 0.0, 1e3, 1e3));
        assert!(area.is_finite(), "{area:?}");
        for zoom in [4.0, 1.0, 0.3, 0.1, 0.02] {
            let some = Rect::from_center_size(area.center(), (2e3 / zoom, 2e3 / zoom));
            let _ = scene.shapes(some, zoom, &Default::default());
        }
        for at in [area.origin(), area.center(), Point::ZERO] {
            let _ = scene.hit(at, 6.0, &Default::default(), None);
        }
    });
}

fn pictures(bytes: &[u8]) {
    if let Some(board) = any_board(bytes) {
        exported(&board, 0.1);
    }
}

fn data_out(bytes: &[u8]) {
    let Some(board) = any_board(bytes) else {
        return;
    };
    for writer in data::WRITERS {
        let Ok(written) = writer.write(&board) else {
            continue;
        };
        match writer.format().extension {
            "csv" => defused(&written),
            "graphml" => well_formed(&written),
            _ => {}
        }
        door(&format!("a.{}", writer.format().extension), &written);
    }
}

fn carrying(bytes: &[u8]) {
    let _ = carried::carries(bytes);
    match carried::board(bytes, 1 << 20) {
        Some(Ok(inner)) => board(&inner),
        Some(Err(error)) => sentence(&error.to_string()),
        None => {}
    }
}

/// Through the door that the program has for whatever comes in, and onto a board that must then be a good one.
fn door(name: &str, bytes: &[u8]) {
    let empty = Board::default();
    let mut batch = Batch::new(&empty, Keep::Embed, "2026-03-12T10:00:00Z");
    let file = File {
        name,
        bytes,
        path: Some("in/a"),
    };
    batch.add(&file, &|_| true);
    batch.add(&file, &|_| true); // the same once more is refused
    let (loose, placed, outcomes) = batch.finish();
    assert!(outcomes.len() == 2 && outcomes[1].result.is_err());
    for outcome in &outcomes {
        if let Err(why) = &outcome.result {
            sentence(why);
        }
        outcome.remarks.iter().for_each(|remark| sentence(remark));
    }
    let cards: usize = loose
        .iter()
        .chain(&placed)
        .map(|piece| piece.cards().len())
        .sum();
    let piece = match cards {
        // Laying out takes longest, so not always.
        1..20 if bytes.len().is_multiple_of(64) => {
            SCENE.with_borrow_mut(|scene| scene::arrange(scene, &loose, &placed))
        }
        _ => {
            let edit = empty.plan(|txn| {
                for piece in loose.iter().chain(&placed) {
                    txn.insert(piece, Vec2::new(1.0, 1.0));
                }
            });
            empty.with(&edit)
        }
    };
    sworn(&piece);
}

/// The board that journals and merges begin with, and one that came of it.
fn before_and_after() -> (Board, Board, Vec<u8>) {
    let bytes = include_bytes!("../corpus/board/everything.json");
    let before = file::read(bytes).unwrap().board;
    let mut document = Document::new(before.clone(), true);
    document.listen();
    let begun = Begun {
        base: file::sha256(bytes),
        at: "2026-03-12T10:00:00Z".to_owned(),
    };
    let (mut writer, mut lines) = JournalWriter::begin(&begun, document.past(), document.future());
    let ids: Vec<_> = before.cards().keys().cloned().collect();
    for (n, id) in ids.iter().enumerate() {
        let edit = document.board().plan(|txn| match n % 4 {
            0 => txn.update_card(id, |card| card.at += Vec2::new(5.0, 5.0)),
            1 => txn.update_card(id, |card| {
                if let Body::Claim(claim) = &mut card.body {
                    claim.text.push_str(" So it says.");
                }
            }),
            2 => txn.update_about(|about| about.title.push('!')),
            _ => txn.remove_card(id),
        });
        document.commit(Label::continued("Step"), edit).unwrap();
        if n == 3 {
            document.undo();
            document.redo();
        }
        for news in document.take_news() {
            lines.extend(writer.tell(&news));
        }
        if n == 2 {
            let told = writer.told();
            lines.extend(writer.saved(&begun.base, told));
        }
    }
    (before, document.board().clone(), lines)
}

/// A journal, without the digits of its lines.
fn kept() -> Vec<u8> {
    let (.., lines) = before_and_after();
    let text = String::from_utf8(lines).unwrap();
    let bare = text.lines().map(|line| line.split_once(' ').unwrap().1);
    bare.collect::<Vec<_>>().join("\n").into_bytes()
}

fn journal(bytes: &[u8]) {
    let journal = match Journal::read(bytes) {
        Ok(journal) => journal,
        Err(error) => return sentence(&error.to_string()),
    };
    let _ = (
        journal.unsaved_steps(),
        journal.has_unsaved(),
        journal.len(),
    );
    BOARDS.with(|(before, _)| {
        let mut document = journal.resume_saved(before.clone());
        sworn(document.board());
        let (followed, all) = journal.replay(&mut document);
        assert!(followed <= all);
        sworn(document.board());
        let last = file::write(document.board());
        let mut steps = 0;
        while document.undo().is_some() {
            steps += 1;
            sworn(document.board());
        }
        for _ in 0..steps {
            document.redo();
        }
        assert!(
            file::write(document.board()) == last,
            "undone and made again, it is another board"
        );
    });
}

fn merged(bytes: &[u8]) {
    let Some(board) = any_board(bytes) else {
        return;
    };
    BOARDS.with(|(before, after)| {
        let all = [before, after, &board];
        for (base, ours, theirs) in [
            (0, 1, 2),
            (0, 2, 1),
            (2, 0, 1),
            (1, 2, 0),
            (0, 2, 0),
            (0, 0, 2),
            (0, 2, 2),
        ] {
            let [base, ours, theirs] = [base, ours, theirs].map(|n| all[n]);
            let merged = file::merge(base, ours, theirs);
            sworn(&merged.board);
            let _ = file::diff(base, &merged.board);
            for conflict in file::undecided(&merged.board) {
                for choice in [Choice::Ours, Choice::Theirs, Choice::Both] {
                    if let Some(edit) = file::decide(&merged.board, conflict, choice) {
                        assert!(edit.fits(&merged.board));
                        sworn(&merged.board.with(&edit));
                    }
                }
            }
        }
    });
}

fn settings(bytes: &[u8]) {
    FOLDER.with(|folder| {
        fs::write(folder.path().join("settings.json"), bytes).unwrap();
        let settings = Settings::load_from(folder.path());
        if bytes.len().is_multiple_of(256) {
            settings.save_to(folder.path()).unwrap();
            assert_eq!(Settings::load_from(folder.path()), settings);
        }
    });
}

fn quote(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut parts = text.split("\n===\n");
    let mut next = || parts.next().unwrap_or_default();
    let (text, exact, prefix, suffix) = (next(), next(), next(), next());
    let number = |from: usize| {
        bytes
            .iter()
            .skip(from)
            .step_by(7)
            .take(3)
            .fold(0, |n, b| n * 37 + *b as usize)
    };
    let range = number(0) % 300..number(1) % 300;
    let cut = Quote::of(text, range.clone());
    assert_eq!(cut.exact.chars().count(), cut.range.len());
    let quote = Quote {
        exact: exact.to_owned(),
        prefix: prefix.to_owned(),
        suffix: suffix.to_owned(),
        range,
        ..Quote::unplaced("")
    };
    for quote in [cut, quote] {
        if let casewall::board::Found::Moved { to, .. } = quote.check(text) {
            assert_eq!(
                to.check(text),
                casewall::board::Found::There,
                "{to:?} in {text:?}"
            );
        }
    }
    let _ = Quote::find(text, exact);
    let _ = editor::quoting::sentence(text, 300);
}

fn reuse(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let empty = Board::default();
    let edit = empty.plan(|txn| {
        for text in text.split("\n===\n") {
            let source = Source {
                text: text.into(),
                ..Source::default()
            };
            txn.add_card(Card::new(Point::ZERO, Body::Source(Box::new(source))));
        }
    });
    let board = empty.with(&edit);
    let index = ReuseIndex::of(&board, Limits::default());
    for found in index.pairs() {
        for passage in &found.pair.passages {
            let (a, text) = (&passage.a, found.texts[0]);
            let there: String = text.chars().skip(a.start).take(a.len()).collect();
            assert_eq!(there, passage.text, "{a:?} of {text:?}");
            assert!(passage.b.end <= found.texts[1].chars().count());
        }
    }
    let _ = index.suggestions(&board, &Assessment::of(&board));
}

fn words(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let dice = bytes
        .iter()
        .fold(0_usize, |n, byte| n * 31 % 65_521 + *byte as usize);
    let langs = [
        None,
        Some("en"),
        Some("ur-Aran"),
        Some("zh-Hant"),
        Some("\u{202e}-x"),
        Some("ar"),
    ];
    let style = TextStyle::new([9.0, 14.0, 200.0, 0.01][dice % 4], Tone::Ink);
    let spec = Spec {
        lang: langs[dice % langs.len()],
        width: [None, Some(0.0), Some(40.0), Some(300.0)][dice / 4 % 4],
        max_lines: [None, Some(1), Some(3)][dice / 3 % 3],
        max_height: [None, Some(10.0)][dice / 5 % 2],
        ..Spec::new(&text, style)
    };
    ENGINE.with_borrow_mut(|engine| {
        let block = engine.layout(&spec);
        assert!(!block.lines.is_empty());
        for line in &block.lines {
            let range = line.text.start as usize..line.text.end as usize;
            assert!(block.text.get(range).is_some());
        }
        for run in &block.runs {
            for glyph in block.glyphs_of(run) {
                assert!(glyph.x.is_finite() && glyph.y.is_finite());
                let range = glyph.text.0 as usize..glyph.text.1 as usize;
                assert!(block.text.get(range).is_some());
            }
        }
    });
    let _ = scene::text::isolated(&text);
    SCENE.with_borrow_mut(|scene| {
        let hash = |text: &str| text.len().to_string();
        if let Some(card) = editor::text_card(&text, hash, scene, Point::ZERO) {
            let empty = Board::default();
            let edit = empty.plan(|txn| drop(txn.add_card(card)));
            sworn(&empty.with(&edit));
        }
        let claim = Body::Claim(Claim {
            text: text.to_string(),
            ..Claim::default()
        });
        let _ = scene.height(&claim, 200.0);
    });
}
