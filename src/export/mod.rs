//! WHAT GOES OUT: the scene as files. A [`Snapshot`] says what is in the picture, an [`Exporter`] writes it; painters
//! convert what the scene decided and decide nothing. What other programs read as data is written by [`data`], what people read as a report by [`brief`].
//!
//! **Invariant:** no window, screen or GPU, and no path: bytes go to a writer that the caller opened.
//!
//! **Invariant (deterministic):** equal boards and options give equal bytes on one machine: no clock, no chance.

pub mod brief;
pub(crate) mod colored;
pub mod data;
mod error;
mod line;
mod matrix;
mod options;
pub mod pdf;
mod pictures;
pub mod png;
pub mod raster;
mod sheets;
mod snapshot;
mod svg;
mod whole;

use std::io::Write;

pub use error::ExportError;
pub use matrix::matrix_csv;
pub use options::{MARGIN, Options, PAPERS, Pages, Paper, SCALE_MAX, SCALE_MIN, Scope};
pub use pictures::Pictures;
pub use sheets::{MOST_SHEETS, POINTS_PER_UNIT, PrintSheet};
pub use snapshot::{Carried, Page, Snapshot, Words};

/// Hears the part done, 0 to 1; when it says `false`, the export ends as [`ExportError::Cancelled`].
pub type Progress<'a> = dyn Fn(f32) -> bool + 'a;

/// A format that snapshots are written in.
pub trait Exporter: Sync {
    /// The word for it in menus and on the command line, also its usual extension: `png`.
    fn id(&self) -> &'static str;
    /// How a person calls it: `PNG picture`.
    fn name(&self) -> &'static str;
    /// The extensions that mean it, without a dot, in small letters; the usual one first.
    fn extensions(&self) -> &'static [&'static str];
    /// What it can do.
    fn abilities(&self) -> Abilities;
    /// Whether a picture of so many pixels is not too large for it.
    ///
    /// # Errors
    /// If it is.
    fn fits(&self, _width: u64, _height: u64) -> Result<(), ExportError> {
        Ok(())
    }
    /// Writes a snapshot.
    ///
    /// # Errors
    /// If the picture is too large for the format, the export cancelled or the writer full. What was written is then
    /// of no use.
    fn write(
        &self,
        snapshot: &Snapshot,
        out: &mut dyn Write,
        progress: &Progress<'_>,
    ) -> Result<(), ExportError>;
}

/// What a format can do, for dialogs and for refusing what it cannot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Abilities {
    /// Made of pixels: the scale says how many.
    pub pixels: bool,
    /// The ground may be transparent.
    pub transparent: bool,
    /// May carry the board itself, so that the picture can be opened as a board.
    pub carries: bool,
    /// Has pages and paper.
    pub pages: bool,
}

/// All formats, in the order of menus.
pub const EXPORTERS: &[&dyn Exporter] =
    &[&png::Png, &whole::Jpeg, &whole::WebP, &svg::Svg, &pdf::Pdf];

/// The format that a file name's extension means.
pub fn for_extension(extension: &str) -> Option<&'static dyn Exporter> {
    let means = |exporter: &&&dyn Exporter| {
        exporter
            .extensions()
            .iter()
            .any(|known| known.eq_ignore_ascii_case(extension))
    };
    EXPORTERS.iter().find(means).copied()
}

/// The extensions of all formats, of pictures, data and briefs, for messages: `.png, .jpg, …`.
pub fn extensions() -> String {
    let pictures = EXPORTERS
        .iter()
        .filter_map(|exporter| exporter.extensions().first());
    let data = data::WRITERS
        .iter()
        .map(|writer| &writer.format().extension);
    let briefs = brief::WRITERS
        .iter()
        .map(|writer| &writer.format().extension);
    let all: Vec<String> = pictures
        .chain(data)
        .chain(briefs)
        .map(|extension| format!(".{extension}"))
        .collect();
    all.join(", ")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{EXPORTERS, for_extension};

    #[test]
    fn formats_are_told_apart() {
        let mut seen = HashSet::new();
        for exporter in EXPORTERS {
            assert!(seen.insert(exporter.id()), "{} twice", exporter.id());
            for extension in exporter.extensions() {
                assert!(seen.insert(extension) || *extension == exporter.id());
                let found = for_extension(&extension.to_uppercase()).expect("found");
                assert_eq!(found.id(), exporter.id());
            }
        }
        assert!(for_extension("exe").is_none());
    }
}
