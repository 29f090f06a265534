//! The document is read back with a parser of its own: pages, links, words, the board that it carries.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::sync::Arc;

use kurbo::{BezPath, Point, Rect, Size, Vec2};
use lopdf::{Dictionary, Document, Object};

use super::Pdf;
use crate::board::{Blob, Board, Body, Card, FileId, Frame, Source};
use crate::export::{
    Carried, ExportError, Exporter, Options, PAPERS, Page, Pages, Paper, Snapshot,
};
use crate::import::carried::{self, CarriedError};
use crate::import::picture;
use crate::scene::style::{Look, Tone};
use crate::scene::text::{FontSource, Spec, TextEngine, TextStyle};
use crate::scene::{Dash, Dots, Shape, Stroke};

const SCRIPTS: [(&str, &str); 6] = [
    ("en", "An office in Istanbul (2024)"),
    ("ar", "وزير الخارجية (2024)"),
    ("he", "שיחות השלום"),
    ("hi", "इस्तांबुल वार्ता"),
    ("zh", "伊斯坦布尔会谈"),
    ("en", "Emoji 🎉 👩‍👩‍👧"),
];

/// Two frames with three sources each.
fn board() -> Board {
    let board = Board::default();
    let edit = board.plan(|txn| {
        for (i, name) in ["North", "South"].iter().enumerate() {
            let frame = Body::Frame(Frame {
                title: (*name).into(),
            });
            let mut card = Card::new(Point::new(0.0, i as f64 * 400.0), frame);
            card.size = Size::new(900.0, 300.0);
            txn.add_card(card);
        }
        for (i, (language, title)) in SCRIPTS.iter().enumerate() {
            let source = Source {
                title: (*title).into(),
                language: (*language).into(),
                url: format!("https://example.org/{i}"),
                ..Source::default()
            };
            let at = Point::new(20.0 + 290.0 * (i % 3) as f64, 40.0 + 400.0 * (i / 3) as f64);
            txn.add_card(Card::new(at, Body::Source(source.into())));
        }
    });
    board.with(&edit)
}

fn bundled() -> Options {
    Options {
        fonts: FontSource::BundledOnly,
        ..Options::default()
    }
}

fn written(snapshot: &Snapshot) -> Vec<u8> {
    let mut bytes = Vec::new();
    Pdf.write(snapshot, &mut bytes, &|_| true).expect("a PDF");
    bytes
}

fn document(snapshot: &Snapshot) -> Document {
    Document::load_mem(&written(snapshot)).expect("a PDF that can be read")
}

fn links(document: &Document) -> BTreeSet<String> {
    let dicts = document
        .objects
        .values()
        .filter_map(|object| object.as_dict().ok());
    dicts
        .filter_map(|dict| dict.get(b"A").and_then(Object::as_dict).ok())
        .filter_map(|action: &Dictionary| action.get(b"URI").and_then(Object::as_str).ok())
        .map(|uri| String::from_utf8_lossy(uri).into_owned())
        .collect()
}

#[test]
fn pages_links_and_words_are_there() {
    let board = board();
    let a5 = PAPERS[0];
    let by_frame = Options {
        pages: Pages::Frames,
        sources: true,
        ..bundled()
    };
    let split = Paper { split: true, ..a5 };
    let table = [
        (bundled(), 1),
        (by_frame.clone(), 3),
        (
            Options {
                paper: Some(a5),
                ..bundled()
            },
            1,
        ),
        (
            Options {
                paper: Some(a5),
                ..by_frame
            },
            3,
        ),
        (
            Options {
                paper: Some(split),
                ..bundled()
            },
            4,
        ),
    ];
    for (options, pages) in table {
        let snapshot = Snapshot::new(&board, &options).expect("a snapshot");
        let document = document(&snapshot);
        assert_eq!(document.get_pages().len(), pages, "{options:?}");
        assert_eq!(links(&document).len(), 6);
        let info = document
            .trailer
            .get(b"Info")
            .and_then(Object::as_reference)
            .expect("info");
        let info = document.get_dictionary(info).expect("info");
        assert!(info.get(b"CreationDate").is_err(), "the clock is not asked");
        let title = info.get(b"Title").expect("a title");
        assert_eq!(
            lopdf::decode_text_string(title).expect("text"),
            "Untitled board"
        );
        let all: Vec<u32> = (1..=pages as u32).collect();
        let text = document.extract_text(&all).expect("text");
        assert!(text.contains("An office in Istanbul (2024)"), "{text}");
        assert_eq!(
            document.catalog().expect("catalogue").has(b"Outlines"),
            pages > 1
        );
    }
}

#[test]
fn the_board_comes_back_byte_for_byte_and_hostile_files_are_refused() {
    let board = board();
    let bytes: Arc<[u8]> = "{\"format\": \"casewall\", \"è\": 1}"
        .repeat(2000)
        .as_bytes()
        .into();
    let snapshot = Snapshot::new(&board, &bundled()).expect("a snapshot");
    let empty = written(&snapshot);
    assert!(matches!(
        carried::board(&empty, 1 << 20),
        Some(Err(CarriedError::None(_)))
    ));
    let snapshot = snapshot.carrying(Carried {
        name: "Gespräche.casewall.json".into(),
        bytes: bytes.clone(),
    });
    let file = written(&snapshot);
    let back = carried::board(&file, bytes.len())
        .expect("a PDF")
        .expect("a board");
    assert!(*back == *bytes);
    assert!(matches!(
        carried::board(&file, bytes.len() - 1),
        Some(Err(CarriedError::TooLarge(..)))
    ));

    // Whatever was changed on the way, the answer is a board or a refusal.
    let mut random = fastrand::Rng::with_seed(7);
    for _ in 0..1000 {
        let mut broken = file.clone();
        for _ in 0..random.usize(1..8) {
            let at = random.usize(0..broken.len());
            match random.u8(0..4) {
                0 => broken[at] = random.u8(..),
                1 => broken.truncate(at.max(8)),
                2 => broken[at] = b'0' + random.u8(0..10),
                _ => {
                    let end = (at + random.usize(0..200)).min(broken.len());
                    let piece = broken[at..end].to_vec();
                    let to = random.usize(0..broken.len());
                    broken.splice(to..to, piece);
                }
            }
        }
        if let Some(Ok(back)) = carried::board(&broken, 1 << 20) {
            assert!(back.len() <= 1 << 20);
        }
    }
}

#[test]
fn equal_snapshots_give_equal_files_and_a_stop_is_heard() {
    let board = board();
    let options = Options {
        paper: Some(Paper {
            split: true,
            ..PAPERS[0]
        }),
        ..bundled()
    };
    let snapshot = || Snapshot::new(&board, &options).expect("a snapshot");
    assert!(written(&snapshot()) == written(&snapshot()));
    let heard = Cell::new(0);
    let mut reported = Vec::new();
    let all = std::cell::RefCell::new(&mut reported);
    Pdf.write(&snapshot(), &mut Vec::new(), &|share| {
        all.borrow_mut().push(share);
        heard.set(heard.get() + 1);
        true
    })
    .expect("a PDF");
    assert!(
        reported.is_sorted() && reported.last() == Some(&1.0),
        "{reported:?}"
    );
    for stop in 0..heard.get() {
        let asked = Cell::new(0);
        let result = Pdf.write(&snapshot(), &mut Vec::new(), &|_| {
            asked.set(asked.get() + 1);
            asked.get() <= stop
        });
        assert!(matches!(result, Err(ExportError::Cancelled)), "{stop}");
    }
}

/// Every kind of shape, also with numbers that make no sense.
#[test]
fn every_shape_is_painted_and_none_breaks_the_library() {
    let mut engine = TextEngine::new(FontSource::BundledOnly);
    let mut text = |words: &str| {
        let style = TextStyle::new(13.0, Tone::Ink).bold().italic();
        Arc::new(engine.layout(&Spec::new(words, style)))
    };
    let words = text("Every script: عربي (12) ✓\nשלום fi");
    let mut board = Board::default();
    let png = picture::to_png(&picture::Pixels {
        width: 3,
        height: 2,
        rgba: vec![90; 24],
    });
    let files = [
        ("good", png.expect("a PNG")),
        ("bad", b"no picture".to_vec()),
    ];
    let edit = board.plan(|txn| {
        for (id, data) in files {
            txn.add_file(
                FileId::from(id),
                Arc::new(Blob {
                    media_type: "image/png".into(),
                    name: "A view".into(),
                    data: data.into(),
                    extra: Default::default(),
                }),
            );
        }
        txn.add_card(Card::new(
            Point::ZERO,
            Body::Source(Source::default().into()),
        ));
    });
    board = board.with(&edit);
    let mut snapshot = Snapshot::new(&board, &bundled()).expect("a snapshot");
    snapshot.faces = engine.faces().clone();
    let line = |points: &[(f64, f64)]| {
        let mut path = BezPath::new();
        for (i, point) in points.iter().enumerate() {
            if i == 0 {
                path.move_to(*point)
            } else {
                path.line_to(*point)
            }
        }
        path
    };
    let mut shapes = Vec::new();
    for rect in [
        Rect::new(0.0, 0.0, 100.0, 60.0),
        Rect::new(5.0, 5.0, 5.0, 5.0),
        Rect::new(0.0, 0.0, f64::NAN, 10.0),
        Rect::new(-1e300, 0.0, 1e300, 10.0),
        Rect::new(0.0, 0.0, f64::INFINITY, 10.0),
    ] {
        shapes.push(Shape::Shadow {
            rect,
            radius: 6.0,
            offset: Vec2::new(0.0, 2.0),
            blur: 9.0,
        });
        for dash in [Dash::Solid, Dash::Dashed, Dash::Dotted] {
            for width in [1.5, 0.0, f64::NAN, 1e9] {
                let stroke = Some(Stroke {
                    dash,
                    ..Stroke::solid(Tone::Contradicts.alpha(0.4), width)
                });
                shapes.push(Shape::Rect {
                    rect,
                    radius: 4.0,
                    fill: Some(Tone::Paper.into()),
                    stroke,
                });
                let path = line(&[(rect.x0, rect.y0), (rect.x1, rect.y1), (3.0, 9.0)]);
                shapes.push(Shape::Path {
                    path,
                    fill: Some(Tone::Chip.alpha(0.5)),
                    stroke,
                });
            }
        }
        shapes.push(Shape::Text {
            block: words.clone(),
            at: rect.origin(),
            alpha: 0.5,
        });
        for file in ["good", "bad", "gone"] {
            shapes.push(Shape::Image {
                rect,
                file: FileId::from(file),
            });
        }
        for (pitch, side) in [(24.0, 1.6), (0.0, 1.0), (f64::NAN, 1.0), (1e-9, 1e-9)] {
            shapes.push(Shape::Dots(Dots {
                area: rect,
                pitch,
                side,
                paint: Tone::Dots.into(),
            }));
        }
    }
    shapes.push(Shape::Path {
        path: BezPath::new(),
        fill: Some(Tone::Ink.into()),
        stroke: None,
    });
    snapshot.pages = vec![Page {
        title: String::new(),
        area: Rect::new(-20.0, -20.0, 200.0, 120.0),
        groups: vec![(Rect::new(-20.0, -20.0, 200.0, 120.0), shapes.into())],
        addresses: vec![(
            Rect::new(0.0, 0.0, f64::NAN, 5.0),
            "https://example.org".into(),
        )],
    }];
    for look in [Look::Light, Look::Dark, Look::Print] {
        snapshot.options.look = look;
        snapshot.sheets[0].piece = snapshot.pages[0].area;
        let document = document(&snapshot);
        let text = document.extract_text(&[1]).expect("text");
        assert!(text.contains("Every script:"), "{text}");
        let images = document.objects.values().filter(|object| {
            let kind = object
                .as_stream()
                .and_then(|stream| stream.dict.get(b"Subtype"));
            kind.and_then(Object::as_name)
                .is_ok_and(|name| name == b"Image")
        });
        assert!(images.count() >= 1);
    }
}
