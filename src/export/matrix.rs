//! The matrix of a question as a table: comma-separated values (RFC 4180), a row for each piece of evidence, a column
//! for each answer. Refuses to leave a formula in a cell, and to leave a cell blank that is not assessed: it says so.

use super::ExportError;
use crate::assess::matrix::{Matrix, Row, Whence};
use crate::board::{Board, CardId, Rating};
use crate::import::cells::guarded;

/// What stands in a cell that nobody has assessed.
const OPEN: &str = "not assessed";

/// Writes a matrix, with the mark that makes spreadsheets read it as UTF-8. Below the evidence stand the scores, as
/// what they add up to, not less than nothing: 3 is an inconsistency score of −3.
///
/// # Errors
/// If no claim answers the question, or the table could not be made.
pub fn matrix_csv(board: &Board, matrix: &Matrix) -> Result<Vec<u8>, ExportError> {
    if matrix.answers.is_empty() {
        return Err(ExportError::NoAnswers);
    }
    let failed = |why: String| ExportError::Format { format: "CSV", why };
    let title = |id: &CardId| {
        board
            .cards()
            .get(id)
            .map_or_else(String::new, |card| card.name())
    };
    let answers = || matrix.answers.iter();
    let mut lines: Vec<Vec<String>> = Vec::new();
    let mut header: Vec<String> = [
        "evidence",
        "kind",
        "grade",
        "credibility",
        "relevance",
        "sources",
    ]
    .map(str::to_owned)
    .into();
    header.extend(answers().map(|answer| title(&answer.claim)));
    header.extend(["tells apart", "notes"].map(str::to_owned));
    let width = header.len();
    lines.push(header);
    for row in &matrix.rows {
        let kind = if row.is_claim { "claim" } else { "origin" };
        let mut line = vec![
            title(&row.card),
            kind.to_owned(),
            row.grade.map_or("", |grade| grade.letter()).to_owned(),
            row.credibility.words().to_lowercase(),
            row.relevance.words().to_lowercase(),
            row.sources.iter().map(title).collect::<Vec<_>>().join("; "),
        ];
        let cells = row.cells.iter();
        line.extend(cells.map(|cell| cell.rating.map_or(OPEN, Rating::id).to_owned()));
        line.push(row.diagnosticity.to_string());
        line.push(notes(matrix, row, title));
        lines.push(line);
    }
    let weighted = |sum: f64| format!("{:.2}", sum.abs());
    let sums: [(&str, Vec<String>); 3] = [
        (
            "inconsistency",
            answers()
                .map(|answer| answer.score.abs().to_string())
                .collect(),
        ),
        (
            "inconsistency, weighted",
            answers().map(|answer| weighted(answer.weighted)).collect(),
        ),
        (
            OPEN,
            answers().map(|answer| answer.open.to_string()).collect(),
        ),
    ];
    for (name, sums) in sums {
        let mut line = vec![name.to_owned()];
        line.resize(width - 2 - sums.len(), String::new());
        line.extend(sums);
        line.resize(width, String::new());
        lines.push(line);
    }
    let mut table = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    for line in lines {
        let cells = line.iter().map(|cell| guarded(cell).into_owned());
        table
            .write_record(cells)
            .map_err(|error| failed(error.to_string()))?;
    }
    table
        .into_inner()
        .map_err(|error| failed(error.to_string()))
}

/// What the analyst rated, and what the links have to be asked about.
fn notes(matrix: &Matrix, row: &Row, title: impl Fn(&CardId) -> String) -> String {
    let cells = matrix.answers.iter().zip(&row.cells);
    let notes = cells.filter_map(|(answer, cell)| {
        let judged = match &cell.whence {
            Whence::Analyst { by, at } => {
                let who = [by.as_str(), at.as_str()].map(str::trim);
                let who: Vec<&str> = who.into_iter().filter(|word| !word.is_empty()).collect();
                match who.is_empty() {
                    true => "judged by the analyst. ".to_owned(),
                    false => format!("judged by the analyst ({}). ", who.join(", ")),
                }
            }
            _ => String::new(),
        };
        let said = format!("{judged}{}", cell.note.trim());
        (!said.is_empty()).then(|| format!("{}: {}", title(&answer.claim), said.trim_end()))
    });
    notes.collect::<Vec<_>>().join(" | ")
}

#[cfg(test)]
mod tests {
    use kurbo::Point;

    use super::*;
    use crate::assess::Assessment;
    use crate::board::{Body, Card, Cell, Claim, Extra, Link, LinkKind, Source, Stance};

    #[test]
    fn a_row_an_origin_and_no_formula() {
        let board = Board::default();
        let edit = board.plan(|txn| {
            let mut add = |body: Body| txn.add_card(Card::new(Point::ZERO, body));
            let source = add(Body::Source(Box::new(Source {
                title: "@Lantern".to_owned(),
                ..Source::default()
            })));
            let mut claim = |text: &str| {
                add(Body::Claim(Claim {
                    text: text.to_owned(),
                    question: "Who?".to_owned(),
                    ..Claim::default()
                }))
            };
            let [one, two, three] = ["=A did it", "B, and C", "D"].map(&mut claim);
            txn.add_link(Link::new(
                source.clone(),
                one,
                LinkKind::of(Stance::Corroborates),
            ));
            txn.add_link(Link::new(
                source.clone(),
                two.clone(),
                LinkKind::of(Stance::Contradicts),
            ));
            txn.update_about(|about| {
                about.judgements.cells.push(Cell {
                    row: source,
                    claim: two,
                    rating: Rating::VeryInconsistent,
                    by: "-me".to_owned(),
                    at: "2026-01-01T00:00:00Z".to_owned(),
                    note: String::new(),
                    extra: Extra::new(),
                });
            });
            let _ = three;
        });
        let board = board.with(&edit);
        let assessment = Assessment::of(&board);
        let bytes = matrix_csv(&board, &Matrix::of(&board, &assessment, "Who?"));
        let table = String::from_utf8(bytes.expect("written")).expect("letters");
        let want = "\u{feff}evidence,kind,grade,credibility,relevance,sources,'=A did it,\"B, and C\",D,tells apart,notes\r\n\
            '@Lantern,origin,,medium,medium,'@Lantern,C,II,not assessed,3,\
            \"B, and C: judged by the analyst (-me, 2026-01-01T00:00:00Z).\"\r\n\
            inconsistency,,,,,,0,2,0,,\r\n\
            \"inconsistency, weighted\",,,,,,0.00,2.00,0.00,,\r\n\
            not assessed,,,,,,0,0,1,,\r\n";
        assert_eq!(table, want);
        let none = Matrix::of(&board, &assessment, "Why?");
        assert!(matrix_csv(&board, &none).is_err());
    }
}
