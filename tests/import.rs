//! What comes in, held against real articles, documents, references and boards. Those lie beside the project and are
//! not part of it: where they are absent, each test says so in a line and passes.

#![allow(missing_docs, clippy::print_stdout)]

use std::path::{Path, PathBuf};

/// A folder of real data, if it is there.
pub fn data(folder: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/data")
        .join(folder);
    if path.is_dir() {
        Some(path)
    } else {
        println!("skipped: no data in {folder}");
        None
    }
}

#[path = "import/documents.rs"]
mod documents;
#[path = "import/references.rs"]
mod references;
#[path = "import/web.rs"]
mod web;

#[path = "import/boards.rs"]
mod boards;
#[path = "import/tables.rs"]
mod tables;
