//! What the analyst decides about sources that may share an origin.
//!
//! Each decision is one step: the tie, and a card for whoever had none. What is rejected is remembered in the board.
//! Refuses to decide by itself: nothing here is called but by a hand.

use super::quoting::{Origin, origin};
use super::session::Session;
use crate::assess::{Party, Suggestion};
use crate::board::{Board, Body, CardId, Dismissed, Edit, Label, Link, LinkKind, Txn};

/// A decision about a suggestion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The source draws on the other.
    DrawsOn,
    /// The other draws on the source.
    DrawnOn,
    /// What both hand on, or the source does, this one says.
    SaidBy(String),
    /// They have nothing to do with each other.
    NotRelated,
}

impl Session {
    /// Does what was decided: one step. `at`: now (RFC 3339). `false` if there is nothing to do any more.
    pub fn decide(&mut self, suggestion: &Suggestion, verdict: &Verdict, at: &str) -> bool {
        let edit = plan(self.board(), suggestion, verdict, at);
        let label = match verdict {
            Verdict::NotRelated => "Reject shared origin",
            _ => "Accept shared origin",
        };
        !edit.is_empty() && self.commit(Label::new(label), edit)
    }
}

/// What a decision does to the board.
pub fn plan(board: &Board, suggestion: &Suggestion, verdict: &Verdict, at: &str) -> Edit {
    let source = &suggestion.source;
    if !board.cards().contains_key(source) {
        return Edit::default();
    }
    board.plan(|txn| match (verdict, &suggestion.other) {
        (Verdict::DrawsOn, other) => {
            if let Some(other) = party(txn, source, other, true) {
                derive(txn, source, &other);
            }
        }
        (Verdict::DrawnOn, Party::Card(other)) => derive(txn, other, source),
        (Verdict::DrawnOn, Party::Named(_)) => {}
        (Verdict::SaidBy(name), other) => {
            let said_by = match other {
                Party::Card(card) if is_called(txn, card, name) => other.clone(),
                _ => known(board, name).map_or_else(|| Party::Named(name.clone()), Party::Card),
            };
            if let Some(speaker) = party(txn, source, &said_by, false) {
                say(txn, suggestion, &speaker);
            }
        }
        (Verdict::NotRelated, other) => dismiss(txn, source, other, at),
    })
}

/// A party as a card of the draft; whoever has none gets one beside the source.
fn party(txn: &mut Txn<'_>, source: &CardId, party: &Party, outlet: bool) -> Option<CardId> {
    match party {
        Party::Card(card) => txn.card(card).map(|_| card.clone()),
        Party::Named(name) if name.trim().is_empty() => None,
        Party::Named(name) => {
            let made = origin(txn, source, Some(&Origin::New(name.clone())))?;
            if outlet {
                txn.update_card(&made, |card| {
                    if let Body::Source(source) = &mut card.body {
                        source.outlet = name.trim().to_owned();
                    }
                });
            }
            Some(made)
        }
    }
}

fn is_called(txn: &Txn<'_>, card: &CardId, name: &str) -> bool {
    let card = txn.card(card);
    card.is_some_and(|card| same(card.title(), name))
}

/// The source without a text of its own that is called so.
fn known(board: &Board, name: &str) -> Option<CardId> {
    let mut cards = board.cards().iter();
    let called = cards.find(|(_, card)| match &card.body {
        Body::Source(source) => source.text.is_empty() && same(&source.title, name),
        _ => false,
    });
    called.map(|(id, _)| id.clone())
}

fn same(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}

fn derive(txn: &mut Txn<'_>, from: &CardId, to: &CardId) {
    if from != to {
        txn.add_link(Link::new(from.clone(), to.clone(), LinkKind::DerivesFrom));
    }
}

fn say(txn: &mut Txn<'_>, suggestion: &Suggestion, speaker: &CardId) {
    for id in &suggestion.links {
        let own = txn.link(id).is_some_and(|link| link.from == *speaker);
        if !own {
            txn.update_link(id, |link| {
                if let Some(evidence) = link.kind.evidence_mut() {
                    evidence.origin = Some(speaker.clone());
                }
            });
        }
    }
}

fn dismiss(txn: &mut Txn<'_>, source: &CardId, other: &Party, at: &str) {
    let (other, name) = match other {
        Party::Card(card) => (card.clone(), String::new()),
        Party::Named(name) => (source.clone(), name.clone()),
    };
    let mut sources = [source.clone(), other];
    sources.sort();
    txn.update_about(|about| {
        about.judgements.dismissed.push(Dismissed {
            sources,
            name,
            at: at.to_owned(),
            extra: Default::default(),
        });
    });
}

#[cfg(test)]
mod tests {
    use kurbo::Point;

    use super::*;
    use crate::assess::{Assessment, Limits, ReuseIndex};
    use crate::board::{Card, Claim, Evidence, Quote, Source, Stance};

    const RUN: &str =
        "the keeper had left the lamp unattended for most of that stormy night in March";

    fn source(title: &str, published: &str, text: &str) -> Card {
        let body = Body::Source(Box::new(Source {
            title: title.to_owned(),
            published: published.to_owned(),
            text: text.into(),
            ..Source::default()
        }));
        Card::new(Point::ZERO, body)
    }

    /// Three articles with a passage in common, a fourth that names an outlet and a woman; all carry one claim.
    fn board() -> Board {
        let board = Board::default();
        let texts = [
            ("Evening edition", "2026-03-09", format!("It is said that {RUN}.")),
            ("Morning edition", "2026-03-08", format!("Reporters found that {RUN}, no less.")),
            (
                "Weekly",
                "",
                "According to Harbour News, the lamp was out. Later Ada Holm denied it, telling Radio Nord that it was lit.".to_owned(),
            ),
            ("Night edition", "", format!("Once more: {RUN}")),
        ];
        let edit = board.plan(|txn| {
            let body = Body::Claim(Claim {
                text: "The lamp was unattended.".to_owned(),
                ..Claim::default()
            });
            let claim = txn.add_card(Card::new(Point::ZERO, body));
            for (title, published, text) in texts {
                let from = txn.add_card(source(title, published, &text));
                for sentence in text.split(". ") {
                    let evidence = Evidence {
                        quote: Quote::find(&text, sentence),
                        ..Evidence::default()
                    };
                    txn.add_link(Link::new(
                        from.clone(),
                        claim.clone(),
                        LinkKind::Corroborates(evidence),
                    ));
                }
            }
        });
        board.with(&edit)
    }

    fn suggested(board: &Board) -> Vec<Suggestion> {
        let index = ReuseIndex::of(board, Limits::default());
        index.suggestions(board, &Assessment::of(board))
    }

    #[test]
    fn what_is_accepted_is_one_step_and_is_not_asked_again() {
        let board = board();
        let all = suggested(&board);
        let mut proposals: Vec<&str> = all.iter().map(|one| one.proposal.id()).collect();
        proposals.sort_unstable();
        let want = [
            "derives-from",
            "derives-from",
            "said-by",
            "shared-origin",
            "shared-origin",
        ];
        assert_eq!(proposals, want);
        let doubts = Assessment::of(&board).doubts(&all);
        let doubt = doubts.values().next().unwrap();
        assert_eq!(
            doubt.says,
            "Four origins speak for it, or three if “Evening edition”, “Morning edition” and “Night edition” are not independent."
        );
        let mut now = board.clone();
        for suggestion in &all {
            let verdict = match &suggestion.other {
                Party::Named(name) if suggestion.proposal.id() == "said-by" => {
                    Verdict::SaidBy(name.clone())
                }
                _ => Verdict::DrawsOn,
            };
            let edit = plan(&now, suggestion, &verdict, "");
            assert!(edit.fits(&now) && !edit.is_empty());
            now = now.with(&edit);
        }
        assert_eq!(suggested(&now), []);
        let titles: Vec<_> = now
            .cards()
            .values()
            .map(|card| card.title().to_owned())
            .collect();
        assert!(
            titles.contains(&"Harbour News".to_owned()) && titles.contains(&"Ada Holm".to_owned())
        );
        let standing = Assessment::of(&now);
        let standing = standing.claims().values().next().unwrap();
        assert_eq!(standing.n_support, doubt.n_support_if);
    }

    #[test]
    fn what_is_rejected_is_remembered() {
        let mut now = board();
        for suggestion in suggested(&now) {
            let edit = plan(
                &now,
                &suggestion,
                &Verdict::NotRelated,
                "2026-03-10T08:00:00Z",
            );
            now = now.with(&edit);
        }
        assert_eq!(suggested(&now), []);
        assert_eq!(now.about().judgements.dismissed.len(), 5);
        let stances = now
            .links()
            .values()
            .filter(|link| link.kind.stance() == Some(Stance::Corroborates));
        assert_eq!(stances.count(), now.links().len());
    }

    #[test]
    fn a_decision_about_what_is_gone_does_nothing() {
        let board = board();
        let all = suggested(&board);
        let empty = Board::default();
        for suggestion in &all {
            for verdict in [
                Verdict::DrawsOn,
                Verdict::DrawnOn,
                Verdict::SaidBy(String::new()),
            ] {
                let edit = plan(&empty, suggestion, &verdict, "");
                assert!(edit.links.is_empty(), "{verdict:?}");
            }
        }
    }
}
