//! The drawing vocabulary: everything that is ever painted, on the wall and in every export.
//!
//! All geometry is in board units, y down. Painters convert and decide nothing: text is already shaped and broken
//! into lines, paths are already routed. Colours are [`Tone`]s.

use std::sync::Arc;

use kurbo::{BezPath, Point, Rect, Vec2};

use super::style::Tone;
use super::text::TextBlock;
use crate::board::FileId;

/// One thing to paint. A list of shapes is painted first to last.
#[derive(Clone, Debug)]
pub enum Shape {
    /// A soft shadow: `rect` with rounded corners, moved by `offset` and blurred (`blur` is the width of the soft
    /// edge, board units). Painted in [`Tone::Shadow`].
    Shadow {
        /// What casts it.
        rect: Rect,
        /// Corner radius.
        radius: f64,
        /// Where it falls.
        offset: Vec2,
        /// Width of the soft edge.
        blur: f64,
    },
    /// A rectangle with rounded corners. The stroke lies inside.
    Rect {
        /// Where.
        rect: Rect,
        /// Corner radius.
        radius: f64,
        /// Inside.
        fill: Option<Paint>,
        /// Border.
        stroke: Option<Stroke>,
    },
    /// A path. The stroke is centred on it, with round caps and joins.
    Path {
        /// Where.
        path: BezPath,
        /// Inside (non-zero rule).
        fill: Option<Paint>,
        /// Line.
        stroke: Option<Stroke>,
    },
    /// Text that has been laid out; its top left corner is at `at`.
    Text {
        /// The glyphs.
        block: Arc<TextBlock>,
        /// Top left corner.
        at: Point,
        /// Opacity of the whole block, 0 to 1.
        alpha: f32,
    },
    /// A picture of the board's files, fitted into `rect` with its aspect kept by the maker of the shape.
    Image {
        /// Where.
        rect: Rect,
        /// Which.
        file: FileId,
    },
    /// The dots of the wall.
    Dots(Dots),
}

/// Small squares on a grid through the origin of the board.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dots {
    /// Where.
    pub area: Rect,
    /// Distance of the middles, board units.
    pub pitch: f64,
    /// Side of a square, board units.
    pub side: f64,
    /// Colour.
    pub paint: Paint,
}

impl Dots {
    /// The squares that have something in `seen`, row by row. None where the numbers make no grid.
    pub fn squares(&self, seen: Rect) -> impl Iterator<Item = Rect> + use<> {
        let seen = seen.intersect(self.area);
        let (pitch, half) = (self.pitch, self.side / 2.0);
        let steps = move |low: f64, high: f64| {
            let (first, last) = (
                ((low - half) / pitch).ceil(),
                ((high + half) / pitch).floor(),
            );
            let some = pitch > 0.0 && first.is_finite() && last.is_finite() && high > low;
            if some {
                first as i64..last as i64 + 1
            } else {
                0..0
            }
        };
        let side = self.side;
        steps(seen.y0, seen.y1).flat_map(move |row| {
            steps(seen.x0, seen.x1).map(move |column| {
                let middle = Point::new(column as f64 * pitch, row as f64 * pitch);
                Rect::from_center_size(middle, (side, side))
            })
        })
    }
}

/// A colour by purpose, and how much of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paint {
    /// Which colour.
    pub tone: Tone,
    /// Opacity, 0 to 1, on top of the tone's own.
    pub alpha: f32,
}

impl From<Tone> for Paint {
    fn from(tone: Tone) -> Self {
        Self { tone, alpha: 1.0 }
    }
}

impl Tone {
    /// This tone, seen through.
    pub fn alpha(self, alpha: f32) -> Paint {
        Paint { tone: self, alpha }
    }
}

/// A line: colour, width in board units, and pattern.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    /// Colour.
    pub paint: Paint,
    /// Width in board units.
    pub width: f64,
    /// Pattern.
    pub dash: Dash,
}

impl Stroke {
    /// A plain line.
    pub fn solid(paint: impl Into<Paint>, width: f64) -> Self {
        Self {
            paint: paint.into(),
            width,
            dash: Dash::Solid,
        }
    }
}

/// The pattern of a line. Lengths are in line widths, so that a pattern keeps its look at every width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dash {
    /// Unbroken.
    Solid,
    /// Long dashes.
    Dashed,
    /// Dots.
    Dotted,
}

impl Dash {
    /// On and off lengths in line widths; empty for an unbroken line.
    pub fn pattern(self) -> &'static [f64] {
        match self {
            Self::Solid => &[],
            Self::Dashed => &[3.6, 3.8], // round caps add one width to what is drawn
            Self::Dotted => &[0.01, 3.2], // a round cap makes a dot of a dash without length
        }
    }
}
