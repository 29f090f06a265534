//! What shall be in a picture, and how it shall look. Values only; the snapshot makes sense of them.

use std::collections::BTreeSet;

use kurbo::Rect;

use crate::board::CardId;
use crate::scene::style::Look;
use crate::scene::text::FontSource;

/// Usual space around the board in a picture, board units.
pub const MARGIN: f64 = 40.0;
/// Smallest scale, pixels a board unit.
pub const SCALE_MIN: f64 = 0.1;
/// Largest scale, pixels a board unit.
pub const SCALE_MAX: f64 = 8.0;

/// How a snapshot looks.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Which part of the board.
    pub scope: Scope,
    /// Pixels a board unit, [`SCALE_MIN`] to [`SCALE_MAX`]; on paper that is split over sheets, 1/96 inch each.
    pub scale: f64,
    /// Space around what is shown, board units. A view has none.
    pub margin: f64,
    /// Light, dark or for print.
    pub look: Look,
    /// Nothing behind the cards, where the format can do that.
    pub transparent: bool,
    /// The board's title above it.
    pub title: bool,
    /// The date that the user gives the picture; empty for none. The clock is not asked.
    pub date: String,
    /// What the lines and signs mean, below.
    pub legend: bool,
    /// The sources in the picture, numbered, below.
    pub sources: bool,
    /// One page or more, where the format has pages.
    pub pages: Pages,
    /// The paper, where the format has pages; `None` makes the page as large as the picture.
    pub paper: Option<Paper>,
    /// Which fonts may be used.
    pub fonts: FontSource,
    /// Most pixels of a picture on the board that is decoded; of one with more the place stays empty.
    pub most_pixels: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            scope: Scope::Board,
            scale: 1.0,
            margin: MARGIN,
            look: Look::Light,
            transparent: false,
            title: false,
            date: String::new(),
            legend: false,
            sources: false,
            pages: Pages::One,
            paper: None,
            fonts: FontSource::default(),
            most_pixels: crate::import::picture::MOST_PIXELS,
        }
    }
}

/// Which part of a board is in the picture.
#[derive(Clone, Debug, PartialEq)]
pub enum Scope {
    /// All of it.
    Board,
    /// These cards and the links among them; a frame brings what it carries.
    Cards(BTreeSet<CardId>),
    /// A frame and what it carries.
    Frame(CardId),
    /// This piece of the wall, board units, cut at its edges.
    View(Rect),
}

/// How a picture is shared out over pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pages {
    /// All on one.
    #[default]
    One,
    /// A page for each frame of the board, in reading order; legend and sources on a page of their own.
    Frames,
}

/// A sheet of paper. It is turned to suit what is printed on it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paper {
    /// What it is called: `a3`.
    pub name: &'static str,
    /// The shorter and the longer side, millimetres.
    pub sides_mm: (f64, f64),
    /// Split the picture at its scale over as many sheets as it takes, instead of fitting it onto one.
    pub split: bool,
}

const fn paper(name: &'static str, short: f64, long: f64) -> Paper {
    Paper {
        name,
        sides_mm: (short, long),
        split: false,
    }
}

/// The papers that can be chosen (ISO 216, ANSI/ASME Y14.1).
pub const PAPERS: &[Paper] = &[
    paper("a5", 148.0, 210.0),
    paper("a4", 210.0, 297.0),
    paper("a3", 297.0, 420.0),
    paper("a2", 420.0, 594.0),
    paper("a1", 594.0, 841.0),
    paper("a0", 841.0, 1189.0),
    paper("letter", 215.9, 279.4),
    paper("legal", 215.9, 355.6),
    paper("tabloid", 279.4, 431.8),
];
