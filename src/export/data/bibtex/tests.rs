//! There and back: references that come in go out as they came, but for what was changed on the board.

use super::Bibtex;
use crate::board::{Board, Body, Card, Source};
use crate::export::data::Writer;
use crate::export::data::csl::Csl;
use crate::import::{self, Importer, Incoming};

fn read(importer: &dyn Importer, name: &str, bytes: &[u8]) -> Board {
    let incoming = Incoming { name, bytes };
    importer
        .import(&incoming, &|_| true)
        .expect("it is read")
        .piece
}

fn bib(board: &Board) -> String {
    String::from_utf8(Bibtex.write(board).expect("it is written")).expect("letters")
}

fn csl(board: &Board) -> String {
    String::from_utf8(Csl.write(board).expect("it is written")).expect("letters")
}

/// The sources of a board, without their keys.
fn sources(board: &Board) -> Vec<Source> {
    let cards = board.cards().values();
    let source = |card: &std::sync::Arc<Card>| match &card.body {
        Body::Source(source) => (**source).clone(),
        other => panic!("no {}", other.kind()),
    };
    cards.map(source).collect()
}

fn changed(board: &Board, change: impl Fn(&mut Source)) -> Board {
    let edit = board.plan(|txn| {
        for id in board.cards().keys() {
            txn.update_card(id, |card| {
                if let Body::Source(source) = &mut card.body {
                    change(source);
                }
            });
        }
    });
    board.with(&edit)
}

const ENTRY: &str = "@article{roe2021,\n  author = {Roe, Jane and {Harbour Office}},\n  title = {The {Tide} \\& more},\n  \
    journal = {Gazette},\n  year = {2021},\n  month = {mar},\n  custom = {kept},\n  keywords = {tide, harbour},\n}\n";

#[test]
fn what_was_not_changed_goes_out_as_it_came() {
    let board = read(&import::bibtex::Bibtex, "a.bib", ENTRY.as_bytes());
    assert_eq!(bib(&board), ENTRY);
    let titled = changed(&board, |source| source.title = "100% {new}".to_owned());
    let out = bib(&titled);
    assert!(
        out.contains("title = {100\\% \\textbraceleft{}new\\textbraceright{}}"),
        "{out}"
    );
    assert!(
        out.contains("custom = {kept}") && out.contains("month = {mar}"),
        "{out}"
    );
    let dated = bib(&changed(&board, |source| {
        source.published = "2020-01-02".to_owned()
    }));
    assert!(
        dated.contains("date = {2020-01-02}") && !dated.contains("mar"),
        "{dated}"
    );
}

#[test]
fn references_come_back_from_every_format() {
    let samples: [(&dyn Importer, &str, &[u8]); 3] = [
        (&import::bibtex::Bibtex, "a.bib", ENTRY.as_bytes()),
        (
            &import::ris::Ris,
            "a.ris",
            b"TY  - JOUR\nAU  - de Vries, Jan, Jr.\nAU  - Fish and Chips, Ltd\nTI  - A -- B & {C} ~ ^\nJF  - Gazette\n\
              PY  - 2021/03/04\nDO  - 10.1000/182\nAB  - In short.\n\n 50 % < 60 $.\nKW  - a, b\nKW  - c\nLA  - eng\n\
              VL  - 3\nSP  - 1\nEP  - 9\nER  - \n",
        ),
        (
            &import::csl::Csl,
            "a.csl.json",
            br#"[{ "id": "k", "type": "report", "title": "A &lt; <i>B</i>", "publisher": "Office", "custom": 1,
                 "author": [{ "family": "Vries", "non-dropping-particle": "de", "given": "Jan" }, { "literal": "X, Y and Z" }],
                 "issued": { "date-parts": [[2021, 3]] }, "URL": "https://a.example/~x_y?z=%7B" }]"#,
        ),
    ];
    for (importer, name, bytes) in samples {
        let board = read(importer, name, bytes);
        let before = sources(&board);
        for again in [
            read(&import::bibtex::Bibtex, "b.bib", bib(&board).as_bytes()),
            read(&import::csl::Csl, "b.csl.json", csl(&board).as_bytes()),
        ] {
            assert_eq!(
                sources(&again),
                before,
                "{name}\n{}\n{}",
                bib(&board),
                csl(&board)
            );
        }
    }
    let board = read(samples[2].0, "a.json", samples[2].2);
    let out: serde_json::Value = serde_json::from_str(&csl(&board)).expect("JSON");
    let before: serde_json::Value = serde_json::from_slice(samples[2].2).expect("JSON");
    assert_eq!(out, before);
}

#[test]
fn details_go_from_format_to_format() {
    let record = b"TY  - JOUR\nTI  - T\nVL  - 3\nIS  - 4\nSP  - 1\nEP  - 9\nED  - Roe, Jane\nCY  - Oslo\nER  - \n";
    let board = read(&import::ris::Ris, "a.ris", record);
    let out = bib(&board);
    for field in [
        "volume = {3}",
        "number = {4}",
        "pages = {1--9}",
        "address = {Oslo}",
        "editor = {{Jane Roe}}",
    ] {
        assert!(out.contains(field), "{field} in {out}");
    }
    assert!(csl(&board).contains("\"page\": \"1–9\""));
}

#[test]
fn sources_made_on_the_wall_go_out_and_keys_are_unique() {
    let edit = Board::default().plan(|txn| {
        for title in ["A headline", "A headline", "اردو"] {
            let source = Source {
                title: title.to_owned(),
                outlet: "Gazette & Co".to_owned(),
                author: "Jane Roe; Fish, Chips".to_owned(),
                published: "2025-10-29".to_owned(),
                url: "https://a.example/{x}".to_owned(),
                ..Source::default()
            };
            txn.add_card(Card::new(
                kurbo::Point::ZERO,
                Body::Source(Box::new(source)),
            ));
        }
    });
    let board = Board::default().with(&edit);
    let out = bib(&board);
    for key in [
        "@online{chips2025headline,",
        "@online{roe2025headline,",
        "@online{roe2025headline-2,",
        "@online{roe2025,",
    ] {
        assert_eq!(out.contains(key), !key.contains("chips"), "{key} in {out}");
    }
    let again = sources(&read(&import::bibtex::Bibtex, "a.bib", out.as_bytes()));
    assert_eq!(again[0].author, "Jane Roe; Fish, Chips");
    assert_eq!(
        (again[2].title.as_str(), again[2].outlet.as_str()),
        ("اردو", "Gazette & Co")
    );
    let again = sources(&read(
        &import::csl::Csl,
        "a.csl.json",
        csl(&board).as_bytes(),
    ));
    assert_eq!(again, sources(&board));
}

#[test]
fn what_is_broken_on_the_board_does_not_break_the_file() {
    let board = read(&import::bibtex::Bibtex, "a.bib", ENTRY.as_bytes());
    let edit = board.plan(|txn| {
        for id in board.cards().keys() {
            txn.update_card(id, |card| {
                card.extra["bibtex"]["fields"]["custom"] = "} @evil{".into();
                card.extra["bibtex"]["fields"]["a = b"] = "x".into();
                card.extra["bibtex"]["key"] = "a, b = {".into();
            });
        }
    });
    let out = bib(&board.with(&edit));
    assert!(out.starts_with("@article{ab,\n"), "{out}");
    let again = read(&import::bibtex::Bibtex, "a.bib", out.as_bytes());
    assert_eq!(sources(&again), sources(&board));
    assert!(Bibtex.write(&Board::default()).is_err());
}
