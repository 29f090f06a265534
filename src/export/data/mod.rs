//! The board as data for other programs: tables, references, other tools' boards. A [`Writer`] gets a board and gives
//! bytes; what its format has no place for is left out, and its description says so.
//!
//! **Invariant (deterministic):** equal boards give equal bytes: cards and links stand in the order of their ids.

mod bibtex;
mod canvas;
mod cite;
mod csl;
mod csv;
mod graphml;
#[cfg(test)]
mod testing;

use super::ExportError;
use crate::board::Board;

/// What is to be known of a format.
#[derive(Debug)]
pub struct DataFormat {
    /// The word for it in tests and menus: `csv`.
    pub id: &'static str,
    /// How a person calls it: `CSV table of links`.
    pub name: &'static str,
    /// What the names of its files end in, without the dot in front, in small letters: `csl.json`.
    pub extension: &'static str,
    /// What goes into the file, in a sentence.
    pub says: &'static str,
}

impl DataFormat {
    /// Whether a file of this name has this format.
    pub fn is_named(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        let stem = name.strip_suffix(self.extension);
        stem.is_some_and(|stem| stem.len() > 1 && stem.ends_with('.'))
    }
}

/// A format that boards are written in as data.
pub trait Writer: Sync {
    /// What is to be known of it.
    fn format(&self) -> &'static DataFormat;

    /// Writes a board.
    ///
    /// # Errors
    /// If nothing on the board has a place in this format, or a library could not make the file.
    fn write(&self, board: &Board) -> Result<Vec<u8>, ExportError>;
}

/// All formats, in the order of menus.
pub const WRITERS: &[&dyn Writer] = &[
    &csv::Csv,
    &bibtex::Bibtex,
    &csl::Csl,
    &canvas::Canvas,
    &graphml::GraphMl,
];

/// The format that a file's name means.
pub fn for_name(name: &str) -> Option<&'static dyn Writer> {
    let means = |writer: &&&dyn Writer| writer.format().is_named(name);
    WRITERS.iter().find(means).copied()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{WRITERS, for_name};
    use crate::export::for_extension;

    #[test]
    fn formats_are_told_apart() {
        let mut seen = HashSet::new();
        for writer in WRITERS {
            let format = writer.format();
            assert!(seen.insert(format.id) && seen.insert(format.name));
            let found = for_name(&format!("A.b.{}", format.extension.to_uppercase()));
            assert_eq!(found.expect("found").format().id, format.id);
            assert!(for_extension(format.extension).is_none());
            assert!(format.says.ends_with('.'));
        }
        for name in ["a.json", "csv", ".csv", "a.casewall.json", ""] {
            assert!(for_name(name).is_none(), "{name}");
        }
    }
}
