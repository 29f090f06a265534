//! WHAT GOES OUT: the scene as files. Pictures here; the painters convert what the scene decided and decide nothing.
//!
//! **Invariant:** no window, screen or GPU, and no path: bytes go to a writer that the caller opened.

mod error;
pub mod png;
pub mod raster;

use std::collections::HashMap;
use std::io::Write;
use std::sync::Arc;

use kurbo::Rect;

pub use error::ExportError;
use raster::{Picture, Pixels};

use crate::board::{Board, FileId};
use crate::import::picture;
use crate::scene::style::{Look, Tone};
use crate::scene::text::FontSource;
use crate::scene::{Scene, overlay};

/// Space around the board in a picture, board units.
pub const MARGIN: f64 = 40.0;
/// Smallest scale, pixels a board unit.
pub const SCALE_MIN: f64 = 0.1;
/// Largest scale, pixels a board unit.
pub const SCALE_MAX: f64 = 8.0;

/// How a snapshot looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// Pixels a board unit, [`SCALE_MIN`] to [`SCALE_MAX`].
    pub scale: f64,
    /// Light or dark.
    pub look: Look,
    /// Which fonts may be used.
    pub fonts: FontSource,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            scale: 1.0,
            look: Look::Light,
            fonts: FontSource::default(),
        }
    }
}

/// The size in pixels that a picture of this area of a board has at this scale.
pub fn size_px(area: Rect, scale: f64) -> (u64, u64) {
    let side = |length: f64| ((length + 2.0 * MARGIN) * scale - 1e-6).ceil().max(0.0) as u64;
    (side(area.width()), side(area.height()))
}

/// Writes the whole board, with a margin, as a PNG picture.
///
/// `progress` hears the part done, 0 to 1; when it says `false`, the export ends as cancelled.
///
/// # Errors
/// If the board is empty, the picture too large, the export cancelled or the writer full.
pub fn png(
    board: &Board,
    options: &Options,
    out: &mut dyn Write,
    progress: &dyn Fn(f32) -> bool,
) -> Result<(), ExportError> {
    draw(board, options, |picture| png::write(picture, out, progress))
}

/// The whole board, with a margin, as straight RGBA pixels: width, height, bytes. For the clipboard.
///
/// # Errors
/// If the board is empty, or the picture has more than 64 million pixels.
pub fn rgba(board: &Board, options: &Options) -> Result<(u32, u32, Vec<u8>), ExportError> {
    const MOST: u64 = 64 << 20;
    draw(board, options, |picture| {
        let (width, height) = picture.size_px();
        match (u32::try_from(width), u32::try_from(height)) {
            (Ok(wide), Ok(high)) if width * height <= MOST => {
                Ok((wide, high, raster::rasterise(picture, 0..high)))
            }
            _ => Err(ExportError::TooLarge { width, height }),
        }
    })
}

fn draw<T>(
    board: &Board,
    options: &Options,
    paint: impl FnOnce(&Picture<'_>) -> Result<T, ExportError>,
) -> Result<T, ExportError> {
    let mut scene = Scene::of(board, options.fonts);
    let sheet = scene.sheet();
    let area = sheet
        .area
        .ok_or(ExportError::Empty)?
        .inflate(MARGIN, MARGIN);
    let scale = options.scale.clamp(SCALE_MIN, SCALE_MAX);
    let mut groups = sheet.groups;
    groups.insert(0, (area, overlay::dots(area, scale.min(1.0)).into()));
    let images: HashMap<FileId, Arc<Pixels>> = board
        .files()
        .iter()
        .filter_map(|(id, blob)| {
            let pixels = picture::thumbnail(&blob.data, 4096).ok()?;
            Some((
                id.clone(),
                Arc::new(Pixels::from_rgba(
                    pixels.width,
                    pixels.height,
                    &pixels.rgba,
                )?),
            ))
        })
        .collect();
    let faces = scene.fonts();
    let picture = Picture {
        groups: &groups,
        faces: &faces,
        area,
        scale,
        look: options.look,
        background: Some(Tone::Wall),
        images: &|file: &FileId| images.get(file).cloned(),
    };
    paint(&picture)
}
