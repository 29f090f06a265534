//! Words of a source into links: the quotes of a text, and the plans that tie selected words to claims.
//!
//! Each act is one step: the link with its quote, the claim if it is new, and who said it if that is new. It changes
//! nothing but through the session, never changes a text, and refuses to say the same thing twice: the same words of
//! the same source for the same claim are one link.

mod spot;

use std::ops::Range;

use kurbo::{Point, Rect};

use super::places::Places;
use super::session::Session;
use crate::board::{
    Board, Body, Card, CardId, Claim, Evidence, Item, Label, Link, LinkId, LinkKind, Quote, Source,
    Stance, Txn,
};
use crate::scene::Level;

pub use spot::free_spot;

/// A quote where it stands in its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The link that rests on it.
    pub link: LinkId,
    /// What it speaks of.
    pub claim: CardId,
    /// For or against.
    pub stance: Stance,
    /// Its words, in Unicode scalar values of the text.
    pub range: Range<usize>,
}

/// Selected words, and what they shall say.
#[derive(Clone, Debug)]
pub struct Saying {
    /// Whose words.
    pub source: CardId,
    /// Which, in Unicode scalar values of its text. White space at the ends does not count.
    pub words: Range<usize>,
    /// For or against.
    pub stance: Stance,
    /// Of what.
    pub of: About,
    /// Who says so in the text, if not the source itself.
    pub said_by: Option<Origin>,
}

/// What words are tied to.
#[derive(Clone, Debug, PartialEq)]
pub enum About {
    /// A claim of the board.
    Claim(CardId),
    /// A new one.
    New {
        /// Its sentence; `None` for the words themselves.
        sentence: Option<String>,
        /// The middle of its left side; `None` for a free place beside the source.
        at: Option<Point>,
    },
}

/// Who says something in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The source itself.
    Itself,
    /// Another source of the board.
    Source(CardId),
    /// Someone who is not on the board yet.
    New(String),
}

/// What came of tying.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tied {
    /// A link with the quote.
    Made(LinkId),
    /// The link says so already; nothing was made.
    Already(LinkId),
    /// Nothing can be tied: no words, or one of the cards is gone.
    Nothing,
}

/// A source of the board.
pub fn source<'a>(board: &'a Board, id: &CardId) -> Option<&'a Source> {
    match &board.cards().get(id)?.body {
        Body::Source(source) => Some(source),
        _ => None,
    }
}

/// The quotes of a source that stand in its text, by place, and how many do not stand where they shall.
///
/// A quote without a place of its own is where its words are first; one whose words are elsewhere is not guessed at:
/// the problems list offers to move it.
pub fn marks(board: &Board, id: &CardId, places: &Places) -> (Vec<Mark>, usize) {
    let mut marks = Vec::new();
    let mut lost = 0;
    let Some(source) = source(board, id) else {
        return (marks, lost);
    };
    for (link_id, link) in board.links_of(id).filter(|(_, link)| link.from == *id) {
        let (Some(stance), Some(quote)) = (link.kind.stance(), quote_of(link)) else {
            continue;
        };
        let range = if quote.exact.is_empty() {
            None
        } else if places.words(&source.text, &quote.range) == quote.exact {
            Some(quote.range.clone())
        } else if quote.range.is_empty() {
            Quote::find(&source.text, &quote.exact).map(|found| found.range)
        } else {
            None
        };
        match range {
            Some(range) => marks.push(Mark {
                link: link_id.clone(),
                claim: link.to.clone(),
                stance,
                range,
            }),
            None => lost += 1,
        }
    }
    marks.sort_by(|a, b| {
        (a.range.start, a.range.end, &a.link).cmp(&(b.range.start, b.range.end, &b.link))
    });
    (marks, lost)
}

/// The words a link rests on.
pub fn quote_of(link: &Link) -> Option<&Quote> {
    link.kind.evidence()?.quote.as_ref()
}

/// The quotes of a claim in every source, in the order in which one goes from one to the next.
pub fn quotes_of_claim(board: &Board, claim: &CardId) -> Vec<LinkId> {
    let mut found: Vec<_> = board
        .links_of(claim)
        .filter(|(_, link)| link.to == *claim && source(board, &link.from).is_some())
        .filter_map(|(id, link)| Some((&link.from, quote_of(link)?.range.start, id)))
        .collect();
    found.sort();
    found.into_iter().map(|(_, _, id)| id.clone()).collect()
}

/// The quote after this one of the same claim, and after the last the first. `None` if it is the only one.
pub fn next_quote(board: &Board, link: &LinkId) -> Option<LinkId> {
    let quotes = quotes_of_claim(board, &board.links().get(link)?.to);
    let here = quotes.iter().position(|id| id == link)?;
    let next = quotes.get((here + 1) % quotes.len())?;
    (next != link).then(|| next.clone())
}

/// Selected words without the white space around them, in Unicode scalar values. `None` if nothing is left.
pub fn trimmed(text: &str, places: &Places, words: Range<usize>) -> Option<Range<usize>> {
    let shown = places.words(text, &words);
    let end = words.start + shown.trim_end().chars().count();
    let start = end - shown.trim().chars().count();
    (start < end).then_some(start..end)
}

/// Words as a sentence of their own: in one line, and cut after about `most` characters.
pub fn sentence(words: &str, most: usize) -> String {
    let mut line = String::new();
    for word in words.split_whitespace() {
        if line.chars().count() + word.chars().count() > most {
            if line.is_empty() {
                line.extend(word.chars().take(most));
            }
            line.truncate(line.trim_end().len());
            line.push('…');
            break;
        }
        line.push_str(word);
        line.push(' ');
    }
    line.truncate(line.trim_end().len());
    line
}

/// Characters of a new claim at most: who selects a whole article does not mean one sentence.
pub const LONGEST_CLAIM: usize = 500;

impl Session {
    /// Ties words to a claim: one step.
    pub fn say(&mut self, saying: Saying) -> Tied {
        self.finish_editing();
        let Some(source) = source(self.board(), &saying.source) else {
            return Tied::Nothing;
        };
        let places = Places::of(&source.text);
        let Some(range) = trimmed(&source.text, &places, saying.words.clone()) else {
            return Tied::Nothing;
        };
        let quote = Quote::of(&source.text, range);
        let Some((card, at)) = self.claim_card(&saying, &quote) else {
            return self.say_of(saying, quote);
        };
        let mut card = card;
        card.at = at;
        let mut made = None;
        let edit = self.board().plan(|txn| {
            let claim = txn.add_card(card);
            let origin = origin(txn, &saying.source, saying.said_by.as_ref());
            let link = evidence_link(&saying, claim.clone(), quote, origin);
            made = txn.add_link(link).map(|link| (link, claim));
        });
        match made {
            Some((link, claim)) if self.commit(Label::new("New claim from quote"), edit) => {
                self.go_to(Item::Card(claim));
                Tied::Made(link)
            }
            _ => Tied::Nothing,
        }
    }

    /// Ties words to a claim that is there.
    fn say_of(&mut self, saying: Saying, quote: Quote) -> Tied {
        let board = self.board();
        let About::Claim(claim) = saying.of.clone() else {
            return Tied::Nothing;
        };
        let is_claim = board
            .cards()
            .get(&claim)
            .is_some_and(|card| matches!(card.body, Body::Claim(_)));
        if !is_claim {
            return Tied::Nothing;
        }
        let same = |link: &Link| {
            link.from == saying.source
                && link.to == claim
                && link.kind.stance() == Some(saying.stance)
        };
        let mut bare = None;
        for (id, link) in board.links_of(&claim).filter(|(_, link)| same(link)) {
            match quote_of(link) {
                Some(known) if known.exact == quote.exact && known.range == quote.range => {
                    return Tied::Already(id.clone());
                }
                Some(_) => {}
                None => bare = bare.or(Some(id.clone())),
            }
        }
        // A link that waits for its words gets them; a second one beside it would count what is said twice.
        let mut made = bare.clone();
        let edit = board.plan(|txn| {
            let origin = origin(txn, &saying.source, saying.said_by.as_ref());
            match &bare {
                Some(id) => txn.update_link(id, |link| {
                    if let Some(evidence) = link.kind.evidence_mut() {
                        evidence.quote = Some(quote);
                        if saying.said_by.is_some() {
                            evidence.origin = origin;
                        }
                    }
                }),
                None => made = txn.add_link(evidence_link(&saying, claim, quote, origin)),
            }
        });
        let label = match (&bare, saying.stance) {
            (Some(_), _) => "Add quote to link",
            (None, Stance::Corroborates) => "Add corroborating quote",
            (None, Stance::Contradicts) => "Add contradicting quote",
        };
        match made {
            Some(link) if self.commit(Label::new(label), edit) => {
                self.go_to(Item::Link(link.clone()));
                Tied::Made(link)
            }
            _ => Tied::Nothing,
        }
    }

    /// The card of a new claim, and where it goes; `None` if the claim is there.
    fn claim_card(&mut self, saying: &Saying, quote: &Quote) -> Option<(Card, Point)> {
        let About::New {
            sentence: typed,
            at,
        } = &saying.of
        else {
            return None;
        };
        let typed = typed.as_deref().map(str::trim).filter(|t| !t.is_empty());
        let text = typed.map_or_else(|| sentence(&quote.exact, LONGEST_CLAIM), str::to_owned);
        let body = Body::Claim(Claim {
            text,
            ..Claim::default()
        });
        let mut card = Card::new(Point::ZERO, body);
        let width = card.size.width;
        card.size.height = self
            .scene_mut()
            .height(&card.body, width)
            .unwrap_or(card.size.height);
        let at = match at {
            Some(at) => Point::new(at.x, at.y - card.size.height / 2.0),
            None => {
                let beside = self.board().cards().get(&saying.source)?.rect();
                free_spot(self.board(), beside, card.size)
            }
        };
        Some((card, at))
    }

    /// Notes who says what these links rest on: one step. Whoever is new gets a card beside the source.
    pub fn set_origin(&mut self, source: &CardId, links: &[LinkId], said_by: &Origin) -> bool {
        let edit = self.board().plan(|txn| {
            let origin = origin(txn, source, Some(said_by));
            for id in links {
                txn.update_link(id, |link| {
                    if let Some(evidence) = link.kind.evidence_mut() {
                        evidence.origin = origin.clone();
                    }
                });
            }
        });
        self.commit(Label::new("Change origin"), edit)
    }

    /// Takes a link away: one step.
    pub fn remove_link(&mut self, id: &LinkId) {
        self.change(Label::new("Delete link"), |txn| txn.remove_link(id));
    }

    /// The source that can be read now: the selected one, or the one that the selected link comes from.
    pub fn readable(&self) -> Option<CardId> {
        let id = match self.selection().single()? {
            Item::Card(id) => id,
            Item::Link(id) => self.board().links().get(&id)?.from.clone(),
        };
        source(self.board(), &id).map(|_| id)
    }

    /// The selected link, if it rests on words.
    pub fn quoted(&self) -> Option<LinkId> {
        let Item::Link(id) = self.selection().single()? else {
            return None;
        };
        let link = self.board().links().get(&id)?;
        (quote_of(link).is_some() && source(self.board(), &link.from).is_some()).then_some(id)
    }

    /// Whether there is a source to read.
    pub fn can_read(&self) -> bool {
        self.readable().is_some()
    }

    /// Whether the selected link rests on words.
    pub fn can_show_quote(&self) -> bool {
        self.quoted().is_some()
    }

    /// Whether the claim of the selected quote has another one.
    pub fn can_go_to_next_quote(&self) -> bool {
        self.next_quote().is_some()
    }

    /// The quote after the selected one, or the first of a claim that is selected.
    fn next_quote(&self) -> Option<LinkId> {
        match self.selection().single()? {
            Item::Card(claim) => quotes_of_claim(self.board(), &claim).into_iter().next(),
            Item::Link(_) => next_quote(self.board(), &self.quoted()?),
        }
    }

    /// Selects the next quote of the same claim.
    pub fn go_to_next_quote(&mut self) {
        if let Some(link) = self.next_quote() {
            self.go_to(Item::Link(link));
        }
    }

    /// The link whose quotation mark is at a point of the wall, where it is drawn large enough to be hit.
    pub fn quote_mark_at(&self, at: Point) -> Option<LinkId> {
        if Level::for_zoom(self.camera.zoom) != Level::Full {
            return None;
        }
        let near = Rect::from_center_size(at, (2.0 * MARK_REACH, 2.0 * MARK_REACH));
        self.scene().inside(near).find_map(|item| {
            let Item::Link(id) = item else { return None };
            let quoted = self
                .board()
                .links()
                .get(id)
                .is_some_and(|link| quote_of(link).is_some());
            let mark = self.scene().route(id)?.quote_mark();
            (quoted && (mark - at).hypot() <= MARK_REACH).then(|| id.clone())
        })
    }
}

/// Who says so, as a card of the draft. Someone new gets one beside the source.
pub(super) fn origin(
    txn: &mut Txn<'_>,
    source: &CardId,
    said_by: Option<&Origin>,
) -> Option<CardId> {
    match said_by? {
        Origin::Itself => None,
        Origin::Source(id) => Some(id.clone()).filter(|id| id != source),
        Origin::New(name) => {
            let body = Body::Source(Box::new(Source {
                title: name.trim().to_owned(),
                ..Source::default()
            }));
            let mut card = Card::new(Point::ZERO, body);
            card.size.height = ORIGIN_HEIGHT;
            let beside = txn.card(source).map_or(Rect::ZERO, |card| card.rect());
            card.at = spot::below(txn.board(), beside, card.size);
            Some(txn.add_card(card))
        }
    }
}

/// Board units from the middle of a quotation mark within which it is hit.
const MARK_REACH: f64 = 6.0;
/// Height of the card of someone of whom only the name is known, board units.
const ORIGIN_HEIGHT: f64 = 84.0;

fn evidence_link(saying: &Saying, claim: CardId, quote: Quote, origin: Option<CardId>) -> Link {
    let evidence = Evidence {
        quote: Some(quote),
        origin,
        ..Evidence::default()
    };
    let kind = match saying.stance {
        Stance::Corroborates => LinkKind::Corroborates(evidence),
        Stance::Contradicts => LinkKind::Contradicts(evidence),
    };
    Link::new(saying.source.clone(), claim, kind)
}

#[cfg(test)]
mod tests;
