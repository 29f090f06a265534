//! Every shape is where it should be, and bands leave no trace in the file.

use std::cell::Cell;
use std::io::{self, Read as _};
use std::sync::Arc;

use kurbo::{BezPath, Circle, Point, Rect, Shape as _, Vec2};

use super::super::Pictures;
use super::{ExportError, Picture, deflate, filter, joined};
use crate::board::{About, Blob, Board, FileId};
use crate::import::picture;
use crate::scene::style::{Look, Tone};
use crate::scene::text::{Faces, FontSource, Spec, TextEngine, TextStyle};
use crate::scene::{Dash, Shape, Stroke};

fn stroke(dash: Dash, width: f64) -> Option<Stroke> {
    Some(Stroke {
        dash,
        ..Stroke::solid(Tone::DerivesFrom, width)
    })
}

fn line(from: (f64, f64), to: (f64, f64)) -> BezPath {
    let mut path = BezPath::new();
    path.move_to(from);
    path.line_to(to);
    path
}

/// One of each, on an area of 200 by 100.
fn shapes(faces: &mut Faces) -> Vec<(Rect, Arc<[Shape]>)> {
    let mut engine = TextEngine::new(FontSource::BundledOnly);
    let style = TextStyle::new(20.0, Tone::Ink).bold();
    let block = Arc::new(engine.layout(&Spec::new("HHHH", style)));
    let faded = Arc::new(engine.layout(&Spec::new("HHHH", style)));
    *faces = engine.faces().clone();
    let card = Rect::new(10.0, 10.0, 90.0, 60.0);
    let shapes = vec![
        Shape::Shadow {
            rect: card,
            radius: 6.0,
            offset: Vec2::new(0.0, 3.0),
            blur: 12.0,
        },
        Shape::Rect {
            rect: card,
            radius: 6.0,
            fill: Some(Tone::Paper.into()),
            stroke: stroke(Dash::Solid, 2.0),
        },
        Shape::Text {
            block,
            at: Point::new(14.0, 20.0),
            alpha: 1.0,
        },
        Shape::Text {
            block: faded,
            at: Point::new(14.0, 70.0),
            alpha: 0.5,
        },
        Shape::Path {
            path: Circle::new((150.0, 30.0), 15.0).to_path(0.1),
            fill: Some(Tone::Corroborates.into()),
            stroke: None,
        },
        Shape::Path {
            path: line((110.0, 60.0), (190.0, 60.0)),
            fill: None,
            stroke: stroke(Dash::Dashed, 4.0),
        },
        Shape::Path {
            path: line((110.0, 75.0), (190.0, 75.0)),
            fill: None,
            stroke: stroke(Dash::Dotted, 4.0),
        },
        Shape::Image {
            rect: Rect::new(120.0, 80.0, 140.0, 100.0),
            file: FileId::from("red"),
        },
        Shape::Image {
            rect: Rect::new(150.0, 80.0, 170.0, 100.0),
            file: FileId::from("none"),
        },
        // what no picture should choke on
        Shape::Path {
            path: line((f64::NAN, 0.0), (9.0, 9.0)),
            fill: None,
            stroke: stroke(Dash::Dashed, 4.0),
        },
        Shape::Path {
            path: line((-1e9, 95.0), (1e9, 95.0)),
            fill: None,
            stroke: stroke(Dash::Dotted, 2.0),
        },
        Shape::Path {
            path: BezPath::new(),
            fill: Some(Tone::Ink.into()),
            stroke: stroke(Dash::Dashed, 0.0),
        },
        Shape::Rect {
            rect: Rect::new(1.0, 1.0, 2.0, 2.0),
            radius: 9.0,
            fill: None,
            stroke: stroke(Dash::Solid, 40.0),
        },
    ];
    vec![(Rect::new(0.0, 0.0, 200.0, 100.0), shapes.into())]
}

/// The picture `red`, and no other.
fn pictures() -> Pictures {
    let red = picture::Pixels {
        width: 2,
        height: 2,
        rgba: [255, 0, 0, 255].repeat(4),
    };
    let blob = Blob {
        media_type: "image/png".into(),
        name: "red.png".into(),
        data: picture::to_png(&red).expect("a PNG").into(),
        extra: Default::default(),
    };
    let (board, _) = Board::from_records(About::default(), [], [], [("red".into(), blob)]);
    Pictures::of(&board)
}

fn write(
    picture: &Picture<'_>,
    out: &mut dyn io::Write,
    progress: &dyn Fn(f32) -> bool,
) -> Result<(), ExportError> {
    super::write(picture, &[("Title", "T")], out, progress)
}

fn with_picture(scale: f64, background: Option<Tone>, look: impl FnOnce(&Picture<'_>)) {
    let mut faces = Faces::default();
    let groups = shapes(&mut faces);
    let area = Rect::new(0.0, 0.0, 200.0, 100.0);
    look(&Picture {
        groups: &groups,
        faces: &faces,
        area,
        scale,
        look: Look::Light,
        background,
        images: &pictures(),
    });
}

fn decoded(png: &[u8]) -> (png::OutputInfo, Vec<u8>) {
    let mut reader = png::Decoder::new(io::Cursor::new(png))
        .read_info()
        .expect("a PNG header");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
    let info = reader.next_frame(&mut pixels).expect("pixels");
    (info, pixels)
}
#[test]
fn every_shape_is_where_it_should_be_and_the_same_twice() {
    for scale in [1.0, 2.0] {
        with_picture(scale, Some(Tone::Wall), |picture| {
            let (mut one, mut two) = (Vec::new(), Vec::new());
            write(picture, &mut one, &|_| true).expect("a picture");
            write(picture, &mut two, &|_| true).expect("a picture");
            assert!(one == two, "equal pictures give equal files");
            let (info, pixels) = decoded(&one);
            assert_eq!(
                (info.width, info.height),
                ((200.0 * scale) as u32, (100.0 * scale) as u32)
            );
            let at = |x: f64, y: f64| {
                let i = ((y * scale) as usize * info.width as usize + (x * scale) as usize) * 3;
                [pixels[i], pixels[i + 1], pixels[i + 2]]
            };
            let rgb = |tone| {
                let [r, g, b, _] = picture.look.palette().rgba(tone).0;
                [r, g, b]
            };
            let probes = [
                (195.0, 5.0, rgb(Tone::Wall)),
                (50.0, 15.0, rgb(Tone::Paper)),
                (10.5, 40.0, rgb(Tone::DerivesFrom)), // the border lies inside
                (150.0, 30.0, rgb(Tone::Corroborates)),
                (131.0, 25.0, rgb(Tone::Wall)), // beside the circle
                (118.0, 60.0, rgb(Tone::DerivesFrom)), // a dash
                (110.5, 75.0, rgb(Tone::DerivesFrom)), // a dot
                (115.5, 75.0, rgb(Tone::Wall)), // between two dots
                (130.0, 90.0, [255, 0, 0]),
                (160.0, 90.0, rgb(Tone::Chip)),
            ];
            for (x, y, expected) in probes {
                assert_eq!(at(x, y), expected, "at {x}, {y}, scale {scale}");
            }
            assert_ne!(at(50.0, 64.0), rgb(Tone::Wall), "a shadow below the card");
            let darkest = |top: f64| {
                (14..80)
                    .map(|x| at(f64::from(x), top + 14.0)[0])
                    .min()
                    .unwrap_or(255)
            };
            assert!(darkest(20.0) < 60, "letters");
            assert!(
                (100..180).contains(&darkest(70.0)),
                "faded letters: {}",
                darkest(70.0)
            );
        });
    }
}

#[test]
fn bands_leave_no_seam() {
    with_picture(1.7, None, |picture| {
        let (_, high) = picture.size_px();
        let whole = super::rasterise(picture, 0..high as u32);
        for rows in [1, 7, 64] {
            let bands = (0..high as u32)
                .step_by(rows)
                .flat_map(|top| super::rasterise(picture, top..top + rows as u32));
            let bands: Vec<u8> = bands.collect();
            let differ = whole
                .iter()
                .zip(&bands)
                .filter(|(a, b)| a.abs_diff(**b) > 1)
                .count();
            assert_eq!((whole.len(), differ), (bands.len(), 0), "{rows} rows");
        }
    });
}

#[test]
fn a_clear_background_stays_clear() {
    with_picture(1.0, None, |picture| {
        let mut file = Vec::new();
        write(picture, &mut file, &|_| true).expect("a picture");
        let (info, pixels) = decoded(&file);
        assert_eq!(info.color_type, png::ColorType::Rgba);
        let at = |x: usize, y: usize| &pixels[(y * 200 + x) * 4..][..4];
        assert_eq!(at(195, 5), [0, 0, 0, 0]);
        let [r, g, b, _] = Look::Light.palette().rgba(Tone::Shadow).0;
        let soft = at(50, 64);
        assert!(soft[3] > 0 && soft[3] < 60);
        assert!(
            soft[0].abs_diff(r) < 16 && soft[1].abs_diff(g) < 16 && soft[2].abs_diff(b) < 16,
            "{soft:?}"
        );
    });
}

#[test]
fn sizes_that_cannot_be_are_refused_with_advice() {
    let none = Pictures::default();
    let base = Picture {
        groups: &[],
        faces: &Faces::default(),
        area: Rect::new(0.0, 0.0, 100.0, 100.0),
        scale: 1.0,
        look: Look::Dark,
        background: Some(Tone::Wall),
        images: &none,
    };
    for (scale, width, said) in [
        (0.0, 100.0, "nothing to export"),
        (f64::NAN, 100.0, "nothing to export"),
        (1.0, 0.0, "nothing to export"),
        (1e6, 100.0, "smaller scale"),
        (1e300, 100.0, "smaller scale"),
    ] {
        let area = Rect::new(0.0, 0.0, width, 100.0);
        let refused = write(
            &Picture {
                scale,
                area,
                ..base
            },
            &mut Vec::new(),
            &|_| true,
        );
        let message = refused.expect_err("refused").to_string();
        assert!(message.contains(said), "{scale}: {message}");
    }
    let wide = Picture {
        area: Rect::new(0.0, 0.0, 70_000.0, 3.0),
        ..base
    };
    let mut file = Vec::new();
    write(&wide, &mut file, &|_| true).expect("wider than 16 bits count");
    assert_eq!(decoded(&file).0.width, 70_000);
    let bands = Cell::new(0);
    let long = Picture {
        area: Rect::new(0.0, 0.0, 10.0, 5_000.0),
        ..base
    };
    let stop = write(&long, &mut Vec::new(), &|_| {
        bands.set(bands.get() + 1);
        bands.get() < 2
    });
    assert!(matches!(stop, Err(ExportError::Cancelled)) && bands.get() == 2);
}

#[test]
fn bands_make_one_stream() {
    let rows: Vec<u8> = (0..60_000u32).map(|i| ((i * i) >> 7) as u8).collect();
    for cut in [0, 1, 5_000, 33_333, rows.len()] {
        let (first, second) = rows.split_at(cut);
        let sum = joined(
            simd_adler32::adler32(&first),
            simd_adler32::adler32(&second),
            second.len() as u64,
        );
        assert_eq!(sum, simd_adler32::adler32(&rows.as_slice()), "cut at {cut}");
        let mut stream = deflate(first, false).expect("packed");
        stream.extend(deflate(second, true).expect("packed"));
        let mut back = Vec::new();
        flate2::read::DeflateDecoder::new(stream.as_slice())
            .read_to_end(&mut back)
            .expect("unpacked");
        assert!(back == rows, "cut at {cut}");
    }
}

#[test]
fn filters_are_undone_by_any_reader() {
    let rows: [&[u8]; 3] = [
        &[1, 2, 3, 4, 5, 6],
        &[1, 2, 3, 4, 5, 6],
        &[9, 9, 9, 0, 0, 250],
    ];
    let mut out = Vec::new();
    let mut above = None;
    for row in rows {
        filter(row, above, 3, &mut out);
        above = Some(row);
    }
    let want = [
        &[1, 1, 2, 3, 3, 3, 3][..],
        &[2, 0, 0, 0, 0, 0, 0],
        &[1, 9, 9, 9, 247, 247, 241],
    ];
    assert_eq!(out, want.concat());
}
