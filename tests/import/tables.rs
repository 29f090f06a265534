//! Tables of evidence: the large case as a table.

use std::collections::{HashMap, HashSet};
use std::time::Instant;

use casewall::import::{Imported, Incoming, importer};
use serde_json::Value;

/// A case in the neutral form as CSV, a row a link.
fn csv(rows: &[[&str; 7]]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = [
        "title",
        "publisher",
        "url",
        "date",
        "text",
        "claim",
        "stance",
    ];
    writer.write_record(header).expect("a row");
    for row in rows {
        writer.write_record(row).expect("a row");
    }
    writer.into_inner().expect("bytes")
}

/// The rows of a case.
fn rows(case: &Value) -> Vec<[&str; 7]> {
    let by_id = |list: &str| -> HashMap<&str, &Value> {
        let records = case[list].as_array().expect("a list").iter();
        records
            .map(|record| (words(record, "id"), record))
            .collect()
    };
    let (sources, claims) = (by_id("sources"), by_id("claims"));
    let row = |link| {
        let (source, claim) = (sources[words(link, "source")], claims[words(link, "claim")]);
        let [title, outlet, url, date, text] =
            ["title", "publisher", "url", "date", "text"].map(|key| words(source, key));
        [
            title,
            outlet,
            url,
            date,
            text,
            words(claim, "text"),
            words(link, "stance"),
        ]
    };
    case["links"]
        .as_array()
        .expect("links")
        .iter()
        .map(row)
        .collect()
}

fn words<'a>(record: &'a Value, key: &str) -> &'a str {
    record[key].as_str().unwrap_or_default()
}

fn import(name: &str, bytes: &[u8]) -> Imported {
    let incoming = Incoming { name, bytes };
    let importer = importer(&incoming).expect("known");
    assert_eq!(importer.format().id, "table");
    importer.import(&incoming, &|_| true).expect("a table")
}

#[test]
fn cases_as_tables() {
    let Some(folder) = crate::data("cases") else {
        return;
    };
    for case in [
        "fnc-small",
        "fnc-large",
        "emergent-headlines",
        "healthver",
        "perspectrum",
        "fever-symmetric",
    ] {
        let bytes = std::fs::read(folder.join(format!("{case}-shared.json"))).expect("bytes");
        let value: Value = serde_json::from_slice(&bytes).expect("JSON");
        let rows = rows(&value);
        let table = csv(&rows);
        let begun = Instant::now();
        let imported = import("a.csv", &table);
        let took = begun.elapsed();
        let board = &imported.piece;
        // Some cases have a source twice, alike in every field: such rows say the same thing twice.
        let distinct: HashSet<_> = rows.iter().map(|row| row.map(str::trim)).collect();
        let stances = |stance: &str| distinct.iter().filter(|row| row[6] == stance).count();
        let found = |name: &str| {
            board
                .links()
                .values()
                .filter(|link| link.kind.name() == name)
                .count()
        };
        let cards = |kind: &str| {
            board
                .cards()
                .values()
                .filter(|card| card.body.kind() == kind)
                .count()
        };
        println!(
            "{case}: {} KB, {} rows, {} sources of {}, {} claims of {}, {} for, {} against, in {took:?}; {:?}",
            table.len() / 1024,
            rows.len(),
            cards("source"),
            value["sources"].as_array().expect("sources").len(),
            cards("claim"),
            value["claims"].as_array().expect("claims").len(),
            found("corroborates"),
            found("contradicts"),
            imported.remarks
        );
        assert_eq!(found("corroborates"), stances("corroborates"), "{case}");
        assert_eq!(found("contradicts"), stances("contradicts"), "{case}");
    }
}
