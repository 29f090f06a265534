//! How pages come onto paper: one sheet that fits, or as many as the scale takes. Geometry in points, y down.
//!
//! It paints nothing and knows no format. It refuses more than [`MOST_SHEETS`] sheets.
//!
//! **Invariant (whole):** the pieces of a page's sheets make up the page's area, each unit of it on one sheet.

use std::sync::Arc;

use kurbo::{Point, Rect, Size};

use super::options::{Options, Paper};
use super::snapshot::Page;
use crate::export::ExportError;
use crate::scene::Scene;
use crate::scene::text::TextBlock;

/// Points (1/72 inch) of a board unit (1/96 inch) at scale 1.
pub const POINTS_PER_UNIT: f64 = 0.75;
/// White at the edges of paper, points: 10 mm.
const MARGIN_PT: f64 = 10.0 * POINTS_PER_MM;
const POINTS_PER_MM: f64 = 72.0 / 25.4;
/// Longest side of a page in a PDF file, points (ISO 32000-1, annex C).
const MOST_SIDE_PT: f64 = 14_400.0;
/// Shortest side, points.
const LEAST_SIDE_PT: f64 = 3.0;
/// How much larger than at scale 1 a picture may become to fill its sheet.
const MOST_GROWTH: f64 = 2.0;
/// More sheets than this nobody glues together.
pub const MOST_SHEETS: usize = 2_000;

/// A sheet of paper, or a page as large as its picture, and what is printed where.
#[derive(Clone, Debug)]
pub struct PrintSheet {
    /// Index into [`super::Snapshot::pages`].
    pub page: usize,
    /// Width and height, points.
    pub size: Size,
    /// The piece of the wall, board units.
    pub piece: Rect,
    /// Where that piece lies on the sheet, points.
    pub place: Rect,
    /// There is paper around the piece, which stays white.
    pub on_paper: bool,
    /// One of several of the same page: which it is, for the margin, with its top left corner (points). It wants crop
    /// marks.
    pub note: Option<(Point, Arc<TextBlock>)>,
}

impl PrintSheet {
    /// Points a board unit.
    pub fn points_per_unit(&self) -> f64 {
        self.place.width() / self.piece.width()
    }
}

/// The sheets of all pages, in the order of printing: rows first.
pub(super) fn sheets(
    pages: &[Page],
    options: &Options,
    scene: &mut Scene,
) -> Result<Vec<PrintSheet>, ExportError> {
    let mut all = Vec::new();
    for (index, page) in pages.iter().enumerate() {
        match &options.paper {
            None => all.push(as_large_as(index, page.area, options.scale)),
            Some(paper) if paper.split => {
                split(index, page, options, paper, scene, &mut all)?;
            }
            Some(paper) => all.push(fitted(index, page.area, paper)),
        }
    }
    Ok(all)
}

/// A page that is exactly its picture.
fn as_large_as(page: usize, area: Rect, scale: f64) -> PrintSheet {
    let longest = area.width().max(area.height()).max(1e-3);
    let points = (scale * POINTS_PER_UNIT).min(MOST_SIDE_PT / longest);
    let place = Rect::new(0.0, 0.0, area.width() * points, area.height() * points);
    PrintSheet {
        page,
        size: Size::new(
            place.width().clamp(LEAST_SIDE_PT, MOST_SIDE_PT),
            place.height().clamp(LEAST_SIDE_PT, MOST_SIDE_PT),
        ),
        piece: area,
        place,
        on_paper: false,
        note: None,
    }
}

fn upright(paper: &Paper) -> Size {
    let (short, long) = paper.sides_mm;
    Size::new(short * POINTS_PER_MM, long * POINTS_PER_MM)
}

/// Upright and lying; the one that suits the area better first.
fn turned(paper: &Paper, area: Rect) -> [Size; 2] {
    let upright = upright(paper);
    let lying = Size::new(upright.height, upright.width);
    if area.width() > area.height() {
        [lying, upright]
    } else {
        [upright, lying]
    }
}

/// What an upright sheet of this paper has room for at scale 1, board units.
pub(super) fn room_in_units(paper: &Paper) -> Size {
    room(upright(paper)) / POINTS_PER_UNIT
}

fn room(sheet: Size) -> Size {
    let inside = |side: f64| (side - 2.0 * MARGIN_PT).max(side / 2.0);
    Size::new(inside(sheet.width), inside(sheet.height))
}

fn fitted(page: usize, area: Rect, paper: &Paper) -> PrintSheet {
    let points = |sheet: Size| {
        let room = room(sheet);
        (room.width / area.width())
            .min(room.height / area.height())
            .min(MOST_GROWTH * POINTS_PER_UNIT)
    };
    let [first, second] = turned(paper, area);
    let size = if points(second) > points(first) {
        second
    } else {
        first
    };
    let printed = area.size() * points(size);
    PrintSheet {
        page,
        size,
        piece: area,
        place: Rect::from_center_size((size.to_vec2() / 2.0).to_point(), printed),
        on_paper: true,
        note: None,
    }
}

fn split(
    index: usize,
    page: &Page,
    options: &Options,
    paper: &Paper,
    scene: &mut Scene,
    all: &mut Vec<PrintSheet>,
) -> Result<(), ExportError> {
    let area = page.area;
    let points = options.scale * POINTS_PER_UNIT;
    let grid = |sheet: Size| {
        let room = room(sheet) / points;
        let count = |side: f64, room: f64| (side / room - 1e-6).ceil().max(1.0);
        (
            count(area.width(), room.width),
            count(area.height(), room.height),
        )
    };
    let [first, second] = turned(paper, area);
    let number = |(columns, rows): (f64, f64)| columns * rows;
    let size = if number(grid(second)) < number(grid(first)) {
        second
    } else {
        first
    };
    let (columns, rows) = grid(size);
    let count = number((columns, rows));
    if all.len() as f64 + count > MOST_SHEETS as f64 {
        return Err(ExportError::TooManySheets {
            sheets: (all.len() as f64 + count) as u64,
        });
    }
    let (columns, rows) = (columns as usize, rows as usize);
    if columns * rows == 1 {
        let printed = area.size() * points;
        all.push(PrintSheet {
            page: index,
            size,
            piece: area,
            place: Rect::from_center_size((size.to_vec2() / 2.0).to_point(), printed),
            on_paper: true,
            note: None,
        });
        return Ok(());
    }
    let step = room(size) / points;
    for row in 0..rows {
        for column in 0..columns {
            let (x, y) = (
                area.x0 + column as f64 * step.width,
                area.y0 + row as f64 * step.height,
            );
            let piece = Rect::new(
                x,
                y,
                (x + step.width).min(area.x1),
                (y + step.height).min(area.y1),
            );
            let place = Rect::from_origin_size((MARGIN_PT, MARGIN_PT), piece.size() * points);
            let words = format!(
                "Sheet {} of {} · row {}, column {} · {}",
                row * columns + column + 1,
                columns * rows,
                row + 1,
                column + 1,
                page.title
            );
            let block = scene.margin_note(&words, room(size).width / POINTS_PER_UNIT);
            let high = f64::from(block.size[1]) * POINTS_PER_UNIT;
            let at = Point::new(
                MARGIN_PT,
                size.height - MARGIN_PT + (MARGIN_PT - high).max(0.0) / 2.0,
            );
            all.push(PrintSheet {
                page: index,
                size,
                piece,
                place,
                on_paper: true,
                note: Some((at, block)),
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use kurbo::{Rect, Size};

    use super::super::options::PAPERS;
    use super::{MARGIN_PT, Options, Page, Scene, sheets};
    use crate::export::ExportError;
    use crate::scene::text::FontSource;

    fn page(width: f64, height: f64) -> Page {
        Page {
            title: "Somewhere".into(),
            area: Rect::from_origin_size((-50.0, 20.0), (width, height)),
            groups: Vec::new(),
            addresses: Vec::new(),
        }
    }

    #[test]
    fn pages_come_onto_paper_whole_and_inside_its_margins() {
        let mut scene = Scene::new(FontSource::BundledOnly);
        let a4 = PAPERS[1];
        let table = [
            // area, scale, paper, split; sheets, turned
            ((700.0, 1000.0), 1.0, false, 1, false),
            ((1000.0, 700.0), 1.0, false, 1, true),
            ((100.0, 50.0), 1.0, false, 1, true),
            ((9000.0, 3000.0), 1.0, false, 1, true),
            ((300.0, 300.0), 1.0, true, 1, false),
            ((2000.0, 1000.0), 1.0, true, 3, false),
            ((2000.0, 1000.0), 2.0, true, 12, true),
            ((40.0, 5000.0), 1.0, true, 5, false),
        ];
        for ((width, height), scale, split, count, lying) in table {
            let mut options = Options {
                scale,
                ..Options::default()
            };
            options.paper = Some(super::Paper { split, ..a4 });
            let page = page(width, height);
            let all = sheets(std::slice::from_ref(&page), &options, &mut scene).expect("sheets");
            assert_eq!(all.len(), count, "{width} × {height} at {scale}");
            let mut covered = 0.0;
            for sheet in &all {
                assert_eq!(sheet.size.width > sheet.size.height, lying, "{width}");
                let room = Rect::from_origin_size((0.0, 0.0), sheet.size).inset(-MARGIN_PT + 0.01);
                assert!(room.contains_rect(sheet.place), "{sheet:?}");
                assert!(sheet.points_per_unit() <= 1.5 + 1e-9);
                assert_eq!(sheet.note.is_some(), count > 1);
                covered += sheet.piece.area();
            }
            assert!((covered - width * height).abs() < 1.0, "{covered}");
        }
        let huge = page(1e6, 1e6);
        let options = Options {
            paper: Some(super::Paper { split: true, ..a4 }),
            ..Options::default()
        };
        assert!(matches!(
            sheets(&[huge], &options, &mut scene),
            Err(ExportError::TooManySheets { sheets }) if sheets > 1_000_000
        ));
    }

    #[test]
    fn without_paper_a_page_is_its_picture_up_to_the_longest_side() {
        let mut scene = Scene::new(FontSource::BundledOnly);
        let options = Options::default();
        let all = sheets(&[page(400.0, 200.0), page(1e5, 10.0)], &options, &mut scene);
        let all = all.expect("sheets");
        assert_eq!(all[0].size, Size::new(300.0, 150.0));
        assert!((all[1].size.width - 14_400.0).abs() < 1e-6);
        assert_eq!(all[1].size.height, 3.0);
    }
}
