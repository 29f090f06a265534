//! How long the wall takes at ten thousand cards and twenty thousand links, and the demo board as a picture.
//!
//! `cargo bench --no-default-features --bench wall`. The board is made by rule, so that figures can be compared.

use casewall::board::{
    About, Board, Body, Card, CardId, Claim, Edit, Link, LinkId, LinkKind, Selection, Source,
    Stance, View,
};
use casewall::scene::Scene;
use casewall::scene::style::{Tone, size};
use casewall::scene::text::{FontSource, Spec, TextEngine, TextStyle};
use casewall::{export, file};
use divan::{Bencher, black_box};
use kurbo::{Point, Rect, Size};

const CARDS: usize = 10_000;
const LINKS: usize = 20_000;
const COLUMNS: usize = 100;
/// Links at the card that is dragged.
const BUSY: usize = 20;
const VIEW: Size = Size::new(1440.0, 900.0);
const FONTS: FontSource = FontSource::BundledOnly;

fn main() {
    divan::main();
}

// --- the scene --------------------------------------------------------------------------------------------------------

#[divan::bench(sample_count = 10, sample_size = 1)]
fn scene_rebuild(bencher: Bencher) {
    let board = board();
    let mut scene = Scene::new(FONTS);
    bencher.bench_local(|| scene.rebuild(black_box(&board)));
}

/// One frame of a drag: a card with twenty links, a few units on.
#[divan::bench(sample_count = 200, sample_size = 1)]
fn scene_update_of_a_drag(bencher: Bencher) {
    let board = board();
    let mut scene = Scene::of(&board, FONTS);
    let card = card_id(0);
    assert_eq!(board.links_of(&card).count(), BUSY);
    let mut moved = 0.0;
    bencher.bench_local(|| {
        moved += 3.0;
        let edit = moved_by(&board, &card, moved);
        let view = View {
            board: &board,
            preview: Some(&edit),
        };
        scene.update(&view, &edit.touched());
    });
}

/// One frame of the wall that has been looked at before.
#[divan::bench(args = ["fit all", "30 %", "100 %"], sample_count = 50, sample_size = 1)]
fn shapes_warm(bencher: Bencher, name: &str) {
    let mut scene = Scene::of(&board(), FONTS);
    let (area, zoom) = seen(&scene, name);
    let none = Selection::default();
    scene.shapes(area, zoom, &none);
    bencher.bench_local(|| scene.shapes(black_box(area), zoom, &none).len());
}

/// The first frame of the wall at a place: everything in view is laid out.
#[divan::bench(args = ["fit all", "30 %", "100 %"], sample_count = 5, sample_size = 1)]
fn shapes_cold(bencher: Bencher, name: &str) {
    let board = board();
    bencher
        .with_inputs(|| Scene::of(&board, FONTS))
        .bench_local_values(|mut scene| {
            let (area, zoom) = seen(&scene, name);
            let groups = scene.shapes(area, zoom, &Selection::default()).len();
            (scene, groups) // dropping the scene is not part of it
        });
}

/// A frame of a drag as it is seen: the update and the shapes at 100 %.
#[divan::bench(sample_count = 100, sample_size = 1)]
fn frame_of_a_drag(bencher: Bencher) {
    let board = board();
    let mut scene = Scene::of(&board, FONTS);
    let (area, zoom) = seen(&scene, "100 %");
    let none = Selection::default();
    let hit = scene.inside(area).find_map(|item| match item {
        casewall::board::Item::Card(id) => Some(id.clone()),
        casewall::board::Item::Link(_) => None,
    });
    let card = hit.expect("a card is in view");
    scene.shapes(area, zoom, &none);
    let mut moved = 0.0;
    bencher.bench_local(|| {
        moved += 1.0;
        let edit = moved_by(&board, &card, moved);
        let view = View {
            board: &board,
            preview: Some(&edit),
        };
        scene.update(&view, &edit.touched());
        scene.shapes(area, zoom, &none).len()
    });
}

/// The face of one source with a title of two lines and a text.
#[divan::bench(sample_count = 200, sample_size = 1)]
fn layout_of_a_source_card_cold(bencher: Bencher) {
    let card = Card::new(Point::ZERO, source(7));
    let (board, _) = Board::from_records(About::default(), [("s1".into(), card)], [], []);
    let mut scene = Scene::of(&board, FONTS);
    let area = Rect::new(-10.0, -10.0, 500.0, 500.0);
    let none = Selection::default();
    bencher.bench_local(|| {
        scene.rebuild(&board); // forgets the face
        scene.shapes(area, 1.0, &none).len()
    });
}

/// Title and two lines of text in several writing systems, other words each time; every font has been met before.
/// Chinese takes the system's font, or boxes where there is none.
#[divan::bench(args = ["English", "Urdu", "Hindi", "Chinese", "Emoji"], sample_count = 200, sample_size = 1)]
fn layout_of_a_title_and_text_cold(bencher: Bencher, name: &str) {
    let (lang, title, text) = match name {
        "Urdu" => (
            "ur",
            "بندرگاہ میں پانی کی سطح تیسرے ہفتے بھی کم رہی",
            "دریا کے پل پر لگے پیمانے نے پچھلے سال سے کم سطح دکھائی، دفتر نے جمعے کو بتایا۔ ",
        ),
        "Hindi" => (
            "hi",
            "नदी का जलस्तर लगातार तीसरे सप्ताह भी घटा",
            "पुल पर लगे मापक ने पिछले वर्ष से कम स्तर दिखाया, कार्यालय ने शुक्रवार को बताया। ",
        ),
        "Chinese" => (
            "zh-Hans",
            "河水水位连续第三周下降",
            "办公室星期五说，桥边水尺的读数低于去年同期，沿岸居民并不担心。",
        ),
        "Emoji" => (
            "en",
            "Water 🌊 falls 📉 again 👩‍👩‍👧 2️⃣",
            "The gauge 📏 says ❤️ and 🇵🇰 👍🏽. ",
        ),
        _ => (
            "en",
            "Water levels fall for the third week in a row along the river",
            "The gauge at the bridge stood lower than a year ago, the office said on Friday. ",
        ),
    };
    let mut engine = TextEngine::new(FontSource::BundledThenSystem);
    let mut n = 0;
    let mut lay_out = || {
        n += 1;
        let words = [format!("{title} {n}"), format!("{n} {}", text.repeat(2))];
        let styles = [
            TextStyle::new(size::LEAD, Tone::Ink).bold(),
            TextStyle::new(size::BODY, Tone::InkSecond),
        ];
        let blocks = words.iter().zip(styles).map(|(words, style)| {
            let spec = Spec {
                lang: Some(lang),
                width: Some(252.0),
                max_lines: Some(3),
                ..Spec::new(words, style)
            };
            engine.layout(&spec).glyphs.len()
        });
        blocks.sum::<usize>()
    };
    lay_out();
    bencher.bench_local(lay_out);
}

// --- the file ---------------------------------------------------------------------------------------------------------

#[divan::bench(sample_count = 10, sample_size = 1)]
fn file_write(bencher: Bencher) {
    let board = board();
    bencher.bench_local(|| file::write(black_box(&board)).len());
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn file_read(bencher: Bencher) {
    let bytes = file::write(&board());
    bencher
        .counter(divan::counter::BytesCount::new(bytes.len()))
        .bench_local(|| file::read(black_box(&bytes)).map(|opened| opened.board));
}

/// A thousand cards are about 11,900 by 7,500 pixels, ten thousand about 37,100 by 23,700.
#[divan::bench(args = [1_000, 10_000], sample_count = 3, sample_size = 1)]
fn export_png(bencher: Bencher, cards: usize) {
    exported(bencher, cards, "png");
}

/// All formats that hold the whole picture in memory, or none of it.
#[divan::bench(args = ["jpg", "webp"], sample_count = 3, sample_size = 1)]
fn export_of_the_demo(bencher: Bencher, format: &str) {
    let demo = file::demo("istanbul-talks").expect("the demo is there");
    let board = file::read(demo.bytes).expect("the demo opens").board;
    bencher.bench_local(|| written(&board, format));
}

fn exported(bencher: Bencher, cards: usize, format: &str) {
    let columns = (cards as f64 * 1.2).sqrt().ceil() as usize;
    let board = board_of(cards, cards * 2, columns, Size::new(340.0, 258.0));
    bencher.bench_local(|| written(&board, format));
}

/// From the board to the last byte, which nobody keeps.
fn written(board: &Board, format: &str) {
    let options = export::Options {
        fonts: FONTS,
        ..export::Options::default()
    };
    let snapshot = export::Snapshot::new(board, &options).expect("something to paint");
    export::for_extension(format)
        .expect("a format")
        .write(&snapshot, &mut std::io::sink(), &|_| true)
        .expect("a picture is made");
}

// --- the board --------------------------------------------------------------------------------------------------------

fn card_id(n: usize) -> CardId {
    let kind = if n.is_multiple_of(3) { 's' } else { 'c' };
    format!("{kind}{n:05}").into()
}

fn source(n: usize) -> Body {
    let title =
        format!("Report {n}: water levels fall for the third week in a row along the river");
    let text = format!(
        "{title}. {}",
        "The gauge at the bridge stood lower than in any May on record. ".repeat(12)
    );
    Body::Source(Box::new(Source {
        text_sha256: file::text_sha256(&text),
        title,
        outlet: format!("Gazette {}", n % 40),
        published: "2025-05-17".to_owned(),
        text: text.into(),
        ..Source::default()
    }))
}

/// Every third card a source, the others claims, in a field of a hundred columns. A link leads from a source to a
/// claim nearby; one card has twenty.
fn board() -> Board {
    board_of(CARDS, LINKS, COLUMNS, Size::new(340.0, 190.0))
}

fn board_of(cards: usize, links: usize, columns: usize, pitch: Size) -> Board {
    let card = |n: usize| {
        let (column, row) = ((n % columns) as f64, (n / columns) as f64);
        let at = Point::new(column * pitch.width, row * pitch.height);
        let body = if n.is_multiple_of(3) {
            source(n)
        } else {
            Body::Claim(Claim {
                text: format!(
                    "On day {n} the river stood lower at the bridge than the year before."
                ),
                ..Claim::default()
            })
        };
        let mut card = Card::new(at, body);
        card.z = n as i64;
        (card_id(n), card)
    };
    let busy = (1..)
        .filter(|n: &usize| !n.is_multiple_of(3))
        .take(BUSY)
        .map(|to| (0, to));
    let mut rng = fastrand::Rng::with_seed(1);
    let others = std::iter::from_fn(|| {
        loop {
            let from = rng.usize(1..cards / 3) * 3;
            let near = rng.usize(0..6) * columns + rng.usize(0..12);
            let to = (from + near) % cards;
            if !to.is_multiple_of(3) {
                return Some((from, to));
            }
        }
    });
    let ties = busy
        .chain(others)
        .take(links)
        .enumerate()
        .map(|(n, (from, to))| {
            let stance = if n % 4 == 0 {
                Stance::Contradicts
            } else {
                Stance::Corroborates
            };
            let link = Link::new(card_id(from), card_id(to), LinkKind::of(stance));
            (LinkId::from(format!("l{n:05}")), link)
        });
    let (board, loose) = Board::from_records(About::default(), (0..cards).map(card), ties, []);
    assert!(loose.is_empty() && board.links().len() == links);
    board
}

fn moved_by(board: &Board, card: &CardId, by: f64) -> Edit {
    board.plan(|txn| txn.update_card(card, |card| card.at.x += by))
}

/// What a window shows: everything, or the middle of the board.
fn seen(scene: &Scene, name: &str) -> (Rect, f64) {
    let all = scene.area().expect("the board has cards");
    let zoom = match name {
        "fit all" => (VIEW.width / all.width()).min(VIEW.height / all.height()),
        "30 %" => 0.3,
        _ => 1.0,
    };
    (Rect::from_center_size(all.center(), VIEW / zoom), zoom)
}
