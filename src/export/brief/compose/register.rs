//! The sources that a brief names, numbered in the order in which it first needs them, and its footnotes.

use std::collections::BTreeMap;

use super::Material;
use crate::assess::{Assessment, capital, name};
use crate::board::{Board, Body, CardId, Evidence, Link, Source};
use crate::export::brief::tree::{Mark, Words};

/// The numbered sources, and the footnotes that refer to them.
pub struct Register<'a> {
    board: &'a Board,
    assessment: &'a Assessment,
    numbers: BTreeMap<CardId, usize>,
    /// The sources by number, less one.
    pub order: Vec<CardId>,
    /// The footnotes.
    pub notes: Vec<Words>,
}

/// Where the quoted words are in the text that the board keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placed {
    /// Where they shall be.
    There,
    /// Somewhere else.
    Elsewhere,
    /// Nowhere.
    Gone,
    /// The board has no text to look into.
    Unknown,
}

impl<'a> Register<'a> {
    pub fn new(material: &Material<'a>) -> Self {
        Self {
            board: material.board,
            assessment: material.assessment,
            numbers: BTreeMap::new(),
            order: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// A source's number. It gets one if it has none yet.
    pub fn number(&mut self, source: &CardId) -> usize {
        if let Some(number) = self.numbers.get(source) {
            return *number;
        }
        self.order.push(source.clone());
        self.numbers.insert(source.clone(), self.order.len());
        self.order.len()
    }

    /// A source's number, if it has one.
    pub fn known(&self, source: &CardId) -> Option<usize> {
        self.numbers.get(source).copied()
    }

    /// Adds a footnote and gives its number.
    pub fn note(&mut self, words: Words) -> usize {
        self.notes.push(words);
        self.notes.len()
    }

    pub fn source(&self, id: &CardId) -> Option<&'a Source> {
        match &self.board.cards().get(id)?.body {
            Body::Source(source) => Some(source),
            _ => None,
        }
    }

    /// What a source is called in a sentence.
    pub fn name(&self, id: &CardId) -> String {
        let card = self.board.cards().get(id);
        card.map(|card| name(card)).unwrap_or_default()
    }

    /// The footnote of a report: which source, how it is graded, where the words stand, and who says so in it.
    pub fn cite(&mut self, link: &Link, evidence: &Evidence, source: &Source) -> usize {
        let number = self.number(&link.from);
        let grade = match (source.reliability, evidence.credibility) {
            (Some(letter), Some(digit)) => format!(
                "graded {}{} ({}; {})",
                letter.letter(),
                digit.digit(),
                letter.words().to_lowercase(),
                digit.words().to_lowercase()
            ),
            (Some(letter), None) => format!(
                "source graded {} ({}), report not graded",
                letter.letter(),
                letter.words().to_lowercase()
            ),
            (None, Some(digit)) => format!(
                "source not graded, report graded {} ({})",
                digit.digit(),
                digit.words().to_lowercase()
            ),
            (None, None) => "not graded".to_owned(),
        };
        let mut words = Words::default()
            .refer(&format!("Source {number}"), Mark::Source(number))
            .text(", ")
            .said(&self.name(&link.from), &source.language)
            .text(&format!("; {grade}."));
        if let Some(quote) = &evidence.quote
            && placed(quote, source) == Placed::There
        {
            let page = source
                .pages
                .partition_point(|start| *start <= quote.range.start);
            let page = match page {
                0 => String::new(),
                page => format!("page {page}, "),
            };
            let place = format!(
                "{page}characters {} to {} of the text",
                quote.range.start, quote.range.end
            );
            words = words.text(&format!(" {}.", capital(&place)));
        }
        if let Some(speaker) = evidence.origin.as_ref().filter(|id| **id != link.from) {
            let n = self.number(speaker);
            words = words
                .text(" It gives this as said by ")
                .said(&self.name(speaker), "")
                .text(" (")
                .refer(&format!("source {n}"), Mark::Source(n))
                .text(").");
        }
        // What it goes back to is a source of the brief, too.
        let speaker = evidence.origin.as_ref().unwrap_or(&link.from);
        for step in self.assessment.derivation(speaker) {
            self.number(&step);
        }
        if !link.note.trim().is_empty() {
            words = words.text(" Remark: ").said(&link.note, "").text(".");
        }
        self.note(words)
    }
}

/// Looks for a quote in its source, quickly: like words are not looked for.
pub fn placed(quote: &crate::board::Quote, source: &Source) -> Placed {
    if source.text.is_empty() {
        return Placed::Unknown;
    }
    if quote.exact.is_empty() {
        return Placed::Gone;
    }
    let start = source.text.char_indices().nth(quote.range.start);
    let rest = start.and_then(|(byte, _)| source.text.get(byte..));
    if rest.is_some_and(|rest| rest.starts_with(&quote.exact)) {
        Placed::There
    } else if memchr::memmem::find(source.text.as_bytes(), quote.exact.as_bytes()).is_some() {
        Placed::Elsewhere
    } else {
        Placed::Gone
    }
}
