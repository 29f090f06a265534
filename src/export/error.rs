//! Why an export did not come about, in words for the person who asked for it.
//!
//! A message says what, where, and what to do. Nothing here is for logs only.

/// Why an export failed.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// There is no area to paint.
    #[error("there is nothing to export: put a card on the wall first")]
    Empty,
    /// More pixels than any viewer opens.
    #[error(
        "the picture would be {width} by {height} pixels, too many for an image file: choose a \
         smaller scale"
    )]
    TooLarge {
        /// Pixels across.
        width: u64,
        /// Pixels down.
        height: u64,
    },
    /// The person, or whoever acts for them, said stop. A file half written is to be thrown away.
    #[error("the export was stopped before it was complete")]
    Cancelled,
    /// The bytes could not be handed over.
    #[error(
        "the picture could not be written: {0}; check that the disk has room and try another place"
    )]
    Write(#[from] std::io::Error),
}
