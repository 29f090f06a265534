//! The panels around the wall. Each shows the session and says what it wants done; none changes the board by itself
//! but through the session's `commit`.

pub mod address;
pub mod bar;
pub mod brief;
pub mod compare;
pub mod conflicts;
pub mod export;
pub mod fields;
pub mod import;
pub mod inspector;
pub mod matrix;
pub mod outline;
pub mod preferences;
pub mod problems;
pub mod reader;
pub mod recover;
pub mod redact;
pub mod rescue;
pub mod sheets;
pub mod start;
pub mod status;
pub mod timeline;
pub mod versions;
pub mod what_if;
