//! A document that was written in paragraphs, while it is read: what DOCX and ODT have in common.
//!
//! It lays nothing out: no page, no number of a list that only the layout knows.

use kurbo::Point;
use serde_json::{Map, Value};

use super::declared::{date_of_file, is_language, real_author, real_title};
use super::markup::{Token, tokens};
use super::{ImportError, Imported};
use crate::board::{Body, Card, Source};

/// Most bytes of the text that is taken in.
const MAX_TEXT: usize = 48 << 20;
/// Between the cells of a row.
const CELLS: &str = "  ";

/// What stands between a paragraph and the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Apart {
    /// A blank line.
    Paragraph,
    /// The end of a line: an item of a list, a row of a table.
    Line,
}

/// The text so far.
#[derive(Debug, Default)]
pub struct Written {
    text: String,
    /// The paragraph that is being read.
    open: String,
    last: Option<Apart>,
    /// The cells of the row that is being read; tables within tables are cells of the outer one.
    row: Vec<String>,
    tables: usize,
    /// The first headline.
    pub headline: String,
}

impl Written {
    /// Letters of the paragraph.
    pub fn put(&mut self, letters: &str) {
        if self.text.len() + self.open.len() < MAX_TEXT {
            self.open
                .extend(letters.chars().filter(|c| !c.is_control() || *c == '\n'));
        }
    }

    /// The paragraph ends.
    pub fn end(&mut self, apart: Apart, headline: bool) {
        let paragraph = std::mem::take(&mut self.open);
        let paragraph = paragraph.trim();
        if paragraph.is_empty() {
            return;
        }
        if headline && self.headline.is_empty() {
            self.headline = paragraph.replace('\n', " ");
        }
        if self.tables > 0 {
            match self.row.last_mut() {
                Some(cell) => {
                    if !cell.is_empty() {
                        cell.push(' ');
                    }
                    cell.push_str(&paragraph.replace('\n', " "));
                }
                None => self.row.push(paragraph.to_owned()),
            }
            return;
        }
        self.line(paragraph, apart);
    }

    fn line(&mut self, line: &str, apart: Apart) {
        if let Some(last) = self.last {
            let near = last == Apart::Line && apart == Apart::Line;
            self.text.push_str(if near { "\n" } else { "\n\n" });
        }
        self.text.push_str(line);
        self.last = Some(apart);
    }

    /// A table begins or ends.
    pub fn table(&mut self, begins: bool) {
        if begins {
            if self.tables == 0 {
                self.end(Apart::Paragraph, false);
                self.last = self.last.map(|_| Apart::Paragraph); // a list before it is no part of it
            }
            self.tables += 1;
        } else {
            self.tables = self.tables.saturating_sub(1);
            if self.tables == 0 {
                self.row_ends();
                self.last = self.last.map(|_| Apart::Paragraph);
            }
        }
    }

    /// A cell begins.
    pub fn cell(&mut self) {
        if self.tables == 1 {
            self.row.push(String::new());
        }
    }

    /// A row ends.
    pub fn row_ends(&mut self) {
        if self.tables <= 1 {
            let row = std::mem::take(&mut self.row).join(CELLS);
            if !row.trim().is_empty() {
                self.line(row.trim(), Apart::Line);
            }
        }
    }

    /// The text.
    pub fn text(mut self) -> String {
        self.end(Apart::Paragraph, false);
        self.text
    }
}

/// What the document says of itself (Dublin Core), by local names.
#[derive(Debug, Default)]
pub struct Properties {
    fields: Map<String, Value>,
}

impl Properties {
    /// Reads a part whose elements are properties.
    ///
    /// # Errors
    /// If it is not well-formed.
    pub fn read(part: &str, xml: &[u8]) -> Result<Self, ImportError> {
        const KNOWN: &[&str] = &[
            "title",
            "creator",
            "initial-creator",
            "lastModifiedBy",
            "created",
            "creation-date",
            "date",
            "modified",
            "language",
            "subject",
            "keywords",
            "keyword",
            "description",
            "generator",
        ];
        const MAX_FIELD: usize = 2000;
        let (mut fields, mut at) = (Map::new(), None);
        tokens(part, xml, |token| {
            match token {
                Token::Open(name, _) => at = KNOWN.iter().find(|known| **known == name),
                Token::Close(_) => at = None,
                Token::Text(words) => {
                    if let Some(name) = at {
                        let field = fields.entry(*name).or_insert_with(|| Value::from(""));
                        if let Value::String(field) = field
                            && field.len() + words.len() < MAX_FIELD
                        {
                            field.push_str(words);
                        }
                    }
                }
            }
            Ok(())
        })?;
        fields.retain(|_, value| value.as_str().is_some_and(|value| !value.trim().is_empty()));
        Ok(Self { fields })
    }

    fn get(&self, names: &[&str]) -> &str {
        let mut values = names
            .iter()
            .filter_map(|name| self.fields.get(*name)?.as_str());
        values.next().unwrap_or_default().trim()
    }
}

/// A source from a document.
///
/// # Errors
/// If there are no words in it.
pub fn source(
    format: &'static str,
    stem: &str,
    written: Written,
    properties: Properties,
    mut remarks: Vec<String>,
) -> Result<Imported, ImportError> {
    let headline = written.headline.clone();
    let text = written.text();
    if text.is_empty() {
        return Err(ImportError::NoText(
            "There are no words in the document; what it shows are pictures or drawings. Save it as PDF or as pictures \
             and import that."
                .to_owned(),
        ));
    }
    let title = real_title(properties.get(&["title"]), stem).unwrap_or_default();
    let programs = [properties.get(&["generator"])];
    let language = properties.get(&["language"]);
    let source = Source {
        title: [title, &headline, stem]
            .into_iter()
            .find(|title| !title.is_empty())
            .unwrap_or_default()
            .to_owned(),
        author: real_author(properties.get(&["initial-creator", "creator"]), &programs)
            .unwrap_or_default()
            .to_owned(),
        language: if is_language(language) {
            language.to_owned()
        } else {
            String::new()
        },
        text: text.into(),
        ..Source::default()
    };
    remarks.extend(date_of_file(properties.get(&["created", "creation-date"])));
    Ok(Imported::plan(false, |txn, said| {
        let mut card = Card::new(Point::ZERO, Body::Source(Box::new(source)));
        if !properties.fields.is_empty() {
            card.extra
                .insert(format.to_owned(), Value::Object(properties.fields));
        }
        txn.add_card(card);
        *said = remarks;
    }))
}

/// A sentence about something that was left out, if there was any.
pub fn left_out(count: usize, one: &str, many: &str) -> Option<String> {
    match count {
        0 => None,
        1 => Some(format!("One {one} was left out.")),
        _ => Some(format!("{count} {many} were left out.")),
    }
}
