//! Rows of CSV and TSV. The delimiter is guessed: the one that cuts the first rows into the most columns of one number.

use ::csv::{Reader, ReaderBuilder, StringRecord};

use super::{Columns, Grid, ImportError};
use crate::import::text;

/// What cells may be parted by; what stands in sentences too comes last.
const DELIMITERS: [u8; 4] = [b'\t', b'|', b';', b','];
/// So many rows are looked at for a guess.
const LOOKED_AT: usize = 50;

/// The rows of a file.
pub(super) fn read(bytes: &[u8]) -> Result<Grid, ImportError> {
    let decoded = text::decode(bytes, None)?;
    let (delimiter, letters) = delimiter(&decoded.text);
    let mut grid = Grid::default();
    grid.remarks.extend(decoded.remark());
    let mut reader = reader(letters, delimiter);
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
    let score = |delimiter: &u8| {
        let widths: Vec<usize> = records(letters, *delimiter)
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
