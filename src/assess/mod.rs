//! WHAT IT MEANS: what can be said of a board by looking at its records alone.
//!
//! Knows the board and nothing else, cannot fail, and changes nothing: what could be mended is proposed.

mod verify;

pub use verify::{Counts, Fault, FileState, Trouble, Verified, Verifier};
