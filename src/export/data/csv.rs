//! A table of the links: a row for each that corroborates or contradicts, under the columns that the import of tables
//! knows, so that it can be read again. Refuses to leave a formula in a cell.

use std::borrow::Cow;

use super::{DataFormat, Writer};
use crate::board::{Board, Body, CardId, Link, Reliability, Source};
use crate::export::ExportError;
use crate::import::cells::guarded;

/// The names of the columns.
pub const COLUMNS: [&str; 13] = [
    "source",
    "outlet",
    "author",
    "date",
    "url",
    "reliability",
    "text",
    "claim",
    "stance",
    "quote",
    "credibility",
    "origin",
    "note",
];

/// Comma-separated values (RFC 4180), with the mark that makes spreadsheets read them as UTF-8.
pub struct Csv;

impl Writer for Csv {
    fn format(&self) -> &'static DataFormat {
        &DataFormat {
            id: "csv",
            name: "CSV",
            extension: "csv",
            says: "A row for each link that corroborates or contradicts, with its source and its full text, claim and quote; for \
                   spreadsheets.",
        }
    }

    fn write(&self, board: &Board) -> Result<Vec<u8>, ExportError> {
        let rows: Vec<_> = board
            .links()
            .values()
            .filter_map(|link| row(board, link))
            .collect();
        if rows.is_empty() {
            return Err(ExportError::NothingFor {
                format: self.format().name,
                what: "link that corroborates or contradicts a claim",
            });
        }
        let failed = |error: csv::Error| ExportError::Format {
            format: self.format().name,
            why: error.to_string(),
        };
        let mut table = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer("\u{feff}".as_bytes().to_vec());
        table.write_record(COLUMNS).map_err(failed)?;
        for row in rows {
            let cells = row.iter().map(|cell| guarded(cell).into_owned());
            table.write_record(cells).map_err(failed)?;
        }
        table.into_inner().map_err(|error| ExportError::Format {
            format: self.format().name,
            why: error.to_string(),
        })
    }
}

/// The cells of a link, in the order of [`COLUMNS`]. `None` if it takes no stance.
fn row<'a>(board: &'a Board, link: &'a Link) -> Option<[Cow<'a, str>; 13]> {
    let evidence = link.kind.evidence()?;
    let title = |id: &CardId| board.cards().get(id).map_or("", |card| card.title());
    let from = board.cards().get(&link.from)?;
    let field = |get: fn(&Source) -> &str| match &from.body {
        Body::Source(source) => get(source),
        _ => "",
    };
    let credibility = evidence.credibility.map(|grade| grade.digit().to_string());
    let quote = evidence.quote.as_ref().map(|quote| quote.exact.as_str());
    Some([
        from.title().into(),
        field(|source| &source.outlet).into(),
        field(|source| &source.author).into(),
        field(|source| &source.published).into(),
        field(|source| &source.url).into(),
        field(|source| source.reliability.map_or("", Reliability::letter)).into(),
        field(|source| &source.text).into(),
        title(&link.to).into(),
        link.kind.name().into(),
        quote.unwrap_or_default().into(),
        credibility.unwrap_or_default().into(),
        evidence.origin.as_ref().map_or("", title).into(),
        link.note.as_str().into(),
    ])
}

#[cfg(test)]
mod tests {
    use super::{COLUMNS, Csv};
    use crate::board::{Board, Body, Card, Claim, Link, LinkKind, Quote, Source, Stance};
    use crate::export::data::Writer;

    #[test]
    fn a_row_a_link() {
        let edit = Board::default().plan(|txn| {
            let mut add = |body: Body| txn.add_card(Card::new(kurbo::Point::ZERO, body));
            let source = add(Body::Source(Box::new(Source {
                title: "=cmd()".to_owned(),
                text: "He said \"so\",\ntwice.".into(),
                ..Source::default()
            })));
            let origin = add(Body::Source(Box::new(Source {
                title: "He".to_owned(),
                ..Source::default()
            })));
            let claim = add(Body::Claim(Claim {
                text: "It is so.".to_owned(),
                ..Claim::default()
            }));
            let mut link = Link::new(source.clone(), claim, LinkKind::of(Stance::Contradicts));
            link.note = "-1".to_owned();
            if let Some(evidence) = link.kind.evidence_mut() {
                evidence.quote = Quote::find("He said \"so\",\ntwice.", "\"so\"");
                evidence.origin = Some(origin.clone());
            }
            txn.add_link(link);
            txn.add_link(Link::new(source, origin, LinkKind::DerivesFrom));
        });
        let bytes = Csv.write(&Board::default().with(&edit)).expect("written");
        let table = String::from_utf8(bytes).expect("letters");
        let row = "'=cmd(),,,,,,\"He said \"\"so\"\",\ntwice.\",It is so.,contradicts,\"\"\"so\"\"\",,He,'-1\r\n";
        assert_eq!(table, format!("\u{feff}{}\r\n{row}", COLUMNS.join(",")));
        assert!(Csv.write(&Board::default()).is_err());
    }
}
