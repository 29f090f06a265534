//! Suggestions that sources are not independent: of texts that share passages, and of what texts say of their own
//! sources.
//!
//! **Invariant:** a suggestion changes no count. Pairs that count as one voice already, that are tied, or that were
//! looked at and rejected are not suggested.

mod dismissed;
mod why;

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use super::attribution::{Attribution, Named};
use super::dates;
use super::document::Pair;
use super::index::{Found, ReuseIndex, folded};
use super::limits::Limits;
use super::passage::{Passage, slice};
use crate::assess::Assessment;
use crate::board::{Board, Body, CardId, Link, LinkId, LinkKind, Source};
use dismissed::Dismissed;

/// Sources that may not be independent.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// The source that it is about; where nothing says which of two draws on the other, the first by id.
    pub source: CardId,
    /// Whom it may share an origin with.
    pub other: Party,
    /// What is proposed.
    pub proposal: Proposal,
    /// The passages that the source (`a`) and the other (`b`) share, longest first.
    pub passages: Vec<Passage>,
    /// Where the source names the other.
    pub phrases: Vec<Phrase>,
    /// The links that it touches, where it is about what the source hands on and not about all of it.
    pub links: Vec<LinkId>,
    /// Why, in a sentence that names the cards.
    pub why: String,
}

/// Whom a source may share an origin with.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Party {
    /// A source on the board.
    Card(CardId),
    /// Someone who has no card yet.
    Named(String),
}

/// What is proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Proposal {
    /// The source draws on the other.
    DrawsOn,
    /// One of them draws on the other, or both on a third.
    Shared,
    /// Both hand on the words of one speaker.
    SameSpeaker,
    /// What the source hands on in these links, the other says.
    SaidBy,
}

impl Proposal {
    /// The proposal as programs know it.
    pub fn id(self) -> &'static str {
        match self {
            Self::DrawsOn => "derives-from",
            Self::Shared => "shared-origin",
            Self::SameSpeaker => "same-speaker",
            Self::SaidBy => "said-by",
        }
    }
}

/// Words with which a text names a source of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// The words.
    pub text: String,
    /// Their place, in Unicode scalar values.
    pub place: Range<usize>,
}

impl Suggestion {
    /// The other source, if it is on the board.
    pub fn other_card(&self) -> Option<&CardId> {
        match &self.other {
            Party::Card(card) => Some(card),
            Party::Named(_) => None,
        }
    }

    /// Whether it is about this source.
    pub fn is_about(&self, card: &CardId) -> bool {
        self.source == *card || self.other_card() == Some(card)
    }

    /// How many words rest on it; what a text says of itself counts as much as a passage that is enough.
    fn strength(&self) -> usize {
        let words: usize = self.passages.iter().map(|passage| passage.words).sum();
        match self.phrases.is_empty() {
            true => words,
            false => words + Limits::default().longest,
        }
    }
}

impl ReuseIndex {
    /// What is suggested on a board that this index has followed, strongest first.
    pub fn suggestions(&self, board: &Board, assessment: &Assessment) -> Vec<Suggestion> {
        let maker = Maker {
            index: self,
            board,
            assessment,
            dismissed: Dismissed::of(board),
            parties: parties(board),
        };
        let mut all: Vec<Suggestion> = self
            .pairs()
            .filter_map(|found| maker.pair(&found))
            .collect();
        if !assessment.settings().one_voice {
            all.extend(
                self.copies()
                    .flat_map(|(text, cards)| maker.copies(text, cards)),
            );
        }
        let mut pairs = Pairs::new();
        for (n, suggestion) in all.iter().enumerate() {
            let cards = [Some(&suggestion.source), suggestion.other_card()];
            for card in cards.into_iter().flatten() {
                pairs.entry(card.clone()).or_default().push(n);
            }
        }
        for (source, card) in board.cards() {
            if let Body::Source(body) = &card.body {
                maker.named(source, body, &pairs, &mut all);
            }
        }
        all.sort_by(|a, b| {
            let strength = b.strength().cmp(&a.strength());
            strength.then_with(|| {
                (&a.source, &a.other, a.proposal).cmp(&(&b.source, &b.other, b.proposal))
            })
        });
        all
    }

    /// The links whose words a text lays to nobody in particular ("sources said"), with those words.
    pub fn hearsay(&self, board: &Board) -> BTreeMap<LinkId, String> {
        let mut found = BTreeMap::new();
        for (id, link) in board.links() {
            let own = link
                .kind
                .evidence()
                .is_some_and(|evidence| evidence.origin.is_none());
            let Some(text) = text_of(board, &link.from).filter(|_| own) else {
                continue;
            };
            let nobody = self
                .named(&link.from)
                .iter()
                .filter(|named| named.named == Named::Nobody);
            if let Some(named) = nobody.into_iter().find(|named| is_near(link, &named.about)) {
                found.insert(id.clone(), slice(text, &named.place));
            }
        }
        found
    }
}

/// The sources that are no documents, by what they are called.
fn parties(board: &Board) -> BTreeMap<String, CardId> {
    let mut parties = BTreeMap::new();
    for (id, card) in board.cards() {
        if let Body::Source(source) = &card.body
            && source.text.is_empty()
        {
            for name in [&source.title, &source.outlet] {
                if !name.trim().is_empty() {
                    parties.entry(folded(name)).or_insert_with(|| id.clone());
                }
            }
        }
    }
    parties
}

/// The places of suggestions in their list, by the sources that they are about.
type Pairs = HashMap<CardId, Vec<usize>>;

/// Where a text names somebody, and the links that this is about.
struct Mentions<'a> {
    name: &'a str,
    places: Vec<&'a Range<usize>>,
    links: BTreeSet<LinkId>,
}

struct Maker<'a> {
    index: &'a ReuseIndex,
    board: &'a Board,
    assessment: &'a Assessment,
    dismissed: Dismissed,
    parties: BTreeMap<String, CardId>,
}

impl Maker<'_> {
    /// What two texts suggest of the first source of each.
    fn pair(&self, found: &Found<'_>) -> Option<Suggestion> {
        let (mut a, mut b) = (found.a.first()?, found.b.first()?);
        let settled = |x: &CardId| found.b.iter().any(|y| self.is_settled(x, y));
        if !found.pair.suggests || found.a.iter().any(settled) {
            return None;
        }
        let [mut text, mut other] = found.texts;
        let older = self.order(a, b);
        let proposal = proposed(found.pair, older, self.index.limits());
        let turn = match proposal {
            Proposal::DrawsOn => older == Some(Ordering::Less),
            _ => b < a,
        };
        let mut passages = found.pair.passages.clone();
        if turn {
            std::mem::swap(&mut a, &mut b);
            std::mem::swap(&mut text, &mut other);
            passages = passages
                .iter()
                .map(|passage| passage.turned(text))
                .collect();
        }
        let links = match proposal {
            Proposal::SameSpeaker => self.handing_on(a, b, &passages),
            _ => Vec::new(),
        };
        Some(Suggestion {
            why: self.why(a, b, proposal, found.pair, &passages),
            source: a.clone(),
            other: Party::Card(b.clone()),
            proposal,
            passages,
            phrases: Vec::new(),
            links,
        })
    }

    /// The same text under several cards, where that does not make them one source.
    fn copies(&self, text: &str, cards: &BTreeSet<CardId>) -> Vec<Suggestion> {
        let Some(first) = cards.first() else {
            return Vec::new();
        };
        let length = text.chars().count();
        let words = super::words::Words::of(text).words;
        let copies = cards
            .iter()
            .skip(1)
            .filter(|card| !self.is_settled(first, card));
        let suggestions = copies.map(|copy| {
            let older = self.order(first, copy);
            let (source, other) = match older {
                Some(Ordering::Less) => (copy, first),
                _ => (first, copy),
            };
            Suggestion {
                source: source.clone(),
                other: Party::Card(other.clone()),
                proposal: older.map_or(Proposal::Shared, |_| Proposal::DrawsOn),
                passages: vec![Passage {
                    words: super::passage::length(&words),
                    text: text.to_owned(),
                    a: 0..length,
                    b: 0..length,
                    quoted: false,
                }],
                phrases: Vec::new(),
                links: Vec::new(),
                why: format!(
                    "{} and {} have the same text.",
                    self.name(first),
                    self.name(copy)
                ),
            }
        });
        suggestions.collect()
    }

    /// What a text says of its own sources. `pairs`: where the suggestions stand that are about each source.
    fn named(&self, source: &CardId, body: &Source, pairs: &Pairs, all: &mut Vec<Suggestion>) {
        for ((proposal, key), mentions) in self.mentions(source, body) {
            let phrases = mentions.places.into_iter().map(|place| Phrase {
                text: slice(&body.text, place),
                place: place.clone(),
            });
            let phrases: Vec<Phrase> = phrases.collect();
            let outlet = proposal == Proposal::DrawsOn;
            // Its text may lie on the board, and have given it away already.
            let mut with = pairs.get(source).into_iter().flatten().filter(|_| outlet);
            let known = with.find(|n| {
                let known = all.get(**n);
                known.is_some_and(|known| self.is_pair_with(known, source, &key))
            });
            if let Some(known) = known.and_then(|n| all.get_mut(*n)) {
                self.direct(known, source, phrases);
                continue;
            }
            let other = match self.parties.get(&key) {
                Some(card) => Party::Card(card.clone()),
                None => Party::Named(mentions.name.to_owned()),
            };
            let settled = other == Party::Card(source.clone())
                || matches!(&other, Party::Card(card) if outlet && self.is_settled(source, card))
                || self.dismissed.has(source, &other);
            if settled {
                continue;
            }
            let links = match proposal {
                Proposal::SaidBy => mentions.links.into_iter().collect(),
                _ => Vec::new(),
            };
            all.push(Suggestion {
                why: self.why_named(source, &other, proposal, &phrases),
                source: source.clone(),
                other,
                proposal,
                passages: Vec::new(),
                phrases,
                links,
            });
        }
    }

    /// Whom a text names near the words that links rest on, or at its end, by what they are called.
    fn mentions<'b>(
        &'b self,
        source: &CardId,
        body: &Source,
    ) -> BTreeMap<(Proposal, String), Mentions<'b>> {
        let draws = |link: &Link| link.from == *source && link.kind == LinkKind::DerivesFrom;
        let has_parent = self.board.links_of(source).any(|(_, link)| draws(link));
        let [outlet, author, title] =
            [&body.outlet, &body.author, &body.title].map(|name| folded(name));
        let mut mentions: BTreeMap<(Proposal, String), Mentions<'_>> = BTreeMap::new();
        for attribution in self.index.named(source) {
            let (proposal, name) = match &attribution.named {
                Named::Outlet(_) if has_parent => continue,
                Named::Outlet(name) => (Proposal::DrawsOn, name),
                Named::Speaker(name) => (Proposal::SaidBy, name),
                Named::Nobody => continue,
            };
            let key = folded(name);
            let near = self.near(source, attribution);
            let whole = attribution.whole && proposal == Proposal::DrawsOn;
            let itself = outlet.contains(&key) || author.contains(&key) || title == key;
            if itself || (near.is_empty() && !whole) {
                continue;
            }
            let mention = mentions.entry((proposal, key)).or_insert_with(|| Mentions {
                name,
                places: Vec::new(),
                links: BTreeSet::new(),
            });
            mention.places.push(&attribution.place);
            mention.links.extend(near);
        }
        mentions
    }

    /// Whether a suggestion is about passages that a source shares with one of this outlet.
    fn is_pair_with(&self, known: &Suggestion, source: &CardId, outlet: &str) -> bool {
        let other = match known.other_card() {
            Some(other) if known.source == *source => other,
            Some(other) if other == source => &known.source,
            _ => return false,
        };
        source_of(self.board, other).is_some_and(|other| folded(&other.outlet) == outlet)
    }

    /// Gives a suggestion the direction that the source itself names.
    fn direct(&self, known: &mut Suggestion, source: &CardId, phrases: Vec<Phrase>) {
        if known.source != *source
            && let Some(other) = known.other_card().cloned()
        {
            let text = text_of(self.board, &other).unwrap_or_default();
            known.passages = known
                .passages
                .iter()
                .map(|passage| passage.turned(text))
                .collect();
            known.other = Party::Card(std::mem::replace(&mut known.source, other));
        }
        known.proposal = Proposal::DrawsOn;
        known.links = Vec::new();
        let named = self.why_named(source, &known.other, Proposal::DrawsOn, &phrases);
        known.why = format!("{} {named}", known.why);
        known.phrases = phrases;
    }

    /// The links of a source whose words an attribution is about, and that nobody else is said to say.
    fn near(&self, source: &CardId, attribution: &Attribution) -> Vec<LinkId> {
        let links = self.board.links_of(source).filter(|(_, link)| {
            let own = link
                .kind
                .evidence()
                .is_some_and(|evidence| evidence.origin.is_none());
            link.from == *source && own && is_near(link, &attribution.about)
        });
        links.map(|(id, _)| id.clone()).collect()
    }

    /// The links of two sources that rest on words inside the passages, and that nobody else is said to say.
    fn handing_on(&self, a: &CardId, b: &CardId, passages: &[Passage]) -> Vec<LinkId> {
        let on = |card: &CardId, place: &dyn Fn(&Passage) -> Range<usize>| -> Vec<LinkId> {
            let links = self.board.links_of(card).filter(|(_, link)| {
                let own = link
                    .kind
                    .evidence()
                    .is_some_and(|evidence| evidence.origin.is_none());
                let mut quoted = passages.iter().filter(|passage| passage.quoted);
                link.from == *card && own && quoted.any(|passage| is_near(link, &place(passage)))
            });
            links.map(|(id, _)| id.clone()).collect()
        };
        let (of_a, of_b) = (
            on(a, &|passage| passage.a.clone()),
            on(b, &|passage| passage.b.clone()),
        );
        [of_a, of_b].concat()
    }

    /// Whether nothing is to be asked about two sources.
    fn is_settled(&self, a: &CardId, b: &CardId) -> bool {
        let tied = |link: &Link| link.kind == LinkKind::DerivesFrom && link.other(a) == Some(b);
        self.assessment.origin(a) == self.assessment.origin(b)
            || self.board.links_of(a).any(|(_, link)| tied(link))
            || self.dismissed.has(a, &Party::Card(b.clone()))
    }

    /// Which of two sources was published first.
    fn order(&self, a: &CardId, b: &CardId) -> Option<Ordering> {
        let (a, b) = (source_of(self.board, a)?, source_of(self.board, b)?);
        dates::order(&a.published, &b.published)
    }
}

/// What a pair suggests, whichever was first.
fn proposed(pair: &Pair, older: Option<Ordering>, limits: &Limits) -> Proposal {
    let own = || pair.passages.iter().filter(|passage| !passage.quoted);
    let longest = own().map(|passage| passage.words).max().unwrap_or(0);
    let together: usize = own().map(|passage| passage.words).sum();
    let quotes = pair.passages.iter().any(|passage| passage.quoted);
    let enough = longest >= limits.longest || together >= limits.together;
    match (quotes && !enough, older) {
        (true, _) => Proposal::SameSpeaker,
        (false, Some(_)) => Proposal::DrawsOn,
        (false, None) => Proposal::Shared,
    }
}

/// Whether a link rests on words of this part of its source.
fn is_near(link: &Link, part: &Range<usize>) -> bool {
    let quote = link
        .kind
        .evidence()
        .and_then(|evidence| evidence.quote.as_ref());
    quote.is_some_and(|quote| quote.range.start < part.end && part.start < quote.range.end)
}

fn source_of<'a>(board: &'a Board, card: &CardId) -> Option<&'a Source> {
    match &board.cards().get(card)?.body {
        Body::Source(source) => Some(source),
        _ => None,
    }
}

fn text_of<'a>(board: &'a Board, card: &CardId) -> Option<&'a str> {
    source_of(board, card).map(|source| &*source.text)
}
