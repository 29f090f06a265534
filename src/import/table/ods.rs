//! Sheets of OpenDocument spreadsheets, read as they stream by: cells that are repeated a billion times are counted,
//! not made. (The spreadsheet library in use fills a grid of up to a hundred million cells first.)

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{Grid, ImportError, MOST_COLUMNS, MOST_TEXT, too_large};
use crate::import::xml;
use crate::import::zipped::{MAX_UNPACKED, Zipped};

/// A row that holds something is repeated so often at most.
const MOST_REPEATS: usize = 1000;

/// The sheets of a spreadsheet.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Grid>, ImportError> {
    let mut zipped = Zipped::open(bytes)?;
    let manifest = zipped
        .read("META-INF/manifest.xml", 1 << 20)?
        .unwrap_or_default();
    if String::from_utf8_lossy(&manifest).contains("encryption-data") {
        return Err(ImportError::Encrypted);
    }
    let content = zipped.read("content.xml", MAX_UNPACKED)?;
    sheets(
        &content
            .ok_or_else(|| ImportError::Broken("its part content.xml is missing".to_owned()))?,
    )
}

/// Where in a sheet the reader is.
#[derive(Default)]
struct Place {
    row: usize,
    column: usize,
    /// The cells of the row that hold something.
    cells: Vec<(usize, String)>,
    row_repeats: usize,
    cell_repeats: usize,
    /// What the cell shows, and the date behind it.
    words: String,
    date: Option<String>,
    in_cell: bool,
    /// Depth inside a remark on the cell, which is not its content.
    annotation: usize,
}

fn sheets(content: &[u8]) -> Result<Vec<Grid>, ImportError> {
    let mut reader = Reader::from_reader(content);
    let (mut grids, mut at) = (Vec::new(), Place::default());
    loop {
        let event = reader
            .read_event()
            .map_err(|error| xml::broken(&error, reader.error_position()))?;
        match event {
            Event::Start(element) => start(&element, &mut at, &mut grids),
            Event::Empty(element) => {
                start(&element, &mut at, &mut grids);
                end(element.local_name().as_ref(), &mut at, &mut grids)?;
            }
            Event::End(element) if element.local_name().as_ref() == b"document-content" => break,
            Event::End(element) => end(element.local_name().as_ref(), &mut at, &mut grids)?,
            Event::Eof => return Err(xml::cut_off()),
            event if at.in_cell && at.annotation == 0 => at.words.push_str(&xml::words(&event)),
            _ => {}
        }
    }
    Ok(grids)
}

fn start(element: &BytesStart<'_>, at: &mut Place, grids: &mut Vec<Grid>) {
    match element.local_name().as_ref() {
        b"table" if !at.in_cell => {
            grids.push(Grid::named(
                &xml::attribute(element, b"name").unwrap_or_default(),
            ));
            *at = Place::default();
        }
        b"table-row" => {
            at.row_repeats = repeats(element, b"number-rows-repeated");
            at.column = 0;
            at.cells.clear();
        }
        b"table-cell" | b"covered-table-cell" => {
            at.cell_repeats = repeats(element, b"number-columns-repeated");
            at.date = xml::attribute(element, b"date-value");
            at.words.clear();
            at.in_cell = true;
        }
        b"annotation" => at.annotation += 1,
        b"p" if at.annotation == 0 && !at.words.is_empty() => at.words.push('\n'),
        b"s" | b"tab" if at.in_cell && at.annotation == 0 => at.words.push(' '),
        b"line-break" if at.in_cell && at.annotation == 0 => at.words.push('\n'),
        _ => {}
    }
}

fn end(name: &[u8], at: &mut Place, grids: &mut [Grid]) -> Result<(), ImportError> {
    match name {
        b"annotation" => at.annotation = at.annotation.saturating_sub(1),
        b"table-cell" | b"covered-table-cell" => {
            at.in_cell = false;
            let words = at
                .date
                .take()
                .unwrap_or_else(|| std::mem::take(&mut at.words));
            if !words.trim().is_empty() {
                let last = at.column.saturating_add(at.cell_repeats).min(MOST_COLUMNS);
                let copies = last.saturating_sub(at.column);
                if words.len().saturating_mul(copies) > MOST_TEXT {
                    return Err(too_large("bytes of text", MOST_TEXT));
                }
                let same = (at.column..last).map(|column| (column, words.clone()));
                at.cells.extend(same);
                let is_beyond = at.column.saturating_add(at.cell_repeats) > MOST_COLUMNS;
                if is_beyond && at.cells.last().is_none_or(|(last, _)| *last < MOST_COLUMNS) {
                    at.cells.push((MOST_COLUMNS, words)); // told, but not read
                }
            }
            at.column = at.column.saturating_add(at.cell_repeats);
        }
        b"table-row" => {
            if let Some(grid) = grids.last_mut().filter(|_| !at.cells.is_empty()) {
                for again in 0..at.row_repeats.min(MOST_REPEATS) {
                    for (column, words) in &at.cells {
                        grid.put(at.row + again + 1, *column, words.clone())?;
                    }
                }
            }
            at.row = at.row.saturating_add(at.row_repeats);
        }
        _ => {}
    }
    Ok(())
}

fn repeats(element: &BytesStart<'_>, name: &[u8]) -> usize {
    let times = xml::attribute(element, name).and_then(|times| times.parse().ok());
    times.unwrap_or(1).clamp(1, 1 << 30)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{testing, zipped};

    const SHEET: &str = "<office:document-content><table:table table:name=\"A &amp; B\">\
        <table:table-row><table:table-cell><text:p>claim</text:p></table:table-cell><table:table-cell/>\
        <table:table-cell office:date-value=\"2025-10-29\"><office:annotation><text:p>why</text:p></office:annotation>\
        <text:p>29 Oct</text:p></table:table-cell></table:table-row>\
        <table:table-row table:number-rows-repeated=\"1048570\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>\
        <table:table-row><table:table-cell table:number-columns-repeated=\"2\"><text:p>one<text:s/>two</text:p><text:p>three</text:p></table:table-cell>\
        </table:table-row></table:table></office:document-content>";

    #[test]
    fn cells_that_are_repeated_cost_nothing() {
        let grids = sheets(SHEET.as_bytes()).unwrap();
        let rows: Vec<_> = grids[0]
            .rows
            .iter()
            .map(|row| (row.number, row.cells.join("|")))
            .collect();
        assert_eq!(grids[0].sheet, "A & B");
        let last = "one two\nthree|one two\nthree".to_owned();
        assert_eq!(
            rows,
            [(1, "claim||2025-10-29".to_owned()), (1_048_572, last)]
        );
        let bytes = zipped::packed(&[("content.xml", SHEET.as_bytes())]);
        assert_eq!(read(&bytes).unwrap().len(), 1);
        assert!(sheets(&SHEET.as_bytes()[..300]).is_err());
        let locked: &[(&str, &[u8])] = &[("META-INF/manifest.xml", b"<manifest:encryption-data/>")];
        assert!(matches!(
            read(&zipped::packed(locked)),
            Err(ImportError::Encrypted)
        ));
    }

    #[test]
    fn cells_far_right_are_told() {
        let sheet = SHEET.replace(
            "<table:table-cell><text:p>claim",
            "<table:table-cell \
            table:number-columns-repeated=\"300\"/><table:table-cell><text:p>claim",
        );
        let grids = sheets(sheet.as_bytes()).unwrap();
        assert_eq!((grids[0].rows.len(), grids[0].wide), (1, 1));
    }

    #[test]
    fn no_bytes_panic() {
        testing::mutated(&[SHEET.as_bytes()], 1000, |bytes| drop(sheets(bytes)));
    }
}
