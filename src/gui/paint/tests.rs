//! The painter on a stage without a window: what egui is given, and how often glyphs are rasterised.

use eframe::egui::{Event, RawInput};
use kurbo::{Circle, Vec2};

use super::*;
use crate::scene::text::{FontSource, Spec, TextEngine, TextStyle};

struct Stage {
    ctx: egui::Context,
    painter: WallPainter,
    faces: Faces,
}

impl Stage {
    fn new(faces: &Faces) -> Self {
        Self {
            ctx: egui::Context::default(),
            painter: WallPainter::default(),
            faces: faces.clone(),
        }
    }

    /// One frame of 1440 by 900; the shapes for egui and the textures' changes (pixels).
    fn frame(
        &mut self,
        shapes: &[Shape],
        at: TranslateScale,
        settled: bool,
    ) -> (Vec<egui::Shape>, usize) {
        let clip = egui::Rect::from_min_max(pos2(0.0, 0.0), pos2(1440.0, 900.0));
        let input = RawInput {
            screen_rect: Some(clip),
            events: vec![Event::PointerGone],
            ..Default::default()
        };
        let mut shown = Vec::new();
        let (painter, faces) = (&mut self.painter, &self.faces);
        let mut output = self.ctx.run_ui(input, |ui| {
            shown.clear();
            painter.begin(ui.ctx(), faces);
            let mut frame = Frame {
                screen_from_board: at,
                pixels_per_point: 1.0,
                look: Look::Light,
                settled,
                clip,
                faces,
                images: &mut |_, _| None,
            };
            painter.paint(&mut frame, shapes, &mut shown);
            painter.finish();
            ui.painter().extend(shown.clone());
        });
        let uploads = output
            .textures_delta
            .set
            .iter()
            .filter(|(id, _)| **id != TextureId::default());
        let uploads: usize = uploads
            .flat_map(|(_, deltas)| deltas.iter())
            .map(|delta| delta.image.width() * delta.image.height())
            .sum();
        output.textures_delta.clear();
        drop(self.ctx.tessellate(output.shapes, 1.0)); // must not panic
        (shown, uploads)
    }
}

fn cards(engine: &mut TextEngine, count: usize, words: &str) -> Vec<Shape> {
    let mut shapes = Vec::new();
    for i in 0..count {
        let at = Point::new((i % 8) as f64 * 270.0, (i / 8) as f64 * 170.0);
        let rect = Rect::from_origin_size(at, (256.0, 150.0));
        let mut text = |words: &str, style, dy: f64| Shape::Text {
            block: Arc::new(engine.layout(&Spec {
                width: Some(240.0),
                max_lines: Some(5),
                ..Spec::new(words, style)
            })),
            at: at + Vec2::new(8.0, dy),
            alpha: 1.0,
        };
        let title = text(
            &format!("Card {i}: {}", &words[..24]),
            TextStyle::new(13.5, Tone::Ink).bold(),
            8.0,
        );
        let body = text(words, TextStyle::new(12.5, Tone::InkSecond), 50.0);
        shapes.push(Shape::Shadow {
            rect,
            radius: 8.0,
            offset: Vec2::new(0.0, 2.0),
            blur: 10.0,
        });
        let stroke = Some(Stroke::solid(Tone::Line, 1.0));
        shapes.push(Shape::Rect {
            rect,
            radius: 8.0,
            fill: Some(Tone::Paper.into()),
            stroke,
        });
        shapes.extend([title, body]);
    }
    shapes
}

const WORDS: &str = "The convoy left the depot at 04:15, two witnesses say; the satellite image of 3 May shows an \
    empty yard, but its shadow angles do not fit the time that was claimed for it. Another source repeats the claim.";

const HERE: TranslateScale = TranslateScale {
    translation: Vec2::ZERO,
    scale: 1.0,
};

#[test]
fn a_block_is_one_mesh_with_four_corners_a_visible_glyph() {
    let mut engine = TextEngine::new(FontSource::BundledOnly);
    let block = Arc::new(engine.layout(&Spec::new("Two words", TextStyle::new(15.0, Tone::Ink))));
    let text = |at| Shape::Text {
        block: block.clone(),
        at,
        alpha: 1.0,
    };
    let shapes = [
        text(Point::new(10.0, 10.0)),
        text(Point::new(10.0, 40.0)),
        text(Point::new(1e5, 0.0)),
    ];
    let mut stage = Stage::new(engine.faces());
    let (shown, uploads) = stage.frame(&shapes, HERE, true);
    let [egui::Shape::Mesh(mesh)] = shown.as_slice() else {
        panic!("one mesh: {shown:?}")
    };
    assert_eq!(mesh.vertices.len(), 2 * 4 * "Twowords".len());
    assert!(uploads > 0, "a texture delta");
    let ink = Look::Light.palette().rgba(Tone::Ink).0;
    assert_eq!(mesh.vertices[0].color.to_array(), ink);
    for vertex in &mesh.vertices {
        assert_eq!(
            (vertex.pos.x.fract(), vertex.pos.y.fract()),
            (0.0, 0.0),
            "on whole pixels"
        );
        assert!((0.0..=1.0).contains(&vertex.uv.x) && (0.0..=1.0).contains(&vertex.uv.y));
    }
    let rasterised = stage.painter.rasterised();
    let (again, uploads) = stage.frame(&shapes, HERE, true);
    assert_eq!(
        (again, uploads, stage.painter.rasterised()),
        (shown, 0, rasterised),
        "nothing new"
    );
}

#[test]
fn order_is_kept_and_nothing_odd_panics() {
    let mut engine = TextEngine::new(FontSource::BundledOnly);
    let block = Arc::new(engine.layout(&Spec::new("text", TextStyle::new(15.0, Tone::Ink))));
    let text = Shape::Text {
        block,
        at: Point::new(10.0, 10.0),
        alpha: 0.5,
    };
    let rect = |x: f64| Shape::Rect {
        rect: Rect::new(x, 0.0, x + 50.0, 50.0),
        radius: 4.0,
        fill: Some(Tone::Paper.into()),
        stroke: Some(Stroke {
            dash: Dash::Dashed,
            ..Stroke::solid(Tone::Line, 1.0)
        }),
    };
    let mut stage = Stage::new(engine.faces());
    let (shown, ..) = stage.frame(
        &[
            text.clone(),
            text.clone(),
            rect(0.0),
            rect(1e6),
            text.clone(),
        ],
        HERE,
        true,
    );
    assert!(matches!(shown.first(), Some(egui::Shape::Mesh(_))));
    assert!(matches!(shown.get(1), Some(egui::Shape::Rect(_))));
    assert!(matches!(shown.last(), Some(egui::Shape::Mesh(_))));
    assert_eq!(
        shown
            .iter()
            .filter(|shape| matches!(shape, egui::Shape::Mesh(_)))
            .count(),
        2
    );

    let path = |path: BezPath, dash| Shape::Path {
        path,
        fill: Some(Tone::Attention.into()),
        stroke: Some(Stroke {
            dash,
            ..Stroke::solid(Tone::Corroborates, 2.0)
        }),
    };
    let mut odd = vec![
        rect(f64::NAN),
        Shape::Image {
            rect: Rect::new(0.0, 0.0, 9.0, 9.0),
            file: FileId::from("x"),
        },
    ];
    for dash in [Dash::Solid, Dash::Dashed, Dash::Dotted] {
        odd.push(path(BezPath::new(), dash));
        odd.push(path(Circle::new((30.0, 30.0), 12.0).to_path(0.1), dash));
        odd.push(path(
            BezPath::from_vec(vec![
                PathEl::MoveTo((0.0, 0.0).into()),
                PathEl::LineTo((0.0, 0.0).into()),
            ]),
            dash,
        ));
        odd.push(path(
            BezPath::from_vec(vec![
                PathEl::MoveTo((-1e8, 0.0).into()),
                PathEl::LineTo((1e8, 9.0).into()),
            ]),
            dash,
        ));
        odd.push(path(
            BezPath::from_vec(vec![
                PathEl::MoveTo((f64::NAN, 0.0).into()),
                PathEl::LineTo((1.0, 9.0).into()),
            ]),
            dash,
        ));
    }
    odd.push(text);
    for scale in [0.02, 1.0, 4.0, 90.0, 0.0, f64::NAN] {
        for settled in [true, false] {
            stage.frame(&odd, TranslateScale::scale(scale), settled);
        }
    }
}

#[test]
fn another_engine_starts_anew_and_a_full_atlas_is_emptied() {
    let mut engine = TextEngine::new(FontSource::BundledOnly);
    let shapes = cards(&mut engine, 1, WORDS);
    let mut stage = Stage::new(engine.faces());
    stage.frame(&shapes, HERE, true);
    let first = stage.painter.rasterised();
    let mut other = TextEngine::new(FontSource::BundledOnly);
    let shapes = cards(&mut other, 1, WORDS);
    stage.faces = other.faces().clone();
    stage.frame(&shapes, HERE, true);
    assert_eq!(stage.painter.rasterised(), 2 * first);
    // larger than any zoom, so that the pages fill up: no panic, and the last frame is complete
    for step in 0..60 {
        stage.frame(
            &shapes,
            TranslateScale::scale(6.0 + f64::from(step) * 0.11),
            true,
        );
    }
    let (shown, ..) = stage.frame(&shapes, HERE, true);
    let corners: usize = shown
        .iter()
        .map(|shape| {
            if let egui::Shape::Mesh(mesh) = shape {
                mesh.vertices.len()
            } else {
                0
            }
        })
        .sum();
    assert!(corners > 4 * 100);
}

#[test]
fn while_the_zoom_moves_few_glyphs_are_rasterised() {
    let mut engine = TextEngine::new(FontSource::BundledOnly);
    let shapes = cards(&mut engine, 40, WORDS);
    let mut stage = Stage::new(engine.faces());
    stage.frame(&shapes, HERE, true);
    let before = stage.painter.rasterised();
    for step in 0..120 {
        let scale = 0.4 * 8.0_f64.powf(f64::from(step) / 119.0);
        stage.frame(&shapes, TranslateScale::scale(scale), false);
    }
    let more = stage.painter.rasterised() - before;
    assert!(more < 1_500, "{more}"); // exact sizes would be some 30,000
}
