//! How a source came in, and what was seen of it since: the chain of custody.
//!
//! **Invariant:** entries of a custody list are only ever added, behind all others.

use super::Extra;

/// The document that a source was made from, as it lay on the disk.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Original {
    /// The name that the file had, without its folder.
    pub name: String,
    /// Media type (RFC 6838); empty if it is not known.
    pub media_type: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// Number of its bytes.
    pub bytes: u64,
    /// Where it lies, if it is linked: a path below the folder of the board, with `/` between names. Empty if it is
    /// embedded (then `Source::file` names it) or if only its digest is kept.
    pub path: String,
    /// Unknown keys.
    pub extra: Extra,
}

/// One event in the life of a source.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Custody {
    /// When (RFC 3339, UTC).
    pub at: String,
    /// What happened, in a word or two: `imported`, `pasted`.
    pub act: String,
    /// By what: the program, its version, and the format as which it was read.
    pub by: String,
    /// The file, by its name without folder; empty if there was none.
    pub file: String,
    /// SHA-256 of the bytes that were seen then, hexadecimal.
    pub sha256: String,
    /// A sentence, if there is more to say.
    pub note: String,
    /// Unknown keys.
    pub extra: Extra,
}
