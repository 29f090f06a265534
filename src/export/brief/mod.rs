//! The brief: what the evidence on a board says, as a report that an editor or a judge reads. [`compose`] turns a
//! board and its assessment into a [`Brief`], a document tree; a [`BriefWriter`] writes it as a file.
//!
//! It says what the board says and nothing more: no likelihood is made of computed numbers.
//!
//! **Invariant (deterministic):** equal boards and equal days give equal bytes. The day is handed in.

mod compose;
mod docx;
mod html;
mod markdown;
mod tree;

pub use compose::{Material, Part, compose};
pub use tree::{Block, Brief, Direction, Item, Mark, Piece, Table, Tone, Words};

use super::data::DataFormat;
use super::{ExportError, Progress};

/// A format that briefs are written in.
pub trait BriefWriter: Sync {
    /// What is to be known of it.
    fn format(&self) -> &'static DataFormat;

    /// Writes a brief.
    ///
    /// # Errors
    /// If it was cancelled, or a library could not make the file.
    fn write(&self, brief: &Brief, progress: &Progress<'_>) -> Result<Vec<u8>, ExportError>;
}

/// All formats, in the order of menus.
pub const WRITERS: &[&dyn BriefWriter] = &[&docx::Docx, &html::Html, &markdown::Markdown];

/// The format that a file's name means.
pub fn for_name(name: &str) -> Option<&'static dyn BriefWriter> {
    let means = |writer: &&&dyn BriefWriter| writer.format().is_named(name);
    WRITERS.iter().find(means).copied()
}

/// How often progress is told: every so many parts.
const STRIDE: usize = 256;

/// Tells how far it is, and ends the work if nobody wants it any more.
fn going(progress: &Progress<'_>, done: usize, all: usize) -> Result<(), ExportError> {
    let told = !done.is_multiple_of(STRIDE) || progress(done as f32 / all.max(1) as f32);
    told.then_some(()).ok_or(ExportError::Cancelled)
}
