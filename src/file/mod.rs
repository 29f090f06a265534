//! HOW IT IS KEPT: bytes ↔ `Board`, versions and migrations, the schema, and the boards that come with the program.
//!
//! Knows the board and nothing else: bytes come in and go out, the disk is `host`'s. Refuses, with the place, whatever
//! it cannot keep exactly; what a newer hand added (unknown keys, unknown kinds of card) it carries through unseen.
//!
//! **Invariant (sworn):** `write(read(x))` is byte for byte `x` if `x` came from `write`.
//! **Invariant (readable):** what `write` makes of a board, `read` takes.
//! **Invariant (total):** no bytes make anything here panic.

mod demos;
mod diff;
mod disputed;
pub mod journal;
mod judged;
mod limits;
mod merge;
mod parse;
mod read;
mod record;
pub mod redact;
mod salvage;
mod schema;
mod version;
mod wire;
mod write;

pub use crate::board::digest::{file_id, sha256, text_sha256};
pub use crate::board::{MAX_COORDINATE, MAX_SIZE, MAX_Z};
pub use demos::{Demo, demo, demos};
pub use diff::{Diff, Difference, diff};
pub use limits::{Limit, LimitError, Limits};
pub use merge::{Choice, Merged, both, decide, field_words, merge, says, undecided};
pub use read::{Opened, ReadError, read, read_within};
pub use salvage::{read_tolerant, read_tolerant_within};
pub use schema::schema;
pub use version::VERSION;
pub use write::{fragment, write};

/// Most bytes of a file, unless the user says otherwise; so are those that follow, down to the pixels.
pub const MAX_BYTES: usize = 256 << 20;
/// Most cards on a board.
pub const MAX_CARDS: usize = 200_000;
/// Most links on a board.
pub const MAX_LINKS: usize = 500_000;
/// Most values of any kind in a file: more than the most cards and links have. Each costs memory, however small.
pub const MAX_VALUES: usize = 20_000_000;
/// Most bytes of text in one field.
pub const MAX_TEXT: usize = 20_000_000;
/// Most brackets within brackets: the reader of JSON goes no deeper.
pub const MAX_DEPTH: usize = 128;
/// Most bytes of all embedded files together.
pub const MAX_EMBEDDED: usize = 192 << 20;
/// Most pixels of a picture that is decoded.
pub const MAX_PIXELS: usize = 64 << 20;
