//! The boards that come with the program, embedded by `build.rs` from `boards/*.casewall.json`.
//!
//! **Invariant:** every one of them opens; a test says so.

/// A board inside the program.
#[derive(Clone, Copy, Debug)]
pub struct Demo {
    /// The file's name without `.casewall.json`: what follows `demo:` in the terminal.
    pub name: &'static str,
    /// The board's title.
    pub title: &'static str,
    /// What the board is for.
    pub description: &'static str,
    /// The file.
    pub bytes: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/demos.rs"));

/// All boards inside the program, by name.
pub fn demos() -> &'static [Demo] {
    DEMOS
}

/// The board of this name, such as `istanbul-talks`.
pub fn demo(name: &str) -> Option<&'static Demo> {
    DEMOS.iter().find(|demo| demo.name == name)
}
