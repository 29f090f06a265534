//! What if: something is struck, and the wall shows what would become of the claims. Nothing of it is on the board until
//! it is kept; then it is the edit that was shown, and one step.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Assessed, Session};
use crate::assess::{Assessment, Shift, Standing, Strike};
use crate::board::{Board, Body, Card, CardId, Edit, Item, Label, Link, LinkId, LinkKind, Source};
use crate::scene::{Marks, Status};

/// Something that is tried.
#[derive(Clone, Debug)]
pub struct WhatIf {
    /// What is struck, in the order in which it was.
    pub strikes: Vec<Strike>,
    /// What it would be as a change of the board.
    edit: Edit,
    /// The claims that would stand elsewhere; none while it is worked out.
    pub shifts: Option<Arc<Vec<Shift>>>,
}

/// A what-if that is to be worked out.
#[derive(Clone, Debug)]
pub struct Trial {
    board: Board,
    edit: Edit,
    known: Arc<Assessed>,
    marks: Arc<Marks>,
}

/// A what-if that was worked out.
#[derive(Clone, Debug)]
pub struct Tried {
    edit: Edit,
    shifts: Arc<Vec<Shift>>,
    marks: Marks,
}

impl Trial {
    /// The board it is about.
    pub fn board(&self) -> &Board {
        &self.board
    }

    /// Works it out.
    pub fn run(self) -> Tried {
        let mut marks = Marks::clone(&self.marks);
        let before = &self.known.assessment;
        let board = self.board.with(&self.edit);
        let mut after = Assessment::clone(before);
        let told = after.update(&board, &self.edit.touched());
        let mut shifts: Vec<Shift> = told
            .into_iter()
            .filter_map(|claim| {
                let (before, after) = (before.claim(&claim)?, after.claim(&claim)?);
                differs(before, after).then(|| Shift {
                    before: before.clone(),
                    after: after.clone(),
                    claim,
                })
            })
            .collect();
        shifts.sort_by_key(|shift| (shift.before.label == shift.after.label, shift.claim.clone()));
        for shift in &shifts {
            let changed = shift.before.label != shift.after.label;
            marks.of_card(&shift.claim).status = Some(Status {
                before: changed.then_some(shift.before.label),
                ..Status::of(&board, &shift.after, None)
            });
        }
        let links = self.edit.links.iter();
        let gone = links.filter(|(_, change)| change.after.is_none());
        marks.struck = gone.map(|(id, _)| id.clone()).collect();
        Tried {
            edit: self.edit,
            shifts: Arc::new(shifts),
            marks,
        }
    }
}

/// Whether a claim stands elsewhere. That an origin has another name is no change.
fn differs(before: &Standing, after: &Standing) -> bool {
    const SAME: f64 = 1e-9;
    let apart = |a: f64, b: f64| (a - b).abs() > SAME;
    let counts = |it: &Standing| (it.label, it.n_support, it.n_oppose, it.contested);
    counts(before) != counts(after)
        || apart(before.support, after.support)
        || apart(before.opposition, after.opposition)
}

impl Session {
    /// What is tried.
    pub fn what_if(&self) -> Option<&WhatIf> {
        self.what_if.as_ref()
    }

    /// Tries something besides what is tried already; what is tried already is no longer.
    pub fn strike(&mut self, strike: Strike) {
        self.finish_editing();
        let mut strikes = self.what_if.take().map_or(Vec::new(), |it| it.strikes);
        match strikes.iter().position(|other| *other == strike) {
            Some(place) => drop(strikes.remove(place)),
            None => strikes.push(strike),
        }
        self.try_out(strikes);
    }

    /// What the selection stands for, if it can be struck.
    pub fn strikable(&self) -> Option<Strike> {
        let selection = &self.selection;
        let is_source = |id: &CardId| {
            let card = self.board().cards().get(id);
            card.is_some_and(|card| matches!(card.body, Body::Source(_)))
        };
        let cards: Vec<&CardId> = selection.cards.iter().collect();
        match (cards.as_slice(), selection.single()) {
            (_, Some(Item::Link(link))) => Some(Strike::Link(link)),
            ([one], _) if selection.links.is_empty() && is_source(one) => Some(self.strike_of(one)),
            ([a, b], _) if selection.links.is_empty() && is_source(a) && is_source(b) => {
                let origin = |id: &CardId| self.assessed.assessment.origin(id);
                (origin(a) != origin(b)).then(|| Strike::Same(CardId::clone(a), CardId::clone(b)))
            }
            _ => None,
        }
    }

    /// A source as what is struck with it: an origin with all that goes back to it, a document alone.
    pub fn strike_of(&self, source: &CardId) -> Strike {
        let family = self.family_of(source);
        match self.assessed.assessment.origin(source).as_ref() == Some(source)
            && family.cards.len() > 1
        {
            true => Strike::Origin(source.clone()),
            false => Strike::Source(source.clone()),
        }
    }

    /// Tries what is selected.
    pub fn strike_selected(&mut self) {
        if let Some(strike) = self.strikable() {
            self.strike(strike);
        }
    }

    /// Leaves everything as it is.
    pub fn let_go(&mut self) {
        if self.what_if.take().is_some() {
            self.show_marks();
        }
    }

    /// Makes what is tried a change of the board.
    pub fn keep_what_if(&mut self) {
        let Some(it) = self.what_if.take() else {
            return;
        };
        let label = match it.strikes.as_slice() {
            [Strike::Same(..)] => "Tie to a shared origin".to_owned(),
            [one] => format!("Strike {}", self.strike_name(one)),
            all => format!("Strike {} things", all.len()),
        };
        self.show_marks();
        if !it.edit.is_empty() {
            self.commit(Label::new(label), it.edit);
        }
    }

    /// What is struck, in words.
    pub fn strike_name(&self, strike: &Strike) -> String {
        let name = |id: &CardId| {
            let card = self.board().cards().get(id);
            card.map_or_else(|| "a card that is gone".to_owned(), |card| card.name())
        };
        match strike {
            Strike::Source(id) | Strike::Origin(id) => name(id),
            Strike::Same(a, b) => format!("{} = {}", name(a), name(b)),
            Strike::Link(id) => match self.board().links().get(id) {
                Some(link) => format!("{} → {}", name(&link.from), name(&link.to)),
                None => "a link that is gone".to_owned(),
            },
        }
    }

    /// What is to be worked out for the what-if, once.
    pub fn trial(&mut self) -> Option<Trial> {
        let it = self.what_if.as_ref()?;
        if it.shifts.is_some() || !std::mem::take(&mut self.untried) {
            return None;
        }
        Some(Trial {
            board: self.board().clone(),
            edit: it.edit.clone(),
            known: self.assessed.clone(),
            marks: self.marks.clone(),
        })
    }

    /// Takes what was worked out, unless something else is tried by now.
    pub fn set_tried(&mut self, tried: Tried) {
        if let Some(it) = self.what_if.as_mut().filter(|it| it.edit == tried.edit) {
            it.shifts = Some(tried.shifts);
            let mut marks = tried.marks;
            for strike in &it.strikes {
                if let Strike::Source(id) | Strike::Origin(id) = strike {
                    marks.of_card(id).struck = true;
                }
            }
            self.scene.set_marks(Arc::new(marks));
        }
    }

    /// Tries again on the board as it stands now.
    pub(super) fn try_again(&mut self) {
        if let Some(it) = self.what_if.take() {
            self.try_out(it.strikes);
        }
    }

    fn try_out(&mut self, strikes: Vec<Strike>) {
        self.show_marks();
        if strikes.is_empty() {
            return;
        }
        let edit = plan(self.board(), &self.assessed.assessment, &strikes);
        self.untried = true;
        self.what_if = Some(WhatIf {
            strikes,
            edit,
            shifts: None,
        });
    }
}

/// What striking would be as a change: the links that rest on what is struck go; two origins that are one are tied.
fn plan(board: &Board, assessment: &Assessment, strikes: &[Strike]) -> Edit {
    let mut gone: BTreeSet<LinkId> = BTreeSet::new();
    let mut ties: Vec<[CardId; 2]> = Vec::new();
    for strike in strikes {
        match strike {
            Strike::Link(link) => drop(gone.insert(link.clone())),
            Strike::Source(source) => {
                gone.extend(reports(board, |link, speaker| {
                    link.from == *source || assessment.derivation(speaker).contains(source)
                }));
            }
            Strike::Origin(origin) => {
                gone.extend(reports(board, |_, speaker| {
                    assessment.origin(speaker).as_ref() == Some(origin)
                }));
            }
            Strike::Same(a, b) => ties.extend(ends(assessment, a, b)),
        }
    }
    board.plan(|txn| {
        for pair in ties {
            if let Some(card) = shared(board, &pair) {
                let origin = txn.add_card(card);
                for from in pair {
                    txn.add_link(Link::new(from, origin.clone(), LinkKind::DerivesFrom));
                }
            }
        }
        for link in gone {
            txn.remove_link(&link);
        }
    })
}

/// The links of sources to claims for which something holds of the link and of who speaks in it.
fn reports(board: &Board, wanted: impl Fn(&Link, &CardId) -> bool) -> Vec<LinkId> {
    let links = board.links().iter();
    let wanted = links.filter(|(_, link)| {
        let Some(evidence) = link.kind.evidence() else {
            return false;
        };
        let from = board.cards().get(&link.from).map(|card| &card.body);
        let speaker = evidence.origin.as_ref().unwrap_or(&link.from);
        matches!(from, Some(Body::Source(_))) && wanted(link, speaker)
    });
    wanted.map(|(id, _)| id.clone()).collect()
}

/// The two origins that are one, where they are not yet.
fn ends(assessment: &Assessment, a: &CardId, b: &CardId) -> Option<[CardId; 2]> {
    let [a, b] = [a, b].map(|source| assessment.derivation(source).last().cloned());
    let (a, b) = (a?, b?);
    (a != b).then_some([a, b])
}

/// A card for what two sources both go back to: which draws on which, nobody has said.
fn shared(board: &Board, [a, b]: &[CardId; 2]) -> Option<Card> {
    let (a, b) = (board.cards().get(a)?, board.cards().get(b)?);
    let source = Source {
        title: format!("Shared origin of {} and {}", a.name(), b.name()),
        ..Source::default()
    };
    let middle = a.rect().center().midpoint(b.rect().center());
    let mut card = Card::new(middle.round(), Body::Source(Box::new(source)));
    card.at -= (card.size.to_vec2() / 2.0).round();
    Some(card)
}
