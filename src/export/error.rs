//! Why an export did not come about, in words for the person who asked for it.
//!
//! A message says what, where, and what to do. Nothing here is for logs only.

/// Why an export failed.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// There is no area to paint.
    #[error("There is nothing to export: put a card on the wall, or choose a part that has one.")]
    Empty,
    /// Nothing on the board has a place in the format.
    #[error("The board has no {what}, so there is nothing for a {format}. Choose another format.")]
    NothingFor {
        /// Name of the format.
        format: &'static str,
        /// What is missing, in the singular.
        what: &'static str,
    },
    /// A matrix of nothing.
    #[error(
        "No claim on the board answers that question, so there is no matrix. Give the rival claims one question."
    )]
    NoAnswers,
    /// The frame asked for is gone.
    #[error("The frame is not on the board any more. Choose another part of it.")]
    NoFrame,
    /// Pages by frame, and no frame.
    #[error(
        "The board has no frame to make a page of. Draw frames around its parts, or export it on one page."
    )]
    NoFrames,
    /// Pages by frame, and a part that is no whole board.
    #[error(
        "A page for each frame is made of the whole board. Leave the part out, or export it on one page."
    )]
    FramesOfPart,
    /// More pixels than any file holds.
    #[error(
        "The picture would be {width} by {height} pixels, more than a PNG file is made with here. Choose a smaller scale."
    )]
    TooLarge {
        /// Pixels across.
        width: u64,
        /// Pixels down.
        height: u64,
    },
    /// More pixels than this format is made with.
    #[error(
        "A {format} of {width} by {height} pixels is too large for that format. Choose PNG, which has no such limit, or a smaller scale."
    )]
    TooLargeFor {
        /// Name of the format.
        format: &'static str,
        /// Pixels across.
        width: u64,
        /// Pixels down.
        height: u64,
    },
    /// More sheets of paper than anybody puts together.
    #[error(
        "The picture would take {sheets} sheets of paper, more than are made. Choose a smaller scale or larger paper, or fit it onto one sheet."
    )]
    TooManySheets {
        /// How many.
        sheets: u64,
    },
    /// A library could not make the file.
    #[error("The {format} could not be made: {why}. Try another format.")]
    Format {
        /// Name of the format.
        format: &'static str,
        /// What the library says.
        why: String,
    },
    /// The person, or whoever acts for them, said stop. A file half written is to be thrown away.
    #[error("The export was stopped before it was complete. No file was written.")]
    Cancelled,
    /// The bytes could not be handed over.
    #[error(
        "The picture could not be written: {0}. Check that the disk has room, or try another place."
    )]
    Write(#[from] std::io::Error),
}
