//! Canvases of our own making: what becomes of them, and that damage does no harm.

use super::*;
use crate::import::testing;

const SAMPLE: &str = r##"{
  "nodes": [
    {"id":"g","type":"group","x":-20,"y":-40,"width":700,"height":400,"label":"Harbour"},
    {"id":"a","type":"text","x":0,"y":0,"width":250,"height":60,"text":"Harbour shut on Monday"},
    {"id":"b","type":"file","x":300,"y":0,"width":250,"height":60,"file":"press/Port notice.pdf","subpath":"#p2"},
    {"id":"c","type":"link","x":300,"y":90,"width":250,"height":60,"url":"https://www.example.org/log","color":"5"},
    {"id":"d","type":"text","x":0,"y":90,"width":250,"height":60,"text":"# To do"},
    {"id":"e","type":"text","x":0,"y":180,"width":250,"height":60,"text":"Ferries kept running all day.","pinned":true}
  ],
  "edges": [
    {"id":"1","fromNode":"b","toNode":"a","label":"supports"},
    {"id":"2","fromNode":"a","toNode":"c","color":"1","label":"by an hour"},
    {"id":"3","fromNode":"d","toNode":"a"},
    {"id":"4","fromNode":"a","toNode":"a","label":"+"}
  ],
  "metadata": {"version":"1.0"}
}"##;

fn import(bytes: &[u8]) -> Result<Imported, ImportError> {
    let name = "a.canvas";
    Canvas.import(&Incoming { name, bytes }, &|_| true)
}

#[test]
fn nodes_and_edges_become_what_they_say() {
    let imported = import(SAMPLE.as_bytes()).unwrap();
    let board = &imported.piece;
    let kinds: Vec<_> = board
        .cards()
        .values()
        .map(|card| (card.body.kind(), card.title()))
        .collect();
    for kind in [
        ("frame", "Harbour"),
        ("claim", "Harbour shut on Monday"),
        ("source", "Port notice"),
        ("source", "example.org"),
        ("note", "# To do"),
        ("claim", "Ferries kept running all day."),
    ] {
        assert!(kinds.contains(&kind), "{kind:?} in {kinds:?}");
    }
    let mut links: Vec<_> = board
        .links()
        .values()
        .map(|link| {
            let title = |id| board.cards()[id].title();
            (
                title(&link.from),
                link.kind.name(),
                title(&link.to),
                link.note.as_str(),
            )
        })
        .collect();
    links.sort_unstable();
    assert_eq!(
        links,
        [
            ("Port notice", "corroborates", "Harbour shut on Monday", ""),
            (
                "example.org",
                "contradicts",
                "Harbour shut on Monday",
                "by an hour"
            ),
        ]
    );
    assert_eq!(imported.remarks.len(), 4, "{:?}", imported.remarks);
}

#[test]
fn colours_say_nothing_where_there_are_many() {
    let text = SAMPLE.replace(r#""toNode":"a"}"#, r#""toNode":"a","color":"5"}"#);
    assert_eq!(import(text.as_bytes()).unwrap().piece.links().len(), 1);
}

#[test]
fn what_is_no_canvas_gets_a_sentence() {
    for (text, want) in [
        ("", "empty"),
        (" \n", "empty"),
        ("[]", "damaged"),
        ("{\"nodes\": 3}", "no list"),
        ("{\"nodes\": [", "damaged"),
    ] {
        let error = import(text.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(want), "{text}: {error}");
    }
    let deep = "[".repeat(100_000);
    assert!(import(deep.as_bytes()).is_err());
    let strange = r#"{"nodes":[{"x":1e300,"width":-3},7,{"type":"portal"}],"edges":[{}]}"#;
    let board = import(strange.as_bytes()).unwrap().piece;
    assert_eq!(board.cards().len(), 2);
}

#[test]
fn no_bytes_panic() {
    testing::mutated(&[SAMPLE.as_bytes()], 1000, |bytes| drop(import(bytes)));
}
