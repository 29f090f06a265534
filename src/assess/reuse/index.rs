//! The texts of a board by their fingerprints, and which of them share passages. All pairs are never formed.
//!
//! **Invariant:** an index that followed a board through its edits knows the same pairs as one that is made anew.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::attribution::{Attribution, attributions};
use super::document::{Document, Pair, compare};
use super::limits::Limits;
use crate::board::{Board, Body, CardId};

/// A text by number.
type Text = u32;

/// Texts that may share a fingerprint, however few texts there are. What more of them share is boilerplate. (The
/// literature says 20; a story of an agency in 60 papers is no boilerplate.)
const LEAST_COMMON: usize = 100;
/// Beyond that: ten for each thousand texts, so one in a hundred. In whole thousands, for each time that the limit moves
/// old pairs are looked at again.
const COMMON: (usize, usize) = (10, 1_000);

/// Which texts of a board share passages.
#[derive(Debug, Default)]
pub struct ReuseIndex {
    limits: Limits,
    texts: Vec<Option<Document>>,
    numbers: HashMap<Arc<str>, Text>,
    cards: HashMap<CardId, Text>,
    postings: HashMap<u64, Posting>,
    /// Those that may be boilerplate, now or with other limits.
    busy: HashSet<u64>,
    entries: Vec<Entry>,
    /// Entries of texts that are gone.
    dead: usize,
    pairs: BTreeMap<(Text, Text), Pair>,
    /// What is known to be an outlet, folded.
    outlets: BTreeSet<String>,
}

/// Where a fingerprint was found last, and in how many texts it is.
#[derive(Clone, Copy, Debug)]
struct Posting {
    last: u32,
    texts: u32,
}

/// Where a fingerprint was found, and the place where it was found before.
#[derive(Clone, Copy, Debug)]
struct Entry {
    text: Text,
    word: u32,
    before: u32,
}

const NONE: u32 = u32::MAX;

/// A pair and the sources that it is of.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// The sources with the first text.
    pub a: &'a BTreeSet<CardId>,
    /// The sources with the second text.
    pub b: &'a BTreeSet<CardId>,
    /// The two texts.
    pub texts: [&'a str; 2],
    /// What they have in common.
    pub pair: &'a Pair,
}

impl ReuseIndex {
    /// An empty index with these limits.
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            ..Self::default()
        }
    }

    /// An index of a whole board.
    pub fn of(board: &Board, limits: Limits) -> Self {
        let mut index = Self::new(limits);
        index.follow(board);
        index
    }

    /// The limits that it was made with. Where a board has others now, a new index is needed.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// How many different texts there are.
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// Follows the board: reads the texts that came, forgets those that are gone, and looks what they share.
    pub fn follow(&mut self, board: &Board) {
        let mut steps = Steps {
            // What a fingerprint was before matters only where pairs were found before.
            noted: (!self.is_empty()).then(HashMap::new),
            limit: self.limit(),
            came: Vec::new(),
            gone: false,
        };
        let texts = board
            .cards()
            .iter()
            .filter_map(|(id, card)| match &card.body {
                Body::Source(source) if !source.text.trim().is_empty() => Some((id, &source.text)),
                _ => None,
            });
        let texts: Vec<_> = texts.collect();
        let known = texts.iter().filter(|(id, _)| self.cards.contains_key(*id));
        if known.count() < self.cards.len() {
            let there: HashSet<&CardId> = texts.iter().map(|(id, _)| *id).collect();
            let gone = self.cards.keys().filter(|id| !there.contains(id));
            for id in gone.cloned().collect::<Vec<_>>() {
                self.leave(&id, &mut steps);
            }
        }
        for (id, text) in texts {
            let known = self.cards.get(id).and_then(|known| self.document(*known));
            if known.is_some_and(|known| Arc::ptr_eq(&known.text, text) || known.text == *text) {
                continue;
            }
            self.leave(id, &mut steps);
            self.come(id, text, &mut steps);
        }
        self.look(steps);
        self.name(board);
        if self.dead > self.entries.len() / 2 {
            self.tidy();
        }
    }

    /// The pairs that share anything worth a report, by the numbers of their texts.
    pub fn pairs(&self) -> impl Iterator<Item = Found<'_>> {
        self.pairs.iter().filter_map(|((a, b), pair)| {
            let (a, b) = (self.document(*a)?, self.document(*b)?);
            Some(Found {
                a: &a.cards,
                b: &b.cards,
                texts: [&a.text, &b.text],
                pair,
            })
        })
    }

    /// The groups of sources that have the very same text.
    pub fn copies(&self) -> impl Iterator<Item = (&str, &BTreeSet<CardId>)> {
        let texts = self.texts.iter().flatten();
        texts
            .filter(|text| text.cards.len() > 1)
            .map(|text| (&*text.text, &text.cards))
    }

    /// Whom a source names as its sources.
    pub(super) fn named(&self, source: &CardId) -> &[Attribution] {
        let text = self.cards.get(source);
        let document = text.and_then(|text| self.document(*text));
        document
            .and_then(|document| document.named.as_deref())
            .unwrap_or_default()
    }

    /// Looks for the sources that texts name, in those that are new, or in all if other outlets are known.
    fn name(&mut self, board: &Board) {
        let outlets = outlets(board);
        let same = outlets == self.outlets;
        for document in self.texts.iter_mut().flatten() {
            if !same || document.named.is_none() {
                let knows = |name: &str| outlets.contains(&folded(name));
                document.named = Some(attributions(&document.text, &knows).into());
            }
        }
        self.outlets = outlets;
    }

    fn document(&self, text: Text) -> Option<&Document> {
        self.texts.get(text as usize)?.as_ref()
    }

    /// In how many texts a fingerprint may be.
    fn limit(&self) -> usize {
        LEAST_COMMON.max(self.len() / COMMON.1 * COMMON.0)
    }

    fn come(&mut self, id: &CardId, text: &Arc<str>, steps: &mut Steps) {
        if let Some(known) = self.numbers.get(text) {
            self.cards.insert(id.clone(), *known);
            if let Some(Some(document)) = self.texts.get_mut(*known as usize) {
                document.cards.insert(id.clone());
            }
            return;
        }
        let Ok(number) = Text::try_from(self.texts.len()) else {
            return;
        };
        let document = Document::read(text, id);
        for (key, word) in document.marks() {
            self.put(key, number, word, steps);
        }
        self.texts.push(Some(document));
        self.numbers.insert(text.clone(), number);
        self.cards.insert(id.clone(), number);
        steps.came.push(number);
    }

    fn put(&mut self, key: u64, text: Text, word: u32, steps: &mut Steps) {
        let Ok(place) = u32::try_from(self.entries.len()) else {
            return;
        };
        let posting = self.postings.entry(key).or_insert(Posting {
            last: NONE,
            texts: 0,
        });
        steps.note(key, posting.texts);
        let last = self.entries.get(posting.last as usize);
        if last.is_none_or(|last| last.text != text) {
            posting.texts += 1;
            if posting.texts as usize > LEAST_COMMON {
                self.busy.insert(key);
            }
        }
        self.entries.push(Entry {
            text,
            word,
            before: posting.last,
        });
        posting.last = place;
    }

    /// A source has another text now, or is gone.
    fn leave(&mut self, id: &CardId, steps: &mut Steps) {
        let Some(number) = self.cards.remove(id) else {
            return;
        };
        let Some(slot) = self.texts.get_mut(number as usize) else {
            return;
        };
        let Some(document) = slot else { return };
        document.cards.remove(id);
        if !document.cards.is_empty() {
            return;
        }
        let Some(document) = slot.take() else { return };
        let mut seen = HashSet::new();
        for (key, _) in document.marks() {
            self.dead += 1;
            if let Some(posting) = self.postings.get_mut(&key).filter(|_| seen.insert(key)) {
                steps.note(key, posting.texts);
                posting.texts = posting.texts.saturating_sub(1);
            }
        }
        self.numbers.remove(&document.text);
        steps.gone = true;
    }

    /// Finds the pairs of the texts that came, and of those for which something became boilerplate or ceased to be.
    fn look(&mut self, steps: Steps) {
        let came: BTreeSet<Text> = steps.came.iter().copied().collect();
        let mut stale: BTreeSet<Text> = BTreeSet::new();
        for key in self.turned(&steps) {
            stale.extend(self.places(key).map(|(text, _)| text));
        }
        stale.retain(|text| !came.contains(text));
        if steps.gone || !stale.is_empty() {
            let texts = &self.texts;
            let there = |text: &Text| texts.get(*text as usize).is_some_and(Option::is_some);
            self.pairs.retain(|(a, b), _| {
                there(a) && there(b) && !stale.contains(a) && !stale.contains(b)
            });
        }
        stale.extend(came);
        for text in &stale {
            for (other, pair) in self.partners(*text, &stale) {
                let both = (*text.min(&other), *text.max(&other));
                self.pairs.insert(both, pair);
            }
        }
    }

    /// The fingerprints that are boilerplate now and were not before, or the other way round.
    fn turned(&self, steps: &Steps) -> Vec<u64> {
        let limit = self.limit();
        let Some(noted) = &steps.noted else {
            return Vec::new();
        };
        let turned =
            |before: u32, now: u32| (before as usize > steps.limit) != (now as usize > limit);
        let now = |key: &u64| self.postings.get(key).map_or(0, |posting| posting.texts);
        let touched = noted
            .iter()
            .filter(|(key, before)| turned(**before, now(key)));
        let mut keys: Vec<u64> = touched.map(|(key, _)| *key).collect();
        if limit != steps.limit {
            let others = self.busy.iter().filter(|key| !noted.contains_key(key));
            keys.extend(others.filter(|key| turned(now(key), now(key))));
        }
        keys
    }

    /// Where a fingerprint is, last first.
    fn places(&self, key: u64) -> impl Iterator<Item = (Text, u32)> {
        let mut next = self.postings.get(&key).map_or(NONE, |posting| posting.last);
        let chain = std::iter::from_fn(move || {
            let entry = self.entries.get(next as usize)?;
            next = entry.before;
            Some((entry.text, entry.word))
        });
        chain.filter(|(text, _)| self.document(*text).is_some())
    }

    /// What a text shares with others. A pair of two texts that are both looked at is found from the later one.
    fn partners(&self, text: Text, looked_at: &BTreeSet<Text>) -> Vec<(Text, Pair)> {
        let Some(document) = self.document(text) else {
            return Vec::new();
        };
        let limit = self.limit();
        let mut meetings: BTreeMap<Text, Vec<(u32, u32)>> = BTreeMap::new();
        for (key, word) in document.marks() {
            let common = |posting: &Posting| posting.texts as usize > limit;
            if self.postings.get(&key).is_none_or(common) {
                continue;
            }
            for (other, there) in self.places(key) {
                let twice = other > text && looked_at.contains(&other);
                if other != text && !twice {
                    meetings.entry(other).or_default().push((word, there));
                }
            }
        }
        let pairs = meetings.into_iter().filter_map(|(other, meetings)| {
            let pair = match other < text {
                true => {
                    let meetings = meetings.into_iter().map(|(here, there)| (there, here));
                    compare(self.document(other)?, document, meetings, &self.limits)
                }
                false => compare(document, self.document(other)?, meetings, &self.limits),
            };
            Some((other, pair?))
        });
        pairs.collect()
    }

    /// Leaves out the entries of texts that are gone.
    fn tidy(&mut self) {
        self.postings.clear();
        self.busy.clear();
        self.entries.clear();
        self.dead = 0;
        let mut steps = Steps::default();
        for number in 0..self.texts.len() {
            let document = self.texts.get(number).and_then(Option::as_ref);
            let marks = document.map_or(Vec::new(), Document::marks);
            for (key, word) in marks {
                self.put(
                    key,
                    Text::try_from(number).unwrap_or(NONE),
                    word,
                    &mut steps,
                );
            }
        }
    }
}

/// What a round of following has met.
#[derive(Default)]
struct Steps {
    /// In how many texts the fingerprints were before that came or went.
    noted: Option<HashMap<u64, u32>>,
    /// In how many they might be.
    limit: usize,
    came: Vec<Text>,
    gone: bool,
}

impl Steps {
    fn note(&mut self, key: u64, texts: u32) {
        if let Some(noted) = &mut self.noted {
            noted.entry(key).or_insert(texts);
        }
    }
}

/// What the board knows to be outlets: what its sources name as theirs.
fn outlets(board: &Board) -> BTreeSet<String> {
    let sources = board.cards().values().filter_map(|card| match &card.body {
        Body::Source(source) => Some(source.outlet.as_str()),
        _ => None,
    });
    // Few are written in more than one way: each way is folded once.
    let written: HashSet<&str> = sources.collect();
    let outlets = written.into_iter().map(folded);
    outlets.filter(|outlet| !outlet.is_empty()).collect()
}

/// A name whatever its case and white space.
pub(super) fn folded(name: &str) -> String {
    let words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ")
}
