//! Sheets of Excel workbooks (XLSX), cell by cell, so that a sheet that declares billions of cells costs nothing.

use std::io::Cursor;

use calamine::{DataRef, ExcelDateTime, Reader, Xlsx, XlsxError};

use super::{Columns, Grid, ImportError, too_large};
use crate::import::zipped::{MAX_UNPACKED, Zipped};

/// Most texts that cells share. Each takes memory, however short it is.
const MOST_STRINGS: usize = 3_000_000;
/// How many more shared texts a workbook may declare than it has.
const MOST_MISCOUNTED: usize = 100_000;
/// The attribute that declares how many there are.
const DECLARED: &[u8] = b"uniqueCount";
/// Most sheets that are looked through.
const MOST_SHEETS: usize = 100;

/// The sheets of a workbook, up to the first that names columns of evidence.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Grid>, ImportError> {
    unpacks_within_limits(bytes)?;
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let mut grids = Vec::new();
    for name in book.sheet_names().into_iter().take(MOST_SHEETS) {
        let grid = sheet(&mut book, &name)?;
        let found = grid
            .rows
            .first()
            .is_some_and(|row| Columns::of_names(&row.cells).can_link());
        grids.push(grid);
        if found {
            break;
        }
    }
    Ok(grids)
}

/// Unpacks once and throws away: what calamine then reads is known to have an end. All parts, for calamine takes a sheet
/// under any name, and names in any case.
fn unpacks_within_limits(bytes: &[u8]) -> Result<(), ImportError> {
    let mut zipped = Zipped::open(bytes)?;
    let names: Vec<String> = zipped.names().map(|name| name.into_owned()).collect();
    for name in &names {
        let part = zipped.read(name, MAX_UNPACKED)?.unwrap_or_default();
        if name.to_ascii_lowercase().ends_with("sharedstrings.xml") {
            strings_are_there(&part)?;
        }
    }
    Ok(())
}

/// Calamine makes room for as many shared texts as are declared, before it has read one.
fn strings_are_there(part: &[u8]) -> Result<(), ImportError> {
    let count = |tag: &[u8]| memchr::memmem::find_iter(part, tag).count();
    let most = count(b"<si") + count(b":si");
    if most > MOST_STRINGS {
        return Err(too_large("shared texts", MOST_STRINGS));
    }
    for at in memchr::memmem::find_iter(part, DECLARED) {
        let value = part[at + DECLARED.len()..].iter();
        let digits = value
            .skip_while(|byte| !byte.is_ascii_digit())
            .take_while(|byte| byte.is_ascii_digit());
        let declared = digits.fold(0_usize, |number, digit| {
            number
                .saturating_mul(10)
                .saturating_add(usize::from(digit - b'0'))
        });
        // Programs count a little wrong now and then.
        if declared > most + MOST_MISCOUNTED {
            return Err(ImportError::Broken(format!(
                "it says that it has {declared} shared texts, and has {most} at most"
            )));
        }
    }
    Ok(())
}

fn sheet(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Grid, ImportError> {
    let mut grid = Grid::named(name);
    let mut cells = match book.worksheet_cells_reader(name) {
        Ok(cells) => cells,
        Err(XlsxError::NotAWorksheet(_)) => return Ok(grid),
        Err(error) => return Err(broken(error)),
    };
    while let Some(cell) = cells.next_cell().map_err(broken)? {
        let (row, column) = cell.get_position();
        grid.put(row as usize + 1, column as usize, words(cell.get_value()))?;
    }
    Ok(grid)
}

/// What a cell shows, dates as ISO 8601.
fn words(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(words) | DataRef::DateTimeIso(words) | DataRef::DurationIso(words) => {
            words.clone()
        }
        DataRef::SharedString(words) => (*words).to_owned(),
        DataRef::Bool(yes) => yes.to_string(),
        DataRef::DateTime(moment) => date(moment),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

fn date(moment: &ExcelDateTime) -> String {
    // Days since 1900: whatever is outside the calendar is no date.
    if !moment.is_datetime() || !(0.0..2_958_466.0).contains(&moment.as_f64()) {
        return moment.as_f64().to_string();
    }
    match moment.to_ymd_hms_milli() {
        (year, month, day, 0, 0, 0, _) => format!("{year:04}-{month:02}-{day:02}"),
        (year, month, day, hour, minute, second, _) => {
            format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
        }
    }
}

fn broken(error: XlsxError) -> ImportError {
    match error {
        XlsxError::Password => ImportError::Encrypted,
        error => ImportError::Broken(format!("as a workbook it says “{error}”")),
    }
}

#[cfg(test)]
mod tests {
    use crate::import::table::read as table;
    use crate::import::{Incoming, testing, zipped};

    /// A workbook with one sheet of these rows, and a declaration of 17 billion cells.
    fn workbook(rows: &str) -> Vec<u8> {
        let sheet = format!(
            "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
             <dimension ref=\"A1:XFD1048576\"/><sheetData>{rows}</sheetData></worksheet>"
        );
        let main = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let book = format!(
            "<workbook xmlns:r=\"{main}\"><sheets><sheet name=\"Evidence\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
        );
        let relations = format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
             <Relationship Id=\"rId1\" Type=\"{main}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
        );
        let root = format!(
            "<Relationships><Relationship Id=\"rId1\" Type=\"{main}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        );
        let styles =
            "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>";
        zipped::packed(&[
            ("_rels/.rels", root.as_bytes()),
            ("xl/workbook.xml", book.as_bytes()),
            ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
            ("xl/styles.xml", styles.as_bytes()),
            ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ])
    }

    const ROWS: &str = "<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>Claim</t></is></c>\
        <c r=\"B2\" t=\"inlineStr\"><is><t>Date</t></is></c><c r=\"C2\" t=\"inlineStr\"><is><t>Outlet</t></is></c></row>\
        <row r=\"4\"><c r=\"A4\" t=\"inlineStr\"><is><t>Ferries &amp; pilots ran.</t></is></c><c r=\"B4\" s=\"1\"><v>45959</v></c>\
        <c r=\"C4\"><v>7</v></c></row>";

    #[test]
    fn cells_come_as_words_whatever_the_sheet_declares() {
        let bytes = workbook(ROWS);
        let table = table(&Incoming {
            name: "a.xlsx",
            bytes: &bytes,
        })
        .unwrap();
        assert_eq!(
            (table.sheet.as_str(), table.header.join(" ").as_str()),
            ("Evidence", "Claim Date Outlet")
        );
        assert_eq!(
            (table.rows[0].number, table.rows[0].cells.join(" ").as_str()),
            (4, "Ferries & pilots ran. 2025-10-29 7")
        );
    }

    #[test]
    fn what_a_workbook_declares_takes_no_memory() {
        let shared = |declared: &str, name: &str, text: &str| {
            let part = format!("<sst {declared}><si><t>{text}</t></si></sst>");
            let mut parts = vec![(name.to_owned(), part.into_bytes())];
            let book = workbook(ROWS);
            let mut book = zipped::Zipped::open(&book).unwrap();
            let names: Vec<String> = book.names().map(|name| name.into_owned()).collect();
            for name in names {
                let bytes = book.read(&name, 1 << 20).unwrap().unwrap();
                parts.push((name, bytes));
            }
            let parts: Vec<(&str, &[u8])> = parts
                .iter()
                .map(|(name, part)| (&**name, &**part))
                .collect();
            let bytes = zipped::packed(&parts);
            let name = "a.xlsx";
            table(&Incoming {
                name,
                bytes: &bytes,
            })
            .map(drop)
        };
        let strings = "xl/sharedStrings.xml";
        assert_eq!(shared("uniqueCount=\"1\"", strings, "a"), Ok(()));
        assert_eq!(
            shared("uniqueCount=\"12\"", strings, "a"),
            Ok(()),
            "somewhat wrong"
        );
        for name in [strings, "XL/SharedStrings.XML"] {
            for declared in ["48557118756006", "99999999999999999999999999", "1000000"] {
                let error = shared(&format!("uniqueCount = '{declared}'"), name, "a").unwrap_err();
                assert!(error.to_string().contains("shared texts"), "{error}");
            }
            // Counted whatever the part is called.
            let bomb = "a".repeat(zipped::MAX_UNPACKED as usize + 1);
            let error = shared("", name, &bomb).unwrap_err().to_string();
            assert!(error.contains("when it is unpacked"), "{error}");
        }
    }

    #[test]
    fn cells_far_right_are_told() {
        let rows = "<row r=\"1\"><c r=\"ABC1\"><v>7</v></c></row>";
        let read = |rows: &str| {
            table(&Incoming {
                name: "a.xlsx",
                bytes: &workbook(rows),
            })
        };
        let error = read(rows).unwrap_err().to_string();
        assert!(error.contains("than column 256"), "{error}");
        let remarks = read(&format!("{rows}{ROWS}")).unwrap().remarks;
        assert!(remarks[0].contains("beyond column 256"), "{remarks:?}");
    }

    #[test]
    fn no_bytes_panic() {
        testing::mutated(&[&workbook(ROWS)], 1000, |bytes| {
            let _ = table(&Incoming {
                name: "a.xlsx",
                bytes,
            });
        });
        // What is packed is damaged too, not only the packing.
        testing::mutated(&[ROWS.as_bytes()], 1000, |rows| {
            let bytes = workbook(&String::from_utf8_lossy(rows));
            let _ = table(&Incoming {
                name: "a.xlsx",
                bytes: &bytes,
            });
        });
    }
}
