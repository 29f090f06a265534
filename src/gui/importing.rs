//! The work behind an import: files are read one after another on a job's thread and become one piece of a board.

use std::path::{Path, PathBuf};

use super::jobs::Control;
use crate::board::Board;
use crate::host;
use crate::import::batch::{self, Batch, File, Keep, Outcome, Waiting};
use crate::import::table::Columns;
use crate::import::{self, Confidence, IMPORTERS, ImportError};
use crate::scene::text::FontSource;
use crate::scene::{self, Scene};

/// Where things come from.
pub enum What {
    /// Files and folders.
    Files(Vec<PathBuf>),
    /// Words from the clipboard.
    Pasted(String),
    /// A table whose columns somebody has looked at.
    Table(Box<(Waiting, Columns)>),
}

/// What shall come in.
pub struct Wish {
    /// Where it comes from.
    pub what: What,
    /// What is kept of them.
    pub keep: Keep,
    /// The board that they come into, as it is now.
    pub board: Board,
    /// Where that board lies, if it has a file.
    pub folder: Option<PathBuf>,
    /// To measure cards with.
    pub fonts: FontSource,
}

/// What came in.
#[derive(Debug)]
pub struct Arrival {
    /// New cards, laid out from the origin on.
    pub piece: Board,
    /// What became of each file.
    pub outcomes: Vec<Outcome>,
    /// Tables whose columns somebody shall look at first.
    pub tables: Vec<Waiting>,
}

/// Reads the files.
///
/// # Errors
/// A sentence, if it was stopped.
pub fn read(wish: &Wish, control: &Control) -> Result<Arrival, String> {
    let mut batch = Batch::new(&wish.board, wish.keep, host::now()).with_tables_waiting();
    let files = match &wish.what {
        What::Files(paths) => host::gather(paths),
        What::Pasted(words) => {
            let file = File {
                name: "",
                bytes: words.as_bytes(),
                path: None,
            };
            if !batch.add(&file, &|share| control.report(share)) {
                return Err(ImportError::Cancelled.to_string());
            }
            Vec::new()
        }
        What::Table(table) => {
            let (waiting, columns) = &**table;
            if !batch.add_table(waiting, columns, &|share| control.report(share)) {
                return Err(ImportError::Cancelled.to_string());
            }
            Vec::new()
        }
    };
    let all = files.len().max(1) as f32;
    for (n, found) in files.into_iter().enumerate() {
        let share = |of_file: f32| control.report((n as f32 + of_file) / all);
        let name = found.name.clone();
        let path = wish
            .folder
            .as_deref()
            .and_then(|folder| found.below(folder));
        let go_on = share(0.0)
            && match found.read(import::MAX_BYTES) {
                Ok(bytes) => {
                    let file = File {
                        name: &name,
                        bytes: &bytes,
                        path: path.as_deref(),
                    };
                    batch.add(&file, &share)
                }
                Err(error) => {
                    batch.refuse(&name, error.to_string());
                    true
                }
            };
        if !go_on {
            return Err(ImportError::Cancelled.to_string());
        }
    }
    let tables = batch.waiting();
    let (loose, placed, outcomes) = batch.finish();
    let mut scene = Scene::new(wish.fonts);
    let piece = scene::arrange(&mut scene, &loose, &placed);
    Ok(Arrival {
        piece,
        outcomes,
        tables,
    })
}

/// Whether a file is a board, to be opened, and nothing to be imported: by its name, or by how it begins.
pub fn is_board(path: &Path) -> bool {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    if name.ends_with(".casewall.json") {
        return true;
    }
    let head = host::read_head(path, 4096).unwrap_or_default();
    name.ends_with(".json") && batch::is_board(&head)
}

/// Whether words are more than words: references, a page, a board of another tool.
pub fn is_importable(words: &str) -> bool {
    let incoming = import::Incoming {
        name: "",
        bytes: words.as_bytes(),
    };
    let claims = IMPORTERS.iter().map(|importer| importer.claims(&incoming));
    claims.max().is_some_and(|most| most >= Confidence::Likely)
}
