//! Rows into cards and links. What several rows say of one source makes one card, and so with claims.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hasher as _};

use kurbo::Point;
use serde_json::{Value, json};

use super::dates::{self, Order};
use super::{Column, Columns, Row, Table};
use crate::board::{
    Body, Card, CardId, Claim, Credibility, Extra, Link, Quote, Reliability, Source,
};
use crate::import::stance::{self, Said};
use crate::import::{ImportError, Imported, Report};

/// Where the cells without a field of their own are kept in `extra`.
const KEPT: &str = "table";
/// So many rows are named in a remark.
const NAMED: usize = 5;

/// The cards and links that the rows of a table say.
///
/// # Errors
/// If no column holds sources or claims, or if it is cancelled.
pub fn board(
    table: &Table,
    columns: &Columns,
    report: &Report<'_>,
) -> Result<Imported, ImportError> {
    let has = |column: &Column| columns.get(*column).is_some();
    let needed = [
        Column::Source,
        Column::Outlet,
        Column::Url,
        Column::Text,
        Column::Claim,
    ];
    if !needed.iter().any(has) {
        return Err(ImportError::NoText(
            "No column is known to hold sources or claims. Name the columns in the first row: source, outlet, date, \
             url, claim, stance, quote."
                .to_owned(),
        ));
    }
    let mut draft = Draft::new(table, columns);
    for (done, row) in table.rows.iter().enumerate() {
        if done.is_multiple_of(512) && !report(done as f32 / table.rows.len() as f32) {
            return Err(ImportError::Cancelled);
        }
        draft.row(row);
    }
    let imported = draft.finish(table.remarks.clone());
    if imported.piece.cards().is_empty() {
        return Err(ImportError::NoText(
            "No row below the names of the columns holds a source or a claim. Look whether the rows were saved, and \
             whether the columns have the right names."
                .to_owned(),
        ));
    }
    Ok(imported)
}

/// What the rows read so far say.
struct Draft<'a> {
    table: &'a Table,
    columns: &'a Columns,
    order: Order,
    sources: Vec<(Source, Extra)>,
    /// Sources by what they are recognized by, hashed.
    known: HashMap<u64, usize>,
    by_title: HashMap<String, usize>,
    claims: Vec<(String, Extra)>,
    by_text: HashMap<String, usize>,
    links: Vec<Tie>,
    said: HashSet<u64>,
    troubles: Troubles,
}

/// A link between a source and a claim, by their numbers.
struct Tie {
    source: usize,
    claim: usize,
    said: Said,
    quote: String,
    credibility: Option<Credibility>,
    origin: Option<usize>,
    note: String,
    extra: Extra,
}

/// Rows by what is wrong with them.
#[derive(Default)]
struct Troubles {
    neither: usize,
    repeated: usize,
    without_stance: Vec<usize>,
    strange_stance: Vec<usize>,
    grade: Vec<usize>,
    date: Vec<usize>,
    quote: usize,
}

impl<'a> Draft<'a> {
    fn new(table: &'a Table, columns: &'a Columns) -> Self {
        let dates = columns.get(Column::Date);
        let dates = dates
            .into_iter()
            .flat_map(|at| table.rows.iter().map(move |row| row.cell(at)));
        Self {
            table,
            columns,
            order: Order::of(dates),
            sources: Vec::new(),
            known: HashMap::new(),
            by_title: HashMap::new(),
            claims: Vec::new(),
            by_text: HashMap::new(),
            links: Vec::new(),
            said: HashSet::new(),
            troubles: Troubles::default(),
        }
    }

    fn row(&mut self, row: &Row) {
        let cell = |column: Column| self.columns.get(column).map_or("", |at| row.cell(at));
        let (stance, quote, note) = (
            cell(Column::Stance),
            cell(Column::Quote),
            cell(Column::Note),
        );
        let (claim, origin) = (cell(Column::Claim), cell(Column::Origin));
        let mut extra = self.kept(row);
        let (source, unsure) = self.source_of(row);
        if unsure {
            self.troubles.date.push(row.number);
            let written = cell(Column::Date);
            extra.insert(
                Column::Date.name().to_owned(),
                Value::String(written.to_owned()),
            );
        }
        let (reliability, credibility) = self.grades(row);
        let source = source.map(|source| Source {
            reliability,
            ..source
        });
        let source = source.map(|source| self.add_source(source));
        let claim = (!claim.is_empty()).then(|| self.add_claim(claim));
        let (source, claim) = match (source, claim) {
            (Some(source), Some(claim)) => (source, claim),
            (Some(at), None) => return keep(self.sources.get_mut(at).map(|(_, kept)| kept), extra),
            (None, Some(at)) => return keep(self.claims.get_mut(at).map(|(_, kept)| kept), extra),
            (None, None) => return,
        };
        let said = match stance::label(stance) {
            (Some(Said::Neither), _) => {
                self.troubles.neither += 1;
                return keep(self.sources.get_mut(source).map(|(_, kept)| kept), extra);
            }
            (Some(said @ Said::Stance(_)), _) => said,
            _ => {
                let rows = &mut self.troubles;
                let rows = if stance.is_empty() {
                    &mut rows.without_stance
                } else {
                    &mut rows.strange_stance
                };
                rows.push(row.number);
                return keep(self.sources.get_mut(source).map(|(_, kept)| kept), extra);
            }
        };
        if !self.said.insert(hash(&(source, claim, stance, quote))) {
            self.troubles.repeated += 1;
            return;
        }
        let origin = (!origin.is_empty()).then(|| self.origin(origin));
        self.links.push(Tie {
            source,
            claim,
            said,
            quote: quote.to_owned(),
            credibility,
            origin,
            note: note.to_owned(),
            extra,
        });
    }

    /// The cells of columns that mean nothing here, by the names of the columns.
    fn kept(&self, row: &Row) -> Extra {
        let cells =
            (0..row.cells.len()).filter(|at| !self.columns.uses(*at) && !row.cell(*at).is_empty());
        let named = |at: usize| {
            let name = self
                .table
                .header
                .get(at)
                .map(|name| name.trim())
                .filter(|name| !name.is_empty());
            let name = name.map_or_else(|| format!("column {}", at + 1), str::to_owned);
            (name, Value::String(row.cell(at).to_owned()))
        };
        cells.map(named).collect()
    }

    /// The source that a row describes, and whether its date is left out as unsure.
    fn source_of(&self, row: &Row) -> (Option<Source>, bool) {
        let cell = |column: Column| {
            self.columns
                .get(column)
                .map_or("", |at| row.cell(at))
                .to_owned()
        };
        let written = cell(Column::Date);
        let published = dates::iso(&written, self.order);
        let mut source = Source {
            title: cell(Column::Source),
            outlet: cell(Column::Outlet),
            author: cell(Column::Author),
            url: cell(Column::Url),
            text: lines(&cell(Column::Text)).into(),
            ..Source::default()
        };
        let parts = [
            &*source.title,
            &source.outlet,
            &source.author,
            &source.url,
            &source.text,
        ];
        if parts.iter().all(|part| part.is_empty()) {
            return (None, false);
        }
        let unsure = published.is_none() && !written.is_empty();
        source.published = published.unwrap_or_default();
        (Some(source), unsure)
    }

    /// The grades of a row. `B2` in one cell is both.
    fn grades(&mut self, row: &Row) -> (Option<Reliability>, Option<Credibility>) {
        let cell = |column: Column| self.columns.get(column).map_or("", |at| row.cell(at));
        let (of_source, of_report) = (cell(Column::Reliability), cell(Column::Credibility));
        let letter = |words: &str| {
            let first = words.get(..1)?.to_uppercase();
            let alone = !words.chars().nth(1).is_some_and(char::is_alphabetic);
            Reliability::from_letter(&first).filter(|_| alone)
        };
        let digit = |words: &str| {
            let number = words.trim_end_matches(".0").get(..1)?.parse().ok()?;
            let alone = !words
                .trim_end_matches(".0")
                .chars()
                .nth(1)
                .is_some_and(|c| c.is_ascii_digit());
            Credibility::new(number).filter(|_| alone)
        };
        let reliability = letter(of_source);
        let both = reliability.and_then(|_| digit(of_source.get(1..)?.trim_start()));
        let credibility = digit(of_report).or(both);
        let bad = |words: &str, sound: bool| !words.is_empty() && !sound;
        if bad(of_source, reliability.is_some()) || bad(of_report, credibility.is_some()) {
            self.troubles.grade.push(row.number);
        }
        (reliability, credibility)
    }

    /// The number of a source: of one that is there already if nothing speaks against its being the same.
    fn add_source(&mut self, source: Source) -> usize {
        let whole = (
            &source.title,
            &source.outlet,
            &source.published,
            &source.url,
            &source.text,
        );
        let mut keys = vec![hash(&("whole", whole))];
        if !source.url.is_empty() {
            keys.push(hash(&("url", &source.url)));
        }
        if !source.title.is_empty() {
            keys.push(hash(&(
                "title",
                &source.title,
                &source.outlet,
                &source.published,
            )));
        }
        if !source.text.is_empty() {
            keys.push(hash(&("text", &source.text)));
        }
        let found = keys
            .iter()
            .filter_map(|key| self.known.get(key).copied())
            .find(|at| {
                let known = self.sources.get(*at);
                known.is_some_and(|(known, _)| may_be_same(known, &source))
            });
        let at = match found.and_then(|at| Some((at, self.sources.get_mut(at)?))) {
            Some((at, (known, _))) => {
                complete(known, source);
                at
            }
            None => {
                let at = self.sources.len();
                self.by_title.entry(source.title.clone()).or_insert(at);
                self.sources.push((source, Extra::new()));
                at
            }
        };
        for key in keys {
            self.known.insert(key, at);
        }
        at
    }

    fn add_claim(&mut self, text: &str) -> usize {
        if let Some(at) = self.by_text.get(text) {
            return *at;
        }
        let at = self.claims.len();
        self.by_text.insert(text.to_owned(), at);
        self.claims.push((text.to_owned(), Extra::new()));
        at
    }

    /// The source of that name, or a new one.
    fn origin(&mut self, name: &str) -> usize {
        if let Some(at) = self.by_title.get(name) {
            return *at;
        }
        let at = self.sources.len();
        let title = name.to_owned();
        self.by_title.insert(title.clone(), at);
        let source = Source {
            title,
            ..Source::default()
        };
        self.sources.push((source, Extra::new()));
        at
    }

    fn finish(self, mut remarks: Vec<String>) -> Imported {
        let Self {
            sources,
            claims,
            links,
            mut troubles,
            ..
        } = self;
        let mut imported = Imported::plan(false, |txn, _| {
            let texts: Vec<_> = sources
                .iter()
                .map(|(source, _)| source.text.clone())
                .collect();
            let mut add = |body, extra: Extra| {
                let mut card = Card::new(Point::ZERO, body);
                if !extra.is_empty() {
                    card.extra.insert(KEPT.to_owned(), Value::Object(extra));
                }
                txn.add_card(card)
            };
            let sources: Vec<CardId> = sources
                .into_iter()
                .map(|(source, extra)| add(Body::Source(Box::new(source)), extra))
                .collect();
            let claims: Vec<CardId> = claims
                .into_iter()
                .map(|(text, extra)| {
                    let claim = Claim {
                        text,
                        ..Claim::default()
                    };
                    add(Body::Claim(claim), extra)
                })
                .collect();
            for tie in links {
                let ends = (
                    sources.get(tie.source),
                    claims.get(tie.claim),
                    tie.said.kind(),
                );
                let (Some(from), Some(to), Some(kind)) = ends else {
                    continue;
                };
                let mut link = Link::new(from.clone(), to.clone(), kind);
                if let Some(evidence) = link.kind.evidence_mut() {
                    let text = texts.get(tie.source).map_or("", |text| &**text);
                    evidence.quote = quote(text, &tie.quote);
                    let lost = evidence
                        .quote
                        .as_ref()
                        .is_some_and(|quote| quote.range.is_empty());
                    troubles.quote += usize::from(lost && !text.is_empty());
                    evidence.credibility = tie.credibility;
                    evidence.origin = tie.origin.and_then(|at| sources.get(at).cloned());
                }
                link.note = tie.note;
                if !tie.extra.is_empty() {
                    link.extra.insert(KEPT.to_owned(), Value::Object(tie.extra));
                }
                txn.add_link(link);
            }
        });
        troubles.tell(&mut remarks);
        imported.remarks = remarks;
        imported
    }
}

/// The place of words in a text; without a place if they are not in it.
fn quote(text: &str, words: &str) -> Option<Quote> {
    let words = words.trim_matches(['"', '“', '”', '„', '«', '»']);
    let placed = || Quote::find(text, words);
    (!words.is_empty()).then(|| placed().unwrap_or_else(|| Quote::unplaced(words)))
}

/// A text with `\n` at the ends of its lines.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Adds the cells of a row to those that a card keeps, as a list of rows.
fn keep(kept: Option<&mut Extra>, row: Extra) {
    let rows = kept.filter(|_| !row.is_empty());
    let rows = rows.map(|kept| kept.entry("rows").or_insert_with(|| json!([])));
    if let Some(Value::Array(rows)) = rows {
        rows.push(Value::Object(row));
    }
}

/// Whether two rows may speak of one source: no field that both know differs. Equal text alone is not enough: two
/// outlets that carry one agency's report are two sources.
fn may_be_same(a: &Source, b: &Source) -> bool {
    let agree = |a: &str, b: &str| a.is_empty() || b.is_empty() || a == b;
    agree(&a.title, &b.title)
        && agree(&a.outlet, &b.outlet)
        && agree(&a.author, &b.author)
        && agree(&a.published, &b.published)
        && agree(&a.url, &b.url)
        && agree(&a.text, &b.text)
}

/// Fills in what is not known yet.
fn complete(known: &mut Source, more: Source) {
    let fill = |known: &mut String, more: String| {
        if known.is_empty() {
            *known = more;
        }
    };
    fill(&mut known.title, more.title);
    fill(&mut known.outlet, more.outlet);
    fill(&mut known.author, more.author);
    fill(&mut known.published, more.published);
    fill(&mut known.url, more.url);
    if known.text.is_empty() {
        known.text = more.text;
    }
    known.reliability = known.reliability.or(more.reliability);
}

fn hash(value: &impl std::hash::Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

impl Troubles {
    fn tell(&self, remarks: &mut Vec<String>) {
        let mut count = |count: usize, sentence: &str| {
            if count > 0 {
                remarks.push(format!("{count} {sentence}"));
            }
        };
        count(
            self.neither,
            "rows take no side. Their cards were made, but no links.",
        );
        count(
            self.repeated,
            "rows repeat another one. They were left out.",
        );
        count(
            self.quote,
            "quotes are not in the text of their source. They were kept without a place.",
        );
        let mut rows = |rows: &[usize], sentence: &str| {
            let named: Vec<String> = rows.iter().take(NAMED).map(usize::to_string).collect();
            let more = rows.len().saturating_sub(NAMED);
            let more = if more == 0 {
                String::new()
            } else {
                format!(" and {more} more")
            };
            if !rows.is_empty() {
                remarks.push(format!("{sentence} (row {}{more}).", named.join(", ")));
            }
        };
        rows(
            &self.without_stance,
            "Rows do not say for or against; their cards were made, but no links",
        );
        rows(
            &self.strange_stance,
            "Rows have a stance that is not known here; write for or against",
        );
        rows(
            &self.grade,
            "Grades were left out: reliability is a letter A to F, credibility a digit 1 to 6",
        );
        rows(
            &self.date,
            "Dates were left out as unsure, and kept as they are written; write 2025-10-29",
        );
    }
}

#[cfg(test)]
mod tests;
