//! Rows of our own making: what becomes of them, and that damage does no harm.

use super::*;
use crate::import::table::Tables;
use crate::import::{Importer as _, Incoming, testing};

const SAMPLE: &str = "Title,Outlet,Date,URL,Reliability,Text,Claim,Stance,Quote,Credibility,Said by,Note,Desk\n\
    Harbour shut,Port News,29.10.2025,https://example.org/1,B2,The harbour was shut at noon.,Ferries stopped.,for,\"shut at noon\",,Harbour master,see log,North\n\
    Harbour shut,Port News,29.10.2025,https://example.org/1,,,Ferries kept running.,against,,3,Harbour master,,\n\
    Night ferry,Daily,03/04/2025,,G,,Ferries kept running.,supports,all night,,,,\n\
    Night ferry,Daily,03/04/2025,,,,Ferries kept running.,supports,all night,,,,\n\
    Weather,Daily,2025-10,,,,Ferries stopped.,discusses,,,,,South\n\
    ,,,,,,Nobody was hurt.,,,,,,\n\
    Opinion,Daily,,,,,Ferries stopped.,perhaps,,,,,\n";

fn import(name: &str, bytes: &[u8]) -> Result<Imported, ImportError> {
    Tables.import(&Incoming { name, bytes }, &|_| true)
}

#[test]
fn a_row_is_a_link() {
    let imported = import("a.csv", SAMPLE.as_bytes()).unwrap();
    let board = &imported.piece;
    let kinds = |kind: &str| {
        board
            .cards()
            .values()
            .filter(|card| card.body.kind() == kind)
            .count()
    };
    assert_eq!(
        (kinds("source"), kinds("claim"), board.links().len()),
        (5, 3, 3)
    );
    let links: Vec<String> = board
        .links()
        .values()
        .map(|link| {
            let title = |id| board.cards()[id].title();
            let evidence = link.kind.evidence().unwrap();
            let quote = evidence
                .quote
                .as_ref()
                .map_or(String::new(), |q| format!("{} {:?}", q.exact, q.range));
            let origin = evidence.origin.as_ref().map_or("", title);
            let grade = evidence.credibility.map_or(0, Credibility::digit);
            format!(
                "{} {} {} [{quote}] {origin} {grade} {}",
                title(&link.from),
                link.kind.name(),
                title(&link.to),
                link.note
            )
        })
        .collect();
    assert_eq!(
        links,
        [
            "Harbour shut corroborates Ferries stopped. [shut at noon 16..28] Harbour master 2 see log",
            "Harbour shut contradicts Ferries kept running. [] Harbour master 3 ",
            "Night ferry corroborates Ferries kept running. [all night 0..0]  0 ",
        ]
    );
    let remarks = imported.remarks.join("\n");
    for part in [
        "1 rows take no side",
        "1 rows repeat",
        "known here; write for or against (row 8)",
        "(row 4)",
        "(row 4, 5)",
    ] {
        assert!(remarks.contains(part), "{part} in {remarks}");
    }
    let link = board.links().values().next().unwrap();
    assert_eq!(link.extra["table"], json!({"Desk": "North"}));
}

#[test]
fn one_report_in_two_papers_is_two_sources() {
    let table = "outlet,text,claim,stance\nA,The same words.,C,+\nB,The same words.,C,+\nA,The same words.,D,-\n";
    let board = import("a.csv", table.as_bytes()).unwrap().piece;
    assert_eq!((board.cards().len(), board.links().len()), (4, 3));
}

#[test]
fn tables_of_something_else_are_refused() {
    let error = import("a.csv", b"height,weight\n1,2\n").unwrap_err();
    assert!(error.to_string().contains("Name the columns"), "{error}");
    assert!(import("a.csv", b"  \n").is_err());
    let stopped = Tables.import(
        &Incoming {
            name: "a.csv",
            bytes: SAMPLE.as_bytes(),
        },
        &|_| false,
    );
    assert_eq!(stopped.unwrap_err(), ImportError::Cancelled);
}

#[test]
fn no_bytes_panic() {
    let semicolons = "sep=;\nclaim;source;stance\na;b;+\n";
    testing::mutated(&[SAMPLE.as_bytes(), semicolons.as_bytes()], 1000, |bytes| {
        let _ = import("a.csv", bytes);
    });
}

#[test]
fn a_table_that_makes_nothing_is_no_success() {
    for letters in [
        "source,claim,stance\n",
        "source,claim,stance,desk\n,,for,North\n",
    ] {
        let error = import("a.csv", letters.as_bytes()).unwrap_err();
        assert!(matches!(error, ImportError::NoText(_)), "{error}");
    }
}
