//! Rows of CSV and TSV. The delimiter is guessed: the one that cuts the first rows into the most columns of one number.

use std::borrow::Cow;

use ::csv::{Reader, ReaderBuilder, StringRecord};

use super::{Columns, Grid, ImportError, MOST_COLUMNS};
use crate::import::text;

/// What cells may be parted by; what stands in sentences too comes last.
const DELIMITERS: [u8; 4] = [b'\t', b'|', b';', b','];
/// So many rows are looked at for a guess.
const LOOKED_AT: usize = 50;
/// And so many bytes of them.
const HEAD: usize = 1 << 20;

/// The rows of a file.
pub(super) fn read(bytes: &[u8]) -> Result<Grid, ImportError> {
    let decoded = text::decode(bytes, None)?;
    let (delimiter, letters) = delimiter(&decoded.text);
    let mut grid = Grid::default();
    grid.remarks.extend(decoded.remark());
    let (letters, wide) = narrow(letters, delimiter);
    grid.wide = wide;
    let mut reader = reader(&letters, delimiter);
    let mut record = StringRecord::new();
    let mut number = 0;
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => number += 1,
            Ok(false) => break,
            Err(error) => return Err(ImportError::Broken(error.to_string())),
        }
        for (column, cell) in record.iter().enumerate() {
            grid.put(number, column, cell.to_owned())?;
        }
    }
    Ok(grid)
}

/// Whether the first line names columns that only a table of evidence has.
pub(super) fn looks_like_evidence(bytes: &[u8]) -> bool {
    let head = bytes.get(..4096).unwrap_or(bytes);
    let Ok(decoded) = text::decode(head, None) else {
        return false;
    };
    let first = decoded.text.lines().next().unwrap_or_default();
    DELIMITERS.iter().any(|delimiter| {
        let names: Vec<String> = records(first, *delimiter).next().unwrap_or_default();
        Columns::of_names(&names).can_link()
    })
}

/// The delimiter, and the rows. Excel may say it in a line of its own, `sep=;`.
fn delimiter(letters: &str) -> (u8, &str) {
    let (first, rest) = letters.split_once('\n').unwrap_or((letters, ""));
    if let Some(&[said]) = first.trim().strip_prefix("sep=").map(str::as_bytes) {
        return (said, rest);
    }
    let (head, _) = letters.split_at(letters.floor_char_boundary(HEAD));
    let score = |delimiter: &u8| {
        let widths: Vec<usize> = records(head, *delimiter)
            .take(LOOKED_AT)
            .map(|r| r.len())
            .collect();
        let width = widths.first().copied().unwrap_or(0);
        let alike = widths.iter().filter(|other| **other == width).count();
        if width < 2 {
            0
        } else {
            alike * 100 / widths.len().max(1) * 10 + width.min(40)
        }
    };
    let best = DELIMITERS
        .iter()
        .rev()
        .max_by_key(|delimiter| score(delimiter));
    (best.copied().unwrap_or(b','), letters)
}

/// The rows without the columns that are not looked at, which a reader of whole rows would put into memory first. How
/// many rows were cut is the second answer.
fn narrow(letters: &str, delimiter: u8) -> (Cow<'_, str>, usize) {
    /// Where in a cell a byte stands.
    #[derive(PartialEq)]
    enum At {
        Start,
        Plain,
        Quoted,
        Quote,
    }
    let (mut at, mut column, mut wide) = (At::Start, 0, 0);
    let (mut kept, mut begin, mut end) = (String::new(), 0, None);
    for (place, byte) in letters.bytes().enumerate() {
        at = match (at, byte) {
            (At::Start | At::Quote, b'"') => At::Quoted,
            (At::Quoted, b'"') => At::Quote,
            (At::Quoted, _) => At::Quoted,
            (_, b'\n') => {
                if let Some(end) = end.take() {
                    kept.push_str(letters.get(begin..end).unwrap_or_default());
                    begin = place;
                }
                column = 0;
                At::Start
            }
            (_, byte) if byte == delimiter => {
                column += 1;
                if column == MOST_COLUMNS {
                    (wide, end) = (wide + 1, Some(place));
                }
                At::Start
            }
            _ => At::Plain,
        };
    }
    if wide == 0 {
        return (letters.into(), 0);
    }
    kept.push_str(
        letters
            .get(begin..end.unwrap_or(letters.len()))
            .unwrap_or_default(),
    );
    (kept.into(), wide)
}

fn records(letters: &str, delimiter: u8) -> impl Iterator<Item = Vec<String>> {
    let records = reader(letters, delimiter).into_records();
    records
        .map_while(Result::ok)
        .map(|record| record.iter().map(str::to_owned).collect())
}

fn reader(letters: &str, delimiter: u8) -> Reader<&[u8]> {
    ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(letters.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters_are_guessed() {
        for (letters, want) in [
            ("a,b,c\n1,2,3\n", b','),
            ("a;b\n1,5;2,5\n", b';'),
            ("a\tb, c\n\"x\"\ty, z\n", b'\t'),
            ("a|b\n1|2\n", b'|'),
            ("sep=;\na,b;c\n", b';'),
            ("only one column\nand words, in it\n", b'\t'),
            ("", b'\t'),
        ] {
            assert_eq!(delimiter(letters).0, want, "{letters}");
        }
    }

    #[test]
    fn rows_end_at_the_last_column_that_is_looked_at() {
        let cells = |count: usize| vec!["\"a,\n\"\"b\""; count].join(",");
        let narrow = |letters: &str| {
            let (narrow, wide) = narrow(letters, b',');
            (narrow.into_owned(), wide)
        };
        let (most, more) = (cells(MOST_COLUMNS), cells(MOST_COLUMNS + 7));
        assert_eq!(narrow(&format!("{most}\nx")), (format!("{most}\nx"), 0));
        assert_eq!(
            narrow(&format!("x\n{more}\ny,z\n{more}")),
            (format!("x\n{most}\ny,z\n{most}"), 2)
        );
        let letters = format!("source,claim\nS,C{}", ",".repeat(1_000_000));
        let grid = read(letters.as_bytes()).unwrap();
        assert_eq!((grid.rows.len(), grid.wide), (2, 1));
        let said = grid.into_table().remarks;
        assert!(said[0].starts_with("1 row goes on"), "{said:?}");
    }

    #[test]
    fn cells_may_hold_lines_quotes_and_any_letters() {
        let letters = "claim,text\n\"Zürich, \"\"so\"\"\",\"one\ntwo\"\n\n,\nlast\n";
        let grid = read(letters.as_bytes()).unwrap();
        let cells: Vec<_> = grid.rows.iter().map(|row| row.cells.join("|")).collect();
        assert_eq!(cells, ["claim|text", "Zürich, \"so\"|one\ntwo", "last"]);
        let latin = b"claim;outlet\nCaf\xe9 cr\xe8me;M\xfcnchen br\xfbl\xe9e\n";
        assert_eq!(
            read(latin).unwrap().rows[1].cells,
            ["Café crème", "München brûlée"]
        );
    }
}
