//! Tables of evidence, a row a link: CSV, TSV, Excel (XLSX) and OpenDocument (ODS).
//!
//! [`read`] gives the rows, [`Columns::guess`] says which column means what, so that a person may correct it, and
//! [`board`] makes cards and links of both. Refuses sheets with more rows or letters than a person has written, and
//! the formats of Excel before 2007.

mod cards;
mod columns;
mod csv;
mod dates;
mod names;
mod ods;
mod xlsx;

pub use cards::board;
pub use columns::{Column, Columns};

use super::{Confidence, Format, ImportError, Imported, Importer, Incoming, Makes, Report};

/// Tables.
pub struct Tables;

/// Most rows of a sheet that hold something.
const MOST_ROWS: usize = 200_000;
/// Columns farther right are not looked at.
const MOST_COLUMNS: usize = 256;
/// Most bytes of all cells together.
const MOST_TEXT: usize = 256 << 20;
/// The row with the names of the columns is looked for among so many.
const HEAD: usize = 20;

/// The sheet of a file that holds the evidence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Its name; empty in formats that have only one.
    pub sheet: String,
    /// The names of the columns.
    pub header: Vec<String>,
    /// What stands below.
    pub rows: Vec<Row>,
    /// What was left out, a sentence each.
    pub remarks: Vec<String>,
}

/// A row that holds something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Its number as spreadsheet programs show it.
    pub number: usize,
    /// Its cells as words; shorter than the header if the last ones are empty.
    pub cells: Vec<String>,
}

impl Row {
    /// The words in a column, without the space around them. Empty if there are none.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| cell.trim())
    }
}

impl Importer for Tables {
    fn format(&self) -> &'static Format {
        &Format {
            id: "table",
            name: "Table",
            extensions: &["csv", "tsv", "tab", "xlsx", "xlsm", "ods", "xls"],
            makes: Makes::Table,
        }
    }

    fn claims(&self, incoming: &Incoming<'_>) -> Confidence {
        let extension = incoming.extension();
        let named = self.format().extensions.contains(&extension.as_str());
        match Kind::of(incoming) {
            Kind::Letters if named => Confidence::Likely,
            // Pasted cells, or a table that is called `.txt`.
            Kind::Letters if csv::looks_like_evidence(incoming.bytes) => Confidence::Likely,
            Kind::Letters => Confidence::No,
            Kind::Workbook | Kind::OpenDocument if named => Confidence::Sure,
            Kind::OpenDocument => Confidence::Sure,
            Kind::Workbook => Confidence::No,
        }
    }

    fn import(
        &self,
        incoming: &Incoming<'_>,
        report: &Report<'_>,
    ) -> Result<Imported, ImportError> {
        let table = read(incoming)?;
        board(&table, &Columns::guess(&table), report)
    }
}

/// How the file is written, whatever it is called.
enum Kind {
    Letters,
    Workbook,
    OpenDocument,
}

impl Kind {
    fn of(incoming: &Incoming<'_>) -> Self {
        let bytes = incoming.bytes;
        let head = bytes.get(..200).unwrap_or(bytes);
        let has = |words: &[u8]| head.windows(words.len()).any(|window| window == words);
        if bytes.starts_with(b"PK") && has(b"application/vnd.oasis.opendocument.spreadsheet") {
            Self::OpenDocument
        } else if bytes.starts_with(b"PK") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
            Self::Workbook
        } else {
            Self::Letters
        }
    }
}

/// Reads the rows of a file. Of several sheets it is the first whose columns have names that are known here, else the
/// first with anything in it.
///
/// # Errors
/// If the file is damaged, locked or too large, or has no rows.
pub fn read(incoming: &Incoming<'_>) -> Result<Table, ImportError> {
    let mut grids = match Kind::of(incoming) {
        Kind::Letters => vec![csv::read(incoming.bytes)?],
        Kind::Workbook => xlsx::read(incoming.bytes)?,
        Kind::OpenDocument => ods::read(incoming.bytes)?,
    };
    let is_wide = grids.iter().any(|grid| grid.wide > 0);
    grids.retain(|grid| !grid.rows.is_empty());
    let best = grids.iter().position(|grid| grid.header().1 >= KNOWN);
    if grids.is_empty() {
        let sentence = if is_wide {
            format!(
                "What the file holds stands farther right than column {MOST_COLUMNS}, and that is not read. Move it \
                 to the first columns."
            )
        } else {
            "There are no rows in the file. Look whether the right one was saved.".to_owned()
        };
        return Err(ImportError::NoText(sentence));
    }
    let grid = grids.swap_remove(best.unwrap_or(0));
    let mut table = grid.into_table();
    if !grids.is_empty() {
        let names: Vec<&str> = grids.iter().map(|grid| grid.sheet.as_str()).collect();
        table.remarks.push(format!(
            "Only the sheet “{}” was read. Not read: {}.",
            table.sheet,
            names.join(", ")
        ));
    }
    Ok(table)
}

/// So many columns with known names make a row the header beyond doubt.
const KNOWN: usize = 2;

/// Cells as they come out of a file, under the limits that hold for all.
#[derive(Debug, Default)]
struct Grid {
    sheet: String,
    rows: Vec<Row>,
    text: usize,
    /// How many rows hold something beyond the last column that is looked at, and the last of them.
    wide: usize,
    last_wide: usize,
    remarks: Vec<String>,
}

impl Grid {
    fn named(sheet: &str) -> Self {
        Self {
            sheet: sheet.to_owned(),
            ..Self::default()
        }
    }

    /// Puts words into a cell. Cells come in the order of rows; empty ones need not come.
    fn put(&mut self, number: usize, column: usize, words: String) -> Result<(), ImportError> {
        if words.trim().is_empty() {
            return Ok(());
        }
        if column >= MOST_COLUMNS {
            self.wide += usize::from(self.last_wide != number);
            self.last_wide = number;
            return Ok(());
        }
        self.text += words.len();
        if self.text > MOST_TEXT {
            return Err(too_large("bytes of text", MOST_TEXT));
        }
        if self.rows.last().is_none_or(|row| row.number != number) {
            if self.rows.len() >= MOST_ROWS {
                return Err(too_large("rows", MOST_ROWS));
            }
            let cells = Vec::new();
            self.rows.push(Row { number, cells });
        }
        if let Some(row) = self.rows.last_mut() {
            if row.cells.len() <= column {
                row.cells.resize(column + 1, String::new());
            }
            if let Some(cell) = row.cells.get_mut(column) {
                *cell = words;
            }
        }
        Ok(())
    }

    /// Which row has the names of the columns, and how many of them are known.
    fn header(&self) -> (usize, usize) {
        let known = |row: &Row| Columns::of_names(&row.cells).known();
        let heads = self.rows.iter().take(HEAD).map(known).enumerate();
        let best = heads.max_by_key(|(at, known)| (*known, usize::MAX - at));
        best.filter(|(_, known)| *known >= KNOWN).unwrap_or((0, 0))
    }

    fn into_table(mut self) -> Table {
        let (at, _) = self.header();
        let rows = self.rows.split_off((at + 1).min(self.rows.len()));
        let header = self.rows.pop().unwrap_or_default().cells;
        if !self.rows.is_empty() {
            self.remarks.push(format!(
                "{} rows above the names of the columns were left out.",
                self.rows.len()
            ));
        }
        if self.wide > 0 {
            let go = match self.wide {
                1 => "1 row goes on".to_owned(),
                rows => format!("{rows} rows go on"),
            };
            self.remarks.push(format!(
                "{go} beyond column {MOST_COLUMNS}; what stands there was left out."
            ));
        }
        Table {
            sheet: self.sheet,
            header,
            rows,
            remarks: self.remarks,
        }
    }
}

fn too_large(what: &'static str, most: usize) -> ImportError {
    ImportError::TooLarge {
        what,
        found: "more".to_owned(),
        most: most.to_string(),
    }
}
