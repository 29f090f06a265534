//! What is in a picture: the pages, each a piece of the scene with what stands around it, ready for any painter.
//!
//! It decides everything that is the same in all formats. It knows no format, paper or file.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use kurbo::{Point, Rect, Size};

use super::options::{Options, Pages, SCALE_MAX, SCALE_MIN, Scope};
use super::pictures::Pictures;
use super::raster::{self, Picture};
use super::sheets::{PrintSheet, room_in_units, sheets};
use super::{ExportError, Progress};
use crate::assess::Assessment;
use crate::board::{Board, Body, CardId};
use crate::scene::style::{Look, Tone};
use crate::scene::text::Faces;
use crate::scene::{Compared, Furnished, Marks, Part, Scene, Shape, Sheet, overlay};

/// A picture of a board, or of a part of it, before it has a format.
pub struct Snapshot {
    /// At least one.
    pub pages: Vec<Page>,
    /// The pages on paper, for formats that have it; at least one for each page.
    pub sheets: Vec<PrintSheet>,
    /// The faces of all text.
    pub faces: Faces,
    /// The board's pictures.
    pub pictures: Arc<Pictures>,
    /// How it shall look.
    pub options: Options,
    /// What it is called and what it shows, for those who cannot see it.
    pub words: Words,
    /// The cards on all pages.
    pub shown: BTreeSet<CardId>,
    /// The board itself, to be carried in formats that can do so.
    pub carried: Option<Carried>,
    /// Scripts that no font here has, and a letter of each: they show as boxes.
    pub missing: Vec<(&'static str, char)>,
}

/// A piece of the wall and what stands around it.
pub struct Page {
    /// Title of its frame, or of the board.
    pub title: String,
    /// What it shows, margin included, board units.
    pub area: Rect,
    /// Shapes with what they cover, back to front, board units.
    pub groups: Vec<(Rect, Arc<[Shape]>)>,
    /// Where it stands for a page on the web, and the address; http and https only.
    pub addresses: Vec<(Rect, String)>,
}

/// What a picture says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Title of the board, or `Untitled board`.
    pub title: String,
    /// What is on the picture, in a sentence or two.
    pub description: String,
    /// BCP 47 language of most of the text, as far as it is known.
    pub language: String,
}

/// A board file to be carried in a picture of the board.
#[derive(Clone)]
pub struct Carried {
    /// The name that the file should have: `talks.casewall.json`.
    pub name: String,
    /// The bytes of the board file.
    pub bytes: Arc<[u8]>,
}

/// Space between the cards and what stands above or below them, board units, before it grows.
const FURNITURE_GAP: f64 = 28.0;
/// A page of nothing but legend and sources is this wide, board units.
const APPENDIX_WIDTH: f64 = 1120.0;

impl Snapshot {
    /// Lays out all that is in the picture.
    ///
    /// # Errors
    /// If nothing is in it, or the frame asked for is none of the board's.
    pub fn new(board: &Board, options: &Options) -> Result<Self, ExportError> {
        Self::made(board, options, None)
    }

    /// As [`Self::new`], of two versions of a board: what was added, removed and changed is marked, and the legend says
    /// how much that is. `union` holds the records of both.
    ///
    /// # Errors
    /// As there.
    pub fn compared(
        union: &Board,
        compared: &Compared,
        options: &Options,
    ) -> Result<Self, ExportError> {
        Self::made(union, options, Some(compared))
    }

    fn made(
        board: &Board,
        options: &Options,
        compared: Option<&Compared>,
    ) -> Result<Self, ExportError> {
        let mut options = options.clone();
        options.scale = if options.scale.is_finite() {
            options.scale.clamp(SCALE_MIN, SCALE_MAX)
        } else {
            1.0
        };
        options.margin = if options.margin.is_finite() {
            options.margin.clamp(0.0, 10_000.0)
        } else {
            0.0
        };
        let pictures = Arc::new(Pictures::within(board, options.most_pixels));
        let mut scene = Scene::of(board, options.fonts);
        scene.set_picture_faults(&pictures.faults(board, options.scale));
        let assessment = Assessment::of(board);
        let bearing = assessment.load_bearing();
        // What is wrong with the board is the analyst's to mend, and not for those who see the picture.
        scene.set_marks(Arc::new(Marks::of(
            board,
            &assessment,
            &bearing,
            &[],
            &BTreeMap::new(),
        )));
        let title = match board.about().title.trim() {
            "" => "Untitled board",
            title => title,
        };
        let mut maker = Maker {
            board,
            scene: &mut scene,
            options: &options,
            compared,
            shown: BTreeSet::new(),
        };
        let pages = match options.pages {
            Pages::One => vec![maker.single(title)?],
            Pages::Frames if options.scope != Scope::Board => {
                return Err(ExportError::FramesOfPart);
            }
            Pages::Frames => maker.by_frame(title)?,
        };
        let shown = maker.shown;
        let sheets = sheets(&pages, &options, &mut scene)?;
        let words = Words {
            title: readable(title),
            description: readable(&describe(board, &shown)),
            language: language(board, &shown),
        };
        Ok(Self {
            pages,
            sheets,
            faces: scene.fonts(),
            pictures,
            words,
            shown,
            carried: None,
            missing: scene.missing_scripts(),
            options,
        })
    }

    /// The picture shows a part of the board, and what is carried should be no more than that.
    pub fn is_part(&self) -> bool {
        self.options.scope != Scope::Board
    }

    /// The same, carrying the board.
    #[must_use]
    pub fn carrying(mut self, carried: Carried) -> Self {
        self.carried = Some(carried);
        self
    }

    /// What lies below everything on a page; `None` leaves it transparent.
    pub fn background(&self) -> Option<Tone> {
        (!self.options.transparent).then_some(Tone::Wall)
    }

    /// The first page: all of the picture in formats without pages.
    pub fn page(&self) -> Option<&Page> {
        self.pages.first()
    }

    /// Pixels across and down of the first page at the scale asked for.
    pub fn size_px(&self) -> (u64, u64) {
        let scale = self.options.scale;
        self.page()
            .map_or((0, 0), |page| self.picture(page, scale).size_px())
    }

    /// The first page as straight RGBA pixels: width, height, bytes. For the clipboard and for previews.
    ///
    /// # Errors
    /// If the picture has more than 64 million pixels, or it was cancelled.
    pub fn rgba(&self, progress: &Progress<'_>) -> Result<(u32, u32, Vec<u8>), ExportError> {
        self.rgba_at(self.options.scale, progress)
    }

    /// As [`Self::rgba`], at another scale.
    ///
    /// # Errors
    /// As there.
    pub fn rgba_at(
        &self,
        scale: f64,
        progress: &Progress<'_>,
    ) -> Result<(u32, u32, Vec<u8>), ExportError> {
        const MOST: u64 = 64 << 20;
        let picture = self.picture(self.page().ok_or(ExportError::Empty)?, scale);
        let (width, height) = picture.size_px();
        let (wide, high) = match (u32::try_from(width), u32::try_from(height)) {
            (Ok(wide), Ok(high)) if width * height <= MOST => (wide, high),
            _ => {
                return Err(ExportError::TooLargeFor {
                    format: "picture for the clipboard",
                    width,
                    height,
                });
            }
        };
        let mut all = raster::whole(&picture, progress)?;
        raster::straight(&mut all);
        Ok((wide, high, all))
    }

    /// Small pieces of the first page, spread over it, of about `most_px` pixels together: to judge from them what the
    /// whole would be.
    pub fn samples(&self, most_px: u64) -> Vec<Self> {
        const PIECES: u32 = 4;
        let Some(page) = self.page() else {
            return Vec::new();
        };
        let side = (most_px as f64 / f64::from(PIECES)).sqrt() / self.options.scale;
        let (wide, high) = (side.min(page.area.width()), side.min(page.area.height()));
        let (over_x, over_y) = (page.area.width() - wide, page.area.height() - high);
        let piece = |i: u32| {
            let share = (f64::from(i) + 0.5) / f64::from(PIECES);
            let left = page.area.x0 + over_x * share;
            let top = page.area.y0 + over_y * ((share * 2.0).fract());
            let area = Rect::new(left, top, left + wide, top + high);
            let groups = page
                .groups
                .iter()
                .filter(|(bounds, _)| bounds.overlaps(area));
            Self {
                pages: vec![Page {
                    title: String::new(),
                    area,
                    groups: groups.cloned().collect(),
                    addresses: Vec::new(),
                }],
                faces: self.faces.clone(),
                pictures: self.pictures.clone(),
                options: self.options.clone(),
                words: Words::default(),
                shown: BTreeSet::new(),
                carried: None,
                missing: Vec::new(),
                sheets: Vec::new(),
            }
        };
        (0..PIECES).map(piece).collect()
    }

    /// A page for the painter of pixels, at this scale.
    pub fn picture<'a>(&'a self, page: &'a Page, scale: f64) -> Picture<'a> {
        Picture {
            groups: &page.groups,
            faces: &self.faces,
            area: page.area,
            scale,
            look: self.options.look,
            background: self.background(),
            images: &self.pictures,
        }
    }
}

/// Makes pages.
struct Maker<'a> {
    board: &'a Board,
    scene: &'a mut Scene,
    options: &'a Options,
    /// What is marked, in a picture of two versions.
    compared: Option<&'a Compared>,
    /// All cards on pages so far.
    shown: BTreeSet<CardId>,
}

impl Maker<'_> {
    fn single(&mut self, title: &str) -> Result<Page, ExportError> {
        let (part, area, name) = match &self.options.scope {
            Scope::Board => (Part::Board, None, title.to_owned()),
            Scope::Cards(ids) => {
                let mut all = ids.clone();
                for id in ids {
                    all.extend(self.board.carried(id));
                }
                (Part::Cards(all), None, title.to_owned())
            }
            Scope::Frame(id) => {
                let card = self.board.cards().get(id).ok_or(ExportError::NoFrame)?;
                let name = card.name();
                (self.frame(id), None, name)
            }
            Scope::View(area) => (Part::Area(*area), Some(*area), title.to_owned()),
        };
        let mut sheet = self.scene.sheet(&part);
        if let Some(compared) = self.compared {
            self.scene.mark_compared(&mut sheet, compared);
        }
        let area = match area {
            Some(area) if area.area() > 0.0 && area.is_finite() => area,
            Some(_) => return Err(ExportError::Empty),
            None => {
                let margin = self.options.margin;
                sheet
                    .area
                    .ok_or(ExportError::Empty)?
                    .inflate(margin, margin)
            }
        };
        let mut page = self.page(name, area, sheet);
        let second = self.second_line();
        if self.options.title || !second.is_empty() {
            let title = if self.options.title { title } else { "" };
            self.add_above(&mut page, title, &second);
        }
        self.add_below(&mut page);
        Ok(page)
    }

    fn by_frame(&mut self, title: &str) -> Result<Vec<Page>, ExportError> {
        let frames = self
            .board
            .cards()
            .iter()
            .filter(|(_, card)| matches!(card.body, Body::Frame(_)));
        let mut frames: Vec<_> = frames.collect();
        if frames.is_empty() {
            return Err(ExportError::NoFrames);
        }
        // Reading order: rows of frames from top to bottom, each from left to right.
        frames.sort_by(|a, b| {
            let key = |rect: Rect| ((rect.y0 / 200.0).round(), rect.x0);
            key(a.1.rect())
                .partial_cmp(&key(b.1.rect()))
                .unwrap_or(std::cmp::Ordering::Equal)
                .then_with(|| a.0.cmp(b.0))
        });
        let mut pages = Vec::new();
        for (id, card) in frames {
            let part = self.frame(id);
            let sheet = self.scene.sheet(&part);
            let Some(area) = sheet.area else { continue };
            let margin = self.options.margin;
            let mut page = self.page(card.name(), area.inflate(margin, margin), sheet);
            if self.options.title || !self.options.date.trim().is_empty() {
                let mut second = self.second_line();
                if self.options.title {
                    second = [title, &second]
                        .into_iter()
                        .filter(|part| !part.is_empty())
                        .collect::<Vec<_>>()
                        .join(" · ");
                }
                self.add_above(&mut page, &card.name(), &second);
            }
            pages.push(page);
        }
        self.add_appendix(&mut pages);
        Ok(pages)
    }

    /// Legend and sources on pages of their own: one that is as long as it takes, or as many as the paper makes of it.
    fn add_appendix(&mut self, pages: &mut Vec<Page>) {
        let margin = self.options.margin;
        let paper = self.options.paper.as_ref().map(room_in_units);
        let room = paper.unwrap_or(Size::new(APPENDIX_WIDTH, f64::INFINITY));
        let width = (room.width - 2.0 * margin).max(room.width / 2.0);
        let height = (room.height - 2.0 * margin).max(room.height / 2.0);
        let cited = self.cited();
        let sources = Scene::sources(self.board, &cited);
        let mut legend_due = self.options.legend;
        let mut due = if self.options.sources {
            0..sources.len()
        } else {
            0..0
        };
        while legend_due || !due.is_empty() {
            let mut page = Page {
                title: "Sources and legend".to_owned(),
                area: Rect::new(0.0, 0.0, width, 0.0),
                groups: Vec::new(),
                addresses: Vec::new(),
            };
            let mut y = 0.0;
            if std::mem::take(&mut legend_due) {
                let legend = self.scene.legend(Point::ORIGIN, width);
                y = legend.rect.y1 + gap(width);
                put(&mut page, legend, None);
            }
            if !due.is_empty() {
                let mut list = |some: Range<usize>| {
                    let at = Point::new(0.0, y);
                    self.scene.source_list(at, width, &sources, some)
                };
                let mut some = due.clone();
                let mut listed = list(some.clone());
                while listed.rect.y1 > height && some.len() > 1 {
                    // about as many as there is room for, and in the end not one too many
                    let share = ((height - y) / listed.rect.height()).clamp(0.0, 0.97);
                    let fewer = (some.len() as f64 * share) as usize;
                    some.end = some.start + fewer.max(1);
                    listed = list(some.clone());
                }
                due.start = some.end;
                y = listed.rect.y1;
                put(&mut page, listed, None);
            }
            let bottom = if height.is_finite() { height.max(y) } else { y };
            page.area = Rect::new(0.0, 0.0, width, bottom).inflate(margin, margin);
            pages.push(page);
        }
    }

    fn frame(&self, id: &CardId) -> Part {
        let mut cards = self.board.carried(id);
        cards.insert(id.clone());
        Part::Cards(cards)
    }

    fn page(&mut self, title: String, area: Rect, sheet: Sheet) -> Page {
        let mut groups = sheet.groups;
        if !self.options.transparent && self.options.look != Look::Print {
            let dots = overlay::dots(area, self.options.scale.min(1.0));
            groups.insert(0, (area, dots.into()));
        }
        self.shown.extend(sheet.cards);
        Page {
            title,
            area,
            groups,
            addresses: sheet.addresses,
        }
    }

    /// The cards in the picture and those that they are tied to: a frame of claims has its sources elsewhere.
    fn cited(&self) -> Vec<CardId> {
        let tied = self.shown.iter().flat_map(|id| {
            let links = self.board.links_of(id);
            links.filter_map(|(_, link)| link.other(id).cloned())
        });
        let all: BTreeSet<CardId> = self.shown.iter().cloned().chain(tied).collect();
        all.into_iter().collect()
    }

    /// Cards may reach beyond the page.
    fn cuts(&self) -> bool {
        matches!(self.options.scope, Scope::View(_))
    }

    fn second_line(&self) -> String {
        self.options.date.trim().to_owned()
    }

    /// Makes room above and puts the heading there.
    fn add_above(&mut self, page: &mut Page, title: &str, second: &str) {
        let inset = self.options.margin;
        let (left, width) = (page.area.x0 + inset, page.area.width() - 2.0 * inset);
        let gap = gap(width);
        let height = self
            .scene
            .heading(Point::ORIGIN, width, title, second)
            .rect
            .height();
        // It stands in the margin as far as that is wider than the gap.
        let top = page.area.y0 + inset.min(page.area.height()) - gap - height;
        let heading = self
            .scene
            .heading(Point::new(left, top), width, title, second);
        let above = (top - inset.max(gap)).min(page.area.y0);
        let cover = Rect::new(page.area.x0, above, page.area.x1, page.area.y0);
        page.area.y0 = above;
        put(page, heading, self.cuts().then_some(cover));
    }

    /// Makes room below and puts the legend and the sources there, as far as they were asked for.
    fn add_below(&mut self, page: &mut Page) {
        let inset = self.options.margin;
        let (left, width) = (page.area.x0 + inset, page.area.width() - 2.0 * inset);
        let gap = gap(width);
        let (cuts, board, cards) = (self.cuts(), self.board, self.cited());
        let mut add = |furnish: &mut dyn FnMut(&mut Scene, Point) -> Furnished| {
            let top = page.area.y1 + if inset > 0.0 { 0.0 } else { gap };
            let part = furnish(self.scene, Point::new(left, top));
            if part.shapes.is_empty() {
                return;
            }
            let bottom = part.rect.y1 + inset.max(gap);
            let cover = Rect::new(page.area.x0, page.area.y1, page.area.x1, bottom);
            page.area.y1 = bottom;
            put(page, part, cuts.then_some(cover));
        };
        if let Some(compared) = self.compared {
            add(&mut |scene, at| scene.compared_legend(at, width, compared));
        }
        if self.options.legend {
            add(&mut |scene, at| scene.legend(at, width));
        }
        if self.options.sources {
            let sources = Scene::sources(board, &cards);
            add(&mut |scene, at| scene.source_list(at, width, &sources, 0..sources.len()));
        }
    }
}

fn gap(width: f64) -> f64 {
    FURNITURE_GAP * (width / 1400.0).clamp(1.0, 6.0)
}

/// Adds furniture on a ground of its own, for a view is cut at its edge and what is cut must not show below it.
fn put(page: &mut Page, part: Furnished, cover: Option<Rect>) {
    if let Some(rect) = cover {
        let ground = Shape::Rect {
            rect,
            radius: 0.0,
            fill: Some(Tone::Wall.into()),
            stroke: None,
        };
        page.groups.push((rect, [ground].into()));
    }
    page.groups.push((part.rect, part.shapes));
    page.addresses.extend(part.addresses);
}

/// Without what metadata cannot hold: control characters, and what is no character (XML 1.0, 2.2).
fn readable(words: &str) -> String {
    let odd = |c: char| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}');
    words
        .chars()
        .map(|c| if odd(c) { ' ' } else { c })
        .collect()
}

/// A language tag as it should be (BCP 47, 2.1), as far as metadata is concerned.
fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or_default();
    tag.len() <= 35
        && (2..=3).contains(&primary.len())
        && primary.bytes().all(|b| b.is_ascii_alphabetic())
        && parts.all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        })
}

/// What is in the picture, for somebody who cannot see it.
fn describe(board: &Board, shown: &BTreeSet<CardId>) -> String {
    let mut kinds: BTreeMap<&'static str, usize> = BTreeMap::new();
    for card in shown.iter().filter_map(|id| board.cards().get(id)) {
        *kinds.entry(card.body.word()).or_default() += 1;
    }
    let counted = |(word, n): (&&str, &usize)| {
        let plural = if *n == 1 { "" } else { "s" };
        format!("{n} {word}{plural}")
    };
    let kinds: Vec<String> = kinds.iter().map(counted).collect();
    let links = board
        .links()
        .values()
        .filter(|link| shown.contains(&link.from) && shown.contains(&link.to))
        .count();
    let links = match links {
        1 => "1 link".to_owned(),
        n => format!("{n} links"),
    };
    let what = format!("An evidence board: {} and {links}.", kinds.join(", "));
    match board.about().description.trim() {
        "" => what,
        description => format!("{what} {description}"),
    }
}

/// The language that most sources in the picture are in; English, as the words of the picture itself, otherwise.
fn language(board: &Board, shown: &BTreeSet<CardId>) -> String {
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for card in shown.iter().filter_map(|id| board.cards().get(id)) {
        if let Body::Source(source) = &card.body
            && is_language(&source.language)
        {
            *count.entry(&source.language).or_default() += 1;
        }
    }
    let most = count
        .into_iter()
        .max_by_key(|(language, n)| (*n, std::cmp::Reverse(*language)));
    most.map_or("en", |(language, _)| language).to_owned()
}
