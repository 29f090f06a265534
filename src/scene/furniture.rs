//! What stands around the cards in a picture that goes into a report: heading, legend, list of sources.
//!
//! The same shapes in board units as everything else. It grows with the picture, so that it can be read on a large one
//! that was scaled down to a page. Knows no format and no paper.

use std::ops::Range;
use std::sync::Arc;

use kurbo::{Affine, Point, Rect, Shape as _};

use super::connector::{self, Port, Side};
use super::display::Scene;
use super::marks::Seal;
use super::shape::{Paint, Shape, Stroke};
use super::style::{Tone, size};
use super::text::{Spec, TextBlock, TextStyle, isolated};
use crate::board::{
    Board, Body, CardId, Evidence, Link, LinkKind, Quote, Reliability, Source, Stance,
};

/// A piece of furniture in its place.
#[derive(Clone, Debug)]
pub struct Furnished {
    /// What is painted.
    pub shapes: Arc<[Shape]>,
    /// What it covers, board units.
    pub rect: Rect,
    /// Where a line stands for a page on the web, and its address.
    pub addresses: Vec<(Rect, String)>,
}

/// Width of a picture, board units, up to which furniture has the size of the cards' text.
const PLAIN_WIDTH: f64 = 1400.0;
/// How much larger than the cards' text furniture may become.
const MOST_GROWTH: f64 = 6.0;

/// How much furniture grows in a picture of this width, board units.
pub(super) fn growth(width: f64) -> f64 {
    (width / PLAIN_WIDTH).clamp(1.0, MOST_GROWTH)
}

impl Scene {
    /// The title of a picture, and a second line below it; `at` is the top left corner, `width` all the room there is.
    pub fn heading(&mut self, at: Point, width: f64, title: &str, second: &str) -> Furnished {
        let mut pen = Pen::new(self, at, width);
        if !title.trim().is_empty() {
            pen.paragraph(title, TextStyle::new(size::TITLE, Tone::Ink).bold(), None);
        }
        if !second.trim().is_empty() {
            pen.gap(2.0);
            pen.paragraph(second, TextStyle::new(size::LEAD, Tone::InkSecond), None);
        }
        pen.done()
    }

    /// What the lines and signs mean.
    pub fn legend(&mut self, at: Point, width: f64) -> Furnished {
        let mut pen = Pen::new(self, at, width);
        pen.caption("Legend");
        let quoted = Evidence {
            quote: Some(Quote {
                exact: String::new(),
                prefix: String::new(),
                suffix: String::new(),
                range: 0..0,
                extra: Default::default(),
            }),
            ..Evidence::default()
        };
        pen.sample(line(LinkKind::of(Stance::Corroborates)), "corroborates");
        pen.sample(line(LinkKind::of(Stance::Contradicts)), "contradicts");
        pen.sample(
            line(LinkKind::DerivesFrom),
            "derives from: draws on that source",
        );
        pen.sample(
            line(LinkKind::Corroborates(quoted)),
            "with quotation marks: rests on exact words",
        );
        pen.sample(
            bar(),
            "links against a claim to the left, for it to the right",
        );
        pen.end_row();
        let grades: Vec<String> = Reliability::ALL
            .into_iter()
            .map(|grade| format!("{} {}", grade.letter(), lower_first(grade.words())))
            .collect();
        let grades = format!("The letter on a source: {}", grades.join(" · "));
        pen.paragraph(&grades, TextStyle::new(size::SMALL, Tone::InkSecond), None);
        pen.done()
    }

    /// The sources among these cards, in the order in which they are listed: by day, then by id.
    pub fn sources<'a>(board: &'a Board, cards: &[CardId]) -> Vec<&'a Source> {
        let mut sources: Vec<(&CardId, &Source)> = cards
            .iter()
            .filter_map(|id| {
                let (id, card) = board.cards().get_key_value(id)?;
                match &card.body {
                    Body::Source(source) => Some((id, &**source)),
                    _ => None,
                }
            })
            .collect();
        sources.sort_by(|a, b| (&a.1.published, a.0).cmp(&(&b.1.published, b.0)));
        sources.into_iter().map(|(_, source)| source).collect()
    }

    /// Some of these sources, numbered, in columns: title, then where and when it was said.
    pub fn source_list(
        &mut self,
        at: Point,
        width: f64,
        sources: &[&Source],
        some: Range<usize>,
    ) -> Furnished {
        let mut pen = Pen::new(self, at, width);
        let first = some.start;
        if let Some(listed) = sources.get(some).filter(|listed| !listed.is_empty()) {
            pen.caption("Sources");
            pen.columns(listed, first);
        }
        pen.done()
    }
}

impl Scene {
    /// A small line for the margin of a sheet of paper, cut where `width` (board units) ends.
    pub fn margin_note(&mut self, words: &str, width: f64) -> Arc<TextBlock> {
        let style = TextStyle::new(size::SMALL, Tone::InkSecond);
        let spec = Spec {
            width: Some(width as f32),
            max_lines: Some(1),
            ..Spec::new(words, style)
        };
        Arc::new(self.lay_out(&spec))
    }
}

/// Where the next thing goes, and how large.
struct Pen<'a> {
    scene: &'a mut Scene,
    left: f64,
    top: f64,
    width: f64,
    growth: f64,
    x: f64,
    y: f64,
    /// Height of the words in the row of samples.
    row: f64,
    shapes: Vec<Shape>,
    addresses: Vec<(Rect, String)>,
}

/// Size of a sample in the legend, before it grows.
const SAMPLE: (f64, f64) = (92.0, 22.0);
/// Width of a column of sources, before it grows.
const COLUMN: f64 = 290.0;
/// Room between columns, before it grows.
const GUTTER: f64 = 28.0;

impl<'a> Pen<'a> {
    fn new(scene: &'a mut Scene, at: Point, width: f64) -> Self {
        Self {
            scene,
            left: at.x,
            top: at.y,
            width: width.max(1.0),
            growth: growth(width),
            x: at.x,
            y: at.y,
            row: 0.0,
            shapes: Vec::new(),
            addresses: Vec::new(),
        }
    }

    fn gap(&mut self, units: f64) {
        self.y += units * self.growth;
    }

    fn layout(
        &mut self,
        text: &str,
        style: TextStyle,
        width: f64,
        lang: Option<&str>,
    ) -> Arc<TextBlock> {
        let style = TextStyle {
            size: style.size * self.growth as f32,
            ..style
        };
        let spec = Spec {
            lang,
            width: Some(width as f32),
            ..Spec::new(text, style)
        };
        Arc::new(self.scene.lay_out(&spec))
    }

    fn put(&mut self, block: Arc<TextBlock>, at: Point) {
        self.shapes.push(Shape::Text {
            block,
            at,
            alpha: 1.0,
        });
    }

    fn paragraph(&mut self, text: &str, style: TextStyle, lang: Option<&str>) {
        let block = self.layout(text, style, self.width, lang);
        let height = f64::from(block.size[1]);
        self.put(block, Point::new(self.left, self.y));
        self.y += height;
    }

    fn caption(&mut self, text: &str) {
        self.paragraph(text, TextStyle::new(size::LEAD, Tone::Ink).bold(), None);
        self.gap(6.0);
    }

    /// A drawing of [`SAMPLE`] size with words behind it; begins a new row when this one is full.
    fn sample(&mut self, drawing: Vec<Shape>, words: &str) {
        let style = TextStyle::new(size::BODY, Tone::Ink);
        let room = (self.width - (SAMPLE.0 + 8.0) * self.growth).max(60.0 * self.growth);
        let block = self.layout(words, style, room, None);
        let (_, right) = block.span();
        let wide = SAMPLE.0 * self.growth + 8.0 * self.growth + f64::from(right);
        if self.x > self.left && self.x + wide > self.left + self.width {
            self.end_row();
        }
        let place = Affine::translate((self.x, self.y)) * Affine::scale(self.growth);
        self.shapes.extend(
            drawing
                .into_iter()
                .map(|shape| placed(shape, place, self.growth)),
        );
        let middle = self.y + SAMPLE.1 * self.growth / 2.0;
        let at = Point::new(
            self.x + (SAMPLE.0 + 8.0) * self.growth,
            (middle - f64::from(block.size[1]) / 2.0).max(self.y),
        );
        self.row = self.row.max(f64::from(block.size[1]));
        self.put(block, at);
        self.x += wide + GUTTER * self.growth;
    }

    fn end_row(&mut self) {
        if self.x > self.left {
            self.y += self.row.max(SAMPLE.1 * self.growth) + 4.0 * self.growth;
            (self.x, self.row) = (self.left, 0.0);
        }
    }

    /// Entries in columns of equal height, as far as whole entries allow.
    fn columns(&mut self, sources: &[&Source], first: usize) {
        let (column, gutter) = (COLUMN * self.growth, GUTTER * self.growth);
        let count = (((self.width + gutter) / (column + gutter)).floor().max(1.0)) as usize;
        let count = count.min(sources.len());
        let column = (self.width - gutter * (count - 1) as f64) / count as f64;
        let column = column.min(COLUMN * 1.5 * self.growth).max(1.0);
        let number_room = 26.0 * self.growth;
        let gap = 6.0 * self.growth;
        let inner = (column - number_room).max(1.0);
        let entries: Vec<_> = sources
            .iter()
            .enumerate()
            .map(|(i, source)| {
                let number = format!("{}.", first + i + 1);
                let small = TextStyle::new(size::SMALL, Tone::InkSecond);
                let number = self.layout(&number, small, number_room, None);
                let lang = (!source.language.is_empty()).then_some(source.language.as_str());
                let title = match source.title.trim() {
                    "" => source.outlet.as_str(),
                    _ => source.title.as_str(),
                };
                let bold = TextStyle::new(size::SMALL, Tone::Ink).bold();
                let title = self.layout(title, bold, inner, lang);
                let rest = self.layout(&provenance(source), small, inner, None);
                let height = f64::from(title.size[1] + rest.size[1]) + gap;
                (number, title, rest, height)
            })
            .collect();
        let total: f64 = entries.iter().map(|entry| entry.3).sum();
        let top = self.y;
        let (mut col, mut y, mut done, mut bottom) = (0, top, 0.0, top);
        for ((number, title, rest, height), source) in entries.into_iter().zip(sources) {
            let due = total * (col + 1) as f64 / count as f64;
            if done + height / 2.0 > due && col + 1 < count && y > top {
                col += 1;
                y = top;
            }
            let x = self.left + col as f64 * (column + gutter);
            self.put(number, Point::new(x, y));
            let title_height = f64::from(title.size[1]);
            // Beside its number, whichever way it reads.
            let beside = |block: &TextBlock| x + number_room - f64::from(block.span().0);
            let (title_x, rest_x) = (beside(&title), beside(&rest));
            self.put(title, Point::new(title_x, y));
            self.put(rest, Point::new(rest_x, y + title_height));
            if super::display::is_web_address(&source.url) {
                let area = Rect::new(x, y, x + column, y + height - gap);
                self.addresses.push((area, source.url.clone()));
            }
            y += height;
            done += height;
            bottom = bottom.max(y);
        }
        self.y = bottom;
    }

    fn done(self) -> Furnished {
        Furnished {
            shapes: self.shapes.into(),
            rect: Rect::new(self.left, self.top, self.left + self.width, self.y),
            addresses: self.addresses,
        }
    }
}

/// Outlet, author, day, address and grade, as far as they are known.
fn provenance(source: &Source) -> String {
    let grade = source
        .reliability
        .map(|grade| format!("{} {}", grade.letter(), lower_first(grade.words())));
    let title_is_outlet = source.title.trim().is_empty();
    let parts = [
        if title_is_outlet { "" } else { &source.outlet },
        &source.author,
        &source.published,
        &source.url,
        grade.as_deref().unwrap_or("not graded"),
    ];
    let parts: Vec<_> = parts
        .into_iter()
        .filter(|part| !part.trim().is_empty())
        .map(isolated)
        .collect();
    parts.join(" · ")
}

fn lower_first(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_lowercase().chain(letters).collect())
        .unwrap_or_default()
}

/// A connector between two places that are not painted.
fn line(kind: LinkKind) -> Vec<Shape> {
    let nowhere = CardId::from("legend");
    let middle = SAMPLE.1 / 2.0;
    let port = |side| Port { side, shift: 0.0 };
    let route = connector::route(
        Rect::new(-10.0, middle - 4.0, 0.0, middle + 4.0),
        port(Side::Right),
        Rect::new(SAMPLE.0, middle - 4.0, SAMPLE.0 + 10.0, middle + 4.0),
        port(Side::Left),
    );
    connector::shapes(
        &Link::new(nowhere.clone(), nowhere, kind),
        &route,
        Seal::default(),
        1.0,
    )
}

/// The bar of a claim.
fn bar() -> Vec<Shape> {
    let (middle_x, middle_y) = (SAMPLE.0 / 2.0, SAMPLE.1 / 2.0);
    let part = |x0: f64, x1: f64, tone: Tone| Shape::Rect {
        rect: Rect::new(x0, middle_y - 1.5, x1, middle_y + 1.5),
        radius: 1.5,
        fill: Some(tone.into()),
        stroke: None,
    };
    vec![
        part(0.0, SAMPLE.0, Tone::Line),
        part(middle_x - 24.0, middle_x, Tone::Contradicts),
        part(middle_x, middle_x + 36.0, Tone::Corroborates),
        Shape::Path {
            path: Rect::new(
                middle_x - 0.6,
                middle_y - 3.0,
                middle_x + 0.6,
                middle_y + 3.0,
            )
            .to_path(0.1),
            fill: Some(Paint::from(Tone::InkSecond)),
            stroke: None,
        },
    ]
}

/// A shape of a sample, moved and grown. Samples hold neither text nor pictures.
fn placed(shape: Shape, place: Affine, growth: f64) -> Shape {
    let grown = |stroke: Option<Stroke>| {
        stroke.map(|stroke| Stroke {
            width: stroke.width * growth,
            ..stroke
        })
    };
    match shape {
        Shape::Path { path, fill, stroke } => Shape::Path {
            path: place * path,
            fill,
            stroke: grown(stroke),
        },
        Shape::Rect {
            rect,
            radius,
            fill,
            stroke,
        } => Shape::Rect {
            rect: place.transform_rect_bbox(rect),
            radius: radius * growth,
            fill,
            stroke: grown(stroke),
        },
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use kurbo::Point;

    use super::{Scene, Shape};
    use crate::board::{Board, Body, Card, Source};
    use crate::scene::text::FontSource;

    /// Nothing of the furniture leaves the room it was given, narrow or wide, and a wide picture has larger letters.
    #[test]
    fn furniture_keeps_to_its_room_and_grows_with_it() {
        let board = Board::default();
        let source = |i: usize| Source {
            title: format!(
                "A long headline of the source number {i} that needs two lines at least"
            ),
            url: if i == 3 {
                "javascript:alert(1)".into()
            } else {
                format!("https://example.org/{i}")
            },
            ..Source::default()
        };
        let mut ids = Vec::new();
        let edit = board.plan(|txn| {
            for i in 0..9 {
                let card = Card::new(Point::ZERO, Body::Source(Box::new(source(i))));
                ids.push(txn.add_card(card));
            }
        });
        let board = board.with(&edit);
        let mut scene = Scene::new(FontSource::BundledOnly);
        let mut sizes = Vec::new();
        for width in [150.0, 700.0, 1400.0, 8000.0] {
            let at = Point::new(100.0, 50.0);
            let heading = scene.heading(at, width, "The title", "The day");
            let legend = scene.legend(at, width);
            let sources = Scene::sources(&board, &ids);
            let list = scene.source_list(at, width, &sources, 0..9);
            assert_eq!(
                list.addresses.len(),
                8,
                "only the web may be behind a click"
            );
            for part in [&heading, &legend, &list] {
                assert!(part.rect.height() > 10.0);
                for shape in part.shapes.iter() {
                    if let Shape::Text { block, at, .. } = shape {
                        let (left, right) = block.span();
                        let x = (at.x + f64::from(left), at.x + f64::from(right));
                        assert!(
                            x.0 >= 99.9 && x.1 <= 100.1 + width.max(500.0),
                            "{width}: {x:?} {}",
                            block.text
                        );
                        assert!(at.y + f64::from(block.size[1]) <= part.rect.y1 + 0.1);
                    }
                }
            }
            let Some(Shape::Text { block, .. }) = heading.shapes.first() else {
                panic!("a heading");
            };
            sizes.push(block.runs[0].size);
        }
        assert_eq!(sizes[0], sizes[2]);
        assert!(sizes[3] > sizes[2] * 4.0);
        assert!(
            scene
                .source_list(Point::ZERO, 500.0, &[], 0..0)
                .shapes
                .is_empty()
        );
    }
}
