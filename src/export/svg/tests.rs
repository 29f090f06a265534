//! What stands in a drawing: read as XML, not as text.

use std::sync::Arc;

use kurbo::{Point, Rect, Size};
use proptest::prelude::*;
use quick_xml::Reader;
use quick_xml::events::Event;

use crate::board::{Blob, Board, Body, Card, CardId, Claim, FileId, Picture, Source};
use crate::export::{
    Carried, EXPORTERS, ExportError, Exporter, Options, Scope, Snapshot, for_extension,
};
use crate::import::{carried, picture};
use crate::scene::style::Look;
use crate::scene::text::FontSource;

const HOSTILE: &str =
    "<script>alert(1)</script> ]]> & \"quoted\" 'so' \u{1}\u{fffe} &amp; <!-- x -->";
const URDU: &str = "مذاکرات (2025) NATO کے ساتھ ختم ہو گئے";

/// One source, claims, and the same small picture twice beside a broken one.
fn board() -> Board {
    let empty = Board::default();
    let png = picture::to_png(&picture::Pixels {
        width: 8,
        height: 8,
        rgba: [10, 200, 10, 255].repeat(64),
    });
    let file = |txn: &mut crate::board::Txn<'_>, id: &str, data: Vec<u8>| {
        let blob = Blob {
            media_type: "text/html\"><script>".to_owned(),
            name: HOSTILE.to_owned(),
            data: data.into(),
            extra: Default::default(),
        };
        txn.add_file(FileId::from(id), Arc::new(blob));
        FileId::from(id)
    };
    let edit = empty.plan(|txn| {
        txn.update_about(|about| about.title = HOSTILE.to_owned());
        let (fine, broken) = (
            file(txn, "fine", png.expect("a picture")),
            file(txn, "broken", b"\x89PNG\r\n\x1a\nnothing".to_vec()),
        );
        let pictures = [&fine, &broken, &fine].map(|file| {
            Body::Picture(Picture {
                file: Some(file.clone()),
                caption: HOSTILE.to_owned(),
                ..Picture::default()
            })
        });
        let source = |url: &str| {
            Body::Source(Box::new(Source {
                title: HOSTILE.to_owned(),
                url: url.to_owned(),
                language: "ur".to_owned(),
                text: URDU.into(),
                ..Source::default()
            }))
        };
        let claim = |text: &str| {
            Body::Claim(Claim {
                text: text.to_owned(),
                ..Claim::default()
            })
        };
        let bodies = [
            source("https://example.org/?a=1&b=<\">"),
            source("javascript:alert(1)"),
            claim(URDU),
            claim("Far away to the right"),
        ];
        for (n, body) in bodies.into_iter().chain(pictures).enumerate() {
            txn.add_card(Card {
                size: Size::new(280.0, 160.0),
                ..Card::new(Point::new(400.0 * n as f64, 0.0), body)
            });
        }
    });
    empty.with(&edit)
}

fn options() -> Options {
    Options {
        title: true,
        legend: true,
        sources: true,
        fonts: FontSource::BundledOnly,
        ..Options::default()
    }
}

fn written(id: &str, options: &Options, bytes: &[u8]) -> Vec<u8> {
    let snapshot = Snapshot::new(&board(), options).expect("cards");
    let snapshot = snapshot.carrying(Carried {
        name: HOSTILE.to_owned(),
        bytes: bytes.into(),
    });
    let mut out = Vec::new();
    let exporter = for_extension(id).expect("a format");
    exporter
        .write(&snapshot, &mut out, &|_| true)
        .expect("a drawing");
    out
}

/// Names of all elements, their attributes, and the text of each `<text>`.
#[derive(Default)]
struct Seen {
    elements: Vec<String>,
    attributes: Vec<(String, String)>,
    lines: Vec<String>,
}

fn seen(svg: &[u8]) -> Seen {
    let mut seen = Seen::default();
    let mut reader = Reader::from_reader(svg);
    reader.config_mut().check_end_names = true;
    let mut inside = Vec::new();
    loop {
        let event = reader.read_event().expect("well-formed");
        match &event {
            Event::Start(element) | Event::Empty(element) => {
                let name = String::from_utf8(element.name().as_ref().to_vec()).expect("UTF-8");
                for attribute in element.attributes() {
                    let attribute = attribute.expect("well-formed");
                    let key = String::from_utf8(attribute.key.as_ref().to_vec()).expect("UTF-8");
                    let value = str::from_utf8(&attribute.value).expect("UTF-8");
                    let value = quick_xml::escape::unescape(value)
                        .expect("escaped")
                        .into_owned();
                    seen.attributes.push((key, value));
                }
                seen.elements.push(name.clone());
                if matches!(event, Event::Start(_)) {
                    if name == "text" {
                        seen.lines.push(String::new());
                    }
                    inside.push(name);
                }
            }
            Event::End(_) => drop(inside.pop()),
            Event::Text(text) if inside.last().is_some_and(|name| name == "text") => {
                let text = text.decode().expect("UTF-8").into_owned();
                seen.lines.last_mut().expect("a line").push_str(&text);
            }
            Event::GeneralRef(name) if inside.last().is_some_and(|name| name == "text") => {
                let name = format!("&{};", name.decode().expect("UTF-8"));
                let text = quick_xml::escape::unescape(&name).expect("a known one");
                seen.lines.last_mut().expect("a line").push_str(&text);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(inside.is_empty(), "{inside:?} never ends");
    seen
}

#[test]
fn hostile_words_stay_words_and_the_board_comes_back() {
    let bytes = b"{\"any\": \"bytes <&> \\u0000\"}".repeat(99);
    let svg = written("svg", &options(), &bytes);
    let text = str::from_utf8(&svg).expect("UTF-8");
    assert!(!text.contains("<script"), "a script");
    assert!(
        !text
            .chars()
            .any(|c| c < ' ' && c != '\n' || c == '\u{fffe}')
    );

    let seen = seen(&svg);
    for (key, value) in &seen.attributes {
        assert!(!key.starts_with("on"), "{key}");
        if key == "xlink:href" {
            let good = ["data:image/png;base64,", "#cw-i", "https://example.org/"];
            assert!(good.iter().any(|start| value.starts_with(start)), "{value}");
        }
    }
    for element in ["script", "foreignObject", "iframe"] {
        assert!(
            !seen.elements.iter().any(|name| name == element),
            "{element}"
        );
    }
    let count = |name: &str| seen.elements.iter().filter(|known| *known == name).count();
    // The source as a card and in the list; the fine picture once and used twice; the broken one as an empty place.
    assert_eq!((count("a"), count("image"), count("use")), (2, 1, 2));
    let address = (
        "xlink:href".to_owned(),
        "https://example.org/?a=1&b=<\">".to_owned(),
    );
    assert_eq!(
        seen.attributes
            .iter()
            .filter(|known| **known == address)
            .count(),
        2
    );

    // In reading order, whichever way it reads.
    let all = seen.lines.join(" ");
    assert!(all.contains(URDU), "{all}");
    assert!(all.contains("<script>alert(1)</script> ]]>"), "{all}");
    assert!(
        seen.attributes
            .contains(&("direction".to_owned(), "rtl".to_owned()))
    );

    let found = carried::board(&svg, 1 << 20)
        .expect("a drawing")
        .expect("a board");
    assert_eq!(found, bytes);
    let refused = carried::board(&svg, bytes.len() - 1)
        .expect("a drawing")
        .expect_err("too large");
    assert!(refused.to_string().contains("larger than"), "{refused}");
}

#[test]
fn equal_boards_give_equal_drawings_and_a_part_shows_nothing_else() {
    for (_, look) in Look::ALL {
        let options = Options { look, ..options() };
        assert_eq!(
            written("svg", &options, b"{}"),
            written("svg", &options, b"{}")
        );
    }
    let view = Options {
        scope: Scope::View(Rect::new(0.0, 0.0, 900.0, 200.0)),
        sources: false,
        ..options()
    };
    let view = seen(&written("svg", &view, b"{}"));
    assert!(!view.lines.join(" ").contains("Far away"));
    let one = Options {
        scope: Scope::Cards([CardId::from("none")].into()),
        ..options()
    };
    assert!(matches!(
        Snapshot::new(&board(), &one),
        Err(ExportError::Empty)
    ));

    let snapshot = Snapshot::new(&board(), &options()).expect("cards");
    let stopped = super::Svg.write(&snapshot, &mut Vec::new(), &|_| false);
    assert!(matches!(stopped, Err(ExportError::Cancelled)));
    let bare = {
        let mut out = Vec::new();
        super::Svg
            .write(&snapshot, &mut out, &|_| true)
            .expect("a drawing");
        out
    };
    let refused = carried::board(&bare, 1000)
        .expect("a drawing")
        .expect_err("none in it");
    assert!(
        refused.to_string().contains("carries no board"),
        "{refused}"
    );
}

/// Formats that carry a board: whatever becomes of their bytes, reading them back ends well.
#[test]
fn no_bytes_make_the_reader_panic() {
    let small = Options {
        scale: 0.1,
        ..options()
    };
    let carrying = EXPORTERS
        .iter()
        .filter(|exporter| exporter.abilities().carries);
    let files: Vec<Vec<u8>> = carrying
        .map(|exporter| written(exporter.id(), &small, &b"0123456789".repeat(50)))
        .collect();
    let edits = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3_u8), 1..8);
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    runner
        .run(
            &(0..files.len(), edits, 0..4096_usize),
            |(file, edits, most)| {
                let mut bytes = files[file].clone();
                for (at, byte, how) in edits {
                    // Most of what is read stands near the start.
                    let at = at.index(bytes.len().min(most + 1));
                    match how {
                        0 => bytes[at] = byte,
                        1 => bytes.insert(at, byte),
                        _ => bytes.truncate(at.max(1)),
                    }
                }
                if let Some(Ok(board)) = carried::board(&bytes, 400) {
                    prop_assert!(board.len() <= 400);
                }
                Ok(())
            },
        )
        .expect("no panic");
}
