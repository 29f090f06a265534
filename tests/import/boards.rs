//! Boards of other tools: what of them arrives, and what comes back.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use casewall::board::{Body, LinkKind};
use casewall::export::data;
use casewall::import::{ImportError, Imported, Incoming, importer};
use serde_json::Value;

fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let Some(folder) = crate::data(folder) else {
        return Vec::new();
    };
    let entries = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path());
    let mut files: Vec<PathBuf> = entries
        .filter(|path| path.to_string_lossy().ends_with(ending))
        .collect();
    files.sort();
    files
}

fn name(path: &Path) -> String {
    path.file_name()
        .expect("a name")
        .to_string_lossy()
        .into_owned()
}

fn import(path: &Path) -> Result<Imported, ImportError> {
    let (name, bytes) = (name(path), std::fs::read(path).expect("bytes"));
    let incoming = Incoming {
        name: &name,
        bytes: &bytes,
    };
    importer(&incoming)?.import(&incoming, &|_| true)
}

fn oracle(file: &str) -> BTreeMap<String, Value> {
    let path = crate::data(file.split('/').next().expect("a folder")).expect("data");
    let path = path
        .with_file_name(file.split('/').next().expect("a folder"))
        .join("oracle.json");
    serde_json::from_slice(&std::fs::read(path).expect("bytes")).expect("JSON")
}

/// Cards, corroborating links, contradicting links.
fn counts(imported: &Imported) -> (usize, usize, usize) {
    let links = |name: &str| {
        imported
            .piece
            .links()
            .values()
            .filter(|link| link.kind.name() == name)
            .count()
    };
    (
        imported.piece.cards().len(),
        links("corroborates"),
        links("contradicts"),
    )
}

/// A canvas with its lists in an order of no meaning, and with both of them.
fn sorted(bytes: &[u8]) -> Value {
    let mut value: Value = serde_json::from_slice(bytes).expect("JSON");
    for list in ["nodes", "edges"] {
        let entry = value
            .as_object_mut()
            .expect("an object")
            .entry(list)
            .or_insert_with(|| Value::Array(Vec::new()));
        if list == "edges" {
            let edges = entry.as_array_mut().expect("a list");
            edges.sort_by_key(|edge| edge["id"].as_str().map(str::to_owned));
        }
    }
    value
}

#[test]
fn canvases_come_there_and_back() {
    let files = files("canvas", ".canvas");
    let (mut nodes, mut edges, mut kept, mut same) = (0, 0, 0, 0);
    for path in &files {
        let counts = &oracle("canvas/oracle.json")[&name(path)];
        let imported = match import(path) {
            Err(error) => {
                assert_eq!(
                    (counts["parses"].as_bool(), error),
                    (Some(false), ImportError::Empty)
                );
                continue;
            }
            Ok(imported) => imported,
        };
        let board = &imported.piece;
        let of_kind = |kind: &str| {
            board
                .cards()
                .values()
                .filter(|card| card.body.kind() == kind)
                .count() as u64
        };
        let of_type = |kind: &str| counts["node_types"][kind].as_u64().unwrap_or(0);
        assert_eq!(of_kind("frame"), of_type("group"), "{path:?}");
        assert_eq!(
            of_kind("source"),
            of_type("file") + of_type("link"),
            "{path:?}"
        );
        assert_eq!(
            of_kind("claim") + of_kind("note"),
            of_type("text"),
            "{path:?}"
        );
        assert_eq!(
            board.cards().len() as u64,
            counts["nodes"].as_u64().expect("a number")
        );
        let loose = board
            .cards()
            .values()
            .filter_map(|card| card.extra["canvas"].get("edges"));
        let loose: usize = loose
            .map(|edges| edges.as_array().expect("a list").len())
            .sum();
        assert_eq!(
            (board.links().len() + loose) as u64,
            counts["edges"].as_u64().expect("a number")
        );
        let back = data::for_name("a.canvas")
            .expect("a writer")
            .write(board)
            .expect("bytes");
        assert_eq!(
            sorted(&back),
            sorted(&std::fs::read(path).expect("bytes")),
            "{path:?}"
        );
        (nodes, edges) = (nodes + board.cards().len(), edges + board.links().len());
        (kept, same) = (kept + loose, same + 1);
    }
    if !files.is_empty() {
        println!(
            "canvas: {nodes} of 335 nodes, {edges} edges as links and {kept} kept of 200; {same} of 22 files come back as they were"
        );
        assert_eq!((nodes, edges + kept, same), (335, 200, 22));
    }
}

/// What the files of a folder become: cards, corroborating and contradicting links, remarks.
fn check(folder: &str, ending: &str, want: &[(&str, (usize, usize, usize))]) {
    let files = files(folder, ending);
    for path in &files {
        let imported = import(path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
        let found = counts(&imported);
        println!("{folder}/{}: {found:?} {:?}", name(path), imported.remarks);
        let known = want.iter().find(|(file, _)| *file == name(path));
        assert!(
            known.is_some_and(|(_, want)| *want == found),
            "{path:?} {found:?}"
        );
    }
    if !files.is_empty() {
        assert_eq!(files.len(), want.len());
    }
}

#[test]
fn argdown_debates() {
    let want = [
        ("argdown-primer.argdown", (11, 6, 5)),
        ("legalisation-softdrugs.argdown", (18, 9, 8)),
        ("state-censorship.argdown", (11, 6, 4)),
        ("veggie_debate.argdown", (43, 35, 23)),
    ];
    check("graphs/argdown", ".argdown", &want);
}

#[test]
fn aif_maps() {
    let oracle = crate::data("graphs").map(|_| oracle("graphs/oracle.json"));
    let (mut statements, mut conflicts) = (0, 0);
    for path in files("graphs/aif", ".json") {
        let counts = &oracle.as_ref().expect("counts")[&format!("aif/{}", name(&path))];
        let Some(by_type) = counts.get("by_type") else {
            continue; // a list of schemes, not a map
        };
        let imported = import(&path).expect("a map");
        let claims = imported
            .piece
            .cards()
            .values()
            .filter(|card| matches!(card.body, Body::Claim(_)))
            .count();
        assert_eq!(
            claims as u64,
            by_type["I"].as_u64().expect("a number"),
            "{path:?}"
        );
        let of_scheme = |name: &str| {
            let links = imported.piece.links().values();
            links
                .filter(|link| link.kind.name() == name && link.extra.contains_key("aif"))
                .count() as u64
        };
        let number = |kind: &str| by_type.get(kind).and_then(Value::as_u64).unwrap_or(0);
        assert_eq!(of_scheme("contradicts"), number("CA"), "{path:?}");
        assert!(of_scheme("corroborates") >= number("RA"), "{path:?}");
        statements += claims;
        conflicts += number("CA");
        println!(
            "aif/{}: {:?} {:?}",
            name(&path),
            self::counts(&imported),
            imported.remarks
        );
    }
    println!("aif: {statements} statements, {conflicts} conflicts, all of them");
}

#[test]
fn kialo_discussions() {
    let want = [("should-hate-speech-be-illegal-6148.txt", (105, 42, 63))];
    check("graphs/kialo", ".txt", &want);
}

#[test]
fn microtexts() {
    let files = files("graphs/microtexts", ".xml");
    let oracle = crate::data("graphs").map(|_| oracle("graphs/oracle.json"));
    let (mut units, mut links, mut left_out) = (0, 0, 0);
    for path in &files {
        let counts = &oracle.as_ref().expect("counts")[&format!("microtexts/{}", name(path))];
        let number = |kind: &str| {
            counts["edges_by_type"]
                .get(kind)
                .and_then(Value::as_u64)
                .unwrap_or(0)
        };
        let imported = import(path).expect("a graph");
        let found = self::counts(&imported);
        assert_eq!(
            found.0 as u64,
            counts["adu"].as_u64().expect("a number"),
            "{path:?}"
        );
        let said = ["sup", "exa", "reb", "add"]
            .into_iter()
            .map(number)
            .sum::<u64>();
        assert_eq!((found.1 + found.2) as u64, said, "{path:?}");
        assert!(
            imported
                .piece
                .cards()
                .values()
                .all(|card| !card.title().is_empty())
        );
        units += found.0;
        links += found.1 + found.2;
        left_out += number("und");
    }
    println!(
        "microtexts: {} files, {units} units, {links} links, {left_out} undercuts left out",
        files.len()
    );
}

#[test]
fn graphs() {
    let oracle = crate::data("graphs").map(|_| oracle("graphs/oracle.json"));
    for ending in [".gexf", ".graphml"] {
        for path in files("graphs/gexf", ending) {
            let counts = &oracle.as_ref().expect("counts")[&format!("gexf/{}", name(&path))];
            let imported = import(&path).expect("a graph");
            let (nodes, edges) = parts(&imported);
            let number = |key: &str| counts[key].as_u64().expect("a number");
            assert_eq!(
                (nodes, edges),
                (number("nodes"), number("edges")),
                "{path:?}"
            );
            assert!(
                imported.piece.links().is_empty(),
                "a social graph says nothing for or against"
            );
            let bytes = data::for_name("a.graphml")
                .expect("a writer")
                .write(&imported.piece)
                .expect("bytes");
            let incoming = Incoming {
                name: "a.graphml",
                bytes: &bytes,
            };
            let again = importer(&incoming)
                .expect("known")
                .import(&incoming, &|_| true)
                .expect("a graph");
            assert_eq!(parts(&again), (nodes, edges), "{path:?} there and back");
            for (before, after) in imported
                .piece
                .cards()
                .values()
                .zip(again.piece.cards().values())
            {
                assert_eq!(
                    (&before.body, before.at),
                    (&after.body, after.at),
                    "{path:?} there and back"
                );
            }
            println!(
                "gexf/{}: {nodes} nodes, {edges} edges, there and back; placed: {}",
                name(&path),
                imported.placed
            );
        }
    }
}

/// Nodes, and edges as links and kept.
fn parts(imported: &Imported) -> (u64, u64) {
    let board = &imported.piece;
    let loose = board
        .cards()
        .values()
        .filter_map(|card| card.extra["graph"].get("edges"));
    let loose: usize = loose
        .map(|edges| edges.as_array().expect("a list").len())
        .sum();
    let links = board
        .links()
        .values()
        .filter(|link| link.kind != LinkKind::DerivesFrom)
        .count();
    (board.cards().len() as u64, (links + loose) as u64)
}
