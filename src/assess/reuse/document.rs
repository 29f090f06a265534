//! A text as the index keeps it, and what two of them have in common.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use super::attribution::Attribution;
use super::limits::Limits;
use super::passage::{self, Passage, Run, length};
use super::quoted::quoted;
use super::winnow::{self, containment, fingerprints};
use super::words::{Word, Words};
use crate::board::CardId;

/// How often one text puts the same fingerprint into the index: a text that is one word a million times over is to be
/// searched in bounded time.
const REPEATS: u8 = 8;
/// Words of the shortest quotation.
const QUOTATION: usize = 2;

/// What two texts have in common.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// The passages, longest first; then the quotations.
    pub passages: Vec<Passage>,
    /// Words of the longest passage.
    pub longest: usize,
    /// Words of all passages together.
    pub together: usize,
    /// How much of the shorter text stands in the other, 0 to 1.
    pub containment: f64,
    /// Quotations that both have in the same words.
    pub quotations: usize,
    /// Whether it is enough to doubt that they are independent.
    pub suggests: bool,
}

#[derive(Debug)]
pub(super) struct Document {
    pub text: Arc<str>,
    pub words: Box<[Word]>,
    /// The words inside quotation marks, by number.
    pub quotes: Box<[Range<usize>]>,
    /// The sources that have this text.
    pub cards: BTreeSet<CardId>,
    /// Whom it names as its sources, once that was looked for.
    pub named: Option<Box<[Attribution]>>,
}

impl Document {
    pub fn read(text: &Arc<str>, card: &CardId) -> Self {
        let words = Words::of(text);
        let quotes = quoted(text).into_iter().map(|quote| words.within(&quote));
        Self {
            text: text.clone(),
            quotes: quotes.filter(|quote| !quote.is_empty()).collect(),
            words: words.words.into(),
            cards: BTreeSet::from([card.clone()]),
            named: None,
        }
    }

    /// Its fingerprints and those of its quotations, with the words at which they begin.
    pub fn marks(&self) -> Vec<(u64, u32)> {
        let mut repeats: HashMap<u64, u8> = HashMap::new();
        let mut marks = fingerprints(&self.words);
        marks.extend(
            self.quotations()
                .map(|(key, quote)| (key, quote.start as u32)),
        );
        marks.retain(|(key, _)| {
            let seen = repeats.entry(*key).or_default();
            *seen = seen.saturating_add(1);
            *seen <= REPEATS
        });
        marks
    }

    /// Its quotations, and a number that stands for the words of each.
    fn quotations(&self) -> impl Iterator<Item = (u64, Range<usize>)> {
        self.quotes.iter().filter_map(|quote| {
            let words = self.words.get(quote.clone())?;
            let plain = words.iter().any(|word| word.is_plain());
            // Another number than that of the same words as a fingerprint.
            (length(words) >= QUOTATION && plain).then(|| (!winnow::mixed(words), quote.clone()))
        })
    }

    fn quotes(&self, run: Range<usize>) -> bool {
        self.quotes
            .iter()
            .any(|quote| quote.start <= run.start && run.end <= quote.end)
    }
}

/// What two texts that met at these words have in common, if it is worth a report.
pub(super) fn compare(
    a: &Document,
    b: &Document,
    meetings: impl IntoIterator<Item = (u32, u32)>,
    limits: &Limits,
) -> Option<Pair> {
    let seeds = meetings.into_iter().map(|(a, b)| (a as usize, b as usize));
    let runs = passage::shared(&a.words, &b.words, seeds, limits);
    let quotations = same_quotations(a, b);
    if runs.is_empty() && quotations.len() < limits.quotations {
        return None;
    }
    let [in_a, in_b] = [a, b].map(|document| Words::of(&document.text));
    let quoted = |run: &Run| a.quotes(run.in_a()) && b.quotes(run.in_b());
    let made = |run: &Run| passage::passage(run, &a.text, &in_a, &in_b, quoted(run));
    let mut passages: Vec<Passage> = runs.iter().map(made).collect();
    let longest = passages.first().map_or(0, |passage| passage.words);
    let together = passages.iter().map(|passage| passage.words).sum();
    let containment = containment(&a.words, &b.words);
    let n_quotations = quotations.len();
    // A quotation inside a passage is no second find, on whichever side it lies there.
    let inside =
        |part: Range<usize>, all: Range<usize>| all.start <= part.start && part.end <= all.end;
    let apart = |quotation: &Run| {
        !runs
            .iter()
            .any(|run| inside(quotation.in_a(), run.in_a()) || inside(quotation.in_b(), run.in_b()))
    };
    passages.extend(
        quotations
            .iter()
            .filter(|quotation| apart(quotation))
            .map(made),
    );
    Some(Pair {
        suggests: longest >= limits.longest
            || together >= limits.together
            || (longest > 0 && containment >= limits.containment)
            || n_quotations >= limits.quotations,
        passages,
        longest,
        together,
        containment,
        quotations: n_quotations,
    })
}

/// The quotations that both have in the same words, each once, in the order of the first text.
fn same_quotations(a: &Document, b: &Document) -> Vec<Run> {
    let mut theirs: HashMap<u64, Range<usize>> = HashMap::new();
    for (key, quote) in b.quotations() {
        theirs.entry(key).or_insert(quote);
    }
    let mut seen = HashSet::new();
    let same = a.quotations().filter_map(|(key, quote)| {
        let other = theirs.get(&key).filter(|_| seen.insert(key))?;
        (other.len() == quote.len()).then_some(Run {
            a: quote.start,
            b: other.start,
            len: quote.len(),
        })
    });
    same.collect()
}
